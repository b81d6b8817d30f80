package article_test

import (
	"os"
	"testing"

	"voxpop/internal/article"
)

func BenchmarkArchive(b *testing.B) {
	body, err := os.ReadFile("testdata/lantern.html")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := article.Archive(article.Page{URL: "https://lantern.example/a", Type: "text/html", Body: body}, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	body, err := os.ReadFile("testdata/lantern.html")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := article.Read(body, ".html"); err != nil {
			b.Fatal(err)
		}
	}
}
