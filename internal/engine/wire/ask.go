package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"voxpop"
)

// Request is one request.
type Request struct {
	Op   string // for errors
	Verb string // after the address, as chat/completions
	Type string // media type of Body, "" = application/json
	Body []byte // nil = a GET
	// Accept is the media type that is wanted, "" = application/json.
	Accept string
	// Sending is called before each try; nil = nobody wants to know.
	Sending func()
}

// Answer is one answer of status 200.
type Answer struct {
	Type string // as the server says; a stranger's word
	Body []byte
}

// Fault is a request that did not succeed.
type Fault struct {
	*voxpop.Error
	Status int           // of the answer; 0 = there was none
	Input  bool          // the server cannot take this input; less of it may do
	Again  bool          // worth another try
	Brief  bool          // but not worth many: servers answer 500 to an input they cannot take
	Wait   time.Duration // that the server asked for; 0 = it did not
}

// errNotHere stops a connection to another machine that a name of this one led to.
var errNotHere = errors.New("the name leads to another machine")

// onlyHere refuses to connect to another machine: a hosts file, or a search
// domain, can lead localhost elsewhere.
func onlyHere(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !ap.Addr().Unmap().IsLoopback() {
		return errNotHere
	}
	return nil
}

// Ready checks the fields and builds the client, once.
func (l *Line) Ready() error {
	l.once.Do(func() {
		if l.base, l.setup = l.address(); l.setup != nil {
			return
		}
		l.dialer = &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
		if !l.AllowRemote {
			l.dialer.Control = onlyHere
		}
		t := &http.Transport{
			DialContext:           l.dialer.DialContext,
			TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: l.Roots},
			ForceAttemptHTTP2:     true,
			MaxIdleConnsPerHost:   l.Limits.filled().Parallel,
			IdleConnTimeout:       30 * time.Second,
			TLSHandshakeTimeout:   10 * time.Second,
			ExpectContinueTimeout: time.Second,
		}
		if l.Proxy != "" {
			p, _ := url.Parse(l.Proxy) // address has read it
			t.Proxy = http.ProxyURL(p)
		}
		l.client = &http.Client{
			Transport: t,
			// What was meant for one address is not carried to another.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	})
	return l.setup
}

// Host is the host and port of the server, "" if the address is none.
func (l *Line) Host() string { return Host(l.Address) }

// Close lets go of idle connections.
func (l *Line) Close() {
	if l.Ready() == nil {
		l.client.CloseIdleConnections()
	}
}

func (l *Line) pause(ctx context.Context, d time.Duration) error {
	if l.Wait != nil {
		return l.Wait(ctx, d)
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

// Ask sends one request until it is answered. There is no jitter: an engine has
// a request or two under way, not a crowd.
func (l *Line) Ask(ctx context.Context, r Request) (Answer, *Fault) {
	limits := l.Limits.filled()
	if err := l.Ready(); err != nil {
		e, _ := errors.AsType[*voxpop.Error](As(r.Op, err))
		return Answer{}, &Fault{Error: e}
	}
	if l.isDown() {
		limits.Tries = 1
	}
	wait := time.Second
	for try := 1; ; try++ {
		if r.Sending != nil {
			r.Sending()
		}
		out, f := l.send(ctx, r, limits)
		if f == nil {
			l.setDown(false)
			return out, nil
		}
		tries := limits.Tries
		if f.Brief {
			tries = min(tries, 2)
		}
		if !f.Again || try >= tries {
			l.setDown(f.Again && !f.Input)
			return Answer{}, f
		}
		d := min(wait, limits.MaxWait)
		if f.Wait > d {
			d = f.Wait
		}
		if d > limits.MaxWait {
			f.Hint = fmt.Sprintf("it asks to be left alone for %d seconds; try again then", int(d.Seconds()))
			return Answer{}, f
		}
		if err := l.pause(ctx, d); err != nil {
			return Answer{}, l.Stopped(ctx, r.Op)
		}
		wait *= 2
	}
}

func (l *Line) isDown() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.down
}

func (l *Line) setDown(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
}

// send sends one request once.
func (l *Line) send(ctx context.Context, r Request, limits Limits) (Answer, *Fault) {
	try, cancel := context.WithTimeout(ctx, limits.Timeout)
	defer cancel()
	method, payload := http.MethodGet, io.Reader(nil)
	if r.Body != nil {
		method, payload = http.MethodPost, bytes.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(try, method, l.base.JoinPath(r.Verb).String(), payload)
	if err != nil {
		return Answer{}, &Fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: r.Op, Place: l.base.Host, Message: "the request cannot be written"}}
	}
	const js = "application/json"
	req.Header.Set("Accept", or(r.Accept, js))
	req.Header.Set("User-Agent", "voxpop")
	if r.Body != nil {
		req.Header.Set("Content-Type", or(r.Type, js))
	}
	if l.Key != "" {
		req.Header.Set("Authorization", "Bearer "+string(l.Key))
	}
	resp, err := l.client.Do(req)
	if err != nil {
		return Answer{}, l.unanswered(ctx, r.Op, err, limits)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		// The body may repeat what was sent: it is looked at, never passed on.
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 16<<10))
		return Answer{}, l.answered(r.Op, resp, said)
	}
	out, err := io.ReadAll(io.LimitReader(resp.Body, limits.Response+1))
	if err != nil {
		return Answer{}, l.unanswered(ctx, r.Op, err, limits)
	}
	if int64(len(out)) > limits.Response {
		return Answer{}, &Fault{Error: &voxpop.Error{Kind: voxpop.Invalid, Op: r.Op, Place: l.base.Host, Message: fmt.Sprintf("answers with more than %d bytes", limits.Response),
			Hint: or(l.Large, "look whether it is the right server")}}
	}
	return Answer{Type: resp.Header.Get("Content-Type"), Body: out}, nil
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

// Stopped is the fault of a request that nobody waits for any more.
func (l *Line) Stopped(ctx context.Context, op string) *Fault {
	return &Fault{Error: &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: l.Host(), Message: "was not waited for", Err: ctx.Err()}}
}

// Odd is an answer that is not of the interface.
func (l *Line) Odd(op, message string) *Fault {
	return &Fault{Error: &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: l.Host(), Message: message, Hint: l.Strange}}
}

// unanswered sorts the errors of a connection. The library's own wording may
// hold bytes that the server sent, so only known causes are named.
func (l *Line) unanswered(ctx context.Context, op string, err error, limits Limits) *Fault {
	if ctx.Err() != nil {
		return l.Stopped(ctx, op)
	}
	f := &Fault{Again: true, Error: &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: l.base.Host, Message: "the connection broke"}}
	var (
		certificate *tls.CertificateVerificationError
		unknown     x509.UnknownAuthorityError
		plain       tls.RecordHeaderError
		dns         *net.DNSError
		dial        *net.OpError
	)
	switch {
	case errors.Is(err, errNotHere):
		f.Again, f.Kind, f.Message, f.Hint = false, voxpop.Forbidden, "the name leads to another machine, and nobody allowed respondents' words to leave this one", "write 127.0.0.1 instead of the name"
	case errors.As(err, &certificate), errors.As(err, &unknown):
		f.Again, f.Kind, f.Message, f.Hint = false, voxpop.Forbidden, "cannot show that it is the host it says it is", "give the authority that signed its certificate (ca), and look at the host name"
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &plain):
		f.Again, f.Kind, f.Message, f.Hint = false, voxpop.Invalid, "does not speak TLS", "write http:// if it is on this machine"
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		f.Brief = true
		f.Message, f.Hint = fmt.Sprintf("did not answer within %d seconds", int(limits.Timeout.Seconds())), "wait until its model is loaded, or raise timeout_seconds"
	case errors.As(err, &dns):
		f.Again, f.Message, f.Hint = dns.IsTemporary && !dns.IsNotFound, "no such host", "look at the address"
	case errors.As(err, &dial) && dial.Op == "dial":
		f.Message, f.Hint = "cannot be reached", "start the server, and look at the port"
	}
	return f
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// answered sorts the answers that are not 200.
func (l *Line) answered(op string, resp *http.Response, said []byte) *Fault {
	code := resp.StatusCode
	f := &Fault{Status: code, Error: &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: l.base.Host, Message: "answers " + strings.TrimSpace(strconv.Itoa(code)+" "+http.StatusText(code))}}
	switch {
	case code >= 300 && code < 400:
		f.Kind, f.Hint = voxpop.Invalid, "it wants to send the request elsewhere, and that is not followed; give the address where it ends"
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		f.Kind, f.Hint = voxpop.Forbidden, "it wants a key, or another one; the key goes into the environment"
	case code == http.StatusNotFound, code == http.StatusMethodNotAllowed:
		f.Kind, f.Hint = voxpop.NotFound, "it does not know the model or the address"
	case code == http.StatusNotImplemented:
		f.Kind, f.Hint = voxpop.Invalid, "this model is not made for that"
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests:
		f.Again, f.Wait = true, retryAfter(resp.Header)
	case code == http.StatusInternalServerError:
		f.Again, f.Brief, f.Input, f.Wait = true, true, true, retryAfter(resp.Header)
		lower := bytes.ToLower(said)
		for _, w := range l.TooMuch {
			if bytes.Contains(lower, []byte(w)) {
				f.Again = false
			}
		}
	case code > 500:
		f.Again, f.Wait = true, retryAfter(resp.Header)
	case code == http.StatusBadRequest, code == http.StatusRequestEntityTooLarge, code == http.StatusUnprocessableEntity, code == http.StatusFailedDependency:
		f.Kind, f.Input, f.Hint = voxpop.Invalid, true, "it does not take what it was sent; look at its own log"
	default:
		f.Kind = voxpop.Invalid
	}
	if hint, ok := l.Hints[code]; ok {
		f.Hint = hint
	}
	return f
}

// retryAfter reads the wait that a server asks for, in seconds or as a date;
// a date is compared with the server's own clock.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	until, err1 := http.ParseTime(v)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err1 != nil || err2 != nil || !until.After(now) {
		return 0
	}
	return until.Sub(now)
}
