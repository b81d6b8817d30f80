// Package signin is how people come to the desk and leave it: signing in and out, the lock, invitations, passkeys, and what each person sets for themselves.
//
// Everything with a passphrase works without script. Passkeys need one small
// module, which puts what the browser signed into a field of the same form.
package signin

import (
	"embed"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Screens are the pages of this package. People is set; the rest may be zero.
type Screens struct {
	People *people.Service
	// Origin is the address that the desk is known by, as https://desk.example.org;
	// "" = the address that a request names, when it is this machine's own.
	Origin  string
	Outside *Outside // a sign-in service; nil = none

	mu         sync.Mutex
	ceremonies map[string]ceremony
	visits     map[string]visit
}

// Routes registers the pages.
func (s *Screens) Routes(f *frame.Frame) {
	f.Open("GET /sign-in", s.signIn)
	f.Open("POST /sign-in", s.doSignIn)
	f.Open("POST /sign-in/passkey", s.beginSignIn)
	f.Open("POST /sign-out", s.signOut)
	f.Open("POST /lock", s.lock)
	f.Open("GET /unlock", s.unlock)
	f.Open("POST /unlock", s.doUnlock)
	f.Open("POST /unlock/passkey", s.beginUnlock)
	f.Open("GET /invite/{token}", s.invite)
	f.Open("POST /invite/{token}", s.accept)
	f.Open("POST /invite/{token}/passkey", s.beginInvite)
	if s.Outside != nil {
		f.Open("GET /sign-in/outside", s.goOutside)
		f.Open("GET /sign-in/back", s.backFromOutside)
	}
	f.GET("/me", people.See, s.me)
	f.POST("/me", people.See, s.set)
	f.POST("/me/passphrase", people.See, s.setPassphrase)
	f.POST("/me/passkey", people.See, s.beginPasskey)
	f.POST("/me/passkeys", people.See, s.addPasskey)
	f.POST("/me/passkeys/remove", people.See, s.removePasskey)
	f.POST("/me/sessions/end", people.See, s.endSessions)
	f.OnUndo("me", people.See, s.undoSet)
	f.OnUndo("passkey", people.See, s.undoPasskey)
}

// form is a page with one form: signing in, unlocking, an invitation.
type form struct {
	frame.Page
	Next     string
	ID       string // as it was typed
	Typed    string // the name of an invitation, as it was typed
	Error    string // what is wrong, as a sentence
	Field    string // which field the error is about; "" = the form
	Passkeys bool   // the browser may offer passkeys on this address
	Outside  string // name of the sign-in service; "" = none
	Person   people.Person
	Ready    bool // the person was here before: what let them in is replaced
	Link     string
	Min      int
}

// begin makes a page with a form.
func (s *Screens) begin(q *frame.Request, screen, title string) form {
	p := q.Page(screen, q.T.Say(title))
	p.Script = "signin"
	p.Links, p.Callout = nil, nil
	f := form{Page: p, Next: frame.Local(q.FormValue("next")), Passkeys: s.passkeys(q) != nil, Min: people.MinPassphrase}
	if s.Outside != nil {
		f.Outside = s.Outside.name()
	}
	return f
}

// private keeps a page with a form for secrets out of every cache.
func private(q *frame.Request) { q.W.Header().Set("Cache-Control", "no-store") }

// open reports whether somebody is signed in and not locked out.
func open(q *frame.Request) bool { return q.Who.ID != "" && !q.Session.Locked }

func (s *Screens) signIn(q *frame.Request) error {
	private(q)
	if open(q) {
		return q.Redirect(frame.Local(q.FormValue("next")))
	}
	return s.showSignIn(q, http.StatusOK, "")
}

func (s *Screens) showSignIn(q *frame.Request, status int, fault string) error {
	empty, err := s.People.Empty(q.Context())
	if err != nil {
		return err
	}
	f := s.begin(q, "sign-in", "signin.title")
	f.Who = people.Person{} // locked out: the page of nobody
	f.ID, f.Error = strings.TrimSpace(q.PostFormValue("id")), fault
	if empty {
		f.Title = q.T.Say("signin.first.title")
		return q.WriteStatus(status, pages, "first.tmpl", f)
	}
	return q.WriteStatus(status, pages, "sign-in.tmpl", f)
}

func (s *Screens) doSignIn(q *frame.Request) error {
	private(q)
	var token string
	var err error
	if q.PostFormValue("credential") != "" {
		var id string
		var key people.Passkey
		if id, key, err = s.proved(q, "sign-in", "", ""); err == nil {
			token, _, err = s.People.SignInPasskey(q.Context(), id, key, agent(q.Request))
		}
	} else {
		token, _, err = s.People.SignIn(q.Context(), q.PostFormValue("id"), q.PostFormValue("passphrase"), agent(q.Request))
	}
	if err != nil {
		fault, status, ok := says(q.T, err)
		if !ok {
			return err
		}
		return s.showSignIn(q, status, fault)
	}
	return s.enter(q, token, frame.Local(q.PostFormValue("next")))
}

// enter gives the browser its new session, ends the one it had, and goes on.
func (s *Screens) enter(q *frame.Request, token, next string) error {
	if q.Who.ID != "" {
		if err := s.People.SignOut(q.Context(), q.Session); err != nil {
			return err
		}
	}
	http.SetCookie(q.W, s.cookie(q, token))
	return q.Redirect(next)
}

func (s *Screens) cookie(q *frame.Request, token string) *http.Cookie {
	return &http.Cookie{Name: people.Cookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.secure(q.Request)}
}

func (s *Screens) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(s.Origin, "https://")
}

func (s *Screens) signOut(q *frame.Request) error {
	private(q)
	if q.Who.ID != "" {
		if err := s.People.SignOut(q.Context(), q.Session); err != nil {
			return err
		}
	}
	c := s.cookie(q, "")
	c.MaxAge = -1
	http.SetCookie(q.W, c)
	q.W.Header().Set("Clear-Site-Data", `"cache"`)
	return q.Redirect("/sign-in")
}

func (s *Screens) lock(q *frame.Request) error {
	if q.Who.ID == "" {
		return q.Redirect("/sign-in")
	}
	if err := s.People.Lock(q.Context(), q.Session); err != nil {
		return err
	}
	next := "/"
	if u, err := url.Parse(q.Header.Get("Referer")); err == nil && u.Host == q.Host {
		next = frame.Local(u.RequestURI())
	}
	return q.Redirect("/unlock?next=" + url.QueryEscape(next))
}

func (s *Screens) unlock(q *frame.Request) error {
	private(q)
	switch {
	case q.Who.ID == "":
		return q.Redirect("/sign-in?next=" + url.QueryEscape(frame.Local(q.FormValue("next"))))
	case !q.Session.Locked:
		return q.Redirect(frame.Local(q.FormValue("next")))
	}
	return s.showUnlock(q, http.StatusOK, "")
}

func (s *Screens) showUnlock(q *frame.Request, status int, fault string) error {
	a, err := s.People.Account(q.Context(), q.Who.ID)
	if err != nil {
		return err
	}
	f := s.begin(q, "unlock", "signin.locked.title")
	f.Person, f.Error = q.Who, fault
	f.Who = people.Person{} // the bar of the desk opens nothing now
	f.Passkeys = f.Passkeys && len(a.Passkeys) > 0
	f.Ready = a.Passphrase != ""
	if a.Person.Email+a.Person.Subject == "" {
		f.Outside = "" // the service does not know them
	}
	return q.WriteStatus(status, pages, "unlock.tmpl", f)
}

func (s *Screens) doUnlock(q *frame.Request) error {
	private(q)
	next := frame.Local(q.PostFormValue("next"))
	switch {
	case q.Who.ID == "":
		return q.Redirect("/sign-in?next=" + url.QueryEscape(next))
	case !q.Session.Locked:
		return q.Redirect(next)
	}
	var err error
	if q.PostFormValue("credential") != "" {
		var key people.Passkey
		if _, key, err = s.proved(q, "unlock", q.Who.ID, q.Session.Token); err == nil {
			err = s.People.UnlockPasskey(q.Context(), q.Session, key)
		}
	} else {
		err = s.People.Unlock(q.Context(), q.Session, q.PostFormValue("passphrase"))
	}
	if err != nil {
		fault, status, ok := says(q.T, err)
		if !ok {
			return err
		}
		if voxpop.KindOf(err) == voxpop.Forbidden && q.PostFormValue("credential") == "" {
			fault = q.T.Say("signin.wrong.passphrase")
		}
		return s.showUnlock(q, status, fault)
	}
	return q.Redirect(next)
}

func (s *Screens) invite(q *frame.Request) error {
	private(q)
	return s.showInvite(q, http.StatusOK, "", "")
}

func (s *Screens) showInvite(q *frame.Request, status int, field, fault string) error {
	a, i, err := s.People.Invited(q.Context(), q.PathValue("token"))
	if voxpop.KindOf(err) == voxpop.NotFound {
		f := s.begin(q, "invite", "signin.link.old")
		f.Who = people.Person{}
		return q.WriteStatus(http.StatusNotFound, pages, "old-link.tmpl", f)
	}
	if err != nil {
		return err
	}
	f := s.begin(q, "invite", "signin.invite.title")
	f.Who = people.Person{}
	f.Person, f.Ready, f.Link = a.Person, i.Recover, "/invite/"+url.PathEscape(q.PathValue("token"))
	f.Typed = a.Person.Name
	if q.Method == http.MethodPost {
		f.Typed = q.PostFormValue("name")
	}
	f.Field, f.Error = field, fault
	return q.WriteStatus(status, pages, "invite.tmpl", f)
}

func (s *Screens) accept(q *frame.Request) error {
	private(q)
	link := q.PathValue("token")
	a, _, err := s.People.Invited(q.Context(), link)
	if err != nil {
		return s.showInvite(q, http.StatusNotFound, "", "")
	}
	pass := q.PostFormValue("passphrase")
	if pass != q.PostFormValue("again") {
		return s.showInvite(q, http.StatusUnprocessableEntity, "again", q.T.Say("signin.differ"))
	}
	var key *people.Passkey
	if q.PostFormValue("credential") != "" {
		k, err := s.made(q, "invite", a, link)
		if err != nil {
			return s.showInvite(q, http.StatusUnprocessableEntity, "", q.T.Say("signin.passkey.failed"))
		}
		key = &k
	}
	if pass == "" && key == nil {
		return s.showInvite(q, http.StatusUnprocessableEntity, "passphrase", q.T.Say("signin.choose"))
	}
	token, _, err := s.People.Accept(q.Context(), link, strings.TrimSpace(q.PostFormValue("name")), pass, key, agent(q.Request))
	if err != nil {
		field, fault, ok := fieldFault(q.T, err, a.Person, pass)
		if !ok {
			return err
		}
		return s.showInvite(q, http.StatusUnprocessableEntity, field, fault)
	}
	return s.enter(q, token, "/")
}

// says is the sentence of an error that the person can do something about, and
// its status.
func says(t *locale.Locale, err error) (string, int, bool) {
	if wait := people.Wait(err); wait > 0 {
		return t.Say("signin.wait", "n", max(1, int(wait/time.Second))), http.StatusTooManyRequests, true
	}
	switch voxpop.KindOf(err) {
	case voxpop.Forbidden:
		e := "signin.wrong"
		if isPasskey(err) {
			e = "signin.passkey.failed"
		}
		return t.Say(e), http.StatusForbidden, true
	case voxpop.Unavailable:
		return t.Say("signin.busy"), http.StatusServiceUnavailable, true
	}
	return "", 0, false
}

// fieldFault is the sentence of what is wrong with a field that was filled in.
func fieldFault(t *locale.Locale, err error, p people.Person, passphrase string) (field, fault string, ok bool) {
	e, is := err.(*voxpop.Error)
	switch {
	case !is || voxpop.KindOf(err) != voxpop.Invalid:
		return "", "", false
	case e.Place == "passphrase":
		switch f := people.FaultOf(p, passphrase); f {
		case people.TooShort:
			return "passphrase", t.Say("signin.fault.short", "n", people.MinPassphrase), true
		case people.TooLong, people.NotText:
			return "passphrase", t.Say("signin.fault.long"), true
		}
		return "passphrase", t.Say("signin.fault.guessable"), true
	case e.Place == "name":
		return "name", t.Say("signin.fault.name"), true
	case e.Place == "passkey":
		return "passkey", t.Say("signin.passkey.failed"), true
	}
	return "", "", false
}

// agent is the browser as its owner knows it.
func agent(r *http.Request) string {
	ua := r.UserAgent()
	pick := func(of ...string) string {
		for i := 0; i+1 < len(of); i += 2 {
			if strings.Contains(ua, of[i]) {
				return of[i+1]
			}
		}
		return ""
	}
	browser := pick("Edg", "Edge", "Firefox", "Firefox", "OPR", "Opera", "Chrom", "Chrome", "Safari", "Safari")
	system := pick("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Mac OS", "macOS", "Windows", "Windows", "Linux", "Linux")
	return strings.Trim(browser+", "+system, ", ")
}

// host is the name in a request's address, without its port.
func host(r *http.Request) string {
	if h, _, err := net.SplitHostPort(r.Host); err == nil {
		return h
	}
	return r.Host
}
