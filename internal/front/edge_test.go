package front_test

import (
	"bytes"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jba/templatecheck"

	"voxpop/internal/front"
	"voxpop/internal/intake"
	"voxpop/internal/vault"
)

// TestTemplates checks every field that a template names against the type of
// its data, also inside parts that a test's data leaves empty.
func TestTemplates(t *testing.T) {
	for name, data := range front.Data {
		if err := templatecheck.CheckHTML(front.Pages.Lookup(name), data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The style sheet speaks of start and end, never of left and right.
func TestTheSheet(t *testing.T) {
	b, err := os.ReadFile("assets/door.css")
	if err != nil || len(b) > 10<<10 {
		t.Fatal(len(b), err)
	}
	for _, word := range []string{"-left", "-right", ": left", ": right", "float:", "url(", "@import"} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("the style sheet says %q", word)
		}
	}
}

func TestProxyLines(t *testing.T) {
	for line, want := range map[string]string{
		"PROXY TCP6 fc00:dead:beef:4dad::ffff:ffff ::1 65535 42\r\n": "[fc00:dead:beef:4dad::ffff:ffff]:65535",
		"PROXY TCP4 203.0.113.7 127.0.0.1 1 443\r\n":                 "203.0.113.7:1",
		"PROXY UNKNOWN\r\n":                 "",
		"PROXY UNKNOWN ff::1 ff::2 1 2\r\n": "",
	} {
		got, err := front.ParseProxyLine([]byte(line))
		if err != nil || want != "" && got.String() != want || want == "" && got.IsValid() {
			t.Errorf("%q: %v, %v", line, got, err)
		}
	}
	for _, line := range []string{"", "\r\n", "PROXY\r\n", "PROXY TCP4 203.0.113.7 127.0.0.1 1 443\n", "PROXY TCP4 203.0.113.7 127.0.0.1 1\r\n", "PROXY TCP4 ::1 ::1 1 2\r\n",
		"PROXY TCP6 203.0.113.7 ::1 1 2\r\n", "PROXY TCP4 203.0.113.7 127.0.0.1 01 2\r\n", "PROXY TCP4 203.0.113.7 127.0.0.1 1 70000\r\n", "PROXY  TCP4 203.0.113.7 127.0.0.1 1 2\r\n",
		"proxy TCP4 203.0.113.7 127.0.0.1 1 2\r\n", "PROXY TCP4 203.0.113.7 127.0.0.1 1 2 3\r\n", "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", "PROXY UNKNOWNX\r\n", "GET / HTTP/1.1\r\n",
		"PROXY UNKNOWN " + strings.Repeat("x", 100) + "\r\n"} {
		if got, err := front.ParseProxyLine([]byte(line)); err == nil {
			t.Errorf("%q is read as %v", line, got)
		}
	}
}

func TestConnectionsThatBeginWithALine(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.RemoteAddr) })}
	go server.Serve(front.ListenProxy(l))
	defer server.Close()
	ask := func(first string) string {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, first+"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		b, _ := io.ReadAll(c)
		return string(b)
	}
	if got := ask("PROXY TCP6 fc00:dead:beef:4dad::7 ::1 65535 42\r\n"); !strings.HasSuffix(got, "[fc00:dead:beef:4dad::7]:65535") {
		t.Errorf("answer %q", got)
	}
	if got := ask(""); got != "" {
		t.Errorf("without the line: %q", got)
	}
}

// TestTorReadsTheConfiguration asks tor itself, where there is one.
func TestTorReadsTheConfiguration(t *testing.T) {
	text := front.Torrc(front.TorrcOptions{Data: t.TempDir(), Target: "127.0.0.1:8443"})
	for _, want := range []string{"HiddenServicePoWDefensesEnabled 1", "HiddenServiceExportCircuitID haproxy", "HiddenServiceNonAnonymousMode 0", "HiddenServicePort 80 127.0.0.1:8443"} {
		if !strings.Contains(text, want) {
			t.Errorf("the configuration lacks %q", want)
		}
	}
	tor, err := exec.LookPath("tor")
	if err != nil {
		t.Skip("tor is not installed: the configuration is not tried")
	}
	file := filepath.Join(t.TempDir(), "torrc")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tor, "--verify-config", "-f", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestAPageComesBackToABrowserThatIsStillSending: with a real server and a file
// that is refused by its first bytes.
func TestAPageComesBackToABrowserThatIsStillSending(t *testing.T) {
	s := newSite(t)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	for _, size := range []int{1 << 10, 1 << 20, 8 << 20} {
		b, kind := body([]pair{{"ticket", s.ticket("/q/ferry"), ""}, {"text", "still here", ""}, {"file", "MZ" + strings.Repeat("\x00", size), "a.exe"}})
		resp, err := http.Post(server.URL+"/q/ferry?lang=en", kind, b)
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != 415 && resp.StatusCode != 413 || !strings.Contains(string(page), "still here") {
			t.Errorf("%d bytes: %d, %v\n%s", size, resp.StatusCode, err, page)
		}
		if resp.Header.Get("Date") != "" {
			t.Errorf("the answer names the second: %s", resp.Header.Get("Date"))
		}
	}
}

// TestAStrangersReceiptTakesAsLong compares the time of receipts that have a
// reply, whose opening is work, with that of receipts of nobody, by Welch's t-test.
func TestAStrangersReceiptTakesAsLong(t *testing.T) {
	if os.Getenv("VOXPOP_SOAK") == "" {
		t.Skip("takes minutes: set VOXPOP_SOAK=1")
	}
	s := newSite(t, func(s *site) { s.front.Options.Limits.PerMinute = 1 << 30 })
	const trials = 1000
	var known, strangers []string
	for range 64 {
		k, err := intake.NewReceipt(nil)
		if err != nil {
			t.Fatal(err)
		}
		to, err := keyring{}.ReceiptRecipient(k.ReplySeed())
		if err != nil {
			t.Fatal(err)
		}
		plain, err := intake.Reply{Day: "2026-09-11", Lang: "en", Text: "a reply"}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := vault.SealReply(to, plain)
		if err != nil {
			t.Fatal(err)
		}
		s.replies[k.Box()] = [][]byte{sealed, sealed, sealed}
		u, _ := intake.NewReceipt(nil)
		known, strangers = append(known, k.Digits()), append(strangers, u.Digits())
	}
	ask := func(receipt string) float64 {
		b := url.Values{"receipt": {receipt}}.Encode()
		r := httptest.NewRequest("POST", "/return", strings.NewReader(b))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		start := time.Now()
		s.handler.ServeHTTP(w, r)
		return time.Since(start).Seconds()
	}
	var a, b moments
	for i := range trials {
		n := i * 7 % len(known)
		if i%2 == 0 {
			a.add(ask(known[n]))
			b.add(ask(strangers[n]))
		} else {
			b.add(ask(strangers[n]))
			a.add(ask(known[n]))
		}
	}
	welch := (a.mean - b.mean) / math.Sqrt(a.variance()/a.n+b.variance()/b.n)
	t.Logf("%d trials each: %.1f and %.1f µs, Welch's t = %.2f", trials, a.mean*1e6, b.mean*1e6, welch)
	if math.Abs(welch) >= 4.5 {
		t.Errorf("Welch's t = %.2f, want less than 4.5", welch)
	}
}

// moments are the count, mean and spread of what was added, after Welford.
type moments struct{ n, mean, m2 float64 }

func (m *moments) add(x float64) {
	m.n++
	d := x - m.mean
	m.mean += d / m.n
	m.m2 += d * (x - m.mean)
}

func (m *moments) variance() float64 { return m.m2 / (m.n - 1) }
