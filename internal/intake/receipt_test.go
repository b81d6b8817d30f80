package intake_test

import (
	"bytes"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/text"
)

func drawReceipt(t *rapid.T) intake.Receipt {
	r, err := intake.NewReceipt(nil)
	if rapid.Bool().Draw(t, "low") {
		r, err = intake.NewReceipt(bytes.NewReader(append([]byte{rapid.ByteRange(0, 160).Draw(t, "first")}, rapid.SliceOfN(rapid.Byte(), 12, 12).Draw(t, "rest")...)))
	}
	if err != nil {
		t.Skip("the receipt of zero")
	}
	return r
}

// The entropy of a receipt is that of eight words from the lists as they are.
func TestReceiptEntropy(t *testing.T) {
	for _, lang := range intake.WordLangs {
		bits := intake.ReceiptWords * math.Log2(float64(len(intake.WordList(lang))))
		t.Logf("%s: %d words, %.1f bits", lang, len(intake.WordList(lang)), bits)
		if bits < 103 {
			t.Errorf("%s: %.1f bits, want at least 103", lang, bits)
		}
	}
	// Of 104 random bits every number below 7776^8 is a receipt, and no other.
	const most = "13367494538843734067838845976575"
	if _, err := intake.ParseReceipt(most); err != nil {
		t.Errorf("the highest: %v", err)
	}
	if _, err := intake.ParseReceipt(most[:31] + "6"); err == nil {
		t.Error("7776^8 is a receipt")
	}
	if _, err := intake.NewReceipt(iotest.ErrReader(iotest.ErrTimeout)); err == nil {
		t.Error("a receipt without chance")
	}
	for _, b := range []byte{0, 0xff} {
		if _, err := intake.NewReceipt(bytes.NewReader(bytes.Repeat([]byte{b}, 10_000))); err == nil {
			t.Errorf("a source that gives only %x makes receipts", b)
		}
	}
}

func TestReceiptRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawReceipt(t)
		forms := map[string]string{"digits": r.Digits()}
		for _, lang := range intake.WordLangs {
			words := r.Words(lang)
			if len(words) != intake.ReceiptWords {
				t.Fatalf("%d words", len(words))
			}
			forms[lang] = strings.Join(words, " ")
		}
		for name, s := range forms {
			got, err := intake.ParseReceipt(s)
			if err != nil || !got.Equal(r) {
				t.Fatalf("%s: %v", name, err)
			}
		}
	})
}

// What people do to a receipt on the way from paper to phone.
func TestReceiptTyped(t *testing.T) {
	digits := "0123 4567 8901 2345 6789 0123 4567 8901"
	r, err := intake.ParseReceipt(digits)
	if err != nil {
		t.Fatal(err)
	}
	en, fa, ar := r.Words("en"), r.Words("fa"), r.Words("ar")
	in := func(zero rune) string {
		return strings.Map(func(c rune) rune {
			if '0' <= c && c <= '9' {
				return zero + c - '0'
			}
			return c
		}, digits)
	}
	swap := strings.NewReplacer("ی", "ي", "ک", "ك")
	back := strings.NewReplacer("ي", "ی", "ك", "ک", "أ", "ا", "إ", "ا", "آ", "ا", "ة", "ه", "ى", "ی")
	marked := func(words []string) string { // a vowel mark after each letter
		var b strings.Builder
		for _, c := range strings.Join(words, " ") {
			b.WriteRune(c)
			if c != ' ' {
				b.WriteRune('\u064e')
			}
		}
		return b.String()
	}
	var numbered strings.Builder
	for i, w := range fa {
		numbered.WriteString(string('۱'+rune(i)) + ". " + w + "\n")
	}
	for name, typed := range map[string]string{
		"capitals":                strings.ToUpper(strings.Join(en, " ")),
		"hyphens":                 strings.Join(en, "-"),
		"commas and lines":        " \t" + strings.Join(en, ",\r\n") + ".\n",
		"quotes":                  "“" + strings.Join(en, "” “") + "”",
		"a numbered list":         numbered.String(),
		"Arabic letters":          swap.Replace(strings.Join(fa, " ")),
		"Persian letters":         back.Replace(strings.Join(ar, " ")),
		"direction marks":         "\u200f" + strings.Join(ar, " \u200f\u202b") + "\u202c\u2069",
		"joiners":                 strings.Join(fa, "\u200c \u200c"),
		"stretched":               strings.Join(ar, "ـ ـ"),
		"vowel marks":             marked(ar),
		"wide spaces":             strings.Join(fa, "\u00a0\u3000"),
		"Persian commas":          strings.Join(fa, "، "),
		"Persian digits":          in('۰'),
		"Arabic digits":           in('٠'),
		"Bengali digits":          in('০'),
		"Burmese digits":          in('၀'),
		"wide digits":             in('０'),
		"mathematical digits":     in('𝟎'),
		"no groups":               strings.ReplaceAll(digits, " ", ""),
		"other groups":            strings.ReplaceAll(digits, " ", "-\u200e "),
		"digits with marks aside": "\u202d" + digits + "\u202c",
	} {
		got, err := intake.ParseReceipt(typed)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !got.Equal(r) {
			t.Errorf("%s: another receipt", name)
		}
	}
}

func TestReceiptRefused(t *testing.T) {
	r, err := intake.ParseReceipt("0123 4567 8901 2345 6789 0123 4567 8901")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range intake.WordLangs {
		words := r.Words(lang)
		const wrong = "qwxyzt"
		for i := range words {
			typed := slices.Clone(words)
			typed[i] = wrong
			_, err := intake.ParseReceipt(strings.Join(typed, " "))
			e, ok := err.(*voxpop.Error)
			if !ok || e.Kind != voxpop.Invalid || e.Place != "word "+string('1'+rune(i)) {
				t.Errorf("%s: word %d: %v", lang, i+1, err)
			}
			if strings.Contains(err.Error()+voxpop.HintOf(err), wrong) || slices.ContainsFunc(words, func(w string) bool { return len(w) > 9 && strings.Contains(err.Error(), w) }) {
				t.Errorf("%s: the error says a word: %v", lang, err)
			}
		}
		// A word of another list is not of this one.
		other := intake.WordList(map[string]string{"en": "fa", "fa": "ar", "ar": "en"}[lang])[7]
		if _, err := intake.ParseReceipt(strings.Join(append(words[:7:7], other), " ")); err == nil {
			t.Errorf("%s: a word of another list passes", lang)
		}
		if got, err := intake.ParseReceipt(strings.Join(append([]string{words[1], words[0]}, words[2:]...), " ")); err == nil && got.Equal(r) {
			t.Errorf("%s: the order does not count", lang)
		}
	}
	en := strings.Join(r.Words("en"), " ")
	for name, typed := range map[string]string{
		"nothing":             " \u200f-",
		"seven words":         strings.Join(r.Words("en")[:7], " "),
		"nine words":          en + " " + r.Words("en")[0],
		"31 digits":           "0123456789012345678901234567890",
		"33 digits":           "012345678901234567890123456789011",
		"too high a number":   "99999999999999999999999999999999",
		"words and digits":    en + " 1234",
		"nothing of a list":   "qwxyz qwxyz qwxyz qwxyz qwxyz qwxyz qwxyz qwxyz",
		"a book":              strings.Repeat(en, 100),
		"zero":                strings.Repeat("0", 32),
		"not UTF-8":           "\xff\xfe",
		"the zero receipt":    strings.Join(intake.Receipt{}.Words("fa"), " "),
		"digits among digits": "012345678901234567890123456789x1",
	} {
		if _, err := intake.ParseReceipt(typed); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The rules that the lists keep; see docs/ENVELOPE.md.
func TestWordLists(t *testing.T) {
	everywhere := map[string]string{}
	for _, lang := range intake.WordLangs {
		words := intake.WordList(lang)
		if len(words) != 7776 {
			t.Fatalf("%s has %d words, want 7,776", lang, len(words))
		}
		for _, w := range words {
			folded := text.FoldString(w)
			if other, ok := everywhere[folded]; ok {
				t.Errorf("%s: %q stands in %s too, once folded", lang, w, other)
			}
			everywhere[folded] = lang
			n := utf8.RuneCountInString(w)
			script := map[string]*unicode.RangeTable{"en": unicode.Latin, "fa": unicode.Arabic, "ar": unicode.Arabic}[lang]
			const longest = 9
			if n < 3 || n > longest || utf8.RuneCountInString(folded) < 3 {
				t.Errorf("%s: %q has %d letters", lang, w, n)
			}
			for _, c := range w {
				if !unicode.IsLetter(c) || !unicode.Is(script, c) || c == 'ـ' || c == 'ء' {
					t.Errorf("%s: %q holds %U", lang, w, c)
				}
				if lang == "ar" && strings.ContainsRune("پچژگکی", c) || lang == "fa" && strings.ContainsRune("كيىةأإؤئ", c) {
					t.Errorf("%s: %q is not written in the letters of the language", lang, w)
				}
			}
		}
		switch lang {
		case "en":
			sorted := slices.Sorted(slices.Values(words))
			for i := 1; i < len(sorted); i++ {
				if strings.HasPrefix(sorted[i], sorted[i-1]) {
					t.Errorf("%q begins %q", sorted[i-1], sorted[i])
				}
			}
		default:
			if !slices.IsSorted(words) {
				t.Errorf("%s is not sorted", lang)
			}
		}
	}
	for lang, want := range map[string]string{"en": "en", "fa": "fa", "fa-AF": "fa", "AR-eg": "ar", "es": "en", "": "en", "far": "en"} {
		if got := intake.WordLang(lang); got != want {
			t.Errorf("the list for %q is %q, want %q", lang, got, want)
		}
	}
	if words := intake.EnglishWords(); !slices.Equal(words, intake.WordList("en")) || words[0] != "abacus" {
		t.Error("EnglishWords is not the English list")
	}
	intake.WordList("en")[0] = "changed"
	if intake.WordList("en")[0] == "changed" {
		t.Error("a caller can change the list")
	}
}

// Known answers, for other clients; docs/ENVELOPE.md has the same.
func TestReceiptKeys(t *testing.T) {
	r, err := intake.ParseReceipt("0123 4567 8901 2345 6789 0123 4567 8901")
	if err != nil {
		t.Fatal(err)
	}
	mailbox, seed, token := r.Mailbox(), r.ReplySeed(), r.WithdrawToken()
	for name, c := range map[string][2]string{
		"mailbox":  {hex.EncodeToString(mailbox[:]), knownMailbox},
		"reply":    {hex.EncodeToString(seed[:]), knownSeed},
		"withdraw": {hex.EncodeToString(token[:]), knownToken},
		"box":      {r.Box(), knownBox},
		"english":  {strings.Join(r.Words("en"), " "), knownWords},
	} {
		if c[0] != c[1] {
			t.Errorf("%s is %s, want %s", name, c[0], c[1])
		}
	}
	address, withdrawal := r.Address(recipient), r.Withdrawal()
	if address.Box != withdrawal.Box || address.Withdraw == withdrawal.Withdraw || withdrawal.Withdraw != knownToken || withdrawal.To != "" || address.To != recipient {
		t.Error("the newsroom's side of the receipt is wrong")
	}
}

const (
	knownMailbox = "9590a1e931616f3d7eceab5c25903c4c8de4b03b919012b3cb69813be85ef878"
	knownSeed    = "153e66054c6fbcaba1dcd99d11cb638616b18a72986eb6a8c6778184516eca77"
	knownToken   = "494995aab0bd72f199cccb5693232bbcf002c0ba5204325135b1fbefb7bfcd55"
	knownBox     = "30ddd0547a19974054be8f72c2cebbcba6e154fdf26b5f9016651b948c934912"
	knownWords   = "bucked confider crescent cauterize moody reprocess scrooge rancidity"
)
