package eval

import "slices"

// Compare counts how well said agrees with the labels of rows, as
// scikit-learn's accuracy_score and f1_score do: accuracy is the share of rows
// with all labels right, micro F1 counts all labels together, macro F1 is the
// mean over every label that stands in rows or in said. A label with no row
// right has an F1 of 0.
func Compare(rows []Row, said [][]string) CodingResult {
	type count struct{ right, said, true float64 }
	by := map[string]*count{}
	at := func(l string) *count {
		if by[l] == nil {
			by[l] = &count{}
		}
		return by[l]
	}
	exact := 0
	for i, r := range rows {
		truth, got := set(r.Labels), set(said[i])
		if slices.Equal(truth, got) {
			exact++
		}
		for _, l := range truth {
			at(l).true++
		}
		for _, l := range got {
			at(l).said++
			if _, ok := slices.BinarySearch(truth, l); ok {
				at(l).right++
			}
		}
	}
	f1 := func(c count) float64 {
		if c.right == 0 {
			return 0
		}
		return 2 * c.right / (c.said + c.true)
	}
	var names []string
	for l := range by {
		names = append(names, l)
	}
	slices.Sort(names) // sums in one order
	var all count
	var macro float64
	for _, l := range names {
		c := *by[l]
		macro += f1(c)
		all.right, all.said, all.true = all.right+c.right, all.said+c.said, all.true+c.true
	}
	res := CodingResult{MicroF1: f1(all)}
	if len(rows) > 0 {
		res.Accuracy = float64(exact) / float64(len(rows))
	}
	if len(names) > 0 {
		res.MacroF1 = macro / float64(len(names))
	}
	return res
}

func set(labels []string) []string {
	s := slices.Clone(labels)
	slices.Sort(s)
	return slices.Compact(s)
}
