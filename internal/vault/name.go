package vault

import (
	"crypto/rand"
	"strings"
)

// newName is a name that nobody else has and nobody guesses.
func newName() string { return strings.ToLower(rand.Text()) }
