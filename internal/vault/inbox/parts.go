package inbox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"voxpop"
)

const (
	maxPart    = 1 << 40 // bytes
	checkpoint = 4 << 20 // bytes between two moments at which an upload is safe
	writeEvery = 1 << 20 // bytes after which the disk begins to write them
	slotSize   = 16      // of NAME.at, which has two that take turns
)

// parts are the uploads that go on.
type parts struct {
	mu  sync.Mutex
	all map[name]*part
}

type part struct {
	name   name
	day    day // of its folder
	length int64
	// run tells the files of this upload from those of one before that was
	// dropped: whoever still finishes that one must not get this one's bytes.
	run  uint64
	made time.Time     // never stored; after a restart the end of its day
	turn chan struct{} // holds a token while somebody writes or finishes

	// guarded by parts.mu
	moved  time.Time // when a byte came last, or it was announced; never stored
	offset int64
	count  uint32 // of the slot last written
	gone   bool
}

func (p *part) folder() string { return "parts/" + p.day.String() }
func (p *part) data() string {
	return p.folder() + "/" + p.name.String() + "." + strconv.FormatInt(p.length, 10) + p.suffix()
}
func (p *part) mark() string   { return p.folder() + "/" + p.name.String() + ".at" + p.suffix() }
func (p *part) suffix() string { return fmt.Sprintf(".%016x", p.run) }

func (b *Box) part(n name) *part {
	b.parts.mu.Lock()
	defer b.parts.mu.Unlock()
	return b.parts.all[n]
}

// NewPart begins a resumable upload of length bytes. A name that was used up
// is an error of kind conflict with a tag ([TagOf]); one of which an upload
// goes on, of kind conflict without.
func (b *Box) NewPart(item string, length int64) error {
	const op = "inbox.NewPart"
	n, ok := parseName(item)
	if !ok {
		return badName(op)
	}
	if length <= 0 || length > maxPart {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "an upload has a length"}
	}
	if e, ok := b.index.get(n); ok {
		return taken(op, e.tag)
	}
	var run [8]byte
	if _, err := io.ReadFull(b.opts.Random, run[:]); err != nil {
		return failed(op, err)
	}
	p := &part{name: n, day: b.today(), length: length, run: binary.BigEndian.Uint64(run[:]),
		made: b.opts.Now(), moved: b.opts.Now(), turn: make(chan struct{}, 1)}
	p.turn <- struct{}{}
	b.parts.mu.Lock()
	if b.parts.all[n] != nil {
		b.parts.mu.Unlock()
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "this upload goes on already"}
	}
	// What others announced and did not send yet is not free, as long as it
	// comes: nobody holds the disk with words alone.
	need := length
	for _, other := range b.parts.all {
		if p.made.Sub(other.moved) < partsHold {
			need += other.length - other.offset
		}
	}
	b.parts.all[n] = p
	b.parts.mu.Unlock()
	defer func() { <-p.turn }()
	err := b.room(op, need, true)
	if err == nil {
		err = b.makePart(p)
	}
	if err != nil {
		b.forgetPart(p)
		return failed(op, err)
	}
	return nil
}

func (b *Box) makePart(p *part) error {
	b.layout.RLock()
	defer b.layout.RUnlock()
	if err := b.makeFolder(p.folder()); err != nil {
		return err
	}
	for _, file := range []string{p.data(), p.mark()} {
		f, err := b.root.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if file == p.mark() {
			_, err = f.Write(make([]byte, 2*slotSize))
		}
		if err != nil {
			f.Close()
			return err
		}
		if err := b.finish(b.root, file, f, p.day); err != nil {
			return err
		}
	}
	return b.syncFolder(p.folder())
}

// Part says how much of an upload is here for good, and how long it will be.
func (b *Box) Part(item string) (offset, length int64, ok bool) {
	n, ok := parseName(item)
	if !ok {
		return 0, 0, false
	}
	b.parts.mu.Lock()
	defer b.parts.mu.Unlock()
	p := b.parts.all[n]
	if p == nil {
		return 0, 0, false
	}
	return p.offset, p.length, true
}

// claim waits for the turn of an upload; give it back.
func (b *Box) claim(ctx context.Context, op, item string) (*part, error) {
	n, ok := parseName(item)
	if !ok {
		return nil, badName(op)
	}
	p := b.part(n)
	if p == nil {
		return nil, noPart(op)
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, failed(op, ctx.Err())
	}
	b.parts.mu.Lock()
	gone := p.gone
	b.parts.mu.Unlock()
	if gone {
		<-p.turn
		return nil, noPart(op)
	}
	return p, nil
}

func noPart(op string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "no such upload"}
}

// WritePart adds what r gives at offset, up to the announced length, and
// returns how much of it is here for good: also with an error, when r broke
// off. Another offset than [Box.Part] says is an error of kind conflict. While
// somebody else writes the same upload it waits.
func (b *Box) WritePart(ctx context.Context, item string, offset int64, r io.Reader) (n int64, err error) {
	const op = "inbox.WritePart"
	p, err := b.claim(ctx, op, item)
	if err != nil {
		return 0, err
	}
	defer func() { <-p.turn }()
	if offset != p.offset { // only the holder of the turn changes it
		return 0, &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "the upload goes on at another place"}
	}
	// Both stay open: after a drop, what is written here goes nowhere.
	data, err := b.root.OpenFile(p.data(), os.O_WRONLY|careful, 0)
	if err != nil {
		return 0, failed(op, err)
	}
	defer data.Close()
	mark, err := b.root.OpenFile(p.mark(), os.O_WRONLY|careful, 0)
	if err != nil {
		return 0, failed(op, err)
	}
	defer mark.Close()

	buf := make([]byte, 64<<10)
	at, broke := offset, error(nil)
	for broke == nil && at < p.length {
		if err := b.room(op, 0, true); err != nil {
			return p.offset - offset, err
		}
		end := min(p.length, at+checkpoint)
		for broke == nil && at < end {
			if broke = ctx.Err(); broke != nil {
				break
			}
			var k int
			k, broke = r.Read(buf[:min(int64(len(buf)), end-at)])
			if k > 0 {
				if _, err := data.WriteAt(buf[:k], at); err != nil {
					return p.offset - offset, failed(op, err)
				}
				if (at+int64(k))/writeEvery > at/writeEvery {
					startWriting(data)
				}
				at += int64(k)
			}
		}
		if at > p.offset {
			if err := b.keep(p, data, mark, at); err != nil {
				return p.offset - offset, failed(op, err)
			}
		}
	}
	if broke != nil && broke != io.EOF {
		// what a connection says of its end may name an address
		return p.offset - offset, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "the upload broke off"}
	}
	return p.offset - offset, nil
}

// keep makes an upload safe up to at: first its bytes, then the word that they are.
func (b *Box) keep(p *part, data, mark *os.File, at int64) error {
	for _, file := range []string{p.data(), p.mark()} {
		f := data
		if file == p.mark() {
			f = mark
			if err := b.reach("part synced"); err != nil {
				return err
			}
			if _, err := mark.WriteAt(slot(p.count+1, at), int64((p.count+1)%2)*slotSize); err != nil {
				return err
			}
		}
		b.stampDay(file, p.day) // fails after a drop, which is no harm
		if err := b.syncFile(f); err != nil {
			return err
		}
	}
	b.parts.mu.Lock()
	defer b.parts.mu.Unlock()
	if p.gone {
		return fs.ErrNotExist
	}
	p.offset = at
	p.count++
	p.moved = b.opts.Now()
	return nil
}

// slot is a word that an upload is safe up to at: 4 bytes of count, 8 of at, 4 of checksum.
func slot(count uint32, at int64) []byte {
	s := binary.BigEndian.AppendUint32(nil, count)
	s = binary.BigEndian.AppendUint64(s, uint64(at))
	return binary.BigEndian.AppendUint32(s, ^crc32.ChecksumIEEE(s))
}

// readSlots returns the newest word that is whole; zeros when there is none.
func readSlots(b []byte) (count uint32, at int64) {
	for ; len(b) >= slotSize; b = b[slotSize:] {
		s := b[:slotSize]
		c, a := binary.BigEndian.Uint32(s), binary.BigEndian.Uint64(s[4:])
		if binary.BigEndian.Uint32(s[12:]) == ^crc32.ChecksumIEEE(s[:12]) && a <= maxPart && (c > count || count == 0) {
			count, at = c, int64(a)
		}
	}
	return count, at
}

// OpenPart reads what is here for good of an upload.
func (b *Box) OpenPart(item string) (io.ReadCloser, error) {
	const op = "inbox.OpenPart"
	n, ok := parseName(item)
	if !ok {
		return nil, badName(op)
	}
	b.parts.mu.Lock()
	p := b.parts.all[n]
	var size int64
	if p != nil {
		size = p.offset
	}
	b.parts.mu.Unlock()
	if p == nil {
		return nil, noPart(op)
	}
	f, err := openQuiet(b.root, p.data())
	if err != nil {
		return nil, failed(op, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(f, size), f}, nil
}

// FinishPart makes a whole upload an item, as durable as [Item.Commit]. The
// upload is over then; a name that was used up meanwhile is an error of kind
// conflict, and the upload stays for [Box.DropPart].
func (b *Box) FinishPart(item, content string) error {
	const op = "inbox.FinishPart"
	t, ok := parseTag(content)
	if !ok {
		return badTag(op)
	}
	n, ok := parseName(item)
	if !ok {
		return badName(op)
	}
	if e, ok := b.index.get(n); ok { // also after it was finished
		return taken(op, e.tag)
	}
	p, err := b.claim(context.Background(), op, item)
	if err != nil {
		if e, ok := b.index.get(n); ok {
			return taken(op, e.tag)
		}
		return err
	}
	defer func() { <-p.turn }()
	if p.offset != p.length {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the upload is not whole"}
	}
	if err := b.index.reserve(nil, op, n); err != nil {
		return err
	}
	defer b.index.release(n)
	today := b.today()
	err = b.stampDay(p.data(), today)
	if err == nil {
		err = b.put(n, t, p.length, p.data())
	}
	if errors.Is(err, fs.ErrNotExist) { // dropped meanwhile
		return noPart(op)
	}
	if err != nil {
		return failed(op, err)
	}
	b.forgetPart(p)
	return nil
}

// DropPart forgets an upload; of an unknown one it is no error.
func (b *Box) DropPart(item string) error {
	n, ok := parseName(item)
	if !ok {
		return badName("inbox.DropPart")
	}
	if p := b.part(n); p != nil {
		b.forgetPart(p)
	}
	return nil
}

// forgetPart ends an upload and removes its files. A power cut may bring them
// back: then they are dropped as used up, or after a day.
func (b *Box) forgetPart(p *part) {
	b.parts.mu.Lock()
	defer b.parts.mu.Unlock()
	if p.gone {
		return
	}
	p.gone = true
	delete(b.parts.all, p.name)
	b.root.Remove(p.data())
	b.root.Remove(p.mark())
	b.stamp(p.folder())
}

// loadParts takes up uploads where they were safe.
func (b *Box) loadParts() error {
	days, err := b.days("parts")
	if err != nil {
		return err
	}
	for _, d := range days {
		dir := "parts/" + d.String()
		err := b.names(dir, func(sub *os.Root, info fs.FileInfo) error {
			p, ok := parsePart(info, d)
			if !ok {
				return nil
			}
			if _, used := b.index.known[p.name]; used || b.parts.all[p.name] != nil {
				return sub.Remove(info.Name())
			}
			whole, err := b.loadSlots(sub, p)
			if err != nil {
				return err
			}
			if !whole || p.offset > info.Size() || p.offset > p.length { // damaged
				return sub.Remove(info.Name())
			}
			p.made, p.moved = (d + 1).start(), b.opts.Now()
			b.parts.all[p.name] = p
			return b.stampIn(sub, info, d)
		})
		if err == nil {
			err = b.names(dir, func(sub *os.Root, info fs.FileInfo) error {
				words := strings.Split(info.Name(), ".")
				n, ok := parseName(words[0])
				if !ok || len(words) != 3 || words[1] != "at" || !info.Mode().IsRegular() {
					return nil
				}
				if p := b.parts.all[n]; p == nil || path.Base(p.mark()) != info.Name() {
					return sub.Remove(info.Name())
				}
				return b.stampIn(sub, info, d)
			})
		}
		if err == nil {
			err = b.syncFolder(dir)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func parsePart(info fs.FileInfo, d day) (*part, bool) {
	words := strings.Split(info.Name(), ".")
	if len(words) != 3 || !info.Mode().IsRegular() {
		return nil, false
	}
	n, ok := parseName(words[0])
	length, err := strconv.ParseInt(words[1], 10, 64)
	run, runErr := strconv.ParseUint(words[2], 16, 64)
	p := &part{name: n, day: d, length: length, run: run, turn: make(chan struct{}, 1)}
	if !ok || err != nil || runErr != nil || length <= 0 || length > maxPart || path.Base(p.data()) != info.Name() {
		return nil, false
	}
	return p, true
}

// loadSlots reads how much is safe. The word itself may not be safe yet when a
// killed run wrote it, so it is synced.
func (b *Box) loadSlots(sub *os.Root, p *part) (whole bool, err error) {
	f, err := openQuiet(sub, path.Base(p.mark()))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	var s [2 * slotSize]byte
	k, err := io.ReadFull(f, s[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	p.count, p.offset = readSlots(s[:k])
	return k == len(s), b.syncFile(f)
}
