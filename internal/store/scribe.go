package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

var _ scribe.Store = (*DB)(nil)

// scribeActor is who the audit log names for what machines read.
const scribeActor voxpop.Actor = "scribe"

// step runs fn on the call-out of a job.
func (db *DB) step(ctx context.Context, op string, j scribe.Job, fn func(*tx, *callout) error) error {
	err := db.write(ctx, func(t *tx) error {
		c, err := t.lock(j.Callout, 0)
		if err != nil {
			return err
		}
		return fn(t, c)
	})
	if errors.Is(err, scribe.ErrLost) {
		return scribe.ErrLost
	}
	return wrap(op, err)
}

// Begin implements [scribe.Store].
func (db *DB) Begin(ctx context.Context, j scribe.Job) (b scribe.Begun, ok bool, err error) {
	err = db.step(ctx, "store.Begin", j, func(t *tx, c *callout) error {
		now := db.now()
		n, err := t.q.ClaimTask(ctx, sqldb.ClaimTaskParams{CalloutID: c.id, Response: j.Response, Step: string(j.Step), Run: j.Run,
			Due: now + db.cfg.Lease.Microseconds(), At: db.day()})
		if err != nil || n == 0 {
			return err
		}
		task, err := t.q.TaskOf(ctx, sqldb.TaskOfParams{CalloutID: c.id, Response: j.Response, Step: string(j.Step)})
		if err != nil {
			return err
		}
		clean, err := t.q.TaskOf(ctx, sqldb.TaskOfParams{CalloutID: c.id, Response: j.Response, Step: string(scribe.Clean)})
		if err := ignoreNoRows(err); err != nil {
			return err
		}
		b = scribe.Begun{Tries: int(task.Tries), Clean: scribe.TaskState(clean.State), Limit: time.Duration(c.doc.Limits.Seconds) * time.Second}
		b.Response, err = t.response(c, j.Response)
		ok = err == nil
		return err
	})
	if voxpop.KindOf(err) == voxpop.NotFound { // erased with its call-out
		return b, false, nil
	}
	return b, ok, err
}

// beat says that a job lives; its error is [scribe.ErrLost] when nobody waits
// for it any more.
func (db *DB) beat(ctx context.Context, callout int64, j scribe.Job) error {
	return db.write(ctx, func(t *tx) error {
		n, err := t.q.BeatTask(ctx, sqldb.BeatTaskParams{CalloutID: callout, Response: j.Response, Step: string(j.Step), Run: j.Run, Due: db.now() + db.cfg.Lease.Microseconds()})
		if err == nil && n == 0 {
			return scribe.ErrLost
		}
		return err
	})
}

// Progress implements [scribe.Store].
func (db *DB) Progress(ctx context.Context, j scribe.Job, part float64) error {
	return db.step(ctx, "store.Progress", j, func(t *tx, c *callout) error {
		n, err := t.q.ProgressTask(ctx, sqldb.ProgressTaskParams{CalloutID: c.id, Response: j.Response, Step: string(j.Step), Run: j.Run,
			Due: db.now() + db.cfg.Lease.Microseconds(), Done: int64(part * 1e6)})
		if err == nil && n == 0 {
			return scribe.ErrLost
		}
		return err
	})
}

// end ends a job's task inside a transaction that keeps what it made.
func (t *tx) end(c *callout, j scribe.Job, e scribe.Ending) error {
	p := sqldb.EndTaskParams{CalloutID: c.id, Response: j.Response, Step: string(j.Step), Run: j.Run, State: string(e.State), Tries: int64(max(e.Tries, 0)),
		Reason: e.Reason, Hint: e.Hint, At: t.db.day()}
	switch e.State {
	case scribe.Waiting:
		p.Due = t.db.now() + min(e.In, farAhead).Microseconds()
	case scribe.Done:
		p.Done = 1e6
	}
	n, err := t.q.EndTask(t.ctx, p)
	if err == nil && n == 0 {
		return scribe.ErrLost
	}
	if err == nil && e.State == scribe.Waiting && e.Others {
		every := int64(0)
		if e.Lang == "" {
			every = 1
		}
		err = t.q.PutOffTasks(t.ctx, sqldb.PutOffTasksParams{Due: p.Due, Reason: e.Reason, Hint: e.Hint, At: p.At, Lane: string(j.Step.Lane()), CalloutID: c.id,
			Now: t.db.now(), Step: string(j.Step), AnyLang: every, Lang: e.Lang})
	}
	return err
}

// End implements [scribe.Store].
func (db *DB) End(ctx context.Context, j scribe.Job, e scribe.Ending) error {
	err := db.step(ctx, "store.End", j, func(t *tx, c *callout) error { return t.end(c, j, e) })
	if voxpop.KindOf(err) == voxpop.NotFound {
		return scribe.ErrLost
	}
	return err
}

// Original implements [scribe.Store].
func (db *DB) Original(ctx context.Context, j scribe.Job) (o scribe.Original, err error) {
	var row sqldb.FileOfRow
	path := ""
	err = db.View(ctx, j.Callout, func(v *View) error {
		r, ok, err := v.Response(j.Response)
		if err != nil {
			return err
		}
		if !ok || r.Withdrawn() {
			return scribe.ErrLost
		}
		path = r.Media
		row, err = v.t.q.FileOf(ctx, sqldb.FileOfParams{CalloutID: v.c.id, Path: path})
		if ignoreNoRows(err) == nil && err != nil {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Original", Message: "the record has not the file that the response names",
				Hint: "bring it with an import of the folder that has it, then voxpop media run --again"}
		}
		r.Text, r.Transcript, r.Translations = "", nil, nil
		o.Response, o.Seconds = r, v.c.doc.Limits.Seconds
		return err
	})
	if errors.Is(err, scribe.ErrLost) {
		return o, scribe.ErrLost
	}
	if err != nil {
		return o, err
	}
	o.SHA256, o.Size = row.Sha, row.Size
	o.Body, err = db.cfg.Blobs.Get(ctx, keysFor(j.Callout, path), row.Blob, row.Header, row.Size, 0, -1)
	if errors.Is(err, fs.ErrNotExist) {
		return o, &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Original", Message: "the file that the response names is lost", Hint: "voxpop doctor names it; a backup may have it"}
	}
	return o, wrap("store.Original", err)
}

// KeepParts implements [scribe.Store]. Bodies are stored before the
// transaction, as those of an arrival are, and taken away when it does not
// come about.
func (db *DB) KeepParts(ctx context.Context, j scribe.Job, made *scribe.Cleaned, next []scribe.Step) error {
	const op = "store.KeepParts"
	blobs, left := map[string]bool{}, map[string]bool{}
	rows, err := db.storeParts(ctx, j, made, blobs)
	if err == nil {
		err = db.write(ctx, func(t *tx) (err error) {
			left, err = t.keepParts(j, made, rows, next)
			return err
		})
	}
	if err != nil {
		left = blobs
	}
	gone := db.dropBlobs(context.WithoutCancel(ctx), left)
	if err == nil && gone != nil { // a sweep finds them
		db.cfg.Logger.Warn("what a derivative took the place of is still on the disk", "error", wrap(op, gone))
	}
	if errors.Is(err, scribe.ErrLost) {
		return scribe.ErrLost
	}
	return wrap(op, err)
}

func (db *DB) storeParts(ctx context.Context, j scribe.Job, made *scribe.Cleaned, blobs map[string]bool) (rows []sqldb.PutDerivativeParams, err error) {
	for _, p := range made.Parts {
		if _, err := p.Body.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		sum := sha256.New()
		blob, header, size, err := db.cfg.Blobs.Put(ctx, j.Callout, io.TeeReader(p.Body, sum))
		if err != nil {
			return nil, err
		}
		blobs[blob] = true
		d := p.Derivative
		d.Response, d.Size, d.SHA256 = j.Response, size, hex.EncodeToString(sum.Sum(nil))
		doc, err := toJSON(j.Response, d)
		if err != nil {
			return nil, err
		}
		rows = append(rows, sqldb.PutDerivativeParams{Response: j.Response, Kind: string(d.Kind), Size: size, Sha: d.SHA256, Blob: blob, Header: orEmpty(header), Doc: doc})
	}
	return rows, nil
}

// keepParts writes what a cleaner made and returns the blobs of what was there
// before.
func (t *tx) keepParts(j scribe.Job, made *scribe.Cleaned, rows []sqldb.PutDerivativeParams, next []scribe.Step) (left map[string]bool, err error) {
	if err := t.lockBlobs(); err != nil {
		return nil, err
	}
	for _, row := range rows { // a sweep may have come between
		if _, err := t.db.cfg.Blobs.Stat(t.ctx, row.Blob); errors.Is(err, fs.ErrNotExist) {
			return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "store.KeepParts", Message: "the blobs were swept meanwhile", Hint: "it is tried again"}
		} else if err != nil {
			return nil, err
		}
	}
	c, err := t.lock(j.Callout, 0)
	if err != nil {
		return nil, err
	}
	if err := t.end(c, j, scribe.Ending{State: scribe.Done, Reason: made.Lost}); err != nil {
		return nil, err
	}
	if err := t.ofOriginal(c, j, made); err != nil {
		return nil, err
	}
	old, err := t.q.DerivativesOf(t.ctx, sqldb.DerivativesOfParams{CalloutID: c.id, Response: j.Response})
	if err != nil {
		return nil, err
	}
	left = map[string]bool{}
	for _, d := range old {
		left[d.Blob] = true
	}
	if err := t.q.DropDerivatives(t.ctx, sqldb.DropDerivativesParams{CalloutID: c.id, Response: j.Response}); err != nil {
		return nil, err
	}
	if err := t.q.DropMarks(t.ctx, sqldb.DropMarksParams{CalloutID: c.id, Response: j.Response}); err != nil {
		return nil, err
	}
	for _, row := range rows {
		row.CalloutID = c.id
		if err := t.q.PutDerivative(t.ctx, row); err != nil {
			return nil, err
		}
	}
	count := map[scribe.MarkKind]int64{}
	for _, m := range made.Marks {
		count[m.Kind]++
		if err := t.q.PutMark(t.ctx, sqldb.PutMarkParams{CalloutID: c.id, Response: j.Response, Kind: string(m.Kind), N: count[m.Kind], Value: m.Value}); err != nil {
			return nil, err
		}
	}
	if _, err = t.addTasks(c, j.Response, next); err != nil {
		return nil, err
	}
	have, err := t.tasksOf(c, j.Response)
	for _, k := range have { // what could not go on without this can now
		if err == nil && slices.Contains(next, k.Step) && (k.State == scribe.Failed || k.State == scribe.Waiting) {
			_, err = t.redoTasks(c, j.Response, []scribe.Step{k.Step})
		}
	}
	return left, err
}

// ofOriginal refuses what was made of another file than the response has now.
func (t *tx) ofOriginal(c *callout, j scribe.Job, made *scribe.Cleaned) error {
	r, err := t.response(c, j.Response)
	if err != nil {
		return err
	}
	file, err := t.q.FileOf(t.ctx, sqldb.FileOfParams{CalloutID: c.id, Path: r.Media})
	if ignoreNoRows(err) != nil {
		return err
	}
	for _, p := range made.Parts {
		if p.Of != file.Sha {
			return scribe.ErrLost
		}
	}
	return nil
}

// KeepText implements [scribe.Store].
func (db *DB) KeepText(ctx context.Context, j scribe.Job, ref scribe.Ref, make func(scribe.Texts) (scribe.Made, error)) error {
	return db.step(ctx, "store.KeepText", j, func(t *tx, c *callout) error {
		t.day = db.day()
		r, err := t.response(c, j.Response)
		if err != nil {
			return err
		}
		if r.Withdrawn() {
			return scribe.ErrLost
		}
		have, err := t.texts(c, r, ref)
		if err != nil {
			return err
		}
		made, err := make(have)
		if err != nil {
			return err
		}
		if err := t.end(c, j, scribe.Ending{State: scribe.Done, Reason: made.Note, Hint: made.Hint}); err != nil {
			return err
		}
		_, changes, err := t.keepMade(c, r, have, made)
		if err != nil || len(changes) == 0 {
			return err
		}
		if _, err := t.lock(j.Callout, 1); err != nil {
			return err
		}
		if err := t.enqueue(FiguresArgs{c.id}, oncePending); err != nil {
			return err
		}
		if err := t.estimateAfter(c); err != nil {
			return err
		}
		verb, _, _ := strings.Cut(string(j.Step), ":")
		return t.audit(scribeActor, verb, j.Callout, changes)
	})
}

// keepMade keeps versions and what follows from them.
func (t *tx) keepMade(c *callout, r voxpop.Response, have scribe.Texts, made scribe.Made) (kept []voxpop.TextVersion, changes []Change, err error) {
	if len(made.Versions) > 0 {
		if kept, changes, err = t.keepTexts(c, r, have, made.Versions); err != nil {
			return nil, nil, err
		}
	}
	if _, err := t.addTasks(c, r.ID, made.Next); err != nil {
		return nil, nil, err
	}
	_, err = t.redoTasks(c, r.ID, made.Redo)
	return kept, changes, err
}

// Change implements [scribe.Store].
func (db *DB) Change(ctx context.Context, by voxpop.Actor, verb string, ref scribe.Ref, base int, make func(scribe.Texts) (scribe.Made, error)) (v voxpop.TextVersion, err error) {
	err = db.verb(ctx, by, verb, ref.Callout, func(t *tx, c *callout) ([]Change, bool, error) {
		r, err := t.response(c, ref.Response)
		if err != nil {
			return nil, false, err
		}
		have, err := t.texts(c, r, ref)
		if err != nil {
			return nil, false, err
		}
		var there bool
		if v, there = have.Work(ref.Of, ref.Lang); v.N != base {
			e := &voxpop.Error{Kind: voxpop.Conflict, Op: "store." + verb, Message: "the text was changed meanwhile; nothing was changed", Hint: "look at the newest version, then say it again"}
			if !there {
				e.Kind, e.Message, e.Hint = voxpop.NotFound, "there is no such text yet", "it is transcribed or translated first, or written by hand"
			}
			return nil, false, e
		}
		made, err := make(have)
		if err != nil {
			return nil, false, err
		}
		kept, changes, err := t.keepMade(c, r, have, made)
		if len(kept) > 0 {
			v = kept[0]
		}
		return changes, true, err
	})
	if err != nil {
		return voxpop.TextVersion{}, err
	}
	return v, nil
}

// Texts implements [scribe.Store].
func (db *DB) Texts(ctx context.Context, ref scribe.Ref) (all scribe.Texts, err error) {
	err = db.View(ctx, ref.Callout, func(v *View) error {
		r, ok, err := v.Response(ref.Response)
		if err != nil {
			return err
		}
		if !ok {
			return noResponse("store.Texts", ref.Response)
		}
		all, err = v.t.texts(v.c, r, ref)
		return err
	})
	return all, wrap("store.Texts", err)
}

// derivatives returns what was made of a response's original, with the rows.
func (v *View) derivatives(id string) (all []scribe.Derivative, rows []sqldb.DerivativesOfRow, err error) {
	if err := v.t.allThere(v.c, []string{key(id)}); err != nil {
		return nil, nil, err
	}
	if rows, err = v.t.q.DerivativesOf(v.t.ctx, sqldb.DerivativesOfParams{CalloutID: v.c.id, Response: id}); err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		var d scribe.Derivative
		if err := parse("derivative", row.Doc, &d); err != nil {
			return nil, nil, err
		}
		all = append(all, d)
	}
	return all, rows, nil
}

// Derivatives implements [scribe.Store].
func (db *DB) Derivatives(ctx context.Context, slug, id string) (all []scribe.Derivative, err error) {
	err = db.View(ctx, slug, func(v *View) error {
		all, _, err = v.derivatives(id)
		return err
	})
	return all, wrap("store.Derivatives", err)
}

// OpenDerivative implements [scribe.Store].
func (db *DB) OpenDerivative(ctx context.Context, slug, id string, kind scribe.Kind) (d scribe.Derivative, body io.ReadCloser, err error) {
	d, row, err := db.derivative(ctx, slug, id, kind)
	if err == nil {
		body, err = db.cfg.Blobs.Get(ctx, slug, row.Blob, row.Header, row.Size, 0, -1)
	}
	return d, body, wrap("store.OpenDerivative", err)
}

// derivative finds what was made of a response's original.
func (db *DB) derivative(ctx context.Context, slug, id string, kind scribe.Kind) (d scribe.Derivative, row sqldb.DerivativesOfRow, err error) {
	err = db.View(ctx, slug, func(v *View) error {
		all, rows, err := v.derivatives(id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d scribe.Derivative) bool { return d.Kind == kind })
		if i >= 0 {
			d, row = all[i], rows[i]
			return nil
		}
		e := &voxpop.Error{Kind: voxpop.NotFound, Op: "store.OpenDerivative", Message: "nothing of this kind was made of the response", Hint: "voxpop media " + slug + " says how far it is"}
		if len(all) > 0 {
			var kinds []string
			for _, d := range all {
				kinds = append(kinds, string(d.Kind))
			}
			e.Hint = "what there is of it: " + strings.Join(kinds, ", ")
		}
		return e
	})
	return d, row, err
}

// Derivative opens a derivative in the view's snapshot; ok is false when there
// is none of the kind.
func (v *View) Derivative(id string, kind scribe.Kind) (d scribe.Derivative, open func() (io.ReadCloser, error), ok bool, err error) {
	all, rows, err := v.derivatives(id)
	if err != nil {
		return d, nil, false, wrap("store.View", err)
	}
	i := slices.IndexFunc(all, func(d scribe.Derivative) bool { return d.Kind == kind })
	if i < 0 {
		return d, nil, false, nil
	}
	row := rows[i]
	return all[i], func() (io.ReadCloser, error) {
		return v.t.db.cfg.Blobs.Get(v.t.ctx, v.c.doc.Slug, row.Blob, row.Header, row.Size, 0, -1)
	}, true, nil
}
