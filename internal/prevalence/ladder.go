package prevalence

import (
	"math"

	"voxpop"
)

// Condition names what a word asks of a share.
type Condition string

// The conditions, in the order in which they are looked at.
const (
	WantBase      Condition = "base"      // people counted: Have of Need; under it numbers only
	WantAgreement Condition = "agreement" // alpha of the code: Have under Need, and the word is not "some"
	WantAll       Condition = "all"       // people who voice it: Have of Need, everybody
	WantShare     Condition = "share"     // share: Have under Need (or at Need, when the rung lies over it)
	WantPeople    Condition = "people"    // people who voice it: Have under Need
	WantLow       Condition = "low"       // low end of the range: Have is not above Need
	WantOthers    Condition = "others"    // people who do not also carry the earlier code: Have under Need
	WantCode      Condition = "code"      // the figures hold no such code, or the ladder no such rung
	WantLess      Condition = "ceiling"   // share: Have above Need; a stronger word would be right
	WantLead      Condition = "lead"      // people who voice it: Have under Need, the lead over the next theme
)

// Reason is the condition that a word did not meet, with its numbers. Shares,
// ends of a range and alpha are fractions of 1; people are whole.
type Reason struct {
	Condition  Condition
	Have, Need float64
	N, Of      int    // the code's people and the counted people
	Next       string // WantLead: the theme that comes next
	Without    string // of "dominated": "", "campaigns" or "channel", the people left out when it failed
}

// Judgement is what the ladder says about a word.
type Judgement struct {
	OK          bool // the word may stand; an understated one may
	Overstated  bool
	Understated bool   // the share lies above the word's ceiling and carries the stronger word Offer
	Reason      Reason // of Overstated or Understated
	Offer       string // id of the strongest rung that the share carries; "" when only numbers are left
}

// Judge says whether the share of a code carries the word of a rung. prev is
// the code of the nearest earlier quantifier, for "others"; "" when there is none.
//
// A word is overstated when any of its conditions fails: enough people counted
// for words at all, enough agreement (below it only "some" is left), the share
// at least From, the people, the low end of the range above Low; for "all",
// everybody; for "others", enough people who do not also carry prev. It is
// understated when the share lies above To and a stronger word holds.
func Judge(house voxpop.House, f *Figures, code, rungID, prev string) Judgement {
	share, known := f.Share(code)
	rung, ok := house.Rung(rungID)
	if !known || !ok {
		return Judgement{Overstated: true, Reason: Reason{Condition: WantCode}}
	}
	j := Judgement{Offer: Strongest(house, f, code)}
	if r, failed := fails(house, f, share, rung, prev); failed {
		j.Overstated, j.Reason = true, r
		return j
	}
	j.OK = true
	if share.Share > rung.To && above(house, j.Offer, rungID) {
		j.Understated = true
		j.Reason = Reason{Condition: WantLess, Have: share.Share, Need: rung.To, N: Whole(share.N), Of: share.Of}
	}
	return j
}

// Strongest returns the id of the strongest rung that the share of a code
// carries; "" when it carries none. "Others" is never offered: it depends on
// what was said before.
func Strongest(house voxpop.House, f *Figures, code string) string {
	share, ok := f.Share(code)
	if !ok {
		return ""
	}
	for i := len(house.Ladder) - 1; i >= 0; i-- {
		rung := house.Ladder[i]
		if rung.ID == voxpop.RungOthers {
			continue
		}
		if _, failed := fails(house, f, share, rung, ""); !failed {
			return rung.ID
		}
	}
	return ""
}

// fails returns the first condition of the rung that the share does not meet.
//
// The comparisons are exact although shares are floats: n ÷ N is the float
// nearest to that fraction, a bound like .15 is the one nearest to 15/100, and
// two different fractions with denominators that small never share a float.
func fails(h voxpop.House, f *Figures, s voxpop.Share, rung voxpop.Rung, prev string) (Reason, bool) {
	n := Whole(s.N)
	r := Reason{N: n, Of: s.Of}
	fail := func(c Condition, have, need float64) (Reason, bool) {
		r.Condition, r.Have, r.Need = c, have, need
		return r, true
	}
	if s.Of < h.NumbersOnly {
		return fail(WantBase, float64(s.Of), float64(h.NumbersOnly))
	}
	doubted := s.Alpha != nil && *s.Alpha < h.MinAlpha
	switch {
	case doubted && rung.ID != voxpop.RungSome:
		return fail(WantAgreement, *s.Alpha, h.MinAlpha)
	case rung.ID == voxpop.RungAll:
		if n != s.Of {
			return fail(WantAll, float64(n), float64(s.Of))
		}
	case doubted: // "some" then asks for its people alone
	case s.Share < rung.From, rung.Over && s.Share == rung.From:
		return fail(WantShare, s.Share, rung.From)
	}
	if n < rung.People {
		return fail(WantPeople, float64(n), float64(rung.People))
	}
	if rung.Low > 0 && !doubted && s.Low <= rung.Low {
		return fail(WantLow, s.Low, rung.Low)
	}
	if rung.ID == voxpop.RungOthers && prev != "" {
		if rest := n - f.Both(s.Code, prev); rest < rung.People {
			return fail(WantOthers, float64(rest), float64(rung.People))
		}
	}
	return Reason{}, false
}

// above reports whether rung a stands higher on the ladder than rung b.
func above(house voxpop.House, a, b string) bool {
	ai, bi := -1, -1
	for i, r := range house.Ladder {
		if r.ID == a {
			ai = i
		}
		if r.ID == b {
			bi = i
		}
	}
	return ai > bi
}

// Dominates says whether a theme may be said to dominate the answers: enough
// people counted; a share and a lead over the next theme, which is neither a
// part nor a parent of it; and share and lead still there without the units of
// campaigns, and without the people of the largest channel. Each of those two
// is asked only where at least NumbersOnly people remain: a call-out with one
// channel has no other to ask. Where shares are estimated, the low ends of
// share and lead must hold as well. why is the first condition that failed.
func Dominates(house voxpop.House, f *Figures, code string) (ok bool, why Reason) {
	share, known := f.Share(code)
	if !known {
		return false, Reason{Condition: WantCode}
	}
	rule := house.Dominate
	base := Reason{N: Whole(share.N), Of: share.Of}
	if share.Of < max(rule.Counted, house.NumbersOnly) {
		base.Condition, base.Have, base.Need = WantBase, float64(share.Of), float64(max(rule.Counted, house.NumbersOnly))
		return false, base
	}
	if share.Alpha != nil && *share.Alpha < house.MinAlpha {
		base.Condition, base.Have, base.Need = WantAgreement, *share.Alpha, house.MinAlpha
		return false, base
	}
	for _, test := range []struct {
		without string
		rest    remaining
	}{{"", f.everybody()}, {"campaigns", f.withoutCampaigns()}, {"channel", f.withoutLargestChannel()}} {
		if test.without != "" && test.rest.Of < max(house.NumbersOnly, 1) {
			continue
		}
		why := Reason{N: test.rest.N[code], Of: test.rest.Of, Without: test.without}
		n := float64(why.N)
		if part := n / float64(why.Of); part < rule.Share {
			why.Condition, why.Have, why.Need = WantShare, part, rule.Share
			return false, why
		}
		next, m := f.next(code, test.rest.Rest)
		if n < rule.Lead*float64(m) {
			why.Condition, why.Have, why.Need, why.Next = WantLead, n, rule.Lead*float64(m), next
			return false, why
		}
		if low, lead := f.surely(test.rest, code, next, rule.Lead); low < rule.Share {
			why.Condition, why.Have, why.Need = WantLow, low, rule.Share
			return false, why
		} else if n < lead {
			why.Condition, why.Have, why.Need, why.Next = WantLead, n, lead, next
			return false, why
		}
	}
	return true, Reason{}
}

// surely is how low the share of a code may lie, and how many people it takes
// for a lead that the ends of both ranges bear out. Counted shares are sure.
//
// The end of the difference a − L·b is found by squaring and adding how far the
// ends of a and of b lie from them (MOVER: Zou & Donner 2008), with the
// correlation of the two in the sample.
func (f *Figures) surely(rest remaining, code, next string, times float64) (low, lead float64) {
	if f.poll == nil {
		return 1, 0
	}
	at := func(id string) (polled, bool) {
		for i, c := range f.poll.codes {
			if c == id {
				return rest.estimates[i], true
			}
		}
		return polled{}, false
	}
	a, _ := at(code)
	b, other := at(next)
	if !other {
		return a.Low, 0
	}
	down, up := a.Share-a.Low, times*(b.High-b.Share)
	r := f.poll.together(code, next, rest.keep)
	far := math.Sqrt(max(down*down+up*up-2*r*down*up, 0))
	return a.Low, (times*b.Share + far) * float64(rest.Of)
}

// next returns the theme that most people voice besides code, its ancestors
// and its descendants.
func (f *Figures) next(code string, rest Rest) (id string, n int) {
	for _, c := range f.book.Codes {
		if c.ID == code || c.Kind != voxpop.Theme || f.under(c.ID, code) || f.under(code, c.ID) {
			continue
		}
		if id == "" || rest.N[c.ID] > n {
			id, n = c.ID, rest.N[c.ID]
		}
	}
	return id, n
}

// under reports whether a lies below b in the codebook's tree.
func (f *Figures) under(a, b string) bool {
	for range f.book.Codes { // no path is longer, even if the parents go round
		c, _ := f.book.Code(a)
		if c.Parent == "" {
			return false
		}
		if c.Parent == b {
			return true
		}
		a = c.Parent
	}
	return false
}
