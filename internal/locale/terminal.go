package locale

import "strings"

// Control reports whether r moves a terminal instead of showing something: the
// C0 and C1 controls, newline and tab among them, and DEL.
func Control(r rune) bool { return r < ' ' || r >= '\u007f' && r <= '\u009f' }

// Reorders reports whether r is an embedding or an override, which change the
// order of the letters around it and can make a text read as another.
func Reorders(r rune) bool { return r >= '\u202a' && r <= '\u202e' }

// Printable makes somebody else's text harmless on one line of a terminal:
// line breaks and tabs are spaces, other controls and what is not UTF-8 show
// as U+FFFD, embeddings, overrides and isolates are gone. Joiners and marks
// stay, since Persian and Arabic are written with them.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case Control(r):
			return '\ufffd'
		case Reorders(r), r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
}
