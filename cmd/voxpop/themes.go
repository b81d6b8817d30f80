package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/coding"
	"voxpop/internal/locale"
)

type themesCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	All     bool     `help:"Also answers that are coded."`
	K       int      `help:"How many themes; without it the answers decide." placeholder:"K"`
	Finer   int      `help:"Steps finer than the answers say; --finer=-1 is one coarser." placeholder:"STEPS"`
	Merge   []string `help:"Themes that are one; may be given several times." placeholder:"A,B" sep:"none"`
	Split   []string `help:"A theme to take apart, with :N into N parts; may be given several times." placeholder:"A" sep:"none"`
	Rename  []string `help:"Another label for a theme; may be given several times." placeholder:"A=LABEL" sep:"none"`
	Take    []string `help:"Put a theme into the codebook under this code; may be given several times." placeholder:"A=CODE" sep:"none"`
	JSON    bool     `help:"As one JSON object."`
}

func (themesCmd) Help() string {
	return `Proposes themes among the answers that nobody has coded: a label, the words that set it apart, how
many answers, and examples to read. Answers without words or opinion are set aside, not lost. A
proposal is not a finding: merge, split and rename until the themes are yours, and take them into the
codebook; then code. --merge, --split, --rename and --take work in this order on what is proposed
now; without --take nothing is kept.

Example:
  voxpop themes tram-reversal
  voxpop themes tram-reversal --merge t-1a2b3c4d,t-5e6f7a8b --rename "t-1a2b3c4d=What it costs" --take t-1a2b3c4d=cost`
}

func (c themesCmd) Run(s *session) error {
	if c.K < 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "themes", Place: "--k", Message: "is below 0", Hint: "say how many themes, or leave it out"}
	}
	o := coding.ThemesOptions{All: c.All, K: c.K, Finer: c.Finer, Split: c.Split}
	for _, m := range c.Merge {
		o.Merge = append(o.Merge, splitList(m))
	}
	var err error
	if o.Rename, err = pairs("--rename", "A=LABEL", c.Rename); err != nil {
		return err
	}
	if o.Take, err = pairs("--take", "A=CODE", c.Take); err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		got, err := a.Themes(s.ctx, s.by(), c.Callout, o, s.telling())
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		return themesText(s.stdout, got)
	})
}

// splitList splits a list at its commas.
func splitList(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// pairs reads arguments of the form A=B.
func pairs(flag, form string, args []string) ([][2]string, error) {
	var all [][2]string
	for _, arg := range args {
		a, b, ok := strings.Cut(arg, "=")
		a, b = strings.TrimSpace(a), strings.TrimSpace(b)
		if !ok || a == "" || b == "" {
			return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "command line", Place: flag, Message: "is not " + form, Hint: "write " + flag + " " + form}
		}
		all = append(all, [2]string{a, b})
	}
	return all, nil
}

func themesText(w io.Writer, t app.Themes) error {
	switch {
	case len(t.Corpus.Answers) == 0:
		_, err := fmt.Fprintf(w, "No answers yet; voxpop import --callout %s FILE brings some.\n", t.Callout)
		return err
	case t.Uncoded == 0:
		_, err := fmt.Fprintf(w, "No answer of %s has words to look at.\n", t.Callout)
		return err
	}
	what := "not coded"
	if t.All {
		what = "coded or not"
	}
	fmt.Fprintf(w, "%d %s %s: %d %s proposed, %d set aside", t.Uncoded, plural(t.Uncoded, "answer"), what, len(t.Themes), plural(len(t.Themes), "theme"), t.SetAside)
	var why []string
	for _, k := range slices.Sorted(maps.Keys(t.Aside)) {
		why = append(why, fmt.Sprintf("%d %s", t.Aside[k], k))
	}
	if len(why) > 0 {
		fmt.Fprintf(w, " (%s)", strings.Join(why, ", "))
	}
	fmt.Fprintln(w)
	unused(w, t.Vectors)
	for _, th := range t.Themes {
		fmt.Fprintf(w, "\n%s  %d  %s\n", th.ID, th.Size, locale.Isolate(locale.Printable(th.Label)))
		fmt.Fprintf(w, "  words: %s\n", locale.Isolate(locale.Printable(strings.Join(th.Words, ", "))))
		for _, id := range th.Examples {
			fmt.Fprintf(w, "  %s  %s\n", id, locale.Isolate(clip(t.Corpus.TextOf(id), 100)))
		}
	}
	if len(t.Taken) > 0 {
		fmt.Fprintln(w)
		for _, c := range t.Taken {
			fmt.Fprintf(w, "taken into the codebook: %s\n", c.ID)
		}
		_, err := fmt.Fprintf(w, "the codebook is version %s now; sharpen the definitions, then: voxpop suggest %s\n", locale.Printable(string(t.Version)), t.Callout)
		return err
	}
	if len(t.Themes) > 0 {
		code := coding.CodeID(t.Themes[0].Label)
		if code == "" {
			code = "CODE"
		}
		_, err := fmt.Fprintf(w, "\nTake one into the codebook: voxpop themes %s --take %s=%s\n", t.Callout, t.Themes[0].ID, code)
		return err
	}
	return nil
}
