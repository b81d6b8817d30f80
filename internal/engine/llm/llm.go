// Package llm asks one server with the OpenAI interface for vectors and for wordings of labels; it does nothing unless a newsroom names the server.
//
// It is written for llama.cpp, Ollama, vLLM and text-embeddings-inference on
// the newsroom's own machines; see docs/ENGINES.md. Everything it returns is a
// suggestion of a machine: a vector may move a message to another theme or
// higher in a list, a label is proposed to an editor. Nothing that it says is a
// count, a coding or a quotation.
//
// Words of respondents leave the process here, so the rules of
// internal/engine/wire hold. See [Engine.Check].
package llm

import (
	"context"
	"crypto/x509"
	"strings"
	"sync"
	"time"
	"unicode"

	"voxpop/internal/engine/wire"
)

// Engine is one server. The fields are set before the first call and then left
// alone; calls may run at once. The zero value reaches nobody.
type Engine struct {
	// BaseURL is the server's address, as http://127.0.0.1:11434/v1. Without a
	// path it is /v1. It holds no user, key or query.
	BaseURL        string
	Model          string // that words labels; "" = Label refuses
	EmbeddingModel string // that makes vectors; "" = Embed refuses
	Key            Secret // sent as a bearer token; "" = none

	// AllowRemote says that respondents' words may leave this machine: to a
	// host that is not this one, or through a server here that passes them on
	// to its maker's (Ollama does for models that are named …-cloud).
	AllowRemote bool
	// AllowPlain says that they may travel to another host without TLS.
	AllowPlain bool
	// Proxy is the address of a proxy. The proxies that the environment names
	// are not used: nobody wrote them down for this.
	Proxy string
	// Roots are the authorities that may vouch for the server; nil = the system's.
	Roots *x509.CertPool

	// Progress hears how many of the different texts of an Embed have been
	// answered. It is not called twice at once.
	Progress func(done, of int)
	// Wait waits between two tries; nil = a timer. Tests give one that does not.
	Wait func(context.Context, time.Duration) error

	Limits Limits

	once sync.Once
	line *wire.Line
	talk wire.Chat

	mu  sync.Mutex
	dim int // of every vector so far; 0 = none yet
	use Use
}

// Limits bound what is sent, awaited and read. A zero field means the default.
type Limits struct {
	Batch      int           // texts in one request; 32, the most that text-embeddings-inference takes unless told otherwise
	BatchBytes int           // bytes of texts in one request; 256 KiB
	TextRunes  int           // code points of a text that are embedded, the rest is left out; 2,000
	Parallel   int           // requests at once; 2
	Tries      int           // times one request is sent; 6, or 2 when the server hangs. Once a server has failed all of them, 1 until it answers
	Timeout    time.Duration // of one try; 2 minutes, for a server that loads its model first
	MaxWait    time.Duration // the longest wait between two tries; 30 seconds. A server that asks for more is given up
	Response   int64         // bytes of one answer; 32 MiB
	LabelRunes int           // code points of a label; 60
}

func (l Limits) filled() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Batch, 32)
	def(&l.BatchBytes, 256<<10)
	def(&l.TextRunes, 2000)
	def(&l.Parallel, 2)
	def(&l.Tries, 6)
	def(&l.LabelRunes, 60)
	if l.Timeout <= 0 {
		l.Timeout = 2 * time.Minute
	}
	if l.MaxWait <= 0 {
		l.MaxWait = 30 * time.Second
	}
	if l.Response <= 0 {
		l.Response = 32 << 20
	}
	return l
}

// Use is what an engine has been used for so far; it goes beside the results
// that stand on it, so that nobody has to ask.
type Use struct {
	Host           string `json:"host"`                      // host:port
	Remote         bool   `json:"remote"`                    // words left this machine
	EmbeddingModel string `json:"embedding_model,omitempty"` // "" if it was not asked for vectors
	Model          string `json:"model,omitempty"`           // "" if it was not asked for labels
	Asked          int    `json:"asked"`                     // requests that carried words of respondents, answered or not
	Embedded       int    `json:"embedded"`                  // different texts that got a vector
	Skipped        int    `json:"skipped"`                   // different texts that the server could not take; their vector is zero
	Labelled       int    `json:"labelled"`                  // labels proposed
	Refused        int    `json:"refused"`                   // answers that were no label
}

// Used says what the engine has been used for so far.
func (e *Engine) Used() Use {
	e.mu.Lock()
	defer e.mu.Unlock()
	u := e.use
	u.Host = e.Host()
	u.Remote = e.Remote()
	return u
}

// Secret is a key that does not show itself when it is printed or logged.
type Secret = wire.Secret

// Host is the host and port of the server, "" if the address is none.
func (e *Engine) Host() string { return wire.Host(e.BaseURL) }

// Remote reports whether words that are sent to the server leave this machine.
func (e *Engine) Remote() bool {
	return wire.Remote(e.BaseURL) || passedOn(e.Model) || passedOn(e.EmbeddingModel)
}

// passedOn reports whether Ollama hands what is asked of this model to its
// maker's computers: the tag of such a model is cloud or ends in -cloud.
func passedOn(model string) bool {
	_, tag, ok := strings.Cut(strings.ToLower(strings.TrimSpace(model)), ":")
	if i := strings.LastIndexByte(tag, ':'); i >= 0 {
		tag = tag[i+1:]
	}
	return ok && (tag == "cloud" || strings.HasSuffix(tag, "-cloud"))
}

// Check says what is wrong with the fields, an error of kind invalid, or of
// kind forbidden where words of respondents would leave the machine and nobody
// allowed it. It reaches nobody.
func (e *Engine) Check() error { return e.newLine().Check("llm.Check") }

// clean is s without what would only confuse a reader, a machine or a log:
// broken UTF-8, control characters (as spaces), direction marks.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar:
			return ' '
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// cut keeps at most n code points of s, whole words where there are spaces.
func cut(s string, n int) string {
	count := 0
	for i := range s {
		if count == n {
			s = s[:i]
			if j := strings.LastIndexFunc(s, unicode.IsSpace); j > len(s)/2 {
				s = s[:j]
			}
			return strings.TrimRightFunc(s, unicode.IsSpace)
		}
		count++
	}
	return s
}
