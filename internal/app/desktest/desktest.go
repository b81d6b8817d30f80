// Package desktest opens the whole desk on a workspace of its own, for tests of its screens: real store, real pages, people who are signed in already.
package desktest

import (
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/cast"
	"voxpop/internal/people"
	"voxpop/internal/record"
)

// Desk is a desk that runs.
type Desk struct {
	App  *app.App
	Site http.Handler
	// Signed are the people who are signed in, by the token of their session.
	Signed map[string]people.Session
	// Routes are the ways in, and what right each asks for.
	Routes []Route
}

// Route is a way into the desk; Need "" asks nobody to be signed in.
type Route struct {
	Pattern string
	Need    people.Right
}

// Open opens a desk in a temporary folder, with the records of the cast unless
// others are named. Signed in are "editor", "coder", "second" (another coder),
// "admin", "security" and "chief" (all of it); "locked" is locked.
func Open(t testing.TB, records ...fs.FS) *Desk {
	t.Helper()
	if records == nil {
		records = cast.Records()
	}
	a, err := app.Open(context.Background(), app.Config{Dir: t.TempDir(), House: voxpop.DefaultHouse()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, r := range records {
		if _, err := a.Import(context.Background(), "desktest", r, false, record.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	return Of(t, a)
}

// Of is the desk of a program that is open.
func Of(t testing.TB, a *app.App) *Desk {
	d := &Desk{App: a, Signed: map[string]people.Session{}}
	for id, roles := range map[string][]people.Role{
		"editor": {people.Editor}, "coder": {people.Coder}, "second": {people.Coder}, "admin": {people.Admin}, "security": {people.Security},
		"chief": people.Roles(), "locked": {people.Editor},
	} {
		d.Signed[id] = people.Session{Token: id, Person: people.Person{ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Roles: roles, SingleKeys: true}, Locked: id == "locked"}
	}
	site := a.Desk()
	site.Frame.People = signed{d}
	t.Cleanup(site.Frame.Stop)
	d.Site = site.Handler()
	for _, r := range site.Frame.Routes() {
		d.Routes = append(d.Routes, Route(r))
	}
	return d
}

// signed says who is signed in: the people of the test.
type signed struct{ d *Desk }

func (s signed) Session(_ context.Context, token string) (people.Session, error) {
	in, ok := s.d.Signed[token]
	if !ok {
		return in, &voxpop.Error{Kind: voxpop.Forbidden, Op: "desktest", Message: "nobody is signed in"}
	}
	return in, nil
}

func (s signed) Glance(ctx context.Context, token string) (people.Session, error) {
	return s.Session(ctx, token)
}

func (s signed) SetLang(_ context.Context, id, lang string) error {
	in := s.d.Signed[id]
	in.Person.Lang = lang
	s.d.Signed[id] = in
	return nil
}

func (s signed) Share(_ context.Context, token string, on bool) error {
	in := s.d.Signed[token]
	in.Shared = on
	s.d.Signed[token] = in
	return nil
}

// Answer is what the desk answered.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Do asks for a path as a person ("" = nobody); fields make it a form. More
// headers come as "Name: value".
func (d *Desk) Do(t testing.TB, as, method, path string, fields url.Values, headers ...string) Answer {
	t.Helper()
	var body io.Reader
	if fields != nil {
		body = strings.NewReader(fields.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if as != "" {
		r.AddCookie(&http.Cookie{Name: people.Cookie, Value: as})
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.Site.ServeHTTP(w, r)
	return Answer{w.Code, w.Header(), w.Body.String()}
}

// Get asks for a page that has to be there, and returns it.
func (d *Desk) Get(t testing.TB, as, path string) string {
	t.Helper()
	a := d.Do(t, as, "GET", path, nil)
	if a.Status != http.StatusOK {
		t.Fatalf("GET %s as %s: status %d", path, as, a.Status)
	}
	for _, bad := range []string{"ZgotmplZ", "%!", "<nil>", "<no value>"} {
		if strings.Contains(a.Body, bad) {
			t.Errorf("GET %s as %s: the page holds %q", path, as, bad)
		}
	}
	return a.Body
}

// Post sends a form that has to be taken; pairs are names and values. It
// returns where the browser is sent.
func (d *Desk) Post(t testing.TB, as, path string, pairs ...string) (location string) {
	t.Helper()
	a := d.Do(t, as, "POST", path, Fields(pairs...))
	if a.Status != http.StatusSeeOther {
		t.Fatalf("POST %s as %s: status %d", path, as, a.Status)
	}
	return a.Header.Get("Location")
}

// Undo takes back what a form did that sent the browser to location.
func (d *Desk) Undo(t testing.TB, as, location string) {
	t.Helper()
	u, err := url.Parse(location)
	if err != nil || u.Query().Get("done") == "" {
		t.Fatalf("%q names nothing that was done", location)
	}
	d.Post(t, as, "/undo/"+u.Query().Get("done"))
}

// Fields makes a form of names and values; a name may come again.
func Fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}
