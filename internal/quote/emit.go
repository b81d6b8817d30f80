package quote

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
)

// found is a quotation as a grammar found it; its spans count bytes.
type found struct {
	parts     []span // in order, apart; marks and spaces at their ends are trimmed
	cue       span
	speaker   span
	addressee span
	class     Class
	rule      string
	negated   bool
	carried   bool // the speaker is that of another quotation
	nobody    bool // the text says that it was said, and not by whom
	sent      int  // index of the sentence that holds the cue
	notes     []string
}

// emit takes a quotation. What holds no word is left out.
func (d *doc) emit(f found) {
	if f.class == Think && !d.thoughts {
		return
	}
	kept := f.parts[:0]
	for _, p := range f.parts {
		if p = d.trim(p); !p.empty() {
			kept = append(kept, p)
		}
	}
	slices.SortFunc(kept, func(a, b span) int { return a.start - b.start })
	apart := kept[:0]
	for _, p := range kept {
		if n := len(apart); n > 0 && p.start < apart[n-1].end {
			apart[n-1].end = max(apart[n-1].end, p.end)
			continue
		}
		apart = append(apart, p)
	}
	f.parts = apart
	if len(f.parts) > 0 {
		d.out = append(d.out, f)
	}
}

// trim leaves out spaces, commas and marks around a span; marks stay where
// only one end of the pair lies at an end.
func (d *doc) trim(s span) span {
	for !s.empty() {
		r, n := utf8.DecodeRuneInString(d.text[s.start:s.end])
		if unicode.IsSpace(r) || sign(r) == comma || sign(r) == semi || sign(r) == colon || sign(r) == dash && r != '-' {
			s.start += n
			continue
		}
		r, n = utf8.DecodeLastRuneInString(d.text[s.start:s.end])
		if unicode.IsSpace(r) || sign(r) == comma || sign(r) == semi || sign(r) == colon || sign(r) == dash {
			s.end -= n
			continue
		}
		break
	}
	has := false
	for _, r := range d.text[s.start:s.end] {
		if r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			has = true
			break
		}
	}
	if !has {
		return span{}
	}
	return s
}

// typed tells how much of the parts stands between marks of the outermost level.
func (d *doc) typed(parts []span) Type {
	in, all := 0, 0
	for _, p := range parts {
		all += letters(d.text[p.start:p.end])
		first, _ := slices.BinarySearchFunc(d.marks, p.start, func(m mark, at int) int { return m.outer.start - at })
		for first > 0 && (d.marks[first-1].in >= 0 || d.marks[first-1].outer.end > p.start) {
			first--
		}
		for _, m := range d.marks[first:] {
			if m.outer.start >= p.end {
				break
			}
			if m.in >= 0 || m.single && m.inner.end-m.inner.start < 2 {
				continue
			}
			if a, b := max(p.start, m.inner.start), min(p.end, m.inner.end); a < b {
				in += letters(d.text[a:b])
			}
		}
	}
	switch {
	case in == 0 || 100*in < 3*all:
		return Indirect
	case 100*in >= 97*all:
		return Direct
	}
	return Mixed
}

func letters(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if small[c] != 0 && c != '_' {
				n++
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if letter(r) || unicode.IsDigit(r) {
			n++
		}
		i += size
	}
	return n
}

// whole takes in the other mark of a pair of which one lies inside a mixed
// quotation: the second of “reckless” at the end of: the plan “reckless.
func (d *doc) whole(t Type, p span) span {
	if t != Mixed {
		return p
	}
	first := sort.Search(len(d.marks), func(k int) bool { return d.marks[k].inner.start >= p.start })
	for _, m := range d.marks[first:] {
		switch {
		case m.outer.start >= p.end:
			return p
		case m.outer.start >= p.start && m.inner.end == p.end:
			p.end = m.outer.end
		case m.inner.start == p.start && m.outer.end <= p.end && m.outer.end > m.inner.end:
			p.start = m.outer.start
		}
	}
	return p
}

// quotations turns what was found into results, in the order of their start.
// Their spans still count bytes.
func (d *doc) quotations() []Quotation {
	slices.SortStableFunc(d.out, func(a, b found) int {
		if a.parts[0].start != b.parts[0].start {
			return a.parts[0].start - b.parts[0].start
		}
		return b.parts[len(b.parts)-1].end - a.parts[len(a.parts)-1].end
	})
	out := make([]Quotation, 0, len(d.out))
	n := 0
	for i := range d.out {
		n += len(d.out[i].parts)
	}
	all := make([]Span, 0, n) // the parts of all
	for i := range d.out {
		f := &d.out[i]
		q := Quotation{Cue: f.cue.public(), Class: f.class, Negated: f.negated, Rule: f.rule, Notes: f.notes, In: -1}
		q.Speaker.Span, q.Addressee.Span = f.speaker.public(), f.addressee.public()
		if f.carried {
			q.Speaker.How = "carried"
		}
		if f.nobody {
			q.Speaker.How = "nobody"
		}
		q.Type = d.typed(f.parts)
		from := len(all)
		for _, p := range f.parts {
			all = append(all, d.whole(q.Type, p).public())
		}
		q.Parts = all[from:len(all):len(all)]
		q.Start, q.End = q.Parts[0].Start, q.Parts[len(q.Parts)-1].End
		out = append(out, q)
	}
	var around []int
	for i := range out {
		for len(around) > 0 && out[around[len(around)-1]].End < out[i].End {
			around = around[:len(around)-1]
		}
		if len(around) > 0 {
			out[i].In = around[len(around)-1]
		}
		around = append(around, i)
	}
	return out
}
