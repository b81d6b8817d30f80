package vault

import "fmt"

// wordList is the list that fingerprints and shares are written in.
func wordList() []string {
	list := make([]string, 7776)
	for i := range list {
		list[i] = fmt.Sprintf("word%04d", i)
	}
	return list
}
