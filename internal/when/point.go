package when

import (
	"strings"
	"time"

	"voxpop"
)

// what a point of time is made of.
type what uint8

const (
	absolute what = iota // a day, month or year by number or name
	dayName              // a weekday alone
	fromDay              // n units from the article's day: yesterday, last month, three weeks ago
	fromDate             // n units from the date before
	aSeason
	aDecade
)

// direction says which of the equal names is meant.
type direction int8

const (
	byTense direction = iota
	back              // last
	here              // this
	ahead_            // next
)

// point is one time as the words give it.
type point struct {
	what     what
	y, m, d  int // 0 = not said
	calendar string
	weekday  int // -1 = not said
	offset   int
	unit     int
	round    bool // as people round: three months ago
	dir      direction
	night    bool
	doubt    []string
	first, n int // words
}

// reading is one pass over a text.
type reading struct {
	// The article's day, read once for all of its sentences.
	read        bool
	day         voxpop.Date
	first, last time.Time // that it may be
	known       bool

	*table
	text  string
	words []word
	room  scratch
	past  bool // the verb is known to be of the past
}

func (r *reading) is(i int, c class) bool {
	_, ok := r.val(i, c)
	return ok
}

func (r *reading) val(i int, c class) (int, bool) {
	if i < 0 || i >= len(r.words) {
		return 0, false
	}
	return r.words[i].is(c)
}

// near reports whether only the marks in allowed, and spaces, stand behind word i.
func (r *reading) near(i int, allowed int16) bool {
	return i >= 0 && i+1 < len(r.words) && r.words[i].gap&^allowed == 0
}

// skip steps over words of the classes given.
func (r *reading) skip(i int, classes ...class) int {
	first := i
next:
	for i < len(r.words) && (i == first || r.near(i-1, apos|dash)) {
		for _, c := range classes {
			if r.is(i, c) {
				i++
				continue next
			}
		}
		break
	}
	return i
}

// count reads a number in digits or in words.
func (r *reading) count(i int) (int, bool) {
	if i < 0 || i >= len(r.words) {
		return 0, false
	}
	if w := r.words[i]; w.digits > 0 {
		return w.num, w.num > 0 && w.suffix == ""
	}
	return r.val(i, number)
}

// dayNumber reads a day of a month: 3, 3rd, third.
func (r *reading) dayNumber(i int) (int, bool) {
	if i < 0 || i >= len(r.words) {
		return 0, false
	}
	w := r.words[i]
	n := w.num
	switch {
	case w.digits > 0:
		if v, known := r.suffixOf(w); w.digits > 2 || w.suffix != "" && !(known && v == 0) {
			return 0, false
		}
	default:
		var ok bool
		if n, ok = w.is(ordinal); !ok {
			if n, ok = w.is(number); !ok || !r.numberDays() {
				return 0, false
			}
		}
	}
	return n, 1 <= n && n <= 31
}

// numberDays reports whether the days of a month are counted in plain words:
// دوازده مهر, but not “three March winds”.
func (r *reading) numberDays() bool { return r.solar || r.islamic }

func (r *reading) suffixOf(w word) (int, bool) {
	if l := r.table.words[w.suffix]; l != nil {
		for _, s := range l.senses {
			if s.class == suffix {
				return s.val, true
			}
		}
	}
	return 0, false
}

// monthAt reads the name of a month, with the names of the same month beside
// it: أيلول/سبتمبر.
func (r *reading) monthAt(i int) (m int, cal string, n int, ok bool) {
	if i < 0 || i >= len(r.words) || r.words[i].digits > 0 {
		return 0, "", 0, false
	}
	for _, c := range []struct {
		class class
		cal   string
	}{{month, Gregorian}, {solar, SolarHijri}, {islamic, Islamic}} {
		if m, ok := r.val(i, c.class); ok {
			if r.capital && !r.words[i].upper {
				return 0, "", 0, false
			}
			n := 1
			if r.near(i, slash|paren) && r.words[i].gap != 0 {
				if m2, ok := r.val(i+1, c.class); ok && m2 == m {
					n = 2
				}
			}
			return m, c.cal, n, true
		}
	}
	return 0, "", 0, false
}

// yearAt reads a year of four digits, or of two behind an apostrophe or a word
// for year, of calendar cal ("" = as the language has it).
func (r *reading) yearAt(i int, cal string) (y int, calendar, doubt string, n int, ok bool) {
	j, named := i, false
	for j < len(r.words) && (j == i || r.near(j-1, apos)) {
		if u, isUnit := r.val(j, unit); isUnit && u == uYear {
			named = true
		} else if !r.is(j, of) && !r.is(j, the) {
			break
		}
		j++
	}
	if j >= len(r.words) || j > i && !r.near(j-1, apos) {
		return 0, "", "", 0, false
	}
	w := r.words[j]
	era, eraWords := "", 0
	switch w.suffix {
	case "":
		era, eraWords = r.era(j + 1)
		if eraWords > 0 && !r.near(j, paren|dot) {
			era, eraWords = "", 0
		}
	default:
		if era = eraOf(r.table.words[w.suffix]); era == "" {
			return 0, "", "", 0, false
		}
	}
	if era != "" {
		cal = era
	}
	tick := j > 0 && r.words[j-1].gap&apos != 0 || j == 0 && w.before&apos != 0
	switch {
	case w.num < 0:
	case w.digits == 4:
		switch {
		case 1300 <= w.num && w.num < 1500:
			if cal == "" {
				switch {
				case r.solar:
					cal = SolarHijri
				case r.islamic:
					cal, doubt = Islamic, DoubtCalendar
				default:
					return 0, "", "", 0, false
				}
			}
			ok = cal != Gregorian
		case 1500 <= w.num && w.num < 2200:
			if cal == "" {
				cal = Gregorian
			}
			ok = cal == Gregorian
		case w.num < 1300 && w.num > 0 && era == Islamic:
			ok = true
		}
		y = w.num
	case w.digits == 2 && (tick || named):
		if cal == "" && r.solar {
			cal = SolarHijri
		} else if cal == "" {
			cal = Gregorian
		}
		y, doubt, ok = w.num, DoubtCentury, cal != Islamic
		y += 100 // marks two digits: see century
	}
	n = j - i + 1 + eraWords
	if u, isUnit := r.val(i+n, unit); r.after && isUnit && u == uYear && r.near(i+n-1, apos|dot|dash) {
		n++
	}
	return y, cal, doubt, n, ok
}

// century gives a year of two digits its century: the one that brings it
// nearest to now, and not past it by more than ten years.
func century(y, now int) int {
	if y < 100 || y >= 200 {
		return y
	}
	y = y - 100 + now/100*100
	if y > now+10 {
		y -= 100
	}
	return y
}

// era reads the words that name a year's calendar.
func (r *reading) era(i int) (string, int) {
	if i >= len(r.words) {
		return "", 0
	}
	if e := eraOf(r.words[i].lexeme); e != "" {
		return e, 1
	}
	return "", 0
}

func eraOf(l *lexeme) string {
	if l == nil {
		return ""
	}
	for _, s := range l.senses {
		switch s.class {
		case ad:
			return Gregorian
		case sh:
			return SolarHijri
		case ah:
			return Islamic
		}
	}
	return ""
}

// numeric reads 2024-05-02, 2/5/2024, 2.5.2024, ۱۴۰۱/۲/۳.
func (r *reading) numeric(i int) (point, bool) {
	if i+2 >= len(r.words) {
		return point{}, false
	}
	a, b, c := r.words[i], r.words[i+1], r.words[i+2]
	if a.num < 0 || b.num < 0 || c.num < 0 || a.suffix != "" || b.suffix != "" || a.digits > 4 || b.digits > 2 || c.digits > 4 {
		return point{}, false
	}
	sep := a.gap
	if sep != dash && sep != slash && sep != dot && sep != dot|stop || b.gap&^stop != sep&^stop || i > 0 && !r.words[i-1].spaced && r.words[i-1].gap&sep != 0 && r.words[i-1].digits > 0 {
		return point{}, false
	}
	if (a.spaced || b.spaced) && (sep&dot == 0 || !r.short) {
		return point{}, false
	}
	if i+3 < len(r.words) && !c.spaced && c.gap&sep != 0 && r.words[i+3].digits > 0 {
		return point{}, false // 1.2.3.4
	}
	p := point{first: i, n: 3, weekday: -1}
	y, m, d := 0, b.num, 0
	switch {
	case a.digits == 4:
		y, d = a.num, c.num
		if c.digits > 2 || c.suffix != "" && c.suffix[0] != 't' { // 2024-05-02T10:00
			return point{}, false
		}
	case c.digits == 4 && a.digits <= 2 && c.suffix == "":
		y, d = c.num, a.num
	case c.digits == 2 && b.digits == 2 && a.digits <= 2 && sep&dot != 0 && r.short && c.suffix == "":
		y, d = 100+c.num, a.num
		p.doubt = append(p.doubt, DoubtCentury)
	default:
		return point{}, false
	}
	if a.digits < 3 && sep == slash {
		switch {
		case m > 12 && d <= 12:
			m, d = d, m
		case m <= 12 && d <= 12 && m != d:
			p.doubt = append(p.doubt, DoubtOrder)
		}
	}
	p.y, p.m, p.d = y, m, d
	era, n := "", 0
	if r.near(i+2, paren) {
		era, n = r.era(i + 3)
	}
	switch {
	case era != "":
		p.calendar = era
		p.n += n
	case y >= 1300 && y < 1500 && r.islamic:
		p.calendar = Islamic
		p.doubt = append(p.doubt, DoubtCalendar)
	case y >= 1300 && y < 1500:
		p.calendar = SolarHijri
		if !r.solar {
			p.doubt = append(p.doubt, DoubtCalendar)
		}
	default:
		p.calendar = Gregorian
	}
	return p, true
}

// dayMonth reads a day and a month in either order, with or without a year.
func (r *reading) dayMonth(i int) (point, bool) {
	p := point{first: i, weekday: -1}
	if d, ok := r.dayNumber(i); ok && r.near(i, dot|stop|apos) {
		if r.words[i].gap&dot != 0 && !r.words[i].spaced && !r.short {
			return p, false
		}
		j := r.skip(i+1, of, the)
		if j > i+1 && !r.near(j-1, apos) {
			return p, false
		}
		if u, ok := r.val(j, unit); ok && u == uMonth && r.near(j, 0) { // بیستم ماه مهر
			j++
		}
		m, cal, n, ok := r.monthAt(j)
		if !ok {
			return p, false
		}
		p.d, p.m, p.calendar = d, m, cal
		return r.withYear(p, j+n), true
	}
	m, cal, n, ok := r.monthAt(i)
	if !ok || !r.near(i+n-1, dot|stop) {
		return p, false
	}
	j := r.skip(i+n, the)
	d, ok := r.dayNumber(j)
	if !ok || r.solar || r.islamic && r.words[j].digits == 0 {
		return p, false
	}
	// March 20:30 is no day.
	if j+1 < len(r.words) && r.words[j].gap&other != 0 && !r.words[j].spaced && r.words[j+1].digits > 0 {
		return p, false
	}
	if r.amount(j) {
		return p, false
	}
	p.d, p.m, p.calendar = d, m, cal
	p = r.withYear(p, j+1)
	// “In March 20 people”: of a day English has “on”, and most languages put it
	// before its month.
	if v, led := r.val(i-1, in); p.y == 0 && (r.dayFirst || led && v == 0 && r.words[j].digits > 0 && r.words[j].suffix == "" && r.words[j].gap != dash) {
		return p, false
	}
	return p, true
}

// amount reports whether the number at word j counts something: 2,000; 2.5; 20 %; 20 people.
func (r *reading) amount(j int) bool {
	w := r.at(j)
	if w.digits == 0 {
		return false
	}
	rest := r.text[w.end:]
	if !w.spaced && w.gap&(comma|dot) != 0 && r.at(j+1).digits > 0 {
		return true
	}
	for _, sign := range []string{"%", "٪", "$", "€", "£"} {
		if strings.HasPrefix(strings.TrimLeft(rest, " \u00a0\u202f"), sign) {
			return true
		}
	}
	return w.suffix == "" && r.near(j, 0) && r.is(j+1, notBefore)
}

// withYear reads the year behind a month that ends before word j.
func (r *reading) withYear(p point, j int) point {
	p.n = j - p.first
	if u, ok := r.val(j, unit); ok && u == uMonth && r.near(j-1, 0) { // مهر ماه
		j++
		p.n++
	}
	if !r.near(j-1, comma|apos|dot|stop) {
		return p
	}
	// May. 2024 is an abbreviation, “in May. In 2024” is the next sentence.
	if y, cal, doubt, n, ok := r.yearAt(j, p.calendar); ok && cal == p.calendar && !(n == 1 && r.amount(j)) {
		p.y, p.n = y, j+n-p.first
		if doubt != "" {
			p.doubt = append(p.doubt, doubt)
		}
		return p
	}
	// two digits where nothing follows that they could count: ۲۳ مهر ۹۸.
	if w := r.at(j); p.calendar == SolarHijri && r.solar && w.digits == 2 && r.words[j-1].gap == 0 && (w.num >= 50 || w.num <= 9 || w.num >= 15 && p.d != 0 && r.alone(j)) && !r.amount(j) && !r.is(j+1, unit) {
		p.y, p.n = 100+w.num, j+1-p.first
		p.doubt = append(p.doubt, DoubtCentury)
		return p
	}
	if r.words[j-1].gap == 0 || r.words[j-1].gap == comma {
		if d, n, ok := r.yearFrom(j); ok {
			p.dir, p.n, p.unit = d, j+n-p.first, uYear
		} else if r.is(j, last) && r.words[j-1].gap == 0 && !r.unitAt(j+1) {
			p.dir = back
			p.n = j + 1 - p.first
		}
	}
	return p
}

// alone reports whether nothing follows word j that it could count.
func (r *reading) alone(j int) bool {
	return j+1 >= len(r.words) || r.words[j].gap&(comma|stop|paren) != 0 || r.is(j+1, and) || r.is(j+1, in) || r.is(j+1, to)
}

// yearFrom reads a year told from the article's: “last year”, “of last year”,
// سال گذشته, پارسال.
func (r *reading) yearFrom(j int) (direction, int, bool) {
	k := r.skip(j, of, the)
	if k >= len(r.words) || k > j && !r.near(k-1, apos) {
		return byTense, 0, false
	}
	if v, ok := r.val(k, relYear); ok && v >= -1 && v <= 1 {
		return dirOf(v), k + 1 - j, true
	}
	if !r.near(k, 0) {
		return byTense, 0, false
	}
	if u, ok := r.val(k+1, unit); ok && u == uYear && r.dirAt(k) != byTense {
		return r.dirAt(k), k + 2 - j, true
	}
	if u, ok := r.val(k, unit); ok && u == uYear && r.dirAt(k+1) != byTense {
		return r.dirAt(k + 1), k + 2 - j, true
	}
	return byTense, 0, false
}

func (r *reading) at(i int) word {
	if i < 0 || i >= len(r.words) {
		return word{num: -1}
	}
	return r.words[i]
}

func dirOf(v int) direction {
	switch {
	case v < 0:
		return back
	case v > 0:
		return ahead_
	}
	return here
}

func (r *reading) dirAt(i int) direction {
	switch {
	case r.is(i, last):
		return back
	case r.is(i, this):
		return here
	case r.is(i, next):
		return ahead_
	}
	return byTense
}

// nameOfDay reads a weekday that is written as one.
func (r *reading) nameOfDay(i int) (int, bool) {
	wd, ok := r.val(i, weekday)
	if !ok || r.capital && !r.words[i].upper {
		return 0, false
	}
	return wd, true
}

// possessive reports whether ’s or an -s behind an apostrophe stands behind word i.
func (r *reading) possessive(i int) bool {
	w := r.words[i]
	return w.gap&apos != 0 && !w.spaced && int(w.end) < len(r.text) && strings.HasPrefix(strings.TrimLeft(r.text[w.end:], "'’"), "s")
}
