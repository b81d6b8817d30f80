package text_test

import (
	"slices"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"voxpop/internal/text"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ascii", "The FERRY, 1961", "the ferry, 1961"},
		{"accent kept", "CAFÉ", "café"},
		{"accent decomposed", "CAFE\u0301", "café"},
		{"capital that composes only in lower case", "J\u030c", "\u01f0"},
		{"joiner between a letter and its accent", "e\u200d\u0301", "é"},
		{"sharp s stays", "Straße STRASSE ẞ", "straße strasse ß"},
		{"final sigma", "ΟΔΟΣ οδός", "οδοσ οδόσ"},
		{"dotted and dotless i are one", "İstanbul ISPARTA ıspanak", "istanbul isparta ispanak"},
		{"kelvin and ohm", "\u212a \u2126", "k ω"},
		{"long s", "ſo", "so"},
		{"arabic yeh and kaf typed for persian", "كتابي", "کتابی"},
		{"alef maksura", "على", "علی"},
		{"yeh with hamza", "مسئول", "مسیول"},
		{"teh marbuta and heh", "مدينة خانۀ", "مدینه خانه"},
		{"alefs", "أإآٱا", "ااااا"},
		{"hamza on waw", "مؤسس", "موسس"},
		{"hamza alone", "سوءاستفاده", "سواستفاده"},
		{"alef with madda, decomposed", "ا\u0653ب", "اب"},
		{"harakat", "مُحَمَّدٌ", "محمد"},
		{"superscript alef", "هٰذا", "هذا"},
		{"tatweel", "كـــتاب", "کتاب"},
		{"half-space", "می\u200cروم", "میروم"},
		{"persian digits", "۱۴۰۳", "1403"},
		{"arabic digits", "١٩٦١", "1961"},
		{"other digits stay", "१२", "१२"},
		{"apostrophes", "don’t donʼt don‘t", "don't don't don't"},
		{"direction marks and isolates", "\u2067a\u2069\u200eb\u202e", "ab"},
		{"soft hyphen and byte order mark", "so\u00adft\ufeff", "soft"},
		{"han and kana", "新しい船", "新しい船"},
		{"voiced kana, decomposed", "か\u3099", "が"},
		{"hangul, decomposed", "\u1112\u1161\u11ab", "한"},
		{"emoji family loses its joiners", "👩\u200d👧", "👩👧"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := text.Fold([]rune(tt.in))
			if got := f.String(); got != tt.want {
				t.Errorf("Fold(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
			if got := text.FoldString(tt.in); got != tt.want {
				t.Errorf("FoldString(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
			folds(t, []rune(tt.in))
		})
	}
}

// folds checks what holds of every folded text.
func folds(t rapid.TB, s []rune) {
	t.Helper()
	f := text.Fold(s)
	if again := text.FoldString(f.String()); again != f.String() {
		t.Errorf("folding %+q again gives %+q, after %+q", string(s), again, f.String())
	}
	if got := text.FoldString(string(s)); got != f.String() {
		t.Errorf("FoldString(%+q) = %+q, Fold gives %+q", string(s), got, f.String())
	}
	mapped(t, f, s)
}

// mapped checks that a map points into the original, in order.
func mapped(t rapid.TB, f text.Folded, s []rune) {
	t.Helper()
	if len(f.Pos) != len(f.Runes) {
		t.Fatalf("%d places for %d runes", len(f.Pos), len(f.Runes))
	}
	if !slices.IsSorted(f.Pos) {
		t.Errorf("places of %+q go back: %v", string(s), f.Pos)
	}
	for _, p := range f.Pos {
		if p < 0 || p >= len(s) {
			t.Fatalf("place %d of %+q lies outside", p, string(s))
		}
	}
}

// Every code point, alone and before a mark, folds to something that folds to itself.
func TestFoldOfEveryRune(t *testing.T) {
	marks := []rune{0, '\u0301', '\u030c', '\u0308', '\u0345', '\u0653', '\u3099', '\u0307'}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if 0xd800 <= r && r < 0xe000 || 0x20000 < r && r < 0xe0000 || r > 0xe0200 {
			continue
		}
		for _, m := range marks {
			s := []rune{r, m}
			if m == 0 {
				s = s[:1]
			}
			once := text.Fold(s).String()
			if twice := text.FoldString(once); twice != once {
				t.Fatalf("%+q folds to %+q, and that to %+q", string(s), once, twice)
			}
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"empty", "", nil},
		{"plain", "They said never.", []string{"They", "said", "never"}},
		{"apostrophe", "We can't, the councils’ plan", []string{"We", "can't", "the", "councils", "plan"}},
		{"apostrophe after an accent", "cafe\u0301's", []string{"cafe\u0301's"}},
		{"no apostrophe beside a digit", "the '90s", []string{"the", "90s"}},
		{"hyphen parts words", "non-public", []string{"non", "public"}},
		{"numbers part at marks", "1,500 3.14", []string{"1", "500", "3", "14"}},
		{"half-space", "می\u200cروم", []string{"می\u200cروم"}},
		{"two half-spaces and a mark", "می\u200c\u200f\u200cروم", []string{"می\u200c\u200f\u200cروم"}},
		{"half-space at the end", "خانه\u200c", []string{"خانه"}},
		{"arabic comma", "گفتند هرگز، و", []string{"گفتند", "هرگز", "و"}},
		{"harakat", "مُحَمَّد", []string{"مُحَمَّد"}},
		{"tatweel", "كـتاب", []string{"كـتاب"}},
		{"heart and its selector are no word", "I ❤\ufe0f it", []string{"I", "it"}},
		{"mark without a letter", " \u0301 a", []string{"a"}},
		{"family", "👩\u200d👧 us", []string{"us"}},
		{"keycap", "1\ufe0f\u20e3", []string{"1"}},
		{"han is one run", "新船は", []string{"新船は"}},
		{"devanagari vowel signs", "नदी पार", []string{"नदी", "पार"}},
		{"direction mark inside", "ab\u200ecd", []string{"ab\u200ecd"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			s := []rune(tt.in)
			for _, w := range text.Words(s) {
				got = append(got, string(s[w.Start:w.End]))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("Words(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
		})
	}
}

func TestBoundary(t *testing.T) {
	tests := []struct {
		name, before, after string
		want                bool
	}{
		{"start", "", "a", true},
		{"end", "a", "", true},
		{"between words", "never", " said", true},
		{"inside a word", "nev", "er", false},
		{"can of can't", "We can", "'t", false},
		{"t of can't", "We can'", "t", false},
		{"possessive plural", "councils", "’ plan", true},
		{"public of non-public", "non-", "public", false},
		{"non of non-public", "non", "-public", false},
		{"dash with spaces", "never ", "- said", true},
		{"500 of 1,500", "1,", "500", false},
		{"1 of 1,500", "1", ",500", false},
		{"5 of -5", "-", "5", false},
		{"number at a comma's end", "1,500", ", they", true},
		{"clock", "18:", "20", false},
		{"colon after a word", "said:", "never", true},
		{"name of a handle", "rosa@", "mail", false},
		{"verb without its negation", "ن\u200c", "می", false},
		{"half-space before", "نمی", "\u200cروم", false},
		{"half-space at a word's end", "خانه\u200c", " من", true},
		{"half-space that joins nothing", " \u200c", "من", true},
		{"half-space at the start", "\u200c", "من", true},
		{"mark of a letter", "e", "\u0301t", false},
		{"after the mark", "cafe\u0301", " a", true},
		{"direction mark between words", "never\u200e", " said", true},
		{"direction mark inside a word", "nev\u200e", "er", false},
		{"direction mark beside a hyphen", "non\u200e-\u200e", "public", false},
		{"han", "新", "船", true},
		{"thai", "เรือ", "ข้าม", true},
		{"thai vowel above", "ท", "ี่", false},
		{"joined emoji", "👩\u200d", "👧", false},
		{"before the joiner", "👩", "\u200d👧", false},
		{"skin tone", "👍", "🏽", false},
		{"one flag", "🇫", "🇷", false},
		{"two flags", "🇫🇷", "🇫🇷", true},
		{"word after a heart", "❤\ufe0f", "you", true},
		{"emoji after a word", "no", "😡", true},
		{"fraction", "1/", "2", false},
		{"snake", "a_", "b", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := []rune(tt.before + tt.after)
			if got := text.Boundary(s, text.Len(tt.before)); got != tt.want {
				t.Errorf("Boundary(%+q|%+q) = %v, want %v", tt.before, tt.after, got, tt.want)
			}
		})
	}
}

// spaceless reports whether the test's own list of scripts without spaces holds r.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// segmented checks what holds of the words of every text.
func segmented(t rapid.TB, s []rune) {
	t.Helper()
	last := 0
	all := text.Words(s)
	for _, w := range all {
		if w.Start < last || w.End <= w.Start || w.End > len(s) {
			t.Fatalf("words of %+q overlap or lie outside: %v", string(s), all)
		}
		if !unicode.IsLetter(s[w.Start]) && !unicode.IsDigit(s[w.Start]) {
			t.Errorf("a word of %+q begins with %+q", string(s), s[w.Start])
		}
		for i := w.Start + 1; i < w.End; i++ {
			if text.Boundary(s, i) && !slices.ContainsFunc(s[w.Start:w.End], spaceless) {
				t.Errorf("a word of %+q may be cut at %d: %+q", string(s), i, string(s[w.Start:w.End]))
			}
		}
		last = w.End
	}
	inside := make([]bool, len(s))
	for _, w := range text.Words(s) {
		for i := w.Start; i < w.End; i++ {
			inside[i] = true
		}
	}
	for i, r := range s {
		if (unicode.IsLetter(r) || unicode.IsDigit(r)) && !inside[i] {
			t.Errorf("%+q at %d of %+q is in no word", r, i, string(s))
		}
	}
}

func normalized(t rapid.TB, s []rune) {
	t.Helper()
	f := text.NFC(s)
	if want := norm.NFC.String(string(s)); f.String() != want {
		t.Errorf("NFC(%+q) = %+q, want %+q", string(s), f.String(), want)
	}
	mapped(t, f, s)
}

func TestNFC(t *testing.T) {
	zalgo := []rune("o")
	for range 100 {
		zalgo = append(zalgo, '\u0316', '\u0301')
	}
	for _, in := range []string{"", "plain", "cafe\u0301 noir", "café", "ا\u0653ب", "\u1112\u1161\u11ab", "か\u3099", "\u0301a", "q\u0307\u0323", string(zalgo), "می\u200cروم", "\u0344"} {
		normalized(t, []rune(in))
	}
}

// pieces of text in which the rules meet.
var pieces = []string{
	"a", "B", "word", " ", "\u00a0", "'", "’", "-", ".", ",", "1", "500", "۱۲", "_", "@", "é", "e\u0301", "\u0301", "\u030c", "\u0345", "J", "ı", "İ", "ß", "Σ", "ς", "و", "می", "روم", "ی", "ي", "ك", "ة", "آ", "ا\u0653", "ء", "\u064e",
	"ـ", "\u200c", "\u200d", "\u200e", "\u202e", "\u2067", "\ufeff", "\u00ad", "新", "船", "か\u3099", "ท", "ี", "👩", "🏽", "🇫", "❤\ufe0f", "\u20e3", "한", "\u1112", "\u1161", "“", "」", "…", "\n", "\u2126", "\u034f", "\u0316",
}

func runesOf(t *rapid.T) []rune {
	var s []rune
	for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces") {
		s = append(s, []rune(p)...)
	}
	return s
}

func TestEveryTextFoldsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { folds(t, runesOf(t)) })
}

func TestEveryTextHasWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { segmented(t, runesOf(t)) })
}

func TestEveryTextNormalizes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { normalized(t, runesOf(t)) })
}

func FuzzText(f *testing.F) {
	for _, p := range pieces {
		f.Add(p + "a" + p)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s := []rune(in)
		folds(t, s)
		segmented(t, s)
		normalized(t, s)
	})
}
