package prevalence

// Cell is a group of responses coded alike as to one code: N responses, each
// seen by Coders people, of whom Marks marked the code.
type Cell struct {
	Coders, Marks, N int
}

// Alpha is Krippendorff's alpha for nominal values: 1 − observed disagreement ÷
// the disagreement expected by chance. units[u] holds the values that the
// coders gave to unit u; coders who did not code it are left out (or ""), and
// units with fewer than two values say nothing. ok is false where alpha is not
// defined: no unit has two values, or all values are the same.
//
// Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011),
// section C: coincidences o(c,k) = Σu pairs(c,k in u) ÷ (values in u − 1),
// α = 1 − (n−1)·Σ(c≠k) o(c,k) ÷ Σ(c≠k) n(c)·n(k).
func Alpha(units [][]string) (alpha float64, ok bool) {
	total := map[string]float64{}
	var n, differ float64
	for _, u := range units {
		in := map[string]int{}
		m := 0
		for _, v := range u {
			if v != "" {
				in[v]++
				m++
			}
		}
		if m < 2 {
			continue
		}
		same := 0
		for v, k := range in {
			total[v] += float64(k)
			same += k * (k - 1)
		}
		n += float64(m)
		differ += float64(m*(m-1)-same) / float64(m-1)
	}
	expected := n * n
	for _, k := range total {
		expected -= k * k
	}
	if expected == 0 {
		return 0, false
	}
	return 1 - (n-1)*differ/expected, true
}

// AlphaOf is [Alpha] of a code marked or not marked, from a histogram. Cells
// with fewer than two coders say nothing.
func AlphaOf(cells []Cell) (alpha float64, ok bool) {
	var s sums
	for _, c := range cells {
		if c.Coders > 1 {
			s.add(weightOf(c), float64(c.N))
		}
	}
	return s.alpha()
}

// weight is what one unit adds to the sums that alpha is made of.
type weight struct {
	values float64 // codings, m (times the codes, when pooled)
	marks  float64 // of which marked, k
	split  float64 // k(m−k) ÷ (m−1)
}

func weightOf(c Cell) weight {
	return weight{float64(c.Coders), float64(c.Marks), float64(c.Marks*(c.Coders-c.Marks)) / float64(c.Coders-1)}
}

type sums weight

func (s *sums) add(w weight, n float64) {
	s.values += n * w.values
	s.marks += n * w.marks
	s.split += n * w.split
}

// alpha of a value that is there or not: off the diagonal the coincidence
// matrix holds split twice, the margins are marks and values − marks.
func (s *sums) alpha() (float64, bool) {
	expected := s.marks * (s.values - s.marks)
	if expected <= 0 {
		return 0, false
	}
	return 1 - (s.values-1)*s.split/expected, true
}
