package vector

import (
	"slices"
	"unicode/utf8"

	"voxpop/internal/text"
)

// Message is a text with the language it is in, if known (BCP 47).
type Message struct{ Text, Lang string }

// Kind says what a feature is made of.
type Kind uint8

const (
	Word    Kind = iota // one word
	Phrase              // two or more words that follow each other
	Letters             // letters within a word and its edges
	kinds
)

// Recipe says which features a message has.
type Recipe struct {
	// Words is the longest run of words that is a feature; 0 is none.
	Words int
	// LettersMin and LettersMax bound the runs of letters that are features,
	// within a word and its two edges (char_wb of scikit-learn); 0 is none.
	LettersMin, LettersMax int
	// MinDF is the least number of messages that a feature stands in.
	MinDF int
	// MaxDF, when set, is the largest share of the messages that it stands in.
	MaxDF float64
	// Max, when set, bounds the number of columns of each kind: the features
	// of the most messages are kept.
	Max int
	// Stem counts the stems of words; Stop leaves out function words, letters
	// and all. Both follow package text.
	Stem, Stop bool
}

// Space is the set of columns that messages are counted in.
type Space struct {
	recipe Recipe
	keys   []uint64 // ascending: the kind in the top bits
	lookup table
	names  []string
	df     []int32
	n      int
	ends   [kinds]int
}

// Learn reads the messages and returns their features as columns and each
// message as counts. Columns are ordered by what they stand for: the same
// words are in the same order whatever message they were met in.
func Learn(messages []Message, r Recipe) (*Space, Rows) {
	s := &Space{recipe: r, n: len(messages)}
	first := s.count(messages)
	s.name(messages, first)
	return s, s.Rows(messages)
}

// Cols is the number of columns.
func (s *Space) Cols() int { return len(s.keys) }

// DF returns in how many learned messages each column stands, to be read only.
func (s *Space) DF() []int32 { return s.df }

// Kind returns what a column is made of.
func (s *Space) Kind(col int32) Kind {
	for k, end := range s.ends {
		if int(col) < end {
			return Kind(k)
		}
	}
	return kinds
}

// Range returns the columns of one kind: from lo up to hi.
func (s *Space) Range(k Kind) (lo, hi int32) {
	if k > 0 {
		lo = int32(s.ends[k-1])
	}
	return lo, int32(s.ends[k])
}

// Name returns a column of kind Word or Phrase as it stands in folded and
// stemmed messages, its words separated by spaces; "" for letters.
func (s *Space) Name(col int32) string {
	if int(col) < len(s.names) {
		return s.names[col]
	}
	return ""
}

// Each calls f for every place where a feature of s stands in the message, in
// code points of the message as it is.
func (s *Space) Each(m Message, f func(col int32, at text.Span)) {
	x := extractor{recipe: &s.recipe, spans: true}
	x.read(m)
	for i, k := range x.keys {
		if col, ok := s.lookup.get(k); ok {
			f(int32(col), x.at[i])
		}
	}
}

const batch = 2048 // messages whose features are held at one time

// count finds the features to keep; first is, for each, the message that it
// was first met in.
func (s *Space) count(messages []Message) (first []int32) {
	seen := newTable(1 << 16)
	var df, at []int32
	lists := make([][]uint64, min(batch, len(messages)))
	for lo := 0; lo < len(messages); lo += batch {
		part := messages[lo:min(lo+batch, len(messages))]
		Blocks(len(part), 64, func(a, b int) {
			x := extractor{recipe: &s.recipe}
			for i := a; i < b; i++ {
				x.read(part[i])
				slices.Sort(x.keys)
				lists[i] = append(lists[i][:0], slices.Compact(x.keys)...)
			}
		})
		for i := range part {
			for _, k := range lists[i] {
				slot := seen.add(k)
				if int(slot) == len(df) {
					df, at = append(df, 0), append(at, int32(lo+i))
				}
				df[slot]++
			}
		}
	}
	least, most := int32(max(1, s.recipe.MinDF)), int32(len(messages))
	if s.recipe.MaxDF > 0 {
		most = max(least, int32(s.recipe.MaxDF*float64(len(messages))))
	}
	type entry struct {
		key       uint64
		df, first int32
	}
	var kept []entry
	seen.each(func(k uint64, slot uint32) {
		if df[slot] >= least && df[slot] <= most {
			kept = append(kept, entry{k, df[slot], at[slot]})
		}
	})
	slices.SortFunc(kept, func(a, b entry) int {
		if a.key < b.key {
			return -1
		}
		return 1
	})
	if s.recipe.Max > 0 {
		kept = slices.DeleteFunc(kept, func() func(entry) bool {
			bar := [kinds]int32{}
			for k := range kinds {
				var all []int32
				for _, e := range kept {
					if Kind(e.key>>62) == k {
						all = append(all, e.df)
					}
				}
				if len(all) > s.recipe.Max {
					slices.Sort(all)
					bar[k] = all[len(all)-s.recipe.Max]
					if all[len(all)-s.recipe.Max-1] == bar[k] {
						bar[k]++ // features of one number of messages go together
					}
				}
			}
			return func(e entry) bool { return e.df < bar[e.key>>62] }
		}())
	}
	s.keys, s.df, first = make([]uint64, len(kept)), make([]int32, len(kept)), make([]int32, len(kept))
	s.lookup = newTable(2 * len(kept))
	for i, e := range kept {
		s.keys[i], s.df[i], first[i] = e.key, e.df, e.first
		s.lookup.add(e.key)
		s.ends[e.key>>62] = i + 1
	}
	for k := 1; k < len(s.ends); k++ {
		s.ends[k] = max(s.ends[k], s.ends[k-1])
	}
	return first
}

// name spells the words and phrases, each from the message it was first met in.
func (s *Space) name(messages []Message, first []int32) {
	s.names = make([]string, s.ends[Phrase])
	if len(s.names) == 0 {
		return
	}
	order := make([]int32, len(s.names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return int(first[a] - first[b]) })
	Blocks(len(order), 512, func(lo, hi int) {
		x := extractor{recipe: &s.recipe, words: true}
		for lo < hi {
			m := first[order[lo]]
			x.read(messages[m])
			for ; lo < hi && first[order[lo]] == m; lo++ {
				col := order[lo]
				if i := slices.Index(x.keys, s.keys[col]); i >= 0 {
					s.names[col] = x.forms[i]
				}
			}
		}
	})
}

// Rows counts the features of messages, learned from or not.
func (s *Space) Rows(messages []Message) Rows {
	type cell struct{ col, n int32 }
	const size = 256
	parts := make([][]cell, (len(messages)+size-1)/size)
	lens := make([]int32, len(messages)+1)
	Blocks(len(messages), size, func(lo, hi int) {
		x := extractor{recipe: &s.recipe}
		var cols []int32
		var part []cell
		for i := lo; i < hi; i++ {
			x.read(messages[i])
			cols = cols[:0]
			for _, k := range x.keys {
				if c, ok := s.lookup.get(k); ok {
					cols = append(cols, int32(c))
				}
			}
			slices.Sort(cols)
			from := len(part)
			for j, c := range cols {
				if j > 0 && cols[j-1] == c {
					part[len(part)-1].n++
				} else {
					part = append(part, cell{c, 1})
				}
			}
			lens[i+1] = int32(len(part) - from)
		}
		parts[lo/size] = slices.Clip(part)
	})
	for i := range messages {
		lens[i+1] += lens[i]
	}
	total := int(lens[len(messages)])
	r := Rows{Start: lens, Col: make([]int32, 0, total), Val: make([]float32, 0, total), Cols: s.Cols()}
	for i, p := range parts {
		for _, c := range p {
			r.Col, r.Val = append(r.Col, c.col), append(r.Val, float32(c.n))
		}
		parts[i] = nil
	}
	return r
}

// extractor lists the features of one message after another.
type extractor struct {
	recipe *Recipe
	words  bool // no letters, and remember the spelling
	spans  bool // remember where each feature stands

	z     text.Tokenizer
	keys  []uint64
	at    []text.Span
	forms []string // of each key, when words
	run   []token
	pad   []rune
}

// token is a word that phrases are made of.
type token struct {
	key  uint64
	at   text.Span
	form string
	cut  bool // no phrase reaches into it from before
}

// read fills keys with the features of m, repeated as often as they stand in it.
func (x *extractor) read(m Message) {
	x.keys, x.at, x.forms, x.run = x.keys[:0], x.at[:0], x.forms[:0], x.run[:0]
	x.z.Lang = m.Lang
	cut := true
	for _, t := range x.z.Tokens(m.Text) {
		cut = cut || t.Break
		if t.Kind == text.Handle || t.Kind == text.Email || x.recipe.Stop && t.Stop {
			continue // who is spoken to is not what is spoken of
		}
		form := t.Text
		if x.recipe.Stem {
			form = t.Stem
		}
		x.word(form, t, cut)
		x.letters(t)
		cut = false
	}
	for n := 2; n <= x.recipe.Words; n++ {
		for i := 0; i+n <= len(x.run); i++ {
			x.phrase(x.run[i : i+n])
		}
	}
}

func (x *extractor) add(key uint64, at text.Span, form string) {
	x.keys = append(x.keys, key)
	if x.spans {
		x.at = append(x.at, at)
	}
	if x.words {
		x.forms = append(x.forms, form)
	}
}

func (x *extractor) word(form []byte, t text.Token, cut bool) {
	if x.recipe.Words < 1 {
		return
	}
	h := seedOf(Word, 1)
	for _, b := range form {
		h = step(h, uint64(b))
	}
	spelled := ""
	if x.words {
		spelled = string(form)
	}
	k := keyOf(Word, h)
	x.add(k, t.Span, spelled)
	x.run = append(x.run, token{k, t.Span, spelled, cut || t.Kind == text.Bigram})
}

func (x *extractor) phrase(run []token) {
	h := seedOf(Phrase, len(run))
	for i, t := range run {
		if i > 0 && t.cut {
			return
		}
		h = step(h, t.key)
	}
	spelled := ""
	if x.words {
		for i, t := range run {
			if i > 0 {
				spelled += " "
			}
			spelled += t.form
		}
	}
	x.add(keyOf(Phrase, h), text.Span{Start: run[0].at.Start, End: run[len(run)-1].at.End}, spelled)
}

// letters adds the runs of letters of one word, whose edges count as letters.
// In a script without spaces a character is a feature, with no edges.
func (x *extractor) letters(t text.Token) {
	if x.words || x.recipe.LettersMax < 1 || t.InTag {
		return
	}
	x.pad = append(x.pad[:0], ' ')
	for s := t.Text; len(s) > 0; {
		r, n := utf8.DecodeRune(s)
		x.pad, s = append(x.pad, r), s[n:]
	}
	switch t.Kind {
	case text.Word, text.Hashtag:
	case text.Bigram:
		x.add(keyOf(Letters, step(seedOf(Letters, 0), uint64(x.pad[1]))), text.Span{Start: t.Start, End: t.Start + 1}, "")
		return
	default:
		return
	}
	x.pad = append(x.pad, ' ')
	p := x.pad
	lo, hi := max(1, x.recipe.LettersMin), x.recipe.LettersMax
	for i := range p {
		h := seedOf(Letters, 0)
		for n := 1; n <= hi && i+n <= len(p); n++ {
			h = step(h, uint64(p[i+n-1]))
			if n >= lo {
				x.add(keyOf(Letters, h), x.within(t.Span, len(p)-2, i, n), "")
			}
		}
		if i == 0 && len(p) < lo {
			x.add(keyOf(Letters, h), t.Span, "")
			return
		}
	}
}

// within is the place of n padded letters from i on, in a word of l letters; the
// whole word where folding joined or dropped some of them.
func (x *extractor) within(at text.Span, l, i, n int) text.Span {
	if !x.spans || l != at.End-at.Start {
		return at
	}
	return text.Span{Start: at.Start + min(max(0, i-1), l-1), End: at.Start + max(1, min(l, i-1+n))}
}

func seedOf(k Kind, n int) uint64 { return 0x9e3779b97f4a7c15 * uint64(int(k)*16+n+1) }

func step(h, r uint64) uint64 {
	h = (h ^ r) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// keyOf names a feature; two features have one name with a chance of 2^-62.
func keyOf(k Kind, h uint64) uint64 { return uint64(k)<<62 | mix(h)>>2 }
