package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
	"voxpop/internal/story"
)

var _ story.Record = (*store.View)(nil)

// The words of whoever withdrew are in no page of the file and not in its log.
func TestWithdrawnWordsLeaveTheFile(t *testing.T) {
	dir := t.TempDir()
	db := storetest.Open(t, filepath.Join(dir, "voxpop.db"), storetest.NewBlobs())
	r := storetest.Small()
	const words, place = "a sentence like no other 7c1f", "Fennel Row 3e9a"
	r.Responses[0].Text, r.Responses[0].Person.Place = words, place
	r.Import(t, db)
	on := func() (n int) {
		for _, name := range []string{"voxpop.db", "voxpop.db-wal"} {
			body, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			n += bytes.Count(body, []byte(words)) + bytes.Count(body, []byte(place))
		}
		return n
	}
	if on() == 0 {
		t.Fatal("the words were never there")
	}
	if err := db.Withdraw(t.Context(), "desk", "tram", voxpop.Moment{Time: time.Now()}, "A1"); err != nil {
		t.Fatal(err)
	}
	if n := on(); n != 0 {
		t.Errorf("found %d times after the withdrawal", n)
	}
}

// The index of the words holds none of whoever took theirs back, by any way out.
func TestWordsLeaveTheIndex(t *testing.T) {
	const first, second, third, fourth = "qzwithdrawn7c1fkumquat", "xjillegal9d2eapricot", "vkerased4b8ctamarind", "yphanded3f6dpomelo"
	at := voxpop.Moment{Time: storetest.NewClock().Now()}
	for name, out := range map[string]struct {
		word string
		do   func(*store.DB, *storetest.Record) error
	}{
		"withdraw": {first, func(db *store.DB, _ *storetest.Record) error {
			return db.Withdraw(t.Context(), "desk", "tram", at, "A1")
		}},
		"illegal": {second, func(db *store.DB, _ *storetest.Record) error {
			return db.Illegal(t.Context(), "desk", "tram", "A1", "7", "")
		}},
		"erase": {third, func(db *store.DB, _ *storetest.Record) error {
			_, err := db.EraseCallout(t.Context(), "desk", "tram")
			return err
		}},
		"a folder": {fourth, func(db *store.DB, r *storetest.Record) error {
			x := &r.Responses[0]
			x.Text, x.Person, x.WithdrawnAt = "", voxpop.Person{}, at
			_, err := db.Import(t.Context(), "ann", true, r.Fill)
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db := storetest.Open(t, filepath.Join(dir, "voxpop.db"), storetest.NewBlobs())
			r := storetest.Grown(300, 3) // among others, so that its page and its terms are shared
			r.Responses[0].ID = "A1"
			for i := range r.Responses {
				x := &r.Responses[i]
				x.DuplicateOf = ""
				if i > 0 && !x.Withdrawn() && x.Text != "" {
					x.Text += " " + out.word[:4] + fmt.Sprint(i)
				}
			}
			r.Codings = nil
			r.Responses[0].Medium, r.Responses[0].Media, r.Responses[0].Transcript = voxpop.Text, "", nil
			r.Responses[0].WithdrawnAt, r.Responses[0].SetAside = voxpop.Moment{}, ""
			r.Responses[0].Text = "Then " + out.word + " it was."
			r.Import(t, db)
			found, err := db.InboxCounts(t.Context(), "tram", store.InboxFilter{Query: out.word[:12]}, store.InboxFilter{Query: out.word[:4]})
			if err != nil || found[0] != 1 || found[1] < 100 {
				t.Fatal("the word is not found", found, err)
			}
			tail := []byte(out.word[6:]) // the beginning may stand in the index for others
			on := func() (n int) {
				for _, name := range []string{"voxpop.db", "voxpop.db-wal"} {
					body, err := os.ReadFile(filepath.Join(dir, name))
					if err != nil && !os.IsNotExist(err) {
						t.Fatal(err)
					}
					n += bytes.Count(body, tail)
				}
				return n
			}
			if n := on(); n < 3 { // the response, the row of the index, and its terms
				t.Fatalf("%d times before", n)
			}
			if err := out.do(db, r); err != nil {
				t.Fatal(err)
			}
			if n := on(); n != 0 {
				t.Errorf("found %d times after it", n)
			}
		})
	}
}

// And so are those that a folder brings withdrawn, with what people made of them.
func TestWordsThatCameWithdrawnLeaveTheFile(t *testing.T) {
	dir := t.TempDir()
	db := storetest.Open(t, filepath.Join(dir, "voxpop.db"), storetest.NewBlobs())
	r := storetest.Small()
	r.Versions = nil
	const said, corrected = "a sentence like no other 7c1f", "another like no other 8d2a"
	c3 := &r.Responses[2]
	c3.Transcript = &voxpop.Transcript{Lang: "es", Text: said, State: voxpop.Machine}
	r.Import(t, db)
	s := (&storetest.Engines{}).Service(db)
	if _, err := s.Edit(t.Context(), "ann", scribe.Ref{Callout: "tram", Response: "C3", Of: voxpop.OfTranscript}, 1, corrected); err != nil {
		t.Fatal(err)
	}
	gone := r.Clone()
	x := &gone.Responses[2]
	x.Text, x.Media, x.Transcript, x.Translations, x.Person, x.WithdrawnAt = "", "", nil, nil, voxpop.Person{}, voxpop.Moment{Time: storetest.NewClock().Now()}
	if _, err := db.Import(t.Context(), "ann", true, gone.Fill); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"voxpop.db", "voxpop.db-wal"} {
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if n := bytes.Count(body, []byte(said)) + bytes.Count(body, []byte(corrected)); n > 0 {
			t.Errorf("found %d times in %s", n, name)
		}
	}
}

func TestOnlyTheOwnerReadsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c%41#.db") // a name that is no URL
	db := storetest.Open(t, path, storetest.NewBlobs())
	storetest.Small().Import(t, db)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() < 4096 {
		t.Errorf("%v %v", info, err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) > 4 { // with the log, its index and the lock
		t.Errorf("%v %v", left, err)
	}
}

// Readers cannot write, whatever asks them to.
func TestReadersOnlyRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open storetest.Opener) {
		db := open(t)
		storetest.Small().Import(t, db)
		if _, err := db.Query(t.Context(), "DELETE FROM audit RETURNING verb"); err == nil {
			t.Error("a reader wrote")
		}
	})
}

func TestSeveralOpenOneNewStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "voxpop.db")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			db, err := store.Open(t.Context(), store.Config{URL: path, Blobs: storetest.NewBlobs(), Now: storetest.NewClock().Now})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	storetest.Small().Import(t, storetest.Open(t, path, storetest.NewBlobs()))
}

// An import of any size needs the same memory: what it holds back is bounded.
func TestImportMemoryIsFlat(t *testing.T) {
	db := storetest.SQLite(t)
	r := storetest.Grown(100, 1)
	const n = 30_000
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	var early, late int64
	_, err := db.Import(t.Context(), "ann", false, func(b record.Batch) error {
		if err := b.Callout(r.Callout); err != nil {
			return err
		}
		for i := range n {
			x := r.Responses[i%100]
			x.ID, x.DuplicateOf, x.Text = fmt.Sprintf("R%07d", i), "", strings.Repeat("a kilobyte of words ", 50)
			if x.Withdrawn() {
				x.Text = ""
			}
			if err := b.Response(x); err != nil {
				return err
			}
			switch i {
			case n / 10:
				early = heap()
			case n - 1:
				late = heap()
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if grown := late - early; grown > 4<<20 {
		t.Errorf("the heap grew by %d bytes over %d responses of a kilobyte", grown, n)
	}
	if grown := heap() - early; grown > 8<<20 {
		t.Errorf("the heap grew by %d bytes with the count", grown)
	}
}

func TestNotADatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "voxpop.db")
	if err := os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{path, filepath.Join(t.TempDir(), "none", "voxpop.db"), "postgres://user:hunter2@127.0.0.1:1/none", "postgres://user:hunter2@[bad/none", ""} {
		db, err := store.Open(t.Context(), store.Config{URL: url, Blobs: storetest.NewBlobs(), Now: time.Now})
		if err == nil {
			db.Close()
			t.Errorf("opened %q", url)
		} else if bytes.Contains([]byte(err.Error()), []byte("hunter2")) {
			t.Errorf("the error gives the password away: %v", err)
		}
	}
}

// What a story quoted of an answer is gone from the file with the answer.
func TestNoQuotedWordsOnDisk(t *testing.T) {
	dir := t.TempDir()
	db := storetest.Open(t, filepath.Join(dir, "voxpop.db"), storetest.NewBlobs())
	r := storetest.Small()
	const said = "the harbour bell rang at dawn and nobody came"
	for i := range r.Responses {
		if r.Responses[i].ID == "B2" {
			r.Responses[i].Text = said
		}
	}
	r.Import(t, db)
	n := int64(0)
	for _, more := range []string{"", "One.\n", "Two.\n"} {
		var err error
		if n, err = db.PutStory(t.Context(), "ann", "tram", "new.md", n, []byte("“["+said+"](response:B2)”.\n"+more)); err != nil {
			t.Fatal(err)
		}
	}
	found := func() (n int) {
		for _, name := range []string{"voxpop.db", "voxpop.db-wal"} {
			body, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			n += bytes.Count(body, []byte(said))
		}
		return n
	}
	if found() == 0 {
		t.Fatal("the words are nowhere before: the test looks in the wrong place")
	}
	if err := db.Withdraw(t.Context(), "ann", "tram", voxpop.Moment{Time: storetest.NewClock().Now()}, "B2"); err != nil {
		t.Fatal(err)
	}
	if n := found(); n > 0 {
		t.Errorf("the words are there %d times", n)
	}
}
