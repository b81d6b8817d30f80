package echo

import (
	"slices"

	"voxpop/internal/text"
)

// run is words of an answer that stand in a statement in the same order.
type run struct {
	in, at, n int32 // text of the answer, first word, words
	place
	span   Span
	quoted bool // it is all that stands between two quotation marks
	recall bool // after a word of saying or promising
	alone  bool // it makes up an exclamation or a question
}

// telling is a word of an answer that a statement holds and that is marked or
// stands close to another.
type telling struct {
	in     int32
	id     int32
	span   Span
	marked string // how, "" = not
	script text.Script
}

// called is a speaker named in an answer.
type called struct {
	in   int32
	span Span
	name *name
	sure sureness
}

// found is what one answer holds.
type found struct {
	runs  []run
	words []telling
	names []called
}

// scanner reads answers one after the other.
type scanner struct {
	reader
	x     *index
	words []word
	runes []rune
	fresh bool // runes are of the text that is read now
	// tongues are those of the answer.
	tongues []string
	// df is how many answers hold a family, and plain how many hold it without
	// any mark.
	df, plain []int32
	seen      []int32 // the number of the last answer that held the family
	seenPlain []int32
	n         int32
	times     []int32          // how often the text that is read now holds the family
	langs     map[string]int32 // answers by the languages of their texts
	repeated  []bool           // by word of the text that is read now
	// low and high are how often a surname is written small in an answer, and
	// with a capital that no sentence gave it.
	low, high []int32
}

func newScanner(x *index) *scanner {
	n := len(x.vocab)
	return &scanner{x: x, df: make([]int32, n), plain: make([]int32, n), seen: make([]int32, n), seenPlain: make([]int32, n), langs: map[string]int32{}, times: make([]int32, n),
		low: make([]int32, n), high: make([]int32, n)}
}

func (s *scanner) answer(a *Answer) (f found) {
	s.n++
	s.tongues = s.tongues[:0]
	for in := range a.Texts {
		t := &a.Texts[in]
		s.words = s.read(s.words[:0], s.x.vocab, t.Lang, t.Text, false)
		lang := base(t.Lang)
		if lang == "" {
			lang = s.z.Language()
		}
		if !slices.Contains(s.tongues, lang) {
			s.tongues = append(s.tongues, lang)
			s.langs[lang]++
		}
		s.scan(&f, int32(in), t, lang)
	}
	return f
}

func (s *scanner) scan(f *found, in int32, t *Text, lang string) {
	x, words := s.x, s.words
	s.fresh = false
	for _, w := range words {
		if w.id >= 0 {
			s.times[w.id]++
		}
	}
	defer func() {
		for _, w := range words {
			if w.id >= 0 {
				s.times[w.id] = 0
			}
		}
	}()
	until := int32(0) // names do not overlap
	runs, tellings := len(f.runs), len(f.words)
	for i, w := range words {
		if w.id < 0 {
			continue
		}
		h := &x.holders[w.id]
		if i+2 < len(words) && words[i+1].id >= 0 && words[i+2].id >= 0 {
			for _, p := range x.grams[[3]int32{w.id, words[i+1].id, words[i+2].id}] {
				s.run(f, t, in, i, p, 3)
			}
		}
		if int32(i) >= until {
			if n, is := s.named(t, lang, i); is != noName {
				last := words[i+len(n.ids)-1]
				f.names = append(f.names, called{in, Span{int(w.start), int(last.end)}, n, is})
				until = int32(i + len(n.ids))
			}
		}
		if w.class&weak != 0 || len(h.places) == 0 || h.named {
			continue
		}
		// Two words of sense in a row may be enough when they are rare: told later.
		if i+1 < len(words) && words[i+1].id >= 0 && !words[i+1].stop {
			for _, p := range h.places {
				if next := x.said[p.text].words; int(p.at)+1 < len(next) && next[p.at+1].id == words[i+1].id {
					s.run(f, t, in, i, p, 2)
				}
			}
		}
		runes := s.text(t)
		mark := marked(runes, words, i)
		if mark == "" && s.times[w.id] >= 3 {
			// Whoever says a word again and again is at odds with it.
			mark = "said three times"
		}
		f.words = append(f.words, telling{in, w.id, Span{int(w.start), int(w.end)}, mark, text.ScriptOf(runes[w.start])})
	}
	s.count(f.runs[runs:], f.words[tellings:])
}

// count counts the words of the text that is read now, but for those in a run
// that is surely repeated: however many answers throw words back, they stay as
// rare as they are where nobody does.
func (s *scanner) count(runs []run, tellings []telling) {
	s.repeated = append(s.repeated[:0], make([]bool, len(s.words))...)
	for _, r := range runs {
		if int(r.n) < max(s.x.rule.Run, runWords) && !r.quoted && !r.alone || r.n < 2 {
			continue
		}
		for i := r.at; i < r.at+r.n; i++ {
			s.repeated[i] = true
		}
	}
	k := 0
	for i, w := range s.words {
		for k < len(tellings) && tellings[k].span.Start < int(w.start) {
			k++
		}
		if w.id < 0 || s.repeated[i] {
			continue
		}
		if s.seen[w.id] != s.n {
			s.seen[w.id] = s.n
			s.df[w.id]++
		}
		if k < len(tellings) && tellings[k].span.Start == int(w.start) && tellings[k].marked == "" && s.seenPlain[w.id] != s.n {
			s.seenPlain[w.id] = s.n
			s.plain[w.id]++
		}
	}
}

// text is the text that is read now.
func (s *scanner) text(t *Text) []rune {
	if !s.fresh {
		s.runes = s.runes[:0]
		for _, r := range t.Text {
			s.runes = append(s.runes, r)
		}
		s.fresh = true
	}
	return s.runes
}

// run adds the longest run through words[i] and the place p, unless the word
// before belongs to it, and so has added it.
func (s *scanner) run(f *found, t *Text, in int32, i int, p place, least int) {
	own, words := s.x.said[p.text].words, s.words
	if i > 0 && p.at > 0 && words[i-1].id == own[p.at-1].id {
		return
	}
	n := 0
	for i+n < len(words) && int(p.at)+n < len(own) && words[i+n].id == own[int(p.at)+n].id {
		n++
	}
	if least == 2 && n > 2 {
		return // the three words found it
	}
	r := run{in: in, at: int32(i), n: int32(n), place: p, span: Span{int(words[i].start), int(words[i+n-1].end)}}
	runes := s.text(t)
	r.quoted, r.recall, r.alone = fills(runes, r.span), recalls(words, i), alone(runes, words, i, i+n)
	f.runs = append(f.runs, r)
}

// named is the longest name that begins at words[i].
func (s *scanner) named(t *Text, lang string, i int) (*name, sureness) {
	list := s.x.names[s.words[i].id]
next:
	for k := range list {
		ids := list[k].ids
		if len(s.words)-i < len(ids) {
			continue
		}
		for j, id := range ids {
			if s.words[i+j].id != id {
				continue next
			}
		}
		if is := s.called(&list[k], t, lang, i); is != noName {
			return &list[k], is
		}
	}
	return nil, noName
}

// marked tells how a writer sets a word apart: between quotation marks with at
// most three other words, alone in an exclamation or a question, or next to a
// word about words; "" = not at all.
func marked(runes []rune, words []word, i int) string {
	w := words[i]
	from, to := around(words, i, 3)
	switch n := quoted(runes, w, from, to); {
	case n == 1:
		return quotedMark
	case n > 1:
		return quotedWith
	}
	if alone(runes, words, i, i+1) {
		return "alone in an exclamation or a question"
	}
	if aboutWords(runes, words, i) {
		return "looked at as a word"
	}
	return ""
}

const (
	quotedMark = "between quotation marks"
	quotedWith = "between quotation marks with others"
)

// around is the range of code points that the word and n words to each side take.
func around(words []word, i, n int) (from, to int) {
	from, to = 0, -1
	if i-n > 0 {
		from = int(words[i-n-1].end)
	}
	if i+n+1 < len(words) {
		to = int(words[i+n+1].start)
	}
	return from, to
}

// quoted is how many words stand between the quotation marks that the word
// stands between; 0 when there are none, or more than four words.
func quoted(runes []rune, w word, from, to int) int {
	if to < 0 {
		to = len(runes)
	}
	open, words := -1, 0
	for k := int(w.start) - 1; k >= from; k-- {
		if mark(runes, k) {
			if k == 0 || !text.IsWord(runes[k-1]) {
				open = k
			}
			break
		}
		if runes[k] == '\n' {
			break
		}
	}
	if open < 0 {
		return 0
	}
	for k := int(w.end); k < to; k++ {
		if mark(runes, k) {
			for j := open + 1; j < k; j++ {
				if text.IsWord(runes[j]) && (j == open+1 || !text.IsWord(runes[j-1]) && runes[j-1] != '\u200c' && runes[j-1] != '\'' && runes[j-1] != '’') {
					words++
				}
			}
			if words > 4 {
				return 0
			}
			return words
		}
		if runes[k] == '\n' {
			break
		}
	}
	return 0
}

// mark reports whether a quotation mark stands at k; an apostrophe inside a
// word is none.
func mark(runes []rune, k int) bool {
	if !text.IsQuote(runes[k]) {
		return false
	}
	inside := k > 0 && k+1 < len(runes) && text.IsWord(runes[k-1]) && text.IsWord(runes[k+1])
	return !inside
}

// alone reports whether the words from i to end make up a sentence that asks or
// exclaims, with function words at most (“¿Honorable?”, “Honourable!”).
func alone(runes []rune, words []word, i, end int) bool {
	mark := -1
	for j := end - 1; j < len(words); j++ {
		if j >= end && !words[j].idle() {
			return false
		}
		to := len(runes)
		if j+1 < len(words) {
			to = int(words[j+1].start)
		}
		if mark = ender(runes[words[j].end:to]); mark != 0 {
			break
		}
	}
	if mark != '!' && mark != '?' {
		return false
	}
	for k := i; k > 0; k-- {
		if k < i && !words[k].idle() {
			return false
		}
		if ender(runes[words[k-1].end:words[k].start]) != 0 {
			return true
		}
	}
	return i == 0 || words[0].idle()
}

// ender is what ends a sentence in the gap between two words: '!' '?' '.' or 0.
func ender(gap []rune) int {
	for _, r := range gap {
		switch r {
		case '!', '！', '¡':
			return '!'
		case '?', '؟', '？', '¿', '⁉', '‽':
			return '?'
		case '.', '\n', '…', ':', '،', ';', '؛', '—', '–', ',', '(':
			return '.'
		}
	}
	return 0
}

// wordsAboutWords are said beside a word that is held up to be looked at, and
// after the bar those of saying, which count as function words in an
// exclamation.
var wordsAboutWords = map[string]string{
	"en": "means meant meaning word words call called calls calling so-called adj noun definition define defines defined spelled | say says said",
	"fa": "یعنی کلمه کلمه‌ی واژه واژه‌ی معنی معنای اسم اسمش اسمشو نام نامش به‌اصطلاح | میگن میگه میگویند میگوید گفت گفتن گفتند میگفت میگفتند",
	"ar": "كلمة معنى معناها معناه اسم اسمه اسمها يسمي يسمون يسمونه سماها سماه سموها | قال قالوا يقول يقولون بيقول بيقولوا",
	"de": "heisst bedeutet wort wörter nennt genannt nennen sogenannte sogenannter sogenanntes sogenannten | sagt sagte sagen",
	"fr": "mot mots signifie appelle appellent appelez appelé soi-disant prétendu prétendue | dit dites disent",
	"es": "palabra palabras significa llama llaman llamó llamar supuesto supuesta dizque | dijo dice dicen dicho decía",
	"tr": "demek kelime kelimesi sözcük sözcüğü sözde dediği dedikleri denen | diyor dedi diyorlar",
	"ru": "значит слово слова слове называется называет назвал называют | говорит сказал говорят",
}

// aboutWords reports whether a word about words stands before or after, with
// function words between at most.
func aboutWords(runes []rune, words []word, i int) bool {
	for _, step := range []int{-1, 1} {
		for k := i + step; k >= 0 && k < len(words) && k >= i-3 && k <= i+3; k += step {
			if parted(runes, words, min(k, k-step), max(k, k-step)) {
				break
			}
			if words[k].class&aWord != 0 {
				return true
			}
			if !words[k].stop {
				break
			}
		}
	}
	return false
}

// parted reports whether a sentence ends between words a and b, other than by
// a colon or a bracket: “honourable (adj.): …”.
func parted(runes []rune, words []word, a, b int) bool {
	for k := a; k < b; k++ {
		if slices.ContainsFunc(runes[words[k].end:words[k+1].start], func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '؟' || r == '\n' }) {
			return true
		}
	}
	return false
}
