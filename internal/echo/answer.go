package echo

import "voxpop"

// AnswerOf is a response of the call-out as echoes are looked for in it: its
// own words or their transcript, then its translations. One that was withdrawn
// or set aside has no words.
func AnswerOf(c voxpop.Callout, r voxpop.Response) Answer {
	a := Answer{ID: r.ID, On: voxpop.Date(c.Day(r.ReceivedAt))}
	if r.Withdrawn() || r.SetAside != "" {
		return a
	}
	lang, own := r.Lang, r.Text
	if own == "" && r.Transcript != nil {
		lang, own = r.Transcript.Lang, r.Transcript.Text
	}
	if own != "" {
		a.Texts = append(a.Texts, Text{lang, own})
	}
	for _, t := range r.Translations {
		a.Texts = append(a.Texts, Text{t.Lang, t.Text})
	}
	return a
}

// StruckBy is the link that a decision strikes; ok is false when it strikes none.
func StruckBy(d voxpop.Decision) (p Pair, ok bool) {
	if d.Kind != voxpop.NoEcho || len(d.Responses) != 1 {
		return p, false
	}
	return Pair{Response: d.Responses[0], Statement: d.Statement}, true
}
