package quote

import (
	"strings"
	"unicode/utf8"
)

// Extract finds the quotations of an article, in the order of their start. It
// never fails: a text in a language without a table is read for marks alone.
func Extract(s string, o Options) []Quotation {
	d, qs := readText(s, o)
	d.date(qs, o)
	resolve(d, qs, o)
	for i := range qs {
		qs[i].Precision = precisionOf(d.lang.lang, qs[i].Rule)
	}
	d.points(qs)
	d.done()
	return qs
}

// readText finds the quotations of an article and leaves open who the speakers
// are. Spans count bytes.
func readText(s string, o Options) (*doc, []Quotation) {
	lang := langOf(s, o)
	d := parseDoc(s, tableOf(lang))
	d.nested = o.Nested
	d.thoughts = o.Thoughts
	g := grammarOf(lang)
	if g == nil {
		g = marksOnly{}
	}
	for i := range d.sents {
		g.read(d, d.sents[i])
	}
	g.finish(d)
	return d, d.quotations()
}

// points turns the spans of qs from bytes into code points and fills in the
// words of the mentions.
func (d *doc) points(qs []Quotation) {
	if len(qs) == 0 {
		return
	}
	at := offsetsOf(d.text)
	mention := func(m *Mention) {
		if m.Text == "" && !m.Empty() {
			if m.Text = strings.Clone(d.text[m.Start:m.End]); !utf8.ValidString(m.Text) {
				m.Text = string([]rune(m.Text)) // a bad byte is one code point
			}
		}
		m.Span = at.span(m.Span)
	}
	for i := range qs {
		q := &qs[i]
		for j := range q.Parts {
			q.Parts[j] = at.span(q.Parts[j])
		}
		q.Span = Span{q.Parts[0].Start, q.Parts[len(q.Parts)-1].End}
		mention(&q.Speaker)
		mention(&q.Addressee)
		mention(&q.Via)
		for j := range q.With {
			mention(&q.With[j])
		}
		q.Cue, q.Medium, q.Place, q.When = at.span(q.Cue), at.span(q.Medium), at.span(q.Place), at.span(q.When)
	}
}

// marksOnly takes every longer span between marks for a quotation without a speaker.
type marksOnly struct{}

func (marksOnly) read(d *doc, s sentence) {
	if s.in >= 0 {
		return
	}
	for _, k := range d.words(s) {
		if k.kind == quoted && d.wordsIn(k.mark) >= 4 {
			d.emit(found{parts: []span{d.marks[k.mark].inner}, class: Say, rule: "marks"})
		}
	}
}

func (marksOnly) finish(*doc) {}

// wordsIn counts the words between marks.
func (d *doc) wordsIn(m int) int { return d.marks[m].words }
