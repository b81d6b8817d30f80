// Package callouts is the desk's pages about what is asked: the list of call-outs, their editor, the form as a respondent sees it, and what is shared to spread it.
package callouts

import (
	"context"
	"embed"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/page"
	"voxpop/internal/people"
)

// Store keeps call-outs.
type Store interface {
	Callouts(ctx context.Context) ([]voxpop.Callout, error)
	// CalloutRev returns a call-out with the revision that PutCallout asks for.
	CalloutRev(ctx context.Context, slug string) (c voxpop.Callout, rev string, err error)
	// PutCallout keeps a call-out, a new one when base is "". It is a conflict
	// when somebody changed it since base, or when it breaks a promise.
	PutCallout(ctx context.Context, by voxpop.Actor, c voxpop.Callout, base string) (rev string, err error)
	OpenCallout(ctx context.Context, by voxpop.Actor, slug string, at voxpop.Moment) error
	CloseCallout(ctx context.Context, by voxpop.Actor, slug string, at voxpop.Moment) error
	// ReopenCallout takes opening or closing back.
	ReopenCallout(ctx context.Context, by voxpop.Actor, c voxpop.Callout, base string) error
}

// Count is how many answers a call-out has.
type Count struct {
	Total, Today, Unread int
	Media, Langs, Days   map[string]int // of all; Days by 2006-01-02
}

// Doorway is what the newsroom knows of its public doors besides the answers.
type Doorway struct {
	Keys    bool // without keys nothing can come
	Locked  bool // what comes waits until the passphrase is given
	Waiting int  // sealed items at a door on this machine
	// Refused counts items that gave no response, by reason: unopened, damaged,
	// callout, type, size.
	Refused map[string]int
}

// Door is a public door as respondents reach it.
type Door struct {
	Name   string // "" = the only one
	Public string // address on the web; "" = none
	Onion  string // address on Tor, as http://….onion; "" = none
	Trial  bool   // it stands on this machine, for trying it out
}

// Screens are the pages.
type Screens struct {
	Store  Store
	Counts func(ctx context.Context, now time.Time) (map[string]Count, error)
	// House are the rules in force: what is too small to be told; nil = the default.
	House func() voxpop.House
	// Doorway says what became of what came through the public doors; nil leaves
	// that out.
	Doorway func(context.Context) (Doorway, error)
	Doors   func() []Door
	// Form is the form as the door shows it in a language, with the style sheets
	// at the addresses that sheet gives for their names.
	Form func(c voxpop.Callout, lang string, sheet func(name string) string) ([]byte, error)
	// Sheet is a style sheet of the door; nil = there is none of that name.
	Sheet func(name string) []byte
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Routes registers the pages.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/{$}", people.See, s.list)
	f.GET("/callouts/new", people.Edit, s.edit)
	f.POST("/callouts/new", people.Edit, s.save)
	f.GET("/callouts/{slug}/edit", people.Edit, s.edit)
	f.POST("/callouts/{slug}/edit", people.Edit, s.save)
	f.POST("/callouts/advice", people.Edit, s.advise)
	f.POST("/callouts/{slug}/open", people.Edit, s.open)
	f.POST("/callouts/{slug}/close", people.Edit, s.close)
	f.GET("/callouts/{slug}/preview", people.See, s.preview)
	f.GET("/callouts/{slug}/preview/form", people.See, s.form)
	f.GET("/preview/{scheme}/{sheet}", people.See, s.sheet)
	f.GET("/callouts/{slug}/share", people.See, s.share)
	f.GET("/callouts/{slug}/qr.svg", people.See, s.code)
	f.OnUndo("callouts.put", people.Edit, s.undoPut)
	f.OnUndo("callouts.times", people.Edit, s.undoTimes)
}

// state says how a call-out stands: draft, scheduled, open, closing or closed.
func state(c voxpop.Callout, now time.Time) string {
	opens, closes := c.Opens.InZone(c.Zone()), c.Closes.InZone(c.Zone())
	switch {
	case !c.Closes.IsZero() && !now.Before(closes):
		return "closed"
	case c.Opens.IsZero():
		return "draft"
	case now.Before(opens):
		return "scheduled"
	case !c.Closes.IsZero() && closes.Sub(now) <= closingSoon:
		return "closing"
	}
	return "open"
}

// closingSoon is how long before its end a call-out is said to close soon.
const closingSoon = 72 * time.Hour

// listPage is the data of list.tmpl.
type listPage struct {
	frame.Page
	Lines    []line
	Door     []string // sentences; none when nothing is known
	May      bool     // edit
	Raw      bool     // read answers
	Examples []string
}

// line is a call-out of the list.
type line struct {
	URL            string
	Slug, Question string
	Lang           string // of the question
	State          string // in words
	Kind           string // the state's name
	When           []string
	Count          Count
	Media, Langs   []page.Choice // Name is what, Tag how many
	Days           *arrivals     // nil = too few days
	Open           bool          // it takes answers, or will
}

func (s *Screens) list(q *frame.Request) error {
	all, err := s.Store.Callouts(q.Context())
	if err != nil {
		return err
	}
	counts, err := s.counts(q)
	if err != nil {
		return err
	}
	p := listPage{Page: q.Page("callouts", q.T.Say("callouts.title"), frame.Key{Keys: "n", Says: q.T.Say("callouts.new")}), May: q.May(people.Edit), Raw: q.May(people.Raw)}
	p.Script = "callout"
	house := voxpop.DefaultHouse()
	if s.House != nil {
		house = s.House()
	}
	least := house.MinCell
	for _, c := range all {
		l := line{URL: "/callouts/" + c.Slug, Slug: c.Slug, Kind: state(c, q.Now), Count: counts[c.Slug]}
		l.Question, l.Lang = c.Question.Best(q.Lang, c.Languages...)
		l.State = q.T.Say("callouts.state." + l.Kind)
		l.Open = l.Kind == "open" || l.Kind == "closing"
		l.When = s.when(q, c, l.Kind)
		l.Media = split(q, l.Count.Media, least, q.T.Medium)
		l.Langs = split(q, l.Count.Langs, least, func(lang string) string {
			if lang == "" || lang == "und" {
				return q.T.Say("callouts.lang.unknown")
			}
			return q.T.Language(lang)
		})
		l.Days = overTime(q, l.Count.Days, least)
		if l.Count.Today < least {
			l.Count.Today = 0 // a day is a part of the whole too
		}
		p.Lines = append(p.Lines, l)
	}
	order := map[string]int{"closing": 0, "open": 1, "scheduled": 2, "draft": 3, "closed": 4}
	slices.SortStableFunc(p.Lines, func(a, b line) int { return order[a.Kind] - order[b.Kind] })
	if len(p.Lines) == 0 {
		for _, k := range []string{"callouts.example.1", "callouts.example.2", "callouts.example.3"} {
			p.Examples = append(p.Examples, q.T.Say(k))
		}
	}
	if p.Door, err = s.doorway(q); err != nil {
		return err
	}
	return q.Write(pages, "list.tmpl", p)
}

func (s *Screens) counts(q *frame.Request) (map[string]Count, error) {
	if s.Counts == nil {
		return nil, nil
	}
	return s.Counts(q.Context(), q.Now)
}

// when says in days when a call-out opened, opens, closes or closed.
func (s *Screens) when(q *frame.Request, c voxpop.Callout, kind string) (says []string) {
	day := func(m voxpop.Moment) string { return q.T.Day(m.InZone(c.Zone())) }
	if !c.Opens.IsZero() {
		key := "callouts.opened"
		if kind == "scheduled" {
			key = "callouts.opens"
		}
		says = append(says, q.T.Say(key, "day", day(c.Opens)))
	}
	switch {
	case !c.Closes.IsZero() && kind == "closed":
		says = append(says, q.T.Say("callouts.closed", "day", day(c.Closes)))
	case !c.Closes.IsZero():
		says = append(says, q.T.Say("callouts.closes", "day", day(c.Closes)))
	}
	return says
}

// doorway says in plain counts what became of what came through the doors.
func (s *Screens) doorway(q *frame.Request) (says []string, err error) {
	if s.Doorway == nil {
		return nil, nil
	}
	door, err := s.Doorway(q.Context())
	if err != nil {
		return nil, err
	}
	switch {
	case !door.Keys:
		return []string{q.T.Say("desk.door.shut")}, nil
	case door.Locked:
		says = append(says, q.T.Say("desk.door.locked"))
	}
	if door.Waiting > 0 {
		says = append(says, q.T.Say("desk.door.waiting", "n", door.Waiting))
	}
	refused := 0
	for _, n := range door.Refused {
		refused += n
	}
	if refused == 0 {
		return append(says, q.T.Say("desk.door.nothing")), nil
	}
	for _, reason := range []string{"unopened", "damaged", "callout", "type", "size"} {
		if n := door.Refused[reason]; n > 0 {
			says = append(says, q.T.Say("desk.door."+reason, "n", n))
		}
	}
	return says, nil
}

// open opens a call-out at this moment.
func (s *Screens) open(q *frame.Request) error { return s.setOpen(q, true) }

// close closes it.
func (s *Screens) close(q *frame.Request) error { return s.setOpen(q, false) }

// times is what takes opening or closing back.
type times struct {
	Opens  voxpop.Moment `json:"opens,omitzero"`
	Closes voxpop.Moment `json:"closes,omitzero"`
	Base   string        `json:"base"` // revision after it
}

func (s *Screens) setOpen(q *frame.Request, open bool) error {
	was, _, err := s.Store.CalloutRev(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	now := voxpop.Moment{Time: q.Now.In(zoneOf(was, q.Now)).Truncate(time.Second)}
	says := "callouts.done.opened"
	if open {
		err = s.Store.OpenCallout(q.Context(), q.By, was.Slug, now)
	} else {
		says = "callouts.done.closed"
		err = s.Store.CloseCallout(q.Context(), q.By, was.Slug, now)
	}
	if voxpop.KindOf(err) == voxpop.Conflict {
		return s.refused(q, err)
	}
	if err != nil {
		return err
	}
	_, rev, err := s.Store.CalloutRev(q.Context(), was.Slug)
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say(says), &frame.Undo{Kind: "callouts.times", Doc: times{was.Opens, was.Closes, rev}}); err != nil {
		return err
	}
	return q.Back("/")
}

// zoneOf is the zone in which a call-out's next moment is written: its own,
// or before it has one that of its end, else the newsroom's.
func zoneOf(c voxpop.Callout, now time.Time) *time.Location {
	if !c.Opens.IsZero() {
		return c.Zone()
	}
	t := now.Local()
	if !c.Closes.IsZero() && !c.Closes.DateOnly {
		t = c.Closes.Time
	}
	_, offset := t.Zone()
	return time.FixedZone("", offset)
}
