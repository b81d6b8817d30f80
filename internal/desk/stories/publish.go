package stories

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/page"
	"voxpop/internal/people"
	"voxpop/internal/story"
)

// pictureOf looks into a picture without decoding it: a JPEG or a PNG.
func pictureOf(body []byte) (conf image.Config, kind string, err error) {
	if conf, err = jpeg.DecodeConfig(bytes.NewReader(body)); err == nil {
		return conf, "jpeg", nil
	}
	conf, err = png.DecodeConfig(bytes.NewReader(body))
	return conf, "png", err
}

// preview builds what somebody is writing and shows it, in a frame.
func (s *Screens) preview(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the text cannot be read or is too long")
	}
	name, body := q.PathValue("name"), []byte(lines(q.PostForm.Get("body")))
	x, err := s.warm.at(q.Context(), q.Slug(), q.Now)
	if err != nil {
		return err
	}
	if x.figures == nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "stories.preview", Message: "themes.busy"}
	}
	built, res, err := s.Press.Preview(q.Context(), q.Slug(), name, body, x.figures)
	h := q.W.Header()
	if voxpop.KindOf(err) == voxpop.Invalid || err == nil && !res.OK() {
		p := refusedPage{Base: page.NewBase(q.Request)}
		p.Title = q.T.Say("stories.preview.refused")
		doc := &story.Document{}
		if err != nil {
			p.Verdict = broken(q, err)
		} else {
			p.Verdict = worded(q, res)
		}
		if parsed, err := story.Parse(name, body); err == nil {
			doc = parsed
		}
		p.StoryLang, p.Headline, p.Standfirst = cmp.Or(doc.Front.Lang, "en"), doc.Front.Headline, doc.Front.Standfirst
		p.Dir = locale.Dir(p.StoryLang)
		if dir := q.PostForm.Get("dir"); dir == "rtl" || dir == "ltr" {
			p.Dir = dir
		}
		p.Blocks, p.Errors = marked(q.T, doc, p.Verdict.Findings)
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'self'")
		return q.Write(pages, "refused.tmpl", p)
	} else if err != nil {
		return err
	}
	at := slices.IndexFunc(built, func(f story.File) bool { return f.Name == story.PageFile })
	if at < 0 {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "stories.preview", Message: "the build has no page"}
	}
	html := built[at].Body
	if q.PostForm.Get("paper") != "" {
		html = bytes.ReplaceAll(html, []byte("@media print"), []byte("@media all"))
	}
	if dir := q.PostForm.Get("dir"); dir == "rtl" || dir == "ltr" {
		other := map[string]string{"rtl": "ltr", "ltr": "rtl"}[dir]
		html = bytes.Replace(html, []byte(`dir="`+other+`"`), []byte(`dir="`+dir+`"`), 1)
	}
	h.Set("Content-Security-Policy", strings.Replace(page.StoryPolicy(html), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	_, err = q.W.Write(html)
	return err
}

type publishPage struct {
	frame.Page
	Name, URL  string
	N          int64
	SHA        string
	CanPublish bool
	Headline   words
	Language   string
	Verdict    verdict
	Published  Publication
	HasOld     bool
	Delayed    bool
	Checked    []countRow
	Problem    string // why the answer was not taken
}

type countRow struct {
	Name string
	N    string
}

// ask shows the verdict before a story is published.
func (s *Screens) ask(q *frame.Request) error { return s.askWith(q, http.StatusOK, "", nil) }

// askWith is ask after an answer that was not taken: with a sentence that says
// why, and what a build found that the check alone does not see.
func (s *Screens) askWith(q *frame.Request, status int, problem string, built *story.Result) error {
	name := q.PathValue("name")
	x, err := s.warm.at(q.Context(), q.Slug(), q.Now)
	if err != nil {
		return err
	}
	v, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil {
		return err
	}
	p := publishPage{Page: q.Page("stories", q.T.Say("stories.publish.title", "name", locale.Isolate(name))), Name: name, URL: address(q.Slug(), name), N: v.N, SHA: v.SHA, CanPublish: q.May(people.Publish), Problem: problem}
	got, err := x.check(q.Context(), s.House, name, v.Body)
	switch {
	case voxpop.KindOf(err) == voxpop.Invalid:
		p.Verdict = broken(q, err)
	case err != nil:
		return err
	default:
		p.Verdict = s.verdict(q, x, got)
		if built != nil {
			p.Verdict = s.verdict(q, x, &Verdict{Doc: got.Doc, Result: built})
		}
		p.Headline, p.Language = words{got.Doc.Front.Headline, got.Doc.Front.Lang}, q.T.Language(got.Doc.Front.Lang)
		p.Published, p.HasOld = s.Press.Published(q.Slug(), got.Doc.Front.Lang)
		if got.Result == nil {
			break
		}
		p.Delayed = slices.ContainsFunc(got.Result.Findings, func(f story.Finding) bool { return f.Code == story.CodeDelay })
		for _, kind := range []string{"response", "by", "share", "statement", "reversal", "contradiction", "chart", "clip"} {
			if n := got.Result.Checked[kind]; n > 0 {
				p.Checked = append(p.Checked, countRow{q.T.Say("stories.link." + kind), q.T.Int(n)})
			}
		}
	}
	return q.WriteStatus(status, pages, "publish.tmpl", p)
}

// publish puts the version that was seen before readers.
func (s *Screens) publish(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the form cannot be read")
	}
	name := q.PathValue("name")
	v, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil {
		return err
	}
	if v.SHA != q.PostForm.Get("sha") || q.PostForm.Get("sure") == "" {
		return s.askWith(q, http.StatusConflict, q.T.Say("stories.publish.again"), nil)
	}
	// The look is written down before readers see it.
	if err := q.Saw("publish", name); err != nil {
		return err
	}
	res, err := s.Press.Publish(q.Context(), q.Slug(), name, v.Body)
	if err != nil {
		return err
	}
	if !res.OK() {
		return s.askWith(q, http.StatusUnprocessableEntity, "", res)
	}
	if err := q.Done(q.T.Say("stories.published.now", "name", locale.Isolate(name)), nil); err != nil {
		return err
	}
	return q.Redirect(base(q.Slug()))
}

// sign lets a story run early: an editor signs with their name.
func (s *Screens) sign(q *frame.Request) error {
	name := q.PathValue("name")
	return s.rewrite(q, name, func(src []byte) ([]byte, error) {
		return setFront(src, [][2]string{{"delay", yamlText("waived by " + q.Who.Name)}})
	}, q.T.Say("stories.signed"), address(q.Slug(), name)+"/publish")
}

// rewrite keeps a version that fn made of the newest.
func (s *Screens) rewrite(q *frame.Request, name string, fn func([]byte) ([]byte, error), says, to string) error {
	v, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil {
		return err
	}
	body, err := fn([]byte(lines(string(v.Body))))
	if err != nil {
		return err
	}
	n, err := s.Kept.Put(q.Context(), q.By, q.Slug(), name, v.N, body)
	if err != nil {
		return err
	}
	if err := q.Done(says, s.undoOf(name, n, v.N)); err != nil {
		return err
	}
	return q.Redirect(to)
}

// yamlText writes a value of the front matter between quotation marks: JSON's
// strings are YAML's.
func yamlText(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// setFront sets keys of the front matter, each on its own line.
func setFront(src []byte, set [][2]string) ([]byte, error) {
	rest, ok := bytes.CutPrefix(src, []byte("---\n"))
	end := bytes.Index(append([]byte("\n"), rest...), []byte("\n---\n"))
	if !ok || end < 0 {
		return nil, invalid("front matter", "the story has no front matter")
	}
	front := strings.Split(strings.TrimSuffix(string(rest[:end]), "\n"), "\n")
	for _, kv := range set {
		at := slices.IndexFunc(front, func(l string) bool { return strings.HasPrefix(l, kv[0]+":") })
		upto := at + 1
		for at >= 0 && upto < len(front) && (strings.HasPrefix(front[upto], " ") || strings.HasPrefix(front[upto], "-") || front[upto] == "") {
			upto++ // of a value of several lines
		}
		line := kv[0] + ": " + kv[1]
		if strings.HasPrefix(kv[1], "\n") {
			line = kv[0] + ":" + kv[1]
		}
		if at >= 0 {
			front = slices.Replace(front, at, upto, line)
		} else {
			front = append(front, line)
		}
	}
	return []byte("---\n" + strings.Join(front, "\n") + "\n" + string(rest[end:])), nil
}

type correctionsPage struct {
	frame.Page
	Name, URL string
	StoryLang string
	CanAdd    bool
	Today     string
	Kinds     []correctionKind
	Rows      []correctionRow
	Error     string
	Text      string
	Before    string
	Kind      string
}

type correctionKind struct{ Name, Says string }

type correctionRow struct{ ISO, Day, Text string }

var correctionKinds = []string{"correction", "clarification", "update", "withdrawal"}

// parsed reads the story that a page is about.
func (s *Screens) parsed(q *frame.Request) (name string, doc *story.Document, err error) {
	name = q.PathValue("name")
	v, err := s.Kept.Story(q.Context(), q.Slug(), name)
	if err != nil {
		return name, nil, err
	}
	doc, err = story.Parse(name, v.Body)
	return name, doc, err
}

func (s *Screens) corrections(q *frame.Request) error { return s.correctionsWith(q, 200, "") }

func (s *Screens) correctionsWith(q *frame.Request, status int, problem string) error {
	name, doc, err := s.parsed(q)
	if err != nil {
		return err
	}
	p := correctionsPage{Page: q.Page("stories", q.T.Say("stories.corrections.title", "name", locale.Isolate(name))), Name: name, URL: address(q.Slug(), name), StoryLang: cmp.Or(doc.Front.Lang, "en"), CanAdd: q.May(people.Publish), Today: q.Now.Format(time.DateOnly), Error: problem,
		Text: q.PostForm.Get("text"), Before: q.PostForm.Get("before"), Kind: cmp.Or(q.PostForm.Get("kind"), "correction")}
	for _, k := range correctionKinds {
		p.Kinds = append(p.Kinds, correctionKind{k, q.T.Say("stories.correction." + k)})
	}
	for _, c := range doc.Front.Corrections {
		p.Rows = append(p.Rows, correctionRow{string(c.Date), q.T.Date(c.Date), c.Text})
	}
	return q.WriteStatus(status, pages, "corrections.tmpl", p)
}

// correct adds a correction behind those that are there, which stay.
func (s *Screens) correct(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return invalid("", "the form cannot be read")
	}
	name := q.PathValue("name")
	one := func(key string) string { return strings.Join(strings.Fields(q.PostForm.Get(key)), " ") }
	kind, text, before, date := one("kind"), one("text"), one("before"), voxpop.Date(one("date"))
	if text == "" || !slices.Contains(correctionKinds, kind) || !date.Valid() || len(date) != len(time.DateOnly) {
		return s.correctionsWith(q, http.StatusUnprocessableEntity, q.T.Say("stories.correction.needs"))
	}
	return s.rewrite(q, name, func(src []byte) ([]byte, error) {
		doc, err := story.Parse(name, src)
		if err != nil {
			return nil, err
		}
		l := locale.For(doc.Front.Lang)
		say := l.Say("stories.print."+kind, "text", text)
		if before != "" {
			say += " " + l.Say("stories.print.before", "text", before)
		}
		list := ""
		was := doc.Front.Corrections
		for _, c := range append(slices.Clone(was), story.Correction{Date: date, Text: say}) {
			list += fmt.Sprintf("\n  - {date: %s, text: %s}", c.Date, yamlText(c.Text))
		}
		out, err := setFront(src, [][2]string{{"corrections", list}})
		if err != nil {
			return nil, err
		}
		// What was corrected before is never lost.
		again, err := story.Parse(name, out)
		if err != nil || len(again.Front.Corrections) != len(was)+1 || !slices.Equal(again.Front.Corrections[:len(was)], was) {
			return nil, invalid("corrections", "the corrections of the story cannot be read, so none can be added")
		}
		return out, nil
	}, q.T.Say("stories.corrected"), address(q.Slug(), name)+"/corrections")
}

type leadPage struct {
	frame.Page
	Name, URL            string
	StoryLang            string
	CanEdit              bool
	Picture              string
	Alt, Caption, Credit string
	Error                string
	MaxMB                int
}

func (s *Screens) leadPage(q *frame.Request) error { return s.leadWith(q, 200, "") }

func (s *Screens) leadWith(q *frame.Request, status int, problem string) error {
	name, doc, err := s.parsed(q)
	if err != nil {
		return err
	}
	f := doc.Front
	p := leadPage{Page: q.Page("stories", q.T.Say("stories.lead.title", "name", locale.Isolate(name))), Name: name, URL: address(q.Slug(), name), StoryLang: cmp.Or(f.Lang, "en"), CanEdit: q.May(people.Edit), Alt: f.Alt, Caption: f.Caption, Credit: f.Credit, Error: problem, MaxMB: story.MaxPicture >> 20}
	if q.MultipartForm != nil {
		p.Alt, p.Caption, p.Credit = q.FormValue("alt"), q.FormValue("caption"), q.FormValue("credit")
	}
	if f.Lead != "" && !strings.ContainsAny(f.Lead, "/\\") {
		p.Picture = p.URL + "/files/" + f.Lead
	}
	return q.WriteStatus(status, pages, "lead.tmpl", p)
}

// cleaned is a picture without what a camera wrote beside it.
func (s *Screens) cleaned(ctx context.Context, body []byte) ([]byte, error) {
	clean, err := story.CleanPicture(body)
	if err == nil || s.Upright == nil {
		return clean, err
	}
	return s.Upright(ctx, body)
}

// maxPixels bounds a picture: a small file may unfold to a huge one.
const maxPixels = 50_000_000

// lead takes the picture on top of a story, with all that it needs to be printed.
func (s *Screens) lead(q *frame.Request) error {
	name := q.PathValue("name")
	refuse := func(key string) error { return s.leadWith(q, http.StatusUnprocessableEntity, q.T.Say(key)) }
	q.Body = http.MaxBytesReader(q.W, q.Body, story.MaxPicture+64<<10)
	if err := q.ParseMultipartForm(story.MaxPicture + 64<<10); err != nil {
		return refuse("stories.lead.large")
	}
	one := func(key string) string { return strings.Join(strings.Fields(q.FormValue(key)), " ") }
	if one("alt") == "" || one("caption") == "" || one("credit") == "" || one("rights") == "" {
		return refuse("stories.lead.needs")
	}
	up, _, err := q.FormFile("picture")
	if err != nil {
		return refuse("stories.lead.needs")
	}
	defer up.Close()
	body, err := io.ReadAll(io.LimitReader(up, story.MaxPicture+1))
	if err != nil || len(body) > story.MaxPicture {
		return refuse("stories.lead.large")
	}
	// Where and when it was taken does not enter the record. A picture that has
	// to be turned is opened for it, in the cage.
	if body, err = s.cleaned(q.Context(), body); err != nil {
		return refuse("stories.lead.type")
	}
	conf, kind, err := pictureOf(body)
	if err != nil || kind != "jpeg" && kind != "png" || conf.Width*conf.Height > maxPixels || conf.Width < 1 {
		return refuse("stories.lead.type")
	}
	sum := sha256.Sum256(body)
	file := "lead-" + hex.EncodeToString(sum[:4]) + map[string]string{"jpeg": ".jpg", "png": ".png"}[kind]
	if err := s.Kept.PutFile(q.Context(), q.By, q.Slug(), file, body); err != nil {
		return err
	}
	return s.rewrite(q, name, func(src []byte) ([]byte, error) {
		return setFront(src, [][2]string{{"lead", file}, {"alt", yamlText(one("alt"))}, {"caption", yamlText(one("caption"))}, {"credit", yamlText(one("credit"))}})
	}, q.T.Say("stories.lead.set"), address(q.Slug(), name))
}

// file shows a picture that stands beside the stories.
func (s *Screens) file(q *frame.Request) error {
	body, err := s.Kept.File(q.Context(), q.Slug(), q.PathValue("file"))
	if err != nil {
		return err
	}
	kind := http.DetectContentType(body)
	if kind != "image/jpeg" && kind != "image/png" {
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "stories", Message: "there is no such picture"}
	}
	q.W.Header().Set("Content-Type", kind)
	q.W.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err = q.W.Write(body)
	return err
}
