package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"voxpop/internal/desk"
	"voxpop/internal/desk/frame"
	"voxpop/internal/page"
	"voxpop/internal/people"
	"voxpop/internal/store"
)

// People is who works at the desk: one service, since it counts tries.
func (a *App) People() *people.Service {
	a.knowing.Do(func() {
		a.people = &people.Service{Store: a.Store, Now: time.Now, Idle: a.Config.People.Idle, End: a.Config.People.End}
	})
	return a.people
}

// Desk is the newsroom's door: every screen is listed here.
func (a *App) Desk() *desk.Desk {
	published := os.DirFS(filepath.Join(a.Config.Dir, PublishedDir))
	return &desk.Desk{
		Frame: &frame.Frame{
			People: a.People(), Store: deskStore{a.Store}, Page: page.Options{Evaluation: a.evaluation.Load}, Log: a.Log, Steps: a.steps, Idle: a.People().IdleAfter(),
		},
		Screens: []desk.Screens{
			a.deskSignin(),
			a.deskSettings(),
			a.deskAudit(),
			a.deskCallouts(),
			a.deskInbox(),
			a.deskThemes(),
			a.deskStatements(),
			a.deskStories(),
			a.textScreens(),
			a.codeScreens(),
		},
		Published: published,
	}
}

// warm reads the desk's lists before somebody asks for them.
func (a *App) warm(ctx context.Context) {
	if err := a.Store.WarmLists(ctx); err != nil && ctx.Err() == nil {
		a.Log.Warn("the desk's lists could not be read ahead", "error", err.Error())
	}
}

// steps says how far the steps of a call-out's recordings are, as a text that
// changes with them.
func (a *App) steps(ctx context.Context, slug string) (string, error) {
	all, err := a.Store.Counts(ctx)
	if err != nil {
		return "", err
	}
	says := ""
	for _, c := range all {
		if c.Callout == slug {
			says += fmt.Sprintf("%s %s %d\n", c.Step, c.State, c.N)
		}
	}
	return says, nil
}

// deskStore is the store as the desk's frame sees it.
type deskStore struct{ *store.DB }

func (s deskStore) Deed(ctx context.Context, id string) (frame.Deed, error) {
	d, err := s.DB.Deed(ctx, id)
	return frame.Deed(d), err
}

func (s deskStore) Deeds(ctx context.Context, person, callout string, limit int) ([]frame.Deed, error) {
	list, err := s.DB.Deeds(ctx, person, callout, limit)
	all := make([]frame.Deed, len(list))
	for i, d := range list {
		all[i] = frame.Deed(d)
	}
	return all, err
}

func (s deskStore) PutDeed(ctx context.Context, d frame.Deed) error {
	return s.DB.PutDeed(ctx, store.Deed(d))
}

func (s deskStore) Draft(ctx context.Context, k frame.DraftKey) (frame.Draft, bool, error) {
	d, ok, err := s.DB.Draft(ctx, store.DraftKey(k))
	return frame.Draft(d), ok, err
}

func (s deskStore) PutDraft(ctx context.Context, k frame.DraftKey, d frame.Draft) error {
	return s.DB.PutDraft(ctx, store.DraftKey(k), store.Draft(d))
}

func (s deskStore) DropDraft(ctx context.Context, k frame.DraftKey) error {
	return s.DB.DropDraft(ctx, store.DraftKey(k))
}
