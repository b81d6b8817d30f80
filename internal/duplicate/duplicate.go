// Package duplicate finds messages that say the same: copies, near copies, filled-in templates, re-ordered and merged texts, and proposes what each group is.
//
// Two messages are compared letter by letter after folding, as runs that stand
// in both in whatever order, so that a copy is found inside a longer text and
// after its sentences changed places. How alike two messages must be depends
// on how much they share that others do not: a phrase of everyday speech is no
// evidence. A group forms around its most typical message; what only resembles
// a member at the edge stays out. What a group is a person decides: here
// nothing is deleted.
//
// docs/DUPLICATES.md says how well it does, on what.
package duplicate

import (
	"cmp"
	"slices"
	"time"
)

// Message is a response as far as it is compared.
type Message struct {
	ID      string
	Text    string // as stored; "" for a recording without a transcript
	Lang    string
	Channel string
	Person  string    // the same for one person, "" when unknown
	At      time.Time // zero when unknown
}

// Pair is two messages found to be alike by other means, such as the
// fingerprints of their recordings. Similarity is from 0 to 1.
type Pair struct {
	A, B       string // message ids
	Similarity float64
	// Equal is set where they hold the very same sound or file; else they are near.
	Equal bool
}

// Reason says why messages are in one group.
type Reason string

// The reasons.
const (
	Exact     Reason = "exact"     // the same words in the same order; case, punctuation, emoji and spelling variants aside
	Near      Reason = "near"      // much the same text: words changed, a frame around it, part of a longer text
	Template  Reason = "template"  // one text with places that everyone fills in
	Recording Reason = "recording" // recordings that are alike
)

// Proposal is what a group seems to be. A person decides.
type Proposal string

// The proposals.
const (
	SamePerson  Proposal = "same-person" // one person sent it more than once
	Campaign    Proposal = "campaign"    // several people sent one text
	Coincidence Proposal = "coincidence" // people happened to say the same
)

// Group is messages that say the same.
type Group struct {
	ID         string   `json:"id"`         // from the earliest message: later ones do not change it
	Reason     Reason   `json:"reason"`     //
	Similarity float64  `json:"similarity"` // 0 to 1: mean part of the letters that a message shares with the representative
	Size       int      `json:"size"`
	Proposal   Proposal `json:"proposal"`
	Responses  []string `json:"responses"` // earliest first
	// Representative is the most typical message, against which the others
	// are shown.
	Representative string `json:"representative"`
	// Template is the text of the representative with … where the messages
	// fill in their own words; for reason template.
	Template string `json:"template,omitempty"`
	// Also are messages of other groups that hold this text too: merged copies.
	Also     []string `json:"also,omitempty"`
	Evidence Evidence `json:"evidence"`
}

// Options of [Find] and [New]. The zero value is right for a call-out.
type Options struct {
	// Workers bounds how many cores are used; 0 is all. It changes no result.
	Workers int
}

// Find returns the groups of messages, largest first. Their order does not
// matter; where times are unknown or equal, ids say which is earlier. Of
// messages with one id the first in that order stands.
func Find(messages []Message, o Options, alike ...Pair) []Group {
	x := New(o)
	x.AddAll(messages, nil)
	x.Pair(alike...)
	return x.Groups()
}

// AddAll adds messages to an empty index, the earliest first, many at a time on
// all cores: what Find does before it asks for the groups. done, which may be
// nil, is told how many are in it; when it says false the rest is left out.
func (x *Index) AddAll(messages []Message, done func(n int) bool) {
	order := slices.Clone(messages)
	slices.SortStableFunc(order, earlier)
	x.messages, x.nodeOf, x.nodes = make([]Message, 0, len(order)), make([]int32, 0, len(order)), make([]node, 0, len(order))
	x.byID, x.same = make(map[string]int32, len(order)), make(map[uint64]int32, len(order))
	x.addAll(order, done)
}

// earlier orders messages by time, those without one last, then by id; should
// two have one id, by what they say.
func earlier(a, b Message) int {
	if a.At.IsZero() != b.At.IsZero() {
		if a.At.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Text, b.Text), cmp.Compare(a.Person, b.Person))
}

// Counts is messages with and without what is proposed.
type Counts struct {
	Received   int `json:"received"`
	Grouped    int `json:"grouped"`     // in any group
	SamePerson int `json:"same_person"` // beyond the first of each group proposed as same-person
	Campaign   int `json:"campaign"`    // beyond the first of each group proposed as campaign
	Without    int `json:"without"`     // received less these two
}

// Count counts received messages with and without what groups propose.
func Count(received int, groups []Group) Counts {
	c := Counts{Received: received}
	for _, g := range groups {
		c.Grouped += g.Size
		switch g.Proposal {
		case SamePerson:
			c.SamePerson += g.Size - 1
		case Campaign:
			c.Campaign += g.Size - 1
		}
	}
	c.Without = received - c.SamePerson - c.Campaign
	return c
}

// Follow maps the id of each old group to the new group that holds most of
// its messages, so that a decision outlives a change of ids: when the earliest
// message of a group is withdrawn, or an earlier one is imported late. Groups
// that have none left are not in it.
func Follow(old, now []Group) map[string]string {
	in := map[string]int{}
	for i, g := range now {
		for _, r := range g.Responses {
			in[r] = i
		}
	}
	to := map[string]string{}
	for _, g := range old {
		votes := map[int]int{}
		best := -1
		for _, r := range g.Responses {
			i, ok := in[r]
			if !ok {
				continue
			}
			votes[i]++
			if best < 0 || votes[i] > votes[best] || votes[i] == votes[best] && i < best {
				best = i
			}
		}
		if best >= 0 {
			to[g.ID] = now[best].ID
		}
	}
	return to
}
