package merge

import (
	"slices"
	"strings"
	"unicode"
)

// Kind says what became of a piece of a text.
type Kind int

// The kinds.
const (
	Same Kind = iota
	Deleted
	Inserted
)

// Change is a piece of two texts that are compared.
type Change struct {
	Kind Kind
	Text string
}

// Changes shows how after came from before: the pieces that are not Inserted
// are before, those that are not Deleted are after. Lines are compared first,
// then the words of lines that were rewritten.
func Changes(before, after string) []Change {
	var out []Change
	put := func(k Kind, s string) {
		if s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Kind == k {
			out[n-1].Text += s
			return
		}
		out = append(out, Change{k, s})
	}
	between(strings.SplitAfter(before, "\n"), strings.SplitAfter(after, "\n"), func(same string, gone, come []string) {
		if len(gone) > 0 && len(come) > 0 {
			between(Words(strings.Join(gone, "")), Words(strings.Join(come, "")), func(same string, gone, come []string) {
				put(Deleted, strings.Join(gone, ""))
				put(Inserted, strings.Join(come, ""))
				put(Same, same)
			})
		} else {
			put(Deleted, strings.Join(gone, ""))
			put(Inserted, strings.Join(come, ""))
		}
		put(Same, same)
	})
	return out
}

// between walks two sequences and calls f with what was taken out and put in
// before each item that stands in both, and once more for their ends.
func between(a, b []string, f func(same string, gone, come []string)) {
	p := partners(a, b)
	i, j := 0, 0
	for k, at := range p {
		if at < 0 {
			continue
		}
		f(a[k], a[i:k], b[j:at])
		i, j = k+1, at+1
	}
	f("", a[i:], b[j:])
}

// Words cuts a line into words, each with the spaces behind it.
func Words(s string) []string {
	var out []string
	start, spaces := 0, false
	for i, r := range s {
		space := unicode.IsSpace(r)
		if spaces && !space {
			out = append(out, s[start:i])
			start = i
		}
		spaces = space
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// maxTable bounds the table that looks for the longest common sequence between
// two anchors. Past it the two parts count as rewritten: true, if not minimal.
const maxTable = 1 << 20

// partners gives for each item of a the place of its partner in b, or -1. The
// places rise. Items that stand once in both are anchors (patience diff, by
// Bram Cohen); between them it is the longest common sequence.
func partners(a, b []string) []int {
	p := make([]int, len(a))
	for i := range p {
		p[i] = -1
	}
	pair(a, b, 0, 0, p)
	return p
}

func pair(a, b []string, atA, atB int, p []int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		p[atA] = atB
		a, b, atA, atB = a[1:], b[1:], atA+1, atB+1
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
		p[atA+len(a)] = atB + len(b)
	}
	if len(a) == 0 || len(b) == 0 {
		return
	}
	anchors := once(a, b)
	if len(anchors) == 0 {
		longest(a, b, atA, atB, p)
		return
	}
	i, j := 0, 0
	for _, at := range anchors {
		pair(a[i:at[0]], b[j:at[1]], atA+i, atB+j, p)
		p[atA+at[0]] = atB + at[1]
		i, j = at[0]+1, at[1]+1
	}
	pair(a[i:], b[j:], atA+i, atB+j, p)
}

// once returns the places of the items that stand once in a and once in b, the
// longest row of them that rises in both.
func once(a, b []string) [][2]int {
	type count struct{ a, b, at int }
	seen := make(map[string]*count, len(a))
	for _, s := range a {
		c := seen[s]
		if c == nil {
			c = &count{}
			seen[s] = c
		}
		c.a++
	}
	for j, s := range b {
		if c := seen[s]; c != nil {
			c.b++
			c.at = j
		}
	}
	var pairs [][2]int
	for i, s := range a {
		if c := seen[s]; c.a == 1 && c.b == 1 {
			pairs = append(pairs, [2]int{i, c.at})
		}
	}
	// The longest rising row, by piles: piles[k] ends the best row of k+1.
	var piles []int
	before := make([]int, len(pairs))
	for i, p := range pairs {
		k, _ := slices.BinarySearchFunc(piles, p[1], func(top, at int) int { return pairs[top][1] - at })
		before[i] = -1
		if k > 0 {
			before[i] = piles[k-1]
		}
		if k == len(piles) {
			piles = append(piles, i)
		} else {
			piles[k] = i
		}
	}
	if len(piles) == 0 {
		return nil
	}
	row := make([][2]int, len(piles))
	for k, i := len(piles)-1, piles[len(piles)-1]; k >= 0; k, i = k-1, before[i] {
		row[k] = pairs[i]
	}
	return row
}

// longest pairs a longest common sequence, by the table of lengths.
func longest(a, b []string, atA, atB int, p []int) {
	if len(a)*len(b) > maxTable {
		return
	}
	w := len(b) + 1
	table := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				table[i*w+j] = table[(i+1)*w+j+1] + 1
			} else {
				table[i*w+j] = max(table[(i+1)*w+j], table[i*w+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			p[atA+i] = atB + j
			i, j = i+1, j+1
		case table[(i+1)*w+j] >= table[i*w+j+1]:
			i++
		default:
			j++
		}
	}
}
