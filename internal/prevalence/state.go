package prevalence

import (
	"encoding/json"
	"slices"
	"strings"

	"voxpop"
)

// State is what the coding says about one code and one person. The share
// counts the states whose name begins with "yes"; the range asks how many of
// them could turn out otherwise.
type State string

// The states, from the weakest to the strongest evidence that the code is
// voiced. A person with several answers has the strongest state of any.
const (
	No           State = "no"   // absent: adjudicated, or every one of two or more coders left it out
	SingleNo     State = "no1"  // absent: one coder looked
	Open         State = "open" // an answer of the person is not coded yet
	ContestedNo  State = "no?"  // fewer than half of two or more coders marked it; nobody adjudicated
	ContestedYes State = "yes?" // at least half, not all, of two or more coders marked it; nobody adjudicated
	SingleYes    State = "yes1" // present: one coder looked
	Yes          State = "yes"  // present: adjudicated, or every one of two or more coders marked it
)

var states = [7]State{No, SingleNo, Open, ContestedNo, ContestedYes, SingleYes, Yes}

// rank is the state's place in states; −1 when it is none.
func (s State) rank() int {
	switch s {
	case No:
		return 0
	case SingleNo:
		return 1
	case Open:
		return 2
	case ContestedNo:
		return 3
	case ContestedYes:
		return 4
	case SingleYes:
		return 5
	case Yes:
		return 6
	}
	return -1
}

// Present reports whether the state counts towards the share.
func (s State) Present() bool { return s == Yes || s == SingleYes || s == ContestedYes }

func stronger(a, b State) State {
	if b.rank() > a.rank() {
		return b
	}
	return a
}

// reading is everything that the persons' marks say about one answer.
type reading struct {
	coders []string // that looked, voxpop.Final left out
	final  bool     // adjudicated, in whole or in part
	none   bool     // adjudicated: none applies
	codes  []codeReading
}

// codeReading is the same about one code; codes that nobody marked and nobody
// adjudicated have none.
type codeReading struct {
	code    string
	marks   int // coders that marked it
	decided bool
	value   bool
}

// read sorts out the marks of one answer. Rows are few; plain loops beat maps.
func read(marks []Mark) reading {
	var r reading
	if len(marks) > 0 {
		r.coders = make([]string, 0, 2)
		r.codes = make([]codeReading, 0, min(len(marks), 16))
	}
	for i, k := range marks {
		if k.Origin != voxpop.ByPerson {
			continue
		}
		if k.Coder == voxpop.Final {
			r.final = true
			if k.Code == voxpop.NoCode {
				r.none = true
				continue
			}
			c := r.code(k.Code)
			c.decided, c.value = true, c.value || k.Present
			continue
		}
		if !slices.Contains(r.coders, k.Coder) {
			r.coders = append(r.coders, k.Coder)
		}
		if k.Code != voxpop.NoCode && k.Present && !repeated(marks[:i], k) {
			r.code(k.Code).marks++
		}
	}
	return r
}

// repeated reports whether the same coder's mark of the same code stands in earlier.
func repeated(earlier []Mark, k Mark) bool {
	for _, e := range earlier {
		if e.Coder == k.Coder && e.Code == k.Code && e.Present && e.Origin == k.Origin {
			return true
		}
	}
	return false
}

func (r *reading) code(id string) *codeReading {
	for i := range r.codes {
		if r.codes[i].code == id {
			return &r.codes[i]
		}
	}
	r.codes = append(r.codes, codeReading{code: id})
	return &r.codes[len(r.codes)-1]
}

func (r *reading) coded() bool { return r.final || len(r.coders) > 0 }

// base is the state of every code that has no reading of its own.
func (r *reading) base() State {
	switch {
	case r.none, len(r.coders) == 0 && r.final:
		return No
	case len(r.coders) == 0:
		return Open
	case len(r.coders) == 1:
		return SingleNo
	}
	return No
}

func (r *reading) state(c codeReading) State {
	m := len(r.coders)
	switch {
	case c.decided && c.value:
		return Yes
	case c.decided || r.none:
		return No
	case c.marks == 0:
		return r.base()
	case c.marks == m && m == 1:
		return SingleYes
	case c.marks == m:
		return Yes
	case 2*c.marks >= m:
		return ContestedYes
	}
	return ContestedNo
}

// CodeState is the state of one code.
type CodeState struct {
	Code  string
	State State
}

// CodeStates are states by code, sorted; in JSON an object.
type CodeStates []CodeState

// MarshalJSON implements json.Marshaler.
func (c CodeStates) MarshalJSON() ([]byte, error) {
	m := make(map[string]State, len(c))
	for _, s := range c {
		m[s.Code] = s.State
	}
	return json.Marshal(m)
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *CodeStates) UnmarshalJSON(b []byte) error {
	var m map[string]State
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*c = nil
	for code, s := range m {
		*c = append(*c, CodeState{code, s})
	}
	slices.SortFunc(*c, func(a, b CodeState) int { return strings.Compare(a.Code, b.Code) })
	return nil
}
