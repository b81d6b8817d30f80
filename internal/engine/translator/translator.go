// Package translator asks one server for translations, sentence by sentence: LibreTranslate, or a chat model with the OpenAI interface.
//
// Every sentence of a respondent is data: it goes out in JSON, and what comes
// back is checked before it is believed. A server that returns another number
// of sentences than it was given is asked for fewer at once, in the end for one;
// what is not a translation even then is an error, and nothing is made up in its
// place. A translation is a machine's draft until a person has reviewed it.
//
// Words leave the process here: internal/engine/wire says to whom they may go.
package translator

import (
	"context"
	"crypto/x509"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/engine/wire"
)

// Secret is a key that does not show itself when it is printed or logged.
type Secret = wire.Secret

// Server is what both engines need to know of theirs. The fields are set before
// the first call and then left alone; calls may run at once.
type Server struct {
	// BaseURL is the server's address. It holds no user, key or query.
	BaseURL string
	Key     Secret // "" = none

	AllowRemote bool // respondents' words may leave this machine
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
	Batch         int           // sentences in one request; 16
	BatchRunes    int           // code points of sentences in one request; 2,000, what public LibreTranslate servers take
	SentenceRunes int           // a longer sentence is cut at a comma or space; 1,000
	Sentences     int           // in one call; 5,000
	Tries         int           // times one request is sent; 6, or 2 when the server hangs
	Timeout       time.Duration // of one try; 2 minutes
	MaxWait       time.Duration // the longest wait between two tries; 60 seconds: a minute is what LibreTranslate counts in
	Response      int64         // bytes of one answer; 4 MiB
}

func (l Limits) filled() Limits {
	def := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&l.Batch, 16)
	def(&l.BatchRunes, 2000)
	def(&l.SentenceRunes, 1000)
	def(&l.Sentences, 5000)
	if l.MaxWait <= 0 {
		l.MaxWait = time.Minute
	}
	if l.Response <= 0 {
		l.Response = 4 << 20
	}
	return l
}

// Use is what an engine has been used for so far.
type Use struct {
	Host       string `json:"host"`
	Remote     bool   `json:"remote"` // words left this machine
	Model      string `json:"model,omitempty"`
	Asked      int    `json:"asked"`      // requests that carried words of respondents, answered or not
	Translated int    `json:"translated"` // sentences
	Refused    int    `json:"refused"`    // answers that were not what was asked for
}

// Host is the host and port of the server, "" if the address is none.
func (s *Server) Host() string { return wire.Host(s.BaseURL) }

// way is the line to the server, made once.
func (s *Server) way(make func(l *wire.Line)) *wire.Line {
	s.once.Do(func() {
		limits := s.Limits.filled()
		s.line = &wire.Line{Address: s.BaseURL, Key: s.Key, AllowRemote: s.AllowRemote, AllowPlain: s.AllowPlain, Proxy: s.Proxy, Roots: s.Roots, Wait: s.Wait,
			Limits: wire.Limits{Tries: limits.Tries, Timeout: limits.Timeout, MaxWait: limits.MaxWait, Response: limits.Response}}
		make(s.line)
	})
	return s.line
}

func (s *Server) asked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use.Asked++
}

func (s *Server) count(translated, refused int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use.Translated += translated
	s.use.Refused += refused
}

func (s *Server) used() Use {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.use
	u.Host = s.Host()
	return u
}

// ask translates some pieces at once. wrong is set, and the error nil, when the
// answer does not fit the question, or the server could not take that much.
type ask func(ctx context.Context, pieces []string) (out []string, wrong *voxpop.Error, err error)

// translate brings sentences to a server in batches. keep is true for what is
// returned as it is: there is no word in it.
func (s *Server) translate(ctx context.Context, op string, sentences []string, do ask) ([]string, error) {
	limits := s.Limits.filled()
	if len(sentences) > limits.Sentences {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "the text has too many sentences to translate in one piece", Hint: "translate a part of it by hand"}
	}
	if err := ctx.Err(); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: s.Host(), Message: "was not waited for", Err: err}
	}
	out := make([]string, len(sentences))
	var pieces []string
	var of []int // which sentence each is of
	for i, t := range sentences {
		t = wire.OneLine(t)
		if !hasLetter(t) {
			out[i] = t // numbers, faces: they are the same in every language
			continue
		}
		for _, p := range cut(t, limits.SentenceRunes) {
			pieces, of = append(pieces, p), append(of, i)
		}
	}
	for from := 0; from < len(pieces); {
		to, size := from, 0
		for to < len(pieces) && to-from < limits.Batch {
			n := utf8.RuneCountInString(pieces[to])
			if to > from && size+n > limits.BatchRunes {
				break
			}
			size += n
			to++
		}
		got, err := s.some(ctx, pieces[from:to], do)
		if err != nil {
			return nil, err
		}
		for k, t := range got {
			if i := of[from+k]; out[i] == "" {
				out[i] = t
			} else {
				out[i] += " " + t
			}
		}
		from = to
	}
	return out, nil
}

// some translates a batch, in halves when it has to be.
func (s *Server) some(ctx context.Context, pieces []string, do ask) ([]string, error) {
	got, wrong, err := do(ctx, pieces)
	if err != nil {
		return nil, err
	}
	if wrong == nil {
		s.count(len(pieces), 0)
		return got, nil
	}
	s.count(0, 1)
	if len(pieces) == 1 {
		return nil, wrong
	}
	half := len(pieces) / 2
	a, err := s.some(ctx, pieces[:half], do)
	if err != nil {
		return nil, err
	}
	b, err := s.some(ctx, pieces[half:], do)
	if err != nil {
		return nil, err
	}
	return append(a, b...), nil
}

// unfit says that a translation is none, as the end of a sentence; "" = it may
// be one. It cannot tell a right translation from a wrong one: what it refuses
// is what no translation of this source is.
func unfit(source, translation string) string {
	switch {
	case !hasLetter(translation):
		return "holds no word"
	case utf8.RuneCountInString(translation) > 6*utf8.RuneCountInString(source)+80:
		return "is far too long"
	case !linkless(translation) && linkless(source):
		return "holds a link or an address that the sentence does not"
	}
	if n := longNumber(translation); n != "" && !strings.Contains(digits(source), n) {
		return "holds a long number that the sentence does not"
	}
	return ""
}

// linkless reports whether a text holds no link or address.
func linkless(s string) bool {
	s = strings.ToLower(s)
	if strings.Contains(s, "://") || strings.Contains(s, "www.") || strings.Contains(s, "@") {
		return false
	}
	for f := range strings.FieldsSeq(s) {
		f = strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '/' })
		name, _, _ := strings.Cut(f, "/")
		i := strings.LastIndexByte(name, '.')
		if i >= 2 && slices.Contains(endings, name[i+1:]) {
			return false
		}
		if i < 2 || len(name)-i < 3 || len(name)-i > 7 {
			continue
		}
		ascii := true
		for _, r := range name[i+1:] {
			ascii = ascii && 'a' <= r && r <= 'z'
		}
		if first, _ := utf8.DecodeRuneInString(name); ascii && unicode.IsLetter(first) {
			return false
		}
	}
	return true
}

// endings are those of hosts in other scripts: any letters would take a stop
// without a space behind it for a host.
var endings = strings.Fields("рф рус бел укр мкд срб бг қаз москва онлайн сайт дети орг ком ایران پاکستان بھارت افغانستان عراق سورية سوريا السعودية امارات مصر المغرب الجزائر تونس قطر عمان الاردن اليمن فلسطين موقع شبكة كوم بازار همراه 中国 中國 香港 台湾 网址 网络 公司 ไทย भारत հայ გე ελ")

// digits are the digits of a text in ASCII, whatever stands between them.
func digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		if d := digit(r); d >= 0 {
			b.WriteByte(byte('0' + d))
		}
	}
	return b.String()
}

func digit(r rune) int {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0')
	case '\u0660' <= r && r <= '\u0669':
		return int(r - '\u0660')
	case '\u06f0' <= r && r <= '\u06f9':
		return int(r - '\u06f0')
	case '\u0966' <= r && r <= '\u096f':
		return int(r - '\u0966')
	}
	return -1
}

// longNumber is the first number of seven digits or more, nine with spaces or
// hyphens between them, as a telephone has: a date has eight, and sums of money
// are shorter or round.
func longNumber(s string) string {
	run, parted, gap := "", false, false
	for _, r := range s + "\n" {
		switch d := digit(r); {
		case d >= 0:
			run += string(rune('0' + d))
			parted = parted || gap && len(run) > 1
			gap = false
		case r == ' ' || r == '-' || r == '(' || r == ')':
			gap = true
		default:
			if (len(run) >= 9 || len(run) >= 7 && !parted) && strings.Trim(run[2:], "0") != "" {
				return run
			}
			run, parted, gap = "", false, false
		}
	}
	return ""
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// cut parts a sentence that is too long: at a comma or the like in its second
// half, else at a space, else anywhere.
func cut(s string, most int) []string {
	var out []string
	runes := []rune(s)
	for len(runes) > most {
		at, space := 0, 0
		for i := most; i > most/2 && at == 0; i-- {
			switch runes[i-1] {
			case ',', '،', ';', '؛', ':', '—', '–', '、', '，':
				at = i
			case ' ':
				if space == 0 {
					space = i
				}
			}
		}
		if at == 0 {
			at = space
		}
		if at == 0 {
			at = most
		}
		if p := strings.TrimSpace(string(runes[:at])); p != "" {
			out = append(out, p)
		}
		runes = runes[at:]
	}
	if p := strings.TrimSpace(string(runes)); p != "" {
		out = append(out, p)
	}
	return out
}

func base(lang string) string {
	if i := strings.IndexAny(lang, "-_"); i >= 0 {
		lang = lang[:i]
	}
	return strings.ToLower(lang)
}

// tag reports whether a language is named as such: it goes into a request.
func tag(lang string) bool {
	if len(lang) < 2 || len(lang) > 35 {
		return false
	}
	for _, r := range lang {
		if !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-') {
			return false
		}
	}
	return base(lang) != "und" && base(lang) != "mul" && base(lang) != "zxx"
}

// languages checks a pair before anything is sent.
func languages(op, from, to string) error {
	switch {
	case from == "" || base(from) == "und":
		return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "the language of the message is not known", Hint: "set it, then translate again"}
	case !tag(from) || !tag(to):
		return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "lang", Message: "is not the code of a language", Hint: "write fa, ar, en"}
	case base(from) == base(to):
		return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "the message is in that language already", Hint: "choose another language to translate into"}
	}
	return nil
}
