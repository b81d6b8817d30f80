//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
)

// node is a file or folder as programs see it.
type node struct {
	ino          uint64
	dir          bool
	mode         uint32
	links        uint32
	data         []byte           // of a file
	names        map[string]*node // of a folder
	listed       []fuse.DirEntry  // its names, for who reads them just now
	atime, mtime time.Time
	ctime        time.Time
}

// object is a node as it lies on the disk, in a file named after its number;
// its times and mode go with it.
type object struct {
	Mode  uint32
	Atime time.Time
	Mtime time.Time
	Data  []byte           `json:",omitempty"`
	Names map[string]child `json:",omitempty"`
}

type child struct {
	Ino uint64
	Dir bool
}

// disk is the file system.
type disk struct {
	fuse.RawFileSystem
	backing   string
	writeback float64

	mu    sync.Mutex
	rng   *rand.Rand
	off   bool // the power
	nodes map[uint64]*node
	next  uint64
}

func (d *disk) object(ino uint64) string {
	return filepath.Join(d.backing, strconv.FormatUint(ino, 10))
}

// load reads what reached the disk.
func load(backing string, writeback float64, seed uint64) (*disk, error) {
	d := &disk{
		RawFileSystem: fuse.NewDefaultRawFileSystem(), backing: backing, writeback: writeback,
		rng: rand.New(rand.NewPCG(seed, seed)), nodes: map[uint64]*node{}, next: 2,
	}
	if err := os.MkdirAll(backing, 0o700); err != nil {
		return nil, err
	}
	if _, err := d.read(child{1, true}); err != nil {
		return nil, err
	}
	// files that were synced and have no name are lost
	all, err := os.ReadDir(backing)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		ino, _ := strconv.ParseUint(e.Name(), 10, 64)
		if d.nodes[ino] == nil {
			if err := os.Remove(filepath.Join(backing, e.Name())); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

func (d *disk) read(c child) (*node, error) {
	if n := d.nodes[c.Ino]; n != nil {
		n.links++
		return n, nil
	}
	n := &node{ino: c.Ino, dir: c.Dir, mode: 0o600, links: 1}
	if c.Dir {
		n.mode, n.names = 0o700, map[string]*node{}
	}
	d.nodes[n.ino] = n
	d.next = max(d.next, n.ino+1)
	b, err := os.ReadFile(d.object(c.Ino))
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil // a name without what it names
	}
	if err != nil {
		return nil, err
	}
	var o object
	if err := json.Unmarshal(b, &o); err != nil {
		return nil, err
	}
	n.mode, n.atime, n.mtime, n.data = o.Mode, o.Atime, o.Mtime, o.Data
	for name, c := range o.Names {
		if n.names[name], err = d.read(c); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// sync brings a node to the disk, and nothing else.
func (d *disk) sync(n *node) fuse.Status {
	return d.write(n, n.data)
}

func (d *disk) write(n *node, data []byte) fuse.Status {
	o := object{Mode: n.mode, Atime: n.atime, Mtime: n.mtime, Data: data}
	if n.dir {
		o.Names = map[string]child{}
		for name, c := range n.names {
			o.Names[name] = child{c.ino, c.dir}
		}
	}
	b, err := json.Marshal(o)
	if err == nil {
		err = os.WriteFile(d.object(n.ino)+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(d.object(n.ino)+".new", d.object(n.ino))
	}
	if err != nil {
		return fuse.EIO
	}
	return fuse.OK
}

// changed is called after every change: the disk may write it unasked.
func (d *disk) changed(nodes ...*node) {
	for _, n := range nodes {
		if d.writeback == 0 || d.rng.Float64() >= d.writeback {
			continue
		}
		if n.dir || d.rng.IntN(2) == 0 {
			d.sync(n)
			continue
		}
		var old object // a torn write: new bytes up to somewhere, then what was
		if b, err := os.ReadFile(d.object(n.ino)); err == nil {
			json.Unmarshal(b, &old)
		}
		k := d.rng.IntN(len(n.data) + 1)
		torn := append([]byte(nil), n.data[:k]...)
		if len(old.Data) > k {
			torn = append(torn, old.Data[k:]...)
		}
		d.write(n, torn)
	}
}

func (d *disk) cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.off = true
}

// with runs f on a node while nobody else is at the disk.
func (d *disk) with(ino uint64, f func(n *node) fuse.Status) fuse.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.off {
		return fuse.EIO
	}
	n := d.nodes[ino]
	if n == nil {
		return fuse.ENOENT
	}
	return f(n)
}

func (d *disk) add(parent *node, name string, n *node) {
	n.ino, n.links = d.next, 1
	d.next++
	now := time.Now()
	n.atime, n.mtime, n.ctime = now, now, now
	d.nodes[n.ino] = n
	parent.names[name] = n
	parent.mtime = now
	d.changed(parent, n)
}

func (n *node) attr(out *fuse.Attr) {
	out.Ino, out.Mode, out.Nlink, out.Size = n.ino, n.mode&0o7777|syscall.S_IFREG, n.links, uint64(len(n.data))
	if n.dir {
		out.Mode = n.mode&0o7777 | syscall.S_IFDIR
	}
	out.Uid, out.Gid = uint32(os.Getuid()), uint32(os.Getgid())
	out.Blocks = (out.Size + 511) / 512
	out.SetTimes(&n.atime, &n.mtime, &n.ctime)
}

func (n *node) entry(out *fuse.EntryOut) fuse.Status {
	out.NodeId, out.Generation = n.ino, 1
	out.SetEntryTimeout(time.Hour) // every change comes through the kernel, which knows
	n.attr(&out.Attr)
	return fuse.OK
}
