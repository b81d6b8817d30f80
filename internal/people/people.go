// Package people knows who works at the desk: names and roles, passphrases and passkeys, invitations, and sessions that lock.
package people

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"voxpop"
)

// Cookie is the name of the cookie that holds a session's token.
const Cookie = "voxpop_desk"

// Role is what somebody does at the desk; a person may have several.
type Role string

// The roles.
const (
	Editor   Role = "editor"   // call-outs, texts, coding, statements and stories, up to publishing
	Coder    Role = "coder"    // reads answers and codes them
	Admin    Role = "admin"    // people, engines and house rules
	Security Role = "security" // keys and the audit log
)

// Roles lists every role, in the order in which they are shown.
func Roles() []Role { return []Role{Editor, Coder, Admin, Security} }

// Right is what a page or a verb asks of a person.
type Right string

// The rights.
const (
	See     Right = "see"     // figures, call-outs, statements and stories
	Raw     Right = "raw"     // what respondents sent, as they sent it
	Code    Right = "code"    // mark answers with codes
	Edit    Right = "edit"    // call-outs, triage, texts, duplicates, adjudication, statements, stories
	Publish Right = "publish" // build, publish, correct
	Manage  Right = "manage"  // people, engines, house rules
	Secure  Right = "secure"  // keys, audit log
)

var rightsOf = map[Role][]Right{
	Editor:   {See, Raw, Code, Edit, Publish},
	Coder:    {See, Raw, Code},
	Admin:    {See, Manage},
	Security: {See, Secure},
}

// Person is somebody who works at the desk.
type Person struct {
	ID         string `json:"-"` // the name to sign in with: a-z, 0-9 and -
	Name       string `json:"name"`
	Roles      []Role `json:"roles"`
	Lang       string `json:"lang,omitempty"`        // of the desk's pages; "" is the browser's
	SingleKeys bool   `json:"single_keys,omitempty"` // keys without Ctrl or Alt do something
	Disabled   bool   `json:"disabled,omitempty"`    // may not sign in
	// Email and Subject are how a sign-in service names the person, as an
	// administrator wrote it; either is enough.
	Email   string `json:"email,omitempty"`
	Subject string `json:"subject,omitempty"`
}

// Names are the names of people by their ids; who has none is called by the id.
func Names(all []Person) map[string]string {
	names := make(map[string]string, len(all))
	for _, p := range all {
		names[p.ID] = cmp.Or(p.Name, p.ID)
	}
	return names
}

// May reports whether the person has a right. A disabled person has none.
func (p Person) May(r Right) bool {
	return !p.Disabled && slices.ContainsFunc(p.Roles, func(role Role) bool { return slices.Contains(rightsOf[role], r) })
}

// Is reports whether the person has a role.
func (p Person) Is(r Role) bool { return slices.Contains(p.Roles, r) }

// Actor is the person as the audit log names them.
func (p Person) Actor() voxpop.Actor { return voxpop.Actor(p.ID) }

// Session is one browser in which somebody is signed in.
type Session struct {
	Token   string // SHA-256 of the cookie, hexadecimal
	Person  Person
	Created time.Time
	Seen    time.Time // of the last request, to a minute
	Until   time.Time // it ends then, whatever happens
	Locked  bool      // nothing opens until the person shows that it is them
	Shared  bool      // the screen is shown to others: names are hidden
	Agent   string    // the browser, as its owner would know it: "Firefox, Linux"
}

// ID is what the session is called in pages; it opens nothing.
func (s Session) ID() string { return s.Token[:min(16, len(s.Token))] }

// Passkey is one key of a person that never leaves their device.
type Passkey struct {
	ID   string    `json:"-"` // of the credential, base64url
	Name string    `json:"name"`
	Made time.Time `json:"made"`
	Used time.Time `json:"used,omitzero"`
	Key  []byte    `json:"key"` // the credential as the web page's side keeps it, JSON
}

const (
	idHint   = "a name to sign in with has 2 to 32 letters a to z, digits and hyphens, and begins with a letter"
	nameHint = "write the name on one line, at most 100 letters"
)

// ValidID reports whether s can be a name to sign in with.
func ValidID(s string) bool {
	if len(s) < 2 || len(s) > 32 || s[0] < 'a' || s[0] > 'z' || strings.HasSuffix(s, "-") {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Validate returns the first thing wrong with the person, with the field as
// the error's place.
func (p Person) Validate() error {
	switch {
	case !ValidID(p.ID):
		return invalid("id", "is not a name to sign in with", idHint)
	case !oneLine(p.Name, 100) || strings.TrimSpace(p.Name) == "":
		return invalid("name", "is not a name on one line", nameHint)
	case len(p.Roles) == 0:
		return invalid("roles", "are none", "choose among "+roleNames())
	case !oneLine(p.Email, 254) || p.Email != "" && strings.Count(p.Email, "@") != 1:
		return invalid("email", "is not an address", "write it as name@example.org")
	case !oneLine(p.Subject, 255):
		return invalid("subject", "is not one line", "copy it from the sign-in service")
	case p.Lang != "" && !oneLine(p.Lang, 35):
		return invalid("lang", "is not a language", "choose one that the desk speaks")
	}
	for i, r := range p.Roles {
		if !slices.Contains(Roles(), r) {
			return invalid("roles", "has one that is not known: "+string(r), "choose among "+roleNames())
		}
		if slices.Contains(p.Roles[:i], r) {
			return invalid("roles", "names "+string(r)+" twice", "name each role once")
		}
	}
	return nil
}

func roleNames() string {
	var s []string
	for _, r := range Roles() {
		s = append(s, string(r))
	}
	return strings.Join(s, ", ")
}

func oneLine(s string, letters int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= letters && !strings.ContainsFunc(s, unicode.IsControl)
}

func invalid(place, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "people", Place: place, Message: message, Hint: hint}
}
