package locale

import (
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/calendar"
)

// Day writes a day in words: "17 September 2026" in English and Arabic
// (Gregorian), "۲۶ شهریور ۱۴۰۵" in Persian (Solar Hijri). Only the date of t
// counts, in t's own zone.
func (l *Locale) Day(t time.Time) string {
	y, m, d := l.civil(t)
	return l.Digits(strconv.Itoa(d)) + " " + l.monthName(y, m) + " " + l.Digits(strconv.Itoa(y))
}

// DayMonth writes a day without its year: "17 September".
func (l *Locale) DayMonth(t time.Time) string {
	y, m, d := l.civil(t)
	return l.Digits(strconv.Itoa(d)) + " " + l.monthName(y, m)
}

// MonthYear writes the month that t lies in: "September 2026", "شهریور ۱۴۰۵".
func (l *Locale) MonthYear(t time.Time) string {
	y, m, _ := l.civil(t)
	return l.monthName(y, m) + " " + l.Digits(strconv.Itoa(y))
}

// Month writes the month that t lies in, shortened where the language does.
func (l *Locale) Month(t time.Time) string {
	y, m, _ := l.civil(t)
	if l == english {
		return time.Month(m).String()[:3]
	}
	return l.monthName(y, m)
}

// Year writes the year that t lies in.
func (l *Locale) Year(t time.Time) string {
	y, _, _ := l.civil(t)
	return l.Digits(strconv.Itoa(y))
}

// Date writes a date as precise as it is known. A month or a year is one of
// the Gregorian calendar and keeps that calendar in every language, since it
// has no equal in another.
func (l *Locale) Date(d voxpop.Date) string {
	from, to, interval := strings.Cut(string(d), "/")
	if !d.Known() || !d.Valid() {
		return l.Say("date.unknown")
	}
	switch {
	case interval && to == "..":
		return l.Say("date.since", "from", l.Date(voxpop.Date(from)))
	case interval && from == "..":
		return l.Say("date.until", "to", l.Date(voxpop.Date(to)))
	case interval:
		return l.Say("date.interval", "from", l.Date(voxpop.Date(from)), "to", l.Date(voxpop.Date(to)))
	}
	first, _, _ := d.Bounds()
	switch len(from) {
	case len("2024"):
		return l.Say("date.year", "year", l.Digits(strconv.Itoa(first.Year())))
	case len("2024-05"):
		return l.Say("date.month", "month", l.gregorianMonth(int(first.Month())), "year", l.Digits(strconv.Itoa(first.Year())))
	}
	return l.Day(first)
}

// StartOfMonth is the first day of the month that lies months after the one
// that holds t, in the language's calendar.
func (l *Locale) StartOfMonth(t time.Time, months int) time.Time {
	y, m, _ := l.civil(t)
	at := y*12 + m - 1 + months
	return l.date(at/12, at%12+1, 1)
}

// StartOfYear is the first day of the year that lies years after the one that
// holds t, in the language's calendar.
func (l *Locale) StartOfYear(t time.Time, years int) time.Time {
	y, _, _ := l.civil(t)
	return l.date(y+years, 1, 1)
}

// civil splits t in the language's calendar.
func (l *Locale) civil(t time.Time) (year, month, day int) {
	if l == persian {
		if y, m, d, ok := calendar.Solar(t); ok {
			return y, m, d
		}
	}
	y, m, d := t.Date()
	return y, int(m), d
}

func (l *Locale) date(year, month, day int) time.Time {
	if l == persian && year < 1700 { // civil answers Gregorian years outside the calendar's bounds
		return calendar.FromSolar(year, month, day)
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func (l *Locale) monthName(year, month int) string {
	if l == persian && year < 1700 {
		return solarMonths[month-1]
	}
	return l.gregorianMonth(month)
}

func (l *Locale) gregorianMonth(month int) string {
	switch l {
	case persian:
		return gregorianFa[month-1]
	case arabic:
		return gregorianAr[month-1]
	}
	return time.Month(month).String()
}

var (
	solarMonths = [12]string{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"}
	gregorianFa = [12]string{"ژانویهٔ", "فوریهٔ", "مارس", "آوریل", "مهٔ", "ژوئن", "ژوئیهٔ", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"}
	gregorianAr = [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}
)

// Clock writes a time of day to the minute, as "14:02": of what the desk did,
// never of what a respondent did.
func (l *Locale) Clock(t time.Time) string { return l.Digits(t.Format("15:04")) }
