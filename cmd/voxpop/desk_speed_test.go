package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/cores"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
	"voxpop/internal/record/recordtest"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

const (
	speedSlug  = "harbour-clock"
	speedStory = "clock.en.md"
	speedPath  = "/callouts/" + speedSlug
)

// TestDeskSpeed prints how fast the desk is with as many responses as
// VOXPOP_DESK_SPEED says: the time of the server for every list and action,
// each from the request to the last byte of the answer over HTTP, and in a real
// browser the time from a key to what the eye sees (make desk-speed;
// docs/DESK.md). It judges nothing but that every answer is one: the figures
// are for people.
//
// VOXPOP_DESK_STORE=postgres measures with PostgreSQL in place of SQLite
// (tools/pgtemp.sh has one).
// VOXPOP_DESK_ROOM names a folder in which the desk is kept between runs,
// VOXPOP_DESK_ONLY a pattern of the rows to measure, VOXPOP_DESK_PROFILE a
// folder for a CPU profile of each row.
func TestDeskSpeed(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("VOXPOP_DESK_SPEED"))
	if err != nil {
		t.Skip("VOXPOP_DESK_SPEED says with how many responses")
	}
	node := tool(t, "node")
	d := openSpeed(t, n)
	d.serverRows()
	d.browserRows(node)
	d.print(n)
}

// speed is a desk that is measured.
type speed struct {
	t       *testing.T
	app     *app.App
	base    string
	client  *http.Client
	times   int
	only    *regexp.Regexp
	profile string
	rows    []speedRow
}

// speedRow is one line of the table, in milliseconds.
type speedRow struct {
	What string    `json:"what"`
	Aim  float64   `json:"aim"`
	MS   []float64 `json:"ms"`
}

func (r speedRow) part(p float64) float64 {
	ms := slices.Sorted(slices.Values(r.MS))
	return ms[min(len(ms)-1, int(float64(len(ms))*p))]
}

// openSpeed fills a desk through the store, at once, and lets it run.
func openSpeed(t *testing.T, n int) *speed {
	ctx := t.Context()
	dir := cmp.Or(os.Getenv("VOXPOP_DESK_ROOM"), filepath.Join(t.TempDir(), "room"))
	began := time.Now()
	in := app.Config{Dir: dir, House: voxpop.DefaultHouse(), Listen: "127.0.0.1:0"}
	if os.Getenv("VOXPOP_DESK_STORE") == "postgres" {
		in.DatabaseURL = storetest.PostgresURL(t)
	}
	a, err := app.OpenLogging(ctx, in, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, err := a.Store.Callout(ctx, speedSlug); voxpop.KindOf(err) == voxpop.NotFound {
		if _, err := a.Store.Import(ctx, "desk-speed", false, func(b record.Batch) error {
			return recordtest.Fill(ctx, recordtest.Spec{Seed: 7, Responses: n, Statements: 300}, b)
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Store.Fold(ctx, speedSlug); err != nil {
			t.Fatal(err)
		}
		if err := a.DemoPeople(ctx, "desk-speed"); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Store.PutStory(ctx, "desk-speed", speedSlug, speedStory, 0, []byte(speedText(t, a))); err != nil {
			t.Fatal(err)
		}
	} else if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("a desk of %d responses after %v\n", n, time.Since(began).Round(time.Second))
	slog.SetDefault(slog.New(slog.DiscardHandler))
	running, cancel := context.WithCancel(ctx)
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- a.Run(running, app.Parts{Pages: true, Worker: true, Ready: func(at app.Started) { ready <- at.Desk }})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	jar, _ := cookiejar.New(nil)
	d := &speed{t: t, app: a, times: 40, only: regexp.MustCompile(os.Getenv("VOXPOP_DESK_ONLY")), profile: os.Getenv("VOXPOP_DESK_PROFILE"),
		client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if s := os.Getenv("VOXPOP_DESK_TIMES"); s != "" {
		d.times, _ = strconv.Atoi(s)
	}
	select {
	case d.base = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	d.base = strings.TrimSuffix(d.base, "/")
	d.ask(speedAsk{path: "/sign-in", form: url.Values{"id": {"editor"}, "passphrase": {cast.Passphrase}}})
	return d
}

// speedText is a story of 100 links to the evidence.
func speedText(t *testing.T, a *app.App) string {
	var b strings.Builder
	b.WriteString("---\ncallout: " + speedSlug + "\nlang: en\nheadline: The clock\nstandfirst: About the clock.\ndate: 2030-01-01\norder: editorial\nreply: none\n---\n")
	err := a.Store.View(t.Context(), speedSlug, func(v *store.View) error {
		figures, err := v.Figures()
		if err != nil {
			return err
		}
		links := 0
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			if !r.Consent.Quote || r.Medium != voxpop.Text || r.Lang != "en" || r.Text == "" || r.Withdrawn() || r.SetAside != "" {
				continue
			}
			share := figures.Shares[links/4%len(figures.Shares)]
			fmt.Fprintf(&b, "\nOn the quay it was said more than once: “[%s](response:%s)”, [one person wrote](by:%s). It was voiced by [%d of %d](share:%s).\n", r.Text, r.ID, r.ID, prevalence.Whole(share.N), share.Of, share.Code)
			fmt.Fprintf(&b, "It was [spoken of](statement:s%07d).\n", links/4%300)
			if links += 4; links >= 100 {
				return nil
			}
		}
		return fmt.Errorf("only %d links", links)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// speedAsk is one request to the desk; a form makes it a POST.
type speedAsk struct {
	path   string
	form   url.Values
	part   bool   // a script asks for a part of the page
	script bool   // a script asks for data
	body   string // of the answer
	again  bool   // the answer says that it is not ready
}

// ask sends a request and returns how long the server took for all of it.
func (d *speed) ask(x speedAsk) (speedAsk, float64) {
	d.t.Helper()
	method, in := http.MethodGet, io.Reader(nil)
	if x.form != nil {
		method, in = http.MethodPost, strings.NewReader(x.form.Encode())
	}
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.base+x.path, in)
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if x.form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if x.part {
		r.Header.Set("HX-Request", "true")
	}
	if x.script {
		r.Header.Set("Accept", "application/json")
	}
	began := time.Now()
	w, err := d.client.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	body, err := io.ReadAll(w.Body)
	took := time.Since(began)
	w.Body.Close()
	if err != nil || w.StatusCode >= 400 {
		d.t.Fatalf("%s %s: %d %v %.400s", method, x.path, w.StatusCode, err, body)
	}
	x.body = string(body)
	x.again = w.Header.Get("Refresh") != "" || strings.Contains(x.body, "load delay:")
	return x, float64(took.Microseconds()) / 1000
}

// get asks for a page and says what it holds.
func (d *speed) get(path string) string {
	got, _ := d.ask(speedAsk{path: path})
	return got.body
}

// measure times what next asks for, again and again. The first time warms what
// is kept in memory and is not counted. after is what an action needs that is
// no part of it.
func (d *speed) measure(what string, times int, next func(i int) speedAsk) (last speedAsk) {
	d.t.Helper()
	if !d.only.MatchString(what) {
		return last
	}
	row := speedRow{What: what, Aim: 100}
	begin := func() {}
	if d.profile != "" {
		name := strings.Map(func(r rune) rune {
			if r == ' ' || r == ',' || r == ':' || r == '/' {
				return '_'
			}
			return r
		}, what)
		f, err := os.Create(filepath.Join(d.profile, name+".cpu"))
		if err != nil {
			d.t.Fatal(err)
		}
		defer f.Close()
		begin = func() {
			if err := pprof.StartCPUProfile(f); err != nil {
				d.t.Fatal(err)
			}
		}
		defer pprof.StopCPUProfile()
	}
	for i := range times + 1 {
		got, ms := d.ask(next(i))
		if last = got; i > 0 {
			row.MS = append(row.MS, ms)
		} else {
			begin()
		}
	}
	d.rows = append(d.rows, row)
	fmt.Printf("%-52s p50 %7.1f  p95 %7.1f\n", what, row.part(.5), row.part(.95))
	return last
}

// page measures a page that is always the same.
func (d *speed) page(what, path string) string {
	d.t.Helper()
	return d.measure(what, d.times, func(int) speedAsk { return speedAsk{path: path} }).body
}

// settled waits until a page is there that is worked out in the background,
// and says how long that took.
func (d *speed) settled(what, path string) {
	if !d.only.MatchString(what) {
		return
	}
	began := time.Now()
	for {
		if got, _ := d.ask(speedAsk{path: path}); !got.again {
			break
		}
		if time.Since(began) > 10*time.Minute {
			d.t.Fatalf("%s is being worked out for ten minutes", path)
		}
		time.Sleep(250 * time.Millisecond)
	}
	if took := time.Since(began); took > time.Second {
		fmt.Printf("%-52s first ready after %v\n", what, took.Round(100*time.Millisecond))
	}
}

// foundIn lists what the pattern's group matches, once each.
func foundIn(body, pattern string) (all []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(body, -1) {
		if s, err := url.PathUnescape(m[1]); err == nil && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// serverRows measures the server.
func (d *speed) serverRows() {
	form := func(pairs ...string) url.Values {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Add(pairs[i], pairs[i+1])
		}
		return v
	}

	d.page("call-outs", "/")
	d.settled("overview", speedPath)
	d.page("overview", speedPath)

	// The inbox.
	inbox := speedPath + "/inbox"
	d.page("inbox", inbox)
	d.page("inbox: all, the oldest first", inbox+"?show=all&order=oldest")
	d.page("inbox: one language, unread", inbox+"?language=fa&unread=1")
	d.page("inbox: one code, coded, one channel", inbox+"?code=memory&coded=yes&channel=web")
	words := []string{"t", "th", "the", "clock", "c", "har", "harbour", "س", "سا", "ساعت", "بند", "because", "no", "a", "i"}
	d.measure("inbox: search as one types", d.times, func(i int) speedAsk {
		return speedAsk{path: inbox, form: form("q", words[i%len(words)]), part: true}
	})
	// A page after another is asked for by the form at its end.
	var ids []string
	turn := func(after string) speedAsk { return speedAsk{path: inbox, form: form("after", after), part: true} }
	after := []string{""}
	for len(after) < 12 {
		got, _ := d.ask(turn(after[len(after)-1]))
		ids = append(ids, foundIn(got.body, `/responses/([^"/?#]+)`)...)
		next := foundIn(got.body, `name="after" value="([^"]+)"`)
		if len(next) == 0 {
			break
		}
		after = append(after, next[0])
	}
	if len(ids) < 200 {
		d.t.Fatalf("the inbox showed only %d responses", len(ids))
	}
	d.measure("inbox: the next 50", d.times, func(i int) speedAsk { return turn(after[i%len(after)]) })
	answer := func(i int) string { return speedPath + "/responses/" + url.PathEscape(ids[i%len(ids)]) }
	d.measure("a response", d.times, func(i int) speedAsk { return speedAsk{path: answer(i)} })
	d.measure("a response: its history", d.times, func(i int) speedAsk { return speedAsk{path: answer(i) + "/history", part: true} })
	act := func(what, do string, n int, more ...string) {
		d.measure("inbox: "+what, d.times, func(i int) speedAsk {
			v := form(append([]string{"do", do}, more...)...)
			for k := range n {
				v.Add("id", ids[(i*n+k)%len(ids)])
			}
			return speedAsk{path: inbox + "/act", form: v, part: true}
		})
	}
	act("star one", "star", 1)
	act("read 50 at once", "read", 50)
	act("a tag for 50", "tag", 50, "tag-name", "quay")
	act("one is spam", "spam", 1)
	act("one counts again", "count", 1)
	act("50 are spam", "spam", 50)
	act("50 count again", "count", 50)
	undo := func(what string, do func(i int) speedAsk) {
		if d.only.MatchString(what) {
			d.measure(what, d.times/2, func(i int) speedAsk {
				d.ask(do(i))
				history := d.get("/history")
				id := foundIn(history, `/undo/([A-Z0-9]+)"`)
				if len(id) == 0 {
					d.t.Fatalf("%s: there is nothing to undo: %.2000s", what, history[max(0, strings.Index(history, "<main")):])
				}
				return speedAsk{path: "/undo/" + id[0], form: form(), part: true}
			})
		}
	}
	undo("undo of one spam", func(i int) speedAsk {
		return speedAsk{path: inbox + "/act", form: form("do", "spam", "id", ids[i]), part: true}
	})
	undo("undo of 50 done", func(int) speedAsk {
		v := form("do", "done")
		v["id"] = ids[:50]
		return speedAsk{path: inbox + "/act", form: v, part: true}
	})

	// Texts.
	d.settled("texts: the queue", speedPath+"/texts")
	queue := d.page("texts: the queue", speedPath+"/texts")
	d.page("texts: all, of one language", speedPath+"/texts?show=all&in=fa")
	spoken := foundIn(queue, `/responses/([^"/?#]+)/transcript`)
	if len(spoken) == 0 {
		spoken = foundIn(d.get(speedPath+"/texts?show=all"), `/responses/([^"/?#]+)/transcript`)
	}
	if len(spoken) > 0 {
		transcript := func(i int) string { return speedPath + "/responses/" + spoken[i%len(spoken)] + "/transcript" }
		d.measure("texts: a transcript", d.times, func(i int) speedAsk { return speedAsk{path: transcript(i)} })
		bases := map[string]string{}
		d.measure("texts: save a transcript", d.times, func(i int) speedAsk {
			path := transcript(i)
			body := d.get(path)
			bases[path] = foundIn(body, `name="base" value="(\d+)"`)[0]
			return speedAsk{path: path, form: form("text", fmt.Sprintf("We heard the bells %d times.", i), "base", bases[path], "lang", "en"), script: true}
		})
	} else if d.only.MatchString("texts: a transcript") {
		d.t.Error("no transcript is in the queue")
	}

	// Coding.
	d.settled("coding", speedPath+"/coding")
	d.page("coding", speedPath+"/coding")
	d.page("coding: the next answers", speedPath+"/coding/next")
	codes := []string{"memory", "noise", "money", "craft"}
	d.measure("coding: a mark", d.times, func(i int) speedAsk {
		next := foundIn(d.get(speedPath+"/coding"), `name="response" value="([^"]+)"`)
		return speedAsk{path: speedPath + "/coding", form: form("queue", "random", "response", next[0], "code", codes[i%4]), script: true}
	})
	undo("undo of a mark", func(i int) speedAsk {
		next := foundIn(d.get(speedPath+"/coding"), `name="response" value="([^"]+)"`)
		return speedAsk{path: speedPath + "/coding", form: form("queue", "random", "response", next[0], "code", codes[i%4]), script: true}
	})
	d.page("codebook", speedPath+"/codebook")
	d.page("codebook: a code", speedPath+"/codebook/memory")
	d.settled("agreement", speedPath+"/agreement")
	d.page("agreement", speedPath+"/agreement")
	d.measure("agreement: settle a split", d.times, func(i int) speedAsk {
		split := foundIn(d.get(speedPath+"/agreement"), `/agreement/([^"/?#]+)"`)
		return speedAsk{path: speedPath + "/agreement/" + url.PathEscape(split[0]), form: form("way", "pick", "code", codes[i%4])}
	})

	// What the answers say together.
	d.settled("overview after coding", speedPath)
	d.page("overview after coding", speedPath)
	d.settled("themes and shares", speedPath+"/themes")
	d.page("themes and shares", speedPath+"/themes")
	d.page("themes by language, as a table", speedPath+"/themes?by=lang&view=table")
	repeats := speedPath + "/duplicates"
	d.settled("repeats", repeats)
	d.page("repeats", repeats)
	d.page("repeats: the decided", repeats+"?show=decided")
	d.measure("repeats: the members of a group", d.times, func(i int) speedAsk {
		return speedAsk{path: repeats + "/members?group=" + url.QueryEscape(foundIn(d.get(repeats), `name="group" value="([^"]+)"`)[0])}
	})
	decided := 0
	way := func(way string) func(i int) speedAsk {
		return func(i int) speedAsk {
			body := d.get(repeats + "?from=" + strconv.Itoa(20*(i%3)))
			groups := regexp.MustCompile(`name="group" value="([^"]+)"><input type="hidden" name="seen" value="([^"]+)"`).FindAllStringSubmatch(body, -1)
			if len(groups) == 0 {
				return speedAsk{path: repeats}
			}
			decided++
			return speedAsk{path: repeats + "/decide", form: form("group", groups[len(groups)-1][1], "seen", groups[len(groups)-1][2], "way", way, "name", "the clock"), part: true}
		}
	}
	d.measure("repeats: decide", d.times, way("campaign"))
	undo("undo of a decision", way("coincidence"))

	// Statements.
	d.page("statements", speedPath+"/statements")
	d.page("statements: of one speaker", speedPath+"/statements?speaker=Tam+Brevin")
	said := foundIn(d.get(speedPath+"/statements"), `/statements/([^"/?#]+)"`)
	d.measure("statements: one", d.times, func(i int) speedAsk {
		return speedAsk{path: speedPath + "/statements/" + said[i%len(said)]}
	})
	d.measure("statements: take a source", 10, func(i int) speedAsk {
		return speedAsk{path: speedPath + "/sources", form: form("text", speedArticle(i), "outlet", "The Gazette", "language", "en", "published", "2026-05-03", "action", "take")}
	})
	d.page("statements: sources", speedPath+"/sources")
	articles := foundIn(d.get(speedPath+"/sources"), `/sources/([^"/?#]+)"`)
	if len(articles) > 0 {
		source := func(i int) string { return speedPath + "/sources/" + articles[i%len(articles)] }
		d.measure("statements: a source", d.times, func(i int) speedAsk { return speedAsk{path: source(i)} })
		i := 0
		d.measure("statements: accept", d.times, func(int) speedAsk {
			for ; i < len(articles); i++ {
				m := regexp.MustCompile(`name="candidate" value="([^"]+)"><input type="hidden" name="rev" value="([^"]+)">\n<button class="primary"`).FindStringSubmatch(d.get(source(i)))
				if m != nil {
					return speedAsk{path: source(i) + "/candidates", form: form("candidate", m[1], "rev", m[2], "action", "accept", "speaker", "Tam Brevin", "said_on", "2026-05-02")}
				}
			}
			return speedAsk{path: source(0)}
		})
	}
	d.page("statements: speakers", speedPath+"/speakers")
	d.page("statements: points", speedPath+"/points")

	// The writing room.
	stories := speedPath + "/stories"
	d.page("stories", stories)
	d.page("story: open", stories+"/"+speedStory)
	text, err := d.app.Store.Story(d.t.Context(), speedSlug, speedStory)
	if err != nil {
		d.t.Fatal(err)
	}
	typed := func(i int) string { return string(text.Body) + strings.Repeat("And so they said. ", 1+i%5) + "\n" }
	check := func(i int) speedAsk {
		return speedAsk{path: stories + "/" + speedStory + "/check", form: form("body", typed(i), "seq", strconv.Itoa(i)), script: true}
	}
	d.measure("story: live check of 100 links", d.times, check)
	d.measure("story: live check after others changed the record", d.times, func(i int) speedAsk {
		d.ask(speedAsk{path: inbox + "/act", form: form("do", "campaign", "campaign-name", "c"+strconv.Itoa(i), "id", ids[i]), part: true})
		return check(i)
	})
	d.measure("story: drawer of a theme", d.times, func(i int) speedAsk {
		return speedAsk{path: stories + "/" + speedStory + "/drawer?in=en&code=" + codes[i%4], part: true}
	})
	d.measure("story: search in the drawer", d.times, func(i int) speedAsk {
		return speedAsk{path: stories + "/" + speedStory + "/drawer?in=en&q=" + url.QueryEscape(words[i%len(words)]), part: true}
	})
	d.measure("story: keep what is typed", d.times, func(i int) speedAsk {
		return speedAsk{path: "/drafts", form: form("draft-callout", speedSlug, "draft-kind", "story", "draft-name", speedStory, "draft-base", "1", "body", typed(i)), script: true}
	})
	base := text.N
	d.measure("story: save", d.times, func(i int) speedAsk {
		now, err := d.app.Store.Story(d.t.Context(), speedSlug, speedStory)
		if err != nil {
			d.t.Fatal(err)
		}
		base = now.N
		return speedAsk{path: stories + "/" + speedStory, form: form("body", typed(i), "base", strconv.FormatInt(base, 10)), script: true}
	})
	d.measure("story: preview", d.times, func(i int) speedAsk {
		return speedAsk{path: stories + "/" + speedStory + "/preview", form: form("body", typed(i), "base", strconv.FormatInt(base, 10))}
	})
	d.page("story: its versions", stories+"/"+speedStory+"/versions")

	// Around all of it.
	d.page("what you did", "/history")
	d.page("a call-out: its form", speedPath+"/edit")
	d.page("a call-out: links and codes", speedPath+"/share")
	d.page("audit log", "/audit")
	d.page("audit log: of one person and verb", "/audit?actor=editor&verb=look")
	d.page("audit log: of one response", "/audit?callout="+speedSlug+"&response="+url.QueryEscape(ids[0]))
	d.page("settings: people", "/settings/people")
	d.page("settings: house rules", "/settings/house")
	d.page("settings: engines", "/settings/engines")
}

// speedArticle is a published article with a dozen quotations.
func speedArticle(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The harbour council met for the %dth time on 2 May 2026.\n\n", i+3)
	for k := range 6 {
		fmt.Fprintf(&b, "Harbour master Odile Marrek said on 2 May 2026: \"We will wind the clock %d times a week in year %d.\" The hall was full.\n\n\"It costs too much for %d boats of the quay %d,\" said Tam Brevin.\n\n", k+2, i, k+20, i)
	}
	return b.String()
}

// browserRows measures what the eye sees, while nothing is counted beside it:
// the browser has the processors of the server here, and its own elsewhere.
func (d *speed) browserRows(node string) {
	if !d.only.MatchString("browser") {
		return
	}
	_, counted, err := cores.Turn(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	defer counted()
	runtime.GC()
	c := exec.Command(node, filepath.Join("..", "..", "tools", "browser", "desk_speed.mjs"), d.base+"/", speedSlug, cast.Passphrase, speedStory)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		d.t.Fatalf("%v %s", err, out)
	}
	var rows []speedRow
	if err := json.Unmarshal(out, &rows); err != nil {
		d.t.Fatalf("%v %s", err, out)
	}
	d.rows = append(d.rows, rows...)
}

// print writes the table, and beside it how busy the machine was.
func (d *speed) print(n int) {
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Printf("\n%d responses, %d cores, load %s\n", n, runtime.NumCPU(), strings.Join(strings.Fields(string(load))[:min(3, len(strings.Fields(string(load))))], " "))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, "what\tn\tp50 ms\tp95 ms\tmax ms\taim\t")
	missed := 0
	for _, r := range d.rows {
		says := ""
		switch {
		case r.Aim == 0:
			says = "none"
		case r.part(.95) > r.Aim:
			says = fmt.Sprintf("%.0f missed", r.Aim)
			missed++
		default:
			says = fmt.Sprintf("%.0f", r.Aim)
		}
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%.1f\t%s\t\n", r.What, len(r.MS), r.part(.5), r.part(.95), r.part(1), says)
	}
	w.Flush()
	fmt.Printf("%d of %d rows miss their aim\n", missed, len(d.rows))
}
