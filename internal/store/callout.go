package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// CalloutRev returns a call-out with the revision that [DB.PutCallout] asks for.
func (db *DB) CalloutRev(ctx context.Context, slug string) (c voxpop.Callout, rev string, err error) {
	err = db.read(ctx, func(t *tx) error {
		row, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				return noCallout("store.CalloutRev", slug)
			}
			return err
		}
		rev = row.Sha
		return parse("call-out", row.Doc, &c)
	})
	return c, rev, wrap("store.CalloutRev", err)
}

// PutCallout keeps a call-out as it is now: a new one when base is "", else
// one that was read at revision base. It is a conflict when somebody else
// changed it since, or when it would break what respondents were promised.
func (db *DB) PutCallout(ctx context.Context, by voxpop.Actor, c voxpop.Callout, base string) (rev string, err error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	doc, sha, err := document(c.Slug, c)
	if err != nil {
		return "", err
	}
	var added bool
	first := func(t *tx) error {
		if base != "" {
			return nil
		}
		_, err := t.q.InsertCallout(t.ctx, sqldb.InsertCalloutParams{Slug: c.Slug, Doc: doc, Sha: sha})
		if errors.Is(err, sql.ErrNoRows) {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.PutCallout", Place: "slug", Message: "a call-out of this name is there already", Hint: "choose another name"}
		}
		added = err == nil
		return err
	}
	err = db.verbAfter(ctx, by, "put_callout", c.Slug, first, func(t *tx, was *callout) ([]Change, bool, error) {
		if added {
			return []Change{{Field: "callout", New: c.Slug}}, true, nil
		}
		if was.sha == sha {
			return nil, false, nil // the same twice, as when a form is sent again
		}
		if was.sha != base {
			return nil, false, changedSince(c.Slug)
		}
		changes := calloutChanges(was.doc, c)
		return changes, false, t.putCallout(was, c)
	})
	return sha, err
}

func changedSince(slug string) error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.PutCallout", Place: slug, Message: "somebody changed this call-out meanwhile", Hint: "look at both versions, then keep what is right"}
}

// ReopenCallout takes back the verb that closed a call-out, or opened it, when
// nothing was changed about it since. Nobody could answer while it was closed,
// so nobody was promised the earlier end.
func (db *DB) ReopenCallout(ctx context.Context, by voxpop.Actor, c voxpop.Callout, base string) error {
	if err := c.Validate(); err != nil {
		return err
	}
	return db.verb(ctx, by, "reopen_callout", c.Slug, func(t *tx, was *callout) ([]Change, bool, error) {
		if was.sha != base {
			return nil, false, changedSince(c.Slug)
		}
		last, err := t.q.LastAuditOf(t.ctx, c.Slug)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, false, err
		}
		changes := calloutChanges(was.doc, c)
		for _, x := range changes {
			if x.Field != "opens" && x.Field != "closes" {
				return nil, false, changedSince(c.Slug)
			}
		}
		if last.Verb == "close_callout" && closedFrom(last.Changes, c.Closes) {
			return changes, false, t.replaceCallout(was, c)
		}
		return changes, false, t.putCallout(was, c)
	})
}

// closedFrom reports whether the changes of a verb say that a call-out's end
// was closes before.
func closedFrom(changes string, closes voxpop.Moment) bool {
	var all []Change
	if parse("audit line", changes, &all) != nil {
		return false
	}
	return slices.ContainsFunc(all, func(x Change) bool {
		old, _ := x.Old.(string)
		return x.Field == "closes" && old == closes.String()
	})
}

// putCallout writes what a call-out is now, unless that breaks a promise.
func (t *tx) putCallout(was *callout, c voxpop.Callout) error {
	if err := t.keepsPromise(was.id, was.doc, c); err != nil {
		return err
	}
	return t.replaceCallout(was, c)
}

// replaceCallout writes what a call-out is now.
func (t *tx) replaceCallout(was *callout, c voxpop.Callout) error {
	doc, sha, err := document(c.Slug, c)
	if err != nil {
		return err
	}
	if err := t.q.UpdateCallout(t.ctx, sqldb.UpdateCalloutParams{ID: was.id, Doc: doc, Sha: sha}); err != nil {
		return err
	}
	zone := offset(was.doc)
	was.doc, was.sha = c, sha
	if offset(c) == zone {
		return nil
	}
	// Every day may have moved.
	if err := t.movedDays(was); err != nil {
		return err
	}
	return t.rebuild(was)
}

// calloutChanges lists the fields in which two call-outs differ, texts by
// their language.
func calloutChanges(was, is voxpop.Callout) (all []Change) {
	add := func(field string, old, now any, same bool) {
		if !same {
			all = append(all, Change{Field: field, Old: old, New: now})
		}
	}
	for _, f := range []struct {
		name    string
		old, is voxpop.Localized
	}{{"question", was.Question, is.Question}, {"context", was.Context, is.Context}, {"consent", was.Consent, is.Consent}} {
		langs := slices.Sorted(maps.Keys(f.old))
		for lang := range f.is {
			if !slices.Contains(langs, lang) {
				langs = append(langs, lang)
			}
		}
		slices.Sort(langs)
		for _, lang := range langs {
			add(f.name+"."+lang, f.old[lang], f.is[lang], f.old[lang] == f.is[lang])
		}
	}
	media := func(list []voxpop.Medium) string {
		var words []string
		for _, m := range list {
			words = append(words, string(m))
		}
		return strings.Join(words, ",")
	}
	add("languages", strings.Join(was.Languages, ","), strings.Join(is.Languages, ","), slices.Equal(was.Languages, is.Languages))
	add("opens", was.Opens, is.Opens, was.Opens.String() == is.Opens.String())
	add("closes", was.Closes, is.Closes, was.Closes.String() == is.Closes.String())
	add("media", media(was.Media), media(is.Media), slices.Equal(was.Media, is.Media))
	add("limits", was.Limits, is.Limits, was.Limits == is.Limits)
	add("contact_before_quoting", was.ContactBeforeQuoting, is.ContactBeforeQuoting, was.ContactBeforeQuoting == is.ContactBeforeQuoting)
	add("retention_days", was.RetentionDays, is.RetentionDays, was.RetentionDays == is.RetentionDays)
	return all
}
