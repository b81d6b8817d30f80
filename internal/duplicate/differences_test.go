package duplicate_test

import (
	"fmt"
	"strings"
	"testing"

	"voxpop/internal/duplicate"
)

func TestDifferences(t *testing.T) {
	for name, c := range map[string]struct{ base, member, want string }{
		"same":      {"Keep it free!", "KEEP it, free", `same "Keep it free"="KEEP it, free"`},
		"changed":   {"Keep the ferry free.", "Keep our ferry free.", `same "Keep"="Keep" changed "the"="our" same "ferry free"="ferry free"`},
		"added":     {"Keep it free", "Please: keep it free, thanks", `added ""="Please" same "Keep it free"="keep it free" added ""="thanks"`},
		"left out":  {"Keep it free for us all", "Keep it free", `same "Keep it free"="Keep it free" left "for us all"=""`},
		"moved":     {"One two three four. Five six seven.", "Five six seven. One two three four.", `moved "Five six seven"="Five six seven" same "One two three four"="One two three four"`},
		"variants":  {"کشتی می‌رود", "كشتي ميرود امشب", `same "کشتی می‌رود"="كشتي ميرود" added ""="امشب"`},
		"no words":  {"😡", "👍", ``},
		"one empty": {"", "Keep it", `added ""="Keep it"`},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, e := range duplicate.Differences(c.base, c.member) {
				got = append(got, fmt.Sprintf("%s %q=%q", e.Op, string([]rune(c.base)[e.Base.Start:e.Base.End]), string([]rune(c.member)[e.Member.Start:e.Member.End])))
			}
			want := strings.NewReplacer(`\u200c`, "\u200c").Replace(c.want)
			if g := strings.ReplaceAll(strings.Join(got, " "), `\u200c`, "\u200c"); g != want {
				t.Errorf("got  %s\nwant %s", g, want)
			}
		})
	}
}

// FuzzDifferences holds that spans are valid, that those of the message come
// in order and do not overlap, and that what is said to be the same is.
func FuzzDifferences(f *testing.F) {
	f.Add("Keep the ferry free, we beg you.", "We beg you: keep our ferry.")
	f.Add("کشتی می‌رود", "\u200cكشتي\u0300")
	f.Fuzz(func(t *testing.T, base, member string) {
		b, m := []rune(base), []rune(member)
		at := 0
		for _, e := range duplicate.Differences(base, member) {
			if e.Base.Start < 0 || e.Base.End < e.Base.Start || e.Base.End > len(b) || e.Member.Start < 0 || e.Member.End < e.Member.Start || e.Member.End > len(m) {
				t.Fatalf("bad span %+v", e)
			}
			if e.Op == duplicate.Left {
				continue
			}
			if e.Member.Start < at {
				t.Fatalf("%+v begins before %d", e, at)
			}
			at = e.Member.End
		}
	})
}

// FuzzFind holds that any text is taken, that a message and its copy are one
// group, and that every message is in at most one.
func FuzzFind(f *testing.F) {
	f.Add(ferry, garden)
	f.Add("한글 문장입니다", "\u1112\u1161\u11ab\u1100\u1173\u11af")
	f.Add("@x http://", "\xff\xfe")
	f.Fuzz(func(t *testing.T, a, b string) {
		messages := []duplicate.Message{{ID: "a", Text: a}, {ID: "b", Text: b}, {ID: "c", Text: a}, {ID: "d", Text: a + " " + b}}
		in := map[string]string{}
		for _, g := range duplicate.Find(messages, duplicate.Options{}) {
			if g.Size != len(g.Responses) || g.Size < 2 || g.Similarity < 0 || g.Similarity > 1.0001 {
				t.Fatalf("%+v", g)
			}
			for _, id := range g.Responses {
				if in[id] != "" {
					t.Fatalf("%s is in two groups", id)
				}
				in[id] = g.ID
			}
		}
		if in["a"] != in["c"] {
			t.Fatalf("a copy is in %q, its text in %q", in["c"], in["a"])
		}
	})
}
