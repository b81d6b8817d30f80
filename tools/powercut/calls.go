//go:build linux

package main

import (
	"maps"
	"slices"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
)

// The calls that programs make, as far as a program needs them that keeps
// files: no links by name, no devices, no attributes. Open, close and their
// like for folders are left out: the kernel then asks no more.

func (d *disk) String() string { return "powercut" }

func (d *disk) Lookup(_ <-chan struct{}, h *fuse.InHeader, name string, out *fuse.EntryOut) fuse.Status {
	return d.with(h.NodeId, func(n *node) fuse.Status {
		c := n.names[name]
		if c == nil {
			return fuse.ENOENT
		}
		return c.entry(out)
	})
}

func (d *disk) GetAttr(_ <-chan struct{}, in *fuse.GetAttrIn, out *fuse.AttrOut) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		n.attr(&out.Attr)
		return fuse.OK
	})
}

func (d *disk) SetAttr(_ <-chan struct{}, in *fuse.SetAttrIn, out *fuse.AttrOut) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		if in.Valid&fuse.FATTR_MODE != 0 {
			n.mode = in.Mode & 0o7777
		}
		if in.Valid&fuse.FATTR_SIZE != 0 {
			data := make([]byte, in.Size)
			copy(data, n.data)
			n.data = data
			n.mtime = time.Now()
		}
		for _, t := range []struct {
			set, now uint32
			sec      uint64
			nsec     uint32
			to       *time.Time
		}{
			{fuse.FATTR_ATIME, fuse.FATTR_ATIME_NOW, in.Atime, in.Atimensec, &n.atime},
			{fuse.FATTR_MTIME, fuse.FATTR_MTIME_NOW, in.Mtime, in.Mtimensec, &n.mtime},
		} {
			if in.Valid&t.now != 0 {
				*t.to = time.Now()
			} else if in.Valid&t.set != 0 {
				*t.to = time.Unix(int64(t.sec), int64(t.nsec))
			}
		}
		n.ctime = time.Now()
		d.changed(n)
		n.attr(&out.Attr)
		return fuse.OK
	})
}

func (d *disk) Mkdir(_ <-chan struct{}, in *fuse.MkdirIn, name string, out *fuse.EntryOut) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		if n.names[name] != nil {
			return fuse.Status(syscall.EEXIST)
		}
		c := &node{dir: true, mode: in.Mode & 0o7777, names: map[string]*node{}}
		d.add(n, name, c)
		return c.entry(out)
	})
}

func (d *disk) Create(_ <-chan struct{}, in *fuse.CreateIn, name string, out *fuse.CreateOut) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		c := n.names[name]
		switch {
		case c != nil && in.Flags&syscall.O_EXCL != 0:
			return fuse.Status(syscall.EEXIST)
		case c == nil:
			c = &node{mode: in.Mode & 0o7777}
			d.add(n, name, c)
		case in.Flags&syscall.O_TRUNC != 0:
			c.data = nil
		}
		return c.entry(&out.EntryOut)
	})
}

func (d *disk) remove(h *fuse.InHeader, name string, dir bool) fuse.Status {
	return d.with(h.NodeId, func(n *node) fuse.Status {
		c := n.names[name]
		switch {
		case c == nil:
			return fuse.ENOENT
		case c.dir && !dir:
			return fuse.Status(syscall.EISDIR)
		case !c.dir && dir:
			return fuse.ENOTDIR
		case len(c.names) > 0:
			return fuse.Status(syscall.ENOTEMPTY)
		}
		delete(n.names, name)
		c.links--
		n.mtime = time.Now()
		d.changed(n)
		return fuse.OK
	})
}

func (d *disk) Unlink(_ <-chan struct{}, h *fuse.InHeader, name string) fuse.Status {
	return d.remove(h, name, false)
}

func (d *disk) Rmdir(_ <-chan struct{}, h *fuse.InHeader, name string) fuse.Status {
	return d.remove(h, name, true)
}

func (d *disk) Rename(_ <-chan struct{}, in *fuse.RenameIn, from, to string) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		const noReplace = 1
		target, c := d.nodes[in.Newdir], n.names[from]
		if target == nil || c == nil {
			return fuse.ENOENT
		}
		if in.Flags&^noReplace != 0 {
			return fuse.EINVAL
		}
		if old := target.names[to]; old != nil {
			switch {
			case in.Flags&noReplace != 0:
				return fuse.Status(syscall.EEXIST)
			case old == c:
				return fuse.OK
			case old.dir != c.dir:
				return fuse.EINVAL
			case len(old.names) > 0:
				return fuse.Status(syscall.ENOTEMPTY)
			}
			old.links--
		}
		target.names[to] = c
		delete(n.names, from)
		n.mtime, target.mtime = time.Now(), time.Now()
		d.changed(target, n)
		return fuse.OK
	})
}

func (d *disk) Link(_ <-chan struct{}, in *fuse.LinkIn, name string, out *fuse.EntryOut) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		c := d.nodes[in.Oldnodeid]
		if c == nil {
			return fuse.ENOENT
		}
		if n.names[name] != nil {
			return fuse.Status(syscall.EEXIST)
		}
		n.names[name] = c
		c.links++
		n.mtime = time.Now()
		d.changed(n)
		return c.entry(out)
	})
}

func (d *disk) Read(_ <-chan struct{}, in *fuse.ReadIn, buf []byte) (fuse.ReadResult, fuse.Status) {
	k := 0
	s := d.with(in.NodeId, func(n *node) fuse.Status {
		if in.Offset < uint64(len(n.data)) {
			k = copy(buf, n.data[in.Offset:])
		}
		return fuse.OK
	})
	return fuse.ReadResultData(buf[:k]), s
}

func (d *disk) Write(_ <-chan struct{}, in *fuse.WriteIn, data []byte) (uint32, fuse.Status) {
	s := d.with(in.NodeId, func(n *node) fuse.Status {
		if end := int(in.Offset) + len(data); end > len(n.data) {
			n.data = append(n.data, make([]byte, end-len(n.data))...)
		}
		copy(n.data[in.Offset:], data)
		n.mtime = time.Now()
		d.changed(n)
		return fuse.OK
	})
	return uint32(len(data)), s
}

func (d *disk) Fsync(_ <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	return d.with(in.NodeId, d.sync)
}

func (d *disk) FsyncDir(_ <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	return d.with(in.NodeId, d.sync)
}

// ReadDir remembers the names of a folder from the first call on, so that a
// change between two calls moves none.
func (d *disk) ReadDir(_ <-chan struct{}, in *fuse.ReadIn, out *fuse.DirEntryList) fuse.Status {
	return d.with(in.NodeId, func(n *node) fuse.Status {
		if !n.dir {
			return fuse.ENOTDIR
		}
		if in.Offset == 0 {
			n.listed = nil
			for i, name := range slices.Sorted(maps.Keys(n.names)) {
				mode := uint32(syscall.S_IFREG)
				if n.names[name].dir {
					mode = syscall.S_IFDIR
				}
				n.listed = append(n.listed, fuse.DirEntry{Name: name, Ino: n.names[name].ino, Mode: mode, Off: uint64(i + 1)})
			}
		}
		for _, e := range n.listed[min(in.Offset, uint64(len(n.listed))):] {
			if !out.AddDirEntry(e) {
				break
			}
		}
		return fuse.OK
	})
}

func (d *disk) StatFs(_ <-chan struct{}, _ *fuse.InHeader, out *fuse.StatfsOut) fuse.Status {
	const blocks = 1 << 24
	*out = fuse.StatfsOut{Blocks: blocks, Bfree: blocks, Bavail: blocks, Files: blocks, Ffree: blocks, Bsize: 4096, Frsize: 4096, NameLen: 255}
	return fuse.OK
}
