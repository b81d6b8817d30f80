package theme_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"voxpop/internal/theme"
)

// answers invents n messages of some twenty words on 40 topics whose words are
// as unequal as those of a language.
func answers(n int) []theme.Message {
	rng := rand.New(rand.NewPCG(1, 2))
	own := rand.NewZipf(rng, 1.3, 4, 400)
	shared := rand.NewZipf(rng, 1.1, 8, 20000)
	topic := rand.NewZipf(rng, 1.2, 6, 39)
	spell := func(n uint64) string {
		var b strings.Builder
		for range 3 {
			b.WriteByte("bdfgklmnprstvz"[n%14])
			b.WriteByte("aeiou"[n/14%5])
			n /= 70
		}
		return b.String()
	}
	out := make([]theme.Message, n)
	for i := range out {
		var b strings.Builder
		t := topic.Uint64()
		for range 10 + rng.IntN(20) {
			w := shared.Uint64()
			if rng.IntN(3) == 0 {
				w = 30000 + 500*t + own.Uint64()
			}
			b.WriteString(spell(w) + " ")
		}
		out[i] = theme.Message{ID: fmt.Sprintf("A%06d", i), Text: b.String(), Lang: "en"}
	}
	return out
}

// Themes from the messages alone: how many is decided by them. The largest
// amount of memory in use is reported as MB.
func BenchmarkThemes(b *testing.B) {
	for _, n := range []int{1000, 10000, 20000, 100000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 20000 && testing.Short() {
				b.Skip("long")
			}
			ms := answers(n)
			runtime.GC()
			for b.Loop() {
				if r := theme.Find(ms, theme.Options{Seed: 1}); len(r.Themes) == 0 {
					b.Fatal("no themes")
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys-m.HeapReleased)/(1<<20), "MB")
		})
	}
}
