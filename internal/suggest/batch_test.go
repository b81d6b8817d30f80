package suggest_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/suggest"
)

var townCodes = []string{"ferry", "library", "market"}

// marksOf the first n messages of a town.
func marksOf(codes [][]string, rows []int) suggest.Marks {
	m := suggest.Marks{Labels: len(townCodes), Names: townCodes}
	for _, i := range rows {
		var of []int
		for _, c := range codes[i] {
			of = append(of, slices.Index(townCodes, c))
		}
		m.Rows, m.Of = append(m.Rows, i), append(m.Of, of)
	}
	return m
}

func upTo(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// What a message says of itself must not reach its own score, nor may what
// another message of its person says: here every label is drawn by lot, each
// person has a word of their own, and two messages with the same labels.
func TestCrossFitLearnsNothingFromAPersonAboutThemselves(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	const people = 200
	var texts []string
	var groups []int
	marks := suggest.Marks{Labels: 1}
	for p := range people {
		of := []int{}
		if r.IntN(2) == 0 {
			of = []int{0}
		}
		for range 2 {
			marks.Rows, marks.Of = append(marks.Rows, len(texts)), append(marks.Of, of)
			texts, groups = append(texts, fmt.Sprintf("word%d says thing%d", p, p)), append(groups, p)
		}
	}
	pool := suggest.NewPool(texts, suggest.PoolOptions{})
	spread := func(groups []int) float64 { // mean score with minus mean without the label
		scores := suggest.CrossFit(pool, marks, suggest.CrossOptions{Groups: groups})[0]
		var with, without, n float64
		for j, i := range marks.Rows {
			if len(marks.Of[j]) > 0 {
				with, n = with+scores[i], n+1
			} else {
				without += scores[i]
			}
		}
		return with/n - without/(float64(len(marks.Rows))-n)
	}
	if d := spread(nil); d < .2 {
		t.Errorf("each row for itself: the difference is %.3f, want a leak for the test to find", d)
	}
	if d := spread(groups); math.Abs(d) > .1 {
		t.Errorf("by persons: the difference is %.3f, want about 0", d)
	}
}

func TestCrossFitSeparatesAndRepeats(t *testing.T) {
	texts, codes := town(300, 11)
	pool := suggest.NewPool(texts, suggest.PoolOptions{Seed: 2})
	marks := marksOf(codes, upTo(100))
	run := func() [][]float64 { return suggest.CrossFit(pool, marks, suggest.CrossOptions{Seed: 3}) }
	scores := run()
	for _, procs := range []int{1, 5} {
		old := runtime.GOMAXPROCS(procs)
		again := run()
		runtime.GOMAXPROCS(old)
		if !reflect.DeepEqual(scores, again) {
			t.Errorf("other scores with %d processors", procs)
		}
	}
	for l, code := range townCodes {
		wrong := 0
		for i, s := range scores[l] {
			if !(s > 0 && s < 1) {
				t.Fatalf("score %v of row %d", s, i)
			}
			if (s > .5) != slices.Contains(codes[i], code) {
				wrong++
			}
		}
		if wrong > len(texts)/10 {
			t.Errorf("%s: %d of %d scores on the wrong side", code, wrong, len(texts))
		}
	}
}

func TestCrossFitOfLittle(t *testing.T) {
	texts, _ := town(20, 12)
	pool := suggest.NewPool(texts, suggest.PoolOptions{})
	for _, marks := range []suggest.Marks{
		{Labels: 2},
		{Labels: 2, Rows: []int{3}, Of: [][]int{{0}}},
		{Labels: 2, Rows: []int{3, 4, 5}, Of: [][]int{{0}, {0}, {0}}},
		{Labels: 2, Rows: []int{3, 4, 5}, Of: [][]int{nil, nil, nil}},
	} {
		for _, scores := range suggest.CrossFit(pool, marks, suggest.CrossOptions{}) {
			if len(scores) != len(texts) {
				t.Fatalf("%d scores of %d rows", len(scores), len(texts))
			}
			for _, s := range scores {
				if !(s > 0 && s < 1) {
					t.Errorf("score %v with marks %v", s, marks.Of)
				}
			}
		}
	}
}

// Of all suggestions at a probability, about that share is right. The truth here
// is .25 or .75, which no curve of ours follows exactly.
func TestProbabilitiesAreCalibrated(t *testing.T) {
	const n, coded = 3000, 600
	texts, codes := town(n, 13)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range codes { // one in four codes is a coder's slip, so that nothing is certain
		for _, c := range townCodes {
			if r.IntN(4) == 0 {
				if k := slices.Index(codes[i], c); k >= 0 {
					codes[i] = slices.Delete(slices.Clone(codes[i]), k, k+1)
				} else {
					codes[i] = append(slices.Clone(codes[i]), c)
				}
			}
		}
	}
	pool := suggest.NewPool(texts, suggest.PoolOptions{})
	scores := suggest.CrossFit(pool, marksOf(codes, upTo(coded)), suggest.CrossOptions{})
	var said, true_, count [10]float64
	for l, code := range townCodes {
		for i := coded; i < n; i++ {
			bin := int(scores[l][i] * 10)
			said[bin] += scores[l][i]
			count[bin]++
			if slices.Contains(codes[i], code) {
				true_[bin]++
			}
		}
	}
	off := 0.0
	for b := range count {
		off += math.Abs(said[b] - true_[b])
	}
	if off /= 3 * (n - coded); off > .08 {
		t.Errorf("probabilities are off by %.3f on average\nsaid %.0f\ntrue %.0f", off, said, true_)
	}
}

func TestDecide(t *testing.T) {
	texts, codes := town(300, 14)
	pool := suggest.NewPool(texts, suggest.PoolOptions{})
	marks := marksOf(codes, upTo(100))
	several := 0
	for _, of := range suggest.Decide(pool, marks, suggest.DecideOptions{From: 100}) {
		if len(of) > 1 {
			several++
		}
	}
	if several < 50 {
		t.Errorf("%d of 200 messages have two codes or more, want about half", several)
	}
	marks.Single = true
	for j := range marks.Of {
		marks.Of[j] = marks.Of[j][:1]
	}
	for _, of := range suggest.Decide(pool, marks, suggest.DecideOptions{From: 100}) {
		if len(of) != 1 {
			t.Fatalf("a message has %d codes where each has one", len(of))
		}
	}
}

func TestEmbeddingsAreOneMoreView(t *testing.T) {
	texts := make([]string, 200)
	vectors := make([][]float32, len(texts))
	codes := make([][]string, len(texts))
	r := rand.New(rand.NewPCG(3, 3))
	for i := range texts {
		texts[i] = strings.Join([]string{filler[r.IntN(10)], filler[r.IntN(10)]}, " ") // says nothing of the code
		v := float32(-1)
		if i%2 == 0 {
			v, codes[i] = 1, []string{"ferry"}
		}
		vectors[i] = []float32{v, r.Float32()}
	}
	vectors[199], vectors[198] = nil, []float32{float32(math.NaN()), 1}
	pool := suggest.NewPool(texts, suggest.PoolOptions{Embeddings: vectors})
	scores := suggest.CrossFit(pool, marksOf(codes, upTo(60)), suggest.CrossOptions{})[0]
	for i := 60; i < 190; i++ {
		if (scores[i] > .5) != (i%2 == 0) {
			t.Fatalf("row %d has score %.2f", i, scores[i])
		}
	}
	if w := len(pool.Features()[0]); w > 128 {
		t.Errorf("features of %d numbers hold the embeddings", w)
	}
}

func TestOrderIsForEver(t *testing.T) {
	people := []string{"ann", "bo", "cy", "ann", "di", "ed"}
	key := []byte("voxpop sample\x00ferry")
	order := suggest.Order(key, people)
	for k := 1; k < len(order); k++ {
		a, b := people[order[k-1]], people[order[k]]
		if suggest.Number(key, a) > suggest.Number(key, b) {
			t.Errorf("%s before %s", a, b)
		}
	}
	// Who leaves or joins moves nobody else.
	fewer := suggest.Order(key, people[:4])
	rest := slices.DeleteFunc(slices.Clone(order), func(i int) bool { return i >= 4 })
	if !slices.Equal(fewer, rest) {
		t.Errorf("%v without two people, %v with", fewer, rest)
	}
	if slices.Equal(order, suggest.Order([]byte("k2"), people)) && slices.Equal(order, suggest.Order([]byte("k3"), people)) {
		t.Error("the key decides nothing")
	}
}

func FuzzCoder(f *testing.F) {
	f.Add("the ferry is late", "سلام 👨‍👩‍👧 دنیا", uint8(3))
	f.Add("", "\xff\xfe\u200c\u0301", uint8(0))
	f.Add("渡し船は遅い #save_the_ferry", "a\u0000b", uint8(7))
	f.Fuzz(func(t *testing.T, a, b string, of uint8) {
		texts := []string{a, b, "the ferry", "books " + a, b + a, a + " market"}
		c := coder(t, texts, suggest.Options{Hints: []string{a, b, "market"}})
		for i := range 4 {
			var codes []string
			for k, code := range townCodes {
				if int(of)>>((i+k)%4)&1 == 1 {
					codes = append(codes, code)
				}
			}
			mark(t, c, i, codes)
		}
		for _, s := range c.Suggestions(suggest.SuggestOptions{}) {
			runes := []rune(texts[s.Row])
			for _, w := range s.Words {
				if w.Start < 0 || w.End > len(runes) || w.Start >= w.End || string(runes[w.Start:w.End]) != w.Text {
					t.Fatalf("%+v is not in %q", w, texts[s.Row])
				}
			}
		}
		c.Next(6)
	})
}
