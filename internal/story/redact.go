package story

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"voxpop/internal/text"
)

// Redacted stands where a response was quoted that is no more.
const Redacted = "[…]"

// Redact takes a response out of a story: the words of its quotations, of who
// is said to have answered, and of what stands beside its clips, become
// [Redacted]. Their links stay, so that a check shows every place. Words is
// what the response said, as far as it is known: what stands of it in quotation
// marks without a link, as in a headline, goes too, as do the linked words
// wherever else they stand. It returns how many places it changed. A file
// that is no story, or none that can be parsed, loses the words all the same.
func Redact(src []byte, id string, words ...string) (out []byte, places int) {
	var spans [][2]int
	var said []string // what was quoted
	doc, err := Parse("story.md", src)
	if err == nil {
		src = doc.Source
		for _, l := range doc.Links() {
			if !l.names(id) {
				continue
			}
			p, _ := doc.parts(l)
			if p.textEnd > p.text && p.text > 0 {
				spans = append(spans, [2]int{p.text, p.textEnd})
			}
			if l.Kind == LinkResponse {
				said = append(said, l.Text)
			}
		}
	}
	// As a parser of links would, but of any bytes.
	for _, at := range addressRE.FindAllSubmatchIndex(src, -1) {
		if !namesOne(string(src[at[2]:at[3]]), id) {
			continue
		}
		if from := opening(src, at[0]); from >= 0 {
			spans = append(spans, [2]int{from + 1, at[0]})
			said = append(said, string(src[from+1:at[0]]))
		}
	}
	spans = append(spans, repeated(src, said)...)
	spans = append(spans, quotedOf(src, words)...)
	return cut(src, spans)
}

var addressRE = regexp.MustCompile(`\]\(<?(?i:response|by|clip):([^)\s?#>]*)`)

func (l *Link) names(id string) bool {
	switch l.Kind {
	case LinkResponse, LinkBy, LinkClip:
		return namesOne(l.ID, id)
	}
	return false
}

func namesOne(ids, id string) bool {
	for one := range strings.SplitSeq(ids, ",") {
		if strings.TrimSpace(one) == id {
			return true
		}
	}
	return false
}

// opening is the bracket that the one at close closes, or -1.
func opening(src []byte, close int) int {
	depth := 0
	for i := close; i >= 0; i-- {
		if i > 0 && src[i-1] == '\\' {
			continue
		}
		switch src[i] {
		case ']':
			depth++
		case '[':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// repeated finds quoted words wherever else they stand, when they are enough
// to be known by.
func repeated(src []byte, said []string) (spans [][2]int) {
	all := string(src)
	for _, s := range said {
		s = strings.TrimSpace(s)
		if s == Redacted || len(text.Words([]rune(s))) < 3 {
			continue
		}
		for at := 0; ; {
			i := strings.Index(all[at:], s)
			if i < 0 {
				break
			}
			spans = append(spans, [2]int{at + i, at + i + len(s)})
			at += i + len(s)
		}
	}
	return spans
}

// quotedOf finds what stands in quotation marks and in words.
func quotedOf(src []byte, words []string) (spans [][2]int) {
	var texts []*Quotable
	for _, w := range words {
		if w != "" {
			texts = append(texts, NewQuotable(strings.ToLower(w)))
		}
	}
	if len(texts) == 0 || !utf8.Valid(src) {
		return nil
	}
	none := 0
	at := 0
	for line := range bytes.Lines(src) {
		runes := []rune(string(line))
		for _, q := range quotations(runes) {
			quoted := string(runes[q.Start:q.End])
			lower := strings.ToLower(quoted)
			if len(text.Words(runes[q.Start:q.End])) < 2 || !slices.ContainsFunc(texts, func(t *Quotable) bool { return t.find(lower, &none).OK }) {
				continue
			}
			from := at + len(string(runes[:q.Start]))
			spans = append(spans, [2]int{from, from + len(quoted)})
		}
		at += len(line)
	}
	return spans
}

// cut replaces spans by [Redacted], those that overlap by one.
func cut(src []byte, spans [][2]int) (out []byte, places int) {
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	at := 0
	for i := 0; i < len(spans); {
		from, to := spans[i][0], spans[i][1]
		for i++; i < len(spans) && spans[i][0] < to; i++ {
			to = max(to, spans[i][1])
		}
		out = append(out, src[at:from]...)
		if string(src[from:to]) != Redacted {
			places++
		}
		out = append(out, Redacted...)
		at = to
	}
	return append(out, src[at:]...), places
}
