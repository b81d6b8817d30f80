// Package inbox is the desk's inbox and the page of one response: what came in is found, read, heard, sorted and answered here.
//
// What a respondent sent is shown only after the look was written into the
// audit log; recordings are loaded only when somebody asks for them, and what
// people said of themselves only on demand. Every change acts at once and can
// be undone.
package inbox

import (
	"context"
	"embed"
	"encoding/json"
	"io"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
)

// Answers is what the screens need of a store. An unknown call-out or response
// is an error of kind not_found.
type Answers interface {
	// List returns the answers that match, n of them from a cursor on.
	List(ctx context.Context, slug string, f Filter, after string, n int) (List, error)
	// Item returns one of them; one that was withdrawn has no line.
	Item(ctx context.Context, slug, id string) (Item, error)
	// Around returns what stands before and after an answer in a list.
	Around(ctx context.Context, slug string, f Filter, id string) (Around, error)
	Facets(ctx context.Context, slug string) (Facets, error)
	// Counts says how many answers nobody has read, and how many there are.
	Counts(ctx context.Context, slug string) (unread, all int, err error)

	// Act changes all that is picked, or nothing; it returns what takes it back.
	// It is a conflict when not as many match as the person saw.
	Act(ctx context.Context, by voxpop.Actor, slug string, p Pick, a Act) (Undo, error)
	// TakeBack undoes an Act; it is a conflict when one of the answers was changed since.
	TakeBack(ctx context.Context, by voxpop.Actor, slug string, u Undo) error

	Saved(ctx context.Context, person, slug string) ([]Saved, error)
	Save(ctx context.Context, person, slug string, s Saved) error
	Forget(ctx context.Context, person, slug, name string) error

	Read(ctx context.Context, slug, id string) (Reading, error)
	Past(ctx context.Context, slug, id string, before int64, n int) (Past, error)
	// Media finds what was made of a recording, to read any part of it.
	Media(ctx context.Context, slug, id string, kind scribe.Kind) (scribe.Derivative, func(offset, length int64) (io.ReadCloser, error), error)
	// Reply seals a text to the receipt of a response.
	Reply(ctx context.Context, by voxpop.Actor, slug, id, lang, text string) error
}

// List is a part of the answers that match a filter.
type List struct {
	Items       []Item
	Next        string // cursor of what follows; "" at the end
	Matching    int
	Unread, All int // of the call-out, whatever the filter
}

// Item is one answer as a list shows it.
type Item struct {
	ID, Day  string // the day is one of the call-out's zone, as 2006-01-02
	Channel  voxpop.Channel
	Medium   voxpop.Medium
	Lang     string
	State    string  // where it stands in the waterfall
	Seconds  float64 // of the recording; 0 = not known
	Line     string  // the beginning of its words; "" while nobody has any
	LineLang string
	Place    string
	Quote    bool // it may be quoted
	Repeat   bool // it repeats another
	Campaign string

	Contacted               bool
	Transcript, Translation voxpop.State // "" = none
	Failed                  bool         // a step of its text or recording failed
	Coders                  int

	Seen, Done, Star bool
	Assignee         string // id of a person; "" = nobody
	Tags             []string
}

// Around is the place of an answer in a list.
type Around struct {
	Prev, Next string // ids; "" = none
	At, Of     int    // At counts from 1; 0 = it is not in the list
}

// Facets are the values by which a list can be narrowed, with their numbers.
type Facets struct {
	States, Langs, Channels, Media, Assignees, Tags, Campaigns, Codes, Days []Facet
}

// Facet is one value and how many answers have it.
type Facet struct {
	Key string
	N   int
}

// Pick chooses answers: some by their ids, or all that match a filter.
type Pick struct {
	IDs  []string
	All  *Filter
	Want int // how many the person saw that All matches
}

// Act is one thing to do with answers; what is nil or empty stays as it is.
type Act struct {
	Seen, Done, Star *bool
	Assignee         *string
	AddTag, DropTag  string
	SetAside         *voxpop.SetAside
	Campaign         *string
	Contacted        *bool
	RepeatOf         *string // of one answer: the id of the one that it repeats
}

// Undo is what takes an Act back: ids and values, never words.
type Undo struct {
	N   int             `json:"n"` // how many were changed
	Doc json.RawMessage `json:"doc"`
}

// Saved is a filter that somebody keeps.
type Saved struct {
	Name   string
	Filter Filter
}

// Reading is one response with all that its page shows.
type Reading struct {
	Callout     voxpop.Callout
	Codebook    voxpop.Codebook
	Response    voxpop.Response
	Texts       []voxpop.TextVersion // the newest: the transcript first, then the translations
	Codings     []voxpop.Coding
	Derivatives []scribe.Derivative
	Tasks       []scribe.Task
	Others      []Other // of the same person
	Repeats     []string
	Reachable   bool // a reply can be sent
	Quoted      []Quoted
}

// Other is another answer of the same person.
type Other struct {
	ID, Day  string
	Medium   voxpop.Medium
	SetAside voxpop.SetAside
	Gone     bool
}

// Quoted is a story that quotes the response.
type Quoted struct {
	Name, Headline, Lang string
}

// Past is what happened to a response.
type Past struct {
	Versions []voxpop.TextVersion
	Lines    []Line
	More     bool
}

// Line is a line of the audit log.
type Line struct {
	ID       int64
	At       time.Time
	Actor    voxpop.Actor
	Verb     string
	Field    string
	Old, New string
}

// Screens are the inbox and the page of a response.
type Screens struct {
	Answers Answers
	// People are those who can be given answers, by id; nil = nobody.
	People func(ctx context.Context) ([]people.Person, error)
	// SharedWords says that the house lets respondents' words stand on a screen
	// that is shown to others. Names, places and media are hidden all the same.
	SharedWords bool

	mu    sync.Mutex
	plays map[play]time.Time // which media were asked for, by whom; see played
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Routes registers the screens.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/callouts/{slug}/inbox", people.Raw, s.list)
	f.POST("/callouts/{slug}/inbox", people.Raw, s.list) // with words, which stand in no address
	f.GET("/callouts/{slug}/inbox/progress", people.Raw, s.progress)
	f.POST("/callouts/{slug}/inbox/act", people.Edit, s.act)
	f.POST("/callouts/{slug}/inbox/filters", people.Raw, s.saveFilter)
	f.POST("/callouts/{slug}/inbox/filters/forget", people.Raw, s.forgetFilter)

	f.GET("/callouts/{slug}/responses/{id}", people.Raw, s.response)
	f.GET("/callouts/{slug}/responses/{id}/history", people.Raw, s.history)
	f.GET("/callouts/{slug}/responses/{id}/media/{kind}", people.Raw, s.media)
	f.POST("/callouts/{slug}/responses/{id}/play", people.Raw, s.play)
	f.POST("/callouts/{slug}/responses/{id}/reveal", people.Edit, s.reveal)
	f.POST("/callouts/{slug}/responses/{id}/reply", people.Edit, s.reply)

	for _, kind := range []string{undoFlags, undoAside, undoCampaign, undoContacted, undoRepeat} {
		f.OnUndo(kind, people.Edit, s.takeBack)
	}
}

// The kinds of what can be undone.
const (
	undoFlags     = "inbox.flags"
	undoAside     = "inbox.aside"
	undoCampaign  = "inbox.campaign"
	undoContacted = "inbox.contacted"
	undoRepeat    = "inbox.repeat"
)

// takeBack undoes what act did.
func (s *Screens) takeBack(q *frame.Request, doc []byte) (string, error) {
	var u Undo
	if err := json.Unmarshal(doc, &u); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "inbox.takeBack", Message: "what undoes this cannot be read", Err: err}
	}
	if err := s.Answers.TakeBack(q.Context(), q.By, q.Slug(), u); err != nil {
		return "", err
	}
	return q.T.Say("inbox.undone", "n", u.N), nil
}
