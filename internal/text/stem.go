package text

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Stem takes light affixes off a word that Loose folded: plurals, cases,
// persons, articles that are written on the word. Negations are never taken
// off («نمی‌روم» and «می‌روم», “hopeless” and “hope” stay apart). At least three
// letters remain, two in Arabic script. With a language that is empty or not
// known, only what is safe in the languages of the script comes off.
//
// It is no morphology: a stem need not be a word, and two words may meet. The
// tables are our own; the shape of the Arabic one follows light10 (Larkey,
// Ballesteros and Connell 2007), of the English one the s-stemmer (Harman
// 1991).
func Stem(lang, word string) string {
	w := []byte(word)
	lo, hi, tail := stem(primary(lang), w, wordScript(w))
	return word[lo:hi] + tail
}

// AppendStem appends the stem of word to dst.
func AppendStem(dst []byte, lang string, word []byte) []byte {
	lo, hi, tail := stem(primary(lang), word, wordScript(word))
	return append(append(dst, word[lo:hi]...), tail...)
}

func wordScript(w []byte) Script {
	for len(w) > 0 {
		r, n := utf8.DecodeRune(w)
		if s := ScriptOf(r); s != NoScript {
			return s
		}
		w = w[n:]
	}
	return NoScript
}

// stem is word[from:to] and tail.
func stem(lang string, word []byte, sc Script) (from, to int, tail string) {
	switch sc {
	case Latin:
		return stemLatin(lang, word)
	case Arabic:
		if 2*utf8.RuneCount(word) != len(word) {
			break // something between the letters
		}
		return stemArabicScript(lang, word)
	case Cyrillic:
		switch lang {
		case "ru":
			return 0, ending(word, endingsRu, 2), ""
		case "uk":
			return 0, ending(word, endingsUk, 2), ""
		}
	}
	return 0, len(word), ""
}

// affix is something that comes off a word when at least keep letters remain.
type affix struct {
	s    string
	keep int
}

// off is the length of word without the first suffix of the list that it ends
// in and that leaves enough; size is the bytes of a letter. Lists have the
// longer suffix first.
func off(word []byte, list []affix, size int) int {
	for _, a := range list {
		if n := len(word) - len(a.s); n >= a.keep*size && string(word[n:]) == a.s {
			return n
		}
	}
	return len(word)
}

// offs is off, up to so many times.
func offs(word []byte, list []affix, size, times int) int {
	n := len(word)
	for range times {
		m := off(word[:n], list, size)
		if m == n {
			break
		}
		n = m
	}
	return n
}

// ending takes off a reflexive and two endings: what a verb ends in may be the
// last of a noun (“комитет”), which must meet “комитета”.
func ending(word []byte, list []affix, size int) int {
	n := off(word, reflexive, size)
	return offs(word[:n], list, size, 2)
}

func affixes(keep int, words ...string) []affix {
	var out []affix
	for _, w := range words {
		out = append(out, affix{w, keep})
	}
	return out
}

// stemLatin is the stem of a word in Latin letters.
func stemLatin(lang string, w []byte) (from, to int, tail string) {
	for _, c := range w {
		if c >= 0x80 || '0' <= c && c <= '9' {
			return 0, len(w), ""
		}
	}
	switch lang {
	case "en":
		return stemEn(w)
	case "de":
		return 0, stemDe(w), ""
	case "fr":
		return stemFr(w)
	case "es":
		return stemEs(w)
	case "tr", "az":
		if i := bytes.IndexByte(w, '\''); i >= 3 {
			w = w[:i] // a name and its case: “Ankara'da”
		}
		return 0, offs(w, endingsTr, 1, 4), ""
	}
	n := off(w, possessive, 1)
	if n == len(w) && n > 4 && w[n-1] == 's' && bytes.IndexByte([]byte("sui'"), w[n-2]) < 0 {
		n--
	}
	return 0, n, ""
}

func stemEn(w []byte) (from, to int, tail string) {
	n := off(w, possessive, 1)
	if n+2 <= len(w) && n < len(w) {
		w = w[:n]
	}
	if m := len(w) - 3; m >= 2 && string(w[m:]) == "n't" {
		return 0, m, "nt"
	}
	if len(w) < 4 || !endsEn(w) || wholeEn[string(w)] {
		return 0, len(w), ""
	}
	n = len(w)
	switch {
	case n > 4 && bytes.HasSuffix(w, []byte("ies")):
		n, tail = n-3, "y"
	case n > 4 && (bytes.HasSuffix(w, []byte("sses")) || bytes.HasSuffix(w, []byte("shes")) || bytes.HasSuffix(w, []byte("ches")) || bytes.HasSuffix(w, []byte("xes"))):
		n -= 2
	case w[n-1] == 's' && w[n-2] != 's' && w[n-2] != 'u' && w[n-2] != 'i' && w[n-2] != '\'':
		n--
	}
	if tail == "" {
		n = verbEn(w[:n])
	}
	if tail == "" && n > 5 && w[n-1] == 'y' && w[n-2] == 'l' {
		n -= 2
	}
	if tail == "" && n >= 5 && w[n-1] == 'y' && !vowel(w[n-2]) {
		return 0, n, ""
	}
	if tail == "" && n >= 4 && w[n-1] == 'e' {
		n--
	}
	if tail == "y" && n < 3 {
		return 0, len(w), ""
	}
	return 0, n, tail
}

// endsEn reports whether anything may come off.
func endsEn(w []byte) bool {
	switch w[len(w)-1] {
	case 's', 'g', 'd', 'y', 'e':
		return true
	}
	return false
}

// verbEn takes -ing and -ed off, and the doubled consonant before them.
func verbEn(w []byte) int {
	n := len(w)
	switch {
	case n < 5 || w[n-1] != 'g' && w[n-1] != 'd' || wholeEn[string(w)]:
		return n
	case n > 5 && bytes.HasSuffix(w, []byte("ing")):
		n -= 3
	case n > 4 && bytes.HasSuffix(w, []byte("ed")) && w[n-3] != 'e':
		n -= 2
	default:
		return n
	}
	if bytes.IndexAny(w[:n], "aeiouy") < 0 || n < 3 {
		return len(w)
	}
	if n >= 4 && w[n-1] == w[n-2] && !vowel(w[n-1]) && w[n-1] != 'l' && w[n-1] != 's' && w[n-1] != 'z' {
		n--
	}
	if w[n-1] == 'i' && n >= 4 { // “tried” is left as “tri”: as “tries” without its y
		return len(w)
	}
	return n
}

func vowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// wholeEn are words that look inflected and are not.
var wholeEn = setOf(`news this always perhaps series species lens bus gas yes its his has was does towards besides nothing something anything everything morning evening during wedding ceiling
	hundred sacred naked red bed need indeed speed feed seed weed exceed succeed proceed spring string bring thing king wing ring early family only reply apply supply ally daily july fly ugly holy`)

var possessive = []affix{{"'s", 3}, {"s'", 3}}

func stemDe(w []byte) int {
	n := off(w, endingsDe, 1)
	if n == len(w) && n > 4 && w[n-1] == 'n' && (w[n-2] == 'r' || w[n-2] == 'l') { // Bürgern, Vögeln
		n--
	}
	return off(w[:n], againDe, 1) // the -er of “sicherer” and of “sicher”, and what makes a noun or an adjective
}

func stemFr(w []byte) (from, to int, tail string) {
	for _, p := range elisions {
		if bytes.HasPrefix(w, []byte(p)) && len(w) >= len(p)+3 {
			from = len(p)
			break
		}
	}
	w = w[from:]
	n := len(w)
	if n > 5 && bytes.HasSuffix(w, []byte("aux")) && w[n-4] != 'e' {
		return from, from + n - 3, "al"
	}
	if n > 3 && (w[n-1] == 's' || w[n-1] == 'x' && w[n-2] == 'u') {
		n--
	}
	for range 2 { // -e, -ee
		if n > 3 && w[n-1] == 'e' {
			n--
		}
	}
	if n > 5 && w[n-1] == 'r' && w[n-2] == 'e' {
		n -= 2 // infinitive: “manger”, “mangé”
	}
	return from, from + n, ""
}

var elisions = []string{"jusqu'", "lorsqu'", "puisqu'", "qu'", "l'", "d'", "j'", "c'", "s'", "t'", "m'"}

func stemEs(w []byte) (from, to int, tail string) {
	n := len(w)
	if n > 4 && bytes.HasSuffix(w, []byte("ces")) {
		return 0, n - 3, "z"
	}
	n = off(w, endingsEs, 1)
	if n > 3 && (w[n-1] == 'a' || w[n-1] == 'o' || w[n-1] == 'e') {
		n--
	}
	return 0, n, ""
}

var (
	endingsDe = slices.Concat([]affix{{"innen", 4}, {"ern", 4}}, affixes(4, "em", "en", "er", "es", "est"), []affix{{"e", 3}, {"s", 4}})
	againDe   = affixes(4, "ung", "heit", "keit", "lich", "isch", "ig", "er", "et", "t") // not -los
	endingsEs = []affix{{"amente", 4}, {"mente", 4}, {"es", 4}, {"s", 3}}
	// Turkish and Azerbaijani; not -siz, -suz (without), nor -ma, -me (not).
	endingsTr = slices.Concat(
		affixes(3, "larindan", "lerinden", "larinda", "lerinde", "larina", "lerine", "larini", "lerini", "larin", "lerin", "lardan", "lerden", "larda", "lerde", "larla", "lerle", "lara", "lere", "lari", "leri", "lar", "ler",
			"sindan", "sinden", "sinda", "sinde", "sinin", "sunun", "ndan", "nden", "imiz", "umuz", "iniz", "unuz", "nin", "nun", "dan", "den", "tan", "ten", "nda", "nde", "iyor", "uyor", "yor", "acak", "ecek", "acaq", "acag", "eceg", "digi", "dugu", "tigi", "tugu",
			"diq", "dik", "duk", "tik", "tuk", "mis", "mus", "mak", "mek", "maq", "arak", "erek", "lik", "luk", "liq", "luq", "lig", "lug", "dir", "dur", "tir", "tur"),
		affixes(4, "yla", "yle", "inca", "ince", "sina", "sine", "sini", "da", "de", "ta", "te", "yi", "yu", "ya", "ye", "si", "su", "na", "ne", "ni", "nu", "la", "le", "di", "du", "ti", "tu", "li", "lu", "ci", "cu", "ip", "up", "ib", "ub", "an", "en", "in", "un", "im", "um", "i", "u", "a", "e"))
	reflexive = affixes(4, "ся", "сь")
	endingsRu = append(affixes(4, "ом", "ем", "ам", "ям", "ов", "ев", "ать", "ять", "еть", "ить", "ала", "али", "ало", "ила", "или", "ило", "ела", "ели", "ает", "яет", "ают", "яют", "ует", "уют", "ут", "ют", "ет", "ит", "ат", "ят", "ал", "ил", "ел"), affixes(3, "ениями", "ению", "ение", "ения", "ений", "анию", "ание", "ания", "аний", "остью", "ости", "ость", "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "иях", "иям", "ией", "ах", "ях", "ей", "ой", "ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие", "ым", "им", "ых", "их", "ую", "юю", "ию", "ия", "ии", "ью", "ья", "ье", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь", "й")...)
	endingsUk = append(affixes(4, "ом", "ем", "ам", "ям", "ів", "їв", "увати", "ювати", "увала", "ували", "ував", "ати", "яти", "ити", "іти", "ала", "али", "ало", "ила", "или", "ило", "ують", "юють", "ають", "яють", "ать", "ять", "ить", "уть", "ють", "ає", "яє", "ує", "ав", "яв", "ив"), affixes(3, "ення", "ень", "ання", "ань", "іння", "істю", "ості", "ість", "ями", "ами", "ього", "ого", "ьому", "ому", "ими", "ах", "ях", "ей", "ою", "ею", "єю", "ий", "ій", "их", "ії", "ія", "ію", "а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю", "ь", "й")...)
)
