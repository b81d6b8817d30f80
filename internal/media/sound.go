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
