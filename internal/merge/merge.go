// Package merge brings two edits of one text together: line by line, and word by word inside a line; where both changed the same words, it keeps both.
package merge

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Conflict is a place that both changed, each in another way. The merged text
// holds Mine there, from Start to End in code points; Base and Theirs are what
// stood there before, and what the other wrote. All three are whole lines.
type Conflict struct {
	Start, End         int
	Base, Mine, Theirs string
}

// Three merges what two people made of base. A place that only one of them
// changed takes that change; a place that both changed alike takes it once.
// Where both changed one line, their words are merged, if at least one word
// between the changes stands as it was. What is left is a conflict: merged has
// mine there, and the conflict carries both.
//
// With mine == base it returns theirs, with theirs == base mine, and nothing
// that either side wrote is in neither merged nor a conflict.
func Three(base, mine, theirs string) (merged string, conflicts []Conflict) {
	switch {
	case mine == theirs || theirs == base:
		return mine, nil
	case mine == base:
		return theirs, nil
	}
	var out []string // lines
	place := 0       // code points of out, each line with its break
	put := func(lines []string) {
		for _, l := range lines {
			place += utf8.RuneCountInString(l) + 1
		}
		out = append(out, lines...)
	}
	for _, c := range chunks(strings.Split(base, "\n"), strings.Split(mine, "\n"), strings.Split(theirs, "\n")) {
		for _, c := range split(c) {
			if lines, ok := c.settled(); ok {
				put(lines)
				continue
			}
			start := place
			put(c.mine)
			conflicts = append(conflicts, Conflict{Start: start, End: max(start, place-1),
				Base: strings.Join(c.base, "\n"), Mine: strings.Join(c.mine, "\n"), Theirs: strings.Join(c.theirs, "\n")})
		}
	}
	return strings.Join(out, "\n"), conflicts
}

// chunk is the part of three sequences between two places where all agree.
type chunk struct{ base, mine, theirs []string }

// settled returns what a chunk becomes, if that is beyond doubt.
func (c chunk) settled() ([]string, bool) {
	switch {
	case slices.Equal(c.mine, c.theirs) || slices.Equal(c.theirs, c.base):
		return c.mine, true
	case slices.Equal(c.mine, c.base):
		return c.theirs, true
	}
	return nil, false
}

// split takes a chunk that both changed apart, line by line, when all three
// have as many lines; lines whose words merge are settled on the way. Lines in
// a row that do not become one chunk.
func split(c chunk) []chunk {
	if _, ok := c.settled(); ok || len(c.base) != len(c.mine) || len(c.base) != len(c.theirs) {
		return []chunk{c}
	}
	var out []chunk
	open := false // the last chunk of out is a conflict
	for i := range c.base {
		one := chunk{c.base[i : i+1], c.mine[i : i+1], c.theirs[i : i+1]}
		lines, ok := one.settled()
		if !ok {
			lines, ok = inLine(c.base[i], c.mine[i], c.theirs[i])
		}
		switch {
		case ok:
			out = append(out, chunk{lines, lines, lines})
		case open:
			last := &out[len(out)-1]
			last.base, last.mine, last.theirs = append(slices.Clip(last.base), c.base[i]), append(slices.Clip(last.mine), c.mine[i]), append(slices.Clip(last.theirs), c.theirs[i])
		default:
			out = append(out, one)
		}
		open = !ok
	}
	return out
}

// inLine merges the words of one line.
func inLine(base, mine, theirs string) ([]string, bool) {
	if base == "" {
		return nil, false
	}
	var line strings.Builder
	for _, c := range chunks(Words(base), Words(mine), Words(theirs)) {
		words, ok := c.settled()
		if !ok {
			return nil, false
		}
		for _, w := range words {
			line.WriteString(w)
		}
	}
	return []string{line.String()}, true
}

// chunks cuts three sequences at every run of base that stands in both others:
// such a run is a chunk of its own, what lies between two is another.
func chunks(base, mine, theirs []string) []chunk {
	inMine, inTheirs := partners(base, mine), partners(base, theirs)
	var out []chunk
	b, m, t := 0, 0, 0 // all before is in out
	for i := 0; i <= len(base); i++ {
		if i < len(base) && (inMine[i] < 0 || inTheirs[i] < 0) {
			continue
		}
		toM, toT := len(mine), len(theirs)
		if i < len(base) {
			toM, toT = inMine[i], inTheirs[i]
		}
		if i > b || toM > m || toT > t {
			out = append(out, chunk{base[b:i], mine[m:toM], theirs[t:toT]})
		}
		if i < len(base) {
			out = append(out, chunk{base[i : i+1], mine[toM : toM+1], theirs[toT : toT+1]})
		}
		b, m, t = i+1, toM+1, toT+1
	}
	return out
}
