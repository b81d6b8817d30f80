package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/intake"
)

// census looks at every name and time under dir, and returns what says more
// than a day.
func census(t testing.TB, dir string) (found []string, seen int) {
	t.Helper()
	// everything that a name may be; digits besides a day only as a ticket's
	// name, a tag, a box, an id, a length in bytes
	allowed := regexp.MustCompile(`^(\.|\.incoming|\.decoy(/00(/0{64}(/0{32})?)?)?|\.lock|cards\.json|ticketkeys|items|spent|parts|mail` +
		`|items/D(/[0-9a-f]{2}(/N\.[0-9a-f]{16})?)?|spent/D(/N\.[0-9a-f]{16})?|parts/D(/N\.([0-9]{1,13}|at)\.[0-9a-f]{16})?` +
		`|mail/[0-9a-f]{2}(/[0-9a-f]{64}(/N\.D)?)?)$`)
	day, name := regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`), regexp.MustCompile(`\b[0-9a-f]{32}\.`)
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		seen++
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		if shape := name.ReplaceAllString(day.ReplaceAllString(rel, "D"), "N."); !allowed.MatchString(shape) {
			found = append(found, "name "+rel)
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		times := []time.Time{info.ModTime()}
		if at, ok := accessTime(info); ok && !d.IsDir() { // this walk reads the folders
			times = append(times, at)
		}
		for _, at := range times {
			if at.UnixNano()%int64(24*time.Hour) != 0 {
				found = append(found, fmt.Sprintf("time %v of %s", at, rel))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, seen
}

// Nothing that is stored says when somebody answered, finer than a day.
func TestCensus(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	fill(t, dir, c)
	look := func(when string) {
		t.Helper()
		found, seen := census(t, dir)
		for _, f := range found {
			t.Errorf("%s: %s", when, f)
		}
		if seen < 100 {
			t.Fatalf("only %d names seen", seen)
		}
	}
	look("after three days")
	b := open(t, dir, Options{Now: c.now})
	look("after a restart")
	if err := b.Repack(t.Context()); err != nil {
		t.Fatal(err)
	}
	look("after a repack")
	b.Close()
	// the census can fail, and what a killed run left fine is put right
	for _, p := range []string{"items/2026-03-14", "items", filesIn(t, dir, "items")[0], filesIn(t, dir, "spent")[0], "cards.json"} {
		now := time.Now()
		os.Chtimes(filepath.Join(dir, p), now, now)
	}
	if found, _ := census(t, dir); len(found) < 5 {
		t.Fatalf("the census found %v", found)
	}
	open(t, dir, Options{Now: c.now})
	look("after a crash")
}

// snapshot is everything that a door would say.
func snapshot(t testing.TB, b *Box) string {
	t.Helper()
	var s strings.Builder
	for _, i := range list(t, b) {
		fmt.Fprintln(&s, i, read(t, b, i.Name))
	}
	for i := range 300 {
		for _, n := range []string{nameOf(i), "ab" + nameOf(i)[2:]} {
			if tag, ok := b.Taken(n); ok {
				fmt.Fprintln(&s, n, tag)
			}
		}
		if offset, length, ok := b.Part(nameOf(i)); ok {
			fmt.Fprintln(&s, i, offset, length)
		}
	}
	for i := range 4 {
		replies, err := b.Replies(boxOf(i))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&s, "%d %q\n", i, replies)
	}
	cards, err := b.LoadCards()
	fmt.Fprintln(&s, cards, err)
	keys, err := b.TicketKeys()
	fmt.Fprintln(&s, keys, err)
	return s.String()
}

func TestRepack(t *testing.T) {
	dir, c := memory(t), newClock()
	fill(t, dir, c)
	b := open(t, dir, Options{Now: c.now})
	want := snapshot(t, b)
	before := inodes(t, dir)
	if err := b.Repack(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := snapshot(t, b); got != want {
		t.Fatalf("it was\n%s\nand is\n%s", want, got)
	}
	for p, ino := range inodes(t, dir) {
		if old, ok := before[p]; ok && os.SameFile(old, ino) && !strings.HasPrefix(p, "parts/") && !strings.HasPrefix(p, decoy) && p != lockName {
			t.Errorf("%s was not written anew", p)
		}
	}
	b.Close()
	if got := snapshot(t, open(t, dir, Options{Now: c.now})); got != want {
		t.Fatalf("it was\n%s\nand is after a restart\n%s", want, got)
	}
}

func inodes(t testing.TB, dir string) map[string]fs.FileInfo {
	all := map[string]fs.FileInfo{}
	for _, p := range filesIn(t, dir, ".") {
		info, err := os.Lstat(filepath.Join(dir, p))
		if err != nil {
			t.Fatal(err)
		}
		all[p] = info
	}
	return all
}

// A repack that stops between any two steps leaves everything as it was.
func TestRepackStops(t *testing.T) {
	box := boxOf(1)
	for _, sub := range []string{"items/2026-03-14/ab", "spent/2026-03-14", "mail/" + box[:2] + "/" + box} {
		for _, step := range []string{"copied", "moved away", "moved in"} {
			dir := memory(t)
			dead := errors.New("dead")
			b := open(t, dir, Options{reached: func(s string) error {
				if s == step {
					panic(dead) // nothing is tidied up, as in a crash
				}
				return nil
			}})
			for i := range 4 {
				commit(t, b, "ab"+nameOf(i)[2:], tagOf(i), fmt.Sprint("sealed ", i))
			}
			if err := b.Door().Done(t.Context(), "ab"+nameOf(0)[2:]); err != nil {
				t.Fatal(err)
			}
			if err := b.Door().Replies(t.Context(), []intake.SealedReply{{Box: box, ID: "a", Sealed: []byte("sealed")}}); err != nil {
				t.Fatal(err)
			}
			want := snapshot(t, b)
			func() {
				defer func() {
					if r := recover(); r != dead {
						t.Fatal("the repack did not get there: ", r)
					}
				}()
				names, ok, err := b.files(sub)
				if err != nil || !ok || len(names) == 0 {
					t.Fatal(names, ok, err)
				}
				if err := b.root.Mkdir(newFolder(sub), 0o700); err != nil {
					t.Fatal(err)
				}
				for n := range names {
					if err := b.copyFile(sub+"/"+n, newFolder(sub)+"/"+n); err != nil {
						t.Fatal(err)
					}
				}
				b.exclusively(func() error { return b.exchange([]string{sub}) })
			}()
			b.Close()
			b = open(t, dir, Options{})
			if got := snapshot(t, b); got != want {
				t.Errorf("%s, %s: it was\n%s\nand is\n%s", sub, step, want, got)
			}
			if found, _ := census(t, dir); len(found) > 0 {
				t.Errorf("%s, %s: %v", sub, step, found)
			}
		}
	}
}

// What comes and goes while a folder is copied is there, or not, afterwards.
func TestRepackMeanwhile(t *testing.T) {
	dir, c := memory(t), newClock()
	b := open(t, dir, Options{Now: c.now})
	// three items of one folder
	names := []string{"ab" + nameOf(1)[2:], "ab" + nameOf(2)[2:], "ab" + nameOf(3)[2:]}
	commit(t, b, names[0], tagOf(0), "stays")
	commit(t, b, names[1], tagOf(1), "goes")
	sub := "items/2026-03-14/ab"
	if err := b.root.Mkdir(newFolder(sub), 0o700); err != nil {
		t.Fatal(err)
	}
	for i, n := range names[:2] {
		if err := b.copyFile(sub+"/"+n+"."+tagOf(i), newFolder(sub)+"/"+n+"."+tagOf(i)); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, b, names[2], tagOf(2), "comes")
	if err := b.Door().Done(t.Context(), names[1]); err != nil {
		t.Fatal(err)
	}
	if err := b.exclusively(func() error { return b.exchange([]string{sub}) }); err != nil {
		t.Fatal(err)
	}
	b.Close()
	b = open(t, dir, Options{Now: c.now})
	if got := read(t, b, names[0]) + " " + read(t, b, names[2]); got != "stays comes" || len(list(t, b)) != 2 {
		t.Fatalf("%q, %v", got, list(t, b))
	}
	_, err := b.Create(t.Context(), names[1], false)
	kind(t, err, voxpop.Conflict)
}

// A pull that stops between any two steps never lets a ticket be used again.
func TestDoneStops(t *testing.T) {
	for _, step := range []string{"marked", "marks synced"} { // the mark is seen after both
		dir := memory(t)
		b := open(t, dir, Options{reached: func(s string) error {
			if s == step {
				return errors.New("dead")
			}
			return nil
		}})
		commit(t, b, nameOf(1), tagOf(1), "sealed")
		if err := b.Door().Done(t.Context(), nameOf(1)); err == nil {
			t.Fatal("it was said to be done")
		}
		b.Close()
		b = open(t, dir, Options{})
		if tag, ok := b.Taken(nameOf(1)); !ok || tag != tagOf(1) {
			t.Errorf("%s: the ticket is good again", step)
		}
		if items, _ := b.Count(); items != 0 || len(filesIn(t, dir, "items")) != 0 {
			t.Errorf("%s: the item was left beside its mark", step)
		}
	}
}

func TestReplies(t *testing.T) {
	dir, c := memory(t), newClock()
	b := open(t, dir, Options{Now: c.now, ReplySize: 100})
	sealed := func(i int) []byte { return []byte(strings.Repeat(string(rune('a'+i)), 100)) }
	for i := range MaxReplies + 2 {
		r := intake.SealedReply{Box: boxOf(1), ID: fmt.Sprintf("پاسخ-%d", i), Sealed: sealed(i)}
		for range 2 { // the same id is the same reply
			if err := b.Door().Replies(t.Context(), []intake.SealedReply{r}); err != nil {
				t.Fatal(err)
			}
		}
		c.add(24 * time.Hour)
	}
	for _, bad := range []intake.SealedReply{
		{Box: boxOf(1), ID: "x", Sealed: sealed(1)[:99]}, {Box: "../..", ID: "x", Sealed: sealed(1)}, {Box: boxOf(1), ID: "../x", Sealed: sealed(1)},
	} {
		kind(t, b.Door().Replies(t.Context(), []intake.SealedReply{bad}), voxpop.Invalid)
	}
	check := func(b *Box, from, to int) {
		t.Helper()
		got, err := b.Replies(boxOf(1))
		if err != nil || len(got) != to-from {
			t.Fatalf("%d replies, %v; want %d", len(got), err, to-from)
		}
		for i := range got {
			if string(got[i]) != string(sealed(from+i)) {
				t.Errorf("reply %d is another", i)
			}
		}
		for _, unknown := range []string{boxOf(2), "", "../../cards.json", strings.Repeat("0", 64)} {
			if got, err := b.Replies(unknown); err != nil || len(got) != 0 {
				t.Fatalf("%q, %v", got, err)
			}
		}
	}
	check(b, 2, 10)
	b.Close()
	b = open(t, dir, Options{Now: c.now, ReplySize: 100})
	check(b, 2, 10)
	c.add(25 * 24 * time.Hour) // day 35: those of day 5 and later are kept
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(b, 5, 10)
	c.add(24 * 24 * time.Hour)
	if err := b.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := filesIn(t, dir, "mail"); len(got) != 0 {
		t.Fatalf("left: %v", got)
	}
}

// An unknown box costs the same reads as one with replies.
func TestRepliesReadTheSame(t *testing.T) {
	b := open(t, memory(t), Options{ReplySize: 100})
	for i := range 3 {
		r := intake.SealedReply{Box: boxOf(1), ID: fmt.Sprint(i), Sealed: make([]byte, 100)}
		if err := b.Door().Replies(t.Context(), []intake.SealedReply{r}); err != nil {
			t.Fatal(err)
		}
	}
	allocations := func(box string) float64 {
		return testing.AllocsPerRun(20, func() { b.Replies(box) })
	}
	known, unknown := allocations(boxOf(1)), allocations(boxOf(2))
	if diff := known - unknown; diff != 0 {
		t.Errorf("%v allocations for a box with replies, %v without", known, unknown)
	}
}
