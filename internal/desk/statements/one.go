package statements

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/ledger"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// onePage is the data of one.tmpl.
type onePage struct {
	tabbed
	May       bool
	S         row
	Article   string // its source as the desk holds it; "" = it holds none
	Earlier   string // the same speaker's
	Later     string
	Proposals []proposed
	Sides     []side
	Points    []voxpop.Point
	Ops       []opRow
	Conflict  bool
	Typed     row // what somebody typed, of a conflict
	Begins    bool
	Ends      *ends // of a statement that came from an article here
	Tongues   []tongue
	Draft     tongue // a translation that could not be kept
	Problem   string
}

// ends are the words of a statement in its article.
type ends struct {
	Start, End           int
	Before, Words, After string
}

// tongue is a language that a statement may be translated into.
type tongue struct{ Tag, Name, Text string }

// around is how many code points of the article are shown beside the words.
const around = 160

// endsOf shows the words where they stand in the article.
func endsOf(text string, from, to int) *ends {
	runes := []rune(text)
	if from < 0 || to > len(runes) || from >= to {
		return nil
	}
	e := &ends{Start: from, End: to, Words: string(runes[from:to]), Before: string(runes[max(0, from-around):from]), After: string(runes[to:min(len(runes), to+around)])}
	if from > around {
		e.Before = tail(e.Before)
	}
	if to+around < len(runes) {
		e.After = head(e.After)
	}
	return e
}

// translate keeps, changes or takes away the translation into one language.
func (s *Screens) translate(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	x, _, err := s.find(q)
	if err != nil {
		return err
	}
	f := q.PostForm
	lang, text := strings.TrimSpace(cmp.Or(f.Get("other"), f.Get("lang"))), strings.TrimSpace(f.Get("text"))
	typed := func(err error) error {
		return s.againWith(q, err, func(p *onePage) { p.Draft = tongue{lang, q.T.Language(lang), text} })
	}
	if !voxpop.ValidLang(lang) || lang == x.Lang {
		return typed(&voxpop.Error{Kind: voxpop.Invalid, Op: "statements.translate", Place: "lang", Message: "is not another language"})
	}
	all := slices.DeleteFunc(slices.Clone(x.Translations), func(t voxpop.Translation) bool { return t.Lang == lang })
	if text != "" {
		t := voxpop.Translation{Lang: lang, Text: text, State: voxpop.Edited, By: string(q.By)}
		if f.Get("reviewed") != "" {
			t.State = voxpop.Reviewed
		}
		all = append(all, t)
	}
	if all == nil {
		all = []voxpop.Translation{}
	}
	did, err := s.Ledger.Edit(q.Context(), q.By, q.Slug(), x.ID, ledger.Edit{Rev: f.Get("rev"), Translations: all})
	if err != nil {
		return typed(err)
	}
	if did.Op != 0 {
		if err := done(q, q.T.Say("statements.done.translated"), did.Op); err != nil {
			return err
		}
	}
	return q.Redirect(home(q) + "/" + x.ID + "#translations")
}

// moveEnds gives a statement other words of its article.
func (s *Screens) moveEnds(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	e := ledger.Edit{Rev: q.PostForm.Get("rev"), Start: number(q.PostForm.Get("start")), End: number(q.PostForm.Get("end"))}
	did, err := s.Ledger.Edit(q.Context(), q.By, q.Slug(), q.PathValue("id"), e)
	if err != nil {
		return s.againWith(q, err, func(p *onePage) {
			if p.Ends != nil && e.Start != nil && e.End != nil {
				p.Ends.Start, p.Ends.End = *e.Start, *e.End
			}
		})
	}
	if did.Op != 0 {
		if err := done(q, q.T.Say("statements.done.moved"), did.Op); err != nil {
			return err
		}
	}
	return q.Redirect(home(q) + "/" + q.PathValue("id") + "#ends")
}

// opRow is what somebody did with a statement.
type opRow struct {
	By, Says, When, ISO string
	Undone              bool
}

// opRows words what was done; a verb that has no words stands as it is.
func opRows(q *frame.Request, ops []ledger.Op) (rows []opRow) {
	for _, o := range ops {
		r := opRow{By: o.By, Says: o.Verb, When: q.T.Day(o.At.Time.Local()) + q.T.Say("stories.comma") + q.T.Clock(o.At.Time.Local()), ISO: o.At.String(), Undone: o.Undone}
		if key := "statements.op." + o.Verb; locale.Has(key) {
			r.Says = q.T.Say(key)
		}
		rows = append(rows, r)
	}
	return rows
}

// side is a value of a point that a statement may take.
type side struct {
	Point, Value, Name string
	Taken              bool
	By, Reason         string
}

// proposed is a position that a statement's words speak for.
type proposed struct {
	ledger.Proposal
	Name string
}

func (s *Screens) find(q *frame.Request) (x ledger.Statement, all ledger.Sheet, err error) {
	all, _, err = s.sheet(q)
	if err != nil {
		return x, all, err
	}
	i := slices.IndexFunc(all.Statements, func(y ledger.Statement) bool { return y.ID == q.PathValue("id") })
	if i < 0 {
		return x, all, &voxpop.Error{Kind: voxpop.NotFound, Op: "statements", Message: "there is no such statement"}
	}
	return all.Statements[i], all, nil
}

func (s *Screens) one(q *frame.Request) error {
	p, err := s.newOne(q)
	if err != nil {
		return err
	}
	return q.Write(pages, "one.tmpl", p)
}

func (s *Screens) newOne(q *frame.Request) (p onePage, err error) {
	x, all, err := s.find(q)
	if err != nil {
		return p, err
	}
	points := all.Points
	p = onePage{tabbed: s.page(q, "statements", q.T.Say("statements.one"), frame.Key{Keys: "[ ]", Says: q.T.Say("statements.key.near")}, frame.Key{Keys: "o", Says: q.T.Say("statements.source.open")}, frame.Key{Keys: "u", Says: q.T.Say("statements.undo.last")}),
		May: q.May(people.Edit), S: s.row(q, x, points), Points: points}
	p.Typed = p.S
	var own []ledger.Statement
	for _, y := range all.Statements {
		if voxpop.SameName(y.Speaker, x.Speaker) {
			own = append(own, y)
		}
	}
	if i := slices.IndexFunc(own, func(y ledger.Statement) bool { return y.ID == x.ID }); i >= 0 {
		if i > 0 {
			p.Earlier = home(q) + "/" + own[i-1].ID
		}
		if i+1 < len(own) {
			p.Later = home(q) + "/" + own[i+1].ID
		}
	}
	for _, id := range x.Candidates {
		if i := strings.LastIndexByte(id, '-'); i > 0 {
			p.Article = "/callouts/" + q.Slug() + "/sources/" + id[:i]
			if p.May && x.Source.Start != nil && x.Source.End != nil {
				from, err := s.Ledger.Open(q.Context(), q.Slug(), id[:i])
				if err != nil {
					return p, err
				}
				p.Ends = endsOf(from.Text, *x.Source.Start, *x.Source.End)
			}
		}
	}
	for _, tag := range locale.Supported() {
		if tag != x.Lang && !slices.ContainsFunc(x.Translations, func(t voxpop.Translation) bool { return t.Lang == tag }) {
			p.Tongues = append(p.Tongues, tongue{Tag: tag, Name: q.T.Language(tag)})
		}
	}
	list, err := s.Ledger.Proposals(q.Context(), q.Slug(), x.ID)
	if err != nil {
		return p, err
	}
	for _, y := range list {
		p.Proposals = append(p.Proposals, proposed{y, sideName(q, points, voxpop.Position{Point: y.Point, Value: y.Value})})
	}
	for _, point := range points {
		for _, v := range point.Values {
			y := side{Point: point.ID, Value: v.ID, Name: sideName(q, points, voxpop.Position{Point: point.ID, Value: v.ID})}
			for _, pos := range x.Positions {
				if pos.Point == point.ID && pos.Value == v.ID {
					y.Taken, y.By, y.Reason = true, pos.By, pos.Reason
				}
			}
			p.Sides = append(p.Sides, y)
		}
	}
	p.Begins = x.Verdict != nil || slices.ContainsFunc(all.Changes, func(c ledger.Change) bool { return c.To.Statement == x.ID })
	ops, err := s.Ledger.Ops(q.Context(), q.Slug(), x.ID, ledger.OpPager{Limit: 20})
	p.Ops = opRows(q, ops)
	return p, err
}

// again shows the statement's page with what went wrong and what was typed.
func (s *Screens) again(q *frame.Request, err error, typed func(*row)) error {
	return s.againWith(q, err, func(p *onePage) {
		if typed != nil {
			typed(&p.Typed)
		}
	})
}

func (s *Screens) againWith(q *frame.Request, err error, typed func(*onePage)) error {
	kind := voxpop.KindOf(err)
	if kind != voxpop.Conflict && kind != voxpop.Invalid {
		return err
	}
	p, e := s.newOne(q)
	if e != nil {
		return e
	}
	p.Conflict, p.Problem = kind == voxpop.Conflict, q.T.Say("statements.problem."+string(kind))
	typed(&p)
	status := http.StatusUnprocessableEntity
	if p.Conflict {
		status = http.StatusConflict
	}
	return q.WriteStatus(status, pages, "one.tmpl", p)
}

func (s *Screens) edit(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	f := q.PostForm
	e := ledger.Edit{Rev: f.Get("rev")}
	text := func(name string) *string {
		if !f.Has(name) {
			return nil
		}
		v := strings.TrimSpace(f.Get(name))
		return &v
	}
	e.Speaker, e.Role, e.Medium, e.Place, e.Addressee, e.Asserted = text("speaker"), text("role"), text("medium"), text("place"), text("addressee"), text("asserted")
	for name, to := range map[string]**voxpop.Date{"said_on": &e.SaidOn, "published_on": &e.PublishedOn} {
		if v := text(name); v != nil {
			d := voxpop.Date(*v)
			*to = &d
		}
	}
	if v := text("kind"); v != nil && *v != "" {
		k := voxpop.StatementKind(*v)
		e.Kind = &k
	}
	did, err := s.Ledger.Edit(q.Context(), q.By, q.Slug(), q.PathValue("id"), e)
	if err != nil {
		return s.again(q, err, func(r *row) {
			r.Speaker, r.Role, r.Medium, r.Place, r.Addressee, r.AssertedBy = f.Get("speaker"), f.Get("role"), f.Get("medium"), f.Get("place"), f.Get("addressee"), f.Get("asserted")
			r.SaidOn, r.PublishedOn = voxpop.Date(f.Get("said_on")), voxpop.Date(f.Get("published_on"))
		})
	}
	if did.Op != 0 {
		if err := done(q, q.T.Say("statements.done.edited"), did.Op); err != nil {
			return err
		}
	}
	return q.Redirect(home(q) + "/" + q.PathValue("id"))
}

func (s *Screens) position(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	f := q.PostForm
	st := ledger.Stance{Statement: q.PathValue("id"), Rev: f.Get("rev"), Reason: strings.TrimSpace(f.Get("reason"))}
	st.Point, st.Value, _ = strings.Cut(f.Get("side"), "=")
	do, says := s.Ledger.TakePosition, "statements.done.position"
	if f.Get("action") == "refuse" {
		do, says = s.Ledger.RefusePosition, "statements.done.refused"
	}
	did, err := do(q.Context(), q.By, q.Slug(), st)
	if err != nil {
		return s.again(q, err, nil)
	}
	if err := done(q, q.T.Say(says), did.Op); err != nil {
		return err
	}
	return q.Redirect(home(q) + "/" + q.PathValue("id") + "#positions")
}

func (s *Screens) verdict(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	did, err := s.Ledger.Verdict(q.Context(), q.By, q.Slug(), q.PathValue("id"), q.PostForm.Get("rev"),
		voxpop.Verdict{Change: q.PostForm.Get("verdict"), Reason: strings.TrimSpace(q.PostForm.Get("reason")), By: string(q.By)})
	if err != nil {
		return s.again(q, err, nil)
	}
	if err := done(q, q.T.Say("statements.done.verdict"), did.Op); err != nil {
		return err
	}
	return q.Redirect(home(q) + "/" + q.PathValue("id") + "#verdict")
}

func unread(err error) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements", Message: "the form cannot be read or is too large", Err: err}
}

// number reads a number that a form may hold.
func number(s string) *int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &n
}
