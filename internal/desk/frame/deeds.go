package frame

import (
	"crypto/rand"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// Deed is something that somebody did at the desk, for the notice and the
// history. It holds ids and values, never a word that a respondent sent.
type Deed struct {
	ID      string
	Callout string // slug; "" outside of one
	Person  string
	At      time.Time
	Kind    string // who undoes it; "" when nothing does
	Says    string // in the language in which it was done
	Doc     []byte // JSON, for whoever undoes it
	Undone  bool
}

// Undo is what takes a deed back.
type Undo struct {
	Kind string // as given to [Frame.OnUndo]
	Doc  any    // becomes JSON
}

// OnUndo says how deeds of a kind are undone. fn gets the document of the
// deed; what it says becomes the notice. It is a conflict when others changed
// meanwhile what the deed had changed.
func (f *Frame) OnUndo(kind string, need people.Right, fn func(q *Request, doc []byte) (says string, err error)) {
	if f.undo == nil {
		f.undo = map[string]undoer{}
	}
	f.undo[kind] = undoer{need, fn}
}

// maxUndo bounds the document of an undo, in bytes.
const maxUndo = 32 << 20

// Done says what the request did, and offers its undo for as long as the
// history goes back; u nil = nothing undoes it. Call it after the change, and
// before the answer.
func (q *Request) Done(says string, u *Undo) error {
	d := Deed{Says: says, Doc: []byte("{}")}
	if u != nil {
		b, err := json.Marshal(u.Doc)
		if err != nil || len(b) > maxUndo {
			return &voxpop.Error{Kind: voxpop.Internal, Op: "frame.Done", Message: "what undoes this cannot be kept", Err: err}
		}
		d.Kind, d.Doc = u.Kind, b
	}
	return q.put(d)
}

// unchanged is the document of a deed that changed nothing.
const unchanged = `{"unchanged":true}`

// Unchanged is [Request.Done] of what was so already: it is told, and does not
// stand in the history.
func (q *Request) Unchanged(says string) error {
	return q.put(Deed{Says: says, Doc: []byte(unchanged)})
}

func (q *Request) put(d Deed) error {
	d.ID, d.Callout, d.Person, d.At = rand.Text(), q.Slug(), q.Who.ID, q.Now
	if err := q.F.Store.PutDeed(q.Context(), d); err != nil {
		return err
	}
	q.notice = &d
	return nil
}

// Saw writes into the audit log that the person looks at raw items of the
// call-out. Call it before they are shown: a look that cannot be written down
// does not happen.
func (q *Request) Saw(verb string, ids ...string) error {
	return q.F.Store.Saw(q.Context(), q.By, verb, q.Slug(), ids...)
}

func (f *Frame) undoDeed(q *Request) error {
	// One at a time: of two presses at once the second finds it undone.
	f.undoing.Lock()
	defer f.undoing.Unlock()
	d, err := f.Store.Deed(q.Context(), q.PathValue("id"))
	if err != nil {
		return err
	}
	u, ok := f.undo[d.Kind]
	switch {
	case d.Person != q.Who.ID:
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "frame.undo", Message: "there is no such deed"}
	case !ok:
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "frame.undo", Message: "nothing undoes this"}
	case !q.May(u.need):
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "frame.undo", Message: "the right " + string(u.need) + " is missing"}
	case d.Undone:
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "frame.undo", Message: "this was undone already"}
	}
	q.slug = d.Callout
	says, err := u.fn(q, d.Doc)
	if err != nil {
		return err
	}
	if err := f.Store.Undone(q.Context(), d.ID); err != nil {
		return err
	}
	if err := q.Done(says, nil); err != nil {
		return err
	}
	if q.Partial() { // what is on the page is old now
		q.tell()
		q.W.Header().Set("HX-Refresh", "false")
		return q.JSON(map[string]any{"undone": true})
	}
	otherwise := "/"
	if d.Callout != "" {
		otherwise = "/callouts/" + url.PathEscape(d.Callout)
	}
	return q.Back(otherwise)
}

// historyPage is the data of history.tmpl.
type historyPage struct {
	Page
	Deeds []deedLine
}

type deedLine struct {
	Deed
	When, ISO string
	CanUndo   bool
}

// historyLength is how many deeds the history shows.
const historyLength = 100

func (f *Frame) history(q *Request) error {
	slug := q.URL.Query().Get("callout")
	q.slug = slug
	deeds, err := f.Store.Deeds(q.Context(), q.Who.ID, slug, historyLength)
	if err != nil {
		return err
	}
	p := historyPage{Page: q.Page("history", q.T.Say("frame.history"))}
	for _, d := range deeds {
		if string(d.Doc) == unchanged {
			continue
		}
		_, known := f.undo[d.Kind]
		p.Deeds = append(p.Deeds, deedLine{Deed: d, When: q.Moment(d.At), ISO: d.At.UTC().Format(time.RFC3339), CanUndo: known && !d.Undone})
	}
	return q.Write(pages, "history.tmpl", p)
}

// Moment writes a day and the time of it.
func (q *Request) Moment(at time.Time) string {
	at = at.Local()
	return q.T.Say("frame.moment", "day", q.T.Day(at), "clock", locale.Isolate(q.T.Clock(at)))
}

// asked is the notice of the deed that the address names, nil when none.
func (q *Request) asked() *Notice {
	if q.notice != nil {
		return newNotice(*q.notice)
	}
	id := q.URL.Query().Get("done")
	if id == "" || q.Who.ID == "" || len(id) > 64 {
		return nil
	}
	d, err := q.F.Store.Deed(q.Context(), id)
	if err != nil || d.Person != q.Who.ID || q.Now.Sub(d.At) > time.Hour {
		return nil
	}
	return newNotice(d)
}

// Notice is what the page says was done.
type Notice struct {
	Says, ID string
	Undo     string // path that takes it back; "" = nothing does
}

func newNotice(d Deed) *Notice {
	n := &Notice{Says: strings.TrimSpace(d.Says), ID: d.ID}
	if d.Kind != "" && !d.Undone {
		n.Undo = "/undo/" + d.ID
	}
	return n
}
