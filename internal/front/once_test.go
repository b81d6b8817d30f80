package front_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"voxpop/internal/intake"
	"voxpop/internal/vault"
)

// A double click, a retry after a lost answer: one item, one receipt.
func TestAFormCountsOnce(t *testing.T) {
	for name, file := range map[string]string{"text": "", "file": ogg + strings.Repeat("sound", 1<<16)} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			fields := []pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "once", ""}, {"receipt", "yes", ""}, {"file", file, "a.ogg"}}
			pages := make([]string, 8)
			var all sync.WaitGroup
			for i := range pages {
				all.Go(func() {
					w := s.post("/q/ferry?lang=en", fields)
					if w.Code != 200 {
						t.Errorf("status %d", w.Code)
					}
					pages[i] = w.Body.String()
				})
			}
			all.Wait()
			for _, p := range pages {
				if p != pages[0] {
					t.Error("two receipts for one answer")
				}
			}
			if got := s.only(); got.Text != "once" || got.file != file {
				t.Errorf("kept %q", got.Text)
			}
			for what, changed := range map[string][]pair{
				"text":    {{"ticket", fields[0].value, ""}, {"text", "twice", ""}, {"receipt", "yes", ""}, {"file", file, "a.ogg"}},
				"file":    {{"ticket", fields[0].value, ""}, {"text", "once", ""}, {"receipt", "yes", ""}, {"file", ogg + "other", "a.ogg"}},
				"consent": {{"ticket", fields[0].value, ""}, {"text", "once", ""}, {"quote", "yes", ""}, {"receipt", "yes", ""}, {"file", file, "a.ogg"}},
			} {
				w := s.post("/q/ferry?lang=en", changed)
				if w.Code != 409 || !strings.Contains(w.Body.String(), "already sent") || len(receiptWord.FindAllString(w.Body.String(), -1)) != 0 {
					t.Errorf("the same form with another %s: %d", what, w.Code)
				}
			}
			if s.only().Text != "once" {
				t.Error("the first answer was changed")
			}
		})
	}
}

func TestAFormThatIsNone(t *testing.T) {
	s := newSite(t)
	ticket := s.ticket("/q/ferry")
	whole, kind := body([]pair{{"ticket", ticket, ""}, {"text", "cut", ""}, {"file", ogg + strings.Repeat("a", 5000), "a"}})
	many := []pair{{"ticket", ticket, ""}}
	for i := range 16 {
		many = append(many, pair{fmt.Sprint("x", i), "y", ""})
	}
	tests := []struct {
		name   string
		fields []pair
		raw    string
		kind   string
		status int
	}{
		{"the file first", []pair{{"file", ogg, "a"}, {"ticket", ticket, ""}, {"text", "x", ""}}, "", "", 400},
		{"the ticket after the file", []pair{{"text", "x", ""}, {"file", ogg, "a"}, {"ticket", ticket, ""}}, "", "", 400},
		{"a field after the file", []pair{{"ticket", ticket, ""}, {"file", ogg, "a"}, {"quote", "yes", ""}}, "", "", 400},
		{"two files", []pair{{"ticket", ticket, ""}, {"file", ogg, "a"}, {"file", ogg, "b"}}, "", "", 400},
		{"a field twice", []pair{{"ticket", ticket, ""}, {"text", "x", ""}, {"text", "y", ""}}, "", "", 400},
		{"seventeen parts", many, "", "", 400},
		{"a field like a book", []pair{{"ticket", ticket, ""}, {"place", strings.Repeat("x", 2000), ""}}, "", "", 413},
		{"a text like a library", []pair{{"ticket", ticket, ""}, {"text", strings.Repeat("x", 100<<10), ""}}, "", "", 413},
		{"no ticket", []pair{{"text", "x", ""}}, "", "", 400},
		{"nothing", nil, "", "", 400},
		{"not multipart", nil, "ticket=" + ticket + "&text=x", "application/x-www-form-urlencoded", 400},
		{"no boundary", nil, "x", "multipart/form-data", 400},
		{"cut in the file", nil, whole.String()[:whole.Len()-200], kind, 400},
		{"cut in a field", nil, whole.String()[:200], kind, 400},
		{"a part header without end", nil, "--b\r\nContent-Disposition: form-data; name=\"ticket\"; x=" + strings.Repeat("y", 200<<10), "multipart/form-data; boundary=b", 413},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, k := body(tt.fields)
			if tt.kind != "" {
				b.Reset()
				b.WriteString(tt.raw)
				k = tt.kind
			}
			r := httptest.NewRequest("POST", "/q/ferry?lang=en", b)
			r.Header.Set("Content-Type", k)
			w := s.do(r)
			if w.Code != tt.status || len(s.items) != 0 || !strings.Contains(w.Body.String(), "</html>") {
				t.Errorf("status %d, want %d; %d items", w.Code, tt.status, len(s.items))
			}
		})
	}
	if len(s.busy) != 0 {
		t.Error("an item was begun and never ended")
	}
}

func TestNoRoom(t *testing.T) {
	s := newSite(t)
	s.full = true
	ticket := s.ticket("/q/ferry")
	w := s.post("/q/ferry?lang=en", []pair{{"ticket", ticket, ""}, {"text", "kept here", ""}, {"file", ogg, "a"}})
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "kept here") || !strings.Contains(w.Body.String(), "Send the text alone") {
		t.Errorf("%d %v\n%s", w.Code, w.Header(), w.Body)
	}
	if w := s.post("/q/ferry?lang=en", []pair{{"ticket", ticket, ""}, {"text", "kept here", ""}}); w.Code != 200 {
		t.Errorf("the text alone: %d", w.Code)
	}
	s = newSite(t)
	s.broken = true
	w = s.post("/q/ferry?lang=en", []pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "kept here", ""}})
	if w.Code != 503 || !strings.Contains(w.Body.String(), "kept here") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	if strings.Contains(s.log.String(), "kept here") || strings.Contains(s.log.String(), "192.0.2") {
		t.Errorf("the log says %s", s.log)
	}
}

// seal makes what a page seals.
func seal(t testing.TB, e intake.Envelope, file string) string {
	to, err := vault.ParseRecipients(newsroom.Recipient(), recovery.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w, err := to.Seal(&b)
	if err != nil {
		t.Fatal(err)
	}
	out, err := intake.NewWriter(w, e)
	if err != nil {
		t.Fatal(err)
	}
	if file != "" {
		io.WriteString(out, file)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func anAnswer(media bool) intake.Envelope {
	e := intake.Envelope{Kind: intake.Answer, Callout: "ferry", Form: "en", Text: "sealed in the page"}
	e.Consent.Name = "none"
	if media {
		e.Media = &intake.Attached{Medium: "voice", Type: "audio/ogg"}
	}
	return e
}

func (s *site) sealed(body, ticket, tag string) int {
	r := httptest.NewRequest("POST", "/q/ferry/sealed", strings.NewReader(body))
	r.Header.Set("Voxpop-Ticket", ticket)
	r.Header.Set("Voxpop-Tag", tag)
	return s.do(r).Code
}

func TestATextThatThePageSealed(t *testing.T) {
	s := newSite(t)
	item, tag := seal(t, anAnswer(false), ""), "0123456789abcdef"
	ticket := s.ticket("/q/ferry")
	for name, tt := range map[string]struct {
		body, ticket, tag string
		status            int
	}{
		"no tag":           {item, ticket, "", 400},
		"a long tag":       {item, ticket, tag + "0", 400},
		"no ticket":        {item, "", tag, 410},
		"in the clear":     {strings.Repeat("a", len(item)), ticket, tag, 422},
		"too short":        {item[:len(item)-1], ticket, tag, 422},
		"too long":         {item + "x", ticket, tag, 413},
		"empty":            {"", ticket, tag, 422},
		"to somebody else": {strings.Replace(item, "mlkem768x25519", "mlkem768x25518", 1), ticket, tag, 422},
	} {
		if got := s.sealed(tt.body, tt.ticket, tt.tag); got != tt.status || len(s.items) != 0 {
			t.Errorf("%s: status %d, want %d", name, got, tt.status)
		}
	}
	s.clock.pass(-9e9)
	if got := s.sealed(item, ticket, tag); got != 425 {
		t.Errorf("at once: %d", got)
	}
	s.clock.pass(9e9)
	for range 3 {
		if got := s.sealed(item, ticket, tag); got != 200 {
			t.Fatalf("status %d", got)
		}
	}
	if got := s.sealed(seal(t, anAnswer(false), ""), ticket, "fedcba9876543210"); got != 409 {
		t.Errorf("another body with the ticket: %d", got)
	}
	if s.only().Text != "sealed in the page" {
		t.Error("something else was kept")
	}
	if r := s.get("/q/ferry/recipients"); !strings.Contains(r.Body.String(), newsroom.Recipient()) || r.Header().Get("Content-Type") != "application/json" {
		t.Errorf("the recipients: %d %s", r.Code, r.Body)
	}
}

// tus sends one request of the protocol.
func (s *site) tus(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Tus-Resumable", "1.0.0")
	if method == "PATCH" {
		r.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.do(r)
}

func metadata(callout, ticket, tag string) string {
	b := func(v string) string { return base64.StdEncoding.EncodeToString([]byte(v)) }
	return "callout " + b(callout) + ",ticket " + b(ticket) + ",tag " + b(tag) + ",filename " + b("secret.mp4")
}

func TestAnUploadIsResumed(t *testing.T) {
	s := newSite(t)
	file := ogg + strings.Repeat("sound", 20000)
	item, tag := seal(t, anAnswer(true), file), "0123456789abcdef"
	meta := metadata("ferry", s.ticket("/q/ferry"), tag)
	length := strconv.Itoa(len(item))

	w := s.tus("POST", "/files/", "", "Upload-Length", length, "Upload-Metadata", meta)
	at := w.Header().Get("Location")
	if w.Code != 201 || !strings.HasPrefix(at, "/files/") {
		t.Fatalf("%d %q\n%s", w.Code, at, w.Body)
	}
	for name := range s.parts {
		if strings.Contains(at, name) {
			t.Error("the address holds the item's name")
		}
	}
	if again := s.tus("POST", "/files/", "", "Upload-Length", length, "Upload-Metadata", meta); again.Code != 201 || again.Header().Get("Location") != at {
		t.Errorf("begun again: %d %q", again.Code, again.Header().Get("Location"))
	}
	cut := 70000
	if w := s.tus("PATCH", at, item[:cut], "Upload-Offset", "0"); w.Code != 204 || w.Header().Get("Upload-Offset") != strconv.Itoa(cut) {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if w := s.tus("PATCH", at, item[:10], "Upload-Offset", "0"); w.Code != 409 {
		t.Errorf("at a wrong offset: %d", w.Code)
	}
	if w := s.tus("PATCH", at, item, "Upload-Offset", strconv.Itoa(cut)); w.Code != 413 {
		t.Errorf("more than was said: %d", w.Code)
	}
	// The door starts anew: nothing of the upload was in its memory.
	s.handler = s.front.Handler()
	if w := s.tus("HEAD", at, ""); w.Code != 200 || w.Header().Get("Upload-Offset") != strconv.Itoa(cut) || w.Header().Get("Upload-Metadata") != "" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if w := s.tus("GET", at, ""); w.Code != 405 {
		t.Errorf("reading it back: %d", w.Code)
	}
	if w := s.tus("PATCH", at, item[cut:], "Upload-Offset", strconv.Itoa(cut)); w.Code != 204 {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	if w := s.tus("HEAD", at, ""); w.Header().Get("Upload-Offset") != length {
		t.Errorf("after the end: %d %v", w.Code, w.Header())
	}
	if got := s.only(); got.file != file {
		t.Error("another file was kept")
	}
	if w := s.tus("DELETE", at, ""); w.Code != 403 || len(s.items) != 1 {
		t.Errorf("what has arrived can be deleted: %d", w.Code)
	}
	if w := s.tus("POST", "/files/", "", "Upload-Length", length, "Upload-Metadata", strings.Replace(meta, base64.StdEncoding.EncodeToString([]byte(tag)), base64.StdEncoding.EncodeToString([]byte("fedcba9876543210")), 1)); w.Code != 409 {
		t.Errorf("another upload with the ticket: %d", w.Code)
	}
	if s.log.Len() > 0 {
		t.Errorf("the log says %s", s.log)
	}
}

// A text that was edited while its file was on the way is sealed anew: nothing
// of the first body gets into the second.
func TestAnUploadThatWasSealedAnew(t *testing.T) {
	s := newSite(t)
	ticket := s.ticket("/q/ferry")
	first, second := seal(t, anAnswer(true), ogg+"first"), seal(t, anAnswer(true), ogg+"second")
	begin := func(item, tag string) string {
		w := s.tus("POST", "/files/", "", "Upload-Length", strconv.Itoa(len(item)), "Upload-Metadata", metadata("ferry", ticket, tag))
		if w.Code != 201 {
			t.Fatal(w.Code)
		}
		return w.Header().Get("Location")
	}
	a := begin(first, "aaaaaaaaaaaaaaaa")
	s.tus("PATCH", a, first[:50000], "Upload-Offset", "0")
	b := begin(second, "bbbbbbbbbbbbbbbb")
	if w := s.tus("HEAD", b, ""); a == b || w.Header().Get("Upload-Offset") != "0" {
		t.Fatalf("the second begins at %s", w.Header().Get("Upload-Offset"))
	}
	if w := s.tus("PATCH", a, first[50000:], "Upload-Offset", "50000"); w.Code != 404 {
		t.Errorf("the first goes on: %d", w.Code)
	}
	if w := s.tus("PATCH", b, second, "Upload-Offset", "0"); w.Code != 204 || s.only().file != ogg+"second" {
		t.Errorf("%d", w.Code)
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	s := newSite(t)
	item, tag := seal(t, anAnswer(true), ogg), "0123456789abcdef"
	ticket := s.ticket("/q/ferry")
	meta, length := metadata("ferry", ticket, tag), strconv.Itoa(len(item))
	for name, tt := range map[string]struct {
		headers []string
		status  int
	}{
		"no ticket":        {[]string{"Upload-Length", length}, 404},
		"a ticket of none": {[]string{"Upload-Length", length, "Upload-Metadata", metadata("ferry", "x", tag)}, 410},
		"a size of none":   {[]string{"Upload-Length", "70000", "Upload-Metadata", meta}, 413},
		"empty":            {[]string{"Upload-Length", "0", "Upload-Metadata", meta}, 413},
		"too large":        {[]string{"Upload-Length", strconv.FormatInt(vault.SealedSize(intake.Sizes()[41], 2), 10), "Upload-Metadata", meta}, 413},
		"no length":        {[]string{"Upload-Defer-Length", "1", "Upload-Metadata", meta}, 400},
		"in pieces":        {[]string{"Upload-Concat", "final;/files/a /files/b", "Upload-Metadata", meta}, 400},
		"another method":   {[]string{"X-HTTP-Method-Override", "PATCH", "Upload-Metadata", meta}, 400},
	} {
		if w := s.tus("POST", "/files/", "", tt.headers...); w.Code != tt.status || len(s.parts) != 0 {
			t.Errorf("%s: %d, want %d\n%s", name, w.Code, tt.status, w.Body)
		}
	}
	if w := s.tus("PATCH", "/files/none", "x", "Upload-Offset", "0"); w.Code != 404 {
		t.Errorf("an unknown upload: %d", w.Code)
	}
	// Whole, but not sealed to whom it must be.
	w := s.tus("POST", "/files/", "", "Upload-Length", length, "Upload-Metadata", meta)
	at := w.Header().Get("Location")
	if w := s.tus("PATCH", at, strings.Repeat("a", len(item)), "Upload-Offset", "0"); w.Code != 422 || len(s.items) != 0 || len(s.parts) != 0 {
		t.Errorf("in the clear: %d", w.Code)
	}
	// Given up.
	w = s.tus("POST", "/files/", "", "Upload-Length", length, "Upload-Metadata", meta)
	if w := s.tus("DELETE", w.Header().Get("Location"), ""); w.Code != 204 || len(s.parts) != 0 {
		t.Errorf("given up: %d", w.Code)
	}
	s.full = true
	if w := s.tus("POST", "/files/", "", "Upload-Length", length, "Upload-Metadata", meta); w.Code != http.StatusInsufficientStorage {
		t.Errorf("no room: %d", w.Code)
	}
}
