package storetest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/quote"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// said finds “…” followed by said NAME, whatever else an article holds: the
// suite holds the store to its promise and not the rules of a language.
func said(text string, _ quote.Options) (all []quote.Quotation) {
	at := func(i int) int { return utf8.RuneCountInString(text[:i]) }
	for _, m := range regexp.MustCompile(`“([^”]+)”,? said ([A-Z]\w+ [A-Z]\w+)`).FindAllStringSubmatchIndex(text, -1) {
		s := quote.Span{Start: at(m[2]), End: at(m[3])}
		all = append(all, quote.Quotation{Span: s, Parts: []quote.Span{s}, Type: quote.Direct, Class: quote.Say, In: -1, Rule: "test",
			Speaker: quote.Mention{Span: quote.Span{Start: at(m[4]), End: at(m[5])}, Text: text[m[4]:m[5]], Who: quote.Person, Name: text[m[4]:m[5]]}})
	}
	return all
}

func ledgerOf(db *store.DB) *ledger.Service {
	return &ledger.Service{Store: db, Quotes: said, Now: NewClock().Now}
}

const storyText = "The council met on Monday.\n\n“The clock will be wound again,” said Ilse Varga in the hall.\n\n“Nobody asked the harbour,” said Tomas Reyl, and left before the vote was taken by the others.\n"

func taken(t *testing.T, l *ledger.Service, name, text string) ledger.Taken {
	t.Helper()
	got, err := l.Take(t.Context(), "bo", "tram", ledger.Input{Text: text, Outlet: name, Lang: "en", Published: "2026-03-02", Address: "https://" + name + ".example/story"})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// keepsArticles takes an article, accepts a quotation of it and undoes that: the
// record is untouched by what only lies on the desk, and then what it was.
func keepsArticles(t *testing.T, db *store.DB, blobs *Blobs) {
	Small().Import(t, db)
	before, keys := stateOf(t, db), blobs.Keys()
	l := ledgerOf(db)
	one := taken(t, l, "paper", storyText)
	if !one.New || one.Found != 2 || one.Article.Candidates[ledger.Proposed] != 2 {
		t.Fatalf("taken %+v", one)
	}
	now := stateOf(t, db)
	if now.Hash != before.Hash || now.Rev != before.Rev || now.Audit != before.Audit+1 {
		t.Errorf("an article on the desk changed the record: %d to %d, %d audit lines", before.Rev, now.Rev, now.Audit-before.Audit)
	}
	if n := len(blobs.Keys()); n != len(keys)+1 {
		t.Errorf("%d blobs, want one more than %d", n, len(keys))
	}
	again := taken(t, l, "paper", storyText)
	if again.New || again.Kept != 2 || stateOf(t, db).Audit != now.Audit || len(blobs.Keys()) != len(keys)+1 {
		t.Errorf("taken twice: %+v", again)
	}
	if n, err := db.Sweep(t.Context()); err != nil || n != 0 {
		t.Errorf("a sweep took %d blobs, %v", n, err)
	}
	id := one.Article.ID + "-1"
	done, err := l.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: id})
	if err != nil {
		t.Fatal(err)
	}
	st := done.Statements[0]
	if st.ID != "ilse-varga-undated" || st.Text != "The clock will be wound again," || st.Kind != voxpop.Quoted || st.Source.SHA256 != one.Article.SHA256 || st.Names["fa"] == "" {
		t.Errorf("statement %+v", st)
	}
	dir := filepath.Join(t.TempDir(), "out")
	view(t, db, func(v *store.View) {
		if _, ok, err := v.File(one.Article.File); !ok || err != nil {
			t.Errorf("the file is not in the record: %v", err)
		}
		if _, err := record.Write(t.Context(), v, dir, record.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
	})
	warnings, err := record.Read(t.Context(), os.DirFS(dir), record.NewMemory().Batch(), record.Options{})
	if err != nil || slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, "statements.jsonl:1:") }) {
		t.Errorf("the words are not those of the file: %v %v", warnings, err)
	}
	same(t, "accepted twice", must(l.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: id})).Op, int64(0))
	_, err = l.Reject(t.Context(), "bo", "tram", "", id)
	kindIs(t, err, voxpop.Conflict)
	if _, err := l.Undo(t.Context(), "bo", "tram", 0, st.ID); err != nil {
		t.Fatal(err)
	}
	undone := stateOf(t, db)
	same(t, "undone", undone.Rec, before.Rec)
	if undone.Hash != before.Hash {
		t.Error("the hash is another after an undo")
	}
	if c := must(l.Open(t.Context(), "tram", one.Article.ID)).Candidates[0]; c.State != ledger.Proposed || c.Statement != "" {
		t.Errorf("candidate %+v", c)
	}
	// An undo is undone like anything else.
	ops := must(l.Ops(t.Context(), "tram", st.ID, ledger.OpPager{}))
	if len(ops) != 2 || ops[0].Verb != "undo" || !ops[1].Undone {
		t.Fatalf("ops %+v", ops)
	}
	_, err = l.Undo(t.Context(), "bo", "tram", ops[1].ID, "")
	kindIs(t, err, voxpop.Conflict)
	if _, err := l.Undo(t.Context(), "bo", "tram", ops[0].ID, ""); err != nil {
		t.Fatal(err)
	}
	same(t, "statement", must(l.Statements(t.Context(), "tram", ledger.StatementFilter{Speaker: "ilse-varga"}))[2].Statement, st.Statement)
	if f := must(l.Ops(t.Context(), "tram", st.ID, ledger.OpPager{})); f[2].Undone {
		t.Errorf("ops %+v", f)
	}
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// citedStays refuses to undo what a story cites, and to undo what was changed since.
func citedStays(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	l := ledgerOf(db)
	one := taken(t, l, "paper", storyText)
	done := must(l.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-2"}))
	st := done.Statements[0]
	place := "the quay"
	edited := must(l.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Rev: st.Rev, Place: &place}))
	_, err := l.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Rev: st.Rev, Place: &st.ID})
	kindIs(t, err, voxpop.Conflict)
	before := stateOf(t, db)
	_, err = l.Undo(t.Context(), "bo", "tram", done.Op, "")
	kindIs(t, err, voxpop.Conflict)
	same(t, "state", stateOf(t, db), before)
	must(l.Undo(t.Context(), "bo", "tram", edited.Op, ""))
	cite := func(link string) {
		_, err := db.Import(t.Context(), "ann", true, func(b record.Batch) error {
			return errors.Join(b.Callout(Small().Callout), b.Story("a.md", []byte("---\ncallout: tram\n---\n\nHe said “[nobody]("+link+")”.\n")))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	cite("statement:" + st.ID)
	_, err = l.Undo(t.Context(), "bo", "tram", done.Op, "")
	kindIs(t, err, voxpop.Conflict)
	if err == nil || !strings.Contains(err.Error(), "a.md") {
		t.Errorf("the error does not name the story: %v", err)
	}
	cite("statement:" + st.ID + "-2") // another statement
	must(l.Undo(t.Context(), "bo", "tram", done.Op, ""))
}

// positionsAndVerdicts gives positions, judges a reversal and takes it back.
func positionsAndVerdicts(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	before := stateOf(t, db)
	l := ledgerOf(db)
	ctx := t.Context()
	took := must(l.TakePosition(ctx, "bo", "tram", ledger.Stance{Statement: "varga-2", Point: "build", Value: "for", Reason: "promises it"}))
	list := must(l.Reversals(ctx, "tram"))
	if len(list) != 1 || list[0].From.Text != "The plan is reckless." || list[0].To.Reason != "promises it" || list[0].Kind != voxpop.Reported ||
		list[0].Note != "no primary source: reported by two officials" || list[0].From.By != "ann" {
		t.Fatalf("reversals %+v", list)
	}
	judged := must(l.VerdictOn(ctx, "bo", "tram", "Ilse Varga", "build", voxpop.Verdict{Change: "half", Reason: "with conditions"}))
	if v := must(l.Reversals(ctx, "tram"))[0].Verdict; v == nil || v.Change != "half" || v.By != "bo" {
		t.Errorf("verdict %+v", v)
	}
	_, err := l.Verdict(ctx, "bo", "tram", "varga-1", "", voxpop.Verdict{Change: "full"})
	kindIs(t, err, voxpop.Invalid)
	_, err = l.PutPoint(ctx, "bo", "tram", voxpop.Point{ID: "build", Values: []voxpop.PointValue{{ID: "against"}}})
	kindIs(t, err, voxpop.Conflict)
	_, err = l.TakePosition(ctx, "bo", "tram", ledger.Stance{Statement: "varga-2", Point: "build", Value: "perhaps"})
	kindIs(t, err, voxpop.NotFound)
	_, err = l.RefusePosition(ctx, "bo", "tram", ledger.Stance{Statement: "varga-2", Point: "build", Value: "for"})
	kindIs(t, err, voxpop.Invalid)
	must(l.Undo(ctx, "bo", "tram", judged.Op, ""))
	must(l.Undo(ctx, "bo", "tram", took.Op, ""))
	same(t, "undone", stateOf(t, db).Rec, before.Rec)
	point := voxpop.Point{ID: "fares", Values: []voxpop.PointValue{{ID: "up"}, {ID: "down"}}, Exclusive: [][]string{{"up", "down"}}}
	must(l.PutPoint(ctx, "bo", "tram", point))
	must(l.RefusePosition(ctx, "bo", "tram", ledger.Stance{Statement: "varga-2", Point: "fares", Value: "up", Reason: "speaks of something else"}))
	n := len(auditOf(t, db))
	must(l.RefusePosition(ctx, "bo", "tram", ledger.Stance{Statement: "varga-2", Point: "fares", Value: "up", Reason: "speaks of something else"}))
	if len(auditOf(t, db)) != n {
		t.Error("what was refused once was refused again")
	}
	must(l.DropPoint(ctx, "bo", "tram", "fares"))
	same(t, "dropped", stateOf(t, db).Rec, before.Rec)
}

// mergesSpeakers makes one of two names, and two again.
func mergesSpeakers(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	l := ledgerOf(db)
	one := taken(t, l, "paper", strings.ReplaceAll(storyText, "Ilse Varga", "Ilsa Warga"))
	must(l.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1"}))
	before := stateOf(t, db)
	done := must(l.Merge(t.Context(), "bo", "tram", "ilsa-warga", "Ilse Varga"))
	if len(done.Statements) != 1 || done.Statements[0].Speaker != "Ilse Varga" || done.Statements[0].ID != "ilsa-warga-undated" {
		t.Errorf("merged %+v", done.Statements)
	}
	rows := must(l.Speakers(t.Context(), "tram"))
	if len(rows) != 1 || rows[0].Statements != 3 || !slices.Contains(rows[0].Aliases, "Ilsa Warga") {
		t.Errorf("speakers %+v", rows)
	}
	// The next article is read with the alias.
	two := taken(t, l, "other", "“It is late,” said Ilsa Warga at night.")
	if c := must(l.Open(t.Context(), "tram", two.Article.ID)).Candidates[0]; c.Who() != "Ilse Varga" {
		t.Errorf("speaker %q", c.Who())
	}
	must(l.Undo(t.Context(), "bo", "tram", done.Op, ""))
	same(t, "undone", stateOf(t, db).Rec, before.Rec)
	_, err := l.Merge(t.Context(), "bo", "tram", "Nobody Known", "Ilse Varga")
	kindIs(t, err, voxpop.NotFound)
}

// oneStory takes the same story from three outlets.
func oneStory(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	l := ledgerOf(db)
	long := storyText + strings.Repeat("The clock above the harbour stopped in March, and since then ships have sounded their horns at noon instead. ", 1) +
		"Children drew a new face for it with chalk, the baker sells round loaves with hands, and the warden keeps the key in a drawer that no one may open without two signatures."
	a := taken(t, l, "first", long)
	b := taken(t, l, "second", "From our desk.\n\n"+long)
	c := taken(t, l, "third", strings.ReplaceAll(long, "“Nobody asked the harbour,” said Tomas Reyl, and left", "Tomas Reyl left"))
	if b.Article.CopyOf != a.Article.ID || c.Article.CopyOf != a.Article.ID || b.Article.Similarity < .8 {
		t.Fatalf("copies %q %q of %q", b.Article.CopyOf, c.Article.CopyOf, a.Article.ID)
	}
	page := must(l.Candidates(t.Context(), "tram", ledger.CandidateFilter{}))
	if page.Total != 2 || must(l.Candidates(t.Context(), "tram", ledger.CandidateFilter{Same: true})).Total != 5 {
		t.Errorf("candidates %d", page.Total)
	}
	if n := must(l.Sources(t.Context(), "tram", ledger.SourceFilter{})).Total; n != 1 {
		t.Errorf("%d sources", n)
	}
	st := must(l.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: a.Article.ID + "-2"})).Statements[0]
	if len(st.Appearances) != 1 || st.Appearances[0].Outlet != "second" || st.Appearances[0].Start == nil {
		t.Errorf("appearances %+v", st.Appearances)
	}
	view(t, db, func(v *store.View) {
		for _, s := range append(st.Appearances, st.Source) {
			body, ok, err := v.ReadFile(s.File)
			if err != nil || !ok || string([]rune(string(body))[*s.Start:*s.End]) != st.Text {
				t.Errorf("%s does not have the words: %v %v", s.File, ok, err)
			}
		}
	})
	d := taken(t, l, "fourth", "Again.\n\n"+long)
	if d.Article.CopyOf != a.Article.ID {
		t.Errorf("copy of %q", d.Article.CopyOf)
	}
	if got := must(l.Appear(t.Context(), "bo", "tram", st.ID)).Statements; len(got) != 1 || len(got[0].Appearances) != 2 {
		t.Errorf("appears %+v", got)
	}
}

// ledgerGoesOn backs a ledger up, erases the answers, and lets a verb fail.
func ledgerGoesOn(t *testing.T, db *store.DB, blobs *Blobs, open OpenWith) {
	Small().Import(t, db)
	l := ledgerOf(db)
	ctx := t.Context()
	one := taken(t, l, "paper", storyText)
	two := taken(t, l, "other", "“I did not ask,” said Mara Quill to nobody.")
	must(l.Accept(ctx, "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1"}))
	must(l.Reject(ctx, "bo", "tram", "not about it", two.Article.ID+"-1"))
	must(l.Watch(ctx, "bo", "tram", "https://paper.example/feed", 0))
	must(l.StrikeEcho(ctx, "bo", "tram", "C3", "varga-1", "means the other"))
	var archive bytes.Buffer
	if _, err := db.Backup(ctx, &archive); err != nil {
		t.Fatal(err)
	}
	again := open(t, blobs.Fresh())
	if _, err := again.Restore(ctx, bytes.NewReader(archive.Bytes())); err != nil {
		t.Fatal(err)
	}
	m := ledgerOf(again)
	for _, id := range []string{one.Article.ID, two.Article.ID} {
		same(t, "article "+id, must(m.Open(ctx, "tram", id)), must(l.Open(ctx, "tram", id)))
		var file bytes.Buffer
		if err := m.Archived(ctx, "tram", id, &file); err != nil || file.Len() == 0 {
			t.Errorf("the archived file of %s: %v", id, err)
		}
	}
	same(t, "feeds", must(m.Feeds(ctx, "tram")), must(l.Feeds(ctx, "tram")))
	same(t, "ops", must(m.Ops(ctx, "tram", "", ledger.OpPager{})), must(l.Ops(ctx, "tram", "", ledger.OpPager{})))
	must(m.UndoLast(ctx, "bo", "tram", "")) // numbers go on

	must(l.PutPoint(ctx, "bo", "tram", voxpop.Point{ID: "p", Values: []voxpop.PointValue{{ID: "x"}}}))
	must(l.RefusePosition(ctx, "bo", "tram", ledger.Stance{Statement: "varga-1", Point: "p", Value: "x", Reason: "no"}))
	if _, err := db.EraseCallout(ctx, "bo", "tram"); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(v *store.View) {
		all := collect(t, v.Decisions())
		if len(all) != 1 || all[0].Kind != voxpop.NoPosition {
			t.Errorf("decisions %+v", all)
		}
	})
	for _, o := range must(l.Ops(ctx, "tram", "", ledger.OpPager{})) {
		if o.Verb == "strike_echo" {
			t.Error("what was said about an erased answer is still there")
		}
	}
	if n := must(l.Sources(ctx, "tram", ledger.SourceFilter{})).Total; n != 2 {
		t.Errorf("%d sources after erasing the answers", n)
	}
	// A verb that fails leaves nothing, its file neither.
	keys, before := blobs.Keys(), stateOf(t, db)
	_, err := db.ChangeLedger(ctx, "bo", "take_source", "tram", []byte("a file"), func(x ledger.Tx) error {
		return errors.Join(x.PutSpeakers([]voxpop.Speaker{{Name: "A B"}}), context.Canceled)
	})
	kindIs(t, err, voxpop.Unavailable)
	same(t, "blobs", blobs.Keys(), keys)
	same(t, "state", stateOf(t, db), before)
	_, err = l.Speakers(ctx, "nothing")
	kindIs(t, err, voxpop.NotFound)
}

// pagesOfCandidates turns pages in both directions of the question.
func pagesOfCandidates(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	l := ledgerOf(db)
	for _, who := range []string{"Mara Quill", "Ivo Stern", "Mara Quill"} {
		taken(t, l, "paper-"+strings.ToLower(who[:3]), strings.Repeat("“It is late, and the lamps are out,” said "+who+" at night. ", 7))
	}
	var ids []string
	for f := (ledger.CandidateFilter{Pager: ledger.Pager{Limit: 3}}); ; {
		page := must(l.Candidates(t.Context(), "tram", f))
		for _, c := range page.Candidates {
			ids = append(ids, c.ID)
		}
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	if len(ids) != 14 || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != 14 {
		t.Errorf("pages give %d: %v", len(ids), ids)
	}
	if n := must(l.Candidates(t.Context(), "tram", ledger.CandidateFilter{Speaker: "mara-quill", Pager: ledger.Pager{Limit: 2}})); n.Total != 7 || len(n.Candidates) != 2 {
		t.Errorf("of one speaker: %d", n.Total)
	}
	_, err := l.Candidates(t.Context(), "tram", ledger.CandidateFilter{Pager: ledger.Pager{After: "none-1"}})
	kindIs(t, err, voxpop.NotFound)
}
