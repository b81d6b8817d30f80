// Package llm asks one server with the OpenAI interface for vectors and for wordings of labels; it does nothing unless a newsroom names the server.
//
// It is written for llama.cpp, Ollama, vLLM and text-embeddings-inference on
// the newsroom's own machines; see docs/ENGINES.md. Everything it returns is a
// suggestion of a machine: a vector may move a message to another theme or
// higher in a list, a label is proposed to an editor. Nothing that it says is a
// count, a coding or a quotation.
//
// Words of respondents leave the process here and nowhere else, so the
// addresses are checked twice: when an [Engine] is asked to do something, and
// when a connection is made. See [Engine.Check].
package llm

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"voxpop"
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

	once   sync.Once
	client *http.Client
	dialer *net.Dialer
	base   *url.URL
	setup  error

	mu    sync.Mutex
	dim   int  // of every vector so far; 0 = none yet
	level int  // how plain a chat request has to be for this server
	down  bool // the last request was not answered in all its tries: the next gets one
	use   Use
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
type Secret string

const hidden = "[key]"

// Format writes the same for every key and verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.shown()) }

// LogValue is what a log shows.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.shown()) }

// MarshalText is what JSON and the like show.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.shown()), nil }

func (s Secret) shown() string {
	if s == "" {
		return ""
	}
	return hidden
}

// Host is the host and port of the server, "" if the address is none.
func (e *Engine) Host() string {
	u, err := url.Parse(e.BaseURL)
	if err != nil {
		return ""
	}
	return u.Host
}

// Remote reports whether words that are sent to the server leave this machine.
func (e *Engine) Remote() bool {
	u, err := url.Parse(e.BaseURL)
	return err != nil || !loopback(u.Hostname()) || passedOn(e.Model) || passedOn(e.EmbeddingModel)
}

// loopback reports whether host is this machine by its name. What the name
// stands for is looked at again when a connection is made.
func loopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
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
func (e *Engine) Check() error {
	_, err := e.address()
	return err
}

func (e *Engine) address() (*url.URL, error) {
	bad := func(kind voxpop.Kind, place, message, hint string) (*url.URL, error) {
		return nil, &voxpop.Error{Kind: kind, Op: "llm.Check", Place: place, Message: message, Hint: hint}
	}
	u, err := url.Parse(e.BaseURL)
	switch {
	// An address that cannot be read may hold a key; it is not repeated.
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return bad(voxpop.Invalid, "url", "is not an http or https address", "write http://127.0.0.1:11434/v1, as docs/ENGINES.md shows for each server")
	case u.User != nil:
		return bad(voxpop.Invalid, "url", "holds a user or a key", "leave it out; a key goes into the environment")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return bad(voxpop.Invalid, "url", "holds a query", "end it at the path, as http://127.0.0.1:11434/v1")
	case strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/embeddings") || strings.HasSuffix(strings.TrimRight(u.Path, "/"), "/chat/completions"):
		return bad(voxpop.Invalid, "url", "names one of the server's verbs", "end it before the verb, as http://127.0.0.1:11434/v1")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	if u.Path == "" {
		u.Path = "/v1"
	}
	far := !loopback(u.Hostname())
	switch {
	case far && !e.AllowRemote:
		return bad(voxpop.Forbidden, u.Host, "is not this machine, and nobody allowed respondents' words to leave it",
			"run the server here, or set allow_remote = true once the newsroom has decided that they may")
	case !e.AllowRemote && (passedOn(e.Model) || passedOn(e.EmbeddingModel)):
		return bad(voxpop.Forbidden, u.Host, "passes what this model is asked on to its maker, and nobody allowed respondents' words to leave this machine",
			"choose a model whose name does not end in cloud, or set allow_remote = true")
	case far && u.Scheme == "http" && !e.AllowPlain:
		return bad(voxpop.Forbidden, u.Host, "would get respondents' words over a line that anybody on the way can read",
			"use https, or set allow_plain = true where the line itself is sealed (a tunnel)")
	}
	for _, r := range string(e.Key) {
		if r <= ' ' || r > '~' {
			return bad(voxpop.Invalid, "key", "holds a character that no key holds", "look for a space or a line end around it")
		}
	}
	if e.Proxy != "" {
		p, err := url.Parse(e.Proxy)
		if err != nil || p.Hostname() == "" || p.Scheme != "http" && p.Scheme != "https" && p.Scheme != "socks5" && p.Scheme != "socks5h" {
			return bad(voxpop.Invalid, "proxy", "is not the address of a proxy", "write http://host:port or socks5h://host:port")
		}
		if !e.AllowRemote && !loopback(p.Hostname()) {
			return bad(voxpop.Forbidden, "proxy", "is not this machine, and nobody allowed respondents' words to leave it", "leave it out: a server on this machine needs none")
		}
	}
	return u, nil
}

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
