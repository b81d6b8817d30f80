package front

import (
	"net/http"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/page"
)

// Preview is the form of a call-out as the door shows it in a language, for the
// newsroom to look at: without script, and its links lead nowhere. sheet gives
// the addresses of its style sheets, "voxpop.css" and "door.css".
func (o Options) Preview(c voxpop.Callout, lang string, sheet func(name string) string) ([]byte, error) {
	r, err := http.NewRequest(http.MethodGet, "/?lang="+lang, nil)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "front.Preview", Message: "is not a language", Err: err}
	}
	d := &door{Front: &Front{Options: o, Now: time.Now}, limits: o.Limits.withDefaults()}
	p := d.newForm(r, &callout{Card: intake.Card{Callout: c}}, sent{})
	if o.Name != "" {
		p.Name = o.Name
	}
	p.Exit, p.Sheet, p.Script, p.Evaluation = "#main", sheet("door.css"), "", o.Evaluation
	b, err := pages.Render("form.tmpl", p)
	if err != nil {
		return nil, err
	}
	// Sender's pages, and the door's other ones, are not there.
	links := []string{`href="` + page.StyleSheet + `"`, `href="` + sheet("voxpop.css") + `"`}
	for _, to := range []string{"/?lang=", "/return?lang=", "/about?lang="} {
		links = append(links, `href="`+to+p.Lang+`"`, `href="#main"`)
	}
	for _, x := range p.choices {
		links = append(links, `href="`+x.URL+`"`, `href="#main"`)
	}
	return []byte(strings.NewReplacer(links...).Replace(string(b))), nil
}

// Sheet is a style sheet of the door by the name that [Options.Preview] gives
// it; nil = there is none.
func Sheet(name string) []byte {
	if name == "door.css" {
		return assetOf(name)
	}
	return page.Sheet(name)
}
