package locale

import "strings"

// Dir is the direction in which a language is written: "rtl" or "ltr". A
// script in the tag decides over the language: fa-Latn runs from the left.
func Dir(tag string) string {
	parts := strings.Split(strings.ReplaceAll(tag, "_", "-"), "-")
	for _, p := range parts[1:] {
		if len(p) == 1 {
			break // an extension; no script follows
		}
		if len(p) != 4 || p[0] >= '0' && p[0] <= '9' {
			continue
		}
		switch strings.ToLower(p) {
		case "arab", "aran", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg", "samr", "mand":
			return "rtl"
		}
		return "ltr"
	}
	switch strings.ToLower(parts[0]) {
	case "ar", "fa", "he", "iw", "ur", "ps", "ckb", "sd", "ug", "yi", "dv", "syr", "arc", "prs", "pes",
		"glk", "mzn", "lrc", "bal", "ks", "azb", "nqo", "arz", "apc", "ary", "ajp", "acm":
		return "rtl"
	}
	return "ltr"
}

const (
	firstStrong = '\u2068' // opens an isolate that takes the direction of its first strong letter
	popIsolate  = '\u2069'
)

// Isolate wraps s for plain text (titles, attributes, Markdown) so that its
// direction cannot reorder what stands around it, nor the other way round. An
// isolate that s leaves open is closed, and a close that it never opened is
// dropped: text from strangers cannot break out.
func Isolate(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 6)
	b.WriteRune(firstStrong)
	open := 0
	for _, r := range s {
		switch r {
		case '\u2066', '\u2067', firstStrong:
			open++
		case popIsolate:
			if open == 0 {
				continue
			}
			open--
		}
		b.WriteRune(r)
	}
	for range open + 1 {
		b.WriteRune(popIsolate)
	}
	return b.String()
}

// Balance drops from s the direction overrides and embeddings that change the
// order of letters ("\u202e" and its kin) and balances its isolates, so that
// text from strangers reads in the order it was typed.
func Balance(s string) string {
	if !strings.ContainsAny(s, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if r >= '\u202a' && r <= '\u202e' {
			return -1
		}
		return r
	}, s)
	s = Isolate(s)
	return strings.TrimSuffix(strings.TrimPrefix(s, string(firstStrong)), string(popIsolate))
}
