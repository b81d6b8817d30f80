package eval

import (
	"fmt"
	"math"
	"slices"

	"voxpop/internal/theme"
)

// ThemesOptions of [Themes].
type ThemesOptions struct {
	K        int // number of themes; 0 lets the messages decide
	Seed     uint64
	Progress Progress
}

// ThemesResult is how well themes agree with what people said.
type ThemesResult struct {
	ACC     float64 `json:"acc"` // share of messages under the best pairing of themes with labels
	NMI     float64 `json:"nmi"` // mutual information over the mean of the entropies, as scikit-learn does
	ARI     float64 `json:"ari"` // Rand index adjusted for chance (Hubert & Arabie 1985)
	K       int     `json:"k"`   // themes found
	Aside   int     `json:"set_aside"`
	Seconds float64 `json:"seconds"`
}

// Themes finds themes among the texts of rows and compares them with their
// first labels. Rows without a label are read and not compared. A message that
// was set aside counts where it would have gone: nothing is won by setting
// aside what is hard.
func Themes(rows []Row, opts ThemesOptions) (ThemesResult, error) {
	if opts.K < 0 {
		return ThemesResult{}, refuse("themes", fmt.Sprintf("cannot find %d themes", opts.K), "give --k a number from 1 on, or leave it out")
	}
	messages := make([]theme.Message, len(rows))
	for i, r := range rows {
		messages[i] = theme.Message{ID: fmt.Sprintf("%08d", i), Text: r.Text, Lang: r.Lang}
	}
	if opts.Progress != nil {
		opts.Progress(fmt.Sprintf("looking for themes among %d messages", len(messages)))
	}
	found := theme.Find(messages, theme.Options{K: opts.K, Seed: opts.Seed})
	of := make([]int, len(rows))
	place := map[string]int{}
	for i, m := range messages {
		place[m.ID] = i
	}
	for k, t := range found.Themes {
		for _, id := range t.Members {
			of[place[id]] = k
		}
	}
	for _, a := range found.Aside {
		of[place[a.ID]] = a.Theme
	}
	var said []string
	var got []int
	for i, r := range rows {
		if len(r.Labels) > 0 {
			said, got = append(said, r.Labels[0]), append(got, of[i])
		}
	}
	if len(said) == 0 {
		return ThemesResult{}, refuse("themes", "has no row with a label", "give each row its labels, as in {\"id\",\"text\",\"labels\":[…]}")
	}
	c := crossed(said, got)
	return ThemesResult{ACC: c.accuracy(), NMI: c.information(), ARI: c.rand(), K: len(found.Themes), Aside: found.SetAside}, nil
}

// cross counts messages by label (rows) and theme (columns).
type cross struct {
	cell       [][]float64
	rows, cols []float64
	n          float64
}

func crossed[A, B comparable](a []A, b []B) cross {
	number := func() func(any) int {
		seen := map[any]int{}
		return func(v any) int {
			i, ok := seen[v]
			if !ok {
				i = len(seen)
				seen[v] = i
			}
			return i
		}
	}
	an, bn := number(), number()
	c := cross{n: float64(len(a))}
	for i := range a {
		r, k := an(a[i]), bn(b[i])
		for len(c.cell) <= r {
			c.cell, c.rows = append(c.cell, nil), append(c.rows, 0)
		}
		for len(c.cols) <= k {
			c.cols = append(c.cols, 0)
		}
		for len(c.cell[r]) <= k {
			c.cell[r] = append(c.cell[r], 0)
		}
		c.cell[r][k]++
		c.rows[r]++
		c.cols[k]++
	}
	for r := range c.cell {
		c.cell[r] = append(c.cell[r], make([]float64, len(c.cols)-len(c.cell[r]))...)
	}
	return c
}

// accuracy pairs labels with themes one to one so that most messages agree.
func (c cross) accuracy() float64 {
	size := max(len(c.rows), len(c.cols))
	cost := make([][]float64, size)
	for r := range cost {
		cost[r] = make([]float64, size)
		if r < len(c.cell) {
			for k, n := range c.cell[r] {
				cost[r][k] = -n
			}
		}
	}
	agree := 0.0
	for r, k := range pairing(cost) {
		agree -= cost[r][k]
	}
	return agree / c.n
}

// information is the mutual information of the two partitions over the mean of
// their entropies: 1 when they are the same, and when both have one part.
func (c cross) information() float64 {
	entropy := func(sizes []float64) float64 {
		h := 0.0
		for _, s := range sizes {
			h -= s / c.n * math.Log(s/c.n)
		}
		return h
	}
	hr, hc := entropy(c.rows), entropy(c.cols)
	if len(c.rows) == 1 && len(c.cols) == 1 {
		return 1
	}
	mi := 0.0
	for r, row := range c.cell {
		for k, n := range row {
			if n > 0 {
				mi += n / c.n * math.Log(n*c.n/(c.rows[r]*c.cols[k]))
			}
		}
	}
	if hr+hc == 0 {
		return 0
	}
	return max(0, mi) / ((hr + hc) / 2)
}

// rand is the Rand index, adjusted for chance.
func (c cross) rand() float64 {
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	var both, a, b float64
	for _, row := range c.cell {
		for _, n := range row {
			both += pairs(n)
		}
	}
	for _, n := range c.rows {
		a += pairs(n)
	}
	for _, n := range c.cols {
		b += pairs(n)
	}
	all := pairs(c.n)
	if all == 0 {
		return 1
	}
	chance := a * b / all
	if most := (a + b) / 2; most != chance {
		return (both - chance) / (most - chance)
	}
	return 1
}

// pairing gives each row of a square cost matrix a column of its own, at the
// least cost (Kuhn 1955, Munkres 1957; shortest augmenting paths).
func pairing(cost [][]float64) []int {
	n := len(cost)
	u, v := make([]float64, n+1), make([]float64, n+1)
	row, way := make([]int, n+1), make([]int, n+1)
	for i := 1; i <= n; i++ {
		row[0] = i
		at := 0
		least := slices.Repeat([]float64{math.Inf(1)}, n+1)
		used := make([]bool, n+1)
		for row[at] != 0 {
			used[at] = true
			delta, next := math.Inf(1), 0
			for j := 1; j <= n; j++ {
				if used[j] {
					continue
				}
				if c := cost[row[at]-1][j-1] - u[row[at]] - v[j]; c < least[j] {
					least[j], way[j] = c, at
				}
				if least[j] < delta {
					delta, next = least[j], j
				}
			}
			for j := range n + 1 {
				if used[j] {
					u[row[j]] += delta
					v[j] -= delta
				} else {
					least[j] -= delta
				}
			}
			at = next
		}
		for at != 0 {
			row[at] = row[way[at]]
			at = way[at]
		}
	}
	out := make([]int, n)
	for j := 1; j <= n; j++ {
		out[row[j]-1] = j - 1
	}
	return out
}
