package cores_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"voxpop/internal/cores"
)

func TestFree(t *testing.T) {
	t.Cleanup(func() { cores.Spare(0) })
	all := runtime.GOMAXPROCS(0)
	for _, n := range []int{0, 1, all, all + 5} {
		cores.Spare(n)
		if got, want := cores.Free(), max(1, all-n); got != want {
			t.Errorf("of %d processors with %d spared, %d are free, want %d", all, n, got, want)
		}
	}
}

func TestTurn(t *testing.T) {
	var wait sync.WaitGroup
	running := 0
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 50 {
		wait.Go(func() {
			done, err := cores.Turn(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			if _, err := cores.Turn(gone); err == nil {
				t.Error("who has gone away has its turn beside another")
			}
			if running++; running != 1 {
				t.Error("two run at once")
			}
			runtime.Gosched()
			running--

		})
	}
	wait.Wait()
}
