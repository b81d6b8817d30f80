package prevalence

import (
	"math/big"
	"strconv"
	"strings"

	"voxpop"
)

// Options of [Tally.Figures].
type Options struct {
	Seed  uint64 // of the bootstrap; 0 = taken from the tally, so that the same record gives the same figures
	Draws int    // of the bootstrap; 0 = 1,000, negative = none (no intervals)
	// Crowd is everybody counted and who of them was drawn at random: shares
	// are then estimated where the draw allows it ([Figures].Basis). nil: they
	// are counted.
	Crowd *Crowd
}

// MethodCount says that a share was counted from people's codings.
const MethodCount = "count"

// Figures works out every figure of the call-out. The tally must not be
// changed while the figures are in use; a store takes a copy first.
func (t *Tally) Figures(book voxpop.Codebook, house voxpop.House, opts Options) *Figures {
	f := &Figures{
		Waterfall: t.waterfall(),
		Days:      t.Days.ascending(),
		Languages: t.Langs.descending(),
		Media:     t.Media.descending(),
		Channels:  t.Channels.descending(),
		Coders:    t.Coders.descending(),
		Coded:     t.Coded, Adjudicated: t.Adjudicated,
		tally: t,
		book:  book,
	}
	if n := len(f.Days); n > 0 {
		f.FirstDay, f.LastDay = f.Days[0].Key, f.Days[n-1].Key
	}
	for _, n := range t.Double {
		f.Double += n
	}
	f.Agreement = t.agreement(book, opts)
	var estimates []polled
	if f.Basis = opts.Crowd.Basis(f.Waterfall.Counted); f.Basis.Method == MethodPPI {
		f.poll = newPoll(t, opts.Crowd, codesOf(book))
		estimates, _ = f.poll.of(nil)
		f.asked = &asked{rests: map[string]func() remaining{}, both: map[[2]string]func() float64{}}
	}
	for i, c := range book.Codes {
		s := t.share(c.ID, f.Waterfall.Counted)
		if f.poll != nil {
			s = estimates[i].share(s)
			f.settled = append(f.settled, estimates[i])
		}
		s.Alpha = f.Agreement.Codes[i].Alpha
		f.Shares = append(f.Shares, s)
	}
	for i := range f.Shares {
		if rung, ok := house.Rung(Strongest(house, f, f.Shares[i].Code)); ok && len(rung.Words["en"]) > 0 {
			f.Shares[i].Word = rung.Words["en"][0]
		}
	}
	return f
}

func codesOf(book voxpop.Codebook) []string {
	out := make([]string, len(book.Codes))
	for i, c := range book.Codes {
		out[i] = c.ID
	}
	return out
}

func (t *Tally) waterfall() voxpop.Waterfall {
	s := t.Steps
	return voxpop.Waterfall{
		Received:  s[stepReceived],
		Withdrawn: s[stepWithdrawn],
		Blank:     s[string(voxpop.Blank)],
		Spam:      s[string(voxpop.Spam)],
		OffTopic:  s[string(voxpop.OffTopic)],
		Illegal:   s[string(voxpop.Illegal)],
		Duplicate: s[stepDuplicate],
		Campaign:  s[stepCampaign],
		Counted:   s[stepCounted],
	}
}

// share counts a code and finds its range: see docs/METHOD.md.
func (t *Tally) share(code string, of int) voxpop.Share {
	in := t.states(code)
	n := in[Yes] + in[SingleYes] + in[ContestedYes]
	s := voxpop.Share{Code: code, N: float64(n), Of: of, Method: MethodCount, Coded: t.People}
	if of == 0 {
		return s
	}
	s.Share = float64(n) / float64(of)
	drop, rise := t.flips(code)
	// In fractions, so that an end that lies at a rung's bound is at it.
	low := fraction(in[Yes]+in[SingleYes], 1)
	low.Sub(low, drop.Mul(drop, fraction(in[SingleYes], 1)))
	high := fraction(n+in[ContestedNo]+in[Open], 1)
	high.Add(high, rise.Mul(rise, fraction(in[SingleNo], 1)))
	s.Low, _ = low.Quo(low, fraction(of, 1)).Float64()
	s.High, _ = high.Quo(high, fraction(of, 1)).Float64()
	return s
}

// flips returns how often, on responses that two or more people coded, another
// coder left the code out where one marked it (drop), and marked it where one
// left it out (rise). Both are 0 where nothing was there to measure.
func (t *Tally) flips(code string) (drop, rise *big.Rat) {
	split, marks, blanks := new(big.Rat), 0, 0
	for _, c := range t.cells(code) {
		marks += c.N * c.Marks
		blanks += c.N * (c.Coders - c.Marks)
		split.Add(split, fraction(c.N*c.Marks*(c.Coders-c.Marks), c.Coders-1))
	}
	drop, rise = new(big.Rat), new(big.Rat)
	if marks > 0 {
		drop.Quo(split, fraction(marks, 1))
	}
	if blanks > 0 {
		rise.Quo(split, fraction(blanks, 1))
	}
	return drop, rise
}

func fraction(a, b int) *big.Rat { return big.NewRat(int64(a), int64(b)) }

// cells is the histogram of one code's double codings, in a fixed order.
func (t *Tally) cells(code string) []Cell {
	unmarked := map[int]int{}
	for key, n := range t.Double {
		unmarked[numbers(key)[0]] = n
	}
	var out []Cell
	for _, c := range t.Cells[code].ascending() {
		k := numbers(c.Key)
		unmarked[k[0]] -= c.N
		out = append(out, Cell{Coders: k[0], Marks: k[1], N: c.N})
	}
	for _, c := range t.Double.ascending() {
		m := numbers(c.Key)[0]
		if unmarked[m] > 0 {
			out = append(out, Cell{Coders: m, N: unmarked[m]})
		}
	}
	return out
}

// numbers reads a key that the tally wrote: whole numbers parted by spaces.
func numbers(key string) []int {
	parts := strings.Fields(key)
	out := make([]int, len(parts))
	for i, p := range parts {
		out[i], _ = strconv.Atoi(p)
	}
	return out
}
