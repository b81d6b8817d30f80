// Package stories is the desk's writing room: stories with the compiler's findings while they are typed, what they may quote beside them, their versions, preview and publication.
package stories

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/prevalence"
	"voxpop/internal/story"
)

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Version is one state of a story that was kept; N 0 is a story that came with
// a record and was never edited at the desk.
type Version struct {
	Name string
	N    int64
	By   voxpop.Actor
	At   time.Time
	Size int
	SHA  string
	Body []byte
}

// Kept keeps stories in versions, and the pictures beside them.
type Kept interface {
	Names(ctx context.Context, slug string) ([]Version, error)
	Story(ctx context.Context, slug, name string) (Version, error)
	At(ctx context.Context, slug, name string, n int64) (Version, error)
	Versions(ctx context.Context, slug, name string, before int64, limit int) ([]Version, error)
	// Put keeps a story that was made from version base; it is a conflict when
	// another was kept since.
	Put(ctx context.Context, by voxpop.Actor, slug, name string, base int64, body []byte) (int64, error)
	Drop(ctx context.Context, by voxpop.Actor, slug, name string, base int64) error
	File(ctx context.Context, slug, name string) ([]byte, error)
	PutFile(ctx context.Context, by voxpop.Actor, slug, name string, body []byte) error
}

// Publication is what readers have of a story.
type Publication struct {
	URL    string
	Story  string // name of the file it was built from
	Record string // hash of the record it was built from
	Date   string
}

// Press builds stories.
type Press interface {
	// Preview makes a story's files of a record with the figures that were last
	// known of it; there are none when it is refused.
	Preview(ctx context.Context, slug, name string, src []byte, f *prevalence.Figures) ([]story.File, *story.Result, error)
	// Publish builds a story and puts it in its place.
	Publish(ctx context.Context, slug, name string, src []byte) (*story.Result, error)
	// Published returns what readers have in a language.
	Published(slug, lang string) (Publication, bool)
}

// Screens are the stories of call-outs.
type Screens struct {
	Kept    Kept
	Records Records
	Press   Press
	House   voxpop.House
	// Upright makes a plain JPEG of a picture, turned as its metadata say, where
	// strangers' files may be opened; nil = nowhere.
	Upright func(ctx context.Context, body []byte) ([]byte, error)
	Counts  *projection.Counts // the figures
	// Patience is how long a page waits for what is being worked out.
	Patience time.Duration

	warm   sessions
	hashes projection.Keeper[string]
}

// Close ends the work in the background.
func (s *Screens) Close() {
	s.Counts.Stop()
	s.hashes.Stop()
}

const at = "/callouts/{slug}/stories"

// Routes registers the screens.
func (s *Screens) Routes(f *frame.Frame) {
	s.warm.from, s.warm.counts = s.Records, s.Counts
	f.GET(at, people.See, s.list)
	f.POST(at, people.Edit, s.create)
	f.GET(at+"/{name}", people.See, s.editor)
	f.POST(at+"/{name}", people.Edit, s.save)
	f.POST(at+"/{name}/check", people.Raw, s.check) // findings quote what respondents said
	f.GET(at+"/{name}/drawer", people.Raw, s.drawer)
	f.GET(at+"/{name}/versions", people.See, s.versions)
	f.GET(at+"/{name}/versions/{n}", people.See, s.version)
	f.POST(at+"/{name}/restore", people.Edit, s.restore)
	f.POST(at+"/{name}/merge", people.Edit, s.merge)
	f.POST(at+"/{name}/drop", people.Edit, s.drop)
	f.POST(at+"/{name}/preview", people.Raw, s.preview)
	f.GET(at+"/{name}/publish", people.See, s.ask)
	f.POST(at+"/{name}/publish", people.Publish, s.publish)
	f.POST(at+"/{name}/sign", people.Publish, s.sign)
	f.GET(at+"/{name}/corrections", people.See, s.corrections)
	f.POST(at+"/{name}/corrections", people.Publish, s.correct)
	f.GET(at+"/{name}/lead", people.See, s.leadPage)
	f.POST(at+"/{name}/lead", people.Edit, s.lead)
	f.GET(at+"/{name}/files/{file}", people.See, s.file)
	f.OnUndo("stories.new", people.Edit, s.undoNew)
	f.OnUndo("stories.put", people.Edit, s.undoPut)
	f.OnUndo("stories.drop", people.Edit, s.undoDrop)
}

func base(slug string) string { return "/callouts/" + url.PathEscape(slug) + "/stories" }

func address(slug, name string) string { return base(slug) + "/" + url.PathEscape(name) }

// words is a text with its language.
type words struct{ Text, Lang string }

type listPage struct {
	frame.Page
	CanEdit bool
	Rows    []listRow
	Themes  []themeChoice
	Langs   []words
	NoCodes bool
	Gone    []gonePlace
}

type listRow struct {
	Name, URL        string
	Headline         words
	Language         string
	Errors, Warnings int
	Broken           bool // cannot be read as a story
	Counting         bool // the figures that it is checked against are being worked out
	By               string
	When             string
	ISO              string
	Published        string // address of what readers have
	Stale            bool
	Waiting          bool // whether it is stale is being worked out
}

// gonePlace is a place that quotes an answer which is no more.
type gonePlace struct {
	Name, URL string
	Line      int
	ID        string
	Published string
}

type themeChoice struct {
	Code, N string
	Name    words
	Word    words
	Checked bool
}

func (s *Screens) list(q *frame.Request) error {
	p := listPage{Page: q.Page("stories", q.T.Say("stories.title"), frame.Key{Keys: "j / k", Says: q.T.Say("stories.key.rows")}), CanEdit: q.May(people.Edit)}
	if p.CanEdit {
		p.Keys = append(p.Keys, frame.Key{Keys: "n", Says: q.T.Say("stories.new")})
	}
	x, err := s.warm.at(q.Context(), q.Slug(), q.Now)
	if err != nil {
		return err
	}
	all, err := s.Kept.Names(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	for _, v := range all {
		if !strings.EqualFold(path.Ext(v.Name), ".md") {
			continue
		}
		row, gone, err := s.row(q, x, v)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
		p.Gone = append(p.Gone, gone...)
	}
	p.Themes = s.themes(q, x)
	p.NoCodes = len(p.Themes) == 0
	for _, tag := range languages(x.callout) {
		p.Langs = append(p.Langs, words{q.T.Language(tag), tag})
	}
	return q.Write(pages, "list.tmpl", p)
}

// languages are those in which a story of the call-out may be written, its own first.
func languages(c voxpop.Callout) (out []string) {
	all := story.Languages()
	for _, l := range c.Languages {
		if slices.Contains(all, l) {
			out = append(out, l)
		}
	}
	for _, l := range all {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

func (s *Screens) row(q *frame.Request, x *session, v Version) (row listRow, gone []gonePlace, err error) {
	row = listRow{Name: v.Name, URL: address(q.Slug(), v.Name), By: string(v.By)}
	if !v.At.IsZero() {
		at := v.At.In(x.callout.Zone())
		row.When, row.ISO = q.T.Day(at), at.Format(time.DateOnly)
	}
	now, err := s.Kept.Story(q.Context(), q.Slug(), v.Name)
	if err != nil {
		return row, nil, err
	}
	got, err := x.verdict(q.Context(), s.House, now)
	if voxpop.KindOf(err) == voxpop.Invalid {
		row.Broken = true
		return row, nil, nil
	} else if err != nil {
		return row, nil, err
	}
	f := got.Doc.Front
	row.Headline, row.Language = words{f.Headline, f.Lang}, q.T.Language(f.Lang)
	if row.Counting = got.Result == nil; !row.Counting {
		row.Errors, row.Warnings = got.Result.Errors(), got.Result.Warnings()
	}
	if pub, ok := s.Press.Published(q.Slug(), f.Lang); ok && pub.Story == v.Name {
		row.Published = pub.URL
		hash, ready, err := s.hash(q, x)
		if err != nil {
			return row, nil, err
		}
		row.Waiting, row.Stale = !ready, ready && hash != pub.Record
	}
	for _, l := range got.Doc.Links() {
		if l.Kind != story.LinkResponse && l.Kind != story.LinkBy && l.Kind != story.LinkClip {
			continue
		}
		for id := range strings.SplitSeq(l.ID, ",") {
			x.mu.Lock()
			r := x.responses[strings.TrimSpace(id)]
			x.mu.Unlock()
			if r != nil && r.Gone() {
				line := 1 + strings.Count(string(got.Doc.Source[:min(l.Offset, len(got.Doc.Source))]), "\n")
				gone = append(gone, gonePlace{Name: v.Name, URL: row.URL + "#L" + fmt.Sprint(line), Line: line, ID: r.ID, Published: row.Published})
			}
		}
	}
	return row, gone, nil
}

// hash is that of the record, worked out in the background; ok is false while
// it is not that of the session's revision.
func (s *Screens) hash(q *frame.Request, x *session) (hash string, ok bool, err error) {
	h, err := s.hashes.GetLong(q.Context(), x.slug, projection.Rev(x.rev), q.Now, s.Patience, func(ctx context.Context) (hash, of string, err error) {
		err = s.Records.Look(ctx, x.slug, func(v Snapshot) error {
			of = projection.Rev(v.Rev())
			hash, err = v.Hash()
			return err
		})
		return hash, of, err
	})
	return h.Value, err == nil && h.Ready && !h.Behind, err
}

// themes lists the themes that a story may report, the most common first.
func (s *Screens) themes(q *frame.Request, x *session) (out []themeChoice) {
	type theme struct {
		code  voxpop.Code
		share voxpop.Share
	}
	var all []theme
	for _, c := range x.book.Codes {
		if c.Kind != voxpop.Theme {
			continue
		}
		share := x.share(c.ID)
		all = append(all, theme{c, share})
	}
	slices.SortStableFunc(all, func(a, b theme) int { return cmp.Compare(b.share.N, a.share.N) })
	for i, t := range all {
		c := themeChoice{Code: t.code.ID, Checked: i < 5 && t.share.N > 0}
		c.Name.Text, c.Name.Lang = t.code.Name.Best(q.Lang)
		if c.Name.Text == "" {
			c.Name = words{t.code.ID, "en"}
		}
		if x.figures != nil {
			c.N = story.FigureText(q.Lang, prevalence.Whole(t.share.N), t.share.Of)
		}
		c.Word = s.ladderWord(x, t.code.ID, q.Lang)
		out = append(out, c)
	}
	return out
}

// share is that of a code, as far as figures are known.
func (x *session) share(code string) (share voxpop.Share) {
	if x.figures != nil {
		share, _ = x.figures.Share(code)
	}
	return share
}

// ladderWord is the strongest word that a code carries, in a language.
func (s *Screens) ladderWord(x *session, code, lang string) words {
	if share := x.share(code); share.Code == "" || share.Of < s.House.NumbersOnly {
		return words{}
	}
	rung, _ := s.House.Rung(prevalence.Strongest(s.House, x.figures, code))
	for _, tag := range []string{lang, "en"} {
		if w := rung.Words[tag]; len(w) > 0 {
			return words{w[0], tag}
		}
	}
	return words{}
}

// create makes a story from the themes that were picked.
func (s *Screens) create(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the form cannot be read")
	}
	x, err := s.warm.at(q.Context(), q.Slug(), q.Now)
	if err != nil {
		return err
	}
	if x.figures == nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "stories.create", Message: "themes.busy"}
	}
	lang := q.PostForm.Get("lang")
	if !slices.Contains(story.Languages(), lang) {
		return invalid("lang", "stories are written in "+strings.Join(story.Languages(), ", "))
	}
	var codes []string
	for _, c := range q.PostForm["theme"] {
		if k, ok := x.book.Code(c); ok && k.Kind == voxpop.Theme && !slices.Contains(codes, c) {
			codes = append(codes, c)
		}
	}
	all, err := s.Kept.Names(q.Context(), q.Slug())
	if err != nil {
		return err
	}
	name := lang + ".md"
	for n := 2; slices.ContainsFunc(all, func(v Version) bool { return v.Name == name }); n++ {
		name = fmt.Sprintf("%s-%d.md", lang, n)
	}
	body := s.skeleton(x, lang, codes, q.Now)
	n, err := s.Kept.Put(q.Context(), q.By, q.Slug(), name, s.lastOf(q, name), body)
	if err != nil {
		return err
	}
	if err := q.Done(q.T.Say("stories.created", "name", locale.Isolate(name)), &frame.Undo{Kind: "stories.new", Doc: deed{Name: name, N: n}}); err != nil {
		return err
	}
	return q.Redirect(address(q.Slug(), name))
}

// lastOf is the number of the last version of a name that was dropped.
func (s *Screens) lastOf(q *frame.Request, name string) int64 {
	if all, err := s.Kept.Versions(q.Context(), q.Slug(), name, 0, 1); err == nil && len(all) > 0 {
		return all[0].N
	}
	return 0
}

// skeleton writes the bones of a story: what was asked, each theme with the
// word and the figure that the record carries, the chart, the statements.
func (s *Screens) skeleton(x *session, lang string, codes []string, now time.Time) []byte {
	l := locale.For(lang)
	slices.SortStableFunc(codes, func(a, b string) int {
		return cmp.Compare(x.share(b).Share, x.share(a).Share)
	})
	var b strings.Builder
	day := now.In(x.callout.Zone()).Format(time.DateOnly)
	fmt.Fprintf(&b, "---\ncallout: %s\nlang: %s\nheadline: %s\nstandfirst: %s\ndate: %s\n---\n\n", x.callout.Slug, lang, l.Say("stories.bones.headline"), l.Say("stories.bones.standfirst", "received", "{received}", "first", "{first_day}", "last", "{last_day}"), day)
	charted := false
	for _, id := range codes {
		code, _ := x.book.Code(id)
		share := x.share(id)
		n, of := prevalence.Whole(share.N), share.Of
		name := code.Name[lang]
		if name == "" {
			name, _ = code.Name.Best(lang)
		}
		figure := fmt.Sprintf("[%s](share:%s)", story.FigureText(lang, n, of), id)
		fmt.Fprintf(&b, "## %s\n\n", story.Plain(strings.TrimSpace(noMarks.Replace(cmp.Or(name, id)))))
		word := s.ladderWord(x, id, lang)
		if word.Lang != lang || of < s.House.NumberFirst {
			b.WriteString(l.Say("stories.bones.figure", "figure", figure) + "\n\n")
		} else {
			b.WriteString(l.Say("stories.bones.theme", "word", fmt.Sprintf("[%s](share:%s)", initial(word.Text), id), "figure", figure) + "\n\n")
		}
		if !charted && x.figures.Waterfall.Counted >= s.House.NumbersOnly {
			charted = true
			fmt.Fprintf(&b, "![%s](chart:themes)\n\n", l.Say("stories.bones.chart"))
		}
	}
	if slices.ContainsFunc(x.statements, func(t voxpop.Statement) bool { return len(t.Positions) > 0 }) {
		fmt.Fprintf(&b, "## %s\n\n![%s](chart:statements)\n", l.Say("stories.bones.officials"), l.Say("stories.bones.timeline"))
	}
	return []byte(b.String())
}

// noMarks takes quotation marks out of a theme's name: nobody is quoted by it.
var noMarks = strings.NewReplacer("“", "", "”", "", "„", "", "«", "", "»", "", `"`, "", "\n", " ")

func initial(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = []rune(strings.ToUpper(string(r[0])))[0]
	}
	return string(r)
}

// deed is what undoes a change of a story: names and numbers, no words.
type deed struct {
	Name string `json:"name"`
	N    int64  `json:"n"`             // kept by the deed
	Was  int64  `json:"was,omitempty"` // what was there before
}

func invalid(place, message string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "stories", Place: place, Message: message}
}
