package theme

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"voxpop/internal/text"
	"voxpop/internal/vector"
)

const (
	wordsShown  = 8 // words of a theme
	wordsLabel  = 3 // of them, in its label
	examplesFew = 3
)

// lexicon counts in how many messages of each theme a word or a pair of words
// stands, by stem, and how people write it there.
type lexicon struct {
	themes []map[string]*term
	all    map[string]int
	n      []int // messages of each theme
	total  int
}

type term struct {
	n     int
	forms map[string]int
}

// read counts the words of messages; of is the theme of each, below 0 for none.
func read(messages []vector.Message, of []int32, k int) *lexicon {
	l := &lexicon{themes: make([]map[string]*term, k), all: map[string]int{}, n: make([]int, k), total: len(messages)}
	for t := range l.themes {
		l.themes[t] = map[string]*term{}
	}
	var z text.Tokenizer
	for i, m := range messages {
		z.Lang = m.Lang
		var here map[string]*term
		if of[i] >= 0 {
			here = l.themes[of[i]]
			l.n[of[i]]++
		}
		seen := map[string]bool{}
		note := func(stem, form string) {
			if seen[stem] {
				return
			}
			seen[stem] = true
			l.all[stem]++
			if here == nil {
				return
			}
			t := here[stem]
			if t == nil {
				t = &term{forms: map[string]int{}}
				here[stem] = t
			}
			t.n++
			t.forms[form]++
		}
		before, form := "", ""
		runes := []rune(m.Text)
		for _, t := range z.Tokens(m.Text) {
			if t.Kind == text.Handle || t.Kind == text.Email || t.Kind == text.URL || t.InTag {
				continue
			}
			if t.Stop || t.Break {
				before = ""
			}
			if t.Stop {
				continue
			}
			s, f := string(t.Stem), strings.ToLower(string(runes[t.Start:t.End]))
			note(s, f)
			if before != "" && t.Kind != text.Bigram {
				note(before+" "+s, form+" "+f)
			}
			before, form = s, f
		}
	}
	return l
}

type spoken struct {
	stem, form string
	score      float64
}

// words are what sets theme t apart, strongest first: frequent in it and rarer
// elsewhere. A pair of words stands in for its two when most of their uses are
// in it.
func (l *lexicon) words(t int) []spoken {
	n := float64(l.n[t])
	var found []spoken
	for stem, w := range l.themes[t] {
		if w.n < 2 && l.n[t] > 2 {
			continue
		}
		share := float64(w.n) / n
		rest := (float64(l.all[stem]-w.n) + 0.5) / (float64(l.total) - n + 1)
		lift := math.Log(share / (rest + 0.1*share + 1/float64(l.total+1)))
		score := share * lift
		if a, b, pair := strings.Cut(stem, " "); pair {
			// A pair is worth showing when its words hardly stand without it.
			if w.n < 3 || 2*w.n < l.themes[t][a].n || 2*w.n < l.themes[t][b].n {
				continue
			}
			score *= 1.5
		} else if r := []rune(stem); len(r) < 3 && r[0] < 0x3000 {
			score *= 0.4 // “no”, “ما”: they turn a sense and name none
		}
		if score > 0 {
			found = append(found, spoken{stem, w.form(), score})
		}
	}
	slices.SortFunc(found, func(a, b spoken) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.stem, b.stem))
	})
	var out []spoken
	used := map[string]bool{}
	for _, w := range found {
		parts := strings.Fields(w.stem)
		if slices.ContainsFunc(parts, func(p string) bool { return used[p] }) {
			continue
		}
		for _, p := range parts {
			used[p] = true
		}
		if out = append(out, w); len(out) == wordsShown {
			break
		}
	}
	return out
}

// form is how most people write it; of two, the shorter, then the first of the alphabet.
func (t *term) form() string {
	best, n := "", 0
	for f, c := range t.forms {
		if c > n || c == n && cmp.Or(cmp.Compare(len(f), len(best)), strings.Compare(f, best)) < 0 {
			best, n = f, c
		}
	}
	return best
}

// named makes a label and words of what is spoken.
func named(t *Theme, words []spoken) {
	t.Words = []string{}
	for _, w := range words {
		t.Words = append(t.Words, w.form)
	}
	t.Label = strings.Join(t.Words[:min(wordsLabel, len(t.Words))], ", ")
}

// number gives each theme an id made of its strongest word, and of the next
// ones where two have the same: what comes first moves least from run to run.
func number(themes []Theme, words [][]spoken) {
	taken := map[string]bool{}
	for i := range themes {
		key := ""
		for _, w := range words[i] {
			key += "\x00" + w.stem
			if !taken[hashed(key)] {
				break
			}
		}
		for n := 0; taken[hashed(key)] || key == ""; n++ {
			key += fmt.Sprint("\x01", n)
		}
		themes[i].ID = hashed(key)
		taken[themes[i].ID] = true
	}
}

func hashed(key string) string {
	h := fnv.New32a()
	h.Write([]byte(key))
	return fmt.Sprintf("t-%08x", h.Sum32())
}
