package record

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// encoding returns what is wrong with the encoding of a line that could not be
// read, or nil: then it is something else. ended says whether a newline ends
// the line; without one the last character may have been cut in two.
func encoding(line []byte, ended bool) error {
	if looksUTF16(line) {
		return wrongIn("", "is UTF-16", "save the file in the encoding UTF-8")
	}
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		if r == utf8.RuneError && size == 1 {
			if !ended && !utf8.FullRune(line[i:]) {
				return nil
			}
			return wrongIn("", fmt.Sprintf("is not UTF-8 (byte %d of the line)", i+1), "save the file in the encoding UTF-8; an older encoding loses letters")
		}
		i += size
	}
	return nil
}

// looksUTF16 reports whether bytes look like UTF-16: a byte order mark of it, or
// NULs, which no text in UTF-8 holds.
func looksUTF16(b []byte) bool {
	return bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF}) || bytes.IndexByte(b, 0) >= 0
}
