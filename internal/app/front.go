package app

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"voxpop/internal/front"
	"voxpop/internal/intake"
	"voxpop/internal/vault"
	"voxpop/internal/vault/inbox"
)

// FrontDoor is the public door: it opens its own folder and nothing else. It
// has no database and no private key, so it cannot read what it took.
type FrontDoor struct {
	Config Config
	Log    *slog.Logger

	box        *inbox.Box
	evaluation bool
	at         atomic.Pointer[string] // where it listens, once it does
}

// OpenFront opens the door's folder of a workspace and starts nothing. The log
// takes what the operator must do something about; nothing in it tells who
// came, or what they asked for.
func OpenFront(cfg Config, log io.Writer) (*FrontDoor, error) {
	return openFront(cfg, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: coarse})))
}

func openFront(cfg Config, log *slog.Logger) (*FrontDoor, error) {
	box, err := inbox.Open(filepath.Join(cfg.Dir, DoorFolder), inbox.Options{Now: time.Now, MinFree: minFree(cfg.Front), ReplySize: int(vault.SealedSize(intake.ReplySize, 1))})
	if err != nil {
		return nil, err
	}
	return &FrontDoor{Config: cfg, box: box, Log: log}, nil
}

// coarse leaves the hour out of a log line: the day is enough to find a fault,
// and a finer time would say when somebody came.
func coarse(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.String(slog.TimeKey, a.Value.Time().UTC().Format(time.DateOnly))
	}
	return a
}

// DefaultMinFree is how much of the disk a door leaves free, in bytes.
const DefaultMinFree = 1 << 30

func minFree(c Front) int64 {
	if c.MinFree > 0 {
		return c.MinFree
	}
	return DefaultMinFree
}

// Close lets go of the folder.
func (d *FrontDoor) Close() error { return d.box.Close() }

// Door is the door as the newsroom sees it, in place.
func (d *FrontDoor) Door() intake.Door { return d.box.Door() }

// front builds the public pages.
func (d *FrontDoor) front() *front.Front {
	c := d.Config.Front
	o := front.Options{Name: c.Name, Public: c.Public, Exit: c.LeaveURL, Evaluation: d.evaluation, Limits: front.Limits{
		CalloutPerMinute: c.PerMinute, CalloutBytesPerDay: c.PerDayBytes, FileBytes: c.MaxBytes}}
	if c.Onion != "" {
		o.Onion = "http://" + c.Onion
	}
	if c.Proxy == ProxyForwarded {
		o.ClientHeader = "X-Forwarded-For"
	}
	return &front.Front{Cards: d.box, Items: items{d.box}, Parts: d.box, Replies: d.box, Keys: d.box, Vault: sealing{}, Options: o, Now: time.Now, Log: d.Log}
}

// FrontParts says what [FrontDoor.Run] starts.
type FrontParts struct {
	Listen, Pull string // host:port; "" = the configuration's
	Ready        func(Started)

	pull bool   // start the pull address
	flag string // that names another address
}

// Run serves the public pages and the address at which the newsroom fetches
// what came, and tidies the folder, until ctx is done or a part fails; then it
// stops them in reverse, each within its own limit.
func (d *FrontDoor) Run(ctx context.Context, p FrontParts) (err error) {
	r := newRunning(ctx)
	defer func() { err = errors.Join(err, r.stop()) }()
	p.pull, p.flag = true, "--addr"
	at, err := d.start(r, p)
	if err != nil {
		return err
	}
	if p.Ready != nil {
		p.Ready(at)
	}
	return r.wait()
}

// start starts the door's parts; the pull address only when the door knows its
// newsroom.
func (d *FrontDoor) start(r *running, p FrontParts) (at Started, err error) {
	// Tidying first: it ends last.
	r.loop(sweepEvery, d.tidy())
	if p.pull && d.Config.Front.DeskKey != "" {
		key, err := hex.DecodeString(d.Config.Front.DeskKey)
		if err != nil || len(key) != ed25519.PublicKeySize {
			return at, badKey("front.desk_key", "is not the newsroom's desk key", deskKeyHint)
		}
		l, err := listen(cmp.Or(p.Pull, d.Config.Front.Pull), "--pull-addr")
		if err != nil {
			return at, err
		}
		at.Pull = "http://" + l.Addr().String() + "/"
		r.serve(newCrowd(64, 16).listen(l), pullServer(front.Pull{Door: d.Door(), State: d.state, Key: key, ID: d.Config.Front.ID, Evaluation: d.evaluation, Now: time.Now, Log: d.Log}.Handler()))
	}
	l, err := listen(cmp.Or(p.Listen, d.Config.Front.Listen), p.flag)
	if err != nil {
		return at, err
	}
	at.Front = "http://" + l.Addr().String() + "/"
	d.at.Store(new(at.Front))
	if d.Config.Front.Proxy == ProxyTor {
		l = front.ListenProxy(l)
	}
	r.serve(strangers(d.Config.Front.Proxy).listen(l), frontServer(d.front().Handler()))
	return at, nil
}

// state is what the newsroom may know of the folder as a whole.
func (d *FrontDoor) state() (items int, bytes, free int64, err error) {
	items, bytes = d.box.Count()
	free, err = d.box.Free()
	return items, bytes, free, err
}

// sweepEvery is how often a door looks for what has expired.
const sweepEvery = time.Hour

// tidy drops what has expired and, once a day, writes the rest anew in random
// order, so that no file's place or time on the disk says when it came.
func (d *FrontDoor) tidy() func(context.Context) {
	packed := ""
	return func(ctx context.Context) {
		err := d.box.Sweep(ctx)
		if day := time.Now().UTC().Format(time.DateOnly); err == nil && day != packed {
			// Also at the start: a door that is started anew every midnight would
			// otherwise keep the exact times for ever.
			err = d.box.Repack(ctx)
			packed = day
		}
		if err != nil && ctx.Err() == nil {
			d.Log.Warn("the door's folder could not be tidied", "error", err.Error())
		}
	}
}

// items lets the door's pages write into the folder: its own item type is the folder's.
type items struct{ box *inbox.Box }

func (i items) Taken(name string) (string, bool) { return i.box.Taken(name) }

func (i items) Create(ctx context.Context, name string, media bool) (front.Item, error) {
	item, err := i.box.Create(ctx, name, media)
	if err != nil {
		return nil, err // not a nil *inbox.Item in an interface
	}
	return item, nil
}

// sealing is what the door needs of the vault; none of it opens an answer.
type sealing struct{}

func (sealing) Recipients(list ...string) (front.Recipients, error) {
	return vault.ParseRecipients(list...)
}

func (sealing) SealedSize(plain int64, recipients int) int64 {
	return vault.SealedSize(plain, recipients)
}
func (sealing) Fingerprint(recipients ...string) []string { return vault.Fingerprint(recipients...) }

func (sealing) ReceiptRecipient(seed [32]byte) (string, error) {
	id, err := vault.IdentityFromSeed(seed)
	if err != nil {
		return "", err
	}
	return id.Recipient(), nil
}

func (sealing) OpenReply(seed [32]byte, sealed []byte) ([]byte, error) {
	id, err := vault.IdentityFromSeed(seed)
	if err != nil {
		return nil, err
	}
	plain, err := id.Open(bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(plain)
}
