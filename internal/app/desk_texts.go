package app

import (
	"context"
	"io"
	"slices"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/desk/texts"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
)

// textScreens are the queue of texts, the transcript editor and the grid.
func (a *App) textScreens() *texts.Screens {
	return &texts.Screens{Scribe: a.service(), Records: deskTexts{a.Store, a}, Into: a.Config.Translate.Into, Off: a.Config.Media.Off}
}

// deskTexts is the store as the screens of texts see it.
type deskTexts struct {
	*store.DB
	app *App
}

func (d deskTexts) Derivative(ctx context.Context, slug, id string, kind scribe.Kind) (scribe.Derivative, io.ReadCloser, error) {
	return d.app.Derivative(ctx, slug, id, kind)
}

func (d deskTexts) Steps(ctx context.Context, slug string, state scribe.TaskState, skip, n int) ([]texts.Step, error) {
	list, err := d.StepPage(ctx, slug, state, skip, n)
	all := make([]texts.Step, len(list))
	for i, s := range list {
		all[i] = texts.Step(s)
	}
	return all, err
}

func (d deskTexts) Glossary() ([]bitext.Term, error) { return d.app.Config.terms() }

// Held implements [texts.Records]. Whether a translation is out of date stands
// in the versions, which are read where there may be such a one.
func (d deskTexts) Held(ctx context.Context, slug string, ids []string, fn func(texts.Held) error) error {
	return d.View(ctx, slug, func(v *store.View) error {
		one := func(r voxpop.Response) error {
			h := held(r)
			if h.Gone || h.Transcript.State == "" {
				return fn(h)
			}
			for i, t := range h.Translations {
				if t.State == voxpop.Reviewed { // it would not be, of other words
					continue
				}
				all, err := v.Texts(scribe.Ref{Callout: slug, Response: r.ID, Of: voxpop.OfTranslation, Lang: t.Lang})
				if err != nil {
					return err
				}
				if newest, ok := all.Work(voxpop.OfTranslation, t.Lang); ok {
					h.Translations[i].Stale = scribe.OutOfDate(newest, all.Transcripts)
				}
			}
			return fn(h)
		}
		if ids == nil {
			for r, err := range v.Responses() {
				if err == nil {
					err = one(r)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}
		for _, id := range ids {
			r, ok, err := v.Response(id)
			if err == nil && ok {
				err = one(r)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func held(r voxpop.Response) texts.Held {
	h := texts.Held{ID: r.ID, At: r.ReceivedAt.Time, Medium: r.Medium, Lang: r.Lang, Gone: r.Withdrawn() || r.SetAside != ""}
	h.Spoken = r.Media != "" && (r.Medium == voxpop.Voice || r.Medium == voxpop.Video)
	if t := r.Transcript; t != nil {
		h.Transcript = texts.Work{Lang: t.Lang, State: t.State}
	}
	for _, t := range r.Translations {
		if !slices.ContainsFunc(h.Translations, func(w texts.Work) bool { return w.Lang == t.Lang }) { // the first counts
			h.Translations = append(h.Translations, texts.Work{Lang: t.Lang, State: t.State})
		}
	}
	return h
}

// looks are the lines of the audit log that change nothing.
var looks = []string{"look", "play", "reveal", "export"}

// Changed implements [texts.Records].
func (d deskTexts) Changed(ctx context.Context, slug string, after int64) (c texts.Changes, err error) {
	if after == 0 {
		c.All = true
		c.Last, err = d.LastAudit(ctx)
		return c, err
	}
	c.Last = after
	seen := map[string]bool{}
	for line, err := range d.Audit(ctx, slug, after) {
		if err != nil {
			return c, err
		}
		c.Last = line.ID
		if slices.Contains(looks, line.Verb) {
			continue
		}
		for _, change := range line.Changes {
			switch {
			case change.ID != "" && !seen[change.ID]:
				seen[change.ID] = true
				c.IDs = append(c.IDs, change.ID)
			case change.ID == "" && line.Verb == "import":
				c.All = true
			}
		}
	}
	return c, nil
}
