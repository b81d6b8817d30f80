package bitext

import (
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"voxpop/internal/text"
)

// titles are words that stand before a name and do not belong to it; in scripts
// without capitals they are the only sign that a name follows.
var titles = sync.OnceValue(func() map[string]map[string]bool {
	return map[string]map[string]bool{
		"en": setOf("mr mrs ms miss dr prof professor sir madam president minister mayor doctor judge king queen street road avenue square"),
		"fa": setOf("آقای خانم خانوم دکتر مهندس استاد سرهنگ سردار حاج کربلایی خیابان میدان کوچه شهرک استان شهرستان روستای شهر"),
		"ar": setOf("السيد السيدة الدكتور الدكتورة الأستاذ الأستاذة المهندس المهندسة القاضي الحاج الحاجة شارع مدينة محافظة قرية"),
		"ur": setOf("جناب محترمہ ڈاکٹر پروفیسر مسٹر مسز"),
	}
})

// noNames are words with a capital that are no names, or that every language
// has its own word for.
var noNames = sync.OnceValue(func() map[string]map[string]bool {
	return map[string]map[string]bool{
		"en": setOf(`i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays al el january february march april may june july august september october november december
		god allah islam islamic muslim muslims christian christians christmas easter ramadan jewish jews bible quran quoran internet north south east west northern southern eastern western middle europe european africa african asia asian america american americas
		earth english french german arabic persian farsi turkish russian spanish kurdish british iranian iraqi syrian afghan egyptian lebanese palestinian israeli chinese japanese indian pakistani italian greek polish dutch ukrainian
		mr mrs ms miss dr prof professor sir madam president minister mayor doctor judge king queen street road avenue square ok tv sms id pdf usa uk eu un us ministry hospital school university council police court government parliament bank city municipality company department office party state republic`),
		"es": setOf("dios internet europa áfrica asia américa islam navidad ramadán sr sra srta don doña dr dra ee.uu eeuu ue onu calle avenida plaza ministerio hospital escuela universidad policía gobierno estado"),
		"fr": setOf("dieu internet europe afrique asie amérique islam noël ramadan m mme mlle dr monsieur madame ue onu rue avenue place ministère hôpital école université police gouvernement état"),
		"tr": setOf("allah tanrı internet avrupa afrika asya amerika islam ramazan bey hanım dr ab bm sokak cadde bakanlık hastane okul üniversite polis devlet belediye belediyesi bakanlığı hastanesi üniversitesi pazartesi salı çarşamba perşembe cuma cumartesi pazar türkçe ingilizce arapça farsça almanca fransızca kürtçe"),
		"de": setOf("gott"),
		"ru": setOf("бог интернет европа африка азия америка ислам рождество рамадан я"),
	}
})

// places are the words in the names of countries and languages, by language.
type places map[string]map[string]bool

// placeTable holds what the countries and languages of the world are called in
// the languages compared, from the Unicode CLDR that golang.org/x/text carries.
var placeTable = sync.OnceValue(func() places {
	p := places{}
	tags := []string{"fa", "ar", "en", "es", "fr", "de", "tr", "ru", "ur"}
	var regions []language.Region
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if r, err := language.ParseRegion(string([]rune{a, b})); err == nil && r.IsCountry() {
				regions = append(regions, r)
			}
		}
	}
	langs := []string{"fa", "ar", "en", "es", "fr", "de", "tr", "ru", "ur", "ku", "ps", "az", "zh", "ja", "it", "pt", "nl", "pl", "uk", "el", "he", "hi", "hy", "ka", "ko", "sv", "ro", "bn", "am", "so", "sw"}
	for _, tag := range tags {
		t := language.MustParse(tag)
		names, tongues := display.Regions(t), display.Languages(t)
		ws := map[string]bool{}
		put := func(name string) {
			for _, w := range words(name) {
				if utf8.RuneCountInString(w.fold) > 3 {
					ws[w.fold] = true
				}
			}
		}
		for _, r := range regions {
			put(names.Name(r))
		}
		for _, l := range langs {
			put(tongues.Name(language.MustParse(l)))
		}
		p[tag] = ws
	}
	return p
})

// name is a run of words that looks like a name.
type name struct {
	text.Span
	words []int // into the side's words
	sure  bool
}

// namesOf are the names of a sentence: runs of capitals that do not begin it,
// or what follows a title. In German every noun has a capital; only runs of two
// or more count there.
func namesOf(s side) []name {
	var out []name
	runes := s.runes
	isName := func(i int, first bool) bool {
		w := s.words[i]
		r := runes[w.Start]
		if !unicode.IsUpper(r) || first {
			return false
		}
		f := w.fold
		if utf8.RuneCountInString(f) < 2 || noNames()[s.lang][f] || titles()[s.lang][f] || isPlace(s.lang, f) || s.lang == "tr" && bareNoName(f) {
			return false
		}
		if _, ok := monthTables()[s.lang][text.LooseString(f)]; ok {
			return false
		}
		if _, _, ok := numberOf(s.lang, text.LooseString(f)); ok {
			return false
		}
		return !text.Stopword(s.lang, text.LooseString(f))
	}
	shout := shouts(s)
	for i := 0; i < len(s.words); {
		if shout {
			break
		}
		j := i
		for j < len(s.words) && isName(j, opens(runes, s.words[j].Start)) && (j == i || onlySpace(runes[s.words[j-1].End:s.words[j].Start])) {
			j++
		}
		// A name that opens the sentence: “Maryam Karimi said …”.
		if j == i && opens(runes, s.words[i].Start) && isName(i, false) && i+1 < len(s.words) && isName(i+1, opens(runes, s.words[i+1].Start)) && onlySpace(runes[s.words[i].End:s.words[i+1].Start]) {
			j = i + 1
			for j < len(s.words) && isName(j, opens(runes, s.words[j].Start)) && onlySpace(runes[s.words[j-1].End:s.words[j].Start]) {
				j++
			}
		}
		if j > i && (s.lang != "de" || j-i >= 2 || i > 0 && (s.words[i-1].fold == "herr" || s.words[i-1].fold == "frau" || s.words[i-1].fold == "herrn")) {
			n := name{Span: text.Span{Start: s.words[i].Start, End: s.words[j-1].End}, sure: true}
			for k := i; k < j; k++ {
				n.words = append(n.words, k)
			}
			out = append(out, n)
		}
		// A title in a script without capitals. The last word of Persian and Urdu
		// is a verb: «نوبت دکتر گرفتم» names nobody.
		if j == i && i > 0 && (i+1 < len(s.words) || s.lang == "ar") && !cased(runes[s.words[i].Start]) && titles()[s.lang][s.words[i-1].fold] && !titles()[s.lang][s.words[i].fold] &&
			onlySpace(runes[s.words[i-1].End:s.words[i].Start]) && len(skeleton(s.words[i].fold)) >= 2 && !text.Stopword(s.lang, text.LooseString(s.words[i].fold)) && !text.Stopword(s.lang, text.LooseString(s.words[i-1].fold)) {
			out = append(out, name{Span: s.words[i].Span, words: []int{i}})
		}
		i = max(j, i+1)
	}
	return out
}

// bareNoName reports whether a Turkish word is no name under its ending: Cumadan.
func bareNoName(f string) bool {
	for _, e := range []string{"dan", "den", "da", "de", "ya", "ye", "yı", "yi", "a", "e"} {
		if rest, ok := strings.CutSuffix(f, e); ok && len(rest) >= 4 && noNames()["tr"][rest] {
			return true
		}
	}
	return false
}

func onlySpace(r []rune) bool { return strings.TrimFunc(string(r), text.IsSpace) == "" }

// shouts reports whether a sentence has more capitals than names explain.
func shouts(s side) bool {
	n := 0
	for _, w := range s.words {
		if unicode.IsUpper(s.runes[w.Start]) {
			n++
		}
	}
	return len(s.words) >= 4 && n*10 >= len(s.words)*8
}

// opens reports whether the word at i begins a sentence or what is quoted.
func opens(runes []rune, i int) bool {
	for i--; i >= 0; i-- {
		r := runes[i]
		switch {
		case text.IsSpace(r) || text.Invisible(r):
		case r == '.':
			// “Mr. Karimi”, “Maryam B. Karimi” go on.
			k := i
			for k > 0 && unicode.IsLetter(runes[k-1]) {
				k--
			}
			return i-k > 3 || i-k > 1 && !unicode.IsUpper(runes[k])
		default:
			return text.IsQuote(r) && r != '’' && r != '\'' || strings.ContainsRune("!?…:;؟؛(¿¡[—–", r)
		}
	}
	return true
}

func isPlace(lang, fold string) bool { return placeTable()[lang][fold] }

// names compares the names of all pairs. One that moved into the sentence
// before or after is at home there.
func (c *comparison) names(all []pairOf) {
	if c.from == c.to {
		return
	}
	for i, p := range all {
		lost := c.unanswered(namesOf(p.s), p.s, around(all, i, func(q pairOf) side { return q.t }), true)
		won := c.unanswered(namesOf(p.t), p.t, around(all, i, func(q pairOf) side { return q.s }), false)
		c.halves(p, all, i)
		n := 0
		if len(lost) == len(won) {
			n = len(lost)
		}
		for k := range n {
			c.add(Name, p.s.at(lost[k].Span), p.t.at(won[k].Span), fmt.Sprintf("The name %s seems to have become %s.", quote(p.s.text(lost[k].Span)), quote(p.t.text(won[k].Span))))
		}
		for _, m := range lost[n:] {
			c.add(Name, p.s.at(m.Span), p.t.whole(), fmt.Sprintf("The name %s is not in the translation.", quote(p.s.text(m.Span))))
		}
		for _, m := range won[n:] {
			c.add(Name, p.s.whole(), p.t.at(m.Span), fmt.Sprintf("The name %s is in the translation only.", quote(p.t.text(m.Span))))
		}
	}
}

func around(all []pairOf, i int, of func(pairOf) side) []side {
	var out []side
	for _, j := range []int{i, i - 1, i + 1} {
		if j >= 0 && j < len(all) {
			out = append(out, of(all[j]))
		}
	}
	return out
}

// unanswered are the names for which nothing on the other side sounds alike.
func (c *comparison) unanswered(names []name, s side, others []side, source bool) []name {
	var out []name
next:
	for _, n := range names {
		if c.inGlossary(s.text(n.Span), source) {
			continue // checked there
		}
		missing := 0
		for _, k := range n.words {
			if !c.answered(s.text(s.words[k].Span), others) {
				missing++
			}
		}
		if missing < len(n.words) {
			// Of “Lake Vostra” one word is translated, the other stands; see halves.
			continue next
		}
		out = append(out, n)
	}
	return out
}

func (c *comparison) inGlossary(s string, source bool) bool {
	ws := words(s)
	for _, t := range c.terms {
		list, lang := []string{t.Text}, c.from
		if !source {
			list, lang = t.ways(), c.to
		}
		for _, w := range list {
			if len(find(ws, w, lang)) > 0 || len(find(words(w), s, lang)) > 0 {
				return true
			}
		}
	}
	return false
}

// answered reports whether a name sounds like something in one of the sentences.
func (c *comparison) answered(w string, others []side) bool {
	fold := text.FoldString(w)
	loose := text.LooseString(w)
	bones := skeleton(w)
	for _, s := range others {
		for i, v := range s.words {
			if v.fold == fold {
				return true
			}
			other := text.LooseString(v.fold)
			if text.ScriptOf(firstRune(w)) == text.ScriptOf(s.runes[v.Start]) && sharedStart(loose, other) {
				return true
			}
			for _, f := range c.forms(s, i) {
				if likeName(bones, f) {
					return true
				}
			}
		}
	}
	return false
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// sharedStart reports whether two words of one script begin alike for most of
// their length: “Berlin” and “Berlins”, “Ankara” and “Ankarada”.
func sharedStart(a, b string) bool {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	short := min(len(x), len(y))
	return n >= 3 && n*10 >= short*8 && n*2 >= max(len(x), len(y))
}

// likeName reports whether two skeletons may be one name. Of two consonants all
// must be there; of more, one in three may be another.
func likeName(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	short := min(len(a), len(b))
	like := soundsLike(a, b)
	switch {
	case short <= 1:
		return a == b
	case short == 2:
		return like >= .77
	case short == 3:
		return like >= .66
	}
	return like >= .62
}

// forms is forms, once for each word.
func (c *comparison) forms(s side, i int) []string {
	key := [3]string{s.lang, s.text(s.words[i].Span)}
	if i+1 < len(s.words) {
		key[2] = s.text(s.words[i+1].Span)
	}
	out, ok := c.heard[key]
	if !ok {
		if c.heard == nil {
			c.heard = map[[3]string][]string{}
		}
		out = forms(s, i)
		c.heard[key] = out
	}
	return out
}
