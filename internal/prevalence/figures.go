package prevalence

import (
	"sync"

	"voxpop"
)

// Figures are the numbers of one call-out: everything that a share, a chart,
// a method box or the story check may say about how many. They are derived
// from a [Tally] and hold for one state of the record.
type Figures struct {
	Waterfall voxpop.Waterfall

	// Responses received and not withdrawn. Days are 2006-01-02 in the
	// call-out's zone and in order; the other counts are in descending order.
	FirstDay, LastDay string
	Days              []Count
	Languages         []Count
	Media             []Count
	Channels          []Count

	Shares []voxpop.Share // in codebook order, control codes included

	Coders []Count // responses that each coder coded, Final left out
	Coded  int     // responses (not withdrawn or set aside) coded by at least one person
	Double int     // … by at least two
	// Adjudicated responses carry at least one mark of voxpop.Final.
	Adjudicated int

	Agreement Agreement

	// Basis says whether the shares are counted or estimated from a random sample, and why.
	Basis Basis

	tally   *Tally
	book    voxpop.Codebook
	poll    *poll    // nil where shares are counted
	settled []polled // of each of Shares, where they are estimated
	asked   *asked   // nil: answers are worked out each time
}

// asked keeps what was estimated of these figures when somebody asked for it:
// who asks for one word of the ladder asks for the next.
type asked struct {
	mu    sync.Mutex
	rests map[string]func() remaining
	both  map[[2]string]func() float64
}

// once is what make makes for key, made once however many ask for it.
func once[K comparable, T any](mu *sync.Mutex, all map[K]func() T, key K, make func() T) T {
	mu.Lock()
	get, ok := all[key]
	if !ok {
		get = sync.OnceValue(make)
		all[key] = get
	}
	mu.Unlock()
	return get()
}

// Count is how many of something.
type Count struct {
	Key string `json:"key"`
	N   int    `json:"n"`
}

// Agreement says how far coders who saw the same responses marked the same.
type Agreement struct {
	Codes   []CodeAgreement `json:"codes"` // codebook order
	Overall CodeAgreement   `json:"overall"`
}

// CodeAgreement is the agreement on one code. Alpha is Krippendorff's, nominal;
// Low and High are its bootstrap 95 % interval. All three are nil where alpha
// is not defined: fewer than two codings of a response, or no variation.
type CodeAgreement struct {
	Code    string   `json:"code"`
	N       int      `json:"n"`       // responses coded by at least two people
	Both    int      `json:"both"`    // … of which all marked the code
	Percent float64  `json:"percent"` // mean pairwise agreement, fraction of 1
	Alpha   *float64 `json:"alpha"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
}

// Share returns the share of a code.
func (f *Figures) Share(code string) (voxpop.Share, bool) {
	for _, s := range f.Shares {
		if s.Code == code {
			return s, true
		}
	}
	return voxpop.Share{}, false
}
