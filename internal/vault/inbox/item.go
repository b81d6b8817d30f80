package inbox

import (
	"context"
	"errors"
	"os"
	"sync"

	"voxpop"
)

// checkEvery is how many bytes of an item may come between two looks at the
// disk's floor, and before the disk begins to write what came.
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
		startWriting(it.f)
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
	err := it.b.put(it.name, t, it.size, incoming+"/"+it.temp)
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

func itemPath(d day, n name, t tag) string {
	return itemFolder(d, n) + "/" + n.String() + "." + t.String()
}

func itemFolder(d day, n name) string { return "items/" + d.String() + "/" + n.String()[:2] }

var errStopped = errors.New("stopped")

// put gives a finished file, whose bytes are synced, its name, and returns
// when that is safe too. Many do so at once: the disk gathers their syncs.
func (b *Box) put(n name, t tag, size int64, from string) error {
	b.layout.RLock()
	defer b.layout.RUnlock()
	if b.closed {
		return errStopped
	}
	today := b.today()
	if err := b.makeDay(today); err != nil {
		return err
	}
	// Nothing is replaced: the name is reserved, is in no other folder, and no
	// other program is here.
	to, dir := itemPath(today, n, t), itemFolder(today, n)
	if err := b.root.Rename(from, to); err != nil {
		return err
	}
	e := entry{size: size, day: today, tag: t}
	b.stamp(incoming)
	err := b.reach("renamed")
	if err == nil {
		err = b.stampDay(dir, today)
	}
	if err == nil {
		b.syncs <- struct{}{}
		err = b.syncOnly(dir)
		<-b.syncs
	}
	// After an error it may be there when the power comes back, or not: it must
	// not be there now, or the name would be used up without thanks.
	if err == nil || b.root.Remove(to) != nil {
		b.index.set(n, e)
	}
	return err
}

// exclusively runs f while nobody changes the folders of items and marks.
func (b *Box) exclusively(f func() error) error {
	b.layout.Lock()
	defer b.layout.Unlock()
	if b.closed {
		return errStopped
	}
	return f()
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
