package storetest

import (
	"bytes"
	"errors"
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/store"
)

func withdraw(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	n := len(blobs.Keys())
	at := moment("2026-03-21T10:00:00+01:00")
	if err := db.Withdraw(t.Context(), "desk", "tram", at, "B2"); err != nil {
		t.Fatal(err)
	}
	if len(blobs.Keys()) != n-1 {
		t.Error("the recording is still there")
	}
	view(t, db, func(v *store.View) {
		x, ok, err := v.Response("B2")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if x.Text != "" || x.Media != "" || x.Transcript != nil || x.Translations != nil || !reflect.ValueOf(x.Person).IsZero() {
			t.Errorf("left: %+v", x)
		}
		if x.WithdrawnAt.String() != at.String() || x.Respondent != "r-2" {
			t.Errorf("lost: %+v", x)
		}
		if _, ok, _ := v.ReadFile("media/B2.ogg"); ok {
			t.Error("the file is still named")
		}
		f, err := v.Figures()
		if err != nil || f.Waterfall.Withdrawn != 2 {
			t.Errorf("figures: %+v %v", f.Waterfall, err)
		}
	})
}

func sharedFile(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Files[1].Body = bytes.Clone(r.Files[0].Body) // two people, one recording
	r.Import(t, db)
	if len(blobs.Keys()) != 2 {
		t.Fatalf("blobs %v", blobs.Keys())
	}
	if err := db.Withdraw(t.Context(), "desk", "tram", moment("2026-03-21"), "B2"); err != nil {
		t.Fatal(err)
	}
	view(t, db, func(v *store.View) {
		if body, ok, err := v.ReadFile("media/C3.ogg"); err != nil || !ok || string(body) != "OggS\x00one" {
			t.Errorf("%q %v %v", body, ok, err)
		}
	})
}

// samePath is a file that two responses name by one path: it goes with the
// last of them, whichever way they are withdrawn.
func samePath(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	c := &r.Responses[2]
	d := *c
	d.ID = "C4"
	r.Responses = append(r.Responses, d)
	r.Import(t, db)
	is := func(want bool) {
		t.Helper()
		view(t, db, func(v *store.View) {
			if _, ok, err := v.ReadFile("media/C3.ogg"); err != nil || ok != want {
				t.Errorf("the file is there: %v, %v; want %v", ok, err, want)
			}
		})
		if n := len(blobs.Keys()); n != map[bool]int{true: 3, false: 2}[want] {
			t.Errorf("%d blobs", n)
		}
	}
	if err := db.Withdraw(t.Context(), "desk", "tram", moment("2026-03-21"), "C3"); err != nil {
		t.Fatal(err)
	}
	is(true)
	if err := db.Withdraw(t.Context(), "desk", "tram", moment("2026-03-21"), "C4"); err != nil {
		t.Fatal(err)
	}
	is(false)

	// The same by replacing, in a call-out of its own.
	others := 0 // sealed, no two call-outs share a blob
	if blobs.sealed {
		others = len(blobs.Keys())
	}
	r.Callout.Slug = "again"
	r.Import(t, db)
	named := func(want bool) {
		t.Helper()
		viewOf(t, db, "again", func(v *store.View) {
			if _, ok, err := v.ReadFile("media/C3.ogg"); err != nil || ok != want {
				t.Errorf("replaced: the file is there: %v, %v; want %v", ok, err, want)
			}
		})
		if n := len(blobs.Keys()) - others; n != map[bool]int{true: 3, false: 2}[want] {
			t.Errorf("replaced: %d blobs", n)
		}
	}
	gone := func(x *voxpop.Response) { x.Media, x.WithdrawnAt = "", moment("2026-03-22") }
	gone(&r.Responses[2])
	replace := func() {
		t.Helper()
		if _, err := db.Import(t.Context(), "ann", true, r.Fill); err != nil {
			t.Fatal(err)
		}
	}
	replace()
	named(true)
	gone(&r.Responses[len(r.Responses)-1])
	replace() // the folder still holds the file
	named(false)
}

// allOrNone is a withdrawal of several, one of them unknown.
func allOrNone(t *testing.T, db *store.DB, blobs *Blobs) {
	Small().Import(t, db)
	before, keys := stateOf(t, db), blobs.Keys()
	at := moment("2026-03-21")
	err := db.Withdraw(t.Context(), "desk", "tram", at, "A1", "NONE", "B2", "NEITHER")
	kindIs(t, err, voxpop.NotFound)
	if err == nil || !strings.Contains(err.Error(), "NONE, NEITHER") || strings.Contains(err.Error(), "B2") {
		t.Errorf("error %v", err)
	}
	same(t, "state", stateOf(t, db), before)
	same(t, "blobs", blobs.Keys(), keys)
	// H8 was withdrawn before, B2 is named twice: both are fine. D4 takes A1's place.
	if err := db.Withdraw(t.Context(), "desk", "tram", at, "A1", "H8", "B2", "B2"); err != nil {
		t.Fatal(err)
	}
	lines := auditOf(t, db)
	if len(lines) != before.Audit+1 || len(lines[before.Audit].Changes) != 3 {
		t.Errorf("audit: %+v", lines[before.Audit:])
	}
	view(t, db, func(v *store.View) {
		for _, id := range []string{"A1", "B2", "H8"} {
			if x, _, err := v.Response(id); err != nil || !x.Withdrawn() || x.Text != "" || x.Media != "" {
				t.Errorf("%s: %v %v", id, x.WithdrawnAt, err)
			}
		}
		if x, _, _ := v.Response("H8"); x.WithdrawnAt.String() != "2026-03-20" {
			t.Errorf("H8 was withdrawn anew: %s", x.WithdrawnAt)
		}
	})
}

func sweep(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	keys := blobs.Keys()
	if _, _, err := blobs.PutRaw(t.Context(), "", strings.NewReader("left by a crash")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := blobs.PutRaw(t.Context(), "upload/1", strings.NewReader("not the store's")); err != nil {
		t.Fatal(err)
	}
	if n, err := db.Sweep(t.Context()); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	same(t, "blobs", blobs.Keys(), append(keys, "upload/1"))
	if _, err := blobs.Stat(t.Context(), keys[0]); errors.Is(err, fs.ErrNotExist) {
		t.Error("swept too much")
	}
}

func missing(t *testing.T, db *store.DB, _ *Blobs) {
	err := db.View(t.Context(), "none", func(*store.View) error { return nil })
	kindIs(t, err, voxpop.NotFound)
	kindIs(t, db.SetAside(t.Context(), "x", "none", voxpop.Spam, "A1"), voxpop.NotFound)
	r := Small()
	r.Import(t, db)
	before := stateOf(t, db)
	for _, err := range []error{
		db.SetAside(t.Context(), "x", "tram", voxpop.Spam, "A1", "NONE"),
		db.MarkDuplicate(t.Context(), "x", "tram", "NONE", "A1"),
		db.MarkCampaign(t.Context(), "x", "tram", "keep", "NONE"),
		db.Withdraw(t.Context(), "x", "tram", moment("2026-03-21"), "NONE"),
		db.PutCodings(t.Context(), "x", "tram", voxpop.Coding{Response: "NONE", Code: "cost", Coder: "bo", Origin: voxpop.ByPerson, At: moment("2026-03-16")}),
	} {
		kindIs(t, err, voxpop.NotFound)
	}
	kindIs(t, db.MarkDuplicate(t.Context(), "x", "tram", "D4", "I9"), voxpop.Conflict) // a copy is not what is kept
	if err := db.SetAside(t.Context(), "x", "tram", "boring", "A1"); err == nil {
		t.Error("an unknown reason was taken")
	}
	same(t, "state", stateOf(t, db), before)
	view(t, db, func(v *store.View) {
		if _, ok, err := v.Response("NONE"); ok || err != nil {
			t.Error(ok, err)
		}
		if _, ok, err := v.Response("a\x00\xff"); ok || err != nil {
			t.Error(ok, err)
		}
		if _, ok, err := v.ReadFile("media/none\x00"); ok || err != nil {
			t.Error(ok, err)
		}
	})
}

func silent(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	secret := "call me under 555 0199"
	for _, x := range []voxpop.Response{
		{ID: "A\x00", Text: secret}, {ID: "Q1", Text: secret + "\xff"}, {ID: "Q1", Text: secret, Channel: "carrier pigeon"},
		{ID: "Q1", Respondent: secret + "\n\x00", Text: secret}, {ID: strings.Repeat("Q", 5000), Text: secret},
	} {
		x.ReceivedAt, x.Medium, x.Lang, x.Consent.Name = moment("2026-03-06"), voxpop.Text, "en", voxpop.NoName
		if x.Channel == "" {
			x.Channel = voxpop.Web
		}
		bad := r.Clone()
		bad.Responses = append(bad.Responses, x)
		_, err := db.Import(t.Context(), "ann", false, bad.Fill)
		if err == nil {
			t.Errorf("%.20q was taken", x.ID)
		} else if strings.Contains(err.Error(), "555") || strings.Contains(voxpop.HintOf(err), "555") {
			t.Errorf("the error repeats what was sent: %v", err)
		}
	}
}
