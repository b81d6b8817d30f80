package story

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/echo"
	"voxpop/internal/prevalence"
)

// echoes are the words that people threw back, and how many did.
type echoes struct {
	counts map[string]echo.Count // by statement
	// words are, for a statement and a language, how many people repeat each of
	// its words or runs.
	words map[string]map[string]map[string]int
}

// echoesOf finds what the answers of a record throw back, less what an editor
// struck. Unlike the figures it reads every answer, so it is asked for only
// where a chart shows it.
func echoesOf(rec Record) (*echoes, error) {
	statements, _, err := statementsOf(rec)
	if err != nil {
		return nil, err
	}
	c := rec.Callout()
	var answers []echo.Answer
	var people []prevalence.Answer
	for r, err := range rec.Responses() {
		if err != nil {
			return nil, err
		}
		people = append(people, prevalence.AnswerOf(c, r, nil))
		if a := echo.AnswerOf(c, r); len(a.Texts) > 0 {
			answers = append(answers, a)
		}
	}
	var o echo.Options
	for d, err := range rec.Decisions() {
		if err != nil {
			return nil, err
		}
		if p, ok := echo.StruckBy(d); ok {
			o.Struck = append(o.Struck, p)
		}
	}
	found := echo.Find(statements, answers, o)
	person := prevalence.Stands(people)
	e := &echoes{counts: map[string]echo.Count{}, words: map[string]map[string]map[string]int{}}
	for _, n := range echo.People(statements, found, person) {
		e.counts[n.Statement] = n
	}
	e.collect(statements, found, person)
	return e, nil
}

// collect counts, a person once, the words of each statement that are repeated.
func (e *echoes) collect(statements []voxpop.Statement, found []echo.Echo, person map[string]string) {
	byID := map[string]*voxpop.Statement{}
	for i := range statements {
		byID[statements[i].ID] = &statements[i]
	}
	type once struct{ statement, lang, words, who string }
	seen := map[once]bool{}
	for _, x := range found {
		who, counts := person[x.Response]
		s := byID[x.Statement]
		if !counts || s == nil || x.Kind != echo.Words {
			continue
		}
		text := []rune(versionIn(s, x.Lang))
		for _, span := range x.Said {
			if span.Start < 0 || span.End > len(text) || span.Start >= span.End {
				continue
			}
			words := unended(string(text[span.Start:span.End]))
			if k := (once{x.Statement, x.Lang, words, who}); !seen[k] {
				seen[k] = true
				in := e.words[x.Statement]
				if in == nil {
					in = map[string]map[string]int{}
					e.words[x.Statement] = in
				}
				if in[x.Lang] == nil {
					in[x.Lang] = map[string]int{}
				}
				in[x.Lang][words]++
			}
		}
	}
}

// versionIn is a statement's text, or its translation, in a language.
func versionIn(s *voxpop.Statement, lang string) string {
	if s.Lang == lang {
		return s.Text
	}
	for _, t := range s.Translations {
		if t.Lang == lang {
			return t.Text
		}
	}
	return ""
}

// most lists the words of a statement that most people threw back, in a
// language.
func (e *echoes) most(statement, lang string, n int) []string {
	in := e.words[statement][lang]
	all := slices.SortedFunc(maps.Keys(in), func(a, b string) int {
		return cmp.Or(in[b]-in[a], len(b)-len(a), strings.Compare(a, b))
	})
	return all[:min(n, len(all))]
}

// echoChart draws how many people threw the words of each statement back:
// those on a point, those of a speaker, or all.
func (c charts) echoChart(query url.Values) (*chart, error) {
	of := c.fig.Waterfall.Counted
	if of < c.house.NumbersOnly {
		return nil, fmt.Errorf("%d people are counted; a chart of echoes needs %d", of, c.house.NumbersOnly)
	}
	if c.echoes == nil {
		return nil, errors.New("the record has no answers")
	}
	found, err := c.echoes()
	if err != nil {
		return nil, err
	}
	var said []*voxpop.Statement
	for i := range c.said {
		s := &c.said[i]
		if found.counts[s.ID].Words == 0 || !aboutPoint(s, query.Get("point")) || query.Has("speaker") && !voxpop.SameName(s.Speaker, c.called(query.Get("speaker"))) {
			continue
		}
		said = append(said, s)
	}
	if len(said) == 0 {
		return nil, errors.New("nobody threw the words of such a statement back")
	}
	slices.SortStableFunc(said, func(a, b *voxpop.Statement) int {
		return cmp.Or(found.counts[b.ID].Words-found.counts[a.ID].Words, compareDays(a.SaidOn, b.SaidOn), strings.Compare(a.ID, b.ID))
	})
	out := &chart{
		Title:  c.echoTitle(query, said[0]),
		Notes:  []string{c.l.Say("chart.echoes.note", "of", of)},
		Source: c.l.Say("chart.source"),
		Table:  table{Head: []string{c.l.Say("chart.echoes.column"), c.l.Say("chart.echoes.most"), c.l.Say("chart.people"), c.l.Say("chart.echoes.speaker")}},
	}
	var bars []bar
	for _, s := range said {
		n := found.counts[s.ID]
		words, lang := statementWords(s, c.l.Tag)
		who := c.l.Say("chart.echoes.who", "who", c.who(s), "date", c.l.Date(s.SaidOn))
		name, _ := s.Called(c.l.Tag)
		label, below := isolate(shorten(words, 90), c.l.Dir), c.l.Say("chart.echoes.who", "who", isolate(name, c.l.Dir), "date", c.l.Date(s.SaidOn))
		if s.Kind == voxpop.Quoted {
			label = c.l.Say("quote.marks", "text", label)
		} else {
			below += c.comma() + c.l.Say("chart.reported")
		}
		bars = append(bars, bar{label, n.Words, below})
		head := cell{Lead: c.l.Say("colon", "name", who, "value", ""), Text: words, Lang: lang, Quote: s.Kind == voxpop.Quoted}
		if head.Link = safeURL(s.Source.URL); head.Link != "" {
			head.Named = isolate(cmp.Or(s.Source.Outlet, s.Source.Title, c.l.Say("chart.statements.where")), c.l.Dir)
		}
		out.Table.Rows = append(out.Table.Rows, []cell{head, c.thrown(found, s, lang),
			{Text: c.l.Say("of", "n", n.Words, "of", of), Num: true}, {Text: c.l.Say("chart.echoes.named", "n", n.Speaker)}})
	}
	if n := len(bars) - maxEchoes; n > 0 {
		out.Notes = append(out.Notes, c.l.Say("chart.echoes.more", "n", n))
	}
	bars = bars[:min(len(bars), maxEchoes)]
	out.Desc = c.l.Say("chart.echoes.desc", "list", c.items(bars, of))
	out.SVG = c.bars(bars, of)
	return out, nil
}

// echoTitle says whose words are shown, and on what.
func (c charts) echoTitle(query url.Values, s *voxpop.Statement) string {
	title := c.l.Say("chart.echoes.title")
	if query.Has("speaker") {
		name, _ := s.Called(c.l.Tag)
		title = c.l.Say("chart.echoes.whose", "who", isolate(name, c.l.Dir))
	}
	for _, p := range c.points {
		if p.ID == query.Get("point") {
			title = c.l.Say("chart.echoes.about", "question", c.label(p.Question, p.ID), "title", title)
		}
	}
	return title
}

// maxEchoes bounds the statements that are drawn; the table has them all.
const maxEchoes = 12

// thrown is the cell with the words that most people repeat: in the language
// in which the statement is shown, or else in its own or that of a reviewed
// translation.
func (c charts) thrown(found *echoes, s *voxpop.Statement, lang string) cell {
	langs := []string{lang, s.Lang}
	for _, t := range s.Translations {
		if t.State == voxpop.Reviewed {
			langs = append(langs, t.Lang)
		}
	}
	for _, in := range langs {
		most := found.most(s.ID, in, 3)
		for i, w := range most {
			most[i] = c.l.Say("quote.marks", "text", isolate(shorten(w, 60), c.l.Dir))
		}
		if len(most) > 0 {
			return cell{Text: strings.Join(most, c.semicolon())}
		}
	}
	return cell{Text: c.l.Say("chart.echoes.elsewhere")}
}

func aboutPoint(s *voxpop.Statement, point string) bool {
	return point == "" || slices.ContainsFunc(s.Positions, func(p voxpop.Position) bool { return p.Point == point })
}

// compareDays orders dates by their first day; unknown ones come last.
func compareDays(a, b voxpop.Date) int {
	first, _, okA := a.Bounds()
	other, _, okB := b.Bounds()
	switch {
	case okA && okB:
		return first.Compare(other)
	case okA:
		return -1
	case okB:
		return 1
	}
	return 0
}

// shorten cuts s at a space so that about n letters are left.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := n
	for i := n; i > n/2; i-- {
		if r[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(r[:cut]), " ,،;؛:—–-") + " …"
}
