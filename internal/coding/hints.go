package coding

import (
	"context"
	"sync"
	"time"
)

// Hints keeps what is suggested for a call-out. Learning takes seconds to
// minutes, so it is done in the background, and what is there says of when it is.
type Hints struct {
	// Learn is [Service.Suggest] with the models of the newsroom.
	Learn func(ctx context.Context, slug string) (Suggested, error)
	Now   func() time.Time

	mu  sync.Mutex
	all map[string]*hinted
}

// hinted is what was learned for one call-out.
type hinted struct {
	hint    Hint
	coded   int
	running bool
}

// Hint is what is suggested for the answers of a call-out.
type Hint struct {
	At   time.Time // zero: nothing was learned yet
	Next []string  // what would teach most, the best first
	Err  error     // why the last attempt to learn failed

	codes map[string][]Suggestion
}

// For lists the suggestions for one answer, the surest first.
func (h Hint) For(id string) []Suggestion { return h.codes[id] }

// learnAgain is how many more marks there must be, in percent, before it is
// learned again.
const learnAgain = 10

// Of returns what is suggested, and has it learned anew in the background once
// there are a tenth more coded answers than it knows, or fewer.
func (h *Hints) Of(ctx context.Context, slug string, coded int) Hint {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[string]*hinted{}
	}
	x := h.all[slug]
	if x == nil {
		x = &hinted{coded: -1}
		h.all[slug] = x
	}
	if !x.running && coded > 0 && (x.coded < 0 || coded < x.coded || (coded-x.coded)*100 >= max(1, x.coded)*learnAgain) {
		x.running = true
		go h.learn(context.WithoutCancel(ctx), slug, x, coded)
	}
	return x.hint
}

func (h *Hints) learn(ctx context.Context, slug string, x *hinted, coded int) {
	got, err := h.Learn(ctx, slug)
	h.mu.Lock()
	defer h.mu.Unlock()
	x.running, x.coded = false, coded
	if x.hint.Err = err; err != nil {
		return
	}
	hint := Hint{At: h.Now(), codes: map[string][]Suggestion{}}
	for _, s := range got.Suggestions {
		hint.codes[s.Response] = append(hint.codes[s.Response], s)
	}
	for _, n := range got.Next {
		if n.Why != Random {
			hint.Next = append(hint.Next, n.Response)
		}
	}
	x.hint = hint
}
