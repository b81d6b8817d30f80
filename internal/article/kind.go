package article

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// kindOf is the media type of a body, without parameters: as it says, unless
// the first bytes say that it is something else.
func kindOf(said string, body []byte) string {
	kind, _, err := mime.ParseMediaType(said)
	if err != nil {
		kind = ""
	}
	head := body[:min(len(body), 1024)]
	for _, m := range magic {
		if bytes.HasPrefix(head, []byte(m.begins)) {
			return m.kind
		}
	}
	switch kind {
	case "application/xhtml+xml":
		return typeHTML
	case "text/x-markdown":
		return typeMarkdown
	case typeHTML, typeMarkdown:
		return kind
	case "", typeText, "application/octet-stream", "binary/octet-stream":
		lower := bytes.ToLower(bytes.TrimLeft(head, "\ufeff \t\r\n"))
		for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<article", "<meta", "<!-- "} {
			if kind != typeText && bytes.HasPrefix(lower, []byte(tag)) {
				return typeHTML
			}
		}
		if bytes.IndexByte(head, 0) >= 0 && !utf16(head) {
			return "application/octet-stream"
		}
		return typeText
	}
	return kind
}

// magic is how files begin that are taken for pages by mistake.
var magic = []struct{ begins, kind string }{
	{"%PDF-", "application/pdf"},
	{"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"\xd0\xcf\x11\xe0", "application/msword"},
	{`{\rtf`, "application/rtf"},
	{"\x89PNG", "image/png"}, {"\xff\xd8\xff", "image/jpeg"}, {"GIF8", "image/gif"},
	{"ID3", "audio/mpeg"}, {"OggS", "audio/ogg"}, {"\x1a\x45\xdf\xa3", "video/webm"},
	{"\x1f\x8b", "application/gzip"},
}

func utf16(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

// toUTF8 brings a body into UTF-8, without a byte order mark. What the body
// says of its own encoding is believed after what it was sent with, unless
// it is UTF-8 as it stands: then that is what it is.
func toUTF8(body []byte, said string) (out []byte, note string) {
	body = body[3*boms(body):]
	if !utf16(body) && utf8.Valid(body) {
		return letters(body), ""
	}
	e, name, _ := charset.DetermineEncoding(body, said)
	if name == "utf-8" || e == nil {
		return letters(body), "bytes that are no letters stand as �"
	}
	// Without a word about it, windows-1252 is a guess: for text in Arabic or
	// Cyrillic script it is the wrong one.
	guessed := name == "windows-1252" && !declares(body, said)
	if guessed {
		name = guess(body)
		e, _ = charset.Lookup(name)
	}
	decoded, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return letters(body), "bytes that are no letters stand as �"
	}
	out = letters(decoded[3*boms(decoded):])
	if guessed {
		return out, "does not say how its letters are written: was read as " + name + ", look whether its words are right"
	}
	return out, "was brought from " + name + " into UTF-8"
}

// boms counts the byte order marks of UTF-8 that a body begins with.
func boms(b []byte) int {
	n := 0
	for bytes.HasPrefix(b[3*n:], []byte("\xef\xbb\xbf")) {
		n++
	}
	return n
}

// letters puts � for each byte that is no letter, and for each NUL, which no
// text has: there are as many code points as before.
func letters(b []byte) []byte {
	if utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 {
		return b
	}
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == 0 {
			r = utf8.RuneError
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// declares reports whether anything names the encoding.
func declares(body []byte, said string) bool {
	if _, params, err := mime.ParseMediaType(said); err == nil && params["charset"] != "" {
		return true
	}
	return bytes.Contains(bytes.ToLower(body[:min(len(body), 2048)]), []byte("charset"))
}

// guess names the encoding of bytes that nothing is said about. Where most
// letters lie in the upper half they are not those of a Western text; which
// they are tell the most common ones: alef, lam, waw, yeh, noon and reh are a
// third of Arabic and Persian, о, е, а and и a third of Russian, and small
// letters are most of it.
func guess(body []byte) string {
	var at [256]int
	upper, letters, tag := 0, 0, false
	for _, c := range body[:min(len(body), 1<<16)] {
		switch {
		case c == '<' || c == '>':
			tag = c == '<'
		case tag:
		case c >= 0xc0:
			at[c]++
			upper++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
		}
	}
	sum := func(all ...byte) (n int) {
		for _, c := range all {
			n += at[c]
		}
		return n
	}
	late := 0
	for _, n := range at[0xe0:] {
		late += n
	}
	switch {
	case upper <= 40 || upper <= letters:
	case sum(0xc7, 0xe1, 0xe6, 0xed, 0xe4, 0xd1)*3 > upper:
		return "windows-1256"
	case sum(0xee, 0xe5, 0xe0, 0xe8)*4 > upper && late*10 > upper*7:
		return "windows-1251"
	case sum(0xcf, 0xc5, 0xc1, 0xc9)*4 > upper && late*10 < upper*3:
		return "koi8-r"
	}
	return "windows-1252"
}

// clean is one line without control characters, at most n code points.
func clean(s string, n int) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)), " ")
	if utf8.RuneCountInString(s) > n {
		s = string([]rune(s)[:n])
	}
	return s
}
