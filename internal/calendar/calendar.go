// Package calendar turns dates of the Solar Hijri and the Islamic calendar into Gregorian days and back.
package calendar

import "time"

// The Solar Hijri calendar of Iran and Afghanistan starts its year at the
// spring equinox. Its leap years repeat every 33 years as long as a record can
// speak of; the rule agrees with the observed calendar from 1178 to 1633.
const (
	FirstSolar = 1178
	LastSolar  = 1633
)

// newYear1400 is the first day of Solar Hijri 1400, in days since 1970-01-01.
const newYear1400 = 18707 // 2021-03-21

// SolarLeap reports whether a Solar Hijri year has 366 days.
func SolarLeap(year int) bool {
	switch mod(year, 33) {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}

// solarDays is the number of days from the first of year 0 to the first of
// year: 33 years have 8 leap years.
func solarDays(year int) int {
	cycles := (year - mod(year, 33)) / 33
	days := cycles * (33*365 + 8)
	for y := cycles * 33; y < year; y++ {
		days += 365
		if SolarLeap(y) {
			days++
		}
	}
	return days
}

// Solar returns t's date in the Solar Hijri calendar; ok is false outside the
// years 1178 to 1633 (1799 to 2255). Only the date of t counts, in t's own zone.
func Solar(t time.Time) (year, month, day int, ok bool) {
	at := days(t)
	year = t.Year() - 621
	if year > LastSolar+1 || year < FirstSolar {
		return 0, 0, 0, false
	}
	first := newYear1400 + solarDays(year) - solarDays(1400)
	if at < first {
		year--
		first = newYear1400 + solarDays(year) - solarDays(1400)
	}
	if year < FirstSolar || year > LastSolar {
		return 0, 0, 0, false
	}
	at -= first
	if at < 6*31 {
		return year, at/31 + 1, at%31 + 1, true
	}
	at -= 6 * 31
	return year, at/30 + 7, at%30 + 1, true
}

// FromSolar returns the day, at midnight UTC, of a Solar Hijri date. A day or a
// month too many runs on into the next.
func FromSolar(year, month, day int) time.Time {
	at := (month-1)*31 + day - 1
	if month > 7 {
		at -= month - 7
	}
	return date(newYear1400 + solarDays(year) - solarDays(1400) + at)
}

// SolarMonth is the number of days of a Solar Hijri month.
func SolarMonth(year, month int) int {
	switch {
	case month <= 6:
		return 31
	case month <= 11 || SolarLeap(year):
		return 30
	}
	return 29
}

// Where the moon is sighted, or computed for one city, an Islamic month may
// begin a day before or after the one of the tabular calendar, which is the one
// here: 11 leap years in 30, epoch 16 July 622 (Julian).
const (
	FirstIslamic = 1
	LastIslamic  = 2000
)

// islamicEpoch is the first day of the first year, in days since 1970-01-01.
const islamicEpoch = -492148

// IslamicLeap reports whether an Islamic year has 355 days by the tables.
func IslamicLeap(year int) bool { return mod(11*year+14, 30) < 11 }

// FromIslamic returns the day, at midnight UTC, of an Islamic date by the tables.
func FromIslamic(year, month, day int) time.Time {
	return date(islamicDay(year, month, day))
}

func islamicDay(year, month, day int) int {
	past := 11*year + 3
	return islamicEpoch + (year-1)*354 + (past-mod(past, 30))/30 + (month-1)*30 - (month-1)/2 + day - 1
}

// Islamic returns t's date in the Islamic calendar by the tables; ok is false
// outside the years 1 to 2000.
func Islamic(t time.Time) (year, month, day int, ok bool) {
	at := days(t)
	year = ((at-islamicEpoch)*30 + 10646) / 10631
	if at < islamicEpoch || year > LastIslamic {
		return 0, 0, 0, false
	}
	for month = 12; month > 1 && at < islamicDay(year, month, 1); month-- {
	}
	return year, month, at - islamicDay(year, month, 1) + 1, true
}

// IslamicMonth is the number of days of an Islamic month by the tables.
func IslamicMonth(year, month int) int {
	if month%2 == 1 || month == 12 && IslamicLeap(year) {
		return 30
	}
	return 29
}

// days counts the days of t's date since 1970-01-01.
func days(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func date(days int) time.Time { return time.Unix(int64(days)*86400, 0).UTC() }

// mod is the remainder that is never negative.
func mod(a, b int) int { return ((a % b) + b) % b }
