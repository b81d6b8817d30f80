package intake

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop/internal/text"
)

func itoa(n int) string { return strconv.Itoa(n) }

// receiptParts takes what was typed apart: folded words, and the digits joined
// in their order. A number behind a line's start that counts the words ("3.")
// is not a digit of a receipt; see dropNumbering.
func receiptParts(s string) (words []string, digits string) {
	var parts []string
	for _, p := range strings.FieldsFunc(foldTyped(s), func(r rune) bool { return !unicode.IsLetter(r) && (r < '0' || r > '9') }) {
		// "3word": a digit beside a letter ends or begins a part.
		for p != "" {
			n := strings.IndexFunc(p, unicode.IsLetter)
			if n == 0 {
				n = strings.IndexFunc(p, func(r rune) bool { return !unicode.IsLetter(r) })
			}
			if n < 0 {
				n = len(p)
			}
			parts = append(parts, p[:n])
			p = p[n:]
		}
	}
	parts = dropNumbering(parts)
	var d strings.Builder
	for _, p := range parts {
		if r, _ := utf8.DecodeRuneInString(p); unicode.IsLetter(r) {
			words = append(words, p)
		} else {
			d.WriteString(p)
		}
	}
	return words, d.String()
}

// dropNumbering takes 1 to 8 away where they stand in order, one before each
// word, as in a numbered list that was copied.
func dropNumbering(parts []string) []string {
	if len(parts) != 2*ReceiptWords {
		return parts
	}
	var words []string
	for i, p := range parts {
		switch {
		case i%2 == 0 && p != itoa(i/2+1):
			return parts
		case i%2 == 1:
			words = append(words, p)
		}
	}
	return words
}

// foldTyped folds as the program compares words, and turns the digits of every
// script into ASCII. A joiner and marks of direction vanish: no word has any.
func foldTyped(s string) string {
	var b strings.Builder
	for _, r := range text.FoldString(s) {
		if d, ok := digitOf(r); ok {
			b.WriteByte('0' + d)
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Cf) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// digitOf returns the value of a decimal digit: the digits of a script stand in
// a row from zero, and a row begins after something that is no digit, or after
// the nine of another.
func digitOf(r rune) (byte, bool) {
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	for _, t := range unicode.Nd.R16 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi {
			return byte((r - lo) % 10), true
		}
	}
	for _, t := range unicode.Nd.R32 {
		if lo, hi := rune(t.Lo), rune(t.Hi); lo <= r && r <= hi {
			return byte((r - lo) % 10), true
		}
	}
	return 0, false
}
