package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/position"
	"voxpop/internal/record"
)

type statementsCmd struct {
	List           statementsListCmd `cmd:"" help:"What figures said, by date."`
	Add            statementsAddCmd  `cmd:"" help:"Add statements from a JSONL file."`
	Reversals      reversalsCmd      `cmd:"" help:"Who changed position."`
	Contradictions contradictionsCmd `cmd:"" help:"Who says the opposite of whom."`
	Extract        laterCmd          `cmd:"" hidden:""`
}

// oneCallout is the call-out that a statements verb is about; it may be left
// out while the workspace holds a single one.
type oneCallout struct {
	Callout string `arg:"" optional:"" help:"Slug of the call-out; may be left out when only one has statements."`
}

type statementsListCmd struct {
	oneCallout
	Speaker string `help:"Only this speaker: a name, or as links write it (ilse-varga)." placeholder:"NAME"`
	Point   string `help:"Only statements with a position on this point." placeholder:"POINT"`
	JSON    bool   `help:"As one JSON object."`
}

func (statementsListCmd) Help() string {
	return `Example:
  voxpop statements list tram-reversal --speaker ilse-varga`
}

func (c statementsListCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		slug, list, err := a.Statements(s.ctx, c.Callout, c.Speaker, c.Point)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "statements": list})
		}
		t := table{head: []string{"id", "said on", "speaker", "kind", "positions", "text"}}
		for _, x := range list {
			var pos []string
			for _, p := range x.Positions {
				pos = append(pos, p.Point+"="+p.Value)
			}
			t.add(x.ID, string(x.SaidOn), x.Speaker, string(x.Kind), strings.Join(pos, ","), clip(x.Text, 60))
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
	return s.with(false, func(a *app.App) error {
		got, err := a.AddStatements(s.ctx, s.by(), c.Callout, name, lines, c.Sources, c.Replace, record.Options{})
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
	JSON bool `help:"As one JSON object."`
}

func (reversalsCmd) Help() string {
	return `A reversal is two statements of one figure that take exclusive sides of one point, the one dated
before the other. “reported” means that the new side was never quoted: write it as reported.

Example:
  voxpop statements reversals tram-reversal`
}

func (c reversalsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		slug, list, err := a.Reversals(s.ctx, c.Callout)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "reversals": list})
		}
		t := table{head: []string{"speaker", "point", "from", "said on", "to", "said on", "kind", "asserted by"}}
		for _, r := range list {
			t.add(r.Speaker, r.Point, side(r.From), string(r.From.SaidOn), side(r.To), string(r.To.SaidOn), string(r.Kind), r.AssertedBy)
		}
		return t.write(s.stdout)
	})
}

func side(x position.Stand) string { return x.Value + " (" + x.Statement + ")" }

type contradictionsCmd struct {
	oneCallout
	JSON bool `help:"As one JSON object."`
}

func (contradictionsCmd) Help() string {
	return `A contradiction is two figures who take exclusive sides of one point. “current” means that neither
is known to have left that side since.

Example:
  voxpop statements contradictions tram-reversal --json`
}

func (c contradictionsCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		slug, list, err := a.Contradictions(s.ctx, c.Callout)
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
		return t.write(s.stdout)
	})
}
