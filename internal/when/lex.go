package when

import (
	"embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"voxpop/internal/text"
)

// class is what a word does in a date.
type class uint8

const (
	month    class = iota + 1 // 1 … 12, Gregorian
	solar                     // 1 … 12, Solar Hijri
	islamic                   // 1 … 12
	weekday                   // 0 Sunday … 6
	rel                       // days from the article's: yesterday is -1
	relMonth                  // months from the article's, in one word
	relYear
	ana        // days from the date before in the text: the day before is -1
	unit       // see units
	last       // before or after a unit or a weekday
	this       //
	next       //
	past       // “past” in “the past two months”
	ago        // after a number and a unit
	agoPre     // before them
	earlier    // after a number and a unit, from the date before
	later      //
	ahead      // before a number and a unit: “in two months”
	aheadPost  // after them
	since      // before a date
	sincePost  // after it
	until      // before a date; 1 = it is to come: by May
	untilPost  // after it
	from       // before the first of two
	to         // between two
	between    // before two
	and        // between them
	in         // before a bare month, season or year; 1 = not before a weak one
	inPost     // after it
	within     // before a number and a unit
	withinPost // after them
	of         // between a day, its month and its year
	the        // may stand anywhere inside
	season     // 0 spring … 3 winter
	part       // of a month, season or year: early, mid, late, earlier
	daytime    // morning, evening
	night      // near midnight
	number     // in words
	ordinal    // in words
	vague      // a whole phrase
	some       // several, a few: before a unit
	ad         // after a year: Gregorian
	sh         // after a year: Solar Hijri
	ah         // after a year: Islamic
	decade     // “the nineties”: 1990
	decadeWord // before or after a number: دهه ۹۰
	same       // between two names of one day: الموافق
	will       // a verb of the future
	suffix     // after digits, joined to them: 0 ordinal, 1 decade
	weak       // of months and weekdays: is often something else, needs a number or a word beside it
	notBefore  // a word that makes no date of the month or year before it: in 2000 people
)

var classNames = map[string]class{
	"month": month, "solar": solar, "islamic": islamic, "weekday": weekday, "rel": rel, "relmonth": relMonth, "relyear": relYear,
	"ana": ana, "unit": unit, "last": last, "this": this, "next": next, "past": past, "ago": ago, "agopre": agoPre,
	"earlier": earlier, "later": later, "ahead": ahead, "aheadpost": aheadPost, "since": since, "sincepost": sincePost,
	"until": until, "untilpost": untilPost, "from": from, "to": to, "between": between, "and": and, "in": in, "inpost": inPost, "within": within,
	"withinpost": withinPost, "of": of, "the": the, "season": season, "part": part, "daytime": daytime, "night": night, "number": number,
	"ordinal": ordinal, "vague": vague, "some": some, "ad": ad, "sh": sh, "ah": ah, "decade": decade,
	"decadeword": decadeWord, "same": same, "will": will, "suffix": suffix, "weak": weak, "notbefore": notBefore,
}

// The units, by their value in a table; dual counts two of the next.
const (
	uDay = iota + 1
	uWeek
	uMonth
	uYear
	uWeekend
	uDecade
	uDual = 10
)

// sense is one thing that a word may do.
type sense struct {
	class class
	val   int
}

// lexeme is a word of a table and the phrases that begin with it.
type lexeme struct {
	senses []sense
	mask   uint64 // the classes in senses
	next   map[string]*lexeme
}

// table is the words of a language.
type table struct {
	words   map[string]*lexeme
	capital bool // months and weekdays begin with a capital letter
	solar   bool // months and years are Solar Hijri where nothing says otherwise
	islamic bool // years 1300 to 1499 are Islamic
	short   bool // 3.4.24 is a day
	after   bool // the word for year stands behind its number: 2022 года
	clitics bool // و, ب, ال may stand before a word
	monday  int  // first day of the week, as weekday
	weekend int  // first day of the weekend
	zones   []string
}

//go:embed lang/*.txt
var files embed.FS

// tableOf reads a language's table on first use; nil when there is none.
func tableOf(lang string) *table {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	if read := tables[lang]; read != nil {
		return read()
	}
	return nil
}

var tables = map[string]func() *table{
	"en": reader("en"), "fa": reader("fa"), "ar": reader("ar"), "de": reader("de"),
	"fr": reader("fr"), "es": reader("es"), "tr": reader("tr"), "ru": reader("ru"),
}

func reader(lang string) func() *table {
	return sync.OnceValue(func() *table {
		b, err := files.ReadFile("lang/" + lang + ".txt")
		if err != nil {
			return nil
		}
		t, _ := parse(string(b))
		return t
	})
}

// parse reads a table: “class value: word, phrase of words, stem{a,b}”. bad are
// the lines that it cannot read.
func parse(s string) (t *table, bad []string) {
	t = &table{words: map[string]*lexeme{}, monday: 1, weekend: 6}
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		head, list, ok := strings.Cut(line, ":")
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, _ := strings.Cut(head, " ")
		val := 0
		var err error
		if value != "" {
			val, err = strconv.Atoi(value)
		}
		if !ok || err != nil {
			bad = append(bad, line)
			continue
		}
		if t.option(name, val, list) {
			continue
		}
		c := classNames[name]
		if c == 0 {
			bad = append(bad, line)
			continue
		}
		for _, phrase := range split(list) {
			for _, p := range expand(strings.TrimSpace(phrase)) {
				t.add(p, sense{c, val})
				if strings.Contains(p, "\u200c") { // written apart as often as joined
					t.add(strings.ReplaceAll(p, "\u200c", " "), sense{c, val})
				}
			}
		}
	}
	return t, bad
}

// option reads a line that is no list of words.
func (t *table) option(name string, val int, list string) bool {
	switch name {
	case "capital":
		t.capital = true
	case "solarhijri":
		t.solar = true
	case "islamicyears":
		t.islamic = true
	case "short":
		t.short = true
	case "yearafter":
		t.after = true
	case "clitics":
		t.clitics = true
	case "week":
		t.monday = val
	case "weekend":
		t.weekend = val
	case "zones":
		t.zones = strings.Fields(list)
	default:
		return false
	}
	return true
}

// split cuts at the commas outside braces.
func split(s string) []string {
	var out []string
	depth, at := 0, 0
	for i, r := range s {
		switch {
		case r == '{':
			depth++
		case r == '}':
			depth--
		case r == ',' && depth == 0:
			out = append(out, s[at:i])
			at = i + 1
		}
	}
	return append(out, s[at:])
}

// expand writes out every ending of a{b,c}.
func expand(s string) []string {
	i := strings.IndexByte(s, '{')
	j := strings.IndexByte(s, '}')
	if i < 0 || j < i {
		return []string{s}
	}
	var out []string
	for mid := range strings.SplitSeq(s[i+1:j], ",") {
		for _, rest := range expand(s[j+1:]) {
			out = append(out, s[:i]+mid+rest)
		}
	}
	return out
}

func (t *table) add(phrase string, s sense) {
	words := t.words
	var l *lexeme
	for w := range strings.FieldsFuncSeq(phrase, func(r rune) bool { return r == ' ' || r == '\'' || r == '-' }) {
		folded := string(fold(nil, w))
		if words[folded] == nil {
			words[folded] = &lexeme{}
		}
		l = words[folded]
		if l.next == nil {
			l.next = map[string]*lexeme{}
		}
		words = l.next
	}
	if l != nil {
		l.senses = append(l.senses, s)
		l.mask |= 1 << s.class
	}
}

// fold appends w in the form that tables are looked up in: folded as texts are,
// without accents.
func fold(dst []byte, w string) []byte {
	for _, r := range w {
		if r >= utf8.RuneSelf {
			f, ok := text.FoldRune(r)
			if !ok || f >= 0x300 && f < 0x370 {
				continue
			}
			r = bare(f)
		} else if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// bare takes the accents off a letter.
func bare(r rune) rune {
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä':
		return 'a'
	case 'è', 'é', 'ê', 'ë':
		return 'e'
	case 'ì', 'í', 'î', 'ï', 'ı':
		return 'i'
	case 'ò', 'ó', 'ô', 'õ', 'ö':
		return 'o'
	case 'ù', 'ú', 'û', 'ü':
		return 'u'
	case 'ç':
		return 'c'
	case 'ñ':
		return 'n'
	case 'ş':
		return 's'
	case 'ğ':
		return 'g'
	case 'ё':
		return 'е'
	case 'й':
		return 'и'
	}
	return r
}

// The marks between two words.
const (
	comma int16 = 1 << iota
	dash
	slash
	dot
	apos
	paren
	stop // the end of a sentence
	other
)

// word is a word of a text with what stands behind it.
type word struct {
	start, end int32 // bytes
	lexeme     *lexeme
	suffix     string // letters joined to the digits, folded
	num        int    // -1 = not digits
	digits     int    // how many
	gap        int16  // the marks behind it, ored
	before     int16  // the marks before the first word
	upper      bool   // begins with a capital letter
	spaced     bool   // a space behind it
}

func (w *word) is(c class) (int, bool) {
	if w.lexeme == nil || w.lexeme.mask&(1<<c) == 0 {
		return 0, false
	}
	for _, s := range w.lexeme.senses {
		if s.class == c {
			return s.val, true
		}
	}
	return 0, false
}

// known reports whether the table has the word, or it is a number.
func (w *word) known() bool { return w.lexeme != nil || w.digits > 0 }

// scratch is the room that one text needs after the other.
type scratch struct {
	words []word
	ends  []int // of the folded forms
	buf   []byte
}

// lex cuts s into words and looks them up; phrases of the table become one word.
func (t *table) lex(s string, room *scratch) []word {
	words, ends, buf := room.words[:0], room.ends[:0], room.buf[:0]
	gap, spaced := int16(0), false
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r == ' ' {
			spaced = true
			if k := len(words); k > 0 {
				words[k-1].spaced = true
			}
			i++
			continue
		}
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		if !inWord(r, n) {
			g, sp := mark(r, n, s[i+n:])
			gap, spaced = gap|g, spaced || sp
			if k := len(words); k > 0 {
				words[k-1].gap, words[k-1].spaced = gap, spaced
			}
			i += n
			continue
		}
		w := word{start: int32(i), num: -1, before: gap, upper: 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)}
		if v, ok := digit(r); ok {
			w.num = 0
			for ok && i < len(s) {
				if w.digits++; w.digits <= 9 {
					w.num = w.num*10 + v
				}
				i += n
				if r, n = utf8.DecodeRuneInString(s[i:]); n > 0 {
					v, ok = digit(r)
				}
			}
			if w.digits > 9 {
				w.num = -1
			}
		}
		at := i
		for i < len(s) {
			if c := s[i]; c < utf8.RuneSelf {
				if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
					buf = append(buf, c)
				} else if 'A' <= c && c <= 'Z' {
					buf = append(buf, c+'a'-'A')
				} else {
					break
				}
				i++
				continue
			}
			r, n := utf8.DecodeRuneInString(s[i:])
			if !inWord(r, n) && r != '\u200c' && r != '\u200d' {
				break
			}
			buf = fold(buf, s[i:i+n])
			i += n
		}
		w.end = int32(i)
		if w.digits > 0 && i > at {
			w.suffix = string(fold(nil, s[at:i]))
		}
		words, ends = append(words, w), append(ends, len(buf))
		gap, spaced = 0, false
	}
	room.words, room.ends, room.buf = words, ends, buf
	return t.lookUp(words, ends, buf)
}

// lookUp gives words their senses and makes one of the words of a phrase.
func (t *table) lookUp(words []word, ends []int, buf []byte) []word {
	begin := func(k int) int {
		if k == 0 {
			return 0
		}
		return ends[k-1]
	}
	out := words[:0]
	for i := 0; i < len(words); {
		w := words[i]
		if w.digits > 0 {
			out = append(out, w)
			i++
			continue
		}
		l := t.find(buf[begin(i):ends[i]])
		best, n := l, 1
		for k := i; l != nil && l.next != nil && k+1 < len(words) && words[k].gap&^(apos|dash) == 0; {
			k++
			if l = l.next[string(buf[begin(k):ends[k]])]; l != nil && l.senses != nil {
				best, n = l, k-i+1
			}
		}
		if best != nil {
			if w.lexeme = best; best.senses == nil {
				w.lexeme, n = nil, 1
			}
			end := words[i+n-1]
			w.end, w.gap, w.spaced = end.end, end.gap, end.spaced
		}
		out = append(out, w)
		i += n
	}
	return out
}

// clitics are the words that Arabic writes joined to the next.
var clitics = []string{"وال", "بال", "فال", "لل", "ال", "و", "ف", "ب", "ل"}

func (t *table) find(w []byte) *lexeme {
	if l := t.words[string(w)]; l != nil || !t.clitics {
		return l
	}
	for _, c := range clitics {
		if len(w) > len(c)+2 && string(w[:len(c)]) == c {
			if l := t.words[string(w[len(c):])]; l != nil {
				return l
			}
		}
	}
	return nil
}

func inWord(r rune, n int) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return (r != utf8.RuneError || n > 1) && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// mark sorts what stands between words.
func mark(r rune, n int, rest string) (bits int16, space bool) {
	switch r {
	case ' ', '\t', '\u00a0', '\u202f', '\u2009':
		return 0, true
	case ',', '،':
		return comma, false
	case '-', '‐', '‑', '–', '—', '−':
		return dash, false
	case '/', '⁄':
		return slash, false
	case '.':
		if rest == "" || rest[0] == ' ' || rest[0] == '\n' {
			return dot | stop, false
		}
		return dot, false
	case '\'', '’', '‘', 'ʼ':
		return apos, false
	case '(', ')':
		return paren, false
	case '\n':
		if rest != "" && rest[0] == '\n' {
			return stop, true
		}
		return 0, true
	case '!', '?', '؟', '…', '۔', '؛', ';':
		return stop, false
	}
	if text.Invisible(r) || r == '\u200c' {
		return 0, false
	}
	return other, false
}

// digit is the value of a decimal digit of any script.
func digit(r rune) (int, bool) {
	switch {
	case r < utf8.RuneSelf:
		return int(r - '0'), '0' <= r && r <= '9'
	case !unicode.IsDigit(r):
		return 0, false
	}
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10, true
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10, true
		}
	}
	return 0, false
}
