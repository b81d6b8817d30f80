package enginetest

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// Kind is a server that is imitated: what it does differently from the others,
// by its own documentation, source and issues (2026-11). docs/ENGINES.md says
// how to set up each.
type Kind string

// The kinds.
const (
	// LlamaCPP answers 500 to a text longer than its physical batch, and null
	// for a number that is none; a model that makes vectors does not chat.
	LlamaCPP Kind = "llama.cpp"
	// Ollama answers 500 where a vector holds a number that is none; models
	// that think answer with an empty text unless asked not to.
	Ollama Kind = "Ollama"
	// VLLM refuses what it does not know with 400 in an error of its own form,
	// cuts no text, and leaves vectors at any length.
	VLLM Kind = "vLLM"
	// TEI is text-embeddings-inference: at most 32 texts, else 422; no list
	// of models, no chat.
	TEI Kind = "text-embeddings-inference"
	// Gateway stands for what puts itself before others: vectors as base64 in
	// any order, no wish for a number of tokens, pauses asked for.
	Gateway Kind = "a gateway"
)

// Kinds are all of them; Chats those that can word a label.
var (
	Kinds = []Kind{LlamaCPP, Ollama, VLLM, TEI, Gateway}
	Chats = []Kind{LlamaCPP, Ollama, VLLM, Gateway}
)

// Models of every imitation.
const (
	EmbeddingModel = "invented-embed"
	ChatModel      = "invented-chat"
)

// Texts with a behaviour of their own.
const (
	NoNumber = "numberless" // a text with this word has no vector but NaN
)

// Server imitates one kind on this machine.
type Server struct {
	URL  string // with /v1
	Kind Kind

	mu       sync.Mutex
	requests []Request
	next     []Answer
	http     *httptest.Server
}

// Request is one that came.
type Request struct {
	Method, Path string
	Header       http.Header
	Body         map[string]any
	Texts        []string // of an embedding
}

// Answer is one that the imitation gives instead of its own.
type Answer struct {
	Status int
	Header map[string]string
	Body   string
	Drop   bool // the connection, without an answer
}

// Start starts one; it ends with the test.
func Start(t *testing.T, kind Kind) *Server {
	t.Helper()
	s := &Server{Kind: kind}
	s.http = httptest.NewServer(s)
	t.Cleanup(s.http.Close)
	s.URL = s.http.URL + "/v1"
	return s
}

// Next lays answers before those of its own.
func (s *Server) Next(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, answers...)
}

// Requests are those that came so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ServeHTTP answers as the kind does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req := Request{Method: r.Method, Path: r.URL.Path, Header: r.Header.Clone()}
	broken := r.Method == http.MethodPost && json.NewDecoder(r.Body).Decode(&req.Body) != nil
	if list, ok := req.Body["input"].([]any); ok {
		for _, v := range list {
			if text, ok := v.(string); ok {
				req.Texts = append(req.Texts, text)
			}
		}
	}
	s.mu.Lock()
	s.requests = append(s.requests, req)
	var given *Answer
	if len(s.next) > 0 {
		given, s.next = &s.next[0], s.next[1:]
	}
	s.mu.Unlock()
	switch {
	case given != nil && given.Drop:
		panic(http.ErrAbortHandler)
	case given != nil:
		for k, v := range given.Header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(given.Status)
		fmt.Fprint(w, given.Body)
	case broken:
		s.fail(w, 400, "invalid JSON")
	case r.URL.Path == "/v1/models" && r.Method == http.MethodGet:
		s.models(w)
	case r.URL.Path == "/v1/embeddings" && r.Method == http.MethodPost:
		s.embeddings(w, req)
	case r.URL.Path == "/v1/chat/completions" && r.Method == http.MethodPost && s.Kind != TEI:
		s.chat(w, req)
	default:
		w.WriteHeader(404)
	}
}

// fail words an error as the kind does.
func (s *Server) fail(w http.ResponseWriter, code int, message string) {
	var body any
	switch s.Kind {
	case LlamaCPP:
		body = map[string]any{"error": map[string]any{"code": code, "message": message, "type": "server_error"}}
	case VLLM:
		body = map[string]any{"object": "error", "message": message, "type": "BadRequestError", "param": nil, "code": code}
	case TEI:
		body = map[string]any{"message": message, "code": code, "type": "Validation"}
	default:
		body = map[string]any{"error": map[string]any{"message": message, "type": "api_error", "param": nil, "code": nil}}
	}
	write(w, code, body)
}

func write(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(body)
}

func (s *Server) models(w http.ResponseWriter) {
	if s.Kind == TEI {
		w.WriteHeader(404)
		return
	}
	var data []map[string]any
	for _, id := range []string{EmbeddingModel, ChatModel} {
		data = append(data, map[string]any{"id": id, "object": "model", "created": 1735142223, "owned_by": "invented", "meta": nil})
	}
	write(w, 200, map[string]any{"object": "list", "data": data})
}

// longest is the text, in code points, that a kind takes; 0 = it cuts.
func (s *Server) longest() int {
	switch s.Kind {
	case LlamaCPP:
		return 700
	case VLLM:
		return 1500
	}
	return 0
}

func (s *Server) embeddings(w http.ResponseWriter, req Request) {
	if model := req.Body["model"]; model != EmbeddingModel && s.Kind != LlamaCPP && s.Kind != TEI {
		s.fail(w, 404, "the model does not exist")
		return
	}
	switch {
	case len(req.Texts) == 0:
		s.fail(w, 400, "input cannot be empty")
		return
	case s.Kind == TEI && len(req.Texts) > 32:
		s.fail(w, 422, fmt.Sprintf("batch size %d > maximum allowed batch size 32", len(req.Texts)))
		return
	case s.Kind == VLLM && req.Body["dimensions"] != nil:
		s.fail(w, 400, "does not support matryoshka representation")
		return
	}
	form := "float"
	if s.Kind == Gateway {
		form = "base64"
	}
	var data []map[string]any
	for i, text := range req.Texts {
		if most := s.longest(); most > 0 && utf8.RuneCountInString(text) > most {
			if s.Kind == LlamaCPP {
				s.fail(w, 500, "input (992 tokens) is too large to process. increase the physical batch size (current batch size: 512)")
			} else {
				s.fail(w, 400, "This model's maximum context length is 512 tokens")
			}
			return
		}
		v := Hashed{}.one(text)
		row := map[string]any{"object": "embedding", "index": i}
		switch {
		case strings.Contains(text, NoNumber) && s.Kind == LlamaCPP:
			row["embedding"] = make([]any, len(v))
		case strings.Contains(text, NoNumber):
			s.fail(w, 500, "failed to encode response: json: unsupported value: NaN")
			return
		case form == "base64":
			raw := make([]byte, 4*len(v))
			for j, x := range v {
				binary.LittleEndian.PutUint32(raw[4*j:], math.Float32bits(x))
			}
			row["embedding"] = base64.StdEncoding.EncodeToString(raw)
		default:
			row["embedding"] = v
		}
		data = append(data, row)
	}
	if s.Kind == Gateway {
		for i, j := 0, len(data)-1; i < j; i, j = i+1, j-1 {
			data[i], data[j] = data[j], data[i]
		}
	}
	write(w, 200, map[string]any{"object": "list", "data": data, "model": EmbeddingModel, "usage": map[string]any{"prompt_tokens": 1, "total_tokens": 1}})
}

func (s *Server) chat(w http.ResponseWriter, req Request) {
	if model := req.Body["model"]; model != ChatModel && s.Kind != LlamaCPP {
		s.fail(w, 404, "the model does not exist")
		return
	}
	switch {
	case s.Kind == VLLM && req.Body["reasoning_effort"] == "none":
		s.fail(w, 400, "Input should be 'low', 'medium' or 'high'")
		return
	case s.Kind == Gateway && (req.Body["max_tokens"] != nil || req.Body["response_format"] != nil):
		s.fail(w, 400, "Unsupported parameter")
		return
	}
	said := answerTo(req)
	message := map[string]any{"role": "assistant", "content": said}
	switch {
	case s.Kind == Ollama && req.Body["reasoning_effort"] != "none":
		message["content"], message["reasoning"] = "", "Let me think about "+said
	case s.Kind == LlamaCPP:
		message["reasoning_content"] = nil
	case s.Kind == Gateway:
		message["content"] = []map[string]any{{"type": "text", "text": "<think>a heading, then</think>\n```json\n" + said + "\n```"}}
	}
	write(w, 200, map[string]any{"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": ChatModel,
		"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": "stop", "logprobs": nil}}})
}

// answerTo is the imitation's model: the first words of the theme, or what a
// message orders it to say.
func answerTo(req Request) string {
	said := ""
	if list, ok := req.Body["messages"].([]any); ok && len(list) > 0 {
		if m, ok := list[len(list)-1].(map[string]any); ok {
			said, _ = m["content"].(string)
		}
	}
	var shown struct{ Words, Messages []string }
	json.Unmarshal([]byte(said), &shown)
	for _, m := range shown.Messages {
		if _, order, ok := strings.Cut(m, "SAY "); ok {
			return order
		}
	}
	label := "Everyday life"
	if len(shown.Words) > 0 {
		label = "About " + strings.Join(shown.Words[:min(2, len(shown.Words))], " and ")
	}
	b, _ := json.Marshal(map[string]string{"label": label})
	return string(b)
}
