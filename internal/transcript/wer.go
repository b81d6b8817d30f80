package transcript

import (
	"unicode"

	"voxpop/internal/text"
)

// WER is how far a machine's words are from those that were said.
type WER struct {
	Words         int `json:"words"` // that were said
	Substitutions int `json:"substitutions"`
	Deletions     int `json:"deletions"`  // said and not heard
	Insertions    int `json:"insertions"` // heard and not said
}

// Rate is the word error rate: 0 = all right; it can be over 1. Where nothing
// was said it is the number of words heard.
func (w WER) Rate() float64 {
	return float64(w.Substitutions+w.Deletions+w.Insertions) / float64(max(w.Words, 1))
}

// Add sums two counts.
func (w WER) Add(o WER) WER {
	return WER{w.Words + o.Words, w.Substitutions + o.Substitutions, w.Deletions + o.Deletions, w.Insertions + o.Insertions}
}

// ErrorRate compares what was said with what was heard, by the fewest changes of
// words (Levenshtein), after text.Fold and without punctuation. A hyphen parts
// words, a half-space does not; in scripts without spaces a character is a word.
func ErrorRate(said, heard string) WER {
	a, b := spokenWords(said), spokenWords(heard)
	w := WER{Words: len(a)}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	x, y := make([]int32, len(a)), make([]int32, len(b))
	ids := map[string]int32{}
	for _, l := range []struct {
		words []string
		out   []int32
	}{{a, x}, {b, y}} {
		for i, s := range l.words {
			id, ok := ids[s]
			if !ok {
				id = int32(len(ids))
				ids[s] = id
			}
			l.out[i] = id
		}
	}
	for band := 32; ; band *= 2 {
		var ok bool
		if w.Substitutions, w.Deletions, w.Insertions, ok = distance(x, y, band); ok {
			return w
		}
	}
}

func spokenWords(s string) []string {
	r := []rune(s)
	var out []string
	for _, sp := range text.Words(r) {
		for i := sp.Start; i < sp.End; {
			j := i + 1
			for j < sp.End && (!spaceless(r[i]) && !spaceless(r[j]) || unicode.IsMark(r[j])) {
				j++
			}
			if k, ok := key(r[i:j]); ok && k != "" {
				out = append(out, k)
			}
			i = j
		}
	}
	return out
}

// A cost is the number of changes, then that of substitutions, then that of
// deletions, 21 bits each from the top: of ways with as few changes, the least
// number has the fewest substitutions, as NIST's scoring has it.
const (
	substitution = 1<<42 | 1<<21
	deletion     = 1<<42 | 1
	insertion    = 1 << 42
	tooFar       = 1 << 62
)

// distance counts the changes from a to b within a band about the diagonal; ok
// is false where the fewest may need a wider one.
func distance(a, b []int32, band int) (s, d, i int, ok bool) {
	n, m := len(a), len(b)
	if n-m > band || m-n > band {
		return 0, 0, 0, false
	}
	// row[k] is the cost of a[:i] and b[:i+k-band]; the last one is always too far.
	row := make([]uint64, 2*band+2)
	for k := range row {
		row[k] = tooFar
		if j := k - band; j >= 0 && j <= m && k <= 2*band {
			row[k] = uint64(j) * insertion
		}
	}
	for i := 1; i <= n; i++ {
		left := uint64(tooFar)
		for k := max(0, band-i); k <= 2*band; k++ {
			j := i + k - band
			if j > m {
				row[k] = tooFar
				break
			}
			best := row[k+1] + deletion
			if j > 0 {
				c := row[k]
				if a[i-1] != b[j-1] {
					c += substitution
				}
				best = min(best, c, left+insertion)
			}
			row[k], left = best, best
		}
	}
	c := row[m-n+band]
	all := int(c >> 42)
	s, d = int(c>>21&(1<<21-1)), int(c&(1<<21-1))
	return s, d, all - s - d, all <= band
}
