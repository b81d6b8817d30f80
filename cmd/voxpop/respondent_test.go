package main

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// visitor is somebody at a public door: a browser without script, which shows
// what a browser shows of itself.
type visitor struct {
	base   string
	client *http.Client
}

// browserWords stand in every request of a visitor; none may be kept.
const browserWords = "CanaryBrowser/77.1 (Fingerprint-9f2)"

func newVisitor(t *testing.T, base string) visitor {
	c := &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
	t.Cleanup(c.CloseIdleConnections)
	return visitor{base, c}
}

var (
	ticketPattern = regexp.MustCompile(`name="ticket" value="([^"]+)"`)
	digitsPattern = regexp.MustCompile(`class="digits"[^>]*>([0-9 ]+)<`)
)

func (v visitor) do(t *testing.T, want int, method, path, kind string, body io.Reader) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", browserWords)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != want {
		t.Fatalf("%s %s: status %d, want %d: %.300s", method, path, resp.StatusCode, want, b)
	}
	return string(b)
}

func (v visitor) get(t *testing.T, path string) string {
	t.Helper()
	return v.do(t, http.StatusOK, http.MethodGet, path, "", nil)
}

func (v visitor) post(t *testing.T, path string, values url.Values) string {
	t.Helper()
	return v.do(t, http.StatusOK, http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()))
}

func found(t *testing.T, pattern *regexp.Regexp, page string) string {
	t.Helper()
	m := pattern.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no %v in %.300s", pattern, page)
	}
	return html.UnescapeString(m[1])
}

// answer fills in a form and sends it, with a file when file is not nil, and
// returns the digits of the receipt that it asks for.
func (v visitor) answer(t *testing.T, slug, text string, file []byte) (receipt string) {
	t.Helper()
	ticket := v.form(t, slug)
	writing(t)
	return v.send(t, slug, ticket, text, file)
}

// form opens a form and returns its ticket.
func (v visitor) form(t *testing.T, slug string) (ticket string) {
	t.Helper()
	return found(t, ticketPattern, v.get(t, "q/"+slug))
}

// writing waits: the door takes who answers at once for a machine.
func writing(t *testing.T) {
	t.Helper()
	<-time.After(3200 * time.Millisecond)
}

// send sends a form that was opened before.
func (v visitor) send(t *testing.T, slug, ticket, text string, file []byte) (receipt string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range [][2]string{{"ticket", ticket}, {"text", text}, {"quote", "yes"}, {"voice", "yes"}, {"name_level", "none"}, {"receipt", "yes"}} {
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", "canary-file-name.ogg")
		if err != nil {
			t.Fatal(err)
		}
		part.Write(file)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return found(t, digitsPattern, v.do(t, http.StatusOK, http.MethodPost, "q/"+slug, w.FormDataContentType(), &body))
}

// takeBack takes an answer back by its receipt.
func (v visitor) takeBack(t *testing.T, slug, receipt string) {
	t.Helper()
	values := url.Values{"receipt": {receipt}, "callout": {slug}}
	values.Set("ticket", found(t, ticketPattern, v.post(t, "return/withdraw", values)))
	values.Set("confirm", "yes")
	v.post(t, "return/withdraw", values)
}
