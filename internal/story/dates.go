package story

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/calendar"
)

// dateWords are a language's words for days, as they stand in running text.
type dateWords struct {
	weekdays  map[string]time.Weekday
	months    map[string]int // Gregorian
	solar     map[string]int // Solar Hijri
	days      map[string]int // “yesterday”: days before the story’s date
	last      []string       // “last”, before or after the unit
	this      []string
	ago       []string // “ago”, after a number and a unit, or before it
	hours     []string // less than a day, with “ago”
	units     map[string]unit
	in        []string        // may stand before a bare year
	next      []string        // before or after a unit or weekday: a day to come
	until     []string        // before a day that bounds a time: “by”, “until”, “since”
	yearWord  []string        // “year” before a number: “سال ۱۳۹۷”
	monthWord []string        // “month” after a month's name: “مهر ماه”
	dual      map[string]unit // “two years” in one word
	first     []string        // “first” in a phrase for the day before yesterday
	ofMonth   []string        // may stand between a day and its month
	ordinals  map[string]int  // “the second” of a month
	beforeAgo bool            // the word for “ago” stands before the number
	one       []string        // “a” before a unit
	early     []string        // the first days of a month, before its name
	mid       []string
	late      []string
	nights    []string       // after “last”: yesterday or the hours after it
	parts     []string       // after “this”: today
	weekend   []string       // in one word
	seasons   map[string]int // 0 spring … 3 winter
	lastYear  []string       // “last year” in one word
	decade    []string
	built     []string // before a date in a paraphrase: it is about a thing
}

type unit int

const (
	day unit = iota
	week
	month
	year
)

// stated is a date expression found in a sentence: the days it may mean, and
// where it stands.
type stated struct {
	from, to    time.Time
	first, last int    // tokens, last exclusive
	any         []days // where one of several must be meant, and nothing between
	coming      bool   // after the story's date
	weekday     bool   // is a day of the week
	wrong       bool   // a day of the week that its date is not
	loose       bool   // rounded, as people round: to overlap is enough
}

// days are the days from one to another, both included.
type days struct{ from, to time.Time }

// datesIn finds the date expressions of a sentence, read against the day on
// which the story is dated (at midnight UTC). Words it does not know are no
// dates: the rule is to refuse a wrong date, not to guess at every one. “Next
// week” and “by May” are left out: nobody said a thing then.
func (l *language) datesIn(tokens []token, runes []rune, today time.Time) []stated {
	var out []stated
	var left stated // out, the last one
	for i := 0; i < len(tokens); {
		if s, ok := l.dateAt(tokens, runes, i, today); ok {
			coming := i > 0 && (slices.Contains(l.dates.next, tokens[i-1].word) || slices.Contains(l.dates.until, tokens[i-1].word)) || s.last < len(tokens) && slices.Contains(l.dates.next, tokens[s.last].word)
			// “By Tuesday, 3 March” is one day.
			coming = coming || left.weekday && l.oneDay(&left, s, tokens, runes)
			if coming {
				left = s
			}
			if s.coming = s.from.After(today); !coming {
				if n := len(out); n > 0 && l.oneDay(&out[n-1], s, tokens, runes) {
					i = s.last
					continue
				}
				out = append(out, s)
			}
			i = s.last
			continue
		}
		i++
	}
	return out
}

// oneDay makes one date of a day of the week and the date beside it: “Tuesday,
// 3 February”, “February 3, a Tuesday”.
func (l *language) oneDay(a *stated, b stated, tokens []token, runes []rune) bool {
	if a.weekday == b.weekday || a.last > b.first || a.wrong {
		return false
	}
	date, name := *a, b
	if a.weekday {
		date, name = b, *a
	}
	if len(date.any) == 0 && !date.from.Equal(date.to) {
		return false
	}
	gap := string(runes[tokens[a.last-1].End:tokens[b.first].Start])
	between := strings.Fields(strings.Map(func(r rune) rune {
		if strings.ContainsRune(",،(–—", r) {
			return ' '
		}
		return r
	}, gap))
	for _, w := range between {
		if !slices.Contains([]string{"a", "the", "on"}, strings.ToLower(w)) {
			return false
		}
	}
	wd := name.to.Weekday()
	a.from, a.to, a.any, a.last = date.from, date.to, nil, b.last
	a.weekday, a.coming = false, date.coming
	for _, d := range date.any {
		if d.from.Weekday() == wd {
			a.any = append(a.any, d)
		}
	}
	a.wrong = len(a.any) == 0 && (len(date.any) > 0 || date.from.Weekday() != wd)
	return true
}

// joinMonths makes one word of a month's name in two (تشرين الأول) and of one
// month given by two names (أيلول/سبتمبر).
func (l *language) joinMonths(tokens []token, runes []rune) []token {
	if l.tag == "en" {
		return joinOrdinals(tokens)
	}
	if l.tag != "ar" {
		return tokens
	}
	out := make([]token, 0, len(tokens))
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if i+1 < len(tokens) {
			for _, w := range t.alts {
				if joint := w + tokens[i+1].word; l.dates.months[joint] > 0 {
					t.End, t.word, t.alts = tokens[i+1].End, joint, []string{joint}
					i++
					break
				}
			}
		}
		if n := len(out); n > 0 {
			a, _, okA := l.monthAt(out, n-1)
			b, _, okB := l.monthAt([]token{t}, 0)
			if okA && okB && a == b && strings.TrimSpace(string(runes[out[n-1].End:t.Start])) == "/" {
				out[n-1].End = t.End
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// joinOrdinals makes one word of twenty-first.
func joinOrdinals(tokens []token) []token {
	tens := map[string]int{"twenty": 20, "thirty": 30}
	out := make([]token, 0, len(tokens))
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		if n := tens[t.word]; n > 0 && i+1 < len(tokens) && tokens[i+1].Start-t.End == 1 {
			if k := englishDates.ordinals[tokens[i+1].word]; k > 0 && k < 10 {
				t.End, t.word = tokens[i+1].End, strconv.Itoa(n+k)+"th"
				t.alts = []string{t.word}
				i++
			}
		}
		out = append(out, t)
	}
	return out
}

func (l *language) dateAt(tokens []token, runes []rune, i int, today time.Time) (stated, bool) {
	d := l.dates
	is := func(k int, list []string) bool {
		return k >= 0 && k < len(tokens) && slices.ContainsFunc(tokens[k].alts, func(w string) bool { return slices.Contains(list, w) })
	}
	num := func(k int) (int, bool) {
		if k < 0 || k >= len(tokens) {
			return 0, false
		}
		if n, err := strconv.Atoi(strings.TrimSuffix(ordinal(decimals(tokens[k].word)), ".")); err == nil {
			return n, true
		}
		for _, w := range tokens[k].alts {
			if n, ok := l.number(w); ok {
				return n, true
			}
			if n, ok := d.ordinals[w]; ok {
				return n, true
			}
		}
		return 0, false
	}
	unitAt := func(k int) (unit, bool) {
		if k < 0 || k >= len(tokens) {
			return 0, false
		}
		for _, w := range tokens[k].alts {
			if u, ok := d.units[w]; ok {
				return u, true
			}
		}
		return 0, false
	}
	at := func(from, to time.Time, n int) (stated, bool) {
		return stated{from: from, to: to, first: i, last: i + n}, true
	}

	if got, ok := l.numeric(tokens, runes, i); ok {
		return got, true
	}
	if got, ok := l.season(tokens, runes, i, today); ok {
		return got, true
	}
	// A day's number, a month's name, a year; or the month first.
	if m, solar, ok := l.monthAt(tokens, i); ok {
		dd, hasDay := num(i + 1)
		if hasDay && (dd < 1 || dd > 31 || !adjacent(runes, tokens, i)) {
			hasDay = false
		}
		if hasDay {
			w := decimals(tokens[i+1].word)
			_, named := d.ordinals[w]
			hasDay = len(w) <= 2 && w[0] <= '9' || ordinal(w) != w || named && l.tag == "en"
		}
		if hasDay {
			y, n, _ := l.yearWords(tokens, runes, i+2, today, solar)
			return l.monthDay(i, i, 2+n, y, m, dd, solar, today)
		}
		if y, n, hasYear := l.yearWords(tokens, runes, i+1, today, solar); hasYear {
			return l.partOf(tokens, i, 1+n, y, m, solar, today)
		}
		if is(i-1, d.in) || is(i-1, d.last) || is(i-1, d.this) || is(i+1, d.last) || solar && is(i+1, d.monthWord) {
			y := today.Year()
			if solar {
				y, _, _, _ = calendar.Solar(today)
			}
			if got, ok := l.partOf(tokens, i, 1, 0, m, solar, today); ok && (is(i-1, d.early) || is(i-1, d.mid) || is(i-1, d.late)) {
				return got, true
			}
			from, to := monthSpan(y, m, solar)
			if from.After(today) {
				from, to = monthSpan(y-1, m, solar)
			}
			if is(i-1, d.last) && from.Year() == today.Year() && from.Month() == today.Month() {
				from, to = monthSpan(y-1, m, solar)
			}
			return at(from, to, 1)
		}
	}
	if dd, ok := num(i); ok && dd >= 1 && dd <= 31 {
		k := i + 1
		if is(k, d.ofMonth) {
			k++
		}
		if m, solar, ok := l.monthAt(tokens, k); ok {
			y, n, _ := l.yearWords(tokens, runes, k+1, today, solar)
			return l.monthDay(i, i, k+1-i+n, y, m, dd, solar, today)
		}
	}
	if y, n, ok := l.yearWords(tokens, runes, i, today, false); ok && n > 1 && l.tag == "en" && !is(i, d.ofMonth) && !is(i, d.yearWord) {
		return at(calendarDay(y, 1, 1), calendarDay(y, 12, 31), n)
	}
	if got, ok := l.spoken(tokens, runes, i, today); ok {
		return got, true
	}
	// last week, this month, the month before; in Persian and Arabic the unit stands first.
	if u, ok := unitAt(i + 1); ok && (is(i, d.last) || is(i, d.this)) {
		from, to := l.period(today, u, is(i, d.last))
		return at(from, to, 2)
	}
	if u, ok := unitAt(i); ok && (is(i+1, d.last) || is(i+1, d.this)) {
		from, to := l.period(today, u, is(i+1, d.last))
		return at(from, to, 2)
	}
	if u, ok := unitAt(i + 1); ok && u != day && l.tag == "fa" && is(i, d.this) {
		from, to := l.period(today, u, false)
		return at(from, to, 2)
	}
	// three weeks ago; قبل ثلاثة أسابيع
	n, counted := num(i)
	if is(i, d.one) {
		n, counted = 1, true
	}
	if counted && n >= 1 && n <= 120 {
		if u, ok := unitAt(i + 1); ok && is(i+2, d.ago) {
			return rounded(today, n, u, i, 3), true
		}
		if is(i+1, d.decade) && is(i+2, d.ago) {
			y := today.Year() - 10*n
			return at(calendarDay(y-1, 1, 1), calendarDay(y+1, 12, 31), 3)
		}
	}
	if d.beforeAgo && is(i, d.ago) {
		n, k := 1, i+1
		if got, ok := num(k); ok {
			n, k = got, k+1
		} else if k < len(tokens) {
			for _, w := range tokens[k].alts {
				if u, ok := d.dual[w]; ok {
					return rounded(today, 2, u, i, 2), true
				}
			}
		}
		if u, ok := unitAt(k); ok {
			return rounded(today, n, u, i, k+1-i), true
		}
	}
	for _, w := range tokens[i].alts {
		if n, ok := d.days[w]; ok {
			if n == 1 && i >= 2 && is(i-1, []string{"من"}) && is(i-2, d.first) { // أول من أمس
				n = 2
			}
			t := today.AddDate(0, 0, -n)
			return at(t, t, 1)
		}
	}
	if wd, n, ok := l.weekdayAt(tokens, i); ok {
		back := int(today.Weekday()-wd+7) % 7
		t := today.AddDate(0, 0, -back)
		s, _ := at(t, t, n)
		s.weekday = true
		if back == 0 || is(i-1, d.last) || is(i+n, d.last) {
			// “on Monday” in a Monday's story may be today's or last week's;
			// “last Monday” may be the one before this week's.
			s.from = t.AddDate(0, 0, -7)
			s.any = []days{{s.from, s.from}, {t, t}}
		}
		return s, true
	}
	// A bare year needs a word before it; سال ۱۳۹۷.
	if y, ok := l.yearAt(tokens, runes, i); ok && (is(i-1, d.in) || is(i-1, d.yearWord)) {
		if y < 1700 {
			from, to := calendar.FromSolar(y, 1, 1), calendar.FromSolar(y+1, 1, 1).AddDate(0, 0, -1)
			return at(from, to, 1)
		}
		return at(calendarDay(y, 1, 1), calendarDay(y, 12, 31), 1)
	}
	return stated{}, false
}

func (l *language) number(w string) (int, bool) {
	n, ok := l.ix.numbers[w]
	return n, ok
}

// ordinal takes the ending off 1st, 2nd, 3rd, 4th.
func ordinal(w string) string {
	for _, s := range []string{"st", "nd", "rd", "th"} {
		if base, ok := strings.CutSuffix(w, s); ok && base != "" && base[len(base)-1] <= '9' {
			return base
		}
	}
	return w
}

func (l *language) monthAt(tokens []token, i int) (m int, solar, ok bool) {
	if i < 0 || i >= len(tokens) {
		return 0, false, false
	}
	for _, w := range tokens[i].alts {
		if m, ok := l.dates.months[w]; ok {
			return m, false, true
		}
		if m, ok := l.dates.solar[w]; ok {
			return m, true, true
		}
	}
	return 0, false, false
}

func (l *language) weekdayAt(tokens []token, i int) (time.Weekday, int, bool) {
	for _, w := range tokens[i].alts {
		if wd, ok := l.dates.weekdays[w]; ok {
			return wd, 1, true
		}
		if i+1 < len(tokens) {
			for _, w2 := range tokens[i+1].alts {
				if wd, ok := l.dates.weekdays[w+w2]; ok && l.tag == "fa" {
					return wd, 2, true
				}
			}
		}
	}
	return 0, 0, false
}

// yearAt reads a year of four digits: Gregorian, or Solar Hijri (1300–1499).
func (l *language) yearAt(tokens []token, runes []rune, i int) (int, bool) {
	if i < 0 || i >= len(tokens) || len(tokens[i].word) != 4 {
		return 0, false
	}
	y, err := strconv.Atoi(tokens[i].word)
	if err != nil || !(y >= 1300 && y < 1500 || y >= 1800 && y < 2200) {
		return 0, false
	}
	return y, true
}

func (l *language) monthDay(i, first, n, y, m, d int, solar bool, today time.Time) (stated, bool) {
	make := calendarDay
	if solar {
		make = calendar.FromSolar
	}
	var t time.Time
	switch {
	case y != 0:
		t = make(y, m, d)
	case solar:
		sy, _, _, _ := calendar.Solar(today)
		if t = make(sy, m, d); t.After(today) {
			t = make(sy-1, m, d)
		}
	default:
		if t = make(today.Year(), m, d); t.After(today) {
			t = make(today.Year()-1, m, d)
		}
	}
	return stated{from: t, to: t, first: first, last: i + n}, true
}

func joined(runes []rune, tokens []token, i, j int, marks string) bool {
	if j >= len(tokens) {
		return false
	}
	for k := i; k < j; k++ {
		gap := runes[tokens[k].End:tokens[k+1].Start]
		if len(gap) != 1 || !strings.ContainsRune(marks, gap[0]) {
			return false
		}
	}
	return true
}

func adjacent(runes []rune, tokens []token, i int) bool {
	gap := strings.TrimSpace(string(runes[tokens[i].End:tokens[i+1].Start]))
	return gap == ""
}

func calendarDay(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func monthSpan(y, m int, solar bool) (from, to time.Time) {
	if solar {
		from = calendar.FromSolar(y, m, 1)
		if m == 12 {
			return from, calendar.FromSolar(y+1, 1, 1).AddDate(0, 0, -1)
		}
		return from, calendar.FromSolar(y, m+1, 1).AddDate(0, 0, -1)
	}
	from = calendarDay(y, m, 1)
	return from, from.AddDate(0, 1, -1)
}

// period is this or the last day, week, month or year. A week begins on Sunday
// or on Monday, in Persian on Saturday too; “last week” is the fourteen days
// that somebody may mean.
func (l *language) period(today time.Time, u unit, last bool) (from, to time.Time) {
	n := 0
	if last {
		n = 1
	}
	switch u {
	case day:
		t := today.AddDate(0, 0, -n)
		return t, t
	case week:
		if last {
			return today.AddDate(0, 0, -13), today.AddDate(0, 0, -1)
		}
		starts := []time.Weekday{time.Sunday, time.Monday}
		if l.tag == "fa" {
			starts = append(starts, time.Saturday)
		}
		back := 0
		for _, wd := range starts {
			back = max(back, int(today.Weekday()-wd+7)%7)
		}
		return today.AddDate(0, 0, -back), today
	case month:
		from = time.Date(today.Year(), today.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		return from, from.AddDate(0, 1, -1)
	}
	return calendarDay(today.Year()-n, 1, 1), calendarDay(today.Year()-n, 12, 31)
}

// ago is what “n units ago” may mean: rounded as people round.
func ago(today time.Time, n int, u unit) (from, to time.Time) {
	switch u {
	case day:
		t := today.AddDate(0, 0, -n)
		return t, t
	case week:
		t := today.AddDate(0, 0, -7*n)
		return t.AddDate(0, 0, -4), t.AddDate(0, 0, 4)
	case month:
		t := today.AddDate(0, -n, 0)
		return t.AddDate(0, 0, -20), t.AddDate(0, 0, 20)
	}
	t := today.AddDate(-n, 0, 0)
	return calendarDay(t.Year(), 1, 1), calendarDay(t.Year(), 12, 31)
}

// rounded is “n units ago” as a stated date.
func rounded(today time.Time, n int, u unit, first, words int) stated {
	from, to := ago(today, n, u)
	return stated{from: from, to: to, first: first, last: first + words, loose: u == month}
}

// agrees reports whether a statement's date is one that the words say: the
// record must be at least as exact as they are.
func (s stated) agrees(said voxpop.Date) bool {
	from, to, ok := said.Bounds()
	if !ok || s.wrong {
		return false
	}
	if s.loose && to.Sub(from) <= s.to.Sub(s.from) {
		return !from.After(s.to) && !to.Before(s.from)
	}
	if len(s.any) > 0 {
		return slices.ContainsFunc(s.any, func(d days) bool { return !from.Before(d.from) && !to.After(d.to) })
	}
	return !from.Before(s.from) && !to.After(s.to)
}
