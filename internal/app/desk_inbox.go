package app

import (
	"context"
	"encoding/json"
	"io"
	"slices"

	"voxpop"
	"voxpop/internal/desk/inbox"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
	"voxpop/internal/story"
)

// deskInbox are the desk's inbox and the page of a response.
func (a *App) deskInbox() *inbox.Screens {
	return &inbox.Screens{Answers: deskAnswers{a}, People: a.colleagues}
}

// colleagues are the people who may sign in.
func (a *App) colleagues(ctx context.Context) ([]people.Person, error) {
	all, err := a.everybody(ctx)
	return slices.DeleteFunc(all, func(p people.Person) bool { return p.Disabled }), err
}

// everybody is who is and who was at the desk.
func (a *App) everybody(ctx context.Context) ([]people.Person, error) {
	all, err := a.People().People(ctx)
	out := make([]people.Person, len(all))
	for i, p := range all {
		out[i] = p.Person
	}
	return out, err
}

// deskAnswers is the store as the inbox sees it.
type deskAnswers struct{ a *App }

// todo are the states in which an answer still has to be dealt with.
var todo = []string{store.StateCounted, store.StateDuplicate, store.StateCampaign}

// storeFilter is a filter of the screen as the store knows it.
func storeFilter(f inbox.Filter) store.InboxFilter {
	yes, no := true, false
	s := store.InboxFilter{Query: f.Words, Assignee: f.Assignee, Tag: f.Tag, Code: f.Code, Campaign: f.Campaign, Day: f.Day, Oldest: f.Oldest}
	switch f.Show {
	case "", inbox.ShowTodo:
		s.States, s.Done = todo, &no
	case inbox.ShowAll:
	case inbox.ShowDone:
		s.Done = &yes
	default:
		s.States = []string{f.Show}
	}
	if f.Lang != "" {
		s.Langs = []string{f.Lang}
	}
	if f.Medium != "" {
		s.Media = []voxpop.Medium{f.Medium}
	}
	if f.Channel != "" {
		s.Channels = []voxpop.Channel{f.Channel}
	}
	switch f.Coded {
	case "yes":
		s.Coded = &yes
	case "no":
		s.Coded = &no
	}
	if f.Unread {
		s.Seen = &no
	}
	if f.Starred {
		s.Star = &yes
	}
	return s
}

// screenFilter is the way back.
func screenFilter(s store.InboxFilter) inbox.Filter {
	f := inbox.Filter{Words: s.Query, Assignee: s.Assignee, Tag: s.Tag, Code: s.Code, Campaign: s.Campaign, Day: s.Day, Oldest: s.Oldest,
		Unread: s.Seen != nil && !*s.Seen, Starred: s.Star != nil && *s.Star}
	switch {
	case s.Done != nil && *s.Done:
		f.Show = inbox.ShowDone
	case slices.Equal(s.States, todo):
	case len(s.States) == 1:
		f.Show = s.States[0]
	default:
		f.Show = inbox.ShowAll
	}
	f.Lang, f.Medium, f.Channel = first(s.Langs), first(s.Media), first(s.Channels)
	if s.Coded != nil {
		f.Coded = map[bool]string{true: "yes", false: "no"}[*s.Coded]
	}
	return f
}

func first[T any](all []T) (one T) {
	if len(all) > 0 {
		one = all[0]
	}
	return one
}

func (d deskAnswers) List(ctx context.Context, slug string, f inbox.Filter, after string, n int) (inbox.List, error) {
	p, err := d.a.Store.Inbox(ctx, slug, storeFilter(f), store.Cursor(after), n)
	l := inbox.List{Next: string(p.Next), Matching: p.Total, Unread: p.Unread, All: p.All}
	for _, it := range p.Items {
		l.Items = append(l.Items, listed(it))
	}
	return l, err
}

func listed(it store.InboxItem) inbox.Item {
	return inbox.Item{ID: it.ID, Day: it.Day, Channel: it.Channel, Medium: it.Medium, Lang: it.Lang, State: it.State, Seconds: it.Seconds,
		Line: it.Line, LineLang: it.LineLang, Place: it.Place, Quote: it.Quote, Repeat: it.DuplicateOf != "", Campaign: it.Campaign,
		Contacted: it.Contacted, Transcript: voxpop.State(it.Transcript), Translation: voxpop.State(it.Translation), Failed: it.Steps == string(scribe.Failed),
		Coders: it.Coders, Seen: it.Seen, Done: it.Done, Star: it.Star, Assignee: it.Assignee, Tags: it.Tags}
}

func (d deskAnswers) Item(ctx context.Context, slug, id string) (inbox.Item, error) {
	it, err := d.a.Store.InboxItem(ctx, slug, id)
	return listed(it), err
}

func (d deskAnswers) Around(ctx context.Context, slug string, f inbox.Filter, id string) (inbox.Around, error) {
	a, err := d.a.Store.Around(ctx, slug, storeFilter(f), id)
	return inbox.Around{Prev: a.Prev, Next: a.Next, At: a.At, Of: a.Total}, err
}

func (d deskAnswers) Facets(ctx context.Context, slug string) (inbox.Facets, error) {
	f, err := d.a.Store.InboxFacets(ctx, slug)
	some := func(all []store.Facet) (out []inbox.Facet) {
		for _, x := range all {
			out = append(out, inbox.Facet(x))
		}
		return out
	}
	return inbox.Facets{States: some(f.States), Langs: some(f.Langs), Channels: some(f.Channels), Media: some(f.Media), Assignees: some(f.Assignees),
		Tags: some(f.Tags), Campaigns: some(f.Campaigns), Codes: some(f.Codes), Days: some(f.Days)}, err
}

func (d deskAnswers) Counts(ctx context.Context, slug string) (unread, all int, err error) {
	no := false
	n, err := d.a.Store.InboxCounts(ctx, slug, store.InboxFilter{Seen: &no}, store.InboxFilter{})
	if err != nil {
		return 0, 0, err
	}
	return n[0], n[1], nil
}

// undoRepeat is the verb of an undo that the store's own lists do not know.
const undoRepeat = "mark_duplicate"

func (d deskAnswers) Act(ctx context.Context, by voxpop.Actor, slug string, p inbox.Pick, act inbox.Act) (inbox.Undo, error) {
	pick := store.Pick{IDs: p.IDs, Want: p.Want}
	if p.All != nil {
		f := storeFilter(*p.All)
		pick.All = &f
	}
	var u store.Undo
	var err error
	switch {
	case act.SetAside != nil:
		u, err = d.a.Store.SetAsideAll(ctx, by, slug, pick, *act.SetAside)
	case act.Campaign != nil:
		u, err = d.a.Store.CampaignAll(ctx, by, slug, pick, *act.Campaign)
	case act.Contacted != nil:
		u, err = d.a.Store.ContactedAll(ctx, by, slug, pick, *act.Contacted)
	case act.RepeatOf != nil:
		u, err = d.repeats(ctx, by, slug, p.IDs, *act.RepeatOf)
	default:
		set := store.Triage{Seen: act.Seen, Done: act.Done, Star: act.Star, Assignee: act.Assignee}
		if act.AddTag != "" {
			set.AddTags = []string{act.AddTag}
		}
		if act.DropTag != "" {
			set.DropTags = []string{act.DropTag}
		}
		u, err = d.a.Store.Triage(ctx, by, slug, pick, set)
	}
	if err != nil {
		return inbox.Undo{}, err
	}
	doc, err := json.Marshal(u)
	return inbox.Undo{N: u.N, Doc: doc}, err
}

// repeats says that answers repeat another, and what they said before.
func (d deskAnswers) repeats(ctx context.Context, by voxpop.Actor, slug string, ids []string, of string) (u store.Undo, err error) {
	u = store.Undo{Verb: undoRepeat}
	err = d.a.Store.View(ctx, slug, func(v *store.View) error {
		for _, id := range ids {
			r, ok, err := v.Response(id)
			switch {
			case err != nil:
				return err
			case !ok || r.Withdrawn():
				return &voxpop.Error{Kind: voxpop.NotFound, Op: "app.repeats", Message: "no answer has the id " + id}
			case id == of:
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.repeats", Message: "inbox.error.id"}
			case r.DuplicateOf != of:
				u.Sets = append(u.Sets, store.UndoSet{Field: "duplicate_of", Old: r.DuplicateOf, New: of, IDs: []string{id}})
				u.N++
			}
		}
		return nil
	})
	if err != nil || u.N == 0 {
		return u, err
	}
	return u, d.a.Store.MarkDuplicate(ctx, by, slug, of, ids...)
}

func (d deskAnswers) TakeBack(ctx context.Context, by voxpop.Actor, slug string, undo inbox.Undo) error {
	var u store.Undo
	if err := json.Unmarshal(undo.Doc, &u); err != nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "app.TakeBack", Message: "what undoes this cannot be read", Err: err}
	}
	if u.Verb != undoRepeat {
		return d.a.Store.UndoAll(ctx, by, slug, u)
	}
	err := d.a.Store.View(ctx, slug, func(v *store.View) error {
		for _, s := range u.Sets {
			r, ok, err := v.Response(s.IDs[0])
			if err != nil {
				return err
			}
			if !ok || r.Withdrawn() || r.DuplicateOf != s.New {
				return &voxpop.Error{Kind: voxpop.Conflict, Op: "app.TakeBack", Message: "answer " + s.IDs[0] + " was changed since; nothing was undone", Hint: "change it by hand"}
			}
		}
		return nil
	})
	for _, s := range u.Sets {
		if err == nil {
			err = d.a.Store.MarkDuplicate(ctx, by, slug, s.Old, s.IDs...)
		}
	}
	return err
}

func (d deskAnswers) Saved(ctx context.Context, person, slug string) (all []inbox.Saved, err error) {
	list, err := d.a.Store.SavedFilters(ctx, person, slug)
	for _, s := range list {
		all = append(all, inbox.Saved{Name: s.Name, Filter: screenFilter(s.Filter)})
	}
	return all, err
}

func (d deskAnswers) Save(ctx context.Context, person, slug string, s inbox.Saved) error {
	return d.a.Store.SaveFilter(ctx, person, slug, s.Name, storeFilter(s.Filter))
}

func (d deskAnswers) Forget(ctx context.Context, person, slug, name string) error {
	return d.a.Store.DropFilter(ctx, person, slug, name)
}

func (d deskAnswers) Read(ctx context.Context, slug, id string) (r inbox.Reading, err error) {
	got, err := d.a.Store.Read(ctx, slug, id)
	if err != nil {
		return r, err
	}
	r = inbox.Reading{Callout: got.Callout, Codebook: got.Codebook, Response: got.Response, Texts: got.Texts, Codings: got.Codings, Derivatives: got.Derivatives,
		Tasks: got.Tasks, Repeats: got.Repeats, Reachable: got.Reachable}
	for _, o := range got.Others {
		r.Others = append(r.Others, inbox.Other(o))
	}
	for _, s := range got.Stories {
		doc, err := story.Parse(s.Name, s.Body)
		if err != nil || !quotes(doc, id) {
			continue // what cannot be read quotes nobody
		}
		r.Quoted = append(r.Quoted, inbox.Quoted{Name: s.Name, Headline: doc.Front.Headline, Lang: doc.Front.Lang})
	}
	return r, nil
}

// quotes reports whether a story links to a response.
func quotes(doc *story.Document, id string) bool {
	return slices.ContainsFunc(doc.Links(), func(l *story.Link) bool {
		return l.ID == id && (l.Kind == story.LinkResponse || l.Kind == story.LinkBy || l.Kind == story.LinkClip)
	})
}

func (d deskAnswers) Past(ctx context.Context, slug, id string, before int64, n int) (p inbox.Past, err error) {
	got, err := d.a.Store.Past(ctx, slug, id, before, n)
	p = inbox.Past{Versions: got.Versions, More: got.More}
	for _, l := range got.Lines {
		for _, c := range l.Changes {
			p.Lines = append(p.Lines, inbox.Line{ID: l.ID, At: l.At, Actor: l.Actor, Verb: l.Verb, Field: c.Field, Old: valueText(c.Old), New: valueText(c.New)})
		}
	}
	return p, err
}

// valueText writes a value of the audit log for a page.
func valueText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func (d deskAnswers) Media(ctx context.Context, slug, id string, kind scribe.Kind) (scribe.Derivative, func(offset, length int64) (io.ReadCloser, error), error) {
	return d.a.Store.DerivativeParts(ctx, slug, id, kind)
}

func (d deskAnswers) Reply(ctx context.Context, by voxpop.Actor, slug, id, lang, text string) error {
	_, err := d.a.Reply(ctx, by, slug, id, lang, text)
	return err
}
