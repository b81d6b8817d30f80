package quote

// v2 reads German: the finite verb stands second in a main clause, first where
// a quotation stands before it, and last in a clause that hangs on another.
// Commas part the clauses, so that a sentence is read clause by clause.
type v2 struct {
	d *doc
	s sentence

	w       []token // the sentence without what stands in brackets
	clauses []clause
	taken   []span // contents found in this sentence, in bytes
	cue     span   // the cue at hand

	// What the sentence before leaves behind.
	last      span // speaker of the last quotation
	para      int  // paragraph of it
	live      bool // the sentence before reported speech
	prev      span // that sentence
	prevPara  int
	prevTaken bool   // it gave quotations
	mooded    bool   // … and in the mood for it
	run       []span // sentences in the mood of reported speech so far
	colon     span   // a paragraph that ended in a colon: its cue
	whoSpan   span   // its speaker
}

// shape is how a clause begins and where its verb stands.
type shape uint8

const (
	fPiece shape = iota // no verb: a name, an apposition, an item of a list
	fMain               // verb second
	fFirst              // verb first: what stands before it is its first part
	fThat               // dass, ob, a question word: verb last
	fSub                // weil, nachdem: verb last
	fRel                // der, die, in dem: verb last
	fInf                // zu with an infinitive
	fPlain              // um, ohne, statt zu: never a content
	fSo                 // so X
	fAs                 // wie X sagte
)

// clause is a stretch of words between two commas.
type clause struct {
	from, to int  // v2.w[from:to]
	sep      kind // what stands before it
	form     shape
	and      int // first token after und, aber …; from when there is none
	fin      int // finite verb, -1 = none
	mood     int // 2 = only reported speech has the verb, 1 = it may
}

func (g *v2) read(d *doc, s sentence) {
	g.d, g.s = d, s
	if s.in >= 0 {
		if d.nested {
			g.inner()
		}
		return
	}
	work := len(g.run) > 0 || !g.colon.empty()
	for _, k := range d.words(s) {
		if k.kind == quoted || k.is(anyCue|cApart|cView|cMood|cMood2) {
			work = true
			break
		}
	}
	now := span{d.toks[s.from].start, d.toks[s.to-1].end}
	defer func() { g.prev, g.prevPara = now, s.para }()
	if !work {
		g.live, g.prevTaken = false, false
		return
	}
	g.words()
	g.cut()
	g.taken = g.taken[:0]
	live := g.live && s.para-g.para <= 1
	g.live = false
	for ci := range g.clauses {
		g.sources(ci)
		g.cues(ci)
	}
	g.nouns()
	g.cue = span{}
	g.marks(live)
	if len(g.taken) == 0 {
		g.this()
	}
	g.moods(live)
	g.prevTaken = len(g.taken) > 0
	if len(g.taken) > 0 {
		g.live, g.para = true, s.para
	}
}

// inner reads a sentence between marks: speech that somebody passes on.
func (g *v2) inner() {
	kept := *g
	defer func() {
		w, c, t := g.w, g.clauses, g.taken
		*g = kept
		g.w, g.clauses, g.taken = w, c, t
	}()
	g.words()
	g.cut()
	g.taken, g.last = g.taken[:0], span{}
	for ci := range g.clauses {
		g.sources(ci)
		g.cues(ci)
	}
	g.nouns()
}

func (g *v2) finish(d *doc) {
	g.flush()
	d.spare = g.w
}

// words fills w: the sentence without brackets and what they hold.
func (g *v2) words() {
	if g.w == nil {
		g.w = g.d.spare
	}
	g.w = g.w[:0]
	depth := 0
	for _, k := range g.d.words(g.s) {
		switch {
		case k.kind == open:
			depth++
		case k.kind == shut:
			if depth > 0 {
				depth--
			}
		case depth == 0:
			if n := len(g.w); n > 0 && g.w[n-1].kind == stop && g.w[n-1].r == '.' {
				g.w = g.w[:n-1] // the full stop of a number or a short form
			}
			g.w = append(g.w, k)
		}
	}
	if depth > 0 { // a bracket that nothing closes
		g.w = append(g.w[:0], g.d.words(g.s)...)
	}
}

// cut parts the sentence into clauses.
func (g *v2) cut() {
	g.clauses = g.clauses[:0]
	from, sep := 0, stop
	for i := 0; i <= len(g.w); i++ {
		if i < len(g.w) {
			switch g.w[i].kind {
			case comma, semi, colon, stop:
			case dash:
				if g.w[i].tight && i+1 < len(g.w) && g.w[i+1].tight {
					continue
				}
			default:
				continue
			}
		}
		if i > from {
			g.clauses = append(g.clauses, g.classify(from, i, sep))
			g.close()
		}
		if i < len(g.w) {
			if i > from || sep != comma || g.w[i].kind != comma {
				sep = g.w[i].kind
			}
			from = i + 1
		}
	}
}

// close joins the clause read last to the one that waits for its verb: dass
// der Bürgermeister, sein Anwalt und die Stadt ∙ gestritten haben.
func (g *v2) close() {
	n := len(g.clauses) - 1
	c := g.clauses[n]
	if c.fin < 0 || !g.atEnd(c.fin, c.to) || c.sep != comma || c.and > c.from {
		return
	}
	switch c.form {
	case fMain, fFirst:
	default:
		return
	}
	for m := n - 1; m >= 0 && m > n-6; m-- {
		o := &g.clauses[m]
		k := g.w[o.and]
		if o.fin < 0 && k.kind == word && (k.is(cThatWord|cWhether) || k.is(cSub) && !k.is(cPrep|cAdv) && g.low(o.and) != "als" && g.low(o.and) != "as") {
			o.to, o.fin, o.mood = c.to, c.fin, max(o.mood, c.mood)
			if o.form != fThat {
				o.form = fSub
			}
			g.clauses = g.clauses[:m+1]
			return
		}
		if o.form == fMain || o.form == fFirst || g.clauses[m].sep != comma {
			return
		}
	}
}

// bytes returns the span of w[a:b].
func (g *v2) bytes(a, b int) span {
	if a >= b || a < 0 || b > len(g.w) {
		return span{}
	}
	return span{g.w[a].start, g.w[b-1].end}
}

// free reports whether no content found so far holds a part of s. Speech that
// is passed on may lie inside another's, its cue with it, when it is asked for.
func (g *v2) free(s span) bool {
	for _, t := range g.taken {
		if s.start >= t.end || t.start >= s.end {
			continue
		}
		if g.d.nested && !g.cue.empty() && g.cue.start >= t.start && g.cue.end <= t.end && s.start >= t.start && s.end <= t.end {
			continue
		}
		return false
	}
	return true
}

// say emits a quotation and remembers its speaker.
func (g *v2) say(f found) bool {
	n := len(g.d.out)
	f.sent = g.s.from
	if f.class == "" {
		f.class = Say
	}
	whole := append([]span(nil), f.parts...)
	g.d.emit(f)
	if len(g.d.out) == n {
		return false
	}
	g.taken = append(g.taken, whole...)
	if !f.speaker.empty() {
		g.last = f.speaker
	}
	return true
}
