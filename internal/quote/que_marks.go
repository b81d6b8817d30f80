package quote

// Spans between marks that no attribution took, and turns that a dash opens.

// marks takes the spans between marks that nothing took: after a colon, or
// alone as a sentence, where they go on with the one before.
func (g *que) marks() {
	for i, k := range g.t {
		if k.kind != quoted || !g.free(g.d.marks[k.mark].inner) {
			continue
		}
		inner := g.d.marks[k.mark].inner
		if g.within(k.mark) {
			continue
		}
		switch {
		case i > 0 && g.t[i-1].kind == colon && g.long(i):
			n := g.right(0, i-1)
			f := found{parts: []span{inner}, cue: span{g.t[i-1].start, g.t[i-1].end}, rule: "colon"}
			if g.head(0) && n > 0 {
				f.speaker = g.mention(0, n)
			}
			g.say(f)
		case i > 2 && g.t[i-1].kind == comma && g.for_(i-1):
			g.say(found{parts: []span{inner}, cue: span{g.t[0].start, g.t[0].end}, speaker: g.mention(1, i-1), rule: "source"})
		case i == 0 && g.alone() && g.d.wordsIn(k.mark) >= 3:
			f := found{parts: []span{inner}, rule: "floating"}
			if g.n >= 0 && g.s.para-g.para <= 1 {
				f.speaker, f.carried = g.last, true
				f.notes = []string{"the speaker is that of the quotation before"}
			}
			g.say(f)
		case g.d.wordsIn(k.mark) >= 8:
			g.say(found{parts: []span{inner}, rule: "long"})
		}
	}
}

// for_ reports whether the sentence up to b is “Pour le maire”, “Para el alcalde”.
func (g *que) for_(b int) bool {
	switch g.low(0) {
	case "pour", "para":
		return g.head(1) && g.right(1, b) == b
	case "для":
		return g.right(1, b) == b
	}
	return false
}

// within reads an attribution that stands inside the marks: «Мы останемся, —
// сказал мэр. — Мы все».
func (g *que) within(mark int) bool {
	m := g.d.marks[mark]
	if m.last <= m.first {
		return false
	}
	outer, floor := g.t, g.floor
	defer func() { g.t, g.floor = outer, floor }()
	g.t, g.floor = g.d.toks[g.d.sents[m.first].from:g.d.sents[m.last-1].to], 0
	for j := 1; j+1 < len(g.t); j++ {
		if g.t[j].kind != dash {
			continue
		}
		for c := j + 1; c < len(g.t) && c < j+4; c++ {
			if g.t[c].kind != word || !g.t[c].is(cSay|cAsk) || !g.verbal(c) {
				continue
			}
			f := found{parts: []span{g.bytes(0, j)}, cue: span{g.t[c].start, g.t[c].end}, class: g.class(g.t[c]), rule: "within"}
			e := c + 1
			if n := g.right(c+1, len(g.t)); n > c+1 {
				f.speaker, e = g.mention(c+1, n), n
			} else if g.at(c - 1).is(cPron) {
				f.speaker = g.mention(c-1, c)
			}
			for ; e+1 < len(g.t); e++ {
				if g.t[e].kind == dash {
					f.parts = append(f.parts, g.bytes(e+1, len(g.t)))
					break
				}
			}
			return g.say(f)
		}
	}
	return false
}

// alone reports whether the sentence is nothing but spans between marks.
func (g *que) alone() bool {
	for _, k := range g.t {
		if k.kind == word || k.kind == number {
			return false
		}
	}
	return true
}

// dialogue reads a turn that a dash opens: — Мы останемся, — сказал мэр. — Мы все.
func (g *que) dialogue(first bool) {
	b := 0
	if g.t[0].kind == dash {
		b = 1
	}
	cut, cue := len(g.t), -1
	for j := b + 1; j+1 < len(g.t) && first; j++ {
		if g.t[j].kind != dash {
			continue
		}
		for m := j + 1; m < len(g.t) && m < j+4; m++ {
			if g.t[m].kind == word && g.t[m].is(cSay|cAsk) && g.verbal(m) {
				cut, cue = j, m
				break
			}
		}
		if cue >= 0 {
			break
		}
	}
	if !first {
		if g.n >= 0 && len(g.d.out) > g.n && g.turn == g.s.para {
			f := &g.d.out[g.n]
			if p := g.d.trim(g.bytes(b, len(g.t))); !p.empty() {
				f.parts = append(f.parts, p)
			}
		}
		return
	}
	f := found{parts: []span{g.bytes(b, cut)}, rule: "dash"}
	if cue >= 0 {
		f.cue, f.class = span{g.t[cue].start, g.t[cue].end}, g.class(g.t[cue])
		if n := g.right(cue+1, len(g.t)); n > cue+1 {
			f.speaker = g.mention(cue+1, n)
		} else if g.at(cue - 1).is(cPron) {
			f.speaker = g.mention(cue-1, cue)
		}
		for j := cue + 1; j+1 < len(g.t); j++ {
			if g.t[j].kind == dash {
				f.parts = append(f.parts, g.bytes(j+1, len(g.t)))
				break
			}
		}
	} else {
		f.carried, f.notes = true, []string{"a dash alone makes this speech"}
	}
	if g.say(f) {
		g.turn = g.s.para
	}
}
