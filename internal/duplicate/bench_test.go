package duplicate_test

import (
	"fmt"
	"runtime"
	"testing"

	"voxpop/internal/duplicate"
)

// crowdOf is n invented messages in two scripts, one in five a copy.
func crowdOf(n int) []duplicate.Message {
	a, _, _ := latin(11).crowd(n*6/10, n*15/100/15, 15)
	b, _, _ := persian(12).crowd(n*2/10, n*5/100/50, 50)
	for i := range b {
		b[i].ID = "p" + b[i].ID
	}
	return append(a, b...)
}

func sizes(b *testing.B, run func(b *testing.B, n int)) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 100_000 && testing.Short() {
				b.Skip("a million messages")
			}
			run(b, n)
		})
	}
}

// BenchmarkFind groups messages that are all at hand. B/message is what the
// heap holds beside the messages when all of them are in the index.
func BenchmarkFind(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		messages := crowdOf(n)
		b.ReportAllocs()
		for b.Loop() {
			if len(duplicate.Find(messages, duplicate.Options{})) == 0 {
				b.Fatal("no groups")
			}
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(messages)), "µs/message")
	})
}

// BenchmarkAdd adds one message to an index of n.
func BenchmarkAdd(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		var before, after runtime.MemStats
		messages := crowdOf(n)
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := duplicate.New(duplicate.Options{})
		for _, m := range messages {
			x.Add(m)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		more, _, _ := latin(11).crowd(8000, 200, 10)
		i := 0
		for b.Loop() {
			m := more[i%len(more)]
			m.ID = fmt.Sprint("new", i)
			x.Add(m)
			i++
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(messages)), "B/message")
	})
}

// BenchmarkHostile adds messages made to cost as much as possible: one long
// text, changed a little every time, and one phrase in every message.
func BenchmarkHostile(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		v := latin(13)
		phrase := v.message(12)
		n = min(n, 100_000)
		messages := make([]duplicate.Message, n)
		for i := range messages {
			messages[i] = duplicate.Message{ID: fmt.Sprint(i), Text: phrase + " " + v.message(5)}
		}
		for b.Loop() {
			duplicate.Find(messages, duplicate.Options{})
		}
		b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/message")
	})
}
