package story

import (
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/position"
	"voxpop/internal/text"
)

// reversal checks that a person changed position.
func (c *checker) reversal(r *reading, l *Link) {
	who, name := -1, c.called(l.Who)
	for i, p := range c.speakers.people[:c.speakers.stranger] {
		if voxpop.SameName(p.slug, name) || p.slug == l.Who {
			who = i
		}
	}
	if who < 0 {
		names := make([]string, 0, len(c.speakers.people))
		for _, p := range c.speakers.people[:c.speakers.stranger] {
			names = append(names, p.slug)
		}
		c.linkError(r, l, CodeLink, tell("no statement of %q is in the record", l.Who), c.suggest(l.Who, names, "the record holds %s"))
		return
	}
	point, ok := c.point(l.ID)
	if !ok {
		c.noPoint(r, l)
		return
	}
	person := c.speakers.people[who]
	found := position.Reversals([]voxpop.Point{point}, c.of(person.slug))
	if len(found) == 0 {
		c.linkError(r, l, CodeReversal, tell("the record holds no change of position of %s on %s", person.name, point.ID), tell("it takes two dated statements of the person with exclusive positions"))
		return
	}
	sentence, k := r.sentenceOf(l)
	here := c.mentions(r, sentence)
	before := c.sentenceBefore(r, k)
	if !named(here, who) && !(named(before, who) && (len(here) == 0 || c.pronoun(r, l, sentence, here))) {
		if other := append(slices.Clone(here), before...); len(other) > 0 {
			c.linkError(r, l, CodeReversal, tell("the change is that of %s, and the text names %s", person.name, c.speakers.people[other[0].people[0]].name), tell("name the person whose change it is"))
		}
	}
	dates := c.turnDates(r, l, sentence, who)
	c.turnedOn(r, point, found, person, dates)
	turn := c.turnMeant(found, dates)
	if turn.Kind != voxpop.Quoted && !c.reported(r, sentence, who) {
		c.linkError(r, l, CodeReversal, tell("the new position of %s is only reported, by %s", person.name, orSomeone(turn.AssertedBy)), tell("say so: “reportedly”, “according to …”, “is said to”"))
	}
}

func orSomeone(s string) told {
	if s == "" {
		return tell("others")
	}
	return tell("%s", s)
}

func (c *checker) of(slug string) []voxpop.Statement {
	if out, ok := c.bySpeaker[slug]; ok {
		return out
	}
	var out []voxpop.Statement
	for _, s := range c.statements {
		if voxpop.SameName(s.Speaker, slug) {
			out = append(out, s)
		}
	}
	if c.bySpeaker == nil {
		c.bySpeaker = map[string][]voxpop.Statement{}
	}
	c.bySpeaker[slug] = out
	return out
}

func (c *checker) noPoint(r *reading, l *Link) {
	ids := make([]string, len(c.points))
	for i, p := range c.points {
		ids[i] = p.ID
	}
	c.linkError(r, l, CodeLink, tell("there is no point %q", l.ID), c.suggest(l.ID, ids, "the points are %s"))
	if l.Kind == LinkContradiction {
		c.fixID(l, c.meant)
	} else if c.meant != "" {
		c.fixID(l, l.Who+"/"+c.meant)
	}
}

// contradiction checks that two speakers disagree, and that they are the ones
// the sentence names.
func (c *checker) contradiction(r *reading, l *Link) {
	point, ok := c.point(l.ID)
	if !ok {
		c.noPoint(r, l)
		return
	}
	found := position.Contradictions([]voxpop.Point{point}, c.statements)
	if len(found) == 0 {
		c.linkError(r, l, CodeContradiction, tell("the record holds no clash on %s", point.ID), tell("it takes exclusive positions of two speakers"))
		return
	}
	sentence, _ := r.sentenceOf(l)
	if c.atOne(r, l, sentence) {
		c.linkError(r, l, CodeContradiction, tell("the words say that there is no clash, and the record holds one on %s", point.ID), tell("say that they disagree, or take the link out"))
		return
	}
	var people []int
	for _, m := range c.mentions(r, sentence) {
		for _, p := range m.people {
			if !slices.Contains(people, p) {
				people = append(people, p)
			}
		}
	}
	in := func(k position.Contradiction, p int) bool {
		slug := c.speakers.people[p].slug
		return voxpop.SameName(k.Speakers[0], slug) || voxpop.SameName(k.Speakers[1], slug)
	}
	reported := false
	for _, k := range found {
		n := 0
		for _, p := range people {
			if in(k, p) {
				n++
			}
		}
		if n < min(2, len(people)) {
			continue
		}
		if k.Kind == voxpop.Reported && n == 2 && !c.lang.ix.report.any(c.plainWords(r, sentence)) {
			reported = true
			continue
		}
		if !c.sides(r, sentence, n, func(p int) bool { return in(k, p) }) {
			c.at(r, l.Offset, SeverityWarning, CodeContradiction, tell("the paragraph does not name the two who clash on %s", point.ID), tell("%s and %s hold exclusive positions", k.Speakers[0], k.Speakers[1]))
		}
		return
	}
	if reported {
		c.at(r, l.Offset, SeverityWarning, CodeContradiction, tell("one side of the clash on %s is only reported", point.ID), tell("say so: “reportedly”, “according to …”, “is said to”"))
		return
	}
	c.linkError(r, l, CodeContradiction, tell("on %s the record holds no clash of those whom the sentence names", point.ID), tell("%s and %s hold exclusive positions", found[0].Speakers[0], found[0].Speakers[1]))
}

// sides reports whether a reader can see who clashes: two of a clash are named
// in the paragraph, or one and the others without a name. n are in the sentence.
func (c *checker) sides(r *reading, sentence text.Span, n int, in func(p int) bool) bool {
	if n >= 2 {
		return true
	}
	named := map[int]bool{}
	const near = 20 // sentences
	_, k := r.sentenceAt(sentence.Start)
	for _, s := range r.sents[max(0, k-near):min(len(r.sents), k+near)] {
		for _, m := range c.mentions(r, s) {
			for _, p := range m.people {
				if in(p) {
					named[p] = true
				}
			}
		}
	}
	return len(named) >= 2 || len(named) == 1 && slices.ContainsFunc(c.plainWords(r, sentence), func(t token) bool { return t.anyOf(c.lang.ix.voice.others) })
}

// atOne reports whether the words of a link to a clash say that there is none:
// “Varga and Reyl [agree]”.
func (c *checker) atOne(r *reading, l *Link, sentence text.Span) bool {
	words := c.inside(r, l)
	if len(words) > 3 || !c.lang.ix.voice.agree.any(words) {
		return false
	}
	tokens := c.plainWords(r, sentence)
	for i := 0; i < len(tokens); i++ {
		if h, ok := c.lang.ix.voice.still.at(tokens, i); ok {
			i = h.to - 1
		} else if c.lang.denies(tokens[i]) {
			return false
		}
	}
	return !slices.ContainsFunc(tokens, func(t token) bool {
		return slices.Contains([]string{"to", "once", "rarely", "seldom", "only", "if", "whether", "disagree", "differ"}, t.word)
	})
}

// turnMeant is the change that a sentence speaks of: the last whose date it
// gives, else the last of all.
func (c *checker) turnMeant(found []position.Reversal, dates []stated) position.Reversal {
	for i := len(found) - 1; i >= 0; i-- {
		if slices.ContainsFunc(dates, func(d stated) bool { return d.agrees(found[i].To.SaidOn) }) {
			return found[i]
		}
	}
	return found[len(found)-1]
}

// turnDates are the dates that a sentence gives the change of a link: in the
// link, or beside it with nothing between but the person and two words more,
// “In 2019 Varga [changed her mind]”, “[changed her mind] last year”. A date
// further off may be that of anything.
func (c *checker) turnDates(r *reading, l *Link, sentence text.Span, who int) []stated {
	today, ok := c.today()
	if !ok {
		return nil
	}
	tokens := r.within(sentence, func(i int) bool {
		return !r.verbatimAt(i) && (r.Link[i] < 0 || r.Links[r.Link[i]] == l)
	})
	tokens = c.lang.joinMonths(tokens, r.Runes)
	var out []stated
	for _, d := range c.lang.datesIn(tokens, r.Runes, today) {
		from, to := tokens[d.first].Start, tokens[d.last-1].End
		if d.coming || c.ofThing(tokens, d) || taken(r, l, from, to) || c.ofStatement(r, sentence, d) {
			continue
		}
		var between []token
		switch {
		case from >= l.Start && to <= l.End:
		case to <= l.Start:
			between = r.within(text.Span{Start: to, End: l.Start}, func(i int) bool { return !r.verbatimAt(i) })
			if len(between) == 0 {
				break
			}
			rest := between[:0:0]
			mine := c.speakers.in(between)
			if slices.ContainsFunc(mine, func(m mention) bool { return !slices.Contains(m.people, who) }) {
				continue
			}
			for _, t := range between {
				if !slices.ContainsFunc(mine, func(m mention) bool { return t.Start >= m.Start && t.End <= m.End }) {
					rest = append(rest, t)
				}
			}
			if between = rest; len(between) > 2 || c.clause(between) {
				continue
			}
		default:
			between = r.within(text.Span{Start: l.End, End: from}, nil)
			if len(between) > 1 || c.clause(between) {
				continue
			}
		}
		d.first, d.last = from, to // from here on, runes
		out = append(out, d)
	}
	return out
}

// clause reports whether words begin another clause.
func (c *checker) clause(words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool {
		return slices.Contains([]string{"after", "before", "since", "until", "when", "while", "once", "and", "but", "که", "و", "پس", "پیش", "بعد", "قبل", "منذ", "حتی", "ثم"}, t.word)
	})
}

// ofStatement reports whether a date is that of a statement linked in the same
// sentence.
func (c *checker) ofStatement(r *reading, sentence text.Span, d stated) bool {
	return slices.ContainsFunc(r.linksIn(sentence), func(o *Link) bool {
		st := c.byID[o.ID]
		return o.Kind == LinkStatement && st != nil && d.agrees(st.SaidOn)
	})
}

// turnedOn holds the dates of a change against the record: a day on which the
// person spoke on the point is right, one between two positions may be, one
// outside of all is not.
func (c *checker) turnedOn(r *reading, point voxpop.Point, found []position.Reversal, person speaker, dates []stated) {
	var said []voxpop.Date
	for _, st := range c.of(person.slug) {
		if slices.ContainsFunc(st.Positions, func(p voxpop.Position) bool { return p.Point == point.ID }) {
			said = append(said, st.SaidOn)
		}
	}
	for _, d := range dates {
		if d.wrong || slices.ContainsFunc(said, d.agrees) {
			continue
		}
		words := strings.TrimSpace(string(r.Runes[d.first:d.last]))
		last := found[len(found)-1]
		between := slices.ContainsFunc(found, func(v position.Reversal) bool {
			from, _, okA := v.From.SaidOn.Bounds()
			_, to, okB := v.To.SaidOn.Bounds()
			return !okA || !okB || !d.from.After(to) && !d.to.Before(from)
		})
		if between {
			c.at(r, r.offset(d.first), SeverityWarning, CodeReversal, tell("the record does not hold that %s changed position “%s”: the statements are of %s and %s", person.name, words, last.From.SaidOn, last.To.SaidOn), tell("give the dates of the statements, or none"))
			continue
		}
		c.runeError(r, d.first, CodeReversal, tell("“%s” is not when %s changed position: the statements are of %s and %s", words, person.name, last.From.SaidOn, last.To.SaidOn), tell("give the dates of the statements, or none"))
	}
}

// reported reports whether a sentence words what it says as reported: not “not
// reported”, nor “according to plan”, nor “according to” the person itself.
func (c *checker) reported(r *reading, sentence text.Span, who int) bool {
	tokens, v := c.plainWords(r, sentence), &c.lang.ix.voice
	for _, h := range c.lang.ix.report.all(tokens) {
		k := h.from - 1
		for k >= 0 && slices.Contains([]string{"been", "yet", "ever", "even", "widely", "officially"}, tokens[k].word) {
			k--
		}
		if k >= 0 && c.lang.denies(tokens[k]) && (c.lang.tag == "en") {
			continue
		}
		next := h.to
		for next < len(tokens) && slices.Contains([]string{"the", "a", "his", "her", "their", "its", "our"}, tokens[next].word) {
			next++
		}
		if next < len(tokens) && tokens[next].anyOf(v.plans) {
			continue
		}
		if _, ok := v.source.at(tokens, h.from); ok && next < len(tokens) {
			if own := c.speakers.in(tokens[next:]); len(own) > 0 && own[0].Start <= tokens[next].Start && slices.Contains(own[0].people, who) {
				continue
			}
		}
		return true
	}
	return false
}
