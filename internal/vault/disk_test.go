package vault_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop/internal/vault"
	"voxpop/internal/vault/blobtest"
)

func openDisk(t *testing.T, dir string) *vault.Disk {
	t.Helper()
	d, err := vault.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDisk(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) vault.Blobs { return openDisk(t, t.TempDir()) })
}

func TestDiskOutlivesItsProcess(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "blobs")
	key, _, err := openDisk(t, dir).Put(t.Context(), "", strings.NewReader("kept"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := openDisk(t, dir).Get(t.Context(), key, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, _ := io.ReadAll(r); string(b) != "kept" {
		t.Errorf("got %q", b)
	}
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(key)))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the blob: %v %v", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Join(dir, ".incoming"))
	if err != nil || len(left) != 0 {
		t.Errorf("left aside: %v %v", left, err)
	}
}

// A link that somebody put into the folder leads nowhere.
func TestDiskFollowsNoLinkOut(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	d := openDisk(t, dir)
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Skip(err)
	}
	if r, err := d.Get(t.Context(), "link", 0, -1); err == nil {
		r.Close()
		t.Error("read through a link")
	}
}
