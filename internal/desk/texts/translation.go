package texts

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/desk/frame"
	"voxpop/internal/merge"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
)

// gridDraft is the kind of the drafts of translations; they are named by the
// response and the language.
const gridDraft = "translation"

// translationPage is the data of translation.tmpl.
type translationPage struct {
	work
	From    string // the language of the source
	FromDir string
	Source  int // the version of the transcript that the rows are of; 0 = the response's text
	Rows    []gridRow
	Changed []merge.Change // what became of the source since; nil: nothing
	Done    int            // rows that were read
	Written bool           // the source is a text and was not heard
	Lacks   []int          // rows that were not read, of a review that was refused
	// SourceReviewed: a person checked what is translated here.
	SourceReviewed bool
}

// gridRow is a row as the page shows it.
type gridRow struct {
	row
	Span     string // names the row to its tick
	Read     bool
	Fresh    bool // the source of this row is not what was translated
	At       string
	Start    float64
	End      float64
	Heard    bool
	Glossary []bitext.Term
	Notes    noteSet
}

// noteSet are the places of a row, with the languages of both sides.
type noteSet struct {
	Notes     []rowNote `json:"notes"`
	From      string    `json:"from"`
	To        string    `json:"to"`
	FromDir   string    `json:"fromDir"`
	TargetDir string    `json:"toDir"`
}

// rowNote is a place where the two may not say the same.
type rowNote struct {
	Says   string `json:"says"`
	Source string `json:"source,omitempty"`
	Target string `json:"target,omitempty"`
}

func gridName(id, lang string) string { return id + "/" + lang }

func (s *Screens) translation(q *frame.Request) error {
	ref, err := refOf(q, voxpop.OfTranslation)
	if err != nil {
		return err
	}
	t, err := s.open(q, ref)
	if err != nil {
		return err
	}
	source := sourceOf(t)
	if source.Text == "" {
		return q.Redirect(workPath(ref.Callout, ref.Response, voxpop.OfTranscript, ""))
	}
	v := newest(t)
	d, there, err := q.Draft(gridDraft, gridName(ref.Response, ref.Lang))
	if err != nil {
		return err
	}
	if !there || !q.May(people.Edit) {
		p, err := s.newGrid(q, t, v.Text, nil, nil)
		if err != nil {
			return err
		}
		return q.Write(pages, "translation.tmpl", p)
	}
	base, of := bases(d.Base)
	mine, pairs, whole := compose(d.Fields, sourceText(t, of), ref.Lang)
	ticks := d.Fields["read"]
	note := &draftNote{At: q.T.Clock(d.At.Local()), Kind: gridDraft, Name: gridName(ref.Response, ref.Lang)}
	var p translationPage
	switch old, ok := at(t.Versions, base); {
	case !whole || same(mine, v.Text): // ticks alone, or nothing that is not saved
		if base != v.N {
			ticks = nil
		}
		p, err = s.newGrid(q, t, v.Text, nil, ticks)
	case !ok || base == v.N && sourceText(t, of) == source.Text:
		p, err = s.newGrid(q, t, mine, pairs, ticks)
		p.Draft = note
	case base == v.N: // the source went on
		p, err = s.newGrid(q, t, mine, bitext.Resource(sourceText(t, of), source.Text, pairs, mine), nil)
		p.Draft = note
	default:
		p, err = s.mergedGrid(q, t, old.Text, mine)
		p.Draft = note
	}
	if err != nil {
		return err
	}
	return q.Write(pages, "translation.tmpl", p)
}

// bases reads what a form says that it was made from: the version of the
// translation, and that of its source.
func bases(s string) (base, source int) {
	first, last, _ := strings.Cut(s, ".")
	base, _ = strconv.Atoi(first)
	source, _ = strconv.Atoi(last)
	return max(base, 0), max(source, 0)
}

// sourceText is what a version of the source says.
func sourceText(t scribe.Texts, n int) string {
	if v, ok := at(t.Transcripts, n); ok && n > 0 {
		return v.Text
	}
	if len(t.Transcripts) == 0 {
		return t.Response.Text
	}
	return ""
}

// newGrid is the page of a translation whose rows hold a text: pairs nil means
// those of the newest version.
func (s *Screens) newGrid(q *frame.Request, t scribe.Texts, text string, pairs []voxpop.Pair, ticks []string) (p translationPage, err error) {
	v, source, lang := newest(t), sourceOf(t), q.PathValue("lang")
	p.work, err = s.newWork(q, t, v, q.T.Say("texts.translation.title", "id", t.Response.ID, "lang", q.T.Language(lang)), append(workKeys(q),
		frame.Key{Keys: "Alt+↑ Alt+↓", Says: q.T.Say("texts.key.rows")}, frame.Key{Keys: "Ctrl+Shift+C", Says: q.T.Say("texts.key.copy")})...)
	if err != nil {
		return p, err
	}
	p.Script = "translation"
	p.TextLang, p.Dir = lang, direction(lang)
	p.From, p.FromDir, p.Source = source.Lang, direction(source.Lang), source.N
	p.Written = len(t.Transcripts) == 0
	p.SourceReviewed = p.Written || source.State == voxpop.Reviewed
	if !p.Written {
		p.Words, _ = timedWords(source.Text, source.Words)
	}
	was := source.Text
	if v.N > 0 && scribe.OutOfDate(v, t.Transcripts) {
		if old, ok := at(t.Transcripts, v.Source); ok && v.Source > 0 {
			was = old.Text
			p.Changed = merge.Changes(was, source.Text)
		}
	}
	if pairs == nil {
		pairs = v.Pairs
		if text != v.Text {
			pairs = bitext.Repair(was, v.Text, v.Pairs, text)
		}
		if was != source.Text {
			pairs = bitext.Resource(was, source.Text, pairs, text)
		}
	}
	terms, err := s.Records.Glossary()
	if err != nil {
		return p, err
	}
	notes := bitext.Compare(source.Text, text, pairs, source.Lang, lang, terms)
	for _, r := range grid(source.Text, text, pairs) {
		g := gridRow{row: r, Span: r.span(), Notes: noteSet{rowNotes(q, r, source.Text, text, notes), source.Lang, lang, direction(source.Lang), direction(lang)}}
		g.Read = slices.Contains(ticks, g.Span)
		if g.Read {
			p.Done++
		}
		g.Fresh = p.Changed != nil && r.Source != "" && !strings.Contains(was, r.Source)
		if r.Source != "" {
			g.Glossary = bitext.For(terms, source.Lang, lang, r.Source)
			if g.Start, g.End, g.Heard = heardAt(source, r.From); g.Heard {
				g.At = clock(g.Start)
			}
		}
		p.Rows = append(p.Rows, g)
	}
	return p, nil
}

// rowNotes are the differences that a row holds.
func rowNotes(q *frame.Request, r row, source, target string, all []bitext.Difference) (notes []rowNote) {
	notes = []rowNote{}
	from, to := []rune(source), []rune(target)
	cut := func(s []rune, span [2]int) string {
		a, b := min(max(span[0], 0), len(s)), min(max(span[1], 0), len(s))
		return strings.Join(strings.Fields(string(s[a:max(a, b)])), " ")
	}
	in := func(span, row [2]int) bool { return row[0] < row[1] && span[0] >= row[0] && span[0] < row[1] }
	for _, d := range all {
		if !in(d.From, r.From) && !(r.From[0] == r.From[1] && in(d.To, r.To)) {
			continue
		}
		n := rowNote{Says: q.T.Say("texts.differs." + string(d.Kind))}
		switch d.Kind {
		case bitext.Missing, bitext.Added, bitext.Length: // the whole sentence
		default:
			if s := cut(from, d.From); s != r.Source {
				n.Source = s
			}
			if s := cut(to, d.To); s != r.Target {
				n.Target = s
			}
		}
		notes = append(notes, n)
	}
	return notes
}

func (s *Screens) mergedGrid(q *frame.Request, t scribe.Texts, base, mine string) (translationPage, error) {
	v := newest(t)
	text, places := merge.Three(base, mine, v.Text)
	p, err := s.newGrid(q, t, text, nil, nil)
	p.Conflict = newConflict(v, base, mine, places)
	return p, err
}

// checkRow compares the sentence of one row while somebody types it.
func (s *Screens) checkRow(q *frame.Request) error {
	ref, err := refOf(q, voxpop.OfTranslation)
	if err != nil {
		return err
	}
	t, err := s.Records.Texts(q.Context(), ref)
	if err != nil {
		return err
	}
	if t.Response.Gone() {
		return &voxpop.Error{Kind: voxpop.Withdrawn, Op: "texts", Message: "the response was taken back"}
	}
	terms, err := s.Records.Glossary()
	if err != nil {
		return err
	}
	source := sourceOf(t)
	all := []rune(source.Text)
	first, last, _ := strings.Cut(q.PostFormValue("from"), "-")
	a, errA := strconv.Atoi(first)
	b, errB := strconv.Atoi(last)
	if errA != nil || errB != nil || a < 0 || a > b || b > len(all) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "there is no such sentence"}
	}
	r := row{Source: string(all[a:b]), Target: strings.TrimSpace(lines(q.PostFormValue("text")))}
	r.From, r.To = [2]int{0, b - a}, [2]int{0, len([]rune(r.Target))}
	var pairs []voxpop.Pair
	if r.Target != "" && a < b {
		pairs = []voxpop.Pair{{From: r.From, To: r.To}}
	}
	notes := rowNotes(q, r, r.Source, r.Target, bitext.Compare(r.Source, r.Target, pairs, source.Lang, ref.Lang, terms))
	return q.JSON(noteSet{notes, source.Lang, ref.Lang, direction(source.Lang), direction(ref.Lang)})
}

func (s *Screens) saveTranslation(q *frame.Request) error {
	ref, err := refOf(q, voxpop.OfTranslation)
	if err != nil {
		return err
	}
	if err := q.ParseForm(); err != nil {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "the form cannot be read or is too large"}
	}
	t, err := s.Records.Texts(q.Context(), ref)
	if err != nil {
		return err
	}
	base, of := bases(q.PostForm.Get("base"))
	mine, pairs, whole := compose(q.PostForm, sourceText(t, of), ref.Lang)
	if !whole {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "the form is not whole", Hint: "load the page again"}
	}
	v, known := at(t.Versions, base)
	if !known {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "there is no such version"}
	}
	review := q.PostForm.Get("do") == "review"
	if review {
		if lacks := unread(q.PostForm); len(lacks) > 0 {
			return s.refuseTranslation(q, ref, mine, pairs, lacks)
		}
	}
	if mine == "" {
		return s.refuseTranslation(q, ref, mine, pairs, nil)
	}
	switch {
	case known && same(mine, v.Text) && v.N == newest(t).N:
	case v.N > 0 && scribe.OutOfDate(v, t.Transcripts): // its pairs are those of words that are gone
		v, err = s.Scribe.Edit(q.Context(), q.By, ref, base, mine)
	default:
		v, err = s.Scribe.EditPairs(q.Context(), q.By, ref, base, of, mine, pairs)
	}
	if err == nil && review {
		v, err = s.Scribe.Review(q.Context(), q.By, ref, v.N)
	}
	if voxpop.KindOf(err) == voxpop.Conflict {
		return s.clashGrid(q, ref, base, of, mine, pairs)
	}
	if err != nil {
		return err
	}
	name := gridName(ref.Response, ref.Lang)
	if read := q.PostForm["read"]; review || len(read) == 0 {
		err = q.DropDraft(gridDraft, name)
	} else { // what was read stays read
		now := strconv.Itoa(v.N) + "." + strconv.Itoa(of)
		err = q.KeepDraft(gridDraft, name, now, url.Values{"read": read})
	}
	if err != nil {
		return err
	}
	says := "texts.done.saved"
	if review {
		says = "texts.done.reviewed"
	}
	if err := q.Done(q.T.Say(says, "n", v.N), undoOf(ref, v, base)); err != nil {
		return err
	}
	switch {
	case q.Header.Get("Accept") == "application/json":
		return q.JSON(saved{Base: v.N, Standing: standing(q, v), State: string(v.State), At: q.T.Clock(q.Now.Local())})
	case review:
		return s.goOn(q, ref, t.Response)
	}
	return q.Redirect(workPath(ref.Callout, ref.Response, ref.Of, ref.Lang))
}

// unread lists the rows of a form that nobody ticked.
func unread(form url.Values) (rows []int) {
	n, _ := strconv.Atoi(form.Get("rows"))
	for i := 1; i <= n; i++ {
		if !slices.Contains(form["read"], form.Get("s."+strconv.Itoa(i))) {
			rows = append(rows, i)
		}
	}
	return rows
}

// refuseTranslation shows the form again: rows that lack are named; with none,
// there is no text at all.
func (s *Screens) refuseTranslation(q *frame.Request, ref scribe.Ref, mine string, pairs []voxpop.Pair, lacks []int) error {
	t, err := s.open(q, ref)
	if err != nil {
		return err
	}
	p, err := s.newGrid(q, t, mine, pairs, q.PostForm["read"])
	if err != nil {
		return err
	}
	p.Problem = q.T.Say("texts.problem.empty")
	if len(lacks) > 0 {
		p.Lacks = lacks
		p.Problem = q.T.Say("texts.problem.unread", "n", len(lacks))
	}
	return q.WriteStatus(http.StatusUnprocessableEntity, pages, "translation.tmpl", p)
}

// clashGrid answers a save that came too late: another saved meanwhile, or the
// source went on.
func (s *Screens) clashGrid(q *frame.Request, ref scribe.Ref, base, of int, mine string, pairs []voxpop.Pair) error {
	t, err := s.open(q, ref)
	if err != nil {
		return err
	}
	var p translationPage
	if old, _ := at(t.Versions, base); newest(t).N != base {
		p, err = s.mergedGrid(q, t, old.Text, mine)
	} else {
		p, err = s.newGrid(q, t, mine, bitext.Resource(sourceText(t, of), sourceOf(t).Text, pairs, mine), nil)
		p.Problem = q.T.Say("texts.problem.source")
	}
	if err != nil {
		return err
	}
	return q.WriteStatus(http.StatusConflict, pages, "translation.tmpl", p)
}

// intoAnother opens the grid of a language that somebody chose or typed.
func (s *Screens) intoAnother(q *frame.Request) error {
	lang := cmp.Or(strings.TrimSpace(q.PostFormValue("other")), q.PostFormValue("lang"))
	if !voxpop.ValidLang(lang) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "there is no such language"}
	}
	return q.Redirect(workPath(q.Slug(), q.PathValue("id"), voxpop.OfTranslation, lang))
}
