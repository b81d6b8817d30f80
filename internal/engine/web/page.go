package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/article"
)

// errInside stops a connection to a private network that a name led to.
var errInside = errors.New("the address is not on the Internet")

const insideHint = "only pages on the Internet are fetched; save the page and give the file"

// answer is one answer, after what it was sent on to.
type answer struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte
}

// request is what is asked for.
type request struct {
	op, address, accept string
	limit               int64
	head                http.Header
	part                bool // of a page that was just fetched from there: no reader's program waits for it
	also                int  // an answer besides 200 that is none of failure
}

// ask gets one address, following what it is sent on to.
func (f *Fetcher) ask(parent context.Context, r request) (*answer, error) {
	op := r.op
	if err := f.ready(); err != nil {
		return nil, err
	}
	limits := f.Limits.filled()
	ctx, address := parent, r.address
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "is not the address of a page", Hint: "write it with http:// or https://; a file is given by its name"}
	}
	for step := range limits.Redirects + 1 {
		// A name or password in an address would be sent to whoever it leads to.
		u.User, u.Fragment = nil, ""
		if !f.outside(u) {
			return nil, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Place: u.Host, Message: errInside.Error(), Hint: insideHint}
		}
		if step == 0 {
			if !r.part {
				if err := f.turn(parent, u.Host); err != nil {
					return nil, stopped(op, u, err)
				}
			}
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(parent, limits.Timeout)
			defer cancel()
		}
		a, next, err := f.step(ctx, parent, u, r)
		if err != nil || a != nil {
			return a, err
		}
		if u.Scheme == "https" && next.Scheme == "http" {
			return nil, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Place: u.Host, Message: "sends on to an address that anybody on the way can read and change", Hint: "give the http:// address itself, if it is worth that"}
		}
		if next.Scheme != "http" && next.Scheme != "https" || next.Hostname() == "" {
			return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: u.Host, Message: "sends on to what is not a page", Hint: "open it in a browser and give the address where it ends"}
		}
		u = next
	}
	return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: u.Host, Message: "sends on and on", Hint: "it may want cookies: save the page from a browser and give the file"}
}

// step asks once: an answer, or where it sends on to.
func (f *Fetcher) step(ctx, parent context.Context, u *url.URL, r request) (*answer, *url.URL, error) {
	op, limits, limit := r.op, f.Limits.filled(), r.limit
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: u.Host, Message: "is not the address of a page", Hint: "copy it from the browser's address line"}
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", r.accept)
	for k, v := range r.head {
		req.Header[k] = v
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return nil, nil, unanswered(parent, op, u, err, limits)
	}
	defer resp.Body.Close()
	switch code := resp.StatusCode; {
	case code == http.StatusMovedPermanently, code == http.StatusFound, code == http.StatusSeeOther, code == http.StatusTemporaryRedirect, code == http.StatusPermanentRedirect:
		next, err := resp.Location()
		if err != nil {
			return nil, nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: u.Host, Message: "sends on, and does not say where", Hint: "save the page from a browser and give the file"}
		}
		return nil, next, nil
	case code == http.StatusOK:
	case code == r.also:
		return &answer{url: u, status: code, header: resp.Header}, nil, nil
	default:
		return nil, nil, refused(op, u, resp)
	}
	if resp.ContentLength > limit {
		return nil, nil, large(op, u, limit)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, nil, unanswered(parent, op, u, err, limits)
	}
	if int64(len(body)) > limit {
		return nil, nil, large(op, u, limit)
	}
	return &answer{url: u, status: resp.StatusCode, header: resp.Header, body: body}, nil, nil
}

func large(op string, u *url.URL, limit int64) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: u.Host, Message: fmt.Sprintf("is larger than %d MiB", max(1, limit>>20)), Hint: "no article is so large: look whether it is the right address, or paste the text"}
}

func stopped(op string, u *url.URL, err error) error {
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: u.Host, Message: "was not waited for", Err: err}
}

// unanswered sorts the errors of a connection. The library's wording may hold
// what the site sent, so only known causes are named.
func unanswered(ctx context.Context, op string, u *url.URL, err error, limits Limits) error {
	if ctx.Err() != nil {
		return stopped(op, u, ctx.Err())
	}
	e := &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: u.Host, Message: "the connection broke", Hint: "try again; or save the page from a browser and give the file"}
	var (
		certificate *tls.CertificateVerificationError
		plain       tls.RecordHeaderError
		dns         *net.DNSError
		dial        *net.OpError
		slow        net.Error
	)
	switch {
	case errors.Is(err, errInside):
		e.Kind, e.Message, e.Hint = voxpop.Forbidden, errInside.Error(), insideHint
	case errors.As(err, &certificate), errors.As(err, new(x509.UnknownAuthorityError)):
		e.Kind, e.Message, e.Hint = voxpop.Forbidden, "cannot show that it is the site it says it is", "open it in a browser to see what is wrong with its certificate"
	case errors.As(err, &plain), errors.Is(err, http.ErrSchemeMismatch):
		e.Kind, e.Message, e.Hint = voxpop.Invalid, "does not speak TLS", "give its http:// address"
	case errors.Is(err, context.DeadlineExceeded) || errors.As(err, &slow) && slow.Timeout():
		e.Message, e.Hint = fmt.Sprintf("did not answer within %d seconds", int(limits.Timeout.Seconds())), "try again later; or save the page from a browser and give the file"
	case errors.As(err, &dns):
		e.Message, e.Hint = "no such site", "look at the address"
	case errors.As(err, &dial) && dial.Op == "dial":
		e.Message, e.Hint = "cannot be reached", "look at the address, and whether this machine, or the proxy, is on the Internet"
	case errors.As(err, &dial) && dial.Op == "socks connect":
		e.Message, e.Hint = "the proxy cannot reach it", "look at the address, and whether the proxy runs"
	}
	return e
}

// refused sorts the answers that are not 200.
func refused(op string, u *url.URL, resp *http.Response) error {
	code := resp.StatusCode
	e := &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: u.Host, Message: "answers " + strings.TrimSpace(strconv.Itoa(code)+" "+http.StatusText(code)), Hint: "try again later"}
	switch {
	case code == http.StatusUnauthorized, code == http.StatusPaymentRequired, code == http.StatusForbidden, code == http.StatusUnavailableForLegalReasons:
		e.Kind, e.Message = voxpop.Forbidden, "does not let this page be read without an account, or from here"
		e.Hint = "open it in a browser that may read it, save the page and give the file, or paste the text"
	case code == http.StatusNotFound, code == http.StatusGone:
		e.Kind, e.Message, e.Hint = voxpop.NotFound, "has no such page, or has it no longer", "look at the address; a web archive may have kept it"
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		e.Message = "asks to be left alone for a while"
		if d := retryAfter(resp.Header); d > 0 {
			e.Hint = fmt.Sprintf("try again in %d minutes", int(d.Minutes())+1)
			return &later{e, d}
		}
	case code < 500:
		e.Kind, e.Hint = voxpop.Invalid, "save the page from a browser and give the file, or paste the text"
	}
	return e
}

// later is an error with the time that a site asks to be left alone.
type later struct {
	err  *voxpop.Error
	wait time.Duration
}

func (l *later) Error() string { return l.err.Error() }
func (l *later) Unwrap() error { return l.err }

// retryAfter reads the wait that a site asks for, in seconds or as a date; a
// date is compared with the site's own clock.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if n, err := strconv.ParseUint(v, 10, 31); err == nil {
		return min(time.Duration(n)*time.Second, longest)
	}
	until, err1 := http.ParseTime(v)
	now, err2 := http.ParseTime(h.Get("Date"))
	if err1 != nil || err2 != nil || !until.After(now) {
		return 0
	}
	return min(until.Sub(now), longest)
}

// Page fetches one page, without anything that it refers to. It is an error of
// kind forbidden when it needs an account or lies in a private network, not
// found when it is not there, unavailable when it is worth trying again.
func (f *Fetcher) Page(ctx context.Context, address string) (article.Page, error) {
	const op = "web.Page"
	a, err := f.ask(ctx, request{op: op, address: address, accept: "text/html,application/xhtml+xml,text/plain;q=0.9,text/markdown;q=0.9,*/*;q=0.1", limit: f.Limits.filled().Page})
	if err != nil {
		return article.Page{}, err
	}
	kind := a.header.Get("Content-Type")
	switch k, _, _ := mime.ParseMediaType(kind); {
	case strings.Contains(k, "rss") || strings.Contains(k, "atom") || k == "application/feed+json" || looksFed(a.body):
		return article.Page{}, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: a.url.Host, Message: "is a feed, not an article", Hint: "watch it as a feed, or give the address of one of its articles"}
	case asksConsent(a.url):
		return article.Page{}, &voxpop.Error{Kind: voxpop.Forbidden, Op: op, Place: a.url.Host, Message: "asks for consent before it shows the page", Hint: "answer it in a browser, save the page and give the file, or paste the text"}
	}
	return article.Page{URL: a.url.String(), Type: kind, Body: a.body}, nil
}

// asksConsent reports whether a request ended at a page that only asks for consent.
func asksConsent(u *url.URL) bool {
	host, path := strings.ToLower(u.Hostname()), strings.ToLower(u.Path)
	return strings.HasPrefix(host, "consent.") || strings.HasPrefix(host, "privacy-gate.") || strings.HasPrefix(host, "myprivacy.") || strings.HasPrefix(host, "cmp.") ||
		strings.HasPrefix(path, "/consent") || strings.HasPrefix(path, "/collectconsent") || strings.HasPrefix(path, "/privacy-gate") || strings.Contains(path, "cookiewall") || strings.Contains(path, "cookie-wall")
}

// Saved is a page as one file.
type Saved struct {
	Page article.Page // as it was fetched
	File article.File
}

// Save fetches a page with its pictures and style sheets, and makes one file of
// it. at is when, for the file; a part that cannot be had is left out.
func (f *Fetcher) Save(ctx context.Context, address string, at time.Time) (Saved, error) {
	p, err := f.Page(ctx, address)
	if err != nil {
		return Saved{}, err
	}
	p.At = at
	parts := map[string]article.Part{}
	if !f.NoPictures {
		all, cancel := context.WithTimeout(ctx, 2*f.Limits.filled().Timeout)
		defer cancel()
		for _, w := range article.Wants(p) {
			accept := "image/avif,image/webp,image/png,image/jpeg,image/gif"
			if w.Sheet {
				accept = "text/css"
			}
			a, err := f.ask(all, request{op: "web.Save", address: w.URL, accept: accept, limit: int64(w.Max), part: true})
			if all.Err() != nil {
				break
			}
			if err == nil {
				parts[w.URL] = article.Part{Type: a.header.Get("Content-Type"), Body: a.body}
			}
		}
		if err := ctx.Err(); err != nil {
			u, _ := url.Parse(p.URL)
			return Saved{}, stopped("web.Save", u, err)
		}
	}
	file, err := article.Archive(p, parts)
	return Saved{Page: p, File: file}, err
}
