package echo

import (
	"fmt"
	"math"
	"slices"

	"voxpop"
	"voxpop/internal/text"
)

// What makes an echo. Bits are −log₂ of how many answers hold a word.
const (
	runWords = 4  // in a row, that make an echo
	runBits  = 5. // their words of sense, together
	rareBits = 9. // of a shorter run
	// quotedBits are enough where the answer shows that it repeats somebody.
	quotedBits = 3.
	// rareShare is the share of answers up to which a word tells something by itself.
	rareShare   = 0.03
	thrownShare = 0.1  // the same of a word that is thrown back
	chosenShare = 0.25 // the same of a word that alone fills quotation marks
	thrownBack  = 2    // answers that set a word apart, for it to be thrown back
	nearWords   = 3    // telling words of one statement that make an echo out of order
)

// Find returns the links between statements and answers: at most one of each
// kind for a pair, ordered as the answers are, then as the statements are, words
// before speaker.
func Find(statements []voxpop.Statement, answers []Answer, o Options) []Echo {
	if o.Run <= 0 {
		o.Run = runWords
	}
	x := newIndex(statements, o)
	s := newScanner(x)
	all := make([]found, len(answers))
	for i := range answers {
		o.pause(i)
		all[i] = s.answer(&answers[i])
	}
	apart := make([]int32, len(s.df))
	for i := range all {
		var seen []int32
		for _, w := range all[i].words {
			if w.marked != "" && w.marked != quotedWith && !slices.Contains(seen, w.id) {
				seen = append(seen, w.id)
				apart[w.id]++
			}
		}
	}
	j := &judge{index: x, statements: statements, df: s.df, plain: s.plain, apart: apart, low: s.low, high: s.high, n: s.langs, all: len(answers), struck: map[Pair]bool{}}
	for _, p := range o.Struck {
		j.struck[p] = true
	}
	var out []Echo
	for i := range answers {
		o.pause(i)
		out = j.links(out, &answers[i], &all[i])
	}
	return out
}

// judge decides once it is known how common each word is.
type judge struct {
	*index
	statements []voxpop.Statement
	df, plain  []int32
	apart      []int32          // answers that set a word apart
	low, high  []int32          // how surnames are written
	n          map[string]int32 // answers by language of their texts
	all        int
	struck     map[Pair]bool
}

// bits are how much a word tells: rarer is more. A few answers more are
// supposed, so that one answer alone tells little.
func (j *judge) bits(id int32, lang string) float64 {
	if h := &j.holders[id]; h.named || h.proper {
		return 0
	}
	return max(0, math.Log2((j.of(lang)+20)/(float64(j.df[id])+1)))
}

// of is how many answers have a text in a language.
func (j *judge) of(lang string) float64 {
	if n := j.n[lang]; n > 0 {
		return float64(n)
	}
	return float64(j.all)
}

// rare reports whether few answers use a word without setting it apart; more
// may when many others set it apart.
func (j *judge) rare(id int32, lang string) bool {
	plain, of := float64(j.plain[id]), j.of(lang)
	return plain <= max(2, rareShare*of) || j.thrown(id) && plain <= thrownShare*of
}

// chosen reports whether a word that alone fills quotation marks tells something
// though many use it: whoever puts it there means somebody's word.
func (j *judge) chosen(w *telling, lang string) bool {
	return w.marked == quotedMark && float64(j.plain[w.id]) <= chosenShare*j.of(lang)
}

// thrown reports whether answers throw a word back so often that it is an echo
// even where nothing sets it apart.
func (j *judge) thrown(id int32) bool {
	return j.apart[id] >= thrownBack && 2*j.apart[id] >= j.plain[id]
}

func (j *judge) links(out []Echo, a *Answer, f *found) []Echo {
	if len(f.runs)+len(f.words)+len(f.names) == 0 {
		return out
	}
	words := map[int]Echo{}
	speaker := map[int]Echo{}
	if j.rule.Only != Speaker {
		j.runs(words, a, f)
		j.words(words, a, f)
	}
	if j.rule.Only != Words {
		j.named(speaker, a, f)
	}
	if len(words)+len(speaker) == 0 {
		return out
	}
	for i := range j.statements {
		if j.struck[Pair{a.ID, j.statements[i].ID}] || later(j.day[i], a.On) {
			continue
		}
		for _, of := range []map[int]Echo{words, speaker} {
			if e, ok := of[i]; ok {
				out = append(out, e)
			}
		}
	}
	return out
}

// later reports whether day d is surely after day on.
func later(d, on voxpop.Date) bool {
	from, _, ok := d.Bounds()
	_, to, ok2 := on.Bounds()
	return ok && ok2 && !from.IsZero() && !to.IsZero() && from.After(to)
}

// better keeps the link that shows most: the respondent's own words before a
// translation of them, then the higher score.
func better(m map[int]Echo, i int, e Echo) {
	was, ok := m[i]
	own, wasOwn := e.In == 0, was.In == 0
	if !ok || own && !wasOwn || own == wasOwn && e.Score > was.Score {
		m[i] = e
	}
}

func (j *judge) runs(m map[int]Echo, a *Answer, f *found) {
	for _, r := range f.runs {
		t := j.said[r.text]
		own := t.words[r.place.at : r.place.at+r.n]
		sum, sense, rare := 0., 0, 0
		seen := map[int32]bool{}
		for _, w := range own {
			if h := &j.holders[w.id]; w.class&weak != 0 || seen[w.id] || h.named || h.proper {
				continue
			}
			seen[w.id] = true
			sense++
			sum += j.bits(w.id, t.lang)
			if j.rare(w.id, t.lang) {
				rare++
			}
		}
		why := ""
		switch n := int(r.n); {
		case r.quoted && sense >= 1 && n >= 2 && sum >= quotedBits:
			why = ", between quotation marks"
		case r.alone && sense >= 2 && sum >= quotedBits:
			why = ", alone in an exclamation or a question"
		case sense >= 2 && n >= j.rule.Run && sum >= runBits:
		case sense >= 2 && rare >= 1 && sum >= rareBits:
			why = ", rare ones"
		case sense >= 2 && n >= 3 && r.recall && sum >= quotedBits:
			why = ", after a word of saying or promising"
		case n == len(t.words) && n >= 3 && sense >= 1 && sum >= quotedBits:
			why = ", all of it"
		default:
			continue
		}
		i := t.of
		said := Span{int(own[0].start), int(own[len(own)-1].end)}
		e := Echo{Response: a.ID, Statement: j.statements[i].ID, Kind: Words, How: ByRun, In: int(r.in), Spans: []Span{r.span},
			Lang: t.lang, Said: []Span{said}, Run: int(r.n), Score: score(sum + float64(r.n))}
		e.Reason = fmt.Sprintf("repeats %d words of the statement in a row%s", r.n, why)
		better(m, i, e)
	}
}

func (j *judge) words(m map[int]Echo, a *Answer, f *found) {
	near := map[int32][]telling{} // by text of a statement and text of the answer
	for _, w := range f.words {
		h := &j.holders[w.id]
		lang := base(a.Texts[w.in].Lang)
		for _, p := range h.places {
			t := j.said[p.text]
			if lang != "" && t.lang != "" && lang != t.lang {
				continue
			}
			rare := j.rare(w.id, t.lang)
			if !rare && !j.chosen(&w, t.lang) {
				continue
			}
			if rare {
				near[p.text<<8|w.in] = append(near[p.text<<8|w.in], w)
			}
			own := t.words[p.at]
			how, why := ByMark, w.marked
			if why == "" && j.thrown(w.id) {
				how, why = ByWord, "one that other answers set apart"
			}
			if why == "" || int(h.who) != j.owner[t.of] || own.end-own.start < letters(w.script, why) {
				continue
			}
			e := Echo{Response: a.ID, Statement: j.statements[t.of].ID, Kind: Words, How: how, In: int(w.in), Spans: []Span{w.span},
				Lang: t.lang, Said: []Span{{int(own.start), int(own.end)}}, Run: 1, Score: score(j.bits(w.id, t.lang))}
			if how == ByWord {
				e.Score /= 2
			}
			e.Reason = "a word of the statement that few other answers use, " + why
			better(m, t.of, e)
		}
	}
	for key, list := range near {
		j.near(m, a, key>>8, list)
	}
}

// letters is how long a word is at least to tell something by itself: short
// words are common ones. What is put between quotation marks was chosen.
func letters(sc text.Script, mark string) int32 {
	switch {
	case sc == text.Arabic && (mark == quotedMark || mark == quotedWith):
		return 3
	case sc == text.Arabic, mark == quotedMark, mark == quotedWith:
		return 4
	}
	return 6
}

// near finds telling words of one statement that stand close together, in any order.
func (j *judge) near(m map[int]Echo, a *Answer, of int32, list []telling) {
	list = slices.CompactFunc(list, func(a, b telling) bool { return a.span == b.span })
	t := j.said[of]
	for from := range list {
		sum := 0.
		var ids []int32
		var spans []Span
		for _, w := range list[from:] {
			if w.span.Start-list[from].span.Start > 60 {
				break
			}
			if slices.Contains(ids, w.id) {
				continue
			}
			ids, spans = append(ids, w.id), append(spans, w.span)
			sum += j.bits(w.id, t.lang)
		}
		if len(ids) < nearWords || sum < 2*rareBits {
			continue
		}
		e := Echo{Response: a.ID, Statement: j.statements[t.of].ID, Kind: Words, How: ByWord, In: int(list[from].in), Spans: spans,
			Lang: t.lang, Run: 1, Score: score(sum / 2)}
		for _, id := range ids {
			for _, p := range j.holders[id].places {
				if p.text == of {
					own := t.words[p.at]
					e.Said = append(e.Said, Span{int(own.start), int(own.end)})
					break
				}
			}
		}
		e.Reason = fmt.Sprintf("%d words of the statement that few other answers use, close together", len(ids))
		better(m, t.of, e)
	}
}

// weight of a name.
var nameScore = map[How]float64{ByName: 0.3, BySurname: 0.25, ByRole: 0.2}

func (j *judge) named(m map[int]Echo, a *Answer, f *found) {
	type one struct {
		how   How
		in    int32
		lang  string
		spans []Span
	}
	who := map[int]*one{}
	for _, c := range f.names {
		// What most write small is a word, and no name.
		if id := c.name.ids[0]; c.sure == likely && j.low[id] > 0 && j.low[id] >= j.high[id] {
			continue
		}
		o := who[c.name.who]
		if o == nil || rank(c.name.how) < rank(o.how) && c.in == o.in {
			var spans []Span
			if o != nil {
				spans = o.spans
			}
			o = &one{c.name.how, c.in, c.name.lang, spans}
			who[c.name.who] = o
		}
		if c.in == o.in {
			o.spans = append(o.spans, c.span)
		}
	}
	for w, o := range who {
		// Whoever names a speaker means one of their statements, or none.
		could := 0
		for _, i := range j.speakers[w] {
			if !later(j.day[i], a.On) {
				could++
			}
		}
		for _, i := range j.speakers[w] {
			e := Echo{Response: a.ID, Statement: j.statements[i].ID, Kind: Speaker, How: o.how, In: int(o.in), Spans: o.spans,
				Lang: base(o.lang), Score: nameScore[o.how] / math.Sqrt(float64(max(1, could)))}
			what := map[How]string{ByName: "name", BySurname: "surname", ByRole: "office"}[o.how]
			e.Reason = fmt.Sprintf("names the speaker by %s; %d statements of theirs could be meant", what, could)
			if could == 1 {
				e.Reason = fmt.Sprintf("names the speaker by %s", what)
			}
			m[i] = e
		}
	}
}

// score brings bits to 0…1.
func score(bits float64) float64 { return 1 - math.Exp2(-bits/8) }

// People counts each person once for a statement. Person tells, for a
// response, the counted person that it stands for, as prevalence.Stands does;
// a response that it does not hold is not counted. Statements that nobody
// echoes are in it with zeros, in the order given.
func People(statements []voxpop.Statement, echoes []Echo, person map[string]string) []Count {
	at := make(map[string]int, len(statements))
	out := make([]Count, len(statements))
	for i, s := range statements {
		at[s.ID], out[i].Statement = i, s.ID
	}
	type by struct {
		i   int
		key string
	}
	words, speaker, answers := map[by]bool{}, map[by]bool{}, map[by]bool{}
	for _, e := range echoes {
		i, ok := at[e.Statement]
		if !ok {
			continue
		}
		answers[by{i, e.Response}] = true
		who, ok := person[e.Response]
		if !ok {
			continue
		}
		if e.Kind == Words {
			words[by{i, who}] = true
		} else {
			speaker[by{i, who}] = true
		}
	}
	for b := range answers {
		out[b.i].Responses++
	}
	for b := range words {
		out[b.i].Words++
	}
	for b := range speaker {
		if !words[b] {
			out[b.i].Speaker++
		}
	}
	for i := range out {
		out[i].People = out[i].Words + out[i].Speaker
	}
	return out
}
