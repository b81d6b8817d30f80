package story

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"voxpop"
	"voxpop/internal/locale"
)

// htmlFigure writes a chart, a clip or a picture of the newsroom's own.
func (b *builder) htmlFigure(w *strings.Builder, n *ast.Image) {
	l := b.links[n]
	if l == nil {
		return
	}
	switch l.Kind {
	case LinkChart:
		for _, c := range b.drawn[l] {
			b.htmlChart(w, c, l.Text)
		}
	case LinkClip:
		b.htmlClip(w, l)
	default:
		if p := b.pictures[l]; p != nil {
			w.WriteString(`<figure>` + p.tag(l.Text) + "</figure>\n")
		}
	}
}

// htmlChart writes a chart with its table beneath. The author's alternative
// text comes first in what a reader who does not see the picture is told.
func (b *builder) htmlChart(w *strings.Builder, c *chart, alt string) {
	b.ids++
	id := "c" + itoa(b.ids)
	w.WriteString(`<figure class="chart" role="group" aria-labelledby="` + id + `">` + "\n")
	w.WriteString(`<p class="cap" id="` + id + `">` + escape(c.Title) + "</p>\n")
	w.WriteString(`<svg role="img" aria-labelledby="` + id + `t ` + id + `d" width="100%" height="` + itoa(c.SVG.Height) + `">`)
	w.WriteString(`<title id="` + id + `t">` + escape(alt) + `</title><desc id="` + id + `d">` + escape(c.Desc) + `</desc>`)
	w.WriteString(c.SVG.Body + "</svg>\n")
	for _, n := range c.Notes {
		w.WriteString(`<p class="small">` + escape(n) + "</p>\n")
	}
	w.WriteString(`<p class="small">` + escape(c.Source) + "</p>\n")
	w.WriteString("<details><summary>" + escape(b.l.Say("chart.table")) + "</summary>\n")
	b.htmlTable(w, c.Table, c.Title)
	w.WriteString("</details>\n</figure>\n")
}

// htmlTable writes a table; its first column heads the rows.
func (b *builder) htmlTable(w *strings.Builder, t table, caption string) {
	w.WriteString(`<div class="scroll" role="region" tabindex="0" aria-label="` + escape(caption) + `">` +
		"<table><caption>" + escape(caption) + "</caption>\n<thead><tr>")
	for i, h := range t.Head {
		w.WriteString(`<th scope="col"` + num(len(t.Rows) > 0 && t.Rows[0][i].Num) + `>` + escape(h) + `</th>`)
	}
	w.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		w.WriteString("<tr>")
		for i, c := range row {
			tag, attrs := "td", num(c.Num)
			if i == 0 {
				tag, attrs = "th", ` scope="row"`+attrs
			}
			w.WriteString("<" + tag + attrs + ">" + b.htmlCell(c) + "</" + tag + ">")
		}
		w.WriteString("</tr>\n")
	}
	w.WriteString("</tbody></table></div>\n")
}

func num(yes bool) string {
	if yes {
		return ` class="num"`
	}
	return ""
}

func (b *builder) htmlCell(c cell) string {
	s := escape(c.Text)
	if la := b.langDir(c.Lang); c.Quote {
		s = b.marks(c.Text, c.Lang)
	} else if la != "" {
		s = "<bdi" + la + ">" + s + "</bdi>"
	}
	if c.Lead != "" {
		s = "<strong>" + escape(c.Lead) + "</strong>" + s
	}
	if c.Link != "" {
		s += ` <a href="` + escape(c.Link) + `" rel="external noopener noreferrer">` + escape(c.Named) + `</a>`
	}
	return s
}

// marks puts words of a language into the quotation marks of the page, escaped.
func (b *builder) marks(words, lang string) string {
	open, shut, _ := strings.Cut(b.l.Say("quote.marks", "text", "\x00"), "\x00")
	return open + `<bdi` + b.langDir(lang) + `>` + escape(words) + `</bdi>` + shut
}

// htmlClip writes a piece of a recording with what is said in it.
func (b *builder) htmlClip(w *strings.Builder, l *Link) {
	c, it := b.clips[l], b.byLink[l]
	if c == nil || it == nil {
		return
	}
	label := escape(b.l.Say("page.clip.label", "alt", l.Text))
	w.WriteString(`<figure class="clip" id="` + it.id + `">` + "\n")
	w.WriteString("<figcaption>" + escape(l.Text) + "</figcaption>\n")
	tag := "audio"
	if c.video {
		tag = "video"
	}
	poster := ""
	switch {
	case c.still != nil && c.video:
		poster = ` poster="` + c.still.uri + `"`
	case c.still != nil:
		w.WriteString(c.still.tag(l.Text) + "\n")
	}
	w.WriteString("<" + tag + ` controls="" preload="metadata" aria-label="` + label + `" src="` + c.uri + `"` + poster + `></` + tag + ">\n")
	for _, p := range c.spoken {
		w.WriteString(`<p class="spoken"><span class="small">` + escape(p.label) + `</span> ` + b.marks(p.text, p.lang) + "</p>\n")
	}
	for _, k := range c.labels() {
		w.WriteString(`<p class="small label">` + escape(b.l.Say(k)) + "</p>\n")
	}
	w.WriteString(`<p class="small"><a class="ev" href="#` + it.note + `">` + escape(b.l.Say(c.origin(), "seconds", c.seconds())) + "</a></p>\n</figure>\n")
}

// labels are the keys of what the page has to say about a clip: what was done
// to the voice and the picture.
func (c *clip) labels() (keys []string) {
	switch c.disguise {
	case Signal:
		keys = append(keys, "page.clip.signal")
	case Revoice:
		keys = append(keys, "page.clip.revoice")
	}
	if c.filled {
		keys = append(keys, "page.clip.filled")
	}
	return keys
}

// origin is the key of what the page says of where a clip comes from.
func (c *clip) origin() string {
	if c.disguise == Revoice {
		return "page.clip.words"
	}
	return "page.clip"
}

// noteKey is the key of a clip's note.
func (c *clip) noteKey() string {
	if c != nil && c.disguise == Revoice {
		return "note.clip.words"
	}
	return "note.clip"
}

// htmlNote writes what stands behind an item.
func (b *builder) htmlNote(it *item) string {
	switch it.link.Kind {
	case LinkResponse:
		return escape(b.said(it))
	case LinkShare:
		return escape(b.l.Say("note.share", "name", it.name, "figure", b.shareTitle(it)))
	case LinkClip:
		return escape(b.l.Say(b.clips[it.link].noteKey()))
	case LinkStatement:
		return b.htmlStatement(it)
	}
	s := escape(b.clashNote(it)) + "<ul>"
	for _, said := range it.said {
		one := *it
		one.said = append(one.said[:0:0], said)
		one.from = ""
		s += "<li>" + b.htmlStatement(&one) + "</li>"
	}
	return s + "</ul>"
}

// clashNote says what two statements are to each other, what an editor found of
// a change, and that nobody has its new position from the person.
func (b *builder) clashNote(it *item) string {
	key := "note.contradiction"
	if it.link.Kind == LinkReversal {
		key = "note.reversal"
	}
	s := b.l.Say(key, "question", b.charts.label(it.point.Question, it.point.ID), "from", it.values[0], "to", it.values[1])
	if it.reported {
		s += " " + b.l.Say("note.reversal.reported")
	}
	if it.verdict != "" {
		s += " " + b.l.Say("note.verdict."+it.verdict)
	}
	return s
}

// htmlStatement writes what a public figure said, when, and where that stands.
func (b *builder) htmlStatement(it *item) string {
	s := it.said[0]
	w := escape(b.whoSaid(it)) + " "
	words := `<bdi` + b.langDir(s.Lang) + `>` + escape(s.Text) + `</bdi>`
	if s.Kind == voxpop.Quoted {
		words = b.marks(s.Text, s.Lang)
	}
	w += words
	if translated, lang := statementWords(s, b.l.Tag); translated != s.Text && sameLang(lang, b.l.Tag) {
		w += " " + escape(b.l.Say("note.translated", "lang", b.l.Language(s.Lang))) + " " + b.marks(translated, lang)
	}
	if named := sourceName(s.Source.Title, s.Source.Outlet); named != "" || safeURL(s.Source.URL) != "" {
		w += " " + escape(b.l.Say("note.source")) + " "
		var link strings.Builder
		if named == "" {
			named = s.Source.URL
		}
		b.webLink(&link, s.Source.URL, "<bdi>"+escape(named)+"</bdi>")
		w += link.String()
	}
	return w
}

// whoSaid names the speaker, the day, and of words only reported who reports them.
func (b *builder) whoSaid(it *item) string {
	s := it.said[0]
	who, date := b.charts.who(s), b.l.Date(s.SaidOn)
	switch {
	case s.Kind == voxpop.Reported && s.AssertedBy != "":
		return b.l.Say("note.reported", "who", who, "date", date, "by", isolate(s.AssertedBy, b.l.Dir))
	case s.Kind == voxpop.Reported:
		return b.l.Say("note.report", "who", who, "date", date)
	}
	return b.l.Say("note.statement", "who", who, "date", date)
}

func sourceName(title, outlet string) string {
	switch {
	case title == "" || title == outlet:
		return outlet
	case outlet == "":
		return title
	}
	return locale.Balance(title) + " · " + outlet
}
