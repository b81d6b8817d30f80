package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"voxpop"
	"voxpop/internal/article"
)

const (
	soonest  = 15 * time.Minute // between two looks at one feed
	patience = 30 * time.Minute // after a look that failed
	longest  = 24 * time.Hour
	maxItems = 500
)

// Mark is what a feed gave to ask by whether it has changed. The zero Mark asks
// for all of it.
type Mark struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
}

// Feed is a look at a feed: RSS, Atom or JSON Feed.
type Feed struct {
	URL   string // where it is now; another one after it has moved for good
	Title string
	Lang  string // a language tag; "" = it does not say
	Site  string // the address of the page it belongs to
	Items []Item // as it lists them, each once
	// Unchanged is set where nothing is new since the mark; Items is then empty.
	Unchanged bool
	Mark      Mark
	// Wait is how long to leave the feed alone: it is set after an error too.
	Wait time.Duration
}

// Item is an article that a feed names.
type Item struct {
	// ID is the same each time the feed names it: what the feed calls it, else
	// its address.
	ID      string
	URL     string // without tracking parameters; "" when it has none
	Title   string
	Summary string // plain text
	Author  string
	// Published, PublishedAt and Zone are as in [article.Article].
	Published   voxpop.Date
	PublishedAt time.Time
	Zone        string
}

// Feed looks at a feed, unless it says that nothing has changed since mark. A
// page that is not a feed but names one is an error whose hint gives the
// feed's address.
func (f *Fetcher) Feed(ctx context.Context, address string, mark Mark) (Feed, error) {
	const op = "web.Feed"
	head := http.Header{}
	if mark.ETag != "" {
		head.Set("If-None-Match", mark.ETag)
	}
	if mark.LastModified != "" {
		head.Set("If-Modified-Since", mark.LastModified)
	}
	a, err := f.ask(ctx, request{op: op, address: address, accept: "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,*/*;q=0.1",
		limit: min(maxFeed, f.Limits.filled().Page), head: head, also: http.StatusNotModified})
	if err != nil {
		out := Feed{URL: address, Mark: mark, Wait: patience}
		if l, ok := errors.AsType[*later](err); ok {
			out.Wait = max(soonest, l.wait)
		}
		return out, err
	}
	out := Feed{URL: a.url.String(), Mark: mark, Wait: soonest}
	for _, m := range []struct {
		to   *string
		name string
	}{{&out.Mark.ETag, "Etag"}, {&out.Mark.LastModified, "Last-Modified"}} {
		if v := a.header.Get(m.name); v != "" && len(v) < 500 || a.status == http.StatusOK {
			*m.to = v
		}
	}
	out.Wait = max(out.Wait, retryAfter(a.header), maxAge(a.header))
	if a.status == http.StatusNotModified {
		out.Unchanged = true
		return out, nil
	}
	feed, err := parseFeed(a.body)
	if err != nil {
		e := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: a.url.Host, Message: "is not a feed", Hint: "a feed's address often ends in /feed, /rss or .xml; look for a link named RSS on the site"}
		if found := feedOf(a.url, a.body); found != "" {
			e.Message, e.Hint = "is a page, not a feed", "its feed is at "+found
		}
		out.Mark, out.Wait = mark, patience
		return out, e
	}
	out.fill(a.url, feed)
	return out, nil
}

var errNoFeed = errors.New("no feed")

// parseFeed calls gofeed, which was written for feeds, not for traps.
func parseFeed(body []byte) (feed *gofeed.Feed, err error) {
	defer func() {
		if recover() != nil {
			feed, err = nil, errNoFeed
		}
	}()
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	if !looksFed(body) {
		return nil, errNoFeed
	}
	if body[0] != '{' {
		if body = printable(body); trap(body) {
			return nil, errNoFeed
		}
	}
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	feed, err = p.Parse(bytes.NewReader(body))
	if err == nil && feed == nil {
		err = errNoFeed
	}
	return feed, err
}

// What no feed comes near, and what its parser may be asked to do for one.
const (
	maxFeed  = 8 << 20
	maxDepth = 200 // also where the text of an item stands as elements
	maxNames = 200 // namespaces at one place
	// maxWork is how many bytes may be written again and again: the parser adds
	// text to what an element has so far, piece by piece.
	maxWork = 64 << 20
)

// trap reports whether a body would keep the parser busy for long, or end the
// program: it calls itself for each level, and no recover catches a stack that
// overflows. The body is walked as the parser does it, so that both see the
// same; where that fails before the feed ends, the parser would fail too. (JSON has such a bound of
// its own.)
func trap(body []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.CharsetReader = false, charset.NewReaderLabel
	type level struct{ text, names int }
	open, done := []level{{}}, false
	for work := 0; work <= maxWork; {
		t, err := d.Token()
		if err != nil {
			return !done
		}
		at := &open[len(open)-1]
		switch t := t.(type) {
		case xml.CharData:
			at.text += len(t)
			work += at.text
		case xml.StartElement:
			names := at.names
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
					names++
				}
			}
			if open = append(open, level{names: names}); len(open) > maxDepth || names > maxNames {
				return true
			}
		case xml.EndElement:
			open = open[:max(1, len(open)-1)]
			done = done || len(open) == 1
		}
	}
	return true
}

// printable takes out the control characters that no XML may hold and that
// feeds hold all the same.
func printable(body []byte) []byte {
	out := make([]byte, 0, len(body)) // the encoding is not known yet: bytes, not letters
	for _, b := range body {
		if b >= ' ' || b == '\t' || b == '\n' || b == '\r' {
			out = append(out, b)
		}
	}
	return out
}

// looksFed reports whether a body begins as a feed does.
func looksFed(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 4096)])
	if bytes.HasPrefix(head, []byte("{")) {
		return bytes.Contains(head, []byte("jsonfeed.org"))
	}
	for _, s := range []string{"<rss", "<feed", "<rdf:rdf"} {
		if i := bytes.Index(head, []byte(s)); i >= 0 && !bytes.Contains(head[:i], []byte("<html")) && !bytes.Contains(head[:i], []byte("<body")) {
			return true
		}
	}
	return false
}

func (f *Feed) fill(base *url.URL, feed *gofeed.Feed) {
	f.Title = line(feed.Title, 300)
	f.Site = absolute(base, feed.Link)
	if l := strings.ReplaceAll(strings.TrimSpace(feed.Language), "_", "-"); voxpop.ValidLang(l) {
		f.Lang = l
	}
	if r, ok := feed.OriginalFeed().(*rss.Feed); ok {
		if m, err := strconv.Atoi(strings.TrimSpace(r.TTL)); err == nil && m > 0 {
			f.Wait = max(f.Wait, min(time.Duration(min(m, 1440))*time.Minute, longest))
		}
	}
	seen := map[string]bool{}
	for _, i := range feed.Items {
		if i == nil || len(f.Items) == maxItems {
			continue
		}
		item := Item{Title: line(i.Title, 500), URL: absolute(base, i.Link)}
		if item.URL == "" {
			item.URL = absolute(base, i.GUID)
		}
		switch guid := line(i.GUID, 500); {
		case strings.HasPrefix(guid, "http://") || strings.HasPrefix(guid, "https://"):
			item.ID = article.CleanURL(guid)
		case guid != "":
			item.ID = guid
		case item.URL != "":
			item.ID = item.URL
		default:
			sum := sha256.Sum256([]byte(item.Title + "\x00" + i.Published + "\x00" + i.Description))
			item.ID = hex.EncodeToString(sum[:16])
		}
		if seen[item.ID] || item.URL == "" && item.Title == "" {
			continue
		}
		seen[item.ID] = true
		item.Summary = article.Plain(cut(i.Description, 20_000))
		if item.Summary == "" {
			item.Summary = article.Plain(cut(i.Content, 20_000))
		}
		item.Summary = line(item.Summary, 1000)
		for _, p := range i.Authors {
			if p != nil && p.Name != "" && !strings.Contains(p.Name, "@") {
				item.Author = line(p.Name, 200)
				break
			}
		}
		item.time(i)
		f.Items = append(f.Items, item)
	}
}

func (item *Item) time(i *gofeed.Item) {
	for _, t := range []struct {
		raw    string
		parsed *time.Time
	}{{i.Published, i.PublishedParsed}, {i.Updated, i.UpdatedParsed}} {
		if day, at, zone, ok := article.Time(t.raw); ok {
			item.Published, item.PublishedAt, item.Zone = day, at, zone
			return
		}
		if t.parsed != nil && t.parsed.Year() > 1900 && t.parsed.Year() < 2200 {
			item.Published, item.PublishedAt = voxpop.Date(t.parsed.Format(time.DateOnly)), *t.parsed
			return
		}
	}
}

// absolute is an address of the feed as that of a page, "" if it is none.
func absolute(base *url.URL, s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || s == "" {
		return ""
	}
	if u = base.ResolveReference(u); u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return article.CleanURL(u.String())
}

// feedOf is the address of the feed that a page names, "" if it names none.
func feedOf(base *url.URL, body []byte) string {
	z := html.NewTokenizer(bytes.NewReader(body[:min(len(body), 1<<20)]))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return ""
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if name, more := z.TagName(); string(name) != "link" || !more {
			continue
		}
		said := map[string]string{}
		for more := true; more; {
			var k, v []byte
			k, v, more = z.TagAttr()
			said[string(k)] = string(v)
		}
		switch strings.ToLower(said["type"]) {
		case "application/rss+xml", "application/atom+xml", "application/feed+json":
			if s := absolute(base, said["href"]); s != "" && strings.EqualFold(said["rel"], "alternate") {
				return s
			}
		}
	}
}

// maxAge is how long a feed says that it stays as it is.
func maxAge(h http.Header) time.Duration {
	for part := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		if s, ok := strings.CutPrefix(strings.TrimSpace(part), "max-age="); ok {
			if n, err := strconv.ParseUint(s, 10, 31); err == nil {
				return min(time.Duration(n)*time.Second, longest)
			}
		}
	}
	return 0
}

// line is s on one line, at most n code points.
func line(s string, n int) string {
	s = strings.Join(strings.Fields(article.Plain(s)), " ")
	if r := []rune(s); len(r) > n {
		s = string(r[:n-1]) + "…"
	}
	return s
}

func cut(s string, n int) string {
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
