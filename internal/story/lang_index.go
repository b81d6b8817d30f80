package story

import (
	"slices"

	"voxpop/internal/text"
)

// index holds a language's lists as the rules search them, built once.
type index struct {
	people, opinion        lexicon
	wrote, spoke, says     lexicon // says: either of both
	nouns                  lexicon // ids are places in language.nouns
	persons                lexicon // plural, then singular
	again, she, report     lexicon
	answers, part          lexicon // answers: language.answered
	skew, thanks           lexicon
	scope, groups, without lexicon // without: notScope
	accuse, innocent       lexicon
	voice                  voiceIndex

	numbers  map[string]int // folded number words
	link, of map[string]bool
	answered map[string]bool // “who”, after a group of people
}

// indexed completes a language.
func indexed(l *language) *language {
	nouns := make([]string, len(l.nouns))
	for i, n := range l.nouns {
		nouns[i] = n.words
	}
	l.ix = index{
		people: newLexicon(l.people...), opinion: newLexicon(l.opinion...),
		wrote: newLexicon(l.wrote...), spoke: newLexicon(l.spoke...), says: newLexicon(slices.Concat(l.wrote, l.spoke)...),
		nouns: newLexicon(nouns...), persons: newLexicon(slices.Concat(l.plural, l.singular)...),
		again: newLexicon(l.again...), she: newLexicon(l.she...), report: newLexicon(l.report...), answers: newLexicon(l.answered...), part: newLexicon(l.part...), skew: newLexicon(l.skew...), thanks: newLexicon(l.thanks...),
		scope: newLexicon(l.scope...), groups: newLexicon(l.groups...), without: newLexicon(l.notScope...),
		accuse: newLexicon(l.accuse...), innocent: newLexicon(l.innocent...),
		voice:   indexedVoice(l.voice),
		numbers: folded(l.numbers), link: set(l.link), of: set(l.of), answered: set(l.who),
	}
	return l
}

func set(words []string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[text.FoldString(w)] = true
	}
	return m
}

// anyOf reports whether a form of the token is in the set.
func (t token) anyOf(set map[string]bool) bool {
	return slices.ContainsFunc(t.alts, func(w string) bool { return set[w] })
}

// accusations finds the words of accusation in tokens.
func (l *language) accusations(tokens []token) []hit {
	var out []hit
	for i := 0; i < len(tokens); i++ {
		not, innocent := l.ix.innocent.at(tokens, i)
		h, ok := l.ix.accuse.at(tokens, i)
		switch {
		case innocent && (!ok || not.to >= h.to):
			i = not.to - 1
		case ok:
			out = append(out, h)
			i = h.to - 1
		}
	}
	return out
}
