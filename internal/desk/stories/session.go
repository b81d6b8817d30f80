package stories

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/desk/projection"
	"voxpop/internal/prevalence"
	"voxpop/internal/story"
)

// Snapshot is a call-out's record in one snapshot of the store; it is valid
// inside the function that was given it.
type Snapshot interface {
	story.Record
	Rev() int64
}

// Records opens the records that stories are checked against.
type Records interface {
	// Look calls fn with a snapshot.
	Look(ctx context.Context, slug string, fn func(Snapshot) error) error
	Revision(ctx context.Context, slug string) (int64, error)
	// Quotable lists responses that stand and count, by code and words, either
	// of which may be empty, by id from the one after on.
	Quotable(ctx context.Context, slug, code, words, after string, limit int) ([]voxpop.Response, error)
}

// sessions keep the checker warm: one for each call-out, at its revision, with
// the figures that were last known.
type sessions struct {
	from   Records
	counts *projection.Counts
	mu     sync.Mutex
	open   map[string]*session
}

// maxSessions bounds the call-outs that are kept warm.
const maxSessions = 8

// firstFigures is how long the writing room waits for the figures of a call-out
// that nobody has counted yet; then it opens without them.
const firstFigures = 2 * time.Second

// at returns the session of a call-out at its newest revision.
func (s *sessions) at(ctx context.Context, slug string, now time.Time) (*session, error) {
	counted, err := s.counts.First(ctx, slug, now, firstFigures)
	if err != nil {
		return nil, err
	}
	rev, err := s.from.Revision(ctx, slug)
	if err != nil {
		return nil, err
	}
	var f *prevalence.Figures
	if counted.Ready {
		f = counted.Value.F
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.open[slug]; have != nil && have.rev == rev && have.figures == f {
		return have, nil
	}
	x := &session{slug: slug, from: s.from, figures: f, counted: counted.At, responses: map[string]*voxpop.Response{}, files: map[string][]byte{}, said: map[string][]string{}, verdicts: map[string]*Verdict{}}
	if err := s.from.Look(ctx, slug, x.begin); err != nil {
		return nil, err
	}
	x.behind = counted.Ready && counted.Value.Rev != x.rev
	if s.open == nil || len(s.open) >= maxSessions {
		s.open = map[string]*session{}
	}
	s.open[slug] = x
	return x, nil
}

// session is a record as checks of stories see it: what is the same for every
// story is copied out of a snapshot once, and a response when a story names
// it. No snapshot is held open between two checks. The words are those of the
// record as it is; the figures may be older, since nobody waits while they are
// worked out, and what is built for readers is checked against those of now.
type session struct {
	slug string
	from Records
	rev  int64

	callout    voxpop.Callout
	book       voxpop.Codebook
	points     []voxpop.Point
	statements []voxpop.Statement

	figures *prevalence.Figures // nil: they are being worked out for the first time
	counted time.Time           // when they were
	behind  bool                // they are older than the record

	mu        sync.Mutex
	responses map[string]*voxpop.Response // nil = there is none
	files     map[string][]byte           // nil = there is none
	fileBytes int
	said      map[string][]string
	verdicts  map[string]*Verdict // by the hash of a story
}

// maxFiles bounds the recordings that a session keeps, in bytes, maxKept the
// responses and verdicts.
const maxFiles, maxKept = 32 << 20, 5000

func (x *session) begin(v Snapshot) (err error) {
	x.rev, x.callout, x.book, x.points = v.Rev(), v.Callout(), v.Codebook(), v.Points()
	x.statements, err = v.AllStatements()
	return err
}

// moved says that the record is no longer the one of the session.
var errMoved = &voxpop.Error{Kind: voxpop.Conflict, Op: "stories", Message: "the record changed meanwhile", Hint: "look again"}

func (x *session) look(ctx context.Context, fn func(Snapshot) error) error {
	return x.from.Look(ctx, x.slug, func(v Snapshot) error {
		if v.Rev() != x.rev {
			return errMoved
		}
		return fn(v)
	})
}

// know loads the responses that a story names, in one snapshot.
func (x *session) know(ctx context.Context, ids []string) error {
	x.mu.Lock()
	var missing []string
	for _, id := range ids {
		if _, ok := x.responses[id]; !ok {
			missing = append(missing, id)
		}
	}
	x.mu.Unlock()
	if len(missing) == 0 {
		return nil
	}
	got := map[string]*voxpop.Response{}
	err := x.look(ctx, func(v Snapshot) error {
		for _, id := range missing {
			for id != "" { // and the one that it repeats
				if _, ok := got[id]; ok {
					break
				}
				r, ok, err := v.Response(id)
				if err != nil {
					return err
				}
				got[id] = nil
				if !ok {
					break
				}
				got[id] = &r
				id = r.DuplicateOf
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.responses) > maxKept {
		clear(x.responses)
	}
	maps.Copy(x.responses, got)
	return nil
}

// Verdict is what the compiler says of a text.
type Verdict struct {
	Result *story.Result // nil: the figures are being worked out for the first time
	Doc    *story.Document
}

// check compiles a text.
func (x *session) check(ctx context.Context, house voxpop.House, name string, src []byte) (*Verdict, error) {
	doc, err := story.Parse(name, src)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range doc.Links() {
		switch l.Kind {
		case story.LinkResponse, story.LinkBy, story.LinkClip:
			for id := range strings.SplitSeq(l.ID, ",") {
				ids = append(ids, strings.TrimSpace(id))
			}
		}
	}
	if err := x.know(ctx, ids); err != nil {
		return nil, err
	}
	if x.figures == nil {
		return &Verdict{nil, doc}, nil
	}
	res, err := story.Check(reading{x, ctx}, house, doc)
	return &Verdict{res, doc}, err
}

// verdict is check of a text that is kept, so that lists need not compile again.
func (x *session) verdict(ctx context.Context, house voxpop.House, v Version) (*Verdict, error) {
	key := v.Name + " " + v.SHA
	x.mu.Lock()
	got := x.verdicts[key]
	x.mu.Unlock()
	if got != nil {
		return got, nil
	}
	got, err := x.check(ctx, house, v.Name, v.Body)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.verdicts) > 200 {
		clear(x.verdicts)
	}
	x.verdicts[key] = got
	return got, nil
}

// reading is the session as one check reads it.
type reading struct {
	*session
	ctx context.Context
}

var (
	_ story.Record   = reading{}
	_ story.Searcher = reading{}
)

// Callout implements [story.Record].
func (r reading) Callout() voxpop.Callout { return r.callout }

// Codebook implements [story.Record].
func (r reading) Codebook() voxpop.Codebook { return r.book }

// Points implements [story.Record].
func (r reading) Points() []voxpop.Point { return r.points }

// Figures implements [story.Record].
func (r reading) Figures() (*prevalence.Figures, error) { return r.figures, nil }

// AllStatements implements [story.Record].
func (r reading) AllStatements() ([]voxpop.Statement, error) { return slices.Clone(r.statements), nil }

// Response implements [story.Record].
func (r reading) Response(id string) (voxpop.Response, bool, error) {
	if err := r.know(r.ctx, []string{id}); err != nil {
		return voxpop.Response{}, false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if got := r.responses[id]; got != nil {
		return *got, true, nil
	}
	return voxpop.Response{}, false, nil
}

// ReadFile implements [story.Record].
func (r reading) ReadFile(path string) (body []byte, ok bool, err error) {
	r.mu.Lock()
	body, known := r.files[path]
	r.mu.Unlock()
	if known {
		return body, body != nil, nil
	}
	err = r.look(r.ctx, func(v Snapshot) (err error) {
		body, ok, err = v.ReadFile(path)
		return err
	})
	if err != nil || !ok {
		body = nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fileBytes += len(body); r.fileBytes > maxFiles {
		clear(r.files)
		r.fileBytes = len(body)
	}
	if err == nil {
		r.files[path] = body
	}
	return body, ok, err
}

// Responses implements [story.Record]; no check reads them all.
func (r reading) Responses() iter.Seq2[voxpop.Response, error] {
	return func(yield func(voxpop.Response, error) bool) {
		yield(voxpop.Response{}, &voxpop.Error{Kind: voxpop.Internal, Op: "stories", Message: "a check reads no responses but those that it names"})
	}
}

// Decisions implements [story.Record]; no check reads them.
func (r reading) Decisions() iter.Seq2[voxpop.Decision, error] {
	return func(yield func(voxpop.Decision, error) bool) {}
}

// Hash implements [story.Record]; no check asks for it, and a preview tells none.
func (r reading) Hash() (string, error) { return noHash, nil }

// noHash stands in a preview for the hash of the record.
var noHash = strings.Repeat("0", 64)

// Saying implements [story.Searcher]: the few responses that hold all the words.
func (r reading) Saying(words string) ([]string, error) {
	r.mu.Lock()
	ids, ok := r.said[words]
	r.mu.Unlock()
	if ok {
		return ids, nil
	}
	found, err := r.from.Quotable(r.ctx, r.slug, "", words+" ", "", 8)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if f.Consent.Quote {
			ids = append(ids, f.ID)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.said) > maxKept {
		clear(r.said)
	}
	r.said[words] = ids
	return ids, nil
}
