package settings

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

type peoplePage struct {
	part
	People []personRow
	Roles  []roleRow // of the form of an invitation
	Typed  struct{ ID, Name string }
	Link   string // of an invitation that was just made; shown this once
	For    string // whose link it is
}

type personRow struct {
	ID, Name   string
	Roles      []roleRow
	Disabled   bool
	Passphrase bool
	Passkeys   int
	Outside    bool
	Email      string
	Subject    string
	Invited    string
	InvitedISO string
	Sessions   int
	Self       bool
}

type roleRow struct {
	ID, Name string
	Has      bool
}

func rolesOf(q *frame.Request, has []people.Role) []roleRow {
	var all []roleRow
	for _, r := range people.Roles() {
		all = append(all, roleRow{string(r), q.T.Say("signin.role." + string(r)), slices.Contains(has, r)})
	}
	return all
}

func (s *Screens) people(q *frame.Request) error {
	return s.showPeople(q, http.StatusOK, peoplePage{}, "", "")
}

func (s *Screens) showPeople(q *frame.Request, status int, p peoplePage, field, fault string) error {
	list, err := s.People.People(q.Context())
	if err != nil {
		return err
	}
	p.part = s.part(q, "people")
	p.Field, p.Error = field, fault
	if p.Roles == nil {
		p.Roles = rolesOf(q, []people.Role{people.Editor})
	}
	for _, l := range list {
		row := personRow{ID: l.Person.ID, Name: l.Person.Name, Roles: rolesOf(q, l.Person.Roles), Disabled: l.Person.Disabled, Passphrase: l.Passphrase, Passkeys: l.Passkeys,
			Email: l.Person.Email, Subject: l.Person.Subject, Outside: l.Person.Email+l.Person.Subject != "", Sessions: l.Sessions, Self: l.Person.ID == q.Who.ID}
		if !l.Invited.IsZero() {
			row.Invited, row.InvitedISO = q.T.Day(l.Invited), l.Invited.Format("2006-01-02")
		}
		p.People = append(p.People, row)
	}
	q.W.Header().Set("Cache-Control", "no-store")
	return q.WriteStatus(status, pages, "people.tmpl", p)
}

func formRoles(q *frame.Request) []people.Role {
	var roles []people.Role
	for _, r := range q.PostForm["role"] {
		roles = append(roles, people.Role(r))
	}
	return roles
}

// fault is the sentence of what somebody can put right; ok is false for what they cannot.
func fault(q *frame.Request, err error) (field, says string, status int, ok bool) {
	e, is := err.(*voxpop.Error)
	if !is {
		return "", "", 0, false
	}
	switch e.Kind {
	case voxpop.Invalid:
		key := "settings.fault." + e.Place
		if q.T.Say(key) == key {
			return "", "", 0, false
		}
		return e.Place, q.T.Say(key), http.StatusUnprocessableEntity, true
	case voxpop.Conflict:
		switch e.Op {
		case "people.Invite":
			return "id", q.T.Say("settings.people.taken"), http.StatusConflict, true
		case "people.SetRoles", "people.Disable":
			return "last", q.T.Say("settings.people.last"), http.StatusConflict, true
		}
		if e.Place == "email" || e.Place == "subject" {
			return e.Place, q.T.Say("settings.people.outside.taken"), http.StatusConflict, true
		}
	}
	return "", "", 0, false
}

func (s *Screens) invite(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "settings.invite", Message: "the form cannot be read", Err: err}
	}
	id, name := strings.TrimSpace(q.PostFormValue("id")), strings.TrimSpace(q.PostFormValue("name"))
	p := peoplePage{Roles: rolesOf(q, formRoles(q))}
	p.Typed.ID, p.Typed.Name = id, name
	if id == "" {
		id = voxpop.Slug(name)
	}
	link, err := s.People.Invite(q.Context(), q.By, people.Person{ID: id, Name: name, Roles: formRoles(q)})
	if err != nil {
		field, says, status, ok := fault(q, err)
		if !ok {
			return err
		}
		return s.showPeople(q, status, p, field, says)
	}
	return s.showPeople(q, http.StatusOK, peoplePage{Link: s.Link(link), For: id}, "", "")
}

func (s *Screens) recover(q *frame.Request) error {
	link, err := s.People.Recover(q.Context(), q.By, q.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showPeople(q, http.StatusOK, peoplePage{Link: s.Link(link), For: q.PathValue("id")}, "", "")
}

// change does what a form asks, or shows what is wrong.
func (s *Screens) change(q *frame.Request, err error, says string, u *frame.Undo) error {
	if err != nil {
		field, says, status, ok := fault(q, err)
		if !ok {
			return err
		}
		return s.showPeople(q, status, peoplePage{}, field, says)
	}
	if err := q.Done(says, u); err != nil {
		return err
	}
	return q.Redirect("/settings/people")
}

type rolesUndo struct {
	ID       string
	Old, New []people.Role
}

func (s *Screens) roles(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "settings.roles", Message: "the form cannot be read", Err: err}
	}
	id, roles := q.PathValue("id"), formRoles(q)
	was, err := s.People.Account(q.Context(), id)
	if err == nil {
		err = s.People.SetRoles(q.Context(), q.By, id, roles...)
	}
	return s.change(q, err, q.T.Say("settings.people.roles.done", "who", was.Person.Name), &frame.Undo{Kind: "people-roles", Doc: rolesUndo{id, was.Person.Roles, roles}})
}

func (s *Screens) undoRoles(q *frame.Request, doc []byte) (string, error) {
	var u rolesUndo
	if err := json.Unmarshal(doc, &u); err != nil {
		return "", err
	}
	a, err := s.People.Account(q.Context(), u.ID)
	if err != nil {
		return "", err
	}
	if !slices.Equal(a.Person.Roles, u.New) {
		return "", changedSince()
	}
	return q.T.Say("settings.people.roles.done", "who", a.Person.Name), s.People.SetRoles(q.Context(), q.By, u.ID, u.Old...)
}

func changedSince() error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "settings.undo", Message: "settings.changed.since"}
}

type disabledUndo struct {
	ID       string
	Disabled bool // what it was before
}

func (s *Screens) disable(q *frame.Request) error { return s.setDisabled(q, true, "disabled") }
func (s *Screens) enable(q *frame.Request) error  { return s.setDisabled(q, false, "enabled") }

func (s *Screens) setDisabled(q *frame.Request, disabled bool, says string) error {
	id := q.PathValue("id")
	a, err := s.People.Account(q.Context(), id)
	if err == nil {
		err = s.People.Disable(q.Context(), q.By, id, disabled)
	}
	return s.change(q, err, q.T.Say("settings.people."+says, "who", a.Person.Name), &frame.Undo{Kind: "people-disabled", Doc: disabledUndo{id, !disabled}})
}

func (s *Screens) undoDisabled(q *frame.Request, doc []byte) (string, error) {
	var u disabledUndo
	if err := json.Unmarshal(doc, &u); err != nil {
		return "", err
	}
	a, err := s.People.Account(q.Context(), u.ID)
	if err != nil {
		return "", err
	}
	if a.Person.Disabled == u.Disabled {
		return "", changedSince()
	}
	says := "settings.people.enabled"
	if u.Disabled {
		says = "settings.people.disabled"
	}
	return q.T.Say(says, "who", a.Person.Name), s.People.Disable(q.Context(), q.By, u.ID, u.Disabled)
}

func (s *Screens) outside(q *frame.Request) error {
	id := q.PathValue("id")
	err := s.People.SetOutside(q.Context(), q.By, id, q.PostFormValue("email"), q.PostFormValue("subject"))
	return s.change(q, err, q.T.Say("settings.people.outside.done"), nil)
}

func (s *Screens) endSessions(q *frame.Request) error {
	n, err := s.People.EndSessions(q.Context(), q.By, q.PathValue("id"), q.Session)
	return s.change(q, err, q.T.Say("signin.me.ended", "n", n), nil)
}
