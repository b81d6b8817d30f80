package main

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"voxpop"
	"voxpop/internal/app"
)

type eraseCmd struct {
	Callout string   `arg:"" help:"Slug of the call-out."`
	IDs     []string `arg:"" optional:"" name:"id" help:"Responses to erase."`
	All     bool     `help:"Erase every answer to a closed call-out, and destroy its keys."`
	Yes     bool     `help:"Do not ask."`
	JSON    bool     `help:"As one JSON object."`
}

func (eraseCmd) Help() string {
	return `Erases answers for good: words, recordings and what the people said of themselves leave the record,
with what opens the sealed files, so that no copy of a file's body can be read again. It says from
which day on no backup holds any of it, nor a door a reply. With --all the doors are visited first;
then nothing that was made of the answers stays either, and the keys are destroyed. When a door
cannot be reached the keys are kept, and it says so. The call-out, its codebook, statements and
stories stay, and story check refuses what they quote; of the work on the answers the audit log
keeps who did what, when and how often. There is no way back.

Example:
  voxpop erase tram-reversal K7Q2 K7Q3
  voxpop erase tram-reversal --all --yes`
}

func (c eraseCmd) Run(s *session) error {
	if c.All == (len(c.IDs) > 0) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "erase", Message: "which answers are to be erased", Hint: "name responses, or say --all for every answer to " + c.Callout}
	}
	return s.with(false, func(a *app.App) error {
		what := number(len(c.IDs), "answer")
		if c.All {
			what = "every answer"
		}
		if err := s.sure(c.Yes, "erase", fmt.Sprintf("Erase %s to %s for good?", what, c.Callout)); err != nil {
			return err
		}
		var e app.Erasure
		var err error
		s.telling()("erasing")
		if c.All {
			e, err = a.EraseAll(s.ctx, s.by(), c.Callout)
		} else {
			e, err = a.Erase(s.ctx, s.by(), c.Callout, c.IDs)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			err = s.json(e)
		} else {
			err = s.sayErased(e)
		}
		return cmp.Or(err, e.Unfinished())
	})
}

func (s *session) sayErased(e app.Erasure) error {
	var b strings.Builder
	fmt.Fprintf(&b, "erased: %s of %s\n", number(e.Responses, "response"), e.Callout)
	if e.Keys {
		b.WriteString("the keys of the call-out are destroyed\n")
	}
	if e.Complete != "" {
		fmt.Fprintf(&b, "no sealed backup holds any of it from %s on, nor a door a reply to it\n", e.Complete)
	}
	if e.Unsealed != "" {
		fmt.Fprintf(&b, "backups in the clear, the newest of %s, never expire: destroy them yourself\n", e.Unsealed)
	}
	if e.Server {
		b.WriteString("the database server clears deleted rows when it vacuums, and keeps them in backups of its own\n")
	}
	fmt.Fprintf(&b, "next: voxpop story check every story of %s\n", e.Callout)
	_, err := s.stdout.Write([]byte(b.String()))
	return err
}

// number is n with its noun.
func number(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// sure asks before what cannot be taken back; without a terminal --yes has to
// be said.
func (s *session) sure(yes bool, verb, question string) error {
	if yes {
		return nil
	}
	if _, ok := s.keyboard(); !ok {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: verb, Message: "this cannot be taken back", Hint: "say --yes if it is meant"}
	}
	fmt.Fprintf(s.stderr, "%s There is no way back. Type yes: ", question)
	answer, _ := bufio.NewReader(s.stdin).ReadString('\n')
	if strings.TrimSpace(strings.ToLower(answer)) != "yes" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: verb, Message: "nothing was changed"}
	}
	return nil
}
