package recordtest_test

import (
	"path/filepath"
	"testing"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
)

func TestSameSeedSameRecord(t *testing.T) {
	hash := func(s recordtest.Spec) string {
		t.Helper()
		h, err := record.Hash(recordtest.Source(s))
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	spec := recordtest.Spec{Seed: 1, Responses: 300, Statements: 20}
	if hash(spec) != hash(spec) {
		t.Error("one seed gave two records")
	}
	other := spec
	other.Seed = 2
	if hash(spec) == hash(other) {
		t.Error("two seeds gave one record")
	}
	report, err := recordtest.WriteDir(t.Context(), spec, filepath.Join(t.TempDir(), "r"))
	if err != nil || report.Hash != hash(spec) || report.Responses != 300 || report.Statements != 20 {
		t.Errorf("report %+v, %v", report, err)
	}
}

// TestVariety holds the generator to what its users count on.
func TestVariety(t *testing.T) {
	got := map[string]int{}
	people := map[string]bool{}
	src := recordtest.Source(recordtest.Spec{Seed: 7, Responses: 3000})
	for r, err := range src.Responses() {
		if err != nil {
			t.Fatal(err)
		}
		if people[r.Who()] {
			got["sent again"]++
		}
		people[r.Who()] = true
		got["lang "+r.Lang]++
		got["channel "+string(r.Channel)]++
		got["medium "+string(r.Medium)]++
		got["campaign "+r.Campaign]++
		got["aside "+string(r.SetAside)]++
		if r.DuplicateOf != "" {
			got["duplicate"]++
		}
		if r.Withdrawn() {
			got["withdrawn"]++
		}
		if len(r.Translations) > 0 {
			got["translated"]++
		}
	}
	for c, err := range src.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		got["coder "+c.Coder]++
		got["draw "+string(c.Draw)]++
	}
	for what, least := range map[string]int{
		"lang en": 500, "lang fa": 500, "lang ar": 300, "lang es": 100, "lang tr": 100,
		"channel web": 500, "channel sms": 50, "medium voice": 200, "medium video": 40, "medium photo": 10,
		"campaign wind-the-clock": 150, "campaign let-it-rest": 40, "sent again": 150, "duplicate": 10, "withdrawn": 10, "translated": 200,
		"aside blank": 20, "aside spam": 10, "aside off-topic": 5, "aside illegal": 1,
		"coder ann": 2000, "coder ben": 200, "coder " + voxpop.Final: 50, "draw random": 200,
	} {
		if got[what] < least {
			t.Errorf("%s: %d, want at least %d", what, got[what], least)
		}
	}
}
