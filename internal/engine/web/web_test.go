package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/article"
	"voxpop/internal/engine/web"
)

// loopback lets a fetcher reach the servers of these tests.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

func nobodyWaits(context.Context, time.Duration) error { return nil }

func fetcher() *web.Fetcher { return &web.Fetcher{Inside: loopback, Wait: nobodyWaits} }

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func kind(t *testing.T, err error, want voxpop.Kind, words string) {
	t.Helper()
	e, ok := errors.AsType[*voxpop.Error](err)
	if !ok || e.Kind != want || !strings.Contains(e.Message, words) || e.Hint == "" {
		t.Errorf("got %v (kind %s, hint %q), want kind %s and %q, with a hint", err, voxpop.KindOf(err), voxpop.HintOf(err), want, words)
	}
}

const story = `<html lang="en"><head><title>Ferry</title></head><body><article><h1>Ferry</h1>
<p>The ferry between Selane and the islands will sail again in June, the minister said on Thursday after a long meeting with the people of the harbour.</p>
<p>“We will not leave the islands without a boat,” Ilse Varga said. <img src="/ferry.png" width="300"><img src="/count.gif" width="1" height="1"></p>
<p>The line was closed two years ago when the only ship failed its inspection, and islanders have crossed by fishing boat since then, at their own risk.</p>
</article></body></html>`

var png = "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 100)

// TestWhatASiteSees: a page is asked for without anything that tells who asks,
// also after it was sent on.
func TestWhatASiteSees(t *testing.T) {
	var mu sync.Mutex
	var seen []*http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen = append(seen, r.Clone(context.Background()))
		mu.Unlock()
		http.SetCookie(w, &http.Cookie{Name: "id", Value: "1"})
		switch r.URL.Path {
		case "/a":
			http.Redirect(w, r, "/b?x=1", http.StatusFound)
		case "/b":
			w.Header().Set("Content-Type", "text/html")
			io.WriteString(w, story)
		case "/ferry.png":
			io.WriteString(w, png)
		default:
			t.Errorf("asked for %s", r.URL)
		}
	})
	saved, err := fetcher().Save(t.Context(), strings.Replace(s.URL, "http://", "http://user:secret@", 1)+"/a#part", time.Date(2024, 5, 2, 18, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if saved.Page.URL != s.URL+"/b?x=1" {
		t.Errorf("ended at %s", saved.Page.URL)
	}
	for _, r := range seen {
		for k := range r.Header {
			switch k {
			case "User-Agent", "Accept", "Accept-Encoding":
			default:
				t.Errorf("%s was sent: %v", k, r.Header[k])
			}
		}
		if ua := r.UserAgent(); strings.Contains(strings.ToLower(ua), "voxpop") || strings.Contains(ua, "Go-http") || ua == "" {
			t.Errorf("User-Agent %q", ua)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d requests, want 3: page, page, picture", len(seen))
	}
	if !bytes.Contains(saved.File.Bytes, []byte("data:image/png;base64,")) || bytes.Contains(saved.File.Bytes, []byte("count.gif")) {
		t.Error("the picture is not in the file, or what counts readers is")
	}
	if !bytes.Contains(saved.File.Bytes, []byte("2024-05-02T18:00:00Z")) {
		t.Error("the file does not say when it was fetched")
	}
	a, _, err := article.Read(saved.File.Bytes, saved.File.Ext)
	if err != nil || !strings.Contains(a.Text, "“We will not leave the islands without a boat,” Ilse Varga said.") || a.Outlet != "127.0.0.1" {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestNeverInside: no address of this machine or of a private network is
// asked, however it is written and whatever leads there.
func TestNeverInside(t *testing.T) {
	inside := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("was asked for %s", r.URL) })
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	f := &web.Fetcher{Wait: nobodyWaits}
	for _, host := range []string{
		"127.0.0.1", "localhost", "LOCALHOST.", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "127.1", "2130706433", "0x7f.1", "0177.0.0.1",
		"10.0.0.1", "172.16.4.4", "192.168.1.1", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "metadata.google.internal", "router.lan", "desk", "printer.local",
		"[64:ff9b::7f00:1]", "[::ffff:0:127.0.0.1]", "[2002:7f00:1::]", "[::127.0.0.1]", "224.0.0.1", "255.255.255.255", "192.0.2.1", "[2001:db8::1]",
	} {
		_, err := f.Page(t.Context(), "http://"+host+":"+port+"/")
		kind(t, err, voxpop.Forbidden, "not on the Internet")
	}
	// Through a proxy nothing but the address itself is looked at, and each
	// spelling of it is what it stands for.
	p := &web.Fetcher{Wait: nobodyWaits, Proxy: "http://" + inside.Listener.Addr().String()}
	for _, host := range []string{"①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "x.ⓘnternal", "x.ｌocalhost", "ⓛocalhost", "0ｘ7f.1", "[::ffff:0:127.0.0.1]", "127.0.0.1."} {
		_, err := p.Page(t.Context(), "http://"+host+"/")
		kind(t, err, voxpop.Forbidden, "not on the Internet")
	}
	// Next to them: addresses that are anybody's are not refused before they are asked.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, host := range []string{"93.184.215.14", "172.32.0.1", "11.0.0.1", "[2606:2800::1]", "www.lantern.example", "localhost.example", "internal-affairs.example", "fähre.example", "کشتی.example", "a_b.example"} {
		_, err := f.Page(ctx, "http://"+host+"/")
		if voxpop.KindOf(err) != voxpop.Unavailable {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// TestNoNameLeadsInside: what a name stands for is looked at when the
// connection is made. Whoever answers for names here says that it is this machine.
func TestNoNameLeadsInside(t *testing.T) {
	inside := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("was asked for %s", r.URL) })
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	f := &web.Fetcher{Wait: nobodyWaits}
	web.Resolve(t, f, "127.0.0.1")
	_, err := f.Page(t.Context(), "http://www.lantern.example:"+port+"/")
	kind(t, err, voxpop.Forbidden, "not on the Internet")
}

// TestSentInside: nor does a page that sends on.
func TestSentInside(t *testing.T) {
	for _, to := range []string{"http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "gopher://127.0.0.1/", "//192.168.0.1/x", "http://0x7f000001/"} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		})
		// Only the test's own server may be asked.
		f := &web.Fetcher{Wait: nobodyWaits, Inside: []netip.Prefix{netip.MustParsePrefix(s.Listener.Addr().(*net.TCPAddr).IP.String() + "/32")}}
		_, err := f.Page(t.Context(), s.URL)
		if k := voxpop.KindOf(err); k != voxpop.Forbidden && k != voxpop.Invalid {
			t.Errorf("sent on to %s: %v", to, err)
		}
	}
}

func TestErrorsHelp(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; p {
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/nowhere":
			w.WriteHeader(http.StatusFound)
		case "/large":
			w.Header().Set("Content-Type", "text/html")
			for range 40 {
				io.WriteString(w, strings.Repeat("x", 1000))
			}
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(make([]byte, 1<<20))
			z.Close()
		case "/consent":
			io.WriteString(w, "<p>We value your privacy.</p>")
		case "/feed":
			io.WriteString(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>`)
		default:
			var code int
			fmt.Sscanf(p, "/%d", &code)
			if code == 429 {
				w.Header().Set("Retry-After", "120")
			}
			w.WriteHeader(code)
			io.WriteString(w, "<p>what the site says</p>")
		}
	})
	f := fetcher()
	f.Limits.Page = 32 << 10
	for path, want := range map[string]struct {
		kind  voxpop.Kind
		words string
	}{
		"/401": {voxpop.Forbidden, "account"}, "/402": {voxpop.Forbidden, "account"}, "/403": {voxpop.Forbidden, "account"}, "/451": {voxpop.Forbidden, "account"},
		"/404": {voxpop.NotFound, "no such page"}, "/410": {voxpop.NotFound, "no longer"}, "/429": {voxpop.Unavailable, "left alone"}, "/500": {voxpop.Unavailable, "500"}, "/418": {voxpop.Invalid, "418"},
		"/loop": {voxpop.Invalid, "on and on"}, "/nowhere": {voxpop.Invalid, "does not say where"}, "/large": {voxpop.Invalid, "larger"}, "/bomb": {voxpop.Invalid, "larger"},
		"/consent": {voxpop.Forbidden, "consent"}, "/feed": {voxpop.Invalid, "is a feed"},
	} {
		_, err := f.Page(t.Context(), s.URL+path)
		t.Run(path, func(t *testing.T) {
			kind(t, err, want.kind, want.words)
			if err != nil && strings.Contains(err.Error()+voxpop.HintOf(err), "what the site says") {
				t.Error("the site's words are in the error")
			}
		})
	}
	for _, bad := range []string{"", "lantern.example/page", "file:///etc/passwd", "ftp://lantern.example/x", "http://", "http://%zz/", "javascript:alert(1)"} {
		_, err := f.Page(t.Context(), bad)
		kind(t, err, voxpop.Invalid, "not the address of a page")
	}
	if _, err := f.Page(t.Context(), s.URL+"/429"); !strings.Contains(voxpop.HintOf(err), "3 minutes") {
		t.Errorf("hint %q", voxpop.HintOf(err))
	}
}

// TestNoFallFromTLS: a page that was asked for with https is not read without.
func TestNoFallFromTLS(t *testing.T) {
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("was asked for %s", r.URL) })
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, plain.URL, http.StatusFound)
	}))
	defer s.Close()
	_, err := fetcher().Page(t.Context(), s.URL)
	kind(t, err, voxpop.Forbidden, "cannot show")
	f := fetcher()
	f.Roots = x509.NewCertPool()
	f.Roots.AddCert(s.Certificate())
	_, err = f.Page(t.Context(), s.URL)
	kind(t, err, voxpop.Forbidden, "read and change")
}

// TestThroughTor: with a proxy no name is looked up here, and private
// addresses are refused all the same.
func TestThroughTor(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, story)
	})
	asked := make(chan string, 4)
	proxy := socks(t, s.Listener.Addr().String(), asked)
	f := &web.Fetcher{Proxy: "socks5://" + proxy, Wait: nobodyWaits}
	p, err := f.Page(t.Context(), "http://lantern.example/ferry")
	if err != nil {
		t.Fatal(err)
	}
	if p.URL != "http://lantern.example/ferry" || !bytes.Contains(p.Body, []byte("ferry between Selane")) {
		t.Errorf("%s: %s", p.URL, p.Body)
	}
	if got := <-asked; got != "lantern.example:80" {
		t.Errorf("the proxy was asked for %q, want the name", got)
	}
	_, err = f.Page(t.Context(), "http://127.0.0.1:80/")
	kind(t, err, voxpop.Forbidden, "not on the Internet")
	f = &web.Fetcher{Proxy: "tor"}
	kind(t, f.Check(), voxpop.Invalid, "not the address of a proxy")
}

// socks is a SOCKS5 server that connects everything to one place.
func socks(t *testing.T, to string, asked chan<- string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				var b [262]byte
				io.ReadFull(c, b[:2])
				io.ReadFull(c, b[:b[1]])
				c.Write([]byte{5, 0})
				io.ReadFull(c, b[:5])
				if b[3] != 3 {
					asked <- fmt.Sprintf("an address of kind %d", b[3])
					return
				}
				n := int(b[4])
				io.ReadFull(c, b[:n+2])
				asked <- fmt.Sprintf("%s:%d", b[:n], int(b[n])<<8|int(b[n+1]))
				c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
				up, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer up.Close()
				go io.Copy(up, c)
				io.Copy(c, up)
			}()
		}
	}()
	return l.Addr().String()
}

// TestOneAfterTheOther: a host is left alone between two requests, another is not.
func TestOneAfterTheOther(t *testing.T) {
	h := func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, story) }
	one, two := serve(t, h), serve(t, h)
	now := time.Date(2024, 5, 2, 12, 0, 0, 0, time.UTC)
	var waited []time.Duration
	f := fetcher()
	f.Gap, f.NoPictures = 3*time.Second, true
	f.Now = func() time.Time { return now }
	f.Wait = func(_ context.Context, d time.Duration) error { waited = append(waited, d); return nil }
	for _, u := range []string{one.URL, one.URL, two.URL, one.URL} {
		if _, err := f.Page(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(time.Minute)
	f.Page(t.Context(), one.URL)
	if got, want := fmt.Sprint(waited), "[3s 6s]"; got != want {
		t.Errorf("waited %s, want %s", got, want)
	}
	f.Wait = func(ctx context.Context, _ time.Duration) error { return context.Canceled }
	_, err := f.Page(t.Context(), one.URL)
	if voxpop.KindOf(err) != voxpop.Unavailable {
		t.Errorf("%v", err)
	}
}

// TestSlowSite: a site that sends a letter at a time does not hold an editor up for ever.
func TestSlowSite(t *testing.T) {
	done := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "<p>")
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-done:
		}
	})
	defer close(done)
	f := fetcher()
	f.Limits.Timeout = 50 * time.Millisecond
	_, err := f.Page(t.Context(), s.URL)
	kind(t, err, voxpop.Unavailable, "did not answer")
}

func TestWindows1256(t *testing.T) {
	body, err := os.ReadFile("../../article/testdata/cp1256.html")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=windows-1256")
		w.Write(body)
	})
	saved, err := fetcher().Save(t.Context(), s.URL, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := article.Read(saved.File.Bytes, ".html")
	if err != nil || !strings.Contains(a.Text, "«لن نترك الجزر بلا سفينة»") || a.Lang != "ar" || a.Dir != "rtl" {
		t.Errorf("%+v %v", a, err)
	}
}
