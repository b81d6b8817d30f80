package stories

import (
	"net/url"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/story"
)

// drawerPage is what a theme's answers offer to a story.
type drawerPage struct {
	T       *locale.Locale
	Shared  bool
	Code    string
	Query   string
	Theme   words
	Word    words
	Figure  string
	WordMD  string // Markdown
	Answers []answerRow
	Next    string
	Spread  []spread
}

type answerRow struct {
	ID       string
	Text     words
	How      string // medium and channel, in words
	Place    string
	Who      string
	Badges   []string
	Quotable bool
	Used     int
	Quote    string // Markdown of the whole answer
	By       string // Markdown of who said it and how
}

// spread says where the quotations of the story come from.
type spread struct {
	Of   string
	Most string
	N    int
	All  int
}

const drawerRows = 20

func (s *Screens) drawer(q *frame.Request) error {
	x, err := s.warm.at(q.Context(), q.Slug(), q.Now)
	if err != nil {
		return err
	}
	in := q.URL.Query()
	lang := in.Get("in")
	if !slices.Contains(story.Languages(), lang) {
		lang = "en"
	}
	p := drawerPage{T: q.T, Shared: q.Session.Shared, Code: in.Get("code"), Query: in.Get("q")}
	used := map[string]int{}
	for id := range strings.SplitSeq(in.Get("used"), ",") {
		if id != "" && len(used) < 1000 {
			used[id]++
		}
	}
	if code, ok := x.book.Code(p.Code); ok {
		p.Theme.Text, p.Theme.Lang = code.Name.Best(q.Lang)
		for _, c := range s.themes(q, x) {
			if c.Code == p.Code {
				p.Figure = c.N
			}
		}
		p.Word = s.ladderWord(x, p.Code, lang)
	} else {
		p.Code = ""
	}
	found, err := s.Records.Quotable(q.Context(), q.Slug(), p.Code, p.Query, in.Get("after"), drawerRows+1)
	if err != nil {
		return err
	}
	if len(found) > drawerRows {
		found = found[:drawerRows]
		next := url.Values{"code": {p.Code}, "q": {p.Query}, "in": {lang}, "used": {in.Get("used")}, "after": {found[len(found)-1].ID}}
		p.Next = address(q.Slug(), q.PathValue("name")) + "/drawer?" + next.Encode()
	}
	var ids []string
	for _, r := range found {
		p.Answers = append(p.Answers, s.answer(q, x, r, lang, used[r.ID]))
		ids = append(ids, r.ID)
	}
	if len(ids) > 0 {
		if err := q.Saw("look", ids...); err != nil {
			return err
		}
	}
	var quoted []string
	for id := range used {
		quoted = append(quoted, id)
	}
	if err := x.know(q.Context(), quoted); err != nil {
		return err
	}
	p.Spread = s.spread(q, x, used)
	return q.Write(pages, "drawer.tmpl", p)
}

// answer shows a response with what may be done with it, in words.
func (s *Screens) answer(q *frame.Request, x *session, r voxpop.Response, lang string, used int) answerRow {
	a := answerRow{ID: r.ID, Used: used, How: q.T.Medium(string(r.Medium)) + q.T.Say("stories.comma") + q.T.Channel(string(r.Channel)), Place: r.Person.Place}
	reviewed := true
	a.Text = words{r.Text, r.Lang}
	if t := r.Transcript; t != nil && r.Text == "" {
		a.Text, reviewed = words{t.Text, t.Lang}, t.State == voxpop.Reviewed
	}
	for _, t := range r.Translations {
		if locale.For(t.Lang).Tag == locale.For(lang).Tag && t.Lang != a.Text.Lang && t.State == voxpop.Reviewed && strings.HasPrefix(t.Lang, lang) {
			a.Text, reviewed = words{t.Text, t.Lang}, true
		}
	}
	switch r.Consent.Name {
	case voxpop.FullName:
		a.Who = r.Person.Name
	case voxpop.FirstName:
		a.Who, _, _ = strings.Cut(r.Person.Name, " ")
	}
	a.Quotable = r.Consent.Quote && reviewed && a.Text.Text != "" && !(x.callout.ContactBeforeQuoting && !r.Contacted)
	badge := func(key string) { a.Badges = append(a.Badges, q.T.Say(key)) }
	if r.Consent.Quote {
		badge("stories.may.quote")
	} else {
		badge("stories.may.not.quote")
	}
	if r.Media != "" && r.Consent.Voice {
		badge("stories.may.voice")
	}
	if !reviewed {
		badge("stories.not.reviewed")
	}
	if x.callout.ContactBeforeQuoting && !r.Contacted {
		badge("stories.not.contacted")
	}
	a.Quote = quoteMarks(lang, "["+story.Plain(a.Text.Text)+"](response:"+r.ID+")")
	a.By = "[" + story.OnePerson(lang, &r) + "](by:" + r.ID + ")"
	return a
}

// spread counts the quotations by medium, language and place, and says which
// is the most common of each.
func (s *Screens) spread(q *frame.Request, x *session, used map[string]int) (out []spread) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, of := range []struct {
		key  string
		what func(r *voxpop.Response) string
		say  func(string) string
	}{
		{"medium", func(r *voxpop.Response) string { return string(r.Medium) }, q.T.Medium},
		{"language", func(r *voxpop.Response) string { return r.Lang }, q.T.Language},
		{"place", func(r *voxpop.Response) string { return r.Person.Place }, func(s string) string { return locale.Isolate(s) }},
	} {
		by, all := map[string]int{}, 0
		for id := range used {
			if r := x.responses[id]; r != nil && of.what(r) != "" {
				by[of.what(r)]++
				all++
			}
		}
		most := ""
		for k, n := range by {
			if n > by[most] || n == by[most] && k < most {
				most = k
			}
		}
		if all > 1 {
			out = append(out, spread{q.T.Say("stories.spread." + of.key), of.say(most), by[most], all})
		}
	}
	return out
}
