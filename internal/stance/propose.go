package stance

import (
	"fmt"
	"slices"
	"strings"

	"voxpop"
)

// Propose returns the sides that a text takes on the points, by the words of
// the points' sides: at most one proposal for each side, in the order of points
// and sides. Text is as given; lang is its BCP 47 tag, "" = to be guessed. It
// decides nothing.
func Propose(points []voxpop.Point, text, lang string) []Proposal {
	lang = guess(lang, text)
	t := tableOf(lang)
	if t == nil {
		t = &table{lang: lang, before: true, words: map[string]part{}}
	}
	list := t.items(text, false)
	if len(list) == 0 {
		return nil
	}
	sentences := sentences(list, text)
	var out []Proposal
	for _, p := range points {
		out = append(out, t.point(p, list, sentences)...)
	}
	return out
}

// voiced is where words of a side stand.
type voiced struct {
	value    int
	word     string
	from, to int // items
	gap      bool
	prefix   bool // a negating prefix stands on the first word
	negation []int
	size     int  // words of the entry
	negative bool // it holds nothing but a negation: “never”
}

// point proposes the sides of one point.
func (t *table) point(p voxpop.Point, list []item, sentences []sentence) []Proposal {
	var found []voiced
	for v, value := range p.Values {
		for lang, words := range value.Words {
			if guess(lang, "") != t.lang {
				continue
			}
			for _, w := range words {
				found = append(found, t.find(v, w, list)...)
			}
		}
	}
	// Longer words of whatever side take the place of shorter ones inside them:
	// “not for sale” before “for sale”.
	slices.SortStableFunc(found, func(a, b voiced) int {
		if d := (b.to - b.from) - (a.to - a.from); d != 0 && a.gap == b.gap {
			return d
		}
		if a.gap != b.gap {
			if a.gap {
				return 1
			}
			return -1
		}
		return a.from - b.from
	})
	var kept []voiced
	for _, f := range found {
		if !slices.ContainsFunc(kept, func(k voiced) bool { return f.from < k.to && k.from < f.to }) {
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, func(a, b voiced) int { return a.from - b.from })
	best := make([]*Proposal, len(p.Values))
	for _, f := range kept {
		one, ok := t.proposal(p, f, list, sentences)
		if !ok {
			continue
		}
		v := slices.IndexFunc(p.Values, func(v voxpop.PointValue) bool { return v.ID == one.Value })
		if best[v] == nil || one.Sure > best[v].Sure {
			best[v] = &one
		}
	}
	var out []Proposal
	for _, b := range best {
		if b == nil {
			continue
		}
		for _, other := range best {
			if other != nil && p.Excludes(b.Value, other.Value) {
				b.Notes = append(b.Notes, Note{Mixed, other.Span})
				b.Sure *= lower[Mixed]
			}
		}
		out = append(out, *b)
	}
	return out
}

// lower is what a note makes of a proposal.
var lower = map[NoteKind]float64{Mixed: 0.6, Conditional: 0.5, Question: 0.4, Hearsay: 0.4, Past: 0.5, Escalation: 0.95, Twice: 0.5, Refused: 0.8, Unsaid: 0.5, Scope: 0.7}

var noteWords = map[NoteKind]string{Mixed: "another side is voiced too", Conditional: "under a condition", Question: "in a question",
	Hearsay: "somebody else is said to say it", Past: "of an earlier time", Escalation: "put more strongly", Twice: "negated more than once",
	Refused: "refused or doubted rather than negated", Unsaid: "not saying it may be no more than that", Scope: "what the negation belongs to is not sure"}

// proposal makes a proposal of words found: of another side where they are
// negated, none where that names no one side.
func (t *table) proposal(p voxpop.Point, f voiced, list []item, sentences []sentence) (Proposal, bool) {
	value := p.Values[f.value]
	one := Proposal{Point: p.ID, Value: value.ID, Span: Span{list[f.from].Start, list[f.to-1].End}, Word: f.word, Sure: 0.7}
	if f.size > 1 {
		one.Sure = 0.9
	}
	if f.gap {
		one.Sure = 0.6
	}
	s := sentences[0]
	for _, x := range sentences {
		if x.from <= f.from {
			s = x
		}
	}
	negations, marks := t.negations(f, list, s)
	why := fmt.Sprintf("“%s” stands for %s", f.word, value.ID)
	if n := len(negations); n%2 == 1 || f.prefix && n == 0 {
		var others []string
		for _, v := range p.Values {
			if p.Excludes(value.ID, v.ID) {
				others = append(others, v.ID)
			}
		}
		if len(others) != 1 {
			return one, false // what else is meant is not told
		}
		one.Value, one.Negated, one.Sure = others[0], true, one.Sure*0.8
		one.Negation = list[f.from].Span
		if n > 0 {
			one.Negation = list[negations[0]].Span
		}
		why = fmt.Sprintf("“%s” stands for %s and is negated", f.word, value.ID)
	}
	if len(negations) > 1 || f.prefix && len(negations) > 0 {
		one.Notes = append(one.Notes, Note{Twice, list[negations[0]].Span})
	}
	one.Notes = append(append(one.Notes, marks...), t.notes(f, list, s)...)
	for i, n := range one.Notes {
		if !slices.ContainsFunc(one.Notes[:i], func(m Note) bool { return m.Kind == n.Kind }) {
			one.Sure *= lower[n.Kind]
			why += "; " + noteWords[n.Kind]
		}
	}
	one.Reason = why
	return one, true
}

// reach is how many words of sense a negation reaches over, and how many in all.
const (
	reach    = 3
	reachAll = 7
)

// negations are the items that turn the words found: before them, and after
// where the language has them there, inside the clause; with what makes it
// unsure that they do.
func (t *table) negations(f voiced, list []item, s sentence) (out []int, notes []Note) {
	if f.negative {
		return nil, nil // “not … never” is one negation in many languages
	}
	negated := false
	take := func(i int, joint bool) {
		switch q := list[i].part; {
		case q&negate == 0:
			notes = append(notes, Note{Refused, list[i].Span})
		case negated && t.concord:
			return
		default:
			negated = true
		}
		if joint {
			notes = append(notes, Note{Scope, list[i].Span})
		}
		out = append(out, i)
	}
	said := func(i int) { notes = append(notes, Note{Unsaid, list[i].Span}) }
	for i := f.from; i < f.to; i++ {
		if slices.Contains(f.negation, i) {
			take(i, false)
		}
	}
	if i := f.from - 1; i >= s.from && t.prefixed(&list[i], &list[f.from]) {
		out = append(out, i) // “non-public”
	}
	if t.before {
		t.ahead(f, list, s, take, said)
	}
	t.behind(f, list, s, take, said)
	return out, notes
}

// turned reports whether an item negates or refuses.
func (i *item) turned() bool { return i.part&(negate|refuse) != 0 && i.part&seal == 0 }

// prefixed reports whether a is a negating prefix of b.
func (t *table) prefixed(a, b *item) bool {
	apart, ok := t.apart[a.word]
	return ok && a.part&negate == 0 && (b.joined || apart && a.End+1 >= b.Start)
}

// ahead finds what turns the words found before them.
func (t *table) ahead(f voiced, list []item, s sentence, take func(int, bool), unsaid func(int)) {
	n, joint, lifts, says := 0, false, false, false
	for i := f.from - 1; i >= s.from && n < reach && f.from-i <= reachAll; i-- {
		next := &list[i+1]
		if next.gap == ';' || next.gap == ',' && next.part&that == 0 || next.part&(broken|but) != 0 || list[i].part&(seal|but) != 0 {
			return
		}
		// “We will not retreat and we build”: another clause.
		if q := list[i].part; q&also != 0 {
			if next.part&(self|pivot) != 0 || i > s.from && list[i-1].part&(closes|verb) != 0 {
				return
			}
			joint = true
		}
		q := list[i].part
		lifts, says = lifts || q&only != 0, says || q&saying != 0
		switch {
		case list[i].turned() && !(lifts && q&lifted != 0):
			take(i, joint)
			if says && q&negate != 0 {
				unsaid(i)
			}
		case !list[i].stop:
			n++
		}
	}
}

// behind finds what turns the words found after them, the first only. In
// languages that negate before, that is only what they are said to be.
func (t *table) behind(f voiced, list []item, s sentence, take func(int, bool), unsaid func(int)) {
	joint := false
	for i, n := f.to, 0; i < s.to && n <= reach; i, n = i+1, n+1 {
		if list[i].gap == ',' || list[i].gap == ';' || list[i].part&(broken|ifWord|but) != 0 {
			return
		}
		last := i+1 >= s.to || list[i+1].gap == ','
		switch {
		// “We build it and do not retreat” negates the other half.
		case list[i].part&also != 0 && (list[f.to-1].part&(closes|verb) != 0 || i+1 < s.to && list[i+1].part&negate != 0):
			return
		case list[i].part&also != 0:
			joint = true
		case t.after && list[i].turned() || list[i].part&amiss != 0 && list[i].part&seal == 0:
			if !joint || last {
				take(i, joint)
				if list[i].part&saying != 0 {
					unsaid(i)
				}
			}
			return
		}
		if list[i].part&closes != 0 || !t.after && list[i].part&negate != 0 {
			return // “is not wrong”
		}
	}
}

// notes are what lowers the words found in their sentence.
func (t *table) notes(f voiced, list []item, s sentence) (out []Note) {
	add := func(k NoteKind, i int) {
		if !slices.ContainsFunc(out, func(n Note) bool { return n.Kind == k }) {
			out = append(out, Note{k, list[i].Span})
		}
	}
	if s.asks {
		add(Question, s.to-1)
	}
	for i := s.from; i < s.to; i++ {
		q := list[i].part
		inside := i >= f.from && i < f.to
		if q&ifWord != 0 && !inside {
			add(Conditional, i)
		}
		if q&once != 0 && !inside && i < f.from {
			add(Past, i)
		}
		if q&strong != 0 && !inside && i >= f.from-3 && i <= f.to+4 {
			add(Escalation, i)
		}
		// Somebody else, and a word of saying close after or before, ahead of the words.
		if q&saying != 0 && i < f.from && !inside {
			for k := max(s.from, i-4); k < min(s.to, i+2); k++ {
				if k != i && list[k].part&others != 0 && k < f.from {
					add(Hearsay, i)
				}
			}
		}
	}
	return out
}

// find returns where an entry of a side's words stands: in a row, or with up to
// two words between, in one clause.
func (t *table) find(value int, entry string, list []item) (out []voiced) {
	want := t.items(entry, false)
	if len(want) == 0 {
		return nil
	}
	negative := !slices.ContainsFunc(want, func(it item) bool { return it.part&(negate|strong) == 0 })
	for i := range list {
		at, prefix, turned := i, false, []int(nil)
		if !t.alikeWords(&list[i], &want[0]) {
			switch {
			case t.negatedBy(list[i].word, want[0].word):
				prefix = true
			case t.negatedVerb(list[i].word, want[0].word):
				turned = append(turned, i)
			default:
				continue
			}
		}
		gap := false
		negation := turned
		k := 1
		for ; k < len(want); k++ {
			next := at + 1
			for ; next < len(list) && next <= at+3; next++ {
				if list[next].gap == '.' || list[next].gap == ';' {
					next = len(list)
					break
				}
				if t.alikeWords(&list[next], &want[k]) {
					break
				}
				if t.negatedVerb(list[next].word, want[k].word) {
					negation = append(negation, next)
					break
				}
				if list[next].part&negate != 0 {
					negation = append(negation, next)
				}
			}
			if next > at+3 || next >= len(list) {
				break
			}
			gap = gap || next > at+1
			at = next
		}
		if k == len(want) {
			out = append(out, voiced{value: value, word: entry, from: i, to: at + 1, gap: gap, prefix: prefix, negation: negation, size: len(want), negative: negative})
		}
	}
	return out
}

// alikeWords reports whether two words are one, inflection aside.
func (t *table) alikeWords(a, b *item) bool {
	if a.word == b.word {
		return true
	}
	// A negation is no form of a word that is none.
	if (a.part^b.part)&negate != 0 || a.stop || b.stop {
		return false
	}
	return a.stem != "" && a.stem == b.stem
}

// negatedBy reports whether word is other with a negating prefix: “unsafe”.
func (t *table) negatedBy(word, other string) bool {
	if t.looks[word] {
		return false
	}
	for _, p := range t.prefixes {
		if rest, ok := strings.CutPrefix(word, p); ok && len([]rune(other)) >= 4 && strings.TrimLeft(rest, "-") == other {
			return true
		}
	}
	return false
}

// infixes turn a Turkish verb: satıyor, satmıyor.
var infixes = strings.NewReplacer("mayaca", "aca", "meyece", "ece", "mıyor", "ıyor", "miyor", "iyor", "muyor", "uyor", "müyor", "üyor")

// negatedVerb reports whether word is the verb other with the negation that its
// language writes into it: می‌فروشیم, نمی‌فروشیم; بفروشیم, نفروشیم.
func (t *table) negatedVerb(word, other string) bool {
	switch t.lang {
	case "fa":
		rest, ok := strings.CutPrefix(word, "ن")
		return ok && len(rest) >= 6 && (rest == other || "ب"+rest == other) && (t.of(word)&negate != 0 || t.of(other)&verb != 0)
	case "tr":
		return word != other && infixes.Replace(word) == other
	}
	return false
}

// sentence is a run of items up to a stop.
type sentence struct {
	from, to int
	asks     bool
}

func sentences(list []item, text string) (out []sentence) {
	runes := []rune(text)
	from := 0
	for i := 1; i <= len(list); i++ {
		if i < len(list) && list[i].gap != '.' {
			continue
		}
		end := len(runes)
		if i < len(list) {
			end = list[i].Start
		}
		out = append(out, sentence{from, i, slices.ContainsFunc(runes[list[i-1].End:end], func(r rune) bool { return r == '?' || r == '؟' })})
		from = i
	}
	return out
}
