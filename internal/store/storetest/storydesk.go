package storetest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/store"
)

// storyVersions keeps, restores and drops a story as several people write it.
func storyVersions(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	ctx := t.Context()
	put := func(base int64, body string) int64 {
		t.Helper()
		return must(db.PutStory(ctx, "ann", "tram", "new.md", base, []byte(body)))
	}
	conflict := func(err error) {
		t.Helper()
		if voxpop.KindOf(err) != voxpop.Conflict {
			t.Errorf("%v, want a conflict", err)
		}
	}
	rev := func() (n int64) {
		view(t, db, func(v *store.View) { n = v.Rev() })
		return n
	}
	before := rev()
	if n := put(0, "one"); n != 1 {
		t.Fatalf("the first version is %d", n)
	}
	if n := put(1, "one"); n != 1 {
		t.Errorf("the same text is version %d", n)
	}
	if n := put(1, "two"); n != 2 {
		t.Errorf("the second version is %d", n)
	}
	if rev() != before {
		t.Error("a story moved the revision of the record it is checked against")
	}
	_, err := db.PutStory(ctx, "bo", "tram", "new.md", 1, []byte("other"))
	conflict(err)
	_, err = db.PutStory(ctx, "bo", "tram", "new.md", 0, []byte("other"))
	conflict(err)
	if v := must(db.Story(ctx, "tram", "new.md")); v.N != 2 || string(v.Body) != "two" || v.By != "ann" {
		t.Errorf("now %d %q by %s", v.N, v.Body, v.By)
	}
	if v := must(db.StoryAt(ctx, "tram", "new.md", 1)); string(v.Body) != "one" {
		t.Errorf("version 1 is %q", v.Body)
	}
	conflict(db.DropStory(ctx, "ann", "tram", "new.md", 1))
	if err := db.DropStory(ctx, "ann", "tram", "new.md", 2); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Story(ctx, "tram", "new.md"); voxpop.KindOf(err) != voxpop.NotFound {
		t.Errorf("dropped: %v", err)
	}
	if n := put(2, "two"); n != 3 {
		t.Errorf("brought back as %d", n)
	}
	if all := must(db.StoryVersions(ctx, "tram", "new.md", 0, 2)); len(all) != 2 || all[0].N != 3 || all[1].N != 2 || all[0].Size != 3 {
		t.Errorf("versions %+v", all)
	}
	for _, name := range []string{"", ".md", "a/b.md", "../b.md", "x.txt", ".x.md"} {
		if _, err := db.PutStory(ctx, "ann", "tram", name, 0, []byte("x")); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%q: %v", name, err)
		}
	}
	// One that came with the record: what it was is kept before it is changed.
	var came string
	for _, s := range must(db.StoryNames(ctx, "tram")) {
		if s.N == 0 && strings.HasSuffix(s.Name, ".md") {
			came = s.Name
		}
	}
	if came == "" {
		t.Fatal("the record has no story")
	}
	was := must(db.Story(ctx, "tram", came))
	if n := must(db.PutStory(ctx, "ann", "tram", came, 0, []byte("edited"))); n != 2 {
		t.Errorf("edited as %d", n)
	}
	if v := must(db.StoryAt(ctx, "tram", came, 1)); string(v.Body) != string(was.Body) || v.By != "" {
		t.Errorf("what came is kept as %q by %q", v.Body, v.By)
	}
	if err := db.PutStoryFile(ctx, "ann", "tram", "lead.jpg", []byte("jpeg")); err != nil {
		t.Error(err)
	}
	if b := must(db.StoryFile(ctx, "tram", "lead.jpg")); string(b) != "jpeg" {
		t.Errorf("%q", b)
	}
	if err := db.PutStoryFile(ctx, "ann", "tram", "../lead.jpg", nil); voxpop.KindOf(err) != voxpop.Invalid {
		t.Error(err)
	}
	audit := 0
	for l, err := range db.Audit(ctx, "tram", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(l.Verb, "story") {
			audit++
		}
	}
	if audit != 6 {
		t.Errorf("%d audit lines of stories", audit)
	}
}

// quotedAndWithdrawn quotes an answer in a story, its versions and a draft:
// with the answer the words go, from every table, and who has the story open
// does not bring them back.
func quotedAndWithdrawn(t *testing.T, db *store.DB, _ *Blobs) {
	rows, ok := any(db).(interface { // which only tests of the store have
		Query(context.Context, string) ([][]string, error)
		Exec(context.Context, string) error
	})
	if !ok {
		t.Skip("the tables cannot be looked into from here")
	}
	r := Small()
	const said = "the harbour bell rang at dawn and nobody came"
	for i := range r.Responses {
		if r.Responses[i].ID == "B2" {
			r.Responses[i].Text = said
		}
	}
	r.Import(t, db)
	ctx := t.Context()
	first := "---\nheadline: “" + said + "”: you\n---\n\n“[" + said + "](response:B2)”, [one person wrote](by:B2).\n"
	n := must(db.PutStory(ctx, "ann", "tram", "new.md", 0, []byte(first)))
	n = must(db.PutStory(ctx, "ann", "tram", "new.md", n, []byte(first+"\nMore.\n")))
	if err := rows.Exec(ctx, `INSERT INTO draft (callout, kind, name, person, base, at, doc) VALUES ('tram', 'story', 'new.md', 'ann', '2', 1, '`+string(must(json.Marshal(map[string][]string{"body": {first}})))+`')`); err != nil {
		t.Fatal(err)
	}
	count := func() string {
		const like = "LIKE '%harbour bell%'"
		q := `SELECT (SELECT count(*) FROM story WHERE CAST(body AS TEXT) ` + like + `) + (SELECT count(*) FROM story_version WHERE CAST(body AS TEXT) ` + like + `) + (SELECT count(*) FROM draft WHERE doc ` + like + `)`
		if db.Engine() == "postgres" {
			q = strings.ReplaceAll(q, "CAST(body AS TEXT)", "encode(body, 'escape')")
		}
		return must(rows.Query(ctx, q))[0][0]
	}
	if got := count(); got != "4" {
		t.Fatalf("%s places hold the words", got)
	}
	if err := db.Withdraw(ctx, "desk", "tram", moment("2026-03-21"), "B2"); err != nil {
		t.Fatal(err)
	}
	if got := count(); got != "0" {
		t.Errorf("%s places still hold the words", got)
	}
	if v := must(db.Story(ctx, "tram", "new.md")); !strings.Contains(string(v.Body), "“[[…]](response:B2)”, [[…]](by:B2)") {
		t.Errorf("the story is %q", v.Body)
	}
	must(db.PutStory(ctx, "ann", "tram", "new.md", n, []byte(first+"\nStill open.\n")))
	if v := must(db.Story(ctx, "tram", "new.md")); strings.Contains(string(v.Body), "harbour") {
		t.Errorf("the words came back: %q", v.Body)
	}
	var places []string
	for l, err := range db.Audit(ctx, "tram", 0) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range l.Changes {
			if l.Verb == "withdraw" && c.ID == "B2" && strings.HasPrefix(c.Field, "quoted in ") {
				places = append(places, c.Field)
			}
		}
	}
	if len(places) != 1 || places[0] != "quoted in new.md" {
		t.Errorf("the audit log names %q", places)
	}
}

// quotables finds what can be quoted by its theme and its words.
func quotables(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	ctx := t.Context()
	all := must(db.Quotable(ctx, "tram", "", "", "", 100))
	if len(all) < 2 {
		t.Fatalf("%d can be quoted", len(all))
	}
	for _, r := range all {
		if r.Withdrawn() || r.SetAside != "" || r.DuplicateOf != "" {
			t.Errorf("%s can not be quoted", r.ID)
		}
	}
	if rest := must(db.Quotable(ctx, "tram", "", "", all[0].ID, 100)); len(rest) != len(all)-1 {
		t.Errorf("%d after the first of %d", len(rest), len(all))
	}
	for _, r := range all {
		if r.Text == "" {
			continue
		}
		found := must(db.Quotable(ctx, "tram", "", strings.Fields(r.Text)[0], "", 100))
		if !slices.ContainsFunc(found, func(f voxpop.Response) bool { return f.ID == r.ID }) {
			t.Errorf("%s is not found by its first word", r.ID)
		}
		break
	}
	if none := must(db.Quotable(ctx, "tram", "nobody-gave-this", "", "", 100)); len(none) != 0 {
		t.Errorf("%d carry a code that nobody gave", len(none))
	}
	var code string
	view(t, db, func(v *store.View) {
		for _, r := range all {
			for _, k := range must(v.CodingsOf(r.ID)) {
				if k.Present {
					code = k.Code
				}
			}
		}
	})
	if found := must(db.Quotable(ctx, "tram", code, "", "", 100)); len(found) == 0 || len(found) > len(all) {
		t.Errorf("%d carry %s", len(found), code)
	}
}
