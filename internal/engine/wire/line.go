package wire

import (
	"strings"
	"unicode"
)

// OneLine is s on one line, without what would only confuse a reader, a machine
// or a log: broken UTF-8, control characters, direction marks.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar, unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}
