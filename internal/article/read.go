package article

import (
	"bytes"
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"voxpop/internal/locale"
	"voxpop/internal/text"
)

const (
	// maxElements is the largest page that is handed to the library; a larger
	// one is read by its <article>, <main> or <body>.
	maxElements = 30_000
	// enough is how many letters the chosen part must have, or else the
	// whole <article> is looked at too.
	enough = 250
)

func readHTML(op string, file []byte) (Article, Map, error) {
	marks := boms(file)
	file, _ = toUTF8(file, typeHTML)
	if marks > 0 {
		file = append(bytes.Repeat([]byte{' '}, marks), file...) // they count as code points of the file
	}
	t, err := parse(op, file)
	if err != nil {
		return Article{}, Map{}, err
	}
	a := t.meta().article()
	b := builder{t: t, m: Map{file: file}}
	b.m.index()
	chosen, title, byline, site := t.choose(a.URL)
	for _, n := range chosen {
		b.walk(n, false)
	}
	if a.Title == "" {
		a.Title = clean(title, 500)
	}
	if a.Byline == "" {
		a.Byline = clean(byline, 200)
	}
	if a.Outlet == "" {
		a.Outlet = clean(site, 200)
	}
	a.Text = b.out.String()
	if utf8.RuneCountInString(a.Text) < enough {
		// The library leaves little of a very short item.
		if t, err = parse(op, file); err != nil {
			return Article{}, Map{}, err
		}
		whole := builder{t: t, m: Map{file: file, marks: b.m.marks}}
		for _, n := range t.whole() {
			whole.walk(n, false)
		}
		if len(b.out.String()) == 0 || whole.out.Len() > b.out.Len() && whole.out.Len() < 8*enough {
			a.Text, b.m = whole.out.String(), whole.m
		}
	}
	b.m.text = a.Text
	return a, b.m, nil
}

// choose lets the library say what the article is. Its answer is a changed
// copy of the tree, so each text carries a number as spaces in front, which do
// not count for its choice.
func (t *tree) choose(address string) (chosen []*html.Node, title, byline, site string) {
	var texts []*html.Node
	elements := 0
	for n := range t.doc.Descendants() {
		switch {
		case n.Type == html.ElementNode:
			elements++
			if n.DataAtom == atom.Img {
				n.Attr = []html.Attribute{{Key: "src", Val: "x"}} // pictures lie inside: millions of letters
			}
			switch {
			case hidden(n): // the library drops what it knows to be, and the styles of the rest
				n.Attr = append(n.Attr, html.Attribute{Key: "hidden"})
			case attr(n, "aria-hidden") != "" && shown(n):
				n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "aria-hidden" })
			}
		case n.Type == html.TextNode && len(t.places[n]) > 0:
			n.Data = spaces(len(texts)) + n.Data
			texts = append(texts, n)
		}
	}
	if elements > maxElements || len(texts) > maxSpaces {
		for _, n := range texts {
			n.Data = n.Data[spaceDigits:]
		}
		return t.whole(), "", "", ""
	}
	base, err := url.Parse(address)
	if err != nil || address == "" {
		base = &url.URL{Scheme: "https", Host: "archive.invalid", Path: "/"}
	}
	found, err := library(t.doc, base)
	if err != nil || found.Node == nil {
		return nil, found.Title(), found.Byline(), found.SiteName()
	}
	back := make(map[*html.Node][]piece)
	for n := range found.Node.Descendants() {
		if n.Type != html.TextNode || len(n.Data) < spaceDigits {
			continue
		}
		i := number5(n.Data[:spaceDigits])
		if i < 0 || i >= len(texts) {
			continue
		}
		// The library may have moved the very node, and copies it otherwise.
		n.Data = n.Data[spaceDigits:]
		back[n] = t.places[texts[i]]
	}
	t.places = back
	return []*html.Node{found.Node}, found.Title(), found.Byline(), found.SiteName()
}

var errLibrary = errors.New("the library gave up")

// library calls go-readability. It was written for pages, not for traps: what
// makes it stumble is read without it.
func library(doc *html.Node, base *url.URL) (a readability.Article, err error) {
	defer func() {
		if recover() != nil {
			a, err = readability.Article{}, errLibrary
		}
	}()
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	p.DisableJSONLD = true // it was read before
	return p.ParseAndMutate(doc, base)
}

// spaceDigits is how many of five kinds of spaces number a text.
const (
	spaceDigits = 8
	maxSpaces   = 390_625
	fiveSpaces  = " \t\n\f\r"
)

func spaces(i int) string {
	var b [spaceDigits]byte
	for k := range b {
		b[k] = fiveSpaces[i%5]
		i /= 5
	}
	return string(b[:])
}

func number5(s string) int {
	i := 0
	for k := len(s) - 1; k >= 0; k-- {
		d := strings.IndexByte(fiveSpaces, s[k])
		if d < 0 {
			return -1
		}
		i = i*5 + d
	}
	return i
}

// whole is what stands for the article when nobody chose: the articles of the
// page, its main part, or all of it.
func (t *tree) whole() []*html.Node {
	for _, a := range []atom.Atom{atom.Article, atom.Main, atom.Body} {
		var all []*html.Node
		var find func(*html.Node)
		find = func(n *html.Node) {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.DataAtom == a && c.Type == html.ElementNode && !hidden(c) {
					all = append(all, c)
					continue
				}
				find(c)
			}
		}
		find(t.doc)
		for _, n := range all {
			if len(strings.TrimSpace(textOf(n, 1000))) > 0 {
				return all
			}
		}
	}
	return nil
}

// textOf is the first n bytes or so of the text below a node.
func textOf(n *html.Node, most int) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && b.Len() < most && (d.Parent == nil || !silent(d.Parent.DataAtom)) {
			b.WriteString(d.Data)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// builder writes the text and notes where each code point of it is from.
type builder struct {
	t      *tree
	m      Map
	out    strings.Builder
	points int
	last   mark // of the file, where the text before ended
	gap    int  // 1 a space, 2 a new line, 3 a new paragraph is due
	space  Span // bytes of the space that is due, if it stands in the file
	breaks int  // line breaks since the last word
}

func (b *builder) walk(n *html.Node, pre bool) {
	switch n.Type {
	case html.TextNode:
		b.text(n, pre)
		return
	case html.ElementNode:
	default:
		return
	}
	if silent(n.DataAtom) || hidden(n) || n.DataAtom == atom.Sup && b.isNote(n) {
		return
	}
	gap := 0
	switch n.DataAtom {
	case atom.Br:
		if b.breaks++; b.breaks > 1 {
			b.due(3)
		}
		b.due(2)
		return
	case atom.Hr, atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Blockquote, atom.Figure, atom.Address, atom.Details, atom.Summary, atom.Dialog,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Pre, atom.Body, atom.Center, atom.Fieldset:
		gap = 3
	case atom.Tr, atom.Caption:
		gap = 2
	case atom.Td, atom.Th:
		gap = 1
	}
	if gap == 3 && isLabel(n) {
		b.due(gap)
		return
	}
	pre = pre || n.DataAtom == atom.Pre
	b.due(gap)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.walk(c, pre)
	}
	b.due(gap)
}

// isLabel reports whether a block says no more than that an advertisement
// stands there: it would otherwise stand inside a quotation of two paragraphs.
func isLabel(n *html.Node) bool {
	var s string
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if s += strings.TrimSpace(d.Data); len(s) > 40 {
				return false
			}
		}
	}
	switch strings.ToLower(s) {
	case "advertisement", "advertising", "advertisment", "ad", "sponsored", "anzeige", "werbung", "publicité", "annonce", "publicidad", "anuncio", "reklam", "ilan", "реклама", "آگهی", "تبلیغات", "تبلیغ", "إعلان", "اعلان", "الإعلانات":
		return true
	}
	return false
}

func (b *builder) due(gap int) { b.gap = max(b.gap, gap) }

// text adds a text node: runs of spaces become one, as a reader sees them.
func (b *builder) text(n *html.Node, pre bool) {
	places := b.t.places[n]
	for i, p := range places {
		to := len(n.Data)
		if i+1 < len(places) {
			to = places[i+1].data
		}
		from := p.data
		if i == 0 {
			from = 0
		}
		b.piece(n.Data[from:to], p, pre)
	}
	if len(places) == 0 && n.Data != "" {
		b.due(1) // spaces
	}
}

func (b *builder) piece(data string, p piece, pre bool) {
	// Spaces before the number stand right before the place that it names.
	lead := len(data) - len(strings.TrimLeft(data, " \t\n\r\f"))
	if lead > 0 && !pre {
		b.due(1)
		data = data[lead:]
	} else if lead > 0 {
		b.blank(data[:lead])
		data = data[lead:]
	}
	r := reader{raw: b.t.file[p.from:p.to]}
	for data != "" {
		from := r.at
		s, to := r.next()
		for s == "\x00" && to < len(r.raw) { // a parser drops it
			from = r.at
			s, to = r.next()
		}
		if s == "" && strings.TrimLeft(data, " \t\n\r\f") == "" {
			// Spaces that stood alone, between two tags, were added to this text.
			if pre {
				b.blank(data)
			}
			b.due(1)
			return
		}
		if s == "" || !strings.HasPrefix(data, s) {
			// What the parser made of it is not understood: words without a place.
			b.word(data, Span{-1, -1})
			return
		}
		data = data[len(s):]
		at := Span{p.from + from, p.from + to}
		if !pre && len(s) == 1 && strings.Contains(" \t\n\r\f", s) {
			if b.gap == 0 {
				b.space = at
			}
			b.due(1)
			continue
		}
		if pre && s == "\n" {
			b.blank(s)
			continue
		}
		b.word(s, at)
	}
}

// blank adds the spaces of preformatted text.
func (b *builder) blank(s string) {
	switch n := strings.Count(s, "\n"); {
	case n > 1 || n == 1 && b.gap == 2:
		b.due(3)
	case n == 1:
		b.due(2)
	default:
		b.due(1)
	}
}

// word adds what is no space.
func (b *builder) word(s string, at Span) {
	if b.points > 0 && b.gap > 0 {
		g := [...]string{"", " ", "\n", "\n\n"}[b.gap]
		if b.gap == 1 && b.space.End > b.space.Start {
			b.place(1, b.space)
		}
		b.out.WriteString(g)
		b.points += len(g)
	}
	b.gap, b.breaks, b.space = 0, 0, Span{}
	n := utf8.RuneCountInString(s)
	if at.Start >= 0 {
		b.place(n, at)
	}
	b.out.WriteString(s)
	b.points += n
}

// place notes that the next n code points are from bytes of the file.
func (b *builder) place(n int, at Span) {
	from := b.last.point
	if at.Start != b.last.byte {
		if at.Start > b.last.byte && at.Start-b.last.byte < markEvery {
			from += utf8.RuneCount(b.t.file[b.last.byte:at.Start])
		} else {
			from = b.m.point(at.Start)
		}
	}
	w := utf8.RuneCount(b.t.file[at.Start:at.End])
	b.m.add(b.points, n, from, w)
	b.last = mark{at.End, from + w}
}

// settle works out what the page does not say from what it does.
func (a *Article) settle() {
	found, margin := text.Identify(a.Text)
	said := text.IdentifyCode(a.Lang)
	switch {
	case found == "":
	case a.Lang == "", said != found && text.Identifies(a.Lang) && margin >= sureOfLang:
		a.Lang = found // a page in Persian made with an English template says en
	}
	if a.Lang != "" {
		a.Dir = locale.Dir(a.Lang)
	}
	if a.Dir == "" {
		a.Dir = "ltr"
	}
}

// sureOfLang is how sure the words must be of a language against what the page says.
const sureOfLang = 0.2

// readText reads plain text and Markdown, as they are: the text is the file.
func readText(file []byte, kind string) (Article, Map) {
	body, _ := toUTF8(file, kind)
	skipped := boms(file) // they count in the file
	s := string(body)
	a := Article{Text: s}
	first, rest, _ := strings.Cut(strings.TrimLeft(s, " \t\r\n"), "\n")
	first = strings.TrimSpace(first)
	if h, ok := strings.CutPrefix(first, "# "); ok && kind == typeMarkdown {
		a.Title = clean(h, 500)
	} else if utf8.RuneCountInString(first) <= 120 && strings.TrimSpace(rest) != "" && strings.HasPrefix(strings.TrimLeft(rest, " \t\r"), "\n") && !strings.ContainsAny(last(first), ".!?؟:;,”\"»") {
		a.Title = clean(first, 500)
	}
	m := Map{file: file, text: s, plain: true}
	m.index()
	if n := utf8.RuneCountInString(s); n > 0 {
		m.runs = []run{{0, n, skipped, n}}
	}
	return a, m
}

func last(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}
