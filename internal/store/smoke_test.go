package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

func TestSmoke(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		r := storetest.Small()
		t.Log(r.Import(t, db))
		t.Log(r.Import(t, db))
		err := db.View(t.Context(), "tram", func(v *store.View) error {
			got := storetest.Read(t, v)
			if d := cmp.Diff(r.Responses[0], got.Responses[0]); d != "" {
				t.Error(d)
			}
			f, err := v.Figures()
			if err != nil {
				return err
			}
			want := r.Tally().Figures(r.Codebook, voxpop.DefaultHouse(), prevalence.Options{})
			if d := cmp.Diff(want.Shares, f.Shares); d != "" {
				t.Error(d)
			}
			t.Log(v.Hash())
			t.Log(f.Waterfall)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
