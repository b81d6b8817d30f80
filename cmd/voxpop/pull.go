package main

import (
	"fmt"
	"strconv"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/intake"
)

type pullCmd struct {
	JSON bool `help:"As one JSON object."`
}

func (pullCmd) Help() string {
	return `Visits every [[door]] of voxpop.toml once: gives it the call-outs and the replies that wait, takes
what came there into the record, and has the door forget it. voxpop desk does the same every few
minutes. What was cut off is taken up by the next pull; nothing comes twice.

Example:
  voxpop pull --dir newsroom`
}

// pulled is what came of one door.
type pulled struct {
	Door      string `json:"door"`
	New       int    `json:"new"`
	Again     int    `json:"again"`
	Withdrawn int    `json:"withdrawn"`
	Refused   int    `json:"refused"`
	Left      int    `json:"left"`
	Error     string `json:"error,omitempty"`
	Hint      string `json:"hint,omitempty"`
}

func (c pullCmd) Run(s *session) error {
	return s.with(false, func(a *app.App) error {
		doors, err := a.Doors()
		if err != nil {
			return err
		}
		if len(doors) == 0 {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: "pull", Message: "no door is named in voxpop.toml",
				Hint: "add [[door]] with its url; voxpop front runs one"}
		}
		all := []pulled{}
		failed := a.VisitAll(s.ctx, s.by(), doors, func(name string, got intake.Pulled, err error) {
			p := pulled{Door: name, New: got.New, Again: got.Again, Withdrawn: got.Withdrawn, Refused: got.Refused, Left: got.Left}
			if err != nil {
				p.Error, p.Hint = err.Error(), voxpop.HintOf(err)
			}
			all = append(all, p)
		})
		if len(all) == 0 && failed != nil {
			return failed
		}
		if c.JSON {
			if err := s.json(map[string]any{"doors": all}); err != nil {
				return err
			}
			return failed
		}
		t := table{head: []string{"door", "new", "again", "withdrawn", "refused", "left"}}
		left := 0
		for _, p := range all {
			t.add(p.Door, strconv.Itoa(p.New), strconv.Itoa(p.Again), strconv.Itoa(p.Withdrawn), strconv.Itoa(p.Refused), strconv.Itoa(p.Left))
			left += p.Left
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
		if left > 0 {
			fmt.Fprintf(s.stderr, "voxpop: pull: %s left at a door: no key here opens any of them; are these the keys of this newsroom (voxpop keys show)?\n", number(left, "item"))
		}
		return failed
	})
}
