package story

import (
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/text"
)

// MaxLinks bounds the evidence links of one story.
const MaxLinks = 20_000

// Check compares a story with the record and returns what it found, sorted by
// place. An error means that the check could not run: the record could not be
// read. A story is only as good as the rules listed in [Codes]; what they
// cannot see they do not pretend to see.
func Check(rec Record, house voxpop.House, doc *Document) (*Result, error) {
	c := &checker{rec: rec, house: house, doc: doc, lang: languageOf(doc.Front.Lang), seen: map[string]*voxpop.Response{}, quotables: map[string][]candidate{}, used: map[string]int{}, cells: 16 * nearestCells}
	c.res.Findings = slices.Clone(doc.problems)
	c.res.Checked = map[string]int{}
	if c.lang == nil {
		c.lang = langs["en"] // the front matter is already refused; the links can still be looked at
	}
	if err := c.load(); err != nil {
		return nil, err
	}
	if err := c.run(); err != nil {
		return nil, err
	}
	doc.locate(c.res.Findings)
	c.res.sort()
	return &c.res, nil
}

// checker holds one check. Its methods are the rules, a file for each group.
type checker struct {
	rec   Record
	house voxpop.House
	doc   *Document
	lang  *language
	res   Result

	callout    voxpop.Callout
	book       voxpop.Codebook
	points     []voxpop.Point
	figures    *prevalence.Figures
	statements []voxpop.Statement // each speaker in one spelling
	known      func(name string) (voxpop.Speaker, bool)
	byID       map[string]*voxpop.Statement
	speakers   *speakers
	ladder     lexicon // ids are rungs; then the words of “dominated”; then number words
	rungs      []rungWord

	readings []*reading
	front    []*reading

	seen      map[string]*voxpop.Response
	withheld  *names // see withheldNames
	quotables map[string][]candidate
	bySpeaker map[string][]voxpop.Statement // of those asked for
	used      map[string]int                // evidence links by scheme

	quotes []usedQuote
	linked []string // words of quotations linked in the body, for the front matter
	cells  int      // what the search for nearest words may still use
	hints  int      // names suggested for wrong ones
	meant  string   // what the last wrong name may have been meant for
	based  bool     // a link “n of N” was read, in the order of the story
	order  []themeUse
	prev   string // code of the nearest earlier quantifier
}

// rungWord is what a word of the ladder stands for.
type rungWord struct {
	rung     string // id, or ""
	dominate bool
	number   int // of a number word
	word     string
}

// usedQuote is one quotation of a respondent.
type usedQuote struct {
	link  *Link
	read  *reading
	from  *voxpop.Response
	group int // quotations of one person that stand together are one
}

type themeUse struct {
	code string
	link *Link
}

func (c *checker) load() (err error) {
	c.callout, c.book, c.points = c.rec.Callout(), c.rec.Codebook(), c.rec.Points()
	if c.figures, err = c.rec.Figures(); err != nil {
		return err
	}
	if c.statements, c.known, err = statementsOf(c.rec); err != nil {
		return err
	}
	c.byID = make(map[string]*voxpop.Statement, len(c.statements))
	for i := range c.statements {
		c.byID[c.statements[i].ID] = &c.statements[i]
	}
	c.speakers = newSpeakers(c.lang, c.statements)

	c.ladder = lexicon{byFirst: map[string][]phrase{}}
	add := func(w string, r rungWord) {
		r.word = w
		c.ladder.put(w, len(c.rungs))
		c.rungs = append(c.rungs, r)
	}
	for _, r := range c.house.Ladder {
		for _, w := range r.Words[c.lang.tag] {
			add(w, rungWord{rung: r.ID})
		}
	}
	for _, w := range c.house.Dominate.Words[c.lang.tag] {
		add(w, rungWord{dominate: true})
	}
	for w, n := range c.lang.numbers {
		add(w, rungWord{number: n})
	}
	return nil
}

func (c *checker) run() error {
	if c.callout.Slug != "" && c.doc.Front.Callout != "" && c.doc.Front.Callout != c.callout.Slug {
		c.frontError(CodeFront, "callout", tell("the story is about %q, the record is %q", c.doc.Front.Callout, c.callout.Slug), tell("check it against its own record"))
	}
	for i, b := range c.doc.Blocks {
		r := c.read(b)
		r.index = i
		c.readings = append(c.readings, r)
	}
	c.readFront()
	if n := len(c.doc.Links()); n > MaxLinks {
		c.doc.report(CodeLink, c.doc.BodyLine, 1, tell("%d links; a story may have %d", n, MaxLinks), tell("split the story"))
		c.res.Findings = append(c.res.Findings, c.doc.problems[len(c.doc.problems)-1])
		return nil
	}
	for _, r := range c.readings {
		if err := c.block(r); err != nil {
			return err
		}
	}
	for _, r := range append(slices.Clone(c.front), c.readings...) {
		c.prose(r)
	}
	c.frontQuotes()
	c.lead()
	c.whole()
	c.checkFills()
	c.res.Checked = c.used
	return nil
}

// maxInSentence bounds the links to statements of one sentence.
const maxInSentence = 32

// block checks the links of one block, in order.
func (c *checker) block(r *reading) error {
	figures := map[int]int{} // links to statements, by where their sentence begins
	for _, l := range r.Links {
		if l.Kind != "" {
			c.used[string(l.Kind)]++
		}
		if !l.broken.Empty() {
			hint := tell("evidence links are response:, by:, share:, statement:, reversal:, contradiction:; pictures chart: and clip:")
			c.at(r, l.Offset, SeverityError, CodeLink, l.broken, hint)
			continue
		}
		var err error
		switch l.Kind {
		case LinkStatement, LinkReversal, LinkContradiction:
			s, _ := r.sentenceAt(l.Start)
			if figures[s.Start]++; figures[s.Start] > maxInSentence {
				c.linkError(r, l, CodeLink, tell("more than %d links to statements in one sentence", maxInSentence), tell("split the sentence"))
				continue
			}
		}
		switch l.Kind {
		case "":
			err = c.plainLink(r, l)
		case LinkResponse:
			err = c.quote(r, l)
		case LinkBy:
			err = c.by(r, l)
		case LinkStatement:
			c.statement(r, l)
		case LinkReversal:
			c.reversal(r, l)
		case LinkContradiction:
			c.contradiction(r, l)
		case LinkChart:
			c.chart(r, l)
		case LinkClip:
			err = c.clip(r, l)
		case LinkShare: // below: a figure may stand before or after its word
		}
		if err != nil {
			return err
		}
	}
	c.shares(r)
	return nil
}

// at reports a finding at a byte of the source; in a front matter value at
// the line of its key.
func (c *checker) at(r *reading, offset int, sev Severity, code Code, message, hint told) {
	p := spot{1, 1}
	start, end := 0, 0
	if r != nil && r.line > 0 {
		p = spot{r.line, 1}
	} else {
		p = c.doc.place(offset)
		start, end = c.doc.runesBefore(min(offset, len(c.doc.Source))), c.doc.runesBefore(c.doc.wordEnd(offset))
	}
	f := newFinding(c.doc.Name, p, sev, code, message, hint)
	f.Start, f.End = start, end
	c.res.Findings = append(c.res.Findings, f)
}

func (c *checker) linkError(r *reading, l *Link, code Code, message, hint told) {
	c.linkFinding(r, l, SeverityError, code, message, hint)
}

func (c *checker) linkFinding(r *reading, l *Link, sev Severity, code Code, message, hint told) {
	c.at(r, l.Offset, sev, code, message, hint)
	if p, ok := c.doc.parts(l); ok {
		c.res.Findings[len(c.res.Findings)-1].End = c.doc.runesBefore(p.end)
	}
}

func (c *checker) runeError(r *reading, i int, code Code, message, hint told) {
	c.at(r, r.offset(i), SeverityError, code, message, hint)
}

// offset is the byte of rune i, or of the block's end.
func (r *reading) offset(i int) int {
	switch {
	case i < len(r.Offset):
		return r.Offset[i]
	case len(r.Offset) > 0:
		return r.Offset[len(r.Offset)-1]
	}
	return 0
}

func (c *checker) frontError(code Code, key string, message, hint told) {
	c.frontFinding(SeverityError, code, key, message, hint)
}

func (c *checker) frontFinding(sev Severity, code Code, key string, message, hint told) {
	line := c.doc.Front.lines[key]
	c.res.Findings = append(c.res.Findings, newFinding(c.doc.Name, spot{max(1, line), 1}, sev, code, message, hint))
}

// response returns the response that a link names; a missing one is reported.
func (c *checker) response(r *reading, l *Link, id string) (*voxpop.Response, error) {
	got, ok := c.seen[id]
	if !ok {
		resp, found, err := c.rec.Response(id)
		if err != nil {
			return nil, err
		}
		if found {
			got = &resp
		}
		c.seen[id] = got
	}
	if got == nil {
		c.linkError(r, l, CodeLink, tell("there is no response %q", id), tell("voxpop responses %s lists the ids", c.callout.Slug))
	}
	return got, nil
}

// readFront makes readings of the values that are printed, so that the rules
// for prose see them.
func (c *checker) readFront() {
	f := c.doc.Front
	add := func(key, value string) {
		if value == "" {
			return
		}
		b := &Block{}
		for _, r := range value {
			b.add(r, 0, -1)
		}
		r := c.read(b)
		r.line, r.key = max(1, f.lines[key]), key
		c.front = append(c.front, r)
	}
	add("headline", f.Headline)
	add("standfirst", f.Standfirst)
	add("caption", f.Caption)
	add("credit", f.Credit)
	add("reply", f.Reply)
	for _, k := range f.Corrections {
		add("corrections", k.Text)
	}
}

// frontQuotes holds quoted words of the front matter against the quotations
// linked in the body.
func (c *checker) frontQuotes() {
	slices.Sort(c.linked)
	c.linked = slices.Compact(c.linked)
	all := NewQuotable(strings.Join(c.linked, "\n\ufffc\n")) // nothing is found across the mark
	none := 0
	for _, r := range c.front {
		for _, q := range r.quotes {
			words := string(r.Runes[q.Start:q.End])
			if !slices.ContainsFunc(r.Runes[q.Start:q.End], text.IsWord) {
				continue
			}
			if !strings.ContainsRune(words, '[') && all.find(words, &none).OK {
				continue
			}
			if strings.ContainsRune(words, '[') && slices.ContainsFunc(c.linked, func(have string) bool { return NewQuotable(have).find(words, &none).OK }) {
				continue
			}
			c.frontError(CodeUnlinked, r.key, tell("“%s” is not part of a quotation linked in the body", short(words)),
				tell("quote it in the body with its link, or leave the marks out"))
		}
	}
}

// lead checks the picture on top: all four keys or none.
func (c *checker) lead() {
	f := c.doc.Front
	c.leadPhoto()
	have := map[string]string{"lead": f.Lead, "alt": f.Alt, "caption": f.Caption, "credit": f.Credit}
	var missing []string
	for _, k := range []string{"lead", "alt", "caption", "credit"} {
		if have[k] == "" {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 || len(missing) == 4 {
		return
	}
	key := "lead"
	for _, k := range []string{"lead", "caption", "credit", "alt"} {
		if have[k] != "" {
			key = k
			break
		}
	}
	for _, k := range missing {
		code := CodeFront
		message := tell("the lead picture has no %s", k)
		if k == "alt" {
			code, message = CodeAlt, tell("the lead picture has no alternative text")
		} else if k == "lead" {
			message = tell("%s is given, but no lead picture", key)
		}
		c.frontError(code, key, message, tell("lead, alt, caption and credit come together, all four or none"))
	}
}

// leadPhoto holds a respondent's photo on top to their consent.
func (c *checker) leadPhoto() {
	name, ok := strings.CutPrefix(c.doc.Front.Lead, "media/")
	if !ok {
		return
	}
	id, _, _ := strings.Cut(name, ".")
	resp, found, err := c.rec.Response(id)
	switch {
	case err != nil || !found || resp.Media != c.doc.Front.Lead:
		c.frontError(CodeLink, "lead", tell("no response has the file %s", c.doc.Front.Lead), tell("name the file as the record does"))
	case resp.Withdrawn():
		c.frontError(CodeConsent, "lead", tell("%s was withdrawn on %s", resp.ID, c.callout.Day(resp.WithdrawnAt)), tell("choose another picture"))
	case !resp.Consent.Quote || !resp.Consent.Face:
		c.frontError(CodeConsent, "lead", tell("the respondent of %s did not consent to be shown", resp.ID), tell("choose another picture, or ask the respondent"))
	}
}

// today is the day the story is dated, at midnight UTC.
func (c *checker) today() (time.Time, bool) {
	t, _, ok := c.doc.Front.Date.Bounds()
	return t, ok
}

func (c *checker) code(id string) (voxpop.Code, bool) { return c.book.Code(id) }

func (c *checker) point(id string) (voxpop.Point, bool) {
	for _, p := range c.points {
		if p.ID == id {
			return p, true
		}
	}
	return voxpop.Point{}, false
}

// closest suggests the known name that a wrong one may be meant for.
func closest(wrong string, known []string) string {
	best, at := "", 3
	for _, k := range known {
		if len(k) > 80 || len(wrong) > 80 || len(k)-len(wrong) > 8 || len(wrong)-len(k) > 8 {
			continue
		}
		if d := distance([]rune(strings.ToLower(wrong)), []rune(strings.ToLower(k))); d < at {
			best, at = k, d
		}
	}
	return best
}

// maxHints bounds the wrong names of one story for which a right one is looked for.
const maxHints = 100

func (c *checker) suggest(wrong string, known []string, otherwise string) told {
	c.meant = ""
	if c.hints++; c.hints > maxHints {
		return told{}
	}
	c.meant = closest(wrong, known)
	if k := c.meant; k != "" {
		return tell("did you mean %s?", k)
	}
	if len(known) > 0 && len(known) <= 24 {
		return tell(otherwise, strings.Join(known, ", "))
	}
	return told{}
}
