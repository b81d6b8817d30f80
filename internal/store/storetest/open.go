// Package storetest is the promise of the store as a test suite, run on SQLite always and on PostgreSQL where a server is given.
package storetest

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"voxpop/internal/store"
)

// EnvPostgres names the server to test on: a URL with the right to create
// databases. tools/pgtemp.sh run sets it.
const EnvPostgres = "VOXPOP_TEST_POSTGRES"

// Clock is a clock that a test moves.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts at a fixed time.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 9, 15, 12, 0, 0, 0, time.UTC)} }

// Now returns the time, one second later at every call.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}

// An Opener opens an empty store that the test ends.
type Opener func(t testing.TB) *store.DB

// SQLite opens a store in a file of the test's own.
func SQLite(t testing.TB) *store.DB {
	return Open(t, filepath.Join(t.TempDir(), "voxpop.db"), NewBlobs())
}

// Open opens a store and closes it with the test.
func Open(t testing.TB, url string, blobs store.Blobs) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{URL: url, Blobs: blobs, Now: NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Postgres opens a store in a database of the test's own, or skips.
func Postgres(t testing.TB) *store.DB { return Open(t, PostgresURL(t), NewBlobs()) }

// NeedPostgres skips the test where no server is given.
func NeedPostgres(t testing.TB) {
	t.Helper()
	if os.Getenv(EnvPostgres) == "" {
		t.Skip("not tested on PostgreSQL: " + EnvPostgres + " is not set (tools/pgtemp.sh run sets it)")
	}
}

// PostgresURL makes an empty database of the test's own with the tables in
// it, or skips. The tables are made once per version of the migrations, in a
// template from which each test's database is copied.
func PostgresURL(t testing.TB) string {
	t.Helper()
	NeedPostgres(t)
	server := os.Getenv(EnvPostgres)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	template := "voxpop_template_" + store.MigrationsHash()[:16]
	// Tests of several packages may come here at once. The lock is of this
	// session and ends with it.
	exec(t, conn, "SELECT pg_advisory_lock(7630)")
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", template).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if !there {
		exec(t, conn, "DROP DATABASE IF EXISTS "+template) // half made
		exec(t, conn, "CREATE DATABASE "+template)
		db, err := store.Open(ctx, store.Config{URL: onServer(t, server, template), Blobs: NewBlobs(), Now: NewClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		exec(t, conn, "ALTER DATABASE "+template+" IS_TEMPLATE true ALLOW_CONNECTIONS false")
	}
	name := "voxpop_test_" + strings.ToLower(rand.Text())
	exec(t, conn, "CREATE DATABASE "+name+" TEMPLATE "+template)
	t.Cleanup(func() {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close(ctx)
		exec(t, conn, "DROP DATABASE "+name+" WITH (FORCE)")
	})
	return onServer(t, server, name)
}

func exec(t testing.TB, conn *pgx.Conn, q string) {
	t.Helper()
	if _, err := conn.Exec(context.Background(), q); err != nil {
		t.Fatal(err)
	}
}

func onServer(t testing.TB, server, database string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal("the server's address cannot be read")
	}
	u.Path = "/" + database
	return u.String()
}

// Each runs a test on SQLite, and on PostgreSQL where there is a server.
func Each(t *testing.T, test func(t *testing.T, open Opener)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite) })
	t.Run("postgres", func(t *testing.T) {
		NeedPostgres(t)
		test(t, Postgres)
	})
}

// Blobs is a blob store in memory.
type Blobs struct {
	mu     sync.Mutex
	blob   map[string][]byte
	sealed bool
}

// NewBlobs returns an empty one.
func NewBlobs() *Blobs { return &Blobs{blob: map[string][]byte{}} }

// NewSealedBlobs returns an empty one that seals as the vault does, as far as a
// store can see: every file is a new blob that opens with its header only.
func NewSealedBlobs() *Blobs { return &Blobs{blob: map[string][]byte{}, sealed: true} }

// Fresh returns an empty one of the same kind.
func (b *Blobs) Fresh() *Blobs { return &Blobs{blob: map[string][]byte{}, sealed: b.sealed} }

// Keys lists what it holds.
func (b *Blobs) Keys() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Sorted(maps.Keys(b.blob))
}

// Put implements [store.Blobs].
func (b *Blobs) Put(ctx context.Context, callout string, body io.Reader) (string, []byte, int64, error) {
	if !b.sealed {
		key, n, err := b.PutRaw(ctx, "", body)
		return key, nil, n, err
	}
	header := make([]byte, 32)
	rand.Read(header)
	name := sha256.Sum256(header)
	key := "sealed/" + hex.EncodeToString(name[:1]) + "/" + hex.EncodeToString(name[:])
	key, n, err := b.PutRaw(ctx, key, cipher.StreamReader{S: stream(callout, header), R: body})
	return key, header, n, err
}

func stream(callout string, header []byte) cipher.Stream {
	key := sha256.Sum256(append(header[:len(header):len(header)], callout...))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err)
	}
	return cipher.NewCTR(block, make([]byte, aes.BlockSize))
}

// Get implements [store.Blobs].
func (b *Blobs) Get(ctx context.Context, callout, key string, header []byte, size, offset, length int64) (io.ReadCloser, error) {
	if strings.HasPrefix(key, "sealed/") != (len(header) > 0) {
		return nil, errors.New("a sealed blob opens with its header, one in the clear has none")
	}
	raw, err := b.Raw(ctx, key)
	if err != nil {
		return nil, err
	}
	all, err := io.ReadAll(raw)
	if err != nil || int64(len(all)) != size {
		return nil, fmt.Errorf("the blob has %d bytes, its row says %d (%v)", len(all), size, err)
	}
	if len(header) > 0 {
		stream(callout, header).XORKeyStream(all, all)
	}
	all = all[min(offset, size):]
	if length >= 0 {
		all = all[:min(length, int64(len(all)))]
	}
	return io.NopCloser(bytes.NewReader(all)), nil
}

// PutRaw implements [store.Blobs].
func (b *Blobs) PutRaw(_ context.Context, key string, body io.Reader) (string, int64, error) {
	all, err := io.ReadAll(body)
	if err != nil {
		return "", 0, err
	}
	if key == "" {
		sum := sha256.Sum256(all)
		key = "sha256/" + hex.EncodeToString(sum[:1]) + "/" + hex.EncodeToString(sum[:])
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blob[key] = all
	return key, int64(len(all)), nil
}

var errNoBlob = fmt.Errorf("no such blob: %w", fs.ErrNotExist)

// Raw implements [store.Blobs].
func (b *Blobs) Raw(_ context.Context, key string) (io.ReadCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all, ok := b.blob[key]
	if !ok {
		return nil, errNoBlob
	}
	return io.NopCloser(bytes.NewReader(slices.Clone(all))), nil
}

// Stat implements [store.Blobs].
func (b *Blobs) Stat(_ context.Context, key string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all, ok := b.blob[key]
	if !ok {
		return 0, errNoBlob
	}
	return int64(len(all)), nil
}

// List implements [store.Blobs].
func (b *Blobs) List(_ context.Context, prefix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, k := range b.Keys() {
			if strings.HasPrefix(k, prefix) && !yield(k, nil) {
				return
			}
		}
	}
}

// Delete implements [store.Blobs].
func (b *Blobs) Delete(_ context.Context, key string) error {
	if key == "" {
		return errors.New("no key")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.blob, key)
	return nil
}
