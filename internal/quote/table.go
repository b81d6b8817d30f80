package quote

import (
	"embed"
	"strings"
	"sync"
)

//go:embed lang/*.txt
var files embed.FS

// class says what a word may be; a word has the bits of all of its sections.
type class uint64

// The classes. A table names them as classNames does.
const (
	cSay      class = 1 << iota // a verb of saying
	cAsk                        // a verb of asking
	cThink                      // a verb of thinking, wanting, judging
	cThat                       // cue: takes a clause, with or without its conjunction
	cConj                       // cue: takes a clause only after its conjunction (or a quotation in marks)
	cTell                       // cue: the person told stands before the content
	cTo                         // cue: takes an infinitive as its content ("urged them to")
	cObj                        // cue: takes an object as its content ("called it a failure")
	cNoun                       // a noun of saying ("statement", "claim")
	cAcc                        // "according to"
	cColon                      // may stand before a colon and nothing else
	cBase                       // form of a verb: say
	cNow                        // says
	cPast                       // said
	cIng                        // saying
	cPart                       // said (participle)
	cAux                        // have, has, had, do
	cBe                         // is, was, been
	cModal                      // will, would, may
	cNeg                        // not, never
	cThatWord                   // that, dass, que, که
	cWhether                    // whether, if
	cWh                         // who, what, why, how
	cRel                        // who, which: opens a relative clause
	cDet                        // the, a, this
	cPoss                       // his, her, their
	cPron                       // he, she, they: can be a subject
	cObjPron                    // him, them
	cPrep                       // of, in, on
	cAnd                        // and, or
	cBut                        // but, yet
	cSub                        // while, because, when: opens a clause
	cAdv                        // also, later: stands beside a verb
	cTo2                        // the infinitive's particle: to, zu
	cDay                        // monday, yesterday, today
	cMonth                      // january
	cTitle                      // president, mayor
	cHonor                      // mr, dr
	cOfficial                   // spokesman, residents: somebody without a name
	cBody                       // ministry, police, court
	cMetonym                    // a capital or building for a government
	cMedia                      // interview, statement, television: where a thing is said
	cAbbr                       // its full stop does not end a sentence
	cVerb                       // a common verb that is no cue
	cLight                      // light verb of a phrase: make, issue
	cParticle                   // a case or object particle
	cTime                       // week, month, hours: nouns of time
	cFirst                      // begins a phrase of the table
	cHalf                       // fa: the noun of a cue of two words (اظهار داشت)
	cLead                       // stands at the head of a sentence and belongs to none of its parts
	cBy                         // fa: “با بیان”: opens a clause that reports before the cue
	cApart                      // de: a verb that is a cue together with its particle, away from it
	cView                       // de: a noun that “nach” makes a source of (Angaben, Ansicht)
	cMood                       // a form that only reported speech has (de: sei, habe)
	cDeny                       // says that the content is not so: deny, bestreiten, تکذیب کرد
	cAhead                      // puts a saying into the future: will, may; скажет
	cLabel                      // stands before a colon and is nobody: correction, photo
	cPlain                      // the plainest verb: say
	cMood2                      // a form that reported speech shares with conditions (de: wäre; fr: serait)
)

var classNames = map[string]class{
	"say": cSay, "ask": cAsk, "think": cThink, "that": cThat, "conj": cConj, "tell": cTell, "to": cTo, "obj": cObj,
	"noun": cNoun, "acc": cAcc, "colon": cColon, "base": cBase, "now": cNow, "past": cPast, "ing": cIng, "part": cPart,
	"aux": cAux, "be": cBe, "modal": cModal, "neg": cNeg, "thatword": cThatWord, "whether": cWhether, "wh": cWh, "rel": cRel,
	"det": cDet, "poss": cPoss, "pron": cPron, "objpron": cObjPron, "prep": cPrep, "and": cAnd, "but": cBut, "sub": cSub,
	"adv": cAdv, "inf": cTo2, "day": cDay, "month": cMonth, "title": cTitle, "honor": cHonor, "official": cOfficial,
	"body": cBody, "metonym": cMetonym, "media": cMedia, "abbr": cAbbr, "verb": cVerb, "light": cLight, "particle": cParticle, "time": cTime,
	"half": cHalf, "lead": cLead, "by": cBy,
	"apart": cApart, "view": cView, "mood": cMood, "mood2": cMood2, "plain": cPlain, "label": cLabel, "ahead": cAhead, "deny": cDeny,
}

// anyCue are the classes of a word that can introduce a quotation.
const anyCue = cSay | cAsk | cThink | cNoun | cAcc

// table is what is known of one language.
type table struct {
	lang     string
	words    map[string]class
	phrases  map[string][]phrase // by first word, the longest first
	prefixes []string            // clitics that are tried when a word is unknown
	ordinal  bool                // a full stop after a number makes it the third, the fourth
	elide    bool                // an apostrophe ends a word (l’, qu’)
	apart    map[string][]apart  // separable verbs by their finite forms
	names    bool                // a capital inside of a sentence makes a name

	once  sync.Once
	index *lexicon // words and phrases, as tokenize looks them up
}

// apart is what a verb is with a particle that stands away from it.
type apart struct {
	particle string
	class    class
}

type phrase struct {
	rest  []string
	class class
}

// tables reads each language's file once, on its first use.
var tables = func() map[string]func() *table {
	m := map[string]func() *table{}
	for _, lang := range Languages {
		m[lang] = sync.OnceValue(func() *table { return load(lang) })
	}
	return m
}()

// tableOf returns the table of a language; an empty one for a language without.
func tableOf(lang string) *table {
	if f := tables[lang]; f != nil {
		return f()
	}
	return &table{lang: lang}
}

func load(lang string) *table {
	file, err := files.ReadFile("lang/" + lang + ".txt")
	if err != nil {
		return &table{lang: lang}
	}
	return parse(lang, string(file))
}

// parse reads a table. A line "[say that] base now past" gives the classes of
// the words below it, and after the bracket those by column; every other line
// holds words, "_" joining those of a phrase. After a section of verbs that are
// “apart” stands their particle. Unknown classes are ignored
// here; TestTables refuses them.
func parse(lang, file string) *table {
	t := &table{lang: lang, words: map[string]class{}, phrases: map[string][]phrase{}, apart: map[string][]apart{}}
	var all class
	var columns []class
	section, particle := "", ""
	for line := range strings.Lines(file) {
		line, _, _ = strings.Cut(line, "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if head, ok := strings.CutPrefix(line, "["); ok {
			names, after, _ := strings.Cut(head, "]")
			section, all, columns = names, classes(names), nil
			if rest, ok := strings.CutPrefix(names, "stems "); ok {
				section, all = "stems", classes(rest)
			}
			for c := range strings.FieldsSeq(after) {
				columns = append(columns, classNames[c])
			}
			if all&cApart != 0 {
				particle, columns = string(fold(nil, strings.TrimSpace(after))), nil
			}
			if names != "prefix" && names != "elide" && names != "capitals" && names != "ordinal" {
				continue
			}
			line = after
			columns = nil
		}
		if section == "stems" {
			if f := strings.Fields(line); len(f) == 2 {
				t.persian(f[0], f[1], all)
			}
			continue
		}
		for i, w := range strings.Fields(line) {
			switch section {
			case "prefix":
				t.prefixes = append(t.prefixes, string(fold(nil, w)))
				continue
			case "elide":
				t.elide = w == "yes"
				continue
			case "capitals":
				t.names = w == "names"
				continue
			case "ordinal":
				t.ordinal = w == "yes"
				continue
			}
			if all&cApart != 0 {
				form := string(fold(nil, w))
				t.words[form] |= cApart
				t.apart[form] = append(t.apart[form], apart{particle, all &^ cApart})
				continue
			}
			c := all
			if len(columns) > 0 {
				c |= columns[min(i, len(columns)-1)]
			}
			t.add(w, c)
		}
	}
	return t
}

func classes(names string) class {
	var c class
	for n := range strings.FieldsSeq(names) {
		c |= classNames[n]
	}
	return c
}

// add puts a word or a phrase into the table.
func (t *table) add(word string, c class) {
	parts := strings.Split(string(fold(nil, word)), "_")
	if len(parts) == 1 {
		t.words[parts[0]] |= c
		return
	}
	if t.lang == "fa" { // a half-space joins as "_" does
		t.words[strings.Join(parts, "")] |= c
	}
	first := parts[0]
	t.words[first] |= cFirst
	list := t.phrases[first]
	for i, p := range list {
		if strings.Join(p.rest, "_") == strings.Join(parts[1:], "_") {
			list[i].class |= c
			return
		}
	}
	at := 0
	for at < len(list) && len(list[at].rest) >= len(parts)-1 {
		at++
	}
	list = append(list, phrase{})
	copy(list[at+1:], list[at:])
	list[at] = phrase{parts[1:], c}
	t.phrases[first] = list
}

// look returns the classes of a folded word.
func (t *table) look(word []byte) (class, bool) {
	l := t.lex()
	if e := &l.rows[l.find(word)]; e.known {
		return e.class, true
	}
	for _, p := range t.prefixes {
		if len(word) > len(p)+2 && string(word[:len(p)]) == p {
			if e := &l.rows[l.find(word[len(p):])]; e.known {
				return e.class, true
			}
		}
	}
	return 0, false
}
