package web_test

import (
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/engine/web"
)

// feedOf serves one file of testdata.
func feedOf(t *testing.T, name string, head map[string]string) (web.Feed, string) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for k, v := range head {
			w.Header().Set(k, v)
		}
		w.Write(b)
	})
	f, err := fetcher().Feed(t.Context(), s.URL+"/feed", web.Mark{})
	if err != nil {
		t.Fatal(err)
	}
	return f, s.URL
}

func TestRSS(t *testing.T) {
	f, base := feedOf(t, "lantern.rss", nil)
	want := []web.Item{
		{ID: "https://www.selane-lantern.example/?p=4711", URL: "https://www.selane-lantern.example/news/ferry", Title: "Ferry to sail again in June & beyond", Summary: "The minister said: “We will not leave the islands without a boat.”",
			Author: "Odile Marsh", Published: "2024-05-02", PublishedAt: time.Date(2024, 5, 2, 20, 10, 0, 0, time.UTC), Zone: "+03:30"},
		{ID: "lantern-4712", URL: "https://www.selane-lantern.example/news/fares?page=2", Title: "Fares stay", Summary: "", Published: "2024-05-01", PublishedAt: time.Date(2024, 5, 1, 7, 0, 0, 0, time.UTC), Zone: "Z"},
		{ID: base + "/news/relative", URL: base + "/news/relative", Title: "Without an id", Published: "2024-04-30"},
	}
	utc := cmp.Transformer("utc", func(t time.Time) string { return t.UTC().Format(time.RFC3339) })
	if d := cmp.Diff(want, f.Items, utc); d != "" {
		t.Error(d)
	}
	if f.Title != "The Selane Lantern" || f.Lang != "en-gb" || f.Site != "https://www.selane-lantern.example/" || f.Wait != 45*time.Minute {
		t.Errorf("%q %q %q %v", f.Title, f.Lang, f.Site, f.Wait)
	}
}

func TestAtom(t *testing.T) {
	f, _ := feedOf(t, "harbour.atom", map[string]string{"Cache-Control": "public, max-age=7200"})
	if len(f.Items) != 1 || f.Items[0].ID != "tag:harbour.example,2024:1" || f.Items[0].URL != "https://harbour.example/1" || f.Items[0].Title != "کشتی دوباره راه می‌افتد" || f.Items[0].Author != "رن تک" || f.Items[0].Zone != "+03:30" {
		t.Errorf("%+v", f.Items)
	}
	if f.Lang != "fa" || f.Wait != 2*time.Hour {
		t.Errorf("%q %v", f.Lang, f.Wait)
	}
}

func TestJSONFeed(t *testing.T) {
	f, _ := feedOf(t, "islands.json", nil)
	if len(f.Items) != 2 || f.Items[0].ID != "1" || f.Items[0].URL != "https://islands.example/1" || f.Items[0].Summary != "The boat is back." || f.Items[1].Title != "Two" || f.Items[0].Published != "2024-05-02" {
		t.Errorf("%+v", f.Items)
	}
}

// TestSameTwice: what was seen before has the same id, whatever the feed adds
// to its addresses; and a feed that has not changed is not read.
func TestSameTwice(t *testing.T) {
	n := 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n++
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Thu, 02 May 2024 18:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, strings.ReplaceAll(`<rss version="2.0"><channel><title>x</title><item><title>a</title><link>https://x.example/a?utm_source=rss&amp;utm_campaign=N</link></item>
<item><title>a again</title><link>HTTPS://X.example:443/a#top</link></item></channel></rss>`, "N", string(rune('0'+n))))
	})
	f := fetcher()
	one, err := f.Feed(t.Context(), s.URL, web.Mark{})
	if err != nil {
		t.Fatal(err)
	}
	two, err := f.Feed(t.Context(), s.URL, web.Mark{})
	if err != nil || len(one.Items) != 1 || one.Items[0].ID != two.Items[0].ID || one.Items[0].ID != "https://x.example/a" {
		t.Errorf("%+v\n%+v\n%v", one.Items, two.Items, err)
	}
	three, err := f.Feed(t.Context(), s.URL, one.Mark)
	if err != nil || !three.Unchanged || len(three.Items) != 0 || three.Mark != one.Mark {
		t.Errorf("%+v %v", three, err)
	}
}

func TestFeedThatIsNone(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page":
			io.WriteString(w, `<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml?a=1&amp;b=2"></head><body>News</body></html>`)
		case "/plain":
			io.WriteString(w, `<html><body>News</body></html>`)
		case "/busy":
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/broken":
			io.WriteString(w, `<rss version="2.0"><channel><item><title>`)
		}
	})
	for path, want := range map[string]struct {
		kind        voxpop.Kind
		words, hint string
		wait        time.Duration
	}{
		"/page":   {voxpop.Invalid, "is a page", s.URL + "/news.xml?a=1&b=2", 30 * time.Minute},
		"/plain":  {voxpop.Invalid, "is not a feed", "RSS", 30 * time.Minute},
		"/busy":   {voxpop.Unavailable, "left alone", "121 minutes", 2 * time.Hour},
		"/gone":   {voxpop.NotFound, "no such page", "address", 30 * time.Minute},
		"/broken": {voxpop.Invalid, "is not a feed", "RSS", 30 * time.Minute},
	} {
		t.Run(path, func(t *testing.T) {
			f, err := fetcher().Feed(t.Context(), s.URL+path, web.Mark{ETag: "old"})
			kind(t, err, want.kind, want.words)
			if !strings.Contains(voxpop.HintOf(err), want.hint) || f.Wait != want.wait || f.Mark.ETag != "old" {
				t.Errorf("hint %q, wait %v, mark %v", voxpop.HintOf(err), f.Wait, f.Mark)
			}
		})
	}
}

func FuzzFeed(f *testing.F) {
	for _, name := range []string{"lantern.rss", "harbour.atom", "islands.json"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, i := range web.Items(b) {
			if i.ID == "" || strings.ContainsAny(i.Title+i.Summary, "\n\x00") {
				t.Errorf("%+v", i)
			}
			if i.URL != "" && !strings.HasPrefix(i.URL, "http://") && !strings.HasPrefix(i.URL, "https://") {
				t.Errorf("%+v", i)
			}
			if !i.Published.Valid() {
				t.Errorf("%+v", i)
			}
		}
	})
}

// TestDeepFeed: a feed that nests without an end would overflow the stack of
// its parser, which ends the program.
func TestDeepFeed(t *testing.T) {
	for name, part := range map[string][2]string{
		"rss":       {`<rss version="2.0" xmlns:x="u"><channel><title>t</title><item><title>one</title></item>`, "<x:a>"},
		"utf-16":    {`<?xml version="1.0" encoding="utf-16be"?><rss version="2.0" xmlns:x="u"><channel>`, "\x00<\x00x\x00:\x00a\x00>"},
		"control":   {`<rss version="2.0" xmlns:x="u"><channel><title>t` + "\x01" + `</title>`, "<x:a>"},
		"in a mark": {`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="u"><entry>`, `<x:a b=">/">`},
	} {
		for _, n := range []int{201, 2000} {
			if items := web.Items([]byte(part[0] + strings.Repeat(part[1], n))); items != nil {
				t.Errorf("%s: %d levels were read: %v", name, n, items)
			}
		}
	}
	if testing.Short() {
		return
	}
	// What is not refused by its depth would end this test and all others.
	for _, title := range []string{"t", "t\x01", "t\x00"} {
		web.Items([]byte(`<rss version="2.0" xmlns:x="u"><channel><title>` + title + `</title>` + strings.Repeat("<x:a>", 3_300_000)))
	}
	// Many items, each with markup that nobody closed, are not deep.
	item := "<item><title>Boat</title><guid>%</guid><description>one<br>two<br>three</description></item>"
	var b strings.Builder
	for i := range 300 {
		b.WriteString(strings.ReplaceAll(item, "%", strings.Repeat("i", i+1)))
	}
	if items := web.Items([]byte(`<rss version="2.0"><channel>` + b.String() + `</channel></rss>`)); len(items) != 300 {
		t.Errorf("%d items, want 300", len(items))
	}
}

// TestSlowFeed: text in a hundred thousand pieces, each of which the parser
// copies with all before it, and namespaces that it lists at each element.
func TestSlowFeed(t *testing.T) {
	const item = "<item><title>one</title><link>https://feed.example/1</link></item>"
	pieces := func(n int) string {
		return `<rss version="2.0" xmlns:x="u"><channel><title>t</title><x:a>` + strings.Repeat("aaaaaaaaaaaaaaaaaaaa<b/>", n) + `</x:a>` + item + `</channel></rss>`
	}
	var names strings.Builder
	for i := range 20_000 {
		names.WriteString(` xmlns:n` + strconv.Itoa(i) + `="u` + strconv.Itoa(i) + `"`)
	}
	for name, body := range map[string]string{
		"pieces": pieces(80_000),
		"names":  `<rss version="2.0"` + names.String() + `><channel><title>t</title>` + strings.Repeat("<n7:a/>", 20_000) + item + `</channel></rss>`,
	} {
		if items := web.Items([]byte(body)); items != nil {
			t.Errorf("%s: was read", name)
		}
	}
	if items := web.Items([]byte(pieces(500))); len(items) != 1 {
		t.Errorf("%d items, want 1", len(items))
	}
	// A real feed holds bytes that no XML may hold, and letters in other encodings.
	for want, body := range map[string]string{
		"The boat":  "<rss version=\"2.0\"><channel><item><title>The \x02boat</title></item></channel></rss>\n<!-- end",
		"Die Fähre": "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><rss version=\"2.0\"><channel><item><title>Die F\xe4hre</title></item></channel></rss>",
		"A & B":     "<rss version=\"2.0\"><channel><item><title>A & B</title><x:y>undeclared</x:y></item></channel></rss>",
	} {
		if items := web.Items([]byte(body)); len(items) != 1 || items[0].Title != want {
			t.Errorf("%+v, want %s", items, want)
		}
	}
}
