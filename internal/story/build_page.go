package story

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"slices"
	"strings"
	"sync"

	"voxpop"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New(PageFile).Parse(pageSource))
})

// pageData is what the page's template shows. HTML fields are escaped where
// they were made.
type pageData struct {
	Lang, Dir, Title, Description string
	Policy                        string
	CSS                           template.CSS
	JSONLD                        template.JS

	Publisher                          string
	Headline, Standfirst, Published    template.HTML
	Corrected                          []template.HTML
	CorrectionsTitle                   string
	Corrections                        []pageCorrection
	Lead, Caption, Credit, Body, Reply template.HTML
	ReplyTitle, MethodTitle            string
	Method                             []pagePart
	NotesTitle, NotesIntro             string
	Notes                              []pageNote
}

type pageCorrection struct{ Date, Text template.HTML }

type pagePart struct {
	Title string
	Paras []string
	Asked []pageAsked
	Table template.HTML
}

type pageAsked struct {
	Name, Text string
	LangDir    template.HTMLAttr
}

type pageNote struct {
	ID    string
	Body  template.HTML
	Backs []pageBack
}

type pageBack struct{ ID, Label, Sign string }

// page writes index.html.
func (b *builder) page() ([]byte, error) {
	f := b.doc.Front
	b.filled, b.ids = nil, 0
	text := func(s string) template.HTML { return template.HTML(b.htmlText(s)) }
	d := pageData{
		Lang: f.Lang, Dir: f.Dir, Title: b.plain(f.Headline), Description: b.plain(f.Standfirst),
		CSS: template.CSS(pageStyle), Policy: policy(pageStyle), Publisher: b.opts.Publisher,
		Headline: text(f.Headline), Standfirst: text(f.Standfirst),
		Published:        template.HTML(b.dated("page.published", f.Date)),
		CorrectionsTitle: b.l.Say("page.corrections"),
		ReplyTitle:       b.l.Say("page.reply"),
		MethodTitle:      b.l.Say("method.title"),
		NotesTitle:       b.l.Say("note.title"),
		NotesIntro:       b.l.Say("note.intro"),
	}
	for _, c := range f.Corrections {
		d.Corrections = append(d.Corrections, pageCorrection{template.HTML(b.time(c.Date)), text(c.Text)})
	}
	if last := lastCorrection(f); last != "" {
		d.Corrected = []template.HTML{template.HTML(b.dated("page.corrected", last))}
	}
	if b.leadPicture != nil {
		d.Lead = template.HTML(b.leadPicture.tag(f.Alt))
		d.Caption, d.Credit = text(f.Caption), text(f.Credit)
	}
	d.Body = template.HTML(b.htmlBody())
	if f.Reply != "" {
		d.Reply = text(f.Reply)
	}
	for _, p := range b.method {
		d.Method = append(d.Method, b.pagePart(p))
	}
	d.Notes = b.pageNotes()
	ld, err := json.Marshal(b.jsonLD())
	if err != nil {
		return nil, err
	}
	d.JSONLD = template.JS(ld) // json.Marshal writes < and & as \u003c and \u0026
	var out bytes.Buffer
	if err := pageTemplate().Execute(&out, d); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "story.Build", Message: "the page cannot be written", Err: err}
	}
	return out.Bytes(), nil
}

// policy lets the page load nothing and run nothing: only its own style.
func policy(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; media-src data:; base-uri 'none'; form-action 'none'"
}

func lastCorrection(f Front) voxpop.Date {
	var last voxpop.Date
	for _, c := range f.Corrections {
		last = max(last, c.Date)
	}
	return last
}

func (b *builder) time(d voxpop.Date) string {
	return `<time datetime="` + escape(string(d)) + `">` + escape(b.l.Date(d)) + `</time>`
}

// dated says a sentence about a day, the day marked up for programs.
func (b *builder) dated(key string, d voxpop.Date) string {
	before, after, _ := strings.Cut(b.l.Say(key, "date", "\x00"), "\x00")
	return escape(before) + b.time(d) + escape(after)
}

// plain is a text with the figures in braces filled in.
func (b *builder) plain(s string) string {
	return filled(s, b.fill, func(f fill) string { return f.text }, func(s string) string { return s })
}

func (b *builder) pagePart(p part) pagePart {
	out := pagePart{Title: p.Title, Paras: p.Paras}
	for _, a := range p.Asked {
		out.Asked = append(out.Asked, pageAsked{a.Name, a.Text, template.HTMLAttr(b.langDir(a.Lang))})
	}
	if p.Table != nil {
		var w strings.Builder
		b.htmlTable(&w, *p.Table, p.Title)
		out.Table = template.HTML(w.String())
	}
	return out
}

// pageNotes lists what stands behind the items; items with the same thing
// behind them share a note.
func (b *builder) pageNotes() []pageNote {
	var notes []pageNote
	for _, it := range b.items {
		back := pageBack{it.id, b.l.Say("note.back") + " " + b.l.Int(len(notes)+1), "↩"}
		if i := slices.IndexFunc(notes, func(n pageNote) bool { return n.ID == it.note }); i >= 0 {
			back.Label = b.l.Say("note.back") + " " + b.l.Int(i+1) + "." + b.l.Int(len(notes[i].Backs)+1)
			notes[i].Backs = append(notes[i].Backs, back)
			continue
		}
		notes = append(notes, pageNote{ID: it.note, Body: template.HTML(b.htmlNote(it)), Backs: []pageBack{back}})
	}
	return notes
}

// The schema.org terms that a page gives: https://schema.org/NewsArticle.
type newsArticle struct {
	Context       string           `json:"@context"`
	Type          string           `json:"@type"`
	Headline      string           `json:"headline"`
	Description   string           `json:"description"`
	InLanguage    string           `json:"inLanguage"`
	DatePublished string           `json:"datePublished"`
	DateModified  string           `json:"dateModified"`
	Publisher     *thing           `json:"publisher,omitempty"`
	Backstory     string           `json:"backstory"`
	Correction    []correctionNote `json:"correction,omitempty"`
	HasPart       []quotation      `json:"hasPart,omitempty"`
}

type thing struct {
	Type     string `json:"@type"`
	Name     string `json:"name,omitempty"`
	JobTitle string `json:"jobTitle,omitempty"`
	URL      string `json:"url,omitempty"`
}

type correctionNote struct {
	Type          string `json:"@type"`
	Text          string `json:"text"`
	DatePublished string `json:"datePublished"`
}

type quotation struct {
	Type       string `json:"@type"`
	ID         string `json:"@id"`
	Text       string `json:"text"`
	InLanguage string `json:"inLanguage"`
	Creator    *thing `json:"creator,omitempty"`
	Date       string `json:"dateCreated,omitempty"`
	IsBasedOn  *thing `json:"isBasedOn,omitempty"`
}

func (b *builder) jsonLD() newsArticle {
	f := b.doc.Front
	var backstory []string
	for _, p := range b.method {
		backstory = append(backstory, p.plain())
	}
	a := newsArticle{
		Context: "https://schema.org", Type: "NewsArticle",
		Headline: b.plain(f.Headline), Description: b.plain(f.Standfirst), InLanguage: f.Lang,
		DatePublished: string(f.Date), DateModified: string(max(f.Date, lastCorrection(f))),
		Backstory: strings.Join(backstory, " "),
	}
	if b.opts.Publisher != "" {
		a.Publisher = &thing{Type: "NewsMediaOrganization", Name: b.opts.Publisher}
	}
	for _, c := range f.Corrections {
		a.Correction = append(a.Correction, correctionNote{"CorrectionComment", b.plain(c.Text), string(c.Date)})
	}
	for _, it := range b.items {
		q := quotation{Type: "Quotation", ID: "#" + it.id, Text: it.link.Text, InLanguage: it.lang}
		if q.InLanguage == "" {
			q.InLanguage = f.Lang
		}
		switch {
		case it.link.Kind == LinkResponse:
		case it.link.Kind == LinkStatement && it.quoted:
			s := it.said[0]
			name, role := s.Called(b.l.Tag)
			q.Creator = &thing{Type: "Person", Name: name, JobTitle: role}
			if _, last, ok := s.SaidOn.Bounds(); ok && len(s.SaidOn) == len("2006-01-02") {
				q.Date = last.Format("2006-01-02")
			}
			if u := safeURL(s.Source.URL); u != "" {
				q.IsBasedOn = &thing{Type: "CreativeWork", Name: s.Source.Title, URL: u}
			}
		default:
			continue
		}
		a.HasPart = append(a.HasPart, q)
	}
	return a
}
