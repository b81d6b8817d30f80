package quote

// sov reads languages that put the verb last: "the mayor to reporters said:
// …" in Persian. The speaker opens the clause, the verb of saying ends it, and
// the content follows, mostly up to the end of the sentence.
type sov struct {
	d                               *doc
	t                               []token // of the sentence
	sent                            int
	cues                            []sovCue
	last                            span            // the speaker of the quotation before
	seen                            int             // the sentence of that quotation
	pending                         found           // a cue with a colon that ends its paragraph
	pendingSent                     int             // the sentence of pending, 0 = none
	known                           map[string]bool // words of the names that spoke
	taken                           []int           // marks that a quotation before them goes on in
	alonePara, aloneSent, aloneMark int             // the last sentence that is one quoted token
	closedAt                        int             // up to here a quotation of the paragraph before goes on
	used                            int             // quoted tokens up to here belong to a quotation
}

// sovCue is a verb of saying with its helpers, or a phrase ("به گفتهٔ").
type sovCue struct {
	from, to  int // tokens
	class     class
	other     bool // of a first or second person
	passive   bool
	neg       bool
	bare      bool // "این را گفت": the content is another sentence
	command   bool
	under     bool // its clause hangs on another one
	body, end int  // the content; body < 0 = none follows
	strong    bool // a colon, a mark or a conjunction opens the content
	speaker   span
	carried   bool
	lead      int // a quoted token before the speaker that belongs to it, -1 = none
	quote     int // a quoted token that follows the content, 0 = none
	with      int // the cue whose speaker it shares, -1 = none
}

func (g *sov) finish(d *doc) {}

// begin takes up a sentence; ok is false when it is not to be read. all are the
// classes of its words; marks and colons tell whether it has any.
func (g *sov) begin(d *doc, s sentence) (all class, marks, colons, ok bool) {
	if s.in >= 0 && !d.nested {
		return 0, false, false, false
	}
	g.d, g.t, g.cues = d, d.words(s), g.cues[:0]
	g.sent++
	g.used = -1
	for _, k := range g.t {
		all |= k.class
		marks = marks || k.kind == quoted
		colons = colons || k.kind == colon
	}
	return all, marks, colons, true
}

func (g *sov) read(d *doc, s sentence) {
	all, marks, colons, ok := g.begin(d, s)
	if !ok {
		return
	}
	if all&(cSay|cAsk|cThink|cAcc|cNoun|cBy|cLight) == 0 && !marks && !colons {
		return
	}
	if len(g.t) > 0 && g.t[0].start < g.closedAt {
		return
	}
	g.find()
	for i := range g.cues {
		g.open(&g.cues[i])
	}
	for i := range g.cues {
		g.close(i)
		g.speak(i)
		g.tell(i, s)
	}
	if all&cBy != 0 {
		g.stating(s)
	}
	if colons && len(g.cues) == 0 && !g.noted(s) {
		g.headline(s)
	}
	if marks && s.in < 0 {
		g.called(s)
		g.float(s)
	}
}

func (g *sov) is(i int, c class) bool { return i >= 0 && i < len(g.t) && g.t[i].class&c != 0 }

func (g *sov) kind(i int, k kind) bool { return i >= 0 && i < len(g.t) && g.t[i].kind == k }

// finite reports whether token i is a verb that can end a clause.
func (g *sov) finite(i int) bool {
	return g.is(i, cThird|cOther|cBe|cPart|cBare|cCommand) && !g.is(i, cHalf)
}

// shut reports whether a clause can end before token i.
func (g *sov) shut(i int) bool {
	if i >= len(g.t) {
		return true
	}
	switch g.t[i].kind {
	case comma, semi, stop, colon, dash, shut:
		return true
	}
	return g.is(i, cAnd|cBut|cThatWord|cTo2|cSub)
}

// ends reports whether a clause ends with token i.
func (g *sov) ends(i int) bool { return g.finite(i) && g.shut(i+1) }

func (g *sov) holdsKind(from, to int, k kind) bool {
	for i := from; i < to; i++ {
		if g.kind(i, k) {
			return true
		}
	}
	return false
}

func (g *sov) holds(from, to int, c class) bool {
	for i := from; i < to; i++ {
		if g.is(i, c) {
			return true
		}
	}
	return false
}

func (g *sov) span(i, j int) span { return span{g.t[i].start, g.t[j-1].end} }
