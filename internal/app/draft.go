package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/position"
	"voxpop/internal/prevalence"
	"voxpop/internal/store"
)

// draftThemes is how many themes a new story begins with.
const draftThemes = 5

// NewStory begins a story: what the record says in figures and positions, in
// sentences that compile, for a person to write around.
func (a *App) NewStory(ctx context.Context, slug, lang string) (src []byte, err error) {
	if !slices.Contains(HouseLanguages, lang) {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.NewStory", Place: "--lang", Message: "is not a language of stories", Hint: "choose one of " + strings.Join(HouseLanguages, ", ")}
	}
	if slug, err = a.slugOf(ctx, slug); err != nil {
		return nil, err
	}
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		statements, err := v.AllStatements()
		if err != nil {
			return err
		}
		d := draft{l: locale.For(lang), house: a.House(), f: f, book: v.Codebook()}
		d.front(v.Callout(), time.Now())
		d.themes()
		d.reversals(v.Points(), voxpop.OneName(statements, v.Speakers()))
		src = []byte(d.b.String())
		return nil
	})
	return src, err
}

type draft struct {
	b     strings.Builder
	l     *locale.Locale
	house voxpop.House
	f     *prevalence.Figures
	book  voxpop.Codebook
}

func (d *draft) front(c voxpop.Callout, now time.Time) {
	fmt.Fprintf(&d.b, "---\ncallout: %s\nlang: %s\nheadline: %s\nstandfirst: %s\ndate: %s\n---\n\n",
		c.Slug, d.l.Tag, d.l.Say("draft.headline"), d.l.Say("draft.standfirst"), now.In(c.Zone()).Format(time.DateOnly))
}

// themes writes a sentence for each of the largest themes, in order, and the
// chart. The word is the strongest that the share carries.
func (d *draft) themes() {
	of := d.f.Waterfall.Counted
	shares := slices.Clone(d.f.Shares)
	shares = slices.DeleteFunc(shares, func(s voxpop.Share) bool {
		code, _ := d.book.Code(s.Code)
		return code.Kind != voxpop.Theme || s.N == 0
	})
	slices.SortStableFunc(shares, func(a, b voxpop.Share) int { return cmp.Compare(b.N, a.N) })
	for _, s := range shares[:min(draftThemes, len(shares))] {
		code, _ := d.book.Code(s.Code)
		number := fmt.Sprintf("[%s](share:%s)", d.l.Say("of", "n", prevalence.Whole(s.N), "of", of), s.Code)
		rung, ok := d.house.Rung(prevalence.Strongest(d.house, d.f, s.Code))
		key := "draft.theme"
		switch {
		case !ok:
			key = "draft.theme.number"
		case of < d.house.NumberFirst:
			key = "draft.theme.number.first"
		}
		word := ""
		if ok {
			word = fmt.Sprintf("[%s](share:%s)", rung.Words[d.l.Tag][0], s.Code)
		}
		line := d.l.Say(key, "word", word, "number", number, "theme", code.Name.In(d.l.Tag))
		d.b.WriteString(capital(line) + "\n\n")
	}
	if len(shares) > 0 && of >= d.house.NumbersOnly {
		fmt.Fprintf(&d.b, "![%s](chart:themes)\n\n", d.l.Say("draft.chart"))
	}
}

func (d *draft) reversals(points []voxpop.Point, statements []voxpop.Statement) {
	byID := map[string]voxpop.Statement{}
	for _, s := range statements {
		byID[s.ID] = s
	}
	for _, r := range position.Reversals(points, statements) {
		key := "draft.reversal"
		if r.Kind == voxpop.Reported {
			key = "draft.reversal.reported"
		}
		s := byID[r.To.Statement]
		speaker := cmp.Or(s.Names[d.l.Tag], s.Speaker)
		link := fmt.Sprintf("reversal:%s/%s", voxpop.Slug(r.Speaker), r.Point)
		for _, p := range points {
			if p.ID == r.Point {
				d.b.WriteString(d.l.Say(key, "speaker", speaker, "link", link, "question", p.Question.In(d.l.Tag)) + "\n\n")
			}
		}
	}
}

// capital writes the first letter large, past a link's bracket.
func capital(s string) string {
	i := 0
	for i < len(s) && s[i] == '[' {
		i++
	}
	if i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
		return s[:i] + strings.ToUpper(s[i:i+1]) + s[i+1:]
	}
	return s
}
