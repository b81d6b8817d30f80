package front_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"voxpop/internal/front"
	"voxpop/internal/intake"
	"voxpop/internal/locale"
)

// served is a site behind a real server that trusts what X-Forwarded-For says.
func served(t *testing.T, limits front.Limits) (*site, string) {
	s := newSite(t, func(s *site) {
		s.front.Options.ClientHeader, s.front.Options.Limits = "X-Forwarded-For", limits
	})
	server := httptest.NewServer(s.handler)
	t.Cleanup(server.Close)
	return s, server.Listener.Addr().String()
}

// stuck begins a request with a body of n bytes of which part comes, and
// returns its connection once the door has asked for more: it then waits.
func stuck(t *testing.T, address, method, path, from string, headers, part string, n int) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	// Who expects 100 is told to go on when the handler reads: no sleep is needed.
	fmt.Fprintf(c, "%s %s HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n%s\r\n", method, path, from, n, headers)
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil || !strings.Contains(line, "100") {
		t.Fatalf("%q %v", line, err)
	}
	io.WriteString(c, part)
	return c
}

func ended(t *testing.T, c net.Conn) bool {
	t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
	b, err := io.ReadAll(c)
	return len(b) > 0 || !errors.Is(err, net.ErrClosed) && err == nil
}

func (s *site) upload(address, from string) int {
	s.t.Helper()
	item := seal(s.t, anAnswer(true), ogg)
	do := func(method, path, body string, headers ...string) *http.Response {
		r, _ := http.NewRequest(method, "http://"+address+path, strings.NewReader(body))
		r.Header.Set("Tus-Resumable", "1.0.0")
		r.Header.Set("X-Forwarded-For", from)
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			s.t.Fatal(err)
		}
		resp.Body.Close()
		return resp
	}
	resp := do("POST", "/files/", "", "Upload-Length", strconv.Itoa(len(item)), "Upload-Metadata", metadata("ferry", s.ticket("/q/ferry"), "0123456789abcdef"))
	if resp.StatusCode != 201 {
		return resp.StatusCode
	}
	return do("PATCH", resp.Header.Get("Location"), item, "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream").StatusCode
}

// Files that stand still hold all places: one that comes gets one of theirs.
func TestFilesThatStandStillKeepNobodyOut(t *testing.T) {
	s, address := served(t, front.Limits{Files: 4})
	s.began = make(chan struct{}, 16)
	for i := range 4 {
		b, kind := body([]pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "x", ""}, {"file", ogg + strings.Repeat("a", 500<<10), "a"}})
		part := b.String()[:100<<10]
		stuck(t, address, "POST", "/q/ferry", fmt.Sprintf("203.0.%d.1", i), "Content-Type: "+kind+"\r\n", part, b.Len())
		<-s.began
		s.clock.pass(-10 * time.Second)
	}
	if got := s.upload(address, "198.51.100.7"); got != 503 {
		t.Errorf("one more at once: %d", got)
	}
	s.clock.pass(3 * time.Minute)
	if got := s.upload(address, "198.51.100.7"); got != 204 {
		t.Errorf("a file that moves: %d", got)
	}
	if len(s.items) != 1 {
		t.Errorf("%d items", len(s.items))
	}
	b, kind := body([]pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "y", ""}, {"file", ogg, "a"}})
	r, _ := http.NewRequest("POST", "http://"+address+"/q/ferry", b)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Forwarded-For", "198.51.100.7")
	resp, err := http.DefaultClient.Do(r)
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("a form: %v %v", resp, err)
	}
}

// The rule by itself: who moves stays, who stands still goes, and who has most
// makes room for who has none.
func TestPlaces(t *testing.T) {
	c := &clock{now: opened}
	p := front.NewPlaces(4, 3, c.Now)
	enter := func(who string) front.Place {
		t.Helper()
		x, ok := p.Enter(who)
		if !ok {
			t.Fatalf("no place for %q", who)
		}
		return x
	}
	gprs, tor, still, unknown := enter("gprs"), enter("tor"), enter("still"), enter("")
	for range 30 { // four minutes: 4 kB a second, 2.5 kB in gusts, a byte at a time
		c.pass(8 * time.Second)
		gprs.Moved(32 << 10)
		still.Moved(1)
		unknown.Moved(32 << 10)
	}
	tor.Moved(0)
	for range 4 {
		tor.Moved(150 << 10)
		c.pass(time.Minute)
		gprs.Moved(240 << 10)
		unknown.Moved(240 << 10)
		still.Moved(1)
	}
	next := enter("new")
	if gprs.Gone() || tor.Gone() || unknown.Gone() || !still.Gone() {
		t.Error("another than who stands still made room")
	}
	if _, ok := p.Enter("newer"); ok {
		t.Error("a place was taken from somebody who moves")
	}
	next.Leave()
	next.Leave()
	next = enter("gprs")
	if _, ok := p.Enter("tor"); ok {
		t.Error("who has one takes from who has two")
	}
	newer := enter("newer") // but who has none does
	if newer.Gone() || gprs.Gone() == next.Gone() {
		t.Error("who has most made no room")
	}
	for _, x := range []front.Place{tor, newer, gprs, next, unknown} {
		x.Leave()
	}
	enter("")
	enter("")
	if _, ok := p.Enter(""); ok {
		t.Error("those whom nobody can tell apart take all")
	}
	enter("a")
	enter("b")
}

// Forms that stand still before their end: of one sender so many, and then
// nothing more of it is read.
func TestFormsThatStandStillKeepNobodyOut(t *testing.T) {
	s, address := served(t, front.Limits{PerMinute: 1000})
	b, kind := body([]pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", strings.Repeat("x", 10000), ""}})
	for range 32 {
		stuck(t, address, "POST", "/q/ferry", "203.0.113.1", "Content-Type: "+kind+"\r\n", b.String()[:9000], b.Len())
	}
	ask := func(from string) int {
		b, kind := body([]pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "honest", ""}})
		r, _ := http.NewRequest("POST", "http://"+address+"/q/ferry", b)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Forwarded-For", from)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	s.clock.pass(-9 * time.Second) // within the grace
	if got := ask("203.0.113.1"); got != 429 {
		t.Errorf("one more of the same: %d", got)
	}
	if got := ask("198.51.100.1"); got != 200 {
		t.Errorf("somebody else: %d", got)
	}
	s.clock.pass(time.Minute)
	if got := ask("203.0.113.1"); got != 200 {
		t.Errorf("a minute later, in the same place: %d", got)
	}
}

// What comes with a body where none is read is answered at once, and its
// connection ends: nothing is waited for.
func TestABodyThatNobodyReads(t *testing.T) {
	_, address := served(t, front.Limits{})
	for _, line := range []string{"POST /nope", "POST /", "POST /about", "GET /q/ferry", "PUT /q/ferry", "POST /health", "GET /script/door.js", "POST /q/ferry/recipients"} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "%s HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", line)
		if !ended(t, c) {
			t.Errorf("%s: the connection stays", line)
		}
		c.Close()
	}
}

// Withdrawals have a budget of their own, also where a question is closed.
func TestWithdrawalsHaveABudget(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.front.Options.Limits = front.Limits{CalloutPerMinute: 5}
		s.cards = append(s.cards, card("closed"))
		s.cards[1].Callout.Closes = moment("2026-09-03")
	})
	counts := map[int]int{}
	s.clock.now = s.clock.now.Truncate(time.Minute)
	var forms []url.Values
	for range 20 {
		receipt, _ := intake.NewReceipt(nil)
		w := s.send("/return/withdraw", url.Values{"receipt": {receipt.Digits()}, "callout": {"closed"}})
		forms = append(forms, hiddenFields(w.Body.String(), "/return/withdraw"))
	}
	s.clock.pass(10 * time.Second)
	for _, f := range forms {
		counts[s.send("/return/withdraw", f).Code]++
	}
	if counts[200] != 5 || counts[503] != 15 || len(s.items) != 5 {
		t.Errorf("answers %v, %d items", counts, len(s.items))
	}
	// Answers have theirs.
	s.clock.pass(-10 * time.Second)
	if w := s.post("/q/ferry", []pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "an answer", ""}}); w.Code != 200 {
		t.Errorf("an answer meanwhile: %d", w.Code)
	}
}

// A withdrawal with a form that was spent on something else took nothing back,
// and does not say that it did.
func TestAWithdrawalWithAUsedForm(t *testing.T) {
	s := newSite(t)
	receipt, _ := intake.NewReceipt(nil)
	other, _ := intake.NewReceipt(nil)
	ticket := s.ticket("/q/ferry")
	if w := s.post("/q/ferry", []pair{{"ticket", ticket, ""}, {"text", "an answer", ""}}); w.Code != 200 {
		t.Fatal(w.Code)
	}
	form := url.Values{"receipt": {receipt.Digits()}, "callout": {"ferry"}, "confirm": {"yes"}, "ticket": {ticket}}
	w := s.send("/return/withdraw?lang=en", form)
	if w.Code != 409 || strings.Contains(w.Body.String(), "It will be erased") || len(s.items) != 1 {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	again := hiddenFields(w.Body.String(), "/return/withdraw")
	s.clock.pass(10 * time.Second)
	for range 2 {
		if w := s.send("/return/withdraw?lang=en", again); w.Code != 200 || len(s.items) != 2 {
			t.Errorf("sent again: %d", w.Code)
		}
	}
	again.Set("receipt", other.Digits())
	if w := s.send("/return/withdraw?lang=en", again); w.Code != 409 || len(s.items) != 2 {
		t.Errorf("the same form with another receipt: %d", w.Code)
	}
}

// Form and thank-you say until when an answer can be taken back.
func TestUntilWhenItCanBeTakenBack(t *testing.T) {
	for days, want := range map[int]string{90: "until 13 December 2026", 0: "for as long as it is kept"} {
		s := newSite(t, func(s *site) { s.cards[0].Callout.RetentionDays = days })
		form := s.get("/q/ferry?lang=en").Body.String()
		thanks := s.post("/q/ferry?lang=en", []pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "x", ""}, {"receipt", "yes", ""}}).Body.String()
		if !strings.Contains(form, want) || !strings.Contains(thanks, want) {
			t.Errorf("%d days: %q is not said\n%s", days, want, thanks)
		}
		none := s.post("/q/ferry?lang=en", []pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "x", ""}}).Body.String()
		if strings.Contains(none, want) {
			t.Error("without a receipt it is said too")
		}
	}
}

// Of a text that is far too long the beginning comes back, and that it is only that.
func TestATextLikeALibraryComesBackInPart(t *testing.T) {
	s := newSite(t)
	w := s.post("/q/ferry?lang=en", []pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "once upon a time " + strings.Repeat("ش", 50<<10), ""}})
	if w.Code != 413 || !strings.Contains(w.Body.String(), "once upon a time ش") || !strings.Contains(w.Body.String(), locale.For("en").Say("front.again.cut")) || strings.Contains(w.Body.String(), "\ufffd") {
		t.Errorf("%d\n%.3000s", w.Code, w.Body)
	}
}
