package app

import (
	"context"

	"voxpop/internal/coding"
	"voxpop/internal/store"
)

// repeatsStore is the store as the groups of repeats see it.
type repeatsStore struct{ *store.DB }

var (
	_ coding.RepeatsStore = repeatsStore{}
	_ coding.Changing     = (*store.View)(nil)
)

// Look implements [coding.RepeatsStore].
func (s repeatsStore) Look(ctx context.Context, slug string, fn func(coding.Changing) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
}
