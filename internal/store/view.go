package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"iter"
	"sync"

	"voxpop"
	"voxpop/internal/cores"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/store/sqldb"
)

// pageRows is how many rows a stream reads at a time. Between pages the
// connection is free for other questions of the same snapshot.
const pageRows = 500

// View is one call-out's record in one snapshot: whatever others write
// meanwhile, everything it says belongs together. It is valid inside the
// function that was given it, and for one goroutine at a time.
type View struct {
	t      *tx
	c      *callout
	book   voxpop.Codebook
	points []voxpop.Point
	people []voxpop.Speaker

	figures *prevalence.Figures
	above   *partsAbove // what the snapshot's tally was behind; nil until asked
}

var (
	_ record.Store  = (*DB)(nil)
	_ record.Source = (*View)(nil) // and story.Record, which a test holds it to
)

// View calls fn with a snapshot of one call-out.
func (db *DB) View(ctx context.Context, slug string, fn func(*View) error) error {
	const op = "store.View"
	return wrap(op, db.read(ctx, func(t *tx) error {
		row, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return noCallout(op, slug)
			}
			return err
		}
		c := &callout{id: row.ID, rev: row.Rev, sha: row.Sha}
		if err := parse("call-out", row.Doc, &c.doc); err != nil {
			return err
		}
		v, err := t.view(c)
		if err != nil {
			return err
		}
		return fn(v)
	}))
}

// view is the record of a call-out as the transaction sees it.
func (t *tx) view(c *callout) (*View, error) {
	v := &View{t: t, c: c}
	book, err := t.q.CodebookOf(t.ctx, c.id)
	if err == nil {
		err = parse("codebook", book.Doc, &v.book)
	}
	if err := ignoreNoRows(err); err != nil {
		return nil, err
	}
	points, err := t.q.PointsOf(t.ctx, c.id)
	if err == nil {
		err = parse("list of points", points.Doc, &v.points)
	}
	if err := ignoreNoRows(err); err != nil {
		return nil, err
	}
	people, err := t.q.SpeakersOf(t.ctx, c.id)
	if err == nil {
		err = parse("list of speakers", people.Doc, &v.people)
	}
	return v, ignoreNoRows(err)
}

// Callouts lists every call-out by slug.
func (db *DB) Callouts(ctx context.Context) ([]voxpop.Callout, error) {
	var all []voxpop.Callout
	err := db.read(ctx, func(t *tx) error {
		for after := ""; ; {
			rows, err := t.q.CalloutsPage(ctx, sqldb.CalloutsPageParams{After: after, N: pageRows})
			if err != nil || len(rows) == 0 {
				return err
			}
			for _, r := range rows {
				var c voxpop.Callout
				if err := parse("call-out", r.Doc, &c); err != nil {
					return err
				}
				all = append(all, c)
			}
			after = rows[len(rows)-1].Slug
		}
	})
	return all, wrap("store.Callouts", err)
}

// Callout returns the call-out.
func (v *View) Callout() voxpop.Callout { return v.c.doc }

// Codebook returns the codebook; the zero value when there is none.
func (v *View) Codebook() voxpop.Codebook { return v.book }

// Points returns the points on which figures take sides.
func (v *View) Points() []voxpop.Point { return v.points }

// Speakers returns the public figures that the record knows.
func (v *View) Speakers() []voxpop.Speaker { return v.people }

// Rev counts the changes of the call-out: equal revisions hold equal records.
func (v *View) Rev() int64 { return v.c.rev }

// pages streams rows, a page at a time; work in the background lets others go
// first between two. after is the last key of a page.
func pages[R, T any](ctx context.Context, load func(after string) ([]R, error), key func(R) string, read func(R) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for after := ""; ; {
			cores.GiveWay(ctx)
			rows, err := load(after)
			if err != nil {
				yield(zero, wrap("store.View", err))
				return
			}
			for _, r := range rows {
				got, err := read(r)
				if !yield(got, err) || err != nil {
					return
				}
			}
			if len(rows) < pageRows {
				return
			}
			after = key(rows[len(rows)-1])
		}
	}
}

// Responses implements [record.Source].
func (v *View) Responses() iter.Seq2[voxpop.Response, error] {
	return pages(v.t.ctx, func(after string) ([]sqldb.ResponsesPageRow, error) {
		return v.t.q.ResponsesPage(v.t.ctx, sqldb.ResponsesPageParams{CalloutID: v.c.id, After: after, N: pageRows})
	}, func(r sqldb.ResponsesPageRow) string { return r.ID }, func(r sqldb.ResponsesPageRow) (voxpop.Response, error) { return parseResponse(r.Doc) })
}

// Codings implements [record.Source].
func (v *View) Codings() iter.Seq2[voxpop.Coding, error] {
	return func(yield func(voxpop.Coding, error) bool) {
		fail := func(err error) { yield(voxpop.Coding{}, wrap("store.View", err)) }
		last, err := v.t.q.LastResponse(v.t.ctx, v.c.id)
		if errors.Is(err, sql.ErrNoRows) {
			return
		} else if err != nil {
			fail(err)
			return
		}
		for after := ""; after < last; {
			cores.GiveWay(v.t.ctx)
			upto, err := v.t.q.ResponseBound(v.t.ctx, sqldb.ResponseBoundParams{CalloutID: v.c.id, After: after, N: pageRows})
			if errors.Is(err, sql.ErrNoRows) {
				upto, err = last, nil
			}
			var rows []sqldb.CodingsBetweenRow
			if err == nil {
				rows, err = v.t.q.CodingsBetween(v.t.ctx, sqldb.CodingsBetweenParams{CalloutID: v.c.id, After: after, Upto: upto})
			}
			if err != nil {
				fail(err)
				return
			}
			for _, r := range rows {
				k, err := codingOf(r)
				if !yield(k, err) || err != nil {
					return
				}
			}
			after = upto
		}
	}
}

// CodingsOf returns the codings of one response, by code and coder.
func (v *View) CodingsOf(id string) ([]voxpop.Coding, error) {
	all, err := v.t.codingsOf(v.c, id)
	return all, wrap("store.View", err)
}

// Statements implements [record.Source].
func (v *View) Statements() iter.Seq2[voxpop.Statement, error] {
	return pages(v.t.ctx, func(after string) ([]sqldb.StatementsPageRow, error) {
		return v.t.q.StatementsPage(v.t.ctx, sqldb.StatementsPageParams{CalloutID: v.c.id, After: after, N: pageRows})
	}, func(r sqldb.StatementsPageRow) string { return r.ID }, func(r sqldb.StatementsPageRow) (voxpop.Statement, error) {
		var s voxpop.Statement
		return s, parse("statement", r.Doc, &s)
	})
}

// AllStatements implements story.Record.
func (v *View) AllStatements() ([]voxpop.Statement, error) {
	var all []voxpop.Statement
	for s, err := range v.Statements() {
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Files implements [record.Source].
func (v *View) Files() iter.Seq2[record.File, error] {
	return pages(v.t.ctx, func(after string) ([]sqldb.FilesPageRow, error) {
		return v.t.q.FilesPage(v.t.ctx, sqldb.FilesPageParams{CalloutID: v.c.id, After: after, N: pageRows})
	}, func(r sqldb.FilesPageRow) string { return r.Path }, func(r sqldb.FilesPageRow) (record.File, error) {
		return record.File{Path: r.Path, Size: r.Size, SHA256: r.Sha, Open: func() (io.ReadCloser, error) {
			return v.t.db.cfg.Blobs.Get(v.t.ctx, keysFor(v.c.doc.Slug, r.Path), r.Blob, r.Header, r.Size, 0, -1)
		}}, nil
	})
}

// Stories implements [record.Source].
func (v *View) Stories() iter.Seq2[record.Story, error] {
	return pages(v.t.ctx, func(after string) ([]sqldb.StoriesPageRow, error) {
		return v.t.q.StoriesPage(v.t.ctx, sqldb.StoriesPageParams{CalloutID: v.c.id, After: after, N: pageRows})
	}, func(r sqldb.StoriesPageRow) string { return r.Name }, func(r sqldb.StoriesPageRow) (record.Story, error) {
		return record.Story{Name: r.Name, Body: r.Body}, nil
	})
}

// Response implements story.Record.
func (v *View) Response(id string) (r voxpop.Response, ok bool, err error) {
	doc, err := v.t.q.ResponseDoc(v.t.ctx, sqldb.ResponseDocParams{CalloutID: v.c.id, ID: key(id)})
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	} else if err != nil {
		return r, false, wrap("store.View", err)
	}
	r, err = parseResponse(doc)
	return r, err == nil, err
}

// ReadFile implements story.Record.
func (v *View) ReadFile(path string) (body []byte, ok bool, err error) {
	f, ok, err := v.File(path)
	if err != nil || !ok {
		return nil, false, err
	}
	r, err := f.Open()
	if err != nil {
		return nil, false, err
	}
	defer r.Close()
	body, err = io.ReadAll(r)
	return body, err == nil, err
}

// File finds a file of media/ or sources/ by its path inside the folder.
func (v *View) File(path string) (f record.File, ok bool, err error) {
	row, err := v.t.q.FileOf(v.t.ctx, sqldb.FileOfParams{CalloutID: v.c.id, Path: key(path)})
	if errors.Is(err, sql.ErrNoRows) {
		return f, false, nil
	} else if err != nil {
		return f, false, wrap("store.View", err)
	}
	return record.File{Path: path, Size: row.Size, SHA256: row.Sha, Open: func() (io.ReadCloser, error) {
		return v.t.db.cfg.Blobs.Get(v.t.ctx, keysFor(v.c.doc.Slug, path), row.Blob, row.Header, row.Size, 0, -1)
	}}, true, nil
}

// Hash implements story.Record; see [record.Hash].
func (v *View) Hash() (string, error) {
	db := v.t.db
	if k := db.recall(v.c); k.hash != "" {
		return k.hash, nil
	}
	hash, err := record.Hash(v)
	if err != nil {
		return "", err
	}
	db.remember(v.c, func(k *known) { k.hash = hash })
	return hash, nil
}

// Figures implements story.Record: the figures of this snapshot. When
// changes wait to be folded in, they are folded in memory here; nothing is
// written, and nothing later than the snapshot is seen. Where only a random
// sample was coded, the shares are estimated from it; see [View.crowd].
func (v *View) Figures() (*prevalence.Figures, error) {
	if v.figures != nil {
		return v.figures, nil
	}
	db := v.t.db
	one := db.oneCount(v.c.id)
	one.Lock()
	defer one.Unlock()
	if k := db.recall(v.c); k.figures != nil {
		v.figures = k.figures
		return v.figures, nil
	}
	tally, err := v.current()
	if err != nil {
		return nil, wrap("store.Figures", err)
	}
	f := tally.Figures(v.book, db.house(), prevalence.Options{})
	crowd, err := v.crowd(f)
	if err != nil {
		return nil, wrap("store.Figures", err)
	}
	switch {
	case crowd != nil:
		f = tally.Figures(v.book, db.house(), prevalence.Options{Crowd: crowd})
	case open(f, v.book):
		f.Basis.Reason = prevalence.ReasonNotDrawn
	case len(v.book.Codes) > 0:
		f.Basis.Reason = prevalence.ReasonAllCoded
	}
	v.figures = f
	db.remember(v.c, func(k *known) { k.figures, k.crowd = v.figures, crowd })
	return v.figures, nil
}

// oneCount is held while the figures of a call-out are worked out.
func (db *DB) oneCount(id int64) *sync.Mutex {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.counting == nil {
		db.counting = map[int64]*sync.Mutex{}
	}
	if db.counting[id] == nil {
		db.counting[id] = new(sync.Mutex)
	}
	return db.counting[id]
}

// current is the tally of the snapshot. It also leaves in v.above the parts
// that differ from the stored ones.
func (v *View) current() (*prevalence.Tally, error) {
	v.above = &partsAbove{stored: storedParts{v.t, v.c}, changed: map[string]*prevalence.Part{}}
	tally, found, err := v.t.tally(v.c)
	if err != nil {
		return nil, err
	}
	if !found {
		return v.t.recount(v.c, v.above.put)
	}
	for after := ""; ; {
		keys, err := v.t.q.DirtyPage(v.t.ctx, sqldb.DirtyPageParams{CalloutID: v.c.id, After: after, N: peopleAtOnce})
		if err != nil {
			return nil, err
		}
		if len(keys) == 0 {
			return tally, nil
		}
		if err := v.t.fold(v.c, tally, v.above, keys); err != nil {
			return nil, err
		}
		after = keys[len(keys)-1]
	}
}

// recall returns what is known about this revision of the call-out.
func (db *DB) recall(c *callout) known {
	db.mu.Lock()
	defer db.mu.Unlock()
	if k := db.known[c.id]; k.rev == c.rev {
		return k
	}
	return known{}
}

func (db *DB) remember(c *callout, set func(*known)) {
	db.mu.Lock()
	defer db.mu.Unlock()
	k, ok := db.known[c.id]
	if ok && k.rev > c.rev {
		return // somebody looked at a later snapshot already
	}
	if k.rev != c.rev {
		k = known{rev: c.rev}
	}
	set(&k)
	db.known[c.id] = k
}
