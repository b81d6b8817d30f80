package app

import (
	"context"

	"voxpop"
	"voxpop/internal/cast"
)

// DemoPeople lets the people of the invented newsroom in, with
// [cast.Passphrase]. Who is there already stays as they are.
func (a *App) DemoPeople(ctx context.Context, by voxpop.Actor) error {
	for _, p := range cast.People() {
		link, err := a.People().Invite(ctx, by, p)
		if voxpop.KindOf(err) == voxpop.Conflict {
			continue
		}
		if err != nil {
			return err
		}
		_, begun, err := a.People().Accept(ctx, link, "", cast.Passphrase, nil, "demo")
		if err != nil {
			return err
		}
		if err := a.People().SignOut(ctx, begun); err != nil {
			return err
		}
	}
	return nil
}
