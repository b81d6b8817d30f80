// Package theme proposes themes among messages that nobody has coded: which go together, what each theme is called, and which messages show it best.
//
// A proposal counts for nothing until an editor takes it into the codebook.
// How themes are found, from which sources and how well, is in docs/THEMES.md.
package theme

// Message is a message to find themes in. Vector, from an embedding adapter,
// is optional: it is used when every message with words has one of the same
// length.
type Message struct {
	ID     string
	Text   string
	Lang   string // BCP 47, if known
	Vector []float32
}

// Options of [Find] and [Split]. The zero value lets the messages decide.
type Options struct {
	K        int // number of themes; 0 lets the messages decide
	Finer    int // steps finer (above 0) or coarser (below) than the messages say
	Examples int // examples of each theme; 0 is 3
	Seed     uint64
}

// Theme is a proposal: messages that go together.
type Theme struct {
	ID       string   `json:"id"`       // from its words: it stays when more such messages come in
	Label    string   `json:"label"`    // its first words
	Words    []string `json:"words"`    // what sets it apart from the others, strongest first
	Size     int      `json:"size"`     // messages
	Examples []string `json:"examples"` // ids, the most typical first, no two alike
	Members  []string `json:"-"`        // ids of all its messages, the most typical first
}

// Aside is a message that is in no theme. It is not lost: Theme is the index of
// the nearest theme, -1 where none is near.
type Aside struct {
	ID    string
	Why   string // one of the constants below
	Theme int
}

// Why a message is set aside.
const (
	NoWords   = "no words"
	NoOpinion = "no opinion"
	Alone     = "alone"
)

// Result is what [Find] proposes: themes from the largest, and what is in none.
type Result struct {
	Themes   []Theme `json:"themes"`
	SetAside int     `json:"set_aside"`
	Aside    []Aside `json:"-"`
}
