package inbox

import (
	"io/fs"
	"os"
	"strings"
)

// dropLeftovers empties .incoming: whatever is in it was never acknowledged.
func (b *Box) dropLeftovers() error {
	return b.names(incoming, func(sub *os.Root, info fs.FileInfo) error {
		return sub.RemoveAll(info.Name())
	})
}

// loadMarks reads what was pulled in the last days, and syncs it: a mark that
// a killed run left is believed from now on.
func (b *Box) loadMarks() error {
	if err := b.recoverFolders("spent"); err != nil {
		return err
	}
	days, err := b.days("spent")
	if err != nil {
		return err
	}
	for _, d := range days {
		dir := "spent/" + d.String()
		err := b.names(dir, func(sub *os.Root, info fs.FileInfo) error {
			n, t, ok := parseItem(info)
			if !ok {
				return nil
			}
			if old, ok := b.index.known[n]; !ok || old.day < d {
				b.index.set(n, entry{day: d, tag: t, spent: true})
			}
			return b.stampIn(sub, info, d)
		})
		if err == nil {
			err = b.syncFolder(dir)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// loadItems reads what waits, and syncs it: the answer to a form that is sent
// again is thanks, so its item must be safe. What has its mark already goes.
func (b *Box) loadItems() error {
	days, err := b.days("items")
	if err != nil {
		return err
	}
	var found []string
	for _, d := range days {
		dir := "items/" + d.String()
		if err := b.recoverFolders(dir); err != nil {
			return err
		}
		pairs, err := b.folders(dir)
		if err != nil {
			return err
		}
		for _, pair := range pairs {
			if !isPair(pair) {
				continue
			}
			some, err := b.loadPair(d, pair)
			if err != nil {
				return err
			}
			if some {
				found = append(found, dir+"/"+pair)
			}
		}
		if err := b.restamp(dir); err != nil {
			return err
		}
		found = append(found, dir)
	}
	if err := b.stamp("items"); err != nil {
		return err
	}
	// All changes come before the first sync: a journal that is written for one
	// folder holds the others too, and their syncs cost little.
	for _, dir := range append(found, "items") {
		if err := b.syncOnly(dir); err != nil {
			return err
		}
	}
	return nil
}

func (b *Box) loadPair(d day, pair string) (found bool, err error) {
	dir := "items/" + d.String() + "/" + pair
	err = b.names(dir, func(sub *os.Root, info fs.FileInfo) error {
		n, t, ok := parseItem(info)
		if !ok || info.Name()[:2] != pair {
			return nil
		}
		found = true
		if e, ok := b.index.known[n]; ok {
			// a mark: the newsroom has it. An item: this program never writes a
			// second, so somebody else did, and it is left where it lies.
			if e.spent {
				return sub.Remove(info.Name())
			}
			return nil
		}
		b.index.set(n, entry{size: info.Size(), day: d, tag: t})
		return b.stampIn(sub, info, d)
	})
	if err != nil {
		return found, err
	}
	return found, b.restamp(dir)
}

// restamp sets the times of a folder back if a killed run left them fine.
func (b *Box) restamp(dir string) error {
	info, err := b.root.Lstat(dir)
	if err != nil || info.ModTime().Equal(b.dayOfPath(dir).start()) {
		return err
	}
	return b.stamp(dir)
}

// parseItem reads NAME.TAG of a regular file.
func parseItem(info fs.FileInfo) (n name, t tag, ok bool) {
	if !info.Mode().IsRegular() {
		return n, t, false
	}
	first, second, _ := strings.Cut(info.Name(), ".")
	n, ok = parseName(first)
	if ok {
		t, ok = parseTag(second)
	}
	return n, t, ok
}

// stampIn sets the times of a file back that a killed run left fine.
func (b *Box) stampIn(sub *os.Root, info fs.FileInfo, d day) error {
	t := d.start()
	if info.ModTime().Equal(t) {
		return nil
	}
	return sub.Chtimes(info.Name(), t, t)
}
