package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/store/sqldb"
	"voxpop/internal/story"
)

// StoryVersion is one state of a story that was kept. N counts from 1; 0 is a
// story that came with a record and was never edited here.
type StoryVersion struct {
	Name string
	N    int64
	By   voxpop.Actor // "" = it came with a record
	At   time.Time
	Size int
	SHA  string // of Body, SHA-256 in hex
	Body []byte // nil in lists
}

// StoryNames lists the stories of a call-out by name, with their newest
// versions, and the files beside them (pictures), which have none.
func (db *DB) StoryNames(ctx context.Context, slug string) (all []StoryVersion, err error) {
	err = db.readCallout(ctx, "store.StoryNames", slug, func(t *tx, c *callout) error {
		rows, err := t.q.StoryNames(ctx, c.id)
		if err != nil {
			return err
		}
		for _, r := range rows {
			v := StoryVersion{Name: r.Name, SHA: r.Sha, Size: int(r.Size)}
			head, err := t.q.StoryHead(ctx, sqldb.StoryHeadParams{CalloutID: c.id, Name: r.Name})
			if ignoreNoRows(err) != nil {
				return err
			}
			if err == nil && head.Sha == r.Sha {
				v.N, v.By, v.At = head.N, voxpop.Actor(head.Actor), time.UnixMicro(head.At).UTC()
			}
			all = append(all, v)
		}
		return nil
	})
	return all, err
}

// Story returns a story as it is now.
func (db *DB) Story(ctx context.Context, slug, name string) (v StoryVersion, err error) {
	err = db.readCallout(ctx, "store.Story", slug, func(t *tx, c *callout) error {
		v, err = t.storyNow(c, name)
		return err
	})
	return v, err
}

// StoryAt returns a story as it was kept under a number.
func (db *DB) StoryAt(ctx context.Context, slug, name string, n int64) (v StoryVersion, err error) {
	err = db.readCallout(ctx, "store.StoryAt", slug, func(t *tx, c *callout) error {
		v, err = t.storyAt(c, name, n)
		return err
	})
	return v, err
}

// StoryVersions lists what was kept of a story, newest first, before a number;
// 0 is from the newest on.
func (db *DB) StoryVersions(ctx context.Context, slug, name string, before int64, limit int) (all []StoryVersion, err error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	err = db.readCallout(ctx, "store.StoryVersions", slug, func(t *tx, c *callout) error {
		rows, err := t.q.StoryVersions(ctx, sqldb.StoryVersionsParams{CalloutID: c.id, Name: name, Before: before, Max: int64(limit)})
		for _, r := range rows {
			all = append(all, StoryVersion{Name: name, N: r.N, By: voxpop.Actor(r.Actor), At: time.UnixMicro(r.At).UTC(), Size: int(r.Size), SHA: r.Sha})
		}
		return err
	})
	return all, err
}

// PutStory keeps a story as it is now and returns its number: made from the
// version base, it is a conflict when another was kept since. Words of answers
// that are withdrawn do not come back with it. The same text twice is kept once.
// A story is checked against the record and no part of what it is checked
// against, so the revision of the call-out stays.
func (db *DB) PutStory(ctx context.Context, by voxpop.Actor, slug, name string, base int64, body []byte) (n int64, err error) {
	const op = "store.PutStory"
	if err := storyName(op, name); err != nil {
		return 0, err
	}
	if len(body) > story.MaxSize {
		return 0, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: name, Message: fmt.Sprintf("a story may have %d bytes, this one has %d", story.MaxSize, len(body)), Hint: "split it, or take pasted data out"}
	}
	err = db.storyVerb(ctx, op, slug, func(t *tx, c *callout) error {
		body, err := t.withoutWithdrawn(c, body)
		if err != nil {
			return err
		}
		now, err := t.storyNow(c, name)
		switch {
		case voxpop.KindOf(err) == voxpop.NotFound:
			now = StoryVersion{}
			head, err := t.q.StoryHead(ctx, sqldb.StoryHeadParams{CalloutID: c.id, Name: name})
			if ignoreNoRows(err) != nil {
				return err
			}
			now.N = head.N // of one that was dropped
			if base != 0 && base != now.N {
				return storyChanged(op, name)
			}
		case err != nil:
			return err
		case now.N == 0: // it came with a record
			var last int64
			head, err := t.q.StoryHead(ctx, sqldb.StoryHeadParams{CalloutID: c.id, Name: name})
			if ignoreNoRows(err) != nil {
				return err
			}
			last = head.N
			if now.SHA == shaOf(body) && base == 0 {
				n = 0
				return nil
			}
			if err := t.insertStory(c, "", StoryVersion{Name: name, N: last + 1, Body: now.Body}); err != nil {
				return err
			}
			now.N = last + 1
			if base != 0 {
				return storyChanged(op, name)
			}
		case now.SHA == shaOf(body):
			n = now.N
			return nil
		case now.N != base:
			return storyChanged(op, name)
		}
		n = now.N + 1
		if err := t.insertStory(c, by, StoryVersion{Name: name, N: n, Body: body}); err != nil {
			return err
		}
		if err := t.q.PutStory(ctx, sqldb.PutStoryParams{CalloutID: c.id, Name: name, Body: orEmpty(body), Sha: shaOf(body)}); err != nil {
			return err
		}
		return t.audit(by, "put_story", slug, []Change{{Field: "story", Old: storyNo(name, now.N), New: storyNo(name, n)}})
	})
	return n, err
}

// DropStory takes a story off the list, as it was at a number. What was kept
// of it stays: [DB.PutStory] from that number brings it back.
func (db *DB) DropStory(ctx context.Context, by voxpop.Actor, slug, name string, base int64) error {
	const op = "store.DropStory"
	return db.storyVerb(ctx, op, slug, func(t *tx, c *callout) error {
		now, err := t.storyNow(c, name)
		if err != nil {
			return err
		}
		if now.N != base {
			return storyChanged(op, name)
		}
		if now.N == 0 { // nothing of it would be left
			if err := t.insertStory(c, "", StoryVersion{Name: name, N: 1, Body: now.Body}); err != nil {
				return err
			}
		}
		if _, err := t.q.DropStory(ctx, sqldb.DropStoryParams{CalloutID: c.id, Name: name}); err != nil {
			return err
		}
		return t.audit(by, "drop_story", slug, []Change{{Field: "story", Old: storyNo(name, now.N)}})
	})
}

// PutStoryFile keeps a picture beside the stories.
func (db *DB) PutStoryFile(ctx context.Context, by voxpop.Actor, slug, name string, body []byte) error {
	const op = "store.PutStoryFile"
	if ext := strings.ToLower(path.Ext(name)); path.Base(name) != name || !slices.Contains([]string{".jpg", ".jpeg", ".png"}, ext) || !voxpop.ValidName(name) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: name, Message: "is no name of a picture", Hint: "name it like lead.jpg"}
	}
	return db.storyVerb(ctx, op, slug, func(t *tx, c *callout) error {
		if err := t.q.PutStory(ctx, sqldb.PutStoryParams{CalloutID: c.id, Name: name, Body: orEmpty(body), Sha: shaOf(body)}); err != nil {
			return err
		}
		return t.audit(by, "put_story_file", slug, []Change{{Field: "file", New: name}})
	})
}

// StoryFile returns a file beside the stories, or a story.
func (db *DB) StoryFile(ctx context.Context, slug, name string) (body []byte, err error) {
	err = db.readCallout(ctx, "store.StoryFile", slug, func(t *tx, c *callout) error {
		row, err := t.q.StoryOf(ctx, sqldb.StoryOfParams{CalloutID: c.id, Name: name})
		if errors.Is(err, sql.ErrNoRows) {
			return noStory(name)
		}
		body = row.Body
		return err
	})
	return body, err
}

func (db *DB) readCallout(ctx context.Context, op, slug string, fn func(*tx, *callout) error) error {
	return wrap(op, db.read(ctx, func(t *tx) error {
		row, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				return noCallout(op, slug)
			}
			return err
		}
		c := &callout{id: row.ID, rev: row.Rev, sha: row.Sha}
		c.doc.Slug = slug
		return fn(t, c)
	}))
}

func (db *DB) storyVerb(ctx context.Context, op, slug string, fn func(*tx, *callout) error) error {
	return wrap(op, db.write(ctx, func(t *tx) error {
		c, err := t.lock(slug, 0)
		if err != nil {
			return err
		}
		return fn(t, c)
	}))
}

func (t *tx) storyNow(c *callout, name string) (v StoryVersion, err error) {
	row, err := t.q.StoryOf(t.ctx, sqldb.StoryOfParams{CalloutID: c.id, Name: name})
	if errors.Is(err, sql.ErrNoRows) {
		return v, noStory(name)
	} else if err != nil {
		return v, err
	}
	v = StoryVersion{Name: name, Size: len(row.Body), SHA: row.Sha, Body: row.Body}
	head, err := t.q.StoryHead(t.ctx, sqldb.StoryHeadParams{CalloutID: c.id, Name: name})
	if err == nil && head.Sha == row.Sha {
		v.N, v.By, v.At = head.N, voxpop.Actor(head.Actor), time.UnixMicro(head.At).UTC()
	}
	return v, ignoreNoRows(err)
}

func (t *tx) storyAt(c *callout, name string, n int64) (v StoryVersion, err error) {
	if n == 0 {
		return t.storyNow(c, name)
	}
	row, err := t.q.StoryVersion(t.ctx, sqldb.StoryVersionParams{CalloutID: c.id, Name: name, N: n})
	if errors.Is(err, sql.ErrNoRows) {
		return v, noStory(storyNo(name, n))
	}
	return StoryVersion{Name: name, N: row.N, By: voxpop.Actor(row.Actor), At: time.UnixMicro(row.At).UTC(), Size: len(row.Body), SHA: row.Sha, Body: row.Body}, err
}

func (t *tx) insertStory(c *callout, by voxpop.Actor, v StoryVersion) error {
	return t.q.InsertStoryVersion(t.ctx, sqldb.InsertStoryVersionParams{CalloutID: c.id, Name: v.Name, N: v.N, Actor: string(by), At: t.db.now(), Body: orEmpty(v.Body), Sha: shaOf(v.Body)})
}

// withoutWithdrawn takes out of a story what quotes answers that are no more:
// somebody may have had it open while one was withdrawn.
func (t *tx) withoutWithdrawn(c *callout, body []byte) ([]byte, error) {
	doc, err := story.Parse("story.md", body)
	if err != nil {
		return body, nil // it names nothing that could be read
	}
	seen := map[string]bool{}
	for _, l := range doc.Links() {
		switch l.Kind {
		case story.LinkResponse, story.LinkBy, story.LinkClip:
		default:
			continue
		}
		for id := range strings.SplitSeq(l.ID, ",") {
			if id = strings.TrimSpace(id); seen[id] {
				continue
			}
			seen[id] = true
			r, err := t.response(c, key(id))
			if voxpop.KindOf(err) == voxpop.NotFound {
				continue
			} else if err != nil {
				return nil, err
			}
			if r.Gone() {
				body, _ = story.Redact(body, id)
			}
		}
	}
	return body, nil
}

// redactStories takes responses out of the stories, of what was kept of them
// and of what somebody is typing. Said holds what each one said.
func (t *tx) redactStories(c *callout, said map[string][]string) (changes []Change, err error) {
	redact := func(body []byte) (out []byte, places map[string]int) {
		places = map[string]int{}
		out = body
		for id, words := range said {
			var n int
			if out, n = story.Redact(out, id, words...); n > 0 {
				places[id] = n
			}
		}
		return out, places
	}
	names, err := t.q.StoryNames(t.ctx, c.id)
	if err != nil {
		return nil, err
	}
	for _, row := range names {
		if !isStory(row.Name) {
			continue
		}
		now, err := t.q.StoryOf(t.ctx, sqldb.StoryOfParams{CalloutID: c.id, Name: row.Name})
		if err != nil {
			return nil, err
		}
		body, places := redact(now.Body)
		if len(places) == 0 {
			continue
		}
		for id, n := range places {
			changes = append(changes, Change{ID: id, Field: "quoted in " + row.Name, Old: n})
		}
		if err := t.q.PutStory(t.ctx, sqldb.PutStoryParams{CalloutID: c.id, Name: row.Name, Body: orEmpty(body), Sha: shaOf(body)}); err != nil {
			return nil, err
		}
	}
	name, n := "", int64(0)
	for {
		rows, err := t.q.StoryVersionsAfter(t.ctx, sqldb.StoryVersionsAfterParams{CalloutID: c.id, After: name, AfterN: n, Max: 20})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if body, places := redact(row.Body); len(places) > 0 {
				if err := t.q.UpdateStoryVersion(t.ctx, sqldb.UpdateStoryVersionParams{CalloutID: c.id, Name: row.Name, N: row.N, Body: orEmpty(body), Sha: shaOf(body)}); err != nil {
					return nil, err
				}
			}
			name, n = row.Name, row.N
		}
		if len(rows) == 0 {
			break
		}
	}
	drafts, err := t.q.DraftsAbout(t.ctx, c.doc.Slug)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		var doc any
		if err := parse("draft", d.Doc, &doc); err != nil {
			return nil, err
		}
		changed := false
		doc = eachString(doc, func(s string) string {
			out, places := redact([]byte(s))
			changed = changed || len(places) > 0
			return string(out)
		})
		if !changed {
			continue
		}
		text, err := toJSON(c.doc.Slug, doc)
		if err != nil {
			return nil, err
		}
		if err := t.q.RewriteDraft(t.ctx, sqldb.RewriteDraftParams{Callout: c.doc.Slug, Kind: d.Kind, Name: d.Name, Person: d.Person, Doc: text}); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return strings.Compare(a.ID+" "+a.Field, b.ID+" "+b.Field)
	})
	return changes, nil
}

// eachString rewrites every string of a JSON value.
func eachString(v any, fn func(string) string) any {
	switch v := v.(type) {
	case string:
		return fn(v)
	case []any:
		for i := range v {
			v[i] = eachString(v[i], fn)
		}
	case map[string]any:
		for k := range v {
			v[k] = eachString(v[k], fn)
		}
	}
	return v
}

// saidBy is what a response says, in every text that may be quoted.
func saidBy(r voxpop.Response) []string {
	out := []string{r.Text}
	if r.Transcript != nil {
		out = append(out, r.Transcript.Text)
	}
	for _, t := range r.Translations {
		out = append(out, t.Text)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func isStory(name string) bool { return strings.EqualFold(path.Ext(name), ".md") }

func storyName(op, name string) error {
	if path.Base(name) == name && isStory(name) && len(name) > len(".md") && voxpop.ValidName(name) && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\`) {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: name, Message: "is no name of a story", Hint: "name it like en.md"}
}

func noStory(name string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: "store", Place: name, Message: "there is no such story", Hint: "the call-out's stories page lists those that are there"}
}

func storyChanged(op, name string) error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Place: name, Message: "somebody kept another version meanwhile", Hint: "bring both together, then keep it again"}
}

func storyNo(name string, n int64) string { return fmt.Sprintf("%s %d", name, n) }

func shaOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Quotable lists responses that stand and count: those that carry a code, if
// one is named, and hold the words of a query, if there is one; by id, from the
// one after on.
func (db *DB) Quotable(ctx context.Context, slug, code, query, after string, limit int) (all []voxpop.Response, err error) {
	err = db.readCallout(ctx, "store.Quotable", slug, func(t *tx, c *callout) error {
		take := func(id string) error {
			r, err := t.response(c, id)
			if err == nil {
				all = append(all, r)
			}
			return err
		}
		if strings.TrimSpace(query) == "" {
			ids, err := t.q.QuotableIDs(ctx, sqldb.QuotableIDsParams{CalloutID: c.id, After: after, Code: code, Max: int64(limit)})
			for _, id := range ids {
				if err := take(id); err != nil {
					return err
				}
			}
			return err
		}
		ids, err := t.saying(c, query, after)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if len(all) == limit {
				break
			}
			r, err := t.response(c, id)
			if err != nil {
				return err
			}
			if r.Withdrawn() || r.SetAside != "" || r.DuplicateOf != "" {
				continue
			}
			if code != "" {
				marks, err := t.q.CodingsOfResponse(ctx, sqldb.CodingsOfResponseParams{CalloutID: c.id, Response: id})
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(marks, func(k sqldb.CodingsOfResponseRow) bool { return k.Code == code && k.Present }) {
					continue
				}
			}
			all = append(all, r)
		}
		return nil
	})
	return all, err
}

// saying lists by id, from the one after on, the responses that hold the words
// of a query and may stand: neither withdrawn nor set aside.
func (t *tx) saying(c *callout, query, after string) (ids []string, err error) {
	var found []int64
	if err := t.find(c, query, func(n int64) { found = append(found, n) }); err != nil || len(found) == 0 {
		return nil, err
	}
	err = t.board(c, func(b *board) error {
		for _, n := range found {
			i, ok := b.number[n]
			if !ok {
				continue
			}
			r := &b.rows[i]
			if s := b.says(r, byState); r.id > after && (s == StateCounted || s == StateDuplicate || s == StateCampaign) {
				ids = append(ids, r.id)
			}
		}
		return nil
	})
	slices.Sort(ids)
	return ids, err
}
