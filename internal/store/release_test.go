package store_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// A store that any release wrote opens in this one and says the same. Each
// release leaves the file of a small workspace in testdata/release, and what
// it said beside it. To add one, at the commit of the release:
//
//	go test ./internal/store -run TestReleases -release v0.2.0
//
// and commit the two new files. Files of earlier releases are never rewritten.
var release = flag.String("release", "", "write testdata/release/VERSION.db and .json")

// said is what a store says of its record.
type said struct {
	Hash      string
	Waterfall voxpop.Waterfall
	Shares    []voxpop.Share
	Responses int
	Audit     int
	Replies   int                   `json:",omitempty"` // that no door has
	Refused   map[intake.Reason]int `json:",omitempty"`
	Receipts  []string              `json:",omitempty"` // responses that can be replied to
}

func saidBy(t *testing.T, db *store.DB) (s said) {
	t.Helper()
	err := db.View(t.Context(), "tram", func(v *store.View) error {
		f, err := v.Figures()
		if err != nil {
			return err
		}
		s.Waterfall, s.Shares = f.Waterfall, f.Shares
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			s.Responses++
			if _, err := db.Receipt(t.Context(), "tram", r.ID); err == nil {
				s.Receipts = append(s.Receipts, r.ID)
			}
		}
		s.Hash, err = v.Hash()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range db.Audit(t.Context(), "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		s.Audit++
	}
	out, err := db.OutReplies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.Replies = len(out)
	if s.Refused, err = db.Refusals(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestReleases(t *testing.T) {
	const dir = "testdata/release"
	if *release != "" {
		writeRelease(t, filepath.Join(dir, *release))
	}
	files, err := filepath.Glob(dir + "/*.db")
	if err != nil || len(files) == 0 {
		t.Fatal("no file of a release", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "voxpop.db")
			if err := os.WriteFile(path, body, 0o600); err != nil {
				t.Fatal(err)
			}
			body, err = os.ReadFile(strings.TrimSuffix(f, ".db") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var want said
			if err := json.Unmarshal(body, &want); err != nil {
				t.Fatal(err)
			}
			db := storetest.Open(t, path, storetest.NewBlobs())
			if d := cmp.Diff(want, saidBy(t, db), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("-then +now:\n%s", d)
			}
			// Work goes on, and what was left undone then is done now.
			if err := db.SetAside(t.Context(), "bo", "tram", voxpop.Spam, "I9"); err != nil {
				t.Fatal(err)
			}
			if _, err := db.Fold(t.Context(), "tram"); err != nil {
				t.Error(err)
			}
			if n, err := db.Dirty(t.Context(), "tram"); err != nil || n != 0 {
				t.Errorf("%d people are behind, %v", n, err)
			}
		})
	}
}

func writeRelease(t *testing.T, name string) {
	path := filepath.Join(t.TempDir(), "voxpop.db")
	db, err := store.Open(t.Context(), store.Config{URL: path, Blobs: storetest.NewBlobs(), Now: storetest.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	r := storetest.Small()
	for i := range r.Responses {
		if len(r.Responses[i].Text) > 1000 { // the file is kept for ever
			r.Responses[i].Text = "long"
		}
	}
	r.Import(t, db)
	if err := db.MarkCampaign(t.Context(), "bo", "tram", "keep", "A1"); err != nil { // leaves people to fold
		t.Fatal(err)
	}
	storetest.Reached(t, db)
	body, err := json.MarshalIndent(saidBy(t, db), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for ext, b := range map[string][]byte{".db": whole, ".json": append(body, '\n')} {
		if _, err := os.Stat(name + ext); err == nil {
			t.Fatalf("%s is there already", name+ext)
		}
		if err := os.WriteFile(name+ext, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A store that a newer program wrote is left alone.
func TestNewerStoreIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "voxpop.db")
	db, err := store.Open(t.Context(), store.Config{URL: path, Blobs: storetest.NewBlobs(), Now: storetest.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db, err = store.Open(t.Context(), store.Config{URL: path, Blobs: storetest.NewBlobs(), Now: storetest.NewClock().Now})
	if err == nil {
		db.Close()
	}
	if voxpop.KindOf(err) != voxpop.Conflict || voxpop.HintOf(err) == "" {
		t.Errorf("error %v", err)
	}
}

// A backup moves a newsroom from one engine to the other: past one machine,
// and back.
func TestBackupMovesBetweenEngines(t *testing.T) {
	storetest.NeedPostgres(t)
	blobs := storetest.NewBlobs()
	lite := storetest.Open(t, filepath.Join(t.TempDir(), "voxpop.db"), blobs)
	storetest.Small().Import(t, lite)
	if err := lite.Withdraw(t.Context(), "desk", "tram", voxpop.Moment{Time: storetest.NewClock().Now()}, "C3"); err != nil {
		t.Fatal(err)
	}
	want := saidBy(t, lite)
	large := storetest.Open(t, storetest.PostgresURL(t), storetest.NewBlobs())
	again := storetest.SQLite(t)
	from := lite
	for _, to := range []*store.DB{large, again} {
		move(t, from, to)
		if d := cmp.Diff(want, saidBy(t, to)); d != "" {
			t.Errorf("from %s to %s:\n%s", from.Engine(), to.Engine(), d)
		}
		kinds, err := to.WaitingKinds(t.Context())
		if err != nil || len(kinds) != 1 || kinds[0] != "drop_blob" {
			t.Errorf("waiting: %v %v", kinds, err)
		}
		from = to
	}
}

func move(t *testing.T, from, to *store.DB) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "backup.tar"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := from.Backup(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := to.Restore(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}
