package stance

import (
	"slices"
	"strconv"
	"strings"

	"voxpop/internal/text"
)

// item is a word, or a phrase of the table, of a text.
type item struct {
	Span
	word  string // folded
	root  string // what is compared; "" for a phrase
	stem  string // the word without light affixes
	thing string // what it stands for, with other words
	// several tells that thing is of more words than this one.
	several bool
	part    part
	sides   []side
	stop    bool
	num     float64 // a number
	isNum   bool
	gap     rune // the strongest mark before it: . ; , : ? or 0
	joined  bool // nothing but a hyphen or a half-space stands before it
	// side that the text takes on it: +1 for, −1 against, 0 unknown
	sign int
	by   []int // items that turned it
	why  part  // how it was turned last
}

// guess is the language of a text: as told, or by its looks.
func guess(lang, s string) string {
	l, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch l {
	case "":
		return text.Language(s)
	case "prs", "pes":
		return "fa"
	}
	return l
}

// items cuts a text into words and phrases. Unless they are merged, the words of
// a phrase stay, and the first has its part.
func (t *table) items(s string, merge bool) []item {
	z := text.Tokenizer{Lang: t.lang}
	tokens := z.Tokens(s)
	runes := []rune(s)
	var out []item
	end, sealed, covered := 0, 0, 0
	for i := 0; i < len(tokens); i++ {
		tok := tokens[i]
		if tok.Kind != text.Word && tok.Kind != text.Number {
			continue
		}
		it := item{Span: Span{tok.Start, tok.End}, word: string(tok.Text), stem: string(tok.Stem), stop: tok.Stop}
		if tok.Start > end {
			it.gap = gap(runes[end:tok.Start])
			it.joined = end > 0 && !slices.ContainsFunc(runes[end:tok.Start], func(r rune) bool { return r != '-' && r != '‐' && r != '‑' && r != '\u200c' })
		}
		if tok.Kind == text.Number {
			if n, err := strconv.ParseFloat(it.word, 64); err == nil {
				it.num, it.isNum = n, true
			}
		}
		best := 0
		for _, p := range t.phrases[it.word] {
			if n := len(p.words); n > best && i+n < len(tokens) && matches(tokens[i+1:], p.words) {
				best = n
			}
		}
		if best > 0 {
			for _, p := range t.phrases[it.word] {
				if len(p.words) == best && matches(tokens[i+1:], p.words) {
					it.part |= p.part
					if p.thing != "" {
						it.thing, it.several = p.thing, true
					}
					if p.both {
						it.sides = append(it.sides, p.side)
					}
				}
			}
			// A pair of opposites leaves the words of its phrase to be read.
			if it.part&seal != 0 {
				sealed = i + best + 1
			}
			if it.part&refuse != 0 && it.part&negate == 0 {
				covered = i + best + 1
			}
			if it.part == 0 || !merge {
				it.part, it.root = it.part|t.of(it.word), root(t.lang, it.word, string(tok.Stem))
			} else {
				i += best
			}
			it.End = tokens[i].End
			if it.root != "" {
				it.End = tok.End
			}
		} else {
			it.part = t.of(it.word)
			it.sides = t.sidesOf(it.word)
			it.root = root(t.lang, it.word, string(tok.Stem))
		}
		if it.thing == "" {
			it.thing = t.thing(it.word)
		}
		if i < covered && !merge { // the but of “anything but”
			it.part &= refuse
		}
		if i < sealed { // the doubt of “without doubt”
			it.part |= seal
		}
		out = append(out, it)
		end = it.End
	}
	return out
}

func matches(tokens []text.Token, words []string) bool {
	for i, w := range words {
		if string(tokens[i].Text) != w {
			return false
		}
	}
	return true
}

// gap is the strongest mark between two words.
func gap(between []rune) rune {
	out := rune(0)
	for _, r := range between {
		switch r {
		case '.', '!', '?', '؟', '\n', '…', '۔':
			return '.'
		case ';', '؛', ':', '–', '—':
			out = ';'
		case ',', '،', '(', ')':
			if out == 0 {
				out = ','
			}
		}
	}
	return out
}

// suffixes are what English makes words with, the longest first.
var suffixes = []string{"izations", "isations", "ization", "isation", "ational", "ations", "ation", "ators", "ator", "ments", "ment", "ities", "ity", "ies", "ional", "ions", "ion", "izing", "ising", "ized", "ised", "izes", "ize", "ise", "ance", "ence", "ants", "ant", "ents", "ent",
	"ally", "ically", "ical", "ics", "ism", "ists", "ist", "able", "ible", "ives", "ive", "ings", "ing", "edly", "ed", "ers", "er", "ors", "or", "als", "al", "ly", "es", "s", "e", "y"}

// root is what a word shares with the words made of it.
func root(lang, word, stem string) string {
	if lang != "en" {
		if n := []rune(stem); len(n) > 6 && lang != "fa" && lang != "ar" {
			return string(n[:6])
		}
		return stem
	}
	for range 2 {
		for _, s := range suffixes {
			if n := len(word) - len(s); n >= 4 && word[n:] == s {
				word = word[:n]
				break
			}
		}
	}
	return word
}

// read sets the side that a text takes on each of its words.
func (t *table) read(items []item) {
	from, last := 0, 0
	for i := 1; i <= len(items); i++ {
		if i == len(items) || items[i].gap == '.' || items[i].gap == ';' || items[i].part&broken != 0 || items[i-1].part&closes != 0 || items[i].part&self != 0 && items[i].gap == ',' ||
			items[i].gap == ',' && items[i].part&(negate|pivot) != 0 {
			t.clause(items[from:i], from)
			if from > 0 && items[from].gap != '.' && items[from].gap != ';' {
				t.carry(items[last:from], items[from:i], from)
			}
			last, from = from, i
		}
	}
}

// carry takes what a clause says of “it” to what the clause before is about:
// “X may look good, but it costs too much”.
func (t *table) carry(before, c []item, base int) {
	for i := 0; i < len(c) && i < 4; i++ {
		if c[i].part&they == 0 {
			continue
		}
		if c[i].sign < 0 && len(c[i].by) > 0 {
			for j := range before {
				before[j].sign, before[j].by = -before[j].sign, append(before[j].by[:len(before[j].by):len(before[j].by)], c[i].by...)
			}
		}
		return
	}
}

func (t *table) clause(c []item, base int) {
	if t.capped(c) {
		return // the signs stay unknown
	}
	if !t.svo {
		t.whole(c, base)
		return
	}
	p := -1 // where what is said begins
	for i := range c {
		if c[i].part&self != 0 && i <= 2 {
			p = i
			break
		}
		if c[i].part&pivot != 0 && i > 0 && c[i-1].word != "to" {
			p = i
			break
		}
	}
	for i := 1; i < len(c) && p < 0; i++ {
		if c[i].part&harm != 0 {
			p = i // “X pollutes the river”
		}
	}
	if p < 0 {
		t.walk(c, base, 0, len(c), 1, nil)
		return
	}
	// What is said of the subject: the operators up to the first words that are none.
	sign, by, words, lastMinus := 1, []int(nil), 0, -1
	for i := p; i < len(c) && words < 3; i++ {
		if c[i].part&(purpose|void) != 0 || words > 0 && c[i].part&joint != 0 {
			break
		}
		switch q := c[i].part; {
		case q&seal != 0:
		case q&negate != 0:
			sign, by = -sign, append(by, base+i)
		case q&bad != 0 && lastMinus >= 0:
			sign = -sign // to prevent a harm is good
			by = append(by, base+i)
			lastMinus = -1
			words++
		case q&(minus|harm) != 0:
			if lastMinus >= 0 && c[lastMinus].part&minus != 0 && q&harm != 0 && q&minus == 0 && i-lastMinus <= 2 {
				sign = -sign
				lastMinus = -1
				break
			}
			sign, by = -sign, append(by, base+i)
			lastMinus = i
		case q&bad != 0:
			sign, by = -sign, append(by, base+i)
			words++
		case q&(pro|good|pivot) != 0 || c[i].stop:
		default:
			words++
		}
	}
	t.walk(c, base, 0, p, sign, by)
	t.walk(c, base, p, len(c), 1, nil)
	t.turn(c, base, p)
}

// capped reports whether a negation in a clause is of a bound: “must not rise by
// more than 5 percent” is no word against rising.
func (t *table) capped(c []item) bool {
	no := slices.IndexFunc(c, func(i item) bool { return i.part&negate != 0 && i.part&seal == 0 })
	at := slices.IndexFunc(c, func(i item) bool { return i.part&bound != 0 })
	return no >= 0 && at > no && slices.ContainsFunc(c[at:min(len(c), at+4)], func(i item) bool { return i.isNum })
}

// turn turns what a verb like “make” makes something bad of: “we would make X a
// crime”.
func (t *table) turn(c []item, base, from int) {
	for i := from; i < len(c); i++ {
		if c[i].part&turns == 0 {
			continue
		}
		for k := len(c) - 1; k > i+1; k-- {
			if c[k].part&(minus|harm) == 0 {
				continue
			}
			for j := i + 1; j < k; j++ {
				c[j].sign, c[j].by = -c[j].sign, append(c[j].by[:len(c[j].by):len(c[j].by)], base+k)
			}
			return
		}
	}
}

// walk sets the signs of c[from:to], of which sign is said.
func (t *table) walk(c []item, base, from, to, sign int, by []int) {
	s, turned := 1, slices.Clone(by)
	for i := from; i < to; i++ {
		q := c[i].part
		switch {
		case q&seal != 0:
			continue
		case q&purpose != 0:
			s, turned = 1, slices.Clone(by)
			continue
		case q&void != 0:
			for ; i < to && c[i].gap != ','; i++ {
				c[i].sign = 0
			}
			continue
		}
		c[i].sign, c[i].by = s*sign, turned
		if q&(negate|minus) != 0 {
			s, turned = -s, append(turned[:len(turned):len(turned)], base+i)
		}
	}
}

// whole gives every word of a clause one sign: where verbs stand last, or are
// taken apart, what governs what cannot be told.
func (t *table) whole(c []item, base int) {
	sign, by := 1, []int(nil)
	for i := range c {
		if c[i].part&negate != 0 && c[i].part&seal == 0 {
			if sign < 0 && t.concord {
				continue
			}
			sign, by = -sign, append(by, base+i)
		}
	}
	// What a clause ends in is said of all of it: “… مخالفیم”, “… yasaklandı”.
	for i, n := len(c)-1, 0; i > 0 && n < 2; i-- {
		if c[i].part&(minus|harm) != 0 {
			sign, by = -sign, append(by, base+i)
			break
		}
		if !c[i].stop {
			n++
		}
	}
	for i := range c {
		c[i].sign, c[i].by = sign, by
	}
}
