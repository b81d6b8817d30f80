package callouts

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/locale"
)

// fields is a call-out as the form holds it: what somebody typed, right or not.
type fields struct {
	Slug                         string
	Languages                    []string
	Question, Context, Consent   voxpop.Localized
	OpensDay, OpensTime          string
	ClosesDay, ClosesTime, Zone  string
	Text, Voice, Video, Photo    bool
	MaxText, MaxSeconds, MaxMega string
	Contact                      bool
	Retention                    string
}

// Opening and Closing are the days, to be said in the calendar of the page: the
// browser's own field writes another. "" = none that exists.
func (f fields) Opening() voxpop.Date { return dayOf(f.OpensDay) }
func (f fields) Closing() voxpop.Date { return dayOf(f.ClosesDay) }

func dayOf(s string) voxpop.Date {
	if d := voxpop.Date(s); d.Valid() && d.Known() {
		return d
	}
	return ""
}

// fieldsOf fills the form from a call-out.
func fieldsOf(c voxpop.Callout, now time.Time) fields {
	f := fields{Slug: c.Slug, Languages: slices.Clone(c.Languages), Question: clone(c.Question), Context: clone(c.Context), Consent: clone(c.Consent),
		Contact: c.ContactBeforeQuoting, Zone: zoneName(now.In(zoneOf(c, now)))}
	if !c.Opens.IsZero() && c.Opens.DateOnly {
		f.Zone = ""
	}
	f.OpensDay, f.OpensTime = dayAndTime(c.Opens, c.Zone())
	f.ClosesDay, f.ClosesTime = dayAndTime(c.Closes, zoneOf(c, now))
	has := func(m voxpop.Medium) bool { return slices.Contains(c.Media, m) }
	f.Text, f.Voice, f.Video, f.Photo = has(voxpop.Text) || len(c.Media) == 0, has(voxpop.Voice), has(voxpop.Video), has(voxpop.Photo)
	f.MaxText, f.MaxSeconds, f.MaxMega, f.Retention = orNone(int64(c.Limits.Text)), orNone(int64(c.Limits.Seconds)), orNone(c.Limits.Bytes>>20), orNone(int64(c.RetentionDays))
	return f
}

func clone(l voxpop.Localized) voxpop.Localized {
	if l == nil {
		return voxpop.Localized{}
	}
	return maps.Clone(l)
}

func orNone(n int64) string {
	if n <= 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func dayAndTime(m voxpop.Moment, zone *time.Location) (day, clock string) {
	if m.IsZero() {
		return "", ""
	}
	if m.DateOnly {
		return m.String(), ""
	}
	t := m.Time.In(zone)
	return t.Format(time.DateOnly), t.Format("15:04")
}

// zoneName is the offset of a time from UTC, as "+03:30".
func zoneName(t time.Time) string { return t.Format("-07:00") }

// zones are the offsets that clocks on earth have.
var zones = strings.Fields("-12:00 -11:00 -10:00 -09:30 -09:00 -08:00 -07:00 -06:00 -05:00 -04:00 -03:30 -03:00 -02:30 -02:00 -01:00 +00:00 +01:00 +02:00 +03:00 +03:30 +04:00 +04:30 +05:00 +05:30 +05:45 +06:00 +06:30 +07:00 +08:00 +08:45 +09:00 +09:30 +10:00 +10:30 +11:00 +12:00 +12:45 +13:00 +13:45 +14:00")

// parse reads the form.
func parse(v url.Values) fields {
	f := fields{Slug: strings.TrimSpace(v.Get("slug")), Question: voxpop.Localized{}, Context: voxpop.Localized{}, Consent: voxpop.Localized{},
		OpensDay: digits(v.Get("opens_day")), OpensTime: digits(v.Get("opens_time")), ClosesDay: digits(v.Get("closes_day")), ClosesTime: digits(v.Get("closes_time")), Zone: v.Get("zone"),
		MaxText: digits(v.Get("max_text")), MaxSeconds: digits(v.Get("max_seconds")), MaxMega: digits(v.Get("max_mega")),
		Contact: v.Get("contact") != "", Retention: digits(v.Get("retention"))}
	for _, lang := range v["language"] {
		if voxpop.ValidLang(lang) && !slices.Contains(f.Languages, lang) && len(f.Languages) < maxLanguages {
			f.Languages = append(f.Languages, lang)
		}
	}
	for _, lang := range f.Languages {
		for _, x := range []struct {
			to   voxpop.Localized
			name string
		}{{f.Question, "question."}, {f.Context, "context."}, {f.Consent, "consent."}} {
			if s := strings.TrimSpace(strings.ReplaceAll(v.Get(x.name+lang), "\r\n", "\n")); s != "" {
				x.to[lang] = strings.ToValidUTF8(s, "\uFFFD")
			}
		}
	}
	for _, m := range v["media"] {
		switch voxpop.Medium(m) {
		case voxpop.Text:
			f.Text = true
		case voxpop.Voice:
			f.Voice = true
		case voxpop.Video:
			f.Video = true
		case voxpop.Photo:
			f.Photo = true
		}
	}
	return f
}

const maxLanguages = 24

func digits(s string) string { return locale.ASCIIDigits(strings.TrimSpace(s)) }

// callout is what the form says, over what the call-out was: what the form
// does not hold stays. The problems are keys of sentences by field.
func (f fields) callout(was voxpop.Callout) (c voxpop.Callout, problems map[string]string) {
	problems = map[string]string{}
	wrong := func(field, key string) {
		if problems[field] == "" {
			problems[field] = key
		}
	}
	c = was
	if c.Slug == "" {
		c.Slug = f.Slug
		if !voxpop.ValidSlug(c.Slug) || c.Slug == "new" || c.Slug == "advice" {
			wrong("slug", "callouts.wrong.slug")
		}
	}
	c.Languages = f.Languages
	if len(c.Languages) == 0 {
		wrong("languages", "callouts.wrong.languages")
	}
	c.Question, c.Context, c.Consent = f.Question, orNil(f.Context), orNil(f.Consent)
	if len(c.Question) == 0 && len(c.Languages) > 0 {
		wrong("question."+c.Languages[0], "callouts.wrong.question")
	}
	var ok bool
	if c.Opens, ok = moment(f.OpensDay, f.OpensTime, f.Zone); !ok {
		wrong("opens_day", "callouts.wrong.time")
	}
	if c.Closes, ok = moment(f.ClosesDay, f.ClosesTime, f.Zone); !ok {
		wrong("closes_day", "callouts.wrong.time")
	}
	// A time that says the same is left as it was written, to the second.
	if sameMinute(c.Opens, was.Opens) {
		c.Opens = was.Opens
	}
	if sameMinute(c.Closes, was.Closes) {
		c.Closes = was.Closes
	}
	if !c.Opens.IsZero() && !c.Closes.IsZero() && c.Closes.InZone(c.Zone()).Before(c.Opens.InZone(c.Zone())) {
		wrong("closes_day", "callouts.wrong.order")
	}
	// A call-out that names no media takes text.
	media := f.media()
	if len(media) == 0 {
		wrong("media", "callouts.wrong.media")
	}
	if len(was.Media) > 0 || !slices.Equal(media, []voxpop.Medium{voxpop.Text}) {
		c.Media = media
	}
	number := func(field, s string, most int64) int64 {
		if s == "" {
			return 0
		}
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 || n > most {
			wrong(field, "callouts.wrong.number")
		}
		return n
	}
	c.Limits.Text = int(number("max_text", f.MaxText, 1<<20))
	c.Limits.Seconds = int(number("max_seconds", f.MaxSeconds, 24*3600))
	if mega := number("max_mega", f.MaxMega, 1<<20); mega != was.Limits.Bytes>>20 {
		c.Limits.Bytes = mega << 20
	}
	c.ContactBeforeQuoting = f.Contact
	c.RetentionDays = int(number("retention", f.Retention, voxpop.MaxRetentionDays))
	return c, problems
}

func orNil(l voxpop.Localized) voxpop.Localized {
	if len(l) == 0 {
		return nil
	}
	return l
}

func (f fields) media() (all []voxpop.Medium) {
	for _, m := range []struct {
		on bool
		m  voxpop.Medium
	}{{f.Text, voxpop.Text}, {f.Voice, voxpop.Voice}, {f.Video, voxpop.Video}, {f.Photo, voxpop.Photo}} {
		if m.on {
			all = append(all, m.m)
		}
	}
	return all
}

// moment reads a day with or without a time, in a zone such as "+03:30".
// Without a zone, and without a time, it is a day.
func moment(day, clock, zone string) (voxpop.Moment, bool) {
	if day == "" {
		return voxpop.Moment{}, clock == ""
	}
	text := day
	if clock != "" || zone != "" {
		if clock == "" {
			clock = "00:00"
		}
		if len(clock) == len("15:04") {
			clock += ":00"
		}
		if zone == "" {
			zone = "+00:00"
		}
		text = day + "T" + clock + zone
	}
	m, err := voxpop.ParseMoment(text)
	return m, err == nil
}

// sameMinute reports whether two moments are one to the minute, in one zone:
// what a form cannot tell apart.
func sameMinute(a, b voxpop.Moment) bool {
	if a.IsZero() || b.IsZero() || a.DateOnly != b.DateOnly {
		return false
	}
	return zoneName(a.Time) == zoneName(b.Time) && a.Time.Truncate(time.Minute).Equal(b.Time.Truncate(time.Minute))
}

// part is one thing of a call-out that two people may change at once.
type part struct {
	field string // of the form
	get   func(voxpop.Callout) string
	set   func(to *voxpop.Callout, from voxpop.Callout)
}

// parts are those of call-outs in any of the languages.
func parts(all ...voxpop.Callout) (list []part) {
	var langs []string
	for _, c := range all {
		for _, l := range []voxpop.Localized{c.Question, c.Context, c.Consent} {
			for lang := range l {
				if !slices.Contains(langs, lang) {
					langs = append(langs, lang)
				}
			}
		}
	}
	slices.Sort(langs)
	for _, lang := range langs {
		for _, x := range []struct {
			name string
			of   func(*voxpop.Callout) *voxpop.Localized
		}{
			{"question", func(c *voxpop.Callout) *voxpop.Localized { return &c.Question }},
			{"context", func(c *voxpop.Callout) *voxpop.Localized { return &c.Context }},
			{"consent", func(c *voxpop.Callout) *voxpop.Localized { return &c.Consent }},
		} {
			list = append(list, part{x.name + "." + lang,
				func(c voxpop.Callout) string { return (*x.of(&c))[lang] },
				func(to *voxpop.Callout, from voxpop.Callout) {
					l := clone(*x.of(to))
					if s := (*x.of(&from))[lang]; s != "" {
						l[lang] = s
					} else {
						delete(l, lang)
					}
					*x.of(to) = orNil(l)
				}})
		}
	}
	asJSON := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	return append(list,
		part{"languages", func(c voxpop.Callout) string { return strings.Join(c.Languages, ", ") }, func(to *voxpop.Callout, from voxpop.Callout) { to.Languages = from.Languages }},
		part{"opens", func(c voxpop.Callout) string { return c.Opens.String() }, func(to *voxpop.Callout, from voxpop.Callout) { to.Opens = from.Opens }},
		part{"closes", func(c voxpop.Callout) string { return c.Closes.String() }, func(to *voxpop.Callout, from voxpop.Callout) { to.Closes = from.Closes }},
		part{"media", func(c voxpop.Callout) string { return strings.Trim(asJSON(c.Media), `[]"`) }, func(to *voxpop.Callout, from voxpop.Callout) { to.Media = from.Media }},
		part{"limits", func(c voxpop.Callout) string {
			return fmt.Sprintf("%d · %d s · %d B", c.Limits.Text, c.Limits.Seconds, c.Limits.Bytes)
		}, func(to *voxpop.Callout, from voxpop.Callout) { to.Limits = from.Limits }},
		part{"contact", func(c voxpop.Callout) string { return strconv.FormatBool(c.ContactBeforeQuoting) }, func(to *voxpop.Callout, from voxpop.Callout) { to.ContactBeforeQuoting = from.ContactBeforeQuoting }},
		part{"retention", func(c voxpop.Callout) string { return strconv.Itoa(c.RetentionDays) }, func(to *voxpop.Callout, from voxpop.Callout) { to.RetentionDays = from.RetentionDays }},
	)
}

// clash is a part that two people changed differently.
type clash struct {
	Field  string
	Theirs string
}

// merge brings two edits of one call-out together: what only one of them
// changed is as they changed it, and where both did mine stays and is listed.
func merge(base, mine, theirs voxpop.Callout) (merged voxpop.Callout, clashes []clash) {
	merged = mine
	for _, p := range parts(base, mine, theirs) {
		b, m, t := p.get(base), p.get(mine), p.get(theirs)
		switch {
		case m == t || t == b:
		case m == b:
			p.set(&merged, theirs)
		default:
			clashes = append(clashes, clash{p.field, t})
		}
	}
	// A language that only one of them added or removed comes and goes.
	if slices.Equal(mine.Languages, base.Languages) {
		merged.Languages = theirs.Languages
	}
	return merged, clashes
}
