package reader

import (
	"testing"
	"unicode/utf8"
)

func FuzzLocate(f *testing.F) {
	f.Add("“We never asked,” said Ada.", "We never asked", "said", "Ada")
	f.Add("«هرگز» گفت او", "هرگز", "گفت", "او")
	f.Fuzz(func(t *testing.T, article, q, cue, who string) {
		if !utf8.ValidString(article) {
			return
		}
		runes := []rune(article)
		reasons := map[string]int{}
		found := locate(nil, reasons, "m", runes, [2]int{0, len(runes)}, []claim{{Quote: q, Cue: cue, Speaker: who}, {Quote: q}}, 3000)
		n := len(found)
		for _, c := range reasons {
			n += c
		}
		if n != 2 {
			t.Fatalf("%d found, %v refused", len(found), reasons)
		}
		for _, x := range found {
			if x.Start < 0 || x.Start >= x.End || x.End > len(runes) {
				t.Fatalf("%v of %d", x.Span, len(runes))
			}
			if got, want := needle(string(runes[x.Start:x.End])), needle(q); string(got) != string(want) {
				t.Fatalf("%q stands there, not %q", string(got), string(want))
			}
		}
	})
}

func FuzzUnwrap(f *testing.F) {
	f.Add(`<think>{</think> {"quotations":[{"quote":"a"}]} bye`)
	f.Fuzz(func(t *testing.T, s string) { unwrap(s) })
}
