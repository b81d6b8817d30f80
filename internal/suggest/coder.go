package suggest

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"voxpop"
	"voxpop/internal/cores"
)

// Options of [New].
type Options struct {
	// Key decides the order of the random part; the same key is the same order
	// for ever. It is kept with the call-out.
	Key []byte
	// People is the person of each message; nil: every message its own.
	People []string
	// Skip is true for messages that are never put forward nor suggested on,
	// such as those withdrawn; nil: none.
	Skip []bool
	// Hints says what each code is called and means; nil: the codes themselves.
	Hints []string
}

// Coder follows the coders at work: it learns from each mark as it is made, and
// proposes. What it proposes counts for nothing until a person takes it. It is
// not safe for concurrent use.
type Coder struct {
	pool   *Pool
	m      *matrix
	codes  []string
	number map[string]int
	people []string
	skip   []bool
	order  []int // of the random part
	passed int   // rows of order before it are coded or skipped

	rows   []int32 // coded rows in the order they came, then hints
	at     map[int]int
	has    [][]bool // by code, as long as rows
	live   []live
	marked int
	how    how

	drawn    int  // marks when the curves were fitted, 0: never
	drawnHow bool // the models then were logistic

	standing []int // rows that stand for many, made when first asked for
	ready    bool  // standing is made
}

// live is the model of one code, with what follows from it.
type live struct {
	trained
	positive  int
	stale     bool // alpha is not at its best
	moved     bool // scores are not those of w
	scores    []float32
	curve     curve
	threshold float64
}

// New returns a coder of the messages of p who knows no mark yet.
func New(p *Pool, codes []string, o Options) *Coder {
	c := &Coder{pool: p, codes: slices.Clone(codes), number: map[string]int{}, skip: o.Skip, at: map[int]int{}, how: byNumber(0, few)}
	hints := o.Hints
	if hints == nil {
		hints = codes
	}
	c.m = p.hinted(hints)
	c.has, c.live = make([][]bool, len(codes)), make([]live, len(codes))
	for k, code := range codes {
		c.number[code] = k
		c.live[k] = live{trained: trained{w: c.m.weights()}, stale: true, moved: true}
	}
	c.people = o.People
	if c.people == nil {
		c.people = make([]string, p.Len())
		for i := range c.people {
			c.people[i] = fmt.Sprint(i)
		}
	}
	c.order = Order(o.Key, c.people)
	if len(codes) > 0 {
		for l := range len(hints) {
			c.push(^int32(l), func(k int) bool { return k == l })
		}
	}
	return c
}

func (c *Coder) push(row int32, has func(code int) bool) {
	c.rows = append(c.rows, row)
	for k := range c.live {
		h := has(k)
		c.has[k] = append(c.has[k], h)
		c.live[k].alpha = append(c.live[k].alpha, 0)
		c.live[k].stale = true
		if h && row >= 0 {
			c.live[k].positive++
		}
	}
}

// drop takes the row at place j out of every model as if it had never been.
func (c *Coder) drop(j int) {
	last := len(c.rows) - 1
	for k := range c.live {
		l := &c.live[k]
		if y := sign(c.has[k][j]); l.alpha[j] != 0 {
			c.m.add(c.rows[j], -l.alpha[j]*y, &l.w)
			l.stale, l.moved = true, true
		}
		if c.has[k][j] && c.rows[j] >= 0 {
			l.positive--
		}
		c.has[k][j], l.alpha[j] = c.has[k][last], l.alpha[last]
		c.has[k], l.alpha = c.has[k][:last], l.alpha[:last]
	}
	delete(c.at, int(c.rows[j]))
	if j < last && c.rows[last] >= 0 {
		c.at[int(c.rows[last])] = j
	}
	c.rows[j] = c.rows[last]
	c.rows = c.rows[:last]
}

func sign(has bool) float32 {
	if has {
		return 1
	}
	return -1
}

// touched is the number of rows that a mark looks at again in each model. What
// is left over is done when somebody asks for suggestions.
const touched = 400

// Mark says which codes message row has: all of them, and none if codes is
// empty. Said again it replaces what was said. The cost does not grow with the
// pool. An error is a row or a code that is not there.
func (c *Coder) Mark(row int, codes []string) error {
	if row < 0 || row >= c.pool.Len() {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "suggest", Place: fmt.Sprintf("row %d", row), Message: "is not in the pool"}
	}
	has := make([]bool, len(c.codes))
	for _, code := range codes {
		k, ok := c.number[code]
		if !ok {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "suggest", Place: code, Message: "is not a code of this codebook"}
		}
		has[k] = true
	}
	c.Unmark(row)
	c.at[row] = len(c.rows)
	c.count(1)
	c.push(int32(row), func(k int) bool { return has[k] })
	j := len(c.rows) - 1
	cores.Each(len(c.live), func(k int) {
		// The new row, then a window of others that goes round with the marks.
		part := []int{j}
		for s := range min(touched, j) {
			part = append(part, (c.marked*touched+s)%j)
		}
		c.touch(k, part)
	})
	return nil
}

// touch goes one step of the descent on the rows at places part in model k.
func (c *Coder) touch(k int, part []int) {
	l := &c.live[k]
	all := c.task(k)
	c.m.start(&l.trained, all.logistic)
	some := task{with: all.with, without: all.without, logistic: all.logistic}
	t := trained{w: l.w, logistic: l.logistic}
	for _, j := range part {
		some.rows, some.has, t.alpha = append(some.rows, c.rows[j]), append(some.has, c.has[k][j]), append(t.alpha, l.alpha[j])
	}
	c.m.pass(&t, some)
	for s, j := range part {
		l.alpha[j] = t.alpha[s]
	}
	l.w.shift, l.moved = t.w.shift, true
}

// Unmark forgets what was said of message row.
func (c *Coder) Unmark(row int) {
	if j, ok := c.at[row]; ok {
		c.drop(j)
		c.count(-1)
		c.passed = 0
	}
}

// count takes note of one mark more or less. Where that changes the method, the
// cost is the usual one until the curves are fitted anew.
func (c *Coder) count(more int) {
	c.marked += more
	if now := byNumber(c.marked, few); now.logistic != c.how.logistic {
		c.how = now
	}
}

// Marked reports whether message row is coded.
func (c *Coder) Marked(row int) bool {
	_, ok := c.at[row]
	return ok
}

// A coder is shown codes, and each one shown sways. Whatever F1 would gain by
// it, a code is not proposed that is too improbable, that only one message has,
// or for which the message itself hardly speaks.
const (
	leastP    = .3
	leastHave = 2
	leastOdds = 1.5 // times those of a message of which nothing is known
)

// common is the probability of code k that a message must reach to have more
// than what most have.
func (c *Coder) common(k int) float64 {
	with := float64(c.live[k].positive) + .5
	odds := leastOdds * with / (float64(c.marked) + 1 - with)
	return odds / (1 + odds)
}

// known reports whether enough messages have code k for it to be proposed.
func (c *Coder) known(k int) bool { return c.live[k].positive >= leastHave }

// persons is the number of those with a marked message. One alone says nothing
// of how far others are understood.
func (c *Coder) persons() int {
	seen := map[string]bool{}
	for i := range c.at {
		seen[c.people[i]] = true
	}
	return len(seen)
}

// refresh brings the models to their best, the scores to the models, and the
// curves to the scores: when there are a tenth more or fewer marks than when
// they were fitted, or the method is another. Then the models, too, learn from
// nothing, in the order of the rows: the first proposals of a coder depend on
// which marks there are and not on the order in which they came. Later ones may
// differ by a few hundredths from those of a coder with another history.
func (c *Coder) refresh() {
	due := c.persons() > 1 && (c.drawn == 0 || c.drawnHow != c.how.logistic ||
		math.Abs(float64(c.marked-c.drawn)) > recalibrate*float64(c.drawn))
	var marks Marks
	if due {
		marks = c.marks().settled(c.pool, c.m)
		c.how = marks.how
		c.anew()
	}
	cores.Each(len(c.live), func(k int) {
		l := &c.live[k]
		if l.stale {
			c.m.learn(&l.trained, c.task(k))
			l.stale, l.moved = false, true
		}
		if l.moved {
			if l.scores == nil {
				l.scores = make([]float32, c.pool.Len())
			}
			for i := range l.scores {
				l.scores[i] = c.m.dot(int32(i), &l.w)
			}
			l.moved = false
		}
	})
	if !due {
		return
	}
	scores := make([][]float64, len(c.live))
	for k := range c.live {
		scores[k] = make([]float64, c.pool.Len())
		for i, s := range c.live[k].scores {
			scores[k][i] = float64(s)
		}
	}
	curves, thresholds := c.pool.curves(c.m, scores, marks, c.groups(), 0)
	for k := range c.live {
		c.live[k].curve, c.live[k].threshold = curves[k], thresholds[k]
	}
	c.drawn, c.drawnHow = c.marked, c.how.logistic
}

// anew forgets what the models learned, and puts the rows in order: marked ones
// as they stand in the pool, then hints.
func (c *Coder) anew() {
	order := places(len(c.rows))
	slices.SortFunc(order, func(a, b int32) int {
		x, y := c.rows[a], c.rows[b]
		if x < 0 || y < 0 {
			return cmp.Compare(y, x)
		}
		return cmp.Compare(x, y)
	})
	rows := make([]int32, len(order))
	for s, j := range order {
		rows[s] = c.rows[j]
		if rows[s] >= 0 {
			c.at[int(rows[s])] = s
		}
	}
	c.rows = rows
	for k := range c.live {
		l := &c.live[k]
		has := make([]bool, len(order))
		for s, j := range order {
			has[s] = c.has[k][j]
		}
		c.has[k] = has
		clear(l.alpha)
		clear(l.w.sparse)
		clear(l.w.dense)
		l.w.shift, l.stale = 0, true
	}
}

// recalibrate after this share of new marks.
const recalibrate = .1

// task is what model k learns.
func (c *Coder) task(k int) task {
	return taskOf(c.rows, c.has[k], false, c.how)
}

// marks are the codings so far, in the order of their rows.
func (c *Coder) marks() Marks {
	m := Marks{Labels: len(c.codes)}
	for _, i := range c.rows {
		if i >= 0 {
			m.Rows = append(m.Rows, int(i))
		}
	}
	slices.Sort(m.Rows)
	m.Of = make([][]int, len(m.Rows))
	for s, i := range m.Rows {
		for k := range c.codes {
			if c.has[k][c.at[i]] {
				m.Of[s] = append(m.Of[s], k)
			}
		}
	}
	return m
}

// groups numbers the persons.
func (c *Coder) groups() []int {
	number := map[string]int{}
	out := make([]int, len(c.people))
	for i, p := range c.people {
		if _, ok := number[p]; !ok {
			number[p] = len(number)
		}
		out[i] = number[p]
	}
	return out
}

// SuggestOptions of [Coder.Suggestions].
type SuggestOptions struct {
	Rows  []int // only these; nil: every message that is not coded
	Limit int   // at most so many; 0: all
}

// Suggestion is a code proposed for a message.
type Suggestion struct {
	Row   int
	Code  string
	P     float64 // how likely it is that a coder agrees
	Words []Word  // what spoke for it, strongest first
}

// Suggestions returns the codes that uncoded messages probably have, the most
// certain first.
func (c *Coder) Suggestions(o SuggestOptions) []Suggestion {
	c.refresh()
	rows := o.Rows
	if rows == nil {
		rows = make([]int, c.pool.Len())
		for i := range rows {
			rows[i] = i
		}
	}
	var out []Suggestion
	sure := c.persons() > 1
	for k := range c.live {
		l := &c.live[k]
		if !c.known(k) || !sure {
			continue
		}
		bar := max(leastP, l.threshold, c.common(k))
		for _, i := range rows {
			if i < 0 || i >= c.pool.Len() || c.Marked(i) || c.skipped(i) || c.pool.blank(i) {
				continue
			}
			if p := l.curve.p(float64(l.scores[i])); p >= bar {
				out = append(out, Suggestion{Row: i, Code: c.codes[k], P: p})
			}
		}
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Row, b.Row), cmp.Compare(c.number[a.Code], c.number[b.Code]))
	})
	if o.Limit > 0 && len(out) > o.Limit {
		out = out[:o.Limit]
	}
	cores.Each(len(out), func(s int) {
		out[s].Words = c.words(out[s].Row, c.number[out[s].Code])
	})
	return out
}

func (c *Coder) skipped(row int) bool { return c.skip != nil && c.skip[row] }
