package front

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/locale"
	"voxpop/internal/page"
)

// formPage is the data of form.tmpl.
type formPage struct {
	page.Base
	Callout                                    voxpop.Callout
	Form                                       string // language of the form: the question's, also where the page speaks another
	Question, QuestionLang                     string
	Context, ContextLang, Consent, ConsentLang string
	Closes                                     string // day in words; "" when it stays open
	Retention                                  int    // days; 0 = not announced
	Sent                                       sent
	Problem                                    string            // sentence above the form; "" = none
	Problems                                   map[string]string // sentences at the fields
	Text, Voice, Video, Photo                  bool              // what may be sent
	Accept                                     string            // media types of the file input; "" = no file
	Kinds                                      string            // what they are, in words
	MaxText                                    int               // code points
	Size                                       string            // largest file, in words
	Bytes                                      int64             // the same in bytes
	Script                                     string            // its address, "" = none
	Say                                        template.HTMLAttr
	Trap                                       string
	WordLang                                   string // of the receipt that the script shows
	Until                                      string // how long an answer can be taken back
	choices                                    []page.Choice
}

// Arrived is the key of the sentence that says so; who holds the keys it says
// only where that is the newsroom alone.
func (p formPage) Arrived() string {
	if p.Evaluation {
		return "front.thanks.trial"
	}
	return "front.thanks.text"
}

// Languages are those of the question.
func (p formPage) Languages() []page.Choice { return p.choices }

// field is one thing that people may say of themselves.
type field struct {
	ID, Label, Value, Wrong string
	Max                     int
}

// Fields are what people may say of themselves.
func (p formPage) Fields() []field {
	f := func(id, value string, max int) field {
		return field{id, p.T.Say("front.person." + id), value, p.Problems[id], max}
	}
	return []field{f("name", p.Sent.Name, maxPerson), f("age", p.Sent.Age, 3), f("place", p.Sent.Place, maxPerson), f("role", p.Sent.Role, maxPerson)}
}

// Levels are the choices of a name.
func (p formPage) Levels() []voxpop.NameLevel {
	return []voxpop.NameLevel{voxpop.NoName, voxpop.FirstName, voxpop.FullName}
}

// formLang is the language in which a question is shown: the one asked for
// when the call-out has it, else the page's, else the call-out's first.
func formLang(c *callout, r *http.Request) string {
	if want := r.URL.Query().Get("lang"); slices.Contains(c.Callout.Languages, want) {
		return want
	}
	lang := page.Language(r)
	if slices.Contains(c.Callout.Languages, lang) || len(c.Callout.Languages) == 0 {
		return lang
	}
	return c.Callout.Languages[0]
}

// base is a page's [page.Base] for a question shown in form.
func base(r *http.Request, form string) page.Base {
	b := page.NewBase(r)
	if form != "" && r.URL.Query().Get("lang") == "" {
		b.T = locale.For(form)
		b.Lang = b.T.Tag
	}
	return b
}

func (d *door) newForm(r *http.Request, c *callout, s sent) formPage {
	form := formLang(c, r)
	p := formPage{Base: base(r, form), Callout: c.Callout, Form: form, Sent: s, Trap: trapField}
	p.WordLang = intake.WordLang(p.Lang)
	p.Path = "/q/" + c.Callout.Slug
	if p.Sent.Level == "" {
		p.Sent.Level = voxpop.NoName
	}
	p.Question, p.QuestionLang = c.Callout.Question.Best(form, c.Callout.Languages...)
	p.Context, p.ContextLang = c.Callout.Context.Best(form, c.Callout.Languages...)
	p.Consent, p.ConsentLang = c.Callout.Consent.Best(form, c.Callout.Languages...)
	p.Title = locale.Balance(p.Question)
	p.Text, p.Voice, p.Video, p.Photo = allows(c)
	p.MaxText = longestText(c)
	p.Retention = c.Callout.RetentionDays
	if !c.Callout.Closes.IsZero() {
		p.Closes = p.T.Day(c.Callout.Closes.InZone(c.Callout.Zone()))
	}
	p.Until = p.T.Say("front.until.kept")
	if at := c.Callout.ErasedAt(); !at.IsZero() {
		p.Until = p.T.Say("front.until", "day", p.T.Day(at))
	}
	p.Bytes = d.largest(c)
	p.Size = sizeInWords(p.T, p.Bytes)
	p.Accept, p.Kinds = accepts(p.T, c)
	if hasScript {
		p.Script = scriptURL
		p.Say = sayings(p.T, "front.say.", scriptSays, "kinds", p.Kinds, "size", p.Size)
	}
	for _, tag := range c.Callout.Languages {
		p.choices = append(p.choices, page.Choice{Tag: tag, Dir: locale.Dir(tag), Name: locale.OwnName(tag), URL: p.Path + "?lang=" + tag, Current: tag == form})
	}
	return p
}

// allows says which media a call-out takes; one that names none takes text.
func allows(c *callout) (text, voice, video, photo bool) {
	has := func(m voxpop.Medium) bool { return slices.Contains(c.Callout.Media, m) }
	voice, video, photo = has(voxpop.Voice), has(voxpop.Video), has(voxpop.Photo)
	return has(voxpop.Text) || !voice && !video && !photo, voice, video, photo
}

// accepts returns the media types of the file input and what they are in words.
func accepts(t *locale.Locale, c *callout) (types, kinds string) {
	_, voice, video, photo := allows(c)
	var accept, words []string
	for _, m := range []struct {
		ok        bool
		kind, key string
	}{{voice, "audio/*", "voice"}, {video, "video/*", "video"}, {photo, "image/*", "photo"}} {
		if m.ok {
			accept = append(accept, m.kind)
			words = append(words, t.Say("front.form.file."+m.key))
		}
	}
	return strings.Join(accept, ","), strings.Join(words, " · ")
}

// largest is how large a file for a call-out may be, in bytes.
func (d *door) largest(c *callout) int64 {
	n := c.Callout.Limits.Bytes
	if n <= 0 {
		return d.limits.FileBytes
	}
	sizes := intake.Sizes()
	return min(n, sizes[len(sizes)-1]-fileRoom)
}

func sizeInWords(t *locale.Locale, n int64) string {
	if n < 1<<20 {
		return t.Say("front.size.kb", "n", int(max(1, n>>10)))
	}
	return t.Say("front.size.mb", "n", int(n>>20))
}

// showForm writes the form. Without a ticket that can still be used it gets a
// new one.
func (d *door) showForm(w http.ResponseWriter, r *http.Request, c *callout, status int, p formPage) {
	if p.Sent.Ticket == "" {
		ticket, err := d.issue(c.Callout.Slug)
		if err != nil {
			page.Fail(w, r, d.Log, err)
			return
		}
		p.Sent.Ticket = ticket
	}
	if p.Problem != "" || len(p.Problems) > 0 {
		p.Title = p.T.Say("front.again.title") + " · " + p.Title
	}
	if p.Script != "" {
		allowScript(w, p.Voice || p.Video, p.Video)
	}
	if err := pages.Write(w, status, "form.tmpl", p); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

// question shows a call-out with its form.
func (d *door) question(w http.ResponseWriter, r *http.Request) {
	c := d.openCallout(w, r, r.PathValue("slug"), "")
	if c == nil {
		return
	}
	if d.buckets.take(network(r, d.Options.ClientHeader), .1) == flood {
		d.slow(w, r, "")
		return
	}
	ticket, err := d.issue(c.Callout.Slug)
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	before, after, ok := bytes.Cut(d.emptyForm(r, c), []byte(formMark))
	if !ok {
		d.showForm(w, r, c, http.StatusOK, d.newForm(r, c, sent{Ticket: ticket}))
		return
	}
	_, voice, video, _ := allows(c)
	if hasScript {
		allowScript(w, voice || video, video)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	for _, b := range [][]byte{before, []byte(ticket), after} {
		_, _ = w.Write(b)
	}
}

// formMark stands for the ticket in a form that is kept rendered; no ticket
// and no text of a card has its letters.
const formMark = "000-the-ticket-stands-here-000"

// formKey names one rendering of an empty form.
type formKey struct{ slug, page, form string }

// emptyForm returns a form as everybody gets it, rendered once while the cards
// stay: in a flood of visitors the templates would be most of the work.
func (d *door) emptyForm(r *http.Request, c *callout) []byte {
	form := formLang(c, r)
	key := formKey{c.Callout.Slug, base(r, form).Lang, form}
	d.mu.Lock()
	b := d.forms[key]
	d.mu.Unlock()
	if b != nil {
		return b
	}
	b, err := pages.Render("form.tmpl", d.newForm(r, c, sent{Ticket: formMark}))
	if err != nil {
		return nil // showForm says so
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forms[key] = b
	return b
}

// openCallout returns the call-out of a slug when it takes answers; else it
// answers with the page that says why not, and returns nil. kept is text that
// somebody typed, shown so that it is not lost.
func (d *door) openCallout(w http.ResponseWriter, r *http.Request, slug, kept string) *callout {
	c, err := d.find(slug)
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return nil
	}
	if c == nil {
		d.notice(w, r, http.StatusNotFound, noticePage{Base: page.NewBase(r), Key: "front.none", Home: true})
		return nil
	}
	n := noticePage{Base: base(r, formLang(c, r)), Home: true, Return: true, Kept: kept}
	n.Question, n.QuestionLang = c.Callout.Question.Best(formLang(c, r), c.Callout.Languages...)
	switch d.state(c) {
	case closed:
		n.Key = "front.gone"
		d.notice(w, r, http.StatusGone, n)
		return nil
	case early:
		n.Key, n.Return = "front.early", false
		n.Message = n.T.Say("front.early.text", "day", n.T.Day(c.Callout.Opens.InZone(c.Callout.Zone())))
		d.notice(w, r, http.StatusForbidden, n)
		return nil
	}
	return c
}

// noticePage is the data of notice.tmpl: one thing said, and where to go on.
type noticePage struct {
	page.Base
	Key                    string // of the title, with .title, and of the sentence, with .text
	Message                string // instead of the sentence
	Hint                   string
	Question, QuestionLang string
	Kept                   string // what was typed, to copy it
	Home, Return           bool   // links
	Again                  string // address of a new form; "" = none
}

func (d *door) notice(w http.ResponseWriter, r *http.Request, status int, n noticePage) {
	n.Title = n.T.Say(n.Key + ".title")
	if n.Message == "" {
		n.Message = n.T.Say(n.Key + ".text")
	}
	if err := pages.Write(w, status, "notice.tmpl", n); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

// slow answers who sends too much.
func (d *door) slow(w http.ResponseWriter, r *http.Request, kept string) {
	w.Header().Set("Retry-After", "60")
	d.notice(w, r, http.StatusTooManyRequests, noticePage{Base: page.NewBase(r), Key: "front.slow", Kept: kept})
}

// homePage is the data of home.tmpl.
type homePage struct {
	page.Base
	Callouts []homeLine
}

type homeLine struct{ URL, Question, Lang, Closes string }

// home lists the questions that are open, or goes to the only one.
func (d *door) home(w http.ResponseWriter, r *http.Request) {
	all, err := d.known()
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	p := homePage{Base: page.NewBase(r)}
	p.Title = p.T.Say("front.home.title")
	for _, c := range all {
		if d.state(c) != open {
			continue
		}
		form := formLang(c, r)
		line := homeLine{URL: "/q/" + c.Callout.Slug + "?lang=" + form}
		line.Question, line.Lang = c.Callout.Question.Best(form, c.Callout.Languages...)
		if !c.Callout.Closes.IsZero() {
			line.Closes = p.T.Say("front.home.closes", "day", p.T.Day(c.Callout.Closes.InZone(c.Callout.Zone())))
		}
		p.Callouts = append(p.Callouts, line)
	}
	if len(p.Callouts) == 1 {
		w.Header().Set("Location", p.Callouts[0].URL)
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if err := pages.Write(w, http.StatusOK, "home.tmpl", p); err != nil {
		page.Fail(w, r, d.Log, err)
	}
}

// sayings are the sentences that the script shows, as attributes of its form.
func sayings(t *locale.Locale, prefix string, names []string, args ...any) template.HTMLAttr {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(" data-say-" + name + `="` + template.HTMLEscapeString(t.Say(prefix+name, args...)) + `"`)
	}
	return template.HTMLAttr(b.String())
}

var scriptSays = strings.Fields(`sealing sending percent pause resume paused offline empty unsealed unsent used old busy full large closed
	asking refused nodevice inuse norecord recording time elapsed limit recorded deleted long kind age`)
