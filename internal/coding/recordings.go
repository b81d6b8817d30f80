package coding

import (
	"cmp"
	"slices"

	"voxpop/internal/duplicate"
	"voxpop/internal/fingerprint"
)

// enough is how many others of one mark an answer is paired with: they join
// all, and show that most are alike.
const enough = 20

func some(ids []string) []string { return ids[:min(len(ids), enough)] }

// alike finds the answers whose recordings or pictures are the same: equal
// files, equal sound in another file, a recording that was encoded again, a
// picture in another size. Answers that are withdrawn or set aside are not
// compared. A mark that cannot be read is passed over: it finds nothing.
func (c *Corpus) alike() []duplicate.Pair {
	found := map[[2]string]duplicate.Pair{}
	note := func(a, b string, similarity float64, equal bool) {
		if a == b {
			return
		}
		if a > b {
			a, b = b, a
		}
		k := [2]string{a, b}
		p := found[k]
		found[k] = duplicate.Pair{A: a, B: b, Similarity: max(p.Similarity, similarity), Equal: p.Equal || equal}
	}
	first := map[string]string{} // what is equal → the first response that holds it
	equal := func(what, id string) {
		if of, ok := first[what]; ok {
			note(of, id, 1, true)
		} else {
			first[what] = id
		}
	}
	stands := map[string]bool{}
	for i := range c.Answers {
		r := &c.Answers[i].Response
		if r.Withdrawn() || r.SetAside != "" {
			continue
		}
		stands[r.ID] = true
		if sum := c.Sums[r.Media]; r.Media != "" && sum != "" {
			equal("file "+sum, r.ID)
		}
	}
	// One order, whatever the store's: many copies of one are not all compared.
	marks := slices.Clone(c.Marks)
	slices.SortFunc(marks, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(a.Response, b.Response), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	var prints []fingerprint.Print
	var picts []fingerprint.Pict
	var printOf, pictOf []string
	for _, m := range marks {
		if !stands[m.Response] || m.Value == "" {
			continue
		}
		switch m.Kind {
		case SoundMark:
			equal("sound "+m.Value, m.Response)
		case PrintMark:
			if p, err := fingerprint.ParsePrint(m.Value); err == nil {
				prints, printOf = append(prints, p), append(printOf, m.Response)
			}
		case PictMark:
			if p, err := fingerprint.ParsePict(m.Value); err == nil {
				picts, pictOf = append(picts, p), append(pictOf, m.Response)
			}
		}
	}
	for _, m := range fingerprint.NearPrints(prints) {
		note(printOf[m.A], printOf[m.B], m.Similarity, false)
	}
	// Of pictures with one hash only the first is compared: its answers stand for
	// each other, some of them where there are many.
	holders := map[fingerprint.Pict][]string{}
	for i, p := range picts {
		for _, of := range holders[p][max(0, len(holders[p])-enough):] {
			note(of, pictOf[i], 1, false)
		}
		holders[p] = append(holders[p], pictOf[i])
	}
	for _, m := range fingerprint.NearPicts(picts) {
		if picts[m.A] == picts[m.B] {
			note(pictOf[m.A], pictOf[m.B], m.Similarity, false)
			continue
		}
		for _, a := range some(holders[picts[m.A]]) {
			for _, b := range some(holders[picts[m.B]]) {
				note(a, b, m.Similarity, false)
			}
		}
	}
	pairs := make([]duplicate.Pair, 0, len(found))
	for _, p := range found {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(p, q duplicate.Pair) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) })
	return pairs
}
