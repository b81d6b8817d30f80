package story

import (
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/text"
)

// language holds the words that the rules look for in one language. Words are
// written as people write them and folded when they are compared; a phrase is
// a row of words with single spaces.
type language struct {
	tag string

	numbers map[string]int // number words
	of      []string       // stands between n and N: “of”, “out of”
	percent []string       // words for %

	people   []string // nouns for those who answered, or for their answers
	answered []string // … of them those that can only mean our respondents
	thanks   []string // a sentence of thanks counts nobody
	skew     []string // makes a figure beside it say another
	part     []string // fractions in words, which the ladder does not hold
	plural   []string // nouns and verbs that mean more than one person
	singular []string // a plural noun after one of these is one person’s: “one of the respondents”
	link     []string // words that may stand between a quantifier and a noun
	opinion  []string // verbs of saying, thinking, wanting

	wrote   []string // verbs that only a written answer bears
	spoke   []string // verbs that only a spoken answer bears
	nouns   []mediumNoun
	again   []string // says that the same person is quoted once more
	she     []string // pronouns that may stand for a speaker
	apposed []string // what stands between a name and a role after it
	report  []string // marks a position as reported, not quoted

	scope    []string // claims about more people than answered, as they stand
	groups   []string // people at large: with a verb of opinion a claim about them
	notScope []string // phrases that only look like one
	who      []string // after people at large: narrows them to some
	accuse   []string // words of accusation
	innocent []string // phrases that only look like one

	voice voiceWords

	names map[string]string // English roles in this language
	dates dateWords

	// variants returns the forms under which a folded word may stand in the
	// lists, itself first: without a clitic, a plural or a possessive ending.
	variants func(word string) []string

	ix index
}

// mediumNoun is a noun that says how an answer came.
type mediumNoun struct {
	words    string
	medium   voxpop.Medium    // the only medium it fits; "" = any
	channels []voxpop.Channel // the only channels it fits; nil = any
	never    bool             // fits no answer that a call-out receives
}

var messengers = []voxpop.Channel{voxpop.Telegram, voxpop.WhatsApp, voxpop.Signal, voxpop.SMS}

// langs lists the languages that a story may be written in.
var langs = map[string]*language{"en": indexed(english()), "fa": indexed(persian()), "ar": indexed(arabic())}

// languageOf returns the rules for a tag; a region does not change them.
func languageOf(tag string) *language {
	base, _, _ := strings.Cut(tag, "-")
	return langs[strings.ToLower(base)]
}

// Languages lists the languages that stories can be checked in.
func Languages() []string { return slices.Sorted(maps.Keys(langs)) }

// token is a word of a block, folded.
type token struct {
	text.Span
	word string
	alts []string
}

// tokens splits runes into folded words.
func (l *language) tokens(runes []rune) []token {
	spans := text.Words(runes)
	out := make([]token, 0, len(spans))
	for _, s := range spans {
		w := text.Fold(runes[s.Start:s.End]).String()
		if w == "" {
			continue
		}
		out = append(out, token{Span: s, word: w, alts: l.variants(w)})
	}
	return out
}

// lexicon finds phrases in tokens.
type lexicon struct {
	byFirst map[string][]phrase
}

type phrase struct {
	words []string
	id    int
}

// hit is a phrase found: tokens from up to but not including to.
type hit struct {
	from, to int
	id       int
}

// newLexicon indexes phrases; the id of each is its index.
func newLexicon(phrases ...string) lexicon {
	l := lexicon{byFirst: map[string][]phrase{}}
	for i, p := range phrases {
		l.put(p, i)
	}
	return l
}

func (l lexicon) put(words string, id int) {
	var folded []string
	for _, s := range text.Words([]rune(words)) {
		folded = append(folded, text.Fold([]rune(words)[s.Start:s.End]).String())
	}
	if len(folded) == 0 {
		return
	}
	list := append(l.byFirst[folded[0]], phrase{folded, id})
	slices.SortStableFunc(list, func(a, b phrase) int { return len(b.words) - len(a.words) })
	l.byFirst[folded[0]] = list
}

// at returns the longest phrase that begins at token i.
func (l lexicon) at(tokens []token, i int) (hit, bool) {
	var best hit
	found := false
	for _, first := range tokens[i].alts {
		for _, p := range l.byFirst[first] {
			if found && len(p.words) <= best.to-best.from || i+len(p.words) > len(tokens) {
				continue
			}
			ok := true
			for k := 1; k < len(p.words) && ok; k++ {
				ok = slices.Contains(tokens[i+k].alts, p.words[k])
			}
			if ok {
				best, found = hit{i, i + len(p.words), p.id}, true
			}
		}
	}
	return best, found
}

// all returns the phrases found from left to right, longest first, none
// overlapping another.
func (l lexicon) all(tokens []token) []hit {
	var out []hit
	for i := 0; i < len(tokens); {
		if h, ok := l.at(tokens, i); ok {
			out = append(out, h)
			i = h.to
			continue
		}
		i++
	}
	return out
}

func (l lexicon) any(tokens []token) bool {
	for i := range tokens {
		if _, ok := l.at(tokens, i); ok {
			return true
		}
	}
	return false
}

// asciiDigits folds digits and leaves the rest, rune for rune.
func asciiDigits(runes []rune) string {
	var b strings.Builder
	for _, r := range runes {
		switch {
		case '\u0660' <= r && r <= '\u0669':
			r = '0' + r - '\u0660'
		case '\u06f0' <= r && r <= '\u06f9':
			r = '0' + r - '\u06f0'
		}
		b.WriteRune(r)
	}
	return b.String()
}
