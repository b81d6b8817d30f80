package ledger

import "voxpop"

// Sources is a page of articles.
type Sources struct {
	Sources []Article `json:"sources"`
	Total   int       `json:"total"`
	Next    string    `json:"next,omitempty"` // for the next page; "" = there is none
}

// Candidates is a page of candidates.
type Candidates struct {
	Candidates []Candidate `json:"candidates"`
	Total      int         `json:"total"`
	Next       string      `json:"next,omitempty"`
}

// Opened is an article with its text and its candidates.
type Opened struct {
	Article    Article     `json:"article"`
	Text       string      `json:"text"`
	Candidates []Candidate `json:"candidates"`
	Notes      []string    `json:"notes,omitempty"` // of a look
}

// Done says what a verb did. Op is what an undo names; 0 = nothing was changed.
type Done struct {
	Op         int64       `json:"op"`
	Statements []Statement `json:"statements,omitempty"` // as they are now
	Candidates []Candidate `json:"candidates,omitempty"`
}

// StatementFilter chooses statements; an empty field chooses all.
type StatementFilter struct {
	Speaker, Point string
	Echoes         bool // count the people who throw each back
}

// SpeakerRow is a speaker with how many statements are theirs. Known: the
// record has a line of its own about them.
type SpeakerRow struct {
	voxpop.Speaker
	Key        string `json:"key"`
	Statements int    `json:"statements"`
	Known      bool   `json:"known"`
}
