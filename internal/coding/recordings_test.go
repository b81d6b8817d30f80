package coding_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/duplicate"
	"voxpop/internal/fingerprint"
)

// recorded is a print of some recording, and a copy of which each bit differs
// with a chance.
func recorded(rnd *rand.Rand) fingerprint.Print {
	p := make(fingerprint.Print, 120)
	v := rnd.Uint32()
	for i := range p {
		v ^= rnd.Uint32() & rnd.Uint32() & rnd.Uint32()
		p[i] = v
	}
	return p
}

func copied(rnd *rand.Rand, p fingerprint.Print, errors float64) fingerprint.Print {
	q := slices.Clone(p[3:])
	for i := range q {
		for b := range 32 {
			if rnd.Float64() < errors {
				q[i] ^= 1 << b
			}
		}
	}
	return q
}

// TestTheSameRecordingAgain holds that each kind of mark brings answers into one
// group, and that what is not the same stays out.
func TestTheSameRecordingAgain(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	d, s := newDesk(t, 0)
	for i := range 12 {
		d.m.Batch().Response(voxpop.Response{ID: fmt.Sprintf("V%02d", i), ReceivedAt: moment("2026-03-02"), Channel: voxpop.Web, Medium: voxpop.Voice,
			Respondent: fmt.Sprint("r-", i), Lang: "en", Consent: voxpop.Consent{Name: voxpop.NoName}})
	}
	p := recorded(rnd)
	second := copied(rnd, p, .04)
	third := copied(rnd, second, .04)
	d.marks = []coding.Mark{
		{"V00", coding.SoundMark, "aa"}, {"V01", coding.SoundMark, "aa"}, {"V02", coding.SoundMark, "bb"},
		{"V03", coding.PrintMark, p.String()}, {"V04", coding.PrintMark, second.String()}, {"V05", coding.PrintMark, third.String()}, {"V06", coding.PrintMark, recorded(rnd).String()},
		{"V07", coding.PictMark, "0123456789abcdef"}, {"V08", coding.PictMark, "ffffffff00000000"}, {"V08", coding.PictMark, "0123456789abcdee"}, {"V09", coding.PictMark, "fedcba9876543210"},
		{"V10", coding.PrintMark, "not a print"}, {"V10", coding.PictMark, "short"}, {"V10", "something new", "aa"}, {"V11", coding.SoundMark, ""}, {"gone", coding.SoundMark, "aa"},
	}
	check := func(want ...[]string) {
		t.Helper()
		got, err := s.Duplicates(t.Context(), "tram", true)
		if err != nil {
			t.Fatal(err)
		}
		var groups [][]string
		for _, g := range got.Groups {
			groups = append(groups, g.Responses)
			if g.Reason != duplicate.Recording || g.Similarity < .9 || g.Similarity > 1 || math.IsNaN(g.Similarity) {
				t.Errorf("%v: %s, %v", g.Responses, g.Reason, g.Similarity)
			}
		}
		for _, g := range got.Groups {
			// Known people whose recordings are only near are not made one.
			if want := map[bool]duplicate.Proposal{true: duplicate.SamePerson, false: duplicate.Coincidence}[g.Responses[0] == "V00"]; g.Proposal != want {
				t.Errorf("%v: %s, want %s", g.Responses, g.Proposal, want)
			}
		}
		slices.SortFunc(groups, slices.Compare)
		if !slices.EqualFunc(groups, want, slices.Equal) {
			t.Errorf("groups %v, want %v", groups, want)
		}
		if _, err := json.Marshal(got); err != nil {
			t.Error(err)
		}
	}
	check([]string{"V00", "V01"}, []string{"V03", "V04", "V05"}, []string{"V07", "V08"})
	rnd.Shuffle(len(d.marks), func(i, j int) { d.marks[i], d.marks[j] = d.marks[j], d.marks[i] })
	check([]string{"V00", "V01"}, []string{"V03", "V04", "V05"}, []string{"V07", "V08"})

	// Many with one picture, or one that is a little another, are a campaign.
	was := d.marks
	d.marks = nil
	for i := range 8 {
		d.marks = append(d.marks, coding.Mark{fmt.Sprintf("V%02d", i), coding.PictMark, "0123456789abcde" + "ff7ff7ff"[i:i+1]})
	}
	if got, err := s.Duplicates(t.Context(), "tram", true); err != nil || len(got.Groups) != 1 || got.Groups[0].Proposal != duplicate.Campaign {
		t.Errorf("%+v, %v", got.Groups, err)
	}
	d.marks = was

	// A decision finds the group again.
	if _, err := s.Decide(t.Context(), "noa", "tram", []coding.Decision{{Group: "V04", Way: coding.SamePerson}}); err != nil {
		t.Error(err)
	}
	r, _, _ := d.m.Response("V04")
	r.SetAside = "test"
	d.m.Batch().Response(r)
	check([]string{"V00", "V01"}, []string{"V03", "V05"}, []string{"V07", "V08"})
}
