package app

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/url"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/llm"
)

// LLM is [llm] of voxpop.toml: which servers may make vectors and word labels.
// The zero LLM names none, and then nothing of the kind happens. A server on
// this machine needs no leave; words of respondents go to another only with
// allow_remote. See docs/ENGINES.md.
type LLM struct {
	URL            string // of the server
	Model          string // that words labels
	EmbeddingURL   string // of the server that makes vectors, where it is another
	EmbeddingModel string // that makes vectors
	AllowRemote    bool   // words of respondents may leave this machine
	AllowPlain     bool   // and may do so without TLS
	Proxy          string // "" = none, whatever the environment says
	CA             string // a file of certificates, from the workspace; "" = the system's authorities
	Batch          int    // texts in one request; 0 = 32
	Parallel       int    // requests at once; 0 = 2
	Timeout        time.Duration

	// From the environment only, so that a copied configuration holds no key.
	Key, EmbeddingKey llm.Secret
}

// The environment's names of the keys.
const (
	envKey          = "VOXPOP_LLM_KEY"
	envEmbeddingKey = "VOXPOP_LLM_EMBEDDING_KEY"
)

// llmTable is the shape of [llm].
type llmTable struct {
	URL            string `toml:"url"`
	Model          string `toml:"model"`
	EmbeddingURL   string `toml:"embedding_url"`
	EmbeddingModel string `toml:"embedding_model"`
	AllowRemote    bool   `toml:"allow_remote"`
	AllowPlain     bool   `toml:"allow_plain"`
	Proxy          string `toml:"proxy"`
	CA             string `toml:"ca"`
	Batch          int    `toml:"batch"`
	Parallel       int    `toml:"parallel"`
	TimeoutSeconds int    `toml:"timeout_seconds"`
}

// read checks the table, as far as it can without the environment and the
// network; the place of an error is a key of the file.
func (t llmTable) read() (LLM, error) {
	c := LLM{URL: t.URL, Model: t.Model, EmbeddingURL: t.EmbeddingURL, EmbeddingModel: t.EmbeddingModel, AllowRemote: t.AllowRemote, AllowPlain: t.AllowPlain,
		Proxy: t.Proxy, CA: t.CA, Batch: t.Batch, Parallel: t.Parallel, Timeout: time.Duration(t.TimeoutSeconds) * time.Second}
	bad := func(key, message, hint string) (LLM, error) {
		return LLM{}, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.LoadConfig", Place: "llm." + key, Message: message, Hint: hint}
	}
	for _, n := range []struct {
		key         string
		value, most int
	}{{"batch", t.Batch, 2048}, {"parallel", t.Parallel, 64}, {"timeout_seconds", t.TimeoutSeconds, 3600}} {
		if n.value < 0 || n.value > n.most {
			return bad(n.key, fmt.Sprintf("lies between 1 and %d", n.most), "leave it out for the default; docs/ENGINES.md says when another helps")
		}
	}
	switch {
	case t == (llmTable{}):
		return c, nil
	case t.EmbeddingURL != "" && t.EmbeddingModel == "":
		return bad("embedding_url", "names a server but no model", "set embedding_model, or leave it out")
	case t.EmbeddingModel != "" && t.URL == "" && t.EmbeddingURL == "":
		return bad("embedding_model", "names a model but no server", "set url")
	case t.Model != "" && t.URL == "":
		return bad("model", "names a model but no server", "set url")
	case t.URL != "" && t.Model == "" && (t.EmbeddingModel == "" || t.EmbeddingURL != ""):
		return bad("url", "names a server but no model", "set model for labels or embedding_model for vectors")
	case t.URL == "" && t.EmbeddingURL == "":
		return bad("url", "is not set", "set it, or leave [llm] out")
	}
	key := "embedding_url"
	if c.EmbeddingURL == "" {
		key = "url"
	}
	if e := c.labels(); e != nil {
		if err := e.Check(); err != nil {
			return LLM{}, placed(err, "url")
		}
	}
	if e := c.vectors(); e != nil {
		if err := e.Check(); err != nil {
			return LLM{}, placed(err, key)
		}
	}
	return c, nil
}

// placed gives an error of an engine the place of a key.
func placed(err error, key string) error {
	if e, ok := err.(*voxpop.Error); ok {
		c := *e
		c.Op = "app.LoadConfig"
		if c.Place == "proxy" {
			key = "proxy"
		}
		c.Place = "llm." + key
		return &c
	}
	return err
}

func (c LLM) engine(address string, key llm.Secret) *llm.Engine {
	return &llm.Engine{BaseURL: address, Key: key, AllowRemote: c.AllowRemote, AllowPlain: c.AllowPlain, Proxy: c.Proxy,
		Limits: llm.Limits{Batch: c.Batch, Parallel: c.Parallel, Timeout: c.Timeout}}
}

// labels is the engine that words labels, nil if there is none.
func (c LLM) labels() *llm.Engine {
	if c.Model == "" {
		return nil
	}
	e := c.engine(c.URL, c.Key)
	e.Model = c.Model
	return e
}

// vectors is the engine that makes vectors, nil if there is none. A key goes
// to the host that it is for.
func (c LLM) vectors() *llm.Engine {
	if c.EmbeddingModel == "" {
		return nil
	}
	address, key := c.URL, c.Key
	if c.EmbeddingURL != "" {
		address = c.EmbeddingURL
		if !sameHost(c.URL, c.EmbeddingURL) {
			key = c.EmbeddingKey
		}
	}
	if c.EmbeddingKey != "" {
		key = c.EmbeddingKey
	}
	e := c.engine(address, key)
	e.EmbeddingModel = c.EmbeddingModel
	return e
}

func sameHost(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	return err1 == nil && err2 == nil && x.Scheme == y.Scheme && strings.EqualFold(x.Host, y.Host)
}

// Engines are the servers that the configuration names; nil where it names
// none. Look at the field before putting it into an interface.
type Engines struct {
	Vectors *llm.Engine
	Labels  *llm.Engine
}

// Engines builds them and reaches nobody.
func (c Config) Engines() (Engines, error) {
	e := Engines{Vectors: c.LLM.vectors(), Labels: c.LLM.labels()}
	var roots *x509.CertPool
	if e.Vectors != nil || e.Labels != nil {
		var err error
		if roots, err = c.roots("llm", c.LLM.CA); err != nil {
			return Engines{}, err
		}
	}
	for _, one := range []*llm.Engine{e.Vectors, e.Labels} {
		if one == nil {
			continue
		}
		one.Roots = roots
		if err := one.Check(); err != nil {
			return Engines{}, err
		}
	}
	return e, nil
}

// Close lets go of connections.
func (e Engines) Close() {
	for _, one := range []*llm.Engine{e.Vectors, e.Labels} {
		if one != nil {
			one.Close()
		}
	}
}

// Used says what engines were used for, for the results that stand on them;
// empty if none was.
func (e Engines) Used() []llm.Use {
	var all []llm.Use
	for _, one := range []*llm.Engine{e.Vectors, e.Labels} {
		if one == nil {
			continue
		}
		if u := one.Used(); u.Asked > 0 {
			all = append(all, u)
		}
	}
	return all
}

// engines looks whether the servers that are named answer, with invented words,
// and says what leaves the machine.
func (r *Report) engines(ctx context.Context, cfg Config) {
	e, err := cfg.Engines()
	if !r.add("engine", err, "none is named: no message is shown to a model") {
		return
	}
	defer e.Close()
	if e.Vectors != nil || e.Labels != nil {
		r.Checks = r.Checks[:len(r.Checks)-1]
	}
	if v := e.Vectors; v != nil {
		v.Limits.Tries = 1
		rows, err := v.Embed(ctx, []string{"Is anybody there?"})
		found := ""
		if err == nil {
			found = fmt.Sprintf("%s makes vectors of %d numbers; the texts of messages %s", v.EmbeddingModel, len(rows[0]), whereto(v))
		}
		r.add("engine of vectors", known(ctx, v, err), found)
	}
	if l := e.Labels; l != nil {
		l.Limits.Tries = 1
		_, err := l.Label(ctx, []string{"ferry", "evening"}, []string{"The last ferry leaves too early for those who work late."}, "en")
		r.add("engine of labels", known(ctx, l, err), fmt.Sprintf("%s words labels; a few messages of each theme %s", l.Model, whereto(l)))
	}
}

func whereto(e *llm.Engine) string {
	if e.Remote() {
		return "leave this machine, to or through " + e.Host()
	}
	return "go to " + e.Host() + " and stay on this machine"
}

// known adds to an error about a missing model which there are.
func known(ctx context.Context, e *llm.Engine, err error) error {
	if voxpop.KindOf(err) != voxpop.NotFound {
		return err
	}
	ids, other := e.Models(ctx)
	if other != nil || len(ids) == 0 {
		return err
	}
	more := ""
	if len(ids) > 10 {
		ids, more = ids[:10], " …"
	}
	c := *err.(*voxpop.Error)
	c.Hint = "it has " + strings.Join(ids, ", ") + more
	return &c
}
