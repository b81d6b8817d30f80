package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/record"
)

type importCmd struct {
	Paths   []string `arg:"" name:"path" help:"A record folder; with --callout, files of responses."`
	Callout string   `help:"The call-out that the files answer." placeholder:"SLUG"`
	Map     []string `help:"Which field a column of a CSV file is; a field of - leaves the column out." placeholder:"COLUMN=FIELD" sep:"none"`
	Replace bool     `help:"What the folder says of a known id takes the place of what the workspace holds."`
	JSON    bool     `help:"As one JSON object."`
}

func (importCmd) Help() string {
	return `Takes a record folder (docs/RECORD.md) whole or not at all: an unknown field, a bad date, an id
that points nowhere is refused with file, line and field. The same folder a second time adds
nothing; a known id with other content is a conflict unless --replace is given.

With --callout, takes responses from CSV files into a call-out that is there.

Example:
  voxpop import tram-reversal --dir newsroom
  voxpop import --callout tram-reversal form.csv --map Answer=text --map "Sent at"=received_at`
}

func (c importCmd) Run(s *session) error {
	if c.Callout == "" && len(c.Paths) != 1 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "import", Message: "one record folder at a time", Hint: "files of responses need --callout SLUG"}
	}
	if c.Callout == "" && len(c.Map) > 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "import", Message: "--map is for files of responses", Hint: "say with --callout SLUG which call-out they answer"}
	}
	if c.Callout == "" {
		info, err := os.Stat(c.Paths[0])
		if err != nil || !info.IsDir() {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "import", Place: c.Paths[0], Message: "is not a folder", Hint: "a record folder holds callout.yaml and responses.jsonl; files of responses need --callout SLUG"}
		}
	}
	if c.Callout != "" && !app.IsWorkspace(s.dir(), s.getenv) {
		_, err := s.open(false)
		return err
	}
	fresh := !app.IsWorkspace(s.dir(), s.getenv)
	err := s.with(true, func(a *app.App) error {
		bar := s.progress("importing")
		follow := record.Options{Progress: func(done, total int64, _ string) { bar.to(done, total) }}
		var got app.Imported
		var err error
		if c.Callout == "" {
			got, err = a.Import(s.ctx, s.by(), os.DirFS(c.Paths[0]), c.Replace, follow)
		} else {
			got, err = a.ImportCSV(s.ctx, s.by(), c.Callout, c.Paths, c.Map, c.Replace)
		}
		bar.end()
		if err != nil {
			return err
		}
		return s.imported(got, c.JSON)
	})
	if err != nil && fresh {
		app.RemoveEmptyWorkspace(s.dir())
	}
	return err
}

func (s *session) imported(got app.Imported, asJSON bool) error {
	for _, w := range got.Warnings {
		fmt.Fprintf(s.stderr, "warning: %s\n", w)
	}
	if asJSON {
		return s.json(got)
	}
	if n := got.VersionsDropped; n > 0 {
		fmt.Fprintf(s.stderr, "warning: %d versions of texts that persons made were dropped: the folder has another past of them\n", n)
	}
	fmt.Fprintf(s.stdout, "%s:\n", got.Callout)
	t := table{head: []string{"", "added", "same", "replaced"}, right: map[int]bool{1: true, 2: true, 3: true}}
	for _, row := range []struct {
		name string
		c    record.Change
	}{{"call-out", got.CalloutChanged}, {"codebook", got.CodebookChanged}, {"points", got.PointsChanged}, {"speakers", got.SpeakersChanged}, {"responses", got.Responses}, {"codings", got.Codings}, {"decisions", got.Decisions}, {"versions", got.Versions}, {"statements", got.Statements}, {"files", got.Files}, {"stories", got.Stories}} {
		if (row.name == "speakers" || row.name == "decisions" || row.name == "versions") && row.c == (record.Change{}) {
			continue // a record seldom has any
		}
		t.add(row.name, fmt.Sprint(row.c.Added), fmt.Sprint(row.c.Same), fmt.Sprint(row.c.Replaced))
	}
	return t.write(s.stdout)
}

type exportCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	Folder  string `arg:"" help:"The folder to write."`
	Format  string `help:"The form: record (the record folder)." enum:"record" default:"record"`
	Force   bool   `help:"Write into a folder that holds something else, or stories and files that the record does not."`
	JSON    bool   `help:"As one JSON object."`
}

func (exportCmd) Help() string {
	return `Writes everything the workspace holds on a call-out as plain files (docs/RECORD.md). Importing
the folder elsewhere and exporting again gives the same bytes. A folder of the same call-out is
written over, unless a story was edited there or a file added: import it first, or say --force.

Recordings and photos are written in the clear and as they came, with whatever a telephone wrote into
them: place, time, device. The folder is for another newsroom's vault and for nobody else. What may be
listened to by others is made by voxpop media get.

Example:
  voxpop export tram-reversal ./tram-reversal --dir newsroom`
}

func (c exportCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		bar := s.progress("exporting")
		report, err := a.Export(s.ctx, c.Callout, c.Folder, record.WriteOptions{Force: c.Force, Progress: func(done, total int64, _ string) { bar.to(done, total) }})
		bar.end()
		if err != nil {
			return err
		}
		if report.Files > 0 {
			fmt.Fprintf(s.stderr, "warning: media/ holds recordings and photos in the clear and as they came, with the place, time and device that a telephone writes into them: hand the folder to nobody who may not know these\n")
		}
		if c.JSON {
			return s.json(report)
		}
		_, err = fmt.Fprintf(s.stdout, "%s: %d responses, %d codings, %d statements, %d files, %d stories, %s\n",
			filepath.Clean(c.Folder), report.Responses, report.Codings, report.Statements, report.Files, report.Stories, size(report.Bytes))
		return err
	})
}

type responsesCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	State   string `help:"Only those that ended in this step of the waterfall: counted, withdrawn, blank, spam, off-topic, illegal, duplicate, campaign." placeholder:"STEP"`
	Lang    string `help:"Only this language." placeholder:"TAG"`
	Medium  string `help:"Only this medium." placeholder:"MEDIUM"`
	Channel string `help:"Only this channel." placeholder:"CHANNEL"`
	Code    string `help:"Only those for which this code holds." placeholder:"CODE"`
	Day     string `help:"Only those received on this day." placeholder:"DATE"`
	Quote   bool   `name:"quotable" help:"Only those that may be quoted."`
	JSON    bool   `help:"As one JSON object."`
}

func (responsesCmd) Help() string {
	return `One line for each response: id, day, channel, medium, language, what became of it, its codes and
how it begins. Filters narrow the list.

Example:
  voxpop responses tram-reversal --code misled --lang fa --quotable`
}

func (c responsesCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		list, err := a.Responses(s.ctx, c.Callout, app.Filter{State: c.State, Lang: c.Lang, Medium: voxpop.Medium(c.Medium), Channel: voxpop.Channel(c.Channel), Code: c.Code, Day: c.Day, Quotable: c.Quote})
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": c.Callout, "responses": list})
		}
		t := table{head: []string{"id", "day", "channel", "medium", "lang", "state", "codes", "text"}}
		for _, r := range list {
			t.add(r.ID, r.Day, string(r.Channel), string(r.Medium), r.Lang, r.State, strings.Join(r.Codes, ","), clip(r.Text, 60))
		}
		return t.write(s.stdout)
	})
}

type withdrawCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	IDs     []string `arg:"" name:"id" help:"Responses to take back."`
}

func (withdrawCmd) Help() string {
	return `Takes responses back in their senders' name, at once and for good: words, recording and transcript
leave the record, the figures change, and from now on story check refuses every story that quotes
them, with each place. What is already published has to be built and published anew. When one of the
ids is not there, none is taken back.

Example:
  voxpop withdraw tram-reversal K7Q2`
}

func (c withdrawCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		if err := a.Withdraw(s.ctx, s.by(), c.Callout, c.IDs); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "withdrawn: %s\nnext: voxpop story check every story of %s\n", strings.Join(c.IDs, ", "), c.Callout)
		return err
	})
}
