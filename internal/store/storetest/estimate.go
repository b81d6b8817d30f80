package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// Sampled is a record of n responses of which drawn were drawn at random and
// coded; “misled” is said by those whose text holds the word “never”.
func Sampled(n, drawn int, seed uint64) *Record {
	r := Grown(n, seed)
	rnd := rand.New(rand.NewPCG(seed, 2))
	r.Codings, r.Versions = nil, nil
	order := rnd.Perm(n)
	for i := range r.Responses {
		x := &r.Responses[i]
		if x.Withdrawn() {
			continue
		}
		if rnd.IntN(3) == 0 {
			x.Text = "they said never and never again, " + x.Text
		} else {
			x.Text = "the boat and the rain, " + x.Text
		}
	}
	said := map[string]bool{}
	for _, i := range order[:drawn] {
		x := r.Responses[i]
		said[x.ID] = true
	}
	for _, x := range r.Responses {
		if !said[x.ID] {
			continue
		}
		k := voxpop.Coding{Response: x.ID, Code: voxpop.NoCode, Coder: "ann", Origin: voxpop.ByPerson, At: moment("2026-03-14"), Draw: voxpop.DrawRandom}
		if len(x.Text) > 9 && x.Text[:9] == "they said" {
			k.Code, k.Present = "misled", true
		}
		r.Codings = append(r.Codings, k)
	}
	return r
}

// snapshotOf is a record in memory as the coding reads it.
type snapshotOf struct{ *record.Memory }

func (snapshotOf) Rev() int64                            { return 1 }
func (snapshotOf) MediaSums() (map[string]string, error) { return nil, nil }
func (snapshotOf) Marks() ([]coding.Mark, error)         { return nil, nil }

// estimate works out the figures of a record anew, without the store.
func estimate(t testing.TB, r *Record) *prevalence.Figures {
	t.Helper()
	m := record.NewMemory()
	if err := r.Fill(m.Batch()); err != nil {
		t.Fatal(err)
	}
	corpus, err := coding.Load(snapshotOf{m})
	if err != nil {
		t.Fatal(err)
	}
	crowd := corpus.Crowd()
	corpus.Score(crowd)
	return r.Tally().Figures(r.Codebook, voxpop.DefaultHouse(), prevalence.Options{Crowd: crowd})
}

// estimated holds estimated shares to those of a recount: at once, after the
// job has kept the scores, and after any change; on both engines they are the
// same numbers.
func estimated(t *testing.T, db *store.DB, _ *Blobs) {
	r := Sampled(300, 90, 11)
	r.Import(t, db)
	check := func(what string) {
		t.Helper()
		want := estimate(t, r)
		view(t, db, func(v *store.View) {
			got, err := v.Figures()
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(prevalence.Figures{}), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s (-recount +stored):\n%s", what, d)
			}
			if got.Basis.Method != prevalence.MethodPPI || got.Shares[0].Method != prevalence.MethodPPI {
				t.Errorf("%s: %+v %+v", what, got.Basis, got.Shares[0])
			}
		})
	}
	if n, err := db.Waiting(t.Context()); err != nil || n != 1 {
		t.Errorf("%d jobs wait, want the one that keeps scores; %v", n, err)
	}
	if err := db.Estimate(t.Context(), "tram"); err != nil {
		t.Fatal(err)
	}
	check("with kept scores")
	for i, again := range []bool{false, true} { // a change makes them another revision's
		x := &r.Responses[3+i]
		x.SetAside = voxpop.Spam
		if err := db.SetAside(t.Context(), "bo", "tram", x.SetAside, x.ID); err != nil {
			t.Fatal(err)
		}
		if again {
			if err := db.Estimate(t.Context(), "tram"); err != nil {
				t.Fatal(err)
			}
		}
		check(fmt.Sprintf("after a change, kept again: %v", again))
	}
	if s, ok := estimate(t, r).Share("misled"); !ok || s.Share < .2 || s.Share > .5 || s.Low >= s.Share || s.High <= s.Share {
		t.Errorf("share %+v", s)
	}
}
