package themes

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

// The kinds of what can be undone here.
const (
	undoTake  = "themes.take"
	undoShape = "themes.shape"
)

// proposedPage is the data of proposed.tmpl.
type proposedPage struct {
	frame.Page
	URL, SharesURL string
	Ready          bool
	Working        string
	Failed         string
	MayShape       bool
	MayTake        bool
	Version        int
	K, Finer       int
	All            bool
	Note           string
	Aside          []card
	Themes         []proposedTheme
	Vectors        string
	Changed        bool // somebody else changed them meanwhile
}

type proposedTheme struct {
	ID, Label, Size, Words string
	CodeID                 string // offered
	Taken                  string // code that it is already
	Examples               []example
}

type example struct{ ID, Text, Lang, None string }

func (s *Screens) proposed(q *frame.Request) error { return s.proposals(q, http.StatusOK, false) }

func (s *Screens) proposals(q *frame.Request, status int, changed bool) error {
	if _, err := s.Records.Revision(q.Context(), q.Slug()); err != nil {
		return err
	}
	t, v := q.T, s.Proposals.See(q.Context(), q.Slug())
	base := "/callouts/" + url.PathEscape(q.Slug()) + "/themes"
	p := proposedPage{Page: q.Page("themes", t.Say("themes.proposed"), frame.Key{Keys: "j k", Says: t.Say("dup.key.move")}, frame.Key{Keys: "x", Says: t.Say("dup.key.tick")}, frame.Key{Keys: "m", Says: t.Say("themes.merge")}, frame.Key{Keys: "s", Says: t.Say("themes.split")}, frame.Key{Keys: "t", Says: t.Say("themes.take")}, frame.Key{Keys: "z", Says: t.Say("frame.undo.last")}),
		URL: base + "/proposed", SharesURL: base, Ready: v.Ready, MayShape: q.May(people.Code), MayTake: q.May(people.Edit),
		Version: v.Version, K: v.Options.K, Finer: v.Options.Finer, All: v.Options.All, Changed: changed}
	p.Script = "themes"
	if v.Working != "" {
		p.Working = t.Say("themes.working")
	}
	if v.Err != nil {
		p.Failed = t.Say("themes.failed")
		if k := voxpop.KindOf(v.Err); k == voxpop.Invalid || k == voxpop.NotFound {
			p.Failed = t.Say("themes.failed.parts")
		}
	}
	if v.Ready {
		p.Note = t.Say("themes.looked", "n", v.Messages)
		if v.All {
			p.Note = t.Say("themes.looked.all", "n", v.Messages)
		}
		for _, why := range []string{"no words", "no opinion", "alone"} {
			if n := v.Aside[why]; n > 0 {
				p.Aside = append(p.Aside, card{Name: t.Say("themes.aside." + strings.ReplaceAll(why, " ", "-")), Value: t.Int(n)})
			}
		}
		if v.Vectors.Used {
			p.Vectors = t.Say("themes.vectors")
		}
	}
	var seen []string
	for _, x := range v.Themes {
		seen = append(seen, x.Examples...)
	}
	if len(seen) > 0 {
		if err := q.Saw("look", seen...); err != nil {
			return err
		}
	}
	err := s.Repeats.Store.Look(q.Context(), q.Slug(), func(r coding.Changing) error {
		for _, x := range v.Themes {
			row := proposedTheme{ID: x.ID, Label: x.Label, Size: t.Say("themes.size", "n", x.Size), Words: strings.Join(x.Words, ", "), CodeID: coding.CodeID(x.Label)}
			if id, ok := v.Taken[x.ID]; ok {
				if _, there := r.Codebook().Code(id); there {
					row.Taken = id
				}
			}
			for _, id := range x.Examples {
				one := example{ID: id}
				resp, ok, err := r.Response(id)
				if err != nil {
					return err
				}
				if ok && !resp.Withdrawn() {
					one.Text, one.Lang = coding.TextOf(resp), resp.Lang
				}
				if one.Text == "" {
					one.None = t.Say("dup.no.words")
				}
				row.Examples = append(row.Examples, one)
			}
			p.Themes = append(p.Themes, row)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.WriteStatus(status, pages, "proposed.tmpl", p)
}

func (s *Screens) proposedURL(q *frame.Request) string {
	return "/callouts/" + url.PathEscape(q.Slug()) + "/themes/proposed"
}

func (s *Screens) run(q *frame.Request) error {
	if _, err := s.Records.Revision(q.Context(), q.Slug()); err != nil {
		return err
	}
	o := coding.ThemesOptions{All: q.PostFormValue("all") != ""}
	o.K, _ = strconv.Atoi(q.PostFormValue("k"))
	o.Finer, _ = strconv.Atoi(q.PostFormValue("finer"))
	o.K, o.Finer = min(max(o.K, 0), 60), min(max(o.Finer, -5), 5)
	switch q.PostFormValue("step") {
	case "finer":
		o.Finer, o.K = min(o.Finer+1, 5), 0
	case "coarser":
		o.Finer, o.K = max(o.Finer-1, -5), 0
	}
	err := s.Proposals.Run(q.Context(), q.Slug(), o)
	return s.shaped(q, err, "", -1)
}

// shaped answers a form that changes the themes: version is the one that it
// began from, -1 where nothing undoes it.
func (s *Screens) shaped(q *frame.Request, err error, says string, version int) error {
	switch voxpop.KindOf(err) {
	case voxpop.Conflict:
		return s.proposals(q, http.StatusConflict, true)
	case voxpop.Invalid, voxpop.NotFound: // the page says what was wrong
		if err != nil {
			return q.Redirect(s.proposedURL(q))
		}
	}
	if err != nil {
		return err
	}
	if says != "" {
		if err := q.Done(says, &frame.Undo{Kind: undoShape, Doc: shape{version + 1}}); err != nil {
			return err
		}
	}
	return q.Redirect(s.proposedURL(q))
}

type shape struct {
	Version int `json:"version"`
}

func version(q *frame.Request) int {
	n, err := strconv.Atoi(q.PostFormValue("version"))
	if err != nil || n < 0 {
		return 1 << 30 // of none
	}
	return n
}

func (s *Screens) mergeThemes(q *frame.Request) error {
	v := version(q)
	ids := q.PostForm["theme"]
	if len(ids) < 2 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "themes.merge", Message: "themes.wrong.merge"}
	}
	err := s.Proposals.Merge(q.Context(), q.Slug(), v, ids)
	return s.shaped(q, err, q.T.Say("themes.done.merge", "n", len(ids)), v)
}

func (s *Screens) splitTheme(q *frame.Request) error {
	v := version(q)
	err := s.Proposals.Split(q.Context(), q.Slug(), v, q.PostFormValue("id"))
	return s.shaped(q, err, q.T.Say("themes.done.split"), v)
}

func (s *Screens) renameTheme(q *frame.Request) error {
	v := version(q)
	err := s.Proposals.Rename(q.Context(), q.Slug(), v, q.PostFormValue("id"), q.PostFormValue("label"))
	if voxpop.KindOf(err) == voxpop.Invalid && err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "themes.rename", Message: "themes.wrong.label"}
	}
	return s.shaped(q, err, q.T.Say("themes.done.rename"), v)
}

func (s *Screens) undoShape(q *frame.Request, doc []byte) (string, error) {
	var x shape
	if err := json.Unmarshal(doc, &x); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "themes.undo", Message: "what undoes this cannot be read"}
	}
	if err := s.Proposals.Back(q.Slug(), x.Version); err != nil {
		return "", err
	}
	return q.T.Say("dup.undone"), nil
}

func (s *Screens) take(q *frame.Request) error {
	id := strings.TrimSpace(q.PostFormValue("code"))
	if !voxpop.ValidID(id) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "themes.take", Message: "themes.wrong.code"}
	}
	code, err := s.Proposals.Take(q.Context(), q.By, q.Slug(), version(q), q.PostFormValue("id"), id)
	if voxpop.KindOf(err) == voxpop.Conflict {
		if _, there, e := s.codeThere(q, id); e == nil && there {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "themes.take", Message: "themes.wrong.there"}
		}
		return s.proposals(q, http.StatusConflict, true)
	}
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say("themes.done.take"), &frame.Undo{Kind: undoTake, Doc: code}); err != nil {
		return err
	}
	return q.Redirect(s.proposedURL(q))
}

func (s *Screens) codeThere(q *frame.Request, id string) (code voxpop.Code, ok bool, err error) {
	err = s.Records.Read(context.WithoutCancel(q.Context()), q.Slug(), func(r Record) error {
		code, ok = r.Codebook().Code(id)
		return nil
	})
	return code, ok, err
}

func (s *Screens) undoTake(q *frame.Request, doc []byte) (string, error) {
	var code voxpop.Code
	if err := json.Unmarshal(doc, &code); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "themes.undo", Message: "what undoes this cannot be read"}
	}
	if err := s.Proposals.Untake(q.Context(), q.By, q.Slug(), code); err != nil {
		return "", err
	}
	return q.T.Say("dup.undone"), nil
}
