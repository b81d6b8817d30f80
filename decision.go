package voxpop

import "slices"

// DecisionKind says what a [Decision] is about.
type DecisionKind string

// The kinds. A coincidence: responses that say alike and were written by
// different people who did not arrange it; they are not proposed as repeats
// again. The sample: how far down the fixed random order of people the desk
// has drawn.
const (
	Coincidence DecisionKind = "coincidence"
	Sample      DecisionKind = "sample"
)

// SampleID is the id of the one decision of kind [Sample].
const SampleID = "sample"

// Decision is what the desk decided about responses that none of them can
// carry as a field of its own.
type Decision struct {
	ID        string       `json:"id"`
	Kind      DecisionKind `json:"kind"`
	Responses []string     `json:"responses,omitempty"` // of a coincidence: two or more, sorted
	UpTo      string       `json:"upto,omitempty"`      // of the sample: the last random number drawn, 16 hexadecimal digits
	By        string       `json:"by,omitempty"`
	At        Moment       `json:"at,omitzero"`
}

// Validate returns the first thing wrong with the decision, with the field as
// the error's place.
func (d Decision) Validate() error {
	if !ValidID(d.ID) {
		return wrong("id", "is not an id", idHint)
	}
	if err := oneOf("kind", d.Kind, Coincidence, Sample); err != nil {
		return err
	}
	if !ValidName(d.By) {
		return wrong("by", "is not one line of text", "write it on one line, without control characters, at most 256 letters")
	}
	if d.Kind == Sample {
		return d.validSample()
	}
	if d.ID == SampleID {
		return wrong("id", "is kept for the sample", "give the decision another id, as the first response's")
	}
	if d.UpTo != "" {
		return wrong("upto", "belongs to a sample", "remove the field")
	}
	if len(d.Responses) < 2 {
		return wrong("responses", "names fewer than two responses", "list the responses that say alike")
	}
	for i, id := range d.Responses {
		if !ValidID(id) {
			return wrong(at("responses", i), "is not an id", idHint)
		}
		if slices.Contains(d.Responses[:i], id) {
			return wrong(at("responses", i), "repeats an id", "name each response once")
		}
	}
	if !slices.IsSorted(d.Responses) {
		return wrong("responses", "are not in order", "sort the ids byte by byte, so that equal decisions are equal lines")
	}
	return nil
}

func (d Decision) validSample() error {
	if d.ID != SampleID {
		return wrong("id", "is not "+SampleID, "a record has one sample, and that is its id")
	}
	if len(d.Responses) > 0 {
		return wrong("responses", "do not belong to a sample", "remove the field")
	}
	for _, c := range []byte(d.UpTo) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return wrong("upto", "is not a number of the random order", "it has 16 lower-case hexadecimal digits")
		}
	}
	if len(d.UpTo) != 16 {
		return wrong("upto", "is not a number of the random order", "it has 16 lower-case hexadecimal digits")
	}
	return nil
}
