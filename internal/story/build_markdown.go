package story

import (
	"html"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"go.yaml.in/yaml/v3"

	"voxpop/internal/locale"
)

// markdown writes story.md: plain CommonMark for a content management system.
// Evidence links become their words, charts lists of their figures, clips what
// is said in them.
func (b *builder) markdown() []byte {
	f := b.doc.Front
	head := struct {
		Title       string
		Lang        string
		Dir         string
		Date        string
		Modified    string `yaml:",omitempty"`
		Standfirst  string
		LeadAlt     string `yaml:"lead_alt,omitempty"`
		LeadCaption string `yaml:"lead_caption,omitempty"`
		LeadCredit  string `yaml:"lead_credit,omitempty"`
	}{
		Title: b.plain(f.Headline), Lang: f.Lang, Dir: f.Dir, Date: string(f.Date), Modified: string(lastCorrection(f)), Standfirst: b.plain(f.Standfirst),
		LeadAlt: f.Alt, LeadCaption: b.plain(f.Caption), LeadCredit: f.Credit,
	}
	front, err := yaml.Marshal(head)
	if err != nil { // plain strings always marshal
		front = nil
	}
	m := &mdWriter{b: b}
	m.WriteString("---\n" + string(front) + "---\n\n")
	if len(f.Corrections) > 0 {
		m.block("**" + m.text(b.l.Say("page.corrections")) + "**")
		for _, c := range f.Corrections {
			m.block("- " + m.text(b.l.Say("colon", "name", b.l.Date(c.Date), "value", b.plain(c.Text))))
		}
	}
	for n := b.doc.Root.FirstChild(); n != nil; n = n.NextSibling() {
		m.node(n, "")
	}
	if f.Reply != "" {
		m.block("## " + m.text(b.l.Say("page.reply")))
		m.block(m.text(b.plain(f.Reply)))
	}
	m.block("## " + m.text(b.l.Say("method.title")))
	for _, p := range b.method {
		m.block("### " + m.text(p.Title))
		for _, s := range p.Paras {
			m.block(m.text(s))
		}
		var items []string
		for _, a := range p.Asked {
			items = append(items, "- "+m.text(b.l.Say("colon", "name", a.Name, "value", isolate(a.Text, b.l.Dir))))
		}
		if p.Table != nil {
			items = append(items, m.rows(*p.Table)...)
		}
		if len(items) > 0 {
			m.block(strings.Join(items, "\n"))
		}
	}
	return []byte(strings.TrimRight(m.String(), "\n") + "\n")
}

type mdWriter struct {
	strings.Builder
	b     *builder
	label bool // inside the brackets of a link
}

// block writes a block and the empty line after it.
func (m *mdWriter) block(s string) { m.WriteString(s + "\n\n") }

// node writes a block of the story; prefix stands before each of its lines.
func (m *mdWriter) node(n ast.Node, prefix string) {
	put := func(s string) {
		s = strings.TrimRight(s, "\n ")
		if s == "" {
			return
		}
		m.WriteString(prefix + strings.ReplaceAll(s, "\n", "\n"+prefix) + "\n" + strings.TrimRight(prefix, " ") + "\n")
	}
	switch n := n.(type) {
	case *ast.Heading:
		put(strings.Repeat("#", max(n.Level, 2)) + " " + strings.ReplaceAll(m.inline(n.FirstChild(), nil), "\n", " "))
	case *ast.Paragraph, *ast.TextBlock:
		for c := n.FirstChild(); c != nil; {
			if m.b.isFigure(c) {
				put(m.figure(m.b.links[c]))
				c = c.NextSibling()
				continue
			}
			end := c
			for end != nil && !m.b.isFigure(end) {
				end = end.NextSibling()
			}
			put(strings.TrimSpace(m.inline(c, end)))
			c = end
		}
	case *ast.Blockquote:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			m.node(c, prefix+"> ")
		}
		// An empty line parts it from a block quote that follows.
		s := strings.TrimSuffix(m.String(), strings.TrimRight(prefix+"> ", " ")+"\n")
		m.Reset()
		m.WriteString(s + strings.TrimRight(prefix, " ") + "\n")
	case *ast.List:
		number := n.Start
		gap := "\n\n"
		if n.IsTight {
			gap = "\n"
		}
		var items []string
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			sign := "- "
			if n.IsOrdered() {
				sign = itoa(number) + ". "
				number++
			}
			item := &mdWriter{b: m.b}
			for k := c.FirstChild(); k != nil; k = k.NextSibling() {
				item.node(k, "")
			}
			s := strings.TrimRight(item.String(), "\n")
			pad := strings.Repeat(" ", len(sign))
			items = append(items, sign+strings.ReplaceAll(strings.ReplaceAll(s, "\n", "\n"+pad), "\n"+pad+"\n", "\n\n"))
		}
		put(strings.Join(items, gap))
	case *ast.ThematicBreak:
		put("* * *")
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		code := strings.TrimRight(lines(n, m.b.doc.Body), "\n")
		put("    " + strings.ReplaceAll(code, "\n", "\n    "))
	}
}

func (m *mdWriter) inline(n, end ast.Node) string { return m.inlineAfter("", n, end) }

// inlineAfter writes inline nodes that stand after before on their line.
func (m *mdWriter) inlineAfter(before string, n, end ast.Node) string {
	var w strings.Builder
	for n != nil && n != end {
		if s, next, ok := m.b.textRun(n, end); ok {
			put := func(s string) string {
				w.WriteString(m.textAfter(before+w.String(), s))
				return ""
			}
			filled(s, m.b.fill, func(f fill) string { return put(f.text) }, put)
			n = next
			continue
		}
		inner := func() string { return m.inlineAfter(before+w.String(), n.FirstChild(), nil) }
		switch n := n.(type) {
		case *ast.Emphasis:
			w.WriteString(strings.Repeat("*", n.Level) + inner() + strings.Repeat("*", n.Level))
		case *ast.CodeSpan:
			w.WriteString(codeSpan(m.b.rawText(n)))
		case *ast.Link:
			l := m.b.links[n]
			if u := safeURL(string(n.Destination)); l != nil && l.Kind == "" && u != "" {
				m.label = true
				w.WriteString("[" + inner() + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(u) + ">)")
				m.label = false
			} else {
				w.WriteString(inner())
			}
		case *ast.AutoLink:
			w.WriteString(m.text(string(n.Label(m.b.doc.Body))))
		case *ast.Image:
			w.WriteString(m.text(m.b.links[n].text()))
		case *ast.RawHTML:
		default:
			w.WriteString(inner())
		}
		n = n.NextSibling()
	}
	return w.String()
}

// figure writes a chart as a list, a clip as what is said in it.
func (m *mdWriter) figure(l *Link) string {
	if l == nil {
		return ""
	}
	var out []string
	switch l.Kind {
	case LinkChart:
		for _, c := range m.b.drawn[l] {
			out = append(out, "**"+m.text(c.Title)+"**", strings.Join(m.rows(c.Table), "\n"))
			out = append(out, m.text(strings.Join(append(c.Notes[:len(c.Notes):len(c.Notes)], c.Source), " ")))
		}
	case LinkClip:
		c := m.b.clips[l]
		if c == nil {
			return ""
		}
		out = append(out, "**"+m.text(m.b.l.Say("page.clip.label", "alt", l.Text))+"**")
		for _, s := range c.spoken {
			out = append(out, "> "+m.text(isolate(s.text, m.b.l.Dir)))
		}
		for _, k := range c.labels() {
			out = append(out, m.text(m.b.l.Say(k)))
		}
		out = append(out, m.text(m.b.l.Say(c.origin(), "seconds", c.seconds())))
	default:
		out = append(out, "*"+m.text(l.Text)+"*") // the file's name would name the response
	}
	return strings.Join(out, "\n\n")
}

// cell writes one cell of a table.
func (m *mdWriter) cell(c cell) string {
	s := m.text(isolate(c.Text, m.b.l.Dir))
	if c.Quote {
		s = m.text(m.b.l.Say("quote.marks", "text", isolate(c.Text, m.b.l.Dir)))
	}
	s = m.text(c.Lead) + s
	if c.Link != "" {
		s += " ([" + m.text(c.Named) + "](<" + c.Link + ">))"
	}
	return s
}

// rows writes a table as a list: plain CommonMark has no tables.
func (m *mdWriter) rows(t table) []string {
	var out []string
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r[1:] {
			cells = append(cells, m.cell(c))
		}
		value := strings.Join(cells, m.b.charts.semicolon())
		if len(r) == 3 && r[1].Num && r[2].Num { // n, of
			value = m.text(m.b.l.Say("of", "n", r[1].Text, "of", r[2].Text))
		}
		out = append(out, "- "+m.b.l.Say("colon", "name", m.cell(r[0]), "value", value))
	}
	return out
}

// text escapes what Markdown would read as marks, and little else, so that
// words stay readable in the source.
func (m *mdWriter) text(s string) string { return m.textAfter("", s) }

// textAfter is text that stands after before: some signs are marks only where
// a line starts. A forced line's end, "\v", becomes a backslash.
func (m *mdWriter) textAfter(before, s string) string {
	line := []rune(before[strings.LastIndexByte(before, '\n')+1:]) // so far
	runes := []rune(locale.Balance(s))
	var w strings.Builder
	for i, r := range runes {
		next := rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		start := strings.TrimSpace(string(line)) == ""
		switch {
		case r == '\n' || r == '\v':
			if r == '\v' {
				w.WriteByte('\\')
			}
			w.WriteByte('\n')
			line = line[:0]
			continue
		case r < ' ' && r != '\t', start && (r == ' ' || r == '\t'):
			continue
		case strings.ContainsRune("\\`*_<", r), m.label && (r == '[' || r == ']'),
			r == ']' && (next == 0 || strings.ContainsRune("([:", next)), r == '!' && (next == 0 || next == '['),
			start && strings.ContainsRune("#>+-=~|", r),
			(r == '.' || r == ')') && listNumber(line),
			r == '&' && entity(runes[i:min(i+34, len(runes))]):
			w.WriteByte('\\')
		}
		w.WriteRune(r)
		line = append(line, r)
	}
	return w.String()
}

// listNumber reports whether a line so far is a number, which a point would
// make the number of a list.
func listNumber(line []rune) bool {
	for _, r := range line {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(line) > 0 && len(line) <= 9
}

func entity(s []rune) bool {
	end := slices.Index(s, ';')
	return end > 0 && html.UnescapeString(string(s[:end+1])) != string(s[:end+1])
}

// codeSpan fences code with more backticks than it holds in a row.
func codeSpan(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// rawText is the text of a node's children, as it is.
func (b *builder) rawText(n ast.Node) string {
	s, _, _ := b.textRun(n.FirstChild(), nil)
	return s
}

func baseName(name string) string { return path.Base(strings.ReplaceAll(name, "\\", "/")) }

// yamlText is the values of a front matter, one a line.
func yamlText(front []byte) string {
	var values map[string]string
	if yaml.Unmarshal(front, &values) != nil {
		return ""
	}
	var out strings.Builder
	for _, v := range values {
		out.WriteString(v + "\n")
	}
	return out.String()
}
