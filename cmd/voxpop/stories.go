package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/story"
)

type storyCmd struct {
	New    storyNewCmd    `cmd:"" help:"Begin a story from the record."`
	Check  storyCheckCmd  `cmd:"" help:"Compile stories against the record."`
	Build  storyBuildCmd  `cmd:"" help:"Check a story and write what is published."`
	Verify storyVerifyCmd `cmd:"" help:"Check a published folder again, from its own evidence."`
}

type storyNewCmd struct {
	File    string `arg:"" help:"The file to write; it must not be there yet."`
	Callout string `help:"Slug of the call-out; may be left out when there is only one." placeholder:"SLUG"`
	Lang    string `help:"Language of the story: en, fa or ar." default:"en" placeholder:"TAG"`
}

func (storyNewCmd) Help() string {
	return `Writes a story that already compiles: the figures of the record in sentences, each with its
evidence link, for you to write around.

Example:
  voxpop story new tram.md --callout tram-reversal --lang en`
}

func (c storyNewCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		if _, err := os.Lstat(c.File); err == nil {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "story new", Place: c.File, Message: "is there already", Hint: "name a new file"}
		}
		src, err := a.NewStory(s.ctx, c.Callout, c.Lang)
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.File, src, 0o644); err != nil {
			return &voxpop.Error{Kind: voxpop.Unavailable, Op: "story new", Place: c.File, Message: "cannot be written"}
		}
		_, err = fmt.Fprintf(s.stdout, "%s\nnext: voxpop story check %s\n", c.File, c.File)
		return err
	})
}

type storyCheckCmd struct {
	Files   []string `arg:"" name:"file" help:"Stories, or folders of stories."`
	Callout string   `help:"The call-out, when the story does not name it." placeholder:"SLUG"`
	JSON    bool     `help:"As one JSON object." xor:"form"`
	SARIF   bool     `name:"sarif" help:"As SARIF 2.1.0, for editors and CI." xor:"form"`
}

func (storyCheckCmd) Help() string {
	return `Reads the story as a compiler reads a program: every quotation, figure, quantifier, attribution
and change of position is compared with the record. Exit status 1 when something is refused;
warnings alone leave it 0.

Example:
  voxpop story check tram.md
  voxpop story check tram.md --sarif > tram.sarif`
}

func (c storyCheckCmd) Run(s *session) error {
	files, err := storyFiles(c.Files)
	if err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		all := story.Result{Findings: []story.Finding{}, Checked: map[string]int{}}
		for _, f := range files {
			src, err := readStory(f)
			if err != nil {
				return err
			}
			res, err := a.CheckStory(s.ctx, c.Callout, f, src)
			if err != nil {
				return err
			}
			all.Findings = append(all.Findings, res.Findings...)
			for k, n := range res.Checked {
				all.Checked[k] += n
			}
		}
		return s.verdict(&all, c.JSON, c.SARIF, files)
	})
}

// verdict writes what a check found; refusals end the verb with status 1.
func (s *session) verdict(res *story.Result, asJSON, asSARIF bool, files []string) error {
	var err error
	switch {
	case asJSON:
		err = res.WriteJSON(s.facts)
	case asSARIF:
		err = res.WriteSARIF(s.facts, app.Version)
	default:
		if err = res.WriteText(s.stdout); err == nil {
			_, err = fmt.Fprintln(s.stderr, summary(res, files))
		}
	}
	if err == nil && !res.OK() {
		err = exit(findings)
	}
	return err
}

// summary is one line: how much evidence was checked, and the verdict.
func summary(res *story.Result, files []string) string {
	links := 0
	for _, n := range res.Checked {
		links += n
	}
	verdict := "holds"
	if n := res.Errors(); n > 0 {
		verdict = fmt.Sprintf("refused: %d %s", n, plural(n, "error"))
	}
	if n := res.Warnings(); n > 0 {
		verdict += fmt.Sprintf(", %d %s", n, plural(n, "warning"))
	}
	return fmt.Sprintf("%s: %d evidence %s checked, %s", strings.Join(files, ", "), links, plural(links, "link"), verdict)
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// storyFiles lists the stories that paths name; a folder stands for those in it.
func storyFiles(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "story", Place: p, Message: "there is no such story", Hint: "name a Markdown file; voxpop story new begins one"}
		case !info.IsDir():
			files = append(files, p)
			continue
		}
		found, err := filepath.Glob(filepath.Join(p, "*.md"))
		if err != nil || len(found) == 0 {
			return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "story", Place: p, Message: "the folder holds no story"}
		}
		slices.Sort(found)
		files = append(files, found...)
	}
	return files, nil
}

func readStory(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > story.MaxSize {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "story", Place: path, Message: fmt.Sprintf("a story may have %d bytes, this one has %d", story.MaxSize, info.Size())}
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.NotFound, Op: "story", Place: path, Message: "cannot be read"}
	}
	return src, nil
}

type storyBuildCmd struct {
	File    string `arg:"" help:"The story."`
	Out     string `help:"The folder to write. Default: published/CALLOUT/LANG in the workspace." placeholder:"DIR"`
	Callout string `help:"The call-out, when the story does not name it." placeholder:"SLUG"`
	JSON    bool   `help:"As one JSON object."`
}

func (storyBuildCmd) Help() string {
	return `Checks the story and, when nothing refuses it, writes the published folder from one frozen state
of the record: index.html, story.md, evidence.jsonld, figures.csv, manifest.json. The same record
and story give the same bytes. A refused story writes nothing.

Example:
  voxpop story build tram.md --out ./public/tram`
}

func (c storyBuildCmd) Run(s *session) error {
	src, err := readStory(c.File)
	if err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		built, err := a.BuildStory(s.ctx, c.Callout, c.File, src, c.Out)
		if err != nil {
			return err
		}
		if c.JSON {
			if err := s.json(built); err != nil {
				return err
			}
			if !built.Result.OK() {
				return exit(findings)
			}
			return nil
		}
		if err := s.verdict(built.Result, false, false, []string{c.File}); err != nil {
			return err
		}
		for _, f := range built.Files {
			fmt.Fprintln(s.stdout, filepath.Join(built.Dir, f))
		}
		return nil
	})
}

type storyVerifyCmd struct {
	Folder string `arg:"" help:"A folder that voxpop story build wrote."`
	JSON   bool   `help:"As one JSON object." xor:"form"`
	SARIF  bool   `name:"sarif" help:"As SARIF 2.1.0." xor:"form"`
}

func (storyVerifyCmd) Help() string {
	return `Needs no workspace and no network: every file against its hash in the manifest, every quotation
and figure on the page against the evidence beside it. Exit status 1 when something differs.

Example:
  voxpop story verify ./public/tram`
}

func (c storyVerifyCmd) Run(s *session) error {
	info, err := os.Stat(c.Folder)
	if err != nil || !info.IsDir() {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "story verify", Place: c.Folder, Message: "is not a folder", Hint: "name a folder that voxpop story build wrote"}
	}
	res, err := app.Verify(os.DirFS(c.Folder))
	if err != nil {
		return err
	}
	return s.verdict(res, c.JSON, c.SARIF, []string{c.Folder})
}
