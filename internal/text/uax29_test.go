package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"

	"voxpop/internal/text"
)

// sentences are invented, in the scripts that stories and answers come in.
var sentences = []string{
	"They said never, and then they signed.",
	"We can’t trust a vote nobody saw; it isn't ours.",
	"The councils’ plan (the third) was “the honourable course”.",
	"No ferry! No ferry?! No… ferry.",
	"Straße und Fähre gehören uns, sagte die Bäckerin.",
	"El transbordador era nuestro, ¿y ahora qué?",
	"Vapur bizimdi; İskele'de kimse kalmadı.",
	"Το πλοίο ήταν δικό μας.",
	"Паром был нашим, сказала она.",
	"گفتند هرگز، و بعد امضا کردند. من نمی\u200cروم.",
	"خانه\u200cهای ما، کشتی\u200cهای ما؛ چه شد؟",
	"قالوا أبدًا ثم وقّعوا، وكأننا لا نرى.",
	"المُدُن لا تُبـــاع!",
	"नाव हमारी थी, अब नहीं।",
	"I am so angry 😡😡 and sad 👩\u200d👧",
	"cafe\u0301 naïve cafe\u0301",
}

// Where the words of Unicode's default segmentation (UAX #29) are other ones,
// and why ours are.
var otherwise = []struct{ why, in, ours, uax string }{
	{"a figure is matched part by part, whatever mark groups it", "1,500 crowns", "1|500|crowns", "1,500|crowns"},
	{"a date is three numbers", "3.14 2026.03.14", "3|14|2026|03|14", "3.14|2026.03.14"},
	{"an address is no word", "mail.example", "mail|example", "mail.example"},
	{"an underscore parts words in search, and is no boundary of a quotation", "sold_out", "sold|out", "sold_out"},
	{"a run of Han is one word: it has no spaces, and phrases are found inside it", "新船", "新船", "新|船"},
	{"a run of Thai too", "เรือ", "เรือ", "เ|รื|อ"},
	{"a Hebrew abbreviation parts at its mark", "צה\"ל", "צה|ל", "צה\"ל"},
	{"a direction mark ends with the letters it follows only inside a word", "abc\u200e def", "abc|def", "abc\u200e|def"},
	{"and so does a half-space", "خانه\u200c من", "خانه|من", "خانه\u200c|من"},
	{"an apostrophe beside a digit parts", "5'9", "5|9", "5'9"},
	{"a selector after a digit is a matter of looks", "1\ufe0f", "1", "1\ufe0f"},
}

func TestWordsAgainstUnicode(t *testing.T) {
	for _, s := range sentences {
		if got, want := ours(s), unicodeWords(s); got != want {
			t.Errorf("words of %q: %s, by Unicode %s", s, got, want)
		}
	}
	for _, tt := range otherwise {
		if got := ours(tt.in); got != tt.ours {
			t.Errorf("%s: words of %+q are %+q, want %+q", tt.why, tt.in, got, tt.ours)
		}
		if got := unicodeWords(tt.in); got != tt.uax {
			t.Errorf("%s: by Unicode the words of %+q are %+q, want %+q", tt.why, tt.in, got, tt.uax)
		}
	}
}

func ours(in string) string {
	s := []rune(in)
	var out []string
	for _, w := range text.Words(s) {
		out = append(out, string(s[w.Start:w.End]))
	}
	return strings.Join(out, "|")
}

func unicodeWords(in string) string {
	var out []string
	for it := words.FromString(in); it.Next(); {
		if slices.ContainsFunc([]rune(it.Value()), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out = append(out, it.Value())
		}
	}
	return strings.Join(out, "|")
}
