// Package inbox keeps the sealed answers of a public door in a folder: durable, once each, and with no time finer than a day.
package inbox

import (
	"context"
	"errors"
	"io"
	"time"

	"voxpop/internal/intake"
)

var errUnwritten = errors.New("not written yet")

// Options are what a door's folder depends on.
type Options struct {
	Now    func() time.Time // required; only its day in UTC is ever stored
	Random io.Reader        // nil: crypto/rand
	// MinFree is how many bytes stay free on the disk: below it nothing is
	// taken, below twice as much no file. 0 = no floor.
	MinFree int64
	// ReplySize is the size in bytes of every sealed reply; others are refused. 0 = 9,856.
	ReplySize int
}

// Box is an open folder.
type Box struct{}

// Open opens a folder, making it when it is missing.
func Open(dir string, opts Options) (*Box, error) { return nil, errUnwritten }

// Close releases the folder.
func (b *Box) Close() error { return nil }

// Taken reports whether a name was used up, with the tag it was used with.
func (b *Box) Taken(name string) (tag string, ok bool) { return "", false }

// Create begins an item; media says that it carries a file. While another of
// the same name is being written it waits; when one was committed, or pulled
// lately, it is an error of kind conflict ([TagOf] gives its tag).
func (b *Box) Create(ctx context.Context, name string, media bool) (*Item, error) {
	return nil, errUnwritten
}

// Item is one item as it is written. One of Commit and Abort ends it.
type Item struct{}

func (it *Item) Write(p []byte) (int, error) { return 0, errUnwritten }

// Commit returns once the item would survive a power cut.
func (it *Item) Commit(tag string) error { return errUnwritten }

// Abort drops what was written. After Commit it does nothing.
func (it *Item) Abort() error { return nil }

// TagOf returns the tag with which a name was used up, from an error of Create, NewPart or FinishPart.
func TagOf(err error) (tag string, ok bool) { return "", false }

// NewPart begins a resumable upload of length bytes.
func (b *Box) NewPart(name string, length int64) error { return errUnwritten }

// Part says how much of an upload is here for good.
func (b *Box) Part(name string) (offset, length int64, ok bool) { return 0, 0, false }

// WritePart adds bytes at offset, synced before it returns.
func (b *Box) WritePart(ctx context.Context, name string, offset int64, r io.Reader) (n int64, err error) {
	return 0, errUnwritten
}

// OpenPart reads what is there for good.
func (b *Box) OpenPart(name string) (io.ReadCloser, error) { return nil, errUnwritten }

// FinishPart makes a whole upload an item, as durable as [Item.Commit].
func (b *Box) FinishPart(name, tag string) error { return errUnwritten }

// DropPart forgets an upload; of an unknown one it is no error.
func (b *Box) DropPart(name string) error { return errUnwritten }

// LoadCards returns the call-outs that the newsroom gave this door.
func (b *Box) LoadCards() ([]intake.Card, error) { return nil, errUnwritten }

// TicketKeys returns the door's keys, today's first, then yesterday's.
func (b *Box) TicketKeys() ([][]byte, error) { return nil, errUnwritten }

// Replies returns the sealed replies of a box, at most [MaxReplies], newest last.
func (b *Box) Replies(box string) ([][]byte, error) { return nil, errUnwritten }

// MaxReplies is how many replies a box keeps.
const MaxReplies = 8

// Sweep drops what has expired. To be called now and then.
func (b *Box) Sweep(ctx context.Context) error { return errUnwritten }

// Repack writes what remains anew in random order. To be called daily.
func (b *Box) Repack(ctx context.Context) error { return errUnwritten }

// Free returns the bytes that are free on the disk.
func (b *Box) Free() (int64, error) { return 0, errUnwritten }

// Count returns how many items wait to be pulled, and their bytes.
func (b *Box) Count() (items int, bytes int64) { return 0, 0 }
