package article

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"voxpop"
)

// policy is what a browser may do with an archived page: show it.
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// Bounds of what is put into one archive.
const (
	maxPictures  = 40
	maxPicture   = 2 << 20
	maxPicturesB = 10 << 20
	maxSheets    = 12
	maxSheet     = 512 << 10
	maxSheetsB   = 1 << 20
)

// Archive makes one self-contained file of a page. Scripts, frames, forms,
// event handlers and whatever else could run or call anywhere is taken out;
// the words, their order and their markup stay. Pictures and style sheets are
// put in if parts has them, by the addresses that [Wants] names, or if a browser
// saved them with the page (.mhtml). Plain text stays as it is, in UTF-8. The same input gives the same bytes.
func Archive(p Page, parts map[string]Part) (File, error) {
	const op = "article.Archive"
	if len(p.Body) <= maxFile && isSaved(p.Body) {
		q, inside, ok := unpack(p.Body)
		if !ok {
			return File{}, notText(op, typeSaved)
		}
		if p.URL != "" {
			q.URL = p.URL
		}
		q.At, p, parts = p.At, q, inside
	}
	if len(p.Body) > maxBody {
		return File{}, tooLarge(op)
	}
	kind := kindOf(p.Type, p.Body)
	if p.URL == "" && kind == typeHTML {
		p.URL = savedFrom(p.Body)
	}
	if kind != typeHTML && kind != typeText && kind != typeMarkdown {
		return File{}, notText(op, kind)
	}
	body, note := toUTF8(p.Body, p.Type)
	var f File
	if note != "" {
		f.Notes = append(f.Notes, note)
	}
	switch kind {
	case typeText:
		f.Ext, f.Bytes = ".txt", body
	case typeMarkdown:
		f.Ext, f.Bytes = ".md", body
	default:
		t, err := parse(op, body)
		if err != nil {
			return File{}, err
		}
		a := archiver{page: p, parts: parts, base: t.baseOf(p.URL), dropped: map[string]int{}}
		f.Ext = ".html"
		if f.Bytes, err = a.write(op, t); err != nil {
			return File{}, err
		}
		f.Notes = append(f.Notes, a.notes()...)
	}
	slices.Sort(f.Notes)
	sum := sha256.Sum256(f.Bytes)
	f.SHA256 = hex.EncodeToString(sum[:])
	return f, nil
}

// archiver copies what may stay of a page.
type archiver struct {
	page    Page
	parts   map[string]Part
	base    *url.URL
	dropped map[string]int
	put     int // bytes of pictures
	n       int // pictures
	sheets  []string
	sheetsB int
	shown   bool // the text is from the page's data
	most    int  // bytes of the page's text
}

// baseOf is the address that those on the page are relative to, nil if unknown.
func (t *tree) baseOf(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		u = nil
	}
	for n := range t.doc.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Base && attr(n, "href") != "" {
			b, err := url.Parse(strings.TrimSpace(attr(n, "href")))
			switch {
			case err != nil:
			case u != nil:
				return u.ResolveReference(b)
			case b.Host != "":
				return b
			}
			break
		}
	}
	return u
}

// absolute is an address of the page with its scheme and host; "" if it is not
// one of a page.
func (a *archiver) absolute(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return ""
	}
	if a.base != nil {
		u = a.base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.User = nil
	return u.String()
}

func (a *archiver) write(op string, t *tree) ([]byte, error) {
	m := t.meta()
	body := element(atom.Body)
	for n := range t.doc.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Body {
			a.most = len(textOf(n, maxBody))
			a.children(body, n)
			break
		}
	}
	if len(textOf(body, enough)) < enough && len(m.body) >= enough {
		a.fromData(body, m.body)
	}
	a.headSheets(t)
	head := element(atom.Head)
	line(head, metaOf("charset", "utf-8"))
	line(head, metaOf("http-equiv", "Content-Security-Policy", "content", policy))
	line(head, metaOf("name", "referrer", "content", "no-referrer"))
	for _, k := range kept {
		v := m.said[k]
		switch {
		case k == keptURL && a.page.URL != "":
			v = a.absolute(a.page.URL)
		case k == keptCanonical && m.url != "":
			v = a.absolute(m.url)
		case k == keptPublished && m.published != "":
			v = m.published
		case k == keptAt && !a.page.At.IsZero():
			v = a.page.At.UTC().Format(time.RFC3339)
		}
		if v != "" {
			line(head, metaOf("name", k, "content", v))
		}
	}
	if m.title != "" {
		title := element(atom.Title)
		title.AppendChild(&html.Node{Type: html.TextNode, Data: m.title})
		line(head, title)
	}
	for _, s := range a.sheets {
		style := element(atom.Style)
		style.AppendChild(&html.Node{Type: html.TextNode, Data: s})
		line(head, style)
	}
	root := element(atom.Html)
	if voxpop.ValidLang(m.lang) && m.lang != "" {
		root.Attr = append(root.Attr, html.Attribute{Key: "lang", Val: m.lang})
	}
	if m.dir == "rtl" || m.dir == "ltr" {
		root.Attr = append(root.Attr, html.Attribute{Key: "dir", Val: m.dir})
	}
	root.AppendChild(newline())
	line(root, head)
	line(root, body)
	doc := &html.Node{Type: html.DocumentNode}
	doc.AppendChild(&html.Node{Type: html.DoctypeNode, Data: "html"})
	doc.AppendChild(newline())
	doc.AppendChild(root)
	var out bytes.Buffer
	if err := html.Render(&out, doc); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "cannot be written as one file", Hint: "paste the text instead", Err: err}
	}
	// A browser may read what was written otherwise than it was meant: what
	// stands in the file is looked at once more.
	again, err := parse(op, out.Bytes())
	if err != nil {
		return nil, err
	}
	if what := again.unsafe(); what != "" {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "cannot be made safe to open", Hint: "paste the text instead", Err: fmt.Errorf("%s is left", what)}
	}
	return append(out.Bytes(), '\n'), nil
}

// fromData adds the article's text that a page has in its data alone, for its
// script to show.
func (a *archiver) fromData(body *html.Node, s string) {
	article := element(atom.Article)
	for p := range strings.SplitSeq(html.UnescapeString(s), "\n") {
		if p = strings.TrimSpace(p); p != "" {
			n := element(atom.P)
			n.AppendChild(&html.Node{Type: html.TextNode, Data: p})
			line(article, n)
		}
	}
	line(body, article)
	a.shown = true
}

func element(a atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
}

func metaOf(pairs ...string) *html.Node {
	n := element(atom.Meta)
	for i := 0; i < len(pairs); i += 2 {
		n.Attr = append(n.Attr, html.Attribute{Key: pairs[i], Val: pairs[i+1]})
	}
	return n
}

func newline() *html.Node { return &html.Node{Type: html.TextNode, Data: "\n"} }

func line(parent, n *html.Node) {
	parent.AppendChild(n)
	parent.AppendChild(newline())
}

// children copies what may stay of from's children to the end of to.
func (a *archiver) children(to, from *html.Node) {
	for c := from.FirstChild; c != nil; c = c.NextSibling {
		a.node(to, c)
	}
}

func (a *archiver) node(to, n *html.Node) {
	if n.Type == html.TextNode {
		to.AppendChild(&html.Node{Type: html.TextNode, Data: n.Data})
		return
	}
	if n.Type != html.ElementNode {
		return
	}
	if n.Namespace != "" {
		a.drop("drawing or formula", 1)
		return
	}
	switch n.DataAtom {
	case atom.Script, atom.Template:
		a.drop("script", 1)
		return
	case atom.Iframe, atom.Frame, atom.Frameset, atom.Object, atom.Embed, atom.Applet, atom.Noembed, atom.Noframes:
		a.drop("frame", 1)
		return
	case atom.Audio, atom.Video:
		a.drop("recording", 1)
		return
	case atom.Input, atom.Select, atom.Textarea, atom.Button, atom.Datalist, atom.Keygen, atom.Output, atom.Progress, atom.Meter, atom.Optgroup, atom.Option, atom.Label:
		a.drop("field of a form", 1)
		return
	case atom.Style:
		a.sheet(rawText(n))
		return
	case atom.Link, atom.Meta, atom.Base, atom.Title, atom.Canvas, atom.Source, atom.Track, atom.Param, atom.Map, atom.Area, atom.Plaintext, atom.Xmp, atom.Listing, atom.Isindex, atom.Command, atom.Menuitem, atom.Dialog:
		return
	case atom.Img:
		a.picture(to, n)
		return
	case atom.Form:
		// Some systems put the whole page into a form; what is left are fields to
		// log in or to subscribe, and what they say.
		if len(textOf(n, a.most))*4 < a.most {
			a.drop("form", 1)
			return
		}
		apart(to)
		a.children(to, n)
		apart(to)
		return
	case atom.Fieldset, atom.Legend:
		apart(to)
		a.children(to, n)
		apart(to)
		return
	case atom.Noscript, atom.Picture, atom.Slot, atom.Html, atom.Body, atom.Head:
		a.children(to, n)
		return
	}
	if n.DataAtom == 0 {
		// An element of the page's own making: without its script it is a box.
		a.children(to, n)
		return
	}
	c := element(n.DataAtom)
	c.Attr = a.attributes(n)
	block := blocks(n.DataAtom) && !inPre(to)
	if block {
		apart(to)
	}
	a.children(c, n)
	to.AppendChild(c)
	if block {
		apart(to)
	}
}

// apart puts a line end between blocks that has none, so that the words of two
// paragraphs do not run into each other when markup is taken away.
func apart(to *html.Node) {
	if l := to.LastChild; l == nil || l.Type != html.TextNode || strings.TrimRight(l.Data, " \t\n") == l.Data {
		to.AppendChild(newline())
	}
}

func inPre(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Pre {
			return true
		}
	}
	return false
}

func blocks(a atom.Atom) bool {
	switch a {
	case atom.Br, atom.Hr, atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Nav, atom.Aside, atom.Blockquote, atom.Figure, atom.Figcaption, atom.Address,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Table, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Tbody, atom.Thead, atom.Tfoot,
		atom.Pre, atom.Center, atom.Details, atom.Summary:
		return true
	}
	return false
}

func (a *archiver) drop(what string, n int) { a.dropped[what] += n }

func (a *archiver) notes() []string {
	var out []string
	if a.shown {
		out = append(out, "the text is from the page's data: it is shown by a script")
	}
	for _, k := range slices.Sorted(maps.Keys(a.dropped)) {
		n, s := a.dropped[k], ""
		if n > 1 {
			s = "s"
			if before, after, ok := strings.Cut(k, " of "); ok {
				k, s = before+"s of "+after, ""
			}
		}
		out = append(out, fmt.Sprintf("%d %s%s left out", n, k, s))
	}
	return out
}

// attributes are those of an element that say something and do nothing.
func (a *archiver) attributes(n *html.Node) []html.Attribute {
	var out []html.Attribute
	seen := map[string]bool{}
	for _, t := range n.Attr {
		if t.Namespace != "" || seen[t.Key] {
			continue
		}
		seen[t.Key] = true
		switch t.Key {
		case "class", "id", "lang", "dir", "title", "alt", "datetime", "pubdate", "itemprop", "itemscope", "itemtype", "content", "colspan", "rowspan", "scope", "start", "value", "reversed", "role", "hidden",
			"aria-hidden", "aria-label", "aria-modal", "width", "height", "align", "valign", "rel", "open", "cite":
			if t.Key == "cite" && a.absolute(t.Val) == "" {
				continue
			}
		case "href":
			switch {
			case n.DataAtom != atom.A:
				continue
			case strings.HasPrefix(strings.TrimSpace(t.Val), "#"):
				t.Val = strings.TrimSpace(t.Val)
			default:
				if t.Val = a.absolute(t.Val); t.Val == "" {
					continue
				}
			}
		case "style":
			if t.Val = css(t.Val); t.Val == "" {
				continue
			}
		default:
			if strings.HasPrefix(t.Key, "on") {
				a.drop("event handler", 1)
			}
			continue
		}
		out = append(out, t)
	}
	return out
}
