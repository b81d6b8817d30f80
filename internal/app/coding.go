package app

import (
	"context"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/engine/llm"
	"voxpop/internal/eval"
	"voxpop/internal/prevalence"
	"voxpop/internal/store"
)

// codingStore is the store as the coding sees it.
type codingStore struct{ *store.DB }

var (
	_ coding.Store  = codingStore{}
	_ coding.Record = (*store.View)(nil)
)

// Read implements [coding.Store].
func (s codingStore) Read(ctx context.Context, slug string, fn func(coding.Record) error) error {
	return s.View(ctx, slug, func(v *store.View) error { return fn(v) })
}

// coding is the service behind duplicates, themes and suggestions. progress is
// told what is being done; it may be nil.
func (a *App) coding(progress func(what string)) *coding.Service {
	return &coding.Service{Store: codingStore{a.Store}, Now: time.Now, Progress: progress}
}

// assisted is [App.coding] with the models that the configuration names; none
// is the default.
func (a *App) assisted(progress func(what string)) (*coding.Service, Engines, error) {
	s := a.coding(progress)
	engines, err := a.Config.Engines()
	if err != nil {
		return nil, engines, err
	}
	if engines.Vectors != nil {
		s.Embedder = engines.Vectors
	}
	if engines.Labels != nil {
		s.Labeller = engines.Labels
	}
	return s, engines, nil
}

// Duplicates finds groups of responses that say the same.
func (a *App) Duplicates(ctx context.Context, slug string, all bool, progress func(string)) (coding.Duplicates, error) {
	return a.coding(progress).Duplicates(ctx, slug, all)
}

// DecideDuplicates takes decisions, each written GROUP=DECISION.
func (a *App) DecideDuplicates(ctx context.Context, by voxpop.Actor, slug string, written []string, progress func(string)) (coding.Decided, error) {
	var all []coding.Decision
	for _, w := range written {
		d, err := coding.ParseDecision(w)
		if err != nil {
			return coding.Decided{}, err
		}
		all = append(all, d)
	}
	return a.coding(progress).Decide(ctx, by, slug, all)
}

// Themes is the answer of `voxpop themes`.
type Themes struct {
	coding.Proposed
	Engines []llm.Use `json:"engines"` // the models that were asked; empty: none
}

// Themes proposes themes, and takes those that o names into the codebook.
func (a *App) Themes(ctx context.Context, by voxpop.Actor, slug string, o coding.ThemesOptions, progress func(string)) (got Themes, err error) {
	s, engines, err := a.assisted(progress)
	if err != nil {
		return got, err
	}
	defer engines.Close()
	got.Proposed, err = s.Themes(ctx, by, slug, o)
	got.Engines = append([]llm.Use{}, engines.Used()...)
	return got, err
}

// Suggested is the answer of `voxpop suggest`.
type Suggested struct {
	coding.Suggested
	Engines []llm.Use `json:"engines"` // the models that were asked; empty: none
}

// Suggest proposes codes for what nobody has coded.
func (a *App) Suggest(ctx context.Context, slug string, o coding.SuggestOptions, progress func(string)) (got Suggested, err error) {
	s, engines, err := a.assisted(progress)
	if err != nil {
		return got, err
	}
	defer engines.Close()
	got.Suggested, err = s.Suggest(ctx, slug, o)
	got.Engines = append([]llm.Use{}, engines.Used()...)
	return got, err
}

// TakeSuggestions writes a coder's codes, each written RESPONSE=CODE,CODE.
func (a *App) TakeSuggestions(ctx context.Context, by voxpop.Actor, slug string, written []string, draw voxpop.Draw) (coding.Taken, error) {
	var all []coding.Taking
	for _, w := range written {
		t, err := coding.ParseTaking(w)
		if err != nil {
			return coding.Taken{}, err
		}
		all = append(all, t)
	}
	return a.coding(nil).Take(ctx, by, slug, all, draw)
}

// Rehearsal is what the methods would have said of answers that people have
// coded, had they coded fewer: the demo shows how far they may be trusted.
type Rehearsal struct {
	Learned, Tried int     // answers: learnt from, and tried on
	MicroF1        float64 // of what was suggested for those tried, against the coders
	Drawn          int     // people whom the sample of Sampled holds
	Counted        *prevalence.Figures
	Sampled        *prevalence.Figures
}

// Rehearse learns from every other coded answer and tries itself on the rest;
// and it draws so many people at random and estimates the shares of all.
func (a *App) Rehearse(ctx context.Context, slug string, drawn int) (r Rehearsal, err error) {
	var corpus *coding.Corpus
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		if corpus, err = coding.Load(v); err != nil {
			return err
		}
		r.Counted, err = v.Figures()
		return err
	})
	if err != nil {
		return r, err
	}
	var train, test []eval.Row
	for i := range corpus.Answers {
		x := &corpus.Answers[i]
		if !x.Stands || !x.Coded || x.Text == "" {
			continue
		}
		row := eval.Row{ID: x.Response.ID, Text: x.Text, Lang: x.Lang, Labels: corpus.Codes(i)}
		if len(train) <= len(test) {
			train = append(train, row)
		} else {
			test = append(test, row)
		}
	}
	r.Learned, r.Tried = len(train), len(test)
	if len(test) > 0 {
		got, err := eval.Coding(train, test, eval.CodingOptions{})
		if err != nil {
			return r, err
		}
		r.MicroF1 = got.MicroF1
	}
	r.Drawn, r.Sampled = drawn, corpus.Sampled(drawn, a.House())
	return r, nil
}
