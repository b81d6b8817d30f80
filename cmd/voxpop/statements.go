package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
	"voxpop/internal/record"
)

type statementsCmd struct {
	Extract        extractCmd          `cmd:"" help:"Find who said what in an article; keep it as candidates."`
	Sources        sourcesCmd          `cmd:"" help:"The articles, with what was found in them."`
	Open           openCmd             `cmd:"" help:"An article with its quotations in their place."`
	Candidates     candidatesCmd       `cmd:"" help:"The quotations that wait for a decision."`
	Review         reviewCandidatesCmd `cmd:"" help:"Go through them one by one."`
	Accept         acceptCmd           `cmd:"" help:"Make statements of candidates."`
	Reject         rejectCmd           `cmd:"" help:"Say that candidates are none."`
	List           statementsListCmd   `cmd:"" help:"What figures said, by date."`
	Add            statementsAddCmd    `cmd:"" help:"Add statements from a JSONL file."`
	Edit           editStatementCmd    `cmd:"" help:"Correct what is said about a statement."`
	Appear         appearCmd           `cmd:"" help:"Find statements in the other outlets' copies of their article."`
	Speakers       speakersCmd         `cmd:"" help:"Who said something; their names and offices."`
	Merge          mergeCmd            `cmd:"" help:"Two names are one person."`
	Points         pointsCmd           `cmd:"" help:"The questions on which figures take sides."`
	Proposals      proposalsCmd        `cmd:"" help:"Positions that the words speak for."`
	Position       positionCmd         `cmd:"" help:"Give a statement a position."`
	Reversals      reversalsCmd        `cmd:"" help:"Who changed position."`
	Contradictions contradictionsCmd   `cmd:"" help:"Who says the opposite of whom."`
	Verdict        statementVerdictCmd `cmd:"" help:"Judge a change of position."`
	Hints          hintsCmd            `cmd:"" help:"Where words may contradict each other."`
	Echoes         echoesCmd           `cmd:"" help:"Which words the public threw back."`
	Feeds          feedsCmd            `cmd:"" help:"Feeds that are watched: list, add, remove, look."`
	Export         statementsExportCmd `cmd:"" help:"For other programs: JSON-LD, CSV."`
	History        historyCmd          `cmd:"" help:"What was done, by whom."`
	Undo           undoCmd             `cmd:"" help:"Take something back."`
}

// oneCallout is the call-out that a statements verb is about; it may be left
// out while the workspace holds a single one.
type oneCallout struct {
	Callout string `arg:"" optional:"" help:"Slug of the call-out; may be left out when only one has statements."`
	Other   string `name:"callout" help:"The same, as the other verbs take it." placeholder:"SLUG"`
}

// slug is the call-out that was named in either way.
func (c oneCallout) slug() (string, error) {
	if c.Callout != "" && c.Other != "" && c.Callout != c.Other {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "statements", Place: "--callout", Message: "names another call-out than the argument", Hint: "name one"}
	}
	return cmp.Or(c.Callout, c.Other), nil
}

// callout is the call-out that a verb is about.
func (s *session) callout(a *app.App, c oneCallout) (string, error) {
	slug, err := c.slug()
	if err != nil {
		return "", err
	}
	return a.StatementsCallout(s.ctx, slug)
}

type statementsListCmd struct {
	oneCallout
	Speaker string `help:"Only this speaker: a name, or as links write it (ilse-varga)." placeholder:"NAME"`
	Point   string `help:"Only statements with a position on this point." placeholder:"POINT"`
	Echoes  bool   `help:"With how many people threw each back."`
	JSON    bool   `help:"As one JSON object."`
}

func (statementsListCmd) Help() string {
	return `Example:
  voxpop statements list tram-reversal --speaker ilse-varga`
}

func (c statementsListCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		slug, err := s.callout(a, c.oneCallout)
		if err != nil {
			return err
		}
		list, err := a.Ledger().Statements(s.ctx, slug, ledger.StatementFilter{Speaker: c.Speaker, Point: c.Point, Echoes: c.JSON || c.Echoes})
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "statements": list})
		}
		if len(list) == 0 {
			empty := "no statement yet: voxpop statements extract takes them out of articles"
			if c.Speaker != "" || c.Point != "" {
				empty = "no statement is of that speaker, or on that point; voxpop statements speakers and points list them"
			}
			_, err := fmt.Fprintln(s.stdout, empty)
			return err
		}
		t := table{head: []string{"id", "said on", "speaker", "kind", "positions", "text"}}
		if c.Echoes {
			t.head = append(t.head[:5:5], "echoes", "text")
			t.right = map[int]bool{5: true}
		}
		for _, x := range list {
			var pos []string
			for _, p := range x.Positions {
				pos = append(pos, p.Point+"="+p.Value)
			}
			row := []string{x.ID, string(x.SaidOn), x.Speaker, string(x.Kind), strings.Join(pos, ",")}
			if c.Echoes && x.Echoes != nil {
				row = append(row, fmt.Sprint(*x.Echoes))
			}
			t.add(append(row, clip(x.Text, 60))...)
		}
		return t.write(s.stdout)
	})
}

type statementsAddCmd struct {
	oneCallout
	File    string `required:"" help:"JSONL of statements, as in statements.jsonl; - reads standard input." placeholder:"FILE"`
	Sources string `help:"The folder that the statements' source files are in." placeholder:"DIR" type:"existingdir"`
	Replace bool   `help:"A known id gives way."`
	JSON    bool   `help:"As one JSON object."`
}

func (statementsAddCmd) Help() string {
	return `Adds statements in the form of the record folder's statements.jsonl, all of them or none. A source
file is named by its path below --sources, as in sources/speech.html.

Example:
  voxpop statements add tram-reversal --file new.jsonl --sources ./archive`
}

func (c statementsAddCmd) Run(s *session) error {
	src, name := s.stdin, "standard input"
	if c.File != "-" {
		name = filepath.Base(c.File)
		f, err := os.Open(c.File)
		if err != nil {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "statements add", Place: c.File, Message: "cannot be read", Hint: "name a JSONL file, or - for standard input"}
		}
		defer f.Close()
		src = f
	}
	lines, err := io.ReadAll(io.LimitReader(src, 64<<20))
	if err != nil {
		return err
	}
	slug, err := c.slug()
	if err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		got, err := a.AddStatements(s.ctx, s.by(), slug, name, lines, c.Sources, c.Replace, record.Options{})
		if err != nil {
			return err
		}
		for _, w := range got.Warnings {
			fmt.Fprintf(s.stderr, "warning: %s\n", w)
		}
		if c.JSON {
			return s.json(got)
		}
		_, err = fmt.Fprintf(s.stdout, "%s: %d statements added, %d the same, %d replaced\n", got.Callout, got.Statements.Added, got.Statements.Same, got.Statements.Replaced)
		return err
	})
}

type reversalsCmd struct {
	oneCallout
	Words bool `help:"With both sides' words under each other, and their sources."`
	JSON  bool `help:"As one JSON object."`
}

func (reversalsCmd) Help() string {
	return `A reversal is two statements of one figure that take exclusive sides of one point, the one dated
before the other. “reported” means that the new side was never quoted: write it as reported.

Example:
  voxpop statements reversals tram-reversal`
}

func (c reversalsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		slug, err := s.callout(a, c.oneCallout)
		if err != nil {
			return err
		}
		list, err := a.Ledger().Reversals(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "reversals": list})
		}
		t := table{head: []string{"speaker", "point", "from", "said on", "to", "said on", "kind", "asserted by", "verdict"}}
		for _, r := range list {
			verdict := ""
			if r.Verdict != nil {
				verdict = r.Verdict.Change
			}
			t.add(r.Speaker, r.Point, side(r.From), string(r.From.SaidOn), side(r.To), string(r.To.SaidOn), string(r.Kind), r.AssertedBy, verdict)
		}
		if err := t.write(s.stdout); err != nil || !c.Words {
			return err
		}
		for _, r := range list {
			note := r.Note
			if r.Verdict != nil {
				note = strings.TrimSpace(note + "  verdict: " + r.Verdict.Change + " (" + r.Verdict.Reason + ")")
			}
			if err := s.showSides(r.Speaker+" on "+r.Point, note, r.From, r.To); err != nil {
				return err
			}
		}
		return nil
	})
}

func side(x ledger.Side) string { return x.Value + " (" + x.Statement + ")" }

type contradictionsCmd struct {
	oneCallout
	Words bool `help:"With both sides' words under each other, and their sources."`
	JSON  bool `help:"As one JSON object."`
}

func (contradictionsCmd) Help() string {
	return `A contradiction is two figures who take exclusive sides of one point. “current” means that neither
is known to have left that side since.

Example:
  voxpop statements contradictions tram-reversal --json`
}

func (c contradictionsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		slug, err := s.callout(a, c.oneCallout)
		if err != nil {
			return err
		}
		list, err := a.Ledger().Contradictions(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "contradictions": list})
		}
		t := table{head: []string{"point", "speaker", "says", "speaker", "says", "kind", "current"}}
		for _, x := range list {
			t.add(x.Point, x.From.Speaker, side(x.From), x.To.Speaker, side(x.To), string(x.Kind), map[bool]string{true: "yes", false: "no"}[x.Current])
		}
		if err := t.write(s.stdout); err != nil || !c.Words {
			return err
		}
		for _, x := range list {
			if err := s.showSides(x.From.Speaker+" and "+x.To.Speaker+" on "+x.Point, x.Note, x.From, x.To); err != nil {
				return err
			}
		}
		return nil
	})
}
