package llm_test

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/engine/enginetest"
	"voxpop/internal/engine/llm"
)

func TestWordsStayHere(t *testing.T) {
	tests := []struct {
		name string
		e    *llm.Engine
		kind voxpop.Kind // "" = allowed
	}{
		{"this machine", &llm.Engine{BaseURL: "http://127.0.0.1:11434"}, ""},
		{"this machine, IPv6", &llm.Engine{BaseURL: "http://[::1]:11434/v1/"}, ""},
		{"this machine, mapped", &llm.Engine{BaseURL: "http://[::ffff:127.0.0.1]:11434/v1/"}, ""},
		{"this machine by name", &llm.Engine{BaseURL: "http://LOCALHOST.:11434/v1"}, ""},
		{"all of loopback", &llm.Engine{BaseURL: "http://127.8.9.1:80"}, ""},
		{"another path", &llm.Engine{BaseURL: "http://127.0.0.1/openai/v1"}, ""},
		{"a server elsewhere", &llm.Engine{BaseURL: "https://models.example.org/v1"}, voxpop.Forbidden},
		{"in the house", &llm.Engine{BaseURL: "https://10.0.0.7/v1"}, voxpop.Forbidden},
		{"every address", &llm.Engine{BaseURL: "http://0.0.0.0:8080"}, voxpop.Forbidden},
		{"a name like ours", &llm.Engine{BaseURL: "http://localhost.example.org:8080"}, voxpop.Forbidden},
		{"a name under ours", &llm.Engine{BaseURL: "http://a.localhost:8080"}, voxpop.Forbidden},
		{"an address in disguise", &llm.Engine{BaseURL: "http://127.1:8080"}, voxpop.Forbidden},
		{"elsewhere, allowed", &llm.Engine{BaseURL: "https://models.example.org/v1", AllowRemote: true}, ""},
		{"elsewhere, without TLS", &llm.Engine{BaseURL: "http://models.example.org/v1", AllowRemote: true}, voxpop.Forbidden},
		{"without TLS, allowed", &llm.Engine{BaseURL: "http://models.example.org/v1", AllowRemote: true, AllowPlain: true}, ""},
		{"TLS missing is not leave", &llm.Engine{BaseURL: "http://models.example.org/v1", AllowPlain: true}, voxpop.Forbidden},
		{"a model of Ollama's makers", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Model: "big:120b-cloud"}, voxpop.Forbidden},
		{"a model of Ollama's makers, untagged", &llm.Engine{BaseURL: "http://127.0.0.1:11434", EmbeddingModel: "big:Cloud"}, voxpop.Forbidden},
		{"the same by two tags", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Model: "big:20b:cloud"}, voxpop.Forbidden},
		{"a model of theirs, allowed", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Model: "big:120b-cloud", AllowRemote: true}, ""},
		{"clouds as a subject", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Model: "cloud-spotter:7b"}, ""},
		{"a proxy elsewhere", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Proxy: "http://proxy.example.org:3128"}, voxpop.Forbidden},
		{"a proxy here", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Proxy: "socks5h://127.0.0.1:9050"}, ""},
		{"no proxy", &llm.Engine{BaseURL: "http://127.0.0.1:11434", Proxy: "proxy"}, voxpop.Invalid},
		{"no address", &llm.Engine{}, voxpop.Invalid},
		{"a file", &llm.Engine{BaseURL: "file:///etc/passwd"}, voxpop.Invalid},
		{"no host", &llm.Engine{BaseURL: "http:///v1"}, voxpop.Invalid},
		{"a host without a scheme", &llm.Engine{BaseURL: "127.0.0.1:8080"}, voxpop.Invalid},
		{"a key in the address", &llm.Engine{BaseURL: "http://me:sesame@127.0.0.1:8080"}, voxpop.Invalid},
		{"a key in the query", &llm.Engine{BaseURL: "http://127.0.0.1:8080/v1?key=sesame"}, voxpop.Invalid},
		{"a verb", &llm.Engine{BaseURL: "http://127.0.0.1:8080/v1/embeddings"}, voxpop.Invalid},
		{"a key with a line end", &llm.Engine{BaseURL: "http://127.0.0.1:8080", Key: "sesame\r\nX: y"}, voxpop.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.e.Check()
			if voxpop.KindOf(err) != tt.kind {
				t.Fatalf("%v, want %q", err, tt.kind)
			}
			if err != nil {
				if voxpop.HintOf(err) == "" {
					t.Errorf("%v: nothing says what to do", err)
				}
				if strings.Contains(fmt.Sprintf("%v %#v", err, err), "sesame") {
					t.Errorf("%v holds a key", err)
				}
				if _, err := tt.e.Models(t.Context()); voxpop.KindOf(err) != tt.kind {
					t.Errorf("asked all the same: %v", err)
				}
			}
		})
	}
	if r := (&llm.Engine{BaseURL: "https://models.example.org", AllowRemote: true}).Used(); !r.Remote || r.Host != "models.example.org" {
		t.Errorf("used %+v", r)
	}
	if r := (&llm.Engine{BaseURL: "http://127.0.0.1:1", Model: "big:cloud", AllowRemote: true}).Used(); !r.Remote {
		t.Errorf("used %+v", r)
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	reached := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		e, s, _ := open(t, enginetest.Ollama)
		e.Key = "sesame"
		s.Next(enginetest.Answer{Status: code, Header: map[string]string{"Location": other.URL}})
		if _, err := e.Embed(t.Context(), texts(1)); err == nil || reached {
			t.Errorf("%d: reached %v, %v", code, reached, err)
		}
	}
}

func TestProxiesOfTheEnvironment(t *testing.T) {
	reached := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { reached++; w.WriteHeader(502) }))
	defer proxy.Close()
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	e, _, _ := open(t, enginetest.Ollama)
	// The library leaves loopback out of its own accord; a name elsewhere would go through.
	far := &llm.Engine{BaseURL: "http://models.invalid/v1", EmbeddingModel: "m", AllowRemote: true, AllowPlain: true, Wait: e.Wait, Limits: llm.Limits{Tries: 1, Timeout: 5 * time.Second}}
	defer far.Close()
	far.Embed(t.Context(), texts(1))
	if reached != 0 {
		t.Error("went through the environment's proxy")
	}
	far = &llm.Engine{BaseURL: "http://models.invalid/v1", EmbeddingModel: "m", AllowRemote: true, AllowPlain: true, Proxy: proxy.URL, Limits: llm.Limits{Tries: 1}}
	defer far.Close()
	far.Embed(t.Context(), texts(1))
	if reached != 1 {
		t.Error("did not go through the proxy that was written down")
	}
}

func TestTLS(t *testing.T) {
	imitation := enginetest.Start(t, enginetest.VLLM)
	s := httptest.NewUnstartedServer(imitation)
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	defer s.Close()
	w := &waits{}
	e := &llm.Engine{BaseURL: s.URL, EmbeddingModel: enginetest.EmbeddingModel, Wait: w.wait}
	defer e.Close()
	if _, err := e.Embed(t.Context(), texts(1)); voxpop.KindOf(err) != voxpop.Forbidden || len(w.all) > 0 || voxpop.HintOf(err) == "" {
		t.Errorf("a stranger's certificate: %v after %v", err, w.all)
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	e = &llm.Engine{BaseURL: s.URL, EmbeddingModel: enginetest.EmbeddingModel, Roots: roots}
	defer e.Close()
	if _, err := e.Embed(t.Context(), texts(1)); err != nil {
		t.Error(err)
	}
	e = &llm.Engine{BaseURL: strings.Replace(imitation.URL, "http:", "https:", 1), EmbeddingModel: "m", Wait: w.wait}
	defer e.Close()
	if _, err := e.Embed(t.Context(), texts(1)); voxpop.KindOf(err) != voxpop.Invalid || !strings.Contains(err.Error(), "does not speak TLS") {
		t.Error(err)
	}
}

func TestErrorsAreSilentAboutWords(t *testing.T) {
	secret := "the-words-of-somebody"
	answers := []enginetest.Answer{{Drop: true}}
	for _, code := range []int{200, 204, 302, 400, 401, 403, 404, 413, 418, 422, 424, 429, 500, 501, 503} {
		answers = append(answers, enginetest.Answer{Status: code, Body: secret}, enginetest.Answer{Status: code, Body: `{"error":{"message":"` + secret + `"},"data":[{"index":0,"embedding":"` + secret + `"}],"choices":[{"message":{"content":"` + secret + `"}}]}`},
			enginetest.Answer{Status: code, Header: map[string]string{"Location": "http://" + secret + "/", "Retry-After": secret}, Body: secret})
	}
	for i, a := range answers {
		e, s, _ := open(t, enginetest.Ollama)
		e.Key = llm.Secret(secret)
		s.Next(slices.Repeat([]enginetest.Answer{a}, 50)...)
		_, err1 := e.Embed(t.Context(), []string{secret})
		_, err2 := e.Label(t.Context(), []string{secret}, []string{secret + " and more"}, "en")
		_, err3 := e.Models(t.Context())
		for _, err := range []error{err1, err2, err3} {
			if err == nil {
				continue // a list of no models
			}
			for e := err; e != nil; e = errors.Unwrap(e) {
				if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), secret) || strings.Contains(voxpop.HintOf(err), secret) {
					t.Errorf("answer %d: %#v", i, e)
				}
			}
			if host := strings.TrimPrefix(strings.TrimSuffix(s.URL, "/v1"), "http://"); !strings.Contains(err.Error(), host) {
				t.Errorf("answer %d: %v does not name the host", i, err)
			}
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", e.Key, "settings", map[string]any{"key": e.Key})
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", e.Key)
		j, _ := json.Marshal(struct{ Key llm.Secret }{e.Key})
		if all := fmt.Sprintf("%v %+v %#v %s %q %x %s %s", e.Key, e.Key, e.Key, e.Key, e.Key, e.Key, j, &log); strings.Contains(all, secret) || strings.Contains(all, "7468652d") {
			t.Fatalf("the key shows: %s", all)
		}
		for _, r := range s.Requests() {
			if r.Header.Get("Authorization") != "Bearer "+secret {
				t.Fatal("the server did not get its key")
			}
		}
	}
}
