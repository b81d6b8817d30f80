package callouts

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/page"
	"voxpop/internal/people"
)

// draftKind names the drafts of the editor.
const draftKind = "callout"

// editPage is the data of edit.tmpl.
type editPage struct {
	frame.Page
	F        fields
	New      bool
	Base     string            // revision that is edited
	Was      string            // the call-out at that revision, as JSON
	Problems map[string]string // sentences by field
	Refused  string            // why it could not be kept; "" = it was not tried
	Clashes  []theirs          // of a conflict
	Merged   bool              // somebody else's changes are in the form
	State    string
	Kind     string
	Answered bool // somebody was promised something
	Langs    []language
	Others   []page.Choice // languages that can be added
	Zones    []string
	At       string // when the draft that is shown was typed; "" = none is
	Ends     string // the last day in words
	Erased   string
}

// Kind and Name are those of the draft.
func (p editPage) DraftKind() string { return draftKind }

// theirs is what somebody else made of a field.
type theirs struct {
	Field, Label, Text, Lang string
}

// language is one column of the editor.
type language struct {
	Tag, Name, Dir string
	First          bool
	Question       string
	Context        string
	Consent        string
	Advice         adviceList
}

// adviceList is the data of the template "advice".
type adviceList struct {
	T    *locale.Locale
	Lang string
	List []hint
}

// hint is a piece of advice in words.
type hint struct{ Says, Words string }

func (s *Screens) edit(q *frame.Request) error {
	p, was, err := s.begin(q)
	if err != nil {
		return err
	}
	p.F = fieldsOf(was, q.Now)
	if p.New {
		p.F.Languages = []string{q.Lang}
		p.F.Text = true
		if question := q.URL.Query().Get("question"); question != "" && len(question) < 400 {
			p.F.Question[q.Lang] = question
		}
	}
	d, ok, err := q.Draft(draftKind, "")
	if err != nil {
		return err
	}
	if ok && len(d.Fields["language"]) > 0 {
		p.F, p.At = parse(d.Fields), q.T.Day(d.At.Local())+" "+q.T.Clock(d.At.Local())
		if d.Base != "" && d.Base != p.Base {
			// Begun from an older revision: what it says is merged when it is saved.
			p.Base, p.Was = d.Base, d.Fields.Get("was")
		}
	}
	return s.showEdit(q, http.StatusOK, p, was)
}

// begin makes the page of the editor.
func (s *Screens) begin(q *frame.Request) (p editPage, was voxpop.Callout, err error) {
	slug := q.Slug()
	title := q.T.Say("callouts.new")
	if slug != "" {
		if was, p.Base, err = s.Store.CalloutRev(q.Context(), slug); err != nil {
			return p, was, err
		}
		title = q.T.Say("callouts.edit")
		counts, err := s.counts(q)
		if err != nil {
			return p, was, err
		}
		p.Answered = counts[slug].Total > 0
	}
	base := p.Base
	answered := p.Answered
	p = editPage{Page: q.Page("callouts", title, frame.Key{Keys: "Ctrl+Enter", Says: q.T.Say("callouts.save")}), New: slug == "", Base: base, Answered: answered, Problems: map[string]string{}}
	p.Script = "callout"
	b, err := json.Marshal(was)
	if err != nil {
		return p, was, &voxpop.Error{Kind: voxpop.Internal, Op: "callouts.edit", Message: "the call-out could not be written into the form", Err: err}
	}
	p.Was = string(b)
	return p, was, nil
}

// showEdit fills what follows from the fields and writes the page.
func (s *Screens) showEdit(q *frame.Request, status int, p editPage, was voxpop.Callout) error {
	if !p.New {
		p.Kind = state(was, q.Now)
		p.State = q.T.Say("callouts.state." + p.Kind)
		if !was.Closes.IsZero() {
			p.Ends = q.T.Day(was.Closes.InZone(was.Zone()))
		}
		if at := was.ErasedAt(); !at.IsZero() {
			p.Erased = q.T.Day(at)
		}
	}
	c, _ := p.F.callout(was)
	for i, tag := range p.F.Languages {
		p.Langs = append(p.Langs, language{Tag: tag, Name: locale.OwnName(tag), Dir: locale.Dir(tag), First: i == 0,
			Question: p.F.Question[tag], Context: p.F.Context[tag], Consent: p.F.Consent[tag], Advice: hints(q, c, tag)})
	}
	for _, tag := range locale.OwnNames() {
		if !slices.Contains(p.F.Languages, tag) {
			p.Others = append(p.Others, page.Choice{Tag: tag, Name: locale.OwnName(tag)})
		}
	}
	p.Zones = zones
	return q.WriteStatus(status, pages, "edit.tmpl", p)
}

// hints is the advice about a call-out in one language.
func hints(q *frame.Request, c voxpop.Callout, lang string) adviceList {
	a := adviceList{T: q.T, Lang: lang}
	add := func(key, words string, args ...any) {
		a.List = append(a.List, hint{q.T.Say(key, args...), words})
	}
	if c.Question[lang] == "" {
		add("callouts.advice.missing", "", "language", q.T.Language(lang))
		return a
	}
	for _, x := range advise(c.Question[lang], lang) {
		add(x.Key, x.Words)
	}
	if c.Context[lang] == "" {
		add("callouts.advice.context", "")
	}
	if c.Consent[lang] == "" && len(c.Consent) > 0 {
		add("callouts.advice.consent", "")
	}
	if !otherWay(c, lang) {
		add("callouts.advice.reach", "")
	}
	return a
}

// advise answers with the advice about one language, while somebody types.
func (s *Screens) advise(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	c, _ := parse(q.PostForm).callout(voxpop.Callout{})
	lang := q.URL.Query().Get("of")
	if !voxpop.ValidLang(lang) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "callouts.advise", Place: "of", Message: "is not a language"}
	}
	return q.Write(pages, "advice", hints(q, c, lang))
}

func unread(err error) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "callouts", Message: "the form cannot be read or is too large", Err: err}
}

func (s *Screens) save(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	p, was, err := s.begin(q)
	if err != nil {
		return err
	}
	now := was // as it is stored
	p.F = parse(q.PostForm)
	base, wasJSON := q.PostForm.Get("base"), q.PostForm.Get("was")
	if !p.New && base != "" && base != p.Base {
		was = voxpop.Callout{}
		if err := json.Unmarshal([]byte(wasJSON), &was); err != nil || was.Slug != now.Slug {
			return unread(err)
		}
	}
	if done := p.arrange(q.PostForm.Get("action"), q.PostForm.Get("add")); done {
		if base != "" {
			p.Base, p.Was = base, wasJSON
		}
		return s.showEdit(q, http.StatusOK, p, was)
	}
	c, problems := p.F.callout(was)
	if len(problems) > 0 {
		for field, key := range problems {
			p.Problems[field] = q.T.Say(key)
		}
		return s.showEdit(q, http.StatusUnprocessableEntity, p, was)
	}
	for _, x := range parts(c, now) {
		if q.PostForm.Get("take."+x.field) != "" {
			x.set(&c, now)
		}
	}
	if !p.New && base != p.Base {
		return s.conflict(q, p, was, c, now)
	}
	if err := c.Validate(); err != nil {
		p.Refused = q.T.Say("callouts.wrong.other")
		return s.showEdit(q, http.StatusUnprocessableEntity, p, was)
	}
	rev, err := s.Store.PutCallout(q.Context(), q.By, c, p.Base)
	if voxpop.KindOf(err) == voxpop.Conflict {
		place := ""
		if e, ok := err.(*voxpop.Error); ok {
			place = e.Place
		}
		switch place {
		case "slug":
			p.Problems["slug"] = q.T.Say("callouts.wrong.taken")
			return s.showEdit(q, http.StatusConflict, p, was)
		case "contact_before_quoting":
			p.Problems["contact"] = q.T.Say("callouts.promise.contact")
			return s.showEdit(q, http.StatusConflict, p, was)
		case "retention_days":
			p.Problems["retention"] = q.T.Say("callouts.promise.retention")
			return s.showEdit(q, http.StatusConflict, p, was)
		}
		// Somebody was quicker, within this request.
		if now, p.Base, err = s.Store.CalloutRev(q.Context(), c.Slug); err != nil {
			return err
		}
		return s.conflict(q, p, was, c, now)
	}
	if err != nil {
		return err
	}
	if err := q.DropDraft(draftKind, ""); err != nil {
		return err
	}
	var undo *frame.Undo
	says := "callouts.done.new"
	if !p.New {
		says = "callouts.done.saved"
		undo = &frame.Undo{Kind: "callouts.put", Doc: saved{Was: now, Base: rev}}
	}
	if p.New || rev != p.Base {
		if err := q.Done(q.T.Say(says), undo); err != nil {
			return err
		}
	}
	return q.Redirect("/callouts/" + c.Slug + "/edit")
}

// conflict shows what two people made of one call-out: mine in the form,
// theirs beside what both changed, and everything else brought together.
func (s *Screens) conflict(q *frame.Request, p editPage, was, mine, now voxpop.Callout) error {
	merged, clashes := merge(was, mine, now)
	for _, x := range clashes {
		name, lang, _ := strings.Cut(x.Field, ".")
		t := theirs{Field: x.Field, Text: x.Theirs, Lang: lang, Label: q.T.Say("callouts.field." + name)}
		if lang != "" {
			t.Label += " (" + q.T.Language(lang) + ")"
		}
		p.Clashes = append(p.Clashes, t)
	}
	p.F, p.Merged = fieldsOf(merged, q.Now), true
	b, err := json.Marshal(now)
	if err != nil {
		return unread(err)
	}
	p.Was = string(b)
	return s.showEdit(q, http.StatusConflict, p, now)
}

// arrange does what a button of the form asks for besides saving: languages
// come, go and change places.
func (p *editPage) arrange(action, add string) bool {
	verb, lang, _ := strings.Cut(action, ":")
	switch verb {
	case "add":
		if voxpop.ValidLang(add) && !slices.Contains(p.F.Languages, add) && len(p.F.Languages) < maxLanguages {
			p.F.Languages = append(p.F.Languages, add)
		}
	case "remove":
		p.F.Languages = slices.DeleteFunc(p.F.Languages, func(l string) bool { return l == lang })
	case "first":
		if i := slices.Index(p.F.Languages, lang); i > 0 {
			p.F.Languages = append([]string{lang}, slices.Delete(p.F.Languages, i, i+1)...)
		}
	default:
		return false
	}
	return true
}

// saved is what takes an edit back.
type saved struct {
	Was  voxpop.Callout `json:"was"`
	Base string         `json:"base"`
}

func (s *Screens) undoPut(q *frame.Request, doc []byte) (string, error) {
	var d saved
	if err := json.Unmarshal(doc, &d); err != nil {
		return "", unread(err)
	}
	if _, err := s.Store.PutCallout(q.Context(), q.By, d.Was, d.Base); err != nil {
		return "", err
	}
	return q.T.Say("callouts.undone.saved"), nil
}

func (s *Screens) undoTimes(q *frame.Request, doc []byte) (string, error) {
	var d times
	if err := json.Unmarshal(doc, &d); err != nil {
		return "", unread(err)
	}
	c, _, err := s.Store.CalloutRev(q.Context(), q.Slug())
	if err != nil {
		return "", err
	}
	c.Opens, c.Closes = d.Opens, d.Closes
	if err := s.Store.ReopenCallout(q.Context(), q.By, c, d.Base); err != nil {
		return "", err
	}
	return q.T.Say("callouts.undone.times"), nil
}

// refused shows the editor with why opening or closing would break a promise.
func (s *Screens) refused(q *frame.Request, err error) error {
	p, was, e := s.begin(q)
	if e != nil {
		return e
	}
	if !q.May(people.Edit) {
		return err
	}
	p.F = fieldsOf(was, q.Now)
	p.Refused = q.T.Say("callouts.promise.open")
	return s.showEdit(q, http.StatusConflict, p, was)
}
