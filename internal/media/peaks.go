package media

// Peaks is a waveform to be drawn, in the JSON of audiowaveform, version 2.
type Peaks struct {
	Version         int    `json:"version"`
	Channels        int    `json:"channels"`
	SampleRate      int    `json:"sample_rate"`
	SamplesPerPixel int    `json:"samples_per_pixel"`
	Bits            int    `json:"bits"`
	Length          int    `json:"length"` // pairs
	Data            []int8 `json:"data"`   // least and most of each pixel in turn
}

// Peaks returns the waveform in at most so many pairs; 0 is 800.
func (s Sound) Peaks(pairs int) Peaks { return Peaks{} }
