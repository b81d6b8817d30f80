package transcript

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"voxpop"
)

// TestMatchIsLongest compares with the textbook's table of the longest common
// subsequence.
func TestMatchIsLongest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.SliceOfN(rapid.Int32Range(0, 5), 0, 40)
		a, b := side.Draw(t, "a"), side.Draw(t, "b")
		n := rising(t, a, b, match(a, b))
		table := make([][]int, len(a)+1)
		table[0] = make([]int, len(b)+1)
		for i := range a {
			table[i+1] = make([]int, len(b)+1)
			for j := range b {
				table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
				if a[i] == b[j] {
					table[i+1][j+1] = table[i][j] + 1
				}
			}
		}
		if n != table[len(a)][len(b)] {
			t.Fatalf("%d words are the same, of %d that could be", n, table[len(a)][len(b)])
		}
	})
}

func rising(t interface{ Fatalf(string, ...any) }, a, b []int32, m []int) int {
	n, last := 0, -1
	for j, i := range m {
		if i < 0 {
			continue
		}
		if i <= last || a[i] != b[j] {
			t.Fatalf("%v", m)
		}
		last = i
		n++
	}
	return n
}

// TestMatchOfTooMuch holds words that stand once where the differences are
// beyond the bound.
func TestMatchOfTooMuch(t *testing.T) {
	var a, b []int32
	for i := range int32(9000) {
		a, b = append(a, i), append(b, 20000+i)
		if i%100 == 0 {
			b = append(b, i)
		}
	}
	if n := rising(t, a, b, match(a, b)); n != 90 {
		t.Errorf("%d of 90 words were found again", n)
	}
}

func BenchmarkEdit(b *testing.B) {
	var words []string
	for i := range 10_000 {
		words = append(words, "word"+strconv.Itoa(i*7919%1500))
	}
	s := strings.Join(words, " ")
	old := Timed{Text: s, Seconds: 3600}
	at := 0.0
	for _, w := range words {
		p := .5
		old.Words = append(old.Words, wordAt(at, w, &p))
		at += .3
	}
	old.Cues = Cues(s, old.Words, 0, CueOptions{})
	every := func(n int) string {
		c := append([]string(nil), words...)
		for i := n / 2; i < len(c); i += n {
			c[i] = "changed" + strconv.Itoa(i)
		}
		return strings.Join(c, " ")
	}
	for _, k := range []struct{ name, to string }{
		{"one", every(10_000)}, {"hundred", every(100)}, {"thousand", every(10)}, {"rewritten", strings.ReplaceAll(s, "word", "other")},
	} {
		b.Run(k.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Edit(old, k.to)
			}
		})
	}
	b.Run("cues", func(b *testing.B) {
		for b.Loop() {
			Cues(s, old.Words, 0, CueOptions{})
		}
	})
	b.Run("wer", func(b *testing.B) {
		to := every(10)
		for b.Loop() {
			ErrorRate(s, to)
		}
	})
}

func wordAt(at float64, w string, p *float64) voxpop.Word {
	return voxpop.Word{Start: at, End: at + .25, Text: w, P: p}
}
