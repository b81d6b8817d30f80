package story_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"voxpop/internal/story"
)

// TestFixes holds that every fix takes its finding away, and that each finding
// that can be fixed is.
func TestFixes(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	fa, ar := strings.Replace(head, "lang: en", "lang: fa", 1), strings.Replace(head, "lang: en", "lang: ar", 1)
	tests := []struct{ name, src, title, words string }{
		{"a word too strong", head + "[Most](share:misled) felt misled ([11 of 98](share:misled)).", story.FixWord, "Several"},
		{"a word too weak", head + "[Many](share:humiliation) felt small ([61 of 98](share:humiliation)).", story.FixWord, "A majority"},
		{"a Persian word", fa + "[بیشتر](share:misled) پاسخ‌دهندگان ([۱۱ از ۹۸](share:misled)).", story.FixWord, ""},
		{"a number word", head + "[Twelve](share:misled) felt misled ([11 of 98](share:misled)).", story.FixFigure, "11 of 98"},
		{"n of N", head + "[12 of 98](share:misled) felt misled.", story.FixFigure, "11 of 98"},
		{"a percentage", head + "[11 of 98](share:misled) felt misled, [12%](share:misled) of the answers.", story.FixFigure, "11%"},
		{"a Persian percentage", fa + "[۱۱ از ۹۸](share:misled) و [۱۲٪](share:misled) از پاسخ‌ها.", story.FixFigure, "۱۱٪"},
		{"an Arabic figure", ar + "[١٢ من ٩٨](share:misled) كتبوا.", story.FixFigure, ""},
		{"a number", head + "[11 of 98](share:misled), that is [12](share:misled), felt misled.", story.FixFigure, "11 of 98"},
		{"no base", head + "[Several](share:misled) felt misled.", story.FixBase, "11 of 98"},
		{"no base in Persian", fa + "[شماری](share:misled) چنین نوشتند.", story.FixBase, ""},
		{"a letter differs", head + "“[They said newer, and then they signed](response:K7Q2)”.\n\n[11 of 98](share:misled) agree.", story.FixExact, "They said never, and then they signed"},
		{"bare dots", head + "“[They said never … they signed](response:K7Q2)”.\n\n[11 of 98](share:misled) agree.", story.FixCut, ""},
		{"a figure's words", head + "Varga called it “[wreckless](statement:varga-2024-05-02)”.", story.FixExact, "reckless"},
		{"wrote of a voice message", head + "“[They said never](response:K7Q2)”, [one person wrote](by:K7Q2).", story.FixHow, "one person said in a voice message"},
		{"an email of a voice message", head + "“[They said never](response:K7Q2)”, [one person said in an email](by:K7Q2).", story.FixHow, "one person said in a voice message"},
		{"a name too many", head + "“[nobody told us](response:A2B3)”, [Rosa Imre wrote](by:A2B3).", story.FixHow, "one person wrote"},
		{"wrote of a voice message, in Persian", fa + "«[گفتند هرگز، و بعد امضا کردند](response:K7Q2)»، [یک نفر نوشت](by:K7Q2).", story.FixHow, ""},
		{"wrote of a voice message, in Arabic", ar + "«[گفتند هرگز، و بعد امضا کردند](response:K7Q2)»، [كتب أحدهم](by:K7Q2).", story.FixHow, ""},
		{"one of whom a plural is said", head + "“[nobody told us](response:A2B3)”, [respondents wrote](by:A2B3).", story.FixHow, "one person wrote"},
		{"a wrong code", head + "[11 of 98](share:mislead) felt misled.", story.FixName, "misled"},
		{"a wrong code of a breakdown", head + "[15 of 26](share:humiliatio?channel=web) felt small.", story.FixName, "humiliation"},
		{"a wrong chart", head + "[11 of 98](share:misled) agree. ![What came](chart:themse)", story.FixName, "themes"},
		{"a wrong statement", head + "Varga called it “[reckless](statement:varga-2024-05-03)”.", story.FixName, "varga-2024-05-02"},
		{"a wrong point", head + "Varga [changed her mind](reversal:ilse-varga/build-the-tran).", story.FixName, "ilse-varga/build-the-tram"},
		{"somebody's words", head + "“[They said never](response:K7Q2)”. And: “and then they signed”.", story.FixQuote, "K7Q2"},
		{"a figure's words without a link", head + "Varga had called the plan “reckless”. [11 of 98](share:misled) agree.", story.FixQuote, "varga-2024-05-02"},
		{"how many without a link", head + "[11 of 98](share:misled) felt misled.\n\nMany respondents wrote so.", story.FixShare, "misled"},
		{"a number without a link", head + "[61 of 98](share:humiliation) felt small.\n\nIt was 11 of 98 respondents.", story.FixShare, "misled"},
		{"more than those who answered", head + "The public feels betrayed. [11 of 98](share:misled) felt misled.", story.FixScope, "Those who answered"},
		{"another day", head + "On Wednesday Varga [said it would be built](statement:varga-2026-03-10).", story.FixDate, ""},
		{"too soon", strings.Replace(head, "2026-03-14", "2026-03-04", 1) + "“[They said never](response:K7Q2)”.", story.FixLater, ""},
		{"out of order", strings.Replace(head, "order: editorial\n", "", 1) + "[11 of 98](share:misled), then [61 of 98](share:humiliation).", story.FixOrder, ""},
	}
	var seen []string
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := check(t, rec, tt.src)
			offered := false
			for _, f := range res.Findings {
				for _, fix := range f.Fixes {
					if !slices.Contains(story.FixTitles, fix.Title) {
						t.Errorf("unknown title %q", fix.Title)
					}
					fixed := string(fix.Apply([]byte(tt.src)))
					if fixed == tt.src {
						t.Errorf("%s changes nothing: %+v", fix.Title, fix.Edits)
						continue
					}
					again := check(t, rec, fixed)
					if slices.ContainsFunc(again.Findings, func(g story.Finding) bool { return g.Code == f.Code && g.Message == f.Message }) {
						t.Errorf("%s leaves the finding %q in\n%s", fix.Title, f.Message, fixed)
					}
					offered = offered || fix.Title == tt.title && (tt.words == "" || fix.Words == tt.words)
					if !slices.Contains(seen, fix.Title) {
						seen = append(seen, fix.Title)
					}
				}
			}
			if !offered {
				t.Errorf("no fix %s %q in %+v", tt.title, tt.words, res.Findings)
			}
		})
	}
}

// Places are code points of the file, whatever the script and the plane.
func TestFindingSpans(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	src := head + "😀 سلام [Most](share:misled) felt misled ([11 of 98](share:misled)). “not linked”"
	var got []string
	for _, f := range check(t, rec, src).Findings {
		got = append(got, string(f.Code)+" "+string([]rune(src)[f.Start:f.End]))
	}
	want := []string{"quantifier [Most](share:misled)", "unlinked not linked"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
