package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"voxpop/internal/app"
	"voxpop/internal/coding"
	"voxpop/internal/duplicate"
	"voxpop/internal/locale"
)

type duplicatesCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	Decide  []string `help:"Decide about a group: same-person, campaign:NAME, coincidence or undo; may be given several times." placeholder:"GROUP=DECISION" sep:"none"`
	All     bool     `help:"Also the coincidences that were decided, and every response of each group."`
	JSON    bool     `help:"As one JSON object."`
}

func (duplicatesCmd) Help() string {
	return `Groups of responses that say the same: word for word, nearly, with other words in some places, or
the same recording. Each comes with its reason, what speaks for it and a proposal; words that differ
from the group's example are marked as [-left out-], {+put in+} and {~moved~}. A person decides, nothing is
deleted, and undo takes a decision back:

  same-person     one person sent them: the earliest is kept, the rest are its duplicates
  campaign:NAME   many people sent one text: together they count once
  coincidence     they are alike by chance; the group is not proposed again
  undo            take back what was decided about the group

GROUP is the id of a group or of any response in it. Several decisions are taken together or not at all.

Example:
  voxpop duplicates tram-reversal
  voxpop duplicates tram-reversal --decide K7Q2=campaign:keep-the-tram --decide M3XA=coincidence`
}

func (c duplicatesCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		if len(c.Decide) > 0 {
			return c.decide(s, a)
		}
		got, err := a.Duplicates(s.ctx, c.Callout, c.All, s.telling())
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		return c.text(s.stdout, got)
	})
}

func (c duplicatesCmd) decide(s *session, a *app.App) error {
	done, err := a.DecideDuplicates(s.ctx, s.by(), c.Callout, c.Decide, s.telling())
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(done)
	}
	for _, g := range done.Groups {
		fmt.Fprintf(s.stdout, "%s: %d responses, %s\n", g.ID, g.Size, locale.Printable(standing(g)))
	}
	fmt.Fprintf(s.stdout, "before: %s\nafter:  %s\n", waterfall(done.Before), waterfall(done.After))
	return nil
}

// standing is what was decided about a group, in words.
func standing(g coding.Group) string {
	if g.Decided == "" {
		return "waits for a decision"
	}
	return g.Decided
}

// waterfall is one line: what came in, what was taken away, who is counted.
func waterfall(n coding.Counts) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d received", n.Received)
	for _, step := range n.Steps {
		if step.N > 0 {
			fmt.Fprintf(&b, ", %d %s", step.N, step.Name)
		}
	}
	fmt.Fprintf(&b, "; %d people counted", n.Counted)
	return b.String()
}

// shownMembers is how many responses of a group are shown, and shownRunes how
// much of each.
const (
	shownMembers = 3
	shownRunes   = 160
)

func (c duplicatesCmd) text(w io.Writer, d coding.Duplicates) error {
	fmt.Fprintln(w, waterfall(d.Now))
	if len(d.Groups) == 0 {
		_, err := fmt.Fprintln(w, "No two responses say the same.")
		return err
	}
	if d.Waiting > 0 {
		fmt.Fprintf(w, "%d of %d groups wait for a decision; with every proposal taken: %d people counted\n", d.Waiting, len(d.Groups), d.Proposed.Counted)
	} else {
		fmt.Fprintf(w, "%d groups, all decided\n", len(d.Groups))
	}
	last := ""
	for _, g := range d.Groups {
		if g.Decided == "" || last == "" || c.All {
			fmt.Fprintln(w)
		}
		last = g.Decided
		fmt.Fprintf(w, "%s  %d responses, %s, similarity %.2f: ", g.ID, g.Size, g.Reason, g.Similarity)
		if g.Decided != "" {
			fmt.Fprintln(w, locale.Printable(g.Decided))
			if !c.All {
				continue
			}
		} else {
			fmt.Fprintf(w, "%s?\n", g.Proposal)
			if g.Before != "" {
				fmt.Fprintf(w, "  decided before, for some of them: %s\n", locale.Printable(g.Before))
			}
		}
		if line := evidence(g); line != "" {
			fmt.Fprintf(w, "  %s\n", line)
		}
		c.members(w, d.Corpus, g)
		if g.Decided == "" {
			name := string(g.Proposal)
			if g.Proposal == duplicate.Campaign {
				name = "campaign:NAME"
			}
			fmt.Fprintf(w, "  decide: voxpop duplicates %s --decide %s=%s\n", d.Callout, g.ID, name)
		}
	}
	return nil
}

// members shows the example of a group and how others differ from it.
func (c duplicatesCmd) members(w io.Writer, corpus *coding.Corpus, g coding.Group) {
	base := corpus.TextOf(g.Representative)
	fmt.Fprintf(w, "  %s  %s\n", g.Representative, locale.Isolate(clip(base, shownRunes)))
	n := 0
	for _, id := range g.Responses {
		if id == g.Representative {
			continue
		}
		if n == shownMembers && !c.All {
			fmt.Fprintf(w, "  and %d more\n", g.Size-1-n)
			break
		}
		n++
		fmt.Fprintf(w, "  %s  %s\n", id, locale.Isolate(marked(base, corpus.TextOf(id))))
	}
}

// marked is a text with what differs from base marked, and long stretches that
// are the same cut.
func marked(base, other string) string {
	if strings.TrimSpace(other) == "" {
		return "(no text)"
	}
	if base == other {
		return "(the same words)"
	}
	b, o := []rune(base), []rune(other)
	var out []string
	for _, e := range duplicate.Differences(base, other) {
		was, is := oneLine(b[e.Base.Start:e.Base.End]), oneLine(o[e.Member.Start:e.Member.End])
		switch e.Op {
		case duplicate.Same:
			if r := []rune(is); len(r) > 2*keptRunes {
				is = string(r[:keptRunes]) + " … " + string(r[len(r)-keptRunes:])
			}
			out = append(out, is)
		case duplicate.Moved:
			out = append(out, "{~"+is+"~}")
		default:
			mark := ""
			if was != "" {
				mark = "[-" + was + "-]"
			}
			if is != "" {
				mark += "{+" + is + "+}"
			}
			out = append(out, mark)
		}
	}
	return clip(strings.Join(out, " "), 2*shownRunes)
}

// keptRunes is how much of both ends of a passage that is the same is shown.
const keptRunes = 24

func oneLine(r []rune) string { return strings.ReplaceAll(locale.Printable(string(r)), "\n", " ") }

// evidence is what speaks for the proposal, in one line.
func evidence(g coding.Group) string {
	e := g.Evidence
	var parts []string
	if e.People > 0 {
		parts = append(parts, fmt.Sprintf("%d known %s", e.People, people(e.People)))
	}
	if e.Anonymous > 0 {
		parts = append(parts, fmt.Sprintf("%d of whom nobody knows who sent them", e.Anonymous))
	}
	if b := e.Burst; b != nil {
		parts = append(parts, fmt.Sprintf("%d came within %s (%.0f%% of the group, %.0f%% of the rest)", b.Messages, span(b.End.Sub(b.Start)), 100*b.Share, 100*b.Expected))
	}
	if c := e.Channel; c != nil {
		parts = append(parts, fmt.Sprintf("%d by %s (%.0f%%, of the rest %.0f%%)", c.Messages, c.Channel, 100*c.Share, 100*c.Expected))
	}
	return strings.Join(parts, "; ")
}

func people(n int) string {
	if n == 1 {
		return "person"
	}
	return "people"
}

// span is a length of time in words, no finer than it needs to be.
func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return "an hour"
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f hours", math.Ceil(d.Hours()))
	}
	return fmt.Sprintf("%.0f days", math.Ceil(d.Hours()/24))
}
