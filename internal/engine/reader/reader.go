// Package reader asks one server which quotations a published article holds: a chat model with the OpenAI interface, or an NLP server with a small protocol of ours.
//
// What comes back is checked as a stranger's words are. A quotation, and the
// speaker with it, must stand in the article letter for letter, quotation marks,
// dashes and spaces aside; what does not is refused and counted, and nothing is
// mended. What is left is worth less than what a rule found, not more: its
// precision is unmeasured.
//
// Only published articles go out, never what a respondent sent.
// internal/engine/wire says to whom they may go.
package reader

import (
	"context"
	"crypto/x509"
	"maps"
	"sync"
	"time"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/engine/wire"
	"voxpop/internal/quote"
)

// Secret is a key that does not show itself when it is printed or logged.
type Secret = wire.Secret

// Server is what both engines need to know of theirs. The fields are set before
// the first call and then left alone; calls may run at once.
type Server struct {
	// BaseURL is the server's address. It holds no user, key or query.
	BaseURL string
	Key     Secret // "" = none

	AllowRemote bool // articles may leave this machine
	AllowPlain  bool // and travel to another host without TLS
	// Proxy is the address of a proxy; those that the environment names are not used.
	Proxy string
	// Roots are the authorities that may vouch for the server; nil = the system's.
	Roots *x509.CertPool
	// Wait waits between two tries; nil = a timer.
	Wait func(context.Context, time.Duration) error

	Limits Limits

	once sync.Once
	line *wire.Line

	mu  sync.Mutex
	use Use
}

// Limits bound what is sent, awaited and read. A zero field means the default.
type Limits struct {
	Text     int           // code points of an article; 100,000
	Piece    int           // code points in one request, cut between paragraphs; 6,000
	Quote    int           // code points of one quotation; 3,000
	Tries    int           // times one request is sent; 3
	Timeout  time.Duration // of one try; 2 minutes
	MaxWait  time.Duration // the longest wait between two tries; 30 seconds
	Response int64         // bytes of one answer; 1 MiB
}

func (l Limits) filled() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Text, 100_000)
	def(&l.Piece, 6000)
	def(&l.Quote, 3000)
	def(&l.Tries, 3)
	if l.Response <= 0 {
		l.Response = 1 << 20
	}
	return l
}

// Use is what an engine has been used for so far.
type Use struct {
	Host    string         `json:"host"`
	Remote  bool           `json:"remote"` // articles left this machine
	Model   string         `json:"model,omitempty"`
	Asked   int            `json:"asked"`   // requests, answered or not
	Found   int            `json:"found"`   // quotations that stand in their article
	Refused int            `json:"refused"` // quotations that do not
	Reasons map[string]int `json:"reasons"` // why, and how many
}

// Host is the host and port of the server, "" if the address is none.
func (s *Server) Host() string { return wire.Host(s.BaseURL) }

// way is the line to the server, made once.
func (s *Server) way(finish func(l *wire.Line)) *wire.Line {
	s.once.Do(func() {
		limits := s.Limits.filled()
		s.line = &wire.Line{Address: s.BaseURL, Key: s.Key, AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain, Proxy: s.Proxy, Roots: s.Roots, Wait: s.Wait,
			Limits: wire.Limits{Tries: limits.Tries, Timeout: limits.Timeout, MaxWait: limits.MaxWait, Response: limits.Response}}
		finish(s.line)
	})
	return s.line
}

func (s *Server) asked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use.Asked++
}

func (s *Server) used() Use {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.use
	u.Host, u.Reasons = s.Host(), maps.Clone(s.use.Reasons)
	return u
}

// claim is a quotation as a server says it is.
type claim struct {
	Quote   string `json:"quote"`
	Cue     string `json:"cue"`
	Speaker string `json:"speaker"`
	// Start and End are code points of the text that was sent; nil = not said.
	Start *int `json:"start"`
	End   *int `json:"end"`
}

// ask brings one piece of an article to the server.
type ask func(ctx context.Context, piece string) ([]claim, error)

// read asks for an article piece by piece, and keeps what stands in it.
func (s *Server) read(ctx context.Context, op, name, article string, do ask) (found []quote.Quotation, refused int, err error) {
	limits := s.Limits.filled()
	if !utf8.ValidString(article) {
		return nil, 0, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the article is not valid text", Hint: "save it as UTF-8"}
	}
	runes := []rune(article)
	if len(runes) > limits.Text {
		return nil, 0, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the article is too long for the engine", Hint: "the rules have read all of it; give the engine a part"}
	}
	reasons := map[string]int{}
	for _, p := range pieces(runes, limits.Piece) {
		if err := ctx.Err(); err != nil {
			return nil, 0, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: s.Host(), Message: "was not waited for", Err: err}
		}
		piece := runes[p[0]:p[1]]
		claims, err := do(ctx, string(piece))
		if err != nil {
			return nil, 0, err
		}
		found = locate(found, reasons, name, runes, p, claims, limits.Quote)
	}
	for _, n := range reasons {
		refused += n
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use.Found += len(found)
	s.use.Refused += refused
	if s.use.Reasons == nil {
		s.use.Reasons = map[string]int{}
	}
	for why, n := range reasons {
		s.use.Reasons[why] += n
	}
	return found, refused, nil
}

// pieces cuts an article into runs [from, to) of at most so many code points,
// between paragraphs where there are any, else between words.
func pieces(runes []rune, most int) (out [][2]int) {
	for from := 0; from < len(runes); {
		to := min(len(runes), from+most)
		if to < len(runes) {
			cut := -1
			for i := to; i > from+most/2; i-- {
				if runes[i-1] == '\n' {
					cut = i
					break
				}
				if cut < 0 && runes[i-1] == ' ' {
					cut = i
				}
			}
			if cut > 0 {
				to = cut
			}
		}
		if blank := wire.OneLine(string(runes[from:to])) == ""; !blank {
			out = append(out, [2]int{from, to})
		}
		from = to
	}
	return out
}
