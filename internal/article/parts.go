package article

import (
	"encoding/base64"
	"mime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Want is a picture or a style sheet that an archive would hold.
type Want struct {
	URL   string
	Sheet bool // a style sheet, else a picture
	Max   int  // bytes; a larger one is left out
}

// Wants names the pictures and style sheets that [Archive] can put into the
// file of a page, in the order of their use: those inside the article first.
// There are few, and none that is only there to count readers.
func Wants(p Page) []Want {
	if len(p.Body) > maxBody || kindOf(p.Type, p.Body) != typeHTML {
		return nil
	}
	body, _ := toUTF8(p.Body, p.Type)
	t, err := parse("article.Wants", body)
	if err != nil {
		return nil
	}
	a := archiver{page: p, base: t.baseOf(p.URL), dropped: map[string]int{}}
	var sheets, inside, outside []Want
	known := map[string]bool{}
	for n := range t.doc.Descendants() {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		var w Want
		switch {
		case n.DataAtom == atom.Img && !tiny(n):
			w = Want{URL: a.source(n), Max: maxPicture}
		case n.DataAtom == atom.Link && isSheet(n):
			w = Want{URL: a.absolute(attr(n, "href")), Sheet: true, Max: maxSheet}
		}
		if w.URL == "" || known[w.URL] {
			continue
		}
		known[w.URL] = true
		switch {
		case w.Sheet:
			sheets = append(sheets, w)
		case within(n, atom.Article) || within(n, atom.Main) || within(n, atom.Figure):
			inside = append(inside, w)
		default:
			outside = append(outside, w)
		}
	}
	pictures := slices.Concat(inside, outside)
	return slices.Concat(sheets[:min(len(sheets), maxSheets)], pictures[:min(len(pictures), maxPictures)])
}

func within(n *html.Node, a atom.Atom) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == a {
			return true
		}
	}
	return false
}

func isSheet(n *html.Node) bool {
	for r := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
		if r == "stylesheet" {
			media := strings.ToLower(attr(n, "media"))
			return media == "" || strings.Contains(media, "all") || strings.Contains(media, "screen")
		}
	}
	return false
}

// tiny reports whether a picture is too small to be looked at: it is there to
// count readers.
func tiny(n *html.Node) bool {
	small := func(s string) bool {
		v, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "px"))
		return err == nil && v <= 2
	}
	return small(attr(n, "width")) || small(attr(n, "height")) || hidden(n)
}

// source is where a picture is fetched. Many pages put the address aside until
// a script sees the reader scroll.
func (a *archiver) source(n *html.Node) string {
	for _, key := range []string{"data-src", "data-original", "data-lazy-src", "src"} {
		if s := attr(n, key); s != "" && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(s)), "data:") {
			if s = a.absolute(s); s != "" {
				return s
			}
		}
	}
	for _, key := range []string{"data-srcset", "srcset"} {
		first, _, _ := strings.Cut(strings.TrimSpace(attr(n, key)), " ")
		if s := a.absolute(strings.TrimSuffix(first, ",")); first != "" && s != "" {
			return s
		}
	}
	return ""
}

// picture puts a picture into the page, or says in its place that there was one.
func (a *archiver) picture(to, n *html.Node) {
	if tiny(n) {
		a.drop("tracking picture", 1)
		return
	}
	c := element(atom.Img)
	for _, t := range a.attributes(n) {
		switch t.Key {
		case "alt", "title", "width", "height", "class", "lang", "dir":
			c.Attr = append(c.Attr, t)
		}
	}
	data := ""
	if s := strings.TrimSpace(attr(n, "src")); strings.HasPrefix(strings.ToLower(s), "data:") && a.source(n) == "" {
		data = inlined(s)
	} else if p, ok := a.parts[a.source(n)]; ok && len(p.Body) <= maxPicture {
		if kind := pictureKind(p); kind != "" {
			data = "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(p.Body)
		}
	}
	if data == "" || len(data) > 3*maxPicture/2 || a.n >= maxPictures || a.put+len(data) > maxPicturesB*3/2 {
		a.drop("picture", 1)
	} else {
		a.n++
		a.put += len(data)
		c.Attr = append(c.Attr, html.Attribute{Key: "src", Val: data})
	}
	to.AppendChild(c)
}

// pictureKind is the media type of a picture that browsers show and that
// cannot hold a program, by its first bytes; "" for anything else.
func pictureKind(p Part) string {
	b := string(p.Body[:min(len(p.Body), 16)])
	switch {
	case strings.HasPrefix(b, "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case strings.HasPrefix(b, "\xff\xd8\xff"):
		return "image/jpeg"
	case strings.HasPrefix(b, "GIF87a"), strings.HasPrefix(b, "GIF89a"):
		return "image/gif"
	case strings.HasPrefix(b, "RIFF") && len(b) >= 12 && b[8:12] == "WEBP":
		return "image/webp"
	case len(b) >= 12 && b[4:8] == "ftyp" && (b[8:12] == "avif" || b[8:12] == "avis"):
		return "image/avif"
	}
	return ""
}

// inlined keeps a picture that lies in the page, if it is one.
func inlined(s string) string {
	head, data, ok := strings.Cut(s, ",")
	if !ok || !strings.HasSuffix(strings.ToLower(head), ";base64") || len(data) > 3*maxPicture/2 {
		return ""
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data))
	if err != nil {
		return ""
	}
	kind := pictureKind(Part{Body: b})
	if kind == "" {
		return ""
	}
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(b)
}

// headSheets puts the style sheets of the head in.
func (a *archiver) headSheets(t *tree) {
	for n := range t.doc.Descendants() {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		switch {
		case n.DataAtom == atom.Style && within(n, atom.Head):
			a.sheet(rawText(n))
		case n.DataAtom == atom.Link && isSheet(n):
			p, ok := a.parts[a.absolute(attr(n, "href"))]
			kind, _, _ := mime.ParseMediaType(p.Type)
			if !ok || kind != "" && kind != "text/css" && kind != typeText {
				a.drop("style sheet", 1)
				continue
			}
			s, _ := toUTF8(p.Body, p.Type)
			a.sheet(string(s))
		}
	}
}

func (a *archiver) sheet(s string) {
	s = css(s)
	if strings.TrimSpace(s) == "" || len(a.sheets) >= 4*maxSheets || len(s) > maxSheet || a.sheetsB+len(s) > maxSheetsB {
		a.drop("style sheet", 1)
		return
	}
	a.sheetsB += len(s)
	a.sheets = append(a.sheets, s)
}

// unsafe names something in an archived page that could run or call anywhere;
// "" when there is nothing.
func (t *tree) unsafe() string {
	sealed := false
	for n := range t.doc.Descendants() {
		if n.Type == html.CommentNode {
			return "a comment"
		}
		if n.Type != html.ElementNode {
			continue
		}
		if n.Namespace != "" {
			return "a drawing or a formula"
		}
		switch n.DataAtom {
		case 0, atom.Script, atom.Template, atom.Iframe, atom.Frame, atom.Frameset, atom.Object, atom.Embed, atom.Applet, atom.Form, atom.Input, atom.Button, atom.Select, atom.Textarea, atom.Base, atom.Link, atom.Audio, atom.Video, atom.Noscript:
			return "<" + n.Data + ">"
		case atom.Style:
			if css(rawText(n)) != rawText(n) {
				return "a call in a style sheet"
			}
		}
		for _, x := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(x.Val))
			switch {
			case strings.HasPrefix(x.Key, "on"):
				return x.Key
			case x.Key == "http-equiv":
				if v != "content-security-policy" || attr(n, "content") != policy || sealed {
					return "http-equiv " + v
				}
				sealed = true
			case x.Key == "src" && !strings.HasPrefix(v, "data:image/"), x.Key == "srcset", x.Key == "background", x.Key == "poster", x.Key == "srcdoc", x.Key == "formaction", x.Key == "ping":
				return x.Key
			case x.Key == "href" && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "https://"):
				return "href"
			case x.Key == "style" && css(x.Val) != x.Val:
				return "a call in a style"
			}
		}
	}
	if !sealed {
		return "no policy"
	}
	return ""
}
