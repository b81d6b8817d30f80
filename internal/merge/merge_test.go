package merge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"voxpop/internal/merge"
)

func TestThree(t *testing.T) {
	tests := []struct {
		name, base, mine, theirs string
		merged                   string
		conflicts                []merge.Conflict
	}{
		{"two lines far apart", "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC", nil},
		{"two lines in a row", "a\nb", "A\nb", "a\nB", "A\nB", nil},
		{"two words of one line", "the tram will not be built", "the tram would not be built", "the tram will not be finished", "the tram would not be finished", nil},
		{"two words of a Persian line", "قیمت نان در شهر بالا رفت", "قیمت گوشت در شهر بالا رفت", "قیمت نان در شهر پایین رفت", "قیمت گوشت در شهر پایین رفت", nil},
		{"both alike", "a\nb", "a\nB", "a\nB", "a\nB", nil},
		{"one deletes, the other edits elsewhere", "a\nb\nc\nd", "a\nc\nd", "a\nb\nc\nD", "a\nc\nD", nil},
		{"both append to an end", "a", "a\nmine", "a\ntheirs", "a\nmine", []merge.Conflict{{Start: 2, End: 6, Base: "", Mine: "mine", Theirs: "theirs"}}},
		{"the same word", "a\nthe mayor said\nc", "a\nthe mayor wrote\nc", "a\nthe mayor shouted\nc", "a\nthe mayor wrote\nc",
			[]merge.Conflict{{Start: 2, End: 17, Base: "the mayor said", Mine: "the mayor wrote", Theirs: "the mayor shouted"}}},
		{"words side by side", "one two three four", "one TWO three four", "one two THREE four", "one TWO three four",
			[]merge.Conflict{{Start: 0, End: 18, Base: "one two three four", Mine: "one TWO three four", Theirs: "one two THREE four"}}},
		{"deleted and edited", "a\nb\nc", "a\nc", "a\nB\nc", "a\nc", []merge.Conflict{{Start: 2, End: 2, Base: "b", Mine: "", Theirs: "B"}}},
		{"places are code points", "سلام\nx", "سلام\nدرود", "سلام\nبدرود", "سلام\nدرود", []merge.Conflict{{Start: 5, End: 9, Base: "x", Mine: "درود", Theirs: "بدرود"}}},
		{"from nothing", "", "mine", "theirs", "mine", []merge.Conflict{{Start: 0, End: 4, Mine: "mine", Theirs: "theirs"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			merged, conflicts := merge.Three(tt.base, tt.mine, tt.theirs)
			if merged != tt.merged {
				t.Errorf("merged %q, want %q", merged, tt.merged)
			}
			if d := cmp.Diff(tt.conflicts, conflicts); d != "" {
				t.Errorf("conflicts (-want +got):\n%s", d)
			}
		})
	}
}

func anyText(t *rapid.T, label string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("ab \n\nن‌😀")), -1, 30, -1).Draw(t, label)
}

func TestThreeOfOneEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, edit := anyText(t, "base"), anyText(t, "edit")
		for name, got := range map[string][3]string{
			"mine is base": {base, base, edit}, "theirs is base": {base, edit, base}, "both alike": {base, edit, edit},
		} {
			if merged, conflicts := merge.Three(got[0], got[1], got[2]); merged != edit || len(conflicts) > 0 {
				t.Fatalf("%s: %q, %v, want %q", name, merged, conflicts, edit)
			}
		}
	})
}

func TestThreeTurnedRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := anyText(t, "base"), anyText(t, "mine"), anyText(t, "theirs")
		one, conflicts := merge.Three(base, mine, theirs)
		other, turned := merge.Three(base, theirs, mine)
		if len(conflicts) != len(turned) {
			t.Fatalf("%d conflicts, turned round %d", len(conflicts), len(turned))
		}
		if len(conflicts) == 0 && one != other {
			t.Fatalf("%q, turned round %q", one, other)
		}
		for i, c := range conflicts {
			if got := string([]rune(one)[c.Start:c.End]); got != c.Mine {
				t.Fatalf("at %d–%d stands %q, want %q", c.Start, c.End, got, c.Mine)
			}
			if c.Theirs != turned[i].Mine || c.Base != turned[i].Base {
				t.Fatalf("conflict %v, turned round %v", c, turned[i])
			}
		}
	})
}

// TestNothingIsLost edits a text twice, each edit with words that stand nowhere
// else: every such word is in the merged text or in a conflict.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var base [][]string
		for i := range rapid.IntRange(0, 6).Draw(t, "lines") {
			var line []string
			for j := range rapid.IntRange(0, 6).Draw(t, "words") {
				line = append(line, fmt.Sprintf("b%d.%d", i%3, j))
			}
			base = append(base, line)
		}
		edit := func(who string) (text string, fresh []string) {
			var lines []string
			word := func() string {
				fresh = append(fresh, fmt.Sprintf("%s%d.", who, len(fresh)))
				return fresh[len(fresh)-1]
			}
			for _, line := range base {
				if rapid.IntRange(0, 5).Draw(t, "insert line") == 0 {
					lines = append(lines, word()+" "+word())
				}
				if rapid.IntRange(0, 5).Draw(t, "delete line") == 0 {
					continue
				}
				var words []string
				for _, w := range line {
					switch rapid.IntRange(0, 7).Draw(t, "word") {
					case 0:
						words = append(words, word())
					case 1:
						words = append(words, w, word())
					case 2:
					default:
						words = append(words, w)
					}
				}
				lines = append(lines, strings.Join(words, " "))
			}
			return strings.Join(lines, "\n"), fresh
		}
		var lines []string
		for _, line := range base {
			lines = append(lines, strings.Join(line, " "))
		}
		mine, freshMine := edit("m")
		theirs, freshTheirs := edit("t")
		merged, conflicts := merge.Three(strings.Join(lines, "\n"), mine, theirs)
		for _, w := range freshMine {
			if !strings.Contains(merged, w) {
				t.Fatalf("%q of mine is lost in %q", w, merged)
			}
		}
		for _, c := range conflicts {
			merged += " " + c.Theirs
		}
		for _, w := range freshTheirs {
			if !strings.Contains(merged, w) {
				t.Fatalf("%q of theirs is lost in %q", w, merged)
			}
		}
	})
}

func TestChanges(t *testing.T) {
	got := merge.Changes("one\nthe mayor said\nthree\n", "one\nthe mayor wrote\nthree\nfour\n")
	want := []merge.Change{{merge.Same, "one\nthe mayor "}, {merge.Deleted, "said\n"}, {merge.Inserted, "wrote\n"}, {merge.Same, "three\n"}, {merge.Inserted, "four\n"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	rapid.Check(t, func(t *rapid.T) {
		before, after := anyText(t, "before"), anyText(t, "after")
		var a, b strings.Builder
		for _, c := range merge.Changes(before, after) {
			if c.Kind != merge.Inserted {
				a.WriteString(c.Text)
			}
			if c.Kind != merge.Deleted {
				b.WriteString(c.Text)
			}
		}
		if a.String() != before || b.String() != after {
			t.Fatalf("%q and %q, want %q and %q", a.String(), b.String(), before, after)
		}
	})
}

// TestLarge keeps two quite different long texts from taking minutes or memory.
func TestLarge(t *testing.T) {
	var a, b strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&a, "line %d\n", i%1000)
		fmt.Fprintf(&b, "other %d\n", i%900)
	}
	merged, conflicts := merge.Three(a.String(), a.String()+"mine", b.String())
	if len(conflicts) != 0 || merged != b.String()+"mine" {
		t.Fatalf("%d conflicts, %d bytes", len(conflicts), len(merged))
	}
}
