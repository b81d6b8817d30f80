// Package texts is where people read what machines heard and translated: the queue, the transcript editor, the grid of a translation.
//
// Every page works without script: a text is a form with a field, and saving
// it makes the next version. What somebody typed is kept as a draft, and what
// another saved meanwhile is merged and shown before anything is written over.
package texts

import (
	"context"
	"embed"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/desk/frame"
	"voxpop/internal/locale"
	"voxpop/internal/people"
	"voxpop/internal/scribe"
)

// Scribe is what people do with texts and with the steps that make them;
// scribe.Service is one.
type Scribe interface {
	Edit(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base int, text string) (voxpop.TextVersion, error)
	EditPairs(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base, source int, text string, pairs []voxpop.Pair) (voxpop.TextVersion, error)
	Review(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base int) (voxpop.TextVersion, error)
	Undo(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base, to int) (voxpop.TextVersion, error)
	Run(ctx context.Context, by voxpop.Actor, callout string, ids []string, step scribe.Step, again bool) (int, error)
	Stop(ctx context.Context, by voxpop.Actor, callout string, steps []scribe.Task) (int, error)
}

// Step is a step that is not done.
type Step struct {
	scribe.Task
	Medium voxpop.Medium
	Lang   string
	Ahead  int // of one that waits its turn: how many come before it
}

// Records are the texts of a store, and how far the steps are.
type Records interface {
	Callout(ctx context.Context, slug string) (voxpop.Callout, error)
	Texts(ctx context.Context, ref scribe.Ref) (scribe.Texts, error)
	Tasks(ctx context.Context, slug string, ids ...string) ([]scribe.Task, error)
	Derivatives(ctx context.Context, slug, id string) ([]scribe.Derivative, error)
	Derivative(ctx context.Context, slug, id string, kind scribe.Kind) (scribe.Derivative, io.ReadCloser, error)
	// Steps lists n steps in a state after skip, and StepCounts counts those that
	// are not done.
	Steps(ctx context.Context, slug string, state scribe.TaskState, skip, n int) ([]Step, error)
	StepCounts(ctx context.Context, slug string) ([]scribe.Count, error)
	// Held calls fn for the responses named, for all of the call-out when ids is
	// nil.
	Held(ctx context.Context, slug string, ids []string, fn func(Held) error) error
	// Changed says what changed since a line of the audit log; 0 = everything.
	Changed(ctx context.Context, slug string, after int64) (Changes, error)
	Glossary() ([]bitext.Term, error)
}

// Screens are the queue, the transcript editor and the grid of a translation.
type Screens struct {
	Scribe  Scribe
	Records Records
	Into    []string // languages into which everything is translated
	Off     bool     // recordings are left as they came
	Now     func() time.Time

	index *index
}

//go:embed *.tmpl
var files embed.FS

var pages = frame.MustParse(files, "*.tmpl")

// Routes registers the screens.
func (s *Screens) Routes(f *frame.Frame) {
	s.index = &index{records: s.Records, now: s.now}
	f.GET("/callouts/{slug}/texts", people.Raw, s.queue)
	f.POST("/callouts/{slug}/texts", people.Edit, s.bulk)
	f.GET("/callouts/{slug}/responses/{id}/transcript", people.Raw, s.transcript)
	f.GET("/callouts/{slug}/responses/{id}/transcript/news", people.Raw, s.news(voxpop.OfTranscript))
	f.POST("/callouts/{slug}/responses/{id}/transcript", people.Edit, s.saveTranscript)
	f.POST("/callouts/{slug}/responses/{id}/transcript/version", people.Edit, s.goBack(voxpop.OfTranscript))
	f.GET("/callouts/{slug}/responses/{id}/translation/{lang}", people.Raw, s.translation)
	f.GET("/callouts/{slug}/responses/{id}/translation/{lang}/news", people.Raw, s.news(voxpop.OfTranslation))
	f.POST("/callouts/{slug}/responses/{id}/translation/{lang}", people.Edit, s.saveTranslation)
	f.POST("/callouts/{slug}/responses/{id}/translation/{lang}/check", people.Raw, s.checkRow)
	f.POST("/callouts/{slug}/responses/{id}/translation/{lang}/version", people.Edit, s.goBack(voxpop.OfTranslation))
	f.POST("/callouts/{slug}/responses/{id}/translate", people.Edit, s.intoAnother)
	f.POST("/player", people.Raw, s.keepPlayer)
	f.OnUndo(undoVersion, people.Edit, s.undoVersion)
	f.OnUndo(undoRun, people.Edit, s.undoRun)
	f.OnUndo(undoStop, people.Edit, s.undoStop)
}

func (s *Screens) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// Paths of the screens.
func queuePath(slug string) string { return "/callouts/" + url.PathEscape(slug) + "/texts" }

func responsePath(slug, id string) string {
	return "/callouts/" + url.PathEscape(slug) + "/responses/" + url.PathEscape(id)
}

func workPath(slug, id string, of voxpop.Work, lang string) string {
	if of == voxpop.OfTranscript {
		return responsePath(slug, id) + "/transcript"
	}
	return responsePath(slug, id) + "/translation/" + url.PathEscape(lang)
}

// refOf is the work that a request names.
func refOf(q *frame.Request, of voxpop.Work) (scribe.Ref, error) {
	ref := scribe.Ref{Callout: q.Slug(), Response: q.PathValue("id"), Of: of, Lang: q.PathValue("lang")}
	if of == voxpop.OfTranslation && !voxpop.ValidLang(ref.Lang) {
		return ref, &voxpop.Error{Kind: voxpop.NotFound, Op: "texts", Message: "there is no such language"}
	}
	return ref, nil
}

// open reads a work for a page: what there is of it is looked at, so the audit
// log says who looks.
func (s *Screens) open(q *frame.Request, ref scribe.Ref) (scribe.Texts, error) {
	t, err := s.texts(q, ref)
	if err != nil {
		return t, err
	}
	return t, q.Saw("look", ref.Response)
}

func (s *Screens) texts(q *frame.Request, ref scribe.Ref) (scribe.Texts, error) {
	t, err := s.Records.Texts(q.Context(), ref)
	if err == nil && t.Response.Gone() {
		err = &voxpop.Error{Kind: voxpop.Withdrawn, Op: "texts", Message: "the response was taken back"}
	}
	return t, err
}

// same reports whether what a form sent is what the page showed of a text.
func same(sent, text string) bool {
	sent = strings.TrimSpace(lines(sent))
	return sent == text || sent == strings.TrimSpace(locale.Balance(text))
}

// newest is the version that a page shows: the zero version when there is none.
func newest(t scribe.Texts) (v voxpop.TextVersion) {
	if n := len(t.Versions); n > 0 {
		v = t.Versions[n-1]
	}
	return v
}

// at is version n of a work.
func at(versions []voxpop.TextVersion, n int) (v voxpop.TextVersion, ok bool) {
	i := slices.IndexFunc(versions, func(v voxpop.TextVersion) bool { return v.N == n })
	if i < 0 {
		return v, n == 0
	}
	return versions[i], true
}

// next is the work of these kinds that comes after one in the queue, in the
// language asked for; ok is false when it was the last.
func (s *Screens) next(ctx context.Context, slug string, after Item, kinds []Waiting) (next Item, ok bool, err error) {
	now, err := s.index.list(ctx, slug)
	if err != nil {
		return next, false, err
	}
	here, _ := slices.BinarySearchFunc(now.held, Held{ID: after.ID, At: after.At}, inOrder)
	for n := range now.held { // those after it, then those before
		i := (here + n) % len(now.held)
		stopped := !now.held[i].each(func(i Item) bool {
			next = i
			return i.ID == after.ID || !slices.Contains(kinds, i.What) || i.Of != after.Of || i.Of == voxpop.OfTranslation && i.Lang != after.Lang
		})
		if stopped {
			return next, true, nil
		}
	}
	return Item{}, false, nil
}

// goOn sends the browser to the next work that waits, or to the queue.
func (s *Screens) goOn(q *frame.Request, ref scribe.Ref, r voxpop.Response) error {
	kinds := []Waiting{ToRead, ToFinish}
	if ref.Of == voxpop.OfTranslation {
		kinds = []Waiting{ToCheck, ToCheckAnew}
	}
	next, ok, err := s.next(q.Context(), ref.Callout, Item{ID: ref.Response, At: r.ReceivedAt.Time, Of: ref.Of, Lang: ref.Lang}, kinds)
	if err != nil {
		return err
	}
	if !ok {
		return q.Redirect(queuePath(ref.Callout))
	}
	return q.Redirect(workPath(ref.Callout, next.ID, next.Of, next.Lang))
}

// Kinds of undo.
const (
	undoVersion = "texts.version"
	undoRun     = "texts.run"
	undoStop    = "texts.stop"
)

// versionDeed is what takes a version back.
type versionDeed struct {
	Response string      `json:"response"`
	Of       voxpop.Work `json:"of"`
	Lang     string      `json:"lang,omitempty"`
	Base     int         `json:"base"` // the version that was made
	To       int         `json:"to"`
}

// undoOf is the undo of a verb that made v of version was; nil when there was
// none before.
func undoOf(ref scribe.Ref, v voxpop.TextVersion, was int) *frame.Undo {
	if was == 0 || v.N == was {
		return nil
	}
	return &frame.Undo{Kind: undoVersion, Doc: versionDeed{Response: ref.Response, Of: ref.Of, Lang: ref.Lang, Base: v.N, To: was}}
}
