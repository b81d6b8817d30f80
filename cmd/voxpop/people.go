package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/app"
	staff "voxpop/internal/people"
)

type peopleCmd struct {
	List     peopleListCmd     `cmd:"" help:"Who works at the desk."`
	Invite   peopleInviteCmd   `cmd:"" help:"Add somebody, and print the link with which they come in."`
	Recover  peopleRecoverCmd  `cmd:"" help:"A new link for somebody who lost what lets them in."`
	Roles    peopleRolesCmd    `cmd:"" help:"Give somebody other roles."`
	Disable  peopleDisableCmd  `cmd:"" help:"Let somebody in no more."`
	Enable   peopleEnableCmd   `cmd:"" help:"Let somebody in again."`
	Passkeys peoplePasskeysCmd `cmd:"" help:"The passkeys of somebody; take one away."`
	Sessions peopleSessionsCmd `cmd:"" help:"Where people are signed in; end it."`
}

func (peopleCmd) Help() string {
	return `Who works at the desk, and what they may do. docs/PEOPLE.md says what each role may.

Examples:
  voxpop people invite "Ana Silva" --as ana --role admin,editor
  voxpop people list`
}

type peopleListCmd struct {
	JSON bool `help:"As one JSON object."`
}

func (peopleListCmd) Help() string { return "Example:\n  voxpop people list" }

// personJSON is a person as --json writes them.
type personJSON struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Roles      []staff.Role `json:"roles"`
	Disabled   bool         `json:"disabled"`
	Passphrase bool         `json:"passphrase"`
	Passkeys   int          `json:"passkeys"`
	Invited    *time.Time   `json:"invited_until,omitempty"`
	Sessions   int          `json:"sessions"`
}

func (c peopleListCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		list, err := a.People().People(s.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			all := []personJSON{}
			for _, l := range list {
				p := personJSON{ID: l.Person.ID, Name: l.Person.Name, Roles: l.Person.Roles, Disabled: l.Person.Disabled, Passphrase: l.Passphrase, Passkeys: l.Passkeys, Sessions: l.Sessions}
				if !l.Invited.IsZero() {
					p.Invited = &l.Invited
				}
				all = append(all, p)
			}
			return s.json(map[string]any{"people": all})
		}
		t := table{head: []string{"name to sign in with", "name", "roles", "comes in by", "signed in"}}
		for _, l := range list {
			t.add(l.Person.ID, l.Person.Name, rolesText(l.Person.Roles), comesInBy(l), fmt.Sprint(l.Sessions))
		}
		return t.write(s.stdout)
	})
}

func rolesText(roles []staff.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, string(r))
	}
	return strings.Join(all, ",")
}

func comesInBy(l staff.Listed) string {
	var by []string
	if l.Passphrase {
		by = append(by, "passphrase")
	}
	if l.Passkeys > 0 {
		by = append(by, fmt.Sprintf("%d %s", l.Passkeys, plural(l.Passkeys, "passkey")))
	}
	if l.Person.Email != "" || l.Person.Subject != "" {
		by = append(by, "sign-in service")
	}
	if !l.Invited.IsZero() {
		by = append(by, "link until "+l.Invited.Format("2006-01-02 15:04 MST"))
	}
	switch {
	case l.Person.Disabled:
		return "disabled"
	case len(by) == 0:
		return "nothing: voxpop people recover " + l.Person.ID
	}
	return strings.Join(by, ", ")
}

type peopleInviteCmd struct {
	Name string `arg:"" help:"The person's name, as colleagues see it."`
	As   string `help:"Name to sign in with: a to z, digits and hyphens; made of the name without one." placeholder:"ID"`
	Role string `help:"What they do: editor, coder, admin, security; several with commas." required:"" placeholder:"ROLE"`
	JSON bool   `help:"As one JSON object."`
}

func (peopleInviteCmd) Help() string {
	return `Adds somebody to the desk and prints a link. It opens once, within 72 hours; with it they choose a
passphrase or a passkey. Give it to them in a way that only they can read. It is kept nowhere.

Examples:
  voxpop people invite "Ana Silva" --as ana --role admin,editor
  voxpop people invite bahar --role coder`
}

func (c peopleInviteCmd) Run(s *session) error {
	roles, err := app.ParseRoles(c.Role)
	if err != nil {
		return err
	}
	id := c.As
	if id == "" {
		id = strings.ToLower(c.Name)
		if !staff.ValidID(id) {
			id = voxpop.Slug(c.Name)
		}
	}
	return s.with(false, func(a *app.App) error {
		link, err := a.People().Invite(s.ctx, s.by(), staff.Person{ID: id, Name: c.Name, Roles: roles})
		if err != nil {
			return err
		}
		return s.link(a, id, link, c.JSON)
	})
}

// link prints a link that lets somebody in.
func (s *session) link(a *app.App, id, link string, asJSON bool) error {
	address := a.Config.InviteLink(link)
	if asJSON {
		return s.json(map[string]any{"id": id, "link": address, "hours": int(staff.InvitationTime / time.Hour)})
	}
	fmt.Fprintln(s.stdout, address)
	_, err := fmt.Fprintf(s.stderr, "%s opens it once, within %d hours, while voxpop desk or serve runs; it is shown this once\n", id, int(staff.InvitationTime/time.Hour))
	return err
}

type peopleRecoverCmd struct {
	ID   string `arg:"" help:"Name to sign in with."`
	JSON bool   `help:"As one JSON object."`
}

func (peopleRecoverCmd) Help() string {
	return `Prints a new link for somebody who is there. When they use it, the passphrase and the passkeys from
before are gone and all their sessions end. A link made before opens nothing any more.

Example:
  voxpop people recover ana`
}

func (c peopleRecoverCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		link, err := a.People().Recover(s.ctx, s.by(), c.ID)
		if err != nil {
			return err
		}
		return s.link(a, c.ID, link, c.JSON)
	})
}

type peopleRolesCmd struct {
	ID   string `arg:"" help:"Name to sign in with."`
	Role string `arg:"" help:"Roles, with commas: editor, coder, admin, security."`
}

func (peopleRolesCmd) Help() string { return "Example:\n  voxpop people roles ana editor,security" }

func (c peopleRolesCmd) Run(s *session) error {
	roles, err := app.ParseRoles(c.Role)
	if err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		if err := a.People().SetRoles(s.ctx, s.by(), c.ID, roles...); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stderr, "%s is %s from now on\n", c.ID, rolesText(roles))
		return err
	})
}

type peopleDisableCmd struct {
	ID string `arg:"" help:"Name to sign in with."`
}

func (peopleDisableCmd) Help() string {
	return "Somebody who is disabled stays in the records and in the audit log, and cannot come in.\n\nExample:\n  voxpop people disable ana"
}

func (c peopleDisableCmd) Run(s *session) error { return s.disable(c.ID, true, "is let in no more") }

type peopleEnableCmd struct {
	ID string `arg:"" help:"Name to sign in with."`
}

func (peopleEnableCmd) Help() string { return "Example:\n  voxpop people enable ana" }

func (c peopleEnableCmd) Run(s *session) error { return s.disable(c.ID, false, "may come in again") }

func (s *session) disable(id string, disabled bool, says string) error {
	return s.with(false, func(a *app.App) error {
		if err := a.People().Disable(s.ctx, s.by(), id, disabled); err != nil {
			return err
		}
		_, err := fmt.Fprintln(s.stderr, id, says)
		return err
	})
}

type peoplePasskeysCmd struct {
	ID     string `arg:"" help:"Name to sign in with."`
	Remove int    `help:"Take away the passkey with that number." placeholder:"N"`
	JSON   bool   `help:"As one JSON object."`
}

func (peoplePasskeysCmd) Help() string {
	return "Examples:\n  voxpop people passkeys ana\n  voxpop people passkeys ana --remove 2"
}

func (c peoplePasskeysCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		who, err := a.People().Account(s.ctx, c.ID)
		if err != nil {
			return err
		}
		if c.Remove != 0 {
			if c.Remove < 1 || c.Remove > len(who.Passkeys) {
				return &voxpop.Error{Kind: voxpop.NotFound, Op: "people", Message: fmt.Sprintf("%s has no passkey number %d", c.ID, c.Remove), Hint: "voxpop people passkeys " + c.ID + " lists them"}
			}
			return a.People().RemovePasskey(s.ctx, s.by(), c.ID, who.Passkeys[c.Remove-1].ID)
		}
		if c.JSON {
			all := []map[string]any{}
			for i, k := range who.Passkeys {
				all = append(all, map[string]any{"number": i + 1, "name": k.Name, "made": k.Made})
			}
			return s.json(map[string]any{"passkeys": all})
		}
		t := table{head: []string{"number", "name", "made"}}
		for i, k := range who.Passkeys {
			t.add(fmt.Sprint(i+1), k.Name, k.Made.Format(time.DateOnly))
		}
		return t.write(s.stdout)
	})
}

type peopleSessionsCmd struct {
	ID   string `arg:"" optional:"" help:"Name to sign in with; everybody without one."`
	End  bool   `help:"End those of the person named."`
	JSON bool   `help:"As one JSON object."`
}

func (peopleSessionsCmd) Help() string {
	return "Examples:\n  voxpop people sessions\n  voxpop people sessions ana --end"
}

func (c peopleSessionsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		if c.End {
			if c.ID == "" {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "people", Message: "--end ends the sessions of one person", Hint: "name them, as in voxpop people sessions ana --end"}
			}
			n, err := a.People().EndSessions(s.ctx, s.by(), c.ID, staff.Session{})
			if err == nil {
				_, err = fmt.Fprintf(s.stderr, "sessions of %s that ended: %d\n", c.ID, n)
			}
			return err
		}
		open, err := a.People().Sessions(s.ctx, c.ID)
		if err != nil {
			return err
		}
		slices.SortStableFunc(open, func(x, y staff.Session) int { return strings.Compare(x.Person.ID, y.Person.ID) })
		if c.JSON {
			all := []map[string]any{}
			for _, o := range open {
				all = append(all, map[string]any{"person": o.Person.ID, "browser": o.Agent, "begun": o.Created, "seen": o.Seen, "locked": o.Locked})
			}
			return s.json(map[string]any{"sessions": all})
		}
		t := table{head: []string{"person", "browser", "since", "seen", ""}}
		for _, o := range open {
			locked := ""
			if o.Locked {
				locked = "locked"
			}
			t.add(o.Person.ID, o.Agent, o.Created.Format("2006-01-02 15:04"), o.Seen.Format("2006-01-02 15:04"), locked)
		}
		return t.write(s.stdout)
	})
}
