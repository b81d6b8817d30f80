package cores_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
			_, done, err := cores.Turn(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			if _, _, err := cores.Turn(gone); err == nil {
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

// Who waits for a page goes first, but work comes to its end all the same.
func TestGiveWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		took := func(ctx context.Context) time.Duration {
			began := time.Now()
			cores.GiveWay(ctx)
			return time.Since(began)
		}
		aside := cores.Aside(t.Context())
		done := cores.Serve()
		if d := took(aside); d != 0 {
			t.Errorf("work that a page may wait for stopped for %v", d)
		}
		done()
		time.Sleep(time.Second)
		if d := took(aside); d != 0 {
			t.Errorf("stopped for %v while nobody waited", d)
		}
		done = cores.Serve()
		if d := took(t.Context()); d != 0 {
			t.Errorf("somebody else's work stopped for %v", d)
		}
		time.AfterFunc(10*time.Millisecond, done)
		if d := took(aside); d < 9*time.Millisecond || d > 15*time.Millisecond {
			t.Errorf("stopped for %v, and the answer took 10 ms", d)
		}
		cores.Serve() // never ends
		if d := took(aside); d < 40*time.Millisecond || d > 60*time.Millisecond {
			t.Errorf("stopped for %v at once", d)
		}
		time.Sleep(time.Second)
		if d := took(aside); d != 0 {
			t.Errorf("stopped for %v for a request that takes long itself", d)
		}
	})
}

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		got := make([]int, n)
		cores.Each(n, func(i int) { got[i]++ })
		for i, k := range got {
			if k != 1 {
				t.Fatalf("of %d, %d was done %d times", n, i, k)
			}
		}
	}
}

func TestEachGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		took := func() time.Duration {
			began := time.Now()
			cores.Each(2, func(int) {})
			return time.Since(began)
		}
		_, end, err := cores.Turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		done := cores.Serve()
		if d := took(); d == 0 {
			t.Error("a long calculation did not give way")
		}
		end()
		if d := took(); d != 0 {
			t.Errorf("a calculation out of turn stopped for %v", d)
		}
		done()
	})
}
