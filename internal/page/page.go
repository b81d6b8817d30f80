// Package page is what both doors share: safe headers on every answer, templates, languages, error pages and the style sheet.
//
// A door hands its routes to [Wrap] and writes its pages with [Set.Write]; it
// then cannot forget a header, leak an error's text or answer without a page.
package page

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"

	"voxpop"
	"voxpop/internal/locale"
)

//go:embed assets
var assets embed.FS

//go:embed *.tmpl
var templates embed.FS

// AssetPrefix is the path under which [Assets] serves the style sheet.
const AssetPrefix = "/assets/"

// policy forbids everything that a page of ours does not use: no script, no
// frame, no foreign origin.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// StyleSheet is the style sheet's address; it changes with its content, so it
// may be kept for ever.
var StyleSheet = AssetPrefix + "voxpop.css?v=" + fingerprint("assets/voxpop.css")

func fingerprint(name string) string {
	b, err := assets.ReadFile(name)
	if err != nil {
		return "missing" // TestAssets fails on it
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// Options are what a door adds to each of its pages, the error pages included.
type Options struct {
	// Evaluation reports whether keys and intake share a machine: every page
	// then says so. nil = never.
	Evaluation func() bool
	Name       string // of the newsroom, on top of every page; "" = the program's
	Exit       string // path of the quick exit, on every page; "" = none
	Sheet      string // address of a further style sheet; "" = none
	Errors     string // what the keys of the error sentences begin with; "" = "desk.error."
	Policy     string // content security policy; "" = no script at all
	// Details has error pages say what our own errors say, in English: for
	// people of the newsroom, never for the public.
	Details bool
	// Language is the language of an answer; nil = [Language].
	Language func(*http.Request) string
	// Headers changes the headers of every answer; nil = none.
	Headers func(h http.Header, r *http.Request)
	// Origins are the addresses that the site is known by besides the one that
	// a request names, as https://answers.example.org.
	Origins []string
}

func (o Options) language(r *http.Request) string {
	if o.Language != nil {
		return o.Language(r)
	}
	return Language(r)
}

type optionsKey struct{}

func optionsOf(r *http.Request) Options {
	o, _ := r.Context().Value(optionsKey{}).(Options)
	return o
}

// Wrap is [Options.Wrap] without options.
func Wrap(h http.Handler, log *slog.Logger) http.Handler { return Options{}.Wrap(h, log) }

// Wrap puts safe headers on every answer of h whatever its status, refuses
// methods and cross-site requests that change something, and turns a panic
// into an error page whose reference is also in the log.
func (o Options) Wrap(h http.Handler, log *slog.Logger) http.Handler {
	guard := http.NewCrossOriginProtection()
	for _, origin := range o.Origins {
		if err := guard.AddTrustedOrigin(origin); err != nil {
			log.Warn("an address of the site is no origin", "hint", "write it as https://answers.example.org, without a path")
		}
	}
	guarded := guard.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), optionsKey{}, o))
		setHeaders(w.Header(), cmp.Or(o.Policy, policy))
		if o.Headers != nil {
			o.Headers(w.Header(), r)
		}
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				// The value may hold anything, so only its type is logged.
				Fail(w, r, log, &voxpop.Error{Kind: voxpop.Internal, Op: "page.Wrap", Message: fmt.Sprintf("panic of type %T", v)})
			}
		}()
		guarded.ServeHTTP(&pageWriter{ResponseWriter: w, r: r}, r)
	})
}

func setHeaders(h http.Header, csp string) {
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	// Not no-referrer: with it a form over plain http has the origin null and is refused.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()")
	h.Set("Cache-Control", "no-store")
}

// pageWriter turns the plain-text errors of the standard library (404 and 405
// of the router, 403 of the cross-site check) into pages.
type pageWriter struct {
	http.ResponseWriter
	r       *http.Request
	wrote   bool
	replace bool
}

func (w *pageWriter) WriteHeader(status int) {
	if w.wrote {
		return
	}
	w.wrote = true
	if status >= 400 && strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		w.replace = true
		w.Header().Del("Content-Length")
		writeError(w.ResponseWriter, w.r, status, "", nil)
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *pageWriter) Write(b []byte) (int, error) {
	if !w.wrote {
		w.WriteHeader(http.StatusOK)
	}
	if w.replace {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *pageWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Status is the one place where kinds of error become HTTP.
func Status(k voxpop.Kind) int {
	switch k {
	case voxpop.Invalid:
		return http.StatusBadRequest
	case voxpop.NotFound:
		return http.StatusNotFound
	case voxpop.Forbidden:
		return http.StatusForbidden
	case voxpop.Closed, voxpop.Withdrawn:
		return http.StatusGone
	case voxpop.Conflict:
		return http.StatusConflict
	case voxpop.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// Fail answers with the error page of err's kind. What went wrong inside is
// logged under a reference that the page shows; the page itself says no more.
func Fail(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	status, ref := Judge(r, log, err)
	writeError(w, r, status, ref, err)
}

// Judge returns the status that an error is answered with. What went wrong
// inside is logged under the reference that is returned too; "" = nothing was.
func Judge(r *http.Request, log *slog.Logger, err error) (status int, ref string) {
	status = Status(voxpop.KindOf(err))
	if status < 500 || r.Context().Err() != nil { // who left is no trouble
		return status, ""
	}
	ref = rand.Text()[:8]
	op, what := Trouble(err)
	log.Error("a page failed", "ref", ref, "op", op, "error", what)
	return status, ref
}

// Explain returns the key of the sentence for an error, when its message is
// one, and otherwise what it says in English. An error from inside says
// neither: only errors that a person can mend do.
func Explain(err error) (key, detail string) {
	e, ok := errors.AsType[*voxpop.Error](err)
	if !ok || Status(e.Kind) >= 500 && e.Kind != voxpop.Unavailable {
		return "", ""
	}
	if locale.Has(e.Message) {
		return e.Message, ""
	}
	var parts []string
	for _, s := range []string{e.Place, e.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	detail = strings.Join(parts, ": ")
	if e.Hint != "" {
		detail += ". " + e.Hint
	}
	return "", detail
}

// Trouble returns what a log may hold of an error: where it arose, and what our
// own errors say. Of every other error only the type: an error of the network
// names addresses, one of a file names its path.
func Trouble(err error) (op, what string) {
	var parts []string
	for err != nil {
		e, ok := errors.AsType[*voxpop.Error](err)
		if !ok {
			parts = append(parts, fmt.Sprintf("%T", err))
			break
		}
		if op == "" {
			op = e.Op
		}
		for _, s := range []string{e.Place, e.Message} {
			if s != "" {
				parts = append(parts, s)
			}
		}
		err = e.Err
	}
	return op, strings.Join(parts, ": ")
}

// ErrorPage is the data of error.tmpl.
type ErrorPage struct {
	Base
	Status int
	Key    string // of the sentence
	Ref    string // also in the log; "" when there is nothing to look up
	Detail string // in English; "" = none
	Next   string // what to do about it; "" = nothing is known
	Back   string // path of the page whose form was refused, or ""
}

// From is the page of this site that a request was sent from, as a path with
// its query; nil when it came from elsewhere or does not say.
func From(r *http.Request) *url.URL {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == "" {
		return nil
	}
	return &url.URL{Path: ownPath(u.Path), RawQuery: u.RawQuery}
}

// formPath is the path of the page that a form was sent from, or "".
func formPath(r *http.Request) string {
	if u := From(r); u != nil && r.Method == http.MethodPost {
		return u.String()
	}
	return ""
}

func writeError(w http.ResponseWriter, r *http.Request, status int, ref string, err error) {
	prefix := optionsOf(r).Errors
	if prefix == "" {
		prefix = "desk.error."
	}
	key := fmt.Sprintf("%s%d", prefix, status)
	if !locale.Has(key) {
		key = prefix + "other"
	}
	p := ErrorPage{Base: NewBase(r), Status: status, Key: key, Ref: ref, Back: formPath(r)}
	if optionsOf(r).Details {
		var own string
		if own, p.Detail = Explain(err); own != "" {
			p.Key, key = own, own
		}
	}
	if next := fmt.Sprintf("%s%d.next", prefix, status); key == fmt.Sprintf("%s%d", prefix, status) && locale.Has(next) {
		p.Next = p.T.Say(next)
	}
	p.Title = p.T.Say(key)
	if err := errorPages.Write(w, status, "error.tmpl", p); err != nil {
		http.Error(w, http.StatusText(status), status)
	}
}

var errorPages = MustParse(templates, "*.tmpl")

// Base is what every page has.
type Base struct {
	T     *locale.Locale
	Lang  string // of the page, also of its links
	Path  string // of the page, for the language switch
	Title string

	Name       string // of the newsroom, or the program's
	Evaluation bool   // keys and intake share a machine
	Exit       string // path of the quick exit, or ""
	Sheet      string // a further style sheet, or ""
}

// NewBase reads the language from ?lang=, else from what the browser asks for.
func NewBase(r *http.Request) Base {
	o := optionsOf(r)
	l := locale.For(o.language(r))
	b := Base{T: l, Lang: l.Tag, Path: ownPath(r.URL.Path), Name: o.Name, Exit: o.Exit, Sheet: o.Sheet}
	if b.Name == "" {
		b.Name = "voxpop"
	}
	b.Evaluation = o.Evaluation != nil && o.Evaluation()
	return b
}

// ownPath makes of the path of a request one that a link keeps on this site:
// browsers take what begins with two slashes, of either kind, for another's.
func ownPath(p string) string {
	return "/" + strings.TrimLeft(strings.Map(func(r rune) rune {
		if r < ' ' || r == '\\' {
			return -1
		}
		return r
	}, p), "/")
}

// Language is the language of r: ?lang= when the program speaks it, else the
// first of Accept-Language that it speaks, else English.
func Language(r *http.Request) string {
	if l := r.URL.Query().Get("lang"); l != "" && locale.For(l).Tag != "en" {
		return locale.For(l).Tag
	} else if l != "" {
		return "en"
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if tag == "en" || strings.HasPrefix(tag, "en-") {
			return "en"
		}
		if l := locale.For(tag); l.Tag != "en" {
			return l.Tag
		}
	}
	return "en"
}

// Languages lists the languages of the switch, each by its own name.
func (b Base) Languages() []Choice {
	names := map[string]string{"en": "English", "fa": "فارسی", "ar": "العربية"}
	var out []Choice
	for _, tag := range locale.Supported() {
		out = append(out, Choice{Tag: tag, Dir: locale.Dir(tag), Name: names[tag], URL: b.Path + "?lang=" + tag, Current: tag == b.Lang})
	}
	return out
}

// Choice is one language of the switch.
type Choice struct {
	Tag, Dir, Name, URL string
	Current             bool
}

// StyleSheet is the address of the style sheet.
func (b Base) StyleSheet() string { return StyleSheet }

// Set is a set of templates that share the layout.
type Set struct{ t *template.Template }

// Functions are what templates may call besides methods of their data.
var Functions = template.FuncMap{
	"dir": locale.Dir,
	// plain drops the direction overrides that strangers' text may carry.
	"plain": locale.Balance,
}

// MustParse reads a door's templates together with the layout; it panics on a
// template that does not parse, which a test finds.
func MustParse(files fs.FS, patterns ...string) *Set {
	return MustParseWith(nil, Source{files, patterns})
}

// Source is where templates come from.
type Source struct {
	Files    fs.FS
	Patterns []string
}

// MustParseWith is [MustParse] from several places, with further functions.
func MustParseWith(more template.FuncMap, from ...Source) *Set {
	t := template.Must(template.New("").Funcs(Functions).Funcs(more).ParseFS(templates, "layout.tmpl"))
	for _, s := range from {
		t = template.Must(t.ParseFS(s.Files, s.Patterns...))
	}
	return &Set{t}
}

// Lookup returns one template, for the test that checks it against its data.
func (s *Set) Lookup(name string) *template.Template { return s.t.Lookup(name) }

// Render returns a template whole.
func (s *Set) Render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := s.t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "page.Render", Place: name, Message: "the page could not be written", Err: err}
	}
	return b.Bytes(), nil
}

// Write renders a template whole before it sends anything, so that a failure
// halfway is an error page and not half a page.
func (s *Set) Write(w http.ResponseWriter, status int, name string, data any) error {
	b, err := s.Render(name, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b) // who has gone away needs no page, and no line in a log
	return nil
}

// Assets serves the style sheet.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, AssetPrefix)
		b, err := assets.ReadFile(path.Join("assets", path.Base(name)))
		if err != nil || name != path.Base(name) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		if r.URL.Query().Has("v") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		w.Write(b)
	})
}

// Published serves a folder of built stories. A story's page carries its style
// inside, so its policy allows exactly those styles, by their hashes, and
// still no script.
func Published(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		info, err := fs.Stat(files, name)
		if err == nil && info.IsDir() {
			if !strings.HasSuffix(r.URL.Path, "/") {
				http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
				return
			}
			name = path.Join(name, "index.html")
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if t, ok := publishedTypes[path.Ext(name)]; ok {
			w.Header().Set("Content-Type", t)
		} else {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		if path.Ext(name) == ".html" {
			setHeaders(w.Header(), StoryPolicy(body))
		}
		http.ServeContent(w, r, "", modified(info), bytes.NewReader(body))
	})
}
