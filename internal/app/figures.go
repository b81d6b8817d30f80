package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"voxpop"
	"voxpop/internal/coding"
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
	Basis     Basis          `json:"basis"`
	Shares    []Share        `json:"shares"` // in codebook order
	By        *Breakdown     `json:"by,omitempty"`

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
	Needs     []Need          `json:"needs,omitempty"`
}

// Basis says what the shares stand on: everybody's codings, or a random sample
// of people and a model's scores; and why.
type Basis struct {
	Method  string `json:"method"` // count or ppi
	Reason  string `json:"reason"` // a key: all-coded, not-drawn, few-drawn, many-missing; "" with ppi
	Says    string `json:"says"`   // the same in words
	Drawn   int    `json:"drawn"`  // people drawn at random
	Coded   int    `json:"coded"`  // … and coded
	Counted int    `json:"counted"`
}

func basisOf(b prevalence.Basis) Basis {
	out := Basis{Method: b.Method, Reason: b.Reason, Drawn: b.Drawn, Coded: b.Coded, Counted: b.Counted}
	missing := b.Drawn - b.Coded
	switch b.Reason {
	case prevalence.ReasonAllCoded:
		out.Says = "everybody counted is coded: nothing is estimated; the range is how far coders who disagree could move a figure"
	case prevalence.ReasonNotDrawn, prevalence.ReasonNoCrowd:
		out.Says = "nobody was drawn at random, so the range allows for whatever those not coded may have said; voxpop suggest draws people at random"
	case prevalence.ReasonFewDrawn:
		out.Says = fmt.Sprintf("%d people drawn at random are coded, and %d are needed before a share is estimated from them", b.Coded, prevalence.MinDrawn)
	case prevalence.ReasonManyMissing:
		out.Says = fmt.Sprintf("%d of %d people drawn at random are not coded: too many to estimate from the rest; voxpop suggest lists them first", missing, b.Drawn)
	default:
		out.Says = fmt.Sprintf("estimated from %d people drawn at random and coded, and a model's scores for the rest", b.Coded)
		if missing > 0 {
			out.Says += fmt.Sprintf("; %d drawn are not coded yet and count both ways", missing)
		}
	}
	return out
}

// Need says what a word of the ladder still asks of a share.
type Need struct {
	Word string `json:"word"` // in English
	Rung string `json:"rung"`
	Have bool   `json:"have"`
	More int    `json:"more"` // further people to be coded, as far as can be expected; 0 when it holds or never will
	// Never names the condition that coding is not expected to meet.
	Never string `json:"never,omitempty"`
}

// Breakdown is the shares by language, channel, … Cells that are small, or
// that would tell a small one, are hidden: their numbers are null.
type Breakdown struct {
	Dimension string  `json:"dimension"`
	Groups    []Group `json:"groups"`
}

// Group is one value of a dimension.
type Group struct {
	Value  string      `json:"value"`
	Of     *int        `json:"of"` // people
	Hidden string      `json:"hidden,omitempty"`
	Shares []GroupCell `json:"shares"`
}

// GroupCell is a code's share in a group.
type GroupCell struct {
	Code   string   `json:"code"`
	N      *float64 `json:"n"`
	Share  *float64 `json:"share"`
	Low    *float64 `json:"low"`
	High   *float64 `json:"high"`
	Hidden string   `json:"hidden,omitempty"` // small, complement or few-drawn
}

// SharesOptions are what is asked besides the shares.
type SharesOptions struct {
	Need bool   // what each word of the ladder still needs
	By   string // a dimension to break the shares down by; "" = none
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
func (a *App) Shares(ctx context.Context, slug string, o SharesOptions) (s Shares, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		book := v.Codebook()
		s = Shares{
			Callout: v.Callout().Slug, Received: f.Waterfall.Received, Counted: f.Waterfall.Counted,
			Coded: f.Coded, Double: f.Double, Basis: basisOf(f.Basis), Waterfall: map[string]int{}, Shares: []Share{}, steps: f.Waterfall.Steps(),
		}
		for _, step := range s.steps {
			s.Waterfall[step.Name] = step.N
		}
		for _, x := range f.Shares {
			code, _ := book.Code(x.Code)
			dominates := false
			if code.Kind == voxpop.Theme {
				dominates, _ = prevalence.Dominates(a.House(), f, x.Code)
			}
			s.Shares = append(s.Shares, Share{
				Code: x.Code, Name: code.Name.In("en"), Kind: code.Kind, N: x.N, Of: x.Of, Share: x.Share, Low: x.Low, High: x.High,
				Method: x.Method, Coded: x.Coded, Alpha: x.Alpha, Word: x.Word, Dominates: dominates,
			})
			if o.Need && code.Kind == voxpop.Theme {
				s.Shares[len(s.Shares)-1].Needs = a.needs(f, x.Code)
			}
		}
		if o.By != "" {
			s.By, err = a.breakdown(f, o.By)
		}
		return err
	})
	return s, err
}

func (a *App) needs(f *prevalence.Figures, code string) []Need {
	all := []Need{}
	for _, n := range f.Needs(a.House(), code) {
		need := Need{Word: n.Rung, Rung: n.Rung, Have: n.Have, More: n.More, Never: string(n.Never)}
		if rung, ok := a.House().Rung(n.Rung); ok && len(rung.Words["en"]) > 0 {
			need.Word = rung.Words["en"][0]
		}
		all = append(all, need)
	}
	return all
}

func (a *App) breakdown(f *prevalence.Figures, dimension string) (*Breakdown, error) {
	groups, ok := f.Breakdown(dimension, a.House())
	if !ok {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Shares", Place: "--by", Message: "is nothing that shares can be broken down by", Hint: "one of lang, medium, channel, place, role, week"}
	}
	dimension, _ = prevalence.Dimension(dimension)
	b := &Breakdown{Dimension: dimension, Groups: []Group{}}
	for _, g := range groups {
		one := Group{Value: g.Value, Hidden: string(g.Hidden), Shares: []GroupCell{}}
		if g.Hidden == "" {
			one.Of = &g.Of
		}
		for _, x := range g.Shares {
			cell := GroupCell{Code: x.Code, Hidden: string(x.Hidden)}
			if x.Hidden == "" {
				cell.N, cell.Share, cell.Low, cell.High = &x.N, &x.Share, &x.Low, &x.High
			}
			one.Shares = append(one.Shares, cell)
		}
		b.Groups = append(b.Groups, one)
	}
	return b, nil
}

// Agreement is the answer of `voxpop agreement`.
type Agreement struct {
	Callout string          `json:"callout"`
	Codes   []CodeAgreement `json:"codes"`
	Overall CodeAgreement   `json:"overall"`
	// MASI is alpha over the whole sets of codes, where a set that shares half
	// agrees by half.
	MASI prevalence.Estimate `json:"masi"`
	// Sharpen lists the codes whose definitions want sharpening, the worst first.
	Sharpen []prevalence.Sharper `json:"sharpen"`
}

// CodeAgreement is the agreement on one code, or on all of them.
type CodeAgreement struct {
	prevalence.CodeAgreement
	Same   prevalence.Estimate `json:"same"`   // percent, as a fraction of 1, with its interval
	Kappa  prevalence.Estimate `json:"kappa"`  // Cohen's, mean over the pairs of coders
	Fleiss prevalence.Estimate `json:"fleiss"` // for any number of coders
}

// Agreement says how far the coders of a call-out agree.
func (a *App) Agreement(ctx context.Context, slug string) (got Agreement, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		corpus, err := coding.Load(v)
		if err != nil {
			return err
		}
		units := corpus.Ratings()
		got = Agreement{Callout: v.Callout().Slug, Codes: []CodeAgreement{}, Sharpen: prevalence.Sharpen(units)}
		if got.Sharpen == nil {
			got.Sharpen = []prevalence.Sharper{}
		}
		for _, c := range f.Agreement.Codes {
			got.Codes = append(got.Codes, agreementOf(c, coding.RatingsOf(units, c.Code)))
		}
		got.Overall = agreementOf(f.Agreement.Overall, units)
		got.MASI = prevalence.Reliability(units, prevalence.Options{}).MASI
		return nil
	})
	return got, err
}

func agreementOf(c prevalence.CodeAgreement, units []prevalence.Rated) CodeAgreement {
	m := prevalence.Reliability(units, prevalence.Options{})
	return CodeAgreement{CodeAgreement: c, Same: m.Percent, Kappa: m.Kappa, Fleiss: m.Fleiss}
}

// StatementsCallout returns slug, or the only call-out of the workspace that
// has statements when slug is "".
func (a *App) StatementsCallout(ctx context.Context, slug string) (string, error) {
	if slug == "" {
		only, err := a.onlyWithStatements(ctx)
		if err != nil {
			return "", err
		}
		slug = only
	}
	return a.slugOf(ctx, slug)
}

// onlyWithStatements is the call-out that holds statements, when just one does.
func (a *App) onlyWithStatements(ctx context.Context) (only string, err error) {
	all, err := a.Store.Callouts(ctx)
	if err != nil {
		return "", err
	}
	for _, c := range all {
		err := a.Store.View(ctx, c.Slug, func(v *store.View) error {
			for _, err := range v.Statements() {
				if err != nil {
					return err
				}
				if only != "" {
					only = ""
					return errSeveral
				}
				only = c.Slug
				break
			}
			return nil
		})
		if errors.Is(err, errSeveral) {
			return "", nil
		}
		if err != nil {
			return "", err
		}
	}
	return only, nil
}

// errSeveral ends a search for the only one.
var errSeveral = errors.New("several")
