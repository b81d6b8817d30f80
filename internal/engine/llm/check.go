package llm

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"voxpop/internal/text"
)

// verbatim is the run of words from which on a label would be a quotation.
const verbatim = 5

// LabelRunes is how long a label may be, in code points, unless a limit says
// otherwise.
const LabelRunes = 60

var (
	// host is a name with a dot whose last part is in one case, as web
	// addresses are and “St.Petersburg” is not.
	host    = regexp.MustCompile(`[\pL\pN]\.(?:[a-z]{2,}|[A-Z]{2,})(?:$|[^\pL\pN])`)
	longNum = regexp.MustCompile(`[0-9][0-9\s().-]{3,}[0-9]`)
)

// CheckLabel says why a label that a machine worded may not even be proposed:
// because it is empty, longer than limit code points (0 = [LabelRunes]) or on
// more than one line; holds a control or direction character, a link, an
// address, markup, quotation marks or a number of more than four digits; or
// repeats five words in a row, or the whole, of one of the examples (a
// quotation is never taken from a machine). The error is the end of a sentence that begins with
// “what it says”; it holds nothing of the label.
//
// It cannot tell whether a label is true or fair. An editor does.
func CheckLabel(label string, examples []string, limit int) error {
	if limit <= 0 {
		limit = LabelRunes
	}
	if !utf8.ValidString(label) {
		return errors.New("is not text")
	}
	letters := 0
	for _, r := range label {
		switch {
		case r == '\u200c', r == '\u200d': // shape letters and emoji
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp), r == unicode.ReplacementChar:
			return errors.New("holds a character that shows nothing")
		case unicode.IsLetter(r):
			letters++
		}
	}
	switch n := utf8.RuneCountInString(label); {
	case letters == 0:
		return errors.New("holds no word")
	case n > limit:
		return errors.New("is too long for a label")
	}
	// Wide letters, circled digits and the like are what they look like.
	plain := norm.NFKC.String(label)
	folded := text.FoldString(plain)
	switch {
	case strings.ContainsAny(plain, "<>{}[]\\`|@#") || strings.Contains(plain, "://") || strings.Contains(folded, "www.") || host.MatchString(strings.ReplaceAll(plain, "。", ".")):
		return errors.New("holds a link, an address or markup")
	case strings.ContainsAny(plain, "\"“”„‟«»‹›「」『』"):
		return errors.New("holds quotation marks")
	case longNum.MatchString(folded):
		return errors.New("holds a long number")
	}
	said := units(plain)
	for _, example := range examples {
		if repeats(said, units(norm.NFKC.String(example))) {
			return errors.New("repeats a message")
		}
	}
	return nil
}

// unit is a folded word, or one character of a script that writes no spaces.
type unit struct {
	word string
	half bool // two such characters count as a word
}

func units(s string) []unit {
	runes := []rune(s)
	var out []unit
	for _, span := range text.Words(runes) {
		var word []rune
		end := func() {
			if w := text.FoldString(string(word)); w != "" {
				out = append(out, unit{word: w})
			}
			word = word[:0]
		}
		for _, r := range runes[span.Start:span.End] {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				end()
				if w := text.FoldString(string(r)); w != "" {
					out = append(out, unit{word: w, half: true})
				}
				continue
			}
			word = append(word, r)
		}
		end()
	}
	return out
}

// repeats reports whether label holds verbatim words in a row of example, or
// all of an example of three words or more.
func repeats(label, example []unit) bool {
	whole := weigh(example)
	need := 2 * verbatim
	if whole < need {
		need = whole
	}
	if need < 6 {
		return false
	}
	for i := range label {
		for j := range example {
			sum := 0
			for k := 0; i+k < len(label) && j+k < len(example) && label[i+k].word == example[j+k].word; k++ {
				sum += weigh(label[i+k : i+k+1])
				if sum >= need {
					return true
				}
			}
		}
	}
	return false
}

// weigh counts half words.
func weigh(us []unit) int {
	n := 0
	for _, u := range us {
		n += 2
		if u.half {
			n--
		}
	}
	return n
}
