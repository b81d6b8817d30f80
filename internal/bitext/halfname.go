package bitext

import (
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"voxpop/internal/text"
)

// generic are words of the names of places and offices, and of address, that
// every language has its own word for: “Lake Vostra” is “Lago Vostra”.
var generic = sync.OnceValue(func() map[string]bool {
	return looseSet(`lake river mount mountain mountains valley island islands bay port fort bridge park garden gardens hill hills forest church mosque cathedral castle palace tower house hall station airport market hotel restaurant cafe theatre theater museum library stadium
		saint st sainte san santa santo san new old upper lower great little big grand lane drive boulevard court village district province region county town centre center institute academy college union association foundation society front league movement group brothers sons bakery pharmacy clinic
		uncle aunt grandma grandpa grandmother grandfather brother sister father mother captain colonel general sergeant imam sheikh haji hajji sir lord lady prince princess junior senior jr
		lac lago río rio rivière monte mont montagne vallée valle isla île puente pont parque parc jardín jardin colina forêt bosque iglesia église mezquita mosquée castillo château torre tour estación gare mercado marché nuevo nueva nouveau nouvelle viejo vieja vieux vieille tía tío tante oncle hermano hermana frère soeur padre madre père mère barrio quartier pueblo capitán coronel capitaine colonel
		see fluss berg gebirge tal insel brücke wald kirche moschee schloss turm bahnhof markt dorf tante onkel bruder schwester vater mutter neu alt straße platz
		göl nehir dağ vadi ada köprü park orman kilise cami kale kule istasyon pazar köy mahalle amca teyze dayı hala abi abla dede nine usta hoca ağa efendi yeni eski büyük küçük
		озеро река гора долина остров мост парк лес церковь мечеть замок башня вокзал рынок село деревня район область новый новая старый старая большой малый дядя тётя тетя бабушка дедушка святой святая`)
})

// partName is a name of which one word is answered by nothing and all others are.
type partName struct {
	name
	at  int // which of its words
	one text.Span
}

func (c *comparison) partNames(names []name, s side, others []side, source bool) []partName {
	var out []partName
	for _, n := range names {
		if len(n.words) < 2 || c.inGlossary(s.text(n.Span), source) {
			continue
		}
		// “Yesterday Sergei …”: what opens a sentence may be no part of the name.
		if first := s.words[n.words[0]]; len(n.words) > 2 && opens(s.runes, first.Start) && !c.answered(s.text(first.Span), others) {
			n.words = n.words[1:]
			n.Start = s.words[n.words[0]].Start
		}
		h := partName{name: n, at: -1}
		for k, w := range n.words {
			if c.answered(s.text(s.words[w].Span), others) {
				continue
			}
			if h.at >= 0 {
				h.at = -1
				break
			}
			h.at, h.one = k, s.words[w].Span
		}
		if h.at >= 0 && !generically(s, h.one) {
			out = append(out, h)
		}
	}
	return out
}

// generically reports whether a word of a name is one that is translated. In
// Turkish such nouns carry an ending: Köprüsü, Vadisi, Meydanı.
func generically(s side, at text.Span) bool {
	w := text.FoldString(s.text(at))
	if i := strings.IndexAny(w, "'’"); i > 0 {
		w = w[:i]
	}
	if l := text.LooseString(w); generic()[l] || generic()[strings.TrimSuffix(l, "s")] {
		return true
	}
	if s.lang == "tr" {
		for _, e := range []string{"sı", "si", "su", "sü", "nı", "ni", "nu", "nü", "lü", "lu", "lı", "ğı", "ği", "ğu", "ğü", "kı", "ki", "rı", "ri", "ru", "rü"} {
			if rest, ok := strings.CutSuffix(w, e); ok && utf8.RuneCountInString(rest) >= 2 {
				return true
			}
		}
	}
	return false
}

// halves reports a word of a name that became another while the rest of the name
// stayed: Sergei Ivanov, Sergei Petrov. Both sides must hold such a name, with
// the word at the same place in it: a place of which one word is translated
// rarely looks so.
func (c *comparison) halves(p pairOf, all []pairOf, i int) {
	lost := c.partNames(namesOf(p.s), p.s, around(all, i, func(q pairOf) side { return q.t }), true)
	if len(lost) == 0 {
		return
	}
	won := c.partNames(namesOf(p.t), p.t, around(all, i, func(q pairOf) side { return q.s }), false)
	for _, a := range lost {
		for _, b := range won {
			if a.at != b.at || len(a.words) != len(b.words) || !c.sameRest(p, a, b) {
				continue
			}
			x, y := p.s.text(a.one), p.t.text(b.one)
			if maybeOne(skeleton(x), skeleton(y)) {
				continue // two spellings, each strange to the other
			}
			c.add(Name, p.s.at(a.one), p.t.at(b.one), fmt.Sprintf("The name %s seems to have become %s.", quote(p.s.text(a.Span)), quote(p.t.text(b.Span))))
			break
		}
	}
}

// sameRest reports whether what is left of two names is one name.
func (c *comparison) sameRest(p pairOf, a, b partName) bool {
	for k := range a.words {
		if k == a.at {
			continue
		}
		v := p.t.words[b.words[k]]
		one := p.t
		one.words = []word{v}
		if !c.answered(p.s.text(p.s.words[a.words[k]].Span), []side{one}) {
			return false
		}
	}
	return true
}

// maybeOne reports whether two skeletons could be of one word after all: more
// loosely than [likeName], and where one script writes H as KH or G.
func maybeOne(a, b string) bool {
	for _, x := range []string{a, strings.TrimLeft(a, "XG")} {
		for _, y := range []string{b, strings.TrimLeft(b, "XG")} {
			if x == y || soundsLike(x, y) >= .5 {
				return true
			}
		}
	}
	return false
}
