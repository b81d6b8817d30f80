// Package audit shows the audit log: who looked at what, changed what and took what away, the newest first.
package audit

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Filter chooses lines; an empty field chooses all.
type Filter struct {
	Actor, Verb, Callout, Response string
	From, Upto                     string // days as 2006-01-02
}

// Line is one line of the log.
type Line struct {
	At            time.Time
	Actor         string
	Verb, Callout string
	Changes       []Change
}

// Change is one thing that a verb changed.
type Change struct {
	ID, Field, Coder string
	Old, New         any
}

// Log reads the audit log.
type Log interface {
	// Lines returns a page, the newest line first, from a place in the list; ""
	// is the first page, and the last.
	Lines(ctx context.Context, f Filter, after string, limit int) (lines []Line, next string, err error)
	// Facets lists who is named, and for what.
	Facets(ctx context.Context) (actors, verbs []string, err error)
	// Callouts lists the call-outs, by their slugs.
	Callouts(ctx context.Context) ([]string, error)
	// Saw writes that somebody took the log away.
	Saw(ctx context.Context, by voxpop.Actor, verb, slug string, ids ...string) error
}

// Screens are the pages of this package.
type Screens struct {
	Log Log
	// People lists who is and was at the desk, for their names; nil = ids alone.
	People func(ctx context.Context) ([]people.Person, error)
}

// names are the names of people by their ids.
func (s *Screens) names(q *frame.Request) (map[string]string, error) {
	if s.People == nil {
		return nil, nil
	}
	all, err := s.People(q.Context())
	return people.Names(all), err
}

// Routes registers the pages.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/audit", people.Secure, s.list)
	f.POST("/audit/export", people.Secure, s.export)
}

const (
	pageLines   = 50
	exportLines = 1000 // read at a time
)

type listPage struct {
	frame.Page
	Filter   Filter
	Filtered bool
	Days     []dayRows
	Actors   []option
	Verbs    []option
	Callouts []option
	Next     string // address of the next page
	Query    []pair // of the filter, for the form of the export
	First    bool
	Error    string
}

type dayRows struct {
	Day, ISO string
	Rows     []row
}

type row struct {
	Clock, ISO string // "" where the log is no finer than a day
	Actor      string
	Name       string // of the actor; "" = not known, or the same
	Says       string
	Verb       string
	Callout    string
	IDs        []string
	More       int // ids that are not shown
	JSON       string
}

type option struct {
	Value, Name string
	Chosen      bool
}

type pair struct{ Name, Value string }

func read(q *frame.Request) Filter {
	get := func(name string) string { return strings.TrimSpace(q.FormValue(name)) }
	return Filter{Actor: get("actor"), Verb: get("verb"), Callout: get("callout"), Response: get("response"), From: get("from"), Upto: get("upto")}
}

func (f Filter) pairs() (all []pair) {
	for _, p := range []pair{{"actor", f.Actor}, {"verb", f.Verb}, {"callout", f.Callout}, {"response", f.Response}, {"from", f.From}, {"upto", f.Upto}} {
		if p.Value != "" {
			all = append(all, p)
		}
	}
	return all
}

func (s *Screens) list(q *frame.Request) error {
	f := read(q)
	p := listPage{Page: q.Page("audit", q.T.Say("audit.title")), Filter: f, Query: f.pairs(), Filtered: len(f.pairs()) > 0, First: q.FormValue("after") == ""}
	actors, verbs, err := s.Log.Facets(q.Context())
	if err != nil {
		return err
	}
	slugs, err := s.Log.Callouts(q.Context())
	if err != nil {
		return err
	}
	names, err := s.names(q)
	if err != nil {
		return err
	}
	for _, a := range actors {
		o := option{a, a, a == f.Actor}
		if n := names[a]; n != "" && n != a {
			o.Name = locale.Isolate(n) + " (" + a + ")"
		}
		p.Actors = append(p.Actors, o)
	}
	for _, v := range verbs {
		p.Verbs = append(p.Verbs, option{v, says(q, v), v == f.Verb})
	}
	for _, c := range slugs {
		p.Callouts = append(p.Callouts, option{c, c, c == f.Callout})
	}
	lines, next, err := s.Log.Lines(q.Context(), f, q.FormValue("after"), pageLines)
	switch e, ok := err.(*voxpop.Error); {
	case ok && e.Kind == voxpop.Invalid && e.Place == "response":
		p.Error = q.T.Say("audit.needs.callout")
	case ok && e.Kind == voxpop.Invalid:
		p.Error = q.T.Say("audit.wrong")
	case err != nil:
		return err
	}
	if next != "" {
		v := url.Values{"after": {next}}
		for _, x := range p.Query {
			v.Set(x.Name, x.Value)
		}
		p.Next = "/audit?" + v.Encode()
	}
	for _, l := range lines {
		day := l.At.Format(time.DateOnly)
		if n := len(p.Days); n == 0 || p.Days[n-1].ISO != day {
			p.Days = append(p.Days, dayRows{Day: q.T.Day(l.At), ISO: day})
		}
		d := &p.Days[len(p.Days)-1]
		r := rowOf(q, l)
		if n := names[l.Actor]; n != l.Actor {
			r.Name = n
		}
		d.Rows = append(d.Rows, r)
	}
	return q.Write(pages, "list.tmpl", p)
}

const shownIDs = 5

func rowOf(q *frame.Request, l Line) row {
	r := row{Actor: l.Actor, Verb: l.Verb, Says: says(q, l.Verb), Callout: l.Callout}
	if !l.At.Equal(l.At.Truncate(24 * time.Hour)) { // midnight: what respondents did is kept by the day
		r.Clock, r.ISO = q.T.Clock(l.At), l.At.Format(time.RFC3339)
	}
	seen := map[string]bool{}
	for _, c := range l.Changes {
		id := c.ID
		if who, ok := c.New.(string); ok && c.Field == "person" && who != l.Actor { // of themselves it is said already
			id = who
		}
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		if len(r.IDs) < shownIDs {
			r.IDs = append(r.IDs, id)
		} else {
			r.More++
		}
	}
	if len(l.Changes) > 0 {
		shown := l.Changes
		if len(shown) > 200 {
			shown = shown[:200]
		}
		b, _ := json.MarshalIndent(changesJSON(shown), "", "  ")
		r.JSON = string(b)
	}
	return r
}

func changesJSON(all []Change) []map[string]any {
	out := make([]map[string]any, 0, len(all))
	for _, c := range all {
		m := map[string]any{}
		for k, v := range map[string]any{"id": c.ID, "field": c.Field, "coder": c.Coder} {
			if v != "" {
				m[k] = v
			}
		}
		if c.Old != nil {
			m["old"] = c.Old
		}
		if c.New != nil {
			m["new"] = c.New
		}
		out = append(out, m)
	}
	return out
}

// says is a verb as a sentence; one that the catalogue does not know is shown
// as it is.
func says(q *frame.Request, verb string) string {
	key := "audit.verb." + verb
	if s := q.T.Say(key); s != key {
		return s
	}
	return strings.ReplaceAll(verb, "_", " ")
}

// export writes what the filter takes as CSV. That it was taken away is a line
// of the log first.
func (s *Screens) export(q *frame.Request) error {
	f := read(q)
	var ids []string
	if f.Response != "" {
		ids = append(ids, f.Response)
	}
	// The first page is read before anything is sent or written: a filter that
	// is wrong is an error page.
	lines, next, err := s.Log.Lines(q.Context(), f, "", exportLines)
	if err != nil {
		return err
	}
	if err := s.Log.Saw(q.Context(), q.By, "export_audit", f.Callout, ids...); err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // so that a spreadsheet reads it as UTF-8
	w := csv.NewWriter(&b)
	w.Write([]string{"at", "actor", "verb", "callout", "changes"})
	for {
		for _, l := range lines {
			changes, err := json.Marshal(changesJSON(l.Changes))
			if err != nil {
				return err
			}
			w.Write([]string{l.At.Format(time.RFC3339), cell(l.Actor), cell(l.Verb), cell(l.Callout), string(changes)})
		}
		if next == "" {
			break
		}
		if lines, next, err = s.Log.Lines(q.Context(), f, next, exportLines); err != nil {
			return err
		}
	}
	w.Flush()
	h := q.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="audit-`+q.Now.UTC().Format(time.DateOnly)+`.csv"`)
	h.Set("Cache-Control", "no-store")
	_, err = q.W.Write(b.Bytes())
	return err
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
