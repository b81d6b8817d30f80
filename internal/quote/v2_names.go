package quote

import "strings"

// Names and the words around them: who speaks.

// np returns the end of the name or noun phrase that begins at i: its words
// with a small letter, its nouns, and what hangs on them with der, des, von, und.
func (g *v2) np(i, to int) int {
	end, noun := i, false
	if i+1 <= to && i < len(g.w) && g.w[i].kind == word && g.w[i].is(cDet) && g.w[i].is(cPron) && (i+1 >= to || g.w[i+1].kind == word && !g.w[i+1].cap && g.w[i+1].is(cNow|cPast|cAdv|cPrep) && !g.w[i+1].is(cDet|cPoss)) {
		return i + 1 // diese sagten, einige meinten
	}
	for j := i; j < to; j++ {
		k := g.w[j]
		switch {
		case k.kind == quoted, k.kind == number && !noun:
			noun, end = true, j+1
		case k.kind == number:
			if j+1 < to && g.w[j+1].cap {
				return end
			}
			end = j + 1
		case k.kind != word:
			if k.kind == other && noun {
				end = j + 1
				continue
			}
			return end
		case k.cap && !(j == 0 && k.is(cDet|cPoss|cPron|cPrep|cAdv|cNow|cPast)):
			if noun && k.is(cDay) && !k.is(cMonth) {
				return end
			}
			noun, end = true, j+1
		case k.is(cPron) && !k.is(cDet) && !noun && j == i:
			if n := j + 1; n < to && g.low(n) == "selbst" {
				return n + 1
			}
			return j + 1
		case k.is(cAnd):
			if !noun || j+1 >= to || !(g.w[j+1].cap || g.w[j+1].kind == quoted || g.w[j+1].is(cDet|cPoss)) || j+2 < to && g.finite(j+2, i, to) && g.w[j+1].is(cPron) {
				return end
			}
			if e := g.np(j+1, to); e > j+1 {
				return e
			}
			return end
		case noun && (k.is(cDet|cPoss) && genitive(g.low(j)) && !g.proper(i, j) || name(g.low(j)) && (g.low(j) == "von" || g.low(j) == "vom" || j+1 < to && g.w[j+1].cap && g.w[j-1].cap)):
			if e := g.np(j+1, to); e > j+1 {
				return e
			}
			return end
		case noun:
			return end
		case strings.IndexByte(g.d.of(k), '.') > 0: // example.org
			noun, end = true, j+1
		case k.is(cNow|cPast) && !k.is(cDet|cPoss) && !(j+1 < to && g.w[j+1].cap):
			return end
		case k.is(cPrep) && !k.is(cDet) && j > i:
			return end
		case k.is(cPrep) && !k.is(cDet), k.is(cSub|cThatWord) && !k.is(cDet):
			return end
		}
	}
	if !noun {
		return end
	}
	return end
}

// proper reports whether w[i:j] ends in a name of two words, which no genitive follows.
func (g *v2) proper(i, j int) bool {
	return j-2 >= i && g.w[j-1].kind == word && g.w[j-2].kind == word && g.w[j-1].cap && g.w[j-2].cap && g.w[j-1].class == 0 && g.w[j-2].class == 0
}

func genitive(w string) bool {
	switch w {
	case "der", "des", "eines", "einer", "dieser", "dieses", "seines", "seiner", "ihres", "ihrer", "unseres", "unserer", "mehrerer", "vieler", "zweier", "dreier", "aller", "beider", "jener", "einiger", "zahlreicher":
		return true
	}
	return false
}

// name reports whether a small word ties two parts of a name together.
func name(w string) bool {
	switch w {
	case "von", "vom", "van", "de", "del", "della", "di", "da", "dos", "du", "bin", "ibn", "al", "el", "y":
		return true
	}
	return false
}

// subject finds who the verb at i of clause ci is said of.
func (g *v2) subject(ci, i int) span {
	c := g.clauses[ci]
	fin := i
	if !g.w[i].is(cNow|cPast) || g.w[i].is(cPart) && c.fin >= 0 && c.fin != i {
		if c.fin >= 0 {
			fin = c.fin
		}
	}
	switch c.form {
	case fRel:
		switch n := g.low(c.and + 1); {
		case n == "er" || n == "sie" || n == "man" || n == "es" || n == "wir" || n == "ich":
			return g.bytes(c.and+1, c.and+2)
		}
		switch g.low(c.and) {
		case "der", "die", "das", "welcher", "welche", "welches":
			return g.bytes(c.and, c.and+1)
		}
		return g.firstNoun(c.and+1, c.to)
	case fThat, fSub, fAs, fSo:
		return g.firstNoun(c.and+1, c.to)
	}
	if fin == c.and { // verb first
		if ci > 0 && c.and == c.from && g.headed(ci) {
			if s := g.antecedent(ci); !s.empty() {
				return s
			}
		}
		if s := g.firstNoun(fin+1, c.to); !s.empty() {
			return s
		}
		if c.and > c.from || ci > 0 && g.clauses[ci-1].form != fPiece && g.clauses[ci-1].form != fRel && g.clauses[ci-1].form != fInf {
			// und kündigte an: the subject of the clause before
			return g.subjectBefore(ci)
		}
		return g.antecedent(ci)
	}
	a := c.and
	for a < fin && g.w[a].kind == word && g.w[a].is(cAdv) && !g.w[a].is(cPron|cDet) {
		a++
	}
	after := fin+1 < c.to && g.w[fin+1].kind == word && !g.w[fin+1].cap
	if after {
		switch g.low(fin + 1) {
		case "er", "man", "wir", "ich":
			return g.bytes(fin+1, fin+2)
		case "sie", "es":
			after = true
		default:
			after = false
		}
	}
	if a < fin && !after && !notNominative(g.low(a)) && !g.adverbial(a) && !(g.w[a].kind == word && g.w[a].is(cPrep|cSub) && !g.w[a].is(cDet) && !g.w[a].is(cPron)) && !(g.w[a].kind == word && g.w[a].is(cAdv) && !g.w[a].is(cPron|cDet)) {
		e := g.np(a, fin)
		if e > a && !(g.w[a].is(cObjPron) && !g.w[a].is(cPron)) {
			if e < fin && g.w[e].kind == word && g.w[e].is(cPrep) { // der Sprecher in Köln
				return g.bytes(a, e)
			}
			return g.bytes(a, e)
		}
	}
	// In Köln sagte X
	s := g.firstNoun(fin+1, c.to)
	if s.empty() && c.fin >= 0 && c.fin < fin { // In Köln trat er zurück und sagte
		return g.subject(ci, c.fin)
	}
	return s
}

// headed reports whether nothing but a noun phrase and what describes it
// stands before clause ci: Ada Brandt, Chefin der Werft, …
func (g *v2) headed(ci int) bool {
	m := ci - 1
	for m > 0 && (g.clauses[m].form == fRel || g.clauses[m].form == fPiece) && g.clauses[m].sep != colon && g.clauses[m].sep != semi {
		m--
	}
	c := g.clauses[m]
	if m == ci-1 && ci > 1 && m > 0 || c.form != fPiece || m == ci-1 {
		return false
	}
	k := g.w[c.and]
	return k.kind == quoted || k.kind == word && !(k.is(cPrep|cSub|cAdv) && !k.is(cDet))
}

// notNominative reports whether the clause begins with what is no subject by its form.
func notNominative(w string) bool {
	switch w {
	case "den", "dem", "einen", "einem", "ihn", "ihm", "diesen", "diesem", "seinen", "ihren", "keinen", "jeden", "folgendes":
		return true
	}
	return false
}

// adverbial reports whether an unknown word at the head of a sentence is an adverb.
func (g *v2) adverbial(i int) bool {
	if i != 0 || g.w[i].class&^cFirst != 0 || i+1 >= len(g.w) || g.w[i+1].cap {
		return false
	}
	w := g.low(i)
	for _, e := range [...]string{"lich", "end", "weise", "ig", "isch", "maßen", "halber", "falls"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// firstNoun finds the first name, noun or pronoun from i on that no preposition governs.
func (g *v2) firstNoun(i, to int) span {
	for j := i; j < to; j++ {
		k := g.w[j]
		switch {
		case k.kind == quoted:
			return g.bytes(j, g.np(j, to))
		case k.kind != word && k.kind != number:
			continue
		case k.kind == word && k.is(cPrep) && !k.cap && !k.is(cDet):
			e := g.np(j+1, to)
			j = max(j, e-1)
		case k.kind == word && !k.cap && k.is(cAdv) && !k.is(cPron|cDet):
		case k.kind == word && !k.cap && k.is(cObjPron) && !k.is(cPron):
		case k.kind == word && k.is(cDay) && k.cap:
		case k.kind == word && !k.cap && !k.is(cDet|cPoss|cPron) && k.class != 0:
		case k.kind == word && (g.low(j) == "dem" || g.low(j) == "den" || g.low(j) == "einem"):
			if e := g.np(j, to); e > j+1 && e < to { // dative: teilte dem Sender mit
				j = e - 1
			} else {
				return span{}
			}
		default:
			if e := g.np(j, to); e > j {
				if k.kind == word && k.is(cPron) && g.low(j) == "es" {
					return span{}
				}
				return g.bytes(j, e)
			}
		}
	}
	return span{}
}

// antecedent returns the noun phrase before clause ci: what a relative clause
// hangs on, or the subject that a relative clause or apposition parts from its verb.
func (g *v2) antecedent(ci int) span {
	m := ci - 1
	if g.clauses[ci].form != fRel {
		for m > 0 && (g.clauses[m].form == fRel || g.clauses[m].form == fPiece || g.clauses[m].form == fInf || g.clauses[m].form == fThat) && (g.clauses[m-1].form == fPiece || g.clauses[m-1].form == fRel || m >= 2) {
			if g.clauses[m].form == fPiece && (m == 0 || g.clauses[m-1].form != fPiece) {
				break
			}
			m--
		}
	}
	if m < 0 {
		return span{}
	}
	c := g.clauses[m]
	if g.clauses[ci].form == fRel { // the last noun phrase of it
		for j := c.to - 1; j >= c.from; j-- {
			if g.w[j].kind == word && g.w[j].is(cDet|cPoss) || j == c.from {
				return g.bytes(j, c.to)
			}
		}
	}
	a := c.and
	for a < c.to && g.w[a].kind == word && g.w[a].is(cAdv) && !g.w[a].is(cDet|cPron) {
		a++
	}
	return g.bytes(a, max(g.np(a, c.to), a))
}

// subjectBefore returns the subject of the nearest main clause before ci.
func (g *v2) subjectBefore(ci int) span {
	for m := ci - 1; m >= 0; m-- {
		if c := g.clauses[m]; (c.form == fMain || c.form == fFirst || c.form == fSub) && c.fin >= 0 {
			return g.subject(m, c.fin)
		}
	}
	return span{}
}
