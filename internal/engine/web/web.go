// Package web fetches pages and feeds for an editor: bounded, without cookies, and never from inside the newsroom's own network.
//
// A page is asked for once, as any reader without a script would: no cookies,
// no referrer, a User-Agent that names neither the newsroom nor the program.
// Addresses of this machine and of private networks are refused when the
// connection is made, so that no name, and no page that sends on, can lead
// there. Through a proxy such as Tor no name is looked up here.
//
// What is fetched is for a person who asked for it. Pages behind a wall stay
// behind it.
package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/idna"

	"voxpop"
)

// agent is what sites are told: a browser without a name. It says nothing about
// who asks.
const agent = "Mozilla/5.0 (compatible)"

// Fetcher fetches pages and feeds. The fields are set before the first call
// and then left alone; calls may run at once. The zero value works.
type Fetcher struct {
	// Proxy is the address of a proxy, as socks5h://127.0.0.1:9050 for Tor, which
	// then looks up every name. "" = none, whatever the environment says.
	Proxy string
	// Gap is the least time between two requests to one host; 0 = 2 seconds.
	Gap time.Duration
	// Now tells how much of Gap has passed; nil: all of it is waited.
	Now func() time.Time
	// Wait waits; nil = a timer. Tests give one that does not.
	Wait func(context.Context, time.Duration) error
	// NoPictures leaves out the pictures and style sheets of a page: each is a
	// request that its host sees.
	NoPictures bool
	Limits     Limits
	// Roots are the authorities that may vouch for a site; nil = the system's.
	Roots *x509.CertPool
	// Inside are private networks that may be asked all the same, as that of a
	// newsroom's own archive.
	Inside []netip.Prefix

	once   sync.Once
	dial   *net.Dialer
	client *http.Client
	setup  error

	mu   sync.Mutex
	last map[string]time.Time // by host: the turn that was given last
	busy map[string]bool      // hosts that were asked before, where Now is nil
}

// Limits bound a request. A zero field means the default.
type Limits struct {
	Timeout   time.Duration // of one page with all it is sent on to; 30 seconds
	Page      int64         // bytes of a page or a feed, unpacked; 16 MiB
	Redirects int           // 8
}

func (l Limits) filled() Limits {
	if l.Timeout <= 0 {
		l.Timeout = 30 * time.Second
	}
	if l.Page <= 0 {
		l.Page = 16 << 20
	}
	if l.Redirects <= 0 {
		l.Redirects = 8
	}
	return l
}

const defaultGap = 2 * time.Second

// ready builds the client, once.
func (f *Fetcher) ready() error {
	f.once.Do(func() {
		d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: -1}
		t := &http.Transport{
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: f.Roots},
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        15 * time.Second,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  f.Limits.filled().Timeout,
			MaxResponseHeaderBytes: 256 << 10,
		}
		if f.Proxy == "" {
			// After the name was looked up, for every address that is tried: what
			// a name stands for can change between a look and a call.
			d.Control = func(_, address string, _ syscall.RawConn) error {
				ap, err := netip.ParseAddrPort(address)
				if err != nil || !f.allowed(ap.Addr()) {
					return errInside
				}
				return nil
			}
		} else {
			p, err := url.Parse(f.Proxy)
			if err != nil || p.Hostname() == "" || p.Port() == "" || p.Scheme != "http" && p.Scheme != "https" && p.Scheme != "socks5" && p.Scheme != "socks5h" {
				// It may hold a password, so it is not repeated.
				f.setup = &voxpop.Error{Kind: voxpop.Invalid, Op: "web.Fetcher", Place: "proxy", Message: "is not the address of a proxy", Hint: "write socks5h://127.0.0.1:9050 or http://host:port"}
				return
			}
			if p.Scheme == "socks5" {
				p.Scheme = "socks5h" // names are the proxy's to look up
			}
			t.Proxy = http.ProxyURL(p)
		}
		f.dial, t.DialContext = d, d.DialContext
		f.client = &http.Client{
			Transport: t,
			// Each step is looked at as the first one was.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	})
	return f.setup
}

// Check says what is wrong with the fields. It reaches nobody.
func (f *Fetcher) Check() error { return f.ready() }

// Close lets go of idle connections.
func (f *Fetcher) Close() {
	if f.ready() == nil {
		f.client.CloseIdleConnections()
	}
}

// private are networks that are nobody's on the Internet, besides those that
// package netip knows: RFC 6890 and what clouds keep for themselves.
var private = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("3fff::/20"), netip.MustParsePrefix("5f00::/16"), netip.MustParsePrefix("::/96"), netip.MustParsePrefix("::ffff:0:0:0/96"), netip.MustParsePrefix("fec0::/10"),
}

// allowed reports whether an address may be asked.
func (f *Fetcher) allowed(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, p := range f.Inside {
		if p.Contains(ip) {
			return true
		}
	}
	// Metadata services of clouds are at link-local addresses, or at 168.63.129.16.
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip == netip.AddrFrom4([4]byte{168, 63, 129, 16}) {
		return false
	}
	for _, p := range private {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// outside checks an address as it is written, wide letters and circled digits
// as what they stand for. Where a name leads is looked at when the connection
// is made, or is the proxy's to say.
func (f *Fetcher) outside(u *url.URL) bool {
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil && !plain(u.Hostname()) {
		return false // no name; what a proxy makes of it is not known here
	}
	if err != nil {
		host = u.Hostname() // an underscore in it, or a number of version 6
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		return f.allowed(ip)
	}
	if oldNumber(host) {
		return false // 0177.1, 2130706433: an address, written so that it is not seen
	}
	if len(f.Inside) > 0 {
		return true // a name of theirs
	}
	for _, end := range []string{"localhost", "local", "internal", "intranet", "lan", "home.arpa", "corp", "home"} {
		if host == end || strings.HasSuffix(host, "."+end) {
			return false
		}
	}
	return strings.Contains(host, ".")
}

// plain reports whether s is ASCII.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// oldNumber reports whether a host is an IPv4 address in one of the old ways of
// writing it: its last part is a number.
func oldNumber(host string) bool {
	part := host[strings.LastIndexByte(host, '.')+1:]
	if part == "" {
		return true
	}
	if strings.HasPrefix(part, "0x") {
		return true
	}
	for _, c := range part {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// turn waits until a host may be asked again.
func (f *Fetcher) turn(ctx context.Context, host string) error {
	gap := f.Gap
	if gap <= 0 {
		gap = defaultGap
	}
	f.mu.Lock()
	if f.last == nil {
		f.last, f.busy = map[string]time.Time{}, map[string]bool{}
	}
	var d time.Duration
	switch {
	case f.Now != nil:
		now := f.Now()
		at := f.last[host].Add(gap)
		if at.Before(now) {
			at = now
		}
		d = at.Sub(now)
		f.last[host] = at
	case f.busy[host]:
		d = gap
	}
	f.busy[host] = true
	f.mu.Unlock()
	if d <= 0 {
		return ctx.Err()
	}
	if f.Wait != nil {
		return f.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
