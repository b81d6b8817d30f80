package text

import (
	"strings"
	"sync"
)

// Language codes that stems, stop words and the guess know, in the order of
// their bits.
var tongues = [...]string{"en", "fa", "ar", "ckb", "de", "fr", "es", "tr", "az", "ru", "uk", "ur", "ps"}

// The bit of each language, and which languages a script is written in.
const (
	en = 1 << iota
	fa
	ar
	ckb
	de
	fr
	es
	tr
	az
	ru
	uk
	ur
	ps
	none // a language that is not here
)

const (
	latinTongues    = en | de | fr | es | tr | az
	arabicTongues   = fa | ar | ckb | ur | ps
	cyrillicTongues = ru | uk
)

func scriptTongues(sc Script) uint16 {
	switch sc {
	case Latin:
		return latinTongues
	case Arabic:
		return arabicTongues
	case Cyrillic:
		return cyrillicTongues
	}
	return 0
}

func tongueBit(lang string) uint16 {
	for i, t := range tongues {
		if t == lang {
			return 1 << i
		}
	}
	return 0
}

// part is what a word is in each language: stop, a function word that tells
// nothing about what a message says; kept, a negation, modal or the like, which
// tells the language and turns the sense. common are the languages of stop when
// the language is not known: without the words that mean something elsewhere.
type part struct{ stop, kept, common uint16 }

// languages are those that a word speaks for.
func (p part) languages() uint16 { return p.stop | p.kept }

var stopTable = sync.OnceValue(func() map[string]part {
	table := make(map[string]part, 2600)
	fill := func(list [len(tongues)]string, set func(*part, uint16)) {
		for i, words := range list {
			for w := range strings.FieldsSeq(words) {
				w = LooseString(w)
				p := table[w]
				set(&p, 1<<i)
				table[w] = p
			}
		}
	}
	for w := range strings.FieldsSeq(foreign) {
		table[LooseString(w)] = part{kept: none}
	}
	fill(stopWords, func(p *part, bit uint16) { p.stop |= bit })
	fill(keptWords, func(p *part, bit uint16) { p.kept |= bit; p.stop &^= bit })
	for w, p := range table {
		p.common = p.stop
		if p.kept != 0 {
			p.common = 0
		}
		table[w] = p
	}
	for w := range strings.FieldsSeq(elsewhere) {
		w = LooseString(w)
		p := table[w]
		p.common = 0
		table[w] = p
	}
	return table
})

// Stopword reports whether a word that Loose folded is a function word of the
// language. Negations, modals, and words of feeling and of greeting are none:
// they say something. An empty or unknown language is answered by StopwordAny.
func Stopword(lang, folded string) bool {
	if bit := tongueBit(primary(lang)); bit != 0 {
		return stopTable()[folded].stop&bit != 0
	}
	return StopwordAny(folded, wordScript([]byte(folded)))
}

// StopwordAny reports whether a word that Loose folded is a function word in a
// language of the script and means nothing else in another one: German “die”
// stays, because an English text may hold it.
func StopwordAny(folded string, sc Script) bool {
	return stopTable()[folded].common&scriptTongues(sc) != 0
}
