package story_test

import (
	"strings"
	"testing"

	"voxpop/internal/story"
)

func TestRedact(t *testing.T) {
	const said = "They said never, and then they signed. My sister works at the depot."
	tests := []struct{ name, src, want string }{
		{"a quotation", "“[They said never](response:K7Q2)”, [one person wrote](by:K7Q2).", "“[[…]](response:K7Q2)”, [[…]](by:K7Q2)."},
		{"another's stays", "“[They said never](response:K7Q3)”.", "“[They said never](response:K7Q3)”."},
		{"with brackets inside", "“[They [the council] said […] signed](response:K7Q2)”.", "“[[…]](response:K7Q2)”."},
		{"a clip", "![Somebody speaks of a sister](clip:K7Q2?show=audio#t=1,2)", "![[…]](clip:K7Q2?show=audio#t=1,2)"},
		{"one of several", "[two bakers wrote](by:A2B3,K7Q2)", "[[…]](by:A2B3,K7Q2)"},
		{"in the headline", "---\nheadline: “They said never, and then they signed”: what you sent\n---\n", "---\nheadline: “[…]”: what you sent\n---\n"},
		{"the linked words elsewhere", "[and then they signed](response:K7Q2)\n\nHe said: and then they signed.", "[[…]](response:K7Q2)\n\nHe said: […]."},
		{"by reference", "[They said never][k]\n\n[k]: response:K7Q2", "[[…]][k]\n\n[k]: response:K7Q2"},
		{"encoded", "[They said never](response:%4B7Q2)", "[[…]](response:%4B7Q2)"},
		{"no story", "\xff [They said never](response:K7Q2)", "\xff [[…]](response:K7Q2)"},
		{"one common word", "“[never](response:K7Q2)”. It will never be.", "“[[…]](response:K7Q2)”. It will never be."},
		{"a piece in marks without a link", "She wrote “my sister works”.\n\n“My sister works at the depot” was all.", "She wrote “[…]”.\n\n“[…]” was all."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, n := story.Redact([]byte(tt.src), "K7Q2", said)
			if string(got) != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if (n > 0) != (tt.src != tt.want) {
				t.Errorf("%d places", n)
			}
			again, n := story.Redact(got, "K7Q2", said)
			if string(again) != string(got) || n != 0 {
				t.Errorf("a second time changes %d places", n)
			}
		})
	}
}

// FuzzRedact holds that no quotation of the response survives, whatever stands around it.
func FuzzRedact(f *testing.F) {
	f.Add("a", "b")
	f.Add("“[", "](by:K7Q2)")
	f.Add("```\n", "\n```")
	f.Fuzz(func(t *testing.T, before, after string) {
		const words = "the words that have to go 4711"
		got, _ := story.Redact([]byte(before+"["+words+"](response:K7Q2)"+after), "K7Q2")
		if strings.Contains(string(got), words) && !strings.HasSuffix(before, `\`) {
			t.Errorf("%q", got)
		}
	})
}
