package record_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
)

// tally is a batch that keeps nothing and measures the heap as it goes.
type tally struct {
	responses, codings int
	peak               uint64 // bytes alive
}

func (b *tally) measure() {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.peak = max(b.peak, m.HeapAlloc)
}

func (b *tally) Callout(voxpop.Callout) error         { b.measure(); return nil }
func (b *tally) Codebook(voxpop.Codebook) error       { return nil }
func (b *tally) Points([]voxpop.Point) error          { return nil }
func (b *tally) Speakers([]voxpop.Speaker) error      { return nil }
func (t *tally) Version(voxpop.TextVersion) error     { return nil }
func (t *tally) Decision(voxpop.Decision) error       { return nil }
func (b *tally) Statement(voxpop.Statement) error     { return nil }
func (b *tally) File(string, int64, io.Reader) error  { b.measure(); return nil }
func (b *tally) Story(name string, body []byte) error { return nil }
func (b *tally) Response(voxpop.Response) error {
	if b.responses++; b.responses%20_000 == 0 {
		b.measure()
	}
	return nil
}
func (b *tally) Coding(voxpop.Coding) error {
	if b.codings++; b.codings%50_000 == 0 {
		b.measure()
	}
	return nil
}

// TestLargeFolder reads 100,000 responses and asks that only their ids stay in
// memory.
func TestLargeFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a folder of 80 MB")
	}
	dir := filepath.Join(t.TempDir(), "large")
	report, err := recordtest.WriteDir(t.Context(), recordtest.Spec{Seed: 1, Responses: 100_000, Statements: 2000}, dir)
	if err != nil {
		t.Fatal(err)
	}
	var b tally
	b.measure()
	before := b.peak
	warnings, err := record.Read(t.Context(), os.DirFS(dir), &b, record.Options{})
	if err != nil || len(warnings) > 0 {
		t.Fatalf("%v, warnings %q", err, warnings)
	}
	if b.responses != 100_000 || b.codings != report.Codings {
		t.Errorf("read %d responses and %d codings of %d", b.responses, b.codings, report.Codings)
	}
	grown := int64(b.peak) - int64(before)
	t.Logf("%d MB of files, %d codings; %d MB in memory", report.Bytes>>20, report.Codings, grown>>20)
	if grown > 40<<20 || grown > report.Bytes/2 {
		t.Errorf("%d MB stay in memory while %d MB are read", grown>>20, report.Bytes>>20)
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir := filepath.Join(b.TempDir(), "r")
			report, err := recordtest.WriteDir(b.Context(), recordtest.Spec{Seed: 1, Responses: n}, dir)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(report.Bytes)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := record.Read(b.Context(), os.DirFS(dir), new(order), record.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
