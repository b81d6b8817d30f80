package enginetest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop/internal/ledger"
)

// ReaderServer imitates a server that finds quotations in articles: a chat model
// at /v1/chat/completions, and an NLP server at /quotations. It finds what stands
// between “ and ”, and takes “said NAME” after it for the speaker, unless it is
// told to misbehave.
type ReaderServer struct {
	URL string

	mu       sync.Mutex
	mis      Misreading
	requests []ReaderAsked
	release  chan struct{}
}

// ReaderAsked is a request that came.
type ReaderAsked struct {
	Header http.Header
	Path   string
	Raw    string // the body
	Text   string // of the article
	Lang   string
}

// Claimed is a quotation as the server says it is.
type Claimed struct {
	Quote   string `json:"quote"`
	Cue     string `json:"cue"`
	Speaker string `json:"speaker"`
	Start   *int   `json:"start,omitempty"`
	End     *int   `json:"end,omitempty"`
}

// Misreading is a way to misbehave.
type Misreading string

// What such servers do.
const (
	InventsWords Misreading = "invents quotations"
	Improves     Misreading = "changes a word"
	InventsWho   Misreading = "invents speakers"
	WrongPlaces  Misreading = "gives places where the words do not stand"
	BreaksJSON   Misreading = "breaks its JSON off"
	TalksAround  Misreading = "talks around its JSON"
	OnlyTalks    Misreading = "only talks"
	Hangs        Misreading = "does not answer"
	RunsOn       Misreading = "answers without end"
	Swallows     Misreading = "takes the whole article for a quotation"
	Stutters     Misreading = "says everything twice"
	CutsWords    Misreading = "cuts words in two"
	NoArray      Misreading = "answers with another object"
	Retypes      Misreading = "types marks and spaces its own way"
)

// StartReader starts one; it ends with the test.
func StartReader(t *testing.T) *ReaderServer {
	t.Helper()
	s := &ReaderServer{release: make(chan struct{})}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	t.Cleanup(func() { close(s.release) }) // before the server waits for its answers
	s.URL = h.URL
	return s
}

// Misbehave sets what it does from now on.
func (s *ReaderServer) Misbehave(m Misreading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mis = m
}

// Requests are those that came so far.
func (s *ReaderServer) Requests() []ReaderAsked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]ReaderAsked(nil), s.requests...)
}

// ServeHTTP answers.
func (s *ReaderServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var raw json.RawMessage
	json.NewDecoder(r.Body).Decode(&raw)
	asked := ReaderAsked{Header: r.Header.Clone(), Path: r.URL.Path, Raw: string(raw)}
	user := raw
	chat := r.URL.Path == "/v1/chat/completions"
	if chat {
		var body struct {
			Messages []struct{ Content string }
		}
		if json.Unmarshal(raw, &body) == nil && len(body.Messages) == 2 {
			user = json.RawMessage(body.Messages[1].Content)
		}
	} else if r.URL.Path != "/quotations" {
		w.WriteHeader(404)
		return
	}
	json.Unmarshal(user, &asked)
	s.mu.Lock()
	s.requests = append(s.requests, asked)
	mis := s.mis
	s.mu.Unlock()
	if mis == Hangs {
		select {
		case <-r.Context().Done():
		case <-s.release:
		}
		return
	}
	said := s.say(mis, asked.Text, !chat)
	if chat {
		write(w, 200, map[string]any{"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": said}, "finish_reason": "stop"}}})
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, said)
}

func (s *ReaderServer) say(mis Misreading, text string, places bool) string {
	found := honest(text, places)
	for i := range found {
		switch mis {
		case Improves:
			found[i].Quote = strings.Replace(found[i].Quote, " ", " very ", 1)
		case InventsWho:
			found[i].Speaker = "Quillon Ashgrove"
		case WrongPlaces:
			start, end := 0, 4
			found[i].Start, found[i].End = &start, &end
		case CutsWords:
			found[i].Quote, found[i].Start, found[i].End = found[i].Quote[1:len(found[i].Quote)-1], nil, nil
		case Retypes:
			found[i].Quote = `"` + strings.ReplaceAll(strings.ReplaceAll(found[i].Quote, "’", "'"), " ", "  ") + `"`
		}
	}
	switch mis {
	case InventsWords:
		found = append(found, Claimed{Quote: "I have always admired this paper", Cue: "said", Speaker: "nobody"})
	case Swallows:
		found = []Claimed{{Quote: text}}
	case Stutters:
		found = append(found, found...)
	}
	b, _ := json.Marshal(map[string]any{"quotations": found})
	switch mis {
	case BreaksJSON:
		return string(b[:len(b)/2])
	case TalksAround:
		return "<think>quotations {maybe}</think>Here they are:\n```json\n" + string(b) + "\n```\nI hope this helps!"
	case OnlyTalks:
		return "I am sorry, I cannot read articles."
	case RunsOn:
		return `{"quotations":[` + strings.Repeat(`{"quote":"on and on"},`, 200_000) + `{}]}`
	case NoArray:
		return `{"quotes": "none"}`
	}
	return string(b)
}

// honest is what stands between marks.
func honest(text string, places bool) []Claimed {
	out := []Claimed{}
	for from := 0; ; {
		i := strings.Index(text[from:], "“")
		if i < 0 {
			return out
		}
		i += from + len("“")
		n := strings.Index(text[i:], "”")
		if n < 0 {
			return out
		}
		c := Claimed{Quote: text[i : i+n]}
		if places {
			start := len([]rune(text[:i]))
			end := start + len([]rune(c.Quote))
			c.Start, c.End = &start, &end
		}
		rest := text[i+n+len("”"):]
		if name, ok := strings.CutPrefix(strings.TrimLeft(rest, ", "), "said "); ok {
			c.Cue = "said"
			if end := strings.IndexAny(name, ".,;\n"); end > 0 {
				c.Speaker = name[:end]
			}
		}
		out = append(out, c)
		from = i + n
	}
}

// ReaderArticle is an invented article for [RunReader].
const ReaderArticle = "PORT MERROW — The lamps stay dark.\n\n“We never asked for lamps,” said Ada Quint. The quay was quiet.\n\n“Nobody’s boat was lost,” said the harbour master, who keeps a list.\n\n“We never asked for lamps,” said Ada Quint again, in the evening."

// ReaderSuite is what is needed to check an engine that reads articles.
type ReaderSuite struct {
	// Open gives one for the server that the test ends, with short patience.
	Open func(t *testing.T, s *ReaderServer) ledger.Model
}

// RunReader checks one implementation.
func RunReader(t *testing.T, suite ReaderSuite) {
	runes := []rune(ReaderArticle)
	for _, c := range []struct {
		mis            Misreading
		found, refused int
		fails          bool
	}{
		{"", 3, 0, false}, {Retypes, 3, 0, false},
		{InventsWords, 3, 1, false}, {Improves, 0, 3, false}, {InventsWho, 0, 3, false}, {CutsWords, 0, 3, false}, {Stutters, 3, 3, false},
		{Swallows, 0, 1, false},
		{BreaksJSON, 0, 0, true}, {OnlyTalks, 0, 0, true}, {NoArray, 0, 0, true}, {Hangs, 0, 0, true}, {RunsOn, 0, 0, true},
	} {
		name := string(c.mis)
		if name == "" {
			name = "is honest"
		}
		t.Run("a server that "+name, func(t *testing.T) {
			s := StartReader(t)
			s.Misbehave(c.mis)
			e := suite.Open(t, s)
			if e.Name() == "" {
				t.Error("it has no name")
			}
			found, refused, err := e.Quotations(t.Context(), ReaderArticle, "en")
			if (err != nil) != c.fails || len(found) != c.found || refused != c.refused {
				t.Fatalf("%d found, %d refused, error %v; want %+v", len(found), refused, err, c)
			}
			if err != nil && (strings.Contains(err.Error(), "lamps") || strings.Contains(err.Error(), "sorry")) {
				t.Errorf("the error repeats what was sent or answered: %v", err)
			}
			for i, q := range found {
				words := string(runes[q.Start:q.End])
				if q.Rule != e.Name() || q.Precision != 0 || q.In != -1 || len(q.Parts) != 1 || q.Type != "direct" {
					t.Errorf("quotation %d: %+v", i, q)
				}
				if !strings.HasPrefix(words, "We never asked") && !strings.HasPrefix(words, "Nobody’s boat") {
					t.Errorf("quotation %d is %q", i, words)
				}
				if q.Speaker.Text != string(runes[q.Speaker.Start:q.Speaker.End]) || string(runes[q.Cue.Start:q.Cue.End]) != "said" {
					t.Errorf("quotation %d: speaker %+v, cue %v", i, q.Speaker, q.Cue)
				}
				if i > 0 && q.Start <= found[i-1].Start {
					t.Error("they are not in order")
				}
			}
		})
	}
	t.Run("what nobody waits for", func(t *testing.T) {
		s := StartReader(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, _, err := suite.Open(t, s).Quotations(ctx, ReaderArticle, "en"); err == nil || len(s.Requests()) != 0 {
			t.Errorf("error %v, %d requests", err, len(s.Requests()))
		}
	})
	t.Run("nothing to read", func(t *testing.T) {
		s := StartReader(t)
		if found, refused, err := suite.Open(t, s).Quotations(t.Context(), " \n", "en"); err != nil || len(found)+refused+len(s.Requests()) != 0 {
			t.Errorf("%v, %d, %v", found, refused, err)
		}
	})
	t.Run("no text", func(t *testing.T) {
		if _, _, err := suite.Open(t, StartReader(t)).Quotations(t.Context(), "\xff", "en"); err == nil {
			t.Error("bytes that are no text were sent")
		}
	})
}

// ReaderPatience is how long a test waits for a server that hangs.
const ReaderPatience = 200 * time.Millisecond
