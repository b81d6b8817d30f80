package inbox

import (
	"cmp"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/wave"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
)

// responsePage is the data of response.tmpl.
type responsePage struct {
	frame.Page
	Answer answerPart
}

// answerPart is one answer, on its own page or beside the list.
type answerPart struct {
	T        *locale.Locale
	ID, URL  string
	ActURL   string
	InboxURL string
	Fields   []field // of the list that it was opened from
	Prev     string
	Next     string
	At, Of   int
	Own      bool // it has the page to itself
	Edit     bool
	Shared   bool

	Gone     bool
	GoneSays string

	Facts        []string
	Day, ISO     string
	Row          row
	Steps        []step
	Player       *playerPart
	Said         textPart
	Others       []textPart // translations, that into the page's language first
	Missing      []link     // translations to be written
	Flip         bool
	HasWords     bool
	Codes        codesBox
	Consent      []flag
	Person       personPart
	Same         []otherLine
	SameMore     bool
	Repeats      []otherLine
	RepeatOf     string
	RepeatURL    string
	CampaignSays string
	Campaign     string
	SetAside     string
	Promise      bool // nobody is quoted who was not contacted first
	Reply        replyPart
	Quoted       []quotedLine
	Failed       []failedLine
	History      string // URL
	People       []option
	Tags         []string
}

type link struct{ URL, Name string }

// step is one word of the progress.
type step struct {
	Name string
	Done bool
	Note string
}

// textPart is one text of an answer.
type textPart struct {
	T        *locale.Locale
	Title    string
	Lang     string // "" = not known
	Dir      string
	Pieces   []piece
	Timed    bool
	State    string // in words; "" for what a person wrote
	Tone     string
	EditURL  string
	EditName string
	Stale    bool // the words that it translates were changed since
	Hidden   bool
}

type playerPart struct {
	T          *locale.Locale
	ID, URL    string
	Video      bool // there is one
	Audio      bool
	Still      bool
	Wave       string // path of the SVG
	Length     string
	Spoken     string
	Kind       scribe.Kind // what is shown; "" = nobody asked yet
	Sources    []source
	Poster     string
	Hidden     bool
	Pending    string
	Reason     string
	Hint       string
	MediumName string
}

type personPart struct {
	T        *locale.Locale
	URL      string
	Any      bool // the person said something of themself
	Hidden   bool // the screen is shared
	May      bool // see it
	Revealed bool
	Name     string
	Age      int
	HasAge   bool
	Place    string
	Role     string
	Reach    string // in words
}

type otherLine struct {
	URL, ID, Kind, Day, ISO, Note string
}

type quotedLine struct {
	URL string
	said
}

type failedLine struct{ Says, Reason, Hint, URL string }

type replyPart struct {
	Can   bool
	Draft *frame.Draft
	At    string
	Text  string
	Lang  string
	Langs []option
}

func (s *Screens) response(q *frame.Request) error {
	id := q.PathValue("id")
	if q.Partial() && q.URL.Query().Get("part") == "player" {
		return s.playerNow(q, id)
	}
	a, err := s.answer(q, id)
	if err != nil {
		return err
	}
	if q.Partial() {
		return q.Write(pages, "answer-opened", a)
	}
	a.Own = true
	return s.writeAnswer(q, a)
}

func (s *Screens) writeAnswer(q *frame.Request, a answerPart) error {
	p := responsePage{Page: q.Page("inbox", q.T.Say("inbox.answer", "id", locale.Isolate(a.ID)), s.responseKeys(q)...), Answer: a}
	p.Script = "inbox"
	status := http.StatusOK
	if a.Gone {
		status = http.StatusGone
	}
	return q.WriteStatus(status, pages, "response.tmpl", p)
}

func (s *Screens) responseKeys(q *frame.Request) []frame.Key {
	keys := []frame.Key{{Keys: "j k", Says: q.T.Say("inbox.key.next")}, {Keys: "u", Says: q.T.Say("inbox.key.back")}, {Keys: "l", Says: q.T.Say("inbox.key.flip")},
		{Keys: "Space", Says: q.T.Say("inbox.key.play")}}
	if q.May(people.Edit) {
		keys = append(keys, frame.Key{Keys: "e", Says: q.T.Say("inbox.key.done")}, frame.Key{Keys: "s", Says: q.T.Say("inbox.key.star")},
			frame.Key{Keys: "a", Says: q.T.Say("inbox.key.assign")}, frame.Key{Keys: "#", Says: q.T.Say("inbox.key.spam")}, frame.Key{Keys: "z", Says: q.T.Say("inbox.key.undo")})
	}
	if q.May(people.Code) {
		keys = append(keys, frame.Key{Keys: "c", Says: q.T.Say("inbox.key.code")})
	}
	return keys
}

// answer reads one answer for its page: the look is written down first, and
// the answer is read from then on.
func (s *Screens) answer(q *frame.Request, id string) (a answerPart, err error) {
	slug := q.Slug()
	r, err := s.Answers.Read(q.Context(), slug, id)
	if err != nil {
		return a, err
	}
	f := filterOf(q.Form)
	if q.Form == nil {
		f = filterOf(q.URL.Query())
	}
	words := f.Words
	f.Words = ""
	a = answerPart{T: q.T, ID: id, URL: responseURL(slug, id), ActURL: inboxURL(slug) + "/act", InboxURL: inboxURL(slug) + f.query(), Fields: f.fields(),
		Edit: q.May(people.Edit), Shared: q.Session.Shared}
	if words != "" {
		a.Fields = append(a.Fields, field{"q", words})
	}
	if around, err := s.Answers.Around(q.Context(), slug, f, id); err != nil {
		return a, err
	} else if a.At, a.Of = around.At, around.Of; around.At > 0 {
		if around.Prev != "" {
			a.Prev = responseURL(slug, around.Prev) + f.query()
		}
		if around.Next != "" {
			a.Next = responseURL(slug, around.Next) + f.query()
		}
	}
	if r.Response.Gone() {
		a.Gone = true
		a.GoneSays = q.T.Say("inbox.gone.illegal")
		if r.Response.Withdrawn() {
			a.GoneSays = q.T.Say("inbox.gone", "day", q.T.Day(r.Response.WithdrawnAt.InZone(r.Callout.Zone())))
		}
		return a, nil
	}
	if err := q.Saw("look", id); err != nil {
		return a, err
	}
	it, err := s.Answers.Item(q.Context(), slug, id)
	if err != nil {
		return a, err
	}
	if !it.Seen && a.Edit && q.Method == http.MethodGet {
		yes := true
		if _, err := s.Answers.Act(q.Context(), q.By, slug, Pick{IDs: []string{id}}, Act{Seen: &yes}); err != nil {
			return a, err
		}
		it.Seen = true
	}
	names, err := s.names(q)
	if err != nil {
		return a, err
	}
	return a, s.fill(q, &a, r, it, names, f)
}

// fill writes what the page says of an answer.
func (s *Screens) fill(q *frame.Request, a *answerPart, r Reading, it Item, names map[string]string, f Filter) (err error) {
	x, slug := r.Response, q.Slug()
	a.Row = s.row(q, it, names, f.query())
	a.Day, a.ISO = a.Row.Day, a.Row.ISO
	a.Facts = []string{a.Row.Kind, q.T.Channel(string(x.Channel))}
	if a.Row.Lang != "" {
		a.Facts = append(a.Facts, a.Row.Lang)
	}
	var v sight
	a.Codes, v = s.codes(q, r, names)
	a.Steps = s.steps(q, r, v)
	if x.Medium != voxpop.Text {
		p, err := s.player(q, r, scribe.Kind(q.FormValue("play")))
		if err != nil {
			return err
		}
		a.Player = &p
	}
	s.fillTexts(q, a, r)
	a.Consent = consent(q.T, x, r.Callout)
	a.Person = s.person(q, r, false)
	for _, o := range r.Others {
		a.Same = append(a.Same, other(q, o))
	}
	for _, id := range r.Repeats {
		a.Repeats = append(a.Repeats, otherLine{URL: responseURL(slug, id), ID: id})
	}
	a.RepeatOf, a.Campaign, a.SetAside = x.DuplicateOf, x.Campaign, string(x.SetAside)
	if x.Campaign != "" {
		a.CampaignSays = q.T.Say("inbox.of.campaign", "name", locale.Isolate(x.Campaign))
	}
	if x.DuplicateOf != "" {
		a.RepeatURL = responseURL(slug, x.DuplicateOf)
	}
	a.Promise = r.Callout.ContactBeforeQuoting && !x.Contacted
	for _, st := range r.Quoted {
		a.Quoted = append(a.Quoted, quotedLine{URL: "/callouts/" + url.PathEscape(slug) + "/stories/" + url.PathEscape(st.Name), said: newSaid(cmp.Or(st.Headline, st.Name), st.Lang)})
	}
	for _, t := range r.Tasks {
		if t.State == scribe.Failed && t.Step != scribe.Clean {
			a.Failed = append(a.Failed, failedLine{Says: q.T.Say("inbox.step.failed", "step", stepName(q.T, t.Step)), Reason: t.Reason, Hint: t.Hint, URL: a.editURL(t.Step)})
		}
	}
	a.History = a.URL + "/history"
	if a.Edit {
		if err := s.fillEdit(q, a, r, it); err != nil {
			return err
		}
	}
	return nil
}

func (a *answerPart) editURL(step scribe.Step) string {
	if lang := step.Lang(); lang != "" {
		return a.URL + "/translation/" + url.PathEscape(lang)
	}
	return a.URL + "/transcript"
}

func stepName(t *locale.Locale, step scribe.Step) string {
	if lang := step.Lang(); lang != "" {
		return t.Say("inbox.translation.into", "language", t.Language(lang))
	}
	return t.Say("inbox.transcript")
}

// fillEdit adds what only an editor does.
func (s *Screens) fillEdit(q *frame.Request, a *answerPart, r Reading, it Item) error {
	a.People = []option{{Nobody, q.T.Say("inbox.nobody"), it.Assignee == ""}}
	all, err := s.desk(q)
	if err != nil {
		return err
	}
	for _, who := range all {
		a.People = append(a.People, option{who.ID, cmp.Or(who.Name, who.ID), who.ID == it.Assignee})
	}
	a.Reply = replyPart{Can: r.Reachable, Lang: cmp.Or(known(r.Response.Lang), r.Callout.Languages[0])}
	for _, lang := range append([]string{a.Reply.Lang}, r.Callout.Languages...) {
		if !slices.ContainsFunc(a.Reply.Langs, func(o option) bool { return o.Value == lang }) {
			a.Reply.Langs = append(a.Reply.Langs, option{lang, q.T.Language(lang), lang == a.Reply.Lang})
		}
	}
	d, ok, err := q.Draft("reply", a.ID)
	if ok {
		a.Reply.Draft, a.Reply.At, a.Reply.Text = &d, q.T.Day(d.At), d.Fields.Get("text")
		if lang := d.Fields.Get("reply-lang"); lang != "" {
			for i := range a.Reply.Langs {
				a.Reply.Langs[i].Chosen = a.Reply.Langs[i].Value == lang
			}
		}
	}
	return err
}

func known(lang string) string {
	if lang == "und" {
		return ""
	}
	return lang
}

func other(q *frame.Request, o Other) otherLine {
	l := otherLine{URL: responseURL(q.Slug(), o.ID), ID: o.ID, Kind: q.T.Medium(string(o.Medium)), Day: day(q.T, o.Day), ISO: o.Day}
	switch {
	case o.Gone:
		l.Note = q.T.Say("inbox.state.withdrawn")
	case o.SetAside != "":
		l.Note = q.T.Say("inbox.state." + string(o.SetAside))
	}
	return l
}

// steps is how far the desk is with an answer, in the words that every screen uses.
func (s *Screens) steps(q *frame.Request, r Reading, v sight) []step {
	say := func(key string) string { return q.T.Say("inbox.step." + key) }
	x := r.Response
	received := step{say("received"), true, ""}
	transcribed := step{Name: say("transcribed"), Done: x.Medium == voxpop.Text || x.Medium == voxpop.Photo}
	translated := step{Name: say("translated")}
	for _, t := range r.Texts {
		done := t.State == voxpop.Reviewed
		if t.Of == voxpop.OfTranscript {
			transcribed.Done = done
			if !done {
				transcribed.Note = say("unchecked")
			}
		} else if translated.Done = translated.Done || done; !translated.Done {
			translated.Note = say("unchecked")
		}
	}
	if translated.Done {
		translated.Note = ""
	}
	return []step{received, transcribed, translated, {say("coded.a"), v.Coders > 0, ""}, {say("coded.b"), v.Coders > 1, ""},
		{say("agreed"), len(v.Final) > 0 || v.Hidden == 0 && agreed(r.Codings), ""}, {say("quoted"), len(r.Quoted) > 0, ""}}
}

// fillTexts adds what was said, and its translations.
func (s *Screens) fillTexts(q *frame.Request, a *answerPart, r Reading) {
	x := r.Response
	hidden := q.Session.Shared && !s.SharedWords
	part := func(v voxpop.TextVersion) textPart {
		t := textPart{T: q.T, Hidden: hidden, State: q.T.Say("inbox.text." + string(v.State)), Tone: "warn"}
		if v.State == voxpop.Reviewed {
			t.Tone = "good"
		}
		sd := newSaid("", v.Lang)
		t.Lang, t.Dir = sd.Lang, sd.Dir
		if !hidden {
			t.Pieces = pieces(v)
			t.Timed = timed(t.Pieces)
		}
		return t
	}
	var transcripts int
	if x.Text != "" {
		sd := newSaid(x.Text, x.Lang)
		a.Said = textPart{T: q.T, Title: q.T.Say("inbox.said.text"), Lang: sd.Lang, Dir: sd.Dir, Hidden: hidden}
		if !hidden {
			a.Said.Pieces = []piece{{Text: x.Text}}
		}
		a.HasWords = true
	}
	source := 0
	for _, v := range r.Texts {
		if v.Of != voxpop.OfTranscript {
			continue
		}
		transcripts++
		t := part(v)
		source = v.N
		t.Title = q.T.Say("inbox.transcript")
		t.EditURL, t.EditName = a.URL+"/transcript", q.T.Say("inbox.edit.transcript")
		a.Said, a.HasWords = t, true
	}
	if transcripts == 0 && (x.Medium == voxpop.Voice || x.Medium == voxpop.Video) {
		a.Missing = append(a.Missing, link{a.URL + "/transcript", q.T.Say("inbox.write.transcript")})
	}
	into := false
	for _, v := range r.Texts {
		if v.Of != voxpop.OfTranslation {
			continue
		}
		t := part(v)
		t.Timed = false
		t.Title = q.T.Say("inbox.translation.into", "language", q.T.Language(v.Lang))
		t.Stale = source > 0 && v.Source > 0 && v.Source != source && v.State != voxpop.Reviewed
		t.EditURL, t.EditName = a.URL+"/translation/"+url.PathEscape(v.Lang), q.T.Say("inbox.edit.translation")
		if base(v.Lang) == q.Lang {
			into = true
			a.Others = slices.Insert(a.Others, 0, t)
			continue
		}
		a.Others = append(a.Others, t)
	}
	if a.HasWords && !into && base(a.Said.Lang) != q.Lang {
		a.Missing = append(a.Missing, link{a.URL + "/translation/" + q.Lang, q.T.Say("inbox.write.translation", "language", q.T.Language(q.Lang))})
	}
	a.Flip = a.HasWords && len(a.Others) > 0 && !hidden
}

// consent says what a respondent allowed, in words.
func consent(t *locale.Locale, r voxpop.Response, c voxpop.Callout) (all []flag) {
	add := func(ok bool, key string) {
		f := flag{t.Say("inbox.consent." + key + ".no"), "warn"}
		if ok {
			f = flag{t.Say("inbox.consent." + key + ".yes"), "good"}
		}
		all = append(all, f)
	}
	add(r.Consent.Quote, "quote")
	switch r.Medium {
	case voxpop.Voice:
		add(r.Consent.Voice, "voice")
	case voxpop.Video:
		add(r.Consent.Voice, "voice")
		add(r.Consent.Face, "face")
	case voxpop.Photo:
		add(r.Consent.Face, "face")
	}
	level := cmp.Or(r.Consent.Name, voxpop.NoName)
	all = append(all, flag{t.Say("inbox.consent.name." + string(level)), ""})
	if c.ContactBeforeQuoting {
		add(r.Contacted, "contact")
	}
	return all
}

// person is what the respondent said of themself, shown when somebody asked.
func (s *Screens) person(q *frame.Request, r Reading, revealed bool) personPart {
	x := r.Response.Person
	p := personPart{T: q.T, URL: responseURL(q.Slug(), r.Response.ID), Any: x != voxpop.Person{}, Hidden: q.Session.Shared, May: q.May(people.Edit), Reach: q.T.Say("inbox.reach.no")}
	if r.Reachable {
		p.Reach = q.T.Say("inbox.reach.yes")
	}
	if revealed && !p.Hidden {
		p.Revealed, p.Name, p.Place, p.Role = true, x.Name, x.Place, x.Role
		if x.Age != nil {
			p.Age, p.HasAge = *x.Age, true
		}
	}
	return p
}

// reveal shows what a respondent said of themself, for this page only, after
// that was written down. Coders code words without knowing whose they are.
func (s *Screens) reveal(q *frame.Request) error {
	id := q.PathValue("id")
	if q.Session.Shared {
		return &voxpop.Error{Kind: voxpop.Forbidden, Op: "inbox.reveal", Message: "inbox.error.shared"}
	}
	r, err := s.Answers.Read(q.Context(), q.Slug(), id)
	if err != nil {
		return err
	}
	if r.Response.Gone() {
		return &voxpop.Error{Kind: voxpop.Withdrawn, Op: "inbox.reveal", Message: "the answer is gone"}
	}
	if err := q.Saw("reveal", id); err != nil {
		return err
	}
	p := s.person(q, r, true)
	if q.Partial() {
		return q.Write(pages, "person", p)
	}
	a, err := s.answer(q, id)
	if err != nil {
		return err
	}
	a.Person, a.Own = p, true
	return s.writeAnswer(q, a)
}

// player says what there is to hear and see; kind is what somebody asked for.
func (s *Screens) player(q *frame.Request, r Reading, kind scribe.Kind) (p playerPart, err error) {
	slug, x := q.Slug(), r.Response
	p = playerPart{T: q.T, ID: x.ID, URL: responseURL(slug, x.ID), Video: has(r, scribe.Video), Audio: has(r, scribe.Audio) || has(r, scribe.AAC), Still: has(r, scribe.Still),
		Hidden: q.Session.Shared, MediumName: q.T.Medium(string(x.Medium))}
	for _, d := range r.Derivatives {
		if d.Seconds > 0 {
			p.Length, p.Spoken = clock(d.Seconds), spoken(q.T, d.Seconds)
		}
	}
	if !p.Video && !p.Audio && !p.Still {
		key, task := pending(r.Tasks)
		p.Pending, p.Reason, p.Hint = q.T.Say(cmp.Or(key, "inbox.media.none")), task.Reason, task.Hint
		return p, nil
	}
	if p.Hidden {
		return p, nil
	}
	switch kind {
	case scribe.Audio, scribe.AAC:
		p.Kind, p.Sources = scribe.Audio, s.sources(slug, r, scribe.Audio, scribe.AAC)
	case scribe.Video:
		p.Kind, p.Sources = scribe.Video, s.sources(slug, r, scribe.Video)
		if has(r, scribe.Poster) {
			p.Poster = p.URL + "/media/poster"
		}
	case scribe.Still:
		p.Kind, p.Sources = scribe.Still, s.sources(slug, r, scribe.Still)
	}
	if len(p.Sources) == 0 {
		p.Kind = ""
	}
	if has(r, scribe.Peaks) {
		p.Wave, err = s.wave(q, x.ID)
	}
	return p, err
}

// The box in which a waveform is drawn.
const waveWidth, waveHeight = 800, 64

// wave draws the waveform of a recording; one that is lost or damaged is left
// out, since nobody needs it to listen.
func (s *Screens) wave(q *frame.Request, id string) (string, error) {
	_, open, err := s.Answers.Media(q.Context(), q.Slug(), id, scribe.Peaks)
	if err != nil {
		return "", notLost(err)
	}
	body, err := open(0, -1)
	if err != nil {
		return "", notLost(err)
	}
	defer body.Close()
	peaks, err := wave.Read(body)
	if err != nil {
		return "", notLost(err)
	}
	return wave.Path(peaks, waveWidth, waveHeight), nil
}

func notLost(err error) error {
	if k := voxpop.KindOf(err); k == voxpop.NotFound || k == voxpop.Invalid || k == voxpop.Forbidden || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// historyPage is the data of history.tmpl.
type historyPage struct {
	frame.Page
	Past pastPart
}

type pastPart struct {
	T        *locale.Locale
	ID, URL  string
	Versions []versionLine
	Lines    []pastLine
	More     string // URL of the older lines
}

type versionLine struct {
	Work, State, By, Day, ISO string
	N                         int
	Engine                    string
	URL                       string
}

type pastLine struct {
	Day, ISO, Who, Verb, Field, Old, New string
}

// linesOf is how many lines of the audit log the history shows at once.
const linesOf = 50

func (s *Screens) history(q *frame.Request) error {
	id := q.PathValue("id")
	before, _ := strconv.ParseInt(q.FormValue("before"), 10, 64)
	past, err := s.Answers.Past(q.Context(), q.Slug(), id, before, linesOf)
	if err != nil {
		return err
	}
	names, err := s.names(q)
	if err != nil {
		return err
	}
	part := pastPart{T: q.T, ID: id, URL: responseURL(q.Slug(), id)}
	for _, v := range past.Versions {
		l := versionLine{Work: stepName(q.T, scribe.Transcribe), State: q.T.Say("inbox.text." + string(v.State)), By: orID(names, v.By), N: v.N, Engine: v.Engine, URL: part.URL + "/transcript"}
		if v.Of == voxpop.OfTranslation {
			l.Work, l.URL = stepName(q.T, scribe.Translate+scribe.Step(v.Lang)), part.URL+"/translation/"+url.PathEscape(v.Lang)
		}
		if !v.At.IsZero() {
			at := v.At.InZone(time.UTC)
			l.Day, l.ISO = q.T.Day(at), at.Format(time.DateOnly)
		}
		part.Versions = append(part.Versions, l)
	}
	for _, x := range past.Lines {
		if hiddenLine(x, q.Who) {
			continue
		}
		part.Lines = append(part.Lines, pastLine{Day: q.T.Day(x.At), ISO: x.At.Format(time.DateOnly), Who: orID(names, string(x.Actor)), Verb: verb(q.T, x.Verb), Field: x.Field, Old: x.Old, New: x.New})
	}
	if past.More && len(past.Lines) > 0 {
		part.More = part.URL + "/history?before=" + strconv.FormatInt(past.Lines[len(past.Lines)-1].ID, 10)
	}
	if q.Partial() {
		return q.Write(pages, "past", part)
	}
	return q.Write(pages, "history.tmpl", historyPage{q.Page("inbox", q.T.Say("inbox.history.of", "id", locale.Isolate(id)), s.responseKeys(q)...), part})
}

// hiddenLine reports whether a line tells of another coder's mark: the history
// is no way around the blindness.
func hiddenLine(l Line, who people.Person) bool {
	switch l.Verb {
	case "put_codings", "remove_codings", "code":
		return l.Actor != who.Actor()
	}
	return false
}

// verb names a verb of the audit log.
func verb(t *locale.Locale, verb string) string {
	if key := "inbox.verb." + verb; locale.Has(key) {
		return t.Say(key)
	}
	return verb
}
