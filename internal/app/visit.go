package app

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"time"

	"voxpop"
	"voxpop/internal/channel/door"
	"voxpop/internal/intake"
)

// Cards are what a public door gets of the call-outs that were opened. A
// closed one stays for as long as its keys do, for those who come back with a
// receipt: who was promised to be able to take an answer back can. They hold
// public keys only; making them needs no passphrase.
func (a *App) Cards(ctx context.Context, evaluation bool) ([]intake.Card, error) {
	if a.Keys == nil {
		return nil, errNoKeys
	}
	callouts, err := a.Store.Callouts(ctx)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	var cards []intake.Card
	for _, c := range callouts {
		if c.Opens.IsZero() {
			continue
		}
		// Where it closed and was erased, keys are not made anew: nothing could
		// be taken back any more, and nothing new is asked for.
		closed := !c.Closes.IsZero() && !now.Before(c.Closes.Time)
		if at := c.ErasedAt(); !at.IsZero() && now.After(at) {
			continue
		}
		keys := a.Keys.Callout
		if closed {
			keys = a.Keys.Current
		}
		recipients, err := keys(c.Slug)
		if closed && voxpop.KindOf(err) == voxpop.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		cards = append(cards, intake.Card{Callout: c, Recipients: recipients, Evaluation: evaluation || a.Keys.Evaluation()})
	}
	return cards, nil
}

var errNoKeys = &voxpop.Error{Kind: voxpop.Forbidden, Op: "app.Cards", Message: "the workspace has no keys, so it can take no answers from a public door", Hint: "voxpop keys init makes them"}

// Visit gives a door its call-outs and replies and takes what came there into
// the record. evaluation says that the door stands on this machine.
func (a *App) Visit(ctx context.Context, by voxpop.Actor, at intake.Door, evaluation bool) (intake.Pulled, error) {
	s, err := a.push(ctx, evaluation, at)
	if err != nil {
		return intake.Pulled{}, err
	}
	return a.pull(ctx, s, by, at, "here")
}

// pull takes what came to a door, and notes what was taken back.
func (a *App) pull(ctx context.Context, s *intake.Service, by voxpop.Actor, at intake.Door, name string) (intake.Pulled, error) {
	if a.Progress != nil {
		s.Progress = func(done, of int) { a.Progress(name, done, of) }
	}
	got, err := s.Pull(ctx, by, at)
	if got.Withdrawn > 0 {
		err = cmp.Or(err, a.noteErased(ctx))
	}
	return got, err
}

// VisitAll visits several doors and calls each, which may be nil, with what
// came of every visit. One that fails does not keep the others from being
// visited. All doors get every reply, since nobody knows at which one a
// respondent comes back.
func (a *App) VisitAll(ctx context.Context, by voxpop.Actor, doors []RemoteDoor, each func(name string, got intake.Pulled, err error)) error {
	var all []intake.Door
	for _, d := range doors {
		all = append(all, d.Door)
	}
	s, failed := a.push(ctx, false, all...)
	if s == nil {
		return failed
	}
	for _, d := range doors {
		got, err := a.pull(ctx, s, by, d.Door, d.Name)
		if each != nil {
			each(d.Name, got, err)
		}
		failed = cmp.Or(failed, err)
	}
	return failed
}

// push gives doors what they need and returns what pulls from them. The
// service is nil when there is nothing to pull with; with a service, an error
// is a door's.
func (a *App) push(ctx context.Context, evaluation bool, doors ...intake.Door) (*intake.Service, error) {
	cards, err := a.Cards(ctx, evaluation)
	if err != nil {
		return nil, err
	}
	s := &intake.Service{Store: a.Store, Open: a.Keys.Open, ID: intake.NewID, Keep: a.Store.KeepRefused}
	_, failed := s.Push(ctx, cards, doors...)
	// What came waits, sealed, until somebody unlocks the keys.
	if err := a.Keys.Wake(); err != nil {
		return nil, err
	}
	return s, failed
}

// RemoteDoor is a [[door]] of the configuration, ready to be visited.
type RemoteDoor struct {
	Name string
	Door intake.Door
}

// Doors are the doors of the configuration. It needs the passphrase: what is
// asked of a door is signed.
func (a *App) Doors() ([]RemoteDoor, error) {
	if len(a.Config.Doors) == 0 {
		return nil, nil
	}
	if a.Keys == nil {
		return nil, errNoKeys
	}
	key, err := a.Keys.DeskKey()
	if err != nil {
		return nil, err
	}
	var doors []RemoteDoor
	for _, d := range a.Config.Doors {
		c, err := newDoor(d, key)
		if err != nil {
			return nil, err
		}
		doors = append(doors, RemoteDoor{d.Name, c})
	}
	return doors, nil
}

func newDoor(d Door, key ed25519.PrivateKey) (intake.Door, error) {
	return door.New(door.Config{URL: d.URL, ID: d.ID, Socks: d.Socks, Key: key, Now: time.Now})
}
