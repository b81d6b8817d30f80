package media

// DecodeOpus decodes a recording in Ogg Opus to mono at the rate: 8000, 12000,
// 16000, 24000 or 48000. Errors are of kind invalid.
func DecodeOpus(ogg []byte, rate int) (Sound, error) { return Sound{}, notYet("DecodeOpus") }
