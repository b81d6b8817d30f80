package app

import (
	"context"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/cores"
	"voxpop/internal/desk/codes"
	"voxpop/internal/store"
)

// codeScreens are coding, the codebook and agreement.
func (a *App) codeScreens() *codes.Screens {
	s := &codes.Screens{
		Records:  deskCodes{a.Store},
		Rolls:    &coding.Rolls{Store: rollStore{a.Store}, Wait: firstRoll},
		Hints:    &coding.Hints{Learn: a.learnCodes(), Now: time.Now},
		Patience: deskPatience,
	}
	a.ends = append(a.ends, s.Close)
	return s
}

// firstRoll is how long the first page of a call-out waits for its roll before
// it says that it comes again.
const firstRoll = 80 * time.Millisecond

// learnedFrom bounds the answers from which, and for which, the desk learns
// what to suggest: with more it would take minutes and gigabytes.
const learnedFrom = 10_000

// learnCodes learns what to suggest, for one call-out at a time.
func (a *App) learnCodes() func(context.Context, string) (coding.Suggested, error) {
	return func(ctx context.Context, slug string) (coding.Suggested, error) {
		ctx, done, err := cores.Turn(ctx)
		if err != nil {
			return coding.Suggested{}, err
		}
		defer done()
		got, err := a.Suggest(ctx, slug, coding.SuggestOptions{Next: 200, Among: learnedFrom}, nil)
		return got.Suggested, err
	}
}

// rollStore is the store as the rolls follow it.
type rollStore struct{ *store.DB }

func (s rollStore) Follow(ctx context.Context, slug string, fn func(coding.Following) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
}

// deskCodes is the store as the screens of coding see it.
type deskCodes struct{ *store.DB }

// Answers implements [codes.Records].
func (d deskCodes) Answers(ctx context.Context, slug string, ids ...string) (map[string]voxpop.Response, error) {
	all := map[string]voxpop.Response{}
	err := d.View(ctx, slug, func(v *store.View) error {
		for _, id := range ids {
			r, ok, err := v.Response(id)
			if err != nil {
				return err
			}
			if ok {
				all[id] = r
			}
		}
		return nil
	})
	return all, err
}

// CodebookVersions implements [codes.Records].
func (d deskCodes) CodebookVersions(ctx context.Context, slug string) ([]codes.Version, error) {
	list, err := d.DB.CodebookVersions(ctx, slug, 100)
	all := make([]codes.Version, len(list))
	for i, v := range list {
		all[i] = codes.Version(v)
	}
	return all, err
}
