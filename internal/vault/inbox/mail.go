package inbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"

	"voxpop"
	"voxpop/internal/intake"
)

const (
	// MaxReplies is how many replies a box keeps; a further one takes the place of the oldest.
	MaxReplies = 8

	maxReply   = 64 << 10 // bytes
	usualReply = 9_851    // bytes of a sealed reply, when no other size is set
)

// mail knows which boxes have replies. An entry is some 100 bytes.
type mail struct {
	writing sync.Mutex // one delivery at a time
	mu      sync.RWMutex
	boxes   map[boxName][]reply // oldest first
}

type boxName [32]byte

func (n boxName) String() string { return hex.EncodeToString(n[:]) }

type reply struct {
	id  [16]byte // of the newsroom's id, which may be no file name
	day day
}

func replyID(id string) (out [16]byte) {
	sum := sha256.Sum256([]byte(id))
	copy(out[:], sum[:])
	return out
}

func (r reply) file() string { return hex.EncodeToString(r.id[:]) + "." + r.day.String() }

func boxFolder(n boxName) string {
	s := n.String()
	return "mail/" + s[:2] + "/" + s
}

// deliver keeps sealed replies; those that are here already are made safe again.
func (b *Box) deliver(ctx context.Context, replies []intake.SealedReply) error {
	const op = "inbox.Replies"
	for _, r := range replies {
		if err := r.Validate(); err != nil {
			return err
		}
		if len(r.Sealed) > maxReply || b.opts.ReplySize > 0 && len(r.Sealed) != b.opts.ReplySize {
			return badReply(op)
		}
	}
	replies = slices.Clone(replies)
	shuffle(replies)
	b.mail.writing.Lock()
	defer b.mail.writing.Unlock()
	folders := map[string]bool{}
	for _, r := range replies {
		if err := ctx.Err(); err != nil {
			return failed(op, err)
		}
		dir, err := b.deliverOne(r)
		if err != nil {
			return failed(op, err)
		}
		folders[dir] = true
	}
	for dir := range folders {
		if err := b.syncFolder(dir); err != nil {
			return failed(op, err)
		}
	}
	return failed(op, b.stamp(incoming))
}

func (b *Box) deliverOne(r intake.SealedReply) (dir string, err error) {
	var n boxName
	if !parseHex(n[:], r.Box) {
		return "", badName("inbox.Replies")
	}
	dir = boxFolder(n)
	add := reply{id: replyID(r.ID), day: b.today()}
	b.mail.mu.RLock()
	known := slices.ContainsFunc(b.mail.boxes[n], func(have reply) bool { return have.id == add.id })
	b.mail.mu.RUnlock()
	if known {
		return dir, nil
	}
	if err := b.room("inbox.Replies", int64(len(r.Sealed)), false); err != nil {
		return "", err
	}
	if err := b.makeFolder(dir); err != nil {
		return "", err
	}
	temp, f, err := b.newTemp()
	if err != nil {
		return "", err
	}
	if _, err = f.Write(r.Sealed); err != nil {
		f.Close()
	} else {
		err = b.finish(b.temp, temp, f, add.day)
	}
	if err == nil {
		err = b.root.Rename(incoming+"/"+temp, dir+"/"+add.file())
	}
	if err != nil {
		b.temp.Remove(temp)
		return "", err
	}
	b.mail.mu.Lock()
	all := append(slices.Clone(b.mail.boxes[n]), add)
	slices.SortStableFunc(all, byDay)
	var old []reply
	if k := len(all) - MaxReplies; k > 0 {
		old, all = all[:k], all[k:]
	}
	b.mail.boxes[n] = all
	b.mail.mu.Unlock()
	for _, r := range old {
		b.root.Remove(dir + "/" + r.file())
	}
	return dir, nil
}

func byDay(a, b reply) int { return cmp.Compare(a.day, b.day) }

func badReply(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the reply has a size that the door does not keep"}
}

// Replies returns the sealed replies of a box, at most [MaxReplies], newest
// last. It opens and reads [MaxReplies] files of one size whether there are
// replies or not, so that its time tells nobody which receipts have any; a disk
// that must fetch a reply first may still take longer.
func (b *Box) Replies(box string) ([][]byte, error) {
	const op = "inbox.Replies"
	var n boxName
	known := parseHex(n[:], box)
	b.mail.mu.RLock()
	have := b.mail.boxes[n]
	b.mail.mu.RUnlock()
	if !known {
		have = nil
	}
	dir := boxFolder(n)
	found := make([][]byte, 0, MaxReplies)
	var failure error
	for i := range MaxReplies {
		var r reply
		if i < len(have) {
			r = have[i]
		}
		file := dir + "/" + r.file() // written out for the decoy too
		if i >= len(have) {
			file = decoyFile
		}
		body, err := b.readReply(file)
		switch {
		case i >= len(have) || errors.Is(err, fs.ErrNotExist): // expired meanwhile
		case err != nil:
			failure = err
		default:
			found = append(found, body)
		}
	}
	if failure != nil {
		return nil, failed(op, failure)
	}
	return found, nil
}

func (b *Box) readReply(file string) ([]byte, error) {
	b.layout.RLock()
	f, err := openQuiet(b.root, file)
	b.layout.RUnlock()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	body := make([]byte, maxReply)
	if b.opts.ReplySize > 0 {
		body = body[:b.opts.ReplySize]
	}
	k, err := io.ReadFull(f, body)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return body[:k], err
}

// decoyFile is what is read in place of a reply that is not there. It lies as
// deep as one.
var decoyFile = decoy + "/00/" + strings.Repeat("0", 64) + "/" + strings.Repeat("0", 32)

// makeDecoy writes a file of the size of a reply, and of its looks.
func (b *Box) makeDecoy() error {
	size := b.opts.ReplySize
	if size <= 0 {
		size = usualReply
	}
	if info, err := b.root.Lstat(decoyFile); err == nil && info.Size() == int64(size) {
		return nil
	}
	if err := b.makeFolder(decoyFile[:strings.LastIndexByte(decoyFile, '/')]); err != nil {
		return err
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(b.opts.Random, body); err != nil {
		return err
	}
	return b.replace(decoyFile, body)
}

// loadMail reads which boxes have replies.
func (b *Box) loadMail() error {
	pairs, err := b.folders("mail")
	if err != nil {
		return err
	}
	for _, pair := range pairs {
		if !isPair(pair) {
			continue
		}
		if err := b.recoverFolders("mail/" + pair); err != nil {
			return err
		}
		boxes, err := b.folders("mail/" + pair)
		if err != nil {
			return err
		}
		for _, box := range boxes {
			var n boxName
			if !parseHex(n[:], box) || box[:2] != pair {
				continue
			}
			if err := b.loadBox(n); err != nil {
				return err
			}
		}
		if err := b.stamp("mail/" + pair); err != nil {
			return err
		}
	}
	return nil
}

func (b *Box) loadBox(n boxName) error {
	var all []reply
	err := b.names(boxFolder(n), func(sub *os.Root, info fs.FileInfo) error {
		id, on, _ := strings.Cut(info.Name(), ".")
		var r reply
		var ok bool
		if r.day, ok = parseDay(on); !ok || !parseHex(r.id[:], id) || !info.Mode().IsRegular() {
			return nil
		}
		all = append(all, r)
		return b.stampIn(sub, info, r.day)
	})
	slices.SortFunc(all, func(a, b reply) int {
		return cmp.Or(byDay(a, b), slices.Compare(a.id[:], b.id[:]))
	})
	if len(all) > MaxReplies {
		all = all[len(all)-MaxReplies:]
	}
	if len(all) > 0 {
		b.mail.boxes[n] = all
	}
	if err != nil {
		return err
	}
	return b.stamp(boxFolder(n))
}
