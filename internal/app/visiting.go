package app

import (
	"context"
	"fmt"
	"time"

	"voxpop"
	"voxpop/internal/intake"
)

// hereEvery is the pause between two visits to a door on this machine.
const hereEvery = 3 * time.Second

// byDoor stands in the audit log for what the program took from a door by itself.
const byDoor voxpop.Actor = "door"

// visits remembers what was last logged of each door: a fault is logged when
// it begins and when it is another, not at every visit.
type visits struct {
	a    *App
	last map[string]string
}

// note logs what came of a visit.
func (v *visits) note(door string, got intake.Pulled, err error) {
	said := ""
	switch {
	case err != nil:
		said = err.Error()
		if hint := voxpop.HintOf(err); hint != "" {
			said += " (" + hint + ")"
		}
	case got.Left > 0:
		said = fmt.Sprintf("%d items open with none of the keys here and stay at the door; is this the newsroom that they are meant for?", got.Left)
	}
	if said != "" && said != v.last[door] {
		v.a.Log.Warn("a visit to a door failed", "door", door, "error", said)
	}
	v.last[door] = said
}

// visitHere returns what a loop calls to visit the door of this workspace.
func (a *App) visitHere(at intake.Door) func(context.Context) {
	v := &visits{a, map[string]string{}}
	return func(ctx context.Context) {
		got, err := a.Visit(ctx, byDoor, at, true)
		if ctx.Err() == nil {
			v.note("here", got, err)
		}
	}
}

// visitDoors returns what a loop calls to visit the doors of the
// configuration. They are made at the first visit, since what is asked of them
// is signed with a key.
func (a *App) visitDoors() func(context.Context) {
	v := &visits{a, map[string]string{}}
	var doors []RemoteDoor
	return func(ctx context.Context) {
		if doors == nil {
			var err error
			if doors, err = a.Doors(); err != nil {
				v.note("all", intake.Pulled{}, err)
				return
			}
		}
		// Each is noted under its door.
		_ = a.VisitAll(ctx, byDoor, doors, func(name string, got intake.Pulled, err error) {
			if ctx.Err() == nil {
				v.note(name, got, err)
			}
		})
	}
}
