package article

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"voxpop/internal/text"
)

// prints are the words of an article: those of its own, and all with those of
// the quotations in it.
type prints struct{ own, all sequence }

// sequence is words in their order, and the runs of them, sorted.
type sequence struct {
	words      []word
	grams      []trigram
	vocabulary map[uint64]int
	names      bool // a capital tells a name
}

type word struct {
	sum  uint64
	kind kind
}

type trigram struct {
	sum uint64
	at  int32
}

type kind uint8

const (
	isFigure kind = 1 << iota
	isName
	isStop
	isQuoted
	isFirst // of a sentence, where every word has a capital
	isCapital
)

// manyCapitals is the part of words with a capital from which on they are the
// nouns of German and no names.
const manyCapitals = 0.2

func printsOf(s string) *prints {
	p := &prints{}
	runes := []rune(s)
	folded := text.Fold(runes)
	var marks quoting
	at, first := 0, true
	for _, w := range text.Words(folded.Runes) {
		// The marks between the words before and this one.
		start := folded.Pos[w.Start]
		for ; at < start; at++ {
			marks.see(runes, at)
			first = first || strings.ContainsRune(".!?…:؟।\n“„«\"", runes[at])
		}
		f := folded.Runes[w.Start:w.End]
		x := word{}
		if v, ok := numerals()[string(f)]; ok {
			f, x.kind = []rune(v), isFigure
		}
		x.sum = 14695981039346656037
		for _, r := range f {
			x.sum = (x.sum ^ uint64(r)) * 1099511628211
			if unicode.IsDigit(r) {
				x.kind |= isFigure
			}
		}
		if unicode.IsUpper(runes[start]) {
			x.kind |= isCapital
		}
		if first {
			x.kind |= isFirst
		}
		if text.StopwordAny(string(f), text.ScriptOf(f[0])) {
			x.kind |= isStop
		}
		if marks.open != 0 {
			x.kind |= isQuoted
		}
		first = false
		p.all.words = append(p.all.words, x)
	}
	p.name()
	for _, w := range p.all.words {
		if w.kind&isQuoted == 0 {
			p.own.words = append(p.own.words, w)
		}
	}
	p.own.names = p.all.names
	p.own.index()
	p.all.index()
	return p
}

// name finds the words that have a capital wherever they stand.
func (p *prints) name() {
	small, large := map[uint64]bool{}, map[uint64]bool{}
	inner, capitals := 0, 0
	for _, w := range p.all.words {
		switch {
		case w.kind&isCapital == 0:
			small[w.sum] = true
			inner++
		case w.kind&isFirst == 0:
			large[w.sum] = true
			inner, capitals = inner+1, capitals+1
		}
	}
	for i, w := range p.all.words {
		if w.kind&isCapital != 0 && large[w.sum] && !small[w.sum] {
			p.all.words[i].kind |= isName
		}
	}
	p.all.names = capitals > 0 && float64(capitals) < manyCapitals*float64(inner)
}

func (s *sequence) index() {
	s.vocabulary = make(map[uint64]int, len(s.words))
	for i, w := range s.words {
		s.vocabulary[w.sum]++
		if i+gram > len(s.words) {
			continue
		}
		var sum uint64
		for _, x := range s.words[i : i+gram] {
			sum = (sum*31 + x.sum) * 0x9e3779b97f4a7c15
		}
		s.grams = append(s.grams, trigram{sum ^ sum>>29, int32(i)})
	}
	slices.SortFunc(s.grams, func(a, b trigram) int {
		return cmp.Or(cmp.Compare(a.sum, b.sum), cmp.Compare(a.at, b.at))
	})
}

// quoting follows the quotation marks of a text.
type quoting struct {
	open rune // the mark that began the quotation, 0 outside of one
}

// see takes the rune at i, the runes before it having been seen.
func (q *quoting) see(s []rune, i int) {
	before := i == 0 || !text.IsWord(s[i-1])
	after := i+1 < len(s) && text.IsWord(s[i+1])
	switch r := s[i]; {
	case r == '\n': // a quotation that nobody closed ends with its paragraph
		if i > 0 && s[i-1] == '\n' {
			q.open = 0
		}
	case q.open != 0:
		if strings.ContainsRune(closers[q.open], r) && (r != '’' || !after) {
			q.open = 0
		}
	case r == '“', r == '„', r == '«', r == '"':
		q.open = r
	case (r == '»' || r == '”') && before && after: // »as in German«, ”as in Swedish”
		q.open = r
	case r == '‘' && before && slices.Contains(s[i:min(len(s), i+600)], '’'):
		q.open = r
	}
}

var closers = map[rune]string{'“': "”\"", '„': "“”\"", '«': "»", '"': "\"”", '»': "«", '”': "”", '‘': "’"}

// numerals are the words for small figures that desks write one way or the
// other, each with its figure. One is none: it is an article in most languages.
var numerals = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range []string{
		"two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety",
		"zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
		"deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante soixante",
		"dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
		"iki üç dört beş altı yedi sekiz dokuz on x x yirmi otuz kırk elli altmış yetmiş seksen doksan",
		"два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
		"دو سه چهار پنج شش هفت هشت نه ده یازده دوازده بیست سی چهل پنجاه شصت هفتاد هشتاد نود",
		"اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة x x عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون",
	} {
		for i, w := range strings.Fields(line) {
			n := []string{"2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "20", "30", "40", "50", "60", "70", "80", "90"}[i]
			if w != "x" && w != "on" { // English “on” is no ten
				if f := text.FoldString(w); m[f] == "" {
					m[f] = n
				}
			}
		}
	}
	return m
})
