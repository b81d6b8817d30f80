// Package wire carries what respondents said to one HTTP server, by the newsroom's leave and no further.
//
// It is the part that all engines with a server share: which addresses count as
// this machine, what needs leave, what is tried again and when, how much of an
// answer is read, and errors that hold nothing of what was sent or answered.
// Addresses are checked twice: before anything is sent, and when a connection
// is made.
package wire

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"voxpop"
)

// Line is the way to one server. The fields are set before the first call and
// then left alone; calls may run at once. The zero value reaches nobody.
type Line struct {
	// Address is the server's, as http://127.0.0.1:8080. It holds no user, key or query.
	Address string
	Path    string   // of an address without one, as /v1
	Verbs   []string // what an address may not end in, as /embeddings
	Example string   // an address as it should be, for hints
	Key     Secret   // sent as a bearer token; "" = none

	AllowRemote bool // what respondents said may leave this machine
	AllowPlain  bool // and travel to another host without TLS
	PassedOn    bool // the server here hands what it is asked to its maker's computers

	// Proxy is the address of a proxy. The proxies that the environment names
	// are not used: nobody wrote them down for this.
	Proxy string
	// Roots are the authorities that may vouch for the server; nil = the system's.
	Roots *x509.CertPool
	// Wait waits between two tries; nil = a timer. Tests give one that does not.
	Wait func(context.Context, time.Duration) error

	Limits Limits

	Hints   map[int]string // what to do about an answer, by its status; instead of the general hint
	TooMuch []string       // words of an answer 500, in lower case, by which the input is the trouble
	Large   string         // what to do when an answer is too large
	Strange string         // what to do when an answer is not of the interface

	once   sync.Once
	client *http.Client
	dialer *net.Dialer
	base   *url.URL
	setup  error

	mu   sync.Mutex
	down bool // the last request was not answered in all its tries: the next gets one
}

// Limits bound what is awaited and read. A zero field means the default.
type Limits struct {
	Parallel int           // connections that are kept; 2
	Tries    int           // times one request is sent; 6, or 2 when the server hangs. Once a server has failed all of them, 1 until it answers
	Timeout  time.Duration // of one try; 2 minutes, for a server that loads its model first
	MaxWait  time.Duration // the longest wait between two tries; 30 seconds. A server that asks for more is given up
	Response int64         // bytes of one answer; 32 MiB
}

func (l Limits) filled() Limits {
	if l.Parallel <= 0 {
		l.Parallel = 2
	}
	if l.Tries <= 0 {
		l.Tries = 6
	}
	if l.Timeout <= 0 {
		l.Timeout = 2 * time.Minute
	}
	if l.MaxWait <= 0 {
		l.MaxWait = 30 * time.Second
	}
	if l.Response <= 0 {
		l.Response = 32 << 20
	}
	return l
}

// Secret is a key that does not show itself when it is printed or logged.
type Secret string

const hidden = "[key]"

// Format writes the same for every key and verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.shown()) }

// LogValue is what a log shows.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.shown()) }

// MarshalText is what JSON and the like show.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown()), nil }

func (s Secret) shown() string {
	if s == "" {
		return ""
	}
	return hidden
}

// Host is the host and port of an address, "" if it is none.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// Remote reports whether an address leads to another machine, by its name.
func Remote(address string) bool {
	u, err := url.Parse(address)
	return err != nil || !loopback(u.Hostname())
}

// loopback reports whether host is this machine by its name. What the name
// stands for is looked at again when a connection is made.
func loopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// Check says what is wrong with the fields, an error of kind invalid, or of
// kind forbidden where something would leave the machine and nobody allowed
// it. It reaches nobody.
func (l *Line) Check(op string) error {
	_, err := l.address()
	return As(op, err)
}

func (l *Line) address() (*url.URL, error) {
	bad := func(kind voxpop.Kind, place, message, hint string) (*url.URL, error) {
		return nil, &voxpop.Error{Kind: kind, Op: "wire.Check", Place: place, Message: message, Hint: hint}
	}
	u, err := url.Parse(l.Address)
	switch {
	// An address that cannot be read may hold a key; it is not repeated.
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return bad(voxpop.Invalid, "url", "is not an http or https address", "write "+l.Example+", as docs/ENGINES.md shows for each server")
	case u.User != nil:
		return bad(voxpop.Invalid, "url", "holds a user or a key", "leave it out; a key goes into the environment")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return bad(voxpop.Invalid, "url", "holds a query", "end it at the path, as "+l.Example)
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	for _, verb := range l.Verbs {
		if strings.HasSuffix(u.Path, verb) {
			return bad(voxpop.Invalid, "url", "names one of the server's verbs", "end it before the verb, as "+l.Example)
		}
	}
	if u.Path == "" {
		u.Path = l.Path
	}
	far := !loopback(u.Hostname())
	switch {
	case far && !l.AllowRemote:
		return bad(voxpop.Forbidden, u.Host, "is not this machine, and nobody allowed respondents' words to leave it",
			"run the server here, or set allow_remote = true once the newsroom has decided that they may")
	case !l.AllowRemote && l.PassedOn:
		return bad(voxpop.Forbidden, u.Host, "passes what this model is asked on to its maker, and nobody allowed respondents' words to leave this machine",
			"choose a model whose name does not end in cloud, or set allow_remote = true")
	case far && u.Scheme == "http" && !l.AllowPlain:
		return bad(voxpop.Forbidden, u.Host, "would get respondents' words over a line that anybody on the way can read",
			"use https, or set allow_plain = true where the line itself is sealed (a tunnel)")
	}
	for _, r := range string(l.Key) {
		if r <= ' ' || r > '~' {
			return bad(voxpop.Invalid, "key", "holds a character that no key holds", "look for a space or a line end around it")
		}
	}
	if l.Proxy != "" {
		p, err := url.Parse(l.Proxy)
		if err != nil || p.Hostname() == "" || p.Scheme != "http" && p.Scheme != "https" && p.Scheme != "socks5" && p.Scheme != "socks5h" {
			return bad(voxpop.Invalid, "proxy", "is not the address of a proxy", "write http://host:port or socks5h://host:port")
		}
		if !l.AllowRemote && !loopback(p.Hostname()) {
			return bad(voxpop.Forbidden, "proxy", "is not this machine, and nobody allowed respondents' words to leave it", "leave it out: a server on this machine needs none")
		}
	}
	return u, nil
}

// As is err with another op; an error that is not ours becomes internal.
func As(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		c := *e
		c.Op = op
		return &c
	}
	return &voxpop.Error{Kind: voxpop.Internal, Op: op, Err: err}
}
