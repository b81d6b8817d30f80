package voxpop_test

import (
	"testing"

	"voxpop"
)

func TestDateBounds(t *testing.T) {
	for d, want := range map[voxpop.Date][2]string{
		"2024-05-02":            {"2024-05-02", "2024-05-02"},
		"2024-02":               {"2024-02-01", "2024-02-29"},
		"2023":                  {"2023-01-01", "2023-12-31"},
		"2023/2024-05":          {"2023-01-01", "2024-05-31"},
		"2024-05-01/2024-05-03": {"2024-05-01", "2024-05-03"},
		"2024-05-01/..":         {"2024-05-01", "9998-12-31"},
		"../2024":               {"1000-01-01", "2024-12-31"},
	} {
		first, last, ok := d.Bounds()
		if got := [2]string{first.Format("2006-01-02"), last.Format("2006-01-02")}; !ok || got != want {
			t.Errorf("%q means %v, %v; want %v", d, got, ok, want)
		}
	}
	for _, d := range []voxpop.Date{"2024-13", "2024-02-30", "24", "2024/2023", "../..", "/2024", "2024/", "May 2024", "2024-5-2", "..", "+2024"} {
		if _, _, ok := d.Bounds(); ok || d.Valid() {
			t.Errorf("%q is taken for a date", d)
		}
	}
	if d := voxpop.Date(""); !d.Valid() || d.Known() {
		t.Error("an unknown date is valid and not known")
	}
}

func TestMomentYears(t *testing.T) {
	for _, s := range []string{"0000-01-01", "0001-01-01", "9999-12-31T23:59:59-12:00", "0999-12-31"} {
		if _, err := voxpop.ParseMoment(s); err == nil {
			t.Errorf("%s is taken for a time", s)
		}
	}
	for _, s := range []string{"1000-01-01", "2026-03-04", "2026-03-04T18:20:00+01:00"} {
		if m, err := voxpop.ParseMoment(s); err != nil || m.String() != s {
			t.Errorf("%s is read as %v, %v", s, m, err)
		}
	}
}
