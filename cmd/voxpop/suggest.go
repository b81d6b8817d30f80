package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/coding"
	"voxpop/internal/locale"
)

type suggestCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	Take    []string `help:"Your codes for a response, - for none; may be given several times." placeholder:"RESPONSE=CODE,CODE" sep:"none"`
	Draw    string   `help:"How the responses came to you: random (in the order of the random draw), active (chosen), all. Without it: random for those whom the draw has reached, active for the rest." enum:",random,active,all" default:"" placeholder:"DRAW"`
	Limit   int      `help:"Suggestions for so many responses at most; 0 is all, and 20 where people read." default:"-1" placeholder:"N"`
	Next    int      `help:"How many to code next." default:"12" placeholder:"N"`
	JSON    bool     `help:"As one JSON object."`
}

func (suggestCmd) Help() string {
	return `Proposes codes for responses that nobody has coded, learnt from the marks of the coders, each with its
probability and the words that spoke for it; and the responses worth coding next: those about which it
is uncertain, those that stand for many, and a part drawn at random. A suggestion counts for nothing:
read the response and take it, or code otherwise, in your name (--by NAME).

Only what is drawn at random lets a share be estimated before everything is coded. Code those marked
random with --draw random; they come in a fixed order of people that nobody can choose from. Without
--take, --draw random lists who is drawn next, and shows no suggestions: code a sample unprompted.

Example:
  voxpop suggest tram-reversal
  voxpop suggest tram-reversal --by noa --take K7Q2=misled,cost --take M3XA=-
  voxpop suggest tram-reversal --draw random --next 30
  voxpop suggest tram-reversal --by noa --draw random --take P4TT=misled`
}

func (c suggestCmd) Run(s *session) error {
	if c.Next < 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "suggest", Place: "--next", Message: "is below 0", Hint: "say how many to code next"}
	}
	return s.with(false, func(a *app.App) error {
		if len(c.Take) > 0 {
			return c.take(s, a)
		}
		if c.Draw != "" && c.Draw != string(voxpop.DrawRandom) {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "suggest", Place: "--draw", Message: "says how responses came to you, and none is taken", Hint: "name them with --take RESPONSE=CODE,CODE; --draw random alone lists who is drawn next"}
		}
		limit := c.Limit
		if limit < 0 {
			limit = 20
			if c.JSON {
				limit = 0
			}
		}
		got, err := a.Suggest(s.ctx, c.Callout, coding.SuggestOptions{Limit: limit, Next: c.Next, Random: c.Draw == string(voxpop.DrawRandom)}, s.telling())
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		return suggestText(s.stdout, got)
	})
}

func (c suggestCmd) take(s *session, a *app.App) error {
	got, err := a.TakeSuggestions(s.ctx, s.by(), c.Callout, c.Take, voxpop.Draw(c.Draw))
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(got)
	}
	fmt.Fprintf(s.stdout, "%d %s coded by %s\n", len(c.Take), plural(len(c.Take), "response"), locale.Printable(got.Coder))
	if got.Promoted > 0 {
		fmt.Fprintf(s.stdout, "%d %s made before joined the random sample\n", got.Promoted, plural(got.Promoted, "mark"))
	}
	_, err = fmt.Fprintln(s.stdout, sampleLine(got.Sample))
	return err
}

// sampleLine says how the random sample stands.
func sampleLine(n coding.SampleState) string {
	if n.Drawn == 0 {
		return fmt.Sprintf("nobody is drawn at random yet, of %d counted", n.People)
	}
	line := fmt.Sprintf("%d of %d people counted are drawn at random, %d of them coded", n.Drawn, n.People, n.Coded)
	if n.Missing > 0 {
		line += fmt.Sprintf("; %d to be coded first", n.Missing)
	}
	return line
}

// unused says that the model of the configuration was not used, and why.
func unused(w io.Writer, v coding.Vectors) {
	if v.Failed != "" {
		fmt.Fprintf(w, "Without the model that voxpop.toml names: %s\n", locale.Printable(v.Failed))
	}
}

// drawing reports whether only the random part was asked for.
func drawing(got app.Suggested) bool {
	return !slices.ContainsFunc(got.Next, func(n coding.Next) bool { return n.Why != coding.Random })
}

// shownCodes is how many codes of a response people are shown.
const shownCodes = 3

func suggestText(w io.Writer, got app.Suggested) error {
	switch {
	case len(got.Corpus.Answers) == 0:
		_, err := fmt.Fprintf(w, "No answers yet; voxpop import --callout %s FILE brings some.\n", got.Callout)
		return err
	case got.Uncoded == 0:
		_, err := fmt.Fprintf(w, "Every answer is coded; voxpop shares %s counts them.\n", got.Callout)
		return err
	case len(got.Corpus.Book.Codes) == 0:
		_, err := fmt.Fprintf(w, "There is no codebook yet; voxpop themes %s proposes one.\n", got.Callout)
		return err
	}
	fmt.Fprintf(w, "%d %s coded, %d waiting; %s\n", got.Coded, plural(got.Coded, "answer"), got.Uncoded, sampleLine(got.Sample))
	unused(w, got.Vectors)
	if len(got.Suggestions) > 0 {
		fmt.Fprintln(w, "\nSuggested (nothing counts until somebody takes it):")
		t := table{head: []string{"response", "codes", "words for the first", "text"}}
		for i := 0; i < len(got.Suggestions); {
			first := got.Suggestions[i]
			var codes []string
			for ; i < len(got.Suggestions) && got.Suggestions[i].Response == first.Response; i++ {
				if x := got.Suggestions[i]; len(codes) < shownCodes {
					codes = append(codes, fmt.Sprintf("%s %.2f", x.Code, x.P))
				}
			}
			t.add(first.Response, strings.Join(codes, ", "), clip(strings.Join(first.Words, ", "), 30), clip(got.Corpus.TextOf(first.Response), 60))
		}
		if err := t.write(w); err != nil {
			return err
		}
	} else if !drawing(got) {
		fmt.Fprintln(w, "\nNothing to suggest yet: code some first.")
	}
	fmt.Fprintln(w, "\nCode next:")
	t := table{head: []string{"response", "why", "text"}}
	for _, x := range got.Next {
		t.add(x.Response, x.Why, clip(got.Corpus.TextOf(x.Response), 80))
	}
	if err := t.write(w); err != nil {
		return err
	}
	for _, x := range got.Next {
		if x.Why == coding.Random {
			fmt.Fprintf(w, "\nTake one that is drawn: voxpop suggest %s --draw random --take %s=CODE,CODE\n", got.Callout, x.Response)
			break
		}
	}
	return nil
}
