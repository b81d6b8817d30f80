package vault

import (
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
	ids, err := r.identities(slug)
	if err != nil {
		t.Fatal(err)
	}
	return append(ids, b.newsroom.key, spare.key)
}
