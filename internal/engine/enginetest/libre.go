package enginetest

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// LibreServer imitates LibreTranslate (libretranslate/app.py, version 1.6),
// with what an operator can set.
type LibreServer struct {
	URL string

	Key        string // wanted in the body; "" = none
	BatchLimit int    // --batch-limit; 0 = none
	CharLimit  int    // --char-limit; 0 = none
	Old        bool   // no targets in /languages
	// Do changes a list of translations before it is sent; nil = it stays.
	Do func(q, out []string) any

	mu       sync.Mutex
	requests []Request
	next     []Answer
}

// StartLibre starts one that knows en, es, fa and zh-Hans, all into each other
// but fa into zh-Hans; it ends with the test.
func StartLibre(t *testing.T) *LibreServer {
	t.Helper()
	s := &LibreServer{}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	s.URL = h.URL
	return s
}

// Next lays answers before those of its own to /translate.
func (s *LibreServer) Next(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, answers...)
}

// Requests are those to /translate that came so far; Texts is their q.
func (s *LibreServer) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

var libreCodes = []string{"en", "es", "fa", "zh-Hans"}

func libreTargets(from string) []string {
	return slices.DeleteFunc(slices.Clone(libreCodes), func(c string) bool { return from == "fa" && c == "zh-Hans" })
}

// Translated is what the imitation makes of a sentence: nothing that a translation
// would be, but one that shows which sentence it is of.
func Translated(sentence, to string) string { return "(" + to + ") " + sentence }

// ServeHTTP answers as LibreTranslate does.
func (s *LibreServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	fail := func(code int, message string) { write(w, code, map[string]string{"error": message}) }
	switch {
	case r.URL.Path == "/languages" && r.Method == http.MethodGet:
		var list []map[string]any
		for _, c := range libreCodes {
			e := map[string]any{"code": c, "name": strings.ToUpper(c)}
			if !s.Old {
				e["targets"] = libreTargets(c)
			}
			list = append(list, e)
		}
		write(w, 200, list)
	case r.URL.Path == "/translate" && r.Method == http.MethodPost:
		var q struct {
			Q      any    `json:"q"`
			Source string `json:"source"`
			Target string `json:"target"`
			Format string `json:"format"`
			Key    string `json:"api_key"`
		}
		broken := json.NewDecoder(r.Body).Decode(&q) != nil
		var texts []string
		list, batch := q.Q.([]any)
		if batch {
			for _, v := range list {
				t, _ := v.(string)
				texts = append(texts, t)
			}
		} else if t, ok := q.Q.(string); ok {
			texts = []string{t}
		}
		s.mu.Lock()
		s.requests = append(s.requests, Request{Method: r.Method, Path: r.URL.Path, Header: r.Header.Clone(), Texts: texts,
			Body: map[string]any{"source": q.Source, "target": q.Target, "format": q.Format, "api_key": q.Key}})
		var given *Answer
		if len(s.next) > 0 {
			given, s.next = &s.next[0], s.next[1:]
		}
		s.mu.Unlock()
		chars := 0
		for _, t := range texts {
			chars += utf8.RuneCountInString(t)
		}
		switch {
		case given != nil && given.Drop:
			panic(http.ErrAbortHandler)
		case given != nil:
			for k, v := range given.Header {
				w.Header().Set(k, v)
			}
			w.WriteHeader(given.Status)
			fmt.Fprint(w, given.Body)
		case s.Key != "" && q.Key == "":
			fail(400, "Please contact the server operator to get an API key")
		case s.Key != "" && q.Key != s.Key:
			fail(403, "Invalid API key")
		case broken:
			fail(400, "Invalid JSON format")
		case len(texts) == 0 || !batch && texts[0] == "":
			fail(400, "Invalid request: missing q parameter")
		case batch && s.BatchLimit > 0 && len(texts) > s.BatchLimit:
			fail(400, fmt.Sprintf("Invalid request: request (%d) exceeds text limit (%d)", len(texts), s.BatchLimit))
		case s.CharLimit > 0 && chars > s.CharLimit:
			fail(400, fmt.Sprintf("Invalid request: request (%d) exceeds text limit (%d)", chars, s.CharLimit))
		case !slices.Contains(libreCodes, q.Source):
			fail(400, q.Source+" is not supported")
		case !slices.Contains(libreCodes, q.Target):
			fail(400, q.Target+" is not supported")
		case !slices.Contains(libreTargets(q.Source), q.Target):
			fail(500, "Cannot translate text: 400 Bad Request: not available as a target language")
		default:
			var out []string
			for _, t := range texts {
				if t != "" {
					t = html.UnescapeString(Translated(t, q.Target))
				}
				out = append(out, t)
			}
			var said any = out
			if !batch {
				said = out[0]
			}
			if s.Do != nil {
				said = s.Do(texts, out)
			}
			write(w, 200, map[string]any{"translatedText": said})
		}
	default:
		w.WriteHeader(404)
	}
}
