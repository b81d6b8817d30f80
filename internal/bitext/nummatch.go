package bitext

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// claim is a quantity that may be taken by its like on the other side.
type claim struct {
	quantity
	taken bool
}

// numbers compares the numbers of all pairs. A number that moved into the
// sentence before or after is at home there.
func (c *comparison) numbers(all []pairOf) {
	spoken := saysNumbers(c.from) && saysNumbers(c.to)
	s, t := make([][]*claim, len(all)), make([][]*claim, len(all))
	for i, p := range all {
		a, b := claims(p.s, spoken), claims(p.t, spoken)
		c.matchDates(p, &a, &b)
		pair(a, b, true)
		pair(a, b, false)
		s[i], t[i] = a, b
	}
	for i := range all {
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(all) {
				pair(hard(s[i]), t[j], false)
				pair(s[i], hard(t[j]), false)
			}
		}
	}
	for i, p := range all {
		lost, won := hard(s[i]), hard(t[i])
		lost, won = c.forgive(p, lost, p.t), c.forgive(p, won, p.s)
		n := min(len(lost), len(won))
		for k := range n {
			say := fmt.Sprintf("The source has %s, the translation %s.", quote(p.s.text(lost[k].Span)), quote(p.t.text(won[k].Span)))
			if lost[k].percent != won[k].percent && alike(lost[k].reads, won[k].reads) {
				say = fmt.Sprintf("%s and %s are the same number, but only one is a percentage.", quote(p.s.text(lost[k].Span)), quote(p.t.text(won[k].Span)))
			}
			c.add(Number, p.s.at(lost[k].Span), p.t.at(won[k].Span), say)
		}
		for _, q := range lost[n:] {
			c.add(Number, p.s.at(q.Span), p.t.whole(), fmt.Sprintf("%s is not in the translation.", quote(p.s.text(q.Span))))
		}
		for _, q := range won[n:] {
			c.add(Number, p.s.whole(), p.t.at(q.Span), fmt.Sprintf("%s is in the translation only.", quote(p.t.text(q.Span))))
		}
	}
}

func claims(s side, spoken bool) []*claim {
	var out []*claim
	for _, q := range quantities(s.runes, s.lang) {
		// Words for numbers say nothing where the other side's are not known.
		if !spoken && !hasDigit(s.runes[q.Start:q.End]) {
			q.soft = true
		}
		out = append(out, &claim{quantity: q})
	}
	return out
}

func hasDigit(runes []rune) bool {
	return slices.ContainsFunc(runes, func(r rune) bool { return r >= '0' && r <= '9' || r >= 0x80 && unicode.IsDigit(r) })
}

// hard are the claims that were not answered and have to be.
func hard(list []*claim) []*claim {
	var out []*claim
	for _, q := range list {
		if !q.taken && !q.soft {
			out = append(out, q)
		}
	}
	return out
}

// matchDates takes dates that are the same, reports those that are not, and
// cuts what has no date opposite into its numbers.
func (c *comparison) matchDates(p pairOf, a, b *[]*claim) {
	for _, q := range *a {
		for _, r := range *b {
			if !q.taken && !r.taken && q.days != nil && r.days != nil && sameDay(q.days, r.days) {
				q.taken, r.taken = true, true
			}
		}
	}
	left := func(list []*claim) (out []*claim) {
		for _, q := range list {
			if q.days != nil && !q.taken {
				out = append(out, q)
			}
		}
		return out
	}
	la, lb := left(*a), left(*b)
	for k := range min(len(la), len(lb)) {
		la[k].taken, lb[k].taken = true, true
		c.add(Number, p.s.at(la[k].Span), p.t.at(lb[k].Span), fmt.Sprintf("The date %s is not the date %s.", quote(p.s.text(la[k].Span)), quote(p.t.text(lb[k].Span))))
	}
	for _, list := range []*[]*claim{a, b} {
		var out []*claim
		for _, q := range *list {
			if q.days == nil || q.taken {
				out = append(out, q)
				continue
			}
			for _, part := range q.parts {
				out = append(out, &claim{quantity: part})
			}
		}
		*list = out
	}
}

func sameDay(a, b []day) bool {
	for _, x := range a {
		for _, y := range b {
			if x.same(y) {
				return true
			}
		}
	}
	return false
}

// pair takes equal claims of both sides: hard ones first, so that a soft word
// does not take what another needs.
func pair(a, b []*claim, strict bool) {
	for _, soft := range [][2]bool{{false, false}, {false, true}, {true, false}, {true, true}} {
		for _, q := range a {
			for _, r := range b {
				if q.taken || r.taken || q.days != nil || r.days != nil || q.soft != soft[0] || r.soft != soft[1] {
					continue
				}
				// “Half” answers “50 %”; otherwise a percent sign is part of the number.
				if q.percent != r.percent && !(q.soft || r.soft) {
					continue
				}
				if strict && q.reads[0] == r.reads[0] || !strict && alike(q.reads, r.reads) {
					q.taken, r.taken = true, true
				}
			}
		}
	}
}

func alike(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

// forgive leaves out what the other side may say without a number: Arabic has
// a form for two of a thing.
func (c *comparison) forgive(_ pairOf, list []*claim, other side) []*claim {
	if other.lang != "ar" {
		return list
	}
	return slices.DeleteFunc(list, func(q *claim) bool {
		if q.percent || !slices.Contains(q.reads, "2") {
			return false
		}
		for _, w := range other.words {
			if n := utf8.RuneCountInString(w.fold); n >= 4 && (strings.HasSuffix(w.fold, "ین") || strings.HasSuffix(w.fold, "ان") || strings.HasSuffix(w.fold, "تا")) {
				return true
			}
		}
		return false
	})
}
