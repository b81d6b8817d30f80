package main

import (
	"fmt"
	"io"
	"os"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/intake"
)

type replyCmd struct {
	Callout  string `arg:"" help:"Slug of the call-out."`
	Response string `arg:"" help:"The response to reply to."`
	Text     string `help:"What to say." placeholder:"TEXT" xor:"said"`
	File     string `help:"A file with what to say; - is standard input." placeholder:"FILE" xor:"said"`
	Lang     string `help:"Language of the reply. Default: the response's." placeholder:"TAG"`
	JSON     bool   `help:"As one JSON object."`
}

func (replyCmd) Help() string {
	return `Writes to the respondent of an answer. The reply is sealed to the receipt that came with it, waits
at the doors from the next pull on, and is read by whoever enters that receipt: the newsroom itself
cannot read it again. Everything that came with that receipt is marked as contacted. Who wanted no
receipt cannot be reached.

Example:
  voxpop reply tram-reversal K7Q2 --text "Thank you. May we call you?"
  voxpop reply tram-reversal K7Q2 --file reply.txt --lang fa`
}

func (c replyCmd) Run(s *session) error {
	text, err := c.text(s)
	if err != nil {
		return err
	}
	return s.with(false, func(a *app.App) error {
		id, err := a.Reply(s.ctx, s.by(), c.Callout, c.Response, c.Lang, text)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]string{"callout": c.Callout, "response": c.Response, "reply": id})
		}
		_, err = fmt.Fprintf(s.stdout, "sealed for the receipt of %s; the doors get it with the next pull\n", c.Response)
		return err
	})
}

func (c replyCmd) text(s *session) (string, error) {
	if c.Text != "" {
		return c.Text, nil
	}
	if c.File == "" {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "reply", Message: "what is to be said", Hint: "--text TEXT or --file FILE"}
	}
	in := s.stdin
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return "", &voxpop.Error{Kind: voxpop.NotFound, Op: "reply", Place: c.File, Message: "cannot be read"}
		}
		defer f.Close()
		in = f
	}
	b, err := io.ReadAll(io.LimitReader(in, intake.MaxReply+1))
	if err != nil {
		return "", &voxpop.Error{Kind: voxpop.Unavailable, Op: "reply", Place: c.File, Message: "cannot be read"}
	}
	return string(b), nil
}
