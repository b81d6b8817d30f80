package theme

import (
	"cmp"
	"slices"
	"strings"

	"voxpop/internal/vector"
)

// Merge returns the theme that a and b are together, named from the messages
// of both. messages holds all messages that the themes were found among: what
// a theme is called depends on what the others say. It keeps the id of the
// larger. Ids without a message are passed over.
func Merge(messages []Message, a, b Theme) Theme {
	if b.Size > a.Size || b.Size == a.Size && b.ID < a.ID {
		a, b = b, a
	}
	t := rename(messages, [][]string{slices.Concat(a.Members, b.Members)})[0]
	t.ID = a.ID
	return t
}

// Split proposes the parts of a theme: o.K of them, 0 is two. It is nil when the
// theme has no parts.
func Split(messages []Message, t Theme, o Options) []Theme {
	inside := map[string]bool{}
	for _, id := range t.Members {
		inside[id] = true
	}
	var own []Message
	for _, m := range messages {
		if inside[m.ID] {
			own = append(own, m)
		}
	}
	if len(own) < 2 {
		return nil
	}
	o.K = max(2, o.K)
	found := Find(own, o)
	if len(found.Themes) < 2 {
		return nil
	}
	// What was set aside among the theme's own messages stays in the theme: with
	// the part that is nearest, the largest where none is.
	parts := make([][]string, len(found.Themes))
	for i, p := range found.Themes {
		parts[i] = p.Members
	}
	for _, a := range found.Aside {
		at := max(0, a.Theme)
		parts[at] = append(parts[at], a.ID)
	}
	out := rename(messages, parts)
	slices.SortStableFunc(out, func(a, b Theme) int {
		return cmp.Or(cmp.Compare(b.Size, a.Size), strings.Compare(a.Label, b.Label))
	})
	return out
}

// Describe makes themes of messages that somebody put together: their words,
// labels and examples, as [Find] words its own. An id that no message has is
// passed over.
func Describe(messages []Message, parts [][]string) []Theme { return rename(messages, parts) }

// rename makes themes of the messages with the ids of each part.
func rename(messages []Message, parts [][]string) []Theme {
	part := map[string]int32{}
	for p, ids := range parts {
		for _, id := range ids {
			part[id] = int32(p)
		}
	}
	c := prepare(messages)
	// A text that several messages share goes where the first of them goes.
	of := make([]int32, len(c.unique))
	for i, same := range c.same {
		of[i] = -1
		for _, m := range same {
			if p, ok := part[messages[m].ID]; ok {
				of[i] = p
				break
			}
		}
	}
	l := read(c.unique, of, len(parts))
	themes := make([]Theme, len(parts))
	words := make([][]spoken, len(parts))
	row := map[string]int32{}
	for i, same := range c.same {
		for _, m := range same {
			row[messages[m].ID] = int32(i)
		}
	}
	for p, ids := range parts {
		t := &themes[p]
		words[p] = l.words(p)
		var rows []int32
		t.Members = []string{}
		for _, id := range ids {
			if i, ok := row[id]; ok {
				if !slices.Contains(rows[:min(len(rows), 100)], i) {
					rows = append(rows, i)
				}
			}
			if _, ok := part[id]; ok {
				t.Members = append(t.Members, id)
			}
		}
		var typical vector.Message
		if len(rows) > 0 {
			typical = c.unique[rows[0]]
		}
		named(t, words[p], typical)
		t.Size = len(t.Members)
		t.Examples = examples(c, rows, 0)
	}
	number(themes, words)
	return themes
}

// Align gives new themes the ids of the old ones that they continue, so that
// what an editor wrote about a theme stays with it: pairs that share most
// messages first, and only where they share more than half of the smaller.
func Align(old, found []Theme) []Theme {
	at := map[string]int{}
	for i, t := range old {
		for _, id := range t.Members {
			at[id] = i
		}
	}
	type pair struct{ shared, from, to int }
	var pairs []pair
	for j, t := range found {
		shared := make([]int, len(old))
		for _, id := range t.Members {
			if i, ok := at[id]; ok {
				shared[i]++
			}
		}
		for i, n := range shared {
			if 2*n > min(len(old[i].Members), len(t.Members)) {
				pairs = append(pairs, pair{n, i, j})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	out := slices.Clone(found)
	given, done := make([]bool, len(old)), make([]bool, len(found))
	taken := map[string]bool{}
	for _, p := range pairs {
		if !given[p.from] && !done[p.to] {
			given[p.from], done[p.to] = true, true
			out[p.to].ID = old[p.from].ID
			taken[out[p.to].ID] = true
		}
	}
	for j := range out {
		if done[j] {
			continue
		}
		for taken[out[j].ID] {
			out[j].ID = hashed("\x02" + out[j].ID)
		}
		taken[out[j].ID] = true
	}
	return out
}
