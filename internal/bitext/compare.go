package bitext

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// Kind says in what a translation differs.
type Kind string

// The kinds of differences.
const (
	Number       Kind = "number"       // a number, date, time or percentage is missing, new or another
	Name         Kind = "name"         // a name is missing or new
	Negation     Kind = "negation"     // a “not” was lost or gained
	Untranslated Kind = "untranslated" // words of the source language were left standing
	Missing      Kind = "missing"      // a sentence has no translation
	Added        Kind = "added"        // a sentence translates nothing
	Length       Kind = "length"       // a sentence is much too long or too short
	GlossaryTerm Kind = "glossary"     // a term of the glossary is translated another way
)

// Difference is a place where a translation may not say what its source says.
// It may be wrong; a person looks.
type Difference struct {
	Kind Kind `json:"kind"`
	// From and To are the places in the source and in the translation, in code
	// points. What is missing on a side has there the sentence in which it would
	// stand; start and end are equal where there is none.
	From [2]int `json:"from"`
	To   [2]int `json:"to"`
	// Say is a sentence for the editor. It repeats words of the message: it
	// belongs beside the text and never into a log, a task or an error.
	Say string `json:"say"`
}

// Compare looks for differences between a source and its translation from one
// language into another. pairs are those kept with the translation; nil: they
// are found by [Align]. terms are the glossary, of any languages. The result is
// in the order of the translation's source, and the same for the same input.
func Compare(source, target string, pairs []voxpop.Pair, from, to string, terms []Term) []Difference {
	c := &comparison{src: []rune(source), tgt: []rune(target), from: base(from), to: base(to)}
	if strings.TrimSpace(target) == "" {
		if len(text.Sentences(c.src)) > 0 {
			c.add(Missing, [2]int{0, len(c.src)}, [2]int{}, "The translation is empty.")
		}
		return c.found
	}
	c.terms = For(terms, from, to, source)
	if pairs == nil {
		pairs = Align(source, target)
	}
	pairs = fitting(pairs, len(c.src), len(c.tgt))
	c.loose(pairs)
	var all []pairOf
	for _, p := range pairs {
		all = append(all, pairOf{c.side(c.src, p.From, c.from), c.side(c.tgt, p.To, c.to)})
	}
	c.numbers(all)
	c.names(all)
	for _, p := range all {
		if c.untranslated(p) {
			continue
		}
		c.length(p)
		c.negation(p)
		c.measures(p)
		c.checkTerms(p)
	}
	sort.SliceStable(c.found, func(i, j int) bool {
		a, b := c.found[i], c.found[j]
		if a.From != b.From {
			return a.From[0] < b.From[0] || a.From[0] == b.From[0] && a.From[1] < b.From[1]
		}
		return a.To[0] < b.To[0]
	})
	return c.found
}

// comparison is a Compare under way.
type comparison struct {
	src, tgt []rune
	from, to string
	terms    []Term
	found    []Difference
	heard    map[[3]string][]string // forms, by language, word and the next one
}

func (c *comparison) add(k Kind, from, to [2]int, say string) {
	c.found = append(c.found, Difference{Kind: k, From: from, To: to, Say: say})
}

// side is one side of a pair.
type side struct {
	span  [2]int
	runes []rune
	lang  string
	words []word // spans within runes
}

type pairOf struct{ s, t side }

func (c *comparison) side(runes []rune, span [2]int, lang string) side {
	piece := runes[span[0]:span[1]]
	return side{span: span, runes: piece, lang: lang, words: wordsOf(piece)}
}

// at is a span of the side as a span of its text.
func (s side) at(p text.Span) [2]int { return [2]int{s.span[0] + p.Start, s.span[0] + p.End} }

func (s side) whole() [2]int { return s.span }

func (s side) text(p text.Span) string { return string(s.runes[p.Start:p.End]) }

// quote shows words of a message inside a sentence of another direction: an
// isolate keeps “١٢” and «تهران» from turning what stands around them.
func quote(s string) string { return "“\u2068" + oneLine(s) + "\u2069”" }

// loose reports sentences that are in no pair.
func (c *comparison) loose(pairs []voxpop.Pair) {
	at := func(side func(voxpop.Pair) [2]int, s text.Span) (inside bool, before int) {
		for i, p := range pairs {
			span := side(p)
			if span[0] < s.End && s.Start < span[1] {
				return true, i
			}
			if span[1] <= s.Start {
				before = i + 1
			}
		}
		return false, before
	}
	for _, s := range text.Sentences(c.src) {
		in, before := at(func(p voxpop.Pair) [2]int { return p.From }, s)
		if in || len(wordsOf(c.src[s.Start:s.End])) == 0 {
			continue
		}
		place := 0
		if before > 0 {
			place = pairs[before-1].To[1]
		}
		c.add(Missing, [2]int{s.Start, s.End}, [2]int{place, place}, "This sentence has no translation.")
	}
	for _, s := range text.Sentences(c.tgt) {
		in, before := at(func(p voxpop.Pair) [2]int { return p.To }, s)
		if in || len(wordsOf(c.tgt[s.Start:s.End])) == 0 {
			continue
		}
		place := 0
		if before > 0 {
			place = pairs[before-1].From[1]
		}
		c.add(Added, [2]int{place, place}, [2]int{s.Start, s.End}, "This sentence of the translation stands for nothing in the source.")
	}
}

// density is how many letters a language needs for what English says with 100.
// Rough: parallel texts differ more between themselves than these do.
var density = map[string]float64{"en": 100, "es": 108, "fr": 112, "de": 112, "tr": 98, "ru": 102, "fa": 84, "ar": 78, "ur": 92, "ckb": 98, "ps": 88, "az": 100, "zh": 30, "ja": 45, "ko": 50, "he": 78}

func letters(runes []rune) float64 {
	n := 0.0
	for _, r := range runes {
		if text.IsWord(r) && !unicode.IsMark(r) {
			n++
		}
	}
	return n
}

// length reports sentences that are far from as long as they should be.
func (c *comparison) length(p pairOf) {
	a, b := letters(p.s.runes), letters(p.t.runes)
	df, dt := density[c.from], density[c.to]
	if df == 0 || dt == 0 {
		df, dt = 100, 100
	}
	want := a * dt / df
	switch {
	case a == 0:
	case b == 0:
		c.add(Missing, p.s.whole(), p.t.whole(), "The translation of this sentence holds no word.")
	case want >= 24 && b < want*.42:
		c.add(Length, p.s.whole(), p.t.whole(), "The translation is much shorter than the sentence: something may be left out.")
	case b >= 24 && b > want*2.4+12:
		c.add(Length, p.s.whole(), p.t.whole(), "The translation is much longer than the sentence: something may have been added.")
	}
}

// scripts of languages, for telling what was left standing.
var scriptOf = map[string]text.Script{
	"en": text.Latin, "es": text.Latin, "fr": text.Latin, "de": text.Latin, "tr": text.Latin, "az": text.Latin, "it": text.Latin, "pt": text.Latin, "nl": text.Latin, "pl": text.Latin,
	"fa": text.Arabic, "ar": text.Arabic, "ur": text.Arabic, "ps": text.Arabic, "ckb": text.Arabic,
	"ru": text.Cyrillic, "uk": text.Cyrillic, "el": text.Greek, "he": text.Hebrew, "hi": text.Devanagari, "zh": text.Han, "ko": text.Hangul,
}

// untranslated reports words of the source language in the translation; its
// answer is true when that is the whole sentence, and nothing else need be said.
func (c *comparison) untranslated(p pairOf) bool {
	const say = "These words were not translated."
	if c.from == c.to || len(p.t.words) == 0 {
		return false
	}
	keep := c.keeps()
	sf, st := scriptOf[c.from], scriptOf[c.to]
	if sf != text.NoScript && st != text.NoScript && sf != st {
		foreign := func(w word) bool { return text.ScriptOf(p.t.runes[w.Start]) == sf && !keep[w.fold] }
		n := 0
		for _, w := range p.t.words {
			if foreign(w) {
				n++
			}
		}
		if n == 0 {
			return false
		}
		if n*2 > len(p.t.words) && (n >= 2 || len(p.s.words) >= 3) {
			c.add(Untranslated, p.s.whole(), p.t.whole(), "This sentence was not translated.")
			return true
		}
		for i := 0; i < len(p.t.words); {
			j := i
			for j < len(p.t.words) && foreign(p.t.words[j]) {
				j++
			}
			// In Arabic script a word of Latin may be a brand; in Latin a word of
			// Arabic or Cyrillic never stands by itself.
			if n := j - i; n >= 2 || n == 1 && sf != text.Latin {
				span := text.Span{Start: p.t.words[i].Start, End: p.t.words[j-1].End}
				if !(sf == text.Latin && c.allCapital(p.t, i, j)) {
					c.add(Untranslated, p.s.whole(), p.t.at(span), say)
				}
			}
			i = max(j, i+1)
		}
		return false
	}
	if len(p.s.words) < 3 {
		return false
	}
	// One script: words of the source, in a row, that are not names, with at
	// least one that only the source language has.
	in := map[string]bool{}
	for i := 0; i+1 < len(p.s.words); i++ {
		in[p.s.words[i].fold+" "+p.s.words[i+1].fold] = true
	}
	same, total := 0, 0
	for _, w := range p.t.words {
		total++
		if slices.ContainsFunc(p.s.words, func(v word) bool { return v.fold == w.fold }) {
			same++
		}
	}
	own := func(i, j int) bool {
		for k := i; k < j; k++ {
			f := text.LooseString(p.t.words[k].fold)
			if text.Stopword(c.from, f) && !text.Stopword(c.to, f) {
				return true
			}
		}
		return false
	}
	if same*10 >= total*8 && total >= 3 && own(0, len(p.t.words)) {
		c.add(Untranslated, p.s.whole(), p.t.whole(), "This sentence was not translated.")
		return true
	}
	for i := 0; i < len(p.t.words); {
		j := i + 1
		for j < len(p.t.words) && in[p.t.words[j-1].fold+" "+p.t.words[j].fold] {
			j++
		}
		if j-i >= 3 && own(i, j) {
			c.add(Untranslated, p.s.whole(), p.t.at(text.Span{Start: p.t.words[i].Start, End: p.t.words[j-1].End}), say)
		}
		i = j
	}
	return false
}

// keeps are the words that the glossary wants to stand as they do.
func (c *comparison) keeps() map[string]bool {
	keep := map[string]bool{}
	for _, t := range c.terms {
		for _, way := range t.ways() {
			for _, w := range words(way) {
				keep[w.fold] = true
			}
		}
	}
	return keep
}

// allCapital reports whether the words from i to j all begin with a capital: a
// name or a brand.
func (c *comparison) allCapital(s side, i, j int) bool {
	for _, w := range s.words[i:j] {
		if r := s.runes[w.Start]; !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
