package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"html"
	"io"
	"math/big"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"
)

// ripe is how old a form must be before the door takes it, and a little more.
const ripe = 3200 * time.Millisecond

// A form is what a browser without script sees of a question page.
type form struct {
	fetched time.Time
	ticket  string
	fields  []field
}

type field struct {
	name, kind, value string // kind: an input's type, "textarea" or "select"
	trap              bool   // not for people
}

var (
	tags  = regexp.MustCompile(`(?s)<(form|input|textarea|select|option|/form|/select)\b([^>]*)>`)
	attrs = regexp.MustCompile(`([a-zA-Z-]+)(?:\s*=\s*"([^"]*)")?`)
)

// parseForm reads the fields of the form with id "answer".
func parseForm(page string) (form, error) {
	f := form{fetched: time.Now()}
	in := false
	for _, m := range tags.FindAllStringSubmatch(page, -1) {
		a := map[string]string{}
		for _, x := range attrs.FindAllStringSubmatch(m[2], -1) {
			a[strings.ToLower(x[1])] = html.UnescapeString(x[2])
		}
		switch {
		case m[1] == "form":
			in = a["id"] == "answer"
		case m[1] == "/form":
			in = false
		case !in || a["name"] == "" && m[1] != "option":
		case m[1] == "option":
			if last := len(f.fields) - 1; last >= 0 && f.fields[last].kind == "select" && f.fields[last].value == "" {
				f.fields[last].value = a["value"]
			}
		default:
			x := field{name: a["name"], kind: m[1], value: a["value"], trap: a["tabindex"] == "-1"}
			if m[1] == "input" {
				if x.kind = a["type"]; x.kind == "" {
					x.kind = "text"
				}
			}
			if x.name == "ticket" {
				f.ticket = x.value
			}
			f.fields = append(f.fields, x)
		}
	}
	if f.ticket == "" {
		return f, fmt.Errorf("the page has no form with a ticket")
	}
	return f, nil
}

// A part is one field as it is sent.
type part struct {
	name, value string
	file        bool
	filename    string
	kind        string   // Content-Type of a file
	lines       []string // more header lines
}

// An answer is a filled form.
type answer struct {
	form form
	text string
	// what fills the other text fields; "" leaves them empty
	fill    func(name string) string
	trap    string // what a robot writes into the field that is not for people
	receipt bool
	file    *part
	more    []part // fields that the form does not have
}

func (a answer) parts() []part {
	var out []part
	radio := map[string]bool{}
	for _, f := range a.form.fields {
		p := part{name: f.name, value: f.value}
		switch {
		case f.trap:
			p.value = a.trap
		case f.kind == "textarea" && f.name == "text":
			p.value = a.text
		case f.kind == "textarea" || f.kind == "text":
			if p.value = ""; a.fill != nil {
				p.value = a.fill(f.name)
			}
		case f.kind == "file":
			// What follows a file is no field any more.
			out, a.more = append(out, a.more...), nil
			p.file, p.kind = true, "application/octet-stream"
			if a.file != nil {
				given := *a.file
				given.name = f.name
				p, a.file = given, nil
			}
		case f.kind == "checkbox":
			if f.name == "receipt" && !a.receipt {
				continue
			}
			if p.value == "" {
				p.value = "on"
			}
		case f.kind == "radio":
			if radio[f.name] {
				continue
			}
			radio[f.name] = true
		case f.kind == "submit" || f.kind == "button":
			continue
		}
		out = append(out, p)
	}
	return append(out, a.more...)
}

// body writes a as multipart/form-data.
func (a answer) body(boundary string) []byte {
	var b bytes.Buffer
	for _, p := range a.parts() {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, p.name)
		if p.file {
			fmt.Fprintf(&b, "; filename=\"%s\"\r\nContent-Type: %s", p.filename, p.kind)
		}
		for _, l := range p.lines {
			b.WriteString("\r\n" + l)
		}
		b.WriteString("\r\n\r\n" + p.value + "\r\n")
	}
	fmt.Fprintf(&b, "--%s--\r\n", boundary)
	return b.Bytes()
}

// token is 20 letters and digits that occur nowhere else.
func token() string { return strings.ToLower(rand.Text()[:20]) }

// somewhere is a loopback address of which nearly every other lies in another network of 256.
// Its octets have three digits each, so that a search for it finds nothing else.
func somewhere() netip.Addr {
	o := func() byte { return byte(100 + mrand.IntN(155)) }
	return netip.AddrFrom4([4]byte{127, o(), o(), o()})
}

type fromKey struct{}

// from makes requests of ctx come from addr.
func from(ctx context.Context, addr netip.Addr) context.Context {
	return context.WithValue(ctx, fromKey{}, addr)
}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second}
	if addr, ok := ctx.Value(fromKey{}).(netip.Addr); ok {
		d.LocalAddr = &net.TCPAddr{IP: addr.AsSlice()}
	}
	return d.DialContext(ctx, network, address)
}

// anew opens a connection for every request, from the address that from says.
var anew = &http.Client{
	Timeout:       60 * time.Second,
	Transport:     &http.Transport{DialContext: dial, DisableKeepAlives: true, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// get fetches a page.
func get(ctx context.Context, url string, header http.Header) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return 0, "", err
	}
	return do(req, header)
}

func do(req *http.Request, header http.Header) (int, string, error) {
	for k, v := range header {
		req.Header[k] = v
	}
	res, err := anew.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	return res.StatusCode, string(b), err
}

// fetch gets a form.
func (r *rig) fetch(ctx context.Context, lang string, header http.Header) (form, error) {
	status, page, err := get(ctx, r.url+"/q/"+slug+"?lang="+lang, header)
	if err != nil {
		return form{}, err
	}
	if status != 200 {
		return form{}, fmt.Errorf("the question page answers with %d", status)
	}
	return parseForm(page)
}

// send sends an answer. It is acknowledged when the status is 200.
func (r *rig) send(ctx context.Context, a answer, header http.Header) (int, string, error) {
	boundary := token()
	req, err := http.NewRequestWithContext(ctx, "POST", r.url+"/q/"+slug, bytes.NewReader(a.body(boundary)))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	return do(req, header)
}

// forms fetches n forms, each from an address of its own, and waits until the
// last is old enough to be sent.
func (r *rig) forms(ctx context.Context, n int) ([]form, error) {
	all := make([]form, n)
	err := parallel(ctx, 16, n, func(i int) error {
		var err error
		for range 5 {
			if all[i], err = r.fetch(from(ctx, somewhere()), "en", nil); err == nil {
				return nil
			}
			time.Sleep(50 * time.Millisecond)
		}
		return err
	})
	if err == nil && n > 0 {
		err = wait(ctx, ripe)
	}
	return all, err
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// parallel calls f(0) … f(n-1), so many at a time, until one fails.
func parallel(ctx context.Context, workers, n int, f func(i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				if err := f(i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

// A receipt as the thank-you page shows it.
type receiptShown struct {
	words  []string
	digits string // 32
}

var (
	markup  = regexp.MustCompile(`(?s)<[^>]*>`)
	grouped = regexp.MustCompile(`\b\d{4}(?:[ \x{a0}-]?\d{4}){7}\b`)
)

// readReceipt finds the receipt on a page, given the list of its words.
func readReceipt(page string, list map[string]bool) (receiptShown, bool) {
	var r receiptShown
	text := html.UnescapeString(markup.ReplaceAllString(page, " "))
	r.digits = strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, grouped.FindString(text))
	var run []string
	for _, w := range strings.Fields(strings.ReplaceAll(text, "-", " ")) {
		if !list[w] {
			run = run[:0]
			continue
		}
		if run = append(run, w); len(run) == 8 {
			r.words = run
			break
		}
	}
	return r, len(r.words) == 8 || len(r.digits) == 32
}

// number is the receipt as 16 bytes, big-endian.
func (r receiptShown) number() []byte {
	n, ok := new(big.Int).SetString(r.digits, 10)
	if !ok || n.BitLen() > 128 {
		return nil
	}
	return n.FillBytes(make([]byte, 16))
}

// words fetches a word list of the door.
func (r *rig) words(ctx context.Context, lang string) map[string]bool {
	list := map[string]bool{}
	if status, page, err := get(ctx, r.url+"/words/"+lang+".txt", nil); err == nil && status == 200 {
		for _, w := range strings.Fields(page) {
			list[w] = true
		}
	}
	return list
}
