package voxpop

// Kind of a code.
type CodeKind string

// A theme is something people said; a control code is about the response
// itself (no answer, cannot tell) and never a finding.
const (
	Theme   CodeKind = "theme"
	Control CodeKind = "control"
)

// NoCode in a coding says that the coder looked and none applies.
const NoCode = "-"

// Final is the coder whose marks are the adjudicated ones.
const Final = "final"

// Codebook is the versioned list of codes of one call-out.
type Codebook struct {
	Version Version `json:"version" yaml:"version"`
	Codes   []Code  `json:"codes" yaml:"codes"`
}

// Version is a codebook's version as its author writes it, a number or a word.
type Version string

// Code is one theme or control code with the rule for applying it.
type Code struct {
	ID         string    `json:"id" yaml:"id"`
	Name       Localized `json:"name" yaml:"name"`
	Definition string    `json:"definition" yaml:"definition"`
	Include    string    `json:"include,omitempty" yaml:"include,omitempty"`
	Exclude    string    `json:"exclude,omitempty" yaml:"exclude,omitempty"`
	Example    string    `json:"example,omitempty" yaml:"example,omitempty"` // invented or reviewed words to which it applies
	Parent     string    `json:"parent,omitempty" yaml:"parent,omitempty"`
	Kind       CodeKind  `json:"kind" yaml:"kind"`
	Key        string    `json:"key,omitempty" yaml:"key,omitempty"` // the desk's shortcut
	Colour     Colour    `json:"colour,omitempty" yaml:"colour,omitempty"`
	Retired    bool      `json:"retired,omitempty" yaml:"retired,omitempty"` // no longer given; what it was given to keeps it
}

// Code returns the code with that id.
func (b Codebook) Code(id string) (Code, bool) {
	for _, c := range b.Codes {
		if c.ID == id {
			return c, true
		}
	}
	return Code{}, false
}

// Colour is how the desk marks a code, beside its letter.
type Colour string

// Colours are those that the desk can tell apart.
var Colours = []Colour{"red", "orange", "yellow", "green", "teal", "blue", "violet", "pink", "brown", "grey"}

// Origin is where a mark came from. Only a person's mark counts: a model's or
// a rule's is a suggestion until a person takes it.
type Origin string

// The origins.
const (
	ByPerson Origin = "person"
	ByModel  Origin = "model"
	ByRule   Origin = "rule"
)

// Draw is how a response came to a coder. Only "random" (or "all") makes the
// coded responses a sample.
type Draw string

// The draws.
const (
	DrawAll    Draw = "all"
	DrawRandom Draw = "random"
	DrawActive Draw = "active"
)

// Coding is a coder's mark: this code is present in, or was looked for and is
// absent from, this response.
type Coding struct {
	Response string
	Code     string // NoCode: none applies
	Coder    string // Final: adjudicated
	Present  bool
	Origin   Origin
	At       Moment
	Draw     Draw // "" = DrawAll
}
