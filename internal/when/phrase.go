package when

// weekdayPoint reads a weekday with what stands around it: “last Tuesday”,
// “Tuesday, 3 May”, “3 May, a Tuesday”.
func (r *reading) weekdayPoint(i int) (point, bool) {
	p := point{what: dayName, first: i, weekday: -1}
	j := i
	if d := r.dirAt(j); d != byTense && r.near(j, apos) {
		p.dir, j = d, j+1
	}
	wd, ok := r.nameOfDay(j)
	if !ok {
		return p, false
	}
	p.weekday = wd
	j++
	late := r.is(i-1, night) || r.is(i-2, night) || r.is(j-1, night)
	for j < len(r.words) && r.near(j-1, 0) && (r.is(j, daytime) || r.is(j, night)) {
		if r.capital && r.words[j].upper && !r.short { // Saturday Night Show
			return p, false
		}
		late = late || r.is(j, night)
		j++
	}
	if d := r.dirAt(j); d != byTense && r.near(j-1, 0) && p.dir == byTense && !r.unitAt(j+1) {
		p.dir, j = d, j+1
		for j < len(r.words) && r.near(j-1, 0) && (r.is(j, daytime) || r.is(j, night)) {
			late = late || r.is(j, night)
			j++
		}
	}
	p.night, p.n = late, j-i
	if (p.dir == byTense || p.dir == here) && j < len(r.words) && r.near(j-1, comma|dot|stop|paren) {
		k := r.skip(j, the, in)
		if k > j && !r.near(k-1, apos) {
			k = j
		}
		q, ok := r.numeric(k)
		if !ok {
			q, ok = r.dayMonth(k)
		}
		if ok && (r.words[j-1].gap&stop == 0 || !r.words[k].upper) {
			q.weekday, q.first, q.n, q.night = wd, i, q.first+q.n-i, late
			return q, true
		}
	}
	if p.dir == byTense && j < len(r.words) && r.near(j-1, comma) {
		if off, n, ok := r.weekFrom(j); ok { // Thursday of last week
			p.unit, p.offset, p.n = uWeek, off, p.n+n
			return p, true
		}
	}
	if r.is(j-1, weak) || r.is(i, weak) {
		return p, p.dir != byTense || r.is(i-1, in) || p.n > 1
	}
	return p, true
}

// weekFrom reads a week told from the article's: “of last week”, هفته گذشته.
func (r *reading) weekFrom(j int) (offset, n int, ok bool) {
	k := r.skip(j, of, the)
	if k > j && !r.near(k-1, apos) || !r.near(k, 0) {
		return 0, 0, false
	}
	d := r.dirAt(k)
	if u, ok := r.val(k+1, unit); !ok || u != uWeek || d == byTense {
		u, ok = r.val(k, unit)
		if d = r.dirAt(k + 1); !ok || u != uWeek || d == byTense {
			return 0, 0, false
		}
	}
	return int(d) - int(here), k + 2 - j, true
}

func (r *reading) unitAt(i int) bool { return r.is(i, unit) }

// point reads one time that begins at word i. loose says that a word before it
// lets a bare month, season or year count.
func (r *reading) point(i int, loose bool) (point, bool) {
	if i >= len(r.words) {
		return point{}, false
	}
	if !r.words[i].known() {
		return point{}, false
	}
	if p, ok := r.numeric(i); ok {
		return p, true
	}
	if p, ok := r.weekdayPoint(i); ok {
		return p, true
	}
	if p, ok := r.dayMonth(i); ok {
		return r.withWeekday(p), true
	}
	if p, ok := r.monthPoint(i, loose); ok {
		return p, true
	}
	if p, ok := r.seasonPoint(i, loose); ok {
		return p, true
	}
	if p, ok := r.relative(i); ok {
		return p, true
	}
	if p, ok := r.decadePoint(i); ok {
		return p, true
	}
	return r.yearPoint(i, loose)
}

// withWeekday takes in a weekday behind a date: “3 May, a Tuesday”, “3 May (Tuesday)”.
func (r *reading) withWeekday(p point) point {
	j := p.first + p.n
	if j < len(r.words) && r.after && r.words[j-1].gap == 0 { // 10 Mart Salı günü
		if wd, ok := r.nameOfDay(j); ok {
			p.weekday, p.n = wd, j+1-p.first
			if r.is(j+1, daytime) && r.near(j, 0) {
				p.n++
			}
			return p
		}
	}
	if j < len(r.words) && r.words[j-1].gap&(comma|paren) != 0 && r.near(j-1, comma|paren) {
		k := r.skip(j, the)
		if wd, ok := r.nameOfDay(k); ok && !r.is(k, weak) && (r.words[j-1].gap&paren != 0 || k > j) {
			p.weekday, p.n = wd, k+1-p.first
		}
	}
	return p
}

// monthPoint reads a month: “March 2024”, “last March”, “in March”, “early March”.
func (r *reading) monthPoint(i int, loose bool) (point, bool) {
	p := point{first: i, weekday: -1}
	j := r.skip(i, part, the)
	loose = loose || j > i && r.is(j-1, part)
	if d := r.dirAt(j); d != byTense && r.near(j, 0) {
		p.dir, j = d, j+1
	}
	named := false
	if u, ok := r.val(j, unit); ok && u == uMonth && r.near(j, 0) { // ماه مهر, شهر رمضان
		named, j = true, r.skip(j+1, of)
	}
	if j > i && (!r.near(j-1, apos) || j >= len(r.words)) {
		return p, false
	}
	m, cal, n, ok := r.monthAt(j)
	if !ok {
		return p, false
	}
	if j > i && !named && p.dir == byTense {
		if _, ok := r.dayMonth(j); ok { // the November 24 paper
			return p, false
		}
	}
	p.m, p.calendar = m, cal
	weakly := r.is(j, weak)
	if r.possessive(j + n - 1) {
		return p, false
	}
	if u, ok := r.val(j+n, unit); ok && u == uMonth && r.near(j+n-1, 0) {
		named = true
	}
	dir := p.dir
	p.dir = byTense
	p = r.withYear(p, j+n)
	if p.dir == byTense {
		p.dir = dir
	}
	return p, p.y != 0 || p.dir != byTense || named || loose || r.led(i, weakly)
}

// led reports whether a word before word i lets a bare month or season count.
func (r *reading) led(i int, weakly bool) bool {
	v, ok := r.val(i-1, in)
	return ok && r.near(i-1, apos) && (v == 0 || !weakly)
}

// seasonPoint reads “the spring of 2024”, “last spring”, “in spring”.
func (r *reading) seasonPoint(i int, loose bool) (point, bool) {
	p := point{what: aSeason, first: i, weekday: -1}
	j := r.skip(i, part, the)
	if d := r.dirAt(j); d != byTense && r.near(j, 0) {
		p.dir, j = d, j+1
	}
	s, ok := r.val(j, season)
	if !ok || j > i && !r.near(j-1, apos) {
		return p, false
	}
	p.m, p.n = s, j+1-i
	p.doubt = []string{DoubtSeason}
	p.calendar = Gregorian
	if r.solar {
		p.calendar, p.doubt = SolarHijri, nil
	}
	if r.possessive(j) {
		return p, false
	}
	if r.near(j, comma) {
		if y, cal, doubt, n, ok := r.yearAt(j+1, ""); ok && (cal == Gregorian || cal == SolarHijri) {
			p.y, p.calendar, p.n = y, cal, p.n+n
			if doubt != "" {
				p.doubt = append(p.doubt, doubt)
			}
			return p, true
		}
	}
	if d, n, ok := r.yearFrom(j + 1); ok && r.near(j, apos) {
		p.dir, p.n, p.unit = d, p.n+n, uYear
		return p, true
	}
	if d := r.dirAt(j + 1); d != byTense && r.near(j, 0) && p.dir == byTense {
		p.dir, p.n = d, p.n+1
	}
	return p, p.dir != byTense || loose || r.led(i, r.is(j, weak)) || j > i && !r.is(j, weak) && r.near(i-1, 0) && r.is(i-1, in)
}

// decadePoint reads “the 1990s”, دهه ۹۰.
func (r *reading) decadePoint(i int) (point, bool) {
	p := point{what: aDecade, first: i, n: 1, weekday: -1, calendar: Gregorian}
	j := r.skip(i, the)
	if v, ok := r.val(j, decade); ok {
		p.y, p.n = v, j+1-i
		return p, true
	}
	digits := func(k int) (point, bool) {
		w := r.at(k)
		if w.num < 0 || w.num%10 != 0 {
			return p, false
		}
		switch {
		case w.digits == 4 && w.num >= 1300 && w.num < 1500 && r.solar:
			p.y, p.calendar = w.num, SolarHijri
		case w.digits == 4 && w.num >= 1500 && w.num < 2200:
			p.y = w.num
		case w.digits == 2 && r.solar:
			p.y, p.calendar, p.doubt = 100+w.num, SolarHijri, []string{DoubtCentury}
		case w.digits == 2:
			p.y, p.doubt = 100+w.num, []string{DoubtCentury}
		default:
			return p, false
		}
		return p, true
	}
	if w := r.at(j); w.digits > 0 && w.suffix != "" {
		if v, ok := r.suffixOf(w); ok && v == 1 && (w.digits == 4 || j > i) {
			p.n = j + 1 - i
			return digits(j)
		}
		return p, false
	}
	if r.is(i, decadeWord) && r.near(i, 0) {
		p.n = 2
		if n, ok := r.val(i+1, number); ok && r.solar && n%10 == 0 && n < 100 {
			p.y, p.calendar, p.doubt = 100+n, SolarHijri, []string{DoubtCentury}
			return p, true
		}
		return digits(i + 1)
	}
	if w := r.at(i); w.digits == 4 && r.near(i, apos|dash) && r.is(i+1, decadeWord) {
		p.n = 2
		return digits(i)
	}
	return p, false
}

// yearPoint reads a bare year, where a word says that it is one.
func (r *reading) yearPoint(i int, loose bool) (point, bool) {
	p := point{first: i, weekday: -1}
	j := r.skip(i, part, the)
	if j > i && !r.near(j-1, apos|dash) || r.is(j, of) && !r.unitAt(j) {
		return p, false
	}
	loose = loose || j > i && r.is(j-1, part) || r.near(i-1, 0) && r.is(i-1, in)
	y, cal, doubt, n, ok := r.yearAt(j, "")
	if !ok {
		return p, false
	}
	k := j + n
	named := n > 1 || r.words[j].suffix != ""
	if r.near(k-1, apos) && (r.is(k, sincePost) || r.is(k, untilPost) || r.is(k, inPost) && r.words[k-1].gap == apos) { // 2022'den beri
		named = true
	}
	// German nouns begin with a capital letter: 2018 Menschen is no year.
	next := r.at(k)
	bare := r.bare && n == 1 && j == i && r.at(j).num >= 1900 && r.at(j).num < 2100 && r.near(k-1, 0) && next.digits == 0 && !next.upper && r.at(j-1).digits == 0
	if !named && !loose && !bare {
		return p, false
	}
	if !named && (r.amount(k-1) || r.near(k-1, 0) && (r.is(k, unit) || r.is(k, number))) {
		return p, false
	}
	if !named && k < len(r.words) && !r.words[k-1].spaced && r.words[k-1].gap != 0 && r.at(k).digits > 0 && r.words[k-1].gap != dash {
		return p, false // 2,000,000
	}
	p.y, p.calendar, p.n = y, cal, k-i
	if doubt != "" {
		p.doubt = []string{doubt}
	}
	return p, true
}

// relative reads what hangs on the article's day or on the date before:
// yesterday, last month, three weeks ago, two days earlier.
func (r *reading) relative(i int) (point, bool) {
	p := point{what: fromDay, first: i, n: 1, weekday: -1}
	if q, ok := r.counted(i); ok { // a year ago
		return q, true
	}
	j := r.skip(i, part, the)
	if r.is(i, part) {
		j = r.skip(j, of, the)
	}
	if j >= len(r.words) || j > i && !r.near(j-1, apos) {
		return p, false
	}
	set := func(unit, offset, end int) (point, bool) {
		p.unit, p.offset, p.n = unit, offset, end-i
		return p, true
	}
	var senses []sense
	if l := r.words[j].lexeme; l != nil {
		senses = l.senses
	}
	for _, s := range senses {
		if j > i && r.is(j-1, the) && s.class != ana { // eine gestern vorgestellte
			continue
		}
		if r.bare && s.class == rel && s.val == 1 && r.words[j].upper && r.near(j-1, 0) { // am Morgen, gegen Morgen
			continue
		}
		switch s.class {
		case rel:
			k := j + 1
			for k < len(r.words) && r.near(k-1, 0) && (r.is(k, daytime) || r.is(k, night)) {
				p.night = p.night || r.is(k, night)
				k++
			}
			p.night = p.night || r.is(j, night) || j > i && r.is(j-1, night) || r.near(i-1, 0) && r.is(i-1, night)
			if r.near(k-1, 0) { // أمس الاثنين
				if wd, ok := r.nameOfDay(k); ok && !r.is(k, weak) && r.dirAt(k+1) == byTense {
					p.weekday = wd
					k++
				}
			}
			return set(uDay, s.val, k)
		case ana:
			p.what = fromDate
			return set(uDay, s.val, j+1)
		case relMonth:
			return set(uMonth, s.val, j+1)
		case relYear:
			return set(uYear, s.val, j+1)
		}
	}
	if u, ok := r.val(j, unit); ok && (j > i+1 || j > i && (r.solar || r.clitics)) && r.is(i, part) && u >= uWeek && u <= uYear && r.dirAt(j+1) == byTense { // the end of the year
		return set(u, 0, j+1)
	}
	if u, ok := r.val(j, unit); ok && u == uWeekend && (j > i || r.is(i-1, in)) && !r.near(j, 0) { // over the weekend
		return set(u, 0, j+1)
	}
	// last week, هفته گذشته
	if d := r.dirAt(j); d != byTense && r.near(j, 0) {
		if u, ok := r.val(j+1, unit); ok && u < uHour && (u != uDay || d != here) {
			return set(u, int(d)-int(here), j+2)
		}
	}
	if u, ok := r.val(j, unit); ok && u < uHour && r.near(j, 0) {
		switch d := r.dirAt(j + 1); {
		case u == uDay && r.solar && (r.is(j+1, ago) || r.is(j+1, later)): // روز قبل
			p.what = fromDate
			if set(uDay, 1, j+2); r.is(j+1, ago) {
				p.offset = -1
			}
			return p, true
		case d != byTense && (u != uDay || r.solar && d != here):
			return set(u, int(d)-int(here), j+2)
		case r.is(j+1, ago) && r.solar: // ماه پیش
			return set(u, -1, j+2)
		}
	}
	return point{}, false
}

// counted reads what is told in numbers: “three weeks ago”, “il y a trois semaines”, “in two months”.
func (r *reading) counted(i int) (point, bool) {
	j := r.skip(i, part)
	if j > i && !r.near(j-1, apos) {
		return point{}, false
	}
	p := point{what: fromDay, first: i, weekday: -1}
	sign, k := 0, j
	switch {
	case r.is(j, agoPre):
		sign, k = -1, j+1
	case r.is(j, ahead):
		if v, _ := r.val(j, ahead); v == 1 && r.past {
			return p, false // “in two years” of what is past is how long it took
		}
		sign, k = 1, j+1
	}
	if k > j && !r.near(k-1, apos) {
		return p, false
	}
	if k > j && r.is(k, about) && r.near(k, 0) {
		k++
	}
	n, u, end, ok := r.quantity(k)
	ok = ok && u != uHour
	if !ok {
		if sign != -1 {
			return p, false
		}
		u, ok = r.val(k, unit) // قبل أسبوع
		if n, end = 1, k+1; !ok || u >= uHour || !r.clitics {
			return p, false
		}
	}
	if sign == 0 {
		if !r.near(end-1, 0) {
			return p, false
		}
		switch {
		case r.is(end, ago):
			sign = -1
		case r.is(end, aheadPost):
			sign = 1
		case r.is(end, earlier):
			sign, p.what = -1, fromDate
		case r.is(end, later):
			sign, p.what = 1, fromDate
		default:
			return p, false
		}
		end++
	}
	if u == uDecade {
		n, u = n*10, uYear
	}
	if n > 400 {
		return p, false
	}
	p.unit, p.offset, p.n, p.round = u, sign*n, end-i, u != uDay
	return p, true
}

// quantity reads a number and a unit, or the two of a dual.
func (r *reading) quantity(i int) (n, u, end int, ok bool) {
	if i >= len(r.words) {
		return 0, 0, 0, false
	}
	if u, ok := r.val(i, unit); ok && u >= uDual {
		return 2, u - uDual, i + 1, true
	}
	n, ok = r.count(i)
	if !ok || !r.near(i, dash) {
		return 0, 0, 0, false
	}
	u, ok = r.val(i+1, unit)
	if ok && u >= uDual {
		u -= uDual
	}
	return n, u, i + 2, ok && u != uWeekend
}
