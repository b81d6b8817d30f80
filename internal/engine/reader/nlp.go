package reader

import (
	"context"
	"encoding/json"

	"voxpop"
	"voxpop/internal/engine/wire"
	"voxpop/internal/quote"
)

// NLP is a server that finds quotations with methods of its own, behind a
// protocol of one request, which docs/ENGINES.md shows:
//
//	POST {address}/quotations   {"lang": "en", "text": "…"}
//	200                         {"engine": "…", "quotations": [{"quote", "cue", "speaker", "start", "end"}]}
//
// Start and end are code points of the text, half-open, and may be left out. The
// zero value reaches nobody.
type NLP struct {
	Server
	// Title is what its results are called, "" = nlp.
	Title string
}

func (n *NLP) wire() *wire.Line {
	return n.way(func(w *wire.Line) {
		w.Verbs = []string{"/quotations"}
		w.Example = "http://127.0.0.1:8090"
		w.Strange = "look whether the address is that of a server with the protocol that docs/ENGINES.md shows"
	})
}

// Name is the engine's, as the newsroom calls it.
func (n *NLP) Name() string {
	if s := wire.OneLine(n.Title); s != "" {
		return s
	}
	return "nlp"
}

// Remote reports whether articles that are sent to the server leave this machine.
func (n *NLP) Remote() bool { return wire.Remote(n.BaseURL) }

// Close lets go of idle connections.
func (n *NLP) Close() { n.wire().Close() }

// Used says what the engine has been used for so far.
func (n *NLP) Used() Use {
	u := n.used()
	u.Remote, u.Model = n.Remote(), n.Name()
	return u
}

// Check says what is wrong with the fields. It reaches nobody.
func (n *NLP) Check() error { return n.wire().Check("reader.Check") }

// Quotations asks the server for the quotations of an article, as
// [Chat.Quotations] does.
func (n *NLP) Quotations(ctx context.Context, article, lang string) (found []quote.Quotation, refused int, err error) {
	const op = "reader.Quotations"
	if err := n.Check(); err != nil {
		return nil, 0, wire.As(op, err)
	}
	return n.read(ctx, op, n.Name(), article, func(ctx context.Context, piece string) ([]claim, error) {
		body, err := encode(question{lang, piece})
		if err != nil {
			return nil, &voxpop.Error{Kind: voxpop.Internal, Op: op, Message: "the request cannot be written"}
		}
		got, f := n.wire().Ask(ctx, wire.Request{Op: op, Verb: "quotations", Body: []byte(body), Sending: n.asked})
		if f != nil {
			return nil, f.Error
		}
		var a answer
		if json.Unmarshal(got.Body, &a) != nil || a.Quotations == nil {
			return nil, n.wire().Odd(op, "its answer is not of this protocol").Error
		}
		return a.Quotations, nil
	})
}
