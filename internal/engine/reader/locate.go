package reader

import (
	"cmp"
	"slices"
	"unicode"

	"voxpop/internal/quote"
	"voxpop/internal/text"
)

// Why a quotation is refused. The words are ours: nothing of an answer is in them.
const (
	notThere   = "does not stand in the article"
	elsewhere  = "does not stand where it is said to"
	noSpeaker  = "names a speaker that the article does not name"
	tooLong    = "is too long for a quotation"
	tooShort   = "holds no word"
	cutWord    = "cuts a word in two"
	unclear    = "is one word that stands in several places"
	again      = "was given twice"
	unlikely   = "is most of the article"
	tooMany    = "is one of too many"
	most       = 400 // quotations in one piece
	speakerFar = 600 // code points between a quotation and its speaker or cue
)

// plain is a text without what typesetting changes: marks of quotation are one,
// so are dashes, and runs of spaces. at[i] is the code point that plain[i] came from.
type plain struct {
	runes []rune
	at    []int
}

func plainOf(s []rune, from int) (p plain) {
	for i, r := range s {
		switch {
		case text.IsQuote(r), r == '`', r == '´', r == '\'':
			r = '"'
		case r == '–', r == '—', r == '‒', r == '‐', r == '‑', r == '−':
			r = '-'
		case text.IsSpace(r), unicode.IsControl(r):
			if n := len(p.runes); n == 0 || p.runes[n-1] == ' ' {
				continue
			}
			r = ' '
		case text.Invisible(r), r == '\u200c', r == '\u200d':
			continue
		}
		if n := len(p.runes); r == '"' && n > 0 && p.runes[n-1] == '"' {
			continue // '' is ”
		}
		p.runes, p.at = append(p.runes, r), append(p.at, from+i)
	}
	return p
}

// needle is what is looked for: without marks, spaces and stops around it.
func needle(s string) []rune {
	p := plainOf([]rune(s), 0).runes
	edge := func(r rune) bool { return r == '"' || r == ' ' || r == '.' || r == ',' || r == '…' || r == '،' }
	for len(p) > 0 && edge(p[0]) {
		p = p[1:]
	}
	for len(p) > 0 && edge(p[len(p)-1]) {
		p = p[:len(p)-1]
	}
	return p
}

// all are the places [start, end) of want in the plain text, in code points of
// the article.
func (p plain) all(want []rune) (out []quote.Span) {
	for i := 0; len(want) > 0 && i+len(want) <= len(p.runes) && len(out) < 64; i++ {
		if p.runes[i] == want[0] && slices.Equal(p.runes[i:i+len(want)], want) {
			out = append(out, quote.Span{Start: p.at[i], End: p.at[i+len(want)-1] + 1})
		}
	}
	return out
}

// locate adds the claims that stand in their piece of the article, and counts
// the others by why.
func locate(found []quote.Quotation, reasons map[string]int, name string, article []rune, piece [2]int, claims []claim, longest int) []quote.Quotation {
	p := plainOf(article[piece[0]:piece[1]], piece[0])
	after := piece[0]
	for i, c := range claims {
		if i >= most {
			reasons[tooMany] += len(claims) - most
			break
		}
		q, why := one(p, article, piece, c, after, longest)
		if why == "" && slices.ContainsFunc(found, func(f quote.Quotation) bool { return f.Span == q.Span }) {
			why = again
		}
		if why != "" {
			reasons[why]++
			continue
		}
		q.Rule, q.In = name, -1
		after = q.End
		found = append(found, q)
	}
	slices.SortFunc(found, func(a, b quote.Quotation) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	return found
}

func one(p plain, article []rune, piece [2]int, c claim, after, longest int) (q quote.Quotation, why string) {
	want := needle(c.Quote)
	words := len(text.Words(want))
	switch {
	case words == 0:
		return q, tooShort
	case len(want) > longest:
		return q, tooLong
	case len(want) > 120 && 5*len(want) > 4*(piece[1]-piece[0]):
		return q, unlikely
	}
	places := p.all(want)
	if len(places) == 0 {
		return q, notThere
	}
	at := places[0]
	switch {
	case c.Start != nil || c.End != nil:
		// Marks and spaces around it may be counted in or not.
		i := slices.IndexFunc(places, func(s quote.Span) bool {
			return c.Start != nil && c.End != nil && near(s.Start, piece[0]+*c.Start) && near(s.End, piece[0]+*c.End)
		})
		if i < 0 {
			return q, elsewhere
		}
		at = places[i]
	case len(places) > 1 && words == 1:
		return q, unclear
	case len(places) > 1:
		// They are asked for in the order in which they stand.
		if i := slices.IndexFunc(places, func(s quote.Span) bool { return s.Start >= after }); i >= 0 {
			at = places[i]
		}
		q.Notes = append(q.Notes, "the same words stand in the article more than once")
	}
	if !text.Boundary(article, at.Start) || !text.Boundary(article, at.End) {
		return q, cutWord
	}
	q.Span, q.Parts, q.Class = at, []quote.Span{at}, quote.Say
	q.Type = kind(article, at)
	if needle(c.Speaker) != nil {
		s, ok := p.closest(article, needle(c.Speaker), at)
		can, named := speaks(needle(c.Speaker), needle(c.Cue))
		if !ok || !can {
			return q, noSpeaker
		}
		if !named {
			q.Notes = append(q.Notes, "the speaker is not given by name")
		}
		q.Speaker = quote.Mention{Span: s, Text: string(article[s.Start:s.End]), Who: quote.Person}
	}
	if needle(c.Cue) != nil {
		if s, ok := p.closest(article, needle(c.Cue), at); ok {
			q.Cue = s
		} else {
			q.Notes = append(q.Notes, "the word that is said to introduce it does not stand near it")
		}
	}
	return q, ""
}

// near allows for a mark and a space.
func near(a, b int) bool { return a-b <= 2 && b-a <= 2 }

// closest is the place of some words nearest to a quotation and not inside it.
func (p plain) closest(article []rune, want []rune, at quote.Span) (best quote.Span, ok bool) {
	far := speakerFar + 1
	for _, s := range p.all(want) {
		if s.Start < at.End && at.Start < s.End || !text.Boundary(article, s.Start) || !text.Boundary(article, s.End) {
			continue
		}
		d := at.Start - s.End
		if s.Start >= at.End {
			d = s.Start - at.End
		}
		if d < far {
			best, far, ok = s, d, true
		}
	}
	return best, ok
}

// kind tells by the marks in and around a quotation what type it is of.
func kind(article []rune, at quote.Span) quote.Type {
	before, behind := at.Start-1, at.End
	for before >= 0 && (text.IsSpace(article[before]) || article[before] == '…') {
		before--
	}
	for behind < len(article) && (text.IsSpace(article[behind]) || article[behind] == ',' || article[behind] == '.' || article[behind] == '،' || article[behind] == '…' || article[behind] == '!' || article[behind] == '?' || article[behind] == '؟') {
		behind++
	}
	if before >= 0 && behind < len(article) && text.IsQuote(article[before]) && text.IsQuote(article[behind]) {
		return quote.Direct
	}
	for i := at.Start; i < at.End; i++ {
		if text.IsQuote(article[i]) && (i == at.Start || i+1 == at.End || !text.IsWord(article[i-1]) || !text.IsWord(article[i+1])) {
			return quote.Mixed
		}
	}
	return quote.Indirect
}
