package app

import (
	"cmp"
	"context"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store"
	"voxpop/internal/vault"
)

// Reply seals a text to the receipt of a response and keeps it until the doors
// have it. Nobody but who holds the receipt can read it, the newsroom neither.
// lang "" is the response's, or the call-out's first.
func (a *App) Reply(ctx context.Context, by voxpop.Actor, slug, response, lang, text string) (id string, err error) {
	slug, err = a.slugOf(ctx, slug)
	if err != nil {
		return "", err
	}
	to, err := a.Store.Receipt(ctx, slug, response)
	if err != nil {
		return "", err
	}
	if lang == "" {
		err := a.Store.View(ctx, slug, func(v *store.View) error {
			r, _, err := v.Response(response)
			lang = cmp.Or(r.Lang, v.Callout().Languages[0])
			return err
		})
		if err != nil {
			return "", err
		}
	}
	plain, err := intake.Reply{Day: time.Now().UTC().Format(time.DateOnly), Lang: lang, Text: text}.Encode()
	if err != nil {
		return "", err
	}
	sealed, err := vault.SealReply(to.To, plain)
	if err != nil {
		return "", err
	}
	id = intake.NewID() + intake.NewID()
	return id, a.Store.Reply(ctx, by, slug, response, intake.SealedReply{ID: id, Box: to.Box, Sealed: sealed})
}
