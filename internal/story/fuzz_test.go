package story_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/story"
)

// Whatever a file holds, it is refused as a whole or checked: without a panic,
// with every finding inside the file, and a second time with the same verdict.
func FuzzParse(f *testing.F) {
	rec := load(f, os.DirFS(tram), nil)
	f.Add(tramStory(f))
	for _, lang := range []string{"en", "fa", "ar"} {
		h := strings.Replace(head, "lang: en", "lang: "+lang, 1)
		f.Add(h + "“[They said never […] they signed](response:K7Q2)”, [one person said in a voice message](by:K7Q2).")
		f.Add(h + "[Many](share:misled) ([11 of 98](share:misled), [11.2 %](share:misled?lang=fa)).\n\n## [a][x]\n\n[x]: share:misled")
		f.Add(h + "A baker told Varga: “[reckless](statement:varga-2024-05-02)”, never [said](statement:reyl-fares-2026) by Peter Varga's husband ``[x [not] y](response:K7Q2)''")
		f.Add(h + "On Tuesday Varga said “[reckless](statement:varga-2024-05-02)” [turned](reversal:ilse-varga/build-the-tram) [x](contradiction:build-the-tram)")
		f.Add(h + "![a](chart:statements?point=free-fares) ![](clip:K7Q2#t=3.2,9.8) {received} ![b](media/K7Q2.ogg)")
		f.Add(h + "مردم می‌گویند بس است. ۱۲ از ۹۸ نفر، شهردار سه‌شنبه گفت «هرگز». قال الناس ١٢ من ٩٨")
		f.Add(h + "> * `a` <b> &amp; \\[ [a] 'b' \"c\" «d\n\n    e\n\n| f |\n|---|\n")
	}
	f.Add("---\nlang: [en\nx: &a\n...\n---\n")
	f.Add("\ufeff---\r\ncallout: tram\r\n---\r\n[a](response:K7Q2)\r\n")
	f.Fuzz(func(t *testing.T, src string) {
		doc, err := story.Parse("s.md", []byte(src))
		if err != nil {
			if voxpop.KindOf(err) != voxpop.Invalid {
				t.Fatal(err)
			}
			return
		}
		res, err := story.Check(rec, voxpop.DefaultHouse(), doc)
		if err != nil {
			t.Fatal(err)
		}
		inside(t, doc.Source, res)
		for _, l := range doc.Links() {
			if l.Offset < 0 || l.Offset > len(doc.Source) || l.Start > l.End {
				t.Fatalf("link %q at %d, runes %d to %d", l.Dest, l.Offset, l.Start, l.End)
			}
		}
		again, err := story.Check(rec, voxpop.DefaultHouse(), doc)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(res, again, asShown); d != "" {
			t.Fatalf("a second check differs:\n%s", d)
		}
		var b bytes.Buffer
		if err := res.WriteSARIF(&b, ""); err != nil {
			t.Fatal(err)
		}
	})
}
