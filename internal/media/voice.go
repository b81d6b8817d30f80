package media

import (
	"math"
	"slices"
)

const (
	frameTime = .010 // seconds of a frame whose strength is measured
	floorTime = 4.0  // seconds on each side in which the background is looked for
	voiceOver = 6.0  // dB that a voice is louder than the background
	faintest  = -65. // dB of full scale below which nothing is a voice
	hangover  = .15  // seconds after a voice, and before it, that still belong to it: quiet consonants
	blip      = .03  // seconds below which a louder moment is a click
)

// Voiced returns the stretches in which somebody may be speaking, in order: a
// detector by strength against the background. It misses little and takes
// noise for a voice rather than a voice for noise: docs/MEDIA.md has the figures.
func (s Sound) Voiced() []Span {
	level, step := s.levels()
	if len(level) == 0 {
		return nil
	}
	floor := background(level, int(floorTime/frameTime))
	pad := int(hangover / frameTime)
	var spans []Span
	for i := 0; i < len(level); {
		if level[i] < max(floor[i]+voiceOver, faintest) {
			i++
			continue
		}
		j := i
		for j < len(level) && level[j] >= max(floor[j]+voiceOver, faintest) {
			j++
		}
		if float64(j-i)*frameTime >= blip {
			from, to := max(0, (i-pad)*step), min(len(s.Samples), (j+pad)*step)
			if n := len(spans); n > 0 && from <= spans[n-1].To {
				spans[n-1].To = to
			} else {
				spans = append(spans, Span{from, to})
			}
		}
		i = j
	}
	return spans
}

// levels is the strength of each frame in dB of full scale, and how many
// samples a frame has. Rumble is taken off: what is below about 80 Hz says
// nothing about a voice.
func (s Sound) levels() (level []float64, step int) {
	step = int(frameTime * float64(s.Rate))
	if step == 0 {
		return nil, 0
	}
	pole := math.Exp(-2 * math.Pi * 80 / float64(s.Rate))
	var x, y, sum float64
	n := 0
	for _, v := range s.Samples {
		in := float64(v) / 32768
		y = pole * (y + in - x)
		x = in
		sum += y * y
		if n++; n == step {
			level = append(level, 10*math.Log10(sum/float64(n)+1e-12))
			sum, n = 0, 0
		}
	}
	if n > 0 {
		level = append(level, 10*math.Log10(sum/float64(n)+1e-12))
	}
	return level, step
}

// background is how loud it is around each frame when nobody speaks: a low
// quantile of the smoothed strength of the frames around it, taken in blocks.
func background(level []float64, reach int) []float64 {
	smooth := make([]float64, len(level))
	for i := range level {
		from, to := max(0, i-2), min(len(level), i+3)
		sum := 0.
		for _, v := range level[from:to] {
			sum += v
		}
		smooth[i] = sum / float64(to-from)
	}
	const block = 25
	out := make([]float64, len(level))
	var window []float64
	for i := 0; i < len(level); i += block {
		window = append(window[:0], smooth[max(0, i-reach):min(len(level), i+block+reach)]...)
		slices.Sort(window)
		q := window[len(window)/10]
		for j := i; j < min(len(level), i+block); j++ {
			out[j] = q
		}
	}
	return out
}
