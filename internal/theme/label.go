package theme

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"voxpop/internal/text"
	"voxpop/internal/vector"
)

const (
	wordsShown  = 8 // words of a theme
	wordsLabel  = 3 // of them, in its label
	examplesFew = 3
)

// lexicon counts in how many messages of each theme a word or a pair of words
// stands, by stem, and how people write it there. Words, pairs and their
// spellings are numbers.
type lexicon struct {
	forms  map[string]int32   // spellings of words
	pairs  map[[2]int32]int32 // of pairs, by those of their words
	spelt  []string           // each spelling
	of     [][2]int32         // the spellings of a pair's words; -1, -1 for a word
	termOf []int32            // what it is a spelling of
	stems  map[string]int32   // words by stem
	joint  map[[2]int32]int32 // pairs by stems
	parts  [][2]int32         // the words of a pair; -1, -1 for a word
	stem   []string           // each word or pair
	df     []int32            // messages that it stands in
	last   []int32            // the last of them
	uses   [][]int32          // by theme: a spelling for each message and term
	n      []int              // messages of each theme
	total  int
	spoken map[string]*tongue
}

// tongue is how many messages are in a language.
type tongue struct {
	all int
	of  map[int32]int // by theme
}

func (l *lexicon) spoke(lang string, theme int32) {
	s := l.spoken[lang]
	if s == nil {
		s = &tongue{of: map[int32]int{}}
		l.spoken[lang] = s
	}
	s.all++
	s.of[theme]++
}

// elsewhere is how many messages that are not in theme t are in its languages:
// Persian words are rare among English messages, whatever they mean. Where
// a theme is nearly all of a language, it is the messages that are not in it.
func (l *lexicon) elsewhere(t int) float64 {
	n := 0
	for _, s := range l.spoken {
		if 5*s.of[int32(t)] >= l.n[t] {
			n += s.all - s.of[int32(t)]
		}
	}
	if 2*n < l.n[t] {
		n = l.total - l.n[t]
	}
	return float64(n)
}

// read counts the words of messages; of is the theme of each, below 0 for none.
func read(messages []vector.Message, of []int32, k int) *lexicon {
	l := &lexicon{forms: map[string]int32{}, pairs: map[[2]int32]int32{}, stems: map[string]int32{}, joint: map[[2]int32]int32{},
		uses: make([][]int32, k), n: make([]int, k), total: len(messages), spoken: map[string]*tongue{}}
	var z text.Tokenizer
	for i, m := range messages {
		z.Lang = m.Lang
		if of[i] >= 0 {
			l.n[of[i]]++
		}
		before := int32(-1)
		runes := []rune(m.Text)
		tokens := z.Tokens(m.Text)
		tongue := z.Language()
		l.spoke(tongue, of[i])
		for _, t := range tokens {
			if t.InTag {
				continue
			}
			surface := string(runes[t.Start:t.End])
			if t.Break || !names(tongue, t, surface) {
				before = -1
			}
			if !names(tongue, t, surface) {
				continue
			}
			f := l.word(surface, t)
			l.note(f, int32(i), of[i])
			if before >= 0 && t.Kind != text.Bigram {
				l.note(l.pair(before, f), int32(i), of[i])
			}
			before = f
		}
	}
	return l
}

// word is the number of a spelling.
func (l *lexicon) word(s string, t text.Token) int32 {
	if f, ok := l.forms[s]; ok {
		return f
	}
	term, known := l.stems[string(t.Stem)]
	if !known {
		term = l.term(string(t.Stem), [2]int32{-1, -1})
		l.stems[l.stem[term]] = term
	}
	l.forms[s] = l.form(s, term, [2]int32{-1, -1})
	return l.forms[s]
}

func (l *lexicon) pair(a, b int32) int32 {
	f, ok := l.pairs[[2]int32{a, b}]
	if ok {
		return f
	}
	parts := [2]int32{l.termOf[a], l.termOf[b]}
	term, known := l.joint[parts]
	if !known {
		term = l.term("", parts)
		l.joint[parts] = term
	}
	l.pairs[[2]int32{a, b}] = l.form("", term, [2]int32{a, b})
	return l.pairs[[2]int32{a, b}]
}

func (l *lexicon) term(stem string, parts [2]int32) int32 {
	l.stem, l.parts = append(l.stem, stem), append(l.parts, parts)
	l.df, l.last = append(l.df, 0), append(l.last, -1)
	return int32(len(l.stem) - 1)
}

func (l *lexicon) form(s string, term int32, of [2]int32) int32 {
	l.spelt, l.termOf, l.of = append(l.spelt, s), append(l.termOf, term), append(l.of, of)
	return int32(len(l.spelt) - 1)
}

// note counts a spelling once a message.
func (l *lexicon) note(form, message, theme int32) {
	t := l.termOf[form]
	if l.last[t] == message {
		return
	}
	l.last[t] = message
	l.df[t]++
	if theme >= 0 {
		l.uses[theme] = append(l.uses[theme], form)
	}
}

type spoken struct {
	stem, form string
	score      float64
	term       int32
}

// words are what sets theme t apart, strongest first: in a good part of its
// messages and likelier there than elsewhere. Words in fewer messages, or hardly
// likelier, come after those. A pair of words stands in for its two when most of
// their uses are in it.
func (l *lexicon) words(t int) []spoken {
	const part, likelier = 0.15, 2.
	n, others := float64(l.n[t]), l.elsewhere(t)
	here := map[int32]int{}
	for _, f := range l.uses[t] {
		here[l.termOf[f]]++
	}
	var found []spoken
	for term, uses := range here {
		if uses < 2 && l.n[t] > 2 {
			continue
		}
		share := float64(uses) / n
		rest := min(1, (float64(int(l.df[term])-uses)+0.5)/(others+1))
		score := share * math.Log(share/(rest+0.1*share+1/float64(l.total+1)))
		if p := l.parts[term]; p[0] >= 0 {
			// A pair is worth showing when its words hardly stand without it.
			if uses < 3 || 2*uses < here[p[0]] || 2*uses < here[p[1]] {
				continue
			}
			score *= 1.5
		} else if r := []rune(l.stem[term]); r[0] < 0x3000 {
			score *= min(1, 0.4+0.15*float64(len(r))) // a long word tells more than a short one
		}
		if score <= 0 {
			continue
		}
		if share < part || share < likelier*rest && others > 0 {
			score /= 100
		}
		found = append(found, spoken{stem: l.name(term), score: score, term: term})
	}
	slices.SortFunc(found, func(a, b spoken) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.stem, b.stem))
	})
	var out []spoken
	used := map[int32]bool{}
	for _, w := range found {
		parts := []int32{w.term}
		if p := l.parts[w.term]; p[0] >= 0 {
			parts = p[:]
		}
		if slices.ContainsFunc(parts, func(p int32) bool { return used[p] }) {
			continue
		}
		for _, p := range parts {
			used[p] = true
		}
		if out = append(out, w); len(out) == wordsShown {
			break
		}
	}
	l.spell(t, out)
	return out
}

func (l *lexicon) name(term int32) string {
	if p := l.parts[term]; p[0] >= 0 {
		return l.stem[p[0]] + " " + l.stem[p[1]]
	}
	return l.stem[term]
}

// spell writes words as most people in theme t do, in lower case; of two
// spellings the shorter, then the first of the alphabet.
func (l *lexicon) spell(t int, words []spoken) {
	counts := make([]map[string]int, len(words))
	at := map[int32]int{}
	for i, w := range words {
		counts[i], at[w.term] = map[string]int{}, i
	}
	for _, f := range l.uses[t] {
		i, ok := at[l.termOf[f]]
		if !ok {
			continue
		}
		s := l.spelt[f]
		if p := l.of[f]; p[0] >= 0 {
			s = l.spelt[p[0]] + " " + l.spelt[p[1]]
		}
		counts[i][strings.ToLower(s)]++
	}
	for i := range words {
		best, n := "", 0
		for f, c := range counts[i] {
			if c > n || c == n && cmp.Or(cmp.Compare(len(f), len(best)), strings.Compare(f, best)) < 0 {
				best, n = f, c
			}
		}
		words[i].form = best
	}
}

// named makes a label and words of what is spoken; where nothing sets the
// theme apart, of how its most typical message begins.
func named(t *Theme, words []spoken, typical vector.Message) {
	t.Words = []string{}
	for _, w := range words {
		t.Words = append(t.Words, w.form)
	}
	if len(words) == 0 {
		z := text.Tokenizer{Lang: typical.Lang}
		t.Words = strings.Fields(wording(&z, typical.Text))
		t.Words = t.Words[:min(wordsLabel, len(t.Words))]
	}
	t.Label = strings.Join(t.Words[:min(wordsLabel, len(t.Words))], ", ")
}

// number gives each theme an id made of its strongest word, and of the next
// ones where two have the same: what comes first moves least from run to run.
func number(themes []Theme, words [][]spoken) {
	taken := map[string]bool{}
	for i := range themes {
		key := ""
		for _, w := range words[i] {
			key += "\x00" + w.stem
			if !taken[hashed(key)] {
				break
			}
		}
		for n := 0; taken[hashed(key)] || key == ""; n++ {
			key += fmt.Sprint("\x01", n)
		}
		themes[i].ID = hashed(key)
		taken[themes[i].ID] = true
	}
}

func hashed(key string) string {
	h := fnv.New32a()
	h.Write([]byte(key))
	return fmt.Sprintf("t-%08x", h.Sum32())
}
