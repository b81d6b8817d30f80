package ledger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
)

func invalid(place, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "ledger", Place: place, Message: message, Hint: hint}
}

func conflict(message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "ledger", Message: message, Hint: hint}
}

func missing(message, hint string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: "ledger", Message: message, Hint: hint}
}

// seen refuses what was thought out for another revision than the one that is
// there.
func seen(what, want, have string) error {
	if want == "" || want == have {
		return nil
	}
	return conflict(what+" was changed meanwhile; nothing was changed", "look at it again, then say it again")
}

// or is what a person says, else what was found.
func or(said *string, found string) string {
	if said != nil {
		return *said
	}
	return found
}

// oneLine is a name as the record keeps it; "" when it is too long to be one.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if utf8.RuneCountInString(s) > voxpop.MaxName || !utf8.ValidString(s) {
		return ""
	}
	return s
}
