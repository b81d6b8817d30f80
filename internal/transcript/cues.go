package transcript

import (
	"strings"

	"voxpop"
	"voxpop/internal/text"
)

// CueOptions of [Cues]; zero values are the defaults.
type CueOptions struct {
	Letters int     // of a line at most, 42
	Lines   int     // of a cue at most, 2
	Seconds float64 // of a cue at most, 7
	Pause   float64 // seconds of silence that end a cue, 0.8
}

// Cues cuts a text into readable cues: no longer than the options say, and
// rather at the ends of sentences, at pauses and at commas than elsewhere. A
// word that is longer than a cue may be stands alone. Where words have no times,
// the text is spread by letters over seconds; with neither there is no cue.
func Cues(s string, words []voxpop.Word, seconds float64, o CueOptions) []voxpop.Cue {
	if o.Letters <= 0 {
		o.Letters = 42
	}
	if o.Lines <= 0 {
		o.Lines = 2
	}
	if o.Seconds <= 0 {
		o.Seconds = 7
	}
	if o.Pause <= 0 {
		o.Pause = .8
	}
	r := []rune(s)
	ts := tokens(r)
	if len(ts) == 0 || len(words) == 0 && seconds <= 0 {
		return nil
	}
	c := cutter{s: r, ts: ts, o: o, times: timesOf(r, ts, words, seconds), gap: make([]float64, len(ts))}
	c.price()
	cues := c.cut()
	for i := range cues {
		limit := cues[i].Start + 1 // nobody reads faster
		if i+1 < len(cues) {
			limit = min(limit, cues[i+1].Start)
		} else if seconds > 0 {
			limit = min(limit, seconds)
		}
		cues[i].End = max(cues[i].End, limit, cues[i].Start+.001)
	}
	return cues
}

// timesOf gives every token a time: its words', or between those beside it.
func timesOf(s []rune, ts []token, words []voxpop.Word, seconds float64) [][2]float64 {
	out := make([][2]float64, len(ts))
	has := make([]bool, len(ts))
	end := seconds
	for i, r := range ranges(ts, locate(s, words)) {
		for t := r[0]; t < r[1]; t++ {
			if !has[t] {
				out[t][0], has[t] = words[i].Start, true
			}
			out[t][1] = max(out[t][0], words[i].End)
		}
		end = max(end, words[i].End)
	}
	at := 0.0
	for i := 0; i < len(ts); {
		if has[i] {
			at = max(at, out[i][1])
			i++
			continue
		}
		j := i
		var weights []int
		for j < len(ts) && !has[j] {
			weights = append(weights, ts[j].letters())
			j++
		}
		to := end
		if j < len(ts) {
			to = out[j][0]
		}
		if !anySpoken(ts[i:j]) { // a dash takes no time
			to = at
		}
		copy(out[i:j], spread(weights, at, max(at, to)))
		i = j
	}
	return out
}

func anySpoken(ts []token) bool {
	for _, t := range ts {
		if t.spoken {
			return true
		}
	}
	return false
}

type cutter struct {
	s     []rune
	ts    []token
	o     CueOptions
	times [][2]float64
	gap   []float64 // what it costs to go on after a token instead of ending the cue; negative: what it costs to end there
}

// price weighs every place between two tokens.
func (c *cutter) price() {
	ends := map[int]bool{}
	for _, sp := range text.Sentences(c.s) {
		ends[sp.End] = true
	}
	for i := range c.ts {
		if i+1 == len(c.ts) {
			break
		}
		switch last := c.s[c.ts[i].End-1]; {
		case c.times[i+1][0]-c.times[i][1] >= c.o.Pause:
			c.gap[i] = 8
		case ends[c.ts[i].End], strings.ContainsRune(string(c.s[c.ts[i].End:c.ts[i+1].Start]), '\n'):
			c.gap[i] = 4
		case strings.ContainsRune(",;:،؛、，；：–—", last):
			c.gap[i] = -1
		default:
			c.gap[i] = -4
		}
	}
}

// cut finds the cheapest way to cut: every cue costs something, so does a stop
// in the middle of a sentence, and a cue that goes on over an end.
func (c *cutter) cut() []voxpop.Cue {
	const inf = 1e18
	n := len(c.ts)
	best, from := make([]float64, n+1), make([]int, n+1)
	for j := 1; j <= n; j++ {
		best[j] = inf
		inner := 0.0
		for i := j - 1; i >= 0; i-- {
			if i < j-1 {
				if g := c.gap[i]; g > 0 {
					inner += g
				}
				if !c.fits(i, j) {
					break
				}
			}
			cost := best[i] + 3 + inner
			if j < n && c.gap[j-1] < 0 {
				cost -= c.gap[j-1]
			}
			if w := c.ts[j-1].End - c.ts[i].Start; w < 12 {
				cost += 1
			}
			if cost < best[j] {
				best[j], from[j] = cost, i
			}
		}
	}
	var cues []voxpop.Cue
	for j := n; j > 0; j = from[j] {
		i := from[j]
		cues = append(cues, voxpop.Cue{Start: c.times[i][0], End: max(c.times[i][0], c.times[j-1][1]), Text: string(c.s[c.ts[i].Start:c.ts[j-1].End])})
	}
	for a, b := 0, len(cues)-1; a < b; a, b = a+1, b-1 {
		cues[a], cues[b] = cues[b], cues[a]
	}
	return cues
}

// fits reports whether the tokens from i to j may be one cue.
func (c *cutter) fits(i, j int) bool {
	if c.times[j-1][1]-c.times[i][0] > c.o.Seconds || c.ts[j-1].End-c.ts[i].Start > c.o.Letters*c.o.Lines+c.o.Lines-1 {
		return false
	}
	lines, start := 1, c.ts[i].Start
	for k := i; k < j; k++ {
		if c.ts[k].End-start > c.o.Letters {
			if lines++; lines > c.o.Lines {
				return false
			}
			start = c.ts[k].Start
		}
	}
	return true
}
