package claim

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"

	"voxpop"
	"voxpop/internal/position"
)

// urn names a thing of a call-out. It is the same in every export, and leads
// nowhere: the record is not on the web.
func urn(kind, callout string, parts ...string) string {
	s := "urn:voxpop:" + kind + ":" + url.PathEscape(callout)
	for _, p := range parts {
		s += ":" + url.PathEscape(p)
	}
	return s
}

// context maps the names of the file: schema.org's, and our own where it has
// none. It is complete, so that a reader needs nothing from the web.
// schema.org says how claims are written and defines no relation between two.
func context() map[string]any {
	id := func(iri string) any { return map[string]string{"@id": iri, "@type": "@id"} }
	out := map[string]any{"@vocab": "https://schema.org/", "voxpop": "urn:voxpop:term:"}
	for _, term := range []string{"url", "contentUrl"} {
		out[term] = id("https://schema.org/" + term)
	}
	for _, term := range []string{
		"Contradiction", "Reversal", // types
		"saidOn",     // EDTF: a day, a month, a year or an interval
		"addressee",  // to whom it was said
		"medium",     // how: speech, interview
		"role",       // the speaker's, on that day
		"kind",       // quoted or reported
		"assertedBy", // who says that it was said, of a reported one
		"spanStart",  // in code points of the archived file, start inclusive
		"spanEnd",    // end exclusive
		"echoedBy",   // people who threw the words back
		"current",    // of a contradiction: neither is known to have left their side
		"primarySource",
		"verdict", "verdictReason", // an editor's: none, half or full
	} {
		out[term] = "voxpop:" + term
	}
	for _, term := range []string{
		"position",      // of a statement: the sides that it takes
		"excludes",      // between two sides of one point
		"contradicts",   // between two statements of two speakers
		"reverses",      // from the new statement to the old one, of one speaker
		"oldPosition",   // of a reversal: the last statement of it
		"newPosition",   //                the first of it, a quoted one if there is one
		"oldStatements", //                all of them
		"newStatements",
		"between", // of a contradiction: its two statements, nearest in time
	} {
		out[term] = id("voxpop:" + term)
	}
	return out
}

type ref struct {
	ID string `json:"@id"`
}

type text struct {
	Lang  string `json:"@language,omitempty"`
	Value string `json:"@value"`
}

// local writes a name in its languages, in order.
func local(l voxpop.Localized) []text {
	var out []text
	for _, lang := range slices.Sorted(maps.Keys(l)) {
		if l[lang] != "" {
			out = append(out, text{lang, l[lang]})
		}
	}
	return out
}

type person struct {
	ID   string   `json:"@id"`
	Type string   `json:"@type"`
	Name []text   `json:"name"`
	Also []string `json:"alternateName,omitempty"`
}

type thing struct {
	Type string `json:"@type,omitempty"`
	Name string `json:"name"`
}

type term struct {
	ID       string `json:"@id"`
	Type     string `json:"@type"`
	Name     []text `json:"name,omitempty"`
	In       *ref   `json:"inDefinedTermSet,omitempty"`
	Terms    []ref  `json:"hasDefinedTerm,omitempty"`
	Excludes []ref  `json:"excludes,omitempty"`
}

type media struct {
	Type   string `json:"@type"`
	Path   string `json:"name,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

type work struct {
	Type      string `json:"@type"`
	URL       string `json:"url,omitempty"`
	Headline  string `json:"headline,omitempty"`
	Publisher *thing `json:"publisher,omitempty"`
	Published string `json:"datePublished,omitempty"`
	Archived  *media `json:"associatedMedia,omitempty"`
	Start     *int   `json:"spanStart,omitempty"`
	End       *int   `json:"spanEnd,omitempty"`
}

type version struct {
	Type string `json:"@type"`
	Text text   `json:"text"`
	Lang string `json:"inLanguage,omitempty"`
}

type statement struct {
	ID          string    `json:"@id"`
	Type        []string  `json:"@type"`
	Text        text      `json:"text"`
	Lang        string    `json:"inLanguage,omitempty"`
	Spoken      *ref      `json:"spokenByCharacter,omitempty"`
	Author      ref       `json:"author"`
	Role        string    `json:"role,omitempty"`
	SaidOn      string    `json:"saidOn,omitempty"`
	Created     string    `json:"dateCreated,omitempty"`
	Kind        string    `json:"kind"`
	AssertedBy  string    `json:"assertedBy,omitempty"`
	Interpreter *thing    `json:"claimInterpreter,omitempty"`
	Medium      string    `json:"medium,omitempty"`
	Place       *thing    `json:"locationCreated,omitempty"`
	Addressee   string    `json:"addressee,omitempty"`
	First       work      `json:"firstAppearance"`
	Appearance  []work    `json:"appearance"`
	Translation []version `json:"workTranslation,omitempty"`
	Position    []ref     `json:"position,omitempty"`
	Contradicts []ref     `json:"contradicts,omitempty"`
	Reverses    []ref     `json:"reverses,omitempty"`
	EchoedBy    *int      `json:"echoedBy,omitempty"`
}

type reversal struct {
	ID         string   `json:"@id"`
	Type       string   `json:"@type"`
	About      ref      `json:"about"`
	Agent      ref      `json:"agent"`
	From       ref      `json:"oldPosition"`
	To         ref      `json:"newPosition"`
	Before     []string `json:"oldStatements"`
	After      []string `json:"newStatements"`
	Kind       string   `json:"kind"`
	AssertedBy string   `json:"assertedBy,omitempty"`
	Primary    bool     `json:"primarySource"`
	Verdict    string   `json:"verdict,omitempty"`
	Reason     string   `json:"verdictReason,omitempty"`
}

type contradiction struct {
	ID         string `json:"@id"`
	Type       string `json:"@type"`
	About      ref    `json:"about"`
	Agents     []ref  `json:"agent"`
	Between    []ref  `json:"between"`
	Kind       string `json:"kind"`
	AssertedBy string `json:"assertedBy,omitempty"`
	Primary    bool   `json:"primarySource"`
	Current    bool   `json:"current"`
}

// JSONLD writes the statements as a JSON-LD 1.1 document (UTF-8, indented):
// people, points and their sides, statements, then how they stand to each
// other. A quoted statement is a Quotation and a Claim; a reported one is a
// Claim whose interpreter is who reports it. The same record gives the same
// bytes.
func (e Export) JSONLD() ([]byte, error) {
	slug := e.Callout.Slug
	all := e.sorted()
	byID := index(all)
	stmt := func(id string) ref { return ref{urn("statement", slug, id)} }
	who := func(name string) ref { return ref{urn("speaker", slug, voxpop.Slug(name))} }
	point := func(id string) ref { return ref{urn("point", slug, id)} }
	side := func(p, v string) ref { return ref{urn("point", slug, p, v)} }
	many := func(ids []string) []string {
		out := make([]string, len(ids))
		for i, id := range ids {
			out[i] = stmt(id).ID
		}
		return out
	}

	graph := []any{}
	for _, p := range e.people() {
		p.ID, p.Type = who(p.ID).ID, "Person"
		graph = append(graph, p)
	}
	for _, p := range e.points() {
		set := term{ID: point(p.ID).ID, Type: "DefinedTermSet", Name: local(p.Question)}
		for _, v := range p.Values {
			set.Terms = append(set.Terms, side(p.ID, v.ID))
		}
		graph = append(graph, set)
		for _, v := range p.Values {
			in := point(p.ID)
			t := term{ID: side(p.ID, v.ID).ID, Type: "DefinedTerm", Name: local(v.Name), In: &in}
			for _, o := range p.Values {
				if p.Excludes(v.ID, o.ID) {
					t.Excludes = append(t.Excludes, side(p.ID, o.ID))
				}
			}
			graph = append(graph, t)
		}
	}

	changes, clashes := e.relations()
	reverses, contradicts := map[string][]ref{}, map[string][]ref{}
	link := func(m map[string][]ref, from, to string) {
		if !slices.Contains(m[from], stmt(to)) {
			m[from] = append(m[from], stmt(to))
		}
	}
	for _, r := range changes {
		link(reverses, r.To.Statement, r.From.Statement)
	}
	for _, c := range clashes {
		link(contradicts, c.From.Statement, c.To.Statement)
		link(contradicts, c.To.Statement, c.From.Statement)
	}
	for _, s := range all {
		n := e.statement(s, stmt(s.ID), who(s.Speaker))
		for _, p := range s.Positions {
			n.Position = append(n.Position, side(p.Point, p.Value))
		}
		n.Contradicts, n.Reverses = contradicts[s.ID], reverses[s.ID]
		graph = append(graph, n)
	}
	for _, r := range changes {
		n := reversal{
			ID: urn("reversal", slug, r.From.Statement, r.To.Statement, r.Point), Type: "Reversal", About: point(r.Point), Agent: who(r.Speaker),
			From: stmt(r.From.Statement), To: stmt(r.To.Statement), Before: many(r.Before), After: many(r.After),
			Kind: string(r.Kind), AssertedBy: r.AssertedBy, Primary: r.Kind == voxpop.Quoted,
		}
		if v := verdict(byID, r); v != nil {
			n.Verdict, n.Reason = v.Change, v.Reason
		}
		graph = append(graph, n)
	}
	for _, c := range clashes {
		graph = append(graph, contradiction{
			ID: urn("contradiction", slug, c.From.Statement, c.To.Statement, c.Point), Type: "Contradiction", About: point(c.Point),
			Agents: agents(c, who), Between: []ref{stmt(c.From.Statement), stmt(c.To.Statement)},
			Kind: string(c.Kind), AssertedBy: c.AssertedBy, Primary: c.Kind == voxpop.Quoted, Current: c.Current,
		})
	}

	out, err := json.MarshalIndent(struct {
		Context any   `json:"@context"`
		Graph   []any `json:"@graph"`
	}{context(), graph}, "", "  ") // < and > escaped: a page may hold it
	return append(out, '\n'), err
}

func agents(c position.Contradiction, who func(string) ref) []ref {
	return []ref{who(c.Speakers[0]), who(c.Speakers[1])}
}

func (e Export) statement(s voxpop.Statement, id, by ref) statement {
	n := statement{
		ID: id.ID, Type: []string{"Claim"}, Text: text{s.Lang, s.Text}, Lang: s.Lang, Author: by, Role: s.Role, SaidOn: string(s.SaidOn),
		Kind: string(s.Kind), AssertedBy: s.AssertedBy, Medium: s.Medium, Addressee: s.Addressee,
		First: workOf(s.Source, s.PublishedOn), Appearance: []work{},
	}
	if s.Kind == voxpop.Quoted {
		n.Type, n.Spoken = []string{"Quotation", "Claim"}, &by
	} else if s.AssertedBy != "" {
		n.Interpreter = &thing{"", s.AssertedBy}
	}
	if plain(s.SaidOn) {
		n.Created = string(s.SaidOn)
	}
	if s.Place != "" {
		n.Place = &thing{"Place", s.Place}
	}
	n.Appearance = append(n.Appearance, n.First)
	for _, a := range s.Appearances {
		n.Appearance = append(n.Appearance, workOf(a, ""))
	}
	for _, t := range reviewed(s) {
		n.Translation = append(n.Translation, version{"CreativeWork", text{t.Lang, t.Text}, t.Lang})
	}
	if e.People != nil {
		people := e.People[s.ID]
		n.EchoedBy = &people
	}
	return n
}

func workOf(s voxpop.Source, published voxpop.Date) work {
	w := work{Type: "CreativeWork", URL: web(s.URL), Headline: s.Title, Start: s.Start, End: s.End}
	if w.URL != "" {
		w.Type = "WebPage"
	}
	if s.Outlet != "" {
		w.Publisher = &thing{"Organization", s.Outlet}
	}
	if plain(published) {
		w.Published = string(published)
	}
	if s.File != "" {
		w.Archived = &media{"MediaObject", s.File, s.SHA256}
	}
	return w
}

// plain reports whether a date is one that schema.org knows: no interval.
func plain(d voxpop.Date) bool {
	switch len(d) {
	case len("2024"), len("2024-05"), len("2024-05-02"):
		return d.Valid()
	}
	return false
}

// people lists those who spoke, by the key of their name, with the name's
// spellings. ID is the name until it becomes one.
func (e Export) people() []person {
	byKey := map[string]person{}
	add := func(name string, names voxpop.Localized, aliases []string) {
		key := voxpop.Slug(name)
		p, ok := byKey[key]
		if !ok {
			p = person{ID: name, Name: []text{{"", name}}}
		}
		for _, t := range local(names) {
			if !slices.Contains(p.Name, t) {
				p.Name = append(p.Name, t)
			}
		}
		for _, a := range aliases {
			if !slices.Contains(p.Also, a) {
				p.Also = append(p.Also, a)
			}
		}
		byKey[key] = p
	}
	spoke := map[string]bool{}
	for _, s := range e.sorted() {
		spoke[voxpop.Slug(s.Speaker)] = true
		add(s.Speaker, s.Names, nil)
	}
	for _, s := range e.Speakers {
		if spoke[s.Key()] {
			add(s.Name, s.Names, s.Aliases)
		}
	}
	out := make([]person, 0, len(byKey))
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		p := byKey[key]
		slices.SortStableFunc(p.Name, func(a, b text) int { return cmp.Compare(a.Lang, b.Lang) })
		slices.Sort(p.Also)
		out = append(out, p)
	}
	return out
}
