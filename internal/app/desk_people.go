package app

import (
	"net"
	"net/url"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk"
	"voxpop/internal/desk/signin"
	"voxpop/internal/people"
)

// People is [people] of voxpop.toml. See docs/PEOPLE.md.
type People struct {
	Idle time.Duration // a session locks after as long without a request; 0 = 15 minutes
	End  time.Duration // a session ends after as long; 0 = 12 hours
}

type peopleTable struct {
	IdleMinutes int `toml:"idle_minutes"`
	EndHours    int `toml:"end_hours"`
}

// OIDC is [oidc] of voxpop.toml: a sign-in service of the newsroom; the zero
// value is none. See docs/PEOPLE.md.
type OIDC struct {
	Issuer   string
	ClientID string
	Name     string
	Secret   string // from the environment only
}

type oidcTable struct {
	Issuer   string `toml:"issuer"`
	ClientID string `toml:"client_id"`
	Name     string `toml:"name"`
}

const envOIDCSecret = "VOXPOP_OIDC_SECRET"

// readPeople checks what the file says of people and of how they come in; the
// place of an error is a key of the file.
func readPeople(c *Config, f file) error {
	bad := func(key, message, hint string) error {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: key, Message: message, Hint: hint}
	}
	if o := f.Listen.DeskOrigin; o != "" {
		u, err := url.Parse(o)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
			return bad("listen.desk_origin", "is not an address on the web", `write it as "https://desk.example.org", without a path`)
		}
		if ip := net.ParseIP(u.Hostname()); u.Scheme == "http" && u.Hostname() != "localhost" && !(ip != nil && ip.IsLoopback()) {
			return bad("listen.desk_origin", "is in the clear", "let a proxy serve the desk over https, and write https://")
		}
		c.DeskOrigin = o
	}
	if n := f.People.IdleMinutes; n < 0 || n > 24*60 {
		return bad("people.idle_minutes", "lies between 1 and 1440", "leave it out for the default of 15")
	}
	if n := f.People.EndHours; n < 0 || n > 24*14 {
		return bad("people.end_hours", "lies between 1 and 336", "leave it out for the default of 12")
	}
	c.People = People{Idle: time.Duration(f.People.IdleMinutes) * time.Minute, End: time.Duration(f.People.EndHours) * time.Hour}
	if f.OIDC == (oidcTable{}) {
		return nil
	}
	u, err := url.Parse(f.OIDC.Issuer)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return bad("oidc.issuer", "is not the address of a sign-in service", `write it as the service does, as "https://id.example.org"`)
	}
	if f.OIDC.ClientID == "" {
		return bad("oidc.client_id", "is missing", "the sign-in service gives it when the desk is registered there")
	}
	c.OIDC = OIDC{Issuer: f.OIDC.Issuer, ClientID: f.OIDC.ClientID, Name: f.OIDC.Name}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// DeskLink is the address of a page of the desk, as people open it: where the
// configuration says no other, on this machine.
func (c Config) DeskLink(path string) string {
	if c.DeskOrigin != "" {
		return c.DeskOrigin + path
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "http://" + c.Listen + path
	}
	if host == "" || loopback(host) || net.ParseIP(host) != nil && net.ParseIP(host).IsUnspecified() {
		host = "localhost" // passkeys belong to a name, not to a number
	}
	return "http://" + net.JoinHostPort(host, port) + path
}

// InviteLink is the address that an invitation opens.
func (c Config) InviteLink(token string) string { return c.DeskLink("/invite/" + token) }

// ParseRoles reads roles as the command line and forms give them: separated by commas.
func ParseRoles(s string) ([]people.Role, error) {
	var roles []people.Role
	for one := range strings.SplitSeq(s, ",") {
		if one = strings.TrimSpace(one); one != "" {
			roles = append(roles, people.Role(one))
		}
	}
	p := people.Person{ID: "somebody", Name: "somebody", Roles: roles}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return roles, nil
}

// deskSignin is how people come to the desk.
func (a *App) deskSignin() desk.Screens {
	s := &signin.Screens{People: a.People(), Origin: a.Config.DeskOrigin}
	if o := a.Config.OIDC; o.Issuer != "" {
		s.Outside = &signin.Outside{Issuer: o.Issuer, ClientID: o.ClientID, Secret: o.Secret, Name: o.Name}
	}
	return s
}
