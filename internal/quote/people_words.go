package quote

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// gap is what stands between a word and the one before.
type gap uint16

const (
	gComma gap = 1 << iota
	gSemi
	gStop // a full stop, question mark or exclamation mark
	gDot  // the stop of an initial or an abbreviation
	gColon
	gOpen  // a bracket
	gClose //
	gQuote
	gDash
	gLine
	gPara
	gOther
)

// gEnd are the gaps that a name never crosses, gSentence those that end a sentence.
const (
	gEnd      = gComma | gSemi | gStop | gColon | gOpen | gClose | gQuote | gDash | gLine | gPara | gOther
	gSentence = gStop | gPara | gLine
	gClause   = gComma | gSemi | gStop | gColon | gOpen | gClose | gQuote | gDash | gLine | gPara
)

// form is how a word is written.
type form uint8

const (
	fCap     form = 1 << iota
	fCaps         // more than one letter, all capitals
	fInitial      // J, J.K
	fOwner        // Varga's
	fDigit
	fQuoted // inside the words of a quotation
	fTail   // the word is inside a phrase that began before it
)

// nword is a word of the text, or a phrase of the table seen from its first word.
type nword struct {
	start, end int // bytes
	hash       uint64
	is         nkind
	gap        gap
	form       form
	n          uint8 // words that the phrase takes, 1 when it is none
}

// hashOf is the hash of the letters and digits of s after folding; spaces,
// joiners and marks do not count, so that a name written in one word or two is
// the same name.
func hashOf(s string) uint64 {
	h := uint64(hashSeed)
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		i += size
		if f := foldName(r); f != 0 {
			h = mix(h, f)
		}
	}
	return h
}

const hashSeed = 0xcbf29ce484222325

func mix(h uint64, r rune) uint64 { return (h ^ uint64(r)) * 0x100000001b3 }

// foldName is the letter that r counts as in a name; 0 when it does not count.
func foldName(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return 0
	case int(r) < folds:
		return foldTable()[r]
	case unicode.IsLetter(r):
		return unicode.ToLower(r)
	}
	return 0
}

const folds = 0x700

// foldTable holds the folded letters of the Latin, Greek, Cyrillic and Arabic blocks.
var foldTable = sync.OnceValue(func() *[folds]rune {
	var t [folds]rune
	for r := rune(0x80); r < folds; r++ {
		switch {
		case unicode.IsDigit(r):
			t[r] = '0' + r&15
			if r >= 0x6f0 {
				t[r] = '0' + r - 0x6f0
			}
		case unicode.IsLetter(r) && r != 'ـ':
			l := unicode.ToLower(r)
			if l != 'й' && r < 0x600 {
				for _, d := range norm.NFD.String(string(l)) {
					l = d
					break
				}
			}
			t[r] = l
		}
	}
	for from, to := range map[rune]rune{'ي': 'ی', 'ى': 'ی', 'ئ': 'ی', 'ك': 'ک', 'أ': 'ا', 'إ': 'ا', 'ٱ': 'ا', 'ة': 'ه', 'ۀ': 'ه', 'ۂ': 'ه', 'ؤ': 'و', 'ı': 'i', 'ß': 's', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ё': 'е', 'ء': 0} {
		t[from] = to
	}
	return &t
})

// letter reports whether r belongs to a word.
func nameLetter(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9'
	case r == 0x200c || r == 0x200d || r == 0xad || r >= 0x300 && r < 0x370 || r >= 0x64b && r <= 0x65f || r == 0x670 || r == 'ـ':
		return true
	case int(r) < folds:
		return foldTable()[r] != 0 || r == 'ء'
	}
	return unicode.IsLetter(r)
}

func gapOf(r rune) gap {
	switch r {
	case ' ', '\t', '\r', 0xa0, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x2066, 0x2067, 0x2069, 0xfeff:
		return 0
	case ',', '،', '٬':
		return gComma
	case ';', '؛':
		return gSemi
	case '.', '!', '?', '؟', '…', '۔':
		return gStop
	case ':':
		return gColon
	case '(', '[', '{':
		return gOpen
	case ')', ']', '}':
		return gClose
	case '"', '“', '”', '„', '«', '»', '‘', '’', '‚', '‹', '›', '`', '\'':
		return gQuote
	case '–', '—', '-':
		return gDash
	case '\n':
		return gLine
	}
	return gOther
}

// scan splits text into words and looks each up once; it may fill the room of
// an earlier scan.
func (t *nameTable) scan(text string, words []nword) []nword {
	if n := len(text)/5 + 8; cap(words) < n {
		words = make([]nword, 0, n)
	}
	words = words[:0]
	var g gap
	for i := 0; i < len(text); {
		if text[i] == ' ' {
			i++
			continue
		}
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !nameLetter(r) {
			if d := gapOf(r); d == gLine && g&gLine != 0 {
				g |= gPara
			} else {
				g |= d
			}
			i += size
			continue
		}
		w := t.word(text, i)
		w.gap, g = g, 0
		if n := len(words); w.gap&gStop != 0 && n > 0 && text[words[n-1].end] == '.' && words[n-1].end+2 >= w.start && (words[n-1].form&fInitial != 0 || words[n-1].is&kHonor != 0) {
			w.gap = w.gap&^gStop | gDot
		}
		i = w.end
		if t.lang == "fr" && i < len(text) && w.end-w.start <= 2 && w.form&fOwner == 0 { // l’ancien
			if r, size := utf8.DecodeRuneInString(text[i:]); (r == '\'' || r == '’') && i+size < len(text) {
				if next, _ := utf8.DecodeRuneInString(text[i+size:]); nameLetter(next) {
					i += size
				}
			}
		}
		if w.form&fOwner != 0 { // what owns is not part of the name
			for i < len(text) {
				r, size := utf8.DecodeRuneInString(text[i:])
				if r != '\'' && r != '’' && !nameLetter(r) {
					break
				}
				i += size
			}
		}
		words = append(words, w)
	}
	t.join(words)
	return words
}

// word reads the word that begins at i.
func (t *nameTable) word(text string, i int) nword {
	tab := t.folds
	w := nword{start: i, hash: hashSeed, n: 1}
	letters, capitals, dots := 0, 0, 0
	for i < len(text) {
		if c := text[i]; c|0x20 >= 'a' && c|0x20 <= 'z' { // most of it
			if c < 'a' {
				capitals++
				if letters == 0 {
					w.form |= fCap
				}
			}
			h := mix(w.hash, rune(c|0x20))
			from := i
			for i++; i < len(text) && text[i] >= 'a' && text[i] <= 'z'; i++ {
				h = mix(h, rune(text[i]))
			}
			w.hash, letters = h, letters+i-from
			continue
		} else if c < utf8.RuneSelf && small[c] == 0 && c != '-' && c != '\'' && c != '.' && t.lang != "fa" { // what follows is not looked at
			w.end = i
			goto done
		}
		if c := text[i]; c >= 0xd8 && c <= 0xdb && i+1 < len(text) && text[i+1]&0xc0 == 0x80 { // an Arabic letter
			r := rune(c&0x1f)<<6 | rune(text[i+1]&0x3f)
			if f := tab[r]; f > '9' {
				w.hash = mix(w.hash, f)
				letters++
				i += 2
				continue
			}
		}
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if !nameLetter(r) {
			next := rune(0)
			if i+size < len(text) {
				next, _ = utf8.DecodeRuneInString(text[i+size:])
			}
			if !nameLetter(next) || next == 0x200c {
				if r == '’' && next == ' ' && i > w.start && text[i-1] == 's' && t.lang == "en" { // the News’ reporter
					w.form |= fOwner
				}
				break
			}
			switch {
			case r == '-' && t.lang == "fr" && t.inverted(text[i+1:]): // a-t-elle dit
				w.end = i
				goto done
			case r == '-' || r == '‑':
			case r == '.' && letters == dots+1 && unicode.IsLetter(next): // J.K.
				dots++
				w.hash = mix(w.hash, '.')
			case r == '\'' || r == '’':
				if t.owner(text[i+size:]) {
					w.form |= fOwner
					w.end = i
					goto done
				}
				if t.lang == "tr" { // what follows the mark is an ending
					w.form |= fOwner
					w.end = i
					goto done
				}
				if t.lang == "fr" && letters <= 2 {
					w.end = i
					goto done
				}
			default:
				w.end = i
				goto done
			}
			i += size
			continue
		}
		if f := foldName(r); f != 0 {
			w.hash = mix(w.hash, f)
			if f >= '0' && f <= '9' {
				w.form |= fDigit
			}
			letters++
			if f != r && (r < utf8.RuneSelf && f > '9' || r >= utf8.RuneSelf && unicode.IsUpper(r)) {
				capitals++
				if letters == 1 {
					w.form |= fCap
				}
			}
		}
		i += size
	}
	w.end = i
	if t.lang == "fa" && w.end-w.start > 7 && strings.HasSuffix(text[w.start:w.end], "\u200cی") { // وزارت‌خانه‌ی = وزارت‌خانهٔ
		w.hash = hashOf(text[w.start : w.end-len("\u200cی")])
	}
done:
	if capitals == letters && capitals > 0 {
		if letters > 1 {
			w.form |= fCaps
		}
		if letters == 1 || dots > 0 {
			w.form |= fInitial
		}
	}
	w.is = t.seen.kind(w.hash)
	if w.is == 0 && t.lang == "ar" {
		t.clitics(text, &w)
	}
	if t.cased && capitals > 0 && w.form&fCap == 0 && letters > 4 { // al-Rahim, d'Olo
		w.form |= fCap
	}
	return w
}

// owner reports whether s, after an apostrophe, is the ending of an owner and no more.
func (t *nameTable) owner(s string) bool {
	n := 0
	for n < len(s) && n < 6 {
		r, size := utf8.DecodeRuneInString(s[n:])
		if !nameLetter(r) {
			break
		}
		n += size
	}
	return t.lang != "fr" && (s[:n] == "s" || s[:n] == "S")
}

// clitics takes a joined “and”, the article and a feminine ending off an Arabic
// word when what is left is known.
func (t *nameTable) clitics(text string, w *nword) {
	s := text[w.start:w.end]
	known := func(s string, start int, more nkind) bool {
		h := hashOf(s)
		is := t.seen.kind(h)
		if is == 0 {
			return false
		}
		w.start, w.hash, w.is = start, h, is|more
		return true
	}
	at := w.start
	if strings.HasPrefix(s, "و") || strings.HasPrefix(s, "ف") {
		rest := s[len("و"):]
		if len(rest) > 3 && known(rest, at+len("و"), 0) {
			return
		}
		if strings.HasPrefix(rest, "ال") {
			s, at = rest, at+len("و")
		}
	}
	if rest, ok := strings.CutPrefix(s, "ال"); ok && len(rest) > 4 {
		if known(rest, at, 0) {
			return
		}
		s = rest
	}
	if rest, ok := strings.CutSuffix(s, "ة"); ok && len(rest) > 4 {
		known(rest, at, kFemale)
	}
}

// inverted reports whether s, after a hyphen, is a pronoun that follows its verb.
func (t *nameTable) inverted(s string) bool {
	if strings.HasPrefix(s, "t-") {
		return true
	}
	n := 0
	for n < len(s) && n < 8 && s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' {
		n++
	}
	return n > 0 && t.words[hashOf(s[:n])]&kPronoun != 0
}

// join gives the first word of a phrase of the table the kinds of the phrase.
func (t *nameTable) join(words []nword) {
	for i := range words {
		if words[i].is&kPhrase == 0 || words[i].form&fTail != 0 {
			continue
		}
		for _, p := range t.phrases[words[i].hash] {
			if i+len(p.rest) >= len(words) || len(p.rest) < int(words[i].n) {
				continue
			}
			ok := true
			for k, h := range p.rest {
				if w := words[i+1+k]; w.hash != h || w.gap&gEnd != 0 {
					ok = false
					break
				}
			}
			if ok {
				words[i].n = uint8(len(p.rest) + 1)
				words[i].is = p.is | kPhrase
			}
		}
		for k := 1; k < int(words[i].n); k++ {
			words[i+k].form |= fTail
			words[i+k].is = words[i].is &^ kPhrase
		}
	}
}
