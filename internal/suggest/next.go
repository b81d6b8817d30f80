package suggest

import (
	"math"
	"slices"
)

// Next is a message worth coding.
type Next struct {
	Row int
	Why string // Uncertain, Representative or Random
}

// Why a message is put forward.
const (
	Uncertain      = "uncertain"      // the models cannot tell, and it is unlike the others
	Representative = "representative" // many messages are like it
	Random         = "random"         // its person is next in the random order
)

// first is the number of messages that stand for the pool.
const first = 50

// Next returns up to n messages to code. At least a third are next in the
// random order of people: only these feed shares. The others teach the models
// fastest: while few are coded, messages that stand for many, then those of
// which the models are least sure.
func (c *Coder) Next(n int) []Next {
	if n <= 0 {
		return nil
	}
	taken := map[int]bool{}
	var random, rest []Next
	for ; c.passed < len(c.order) && !c.free(c.order[c.passed]); c.passed++ {
	}
	for _, i := range c.order[c.passed:] {
		if len(random) == (n+2)/3 {
			break
		}
		if c.free(i) {
			random = append(random, Next{i, Random})
			taken[i] = true
		}
	}
	left := n - len(random)
	if !c.ready {
		c.standing = c.pool.medoids(first, func(i int) bool { return c.skipped(i) || c.pool.blank(i) }, 1)
		c.ready = true
	}
	for _, i := range c.standing {
		if len(rest) < left && c.free(i) && !taken[i] {
			rest = append(rest, Next{i, Representative})
			taken[i] = true
		}
	}
	if len(rest) < left {
		for _, i := range c.uncertain(left-len(rest), taken) {
			rest = append(rest, Next{i, Uncertain})
			taken[i] = true
		}
	}
	out := append(random, rest...)
	for _, i := range c.order[c.passed:] { // nothing else is left
		if len(out) == n {
			break
		}
		if c.free(i) && !taken[i] {
			out = append(out, Next{i, Random})
			taken[i] = true
		}
	}
	return out
}

// free reports whether a message may be put forward.
func (c *Coder) free(row int) bool { return !c.Marked(row) && !c.skipped(row) }

func (c *Coder) uncertain(n int, taken map[int]bool) []int {
	if len(c.live) == 0 {
		return nil
	}
	c.refresh()
	var rows []int
	var worth []float64
	for i := range c.pool.Len() {
		if !c.free(i) || taken[i] || c.pool.blank(i) {
			continue
		}
		sum := 0.0
		for k := range c.live {
			sum += 1 - 2*math.Abs(sigmoid(float64(c.live[k].scores[i]))-.5)
		}
		rows, worth = append(rows, i), append(worth, sum)
	}
	// A message that is not among the most uncertain is not picked however
	// unlike the others it is.
	if most := max(200, 20*n); len(rows) > most {
		bar := slices.Sorted(slices.Values(worth))[len(worth)-most]
		k := 0
		for s, w := range worth {
			if w >= bar && k < most {
				rows[k], worth[k] = rows[s], w
				k++
			}
		}
		rows, worth = rows[:k], worth[:k]
	}
	return c.pool.spread(rows, worth, nil, n)
}
