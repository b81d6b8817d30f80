package llm

import (
	"context"
	"encoding/json"
	"net/http"

	"voxpop"
	"voxpop/internal/engine/wire"
)

// The server's verbs.
const (
	embeddings  = "embeddings"
	completions = "chat/completions"
)

// tooMuch are the words with which servers say, often under status 500, that
// this input is the trouble: llama.cpp (“input is too large to process”,
// “exceeds the available context size”), Ollama (“unsupported value: NaN”,
// “embedding contains NaN or Inf values”, “input length exceeds the context length”).
var tooMuch = []string{"too large", "too long", "context size", "context length", "nan"}

// newLine is the way to the server as the fields describe it.
func (e *Engine) newLine() *wire.Line {
	l := e.Limits.filled()
	return &wire.Line{
		Address: e.BaseURL, Path: "/v1", Verbs: []string{"/embeddings", "/chat/completions"}, Example: "http://127.0.0.1:11434/v1",
		Key: e.Key, AllowRemote: e.AllowRemote, AllowPlain: e.AllowPlain, PassedOn: passedOn(e.Model) || passedOn(e.EmbeddingModel),
		Proxy: e.Proxy, Roots: e.Roots, Wait: e.Wait,
		Limits: wire.Limits{Parallel: l.Parallel, Tries: l.Tries, Timeout: l.Timeout, MaxWait: l.MaxWait, Response: l.Response},
		Hints: map[int]string{
			http.StatusNotFound:         "it does not know the model or the address, which mostly ends in /v1; voxpop doctor lists its models",
			http.StatusMethodNotAllowed: "it does not know the model or the address, which mostly ends in /v1; voxpop doctor lists its models",
			http.StatusNotImplemented:   "this model is not made for that: llama.cpp needs --embeddings, Ollama an embedding model",
		},
		TooMuch: tooMuch,
		Large:   "send fewer texts at once (batch), or look whether it is the right server",
		Strange: "look whether the address is that of a server with the OpenAI interface; docs/ENGINES.md shows it for each",
	}
}

// ready checks the fields and opens the way to the server, once.
func (e *Engine) ready() error {
	e.once.Do(func() { e.line = e.newLine() })
	return e.line.Ready()
}

// Close lets go of idle connections.
func (e *Engine) Close() {
	if e.ready() == nil {
		e.line.Close()
	}
}

// ask sends one request until it is answered, and returns the body of a 200.
// in is nil for a GET.
func (e *Engine) ask(ctx context.Context, op, verb string, in any) ([]byte, *wire.Fault) {
	e.ready() // what is wrong is said again below
	r := wire.Request{Op: op, Verb: verb}
	if in != nil {
		var err error
		if r.Body, err = json.Marshal(in); err != nil {
			return nil, &wire.Fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}}
		}
		r.Sending = func() { e.asked(verb) }
	}
	out, f := e.line.Ask(ctx, r)
	return out.Body, f
}

// asked notes that words of respondents were sent.
func (e *Engine) asked(verb string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.use.Asked++
	if verb == embeddings {
		e.use.EmbeddingModel = e.EmbeddingModel
	} else {
		e.use.Model = e.Model
	}
}

// strange is an answer that is not of the interface.
func (e *Engine) strange(op, message string) *wire.Fault { return e.line.Odd(op, message) }

// Models lists the models that the server says it has, as it orders them. A
// server without such a list (text-embeddings-inference) is an error of kind
// not found: it was reached all the same.
func (e *Engine) Models(ctx context.Context) ([]string, error) {
	const op = "llm.Models"
	body, f := e.ask(ctx, op, "models", nil)
	if f != nil {
		return nil, f.Error
	}
	var list struct {
		Data *[]struct {
			ID string `json:"id"`
		} `json:"data"`
		Object string `json:"object"`
	}
	if json.Unmarshal(body, &list) != nil || list.Data == nil && list.Object != "list" {
		return nil, e.strange(op, "answers with something that is no list of models").Error
	}
	var ids []string
	if list.Data != nil { // Ollama without a model says null
		for _, m := range *list.Data {
			if id := cut(clean(m.ID), 200); id != "" && len(ids) < 1000 {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}
