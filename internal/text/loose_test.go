package text_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"voxpop/internal/text"
)

func TestLoose(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"case and accents", "CAFÉ Ångström naïve Ὀδός", "cafe angstrom naive οδοσ"},
		{"decomposed", "cafe\u0301", "cafe"},
		{"spelled out", "Straße Œuvre Ærø þorn Łódź", "strasse oeuvre aero thorn lodz"},
		{"turkish and azerbaijani", "İŞÇİ ışık Gəmi", "isci isik gemi"},
		{"vietnamese", "Tiếng Việt", "tieng viet"},
		{"russian yo, but not short i", "ещё мой мои", "еще мой мои"},
		{"ukrainian", "їжа ґанок", "їжа ґанок"},
		{"full width, ligature, mathematical", "ＡＢＣ１２ ﬁne 𝐁𝐨𝐥𝐝", "abc12 fine bold"},
		{"presentation forms", "ﻛﺘﺎﺏ ﻻ", "کتاب لا"},
		{"elongation", "sooooo nooo!!! خیلیییییی سلااااام", "soo noo!!! خیلیی سلاام"},
		{"doubles stay", "cool ممکن 1000 www", "cool ممکن 1000 ww"},
		{"half-space, space, nothing", "می\u200cروم می روم میروم", "میروم میروم میروم"},
		{"the half-space of old keyboards", "می¬روم می\u200bروم می\u200fروم", "میروم میروم میروم"},
		{"suffixes", "کتاب ها کتاب\u200cهای کتابها بزرگ تر بزرگ\u200cترین خسته ام خانه ای رفته اند", "کتابها کتابهای کتابها بزرگتر بزرگترین خستهام خانهای رفتهاند"},
		{"not what only looks like one", "ای ایران ماه می سال هل ترید القهوه ام الشای نمی\nروم", "ای ایران ماه می سال هل ترید القهوه ام الشای نمی\nروم"},
		{"urdu, kurdish, pashto", "ہے ھے کتێب کورد زۆر ګران ڪتاب", "هی هی کتیب کورد زور گران کتاب"},
		{"numbers", "۱۴۰۳ १२ ٪۵٫۲", "1403 12 %5.2"},
		{"skin tone and selector", "👍🏽 ❤\ufe0f 👩🏽\u200d👧🏿 e\u200de", "👍 ❤ 👩\u200d👧 ee"},
		{"hebrew points", "שָׁלוֹם", "שלום"},
		{"kana and hangul keep their marks", "か\u3099 \u1112\u1161\u11ab", "が 한"},
		{"half-width kana", "ｶﾞ", "ガ"},
		{"apostrophes", "don’t don`t don´t", "don't don't don't"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.LooseString(tt.in); got != tt.want {
				t.Errorf("Loose(%+q) = %q, want %q", tt.in, got, tt.want)
			}
			looseHolds(t, tt.in)
		})
	}
}

// Exact matching must not see the looser folding.
func TestFoldIsNotLoose(t *testing.T) {
	for _, pair := range [][2]string{{"café", "cafe"}, {"Straße", "Strasse"}, {"soooo", "soo"}, {"می روم", "می\u200cروم"}, {"۱۲", "१२"}, {"ﬁne", "fine"}} {
		if text.FoldString(pair[0]) == text.FoldString(pair[1]) {
			t.Errorf("Fold takes %q for %q", pair[0], pair[1])
		}
		if pair[0] != "۱۲" && text.LooseString(pair[0]) != text.LooseString(pair[1]) {
			t.Errorf("Loose keeps %q from %q", pair[0], pair[1])
		}
	}
}

// Every code point, alone and among neighbours, folds to something that folds
// to itself.
func TestLooseOfEveryRune(t *testing.T) {
	around := []string{"%", "a%\u0301", "و%\u0654", "👍%👧", "می %د", "\u1112%\u1161"}
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if 0xd800 <= r && r < 0xe000 || 0x3500 < r && r < 0x9f00 || 0xac10 < r && r < 0xd700 || 0x20010 < r && r < 0x2f800 || 0x2fa20 < r && r < 0xe0000 || r > 0xe0200 {
			continue
		}
		for _, a := range around {
			s := strings.ReplaceAll(a, "%", string(r))
			once := text.LooseString(s)
			if twice := text.LooseString(once); twice != once {
				t.Fatalf("%+q folds to %+q, and that to %+q", s, once, twice)
			}
		}
	}
}

// Texts made of the pieces that folding, joining and shortening act on.
func TestLooseProperties(t *testing.T) {
	pieces := append([]string{" ", " ", "\n", "\u200c", "\u200d", "¬", "می", "نمی", "بی", "ها", "ام", "ای", "ه", "ی", "کار", "رود", "ال", "aa", "A", "é", "e\u0301", "ß", "👍", "🏽", "👩", "\ufe0f", "#", "@", "_", ".", "1", "٬", "'", "新", "か", "\u3099", "ㅋ", "ㅏ"}, hostile...)
	rapid.Check(t, func(rt *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 14).Draw(rt, "pieces"), "")
		once := text.LooseString(s)
		if twice := text.LooseString(once); twice != once {
			rt.Fatalf("%+q folds to %+q, and that to %+q", s, once, twice)
		}
		mapped(rt, text.Loose([]rune(s)), []rune(s))
		tokensHold(rt, s)
	})
}
