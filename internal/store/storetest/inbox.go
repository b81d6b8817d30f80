package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

type reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatal(...any)
}

// SameList holds the list of a call-out to what its record says, once the
// figures are up to date.
func SameList(t reporter, ctx context.Context, db *store.DB, slug string) {
	t.Helper()
	got := map[string]store.InboxItem{}
	var order []store.InboxItem
	for after := store.Cursor(""); ; {
		page, err := db.Inbox(ctx, slug, store.InboxFilter{Oldest: true}, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			got[item.ID] = item
			order = append(order, item)
		}
		if after = page.Next; after == "" {
			if len(order) != page.Total || len(got) != page.All {
				t.Errorf("%d items (%d different), the page says %d of %d", len(order), len(got), page.Total, page.All)
			}
			break
		}
	}
	err := db.View(ctx, slug, func(v *store.View) error {
		n := 0
		for row, err := range v.Rows(store.Filter{}) {
			if err != nil {
				return err
			}
			n++
			item, ok := got[row.ID]
			if !ok {
				t.Errorf("%s is not in the list", row.ID)
				continue
			}
			if item.State != row.State || item.Day != row.Day || item.Lang != row.Lang || item.Channel != row.Channel || item.Medium != row.Medium ||
				item.Campaign != row.Campaign || item.DuplicateOf != row.Of || !slices.Equal(item.Codes, row.Codes) || (item.Coders > 0 || item.Final) != row.Coded {
				t.Errorf("the list has\n%+v, the record\n%+v", item, row)
			}
		}
		if n != len(got) {
			t.Errorf("%d items of %d responses", len(got), n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ids(items []store.InboxItem) string {
	var all []string
	for _, i := range items {
		all = append(all, i.ID)
	}
	return strings.Join(all, " ")
}

func listed(t *testing.T, db *store.DB, f store.InboxFilter) string {
	t.Helper()
	page, err := db.Inbox(t.Context(), "tram", f, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != page.Total {
		t.Errorf("%d items, total %d", len(page.Items), page.Total)
	}
	return ids(page.Items)
}

// few is Small without the hostile texts.
func few() *Record {
	r := Small()
	r.Responses = r.Responses[:9]
	r.Codings = slices.DeleteFunc(r.Codings, func(k voxpop.Coding) bool { return strings.HasPrefix(k.Response, "X") })
	r.Decisions = slices.DeleteFunc(r.Decisions, func(d voxpop.Decision) bool {
		return slices.ContainsFunc(d.Responses, func(id string) bool { return strings.HasPrefix(id, "X") })
	})
	return r
}

func lists(t *testing.T, db *store.DB, _ *Blobs) {
	few().Import(t, db)
	SameList(t, t.Context(), db, "tram")
	yes, no, one := true, false, 1
	for _, c := range []struct {
		name string
		f    store.InboxFilter
		want string
	}{
		{"newest first", store.InboxFilter{}, "I9 H8 G7 F6 E5 D4 C3 B2 A1"},
		{"oldest first", store.InboxFilter{Oldest: true}, "A1 B2 C3 D4 E5 F6 G7 H8 I9"},
		{"states", store.InboxFilter{States: []string{store.StateDuplicate, "spam"}}, "G7 D4 C3"},
		{"a language nobody told", store.InboxFilter{Langs: []string{"und"}}, "I9"},
		{"medium and channel", store.InboxFilter{Media: []voxpop.Medium{voxpop.Voice}, Channels: []voxpop.Channel{voxpop.Telegram}}, "B2"},
		{"a day", store.InboxFilter{Day: "2026-03-05"}, "I9"},
		{"days", store.InboxFilter{From: "2026-03-03", Upto: "2026-03-04"}, ""},
		{"a campaign", store.InboxFilter{Campaign: "keep"}, "F6 E5"},
		{"a code", store.InboxFilter{Code: "cost"}, "F6 D4 B2"},
		{"coded", store.InboxFilter{Coded: &yes, Code: "misled"}, "E5 A1"},
		{"coded by one", store.InboxFilter{Coders: &one, Code: "misled", Coded: &no}, ""},
		{"transcripts", store.InboxFilter{Transcript: []string{"reviewed"}}, "B2"},
		{"no transcript", store.InboxFilter{Transcript: []string{""}, Media: []voxpop.Medium{voxpop.Voice}}, "C3"},
		{"words", store.InboxFilter{Query: "never they"}, "B2 A1"},
		{"the beginning of a word", store.InboxFilter{Query: "nev"}, "B2 A1"},
		{"not the middle", store.InboxFilter{Query: "ever"}, ""},
		{"a whole word", store.InboxFilter{Query: "nev "}, ""},
		{"folded", store.InboxFilter{Query: "KEEP, the Tram"}, "F6 E5"},
		{"Persian, drawn out and with marks", store.InboxFilter{Query: "هَـــرگ"}, "B2"},
		{"both", store.InboxFilter{Query: "keep", States: []string{store.StateCampaign}}, "F6"},
		{"no words in it", store.InboxFilter{Query: `"*' OR --`}, ""},
		{"nothing", store.InboxFilter{Query: "  "}, "I9 H8 G7 F6 E5 D4 C3 B2 A1"},
	} {
		if got := listed(t, db, c.f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	a, err := db.Around(t.Context(), "tram", store.InboxFilter{States: []string{store.StateCounted}}, "E5")
	if err != nil || a != (store.Around{Prev: "I9", Next: "B2", At: 2, Total: 4}) {
		t.Errorf("around E5: %+v %v", a, err)
	}
	a, err = db.Around(t.Context(), "tram", store.InboxFilter{States: []string{store.StateCounted}, Oldest: true}, "D4")
	if err != nil || a != (store.Around{Prev: "B2", Next: "E5", Total: 4}) {
		t.Errorf("around D4, which is not in it: %+v %v", a, err)
	}
	n, err := db.InboxCounts(t.Context(), "tram", store.InboxFilter{}, store.InboxFilter{Query: "tram"}, store.InboxFilter{Star: &yes})
	if err != nil || !slices.Equal(n, []int{9, 2, 0}) {
		t.Errorf("counts %v %v", n, err)
	}
	f, err := db.InboxFacets(t.Context(), "tram")
	if err != nil || !slices.Equal(f.States, []store.Facet{{Key: "counted", N: 4}, {Key: "duplicate", N: 2}, {Key: "campaign", N: 1}, {Key: "spam", N: 1}, {Key: "withdrawn", N: 1}}) ||
		!slices.Equal(f.Campaigns, []store.Facet{{Key: "keep", N: 2}}) {
		t.Errorf("facets %+v %v", f, err)
	}
	item, err := db.InboxItem(t.Context(), "tram", "A1")
	if err != nil || item.Line != "They said never." || item.LineLang != "en" || item.Place != "Old Quay" || !item.Quote || item.Seen {
		t.Errorf("%+v %v", item, err)
	}
	item, err = db.InboxItem(t.Context(), "tram", "B2")
	if err != nil || item.Line != "گفتند هرگز" || item.LineLang != "fa" || item.Translation != "reviewed" {
		t.Errorf("%+v %v", item, err)
	}
	_, err = db.InboxItem(t.Context(), "tram", "NONE")
	kindIs(t, err, voxpop.NotFound)
	_, err = db.Inbox(t.Context(), "none", store.InboxFilter{}, "", 10)
	kindIs(t, err, voxpop.NotFound)
	_, err = db.Inbox(t.Context(), "tram", store.InboxFilter{}, "NONE", 10)
	kindIs(t, err, voxpop.Invalid)
	counts, err := db.CalloutCounts(t.Context(), func(voxpop.Callout) string { return "2026-03-05" })
	if c := counts["tram"]; err != nil || c.Total != 9 || c.Today != 1 || c.Unread != 9 || c.Media["voice"] != 2 || c.TodayLangs["und"] != 1 || c.Days["2026-03-05"] != 1 {
		t.Errorf("counts %+v %v", counts, err)
	}
}

func listsFollow(t *testing.T, db *store.DB, _ *Blobs) {
	r := few()
	r.Import(t, db)
	seq := int64(0)
	moved := func() {
		t.Helper()
		now, err := db.InboxSeq(t.Context(), "tram")
		if err != nil || now <= seq {
			t.Errorf("seq %d after %d, %v", now, seq, err)
		}
		seq = now
	}
	moved()
	listed(t, db, store.InboxFilter{}) // it is in memory from here on
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		moved()
	}
	must(db.SetAside(t.Context(), "bo", "tram", voxpop.Spam, "I9"))
	if got := listed(t, db, store.InboxFilter{States: []string{"spam"}}); got != "I9 G7" {
		t.Errorf("spam: %q", got)
	}
	must(db.SetAside(t.Context(), "bo", "tram", "", "I9"))
	must(db.PutCodings(t.Context(), "bo", "tram", voxpop.Coding{Response: "I9", Code: "cost", Coder: "zed", Present: true, Origin: voxpop.ByPerson, At: moment("2026-03-14")}))
	if got := listed(t, db, store.InboxFilter{MyCoder: "zed"}); got != "I9" {
		t.Errorf("coded by zed: %q", got)
	}
	if got := listed(t, db, store.InboxFilter{NotBy: "zed", Code: "cost"}); got != "F6 D4 B2" {
		t.Errorf("cost, not by zed: %q", got)
	}
	must(db.MarkCampaign(t.Context(), "bo", "tram", "keep", "I9"))
	if got := listed(t, db, store.InboxFilter{States: []string{store.StateCampaign}}); got != "I9 F6" {
		t.Errorf("campaign: %q", got)
	}
	must(db.SetAside(t.Context(), "bo", "tram", voxpop.Spam, "E5")) // who stood for the campaign
	if _, err := db.Fold(t.Context(), "tram"); err != nil {
		t.Fatal(err)
	}
	SameList(t, t.Context(), db, "tram")
	must(db.Withdraw(t.Context(), "bo", "tram", moment("2026-03-21"), "A1"))
	if got := listed(t, db, store.InboxFilter{Query: "never"}); got != "B2" {
		t.Errorf("never: %q", got)
	}
	if got := listed(t, db, store.InboxFilter{States: []string{store.StateWithdrawn}}); got != "H8 A1" {
		t.Errorf("withdrawn: %q", got)
	}
	must(db.Illegal(t.Context(), "bo", "tram", "D4", "7", "sha"))
	if got := listed(t, db, store.InboxFilter{Query: "costs"}); got != "" {
		t.Errorf("costs: %q", got)
	}
	if _, err := db.Fold(t.Context(), "tram"); err != nil {
		t.Fatal(err)
	}
	SameList(t, t.Context(), db, "tram")
	_, err := db.EraseCallout(t.Context(), "bo", "tram")
	must(err)
	page, err := db.Inbox(t.Context(), "tram", store.InboxFilter{}, "", 10)
	if err != nil || len(page.Items) != 0 || page.All != 0 {
		t.Errorf("after erasing: %+v %v", page, err)
	}
	if got := listed(t, db, store.InboxFilter{Query: "they"}); got != "" {
		t.Errorf("they: %q", got)
	}
}

func triages(t *testing.T, db *store.DB, _ *Blobs) {
	few().Import(t, db)
	rev := func() (n int64) {
		view(t, db, func(v *store.View) { n = v.Rev() })
		return n
	}
	before, lines := rev(), len(auditOf(t, db))
	yes, no, ben := true, false, "ben"
	all := &store.InboxFilter{}
	u, err := db.Triage(t.Context(), "bo", "tram", store.Pick{IDs: []string{"A1", "B2"}}, store.Triage{Seen: &yes, Star: &yes, Assignee: &ben, AddTags: []string{"ring back", "old"}})
	if err != nil || u.N != 2 {
		t.Fatal(u, err)
	}
	first := u
	if rev() != before {
		t.Error("the record was said to change")
	}
	if now := auditOf(t, db); len(now) != lines+1 || now[lines].Verb != "triage" || now[lines].Actor != "bo" || len(now[lines].Changes) != 8 {
		t.Errorf("audit %+v", now[lines:])
	}
	for name, c := range map[string]struct {
		f    store.InboxFilter
		want string
	}{
		"seen":     {store.InboxFilter{Seen: &yes}, "B2 A1"},
		"unseen":   {store.InboxFilter{Seen: &no, Star: &yes}, ""},
		"assigned": {store.InboxFilter{Assignee: "ben"}, "B2 A1"},
		"nobody":   {store.InboxFilter{Assignee: store.Nobody, States: []string{"spam"}}, "G7"},
		"tagged":   {store.InboxFilter{Tag: "old"}, "B2 A1"},
		"no tag":   {store.InboxFilter{Tag: "ring"}, ""},
	} {
		if got := listed(t, db, c.f); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if u, err = db.Triage(t.Context(), "bo", "tram", store.Pick{All: all, Want: 9}, store.Triage{Seen: &yes, DropTags: []string{"old"}}); err != nil || u.N != 9 {
		t.Fatal(u, err)
	}
	if page, err := db.Inbox(t.Context(), "tram", store.InboxFilter{}, "", 3); err != nil || page.Unread != 0 || page.All != 9 || len(page.Items) != 3 || page.Next != "G7" {
		t.Errorf("%+v %v", page, err)
	}
	// The first was changed since; the second can be undone, once.
	kindIs(t, db.UndoAll(t.Context(), "bo", "tram", first), voxpop.Conflict)
	if err := db.UndoAll(t.Context(), "bo", "tram", u); err != nil {
		t.Fatal(err)
	}
	kindIs(t, db.UndoAll(t.Context(), "bo", "tram", u), voxpop.Conflict)
	if got := listed(t, db, store.InboxFilter{Seen: &yes, Tag: "old"}); got != "B2 A1" {
		t.Errorf("undone: %q", got)
	}
	if err := db.UndoAll(t.Context(), "bo", "tram", first); err != nil {
		t.Fatal(err)
	}
	if got := listed(t, db, store.InboxFilter{Seen: &yes}) + listed(t, db, store.InboxFilter{Tag: "ring back"}) + listed(t, db, store.InboxFilter{Assignee: "ben"}); got != "" {
		t.Errorf("all undone: %q", got)
	}
	_, err = db.Triage(t.Context(), "bo", "tram", store.Pick{All: all, Want: 8}, store.Triage{Done: &yes})
	kindIs(t, err, voxpop.Conflict)
	_, err = db.Triage(t.Context(), "bo", "tram", store.Pick{IDs: []string{"NONE"}}, store.Triage{Done: &yes})
	kindIs(t, err, voxpop.NotFound)
	_, err = db.Triage(t.Context(), "bo", "tram", store.Pick{All: all}, store.Triage{AddTags: []string{"two\nlines"}})
	kindIs(t, err, voxpop.Invalid)
	// Nothing changed: nothing is written.
	lines = len(auditOf(t, db))
	if u, err := db.Triage(t.Context(), "bo", "tram", store.Pick{All: all}, store.Triage{Done: &no}); err != nil || u.N != 0 || len(auditOf(t, db)) != lines {
		t.Errorf("%+v %v", u, err)
	}
}

// manyAtOnce is a verb on more answers than one question to the database names:
// of people who sent several, some of them repeats of others'.
func manyAtOnce(t *testing.T, db *store.DB, _ *Blobs) {
	r := few()
	const n = 450
	var ids []string
	for i := range n {
		x := r.Responses[0]
		x.ID, x.Respondent = fmt.Sprintf("M%03d", i), fmt.Sprintf("m-%03d", i-i%3)
		x.Text = fmt.Sprintf("word%d and more", i)
		if i%5 == 4 {
			x.DuplicateOf = fmt.Sprintf("M%03d", i/5)
		}
		if i%2 == 0 {
			r.Codings = append(r.Codings, voxpop.Coding{Response: x.ID, Code: "cost", Coder: "ann", Present: i%4 == 0, Origin: voxpop.ByPerson, At: x.ReceivedAt})
		}
		r.Responses, ids = append(r.Responses, x), append(ids, x.ID)
	}
	r.Import(t, db)
	holds := func(what string, change func(*voxpop.Response)) {
		t.Helper()
		for i := range r.Responses {
			if strings.HasPrefix(r.Responses[i].ID, "M") {
				change(&r.Responses[i])
			}
		}
		if err := db.View(t.Context(), "tram", func(v *store.View) error { sameFigures(t, v, r); return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Fold(t.Context(), "tram"); err != nil {
			t.Fatal(err)
		}
		SameList(t, t.Context(), db, "tram")
		if t.Failed() {
			t.Fatal(what)
		}
	}
	u, err := db.SetAsideAll(t.Context(), "bo", "tram", store.Pick{IDs: append(ids, ids[0], ids[n-1])}, voxpop.Spam)
	if err != nil || u.N != n {
		t.Fatal(u.N, err)
	}
	holds("spam", func(x *voxpop.Response) { x.SetAside = voxpop.Spam })
	if err := db.UndoAll(t.Context(), "bo", "tram", u); err != nil {
		t.Fatal(err)
	}
	holds("counted again", func(x *voxpop.Response) { x.SetAside = "" })
	if err := db.MarkDuplicate(t.Context(), "bo", "tram", "A1", ids...); err != nil {
		t.Fatal(err)
	}
	holds("repeats", func(x *voxpop.Response) { x.DuplicateOf = "A1" })
	_, err = db.SetAsideAll(t.Context(), "bo", "tram", store.Pick{IDs: append(ids, "NONE")}, voxpop.Spam)
	kindIs(t, err, voxpop.NotFound)
	holds("nothing by halves", func(*voxpop.Response) {})
}

func bulk(t *testing.T, db *store.DB, _ *Blobs) {
	few().Import(t, db)
	counted := store.InboxFilter{States: []string{store.StateCounted}}
	u, err := db.SetAsideAll(t.Context(), "bo", "tram", store.Pick{All: &counted, Want: 4}, voxpop.OffTopic)
	if err != nil || u.N != 4 {
		t.Fatal(u, err)
	}
	if got := listed(t, db, store.InboxFilter{States: []string{"off-topic"}}); got != "I9 E5 B2 A1" {
		t.Errorf("off topic: %q", got)
	}
	if err := db.UndoAll(t.Context(), "bo", "tram", u); err != nil {
		t.Fatal(err)
	}
	kindIs(t, db.UndoAll(t.Context(), "bo", "tram", u), voxpop.Conflict)
	if _, err := db.Fold(t.Context(), "tram"); err != nil {
		t.Fatal(err)
	}
	SameList(t, t.Context(), db, "tram")
	if got := listed(t, db, counted); got != "I9 E5 B2 A1" {
		t.Errorf("counted: %q", got)
	}
	camp, err := db.CampaignAll(t.Context(), "bo", "tram", store.Pick{IDs: []string{"A1", "I9", "H8"}}, "stop")
	if err != nil || camp.N != 2 { // a withdrawn one stays as it is
		t.Fatal(camp, err)
	}
	said, err := db.ContactedAll(t.Context(), "bo", "tram", store.Pick{IDs: []string{"A1"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.LangAll(t.Context(), "bo", "tram", store.Pick{IDs: []string{"I9"}}, "de"); err != nil {
		t.Fatal(err)
	}
	yes := true
	if got := listed(t, db, store.InboxFilter{Campaign: "stop", Contacted: &yes}) + listed(t, db, store.InboxFilter{Langs: []string{"de"}}); got != "A1I9" {
		t.Errorf("%q", got)
	}
	if err := db.MarkCampaign(t.Context(), "ann", "tram", "other", "I9"); err != nil {
		t.Fatal(err)
	}
	kindIs(t, db.UndoAll(t.Context(), "bo", "tram", camp), voxpop.Conflict)
	if got := listed(t, db, store.InboxFilter{Campaign: "stop"}); got != "A1" {
		t.Errorf("a half was undone: %q", got)
	}
	if err := db.UndoAll(t.Context(), "bo", "tram", said); err != nil {
		t.Fatal(err)
	}
	_, err = db.SetAsideAll(t.Context(), "bo", "tram", store.Pick{IDs: []string{"A1"}}, voxpop.Illegal)
	kindIs(t, err, voxpop.Invalid)
	_, err = db.LangAll(t.Context(), "bo", "tram", store.Pick{IDs: []string{"A1"}}, "no tag!")
	kindIs(t, err, voxpop.Invalid)
}

func savesFilters(t *testing.T, db *store.DB, _ *Blobs) {
	few().Import(t, db)
	f := store.InboxFilter{Query: "tram", Langs: []string{"fa"}}
	for _, name := range []string{"b", "a"} {
		if err := db.SaveFilter(t.Context(), "ann", "tram", name, f); err != nil {
			t.Fatal(err)
		}
	}
	f.Query = "bus"
	if err := db.SaveFilter(t.Context(), "ann", "tram", "a", f); err != nil {
		t.Fatal(err)
	}
	all, err := db.SavedFilters(t.Context(), "ann", "tram")
	if err != nil || len(all) != 2 || all[0].Name != "a" || all[0].Filter.Query != "bus" || all[1].Filter.Query != "tram" {
		t.Errorf("%+v %v", all, err)
	}
	if err := db.DropFilter(t.Context(), "ann", "tram", "a"); err != nil {
		t.Fatal(err)
	}
	if all, err := db.SavedFilters(t.Context(), "ann", "tram"); err != nil || len(all) != 1 {
		t.Errorf("%+v %v", all, err)
	}
	if all, err := db.SavedFilters(t.Context(), "bo", "tram"); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	kindIs(t, db.SaveFilter(t.Context(), "ann", "tram", "", f), voxpop.Invalid)
}

func auditLists(t *testing.T, db *store.DB, _ *Blobs) {
	few().Import(t, db)
	for i := range 7 {
		if err := db.SetContacted(t.Context(), voxpop.Actor(fmt.Sprint("p", i%2)), "tram", i%2 == 0, "A1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Saw(t.Context(), "p0", "look", "tram", "A1", "B2"); err != nil {
		t.Fatal(err)
	}
	count := func(f store.AuditFilter) (n int) {
		t.Helper()
		last := store.AuditLine{}
		for after := store.Cursor(""); ; {
			page, err := db.AuditList(t.Context(), f, after, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range page.Lines {
				if n > 0 && (l.At.After(last.At) || l.At.Equal(last.At) && l.ID >= last.ID) {
					t.Errorf("%+v comes after %+v", l, last)
				}
				last = l
				n++
			}
			if after = page.Next; after == "" {
				return n
			}
		}
	}
	all := auditOf(t, db)
	day := all[0].At.Format("2006-01-02")
	for name, c := range map[string]struct {
		f    store.AuditFilter
		want int
	}{
		"all":        {store.AuditFilter{}, len(all)},
		"actor":      {store.AuditFilter{Actor: "p1"}, 3},
		"verb":       {store.AuditFilter{Verb: "set_contacted"}, 7},
		"both":       {store.AuditFilter{Verb: "set_contacted", Actor: "p0", Callout: "tram"}, 4},
		"response":   {store.AuditFilter{Callout: "tram", Response: "A1"}, 8},
		"looked at":  {store.AuditFilter{Callout: "tram", Response: "B2", Actor: "p0"}, 1},
		"the day":    {store.AuditFilter{From: day}, len(all)},
		"day before": {store.AuditFilter{Upto: "2001-01-01"}, 0},
		"elsewhere":  {store.AuditFilter{Callout: "none"}, 0},
	} {
		if n := count(c.f); n != c.want {
			t.Errorf("%s: %d lines, want %d", name, n, c.want)
		}
	}
	_, err := db.AuditList(t.Context(), store.AuditFilter{Response: "A1"}, "", 3)
	kindIs(t, err, voxpop.Invalid)
	actors, verbs, err := db.AuditFacets(t.Context())
	if err != nil || !slices.Contains(actors, "p0") || !slices.Contains(verbs, "look") || !slices.IsSorted(verbs) {
		t.Errorf("%v %v %v", actors, verbs, err)
	}
}

// manyListed imports more than is listed one by one, in several parts.
func manyListed(t *testing.T, db *store.DB, _ *Blobs) {
	r := Grown(1200, 7)
	part := r.Clone()
	for _, cut := range []int{100, 130, 1200} {
		part.Responses, part.Codings = r.Responses[:cut], nil
		for _, k := range r.Codings {
			if k.Response <= part.Responses[cut-1].ID {
				part.Codings = append(part.Codings, k)
			}
		}
		part.Import(t, db)
		if _, err := db.Fold(t.Context(), "tram"); err != nil {
			t.Fatal(err)
		}
		SameList(t, t.Context(), db, "tram")
	}
	if _, err := db.Import(t.Context(), "ann", true, func(b record.Batch) error {
		other := r.Clone()
		for i := range other.Responses {
			if x := &other.Responses[i]; x.Text != "" {
				x.Text += " afterthought"
			}
		}
		return other.Fill(b)
	}); err != nil {
		t.Fatal(err)
	}
	SameList(t, t.Context(), db, "tram")
	n, err := db.InboxCounts(t.Context(), "tram", store.InboxFilter{Query: "afterth"})
	texts := 0
	for _, x := range r.Responses {
		if x.Text != "" {
			texts++
		}
	}
	if err != nil || n[0] != texts || texts == 0 {
		t.Errorf("%v found, want %d; %v", n, texts, err)
	}
}
