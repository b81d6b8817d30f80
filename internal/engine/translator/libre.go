package translator

import (
	"context"
	"encoding/json"
	"slices"
	"sort"
	"strings"
	"sync"

	"voxpop"
	"voxpop/internal/engine/wire"
	"voxpop/internal/scribe"
)

// Libre is a LibreTranslate server. The zero value reaches nobody.
//
// Its interface is that of LibreTranslate 1.6 (GET /languages, POST /translate
// with a list under q). Its key goes into the body, as it wants it. It takes no
// glossary: bitext.Compare says afterwards which terms it left out.
type Libre struct {
	Server

	pairs sync.Mutex
	known map[string][]string // targets by source; nil = not asked yet
}

const libreExample = "http://127.0.0.1:5000"

func (l *Libre) wire() *wire.Line {
	return l.way(func(w *wire.Line) {
		w.Key = "" // it is no bearer's
		w.Verbs = []string{"/translate", "/languages"}
		w.Example = libreExample
		w.Strange = "look whether the address is that of a LibreTranslate server; docs/ENGINES.md shows it"
		w.Hints = map[int]string{
			400: "it does not take this: it may want a key, or hold texts or languages to a limit; look at its own log",
			403: "it wants another key, or has shut this machine out for asking too often; the key goes into the environment",
			404: "there is no LibreTranslate at this address",
			429: "it is asked too often; raise its limit (--req-limit) or wait",
		}
	})
}

// Name is the engine's.
func (l *Libre) Name() string { return "LibreTranslate" }

// Remote reports whether words that are sent to the server leave this machine.
func (l *Libre) Remote() bool { return wire.Remote(l.BaseURL) }

// Close lets go of idle connections.
func (l *Libre) Close() { l.wire().Close() }

// Used says what the engine has been used for so far.
func (l *Libre) Used() Use {
	u := l.used()
	u.Remote = l.Remote()
	return u
}

// Check says what is wrong with the fields, an error of kind invalid, or of
// kind forbidden where words would leave the machine and nobody allowed it. It
// reaches nobody.
func (l *Libre) Check() error {
	const op = "translator.Check"
	if err := l.wire().Check(op); err != nil {
		return err
	}
	for _, r := range string(l.Key) {
		if r <= ' ' || r > '~' {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "key", Message: "holds a character that no key holds", Hint: "look for a space or a line end around it"}
		}
	}
	return nil
}

// Probe asks the server for its languages; nothing of a respondent is sent.
func (l *Libre) Probe(ctx context.Context) error {
	_, err := l.Pairs(ctx)
	return err
}

// Pairs are the pairs of languages that the server has, source first.
func (l *Libre) Pairs(ctx context.Context) ([][2]string, error) {
	known, err := l.languages(ctx)
	if err != nil {
		return nil, err
	}
	var out [][2]string
	for from, targets := range known {
		for _, to := range targets {
			if to != from {
				out = append(out, [2]string{from, to})
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i][0] < out[j][0] || out[i][0] == out[j][0] && out[i][1] < out[j][1]
	})
	return out, nil
}

func (l *Libre) languages(ctx context.Context) (map[string][]string, error) {
	const op = "translator.Languages"
	if err := l.Check(); err != nil {
		return nil, err
	}
	answer, f := l.wire().Ask(ctx, wire.Request{Op: op, Verb: "languages"})
	if f != nil {
		return nil, f.Error
	}
	var list []struct {
		Code    string   `json:"code"`
		Targets []string `json:"targets"` // since 1.4
	}
	if json.Unmarshal(answer.Body, &list) != nil || len(list) == 0 || len(list) > 1000 {
		return nil, l.wire().Odd(op, "answers with something that is no list of languages").Error
	}
	known := map[string][]string{}
	var all []string
	for _, e := range list {
		if tag(e.Code) {
			all = append(all, e.Code)
		}
	}
	for _, e := range list {
		if !tag(e.Code) {
			continue
		}
		targets := e.Targets
		if targets == nil {
			targets = all
		}
		known[e.Code] = slices.DeleteFunc(slices.Clone(targets), func(c string) bool { return !tag(c) })
	}
	l.pairs.Lock()
	l.known = known
	l.pairs.Unlock()
	return known, nil
}

// codes are the server's own codes for a pair.
func (l *Libre) codes(ctx context.Context, op, from, to string) (string, string, error) {
	l.pairs.Lock()
	known := l.known
	l.pairs.Unlock()
	for try := range 2 {
		if known == nil || try > 0 { // it may have got a language since
			var err error
			if known, err = l.languages(ctx); err != nil {
				return "", "", wire.As(op, err)
			}
		}
		var sources []string
		for c := range known {
			sources = append(sources, c)
		}
		a := code(sources, from)
		if b := code(known[a], to); a != "" && b != "" {
			return a, b, nil
		}
	}
	return "", "", &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: l.Host(), Message: "has no translation from " + base(from) + " to " + base(to), Hint: "install that pair on the server, or translate by hand"}
}

// code is the server's code of a language: the same tag, else its language
// alone, else the first of a longer one (zh-Hans for zh).
func code(known []string, lang string) string {
	slices.Sort(known)
	for _, same := range []func(string) bool{
		func(c string) bool { return strings.EqualFold(c, lang) },
		func(c string) bool { return strings.EqualFold(c, base(lang)) },
		func(c string) bool { return base(c) == base(lang) },
	} {
		if i := slices.IndexFunc(known, same); i >= 0 {
			return known[i]
		}
	}
	return ""
}

type libreRequest struct {
	Q      []string `json:"q"`
	Source string   `json:"source"`
	Target string   `json:"target"`
	Format string   `json:"format"`
	Key    string   `json:"api_key,omitempty"`
}

// Translate returns exactly one translation per sentence. A sentence without a
// letter comes back as it is. A pair that the server does not have is an error
// of kind not_found.
func (l *Libre) Translate(ctx context.Context, sentences []string, from, to string, _ []scribe.Term) ([]string, error) {
	const op = "translator.Translate"
	if err := l.Check(); err != nil {
		return nil, wire.As(op, err)
	}
	if err := languages(op, from, to); err != nil {
		return nil, err
	}
	if len(sentences) == 0 {
		return []string{}, nil
	}
	source, target, err := l.codes(ctx, op, from, to)
	if err != nil {
		return nil, err
	}
	return l.translate(ctx, op, sentences, func(ctx context.Context, pieces []string) ([]string, *voxpop.Error, error) {
		body, err := json.Marshal(libreRequest{pieces, source, target, "text", string(l.Key)})
		if err != nil {
			return nil, nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}
		}
		answer, f := l.wire().Ask(ctx, wire.Request{Op: op, Verb: "translate", Body: body, Sending: l.asked})
		if f != nil {
			// A limit of texts or characters is a 400; a text that its model falls
			// over a 500. Fewer at once may do.
			if f.Input && len(pieces) > 1 {
				return nil, f.Error, nil
			}
			return nil, nil, f.Error
		}
		var said struct {
			Text json.RawMessage `json:"translatedText"`
		}
		var out []string
		if json.Unmarshal(answer.Body, &said) != nil || said.Text == nil {
			return nil, nil, l.wire().Odd(op, "answers with something that holds no translation").Error
		}
		if json.Unmarshal(said.Text, &out) != nil {
			// Servers before 1.3 give a string for a list of one.
			var one string
			if json.Unmarshal(said.Text, &one) != nil || len(pieces) != 1 {
				return nil, l.wire().Odd(op, "answers with something that is no list of translations").Error, nil
			}
			out = []string{one}
		}
		if len(out) != len(pieces) {
			return nil, l.wire().Odd(op, "answers with another number of sentences than there were").Error, nil
		}
		for i := range out {
			out[i] = wire.OneLine(out[i])
			if reason := unfit(pieces[i], out[i]); reason != "" {
				return nil, notOne(op, l.Host(), reason), nil
			}
		}
		return out, nil, nil
	})
}

// notOne says that an answer is no translation.
func notOne(op, host, reason string) *voxpop.Error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: host, Message: "gave no translation: what it says " + reason, Hint: "translate this message by hand, or with another engine"}
}
