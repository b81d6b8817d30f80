// Package codes is the desk's coding: answers and the codes that people give them, the codebook, and how far coders agree.
//
// A coder is blind: until an answer is decided, no page that a coder can open
// holds what another coder marked on it, and none of the random sample holds
// what a model expects (decision 24).
package codes

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"time"

	"voxpop"
	"voxpop/internal/coding"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/projection"
	"voxpop/internal/locale"
	"voxpop/internal/people"
)

// Records is what the screens need of a store besides rolls.
type Records interface {
	// Answers returns responses by id; one that is not there is missing.
	Answers(ctx context.Context, slug string, ids ...string) (map[string]voxpop.Response, error)
	EditCodebook(ctx context.Context, by voxpop.Actor, slug string, edit func(voxpop.Codebook) (voxpop.Codebook, error)) error
	MergeCodes(ctx context.Context, by voxpop.Actor, slug, from, into string, edit func(voxpop.Codebook) (voxpop.Codebook, error)) (was, made []voxpop.Coding, err error)
	Unmark(ctx context.Context, by voxpop.Actor, slug string, was, made []voxpop.Coding, edit func(voxpop.Codebook) (voxpop.Codebook, error)) error
	CodingPlan(ctx context.Context, slug string) (coding.Plan, error)
	PutCodingPlan(ctx context.Context, by voxpop.Actor, slug string, p coding.Plan) error
	// Memos returns what coders noted beside answers: id → coder → words.
	Memos(ctx context.Context, slug string, ids ...string) (map[string]map[string]string, error)
	PutMemo(ctx context.Context, by voxpop.Actor, slug, id, words string) error
	// CodebookVersions lists the states of the codebook, the newest first.
	CodebookVersions(ctx context.Context, slug string) ([]Version, error)
}

// Version is one state of a codebook.
type Version struct {
	N     int
	Actor voxpop.Actor
	At    time.Time
	Book  voxpop.Codebook
}

// Screens are the screens of coding.
type Screens struct {
	Records Records
	Rolls   *coding.Rolls
	Hints   *coding.Hints // nil: nothing is suggested
	// Patience is how long a page waits for what is being worked out.
	Patience time.Duration

	measured projection.Keeper[measured]
}

// Close ends the work in the background.
func (s *Screens) Close() { s.measured.Stop() }

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Routes registers the screens.
func (s *Screens) Routes(f *frame.Frame) {
	f.GET("/callouts/{slug}/coding", people.Code, s.raw(s.coding))
	f.GET("/callouts/{slug}/coding/next", people.Code, s.raw(s.more))
	f.POST("/callouts/{slug}/coding", people.Code, s.raw(s.take))
	f.POST("/callouts/{slug}/coding/leave", people.Code, s.leave)
	f.POST("/callouts/{slug}/coding/memo", people.Code, s.raw(s.memo))
	f.POST("/callouts/{slug}/coding/plan", people.Edit, s.plan)
	f.POST("/callouts/{slug}/coding/code", people.Code, s.raw(s.newCode))
	f.OnUndo("codes.take", people.Code, s.untake)

	f.GET("/callouts/{slug}/codebook", people.See, s.codebook)
	f.GET("/callouts/{slug}/codebook.yaml", people.See, s.exportBook)
	f.GET("/callouts/{slug}/codebook/{code}", people.Code, s.editCode)
	f.POST("/callouts/{slug}/codebook", people.Code, s.addCode)
	f.POST("/callouts/{slug}/codebook/import", people.Edit, s.importBook)
	f.POST("/callouts/{slug}/codebook/{code}", people.Code, s.saveCode)
	f.POST("/callouts/{slug}/codebook/{code}/move", people.Code, s.moveCode)
	f.POST("/callouts/{slug}/codebook/{code}/retire", people.Code, s.retireCode)
	f.POST("/callouts/{slug}/codebook/{code}/split", people.Code, s.splitCode)
	f.POST("/callouts/{slug}/codebook/{code}/merge", people.Edit, s.mergeCode)
	f.OnUndo("codes.book", people.Code, s.unedit)
	f.OnUndo("codes.merge", people.Edit, s.unmerge)

	f.GET("/callouts/{slug}/agreement", people.Edit, s.raw(s.agreement))
	f.GET("/callouts/{slug}/agreement.csv", people.Edit, s.raw(s.exportMatrix))
	f.POST("/callouts/{slug}/agreement/{id}", people.Edit, s.raw(s.decide))
	f.OnUndo("codes.decide", people.Edit, s.undecide)
}

// raw asks for the right to read answers as well.
func (s *Screens) raw(h func(*frame.Request) error) func(*frame.Request) error {
	return func(q *frame.Request) error {
		if !q.May(people.Raw) {
			return &voxpop.Error{Kind: voxpop.Forbidden, Op: "codes", Message: "the right to read answers is missing", Hint: "an administrator of the desk gives rights"}
		}
		return h(q)
	}
}

func base(q *frame.Request) string { return "/callouts/" + url.PathEscape(q.Slug()) }

// waitingPage is the data of waiting.tmpl.
type waitingPage struct{ frame.Page }

// reading answers while a call-out is read for the first time: the page comes
// again by itself.
func (s *Screens) reading(q *frame.Request, screen, title string) error {
	if q.Method != http.MethodGet || q.Partial() {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "codes", Message: "the call-out is being read", Hint: "try again in a few seconds"}
	}
	q.W.Header().Set("Refresh", "1")
	return q.Write(pages, "waiting.tmpl", waitingPage{q.Page(screen, title)})
}

// moment is now as the record of a call-out writes it.
func moment(q *frame.Request, c voxpop.Callout) voxpop.Moment {
	return voxpop.Moment{Time: q.Now.In(c.Zone()).Truncate(time.Second)}
}

// text is words with their language.
type text struct{ Text, Lang string }

// name is what a code is called in the language of the page. It goes into
// titles, labels and sentences, so nothing in it turns the letters around.
func name(q *frame.Request, c voxpop.Code, langs ...string) text {
	t, lang := c.Name.Best(q.Lang, langs...)
	if t == "" {
		return text{c.ID, ""}
	}
	return text{locale.Balance(t), lang}
}

// badge is the colour and the letter of a code.
type badge struct {
	Colour voxpop.Colour
	Letter string
}

func badgeOf(c voxpop.Code, called string) badge {
	b := badge{c.Colour, ""}
	if b.Colour == "" {
		sum := 0
		for _, r := range c.ID {
			sum = sum*31 + int(r)
		}
		b.Colour = voxpop.Colours[(sum%len(voxpop.Colours)+len(voxpop.Colours))%len(voxpop.Colours)]
	}
	if !pins(c.Key) && c.Key != "" {
		b.Letter = c.Key
		return b
	}
	for _, r := range called {
		b.Letter = string(r)
		break
	}
	return b
}

// pins reports whether a key is one of 1 to 0.
func pins(key string) bool { return len(key) == 1 && key[0] >= '0' && key[0] <= '9' }
