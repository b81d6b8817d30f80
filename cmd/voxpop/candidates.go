package main

import (
	"fmt"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/ledger"
)

type candidatesCmd struct {
	forCallout
	Article string `help:"Only of this article." placeholder:"ARTICLE"`
	State   string `help:"Which: proposed, accepted, rejected or lapsed." enum:"proposed,accepted,rejected,lapsed" default:"proposed"`
	Speaker string `help:"Only of this speaker: a name, or as links write it (ilse-varga)." placeholder:"NAME"`
	Same    bool   `help:"Also those that only repeat one of another article."`
	After   string `help:"Go on after this candidate." placeholder:"ID"`
	Limit   int    `help:"So many at most." default:"50"`
	JSON    bool   `help:"As one JSON object."`
}

func (candidatesCmd) Help() string {
	return `The quotations that were found and wait for a decision, or were decided.

Example:
  voxpop statements candidates --speaker ilse-varga
  voxpop statements candidates --state rejected`
}

func (c candidatesCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		got, err := a.Ledger().Candidates(s.ctx, slug, ledger.CandidateFilter{Article: c.Article, State: ledger.State(c.State), Speaker: c.Speaker, Same: c.Same, Pager: ledger.Pager{After: c.After, Limit: c.Limit}})
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		if len(got.Candidates) == 0 {
			_, err := fmt.Fprintf(s.stdout, "no candidate is %s\n", c.State)
			return err
		}
		t := table{head: []string{"id", "type", "speaker", "said on", "right", "words"}, right: map[int]bool{4: true}}
		for _, x := range got.Candidates {
			t.add(x.ID, string(x.Found.Type), speakerOf(x), string(x.Found.Said), rightOf(x.Found.Precision), clip(x.Text, 70))
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
		return s.more(got.Total, len(got.Candidates), got.Next)
	})
}

func rightOf(p float64) string {
	if p == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f%%", 100*p)
}

// speakerOf is whom a candidate is taken to be of.
func speakerOf(c ledger.Candidate) string {
	switch {
	case c.Speaker != "":
		return c.Speaker
	case c.Found.Speaker.Name != "":
		return c.Found.Speaker.Name
	case c.Found.Speaker.Text != "":
		return "“" + clip(c.Found.Speaker.Text, 40) + "”"
	}
	return "?"
}

// facts are what a person may know better than the rules about a quotation.
type facts struct {
	Speaker string  `help:"Who said it, in full." placeholder:"NAME"`
	Role    *string `help:"The office of the speaker on that day; empty when there was none." placeholder:"ROLE"`
	SaidOn  *string `help:"When it was said; empty when unknown." placeholder:"DATE"`
	Medium  *string `help:"How: speech, interview, press release, video message; empty takes it out." placeholder:"MEDIUM"`
	Place   *string `help:"Where; empty takes it out." placeholder:"PLACE"`
	To      *string `help:"To whom; empty takes it out." placeholder:"NAME"`
	Start   *int    `help:"Move the start of the words in the article's text, in code points." placeholder:"N"`
	End     *int    `help:"Move their end." placeholder:"N"`
}

func (f facts) said() *voxpop.Date {
	if f.SaidOn == nil {
		return nil
	}
	d := voxpop.Date(*f.SaidOn)
	return &d
}

type acceptCmd struct {
	forCallout
	IDs []string `arg:"" name:"id" help:"The candidates. Several at once are taken as they are."`
	facts
	Said   bool   `help:"Take words that the article seems to say were not said (“never said that …”)."`
	Report bool   `help:"Keep it as a report: the words are the outlet's."`
	Into   string `help:"Add the article to the appearances of this statement, instead of making a new one." placeholder:"STATEMENT"`
	JSON   bool   `help:"As one JSON object."`
}

func (acceptCmd) Help() string {
	return `Makes statements of candidates, all or none. The words stay those of the article: --start and --end
may move where they begin and end, no letter can be typed. Nothing counts for a story until then.

Example:
  voxpop statements accept a-7f3c-2
  voxpop statements accept a-7f3c-4 --speaker "Ilse Varga" --role mayor --said-on 2026-03-10`
}

func (c acceptCmd) Run(s *session) error {
	if len(c.IDs) > 1 && (c.facts != facts{} || c.Into != "" || c.Said) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements accept", Message: "what is said of one candidate cannot be said of several", Hint: "accept them one by one, or without corrections"}
	}
	if d := c.said(); d != nil && !d.Valid() {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements accept", Place: "--said-on", Message: "is not a date that exists", Hint: dateHint}
	}
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		var all []ledger.Acceptance
		for _, id := range c.IDs {
			all = append(all, ledger.Acceptance{Candidate: id, Speaker: c.Speaker, Role: c.Role, SaidOn: c.said(), Medium: c.Medium, Place: c.Place, Addressee: c.To,
				Start: c.Start, End: c.End, Said: c.Said, Report: c.Report, Into: c.Into})
		}
		done, err := a.Ledger().Accept(s.ctx, s.by(), slug, all...)
		return s.done(done, c.JSON, err)
	})
}

// done says what a verb of the ledger did.
func (s *session) done(d ledger.Done, asJSON bool, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		return s.json(d)
	}
	if len(d.Statements) > 0 {
		t := table{head: []string{"id", "said on", "speaker", "kind", "text"}}
		for _, x := range d.Statements {
			t.add(x.ID, string(x.SaidOn), x.Speaker, string(x.Kind), clip(x.Text, 70))
		}
		if err := t.write(s.stdout); err != nil {
			return err
		}
	}
	if d.Op == 0 {
		fmt.Fprintln(s.stderr, "nothing was changed: it is so already")
		return nil
	}
	fmt.Fprintf(s.stderr, "done; voxpop statements undo %d takes it back\n", d.Op)
	return nil
}

type rejectCmd struct {
	forCallout
	IDs    []string `arg:"" name:"id" help:"The candidates."`
	Reason string   `help:"Why." placeholder:"TEXT"`
	JSON   bool     `help:"As one JSON object."`
}

func (rejectCmd) Help() string {
	return `Says that candidates are no statements; they are not proposed again, also when the article is read anew.

Example:
  voxpop statements reject a-7f3c-5 a-7f3c-6 --reason "the title of a play"`
}

func (c rejectCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		done, err := a.Ledger().Reject(s.ctx, s.by(), slug, c.Reason, c.IDs...)
		return s.done(done, c.JSON, err)
	})
}

type editStatementCmd struct {
	forCallout
	Statement string `arg:"" help:"The statement."`
	facts
	Published *string `help:"When it was published." placeholder:"DATE"`
	Kind      string  `help:"quoted: the figure's own words; reported: another's." enum:",quoted,reported" default:""`
	By        *string `name:"asserted-by" help:"Who says that it was said, of a reported one." placeholder:"NAME"`
	JSON      bool    `help:"As one JSON object."`
}

func (editStatementCmd) Help() string {
	return `Corrects what is said about a statement; an empty value takes a thing out. Its words change only with
where they begin and end in the article.

Example:
  voxpop statements edit varga-2024-05-02 --said-on 2024-05-03 --role mayor
  voxpop statements edit varga-2024-05-02 --to ""`
}

func (c editStatementCmd) Run(s *session) error {
	e := ledger.Edit{SaidOn: c.said(), Asserted: c.By, Role: c.Role, Medium: c.Medium, Place: c.Place, Addressee: c.To, Start: c.Start, End: c.End}
	if c.Speaker != "" {
		e.Speaker = &c.Speaker
	}
	if c.Published != nil {
		d := voxpop.Date(*c.Published)
		e.PublishedOn = &d
	}
	if c.Kind != "" {
		k := voxpop.StatementKind(c.Kind)
		e.Kind = &k
	}
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		done, err := a.Ledger().Edit(s.ctx, s.by(), slug, c.Statement, e)
		return s.done(done, c.JSON, err)
	})
}

type appearCmd struct {
	forCallout
	Statements []string `arg:"" optional:"" name:"statement" help:"The statements; without one all."`
	JSON       bool     `help:"As one JSON object."`
}

func (appearCmd) Help() string {
	return `Looks for the words of statements in the other outlets' copies of their article, and lists those that
have them: one source, with its appearances.

Example:
  voxpop statements appear`
}

func (c appearCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		done, err := a.Ledger().Appear(s.ctx, s.by(), slug, c.Statements...)
		return s.done(done, c.JSON, err)
	})
}

type historyCmd struct {
	forCallout
	Of    string `arg:"" optional:"" help:"Id of a statement, candidate, point or speaker; without it everything."`
	Limit int    `help:"So many at most." default:"20"`
	JSON  bool   `help:"As one JSON object."`
}

func (historyCmd) Help() string {
	return `What was done, by whom and when, the newest first. Each line can be taken back with its number.

Example:
  voxpop statements history varga-2024-05-02`
}

func (c historyCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		list, err := a.Ledger().Ops(s.ctx, slug, c.Of, ledger.OpPager{Limit: c.Limit})
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(map[string]any{"callout": slug, "ops": list})
		}
		if len(list) == 0 {
			_, err := fmt.Fprintln(s.stdout, "nothing was done yet")
			return err
		}
		t := table{head: []string{"no", "when", "by", "did", "to", ""}, right: map[int]bool{0: true}}
		for _, o := range list {
			undone := ""
			if o.Undone {
				undone = "taken back"
			}
			t.add(fmt.Sprint(o.ID), o.At.Time.Format("2006-01-02 15:04"), o.By, o.Verb, clip(strings.Join(o.Changed, ", "), 60), undone)
		}
		return t.write(s.stdout)
	})
}

type undoCmd struct {
	forCallout
	Op   int64  `arg:"" optional:"" help:"Its number in the history; without it the last one."`
	Of   string `help:"The last one that was done to this statement, candidate, point or speaker." placeholder:"ID"`
	JSON bool   `help:"As one JSON object."`
}

func (undoCmd) Help() string {
	return `Takes something back. A statement that a story cites stays, with the place named, until the story
does not.

Example:
  voxpop statements undo 12`
}

func (c undoCmd) Run(s *session) error {
	return s.inLedger(c.forCallout, func(a *app.App, slug string) error {
		undo := func() (ledger.Undone, error) { return a.Ledger().Undo(s.ctx, s.by(), slug, c.Op, c.Of) }
		if c.Op == 0 {
			undo = func() (ledger.Undone, error) { return a.Ledger().UndoLast(s.ctx, s.by(), slug, c.Of) }
		}
		got, err := undo()
		if err != nil {
			return err
		}
		if c.JSON {
			return s.json(got)
		}
		_, err = fmt.Fprintf(s.stdout, "taken back: %s (%s)\n", got.Verb, strings.Join(got.Changed, ", "))
		return err
	})
}
