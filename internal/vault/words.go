package vault

import (
	"crypto/rand"
	"math/big"
	"sync"

	"voxpop/internal/intake"
)

// wordList is the list that fingerprints and shares are written in. A share on
// paper outlives releases: the list may never change.
var wordList = sync.OnceValue(intake.EnglishWords)

// wordPlace finds a word in the list.
var wordPlace = sync.OnceValue(func() map[string]int {
	places := map[string]int{}
	for i, w := range wordList() {
		places[w] = i
	}
	return places
})

// SuggestWords returns six words that chance chose, for a passphrase: 77 bits.
func SuggestWords() []string {
	b := make([]byte, 32)
	rand.Read(b)
	return toWords(new(big.Int).SetBytes(b), 6)
}
