package intake_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"voxpop"
	"voxpop/internal/intake"
)

var noon = time.Date(2026, 4, 2, 12, 0, 0, 0, time.UTC)

func key(c byte) []byte { return bytes.Repeat([]byte{c}, 32) }

func tickets(t testing.TB, now time.Time, keys ...[]byte) intake.Tickets {
	t.Helper()
	all, err := intake.NewTickets(keys, func() time.Time { return now }, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTicket(t *testing.T) {
	sealed, err := tickets(t, noon, key(1)).Issue("harbour-clock")
	if err != nil {
		t.Fatal(err)
	}
	// Tomorrow's key seals, today's still opens.
	got, err := tickets(t, noon.Add(23*time.Hour), key(2), key(1)).Open("harbour-clock", sealed)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Issued().Equal(noon) || got.Callout != "harbour-clock" || got.Receipt.IsZero() || got.Nonce == [16]byte{} {
		t.Error("the ticket came out as another")
	}
	again, err := tickets(t, noon.Add(time.Second), key(1)).Open("harbour-clock", sealed)
	if err != nil || again != got {
		t.Error("a retry gives another ticket")
	}
	if !intake.ValidItem(got.Name()) {
		t.Errorf("%q is no name", got.Name())
	}
	other, _ := tickets(t, noon, key(1)).Issue("a")
	if len(other) != len(sealed) || other == sealed {
		t.Error("tickets differ in length, or do not differ")
	}
}

func TestTicketRefused(t *testing.T) {
	door := tickets(t, noon, key(1))
	sealed, err := door.Issue("harbour-clock")
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(sealed) {
		other := []byte(sealed)
		if other[i] = 'A'; sealed[i] == 'A' {
			other[i] = 'B'
		}
		if _, err := door.Open("harbour-clock", string(other)); voxpop.KindOf(err) != voxpop.Invalid {
			t.Fatalf("with letter %d changed: %v", i, err)
		}
	}
	for name, open := range map[string]func() error{
		"of another call-out": func() error { _, err := door.Open("tram", sealed); return err },
		"of another door":     func() error { _, err := tickets(t, noon, key(3)).Open("harbour-clock", sealed); return err },
		"cut":                 func() error { _, err := door.Open("harbour-clock", sealed[:91]); return err },
		"with a letter more":  func() error { _, err := door.Open("harbour-clock", sealed+"A"); return err },
		"with padding":        func() error { _, err := door.Open("harbour-clock", sealed[:91]+"="); return err },
		"with a line break":   func() error { _, err := door.Open("harbour-clock", sealed[:91]+"\n"); return err },
		"empty":               func() error { _, err := door.Open("harbour-clock", ""); return err },
	} {
		if err := open(); voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct {
		age  time.Duration
		kind voxpop.Kind
	}{{intake.TicketLife, ""}, {intake.TicketLife + time.Second, voxpop.Closed}, {-time.Hour, ""}, {-25 * time.Hour, voxpop.Closed}} {
		if _, err := tickets(t, noon.Add(c.age), key(1)).Open("harbour-clock", sealed); voxpop.KindOf(err) != c.kind {
			t.Errorf("after %v: %v", c.age, err)
		}
	}
	if _, err := door.Issue("../x"); err == nil {
		t.Error("a ticket for no call-out")
	}
	if _, err := intake.NewTickets(nil, nil, nil); err == nil {
		t.Error("no key is enough")
	}
	if _, err := intake.NewTickets([][]byte{make([]byte, 16)}, nil, nil); err == nil {
		t.Error("a short key is enough")
	}
	dry, _ := intake.NewTickets([][]byte{key(1)}, func() time.Time { return noon }, iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := dry.Issue("a"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("without chance: %v", err)
	}
}

func TestTag(t *testing.T) {
	a, b := intake.Ticket{Nonce: [16]byte{1}}, intake.Ticket{Nonce: [16]byte{2}}
	tags := map[string]bool{}
	for _, tag := range []string{a.Tag(), a.Tag(""), a.Tag("ab", "c"), a.Tag("a", "bc"), a.Tag("abc"), b.Tag("abc")} {
		if len(tag) != 16 || tags[tag] {
			t.Errorf("%q was there before", tag)
		}
		tags[tag] = true
	}
	if a.Tag("ab", "c") != a.Tag("ab", "c") || a.Name() == b.Name() {
		t.Error("a retry has another tag, or two tickets one name")
	}
}

// Nothing prints a secret: not fmt, not the log, not JSON.
func TestSecretsAreNotPrinted(t *testing.T) {
	r, err := intake.ParseReceipt("0000 0000 0000 0000 0000 0000 1234 5678")
	if err != nil {
		t.Fatal(err)
	}
	ticket := intake.Ticket{Callout: "a", Nonce: [16]byte{0xde, 0xad, 0xbe, 0xef, 222, 173}, Receipt: r}
	secrets := append(r.Words("en"), "12345678", "bc614e", "BC614E", "57005", "222", "deadbeef", "173")
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	for _, v := range []any{r, &r, ticket, &ticket, []intake.Receipt{r}, map[string]intake.Ticket{"t": ticket}, struct{ R intake.Receipt }{r}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
			said := fmt.Sprintf(verb, v)
			for _, s := range secrets {
				if strings.Contains(said, s) {
					t.Errorf("%s of %T prints %q: %s", verb, v, s, said)
				}
			}
		}
		if b, err := json.Marshal(v); err == nil {
			t.Errorf("JSON of %T: %s", v, b)
		}
	}
	logger.Info("x", "r", r, "t", ticket)
	for _, s := range secrets {
		if strings.Contains(log.String(), s) {
			t.Errorf("the log says %q", s)
		}
	}
}
