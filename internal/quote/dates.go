package quote

import (
	"sort"
	"strings"

	"voxpop"
	"voxpop/internal/when"
)

// date tells when quotations were said: by the time that stands beside the cue,
// outside of what was said. Spans count bytes.
func (d *doc) date(qs []Quotation, o Options) {
	outer := d.sents
	if len(d.marks) > 0 {
		outer = outer[:d.marks[0].first]
	}
	anchor := when.Anchor{Day: o.Published, Zone: o.Zone}
	var dates []when.Date
	at := -1 // first token of the sentence that dates are of
	for i := range qs {
		q := &qs[i]
		if q.Cue.Empty() {
			d.dateLikeBefore(qs, i)
			continue
		}
		s, ok := d.holds(outer, q.Cue.Start)
		if !ok {
			continue
		}
		d.denied(q, s)
		if at != s.from {
			at = s.from
			base := d.toks[s.from].start
			dates = when.Append(dates[:0], d.text[base:d.toks[s.to-1].end], d.lang.lang, anchor, when.Past)
			for k := range dates {
				dates[k].Start += base
				dates[k].End += base
			}
		}
		d.dateOne(qs, i, s, dates, o.Published)
	}
}

// denied turns round what somebody only denied: “denied that she had met them”
// says the opposite of its content, “did not deny” does not.
func (d *doc) denied(q *Quotation, s sentence) {
	if q.Type == Direct {
		return
	}
	for _, k := range d.toks[s.from:s.to] {
		if k.start >= q.Cue.Start && k.end <= q.Cue.End && k.is(cDeny) {
			if q.Negated = !q.Negated; q.Negated {
				q.Notes = append(q.Notes, "denied: the speaker says that it is not so")
			}
			return
		}
	}
}

// holds finds the sentence around a place, inside marks where it lies in some.
func (d *doc) holds(level []sentence, place int) (sentence, bool) {
	n := sort.Search(len(level), func(k int) bool { return d.toks[level[k].to-1].end > place })
	if n == len(level) || d.toks[level[n].from].start > place {
		return sentence{}, false
	}
	s := level[n]
	for _, k := range d.toks[s.from:s.to] {
		if k.kind == quoted && k.start <= place && place < k.end {
			m := d.marks[k.mark]
			if in, ok := d.holds(d.sents[m.first:m.last], place); ok {
				return in, true
			}
		}
	}
	return s, true
}

// dateOne takes the date of the clause that the cue of qs[i] is in: the
// nearest without a comma between, or one that opens the sentence.
func (d *doc) dateOne(qs []Quotation, i int, s sentence, dates []when.Date, published voxpop.Date) {
	q := &qs[i]
	best, rank := -1, 0
	for k, x := range dates {
		if x.Value == "" || x.Kind == when.Open || x.Kind == when.Vague || d.said(qs, i, x) {
			continue
		}
		if x.Start < q.Speaker.End && q.Speaker.Start < x.End {
			continue // who resigned in 2019
		}
		far := d.apart(s, x, q.Cue, 0)
		if far < 0 && !q.Speaker.Empty() && x.Start >= q.Speaker.End {
			// said Ilse Varga, the mayor, on Thursday
			if far = d.apart(s, x, q.Speaker.Span, 1); far > 2 {
				far = -1
			}
		}
		opens := d.wordsFrom(s, d.toks[s.from].start, x.Start) <= 3 && x.Start < q.Cue.Start
		if x.Kind != when.Day && d.leads(s, q, x) {
			continue // said in April the bridge would open: when it opens
		}
		if far < 0 && !opens || x.Kind != when.Day && !opens && far > 6 {
			continue
		}
		r := 1000 - max(far, 0)
		if x.Kind == when.Day {
			r += 2000
		}
		if far >= 0 {
			r += 500
		}
		if best < 0 || r > rank {
			best, rank = k, r
		}
	}
	if d.ahead(s, q.Cue) {
		q.Notes = append(q.Notes, "not said yet when the article was written")
		return
	}
	if best < 0 {
		return
	}
	x := dates[best]
	if _, last, ok := x.Value.Bounds(); ok {
		if _, day, ok := published.Bounds(); ok && last.After(day) && x.Kind == when.Day {
			q.Notes = append(q.Notes, "the day beside it lies after the article's")
			return
		}
	}
	q.Said, q.When, q.Doubt = x.Value, Span{x.Start, x.End}, x.Doubt
	for code := range strings.FieldsSeq(x.Doubt) {
		if note := doubts[code]; note != "" {
			q.Notes = append(q.Notes, note)
		}
	}
}

// ahead reports whether the cue says that something is still to be said: will
// say, is expected to announce. A word of class ahead stands in the cue, or
// shortly before it when the cue is a bare form.
func (d *doc) ahead(s sentence, cue Span) bool {
	bare := false
	last := s.from
	for i := s.from; i < s.to; i++ {
		k := d.toks[i]
		if k.start < cue.Start {
			last = i
			continue
		}
		if k.end > cue.End {
			break
		}
		if k.is(cAhead) {
			return true
		}
		bare = bare || !k.is(cPast) && (k.is(cBase) || k.is(cSay) && !k.is(cNow))
	}
	if !bare {
		return false
	}
	for i := last; i >= s.from && i > last-6; i-- {
		switch k := d.toks[i]; {
		case k.is(cAhead):
			return true
		case k.kind == comma || k.kind == semi || k.kind == dash || k.is(cPast) && k.is(cSay):
			return false
		}
	}
	return false
}

// leads reports whether a date stands directly before an indirect content that
// no conjunction opens, so that it may be a part of it.
func (d *doc) leads(s sentence, q *Quotation, x when.Date) bool {
	if q.Type == Direct || x.Start < q.Cue.End || x.End > q.Start {
		return false
	}
	for _, k := range d.toks[s.from:s.to] {
		if k.start >= x.End && k.start <= q.Start && (k.is(cThatWord) || k.start < q.Start) {
			return false
		}
	}
	return true
}

// doubts are those of package when in words.
var doubts = map[string]string{
	when.DoubtZone:     "the speaker's day and the outlet's may differ",
	when.DoubtCentury:  "the year is written with two digits",
	when.DoubtCalendar: "which calendar is meant is a guess",
	when.DoubtSighting: "an Islamic date: a day earlier or later is possible",
	when.DoubtOrder:    "day or month may stand first",
	when.DoubtWeek:     "a week earlier is possible",
	when.DoubtClash:    "the weekday and the day do not agree",
	when.DoubtSeason:   "when the season begins is a guess",
	when.DoubtRounded:  "the time is rounded",
}

// dateLikeBefore dates a quotation without a cue like the one before it, when
// both are of one paragraph and one speaker.
func (d *doc) dateLikeBefore(qs []Quotation, i int) {
	if i == 0 || qs[i].Speaker.Empty() || qs[i-1].Speaker.Span != qs[i].Speaker.Span || qs[i-1].Said == "" {
		return
	}
	if strings.Contains(d.text[min(qs[i-1].End, qs[i].Start):qs[i].Start], "\n\n") {
		return
	}
	qs[i].Said, qs[i].When, qs[i].Doubt = qs[i-1].Said, qs[i-1].When, qs[i-1].Doubt
	qs[i].Notes = append(qs[i].Notes, "dated like the quotation before it")
}

// said reports whether a date is part of what somebody said, and not of what is
// told about it: of quotation i itself, or of one that does not hold its cue.
func (d *doc) said(qs []Quotation, i int, x when.Date) bool {
	near := func(k int) bool {
		for _, p := range qs[k].Parts {
			if x.Start < p.End && p.Start < x.End && (k == i || qs[i].Cue.Start < p.Start || qs[i].Cue.End > p.End) {
				return true
			}
		}
		return false
	}
	for k := i; k >= 0 && i-k < 12; k-- { // those of one sentence stand together
		if near(k) {
			return true
		}
	}
	for k := i + 1; k < len(qs) && k-i < 12 && qs[k].Start < x.End; k++ {
		if near(k) {
			return true
		}
	}
	return false
}

// apart counts the words between a date and a place beside it; -1 when more
// than so many commas or the like stand between.
func (d *doc) apart(s sentence, x when.Date, place Span, commas int) int {
	from, to := x.End, place.Start
	if place.Start < x.Start {
		from, to = place.End, x.Start
	}
	n := 0
	for _, k := range d.toks[s.from:s.to] {
		if k.start < from || k.end > to {
			continue
		}
		switch k.kind {
		case comma, semi, dash, open, shut:
			if commas--; commas < 0 {
				return -1
			}
		case word, number:
			n++
		}
	}
	return n
}

// wordsFrom counts the words of a sentence between two places.
func (d *doc) wordsFrom(s sentence, from, to int) int {
	n := 0
	for _, k := range d.toks[s.from:s.to] {
		if k.start >= from && k.end <= to && (k.kind == word || k.kind == number) {
			n++
		}
	}
	return n
}
