package calendar_test

import (
	"math"
	"testing"
	"time"

	"voxpop/internal/calendar"
)

// Days that almanacs and newspapers printed in both calendars.
func TestSolarCorrespondences(t *testing.T) {
	for gregorian, want := range map[string][3]int{
		"1799-03-21": {1178, 1, 1},
		"1925-03-31": {1304, 1, 11}, // the calendar becomes law
		"1926-03-22": {1305, 1, 1},
		"1906-08-05": {1285, 5, 13},
		"1953-08-19": {1332, 5, 28},
		"1979-02-11": {1357, 11, 22},
		"2000-01-01": {1378, 10, 11},
		"2030-03-20": {1408, 12, 30},
		"1957-03-21": {1336, 1, 1},
		"1958-03-21": {1337, 1, 1},
		"1979-03-21": {1358, 1, 1},
		"1996-03-20": {1375, 1, 1},
		"2000-03-20": {1379, 1, 1},
		"2013-03-21": {1392, 1, 1},
		"2016-03-20": {1395, 1, 1},
		"2017-03-21": {1396, 1, 1},
		"2020-03-20": {1399, 1, 1},
		"2021-03-20": {1399, 12, 30},
		"2021-03-21": {1400, 1, 1},
		"2024-03-20": {1403, 1, 1},
		"2025-03-20": {1403, 12, 30},
		"2025-03-21": {1404, 1, 1},
		"2026-03-21": {1405, 1, 1},
		"2026-09-17": {1405, 6, 26},
		"2026-09-23": {1405, 7, 1},
	} {
		day, _ := time.Parse(time.DateOnly, gregorian)
		y, m, d, ok := calendar.Solar(day)
		if got := [3]int{y, m, d}; !ok || got != want {
			t.Errorf("%s is %v, want %v", gregorian, got, want)
		}
		if back := calendar.FromSolar(want[0], want[1], want[2]); !back.Equal(day) {
			t.Errorf("%v is %s, want %s", want, back.Format(time.DateOnly), gregorian)
		}
	}
}

// The new year is the day whose noon in Iran follows the equinox, which is
// computed here from the sun (Meeus, Astronomical Algorithms, chapter 27).
func TestSolarNewYearIsTheEquinox(t *testing.T) {
	for year := calendar.FirstSolar; year <= calendar.LastSolar; year++ {
		at := equinox(year + 621)
		day := at.Add(12 * time.Hour).Truncate(24 * time.Hour) // past noon counts for the day after
		noon := at.Truncate(24 * time.Hour).Add(12 * time.Hour)
		if at.Sub(noon).Abs() < time.Minute {
			continue // finer than the formula
		}
		if got := calendar.FromSolar(year, 1, 1); !got.Equal(day) {
			t.Errorf("%d begins on %s, want %s (equinox at %s)", year, got.Format(time.DateOnly), day.Format(time.DateOnly), at.Format(time.DateTime))
		}
	}
}

// equinox is the March equinox of a Gregorian year in the time of 52.5° east.
func equinox(year int) time.Time {
	y := (float64(year) - 2000) / 1000
	jde0 := 2451623.80984 + 365242.37404*y + 0.05169*y*y - 0.00411*y*y*y - 0.00057*y*y*y*y
	t := (jde0 - 2451545) / 36525
	w := (35999.373*t - 2.47) * math.Pi / 180
	lambda := 1 + 0.0334*math.Cos(w) + 0.0007*math.Cos(2*w)
	s := 0.0
	for _, p := range [][3]float64{
		{485, 324.96, 1934.136}, {203, 337.23, 32964.467}, {199, 342.08, 20.186}, {182, 27.85, 445267.112},
		{156, 73.14, 45036.886}, {136, 171.52, 22518.443}, {77, 222.54, 65928.934}, {74, 296.72, 3034.906},
		{70, 243.58, 9037.513}, {58, 119.81, 33718.147}, {52, 297.17, 150.678}, {50, 21.02, 2281.226},
		{45, 247.54, 29929.562}, {44, 325.15, 31555.956}, {29, 60.93, 4443.417}, {18, 155.12, 67555.328},
		{17, 288.79, 4562.452}, {16, 198.04, 62894.029}, {14, 199.76, 31436.921}, {12, 95.39, 14577.848},
		{12, 287.11, 31931.756}, {12, 320.81, 34777.259}, {9, 227.73, 1222.114}, {8, 15.45, 16859.074},
	} {
		s += p[0] * math.Cos((p[1]+p[2]*t)*math.Pi/180)
	}
	jde := jde0 + 0.00001*s/lambda
	// The earth's turning lags behind: about a minute now, a few later.
	lag := 64 + 0.6*float64(year-2000)
	if year < 2000 {
		lag = 15
	}
	seconds := (jde-2440587.5)*86400 - lag + 3.5*3600
	return time.Unix(int64(seconds), 0).UTC()
}

func TestSolarCountsEveryDay(t *testing.T) {
	at := calendar.FromSolar(calendar.FirstSolar, 1, 1)
	for y := calendar.FirstSolar; y <= calendar.LastSolar; y++ {
		for m := 1; m <= 12; m++ {
			for d := 1; d <= calendar.SolarMonth(y, m); d++ {
				gy, gm, gd, ok := calendar.Solar(at)
				if !ok || gy != y || gm != m || gd != d || !calendar.FromSolar(y, m, d).Equal(at) {
					t.Fatalf("%s: %d-%d-%d, want %d-%d-%d", at.Format(time.DateOnly), gy, gm, gd, y, m, d)
				}
				at = at.AddDate(0, 0, 1)
			}
		}
	}
	if _, _, _, ok := calendar.Solar(at); ok {
		t.Error("a day after the last year has a date")
	}
	if _, _, _, ok := calendar.Solar(time.Date(1799, 3, 20, 0, 0, 0, 0, time.UTC)); ok {
		t.Error("a day before the first year has a date")
	}
}

// Days of the tabular calendar, over thirteen centuries.
func TestIslamicCorrespondences(t *testing.T) {
	for gregorian, want := range map[string][3]int{
		"0622-07-19": {1, 1, 1}, // 16 July 622 (Julian)
		"1258-02-17": {656, 2, 4},
		"1453-06-07": {857, 5, 20}, // 29 May 1453 (Julian)
		"1979-11-21": {1400, 1, 1},
		"2000-04-06": {1421, 1, 1},
		"2023-07-19": {1445, 1, 1},
		"2024-03-11": {1445, 9, 1},
		"2024-07-08": {1446, 1, 1},
		"2077-11-17": {1501, 1, 1},
	} {
		day, _ := time.Parse(time.DateOnly, gregorian)
		y, m, d, ok := calendar.Islamic(day)
		if got := [3]int{y, m, d}; !ok || got != want {
			t.Errorf("%s is %v, want %v", gregorian, got, want)
		}
	}
}

func TestIslamicCountsEveryDay(t *testing.T) {
	at := calendar.FromIslamic(1, 1, 1)
	leaps := 0
	for y := 1; y <= 1600; y++ {
		if calendar.IslamicLeap(y) && y <= 30 {
			leaps++
		}
		for m := 1; m <= 12; m++ {
			for d := 1; d <= calendar.IslamicMonth(y, m); d++ {
				gy, gm, gd, ok := calendar.Islamic(at)
				if !ok || gy != y || gm != m || gd != d || !calendar.FromIslamic(y, m, d).Equal(at) {
					t.Fatalf("%s: %d-%d-%d, want %d-%d-%d", at.Format(time.DateOnly), gy, gm, gd, y, m, d)
				}
				at = at.AddDate(0, 0, 1)
			}
		}
	}
	if leaps != 11 {
		t.Errorf("%d leap years in 30, want 11", leaps)
	}
	if _, _, _, ok := calendar.Islamic(calendar.FromIslamic(1, 1, 0)); ok {
		t.Error("the day before the epoch has a date")
	}
}
