package main

import (
	"fmt"
	"strings"

	"voxpop"
	"voxpop/internal/app"
)

type calloutCmd struct {
	List  calloutListCmd  `cmd:"" help:"The call-outs of the workspace."`
	Show  calloutShowCmd  `cmd:"" help:"One call-out."`
	New   calloutNewCmd   `cmd:"" help:"Put a new question."`
	Open  calloutOpenCmd  `cmd:"" help:"Open it now."`
	Close calloutCloseCmd `cmd:"" help:"Close it now."`
}

type calloutListCmd struct {
	JSON bool `help:"As one JSON object."`
}

func (calloutListCmd) Help() string { return "Example:\n  voxpop callout list" }

func (c calloutListCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		list, err := a.Store.Callouts(s.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			if list == nil {
				list = []voxpop.Callout{}
			}
			return s.json(map[string]any{"callouts": list})
		}
		t := table{head: []string{"slug", "opens", "closes", "languages", "question"}}
		for _, x := range list {
			t.add(x.Slug, day(x, x.Opens), day(x, x.Closes), strings.Join(x.Languages, ","), clip(x.Question.In("en", x.Languages...), 70))
		}
		return t.write(s.stdout)
	})
}

func day(c voxpop.Callout, m voxpop.Moment) string {
	if m.IsZero() {
		return "–"
	}
	return c.Day(m)
}

type calloutShowCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	JSON    bool   `help:"As one JSON object."`
}

func (calloutShowCmd) Help() string { return "Example:\n  voxpop callout show tram-reversal" }

func (c calloutShowCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		x, err := a.Callout(s.ctx, c.Callout)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(x)
		}
		t := table{head: []string{"", x.Slug}}
		for _, lang := range x.Languages {
			t.add("question ("+lang+")", x.Question[lang])
		}
		t.add("opens", x.Opens.String())
		t.add("closes", x.Closes.String())
		t.add("languages", strings.Join(x.Languages, ", "))
		var media []string
		for _, m := range x.Media {
			media = append(media, string(m))
		}
		t.add("media", strings.Join(media, ", "))
		t.add("contact before quoting", fmt.Sprint(x.ContactBeforeQuoting))
		if x.RetentionDays > 0 {
			t.add("answers erased", fmt.Sprintf("%d days after it closes", x.RetentionDays))
		}
		return t.write(s.stdout)
	})
}

type calloutNewCmd struct {
	Slug      string            `arg:"" help:"Name of the call-out in links and folders: small letters, digits, hyphens."`
	Question  map[string]string `required:"" help:"The question, for each language." placeholder:"LANG=TEXT" mapsep:"none"`
	Context   map[string]string `help:"What a respondent should know first." placeholder:"LANG=TEXT" mapsep:"none"`
	Languages []string          `help:"Of the form; the first is the default. Default: those of the question." placeholder:"LANG"`
	Opens     string            `help:"When it opens: RFC 3339, or a date." placeholder:"TIME"`
	Closes    string            `help:"When it closes." placeholder:"TIME"`
	Media     []string          `help:"What may be sent." default:"text,voice,video,photo"`
	Retention int               `name:"retention-days" help:"Erase the answers so many days after it closes; 0 keeps them." placeholder:"DAYS"`
}

func (calloutNewCmd) Help() string {
	return `Example:
  voxpop callout new tram-reversal --question "en=Why did the council change its mind?" --opens 2026-03-01T08:00:00+01:00`
}

func (c calloutNewCmd) Run(s *session) error {
	x := voxpop.Callout{Slug: c.Slug, Question: c.Question, Context: c.Context, Languages: c.Languages, RetentionDays: c.Retention}
	for _, m := range c.Media {
		x.Media = append(x.Media, voxpop.Medium(m))
	}
	var err error
	if x.Opens, err = moment("--opens", c.Opens); err != nil {
		return err
	}
	if x.Closes, err = moment("--closes", c.Closes); err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		if err := a.NewCallout(s.ctx, s.by(), x); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "%s is there; next: voxpop import --callout %s FILE.csv\n", x.Slug, x.Slug)
		return err
	})
}

func moment(flag, text string) (voxpop.Moment, error) {
	if text == "" {
		return voxpop.Moment{}, nil
	}
	m, err := voxpop.ParseMoment(text)
	if err != nil {
		return m, &voxpop.Error{Kind: voxpop.Invalid, Op: "callout", Place: flag, Message: err.Error(), Hint: "write 2026-03-01, or 2026-03-01T08:00:00+01:00"}
	}
	return m, nil
}

type calloutOpenCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
}

func (calloutOpenCmd) Help() string { return "Example:\n  voxpop callout open tram-reversal" }

func (c calloutOpenCmd) Run(s *session) error { return s.setOpen(c.Callout, true) }

type calloutCloseCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
}

func (calloutCloseCmd) Help() string { return "Example:\n  voxpop callout close tram-reversal" }

func (c calloutCloseCmd) Run(s *session) error { return s.setOpen(c.Callout, false) }

func (s *session) setOpen(slug string, open bool) error {
	return s.with(false, func(a *app.App) error {
		x, err := a.SetOpen(s.ctx, s.by(), slug, open)
		if err != nil {
			return err
		}
		word, at := "open since", x.Opens
		if !open {
			word, at = "closed since", x.Closes
		}
		_, err = fmt.Fprintf(s.stdout, "%s is %s %s\n", slug, word, at)
		return err
	})
}
