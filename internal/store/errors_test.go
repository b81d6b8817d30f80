package store_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

// engineWords are what no message to a newsroom holds.
var engineWords = regexp.MustCompile(`(?i)sqlite|postgres code|pq:|pgx|sqlstate|constraint|foreign`)

func says(t *testing.T, err error, kind voxpop.Kind, message, hint string) {
	t.Helper()
	if err == nil || voxpop.KindOf(err) != kind || !strings.Contains(err.Error(), message) || !strings.Contains(voxpop.HintOf(err), hint) {
		t.Errorf("kind %q, error %v, hint %q; want %q, %q, %q", voxpop.KindOf(err), err, voxpop.HintOf(err), kind, message, hint)
	}
	if err != nil && engineWords.MatchString(err.Error()) {
		t.Errorf("words of the engine in %q", err)
	}
}

func TestDiskFull(t *testing.T) {
	db := storetest.SQLite(t)
	storetest.Small().Import(t, db)
	grown := storetest.Grown(2000, 1)
	grown.Callout.Slug = "grown"
	if err := db.WriterExec(t.Context(), "PRAGMA max_page_count = 1"); err != nil { // no smaller than the file is
		t.Fatal(err)
	}
	_, err := db.Import(t.Context(), "ann", false, grown.Fill)
	says(t, err, voxpop.Unavailable, "the disk is full", "nothing was changed")
	if all, err := db.Callouts(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("left: %d call-outs, %v", len(all), err)
	}
	if err := db.WriterExec(t.Context(), "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	grown.Import(t, db)
}

// fullBlobs is a blob store whose disk is full, as the one on disk reports it.
type fullBlobs struct{ *storetest.Blobs }

func (fullBlobs) Put(context.Context, string, io.Reader) (string, []byte, int64, error) {
	err := &fs.PathError{Op: "write", Path: "secret", Err: syscall.ENOSPC}
	return "", nil, 0, &voxpop.Error{Kind: voxpop.Unavailable, Op: "vault.Put", Message: "the blob store did not answer", Err: fmt.Errorf("put: %w", err)}
}

func TestDiskOfBlobsFull(t *testing.T) {
	db := storetest.Open(t, t.TempDir()+"/voxpop.db", fullBlobs{storetest.NewBlobs()})
	_, err := db.Import(t.Context(), "ann", false, storetest.Small().Fill)
	says(t, err, voxpop.Unavailable, "the disk is full", "nothing was changed")
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("a path in %v", err)
	}
}

func openAt(t *testing.T, address string) error {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{URL: address, Blobs: storetest.NewBlobs(), Now: time.Now})
	if err == nil {
		db.Close()
	}
	return err
}

func TestServerAway(t *testing.T) {
	says(t, openAt(t, "postgres://voxpop:hunter2@127.0.0.1:1/none?sslmode=disable"), voxpop.Unavailable, "does not answer", "[database] in voxpop.toml")
}

func TestServerRefuses(t *testing.T) {
	storetest.NeedPostgres(t)
	right := storetest.PostgresURL(t)
	with := func(edit func(*url.URL)) error {
		u, err := url.Parse(right)
		if err != nil {
			t.Fatal("the server's address cannot be read")
		}
		edit(u)
		return openAt(t, u.String())
	}
	says(t, with(func(u *url.URL) { u.User = url.UserPassword(u.User.Username(), "hunter2") }), voxpop.Forbidden, "the user or the password", "[database] in voxpop.toml")
	says(t, with(func(u *url.URL) { u.User = url.UserPassword("nobody", "hunter2") }), voxpop.Forbidden, "the user or the password", "[database] in voxpop.toml")
	says(t, with(func(u *url.URL) { u.Path = "/no_such_name" }), voxpop.NotFound, "no database of this name", "[database] in voxpop.toml")
}
