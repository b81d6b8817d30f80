package article

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hidden reports whether readers do not see an element, as far as it says so itself.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") && !shown(n) {
				return true
			}
		case "style":
			s := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") || strings.HasSuffix(s+";", "font-size:0;") || strings.Contains(s, "font-size:0;") || strings.Contains(s, "font-size:0px") {
				return true
			}
		}
	}
	return false
}

// shown reports whether an element that is not to be read aloud is words of a
// sentence all the same: a large first letter, a word in a frame. Signs and
// drawings are not, nor is what stands there a second time for who listens.
func shown(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Em, atom.Strong, atom.B, atom.I, atom.Span, atom.Mark, atom.U, atom.Small, atom.Font, atom.Big, atom.Q, atom.Cite:
	default:
		return false
	}
	lettered := func(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
	if n.Parent == nil || strings.Contains(strings.ToLower(attr(n, "class")), "icon") || !lettered(textOf(n, 200)) {
		return false
	}
	beside := false
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && lettered(c.Data) {
			beside = true
		}
		if class := strings.ToLower(attr(c, "class")); c != n && (strings.Contains(class, "sr-only") || strings.Contains(class, "visually") || strings.Contains(class, "screen-reader")) {
			return false
		}
	}
	return beside
}

// isNote reports whether raised signs lead to a note: figures, stars or daggers
// that are no power of a number or unit before them.
func (b *builder) isNote(n *html.Node) bool {
	s := strings.TrimSpace(textOf(n, 20))
	inner := strings.Trim(s, "[]()")
	if inner == "" || len(inner) > 6 || strings.Trim(inner, "0123456789*†‡§,") != "" {
		return false
	}
	if inner != s || strings.Trim(inner, "*†‡§") == "" || within(n, atom.A) {
		return true
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			return true
		}
	}
	before := b.out.String()
	before = before[max(0, len(before)-40):]
	last := before[strings.LastIndexAny(before, " \n\u00a0")+1:]
	switch last {
	case "m", "km", "cm", "mm", "dm", "ft", "mi", "yd", "in", "s", "":
		return false
	}
	return len(last) > 1 && !digit(last[len(last)-1])
}

// silent are elements whose text is not the article's.
func silent(a atom.Atom) bool {
	switch a {
	case atom.Script, atom.Style, atom.Title, atom.Head, atom.Iframe, atom.Noembed, atom.Noframes, atom.Template, atom.Textarea,
		atom.Select, atom.Button, atom.Svg, atom.Object, atom.Canvas, atom.Audio, atom.Video, atom.Nav, atom.Footer, atom.Figcaption, atom.Aside, atom.Rp, atom.Rt:
		return true
	}
	return false
}
