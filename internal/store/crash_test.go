package store_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"voxpop/internal/record"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
	"voxpop/internal/vault"
)

// inClear keeps files as they are.
type inClear struct{ *vault.Disk }

func (b inClear) Put(ctx context.Context, _ string, body io.Reader) (string, []byte, int64, error) {
	key, size, err := b.Disk.Put(ctx, "", body)
	return key, nil, size, err
}

func (b inClear) Get(ctx context.Context, _, key string, _ []byte, _, offset, length int64) (io.ReadCloser, error) {
	return b.Disk.Get(ctx, key, offset, length)
}

func (b inClear) Raw(ctx context.Context, key string) (io.ReadCloser, error) {
	return b.Disk.Get(ctx, key, 0, -1)
}

func (b inClear) PutRaw(ctx context.Context, key string, body io.Reader) (string, int64, error) {
	return b.Disk.Put(ctx, key, body)
}

// crashIn names the folder in which the process of TestCrash dies.
const crashIn = "VOXPOP_TEST_CRASH_IN"

// A process that dies in the middle of an import, with everything written but
// the commit, leaves nothing in the store; Sweep finds what it left of blobs.
func TestCrash(t *testing.T) {
	open := func(dir string) (*store.DB, *vault.Disk) {
		blobs, err := vault.OpenDisk(filepath.Join(dir, "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { blobs.Close() })
		return storetest.Open(t, filepath.Join(dir, "voxpop.db"), inClear{blobs}), blobs
	}
	if dir := os.Getenv(crashIn); dir != "" {
		db, _ := open(dir)
		storetest.Small().Import(t, db)
		next := storetest.Grown(2000, 1)
		next.Callout.Slug = "next"
		next.Files = []storetest.File{{Path: "media/new.ogg", Body: []byte("new")}}
		db.Import(t.Context(), "ann", false, func(b record.Batch) error {
			if err := next.Fill(b); err != nil {
				t.Fatal(err)
			}
			os.Exit(77) // no deferred function runs
			return nil
		})
		return
	}
	dir := t.TempDir()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestCrash$")
	child.Env = append(os.Environ(), crashIn+"="+dir)
	if out, err := child.CombinedOutput(); child.ProcessState.ExitCode() != 77 {
		t.Fatalf("%v\n%s", err, out)
	}
	db, blobs := open(dir)
	all, err := db.Callouts(t.Context())
	if err != nil || len(all) != 1 || all[0].Slug != "tram" {
		t.Fatalf("call-outs %v, %v", all, err)
	}
	count := func() (n int) {
		for _, err := range blobs.List(context.Background(), "") {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	if n := count(); n != 4 {
		t.Fatalf("%d blobs; the crash was to leave one more than 3", n)
	}
	if n, err := db.Sweep(t.Context()); n != 1 || err != nil || count() != 3 {
		t.Errorf("swept %d, %v; %d left", n, err, count())
	}
	if done := storetest.Small().Import(t, db); done.Responses.Added != 0 || done.Files.Same != 3 {
		t.Errorf("%+v", done)
	}
}
