package story

import (
	"slices"
	"sort"
	"unicode"

	"voxpop/internal/text"
)

// reading is a block as the rules read it: its words, the quotations in it and
// its sentences.
type reading struct {
	*Block
	index  int
	line   int // of a front matter value; 0 in the body
	key    string
	tokens []token
	quotes []quoted
	inside []bool // of each rune: in quotation marks
	sents  []text.Span
	named  map[text.Span][]mention // of sentences asked for
}

// quoted is the inside of an outermost pair of quotation marks.
type quoted struct {
	text.Span
	closed bool
}

func (c *checker) read(b *Block) *reading {
	r := &reading{Block: b, tokens: c.lang.tokens(b.Runes)}
	r.quotes = quotations(b.Runes)
	r.inside = make([]bool, len(b.Runes))
	for _, q := range r.quotes {
		for i := q.Start; i < q.End; i++ {
			r.inside[i] = true
		}
	}
	r.sents = r.sentences()
	return r
}

var closers = map[rune]string{
	'“': "”", '„': "“”‟", '«': "»", '»': "«", '‹': "›", '‘': "’", '‚': "‘’", '「': "」", '『': "』", '"': "\"", '”': "”", '\'': "'", texMark: "”\"", '＂': "＂", '❝': "❞", '〝': "〞〟", '‟': "”", '《': "》", '〈': "〉",
}

// maxQuoteDepth bounds quotations within quotations; marks deeper in are taken
// for ornament.
const maxQuoteDepth = 8

// texMark stands for the two grave accents that open a quotation in TeX; two
// straight marks close it.
const texMark = '\ue000'

// quotations finds the outermost pairs of quotation marks, of any style. An
// apostrophe is no mark; a mark never closed runs to the end of the block.
func quotations(s []rune) []quoted {
	var out []quoted
	lastSingle := -1 // the last straight single mark that may close
	for k := len(s) - 1; k > 0; k-- {
		if s[k] == '\'' && !text.IsSpace(s[k-1]) && (k+1 == len(s) || !unicode.IsLetter(s[k+1]) && !unicode.IsDigit(s[k+1])) {
			lastSingle = k
			break
		}
	}
	var stack []rune
	start := 0
	letter := func(i int) bool { return i >= 0 && i < len(s) && (unicode.IsLetter(s[i]) || unicode.IsDigit(s[i])) }
	twice := func(i int, mark rune) bool { return i+1 < len(s) && s[i] == mark && s[i+1] == mark }
	for i, r := range s {
		if n := len(stack); n > 0 && stack[n-1] == texMark && (twice(i, '\'') || twice(i, '’')) {
			if stack = stack[:n-1]; len(stack) == 0 {
				out = append(out, quoted{text.Span{Start: start, End: i}, true})
			}
			continue
		}
		if twice(i, '`') && !letter(i-1) && (i == 0 || s[i-1] != '`') && (i+2 == len(s) || s[i+2] != '`') && len(stack) < maxQuoteDepth {
			if len(stack) == 0 {
				start = i + 2
			}
			stack = append(stack, texMark)
			continue
		}
		if !text.IsQuote(r) || r == '`' || r == '´' || r == 'ʼ' {
			continue
		}
		if (r == '\'' || r == '’' || r == '‘') && letter(i-1) && letter(i+1) {
			continue // don't
		}
		if n := len(stack); n > 0 {
			if slices.Contains([]rune(closers[stack[n-1]]), r) {
				stack = stack[:n-1]
				if len(stack) == 0 {
					out = append(out, quoted{text.Span{Start: start, End: i}, true})
				}
				continue
			}
			// A closing mark of an outer level ends the inner ones left open.
			if k := slices.IndexFunc(stack, func(o rune) bool { return slices.Contains([]rune(closers[o]), r) }); k >= 0 && r != '"' && r != '\'' && !letter(i+1) {
				stack = stack[:k]
				if len(stack) == 0 {
					out = append(out, quoted{text.Span{Start: start, End: i}, true})
				}
				continue
			}
		}
		opens := false
		switch r {
		case '“', '„', '«', '‹', '「', '『', '‚', '"', '＂', '❝', '〝', '‟', '《', '〈':
			opens = true
		case '‘':
			opens = !letter(i - 1)
		case '\'':
			opens = !letter(i-1) && letter(i+1) && lastSingle > i
		case '”', '»':
			opens = !letter(i-1) && letter(i+1)
		}
		if !opens || len(stack) == maxQuoteDepth {
			continue
		}
		if len(stack) == 0 {
			start = i + 1
		}
		stack = append(stack, r)
	}
	if len(stack) > 0 {
		out = append(out, quoted{text.Span{Start: start, End: len(s)}, false})
	}
	return out
}

func (r *reading) quotedAt(i int) bool {
	return r.inside[i]
}

// verbatimAt reports whether rune i stands in words of a respondent or a
// figure: in quotation marks, or in a response link.
func (r *reading) verbatimAt(i int) bool {
	return r.quotedAt(i) || r.linkedAt(i, LinkResponse)
}

func (r *reading) linkedAt(i int, kinds ...LinkKind) bool {
	l := r.Link[i]
	return l >= 0 && slices.Contains(kinds, r.Links[l].Kind)
}

var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "st": true, "prof": true, "gen": true, "col": true, "sen": true, "rep": true, "capt": true, "lt": true, "sgt": true,
	"vs": true, "e.g": true, "i.e": true, "a.m": true, "p.m": true, "jr": true, "sr": true, "no": true, "approx": true, "gov": true, "hon": true, "rev": true,
}

// sentences splits the block. What stands inside quotation marks or in a
// quotation's link does not end the sentence around it.
func (r *reading) sentences() []text.Span {
	s := r.Runes
	var out []text.Span
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '.', '!', '?', '؟', '۔', '…', '。', '！', '？':
		default:
			continue
		}
		if r.quotedAt(i) || r.linkedAt(i, LinkResponse, LinkStatement) {
			continue
		}
		end := i + 1
		for end < len(s) && (text.IsQuote(s[end]) || s[end] == ')' || s[end] == ']' || s[end] == '.' || s[end] == '!' || s[end] == '?') {
			end++
		}
		if end < len(s) && !text.IsSpace(s[end]) && s[end] != '\ufffc' {
			i = end - 1
			continue
		}
		next := end
		for next < len(s) && (text.IsSpace(s[next]) || text.IsQuote(s[next]) || s[next] == '(' || s[next] == '[') {
			next++
		}
		if next < len(s) && (unicode.IsLower(s[next]) || s[i] == '.' && abbreviated(s, i)) {
			continue
		}
		out = append(out, text.Span{Start: start, End: end})
		start, i = end, end-1
	}
	if start < len(s) {
		out = append(out, text.Span{Start: start, End: len(s)})
	}
	return out
}

func abbreviated(s []rune, dot int) bool {
	from := dot
	for from > 0 && (unicode.IsLetter(s[from-1]) || s[from-1] == '.') {
		from--
	}
	word := string(s[from:dot])
	return len([]rune(word)) == 1 && unicode.IsUpper(s[from]) || abbreviations[text.FoldString(word)]
}

// sentenceAt returns the sentence that holds rune i, and its index.
func (r *reading) sentenceAt(i int) (text.Span, int) {
	n := len(r.sents)
	if n == 0 {
		return text.Span{}, 0
	}
	k := min(n-1, sort.Search(n, func(k int) bool { return i < r.sents[k].End }))
	return r.sents[k], k
}

// maxSentence bounds how far from a link its sentence is read, in code points.
const maxSentence = 4000

// sentenceOf returns the sentence of a link; a link that runs over several
// makes them one.
func (r *reading) sentenceOf(l *Link) (text.Span, int) {
	a, k := r.sentenceAt(l.Start)
	if l.End > l.Start {
		b, _ := r.sentenceAt(l.End - 1)
		a.End = max(a.End, b.End)
	}
	// What stands further off than this is no part of any sentence.
	a.Start, a.End = max(a.Start, l.Start-maxSentence), min(a.End, max(l.Start, l.End)+maxSentence)
	return a, k
}

// wordAt returns the index of the first word that begins at rune i or later.
func (r *reading) wordAt(i int) int {
	return sort.Search(len(r.tokens), func(k int) bool { return r.tokens[k].Start >= i })
}

// within returns the words of a span for which keep says yes of their first rune.
func (r *reading) within(s text.Span, keep func(i int) bool) []token {
	var out []token
	for _, t := range r.tokens[r.wordAt(s.Start):] {
		if t.End > s.End {
			break
		}
		if keep == nil || keep(t.Start) {
			out = append(out, t)
		}
	}
	return out
}

// inside returns the words of a link by themselves: in Arabic a particle may
// stand before the bracket and belong to the same word.
func (c *checker) inside(r *reading, l *Link) []token {
	out := c.lang.tokens(r.Runes[l.Start:l.End])
	for i := range out {
		out[i].Start += l.Start
		out[i].End += l.Start
	}
	return out
}

// linksIn returns the links that begin inside a span.
func (r *reading) linksIn(s text.Span) []*Link {
	from := sort.Search(len(r.Links), func(k int) bool { return r.Links[k].Start >= s.Start })
	to := sort.Search(len(r.Links), func(k int) bool { return r.Links[k].Start >= s.End })
	return r.Links[from:to]
}
