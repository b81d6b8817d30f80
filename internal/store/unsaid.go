package store

import (
	"database/sql"
	"errors"
	"maps"
	"slices"

	"voxpop"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// recording is a response that comes, with the steps to be done.
type recording struct {
	r     voxpop.Response
	steps []scribe.Step
	redo  []scribe.Step // if they were done before: their words are others now
	moved bool          // it names another file than it did
}

// begins remembers the steps of a response, which are left once its file is there.
func (b *batch) begins(r recording) {
	r.steps = b.t.db.first(r.r)
	if len(r.steps)+len(r.redo) == 0 {
		return
	}
	keep := voxpop.Response{ID: r.r.ID, Media: r.r.Media}
	if t := r.r.Transcript; t != nil {
		keep.Transcript = &voxpop.Transcript{State: t.State}
	}
	r.r = keep
	b.recordings = append(b.recordings, r)
}

// tasks leaves the steps of what came.
func (b *batch) tasks() error {
	for _, r := range b.recordings {
		id, path := r.r.ID, r.r.Media
		if path != "" {
			_, err := b.t.q.FileOf(b.t.ctx, sqldb.FileOfParams{CalloutID: b.c.id, Path: path})
			if errors.Is(err, sql.ErrNoRows) {
				continue // with the file, they come too
			} else if err != nil {
				return err
			}
		}
		if b.newFiles[path] { // nothing that was made of another file stays
			blobs, err := b.t.dropMade(b.c, id)
			if err != nil {
				return err
			}
			maps.Copy(b.left, blobs)
		}
		if t := r.r.Transcript; (b.newFiles[path] || r.moved) && t != nil && t.State == voxpop.Machine {
			r.steps = append(r.steps, scribe.Transcribe) // a machine heard the other file
		}
		if _, err := b.t.addTasks(b.c, id, r.steps); err != nil {
			return err
		}
		if len(r.redo) == 0 {
			continue
		}
		have, err := b.t.tasksOf(b.c, id)
		if err != nil {
			return err
		}
		redo := slices.DeleteFunc(r.redo, func(s scribe.Step) bool {
			return !slices.ContainsFunc(have, func(t scribe.Task) bool { return t.Step == s })
		})
		if _, err := b.t.redoTasks(b.c, id, redo); err != nil {
			return err
		}
	}
	return nil
}

// keepUnsaid gives a response that comes what it says nothing of and the one
// that is there has: the transcript, translations, the language. A translation
// that stays while the words change is what it is when people change them: one
// that was reviewed is so no more, one that a machine made is made anew.
func keepUnsaid(r, old voxpop.Response) (_ voxpop.Response, redo []scribe.Step) {
	if r.Gone() || old.Gone() {
		return r, nil
	}
	if r.Lang == "" {
		r.Lang = old.Lang
	}
	if r.Transcript == nil {
		r.Transcript = old.Transcript
	}
	other := words(r) != words(old)
	rest := slices.Clone(r.Translations)
	of := func(lang string) func(voxpop.Translation) bool {
		return func(t voxpop.Translation) bool { return t.Lang == lang }
	}
	unsaid := false
	var all []voxpop.Translation // in the order that is there
	for _, was := range old.Translations {
		if i := slices.IndexFunc(rest, of(was.Lang)); i >= 0 {
			all = append(all, rest[i])
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		if slices.ContainsFunc(r.Translations, of(was.Lang)) {
			continue
		}
		unsaid = true
		if other {
			switch was.State {
			case voxpop.Reviewed:
				was.State = voxpop.Edited
			case voxpop.Machine:
				redo = append(redo, scribe.Translate+scribe.Step(was.Lang))
			}
		}
		all = append(all, was)
	}
	if unsaid {
		r.Translations = append(all, rest...)
	}
	return r, redo
}

// words are those of which the translations of a response are.
func words(r voxpop.Response) string {
	if r.Transcript != nil {
		return r.Transcript.Text
	}
	return r.Text
}
