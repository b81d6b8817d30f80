package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"voxpop"
)

// respondent is somebody at the public door, as far as the door can see: a
// browser without script. The demo answers its own question with it.
type respondent struct {
	base   string // of the door, with a slash at the end
	client *http.Client
}

// fillIn is what the door calls too fast for a person, and a little more.
const fillIn = 3200 * time.Millisecond

var (
	ticketField = regexp.MustCompile(`name="ticket" value="([^"]+)"`)
	digitsField = regexp.MustCompile(`class="digits"[^>]*>([0-9 ]+)<`)
)

// form opens the form of a call-out and returns its ticket.
func (r respondent) form(ctx context.Context, slug, lang string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+"q/"+slug+"?lang="+lang, nil)
	if err != nil {
		return "", err
	}
	page, err := r.page(req)
	if err != nil {
		return "", err
	}
	return field(ticketField, page)
}

// sent is what somebody fills in.
type sent struct {
	Lang, Text string
	File       io.Reader // nil: none
	FileName   string
	Consent    voxpop.Consent
	Receipt    bool
}

// answer sends a form and returns the digits of the receipt, "" when none was
// asked for.
func (r respondent) answer(ctx context.Context, slug, ticket string, s sent) (receipt string, err error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields := [][2]string{{"ticket", ticket}, {"text", s.Text}, {"name_level", string(s.Consent.Name)}}
	for name, on := range map[string]bool{"quote": s.Consent.Quote, "voice": s.Consent.Voice, "face": s.Consent.Face, "receipt": s.Receipt} {
		if on {
			fields = append(fields, [2]string{name, "yes"})
		}
	}
	for _, f := range fields {
		err = errors.Join(err, w.WriteField(f[0], f[1]))
	}
	if s.File != nil {
		part, partErr := w.CreateFormFile("file", s.FileName)
		if err = errors.Join(err, partErr); err == nil {
			_, err = io.Copy(part, s.File)
		}
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.base+"q/"+slug+"?lang="+s.Lang, &body)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	page, err := r.page(req)
	if err != nil || !s.Receipt {
		return "", err
	}
	return field(digitsField, page)
}

// mailbox comes back with a receipt and returns the page that shows replies.
func (r respondent) mailbox(ctx context.Context, receipt, lang string) (string, error) {
	return r.post(ctx, "return?lang="+lang, url.Values{"receipt": {receipt}})
}

// takeBack takes back what was sent with a receipt; the door asks once more.
func (r respondent) takeBack(ctx context.Context, slug, receipt, lang string) error {
	values := url.Values{"receipt": {receipt}, "callout": {slug}}
	page, err := r.post(ctx, "return/withdraw?lang="+lang, values)
	if err != nil {
		return err
	}
	ticket, err := field(ticketField, page)
	if err != nil {
		return err
	}
	values.Set("ticket", ticket)
	values.Set("confirm", "yes")
	_, err = r.post(ctx, "return/withdraw?lang="+lang, values)
	return err
}

func (r respondent) post(ctx context.Context, path string, values url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.base+path, strings.NewReader(values.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.page(req)
}

func (r respondent) page(req *http.Request) (string, error) {
	resp, err := r.client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err == nil && resp.StatusCode != http.StatusOK {
		err = &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.respondent", Place: req.URL.Path, Message: fmt.Sprintf("the public door answered with status %d", resp.StatusCode)}
	}
	return string(b), err
}

func field(pattern *regexp.Regexp, page string) (string, error) {
	m := pattern.FindStringSubmatch(page)
	if m == nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "app.respondent", Message: "the page of the public door lacks a field"}
	}
	return html.UnescapeString(m[1]), nil
}
