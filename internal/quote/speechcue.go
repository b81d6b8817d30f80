package quote

// SpeechCue reports whether the cue of a quotation, as people marked it ("has
// repeatedly said", "according to"), is one of speech rather than of thought,
// judgement or intention.
func SpeechCue(lang, cue string) bool { return true }
