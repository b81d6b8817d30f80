package signin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// mine is the page of what a person sets for themselves.
type mine struct {
	frame.Page
	Person     people.Person
	Passphrase bool // there is one
	Passkeys   []passkeyRow
	CanPasskey bool
	Fresh      bool // what lets the person in may be added to
	Sessions   []sessionRow
	Choices    []choice // languages
	Typed      people.Settings
	Field      string // what Error is about
	Error      string
	Min        int
	Roles      []string
}

type passkeyRow struct {
	ID, Name, Made, MadeISO, Used, UsedISO string
}

type sessionRow struct {
	ID, Agent  string
	Begun, ISO string
	Here       bool
	Locked     bool
}

type choice struct {
	Tag, Name string
	Dir       string
	Chosen    bool
}

func (s *Screens) me(q *frame.Request) error {
	private(q)
	return s.showMe(q, http.StatusOK, "", "")
}

func (s *Screens) showMe(q *frame.Request, status int, field, fault string) error {
	a, err := s.People.Account(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	sessions, err := s.People.Sessions(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	p := q.Page("me", q.T.Say("signin.me.title"))
	p.Script = "signin"
	m := mine{Page: p, Person: a.Person, Passphrase: a.Passphrase != "", CanPasskey: s.passkeys(q) != nil, Fresh: s.People.Fresh(q.Session), Field: field, Error: fault, Min: people.MinPassphrase,
		Typed: people.Settings{Name: a.Person.Name, Lang: a.Person.Lang, SingleKeys: a.Person.SingleKeys}}
	if field == "name" {
		m.Typed.Name = q.PostFormValue("name")
	}
	for _, r := range a.Person.Roles {
		m.Roles = append(m.Roles, q.T.Say("signin.role."+string(r)))
	}
	slices.SortStableFunc(a.Passkeys, func(a, b people.Passkey) int { return a.Made.Compare(b.Made) })
	for _, k := range a.Passkeys {
		row := passkeyRow{ID: k.ID, Name: k.Name, Made: q.T.Day(k.Made), MadeISO: k.Made.Format("2006-01-02")}
		if !k.Used.IsZero() {
			row.Used, row.UsedISO = q.T.Day(k.Used), k.Used.Format("2006-01-02")
		}
		m.Passkeys = append(m.Passkeys, row)
	}
	for _, one := range sessions {
		m.Sessions = append(m.Sessions, sessionRow{ID: one.ID(), Agent: one.Agent, Begun: q.T.Day(one.Created), ISO: one.Created.Format("2006-01-02T15:04Z07:00"),
			Here: one.Token == q.Session.Token, Locked: one.Locked})
	}
	m.Choices = append(m.Choices, choice{Name: q.T.Say("signin.lang.browser"), Dir: q.T.Dir, Chosen: a.Person.Lang == ""})
	for _, tag := range locale.Supported() {
		t := locale.For(tag)
		m.Choices = append(m.Choices, choice{Tag: tag, Name: t.Language(tag), Dir: t.Dir, Chosen: a.Person.Lang == tag})
	}
	return q.WriteStatus(status, pages, "me.tmpl", m)
}

func (s *Screens) set(q *frame.Request) error {
	lang := q.PostFormValue("lang")
	if lang != "" && locale.For(lang).Tag != lang {
		lang = ""
	}
	to := people.Settings{Name: strings.TrimSpace(q.PostFormValue("name")), Lang: lang, SingleKeys: q.PostFormValue("single-keys") != ""}
	if err := s.People.Set(q.Context(), q.By, q.Who.ID, to); err != nil {
		return s.meFault(q, err, "")
	}
	if err := q.Done(q.T.Say("signin.me.kept"), &frame.Undo{Kind: "me", Doc: setUndo{settingsOf(q.Who), to}}); err != nil {
		return err
	}
	return q.Redirect("/me")
}

func settingsOf(p people.Person) people.Settings {
	return people.Settings{Name: p.Name, Lang: p.Lang, SingleKeys: p.SingleKeys}
}

type setUndo struct{ Old, New people.Settings }

func (s *Screens) undoSet(q *frame.Request, doc []byte) (string, error) {
	var u setUndo
	if err := json.Unmarshal(doc, &u); err != nil {
		return "", err
	}
	if settingsOf(q.Who) != u.New {
		return "", changedSince()
	}
	return q.T.Say("signin.me.back"), s.People.Set(q.Context(), q.By, q.Who.ID, u.Old)
}

func changedSince() error {
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "signin.undo", Message: "settings.changed.since"}
}

// meFault shows the page again with what is wrong beside its field.
func (s *Screens) meFault(q *frame.Request, err error, passphrase string) error {
	field, fault, ok := fieldFault(q.T, err, q.Who, passphrase)
	status := http.StatusUnprocessableEntity
	if people.IsStale(err) {
		return err
	}
	if !ok && voxpop.KindOf(err) == voxpop.Conflict {
		field, fault, ok, status = "passkey", q.T.Say("signin.passkey.last"), true, http.StatusConflict
	}
	if !ok {
		if fault, status, ok = says(q.T, err); ok {
			field = "old"
			switch {
			case isPasskey(err):
				field = "passkey"
			case voxpop.KindOf(err) == voxpop.Forbidden:
				fault = q.T.Say("signin.wrong.passphrase")
			}
		}
	}
	if !ok {
		return err
	}
	return s.showMe(q, status, field, fault)
}

func (s *Screens) setPassphrase(q *frame.Request) error {
	private(q)
	pass := q.PostFormValue("passphrase")
	if pass != q.PostFormValue("again") {
		return s.showMe(q, http.StatusUnprocessableEntity, "again", q.T.Say("signin.differ"))
	}
	if err := s.People.SetPassphrase(q.Context(), q.Session, q.PostFormValue("old"), pass); err != nil {
		return s.meFault(q, err, pass)
	}
	if err := q.Done(q.T.Say("signin.me.passphrase.kept"), nil); err != nil {
		return err
	}
	return q.Redirect("/me")
}

func (s *Screens) addPasskey(q *frame.Request) error {
	private(q)
	a, err := s.People.Account(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	key, err := s.made(q, "add", a, q.Session.Token)
	if err == nil {
		err = s.People.AddPasskey(q.Context(), q.Session, key)
	}
	if err != nil {
		return s.meFault(q, err, "")
	}
	if err := q.Done(q.T.Say("signin.me.passkey.kept"), nil); err != nil {
		return err
	}
	return q.Redirect("/me#passkeys")
}

func (s *Screens) removePasskey(q *frame.Request) error {
	id := q.PostFormValue("passkey")
	before, err := s.People.Account(q.Context(), q.Who.ID)
	if err == nil {
		err = s.People.RemovePasskey(q.Context(), q.By, q.Who.ID, id)
	}
	if err != nil {
		return s.meFault(q, err, "")
	}
	after, err := s.People.Account(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	var u *frame.Undo
	if i := slices.IndexFunc(before.Passkeys, func(k people.Passkey) bool { return k.ID == id }); i >= 0 {
		u = &frame.Undo{Kind: "passkey", Doc: passkeyUndo{id, before.Passkeys[i], after.Lets()}}
	}
	if err := q.Done(q.T.Say("signin.me.passkey.gone"), u); err != nil {
		return err
	}
	return q.Redirect("/me#passkeys")
}

// passkeyUndo is a passkey that was removed: the half of it that is no secret.
type passkeyUndo struct {
	ID   string
	Key  people.Passkey
	Lets string // what let the person in right after
}

func (s *Screens) undoPasskey(q *frame.Request, doc []byte) (string, error) {
	var u passkeyUndo
	if err := json.Unmarshal(doc, &u); err != nil {
		return "", err
	}
	u.Key.ID = u.ID
	return q.T.Say("signin.me.passkey.back"), s.People.RestorePasskey(q.Context(), q.Session, u.Key, u.Lets)
}

func (s *Screens) endSessions(q *frame.Request) error {
	var named []string
	if id := q.PostFormValue("session"); id != "" {
		named = append(named, id)
	}
	n, err := s.People.EndSessions(q.Context(), q.By, q.Who.ID, q.Session, named...)
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say("signin.me.ended", "n", n), nil); err != nil {
		return err
	}
	return q.Redirect("/me#sessions")
}
