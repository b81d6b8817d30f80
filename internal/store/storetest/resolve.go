package storetest

import (
	"bytes"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// only is a folder that brings nothing but what is named.
func only(r *Record) *Record {
	return &Record{Callout: r.Callout, Codebook: r.Codebook, Points: r.Points}
}

// resolves is about imports that replace a codebook or points of which the
// call-out holds codings and positions that the folder does not repeat.
func resolves(t *testing.T, db *store.DB, blobs *Blobs) {
	r := Small()
	r.Import(t, db)
	before, keys := stateOf(t, db), blobs.Keys()
	for name, c := range map[string]struct {
		edit  func(*Record)
		place string
		says  []string
	}{
		"a code less":    {func(r *Record) { r.Codebook.Codes = r.Codebook.Codes[1:] }, "codebook.yaml", []string{"misled (5 codings)"}},
		"two codes less": {func(r *Record) { r.Codebook.Codes = r.Codebook.Codes[:1] }, "codebook.yaml", []string{"cost (3 codings)", "unclear (1 coding)"}},
		"no parent":      {func(r *Record) { r.Codebook.Codes[1].Parent = "gone" }, "codebook.yaml", []string{"gone", "cost"}},
		"no points":      {func(r *Record) { r.Points = nil }, "points.yaml", []string{"build (1 position)"}},
		"a value less": {func(r *Record) {
			r.Points = []voxpop.Point{{ID: "build", Question: r.Points[0].Question, Values: r.Points[0].Values[:1]}}
		}, "points.yaml", []string{"against", "build", "1 position"}},
		"a copy of nothing": {func(r *Record) {
			r.Responses = []voxpop.Response{Small().Responses[8]}
			r.Responses[0].DuplicateOf = "NONE"
		}, "I9: duplicate_of", []string{"NONE"}},
	} {
		part := only(Small())
		c.edit(part)
		part.Files = []File{{"media/new.ogg", []byte("new")}}
		_, err := db.Import(t.Context(), "ann", true, part.Fill)
		kindIs(t, err, voxpop.Invalid)
		for _, want := range append(c.says, c.place+": ") {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error does not say %q: %v", name, want, err)
			}
		}
		if !strings.Contains(voxpop.HintOf(err), "nothing was imported") {
			t.Errorf("%s: hint %q", name, voxpop.HintOf(err))
		}
		same(t, name, stateOf(t, db), before)
		same(t, "blobs after "+name, blobs.Keys(), keys)
	}

	// A codebook that only grows is taken, and it shows.
	part := only(Small())
	part.Codebook.Version = "2"
	part.Codebook.Codes = append(part.Codebook.Codes, voxpop.Code{ID: "trust", Name: voxpop.Localized{"en": "trust"}, Definition: "speaks of trust", Kind: voxpop.Theme})
	done, err := db.Import(t.Context(), "ann", true, part.Fill)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "imported", done, record.Imported{Callout: "tram", CalloutChanged: record.Change{Same: 1}, CodebookChanged: record.Change{Replaced: 1}, PointsChanged: record.Change{Same: 1}})
	// So are points without a value, when the same folder takes the position away.
	part.Points = []voxpop.Point{{ID: "build", Question: part.Points[0].Question, Values: part.Points[0].Values[:1]}}
	part.Statements = Small().Statements[:1]
	part.Statements[0].Positions = nil
	if done, err = db.Import(t.Context(), "ann", true, part.Fill); err != nil {
		t.Fatal(err)
	}
	same(t, "imported", done, record.Imported{Callout: "tram", CalloutChanged: record.Change{Same: 1}, CodebookChanged: record.Change{Same: 1},
		PointsChanged: record.Change{Replaced: 1}, Statements: record.Change{Replaced: 1}})
}

func closedSince(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	if err := db.CloseCallout(t.Context(), "desk", "tram", moment("2026-03-11T20:00:00+01:00")); err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, db)
	_, err := db.Import(t.Context(), "ann", false, r.Fill)
	kindIs(t, err, voxpop.Conflict)
	if err == nil || !strings.HasSuffix(err.Error(), "differs in closes") || !strings.Contains(voxpop.HintOf(err), "voxpop export tram") {
		t.Errorf("error %v, hint %q", err, voxpop.HintOf(err))
	}
	same(t, "state", stateOf(t, db), before)
	r.Callout.Closes = moment("2026-03-11T20:00:00+01:00")
	r.Import(t, db)
}

// edges are times whose year is another one in another zone.
func edges(t *testing.T, db *store.DB, _ *Blobs) {
	for _, s := range []string{"9999-12-31T23:30:00-05:00", "0001-01-01T00:30:00+05:00"} {
		r := Small()
		var at voxpop.Moment
		if err := at.Time.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		r.Responses[0].ReceivedAt = at
		_, err := db.Import(t.Context(), "ann", false, r.Fill)
		kindIs(t, err, voxpop.Invalid)
		if err == nil || !strings.HasPrefix(err.Error(), "A1: received_at: ") {
			t.Errorf("%s: error %v", s, err)
		}
	}
	if all, err := db.Callouts(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("left: %v %v", all, err)
	}
}

// notWhole is a backup that lost rows which others need.
func notWhole(t *testing.T, target *store.DB, archive []byte) {
	var less []entry
	for _, e := range unpack(t, archive) {
		if !strings.HasPrefix(e.name, "rows/response/") {
			less = append(less, e)
		}
	}
	_, err := target.Restore(t.Context(), bytes.NewReader(pack(t, less)))
	kindIs(t, err, voxpop.Invalid)
	if err == nil || err.Error() != "the backup is not whole" || !strings.Contains(voxpop.HintOf(err), "nothing was restored") {
		t.Errorf("error %v, hint %q", err, voxpop.HintOf(err))
	}
}
