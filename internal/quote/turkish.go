package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// before reads Turkish, where the content stands before its verb: in marks,
// or as a noun that is made of a verb ("geldiğini söyledi").
type before struct{ sov }

func (g *before) read(d *doc, s sentence) {
	all, marks, colons, ok := g.begin(d, s)
	if !ok {
		return
	}
	if all&anyCue == 0 && !marks && !colons {
		return
	}
	from, seen := 0, 0 // where the clause of the next cue begins; cues so far
	for i, k := range g.t {
		if k.kind != word || !k.is(cSay|cAsk|cAcc) {
			continue
		}
		if seen++; seen > 48 { // no sentence that is one has more
			break
		}
		f := found{cue: span{k.start, k.end}, class: Say, sent: g.sent, negated: k.is(cNeg)}
		if k.is(cAsk) {
			f.class = Ask
		}
		if k.is(cAcc) {
			g.point(i, s, f)
			continue
		}
		if g.tells(from, i, s, f) {
			from = i + 1
		}
	}
	if colons && g.used < 0 && !g.noted(s) {
		g.headline(s)
	}
	if marks && s.in < 0 {
		g.float(s)
	}
}

// tells emits the content of the verb at i.
func (g *before) tells(lo, i int, s sentence, f found) bool {
	for j := i - 1; j >= lo && j > i-5; j-- { // "…" dedi
		if !g.kind(j, quoted) {
			continue
		}
		f.rule = "marks-verb"
		var who span
		switch {
		case g.is(i, cPart): // "…" diyen başkan
			who = g.name(i+1, len(g.t))
		case !g.stopped(i + 1): // "…" dedi başkan
			who = g.name(i+1, len(g.t))
			f.rule = "marks-verb-speaker"
			if j2 := g.next(i + 1); j2 > 0 { // "…" dedi başkan, "…"
				f.parts = append(f.parts, g.d.marks[g.t[j2].mark].inner)
			}
		}
		if who.empty() {
			who = g.name(lo, j)
		}
		g.put(f, who, j, j+1, s)
		return true
	}
	for j := i + 1; j < len(g.t) && j <= i+3; j++ { // şöyle dedi: "…"
		if g.kind(j, colon) && j+1 < len(g.t) {
			f.rule = "verb-colon"
			end := g.stopAt()
			if g.kind(j+1, quoted) && g.alone(j+1) {
				end = j + 2
			}
			if end > j+1 {
				g.put(f, g.name(lo, i), j+1, end, s)
				return true
			}
		}
	}
	if i == 0 || !nominal(g.d.of(g.t[i-1])) {
		if i > lo && g.is(i, cPast) && s.in < 0 {
			g.cues = append(g.cues[:0], sovCue{from: i, to: i + 1, speaker: g.name(lo, i)})
			g.back(0, s, f)
		}
		return false
	}
	f.rule = "noun-verb"
	body := lo
	for k := lo; k < i; k++ {
		if g.kind(k, comma) {
			body = k + 1
			break
		}
	}
	who := g.name(lo, max(body-1, lo))
	if body == lo { // no comma: a name, a title, a pronoun
		for body < i && (g.is(body, cLead|cAdv) && !g.is(body, cPron) || g.is(body, cAnd)) {
			body++
		}
		at := body
		if g.is(at, cPron) {
			body++
		} else {
			for body < i-1 && (g.t[body].cap || g.is(body, cTitle|cHonor|cBody)) && !strings.ContainsAny(g.d.of(g.t[body]), "'’") {
				body++
			}
		}
		if body == at { // nobody is named
			who = span{}
		} else {
			who, _ = g.cover(at, body)
		}
	}
	if body >= i {
		return false
	}
	g.put(f, who, body, i, s)
	return true
}

func (g *before) stopped(i int) bool {
	return i >= len(g.t) || g.t[i].kind != word || g.is(i, cAnd|cLead|cSay)
}

// next finds a span between marks after the speaker at i.
func (g *before) next(i int) int {
	for ; i < len(g.t); i++ {
		if g.kind(i, quoted) && g.kind(i-1, comma) {
			return i
		}
	}
	return 0
}

// name reads the noun phrase that opens a clause.
func (g *before) name(lo, hi int) span {
	for lo < hi && (g.is(lo, cLead|cAdv|cAnd) && !g.is(lo, cTitle|cPron) || g.t[lo].kind != word) {
		lo++
	}
	if g.is(lo, cPron) {
		return span{g.t[lo].start, g.t[lo].end}
	}
	j := lo
	for j < hi && (g.t[j].kind == word || g.t[j].kind == number) && !(j > lo && g.is(j, cLead|cAdv|cSay|cThatWord)) {
		if j > lo && oblique(g.d.of(g.t[j])) {
			break
		}
		j++
	}
	s, _ := g.cover(lo, min(j, lo+8))
	return s
}

// point reads "X'e göre …".
func (g *before) point(i int, s sentence, f found) {
	lo := 0
	for k := i - 1; k >= 0; k-- {
		if g.kind(k, comma) || g.is(k, cLead|cAnd) {
			lo = k + 1
			break
		}
	}
	end := g.stopAt()
	body := i + 1
	for body < end && g.kind(body, comma) {
		body++
	}
	if lo >= i || end-body < 3 || !nameWithCase(g.d.of(g.t[i-1])) && !g.holds(lo, i, cTitle|cBody|cHonor|cPron) {
		return
	}
	for k := range g.t {
		if k > i && g.is(k, cSay) {
			return
		}
	}
	who, _ := g.cover(lo, i)
	f.rule = "according"
	g.put(f, who, body, end, s)
}

// nameWithCase reports whether a word is a name with a case ending: "Yılmaz'a".
func nameWithCase(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && strings.ContainsAny(w, "'’")
}

// oblique reports whether a word has the ending of a place or a source, so
// that it is no part of a subject.
func oblique(w string) bool {
	for _, e := range [...]string{"'da", "'de", "'ta", "'te", "’da", "’de", "’ta", "’te", "'dan", "'den", "'a", "'e", "'ya", "'ye", "’ya", "’ye", "ında", "inde", "unda", "ünde", "larda", "lerde", "ısında", "isinde"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// nominal reports whether a word is a noun made of a verb in the accusative.
func nominal(w string) bool {
	for _, e := range [...]string{"dığını", "diğini", "duğunu", "düğünü", "tığını", "tiğini", "tuğunu", "tüğünü", "acağını", "eceğini", "dıklarını", "diklerini", "duklarını", "düklerini", "tıklarını", "tiklerini", "tuklarını", "tüklerini", "acaklarını", "eceklerini", "dığımı", "diğimi", "acağımı", "eceğimi", "acağımızı", "eceğimizi", "dığımızı", "diğimizi", "masını", "mesini", "malarını", "melerini", "ması", "mesi"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}
