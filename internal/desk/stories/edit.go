package stories

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/merge"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/story"
)

type editorPage struct {
	frame.Page
	Name, URL  string
	Body       string
	StoryLang  string
	Base       int64
	By, When   string
	CanEdit    bool
	CanQuote   bool
	CanPublish bool
	Draft      *draftNote
	Verdict    verdict
	Codes      []themeChoice
	Statements []statementChoice
	Charts     []chartChoice
	Published  string
}

type draftNote struct {
	T          *locale.Locale
	At         string
	Kind       string
	Name, Slug string
}

type statementChoice struct {
	Who, When string
	Text      words
	Quote     string // Markdown
	Only      bool   // only reported
}

type chartChoice struct{ Name, Markdown string }

// verdict is what the editor shows of a check; scripts get it as JSON.
type verdict struct {
	Findings []finding `json:"findings"`
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Says     string    `json:"says"`
	Outline  []heading `json:"outline"`
	Counting bool      `json:"counting,omitempty"` // ask again: the figures are being worked out
	Seq      string    `json:"seq,omitempty"`
	Millis   float64   `json:"ms"`
}

type finding struct {
	Start    int    `json:"start"`
	End      int    `json:"end"`
	Line     int    `json:"line"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Kind     string `json:"kind"` // the severity, in words
	Says     string `json:"says"` // what is wrong, in the person's language
	Place    string `json:"place"`
	Message  string `json:"message"` // of the compiler
	Hint     string `json:"hint"`
	English  bool   `json:"english,omitempty"` // the compiler cannot say it in the person's language
	Fixes    []fix  `json:"fixes,omitempty"`
}

type fix struct {
	Says  string       `json:"says"`
	Edits []story.Edit `json:"edits"`
}

type heading struct {
	Level int    `json:"level"`
	Text  string `json:"text"`
	Start int    `json:"start"` // code points of the file
	Line  int    `json:"line"`
	Code  string `json:"code,omitempty"` // the theme of its section
}

func (s *Screens) editor(q *frame.Request) error {
	name := q.PathValue("name")
	x, err := s.warm.at(q.Context(), q.Slug(), q.Now)
	if err != nil {
		return err
	}
	v, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil {
		return err
	}
	p := editorPage{Page: q.Page("stories", q.T.Say("stories.editor", "name", locale.Isolate(name)),
		frame.Key{Keys: "Ctrl+S", Says: q.T.Say("stories.save")}, frame.Key{Keys: "F8 / Shift+F8", Says: q.T.Say("stories.key.next")},
		frame.Key{Keys: "Ctrl+.", Says: q.T.Say("stories.key.fixes")}, frame.Key{Keys: "Alt+1…9", Says: q.T.Say("stories.key.fix")},
		frame.Key{Keys: "Ctrl+Shift+F", Says: q.T.Say("stories.key.drawer")}),
		Name: name, URL: address(q.Slug(), name), Body: string(v.Body), Base: v.N, By: string(v.By), CanEdit: q.May(people.Edit), CanQuote: q.May(people.Raw), CanPublish: q.May(people.Publish)}
	p.Script = "story"
	if !v.At.IsZero() {
		p.When = q.T.Day(v.At.In(x.callout.Zone()))
	}
	if p.CanEdit {
		d, ok, err := q.Draft("story", name)
		if err != nil {
			return err
		}
		if body := d.Fields.Get("body"); ok && body != "" && lines(body) != lines(string(v.Body)) {
			p.Body = lines(body)
			p.Base, _ = strconv.ParseInt(d.Base, 10, 64)
			p.Draft = &draftNote{q.T, q.T.Clock(d.At.Local()), "story", name, q.Slug()}
		}
	}
	p.Body = lines(p.Body)
	p.StoryLang = "en"
	got, err := x.check(q.Context(), s.House, name, []byte(p.Body))
	switch {
	case voxpop.KindOf(err) == voxpop.Invalid:
		p.Verdict = broken(q, err)
	case err != nil:
		return err
	default:
		p.Verdict = s.verdict(q, x, got)
		if got.Doc.Front.Lang != "" {
			p.StoryLang = got.Doc.Front.Lang
		}
	}
	s.drawerBasics(q, x, &p)
	if pub, ok := s.Press.Published(q.Slug(), p.StoryLang); ok && pub.Story == name {
		p.Published = pub.URL
	}
	return q.Write(pages, "editor.tmpl", p)
}

// lines writes a text with the line ends of the story files.
func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// drawerBasics fills in what the drawer has besides answers: shares,
// statements, charts, each as it is inserted.
func (s *Screens) drawerBasics(q *frame.Request, x *session, p *editorPage) {
	lang := p.StoryLang
	p.Codes = s.themes(q, x)
	for i := range p.Codes {
		c := &p.Codes[i]
		if share := x.share(c.Code); x.figures != nil {
			c.N = story.FigureText(lang, prevalence.Whole(share.N), share.Of)
		}
		c.Word = s.ladderWord(x, c.Code, lang)
	}
	for _, st := range x.statements {
		who, role := st.Called(q.Lang)
		c := statementChoice{Who: who, Text: words{st.Text, st.Lang}, Only: st.Kind == voxpop.Reported}
		if role != "" {
			c.Who += q.T.Say("stories.comma") + role
		}
		c.When = q.T.Date(st.SaidOn)
		text := st.Text
		for _, t := range st.Translations {
			if t.State == voxpop.Reviewed && locale.For(t.Lang).Tag == locale.For(lang).Tag && st.Lang != lang {
				text = t.Text
				c.Text = words{t.Text, t.Lang}
			}
		}
		c.Quote = quoteMarks(lang, "["+story.Plain(text)+"](statement:"+st.ID+")")
		p.Statements = append(p.Statements, c)
	}
	l := locale.For(lang)
	for _, name := range story.Charts {
		p.Charts = append(p.Charts, chartChoice{q.T.Say("stories.chart." + name), "![" + l.Say("stories.chart."+name) + "](chart:" + name + ")"})
	}
}

func quoteMarks(lang, s string) string {
	switch locale.For(lang).Tag {
	case "fa", "ar":
		return "«" + s + "»"
	}
	return "“" + s + "”"
}

// verdict words what a session says of a text for the person.
func (s *Screens) verdict(q *frame.Request, x *session, got *Verdict) verdict {
	if got.Result == nil {
		return verdict{Findings: []finding{}, Outline: outline(got.Doc), Says: q.T.Say("themes.first"), Counting: true}
	}
	v := worded(q, got.Result)
	v.Outline = outline(got.Doc)
	if x.behind {
		v.Says += " " + q.T.Say("themes.age", "at", q.T.Clock(x.counted.Local()))
	}
	return v
}

// worded is a result in the person's words.
func worded(q *frame.Request, res *story.Result) verdict {
	v := verdict{Findings: []finding{}, Outline: []heading{}, Errors: res.Errors(), Warnings: res.Warnings()}
	for _, f := range res.Findings {
		one := finding{Start: f.Start, End: max(f.Start, f.End), Line: f.Line, Severity: string(f.Severity), Code: string(f.Code), Kind: q.T.Say("stories." + string(f.Severity)),
			Says: q.T.Say("stories.code." + string(f.Code)), Place: q.T.Say("stories.line", "n", f.Line)}
		if !q.May(people.Raw) { // what is wrong with a quotation is said in the words of the answer
			v.Findings = append(v.Findings, one)
			continue
		}
		message, hint, ok := f.In(q.T)
		one.Message, one.Hint, one.English = locale.Balance(message), locale.Balance(hint), !ok
		for _, fx := range f.Fixes {
			one.Fixes = append(one.Fixes, fix{q.T.Say("stories.fix."+fx.Title, "words", locale.Isolate(fx.Words)), fx.Edits})
		}
		v.Findings = append(v.Findings, one)
	}
	v.Says = says(q, v.Errors, v.Warnings)
	return v
}

func says(q *frame.Request, errors, warnings int) string {
	if errors+warnings == 0 {
		return q.T.Say("stories.holds")
	}
	return q.T.Say("stories.verdict", "errors", errors, "warnings", warnings)
}

// broken is the verdict on a text that cannot be read as a story.
func broken(q *frame.Request, err error) verdict {
	message := err.Error()
	var hint string
	if e, ok := err.(*voxpop.Error); ok {
		message, hint = e.Message, e.Hint
	}
	return verdict{Findings: []finding{{Line: 1, Severity: "error", Code: "front-matter", Kind: q.T.Say("stories.error"), Says: q.T.Say("stories.code.front-matter"), Place: q.T.Say("stories.line", "n", 1), Message: message, Hint: hint, English: q.T.Tag != "en"}},
		Outline: []heading{}, Errors: 1, Says: says(q, 1, 0)}
}

// outline lists the headings, each with the theme that its section is about.
func outline(doc *story.Document) []heading {
	out := []heading{}
	runes, at := 0, 0
	for _, b := range doc.Blocks {
		if b.Heading && len(b.Offset) > 0 {
			runes += utf8.RuneCount(doc.Source[at:b.Offset[0]])
			at = b.Offset[0]
			line := 1 + strings.Count(string(doc.Source[:at]), "\n")
			level := 0
			for i := strings.LastIndexByte(string(doc.Source[:at]), '\n') + 1; i < at && doc.Source[i] == '#'; i++ {
				level++
			}
			out = append(out, heading{Level: max(1, level), Text: strings.TrimSpace(string(b.Runes)), Start: runes, Line: line})
		}
		for _, l := range b.Links {
			if l.Kind == story.LinkShare && len(out) > 0 && out[len(out)-1].Code == "" {
				out[len(out)-1].Code = l.ID
			}
		}
	}
	return out
}

// check answers a script while somebody types.
func (s *Screens) check(q *frame.Request) error {
	begun := time.Now()
	if err := q.ParseForm(); err != nil {
		return invalid("", "the text cannot be read or is too long")
	}
	body := lines(q.PostForm.Get("body"))
	var x *session
	var got *Verdict
	var err error
	for range 3 { // the record may move while it is read
		if x, err = s.warm.at(q.Context(), q.Slug(), q.Now); err != nil {
			return err
		}
		if got, err = x.check(q.Context(), s.House, q.PathValue("name"), []byte(body)); err != errMoved {
			break
		}
	}
	var v verdict
	switch {
	case voxpop.KindOf(err) == voxpop.Invalid:
		v = broken(q, err)
	case err != nil:
		return err
	default:
		v = s.verdict(q, x, got)
	}
	v.Seq = q.PostForm.Get("seq")
	v.Millis = float64(time.Since(begun).Microseconds()) / 1000
	return q.JSON(v)
}

// saved answers a script that keeps a version.
type saved struct {
	N      int64  `json:"n"`
	Says   string `json:"says"`
	Merged string `json:"merged,omitempty"` // what stands now, when another's version was brought in
}

// save keeps a version. When somebody else kept one meanwhile, the two are
// brought together; what both changed is shown side by side.
func (s *Screens) save(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the text cannot be read or is too long")
	}
	name, script := q.PathValue("name"), q.Header.Get("Accept") == "application/json"
	base, _ := strconv.ParseInt(q.PostForm.Get("base"), 10, 64)
	body := lines(q.PostForm.Get("body"))
	n, merged, conflicts, err := s.keep(q, name, base, body)
	if err != nil {
		return err
	}
	if len(conflicts) > 0 {
		if script {
			q.W.WriteHeader(409)
			b, _ := json.Marshal(map[string]any{"conflict": true, "says": q.T.Say("stories.conflict")})
			q.W.Write(b)
			return nil
		}
		return s.sideBySide(q, name, base, body, conflicts)
	}
	if err := q.DropDraft("story", name); err != nil {
		return err
	}
	says := q.T.Say("stories.saved", "n", int(n))
	if merged != body {
		says = q.T.Say("stories.saved.merged", "n", int(n))
	}
	if script {
		out := saved{N: n, Says: says}
		if merged != body {
			out.Merged = merged
		}
		return q.JSON(out)
	}
	if err := q.Done(says, s.undoOf(name, n, base)); err != nil {
		return err
	}
	if q.PostForm.Get("then") == "publish" {
		return q.Redirect(address(q.Slug(), name) + "/publish")
	}
	return q.Redirect(address(q.Slug(), name))
}

func (s *Screens) undoOf(name string, n, was int64) *frame.Undo {
	if n <= 1 || n == was {
		return nil
	}
	return &frame.Undo{Kind: "stories.put", Doc: deed{Name: name, N: n, Was: n - 1}}
}

// keep puts a version; over another's it merges, and returns the conflicts
// when both changed the same.
func (s *Screens) keep(q *frame.Request, name string, base int64, body string) (n int64, merged string, conflicts []merge.Conflict, err error) {
	merged = body
	for range 4 {
		n, err = s.Kept.Put(q.Context(), q.By, q.Slug(), name, base, []byte(merged))
		if voxpop.KindOf(err) != voxpop.Conflict {
			return n, merged, nil, err
		}
		var from, theirs Version
		if theirs, err = s.Kept.Story(q.Context(), q.Slug(), name); err != nil {
			return 0, merged, nil, err
		}
		if from, err = s.Kept.At(q.Context(), q.Slug(), name, max(base, 1)); voxpop.KindOf(err) == voxpop.NotFound {
			from, err = Version{}, nil
		}
		if err != nil {
			return 0, merged, nil, err
		}
		merged, conflicts = merge.Three(lines(string(from.Body)), merged, lines(string(theirs.Body)))
		if len(conflicts) > 0 {
			return 0, merged, conflicts, nil
		}
		base = theirs.N
	}
	return 0, merged, nil, err
}

type mergePage struct {
	frame.Page
	Name, URL string
	Base      int64 // from which mine was made
	Theirs    int64
	By        string
	StoryLang string
	Mine      string
	Conflicts []conflict
}

// Count is the number of places that both changed.
func (p mergePage) Count() int { return len(p.Conflicts) }

type conflict struct {
	No, Number   int
	Base         string
	Mine, Theirs string
}

func (s *Screens) sideBySide(q *frame.Request, name string, base int64, mine string, found []merge.Conflict) error {
	theirs, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil {
		return err
	}
	p := mergePage{Page: q.Page("stories", q.T.Say("stories.merge.title")), Name: name, URL: address(q.Slug(), name), Base: base, Theirs: theirs.N, By: string(theirs.By), Mine: mine, StoryLang: frontLang(theirs.Body)}
	for i, c := range found {
		p.Conflicts = append(p.Conflicts, conflict{i, i + 1, c.Base, c.Mine, c.Theirs})
	}
	return q.WriteStatus(409, pages, "merge.tmpl", p)
}

func frontLang(body []byte) string {
	if doc, err := story.Parse("story.md", body); err == nil && doc.Front.Lang != "" {
		return doc.Front.Lang
	}
	return "en"
}

// merge keeps what somebody chose for each place that both had changed.
func (s *Screens) merge(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the text cannot be read or is too long")
	}
	name := q.PathValue("name")
	base, _ := strconv.ParseInt(q.PostForm.Get("base"), 10, 64)
	number, _ := strconv.ParseInt(q.PostForm.Get("theirs"), 10, 64)
	mine := lines(q.PostForm.Get("body"))
	from, err := s.Kept.At(q.Context(), q.Slug(), name, max(base, 1))
	if err != nil && voxpop.KindOf(err) != voxpop.NotFound {
		return err
	}
	theirs, err := s.Kept.At(q.Context(), q.Slug(), name, number)
	if err != nil {
		return err
	}
	text, conflicts := merge.Three(lines(string(from.Body)), mine, lines(string(theirs.Body)))
	runes := []rune(text)
	for i := len(conflicts) - 1; i >= 0; i-- {
		c := conflicts[i]
		switch q.PostForm.Get("take-" + strconv.Itoa(i)) {
		case "theirs":
			runes = slices.Replace(runes, c.Start, c.End, []rune(c.Theirs)...)
		case "both":
			runes = slices.Insert(runes, c.End, []rune("\n"+c.Theirs)...)
		}
	}
	n, _, conflicts, err := s.keep(q, name, number, string(runes))
	if err != nil {
		return err
	}
	if len(conflicts) > 0 {
		return s.sideBySide(q, name, number, string(runes), conflicts)
	}
	if err := q.DropDraft("story", name); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("stories.saved.merged", "n", int(n)), s.undoOf(name, n, 0)); err != nil {
		return err
	}
	return q.Redirect(address(q.Slug(), name))
}

type versionsPage struct {
	frame.Page
	Name, URL string
	CanEdit   bool
	Rows      []versionRow
	More      string
}

type versionRow struct {
	N        int64
	Number   int
	By, When string
	ISO, URL string
	Came     bool
	Current  bool
}

const versionsShown = 50

func (s *Screens) versions(q *frame.Request) error {
	name := q.PathValue("name")
	before, _ := strconv.ParseInt(q.URL.Query().Get("before"), 10, 64)
	all, err := s.Kept.Versions(q.Context(), q.Slug(), name, before, versionsShown+1)
	if err != nil {
		return err
	}
	p := versionsPage{Page: q.Page("stories", q.T.Say("stories.versions.title", "name", locale.Isolate(name))), Name: name, URL: address(q.Slug(), name), CanEdit: q.May(people.Edit)}
	if len(all) > versionsShown {
		all = all[:versionsShown]
		p.More = fmt.Sprintf("%s/versions?before=%d", p.URL, all[len(all)-1].N)
	}
	for i, v := range all {
		p.Rows = append(p.Rows, versionRow{N: v.N, Number: int(v.N), By: string(v.By), When: q.T.Day(v.At.Local()) + q.T.Say("stories.comma") + q.T.Clock(v.At.Local()), ISO: v.At.Format(time.RFC3339), URL: fmt.Sprintf("%s/versions/%d", p.URL, v.N), Came: v.By == "", Current: i == 0 && before == 0})
	}
	return q.Write(pages, "versions.tmpl", p)
}

type versionPage struct {
	frame.Page
	Name, URL string
	CanEdit   bool
	N, Prev   int64
	Newest    int64
	By, When  string
	StoryLang string
	Changes   []change
}

type change struct{ Kind, Text string }

// shownSame is how much of what stayed is shown around a change, in code points.
const shownSame = 200

func (s *Screens) version(q *frame.Request) error {
	name := q.PathValue("name")
	n, err := strconv.ParseInt(q.PathValue("n"), 10, 64)
	if err != nil || n < 1 {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "stories", Message: "there is no such version"}
	}
	v, err := s.Kept.At(q.Context(), q.Slug(), name, n)
	if err != nil {
		return err
	}
	now, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil && voxpop.KindOf(err) != voxpop.NotFound {
		return err
	}
	p := versionPage{Page: q.Page("stories", q.T.Say("stories.version.title", "name", locale.Isolate(name), "n", int(n))), Name: name, URL: address(q.Slug(), name), CanEdit: q.May(people.Edit), N: n, Prev: n - 1, Newest: now.N,
		By: string(v.By), When: q.T.Day(v.At.Local()), StoryLang: frontLang(v.Body)}
	var before Version
	if n > 1 {
		if before, err = s.Kept.At(q.Context(), q.Slug(), name, n-1); err != nil && voxpop.KindOf(err) != voxpop.NotFound {
			return err
		}
	}
	for _, c := range merge.Changes(lines(string(before.Body)), lines(string(v.Body))) {
		text := []rune(c.Text)
		kind := map[merge.Kind]string{merge.Same: "same", merge.Deleted: "gone", merge.Inserted: "new"}[c.Kind]
		if c.Kind == merge.Same && len(text) > 2*shownSame+20 {
			p.Changes = append(p.Changes, change{kind, string(text[:shownSame])}, change{"cut", " … "}, change{kind, string(text[len(text)-shownSame:])})
			continue
		}
		p.Changes = append(p.Changes, change{kind, c.Text})
	}
	return q.Write(pages, "version.tmpl", p)
}

// restore brings a version back as the newest.
func (s *Screens) restore(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the form cannot be read")
	}
	name := q.PathValue("name")
	n, _ := strconv.ParseInt(q.PostForm.Get("n"), 10, 64)
	newest, _ := strconv.ParseInt(q.PostForm.Get("newest"), 10, 64)
	v, err := s.Kept.At(q.Context(), q.Slug(), name, n)
	if err != nil {
		return err
	}
	kept, err := s.Kept.Put(q.Context(), q.By, q.Slug(), name, newest, v.Body)
	if err != nil {
		return err
	}
	if err := q.DropDraft("story", name); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("stories.restored", "n", int(n)), s.undoOf(name, kept, newest)); err != nil {
		return err
	}
	return q.Redirect(address(q.Slug(), name))
}

func (s *Screens) drop(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the form cannot be read")
	}
	name := q.PathValue("name")
	n, _ := strconv.ParseInt(q.PostForm.Get("base"), 10, 64)
	if err := s.Kept.Drop(q.Context(), q.By, q.Slug(), name, n); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("stories.dropped", "name", locale.Isolate(name)), &frame.Undo{Kind: "stories.drop", Doc: deed{Name: name, N: max(n, 1)}}); err != nil {
		return err
	}
	return q.Redirect(base(q.Slug()))
}

func (s *Screens) undoNew(q *frame.Request, doc []byte) (string, error) {
	var d deed
	if err := json.Unmarshal(doc, &d); err != nil {
		return "", err
	}
	return q.T.Say("stories.dropped", "name", locale.Isolate(d.Name)), s.Kept.Drop(q.Context(), q.By, q.Slug(), d.Name, d.N)
}

func (s *Screens) undoPut(q *frame.Request, doc []byte) (string, error) {
	var d deed
	if err := json.Unmarshal(doc, &d); err != nil {
		return "", err
	}
	v, err := s.Kept.At(q.Context(), q.Slug(), d.Name, d.Was)
	if err != nil {
		return "", err
	}
	_, err = s.Kept.Put(q.Context(), q.By, q.Slug(), d.Name, d.N, v.Body)
	return q.T.Say("stories.restored", "n", int(d.Was)), err
}

func (s *Screens) undoDrop(q *frame.Request, doc []byte) (string, error) {
	var d deed
	if err := json.Unmarshal(doc, &d); err != nil {
		return "", err
	}
	v, err := s.Kept.At(q.Context(), q.Slug(), d.Name, d.N)
	if err != nil {
		return "", err
	}
	_, err = s.Kept.Put(q.Context(), q.By, q.Slug(), d.Name, d.N, v.Body)
	return q.T.Say("stories.brought.back", "name", locale.Isolate(d.Name)), err
}
