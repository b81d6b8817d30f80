package story_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"voxpop/internal/story"
	"voxpop/internal/text"
)

func TestFind(t *testing.T) {
	const (
		never   = "They said never, and then they signed. I am not going."
		quoting = `She told us "why", and ‘how’; « jamais », she said.`
		persian = "گفتند هرگز، و بعد امضا کردند. من نمی\u200cروم."
		mixed   = "He said \u2067«هرگز»\u2069 and left."
		emoji   = "Shame 😡😡 on you 👩\u200d👧 ❤\ufe0fand you 👍🏽!"
		han     = "新しい船は来ない。誰も聞かなかった。"
		braces  = "They wrote […] in brackets [sic] there."
	)
	ok := story.MatchProblem("")
	tests := []struct {
		name, text, quote string
		want              story.MatchProblem
		covers            string // the pieces of the text, parted by |
	}{
		{"whole", never, never, ok, never},
		{"from the start", never, "They said never", ok, "They said never"},
		{"to the end", never, "I am not going.", ok, "I am not going."},
		{"one word", never, "never", ok, "never"},
		{"without its comma", never, "They said never and", story.ProblemAbsent, ""},
		{"case", never, "they said", story.ProblemAbsent, ""},
		{"inside a word", never, "hey said", story.ProblemWord, ""},
		{"ends inside a word", never, "They sai", story.ProblemWord, ""},
		{"second place is whole", "cannot can not", "not", ok, "not"},
		{"empty", never, "", story.ProblemEmpty, ""},
		{"only a mark", never, ",", story.ProblemEmpty, ""},
		{"only a cut", never, "[…]", story.ProblemEmpty, ""},
		{"only an addition", never, "[the council]", story.ProblemEmpty, ""},

		{"cut", never, "They said never […] they signed", ok, "They said never|they signed"},
		{"cut with three dots", never, "They said never [...] they signed", ok, "They said never|they signed"},
		{"cut with four dots", never, "They said [....] they signed.", ok, "They said|they signed."},
		{"cut with spaces inside", never, "They said [ … ] they signed", ok, "They said|they signed"},
		{"cut of nothing", never, "They said […] never", ok, "They said|never"},
		{"cut at both ends", never, "[…] and then […]", ok, "and then"},
		{"two cuts", never, "They […] signed […] going", ok, "They|signed|going"},
		{"cut out of order", never, "they signed […] They said", story.ProblemOrder, ""},
		{"cut onto itself", "one two", "one […] one", story.ProblemOrder, ""},
		{"cut inside a word", never, "They sa[…]id", story.ProblemWord, ""},
		{"cut without brackets", never, "They said … they signed", story.ProblemAbsent, ""},
		{"later piece takes the later place", "a b a c", "a […] a c", ok, "a|a c"},

		{"addition", never, "They [the council] said never", ok, "They said never"},
		{"addition for a word", never, "They said never, and then [the mayor] signed", story.ProblemAbsent, ""},
		{"addition in a word", never, "They sig[n]ed", story.ProblemAbsent, ""},
		{"addition at the end", never, "They said never [again]", ok, "They said never"},
		{"unclosed bracket", never, "They [said", story.ProblemAbsent, ""},
		{"lowered capital", never, "[t]hey said", ok, "They said"},
		{"raised capital", never, "[A]nd then", ok, "and then"},
		{"capital that is another letter", never, "[H]ey said", story.ProblemWord, ""},
		{"capital after a cut", never, "They said never. […] [T]hey signed", story.ProblemAbsent, ""},
		{"capital after a cut holds", never, "They said never […] [T]hey signed", ok, "They said never|they signed"},
		{"six capitals", "a b c d e f g", "[A]a", story.ProblemAbsent, ""},
		{"more capitals than are tried at once", "ab cd ef gh ij kl", "[A]b […] [C]d […] [E]f […] [G]h […] [I]j […] [K]l", ok, "ab|cd|ef|gh|ij|kl"},
		{"greek capital", "Όχι πια", "[ό]χι πια", ok, "Όχι πια"},

		{"the text's own brackets", braces, "They wrote […] in brackets [sic] there", ok, "They wrote […] in brackets [sic] there"},
		{"a cut of text with brackets", braces, "They […] there", ok, "They|there"},

		{"marks of another style", quoting, "She told us “why”, and “how”", ok, `She told us "why", and ‘how’`},
		{"german marks", quoting, "us „why“, and ‚how‘", ok, `us "why", and ‘how’`},
		{"guillemets with spaces", quoting, "«jamais», she said", ok, "« jamais », she said"},
		{"straight for french", quoting, `"jamais"`, ok, "« jamais »"},
		{"corner marks", "彼は「嫌だ」と言った", "彼は『嫌だ』と", ok, "彼は「嫌だ」と"},
		{"a mark left out", quoting, "She told us why", story.ProblemAbsent, ""},
		{"apostrophes", "It wasn't ours", "It wasn’t ours", ok, "It wasn't ours"},
		{"no apostrophe", "It wasn't ours", "It wasnt ours", story.ProblemAbsent, ""},
		{"cut at the apostrophe", "It can't be", "It can", story.ProblemWord, ""},

		{"spaces and lines", never, "They\u00a0said\n never,  and", ok, "They said never, and"},
		{"line break in the text", "one\r\n\ttwo", "one two", ok, "one\r\n\ttwo"},
		{"no space", never, "Theysaid", story.ProblemAbsent, ""},
		{"em dash", "no — never", "no — never", ok, "no — never"},
		{"another dash", "no — never", "no - never", story.ProblemAbsent, ""},

		{"decomposed for composed", "café noir", "cafe\u0301", ok, "café"},
		{"composed for decomposed", "cafe\u0301 noir", "café", ok, "cafe\u0301"},
		{"without the accent", "café noir", "cafe", story.ProblemAbsent, ""},
		{"without an accent that does not compose", "x\u030c y", "x", story.ProblemWord, ""},
		{"hangul decomposed", "\u1112\u1161\u11ab 배", "한", ok, "\u1112\u1161\u11ab"},
		{"half of a hangul syllable", "한 배", "하", story.ProblemAbsent, ""},
		{"devanagari without its vowel sign", "नदी पार", "नद", story.ProblemWord, ""},

		{"persian", persian, "گفتند هرگز", ok, "گفتند هرگز"},
		{"half-space as a space", persian, "من نمی روم", ok, "من نمی\u200cروم"},
		{"half-space left out", persian, "من نمیروم", story.ProblemAbsent, ""},
		{"verb without its negation", persian, "روم", story.ProblemWord, ""},
		{"arabic letters for persian", persian, "كردند", story.ProblemAbsent, ""},
		{"harakat left out inside", "مُحَمَّد قال", "محمد قال", story.ProblemAbsent, ""},
		{"arabic", "قالوا أبدًا ثم وقّعوا.", "أبدًا ثم وقّعوا", ok, "أبدًا ثم وقّعوا"},
		{"direction marks in the text", mixed, "said «هرگز» and", ok, "said \u2067«هرگز»\u2069 and"},
		{"direction marks in the quotation", mixed, "said \u200f«هرگز»\u200e and", ok, "said \u2067«هرگز»\u2069 and"},
		{"direction marks only", mixed, "\u200f\u200e", story.ProblemEmpty, ""},
		{"soft hyphen", "the ferry\u00adman said", "ferryman", ok, "ferry\u00adman"},

		{"emoji", emoji, "Shame 😡😡", ok, "Shame 😡😡"},
		{"emoji alone", emoji, "😡😡", ok, "😡😡"},
		{"family", emoji, "you 👩\u200d👧", ok, "you 👩\u200d👧"},
		{"half a family", emoji, "you 👩", story.ProblemWord, ""},
		{"heart without its selector", emoji, "❤and you", ok, "❤\ufe0fand you"},
		{"hand without its colour", emoji, "you 👍", story.ProblemWord, ""},
		{"han may be cut", han, "船は来ない", ok, "船は来ない"},
		{"han with another letter", han, "船が来ない", story.ProblemAbsent, ""},
		{"thai", "เรือไม่มาแล้ว", "ไม่มา", ok, "ไม่มา"},

		{"number", "It cost 1,500 crowns", "500 crowns", story.ProblemWord, ""},
		{"minus", "It was -5 degrees", "5 degrees", story.ProblemWord, ""},
		{"compound", "a non-public vote", "public vote", story.ProblemWord, ""},
		{"too many cuts", never, strings.Repeat("[…] a ", 300), story.ProblemCuts, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := story.NewQuotable(tt.text).Find(tt.quote)
			if m.Problem != tt.want || m.OK != (tt.want == ok) {
				t.Fatalf("Find(%+q) in %+q: %+v, want problem %q", tt.quote, tt.text, m, tt.want)
			}
			if got := pieces(tt.text, m); m.OK && got != tt.covers {
				t.Errorf("Find(%+q) covers %+q, want %+q", tt.quote, got, tt.covers)
			}
		})
	}
}

func pieces(s string, m story.Match) string {
	var out []string
	r := []rune(s)
	for _, sp := range m.Spans {
		out = append(out, string(r[sp.Start:sp.End]))
	}
	return strings.Join(out, "|")
}

func TestNearest(t *testing.T) {
	const never = "They said never, and then they signed. I am not going."
	for _, tt := range []struct {
		name, text, quote, nearest string
		differs                    int
	}{
		{"one letter", never, "they newer signed", "then they signed", 5}, // widened to words
		{"a letter changed", never, "They newer said never", "They said never", 6},
		{"one letter of a word", never, "then they singed", "then they signed", 2},
		{"a letter left out", never, "and then thy signed", "and then they signed", 1},
		{"persian", "گفتند هرگز، و بعد امضا کردند.", "گفتند هرکز", "گفتند هرگز", 1},
		{"nothing like it", never, "completely different words", "", 0},
		{"empty text", "", "words", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := story.NewQuotable(tt.text).Find(tt.quote)
			if m.OK || m.Nearest != tt.nearest || m.Differs != tt.differs {
				t.Errorf("nearest %q (%d), want %q (%d)", m.Nearest, m.Differs, tt.nearest, tt.differs)
			}
		})
	}
}

// spoken is words in several scripts from which texts are made.
var spoken = []string{
	"They", "said", "never", "can't", "non-public", "1,500", "café", "cafe\u0301", "straße", "ferry", "signed", "the", "council", "می\u200cروم", "هرگز", "کردند", "أبدًا", "ثم", "مُحَمَّد",
	"新しい船", "来ない", "नदी", "한국", "😡", "👩\u200d👧", "x\u030c", "O'Hara", "“never”", "«هرگز»", "(no)", "Selane\u200f", "no…", "ΟΔΟΣ", "İzmir",
}

var between = []string{" ", " ", " ", ", ", ". ", "\n", "  ", " — ", "\u00a0"}

func drawText(t *rapid.T) []rune {
	var b strings.Builder
	for range rapid.IntRange(1, 14).Draw(t, "words") {
		b.WriteString(rapid.SampledFrom(spoken).Draw(t, "word"))
		b.WriteString(rapid.SampledFrom(between).Draw(t, "gap"))
	}
	return []rune(strings.TrimSpace(b.String()))
}

// word is one that a piece may begin and end with.
func wholeWords(s []rune) []text.Span {
	var out []text.Span
	for _, w := range text.Words(s) {
		if text.Boundary(s, w.Start) && text.Boundary(s, w.End) {
			out = append(out, w)
		}
	}
	return out
}

// sound checks what holds of every match that is found.
func sound(t rapid.TB, s []rune, m story.Match) {
	t.Helper()
	last := 0
	for _, sp := range m.Spans {
		if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) {
			t.Fatalf("spans %v of %.200q", m.Spans, string(s))
		}
		if !text.Boundary(s, sp.Start) || !text.Boundary(s, sp.End) {
			t.Errorf("span %v of %.200q lies inside a word", sp, string(s))
		}
		last = sp.End
	}
}

// Any run of whole words is found where it stands, and with a cut too.
func TestEverySpanIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t)
		words := wholeWords(s)
		if len(words) == 0 {
			return
		}
		a := rapid.IntRange(0, len(words)-1).Draw(t, "first")
		b := rapid.IntRange(a, len(words)-1).Draw(t, "last")
		quote := string(s[words[a].Start:words[b].End])
		q := story.NewQuotable(string(s))
		m := q.Find(quote)
		if !m.OK || len(m.Spans) != 1 {
			t.Fatalf("%+q is not found in %+q: %+v", quote, string(s), m)
		}
		sound(t, s, m)
		got := string(s[m.Spans[0].Start:m.Spans[0].End])
		if again := story.NewQuotable(got).Find(quote); !again.OK {
			t.Errorf("%+q covers %+q, in which it is not found", quote, got)
		}
		if nfd := norm.NFD.String(quote); !q.Find(nfd).OK {
			t.Errorf("%+q is found, and decomposed is not", quote)
		}
		if b-a < 2 {
			return
		}
		c := rapid.IntRange(a, b-2).Draw(t, "before the cut")
		d := rapid.IntRange(c+1, b-1).Draw(t, "after the cut")
		cut := string(s[words[a].Start:words[c].End]) + " […] " + string(s[words[d+1].Start:words[b].End])
		m = q.Find(cut)
		if !m.OK || len(m.Spans) != 2 {
			t.Fatalf("%+q is not found in %+q: %+v", cut, string(s), m)
		}
		sound(t, s, m)
	})
}

// With one letter changed it is not found, unless the text holds that too.
func TestNoOtherLetterIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t)
		words := wholeWords(s)
		if len(words) == 0 {
			return
		}
		w := words[rapid.IntRange(0, len(words)-1).Draw(t, "word")]
		i := rapid.IntRange(w.Start, w.End-1).Draw(t, "letter")
		if !unicode.IsLetter(s[i]) {
			return
		}
		other := slices.Clone(s[w.Start:w.End])
		other[i-w.Start] = rapid.SampledFrom([]rune("qwžهжλ船")).Draw(t, "other")
		quote := string(other)
		if m := story.NewQuotable(string(s)).Find(quote); m.OK && !strings.Contains(norm.NFC.String(string(s)), norm.NFC.String(quote)) {
			t.Errorf("%+q is found in %+q: %+v", quote, string(s), m)
		}
	})
}

// Texts and quotations that an attack would send are answered in a moment;
// the times are printed.
func TestHostileMatches(t *testing.T) {
	const mb = 1 << 20
	for _, tt := range []struct{ name, text, quote string }{
		{"a of a", strings.Repeat("a", mb), strings.Repeat("a", 1000)},
		{"half of a", strings.Repeat("a", mb), strings.Repeat("a", mb/2)},
		{"a b of a", strings.Repeat("a", mb), strings.Repeat("a", 1000) + "b"},
		{"a word too often inside", strings.Repeat("xaax ", mb/5), "aa"},
		{"10,000 cuts", strings.Repeat("a b ", mb/4), strings.Repeat("a […] ", 10_000)},
		{"200 cuts, the last fails", strings.Repeat("a b ", mb/4), strings.Repeat("a […] ", 200) + "c"},
		{"open brackets", strings.Repeat("a ", mb/2), strings.Repeat("[", mb)},
		{"pairs of brackets", strings.Repeat("a ", mb/2), strings.Repeat("[]", mb/2)},
		{"nested brackets", strings.Repeat("a ", mb/2), strings.Repeat("[", mb/2) + strings.Repeat("]", mb/2)},
		{"capitals", strings.Repeat("a ", mb/2), strings.Repeat("[A]a ", mb/5)},
		{"accents", "a" + strings.Repeat("\u0301", mb/2), "a" + strings.Repeat("\u0301", 1000)},
		{"joiners", strings.Repeat("a\u200d", mb/4), "a"},
		{"half-spaces", strings.Repeat("\u200c", mb/3) + "a", "a"},
		{"direction marks", strings.Repeat("a\u200e", mb/4), "a"},
		{"quotation marks", strings.Repeat("\" ", mb/2), strings.Repeat("“ ”", 10_000) + "a"},
		{"near miss in a long text", strings.Repeat("They said never. ", mb/17), "They newer said"},
		{"flags", strings.Repeat("🇫", mb/4), "🇫🇫"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begin := time.Now()
			m := story.NewQuotable(tt.text).Find(tt.quote)
			t.Logf("%v, %q", time.Since(begin).Round(time.Millisecond), m.Problem)
			if m.OK {
				sound(t, []rune(tt.text), m)
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	for i, s := range spoken {
		f.Add(fmt.Sprintf("%s and %s", s, spoken[(i+1)%len(spoken)]), s)
	}
	f.Add("They said never, and then they signed.", "[t]hey said […] they [the council] signed")
	f.Add("a [b] c […] d", "[[b]] […] [")
	f.Fuzz(func(t *testing.T, in, quote string) {
		m := story.NewQuotable(in).Find(quote)
		if m.OK == (m.Problem != "") {
			t.Fatalf("%+v", m)
		}
		if m.OK {
			sound(t, []rune(in), m)
		}
	})
}
