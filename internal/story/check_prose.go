package story

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/text"
)

// prose checks what stands in a block outside its links: nothing may slip past
// the record by not being linked.
func (c *checker) prose(r *reading) {
	if r.line == 0 {
		c.unlinkedQuotes(r)
	}
	c.lookalikes(r)
	c.leaks(r)
	for _, s := range r.sents {
		c.pairs(r, s)
		c.unlinkedClaims(r, s)
		c.unlinkedBy(r, s)
		c.scope(r, s)
		c.accused(r, s)
		c.apposition(r, s)
		c.jigsaw(r, s)
	}
	c.private(r)
}

// lookalikes refuses a word outside quotations that mixes letters of two
// scripts: the rules would not know it for the word that it shows.
func (c *checker) lookalikes(r *reading) {
	for _, t := range r.tokens {
		if mixedScript(r.Runes[t.Start:t.End]) && !r.verbatimAt(t.Start) && !r.linkedAt(t.Start, LinkStatement) {
			c.runeError(r, t.Start, CodeUnlinked, tell("“%s” mixes letters of two scripts, so it cannot be checked", string(r.Runes[t.Start:t.End])), tell("type the word anew"))
			return
		}
	}
}

// leaks refuses the name of a respondent outside their quotation and its
// attribution, beyond what they allowed: the whole name anywhere, a part of it
// in a paragraph that quotes them.
func (c *checker) leaks(r *reading) {
	here := map[string]bool{}
	for _, l := range r.Links {
		if l.Kind == LinkResponse || l.Kind == LinkBy {
			for _, id := range strings.Split(l.ID, ",") {
				here[strings.TrimSpace(id)] = true
			}
		}
	}
	withheld := c.withheldNames()
	found, at := len(withheld.ids), 0
	for i, t := range r.tokens {
		if r.linkedAt(t.Start, LinkBy, LinkResponse) {
			continue
		}
		if h, ok := withheld.whole.at(r.tokens, i); ok && h.id < found {
			found, at = h.id, i
		}
		if c.lang.tag == "en" && !unicode.IsUpper(r.Runes[t.Start]) {
			continue
		}
		for _, w := range t.alts {
			for _, id := range withheld.part[w] {
				if id < found && here[withheld.ids[id]] {
					found, at = id, i
				}
			}
		}
	}
	if found < len(withheld.ids) {
		c.runeError(r, r.tokens[at].Start, CodeAttribution, tell("the name of the respondent of %s is more than they allowed to be shown", withheld.ids[found]), tell("take the name out of the story"))
	}
}

// names are those of the respondents whom the story links, beyond what they
// allowed to be shown.
type names struct {
	ids   []string         // of the responses, sorted
	whole lexicon          // full names of two words or more; the ids are places in ids
	part  map[string][]int // folded part of a name → places in ids
}

// withheldNames collects the names once the links of every block were read.
func (c *checker) withheldNames() *names {
	if c.withheld != nil {
		return c.withheld
	}
	n := &names{ids: slices.Sorted(maps.Keys(c.seen)), whole: lexicon{byFirst: map[string][]phrase{}}, part: map[string][]int{}}
	for i, id := range n.ids {
		resp := c.seen[id]
		if resp == nil || resp.Person.Name == "" || resp.Consent.Name == voxpop.FullName {
			continue
		}
		if strings.ContainsRune(strings.TrimSpace(resp.Person.Name), ' ') {
			n.whole.put(resp.Person.Name, i)
		}
		for w := range c.hiddenName(resp) {
			n.part[w] = append(n.part[w], i)
		}
	}
	c.withheld = n
	return n
}

// pairs refuses a sentence that quotes one respondent and attributes to another.
func (c *checker) pairs(r *reading, s text.Span) {
	quoted, by := map[string]bool{}, map[string]bool{}
	var at *Link
	for _, l := range r.linksIn(s) {
		for _, id := range strings.Split(l.ID, ",") {
			resp := c.seen[strings.TrimSpace(id)]
			switch {
			case resp == nil:
			case l.Kind == LinkResponse:
				quoted[resp.Who()] = true
			case l.Kind == LinkBy:
				by[resp.Who()] = true
				at = l
			}
		}
	}
	if len(quoted) == 0 || len(by) == 0 {
		return
	}
	for who := range by {
		if quoted[who] {
			return
		}
	}
	c.linkError(r, at, CodeAttribution, tell("the sentence quotes one respondent and names another as its author"), tell("link the attribution to the response that is quoted"))
}

// unlinkedQuotes refuses words between quotation marks that no response or
// statement shows.
func (c *checker) unlinkedQuotes(r *reading) {
	for _, q := range r.quotes {
		for i := q.Start; i < q.End; i++ {
			if !text.IsWord(r.Runes[i]) || r.linkedAt(i, LinkResponse, LinkStatement) {
				continue
			}
			message := tell("“%s” stands in quotation marks without a link to who said it", short(string(r.Runes[q.Start:q.End])))
			if !q.closed {
				message = tell("a quotation mark is opened here and never closed")
			}
			c.runeError(r, i, CodeUnlinked, message, tell("link it as [words](response:ID) or [words](statement:ID), or leave the marks out; titles are set in *italics*"))
			if q.closed && r.line == 0 && q.End < len(r.Offset) {
				c.res.Findings[len(c.res.Findings)-1].End = c.doc.runesBefore(r.after(q.End))
			}
			c.quoteFix(r, q)
			break
		}
	}
}

var (
	percentRE = regexp.MustCompile(`\d+(?:[.,٫]\d+)?[\s\x{00a0}\x{202f}]*[%٪]|[%٪][\s\x{00a0}]*\d+`)
)

// mask is the text of a span with everything for which hide says yes replaced
// by a rune that no pattern matches; rune for rune.
func (r *reading) mask(s text.Span, hide func(i int) bool) string {
	runes := slices.Clone(r.Runes[s.Start:s.End])
	for i := range runes {
		if hide(s.Start + i) {
			runes[i] = '\ufffc'
		}
	}
	return asciiDigits(runes)
}

// maxNumbers bounds the numbers of one sentence.
const maxNumbers = 1000

// unlinkedClaims refuses a word or a number for how many people said
// something, in a sentence that links no share.
func (c *checker) unlinkedClaims(r *reading, s text.Span) {
	links := r.linksIn(s)
	people := map[string]bool{}
	for _, l := range links {
		switch l.Kind {
		case LinkShare:
			return
		case LinkResponse, LinkBy:
			for _, id := range strings.Split(l.ID, ",") {
				if resp := c.seen[id]; resp != nil {
					people[resp.Who()] = true
				}
			}
		}
	}
	free := func(i int) bool { return !r.quotedAt(i) && (r.Link[i] < 0 || r.linkedAt(i, "")) }
	tokens := r.within(s, free)
	if c.lang.ix.thanks.any(tokens) { // “many thanks to everyone who wrote”
		return
	}
	hint := tell("link the word as [word](share:CODE) and give its figure")
	for i := 0; i < len(tokens); i++ {
		h, ok := c.ladder.at(tokens, i)
		if !ok {
			continue
		}
		w := c.rungs[h.id]
		if w.dominate && h.to < len(tokens) && c.lang.ix.answers.any(tokens[h.to:min(len(tokens), h.to+3)]) {
			c.runeError(r, tokens[i].Start, CodeUnlinked, tell("“%s” says how many without a link to the record", w.word), hint)
			c.shareFix(r, text.Span{Start: tokens[i].Start, End: tokens[h.to-1].End}, -1)
			return
		}
		if w.dominate || w.number > 0 && len(people) == w.number {
			i = h.to - 1
			continue
		}
		if c.beforePeople(r, tokens, h, w) {
			first, last := tokens[h.from], tokens[min(len(tokens)-1, h.to)]
			c.runeError(r, first.Start, CodeUnlinked, tell("“%s” says how many without a link to the record", strings.TrimSpace(string(r.Runes[first.Start:max(last.End, first.End)]))), hint)
			c.shareFix(r, text.Span{Start: first.Start, End: tokens[h.to-1].End}, cmp.Or(w.number, -1))
			return
		}
		i = h.to - 1
	}
	if len(tokens) == 0 {
		return
	}
	for i := range tokens { // “a third of respondents”
		if h, ok := c.lang.ix.part.at(tokens, i); ok && c.beforePeople(r, tokens, h, rungWord{number: -1}) {
			c.runeError(r, tokens[i].Start, CodeUnlinked, tell("“%s” says how many without a link to the record", string(r.Runes[tokens[i].Start:tokens[h.to-1].End])), tell("link a word of the ladder, or [n of N](share:CODE)"))
			return
		}
	}
	m := r.mask(s, func(i int) bool { return !free(i) })
	places := numberRE.FindAllStringIndex(m, maxNumbers+1)
	if len(places) > maxNumbers {
		c.runeError(r, s.Start, CodeUnlinked, tell("more than %d numbers in one sentence cannot be checked", maxNumbers), tell("split the sentence"))
		return
	}
	for _, at := range places {
		rest := []rune(start(m[at[1]:], 80))
		next := c.lang.tokens(rest)
		if !percentRE.MatchString(m[at[0]:min(len(m), at[1]+4)]) && !wordAfter(string(rest), c.lang.percent) {
			// n of N: a preposition, then a number; or “61 respondents”.
			if !c.thenNumber(next) && !c.countsAnswers(m[at[0]:at[1]], next) {
				continue
			}
		} else if len(next) > 5 {
			next = next[:5]
		}
		if c.lang.ix.people.any(next) || c.thenNumber(next) {
			c.runeError(r, s.Start+len([]rune(m[:at[0]])), CodeUnlinked, tell("the number %s is not linked to the record", m[at[0]:at[1]]), tell("link it as [n of N](share:CODE)"))
			from := s.Start + len([]rune(m[:at[0]]))
			if n, err := strconv.Atoi(m[at[0]:at[1]]); err == nil {
				c.shareFix(r, text.Span{Start: from, End: from + at[1] - at[0]}, n)
			}
			return
		}
	}
}

// countsAnswers reports whether a number stands before a noun that can only
// mean our respondents, and is no figure of the whole call-out and no year.
func (c *checker) countsAnswers(number string, next []token) bool {
	n, err := strconv.Atoi(strings.NewReplacer(",", "", "٬", "").Replace(number))
	w := c.figures.Waterfall
	if err != nil || n == w.Received || n == w.Counted || n >= 1200 && n < 2200 && len(number) == len("2026") {
		return false
	}
	for i := range min(2, len(next)) {
		if _, ok := c.lang.ix.answers.at(next, i); ok {
			return true
		}
	}
	return false
}

// thenNumber reports whether words begin with “of 98” or “نفر از ۹۸”.
func (c *checker) thenNumber(tokens []token) bool {
	for i := range min(2, len(tokens)) {
		if i+1 < len(tokens) && tokens[i].anyOf(c.lang.ix.of) {
			k := i + 1
			if tokens[k].word == "the" && k+1 < len(tokens) {
				k++
			}
			_, err := strconv.Atoi(tokens[k].word)
			return err == nil
		}
	}
	return false
}

// beforePeople reports whether a ladder word at h counts people: a noun for
// those who answered follows within a few words, or a verb of saying at once.
func (c *checker) beforePeople(r *reading, tokens []token, h hit, w rungWord) bool {
	if h.to >= len(tokens) {
		return false
	}
	near := func(k int) bool { // no mark ends the phrase in between
		return k < len(tokens) && !strings.ContainsAny(string(r.Runes[tokens[k-1].End:tokens[k].Start]), ".;:!?،,(“”\"«»\ufffc")
	}
	if w.number == 0 && near(h.to) {
		if _, ok := c.lang.ix.opinion.at(tokens, h.to); ok {
			return true
		}
	}
	adjective := 1
	for k := h.to; k < len(tokens) && k < h.to+5 && near(k); k++ {
		if _, ok := c.lang.ix.people.at(tokens, k); ok {
			return true
		}
		if tokens[k].anyOf(c.lang.ix.link) {
			continue
		}
		if adjective--; adjective < 0 {
			return false
		}
	}
	return false
}

// unlinkedBy looks at an attribution that is not linked: in a sentence that
// quotes one respondent and links nobody, its verb, its noun and its number
// are held against that response.
func (c *checker) unlinkedBy(r *reading, s text.Span) {
	var resp *voxpop.Response
	var at *Link
	for _, l := range r.linksIn(s) {
		if l.Kind != LinkResponse || resp != nil && c.seen[l.ID] != resp {
			if l.Kind == "" && !l.Image {
				continue
			}
			return
		}
		resp, at = c.seen[l.ID], l
	}
	if resp == nil || resp.Withdrawn() {
		return
	}
	tokens := r.within(s, func(i int) bool { return r.Link[i] < 0 && !r.quotedAt(i) })
	if len(tokens) == 0 {
		return
	}
	// What somebody was told is not how they answered.
	var own []token
	for i, t := range tokens {
		if i == 0 || !slices.Contains([]string{"was", "were", "been", "be", "being", "is", "are"}, tokens[i-1].word) {
			own = append(own, t)
		}
	}
	tokens = own
	c.medium(r, tokens, resp)
	says := c.lang.ix.says
	for i := range tokens {
		if _, ok := says.at(tokens, i); ok && i > 0 {
			c.onePerson(r, at.Offset, tokens[max(0, i-2):i+1])
			return
		}
	}
}

// scope refuses claims about more people than those who answered.
func (c *checker) scope(r *reading, s text.Span) {
	hint := tell("say “those who answered”, “in the messages we received”")
	tokens := r.within(s, func(i int) bool { return !r.verbatimAt(i) && !r.linkedAt(i, LinkStatement) })
	if len(tokens) == 0 {
		return
	}
	say := func(t, last, noun token) {
		c.runeError(r, t.Start, CodeScope, tell("“%s” claims more than the answers show", string(r.Runes[t.Start:last.End])), hint)
		c.scopeFix(r, t, noun)
	}
	not, scope, groups := c.lang.ix.without, c.lang.ix.scope, c.lang.ix.groups
	for i := 0; i < len(tokens); i++ {
		if h, ok := not.at(tokens, i); ok {
			i = h.to - 1
			continue
		}
		if h, ok := scope.at(tokens, i); ok {
			say(tokens[i], tokens[h.to-1], tokens[h.to-1])
			return
		}
		h, ok := groups.at(tokens, i)
		if ok && (strings.HasSuffix(tokens[h.to-1].word, "'s") || r.linkedAt(tokens[i].Start, LinkBy)) {
			ok = false // “the city's mayor”
		}
		if !ok {
			if c.lang.tag == "en" && demonym(r, tokens, i) && i+1 < len(tokens) && c.opinionNear(r, tokens, i+1, 1) {
				say(tokens[i], tokens[i+1], tokens[i])
				return
			}
			continue
		}
		if k, ok := c.claimAbout(r, tokens, h); ok {
			say(tokens[i], tokens[k], tokens[h.to-1])
			return
		}
	}
	// x % of readers
	m := r.mask(s, func(i int) bool { return r.verbatimAt(i) || r.linkedAt(i, LinkStatement) })
	for _, at := range percentPlaces(m, c.lang) {
		rest := c.lang.tokens([]rune(start(m[at[1]:], 200)))
		for k := 0; k < min(4, len(rest)); k++ {
			if h, ok := groups.at(rest, k); ok && !c.answered(rest, h.to) {
				c.runeError(r, s.Start+len([]rune(m[:at[0]])), CodeScope, tell("“%s” is a share of the answers, not of %s", strings.TrimSpace(m[at[0]:at[1]]), rest[k].word), hint)
				return
			}
		}
	}
}

func percentPlaces(m string, l *language) [][]int {
	if !strings.ContainsAny(m, digitsASCII) {
		return nil
	}
	out := percentRE.FindAllStringIndex(m, -1)
	for _, at := range numberRE.FindAllStringIndex(m, -1) {
		if wordAfter(m[at[1]:], l.percent) {
			end := at[1]
			for _, w := range l.percent {
				if i := strings.Index(start(m[at[1]:], 8+len(w)), w); i >= 0 && i < 4 {
					end = at[1] + i + len(w)
				}
			}
			out = append(out, []int{at[0], end})
		}
	}
	return out
}

// answered reports whether a group is narrowed to those who answered: “people
// who wrote to us”.
func (c *checker) answered(tokens []token, i int) bool {
	return i < len(tokens) && tokens[i].anyOf(c.lang.ix.answered)
}

// claimAbout reports whether a group of people is the subject of a verb of
// saying or thinking; k is the verb.
func (c *checker) claimAbout(r *reading, tokens []token, h hit) (k int, ok bool) {
	if c.answered(tokens, h.to) {
		return 0, false
	}
	plain := tokens[h.from].word
	// “Most people in Port Selane” counts more than those who answered.
	if c.lang.tag == "en" && h.to+1 < len(tokens) && slices.Contains([]string{"in", "across"}, tokens[h.to].word) && unicode.IsUpper(r.Runes[tokens[h.to+1].Start]) &&
		(h.from == 0 || counts(tokens[h.from-1].word) || r.linkedAt(tokens[h.from-1].Start, LinkShare)) {
		return h.to + 1, true
	}
	// “Several people said” counts those who answered, and is held by its link.
	if c.lang.tag == "en" && plain == "people" && h.to == h.from+1 {
		if h.to < len(tokens) && tokens[h.to].word == "of" && !r.linkedAt(tokens[h.from].Start, LinkShare, LinkBy) {
			return c.verbAfter(r, tokens, h.to, 6)
		}
		if h.from > 0 && counts(tokens[h.from-1].word) || r.Link[tokens[h.from].Start] >= 0 || h.from > 0 && r.linkedAt(tokens[h.from-1].Start, LinkShare, LinkBy) {
			return 0, false
		}
	}
	if h.from > 0 && r.linkedAt(tokens[h.from-1].Start, LinkShare) && c.lang.tag == "en" && plain != "people" {
		return c.verbAfter(r, tokens, h.to, 2)
	}
	reach := 2
	if c.lang.tag != "en" {
		reach = 6
	}
	if k, ok := c.verbAfter(r, tokens, h.to, reach); ok {
		return k, true
	}
	// Arabic puts the verb first.
	if c.lang.tag == "ar" && h.from > 0 {
		if _, ok := c.lang.ix.opinion.at(tokens, h.from-1); ok {
			return h.to - 1, true
		}
	}
	return 0, false
}

func counts(w string) bool {
	return slices.Contains([]string{"some", "many", "several", "few", "most", "other", "two", "three", "four", "five", "these", "those", "of", "all", "both", "half", "hundred"}, w)
}

func (c *checker) verbAfter(r *reading, tokens []token, from, reach int) (int, bool) {
	for k := from; k < len(tokens) && k < from+reach; k++ {
		if strings.ContainsAny(string(r.Runes[tokens[k-1].End:tokens[k].Start]), ".;:!?\ufffc") {
			return 0, false
		}
		if h, ok := c.lang.ix.opinion.at(tokens, k); ok {
			return h.to - 1, true
		}
	}
	return 0, false
}

func (c *checker) opinionNear(r *reading, tokens []token, from, reach int) bool {
	_, ok := c.verbAfter(r, tokens, from, reach)
	return ok
}

// demonym reports whether a word looks like the name of a people: capital,
// plural ending.
func demonym(r *reading, tokens []token, i int) bool {
	t := tokens[i]
	if !unicode.IsUpper(r.Runes[t.Start]) {
		return false
	}
	for _, end := range []string{"ians", "eans", "anis", "ese", "ites"} {
		if strings.HasSuffix(t.word, end) && len(t.word) > len(end)+2 {
			return true
		}
	}
	return false
}

// accused warns of an accusation beside a named person to which nobody
// answered. Its words and their recall are in docs/STORY.md.
func (c *checker) accused(r *reading, s text.Span) {
	if c.doc.Front.Reply != "" {
		return
	}
	tokens := r.within(s, nil)
	who := c.speakers.in(tokens)
	if len(who) == 0 {
		return
	}
	for _, h := range c.lang.accusations(tokens) {
		t := tokens[h.from]
		name := c.speakers.people[who[0].people[0]].name
		c.at(r, r.offset(t.Start), SeverityWarning, CodeAccused, tell("“%s” stands beside %s, who is given no reply", string(r.Runes[t.Start:tokens[h.to-1].End]), name), tell("ask for an answer and add reply: … to the front matter"))
		return
	}
}
