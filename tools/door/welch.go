package main

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"math/big"
	mrand "math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// welch asks for known and unknown receipts in random order and compares the
// times of the answers: somebody who guesses must learn nothing from the clock.
func welch(ctx context.Context, args []string) error {
	var c common
	f := flags("welch", &c, 20*time.Minute)
	n := f.Int("n", 100_000, "requests of each kind")
	known := f.Int("known", 32, "receipts that have an answer, and as many that have a reply too")
	workers := f.Int("workers", 1, "that ask at once")
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
	silent, err := r.receipts(ctx, *known, "silent")
	if err != nil {
		return err
	}
	replied, err := r.receipts(ctx, *known, "replied")
	if err != nil {
		return err
	}
	if err := r.reply(ctx, "replied"); err != nil {
		return err
	}
	var rep report
	for _, x := range []struct {
		what, path, field string
		known             []string
		of                func(string) string
	}{
		{"an answer without a reply", "/return?lang=en", "receipt", silent, groups},
		{"an answer with a reply", "/return?lang=en", "receipt", replied, groups},
		{"an answer with a reply, asked by the script", "/return/box", "box", replied, box},
	} {
		ask := func(digits string) (status, length int, took time.Duration, err error) {
			req, err := http.NewRequestWithContext(ctx, "POST", r.url+x.path, strings.NewReader(url.Values{x.field: {x.of(digits)}}.Encode()))
			if err != nil {
				return 0, 0, 0, err
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("X-Forwarded-For", strings.Replace(somewhere().String(), "127.", "12.", 1))
			began := time.Now()
			res, err := warm.Do(req)
			if err != nil {
				return 0, 0, 0, err
			}
			b, err := io.ReadAll(res.Body)
			took = time.Since(began)
			res.Body.Close()
			return res.StatusCode, len(b), took, err
		}
		if err := compare(&rep, x.what, x.known, *n, *workers, ask); err != nil {
			return err
		}
	}
	return rep.err()
}

// warm keeps its connections, so that only the answer is timed.
var warm = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second}

// compare asks n times, in random order for known and unknown receipts.
func compare(rep *report, what string, known []string, n, workers int, ask func(string) (int, int, time.Duration, error)) error {
	status := map[string]int{}
	lengths := [2]map[int]int{{}, {}}
	times := [2][]float64{}
	var mu sync.Mutex
	// The first ones warm up.
	err := parallel(context.Background(), workers, n+200, func(i int) error {
		hit := mrand.IntN(2)
		receipt := strange()
		if hit == 1 {
			receipt = known[mrand.IntN(len(known))]
		}
		code, length, took, err := ask(receipt)
		mu.Lock()
		defer mu.Unlock()
		if i >= 200 && err == nil {
			status[fmt.Sprintf("%s %d", []string{"unknown", "known"}[hit], code)]++
			lengths[hit][length]++
			times[hit] = append(times[hit], float64(took.Nanoseconds())/1000)
		}
		return err
	})
	if err != nil {
		return err
	}
	rep.say("%s: status %s; lengths of pages %v known, %v unknown", what, outcomes(status), slices.Sorted(maps.Keys(lengths[1])), slices.Sorted(maps.Keys(lengths[0])))
	rep.say("       median %.1f µs known (%d), %.1f µs unknown (%d)", median(times[1]), len(times[1]), median(times[0]), len(times[0]))
	whole, cut := tValue(times[0], times[1]), 0.0
	// Cut at common percentiles, as dudect does: a difference in the bulk must not hide behind rare pauses.
	all := slices.Concat(times[0], times[1])
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
	rep.figure(math.Abs(whole) < 4.5, "  Welch t of all times", "|t| < 4.5", "%.2f", whole)
	rep.figure(math.Abs(cut) < 4.5, "  the largest of times cut at percentiles", "|t| < 4.5", "%.2f", cut)
	return nil
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
	return fmt.Sprintf("%032s", n.String())
}

// groups writes digits as a person does.
func groups(digits string) string {
	var out []string
	for g := range slices.Chunk([]byte(digits), 4) {
		out = append(out, string(g))
	}
	return strings.Join(out, " ")
}

// box is where the replies to a receipt lie, as the script of the page says it.
func box(digits string) string {
	secret := receiptShown{digits: digits}.number()
	mailbox, err := hkdf.Key(sha256.New, secret, []byte("voxpop-receipt-v1"), "mailbox", 32)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(mailbox)
	return hex.EncodeToString(sum[:])
}

// receipts sends answers that want a receipt, and lets the newsroom fetch them.
func (r *rig) receipts(ctx context.Context, n int, text string) ([]string, error) {
	list := r.words(ctx, "en")
	forms, err := r.forms(ctx, n)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range forms {
		status, page, err := r.send(ctx, answer{form: f, text: text + ": " + token(), receipt: true}, nil)
		if err != nil || status != 200 {
			return nil, fmt.Errorf("status %d: %v", status, err)
		}
		got, ok := readReceipt(page, list)
		if !ok || got.digits == "" {
			return nil, errors.New("the thank-you page shows no receipt in digits")
		}
		out = append(out, got.digits)
	}
	return out, r.visit(ctx)
}

// reply lets the newsroom reply to the answers that begin so, and bring the replies to the door.
func (r *rig) reply(ctx context.Context, text string) error {
	all, err := r.responses(ctx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if !strings.HasPrefix(k.Text, text+": ") {
			continue
		}
		if _, err := r.run(ctx, "reply", slug, k.ID, "--text", "Thank you. May we call you?", "--dir", r.room); err != nil {
			return err
		}
	}
	return r.visit(ctx)
}
