package front_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"voxpop/internal/front"
	"voxpop/internal/intake"
)

// answered fails on what no request may bring about.
func answered(t *testing.T, s *site, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code == http.StatusInternalServerError || w.Code < 200 {
		t.Errorf("status %d\n%s\n%s", w.Code, w.Body, s.log)
	}
	if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", w.Header())
	}
	if len(s.busy) > 0 {
		t.Error("an item was begun and never ended")
	}
	for _, e := range s.envelopes() { // fails unless each opens whole
		if e.Kind != intake.Answer || e.Text == "" && e.file == "" {
			t.Errorf("kept %+v", e.Envelope)
		}
	}
}

// FuzzMultipart sends any bytes as the body of a form. TICKET stands for a
// ticket that is good.
func FuzzMultipart(f *testing.F) {
	for _, fields := range [][]pair{
		{{"ticket", "TICKET", ""}, {"text", "words", ""}},
		{{"ticket", "TICKET", ""}, {"text", "words", ""}, {"file", ogg, "a.ogg"}},
		{{"file", ogg, "a.ogg"}, {"ticket", "TICKET", ""}},
		{{"ticket", "TICKET", ""}, {"name_level", "full", ""}, {"age", "٤٠", ""}, {"receipt", "yes", ""}, {"held", digits, ""}, {"hollow", "x", ""}},
		{{"ticket", "TICKET", ""}, {"file", jpeg, "\"\r\n"}},
	} {
		b, kind := body(fields)
		f.Add(b.Bytes(), kind)
	}
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=ticket\r\n\r\nTICKET\r\n--b--"), "multipart/form-data; boundary=b")
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=\"ticket\"\r\n\r\nTICKET\r\n--b\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nOggS"), "multipart/form-data; boundary=b")
	f.Fuzz(func(t *testing.T, b []byte, kind string) {
		s := newSite(t)
		b = bytes.ReplaceAll(b, []byte("TICKET"), []byte(s.ticket("/q/ferry")))
		for _, length := range []int64{int64(len(b)), -1} {
			r := httptest.NewRequest("POST", "/q/ferry", bytes.NewReader(b))
			r.Header["Content-Type"] = []string{kind}
			r.ContentLength = length
			answered(t, s, s.do(r))
		}
		if len(s.items) > 1 {
			t.Error("one form became two items")
		}
	})
}

// FuzzTus sends any requests of the upload protocol, each a line of method,
// offset, length, metadata and what part of a sealed item it carries.
func FuzzTus(f *testing.F) {
	f.Add("POST 0 L M 0 0\nPATCH 0 L M 0 500\nHEAD 0 L M 0 0\nPATCH 500 L M 500 -1")
	f.Add("POST 0 L M 0 0\nDELETE 0 L M 0 0\nHEAD 0 L M 0 0\nPATCH 0 L M 0 -1")
	f.Add("POST 0 L M 0 -1\nPOST 0 9 M 0 0\nPOST 0 L x 0 0\nPATCH -1 L M 0 0\nPUT 0 0 M 0 0")
	f.Add("POST 0 L M 0 0\nPATCH 0 L M 1 -1\nPOST 0 L M 0 0\nGET 0 L M 0 0\nOPTIONS 0 0 M 0 0")
	f.Fuzz(func(t *testing.T, script string) {
		s := newSite(t)
		item := seal(t, anAnswer(true), ogg)
		meta := metadata("ferry", s.ticket("/q/ferry"), "0123456789abcdef")
		at := "/files/"
		for i, line := range strings.Split(script, "\n") {
			p := strings.SplitN(line, " ", 6)
			if len(p) < 6 || i > 8 || !token(p[0]) {
				return
			}
			from, _ := strconv.Atoi(p[4])
			to, _ := strconv.Atoi(p[5])
			from = min(max(from, 0), len(item))
			if to < from || to > len(item) {
				to = len(item)
			}
			path := at
			if p[0] == "POST" {
				path = "/files/"
			}
			w := s.tus(p[0], path, item[from:to], "Upload-Offset", p[1], "Upload-Length", strings.Replace(p[2], "L", strconv.Itoa(len(item)), 1),
				"Upload-Metadata", strings.Replace(p[3], "M", meta, 1), "X-HTTP-Method-Override", p[3])
			if w.Code == 500 && strings.Contains(s.log.String(), "panic") {
				t.Fatalf("%s\n%s", line, s.log)
			}
			if l := w.Header().Get("Location"); l != "" {
				at = l
			}
			if w.Header().Get("Content-Security-Policy") == "" {
				t.Errorf("headers %v", w.Header())
			}
		}
		for _, k := range s.items {
			if string(k.body) != item && len(k.body) != len(item) {
				t.Error("something else was kept")
			}
		}
		if len(s.items) > 1 {
			t.Error("one form became two items")
		}
	})
}

func token(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// FuzzProxyHeader reads any first line.
func FuzzProxyHeader(f *testing.F) {
	f.Add([]byte("PROXY TCP6 fc00:dead:beef:4dad::7 ::1 65535 42\r\n"))
	f.Add([]byte("PROXY TCP4 203.0.113.7 127.0.0.1 1 443\r\n"))
	f.Add([]byte("PROXY UNKNOWN\r\n"))
	f.Fuzz(func(t *testing.T, line []byte) {
		at, err := front.ParseProxyLine(line)
		if err != nil && at.IsValid() {
			t.Error("a refused line has an address")
		}
		if err == nil && (len(line) > 107 || !bytes.HasPrefix(line, []byte("PROXY ")) || !bytes.HasSuffix(line, []byte("\r\n"))) {
			t.Errorf("%q is read", line)
		}
	})
}

// nothing keeps nothing: what remains is the door's own work.
type nothing struct{ *memory }

type sink struct{ n int64 }

func (s *sink) Write(b []byte) (int, error) { s.n += int64(len(b)); return len(b), nil }
func (*sink) Commit(string) error           { return nil }
func (*sink) Abort() error                  { return nil }

func benchSite(b *testing.B) (*site, string) {
	s := newSite(b, func(s *site) {
		s.cards[0].Callout.Limits.Bytes = 0
		s.front.Options.Limits = front.Limits{PerMinute: 1 << 30, CalloutPerMinute: 1 << 30, CalloutBytesPerDay: 1 << 50}
		s.front.Items = nothing{s.memory}
	})
	return s, s.ticket("/q/ferry")
}

// BenchmarkTextAnswer is one answer without a file and without a disk: read,
// checked, sealed, thanked for.
func BenchmarkTextAnswer(b *testing.B) {
	s, ticket := benchSite(b)
	whole, kind := body([]pair{{"ticket", ticket, ""}, {"text", strings.Repeat("an answer of some length, ", 40), ""}, {"quote", "yes", ""}})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/q/ferry?lang=en", bytes.NewReader(whole.Bytes()))
		r.Header.Set("Content-Type", kind)
		if w := s.do(r); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

// BenchmarkUpload is 16 MB of a file in one form, sealed as it streams.
func BenchmarkUpload(b *testing.B) {
	s, ticket := benchSite(b)
	whole, kind := body([]pair{{"ticket", ticket, ""}, {"file", ogg + strings.Repeat("x", 16<<20), "a"}})
	b.SetBytes(16 << 20)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest("POST", "/q/ferry?lang=en", io.NopCloser(bytes.NewReader(whole.Bytes())))
		r.Header.Set("Content-Type", kind)
		r.ContentLength = int64(whole.Len())
		if w := s.do(r); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

func (n nothing) Create(context.Context, string, bool) (front.Item, error) { return &sink{}, nil }
