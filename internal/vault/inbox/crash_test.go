package inbox

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// The program that is killed is this test binary: it takes answers into a
// folder as fast as it can and says of each what it promised. Whoever kills it
// compares what is there with what was promised.

const childEnv = "VOXPOP_INBOX_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		if err := child(dir, os.Getenv("VOXPOP_INBOX_RUN"), os.Getenv("VOXPOP_INBOX_NOSYNC") != ""); err != nil {
			fmt.Fprintln(os.Stderr, "child:", err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// crashBody is what the item of this name holds.
func crashBody(name string) []byte {
	k, _ := strconv.ParseUint(name[:4], 16, 16)
	return append(bytes.Repeat([]byte(name+"\n"), 1+int(k%200)), "end"...)
}

// child works until it is killed. Each line on stdout is one write:
//
//	b NAME          a form was sent
//	a NAME TAG      it was thanked for
//	d NAME          the newsroom is about to say that it has it
//	D NAME          it was told that this was heard
//	p NAME OFFSET   so much of an upload was acknowledged
//
// On stdin come the names whose fate the sender does not know: it sends them again.
func child(dir, run string, noSync bool) error {
	b, err := Open(dir, Options{Now: newClock().now, noSync: noSync})
	if err != nil {
		return err
	}
	say := func(format string, args ...any) { os.Stdout.WriteString(fmt.Sprintf(format+"\n", args...)) }
	var failed atomic.Pointer[error]
	var next, doing atomic.Int64
	fresh := func() string { return fmt.Sprintf("%04x%s%020x", rand.IntN(1<<16), run, next.Add(1)) }
	send := func(n, tag string) (ok bool) {
		say("b %s", n)
		it, err := b.Create(context.Background(), n, false)
		if old, again := TagOf(err); again {
			say("a %s %s", n, old)
			return true
		}
		if err == nil {
			if _, err = it.Write(crashBody(n)); err == nil {
				err = it.Commit(tag)
			} else {
				it.Abort()
			}
		}
		if err != nil {
			failed.Store(&err)
			return false
		}
		say("a %s %s", n, tag)
		return true
	}
	unknown := bufio.NewScanner(os.Stdin)
	for unknown.Scan() {
		if !send(unknown.Text(), tagOf(2)) {
			return *failed.Load()
		}
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for failed.Load() == nil {
				n := fresh()
				if rand.IntN(20) == 0 {
					if err := upload(b, n, say); err != nil {
						failed.Store(&err)
					}
					continue
				}
				if !send(n, tagOf(1)) {
					return
				}
				if rand.IntN(3) == 0 && doing.Add(1) > 0 {
					say("d %s", n)
					if err := b.Door().Done(context.Background(), n); err != nil {
						failed.Store(&err)
						return
					}
					say("D %s", n)
				}
			}
		})
	}
	wg.Go(func() {
		for strings.HasSuffix(run, "3") && failed.Load() == nil {
			if err := b.Repack(context.Background()); err != nil {
				failed.Store(&err)
			}
		}
	})
	wg.Wait()
	return *failed.Load()
}

func upload(b *Box, n string, say func(string, ...any)) error {
	body := crashBody(n)
	if err := b.NewPart(n, int64(len(body))); err != nil {
		return err
	}
	say("p %s 0", n)
	for at := 0; at < len(body); {
		k := min(1+rand.IntN(4000), len(body)-at)
		if _, err := b.WritePart(context.Background(), n, int64(at), bytes.NewReader(body[at:at+k])); err != nil {
			return err
		}
		at += k
		say("p %s %d", n, at)
	}
	say("b %s", n)
	if err := b.FinishPart(n, tagOf(3)); err != nil {
		return err
	}
	say("a %s %s", n, tagOf(3))
	return nil
}

// promises are what a child said.
type promises struct {
	run     int
	begun   map[string]bool // sent, and no word of thanks
	thanked map[string]string
	doing   map[string]bool
	done    map[string]bool
	parts   map[string]int64
	right   map[string]bool // content was compared
	said    int
}

func newPromises() *promises {
	return &promises{begun: map[string]bool{}, thanked: map[string]string{}, doing: map[string]bool{}, done: map[string]bool{}, parts: map[string]int64{}, right: map[string]bool{}}
}

func (p *promises) hear(line string) error {
	f := strings.Fields(line)
	if len(f) < 2 || len(f[1]) != 32 {
		return fmt.Errorf("the child says %q", line)
	}
	p.said++
	n := f[1]
	switch {
	case f[0] == "b":
		p.begun[n] = true
		delete(p.parts, n)
	case f[0] == "a" && len(f) == 3:
		if old, ok := p.thanked[n]; ok && old != f[2] {
			return fmt.Errorf("thanked for two contents of one form")
		}
		p.thanked[n] = f[2]
		delete(p.begun, n)
	case f[0] == "d":
		p.doing[n] = true
	case f[0] == "D":
		p.done[n] = true
	case f[0] == "p" && len(f) == 3:
		at, err := strconv.ParseInt(f[2], 10, 64)
		p.parts[n] = at
		return err
	default:
		return fmt.Errorf("the child says %q", line)
	}
	return nil
}

// ride lets a child work until it has said so many lines, then calls stop,
// which must end it, and hears what it still said.
func (p *promises) ride(t testing.TB, dir string, lines int, env []string, stop func(*os.Process)) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	p.run++ // one of four repacks all the while
	cmd.Env = append(append(os.Environ(), childEnv+"="+dir, fmt.Sprintf("VOXPOP_INBOX_RUN=%07x%d", p.run, p.run%4)), env...)
	var unknown strings.Builder
	for n := range p.begun {
		unknown.WriteString(n + "\n")
	}
	cmd.Stdin = strings.NewReader(unknown.String())
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := bufio.NewScanner(out)
	for i := 0; s.Scan(); i++ {
		if err := p.hear(s.Text()); err != nil {
			t.Fatal(err)
		}
		if i == lines {
			stop(cmd.Process)
		}
	}
	cmd.Wait()
	// -1: killed. Before that it may have felt that its disk is gone.
	if code := cmd.ProcessState.ExitCode(); code != -1 && !strings.Contains(complaint.String(), "input/output error") {
		t.Fatalf("the child ended by itself: %d, %s", code, complaint.String())
	}
}

// losses is what became of the promises.
type losses struct {
	lost, double, partial, unmarked, rewound, leftovers int
	kept, unsaid                                        int
}

func (l losses) any() bool {
	l.kept, l.unsaid = 0, 0
	return l != losses{}
}

// check opens the folder as the next start would, and compares.
func (p *promises) check(t testing.TB, dir string) (l losses) {
	t.Helper()
	b, err := Open(dir, Options{Now: newClock().now})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	l.leftovers = len(filesIn(t, dir, incoming))
	here := map[string]int{}
	for _, f := range filesIn(t, dir, "items") {
		n, _, _ := strings.Cut(filepath.Base(f), ".")
		here[n]++
	}
	for n, k := range here {
		if k > 1 {
			l.double++
		}
		if _, ok := p.thanked[n]; ok {
			l.kept++
		} else {
			l.unsaid++
		}
		if p.right[n] {
			continue
		}
		r, err := b.Door().Open(context.Background(), n)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		r.Close()
		if err != nil || !bytes.Equal(body, crashBody(n)) {
			l.partial++
		}
		p.right[n] = true
	}
	for n, tag := range p.thanked {
		got, ok := b.Taken(n)
		switch {
		case !ok || got != tag, !p.doing[n] && here[n] == 0:
			l.lost++
		case p.done[n] && here[n] > 0:
			l.unmarked++
		}
	}
	for n, at := range p.parts {
		offset, length, ok := b.Part(n)
		body := crashBody(n)
		if !ok || offset < at || length != int64(len(body)) {
			l.rewound++
			continue
		}
		r, err := b.OpenPart(n)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		r.Close()
		if err != nil || !bytes.Equal(got, body[:offset]) {
			l.partial++
		}
		// the sender gave up; what is not promised any more is not counted twice
		b.DropPart(n)
		delete(p.parts, n)
	}
	return l
}

func soak(t testing.TB, usual, divisor int) int {
	if s := os.Getenv("VOXPOP_SOAK"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal("VOXPOP_SOAK is a number of kills")
		}
		return max(n/divisor, usual)
	}
	if testing.Short() {
		return usual / 5
	}
	return usual
}

// No answer that was thanked for is lost when the program is killed, none is
// there twice, none in part.
func TestKill(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs are killed otherwise here")
	}
	var dir string
	var p *promises
	var sum tally
	kills := soak(t, 50, 1)
	for i := range kills {
		if i%100 == 0 { // the folder of a hundred kills is full enough
			sum.add(p)
			dir, p = filepath.Join(memory(t), "box"), newPromises()
		}
		p.ride(t, dir, rand.IntN(150), nil, func(c *os.Process) { c.Kill() })
		if l := p.check(t, dir); l.any() {
			t.Fatalf("kill %d: %+v", i+1, l)
		}
	}
	sum.add(p)
	sum.report(t, "kills", kills)
}

// memory is a folder in memory where there is one, else on disk: a program
// that is killed leaves the same behind in both, and syncs cost nothing here.
func memory(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "voxpop-inbox-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// tally is what was promised and kept.
type tally struct{ thanked, done int }

func (s *tally) add(p *promises) {
	if p != nil {
		s.thanked += len(p.thanked)
		s.done += len(p.done)
	}
}

func (s *tally) report(t testing.TB, what string, n int) {
	t.Logf("%d %s: %d thanked for, 0 lost, 0 twice, 0 in part; %d pulled", n, what, s.thanked, s.done)
}

// mount starts tools/powercut over backing.
func mount(t testing.TB, bin, backing, at string, writeback float64, seed int) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(bin, "-writeback", fmt.Sprint(writeback), "-seed", fmt.Sprint(seed), backing, at)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := bufio.NewScanner(out)
	if !s.Scan() || s.Text() != "mounted" {
		cmd.Wait()
		t.Fatalf("powercut says %q", s.Text())
	}
	return cmd
}

// cutAfter lets a child work on the file system, cuts the power, and shows
// what a machine would find then.
func cutAfter(t testing.TB, bin, backing, at string, p *promises, lines int, writeback float64, env ...string) losses {
	t.Helper()
	disk := mount(t, bin, backing, at, writeback, lines)
	p.ride(t, filepath.Join(at, "box"), lines, env, func(c *os.Process) {
		disk.Process.Signal(syscall.SIGTERM) // the cut comes before the unmount
		disk.Wait()
		c.Kill()
	})
	disk = mount(t, bin, backing, at, 0, 1)
	defer func() {
		disk.Process.Signal(syscall.SIGTERM)
		disk.Wait()
	}()
	return p.check(t, filepath.Join(at, "box"))
}

func powercut(t *testing.T) (bin, backing, at string) {
	bin = os.Getenv("VOXPOP_POWERCUT")
	if bin == "" {
		t.Skip("a power cut is imitated by tools/powercut: tools/test.sh builds it and sets VOXPOP_POWERCUT")
	}
	return bin, memory(t), t.TempDir()
}

// The same for a power cut: the disk keeps what was synced and forgets the rest.
func TestPowerCut(t *testing.T) {
	bin, backing, at := powercut(t)
	p := newPromises()
	var sum tally
	cuts := soak(t, 20, 5)
	for i := range cuts {
		if i > 0 && i%50 == 0 {
			sum.add(p)
			backing, p = memory(t), newPromises()
		}
		// every other time the disk also writes of itself, in any order
		l := cutAfter(t, bin, backing, at, p, rand.IntN(150), float64(i%2)*0.3)
		if l.any() {
			t.Fatalf("cut %d: %+v", i+1, l)
		}
	}
	sum.add(p)
	sum.report(t, "power cuts", cuts)
}

// The test above would find a door that does not sync its folders.
func TestPowerCutIsFelt(t *testing.T) {
	bin, backing, at := powercut(t)
	p := newPromises()
	l := cutAfter(t, bin, backing, at, p, 150, 0, "VOXPOP_INBOX_NOSYNC=1")
	if l.lost == 0 {
		t.Fatalf("names were not synced, and nothing was lost: %+v", l)
	}
	t.Logf("without the sync of folders: %d of %d thanked for are lost", l.lost, len(p.thanked))
}
