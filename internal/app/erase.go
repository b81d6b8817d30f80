package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/intake"
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
	// a refused item that may belong to it, nor a door a reply to it. "" when
	// answers may wait at a door that could not be visited.
	Complete voxpop.Date `json:"complete,omitempty"`
	// Waiting are the doors that could not be visited before everything was
	// erased. The keys are kept, so that what waits there is read and erased.
	Waiting []Unvisited `json:"waiting,omitempty"`
	// Unsealed is the day of the newest backup that was made in the clear: it
	// never expires, and holds what was erased until somebody destroys it.
	Unsealed voxpop.Date `json:"unsealed,omitempty"`
	// Server says that the database is a server, which keeps the bytes of
	// deleted rows until it vacuums.
	Server bool `json:"server,omitempty"`
}

// Unvisited is a door that could not be visited.
type Unvisited struct {
	Door string `json:"door"`
	Why  string `json:"why"`
}

// Unfinished is an error that says where answers may still wait, or nil.
func (e Erasure) Unfinished() error {
	if len(e.Waiting) == 0 {
		return nil
	}
	var names []string
	for _, w := range e.Waiting {
		names = append(names, w.Door+" ("+w.Why+")")
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.EraseAll",
		Message: "answers to " + e.Callout + " may wait at a door that could not be visited, so its keys are kept: " + strings.Join(names, "; "),
		Hint:    "erase again when the door answers; one that is gone for good is taken out of voxpop.toml first"}
}

// repliesKept is for how many days a door keeps a reply that it was given.
const repliesKept = 30

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
	replies, err := a.Store.RepliesOut(ctx, slug, ids...)
	if err != nil {
		return e, err
	}
	if err := a.Store.Erase(ctx, by, slug, now, ids...); err != nil {
		return e, err
	}
	e = Erasure{Callout: slug, IDs: ids, Responses: len(ids)}
	if err := a.noteErased(ctx); err != nil {
		return e, err
	}
	return e, a.complete(ctx, &e, replies)
}

// EraseAll takes every answer to a call-out that is closed, and everything
// that was made of them, out of the record for good, and destroys the keys to
// which they were sealed. See [store.DB.EraseCallout] for what stays. The doors
// are visited first, so that what waits there is erased with the rest.
func (a *App) EraseAll(ctx context.Context, by voxpop.Actor, slug string) (e Erasure, err error) {
	c, err := a.Callout(ctx, slug)
	if err != nil {
		return e, err
	}
	if c.Closes.IsZero() || c.Closes.InZone(c.Zone()).After(time.Now()) {
		return e, &voxpop.Error{Kind: voxpop.Conflict, Op: "app.EraseAll", Message: slug + " is still open: who answers now would seal to keys that are gone",
			Hint: "voxpop callout close " + slug + ", let its doors hear of it (voxpop pull), then erase"}
	}
	var waiting []Unvisited
	if keyed, err := a.keyed(slug); err != nil {
		return e, err
	} else if keyed {
		waiting = a.fetchFirst(ctx, by)
	}
	return a.eraseAll(ctx, by, slug, waiting)
}

// keyed reports whether any of the call-outs has keys: only then can answers to
// it wait at a door.
func (a *App) keyed(slugs ...string) (bool, error) {
	if a.Keys == nil {
		return false, nil
	}
	have, err := a.Keys.Slugs()
	return slices.ContainsFunc(slugs, func(s string) bool { return slices.Contains(have, s) }), err
}

// fetchFirst visits every door before something is erased, and returns those
// where it failed: what waits there cannot be erased yet.
func (a *App) fetchFirst(ctx context.Context, by voxpop.Actor) (waiting []Unvisited) {
	note := func(door string, err error) {
		if err != nil {
			waiting = append(waiting, Unvisited{door, err.Error()})
		}
	}
	if here := a.here.Load(); here != nil {
		_, err := a.Visit(ctx, by, here.Door(), true)
		note("here", err)
	} else if _, err := os.Stat(filepath.Join(a.Config.Dir, DoorFolder)); err == nil {
		door, err := a.openFront()
		if err == nil {
			_, err = a.Visit(ctx, by, door.Door(), true)
			err = errors.Join(err, door.Close())
		}
		note("here", err)
	}
	doors, err := a.Doors()
	if err != nil {
		for _, d := range a.Config.Doors {
			note(d.Name, err)
		}
		return waiting
	}
	visited := map[string]bool{}
	failed := a.VisitAll(ctx, by, doors, func(name string, _ intake.Pulled, err error) {
		visited[name] = true
		note(name, err)
	})
	for _, d := range doors {
		if !visited[d.Name] {
			note(d.Name, failed)
		}
	}
	return waiting
}

// eraseAll erases all of a call-out, but for its keys when answers may wait at
// a door: nobody could tell then that they are to be erased.
func (a *App) eraseAll(ctx context.Context, by voxpop.Actor, slug string, waiting []Unvisited) (e Erasure, err error) {
	e.Callout, e.Waiting = slug, waiting
	replies, err := a.Store.RepliesOut(ctx, slug)
	if err != nil {
		return e, err
	}
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
		keyed, err := a.keyed(slug)
		if err != nil {
			return e, err
		}
		if keyed && len(waiting) == 0 {
			if err := a.Keys.Forget(slug); err != nil {
				return e, err
			}
			e.Keys = true
		}
	}
	return e, a.complete(ctx, &e, replies)
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

// complete works out when no copy holds what was erased now: no backup, no
// refused item that nobody can tell whose it is, and no door a reply. Replies
// is how many doors may hold until now; it is not known when a door got one.
func (a *App) complete(ctx context.Context, e *Erasure, replies int) error {
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
	last, err := a.lastReply(ctx, e)
	if err != nil {
		return err
	}
	if replies > 0 {
		last = time.Now()
	}
	if gone := dayOf(last).AddDate(0, 0, repliesKept+1); gone.After(day) {
		day = gone
	}
	if len(e.Waiting) == 0 {
		e.Complete = voxpop.Date(day.Format(time.DateOnly))
	}
	if !b.Unsealed.IsZero() {
		e.Unsealed = voxpop.Date(b.Unsealed.Format(time.DateOnly))
	}
	e.Server = a.Store.Engine() == "postgres"
	return nil
}

// lastReply is when somebody last replied to what was erased: the replies that
// an earlier run erased are known by the audit log only.
func (a *App) lastReply(ctx context.Context, e *Erasure) (last time.Time, err error) {
	for line, err := range a.Store.Audit(ctx, e.Callout, 0) {
		if err != nil {
			return last, err
		}
		if line.Verb == "reply" && (e.IDs == nil || slices.ContainsFunc(line.Changes, func(c store.Change) bool { return slices.Contains(e.IDs, c.ID) })) {
			last = line.At
		}
	}
	return last, nil
}
