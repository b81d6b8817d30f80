package people

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"voxpop"
)

// Tries counts passphrases that were wrong, one after the other.
type Tries struct {
	Failed int       `json:"failed,omitempty"`
	Last   time.Time `json:"last,omitzero"`
}

const (
	freeTries  = 5 // in a row, before somebody has to wait
	firstWait  = 30 * time.Second
	longWait   = 15 * time.Minute
	triesFade  = time.Hour // without a try, and the count begins again
	namesKnown = 10_000
)

// wait is how long after the last try the next one is heard.
func (t Tries) wait() time.Duration {
	if t.Failed < freeTries {
		return 0
	}
	return min(firstWait<<min(t.Failed-freeTries, 10), longWait)
}

// later says how long somebody has to wait.
type later time.Duration

func (l later) Error() string { return "wait " + time.Duration(l).Round(time.Second).String() }

// Wait returns how long err asks to wait before the next try; 0 when it asks
// for nothing of the kind.
func Wait(err error) time.Duration {
	l, _ := errors.AsType[later](err)
	return time.Duration(l)
}

// throttle counts tries by name: those of names that nobody has, too, so that
// waiting does not tell which is which.
type throttle struct {
	mu sync.Mutex
	of map[string]Tries
}

// take counts a try before it is made, as one that failed: many at once are
// many. kept are the tries that were stored.
func (t *throttle) take(op, name string, kept Tries, now time.Time) (Tries, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]Tries{}
	}
	if _, known := t.of[name]; !known && len(t.of) >= namesKnown {
		maps.DeleteFunc(t.of, func(_ string, v Tries) bool { return now.Sub(v.Last) >= triesFade })
		if len(t.of) >= namesKnown {
			name = "" // somebody tries names: they share one count
		}
	}
	v := t.of[name]
	if kept.Failed > v.Failed {
		v = kept
	}
	if now.Sub(v.Last) >= triesFade {
		v = Tries{}
	}
	if left := v.Last.Add(v.wait()).Sub(now); v.Failed >= freeTries && left > 0 {
		return v, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "there were too many wrong tries for this name",
			Hint: fmt.Sprintf("wait %s and try again, or use a passkey", left.Round(time.Second)), Err: later(left)}
	}
	v.Failed++
	v.Last = now
	t.of[name] = v
	return v, nil
}

func (t *throttle) forgive(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, name)
}
