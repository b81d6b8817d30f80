package app

import (
	"context"
	"os"

	"voxpop"
	"voxpop/internal/desk"
	"voxpop/internal/desk/settings"
	"voxpop/internal/store"
)

// deskSettings is how administrators keep the desk.
func (a *App) deskSettings() desk.Screens {
	return &settings.Screens{People: a.People(), Link: a.Config.InviteLink, Keys: deskKeys{a}, House: deskHouse{a},
		Engine: func(ctx context.Context) []settings.Finding {
			r := Examine(ctx, a.Config.Dir, os.Getenv)
			all := make([]settings.Finding, 0, len(r.Checks))
			for _, f := range r.Checks {
				all = append(all, settings.Finding{Name: f.Name, OK: f.OK, Found: f.Found, Hint: f.Hint})
			}
			return all
		}}
}

// deskKeys is the ring of the program as the settings see it.
type deskKeys struct{ a *App }

func (k deskKeys) State() (settings.KeyState, error) {
	if k.a.Keys == nil {
		return settings.KeyState{None: true}, nil
	}
	is, err := describe(k.a.Keys, k.a.Config.Dir)
	if err != nil {
		return settings.KeyState{}, err
	}
	s := settings.KeyState{Locked: k.a.Keys.Locked(), Evaluation: is.Evaluation, Newsroom: is.Newsroom.Words, Recovery: is.Recovery.Words}
	for _, c := range is.Callouts {
		s.Callouts = append(s.Callouts, settings.KeyOf{Slug: c.Callout, Words: c.Words})
	}
	return s, nil
}

func noKeys() error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: "settings.keys", Message: "the workspace has no keys", Hint: "voxpop keys init makes them"}
}

func (k deskKeys) Unlock(ctx context.Context, by voxpop.Actor, passphrase string) error {
	if k.a.Keys == nil {
		return noKeys()
	}
	if err := k.a.Keys.Unlock(passphrase); err != nil {
		return err
	}
	return k.a.Store.Saw(ctx, by, "unlock_keys", "")
}

func (k deskKeys) Lock(ctx context.Context, by voxpop.Actor) error {
	if k.a.Keys == nil {
		return noKeys()
	}
	if err := k.a.Store.Saw(ctx, by, "lock_keys", ""); err != nil {
		return err
	}
	return k.a.Keys.Lock()
}

// deskHouse is the house rules as the settings see them.
type deskHouse struct{ a *App }

func (h deskHouse) House() voxpop.House { return h.a.House() }

func (h deskHouse) SetHouse(ctx context.Context, by voxpop.Actor, old, next voxpop.House) error {
	return h.a.SetHouse(ctx, by, old, next)
}

func (h deskHouse) Stories(ctx context.Context) (all []settings.StoryState, err error) {
	callouts, err := h.a.Store.Callouts(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range callouts {
		list, err := h.a.Stories(ctx, c.Slug)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			continue
		}
		err = h.a.Store.View(ctx, c.Slug, func(v *store.View) error {
			for _, s := range list {
				one := settings.StoryState{Callout: c.Slug, Name: s.Name}
				res, doc, err := h.a.check(v, s.Name, s.Body)
				switch {
				case voxpop.KindOf(err) == voxpop.Invalid:
					one.Broken = true
				case err != nil:
					return err
				default:
					one.Title, one.Lang = doc.Front.Headline, doc.Front.Lang
					one.Errors, one.Warnings = res.Errors(), res.Warnings()
				}
				all = append(all, one)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
