package prevalence

import (
	"strings"
	"time"

	"voxpop"
)

// Answer is what counting needs to know of one response: no text, no name.
type Answer struct {
	ID  string
	Who string    // key of the person, as [voxpop.Response.Who] gives it
	At  time.Time // when it was received
	Day string    // 2006-01-02 in the call-out's zone

	Channel string
	Medium  string
	Lang    string // "und" while the language is not identified
	Place   string // as the person wrote it, spaces around it cut; "" = not told
	Role    string

	Withdrawn   bool
	SetAside    voxpop.SetAside
	DuplicateOf string // id of the response kept
	Campaign    string
	Marks       []Mark // in any order
}

// Mark is one coder's row about one code of the answer.
type Mark struct {
	Code    string // voxpop.NoCode: the coder looked and none applies
	Coder   string // voxpop.Final: adjudicated
	Present bool
	Origin  voxpop.Origin // only voxpop.ByPerson counts
	Draw    voxpop.Draw
}

// Undetermined is the language of an answer whose language nobody has
// identified (ISO 639-2, BCP 47).
const Undetermined = "und"

// AnswerOf reduces a response of the call-out to what counting needs. Codings
// of other responses are passed over.
func AnswerOf(c voxpop.Callout, r voxpop.Response, codings []voxpop.Coding) Answer {
	a := Answer{
		ID: r.ID, Who: r.Who(),
		At: r.ReceivedAt.InZone(c.Zone()).UTC(), Day: c.Day(r.ReceivedAt),
		Channel: string(r.Channel), Medium: string(r.Medium), Lang: r.Lang,
		Place: strings.TrimSpace(r.Person.Place), Role: strings.TrimSpace(r.Person.Role),
		Withdrawn: r.Withdrawn(), SetAside: r.SetAside, DuplicateOf: r.DuplicateOf, Campaign: r.Campaign,
	}
	if a.Lang == "" {
		a.Lang = Undetermined
	}
	for _, k := range codings {
		if k.Response == r.ID {
			a.Marks = append(a.Marks, Mark{Code: k.Code, Coder: k.Coder, Present: k.Present, Origin: k.Origin, Draw: k.Draw})
		}
	}
	return a
}

// before orders answers by the time they were received, then by id.
func (a *Answer) before(b *Answer) bool {
	if c := a.At.Compare(b.At); c != 0 {
		return c < 0
	}
	return a.ID < b.ID
}

// step names the step of the waterfall into which the answer falls whatever
// else its sender sent, or "".
func (a *Answer) step() string {
	switch {
	case a.Withdrawn:
		return stepWithdrawn
	case a.SetAside != "":
		return string(a.SetAside)
	case a.DuplicateOf != "":
		return stepDuplicate
	}
	return ""
}
