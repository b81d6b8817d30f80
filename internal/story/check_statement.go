package story

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"voxpop"
	"voxpop/internal/text"
)

// statement checks words of a public figure, or a paraphrase of them.
func (c *checker) statement(r *reading, l *Link) {
	st := c.byID[l.ID]
	if st == nil {
		ids := make([]string, 0, len(c.statements))
		for _, s := range c.statements {
			ids = append(ids, s.ID)
		}
		c.linkError(r, l, CodeLink, tell("there is no statement %q", l.ID), c.suggest(l.ID, ids, "the statements are %s"))
		c.fixID(l, c.meant)
		return
	}
	if st.Source.URL == "" && st.Source.File == "" {
		c.linkError(r, l, CodeStatement, tell("%s has no source", st.ID), tell("add the document that shows it"))
	}
	texts := c.statementTexts(st)
	if l.End > l.Start && r.quotedAt(l.Start) && r.quotedAt(l.End-1) {
		c.linked = append(c.linked, l.Text)
		c.statementWords(r, l, st, texts, l.Text)
	} else {
		if !slices.ContainsFunc(r.Runes[l.Start:l.End], text.IsWord) {
			c.linkError(r, l, CodeStatement, tell("the link has no words"), tell("put the paraphrase between the brackets"))
			return
		}
		first := sort.Search(len(r.quotes), func(k int) bool { return r.quotes[k].Start >= l.Start })
		for _, q := range r.quotes[first:] {
			if q.End > l.End {
				break
			}
			if q.Start == q.End {
				continue
			}
			words := string(r.Runes[q.Start:q.End])
			c.linked = append(c.linked, words)
			c.statementWords(r, l, st, texts, words)
		}
		c.passedOn(r, l, st)
	}
	c.speaker(r, l, st)
	c.saidOn(r, l, st)
}

func (c *checker) statementTexts(st *voxpop.Statement) []candidate {
	key := "statement " + st.ID // no response's id holds a space
	if got, ok := c.quotables[key]; ok {
		return got
	}
	out := []candidate{{NewQuotable(st.Text), tell("the statement"), st.Lang, true, true}}
	for _, t := range st.Translations {
		out = append(out, candidate{NewQuotable(t.Text), tell("the translation into %s", t.Lang), t.Lang, t.State == voxpop.Reviewed, sameLang(t.Lang, c.lang.tag)})
	}
	c.quotables[key] = out
	return out
}

func (c *checker) statementWords(r *reading, l *Link, st *voxpop.Statement, texts []candidate, words string) {
	if st.Kind == voxpop.Reported {
		c.linkError(r, l, CodeStatement, tell("%s is only reported: the record does not hold the words of %s", st.ID, st.Speaker), tell("paraphrase it without quotation marks, and say who reports it"))
		return
	}
	var best Match
	for i, t := range texts {
		m := t.find(words, &c.cells)
		if m.OK && t.fits && t.reviewed {
			c.turned(r, l, m, st.ID)
			return
		}
		if m.OK {
			c.linkError(r, l, CodeStatement, tell("the words come from %s of %s, which may not be quoted here", t.name, st.ID), tell("quote the original, or a reviewed translation into %s", c.lang.tag))
			return
		}
		if i == 0 || rank(m) > rank(best) {
			best = m
		}
	}
	message, _ := best.explain(tell("%s", st.ID))
	c.linkError(r, l, CodeStatement, message, tell("copy the words from the statement; a cut is written […], an addition [word]"))
	c.exactFix(l, best, texts)
}

// mentions is who is named in a sentence, outside quotations.
func (c *checker) mentions(r *reading, s text.Span) []mention {
	if got, ok := r.named[s]; ok {
		return got
	}
	if r.named == nil {
		r.named = map[text.Span][]mention{}
	}
	r.named[s] = c.speakers.in(c.plainWords(r, s))
	return r.named[s]
}

// plainWords is the words around a link that are not somebody's quotation.
func (c *checker) plainWords(r *reading, s text.Span) []token {
	return r.within(s, func(i int) bool { return !r.verbatimAt(i) })
}

// speaker checks that the one who spoke is named: in the link's sentence, or
// in the one before when this one names nobody else.
func (c *checker) speaker(r *reading, l *Link, st *voxpop.Statement) {
	who := c.speakers.person(st.Speaker)
	sentence, k := r.sentenceOf(l)
	here := c.mentions(r, sentence)
	if named(here, who) {
		other := c.speaksInstead(r, l, sentence, here, who)
		if other < 0 {
			other = c.speaksAfter(r, l, sentence, here, who)
		}
		if other >= 0 {
			c.linkError(r, l, CodeStatement, tell("the sentence gives the words of %s to %s", st.Speaker, c.speakers.people[other].name), tell("name the speaker of the statement beside its link"))
			return
		}
		c.voice(r, l, st, who, sentence)
		return
	}
	before := c.sentenceBefore(r, k)
	if named(before, who) && (len(here) == 0 || c.pronoun(r, l, sentence, here)) {
		c.voice(r, l, st, who, sentence)
		return
	}
	hint := tell("name %s by name, surname or role in this sentence or the one before", st.Speaker)
	if len(here) > 0 {
		c.linkError(r, l, CodeStatement, tell("%s was said by %s, and the sentence names %s", st.ID, st.Speaker, c.speakers.people[here[0].people[0]].name), hint)
		return
	}
	c.linkError(r, l, CodeStatement, tell("the speaker of %s, %s, is not named", st.ID, st.Speaker), hint)
}

// speaksInstead returns another person who stands, with a verb of saying,
// between the link and the nearest mention of its speaker: “Varga was there
// when Reyl said …”. It is -1 when there is none.
func (c *checker) speaksInstead(r *reading, l *Link, sentence text.Span, here []mention, who int) int {
	var nearest mention
	for _, m := range here {
		if m.End <= l.Start {
			nearest = m
		}
	}
	if nearest.people == nil || slices.Contains(nearest.people, who) {
		return -1
	}
	// The right one may still follow: “…”, said Varga.
	for _, m := range here {
		if m.Start >= l.Start && slices.Contains(m.people, who) {
			return -1
		}
	}
	if c.introduces(r, l, sentence, nearest) {
		return nearest.people[0]
	}
	if c.lang.tag != "en" {
		return -1 // the order of words is freer there than the rest looks at
	}
	between := r.within(text.Span{Start: nearest.End, End: l.Start}, func(i int) bool { return !r.verbatimAt(i) })
	inside := r.within(text.Span{Start: l.Start, End: l.End}, func(i int) bool { return !r.verbatimAt(i) })
	if len(between)+len(inside) == 0 || len(between) > 3 {
		return -1
	}
	row := append(slices.Clone(between), inside...)
	for i := range min(len(row), 3) {
		if _, ok := c.lang.ix.voice.said.at(row, i); ok {
			return nearest.people[0]
		}
	}
	return -1
}

// introduces reports whether m begins the clause that ends with a colon in
// front of the link: “Unlike the mayor, Reyl was blunt: …”.
func (c *checker) introduces(r *reading, l *Link, sentence text.Span, m mention) bool {
	lead := strings.TrimRightFunc(string(r.Runes[m.End:l.Start]), func(x rune) bool { return text.IsSpace(x) || text.IsQuote(x) && x != '\'' && x != '’' })
	if !strings.HasSuffix(lead, ":") {
		return false
	}
	if last := string(r.Runes[max(m.Start, m.End-2):m.End]); strings.HasSuffix(last, "'s") || strings.HasSuffix(last, "’s") || strings.HasPrefix(lead, ",") || strings.HasPrefix(lead, "،") {
		return false // Reyl's rival; “Varga, Reyl, all of them: …”
	}
	before := strings.TrimSpace(string(r.Runes[sentence.Start:m.Start]))
	if c.lang.tag == "en" {
		before = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(before, "the"), " The"))
	}
	return strings.HasSuffix(before, ",") || strings.HasSuffix(before, "،") || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "؛")
}

// speaksAfter returns another person to whom the words directly after the link
// give it: “…”, said Reyl, not the mayor; “…”, Reyl told Varga. It is -1 when
// there is none, or when the speaker is named before the link.
func (c *checker) speaksAfter(r *reading, l *Link, sentence text.Span, here []mention, who int) int {
	if c.lang.tag != "en" {
		return -1
	}
	var next mention
	for _, m := range here {
		switch {
		case m.End <= l.Start && slices.Contains(m.people, who):
			return -1
		case m.Start >= l.End && next.people == nil:
			next = m
		}
	}
	if next.people == nil || slices.Contains(next.people, who) {
		return -1
	}
	plain := func(i int) bool { return !r.verbatimAt(i) }
	row := r.within(text.Span{Start: l.End, End: next.Start}, plain)
	if k := len(row); k > 0 && row[k-1].word == "the" {
		row = row[:k-1]
	}
	if len(row) == 1 || len(row) == 2 {
		if h, ok := c.lang.ix.voice.said.at(row, 0); ok && h.to == len(row) {
			return next.people[0]
		}
	}
	after := r.within(text.Span{Start: next.End, End: sentence.End}, plain)
	for _, o := range r.linksIn(text.Span{Start: next.End, End: sentence.End}) {
		if o.Kind == LinkStatement {
			return -1 // what the other said follows
		}
	}
	for i := range min(len(after), 2) { // “later told”
		if _, ok := c.lang.ix.voice.said.at(after, i); ok && len(row) == 0 {
			return next.people[0]
		}
	}
	return -1
}

// innerStop is the end of a sentence inside quotation marks, with another after it.
var innerStop = regexp.MustCompile(`[.!?؟…][”"»’]\s+[\p{Lu}\p{Lo}]`)

// pronoun reports whether “she” or “he” stands between the last person named
// before a link and the link’s end: “Reyl repeated that she [would never …]”.
func (c *checker) pronoun(r *reading, l *Link, sentence text.Span, here []mention) bool {
	from := sentence.Start
	for _, m := range here {
		if m.End <= l.Start {
			from = max(from, m.End)
		}
	}
	// After “Reyl signed: ‘… done.’ He …” the pronoun is Reyl's.
	if from > sentence.Start && innerStop.MatchString(string(r.Runes[from:l.Start])) {
		return false
	}
	return c.lang.ix.she.any(c.plainWords(r, text.Span{Start: from, End: l.End}))
}

// sentenceBefore returns who is named in the sentence before sentence k of a
// block: for the first, in the last of the paragraph before.
func (c *checker) sentenceBefore(r *reading, k int) []mention {
	if k > 0 {
		return c.mentions(r, r.sents[k-1])
	}
	for i := r.index - 1; i >= 0; i-- {
		b := c.readings[i]
		if len(b.sents) == 0 || len(b.tokens) == 0 {
			continue
		}
		return c.mentions(b, b.sents[len(b.sents)-1])
	}
	return nil
}

// saidOn holds the date word nearest to a link against the statement's date.
func (c *checker) saidOn(r *reading, l *Link, st *voxpop.Statement) {
	today, ok := c.today()
	if !ok {
		return
	}
	sentence, _ := r.sentenceOf(l)
	tokens := r.within(sentence, func(i int) bool {
		if r.verbatimAt(i) || r.linkedAt(i, LinkShare, LinkBy, LinkReversal, LinkContradiction) {
			return false
		}
		return r.Link[i] < 0 || r.Links[r.Link[i]] == l
	})
	tokens = c.lang.joinMonths(tokens, r.Runes)
	dates := c.lang.datesIn(tokens, r.Runes, today)
	if len(dates) == 0 {
		return
	}
	// Another statement between a date and this link has the better claim to it.
	near, distance := -1, 1<<30
	for i, d := range dates {
		from, to := tokens[d.first].Start, tokens[d.last-1].End
		if from >= l.Start && to <= l.End {
			if d.coming || c.ofThing(tokens, d) { // what was said is about it
				continue
			}
			if d.agrees(st.SaidOn) {
				return
			}
			if distance > 0 {
				near, distance = i, 0
			}
			continue
		}
		gap := max(l.Start-to, from-l.End)
		if taken(r, l, from, to) {
			continue
		}
		if from >= l.End {
			gap += 1000 // a date before the words is theirs rather than one after
		}
		if gap < distance {
			near, distance = i, gap
		}
	}
	if near < 0 || dates[near].agrees(st.SaidOn) {
		return
	}
	d := dates[near]
	words := strings.TrimSpace(string(r.Runes[tokens[d.first].Start:tokens[d.last-1].End]))
	when := string(st.SaidOn)
	if when == "" {
		when = "a day that the record does not know"
	}
	c.runeError(r, tokens[d.first].Start, CodeStatement, tell("“%s” is not when %s was said: it was %s", words, st.ID, when), tell("write the date of the statement, or none"))
	c.dateFix(r, text.Span{Start: tokens[d.first].Start, End: tokens[d.last-1].End}, st.SaidOn)
}

// ofThing reports whether a date in a paraphrase is that of a thing spoken
// about: “the quay built in 1974”.
func (c *checker) ofThing(tokens []token, d stated) bool {
	k := d.first - 1
	if k >= 0 && (slices.Contains(c.lang.dates.in, tokens[k].word) || tokens[k].word == "on") {
		k--
	}
	return k >= 0 && slices.Contains(c.lang.dates.built, tokens[k].word)
}

// apposition refuses a name beside the role of another: “First Warden Hale
// Severin”, “Ivo Brandt, the treasurer,”.
func (c *checker) apposition(r *reading, s text.Span) {
	tokens := c.plainWords(r, s)
	all := c.speakers.in(tokens)
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if slices.ContainsFunc(a.people, func(p int) bool { return slices.Contains(b.people, p) }) || a.role == b.role ||
			a.people[0] == c.speakers.stranger || b.people[0] == c.speakers.stranger {
			continue
		}
		gap := strings.TrimSpace(string(r.Runes[a.End:b.Start]))
		after := strings.TrimSpace(string(r.Runes[b.End:min(len(r.Runes), b.End+6)]))
		switch {
		case a.role && gap == "": // First Warden Hale Severin
		case b.role && slices.Contains(c.lang.apposed, gap) && !listed(after) && !setAgainst(tokens, a, after): // Ivo Brandt, the treasurer,
		default:
			continue
		}
		name, role := a, b
		if a.role {
			name, role = b, a
		}
		c.runeError(r, a.Start, CodeStatement, tell("“%s” is the role of %s, not of %s", string(r.Runes[role.Start:role.End]), c.speakers.people[role.people[0]].name, c.speakers.people[name.people[0]].name), tell("give each the role that the record holds"))
		return
	}
}

// setAgainst reports whether a name ends a phrase in front of a sentence of
// which the role after it is the subject: “Unlike Reyl, the mayor was blunt”.
func setAgainst(tokens []token, name mention, after string) bool {
	if strings.HasPrefix(after, ",") || strings.HasPrefix(after, "،") {
		return false
	}
	k := sort.Search(len(tokens), func(k int) bool { return tokens[k].End > name.Start })
	return k > 0 && slices.Contains([]string{"unlike", "like", "despite", "برخلاف", "بخلاف", "مثل"}, tokens[k-1].word)
}

// listed reports whether a list goes on after a role: “Orlo, the treasurer, and
// Severin” names three people.
func listed(after string) bool {
	after = strings.TrimSpace(strings.TrimLeft(after, ",،"))
	for _, and := range []string{"and", "or", "و"} {
		if strings.HasPrefix(after, and) {
			return true
		}
	}
	return false
}

// taken reports whether another statement's link stands between a date and l.
func taken(r *reading, l *Link, from, to int) bool {
	for _, o := range r.linksIn(text.Span{Start: min(to, l.End), End: max(from, l.Start)}) {
		if o == l || o.Kind != LinkStatement && o.Kind != LinkReversal {
			continue
		}
		if to <= o.Start && o.End <= l.Start || l.End <= o.Start && o.End <= from {
			return true
		}
	}
	return false
}

// plainLink checks a link or a picture that is no evidence.
func (c *checker) plainLink(r *reading, l *Link) error {
	if !l.Image {
		scheme, rest, ok := strings.Cut(l.Dest, ":")
		switch {
		case ok && (strings.EqualFold(scheme, "mailto") || strings.EqualFold(scheme, "tel")):
			c.linkError(r, l, CodePrivacy, tell("an address or a number to reach somebody"), tell("take it out of the story"))
		case ok && rest == "", l.Dest == "":
			c.linkError(r, l, CodeLink, tell("the link leads nowhere"), tell("write the address, or take the link out"))
		case !ok && !strings.HasPrefix(l.Dest, "#"):
			c.linkError(r, l, CodeLink, tell("%q is neither a web address nor evidence", l.Dest), tell("web links begin with https://"))
		}
		return nil
	}
	if l.Text == "" {
		c.linkError(r, l, CodeAlt, tell("the picture has no alternative text"), tell("say between the brackets what it shows"))
	}
	if strings.Contains(l.Dest, "://") || strings.HasPrefix(l.Dest, "//") {
		c.linkError(r, l, CodeLink, tell("a picture from elsewhere"), tell("keep the picture beside the story: the published page loads nothing from other places"))
		return nil
	}
	name, ok := strings.CutPrefix(l.Dest, "media/")
	if !ok {
		return nil
	}
	id, _, _ := strings.Cut(name, ".")
	resp, found, err := c.rec.Response(id)
	if err != nil {
		return err
	}
	if !found || resp.Media != l.Dest {
		c.linkError(r, l, CodeLink, tell("no response has the file %s", l.Dest), tell("name the file as the record does"))
		return nil
	}
	c.allowed(r, l, &resp, tell("shown"), resp.Consent.Quote && resp.Consent.Face)
	return nil
}
