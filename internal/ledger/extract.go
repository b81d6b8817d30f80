package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/quote"
)

const (
	around = 32 // code points kept before and after a quotation
	// same is how much of two spans has to be common to both, as a fraction of
	// what either covers, for them to be one quotation.
	same = .5
	// gap stands between the parts of a broken quotation, as in a statement's text.
	gap = " […] "
)

func overlap(a, b Span) float64 {
	both := min(a.End, b.End) - max(a.Start, b.Start)
	if both <= 0 {
		return 0
	}
	return float64(both) / float64(a.End-a.Start+b.End-b.Start-both)
}

// within cuts s down to a text of n code points.
func (s Span) within(n int) Span {
	s.Start, s.End = min(max(s.Start, 0), n), min(max(s.End, 0), n)
	if s.End < s.Start {
		s.End = s.Start
	}
	return s
}

func (s Span) of(runes []rune) string {
	s = s.within(len(runes))
	return string(runes[s.Start:s.End])
}

// reading is what was found, with whom the newsroom takes the speaker for.
type reading struct {
	Found
	who string
}

// foundOf turns quotations into what is kept of them. In holds "#" and the
// number of another one of the list, until merge gives it an id.
func foundOf(all []quote.Quotation, runes []rune, speakers []voxpop.Speaker) []reading {
	out := make([]reading, 0, len(all))
	for _, q := range all {
		s := Span(q.Span).within(len(runes))
		f := reading{Found: Found{
			Start: s.Start, End: s.End, Type: q.Type, Cue: Span(q.Cue).within(len(runes)), Class: q.Class,
			Speaker: mention(q.Speaker, runes), Addressee: mention(q.Addressee, runes), Via: mention(q.Via, runes),
			Medium: Span(q.Medium).within(len(runes)), Place: Span(q.Place).of(runes), Said: q.Said, When: Span(q.When).within(len(runes)), Doubt: q.Doubt,
			Negated: q.Negated, Rule: q.Rule, Precision: q.Precision, Notes: q.Notes,
		}}
		if !f.Said.Valid() {
			f.Said = ""
		}
		if sp, ok := voxpop.FindSpeaker(speakers, f.Speaker.Name); ok {
			f.who = sp.Name
		}
		for _, m := range q.With {
			f.With = append(f.With, mention(m, runes))
		}
		if len(q.Parts) > 1 {
			for _, p := range q.Parts {
				f.Parts = append(f.Parts, Span(p).within(len(runes)))
			}
		}
		if q.In >= 0 && q.In < len(all) {
			f.In = fmt.Sprintf("#%d", q.In)
		}
		out = append(out, f)
	}
	return out
}

func mention(m quote.Mention, runes []rune) Mention {
	return Mention{Span: Span(m.Span).within(len(runes)), Text: m.Text, Who: m.Who, Name: m.Name, Role: m.Role, How: m.How}
}

func (f Found) span() Span { return Span{f.Start, f.End} }

// parts of a quotation, one at least.
func (f Found) parts() []Span {
	if len(f.Parts) == 0 {
		return []Span{f.span()}
	}
	return f.Parts
}

// words of parts of a text.
func words(parts []Span, runes []rune) string {
	all := make([]string, len(parts))
	for i, p := range parts {
		all[i] = p.of(runes)
	}
	return strings.Join(all, gap)
}

// show fills in what a person sees of a candidate beside the span.
func (c *Candidate) show(runes []rune) {
	s := c.Found.span()
	c.Text = words(c.Found.parts(), runes)
	c.Before = Span{s.Start - around, s.Start}.of(runes)
	c.After = Span{s.End, s.End + around}.of(runes)
}

// merge brings what was found in a text together with the candidates that were
// there: a quotation that is the same, or nearly, keeps its candidate's id, and
// what was decided stays as it was seen. It returns the candidates that change
// and how many are new.
func merge(article string, old []Candidate, found []reading, runes []rune) (changed []Candidate, fresh int) {
	of := make([]int, len(found)) // index of the old candidate, -1
	for i := range of {
		of[i] = -1
	}
	taken := make([]bool, len(old))
	type pair struct {
		f, o int
		part float64
	}
	var pairs []pair
	for i, f := range found {
		for j, c := range old {
			if p := overlap(f.span(), c.Found.span()); p >= same {
				pairs = append(pairs, pair{i, j, p})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.part, a.part) })
	for _, p := range pairs {
		if of[p.f] < 0 && !taken[p.o] {
			of[p.f], taken[p.o] = p.o, true
		}
	}
	last := 0
	for _, c := range old {
		last = max(last, c.N)
	}
	ids := make([]string, len(found))
	for i := range found {
		if of[i] >= 0 {
			ids[i] = old[of[i]].ID
			continue
		}
		last++
		fresh++
		ids[i] = fmt.Sprintf("%s-%d", article, last)
	}
	for i, f := range found {
		if n := 0; f.In != "" {
			fmt.Sscanf(f.In, "#%d", &n)
			f.In = ids[n]
		}
		c := Candidate{ID: ids[i], Article: article, State: Proposed}
		if of[i] >= 0 {
			c = old[of[i]]
			if c.State == Accepted || c.State == Rejected {
				continue
			}
			c.State = Proposed
		} else {
			fmt.Sscanf(ids[i][len(article)+1:], "%d", &c.N)
		}
		c.Found, c.Speaker = f.Found, f.who
		c.show(runes)
		changed = append(changed, c)
	}
	for j, c := range old {
		if !taken[j] && c.State == Proposed {
			c.State = Lapsed
			changed = append(changed, c)
		}
	}
	return changed, fresh
}

// moveTo finds the words of candidates again in a text that is read otherwise
// than before. One whose words are not there stays where it was, with a note.
func moveTo(old []Candidate, was, is []rune) {
	for i := range old {
		c := &old[i]
		at := nearest(is, []rune(Span{c.Found.Start, c.Found.End}.of(was)), c.Found.Start)
		if at < 0 {
			c.Found.Notes = append(slices.Clone(c.Found.Notes), "the text is read otherwise now, and these words are not in it")
			continue
		}
		c.Found = c.Found.moved(at - c.Found.Start)
		if c.Taken != nil {
			t := c.Taken.moved(at - c.Found.Start)
			c.Taken = &t
		}
		c.show(is)
	}
}

// nearest returns where words stand in a text, the place nearest to near; -1
// when they do not.
func nearest(in, words []rune, near int) int {
	best := -1
	if len(words) == 0 {
		return best
	}
	for i := 0; i+len(words) <= len(in); i++ {
		if in[i] == words[0] && slices.Equal(in[i:i+len(words)], words) && (best < 0 || abs(i-near) < abs(best-near)) {
			best = i
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

func (s Span) moved(by int) Span {
	if s.End <= s.Start {
		return s
	}
	return Span{s.Start + by, s.End + by}
}

func (f Found) moved(by int) Found {
	f.Start, f.End = f.Start+by, f.End+by
	f.Parts = slices.Clone(f.Parts)
	for i := range f.Parts {
		f.Parts[i] = f.Parts[i].moved(by)
	}
	for _, s := range []*Span{&f.Cue, &f.Medium, &f.When, &f.Speaker.Span, &f.Addressee.Span, &f.Via.Span} {
		*s = s.moved(by)
	}
	return f
}

// Extract reads archived files anew, all when none is named, with the rules and
// the offices of now. What was decided stays.
func (s *Service) Extract(ctx context.Context, by voxpop.Actor, callout string, articles ...string) ([]Taken, error) {
	if len(articles) == 0 {
		for f := (SourceFilter{Copies: true, Pager: Pager{Limit: 1000}}); ; {
			page, err := s.Sources(ctx, callout, f)
			if err != nil {
				return nil, err
			}
			for _, a := range page.Sources {
				articles = append(articles, a.ID)
			}
			if f.After = page.Next; f.After == "" {
				break
			}
		}
		slices.Reverse(articles) // the oldest first: a copy comes after what it repeats
	}
	all := []Taken{}
	for _, id := range articles {
		one, err := s.again(ctx, by, callout, id, nil)
		if err != nil {
			return all, err
		}
		all = append(all, one)
	}
	return all, nil
}

// again reads one article anew: from its archived file, or, with what a person
// corrects of it, from the text that is kept.
func (s *Service) again(ctx context.Context, by voxpop.Actor, callout, id string, in *Input) (taken Taken, err error) {
	var a Article
	var r Reading
	var speakers []voxpop.Speaker
	verb := "extract"
	err = s.Store.Ledger(ctx, callout, func(v Snapshot) error {
		speakers = v.Speakers()
		if a, err = v.Article(id); err != nil {
			return err
		}
		if in == nil {
			r, err = s.archived(v, a)
			return err
		}
		verb = "edit_source"
		in.correct(&a.Article)
		r.Text, err = v.ArticleText(id)
		return err
	})
	if err != nil {
		return taken, err
	}
	found, refused, err := s.find(ctx, a.Article, r.Text, speakers)
	if err != nil {
		return taken, err
	}
	runes := []rune(r.Text)
	taken.Op, err = s.Store.ChangeLedger(ctx, by, verb, callout, nil, func(t Tx) error {
		taken = Taken{Refused: refused}
		if in != nil {
			if err := corrected(t, id, *in); err != nil {
				return err
			}
		}
		was, err := t.ArticleText(id)
		if err != nil {
			return err
		}
		old, err := t.CandidatesOf(id)
		if err != nil {
			return err
		}
		before := slices.Clone(old)
		if was != r.Text {
			moveTo(old, []rune(was), runes)
			now := a.Article
			now.Length = len(runes)
			if err := t.PutArticle(now, &r.Text, likeness(r.Text)); err != nil {
				return err
			}
		}
		changed, fresh := merge(id, old, found, runes)
		if err := sameAs(t, a.Article, changed); err != nil {
			return err
		}
		if was != r.Text { // decided ones move too
			for i, c := range old {
				if c.State == Accepted || c.State == Rejected {
					if c.Found.Start != before[i].Found.Start || len(c.Found.Notes) != len(before[i].Found.Notes) {
						changed = append(changed, c)
					}
				}
			}
		}
		for _, c := range changed {
			if c.State == Lapsed {
				taken.Lapsed++
			}
			if err := t.PutCandidate(c); err != nil {
				return err
			}
		}
		taken.Found, taken.Kept = fresh, len(old)-taken.Lapsed
		taken.Article, err = t.Article(id)
		return err
	})
	return taken, err
}

// corrects reports whether a person gives anything that an article may have
// otherwise.
func (in Input) corrects() bool {
	return in.Title != "" || in.Outlet != "" || in.Byline != "" || in.Lang != "" || in.Zone != "" || in.Published != ""
}

// correct sets what a person gives of an article.
func (in Input) correct(a *voxpop.Article) {
	a.Title, a.Outlet, a.Byline = cmp.Or(keepable(in.Title), a.Title), cmp.Or(oneLine(in.Outlet), a.Outlet), cmp.Or(oneLine(in.Byline), a.Byline)
	a.Lang, a.Zone = cmp.Or(in.Lang, a.Lang), cmp.Or(in.Zone, a.Zone)
	if in.Published != "" {
		a.PublishedOn = in.Published
	}
}

// corrected sets what a person gives of an article, in the article and where
// statements name it as their source.
func corrected(t Tx, id string, in Input) error {
	have, err := t.Article(id)
	if err != nil {
		return err
	}
	now := have.Article
	in.correct(&now)
	if err := t.PutArticle(now, nil, nil); err != nil {
		return err
	}
	name := func(src *voxpop.Source) (changed bool) {
		if src.File != have.File || src.SHA256 != have.SHA256 {
			return false
		}
		if src.Title == have.Title && now.Title != have.Title {
			src.Title, changed = now.Title, true
		}
		if src.Outlet == have.Outlet && now.Outlet != have.Outlet {
			src.Outlet, changed = now.Outlet, true
		}
		return changed
	}
	all, err := t.AllStatements()
	if err != nil {
		return err
	}
	for _, st := range all {
		changed := name(&st.Source)
		if st.AssertedBy == have.Outlet && have.Outlet != "" && changed {
			st.AssertedBy = now.Outlet
		}
		st.Appearances = slices.Clone(st.Appearances)
		for i := range st.Appearances {
			changed = name(&st.Appearances[i]) || changed
		}
		if changed {
			if err := t.PutStatement(st); err != nil {
				return err
			}
		}
	}
	return nil
}
