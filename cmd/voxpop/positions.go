package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
	"voxpop/internal/locale"
)

// yamlLine finds the line that the YAML reader names.
var yamlLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`line \d+`) })

type proposalsCmd struct {
	forCallout
	Statements []string `arg:"" optional:"" name:"statement" help:"Only of these statements."`
	JSON       bool     `help:"As one JSON object."`
}

func (proposalsCmd) Help() string {
	return `Positions that the words of statements speak for, with the words and the reason. A person takes them
with voxpop statements position, or refuses them; until then they count for nothing.

Example:
  voxpop statements proposals`
}

func (c proposalsCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		list, err := a.Ledger().Proposals(s.ctx, slug, c.Statements...)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "proposals": list})
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(s.stdout, "no position is proposed: the words of no statement speak for a side that was not decided yet")
			return err
		}
		t := table{head: []string{"statement", "position", "words", "reason"}}
		for _, p := range list {
			t.add(p.Statement, p.Point+"="+p.Value, clip(p.Word, 30), clip(strings.Join(append([]string{p.Reason}, p.Notes...), "; "), 90))
		}
		return t.write(s.stdout)
	})
}

type positionCmd struct {
	forCallout
	Statement string `arg:"" help:"The statement."`
	Position  string `arg:"" help:"The point and the side, as build-the-tram=against."`
	Reason    string `help:"Why; required of a refusal." placeholder:"TEXT"`
	Refuse    bool   `help:"Say that the statement does not take this side."`
	JSON      bool   `help:"As one JSON object."`
}

func (positionCmd) Help() string {
	return `Gives a statement a position, as a person decides; reversals and contradictions follow from
positions alone. The position that it has on the point gives way.

Example:
  voxpop statements position varga-2024-05-02 build-the-tram=against --reason "calls the plan reckless"
  voxpop statements position varga-2024-05-09 build-the-tram=for --refuse --reason "only if the state pays"`
}

func (c positionCmd) Run(s *session) error {
	point, value, ok := strings.Cut(c.Position, "=")
	if !ok || point == "" || value == "" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements position", Place: c.Position, Message: "is not a point and a side", Hint: "write build-the-tram=against; voxpop statements points lists them"}
	}
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		p := ledger.Stance{Statement: c.Statement, Point: point, Value: value, Reason: c.Reason}
		set := a.Ledger().TakePosition
		if c.Refuse {
			set = a.Ledger().RefusePosition
		}
		done, err := set(s.ctx, s.by(), slug, p)
		return s.done(done, c.JSON, err)
	})
}

type pointsCmd struct {
	forCallout
	Set  string `help:"Add or change points: a file as points.yaml; - is standard input." placeholder:"FILE"`
	Drop string `help:"Take this point out; no statement may have a position on it." placeholder:"POINT"`
	JSON bool   `help:"As one JSON object."`
}

func (pointsCmd) Help() string {
	return `The questions on which figures take sides: their sides, which of them exclude each other, and the
words that voice each side in each language.

    # points.yaml
    - id: build-the-tram
      question: {en: "Should the tram be built?"}
      values:
        - {id: for, name: {en: for}, words: {en: [build, go ahead]}}
        - {id: against, name: {en: against}, words: {en: [never, reckless]}}
      exclusive: [[for, against]]

Example:
  voxpop statements points
  voxpop statements points --set points.yaml`
}

func (c pointsCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		l := a.Ledger()
		if c.Drop != "" {
			done, err := l.DropPoint(s.ctx, s.by(), slug, c.Drop)
			return s.done(done, c.JSON, err)
		}
		if c.Set != "" {
			var points []voxpop.Point
			if err := s.readYAML(c.Set, "statements points", &points); err != nil {
				return err
			}
			for _, p := range points {
				if _, err := l.PutPoint(s.ctx, s.by(), slug, p); err != nil {
					return err
				}
			}
		}
		points, err := l.Points(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "points": points})
		}
		if len(points) == 0 {
			_, err := fmt.Fprintln(s.stdout, "no point yet: voxpop statements points --set FILE adds some (voxpop help statements points shows the form)")
			return err
		}
		t := table{head: []string{"point", "question", "sides", "exclude each other"}}
		for _, p := range points {
			var sides, apart []string
			for _, v := range p.Values {
				sides = append(sides, v.ID)
			}
			for _, x := range p.Exclusive {
				apart = append(apart, strings.Join(x, "/"))
			}
			t.add(p.ID, clip(oneOf(p.Question), 60), strings.Join(sides, ", "), strings.Join(apart, ", "))
		}
		return t.write(s.stdout)
	})
}

// oneOf is a text in English, else in the first language that has it.
func oneOf(l voxpop.Localized) string {
	return l.In("en", slices.Sorted(maps.Keys(l))...)
}

// readYAML reads a YAML file, or standard input for "-", whose unknown fields are refused.
func (s *session) readYAML(name, op string, into any) error {
	src := s.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: name, Message: "cannot be read", Err: bare(err), Hint: "name a YAML file, or - for standard input"}
		}
		defer f.Close()
		src = f
	}
	b, err := io.ReadAll(io.LimitReader(src, 4<<20))
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: name, Message: yamlFault(err), Hint: "voxpop help " + op + " shows the form"}
	}
	return nil
}

// yamlFault says what is wrong with a YAML file without the words of the program.
func yamlFault(err error) string {
	if errors.Is(err, io.EOF) {
		return "is empty"
	}
	said := err.Error()
	at := ""
	if m := yamlLine().FindString(said); m != "" {
		at = " (" + m + ")"
	}
	switch {
	case strings.Contains(said, "not found in type"):
		field := ""
		if _, rest, ok := strings.Cut(said, "field "); ok {
			field, _, _ = strings.Cut(rest, " ")
		}
		return "has a field that is not known" + at + ": " + field
	case strings.Contains(said, "construct") || strings.Contains(said, "unmarshal"):
		return "has another form than it should have" + at + ": a list is expected where another thing stands, or the other way round"
	}
	return "is not YAML" + at + ": check the indentation and the colons, and put texts with any of ? : , # in quotation marks"
}

type speakersCmd struct {
	forCallout
	Set  string `help:"Add or change people: a file as speakers.yaml; - is standard input." placeholder:"FILE"`
	JSON bool   `help:"As one JSON object."`
}

func (speakersCmd) Help() string {
	return `Who said something, and everybody the record knows: how other languages and articles write their
names, and which offices they held when. The same title is another person in another year.

    # speakers.yaml
    - name: Ilse Varga
      names: {fa: "ایلزه وارگا"}
      aliases: ["I. Varga"]
      offices:
        - {title: {en: mayor}, from: 2022-06-01}

Example:
  voxpop statements speakers
  voxpop statements speakers --set speakers.yaml`
}

func (c speakersCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		l := a.Ledger()
		if c.Set != "" {
			var people []voxpop.Speaker
			if err := s.readYAML(c.Set, "statements speakers", &people); err != nil {
				return err
			}
			if _, err := l.PutSpeakers(s.ctx, s.by(), slug, people...); err != nil {
				return err
			}
		}
		list, err := l.Speakers(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "speakers": list})
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(s.stdout, "nobody has said anything yet")
			return err
		}
		t := table{head: []string{"speaker", "link", "statements", "also", "offices"}, right: map[int]bool{2: true}}
		for _, p := range list {
			var offices []string
			for _, o := range p.Offices {
				offices = append(offices, strings.TrimSpace(oneOf(o.Title)+" "+string(o.From)+"–"+string(o.To)))
			}
			t.add(p.Name, p.Key, fmt.Sprint(p.Statements), clip(strings.Join(p.Aliases, ", "), 40), clip(strings.Join(offices, "; "), 50))
		}
		return t.write(s.stdout)
	})
}

type mergeCmd struct {
	forCallout
	From string `arg:"" help:"The name that goes."`
	Into string `arg:"" help:"The name that stays."`
	JSON bool   `help:"As one JSON object."`
}

func (mergeCmd) Help() string {
	return `Says that two names mean one person: the statements of the first become the second's, and the first
stays as another way to write it.

Example:
  voxpop statements merge "I. Varga" "Ilse Varga"`
}

func (c mergeCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		done, err := a.Ledger().Merge(s.ctx, s.by(), slug, c.From, c.Into)
		return s.done(done, c.JSON, err)
	})
}

type statementVerdictCmd struct {
	forCallout
	Reversal string `arg:"" help:"Who and on what, as links write it: ilse-varga/build-the-tram."`
	Change   string `arg:"" optional:"" help:"none, half or full." enum:",none,half,full" default:""`
	Reason   string `help:"Why." placeholder:"TEXT"`
	Clear    bool   `help:"Take the verdict back."`
	JSON     bool   `help:"As one JSON object."`
}

func (statementVerdictCmd) Help() string {
	return `An editor's judgement of a change of position: none, half or full, with the reason. It rates how far
somebody changed, not whether they should have.

Example:
  voxpop statements verdict ilse-varga/build-the-tram full --reason "from never to signed, without a condition"`
}

func (c statementVerdictCmd) Run(s *session) error {
	speaker, point, ok := strings.Cut(c.Reversal, "/")
	if !ok || speaker == "" || point == "" {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements verdict", Place: c.Reversal, Message: "is not a speaker and a point", Hint: "write ilse-varga/build-the-tram; voxpop statements reversals lists them"}
	}
	if (c.Change == "") != c.Clear {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements verdict", Message: "what the verdict is is not said, or said twice", Hint: "write none, half or full, or --clear to take it back"}
	}
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		done, err := a.Ledger().VerdictOn(s.ctx, s.by(), slug, speaker, point, voxpop.Verdict{Change: c.Change, Reason: c.Reason, By: string(s.by())})
		return s.done(done, c.JSON, err)
	})
}

type hintsCmd struct {
	forCallout
	JSON bool `help:"As one JSON object."`
}

func (hintsCmd) Help() string {
	return `Pairs of statements whose words may contradict each other: one denies what the other says, says the
opposite, or another number. A hint only says where to look; most contradictions it does not see.
“right” comes from pairs of sentences on policy of which seven in ten contradict each other; among
statements that were not paired by anybody it is lower (docs/QUOTES.md).

Example:
  voxpop statements hints`
}

func (c hintsCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		list, err := a.Ledger().Hints(s.ctx, slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "hints": list})
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(s.stdout, "no hint: no two statements deny each other in words")
			return err
		}
		t := table{head: []string{"statement", "statement", "kind", "right", "reason"}, right: map[int]bool{3: true}}
		for _, h := range list {
			t.add(h.A, h.B, h.Kind, rightOf(h.Precision), clip(h.Reason, 90))
		}
		return t.write(s.stdout)
	})
}

// showSides writes the two sides of a change or a clash under each other.
func (s *session) showSides(title, note string, from, to ledger.Side) error {
	if _, err := fmt.Fprintf(s.stdout, "\n%s\n", title); err != nil {
		return err
	}
	for _, x := range []ledger.Side{from, to} {
		words := "“" + x.Text + "”"
		if x.Kind == voxpop.Reported {
			words = x.Text + " (reported)"
		}
		src := x.Source.Outlet
		if x.Source.URL != "" {
			src = strings.TrimSpace(src + " " + x.Source.URL)
		}
		if _, err := fmt.Fprintf(s.stdout, "  %s  %s: %s\n      %s  %s\n", cmp.Or(string(x.SaidOn), "undated"), x.Speaker, x.Value, locale.Isolate(clip(words, 200)), src); err != nil {
			return err
		}
	}
	if note != "" {
		_, err := fmt.Fprintf(s.stdout, "  %s\n", note)
		return err
	}
	return nil
}
