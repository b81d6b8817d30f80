package vector_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/text"
	"voxpop/internal/vector"
)

var recipe = vector.Recipe{Words: 2, LettersMin: 3, LettersMax: 5, MinDF: 1}

func messages(texts ...string) []vector.Message {
	out := make([]vector.Message, len(texts))
	for i, t := range texts {
		out[i] = vector.Message{Text: t}
	}
	return out
}

// crowd invents n messages on topics topics, each with words of its own.
func crowd(n, topics int) []vector.Message {
	rng := rand.New(rand.NewPCG(7, 8))
	out := make([]vector.Message, n)
	for i := range out {
		var b strings.Builder
		for range 6 + rng.IntN(10) {
			if rng.IntN(3) == 0 {
				fmt.Fprintf(&b, "common%d ", rng.IntN(40))
			} else {
				fmt.Fprintf(&b, "t%dword%d ", i%topics, int(float64(60)*rng.Float64()*rng.Float64()))
			}
		}
		out[i].Text = b.String()
	}
	return out
}

func TestLearn(t *testing.T) {
	s, r := vector.Learn(messages("The ferry, the ferry!", "the BUS", "کتاب‌ها را"), recipe)
	got := map[string]float32{}
	cols, vals := r.Row(0)
	for i, c := range cols {
		if k := s.Kind(c); k != vector.Letters {
			got[s.Name(c)] = vals[i]
		} else if s.Name(c) != "" {
			t.Errorf("letters have the name %q", s.Name(c))
		}
	}
	if want := map[string]float32{"the": 2, "ferry": 2, "the ferry": 2}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	df := map[string]int32{}
	for c, n := range s.DF() {
		if s.Kind(int32(c)) == vector.Word {
			df[s.Name(int32(c))] = n
		}
	}
	if df["the"] != 2 || df["bus"] != 1 || df["the ferry"] != 0 {
		t.Errorf("df = %v", df)
	}
	if again := s.Rows(messages("The ferry, the ferry!", "the BUS", "کتاب‌ها را")); !cmp.Equal(again, r) {
		t.Error("the same messages have other rows the second time")
	}
	if n := s.Rows(messages("zzz")); n.Len() != 1 || n.Start[1] != 0 {
		t.Errorf("unknown words have columns: %v", n)
	}
}

func TestColumnsDoNotDependOnOrder(t *testing.T) {
	all := crowd(300, 4)
	s, _ := vector.Learn(all, recipe)
	turned := slices.Clone(all)
	slices.Reverse(turned)
	u, _ := vector.Learn(turned, recipe)
	if s.Cols() != u.Cols() {
		t.Fatal(s.Cols(), u.Cols())
	}
	for c := range int32(s.Cols()) {
		if s.Name(c) != u.Name(c) {
			t.Fatalf("column %d is %q and %q", c, s.Name(c), u.Name(c))
		}
	}
}

func TestRecipeLimits(t *testing.T) {
	all := messages("a common one", "a common two", "a common three", "a rare four")
	s, _ := vector.Learn(all, vector.Recipe{Words: 1, MinDF: 2, MaxDF: 0.8})
	if s.Cols() != 1 || s.Name(0) != "common" {
		t.Errorf("kept %d columns, the first %q; want only common", s.Cols(), s.Name(0))
	}
	s, _ = vector.Learn(all, vector.Recipe{Words: 1, Max: 2})
	if s.Cols() != 2 {
		t.Errorf("kept %d columns, want the 2 of most messages", s.Cols())
	}
	s, _ = vector.Learn(messages("the boat", "boats, sail"), vector.Recipe{Words: 2, LettersMin: 3, LettersMax: 3, Stop: true, Stem: true})
	var names []string
	for c := range int32(s.Cols()) {
		if s.Kind(c) != vector.Letters {
			names = append(names, s.Name(c))
		}
	}
	slices.Sort(names)
	if want := []string{"boat", "sail"}; !slices.Equal(names, want) {
		t.Errorf("words %q, want %q", names, want)
	}
}

func TestEachStandsWhereItSays(t *testing.T) {
	m := vector.Message{Text: "Die FÄHRE, die Fa\u0308hre 😀 كتابٌ 渡船很好"}
	s, r := vector.Learn([]vector.Message{m}, recipe)
	runes := []rune(m.Text)
	counts := map[int32]float32{}
	s.Each(m, func(col int32, at text.Span) {
		counts[col]++
		if at.Start < 0 || at.End > len(runes) || at.Start >= at.End {
			t.Fatalf("column %d at %v of %d", col, at, len(runes))
		}
		if s.Kind(col) == vector.Word {
			if got := text.LooseString(string(runes[at.Start:at.End])); got != s.Name(col) {
				t.Errorf("%q stands at %v, which is %q", s.Name(col), at, got)
			}
		}
	})
	cols, vals := r.Row(0)
	for i, c := range cols {
		if counts[c] != vals[i] {
			t.Errorf("column %d (%q): %v places, count %v", c, s.Name(c), counts[c], vals[i])
		}
	}
}

func TestWeigh(t *testing.T) {
	s, r := vector.Learn(messages("rare common common", "common", "common other", ""), vector.Recipe{Words: 1, LettersMin: 3, LettersMax: 3})
	joined := vector.Rows{Start: r.Start, Col: r.Col, Val: slices.Clone(r.Val), Cols: r.Cols}
	s.Weigh(joined, vector.Weighting{})
	for i := range 3 {
		c, v := joined.Row(i)
		if d := vector.Dot(c, v, c, v); math.Abs(float64(d)-1) > 1e-5 {
			t.Errorf("row %d is %v long", i, d)
		}
	}
	s.Weigh(r, vector.Weighting{Kinds: [3]float32{1, 0, 0.5}})
	cols, vals := r.Row(0)
	var word, letters float64
	byName := map[string]float32{}
	for i, c := range cols {
		if s.Kind(c) == vector.Word {
			word += float64(vals[i] * vals[i])
			byName[s.Name(c)] = vals[i]
		} else {
			letters += float64(vals[i] * vals[i])
		}
	}
	if math.Abs(letters/word-0.25) > 1e-5 {
		t.Errorf("letters to words %v, want .25", letters/word)
	}
	want := (math.Log(5./2) + 1) / ((math.Log(5./4) + 1) * (1 + math.Ln2))
	if got := float64(byName["rare"] / byName["common"]); math.Abs(got-want) > 1e-5 {
		t.Errorf("rare weighs %v of common, want %v", got, want)
	}
}

func tfidf(ms []vector.Message) vector.Rows {
	s, r := vector.Learn(ms, vector.Recipe{Words: 1})
	s.Weigh(r, vector.Weighting{})
	return r
}

func TestNeighboursAreTheNearest(t *testing.T) {
	r := tfidf(crowd(400, 5))
	const k = 7
	exact := vector.Neighbours(r, k, 1<<30)
	hit, all := 0, 0
	cheap := vector.Neighbours(r, k, 300)
	for i := range r.Len() {
		var sims []float32
		ci, vi := r.Row(i)
		for j := range r.Len() {
			if cj, vj := r.Row(j); j != i {
				sims = append(sims, vector.Dot(ci, vi, cj, vj))
			}
		}
		slices.Sort(sims)
		slices.Reverse(sims)
		to, sim := exact.Near(i)
		for j := range to {
			if math.Abs(float64(sim[j]-sims[j])) > 1e-5 {
				t.Fatalf("row %d link %d: %v, want %v", i, j, sim[j], sims[j])
			}
		}
		near, _ := cheap.Near(i)
		for _, v := range near {
			if slices.Contains(to, v) {
				hit++
			}
		}
		all += len(to)
	}
	if part := float64(hit) / float64(all); part < 0.8 {
		t.Errorf("a small budget finds %.2f of the nearest", part)
	}
}

func TestDecomposeIsTheDecomposition(t *testing.T) {
	r := tfidf(crowd(200, 5))
	d := vector.Decompose(r, 12, 6, 1)
	// Rows of U are orthogonal dimensions whose squares sum to S².
	for a := range d.U.Cols {
		for b := range d.U.Cols {
			sum := 0.0
			for i := range d.U.Len() {
				sum += float64(d.U.Row(i)[a]) * float64(d.U.Row(i)[b])
			}
			want := 0.0
			if a == b {
				want = d.S[a] * d.S[a]
			}
			if math.Abs(sum-want) > 1e-2 {
				t.Errorf("dimensions %d, %d: %v, want %v", a, b, sum, want)
			}
		}
	}
	// All dimensions together give back the products of rows.
	whole := vector.Decompose(tfidf(crowd(30, 3)), 30, 6, 1)
	q := tfidf(crowd(30, 3))
	for i := range 30 {
		for j := range 30 {
			ci, vi := q.Row(i)
			cj, vj := q.Row(j)
			got := float32(0)
			for d, v := range whole.U.Row(i) {
				got += v * whole.U.Row(j)[d]
			}
			if want := vector.Dot(ci, vi, cj, vj); math.Abs(float64(got-want)) > 2e-3 {
				t.Fatalf("rows %d, %d: %v, want %v", i, j, got, want)
			}
		}
	}
}

// run is everything this package does, on one set of messages.
func run(ms []vector.Message, k int) (vector.Rows, vector.SVD, vector.Graph, vector.Dense, vector.Clusters) {
	s, r := vector.Learn(ms, recipe)
	s.Weigh(r, vector.Weighting{})
	d := vector.Decompose(r, 20, 0, 1)
	g := vector.Neighbours(r, 10, 0)
	d.U.Normalize()
	x := vector.Smooth(d.U, g, 8, 0.1)
	x.Normalize()
	return r, d, g, x, vector.KMeans(x, k, 0, 1)
}

func TestSameWithAnyProcessors(t *testing.T) {
	ms := crowd(3000, 6)
	old := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(old)
	r1, d1, g1, x1, c1 := run(ms, 6)
	runtime.GOMAXPROCS(4)
	r2, d2, g2, x2, c2 := run(ms, 6)
	for _, same := range []bool{cmp.Equal(r1, r2), cmp.Equal(d1, d2), cmp.Equal(g1, g2), slices.Equal(x1.Data, x2.Data), cmp.Equal(c1, c2)} {
		if !same {
			t.Fatal("another number of processors gives another result")
		}
	}
}

func TestPlantedTopicsAreFound(t *testing.T) {
	_, _, _, _, c := run(crowd(600, 6), 6)
	of := map[int]map[int32]int{}
	for i, k := range c.Of {
		if of[i%6] == nil {
			of[i%6] = map[int32]int{}
		}
		of[i%6][k]++
	}
	right := 0
	for _, m := range of {
		best := 0
		for _, n := range m {
			best = max(best, n)
		}
		right += best
	}
	if right < 590 {
		t.Errorf("%d of 600 with their topic", right)
	}
}

func TestSmallAndDegenerate(t *testing.T) {
	for _, ms := range [][]vector.Message{nil, messages(""), messages("one"), messages("same", "same", "same"), messages("", "", "x"), messages("a b", "c d")} {
		_, _, g, x, c := run(ms, 3)
		if len(c.Of) != len(ms) || g.Len() != len(ms) {
			t.Errorf("%q: %d clusters, %d rows in the graph", ms, len(c.Of), g.Len())
		}
		for _, v := range x.Data {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatalf("%q: %v", ms, x.Data)
			}
		}
	}
}

func FuzzLearn(f *testing.F) {
	f.Add("a b c", "ا ب ج 😀", "渡船")
	f.Add("\xff\u200c'", "a'b", "ǅ\u0301")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		ms := messages(a, b, c)
		s, r := vector.Learn(ms, recipe)
		for i, m := range ms {
			cols, _ := r.Row(i)
			for j, col := range cols {
				if col < 0 || int(col) >= s.Cols() || j > 0 && cols[j-1] >= col {
					t.Fatalf("row %d: columns %v", i, cols)
				}
			}
			n := len([]rune(m.Text))
			s.Each(m, func(col int32, at text.Span) {
				if at.Start < 0 || at.Start >= at.End || at.End > n {
					t.Fatalf("%q: %v", m.Text, at)
				}
				if s.Kind(col) != vector.Letters && s.Name(col) == "" {
					t.Fatalf("a word of %q has no name", m.Text)
				}
			})
		}
	})
}

func TestNeighboursDense(t *testing.T) {
	for _, n := range []int{300, 3000} {
		_, _, _, x, _ := run(crowd(n, 12), 12)
		const k = 10
		g := vector.NeighboursDense(x, k, 1)
		hit, all := 0.0, 0.0
		for i := 0; i < n; i += 7 {
			var sims []float32
			for j := range n {
				if j != i {
					s := float32(0)
					for d, v := range x.Row(i) {
						s += v * x.Row(j)[d]
					}
					sims = append(sims, s)
				}
			}
			slices.Sort(sims)
			least := sims[len(sims)-k]
			_, got := g.Near(i)
			for _, s := range got {
				if s >= least-1e-4 {
					hit++
				}
			}
			all += k
		}
		if hit/all < 0.9 || n < 1000 && hit != all {
			t.Errorf("of %d rows %.3f of the neighbours were found", n, hit/all)
		}
	}
}
