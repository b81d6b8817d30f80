package vector

import "math"

// Weighting says how counts become weights.
type Weighting struct {
	// Kinds is the length of the part of a row that each kind of feature
	// makes, before the whole row is made as long as one. All 0 weighs the
	// kinds together, as they come.
	Kinds [kinds]float32
	// Plain leaves counts as they are; otherwise a count n weighs 1 + log n.
	Plain bool
}

// Weigh turns counts of r, columns of s, into TF-IDF weights, in place: rows
// as long as one, the rarer a feature among the messages learned from the
// heavier (smoothed as scikit-learn does: log((1+n)/(1+df)) + 1).
func (s *Space) Weigh(r Rows, w Weighting) {
	idf := make([]float32, s.Cols())
	for c, df := range s.df {
		idf[c] = float32(math.Log(float64(1+s.n)/float64(1+df)) + 1)
	}
	joined := w.Kinds == [kinds]float32{}
	var logs [64]float32
	for i := range logs {
		logs[i] = float32(1 + math.Log(float64(max(1, i))))
	}
	Blocks(r.Len(), 1024, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			cols, vals := r.Row(i)
			for j, c := range cols {
				if !w.Plain {
					if n := vals[j]; n < 64 {
						vals[j] = logs[int(n)]
					} else {
						vals[j] = float32(1 + math.Log(float64(n)))
					}
				}
				vals[j] *= idf[c]
			}
			if !joined {
				at := 0
				for k := range kinds {
					end := at
					for end < len(cols) && int(cols[end]) < s.ends[k] {
						end++
					}
					unit(vals[at:end])
					for j := at; j < end; j++ {
						vals[j] *= w.Kinds[k]
					}
					at = end
				}
			}
			unit(vals)
		}
	})
}

// Normalize divides each row by its length; a row of zeros stays.
func (r Rows) Normalize() {
	Blocks(r.Len(), 1024, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			_, v := r.Row(i)
			unit(v)
		}
	})
}
