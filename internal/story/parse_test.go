package story_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"voxpop"
	"voxpop/internal/story"
)

// places lists findings as “line:column code”.
func places(res *story.Result) []string {
	var out []string
	for _, f := range res.Findings {
		out = append(out, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Code))
	}
	return out
}

const goodBody = "\n[11 of 98](share:misled) felt misled.\n"

func TestFrontMatter(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	const full = "callout: tram\nlang: en\nheadline: What you sent\nstandfirst: About the tram.\ndate: 2026-03-14\n"
	front := func(s string) string { return "---\n" + s + "---\n" + goodBody }
	tests := []struct {
		name, story string
		want        []string
	}{
		{"holds", front(full), nil},
		{"none", "Hello.\n" + goodBody, []string{"1:1 front-matter"}},
		{"empty", front(""), []string{"1:1 front-matter"}},
		{"not closed", "---\n" + full + goodBody, []string{"1:1 front-matter", "8:1 unlinked"}},
		{"unknown key", front(full + "author: Ann\n"), []string{"7:1 front-matter"}},
		{"key in capitals", front(full + "Reply: none\n"), []string{"7:1 front-matter"}},
		{"missing date", front(strings.Replace(full, "date: 2026-03-14\n", "", 1)), []string{"1:1 front-matter"}},
		{"missing all but one", front("lang: en\n"), []string{"1:1 front-matter", "1:1 front-matter", "1:1 front-matter", "1:1 front-matter"}},
		{"written twice", front(full + "lang: fa\n"), []string{"7:1 front-matter"}},
		{"no such day", front(strings.Replace(full, "03-14", "02-30", 1)), []string{"6:7 front-matter"}},
		{"a time", front(strings.Replace(full, "2026-03-14", "2026-03-14T10:00:00Z", 1)), []string{"6:7 front-matter"}},
		{"no rules for the language", front(strings.Replace(full, "lang: en", "lang: es", 1)), []string{"3:7 front-matter"}},
		{"another call-out", front(strings.Replace(full, "tram", "ferry", 1)), []string{"2:1 front-matter"}},
		{"a list for a value", front(full + "order: [a, b]\n"), []string{"7:1 front-matter"}},
		{"an empty value", front(full + "reply:\n"), []string{"7:1 front-matter"}},
		{"dir", front(full + "dir: up\n"), []string{"7:6 front-matter"}},
		{"order", front(full + "order: mine\n"), []string{"7:8 front-matter"}},
		{"delay unsigned", front(full + "delay: waived\n"), []string{"7:8 front-matter"}},
		{"delay signed", front(full + "delay: waived by Chiara\n"), nil},
		{"lead without alt", front(full + "lead: a.jpg\ncaption: A tram.\ncredit: Photo by Ann\n"), []string{"7:1 alt"}},
		{"alt alone", front(full + "alt: A tram\n"), []string{"7:1 front-matter", "7:1 front-matter", "7:1 front-matter"}},
		{"corrections", front(full + "corrections:\n  - {date: 2026-03-15, text: A name was wrong.}\n"), nil},
		{"corrections not a list", front(full + "corrections: none\n"), []string{"7:14 front-matter"}},
		{"a correction without text", front(full + "corrections:\n  - {date: 2026-03-15}\n"), []string{"8:5 front-matter"}},
		{"a correction with more", front(full + "corrections:\n  - {date: 2026-03-15, text: a, by: Ann}\n"), []string{"8:5 front-matter"}},
		{"colon in a value", front(strings.Replace(full, "What you sent", "The tram: what you sent", 1)), nil},
		{"colon at the end of a value", front(strings.Replace(full, "What you sent", "What you sent:", 1)), nil},
		{"not YAML", front(full + "\t- x\n"), []string{"7:1 front-matter"}},
		{"a list", front("- a\n- b\n"), []string{"2:1 front-matter"}},
		{"a mark never closed", front(strings.Replace(full, "What you sent", `"What you sent`, 1)), []string{"4:1 front-matter"}},
		{"keys begin again", front(full + "...\nlang: fa\n"), []string{"8:1 front-matter"}},
		{"an alias", front(full + "reply: &a x\ncredit: *a\n"), []string{"8:1 front-matter"}},
		{"an unlinked quotation in the headline", front(strings.Replace(full, "What you sent", "“Never again”", 1)), []string{"4:1 unlinked"}},
		{"a value on the next line", front(full + "order:\n  mine\n"), []string{"8:3 front-matter"}},
		{"a line end of YAML alone", front(strings.Replace(full, "you sent", "you\u2028sent", 1) + "order: mine\n"), []string{"7:8 front-matter"}},
		{"byte order mark", "\ufeff" + front(full), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := check(t, rec, tt.story)
			got := places(res)
			slices.Sort(got)
			want := slices.Sorted(slices.Values(tt.want))
			if d := cmp.Diff(want, got); d != "" {
				var b strings.Builder
				_ = res.WriteText(&b)
				t.Errorf("findings (-want +got):\n%s%s", d, b.String())
			}
		})
	}
}

// An alias that stands for an alias that stands for … is one short node, and
// no value of a story.
func TestYAMLBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	b.WriteString("---\n" + goodBody)
	res := check(t, load(t, os.DirFS(tram), nil), b.String())
	if res.OK() {
		t.Error("it holds")
	}
	if n := len(res.Findings); n > 100 {
		t.Errorf("%d findings", n)
	}
	for _, deep := range []string{strings.Repeat("[", 60_000), "x: " + strings.Repeat("{a: ", 10_000), strings.Repeat("- ", 30_000) + "x"} {
		doc, err := story.Parse("s.md", []byte("---\n"+deep+"\n---\n"+goodBody))
		if err != nil {
			continue // refused as a whole
		}
		res, err := story.Check(load(t, os.DirFS(tram), nil), voxpop.DefaultHouse(), doc)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(codes(res), "front-matter") {
			t.Errorf("%.9s… in the front matter: %v", deep, codes(res))
		}
	}
}

func TestUnreadable(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"invalid UTF-8", "---\nlang: en\n---\n\xff\xfe", "s.md:4: not UTF-8 text"},
		{"Latin-1", "caf\xe9\n", "s.md:1: not UTF-8 text"},
		{"surrogate", "a\n\xed\xa0\x80\n", "s.md:2: not UTF-8 text"},
		{"NUL", "---\n---\n\na\x00b", "s.md:4: a NUL byte in the text"},
		{"too large", strings.Repeat("a", story.MaxSize+1), fmt.Sprintf("s.md: a story may have %d bytes, this one has %d", story.MaxSize, story.MaxSize+1)},
		{"brackets", "x\n" + strings.Repeat("[", 100_000), "s.md:2: more marks than a story has"},
		{"quotes", strings.Repeat(">", 10_000) + " x", "s.md:1: more marks than a story has"},
		{"lists", strings.Repeat("- + ", 5_000) + " x", "s.md:1: more marks than a story has"},
		{"stars", strings.Repeat("*", 100_000), "s.md:1: more marks than a story has"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := story.Parse("s.md", []byte(tt.src))
			if err == nil || err.Error() != tt.want {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
				t.Errorf("kind %s, hint %q", voxpop.KindOf(err), voxpop.HintOf(err))
			}
		})
	}
}

// asShown compares findings by what they show.
var asShown = cmpopts.IgnoreUnexported(story.Finding{})

// The same story with the line ends of another system gives the same findings.
func TestLineEnds(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	for _, src := range []string{
		tramStory(t),
		head + "“[They newer said](response:K7Q2)”.\n\nThe public knows.\n[Many](share:misled)\nrespondents ([11 of 98](share:misled)).\n\n![](chart:media)\n",
		head + "> “[They said never,\n> and then they signed](response:K7Q2)”,\n> [one person said](by:K7Q2)\n> by phone.\n\n    code @handle\n\n* a\n* [b](share:nope)\n",
	} {
		want := check(t, rec, src)
		got := check(t, rec, strings.ReplaceAll(src, "\n", "\r\n"))
		// The file is longer, so its places are others.
		if d := cmp.Diff(want, got, cmpopts.IgnoreFields(story.Finding{}, "Start", "End", "Fixes"), asShown); d != "" {
			t.Errorf("with CRLF (-LF +CRLF):\n%s", d)
		}
		got = check(t, rec, strings.ReplaceAll(src, "\n", "\r"))
		if d := cmp.Diff(want, got, asShown); d != "" {
			t.Errorf("with CR (-LF +CR):\n%s", d)
		}
	}
}

func TestLinks(t *testing.T) {
	type link struct {
		Kind           story.LinkKind
		ID, Text, From string // From: the source at the link's place
	}
	tests := []struct {
		name, body string
		want       []link
	}{
		{"plain", "a [b c](response:X1)", []link{{"response", "X1", "b c", "[b c]"}}},
		{"in a heading", "## A [b](share:c)", []link{{"share", "c", "b", "[b]"}}},
		{"in a list", "* [b](share:c)\n* [d](share:e)", []link{{"share", "c", "b", "[b]"}, {"share", "e", "d", "[d]"}}},
		{"in a blockquote", "> a\n> [b](share:c)", []link{{"share", "c", "b", "[b]"}}},
		{"reference", "[x y][1]\n\n[1]: response:K7Q2", []link{{"response", "K7Q2", "x y", "[x y]"}}},
		{"collapsed reference", "[x][]\n\n[x]: response:K7Q2", []link{{"response", "K7Q2", "x", "[x]["}}},
		{"shortcut reference", "[x]\n\n[x]: response:K7Q2", []link{{"response", "K7Q2", "x", "[x]"}}},
		{"reference defined above", "[x]: response:K7Q2\n\nb [x]", []link{{"response", "K7Q2", "x", "[x]"}}},
		{"autolink", "see <https://a.example/b> now", []link{{"", "", "https://a.example/b", "<http"}}},
		{"evidence as an autolink", "<share:misled>", []link{{"share", "misled", "share:misled", "<share"}}},
		{"emphasis in the text", "[*b* **c**](response:X)", []link{{"response", "X", "b c", "[*b*"}}},
		{"emphasis around", "**[b](response:X)**", []link{{"response", "X", "b", "[b]"}}},
		{"code in the text", "[`b`](response:X)", []link{{"response", "X", "b", "[`b`"}}},
		{"escapes in the text", `[\[b\] \*](response:X)`, []link{{"response", "X", "[b] *", `[\[b`}}},
		{"entities in the text", "[a &amp; b&hellip; &#1578;](response:X)", []link{{"response", "X", "a & b… ت", "[a &amp"}}},
		{"brackets in the text", "[[T]hey […] no](response:X)", []link{{"response", "X", "[T]hey […] no", "[[T]"}}},
		{"two lines", "[a\nb](response:X)", []link{{"response", "X", "a b", "[a\nb"}}},
		{"title", `[a](response:X "by hand")`, []link{{"response", "X", "a", "[a]"}}},
		{"angle brackets", "[a](<response:X>)", []link{{"response", "X", "a", "[a]"}}},
		{"capital scheme", "[a](Response:X)", []link{{"response", "X", "a", "[a]"}}},
		{"percent", "[a](reversal:il%73e/p%2F)", []link{{"reversal", "p/", "a", "[a]"}}},
		{"picture", "x ![alt *text*](chart:themes)", []link{{"chart", "themes", "alt text", "![alt"}}},
		{"picture without words", "x ![](chart:themes)", []link{{"chart", "themes", "", "![]("}}},
		{"two pictures", "![](chart:media)\n![](chart:themes)", []link{{"chart", "media", "", "![](chart:m"}, {"chart", "themes", "", "![](chart:t"}}},
		{"picture in a link", "[![a](chart:media)](https://x.example)", []link{{"", "", "\ufffc", "[![a]"}, {"chart", "media", "a", "![a]"}}},
		{"in a table without the extension", "| a | [b](share:c) |\n|---|---|\n| [d](share:e) | |", []link{{"share", "c", "b", "[b]"}, {"share", "e", "d", "[d]"}}},
		{"not in code", "`[b](share:c)`\n\n    [b](share:c)\n\n```\n[b](share:c)\n```", nil},
		{"not in HTML", "<p>[b](share:c)</p>", nil},
		{"not escaped", `\[b](share:c)`, nil},
		{"persian", "گفتند [هرگز](response:X)", []link{{"response", "X", "هرگز", "[هرگز]"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := head + tt.body
			doc, err := story.Parse("s.md", []byte(src))
			if err != nil {
				t.Fatal(err)
			}
			var got []link
			for i, l := range doc.Links() {
				k := link{l.Kind, l.ID, l.Text, ""}
				if rest := src[l.Offset:]; i < len(tt.want) {
					k.From = rest[:min(len(rest), len(tt.want[i].From))]
				}
				got = append(got, k)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("links (-want +got):\n%s", d)
			}
			for _, b := range doc.Blocks {
				if len(b.Runes) != len(b.Offset) || len(b.Runes) != len(b.Link) {
					t.Fatal("a block's slices differ in length")
				}
				for i, at := range b.Offset {
					if at < 0 || at >= len(src)+1 || i > 0 && at < b.Offset[i-1] {
						t.Errorf("offset %d of rune %d", at, i)
					}
				}
			}
		})
	}
}

// Line and column of findings, the column in code points.
func TestPlaces(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	const first = 11 // the line of the body
	tests := []struct {
		name, story string
		want        []string // line of the body
	}{
		{"at the bracket", head + "“[They newer](response:K7Q2)”." + goodBody, []string{"0:2 verbatim"}},
		{"after wide letters", head + "— 😡 “[They newer](response:K7Q2)”." + goodBody, []string{"0:6 verbatim"}},
		{"third line of a paragraph", head + "One.\nTwo.\nThree “[They newer](response:K7Q2)”." + goodBody, []string{"2:8 verbatim"}},
		{"in a list", head + "* one\n* two “[They newer](response:K7Q2)”." + goodBody, []string{"1:8 verbatim"}},
		{"in a blockquote", head + "> “[They newer](response:K7Q2)”." + goodBody, []string{"0:4 verbatim"}},
		{"emphasis", head + "“**[They newer](response:K7Q2)**”." + goodBody, []string{"0:4 verbatim"}},
		{"a reference", head + "“[They newer][k]”.\n\n[k]: response:K7Q2\n" + goodBody, []string{"0:2 verbatim"}},
		{"a word of prose", head + "It is late. Then public opinion turned." + goodBody, []string{"0:18 scope"}},
		{"after an entity", head + "Q&amp;A: public opinion turned." + goodBody, []string{"0:10 scope"}},
		{"the word inside a link", head + "“[nobody told us](response:A2B3)”, [Rosa Imre wrote](by:A2B3).\n" + goodBody, []string{"0:42 attribution"}},
		{"a picture without words", head + "Look: ![](chart:media)" + goodBody, []string{"0:7 alt"}},
		{"second picture of a line", head + "![a](chart:media)\n![](chart:media)" + goodBody, []string{"1:1 alt"}},
		{"persian", fa + "گفت: «[این را نگفتند](response:K7Q2)».\n\n[۱۱ از ۹۸](share:misled)", []string{"0:7 verbatim"}},
		{"persian with half-spaces", fa + "می‌گوید: «[این را نگفتند](response:K7Q2)».\n\n[۱۱ از ۹۸](share:misled)", []string{"0:11 verbatim"}},
		{"html", head + "a <b>c</b>" + goodBody, []string{"0:3 unlinked", "0:7 unlinked"}},
		{"html block", head + "a\n\n<div>c</div>\n" + goodBody, []string{"2:1 unlinked"}},
		{"long line", head + strings.Repeat("né ", 3000) + "“[They newer](response:K7Q2)”." + goodBody, []string{"0:9002 verbatim"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range places(check(t, rec, tt.story)) {
				var line, col int
				var code string
				if _, err := fmt.Sscanf(p, "%d:%d %s", &line, &col, &code); err != nil {
					t.Fatal(err)
				}
				got = append(got, fmt.Sprintf("%d:%d %s", line-first, col, code))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("places (-want +got):\n%s", d)
			}
		})
	}
}

// Whatever a story of a few megabytes holds, it is parsed and checked in the
// time that a person waits; the times are printed.
func TestLargeStories(t *testing.T) {
	if testing.Short() {
		t.Skip("large stories")
	}
	rec := load(t, os.DirFS(tram), nil)
	const mb = 1 << 20
	fill := func(piece string, size int) string { return strings.Repeat(piece, size/len(piece)) }
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	tests := []struct{ name, story string }{
		{"prose", head + fill("The council changed its mind about the tram on a wet evening. ", 4*mb-1000)},
		{"persian prose", fa + fill("شورا در عصری بارانی نظرش را دربارهٔ تراموا عوض کرد و کسی چیزی نگفت. ", 4*mb-1000)},
		{"prose in paragraphs", head + fill("The council changed its mind about the tram on a wet evening.\n\n", 4*mb-1000)},
		{"one word", head + fill("a", mb)},
		{"10,000 quotations in one paragraph", head + strings.Repeat("“[They said never](response:K7Q2)”, [one person said](by:K7Q2). ", 10_000)},
		{"10,000 wrong quotations", head + strings.Repeat("“[They newer said](response:K7Q2)”.\n\n", 10_000)},
		{"10,000 shares in one paragraph", head + strings.Repeat("[Several](share:misled) ([11 of 98](share:misled)). ", 5_000)},
		{"10,000 statements in one sentence", head + strings.Repeat("Varga [said so](statement:varga-2026-03-10) on Tuesday, ", 10_000)},
		{"10,000 statements", head + strings.Repeat("On Tuesday Varga [said so](statement:varga-2026-03-10). ", 10_000)},
		{"10,000 unknown ids", head + strings.Repeat("Varga [said so](statement:varga-2026-03-11). ", 10_000)},
		{"19,000 links of the web", head + strings.Repeat("[a](https://a.example) ", 19_000)},
		{"more links than there may be", head + strings.Repeat("[a](share:misled) ", 30_000)},
		{"quotation marks that never close", head + fill("« “ ", mb)},
		{"single marks", head + fill("'a ", mb)},
		{"exclamations", head + fill("!", mb) + "x"},
		{"abbreviations", head + fill("a.b.c.", mb)},
		{"numbers", head + fill("1 ", mb)},
		{"percentages of readers", head + fill("7 percent of readers ", mb)},
		{"placeholders", head + fill("{x} ", mb)},
		{"addresses", head + fill("a@b.c ", mb)},
		{"phones", head + fill("2024 2025 ", mb)},
		{"streets", head + fill("in 2019 Harbour Road ", mb)},
		{"stars", head + fill("*a ", mb)},
		{"stars and underscores", head + fill("*a _b **c __d ", mb)},
		{"open links", head + fill("[a](b", mb/4)},
		{"open pictures", head + fill("![", 60)},
		{"backticks", head + fill("`a``b```c", mb)},
		{"tags", head + fill("<a ", mb)},
		{"entities", head + fill("&amp;", mb)},
		{"escapes", head + fill(`\*`, mb)},
		{"nested lists", head + nested("- ", 500)},
		{"nested quotes", head + fill("> ", 30) + "x"},
		{"references", head + strings.Repeat("[a][x] ", 20_000) + "\n\n[x]: response:K7Q2\n"},
		{"many definitions", head + definitions(20_000)},
		{"headline of quotations", strings.Replace(head, "What you sent us", fill("“a” ", 60_000), 1) + goodBody},
		{"marks that show nothing", head + fill("a\u200e\u200c", mb)},
		{"brackets line by line", head + fill("[a\n", mb)},
		{"pictures line by line", head + fill("![a\n", mb)},
		{"stars line by line", head + fill("**a\n", mb)},
		{"comments never closed", head + fill("a <!-- ", mb)},
		{"instructions never closed", head + fill("a <? ", mb)},
		{"sections never closed", head + fill("a <![CDATA[ ", mb)},
		{"declarations never closed", head + fill("a <!X ", mb)},
		{"attributes never closed", head + fill("a <b c=' ", mb)},
		{"labels", head + fill("[a][b]", mb)},
		{"closed brackets", head + fill("[a]", mb)},
		{"closing brackets", head + fill("]", mb)},
		{"addresses never closed, with spaces", head + fill("[a]( b ", mb)},
		{"addresses in angle brackets never closed", head + fill("[a](<b ", mb)},
		{"titles never closed", head + fill("[a](b \"c ", mb)},
		{"emphasis that never ends", head + fill("*a_", mb)},
		{"growing backticks", head + backticks(1200)},
		{"numbered lists", head + nested("1. ", 300)},
		{"rules", head + fill("---\n", mb)},
		{"underlines", head + fill("a\n===\n", mb)},
		{"definitions never closed", head + fill("[a]: <b\n", mb)},
		{"titles of definitions never closed", head + fill("[a]: b '\n", mb)},
		{"stacked accents", head + fill("a"+strings.Repeat("\u0301", 50), mb)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			begin := time.Now()
			doc, err := story.Parse("s.md", []byte(tt.story))
			parsed := time.Since(begin)
			if err != nil {
				t.Logf("%7d bytes: %v", len(tt.story), err)
				return
			}
			res, err := story.Check(rec, voxpop.DefaultHouse(), doc)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%7d bytes: parsed in %v, with the check %v; %d findings", len(tt.story), parsed.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond), len(res.Findings))
			inside(t, []byte(tt.story), res)
		})
	}
}

func backticks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("`", i+1) + "a")
	}
	return b.String()
}

func nested(mark string, depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat("  ", i) + mark + "x\n")
	}
	return b.String()
}

func definitions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[a%d]: response:K7Q2\n", i)
	}
	for i := range n {
		fmt.Fprintf(&b, "[a%d] ", i)
	}
	return b.String()
}

// inside checks that every finding stands at a place of the file.
func inside(t testing.TB, src []byte, res *story.Result) {
	t.Helper()
	lines := strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n")
	lengths := map[int]int{}
	for _, f := range res.Findings {
		if f.Line < 1 || f.Line > len(lines) {
			t.Fatalf("line %d of %d: %s", f.Line, len(lines), f.Message)
		}
		n, ok := lengths[f.Line]
		if !ok {
			n = utf8.RuneCountInString(lines[f.Line-1])
			lengths[f.Line] = n
		}
		if f.Column < 1 || f.Column > n+1 {
			t.Fatalf("column %d in line %d of %d code points: %s", f.Column, f.Line, n, f.Message)
		}
		if f.Message == "" || f.Code == "" || !utf8.ValidString(f.Message) {
			t.Fatalf("an empty finding: %+v", f)
		}
	}
}
