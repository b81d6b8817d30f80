// Package themes is what the answers of a call-out say together: its overview, repeats and campaigns, the shares of its themes, and proposed themes.
//
// Nothing that takes long is worked out while somebody waits: figures are kept
// by the revision of the record and made anew in the background, groups of
// repeats and proposed themes too. A page that is older than the record says so.
package themes

import (
	"context"
	"embed"
	"io/fs"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// Record is one call-out, frozen while something is made of it.
type Record interface {
	record.Source
	Rev() int64
	Figures() (*prevalence.Figures, error)
	AllStatements() ([]voxpop.Statement, error)
	Hash() (string, error)
}

// Records is what the screens read of a store.
type Records interface {
	// Revision counts the changes of a call-out; an unknown slug is an error of
	// kind not_found.
	Revision(ctx context.Context, slug string) (int64, error)
	// Read calls fn with the frozen record; it is not valid after fn returns.
	Read(ctx context.Context, slug string, fn func(Record) error) error
}

// Check gives the verdict on one story of a record.
type Check func(ctx context.Context, rec Record, s record.Story) (*story.Result, *story.Document, error)

// Screens are the overview, duplicates, themes and proposals of call-outs.
type Screens struct {
	Records   Records
	Check     Check
	House     func() voxpop.House // the rules in force
	Published fs.FS               // built stories: SLUG/LANG/index.html
	Repeats   *coding.Repeats
	Proposals *coding.Proposals
	// Patience is how long a page waits for figures that are being worked out;
	// 0 = 60 ms.
	Patience time.Duration
	figures  keeper[*figures]
	looks    keeper[*look]
	groups   keeper[[]prevalence.Group]
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Close ends the work in the background, or waits for it.
func (s *Screens) Close() {
	s.Repeats.Close()
	s.Proposals.Close()
	s.figures.wg.Wait()
	s.looks.wg.Wait()
	s.groups.wg.Wait()
}

// Routes implements desk.Screens.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/callouts/{slug}", people.See, s.overview)

	f.GET("/callouts/{slug}/duplicates", people.See, s.duplicates)
	f.GET("/callouts/{slug}/duplicates/members", people.Raw, s.members)
	f.POST("/callouts/{slug}/duplicates/decide", people.Edit, s.decide)
	f.POST("/callouts/{slug}/duplicates/split", people.Edit, s.split)
	f.POST("/callouts/{slug}/duplicates/merge", people.Edit, s.merge)
	f.OnUndo(undoDecision, people.Edit, s.undoDecision)
	f.OnUndo(undoArrangement, people.Edit, s.undoArrangement)

	f.GET("/callouts/{slug}/themes", people.See, s.shares)
	f.GET("/callouts/{slug}/themes/shares.csv", people.See, s.export)

	f.GET("/callouts/{slug}/themes/proposed", people.Raw, s.proposed)
	f.POST("/callouts/{slug}/themes/proposed/run", people.Code, s.run)
	f.POST("/callouts/{slug}/themes/proposed/merge", people.Code, s.mergeThemes)
	f.POST("/callouts/{slug}/themes/proposed/split", people.Code, s.splitTheme)
	f.POST("/callouts/{slug}/themes/proposed/rename", people.Code, s.renameTheme)
	f.POST("/callouts/{slug}/themes/proposed/take", people.Edit, s.take)
	f.OnUndo(undoTake, people.Edit, s.undoTake)
	f.OnUndo(undoShape, people.Code, s.undoShape)
}

// keeper keeps what was worked out of a call-out with the revision that it is
// of, and works it out anew in the background when somebody asks for it later.
type keeper[T any] struct {
	mu  sync.Mutex
	all map[string]*keptOf[T]
	wg  sync.WaitGroup
}

type keptOf[T any] struct {
	value T
	rev   int64
	at    time.Time
	ok    bool
	err   error
	busy  chan struct{} // closed when the work ends; nil when nobody works
	used  time.Time
}

// held is a value with how old it is.
type held[T any] struct {
	Value  T
	Ready  bool      // false: it is being worked out for the first time
	Behind bool      // the record has changed since
	At     time.Time // when it was worked out
}

// mostHeld bounds how many values a keeper keeps.
const mostHeld = 24

// get returns what is kept under key, of revision rev if that is quick. work is
// called without a request behind it and returns the revision that it saw.
func (k *keeper[T]) get(ctx context.Context, key string, rev int64, now time.Time, patience time.Duration, work func(context.Context) (T, int64, error)) (held[T], error) {
	if patience == 0 {
		patience = 60 * time.Millisecond
	}
	k.mu.Lock()
	if k.all == nil {
		k.all = map[string]*keptOf[T]{}
	}
	h := k.all[key]
	if h == nil {
		k.forget()
		h = &keptOf[T]{}
		k.all[key] = h
	}
	h.used = now
	if (!h.ok || h.rev != rev) && h.busy == nil {
		busy := make(chan struct{})
		h.busy, h.err = busy, nil
		k.wg.Go(func() {
			v, of, err := work(context.WithoutCancel(ctx))
			k.mu.Lock()
			defer k.mu.Unlock()
			if h.busy, h.err = nil, err; err == nil {
				h.value, h.rev, h.at, h.ok = v, of, now, true
			}
			close(busy)
		})
	}
	busy := h.busy
	k.mu.Unlock()
	if busy != nil {
		t := time.NewTimer(patience)
		defer t.Stop()
		select {
		case <-busy:
		case <-t.C:
		case <-ctx.Done():
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if h.err != nil {
		return held[T]{}, h.err
	}
	return held[T]{h.value, h.ok, h.rev != rev, h.at}, nil
}

// forget drops what was not used for longest.
func (k *keeper[T]) forget() {
	for len(k.all) >= mostHeld {
		oldest := ""
		for key, h := range k.all {
			if h.busy == nil && (oldest == "" || h.used.Before(k.all[oldest].used)) {
				oldest = key
			}
		}
		if oldest == "" {
			return
		}
		delete(k.all, oldest)
	}
}

// figures are those of one revision with what they are about.
type figures struct {
	Callout voxpop.Callout
	Book    voxpop.Codebook
	F       *prevalence.Figures
	Rev     int64
}

// figuresOf returns the figures of a call-out.
func (s *Screens) figuresOf(q *frame.Request) (held[*figures], error) {
	rev, err := s.Records.Revision(q.Context(), q.Slug())
	if err != nil {
		return held[*figures]{}, err
	}
	slug := q.Slug()
	return s.figures.get(q.Context(), slug, rev, q.Now, s.Patience, func(ctx context.Context) (f *figures, of int64, err error) {
		err = s.Records.Read(ctx, slug, func(r Record) error {
			got, err := r.Figures()
			f = &figures{r.Callout(), r.Codebook(), got, r.Rev()}
			return err
		})
		if err != nil {
			return nil, 0, err
		}
		return f, f.Rev, nil
	})
}
