package media

// ReadWAV reads a WAV file of whole or floating-point samples as mono at its
// own rate. Errors are of kind invalid.
func ReadWAV(b []byte) (Sound, error) { return Sound{}, notYet("ReadWAV") }

// WAV writes the sound as a WAV file of 16 bits.
func (s Sound) WAV() []byte { return nil }

// Resample returns the sound at another rate.
func (s Sound) Resample(rate int) Sound { return s }
