package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store"
)

// item is the n-th item that came to a door.
func item(n int) intake.Info {
	return intake.Info{Name: fmt.Sprintf("%032x", n), Day: "2026-03-10", Size: 24 << 10}
}

// answer is an item with a text, and with a recording when media is not empty.
func answer(n int, media string, receipt *intake.ReceiptAddress) intake.Arrival {
	id := fmt.Sprintf("W%07d", n)
	r := voxpop.Response{ID: id, ReceivedAt: moment("2026-03-10"), Channel: voxpop.Web, Medium: voxpop.Text, Text: planted(n),
		Consent: voxpop.Consent{Quote: true, Name: voxpop.FirstName}, Person: voxpop.Person{Name: "Ines " + planted(n), Place: "Quayside"}}
	a := intake.Arrival{Item: item(n), Callout: "tram", Receipt: receipt}
	if receipt != nil {
		r.Respondent = "w-" + receipt.Box[:12]
	}
	a.Responses = append(a.Responses, r)
	if media != "" {
		v := r
		v.ID, v.Medium, v.Text = id+"v", voxpop.Voice, ""
		v.Media = "media/" + v.ID + ".ogg"
		a.Responses = append(a.Responses, v)
		a.Files = []intake.ArrivalFile{{Path: v.Media, Body: strings.NewReader(media)}}
	}
	return a
}

// planted is a text that is nowhere else.
func planted(n int) string { return fmt.Sprintf("planted-%d-words", n) }

func receiptNo(n int) *intake.ReceiptAddress {
	return &intake.ReceiptAddress{Box: fmt.Sprintf("%064x", n), To: fmt.Sprintf("age1pq1%d", n), Withdraw: fmt.Sprintf("%064x", 1000+n)}
}

func takeBack(n int, r *intake.ReceiptAddress) intake.TakeBack {
	return intake.TakeBack{Item: item(n), Callout: "tram", Box: r.Box, TokenHash: r.Withdraw, Day: "2026-03-12"}
}

// arrive takes an item and asks whether it came before.
func arrive(t testing.TB, db *store.DB, a intake.Arrival, want bool) {
	t.Helper()
	again, err := db.Arrive(t.Context(), "desk", a)
	if err != nil || again != want {
		t.Fatalf("again %v, %v; want %v", again, err, want)
	}
}

func find(t testing.TB, db *store.DB, id string) (r voxpop.Response) {
	t.Helper()
	view(t, db, func(v *store.View) {
		var ok bool
		var err error
		if r, ok, err = v.Response(id); err != nil || !ok {
			t.Fatalf("%s: %v %v", id, ok, err)
		}
	})
	return r
}

func lastAudit(t testing.TB, db *store.DB, verb string) store.AuditLine {
	t.Helper()
	all := auditOf(t, db)
	if len(all) == 0 || all[len(all)-1].Verb != verb {
		t.Fatalf("the last audit line is not of %s: %+v", verb, all[len(all)-1])
	}
	return all[len(all)-1]
}

// quiet asks that nothing of a receipt or an answer stands in the audit log.
func quiet(t testing.TB, db *store.DB) {
	t.Helper()
	for _, l := range auditOf(t, db) {
		s := fmt.Sprintf("%+v", l)
		for _, secret := range []string{"planted", "age1", receiptNo(1).Box, receiptNo(1).Withdraw, "Ines"} {
			if strings.Contains(s, secret) {
				t.Errorf("the audit log says %q: %s", secret, s)
			}
		}
	}
}

// Reached gives the call-out of [Small] what comes at a door: an answer with a
// receipt, a reply to it, a withdrawal of what has not come, a refusal.
func Reached(t testing.TB, db *store.DB) {
	t.Helper()
	arrive(t, db, answer(1, "OggS one", receiptNo(1)), false)
	if err := db.Reply(t.Context(), "bo", "tram", "W0000001", intake.SealedReply{ID: "r1", Box: receiptNo(1).Box, Sealed: []byte("sealed")}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := db.TakeBack(t.Context(), "desk", takeBack(2, receiptNo(2))); err != nil {
		t.Fatal(err)
	}
	if err := db.Refused(t.Context(), "desk", item(3), intake.Damaged); err != nil {
		t.Fatal(err)
	}
}

func arrives(t *testing.T, db *store.DB, blobs *Blobs) {
	Small().Import(t, db)
	before := len(blobs.Keys())
	arrive(t, db, answer(1, "OggS one", receiptNo(1)), false)
	r := find(t, db, "W0000001")
	if r.Text != planted(1) || r.Person.Place != "Quayside" || r.Respondent == "" {
		t.Errorf("%+v", r)
	}
	view(t, db, func(v *store.View) {
		if body, ok, err := v.ReadFile("media/W0000001v.ogg"); err != nil || !ok || string(body) != "OggS one" {
			t.Errorf("the file: %q %v %v", body, ok, err)
		}
		sameFigures(t, v, Read(t, v))
	})
	// No time finer than the day that the door kept.
	if l := lastAudit(t, db, "arrive"); !l.At.Equal(time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)) || len(l.Changes) != 2 || l.Actor != "desk" {
		t.Errorf("audit line %+v", l)
	}
	kinds, err := db.Waiting(t.Context())
	if err != nil || kinds == 0 {
		t.Errorf("no job counts it: %d %v", kinds, err)
	}
	state, lines := stateOf(t, db), len(auditOf(t, db))
	// The same item again is the same answer, whatever it holds.
	other := answer(1, "OggS two", nil)
	other.Responses[0].ID, other.Responses[1].ID = "X7", "X8"
	arrive(t, db, other, true)
	// An id or a path that is taken; the item stays new.
	taken := answer(2, "OggS three", nil)
	taken.Responses[1].ID = "A1"
	_, err = db.Arrive(t.Context(), "desk", taken)
	kindIs(t, err, voxpop.Conflict)
	taken = answer(2, "OggS three", nil)
	taken.Responses[1].Media = "media/W0000001v.ogg"
	taken.Files[0].Path = "media/W0000001v.ogg"
	_, err = db.Arrive(t.Context(), "desk", taken)
	kindIs(t, err, voxpop.Conflict)
	// A body that breaks in the middle.
	cut := errors.New("the connection was cut")
	broken := answer(2, "OggS four", nil)
	broken.Files[0].Body = io.MultiReader(strings.NewReader("OggS fo"), iotest.ErrReader(cut))
	if _, err = db.Arrive(t.Context(), "desk", broken); !errors.Is(err, cut) {
		t.Errorf("the error of the body is lost: %v", err)
	}
	broken = answer(2, "OggS four", nil)
	broken.Files[0].Body = iotest.ErrReader(&voxpop.Error{Kind: voxpop.Invalid, Message: "no envelope"})
	_, err = db.Arrive(t.Context(), "desk", broken)
	kindIs(t, err, voxpop.Invalid)
	// Somewhere, and well formed.
	nowhere := answer(2, "", nil)
	nowhere.Callout = "none"
	_, err = db.Arrive(t.Context(), "desk", nowhere)
	kindIs(t, err, voxpop.NotFound)
	bad := answer(2, "", nil)
	bad.Item.Name = "../x"
	_, err = db.Arrive(t.Context(), "desk", bad)
	kindIs(t, err, voxpop.Invalid)
	same(t, "state", stateOf(t, db), state)
	if n := len(auditOf(t, db)); n != lines {
		t.Errorf("%d audit lines, want %d", n, lines)
	}
	if n := len(blobs.Keys()); n != before+1 {
		t.Errorf("%d blobs, want one more than %d", n, before)
	}
	arrive(t, db, answer(2, "OggS four", nil), false)
	// A text whose file was not taken says why.
	dropped := answer(3, "", nil)
	dropped.Dropped = intake.WrongType
	arrive(t, db, dropped, false)
	if n, err := db.Refusals(t.Context()); err != nil || n[intake.WrongType] != 1 {
		t.Errorf("refusals %v, %v", n, err)
	}
	if err := db.Refused(t.Context(), "desk", item(4), intake.Unopened); err != nil {
		t.Fatal(err)
	}
	lastAudit(t, db, "refuse")
	lines = len(auditOf(t, db))
	if err := db.Refused(t.Context(), "desk", item(4), intake.Unopened); err != nil || len(auditOf(t, db)) != lines {
		t.Errorf("refused twice: %v", err)
	}
	if c, err := db.Callout(t.Context(), "tram"); err != nil || c.Slug != "tram" {
		t.Errorf("%+v %v", c, err)
	}
	_, err = db.Callout(t.Context(), "none")
	kindIs(t, err, voxpop.NotFound)
	quiet(t, db)
}

func takesBack(t *testing.T, db *store.DB, blobs *Blobs) {
	Small().Import(t, db)
	before := blobs.Keys()
	arrive(t, db, answer(1, "OggS one", receiptNo(1)), false)
	arrive(t, db, answer(2, "", receiptNo(1)), false)
	arrive(t, db, answer(3, "OggS three", receiptNo(2)), false)
	take := func(b intake.TakeBack, n int, again bool) {
		t.Helper()
		gotN, gotAgain, err := db.TakeBack(t.Context(), "desk", b)
		if err != nil || gotN != n || gotAgain != again {
			t.Errorf("took back %d, again %v, %v; want %d, %v", gotN, gotAgain, err, n, again)
		}
	}
	wrong := takeBack(10, receiptNo(1))
	wrong.TokenHash = receiptNo(2).Withdraw
	take(wrong, 0, false)
	if find(t, db, "W0000001").Withdrawn() {
		t.Fatal("another token withdrew it")
	}
	take(takeBack(11, receiptNo(1)), 3, false)
	take(takeBack(11, receiptNo(1)), 0, true)
	take(takeBack(12, receiptNo(1)), 0, false) // the respondent asks again
	for _, id := range []string{"W0000001", "W0000001v", "W0000002"} {
		r := find(t, db, id)
		if r.WithdrawnAt != moment("2026-03-12") || r.Text != "" || r.Media != "" || r.Person != (voxpop.Person{}) {
			t.Errorf("%s: %+v", id, r)
		}
		_, err := db.Receipt(t.Context(), "tram", id)
		kindIs(t, err, voxpop.Withdrawn)
	}
	if r := find(t, db, "W0000003"); r.Withdrawn() {
		t.Error("another respondent's answer went too")
	}
	// What comes later with that receipt arrives withdrawn.
	arrive(t, db, answer(4, "OggS four", receiptNo(1)), false)
	if r := find(t, db, "W0000004v"); !r.Withdrawn() || r.Media != "" || r.Person != (voxpop.Person{}) {
		t.Errorf("%+v", r)
	}
	// Unless it was written on a later day.
	later := answer(6, "", receiptNo(1))
	later.Item.Day = "2026-03-13"
	arrive(t, db, later, false)
	if r := find(t, db, "W0000006"); r.Withdrawn() {
		t.Error("who writes again after a withdrawal is not heard")
	}
	take(takeBack(13, receiptNo(3)), 0, false)
	arrive(t, db, answer(5, "", receiptNo(3)), false)
	if r := find(t, db, "W0000005"); !r.Withdrawn() || r.Text != "" {
		t.Errorf("%+v", r)
	}
	if n := len(blobs.Keys()); n != len(before)+1 {
		t.Errorf("%d blobs, want those of the record and one", n)
	}
	for i, edit := range []func(*intake.TakeBack){
		func(b *intake.TakeBack) { b.Day = "soon" },
		func(b *intake.TakeBack) { b.Box = "x" },
		func(b *intake.TakeBack) { b.Callout = "none" },
	} {
		bad := takeBack(14, receiptNo(2))
		edit(&bad)
		if _, _, err := db.TakeBack(t.Context(), "desk", bad); err == nil {
			t.Errorf("%d: a withdrawal that cannot be was taken", i)
		}
	}
	view(t, db, func(v *store.View) { sameFigures(t, v, Read(t, v)) })
	quiet(t, db)
}

func replies(t *testing.T, db *store.DB, _ *Blobs) {
	Small().Import(t, db)
	arrive(t, db, answer(1, "OggS one", receiptNo(1)), false)
	arrive(t, db, answer(2, "", nil), false)
	arrive(t, db, answer(3, "", receiptNo(2)), false)
	to, err := db.Receipt(t.Context(), "tram", "W0000001")
	if err != nil || to != *receiptNo(1) {
		t.Fatalf("%+v %v", to, err)
	}
	_, err = db.Receipt(t.Context(), "tram", "W0000002")
	kindIs(t, err, voxpop.Conflict)
	_, err = db.Receipt(t.Context(), "tram", "none")
	kindIs(t, err, voxpop.NotFound)
	_, err = db.Receipt(t.Context(), "none", "W0000001")
	kindIs(t, err, voxpop.NotFound)

	reply := intake.SealedReply{ID: "r1", Box: to.Box, Sealed: []byte("sealed")}
	for range 2 { // the same id is the same reply
		if err := db.Reply(t.Context(), "bo", "tram", "W0000001", reply); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]bool{"W0000001": true, "W0000001v": true, "W0000002": false, "W0000003": false} {
		if r := find(t, db, id); r.Contacted != want {
			t.Errorf("%s: contacted %v", id, r.Contacted)
		}
	}
	wrong := reply
	wrong.ID, wrong.Box = "r2", receiptNo(2).Box
	kindIs(t, db.Reply(t.Context(), "bo", "tram", "W0000001", wrong), voxpop.Conflict)
	kindIs(t, db.Reply(t.Context(), "bo", "tram", "W0000002", reply), voxpop.Conflict)
	second := intake.SealedReply{ID: "r3", Box: receiptNo(2).Box, Sealed: []byte("other")}
	if err := db.Reply(t.Context(), "bo", "tram", "W0000003", second); err != nil {
		t.Fatal(err)
	}
	out := func(want ...string) {
		t.Helper()
		all, err := db.OutReplies(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, r := range all {
			ids = append(ids, r.ID)
			if r.Validate() != nil {
				t.Errorf("%+v", r)
			}
		}
		if !slices.Equal(ids, want) {
			t.Errorf("replies to send: %v, want %v", ids, want)
		}
	}
	out("r1", "r3")
	if err := db.MarkSent(t.Context(), "r1", "unknown"); err != nil {
		t.Fatal(err)
	}
	out("r3")
	// Whoever takes back is not written to.
	if _, _, err := db.TakeBack(t.Context(), "desk", takeBack(10, receiptNo(2))); err != nil {
		t.Fatal(err)
	}
	out()
	quiet(t, db)
}

func erases(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	for n := range 5 {
		arrive(t, db, answer(n, fmt.Sprint("OggS ", n), receiptNo(n)), false)
	}
	ctx := t.Context()
	if err := db.Erase(ctx, "bo", "tram", moment("2026-03-21"), "W0000000", "W0000000v"); err != nil {
		t.Fatal(err)
	}
	if l := lastAudit(t, db, "erase"); len(l.Changes) != 2 {
		t.Errorf("%+v", l)
	}
	if x := find(t, db, "W0000000"); x.Text != "" || !x.Withdrawn() {
		t.Errorf("%+v", x)
	}
	kindIs(t, db.Erase(ctx, "bo", "tram", moment("2026-03-21"), "none"), voxpop.NotFound)

	if err := db.Illegal(ctx, "bo", "tram", "W0000001v", "case 7", strings.Repeat("ab", 32)); err != nil {
		t.Fatal(err)
	}
	lines := len(auditOf(t, db))
	if l := lastAudit(t, db, "illegal"); len(l.Changes) != 2 || l.Changes[1].New != "case 7" || l.Changes[0].New != strings.Repeat("ab", 32) {
		t.Errorf("%+v", l)
	}
	if err := db.Illegal(ctx, "bo", "tram", "W0000001v", "case 7", strings.Repeat("ab", 32)); err != nil || len(auditOf(t, db)) != lines {
		t.Errorf("twice: %v", err)
	}
	if err := db.Illegal(ctx, "bo", "tram", "W0000001", "", strings.Repeat("ab", 32)); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(v *store.View) {
		f, err := v.Figures()
		if err != nil || f.Waterfall.Illegal != 2 {
			t.Errorf("%+v %v", f.Waterfall, err)
		}
		if _, ok, _ := v.File("media/W0000001v.ogg"); ok {
			t.Error("the file is there")
		}
		sameFigures(t, v, Read(t, v))
	})

	// Another call-out is not touched.
	other := Small()
	other.Callout.Slug = "other"
	other.Import(t, db)
	gone, err := db.EraseCallout(ctx, "bo", "tram")
	if err != nil || gone.Responses != len(r.Responses)+10 || gone.Files != 2+3 {
		t.Errorf("%+v %v", gone, err)
	}
	if l := lastAudit(t, db, "erase_callout"); l.Callout != "tram" || len(l.Changes) != 2 {
		t.Errorf("%+v", l)
	}
	lines = len(auditOf(t, db))
	if gone, err := db.EraseCallout(ctx, "bo", "tram"); err != nil || gone != (store.Erased{}) || len(auditOf(t, db)) != lines {
		t.Errorf("twice: %+v %v", gone, err)
	}
	view(t, db, func(v *store.View) {
		got := Read(t, v)
		if len(got.Responses)+len(got.Codings)+len(got.Decisions) > 0 || len(got.Statements) != len(r.Statements) || len(got.Stories) != len(r.Stories) {
			t.Errorf("left: %d responses, %d codings, %d decisions; %d statements, %d stories", len(got.Responses), len(got.Codings), len(got.Decisions), len(got.Statements), len(got.Stories))
		}
		same(t, "call-out", got.Callout, r.Callout)
		for _, f := range got.Files {
			if !strings.HasPrefix(f.Path, "sources/") {
				t.Errorf("%s is there", f.Path)
			}
		}
		f, err := v.Figures()
		if err != nil || f.Waterfall.Received != 0 {
			t.Errorf("%+v %v", f.Waterfall, err)
		}
	})
	viewOf(t, db, "other", func(v *store.View) { same(t, "other", Read(t, v).Responses, other.Responses) })
	if n, err := db.Sweep(context.WithoutCancel(ctx)); n != 0 || err != nil {
		t.Errorf("blobs were left: %d, %v", n, err)
	}
	// What came once does not come again, erased or not.
	arrive(t, db, answer(2, "OggS 2", receiptNo(2)), true)
	arrive(t, db, answer(6, "OggS 6", receiptNo(2)), false)
	_, err = db.EraseCallout(ctx, "bo", "none")
	kindIs(t, err, voxpop.NotFound)
	quiet(t, db)
}

func refuses(t *testing.T, db *store.DB, blobs *Blobs) {
	Small().Import(t, db)
	ctx := t.Context()
	before := blobs.Keys()
	keep := func(i intake.Info) {
		t.Helper()
		if err := db.KeepRefused(ctx, i, strings.NewReader("sealed "+i.Name)); err != nil {
			t.Fatal(err)
		}
		if err := db.Refused(ctx, "desk", i, intake.Unopened); err != nil {
			t.Fatal(err)
		}
	}
	old := item(3)
	old.Day = "2026-02-01"
	for _, i := range []intake.Info{item(1), item(2), old} {
		keep(i)
	}
	if err := db.Refused(ctx, "desk", item(4), intake.Damaged); err != nil { // nobody kept it
		t.Fatal(err)
	}
	cut := errors.New("the connection was cut")
	if err := db.KeepRefused(ctx, item(5), iotest.ErrReader(cut)); !errors.Is(err, cut) {
		t.Errorf("%v", err)
	}
	kindIs(t, db.KeepRefused(ctx, intake.Info{Name: "../x", Day: "2026-01-01"}, strings.NewReader("")), voxpop.Invalid)
	kindIs(t, db.DropRefused(ctx, "../x"), voxpop.Invalid)
	if n, err := db.Sweep(ctx); n != 0 || err != nil {
		t.Errorf("a sweep took %d, %v", n, err)
	}
	all, err := db.RefusedItems(ctx)
	if err != nil || len(all) != 4 || !all[0].Kept || all[3].Kept || all[0].Reason != intake.Unopened || all[2].Day != old.Day {
		t.Fatalf("%+v %v", all, err)
	}
	door := db.RefusedDoor()
	waiting, err := door.List(ctx)
	if err != nil || len(waiting) != 3 {
		t.Fatalf("%v %v", waiting, err)
	}
	r, err := door.Open(ctx, item(1).Name)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != "sealed "+item(1).Name {
		t.Errorf("%q %v", b, err)
	}
	r.Close()
	_, err = door.Open(ctx, item(4).Name)
	kindIs(t, err, voxpop.NotFound)
	// What arrived is refused no more; what did not, is.
	arrive(t, db, answer(1, "", nil), false)
	if err := door.Done(ctx, item(1).Name, item(2).Name); err != nil {
		t.Fatal(err)
	}
	if waiting, err = door.List(ctx); err != nil || len(waiting) != 2 {
		t.Errorf("%v %v", waiting, err)
	}
	at := time.Date(2026, 3, 3, 23, 0, 0, 0, time.UTC) // the 30th day
	if n, err := db.DropOldRefused(ctx, at); n != 0 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
	if n, err := db.DropOldRefused(ctx, at.Add(2*time.Hour)); n != 1 || err != nil {
		t.Errorf("dropped %d, %v", n, err)
	}
	if err := db.DropRefused(ctx, item(2).Name, item(4).Name); err != nil {
		t.Fatal(err)
	}
	same(t, "blobs", blobs.Keys(), before)
	if all, err := db.RefusedItems(ctx); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	quiet(t, db)
}
