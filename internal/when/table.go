package when

import (
	"embed"
	"strconv"
	"strings"
	"sync"
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
	about      // before a number: about, nearly
	notBefore  // a word that makes no date of the month or year before it: in 2000 people
)

var classNames = map[string]class{
	"month": month, "solar": solar, "islamic": islamic, "weekday": weekday, "rel": rel, "relmonth": relMonth, "relyear": relYear,
	"ana": ana, "unit": unit, "last": last, "this": this, "next": next, "past": past, "ago": ago, "agopre": agoPre,
	"earlier": earlier, "later": later, "ahead": ahead, "aheadpost": aheadPost, "since": since, "sincepost": sincePost,
	"until": until, "untilpost": untilPost, "from": from, "to": to, "between": between, "and": and, "in": in, "inpost": inPost, "within": within,
	"withinpost": withinPost, "of": of, "the": the, "season": season, "part": part, "daytime": daytime, "night": night, "number": number,
	"ordinal": ordinal, "vague": vague, "some": some, "ad": ad, "sh": sh, "ah": ah, "decade": decade,
	"decadeword": decadeWord, "same": same, "will": will, "suffix": suffix, "weak": weak, "about": about, "notbefore": notBefore,
}

// The units, by their value in a table; dual counts two of the next.
const (
	uDay = iota + 1
	uWeek
	uMonth
	uYear
	uWeekend
	uDecade
	uHour
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
	words    map[string]*lexeme
	lengths  [256]uint64 // of the words that begin with a byte, a bit for each: most words of a text are none
	capital  bool        // months and weekdays begin with a capital letter
	solar    bool        // months and years are Solar Hijri where nothing says otherwise
	islamic  bool        // years 1300 to 1499 are Islamic
	short    bool        // 3.4.24 is a day
	after    bool        // the word for year stands behind its number: 2022 года
	bare     bool        // a year needs no word before it: 2018 sagte er
	dayFirst bool        // a day stands before its month: “mars 12” is none
	clitics  bool        // و, ب, ال may stand before a word
	monday   int         // first day of the week, as weekday
	weekend  int         // first day of the weekend
	zones    []string
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
	case "bareyears":
		t.bare = true
	case "dayfirst":
		t.dayFirst = true
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
	first := true
	for w := range strings.FieldsFuncSeq(phrase, func(r rune) bool { return r == ' ' || r == '\'' || r == '-' }) {
		folded := string(fold(nil, w))
		if first && folded != "" {
			t.lengths[folded[0]] |= 1 << min(len(folded), 63)
			first = false
		}
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
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			dst = append(dst, byte(r))
			continue
		case 0x628 <= r && r <= 0x648 && r != 'ة' && r != 'ك' && r != 0x640 && r != 'ى', r == 'ا', r == 'ی', r == 'ک', 'а' <= r && r <= 'я' && r != 'й':
		default: // letters that fold to others
			f, ok := text.FoldRune(r)
			if !ok || f >= 0x300 && f < 0x370 {
				continue
			}
			r = bare(f)
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
