package llm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/llm"
)

// waits is a clock that only writes down for how long it was asked to wait.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) wait(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
	return ctx.Err()
}

// open gives an engine on an imitation of kind.

func open(t *testing.T, kind enginetest.Kind) (*llm.Engine, *enginetest.Server, *waits) {
	t.Helper()
	s := enginetest.Start(t, kind)
	w := &waits{}
	e := &llm.Engine{BaseURL: s.URL, EmbeddingModel: enginetest.EmbeddingModel, Model: enginetest.ChatModel, Wait: w.wait}
	t.Cleanup(e.Close)
	return e, s, w
}

func TestEmbedder(t *testing.T) {
	for _, kind := range enginetest.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			enginetest.RunEmbedder(t, func(t *testing.T) enginetest.Embedder { e, _, _ := open(t, kind); return e })
		})
	}
	t.Run("without a server", func(t *testing.T) {
		enginetest.RunEmbedder(t, func(*testing.T) enginetest.Embedder { return enginetest.Hashed{} })
	})
}

func TestLabeller(t *testing.T) {
	for _, kind := range enginetest.Chats {
		t.Run(string(kind), func(t *testing.T) {
			enginetest.RunLabeller(t, func(t *testing.T) enginetest.Labeller { e, _, _ := open(t, kind); return e })
		})
	}
}

func texts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("message number %d about the rent", i)
	}
	return out
}

// TestBatches: bounded by count and by bytes, equal texts once, in order.

// TestBounded: never more requests at once than asked for.

// TestLongTexts: the servers that do not cut get the text cut, and the answer

// does not say so with an error.

// TestUnfitTexts: a text for which the model has no number is left out, and

// counted; many are an error.

// TestHopeless: a server that takes nothing is given up after a few requests.

// TestRetries: what is tried again, how often, and after which wait.

func TestRetries(t *testing.T) {
	const s = time.Second
	busy := func(code int, header ...string) enginetest.Answer {
		a := enginetest.Answer{Status: code, Body: "busy", Header: map[string]string{}}
		for i := 0; i+1 < len(header); i += 2 {
			a.Header[header[i]] = header[i+1]
		}
		return a
	}
	drop := enginetest.Answer{Drop: true}
	tests := []struct {
		name  string
		next  []enginetest.Answer
		waits []time.Duration
		kind  voxpop.Kind // "" = it works in the end
	}{
		{"nothing wrong", nil, nil, ""},
		{"loading its model", []enginetest.Answer{busy(503), busy(503), busy(503)}, []time.Duration{s, 2 * s, 4 * s}, ""},
		{"408", []enginetest.Answer{busy(408)}, []time.Duration{s}, ""},
		{"425", []enginetest.Answer{busy(425)}, []time.Duration{s}, ""},
		{"429", []enginetest.Answer{busy(429)}, []time.Duration{s}, ""},
		{"502 and 504", []enginetest.Answer{busy(502), busy(504)}, []time.Duration{s, 2 * s}, ""},
		{"500 once", []enginetest.Answer{busy(500)}, []time.Duration{s}, ""},
		{"500 twice", []enginetest.Answer{busy(500), busy(500), busy(500), busy(500)}, []time.Duration{s}, voxpop.Unavailable},
		{"a broken connection", []enginetest.Answer{drop, drop}, []time.Duration{s, 2 * s}, ""},
		{"seconds asked for", []enginetest.Answer{busy(429, "Retry-After", "7")}, []time.Duration{7 * s}, ""},
		{"fewer than we would wait", []enginetest.Answer{busy(503), busy(503), busy(503, "Retry-After", "1")}, []time.Duration{s, 2 * s, 4 * s}, ""},
		{"a date asked for", []enginetest.Answer{busy(503, "Date", "Wed, 25 Nov 2026 10:00:00 GMT", "Retry-After", "Wed, 25 Nov 2026 10:00:20 GMT")}, []time.Duration{20 * s}, ""},
		{"a date gone by", []enginetest.Answer{busy(503, "Date", "Wed, 25 Nov 2026 10:00:00 GMT", "Retry-After", "Wed, 25 Nov 2026 09:00:20 GMT")}, []time.Duration{s}, ""},
		{"nonsense asked for", []enginetest.Answer{busy(503, "Retry-After", "-3")}, []time.Duration{s}, ""},
		{"an hour asked for", []enginetest.Answer{busy(429, "Retry-After", "3600")}, nil, voxpop.Unavailable},
		{"a century asked for", []enginetest.Answer{busy(429, "Retry-After", "99999999999999999999")}, []time.Duration{s}, ""},
		{"busy for ever", slices.Repeat([]enginetest.Answer{busy(503)}, 9), []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s}, voxpop.Unavailable},
		{"no key", []enginetest.Answer{busy(401)}, nil, voxpop.Forbidden},
		{"a wrong key", []enginetest.Answer{busy(403)}, nil, voxpop.Forbidden},
		{"no such model", []enginetest.Answer{busy(404)}, nil, voxpop.NotFound},
		{"no embeddings", []enginetest.Answer{busy(501)}, nil, voxpop.Invalid},
		{"a redirect", []enginetest.Answer{busy(307, "Location", "http://127.0.0.1:9/v1/embeddings")}, nil, voxpop.Invalid},
		{"a teapot", []enginetest.Answer{busy(418)}, nil, voxpop.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, srv, w := open(t, enginetest.VLLM)
			srv.Next(tt.next...)
			_, err := e.Embed(t.Context(), []string{"one message"})
			if voxpop.KindOf(err) != tt.kind {
				t.Errorf("%v, want kind %q", err, tt.kind)
			}
			if err != nil && voxpop.KindOf(err) != voxpop.Unavailable && tt.name != "a teapot" && voxpop.HintOf(err) == "" {
				t.Errorf("%v: nothing says what to do", err)
			}
			if !slices.Equal(w.all, tt.waits) {
				t.Errorf("waited %v, want %v", w.all, tt.waits)
			}
		})
	}
	t.Run("longest wait", func(t *testing.T) {
		e, srv, w := open(t, enginetest.VLLM)
		e.Limits = llm.Limits{Tries: 9, MaxWait: 5 * s}
		srv.Next(slices.Repeat([]enginetest.Answer{busy(503)}, 9)...)
		e.Embed(t.Context(), []string{"one message"})
		if want := []time.Duration{s, 2 * s, 4 * s, 5 * s, 5 * s, 5 * s, 5 * s, 5 * s}; !slices.Equal(w.all, want) {
			t.Errorf("waited %v", w.all)
		}
	})
	t.Run("a real clock", func(t *testing.T) {
		e, srv, _ := open(t, enginetest.VLLM)
		e.Wait, e.Limits.MaxWait = nil, time.Microsecond
		srv.Next(busy(503), busy(503))
		if _, err := e.Embed(t.Context(), []string{"one message"}); err != nil {
			t.Error(err)
		}
	})
	t.Run("nobody listens", func(t *testing.T) {
		gone := httptest.NewServer(nil)
		gone.Close()
		w := &waits{}
		e := &llm.Engine{BaseURL: gone.URL, EmbeddingModel: "m", Wait: w.wait, Limits: llm.Limits{Tries: 3}}
		_, err := e.Embed(t.Context(), []string{"one message"})
		if voxpop.KindOf(err) != voxpop.Unavailable || len(w.all) != 2 || !strings.Contains(err.Error(), "cannot be reached") {
			t.Errorf("%v after %v", err, w.all)
		}
	})
	t.Run("a server that hangs", func(t *testing.T) {
		hold := make(chan struct{})
		slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hold }))
		defer slow.Close()
		defer close(hold)
		w := &waits{}
		e := &llm.Engine{BaseURL: slow.URL, EmbeddingModel: "m", Wait: w.wait, Limits: llm.Limits{Tries: 2, Timeout: 20 * time.Millisecond}}
		defer e.Close()
		_, err := e.Embed(t.Context(), []string{"one message"})
		if voxpop.KindOf(err) != voxpop.Unavailable || len(w.all) != 1 || !strings.Contains(err.Error(), "did not answer within") {
			t.Errorf("%v after %v", err, w.all)
		}
	})
	t.Run("down once, asked once", func(t *testing.T) {
		e, srv, w := open(t, enginetest.VLLM)
		srv.Next(slices.Repeat([]enginetest.Answer{busy(503)}, 6+1)...)
		for range 2 {
			if _, err := e.Label(t.Context(), []string{"rent"}, nil, "en"); voxpop.KindOf(err) != voxpop.Unavailable {
				t.Error(err)
			}
		}
		if len(srv.Requests()) != 7 || len(w.all) != 5 {
			t.Errorf("%d requests after %v", len(srv.Requests()), w.all)
		}
		// What was sent is said, though nothing came of it.
		if u := e.Used(); u.Asked != 7 || u.Model != enginetest.ChatModel || u.Labelled+u.Refused != 0 {
			t.Errorf("used %+v", u)
		}
		if _, err := e.Label(t.Context(), []string{"rent"}, nil, "en"); err != nil {
			t.Error(err)
		}
		srv.Next(busy(503))
		if _, err := e.Label(t.Context(), []string{"rent"}, nil, "en"); err != nil || len(w.all) != 6 {
			t.Errorf("it answered, and is not waited for: %v after %v", err, w.all)
		}
	})
	t.Run("somebody leaves while it waits", func(t *testing.T) {
		e, srv, _ := open(t, enginetest.VLLM)
		ctx, cancel := context.WithCancel(t.Context())
		e.Wait = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
		srv.Next(busy(503))
		_, err := e.Embed(ctx, []string{"one message"})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

// TestStrangeAnswers: nothing that is not a vector for each text is taken.

// TestLabels: what a model says, and what is left of it.

// TestPrompt: what of a theme a model is shown.

// TestWishes: a server that does not know a wish is asked without it, and from

// then on at once so.

// TestModels: what each server lists.

func TestModels(t *testing.T) {
	for _, kind := range enginetest.Kinds {
		e, _, _ := open(t, kind)
		got, err := e.Models(t.Context())
		if kind == enginetest.TEI {
			if voxpop.KindOf(err) != voxpop.NotFound {
				t.Errorf("%s: %v", kind, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, []string{enginetest.EmbeddingModel, enginetest.ChatModel}) {
			t.Errorf("%s: %q, %v", kind, got, err)
		}
	}
	for body, ok := range map[string]bool{
		`{"object":"list","data":null}`: true, `{"data":[]}`: true, `{"data":[{"id":"a\u001b[31m"}]}`: true,
		`{}`: false, `[]`: false, `<html>`: false, `{"data":"x"}`: false,
	} {
		e, s, _ := open(t, enginetest.Ollama)
		s.Next(enginetest.Answer{Status: 200, Body: body})
		got, err := e.Models(t.Context())
		if (err == nil) != ok || strings.Contains(strings.Join(got, ""), "\x1b") {
			t.Errorf("%s: %q, %v", body, got, err)
		}
	}
}

// TestWordsStayHere: respondents' words leave the machine only when somebody

// said that they may, and to nowhere but the address that is named.

// TestRedirectsAreNotFollowed: neither words nor key reach the second address.

// TestProxiesOfTheEnvironment: words go through no machine that only the

// environment names.

// TestTLS: a certificate that nobody vouches for is refused, one by a given

// authority is taken, and plain speech is told from it.

// TestErrorsAreSilentAboutWords: whatever a server does, neither the words that

// were sent, nor what it said, nor the key are in an error or a print.
