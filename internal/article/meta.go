package article

import (
	"cmp"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"voxpop"
	"voxpop/internal/calendar"
	"voxpop/internal/text"
	"voxpop/internal/when"
)

// meta is what a page says of itself: the content of its <meta> elements by
// name, what JSON-LD says under ld: names, and what else tells.
type meta struct {
	said            map[string]string
	title, h1       string
	lang, dir       string
	time, published string // <time datetime>: the first in the article, the one marked as the publication's
	only            string // the one <time datetime> of the page, or that there are several
	url, base       string
	body            string   // the article's text, where JSON-LD holds it
	lines           []string // what readers are told of the day, in words
	paragraphs      int      // long ones so far: what follows the article has days of its own
}

// The names under which an archived file keeps what its scripts said.
const (
	keptURL       = "archived:url"
	keptCanonical = "archived:canonical"
	keptAt        = "archived:at"
	// What an element other than <meta> gives as the time of publication.
	keptPublished = "archived:published"
)

// kept are the <meta> elements that an archive keeps.
var kept = []string{
	"og:title", "og:site_name", "og:url", "og:locale", "og:type", "article:published_time", "article:modified_time", "article:author", "application-name",
	"author", "byl", "date", "dc.title", "dc.date", "dc.date.issued", "dc.creator", "dc.publisher", "dc.language", "dcterms.created", "dcterms.issued", "parsely-pub-date", "parsely-author", "parsely-title",
	"sailthru.date", "sailthru.author", "citation_publication_date", "pubdate", "publishdate", "publish-date", "datepublished", "content-language", "language", "twitter:title",
	"ld:headline", "ld:author", "ld:publisher", "ld:datepublished", "ld:datemodified", "ld:inlanguage", "ld:free", keptPublished, keptURL, keptCanonical, keptAt,
}

const maxLD = 1 << 20

func (t *tree) meta() *meta {
	m := &meta{said: map[string]string{}}
	scripts := 0
	for n := range t.doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			if m.lang == "" {
				m.lang, m.dir = attr(n, "lang"), strings.ToLower(attr(n, "dir"))
			}
		case atom.Body:
			if m.dir == "" {
				m.dir = strings.ToLower(attr(n, "dir"))
			}
			if m.lang == "" {
				m.lang = attr(n, "lang")
			}
		case atom.Title:
			if m.title == "" && (n.Parent == nil || n.Parent.DataAtom == atom.Head) {
				m.title = clean(rawText(n), 500)
			}
		case atom.H1:
			if m.h1 == "" {
				m.h1 = clean(textOf(n, 2000), 500)
			}
		case atom.Link:
			if m.url == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				m.url = attr(n, "href")
			}
		case atom.Meta:
			content := clean(attr(n, "content"), 1000)
			for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
				for k := range strings.FieldsSeq(strings.ToLower(attr(n, key))) {
					m.say(k, content)
				}
			}
		case atom.Script:
			if kind, _, _ := strings.Cut(strings.ToLower(attr(n, "type")), ";"); strings.TrimSpace(kind) == "application/ld+json" && scripts < 20 {
				scripts++
				m.linked(rawText(n))
			}
		case atom.Time:
			m.times(n)
		}
		if m.published == "" && n.DataAtom != atom.Meta && strings.EqualFold(attr(n, "itemprop"), "datePublished") {
			m.published = clean(attr(n, "datetime")+attr(n, "content"), 60)
		}
		if m.published == "" && n.DataAtom == atom.Abbr && strings.Contains(attr(n, "class"), "published") {
			m.published = clean(attr(n, "title"), 60) // hAtom, which blogs have
		}
		m.line(n)
	}
	return m
}

func rawText(n *html.Node) string {
	if n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

// line keeps what stands where pages write their day for readers: in a short
// element that is named after it, under the headline or at the beginning of the
// article. Over both, many sites write what day it is today.
func (m *meta) line(n *html.Node) {
	if n.DataAtom == atom.P && len(textOf(n, 200)) > 150 {
		m.paragraphs++
	}
	if m.paragraphs > 2 || len(m.lines) == 8 || m.h1 == "" && !within(n, atom.Article) || n.DataAtom == atom.Meta || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
		return
	}
	if n.DataAtom != atom.Time {
		name := strings.ToLower(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "itemprop"))
		if !strings.Contains(name, "date") && !strings.Contains(name, "publish") && !strings.Contains(name, "posted") && !strings.Contains(name, "dateline") && !strings.Contains(name, "byline") {
			return
		}
		if strings.Contains(name, "update") || strings.Contains(name, "modif") || strings.Contains(name, "today") || strings.Contains(name, "current") {
			return
		}
	}
	if s := clean(textOf(n, 400), 400); s != "" && len(s) < 200 && !hidden(n) {
		m.lines = append(m.lines, s)
	}
}

// dayInWords is the first whole day that one of those lines names, in the
// language of the page, without a doubt and without a day to count from.
func (m *meta) dayInWords(lang string) voxpop.Date {
	for _, s := range m.lines {
		for _, d := range when.Find(s, lang, when.Anchor{}, when.Past) {
			if d.Kind == when.Day && !d.Relative && d.Doubt == "" && len(d.Value) == len(time.DateOnly) && m.before(d.Value) {
				return d.Value
			}
		}
	}
	return ""
}

// say keeps the first that is said under a name.
func (m *meta) say(key, value string) {
	if value = clean(value, 1000); value != "" && m.said[key] == "" {
		m.said[key] = value
	}
}

func (m *meta) times(n *html.Node) {
	at := clean(attr(n, "datetime"), 60)
	if at == "" {
		return
	}
	if m.only == "" {
		m.only = at
	} else if m.only != at {
		m.only = "several"
	}
	if m.published == "" && (strings.Contains(strings.ToLower(attr(n, "class")), "publish") || hasAttr(n, "pubdate")) {
		m.published = at
	}
	if m.time != "" {
		return
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Article || p.DataAtom == atom.Main || p.DataAtom == atom.Header {
			m.time = at
			return
		}
	}
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// linked reads JSON-LD (schema.org NewsArticle and its like).
func (m *meta) linked(src string) {
	if len(src) > maxLD {
		return
	}
	var v any
	if json.Unmarshal([]byte(src), &v) == nil {
		m.object(v, 0)
		return
	}
	// Some outlets write line ends into strings, which JSON does not have.
	src = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, src)
	if json.Unmarshal([]byte(src), &v) == nil {
		m.object(v, 0)
	}
}

// object looks for an article in what JSON-LD says; true when it found one.
func (m *meta) object(v any, depth int) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if m.object(e, depth+1) {
				return true
			}
		}
	case map[string]any:
		if isArticle(v["@type"]) {
			m.say("ld:headline", html.UnescapeString(name(v["headline"])))
			m.say("ld:author", html.UnescapeString(name(v["author"])))
			m.say("ld:publisher", html.UnescapeString(name(v["publisher"])))
			m.say("ld:datepublished", name(v["datePublished"]))
			m.say("ld:datemodified", name(v["dateModified"]))
			m.say("ld:inlanguage", name(v["inLanguage"]))
			if free, ok := v["isAccessibleForFree"]; ok && (free == false || strings.EqualFold(name(free), "false")) {
				m.say("ld:free", "false")
			}
			if s, ok := v["articleBody"].(string); ok && m.body == "" {
				m.body = s
			}
			return true
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement"} {
			if m.object(v[key], depth+1) {
				return true
			}
		}
	}
	return false
}

func isArticle(kind any) bool {
	switch k := kind.(type) {
	case string:
		return strings.HasSuffix(k, "Article") || strings.HasSuffix(k, "BlogPosting") || k == "Report" || strings.HasSuffix(k, "/Report")
	case []any:
		for _, e := range k {
			if isArticle(e) {
				return true
			}
		}
	}
	return false
}

// name is the text of a JSON-LD value: a string, a thing with a name, or several.
func name(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case map[string]any:
		for _, key := range []string{"name", "alternateName", "@value"} {
			if s, ok := v[key].(string); ok {
				return s
			}
		}
	case []any:
		var all []string
		for _, e := range v[:min(len(v), 8)] {
			if s := name(e); s != "" {
				all = append(all, s)
			}
		}
		return strings.Join(all, ", ")
	}
	return ""
}

func (m *meta) first(keys ...string) string {
	for _, k := range keys {
		if s := m.said[k]; s != "" {
			return s
		}
	}
	return ""
}

// article is what the page says of itself, in the order in which it is believed.
func (m *meta) article() Article {
	a := Article{
		URL:    m.first(keptURL),
		Title:  html.UnescapeString(m.first("ld:headline", "og:title", "dc.title", "parsely-title", "twitter:title")),
		Byline: m.first("ld:author", "byl", "author", "parsely-author", "dc.creator", "sailthru.author"),
		Outlet: m.first("ld:publisher", "og:site_name", "application-name", "dc.publisher"),
		Dir:    m.dir,
	}
	if a.Dir != "rtl" && a.Dir != "ltr" {
		a.Dir = ""
	}
	// The address that a page gives as its own is better than the one that led
	// to it, if it is of the same site and of a page.
	for _, s := range []string{m.first(keptCanonical), m.url, m.said["og:url"]} {
		if u, err := url.Parse(s); err == nil && (u.Scheme == "https" || u.Scheme == "http") && len(u.Path) > 1 && (a.URL == "" || site(a.URL) == site(s)) {
			a.URL = u.String()
			break
		}
	}
	if a.Title == "" {
		a.Title = m.h1
	}
	if a.Title == "" {
		a.Title = m.title
	}
	a.Title = withoutOutlet(a.Title, a.Outlet)
	if by, err := url.Parse(a.Byline); err == nil && by.Scheme != "" && by.Host != "" {
		a.Byline = "" // the address of the author's page
	}
	if a.Outlet == "" {
		a.Outlet = site(a.URL)
	}
	for _, s := range []string{m.first("ld:inlanguage"), m.lang, m.first("content-language", "language", "dc.language", "og:locale")} {
		s, _, _ = strings.Cut(s, ",")
		s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
		if s != "" && voxpop.ValidLang(s) {
			a.Lang = s
			break
		}
	}
	for _, s := range []string{m.first("ld:datepublished", "article:published_time"), m.published, m.first(keptPublished, "datepublished", "parsely-pub-date", "dc.date.issued", "dcterms.issued",
		"dcterms.created", "dc.date", "citation_publication_date", "publishdate", "publish-date", "pubdate", "sailthru.date", "date"), m.time, m.only} {
		if day, at, zone, ok := readTime(s); ok && m.before(day) {
			a.Published, a.PublishedAt, a.Zone = day, at, zone
			break
		}
	}
	if day := dayIn(a.URL); a.Published == "" && m.before(day) {
		a.Published = day
	}
	if day := m.dayInWords(a.Lang); len(a.Published) < len(time.DateOnly) && strings.HasPrefix(string(day), string(a.Published)) {
		a.Published = cmp.Or(day, a.Published)
	}
	a.Partial = m.said["ld:free"] == "false"
	return a
}

// before reports whether a page that was fetched when it was can be of a day:
// it is tomorrow already in the east. A page of the future has a mistake in it,
// and every “on Monday” would be read by it.
func (m *meta) before(day voxpop.Date) bool {
	at, err := time.Parse(time.RFC3339, m.said[keptAt])
	return err != nil || string(day) <= at.UTC().AddDate(0, 0, 1).Format(time.DateOnly)
}

// dayIn is the day, or the month, that stands in the path of an address, as many
// outlets write it: /2024/05/02/, /2024-05-02-, /20240502/, /2024/05/.
func dayIn(address string) voxpop.Date {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	p := u.Path
	for i := 1; i+4 < len(p); i++ {
		if digit(p[i-1]) || !digits(p[i:], 4) || p[i:i+4] < "1995" || p[i:i+4] > "2199" {
			continue
		}
		year, rest := p[i:i+4], p[i+4:]
		if digits(rest, 4) && (len(rest) == 4 || !digit(rest[4])) {
			rest = "-" + rest[:2] + "-" + rest[2:] // 20240502
		}
		sep := rest[0]
		if sep != '/' && sep != '-' || !digits(rest[1:], 2) {
			continue
		}
		month := year + "-" + rest[1:3]
		if rest = rest[3:]; len(rest) >= 3 && rest[0] == sep && digits(rest[1:], 2) && (len(rest) == 3 || !digit(rest[3])) {
			if d := voxpop.Date(month + "-" + rest[1:3]); d.Valid() {
				return d
			}
		}
		if d := voxpop.Date(month); sep == '/' && d.Valid() && (rest == "" || rest[0] == '/') {
			return d
		}
	}
	return ""
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func digits(s string, n int) bool {
	if len(s) < n {
		return false
	}
	for i := range n {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}

// withoutOutlet takes the outlet's name off a title, as in “Ferry sails again | The Lantern”.
func withoutOutlet(title, outlet string) string {
	if outlet == "" {
		return title
	}
	for _, bar := range []string{" | ", " - ", " – ", " — ", " · ", " :: "} {
		if s, ok := strings.CutSuffix(title, bar+outlet); ok && strings.TrimSpace(s) != "" {
			return strings.TrimSpace(s)
		}
	}
	return title
}

// site is the name of a page's site: its host without www.
func site(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	for _, lead := range []string{"www.", "m.", "mobile.", "amp."} {
		if s, ok := strings.CutPrefix(host, lead); ok && strings.Contains(s, ".") {
			return s
		}
	}
	return host
}

// shapes of times, each with whether it has a time of day with a zone.
var shapes = []struct {
	layout string
	zone   bool
}{
	{time.RFC3339Nano, true}, {"2006-01-02T15:04Z07:00", true}, {"2006-01-02T15:04:05.999999999Z0700", true}, {"2006-01-02T15:04Z0700", true}, {"2006-01-02 15:04:05Z07:00", true},
	{"2006-01-02 15:04:05 -0700", true}, {"2006-01-02 15:04:05 Z07:00", true}, {time.RFC1123Z, true}, {"Mon, 2 Jan 2006 15:04:05 -0700", true},
	{time.RFC1123, true}, {"Mon, 2 Jan 2006 15:04:05 MST", true},
	{"2006-01-02T15:04:05.999999999", false}, {"2006-01-02T15:04", false}, {"2006-01-02 15:04:05", false}, {"2006-01-02 15:04", false}, {"2006-01-02", false}, {"2006/01/02", false}, {"20060102", false},
	{"January 2, 2006", false}, {"Jan 2, 2006", false}, {"2 January 2006", false}, {"2 Jan 2006", false},
}

// readTime reads a date or a time as machines write them. The day is that of
// the zone that is written; without a zone the moment stays unknown.
func readTime(s string) (day voxpop.Date, at time.Time, zone string, ok bool) {
	if s = strings.TrimSpace(s); s == "" || len(s) > 120 {
		return "", time.Time{}, "", false
	}
	s = ofSolar(text.FoldString(s), s)
	for _, shape := range shapes {
		t, err := time.Parse(shape.layout, s)
		if err != nil {
			continue
		}
		// Before the web nothing was published on it; other years are of another calendar.
		if t.Year() < 1900 || t.Year() > 2200 {
			return "", time.Time{}, "", false
		}
		day = voxpop.Date(t.Format(time.DateOnly))
		if !shape.zone {
			return day, time.Time{}, "", true
		}
		name, offset := t.Zone()
		switch {
		case len(s) > 1 && s[len(s)-1] == 'Z' && s[len(s)-2] >= '0' && s[len(s)-2] <= '9' || name == "GMT" || name == "UTC":
			return day, t.UTC(), "Z", true
		case offset == 0 && name != "" && name[0] >= 'A' && name[0] <= 'Z':
			return day, time.Time{}, "", true // a zone by letters, which may be any
		}
		return day, t, t.Format("-07:00"), true
	}
	return "", time.Time{}, "", false
}

// ofSolar is a time that begins with a day of the Solar Hijri calendar, as pages
// in Persian give it, with that day in the other one; else said. Later years
// than 1414 may be of the Islamic calendar, and are left.
func ofSolar(folded, said string) string {
	if len(folded) < 10 || !digits(folded, 4) || folded[:4] < "1374" || folded[:4] > "1414" || folded[4] != '-' && folded[4] != '/' || folded[7] != folded[4] || !digits(folded[5:], 2) || !digits(folded[8:], 2) {
		return said
	}
	n := func(s string) int { v, _ := strconv.Atoi(s); return v }
	year, month, day := n(folded[:4]), n(folded[5:7]), n(folded[8:10])
	if month < 1 || month > 12 || day < 1 || day > calendar.SolarMonth(year, month) {
		return said
	}
	return calendar.FromSolar(year, month, day).Format(time.DateOnly) + strings.ToUpper(folded[10:])
}
