package article_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	parse "golang.org/x/net/html"

	"voxpop"
	"voxpop/internal/article"
)

// TestArchiveDoesNothing: whatever a page was written to do, its archive holds
// nothing that runs or calls anywhere.
func TestArchiveDoesNothing(t *testing.T) {
	for i, s := range hostile {
		for _, whole := range []string{s, "<html><head>" + s + "</head><body><p>The ferry sails.</p></body></html>", "<body><article><p>The ferry sails.</p>" + s + "</article>"} {
			f, err := article.Archive(article.Page{URL: "https://lantern.example/", Type: "text/html", Body: []byte(whole)}, nil)
			if err != nil {
				t.Errorf("%d: %v", i, err)
				continue
			}
			lower := strings.ToLower(string(f.Bytes))
			for _, bad := range []string{"<script", "<iframe", "<svg", "<math", "<object", "<embed", "<form", "<input", "<base", "<link", "<template", "<noscript", "http-equiv=\"refresh", "url(", "@import"} {
				if strings.Contains(lower, bad) {
					t.Errorf("%d: %s is left in\n%s", i, bad, f.Bytes)
				}
			}
			doc, err := parse.Parse(bytes.NewReader(f.Bytes))
			if err != nil {
				t.Fatal(err)
			}
			for n := range doc.Descendants() {
				for _, a := range n.Attr {
					v := strings.ToLower(a.Val)
					if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "src" && !strings.HasPrefix(v, "data:image/") || a.Key == "href" && !strings.HasPrefix(v, "http") && !strings.HasPrefix(v, "#") || strings.Contains(v, "svg+xml") {
						t.Errorf("%d: <%s %s=%q>", i, n.Data, a.Key, a.Val)
					}
				}
			}
			if strings.Count(lower, "content-security-policy") != 1 || !strings.Contains(lower, "default-src &#39;none&#39;") {
				t.Errorf("%d: no policy\n%s", i, f.Bytes)
			}
		}
	}
}

func TestArchiveIsTheSame(t *testing.T) {
	p := page(t, "lantern.html")
	p.At = time.Date(2024, 5, 3, 8, 0, 0, 0, time.FixedZone("", 3600))
	f := archived(t, p)
	sum := sha256.Sum256(f.Bytes)
	if f.SHA256 != hex.EncodeToString(sum[:]) || f.Ext != ".html" {
		t.Errorf("%s %s", f.SHA256, f.Ext)
	}
	p.At = p.At.UTC() // the same moment
	if g := archived(t, p); !bytes.Equal(f.Bytes, g.Bytes) {
		t.Error("the same page, another file")
	}
	for _, want := range []string{`content="2024-05-03T07:00:00Z"`, `content="https://www.selane-lantern.example/news/2024/05/ferry?utm_source=x"`, `href="https://www.selane-lantern.example/old"`, `<h1>`, `<em>without</em>`} {
		if !bytes.Contains(f.Bytes, []byte(want)) {
			t.Errorf("%s is not in the file", want)
		}
	}
	want := []string{"1 drawing or formula left out", "1 field of a form left out", "1 form left out", "1 frame left out", "1 picture left out", "1 style sheet left out", "2 tracking pictures left out"}
	if d := cmp.Diff(want, f.Notes); d != "" {
		t.Error(d)
	}
	// An archive of an archive has the same words.
	g := archived(t, article.Page{URL: p.URL, Type: "text/html", Body: f.Bytes})
	a, _ := read(t, f)
	b, _ := read(t, g)
	if a.Text != b.Text || a.Title != b.Title || a.Published != b.Published || a.Byline != b.Byline || a.Outlet != b.Outlet {
		t.Errorf("%+v\n%+v", a, b)
	}
}

// TestParts: pictures of the article come first, few and of kinds that hold no
// program; sheets without their calls.
func TestParts(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<html><head><link rel="stylesheet" href="/a.css"><link rel="stylesheet" media="print" href="/print.css"></head><body><img src="/logo.png">`)
	for i := range 60 {
		fmt.Fprintf(&b, `<img src="/deco%d.png">`, i)
	}
	b.WriteString(`<article><img data-src="/late.jpg" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><img srcset="/small.webp 400w, /large.webp 800w"><img src="/evil.svg"><img src="ftp://x.example/y.png"><img width="1" height="1" src="/count.gif"><p>Words.</p></article></body></html>`)
	p := article.Page{URL: "https://lantern.example/x/", Type: "text/html", Body: []byte(b.String())}
	wants := article.Wants(p)
	var got []string
	for _, w := range wants[:5] {
		got = append(got, w.URL)
	}
	if d := cmp.Diff([]string{"https://lantern.example/a.css", "https://lantern.example/late.jpg", "https://lantern.example/small.webp", "https://lantern.example/evil.svg", "https://lantern.example/logo.png"}, got); d != "" {
		t.Error(d)
	}
	if len(wants) != 41 {
		t.Errorf("%d wants, want one sheet and 40 pictures", len(wants))
	}
	f, err := article.Archive(p, map[string]article.Part{
		"https://lantern.example/a.css":      {Type: "text/css", Body: []byte(`p{color:red;background:url("/b.png")}`)},
		"https://lantern.example/late.jpg":   {Type: "text/html", Body: []byte("\xff\xd8\xffjpeg")},
		"https://lantern.example/small.webp": {Type: "image/webp", Body: []byte("<script>alert(1)</script>")},
		"https://lantern.example/evil.svg":   {Type: "image/svg+xml", Body: []byte("<svg onload=alert(1)>")},
		"https://lantern.example/logo.png":   {Type: "image/png", Body: append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 3<<20)...)},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := string(f.Bytes)
	if strings.Count(s, "src=\"data:") != 1 || !strings.Contains(s, "data:image/jpeg;base64,") || !strings.Contains(s, "p{color:red;background:none}") {
		t.Errorf("%d pictures\n%.2000s", strings.Count(s, "src=\"data:"), s)
	}
}

// TestBounded: pages that were built to cost are refused, or read at the cost
// of their size.
func TestBounded(t *testing.T) {
	rep := strings.Repeat
	var open strings.Builder
	for i := range 400 {
		fmt.Fprintf(&open, "<b id=%d>", i)
	}
	for name, c := range map[string]struct {
		body    string
		refused bool
	}{
		"reopened":  {open.String() + rep("<p>x</p>", 50_000), true},
		"unclosed":  {open.String() + "<table><tr><td></b></b></b>" + rep("<p>x</p>", 50_000), true},
		"deep":      {rep("<div>", 100_000), true},
		"many tags": {rep("<i></i>", 200_000), true},
		"long":      {"<article><p>" + rep("words, and more words. ", 100_000), false},
		"bold":      {"<article>" + rep("<p><b>One</b> of <i>many</i> paragraphs.</p>", 5000), false},
		"unclosed fonts": {"<table>" + rep("<tr><td><font face=x size=2><b>A cell of an old page.<td><font face=x size=2>Another.", 2000) +
			"</table>", false},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := article.Archive(article.Page{Type: "text/html", Body: []byte(c.body)}, nil)
			if (err != nil) != c.refused {
				t.Fatal(err)
			}
			if err != nil {
				if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
					t.Error(err)
				}
				return
			}
			if a, _, err := article.Read(f.Bytes, ".html"); err != nil || len(a.Text) < 1000 {
				t.Errorf("%d bytes of text, %v", len(a.Text), err)
			}
		})
	}
}

// TestSavedByBrowser: a page that a browser saved knows where it was.
func TestSavedByBrowser(t *testing.T) {
	const words = "<p>The ferry between Selane and the islands will sail again in June, the minister said, and nobody will be left behind.</p>"
	for name, body := range map[string]string{
		"mhtml": "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://lantern.example/ferry\r\nSubject: Ferry\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----x\"\r\n\r\n\r\n------x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://lantern.example/ferry\r\n\r\n<html><body><article>" +
			strings.ReplaceAll(words, "nobody", "nob=\r\nody") + "<p>=E2=80=9CYes,=E2=80=9D she said.</p><img src=3D\"/f.png\"></article></body></html>\r\n------x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://lantern.example/f.png\r\n\r\niVBORw0KGgoAAAA=\r\n------x--\r\n",
		"browser":    "<!DOCTYPE html>\n<!-- saved from url=(0029)https://lantern.example/ferry -->\n<html><body><article>" + words + "<p>“Yes,” she said.</p><img src='data:image/png;base64,iVBORw0KGgoAAAA='></article></body></html>",
		"singlefile": "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://lantern.example/ferry \n saved date: Thu May 02 2024\n--><body><article>" + words + "<p>“Yes,” she said.</p><img src=data:image/png;base64,iVBORw0KGgoAAAA=></article></body></html>",
	} {
		t.Run(name, func(t *testing.T) {
			f := archived(t, article.Page{Type: article.TypeOf("x." + name), Body: []byte(body)})
			a, _ := read(t, f)
			if a.URL != "https://lantern.example/ferry" || a.Outlet != "lantern.example" || !strings.Contains(a.Text, "nobody will be left behind.\n\n“Yes,” she said.") {
				t.Errorf("%+v", a)
			}
			if !bytes.Contains(f.Bytes, []byte("data:image/png;base64,iVBORw0KGgoAAAA=")) {
				t.Errorf("no picture in\n%s", f.Bytes)
			}
		})
	}
	for _, bad := range []string{"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nnothing\n--x--", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n"} {
		if _, err := article.Archive(article.Page{Body: []byte("Subject: x\n" + bad)}, nil); voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
			t.Error(err)
		}
	}
}

// TestShownByScript: some pages hold their text as data, for a script to show.
func TestShownByScript(t *testing.T) {
	text := "The ferry between Selane and the islands will sail again in June, the minister said after a long meeting.\\n\\n“We will not leave the islands without a boat,” Varga told reporters &amp; islanders.\\nThe line was closed two years ago, and islanders have crossed by fishing boat since then, at their own risk."
	body := `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","articleBody":"` + text + `"}</script></head><body><div id="root"></div>`
	f := archived(t, article.Page{Type: "text/html", Body: []byte(body)})
	a, m := read(t, f)
	if strings.Count(a.Text, "\n\n") != 2 || !strings.Contains(a.Text, "“We will not leave the islands without a boat,” Varga told reporters & islanders.") || len(f.Notes) != 1 {
		t.Errorf("%q %q", a.Text, f.Notes)
	}
	everySpan(t, f, a, m)
	// Where the page shows a text, that one is read.
	g := archived(t, article.Page{Type: "text/html", Body: []byte(body + "<p>" + strings.Repeat("Quite another text, which is shown. ", 20))})
	if a, _ := read(t, g); strings.Contains(a.Text, "ferry") {
		t.Errorf("%q", a.Text)
	}
}

// TestForms: a box to log in goes; a page that stands in a form as a whole stays.
func TestForms(t *testing.T) {
	const words = "<p>The ferry between Selane and the islands will sail again in June, the minister said, and nobody will be left behind on the quay this time.</p>"
	f := archived(t, article.Page{Type: "text/html", Body: []byte("<body><form id=aspnet><input type=hidden value=x>" + words + "<form><p>Log in</p><input></form></form><form><p>Your address</p><input></form>")})
	if s := string(f.Bytes); !strings.Contains(s, "nobody will be left behind") || strings.Contains(s, "Your address") || strings.Contains(s, "<form") {
		t.Errorf("%s", s)
	}
}
