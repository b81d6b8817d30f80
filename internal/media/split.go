package media

import "math"

// SplitOptions of [Split]. The zero value is right for speech recognition.
type SplitOptions struct {
	Max float64 // longest piece in seconds; 0 = 30
}

// Split cuts a sound into pieces of at most so many seconds that follow each
// other and together are all of it. It cuts inside pauses, in long
// ones rather than short ones, and never in the middle of a word where there is
// a pause within the last three quarters of a piece; where somebody speaks
// without one, it cuts where it is least loud.
func Split(s Sound, o SplitOptions) []Span {
	if o.Max <= 0 {
		o.Max = 30
	}
	most := max(1, int(o.Max*float64(s.Rate)))
	if len(s.Samples) <= most {
		return []Span{{0, len(s.Samples)}}
	}
	pauses := s.pauses()
	level, step := s.levels()
	var out []Span
	at := 0
	for len(s.Samples)-at > most {
		cut := bestPause(pauses, at+most/4, at+most, s.Rate)
		if cut < 0 {
			cut = leastLoud(level, step, at+most/2, at+most)
		}
		if cut <= at {
			cut = at + most
		}
		out = append(out, Span{at, cut})
		at = cut
	}
	return append(out, Span{at, len(s.Samples)})
}

// pauses are the stretches between voices.
func (s Sound) pauses() []Span {
	var out []Span
	at := 0
	for _, v := range s.Voiced() {
		if v.From > at {
			out = append(out, Span{at, v.From})
		}
		at = v.To
	}
	if at < len(s.Samples) {
		out = append(out, Span{at, len(s.Samples)})
	}
	return out
}

// bestPause returns where to cut between two places, -1 where there is no
// pause. A pause of a second is as good as one of any length, and a later one is
// better than an earlier of the same length: pieces are to be long.
func bestPause(pauses []Span, from, to, rate int) int {
	cut, best := -1, math.Inf(-1)
	for _, p := range pauses {
		in := Span{max(p.From, from), min(p.To, to)}
		if in.To <= in.From {
			continue
		}
		// Half a second from the end of a long pause, in the middle of a short one.
		place := p.To - min((p.To-p.From)/2, rate/2)
		place = min(max(place, in.From), in.To)
		length := min(float64(p.To-p.From)/float64(rate), 1)
		late := float64(place-from) / float64(to-from)
		if score := length + .6*late; score > best {
			cut, best = place, score
		}
	}
	return cut
}

// leastLoud returns the middle of the quietest 50 ms between two places.
func leastLoud(level []float64, step, from, to int) int {
	if step == 0 {
		return to
	}
	cut, best := -1, math.Inf(1)
	for i := max(from/step, 2); i+2 < len(level) && (i+1)*step <= to; i++ {
		sum := 0.
		for _, v := range level[i-2 : i+3] {
			sum += v
		}
		if sum < best {
			cut, best = i*step+step/2, sum
		}
	}
	return cut
}
