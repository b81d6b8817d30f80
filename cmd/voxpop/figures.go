package main

import (
	"fmt"
	"io"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
)

type sharesCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	Need    bool   `help:"Also how many more people must be coded until each word may be written."`
	JSON    bool   `help:"As one JSON object."`
}

func (sharesCmd) Help() string {
	return `For each code: how many people voice it, of how many counted; the share with its range; agreement
of the coders; and the strongest word that the house rules let a story say.

Where everybody is coded a share is counted. Where people were drawn at random (voxpop suggest) and at
least 30 of them coded, it is estimated from them and from a model's scores for the rest; the line below
the table says which, and why. Either way it is about the messages received.

With --by it is also broken down: by lang, medium, channel, place or role. Small cells are hidden, and
so is what would tell them.

Example:
  voxpop shares tram-reversal --json
  voxpop shares tram-reversal --need
  voxpop shares tram-reversal --by lang`
}

func (c sharesCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		got, err := a.Shares(s.ctx, c.Callout, app.SharesOptions{Need: c.Need, By: s.cli.By}) // nothing is changed, so --by names nobody
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
			number := fmt.Sprintf("%.0f of %d", x.N, got.Counted)
			if x.Method != "count" {
				number = "about " + number
			}
			t.add(x.Code, number, fmt.Sprintf("%.1f%%", 100*x.Share),
				fmt.Sprintf("%.1f–%.1f%%", 100*x.Low, 100*x.High), fmt.Sprint(x.Coded), alpha, word)
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "\nBasis: %s.\n", got.Basis.Says)
		if c.Need {
			needsText(s.stdout, got)
		}
		if got.By != nil {
			if err := breakdownText(s.stdout, got); err != nil {
				return err
			}
		}
		_, err = fmt.Fprintln(s.stdout, "\nThe range is how far a figure could move among the messages received; it says nothing about the public.")
		return err
	})
}

// needsText says for each theme which words come into reach.
func needsText(w io.Writer, got app.Shares) {
	fmt.Fprintln(w)
	for _, x := range got.Shares {
		var reach []string
		out := ""
		for _, n := range x.Needs {
			switch {
			case n.Have:
				reach, out = nil, "" // only what is stronger than what holds
			case n.Never == "":
				reach = append(reach, fmt.Sprintf("%d more and you may write “%s”", n.More, locale.Printable(n.Word)))
			case out == "":
				out = never[n.Never]
			}
		}
		switch {
		case len(x.Needs) == 0:
		case len(reach) > 0:
			fmt.Fprintf(w, "%s: %s\n", x.Code, strings.Join(reach, "; "))
		default:
			if out == "" {
				out = "no stronger word"
			}
			fmt.Fprintf(w, "%s: %s\n", x.Code, out)
		}
	}
	fmt.Fprintln(w, "“More” are further people to be coded, if those who come are like those who are there; draw them at random.")
}

// never says why no coding is expected to bring a word.
var never = map[string]string{
	"share":     "at today's estimate the share is too small for a stronger word",
	"people":    "at today's estimate too few people voice it for a stronger word",
	"low":       "a stronger word would need a share further from its bound",
	"agreement": "the coders do not agree enough on it: sharpen its definition",
	"base":      "too few people are counted for any word",
	"ceiling":   "no stronger word",
	"all":       "no stronger word",
}

func breakdownText(w io.Writer, got app.Shares) error {
	fmt.Fprintln(w)
	head := []string{got.By.Dimension, "people"}
	right := map[int]bool{1: true}
	for _, x := range got.Shares {
		right[len(head)] = true
		head = append(head, x.Code)
	}
	t := table{head: head, right: right}
	few := false
	for _, g := range got.By.Groups {
		row := []string{g.Value, "–"}
		if g.Value == "" {
			row[0] = "(not told)"
		}
		if g.Of != nil {
			row[1] = fmt.Sprint(*g.Of)
		}
		for _, x := range got.Shares {
			cell := "–"
			for _, y := range g.Shares {
				if y.Code == x.Code && y.N != nil {
					cell = fmt.Sprintf("%.0f", *y.N)
				}
			}
			few = few || cell == "–"
			row = append(row, cell)
		}
		t.add(row...)
	}
	if err := t.write(w); err != nil {
		return err
	}
	if few {
		fmt.Fprintln(w, "– is hidden: too few people, or it would tell such a number, or too few drawn at random.")
	}
	return nil
}

type agreementCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	JSON    bool   `help:"As one JSON object."`
}

func (agreementCmd) Help() string {
	return `For each code, over responses that two or more people coded: how often they marked the same,
Krippendorff's alpha and Cohen's kappa, each with its 95% interval; below, the codes whose definitions
want sharpening, the one that causes most disagreement first, with what it is confused with.

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
		t := table{head: []string{"code", "n", "both", "same mark", "alpha", "95% interval", "kappa", "95% interval"}, right: map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true}}
		for _, x := range append(got.Codes, got.Overall) {
			name := x.Code
			if name == "" {
				name = "all codes"
			}
			alpha, interval := estimate(prevalence.Estimate{Value: x.Alpha, Low: x.Low, High: x.High})
			kappa, around := estimate(x.Kappa)
			t.add(name, fmt.Sprint(x.N), fmt.Sprint(x.Both), fmt.Sprintf("%.1f%%", 100*x.Percent), alpha, interval, kappa, around)
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
		if got.Overall.N == 0 {
			_, err := fmt.Fprintln(s.stdout, "\nNobody coded the same answer as another yet: give a random part to a second coder.")
			return err
		}
		if masi, around := estimate(got.MASI); got.MASI.Value != nil {
			fmt.Fprintf(s.stdout, "\nover whole sets of codes (MASI): alpha %s (%s)\n", masi, around)
		}
		return sharpenText(s.stdout, got)
	})
}

// estimate writes a measure and its interval.
func estimate(e prevalence.Estimate) (value, interval string) {
	value, interval = "–", "–"
	if e.Value != nil {
		value = fmt.Sprintf("%.3f", *e.Value)
	}
	if e.Low != nil && e.High != nil {
		interval = fmt.Sprintf("%.3f–%.3f", *e.Low, *e.High)
	}
	return value, interval
}

// shownSharpen is how many codes to sharpen are shown.
const shownSharpen = 5

func sharpenText(w io.Writer, got app.Agreement) error {
	if len(got.Sharpen) == 0 {
		_, err := fmt.Fprintln(w, "No code divided the coders.")
		return err
	}
	fmt.Fprintln(w, "\nDefinitions to sharpen first:")
	for _, x := range got.Sharpen[:min(shownSharpen, len(got.Sharpen))] {
		var with []string
		for _, c := range x.Confused {
			if c.Code == voxpop.NoCode {
				with = append(with, "no code")
			} else {
				with = append(with, c.Code)
			}
			if len(with) == 2 {
				break
			}
		}
		fmt.Fprintf(w, "  %s: %.0f%% of all disagreement", x.Code, 100*x.Part)
		if len(with) > 0 {
			fmt.Fprintf(w, ", where others marked %s", strings.Join(with, " or "))
		}
		fmt.Fprintln(w)
	}
	return nil
}
