package callouts

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
)

// sharePage is the data of share.tmpl.
type sharePage struct {
	frame.Page
	State, Kind string
	Cards       []card
	NoDoor      bool
	Trial       bool
	May         bool
}

// card is what is shared in one language.
type card struct {
	Tag, Name, Dir string
	Question       string
	QuestionLang   string
	Links          []link
	Message        string // to copy
	MessageLang    string
}

// link is one way to the form.
type link struct {
	Label string
	URL   string
	Onion bool
	Code  string // path of the squares of its QR code
	Size  int    // of the code with its margin, in squares
	SVG   string // address of the code as a file
}

// links lists the ways to the form of a call-out in a language.
func (s *Screens) links(q *frame.Request, slug, lang string) (all []link, err error) {
	if s.Doors == nil {
		return nil, nil
	}
	for i, d := range s.Doors() {
		for _, x := range []struct {
			base, key string
			onion     bool
		}{{d.Public, "callouts.share.web", false}, {d.Onion, "callouts.share.onion", true}} {
			if x.base == "" {
				continue
			}
			l := link{URL: formURL(x.base, slug, lang), Onion: x.onion, Label: q.T.Say(x.key)}
			if d.Name != "" {
				l.Label += " · " + d.Name
			}
			l.SVG = fmt.Sprintf("/callouts/%s/qr.svg?door=%d&of=%s&onion=%t", slug, i, url.QueryEscape(lang), x.onion)
			if l.Code, l.Size, err = squares(l.URL); err != nil {
				return nil, err
			}
			all = append(all, l)
		}
	}
	return all, nil
}

func formURL(base, slug, lang string) string {
	return strings.TrimRight(base, "/") + "/q/" + slug + "?lang=" + url.QueryEscape(lang)
}

func (s *Screens) share(q *frame.Request) error {
	c, _, err := s.Store.CalloutRev(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	p := sharePage{Page: q.Page("callouts", q.T.Say("callouts.share")), Kind: state(c, q.Now)}
	p.Script = "callout"
	p.State = q.T.Say("callouts.state." + p.Kind)
	for _, lang := range c.Languages {
		x := card{Tag: lang, Name: locale.OwnName(lang), Dir: locale.Dir(lang)}
		x.Question, x.QuestionLang = c.Question.Best(lang, c.Languages...)
		if x.Links, err = s.links(q, c.Slug, lang); err != nil {
			return err
		}
		if len(x.Links) > 0 {
			x.Message = message(c, lang, x.Links)
		}
		p.Cards = append(p.Cards, x)
	}
	p.NoDoor = len(p.Cards) > 0 && len(p.Cards[0].Links) == 0
	if s.Doors != nil {
		p.Trial = slices.ContainsFunc(s.Doors(), func(d Door) bool { return d.Trial })
	}
	return q.Write(pages, "share.tmpl", p)
}

// message is a short text for messengers: the question, how to answer, and the
// links. Where the program does not speak the language it is the question and
// the links.
func message(c voxpop.Callout, lang string, links []link) string {
	question, _ := c.Question.Best(lang, c.Languages...)
	lines := []string{question, ""}
	if t := locale.For(lang); t.Tag == strings.Split(lang, "-")[0] {
		how := "callouts.share.message.text"
		if slices.Contains(c.Media, voxpop.Voice) {
			how = "callouts.share.message.voice"
		}
		lines = append(lines, t.Say(how))
		if !c.Closes.IsZero() {
			lines = append(lines, t.Say("callouts.share.message.until", "day", t.Day(c.Closes.InZone(c.Zone()))))
		}
	}
	for _, l := range links {
		lines = append(lines, l.URL)
	}
	return strings.Join(lines, "\n")
}

// code is the QR code of one link as a file.
func (s *Screens) code(q *frame.Request) error {
	c, _, err := s.Store.CalloutRev(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	missing := &voxpop.Error{Kind: voxpop.NotFound, Op: "callouts.code", Message: "there is no such door or language"}
	v := q.URL.Query()
	n, err := strconv.Atoi(v.Get("door"))
	lang := v.Get("of")
	if err != nil || s.Doors == nil || n < 0 || !slices.Contains(c.Languages, lang) {
		return missing
	}
	doors := s.Doors()
	if n >= len(doors) {
		return missing
	}
	base := doors[n].Public
	if v.Get("onion") == "true" {
		base = doors[n].Onion
	}
	if base == "" {
		return missing
	}
	path, size, err := squares(formURL(base, c.Slug, lang))
	if err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.svg"`, c.Slug, lang))
	q.W.WriteHeader(http.StatusOK)
	fmt.Fprintf(q.W, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%dmm" height="%dmm" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`+"\n", size, size, size, size, size, size, path)
	return nil
}

// squares draws the QR code of a text as one path, in squares of 1, with the
// margin that readers ask for.
func squares(text string) (path string, size int, err error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", 0, &voxpop.Error{Kind: voxpop.Invalid, Op: "callouts.code", Message: "the link is too long for a QR code", Err: err}
	}
	var b strings.Builder
	rows := q.Bitmap()
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
		}
	}
	return b.String(), len(rows), nil
}
