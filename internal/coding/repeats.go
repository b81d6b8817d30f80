package coding

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/cores"
	"voxpop/internal/duplicate"
)

// Stamp says which state of a response is stored: its sum changes whenever
// anything of it does.
type Stamp struct{ ID, Sum string }

// Changing is a snapshot of a record that also says which of its responses
// changed since another.
type Changing interface {
	Record
	Stamps() iter.Seq2[Stamp, error]
	Response(id string) (r voxpop.Response, ok bool, err error)
}

// RepeatsStore is the store as [Repeats] needs it.
type RepeatsStore interface {
	Revision(ctx context.Context, slug string) (int64, error)
	Look(ctx context.Context, slug string, fn func(Changing) error) error
	// Judge takes a judgement about responses of which seen is what [Seen] says;
	// it is a conflict when that has changed.
	Judge(ctx context.Context, by voxpop.Actor, slug, seen string, at voxpop.Moment, j Judgement) (Judged, error)
	// Unjudge takes back exactly what a judgement changed, else it is a conflict.
	Unjudge(ctx context.Context, by voxpop.Actor, slug string, done Judged) error
}

// Repeats keeps the groups of call-outs worked out, so that a person who
// decides about one never waits for the others. Groups are found in the
// background; answers that come later are added to them, and what was decided
// is shown at once. It holds nothing that the record does not say, besides how
// a person took groups apart or joined them before deciding.
//
// Its methods may be called by several goroutines at once.
type Repeats struct {
	Store RepeatsStore
	Now   func() time.Time
	// Patience is how long a reader waits for the groups to be brought up to
	// date before it is shown those of before; 0 = 60 ms.
	Patience time.Duration
	// Shelf keeps over a restart how groups were arranged; nil = it is lost with it.
	Shelf Shelf
	// Failed is told what went wrong in the background; it may be nil.
	Failed func(slug string, err error)

	mu     sync.Mutex
	kept   map[string]*repeats
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// mostKept bounds of how many call-outs the groups are kept.
const mostKept = 3

// repeats is one call-out.
type repeats struct {
	mu       sync.RWMutex
	callout  voxpop.Callout
	rev      int64
	asOf     time.Time
	ready    bool
	rows     map[string]*repeatRow
	alone    []voxpop.Decision
	aloneOf  map[string][]int // response → places in alone
	crowd    headcount
	judged   int // judgements that were shown at once
	found    []duplicate.Group
	moved    map[string]string // id that a group had → id that it has
	steps    []arrangement
	recalled bool // what the shelf holds was looked at
	lastID   int
	groups   []Group // as arranged, the largest first
	place    map[string]int
	groupOf  map[string]int

	// Of the goroutine that works, and of nobody else.
	index  *duplicate.Index
	inside map[string]bool // responses in the index
	stale  bool            // the index holds words that are no longer said
	marked uint64          // what its pairs were made of
	paired map[[2]string]bool

	now struct { // under Repeats.mu
		working  bool
		done     chan struct{}
		what     string
		n, of    int
		took     time.Duration // last time
		ended    time.Time
		rebuilt  time.Time
		rebuild  time.Duration
		lastUsed time.Time
	}
}

// repeatRow is a response as far as groups need it.
type repeatRow struct {
	Said
	Sum     string
	Text    string
	Lang    string
	Channel voxpop.Channel
	Medium  voxpop.Medium
	Media   string // where its recording or picture is
	At      time.Time
	Day     string
	Sound   bool // known by the sound of its recording
	Picture bool // … by its picture
}

// arrangement is one thing that a person did to groups before deciding.
type arrangement struct {
	id    string
	split []string // these stand by themselves
	merge []string // one response of each group that is joined
}

// Working is how far the work in the background is.
type Working struct {
	What  string // reading, comparing, grouping; "" = nothing is being done
	N, Of int
}

// of returns the call-out's groups, new ones when they are not kept.
func (x *Repeats) of(slug string) *repeats {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ctx == nil {
		x.ctx, x.cancel = context.WithCancel(context.Background())
		x.kept = map[string]*repeats{}
	}
	r := x.kept[slug]
	if r == nil {
		for len(x.kept) >= mostKept {
			oldest := ""
			for s, k := range x.kept {
				if !k.now.working && (oldest == "" || k.now.lastUsed.Before(x.kept[oldest].now.lastUsed)) {
					oldest = s
				}
			}
			if oldest == "" {
				break
			}
			delete(x.kept, oldest)
		}
		r = &repeats{rows: map[string]*repeatRow{}, moved: map[string]string{}}
		x.kept[slug] = r
	}
	r.now.lastUsed = x.Now()
	return r
}

// Close ends the work in the background.
func (x *Repeats) Close() {
	x.mu.Lock()
	if x.ctx == nil {
		x.ctx, x.cancel = context.WithCancel(context.Background())
		x.kept = map[string]*repeats{}
	}
	x.cancel()
	x.mu.Unlock()
	x.wg.Wait()
}

// latest returns the groups of a call-out, brought up to date if that is quick,
// and the revision of its record.
func (x *Repeats) latest(ctx context.Context, slug string) (*repeats, int64, error) {
	rev, err := x.Store.Revision(ctx, slug)
	if err != nil {
		return nil, 0, err
	}
	r := x.of(slug)
	if err := x.recall(ctx, slug, r); err != nil {
		return nil, 0, err
	}
	r.mu.RLock()
	fresh := r.ready && r.rev == rev
	r.mu.RUnlock()
	if fresh {
		return r, rev, nil
	}
	done := x.start(slug, r)
	if done == nil {
		return r, rev, nil
	}
	patience := x.Patience
	if patience == 0 {
		patience = 60 * time.Millisecond
	}
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-done:
	case <-wait.Done():
	}
	return r, rev, nil
}

// start brings the groups up to date in the background, unless that is being
// done or was just done: it may take a tenth of the time at most. It returns
// what is closed at the end; nil when nothing is being done.
func (x *Repeats) start(slug string, r *repeats) <-chan struct{} {
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.now.working {
		return r.now.done
	}
	if x.ctx.Err() != nil || x.Now().Sub(r.now.ended) < 10*r.now.took {
		return nil
	}
	r.now.working, r.now.done = true, make(chan struct{})
	r.now.what, r.now.n, r.now.of = "reading", 0, 0
	x.wg.Go(func() {
		began := x.Now()
		err := x.inTurn(x.ctx, slug, r)
		x.mu.Lock()
		r.now.working, r.now.what = false, ""
		r.now.took, r.now.ended = x.Now().Sub(began), x.Now()
		if errors.Is(err, context.Canceled) || voxpop.KindOf(err) == voxpop.NotFound {
			err = nil
		}
		close(r.now.done)
		x.mu.Unlock()
		if err != nil && x.Failed != nil {
			x.Failed(slug, err)
		}
	})
	return r.now.done
}

// inTurn is refresh, which takes its turn when everything is read for the first
// time. Later it reads what changed, and somebody waits for that.
func (x *Repeats) inTurn(ctx context.Context, slug string, r *repeats) error {
	r.mu.RLock()
	ready := r.ready
	r.mu.RUnlock()
	if !ready {
		aside, done, err := cores.Turn(ctx)
		if err != nil {
			return err
		}
		defer done()
		ctx = aside
	}
	return x.refresh(ctx, slug, r)
}

func (x *Repeats) tell(r *repeats, what string, n, of int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	r.now.what, r.now.n, r.now.of = what, n, of
}

// news is what a snapshot says that the groups do not know yet.
type news struct {
	rev     int64
	judged  int
	callout voxpop.Callout
	rows    []*repeatRow // new or changed
	gone    []string
	alone   []voxpop.Decision
	alike   []duplicate.Pair
	known   map[string]repeatRow // Sound and Picture of those with marks
	marked  uint64               // what alike was made of
}

// refresh reads what changed and brings the groups up to date.
func (x *Repeats) refresh(ctx context.Context, slug string, r *repeats) error {
	n, err := x.read(ctx, slug, r)
	if err != nil {
		return err
	}
	fresh := r.take(n)
	r.recount()
	if !x.regroup(ctx, r, n, fresh) {
		return ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ready, r.rev, r.asOf = true, n.rev, x.Now()
	return nil
}

func (x *Repeats) read(ctx context.Context, slug string, r *repeats) (n news, err error) {
	r.mu.RLock()
	known, judged := make(map[string]string, len(r.rows)), r.judged
	for id, w := range r.rows {
		known[id] = w.Sum
	}
	r.mu.RUnlock()
	err = x.Store.Look(ctx, slug, func(v Changing) error {
		n = news{rev: v.Rev(), callout: v.Callout(), judged: judged}
		zone := n.callout.Zone()
		row := func(sum string, doc voxpop.Response) *repeatRow {
			w := &repeatRow{Said: SaidOf(doc), Sum: sum, Text: TextOf(doc), Lang: LangOf(doc), Channel: doc.Channel, Medium: doc.Medium, Media: doc.Media,
				At: doc.ReceivedAt.InZone(zone), Day: n.callout.Day(doc.ReceivedAt)}
			if doc.Withdrawn() {
				w.Text = ""
			}
			return w
		}
		first := len(known) == 0
		sums := map[string]string{}
		there := make(map[string]bool, len(r.rows))
		var changed []Stamp
		for s, err := range v.Stamps() {
			if err != nil {
				return err
			}
			if first {
				sums[s.ID] = s.Sum
				continue
			}
			there[s.ID] = true
			if old, ok := known[s.ID]; !ok || old != s.Sum {
				changed = append(changed, s)
			}
		}
		if first {
			for doc, err := range v.Responses() {
				if err != nil {
					return err
				}
				n.rows = append(n.rows, row(sums[doc.ID], doc))
				if len(n.rows)%1000 == 0 {
					x.tell(r, "reading", len(n.rows), len(sums))
				}
			}
		}
		for _, s := range changed {
			doc, ok, err := v.Response(s.ID)
			if err != nil {
				return err
			}
			if ok {
				n.rows = append(n.rows, row(s.Sum, doc))
			}
		}
		for id := range known {
			if !first && !there[id] {
				n.gone = append(n.gone, id)
			}
		}
		for d, err := range v.Decisions() {
			if err != nil {
				return err
			}
			if d.Kind == voxpop.Coincidence {
				n.alone = append(n.alone, d)
			}
		}
		return x.marks(v, r, &n)
	})
	return n, err
}

// marks works out which recordings and pictures are alike, when other ones are
// known than before.
func (x *Repeats) marks(v Changing, r *repeats, n *news) error {
	media := map[string]string{}
	note := func(w *repeatRow) {
		if delete(media, w.ID); (w.Medium != voxpop.Text || w.Media != "") && compared(&w.Said) {
			media[w.ID] = w.Media
		}
	}
	r.mu.RLock()
	for _, w := range r.rows {
		note(w)
	}
	r.mu.RUnlock()
	for _, w := range n.rows {
		note(w)
	}
	for _, id := range n.gone {
		delete(media, id)
	}
	if len(media) == 0 {
		return nil
	}
	c := &Corpus{}
	var err error
	if c.Marks, err = v.Marks(); err != nil {
		return err
	}
	if c.Sums, err = v.MediaSums(); err != nil {
		return err
	}
	h := fnv.New64a()
	n.known = map[string]repeatRow{}
	for _, m := range c.Marks {
		k := n.known[m.Response]
		k.Sound = k.Sound || m.Kind == SoundMark || m.Kind == PrintMark
		k.Picture = k.Picture || m.Kind == PictMark
		n.known[m.Response] = k
		fmt.Fprint(h, m.Response, m.Kind, m.Value)
	}
	for _, id := range slices.Sorted(maps.Keys(media)) {
		c.Answers = append(c.Answers, Answer{Response: voxpop.Response{ID: id, Media: media[id]}})
		fmt.Fprint(h, id, media[id], c.Sums[media[id]])
	}
	if n.marked = h.Sum64(); n.marked != r.marked || r.index == nil || r.stale {
		n.alike = c.alike()
	}
	return nil
}

// take puts what is new into the rows and returns those whose words are new or
// changed.
func (r *repeats) take(n news) (fresh []*repeatRow) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.callout = n.callout
	if r.judged == n.judged { // else the snapshot may be older than what was decided
		r.alone = n.alone
	}
	r.aloneOf = map[string][]int{}
	for i, d := range r.alone {
		for _, id := range d.Responses {
			r.aloneOf[id] = append(r.aloneOf[id], i)
		}
	}
	for _, w := range n.rows {
		old := r.rows[w.ID]
		if old != nil {
			w.Sound, w.Picture = old.Sound, old.Picture
		}
		r.rows[w.ID] = w
		if !compared(&w.Said) {
			if r.inside[w.ID] {
				r.stale = true
			}
			continue
		}
		if old == nil || !r.inside[w.ID] {
			fresh = append(fresh, w)
		} else if old.Words != w.Words || old.Who != w.Who || old.Lang != w.Lang || old.Channel != w.Channel || !old.At.Equal(w.At) {
			r.stale = true
		}
	}
	for _, id := range n.gone {
		delete(r.rows, id)
		r.stale = r.stale || r.inside[id]
	}
	for id, k := range n.known {
		if w := r.rows[id]; w != nil {
			w.Sound, w.Picture = k.Sound, k.Picture
		}
	}
	return fresh
}

// compared reports whether a response is compared with others: it stands, or
// was set aside as spam, so that the next of the kind is known.
func compared(s *Said) bool {
	return !s.Withdrawn && (s.SetAside == "" || s.SetAside == voxpop.Spam)
}

// rebuildShare bounds the time spent on building the index anew: one part in
// so many.
const rebuildShare = 20

// regroup finds the groups again if words came or went. It is false when it
// was told to end.
func (x *Repeats) regroup(ctx context.Context, r *repeats, n news, fresh []*repeatRow) bool {
	x.mu.Lock()
	due := x.Now().Sub(r.now.rebuilt) >= rebuildShare*r.now.rebuild
	x.mu.Unlock()
	switch {
	case r.index == nil || r.stale && due || len(fresh) > 4096:
		began := x.Now()
		messages := make([]duplicate.Message, 0, len(r.rows))
		inside := make(map[string]bool, len(r.rows))
		r.mu.RLock()
		for _, w := range r.rows {
			if compared(&w.Said) {
				messages, inside[w.ID] = append(messages, w.message()), true
			}
		}
		r.mu.RUnlock()
		x.tell(r, "comparing", 0, len(messages))
		index := duplicate.New(duplicate.Options{})
		index.AddAll(messages, func(k int) bool {
			x.tell(r, "comparing", k, len(messages))
			return ctx.Err() == nil
		})
		if ctx.Err() != nil {
			return false
		}
		r.index, r.inside, r.stale, r.paired = index, inside, false, map[[2]string]bool{}
		r.pair(n)
		x.mu.Lock()
		r.now.rebuilt, r.now.rebuild = x.Now(), x.Now().Sub(began)
		x.mu.Unlock()
	case len(fresh) > 0 || len(n.alike) > 0:
		slices.SortFunc(fresh, func(a, b *repeatRow) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
		for _, w := range fresh {
			r.index.Add(w.message())
			r.inside[w.ID] = true
		}
		r.pair(n)
	default: // nothing that groups are made of
		r.mu.Lock()
		r.arrange()
		r.mu.Unlock()
		return true
	}
	x.tell(r, "grouping", 0, 0)
	found := r.index.Groups()
	r.mu.Lock()
	defer r.mu.Unlock()
	for from, to := range duplicate.Follow(r.found, found) {
		if from != to {
			r.moved[from] = to
		}
	}
	r.found = found
	r.arrange()
	return ctx.Err() == nil
}

// pair tells the index which recordings and pictures are alike, each pair once.
func (r *repeats) pair(n news) {
	for _, p := range n.alike {
		if k := [2]string{p.A, p.B}; !r.paired[k] {
			r.paired[k] = true
			r.index.Pair(p)
		}
	}
	if len(n.alike) > 0 {
		r.marked = n.marked
	}
}

func (w *repeatRow) message() duplicate.Message {
	return duplicate.Message{ID: w.ID, Text: w.Text, Lang: w.Lang, Channel: string(w.Channel), Person: w.person(), At: w.At}
}

// person is who sent it, "" when that is not known.
func (w *repeatRow) person() string {
	if w.Who == "\x00"+w.ID {
		return ""
	}
	return w.Who
}
