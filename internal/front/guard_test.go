package front_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"voxpop/internal/front"
	"voxpop/internal/intake"
	"voxpop/internal/vault"
)

// check asks for every header that keeps an answer harmless, and for none that
// tells more than it must.
func check(t *testing.T, w *httptest.ResponseRecorder, form bool) {
	t.Helper()
	h := w.Header()
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if p := h.Get("Referrer-Policy"); p != "same-origin" && p != "no-referrer" {
		t.Errorf("Referrer-Policy = %q", p)
	}
	csp := h.Get("Content-Security-Policy")
	parts := []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"}
	if form {
		parts = append(parts, "script-src 'self';", "connect-src 'self'", "media-src blob:", "worker-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'")
	} else if strings.Contains(csp, "script-src") || strings.Contains(csp, "connect-src") {
		t.Errorf("policy %q allows a script", csp)
	}
	for _, part := range parts {
		if !strings.Contains(csp, part) {
			t.Errorf("policy %q lacks %q", csp, part)
		}
	}
	for _, part := range []string{"unsafe", "http:", "https:", "*"} {
		if strings.Contains(csp, part) {
			t.Errorf("policy %q holds %q", csp, part)
		}
	}
	if p := h.Get("Permissions-Policy"); !strings.Contains(p, "geolocation=()") || form != strings.Contains(p, "microphone=(self)") {
		t.Errorf("Permissions-Policy = %q", p)
	}
	if date, ok := h["Date"]; !ok || len(date) > 0 {
		t.Errorf("Date = %q", date) // an empty entry keeps the server from adding one
	}
	for _, name := range []string{"Server", "Etag", "Last-Modified", "Set-Cookie", "X-Powered-By", "Access-Control-Allow-Origin"} {
		if got := h.Get(name); got != "" {
			t.Errorf("%s = %q", name, got)
		}
	}
}

func TestHeadersOnEveryRouteAndStatus(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.cards = append(s.cards, card("closed"), card("early"))
		s.cards[1].Callout.Closes = moment("2026-09-03")
		s.cards[2].Callout.Opens = moment("2026-09-12")
	})
	ticket := s.ticket("/q/ferry")
	tests := []struct {
		method, path, body, kind string
		status                   int
	}{
		{"GET", "/", "", "", 303}, {"HEAD", "/", "", "", 303}, {"POST", "/", "", "", 405}, {"GET", "/nothing", "", "", 404},
		{"GET", "/q/ferry", "", "", 200}, {"HEAD", "/q/ferry", "", "", 200}, {"DELETE", "/q/ferry", "", "", 405},
		{"GET", "/q/none", "", "", 404}, {"GET", "/q/closed", "", "", 410}, {"GET", "/q/early", "", "", 403}, {"GET", "/q/..%2f..%2fetc", "", "", 404},
		{"POST", "/q/ferry", "x", "text/plain", 400}, {"POST", "/q/none", "", "", 404},
		{"POST", "/q/ferry/sealed", "x", "", 400}, {"GET", "/q/ferry/sealed", "", "", 405}, {"POST", "/q/none/sealed", "", "", 404}, {"POST", "/q/closed/sealed", "", "", 403},
		{"GET", "/q/ferry/recipients", "", "", 200}, {"GET", "/q/none/recipients", "", "", 404},
		{"GET", "/return", "", "", 200}, {"POST", "/return", "receipt=x", "form", 422}, {"POST", "/return", strings.Repeat("x", 20<<10), "form", 413}, {"PUT", "/return", "", "", 405},
		{"POST", "/return", "receipt=" + url.QueryEscape(digits), "form", 200},
		{"POST", "/return/add", "callout=none&receipt=" + url.QueryEscape(digits), "form", 404},
		{"POST", "/return/withdraw", "callout=ferry&receipt=" + url.QueryEscape(digits), "form", 200},
		{"POST", "/return/withdraw", "callout=ferry&confirm=yes&ticket=x&receipt=" + url.QueryEscape(digits), "form", 410},
		{"POST", "/return/withdraw", "callout=ferry&confirm=yes&ticket=" + ticket + "&receipt=" + url.QueryEscape(digits), "form", 200},
		{"POST", "/return/box", "box=1", "form", 400}, {"POST", "/return/box", "box=" + strings.Repeat("a", 64), "form", 200},
		{"GET", "/about", "", "", 200}, {"GET", "/leave", "", "", 303}, {"GET", "/health", "", "", 200},
		{"GET", "/words/en.txt", "", "", 200}, {"GET", "/words/xx.txt", "", "", 404}, {"GET", "/words/en", "", "", 404},
		{"GET", "/script/door.js", "", "", 200}, {"GET", "/script/door.css", "", "", 404}, {"GET", "/script/..%2ffront.go", "", "", 404},
		{"GET", "/sheet/door.css", "", "", 200}, {"GET", "/sheet/none.css", "", "", 404}, {"GET", "/assets/voxpop.css?v=1", "", "", 200}, {"GET", "/assets/none", "", "", 404},
		{"OPTIONS", "/files/", "", "", 200}, {"GET", "/files/", "", "", 405}, {"POST", "/files/", "", "", 400}, {"HEAD", "/files/none", "", "", 404}, {"DELETE", "/files/none", "", "", 404},
		{"POST", "/files/none", "", "", 405}, {"TRACE", "/about", "", "", 405}, {"BREW", "/q/ferry", "", "", 405},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.path, strings.NewReader(tt.body))
			if tt.kind == "form" {
				tt.kind = "application/x-www-form-urlencoded"
			}
			r.Header.Set("Content-Type", tt.kind)
			r.Header.Set("Tus-Resumable", "1.0.0")
			w := s.do(r)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d\n%s", w.Code, tt.status, w.Body)
			}
			if strings.Contains(w.Body.String(), `<form id="return"`) {
				// The script may run there too, but never record.
				h := w.Header()
				if h.Get("Content-Security-Policy") != s.get("/q/ferry").Header().Get("Content-Security-Policy") || strings.Contains(h.Get("Permissions-Policy"), "self") {
					t.Errorf("headers %v", h)
				}
				h.Set("Content-Security-Policy", s.get("/about").Header().Get("Content-Security-Policy"))
			}
			check(t, w, strings.HasPrefix(tt.path, "/q/ferry") && w.Code == 200 && !strings.HasSuffix(tt.path, "recipients"))
			if w.Code >= 400 && tt.method != "HEAD" {
				if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/html") && !strings.HasPrefix(kind, "application/json") {
					t.Errorf("an error of type %q", kind)
				}
				if n := w.Header().Get("Content-Length"); n != "" && n != fmt.Sprint(w.Body.Len()) {
					t.Errorf("Content-Length %s of %d bytes", n, w.Body.Len())
				}
			}
			if strings.Contains(w.Header().Get("Location"), digits[:4]) {
				t.Error("a receipt stands in an address")
			}
		})
	}
}

const digits = "0576 0893 3032 3905 7163 5809 0713 8204"

func TestAPanicIsAPage(t *testing.T) {
	s := newSite(t)
	s.ticket("/q/ferry")
	s.front.Replies = nil // the first call panics
	w := s.send("/return", url.Values{"receipt": {digits}})
	if w.Code != 500 || !strings.Contains(w.Body.String(), "</html>") || strings.Contains(s.log.String(), "/return") || strings.Contains(s.log.String(), digits[:9]) {
		t.Errorf("%d\n%s\n%s", w.Code, w.Body, s.log)
	}
	check(t, w, false)
}

func TestTheDoorOnTheWebAndOnTor(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.front.Options.Public, s.front.Options.Onion, s.front.Options.Name = "https://answers.example.org", "http://abcdef.onion", "Port Selane Post"
	})
	get := func(host, path string) http.Header {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = host
		return s.do(r).Header()
	}
	web := get("answers.example.org", "/q/ferry?lang=fa&receipt=x")
	if web.Get("Strict-Transport-Security") == "" || web.Get("Onion-Location") != "http://abcdef.onion/q/ferry?lang=fa" {
		t.Errorf("on the web: %v", web)
	}
	for _, host := range []string{"abcdef.onion", "abcdef.ONION:80", "abcdef.onion."} {
		if onion := get(host, "/q/ferry"); onion.Get("Strict-Transport-Security") != "" || onion.Get("Onion-Location") != "" {
			t.Errorf("on %s: %v", host, onion)
		}
	}
	// A proxy may name another host; what the browser calls the site counts.
	for origin, status := range map[string]int{"https://answers.example.org": 422, "http://abcdef.onion": 422, "https://evil.example": 403, "null": 403, "": 422} {
		r := httptest.NewRequest("POST", "/return", strings.NewReader("receipt=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Host = "127.0.0.1:8443"
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if w := s.do(r); w.Code != status {
			t.Errorf("from %q: %d, want %d", origin, w.Code, status)
		}
	}
	if !strings.Contains(s.get("/about").Body.String(), "http://abcdef.onion") || !strings.Contains(s.get("/about").Body.String(), "Port Selane Post") {
		t.Error("the page does not name the onion address and the newsroom")
	}
}

// Who sends too much is told to wait with the text kept, then not read at all;
// others do not notice.
func TestAFloodFromOnePlace(t *testing.T) {
	s := newSite(t, func(s *site) { s.front.Options.Limits = front.Limits{PerMinute: 10} })
	post := func(from, ticket string) *httptest.ResponseRecorder {
		b, kind := body([]pair{{"ticket", ticket, ""}, {"text", "what I typed", ""}})
		r := httptest.NewRequest("POST", "/q/ferry?lang=en", b)
		r.Header.Set("Content-Type", kind)
		r.RemoteAddr = from
		return s.do(r)
	}
	sent := s.ticket("/q/ferry")
	counts := map[string]int{}
	for range 60 {
		w := post("203.0.113.9:5000", sent)
		counts[fmt.Sprint(w.Code, strings.Contains(w.Body.String(), "what I typed"))]++
	}
	if counts["200 false"] != 10 || counts["429 true"] < 10 || counts["429 false"] < 20 {
		t.Errorf("answers by status and whether the text came back: %v", counts)
	}
	ticket := s.ticket("/q/ferry")
	for from, want := range map[string]int{"203.0.113.200:1": 429, "[2001:db8:1::7]:1": 200, "198.51.100.4:1": 200, "[fc00:dead:beef:4dad::1]:65535": 200, "127.0.0.1:1": 200} {
		if w := post(from, ticket); w.Code != want {
			t.Errorf("from %s: %d, want %d", from, w.Code, want)
		}
	}
	s.clock.pass(time.Hour)
	if w := post("203.0.113.9:5000", ticket); w.Code != 200 {
		t.Errorf("an hour later: %d", w.Code)
	}
	if strings.Contains(s.log.String(), "203.0.113") {
		t.Error("the log holds an address")
	}
}

func TestATrustedProxyOnly(t *testing.T) {
	for header, want := range map[string]int{"": 200, "X-Forwarded-For": 429} {
		s := newSite(t, func(s *site) {
			s.front.Options.Limits = front.Limits{PerMinute: 2}
			s.front.Options.ClientHeader = header
		})
		status := 0
		for i := range 20 {
			r := httptest.NewRequest("POST", "/return", strings.NewReader("receipt="+url.QueryEscape(digits)))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("X-Forwarded-For", fmt.Sprintf("10.0.%d.1, 203.0.113.7", i)) // the first is a claim
			r.RemoteAddr = "127.0.0.1:1"
			status = s.do(r).Code
		}
		if status != want {
			t.Errorf("with the header %q trusted: %d, want %d", header, status, want)
		}
	}
}

func TestACallOutHasABudget(t *testing.T) {
	s := newSite(t, func(s *site) { s.front.Options.Limits = front.Limits{CalloutPerMinute: 2} })
	var got []int
	for range 3 {
		r := s.get("/q/ferry")
		ticket := hiddenFields(r.Body.String(), "/q/").Get("ticket")
		s.clock.pass(5 * time.Second)
		got = append(got, s.post("/q/ferry?lang=en", []pair{{"ticket", ticket, ""}, {"text", "kept text", ""}}).Code)
	}
	if fmt.Sprint(got) != "[200 200 503]" {
		t.Errorf("statuses %v", got)
	}
}

// TestAStrangersReceiptShowsTheSamePage: nothing tells a receipt that nobody
// ever used from one that has no reply yet.
func TestAStrangersReceiptShowsTheSamePage(t *testing.T) {
	s := newSite(t)
	known, _ := intake.NewReceipt(nil)
	s.replies[known.Box()] = nil
	page := func(r intake.Receipt) string {
		w := s.send("/return?lang=en", url.Values{"receipt": {r.Digits()}})
		text := regexp.MustCompile(`<!-- [0-9a-f]+ -->`).ReplaceAllStringFunc(w.Body.String(), func(pad string) string { return fmt.Sprint(len(pad)) })
		return strings.ReplaceAll(text, r.Digits(), "RECEIPT") + fmt.Sprint(w.Code, w.Header())
	}
	stranger, _ := intake.NewReceipt(nil)
	if a, b := page(known), page(stranger); a != b {
		t.Errorf("the pages differ:\n%s\n%s", a, b)
	}
	reply := func(text string) [][]byte {
		to, _ := keyring{}.ReceiptRecipient(known.ReplySeed())
		plain, err := intake.Reply{Day: "2026-09-11", Lang: "en", Text: text}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := vault.SealReply(to, plain)
		if err != nil {
			t.Fatal(err)
		}
		return [][]byte{sealed}
	}
	length := s.send("/return?lang=en", url.Values{"receipt": {stranger.Digits()}}).Body.Len()
	for text, want := range map[string]int{"we thank you": 1, strings.Repeat("long ", 600): 1, strings.Repeat("&", 3500): 2} {
		s.replies[known.Box()] = reply(text)
		w := s.send("/return?lang=en", url.Values{"receipt": {known.Digits()}})
		if !strings.Contains(w.Body.String(), "Reply of") || w.Body.Len() != want*length {
			t.Errorf("a page with a reply has %d bytes, one without %d", w.Body.Len(), length)
		}
	}
	s.replies[known.Box()] = nil
	box := func(name string, replies [][]byte) int {
		s.replies[name] = replies
		w := s.send("/return/box", url.Values{"box": {name}})
		if w.Code != 200 {
			t.Fatal(w.Code)
		}
		return w.Body.Len()
	}
	one := box(strings.Repeat("a", 64), [][]byte{make([]byte, 10)})
	if none := box(strings.Repeat("b", 64), nil); none != one {
		t.Errorf("a box without replies has %d bytes, one with a reply %d", none, one)
	}
}

// The queue: forms that somebody took long over go first, and a full queue
// turns the youngest away.
func TestTheOldestFormGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := front.NewGate(1, 2, 5*time.Second)
		leave, ok := g.Enter(t.Context(), "", 0)
		if !ok {
			t.Fatal("an empty gate is shut")
		}
		order := make(chan string, 4)
		enter := func(name string, age time.Duration) {
			go func() {
				leave, ok := g.Enter(t.Context(), name, age)
				if !ok {
					order <- "no " + name
					return
				}
				order <- name
				leave()
			}()
			synctest.Wait()
		}
		enter("flood", 4*time.Second)
		enter("half a minute", 30*time.Second)
		enter("minutes", 10*time.Minute) // now one too many waits
		if got := <-order; got != "no flood" {
			t.Errorf("turned away: %s", got)
		}
		enter("flood again", 3*time.Second)
		if got := <-order; got != "no flood again" {
			t.Errorf("turned away: %s", got)
		}
		leave()
		if a, b := <-order, <-order; a != "minutes" || b != "half a minute" {
			t.Errorf("order %s, %s", a, b)
		}
		// Who waits too long is told.
		leave, _ = g.Enter(t.Context(), "", 0)
		enter("late", time.Hour)
		time.Sleep(6 * time.Second)
		if got := <-order; got != "no late" {
			t.Error(got)
		}
		leave()
		if leave, ok := g.Enter(t.Context(), "", 0); !ok {
			t.Error("a place was lost")
		} else {
			leave()
		}
	})
}

// A flood whose forms were fetched an hour ago does not fill the queue: of one
// sender few wait, and five minutes are as good as an hour.
func TestAFloodOfOldForms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := front.NewGate(1, 64, time.Minute)
		leave, _ := g.Enter(t.Context(), "", 0)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for i := range 400 {
			go g.Enter(ctx, fmt.Sprint("flood ", i%8), time.Hour)
		}
		synctest.Wait()
		in := make(chan bool, 1)
		go func() {
			leave, ok := g.Enter(t.Context(), "a person", 5*time.Minute)
			in <- ok
			if ok {
				leave()
			}
		}()
		synctest.Wait()
		for i := range 400 {
			go g.Enter(ctx, fmt.Sprint("flood ", i%8), time.Hour)
		}
		synctest.Wait()
		select {
		case <-in:
			t.Fatal("the person was turned away at once")
		default:
		}
		cancel()
		synctest.Wait()
		leave()
		if !<-in {
			t.Error("the person was turned away")
		}
	})
}

// Age counts up to a minute; then chance decides, so that hours win nothing.
func TestHoursAreNoBetterThanMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := 0
		for range 64 {
			g := front.NewGate(1, 64, time.Minute)
			leave, _ := g.Enter(t.Context(), "", 0)
			order := make(chan string, 2)
			for name, age := range map[string]time.Duration{"minutes": 2 * time.Minute, "hours": 5 * time.Hour} {
				go func() {
					leave, _ := g.Enter(t.Context(), name, age)
					order <- name
					leave()
				}()
			}
			synctest.Wait()
			leave()
			if <-order == "minutes" {
				first++
			}
			<-order
		}
		if first < 8 || first > 56 {
			t.Errorf("the form of minutes went first %d of 64 times", first)
		}
	})
}

// slowEnd is a body whose last byte comes late.
type slowEnd struct {
	io.Reader
	by time.Duration
}

func (s *slowEnd) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF {
		time.Sleep(s.by) // of a synctest clock
	}
	return n, err
}

// The steps in which answers to receipts leave begin at the end of a request:
// who chooses its moment does not choose on which side of a step work falls.
func TestStepsBeginWhenARequestIsHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		for _, by := range []time.Duration{0, 30 * time.Millisecond, 49 * time.Millisecond, 120 * time.Millisecond} {
			r := httptest.NewRequest("POST", "/return", &slowEnd{strings.NewReader("receipt=" + url.QueryEscape(digits)), by})
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			begun := time.Now()
			if w := s.do(r); w.Code != 200 {
				t.Fatal(w.Code)
			}
			if took := time.Since(begun) - by; took != 50*time.Millisecond {
				t.Errorf("a request that took %v is answered %v after its end", by, took)
			}
		}
	})
}
