package app

import (
	"context"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/store"
)

// Erasure says what was erased and when no copy of it can be left.
type Erasure struct {
	Callout   string   `json:"callout"`
	IDs       []string `json:"ids,omitempty"` // nil: everything
	Responses int      `json:"responses"`
	Files     int      `json:"files"`
	Keys      bool     `json:"keys"` // the keys of the call-out were destroyed
	// Complete is the first day on which no sealed backup holds any of it, nor
	// a refused item that may belong to it.
	Complete voxpop.Date `json:"complete"`
	// Unsealed is the day of the newest backup that was made in the clear: it
	// never expires, and holds what was erased until somebody destroys it.
	Unsealed voxpop.Date `json:"unsealed,omitempty"`
	// Server says that the database is a server, which keeps the bytes of
	// deleted rows until it vacuums.
	Server bool `json:"server,omitempty"`
}

// Erase takes responses out of the record for good, all of them or none: their
// words, their files, what the people said of themselves, their receipts. That
// they were there stays, as with a withdrawal.
func (a *App) Erase(ctx context.Context, by voxpop.Actor, slug string, ids []string) (e Erasure, err error) {
	c, err := a.Callout(ctx, slug)
	if err != nil {
		return e, err
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	now := voxpop.Moment{Time: time.Now().In(c.Zone()).Truncate(time.Second)}
	if err := a.Store.Erase(ctx, by, slug, now, ids...); err != nil {
		return e, err
	}
	e = Erasure{Callout: slug, IDs: ids, Responses: len(ids)}
	if err := a.noteErased(ctx); err != nil {
		return e, err
	}
	return e, a.complete(ctx, &e)
}

// EraseAll takes every answer to a call-out that is closed, and everything
// that was made of them, out of the record for good, and destroys the keys to
// which they were sealed. See [store.DB.EraseCallout] for what stays.
func (a *App) EraseAll(ctx context.Context, by voxpop.Actor, slug string) (e Erasure, err error) {
	c, err := a.Callout(ctx, slug)
	if err != nil {
		return e, err
	}
	if c.Closes.IsZero() || c.Closes.InZone(c.Zone()).After(time.Now()) {
		return e, &voxpop.Error{Kind: voxpop.Conflict, Op: "app.EraseAll", Message: slug + " is still open: who answers now would seal to keys that are gone",
			Hint: "voxpop callout close " + slug + ", let its doors hear of it (voxpop pull), then erase"}
	}
	return a.eraseAll(ctx, by, slug)
}

func (a *App) eraseAll(ctx context.Context, by voxpop.Actor, slug string) (e Erasure, err error) {
	e.Callout = slug
	gone, err := a.Store.EraseCallout(ctx, by, slug)
	if err != nil {
		return e, err
	}
	e.Responses, e.Files = gone.Responses, gone.Files
	if gone.Responses+gone.Files > 0 {
		if err := a.noteErased(ctx); err != nil {
			return e, err
		}
	}
	if a.Keys != nil {
		if err := a.dropRefusedOf(ctx, slug); err != nil {
			return e, err
		}
		// Again after a crash between the two: what is gone is no error.
		slugs, err := a.Keys.Slugs()
		if err != nil {
			return e, err
		}
		if slices.Contains(slugs, slug) {
			if err := a.Keys.Forget(slug); err != nil {
				return e, err
			}
			e.Keys = true
		}
	}
	return e, a.complete(ctx, &e)
}

// dropRefusedOf drops the refused items that open with the keys of a call-out,
// while they are there. With locked keys nobody can tell; those go in time.
func (a *App) dropRefusedOf(ctx context.Context, slug string) error {
	kept := a.Store.RefusedDoor()
	items, err := kept.List(ctx)
	if err != nil {
		return err
	}
	for _, item := range items {
		body, err := kept.Open(ctx, item.Name)
		if voxpop.KindOf(err) == voxpop.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		of, _, err := a.Keys.Open(body)
		body.Close()
		switch kind := voxpop.KindOf(err); {
		case err == nil && of == slug:
			if err := a.Store.DropRefused(ctx, item.Name); err != nil {
				return err
			}
		case kind == voxpop.Forbidden:
			return nil
		case kind == voxpop.Unavailable || kind == voxpop.Internal:
			return err
		}
	}
	return nil
}

// complete works out when no copy holds what was erased now: no backup, and no
// refused item that nobody can tell whose it is.
func (a *App) complete(ctx context.Context, e *Erasure) error {
	b, err := a.LastBackup()
	if err != nil {
		return err
	}
	day := dayOf(time.Now())
	if !b.Until.IsZero() && !b.Until.Before(day) {
		day = b.Until.AddDate(0, 0, 1)
	}
	if e.IDs == nil {
		kept, err := a.Store.RefusedDoor().List(ctx)
		if err != nil {
			return err
		}
		for _, item := range kept {
			came, err := time.Parse(time.DateOnly, item.Day)
			if gone := came.AddDate(0, 0, store.RefusedFor+1); err == nil && gone.After(day) {
				day = gone
			}
		}
	}
	e.Complete = voxpop.Date(day.Format(time.DateOnly))
	if !b.Unsealed.IsZero() {
		e.Unsealed = voxpop.Date(b.Unsealed.Format(time.DateOnly))
	}
	e.Server = a.Store.Engine() == "postgres"
	return nil
}
