package quote

import (
	"unicode"
	"unicode/utf8"
)

// fold appends a word as the tables compare it: lower case, Persian letters
// for their Arabic twins, ASCII digits and apostrophes, nothing that is only
// drawn (joiners, tatweel, vowel signs).
func fold(dst []byte, word string) []byte {
	for i := 0; i < len(word); {
		c := word[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(word[i:])
		i += n
		if r = foldRune(r); r >= 0 {
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// foldRune folds one rune that is not ASCII; -1 = dropped.
func foldRune(r rune) rune {
	switch r {
	case 'ي', 'ى':
		return 'ی'
	case 'ك':
		return 'ک'
	case 'أ', 'إ', 'ٱ':
		return 'ا'
	case 'ۀ':
		return 'ه'
	case '’', '‘', 'ʼ', '´':
		return '\''
	case '‐', '‑':
		return '-'
	case '\u200c', '\u200d', '\u200e', '\u200f', '\u00ad', '\u0640', '\ufeff':
		return -1
	case 'İ':
		return 'i'
	}
	if '\u0620' <= r && r <= '\u064a' { // Arabic letters know no case
		return r
	}
	switch {
	case '\u064b' <= r && r <= '\u0655', r == '\u0670', '\u0300' <= r && r <= '\u036f':
		return -1
	case '۰' <= r && r <= '۹':
		return '0' + r - '۰'
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	}
	return unicode.ToLower(r)
}
