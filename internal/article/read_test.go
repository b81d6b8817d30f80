package article_test

import (
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"voxpop"
	"voxpop/internal/article"
)

var tag = regexp.MustCompile(`<[^>]*>`)

// sameWords is how the record compares (internal/record/archive.go).
func sameWords(span, text string) bool {
	squeeze := func(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }
	want := squeeze(text)
	return squeeze(span) == want || squeeze(html.UnescapeString(tag.ReplaceAllString(span, ""))) == want
}

func archived(t *testing.T, p article.Page) article.File {
	t.Helper()
	f, err := article.Archive(p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(t *testing.T, f article.File) (article.Article, article.Map) {
	t.Helper()
	a, m, err := article.Read(f.Bytes, f.Ext)
	if err != nil {
		t.Fatal(err)
	}
	return a, m
}

func page(t *testing.T, name string) article.Page {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return article.Page{URL: "https://www.selane-lantern.example/news/2024/05/ferry?utm_source=x", Type: article.TypeOf(name), Body: b}
}

// lantern is a page of the kind that outlets serve: menus, boxes, a box inside
// the article, what counts readers, and markup inside sentences.
func TestReadPage(t *testing.T) {
	a, _ := read(t, archived(t, page(t, "lantern.html")))
	want := article.Article{
		Title: "Harbour ferry to sail again in June, minister says", Byline: "Odile Marsh, Ren Takk", Outlet: "The Selane Lantern", URL: "https://www.selane-lantern.example/news/2024/05/ferry",
		Published: "2024-05-02", PublishedAt: time.Date(2024, 5, 2, 20, 10, 0, 0, time.UTC), Zone: "+03:30", Lang: "en", Dir: "ltr",
		Text: `2 May 2024

SELANE — The ferry between Selane and the islands will sail again in June, Transport Minister Ilse Varga said on Thursday, after two years in which the line lay idle.

“We will not leave the islands without a boat,” Varga told reporters at the harbour. “That is a promise, and I intend to keep it.”

The opposition was not convinced. “She said the same a year ago,” said Tomas Brandt, who speaks for the Harbour party, “and the year before.
We have stopped counting.”

According to the ministry, the line will cost 4.2 million a year & carry some 90,000 people. Fares will be “the same as before”, a spokeswoman said, adding that residents of the islands would travel free until the end of the year.

The line was closed in March 2022, when the only ferry failed its inspection. Islanders have since crossed by fishing boat, at their own risk.`,
	}
	want.Text = strings.ReplaceAll(want.Text, `\u00a0`, "\u00a0")
	if d := cmp.Diff(want, a, cmp.Comparer(func(x, y time.Time) bool { return x.Equal(y) })); d != "" {
		t.Error(d)
	}
}

// everySpan checks the way from each span of words of the text to the file.
func everySpan(t *testing.T, f article.File, a article.Article, m article.Map) (exact, all int) {
	t.Helper()
	file, words := []rune(string(f.Bytes)), []rune(a.Text)
	var starts, ends []int
	for i, r := range words {
		if r != ' ' && r != '\n' && (i == 0 || words[i-1] == ' ' || words[i-1] == '\n') {
			starts = append(starts, i)
		}
		if r != ' ' && r != '\n' && (i+1 == len(words) || words[i+1] == ' ' || words[i+1] == '\n') {
			ends = append(ends, i+1)
		}
	}
	if len(starts) != len(ends) {
		t.Fatalf("%d words begin, %d end", len(starts), len(ends))
	}
	for i := range starts {
		for _, n := range []int{1, 2, 5, 20, 60, len(starts)} {
			if i+n > len(ends) {
				continue
			}
			start, end := starts[i], ends[i+n-1]
			all++
			s, ok := m.File(start, end)
			if ok {
				exact++
				if s.Start < 0 || s.End > len(file) || !sameWords(string(file[s.Start:s.End]), string(words[start:end])) {
					t.Fatalf("%q is not %q", string(file[s.Start:s.End]), string(words[start:end]))
				}
				if back, ok := m.Text(s.Start, s.End); !ok || back != (article.Span{Start: start, End: end}) {
					t.Fatalf("%q: back at %v, was %d–%d", string(words[start:end]), back, start, end)
				}
				continue
			}
			var parts []string
			for _, p := range m.Pieces(start, end) {
				parts = append(parts, html.UnescapeString(tag.ReplaceAllString(string(file[p.Start:p.End]), "")))
			}
			if !sameWords(strings.Join(parts, " "), string(words[start:end])) {
				t.Fatalf("pieces %q are not %q", parts, string(words[start:end]))
			}
		}
	}
	return exact, all
}

// TestEveryPlace: what the record would compare is the same, for every run of
// words; only a span across a box inside the article is in pieces.
func TestEveryPlace(t *testing.T) {
	for name, want := range map[string]bool{"lantern.html": false, "plain.html": true, "persian.html": true, "cp1256.html": true, "old.html": true, "note.txt": true, "note.md": true} {
		t.Run(name, func(t *testing.T) {
			f := archived(t, page(t, name))
			a, m := read(t, f)
			exact, all := everySpan(t, f, a, m)
			if want && exact != all || exact*2 < all {
				t.Errorf("%d of %d spans are one span of the file", exact, all)
			}
		})
	}
}

// TestAnyPage: the same on a page that was never archived here.
func TestAnyPage(t *testing.T) {
	for _, name := range []string{"lantern.html", "plain.html", "persian.html", "old.html"} {
		p := page(t, name)
		a, m, err := article.Read(p.Body, name)
		if err != nil {
			t.Fatal(err)
		}
		everySpan(t, article.File{Bytes: p.Body}, a, m)
		b, _ := read(t, archived(t, p))
		if a.Text != b.Text {
			t.Errorf("%s: the archive reads otherwise\n%s", name, cmp.Diff(a.Text, b.Text))
		}
	}
}

func TestPersianPage(t *testing.T) {
	a, _ := read(t, archived(t, page(t, "persian.html")))
	// The template says en and ltr; the words say otherwise.
	if a.Lang != "fa" || a.Dir != "rtl" || a.Published != "2024-05-02" || a.Zone != "Z" || a.Title != "کشتی بندر خرداد دوباره راه می‌افتد" || a.Outlet != "فانوس سلانه" {
		t.Errorf("%+v", a)
	}
	if !strings.Contains(a.Text, "«جزیره‌ها را بی‌قایق نمی‌گذاریم.»") {
		t.Errorf("%s", a.Text)
	}
	if n := strings.Count(a.Text, "\n\n"); n != 3 {
		t.Errorf("%d breaks between paragraphs\n%s", n, a.Text)
	}
}

func TestReadText(t *testing.T) {
	for name, want := range map[string]string{"note.txt": "A note from the harbour", "note.md": "A note from the harbour"} {
		p := page(t, name)
		a, _ := read(t, archived(t, p))
		if a.Text != string(p.Body) || a.Title != want || a.Lang != "en" {
			t.Errorf("%s: %+v", name, a)
		}
	}
	// No title where there is none.
	for _, s := range []string{"He said so.\n\nShe did not.", "One line only", "“We go,” he said\nand went.\n\nMore."} {
		a, _ := read(t, archived(t, article.Page{Body: []byte(s)}))
		if a.Title != "" || a.Text != s {
			t.Errorf("%q: title %q", s, a.Title)
		}
	}
}

func TestRefuses(t *testing.T) {
	for name, p := range map[string]article.Page{
		"PDF":        {Body: []byte("%PDF-1.7 ..."), Type: "text/html"},
		"word":       {Body: []byte("PK\x03\x04...")},
		"recording":  {Body: []byte("OggS...")},
		"picture":    {Body: []byte("x"), Type: "image/png"},
		"not a page": {Body: []byte("a\x00b\x01c")},
		"large":      {Body: make([]byte, 17<<20), Type: "text/plain"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := article.Archive(p, nil)
			if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
				t.Errorf("%v, hint %q", err, voxpop.HintOf(err))
			}
		})
	}
	_, _, err := article.Read([]byte("<html><body><nav>Home</nav><script>render()</script></body></html>"), ".html")
	if voxpop.KindOf(err) != voxpop.NotFound || !strings.Contains(voxpop.HintOf(err), "browser") {
		t.Errorf("%v, hint %q", err, voxpop.HintOf(err))
	}
}

// TestEncodings: one text, as old and new sites send it.
func TestEncodings(t *testing.T) {
	utf16 := func(s string) []byte {
		out := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		return out
	}
	arabic := "قالت الوزيرة يوم الخميس إن العبارة ستعود إلى العمل في حزيران، وأضافت «لن نترك الجزر بلا سفينة» وإن الأجرة لن تتغير."
	cp1256, _ := charmap.Windows1256.NewEncoder().String(arabic)
	russian := "Министр заявила в четверг, что паром снова пойдёт в июне, и добавила: «Мы не оставим острова без судна». Плата за проезд не изменится."
	cp1251, _ := charmap.Windows1251.NewEncoder().String(russian)
	koi8, _ := charmap.KOI8R.NewEncoder().String(strings.NewReplacer("«", "\"", "»", "\"").Replace(russian))
	latin, _ := charmap.ISO8859_1.NewEncoder().String("Die Fähre fährt wieder, sagte die Ministerin. »Für alle.«")
	for name, c := range map[string]struct {
		p    article.Page
		want string
	}{
		"bom":             {article.Page{Body: []byte("\xef\xbb\xbfFähre"), Type: "text/plain"}, "Fähre"},
		"utf-16":          {article.Page{Body: utf16("Fähre"), Type: "text/plain"}, "Fähre"},
		"said 1256":       {article.Page{Body: []byte(cp1256), Type: "text/plain; charset=windows-1256"}, arabic},
		"unsaid 1256":     {article.Page{Body: []byte(cp1256), Type: "text/plain"}, arabic},
		"unsaid 1251":     {article.Page{Body: []byte(cp1251), Type: "text/plain"}, russian},
		"unsaid koi8":     {article.Page{Body: []byte(koi8), Type: "text/plain"}, strings.NewReplacer("«", "\"", "»", "\"").Replace(russian)},
		"latin":           {article.Page{Body: []byte(latin), Type: "text/plain; charset=iso-8859-1"}, "Die Fähre fährt wieder, sagte die Ministerin. »Für alle.«"},
		"unsaid latin":    {article.Page{Body: []byte(latin), Type: "text/plain"}, "Die Fähre fährt wieder, sagte die Ministerin. »Für alle.«"},
		"said, but utf-8": {article.Page{Body: []byte(arabic), Type: "text/plain; charset=iso-8859-1"}, arabic},
		"NUL":             {article.Page{Body: []byte(strings.Repeat("a ", 600) + "\x00b"), Type: "text/plain"}, strings.Repeat("a ", 600) + "\ufffdb"},
	} {
		t.Run(name, func(t *testing.T) {
			f := archived(t, c.p)
			if string(f.Bytes) != c.want {
				t.Errorf("%q", f.Bytes)
			}
			if strings.HasPrefix(name, "unsaid") != strings.Contains(strings.Join(f.Notes, " "), "look whether its words are right") {
				t.Errorf("%q", f.Notes)
			}
		})
	}
}

// TestSeenAndSaid: what is hidden from programs that read aloud is what readers
// see; a sign that leads to a note is no part of a word.
func TestSeenAndSaid(t *testing.T) {
	for body, want := range map[string]string{
		`She would <em aria-hidden="true">not</em> stay in office`:                                                           "She would not stay in office",
		`<span class="drop" aria-hidden="true">S</span><span class="sr-only">S</span>he would stay`:                          "She would stay",
		`<span aria-hidden="true">S</span>he would stay`:                                                                     "She would stay",
		`She would stay <i class="icon" aria-hidden="true">share</i> in office`:                                              "She would stay in office",
		`She would stay<span style="font-size: 0"> away for ever</span> in office`:                                           "She would stay in office",
		`She would stay <span aria-hidden="true">→</span> in office`:                                                         "She would stay in office",
		`We will build it<sup>1</sup>, all of it<sup id="r2"><a href="#n2">[12]</a></sup>.`:                                  "We will build it, all of it.",
		`On 40 km<sup>2</sup> stand 10<sup>6</sup> trees, on the 1<sup>st</sup> of May, said Varga.<sup>*</sup> They all do`: "On 40 km2 stand 106 trees, on the 1st of May, said Varga. They all do",
	} {
		f := archived(t, article.Page{Type: "text/html; charset=utf-8", Body: []byte("<html lang=en><body><article><h1>Varga speaks</h1><p>The mayor spoke to the town in the hall on Monday, and many had come to hear her.</p><p>" + body + "</p><p>The council meets again in the first week of the next month, its chairman told us.</p></article></body></html>")})
		a, _, err := article.Read(f.Bytes, f.Ext)
		if err != nil || !strings.Contains(a.Text, "\n"+want+"\n") {
			t.Errorf("%s: %q, %v", body, a.Text, err)
		}
	}
}

// TestDayOfPage: no page is of a day after it was fetched, and Persian pages
// give their machines the year of their own calendar.
func TestDayOfPage(t *testing.T) {
	for head, want := range map[string]voxpop.Date{
		`<meta property="article:published_time" content="2031-01-01T10:00:00Z"><meta name="date" content="2026-03-10">`: "2026-03-10",
		`<meta property="article:published_time" content="2031-01-01">`:                                                  "",
		`<meta property="article:published_time" content="2026-03-12T01:00:00+09:00">`:                                   "2026-03-12",
		`<meta property="article:published_time" content="1404-12-20T23:00:00+03:30">`:                                   "2026-03-11",
		`<meta name="date" content="۱۴۰۴/۱۲/۲۰">`:                                                                        "2026-03-11",
		`<meta name="date" content="1403-02-31">`:                                                                        "2024-05-20",
		`<meta name="date" content="1403-07-31">`:                                                                        "",
		`<meta name="date" content="1447-05-05">`:                                                                        "",
	} {
		f := archived(t, article.Page{Type: "text/html; charset=utf-8", At: time.Date(2026, 3, 11, 20, 0, 0, 0, time.UTC), Body: []byte("<html lang=en><head>" + head + "</head><body><p>The mayor spoke to the town in the hall on Monday.</p></body></html>")})
		a, _, err := article.Read(f.Bytes, f.Ext)
		if err != nil || a.Published != want {
			t.Errorf("%s: %q, want %q, %v", head, a.Published, want, err)
		}
	}
}

// TestDayInWords: many pages give their day to readers alone.
func TestDayInWords(t *testing.T) {
	for line, want := range map[string]voxpop.Date{
		`<html lang=en><body><h1>Ferry</h1><p class="post-date">Published on 10 March 2026 at 8 pm</p>`:                                                         "2026-03-10",
		`<html lang=en><body><h1>Ferry</h1><time>March 9, 2026</time>`:                                                                                          "2026-03-09",
		`<html lang=de><body><h1>Fähre</h1><div class="article__date">Dienstag, 10. März 2026</div>`:                                                            "2026-03-10",
		`<html lang=fa><body><h1>کشتی</h1><span class="news-date">سه‌شنبه ۱۹ اسفند ۱۴۰۴</span>`:                                                                 "2026-03-10",
		`<html lang=en><body><h1>Ferry</h1><p class="date">yesterday</p>`:                                                                                       "",
		`<html lang=en><body><h1>Ferry</h1><p class="date">3/4/2026</p>`:                                                                                        "",
		`<html lang=en><body><div class="date">11 March 2026</div><h1>Ferry</h1>`:                                                                               "",
		`<html lang=en><body><div class="date">11 March 2026</div><article><p class="date">9 March 2026</p><h1>Ferry</h1></article>`:                            "2026-03-09",
		`<html lang=en><body><h1>Ferry</h1>` + strings.Repeat("<p>"+strings.Repeat("The ferry sails. ", 12)+"</p>", 3) + `<div class="date">9 March 2026</div>`: "",
		`<html lang=en><body><h1>Ferry</h1><p class="date">10 March 2031</p>`:                                                                                   "",
		`<html lang=en><body><h1>Ferry</h1><p class="updated-date">10 March 2026</p>`:                                                                           "",
		`<html lang=en><body><h1>Ferry</h1><p>On 2 May 2024 the ferry sank.</p>`:                                                                                "",
		`<html lang=en><head><meta name="date" content="2026-03-08"></head><body><h1>Ferry</h1><p class="date">10 March 2026</p>`:                               "2026-03-08",
	} {
		f := archived(t, article.Page{Type: "text/html; charset=utf-8", At: time.Date(2026, 3, 11, 20, 0, 0, 0, time.UTC), Body: []byte(line + "<p>The mayor spoke to the town in the hall on Monday.</p></body></html>")})
		a, _, err := article.Read(f.Bytes, f.Ext)
		if err != nil || a.Published != want {
			t.Errorf("%s: %q, want %q, %v", line, a.Published, want, err)
		}
	}
}

func TestTime(t *testing.T) {
	for s, want := range map[string]string{
		"2024-05-02T23:40:00+03:30": "2024-05-02 +03:30 2024-05-02T20:10:00Z", "2024-05-02T23:40:00Z": "2024-05-02 Z 2024-05-02T23:40:00Z", "2024-05-02T23:40+0330": "2024-05-02 +03:30 2024-05-02T20:10:00Z",
		"2024-05-02": "2024-05-02  ", "2024-05-02T23:40:00": "2024-05-02  ", "20240502": "2024-05-02  ", "May 2, 2024": "2024-05-02  ",
		"Thu, 02 May 2024 23:40:00 GMT": "2024-05-02 Z 2024-05-02T23:40:00Z", "Thu, 2 May 2024 23:40:00 +0200": "2024-05-02 +02:00 2024-05-02T21:40:00Z", "Thu, 02 May 2024 23:40:00 XYZ": "2024-05-02  ",
		"1403-02-13": "2024-05-02  ", "1443-02-13": "", "۱۴۰۳/۰۲/۱۳": "2024-05-02  ", "yesterday": "", "": "", "2024-02-31": "",
	} {
		day, at, zone, ok := article.Time(s)
		got := ""
		if ok {
			got = string(day) + " " + zone + " "
			if !at.IsZero() {
				got += at.UTC().Format(time.RFC3339)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestCleanURL(t *testing.T) {
	for in, want := range map[string]string{
		"HTTPS://Lantern.Example:443/a?utm_source=x&b=2&a=1&fbclid=z#top": "https://lantern.example/a?a=1&b=2", "http://lantern.example": "http://lantern.example/", "http://u:p@lantern.example/a": "http://lantern.example/a",
		"https://lantern.example/a?": "https://lantern.example/a", "https://lantern.example:8443/a?id=4&id=3": "https://lantern.example:8443/a?id=3&id=4", "mailto:x": "mailto:x", "": "", "https://lantern.example/%D9%81?q=%20": "https://lantern.example/%D9%81?q=%20",
	} {
		if got := article.CleanURL(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if got := article.CleanURL(article.CleanURL(in)); got != want {
			t.Errorf("%q twice: %q", in, got)
		}
	}
}

// TestDay: where a page gives its day, from the most telling place to the least.
func TestDay(t *testing.T) {
	const words = "<p>The ferry between Selane and the islands will sail again in June, the minister said, and nobody will be left behind.</p>"
	for _, c := range []struct{ url, head, body, want string }{
		{"https://l.example/2023/01/01/x", `<meta property="article:published_time" content="2024-05-02T10:00:00Z">`, `<time datetime="2022-01-01">x</time>`, "2024-05-02"},
		{"https://l.example/x", "", `<time datetime="2024-05-02">x</time>`, "2024-05-02"},
		{"https://l.example/x", "", `<time datetime="2024-05-02">x</time><time datetime="2024-05-03">x</time>`, ""},
		{"https://l.example/x", "", `<article><time datetime="2024-05-02">x</time></article><time datetime="2024-05-03">x</time>`, "2024-05-02"},
		{"https://l.example/x", "", `<time datetime="2024-05-03">x</time><time class="published" datetime="2024-05-02">x</time>`, "2024-05-02"},
		{"https://l.example/x", "", `<abbr class="published" title="2024-05-02T10:00:00+02:00">x</abbr>`, "2024-05-02"},
		{"https://l.example/news/2024/05/02/ferry", "", "", "2024-05-02"}, {"https://l.example/news/2024-05-02-ferry", "", "", "2024-05-02"}, {"https://l.example/20240502/a", "", "", "2024-05-02"}, {"https://l.example/2024/05/ferry", "", "", "2024-05"},
		{"https://l.example/2024/13/02/a", "", "", ""}, {"https://l.example/a/120240502", "", "", ""}, {"https://l.example/2024-05-ferry", "", "", ""}, {"https://l.example/1234/05/02", "", "", ""}, {"https://l.example/2024/", "", "", ""},
	} {
		a, _ := read(t, archived(t, article.Page{URL: c.url, Type: "text/html", Body: []byte("<html><head>" + c.head + "</head><body>" + c.body + words + "</body></html>")}))
		if string(a.Published) != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.url, c.head, c.body, a.Published, c.want)
		}
	}
}

// TestLabels: what only marks an advertisement is no paragraph; a sentence that
// begins so is one.
func TestLabels(t *testing.T) {
	const one, two = "<p>“We will not leave the islands without a boat, and that is a promise, she said on Thursday at the harbour, where a crowd had come.</p>", "<p>“I intend to keep it,” she said, and the people of the islands who had waited for two years and longer clapped their hands.</p>"
	body := "<html><body><article>" + one + "<div class=x><p>ANZEIGE</p></div><p>Advertisement</p>" + two + "<p>Advertisement is not what we need, she said.</p><p>آگهی</p></article></body></html>"
	f := archived(t, article.Page{Type: "text/html", Body: []byte(body)})
	a, m := read(t, f)
	if n := strings.Count(a.Text, "\n\n"); n != 2 || !strings.Contains(a.Text, "come.\n\n“I") || !strings.HasSuffix(a.Text, "Advertisement is not what we need, she said.") {
		t.Errorf("%q", a.Text)
	}
	if _, ok := m.File(0, 200); ok {
		t.Error("one span, with the label in it")
	}
	if p := m.Pieces(0, 200); len(p) != 2 {
		t.Errorf("%d pieces", len(p))
	}
}
