package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/store"
)

// Imported says what an import did, with what it noticed on the way.
type Imported struct {
	record.Imported
	Warnings []string `json:"warnings"`
}

// Import takes a record folder, whole or not at all.
func (a *App) Import(ctx context.Context, by voxpop.Actor, folder fs.FS, replace bool, opts record.Options) (Imported, error) {
	done, warnings, err := record.Import(ctx, a.Store, by, folder, replace, opts)
	if warnings == nil {
		warnings = []string{}
	}
	return Imported{done, warnings}, err
}

// Export writes a call-out's record, one state of it, into the folder dir.
func (a *App) Export(ctx context.Context, slug, dir string, opts record.WriteOptions) (report record.Report, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		report, err = record.Write(ctx, v, dir, opts)
		return err
	})
	return report, err
}

// Callout returns one call-out.
func (a *App) Callout(ctx context.Context, slug string) (c voxpop.Callout, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		c = v.Callout()
		return nil
	})
	return c, err
}

// slugOf returns slug, or the only call-out of the workspace when slug is "".
func (a *App) slugOf(ctx context.Context, slug string) (string, error) {
	if slug != "" {
		return slug, nil
	}
	all, err := a.Store.Callouts(ctx)
	if err != nil {
		return "", err
	}
	if len(all) == 1 {
		return all[0].Slug, nil
	}
	var names []string
	for _, c := range all {
		names = append(names, c.Slug)
	}
	hint := "voxpop import brings one in"
	if len(names) > 0 {
		hint = "name one of: " + strings.Join(names, ", ")
	}
	return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Callout", Message: "which call-out is meant", Hint: hint}
}

// NewCallout adds a call-out, checked as an import checks it.
func (a *App) NewCallout(ctx context.Context, by voxpop.Actor, c voxpop.Callout) error {
	if len(c.Languages) == 0 {
		for lang := range c.Question {
			c.Languages = append(c.Languages, lang)
		}
		if len(c.Languages) > 1 {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.NewCallout", Place: "languages", Message: "which language is the default is not said", Hint: "list them with --languages, the default first"}
		}
	}
	if err := c.Validate(); err != nil {
		return err
	}
	if _, err := a.Callout(ctx, c.Slug); voxpop.KindOf(err) != voxpop.NotFound {
		if err != nil {
			return err
		}
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "app.NewCallout", Place: c.Slug, Message: "a call-out of this name is there already", Hint: "choose another slug"}
	}
	_, err := a.Store.Import(ctx, by, false, func(b record.Batch) error { return b.Callout(c) })
	return err
}

// SetOpen opens or closes a call-out at this moment, in the call-out's zone.
func (a *App) SetOpen(ctx context.Context, by voxpop.Actor, slug string, open bool) (voxpop.Callout, error) {
	c, err := a.Callout(ctx, slug)
	if err != nil {
		return c, err
	}
	now := voxpop.Moment{Time: time.Now().In(c.Zone()).Truncate(time.Second)}
	if open {
		err = a.Store.OpenCallout(ctx, by, slug, now)
	} else {
		err = a.Store.CloseCallout(ctx, by, slug, now)
	}
	if err != nil {
		return c, err
	}
	return a.Callout(ctx, slug)
}

// Withdraw takes responses back in their senders' name, all or none: words,
// media and transcript leave the record, and every story that quotes them is
// refused.
func (a *App) Withdraw(ctx context.Context, by voxpop.Actor, slug string, ids []string) error {
	c, err := a.Callout(ctx, slug)
	if err != nil {
		return err
	}
	now := voxpop.Moment{Time: time.Now().In(c.Zone()).Truncate(time.Second)}
	if err := a.Store.Withdraw(ctx, by, slug, now, ids...); err != nil {
		return err
	}
	return a.noteErased(ctx)
}

// Stories returns the stories of a record, without the pictures beside them.
func (a *App) Stories(ctx context.Context, slug string) (list []record.Story, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		for s, err := range v.Stories() {
			if err != nil {
				return err
			}
			if filepath.Ext(s.Name) == ".md" {
				list = append(list, s)
			}
		}
		return nil
	})
	return list, err
}

// AddStatements adds statements given as lines of statements.jsonl; what is wrong
// with one, or noticed, is placed in the file name that they came from. They pass
// the checks of an import: together with the call-out's own call-out, codebook
// and points they make a record folder, which is imported.
func (a *App) AddStatements(ctx context.Context, by voxpop.Actor, slug, name string, lines []byte, sources string, replace bool, opts record.Options) (got Imported, err error) {
	if slug, err = a.slugOf(ctx, slug); err != nil {
		return got, err
	}
	m := record.NewMemory()
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		b := m.Batch()
		for _, err := range []error{b.Callout(v.Callout()), b.Codebook(v.Codebook()), b.Points(v.Points())} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return got, err
	}
	dir, err := os.MkdirTemp("", "voxpop-statements-*")
	if err != nil {
		return got, err
	}
	defer os.RemoveAll(dir)
	folder := filepath.Join(dir, slug)
	if _, err := record.Write(ctx, m, folder, record.WriteOptions{}); err != nil {
		return got, err
	}
	if err := os.WriteFile(filepath.Join(folder, "statements.jsonl"), lines, 0o600); err != nil {
		return got, err
	}
	if sources != "" {
		from, err := os.OpenRoot(sources)
		if err != nil {
			return got, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.AddStatements", Place: "--sources", Message: "cannot be read", Err: cause(err)}
		}
		defer from.Close()
		for _, file := range sourceFiles(lines) {
			if err := copyInto(from, file, folder); err != nil {
				return got, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.AddStatements", Place: file, Message: "is named by a statement and not below --sources", Err: cause(err)}
			}
		}
	}
	got, err = a.Import(ctx, by, os.DirFS(folder), replace, opts)
	const file = "statements.jsonl"
	for i, w := range got.Warnings {
		if rest, ok := strings.CutPrefix(w, file); ok {
			got.Warnings[i] = name + rest
		}
	}
	if e, ok := errors.AsType[*voxpop.Error](err); ok {
		if rest, ok := strings.CutPrefix(e.Place, file); ok {
			c := *e
			c.Place = name + rest
			return got, &c
		}
	}
	return got, err
}
