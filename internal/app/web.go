package app

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/reader"
	"voxpop/internal/engine/web"
	"voxpop/internal/ledger"
)

// Web is [web] of voxpop.toml: how pages and feeds are fetched for the ledger
// of statements. See docs/STATEMENTS.md.
type Web struct {
	Off      bool              // nothing is fetched: only files and pasted texts are taken
	Proxy    string            // "" = none; else as socks5h://127.0.0.1:9050 (Tor)
	NoImages bool              // archives hold no pictures
	Gap      time.Duration     // between two requests to one host; 0 = 2 s
	Zones    map[string]string // time zone of an outlet by its host
}

// webTable is the shape of [web].
type webTable struct {
	Off        bool              `toml:"off"`
	Proxy      string            `toml:"proxy"`
	NoImages   bool              `toml:"no_images"`
	GapSeconds int               `toml:"gap_seconds"`
	Zones      map[string]string `toml:"zones"`
}

// read checks the table; the place of an error is a key of the file.
func (t webTable) read() (Web, error) {
	bad := func(key, message, hint string) (Web, error) {
		return Web{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: "web." + key, Message: message, Hint: hint}
	}
	if t.GapSeconds < 0 || t.GapSeconds > 3600 {
		return bad("gap_seconds", "lies between 1 and 3600", "leave it out for the default of 2")
	}
	if t.Proxy != "" {
		u, err := url.Parse(t.Proxy)
		if err != nil || u.Host == "" || u.Scheme != "socks5h" && u.Scheme != "http" && u.Scheme != "https" {
			return bad("proxy", "is not the address of a proxy", "write socks5h://127.0.0.1:9050 for Tor, or http://host:port")
		}
	}
	for host, zone := range t.Zones {
		if _, err := time.LoadLocation(zone); err != nil || zone == "" || zone == "Local" {
			return bad("zones."+host, "is not a time zone", `write a name of the zone table, as "Asia/Tehran"`)
		}
		if strings.ContainsAny(host, "/: ") {
			return bad("zones."+host, "is not a host", fmt.Sprintf(`write the host alone, as "gazette.example" = %q`, zone))
		}
	}
	return Web{Off: t.Off, Proxy: t.Proxy, NoImages: t.NoImages, Gap: time.Duration(t.GapSeconds) * time.Second, Zones: maps.Clone(t.Zones)}, nil
}

// fetcher brings pages and feeds as the configuration says; nil when [web] is off.
func (c Config) fetcher() ledger.Fetcher {
	if c.Web.Off {
		return nil
	}
	return fetching{&web.Fetcher{Proxy: c.Web.Proxy, Gap: c.Web.Gap, NoPictures: c.Web.NoImages, Now: time.Now}}
}

// fetching is a web.Fetcher as the ledger asks it.
type fetching struct{ f *web.Fetcher }

func (x fetching) Page(ctx context.Context, address string) (ledger.Page, error) {
	got, err := x.f.Save(ctx, address, time.Now())
	if err != nil {
		return ledger.Page{}, err
	}
	return ledger.Page{URL: got.Page.URL, File: got.File.Bytes, Ext: got.File.Ext, Notes: got.File.Notes}, nil
}

func (x fetching) Feed(ctx context.Context, address string, s ledger.FeedState) (ledger.News, error) {
	got, err := x.f.Feed(ctx, address, web.Mark{ETag: s.ETag, LastModified: s.Modified})
	if err != nil {
		return ledger.News{Wait: got.Wait}, err // a server that was asked too often says for how long
	}
	n := ledger.News{Fresh: !got.Unchanged, Title: got.Title, State: ledger.FeedState{ETag: got.Mark.ETag, Modified: got.Mark.LastModified}, Wait: got.Wait}
	for _, i := range got.Items {
		n.Items = append(n.Items, ledger.Item{Key: i.ID, URL: i.URL, Title: i.Title})
	}
	return n, nil
}

// Quotes is [quotes] of voxpop.toml: a server that may propose quotations of
// articles besides the rules. It is shown articles, never what a respondent sent.
type Quotes struct{ Server }

// EngineNLP is a server with the protocol of docs/ENGINES.md, for [quotes].
const EngineNLP = "nlp"

const envQuotesKey = "VOXPOP_QUOTES_KEY"

// proposer is the ledger's model, with what its configuration is held to.
type proposer interface {
	ledger.Model
	Check() error
	Remote() bool
	Close()
}

// proposer is the server of [quotes]; nil when none is named.
func (c Config) proposer() (proposer, error) {
	if c.Quotes.Engine == "" {
		return nil, nil
	}
	roots, err := c.roots("quotes", c.Quotes.CA)
	if err != nil {
		return nil, err
	}
	s := c.Quotes.Server
	var p proposer
	switch s.Engine {
	case EngineChat:
		p = &reader.Chat{Model: s.Model, Server: reader.Server{BaseURL: s.URL, Key: reader.Secret(s.Key), AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain, Proxy: s.Proxy, Roots: roots,
			Limits: reader.Limits{Timeout: s.Timeout}}}
	default:
		p = &reader.NLP{Title: s.Model, Server: reader.Server{BaseURL: s.URL, Key: reader.Secret(s.Key), AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain, Proxy: s.Proxy, Roots: roots,
			Limits: reader.Limits{Timeout: s.Timeout}}}
	}
	if err := p.Check(); err != nil {
		return nil, placedIn("quotes", err)
	}
	return p, nil
}

// quotes is what may propose quotations besides the rules; nil when nothing may.
// That it can be asked was looked at when the configuration was read.
func (c Config) quotes() ledger.Model {
	p, err := c.proposer()
	if p == nil || err != nil {
		return nil
	}
	return p
}
