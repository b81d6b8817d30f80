package quote

import "strings"

// tell emits what cue i introduces.
func (g *sov) tell(i int, s sentence) {
	c := &g.cues[i]
	f := found{cue: g.span(c.from, c.to), class: Say, sent: g.sent, negated: c.neg, rule: "after"}
	f.nobody = c.speaker.empty() && (c.passive || g.plural(c) && !g.many(g.last))
	switch {
	case c.class&cAsk != 0:
		f.class = Ask
	case c.class&cThink != 0:
		f.class = Think
	}
	switch {
	case c.class&cAcc != 0:
		g.according(i, s)
		return
	case c.class&cTell != 0 && c.body < 0:
		g.demand(c, s, f)
		return
	case c.body < 0 && c.to+1 == len(g.t) && g.kind(c.to, colon):
		g.await(f, c.speaker)
		return
	case c.body < 0 && g.news(c, s, f):
		return
	case c.body < 0:
		if !g.before(i, s, f) && s.in < 0 {
			g.back(i, s, f)
		}
		return
	case c.neg && g.is(c.body, cWh): // "نگفت چه زمانی": nothing was said
		return
	case g.kind(c.body, quoted) && c.end == c.body+1:
		f.rule = "after-marks"
	case g.kind(c.body-1, colon):
		f.rule = "after-colon"
	case c.strong:
		f.rule = "after-that"
	}
	if c.end <= c.body || s.in >= 0 && !c.strong && c.speaker.empty() {
		return
	}
	if c.lead >= 0 && c.lead >= g.used && f.rule == "after-marks" {
		f.rule = "around-marks"
		f.parts = append(f.parts, g.d.marks[g.t[c.lead].mark].inner)
	}
	if !c.speaker.empty() && c.with < 0 {
		g.by(i, s)
	}
	g.put(f, c.speaker, c.body, c.end, s)
	if c.quote > 0 {
		f.rule, f.parts = "after-marks", nil
		g.put(f, c.speaker, c.quote, c.quote+1, s)
	}
}

// many reports whether a mention is one of several people, as a verb in the
// plural wants it: "گفته‌اند" alone is what people say.
func (g *sov) many(who span) bool {
	for w := range strings.FieldsSeq(g.d.raw(who)) {
		if strings.HasSuffix(w, "ها") || strings.HasSuffix(w, "های") || strings.HasSuffix(w, "انی") || strings.HasPrefix(w, "آن") {
			return true
		}
		var buf [64]byte
		if c, ok := g.d.lang.look(fold(buf[:0], w)); ok && c&(cTitle|cBody) != 0 && (strings.HasSuffix(w, "ان") || strings.HasSuffix(w, "ات")) {
			return true
		}
	}
	return false
}

// await keeps a cue whose colon ends the line: the next one may be its words.
func (g *sov) await(f found, speaker span) {
	f.speaker, f.rule = speaker, "after-marks"
	g.pending, g.pendingSent = f, g.sent
}

// put emits the tokens from body to end as a content.
func (g *sov) put(f found, speaker span, body, end int, s sentence) {
	if body >= end {
		return
	}
	if end == body+1 && g.kind(body, quoted) {
		f.parts = append(f.parts, g.d.marks[g.t[body].mark].inner)
	} else {
		f.parts = append(f.parts, g.span(body, end))
	}
	if g.kind(end-1, quoted) {
		f.parts = append(f.parts, g.more(g.t[end-1].mark)...)
	}
	g.used = max(g.used, end)
	f.speaker = speaker
	if s.in < 0 {
		if speaker.empty() {
			if f.nobody {
				g.d.emit(f)
				return
			}
			if !g.last.empty() && f.class != Think && g.sent-g.seen <= 4 {
				f.speaker, f.carried = g.last, true
				g.seen = g.sent
			}
		} else {
			g.last, g.seen = speaker, g.sent
			g.learn(speaker)
		}
	}
	g.d.emit(f)
}
