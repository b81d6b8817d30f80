package voxpop

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Moment is a point in time as the record writes it: RFC 3339 with a zone, or
// a bare date, which means the start of that day in the call-out's zone.
type Moment struct {
	Time     time.Time // zero when the moment is absent
	DateOnly bool      // written as a bare date; Time is midnight UTC until InZone places it
}

// ParseMoment reads RFC 3339 with a zone, or a date.
func ParseMoment(s string) (Moment, error) {
	if len(s) == len(time.DateOnly) {
		t, err := time.Parse(time.DateOnly, s)
		if err != nil {
			return Moment{}, fmt.Errorf("%q is not a date that exists", s)
		}
		return Moment{Time: t, DateOnly: true}, inTime(t, s)
	}
	// time.Parse alone lets single digits, commas and impossible zones pass.
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil || !rfc3339.MatchString(s) {
		return Moment{}, fmt.Errorf("%q is neither a date nor an RFC 3339 time with a zone", s)
	}
	return Moment{Time: t}, inTime(t, s)
}

// inTime refuses years that no call-out has, and that other formats cannot
// write in every zone.
func inTime(t time.Time, s string) error {
	if y := t.UTC().Year(); y < 1000 || y > 9998 {
		return fmt.Errorf("%q lies outside the years 1000 to 9998", s)
	}
	return nil
}

// rfc3339 is the shape of a time with a zone, to the nanosecond.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// IsZero reports whether the moment is absent.
func (m Moment) IsZero() bool { return m.Time.IsZero() }

// String writes the moment as the record does; "" when absent.
func (m Moment) String() string {
	switch {
	case m.IsZero():
		return ""
	case m.DateOnly:
		return m.Time.Format(time.DateOnly)
	}
	return m.Time.Format(time.RFC3339Nano)
}

// InZone returns the instant the moment names, in zone loc: a bare date
// becomes midnight there.
func (m Moment) InZone(loc *time.Location) time.Time {
	if m.DateOnly {
		y, mo, d := m.Time.Date()
		return time.Date(y, mo, d, 0, 0, 0, 0, loc)
	}
	return m.Time.In(loc)
}

// MarshalText implements encoding.TextMarshaler.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; an empty text is absent.
func (m *Moment) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Moment{}
		return nil
	}
	got, err := ParseMoment(string(b))
	if err == nil {
		*m = got
	}
	return err
}

// Date is a day as precise as it is known, in the part of EDTF level 0 that
// the record uses: "2024-05-02", "2024-05", "2024", an interval "a/b" of
// those, open with ".." on one side ("2024-05/.."), or "" when unknown. A vague
// date stays vague.
type Date string

// Bounds returns the first and the last day that d may mean, at midnight UTC.
// ok is false when the date is unknown or not well formed.
func (d Date) Bounds() (first, last time.Time, ok bool) {
	from, to, interval := strings.Cut(string(d), "/")
	switch {
	case interval && from == ".." && to != "..":
		_, last, ok = dateBounds(to)
		return dayZero, last, ok
	case interval && to == "..":
		first, _, ok = dateBounds(from)
		return first, dayLast, ok
	}
	first, last, ok = dateBounds(from)
	if !ok || !interval {
		return first, last, ok
	}
	start, end, ok := dateBounds(to)
	if !ok || end.Before(first) || start.Before(first) {
		return time.Time{}, time.Time{}, false
	}
	return first, end, true
}

// The ends of an open interval: before and after anything that was said.
var (
	dayZero = time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC)
	dayLast = time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC)
)

// Known reports whether the date says anything.
func (d Date) Known() bool { return d != "" }

// Valid reports whether d is unknown or well formed and exists.
func (d Date) Valid() bool {
	_, _, ok := d.Bounds()
	return d == "" || ok
}

func dateBounds(s string) (first, last time.Time, ok bool) {
	for _, c := range s {
		if c != '-' && (c < '0' || c > '9') {
			return first, last, false
		}
	}
	switch len(s) {
	case len("2024-05-02"):
		t, err := time.Parse("2006-01-02", s)
		return t, t, err == nil
	case len("2024-05"):
		t, err := time.Parse("2006-01", s)
		return t, t.AddDate(0, 1, -1), err == nil
	case len("2024"):
		t, err := time.Parse("2006", s)
		return t, t.AddDate(1, 0, -1), err == nil
	}
	return first, last, false
}
