package voxpop_test

import (
	"strings"
	"testing"
	"time"

	"voxpop"
)

func TestValidNames(t *testing.T) {
	rules := []struct {
		name    string
		valid   func(string) bool
		yes, no []string
	}{
		{"ValidID", voxpop.ValidID,
			[]string{"K7Q2", "varga-2024-05-02", "a.b_c", "_x", "7", "عزت", strings.Repeat("x", 64)},
			[]string{"", "-", "-x", ".", "..", ".x", "a b", "a/b", `a\b`, "a\x00", "a\u202eb", "a\u200cb", "a:b", "a%2e", "\xff", strings.Repeat("x", 65)}},
		{"ValidSlug", voxpop.ValidSlug,
			[]string{"ferry", "tram-reversal", "2026", "a"},
			[]string{"", "-a", "a-", "Tram", "a b", "a_b", "a.b", "é", strings.Repeat("x", 65)}},
		{"ValidLang", voxpop.ValidLang,
			[]string{"en", "fa", "zh-Hant", "es-419", "azb", "de-CH-1996", "EN"},
			[]string{"", "e", "english", "en_US", "en-", "-en", "e1", "en--us", "en-toolongsubtag", "fa\x00", "فا"}},
		{"ValidPath", func(p string) bool { return voxpop.ValidPath(p, "media") },
			[]string{"media/a.ogg", "media/2026/a b.ogg", "media/چرا.jpg"},
			[]string{"", "media", "media/", "/media/a", "media/../a", "media/./a", "media//a", "media/.a", "sources/a", "mediaa/b", `media\a`, `media/..\a`,
				"media/a\x00", "media/a\nb", "media/C:a", "media/\xff", "media/" + strings.Repeat("x", 256)}},
		{"ValidName", voxpop.ValidName,
			[]string{"", "r-19", "Ann O’Dell", "چیارا"},
			[]string{"a\nb", "a\x00", "\xff", strings.Repeat("x", 257)}},
	}
	for _, r := range rules {
		for _, s := range r.yes {
			if !r.valid(s) {
				t.Errorf("%s(%q) = false, want true", r.name, s)
			}
		}
		for _, s := range r.no {
			if r.valid(s) {
				t.Errorf("%s(%q) = true, want false", r.name, s)
			}
		}
	}
}

// TestParseMomentIsStrict holds the reader of times to RFC 3339, which the
// standard library's Parse does not do by itself.
func TestParseMomentIsStrict(t *testing.T) {
	for _, s := range []string{"2026-03-04", "2026-03-04T18:20:00Z", "2026-03-04T18:20:00.5+05:30", "2024-02-29"} {
		if m, err := voxpop.ParseMoment(s); err != nil || m.String() != s {
			t.Errorf("%s: got %s, %v", s, m, err)
		}
	}
	for _, s := range []string{"", "2026-3-4", "2026-02-29", "2026-03-04T8:20:00Z", "2026-03-04T18:20:00,5Z", "2026-03-04T18:20:00", "2026-03-04T24:00:00Z",
		"2026-03-04T18:20:00+24:00", "2026-03-04T18:20:00+01:60", "0000-01-01T00:00:00Z", "2026-03-04t18:20:00z", " 2026-03-04"} {
		if m, err := voxpop.ParseMoment(s); err == nil {
			t.Errorf("%q was read as %s", s, m)
		}
	}
}

func TestRetention(t *testing.T) {
	c := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}}
	day := func(s string) voxpop.Moment {
		m, err := voxpop.ParseMoment(s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, x := range []struct {
		days                int
		opens, closes, want string // want "" = never
	}{
		{0, "2026-03-01", "2026-03-12", ""},
		{30, "2026-03-01", "", ""},
		{30, "2026-03-01T08:00:00+01:00", "2026-03-12T20:00:00+01:00", "2026-04-11T19:00:00Z"},
		{1, "2026-03-01T08:00:00+01:00", "2026-03-12", "2026-03-12T23:00:00Z"},
	} {
		c.RetentionDays, c.Opens, c.Closes = x.days, day(x.opens), voxpop.Moment{}
		if x.closes != "" {
			c.Closes = day(x.closes)
		}
		got := ""
		if at := c.ErasedAt(); !at.IsZero() {
			got = at.UTC().Format(time.RFC3339)
		}
		if err := c.Validate(); got != x.want || err != nil {
			t.Errorf("%+v: %s, %v", x, got, err)
		}
	}
	for _, n := range []int{-1, voxpop.MaxRetentionDays + 1} {
		c.RetentionDays = n
		if voxpop.KindOf(c.Validate()) != voxpop.Invalid {
			t.Errorf("%d days were accepted", n)
		}
	}
}
