package article

import (
	"strconv"
	"strings"
)

// css takes out of a style sheet whatever calls another file; "" when it holds
// what only old browsers run, or what would end the sheet. Doing it twice
// changes nothing. A browser would not follow the calls anyway: the page's
// policy forbids it.
func css(s string) string {
	s = plainLetters(s)
	lower := lowerASCII(s)
	for i := range len(lower) - 1 {
		if c := lower[i+1]; lower[i] == '<' && (c == '/' || c == '!' || c == '?' || c >= 'a' && c <= 'z') {
			return "" // a tag, not a comparison
		}
	}
	for _, bad := range []string{"expression(", "behavior:", "-moz-binding", "javascript:"} {
		if strings.Contains(lower, bad) {
			return ""
		}
	}
	var b strings.Builder
	done := 0 // what is written
	for i := 0; i < len(s); i++ {
		from, until, instead := i, byte(')'), "none"
		switch {
		case s[i] == '@' && strings.HasPrefix(lower[i:], "@import"):
			until, instead = ';', " "
		case s[i] == '(' && strings.HasSuffix(lower[done:i], "url"):
			from = i - len("url")
		case s[i] == '(' && strings.HasSuffix(lower[done:i], "src"):
			from = i - len("src")
		case s[i] == '(' && strings.HasSuffix(lower[done:i], "image-set"):
			from = i - len("image-set")
		default:
			continue
		}
		b.WriteString(s[done:from])
		end := strings.IndexByte(s[i:], until)
		if end < 0 {
			return b.String()
		}
		b.WriteString(instead)
		i += end
		done = i + 1
	}
	b.WriteString(s[done:])
	return b.String()
}

// plainLetters takes the backslash off letters that need none: u\72l is url.
func plainLetters(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		n := 0
		for n < 6 && i+1+n < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[i+1+n]) >= 0 {
			n++
		}
		if v, err := strconv.ParseUint(s[i+1:i+1+n], 16, 32); err == nil && v >= 0x80 {
			b.WriteByte('\\')
		}
	}
	return b.String()
}

// lowerASCII is s with A to Z in lower case, as long as s.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
