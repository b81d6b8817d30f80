package app

import (
	"context"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store"
)

// Refused lists the items that gave no answer.
func (a *App) Refused(ctx context.Context) ([]store.RefusedItem, error) {
	all, err := a.Store.RefusedItems(ctx)
	if all == nil {
		all = []store.RefusedItem{}
	}
	return all, err
}

// PullAgain tries once more what was refused and is kept; see
// [store.RefusedFor].
func (a *App) PullAgain(ctx context.Context, by voxpop.Actor) (intake.Pulled, error) {
	if a.Keys == nil {
		return intake.Pulled{}, errNoKeys
	}
	if err := a.Keys.Wake(); err != nil {
		return intake.Pulled{}, err
	}
	s := &intake.Service{Store: a.Store, Open: a.Keys.Open, ID: intake.NewID}
	return a.pull(ctx, s, by, a.Store.RefusedDoor(), "refused")
}
