package app

import (
	"cmp"
	"context"
	"slices"

	"voxpop"
	"voxpop/internal/position"
	"voxpop/internal/prevalence"
	"voxpop/internal/store"
)

// Shares is the answer of `voxpop shares`.
type Shares struct {
	Callout   string         `json:"callout"`
	Received  int            `json:"received"`
	Waterfall map[string]int `json:"waterfall"` // by step
	Counted   int            `json:"counted"`   // people
	Coded     int            `json:"coded"`     // responses coded by a person
	Double    int            `json:"double"`    // … by two or more
	Shares    []Share        `json:"shares"`    // in codebook order

	steps []voxpop.Step
}

// Share is one code's line. Shares are fractions of 1.
type Share struct {
	Code      string          `json:"code"`
	Name      string          `json:"name"`
	Kind      voxpop.CodeKind `json:"kind"`
	N         float64         `json:"n"`
	Of        int             `json:"of"`
	Share     float64         `json:"share"`
	Low       float64         `json:"low"`
	High      float64         `json:"high"`
	Method    string          `json:"method"`
	Coded     int             `json:"coded"`
	Alpha     *float64        `json:"alpha"`
	Word      string          `json:"word"`
	Dominates bool            `json:"dominates"`
}

// Steps lists the waterfall in order, without its ends.
func (s Shares) Steps() []voxpop.Step { return s.steps }

// Largest returns the n themes that most people voice.
func (s Shares) Largest(n int) []Share {
	themes := slices.DeleteFunc(slices.Clone(s.Shares), func(x Share) bool { return x.Kind != voxpop.Theme })
	slices.SortStableFunc(themes, func(a, b Share) int { return cmp.Compare(b.N, a.N) })
	return themes[:min(n, len(themes))]
}

// Shares counts one state of a call-out.
func (a *App) Shares(ctx context.Context, slug string) (s Shares, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		book := v.Codebook()
		s = Shares{
			Callout: v.Callout().Slug, Received: f.Waterfall.Received, Counted: f.Waterfall.Counted,
			Coded: f.Coded, Double: f.Double, Waterfall: map[string]int{}, Shares: []Share{}, steps: f.Waterfall.Steps(),
		}
		for _, step := range s.steps {
			s.Waterfall[step.Name] = step.N
		}
		for _, x := range f.Shares {
			code, _ := book.Code(x.Code)
			dominates := false
			if code.Kind == voxpop.Theme {
				dominates, _ = prevalence.Dominates(a.Config.House, f, x.Code)
			}
			s.Shares = append(s.Shares, Share{
				Code: x.Code, Name: code.Name.In("en"), Kind: code.Kind, N: x.N, Of: x.Of, Share: x.Share, Low: x.Low, High: x.High,
				Method: x.Method, Coded: x.Coded, Alpha: x.Alpha, Word: x.Word, Dominates: dominates,
			})
		}
		return nil
	})
	return s, err
}

// Agreement is the answer of `voxpop agreement`.
type Agreement struct {
	Callout string `json:"callout"`
	prevalence.Agreement
}

// Agreement says how far the coders of a call-out agree.
func (a *App) Agreement(ctx context.Context, slug string) (got Agreement, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		got = Agreement{v.Callout().Slug, f.Agreement}
		if got.Codes == nil {
			got.Codes = []prevalence.CodeAgreement{}
		}
		return nil
	})
	return got, err
}

// Statements lists the statements of a call-out by date; speaker and point
// narrow the list when they are not "".
func (a *App) Statements(ctx context.Context, slug, speaker, point string) (of string, list []voxpop.Statement, err error) {
	list = []voxpop.Statement{}
	of, err = a.withStatements(ctx, slug, func(_ []voxpop.Point, all []voxpop.Statement) {
		for _, s := range all {
			if speaker != "" && voxpop.Slug(s.Speaker) != voxpop.Slug(speaker) {
				continue
			}
			if point != "" && !slices.ContainsFunc(s.Positions, func(p voxpop.Position) bool { return p.Point == point }) {
				continue
			}
			list = append(list, s)
		}
	})
	slices.SortStableFunc(list, func(a, b voxpop.Statement) int {
		x, _, _ := a.SaidOn.Bounds()
		y, _, _ := b.SaidOn.Bounds()
		return cmp.Or(x.Compare(y), cmp.Compare(a.ID, b.ID))
	})
	return of, list, err
}

// Reversals lists who changed position.
func (a *App) Reversals(ctx context.Context, slug string) (of string, list []position.Reversal, err error) {
	of, err = a.withStatements(ctx, slug, func(points []voxpop.Point, all []voxpop.Statement) {
		list = position.Reversals(points, all)
	})
	return of, list, err
}

// Contradictions lists who says the opposite of whom.
func (a *App) Contradictions(ctx context.Context, slug string) (of string, list []position.Contradiction, err error) {
	of, err = a.withStatements(ctx, slug, func(points []voxpop.Point, all []voxpop.Statement) {
		list = position.Contradictions(points, all)
	})
	return of, list, err
}

func (a *App) withStatements(ctx context.Context, slug string, fn func([]voxpop.Point, []voxpop.Statement)) (string, error) {
	slug, err := a.slugOf(ctx, slug)
	if err != nil {
		return slug, err
	}
	return slug, a.Store.View(ctx, slug, func(v *store.View) error {
		all, err := v.AllStatements()
		if err != nil {
			return err
		}
		fn(v.Points(), all)
		return nil
	})
}
