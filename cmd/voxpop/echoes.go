package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
)

type echoesCmd struct {
	forCallout
	Statement string `arg:"" optional:"" help:"Only this statement, with each answer that throws it back."`
	Strike    string `help:"This answer does not mean the statement: it counts no more." placeholder:"RESPONSE"`
	Keep      string `help:"Take such a strike back." placeholder:"RESPONSE"`
	Reason    string `help:"Why it is struck." placeholder:"TEXT"`
	JSON      bool   `help:"As one JSON object."`
}

func (echoesCmd) Help() string {
	return `Which words of public figures the public threw back: answers that repeat a statement's words, or name
its speaker, and how many people did. Each link says what it rests on; one that is wrong is struck.

Example:
  voxpop statements echoes
  voxpop statements echoes varga-2026-03-10
  voxpop statements echoes varga-2026-03-10 --strike K7Q2 --reason "another honour is meant"`
}

func (c echoesCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		l := a.Ledger()
		if c.Strike != "" || c.Keep != "" {
			if c.Statement == "" || c.Strike != "" && c.Keep != "" {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements echoes", Message: "which link is meant is not said", Hint: "voxpop statements echoes STATEMENT --strike RESPONSE, or --keep RESPONSE"}
			}
			var done ledger.Done
			var err error
			if c.Strike != "" {
				done, err = l.StrikeEcho(s.ctx, s.by(), slug, c.Strike, c.Statement, c.Reason)
			} else {
				done, err = l.KeepEcho(s.ctx, s.by(), slug, c.Keep, c.Statement)
			}
			return s.done(done, c.JSON, err)
		}
		got, err := l.Echoes(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.Statement != "" {
			got.Counts = slices.DeleteFunc(got.Counts, func(x ledger.EchoCount) bool { return x.Statement != c.Statement })
			got.Echoes = slices.DeleteFunc(got.Echoes, func(x ledger.Echo) bool { return x.Statement != c.Statement })
			if len(got.Counts) == 0 {
				all, err := l.Statements(s.ctx, slug, ledger.StatementFilter{})
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(all, func(x ledger.Statement) bool { return x.ID == c.Statement }) {
					return &voxpop.Error{Kind: voxpop.NotFound, Op: "statements echoes", Place: c.Statement, Message: "is no statement", Hint: "voxpop statements list shows the statements"}
				}
			}
		}
		if c.JSON {
			return s.json(got)
		}
		if len(got.Counts) == 0 {
			_, err := fmt.Fprintln(s.stdout, "no answer throws a statement back")
			return err
		}
		t := table{head: []string{"statement", "people", "by its words", "by its speaker", "answers", "struck"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}}
		for _, x := range got.Counts {
			t.add(x.Statement, fmt.Sprint(x.People), fmt.Sprint(x.Words), fmt.Sprint(x.Speaker), fmt.Sprint(x.Responses), fmt.Sprint(x.Struck))
		}
		if err := t.write(s.stdout); err != nil || c.Statement == "" {
			return err
		}
		fmt.Fprintln(s.stdout)
		t = table{head: []string{"answer", "how", "reason"}}
		for _, x := range got.Echoes {
			t.add(x.Response, x.How, clip(x.Reason, 100))
		}
		return t.write(s.stdout)
	})
}

type feedsCmd struct {
	List   feedsListCmd   `cmd:"" default:"withargs" help:"The feeds that are watched."`
	Add    feedsAddCmd    `cmd:"" help:"Watch a feed."`
	Remove feedsRemoveCmd `cmd:"" help:"Stop watching one; what came of it stays."`
	Look   feedsLookCmd   `cmd:"" help:"Look at them now."`
}

type feedsListCmd struct {
	forCallout
	JSON bool `help:"As one JSON object."`
}

func (feedsListCmd) Help() string {
	return `Feeds (RSS, Atom, JSON Feed) are looked at by a worker (voxpop desk, serve or work); each new article
becomes a source, and what is quoted in it candidates.

Example:
  voxpop statements feeds
  voxpop statements feeds add https://gazette.example/feed.xml --every 30`
}

func (c feedsListCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		list, err := a.Ledger().Feeds(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "feeds": list})
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(s.stdout, "no feed is watched: voxpop statements feeds add URL")
			return err
		}
		t := table{head: []string{"id", "title", "every", "articles", "last look", "what is wrong"}, right: map[int]bool{3: true}}
		for _, f := range list {
			looked := "not yet"
			if !f.LookedAt.IsZero() {
				looked = f.LookedAt.Time.Format("2006-01-02 15:04")
			}
			wrong := f.Error
			if f.Stopped {
				wrong = "not watched any more"
			}
			t.add(f.ID, clip(cmp.Or(f.Title, f.URL), 40), fmt.Sprintf("%d min", f.Every), fmt.Sprint(f.Articles), looked, clip(wrong, 60))
		}
		return t.write(s.stdout)
	})
}

type feedsAddCmd struct {
	forCallout
	URL   string `arg:"" help:"The address of the feed."`
	Every int    `help:"Minutes between two looks; 15 at least." default:"60"`
	JSON  bool   `help:"As one JSON object."`
}

func (feedsAddCmd) Help() string {
	return `Example:
  voxpop statements feeds add https://gazette.example/feed.xml --every 30`
}

func (c feedsAddCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		f, looked, err := a.WatchFeed(s.ctx, s.by(), slug, c.URL, c.Every)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(f)
		}
		_, err = fmt.Fprintf(s.stdout, "%s is watched, every %d minutes while a worker runs; %d articles now, %d quotations in them\n", f.ID, f.Every, looked.Articles, looked.Found)
		return err
	})
}

type feedsRemoveCmd struct {
	forCallout
	Feed string `arg:"" help:"The feed."`
	JSON bool   `help:"As one JSON object."`
}

func (feedsRemoveCmd) Help() string {
	return `Example:
  voxpop statements feeds remove f-2b9e`
}

func (c feedsRemoveCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		f, err := a.Ledger().Unwatch(s.ctx, s.by(), slug, c.Feed)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(f)
		}
		_, err = fmt.Fprintf(s.stdout, "%s is not watched any more; its %d articles stay\n", f.ID, f.Articles)
		return err
	})
}

type feedsLookCmd struct {
	forCallout
	Feeds []string `arg:"" optional:"" name:"feed" help:"Only these."`
	JSON  bool     `help:"As one JSON object."`
}

func (feedsLookCmd) Help() string {
	return `Example:
  voxpop statements feeds look`
}

func (c feedsLookCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		got, err := a.Ledger().Look(s.ctx, slug, c.Feeds...)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		if _, err = fmt.Fprintf(s.stdout, "%d feeds, %d new articles, %d quotations in them\n", got.Feeds, got.Articles, got.Found); err != nil {
			return err
		}
		if got.Failed > 0 {
			fmt.Fprintf(s.stderr, "%d could not be read: voxpop statements feeds says why\n", got.Failed)
			return exit(findings)
		}
		return nil
	})
}

type statementsExportCmd struct {
	forCallout
	Format string `help:"jsonld: schema.org Quotation and Claim with contradictions and reversals; csv: one line each." enum:"jsonld,csv" default:"jsonld"`
	Out    string `help:"The file to write; without it standard output." placeholder:"FILE" type:"path"`
}

func (statementsExportCmd) Help() string {
	return `Writes what public figures said for other programs: JSON-LD, or CSV for a spreadsheet.

Example:
  voxpop statements export --format csv --out statements.csv`
}

func (c statementsExportCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		var b bytes.Buffer
		if err := a.ExportStatements(s.ctx, slug, c.Format, &b); err != nil {
			return err
		}
		if c.Out == "" {
			_, err := s.facts.Write(b.Bytes())
			return err
		}
		f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
		if err != nil {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements export", Place: c.Out, Message: "cannot be written", Err: bare(err), Hint: "name a file in a folder that you may write to"}
		}
		_, err = f.Write(b.Bytes())
		if err = errors.Join(err, f.Close()); err == nil {
			fmt.Fprintln(s.stderr, strings.TrimSpace("written: "+c.Out))
		}
		return err
	})
}
