package inbox

import (
	"cmp"
	"context"
	"errors"
	"os"
	"sync"

	"voxpop"
)

// checkEvery is how many bytes of an item may come between two looks at the disk's floor.
const checkEvery = 4 << 20

// Create begins an item; media says that it carries a file. While another of
// the same name is being written it waits. When one was committed, or pulled
// lately, it is an error of kind conflict ([TagOf] gives its tag); when the
// disk has no room, of kind unavailable.
func (b *Box) Create(ctx context.Context, item string, media bool) (*Item, error) {
	const op = "inbox.Create"
	n, ok := parseName(item)
	if !ok {
		return nil, badName(op)
	}
	if err := b.index.reserve(ctx, op, n); err != nil {
		return nil, err
	}
	err := b.room(op, 0, media)
	if err == nil {
		it := &Item{b: b, name: n, media: media, left: checkEvery}
		if it.temp, it.f, err = b.newTemp(); err == nil {
			return it, nil
		}
	}
	b.index.release(n)
	return nil, failed(op, err)
}

// Item is one item as it is written. One of Commit and Abort ends it; its
// methods are called from one goroutine.
type Item struct {
	b     *Box
	name  name
	media bool
	temp  string
	f     *os.File
	size  int64
	left  int64 // bytes until the next look at the floor
	err   error // the first
	over  sync.Once
	ended bool
}

// Write adds sealed bytes.
func (it *Item) Write(p []byte) (int, error) {
	const op = "inbox.Write"
	if it.ended {
		return 0, ended(op)
	}
	if it.err != nil {
		return 0, it.err
	}
	if it.left -= int64(len(p)); it.left < 0 {
		it.left = checkEvery
		if it.err = it.b.room(op, int64(len(p)), it.media); it.err != nil {
			return 0, it.err
		}
	}
	k, err := it.f.Write(p)
	it.size += int64(k)
	it.err = failed(op, err)
	return k, it.err
}

// Commit returns once the item would survive a power cut. After an error
// nothing of it is kept.
func (it *Item) Commit(content string) error {
	const op = "inbox.Commit"
	if it.ended {
		return ended(op)
	}
	defer it.Abort()
	t, ok := parseTag(content)
	if !ok {
		return badTag(op)
	}
	if it.err != nil {
		return it.err
	}
	if err := it.b.finish(it.b.temp, it.temp, it.f, it.b.today()); err != nil {
		return failed(op, err)
	}
	if err := it.b.reach("synced"); err != nil {
		return failed(op, err)
	}
	err := it.b.put(&placement{name: it.name, tag: t, size: it.size, from: incoming + "/" + it.temp})
	if err == nil {
		it.temp = "" // it has another name now
	}
	return failed(op, err)
}

// Abort drops what was written. After Commit it does nothing.
func (it *Item) Abort() error {
	it.over.Do(func() {
		it.ended = true
		it.f.Close()
		if it.temp != "" {
			it.b.temp.Remove(it.temp)
			it.b.stamp(incoming)
		}
		it.b.index.release(it.name)
	})
	return nil
}

func ended(op string) error {
	return &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the item has ended"}
}

// placement is a finished file on its way to its name.
type placement struct {
	name name
	tag  tag
	size int64
	from string // path of the file, its bytes synced
	err  error
	done chan struct{}
}

func itemPath(d day, n name, t tag) string {
	return itemFolder(d, n) + "/" + n.String() + "." + t.String()
}

func itemFolder(d day, n name) string { return "items/" + d.String() + "/" + n.String()[:2] }

var errStopped = errors.New("stopped")

// put hands a file to the goroutine that places, and waits until its name is safe.
func (b *Box) put(p *placement) error {
	p.done = make(chan struct{})
	select {
	case b.placing <- p:
	case <-b.stopped:
		return errStopped
	}
	select {
	case <-p.done:
		return p.err
	case <-b.stopped:
		select {
		case <-p.done:
			return p.err
		default:
			return errStopped
		}
	}
}

// exclusively runs f while no item is placed.
func (b *Box) exclusively(f func() error) error {
	answer := make(chan error, 1)
	select {
	case b.alone <- func() { answer <- f() }:
		return <-answer
	case <-b.stopped:
		return errStopped
	}
}

// place is the goroutine that changes the folders of items: while it syncs the
// folders of some, more gather behind it, and share the next sync.
func (b *Box) place() {
	defer close(b.stopped)
	for {
		select {
		case p := <-b.placing:
			batch := []*placement{p}
			for more := true; more && len(batch) < cap(b.placing); {
				select {
				case p := <-b.placing:
					batch = append(batch, p)
				default:
					more = false
				}
			}
			b.placeAll(batch)
		case f := <-b.alone:
			f()
		case <-b.quit:
			return
		}
	}
}

func (b *Box) placeAll(batch []*placement) {
	today := b.today()
	dayErr := b.makeDay(today)
	touched := map[string]error{} // by folder, the error of its sync
	for _, p := range batch {
		if p.err = dayErr; p.err != nil {
			continue
		}
		// Nothing is replaced: the name is reserved, is in no other folder, and
		// no other program is here.
		if p.err = b.root.Rename(p.from, itemPath(today, p.name, p.tag)); p.err == nil {
			touched[itemFolder(today, p.name)] = nil
		}
	}
	// All changes come before the first sync: a journal that is written for one
	// folder holds the others too, and their syncs cost little.
	for dir := range touched {
		touched[dir] = b.stampDay(dir, today)
	}
	b.stamp(incoming)
	err := b.reach("renamed")
	for dir, stamped := range touched {
		if touched[dir] = cmp.Or(err, stamped); touched[dir] == nil {
			touched[dir] = b.syncOnly(dir)
		}
	}
	for _, p := range batch {
		e := entry{size: p.size, day: today, tag: p.tag}
		if p.err == nil {
			if p.err = touched[itemFolder(today, p.name)]; p.err != nil {
				// it may be there after a power cut or not: it must not be
				// there now, or the name would be used up without thanks
				if b.root.Remove(itemPath(today, p.name, p.tag)) != nil {
					b.index.set(p.name, e)
				}
			}
		}
		if p.err == nil {
			b.index.set(p.name, e)
		}
		close(p.done)
	}
}

// makeDay makes the folders of a day, all 256 at once: one made later would
// tell when it was needed.
func (b *Box) makeDay(d day) error {
	dir := "items/" + d.String()
	b.ensuring.Lock()
	defer b.ensuring.Unlock()
	if b.ensured[dir+"/"] {
		return nil
	}
	if err := b.makeFolderLocked(dir); err != nil {
		return err
	}
	const hex = "0123456789abcdef"
	for i := range 256 {
		sub := dir + "/" + string(hex[i>>4]) + string(hex[i&15])
		if info, err := b.root.Lstat(sub); err == nil && info.IsDir() {
			continue
		}
		if err := b.root.Mkdir(sub, 0o700); err != nil {
			return err
		}
		if err := b.stampDay(sub, d); err != nil {
			return err
		}
	}
	if err := b.syncFolder(dir); err != nil {
		return err
	}
	if err := b.stamp("items"); err != nil {
		return err
	}
	b.ensured[dir+"/"] = true
	return nil
}

// reach is where tests stop the program between two steps.
func (b *Box) reach(step string) error {
	if b.opts.reached == nil {
		return nil
	}
	return b.opts.reached(step)
}
