package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
	"voxpop/internal/locale"
)

// forCallout says which call-out a verb of the ledger is about.
type forCallout struct {
	Callout string `help:"Slug of the call-out; may be left out when there is only one." placeholder:"SLUG"`
}

// inLedger opens the workspace and calls fn with the call-out.
func (s *session) inLedger(c forCallout, fn func(a *app.App, slug string) error) error {
	return s.with(false, func(a *app.App) error {
		slug, err := a.TheCallout(s.ctx, c.Callout)
		if err != nil {
			return err
		}
		return fn(a, slug)
	})
}

type extractCmd struct {
	forCallout
	Sources   []string `arg:"" name:"source" help:"A file, the address of a page, or - for text on standard input; several are taken in turn."`
	Again     bool     `help:"Read articles that are here anew from their archived files: name their ids. What was decided stays."`
	Look      bool     `help:"Only show what is found; nothing is kept."`
	Lang      string   `help:"The language, where the page does not say it or says it wrong." placeholder:"LANG"`
	Published string   `help:"When it was published: relative dates (“on Tuesday”) are read against it." placeholder:"DATE"`
	Zone      string   `help:"The outlet's time zone." placeholder:"ZONE"`
	Outlet    string   `help:"Who published it." placeholder:"NAME"`
	Title     string   `help:"Its headline." placeholder:"TITLE"`
	Byline    string   `help:"Who wrote it." placeholder:"NAME"`
	Address   string   `help:"Where a file or a pasted text was published." placeholder:"URL"`
	JSON      bool     `help:"As one JSON object, or a list of them when several sources are named."`
}

func (extractCmd) Help() string {
	return `Finds who said what in an article: archives the original as one file, and keeps every quotation as
a candidate until a person accepts it (voxpop statements accept) or rejects it. The same wire story
from another outlet becomes an appearance of the one that is there. HTML, plain text and Markdown are
read; without a workspace, or with --look, what is found is shown and nothing is kept. An article that
is here already is corrected by what is given with it (--published, --outlet, --lang …): relative dates
are read anew, and voxpop statements undo takes it back.

Example:
  voxpop statements extract https://gazette.example/2026/03/10/tram --callout tram-reversal
  voxpop statements extract speech.txt --published 2026-03-10 --outlet "Town hall" --lang en
  voxpop statements extract speech.txt --outlet "Aldern town hall"
  voxpop statements extract article.html --look --json
  voxpop statements extract --again v2kopjrw`
}

func (c extractCmd) Run(s *session) error {
	all, failed := []app.Extracted{}, []error{}
	takeAll := func(take func(source string) (app.Extracted, error)) error {
		for i, source := range c.Sources {
			if len(c.Sources) > 1 && !c.JSON {
				fmt.Fprintf(s.stderr, "%d of %d: %s\n", i+1, len(c.Sources), source)
			}
			got, err := take(source)
			if s.ctx.Err() != nil && err != nil {
				return err
			}
			if err != nil { // the others are taken all the same
				failed = append(failed, ofSource(err, source))
				continue
			}
			all = append(all, got)
			if !c.JSON {
				if err := s.showExtracted(got); err != nil {
					return err
				}
			}
		}
		return nil
	}
	given := func(take func(ledger.Input) (app.Extracted, error)) func(string) (app.Extracted, error) {
		return func(source string) (app.Extracted, error) {
			in, err := c.input(s, source)
			if err != nil {
				return app.Extracted{}, err
			}
			return take(in)
		}
	}
	if c.Again && (c.Look || c.Lang+c.Published+c.Zone+c.Outlet+c.Title+c.Byline+c.Address != "") {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements extract", Place: "--again", Message: "reads what is here as it is", Hint: "leave the other flags out; to correct an article, give its file or address again with them"}
	}
	look := c.Look || c.Callout == "" && !c.Again && !app.IsWorkspace(s.dir(), s.getenv)
	var err error
	if look {
		cfg, cfgErr := app.LoadConfig(s.dir(), s.getenv)
		if cfgErr != nil {
			return cfgErr
		}
		err = takeAll(given(func(in ledger.Input) (app.Extracted, error) { return app.Look(s.ctx, cfg, in) }))
	} else {
		err = s.inLedger(c.forCallout, func(a *app.App, slug string) error {
			if c.Again {
				return takeAll(func(id string) (app.Extracted, error) { return a.ExtractAgain(s.ctx, s.by(), slug, id) })
			}
			return takeAll(given(func(in ledger.Input) (app.Extracted, error) { return a.Extract(s.ctx, s.by(), slug, in) }))
		})
	}
	if err == nil {
		err = c.outcome(s, failed)
	}
	switch {
	case c.JSON && len(c.Sources) == 1 && len(all) == 1:
		return errors.Join(s.json(all[0]), err)
	case c.JSON && len(c.Sources) > 1:
		if e := s.json(all); e != nil {
			return e
		}
	case look && !c.Look && len(all) > 0:
		fmt.Fprintln(s.stderr, "nothing was kept: there is no workspace here (voxpop init makes one)")
	}
	return err
}

// outcome is the error of a run in which some sources failed; each says so.
func (c extractCmd) outcome(s *session, failed []error) error {
	if len(failed) < 2 {
		return errors.Join(failed...)
	}
	for _, err := range failed {
		fmt.Fprintf(s.stderr, "not taken: %v\n", err)
		if hint := voxpop.HintOf(err); hint != "" {
			fmt.Fprintf(s.stderr, "hint: %s\n", hint)
		}
	}
	return &voxpop.Error{Kind: voxpop.KindOf(failed[0]), Op: "statements extract", Message: fmt.Sprintf("%d of %d sources were not taken", len(failed), len(c.Sources)), Hint: "the others were; name those that failed again"}
}

// ofSource says which of several sources an error is about.
func ofSource(err error, source string) error {
	if e, ok := errors.AsType[*voxpop.Error](err); ok && (e.Place == "" || e.Place == "source") {
		named := *e
		if named.Place = source; source == "-" {
			named.Place = "standard input"
		}
		return &named
	}
	return err
}

// maxSource bounds what a file or standard input may hold.
const maxSource = 32 << 20

// input reads a source as it was named.
func (c extractCmd) input(s *session, source string) (in ledger.Input, err error) {
	in = ledger.Input{Title: c.Title, Outlet: c.Outlet, Byline: c.Byline, Lang: c.Lang, Zone: c.Zone, Published: voxpop.Date(c.Published), Address: c.Address}
	if c.Published != "" && !in.Published.Valid() {
		return in, &voxpop.Error{Kind: voxpop.Invalid, Op: "statements extract", Place: "--published", Message: "is not a date that exists", Hint: "write 2026-03-10"}
	}
	switch {
	case source == "-":
		b, err := io.ReadAll(io.LimitReader(s.stdin, maxSource+1))
		if err != nil {
			return in, err
		}
		if in.Text = string(b); strings.TrimSpace(in.Text) == "" {
			return in, &voxpop.Error{Kind: voxpop.Invalid, Op: "statements extract", Place: "standard input", Message: "is empty", Hint: "pipe or paste the article's text into it, or name a file or an address"}
		}
		return in, tooMuch(source, len(b))
	case isAddress(source):
		if c.Address != "" {
			return in, &voxpop.Error{Kind: voxpop.Invalid, Op: "statements extract", Place: "--address", Message: "is for a file or a pasted text", Hint: "leave it out: a page has its own address"}
		}
		in.URL = source
		return in, nil
	}
	f, err := os.Open(source)
	if err != nil {
		hint := "name a file, the address of a page, or - for standard input"
		if strings.Contains(source, ".") && !strings.ContainsAny(source, " \\") && errors.Is(err, os.ErrNotExist) {
			hint = "a page's address begins with https://; else name a file, or - for standard input"
		}
		return in, &voxpop.Error{Kind: voxpop.NotFound, Op: "statements extract", Place: source, Message: "cannot be read", Err: bare(err), Hint: hint}
	}
	defer f.Close()
	in.Name = filepath.Base(source)
	if in.File, err = io.ReadAll(io.LimitReader(f, maxSource+1)); err != nil {
		return in, &voxpop.Error{Kind: voxpop.Invalid, Op: "statements extract", Place: source, Message: "cannot be read", Err: bare(err), Hint: "name a file, the address of a page, or - for standard input"}
	}
	return in, tooMuch(source, len(in.File))
}

func isAddress(source string) bool {
	return strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://")
}

func tooMuch(source string, n int) error {
	if n <= maxSource {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements extract", Place: source, Message: "is larger than 32 MB", Hint: "save the article's text alone"}
}

// showExtracted writes what was found in a source, for people.
func (s *session) showExtracted(got app.Extracted) error {
	a := got.Article
	var about []string
	for _, x := range []string{a.ID, a.Outlet, string(a.PublishedOn), a.Lang, locale.Isolate(clip(a.Title, 70))} {
		if x != "" && x != locale.Isolate("") {
			about = append(about, x)
		}
	}
	fmt.Fprintln(s.stderr, strings.Join(about, " · "))
	switch {
	case got.Op != 0:
		fmt.Fprintf(s.stderr, "the article was here already, and was corrected (voxpop statements undo %d takes it back)\n", got.Op)
	case got.Again:
		fmt.Fprintf(s.stderr, "read anew: %d new, %d not found any more\n", got.Found, got.Lapsed)
	case got.Kept && !got.New:
		fmt.Fprintln(s.stderr, "the article was here already")
	case a.CopyOf != "":
		fmt.Fprintf(s.stderr, "the same story as %s (%.0f %% of the shorter text): kept as an appearance of it\n", a.CopyOf, 100*a.Similarity)
	}
	for _, n := range got.Notes {
		fmt.Fprintf(s.stderr, "note: %s\n", n)
	}
	if got.Refused > 0 {
		fmt.Fprintf(s.stderr, "%d proposals of the model were thrown away: their words do not stand in the text\n", got.Refused)
	}
	if len(got.Quotes) == 0 {
		_, err := fmt.Fprintln(s.stdout, "nobody is quoted in it")
		return err
	}
	if err := quoteTable(got.Quotes).write(s.stdout); err != nil {
		return err
	}
	if got.Kept {
		open := 0
		for _, q := range got.Quotes {
			if q.State == ledger.Proposed {
				open++
			}
		}
		if open > 0 {
			fmt.Fprintf(s.stderr, "%d to decide about: voxpop statements review %s\n", open, a.ID)
		}
	}
	return nil
}

func quoteTable(list []app.Quote) *table {
	t := &table{head: []string{"id", "type", "speaker", "said on", "rule", "right", "words"}, right: map[int]bool{5: true}}
	for i, q := range list {
		id := q.ID
		if id == "" {
			id = fmt.Sprint(i + 1)
		}
		t.add(id, string(q.Type), whoSaid(q), string(q.SaidOn), q.Rule, rightOf(q.Precision), clip(q.Text, 60))
	}
	return t
}

// whoSaid is the person meant, else what the article calls them.
func whoSaid(q app.Quote) string {
	if q.Resolved != "" {
		return q.Resolved
	}
	if q.Speaker != nil {
		return "“" + clip(*q.Speaker, 40) + "”"
	}
	return "?"
}

type sourcesCmd struct {
	forCallout
	Feed   string `help:"Only what came by this feed." placeholder:"FEED"`
	Outlet string `help:"Only this outlet." placeholder:"NAME"`
	Copies bool   `help:"Also the appearances of a story that is there."`
	After  string `help:"Go on after this article." placeholder:"ID"`
	Limit  int    `help:"So many at most." default:"50"`
	JSON   bool   `help:"As one JSON object."`
}

func (sourcesCmd) Help() string {
	return `The articles that statements are taken from, the newest first, with what was found in them.

Example:
  voxpop statements sources --callout tram-reversal`
}

func (c sourcesCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		got, err := a.Ledger().Sources(s.ctx, slug, ledger.SourceFilter{Feed: c.Feed, Outlet: c.Outlet, Copies: c.Copies, Pager: ledger.Pager{After: c.After, Limit: c.Limit}})
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		if len(got.Sources) == 0 {
			_, err := fmt.Fprintln(s.stdout, "no article yet: voxpop statements extract takes one")
			return err
		}
		t := table{head: []string{"id", "published", "outlet", "open", "taken", "appears", "title"}, right: map[int]bool{3: true, 4: true, 5: true}}
		for _, x := range got.Sources {
			t.add(x.ID, string(x.PublishedOn), clip(x.Outlet, 24), fmt.Sprint(x.Candidates[ledger.Proposed]), fmt.Sprint(x.Candidates[ledger.Accepted]), fmt.Sprint(1+len(x.Copies)), clip(x.Title, 50))
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
		return s.more(got.Total, len(got.Sources), got.Next)
	})
}

// more says that a list goes on.
func (s *session) more(total, shown int, next string) error {
	if next != "" {
		fmt.Fprintf(s.stderr, "%d of %d; the next with --after %s\n", shown, total, next)
	}
	return nil
}

type openCmd struct {
	forCallout
	Article string `arg:"" help:"The article."`
	Archive string `help:"Write the archived original to this file instead." placeholder:"FILE" type:"path"`
	JSON    bool   `help:"As one JSON object."`
}

func (openCmd) Help() string {
	return `Shows an article with every quotation marked in its place: ⟦3: words⟧ is the third candidate. What
was accepted or rejected says so.

Example:
  voxpop statements open a-7f3c --callout tram-reversal
  voxpop statements open a-7f3c --archive original.html`
}

func (c openCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		if c.Archive != "" {
			f, err := os.OpenFile(c.Archive, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements open", Place: c.Archive, Message: "cannot be written", Err: bare(err), Hint: "name a file that is not there yet"}
			}
			err = errors.Join(a.Archived(s.ctx, slug, c.Article, f), f.Close())
			if err != nil {
				os.Remove(c.Archive)
			}
			return err
		}
		got, err := a.Article(s.ctx, slug, c.Article)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		return s.showInPlace(got)
	})
}

// showInPlace writes an article's text with its quotations marked.
func (s *session) showInPlace(got app.Extracted) error {
	x := got.Article
	for _, line := range []string{x.Title, strings.Trim(strings.Join([]string{x.Outlet, string(x.PublishedOn), x.URL}, " · "), " ·")} {
		if line != "" {
			if _, err := fmt.Fprintln(s.stdout, locale.Isolate(locale.Printable(line))); err != nil {
				return err
			}
		}
	}
	type mark struct {
		at, side, size int // side: 0 closes, 1 opens
		text           string
	}
	var marks []mark
	for i, q := range got.Quotes {
		if q.State == ledger.Lapsed {
			continue
		}
		n := fmt.Sprint(i + 1)
		if _, num, ok := strings.Cut(strings.TrimPrefix(q.ID, x.ID), "-"); ok {
			n = num
		}
		for _, p := range q.Parts {
			marks = append(marks, mark{p[0], 1, q.Start - q.End, "⟦" + n + ": "}, mark{p[1], 0, q.End - q.Start, "⟧"})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		// What closes comes before what opens; the longer opens first and closes last.
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.side, b.side), cmp.Compare(a.size, b.size))
	})
	var b strings.Builder
	text := []rune(got.Text)
	last := 0
	for _, m := range marks {
		b.WriteString(string(text[last:m.at]) + m.text)
		last = m.at
	}
	b.WriteString(string(text[last:]))
	if _, err := fmt.Fprintf(s.stdout, "\n%s\n\n", strings.TrimSpace(b.String())); err != nil {
		return err
	}
	if len(got.Quotes) == 0 {
		_, err := fmt.Fprintln(s.stdout, "nobody is quoted in it")
		return err
	}
	t := table{head: []string{"id", "speaker", "said on", "type", "right", "state", "look at"}, right: map[int]bool{4: true}}
	for _, q := range got.Quotes {
		state := string(q.State)
		if q.Statement != "" {
			state += " (" + q.Statement + ")"
		}
		t.add(q.ID, whoSaid(q), string(q.SaidOn), string(q.Type), rightOf(q.Precision), state, clip(strings.Join(q.Notes, "; "), 60))
	}
	return t.write(s.stdout)
}
