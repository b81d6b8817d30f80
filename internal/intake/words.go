package intake

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"voxpop"
	"voxpop/internal/text"
)

// The lists have 7,776 words each, and no word stands in two of them, however
// it is written: a word alone tells its list. They may never change: receipts
// on paper are read by them.
var (
	//go:embed words/en.txt
	wordsEN string
	//go:embed words/fa.txt
	wordsFA string
	//go:embed words/ar.txt
	wordsAR string
)

// WordLangs lists the languages that have a list of words for receipts.
var WordLangs = []string{"en", "fa", "ar"}

// wordlist is a list and where each of its words stands, folded.
type wordlist struct {
	words []string
	index map[string]uint16
}

func load(file string) *wordlist {
	l := &wordlist{words: strings.Fields(file), index: make(map[string]uint16, listSize)}
	for i, w := range l.words {
		l.index[text.FoldString(w)] = uint16(i)
	}
	return l
}

// lists are read once, when the first receipt is.
var lists = sync.OnceValue(func() []*wordlist {
	return []*wordlist{load(wordsEN), load(wordsFA), load(wordsAR)}
})

// WordLang returns the language of the list that is used in a language: that
// of its first part, or English where there is none. Readers of a language
// without a list may prefer [Receipt.Digits].
func WordLang(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if slices.Contains(WordLangs, base) {
		return base
	}
	return "en"
}

func listOf(lang string) *wordlist { return lists()[slices.Index(WordLangs, WordLang(lang))] }

// WordList returns the 7,776 words of the list that is used in a language; see
// [WordLang]. It is the caller's own.
func WordList(lang string) []string { return slices.Clone(listOf(lang).words) }

// EnglishWords returns the English list, for fingerprints and for the shares of the recovery key.
func EnglishWords() []string { return WordList("en") }

// maxReceiptText bounds what a person may type for a receipt, in bytes.
const maxReceiptText = 1024

// ParseReceipt reads what a person typed: eight words of one list in their
// order, or 32 digits. Case, the two Arabic yehs and kafs, vowel marks, joiners
// and direction marks, and anything between words or digits but letters make
// no difference; digits of any script are read. An error is of kind invalid
// and says how many words were found, or the place of the word that is in no
// list; never a word.
func ParseReceipt(s string) (Receipt, error) {
	if len(s) > maxReceiptText {
		return Receipt{}, badReceipt("this is longer than any receipt")
	}
	words, digits := receiptParts(s)
	switch {
	case len(words) == 0 && digits == "":
		return Receipt{}, badReceipt("there is no receipt")
	case len(words) > 0 && digits != "":
		return Receipt{}, badReceipt("words and digits stand mixed")
	case digits != "":
		return parseDigits(digits)
	}
	return parseWords(words)
}

func badReceipt(message string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.ParseReceipt", Message: message,
		Hint: "type the eight words in their order, or the 32 digits"}
}

// badWord says which word is wrong: Place is "word 3".
func badWord(i int, message string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "intake.ParseReceipt", Place: "word " + itoa(i+1), Message: message,
		Hint: "look at this word again: every letter counts"}
}

func parseDigits(digits string) (Receipt, error) {
	if len(digits) != ReceiptDigits {
		return Receipt{}, badReceipt("these are " + itoa(len(digits)) + " digits, a receipt has 32")
	}
	var hi, lo uint64
	for _, d := range []byte(digits) {
		hi, lo = mulAdd(hi, lo, 10, uint64(d-'0'))
	}
	if !below(hi, lo, limitHi, limitLo) || hi|lo == 0 {
		return Receipt{}, badReceipt("no receipt has these digits")
	}
	return Receipt{hi, lo}, nil
}

func parseWords(words []string) (Receipt, error) {
	// The list is the one that knows most of the words: the others are then mistyped.
	var list *wordlist
	most := 0
	for _, l := range lists() {
		n := 0
		for _, w := range words {
			if _, ok := l.index[w]; ok {
				n++
			}
		}
		if n > most {
			list, most = l, n
		}
	}
	if list == nil {
		return Receipt{}, badWord(0, "is in no list")
	}
	var hi, lo uint64
	for i, w := range words {
		n, ok := list.index[w]
		if !ok && i < ReceiptWords {
			return Receipt{}, badWord(i, "is not in the list of the others")
		}
		if i < ReceiptWords {
			hi, lo = mulAdd(hi, lo, listSize, uint64(n))
		}
	}
	if len(words) != ReceiptWords {
		return Receipt{}, badReceipt("these are " + itoa(len(words)) + " words, a receipt has eight")
	}
	if hi|lo == 0 {
		return Receipt{}, badReceipt("no receipt has these words")
	}
	return Receipt{hi, lo}, nil
}
