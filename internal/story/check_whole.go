package story

import (
	"voxpop/internal/prevalence"
)

// whole checks what only the whole story shows.
func (c *checker) whole() {
	evidence := 0
	for _, n := range []LinkKind{LinkResponse, LinkBy, LinkShare, LinkStatement, LinkReversal, LinkContradiction, LinkChart, LinkClip} {
		evidence += c.used[string(n)]
	}
	for k := range c.used {
		if len(k) > 5 && k[:5] == "base " {
			delete(c.used, k)
		}
	}
	if evidence == 0 {
		c.res.Findings = append(c.res.Findings, newFinding(c.doc.Name, spot{c.doc.BodyLine, 1}, SeverityError, CodeUnlinked,
			tell("the story has no evidence links: nothing in it can be checked"), tell("link quotations as [words](response:ID), quantifiers as [word](share:CODE), statements as [words](statement:ID)")))
	}
	c.themeOrder()
	c.repeats()
	c.spread()
}

// themeOrder warns of a theme that stands after one that fewer people voice.
func (c *checker) themeOrder() {
	if c.doc.Front.Order == "editorial" {
		return
	}
	for i, u := range c.order {
		share, _ := c.figures.Share(u.code)
		for _, e := range c.order[:i] {
			if earlier, _ := c.figures.Share(e.code); share.Share > earlier.Share {
				c.at(nil, u.link.Offset, SeverityWarning, CodeOrder, tell("%s (%d of %d) stands after %s (%d of %d), which fewer people voice", u.code, prevalence.Whole(share.N), share.Of, e.code, prevalence.Whole(earlier.N), earlier.Of),
					tell("put the larger theme first, or write order: editorial in the front matter"))
				c.frontEdit(FixOrder, "", "order", "editorial")
				break
			}
		}
	}
}

// repeats warns when one respondent is quoted twice as if they were two.
func (c *checker) repeats() {
	again := c.lang.ix.again
	first := map[string]int{}
	for i, q := range c.quotes {
		who := q.from.Who()
		j, seen := first[who]
		if !seen {
			first[who] = i
			continue
		}
		if q.group == c.quotes[j].group {
			continue
		}
		sentence, _ := q.read.sentenceOf(q.link)
		if again.any(c.plainWords(q.read, sentence)) {
			continue
		}
		c.at(q.read, q.link.Offset, SeverityWarning, CodeRepeat, tell("the respondent of %s was quoted before, in line %d", q.from.ID, c.doc.place(c.quotes[j].link.Offset).line), tell("say that it is the same person, or quote somebody else"))
	}
}

// Under this many quotations nothing can be said about how they spread.
const spreadFrom = 3

// spread warns when most quotations come from one channel, language or place,
// where the record has others.
func (c *checker) spread() {
	groups := map[int]usedQuote{}
	var order []int
	for _, q := range c.quotes {
		if _, ok := groups[q.group]; !ok {
			groups[q.group] = q
			order = append(order, q.group)
		}
	}
	if len(order) < spreadFrom {
		return
	}
	for _, d := range []struct {
		name      told
		dimension string
		of        func(usedQuote) string
	}{
		{tell("channel"), prevalence.ByChannel, func(q usedQuote) string { return string(q.from.Channel) }},
		{tell("language"), prevalence.ByLang, func(q usedQuote) string { return q.from.Lang }},
		{tell("place"), prevalence.ByPlace, func(q usedQuote) string { return q.from.Person.Place }},
	} {
		if len(c.figures.GroupTotals(d.dimension)) < 2 {
			continue
		}
		n := map[string]int{}
		for _, g := range order {
			v := d.of(groups[g])
			n[v]++
			if v != "" && n[v]*2 > len(order) && n[v] == len(order)/2+1 {
				total := 0
				for _, h := range order {
					if d.of(groups[h]) == v {
						total++
					}
				}
				c.at(groups[g].read, groups[g].link.Offset, SeverityWarning, CodeSpread, tell("%d of %d quotations come from one %s, %s", total, len(order), d.name, v), tell("quote people from others too"))
			}
		}
	}
}
