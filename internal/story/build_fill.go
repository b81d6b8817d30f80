package story

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
)

// fill is a figure of the call-out that a story writes as {name}.
type fill struct {
	name  string
	text  string // in the story's language
	value string // for programs: ASCII digits, or 2006-01-02
	date  bool
}

// FillNames are the figures of the call-out that a story may write in braces.
var FillNames = []string{
	"received", "counted", "first_day", "last_day", "opens", "closes", "languages", "channels", "media", "days", "themes",
	"withdrawn", "blank", "spam", "off_topic", "illegal", "duplicate", "campaign",
}

var fillPlace = regexp.MustCompile(`\{([a-z][a-z_]*)\}`)

// fillLike is what an author may have meant as a figure in braces.
var fillLike = regexp.MustCompile(`\{([^{}\n]{1,40})\}`)

// fills works out every figure that a story may ask for. A day that the record
// does not hold is “date unknown”.
func fills(l *locale.Locale, callout voxpop.Callout, book voxpop.Codebook, fig *prevalence.Figures) map[string]fill {
	out := map[string]fill{}
	number := func(name string, n int) { out[name] = fill{name: name, text: l.Int(n), value: strconv.Itoa(n)} }
	day := func(name, d string) {
		out[name] = fill{name: name, text: l.Date(voxpop.Date(d)), value: d, date: true}
	}
	number("received", fig.Waterfall.Received)
	number("counted", fig.Waterfall.Counted)
	number("languages", len(slices.DeleteFunc(slices.Clone(fig.Languages), func(c prevalence.Count) bool { return c.Key == "" || c.Key == prevalence.Undetermined })))
	number("channels", len(fig.Channels))
	number("days", len(fig.Days))
	number("media", len(fig.Media))
	for _, step := range fig.Waterfall.Steps() {
		number(strings.ReplaceAll(step.Name, "-", "_"), step.N)
	}
	themes := 0
	for _, c := range book.Codes {
		if c.Kind == voxpop.Theme {
			themes++
		}
	}
	number("themes", themes)
	day("first_day", fig.FirstDay)
	day("last_day", fig.LastDay)
	day("opens", dayOf(callout, callout.Opens))
	day("closes", dayOf(callout, callout.Closes))
	return out
}

func dayOf(c voxpop.Callout, m voxpop.Moment) string {
	if m.IsZero() {
		return ""
	}
	return c.Day(m)
}

// filled replaces every {name} of s by what with returns for it. A name that
// is not known stays as it is: words of a respondent may hold braces.
func filled(s string, known map[string]fill, with func(fill) string, plain func(string) string) string {
	if !strings.Contains(s, "{") {
		return plain(s)
	}
	var b strings.Builder
	last := 0
	for _, m := range fillPlace.FindAllStringSubmatchIndex(s, -1) {
		f, ok := known[s[m[2]:m[3]]]
		if !ok {
			continue
		}
		b.WriteString(plain(s[last:m[0]]))
		b.WriteString(with(f))
		last = m[1]
	}
	b.WriteString(plain(s[last:]))
	return b.String()
}

// checkFills refuses a figure in braces that the program does not know:
// printed as it stands it would be a hole in the page. Quotations are left
// alone.
func (c *checker) checkFills() {
	for _, r := range append(slices.Clone(c.front), c.readings...) {
		s := string(r.Runes)
		if !strings.Contains(s, "{") {
			continue
		}
		at, last := 0, 0 // rune and byte of the one looked at
		for _, m := range fillLike.FindAllStringSubmatchIndex(s, -1) {
			name := s[m[2]:m[3]]
			at += utf8.RuneCountInString(s[last:m[0]])
			last = m[0]
			if slices.Contains(FillNames, name) || r.verbatimAt(at) {
				continue
			}
			c.runeError(r, at, CodeNumber, tell("there is no figure {%s}", name), c.suggest(name, FillNames, "known are %s"))
		}
	}
}
