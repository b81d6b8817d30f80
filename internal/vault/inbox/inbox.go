// Package inbox keeps the sealed answers of a public door in a folder: durable, once each, and with no time finer than a day.
//
// The folder holds, all with modes 0700 and 0600:
//
//	items/DAY/xx/NAME.TAG    sealed answers that the newsroom has not pulled yet
//	spent/DAY/NAME.TAG       empty marks of answers that it has, for two days
//	parts/DAY/NAME.LENGTH.RUN    uploads that are resumed, for a day; NAME.at.RUN says how much is safe
//	mail/xx/BOX/ID.DAY       sealed replies, for thirty days
//	cards.json, ticketkeys   what the door says of each call-out; keys of its forms
//	.incoming, .decoy, .lock what is being written; what an unknown box reads; one program at a time
//
// NAME is the name of a form's ticket, TAG that of its content, xx the first
// two digits of NAME or BOX. The package seals and opens nothing.
//
// What a seized disk still says: the change time of a file, which nobody can
// set, is as fine as the file system keeps it until [Box.Repack] has written
// the file anew in random order; so is the time of what is just being written.
package inbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"voxpop"
	"voxpop/internal/intake"
)

// Options are what a door's folder depends on.
type Options struct {
	Now    func() time.Time // required; only its day in UTC is ever stored
	Random io.Reader        // nil: crypto/rand
	// MinFree is how many bytes stay free on the disk: below it nothing is
	// taken, below twice as much no file. 0 = no floor.
	MinFree int64
	// ReplySize is the size in bytes of every sealed reply; others are refused.
	// 0 = any up to 64 KiB.
	ReplySize int

	free    func() (int64, error)   // tests: a disk of another size
	noSync  bool                    // tests: names are not synced, which must be caught
	reached func(step string) error // tests: stops the program between two steps
}

const (
	incoming = ".incoming"
	decoy    = ".decoy"
	lockName = ".lock"

	marksDays   = 2  // how long a mark outlives the pull: a ticket lives for one
	repliesDays = 30 // how long a reply waits
	partsLife   = 24 * time.Hour
	partsHold   = time.Hour // how long an upload holds room, or lives, without a byte
	syncsAtOnce = 64        // threads that wait for the disk
)

// Box is an open folder. Its methods may be called at once from many goroutines.
type Box struct {
	opts Options
	root *os.Root
	temp *os.Root // .incoming
	lock *os.File

	index index
	syncs chan struct{} // one token per file being synced

	// layout is held for reading by whoever names, reads or removes an item, for
	// writing while a folder is exchanged or removed.
	layout sync.RWMutex
	closed bool // guarded by layout

	ensuring sync.Mutex
	ensured  map[string]bool // folders that are there for good; guarded by ensuring

	parts parts
	mail  mail
	state state
}

// Open opens a folder, making it when it is missing, and brings it in order
// after a crash: what was not acknowledged is dropped or made safe, what has
// expired is dropped. A folder that another program has open is an error of kind conflict.
func Open(dir string, opts Options) (*Box, error) {
	const op = "inbox.Open"
	if opts.Random == nil {
		opts.Random = rand.Reader
	}
	if opts.Now == nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "no clock"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, failed(op, err)
	}
	root, err := os.OpenRoot(dir) // no name and no link leads out of it
	if err != nil {
		return nil, failed(op, err)
	}
	b := &Box{
		opts: opts, root: root,
		index:   index{known: map[name]entry{}, busy: map[name]chan struct{}{}},
		syncs:   make(chan struct{}, syncsAtOnce),
		ensured: map[string]bool{},
		parts:   parts{all: map[name]*part{}},
		mail:    mail{boxes: map[boxName][]reply{}},
	}
	if err := b.open(dir); err != nil {
		b.release()
		return nil, failed(op, err)
	}
	return b, nil
}

func (b *Box) open(dir string) error {
	if err := b.takeLock(); err != nil {
		return err
	}
	if err := b.root.Chmod(".", 0o700); err != nil {
		return err
	}
	for _, d := range []string{incoming, "items", "spent", "parts", "mail"} {
		if err := b.makeFolder(d); err != nil {
			return err
		}
	}
	if above, err := os.Open(filepath.Dir(filepath.Clean(dir))); err == nil {
		above.Sync() // the folder's own name; not every system can
		above.Close()
	}
	var err error
	if b.temp, err = b.root.OpenRoot(incoming); err != nil {
		return err
	}
	for _, load := range []func() error{b.dropLeftovers, b.loadMarks, b.loadItems, b.loadParts, b.loadMail, b.loadState, b.makeDecoy} {
		if err := load(); err != nil {
			return err
		}
	}
	if err := b.expire(context.Background()); err != nil {
		return err
	}
	return b.stampTop()
}

func (b *Box) takeLock() error {
	f, err := b.root.OpenFile(lockName, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	b.lock = f
	if err := b.stamp(lockName); err != nil {
		return err
	}
	if err := lockFile(f); err != nil {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "inbox.Open", Message: "another program has the door's folder open",
			Hint: "stop it first: one program at a time takes answers into a folder"}
	}
	return nil
}

// Close releases the folder. What is being written is dropped at the next Open.
func (b *Box) Close() error {
	b.layout.Lock()
	defer b.layout.Unlock()
	if !b.closed {
		b.closed = true
		b.release()
	}
	return nil
}

func (b *Box) release() {
	if b.temp != nil {
		b.temp.Close()
	}
	if b.lock != nil {
		b.lock.Close()
	}
	b.root.Close()
}

// Taken reports whether a name was used up: its item is here, or was pulled
// in the last two days. The tag tells the same content from another.
func (b *Box) Taken(item string) (tag string, ok bool) {
	n, ok := parseName(item)
	if !ok {
		return "", false
	}
	e, ok := b.index.get(n)
	if !ok {
		return "", false
	}
	return e.tag.String(), true
}

// Count returns how many items wait to be pulled, and their bytes.
func (b *Box) Count() (items int, bytes int64) { return b.index.count() }

// Free returns the bytes that are free on the disk.
func (b *Box) Free() (int64, error) {
	if b.opts.free != nil {
		return b.opts.free()
	}
	n, err := freeBytes(b.lock)
	return n, failed("inbox.Free", err)
}

// room refuses what would take the disk below its floor.
func (b *Box) room(op string, need int64, media bool) error {
	if b.opts.MinFree <= 0 {
		return nil
	}
	floor := b.opts.MinFree
	if media {
		floor *= 2
	}
	free, err := b.Free()
	if err != nil {
		return failed(op, err)
	}
	if free-need >= floor {
		return nil
	}
	message := "the door has no room left"
	if media {
		message = "the door has no room left for files"
	}
	return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: message, Hint: "let the newsroom pull what is here, or free some of the disk"}
}

// day counts days since 1970 in UTC: all that is stored of a time.
type day int32

const dayFormat = "2006-01-02"

func dayOf(t time.Time) day {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 {
		d--
	}
	return day(d)
}

func (d day) start() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) String() string { return d.start().Format(dayFormat) }

func parseDay(s string) (day, bool) {
	t, err := time.Parse(dayFormat, s)
	if err != nil || t.Year() < 1970 || t.Format(dayFormat) != s {
		return 0, false
	}
	return dayOf(t), true
}

func (b *Box) today() day { return dayOf(b.opts.Now()) }

// name is what an item, a mark or an upload is called: [intake.Ticket.Name].
type name [16]byte

func (n name) String() string { return hex.EncodeToString(n[:]) }

func parseName(s string) (n name, ok bool) { return n, parseHex(n[:], s) }

// tag tells the same content from another: [intake.Ticket.Tag].
type tag [8]byte

func (t tag) String() string { return hex.EncodeToString(t[:]) }

func parseTag(s string) (t tag, ok bool) { return t, parseHex(t[:], s) }

// parseHex reads lower-case hexadecimal digits: one name has one spelling.
func parseHex(to []byte, s string) bool {
	if len(s) != 2*len(to) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	_, err := hex.Decode(to, []byte(s))
	return err == nil
}

func badName(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "not a name that a ticket gives"}
}

func badTag(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "not a tag that a ticket gives"}
}

// usedUp is inside the error of a name that was used up.
type usedUp struct{ tag string }

func (u usedUp) Error() string { return "the name was used up" }

func taken(op string, t tag) error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "this form was already sent", Err: usedUp{t.String()}}
}

// TagOf returns the tag with which a name was used up, from an error of kind
// conflict of [Box.Create], [Box.NewPart] or [Box.FinishPart]; it is not ok
// when the conflict is another, as an upload of that name that still goes on.
func TagOf(err error) (tag string, ok bool) {
	u, ok := errors.AsType[usedUp](err)
	return u.tag, ok
}

// failed wraps an error without the paths of the machine and without names.
func failed(op string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		return e
	}
	kind, message := voxpop.Unavailable, "the door's folder did not answer"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		kind, message = voxpop.NotFound, "no such item"
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, fs.ErrClosed):
		message = "stopped"
	case errors.Is(err, syscall.ENOSPC):
		message = "the door has no room left"
	}
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	if le, ok := errors.AsType[*os.LinkError](err); ok {
		err = le.Err
	}
	return &voxpop.Error{Kind: kind, Op: op, Message: message, Err: err}
}

// index knows every name that is used up. An entry is 40 bytes without a
// pointer, so that a hundred thousand cost a few megabytes and no work of the collector.
type index struct {
	mu    sync.RWMutex
	known map[name]entry
	busy  map[name]chan struct{} // names that somebody is about to use up; closed at the end
	items int
	bytes int64
}

type entry struct {
	size  int64 // as sealed; 0 of a mark
	day   day
	tag   tag
	spent bool
}

func (x *index) get(n name) (entry, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	e, ok := x.known[n]
	return e, ok
}

func (x *index) count() (int, int64) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.items, x.bytes
}

func (x *index) set(n name, e entry) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.forget(n)
	x.known[n] = e
	if !e.spent {
		x.items++
		x.bytes += e.size
	}
}

// forget is called with the lock held.
func (x *index) forget(n name) {
	if e, ok := x.known[n]; ok && !e.spent {
		x.items--
		x.bytes -= e.size
	}
	delete(x.known, n)
}

// reserve makes the caller the only one who may use up a name; release ends
// that. It waits for another unless wait is nil.
func (x *index) reserve(wait context.Context, op string, n name) error {
	for {
		x.mu.Lock()
		if e, ok := x.known[n]; ok {
			x.mu.Unlock()
			return taken(op, e.tag)
		}
		other := x.busy[n]
		if other == nil {
			x.busy[n] = make(chan struct{})
			x.mu.Unlock()
			return nil
		}
		x.mu.Unlock()
		if wait == nil {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "this form is being sent"}
		}
		select {
		case <-other:
		case <-wait.Done():
			return failed(op, wait.Err())
		}
	}
}

func (x *index) release(n name) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if c := x.busy[n]; c != nil {
		close(c)
		delete(x.busy, n)
	}
}

// list returns the items that wait, in the order of the map: none.
func (x *index) list() []intake.Info {
	x.mu.RLock()
	defer x.mu.RUnlock()
	all := make([]intake.Info, 0, x.items)
	for n, e := range x.known {
		if !e.spent {
			all = append(all, intake.Info{Name: n.String(), Day: e.day.String(), Size: e.size})
		}
	}
	return all
}
