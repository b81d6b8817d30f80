package story_test

import (
	"fmt"
	"strings"
	"testing"

	"voxpop/internal/story"
)

func BenchmarkBuild(b *testing.B) {
	l := newLibrary(b)
	head, _, _ := strings.Cut(source(b, "en.md"), "[More than half]")
	for _, n := range []int{10, 100, 1000} {
		var src strings.Builder
		src.WriteString(head)
		for range n / 5 {
			src.WriteString("[More than half](share:students) of those who answered ([33 of 61](share:students)) spoke of students.\n" +
				"“[The light of that room was the light of our home. Now it is dark.](response:PERA)”, [one person said in a voice message](by:PERA).\n" +
				"Ada Holm had promised: “[The room stays open](statement:holm-2024)”.\n\n")
		}
		doc, err := story.Parse("en.md", []byte(src.String()))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("links=%d", n), func(b *testing.B) {
			for b.Loop() {
				files, res, err := story.Build(l, l.house, doc, story.BuildOptions{})
				if err != nil || !res.OK() || len(files) != 5 {
					b.Fatal(len(files), res, err)
				}
			}
		})
	}
}
