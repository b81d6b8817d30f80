package theme

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"voxpop/internal/text"
	"voxpop/internal/vector"
)

// corpus is the messages in the form that themes are found in: one of each
// text, in an order that is that of the texts.
type corpus struct {
	messages []Message
	unique   []vector.Message
	keys     []uint64  // of each unique text, a number that is chance and always the same
	first    []int32   // of each unique text, a message that has it
	same     [][]int32 // of each unique text, all messages that have it
	aside    map[int32]string
}

// prepare puts messages of one wording together, so that a text sent a
// thousand times is one voice in what makes a theme, and sets aside what has
// nothing to group by.
func prepare(messages []Message) corpus {
	c := corpus{messages: messages, aside: map[int32]string{}}
	type entry struct {
		key string
		at  int32
	}
	all := make([]entry, len(messages))
	vector.Blocks(len(messages), 256, func(lo, hi int) {
		var z text.Tokenizer
		for i := lo; i < hi; i++ {
			z.Lang = messages[i].Lang
			all[i] = entry{wording(&z, beginning(messages[i].Text)), int32(i)}
		}
	})
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(messages[a.at].ID, messages[b.at].ID), int(a.at-b.at))
	})
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].key == all[i].key {
			j++
		}
		why := ""
		switch {
		case all[i].key == "":
			why = NoWords
		case noOpinion(all[i].key):
			why = NoOpinion
		}
		if why != "" {
			for _, e := range all[i:j] {
				c.aside[e.at] = why
			}
			i = j
			continue
		}
		m := messages[all[i].at]
		same := make([]int32, 0, j-i)
		for _, e := range all[i:j] {
			same = append(same, e.at)
		}
		c.unique = append(c.unique, vector.Message{Text: beginning(m.Text), Lang: m.Lang})
		h := fnv.New64a()
		h.Write([]byte(all[i].key))
		c.keys = append(c.keys, h.Sum64())
		c.first = append(c.first, all[i].at)
		c.same = append(c.same, same)
		i = j
	}
	return c
}

// longest is how many characters of a message are read: one message of a
// million says no more about its theme, and would cost as much as thousands.
const longest = 16000

func beginning(s string) string {
	if len(s) <= longest {
		return s
	}
	n := 0
	for at := range s {
		if n++; n > longest {
			return s[:at]
		}
	}
	return s
}

// wording is the words of a message, folded, with one space between them:
// messages that differ in no word have the same.
func wording(z *text.Tokenizer, s string) string {
	var b strings.Builder
	for _, t := range z.Tokens(s) {
		if t.InTag {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.Write(t.Text)
	}
	return b.String()
}
