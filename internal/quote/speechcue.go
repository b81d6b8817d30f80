package quote

// SpeechCue reports whether the cue of a quotation, as people marked it ("has
// repeatedly said", "according to"), is one of speech rather than of thought,
// judgement or intention. A noun counts where it stands alone ("claim"), not
// behind a verb that is no speech ("made a call for"). Where no table is,
// every cue is speech.
func SpeechCue(lang, cue string) bool {
	t := tableOf(lang)
	if len(t.words) < 100 {
		return true
	}
	noun := false // what stands before is a part of a noun phrase
	for _, k := range tokenize(cue, t, nil) {
		switch {
		case k.kind == colon:
			return true
		case k.kind != word:
		case k.is(cSay|cAsk|cAcc) && !(noun && k.is(cNoun)):
			return true
		case k.is(cAux|cBe|cModal|cAdv|cNeg|cTo2|cPron) && !k.is(cDet):
		default:
			noun = true
		}
	}
	return false
}
