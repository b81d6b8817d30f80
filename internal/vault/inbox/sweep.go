package inbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"voxpop"
)

// Sweep drops what has expired: uploads after a day, or after an hour in which
// not even their first byte came; marks two days after the
// pull, replies after thirty. To be called every hour or so.
func (b *Box) Sweep(ctx context.Context) error {
	const op = "inbox.Sweep"
	b.mail.writing.Lock()
	defer b.mail.writing.Unlock()
	return failed(op, b.exclusively(func() error { return b.expire(ctx) }))
}

// expire runs exclusively, and while no reply is delivered.
func (b *Box) expire(ctx context.Context) error {
	today := b.today()
	for _, step := range []func(day) error{b.expireParts, b.expireMarks, b.expireItems, b.expireMail} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(today); err != nil {
			return err
		}
	}
	return nil
}

func (b *Box) expireParts(today day) error {
	now := b.opts.Now()
	b.parts.mu.Lock()
	var old []*part
	held := map[day]bool{today: true}
	for _, p := range b.parts.all {
		held[p.day] = true
		never := p.offset == 0 && now.Sub(p.moved) >= partsHold
		if !never && now.Sub(p.made) < partsLife && p.day > today-2 {
			continue
		}
		select {
		case p.turn <- struct{}{}: // nobody writes
			old = append(old, p)
		default:
		}
	}
	b.parts.mu.Unlock()
	for _, p := range old {
		b.forgetPart(p)
		<-p.turn
	}
	days, err := b.days("parts")
	if err != nil {
		return err
	}
	for _, d := range days {
		dir := "parts/" + d.String()
		if d <= today-2 && !held[d] {
			if err := b.removeAll(dir); err != nil {
				return err
			}
		} else if d != today {
			b.removeFolder(dir) // if it is empty
		}
	}
	return b.stamp("parts")
}

func (b *Box) expireMarks(today day) error {
	days, err := b.days("spent")
	if err != nil {
		return err
	}
	for _, d := range days {
		if d >= today-marksDays {
			continue
		}
		if err := b.removeAll("spent/" + d.String()); err != nil {
			return err
		}
	}
	b.index.mu.Lock()
	defer b.index.mu.Unlock()
	for n, e := range b.index.known {
		if e.spent && e.day < today-marksDays {
			b.index.forget(n)
		}
	}
	return b.stamp("spent")
}

// expireItems removes the folders of days of which nothing waits.
func (b *Box) expireItems(today day) error {
	wait := map[day]bool{today: true}
	b.index.mu.RLock()
	for _, e := range b.index.known {
		if !e.spent {
			wait[e.day] = true
		}
	}
	b.index.mu.RUnlock()
	days, err := b.days("items")
	if err != nil {
		return err
	}
	for _, d := range days {
		if wait[d] {
			continue
		}
		dir := "items/" + d.String()
		pairs, err := b.folders(dir)
		if err != nil {
			return err
		}
		for _, pair := range pairs {
			b.removeFolder(dir + "/" + pair) // what somebody else put there stays
		}
		b.removeFolder(dir)
	}
	return b.stamp("items")
}

func (b *Box) expireMail(today day) error {
	old := map[boxName][]reply{}
	b.mail.mu.Lock()
	for n, all := range b.mail.boxes {
		k := 0 // oldest first
		for k < len(all) && all[k].day < today-repliesDays {
			k++
		}
		if k == 0 {
			continue
		}
		old[n] = all[:k]
		if b.mail.boxes[n] = slices.Clone(all[k:]); k == len(all) {
			delete(b.mail.boxes, n)
		}
	}
	b.mail.mu.Unlock()
	for n, all := range old {
		dir := boxFolder(n)
		for _, r := range all {
			if err := b.root.Remove(dir + "/" + r.file()); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		b.removeFolder(dir) // if it is empty
		if err := b.stamp(path.Dir(dir)); err != nil {
			return err
		}
		if err := b.stamp(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (b *Box) removeAll(dir string) error {
	if err := b.root.RemoveAll(dir); err != nil {
		return err
	}
	b.removeFolder(dir) // forgets that it was made
	return nil
}

// Repack writes everything that stays anew, in random order, folder by folder:
// nobody can set the change and birth times of a file or the order of names in
// a folder, so they are made to tell of the repack. To be called daily, best
// soon after midnight in UTC. Items are taken and pulled meanwhile; a crash
// leaves every folder as it was or as it is to be.
func (b *Box) Repack(ctx context.Context) error {
	const op = "inbox.Repack"
	var all []string
	under := func(parent string, ours func(string) bool, f func(dir string) error) error {
		subs, err := b.folders(parent)
		for _, s := range subs {
			if err == nil && ours(s) {
				err = f(parent + "/" + s)
			}
		}
		return err
	}
	add := func(dir string) error {
		all = append(all, dir)
		return nil
	}
	err := errors.Join(
		under("spent", isDay, add),
		under("items", isDay, func(dir string) error { return under(dir, isPair, add) }),
		under("mail", isPair, func(dir string) error { return under(dir, isBox, add) }))
	if err != nil {
		return failed(op, err)
	}
	shuffle(all)
	for _, batch := range batches(all) {
		if err := b.rebuild(ctx, batch); err != nil {
			return failed(op, err)
		}
	}
	return failed(op, b.repackState())
}

// atOnce is how many folders are exchanged with one sync, while nobody else changes any.
const atOnce = 32

// batches puts folders of one parent together, in an order that stays random.
func batches(dirs []string) [][]string {
	of := map[string][]string{}
	for _, dir := range dirs {
		of[path.Dir(dir)] = append(of[path.Dir(dir)], dir)
	}
	var all [][]string
	for _, some := range of {
		all = slices.AppendSeq(all, slices.Chunk(some, atOnce))
	}
	shuffle(all)
	return all
}

// repackState writes the files of the top folder anew, today's key among them:
// made later, it would tell when the first form was asked for.
func (b *Box) repackState() error {
	if _, err := b.TicketKeys(); err != nil {
		return err
	}
	b.state.mu.Lock()
	defer b.state.mu.Unlock()
	for _, p := range []string{cardsFile, keysFile} {
		body, err := b.readState(p)
		if err == nil && body != nil {
			err = b.replace(p, body)
		}
		if err != nil {
			return err
		}
	}
	return b.stampTop()
}

func newFolder(dir string) string { return path.Dir(dir) + "/." + path.Base(dir) + ".new" }
func oldFolder(dir string) string { return path.Dir(dir) + "/." + path.Base(dir) + ".old" }

func isDay(s string) bool {
	_, ok := parseDay(s)
	return ok
}

func isBox(s string) bool {
	var n boxName
	return parseHex(n[:], s)
}

// rebuild copies folders of files, all of one parent, and puts the copies in
// their place.
func (b *Box) rebuild(ctx context.Context, dirs []string) error {
	if strings.HasPrefix(dirs[0], "mail/") {
		b.mail.writing.Lock()
		defer b.mail.writing.Unlock()
	}
	var copied []string
	defer func() {
		for _, dir := range copied {
			b.root.RemoveAll(newFolder(dir)) // nothing, after an exchange
		}
	}()
	for _, dir := range dirs {
		names, ok, err := b.files(dir)
		if err != nil {
			return err
		}
		if !ok {
			continue // what somebody else put there is left as it is
		}
		if len(names) == 0 { // its change time is now the repack's
			if err := b.stamp(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			continue
		}
		if err := b.root.RemoveAll(newFolder(dir)); err != nil {
			return err
		}
		if err := b.root.Mkdir(newFolder(dir), 0o700); errors.Is(err, fs.ErrNotExist) {
			continue // its day was swept
		} else if err != nil {
			return err
		}
		copied = append(copied, dir)
		all := slices.Collect(maps.Keys(names))
		shuffle(all)
		for _, n := range all {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := b.copyFile(dir+"/"+n, newFolder(dir)+"/"+n); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	if len(copied) == 0 {
		return nil
	}
	if err := b.exclusively(func() error { return b.exchange(copied) }); err != nil {
		return err
	}
	for _, dir := range copied {
		if err := b.root.RemoveAll(oldFolder(dir)); err != nil {
			return err
		}
	}
	return b.stamp(path.Dir(dirs[0]))
}

// exchange brings the copies of folders of one parent up to date and renames
// them into place. It runs exclusively.
func (b *Box) exchange(dirs []string) error {
	var ready []string
	for _, dir := range dirs {
		ok, err := b.catchUp(dir)
		if err != nil {
			return err
		}
		if ok {
			ready = append(ready, dir)
		}
	}
	for _, dir := range ready {
		if err := b.syncOnly(newFolder(dir)); err != nil {
			return err
		}
	}
	if err := b.reach("copied"); err != nil {
		return err
	}
	// Nothing is placed into a new folder before its name is safe.
	parent := path.Dir(dirs[0])
	err := errors.Join(b.moveIn(ready), b.syncFolder(parent))
	if err != nil {
		b.doubt(parent) // whoever places next tries the sync again
	}
	return err
}

// catchUp makes a copy hold what its folder holds; not ok when somebody else
// put something there.
func (b *Box) catchUp(dir string) (ok bool, err error) {
	fresh := newFolder(dir)
	now, ok, err := b.files(dir)
	if err != nil || !ok {
		return false, err
	}
	copied, _, err := b.files(fresh)
	if err != nil {
		return false, err
	}
	for n := range now { // came meanwhile; linked, so that a crash finds it where it was
		if !copied[n] {
			if err := b.root.Link(dir+"/"+n, fresh+"/"+n); err != nil {
				return false, err
			}
		}
	}
	for n := range copied { // went meanwhile
		if !now[n] {
			if err := b.root.Remove(fresh + "/" + n); err != nil {
				return false, err
			}
		}
	}
	return true, b.stampDay(fresh, b.dayOfPath(dir))
}

func (b *Box) moveIn(dirs []string) error {
	for _, dir := range dirs {
		if err := b.root.Rename(dir, oldFolder(dir)); err != nil {
			return err
		}
		if err := b.reach("moved away"); err != nil {
			return err
		}
		if err := b.root.Rename(newFolder(dir), dir); err != nil {
			return errors.Join(err, b.root.Rename(oldFolder(dir), dir))
		}
		if err := b.reach("moved in"); err != nil {
			return err
		}
	}
	return nil
}

// files returns the names in a folder; not ok when not all are regular files.
func (b *Box) files(dir string) (names map[string]bool, ok bool, err error) {
	names, ok = map[string]bool{}, true
	err = b.names(dir, func(_ *os.Root, info fs.FileInfo) error {
		names[info.Name()] = true
		ok = ok && info.Mode().IsRegular()
		return nil
	})
	return names, ok, err
}

func (b *Box) copyFile(from, to string) error {
	in, err := openQuiet(b.root, from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	if err := b.room("inbox.Repack", info.Size(), false); err != nil {
		return err
	}
	out, err := b.root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	k, err := io.Copy(out, in)
	if err == nil && k != info.Size() {
		err = &voxpop.Error{Kind: voxpop.Internal, Op: "inbox.Repack", Message: "an item changed under the hands"}
	}
	if err != nil {
		out.Close()
		return err
	}
	return b.finish(b.root, to, out, dayOf(info.ModTime()))
}

// recoverFolders ends what a crash left of exchanges in a folder: the old
// folder is whole until the new one has its name.
func (b *Box) recoverFolders(parent string) error {
	subs, err := b.folders(parent)
	if err != nil {
		return err
	}
	for _, s := range subs {
		whole, isOld := strings.CutSuffix(s, ".old")
		_, isNew := strings.CutSuffix(s, ".new")
		if !strings.HasPrefix(s, ".") || !isOld && !isNew {
			continue
		}
		if isOld && !slices.Contains(subs, whole[1:]) {
			err = b.root.Rename(parent+"/"+s, parent+"/"+whole[1:])
		} else {
			err = b.root.RemoveAll(parent + "/" + s)
		}
		if err == nil {
			err = b.syncFolder(parent)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
