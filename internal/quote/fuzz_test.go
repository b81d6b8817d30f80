package quote_test

import (
	"testing"
	"unicode"

	"voxpop/internal/quote"
)

// hostile are seeds in which marks, paragraphs and bad bytes meet.
var hostile = []string{
	"", "\"", "“", "‘‘‘", "\xff\xfe“said\xff”", "\n\n\n", "said said said", "“a\n\n“b\n\n“c”", "“‘“‘x’”’” said", "he said “", "« “ ‘ „", "“A,” said\u200cB. ‘c’ ’ ' `` ''",
	"\"We go,\" the mayor said, \"and you stay.\"\n\n\"Never,\" she said.", "According to the mayor, the ferry stops.", "«می‌رویم» شهردار گفت: «و می‌مانید»", "MAYOR: We go.\nCLERK: No.",
}

func FuzzExtract(f *testing.F) {
	for _, s := range hostile {
		for _, lang := range quote.Languages {
			f.Add(s, lang)
		}
	}
	f.Fuzz(func(t *testing.T, s, lang string) {
		holds(t, s, quote.Extract(s, quote.Options{Lang: lang, Thoughts: len(s)%2 == 0}))
	})
}

// holds checks what is true of every result: spans lie inside the text, parts
// are in order, apart and hold a word, mentions reproduce the text.
func holds(t *testing.T, s string, qs []quote.Quotation) {
	t.Helper()
	r := []rune(s)
	inside := func(what string, p quote.Span) {
		if p.Start < 0 || p.End > len(r) || p.Start > p.End {
			t.Fatalf("%s %v lies outside of %d code points of %q", what, p, len(r), s)
		}
	}
	for i, q := range qs {
		if i > 0 && qs[i-1].Start > q.Start {
			t.Fatalf("%q: quotation %d begins before the one before it", s, i)
		}
		if len(q.Parts) == 0 || q.Start != q.Parts[0].Start || q.End != q.Parts[len(q.Parts)-1].End {
			t.Fatalf("%q: the span %v is not that of the parts %v", s, q.Span, q.Parts)
		}
		last := -1
		for _, p := range q.Parts {
			inside("part", p)
			if p.Start < last || p.Empty() {
				t.Fatalf("%q: parts %v are out of order or empty", s, q.Parts)
			}
			last = p.End
			word := false
			for _, c := range r[p.Start:p.End] {
				word = word || unicode.IsLetter(c) || unicode.IsDigit(c)
			}
			if !word {
				t.Fatalf("%q: part %v holds no word", s, p)
			}
		}
		inside("cue", q.Cue)
		inside("speaker", q.Speaker.Span)
		inside("addressee", q.Addressee.Span)
		inside("medium", q.Medium)
		inside("when", q.When)
		if got := string(r[q.Speaker.Start:q.Speaker.End]); q.Speaker.Text != got {
			t.Fatalf("%q: the speaker is %q, the span says %q", s, q.Speaker.Text, got)
		}
		if q.In >= i || q.In >= 0 && (qs[q.In].Start > q.Start || qs[q.In].End < q.End) {
			t.Fatalf("%q: quotation %d does not lie inside %d", s, i, q.In)
		}
		if q.Rule == "" {
			t.Fatalf("%q: no rule", s)
		}
	}
}
