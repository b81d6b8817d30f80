// Package settings is where administrators keep the desk: people, the newsroom's keys, the engines, and the house rules.
package settings

import (
	"context"
	"embed"
	"net/http"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/people"
)

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Keys says how the newsroom's keys stand, and opens and locks them.
type Keys interface {
	State() (KeyState, error)
	Unlock(ctx context.Context, by voxpop.Actor, passphrase string) error
	Lock(ctx context.Context, by voxpop.Actor) error
}

// KeyState is what keys there are. Nothing in it is secret.
type KeyState struct {
	None       bool // the workspace has no keys
	Locked     bool
	Evaluation bool // the newsroom's key lies in the clear
	Newsroom   string
	Recovery   string // six words each
	Callouts   []KeyOf
}

// KeyOf is the fingerprint of a call-out.
type KeyOf struct{ Slug, Words string }

// Finding is one thing that was looked at.
type Finding struct {
	Name, Found, Hint string
	OK                bool
}

// House keeps the rules of wording.
type House interface {
	House() voxpop.House
	SetHouse(ctx context.Context, by voxpop.Actor, old, h voxpop.House) error
	// Stories checks every story by the rules in force.
	Stories(ctx context.Context) ([]StoryState, error)
}

// StoryState is how a story stands by the rules in force.
type StoryState struct {
	Callout, Name, Lang, Title string
	Errors, Warnings           int
	Broken                     bool // it cannot be checked
}

// Screens are the pages of this package.
type Screens struct {
	People *people.Service
	Link   func(token string) string // the address that an invitation opens
	Keys   Keys
	Engine func(ctx context.Context) []Finding // looks at everything the workspace stands on
	House  House

	mu     sync.Mutex
	looked []Finding
	at     time.Time
}

// Routes registers the pages.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/settings", people.See, s.first)
	f.GET("/settings/people", people.Manage, s.people)
	f.POST("/settings/people", people.Manage, s.invite)
	f.POST("/settings/people/{id}/recover", people.Manage, s.recover)
	f.POST("/settings/people/{id}/roles", people.Manage, s.roles)
	f.POST("/settings/people/{id}/disable", people.Manage, s.disable)
	f.POST("/settings/people/{id}/enable", people.Manage, s.enable)
	f.POST("/settings/people/{id}/outside", people.Manage, s.outside)
	f.POST("/settings/people/{id}/sessions/end", people.Manage, s.endSessions)
	f.GET("/settings/keys", people.Secure, s.keys)
	f.POST("/settings/keys/unlock", people.Secure, s.unlock)
	f.POST("/settings/keys/lock", people.Secure, s.lock)
	f.GET("/settings/engines", people.Manage, s.engines)
	f.POST("/settings/engines", people.Manage, s.check)
	f.GET("/settings/house", people.Manage, s.house)
	f.POST("/settings/house", people.Manage, s.setHouse)
	f.GET("/settings/house/stories", people.Manage, s.stories)
	f.OnUndo("people-roles", people.Manage, s.undoRoles)
	f.OnUndo("people-disabled", people.Manage, s.undoDisabled)
	f.OnUndo("house", people.Manage, s.undoHouse)
}

// part is what every page of the settings has.
type part struct {
	frame.Page
	Tabs  []frame.Link
	Error string
	Field string
}

func (s *Screens) part(q *frame.Request, name string) part {
	p := part{Page: q.Page("settings", q.T.Say("settings."+name))}
	for _, t := range []struct {
		name string
		need people.Right
	}{{"people", people.Manage}, {"keys", people.Secure}, {"engines", people.Manage}, {"house", people.Manage}} {
		if q.May(t.need) {
			p.Tabs = append(p.Tabs, frame.Link{Screen: t.name, URL: "/settings/" + t.name, Name: q.T.Say("settings." + t.name), Current: t.name == name})
		}
	}
	return p
}

func (s *Screens) first(q *frame.Request) error {
	switch {
	case q.May(people.Manage):
		return q.Redirect("/settings/people")
	case q.May(people.Secure):
		return q.Redirect("/settings/keys")
	}
	return &voxpop.Error{Kind: voxpop.Forbidden, Op: "settings", Message: "settings.not.yours"}
}

type keysPage struct {
	part
	State KeyState
}

func (s *Screens) keys(q *frame.Request) error { return s.showKeys(q, http.StatusOK, "") }

func (s *Screens) showKeys(q *frame.Request, status int, fault string) error {
	state, err := s.Keys.State()
	if err != nil {
		return err
	}
	p := keysPage{part: s.part(q, "keys"), State: state}
	p.Error = fault
	q.W.Header().Set("Cache-Control", "no-store")
	return q.WriteStatus(status, pages, "keys.tmpl", p)
}

func (s *Screens) unlock(q *frame.Request) error {
	err := s.Keys.Unlock(q.Context(), q.By, q.PostFormValue("passphrase"))
	switch voxpop.KindOf(err) {
	case "":
		if err := q.Done(q.T.Say("settings.keys.unlocked"), nil); err != nil {
			return err
		}
		return q.Redirect("/settings/keys")
	case voxpop.Forbidden, voxpop.Invalid:
		return s.showKeys(q, http.StatusForbidden, q.T.Say("settings.keys.wrong"))
	}
	return err
}

func (s *Screens) lock(q *frame.Request) error {
	if err := s.Keys.Lock(q.Context(), q.By); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("settings.keys.locked.done"), nil); err != nil {
		return err
	}
	return q.Redirect("/settings/keys")
}

type enginesPage struct {
	part
	Findings []Finding
	Bad      int
	At, ISO  string
}

func (s *Screens) engines(q *frame.Request) error {
	s.mu.Lock()
	found, at := s.looked, s.at
	s.mu.Unlock()
	p := enginesPage{part: s.part(q, "engines"), Findings: found}
	for _, f := range found {
		if !f.OK {
			p.Bad++
		}
	}
	if !at.IsZero() {
		p.At, p.ISO = q.Moment(at), at.Format(time.RFC3339)
	}
	return q.Write(pages, "engines.tmpl", p)
}

func (s *Screens) check(q *frame.Request) error {
	found := s.Engine(q.Context())
	s.mu.Lock()
	s.looked, s.at = found, q.Now
	s.mu.Unlock()
	return q.Redirect("/settings/engines")
}
