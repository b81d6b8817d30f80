package voxpop

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"unicode/utf8"
)

// DecisionKind says what a [Decision] is about.
type DecisionKind string

// The kinds. A coincidence: responses that say alike and were written by
// different people who did not arrange it; they are not proposed as repeats
// again. The sample: how far down the fixed random order of people the desk
// has drawn. No echo: a response does not mean the statement whose words or
// speaker it seems to throw back. No position: a statement does not take the
// side that its words seem to speak for.
const (
	Coincidence DecisionKind = "coincidence"
	Sample      DecisionKind = "sample"
	NoEcho      DecisionKind = "no-echo"
	NoPosition  DecisionKind = "no-position"
)

// SampleID is the id of the one decision of kind [Sample].
const SampleID = "sample"

// Decision is what the desk decided about responses and statements that none
// of them can carry as a field of its own.
type Decision struct {
	ID        string       `json:"id"`
	Kind      DecisionKind `json:"kind"`
	Responses []string     `json:"responses,omitempty"` // of a coincidence: two or more, sorted; of no echo: one
	Statement string       `json:"statement,omitempty"` // of no echo and no position
	Point     string       `json:"point,omitempty"`     // of no position
	Value     string       `json:"value,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	UpTo      string       `json:"upto,omitempty"` // of the sample: the last random number drawn, 16 hexadecimal digits
	By        string       `json:"by,omitempty"`
	At        Moment       `json:"at,omitzero"`
}

// Validate returns the first thing wrong with the decision, with the field as
// the error's place.
func (d Decision) Validate() error {
	if !ValidID(d.ID) {
		return wrong("id", "is not an id", idHint)
	}
	if err := oneOf("kind", d.Kind, Coincidence, Sample, NoEcho, NoPosition); err != nil {
		return err
	}
	if !ValidName(d.By) {
		return wrong("by", "is not one line of text", "write it on one line, without control characters, at most 256 letters")
	}
	if d.Kind == NoEcho || d.Kind == NoPosition {
		return d.validNo()
	}
	for _, f := range [][2]string{{"statement", d.Statement}, {"point", d.Point}, {"value", d.Value}, {"reason", d.Reason}} {
		if f[1] != "" {
			return wrong(f[0], "does not belong to this kind of decision", "remove the field")
		}
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

// maxReason bounds the reason of a decision, in code points.
const maxReason = 2000

func (d Decision) validNo() error {
	want := NoEchoID(d.Statement, first(d.Responses))
	if d.Kind == NoPosition {
		want = NoPositionID(d.Statement, d.Point, d.Value)
	}
	switch {
	case !ValidID(d.Statement):
		return wrong("statement", "is not an id", idHint)
	case d.Kind == NoEcho && len(d.Responses) != 1:
		return wrong("responses", "are not one", "name the one response that does not mean the statement")
	case d.Kind == NoEcho && !ValidID(d.Responses[0]):
		return wrong("responses[0]", "is not an id", idHint)
	case d.Kind == NoEcho && d.Point+d.Value != "":
		return wrong("point", "does not belong to this kind of decision", "remove point and value")
	case d.Kind == NoPosition && len(d.Responses) > 0:
		return wrong("responses", "do not belong to this kind of decision", "remove the field")
	case d.Kind == NoPosition && !ValidID(d.Point):
		return wrong("point", "is not an id", idHint)
	case d.Kind == NoPosition && !ValidID(d.Value):
		return wrong("value", "is not an id", idHint)
	case d.UpTo != "":
		return wrong("upto", "belongs to a sample", "remove the field")
	case !utf8.ValidString(d.Reason) || utf8.RuneCountInString(d.Reason) > maxReason:
		return wrong("reason", "is not UTF-8 or longer than 2000 letters", "say it in a sentence")
	case d.ID != want:
		return wrong("id", "is not "+want, "the id of this kind of decision is made of what it is about, so that the same one is there once")
	}
	return nil
}

// NoEchoID is the id of the decision that a response does not mean a statement.
func NoEchoID(statement, response string) string { return madeID("echo", statement, response) }

// NoPositionID is the id of the decision that a statement does not take a side.
func NoPositionID(statement, point, value string) string {
	return madeID("position", statement, point, value)
}

// madeID is an id that is made of what a decision is about.
func madeID(kind string, of ...string) string {
	h := sha256.New()
	for _, s := range of {
		h.Write([]byte(s + "\x00"))
	}
	return kind + "." + hex.EncodeToString(h.Sum(nil)[:8])
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
