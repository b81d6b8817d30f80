package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// welch asks for known and unknown receipts in random order and compares the
// times of the answers: somebody who guesses must learn nothing from the clock.
func welch(ctx context.Context, args []string) error {
	var c common
	f := flags("welch", &c, 20*time.Minute)
	n := f.Int("n", 100_000, "requests")
	known := f.Int("known", 64, "receipts that have an answer and a reply")
	f.Parse(args)
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := newRig(ctx, &c, roomy+"\n"+behind)
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return err
	}
	receipts, err := r.replied(ctx, *known)
	if err != nil {
		return err
	}
	var rep report
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: 30 * time.Second}
	status := map[string]int{}
	length := [2]map[int]int{{}, {}}
	ask := func(receipt string, hit int) (time.Duration, error) {
		req, err := http.NewRequestWithContext(ctx, "POST", r.url+"/return?lang=en", strings.NewReader(url.Values{"receipt": {receipt}}.Encode()))
		if err != nil {
			return 0, err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Forwarded-For", strings.Replace(somewhere().String(), "127.", "12.", 1))
		began := time.Now()
		res, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		b, err := io.ReadAll(res.Body)
		took := time.Since(began)
		res.Body.Close()
		status[fmt.Sprintf("%s %d", []string{"unknown", "known"}[hit], res.StatusCode)]++
		length[hit][len(b)]++
		return took, err
	}
	times := [2][]float64{}
	for i := range *n + 200 {
		hit := mrand.IntN(2)
		receipt := strange()
		if hit == 1 {
			receipt = receipts[mrand.IntN(len(receipts))]
		}
		took, err := ask(receipt, hit)
		if err != nil {
			return fmt.Errorf("after %d requests: %w", i, err)
		}
		if i >= 200 { // the first ones warm up
			times[hit] = append(times[hit], float64(took.Nanoseconds())/1000)
		}
	}
	rep.say("answers: %s; lengths: %d for known, %d for unknown", outcomes(status), len(length[1]), len(length[0]))
	rep.say("median %.1f µs known (%d), %.1f µs unknown (%d)", median(times[1]), len(times[1]), median(times[0]), len(times[0]))
	whole, cut := tValue(times[0], times[1]), 0.0
	// Cut at common percentiles, as dudect does: a difference in the bulk must not hide behind rare pauses.
	var all []float64
	all = append(append(all, times[0]...), times[1]...)
	slices.Sort(all)
	for _, p := range []float64{0.5, 0.75, 0.9, 0.95, 0.99} {
		limit := all[int(p*float64(len(all)-1))]
		under := func(v []float64) []float64 {
			return slices.DeleteFunc(slices.Clone(v), func(x float64) bool { return x > limit })
		}
		if t := tValue(under(times[0]), under(times[1])); math.Abs(t) > math.Abs(cut) {
			cut = t
		}
	}
	rep.figure(math.Abs(whole) < 4.5, "Welch t of all times", "|t| < 4.5", "%.2f", whole)
	rep.figure(math.Abs(cut) < 4.5, "largest Welch t of the times cut at percentiles", "|t| < 4.5", "%.2f", cut)
	return rep.err()
}

// tValue is Welch's t of two samples.
func tValue(a, b []float64) float64 {
	mean := func(v []float64) (m, s float64) {
		for _, x := range v {
			m += x
		}
		m /= float64(len(v))
		for _, x := range v {
			s += (x - m) * (x - m)
		}
		return m, s / float64(len(v)-1)
	}
	if len(a) < 2 || len(b) < 2 {
		return math.NaN()
	}
	ma, sa := mean(a)
	mb, sb := mean(b)
	return (ma - mb) / math.Sqrt(sa/float64(len(a))+sb/float64(len(b)))
}

// strange is a receipt of nobody, as digits.
func strange() string {
	n, _ := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(7776), big.NewInt(8), nil))
	return groups(fmt.Sprintf("%032s", n.String()))
}

func groups(digits string) string {
	var out []string
	for g := range slices.Chunk([]byte(digits), 4) {
		out = append(out, string(g))
	}
	return strings.Join(out, " ")
}

// replied sends answers with receipts, lets the newsroom fetch and answer
// them, and brings the replies to the door.
func (r *rig) replied(ctx context.Context, n int) ([]string, error) {
	client := http.Header{}
	var receipts []string
	list := r.words(ctx, "en")
	forms := make([]form, n)
	for i := range forms {
		client.Set("X-Forwarded-For", fmt.Sprintf("100.%d.%d.7", 64+i/256, i%256))
		var err error
		if forms[i], err = r.fetch(ctx, "en", client.Clone()); err != nil {
			return nil, err
		}
	}
	if err := wait(ctx, ripe); err != nil {
		return nil, err
	}
	for i, f := range forms {
		client.Set("X-Forwarded-For", fmt.Sprintf("100.%d.%d.7", 64+i/256, i%256))
		status, page, err := r.send(ctx, answer{form: f, text: "asked: " + token(), receipt: true}, client.Clone())
		if err != nil || status != 200 {
			return nil, fmt.Errorf("status %d: %v", status, err)
		}
		got, ok := readReceipt(page, list)
		if !ok || got.digits == "" {
			return nil, errors.New("the thank-you page shows no receipt in digits")
		}
		receipts = append(receipts, groups(got.digits))
	}
	if err := r.visit(ctx); err != nil {
		return nil, err
	}
	ids, err := r.ids(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, err := r.run(ctx, "reply", slug, id, "--text", "Thank you. May we call you?", "--dir", r.room); err != nil {
			return nil, err
		}
	}
	err = r.visit(ctx)
	return receipts, err
}
