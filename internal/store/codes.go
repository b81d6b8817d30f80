package store

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/store/sqldb"
)

var _ coding.Following = (*View)(nil)

// Head is the last line of the audit log about the call-out.
func (v *View) Head() (int64, error) {
	head, err := v.t.q.AuditHead(v.t.ctx, v.c.doc.Slug)
	return head, wrap("store.Head", err)
}

// wholesale are the verbs that change responses without naming each.
var wholesale = []string{"import", "erase_callout"}

// Since lists the responses that lines of the audit log after head name, each
// once. all says that more may have changed than they name.
func (v *View) Since(head int64) (ids []string, all bool, err error) {
	seen := map[string]bool{}
	for {
		rows, err := v.t.q.AuditPageOf(v.t.ctx, sqldb.AuditPageOfParams{Callout: v.c.doc.Slug, After: head, N: pageRows})
		if err != nil {
			return nil, false, wrap("store.Since", err)
		}
		for _, r := range rows {
			if slices.Contains(wholesale, r.Verb) {
				return nil, true, nil
			}
			var changes []Change
			if err := parse("audit line", r.Changes, &changes); err != nil {
				return nil, false, err
			}
			for _, c := range changes {
				if c.ID != "" && !seen[c.ID] {
					seen[c.ID] = true
					ids = append(ids, c.ID)
				}
			}
			head = r.ID
		}
		if len(rows) < pageRows {
			slices.SortFunc(ids, strings.Compare)
			return ids, false, nil
		}
	}
}

// MergeCodes merges one code into another, as one verb: the marks of it become
// marks of the one that stays, and edit takes it out of the codebook. It
// returns the marks that were there before and those that are there instead.
func (db *DB) MergeCodes(ctx context.Context, by voxpop.Actor, slug, from, into string, edit func(voxpop.Codebook) (voxpop.Codebook, error)) (was, made []voxpop.Coding, err error) {
	err = db.verb(ctx, by, "merge_codes", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		was, made = nil, nil
		ids, err := t.q.ResponsesOfCode(t.ctx, sqldb.ResponsesOfCodeParams{CalloutID: c.id, Code: from})
		if err != nil {
			return nil, false, err
		}
		for _, id := range ids {
			marks, err := t.codingsOf(c, id)
			if err != nil {
				return nil, false, err
			}
			gone, put := coding.MergeMarks(marks, from, into)
			was, made = append(was, gone...), append(made, put...)
			for _, k := range put { // what it stands over
				if i := slices.IndexFunc(marks, func(o voxpop.Coding) bool { return o.Coder == k.Coder && o.Code == k.Code }); i >= 0 {
					was = append(was, marks[i])
				}
			}
		}
		changes, err := t.swapMarks(c, was, made)
		if err != nil {
			return nil, false, err
		}
		more, err := t.editCodebook(c, by, edit)
		return append(changes, more...), true, err
	})
	return was, made, err
}

// Unmark puts back marks that were there before others were written in their
// place, and takes away those that had none before them. It is a conflict when
// one of the others has changed since, and then nothing is changed. That the
// random sample reached somebody meanwhile is no change, and stays. edit, if not
// nil, changes the codebook with it.
func (db *DB) Unmark(ctx context.Context, by voxpop.Actor, slug string, was, made []voxpop.Coding, edit func(voxpop.Codebook) (voxpop.Codebook, error)) error {
	return db.verb(ctx, by, "unmark", slug, func(t *tx, c *callout) (changes []Change, recount bool, err error) {
		if edit != nil {
			if changes, err = t.editCodebook(c, by, edit); err != nil {
				return nil, false, err
			}
		}
		back := slices.Clone(was)
		var gone []voxpop.Coding
		drawn := map[string]bool{}
		for _, k := range made {
			have, err := t.coding(c, k)
			if err != nil {
				return nil, false, err
			}
			if have == nil || have.Draw != k.Draw && have.Draw != voxpop.DrawRandom || markText(have) != markText(drawnAs(&k, have.Draw)) {
				if _, err := t.q.ResponseSHA(t.ctx, sqldb.ResponseSHAParams{CalloutID: c.id, ID: k.Response}); ignoreNoRows(err) == nil && err != nil {
					continue // erased since
				}
				return nil, false, &voxpop.Error{Kind: voxpop.Conflict, Op: "store.unmark", Place: k.Response, Message: "the marks have changed since; nothing was changed", Hint: "code the answer again"}
			}
			gone = append(gone, k)
			if have.Draw == k.Draw {
				continue
			}
			drawn[k.Response] = true
		}
		for i := range back {
			if drawn[back[i].Response] && back[i].Draw == voxpop.DrawActive {
				back[i].Draw = voxpop.DrawRandom
			}
		}
		back = slices.DeleteFunc(back, func(k voxpop.Coding) bool {
			_, gone := t.q.ResponseSHA(t.ctx, sqldb.ResponseSHAParams{CalloutID: c.id, ID: k.Response})
			return gone != nil
		})
		more, err := t.swapMarks(c, gone, back)
		return append(changes, more...), true, err
	})
}

func drawnAs(k *voxpop.Coding, draw voxpop.Draw) *voxpop.Coding {
	as := *k
	as.Draw = draw
	return &as
}

// swapMarks takes marks away and writes others.
func (t *tx) swapMarks(c *callout, gone, put []voxpop.Coding) ([]Change, error) {
	stays := map[[3]string]bool{}
	for _, k := range put {
		stays[[3]string{k.Response, k.Code, k.Coder}] = true
	}
	gone = slices.DeleteFunc(slices.Clone(gone), func(k voxpop.Coding) bool { return stays[[3]string{k.Response, k.Code, k.Coder}] })
	changes, err := t.codings(c, "remove_codings", gone, t.removeCoding)
	if err != nil {
		return nil, err
	}
	more, err := t.codings(c, "put_codings", put, t.putCoding)
	return append(changes, more...), err
}

func (t *tx) codingsOf(c *callout, id string) (all []voxpop.Coding, err error) {
	rows, err := t.q.CodingsOfResponse(t.ctx, sqldb.CodingsOfResponseParams{CalloutID: c.id, Response: id})
	for _, r := range rows {
		k, err := codingOf(sqldb.CodingsBetweenRow(r))
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, err
}

// firstCodebook keeps the state of a codebook that came by another way than the
// desk's, before it changes.
func (t *tx) firstCodebook(c *callout, doc, sha string) error {
	newest, err := t.q.CodebookVersions(t.ctx, sqldb.CodebookVersionsParams{CalloutID: c.id, Most: 1})
	if err != nil || len(newest) > 0 && newest[0].Sha == sha {
		return err
	}
	return t.q.KeepCodebook(t.ctx, sqldb.KeepCodebookParams{CalloutID: c.id, Doc: doc, Sha: sha})
}

// CodebookVersion is one state of a codebook.
type CodebookVersion struct {
	N     int
	Actor voxpop.Actor // "" when it came with a record
	At    time.Time    // zero when it came with a record
	Book  voxpop.Codebook
}

// CodebookVersions lists the states of a codebook, the newest first, at most so many.
func (db *DB) CodebookVersions(ctx context.Context, slug string, most int) (all []CodebookVersion, err error) {
	err = db.read(ctx, func(t *tx) error {
		c, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				err = noCallout("store.CodebookVersions", slug)
			}
			return err
		}
		rows, err := t.q.CodebookVersions(ctx, sqldb.CodebookVersionsParams{CalloutID: c.ID, Most: int64(most)})
		for _, r := range rows {
			v := CodebookVersion{N: int(r.N), Actor: voxpop.Actor(r.Actor)}
			if r.At != 0 {
				v.At = time.UnixMicro(r.At).UTC()
			}
			if err := parse("codebook", r.Doc, &v.Book); err != nil {
				return err
			}
			all = append(all, v)
		}
		return err
	})
	return all, wrap("store.CodebookVersions", err)
}

// CodingPlan is how the desk means to code a call-out; the zero value when
// nobody said so.
func (db *DB) CodingPlan(ctx context.Context, slug string) (p coding.Plan, err error) {
	err = db.read(ctx, func(t *tx) error {
		c, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				err = noCallout("store.CodingPlan", slug)
			}
			return err
		}
		doc, err := t.q.PlanOf(ctx, c.ID)
		if err != nil {
			return ignoreNoRows(err)
		}
		return parse("plan of coding", doc, &p)
	})
	return p, wrap("store.CodingPlan", err)
}

// PutCodingPlan says how the desk means to code a call-out.
func (db *DB) PutCodingPlan(ctx context.Context, by voxpop.Actor, slug string, p coding.Plan) error {
	if err := p.Validate(); err != nil {
		return err
	}
	return db.verb(ctx, by, "plan_coding", slug, func(t *tx, c *callout) ([]Change, bool, error) {
		var old coding.Plan
		doc, err := t.q.PlanOf(t.ctx, c.id)
		if err == nil {
			err = parse("plan of coding", doc, &old)
		}
		if err := ignoreNoRows(err); err != nil || old == p {
			return nil, false, err
		}
		if doc, err = toJSON(slug, p); err != nil {
			return nil, false, err
		}
		return []Change{{Field: "plan", Old: old, New: p}}, false, t.q.PutPlan(t.ctx, sqldb.PutPlanParams{CalloutID: c.id, Doc: doc})
	})
}

// maxMemo bounds what a coder may note beside an answer, in bytes.
const maxMemo = 10_000

// PutMemo keeps what a coder notes beside an answer; "" takes it away. It is no
// part of the record, and goes when the answer does.
func (db *DB) PutMemo(ctx context.Context, by voxpop.Actor, slug, id, words string) error {
	words = strings.TrimSpace(words)
	if len(words) > maxMemo || !utf8.ValidString(words) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.PutMemo", Place: id, Message: "the note is too long", Hint: "write at most 10,000 bytes; nothing was changed"}
	}
	return wrap("store.PutMemo", db.write(ctx, func(t *tx) error {
		c, err := t.lock(slug, 0)
		if err != nil {
			return err
		}
		r, err := t.response(c, id)
		if err != nil {
			return err
		}
		if r.Gone() {
			return &voxpop.Error{Kind: voxpop.Withdrawn, Op: "store.PutMemo", Place: id, Message: "is gone: there is nothing to note", Hint: "go on to the next answer"}
		}
		if words == "" {
			n, err := t.q.DropMemo(ctx, sqldb.DropMemoParams{CalloutID: c.id, Response: id, Coder: string(by)})
			if err != nil || n == 0 {
				return err
			}
		} else if err := t.q.PutMemo(ctx, sqldb.PutMemoParams{CalloutID: c.id, Response: id, Coder: string(by), At: db.now(), Body: words}); err != nil {
			return err
		}
		return t.audit(by, "memo", slug, []Change{{ID: id, Field: "memo", Coder: string(by), New: words != ""}})
	}))
}

// Memos returns what coders noted beside answers: id → coder → words.
func (db *DB) Memos(ctx context.Context, slug string, ids ...string) (all map[string]map[string]string, err error) {
	all = map[string]map[string]string{}
	err = db.read(ctx, func(t *tx) error {
		c, err := t.q.CalloutBySlug(ctx, slug)
		if err != nil {
			if ignoreNoRows(err) == nil {
				err = noCallout("store.Memos", slug)
			}
			return err
		}
		for _, id := range ids {
			rows, err := t.q.MemosOf(ctx, sqldb.MemosOfParams{CalloutID: c.ID, Response: id})
			if err != nil {
				return err
			}
			for _, r := range rows {
				if all[id] == nil {
					all[id] = map[string]string{}
				}
				all[id][r.Coder] = r.Body
			}
		}
		return nil
	})
	return all, wrap("store.Memos", err)
}
