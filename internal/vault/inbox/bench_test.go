package inbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"

	"voxpop/internal/intake"
)

// textItem is the size of a sealed text: 16 KiB and its header for two recipients.
const textItem = 16<<10 + 3<<10

var benchClients = []int{1, 16, 64}

func parallel(b *testing.B, clients int, f func(i int64) error) {
	var next atomic.Int64
	b.SetBytes(textItem)
	b.SetParallelism(max(1, clients/runtime.GOMAXPROCS(0)))
	if clients == 1 {
		for i := range b.N {
			if err := f(int64(i)); err != nil {
				b.Fatal(err)
			}
		}
	} else {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := f(next.Add(1)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkFsync is what the machine can do: write, sync, rename and sync of
// the folder for each item, into 256 folders.
func BenchmarkFsync(b *testing.B) {
	body := make([]byte, textItem)
	for _, clients := range benchClients {
		b.Run(strconv.Itoa(clients), func(b *testing.B) {
			dir := b.TempDir()
			for i := range 256 {
				os.MkdirAll(filepath.Join(dir, fmt.Sprintf("%02x", i)), 0o700)
			}
			os.Mkdir(filepath.Join(dir, "in"), 0o700)
			b.ResetTimer()
			parallel(b, clients, func(i int64) error {
				temp := filepath.Join(dir, "in", strconv.FormatInt(i, 10))
				f, err := os.Create(temp)
				if err == nil {
					_, err = f.Write(body)
				}
				if err == nil {
					err = f.Sync()
				}
				if err == nil {
					err = f.Close()
				}
				sub := filepath.Join(dir, fmt.Sprintf("%02x", i&255))
				if err == nil {
					err = os.Rename(temp, filepath.Join(sub, strconv.FormatInt(i, 10)))
				}
				if err != nil {
					return err
				}
				d, err := os.Open(sub)
				if err != nil {
					return err
				}
				defer d.Close()
				return d.Sync()
			})
		})
	}
}

// BenchmarkCommit is the same as an item: compare with BenchmarkFsync.
func BenchmarkCommit(b *testing.B) {
	body := make([]byte, textItem)
	for _, clients := range benchClients {
		b.Run(strconv.Itoa(clients), func(b *testing.B) {
			box := open(b, b.TempDir(), Options{MinFree: 1})
			commit(b, box, nameOf(1<<40), tagOf(1), "the day's first") // makes its folders
			b.ReportAllocs()
			b.ResetTimer()
			parallel(b, clients, func(i int64) error {
				it, err := box.Create(context.Background(), nameOf(int(i)+1), false)
				if err != nil {
					return err
				}
				if _, err := it.Write(body); err != nil {
					return err
				}
				return it.Commit(tagOf(1))
			})
		})
	}
}

// filled writes a folder of n items as Open finds it.
func filled(b *testing.B, n int) string {
	dir := memory(b)
	for i := range n {
		s := nameOf(i + 1)
		sub := filepath.Join(dir, "items/2026-03-14", s[:2])
		if i < 4096 {
			os.MkdirAll(sub, 0o700)
		}
		if err := os.WriteFile(filepath.Join(sub, s+"."+tagOf(i)), nil, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

const manyItems = 100_000

func BenchmarkOpen(b *testing.B) {
	dir := filled(b, manyItems)
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	var per float64
	for b.Loop() {
		b.StopTimer()
		before := heap()
		b.StartTimer()
		box := open(b, dir, Options{})
		b.StopTimer()
		per = float64(heap()-before) / manyItems
		if n, _ := box.Count(); n != manyItems {
			b.Fatal(n)
		}
		box.Close()
		b.StartTimer()
	}
	b.ReportMetric(per, "B/item")
}

func BenchmarkTaken(b *testing.B) {
	box := open(b, filled(b, manyItems), Options{})
	i := 0
	for b.Loop() {
		i++
		if _, ok := box.Taken(nameOf(i%manyItems + 1)); !ok {
			b.Fatal("not taken")
		}
	}
}

func BenchmarkReplies(b *testing.B) {
	box := open(b, b.TempDir(), Options{ReplySize: usualReply})
	for i := range MaxReplies {
		r := intake.SealedReply{Box: boxOf(1), ID: strconv.Itoa(i), Sealed: make([]byte, usualReply)}
		if err := box.Door().Replies(context.Background(), []intake.SealedReply{r}); err != nil {
			b.Fatal(err)
		}
	}
	for name, i := range map[string]int{"known": 1, "unknown": 2} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := box.Replies(boxOf(i)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWritePart(b *testing.B) {
	const size = 16 << 20
	box := open(b, b.TempDir(), Options{})
	b.SetBytes(size)
	i := 0
	for b.Loop() {
		i++
		n := nameOf(i)
		if err := box.NewPart(n, size); err != nil {
			b.Fatal(err)
		}
		if _, err := box.WritePart(context.Background(), n, 0, zero{}); err != nil {
			b.Fatal(err)
		}
		if err := box.FinishPart(n, tagOf(1)); err != nil {
			b.Fatal(err)
		}
	}
}
