package media

// Sound is one channel of PCM.
type Sound struct {
	Rate    int // samples a second
	Samples []int16
}

// Seconds is the length of the sound.
func (s Sound) Seconds() float64 {
	if s.Rate == 0 {
		return 0
	}
	return float64(len(s.Samples)) / float64(s.Rate)
}

// Span is a stretch of a sound in samples, the start inclusive, the end
// exclusive.
type Span struct{ From, To int }

// Part is the sound of a span; it shares the samples.
func (s Sound) Part(p Span) Sound {
	from := min(max(p.From, 0), len(s.Samples))
	return Sound{Rate: s.Rate, Samples: s.Samples[from:min(max(p.To, from), len(s.Samples))]}
}

// Start is where a span of the sound begins, in seconds.
func (s Sound) Start(p Span) float64 { return float64(p.From) / float64(s.Rate) }
