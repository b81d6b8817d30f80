package main

import (
	"fmt"
	"strconv"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/intake"
)

type pullCmd struct {
	Refused bool `help:"List the items that gave no answer, and stop." xor:"what"`
	Again   bool `help:"Try those once more that are kept, as after keys were recovered." xor:"what"`
	JSON    bool `help:"As one JSON object."`
}

func (pullCmd) Help() string {
	return `Visits every [[door]] of voxpop.toml once: gives it the call-outs and the replies that wait, takes
what came there into the record, and has the door forget it. voxpop desk does the same every few
minutes. What was cut off is taken up by the next pull; nothing comes twice.

An item that no key here opens, or that is damaged, gives no answer. Its sealed bytes are kept for
30 days, listed by --refused and tried again by --again. How many strangers can leave is bounded by
the budgets of the door ([front] in its voxpop.toml), and by nothing here.

Example:
  voxpop pull --dir newsroom
  voxpop pull --refused`
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
		switch {
		case c.Refused:
			return c.refused(s, a)
		case c.Again:
			defer s.fetching(a)()
			return c.again(s, a)
		}
		defer s.fetching(a)()
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
			p := pulledOf(name, got)
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
		if err := s.sayPulled(all...); err != nil {
			return err
		}
		return failed
	})
}

func pulledOf(door string, got intake.Pulled) pulled {
	return pulled{Door: door, New: got.New, Again: got.Again, Withdrawn: got.Withdrawn, Refused: got.Refused, Left: got.Left}
}

func (s *session) sayPulled(all ...pulled) error {
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
		fmt.Fprintf(s.stderr, "voxpop: pull: %s left where they are: no key here opens any of them; are these the keys of this newsroom (voxpop keys show)?\n", number(left, "item"))
	}
	return nil
}

// refused lists what gave no answer.
func (c pullCmd) refused(s *session, a *app.App) error {
	all, err := a.Refused(s.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return s.json(map[string]any{"refused": all})
	}
	t := table{head: []string{"item", "day", "size", "reason", "kept"}}
	for _, x := range all {
		t.add(x.Name, x.Day, size(x.Size), string(x.Reason), map[bool]string{true: "yes", false: "no"}[x.Kept])
	}
	return t.write(s.stdout)
}

// again tries what was refused once more.
func (c pullCmd) again(s *session, a *app.App) error {
	got, err := a.PullAgain(s.ctx, s.by())
	if err != nil {
		return err
	}
	p := pulledOf("refused", got)
	if c.JSON {
		return s.json(map[string]any{"doors": []pulled{p}})
	}
	return s.sayPulled(p)
}

// fewItems come so fast that nobody needs to hear how far it is.
const fewItems = 50

// fetching shows how far the fetching from each door is, until what it returns
// is called.
func (s *session) fetching(a *app.App) (end func()) {
	var bar *progress
	var at string
	end = func() {
		if bar != nil {
			bar.end()
		}
		bar = nil
	}
	a.Progress = func(door string, done, of int) {
		if of < fewItems {
			return
		}
		if bar == nil || door != at {
			end()
			bar, at = s.progress("fetching from "+door), door
		}
		bar.to(int64(done), int64(of))
	}
	return end
}
