package article_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/article"
)

// hostile are pages that were written to do something.
var hostile = []string{
	`<script>alert(1)</script><p onclick="x()">Words</p><a href="javascript:alert(1)">a</a><a href=" java&#10;script:x">b</a><img src=x onerror=alert(1)>`,
	`<svg><style><!--</style><img src=x onerror=alert(1)>--></style></svg><math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
	`<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
	`<style>@import url(//x.example/y); a{b:u\72l(//x.example)} c{d:exp\ression(1)} </style><p style="background:url(//x.example)">x</p>`,
	`<style>@im@import x;port "//x.example/y"; </style><style></style><img src=x onerror=alert(1)></style>`,
	`<meta http-equiv=refresh content="0;url=//x.example"><base href="//x.example"><link rel=stylesheet href=//x.example><iframe srcdoc="<script>1</script>"></iframe>`,
	`<table><b><b><b><b><td><b>x<p><b>y</table>z<a href=#x>q<a>w`,
	`<plaintext><p>all of this`, `<xmp><script>alert(1)</script></xmp>`, `<textarea><img src=x onerror=alert(1)></textarea>`, `<title><img src=x onerror=alert(1)></title>`,
	`<p>&#xF0000;5&#xF0000; &amp;amp; &notin; &not in &#0; &#x110000; &NotEqualTilde; &fjlig; a&#13;b` + "\r\n\x00\U000f0000" + `7` + "\U000f0000</p>",
	`<template><script>alert(1)</script></template><object data=x><param name=y></object><embed src=x>`,
	`<img src="data:text/html,<script>alert(1)</script>"><img src="data:image/svg+xml;base64,PHN2Zz4=">`,
	`<details open ontoggle=alert(1)><summary>x</summary></details><x-y onfocus=1>z</x-y><p id=a id=b>`,
	`<select><style></select><script>1</script>`, `<pre>` + "\n\na  b\n\n c</pre>", "\xef\xbb\xbf<p>one<br><br>two",
}

// FuzzPage: whatever a site sends, the archive does nothing, is the same each
// time, and its words are found in it again.
func FuzzPage(f *testing.F) {
	for _, name := range []string{"lantern.html", "plain.html", "persian.html", "cp1256.html", "old.html"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range hostile {
		f.Add([]byte(s))
		f.Add([]byte("<html><body><article><p>The ferry sails again, she said, and nobody will be left behind.</p>" + s + "<p>“It is late,” he said.</p></article>"))
	}
	f.Add([]byte("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Words of a page.</p>\n--x--"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := article.Page{URL: "https://lantern.example/a/b", Type: "text/html", Body: b}
		file, err := article.Archive(p, nil)
		if err != nil {
			if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		again, err := article.Archive(p, nil)
		if err != nil || !bytes.Equal(file.Bytes, again.Bytes) {
			t.Fatal("another archive of the same page")
		}
		lower := strings.ToLower(string(file.Bytes))
		for _, bad := range []string{"<script", "<iframe", "<object", "<embed", "<form", "<svg", "<base", "<link", "<!--"} {
			if strings.Contains(lower, bad) {
				t.Fatalf("%s is left in\n%s", bad, file.Bytes)
			}
		}
		if !utf8.Valid(file.Bytes) || bytes.IndexByte(file.Bytes, 0) >= 0 {
			t.Fatal("not text")
		}
		a, m, err := article.Read(file.Bytes, file.Ext)
		if err != nil {
			if voxpop.HintOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		check(t, file.Bytes, a, m)
		// The page itself can be read too.
		if a, m, err = article.Read(b, ".html"); err == nil && utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 {
			check(t, b, a, m)
		}
	})
}

func check(t *testing.T, file []byte, a article.Article, m article.Map) {
	t.Helper()
	if !utf8.ValidString(a.Text) || strings.Contains(a.Text, "\x00") || strings.Contains(a.Text, "\n\n\n") || !a.Published.Valid() {
		t.Fatalf("%+v", a)
	}
	runes, words := []rune(string(file)), []rune(a.Text)
	for start := 0; start < len(words); start += 1 + len(words)/40 {
		for _, n := range []int{1, 7, len(words) / 2} {
			end := min(start+n, len(words))
			if s, ok := m.File(start, end); ok && (s.Start < 0 || s.End > len(runes) || !sameWords(string(runes[s.Start:s.End]), string(words[start:end]))) {
				t.Fatalf("%d–%d %q", start, end, string(words[start:end]))
			}
			for _, s := range m.Pieces(start, end) {
				if s.Start < 0 || s.End > len(runes) || s.Start >= s.End {
					t.Fatalf("%v of %d", s, len(runes))
				}
			}
		}
	}
}

// FuzzText: plain text comes back as it is, and each place in it is the place in the file.
func FuzzText(f *testing.F) {
	f.Add([]byte("One.\n\nTwo.\r\n"))
	f.Add([]byte("\xef\xbb\xbfX\xff\xfe y"))
	f.Add([]byte("\xff\xfea\x00b\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := article.Archive(article.Page{Type: "text/plain", Body: b}, nil)
		if err != nil {
			return
		}
		a, m, err := article.Read(file.Bytes, ".txt")
		if err != nil {
			return
		}
		if a.Text != string(file.Bytes) {
			t.Fatalf("%q became %q", file.Bytes, a.Text)
		}
		if utf8.ValidString(string(b)) && !bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) && bytes.IndexByte(b, 0) < 0 && a.Text != string(b) {
			t.Fatalf("%q became %q", b, a.Text)
		}
		check(t, file.Bytes, article.Article{Text: strings.ReplaceAll(a.Text, "\n\n\n", "")}, article.Map{})
		n := utf8.RuneCountInString(a.Text)
		if s, ok := m.File(0, n); !ok || s != (article.Span{Start: 0, End: n}) {
			t.Fatalf("%v %v", s, ok)
		}
	})
}

// FuzzSame: whatever the texts are, the answer is the same both ways and in
// bounds.
func FuzzSame(f *testing.F) {
	for _, n := range wires {
		f.Add(wire(f, n), wire(f, wires[0]))
	}
	f.Add("“ a ‘b’ »c« „d“ ”e”\n\n\"f", strings.Repeat("the boat sails at 5 ", 20))
	f.Fuzz(func(t *testing.T, a, b string) {
		c := article.Same(a, b)
		if d := article.Same(b, a); c != d || c.Of < 0 || c.Of > 1 || c.Same && c.Likely || c.Reason == "" {
			t.Errorf("%+v, %+v", c, d)
		}
	})
}
