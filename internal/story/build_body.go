package story

import (
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"voxpop/internal/locale"
)

func itoa(n int) string { return strconv.Itoa(n) }

// escape makes text of any origin safe between tags and in quoted attributes,
// and readable in the order it was typed: direction overrides are dropped and
// isolates balanced. Control characters, which no page may hold, are dropped.
func escape(s string) string { return html.EscapeString(printed(s)) }

// printed is a text as a page shows it.
func printed(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef {
			return -1
		}
		return r
	}, s)
	return locale.Balance(s)
}

// htmlBody writes the story's body. What it writes is well-formed XML too, so
// that [Verify] reads it with a strict parser.
func (b *builder) htmlBody() string {
	var w strings.Builder
	for n := b.doc.Root.FirstChild(); n != nil; n = n.NextSibling() {
		b.htmlBlock(&w, n)
	}
	return w.String()
}

func (b *builder) htmlBlock(w *strings.Builder, n ast.Node) {
	children := func() {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			b.htmlBlock(w, c)
		}
	}
	switch n := n.(type) {
	case *ast.Heading:
		// The headline is the page's only heading of the first level.
		tag := "h" + itoa(min(max(n.Level, 2), 6))
		w.WriteString("<" + tag + ">")
		b.htmlInline(w, n)
		w.WriteString("</" + tag + ">\n")
	case *ast.Paragraph:
		b.htmlParagraph(w, n)
	case *ast.TextBlock:
		b.htmlRun(w, n.FirstChild(), nil)
		w.WriteString("\n")
	case *ast.Blockquote:
		w.WriteString("<blockquote>\n")
		children()
		w.WriteString("</blockquote>\n")
	case *ast.List:
		tag := "ul"
		if n.IsOrdered() {
			tag = "ol"
		}
		w.WriteString("<" + tag)
		if n.IsOrdered() && n.Start != 1 {
			w.WriteString(` start="` + itoa(n.Start) + `"`)
		}
		w.WriteString(">\n")
		children()
		w.WriteString("</" + tag + ">\n")
	case *ast.ListItem:
		w.WriteString("<li>")
		children()
		w.WriteString("</li>\n")
	case *ast.ThematicBreak:
		w.WriteString("<hr />\n")
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		w.WriteString("<pre><code>" + escape(lines(n, b.doc.Body)) + "</code></pre>\n")
	}
}

func lines(n ast.Node, src []byte) string {
	var s strings.Builder
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		s.Write(seg.Value(src))
	}
	return s.String()
}

// htmlParagraph writes a paragraph; a chart, clip or picture in it stands
// between the paragraphs that it parts.
func (b *builder) htmlParagraph(w *strings.Builder, p ast.Node) {
	for n := p.FirstChild(); n != nil; {
		if b.isFigure(n) {
			b.htmlFigure(w, n.(*ast.Image))
			n = n.NextSibling()
			continue
		}
		end := n
		for end != nil && !b.isFigure(end) {
			end = end.NextSibling()
		}
		var run strings.Builder
		b.htmlRun(&run, n, end)
		if s := strings.TrimSpace(run.String()); s != "" {
			w.WriteString("<p>" + s + "</p>\n")
		}
		n = end
	}
}

func (b *builder) isFigure(n ast.Node) bool {
	_, ok := n.(*ast.Image)
	return ok
}

func (b *builder) htmlInline(w *strings.Builder, parent ast.Node) {
	b.htmlRun(w, parent.FirstChild(), nil)
}

// htmlRun writes the inline nodes from n up to end.
func (b *builder) htmlRun(w *strings.Builder, n, end ast.Node) {
	for n != nil && n != end {
		if s, next, ok := b.textRun(n, end); ok {
			w.WriteString(b.htmlText(s))
			n = next
			continue
		}
		switch n := n.(type) {
		case *ast.Emphasis:
			tag := "em"
			if n.Level == 2 {
				tag = "strong"
			}
			w.WriteString("<" + tag + ">")
			b.htmlInline(w, n)
			w.WriteString("</" + tag + ">")
		case *ast.CodeSpan:
			w.WriteString("<code>")
			b.htmlInline(w, n)
			w.WriteString("</code>")
		case *ast.Link:
			b.htmlLink(w, n)
		case *ast.AutoLink:
			b.webLink(w, string(n.URL(b.doc.Body)), escape(string(n.Label(b.doc.Body))))
		case *ast.Image: // in a heading or a link: its words
			w.WriteString(escape(b.links[n].text()))
		case *ast.RawHTML: // refused by the check
			for i := range n.Segments.Len() {
				seg := n.Segments.At(i)
				w.WriteString(escape(string(seg.Value(b.doc.Body))))
			}
		default:
			b.htmlInline(w, n)
		}
		n = n.NextSibling()
	}
}

func (l *Link) text() string {
	if l == nil {
		return ""
	}
	return l.Text
}

// textRun joins the text nodes from n on: a figure in braces may be split
// over several, and "\n" stands for a line's end, "\v" for a forced one.
func (b *builder) textRun(n, end ast.Node) (s string, next ast.Node, ok bool) {
	var out strings.Builder
	for ; n != nil && n != end; n = n.NextSibling() {
		switch t := n.(type) {
		case *ast.Text:
			out.WriteString(plainText(t.Segment.Value(b.doc.Body), t.IsRaw()))
			if t.HardLineBreak() {
				out.WriteString("\v")
			} else if t.SoftLineBreak() {
				out.WriteString("\n")
			}
		case *ast.String:
			out.Write(t.Value)
		default:
			return out.String(), n, ok
		}
		ok = true
	}
	return out.String(), n, ok
}

// plainText resolves escapes and entities as a renderer does.
func plainText(s []byte, raw bool) string {
	if raw {
		return string(s)
	}
	b := &Block{}
	(&Document{}).runes(b, 0, s, -1, false)
	return string(b.Runes)
}

// htmlText writes a run of text with the figures in braces filled in.
func (b *builder) htmlText(s string) string {
	return filled(s, b.fill, b.htmlFill, func(s string) string {
		return strings.ReplaceAll(escapeLines(s), "\v", "<br />\n")
	})
}

func escapeLines(s string) string {
	parts := strings.Split(s, "\v")
	for i, p := range parts {
		parts[i] = escape(p)
	}
	return strings.Join(parts, "\v")
}

func (b *builder) htmlFill(f fill) string {
	id := "f" + itoa(len(b.filled)+1)
	b.filled = append(b.filled, filledAt{id, f})
	if f.date && f.value != "" {
		return `<time id="` + id + `" datetime="` + escape(f.value) + `">` + escape(f.text) + `</time>`
	}
	return `<data id="` + id + `" value="` + escape(f.value) + `">` + escape(f.text) + `</data>`
}

// htmlLink writes an evidence link as a quiet mark that leads to its note.
func (b *builder) htmlLink(w *strings.Builder, n *ast.Link) {
	l := b.links[n]
	var inner strings.Builder
	b.htmlInline(&inner, n)
	words := inner.String()
	it := b.byLink[l]
	if it == nil {
		if l != nil && l.Kind == "" {
			b.webLink(w, string(n.Destination), words)
			return
		}
		w.WriteString(words) // by: plain words
		return
	}
	mark := func(class, title string) string {
		s := `<a class="` + class + `" href="#` + it.note + `"`
		if title != "" {
			s += ` title="` + escape(title) + `"`
		}
		return s + `>` + words + `</a>`
	}
	id := ` id="` + it.id + `"`
	switch {
	case l.Kind == LinkResponse:
		w.WriteString(`<q class="said"` + id + b.langDir(it.lang) + `>` + mark("ev", b.said(it)) + `</q>`)
	case l.Kind == LinkStatement && it.quoted:
		cite := ""
		if u := safeURL(it.said[0].Source.URL); u != "" {
			cite = ` cite="` + escape(u) + `"`
		}
		w.WriteString(`<q class="official"` + id + cite + b.langDir(it.lang) + `>` + mark("ev", "") + `</q>`)
	case l.Kind == LinkShare:
		w.WriteString(`<data class="share"` + id + ` value="` + itoa(it.n) + `">` + mark("ev", b.shareTitle(it)) + `</data>`)
	default:
		w.WriteString(`<span` + id + `>` + mark("ev", "") + `</span>`)
	}
}

// webLink links to the web; anything else stays words.
func (b *builder) webLink(w *strings.Builder, dest, words string) {
	u := safeURL(dest)
	if u == "" {
		w.WriteString(words)
		return
	}
	w.WriteString(`<a href="` + escape(u) + `" rel="external noopener noreferrer">` + words + `</a>`)
}

// langDir are the attributes of words in another language.
func (b *builder) langDir(lang string) string {
	if lang = b.langAttr(lang); lang == "" {
		return ""
	}
	return ` lang="` + escape(lang) + `" dir="` + locale.Dir(lang) + `"`
}

// said tells how the words of a respondent came.
func (b *builder) said(it *item) string {
	s := b.l.Say("note.quote." + string(it.resp.Medium))
	if it.from != "" {
		s += " " + b.translatedFrom(it.from)
	}
	return s
}

// translatedFrom names the language only when enough people wrote in it: a
// language of three people would point at one of them.
func (b *builder) translatedFrom(lang string) string {
	if of, _, ok := b.figures.Group("lang", lang); ok && of >= b.house.MinCell {
		return b.l.Say("note.translated", "lang", b.l.Language(lang))
	}
	return b.l.Say("note.translated.some")
}
