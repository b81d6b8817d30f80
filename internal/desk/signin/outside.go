package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/page"
	"voxpop/internal/people"
)

// Outside is a sign-in service of the newsroom with OpenID Connect. It says who
// somebody is; that they may come in, an administrator has said before.
type Outside struct {
	Issuer   string // as https://id.example.org
	ClientID string
	Secret   string
	Name     string       // on the button; "" = the issuer's host
	Client   *http.Client // nil = one that waits ten seconds

	mu       sync.Mutex
	provider *oidc.Provider
}

func (o *Outside) name() string {
	if o.Name != "" {
		return o.Name
	}
	if u, err := url.Parse(o.Issuer); err == nil {
		return u.Host
	}
	return o.Issuer
}

// visit is somebody who went to the sign-in service and may come back.
type visit struct {
	nonce, verifier, next string
	from                  people.Session // of the browser when it went; it ends when another begins
	until                 time.Time
}

const (
	visitCookie = "voxpop_outside"
	visitTime   = 10 * time.Minute
	maxVisits   = 1000
)

func (o *Outside) context(ctx context.Context) context.Context {
	client := o.Client
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second}
	}
	return oidc.ClientContext(ctx, client)
}

// discover reads what the service says of itself, once.
func (o *Outside) discover(ctx context.Context) (*oidc.Provider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.provider != nil {
		return o.provider, nil
	}
	// The keys that it fetches later outlive this request.
	p, err := oidc.NewProvider(o.context(context.WithoutCancel(ctx)), o.Issuer)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "signin.outside", Message: "the sign-in service does not answer as it should",
			Hint: "look at issuer in [oidc] of voxpop.toml, and whether the service is reached from here"}
	}
	o.provider = p
	return p, nil
}

func (s *Screens) oauth(q *frame.Request, p *oidc.Provider) *oauth2.Config {
	origin := s.Origin
	if origin == "" {
		origin = "http://" + q.Host
		if q.TLS != nil {
			origin = "https://" + q.Host
		}
	}
	return &oauth2.Config{ClientID: s.Outside.ClientID, ClientSecret: s.Outside.Secret, Endpoint: p.Endpoint(),
		RedirectURL: origin + "/sign-in/back", Scopes: []string{oidc.ScopeOpenID, "email"}}
}

// goOutside sends the browser to the sign-in service.
func (s *Screens) goOutside(q *frame.Request) error {
	private(q)
	p, err := s.Outside.discover(q.Context())
	if err != nil {
		return s.away(q, err)
	}
	v := visit{nonce: rand.Text(), verifier: oauth2.GenerateVerifier(), next: frame.Local(q.FormValue("next")), from: q.Session, until: q.Now.Add(visitTime)}
	state := rand.Text()
	s.mu.Lock()
	maps.DeleteFunc(s.visits, func(_ string, old visit) bool { return !q.Now.Before(old.until) })
	if s.visits == nil {
		s.visits = map[string]visit{}
	}
	if len(s.visits) >= maxVisits { // the oldest gives way
		oldest := ""
		for name, one := range s.visits {
			if oldest == "" || one.until.Before(s.visits[oldest].until) {
				oldest = name
			}
		}
		delete(s.visits, oldest)
	}
	s.visits[state] = v
	s.mu.Unlock()
	// The way back begins on another site, so this one cookie comes along from there.
	http.SetCookie(q.W, &http.Cookie{Name: visitCookie, Value: state, Path: "/sign-in/back", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: s.secure(q.Request), MaxAge: int(visitTime / time.Second)})
	http.Redirect(q.W, q.Request, s.oauth(q, p).AuthCodeURL(state, oidc.Nonce(v.nonce), oauth2.S256ChallengeOption(v.verifier)), http.StatusSeeOther)
	return nil
}

// away says that the sign-in service does not answer, where one may still come
// in by another way.
func (s *Screens) away(q *frame.Request, err error) error {
	op, what := page.Trouble(err)
	q.F.Log.Warn("the sign-in service does not answer", "op", op, "error", what, "hint", voxpop.HintOf(err))
	return s.showSignIn(q, http.StatusServiceUnavailable, q.T.Say("signin.outside.away"))
}

// backFromOutside takes what the sign-in service says.
func (s *Screens) backFromOutside(q *frame.Request) error {
	private(q)
	state := q.FormValue("state")
	c, err := q.Cookie(visitCookie)
	s.mu.Lock()
	v, known := s.visits[state]
	delete(s.visits, state)
	s.mu.Unlock()
	http.SetCookie(q.W, &http.Cookie{Name: visitCookie, Path: "/sign-in/back", MaxAge: -1})
	if err != nil || !known || subtle.ConstantTimeCompare([]byte(c.Value), []byte(state)) != 1 || !q.Now.Before(v.until) || q.FormValue("code") == "" {
		return s.showSignIn(q, http.StatusForbidden, q.T.Say("signin.outside.failed"))
	}
	p, err := s.Outside.discover(q.Context())
	if err != nil {
		return s.away(q, err)
	}
	ctx := s.Outside.context(q.Context())
	tokens, err := s.oauth(q, p).Exchange(ctx, q.FormValue("code"), oauth2.VerifierOption(v.verifier))
	if _, answered := errors.AsType[*oauth2.RetrieveError](err); err != nil && !answered {
		return s.away(q, err)
	}
	if err != nil {
		return s.showSignIn(q, http.StatusForbidden, q.T.Say("signin.outside.failed"))
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: s.Outside.ClientID, Now: func() time.Time { return q.Now }}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(v.nonce)) != 1 {
		return s.showSignIn(q, http.StatusForbidden, q.T.Say("signin.outside.failed"))
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
	}
	if id.Claims(&claims) != nil || !claims.Verified {
		claims.Email = ""
	}
	token, _, err := s.People.SignInOutside(q.Context(), id.Subject, claims.Email, agent(q.Request))
	if voxpop.KindOf(err) == voxpop.Forbidden {
		return s.showSignIn(q, http.StatusForbidden, q.T.Say("signin.outside.unknown"))
	}
	if err != nil {
		return err
	}
	// The cookie of the session that was here does not come along from there.
	if v.from.Token != "" {
		if err := s.People.SignOut(q.Context(), v.from); err != nil {
			return err
		}
	}
	http.SetCookie(q.W, s.cookie(q, token))
	// A redirect from here would still be the other site's, and come without the
	// session's cookie: a page of our own goes on.
	f := s.begin(q, "sign-in", "signin.outside.in")
	f.Who, f.Next = people.Person{}, v.next
	return q.Write(pages, "go-on.tmpl", f)
}
