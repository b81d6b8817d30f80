package text

import (
	"strings"
	"unicode/utf8"
)

// address reads a URL or an e-mail address that begins at i; i where there is
// none.
func (z *Tokenizer) address(i int) int {
	r := z.l.runes
	j := i
	for j < len(r) && r[j] < 0x80 && (z.cls(j) == class(Latin) || z.cls(j) == digit || strings.IndexByte("._%+-", byte(r[j])) >= 0) {
		j++
	}
	switch {
	case j < len(r) && r[j] == '@':
		return z.email(i, j)
	case j+2 < len(r) && r[j] == ':' && r[j+1] == '/' && r[j+2] == '/':
		return z.url(i, j+3)
	case j > i+4 && r[i] == 'w' && r[i+1] == 'w' && r[i+2] == '.':
		return z.url(i, i+3)
	}
	if z.domain(i, j, j < len(r) && r[j] == '/') {
		return z.url(i, i)
	}
	return i
}

func (z *Tokenizer) email(i, at int) int {
	r := z.l.runes
	j := at + 1
	dot := false
	for ; j < len(r) && (z.cls(j) == class(Latin) || z.cls(j) == digit || r[j] == '-' || r[j] == '.' && (z.cls(j+1) == class(Latin) || z.cls(j+1) == digit)); j++ {
		dot = dot || r[j] == '.'
	}
	if !dot {
		return i
	}
	from := len(z.buf)
	for _, r := range r[at:j] {
		z.buf = utf8.AppendRune(z.buf, r)
	}
	z.add(Email, Latin, i, j, from)
	return j
}

// url reads an address whose host begins at host.
func (z *Tokenizer) url(i, host int) int {
	r := z.l.runes
	end := host
	for end < len(r) && z.cls(end) != space && z.cls(end) != line && !closes(r[end]) {
		end++
	}
	for end > host && trails(r[end-1]) {
		end--
	}
	if host+3 <= end && r[host] == 'w' && r[host+1] == 'w' && r[host+2] == '.' {
		host += 3
	}
	from := len(z.buf)
	for j := host; j < end && r[j] != '/' && r[j] != '?' && r[j] != '#' && r[j] != ':'; j++ {
		z.buf = utf8.AppendRune(z.buf, r[j])
	}
	if len(z.buf) == from {
		return i
	}
	z.add(URL, Latin, i, end, from)
	return end
}

// closes reports whether an address ends before r.
func closes(r rune) bool {
	return r == '<' || r == '>' || r == '،' || r == '؛' || r != '\'' && IsQuote(r)
}

// trails reports whether r, at the end of an address, belongs to the sentence.
func trails(r rune) bool {
	switch r {
	case '.', ',', ';', ':', '!', '?', '؟', ')', ']', '}', '\'', '…', '*', '。', '،':
		return true
	}
	return false
}

// domain reports whether the code points from i to j are a host name of common
// ending, written without a scheme: “example.org”, “t.me/name”.
func (z *Tokenizer) domain(i, j int, path bool) bool {
	r := z.l.runes[i:j]
	dot := -1
	for k := len(r) - 1; k > 0; k-- {
		if r[k] == '.' {
			dot = k
			break
		}
	}
	if dot < 1 || len(r)-dot-1 < 2 || len(r)-dot-1 > 8 {
		return false
	}
	end := string(r[dot+1:])
	return endings[end] || path && shortEndings[end]
}

// Endings of host names that are no words of their own, and those that need a
// path after them to be taken for one.
var (
	endings      = setOf(`com org net edu gov info biz eu ir uk de fr ru ua tr iq sa ae eg pk az tv news blog online site shop app dev example`)
	shortEndings = setOf(`me be ly so us it is am in to es co io cc ai gl af ca`)
)
