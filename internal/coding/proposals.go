package coding

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/theme"
)

// Proposals keep the themes that were proposed for call-outs while people look
// at them, change them and take some into the codebook. They are found in the
// background; nothing of them counts until a person takes it.
//
// Its methods may be called by several goroutines at once.
type Proposals struct {
	// Open returns the service that proposes, with the models that the newsroom
	// names, and what ends their use.
	Open func(progress func(what string)) (*Service, func(), error)
	Now  func() time.Time
	// Patience is how long a caller waits for a change to be made; 0 = 100 ms.
	Patience time.Duration
	// Shelf keeps the themes over a restart; nil = they are lost with it.
	Shelf Shelf
	// Failed is told what went wrong in the background; it may be nil.
	Failed func(slug string, err error)

	mu     sync.Mutex
	kept   map[string]*proposal
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// proposal is what is proposed for one call-out.
type proposal struct {
	ready    bool
	recalled bool // what the shelf holds was looked at
	now      Proposed
	version  int
	earlier  map[int][]theme.Theme
	renamed  map[string]string // theme → label that a person gave it
	taken    map[string]string // theme → code
	options  ThemesOptions
	at       time.Time
	working  string
	busy     chan struct{}
	err      error
	lastUsed time.Time
}

// Proposal is what is proposed for a call-out now.
type Proposal struct {
	Ready    bool
	Working  string // what is being done; "" = nothing
	Err      error  // what went wrong the last time
	At       time.Time
	Version  int // of the themes: moves with every change
	Options  ThemesOptions
	Themes   []theme.Theme
	Taken    map[string]string // theme → code that it became
	Messages int               // that were looked at
	All      bool              // … coded ones too
	SetAside int
	Aside    map[string]int
	Vectors  Vectors
	Wording  bool
}

const (
	proposalsKept = 2  // call-outs
	shapesKept    = 30 // earlier shapes of one
)

func (p *Proposals) of(slug string) *proposal {
	if p.ctx == nil {
		p.ctx, p.cancel = context.WithCancel(context.Background())
		p.kept = map[string]*proposal{}
	}
	x := p.kept[slug]
	if x == nil {
		for len(p.kept) >= proposalsKept {
			oldest := ""
			for s, k := range p.kept {
				if k.busy == nil && (oldest == "" || k.lastUsed.Before(p.kept[oldest].lastUsed)) {
					oldest = s
				}
			}
			if oldest == "" {
				break
			}
			delete(p.kept, oldest)
		}
		x = &proposal{earlier: map[int][]theme.Theme{}, renamed: map[string]string{}, taken: map[string]string{}}
		p.kept[slug] = x
	}
	x.lastUsed = p.Now()
	return x
}

// Close ends the work in the background.
func (p *Proposals) Close() {
	p.mu.Lock()
	p.of("")
	p.cancel()
	p.mu.Unlock()
	p.wg.Wait()
}

// See returns what is proposed now.
func (p *Proposals) See(ctx context.Context, slug string) Proposal {
	p.recall(ctx, slug)
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.of(slug)
	v := Proposal{Ready: x.ready, Working: x.working, Err: x.err, At: x.at, Version: x.version, Options: x.options, Taken: map[string]string{},
		Messages: x.now.Uncoded, All: x.now.All, SetAside: x.now.SetAside, Aside: x.now.Aside, Vectors: x.now.Vectors, Wording: x.now.Wording}
	v.Themes = slices.Clone(x.now.Themes)
	for theme, code := range x.taken {
		v.Taken[theme] = code
	}
	return v
}

// Run looks for themes in the background. Themes that go on from those before
// keep their ids and the labels that people gave them.
func (p *Proposals) Run(ctx context.Context, slug string, o ThemesOptions) error {
	o = ThemesOptions{All: o.All, K: o.K, Finer: o.Finer}
	p.recall(ctx, slug)
	return p.work(ctx, slug, -1, "reading", func(ctx context.Context, x *proposal) (func(), error) {
		s, end, err := p.Open(func(what string) { p.tell(x, what) })
		if err != nil {
			return nil, err
		}
		defer end()
		got, err := s.Themes(ctx, "", slug, o)
		if err != nil {
			return nil, err
		}
		return func() {
			got.Themes = theme.Align(x.now.Themes, got.Themes)
			for i := range got.Themes {
				if label, ok := x.renamed[got.Themes[i].ID]; ok {
					got.Themes[i].Label = label
				}
			}
			x.keep()
			x.now, x.options, x.ready, x.at = got, o, true, p.Now()
		}, nil
	})
}

// keep begins another version of the themes.
func (x *proposal) keep() {
	x.earlier[x.version] = slices.Clone(x.now.Themes)
	delete(x.earlier, x.version-shapesKept)
	x.version++
}

func (p *Proposals) tell(x *proposal, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	x.working = what
}

// work does something in the background and waits a while for it. fn returns
// what is then put in place. A version of 0 or more has to be the one that is
// there: somebody else changed the themes otherwise.
func (p *Proposals) work(ctx context.Context, slug string, version int, what string, fn func(context.Context, *proposal) (func(), error)) error {
	p.mu.Lock()
	x := p.of(slug)
	if x.busy != nil || version >= 0 && (version != x.version || !x.ready) {
		p.mu.Unlock()
		return changedThemes()
	}
	busy := make(chan struct{})
	x.busy, x.working, x.err = busy, what, nil
	failed := errors.New("")
	p.wg.Go(func() {
		put, err := fn(p.ctx, x)
		p.mu.Lock()
		defer p.mu.Unlock()
		if err == nil {
			put()
			p.shelve(slug, x)
		} else if !errors.Is(err, context.Canceled) {
			x.err = err
			if p.Failed != nil && voxpop.KindOf(err) == voxpop.Internal {
				p.Failed(slug, err)
			}
		}
		failed = err
		x.busy, x.working = nil, ""
		close(busy)
	})
	p.mu.Unlock()
	patience := p.Patience
	if patience == 0 {
		patience = 100 * time.Millisecond
	}
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-busy:
		return failed
	case <-wait.Done():
		return nil
	}
}

func changedThemes() error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Proposals", Message: "the proposed themes changed meanwhile; nothing was changed", Hint: "look at them again, then say it again"}
}

// change makes another shape of the themes of a copy. It returns the version
// that it began from.
func (p *Proposals) change(ctx context.Context, slug string, version int, what string, do func(*Proposed) error) error {
	return p.work(ctx, slug, version, what, func(_ context.Context, x *proposal) (func(), error) {
		p.mu.Lock()
		t := x.now
		t.Themes = slices.Clone(t.Themes)
		p.mu.Unlock()
		if err := do(&t); err != nil {
			return nil, err
		}
		return func() {
			x.keep()
			x.now.Themes = t.Themes
		}, nil
	})
}

// Merge makes several themes one.
func (p *Proposals) Merge(ctx context.Context, slug string, version int, ids []string) error {
	return p.change(ctx, slug, version, "merging", func(t *Proposed) error { return t.merge(t.messages, ids) })
}

// Split takes a theme apart.
func (p *Proposals) Split(ctx context.Context, slug string, version int, id string) error {
	return p.change(ctx, slug, version, "splitting", func(t *Proposed) error { return t.split(t.messages, id) })
}

// Rename gives a theme another label.
func (p *Proposals) Rename(ctx context.Context, slug string, version int, id, label string) error {
	label = strings.Join(strings.Fields(label), " ")
	if label == "" || !voxpop.ValidName(label) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "coding.Rename", Place: "label", Message: "is not one line of text", Hint: "write a short label"}
	}
	return p.change(ctx, slug, version, "renaming", func(t *Proposed) error {
		i, err := t.find("label", id)
		if err != nil {
			return err
		}
		t.Themes[i].Label = label
		p.mu.Lock()
		p.of(slug).renamed[id] = label
		p.mu.Unlock()
		return nil
	})
}

// Back brings an earlier shape of the themes back, unless they were changed
// again since.
func (p *Proposals) Back(slug string, made int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := p.of(slug)
	was, ok := x.earlier[made-1]
	if x.busy != nil || x.version != made || !ok {
		return changedThemes()
	}
	x.keep()
	x.now.Themes = slices.Clone(was)
	for _, t := range was {
		if _, ok := x.renamed[t.ID]; ok {
			x.renamed[t.ID] = t.Label
		}
	}
	p.shelve(slug, x)
	return nil
}

// Take puts a theme into the codebook as a code.
func (p *Proposals) Take(ctx context.Context, by voxpop.Actor, slug string, version int, id, code string) (voxpop.Code, error) {
	p.mu.Lock()
	x := p.of(slug)
	if !x.ready || x.version != version || x.busy != nil {
		p.mu.Unlock()
		return voxpop.Code{}, changedThemes()
	}
	t := x.now
	t.Themes = slices.Clone(t.Themes)
	p.mu.Unlock()
	s, end, err := p.Open(nil)
	if err != nil {
		return voxpop.Code{}, err
	}
	defer end()
	if err := s.takeThemes(ctx, by, slug, &t, [][2]string{{id, code}}); err != nil {
		return voxpop.Code{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	x.taken[id] = code
	p.shelve(slug, x)
	return t.Taken[0], nil
}

// Untake takes a code out of the codebook again that a theme became: while it is
// as it was made, and nobody has used it.
func (p *Proposals) Untake(ctx context.Context, by voxpop.Actor, slug string, code voxpop.Code) error {
	s, end, err := p.Open(nil)
	if err != nil {
		return err
	}
	defer end()
	err = s.Store.EditCodebook(ctx, by, slug, func(b voxpop.Codebook) (voxpop.Codebook, error) {
		have, ok := b.Code(code.ID)
		if !ok || have.Definition != code.Definition || have.Include != code.Include || have.Parent != code.Parent {
			return b, &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Untake", Place: code.ID, Message: "the code was changed since; nothing was changed", Hint: "retire it in the codebook"}
		}
		b.Codes = slices.DeleteFunc(b.Codes, func(c voxpop.Code) bool { return c.ID == code.ID })
		b.Version = nextVersion(b.Version)
		return b, nil
	})
	if voxpop.KindOf(err) == voxpop.Invalid { // somebody has used it
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "coding.Untake", Place: code.ID, Message: "answers are marked with the code already; nothing was changed", Hint: "retire it in the codebook", Err: err}
	}
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for theme, c := range p.of(slug).taken {
		if c == code.ID {
			delete(p.of(slug).taken, theme)
		}
	}
	p.shelve(slug, p.of(slug))
	return nil
}
