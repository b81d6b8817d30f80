package main

import (
	"fmt"
	"os"
	"strings"

	"voxpop"
	"voxpop/internal/app"
)

type illegalCmd struct {
	Callout string `arg:"" help:"Slug of the call-out."`
	ID      string `arg:"" help:"The response."`
	Purge   bool   `help:"Erase it unseen."`
	SealTo  string `help:"First write it, sealed, for this recipient: age1pq1…, or a file that holds it." placeholder:"RECIPIENT"`
	Out     string `help:"The new file to write it to." placeholder:"FILE"`
	Case    string `help:"Number of the case, for the audit log." placeholder:"N"`
	Yes     bool   `help:"Do not ask."`
	JSON    bool   `help:"As one JSON object."`
}

func (illegalCmd) Help() string {
	return `For material that it is a crime to keep. In one action the response is set aside as illegal and
everything of it leaves the record, without being shown to anybody; the audit log keeps the number
of the case and a SHA-256. Where the law asks to keep evidence, --seal-to first writes text and file
to FILE for somebody else's key, which the newsroom cannot open. Take legal advice before you need
this verb: duties differ from country to country.

Example:
  voxpop illegal tram-reversal K7Q2 --purge --case 2026-14
  voxpop illegal tram-reversal K7Q2 --seal-to counsel.pub --out evidence.age --case 2026-14`
}

func (c illegalCmd) Run(s *session) error {
	if c.Purge == (c.SealTo != "") {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "illegal", Message: "what is to happen with it", Hint: "one of --purge and --seal-to RECIPIENT --out FILE"}
	}
	if (c.SealTo != "") != (c.Out != "") {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "illegal", Message: "--seal-to and --out belong together", Hint: "--out names the new file that the sealed material is written to"}
	}
	to := c.SealTo
	if to != "" && !strings.HasPrefix(to, "age1") {
		b, err := os.ReadFile(to)
		if err != nil {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "illegal", Place: to, Message: "cannot be read", Hint: "--seal-to takes a recipient, age1pq1…, or a file that holds one"}
		}
		to = strings.TrimSpace(string(b))
	}
	return s.with(false, func(a *app.App) error {
		if err := s.sure(c.Yes, "illegal", fmt.Sprintf("Take everything of %s out of the record?", c.ID)); err != nil {
			return err
		}
		sha, err := a.MarkIllegal(s.ctx, s.by(), app.Illegal{Callout: c.Callout, ID: c.ID, Case: c.Case, SealTo: to, Out: c.Out})
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(struct {
				Callout string `json:"callout"`
				ID      string `json:"id"`
				Case    string `json:"case,omitempty"`
				SHA256  string `json:"sha256"`
				Out     string `json:"out,omitempty"`
			}{c.Callout, c.ID, c.Case, sha, c.Out})
		}
		if c.Out != "" {
			fmt.Fprintf(s.stdout, "sealed: %s\n", c.Out)
		}
		_, err = fmt.Fprintf(s.stdout, "out of the record: %s\nSHA-256: %s\n", c.ID, sha)
		return err
	})
}
