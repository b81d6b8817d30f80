package callouts

import (
	"net/http"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/page"
)

// previewPage is the data of preview.tmpl.
type previewPage struct {
	frame.Page
	Langs   []page.Choice
	Schemes []page.Choice
	Sizes   []page.Choice
	Src     string
	Size    string
	Of      string // language of the form
	OfName  string
}

// schemes are how a form may look: as the device does by day and by night.
var schemes = []string{"light", "dark"}

// sizes are the widths of the frame.
var sizes = []string{"phone", "small", "desktop"}

func (s *Screens) preview(q *frame.Request) error {
	c, _, err := s.Store.CalloutRev(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	lang, scheme := s.looks(q, c)
	size := q.URL.Query().Get("size")
	if !slices.Contains(sizes, size) {
		size = sizes[0]
	}
	p := previewPage{Page: q.Page("callouts", q.T.Say("callouts.preview")), Of: lang, OfName: locale.OwnName(lang), Size: size}
	base := "/callouts/" + c.Slug + "/preview"
	link := func(lang, scheme, size string) string {
		return base + "?of=" + lang + "&scheme=" + scheme + "&size=" + size
	}
	p.Src = base + "/form?of=" + lang + "&scheme=" + scheme
	for _, tag := range c.Languages {
		p.Langs = append(p.Langs, page.Choice{Tag: tag, Dir: locale.Dir(tag), Name: locale.OwnName(tag), URL: link(tag, scheme, size), Current: tag == lang})
	}
	for _, x := range schemes {
		p.Schemes = append(p.Schemes, page.Choice{Name: q.T.Say("callouts.preview." + x), URL: link(lang, x, size), Current: x == scheme})
	}
	for _, x := range sizes {
		p.Sizes = append(p.Sizes, page.Choice{Name: q.T.Say("callouts.preview." + x), URL: link(lang, scheme, x), Current: x == size})
	}
	return q.Write(pages, "preview.tmpl", p)
}

// looks reads in which language and scheme the form is wanted.
func (s *Screens) looks(q *frame.Request, c voxpop.Callout) (lang, scheme string) {
	lang, scheme = q.URL.Query().Get("of"), q.URL.Query().Get("scheme")
	if !slices.Contains(c.Languages, lang) {
		lang = c.Languages[0]
		if slices.Contains(c.Languages, q.Lang) {
			lang = q.Lang
		}
	}
	if !slices.Contains(schemes, scheme) {
		scheme = schemes[0]
	}
	return lang, scheme
}

// formPolicy lets the form stand in a frame of our own page, and do nothing.
const formPolicy = "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-same-origin"

// form is the door's form, to be looked at.
func (s *Screens) form(q *frame.Request) error {
	if s.Form == nil {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "callouts.form", Message: "there is no form to show"}
	}
	c, _, err := s.Store.CalloutRev(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	lang, scheme := s.looks(q, c)
	b, err := s.Form(c, lang, func(name string) string { return "/preview/" + scheme + "/" + name })
	if err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Security-Policy", formPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	q.W.WriteHeader(http.StatusOK)
	_, _ = q.W.Write(b)
	return nil
}

// sheet is a style sheet of the door as a device by day or by night reads it.
func (s *Screens) sheet(q *frame.Request) error {
	name, scheme := q.PathValue("sheet"), q.PathValue("scheme")
	var b []byte
	if s.Sheet != nil && slices.Contains(schemes, scheme) {
		b = s.Sheet(name)
	}
	if b == nil {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "callouts.sheet", Message: "there is no such style sheet"}
	}
	q.W.Header().Set("Content-Type", "text/css; charset=utf-8")
	q.W.WriteHeader(http.StatusOK)
	_, _ = q.W.Write([]byte(asIf(string(b), scheme)))
	return nil
}

// asIf makes a style sheet one for a device in that scheme, whatever the
// editor's own is in.
func asIf(css, scheme string) string {
	for _, x := range schemes {
		to := "not all"
		if x == scheme {
			to = "all"
		}
		css = strings.ReplaceAll(css, "(prefers-color-scheme: "+x+")", to)
	}
	return css + ":root { color-scheme: only " + scheme + "; }\n"
}
