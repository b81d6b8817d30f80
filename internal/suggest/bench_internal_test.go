package suggest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"voxpop/internal/cores"
	"voxpop/internal/vector"
)

// letters of the invented words.
const consonants, vowels = "bdfgklmnprstvz", "aeiou"

func invented(k int) string {
	var b strings.Builder
	for k += 70; k > 0; k /= 70 {
		b.WriteByte(consonants[k%14])
		b.WriteByte(vowels[k/14%5])
	}
	return b.String()
}

// messages invents n messages with one of labels labels each: words are
// Zipf-distributed, a quarter of them from a list of its label that overlaps
// with the next label's.
func messages(n, labels int) (texts []string, of []int) {
	r := rand.New(rand.NewPCG(7, uint64(labels)))
	common := rand.NewZipf(r, 1.3, 4, 20000)
	own := rand.NewZipf(r, 1.2, 3, 60)
	for range n {
		l := r.IntN(labels)
		words := make([]string, 8+r.IntN(12))
		for k := range words {
			if r.IntN(4) == 0 {
				words[k] = invented(20000 + 40*l + int(own.Uint64()))
			} else {
				words[k] = invented(int(common.Uint64()))
			}
		}
		if r.IntN(12) == 0 { // people disagree
			l = r.IntN(labels)
		}
		texts, of = append(texts, strings.Join(words, " ")), append(of, l)
	}
	return texts, of
}

// BenchmarkTrain trains what LinearSVC of scikit-learn trains: a linear support
// vector machine for each label on TF-IDF of words, pairs of words and letters.
// With VOXPOP_BENCH_DATA it leaves its messages there, for tools/bench/sklearn.py.
func BenchmarkTrain(b *testing.B) {
	const n, labels = 10000, 50
	texts, of := messages(n+n/4, labels)
	if dir := os.Getenv("VOXPOP_BENCH_DATA"); dir != "" {
		f, err := os.Create(filepath.Join(dir, "messages.jsonl"))
		if err != nil {
			b.Fatal(err)
		}
		e := json.NewEncoder(f)
		for i, t := range texts {
			if err := e.Encode(map[string]any{"text": t, "label": of[i], "train": i < n}); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	in := make([]vector.Message, len(texts))
	for i, t := range texts {
		in[i].Text = t
	}
	space, _ := vector.Learn(in[:n], recipe)
	rows := space.Rows(in)
	space.Weigh(rows, vector.Weighting{})
	m := newMatrix(rows, vector.Dense{})
	index := places(n)
	models := make([]trained, labels)
	used := processor()
	for b.Loop() {
		cores.Each(labels, func(l int) {
			has := make([]bool, n)
			for i := range has {
				has[i] = of[i] == l
			}
			models[l] = trained{w: m.weights(), alpha: make([]float32, n)}
			m.learn(&models[l], task{rows: index, has: has, with: .5, without: .5})
		})
	}
	b.ReportMetric((processor()-used)/float64(b.N), "cpu-s/op")
	right := 0
	for i := n; i < len(texts); i++ {
		best := 0
		for l := range models {
			if m.dot(int32(i), &models[l].w) > m.dot(int32(i), &models[best].w) {
				best = l
			}
		}
		if best == of[i] {
			right++
		}
	}
	b.ReportMetric(float64(right)/float64(len(texts)-n), "accuracy")
}

// processor is the processor time that this process has used, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// BenchmarkMark marks one more message when 2,000 are coded with 20 codes.
func BenchmarkMark(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 10000 && testing.Short() {
				b.Skip("takes minutes to read the pool")
			}
			c, of := busy(n, 20)
			next := len(of) / 4
			b.ResetTimer()
			for b.Loop() {
				c.mark(b, next, of[next])
				next = (next + 1) % len(of)
			}
		})
	}
}

// BenchmarkSuggestions asks for suggestions after one more mark, every score
// of every message made anew where its model moved.
func BenchmarkSuggestions(b *testing.B) {
	for _, n := range []int{1000, 10000, 100000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 10000 && testing.Short() {
				b.Skip("takes minutes to read the pool")
			}
			c, of := busy(n, 20)
			next := len(of) / 4
			b.ResetTimer()
			for b.Loop() {
				c.mark(b, next, of[next])
				next = (next + 1) % len(of)
				c.Suggestions(SuggestOptions{Limit: 50})
			}
		})
	}
}

type busyCoder struct{ *Coder }

func (c busyCoder) mark(b *testing.B, row, of int) {
	if err := c.Mark(row, []string{c.codes[of]}); err != nil {
		b.Fatal(err)
	}
}

// pools are kept: to read one takes far longer than what is measured.
var pools = map[int]*Pool{}

func busy(n, codes int) (busyCoder, []int) {
	texts, of := messages(n, codes)
	if pools[n] == nil {
		pools[n] = NewPool(texts, PoolOptions{Seed: 1})
	}
	names := make([]string, codes)
	for k := range names {
		names[k] = fmt.Sprint("code", k)
	}
	c := busyCoder{New(pools[n], names, Options{Key: []byte("k")})}
	for i := range min(2000, n/4) {
		if err := c.Mark(i, []string{names[of[i]]}); err != nil {
			panic(err)
		}
	}
	c.Suggestions(SuggestOptions{})
	return c, of
}
