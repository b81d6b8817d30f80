// Package intake turns a message from any channel into a stored, consented, receipted response, or a clear refusal.
//
// It holds what both sides of the public door agree on: the [Card] that a door
// gets of a call-out, the [Envelope] that is sealed, the [Ticket] of a form,
// the [Receipt] that lets a respondent come back, the requests by which the
// newsroom pulls. It seals and opens nothing itself: keys live in the vault.
package intake

import "voxpop"

// Card is all that a public door knows of a call-out. Nothing in it opens
// anything.
type Card struct {
	Callout voxpop.Callout `json:"callout"`
	// Recipients are the hybrid age recipients to which every answer is sealed:
	// the call-out's own, then the recovery key.
	Recipients []string `json:"recipients"`
	// Evaluation says that the keys lie on the machine that takes the answers.
	Evaluation bool `json:"evaluation,omitempty"`
}

// Info is what a door knows of an item besides its sealed bytes.
type Info struct {
	Name string `json:"name"` // of its ticket, see [Ticket.Name]
	Day  string `json:"day"`  // 2006-01-02, when it came; a door keeps no finer time
	Size int64  `json:"size"` // bytes as sealed
}
