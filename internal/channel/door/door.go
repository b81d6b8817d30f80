// Package door is the newsroom's end of a public door on another machine: it fetches what waits there, sealed, by signed requests over HTTP.
package door

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/intake"
)

// Config says which door, and who asks.
type Config struct {
	URL   string             // https://…, or http:// to a .onion, this machine or a private network
	Socks string             // host:port of a SOCKS5 proxy, as Tor's; "" = none
	Key   ed25519.PrivateKey // the desk's
	ID    string             // of the door, as its own configuration says; "" = it has none
	Now   func() time.Time
	// Stall is the longest that a connection may stand still; 0 = a minute.
	Stall time.Duration
	// Wait waits between two tries; nil = a timer.
	Wait func(ctx context.Context, d time.Duration) error
}

const (
	tries     = 4 // of one request, and of a part of an item that brings no byte
	firstWait = 500 * time.Millisecond
	stall     = time.Minute
	// whole is the longest that a request may take whose answer is JSON.
	whole = 5 * time.Minute
	// repliesAtOnce keeps a request below [intake.MaxWire].
	repliesAtOnce = 500
)

// Client is a door as the newsroom sees it; it implements [intake.Door]. Every
// request may be sent twice without harm, so what fails on the way is tried
// again. It is safe for use by several goroutines.
type Client struct {
	cfg  Config
	base *url.URL
	http *http.Client
}

var _ intake.Door = (*Client)(nil)

// New checks the address and connects to nothing.
func New(cfg Config) (*Client, error) {
	const op = "door.New"
	if len(cfg.Key) != ed25519.PrivateKeySize || cfg.Now == nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "Config needs Key and Now"}
	}
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the address of a door cannot be read", Hint: "write it as https://door.example.org:8443, without a path"}
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !private(u.Hostname())) {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the way to the door can be read and changed by others",
			Hint: "use https://, an onion address, or http:// inside a private network (VPN) or on this machine"}
	}
	cfg.Stall = cmpOr(cfg.Stall, stall)
	if cfg.Wait == nil {
		cfg.Wait = wait
	}
	// Nothing of the environment: a proxy that is set there would see who pulls.
	transport := &http.Transport{
		DialContext:            (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:    30 * time.Second,
		MaxIdleConns:           4,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 16 << 10,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
	if cfg.Socks != "" {
		if _, _, err := net.SplitHostPort(cfg.Socks); err != nil {
			return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the address of the SOCKS proxy cannot be read", Hint: "write it as 127.0.0.1:9050"}
		}
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "socks5h", Host: cfg.Socks})
	} else if strings.HasSuffix(u.Hostname(), ".onion") {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "an onion address is reached through Tor only", Hint: `name Tor's proxy: socks = "127.0.0.1:9050"`}
	}
	return &Client{cfg: cfg, base: u, http: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a signed request goes where it was sent
	}}}, nil
}

// private reports whether nobody but the newsroom's own machines is on the
// way to a host.
func private(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".onion") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

func cmpOr(d, or time.Duration) time.Duration {
	if d == 0 {
		return or
	}
	return d
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close lets go of idle connections.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

// Hello asks the door how it is.
func (c *Client) Hello(ctx context.Context) (intake.HelloAnswer, error) {
	got, err := ask[intake.HelloRequest, intake.HelloAnswer](ctx, c, "hello", intake.HelloRequest{Version: intake.WireVersion})
	if err == nil && got.Version != intake.WireVersion {
		err = &voxpop.Error{Kind: voxpop.Conflict, Op: "door.hello", Message: "the door speaks another version of the pull protocol", Hint: "run the same release of voxpop on both sides"}
	}
	return got, err
}

// Cards implements [intake.Door].
func (c *Client) Cards(ctx context.Context, cards []intake.Card) error {
	if cards == nil {
		cards = []intake.Card{}
	}
	_, err := ask[intake.CardsRequest, intake.OKAnswer](ctx, c, "cards", intake.CardsRequest{Cards: cards})
	return err
}

// List implements [intake.Door].
func (c *Client) List(ctx context.Context) ([]intake.Info, error) {
	got, err := ask[intake.ListRequest, intake.ListAnswer](ctx, c, "list", intake.ListRequest{})
	return got.Items, err
}

// Done implements [intake.Door].
func (c *Client) Done(ctx context.Context, names ...string) error {
	for some := range slices.Chunk(names, intake.MaxList) {
		if _, err := ask[intake.DoneRequest, intake.OKAnswer](ctx, c, "done", intake.DoneRequest{Names: some}); err != nil {
			return err
		}
	}
	return nil
}

// Replies implements [intake.Door].
func (c *Client) Replies(ctx context.Context, replies []intake.SealedReply) error {
	for some := range slices.Chunk(replies, repliesAtOnce) {
		if _, err := ask[intake.RepliesRequest, intake.OKAnswer](ctx, c, "replies", intake.RepliesRequest{Replies: some}); err != nil {
			return err
		}
	}
	return nil
}

// ask sends a message and reads the answer, which is JSON.
func ask[Q, A intake.Wire](ctx context.Context, c *Client, name string, message Q) (answer A, err error) {
	body, err := intake.EncodeWire(message)
	if err != nil {
		return answer, err
	}
	ctx, cancel := context.WithTimeout(ctx, whole)
	defer cancel()
	err = c.again(ctx, func() error {
		r, err := c.send(ctx, name, body)
		if err != nil {
			return err
		}
		defer r.Body.Close()
		b, err := io.ReadAll(io.LimitReader(r.Body, intake.MaxWire+1))
		if err != nil {
			return broken("door."+name, err)
		}
		answer, err = intake.DecodeWire[A](b)
		return err
	})
	return answer, err
}

// again tries what may succeed at another time.
func (c *Client) again(ctx context.Context, try func() error) error {
	for n, d := 1, firstWait; ; n, d = n+1, 2*d {
		err := try()
		if err == nil || n == tries || ctx.Err() != nil || voxpop.KindOf(err) != voxpop.Unavailable {
			return err
		}
		if c.cfg.Wait(ctx, d) != nil {
			return err
		}
	}
}

// send sends one signed request and returns an answer that is good.
func (c *Client) send(ctx context.Context, name string, body []byte) (*http.Response, error) {
	op := "door." + name
	path := intake.PullPrefix + name
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.JoinPath(path).String(), bytes.NewReader(body))
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be made"}
	}
	nonce := make([]byte, 16)
	rand.Read(nonce)
	r.Header.Set(intake.SignatureHeader, intake.SignRequest(c.cfg.Key, r.Method, c.cfg.ID+path, body, c.cfg.Now(), nonce))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "") // sends none
	got, err := c.http.Do(r)
	if err != nil {
		return nil, broken(op, err)
	}
	if got.StatusCode == http.StatusOK {
		return got, nil
	}
	defer got.Body.Close()
	return nil, refusal(op, got)
}

// broken is what went wrong on the way. The library's words name addresses,
// which may be an onion that nobody should read in a log.
func broken(op string, err error) error {
	if errors.Is(err, context.Canceled) {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "stopped", Err: context.Canceled}
	}
	e := &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "the door does not answer", Hint: "is it running, and is its address right? It stands under [[door]] in voxpop.toml"}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		e.Message = "the door's name is not known"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e.Message, e.Hint = "the connection to the door was cut", "pull again"
	case errors.Is(err, context.DeadlineExceeded):
		e.Message, e.Hint = "the door took too long", "pull again"
	}
	return e
}

// refusal reads what a door says when it does not do what it is asked. It is
// another machine, and may be in other hands: its words are shown as plain
// text of one line and no more.
func refusal(op string, r *http.Response) error {
	unclear := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: fmt.Sprintf("what answers at the door's address is no door of voxpop (HTTP %d)", r.StatusCode),
		Hint: "is the address the one of [front] pull, and not the public one?"}
	if r.StatusCode == http.StatusBadGateway || r.StatusCode == http.StatusGatewayTimeout || r.StatusCode == http.StatusTooManyRequests {
		unclear.Kind, unclear.Message = voxpop.Unavailable, fmt.Sprintf("the door is not there at the moment (HTTP %d)", r.StatusCode)
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return unclear
	}
	b, err := io.ReadAll(io.LimitReader(r.Body, 8<<10))
	var said struct {
		Kind    voxpop.Kind `json:"kind"`
		Message string      `json:"message"`
		Hint    string      `json:"hint"`
	}
	if err != nil || json.Unmarshal(b, &said) != nil || said.Message == "" || !slices.Contains(kinds, said.Kind) {
		return unclear
	}
	return &voxpop.Error{Kind: said.Kind, Op: op, Message: "the door says: " + line(said.Message), Hint: line(said.Hint)}
}

var kinds = []voxpop.Kind{voxpop.Invalid, voxpop.NotFound, voxpop.Forbidden, voxpop.Closed, voxpop.Conflict, voxpop.Unavailable, voxpop.Internal}

// line keeps what is safe to show of a text: printable ASCII, one line.
func line(s string) string {
	s = strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return -1
		}
		return c
	}, s)
	return s[:min(len(s), 200)]
}
