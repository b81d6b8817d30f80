package main

import (
	"fmt"

	"voxpop/internal/app"
)

type sharesCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	JSON    bool   `help:"As one JSON object."`
}

func (sharesCmd) Help() string {
	return `For each code: how many people voice it, of how many counted; the share with its range; agreement
of the coders; and the strongest word that the house rules let a story say.

Example:
  voxpop shares tram-reversal --json`
}

func (c sharesCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		got, err := a.Shares(s.ctx, c.Callout)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		fmt.Fprintf(s.stdout, "%d received", got.Received)
		for _, step := range got.Steps() {
			if step.N > 0 {
				fmt.Fprintf(s.stdout, ", %d %s", step.N, step.Name)
			}
		}
		fmt.Fprintf(s.stdout, "; %d people counted\n\n", got.Counted)
		t := table{head: []string{"code", "n of N", "share", "range", "coded", "alpha", "word"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}}
		for _, x := range got.Shares {
			alpha := "–"
			if x.Alpha != nil {
				alpha = fmt.Sprintf("%.2f", *x.Alpha)
			}
			word := x.Word
			if x.Dominates {
				word += ", dominated"
			}
			t.add(x.Code, fmt.Sprintf("%.0f of %d", x.N, got.Counted), fmt.Sprintf("%.1f%%", 100*x.Share),
				fmt.Sprintf("%.1f–%.1f%%", 100*x.Low, 100*x.High), fmt.Sprint(x.Coded), alpha, word)
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.stdout, "\nThe range is how far a figure could move among the messages received; it says nothing about the public.")
		return err
	})
}

type agreementCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	JSON    bool   `help:"As one JSON object."`
}

func (agreementCmd) Help() string {
	return `For each code, over responses that two or more people coded: how often they marked the same, and
Krippendorff's alpha with its interval.

Example:
  voxpop agreement tram-reversal`
}

func (c agreementCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		got, err := a.Agreement(s.ctx, c.Callout)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		t := table{head: []string{"code", "n", "both", "same mark", "alpha", "95% interval"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}}
		for _, x := range append(got.Codes, got.Overall) {
			alpha, interval, name := "–", "–", x.Code
			if x.Alpha != nil {
				alpha = fmt.Sprintf("%.3f", *x.Alpha)
			}
			if x.Low != nil && x.High != nil {
				interval = fmt.Sprintf("%.3f–%.3f", *x.Low, *x.High)
			}
			if name == "" {
				name = "all codes"
			}
			t.add(name, fmt.Sprint(x.N), fmt.Sprint(x.Both), fmt.Sprintf("%.1f%%", 100*x.Percent), alpha, interval)
		}
		return t.write(s.stdout)
	})
}
