// Package bitext keeps a translation beside its source, sentence by sentence, and shows where the two do not say the same.
//
// Nothing here translates or judges: a [Difference] is a place to look at.
// Offsets are code points, starts inclusive, ends exclusive. What is compared,
// and how well, is in docs/TRANSLATION.md.
package bitext

import (
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// Sentences returns the sentences of a source in order: what a translator is
// given one by one. Every word is in exactly one.
func Sentences(source string) []text.Span { return text.Sentences([]rune(source)) }

// Texts returns what the spans hold. Line ends inside become spaces.
func Texts(source string, spans []text.Span) []string {
	runes := []rune(source)
	out := make([]string, len(spans))
	for i, s := range spans {
		out[i] = oneLine(string(runes[s.Start:s.End]))
	}
	return out
}

// Join writes one translation per sentence into a text of the source's shape:
// its paragraphs, lines and bullets stay. A translation on several lines comes
// to one. A blank one has no pair, and [Compare] then says that the sentence
// is missing. to is the language of the translation. The number of
// translations must be that of the spans.
func Join(source string, spans []text.Span, translated []string, to string) (string, []voxpop.Pair, error) {
	if len(spans) != len(translated) {
		return "", nil, &voxpop.Error{Kind: voxpop.Internal, Op: "bitext.Join", Message: "there are not as many translations as sentences", Hint: "translate again"}
	}
	runes := []rune(source)
	var out []rune
	var pairs []voxpop.Pair
	at := 0
	for i, s := range spans {
		if s.Start < at || s.End < s.Start || s.End > len(runes) {
			return "", nil, &voxpop.Error{Kind: voxpop.Internal, Op: "bitext.Join", Message: "the sentences are not those of the text", Hint: "translate again"}
		}
		between := gap(runes[at:s.Start], i > 0, to)
		at = s.End
		line := []rune(oneLine(translated[i]))
		if len(line) == 0 {
			// The space of a sentence that is not there goes; its line stays.
			if strings.ContainsAny(string(between), "\n") {
				out = append(out, between...)
			}
			continue
		}
		if n := len(out); n > 0 && text.IsSpace(out[n-1]) && strings.TrimSpace(string(between)) == "" && !strings.Contains(string(between), "\n") {
			between = nil
		}
		out = append(out, between...)
		pairs = append(pairs, voxpop.Pair{From: [2]int{s.Start, s.End}, To: [2]int{len(out), len(out) + len(line)}})
		out = append(out, line...)
	}
	if at < len(runes) {
		out = append(out, gap(runes[at:], false, to)...)
	}
	// Spaces at the end carry nothing; pairs end before them.
	for len(out) > 0 && text.IsSpace(out[len(out)-1]) {
		out = out[:len(out)-1]
	}
	return string(out), pairs, nil
}

// gap is what stands between two sentences of the translation where g stood in
// the source.
func gap(g []rune, inside bool, to string) []rune {
	var out []rune
	for _, r := range g {
		switch {
		case text.Invisible(r):
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\v' || r == '\f':
			if r == '\r' {
				continue // of a \r\n; alone it is of no use
			}
			out = append(out, '\n')
		case text.IsSpace(r) && r != '\n':
			out = append(out, ' ')
		default:
			out = append(out, r)
		}
	}
	if !inside || strings.TrimSpace(string(out)) != "" || strings.Contains(string(out), "\n") {
		return out
	}
	switch base(to) {
	case "zh", "ja", "th", "lo", "km", "my":
		return nil
	}
	return []rune{' '}
}

// oneLine is s without line ends, control characters and the space around it.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
	return strings.TrimFunc(s, text.IsSpace)
}

// base is the language of a tag, in small letters: “fa” of “fa-AF”.
func base(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	tag = strings.ToLower(tag)
	switch tag {
	case "prs", "pes", "fas", "per":
		return "fa"
	case "ara", "arb":
		return "ar"
	case "eng":
		return "en"
	case "spa":
		return "es"
	case "fra", "fre":
		return "fr"
	case "deu", "ger":
		return "de"
	case "tur":
		return "tr"
	case "rus":
		return "ru"
	case "urd":
		return "ur"
	}
	return tag
}
