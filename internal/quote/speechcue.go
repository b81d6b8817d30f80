package quote

// SpeechCue reports whether the cue of a quotation, as people marked it ("has
// repeatedly said", "according to"), is one of speech rather than of thought,
// judgement or intention. Where no table is, every cue is.
func SpeechCue(lang, cue string) bool {
	t := tableOf(lang)
	if len(t.words) < 100 {
		return true
	}
	for _, k := range tokenize(cue, t) {
		if k.kind == word && k.is(cSay|cAsk|cAcc) || k.kind == colon {
			return true
		}
	}
	return false
}
