package app

import (
	"context"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/store"
)

// codingStore is the store as the coding sees it.
type codingStore struct{ *store.DB }

var (
	_ coding.Store  = codingStore{}
	_ coding.Record = (*store.View)(nil)
)

// Read implements [coding.Store].
func (s codingStore) Read(ctx context.Context, slug string, fn func(coding.Record) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
}

// Coding is the service behind duplicates, themes and suggestions. progress is
// told what is being done; it may be nil.
func (a *App) Coding(progress func(what string)) *coding.Service {
	return &coding.Service{Store: codingStore{a.Store}, Now: time.Now, Progress: progress}
}

// Duplicates finds groups of responses that say the same.
func (a *App) Duplicates(ctx context.Context, slug string, all bool, progress func(string)) (coding.Duplicates, error) {
	return a.Coding(progress).Duplicates(ctx, slug, all)
}

// DecideDuplicates takes decisions, each written GROUP=DECISION.
func (a *App) DecideDuplicates(ctx context.Context, by voxpop.Actor, slug string, written []string, progress func(string)) (coding.Decided, error) {
	var all []coding.Decision
	for _, w := range written {
		d, err := coding.ParseDecision(w)
		if err != nil {
			return coding.Decided{}, err
		}
		all = append(all, d)
	}
	return a.Coding(progress).Decide(ctx, by, slug, all)
}
