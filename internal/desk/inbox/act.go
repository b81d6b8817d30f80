package inbox

import (
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
)

// maxPicked bounds how many answers a form names one by one; more are picked
// by the filter that they match.
const maxPicked = 5000

// pickOf reads what a form chose: the answers that it names, or all that match.
func pickOf(q *frame.Request, f Filter) (Pick, error) {
	if want := atoi(q.PostForm.Get("all")); want > 0 {
		return Pick{All: &f, Want: want}, nil
	}
	p := Pick{IDs: q.PostForm["id"]}
	if len(p.IDs) == 0 {
		p.IDs = q.PostForm["row"] // the one that the keyboard is on
	}
	switch {
	case len(p.IDs) == 0:
		return p, &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.act", Message: "inbox.error.none"}
	case len(p.IDs) > maxPicked:
		return p, &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.act", Message: "inbox.error.many"}
	}
	return p, nil
}

// deed is an Act with the kind of its undo and the key of what is said of it.
type deed struct {
	act  Act
	kind string
	says string
	args []any
}

// deedOf reads what a form asks to be done.
func (s *Screens) deedOf(q *frame.Request) (d deed, err error) {
	refuse := func(message string) (deed, error) {
		return deed{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.act", Message: message}
	}
	what := q.PostForm.Get("do")
	field := func(name string) string { return strings.TrimSpace(q.PostForm.Get(name)) }
	yes, no := true, false
	switch what {
	case "done":
		return deed{Act{Done: &yes, Seen: &yes}, undoFlags, "inbox.did.done", nil}, nil
	case "open":
		return deed{Act{Done: &no}, undoFlags, "inbox.did.open", nil}, nil
	case "read":
		return deed{Act{Seen: &yes}, undoFlags, "inbox.did.read", nil}, nil
	case "unread":
		return deed{Act{Seen: &no, Done: &no}, undoFlags, "inbox.did.unread", nil}, nil
	case "star":
		return deed{Act{Star: &yes}, undoFlags, "inbox.did.star", nil}, nil
	case "unstar":
		return deed{Act{Star: &no}, undoFlags, "inbox.did.unstar", nil}, nil
	case "assign":
		id := field("to")
		if id == Nobody || id == "" {
			none := ""
			return deed{Act{Assignee: &none}, undoFlags, "inbox.did.unassign", nil}, nil
		}
		names, err := s.names(q)
		if err != nil {
			return d, err
		}
		name, ok := names[id]
		if !ok {
			return refuse("inbox.error.person")
		}
		return deed{Act{Assignee: &id}, undoFlags, "inbox.did.assign", []any{"name", locale.Isolate(name)}}, nil
	case "tag", "untag":
		tag := field("tag-name")
		if tag == "" || !voxpop.ValidName(tag) || len(tag) > 100 {
			return refuse("inbox.error.tag")
		}
		if what == "untag" {
			return deed{Act{DropTag: tag}, undoFlags, "inbox.did.untag", []any{"name", locale.Isolate(tag)}}, nil
		}
		return deed{Act{AddTag: tag}, undoFlags, "inbox.did.tag", []any{"name", locale.Isolate(tag)}}, nil
	case "campaign":
		name := field("campaign-name")
		if !voxpop.ValidName(name) {
			return refuse("inbox.error.name")
		}
		says := "inbox.did.campaign"
		if name == "" {
			says = "inbox.did.no.campaign"
		}
		return deed{Act{Campaign: &name}, undoCampaign, says, []any{"name", locale.Isolate(name)}}, nil
	case "spam", "off-topic", "blank":
		reason := voxpop.SetAside(what)
		return deed{Act{SetAside: &reason}, undoAside, "inbox.did." + what, nil}, nil
	case "count":
		none := voxpop.SetAside("")
		return deed{Act{SetAside: &none}, undoAside, "inbox.did.count", nil}, nil
	case "contacted":
		return deed{Act{Contacted: &yes}, undoContacted, "inbox.did.contacted", nil}, nil
	case "not-contacted":
		return deed{Act{Contacted: &no}, undoContacted, "inbox.did.not.contacted", nil}, nil
	case "repeat":
		of := field("of")
		if of != "" && !voxpop.ValidID(of) {
			return refuse("inbox.error.id")
		}
		says := "inbox.did.repeat"
		if of == "" {
			says = "inbox.did.no.repeat"
		}
		return deed{Act{RepeatOf: &of}, undoRepeat, says, []any{"id", locale.Isolate(of)}}, nil
	}
	return refuse("the form does not say what to do")
}

// act does one thing to the answers chosen, at once, and offers its undo.
func (s *Screens) act(q *frame.Request) error {
	f, err := filterOfRequest(q)
	if err != nil {
		return err
	}
	p, err := pickOf(q, f)
	if err != nil {
		return err
	}
	if q.PostForm.Get("do") == "ask" {
		return s.askAll(q, p, f)
	}
	d, err := s.deedOf(q)
	if err != nil {
		return err
	}
	u, err := s.Answers.Act(q.Context(), q.By, q.Slug(), p, d.act)
	if err != nil {
		return err
	}
	if u.N == 0 {
		err = q.Unchanged(q.T.Say("inbox.did.nothing"))
	} else {
		err = q.Done(q.T.Say(d.says, append([]any{"n", u.N}, d.args...)...), &frame.Undo{Kind: d.kind, Doc: u})
	}
	if err != nil {
		return err
	}
	return s.afterwards(q, f, p)
}

// afterwards shows the list, or the response whose page asked.
func (s *Screens) afterwards(q *frame.Request, f Filter, p Pick) error {
	page := q.PostForm.Get("page") // id of the response on whose page the form stood
	switch {
	case page != "" && q.Partial():
		a, err := s.answer(q, page)
		if err != nil {
			return err
		}
		a.Own = q.PostForm.Get("own") != ""
		return q.Write(pages, "answer-opened", a)
	case page != "":
		return q.Redirect(responseURL(q.Slug(), page) + f.query())
	case q.Partial():
		part, err := s.listPart(q, f, "")
		if err != nil {
			return err
		}
		part.Swap, part.Progress.Swap = true, true
		return q.Write(pages, "inbox-list", part)
	}
	return q.Redirect(inboxURL(q.Slug()) + f.query())
}

// maxAsked bounds how many people are written to at once.
const maxAsked = 500

// askAll sends one text to everybody chosen who can be reached: a request for
// contact or for consent. Each is sealed to its own receipt.
func (s *Screens) askAll(q *frame.Request, p Pick, f Filter) error {
	text := strings.TrimSpace(q.PostForm.Get("ask"))
	if text == "" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.ask", Message: "inbox.error.empty"}
	}
	ids, err := s.ids(q, p)
	if err != nil {
		return err
	}
	sent, unreachable := 0, 0
	for _, id := range ids {
		switch err := s.Answers.Reply(q.Context(), q.By, q.Slug(), id, "", text); voxpop.KindOf(err) {
		case "":
			sent++
		case voxpop.Conflict, voxpop.Withdrawn: // no receipt, or taken back
			unreachable++
		default:
			return err
		}
	}
	if err := q.Done(q.T.Say("inbox.asked", "n", sent, "m", unreachable), nil); err != nil {
		return err
	}
	return s.afterwards(q, f, p)
}

// ids lists what was picked, at most [maxAsked].
func (s *Screens) ids(q *frame.Request, p Pick) ([]string, error) {
	many := &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.ask", Message: "inbox.error.many.people"}
	if p.All == nil {
		if len(p.IDs) > maxAsked {
			return nil, many
		}
		return p.IDs, nil
	}
	var ids []string
	for after := ""; ; {
		l, err := s.Answers.List(q.Context(), q.Slug(), *p.All, after, maxAsked)
		if err != nil {
			return nil, err
		}
		if l.Matching > maxAsked {
			return nil, many
		}
		if l.Matching != p.Want {
			return nil, &voxpop.Error{Kind: voxpop.Conflict, Op: "inbox.ask", Message: "inbox.error.changed"}
		}
		for _, it := range l.Items {
			ids = append(ids, it.ID)
		}
		if after = l.Next; after == "" {
			return ids, nil
		}
	}
}

// reply sends a text to who sent one response.
func (s *Screens) reply(q *frame.Request) error {
	id := q.PathValue("id")
	text := strings.TrimSpace(q.FormValue("text"))
	if text == "" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "inbox.reply", Message: "inbox.error.empty"}
	}
	if err := s.Answers.Reply(q.Context(), q.By, q.Slug(), id, q.FormValue("reply-lang"), text); err != nil {
		return err
	}
	if err := q.DropDraft("reply", id); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("inbox.replied"), nil); err != nil {
		return err
	}
	return q.Redirect(responseURL(q.Slug(), id))
}
