package story

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// voice checks that a sentence that names the speaker gives the words to them
// and to nobody beside them: not to “Varga's husband”, “a baker” or “Peter
// Varga”. It looks at the verb of saying nearest to the link and at what
// stands before it; what it does not know it lets pass.
func (c *checker) voice(r *reading, l *Link, st *voxpop.Statement, who int, sentence text.Span) {
	v := c.newVoice(r, l, sentence, who)
	if len(v.row) == 0 {
		return
	}
	if other, ok := v.other(); ok {
		words := string(r.Runes[other.Start:other.End])
		c.linkError(r, l, CodeStatement, tell("the sentence gives the words of %s to “%s”", st.Speaker, short(words)), tell("name the speaker of the statement beside its link"))
		return
	}
	if name, certain, ok := v.namesake(st); ok {
		severity := SeverityWarning
		if certain {
			severity = SeverityError
		}
		c.at(r, r.offset(name.Start), severity, CodeStatement, tell("“%s” is not how the record names %s", string(r.Runes[name.Start:name.End]), st.Speaker), tell("write the name as the record has it, or the surname alone"))
		return
	}
	if v.quoted && v.unsaid() {
		c.at(r, l.Offset, SeverityWarning, CodeStatement, tell("the sentence says that %s did not say %s", st.Speaker, st.ID), tell("write what was said, or take the quotation out"))
	}
}

// voice is a sentence as the rules of who speaks read it.
type voice struct {
	*language
	r        *reading
	l        *Link
	who      int
	row      []token
	people   []mention
	at       int // the first word of row inside the link or after it
	quoted   bool
	speakers *speakers
}

func (c *checker) newVoice(r *reading, l *Link, sentence text.Span, who int) *voice {
	v := &voice{language: c.lang, r: r, l: l, who: who, speakers: c.speakers}
	v.quoted = l.End > l.Start && r.quotedAt(l.Start)
	v.row = c.plainWords(r, sentence)
	v.people = c.mentions(r, sentence)
	v.at = slices.IndexFunc(v.row, func(t token) bool { return t.End > l.Start })
	if v.at < 0 {
		v.at = len(v.row)
	}
	return v
}

// person returns the mention that holds word i.
func (v *voice) person(i int) (mention, bool) {
	if i < 0 || i >= len(v.row) {
		return mention{}, false
	}
	k := sort.Search(len(v.people), func(k int) bool { return v.people[k].End >= v.row[i].End })
	if k < len(v.people) && v.row[i].Start >= v.people[k].Start {
		return v.people[k], true
	}
	return mention{}, false
}

// broken reports whether a mark parts the words i and j, i before j.
func (v *voice) broken(i, j int) bool {
	return strings.ContainsAny(string(v.r.Runes[v.row[i].End:v.row[j].Start]), ",;:()–—.!?،؛؟")
}

func (v *voice) span(i, j int) text.Span {
	return text.Span{Start: v.row[i].Start, End: v.row[j].End}
}

func (v *voice) word(i int, words ...string) bool {
	return i >= 0 && i < len(v.row) && slices.Contains(words, v.row[i].word)
}

// saidBefore is the last verb of saying before the link, or at its beginning,
// with nothing between but what may belong to it.
func (v *voice) saidBefore() (h hit, ok bool) {
	limit := v.at
	if !v.quoted {
		limit = min(v.at+2, len(v.row))
	}
	for i := 0; i < limit; i++ {
		if got, found := v.ix.voice.said.at(v.row, i); found && v.row[i].Start < v.l.End {
			h, ok = got, true
			i = got.to - 1
		}
	}
	if !ok || v.at-h.to > 6 {
		return hit{}, false
	}
	from := v.row[h.to-1].End
	if from >= v.l.Start {
		return h, true
	}
	lead := strings.TrimRightFunc(string(v.r.Runes[from:v.l.Start]), func(x rune) bool { return text.IsSpace(x) || text.IsQuote(x) })
	colon := strings.HasSuffix(lead, ":")
	if lead = strings.TrimRight(lead, ":,،"); strings.ContainsAny(lead, ",;:؛،") {
		return hit{}, false
	}
	// “A baker said Varga was clear: …” leaves the words to Varga; “a baker told
	// Varga: …” does not.
	for i := h.to; i < v.at; i++ {
		m, named := v.person(i)
		if !named && v.ix.she.any(v.row[i:i+1]) {
			return hit{}, false
		}
		if named && (!colon || v.tag == "en" && (!v.ix.voice.tells[v.row[h.from].word] || v.row[v.at-1].End > m.End)) {
			return hit{}, false
		}
	}
	return h, true
}

// other returns who is said to have said the words, when it is somebody else.
func (v *voice) other() (text.Span, bool) {
	h, ok := v.saidBefore()
	switch {
	case ok && v.tag == "en":
		return v.subject(h, 0)
	case ok && v.tag == "fa":
		return v.persian(h)
	case ok:
		return v.arabic(h)
	case v.at < len(v.row) && !v.hasVerbBefore():
		return v.behind()
	}
	return text.Span{}, false
}

func (v *voice) hasVerbBefore() bool {
	for i := range v.at {
		if _, ok := v.ix.voice.said.at(v.row, i); ok {
			return true
		}
		if m, ok := v.person(i); ok && slices.Contains(m.people, v.who) {
			return true
		}
	}
	return false
}

// subject reads what stands before an English verb, back to the word low.
func (v *voice) subject(h hit, low int) (text.Span, bool) {
	words := &v.ix.voice
	s := h.from - 1
	for s >= low && words.between[v.row[s].word] {
		s--
	}
	if s < low || v.word(h.to, "by") || v.broken(s, h.from) {
		return text.Span{}, false
	}
	if m, ok := v.person(s); ok {
		// “The husband of Varga said”.
		k := s
		for k >= low && v.row[k].Start >= m.Start {
			k--
		}
		for v.word(k, "the", "ms", "mr", "mrs", "mayor") && k > low {
			k--
		}
		if v.word(k, "of") && k-1 >= low && slices.Contains(m.people, v.who) {
			if _, ok := words.kin.at(v.row, k-1); ok {
				return v.span(k-1, s), true
			}
		}
		return text.Span{}, false
	}
	if v.ix.she.any(v.row[s : s+1]) {
		return text.Span{}, false
	}
	if _, ok := words.kin.at(v.row, s); ok {
		for j := s - 1; j >= max(low, s-3) && !v.broken(j, j+1); j-- {
			if m, ok := v.person(j); ok {
				return text.Span{Start: m.Start, End: v.row[s].End}, v.possessive(m) && slices.Contains(m.people, v.who)
			}
			if v.word(j, "her", "his", "their") {
				return v.span(j, s), true
			}
		}
	}
	if words.some.any(v.row[s:s+1]) && (s == low || !words.before[v.row[s-1].word] && !v.word(s-1, "and", "or")) && v.finite(h) {
		return v.span(s, s), true
	}
	for j := s - 1; j >= max(low, s-2) && !v.broken(j, j+1); j-- {
		if words.article[v.row[j].word] {
			return v.span(j, s), v.finite(h) && (j == low || !words.before[v.row[j-1].word]) && v.nouns(j+1, s)
		}
	}
	return text.Span{}, false
}

// finite reports whether an English verb can only be said of a subject: “a
// plan called …” has none.
func (v *voice) finite(h hit) bool {
	return v.word(h.from, "said", "says", "told", "wrote", "replied", "insisted", "argued", "claimed", "had")
}

// nouns reports whether the words i to j may be somebody: none is a paper, a
// time or a name.
func (v *voice) nouns(i, j int) bool {
	for ; i <= j; i++ {
		if _, named := v.person(i); named || v.row[i].anyOf(v.ix.voice.papers) {
			return false
		}
	}
	return true
}

// possessive reports whether a mention ends with ’s.
func (v *voice) possessive(m mention) bool {
	last := string(v.r.Runes[max(m.Start, m.End-2):m.End])
	return strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s")
}

// behind reads the words after a link: “…”, said Varga's husband; “…”, a baker
// said.
func (v *voice) behind() (text.Span, bool) {
	low := slices.IndexFunc(v.row, func(t token) bool { return t.Start >= v.l.End })
	if low < 0 {
		return text.Span{}, false
	}
	words := &v.ix.voice
	for i := low; i < min(low+6, len(v.row)); i++ {
		h, ok := words.said.at(v.row, i)
		if !ok {
			continue
		}
		if v.tag == "ar" && i == low {
			return v.arabic(h)
		}
		if v.tag != "en" {
			return text.Span{}, false
		}
		if i > low {
			return v.subject(h, low)
		}
		// The verb first.
		to := min(h.to+4, len(v.row))
		for k := h.to; k < to && !v.broken(k-1, k); k++ {
			m, named := v.person(k)
			_, kin := words.kin.at(v.row, k)
			switch {
			case named && !(v.possessive(m) && slices.Contains(m.people, v.who)):
				return text.Span{}, false
			case kin && k > h.to:
				first := h.to
				if m, ok := v.person(first); ok && v.possessive(m) || v.word(first, "her", "his", "their") {
					return v.span(first, k), true
				}
			}
		}
		if h.to+1 < len(v.row) && words.article[v.row[h.to].word] && !v.broken(h.to-1, h.to) {
			last := h.to + 1
			if last+1 < len(v.row) && !v.broken(last, last+1) {
				if _, named := v.person(last + 1); named {
					return text.Span{}, false // a defiant Varga
				}
			}
			return v.span(h.to, last), v.finite(h) && v.nouns(h.to+1, last)
		}
		return text.Span{}, false
	}
	return text.Span{}, false
}

// persian reads a clause whose verb stands at its end: «یک نانوا به وارگا گفت:».
func (v *voice) persian(h hit) (text.Span, bool) {
	words := &v.ix.voice
	if h.to < v.at && v.at-h.to > 1 {
		return text.Span{}, false
	}
	from := h.from
	for from > 0 && !v.broken(from-1, from) && !v.word(from-1, "که", "و") && h.from-from < 8 {
		from--
	}
	// «شوهر وارگا گفت»
	s := h.from - 1
	for s >= from && words.between[v.row[s].word] {
		s--
	}
	if m, ok := v.person(s); ok && slices.Contains(m.people, v.who) {
		k := s
		for k >= from && v.row[k].Start >= m.Start {
			k--
		}
		if k >= from {
			if _, named := v.person(k); named {
				return text.Span{}, false
			}
			if _, ok := words.kin.at(v.row, k); ok && (k == from || !words.before[v.row[k-1].word]) {
				return v.span(k, s), true
			}
		}
	}
	if from == h.from {
		return text.Span{}, false
	}
	some, ok := words.some.at(v.row, from)
	last := some.to - 1
	if !ok && words.article[v.row[from].word] && from+1 < h.from && v.nouns(from+1, from+1) {
		ok, last = true, from+1
	}
	if !ok || last+1 <= h.from-1 && v.word(last+1, "از") {
		return text.Span{}, false
	}
	for i := last + 1; i < h.from; i++ { // whoever else is named is spoken to
		if _, named := v.person(i); named && !words.before[v.row[i-1].word] {
			if _, same := v.person(i - 1); !same {
				return text.Span{}, false
			}
		}
		if v.ix.she.any(v.row[i:i+1]) && !words.before[v.row[i-1].word] {
			return text.Span{}, false
		}
	}
	return v.span(from, last), true
}

// arabic reads what follows its verb: «قال أحدهم», «قال زوج فارغا».
func (v *voice) arabic(h hit) (text.Span, bool) {
	words := &v.ix.voice
	i := h.to
	if i >= len(v.row) || v.broken(i-1, i) {
		return text.Span{}, false
	}
	if _, named := v.person(i); named {
		return text.Span{}, false
	}
	if words.some.any(v.row[i : i+1]) {
		return v.span(i, i), true
	}
	if _, ok := words.kin.at(v.row, i); ok {
		if m, named := v.person(i + 1); named && slices.Contains(m.people, v.who) {
			return text.Span{Start: v.row[i].Start, End: m.End}, true
		}
	}
	return text.Span{}, false
}

// unsaid reports whether the words nearest before the link deny that they were
// said: “Varga never called it …”.
func (v *voice) unsaid() bool {
	for i := max(0, v.at-7); i < v.at; i++ {
		h, ok := v.ix.voice.unsaid.at(v.row, i)
		if !ok || h.to > v.at || v.at-h.to > 4 || strings.ContainsAny(string(v.r.Runes[v.row[h.to-1].End:v.row[v.at-1].End]), ",;:.،؛") {
			continue
		}
		s := h.from - 1
		for s >= 0 && v.ix.voice.between[v.row[s].word] {
			s--
		}
		if m, named := v.person(s); v.tag != "en" || named && slices.Contains(m.people, v.who) || s >= 0 && v.ix.she.any(v.row[s:s+1]) {
			return true
		}
	}
	return false
}

// verb reports whether a verb of saying begins at word i, or after “has”.
func (v *voice) verb(i int) bool {
	for i >= 0 && i < len(v.row) && v.ix.voice.between[v.row[i].word] {
		i++
	}
	if i < 0 || i >= len(v.row) {
		return false
	}
	_, ok := v.ix.voice.said.at(v.row, i)
	return ok
}

// titles may stand before a surname with a capital.
var titles = set([]string{
	"mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof", "professor", "sir", "dame", "lord", "lady", "mayor", "minister", "president", "chancellor", "governor", "senator", "councillor", "chair", "chairman", "chairwoman", "leader", "warden",
	"secretary", "treasurer", "director", "judge", "general", "colonel", "captain", "bishop", "imam", "rabbi", "sheikh", "king", "queen", "prince", "princess", "deputy", "former", "commissioner", "ambassador", "madam", "madame", "premier", "speaker", "officer", "mp",
})

// openers begin a sentence before its subject.
var openers = set([]string{
	"a", "after", "afterwards", "again", "all", "also", "although", "and", "another", "as", "asked", "at", "because", "before", "besides", "both", "but", "by", "dear", "despite", "did", "does", "earlier", "either", "elsewhere", "enter", "even", "eventually", "ever", "every", "except",
	"finally", "first", "for", "from", "had", "has", "hence", "here", "how", "however", "if", "in", "indeed", "instead", "is", "it", "just", "last", "later", "like", "little", "long", "many", "maybe", "meanwhile", "more", "moreover", "much", "neither", "never", "next", "no", "nobody", "nor", "not", "now",
	"of", "often", "old", "on", "once", "one", "only", "or", "otherwise", "perhaps", "poor", "previously", "quite", "rather", "said", "second", "shortly", "since", "so", "some", "sometimes", "soon", "still", "such", "than", "that", "the", "then", "there", "therefore", "these", "this", "those", "though",
	"thus", "to", "today", "tomorrow", "tonight", "too", "twice", "under", "unless", "unlike", "until", "was", "what", "whatever", "when", "whenever", "where", "whereas", "whether", "which", "while", "who", "whose", "why", "will", "with", "without", "would", "yesterday", "yet", "young",
})

// namesake finds another first name before the speaker's surname, in English:
// “Peter Varga”. It is certain inside a sentence, where only a name has a
// capital; at the beginning every word has one.
func (v *voice) namesake(st *voxpop.Statement) (name text.Span, certain, ok bool) {
	if v.tag != "en" {
		return name, false, false
	}
	known := map[string]bool{}
	initials := map[string]bool{}
	for _, n := range append([]string{st.Speaker}, st.Names["en"]) {
		words := strings.Fields(n)
		if len(words) == 1 {
			return name, false, false // the record knows no first name
		}
		for _, w := range words {
			w = text.FoldString(strings.Trim(w, ".,"))
			known[w] = true
			if text.Len(w) == 1 {
				initials[w] = true
			}
		}
	}
	for i := 1; i < len(v.row); i++ {
		m, named := v.person(i)
		if !named || m.role || m.Start != v.row[i].Start || len(m.people) != 1 || m.people[0] != v.who || v.row[i].End != m.End {
			continue
		}
		t := v.row[i-1]
		if _, other := v.person(i - 1); other || t.End+1 != m.Start || !unicode.IsUpper(v.r.Runes[t.Start]) || text.Len(t.word) < 3 || !text.IsSpace(v.r.Runes[t.End]) {
			continue
		}
		_, weekday := v.dates.weekdays[t.word]
		_, month := v.dates.months[t.word]
		if known[t.word] || initials[t.word[:1]] || titles[t.word] || openers[t.word] || weekday || month || commonCapitals[t.word] ||
			strings.HasSuffix(t.word, "'s") || strings.HasSuffix(t.word, "ly") || strings.HasSuffix(t.word, "ing") || strings.HasSuffix(t.word, "ed") {
			continue
		}
		if i >= 2 && (v.ix.voice.before[v.row[i-2].word] || known[v.row[i-2].word]) && v.row[i-2].End+1 >= t.Start {
			continue // In Elmford Varga said; Ilse Maria Varga
		}
		if t.Start > 0 && v.r.Runes[t.Start-1] == '-' || i >= 2 && unicode.IsUpper(v.r.Runes[v.row[i-2].Start]) && v.row[i-2].End+1 == t.Start {
			continue // a name of several words
		}
		if !v.verb(i+1) && !v.verb(i-2) {
			continue // not the one who speaks
		}
		sentence, _ := v.r.sentenceAt(t.Start)
		first := !slices.ContainsFunc(v.r.Runes[sentence.Start:t.Start], text.IsWord)
		return text.Span{Start: t.Start, End: m.End}, !first, true
	}
	return name, false, false
}

// passedOn asks of a paraphrase that it says so where the statement is only
// reported: “Reyl said [he wants fares to be paid]” claims that somebody heard
// him. Another statement that takes the same positions in quoted words does.
func (c *checker) passedOn(r *reading, l *Link, st *voxpop.Statement) {
	if st.Kind != voxpop.Reported {
		return
	}
	for _, o := range c.of(st.Speaker) {
		if o.Kind != voxpop.Quoted {
			continue
		}
		if slices.ContainsFunc(o.Positions, func(p voxpop.Position) bool {
			return slices.ContainsFunc(st.Positions, func(q voxpop.Position) bool { return p.Point == q.Point && p.Value == q.Value })
		}) {
			return
		}
	}
	who := c.speakers.person(st.Speaker)
	sentence, _ := r.sentenceOf(l)
	if c.reported(r, sentence, who) {
		return
	}
	v := c.newVoice(r, l, sentence, who)
	verbs := c.lang.ix.voice.said.all(v.row)
	if len(verbs) > 1 {
		return // one of them may be that of who reports it
	}
	message, hint := tell("%s is only reported, by %s: nobody has it from %s", st.ID, orSomeone(st.AssertedBy), st.Speaker), tell("say so: “reportedly”, “according to …”, “is said to”")
	if len(verbs) == 1 && v.speaks(verbs[0]) {
		c.linkError(r, l, CodeStatement, message, hint)
		return
	}
	if len(verbs) == 0 {
		c.at(r, l.Offset, SeverityWarning, CodeStatement, message, hint)
	}
}

// speaks reports whether the speaker stands directly beside a verb of saying,
// as the one who says.
func (v *voice) speaks(h hit) bool {
	s := h.from - 1
	for s >= 0 && v.ix.voice.between[v.row[s].word] {
		s--
	}
	if m, named := v.person(s); named && slices.Contains(m.people, v.who) && !v.possessive(m) && !v.broken(s, h.from) {
		return true
	}
	if s >= 0 && v.tag == "en" && v.ix.she.any(v.row[s:s+1]) {
		return true
	}
	first := h.to
	if v.tag == "en" {
		if v.row[h.from].Start < v.l.End { // “councillors say Reyl [wants …]”
			return false
		}
		if v.word(first, "the") {
			first++
		}
	}
	m, named := v.person(first)
	return named && slices.Contains(m.people, v.who) && v.tag != "fa" && !v.possessive(m)
}
