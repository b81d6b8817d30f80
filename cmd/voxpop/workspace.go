package main

import (
	"fmt"
	"strings"

	"voxpop"
	"voxpop/internal/app"
)

type initCmd struct {
	Door string `help:"Make the workspace of a public door instead, which gives what it takes to the newsroom of this desk key." placeholder:"DESKKEY"`
}

func (initCmd) Help() string {
	return `Makes the workspace's folder with a database, a place for media, and a voxpop.toml
whose every line is a comment: what it would change is explained in docs/HOUSE-RULES.md.
Run again, it changes nothing.

With --door it makes the workspace of a public door: a voxpop.toml and no key but the public one
by which the door knows its newsroom (voxpop keys show prints it there). Where a newsroom's record
or a private key lies, that is refused.

Example:
  voxpop init --dir newsroom
  voxpop init --door 9f86…0a08 --dir door`
}

func (c initCmd) Run(s *session) error {
	dir := s.dir()
	if c.Door != "" {
		if err := app.InitDoor(dir, c.Door); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "door %s is ready\nnext: voxpop front --dir %s\n", dir, dir)
		return err
	}
	if err := app.CreateWorkspace(dir); err != nil {
		return err
	}
	if err := app.WriteConfig(dir); err != nil {
		return err
	}
	return s.with(true, func(a *app.App) error {
		_, err := fmt.Fprintf(s.stdout, "workspace %s is ready (%s)\nnext: voxpop import FOLDER --dir %s; voxpop doctor --dir %s says what would read recordings\n", dir, a.Store.Engine(), dir, dir)
		return err
	})
}

type configCmd struct {
	JSON bool `help:"As one JSON object."`
}

func (configCmd) Help() string {
	return `Prints the rules of wording in force: the program's, changed by [house] of voxpop.toml.

Example:
  voxpop config --dir newsroom`
}

func (c configCmd) Run(s *session) error {
	cfg, err := app.LoadConfig(s.dir(), s.getenv)
	if err != nil {
		return err
	}
	h := cfg.House
	if c.JSON {
		return s.json(app.HouseJSON(h))
	}
	t := table{head: []string{"word", "share", "people", "low end over", "en", "fa", "ar"}, right: map[int]bool{2: true}}
	for _, r := range h.Ladder {
		band := fmt.Sprintf("%s–%s", percent(r.From), percent(r.To))
		if r.Over {
			band = "over " + percent(r.From)
		} else if r.From == r.To {
			band = percent(r.From)
		}
		low := ""
		if r.Low > 0 {
			low = percent(r.Low)
		}
		people := "everybody"
		if r.ID != voxpop.RungAll {
			people = fmt.Sprint(r.People)
		}
		t.add(r.ID, band, people, low, strings.Join(r.Words["en"], ", "), strings.Join(r.Words["fa"], "، "), strings.Join(r.Words["ar"], "، "))
	}
	if err := t.write(s.stdout); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, `
dominated: at least %s, %g times the next theme, %d people counted (%s)
alpha under %g: only “some answers mentioned”
under %d counted: numbers only; under %d: the number first
no breakdown cell under %d people; a story %d days after the last response it quotes
`, percent(h.Dominate.Share), h.Dominate.Lead, h.Dominate.Counted, strings.Join(h.Dominate.Words["en"], ", "),
		h.MinAlpha, h.NumbersOnly, h.NumberFirst, h.MinCell, h.DelayDays)
	return err
}

func percent(share float64) string { return fmt.Sprintf("%g%%", float64(int(share*1000+.5))/10) }

type doctorCmd struct {
	JSON bool `help:"As one JSON object."`
}

func (doctorCmd) Help() string {
	return `Looks at the configuration, the tools that read recordings, the database, the figures, media and waiting
jobs, and says what is wrong and what to do; what is missing and what that costs; and how long the
recordings that wait will take. Exit status 1 when something is wrong.

Example:
  voxpop doctor --dir newsroom`
}

func (c doctorCmd) Run(s *session) error {
	dir := s.dir()
	if !app.IsWorkspace(dir, s.getenv) {
		_, err := s.open(false)
		return err
	}
	s.telling()("reading every record and file")
	report := app.Examine(s.ctx, dir, s.getenv)
	if c.JSON {
		if err := s.json(report); err != nil {
			return err
		}
	} else {
		for _, x := range report.Checks {
			mark := "ok"
			if !x.OK {
				mark = "BAD"
			}
			fmt.Fprintf(s.stdout, "%-4s %s: %s\n", mark, x.Name, x.Found)
			if x.Hint != "" {
				fmt.Fprintf(s.stdout, "       hint: %s\n", x.Hint)
			}
		}
	}
	if !report.OK {
		return exit(findings)
	}
	return nil
}

type versionCmd struct {
	JSON bool `help:"As one JSON object."`
}

func (versionCmd) Help() string {
	return `Prints the version.

Example:
  voxpop version`
}

func (c versionCmd) Run(s *session) error {
	if c.JSON {
		return s.json(map[string]string{"version": app.Version})
	}
	_, err := fmt.Fprintln(s.stdout, "voxpop", app.Version)
	return err
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 10<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
