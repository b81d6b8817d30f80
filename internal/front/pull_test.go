package front_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/front"
	"voxpop/internal/intake"
)

// pullDoor is a door in memory.
type pullDoor struct {
	items   map[string]string
	cards   []intake.Card
	done    []string
	replies []intake.SealedReply
	broken  error
}

func (d *pullDoor) Cards(_ context.Context, cards []intake.Card) error {
	d.cards = cards
	return d.broken
}

func (d *pullDoor) List(context.Context) (all []intake.Info, err error) {
	for name, body := range d.items {
		all = append(all, intake.Info{Name: name, Day: "2026-03-10", Size: int64(len(body))})
	}
	return all, d.broken
}

// plainReader knows its bytes and nothing else.
type plainReader struct{ io.Reader }

func (d *pullDoor) Open(_ context.Context, name string) (io.ReadCloser, error) {
	body, ok := d.items[name]
	if !ok {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "inbox.Open", Message: "no such item", Err: fs.ErrNotExist}
	}
	if strings.HasPrefix(body, "plain") {
		return io.NopCloser(plainReader{strings.NewReader(body)}), d.broken
	}
	return struct {
		*strings.Reader
		io.Closer
	}{strings.NewReader(body), io.NopCloser(nil)}, d.broken
}

func (d *pullDoor) Done(_ context.Context, names ...string) error {
	d.done = append(d.done, names...)
	return d.broken
}

func (d *pullDoor) Replies(_ context.Context, replies []intake.SealedReply) error {
	d.replies = append(d.replies, replies...)
	return d.broken
}

var pullKey = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))

func newPull(d *pullDoor) http.Handler {
	return front.Pull{Door: d, Key: pullKey.Public().(ed25519.PublicKey), Now: time.Now,
		State: func() (int, int64, int64, error) { return len(d.items), 7, 1 << 30, nil }}.Handler()
}

// signed is a request of the desk; every one has a nonce of its own.
var nonces uint64

func signed(method, path, body string) *http.Request {
	nonces++
	nonce := make([]byte, 16)
	for i := range 8 {
		nonce[i] = byte(nonces >> (8 * i))
	}
	r := httptest.NewRequest(method, "http://door"+path, strings.NewReader(body))
	r.Header.Set(intake.SignatureHeader, intake.SignRequest(pullKey, method, r.URL.Path, []byte(body), time.Now(), nonce))
	return r
}

func pull(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var pullNames = []string{strings.Repeat("a1", 16), strings.Repeat("b2", 16)}

func TestPullAnswersTheDeskOnly(t *testing.T) {
	d := &pullDoor{items: map[string]string{pullNames[0]: "seekable bytes", pullNames[1]: "plain bytes"}}
	h := newPull(d)
	item := func(name, offset string) string { return `{"name":"` + name + `","offset":` + offset + `}` }
	unsigned := httptest.NewRequest("POST", "/pull/v1/list", strings.NewReader("{}"))
	forged := signed("POST", "/pull/v1/list", "{}")
	forged.Body = io.NopCloser(strings.NewReader("{} "))
	twice := signed("POST", "/pull/v1/list", "{}")
	pull(h, twice)
	twice.Body = io.NopCloser(strings.NewReader("{}"))
	huge := signed("POST", "/pull/v1/list", "{}")
	huge.ContentLength = intake.MaxWire + 1
	for _, c := range []struct {
		name   string
		r      *http.Request
		status int
		says   string // in the answer
	}{
		{"hello", signed("POST", "/pull/v1/hello", `{"v":1}`), 200, `"items":2`},
		{"list", signed("POST", "/pull/v1/list", "{}"), 200, pullNames[0]},
		{"an item", signed("POST", "/pull/v1/item", item(pullNames[0], "0")), 200, "seekable bytes"},
		{"the rest of an item", signed("POST", "/pull/v1/item", item(pullNames[0], "9")), 200, "bytes"},
		{"the end of an item", signed("POST", "/pull/v1/item", item(pullNames[0], "14")), 200, ""},
		{"beyond an item", signed("POST", "/pull/v1/item", item(pullNames[0], "15")), 400, "shorter"},
		{"the rest of a plain item", signed("POST", "/pull/v1/item", item(pullNames[1], "6")), 200, "bytes"},
		{"beyond a plain item", signed("POST", "/pull/v1/item", item(pullNames[1], "12")), 400, "shorter"},
		{"an item that is gone", signed("POST", "/pull/v1/item", item(strings.Repeat("c3", 16), "0")), 404, "no such item"},
		{"a path for a name", signed("POST", "/pull/v1/item", item("../../../etc/passwd", "0")), 400, "not a message"},
		{"before an item", signed("POST", "/pull/v1/item", item(pullNames[0], "-1")), 400, "not a message"},
		{"done", signed("POST", "/pull/v1/done", `{"names":["`+pullNames[1]+`"]}`), 200, "true"},
		{"cards", signed("POST", "/pull/v1/cards", `{"cards":[]}`), 200, "true"},
		{"no card", signed("POST", "/pull/v1/cards", `{"cards":[{"callout":{"slug":"x"},"recipients":["age1x"]}]}`), 400, "not a message"},
		{"replies", signed("POST", "/pull/v1/replies", `{"replies":[{"box":"`+strings.Repeat("ab", 32)+`","id":"r1","sealed":"c2VhbGVk"}]}`), 200, "true"},
		{"a key too many", signed("POST", "/pull/v1/list", `{"all":true}`), 400, "not a message"},
		{"nothing", signed("POST", "/pull/v1/list", ""), 400, "not a message"},
		{"an unknown request", signed("POST", "/pull/v1/keys", "{}"), 404, "nothing here"},
		{"another path", signed("POST", "/", "{}"), 404, "nothing here"},
		{"a query", signed("POST", "/pull/v1/list?x=1", "{}"), 404, "nothing here"},
		{"GET", signed("GET", "/pull/v1/list", ""), 403, "only POST"},
		{"unsigned", unsigned, 403, "not signed"},
		{"another body", forged, 403, "not signed by the desk"},
		{"sent before", twice, 403, "sent before"},
		{"too long", huge, 400, "too long"},
	} {
		w := pull(h, c.r)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		for header, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"} {
			if got := w.Header().Get(header); !strings.Contains(got, want) {
				t.Errorf("%s: %s: %q", c.name, header, got)
			}
		}
		if w.Code != 200 && (strings.Contains(w.Body.String(), pullNames[0]) || strings.Contains(w.Body.String(), "passwd")) {
			t.Errorf("%s: the error repeats what was asked: %s", c.name, w.Body)
		}
	}
	if len(d.done) != 1 || len(d.replies) != 1 {
		t.Errorf("done %v, replies %d", d.done, len(d.replies))
	}
}

// What is signed for one door is nothing at another; and a stranger's request
// is refused before a byte of its body is read.
func TestPullIsForOneDoor(t *testing.T) {
	d := &pullDoor{}
	h := front.Pull{Door: d, ID: "north", Key: pullKey.Public().(ed25519.PublicKey), Now: time.Now,
		State: func() (int, int64, int64, error) { return 0, 0, 0, nil }}.Handler()
	for id, want := range map[string]int{"north": 200, "south": 403, "": 403} {
		nonces++
		r := httptest.NewRequest("POST", "http://door/pull/v1/list", strings.NewReader("{}"))
		nonce := make([]byte, 16)
		nonce[0], nonce[15] = byte(nonces), byte(nonces>>8)
		r.Header.Set(intake.SignatureHeader, intake.SignRequest(pullKey, "POST", id+"/pull/v1/list", []byte("{}"), time.Now(), nonce))
		if w := pull(h, r); w.Code != want {
			t.Errorf("signed for %q: %d %s", id, w.Code, w.Body)
		}
	}
	unread := readers{t}
	r := httptest.NewRequest("POST", "http://door/pull/v1/list", unread)
	r.Header.Set(intake.SignatureHeader, "v1 t=1 h=x n=x s=x")
	if w := pull(h, r); w.Code != 403 {
		t.Errorf("%d", w.Code)
	}
}

type readers struct{ t *testing.T }

func (r readers) Read([]byte) (int, error) {
	r.t.Error("the body of a stranger is read")
	return 0, io.EOF
}

func TestPullSaysNothingOfItsInside(t *testing.T) {
	d := &pullDoor{broken: &fs.PathError{Op: "open", Path: "/var/lib/secret/" + pullNames[0], Err: errors.New("secret")}}
	w := pull(newPull(d), signed("POST", "/pull/v1/list", "{}"))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// FuzzPull sends a door what strangers and broken desks may send. Unsigned,
// nothing reaches the door; signed, it gets only what the protocol allows.
func FuzzPull(f *testing.F) {
	for _, s := range []struct{ method, path, header, body string }{
		{"POST", "/pull/v1/list", "v1 t=1 n=00 s=x", "{}"},
		{"POST", "/pull/v1/item", "", `{"name":"` + pullNames[0] + `","offset":3}`},
		{"POST", "/pull/v1/item", "", `{"name":"` + pullNames[0] + `","offset":9223372036854775807}`},
		{"POST", "/pull/v1/done", "", `{"names":["` + pullNames[0] + `","../x"]}`},
		{"POST", "/pull/v1/cards", "", `{"cards":[{"callout":{"slug":"tram"}}]}`},
		{"POST", "/pull/v1/replies", "", `{"replies":[{"box":"x","id":"r","sealed":"AA=="}]}`},
		{"POST", "/pull/v1/hello", "", `{"v":1,"v":2}`},
		{"GET", "/pull/v1/../../etc", "v1", ""},
	} {
		f.Add(s.method, s.path, s.header, []byte(s.body), true)
		f.Add(s.method, s.path, s.header, []byte(s.body), false)
	}
	const inside = "seekable bytes"
	f.Fuzz(func(t *testing.T, method, path, header string, body []byte, sign bool) {
		d := &pullDoor{items: map[string]string{pullNames[0]: inside}}
		r, err := http.NewRequest(method, "http://door"+path, bytes.NewReader(body))
		if err != nil {
			return
		}
		if sign {
			nonce := make([]byte, 16)
			r.Header.Set(intake.SignatureHeader, intake.SignRequest(pullKey, method, r.URL.Path, body, time.Now(), nonce))
		} else {
			r.Header.Set(intake.SignatureHeader, header)
		}
		w := pull(newPull(d), r)
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Fatalf("%d without safe headers", w.Code)
		}
		for _, n := range d.done {
			if b, err := hex.DecodeString(n); err != nil || len(b) != 16 {
				t.Fatal("the door was told of an impossible item")
			}
		}
		for _, s := range d.replies {
			if s.Validate() != nil {
				t.Fatal("the door got an impossible reply")
			}
		}
		if sign {
			return
		}
		if w.Code == http.StatusOK || d.cards != nil || d.done != nil || d.replies != nil || strings.Contains(w.Body.String(), inside) {
			t.Fatalf("an unsigned request was answered: %d", w.Code)
		}
	})
}
