package when

import (
	"strings"
	"time"

	"voxpop"
)

// opened reads “since 2022”, “until May”.
func (c *context) opened(i int) (Date, int, bool) {
	var upper bool
	switch {
	case c.is(i, since):
	case c.is(i, until):
		upper = true
	default:
		return Date{}, 0, false
	}
	if !c.near(i, apos) {
		return Date{}, 0, false
	}
	if v, _ := c.val(i, until); upper && v == 1 {
		defer func(t Tense) { c.tense = t }(c.tense)
		c.tense = Future
	}
	j := c.skip(i+1, the, of, in)
	if j >= len(c.words) || !c.near(j-1, apos) {
		return Date{}, 0, false
	}
	if !upper {
		if n, u, end, ok := c.quantity(j); ok && u != uWeekend && u != uHour && n < 400 { // seit zwei Jahren
			p := point{what: fromDay, unit: u, offset: -n, first: i, n: end - i, weekday: -1, round: u != uDay}
			if u == uDecade {
				p.unit, p.offset = uYear, -10*n
			}
			if c.is(end, ago) || c.is(end, last) {
				p.n++
			} else if c.is(i, from) { // از چهل سال
				return Date{}, 0, false
			}
			d, ok := c.half(p, false)
			return d, p.n, ok
		}
	}
	p, ok := c.point(j, true)
	if !ok {
		return Date{}, 0, false
	}
	end := p.first + p.n
	if (c.is(end, sincePost) || c.is(end, inPost)) && c.near(end-1, apos) {
		end++
	}
	// from … to is two ends, not one.
	if !upper && c.connects(end, false) {
		d, n, ok := c.ranged(i)
		return d, n, ok
	}
	d, ok := c.half(p, upper)
	return d, end - i, ok
}

// half is an interval that is open to one side.
func (c *context) half(p point, upper bool) (Date, bool) {
	if upper && p.dir == byTense {
		p.dir = ahead_
		if p.what == absolute && c.tense == Past {
			p.dir = byTense
		}
	}
	d, ok := c.resolve(p)
	if !ok {
		return d, false
	}
	if d.Value != "" {
		from, to, interval := strings.Cut(string(d.Value), "/")
		switch {
		case !upper:
			d.Value = voxpop.Date(from + "/..")
		case interval:
			d.Value = voxpop.Date("../" + to)
		default:
			d.Value = voxpop.Date("../" + from)
		}
	}
	d.Kind = Open
	return d, true
}

// lasting reads “within two months”, “in the past three weeks”.
func (c *context) lasting(i int) (Date, int, bool) {
	j, sign, strict := i, 1, c.is(i, within)
	if strict {
		j++
	}
	if _, _, _, ok := c.quantity(j); !ok {
		if j = c.skip(j, the); strict {
			j = c.skip(j, the, of)
		}
	}
	pastly := false
	if j < len(c.words) && (c.is(j, past) || c.is(j, last)) {
		pastly, j = true, j+1
	} else if j < len(c.words) && c.is(j, next) {
		strict, j = true, j+1
	}
	if j > i && (!c.near(j-1, apos) || j >= len(c.words)) {
		return Date{}, 0, false
	}
	n, u, end, ok := c.quantity(j)
	if !ok || u == uWeekend || n > 400 {
		return Date{}, 0, false
	}
	if end < len(c.words) && c.near(end-1, 0) {
		switch {
		case c.is(end, ago):
			return Date{}, 0, false
		case c.is(end, last) || c.is(end, past):
			pastly = true
			end++
		case c.is(end, next):
			strict = true
			end++
		case c.is(end, withinPost):
			strict = true
			end++
		case c.is(end, earlier), c.is(end, later), c.is(end, aheadPost) && !c.is(i, within):
			return Date{}, 0, false
		case c.is(end, aheadPost):
			end++
		}
	}
	if !pastly && !strict {
		return Date{}, 0, false
	}
	if pastly {
		sign = -1
	}
	if u == uDecade {
		n, u = n*10, uYear
	}
	d := Date{Kind: Interval, Calendar: c.own(), Relative: true}
	d.Value = c.both(func(today time.Time) (span, bool) {
		if u == uHour {
			u, n = uDay, (n+23)/24
		}
		other := shift(today, u, sign*n)
		if sign < 0 {
			return span{other, today, 'i'}, true
		}
		return span{today, other, 'i'}, true
	})
	return d, end - i, true
}

// connects reports whether word j stands between the two ends of an interval;
// and lets “and” do so.
func (c *context) connects(j int, and_ bool) bool {
	allowed := apos
	if j > 0 && j < len(c.words) && c.words[j-1].digits > 0 { // 3. bis 5. Mai
		allowed |= dot | stop
	}
	if j <= 0 || j >= len(c.words) || !c.near(j-1, allowed) {
		return false
	}
	return c.is(j, to) || c.is(j, until) || and_ && c.is(j, and)
}

// ranged reads “from 3 to 5 May”, “between March and May 2024”, “2019–2021”.
func (c *context) ranged(i int) (Date, int, bool) {
	j, paired := i, false
	switch {
	case c.is(i, between):
		j, paired = i+1, true
	case c.is(i, from) || c.is(i, since):
		j = i + 1
	}
	led := j > i
	if led && !c.near(i, apos) {
		return Date{}, 0, false
	}
	j = c.skip(j, the)
	if j >= len(c.words) || j > i && !c.near(j-1, apos) {
		return Date{}, 0, false
	}
	loose := led || c.near(i-1, 0) && c.is(i-1, in)
	p, ok := c.point(j, loose)
	dayOnly := 0
	if !ok || p.what != absolute {
		if p, ok = c.bareEnd(j, loose); !ok {
			return Date{}, 0, false
		}
	}
	if p.d != 0 && p.m == 0 {
		dayOnly = p.d
	}
	k := p.first + p.n
	for k < len(c.words) && c.near(k-1, apos) && (c.is(k, inPost) || c.is(k, sincePost)) && (led || c.connects(k+1, paired)) {
		k++
	}
	switch {
	case c.connects(k, paired):
		k++
	case k < len(c.words) && c.words[k-1].gap == dash && (dayOnly != 0 || p.m != 0 || loose):
	default:
		return Date{}, 0, false
	}
	k = c.skip(k, the)
	q, ok := c.point(k, true)
	if d, bare := c.dayNumber(k); bare && (!ok || q.m == 0) && p.d != 0 && p.m != 0 && p.y == 0 && c.at(k).digits > 0 && p.d < d { // March 3–5, 2024
		q, ok = c.withYear(point{first: k, m: p.m, d: d, calendar: p.calendar, weekday: -1}, k+1), true
	}
	if !ok || q.what != absolute || (p.d == 0) != (q.d == 0) || (p.m == 0 && dayOnly == 0) != (q.m == 0) {
		return Date{}, 0, false
	}
	if p.calendar == "" {
		p.calendar = q.calendar
	}
	if p.y == 0 {
		p.y = q.y
	}
	if dayOnly != 0 {
		p.m = q.m
		if dayOnly >= q.d {
			return Date{}, 0, false
		}
	}
	end := q.first + q.n
	if c.is(end, inPost) && c.near(end-1, apos) {
		end++
	}
	d, ok := c.resolve(p)
	e, ok2 := c.resolve(q)
	if !ok || !ok2 {
		return Date{}, 0, false
	}
	d.Kind, d.Relative = Interval, d.Relative || e.Relative
	a, _, _ := strings.Cut(string(d.Value), "/")
	_, b, two := strings.Cut(string(e.Value), "/")
	if !two {
		b = string(e.Value)
	}
	v := voxpop.Date(a + "/" + b)
	switch {
	case a == "" || b == "":
		d.Value = ""
	case !v.Valid():
		if p.y != q.y || q.y == 0 {
			return Date{}, 0, false
		}
		p.y-- // December to February 2024
		if d, ok = c.resolve(p); !ok {
			return Date{}, 0, false
		}
		a, _, _ = strings.Cut(string(d.Value), "/")
		d.Kind, d.Value = Interval, voxpop.Date(a+"/"+b)
		if !d.Value.Valid() {
			return Date{}, 0, false
		}
	default:
		d.Value = v
	}
	d.Doubt = join(d.Doubt, e.Doubt)
	return d, end - i, true
}

// bareEnd reads the first end of an interval where it is less than a date: the
// 3 of “3 to 5 May”, the March of “March to May”, a year.
func (c *context) bareEnd(i int, loose bool) (point, bool) {
	p := point{first: i, n: 1, weekday: -1}
	if d, ok := c.dayNumber(i); ok && c.words[i].digits > 0 {
		p.d = d
		return p, true
	}
	if m, cal, n, ok := c.monthAt(i); ok {
		p.m, p.calendar, p.n = m, cal, n
		return p, true
	}
	if loose {
		if y, cal, doubt, n, ok := c.yearAt(i, ""); ok {
			p.y, p.calendar, p.n = y, cal, n
			if doubt != "" {
				p.doubt = []string{doubt}
			}
			return p, true
		}
	}
	return p, false
}
