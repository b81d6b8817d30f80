package wire

import (
	"context"
	"encoding/json"
	"sync"

	"voxpop"
)

// Message is one message of a conversation with a model.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Talk is what a model is asked: messages, and wishes that its server may not
// know.
type Talk struct {
	Model     string
	Messages  []Message
	MaxTokens int
	Format    json.RawMessage // the response_format
}

// Chat asks the model of one server. It remembers how plain a request has to be
// for it. The zero value is ready.
type Chat struct {
	mu    sync.Mutex
	level int
}

// chatRequest names every wish that a server may not know; level says which
// are left out.
type chatRequest struct {
	Model       string          `json:"model"`
	Messages    []Message       `json:"messages"`
	Stream      bool            `json:"stream"`
	MaxTokens   int             `json:"max_tokens,omitempty"`
	Temperature *float64        `json:"temperature,omitempty"`
	Seed        int             `json:"seed,omitempty"`
	Format      json.RawMessage `json:"response_format,omitempty"`
	Effort      string          `json:"reasoning_effort,omitempty"`
}

// plainest is the level of a request with nothing but its messages.
const plainest = 3

func (t Talk) request(level int) chatRequest {
	r := chatRequest{Model: t.Model, Messages: t.Messages}
	if level < plainest {
		r.MaxTokens, r.Temperature = t.MaxTokens, new(float64)
	}
	if level < 2 {
		r.Format, r.Seed = t.Format, 1
	}
	if level < 1 {
		// A model that thinks aloud first would use up its tokens: Ollama and
		// llama.cpp then answer with an empty text.
		r.Effort = "none"
	}
	return r
}

// Ask asks the model, more plainly each time that the server does not know a
// wish. A fault of the input is one of the plainest request.
func (c *Chat) Ask(ctx context.Context, line *Line, op string, t Talk, sending func()) ([]byte, *Fault) {
	c.mu.Lock()
	level := c.level
	c.mu.Unlock()
	for ; ; level++ {
		body, err := json.Marshal(t.request(level))
		if err != nil {
			return nil, &Fault{Error: &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}}
		}
		answer, f := line.Ask(ctx, Request{Op: op, Verb: "chat/completions", Body: body, Sending: sending})
		switch {
		case f == nil:
			c.mu.Lock()
			c.level = max(c.level, level)
			c.mu.Unlock()
			return answer.Body, nil
		case level == plainest || !f.Input:
			return nil, f
		}
	}
}

// Said reads what the model says out of an answer; reason says why there is
// nothing, as the end of a sentence, without anything of the answer.
func Said(body []byte) (text, reason string) {
	var answer struct {
		Choices []struct {
			Finish  string `json:"finish_reason"`
			Message struct {
				Content json.RawMessage `json:"content"`
			} `json:"message"`
		} `json:"choices"`
	}
	if json.Unmarshal(body, &answer) != nil || len(answer.Choices) == 0 {
		return "", "is not an answer of this interface"
	}
	c := answer.Choices[0]
	if c.Finish != "" && c.Finish != "stop" && c.Finish != "eos_token" {
		return "", "was not finished"
	}
	text, ok := content(c.Message.Content)
	if !ok {
		return "", "is not text"
	}
	return text, ""
}

// content reads the text of a message: a string, or parts of which some are text.
func content(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", true
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s, true
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if json.Unmarshal(raw, &parts) != nil {
		return "", false
	}
	for _, p := range parts {
		if p.Type == "text" {
			s += p.Text
		}
	}
	return s, true
}
