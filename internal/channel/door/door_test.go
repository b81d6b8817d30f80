package door_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/channel/door"
	"voxpop/internal/front"
	"voxpop/internal/intake"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
	"voxpop/internal/vault"
	"voxpop/internal/vault/inbox"
)

// sides are a door's folder behind a server, and the newsroom that pulls it.
type sides struct {
	box    *inbox.Box
	key    ed25519.PrivateKey
	server *httptest.Server
	client *door.Client
}

func noWait(context.Context, time.Duration) error { return nil }

// newSides starts a door; between may stand between its handler and the wire.
func newSides(t *testing.T, between func(http.Handler) http.Handler) *sides {
	t.Helper()
	box, err := inbox.Open(filepath.Join(t.TempDir(), "door"), inbox.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &sides{box: box, key: key}
	h := front.Pull{Door: box.Door(), Key: public, Now: time.Now, State: func() (int, int64, int64, error) {
		n, b := box.Count()
		free, err := box.Free()
		return n, b, free, err
	}}.Handler()
	if between != nil {
		h = between(h)
	}
	s.server = httptest.NewServer(h)
	s.client = s.as(t, key)
	t.Cleanup(func() {
		s.client.Close()
		s.server.Close()
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *sides) as(t *testing.T, key ed25519.PrivateKey) *door.Client {
	t.Helper()
	c, err := door.New(door.Config{URL: s.server.URL, Key: key, Now: time.Now, Wait: noWait})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func name(n int) string { return fmt.Sprintf("%032x", n) }

// leave puts an item at the door.
func (s *sides) leave(t *testing.T, n int, body []byte) {
	t.Helper()
	i, err := s.box.Create(t.Context(), name(n), true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := i.Commit(fmt.Sprintf("%016x", n)); err != nil {
		t.Fatal(err)
	}
}

func long(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * i >> 7)
	}
	return b
}

func TestAFolderOverTheWire(t *testing.T) {
	s := newSides(t, nil)
	ctx := t.Context()
	body := long(1 << 20)
	s.leave(t, 1, body)
	s.leave(t, 2, []byte("two"))
	hello, err := s.client.Hello(ctx)
	if err != nil || hello.Items != 2 || hello.FreeBytes <= 0 {
		t.Errorf("%+v %v", hello, err)
	}
	all, err := s.client.List(ctx)
	if err != nil || len(all) != 2 {
		t.Fatalf("%v %v", all, err)
	}
	r, err := s.client.Open(ctx, name(1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(got, body) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	_, err = s.client.Open(ctx, name(3))
	if voxpop.KindOf(err) != voxpop.NotFound || strings.Contains(err.Error(), name(3)) {
		t.Errorf("an item that is not there: %v", err)
	}
	if err := s.client.Done(ctx, name(1), name(3)); err != nil {
		t.Fatal(err)
	}
	if all, err := s.client.List(ctx); err != nil || len(all) != 1 || all[0].Name != name(2) {
		t.Errorf("%v %v", all, err)
	}
	identity, err := vault.GenerateIdentity()
	if err != nil {
		t.Fatal(err)
	}
	card := intake.Card{Callout: voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}}, Recipients: []string{identity.Recipient()}}
	if err := s.client.Cards(ctx, []intake.Card{card}); err != nil {
		t.Fatal(err)
	}
	if cards, err := s.box.LoadCards(); err != nil || len(cards) != 1 || cards[0].Callout.Slug != "tram" {
		t.Errorf("%v %v", cards, err)
	}
	sealed, err := vault.SealReply(identity.Recipient(), make([]byte, intake.ReplySize))
	if err != nil {
		t.Fatal(err)
	}
	box := strings.Repeat("ab", 32)
	for range 2 {
		if err := s.client.Replies(ctx, []intake.SealedReply{{Box: box, ID: "r1", Sealed: sealed}}); err != nil {
			t.Fatal(err)
		}
	}
	if replies, err := s.box.Replies(box); err != nil || len(replies) != 1 || !bytes.Equal(replies[0], sealed) {
		t.Errorf("%d replies, %v", len(replies), err)
	}
	_, stranger, _ := ed25519.GenerateKey(nil)
	_, err = s.as(t, stranger).List(ctx)
	if voxpop.KindOf(err) != voxpop.Forbidden || !strings.Contains(err.Error(), "not signed by the desk") {
		t.Errorf("another key: %v", err)
	}
}

// cutting ends the connection of an item after some bytes, so many times.
func cutting(after int, times int32) func(http.Handler) http.Handler {
	var left atomic.Int32
	left.Store(times)
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, "/item") || left.Add(-1) < 0 {
				h.ServeHTTP(w, r)
				return
			}
			h.ServeHTTP(&scissors{ResponseWriter: w, left: after}, r)
		})
	}
}

type scissors struct {
	http.ResponseWriter
	left int
}

func (s *scissors) Write(b []byte) (int, error) {
	if s.left < len(b) {
		s.ResponseWriter.Write(b[:s.left])
		s.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	s.left -= len(b)
	return s.ResponseWriter.Write(b)
}

func TestAnItemThatIsCutOffGoesOn(t *testing.T) {
	body := long(3 << 20)
	for _, c := range []struct {
		after int
		times int32
		ok    bool
	}{{1 << 20, 2, true}, {100_000, 20, true}, {0, 3, true}, {0, 1000, false}, {70_000, 1000, true}} {
		s := newSides(t, cutting(c.after, c.times))
		s.leave(t, 1, body)
		r, err := s.client.Open(t.Context(), name(1))
		var got []byte
		if err == nil {
			got, err = io.ReadAll(r)
			r.Close()
		}
		if c.ok && (err != nil || !bytes.Equal(got, body)) {
			t.Errorf("cut after %d bytes %d times: %d bytes, %v", c.after, c.times, len(got), err)
		}
		if !c.ok && voxpop.KindOf(err) != voxpop.Unavailable {
			t.Errorf("cut after %d bytes for ever: %v", c.after, err)
		}
	}
}

func TestAConnectionThatStandsStillIsTakenUpAgain(t *testing.T) {
	var asked atomic.Int32
	s := newSides(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) > 1 {
				h.ServeHTTP(w, r)
				return
			}
			io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Length", "3")
			w.Write([]byte("t"))
			w.(http.Flusher).Flush()
			<-r.Context().Done() // until the other side lets go
		})
	})
	s.leave(t, 1, []byte("two"))
	c, err := door.New(door.Config{URL: s.server.URL, Key: s.key, Now: time.Now, Wait: noWait, Stall: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := c.Open(t.Context(), name(1))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "two" {
		t.Errorf("%q %v", got, err)
	}
}

func TestADoorThatSaysStrangeThings(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a page":  func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) },
		"no JSON": func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("<html>")) },
		"another kind": func(w http.ResponseWriter, r *http.Request) {
			refuse(w, 400, `{"kind":"closed","message":"x\u001b[31m`+"\u202e"+`y"}`)
		},
		"no kind": func(w http.ResponseWriter, r *http.Request) { refuse(w, 400, `{"kind":"odd","message":"x"}`) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/pull/v1/hello", http.StatusTemporaryRedirect)
		},
		"a bad list": func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte(`{"items":[{"name":"../x","day":"2026-01-01","size":1}]}`))
		},
	} {
		server := httptest.NewServer(answer)
		_, key, _ := ed25519.GenerateKey(nil)
		c, err := door.New(door.Config{URL: server.URL, Key: key, Now: time.Now, Wait: noWait})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.List(t.Context())
		if err == nil || strings.ContainsAny(err.Error(), "\x1b\u202e") || voxpop.KindOf(err) == voxpop.Internal {
			t.Errorf("%s: %q", name, err)
		}
		c.Close()
		server.Close()
	}
}

func refuse(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write([]byte(body))
}

func TestAddresses(t *testing.T) {
	_, key, _ := ed25519.GenerateKey(nil)
	for address, want := range map[string]bool{
		"https://door.example.org:8443": true, "https://door.example.org/": true, "http://127.0.0.1:8089": true, "http://10.8.0.2:8089": true, "http://[::1]:80": true,
		"http://door.example.org": false, "http://8.8.8.8": false, "ftp://127.0.0.1": false, "https://user:pass@door.example.org": false,
		"https://door.example.org/x": false, "https://door.example.org/?x=1": false, "door.example.org": false, "": false, "http://abc.onion": false,
	} {
		_, err := door.New(door.Config{URL: address, Key: key, Now: time.Now})
		if (err == nil) != want || err != nil && (voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := door.New(door.Config{URL: "http://abc.onion", Socks: "127.0.0.1:9050", Key: key, Now: time.Now}); err != nil {
		t.Error(err)
	}
	if _, err := door.New(door.Config{URL: "http://abc.onion", Socks: "tor", Key: key, Now: time.Now}); err == nil {
		t.Error("a proxy without a port")
	}
}

// newsroom is a ring and a record that takes what a door has.
func newsroom(t *testing.T) (*vault.Ring, *store.DB, *intake.Service) {
	t.Helper()
	ring, _, err := vault.CreateRing(filepath.Join(t.TempDir(), "keys"), "", vault.Options{Evaluation: true, WorkFactor: 10})
	if err != nil {
		t.Fatal(err)
	}
	db := storetest.SQLite(t)
	storetest.Small().Import(t, db)
	return ring, db, &intake.Service{Store: db, Open: ring.Open, ID: intake.NewID}
}

// seal makes an item as a door does.
func seal(t *testing.T, ring *vault.Ring, e intake.Envelope, file []byte) []byte {
	t.Helper()
	list, err := ring.Callout("tram")
	if err != nil {
		t.Fatal(err)
	}
	to, err := vault.ParseRecipients(list...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	s, err := to.Seal(&b)
	if err != nil {
		t.Fatal(err)
	}
	w, err := intake.NewWriter(s, e)
	if err != nil {
		t.Fatal(err)
	}
	if e.Media != nil {
		if _, err := w.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// forgetful is a door whose newsroom dies before it hears of what was kept.
type forgetful struct{ intake.Door }

var errDied = errors.New("died")

func (forgetful) Done(context.Context, ...string) error { return errDied }

func TestTwoFolders(t *testing.T) {
	s := newSides(t, cutting(40_000, 5))
	ring, db, service := newsroom(t)
	receipt, err := intake.NewReceipt(nil)
	if err != nil {
		t.Fatal(err)
	}
	identity, err := vault.IdentityFromSeed(receipt.ReplySeed())
	if err != nil {
		t.Fatal(err)
	}
	address := receipt.Address(identity.Recipient())
	consent := voxpop.Consent{Quote: true, Name: voxpop.NoName}
	ogg := append([]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01"), long(50_000)...)
	s.leave(t, 1, seal(t, ring, intake.Envelope{Kind: intake.Answer, Callout: "tram", Form: "en", Text: "The tram is late.", Consent: consent, Receipt: &address}, nil))
	s.leave(t, 2, seal(t, ring, intake.Envelope{Kind: intake.Answer, Callout: "tram", Form: "en", Consent: consent, Receipt: &address,
		Media: &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}}, ogg))
	s.leave(t, 3, []byte("not sealed at all"))

	count := func(want int) {
		t.Helper()
		n := 0
		err := db.View(t.Context(), "tram", func(v *store.View) error {
			for r, err := range v.Responses() {
				if err != nil {
					return err
				}
				if r.Channel == voxpop.Web && strings.HasPrefix(r.Respondent, "w-") {
					n++
				}
			}
			return nil
		})
		if err != nil || n != want {
			t.Errorf("%d responses came, %v; want %d", n, err, want)
		}
	}
	// The newsroom dies after the record has it and before the door hears of it.
	if _, err := service.Pull(t.Context(), "desk", forgetful{s.client}); !errors.Is(err, errDied) {
		t.Fatal(err)
	}
	count(2)
	got, err := service.Pull(t.Context(), "desk", s.client)
	if err != nil || got.New != 0 || got.Again != 2 {
		t.Errorf("%+v %v", got, err)
	}
	count(2)
	if all, err := s.client.List(t.Context()); err != nil || len(all) > 1 {
		t.Errorf("the door still has %v, %v", all, err)
	}
	// The respondent comes back and takes it all away.
	withdrawal := receipt.Withdrawal()
	s.leave(t, 4, seal(t, ring, intake.Envelope{Kind: intake.Withdrawal, Callout: "tram", Receipt: &withdrawal}, nil))
	got, err = service.Pull(t.Context(), "desk", s.client)
	if err != nil || got.Withdrawn != 2 {
		t.Errorf("%+v %v", got, err)
	}
}
