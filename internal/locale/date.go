package locale

import (
	"strconv"
	"strings"
	"time"

	"voxpop"
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
		if y, m, d, ok := SolarHijri(t); ok {
			return y, m, d
		}
	}
	y, m, d := t.Date()
	return y, int(m), d
}

func (l *Locale) date(year, month, day int) time.Time {
	if l == persian && year < 1700 { // civil answers Gregorian years outside the calendar's bounds
		return FromSolarHijri(year, month, day)
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

// The Solar Hijri calendar of Iran starts its year at the spring equinox. Over
// the years that a record can speak of, its leap years repeat every 33 years;
// the rule agrees with the observed calendar from 1178 to 1633.
const (
	firstSolar = 1178
	lastSolar  = 1633
)

// newYear1400 is the first day of 1400.
var newYear1400 = time.Date(2021, time.March, 21, 0, 0, 0, 0, time.UTC)

func solarLeap(year int) bool {
	switch year % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}

// daysTo is the number of days from the first of 1400 to the first of year.
func daysTo(year int) int {
	days := 0
	for y := 1400; y < year; y++ {
		days += 365
		if solarLeap(y) {
			days++
		}
	}
	for y := year; y < 1400; y++ {
		days -= 365
		if solarLeap(y) {
			days--
		}
	}
	return days
}

// SolarHijri returns t's date in the Solar Hijri calendar; ok is false outside
// the years 1178 to 1633 (1799 to 2254).
func SolarHijri(t time.Time) (year, month, day int, ok bool) {
	y, m, d := t.Date()
	at := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(newYear1400) / (24 * time.Hour))
	year = y - 621
	if year > lastSolar+1 || year < firstSolar {
		return 0, 0, 0, false
	}
	if at < daysTo(year) {
		year--
	}
	if year < firstSolar || year > lastSolar {
		return 0, 0, 0, false
	}
	at -= daysTo(year)
	if at < 6*31 {
		return year, at/31 + 1, at%31 + 1, true
	}
	at -= 6 * 31
	return year, at/30 + 7, at%30 + 1, true
}

// FromSolarHijri returns the day, at midnight UTC, of a Solar Hijri date.
func FromSolarHijri(year, month, day int) time.Time {
	at := daysTo(year) + (month-1)*31 + day - 1
	if month > 7 {
		at -= month - 7
	}
	return newYear1400.AddDate(0, 0, at)
}
