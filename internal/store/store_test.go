package store_test

import (
	"path/filepath"
	"testing"

	"voxpop/internal/store"
	"voxpop/internal/store/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t testing.TB, blobs store.Blobs) *store.DB {
		return storetest.Open(t, filepath.Join(t.TempDir(), "voxpop.db"), blobs)
	})
}

func TestPostgres(t *testing.T) {
	storetest.NeedPostgres(t)
	storetest.Run(t, func(t testing.TB, blobs store.Blobs) *store.DB {
		return storetest.Open(t, storetest.PostgresURL(t), blobs)
	})
}
