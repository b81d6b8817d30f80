package media

// Peaks is a waveform to be drawn, as audiowaveform writes it: data format
// version 2, doc/DataFormat.md of github.com/bbc/audiowaveform.
type Peaks struct {
	Version         int    `json:"version"`           // 2
	Channels        int    `json:"channels"`          // 1
	SampleRate      int    `json:"sample_rate"`       // of the sound
	SamplesPerPixel int    `json:"samples_per_pixel"` // that each pair stands for
	Bits            int    `json:"bits"`              // 8
	Length          int    `json:"length"`            // pairs
	Data            []int8 `json:"data"`              // least and greatest sample of each pair in turn, -128 to 127
}

// Peaks returns the waveform in at most so many pairs; 0 is 800, which is
// about 5 KB of JSON and enough for the width of a page.
func (s Sound) Peaks(pairs int) Peaks {
	if pairs <= 0 {
		pairs = 800
	}
	n := max(1, (len(s.Samples)+pairs-1)/pairs)
	p := Peaks{Version: 2, Channels: 1, SampleRate: s.Rate, SamplesPerPixel: n, Bits: 8, Data: []int8{}}
	for rest := s.Samples; len(rest) > 0; {
		part := rest[:min(n, len(rest))]
		rest = rest[len(part):]
		low, high := part[0], part[0]
		for _, v := range part[1:] {
			low, high = min(low, v), max(high, v)
		}
		p.Data = append(p.Data, int8(low>>8), int8(high>>8))
		p.Length++
	}
	return p
}
