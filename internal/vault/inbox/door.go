package inbox

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"

	"voxpop/internal/intake"
)

// doneAtOnce is how many marks share a sync.
const doneAtOnce = 256

// Door is the folder as the newsroom sees it.
type Door struct{ b *Box }

var _ intake.Door = Door{}

// Door returns the folder as the newsroom sees it, in place.
func (b *Box) Door() Door { return Door{b} }

// Cards implements [intake.Door].
func (d Door) Cards(_ context.Context, cards []intake.Card) error { return d.b.setCards(cards) }

// List implements [intake.Door].
func (d Door) List(ctx context.Context) ([]intake.Info, error) {
	if err := ctx.Err(); err != nil {
		return nil, failed("inbox.List", err)
	}
	return d.b.index.list(), nil
}

// Open implements [intake.Door]. What it returns is also an [io.Seeker].
func (d Door) Open(ctx context.Context, item string) (io.ReadCloser, error) {
	const op = "inbox.Open"
	b := d.b
	n, ok := parseName(item)
	if !ok {
		return nil, badName(op)
	}
	e, ok := b.index.get(n)
	if !ok || e.spent {
		return nil, failed(op, fs.ErrNotExist)
	}
	b.layout.RLock()
	f, err := openQuiet(b.root, itemPath(e.day, n, e.tag))
	b.layout.RUnlock()
	if err != nil {
		return nil, failed(op, err)
	}
	return struct {
		io.Reader
		io.Seeker
		io.Closer
	}{reader{ctx, f}, f, f}, nil
}

// Done implements [intake.Door]. The mark is safe before the item goes: there
// is no moment at which its ticket would be taken again.
func (d Door) Done(ctx context.Context, names ...string) error {
	const op = "inbox.Done"
	b := d.b
	all := make([]name, 0, len(names))
	for _, s := range names {
		n, ok := parseName(s)
		if !ok {
			return badName(op)
		}
		all = append(all, n)
	}
	folders := map[string]bool{}
	for len(all) > 0 {
		if err := ctx.Err(); err != nil {
			return failed(op, err)
		}
		some := all[:min(doneAtOnce, len(all))]
		all = all[len(some):]
		if err := b.spend(some, folders); err != nil {
			return failed(op, err)
		}
	}
	// A power cut before this only brings back items that have their mark,
	// which Open removes.
	for dir := range folders {
		b.layout.RLock()
		err := b.syncFolder(dir)
		b.layout.RUnlock()
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // Sweep took it
			return failed(op, err)
		}
	}
	return nil
}

// spend marks items and removes them.
func (b *Box) spend(names []name, folders map[string]bool) error {
	b.layout.RLock()
	defer b.layout.RUnlock()
	if b.closed {
		return errStopped
	}
	today := b.today()
	dir := "spent/" + today.String()
	gone := map[name]entry{}
	for _, n := range names {
		if e, ok := b.index.get(n); ok && !e.spent {
			gone[n] = e
		}
	}
	if len(gone) == 0 {
		return nil
	}
	if err := b.makeFolder(dir); err != nil {
		return err
	}
	for n, e := range gone {
		if err := b.mark(dir+"/"+n.String()+"."+e.tag.String(), today); err != nil {
			return err
		}
	}
	if err := b.reach("marked"); err != nil {
		return err
	}
	if err := b.syncFolder(dir); err != nil {
		return err
	}
	if err := b.reach("marks synced"); err != nil {
		return err
	}
	for n, e := range gone {
		err := b.root.Remove(itemPath(e.day, n, e.tag))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		b.index.set(n, entry{day: today, tag: e.tag, spent: true})
		folders[itemFolder(e.day, n)] = true
	}
	for dir := range folders {
		if err := b.stamp(dir); err != nil {
			return err
		}
	}
	return nil
}

// mark writes an empty file; one that is there already is as good.
func (b *Box) mark(p string, d day) error {
	f, err := b.root.OpenFile(p, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return b.stampDay(p, d)
}

// Replies implements [intake.Door].
func (d Door) Replies(ctx context.Context, replies []intake.SealedReply) error {
	return d.b.deliver(ctx, replies)
}

// reader ends with its context.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, failed("inbox.Read", err)
	}
	n, err := r.r.Read(p)
	if err != nil && err != io.EOF {
		err = failed("inbox.Read", err)
	}
	return n, err
}

// shuffle orders names by chance that nobody can run again.
func shuffle[T any](all []T) {
	for i := len(all) - 1; i > 0; i-- {
		var r [8]byte
		rand.Read(r[:])
		var k uint64
		for _, c := range r {
			k = k<<8 | uint64(c)
		}
		j := int(k % uint64(i+1))
		all[i], all[j] = all[j], all[i]
	}
}
