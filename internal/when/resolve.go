package when

import (
	"slices"
	"time"
)

// resolve reads a point against the article's day. ok is false when the words
// name no date that exists.
func (c *context) resolve(p point) (Date, bool) {
	d := Date{Calendar: p.calendar}
	if d.Calendar == "" {
		d.Calendar = Gregorian
		if p.what != dayName && p.unit != uDay && p.unit != uWeek && p.unit != uWeekend {
			d.Calendar = c.own()
		}
	}
	p.calendar = d.Calendar
	for _, doubt := range p.doubt {
		d.Doubt = join(d.Doubt, doubt)
	}
	tense := c.tense
	if tense == Unknown {
		tense = Past
		if c.looksAhead(p.first) {
			tense = Future
		}
	}
	if p.calendar == Islamic && (p.what == absolute || p.what == aSeason) {
		d.Doubt = join(d.Doubt, DoubtSighting)
	}
	switch p.what {
	case absolute:
		return c.byName(p, d, tense)
	case dayName:
		d.Kind, d.Relative = Day, true
		d.Value = c.both(func(today time.Time) (span, bool) {
			t := weekdayFrom(today, p, tense)
			if p.unit == uWeek {
				t = today.AddDate(0, 0, 7*p.offset-(int(today.Weekday())-c.monday+7)%7+(p.weekday-c.monday+7)%7)
			}
			return span{t, t, 'd'}, true
		})
		if p.unit != uWeek {
			c.weekdayDoubts(&d, p, tense)
		}
	case fromDay:
		c.fromToday(&d, p, tense)
	case fromDate:
		d.Kind, d.Relative = grainKind(p.unit), true
		if !c.before.IsZero() {
			s := c.away(c.before, p)
			if p.unit == uWeek {
				s = span{s.from.AddDate(0, 0, 3), s.from.AddDate(0, 0, 3), 'd'}
				d.Kind = Day
			}
			d.Value = c.value(s)
		}
	case aSeason:
		d.Kind = Interval
		if d.Relative = p.y == 0; !d.Relative {
			d.Value = c.value(c.seasonOf(p, p.y))
			break
		}
		d.Value = c.both(func(today time.Time) (span, bool) { return c.seasonFrom(p, today, tense), true })
	case aDecade:
		d.Kind = Interval
		y := p.y
		if y < 200 {
			now, _, _ := civil(p.calendar, c.last)
			if !c.known {
				now = 1400
				if p.calendar == Gregorian {
					now = 2020
				}
			}
			y = century(y, now)
		}
		s := span{grain: 'Y'}
		s.from, _ = monthSpan(p.calendar, y, 1)
		_, s.to = monthSpan(p.calendar, y+9, 12)
		if p.calendar != Gregorian {
			s.grain = 'i'
		}
		d.Value = c.value(s)
	}
	c.remember(d)
	return d, true
}

// remember keeps a day for “two days earlier”.
func (c *context) remember(d Date) {
	if d.Kind == Day && d.Value != "" {
		c.before, _, _ = d.Value.Bounds()
	}
}

func grainKind(unit int) string {
	switch unit {
	case uDay:
		return Day
	case uMonth:
		return Month
	case uYear, uDecade:
		return Year
	}
	return Interval
}

// byName resolves a day, a month or a year that is named.
func (c *context) byName(p point, d Date, tense Tense) (Date, bool) {
	d.Relative = p.y == 0
	grain := byte('y')
	d.Kind = Year
	switch {
	case p.d != 0:
		grain, d.Kind = 'd', Day
	case p.m != 0:
		grain, d.Kind = 'm', Month
	}
	at := func(y int) (span, bool) {
		s := span{grain: grain}
		switch grain {
		case 'd':
			t, ok := dayOf(p.calendar, y, p.m, p.d)
			s.from, s.to = t, t
			return s, ok
		case 'm':
			s.from, s.to = monthSpan(p.calendar, y, p.m)
		default:
			s.from, _ = monthSpan(p.calendar, y, 1)
			_, s.to = monthSpan(p.calendar, y, 12)
		}
		return s, true
	}
	if p.m > 12 {
		return d, false
	}
	var at0 span
	if p.y != 0 {
		y := p.y
		if y >= 100 && y < 200 && p.calendar != Islamic {
			now := 2026
			if p.calendar == SolarHijri {
				now = 1405
			}
			if c.known {
				now, _, _ = civil(p.calendar, c.last)
			}
			y = century(y, now)
		}
		if p.calendar == SolarHijri && (y < 1178 || y > 1633) {
			return d, false
		}
		s, ok := at(y)
		if !ok {
			return d, false
		}
		d.Value, at0 = c.value(s), s
		if c.known && tense == Past && s.from.After(c.last) && !c.looksAhead(p.first) {
			d.Doubt = join(d.Doubt, DoubtClash)
		}
	} else {
		if p.d > 31 || p.d == 31 && p.calendar == Gregorian && slices.Contains([]int{2, 4, 6, 9, 11}, p.m) || p.d == 30 && p.m == 2 && p.calendar == Gregorian || p.d == 31 && p.calendar == SolarHijri && p.m > 6 || p.d == 31 && p.calendar == Islamic {
			return d, false
		}
		d.Value = c.both(func(today time.Time) (span, bool) {
			y, _, _ := civil(p.calendar, today)
			if p.unit == uYear { // 3 March last year
				s, ok := at(y + int(p.dir) - int(here))
				at0 = s
				return s, ok
			}
			s, ok := nearest(at, y, today, p.dir, tense)
			if p.weekday >= 0 && grain == 'd' && p.dir == byTense && p.calendar != Islamic {
				s, ok = fitting(at, y, p.weekday, s, ok)
			}
			at0 = s
			return s, ok
		})
	}
	if p.weekday >= 0 && grain == 'd' && d.Value != "" {
		off := (p.weekday - int(at0.from.Weekday()) + 7) % 7
		switch {
		case off == 0:
			if p.calendar == Islamic {
				d.Doubt = without(d.Doubt, DoubtSighting)
			}
		case p.calendar == Islamic && (off == 1 || off == 6):
			t := at0.from.AddDate(0, 0, map[int]int{1: 1, 6: -1}[off])
			d.Value, d.Doubt = c.value(span{t, t, 'd'}), without(d.Doubt, DoubtSighting)
		default:
			d.Doubt = join(d.Doubt, DoubtClash)
		}
	}
	c.remember(d)
	return d, true
}

// nearest is the year's day, month or year that the tense or a word means, of
// those around y.
func nearest(at func(int) (span, bool), y int, today time.Time, dir direction, tense Tense) (span, bool) {
	future := dir == ahead_ || dir == byTense && tense == Future
	if dir == here {
		return at(y)
	}
	if future {
		for k := y - 1; k <= y+8; k++ {
			s, ok := at(k)
			if ok && (s.from.After(today) || dir == byTense && !s.to.Before(today)) {
				return s, true
			}
		}
		return span{}, false
	}
	for k := y + 1; k >= y-8; k-- {
		s, ok := at(k)
		// “last March” of an article in March is the one before.
		if ok && (dir == back && s.to.Before(today) || dir == byTense && !s.from.After(today)) {
			return s, true
		}
	}
	return span{}, false
}

// fitting is s, or where its weekday is another the day of this year, of the
// last or of the next that has it.
func fitting(at func(int) (span, bool), y, weekday int, s span, ok bool) (span, bool) {
	if ok && int(s.from.Weekday()) == weekday {
		return s, ok
	}
	for _, k := range []int{y, y - 1, y + 1} {
		if t, is := at(k); is && int(t.from.Weekday()) == weekday {
			return t, true
		}
	}
	return s, ok
}

func without(list, word string) string {
	out := ""
	for _, w := range []string{DoubtZone, DoubtCentury, DoubtCalendar, DoubtSighting, DoubtOrder, DoubtWeek, DoubtClash, DoubtSeason, DoubtRounded} {
		if w != word && join(list, w) == list {
			out = join(out, w)
		}
	}
	return out
}

// weekdayFrom is the day that a weekday means.
func weekdayFrom(today time.Time, p point, tense Tense) time.Time {
	behind := (int(today.Weekday()) - p.weekday + 7) % 7
	ahead := (7 - behind) % 7
	switch {
	case p.dir == back:
		if behind == 0 {
			behind = 7
		}
		return today.AddDate(0, 0, -behind)
	case p.dir == ahead_:
		if ahead == 0 {
			ahead = 7
		}
		return today.AddDate(0, 0, ahead)
	case p.dir == here && tense == Future, p.dir == byTense && tense == Future:
		return today.AddDate(0, 0, ahead)
	}
	return today.AddDate(0, 0, -behind)
}

// weekdayDoubts marks the weekdays that are the article's own or one week away.
func (c *context) weekdayDoubts(d *Date, p point, tense Tense) {
	if !c.known || !c.first.Equal(c.last) {
		return
	}
	behind := (int(c.first.Weekday()) - p.weekday + 7) % 7
	if p.dir == back || behind == 0 && p.dir == byTense && tense == Past {
		d.Doubt = join(d.Doubt, DoubtWeek)
	}
	// Where the outlet's day is another, “on Tuesday” in an article of its Monday
	// is no week old.
	if c.elsewhere() && (behind == 6 || behind == 0) || p.night && behind <= 1 {
		d.Doubt = join(d.Doubt, DoubtZone)
	}
}

// elsewhere reports whether the words were said in another zone than that of
// the outlet: as far as known, or because the outlet sits where its language
// is not at home.
func (c *context) elsewhere() bool {
	if c.anchor.Zone == "" {
		return false
	}
	if c.anchor.Speaker != "" {
		return c.anchor.Speaker != c.anchor.Zone
	}
	return len(c.zones) > 0 && !slices.Contains(c.zones, c.anchor.Zone)
}

// fromToday resolves n units from the article's day.
func (c *context) fromToday(d *Date, p point, tense Tense) {
	d.Kind, d.Relative = grainKind(p.unit), true
	if p.round {
		d.Doubt = join(d.Doubt, DoubtRounded)
	}
	if p.unit == uDay && (c.elsewhere() || p.night) {
		d.Doubt = join(d.Doubt, DoubtZone)
	}
	if (p.unit == uMonth || p.unit == uYear) && c.solar && !p.round && c.elsewhere() {
		d.Doubt = join(d.Doubt, DoubtCalendar)
	}
	d.Value = c.both(func(today time.Time) (span, bool) {
		s := c.away(today, p)
		if p.weekday >= 0 && p.unit == uDay && int(s.from.Weekday()) != p.weekday {
			d.Doubt = join(d.Doubt, DoubtClash)
		}
		if tense != Future && p.offset == 0 && (s.grain == 'i') && s.to.After(today) {
			s.to = today // this week, so far
		}
		return s, true
	})
}

// away is what lies n units from a day: the day, the week, the month or the year.
func (c *context) away(t time.Time, p point) span {
	cal := c.own()
	switch p.unit {
	case uDay:
		t = t.AddDate(0, 0, p.offset)
		return span{t, t, 'd'}
	case uWeek:
		t = t.AddDate(0, 0, 7*p.offset)
		if p.round || p.what == fromDate {
			return span{t.AddDate(0, 0, -3), t.AddDate(0, 0, 3), 'i'}
		}
		t = t.AddDate(0, 0, -(int(t.Weekday())-c.monday+7)%7)
		return span{t, t.AddDate(0, 0, 6), 'i'}
	case uWeekend:
		// The last weekend is over, or begins no later than today.
		begin := t.AddDate(0, 0, -(int(t.Weekday())-c.weekend+7)%7)
		if p.offset == -1 && !begin.AddDate(0, 0, 1).Before(t) {
			begin = begin.AddDate(0, 0, -7)
		}
		if p.offset == 1 {
			begin = begin.AddDate(0, 0, 7)
		}
		return span{begin, begin.AddDate(0, 0, 1), 'i'}
	case uMonth:
		y, m, _ := civil(cal, t)
		at := y*12 + m - 1 + p.offset
		from, to := monthSpan(cal, at/12, at%12+1)
		return span{from, to, 'm'}
	case uDecade:
		y := (t.Year()/10 + p.offset) * 10
		return span{time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y+9, 12, 31, 0, 0, 0, 0, time.UTC), 'Y'}
	}
	y, _, _ := civil(cal, t)
	from, _ := monthSpan(cal, y+p.offset, 1)
	_, to := monthSpan(cal, y+p.offset, 12)
	return span{from, to, 'y'}
}

// seasonOf is a season of a year, spring first; the winter of 2024 begins in it
// by the Solar Hijri calendar, and lies around its start or its end by the
// other.
func (c *context) seasonOf(p point, y int) span {
	if y >= 100 && y < 200 {
		now, _, _ := civil(p.calendar, c.last)
		if !c.known {
			now = 2026
			if p.calendar == SolarHijri {
				now = 1405
			}
		}
		y = century(y, now)
	}
	if p.calendar == SolarHijri {
		from, _ := monthSpan(SolarHijri, y, 3*p.m+1)
		_, to := monthSpan(SolarHijri, y, 3*p.m+3)
		return span{from, to, 'i'}
	}
	from, _ := monthSpan(Gregorian, y, 3*p.m+3)
	return span{from, from.AddDate(0, 3, -1), 'M'}
}

func (c *context) seasonFrom(p point, today time.Time, tense Tense) span {
	y, _, _ := civil(p.calendar, today)
	if p.unit == uYear {
		return c.seasonOf(p, y+int(p.dir)-int(here))
	}
	then := today
	if p.dir == byTense && tense != Future { // a season that has just begun is not looked back on
		then = today.AddDate(0, -1, 0)
	}
	s, _ := nearest(func(y int) (span, bool) { return c.seasonOf(p, y), true }, y, then, p.dir, tense)
	if p.dir == here && p.m == 3 && s.from.After(today) && tense != Future {
		s = c.seasonOf(p, y-1)
	}
	if tense != Future && s.to.After(today) && !s.from.After(today) {
		s.to = today
	}
	return s
}
