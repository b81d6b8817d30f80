package front

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/page"
)

//go:embed *.tmpl
var files embed.FS

var pages = page.MustParse(files, "*.tmpl")

const (
	textBody = 128 << 10 // largest body of a form without a file, and what a form may hold before its file
	tooFast  = 3 * time.Second
	// Longest time a body without a file may take; over Tor a page of text does.
	textPatience = time.Minute
	// A file may take long, but not stand still for so long.
	filePatience = time.Minute
	gatePatience = 5 * time.Second
	cardsFor     = 2 * time.Second // cards are read again after
	keysFor      = time.Minute
)

// door is a [Front] with what it keeps in memory.
type door struct {
	*Front
	limits  Limits
	exit    string
	buckets *buckets
	budgets *budgets
	texts   *gate
	files   *places // that receive a file
	bodies  *places // that receive anything else, up to its file
	begun   begun

	mu      sync.Mutex
	cards   []*callout
	loaded  []intake.Card // as the folder has them
	cardsAt time.Time
	nobody  []byte             // see decoy
	forms   map[formKey][]byte // rendered, with formMark for a ticket
	tickets intake.Tickets
	sealers uploadSealers
	keysAt  time.Time
}

// callout is a card with its recipients read.
type callout struct {
	intake.Card
	to Recipients
}

// Handler returns the door's routes; they are the whole site.
func (f *Front) Handler() http.Handler {
	d := &door{Front: f, limits: f.Options.Limits.withDefaults(), exit: f.Options.Exit}
	if d.exit == "" {
		d.exit = DefaultExit
	}
	if f.Random == nil {
		f.Random = rand.Reader
	}
	if f.Log == nil {
		f.Log = slog.New(slog.DiscardHandler)
	}
	d.buckets = newBuckets(d.limits.PerMinute, f.Now)
	d.budgets = &budgets{perMinute: d.limits.CalloutPerMinute, bytesOfDay: d.limits.CalloutBytesPerDay, now: f.Now}
	d.texts = newGate(d.limits.Texts, d.limits.Waiting, gatePatience)
	d.files = newPlaces(d.limits.Files, filesOfOne, f.Now)
	d.bodies = newPlaces(formsAtOnce, formsOfOne, f.Now)

	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", d.home)
	mux.HandleFunc("GET /q/{slug}", d.question)
	mux.HandleFunc("POST /q/{slug}", d.answer)
	mux.HandleFunc("GET /q/{slug}/recipients", d.recipients)
	mux.HandleFunc("POST /q/{slug}/sealed", d.sealedAnswer)
	mux.Handle(uploadPath, d.uploads())
	mux.HandleFunc("GET /return", d.back)
	mux.HandleFunc("POST /return", d.paced(d.mailbox))
	mux.HandleFunc("POST /return/add", d.paced(d.add))
	mux.HandleFunc("POST /return/withdraw", d.paced(d.withdraw))
	mux.HandleFunc("POST /return/box", d.paced(d.box))
	mux.HandleFunc("GET /about", d.about)
	mux.HandleFunc("GET /leave", d.leave)
	mux.HandleFunc("GET /words/{file}", d.words)
	mux.HandleFunc("GET /script/{file}", d.asset)
	mux.HandleFunc("GET /sheet/{file}", d.asset)
	mux.Handle("GET "+page.AssetPrefix, noStore(page.Assets()))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "ok\n")
	})
	o := page.Options{
		Evaluation: d.evaluation, Name: f.Options.Name, Exit: "/leave", Sheet: sheetURL, Errors: "front.error.",
		Headers: d.headers,
	}
	for _, origin := range []string{f.Options.Public, f.Options.Onion} {
		if origin != "" {
			o.Origins = append(o.Origins, strings.TrimRight(origin, "/"))
		}
	}
	return o.Wrap(timed(mux), f.Log)
}

// known returns the call-outs, worked out again when the newsroom brought
// others, and from time to time. When they cannot be read, those of the last
// time stay.
func (d *door) known() ([]*callout, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Now()
	cards, err := d.Cards.LoadCards()
	if err != nil {
		if d.cardsAt.IsZero() {
			return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "front.cards", Message: "the call-outs cannot be read", Err: err}
		}
		return d.cards, nil
	}
	if d.cardsAt.IsZero() || now.Sub(d.cardsAt).Abs() >= cardsFor || !sameCards(cards, d.loaded) {
		d.loaded = cards
		var all []*callout
		for _, c := range cards {
			i := slices.IndexFunc(d.cards, func(old *callout) bool { return slices.Equal(old.Recipients, c.Recipients) })
			if i >= 0 {
				all = append(all, &callout{Card: c, to: d.cards[i].to})
				continue
			}
			to, err := d.Vault.Recipients(c.Recipients...)
			if err != nil {
				// One bad card closes its call-out, not the door.
				_, what := page.Trouble(err)
				d.Log.Error("a call-out cannot be sealed to", "callout", c.Callout.Slug, "error", what)
				continue
			}
			all = append(all, &callout{Card: c, to: to})
		}
		d.cards, d.cardsAt, d.forms = all, now, map[formKey][]byte{}
	}
	return d.cards, nil
}

// sameCards reports whether a and b are one list: what was loaded is shared and
// never changed, so nobody has to look inside.
func sameCards(a, b []intake.Card) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

func (d *door) evaluation() bool {
	if d.Options.Evaluation {
		return true
	}
	all, _ := d.known()
	return slices.ContainsFunc(all, func(c *callout) bool { return c.Evaluation })
}

// find returns the call-out of a slug, nil when there is none.
func (d *door) find(slug string) (*callout, error) {
	all, err := d.known()
	for _, c := range all {
		if c.Callout.Slug == slug {
			return c, nil
		}
	}
	return nil, err
}

// state says whether a call-out takes answers.
type state int

const (
	open state = iota
	early
	closed
)

func (d *door) state(c *callout) state {
	now, zone := d.Now(), c.Callout.Zone()
	switch {
	case !c.Callout.Opens.IsZero() && now.Before(c.Callout.Opens.InZone(zone)):
		return early
	case !c.Callout.Closes.IsZero() && !now.Before(c.Callout.Closes.InZone(zone)):
		return closed
	}
	return open
}

// refresh reads the door's keys again from time to time. mu is not held.
func (d *door) refresh() (intake.Tickets, uploadSealers, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.Now()
	if d.keysAt.IsZero() || now.Sub(d.keysAt).Abs() >= keysFor {
		keys, err := d.Keys.TicketKeys()
		if err != nil {
			return intake.Tickets{}, nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "front.keys", Message: "the door's keys cannot be read", Err: err}
		}
		tickets, err := intake.NewTickets(keys, d.Now, d.Random)
		if err != nil {
			return intake.Tickets{}, nil, err
		}
		sealers, err := newUploadSealers(keys)
		if err != nil {
			return intake.Tickets{}, nil, err
		}
		d.tickets, d.sealers, d.keysAt = tickets, sealers, now
	}
	return d.tickets, d.sealers, nil
}

func (d *door) issue(slug string) (string, error) {
	t, _, err := d.refresh()
	if err != nil {
		return "", err
	}
	return t.Issue(slug)
}

func (d *door) openTicket(slug, sealed string) (intake.Ticket, error) {
	t, _, err := d.refresh()
	if err != nil {
		return intake.Ticket{}, err
	}
	return t.Open(slug, sealed)
}

// address returns what an answer tells the newsroom of a receipt.
func (d *door) address(r intake.Receipt) (*intake.ReceiptAddress, error) {
	to, err := d.Vault.ReceiptRecipient(r.ReplySeed())
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "front.receipt", Message: "the receipt could not be made", Err: err}
	}
	a := r.Address(to)
	return &a, nil
}

// bodied are the routes that read a body.
var bodied = map[string]bool{"POST /q/{slug}": true, "POST /q/{slug}/sealed": true, uploadPath: true,
	"POST /return": true, "POST /return/add": true, "POST /return/withdraw": true, "POST /return/box": true}

// timed gives every request an end. A connection that is used again would else
// keep the deadline of the request before.
func timed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		patience(w, textPatience)
		if _, route := mux.Handler(r); r.ContentLength != 0 && !bodied[route] {
			// Nothing is waited for: the answer goes out and the connection ends.
			w.Header().Set("Connection", "close")
			_ = http.NewResponseController(w).SetReadDeadline(time.Now())
		}
		mux.ServeHTTP(w, r)
	})
}

// patience sets how long a request may still take. Recorders of tests know no
// deadlines, so an error is none.
func patience(w http.ResponseWriter, read time.Duration) {
	c := http.NewResponseController(w)
	now := time.Now()
	_ = c.SetReadDeadline(now.Add(read))
	_ = c.SetWriteDeadline(now.Add(read + time.Minute))
}

// keep writes one sealed item: seal is to write the envelope through what it is
// given. It is durable when keep returns nil.
func (d *door) keep(ctx context.Context, c *callout, name string, media bool, seal func(io.Writer) (tag string, err error)) error {
	item, err := d.Items.Create(ctx, name, media)
	if err != nil {
		return err
	}
	tag, err := func() (string, error) {
		w, err := c.to.Seal(item)
		if err != nil {
			return "", err
		}
		tag, err := seal(w)
		if err != nil {
			return "", err
		}
		return tag, w.Close()
	}()
	if err != nil {
		_ = item.Abort()
		return err
	}
	return item.Commit(tag)
}

// trouble logs what went wrong on our side: the place and the cause, never
// what was sent.
func (d *door) trouble(err error) {
	if errors.Is(err, context.Canceled) {
		return // somebody went away while waiting
	}
	op, what := page.Trouble(err)
	d.Log.Error("an answer could not be kept", "op", op, "error", what)
}

func fingerprintOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
