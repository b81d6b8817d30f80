package article_test

import (
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"voxpop/internal/article"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// sameWords is how the record compares (internal/record/archive.go).
func sameWords(span, text string) bool {
	squeeze := func(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }
	want := squeeze(text)
	return squeeze(span) == want || squeeze(html.UnescapeString(tag.ReplaceAllString(span, ""))) == want
}

func archived(t *testing.T, p article.Page) article.File {
	t.Helper()
	f, err := article.Archive(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(t *testing.T, f article.File) (article.Article, article.Map) {
	t.Helper()
	a, m, err := article.Read(f.Bytes, f.Ext)
	if err != nil {
		t.Fatal(err)
	}
	return a, m
}

func page(t *testing.T, name string) article.Page {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return article.Page{URL: "https://www.selane-lantern.example/news/2024/05/ferry?utm_source=x", Type: article.TypeOf(name), Body: b}
}

func TestDebug(t *testing.T) {
	f := archived(t, page(t, "lantern.html"))
	t.Log(string(f.Bytes), f.Notes)
	a, _ := read(t, f)
	t.Logf("%+v", a)
	t.Log(a.Text)
}
