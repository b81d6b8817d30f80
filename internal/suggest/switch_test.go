package suggest_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/suggest"
)

// topics invents n messages, each about one of topics of unequal size; a word
// is one of its topic's with probability own.
func topics(n, topics int, own float64, seed uint64) (texts []string, of []int) {
	r := rand.New(rand.NewPCG(seed, 3))
	word := func(k int) string {
		var b strings.Builder
		for k += 400; k > 0; k /= 20 {
			b.WriteString("bdfgklmnprstvzchjwyx"[k%20:][:1] + "aeiou"[k/4%5:][:1])
		}
		return b.String()
	}
	for range n {
		t := int(float64(topics) * r.Float64() * r.Float64())
		words := make([]string, 12)
		for k := range words {
			if r.Float64() < own {
				words[k] = word(t*60 + r.IntN(60))
			} else {
				words[k] = word(2000 + int(3000*r.Float64()*r.Float64()))
			}
		}
		texts, of = append(texts, strings.Join(words, " ")), append(of, t)
	}
	return texts, of
}

func topicCodes(n int) []string {
	codes := make([]string, n)
	for k := range codes {
		codes[k] = fmt.Sprint("topic", k)
	}
	return codes
}

// honest returns how many suggestions there are, their mean probability, and
// the share of them that is right.
func honest(got []suggest.Suggestion, codes []string, of []int) (n int, said, right float64) {
	for _, s := range got {
		said += s.P
		if s.Code == codes[of[s.Row]] {
			right++
		}
	}
	n = len(got)
	return n, said / math.Max(1, float64(n)), right / math.Max(1, float64(n))
}

// The method changes on the way. Probabilities are those of the method, at once
// and later.
func TestProbabilitiesHoldWhereTheMethodChanges(t *testing.T) {
	texts, of := topics(1200, 8, .3, 1)
	codes := topicCodes(8)
	c := suggest.New(suggest.NewPool(texts, suggest.PoolOptions{}), codes, suggest.Options{Key: []byte("k")})
	check := func(marks int) {
		n, said, right := honest(c.Suggestions(suggest.SuggestOptions{}), codes, of)
		if n < 300 || n > 1500 || math.Abs(said-right) > .1 {
			t.Errorf("%d marks: %d suggestions, mean P %.2f, right %.2f", marks, n, said, right)
		}
	}
	for i := range 360 {
		mark(t, c, i, []string{codes[of[i]]})
		if n := i + 1; n >= 280 && n%6 == 4 || n >= 299 && n <= 302 {
			check(n)
		}
	}
	for i := 359; i >= 280; i-- {
		c.Unmark(i)
		if i%20 == 0 || i == 300 {
			check(i)
		}
	}
}

func TestCrossFitHoldsWhereFoldsAreFewer(t *testing.T) {
	texts, of := topics(1200, 8, .3, 2)
	for _, n := range []int{299, 320} {
		marks := suggest.Marks{Labels: 8, Names: topicCodes(8)}
		for i := range n {
			marks.Rows, marks.Of = append(marks.Rows, i), append(marks.Of, []int{of[i]})
		}
		scores := suggest.CrossFit(suggest.NewPool(texts, suggest.PoolOptions{}), marks, suggest.CrossOptions{})
		said, right, all := 0., 0., 0.
		for l := range scores {
			for i := n; i < len(texts); i++ {
				if scores[l][i] >= .5 {
					said += scores[l][i]
					all++
					if of[i] == l {
						right++
					}
				}
			}
		}
		if all < 300 || math.Abs(said-right)/all > .1 {
			t.Errorf("%d marks: %.0f above .5, mean %.2f, right %.2f", n, all, said/all, right/all)
		}
	}
}

// With few marks a coder is not shown every code on every message.
func TestFewMarksProposeLittle(t *testing.T) {
	texts, of := topics(1200, 8, .3, 3)
	codes := topicCodes(8)
	c := suggest.New(suggest.NewPool(texts, suggest.PoolOptions{}), codes, suggest.Options{Key: []byte("k")})
	for n := 1; n <= 160; n++ {
		mark(t, c, n, []string{codes[of[n]]})
		if !slices.Contains([]int{1, 2, 3, 5, 10, 20, 40, 80, 160}, n) {
			continue
		}
		got := c.Suggestions(suggest.SuggestOptions{})
		all, said, right := honest(got, codes, of)
		switch {
		case n == 1 && all > 0, all > 1300, all > 0 && right < .75:
			t.Errorf("%d marks: %d suggestions, mean P %.2f, right %.2f", n, all, said, right)
		case n >= 40 && all < 700:
			t.Errorf("%d marks: only %d suggestions", n, all)
		}
	}
}

// A recording without a transcript has nothing to go by, and yet its person is
// drawn as others are.
func TestNothingIsProposedOfNothing(t *testing.T) {
	texts, codes := town(150, 9)
	for i := 100; i < 150; i++ {
		texts[i] = ""
	}
	c := coder(t, texts, suggest.Options{})
	for i := range 60 {
		mark(t, c, i, append([]string{"ferry"}, codes[i]...)) // most have it
	}
	for _, s := range c.Suggestions(suggest.SuggestOptions{}) {
		if s.Row >= 100 {
			t.Fatalf("%s is proposed for a message without a word", s.Code)
		}
	}
	drawn := 0
	for _, n := range c.Next(30) {
		if n.Row >= 100 {
			drawn++
			if n.Why != suggest.Random {
				t.Errorf("a message without a word is put forward as %s", n.Why)
			}
		}
	}
	if drawn == 0 {
		t.Error("no message without a word is drawn at random")
	}
}

// A replay of the marks in another order proposes the same.
func TestOrderOfMarksDoesNotMatterToTheFirstProposals(t *testing.T) {
	texts, codes := town(200, 6)
	one, other := coder(t, texts, suggest.Options{}), coder(t, texts, suggest.Options{})
	for i := range 60 {
		mark(t, one, i, codes[i])
		mark(t, other, 59-i, codes[59-i])
	}
	a, b := one.Suggestions(suggest.SuggestOptions{}), other.Suggestions(suggest.SuggestOptions{})
	if len(a) == 0 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d suggestions and %d, or not the same", len(a), len(b))
	}
}

// One person's messages say nothing of how far others are understood.
func TestOnePersonIsNotEnough(t *testing.T) {
	texts, codes := town(60, 7)
	people := make([]string, len(texts))
	for i := range people {
		people[i] = fmt.Sprint(max(0, i-20))
	}
	c := coder(t, texts, suggest.Options{People: people})
	for i := range 20 {
		mark(t, c, i, codes[i])
	}
	if got := c.Suggestions(suggest.SuggestOptions{}); len(got) > 0 {
		t.Errorf("%d suggestions from what one person said", len(got))
	}
}
