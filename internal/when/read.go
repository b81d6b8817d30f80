package when

import (
	"slices"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/calendar"
)

// Append appends the dates of text to dst. Places are bytes of text, for a
// caller that counts in them. A language that has no table finds what needs no
// words: 2024-05-02.
func Append(dst []Date, text, lang string, a Anchor, t Tense) []Date {
	tab := tableOf(lang)
	if tab == nil {
		tab = &noWords
	}
	r := readings.Get().(*reading)
	defer readings.Put(r)
	r.table, r.text, r.past = tab, text, t == Past
	r.words = tab.lex(text, &r.room)
	c := &context{reading: r, anchor: a, tense: t}
	if !r.read || r.day != a.Day {
		r.read, r.day = true, a.Day
		r.first, r.last, r.known = a.Day.Bounds()
		if strings.Contains(string(a.Day), "..") {
			r.known = false
		}
	}
	heart, end := -1, 0 // of the known words up to end, the last that is the heart of a date
	for i := 0; i < len(r.words); {
		if i >= end {
			for end = i; end < len(r.words) && r.words[end].known(); end++ {
				if w := &r.words[end]; w.digits > 0 || w.lexeme.mask&hearts != 0 {
					heart = end
				}
			}
		}
		if i > heart || !r.begins(i) {
			i++
			continue
		}
		d, n, ok := c.date(i)
		if !ok {
			i++
			continue
		}
		d.Start, d.End = int(r.words[i].start), int(r.words[i+n-1].end)
		if s := text[d.Start:d.End]; strings.Count(s, "(") > strings.Count(s, ")") && strings.HasPrefix(text[d.End:], ")") {
			d.End++
		}
		dst = append(dst, d)
		i += n
	}
	return dst
}

// readings keeps the room of finished ones.
var readings = sync.Pool{New: func() any { return new(reading) }}

// alone are the classes of which one word can be a date.
const alone = 1<<month | 1<<solar | 1<<islamic | 1<<weekday | 1<<rel | 1<<relMonth | 1<<relYear | 1<<ana | 1<<vague | 1<<decade | 1<<season

// begins reports whether a date can begin at word i: it takes two words that
// the table knows, or one that is enough.
func (r *reading) begins(i int) bool {
	w := &r.words[i]
	if !w.known() {
		return false
	}
	return i+1 < len(r.words) && r.words[i+1].known() || r.bare && w.digits == 4 || w.lexeme != nil && w.lexeme.mask&alone != 0 || w.digits > 0 && i > 0 && r.words[i-1].known()
}

// hearts are the classes of which every date has one, where it has no digits:
// the others only lead to it or follow it.
const hearts = alone | 1<<unit | 1<<number | 1<<ordinal | 1<<daytime | 1<<night | 1<<decadeWord | 1<<part | 1<<some | 1<<ad | 1<<sh | 1<<ah

var noWords = table{monday: 1, weekend: 6}

// context is a reading with what relative dates hang on.
type context struct {
	*reading
	anchor Anchor
	tense  Tense
	before time.Time // the day found before in the text; zero = none
}

// date reads the longest phrase at word i and returns how many words it has.
func (c *context) date(i int) (Date, int, bool) {
	if d, n, ok := c.vaguely(i); ok {
		return d, n, true
	}
	if d, n, ok := c.opened(i); ok {
		return d, n, true
	}
	if d, n, ok := c.lasting(i); ok {
		return d, n, true
	}
	if d, n, ok := c.ranged(i); ok {
		return d, n, true
	}
	p, ok := c.point(i, false)
	if !ok {
		return Date{}, 0, false
	}
	if c.is(p.first+p.n, inPost) && c.near(p.first+p.n-1, apos) && p.what == absolute {
		p.n++
	}
	end := p.first + p.n
	if end < len(c.words) && c.near(end-1, apos) && c.is(end, sincePost) {
		d, ok := c.half(p, false)
		return d, p.n + 1, ok
	}
	if end < len(c.words) && c.near(end-1, apos) && c.is(end, untilPost) {
		d, ok := c.half(p, true)
		return d, p.n + 1, ok
	}
	d, ok := c.resolve(p)
	if !ok {
		return d, 0, false
	}
	// 12 Ramadan 1445, that is 22 March 2024: one day by two names.
	if k := end; k < len(c.words) && p.calendar != "" && p.d != 0 {
		j := k
		if c.near(k-1, comma|paren) && c.is(k, same) && c.near(k, comma) {
			j = k + 1
		}
		if j > k || c.words[k-1].gap&(slash|paren) != 0 && c.near(k-1, slash|paren) || c.words[k-1].gap&dash != 0 && c.near(k-1, dash) {
			if q, ok := c.point(j, false); ok && q.what == absolute && q.d != 0 && q.calendar != p.calendar {
				if e, ok := c.resolve(q); ok {
					return c.oneOf(d, e), q.first + q.n - i, true
				}
			}
		}
	}
	return d, p.n, true
}

// oneOf is the day that two calendars name: the Gregorian word counts, a
// Solar Hijri one before an Islamic one.
func (c *context) oneOf(d, e Date) Date {
	rank := []string{Gregorian, SolarHijri, Islamic}
	if slices.Index(rank, e.Calendar) < slices.Index(rank, d.Calendar) {
		d, e = e, d
	}
	a, _, _ := d.Value.Bounds()
	b, _, _ := e.Value.Bounds()
	off := 0
	if e.Calendar == Islamic {
		off = 1
	}
	if gap := int(a.Sub(b).Hours() / 24); gap > off || gap < -off {
		d.Doubt = join(d.Doubt, DoubtClash)
	}
	c.before = a
	return d
}

// vaguely reads what names no time that can be counted: recently, for years,
// several days ago.
func (c *context) vaguely(i int) (Date, int, bool) {
	d := Date{Kind: Vague, Relative: true}
	if c.is(i, vague) {
		return d, 1, true
	}
	for _, lead := range []class{agoPre, since, within, past, in, last} { // “in recent weeks”, “il y a quelques jours”
		if c.is(i, lead) && c.near(i, apos) && c.is(i+1, some) && c.near(i+1, 0) && c.unitAt(i+2) {
			return d, 3, true
		}
	}
	if c.is(i, some) && c.near(i, 0) && c.unitAt(i+1) {
		n := 2
		if c.near(i+1, 0) && (c.is(i+2, ago) || c.is(i+2, aheadPost) || c.is(i+2, last) || c.is(i+2, next) || c.is(i+2, earlier) || c.is(i+2, later) || c.is(i+2, sincePost)) {
			n++
			return d, n, true
		}
	}
	if c.unitAt(i) && c.near(i, 0) && (c.is(i+1, ago) || c.is(i+1, some)) && !c.solar { // weeks ago
		return d, 2, true
	}
	return d, 0, false
}

// own is the calendar that relative months and years of the language are in.
func (c *context) own() string {
	if c.solar {
		return SolarHijri
	}
	return Gregorian
}

// looksAhead reports whether a verb before word i in its sentence speaks of the
// future.
func (c *context) looksAhead(i int) bool {
	for k := i - 1; k >= 0 && k > i-15 && c.words[k].gap&stop == 0; k-- {
		if c.is(k, will) {
			return true
		}
	}
	return false
}

// today is where a relative date is read from, for a day that the article may
// have; ok is false for what only a part of the days agree on.
func (c *context) both(f func(today time.Time) (span, bool)) voxpop.Date {
	if !c.known {
		return ""
	}
	a, okA := f(c.first)
	b, okB := f(c.last)
	if !okA || !okB {
		return ""
	}
	if v := c.value(a); v == c.value(b) {
		return v
	}
	return ""
}

// span is the days that a point may mean; grain says how exact it is: d, m, y,
// M (an interval of months) or i (of days).
type span struct {
	from, to time.Time
	grain    byte
}

func (c *context) value(s span) voxpop.Date {
	const day, month, year = "2006-01-02", "2006-01", "2006"
	if y := s.from.Year(); y < 1000 || s.to.Year() > 9998 {
		return ""
	}
	switch s.grain {
	case 'd':
		return voxpop.Date(s.from.Format(day))
	case 'm':
		if s.from.Day() == 1 && s.to.AddDate(0, 0, 1).Day() == 1 {
			return voxpop.Date(s.from.Format(month))
		}
	case 'y':
		if s.from.YearDay() == 1 {
			return voxpop.Date(s.from.Format(year))
		}
	case 'M':
		return voxpop.Date(s.from.Format(month) + "/" + s.to.Format(month))
	case 'Y':
		return voxpop.Date(s.from.Format(year) + "/" + s.to.Format(year))
	}
	return voxpop.Date(s.from.Format(day) + "/" + s.to.Format(day))
}

func join(a, b string) string {
	for w := range strings.FieldsSeq(b) {
		if !slices.Contains(strings.Fields(a), w) {
			a = strings.TrimSpace(a + " " + w)
		}
	}
	return a
}

// shift moves a day by n units.
func shift(t time.Time, unit, n int) time.Time {
	switch unit {
	case uDay:
		return t.AddDate(0, 0, n)
	case uWeek:
		return t.AddDate(0, 0, 7*n)
	case uMonth:
		y, m, d := t.Date()
		first := time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, min(d, first.AddDate(0, 1, -1).Day())-1)
	}
	return shift(t, uMonth, 12*n)
}

// monthSpan is a month of a calendar.
func monthSpan(cal string, y, m int) (from, to time.Time) {
	switch cal {
	case SolarHijri:
		from = calendar.FromSolar(y, m, 1)
		return from, from.AddDate(0, 0, calendar.SolarMonth(y, m)-1)
	case Islamic:
		from = calendar.FromIslamic(y, m, 1)
		return from, from.AddDate(0, 0, calendar.IslamicMonth(y, m)-1)
	}
	from = time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
	return from, from.AddDate(0, 1, -1)
}

// civil is a day in a calendar.
func civil(cal string, t time.Time) (y, m, d int) {
	switch cal {
	case SolarHijri:
		y, m, d, _ = calendar.Solar(t)
		return y, m, d
	case Islamic:
		y, m, d, _ = calendar.Islamic(t)
		return y, m, d
	}
	y, mo, d := t.Date()
	return y, int(mo), d
}

// dayOf is a date of a calendar; ok is false when it does not exist.
func dayOf(cal string, y, m, d int) (time.Time, bool) {
	if m < 1 || m > 12 || d < 1 {
		return time.Time{}, false
	}
	from, to := monthSpan(cal, y, m)
	longest := to.Day()
	switch cal {
	case SolarHijri:
		longest = calendar.SolarMonth(y, m)
	case Islamic:
		longest = 30 // where the moon was seen a day later
	}
	return from.AddDate(0, 0, d-1), d <= longest
}
