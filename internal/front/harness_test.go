package front_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/front"
	"voxpop/internal/intake"
	"voxpop/internal/vault"
)

// opened is when the tests' call-out is open.
var opened = time.Date(2026, 9, 10, 12, 0, 0, 0, time.UTC)

// memory stands in for the inbox: the same promises, kept in maps.
type memory struct {
	mu      sync.Mutex
	busy    map[string]chan struct{}
	items   map[string]kept
	parts   map[string]*part
	replies map[string][][]byte
	cards   []intake.Card
	creates int
	full    bool          // no room for files
	broken  bool          // nothing is kept
	began   chan struct{} // when not nil, told of every item that is begun
}

type kept struct {
	tag  string
	body []byte
}

type part struct {
	length int64
	body   []byte
}

func conflict() error { return &voxpop.Error{Kind: voxpop.Conflict, Op: "memory", Message: "taken"} }

func (m *memory) LoadCards() ([]intake.Card, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]intake.Card{}, m.cards...), nil
}

func (m *memory) TicketKeys() ([][]byte, error) {
	return [][]byte{bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)}, nil
}

func (m *memory) Taken(name string) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.items[name]
	return k.tag, ok
}

func (m *memory) Create(ctx context.Context, name string, media bool) (front.Item, error) {
	for {
		m.mu.Lock()
		m.creates++
		if _, ok := m.items[name]; ok {
			m.mu.Unlock()
			return nil, conflict()
		}
		if m.full && media || m.broken {
			m.mu.Unlock()
			return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "memory", Message: "no room"}
		}
		other := m.busy[name]
		if other == nil {
			done := make(chan struct{})
			m.busy[name] = done
			m.mu.Unlock()
			if m.began != nil {
				m.began <- struct{}{}
			}
			return &item{m: m, name: name, done: done}, nil
		}
		m.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

type item struct {
	m    *memory
	name string
	done chan struct{}
	body bytes.Buffer
}

func (i *item) Write(b []byte) (int, error) { return i.body.Write(b) }
func (i *item) end(tag string) {
	i.m.mu.Lock()
	defer i.m.mu.Unlock()
	if tag != "" {
		i.m.items[i.name] = kept{tag, i.body.Bytes()}
	}
	delete(i.m.busy, i.name)
	close(i.done)
}
func (i *item) Commit(tag string) error { i.end(tag); return nil }
func (i *item) Abort() error            { i.end(""); return nil }

func (m *memory) Replies(box string) ([][]byte, error) { return m.replies[box], nil }

func (m *memory) NewPart(name string, length int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.full {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "memory", Message: "no room"}
	}
	if m.parts[name] != nil {
		return conflict()
	}
	m.parts[name] = &part{length: length}
	return nil
}

func (m *memory) Part(name string) (offset, length int64, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.parts[name]
	if p == nil {
		return 0, 0, false
	}
	return int64(len(p.body)), p.length, true
}

func (m *memory) WritePart(_ context.Context, name string, offset int64, r io.Reader) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.parts[name]
	if p == nil {
		return 0, &voxpop.Error{Kind: voxpop.NotFound, Op: "memory"}
	}
	if offset != int64(len(p.body)) {
		return 0, conflict()
	}
	b, _ := io.ReadAll(io.LimitReader(r, p.length-offset))
	p.body = append(p.body, b...)
	return int64(len(b)), nil
}

func (m *memory) OpenPart(name string) (io.ReadCloser, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return io.NopCloser(bytes.NewReader(m.parts[name].body)), nil
}

func (m *memory) FinishPart(name, tag string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.items[name]; ok {
		return conflict()
	}
	m.items[name] = kept{tag, m.parts[name].body}
	delete(m.parts, name)
	return nil
}

func (m *memory) DropPart(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.parts, name)
	return nil
}

// keyring is the vault as the program wires it.
type keyring struct{}

func (keyring) Recipients(list ...string) (front.Recipients, error) {
	return vault.ParseRecipients(list...)
}
func (keyring) SealedSize(plain int64, n int) int64 { return vault.SealedSize(plain, n) }
func (keyring) Fingerprint(list ...string) []string { return vault.Fingerprint(list...) }
func (keyring) ReceiptRecipient(seed [32]byte) (string, error) {
	id, err := vault.IdentityFromSeed(seed)
	if err != nil {
		return "", err
	}
	return id.Recipient(), nil
}
func (keyring) OpenReply(seed [32]byte, sealed []byte) ([]byte, error) {
	id, err := vault.IdentityFromSeed(seed)
	if err != nil {
		return nil, err
	}
	r, err := id.Open(bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

var newsroom, recovery = mustIdentity(1), mustIdentity(2)

func mustIdentity(n byte) vault.Identity {
	id, err := vault.IdentityFromSeed([32]byte{n})
	if err != nil {
		panic(err)
	}
	return id
}

func moment(s string) voxpop.Moment {
	m, err := voxpop.ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return m
}

func card(slug string) intake.Card {
	return intake.Card{
		Recipients: []string{newsroom.Recipient(), recovery.Recipient()},
		Callout: voxpop.Callout{
			Slug:      slug,
			Question:  voxpop.Localized{"en": "Why was the " + slug + " sold?", "fa": "چرا فروخته شد؟ " + slug, "ar": "لماذا بيعت؟ " + slug, "es": "¿Por qué se vendió?"},
			Context:   voxpop.Localized{"en": "It was free.", "fa": "رایگان بود.", "ar": "كانت مجانية."},
			Consent:   voxpop.Localized{"en": "We read every answer.", "fa": "همه را می‌خوانیم.", "ar": "نقرأ كل جواب."},
			Languages: []string{"en", "fa", "ar", "es"},
			Opens:     moment("2026-09-02T08:00:00+03:00"), Closes: moment("2026-09-14T20:00:00+03:00"),
			Media: voxpop.Media, Limits: voxpop.Limits{Text: 4000, Seconds: 180, Bytes: 2 << 20}, RetentionDays: 90,
		},
	}
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// site is a door under test.
type site struct {
	t testing.TB
	*memory
	clock   *clock
	handler http.Handler
	front   *front.Front
	log     *bytes.Buffer
}

func newSite(t testing.TB, change ...func(*site)) *site {
	s := &site{t: t, memory: &memory{busy: map[string]chan struct{}{}, items: map[string]kept{}, parts: map[string]*part{}, replies: map[string][][]byte{}},
		clock: &clock{now: opened}, log: &bytes.Buffer{}}
	s.cards = []intake.Card{card("ferry")}
	s.front = &front.Front{Cards: s.memory, Items: s.memory, Parts: s.memory, Replies: s.memory, Keys: s.memory, Vault: keyring{}, Now: s.clock.Now,
		Log: slog.New(slog.NewTextHandler(s.log, nil))}
	for _, c := range change {
		c(s)
	}
	s.handler = s.front.Handler()
	return s
}

func (s *site) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	return s.do(httptest.NewRequest("GET", path, nil))
}

// pair is a field of a form, in order; a file has a name.
type pair struct{ name, value, file string }

// body writes a multipart body as browsers do.
func body(fields []pair) (*bytes.Buffer, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		if f.name == "file" {
			h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + f.file + `"`}, "Content-Type": {"application/octet-stream"}}
			p, _ := w.CreatePart(h)
			io.WriteString(p, f.value)
			continue
		}
		w.WriteField(f.name, f.value)
	}
	w.Close()
	return &b, w.FormDataContentType()
}

func (s *site) post(path string, fields []pair) *httptest.ResponseRecorder {
	b, kind := body(fields)
	r := httptest.NewRequest("POST", path, b)
	r.Header.Set("Content-Type", kind)
	return s.do(r)
}

func (s *site) send(path string, fields url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// hiddenFields are those that a page's first form, or the form with an action, carries.
func hiddenFields(page, action string) url.Values {
	out := url.Values{}
	if action != "" {
		_, after, ok := strings.Cut(page, `action="`+action)
		if !ok {
			return out
		}
		page, _, _ = strings.Cut(after, "</form>")
	}
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		out.Set(m[1], html.UnescapeString(m[2]))
	}
	return out
}

// ticket opens the form and waits as long as a person does.
func (s *site) ticket(path string) string {
	s.t.Helper()
	w := s.get(path)
	if w.Code != 200 {
		s.t.Fatalf("%s: status %d\n%s", path, w.Code, w.Body)
	}
	t := hiddenFields(w.Body.String(), "/q/").Get("ticket")
	if t == "" {
		s.t.Fatalf("%s: no ticket\n%s", path, w.Body)
	}
	s.clock.pass(10 * time.Second)
	return t
}

// envelopes opens everything that was kept, by name.
func (s *site) envelopes() map[string]opening {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]opening{}
	for name, k := range s.items {
		if b, err := hex.DecodeString(name); err != nil || len(b) != 16 {
			s.t.Errorf("an item is called %q", name)
		}
		for _, id := range []vault.Identity{newsroom, recovery} {
			plain, err := id.Open(bytes.NewReader(k.body))
			if err != nil {
				s.t.Fatal(err)
			}
			e, file, err := intake.ReadEnvelope(plain)
			if err != nil {
				s.t.Fatal(err)
			}
			b, err := io.ReadAll(file)
			if err != nil {
				s.t.Fatal(err)
			}
			out[name] = opening{e, string(b), len(k.body)}
		}
	}
	return out
}

type opening struct {
	intake.Envelope
	file string
	size int
}

// only returns the one envelope that was kept.
func (s *site) only() opening {
	s.t.Helper()
	all := s.envelopes()
	if len(all) != 1 {
		s.t.Fatalf("%d items were kept, want 1", len(all))
	}
	for _, e := range all {
		return e
	}
	return opening{}
}

// An ogg as short as one can be, and a webm.
const (
	ogg  = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"
	jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
)
