package llm

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
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

// The server's verbs.
const (
	embeddings  = "embeddings"
	completions = "chat/completions"
)

// fault is a request that did not succeed.
type fault struct {
	*voxpop.Error
	input bool          // the server cannot take this input; less of it may do
	again bool          // worth another try
	brief bool          // but not worth many: servers answer 500 to an input they cannot take
	wait  time.Duration // that the server asked for; 0 = it did not
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

// ready checks the fields and builds the client, once.
func (e *Engine) ready() error {
	e.once.Do(func() {
		if e.base, e.setup = e.address(); e.setup != nil {
			return
		}
		e.dialer = &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
		if !e.AllowRemote {
			e.dialer.Control = onlyHere
		}
		t := &http.Transport{
			DialContext:           e.dialer.DialContext,
			TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: e.Roots},
			ForceAttemptHTTP2:     true,
			MaxIdleConnsPerHost:   e.Limits.filled().Parallel,
			IdleConnTimeout:       30 * time.Second,
			TLSHandshakeTimeout:   10 * time.Second,
			ExpectContinueTimeout: time.Second,
		}
		if e.Proxy != "" {
			p, _ := url.Parse(e.Proxy) // address has read it
			t.Proxy = http.ProxyURL(p)
		}
		e.client = &http.Client{
			Transport: t,
			// What was meant for one address is not carried to another.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	})
	return e.setup
}

// Close lets go of idle connections.
func (e *Engine) Close() {
	if e.ready() == nil {
		e.client.CloseIdleConnections()
	}
}

func (e *Engine) pause(ctx context.Context, d time.Duration) error {
	if e.Wait != nil {
		return e.Wait(ctx, d)
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

// ask sends one request until it is answered, and returns the body of a 200.
// in is nil for a GET. There is no jitter: an engine has two requests under
// way, not a crowd.
func (e *Engine) ask(ctx context.Context, op, verb string, in any) ([]byte, *fault) {
	limits := e.Limits.filled()
	if err := e.ready(); err != nil {
		return nil, &fault{Error: asError(op, err)}
	}
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return nil, &fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}}
		}
	}
	if e.isDown() {
		limits.Tries = 1
	}
	wait := time.Second
	for try := 1; ; try++ {
		if in != nil {
			e.asked(verb)
		}
		out, f := e.send(ctx, op, verb, body, limits)
		if f == nil {
			e.setDown(false)
			return out, nil
		}
		tries := limits.Tries
		if f.brief {
			tries = min(tries, 2)
		}
		if !f.again || try >= tries {
			e.setDown(f.again && !f.input)
			return nil, f
		}
		d := min(wait, limits.MaxWait)
		if f.wait > d {
			d = f.wait
		}
		if d > limits.MaxWait {
			f.Hint = fmt.Sprintf("it asks to be left alone for %d seconds; try again then", int(d.Seconds()))
			return nil, f
		}
		if err := e.pause(ctx, d); err != nil {
			return nil, e.stopped(ctx, op)
		}
		wait *= 2
	}
}

func (e *Engine) isDown() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.down
}

func (e *Engine) setDown(down bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.down = down
}

// asked notes that words of respondents were sent.
func (e *Engine) asked(verb string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.use.Asked++
	if verb == embeddings {
		e.use.EmbeddingModel = e.EmbeddingModel
	} else {
		e.use.Model = e.Model
	}
}

// send sends one request once.
func (e *Engine) send(ctx context.Context, op, verb string, body []byte, limits Limits) ([]byte, *fault) {
	try, cancel := context.WithTimeout(ctx, limits.Timeout)
	defer cancel()
	method, payload := http.MethodGet, io.Reader(nil)
	if body != nil {
		method, payload = http.MethodPost, bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(try, method, e.base.JoinPath(verb).String(), payload)
	if err != nil {
		return nil, &fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: op, Place: e.base.Host, Message: "the request cannot be written"}}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "voxpop")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if e.Key != "" {
		req.Header.Set("Authorization", "Bearer "+string(e.Key))
	}
	resp, err := e.client.Do(req)
	if err != nil {
		return nil, e.unanswered(ctx, op, err, limits)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		// The body may repeat what was sent: it is looked at, never passed on.
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 16<<10))
		return nil, e.answered(op, resp, said)
	}
	out, err := io.ReadAll(io.LimitReader(resp.Body, limits.Response+1))
	if err != nil {
		return nil, e.unanswered(ctx, op, err, limits)
	}
	if int64(len(out)) > limits.Response {
		return nil, &fault{Error: &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: e.base.Host, Message: fmt.Sprintf("answers with more than %d bytes", limits.Response),
			Hint: "send fewer texts at once (batch), or look whether it is the right server"}}
	}
	return out, nil
}

func (e *Engine) stopped(ctx context.Context, op string) *fault {
	return &fault{Error: &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: e.base.Host, Message: "was not waited for", Err: ctx.Err()}}
}

// unanswered sorts the errors of a connection. The library's own wording may
// hold bytes that the server sent, so only known causes are named.
func (e *Engine) unanswered(ctx context.Context, op string, err error, limits Limits) *fault {
	if ctx.Err() != nil {
		return e.stopped(ctx, op)
	}
	f := &fault{again: true, Error: &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: e.base.Host, Message: "the connection broke"}}
	var (
		certificate *tls.CertificateVerificationError
		unknown     x509.UnknownAuthorityError
		plain       tls.RecordHeaderError
		dns         *net.DNSError
		dial        *net.OpError
	)
	switch {
	case errors.Is(err, errNotHere):
		f.again, f.Kind, f.Message, f.Hint = false, voxpop.Forbidden, "the name leads to another machine, and nobody allowed respondents' words to leave this one", "write 127.0.0.1 instead of the name"
	case errors.As(err, &certificate), errors.As(err, &unknown):
		f.again, f.Kind, f.Message, f.Hint = false, voxpop.Forbidden, "cannot show that it is the host it says it is", "give the authority that signed its certificate (ca), and look at the host name"
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &plain):
		f.again, f.Kind, f.Message, f.Hint = false, voxpop.Invalid, "does not speak TLS", "write http:// if it is on this machine"
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		f.brief = true
		f.Message, f.Hint = fmt.Sprintf("did not answer within %d seconds", int(limits.Timeout.Seconds())), "wait until its model is loaded, or raise timeout_seconds"
	case errors.As(err, &dns):
		f.again, f.Message, f.Hint = dns.IsTemporary && !dns.IsNotFound, "no such host", "look at the address"
	case errors.As(err, &dial) && dial.Op == "dial":
		f.Message, f.Hint = "cannot be reached", "start the server, and look at the port"
	}
	return f
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// tooMuch are the words with which servers say, often under status 500, that
// this input is the trouble: llama.cpp (“input is too large to process”,
// “exceeds the available context size”), Ollama (“unsupported value: NaN”,
// “embedding contains NaN or Inf values”, “input length exceeds the context length”).
var tooMuch = []string{"too large", "too long", "context size", "context length", "nan"}

// answered sorts the answers that are not 200.
func (e *Engine) answered(op string, resp *http.Response, said []byte) *fault {
	code := resp.StatusCode
	f := &fault{Error: &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: e.base.Host, Message: "answers " + strings.TrimSpace(strconv.Itoa(code)+" "+http.StatusText(code))}}
	switch {
	case code >= 300 && code < 400:
		f.Kind, f.Hint = voxpop.Invalid, "it wants to send the request elsewhere, and that is not followed; give the address where it ends"
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		f.Kind, f.Hint = voxpop.Forbidden, "it wants a key, or another one; the key goes into the environment"
	case code == http.StatusNotFound, code == http.StatusMethodNotAllowed:
		f.Kind, f.Hint = voxpop.NotFound, "it does not know the model or the address, which mostly ends in /v1; voxpop doctor lists its models"
	case code == http.StatusNotImplemented:
		f.Kind, f.Hint = voxpop.Invalid, "this model is not made for that: llama.cpp needs --embeddings, Ollama an embedding model"
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests:
		f.again, f.wait = true, retryAfter(resp.Header)
	case code == http.StatusInternalServerError:
		f.again, f.brief, f.input, f.wait = true, true, true, retryAfter(resp.Header)
		lower := bytes.ToLower(said)
		for _, w := range tooMuch {
			if bytes.Contains(lower, []byte(w)) {
				f.again = false
			}
		}
	case code > 500:
		f.again, f.wait = true, retryAfter(resp.Header)
	case code == http.StatusBadRequest, code == http.StatusRequestEntityTooLarge, code == http.StatusUnprocessableEntity, code == http.StatusFailedDependency:
		f.Kind, f.input, f.Hint = voxpop.Invalid, true, "it does not take what it was sent; look at its own log"
	default:
		f.Kind = voxpop.Invalid
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

func asError(op string, err error) *voxpop.Error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		c := *e
		c.Op = op
		return &c
	}
	return &voxpop.Error{Kind: voxpop.Internal, Op: op, Err: err}
}

// strange is an answer that is not of the interface.
func (e *Engine) strange(op, message string) *fault {
	return &fault{Error: &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: e.base.Host, Message: message,
		Hint: "look whether the address is that of a server with the OpenAI interface; docs/ENGINES.md shows it for each"}}
}

// Models lists the models that the server says it has, as it orders them. A
// server without such a list (text-embeddings-inference) is an error of kind
// not found: it was reached all the same.
func (e *Engine) Models(ctx context.Context) ([]string, error) {
	const op = "llm.Models"
	body, f := e.ask(ctx, op, "models", nil)
	if f != nil {
		return nil, f.Error
	}
	var list struct {
		Data *[]struct {
			ID string `json:"id"`
		} `json:"data"`
		Object string `json:"object"`
	}
	if json.Unmarshal(body, &list) != nil || list.Data == nil && list.Object != "list" {
		return nil, e.strange(op, "answers with something that is no list of models").Error
	}
	var ids []string
	if list.Data != nil { // Ollama without a model says null
		for _, m := range *list.Data {
			if id := cut(clean(m.ID), 200); id != "" && len(ids) < 1000 {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}
