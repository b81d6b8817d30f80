package voxpop

import (
	"errors"
	"strings"
)

// Kind sorts errors by what a caller can do about them.
type Kind string

// The kinds. Only Unavailable is worth trying again.
const (
	Invalid     Kind = "invalid"
	NotFound    Kind = "not_found"
	Forbidden   Kind = "forbidden"
	Closed      Kind = "closed"
	Withdrawn   Kind = "withdrawn"
	Conflict    Kind = "conflict"
	Unavailable Kind = "unavailable"
	Internal    Kind = "internal"
)

// Error is an error with two faces: Message is for the person who asked, Hint
// tells them or the operator what to do, Err is for the log. Nothing that a
// respondent sent, and no address of theirs, is ever in any of them.
type Error struct {
	Kind    Kind
	Op      string // the verb that failed, as "record.Read"
	Place   string // where, as "responses.jsonl:14: lang"; may be empty
	Message string
	Hint    string
	Err     error
}

// Error joins the place, the message and the cause on one line.
func (e *Error) Error() string {
	var parts []string
	if e.Place != "" {
		parts = append(parts, e.Place)
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	if e.Err != nil && e.Err.Error() != "" {
		parts = append(parts, e.Err.Error())
	}
	if len(parts) == 0 {
		parts = append(parts, string(e.Kind))
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of err: Internal for an error that is not ours, ""
// for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// HintOf returns the first hint in err's chain, or "".
func HintOf(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}

// Actor is who does a thing, for the audit log: a person's or a program's name.
type Actor string
