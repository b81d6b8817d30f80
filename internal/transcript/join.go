package transcript

import (
	"math"
	"unicode/utf8"

	"voxpop"
)

// Piece is what was heard in a stretch of a recording that begins at At seconds.
type Piece struct {
	At float64
	Timed
}

// Join puts the pieces of a recording together, in their order. Where two
// pieces overlap in time, words heard in both are there once; pieces that only
// touch lose nothing, since people do say a word twice. Times of a piece end
// with it, and all with the recording, whose length is seconds (0: not known).
func Join(pieces []Piece, seconds float64) Timed {
	out := Timed{Seconds: seconds}
	end := 0.0 // of the last piece
	for _, p := range pieces {
		t := Shift(clamp(p.Timed, p.Seconds), p.At)
		if p.At < end-.001 && len(tokens([]rune(out.Text))) > 0 {
			out, t = seam(out, t, p.At, end)
		}
		if p.Seconds > 0 {
			end = p.At + p.Seconds
		} else {
			end = max(p.At, lastTime(t))
		}
		out = appended(out, t)
	}
	if seconds > 0 {
		out = clamp(out, seconds)
	}
	return out
}

// clamp ends every time with the recording.
func clamp(t Timed, seconds float64) Timed {
	t = t.clone()
	if seconds <= 0 {
		return t
	}
	for i := range t.Cues {
		t.Cues[i].Start, t.Cues[i].End = min(t.Cues[i].Start, seconds), min(t.Cues[i].End, seconds)
	}
	for i := range t.Words {
		t.Words[i].Start, t.Words[i].End = min(t.Words[i].Start, seconds), min(t.Words[i].End, seconds)
	}
	return t
}

func lastTime(t Timed) float64 {
	last := 0.0
	if n := len(t.Words); n > 0 {
		last = t.Words[n-1].End
	}
	if n := len(t.Cues); n > 0 {
		last = max(last, t.Cues[n-1].End)
	}
	return last
}

// appended is a with b behind it.
func appended(a, b Timed) Timed {
	if b.Text == "" {
		return a
	}
	if a.Text != "" {
		last, _ := utf8.DecodeLastRuneInString(a.Text)
		first, _ := utf8.DecodeRuneInString(b.Text)
		if !(spaceless(last) || closes(last)) || !(spaceless(first) || closes(first)) {
			a.Text += " "
		}
	}
	a.Text += b.Text
	if n := len(a.Cues); n > 0 && len(b.Cues) > 0 && b.Cues[0].Start > a.Cues[n-1].Start {
		a.Cues[n-1].End = min(a.Cues[n-1].End, b.Cues[0].Start)
	}
	at := 0.0
	if n := len(a.Words); n > 0 {
		at = a.Words[n-1].End
	}
	a.Cues = append(a.Cues, b.Cues...)
	for _, w := range b.Words {
		w.Start = max(w.Start, min(at, w.End))
		a.Words = append(a.Words, w)
	}
	return a
}

// seam cuts a and b, which share the time from start to end, so that what was
// heard in both is there once: after the longest run of words that both have
// there. Without one, each keeps what lies in its half of that time.
func seam(a, b Timed, start, end float64) (Timed, Timed) {
	ra, rb := []rune(a.Text), []rune(b.Text)
	ta, tb := tokens(ra), tokens(rb)
	wa, wb := timesOf(ra, ta, a.Words, max(end, lastTime(a))), timesOf(rb, tb, b.Words, max(end, lastTime(b)))
	if len(b.Words) == 0 { // spread over the piece, not from 0
		wb = spread(weightsOf(tb), start, max(start, lastTime(b)))
	}
	const slack = 1 // seconds by which engines differ about a word
	tail, head := len(ta), 0
	for tail > 0 && wa[tail-1][1] > start-slack {
		tail--
	}
	for head < len(tb) && wb[head][0] < end+slack {
		head++
	}
	best, bestA, bestB := 0.0, 0, 0
	for i := tail; i < len(ta); i++ {
		for j := 0; j < head; j++ {
			n, score := 0, 0.0
			for i+n < len(ta) && j+n < head && ta[i+n].key == tb[j+n].key {
				d := apart(wa[i+n], wb[j+n])
				if d > slack {
					break
				}
				if ta[i+n].spoken { // a word said twice is not taken for the one beside it
					score += 1.01 - d/slack
				}
				n++
			}
			if score > best {
				best, bestA, bestB = score, i+n, j+n
			}
		}
	}
	if best == 0 {
		middle := (start + end) / 2
		bestA, bestB = len(ta), 0
		for bestA > 0 && wa[bestA-1][0]+wa[bestA-1][1] > 2*middle {
			bestA--
		}
		for bestB < len(tb) && wb[bestB][0]+wb[bestB][1] <= 2*middle {
			bestB++
		}
	}
	return cut(a, ra, ta, 0, bestA), cut(b, rb, tb, bestB, len(tb))
}

func weightsOf(ts []token) []int {
	out := make([]int, len(ts))
	for i, t := range ts {
		out[i] = t.letters()
	}
	return out
}

// apart is how many seconds lie between the middles of two times.
func apart(a, b [2]float64) float64 { return math.Abs(a[0]+a[1]-b[0]-b[1]) / 2 }

// cut keeps the tokens from i to j.
func cut(t Timed, s []rune, ts []token, i, j int) Timed {
	if i >= j {
		return Timed{Seconds: t.Seconds}
	}
	span := s[ts[i].Start:ts[j-1].End]
	out := Timed{Text: string(span), Seconds: t.Seconds}
	of := cueOf(s, ts, t.Cues)
	for k := i; k < j && of != nil; {
		m := k + 1
		for m < j && of[m] == of[k] {
			m++
		}
		c := t.Cues[of[k]]
		c.Text = string(s[ts[k].Start:ts[m-1].End])
		out.Cues = append(out.Cues, c)
		k = m
	}
	spans := locate(s, t.Words)
	for k, sp := range spans {
		if sp.Start >= ts[i].Start && sp.End <= ts[j-1].End {
			out.Words = append(out.Words, t.Words[k])
		}
	}
	return out
}

// From makes a Timed of what a version holds.
func From(v voxpop.TextVersion) Timed {
	return Timed{Text: v.Text, Cues: v.Cues, Words: v.Words, Seconds: v.Seconds}
}
