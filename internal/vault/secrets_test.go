package vault

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// SecretsOf returns every secret key of a newsroom, as somebody has them who
// got everything: tests try them where nothing may open.
func SecretsOf(t testing.TB, r *Ring, slug string, spare Identity) []age.Identity {
	t.Helper()
	b, err := r.secret()
	if err != nil {
		t.Fatal(err)
	}
	ids, err := identities(r, slug)
	if err != nil {
		t.Fatal(err)
	}
	all := []age.Identity{b.newsroom.key, spare.key}
	for _, id := range ids {
		all = append(all, id)
	}
	return all
}

// identities returns those of a call-out, the newest first.
func identities(r *Ring, slug string) (ids []*age.HybridIdentity, err error) {
	for k, err := range r.keys(slug) {
		if err != nil {
			return ids, err
		}
		ids = append(ids, k.key)
	}
	return ids, nil
}

// keyFile returns the path of the n-th key of a call-out, from 1, without ending.
func keyFile(t testing.TB, dir, slug string, n int) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, calloutsFolder, slug, fmt.Sprintf("%03d-????????.age", n)))
	if err != nil || len(found) != 1 {
		t.Fatalf("key %d of %s: %q, %v", n, slug, found, err)
	}
	return strings.TrimSuffix(found[0], ".age")
}
