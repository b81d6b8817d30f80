// Package frame is what every screen of the desk shares: who is signed in, layout, notices and undo, drafts, events, scripts and styles.
//
// A screen registers its routes with [Frame.GET] and [Frame.POST], each with
// the right that it needs, and writes its pages with a [Request]. It then
// cannot forget to ask who comes, to say what was done, or to offer its undo.
package frame

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"voxpop"
	"voxpop/internal/cores"
	"voxpop/internal/locale"
	"voxpop/internal/page"
	"voxpop/internal/people"
)

// People says who a session belongs to; people.Service is one.
type People interface {
	// Session returns the session of a cookie; of nobody it is an error of kind
	// forbidden.
	Session(ctx context.Context, token string) (people.Session, error)
	// Glance is Session without counting as its use: for what a page asks by
	// itself.
	Glance(ctx context.Context, token string) (people.Session, error)
	// SetLang keeps the language in which somebody reads the desk.
	SetLang(ctx context.Context, id, lang string) error
	// Share says whether the screen of a session is shown to others.
	Share(ctx context.Context, token string, shared bool) error
}

// Store is what the frame keeps.
type Store interface {
	Callout(ctx context.Context, slug string) (voxpop.Callout, error)
	// Revision counts the changes of a call-out.
	Revision(ctx context.Context, slug string) (int64, error)
	// Saw writes into the audit log that somebody looked at raw items.
	Saw(ctx context.Context, by voxpop.Actor, verb, slug string, ids ...string) error

	Deed(ctx context.Context, id string) (Deed, error)
	Deeds(ctx context.Context, person, callout string, limit int) ([]Deed, error)
	PutDeed(ctx context.Context, d Deed) error
	// Undone marks a deed as undone; it is a conflict when it was already.
	Undone(ctx context.Context, id string) error

	Draft(ctx context.Context, k DraftKey) (Draft, bool, error)
	PutDraft(ctx context.Context, k DraftKey, d Draft) error
	DropDraft(ctx context.Context, k DraftKey) error
}

// Frame is the desk without its screens. Its fields are set before the first
// route is registered.
type Frame struct {
	People People
	Store  Store
	Page   page.Options
	Log    *slog.Logger
	Now    func() time.Time // nil = time.Now
	Idle   time.Duration    // after as long without its person a session is locked; 0 = pages do not ask
	// Steps says how far the work on recordings is, as a text that changes with
	// it; nil = nobody works.
	Steps func(ctx context.Context, slug string) (string, error)

	mux     http.ServeMux
	routes  []Route
	undo    map[string]undoer
	undoing sync.Mutex
	done    chan struct{}
	stop    sync.Once
	beat    pulse
}

type undoer struct {
	need people.Right
	fn   func(q *Request, doc []byte) (says string, err error)
}

// Handler returns the desk: every route that was registered, and the frame's
// own. Call it once, after the screens registered theirs.
func (f *Frame) Handler() http.Handler {
	f.Page.Policy, f.Page.Details = Policy, true
	f.Page.Language = f.language
	f.GET("/callouts/{slug}/events", people.See, f.events)
	f.GET("/history", people.See, f.history)
	f.POST("/share-screen", people.See, f.share)
	f.POST("/undo/{id}", people.See, f.undoDeed)
	f.POST("/drafts", people.See, f.keepDraft)
	f.POST("/drafts/drop", people.See, f.dropDraft)
	f.handle("GET /session", "", f.stands)
	f.Mount("GET "+page.AssetPrefix, page.Assets())
	f.mux.Handle("GET "+AssetPrefix, Assets()) // its path changes with its files
	f.handle("GET /health", "", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write([]byte("ok\n"))
	})
	return f.Page.Wrap(&f.mux, f.Log)
}

// Policy is the content security policy of the desk's pages: our own scripts
// and styles from files, nothing inline, nobody else's, and no text that
// becomes script.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types default"

// Stop ends the streams of events: a server that shuts down would wait for them.
func (f *Frame) Stop() { f.stop.Do(func() { close(f.ended()) }) }

func (f *Frame) ended() chan struct{} {
	f.beat.mu.Lock()
	defer f.beat.mu.Unlock()
	if f.done == nil {
		f.done = make(chan struct{})
	}
	return f.done
}

func (f *Frame) now() time.Time {
	if f.Now != nil {
		return f.Now()
	}
	return time.Now()
}

// Route is a way into the desk, and the right that it asks for; "" = nobody has
// to be signed in.
type Route struct {
	Pattern string
	Need    people.Right
}

// Routes lists every way in that was registered, in that order.
func (f *Frame) Routes() []Route { return f.routes }

func (f *Frame) handle(pattern string, need people.Right, h http.HandlerFunc) {
	f.routes = append(f.routes, Route{pattern, need})
	f.mux.HandleFunc(pattern, h)
}

// GET registers a page. Whoever is not signed in is sent to sign in; whoever
// lacks the right sees that they do. An error of h becomes the page of its
// kind, or for a script a notice.
func (f *Frame) GET(pattern string, need people.Right, h func(*Request) error) {
	f.handle("GET "+pattern, need, f.signedIn(need, h))
}

// POST registers what a form does, as [Frame.GET] does a page.
func (f *Frame) POST(pattern string, need people.Right, h func(*Request) error) {
	f.handle("POST "+pattern, need, f.signedIn(need, h))
}

// Open registers a route that needs nobody to be signed in: the ways to sign
// in. The method stands in the pattern. A request of somebody who is signed in
// says so, locked or not.
func (f *Frame) Open(pattern string, h func(*Request) error) {
	f.handle(pattern, "", func(w http.ResponseWriter, r *http.Request) {
		q := f.request(w, r)
		if s, err := f.session(r); err == nil {
			q.enter(s)
		}
		q.answer(h(q))
	})
}

// Mount registers a handler of static files that needs nobody to be signed in.
func (f *Frame) Mount(pattern string, h http.Handler) { f.handle(pattern, "", h.ServeHTTP) }

// MaxForm bounds the form of a request, in bytes; a screen that takes files
// reads its body itself.
const MaxForm = 4 << 20

func (f *Frame) signedIn(need people.Right, h func(*Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !byItself(r) {
			defer cores.Serve()()
		}
		q := f.request(w, r)
		s, err := f.session(r)
		switch {
		case voxpop.KindOf(err) == voxpop.Forbidden:
			q.goSign("/sign-in")
			return
		case err != nil:
			q.answer(err)
			return
		case s.Locked:
			q.goSign("/unlock")
			return
		}
		q.enter(s)
		if !s.Person.May(need) {
			q.answer(&voxpop.Error{Kind: voxpop.Forbidden, Op: "frame", Message: "the right " + string(need) + " is missing", Hint: "an administrator of the desk gives rights"})
			return
		}
		if lang := r.URL.Query().Get("lang"); r.Method == http.MethodGet && lang != "" && locale.For(lang).Tag == lang && lang != s.Person.Lang {
			if err := f.People.SetLang(r.Context(), s.Person.ID, lang); err != nil {
				q.answer(err)
				return
			}
		}
		q.answer(h(q))
	}
}

// aloneHeader is on what a page asks by itself, long after a person last did
// something with it.
const aloneHeader = "Voxpop-Alone"

// byItself reports whether a page asks by itself, and no person waits for it.
func byItself(r *http.Request) bool {
	return r.Header.Get(aloneHeader) != "" || r.Header.Get("Accept") == "text/event-stream"
}

func (f *Frame) session(r *http.Request) (people.Session, error) {
	c, err := r.Cookie(people.Cookie)
	if err != nil || c.Value == "" {
		return people.Session{}, &voxpop.Error{Kind: voxpop.Forbidden, Op: "frame", Message: "nobody is signed in"}
	}
	if byItself(r) {
		return f.People.Glance(r.Context(), c.Value)
	}
	return f.People.Session(r.Context(), c.Value)
}

// stands answers a page that asks whether it may still be shown: 204, or 401
// when its session is locked or over.
func (f *Frame) stands(w http.ResponseWriter, r *http.Request) {
	status := http.StatusUnauthorized
	if c, err := r.Cookie(people.Cookie); err == nil {
		s, err := f.People.Glance(r.Context(), c.Value)
		switch {
		case err == nil && !s.Locked:
			status = http.StatusNoContent
		case err != nil && voxpop.KindOf(err) != voxpop.Forbidden:
			status = http.StatusServiceUnavailable // nobody is sent away for our trouble
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
}

// share hides names, or shows them again.
func (f *Frame) share(q *Request) error {
	if err := f.People.Share(q.Context(), q.cookie(), !q.Session.Shared); err != nil {
		return err
	}
	says := "frame.share.done"
	if q.Session.Shared {
		says = "frame.share.undone"
	}
	if err := q.Done(q.T.Say(says), nil); err != nil {
		return err
	}
	return q.Back("/")
}

type requestKey struct{}

// language is the language of an answer: ?lang=, else that of the person, else
// what the browser asks for.
func (f *Frame) language(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		return page.Language(r)
	}
	if q, ok := r.Context().Value(requestKey{}).(*Request); ok && q.Who.Lang != "" {
		return locale.For(q.Who.Lang).Tag
	}
	return page.Language(r)
}

// Request is a request to the desk by somebody who is signed in.
type Request struct {
	*http.Request
	W       http.ResponseWriter
	F       *Frame
	Who     people.Person
	By      voxpop.Actor // Who, as verbs and the audit log name them
	Session people.Session
	T       *locale.Locale
	Lang    string
	Now     time.Time

	slug   string
	notice *Deed
}

func (f *Frame) request(w http.ResponseWriter, r *http.Request) *Request {
	q := &Request{W: w, F: f, Now: f.now()}
	ctx := context.WithValue(r.Context(), requestKey{}, q)
	if r.Method == http.MethodPost {
		// What began is finished, and its undo kept, also for who has gone away.
		ctx = context.WithoutCancel(ctx)
	}
	q.Request = r.WithContext(ctx)
	q.speak()
	if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		q.Body = http.MaxBytesReader(w, q.Body, MaxForm)
	}
	return q
}

func (q *Request) enter(s people.Session) {
	q.Who, q.By, q.Session = s.Person, s.Person.Actor(), s
	q.speak()
}

func (q *Request) speak() {
	q.Lang = q.F.language(q.Request)
	q.T = locale.For(q.Lang)
}

// cookie is the token of the session that the browser sent.
func (q *Request) cookie() string {
	if c, err := q.Request.Cookie(people.Cookie); err == nil {
		return c.Value
	}
	return ""
}

// Slug is the call-out of the request, "" outside of one.
func (q *Request) Slug() string { return cmp.Or(q.slug, q.PathValue("slug")) }

// May reports whether who asks has a right.
func (q *Request) May(r people.Right) bool { return q.Who.May(r) }

// Partial reports whether a script asks for a part of the page.
func (q *Request) Partial() bool {
	return q.Header.Get("HX-Request") == "true" && q.Header.Get("HX-History-Restore-Request") != "true"
}

// goSign sends the person to sign in or to unlock, and back afterwards.
func (q *Request) goSign(to string) {
	next := "/"
	if q.Method == http.MethodGet && !q.Partial() {
		next = q.URL.RequestURI()
	} else if u, err := url.Parse(q.Header.Get("Referer")); err == nil && u.Path != "" {
		next = u.RequestURI()
	}
	if next != "/" {
		to += "?next=" + url.QueryEscape(next)
	}
	if q.Header.Get("Accept") == "application/json" || strings.HasPrefix(q.Header.Get("Accept"), "text/event-stream") {
		q.W.Header().Set("Content-Type", "application/json")
		q.W.WriteHeader(http.StatusUnauthorized)
		q.W.Write([]byte(`{"sign_in":true}`))
		return
	}
	_ = q.Redirect(to)
}

// Local keeps a path on this site: what a link or a form named as the page to
// go to next. Anything else is "/".
func Local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return "/"
	}
	return u.RequestURI()
}
