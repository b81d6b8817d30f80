package statements

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/ledger"
	"voxpop/internal/people"
)

// sourcesPage is the data of sources.tmpl.
type sourcesPage struct {
	tabbed
	May     bool
	Sources []source
	Total   int
	Next    string
	Feeds   []feed
	In      input
	Looked  *ledger.Opened
	Marked  []segment
	Problem string
	Hint    string
}

// source is an article of the list.
type source struct {
	ledger.Article
	Link               string
	Day                string
	Proposed, Accepted int
}

// feed is a feed that is watched.
type feed struct {
	ledger.Feed
	Last string
}

// input is what somebody wants to take.
type input struct{ URL, Text, Address, Title, Outlet, Lang, Published string }

func (s *Screens) newSources(q *frame.Request) (p sourcesPage, err error) {
	p = sourcesPage{tabbed: s.page(q, "sources", q.T.Say("statements.sources"), frame.Key{Keys: "n", Says: q.T.Say("statements.take")}), May: q.May(people.Edit)}
	list, err := s.Ledger.Sources(q.Context(), q.Slug(), ledger.SourceFilter{Copies: true, Pager: ledger.Pager{After: q.URL.Query().Get("after")}})
	if err != nil {
		return p, err
	}
	p.Total = list.Total
	if list.Next != "" {
		p.Next = "/callouts/" + q.Slug() + "/sources?after=" + list.Next
	}
	for _, a := range list.Sources {
		p.Sources = append(p.Sources, source{a, "/callouts/" + q.Slug() + "/sources/" + a.ID, q.T.Date(a.PublishedOn), a.Candidates[ledger.Proposed], a.Candidates[ledger.Accepted]})
	}
	feeds, err := s.Ledger.Feeds(q.Context(), q.Slug())
	if err != nil {
		return p, err
	}
	for _, f := range feeds {
		x := feed{Feed: f}
		if !f.LookedAt.IsZero() {
			x.Last = q.T.Day(f.LookedAt.Time.Local()) + " " + q.T.Clock(f.LookedAt.Time.Local())
		}
		p.Feeds = append(p.Feeds, x)
	}
	return p, nil
}

func (s *Screens) sources(q *frame.Request) error {
	p, err := s.newSources(q)
	if err != nil {
		return err
	}
	return q.Write(pages, "sources.tmpl", p)
}

// maxSource bounds an uploaded file with its form, in bytes.
const maxSource = 32 << 20

func (s *Screens) take(q *frame.Request) error {
	q.Body = http.MaxBytesReader(q.W, q.Body, maxSource)
	if err := q.ParseMultipartForm(4 << 20); err != nil && err != http.ErrNotMultipart {
		return unread(err)
	}
	if q.MultipartForm != nil {
		defer q.MultipartForm.RemoveAll()
	}
	f := func(name string) string { return strings.TrimSpace(q.PostFormValue(name)) }
	in := ledger.Input{URL: f("url"), Text: f("text"), Address: f("address"), Title: f("title"), Outlet: f("outlet"), Lang: f("language"), Published: voxpop.Date(f("published"))}
	if file, head, err := q.FormFile("file"); err == nil {
		defer file.Close()
		b, err := io.ReadAll(file)
		if err != nil {
			return unread(err)
		}
		if len(b) > 0 {
			in.File, in.Name = b, head.Filename
		}
	}
	failed := func(err error) error {
		if k := voxpop.KindOf(err); k == voxpop.Internal || k == voxpop.NotFound {
			return err
		}
		p, e := s.newSources(q)
		if e != nil {
			return e
		}
		p.In = input{in.URL, in.Text, in.Address, in.Title, in.Outlet, in.Lang, string(in.Published)}
		p.Problem = q.T.Say("statements.problem.source." + string(voxpop.KindOf(err)))
		return q.WriteStatus(http.StatusUnprocessableEntity, pages, "sources.tmpl", p)
	}
	if in.URL == "" && in.Text == "" && in.File == nil || !in.Published.Valid() {
		return failed(&voxpop.Error{Kind: voxpop.Invalid, Op: "statements.take", Message: "names no source"})
	}
	if f("action") == "look" {
		got, err := s.LookAt(q.Context(), in)
		if err != nil {
			return failed(err)
		}
		p, err := s.newSources(q)
		if err != nil {
			return err
		}
		p.In = input{in.URL, in.Text, in.Address, in.Title, in.Outlet, in.Lang, string(in.Published)}
		p.Looked, p.Marked = &got, segments(got.Text, got.Candidates)
		return q.Write(pages, "sources.tmpl", p)
	}
	got, err := s.Ledger.Take(q.Context(), q.By, q.Slug(), in)
	if err != nil {
		return failed(err)
	}
	says := q.T.Say("statements.done.taken", "n", got.Found)
	if !got.New {
		says = q.T.Say("statements.done.there")
	}
	if err := done(q, says, got.Op); err != nil {
		return err
	}
	return q.Redirect("/callouts/" + q.Slug() + "/sources/" + got.Article.ID)
}

// segment is a piece of an article's text; ID names the candidate that it is of.
type segment struct {
	Text, ID, State string
	First           bool // of its candidate
}

// segments cuts a text at the quotations found in it. One that lies inside
// another, or reaches into it, has no mark of its own: the list shows it.
func segments(text string, all []ledger.Candidate) (list []segment) {
	runes := []rune(text)
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b ledger.Candidate) int {
		if a.Found.Start != b.Found.Start {
			return a.Found.Start - b.Found.Start
		}
		return b.Found.End - a.Found.End
	})
	at := 0
	for i, c := range sorted {
		from, to := c.Found.Start, min(c.Found.End, len(runes))
		if c.State == ledger.Lapsed || from < at || from >= to {
			continue
		}
		id := c.ID
		if id == "" {
			id = string(rune('0' + i%10))
		}
		list = append(list, segment{Text: string(runes[at:from])}, segment{Text: string(runes[from:to]), ID: id, State: string(c.State), First: true})
		at = to
	}
	return append(list, segment{Text: string(runes[at:])})
}

// articlePage is the data of article.tmpl.
type articlePage struct {
	tabbed
	May        bool
	A          ledger.Article
	Day        string
	Marked     []segment
	Candidates []candidate
	Sure       []string // ids that can be taken at once
	Left       int
	Speakers   []ledger.SpeakerRow
	Problem    string
	Post       string
	CopyOf     string
}

// candidate is a quotation as the page shows it.
type candidate struct {
	ledger.Candidate
	Says    string // its state
	Who     string
	Role    string
	On      string
	Doubt   string
	Sure    bool
	Open    bool // nobody decided
	Start   int
	End     int
	Lead    string // words before it
	Trail   string // words after it
	Where   string // link to the statement that it became
	Percent string
}

// tail leaves out the piece of a word with which a cut text begins, head that
// with which it ends.
func tail(s string) string {
	if i := strings.IndexFunc(s, unicode.IsSpace); i >= 0 && len(strings.TrimSpace(s[i:])) > 0 {
		return "…" + s[i:]
	}
	return s
}

func head(s string) string {
	if i := strings.LastIndexFunc(s, unicode.IsSpace); i > 0 && len(strings.TrimSpace(s[:i])) > 0 {
		return s[:i] + " …"
	}
	return s
}

// surePrecision is from which precision of its rule a quotation counts as sure.
const surePrecision = .9

func (s *Screens) newArticle(q *frame.Request) (p articlePage, err error) {
	o, err := s.Ledger.Open(q.Context(), q.Slug(), q.PathValue("article"))
	if err != nil {
		return p, err
	}
	p = articlePage{tabbed: s.page(q, "sources", q.T.Say("statements.article"),
		frame.Key{Keys: "j k", Says: q.T.Say("statements.key.move")}, frame.Key{Keys: "a", Says: q.T.Say("statements.accept")}, frame.Key{Keys: "x", Says: q.T.Say("statements.reject")},
		frame.Key{Keys: "e", Says: q.T.Say("statements.adjust")}, frame.Key{Keys: "u", Says: q.T.Say("statements.undo.last")}, frame.Key{Keys: "o", Says: q.T.Say("statements.source.open")}),
		May: q.May(people.Edit), A: o.Article, Day: q.T.Date(o.Article.PublishedOn), Marked: segments(o.Text, o.Candidates)}
	p.Post = "/callouts/" + q.Slug() + "/sources/" + o.Article.ID + "/candidates"
	if o.Article.CopyOf != "" {
		p.CopyOf = "/callouts/" + q.Slug() + "/sources/" + o.Article.CopyOf
	}
	for _, c := range o.Candidates {
		if c.State == ledger.Lapsed {
			continue
		}
		x := candidate{Candidate: c, Says: q.T.Say("statements.candidate." + string(c.State)), Who: c.Who(), Role: c.Found.Speaker.Role, On: q.T.Date(c.Found.Said),
			Lead: tail(c.Before), Trail: head(c.After), Open: c.State == ledger.Proposed, Start: c.Found.Start, End: c.Found.End}
		if c.Taken != nil {
			x.Start, x.End = c.Taken.Start, c.Taken.End
		}
		if c.Found.Doubt != "" || c.Found.Said == "" && o.Article.PublishedOn == "" {
			x.Doubt = q.T.Say("statements.doubt")
		}
		if c.Found.Precision > 0 {
			x.Percent = q.T.Percent(c.Found.Precision, 0)
		}
		x.Sure = x.Open && c.Found.Precision >= surePrecision && x.Who != "" && x.Doubt == "" && !c.Found.Negated && c.SameAs == "" && c.Found.In == ""
		if c.Statement != "" {
			x.Where = home(q) + "/" + c.Statement
		}
		if x.Open {
			p.Left++
		}
		if x.Sure {
			p.Sure = append(p.Sure, c.ID)
		}
		p.Candidates = append(p.Candidates, x)
	}
	p.Speakers, err = s.Ledger.Speakers(q.Context(), q.Slug())
	return p, err
}

func (s *Screens) article(q *frame.Request) error {
	p, err := s.newArticle(q)
	if err != nil {
		return err
	}
	return q.Write(pages, "article.tmpl", p)
}

// file is the archived file: strangers' bytes, so it is saved and never shown.
func (s *Screens) file(q *frame.Request) error {
	var b bytes.Buffer
	if err := s.Ledger.Archived(q.Context(), q.Slug(), q.PathValue("article"), &b); err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+q.PathValue("article")+`.archive"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	q.W.WriteHeader(http.StatusOK)
	_, _ = q.W.Write(b.Bytes())
	return nil
}

// decide takes candidates or says that they are no statements.
func (s *Screens) decide(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	f := q.PostForm
	ids, revs := f["candidate"], f["rev"]
	if len(ids) == 0 || len(ids) > 500 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "statements.decide", Place: "candidate", Message: "names no quotation"}
	}
	var did ledger.Done
	var err error
	says := q.T.Say("statements.done.accepted", "n", len(ids))
	if f.Get("action") == "reject" {
		says = q.T.Say("statements.done.rejected", "n", len(ids))
		did, err = s.Ledger.Reject(q.Context(), q.By, q.Slug(), strings.TrimSpace(f.Get("reason")), ids...)
	} else {
		var all []ledger.Acceptance
		for i, id := range ids {
			a := ledger.Acceptance{Candidate: id}
			if i < len(revs) {
				a.Rev = revs[i]
			}
			if len(ids) == 1 {
				a.Speaker = strings.TrimSpace(f.Get("speaker"))
				a.Start, a.End = number(f.Get("start")), number(f.Get("end"))
				a.Said, a.Report = f.Get("said") != "", f.Get("report") != ""
				if f.Has("said_on") {
					d := voxpop.Date(strings.TrimSpace(f.Get("said_on")))
					a.SaidOn = &d
				}
				if f.Has("role") {
					role := strings.TrimSpace(f.Get("role"))
					a.Role = &role
				}
			}
			all = append(all, a)
		}
		did, err = s.Ledger.Accept(q.Context(), q.By, q.Slug(), all...)
	}
	if k := voxpop.KindOf(err); k == voxpop.Conflict || k == voxpop.Invalid {
		p, e := s.newArticle(q)
		if e != nil {
			return e
		}
		p.Problem = q.T.Say("statements.problem.candidate." + string(k))
		status := http.StatusUnprocessableEntity
		if k == voxpop.Conflict {
			status = http.StatusConflict
		}
		return q.WriteStatus(status, pages, "article.tmpl", p)
	}
	if err != nil {
		return err
	}
	if err := done(q, says, did.Op); err != nil {
		return err
	}
	to := "/callouts/" + q.Slug() + "/sources/" + q.PathValue("article")
	if p, err := s.newArticle(q); err == nil {
		if i := slices.IndexFunc(p.Candidates, func(c candidate) bool { return c.Open }); i >= 0 {
			to += "#c-" + p.Candidates[i].ID
		}
	}
	return q.Redirect(to)
}

func (s *Screens) feed(q *frame.Request) error {
	if err := q.ParseForm(); err != nil {
		return unread(err)
	}
	f := q.PostForm
	says, id := "", f.Get("feed")
	var err error
	var looked ledger.Looked
	switch f.Get("action") {
	case "stop":
		_, err = s.Ledger.Unwatch(q.Context(), q.By, q.Slug(), id)
		says = q.T.Say("statements.done.feed.stopped")
	case "look":
		looked, err = s.Ledger.Look(q.Context(), q.Slug(), id)
		says = q.T.Say("statements.done.feed.looked", "n", looked.Articles)
	default:
		_, looked, err = s.Ledger.Begin(q.Context(), q.By, q.Slug(), strings.TrimSpace(f.Get("url")), 0)
		says = q.T.Say("statements.done.feed.looked", "n", looked.Articles)
	}
	if k := voxpop.KindOf(err); k != "" && k != voxpop.Internal && k != voxpop.NotFound {
		p, e := s.newSources(q)
		if e != nil {
			return e
		}
		p.Problem = q.T.Say("statements.problem.feed")
		return q.WriteStatus(http.StatusUnprocessableEntity, pages, "sources.tmpl", p)
	}
	if err != nil {
		return err
	}
	if err := done(q, says, 0); err != nil {
		return err
	}
	return q.Redirect("/callouts/" + q.Slug() + "/sources#feeds")
}
