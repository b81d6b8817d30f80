package story

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
)

// Flags must neither cover one another nor stand in the way of a pole, at the
// narrowest width and at wider ones.
func TestFlagsDoNotOverlap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		flags := make([]flag, 1+rng.IntN(5))
		for i := range flags {
			flags[i] = flag{x: 3 + 94*rng.Float64(), width: 30 + 50*rng.Float64()}
		}
		slices.SortFunc(flags, func(a, b flag) int {
			if a.x < b.x {
				return -1
			}
			return 1
		})
		rows := place(flags)
		for _, scale := range []float64{1, 1.3, 2.2} {
			for i, a := range flags {
				if a.row >= rows || a.row < 0 {
					t.Fatalf("row %d of %d", a.row, rows)
				}
				aFrom, aTo := a.ends()
				shift := a.x * narrow / 100 * (scale - 1)
				aFrom, aTo = aFrom+shift, aTo+shift
				if scale == 1 && (aFrom < 0 || aTo > narrow) {
					t.Fatalf("a flag leaves the chart: %.0f to %.0f", aFrom, aTo)
				}
				for k, b := range flags {
					if k == i {
						continue
					}
					bFrom, bTo := b.ends()
					move := b.x * narrow / 100 * (scale - 1)
					bFrom, bTo = bFrom+move, bTo+move
					pole := b.x * narrow / 100 * scale
					if a.row == b.row && aFrom < bTo && bFrom < aTo {
						t.Fatalf("two flags of row %d overlap at scale %.1f", a.row, scale)
					}
					if b.row > a.row && pole > aFrom+1 && pole < aTo-1 && a.x != b.x {
						t.Fatalf("a pole runs through a flag at scale %.1f", scale)
					}
				}
			}
		}
	}
}

func TestFlagLongerThanTheChart(t *testing.T) {
	flags := []flag{{x: 10, width: 900}, {x: 60, width: 50}, {x: 90, width: 900}}
	if rows := place(flags); rows != 3 {
		t.Errorf("%d rows, want one for each", rows)
	}
}

func TestPool(t *testing.T) {
	count := func(ns ...int) []prevalence.Count {
		var out []prevalence.Count
		for i, n := range ns {
			out = append(out, prevalence.Count{Key: string(rune('a' + i)), N: n})
		}
		return out
	}
	for _, c := range []struct {
		in   []int
		want []int // the pool last
		pool bool
	}{
		{[]int{20, 9, 5}, []int{20, 9, 5}, false},
		{[]int{20, 9, 3, 2}, []int{20, 9, 5}, true},
		{[]int{20, 9, 1}, []int{20, 10}, true}, // 1 alone could be subtracted
		{[]int{20, 1}, []int{21}, true},
		{[]int{2, 1}, []int{3}, true},
		{nil, nil, false},
	} {
		got, total := pool(count(c.in...), 5)
		var ns []int
		sum := 0
		for _, g := range got {
			ns = append(ns, g.N)
			sum += g.N
		}
		if !slices.Equal(ns, c.want) || sum != total {
			t.Errorf("%v is pooled to %v of %d, want %v", c.in, ns, total, c.want)
		}
		if len(got) > 0 && (got[len(got)-1].Key == poolKey) != c.pool {
			t.Errorf("%v: pooled is %v", c.in, !c.pool)
		}
	}
}

func TestChartsOfTooLittle(t *testing.T) {
	c := charts{l: locale.For("en"), house: voxpop.DefaultHouse(), fig: &prevalence.Figures{Waterfall: voxpop.Waterfall{Counted: 9}},
		points: []voxpop.Point{{ID: "p"}}}
	for _, name := range []string{"themes", "arrivals", "media", "languages", "statements", "echoes", "nothing"} {
		if drawn, err := c.draw(name, nil); err == nil {
			t.Errorf("%s was drawn from nothing: %v", name, drawn)
		}
	}
}

func TestEveryDayFillsTheGaps(t *testing.T) {
	days, err := everyDay([]prevalence.Count{{Key: "2026-02-27", N: 2}, {Key: "2026-03-02", N: 1}})
	if err != nil || len(days) != 4 || days[1].n != 0 || days[3].n != 1 {
		t.Errorf("%v, %v", days, err)
	}
	if _, err := everyDay([]prevalence.Count{{Key: "1926-02-27", N: 2}, {Key: "2026-03-02", N: 1}}); err == nil {
		t.Error("a century of days was drawn")
	}
}

func TestWrap(t *testing.T) {
	for _, s := range []string{
		"Students lose out", strings.Repeat("x", 300), "دستش رو پیچوندن، قبول. ولی خب داد می‌زد! ما شصت هزار نفر بودیم", "a b", "",
	} {
		lines := wrap(s, 15, narrow)
		if got := strings.Join(strings.Fields(strings.Join(lines, " ")), ""); got != strings.Join(strings.Fields(s), "") {
			t.Errorf("wrapping changed %q to %q", s, lines)
		}
		for _, l := range lines {
			if textWidth(l, 15) > narrow {
				t.Errorf("a line of %.0f pixels: %q", textWidth(l, 15), l)
			}
		}
	}
}

// What story.md says must be what was written, whatever the words hold.
func TestMarkdownTextReadsBack(t *testing.T) {
	m := &mdWriter{b: &builder{}}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{
			"word", " ", "*", "_", "`", "[", "]", "(", ")", "<", ">", "&", "&amp;", "#", "-", "+", "1", ".", "!", "~", "=", "|", ":", "\\", "\"", "سلام", "…", "https://a.example", "12)", "$",
		}), 0, 12).Draw(t, "parts")
		s := strings.Join(strings.Fields(strings.Join(parts, "")), " ")
		md := m.text(s) + "\n\n" + "- " + m.text(s) + "\n"
		want := strings.TrimSpace(s + " " + s)
		if got := squeeze(markdownText([]byte(md))); got != want {
			t.Fatalf("%q was written as %q and reads %q", want, md, got)
		}
	})
}

func TestEscapeKeepsTextOnly(t *testing.T) {
	for in, want := range map[string]string{
		"a<b>&\"'":           "a&lt;b&gt;&amp;&#34;&#39;",
		"a\x00b\x07c\ufffed": "abcd",
		"x\u202ey\u2066z":    "xy\u2066z\u2069",
		"می‌خواهم\tو\nسطر":   "می‌خواهم\tو\nسطر",
		"\u2069\u2069out":    "out",
	} {
		if got := escape(in); got != want {
			t.Errorf("%q is escaped as %q, want %q", in, got, want)
		}
	}
}

func TestSafeURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/b?c=1&d=2": "https://a.example/b?c=1&d=2",
		" http://a.example ":          "http://a.example",
		"javascript:alert(1)":         "",
		"data:text/html,x":            "",
		"https://a.example/\n<x>":     "",
		"//a.example":                 "",
		"":                            "",
	} {
		if got := safeURL(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestAgrees(t *testing.T) {
	for _, c := range []struct {
		words string
		ok    bool
	}{
		{"33 of 61", true}, {"۳۳ از ۶۱", true}, {"٣٣ من ٦١", true}, {"54%", true}, {"٥٤٪", true}, {"54.1%", true}, {"33", true}, {"many", true},
		{"34 of 61", false}, {"33 of 62", false}, {"55%", false}, {"54.2%", false}, {"۳۴", false},
	} {
		if got := agrees(c.words, 33, 61); got != c.ok {
			t.Errorf("%q agrees with 33 of 61: %v, want %v", c.words, got, c.ok)
		}
	}
}
