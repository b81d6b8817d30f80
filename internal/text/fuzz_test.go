package text_test

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"voxpop/internal/text"
)

// hostile are seeds in which folding, joining and shortening meet.
var hostile = []string{
	"می ییییرود", "بی بی می رود ها", "کتاب ها ی", "سسس س", "¬می¬رود", "می\u200c رود", "#می روم ها", "کار ام می کار ام",
	"👩\u200d\u200d👧", "👩🏽\u200d🏽👧", "🇩🇪🇫", "1\ufe0f\u20e3", "e\u200d\u0301", "\u1112\u200d\u1161\u11ab", "ﷺ ﬃ ½ ™ ㎏", "ㅋㅏㅋㅋㅋ", "か\u3099\u3099",
	"Ａ\u0301", "ǆ Ǆ ß ẞ ſ İ ı", "www.a.b http:// a@ @a #", "\u0301\u0301", "\xff\xfe", "𝟙𝟚𝟛 𝕒𝕒𝕒", "a\u00adaa\u200ba", "١٬٥٠٠٫٥", "a''b", "ر¬\u06ecر", "ر¬🏽ر", "#می1\ufe0f\u20e3", "#a 1.5 #a1.5", "अआइ\u093c\u093c",
}

func FuzzFold(f *testing.F) {
	for _, s := range slices.Concat(sentences, hostile) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { folds(t, []rune(s)) })
}

func FuzzLoose(f *testing.F) {
	for _, s := range slices.Concat(sentences, hostile) {
		f.Add(s)
	}
	f.Fuzz(looseHolds)
}

// looseHolds checks what holds of every loosely folded text.
func looseHolds(t *testing.T, s string) {
	r := []rune(s)
	f := text.Loose(r)
	mapped(t, f, r)
	once := f.String()
	if again := text.LooseString(once); again != once {
		t.Errorf("%+q folds to %+q, and that to %+q", s, once, again)
	}
	if got := text.LooseString(s); got != once {
		t.Errorf("LooseString(%+q) = %+q, Loose gives %+q", s, got, once)
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range slices.Concat(sentences, hostile) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { tokensHold(t, s) })
}

// tokensHold checks what holds of the tokens of every text.
func tokensHold(t rapid.TB, s string) {
	n := len([]rune(s))
	var z text.Tokenizer
	z.Tokens("another text, اول, before 👍")
	tag, last := text.Span{}, 0
	for i, k := range z.Tokens(s) {
		if k.Start < last || k.End <= k.Start || k.End > n {
			t.Fatalf("token %d of %+q has span %v after %d, of %d", i, s, k.Span, last, n)
		}
		if len(k.Text) == 0 || !utf8.Valid(k.Text) || len(k.Stem) == 0 || !utf8.Valid(k.Stem) {
			t.Fatalf("token %d of %+q is %+q, stem %+q", i, s, k.Text, k.Stem)
		}
		if k.Kind == text.Hashtag {
			tag = k.Span
		}
		if k.InTag && (k.Start < tag.Start || k.End > tag.End) {
			t.Errorf("token %d of %+q lies outside its tag", i, s)
		}
		last = k.Start // spans may share a code point that folds to several words, such as ﷺ
		if k.Kind == text.Word {
			if got := text.LooseString(string(k.Text)); got != string(k.Text) {
				t.Errorf("word %+q of %+q folds to %+q", k.Text, s, got)
			}
		}
	}
	a, b := text.Tokens(s), z.Tokens(s)
	if !slices.EqualFunc(a, b, func(a, b text.Token) bool { return bytes.Equal(a.Text, b.Text) && a.Span == b.Span && a.Kind == b.Kind }) {
		t.Errorf("tokens of %+q depend on the text before", s)
	}
}
