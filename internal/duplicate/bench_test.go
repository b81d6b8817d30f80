package duplicate_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"voxpop/internal/duplicate"
)

// crowdOf is n invented messages of 5 to 60 words out of 60,000 in two scripts,
// one in fifty a copy of a campaign with a few words changed.
func crowdOf(n int) []duplicate.Message {
	voices := []*invented{invent(11, latinParts, 60000), invent(12, persianParts, 60000)}
	var campaigns []string
	for i := range n/5000 + 1 {
		campaigns = append(campaigns, voices[i%2].plain(15+voices[i%2].r.IntN(30)))
	}
	messages := make([]duplicate.Message, n)
	for i := range messages {
		v := voices[i%4/3] // one in four is Persian
		m := duplicate.Message{ID: fmt.Sprintf("m%07d", i)}
		if v.r.IntN(50) == 0 {
			w := strings.Fields(campaigns[v.r.IntN(len(campaigns))])
			for range v.r.IntN(4) {
				w[v.r.IntN(len(w))] = v.word()
			}
			m.Text = strings.Join(w, " ")
		} else {
			m.Text = v.plain(5 + v.r.IntN(56))
		}
		messages[i] = m
	}
	return messages
}

// growth runs a benchmark on more and more messages. It reports how much more
// ten times as many took, as x/tenfold.
func growth(b *testing.B, counts []int, run func(b *testing.B, n int) (seconds float64)) {
	before := 0.0
	for _, n := range counts {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 100_000 && testing.Short() {
				b.Skip("a million messages")
			}
			took := run(b, n)
			if before > 0 {
				b.ReportMetric(took/before, "x/tenfold")
			}
			before = took
		})
	}
}

// BenchmarkFind groups messages that are all at hand.
func BenchmarkFind(b *testing.B) {
	growth(b, []int{10_000, 100_000, 1_000_000}, func(b *testing.B, n int) float64 {
		messages := crowdOf(n)
		b.ReportAllocs()
		for b.Loop() {
			if len(duplicate.Find(messages, duplicate.Options{})) == 0 {
				b.Fatal("no groups")
			}
		}
		took := b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric(1e6*took/float64(n), "µs/message")
		return took
	})
}

// BenchmarkAdd adds one message to an index of n. B/message is what the heap
// holds beside the messages.
func BenchmarkAdd(b *testing.B) {
	growth(b, []int{100_000, 1_000_000}, func(b *testing.B, n int) float64 {
		var before, after runtime.MemStats
		messages := crowdOf(n + 10_000)
		messages, more := messages[:n], messages[n:]
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := duplicate.New(duplicate.Options{})
		for _, m := range messages {
			x.Add(m)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		i := 0
		for b.Loop() {
			m := more[i%len(more)]
			m.ID = fmt.Sprint("new", i)
			x.Add(m)
			i++
		}
		took := b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(n), "B/message")
		return took
	})
}

// BenchmarkHostile adds messages made to cost as much as possible: one long
// text, changed a little every time, and one phrase in every message.
func BenchmarkHostile(b *testing.B) {
	growth(b, []int{10_000, 100_000}, func(b *testing.B, n int) float64 {
		v := latin(13)
		phrase := v.message(12)
		messages := make([]duplicate.Message, n)
		for i := range messages {
			messages[i] = duplicate.Message{ID: fmt.Sprint(i), Text: phrase + " " + v.message(5)}
		}
		for b.Loop() {
			duplicate.Find(messages, duplicate.Options{})
		}
		took := b.Elapsed().Seconds() / float64(b.N)
		b.ReportMetric(1e6*took/float64(n), "µs/message")
		return took
	})
}
