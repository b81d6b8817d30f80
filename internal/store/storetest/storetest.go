package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// An OpenWith opens an empty store on the blobs given.
type OpenWith func(t testing.TB, blobs store.Blobs) *store.DB

// Run holds a store to its promise, and to what concerns files once more on
// blobs that are sealed.
func Run(t *testing.T, open OpenWith) {
	withBackup := func(t *testing.T, db *store.DB, b *Blobs) { backup(t, db, b, open) }
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB, *Blobs)
	}{
		{"what is imported comes back", roundTrip},
		{"importing twice adds nothing", idempotent},
		{"other content is a conflict", conflict},
		{"replace", replace},
		{"nothing points at what a replacing import took away", resolves},
		{"a call-out that was closed is a conflict that says so", closedSince},
		{"times at the edge", edges},
		{"what was withdrawn is not brought back", notBroughtBack},
		{"a failed import leaves nothing", atomic},
		{"an import to an open call-out adds", adds},
		{"a thing given twice", twice},
		{"a coding without its response", dangling},
		{"the zone moves the days", zone},
		{"a snapshot stays as it was", snapshot},
		{"verbs", verbs},
		{"stories are kept in versions", storyVersions},
		{"what can be quoted is found", quotables},
		{"a withdrawal takes the words out of stories", quotedAndWithdrawn},
		{"a judgement about repeats can be taken back", judgements},
		{"responses are judged by what was seen of them", judgesWhatWasSeen},
		{"coding moves the sample with its marks", sampled},
		{"the codebook is edited", codebook},
		{"merging codes can be taken back", merges},
		{"a reader follows what changes", follows},
		{"notes of coders, the plan and the states of the codebook", notes},
		{"shares are estimated from a random sample", estimated},
		{"a withdrawal takes everything along", withdraw},
		{"a file that another response uses stays", sharedFile},
		{"a file that another response names stays", samePath},
		{"a withdrawal of several is all or none", allOrNone},
		{"two at once", together},
		{"rows say where each response went", rows},
		{"one response is read with all that belongs to it", reads},
		{"what is not there", missing},
		{"nothing of a respondent in errors", silent},
		{"sweep", sweep},
		{"an item arrives once", arrives},
		{"a receipt takes back what it came with", takesBack},
		{"replies", replies},
		{"what is refused is kept for a while", refuses},
		{"erasing", erases},
		{"what was promised of erasing holds", promise},
		{"a call-out is edited", puts},
		{"closing a call-out is taken back", reopens},
		{"who takes one of two answers back still counts", inherits},
		{"what was made of erased answers leaves the audit log", reduces},
		{"a recording is read, and what people make of it", scribes},
		{"a step that cannot be done", scribeFails},
		{"a step that can be done after all", scribeAgain},
		{"steps that are open, and one is stopped", openSteps},
		{"a translation is written sentence by sentence", pairsStay},
		{"what comes from a door is read", scribeArrives},
		{"texts are what their newest versions say", anyTexts},
		{"a folder brings another past", replacesTexts},
		{"a folder that says nothing about a text takes none", saysNothing},
		{"a folder whose past is shorter", shorterPast},
		{"what was made of recordings is made again after a restore", func(t *testing.T, db *store.DB, b *Blobs) { madeAgain(t, db, b, open) }},
		{"an article lies on the desk, and a quotation of it is accepted", keepsArticles},
		{"what a story cites is not undone", citedStays},
		{"positions, verdicts and points", positionsAndVerdicts},
		{"two names of one speaker", mergesSpeakers},
		{"one story of many outlets", oneStory},
		{"pages of candidates", pagesOfCandidates},
		{"why an echo was struck goes with the response", reasonsGo},
		{"the ledger is backed up, and outlives the answers", func(t *testing.T, db *store.DB, b *Blobs) { ledgerGoesOn(t, db, b, open) }},
		{"people, what lets them in, and their sessions", keepsPeople},
		{"one administrator stays", keepsOneAdmin},
		{"a list is filtered, searched and counted", lists},
		{"a list follows what is changed", listsFollow},
		{"the list of a large call-out", manyListed},
		{"what the desk notes, and undoes", triages},
		{"verbs on all that match", bulk},
		{"a verb on more answers than one question names", manyAtOnce},
		{"filters are saved", savesFilters},
		{"the audit log is listed", auditLists},
		{"figures after any changes are those of a recount", anyChanges},
		{"backup and restore", withBackup},
	} {
		t.Run(c.name, func(t *testing.T) {
			blobs := NewBlobs()
			c.test(t, open(t, blobs), blobs)
		})
	}
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.DB, *Blobs)
	}{
		{"what is imported comes back", roundTrip},
		{"importing twice adds nothing", idempotent},
		{"other content is a conflict", conflict},
		{"replace", replace},
		{"a failed import leaves nothing", atomic},
		{"a withdrawal takes everything along", withdraw},
		{"a file that another response names stays", samePath},
		{"sweep", sweep},
		{"an item arrives once", arrives},
		{"a receipt takes back what it came with", takesBack},
		{"erasing", erases},
		{"a recording is read, and what people make of it", scribes},
		{"a step that cannot be done", scribeFails},
		{"what comes from a door is read", scribeArrives},
		{"an article lies on the desk, and a quotation of it is accepted", keepsArticles},
		{"the ledger is backed up, and outlives the answers", func(t *testing.T, db *store.DB, b *Blobs) { ledgerGoesOn(t, db, b, open) }},
		{"backup and restore", withBackup},
	} {
		t.Run("sealed: "+c.name, func(t *testing.T) {
			blobs := NewSealedBlobs()
			c.test(t, open(t, blobs), blobs)
		})
	}
}

// view runs fn in a view of the call-out of Small.
func view(t testing.TB, db *store.DB, fn func(*store.View)) {
	t.Helper()
	viewOf(t, db, "tram", fn)
}

func viewOf(t testing.TB, db *store.DB, slug string, fn func(*store.View)) {
	t.Helper()
	if err := db.View(context.Background(), slug, func(v *store.View) error { fn(v); return nil }); err != nil {
		t.Fatal(err)
	}
}

// state is everything a failed verb must not have changed.
type state struct {
	Hash  string
	Rev   int64
	Audit int
	Rec   *Record
}

func stateOf(t testing.TB, db *store.DB) (s state) {
	t.Helper()
	view(t, db, func(v *store.View) {
		var err error
		if s.Hash, err = v.Hash(); err != nil {
			t.Fatal(err)
		}
		s.Rev, s.Rec = v.Rev(), Read(t, v)
	})
	s.Audit = len(auditOf(t, db))
	return s
}

func auditOf(t testing.TB, db *store.DB) []store.AuditLine {
	t.Helper()
	return collect(t, db.Audit(context.Background(), "", 0))
}

func kindIs(t testing.TB, err error, want voxpop.Kind) {
	t.Helper()
	if got := voxpop.KindOf(err); got != want {
		t.Errorf("error kind %q, want %q: %v", got, want, err)
	}
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b voxpop.Moment) bool { return a.String() == b.String() })); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// sameFigures compares the store's figures with those of a recount.
func sameFigures(t testing.TB, v *store.View, want *Record) {
	t.Helper()
	got, err := v.Figures()
	if err != nil {
		t.Fatal(err)
	}
	recount := want.Tally().Figures(want.Codebook, voxpop.DefaultHouse(), prevalence.Options{})
	if d := cmp.Diff(recount, got, cmpopts.IgnoreUnexported(prevalence.Figures{}), cmpopts.IgnoreFields(prevalence.Figures{}, "Basis"), cmpopts.EquateEmpty()); d != "" {
		t.Errorf("figures (-recount +stored):\n%s", d)
	}
}

func roundTrip(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	done := r.Import(t, db)
	same(t, "imported", done, record.Imported{Callout: "tram", Responses: record.Change{Added: len(r.Responses)}, Codings: record.Change{Added: len(r.Codings)},
		Versions: record.Change{Added: 3}, Decisions: record.Change{Added: 2}, Statements: record.Change{Added: 2}, Files: record.Change{Added: 3}, Stories: record.Change{Added: 2},
		CalloutChanged: record.Change{Added: 1}, CodebookChanged: record.Change{Added: 1}, PointsChanged: record.Change{Added: 1}, SpeakersChanged: record.Change{Added: 1}})
	view(t, db, func(v *store.View) {
		got := Read(t, v)
		same(t, "record", got, r)
		if !slices.IsSortedFunc(got.Responses, func(a, b voxpop.Response) int { return strings.Compare(a.ID, b.ID) }) {
			t.Error("responses are not in order of id")
		}
		sameFigures(t, v, r)
		for _, want := range r.Responses {
			one, ok, err := v.Response(want.ID)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			same(t, "response", one, want)
		}
		codings, err := v.CodingsOf("B2")
		if err != nil || len(codings) != 3 {
			t.Errorf("codings of B2: %v %v", codings, err)
		}
		body, ok, err := v.ReadFile("media/B2.ogg")
		if err != nil || !ok || string(body) != "OggS\x00one" {
			t.Errorf("file: %q %v %v", body, ok, err)
		}
		all, err := v.AllStatements()
		if err != nil || len(all) != 2 {
			t.Errorf("statements: %v %v", all, err)
		}
	})
	callouts, err := db.Callouts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "callouts", callouts, []voxpop.Callout{r.Callout})
	lines := auditOf(t, db)
	if len(lines) != 1 || lines[0].Actor != "ann" || lines[0].Verb != "import" || lines[0].Callout != "tram" || lines[0].At.Year() != 2026 {
		t.Errorf("audit: %+v", lines)
	}
}

func idempotent(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	before, keys := stateOf(t, db), blobs.Keys()
	done := r.Import(t, db)
	same(t, "second import", done, record.Imported{Callout: "tram", Responses: record.Change{Same: len(r.Responses)}, Codings: record.Change{Same: len(r.Codings)},
		Versions: record.Change{Same: 3}, Decisions: record.Change{Same: 2}, Statements: record.Change{Same: 2}, Files: record.Change{Same: 3}, Stories: record.Change{Same: 2},
		CalloutChanged: record.Change{Same: 1}, CodebookChanged: record.Change{Same: 1}, PointsChanged: record.Change{Same: 1}, SpeakersChanged: record.Change{Same: 1}})
	same(t, "state", stateOf(t, db), before)
	same(t, "blobs", blobs.Keys(), keys)
}

// edits change one thing of each kind in the record of Small.
var edits = map[string]func(*Record){
	"callout":   func(r *Record) { r.Callout.Limits.Text++ },
	"codebook":  func(r *Record) { r.Codebook.Version = "2" },
	"points":    func(r *Record) { r.Points = []voxpop.Point{r.Points[0]}; r.Points[0].Exclusive = nil },
	"speakers":  func(r *Record) { r.Speakers = []voxpop.Speaker{{Name: "Ilse Varga"}} },
	"response":  func(r *Record) { r.Responses[0].Text += "!" },
	"consent":   func(r *Record) { r.Responses[3].Consent.Quote = false },
	"coding":    func(r *Record) { r.Codings[0].Present = !r.Codings[0].Present },
	"coded at":  func(r *Record) { r.Codings[1].At = moment("2026-03-16") },
	"decision":  func(r *Record) { r.Decisions[0].By = "bo" },
	"statement": func(r *Record) { r.Statements[1].Place = "town hall" },
	"file":      func(r *Record) { r.Files[0].Body = []byte("other") },
	"story":     func(r *Record) { r.Stories[0].Body = []byte("other") },
}

func conflict(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	before, keys := stateOf(t, db), blobs.Keys()
	for name, edit := range edits {
		other := r.Clone()
		edit(other)
		other.Responses = append(other.Responses, voxpop.Response{ID: "Z9", ReceivedAt: moment("2026-03-06"), Channel: voxpop.Web,
			Medium: voxpop.Text, Lang: "en", Text: "new", Consent: voxpop.Consent{Name: voxpop.NoName}})
		other.Files = append(other.Files, File{"media/new.ogg", []byte("new")})
		_, err := db.Import(t.Context(), "ann", false, other.Fill)
		kindIs(t, err, voxpop.Conflict)
		if voxpop.HintOf(err) == "" {
			t.Errorf("%s: no hint", name)
		}
		same(t, name, stateOf(t, db), before)
		same(t, "blobs after "+name, blobs.Keys(), keys)
	}
}

func replace(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	for name, edit := range edits {
		edit(r)
		n := len(auditOf(t, db))
		if _, err := db.Import(t.Context(), "bo", true, r.Fill); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		view(t, db, func(v *store.View) {
			same(t, name, Read(t, v), r)
			sameFigures(t, v, r)
		})
		if lines := auditOf(t, db); len(lines) != n+1 || lines[n].Actor != "bo" {
			t.Errorf("%s: %d audit lines after %d", name, len(lines), n)
		}
	}
	if n := len(blobs.Keys()); n != 3 {
		t.Errorf("%d blobs: one that was replaced stayed", n)
	}
}

func notBroughtBack(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	if err := db.Withdraw(t.Context(), "desk", "tram", moment("2026-03-21T10:00:00+01:00"), "B2"); err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, db)
	_, err := db.Import(t.Context(), "ann", true, r.Fill)
	kindIs(t, err, voxpop.Withdrawn)
	same(t, "state", stateOf(t, db), before)
}

func atomic(t *testing.T, db *store.DB, blobs *Blobs) {
	crash := errors.New("the power went")
	r := Small()
	_, err := db.Import(t.Context(), "ann", false, func(b record.Batch) error {
		if err := r.Fill(b); err != nil {
			return err
		}
		return crash
	})
	if !errors.Is(err, crash) {
		t.Errorf("error %v", err)
	}
	if all, err := db.Callouts(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("left: %v %v", all, err)
	}
	if keys := blobs.Keys(); len(keys) != 0 {
		t.Errorf("blobs left: %v", keys)
	}
	if lines := auditOf(t, db); len(lines) != 0 {
		t.Errorf("audit left: %v", lines)
	}
	r.Import(t, db)
	before, keys := stateOf(t, db), blobs.Keys()
	// A second one that fails takes away what it brought, and leaves a blob
	// that it brought again.
	_, err = db.Import(t.Context(), "ann", true, func(b record.Batch) error {
		other := r.Clone()
		other.Responses[0].Text = "changed"
		other.Files = append(other.Files, File{"media/more.ogg", []byte("more")})
		if err := other.Fill(b); err != nil {
			return err
		}
		return crash
	})
	if !errors.Is(err, crash) {
		t.Errorf("error %v", err)
	}
	same(t, "state", stateOf(t, db), before)
	same(t, "blobs", blobs.Keys(), keys)
	// A file that is shorter than announced, and a cancelled import.
	_, err = db.Import(t.Context(), "ann", false, func(b record.Batch) error {
		if err := b.Callout(r.Callout); err != nil {
			return err
		}
		return b.File("media/cut.ogg", 100, strings.NewReader("cut"))
	})
	kindIs(t, err, voxpop.Invalid)
	ctx, cancel := context.WithCancel(t.Context())
	_, err = db.Import(ctx, "ann", true, func(b record.Batch) error {
		other := r.Clone()
		other.Responses[0].Text = "changed"
		cancel()
		return other.Fill(b)
	})
	if err == nil {
		t.Error("a cancelled import was done")
	}
	same(t, "state", stateOf(t, db), before)
	same(t, "blobs", blobs.Keys(), keys)
}

func adds(t *testing.T, db *store.DB, _ *Blobs) {
	r := Grown(1200, 7)
	part := r.Clone()
	for _, cut := range []int{100, 101, 130, 1200} { // few at a time are folded, many counted anew
		part.Responses = r.Responses[:cut]
		part.Codings = nil
		for _, k := range r.Codings {
			if k.Response <= part.Responses[cut-1].ID {
				part.Codings = append(part.Codings, k)
			}
		}
		part.Import(t, db)
		view(t, db, func(v *store.View) { sameFigures(t, v, part) })
	}
}

func twice(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Responses = append(r.Responses, r.Responses[0])
	_, err := db.Import(t.Context(), "ann", false, r.Fill)
	kindIs(t, err, voxpop.Conflict)
	r = Small()
	r.Codings = append(r.Codings, r.Codings[0])
	_, err = db.Import(t.Context(), "ann", false, r.Fill)
	kindIs(t, err, voxpop.Conflict)
	if all, _ := db.Callouts(t.Context()); len(all) != 0 {
		t.Error("something stayed")
	}
}

func dangling(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Codings[0].Response = "NONE"
	_, err := db.Import(t.Context(), "ann", false, r.Fill)
	kindIs(t, err, voxpop.Invalid)
	if all, _ := db.Callouts(t.Context()); len(all) != 0 {
		t.Error("something stayed")
	}
}

func zone(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Responses[0].ReceivedAt = moment("2026-03-02T23:30:00+01:00")
	r.Import(t, db)
	r.Callout.Opens = moment("2026-03-01T10:00:00+03:00")
	if _, err := db.Import(t.Context(), "ann", true, r.Fill); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(v *store.View) { sameFigures(t, v, r) })
	if err := db.OpenCallout(t.Context(), "ann", "tram", moment("2026-03-01T08:00:00-09:00")); err != nil {
		t.Fatal(err)
	}
	r.Callout.Opens = moment("2026-03-01T08:00:00-09:00")
	view(t, db, func(v *store.View) { sameFigures(t, v, r) })
}

func snapshot(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	view(t, db, func(v *store.View) {
		// The snapshot begins with the view, whoever writes meanwhile.
		for _, change := range []func() error{
			func() error { return db.SetAside(t.Context(), "x", "tram", voxpop.Spam, "A1", "I9") },
			func() error { return db.MarkCampaign(t.Context(), "x", "tram", "keep", "X00") },
			func() error { _, err := db.Fold(t.Context(), "tram"); return err },
			func() error { return db.Withdraw(t.Context(), "x", "tram", moment("2026-03-21"), "C3") },
		} {
			if err := change(); err != nil {
				t.Fatal(err)
			}
		}
		sameFigures(t, v, r)
		same(t, "responses", collect(t, v.Responses()), r.Responses)
		same(t, "codings", collect(t, v.Codings()), r.Codings)
		for row, err := range v.Rows(store.Filter{States: []string{string(voxpop.Spam)}}) {
			if err != nil || row.ID != "G7" {
				t.Errorf("%+v %v", row, err)
			}
		}
	})
	view(t, db, func(v *store.View) {
		if f, err := v.Figures(); err != nil || f.Waterfall.Spam != 3 || f.Waterfall.Withdrawn != 2 {
			t.Errorf("the next view: %+v %v", f, err)
		}
	})
}

func verbs(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	at := func(id string) *voxpop.Response {
		return &r.Responses[slices.IndexFunc(r.Responses, func(x voxpop.Response) bool { return x.ID == id })]
	}
	mark := voxpop.Coding{Response: "X01", Code: "cost", Coder: "bo", Present: true, Origin: voxpop.ByPerson, At: moment("2026-03-16"), Draw: voxpop.DrawAll}
	ctx := t.Context()
	for _, c := range []struct {
		verb string
		do   func() error
		as   func()
		want []store.Change
	}{
		{"set_aside", func() error { return db.SetAside(ctx, "bo", "tram", voxpop.OffTopic, "A1", "I9") },
			func() { at("A1").SetAside, at("I9").SetAside = voxpop.OffTopic, voxpop.OffTopic },
			[]store.Change{{ID: "A1", Field: "set_aside", Old: "", New: "off-topic"}, {ID: "I9", Field: "set_aside", Old: "", New: "off-topic"}}},
		{"set_aside", func() error { return db.SetAside(ctx, "bo", "tram", "", "A1") }, func() { at("A1").SetAside = "" },
			[]store.Change{{ID: "A1", Field: "set_aside", Old: "off-topic", New: ""}}},
		{"mark_duplicate", func() error { return db.MarkDuplicate(ctx, "bo", "tram", "I9", "D4", "X02") },
			func() { at("D4").DuplicateOf, at("X02").DuplicateOf = "I9", "I9" },
			[]store.Change{{ID: "D4", Field: "duplicate_of", Old: "A1", New: "I9"}, {ID: "X02", Field: "duplicate_of", Old: "", New: "I9"}}},
		{"mark_duplicate", func() error { return db.MarkDuplicate(ctx, "bo", "tram", "", "D4") }, func() { at("D4").DuplicateOf = "" },
			[]store.Change{{ID: "D4", Field: "duplicate_of", Old: "I9", New: ""}}},
		{"mark_campaign", func() error { return db.MarkCampaign(ctx, "bo", "tram", "keep", "A1", "E5") }, func() { at("A1").Campaign = "keep" },
			[]store.Change{{ID: "A1", Field: "campaign", Old: "", New: "keep"}}},
		{"set_contacted", func() error { return db.SetContacted(ctx, "bo", "tram", true, "A1") }, func() { at("A1").Contacted = true },
			[]store.Change{{ID: "A1", Field: "contacted", Old: false, New: true}}},
		{"put_codings", func() error { return db.PutCodings(ctx, "bo", "tram", mark) }, func() { r.Codings = append(r.Codings, mark) },
			[]store.Change{{ID: "X01", Field: "cost", Coder: "bo", Old: "", New: "1 person 2026-03-16 all"}}},
		{"remove_codings", func() error { return db.RemoveCodings(ctx, "bo", "tram", mark) }, func() { r.Codings = r.Codings[:len(r.Codings)-1] },
			[]store.Change{{ID: "X01", Field: "cost", Coder: "bo", Old: "1 person 2026-03-16 all", New: ""}}},
		{"withdraw", func() error { return db.Withdraw(ctx, "bo", "tram", moment("2026-03-21"), "A1") },
			func() {
				x := at("A1")
				x.Text, x.Person, x.WithdrawnAt = "", voxpop.Person{}, moment("2026-03-21")
			},
			[]store.Change{{ID: "A1", Field: "withdrawn_at", Old: "", New: "2026-03-21"}}},
		{"close_callout", func() error { return db.CloseCallout(ctx, "bo", "tram", moment("2026-03-11T20:00:00+01:00")) },
			func() { r.Callout.Closes = moment("2026-03-11T20:00:00+01:00") },
			[]store.Change{{Field: "closes", Old: "2026-03-12T20:00:00+01:00", New: "2026-03-11T20:00:00+01:00"}}},
	} {
		n := len(auditOf(t, db))
		for range 2 { // the second time nothing changes and nothing is written
			if err := c.do(); err != nil {
				t.Fatalf("%s: %v", c.verb, err)
			}
		}
		c.as()
		lines := auditOf(t, db)
		if len(lines) != n+1 {
			t.Fatalf("%s: %d audit lines more, want 1", c.verb, len(lines)-n)
		}
		if l := lines[n]; l.Verb != c.verb || l.Actor != "bo" || l.Callout != "tram" {
			t.Errorf("%s: audit line %+v", c.verb, l)
		}
		if d := cmp.Diff(c.want, lines[n].Changes, cmp.FilterPath(func(p cmp.Path) bool {
			return p.Last().Type() == reflect.TypeFor[any]()
		}, cmp.Comparer(func(a, b any) bool { return text(a) == text(b) }))); d != "" {
			t.Errorf("%s: changes (-want +got):\n%s", c.verb, d)
		}
		view(t, db, func(v *store.View) {
			same(t, c.verb, Read(t, v).Responses, r.Responses)
			same(t, c.verb, v.Callout(), r.Callout)
			sameFigures(t, v, r)
		})
	}
}

// text is a value as the log keeps it; absent is "".
func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func together(t *testing.T, db *store.DB, _ *Blobs) {
	r := Grown(40, 3)
	r.Codings = nil
	r.Import(t, db)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, coder := range []string{"ann", "bo"} {
		wg.Go(func() {
			for i, x := range r.Responses {
				k := voxpop.Coding{Response: x.ID, Code: []string{"cost", "misled"}[i%2], Coder: coder, Present: true,
					Origin: voxpop.ByPerson, At: moment("2026-03-16"), Draw: voxpop.DrawAll}
				if err := db.PutCodings(t.Context(), voxpop.Actor(coder), "tram", k); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				r.Codings = append(r.Codings, k)
				mu.Unlock()
				if i%10 == 0 {
					if _, err := db.Fold(t.Context(), "tram"); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Go(func() {
		for range 10 {
			view(t, db, func(v *store.View) {
				f, err := v.Figures()
				if err != nil {
					t.Error(err)
					return
				}
				got := Read(t, v)
				if d := cmp.Diff(got.Tally().Figures(got.Codebook, voxpop.DefaultHouse(), prevalence.Options{}), f,
					cmpopts.IgnoreUnexported(prevalence.Figures{}), cmpopts.IgnoreFields(prevalence.Figures{}, "Basis"), cmpopts.EquateEmpty()); d != "" {
					t.Errorf("the figures are not those of their snapshot:\n%s", d)
				}
			})
		}
	})
	wg.Wait()
	view(t, db, func(v *store.View) { sameFigures(t, v, r) })
	if n := len(auditOf(t, db)); n != 1+2*len(r.Responses) {
		t.Errorf("%d audit lines", n)
	}
}

func rows(t *testing.T, db *store.DB, _ *Blobs) {
	r := Grown(1100, 5)
	r.Import(t, db)
	check := func() {
		t.Helper()
		view(t, db, func(v *store.View) {
			f, err := v.Figures()
			if err != nil {
				t.Fatal(err)
			}
			n := map[string]int{}
			for _, row := range collect(t, v.Rows(store.Filter{})) {
				n[row.State]++
			}
			for _, s := range f.Waterfall.Steps() {
				if n[s.Name] != s.N {
					t.Errorf("%d rows in state %s, the waterfall has %d", n[s.Name], s.Name, s.N)
				}
			}
			if n[store.StateCounted] != f.Waterfall.Counted {
				t.Errorf("%d rows counted, the waterfall has %d", n[store.StateCounted], f.Waterfall.Counted)
			}
			yes := true
			for _, row := range collect(t, v.Rows(store.Filter{Code: "cost", States: []string{store.StateCounted}, Langs: []string{"fa"}, Coded: &yes})) {
				if !slices.Contains(row.Codes, "cost") || row.State != store.StateCounted || row.Lang != "fa" || !row.Coded {
					t.Errorf("the filter let through %+v", row)
				}
			}
		})
	}
	check()
	if err := db.MarkCampaign(t.Context(), "x", "tram", "keep", "R0000003", "R0000004", "R0000700"); err != nil {
		t.Fatal(err)
	}
	check()
	r = Small()
	r.Callout.Slug = "small"
	r.Import(t, db)
	viewOf(t, db, "small", func(v *store.View) {
		want := map[string]string{"A1": "counted", "B2": "counted", "C3": "duplicate", "D4": "duplicate", "E5": "counted", "F6": "campaign", "G7": "spam", "H8": "withdrawn"}
		codes := map[string][]string{"A1": {"misled"}, "B2": {"cost"}, "D4": {"cost"}}
		for _, row := range collect(t, v.Rows(store.Filter{})) {
			if s, ok := want[row.ID]; ok && s != row.State {
				t.Errorf("%s is %s, want %s", row.ID, row.State, s)
			}
			if c, ok := codes[row.ID]; ok && !slices.Equal(c, row.Codes) {
				t.Errorf("%s has %v, want %v", row.ID, row.Codes, c)
			}
			if row.ID == "I9" && (row.Day != "2026-03-05" || row.Lang != "und") {
				t.Errorf("%+v", row)
			}
		}
	})
}
