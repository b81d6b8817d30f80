package app

import (
	"context"
	"io"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/claim"
	"voxpop/internal/ledger"
	"voxpop/internal/quote"
	"voxpop/internal/store"
)

// Ledger is what keeps the statements of public figures. Without [web] off it
// can fetch pages and feeds.
func (a *App) Ledger() *ledger.Service {
	s := &ledger.Service{Store: a.Store, Model: a.Config.quotes(), Now: time.Now, Zones: a.Config.Web.Zones}
	a.fetching.Do(func() { a.fetch = a.Config.fetcher() })
	s.Fetch = a.fetch
	return s
}

// Quote is a quotation found in an article, as verbs print it: the fields of
// the rows that `voxpop eval quotes` reads, and what a person looks at besides.
// Spans count code points of the article's text.
type Quote struct {
	ID           string       `json:"id,omitempty"` // of the candidate; "" when nothing was kept
	Start        int          `json:"start"`
	End          int          `json:"end"`
	Parts        [][2]int     `json:"parts"`
	Type         quote.Type   `json:"type"`
	Text         string       `json:"text"`
	Before       string       `json:"before"`
	After        string       `json:"after"`
	Speaker      *string      `json:"speaker"` // as the article names them
	SpeakerStart *int         `json:"speaker_start"`
	SpeakerEnd   *int         `json:"speaker_end"`
	Resolved     string       `json:"speaker_resolved,omitempty"` // who is meant
	Who          quote.Who    `json:"speaker_kind,omitempty"`
	Role         string       `json:"role,omitempty"`
	How          string       `json:"speaker_how,omitempty"`
	Cue          *string      `json:"cue"`
	CueStart     *int         `json:"cue_start"`
	CueEnd       *int         `json:"cue_end"`
	Class        quote.Class  `json:"class,omitempty"`
	Addressee    string       `json:"addressee,omitempty"`
	Medium       string       `json:"medium,omitempty"`
	Place        string       `json:"place,omitempty"`
	SaidOn       voxpop.Date  `json:"said_on"`
	When         string       `json:"when,omitempty"` // the words that tell
	Doubt        string       `json:"doubt,omitempty"`
	Negated      bool         `json:"negated,omitempty"`
	Inside       string       `json:"inside,omitempty"` // the candidate that this one lies inside
	Rule         string       `json:"rule"`
	Precision    float64      `json:"precision"` // of the rule; 0 = not measured
	Notes        []string     `json:"notes,omitempty"`
	State        ledger.State `json:"state,omitempty"`
	Statement    string       `json:"statement,omitempty"`
	SameAs       string       `json:"same_as,omitempty"`
}

// Extracted is the answer of `voxpop statements extract`, for one source.
type Extracted struct {
	Callout string         `json:"callout,omitempty"`
	Article ledger.Article `json:"article"`
	Kept    bool           `json:"kept"` // false: it was only looked at
	New     bool           `json:"new"`
	Found   int            `json:"found"`
	Again   bool           `json:"again,omitempty"`   // it was read anew
	Lapsed  int            `json:"lapsed,omitempty"`  // candidates that were not found again
	Op      int64          `json:"op,omitempty"`      // of the correction of an article that was here, for an undo
	Refused int            `json:"refused,omitempty"` // a model's, whose words do not stand in the text
	Text    string         `json:"text"`              // that the spans count in
	Notes   []string       `json:"notes,omitempty"`   // what is to be known of the archived file
	Quotes  []Quote        `json:"quotes"`
}

// Extract takes a source into the ledger of a call-out and finds the quotations in it.
func (a *App) Extract(ctx context.Context, by voxpop.Actor, slug string, in ledger.Input) (Extracted, error) {
	taken, err := a.Ledger().Take(ctx, by, slug, in)
	if err != nil {
		return Extracted{}, err
	}
	return a.extracted(ctx, slug, taken)
}

// ExtractAgain reads the archived file of an article anew. What was decided stays.
func (a *App) ExtractAgain(ctx context.Context, by voxpop.Actor, slug, article string) (Extracted, error) {
	taken, err := a.Ledger().Extract(ctx, by, slug, article)
	if err != nil {
		return Extracted{}, err
	}
	got, err := a.extracted(ctx, slug, taken[0])
	got.Again = true
	return got, err
}

func (a *App) extracted(ctx context.Context, slug string, taken ledger.Taken) (Extracted, error) {
	open, err := a.Ledger().Open(ctx, slug, taken.Article.ID)
	if err != nil {
		return Extracted{}, err
	}
	got := Extracted{Callout: slug, Article: open.Article, Kept: true, New: taken.New, Found: taken.Found, Lapsed: taken.Lapsed, Op: taken.Op, Refused: taken.Refused, Text: open.Text, Notes: taken.Notes}
	got.Quotes = quotesOf(open.Text, slices.DeleteFunc(open.Candidates, func(c ledger.Candidate) bool { return c.State == ledger.Lapsed }))
	return got, nil
}

// Look finds the quotations of a source and keeps nothing. It needs no workspace.
func Look(ctx context.Context, cfg Config, in ledger.Input) (Extracted, error) {
	m, err := ledger.Look(ctx, ledger.Service{Fetch: cfg.fetcher(), Now: time.Now, Zones: cfg.Web.Zones}, in)
	if err != nil {
		return Extracted{}, err
	}
	for i := range m.Candidates {
		m.Candidates[i].ID, m.Candidates[i].State = "", ""
	}
	return Extracted{Article: m.Article, Found: len(m.Candidates), New: true, Text: m.Text, Notes: m.Notes, Quotes: quotesOf(m.Text, m.Candidates)}, nil
}

// quotesOf flattens the candidates of an article.
func quotesOf(article string, all []ledger.Candidate) []Quote {
	text, quotes := []rune(article), make([]Quote, 0, len(all))
	for _, c := range all {
		quotes = append(quotes, quoteOf(text, c))
	}
	return quotes
}

// quoteOf flattens a candidate of an article with text.
func quoteOf(text []rune, c ledger.Candidate) Quote {
	f := c.Found
	q := Quote{ID: c.ID, Start: f.Start, End: f.End, Parts: [][2]int{}, Type: f.Type, Text: c.Text, Before: c.Before, After: c.After,
		Resolved: f.Speaker.Name, Who: f.Speaker.Who, Role: f.Speaker.Role, How: f.Speaker.How, Class: f.Class, Addressee: f.Addressee.Text,
		Medium: words(text, f.Medium), Place: f.Place, SaidOn: f.Said, When: words(text, f.When), Doubt: f.Doubt, Negated: f.Negated,
		Inside: f.In, Rule: f.Rule, Precision: f.Precision, Notes: f.Notes, State: c.State, Statement: c.Statement, SameAs: c.SameAs}
	if c.Speaker != "" {
		q.Resolved = c.Speaker
	}
	for _, p := range f.Parts {
		q.Parts = append(q.Parts, [2]int{p.Start, p.End})
	}
	if len(q.Parts) == 0 {
		q.Parts = append(q.Parts, [2]int{f.Start, f.End})
	}
	q.Speaker, q.SpeakerStart, q.SpeakerEnd = placedWords(text, f.Speaker.Span)
	q.Cue, q.CueStart, q.CueEnd = placedWords(text, f.Cue)
	return q
}

func words(text []rune, s ledger.Span) string {
	if s.Start < 0 || s.End > len(text) || s.End <= s.Start {
		return ""
	}
	return string(text[s.Start:s.End])
}

// placedWords returns the words of a span and its ends; nil when it is empty.
func placedWords(text []rune, s ledger.Span) (*string, *int, *int) {
	w := words(text, s)
	if w == "" {
		return nil, nil, nil
	}
	return &w, &s.Start, &s.End
}

// Article returns an article with everything found in it.
func (a *App) Article(ctx context.Context, slug, id string) (Extracted, error) {
	open, err := a.Ledger().Open(ctx, slug, id)
	if err != nil {
		return Extracted{}, err
	}
	return Extracted{Callout: slug, Article: open.Article, Kept: true, Found: len(open.Candidates), Text: open.Text, Quotes: quotesOf(open.Text, open.Candidates)}, nil
}

// Archived writes the archived file of an article.
func (a *App) Archived(ctx context.Context, slug, id string, to io.Writer) error {
	return a.Ledger().Archived(ctx, slug, id, to)
}

// TheCallout returns the slug, or the only call-out of the workspace when it is "".
func (a *App) TheCallout(ctx context.Context, slug string) (string, error) {
	return a.slugOf(ctx, slug)
}

// ExportStatements writes the statements of a call-out for other programs: as
// JSON-LD ("jsonld") or CSV ("csv").
func (a *App) ExportStatements(ctx context.Context, slug, format string, to io.Writer) error {
	e := claim.Export{People: map[string]int{}}
	err := a.Store.View(ctx, slug, func(v *store.View) (err error) {
		e.Callout, e.Points = v.Callout(), v.Points()
		e.Statements, err = v.AllStatements()
		e.Statements = voxpop.OneName(e.Statements, v.Speakers()) // one person, however spelled
		return err
	})
	if err != nil {
		return err
	}
	said, err := a.Ledger().Statements(ctx, slug, ledger.StatementFilter{Echoes: true})
	if err != nil {
		return err
	}
	for _, s := range said {
		if s.Echoes != nil {
			e.People[s.ID] = *s.Echoes
		}
	}
	people, err := a.Ledger().Speakers(ctx, slug)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Known {
			e.Speakers = append(e.Speakers, p.Speaker)
		}
	}
	write := e.JSONLD
	if format == "csv" {
		write = e.CSV
	}
	b, err := write()
	if err == nil {
		_, err = to.Write(b)
	}
	return err
}

// WatchFeed has a feed watched and looks at it at once. One that cannot be read
// is not watched.
func (a *App) WatchFeed(ctx context.Context, by voxpop.Actor, slug, url string, every int) (ledger.Feed, ledger.Looked, error) {
	return a.Ledger().Begin(ctx, by, slug, url, every)
}
