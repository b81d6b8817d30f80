package texts

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/merge"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
	"voxpop/internal/transcript"
)

// draftKind is the kind of the drafts of transcripts; they are named by the
// response.
const draftKind = "transcript"

// work is what the pages of a transcript and of a translation share.
type work struct {
	frame.Page
	ID       string // of the response
	Medium   string
	Back     string // the response
	Queue    string
	Here     string // path of this page
	CanEdit  bool
	Base     int // the version that the page was made from; 0 = none
	State    voxpop.State
	Standing string
	Quotable bool
	TextLang string
	Dir      string
	Player   *player
	Versions []versionLine
	Draft    *draftNote
	Conflict *conflict
	Problem  string // what was wrong with a form
	Step     *stepLine
	Ahead    bool   // the machine has something to do yet that the page waits for
	News     bool   // this is no page but what an open one takes into itself
	Heard    bool   // that page plays the recording already
	Words    string // of the transcript that is heard: see timedWords
}

// draftNote says that what somebody typed and never saved is on the page.
type draftNote struct{ At, Kind, Name string }

// conflict is what two people made of one version.
type conflict struct {
	Who    string
	Mine   []merge.Change // against what both began from
	Theirs []merge.Change
	Places []merge.Conflict // which both changed
}

// transcriptPage is the data of transcript.tmpl.
type transcriptPage struct {
	work
	Text         string
	Parts        []part // of the version shown, cut where the machine was unsure
	Unsure       int
	Machine      *voxpop.TextVersion // what the machine wrote, when people changed it
	Langs        []choice
	Others       []otherWork
	Into         []choice
	Inaudible    string // what the button writes; {at} is the time
	NameRemoved  string
	Marks        string // the language of the two
	Placeholders string
}

type choice struct {
	Tag, Name string
	Current   bool
}

// otherWork is a translation of this transcript.
type otherWork struct{ URL, Name, State string }

func (s *Screens) transcript(q *frame.Request) error {
	ref, err := refOf(q, voxpop.OfTranscript)
	if err != nil {
		return err
	}
	t, err := s.open(q, ref)
	if err != nil {
		return err
	}
	if t.Response.Medium == voxpop.Text {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "texts", Message: "a response in text has no transcript"}
	}
	v := newest(t)
	d, there, err := q.Draft(draftKind, ref.Response)
	if err != nil {
		return err
	}
	if there && q.May(people.Edit) {
		mine := strings.TrimSpace(lines(d.Fields.Get("text")))
		lang := d.Fields.Get("lang")
		base, _ := strconv.Atoi(d.Base)
		switch old, ok := at(t.Versions, base); {
		case same(mine, v.Text) && (lang == "" || lang == v.Lang):
			// Nothing that is not saved.
		case !ok || base == v.N:
			p, err := s.newTranscript(q, t, mine, lang)
			if err != nil {
				return err
			}
			p.Draft = &draftNote{At: q.T.Clock(d.At.Local()), Kind: draftKind, Name: ref.Response}
			return q.Write(pages, "transcript.tmpl", p)
		default: // somebody else went on meanwhile
			p, err := s.merged(q, t, old.Text, mine, lang)
			if err != nil {
				return err
			}
			p.Draft = &draftNote{At: q.T.Clock(d.At.Local()), Kind: draftKind, Name: ref.Response}
			return q.Write(pages, "transcript.tmpl", p)
		}
	}
	p, err := s.newTranscript(q, t, v.Text, "")
	if err != nil {
		return err
	}
	return q.Write(pages, "transcript.tmpl", p)
}

// newTranscript is the page of a transcript with a text in its field.
func (s *Screens) newTranscript(q *frame.Request, t scribe.Texts, text, lang string) (p transcriptPage, err error) {
	v := newest(t)
	p.work, err = s.newWork(q, t, v, q.T.Say("texts.transcript.title", "id", t.Response.ID), append(workKeys(q), frame.Key{Keys: "Alt+U", Says: q.T.Say("texts.key.unsure")})...)
	if err != nil {
		return p, err
	}
	p.Script = "transcript"
	p.TextLang = cmp.Or(lang, v.Lang, t.Response.Lang)
	p.Dir = direction(p.TextLang)
	p.Text = text
	if text == v.Text {
		p.Text = locale.Balance(text)
	}
	if text == v.Text {
		p.Words, p.Unsure = timedWords(p.Text, v.Words)
		p.Parts = unsureParts(v)
	} else {
		p.Words, p.Unsure = timedWords(text, transcript.Edit(transcript.From(v), text).Words)
		p.Parts = []part{{Text: text}}
	}
	if i := slices.IndexFunc(t.Versions, func(v voxpop.TextVersion) bool { return v.State == voxpop.Machine }); i >= 0 && t.Versions[i].Text != v.Text {
		p.Machine = &t.Versions[i]
	}
	p.Langs = s.languages(q, t.Response, p.TextLang)
	for _, o := range t.Newest {
		if o.Of == voxpop.OfTranslation {
			p.Others = append(p.Others, otherWork{URL: workPath(q.Slug(), t.Response.ID, o.Of, o.Lang), Name: q.T.Language(o.Lang), State: standing(q, o)})
		}
	}
	for _, c := range s.languages(q, t.Response, "") {
		if c.Tag != "" && !strings.EqualFold(c.Tag, p.TextLang) && !slices.ContainsFunc(t.Newest, func(v voxpop.TextVersion) bool { return v.Of == voxpop.OfTranslation && v.Lang == c.Tag }) {
			p.Into = append(p.Into, c)
		}
	}
	// What is put into a text is in the language of the text.
	marks := locale.For(p.TextLang)
	p.Inaudible, p.NameRemoved, p.Marks = marks.Say("texts.mark.inaudible", "at", "{at}"), marks.Say("texts.mark.name"), marks.Tag
	return p, nil
}

// newWork is what the pages of both works share.
func (s *Screens) newWork(q *frame.Request, t scribe.Texts, v voxpop.TextVersion, title string, keys ...frame.Key) (w work, err error) {
	ref := scribe.Ref{Of: voxpop.OfTranscript, Lang: q.PathValue("lang")}
	step := scribe.Transcribe
	if ref.Lang != "" {
		ref.Of, step = voxpop.OfTranslation, scribe.Translate+scribe.Step(ref.Lang)
	}
	r := t.Response
	w = work{Page: q.Page("texts", title, keys...), ID: r.ID, Medium: q.T.Medium(string(r.Medium)), Back: responsePath(q.Slug(), r.ID), Queue: queuePath(q.Slug()),
		Here: workPath(q.Slug(), r.ID, ref.Of, ref.Lang), CanEdit: q.May(people.Edit), Base: v.N, State: v.State, Standing: standing(q, v), Quotable: v.State == voxpop.Reviewed,
		Versions: history(q, t.Versions)}
	// A screen that others see plays nothing: a voice is known like a name.
	if !w.Shared && (r.Medium == voxpop.Voice || r.Medium == voxpop.Video) {
		if w.Player, err = s.player(q, r.ID); err != nil {
			return w, err
		}
	}
	tasks, err := s.Records.Tasks(q.Context(), q.Slug(), r.ID)
	if err != nil {
		return w, err
	}
	for _, task := range tasks {
		if task.State != scribe.Done && (task.Step == step || v.N == 0 && task.Step == scribe.Clean) {
			l := s.stepLine(q, Step{Task: task, Medium: r.Medium, Lang: r.Lang})
			w.Step = &l
			break
		}
	}
	w.Ahead = w.Step != nil || w.Player == nil && !w.Shared && (r.Medium == voxpop.Voice || r.Medium == voxpop.Video)
	return w, nil
}

// news answers a page that is open already. Nothing of what somebody said is in
// it, so it is no look.
func (s *Screens) news(of voxpop.Work) func(*frame.Request) error {
	return func(q *frame.Request) error {
		ref, err := refOf(q, of)
		if err != nil {
			return err
		}
		t, err := s.texts(q, ref)
		if err != nil {
			return err
		}
		w, err := s.newWork(q, t, newest(t), "")
		if err != nil {
			return err
		}
		w.News, w.Heard = true, q.FormValue("heard") != ""
		return q.Write(pages, "news.tmpl", w)
	}
}

// workKeys are the keys of both pages.
func workKeys(q *frame.Request) []frame.Key {
	return []frame.Key{{Keys: "Ctrl+S", Says: q.T.Say("texts.key.save")}, {Keys: "Ctrl+Enter", Says: q.T.Say("texts.key.next")}}
}

// merged is the page after two people changed one version: what both wrote is
// brought together, and what that means is shown before it is saved.
func (s *Screens) merged(q *frame.Request, t scribe.Texts, base, mine, lang string) (transcriptPage, error) {
	v := newest(t)
	text, places := merge.Three(base, mine, v.Text)
	p, err := s.newTranscript(q, t, text, lang)
	p.Conflict = newConflict(v, base, mine, places)
	return p, err
}

func newConflict(theirs voxpop.TextVersion, base, mine string, places []merge.Conflict) *conflict {
	return &conflict{Who: theirs.By, Mine: merge.Changes(base, mine), Theirs: merge.Changes(base, theirs.Text), Places: places}
}

// direction is that of a language, "auto" where it is not known.
func direction(lang string) string {
	if lang == "" {
		return "auto"
	}
	return locale.Dir(lang)
}

// languages are those that a text of a call-out may be in.
func (s *Screens) languages(q *frame.Request, r voxpop.Response, current string) (all []choice) {
	tags := []string{current, r.Lang}
	if c, err := s.Records.Callout(q.Context(), q.Slug()); err == nil {
		tags = append(tags, c.Languages...)
	}
	tags = append(append(tags, s.Into...), locale.Supported()...)
	var seen []string
	for _, tag := range tags {
		if tag != "" && !slices.Contains(seen, tag) {
			seen = append(seen, tag)
			all = append(all, choice{tag, q.T.Language(tag), tag == current})
		}
	}
	if current == "" {
		all = append([]choice{{Name: q.T.Say("texts.lang.unknown"), Current: true}}, all...)
	}
	return all
}

// saved is what a script hears of a save.
type saved struct {
	Base     int    `json:"base"`
	Standing string `json:"standing"`
	State    string `json:"state"`
	Words    string `json:"words,omitempty"`
	At       string `json:"at"`
}

func (s *Screens) saveTranscript(q *frame.Request) error {
	ref, err := refOf(q, voxpop.OfTranscript)
	if err != nil {
		return err
	}
	if err := q.ParseForm(); err != nil || !q.PostForm.Has("text") {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "the form cannot be read or is too large"}
	}
	mine, base := strings.TrimSpace(lines(q.PostForm.Get("text"))), number(q, "base")
	if ref.Lang = strings.TrimSpace(q.PostForm.Get("other-lang")); ref.Lang == "" {
		ref.Lang = q.PostForm.Get("lang")
	}
	if ref.Lang != "" && !voxpop.ValidLang(ref.Lang) {
		return s.refuseTranscript(q, ref, mine, q.T.Say("texts.problem.lang"))
	}
	t, err := s.Records.Texts(q.Context(), scribe.Ref{Callout: ref.Callout, Response: ref.Response, Of: ref.Of})
	if err != nil {
		return err
	}
	review := q.PostForm.Get("do") == "review"
	if review && mine == "" {
		return s.refuseTranscript(q, ref, mine, q.T.Say("texts.problem.empty"))
	}
	v, known := at(t.Versions, base)
	if known && same(mine, v.Text) { // only what is shown was cleaned
		mine = v.Text
	}
	if mine == "" && base == 0 {
		return s.refuseTranscript(q, ref, mine, q.T.Say("texts.problem.empty"))
	}
	v, err = s.Scribe.Edit(q.Context(), q.By, ref, base, mine)
	if err == nil && review {
		v, err = s.Scribe.Review(q.Context(), q.By, ref, v.N)
	}
	if voxpop.KindOf(err) == voxpop.Conflict && !known {
		err = &voxpop.Error{Kind: voxpop.Invalid, Op: "texts", Message: "there is no such version"}
	}
	if voxpop.KindOf(err) == voxpop.Conflict {
		return s.clash(q, ref, base, mine)
	}
	if err != nil {
		return err
	}
	if err := q.DropDraft(draftKind, ref.Response); err != nil {
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
		words, _ := timedWords(locale.Balance(v.Text), v.Words)
		return q.JSON(saved{Base: v.N, Standing: standing(q, v), State: string(v.State), Words: words, At: q.T.Clock(q.Now.Local())})
	case review:
		return s.goOn(q, ref, t.Response)
	}
	return q.Redirect(workPath(ref.Callout, ref.Response, ref.Of, ""))
}

// clash answers a save that came too late with both versions.
func (s *Screens) clash(q *frame.Request, ref scribe.Ref, base int, mine string) error {
	t, err := s.open(q, scribe.Ref{Callout: ref.Callout, Response: ref.Response, Of: ref.Of})
	if err != nil {
		return err
	}
	old, _ := at(t.Versions, base)
	p, err := s.merged(q, t, old.Text, mine, ref.Lang)
	if err != nil {
		return err
	}
	return q.WriteStatus(http.StatusConflict, pages, "transcript.tmpl", p)
}

// refuseTranscript shows the form again with what was wrong with it.
func (s *Screens) refuseTranscript(q *frame.Request, ref scribe.Ref, mine, problem string) error {
	ref.Lang = ""
	t, err := s.open(q, ref)
	if err != nil {
		return err
	}
	p, err := s.newTranscript(q, t, mine, "")
	if err != nil {
		return err
	}
	p.Problem = problem
	return q.WriteStatus(http.StatusUnprocessableEntity, pages, "transcript.tmpl", p)
}
