package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/cores"
	"voxpop/internal/prevalence"
	"voxpop/internal/store/sqldb"
)

// Where only a random sample was coded, the shares of the rest are estimated
// with scores that a model gives everybody. Learning takes seconds with many
// answers, so a job keeps the scores with the revision that they belong to.
// A reader of another revision works out its own: figures are never those of a
// record that has changed, and with kept scores or without they are the same
// to the last bit.

// estimateVersion names the method behind kept scores. It changes with it.
const estimateVersion = 1

// kept scores of one revision, as they are stored.
type estimate struct {
	Version int               `json:"version"`
	People  int               `json:"people"`
	Scores  map[string]string `json:"scores"` // code → float64s, little endian, base64
}

func newEstimate(crowd *prevalence.Crowd) estimate {
	e := estimate{Version: estimateVersion, People: len(crowd.People), Scores: map[string]string{}}
	for code, scores := range crowd.Scores {
		b := make([]byte, 0, 8*len(scores))
		for _, x := range scores {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
		e.Scores[code] = base64.StdEncoding.EncodeToString(b)
	}
	return e
}

// scores reads what newEstimate wrote; ok is false when it is not of this
// method or not of so many people.
func (e estimate) scores(people int) (map[string][]float64, bool) {
	if e.Version != estimateVersion || e.People != people {
		return nil, false
	}
	all := map[string][]float64{}
	for code, s := range e.Scores {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil || len(b) != 8*people {
			return nil, false
		}
		x := make([]float64, people)
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		}
		all[code] = x
	}
	return all, true
}

// drawn reports whether somebody was drawn at random in the call-out.
func (t *tx) drawn(c *callout) (bool, error) {
	_, err := t.q.DecisionOf(t.ctx, sqldb.DecisionOfParams{CalloutID: c.id, ID: voxpop.SampleID})
	if errors.Is(err, sql.ErrNoRows) {
		_, err = t.q.AnyDrawn(t.ctx, c.id)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// open reports whether somebody counted is not coded in whole.
func open(f *prevalence.Figures, book voxpop.Codebook) bool {
	return slices.ContainsFunc(book.Codes, func(c voxpop.Code) bool { return f.States(c.ID)[prevalence.Open] > 0 })
}

// enoughDrawn reports whether shares may have to be estimated: the desk draws,
// or so many were drawn elsewhere.
func (t *tx) enoughDrawn(c *callout) (bool, error) {
	_, err := t.q.DecisionOf(t.ctx, sqldb.DecisionOfParams{CalloutID: c.id, ID: voxpop.SampleID})
	if !errors.Is(err, sql.ErrNoRows) {
		return err == nil, err
	}
	some, err := t.q.SomeDrawn(t.ctx, sqldb.SomeDrawnParams{CalloutID: c.id, N: prevalence.MinDrawn})
	return len(some) == prevalence.MinDrawn, err
}

// crowd is everybody counted, for figures that need them; nil when they do
// not: everybody is coded, or nobody was drawn.
func (v *View) crowd(f *prevalence.Figures) (*prevalence.Crowd, error) {
	if !open(f, v.book) {
		return nil, nil
	}
	drawn, err := v.t.drawn(v.c)
	if err != nil || !drawn {
		return nil, err
	}
	corpus, err := coding.Load(v)
	if err != nil {
		return nil, err
	}
	crowd := corpus.Crowd()
	if crowd.Basis(f.Waterfall.Counted).Method != prevalence.MethodPPI {
		return crowd, nil // no scores are needed to say so
	}
	doc, err := v.t.q.EstimateOf(v.t.ctx, sqldb.EstimateOfParams{CalloutID: v.c.id, Rev: v.c.rev})
	if err == nil {
		var e estimate
		if err := parse("estimate", doc, &e); err != nil {
			return nil, err
		}
		if scores, ok := e.scores(len(crowd.People)); ok {
			crowd.Scores = scores
			return crowd, nil
		}
	} else if err := ignoreNoRows(err); err != nil {
		return nil, err
	}
	corpus.Score(crowd)
	return crowd, nil
}

// EstimateArgs asks for the scores of a call-out to be worked out and kept.
type EstimateArgs struct {
	Callout int64 `json:"callout" river:"unique"` // id of the call-out's row
}

// Kind implements river.JobArgs.
func (EstimateArgs) Kind() string { return "estimate" }

// estimateAgain is how soon a call-out that changed meanwhile is tried again.
const estimateAgain = 5 * time.Second

// estimateWorker keeps scores. It learns outside of any writing transaction:
// nobody waits for it.
type estimateWorker[D riverdriver.Driver[T], T any] struct {
	river.WorkerDefaults[EstimateArgs]
	db    *DB
	of    func(*tx) T
	quiet time.Duration
}

// restless is how long to wait until a call-out has not changed for as long as
// quiet: scores of one that people are coding would be old before they are kept.
func (db *DB) restless(id, rev int64, quiet time.Duration) time.Duration {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.moved == nil {
		db.moved = map[int64]movement{}
	}
	seen, ok := db.moved[id]
	now := db.cfg.Now()
	if !ok || seen.rev != rev {
		seen = movement{rev, now}
		db.moved[id] = seen
	}
	return quiet - now.Sub(seen.at)
}

// Work implements river.Worker. It ends in the transaction that keeps what it
// found, and only while that is still of the call-out's revision: a verb that
// commits later leaves a new job.
func (w *estimateWorker[D, T]) Work(ctx context.Context, job *river.Job[EstimateArgs]) error {
	slug, rev := "", int64(0)
	err := w.db.read(ctx, func(t *tx) error {
		c, err := t.q.CalloutByID(ctx, job.Args.Callout)
		slug, rev = c.Slug, c.Rev
		return ignoreNoRows(err)
	})
	if err != nil || slug == "" {
		return wrap("store.estimate", err) // erased since, when there is no error
	}
	if wait := w.db.restless(job.Args.Callout, rev, w.quiet); wait > 0 {
		return river.JobSnooze(wait)
	}
	aside, end, err := cores.Turn(ctx)
	if err != nil {
		return wrap("store.estimate", err)
	}
	defer end()
	kept, err := w.db.estimate(aside, slug, func(t *tx) error {
		_, err := river.JobCompleteTx[D](ctx, w.of(t), job)
		return err
	})
	switch {
	case voxpop.KindOf(err) == voxpop.NotFound:
		return nil
	case err == nil && !kept:
		return river.JobSnooze(estimateAgain)
	}
	return wrap("store.estimate", err)
}

// Estimate keeps the scores of a call-out whose shares are estimated from a
// random sample, unless it changes meanwhile. The job "estimate" does the same;
// readers never need it, they only get faster.
func (db *DB) Estimate(ctx context.Context, slug string) error {
	_, err := db.estimate(ctx, slug, func(*tx) error { return nil })
	return wrap("store.Estimate", err)
}

// estimate works out the scores of a call-out and keeps them; done runs in the
// same transaction. kept is false when the call-out changed meanwhile.
func (db *DB) estimate(ctx context.Context, slug string, done func(*tx) error) (kept bool, err error) {
	rev, doc, err := db.scored(ctx, slug)
	if err != nil {
		return false, err
	}
	err = db.write(ctx, func(t *tx) error {
		c, err := t.lock(slug, 0)
		if err != nil || c.rev != rev {
			return err
		}
		kept = true
		if doc != "" {
			if err := t.q.PutEstimate(ctx, sqldb.PutEstimateParams{CalloutID: c.id, Rev: rev, Doc: doc}); err != nil {
				return err
			}
		}
		return done(t)
	})
	return kept, err
}

// scored works out the scores of a call-out; doc is "" when it needs none.
func (db *DB) scored(ctx context.Context, slug string) (rev int64, doc string, err error) {
	err = db.View(ctx, slug, func(v *View) error {
		rev = v.c.rev
		if _, err := v.Figures(); err != nil { // kept in memory, for who asks next
			return err
		}
		k := db.recall(v.c)
		if k.crowd == nil || len(k.crowd.Scores) == 0 {
			return nil
		}
		crowd := k.crowd
		doc, err = toJSON(slug, newEstimate(crowd))
		return err
	})
	return rev, doc, err
}

// estimateAfter leaves a job when scores were kept for an earlier revision.
func (t *tx) estimateAfter(c *callout) error {
	if _, err := t.q.EstimateRev(t.ctx, c.id); err != nil {
		return ignoreNoRows(err)
	}
	return t.enqueue(EstimateArgs{c.id}, oncePending)
}

// dropEstimate takes kept scores away and leaves a job that makes new ones.
func (t *tx) dropEstimate(c *callout) error {
	if _, err := t.q.EstimateRev(t.ctx, c.id); err != nil {
		return ignoreNoRows(err)
	}
	if err := t.q.DeleteEstimate(t.ctx, c.id); err != nil {
		return err
	}
	return t.enqueue(EstimateArgs{c.id}, oncePending)
}

// estimateFirst leaves a job when shares have to be estimated.
func (t *tx) estimateFirst(id int64) error {
	c := &callout{id: id}
	if enough, err := t.enoughDrawn(c); err != nil || !enough {
		return err
	}
	tally, found, err := t.tally(c)
	if err != nil || !found {
		return err
	}
	var book voxpop.Codebook
	row, err := t.q.CodebookOf(t.ctx, c.id)
	if err == nil {
		err = parse("codebook", row.Doc, &book)
	}
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if !open(tally.Figures(book, t.db.house(), prevalence.Options{Draws: -1}), book) {
		return nil
	}
	return t.enqueue(EstimateArgs{c.id}, oncePending)
}
