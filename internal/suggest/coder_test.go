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

var themes = map[string][]string{
	"ferry":   {"ferry", "boat", "harbour", "crossing", "deck", "sailing"},
	"library": {"library", "books", "reading", "shelves", "loans", "quiet"},
	"market":  {"market", "stalls", "vegetables", "traders", "prices", "saturday"},
}

var filler = strings.Fields("the our and again near people every morning who for with this town always should more less than before about very still")

// town invents n messages about one or two themes each, with their codes.
func town(n int, seed uint64) (texts []string, codes [][]string) {
	r := rand.New(rand.NewPCG(seed, 1))
	names := []string{"ferry", "library", "market"}
	for range n {
		var words, of []string
		for _, k := range r.Perm(len(names))[:1+r.IntN(2)] {
			of = append(of, names[k])
			for range 2 {
				words = append(words, themes[names[k]][r.IntN(6)])
			}
		}
		for range 5 {
			words = append(words, filler[r.IntN(len(filler))])
		}
		r.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
		slices.Sort(of)
		texts, codes = append(texts, strings.Join(words, " ")), append(codes, of)
	}
	return texts, codes
}

func coder(t testing.TB, texts []string, o suggest.Options) *suggest.Coder {
	t.Helper()
	if o.Key == nil {
		o.Key = []byte("a key")
	}
	return suggest.New(suggest.NewPool(texts, suggest.PoolOptions{Seed: 1}), []string{"ferry", "library", "market"}, o)
}

func mark(t testing.TB, c *suggest.Coder, row int, codes []string) {
	t.Helper()
	if err := c.Mark(row, codes); err != nil {
		t.Fatal(err)
	}
}

func TestLearnsFromMarks(t *testing.T) {
	texts, codes := town(300, 1)
	c := coder(t, texts, suggest.Options{Hints: []string{"a", "b", "c"}})
	if got := c.Suggestions(suggest.SuggestOptions{}); len(got) != 0 {
		t.Fatalf("%d suggestions before any mark", len(got))
	}
	for i := range 60 {
		mark(t, c, i, codes[i])
	}
	right, said, all := 0, 0, 0
	for _, s := range c.Suggestions(suggest.SuggestOptions{}) {
		if s.Row < 60 {
			t.Fatalf("row %d is coded and has a suggestion", s.Row)
		}
		said++
		if slices.Contains(codes[s.Row], s.Code) {
			right++
		}
	}
	for _, of := range codes[60:] {
		all += len(of)
	}
	if f1 := 2 * float64(right) / float64(said+all); f1 < .9 {
		t.Errorf("F1 = %.2f, want .9: %d right of %d said and %d true", f1, right, said, all)
	}
}

func TestOneMarkAtATimeIsTheSame(t *testing.T) {
	texts, codes := town(200, 2)
	one, other := coder(t, texts, suggest.Options{}), coder(t, texts, suggest.Options{})
	for i := range 80 {
		mark(t, one, i, codes[i])
		if i%7 == 0 {
			one.Suggestions(suggest.SuggestOptions{})
		}
	}
	for i := range 100 { // with errors, corrected, and marks that go away again
		mark(t, other, i, []string{"ferry"})
	}
	for i := 99; i >= 0; i-- {
		if i >= 80 {
			other.Unmark(i)
		} else {
			mark(t, other, i, codes[i])
		}
	}
	a, b := table(one), table(other)
	worst := 0.0
	for k, p := range a {
		worst = math.Max(worst, math.Abs(p-b[k]))
	}
	if len(a) == 0 || worst > .1 {
		t.Errorf("the same marks in another order differ by %.3f in probability among %d", worst, len(a))
	}
}

// table is the probability of each suggestion.
func table(c *suggest.Coder) map[string]float64 {
	out := map[string]float64{}
	for _, s := range c.Suggestions(suggest.SuggestOptions{}) {
		if s.P > .6 {
			out[fmt.Sprint(s.Row, " ", s.Code)] = s.P
		}
	}
	return out
}

func TestSameInputSameOutput(t *testing.T) {
	texts, codes := town(250, 3)
	run := func() ([]suggest.Suggestion, []suggest.Next) {
		c := coder(t, texts, suggest.Options{})
		for i := range 50 {
			mark(t, c, i, codes[i])
		}
		return c.Suggestions(suggest.SuggestOptions{}), c.Next(80)
	}
	s, n := run()
	for _, procs := range []int{1, 3, 8} {
		old := runtime.GOMAXPROCS(procs)
		s2, n2 := run()
		runtime.GOMAXPROCS(old)
		if !reflect.DeepEqual(s, s2) || !reflect.DeepEqual(n, n2) {
			t.Errorf("other output with %d processors", procs)
		}
	}
}

func TestWordsSpokeForTheCode(t *testing.T) {
	texts, codes := town(300, 4)
	texts[299] = "Again: the FERRY — “our” crossing, the ferry!"
	codes[299] = []string{"ferry"}
	c := coder(t, texts, suggest.Options{})
	for i := range 80 {
		mark(t, c, i, codes[i])
	}
	got := c.Suggestions(suggest.SuggestOptions{Rows: []int{299}})
	if len(got) != 1 || got[0].Code != "ferry" {
		t.Fatalf("suggestions are %v, want ferry", got)
	}
	words := got[0].Words
	if len(words) < 2 || words[0].Text != "FERRY" || words[1].Text != "crossing" {
		t.Errorf("words are %v, want FERRY and crossing first, as they stand", words)
	}
	for _, s := range c.Suggestions(suggest.SuggestOptions{}) {
		runes := []rune(texts[s.Row])
		for k, w := range s.Words {
			if string(runes[w.Start:w.End]) != w.Text || w.Weight <= 0 || k > 0 && w.Weight > s.Words[k-1].Weight {
				t.Fatalf("word %d of %v is not in its place or its turn", k, s.Words)
			}
		}
	}
}

func TestNextHasARandomPart(t *testing.T) {
	texts, codes := town(200, 5)
	people := make([]string, len(texts))
	for i := range people {
		people[i] = fmt.Sprintf("p%d", i/2) // two messages a person
	}
	key := []byte("another key")
	skip := make([]bool, len(texts))
	order := suggest.Order(key, people)
	skip[order[1]] = true
	c := coder(t, texts, suggest.Options{Key: key, People: people, Skip: skip})
	want := slices.DeleteFunc(slices.Clone(order), func(i int) bool { return skip[i] })
	var random []int
	for len(random) < 40 {
		next := c.Next(7)
		seen := map[int]bool{}
		here := 0
		for _, n := range next {
			if seen[n.Row] || c.Marked(n.Row) || skip[n.Row] {
				t.Fatalf("%d is put forward twice, or is coded, or is skipped", n.Row)
			}
			seen[n.Row] = true
			if n.Why == suggest.Random {
				here++
				random = append(random, n.Row)
			}
		}
		if here < 3 {
			t.Fatalf("%d of %d are random, want a third", here, len(next))
		}
		for _, n := range next {
			mark(t, c, n.Row, codes[n.Row])
		}
	}
	// Whatever was coded besides, the random ones are next in the order.
	k := 0
	for _, i := range random {
		for want[k] != i {
			if !c.Marked(want[k]) {
				t.Fatalf("%d was passed over", want[k])
			}
			k++
		}
	}
}

func TestLittleOrOddInput(t *testing.T) {
	same := slices.Repeat([]string{"the ferry is late"}, 30)
	cases := []struct {
		name  string
		texts []string
		marks map[int][]string
	}{
		{"no messages", nil, nil},
		{"no marks", same, nil},
		{"empty texts", make([]string, 10), map[int][]string{0: {"ferry"}, 1: nil}},
		{"one message", []string{"ferry"}, map[int][]string{0: {"ferry"}}},
		{"one code only", same, map[int][]string{0: {"ferry"}, 1: {"ferry"}, 2: {"ferry"}}},
		{"never a code", same, map[int][]string{0: nil, 1: nil, 2: nil}},
		{"the same text with and without", same, map[int][]string{0: {"ferry"}, 1: nil, 2: {"library"}, 3: {"market", "ferry"}}},
		{"no words", []string{"!!!", "…", "😀", "\u200c", "a"}, map[int][]string{0: {"ferry"}, 2: {"market"}}},
	}
	for _, x := range cases {
		t.Run(x.name, func(t *testing.T) {
			c := coder(t, x.texts, suggest.Options{})
			for i := range x.texts {
				if of, ok := x.marks[i]; ok {
					mark(t, c, i, of)
				}
			}
			for _, s := range c.Suggestions(suggest.SuggestOptions{}) {
				if !(s.P > 0 && s.P < 1) {
					t.Errorf("p = %v", s.P)
				}
				if !slices.Contains(slices.Concat(x.marks[0], x.marks[1], x.marks[2], x.marks[3]), s.Code) {
					t.Errorf("%s was never marked and is suggested", s.Code)
				}
			}
			if n := c.Next(1000); len(n) != len(x.texts)-len(x.marks) {
				t.Errorf("%d of %d are put forward", len(n), len(x.texts)-len(x.marks))
			}
			c.Unmark(0)
			c.Suggestions(suggest.SuggestOptions{Limit: 1})
		})
	}
}

func TestMarkRefuses(t *testing.T) {
	c := coder(t, []string{"ferry", "boat"}, suggest.Options{})
	for _, err := range []error{c.Mark(-1, nil), c.Mark(2, nil), c.Mark(0, []string{"unheard of"})} {
		if err == nil {
			t.Error("a row or a code that is not there is marked")
		}
	}
	if c.Marked(0) {
		t.Error("a mark that was refused stays")
	}
}
