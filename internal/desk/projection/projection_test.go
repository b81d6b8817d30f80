package projection_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"voxpop/internal/desk/projection"
)

// count is work that counts how often it is done.
type count struct {
	n     int
	takes time.Duration
	fails error
}

func (c *count) work(rev int64) func(context.Context) (int, string, error) {
	return func(context.Context) (int, string, error) {
		time.Sleep(c.takes)
		c.n++
		return c.n, projection.Rev(rev), c.fails
	}
}

func TestQuickWorkIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k projection.Keeper[int]
		c := count{takes: 10 * time.Millisecond}
		for rev := int64(1); rev < 4; rev++ {
			for range 2 { // the second is of the same revision
				h, err := k.Get(t.Context(), "a", projection.Rev(rev), time.Now(), 60*time.Millisecond, c.work(rev))
				if err != nil || !h.Ready || h.Behind || h.Value != int(rev) {
					t.Fatalf("revision %d: %+v, %v", rev, h, err)
				}
			}
		}
	})
}

// Nobody waits for long work: the last known is shown, with its age, and the
// machine has its rest before it begins again.
func TestLongWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k projection.Keeper[int]
		c := count{takes: 10 * time.Second}
		get := func(rev int64) projection.Held[int] {
			t.Helper()
			began := time.Now()
			h, err := k.Get(t.Context(), "a", projection.Rev(rev), time.Now(), 60*time.Millisecond, c.work(rev))
			if err != nil || time.Since(began) > 60*time.Millisecond {
				t.Fatalf("%v after %v", err, time.Since(began))
			}
			return h
		}
		if h := get(1); h.Ready {
			t.Fatalf("ready at once: %+v", h)
		}
		first := time.Now()
		time.Sleep(11 * time.Second)
		if h := get(1); !h.Ready || h.Behind || h.Value != 1 || first.Sub(h.At) > time.Second {
			t.Fatalf("%+v", h)
		}
		for rev := int64(2); rev < 10; rev++ { // changes come quicker than they are counted
			if h := get(rev); !h.Ready || !h.Behind || h.Value != 1 {
				t.Fatalf("revision %d: %+v", rev, h)
			}
		}
		if k.Wait(); c.n != 1 {
			t.Fatalf("counted %d times without a rest", c.n)
		}
		time.Sleep(time.Minute)
		get(10)
		k.Wait()
		if h := get(10); h.Behind || h.Value != 2 || c.n != 2 {
			t.Fatalf("after its rest: %+v, counted %d times", h, c.n)
		}
	})
}

// What fails says so until something is known, and then does not hide that.
func TestFailingWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k projection.Keeper[int]
		broken := errors.New("broken")
		c := count{fails: broken}
		get := func(rev int64) (projection.Held[int], error) {
			return k.Get(t.Context(), "a", projection.Rev(rev), time.Now(), time.Second, c.work(rev))
		}
		if _, err := get(1); !errors.Is(err, broken) {
			t.Fatalf("got %v", err)
		}
		c.fails = nil
		if h, err := get(1); err != nil || h.Value != 2 {
			t.Fatalf("tried again: %+v, %v", h, err)
		}
		c.fails = broken
		if h, err := get(2); err != nil || !h.Behind || h.Value != 2 {
			t.Fatalf("what is known: %+v, %v", h, err)
		}
	})
}

// A keeper stays small: what was not asked for longest goes first.
func TestForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var k projection.Keeper[int]
		c := count{}
		get := func(key string) int {
			time.Sleep(time.Second)
			h, err := k.Get(t.Context(), key, projection.Rev(1), time.Now(), time.Second, c.work(1))
			if err != nil {
				t.Fatal(err)
			}
			return h.Value
		}
		first := get("first")
		for i := range 100 {
			get(string(rune('a' + i%26)))
			if i%10 == 0 && get("first") != first {
				t.Fatalf("what is asked for often was forgotten after %d others", i)
			}
		}
		if n := c.n; get("second") != n+1 || get("c") == 0 {
			t.Fatal("counted nothing")
		}
	})
}
