package store

import (
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/scribe"
	"voxpop/internal/store/sqldb"
)

// workOf is the key of a version's work in its response.
func workOf(of voxpop.Work, lang string) (work, key string) {
	if of == voxpop.OfTranscript {
		return string(of), ""
	}
	return string(of), lang
}

func parseVersion(doc string) (v voxpop.TextVersion, err error) {
	return v, parse("version of a text", doc, &v)
}

// versionRow is a version as its row; it checks it too.
func versionRow(c *callout, v voxpop.TextVersion) (sqldb.PutVersionParams, error) {
	line, err := record.VersionLine(v)
	if err != nil {
		return sqldb.PutVersionParams{}, unkept(v.Response, err)
	}
	line = line[:len(line)-1]
	work, lang := workOf(v.Of, v.Lang)
	return sqldb.PutVersionParams{CalloutID: c.id, Response: v.Response, Work: work, Lang: lang, N: int64(v.N), Doc: string(line), Sha: hashOf(line)}, nil
}

// between streams rows of responses, some responses at a time.
func between[R, T any](v *View, page int64, load func(after, upto string) ([]R, error), read func(R) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		fail := func(err error) { yield(zero, wrap("store.View", err)) }
		last, err := v.t.q.LastResponse(v.t.ctx, v.c.id)
		if errors.Is(err, sql.ErrNoRows) {
			return
		} else if err != nil {
			fail(err)
			return
		}
		for after := ""; after < last; {
			upto, err := v.t.q.ResponseBound(v.t.ctx, sqldb.ResponseBoundParams{CalloutID: v.c.id, After: after, N: page})
			if errors.Is(err, sql.ErrNoRows) {
				upto, err = last, nil
			}
			var rows []R
			if err == nil {
				rows, err = load(after, upto)
			}
			if err != nil {
				fail(err)
				return
			}
			for _, r := range rows {
				got, err := read(r)
				if !yield(got, err) || err != nil {
					return
				}
			}
			after = upto
		}
	}
}

// versionsPage is of how many responses the versions are read at a time: with
// their words, those of an hour of speech are a megabyte each.
const versionsPage = 25

// Versions implements [record.Source].
func (v *View) Versions() iter.Seq2[voxpop.TextVersion, error] {
	return between(v, versionsPage, func(after, upto string) ([]sqldb.VersionsBetweenRow, error) {
		if _, err := v.t.q.AnyVersion(v.t.ctx, v.c.id); err != nil {
			return nil, ignoreNoRows(err)
		}
		return v.t.q.VersionsBetween(v.t.ctx, sqldb.VersionsBetweenParams{CalloutID: v.c.id, After: after, Upto: upto})
	}, func(r sqldb.VersionsBetweenRow) (voxpop.TextVersion, error) { return parseVersion(r.Doc) })
}

// newest returns the newest version of every work of a response that has rows.
func (t *tx) newest(c *callout, id string) (all []voxpop.TextVersion, err error) {
	rows, err := t.q.NewestVersions(t.ctx, sqldb.NewestVersionsParams{CalloutID: c.id, Response: id})
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		v, err := parseVersion(row.Doc)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// texts is what there is of a response's texts. One from before versions were
// kept has one version of each.
func (t *tx) texts(c *callout, r voxpop.Response, ref scribe.Ref) (all scribe.Texts, err error) {
	all.Response = r
	if all.Newest, err = t.newest(c, r.ID); err != nil {
		return all, err
	}
	first := voxpop.VersionsOf(r)
	for _, v := range first {
		if _, ok := all.Work(v.Of, v.Lang); !ok {
			all.Newest = append(all.Newest, v)
		}
	}
	versions := func(of voxpop.Work, lang string) ([]voxpop.TextVersion, error) {
		work, key := workOf(of, lang)
		rows, err := t.q.VersionsOfWork(t.ctx, sqldb.VersionsOfWorkParams{CalloutID: c.id, Response: r.ID, Work: work, Lang: key})
		if err != nil {
			return nil, err
		}
		var some []voxpop.TextVersion
		for _, row := range rows {
			v, err := parseVersion(row.Doc)
			if err != nil {
				return nil, err
			}
			some = append(some, v)
		}
		for _, v := range first {
			if len(rows) == 0 && v.Of == of && (of == voxpop.OfTranscript || v.Lang == lang) {
				some = append(some, v)
			}
		}
		return some, nil
	}
	if all.Transcripts, err = versions(voxpop.OfTranscript, ""); err != nil {
		return all, err
	}
	if all.Versions = all.Transcripts; ref.Of != voxpop.OfTranscript {
		all.Versions, err = versions(ref.Of, ref.Lang)
	}
	return all, err
}

// keepTexts keeps new versions of a response's texts, with the numbers they
// get, and makes the response say what the newest say.
func (t *tx) keepTexts(c *callout, r voxpop.Response, have scribe.Texts, made []voxpop.TextVersion) (kept []voxpop.TextVersion, changes []Change, err error) {
	for _, v := range voxpop.VersionsOf(r) { // what has no past yet gets one
		row, err := versionRow(c, v)
		if err != nil {
			return nil, nil, err
		}
		if now, ok := have.Work(v.Of, v.Lang); !ok || now.N != 1 {
			continue
		}
		if _, err := t.q.InsertVersion(t.ctx, sqldb.InsertVersionParams(row)); err != nil {
			return nil, nil, err
		}
	}
	for _, v := range made {
		old, _ := have.Work(v.Of, v.Lang)
		v.N = old.N + 1
		row, err := versionRow(c, v)
		if err != nil {
			return nil, nil, err
		}
		n, err := t.q.InsertVersion(t.ctx, sqldb.InsertVersionParams(row))
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			return nil, nil, &voxpop.Error{Kind: voxpop.Internal, Op: "store", Message: "a text has a version that it cannot have", Hint: "voxpop doctor"}
		}
		r = v.Apply(r)
		// The response speaks the language of its transcript, also when that is
		// corrected.
		if v.Of == voxpop.OfTranscript && (r.Lang == "" || r.Lang == old.Lang) {
			r.Lang = v.Lang
		}
		kept = append(kept, v)
		changes = append(changes, Change{ID: r.ID, Field: v.Work(), Old: old.N, New: fmt.Sprintf("%d %s", v.N, v.State)})
	}
	row, err := c.responseRow(r)
	if err != nil {
		return nil, nil, err
	}
	return kept, changes, t.replaceResponse(c, &row)
}

// Version implements [record.Batch].
func (b *batch) Version(v voxpop.TextVersion) error {
	if err := b.opened(); err != nil {
		return err
	}
	row, err := versionRow(b.c, v)
	if err != nil {
		return err
	}
	// The responses that versions name are written before them.
	if err := b.responses.flush(); err != nil {
		return err
	}
	b.text(v.Response)
	if b.versioned == nil {
		_, err := b.t.q.AnyVersion(b.t.ctx, b.c.id)
		if ignoreNoRows(err) != nil {
			return err
		}
		none := err != nil
		b.versioned = &none
	}
	if last := b.lastVersion; last.Response != row.Response || last.Work != row.Work || last.Lang != row.Lang {
		if err := b.endOfText(); err != nil {
			return err
		}
		if !*b.versioned {
			if b.past, err = b.t.q.VersionsAfter(b.t.ctx, sqldb.VersionsAfterParams{CalloutID: b.c.id, Response: row.Response, Work: row.Work, Lang: row.Lang}); err != nil {
				return err
			}
		}
	}
	have := ""
	if i := slices.IndexFunc(b.past, func(p sqldb.VersionsAfterRow) bool { return p.N == row.N }); i >= 0 {
		if have = b.past[i].Sha; have == row.Sha {
			b.past[i].Doc = "" // it stays
		}
	}
	b.lastVersion = sqldb.DropVersionsAfterParams{CalloutID: b.c.id, Response: row.Response, Work: row.Work, Lang: row.Lang, N: row.N}
	write, err := b.decide("version "+fmt.Sprint(v.N)+" of the "+v.Work()+" of", v.Response, have, row.Sha, &b.done.Versions)
	if err != nil || !write {
		return err
	}
	b.touched = true
	err = b.t.q.PutVersion(b.t.ctx, row)
	if breaksRules(err) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Message: "a version names a response that the record does not hold", Hint: "import its response with it; nothing was imported"}
	}
	return err
}

// endOfText drops what the text that was just read has more versions of here:
// they are of another past than the folder's, which takes its place. What
// persons wrote and is no longer there is counted.
func (b *batch) endOfText() error {
	past := b.past
	b.past = nil
	if !b.replace || len(past) == 0 {
		return nil
	}
	for _, p := range past {
		if p.Doc == "" {
			continue
		}
		v, err := parseVersion(p.Doc)
		if err != nil {
			return err
		}
		if v.State != voxpop.Machine {
			b.done.VersionsDropped++
		}
	}
	n, err := b.t.q.DropVersionsAfter(b.t.ctx, b.lastVersion)
	b.touched = b.touched || n > 0
	return err
}

// text remembers a response whose texts and versions have to be compared.
func (b *batch) text(id string) {
	if n := len(b.texts); n == 0 || b.texts[n-1] != id {
		b.texts = append(b.texts, id)
	}
}

// agree makes sure that the newest version of each text is what its response
// says. A response that was replaced without its versions gets one more.
func (b *batch) agree() error {
	t, c := b.t, b.c
	if _, err := t.q.AnyVersion(t.ctx, c.id); err != nil {
		return ignoreNoRows(err)
	}
	for _, id := range b.texts {
		r, err := t.response(c, id)
		if err != nil {
			return err
		}
		newest, err := t.newest(c, id)
		if err != nil {
			return err
		}
		if err := b.sourced(id, newest); err != nil {
			return err
		}
		have := scribe.Texts{Newest: voxpop.VersionsOf(r)}
		for _, v := range newest {
			err := v.Agrees(r)
			if err == nil {
				continue
			}
			if !b.replace {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Place: id, Message: "the versions of the " + v.Work() + " do not end with what the response says",
					Hint: "bring both from one export; nothing was imported"}
			}
			work, lang := workOf(v.Of, v.Lang)
			now, there := have.Work(v.Of, v.Lang)
			if !there { // the text is gone
				if _, err := t.q.DropVersionsAfter(t.ctx, sqldb.DropVersionsAfterParams{CalloutID: c.id, Response: id, Work: work, Lang: lang}); err != nil {
					return err
				}
				continue
			}
			now.N, now.Source, now.Seconds = v.N+1, v.Source, v.Seconds
			row, err := versionRow(c, now)
			if err != nil {
				return err
			}
			if err := t.q.PutVersion(t.ctx, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// sourced makes sure that no translation is of a version of the transcript
// that the folder's past has not: it is of none that is known then, and out of
// date.
func (b *batch) sourced(id string, newest []voxpop.TextVersion) error {
	t, c := b.t, b.c
	last := scribe.Texts{Newest: newest}
	transcript, _ := last.Work(voxpop.OfTranscript, "")
	for _, of := range newest {
		if of.Of != voxpop.OfTranslation {
			continue
		}
		rows, err := t.q.VersionsOfWork(t.ctx, sqldb.VersionsOfWorkParams{CalloutID: c.id, Response: id, Work: string(of.Of), Lang: of.Lang})
		if err != nil {
			return err
		}
		for _, row := range rows {
			v, err := parseVersion(row.Doc)
			if err != nil {
				return err
			}
			if v.Source <= transcript.N {
				continue
			}
			v.Source = 0
			fresh, err := versionRow(c, v)
			if err != nil {
				return err
			}
			if err := t.q.PutVersion(t.ctx, fresh); err != nil {
				return err
			}
		}
	}
	return nil
}
