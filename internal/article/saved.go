package article

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"strings"
)

// typeSaved is a page with its pictures in one file, as browsers save it (MHTML, RFC 2557).
const typeSaved = "multipart/related"

// isSaved reports whether a body begins as such a file does: with the head of a message.
func isSaved(body []byte) bool {
	head, _, ok := bytes.Cut(body[:min(len(body), 8192)], []byte("\n\n"))
	if before, _, crlf := bytes.Cut(body[:min(len(body), 8192)], []byte("\r\n\r\n")); crlf && (!ok || len(before) < len(head)) {
		head, ok = before, true
	}
	lower := bytes.ToLower(head)
	return ok && bytes.Contains(lower, []byte("\ncontent-type: multipart/related")) && bytes.Contains(lower, []byte("mime-version:"))
}

// unpack takes the page and its pictures out of a file that a browser saved;
// ok is false when there is no page in it.
func unpack(body []byte) (p Page, parts map[string]Part, ok bool) {
	head, rest := headOf(body)
	_, params, err := mime.ParseMediaType(head["content-type"])
	if err != nil || params["boundary"] == "" {
		return Page{}, nil, false
	}
	parts = map[string]Part{}
	r := multipart.NewReader(bytes.NewReader(rest), params["boundary"])
	for range 500 {
		part, err := r.NextRawPart()
		if err != nil {
			break
		}
		var from io.Reader = part
		switch strings.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
		case "quoted-printable":
			from = quotedprintable.NewReader(part)
		case "base64":
			from = base64.NewDecoder(base64.StdEncoding, part)
		}
		b, _ := io.ReadAll(io.LimitReader(from, maxBody)) // what is broken off is looked at as far as it goes
		kind, where := part.Header.Get("Content-Type"), strings.TrimSpace(part.Header.Get("Content-Location"))
		switch {
		case !ok && kindOf(kind, b) == typeHTML:
			p, ok = Page{URL: where, Type: kind, Body: b}, true
		case where != "":
			if _, there := parts[where]; !there {
				parts[where] = Part{Type: kind, Body: b}
			}
		}
	}
	if s := strings.TrimSpace(head["snapshot-content-location"]); s != "" {
		p.URL = s
	}
	return p, parts, ok
}

// headOf are the fields of a message's head, by name in lower case.
func headOf(body []byte) (map[string]string, []byte) {
	out, last := map[string]string{}, ""
	for range 100 {
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		body = rest
		s := strings.TrimRight(string(line), "\r")
		switch key, value, ok := strings.Cut(s, ":"); {
		case s == "":
			return out, body
		case (s[0] == ' ' || s[0] == '\t') && last != "":
			out[last] += " " + strings.TrimSpace(s)
		case ok:
			last = strings.ToLower(key)
			out[last] = strings.TrimSpace(value)
		}
	}
	return out, body
}

// savedFrom is the address that a browser, or the extension SingleFile, wrote
// into a page that it saved; "" if there is none.
func savedFrom(body []byte) string {
	for head := body[:min(len(body), 4096)]; ; {
		i := bytes.Index(head, []byte("<!--"))
		if i < 0 {
			return ""
		}
		comment, rest, ok := bytes.Cut(head[i+4:], []byte("-->"))
		if !ok {
			return ""
		}
		s := strings.TrimSpace(string(comment))
		if t, ok := strings.CutPrefix(s, "saved from url=("); ok {
			if _, u, ok := strings.Cut(t, ")"); ok {
				return strings.TrimSpace(u)
			}
		}
		if strings.HasPrefix(s, "Page saved with SingleFile") {
			if _, t, ok := strings.Cut(s, "url:"); ok {
				u, _, _ := strings.Cut(strings.TrimSpace(t), "\n")
				return strings.TrimSpace(u)
			}
		}
		head = rest
	}
}
