package eval

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"voxpop/internal/quote"
)

// Article is a text with the quotations that people found in it:
// `{"id","text","lang","quotes":[{"start","end","parts","type",
// "speaker","speaker_start","speaker_end","cue","cue_start","cue_end",
// "speaker_resolved"}]}`. Other fields are passed over. Spans count code points.
type Article struct {
	ID     string  `json:"id"`
	Text   string  `json:"text"`
	Lang   string  `json:"lang"`
	Quotes []Quote `json:"quotes"`
}

// Quote is one quotation of an [Article], as people marked it or as it was found.
type Quote struct {
	Start         int      `json:"start"`
	End           int      `json:"end"`
	Parts         [][2]int `json:"parts,omitempty"` // apart; without them start to end
	Type          string   `json:"type"`
	Speaker       *string  `json:"speaker"`
	SpeakerStart  *int     `json:"speaker_start"`
	SpeakerEnd    *int     `json:"speaker_end"`
	Resolved      string   `json:"speaker_resolved,omitempty"` // the person meant
	Cue           *string  `json:"cue"`
	CueStart      *int     `json:"cue_start"`
	CueEnd        *int     `json:"cue_end"`
	Rule          string   `json:"rule,omitempty"`
	OriginalType  string   `json:"orig_type,omitempty"` // of a set with finer types
	InsideAnother bool     `json:"nested,omitempty"`
}

// ReadArticles reads articles from lines of JSON. name stands in errors. A span
// that does not lie in its text is refused.
func ReadArticles(name string, r io.Reader) ([]Article, error) {
	var all []Article
	err := eachLine(name, r, func(line []byte) error {
		var a Article
		if err := json.Unmarshal(line, &a); err != nil {
			return err
		}
		if a.Text == "" {
			return errors.New("has no text")
		}
		n := len([]rune(a.Text))
		for i, q := range a.Quotes {
			for _, p := range q.parts() {
				if p[0] < 0 || p[1] < p[0] || p[1] > n {
					return fmt.Errorf("quotes[%d]: %d to %d does not lie in the text of %d code points", i, p[0], p[1], n)
				}
			}
		}
		all = append(all, a)
		return nil
	})
	return all, err
}

func (q Quote) parts() [][2]int {
	if len(q.Parts) == 0 {
		return [][2]int{{q.Start, q.End}}
	}
	return q.Parts
}

// QuotesOptions of [Quotes].
type QuotesOptions struct {
	// Extract finds the quotations of an article; nil is [quote.Extract].
	Extract func(text string, o quote.Options) []quote.Quotation
	// Every counts also what is set aside otherwise.
	Every bool
	// Thoughts also finds what people think and want.
	Thoughts bool
	// Found is told what was found in each article; nil is nobody.
	Found    func(a Article, found []Quote) error
	Progress Progress
}

// Rate is how many of what was found is right (p), how many of what is there
// was found (r), and their harmonic mean. All lie between 0 and 1.
type Rate struct {
	P  float64 `json:"p"`
	R  float64 `json:"r"`
	F1 float64 `json:"f1"`
}

// QuoteMeasure is how well one type of quotation is found. Exact: the same
// after spaces, marks, punctuation and a leading “that” are trimmed. IoU50: at
// least half of the letters and digits that either has are in both; each is
// matched once, the nearest first. Speaker: of those matched with IoU50 whose
// speaker is marked, the share whose speaker overlaps.
type QuoteMeasure struct {
	Gold    int     `json:"gold"`
	Found   int     `json:"found"`
	Exact   Rate    `json:"exact"`
	IoU50   Rate    `json:"iou50"`
	Speaker float64 `json:"speaker"`
}

// QuotesResult is how well quotations are found in articles.
type QuotesResult struct {
	Articles int `json:"articles"`
	// SetAside are marked quotations that do not count, neither as found nor as
	// missed: their cue is no speech, or the set calls them reported without
	// words, free indirect or nested.
	SetAside  int          `json:"set_aside"`
	All       QuoteMeasure `json:"all"`
	Direct    QuoteMeasure `json:"direct"`
	Mixed     QuoteMeasure `json:"mixed"`
	Indirect  QuoteMeasure `json:"indirect"`
	IoU80     Rate         `json:"iou80"`
	Covered30 Rate         `json:"covered30"` // at least three tenths of the marked one
	Resolved  float64      `json:"resolved"`  // of those matched whose person is marked: the share told right
	Cue       float64      `json:"cue"`       // of those matched whose cue is marked: the share whose cue overlaps
	Types     float64      `json:"types"`     // of those matched: the share with the right type
	MBPerS    float64      `json:"mb_s"`      // million bytes of text a second
	Seconds   float64      `json:"seconds"`
	Rules     []RuleResult `json:"rules"`
}

// RuleResult is how often one rule was right.
type RuleResult struct {
	Rule      string  `json:"rule"`
	Lang      string  `json:"lang"`
	Found     int     `json:"found"`
	Right     int     `json:"right"` // matched with IoU50
	Precision float64 `json:"precision"`
}

type quoteCount struct{ gold, found, exact, iou50, pexact, piou50, speakers, speaker int }

func (c quoteCount) measure() QuoteMeasure {
	return QuoteMeasure{Gold: c.gold, Found: c.found,
		Exact: rate(c.exact, c.pexact, c.gold, c.found), IoU50: rate(c.iou50, c.piou50, c.gold, c.found),
		Speaker: part(c.speaker, c.speakers, 0)}
}

// rate of right ones among gold and among found ones.
func rate(ofGold, ofFound, gold, found int) Rate {
	r := Rate{P: part(ofFound, found, 0), R: part(ofGold, gold, 0)}
	if r.P+r.R > 0 {
		r.F1 = 2 * r.P * r.R / (r.P + r.R)
	}
	return r
}

// Quotes finds the quotations of articles and compares them with what people
// marked, by the matching that [QuoteMeasure] describes.
func Quotes(articles []Article, o QuotesOptions) (QuotesResult, error) {
	if o.Extract == nil {
		o.Extract = quote.Extract
	}
	res := QuotesResult{Articles: len(articles), Rules: []RuleResult{}}
	var all, i80, c30 quoteCount
	types := map[string]*quoteCount{"direct": {}, "mixed": {}, "indirect": {}}
	at := func(t string) *quoteCount {
		if types[t] == nil {
			types[t] = &quoteCount{}
		}
		return types[t]
	}
	type rule struct{ rule, lang string }
	rules := map[rule]*RuleResult{}
	var matched, rightType, resolved, resolvedRight, cues, cuesRight int
	tell(o.Progress, fmt.Sprintf("reading %d articles", len(articles)))
	for _, a := range articles {
		found := flatten(a.Text, o.Extract(a.Text, quote.Options{Lang: a.Lang, Thoughts: o.Thoughts}))
		if o.Found != nil {
			if err := o.Found(a, found); err != nil {
				return res, err
			}
		}
		m := matching(a, found, o.Every)
		res.SetAside += m.aside
		all.gold += len(m.gold)
		all.found += len(m.found)
		for _, q := range m.gold {
			at(q.Type).gold++
		}
		for _, p := range m.found {
			at(p.Type).found++
			k := rule{p.Rule, a.Lang}
			if rules[k] == nil {
				rules[k] = &RuleResult{Rule: p.Rule, Lang: a.Lang}
			}
			rules[k].Found++
		}
		for _, x := range m.pairs {
			q, p := m.gold[x.gold], m.found[x.found]
			g, f := at(q.Type), at(p.Type)
			if x.exact {
				all.exact++
				g.exact++
				f.pexact++
			}
			if x.iou >= .8 {
				i80.exact++
			}
			if x.covered >= .3 {
				c30.exact++
			}
			if x.iou < .5 {
				continue
			}
			all.iou50++
			g.iou50++
			f.piou50++
			rules[rule{p.Rule, a.Lang}].Right++
			matched++
			if q.Type == p.Type {
				rightType++
			}
			if q.SpeakerStart != nil {
				all.speakers++
				g.speakers++
				if overlap(q.SpeakerStart, q.SpeakerEnd, p.SpeakerStart, p.SpeakerEnd) {
					all.speaker++
					g.speaker++
				}
			}
			if q.Resolved != "" {
				resolved++
				said := p.Resolved
				if said == "" && p.Speaker != nil {
					said = *p.Speaker
				}
				if strings.EqualFold(strings.TrimSpace(said), q.Resolved) {
					resolvedRight++
				}
			}
			if q.CueStart != nil {
				cues++
				if overlap(q.CueStart, q.CueEnd, p.CueStart, p.CueEnd) {
					cuesRight++
				}
			}
		}
	}
	all.pexact, all.piou50 = all.exact, all.iou50
	res.All, res.Direct, res.Mixed, res.Indirect = all.measure(), types["direct"].measure(), types["mixed"].measure(), types["indirect"].measure()
	res.IoU80, res.Covered30 = rate(i80.exact, i80.exact, all.gold, all.found), rate(c30.exact, c30.exact, all.gold, all.found)
	res.Resolved, res.Cue, res.Types = part(resolvedRight, resolved, 0), part(cuesRight, cues, 0), part(rightType, matched, 0)
	for _, r := range rules {
		r.Precision = part(r.Right, r.Found, 0)
		res.Rules = append(res.Rules, *r)
	}
	slices.SortFunc(res.Rules, func(a, b RuleResult) int {
		return cmp.Or(cmp.Compare(a.Lang, b.Lang), b.Found-a.Found, cmp.Compare(a.Rule, b.Rule))
	})
	return res, nil
}

// setAside reports whether a marked quotation is of a kind that is not looked
// for: what people think or do, and, in sets that tell them apart, speech that
// is only summed up, free indirect speech and speech inside other speech.
func setAside(lang string, q Quote) bool {
	switch q.OriginalType {
	case "":
		return q.Cue != nil && !quote.SpeechCue(lang, *q.Cue)
	case "Direct", "Indirect":
		return q.InsideAnother
	}
	return true
}

// flatten writes what was found as data sets do.
func flatten(text string, found []quote.Quotation) []Quote {
	runes := []rune(text)
	words := func(s quote.Span) (*string, *int, *int) {
		if s.Empty() {
			return nil, nil, nil
		}
		w := string(runes[s.Start:s.End])
		return &w, &s.Start, &s.End
	}
	list := make([]Quote, 0, len(found))
	for _, f := range found {
		q := Quote{Start: f.Start, End: f.End, Type: string(f.Type), Rule: f.Rule, Resolved: f.Speaker.Name}
		for _, p := range f.Parts {
			q.Parts = append(q.Parts, [2]int{p.Start, p.End})
		}
		if f.Speaker.Who == quote.Metonym { // people mark the capital, not the government
			q.Resolved = f.Speaker.Text
		}
		q.Speaker, q.SpeakerStart, q.SpeakerEnd = words(f.Speaker.Span)
		q.Cue, q.CueStart, q.CueEnd = words(f.Cue)
		list = append(list, q)
	}
	return list
}

type quotePair struct {
	gold, found  int
	iou, covered float64
	exact        bool
}

type quoteMatching struct {
	gold, found []Quote
	aside       int
	pairs       []quotePair
}

// matching pairs what was marked with what was found, one to one, the most
// alike first. What was found and is more like something set aside is left out.
func matching(a Article, found []Quote, every bool) (m quoteMatching) {
	t := []rune(a.Text)
	counts := make([]int, len(t)+1) // letters and digits before each code point
	for i, r := range t {
		counts[i+1] = counts[i]
		if alnum(r) {
			counts[i+1]++
		}
	}
	var aside []Quote
	for _, q := range a.Quotes {
		if !every && setAside(a.Lang, q) {
			aside = append(aside, q)
			continue
		}
		m.gold = append(m.gold, q)
	}
	m.aside = len(aside)
	for _, p := range found {
		best, other := 0.0, 0.0
		for _, q := range m.gold {
			_, iou := alike(counts, q, p)
			best = max(best, iou)
		}
		for _, q := range aside {
			_, iou := alike(counts, q, p)
			other = max(other, iou)
		}
		if other < .3 || other <= best {
			m.found = append(m.found, p)
		}
	}
	for i, q := range m.gold {
		for j, p := range m.found {
			both, iou := alike(counts, q, p)
			if both > 0 {
				m.pairs = append(m.pairs, quotePair{i, j, iou, float64(both) / float64(size(counts, q)), trimmed(t, q) == trimmed(t, p)})
			}
		}
	}
	slices.SortStableFunc(m.pairs, func(x, y quotePair) int {
		return cmp.Or(cmp.Compare(y.iou, x.iou), cmp.Compare(y.covered, x.covered), y.gold-x.gold, y.found-x.found)
	})
	usedGold, usedFound := make([]bool, len(m.gold)), make([]bool, len(m.found))
	m.pairs = slices.DeleteFunc(m.pairs, func(x quotePair) bool {
		if usedGold[x.gold] || usedFound[x.found] {
			return true
		}
		usedGold[x.gold], usedFound[x.found] = true, true
		return false
	})
	return m
}

// alike counts the letters and digits that are in both, and their share of those in either.
func alike(counts []int, a, b Quote) (both int, iou float64) {
	for _, x := range a.parts() {
		for _, y := range b.parts() {
			if from, to := max(x[0], y[0]), min(x[1], y[1]); from < to {
				both += counts[to] - counts[from]
			}
		}
	}
	if either := size(counts, a) + size(counts, b) - both; either > 0 {
		iou = float64(both) / float64(either)
	}
	return both, iou
}

func size(counts []int, q Quote) (n int) {
	for _, p := range q.parts() {
		n += counts[p[1]] - counts[p[0]]
	}
	return n
}

// leading words say that a quotation begins and are no part of it.
var leading = map[string]bool{"that": true, "dass": true, "daß": true, "که": true, "and": true, "und": true, "if": true, "ob": true}

// trimmed returns a quotation's ends without what is no word, and without
// leading words.
func trimmed(t []rune, q Quote) [2]int {
	p := q.parts()
	from, to := p[0][0], p[len(p)-1][1]
	for {
		for from < to && !alnum(t[from]) {
			from++
		}
		end := from
		for end < to && (alnum(t[end]) || t[end] == '_') {
			end++
		}
		if end == from || end == to || !leading[strings.ToLower(string(t[from:end]))] {
			break
		}
		from = end
	}
	for to > from && !alnum(t[to-1]) {
		to--
	}
	return [2]int{from, to}
}

func alnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

func overlap(aFrom, aTo, bFrom, bTo *int) bool {
	return aFrom != nil && bFrom != nil && aTo != nil && bTo != nil && max(*aFrom, *bFrom) < min(*aTo, *bTo)
}
