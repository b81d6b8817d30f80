package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/record"
	"voxpop/internal/store"
	"voxpop/internal/vault"
	"voxpop/internal/vault/inbox"
)

// noting is a room that notes what every header was, as somebody might who
// copied the database.
type noting struct {
	*vault.Room
	mu     sync.Mutex
	bodies map[string]noted // by key
}

type noted struct {
	header []byte
	size   int64
	body   []byte
}

func (n *noting) Put(ctx context.Context, callout string, body io.Reader) (string, []byte, int64, error) {
	key, header, size, err := n.Room.Put(ctx, callout, body)
	if err == nil {
		n.mu.Lock()
		n.bodies[key] = noted{header: bytes.Clone(header), size: size}
		n.mu.Unlock()
	}
	return key, header, size, err
}

// newKeyed makes a workspace with keys that are open, and notes its headers.
func newKeyed(t *testing.T) (*App, *noting) {
	t.Helper()
	dir := t.TempDir()
	if _, _, err := vault.CreateRing(filepath.Join(dir, KeysFolder), "", vault.Options{Evaluation: true, WorkFactor: 10}); err != nil {
		t.Fatal(err)
	}
	cfg, err := LoadConfig(dir, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a := &App{Config: cfg, Log: slog.New(slog.DiscardHandler)}
	if a.Keys, err = openKeys(cfg); err != nil {
		t.Fatal(err)
	}
	if a.blobs, err = vault.OpenDisk(filepath.Join(dir, "blobs")); err != nil {
		t.Fatal(err)
	}
	a.room = vault.NewRoom(a.blobs, a.Keys)
	n := &noting{Room: a.room, bodies: map[string]noted{}}
	if a.Store, err = store.Open(t.Context(), store.Config{URL: filepath.Join(dir, DatabaseFile), Blobs: n, Now: time.Now, House: cfg.House, Logger: a.Log}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, n
}

// sealAnswer seals an answer as a door does and leaves it there.
func sealAnswer(t *testing.T, a *App, box *inbox.Box, name string, e intake.Envelope, file []byte) {
	t.Helper()
	list, err := a.Keys.Callout(e.Callout)
	if err != nil {
		t.Fatal(err)
	}
	to, err := vault.ParseRecipients(list...)
	if err != nil {
		t.Fatal(err)
	}
	item, err := box.Create(t.Context(), name, file != nil)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := to.Seal(item)
	if err != nil {
		t.Fatal(err)
	}
	w, err := intake.NewWriter(sealed, e)
	if err != nil {
		t.Fatal(err)
	}
	if file != nil {
		if _, err := w.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), sealed.Close(), item.Commit("0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
}

// opus is the beginning of a recording.
const opus = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01"

// plantedText is in the text of every answer, and plantedSound in every recording.
const (
	plantedText  = "zq7-planted-words-"
	plantedSound = "zq7-planted-sound-"
)

// holding counts the files of a folder that hold a text, and how often.
func holding(t *testing.T, dir, text string) (files, times int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if n := bytes.Count(b, []byte(text)); n > 0 {
			files, times = files+1, times+n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, times
}

// headersIn counts the bodies of which the end of the header, which is like no
// other's, stands in some file of a folder.
func headersIn(t *testing.T, dir string, bodies map[string]noted) (n int) {
	t.Helper()
	var all [][]byte
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.Contains(path, "blobs") {
			var b []byte
			b, err = os.ReadFile(path)
			all = append(all, b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range bodies {
		if len(x.header) < 200 {
			t.Fatalf("a header of %d bytes", len(x.header))
		}
		part := x.header[len(x.header)-80 : len(x.header)-20]
		if slices.ContainsFunc(all, func(b []byte) bool { return bytes.Contains(b, part) }) {
			n++
		}
	}
	return n
}

// TestEraseIsComplete is the promise of erasing, on answers with text and
// recording (1,000 of them with VOXPOP_SOAK): afterwards nothing that the disk
// holds gives one of them back.
func TestEraseIsComplete(t *testing.T) {
	items := 120
	if os.Getenv("VOXPOP_SOAK") != "" {
		items = 1000
	}
	a, notes := newKeyed(t)
	ctx := t.Context()
	dir := a.Config.Dir
	callout := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: day(t, "2026-01-01"), Media: voxpop.Media}
	if err := a.NewCallout(ctx, "ann", callout); err != nil {
		t.Fatal(err)
	}
	box, err := inbox.Open(filepath.Join(t.TempDir(), "door"), inbox.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	for n := range items {
		receipt, err := intake.NewReceipt(nil)
		if err != nil {
			t.Fatal(err)
		}
		address := receipt.Address(a.Keys.NewsroomRecipients()[0])
		sealAnswer(t, a, box, fmt.Sprintf("%032x", n), intake.Envelope{Kind: intake.Answer, Callout: "tram", Form: "en", Text: fmt.Sprintf("%s%d", plantedText, n),
			Consent: voxpop.Consent{Quote: true, Name: voxpop.FirstName}, Person: voxpop.Person{Name: fmt.Sprintf("%sname-%d", plantedText, n), Place: plantedText + "place"},
			Media: &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}, Receipt: &address}, []byte(opus+fmt.Sprintf("%s%d", plantedSound, n)))
	}
	service := intake.Service{Store: a.Store, Open: a.Keys.Open, ID: intake.NewID}
	got, err := service.Pull(ctx, "desk", box.Door())
	if err != nil || got.New != items {
		t.Fatalf("%+v %v", got, err)
	}
	var ids []string
	var codings []voxpop.Coding
	err = a.Store.View(ctx, "tram", func(v *store.View) error {
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			ids = append(ids, r.ID)
			codings = append(codings, voxpop.Coding{Response: r.ID, Code: voxpop.NoCode, Coder: "bo", Present: true, Origin: voxpop.ByPerson, At: day(t, "2026-01-02"), Draw: voxpop.DrawAll})
		}
		return nil
	})
	if err != nil || len(ids) != 2*items {
		t.Fatalf("%d responses, %v", len(ids), err)
	}
	if err := a.Store.PutCodings(ctx, "bo", "tram", codings[:50]...); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Store.Fold(ctx, "tram"); err != nil { // places stand in the figures too
		t.Fatal(err)
	}
	// Somebody copies every sealed body, and the newsroom makes a backup.
	for key, n := range notes.bodies {
		n.body, err = os.ReadFile(filepath.Join(dir, "blobs", filepath.FromSlash(key)))
		if err != nil {
			t.Fatal(err)
		}
		notes.bodies[key] = n
	}
	if len(notes.bodies) != items {
		t.Fatalf("%d sealed bodies", len(notes.bodies))
	}
	if _, err := a.Backup(ctx, filepath.Join(t.TempDir(), "backup.voxpop")); err != nil {
		t.Fatal(err)
	}
	// The search finds what is there; what is sealed it does not find.
	if _, n := holding(t, dir, plantedText); n < items {
		t.Fatalf("the search finds %d planted texts before they are erased", n)
	}
	if _, n := holding(t, dir, plantedSound); n != 0 {
		t.Errorf("%d recordings lie in the clear", n)
	}

	if n := headersIn(t, dir, notes.bodies); n < items*3/4 { // the others lie across two pages
		t.Fatalf("the search finds %d headers before they are erased", n)
	}

	half := ids[:len(ids)/2]
	e, err := a.Erase(ctx, "ann", "tram", half)
	if err != nil || e.Responses != len(half) {
		t.Fatalf("%+v %v", e, err)
	}
	last := dayOf(time.Now()).AddDate(0, 0, DefaultKeepDays+1).Format(time.DateOnly)
	if string(e.Complete) < last || e.Unsealed != "" { // midnight may have passed
		t.Errorf("complete on %s, want %s; in the clear %q", e.Complete, last, e.Unsealed)
	}
	if _, n := holding(t, dir, plantedText); n == 0 {
		t.Fatal("the other half went too")
	}
	_, err = a.EraseAll(ctx, "ann", "tram")
	if voxpop.KindOf(err) != voxpop.Conflict {
		t.Fatalf("an open call-out: %v", err)
	}
	if _, err := a.SetOpen(ctx, "ann", "tram", false); err != nil {
		t.Fatal(err)
	}
	if e, err = a.EraseAll(ctx, "ann", "tram"); err != nil || e.Responses != len(ids) || !e.Keys {
		t.Fatalf("%+v %v", e, err)
	}
	t.Run("no byte of the texts is left", func(t *testing.T) {
		if files, n := holding(t, dir, plantedText); n != 0 {
			t.Errorf("%d in %d files", n, files)
		}
		if files, n := holding(t, dir, plantedSound); n != 0 {
			t.Errorf("%d in %d files", n, files)
		}
	})
	t.Run("no header and no body is left", func(t *testing.T) {
		for key := range notes.bodies {
			if _, err := os.Stat(filepath.Join(dir, "blobs", filepath.FromSlash(key))); !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("a body is there: %v", err)
			}
		}
		if n := headersIn(t, dir, notes.bodies); n != 0 {
			t.Errorf("%d headers are on the disk", n)
		}
	})
	t.Run("no copy of a body opens with all keys", func(t *testing.T) {
		other := vault.NewRoom(a.blobs, a.Keys)
		for key, n := range notes.bodies {
			if _, _, err := other.PutRaw(ctx, key, bytes.NewReader(n.body)); err != nil {
				t.Fatal(err)
			}
			for _, header := range [][]byte{nil, n.header} { // even who kept the header
				r, err := other.Get(ctx, "tram", key, header, n.size, 0, -1)
				if err == nil {
					var b []byte
					b, err = io.ReadAll(r)
					r.Close()
					if bytes.Contains(b, []byte(plantedSound)) {
						t.Fatal("a body was opened")
					}
				}
				if err == nil {
					t.Fatal("a body was opened to its end")
				}
			}
			if err := other.Delete(ctx, key); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func day(t *testing.T, s string) voxpop.Moment {
	t.Helper()
	m, err := voxpop.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// arriveOne takes one answer straight into the record.
func arriveOne(t *testing.T, a *App, slug string, n int) {
	t.Helper()
	id := fmt.Sprintf("W%d", n)
	again, err := a.Store.Arrive(t.Context(), "desk", intake.Arrival{Item: intake.Info{Name: fmt.Sprintf("%032x", n), Day: "2026-01-10", Size: 1}, Callout: slug,
		Responses: []voxpop.Response{{ID: id, ReceivedAt: day(t, "2026-01-10"), Channel: voxpop.Web, Medium: voxpop.Voice, Media: "media/" + id + ".ogg", Consent: voxpop.Consent{Name: voxpop.NoName}}},
		Files:     []intake.ArrivalFile{{Path: "media/" + id + ".ogg", Body: strings.NewReader(opus + id)}}})
	if err != nil || again {
		t.Fatal(again, err)
	}
}

func TestRetention(t *testing.T) {
	a, _ := newKeyed(t)
	ctx := t.Context()
	for n, c := range []voxpop.Callout{
		{Slug: "kept", Closes: day(t, "2026-02-01")},
		{Slug: "due", Closes: day(t, "2026-02-01"), RetentionDays: 30},
		{Slug: "later", Closes: day(t, "2026-02-10"), RetentionDays: 30},
		{Slug: "open", RetentionDays: 30},
	} {
		c.Question, c.Languages, c.Opens = voxpop.Localized{"en": "Why?"}, []string{"en"}, day(t, "2026-01-01")
		if err := a.NewCallout(ctx, "ann", c); err != nil {
			t.Fatal(err)
		}
		arriveOne(t, a, c.Slug, n)
	}
	left := func() (slugs []string) {
		t.Helper()
		for _, slug := range []string{"kept", "due", "later", "open"} {
			err := a.Store.View(ctx, slug, func(v *store.View) error {
				for r, err := range v.Responses() {
					if err != nil {
						return err
					}
					if r.ID != "" {
						slugs = append(slugs, slug)
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return slugs
	}
	at := func(s string) time.Time {
		got, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if done, err := a.EraseDue(ctx, at("2026-03-02T23:59:59Z")); err != nil || len(done) != 0 {
		t.Errorf("a second too early: %+v %v", done, err)
	}
	done, err := a.EraseDue(ctx, at("2026-03-03T00:00:00Z"))
	if err != nil || len(done) != 1 || done[0].Callout != "due" || done[0].Responses != 1 || !done[0].Keys {
		t.Errorf("%+v %v", done, err)
	}
	if got := strings.Join(left(), " "); got != "kept later open" {
		t.Errorf("left: %s", got)
	}
	if done, err := a.EraseDue(ctx, at("2026-03-03T00:00:00Z")); err != nil || len(done) != 0 {
		t.Errorf("twice: %+v %v", done, err)
	}
	// Overdue when the program starts, it goes before anything is shown; so does
	// a body that a crash left.
	stray, _, _, err := a.room.Put(ctx, "open", strings.NewReader("left by a crash"))
	if err != nil {
		t.Fatal(err)
	}
	run, stop := context.WithCancel(ctx)
	ready := make(chan struct{})
	ended := make(chan error, 1)
	go func() { ended <- a.Run(run, Parts{Worker: true, Ready: func(Started) { close(ready) }}) }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	if time.Now().After(at("2026-03-12T00:00:00Z")) {
		if got := strings.Join(left(), " "); got != "kept open" {
			t.Errorf("left after the start: %s", got)
		}
	}
	if _, err := a.blobs.Stat(ctx, stray); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the body is there: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A file that lies sealed comes out with the keys, and a clear word without.
func TestSealedFilesNeedTheKeys(t *testing.T) {
	dir := t.TempDir()
	if _, _, err := vault.CreateRing(filepath.Join(dir, KeysFolder), "correct horse battery staple", vault.Options{WorkFactor: 10}); err != nil {
		t.Fatal(err)
	}
	locked := &voxpop.Error{Kind: voxpop.Forbidden, Op: "test", Message: "the keys are locked", Hint: "unlock them"}
	for _, open := range []bool{true, false} {
		cfg, err := LoadConfig(dir, func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		cfg.Passphrase = func() (string, error) {
			if !open {
				return "", locked
			}
			return "correct horse battery staple", nil
		}
		a, err := Open(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if open {
			c := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: day(t, "2026-01-01")}
			if err := a.NewCallout(t.Context(), "ann", c); err != nil {
				t.Fatal(err)
			}
			arriveOne(t, a, "tram", 1)
		}
		// The list needs no file.
		if list, err := a.Responses(t.Context(), "tram", Filter{}); err != nil || len(list) != 1 {
			t.Errorf("open %v: %d responses, %v", open, len(list), err)
		}
		out := filepath.Join(t.TempDir(), "tram")
		_, err = a.Export(t.Context(), "tram", out, record.WriteOptions{})
		if open && err != nil {
			t.Error(err)
		}
		if open {
			if b, err := os.ReadFile(filepath.Join(out, "media", "W1.ogg")); err != nil || string(b) != opus+"W1" {
				t.Errorf("%q %v", b, err)
			}
		}
		if !open && (voxpop.KindOf(err) != voxpop.Forbidden || voxpop.HintOf(err) == "") {
			t.Errorf("locked: %v", err)
		}
		// What came goes, keys or no keys.
		if !open {
			if sha, err := a.MarkIllegal(t.Context(), "ann", Illegal{Callout: "tram", ID: "W1", Case: "7"}); err != nil || len(sha) != 64 {
				t.Errorf("%q %v", sha, err)
			}
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What is sealed away opens with the other key, holds everything, and is gone
// from the record.
func TestIllegalIsSealedAway(t *testing.T) {
	a, _ := newKeyed(t)
	ctx := t.Context()
	c := voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: day(t, "2026-01-01")}
	if err := a.NewCallout(ctx, "ann", c); err != nil {
		t.Fatal(err)
	}
	arriveOne(t, a, "tram", 1)
	counsel, err := vault.GenerateIdentity()
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "evidence.age")
	x := Illegal{Callout: "tram", ID: "W1", SealTo: counsel.Recipient(), Out: out, Case: "2026-14"}
	bad := x
	bad.SealTo = "age1short"
	if _, err := a.MarkIllegal(ctx, "ann", bad); err == nil {
		t.Error("no recipient was accepted")
	}
	bad = x
	bad.Out = filepath.Join(t.TempDir(), "none", "x")
	if _, err := a.MarkIllegal(ctx, "ann", bad); voxpop.KindOf(err) != voxpop.Unavailable {
		t.Errorf("a folder that is not there: %v", err)
	}
	sha, err := a.MarkIllegal(ctx, "ann", x)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := counsel.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(plain)
	if err != nil || !bytes.Contains(b, []byte(opus+"W1")) || !bytes.Contains(b, []byte("response.json")) {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if _, err := a.MarkIllegal(ctx, "ann", x); voxpop.KindOf(err) != voxpop.Withdrawn {
		t.Errorf("twice: %v", err)
	}
	err = a.Store.View(ctx, "tram", func(v *store.View) error {
		r, _, err := v.Response("W1")
		if err != nil || r.SetAside != voxpop.Illegal || r.Media != "" {
			t.Errorf("%+v %v", r, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for l, err := range a.Store.Audit(ctx, "tram", 0) {
		if err != nil {
			t.Fatal(err)
		}
		if l.Verb == "illegal" && !strings.Contains(fmt.Sprint(l.Changes), sha) {
			t.Errorf("%+v", l)
		}
	}
}

// Answers whose key was missing are taken when it is back; those of a call-out
// that is erased go with it.
func TestRefusedIsKept(t *testing.T) {
	a, _ := newKeyed(t)
	ctx := t.Context()
	box, err := inbox.Open(filepath.Join(t.TempDir(), "door"), inbox.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	for n, slug := range []string{"tram", "ferry"} {
		c := voxpop.Callout{Slug: slug, Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}, Opens: day(t, "2026-01-01")}
		if err := a.NewCallout(ctx, "ann", c); err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			sealAnswer(t, a, box, fmt.Sprintf("%032x", 2*n+i), intake.Envelope{Kind: intake.Answer, Callout: slug, Form: "en", Text: "words", Consent: voxpop.Consent{Name: voxpop.NoName}}, nil)
		}
	}
	// The keys of one call-out are not here.
	keys := filepath.Join(a.Config.Dir, KeysFolder, "callouts", "tram")
	away := filepath.Join(t.TempDir(), "tram")
	if err := os.Rename(keys, away); err != nil {
		t.Fatal(err)
	}
	got, err := a.Visit(ctx, "desk", box.Door(), false)
	if err != nil || got.New != 2 || got.Refused != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if n, _ := box.Count(); n != 0 {
		t.Errorf("%d items at the door", n)
	}
	if got, err := a.PullAgain(ctx, "desk"); err != nil || got.New != 0 || got.Left != 2 {
		t.Errorf("without the key: %+v %v", got, err)
	}
	if err := errors.Join(os.RemoveAll(keys), os.Rename(away, keys)); err != nil {
		t.Fatal(err)
	}
	if err := a.Store.DropRefused(ctx, fmt.Sprintf("%032x", 1)); err != nil {
		t.Fatal(err)
	}
	again := &App{Config: a.Config, Store: a.Store, Log: a.Log, blobs: a.blobs, room: a.room} // a program that starts anew
	if again.Keys, err = openKeys(a.Config); err != nil {
		t.Fatal(err)
	}
	if got, err := again.PullAgain(ctx, "desk"); err != nil || got.New != 1 {
		t.Errorf("with the key: %+v %v", got, err)
	}
	if all, err := again.Refused(ctx); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
	// One of a call-out that is erased, and one that nobody can tell whose it is.
	for n, of := range []string{"ferry", ""} {
		name := fmt.Sprintf("%032x", 10+n)
		info := intake.Info{Name: name, Day: time.Now().UTC().Format(time.DateOnly), Size: 3}
		body := io.Reader(strings.NewReader("odd"))
		if of != "" {
			sealAnswer(t, again, box, name, intake.Envelope{Kind: intake.Answer, Callout: of, Form: "en", Text: "words", Consent: voxpop.Consent{Name: voxpop.NoName}}, nil)
			if body, err = box.Door().Open(ctx, name); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(a.Store.KeepRefused(ctx, info, body), a.Store.Refused(ctx, "desk", info, intake.Unopened)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := a.SetOpen(ctx, "ann", "ferry", false); err != nil {
		t.Fatal(err)
	}
	e, err := again.EraseAll(ctx, "ann", "ferry")
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Now().UTC().AddDate(0, 0, store.RefusedFor).Format(time.DateOnly); string(e.Complete) <= want {
		t.Errorf("complete on %s, while an odd item is kept past %s", e.Complete, want)
	}
	if all, err := again.Refused(ctx); err != nil || len(all) != 1 || all[0].Name != fmt.Sprintf("%032x", 11) {
		t.Errorf("%+v %v", all, err)
	}
}
