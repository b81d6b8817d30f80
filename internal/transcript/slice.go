package transcript

import (
	"voxpop"
	"voxpop/internal/text"
)

// Part is a stretch of a transcript.
type Part struct {
	Span  text.Span // code points of the text
	Text  string
	Words []voxpop.Word // their times are those of the recording
	Start float64       // of the first word; equal to End when nothing is said
	End   float64       // of the last
}

// Slice returns what is said between two times: the words whose middle lies in
// [from, to), with the punctuation on them and the words without a time between
// them. Where no word has a time, the cues that reach into it stand for them.
func Slice(t Timed, from, to float64) Part {
	s := []rune(t.Text)
	var p Part
	hold := func(sp text.Span, a, b float64) {
		if p.Span.End == 0 {
			p.Span, p.Start, p.End = sp, a, b
		}
		p.Span.End, p.Start, p.End = max(p.Span.End, sp.End), min(p.Start, a), max(p.End, b)
	}
	ts := tokens(s)
	if len(t.Words) == 0 {
		of := cueOf(s, ts, t.Cues)
		for i, c := range of {
			if u := t.Cues[c]; u.Start < to && u.End > from {
				hold(ts[i].Span, u.Start, u.End)
			}
		}
	} else {
		spans := locate(s, t.Words)
		touched := ranges(ts, spans)
		for i, w := range t.Words {
			middle := (w.Start + w.End) / 2
			if middle < from || middle >= to || spans[i].Start < 0 {
				continue
			}
			sp := spans[i]
			// The marks on the first and the last word come along, the letters of a word
			// that is outside do not.
			if first := ts[touched[i][0]].Start; noWord(s[first:sp.Start]) {
				sp.Start = first
			}
			if last := ts[touched[i][1]-1].End; noWord(s[sp.End:last]) {
				sp.End = last
			}
			hold(sp, w.Start, w.End)
			p.Words = append(p.Words, w)
		}
	}
	if p.Span.End > 0 {
		p.Text = string(s[p.Span.Start:p.Span.End])
	}
	return p
}

func noWord(s []rune) bool {
	for _, r := range s {
		if text.IsWord(r) {
			return false
		}
	}
	return true
}

// TimesOf returns when a stretch of the text, in code points, is said: by its
// words, or where they have no times by its cues. ok is false where nothing of
// it has a time.
func TimesOf(t Timed, span text.Span) (from, to float64, ok bool) {
	s := []rune(t.Text)
	hold := func(sp text.Span, a, b float64) {
		if sp.Start < 0 || sp.End <= span.Start || sp.Start >= span.End {
			return
		}
		if !ok {
			from, to, ok = a, b, true
		}
		from, to = min(from, a), max(to, b)
	}
	for i, sp := range locate(s, t.Words) {
		hold(sp, t.Words[i].Start, t.Words[i].End)
	}
	if len(t.Words) == 0 {
		ts := tokens(s)
		for i, c := range cueOf(s, ts, t.Cues) {
			hold(ts[i].Span, t.Cues[c].Start, t.Cues[c].End)
		}
	}
	return from, to, ok
}

// LowConfidence returns the stretches of the text, in code points, whose words
// the machine was less sure of than under (a fraction of 1); neighbours are one
// stretch. A word that a person wrote is in none.
func LowConfidence(t Timed, under float64) []text.Span {
	s := []rune(t.Text)
	var out []text.Span
	last := -2
	for i, sp := range locate(s, t.Words) {
		if p := t.Words[i].P; sp.Start < 0 || p == nil || *p >= under {
			continue
		}
		if n := len(out) - 1; n >= 0 && last == i-1 && noWord(s[out[n].End:sp.Start]) {
			out[n].End = sp.End
		} else {
			out = append(out, sp)
		}
		last = i
	}
	return out
}
