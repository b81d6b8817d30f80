// Package ledger keeps what public figures said: articles, the quotations found in them, statements that a person accepted, positions, contradictions and reversals.
//
// A quotation is only a candidate until a person takes it; what becomes of it
// is a statement of the record, whose words are a span of an archived file and
// are never typed. Articles and candidates are the desk's working papers: they
// change neither the record nor its hash. Every verb is one transaction with a
// line in the audit log, keeps what was there before, and can be undone.
package ledger

import (
	"context"
	"time"

	"voxpop"
	"voxpop/internal/quote"
)

// Service is the ledger's verbs.
type Service struct {
	Store Store
	// Fetch brings pages and feeds; nil: only files and pasted texts are taken.
	Fetch Fetcher
	// Read reads archived files. It is pure: the same file gives the same text;
	// nil is [article.Read].
	Read Reader
	// Quotes finds quotations; nil is [quote.Extract].
	Quotes func(text string, o quote.Options) []quote.Quotation
	// Model may propose quotations besides; nil: none does.
	Model Model
	Now   func() time.Time
	// Zones are the time zones of outlets, by host ("example.org"), as "Asia/Tehran".
	Zones map[string]string
}

// Page is a document as it was fetched: one self-contained file that needs
// nothing else to be shown.
type Page struct {
	URL  string // where it was found, after redirects
	File []byte
	Ext  string // of the file, as ".html"
	// Notes say what was left out of the file, in English.
	Notes []string
}

// Fetcher brings pages and feeds from the web. Its errors are of kind
// unavailable when another try may help, and are understood by an editor.
type Fetcher interface {
	Page(ctx context.Context, url string) (Page, error)
	// Feed looks at a feed. Nothing new since s was noted is Fresh false.
	Feed(ctx context.Context, url string, s FeedState) (News, error)
}

// News is what a look at a feed brought.
type News struct {
	Fresh bool
	Title string // of the feed
	State FeedState
	Items []Item // the newest first
	// Wait is how long the feed asks to be left alone; 0 = it does not say.
	Wait time.Duration
}

// Item is one entry of a feed.
type Item struct {
	Key   string // its own id, else its address
	URL   string
	Title string
}

// FeedState is what the next look at a feed sends along.
type FeedState struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"` // as the server wrote it
}

// Reading is what a reader sees of an archived file.
type Reading struct {
	Title, Byline, Outlet string
	URL                   string // where it was published; "" = it does not say
	Partial               bool   // it says that the rest is for subscribers
	Lang                  string // BCP 47; "" = it does not say
	Published             voxpop.Moment
	Text                  string // valid UTF-8 without NUL
	// Source turns a span of Text into one of the file, both in code points; ok
	// is false where the file has no such span.
	Source func(start, end int) (from, to int, ok bool)
}

// Reader reads an archived file; ext is that of its name. An error is of kind
// invalid and says what an editor can do.
type Reader interface {
	Read(file []byte, ext string) (Reading, error)
}

// Model proposes quotations of a text. It is asked after the rules; what they
// found too is left out, as is a span that does not lie in the text.
type Model interface {
	Name() string
	// Quotations counts in refused those whose words do not stand in the text
	// letter for letter.
	Quotations(ctx context.Context, text, lang string) (found []quote.Quotation, refused int, err error)
}

// Found is a quotation as it is kept: [quote.Quotation] with names for its fields.
type Found struct {
	Start     int         `json:"start"`
	End       int         `json:"end"`
	Parts     []Span      `json:"parts,omitempty"`
	Type      quote.Type  `json:"type"`
	Cue       Span        `json:"cue,omitzero"`
	Class     quote.Class `json:"class,omitempty"`
	Speaker   Mention     `json:"speaker"`
	With      []Mention   `json:"with,omitempty"` // further speakers of the same words
	Addressee Mention     `json:"addressee,omitzero"`
	Via       Mention     `json:"via,omitzero"` // who passes the words on, when it is not the article
	Medium    Span        `json:"medium,omitzero"`
	Place     string      `json:"place,omitempty"`
	Said      voxpop.Date `json:"said,omitempty"`
	When      Span        `json:"when,omitzero"`
	Doubt     string      `json:"doubt,omitempty"`
	Negated   bool        `json:"negated,omitempty"`
	In        string      `json:"in,omitempty"` // candidate that this one lies inside
	Rule      string      `json:"rule"`
	Precision float64     `json:"precision,omitempty"` // of the rule, as a fraction of 1; 0 = not measured
	Notes     []string    `json:"notes,omitempty"`
}

// Span is a half-open range of code points of an article's text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Mention is somebody as an article names them; see [quote.Mention].
type Mention struct {
	Span
	Text string    `json:"text,omitempty"`
	Who  quote.Who `json:"who,omitempty"`
	Name string    `json:"name,omitempty"`
	Role string    `json:"role,omitempty"`
	How  string    `json:"how,omitempty"`
}

// State says what became of a candidate.
type State string

// The states. A lapsed candidate was found once and is not found any more;
// nobody had decided about it.
const (
	Proposed State = "proposed"
	Accepted State = "accepted"
	Rejected State = "rejected"
	Lapsed   State = "lapsed"
)

// Candidate is a quotation found in an article.
type Candidate struct {
	ID      string `json:"id"` // the article's, a hyphen and a number; it stays when the article is read again
	Article string `json:"article"`
	N       int    `json:"n"`
	Found   Found  `json:"found"`
	Text    string `json:"text"`   // the words of the span
	Before  string `json:"before"` // up to 32 code points of the article before it
	After   string `json:"after"`
	Speaker string `json:"speaker,omitempty"` // whom the newsroom takes the speaker for; "" = unknown
	State   State  `json:"state"`
	// SameAs is the candidate with the same words in the article that this one's
	// article repeats.
	SameAs    string        `json:"same_as,omitempty"`
	Statement string        `json:"statement,omitempty"` // that it became
	Taken     *Span         `json:"taken,omitempty"`     // of which words, when its ends were moved
	By        string        `json:"by,omitempty"`        // who decided
	At        voxpop.Moment `json:"at,omitzero"`
	Reason    string        `json:"reason,omitempty"` // of a rejection
	Rev       string        `json:"rev"`
}

// Who is whom the candidate's words are taken for: the speaker whom the newsroom
// knows, else the name in the article; "" = unknown.
func (c Candidate) Who() string {
	if c.Speaker != "" {
		return c.Speaker
	}
	return c.Found.Speaker.Name
}

// Article is an article with how many candidates it has in each state.
type Article struct {
	voxpop.Article
	Copies     []string      `json:"copies,omitempty"` // articles that repeat it
	Candidates map[State]int `json:"candidates"`
	Rev        string        `json:"rev"`
}

// Statement is a statement with what the desk looks at beside it.
type Statement struct {
	voxpop.Statement
	Candidates []string `json:"candidates,omitempty"` // that it was accepted from
	Echoes     *int     `json:"echoes,omitempty"`     // people who threw it back; nil = not counted
	EchoWords  *int     `json:"echo_words,omitempty"` // of these, who repeat its words; the others name its speaker
	Rev        string   `json:"rev"`
}

// Pager bounds a list: so many rows after a row.
type Pager struct {
	After string // id of the last row of the page before; "" = the first page
	Limit int    // 0 = 50; at most 1000
}

// SourceFilter chooses articles; an empty field chooses all.
type SourceFilter struct {
	Feed   string
	Outlet string
	Copies bool // those too that repeat another
	Pager
}

// CandidateFilter chooses candidates; an empty field chooses all.
type CandidateFilter struct {
	Article string
	State   State  // "" = proposed
	Speaker string // a name, or as links write it
	Same    bool   // those too that only repeat one of another article
	Pager
}

// Input is a source to be taken: exactly one of URL, File and Text.
type Input struct {
	URL  string
	File []byte
	Name string // of the file, for its ending
	Text string // pasted
	// What a person knows better than the reader; empty fields are read.
	Title, Outlet, Byline, Lang, Zone string
	Published                         voxpop.Date
	Address                           string // of a file or a pasted text: where it was published

	feed string
}

// Taken says what came of a source.
type Taken struct {
	Article Article `json:"article"`
	New     bool    `json:"new"` // false: the same text was there already
	// Found counts the candidates that are new, Kept those that were there.
	Found   int   `json:"found"`
	Kept    int   `json:"kept"`
	Lapsed  int   `json:"lapsed,omitempty"`
	Refused int   `json:"refused,omitempty"` // a model's, whose words do not stand in the text
	Op      int64 `json:"op,omitempty"`
	// Notes say what is to be known of the archived file: what was left out, that
	// the rest is for subscribers.
	Notes []string `json:"notes,omitempty"`
}

// Acceptance says what a candidate becomes. Empty fields are taken from the
// candidate and its article.
type Acceptance struct {
	Candidate string
	Rev       string // that the person saw; "" = whatever is there
	Speaker   string
	SaidOn    *voxpop.Date
	// Nil is what was found; "" is nothing.
	Role, Medium, Place, Addressee *string
	// Start and End move the ends of the span in the article's text; the words
	// are always those of the article. Nil leaves an end where it is.
	Start, End *int
	// Said takes words although the article seems to say that they were not said.
	Said bool
	// Report keeps a quotation as a report: its words are the outlet's.
	Report bool
	// Into adds the candidate's article to the appearances of a statement that
	// is there already, instead of making a new one.
	Into string
}

// Edit changes a statement. A nil field stays as it is.
type Edit struct {
	Rev                                string
	Speaker, Role                      *string
	SaidOn, PublishedOn                *voxpop.Date
	Medium, Place, Addressee, Asserted *string
	Kind                               *voxpop.StatementKind
	Start, End                         *int // in the article's text, of a statement that came from one
	Names, Roles                       voxpop.Localized
	Translations                       []voxpop.Translation
}

// Undone says what an undo put back.
type Undone struct {
	Op      int64    `json:"op"` // of the undo itself, which can be undone too
	Of      int64    `json:"of"` // that was undone
	Verb    string   `json:"verb"`
	Changed []string `json:"changed"` // kind and id of each thing, as "statement ilse-varga-2024-05-02"
}

// Op is one thing that somebody did, which can be undone.
type Op struct {
	ID      int64         `json:"id"`
	At      voxpop.Moment `json:"at"`
	By      string        `json:"by"`
	Verb    string        `json:"verb"`
	Of      int64         `json:"of,omitempty"` // of an undo: what it undid
	Changed []string      `json:"changed"`
	Undone  bool          `json:"undone,omitempty"`
}

// Proposal is a position that a statement's words speak for. A person decides.
type Proposal struct {
	Statement string   `json:"statement"`
	Point     string   `json:"point"`
	Value     string   `json:"value"`
	Start     int      `json:"start"` // of the words, in the statement's text
	End       int      `json:"end"`
	Word      string   `json:"word"`
	Negated   bool     `json:"negated,omitempty"`
	Sure      float64  `json:"sure"` // orders proposals, from 0 to 1; no probability
	Notes     []string `json:"notes,omitempty"`
	Reason    string   `json:"reason"`
}

// Stance is a position as a person takes or refuses it.
type Stance struct {
	Statement, Rev string
	Point, Value   string
	Reason         string
}

// Side is one of the two statements of a contradiction or a reversal.
type Side struct {
	Statement  string               `json:"statement"`
	Speaker    string               `json:"speaker"`
	Role       string               `json:"role,omitempty"`
	Value      string               `json:"value"`
	Text       string               `json:"text"`
	Lang       string               `json:"lang"`
	SaidOn     voxpop.Date          `json:"said_on"`
	Kind       voxpop.StatementKind `json:"kind"`
	AssertedBy string               `json:"asserted_by,omitempty"`
	Source     voxpop.Source        `json:"source"`
	By         string               `json:"by,omitempty"` // who gave it the position
	Reason     string               `json:"reason,omitempty"`
}

// Change is a reversal as it is shown: both sides with their words and
// sources.
type Change struct {
	Speaker string `json:"speaker"`
	Point   string `json:"point"`
	From    Side   `json:"from"`
	To      Side   `json:"to"`
	// Kind is reported when the new side was never quoted; AssertedBy is then
	// who says that it was taken, and Note says so in words.
	Kind       voxpop.StatementKind `json:"kind"`
	AssertedBy string               `json:"asserted_by"`
	Note       string               `json:"note,omitempty"`
	Before     []string             `json:"before"`
	After      []string             `json:"after"`
	Verdict    *voxpop.Verdict      `json:"verdict,omitempty"`
	Rev        string               `json:"rev"` // of the statement that carries the verdict
}

// Clash is a contradiction as it is shown.
type Clash struct {
	Speakers   [2]string            `json:"speakers"`
	Point      string               `json:"point"`
	From       Side                 `json:"from"`
	To         Side                 `json:"to"`
	Kind       voxpop.StatementKind `json:"kind"`
	AssertedBy string               `json:"asserted_by"`
	Note       string               `json:"note,omitempty"`
	Current    bool                 `json:"current"`
}

// Sheet is everything that was said, by date, with the points and what follows
// from the positions taken on them.
type Sheet struct {
	Points     []voxpop.Point
	Statements []Statement
	Changes    []Change
	Clashes    []Clash
}

// Hint says that two statements may contradict each other, by their words
// alone. It only proposes what to look at.
type Hint struct {
	A         string  `json:"a"` // statements
	B         string  `json:"b"`
	Kind      string  `json:"kind"` // polarity, antonym or number
	Rule      string  `json:"rule"`
	Precision float64 `json:"precision"`
	SpansA    []Span  `json:"spans_a"` // in the statements' texts
	SpansB    []Span  `json:"spans_b"`
	Reason    string  `json:"reason"`
}

// Echo links a response to a statement that it throws back.
type Echo struct {
	Statement string  `json:"statement"`
	Response  string  `json:"response"`
	Kind      string  `json:"kind"` // words or speaker
	How       string  `json:"how"`
	Lang      string  `json:"lang"`  // of the statement's text or translation, or of the speaker's name, that is echoed
	In        int     `json:"in"`    // text of the response that the spans are in: 0 its own words, then its translations
	Spans     []Span  `json:"spans"` // in the response
	Said      []Span  `json:"said"`  // in the statement
	Score     float64 `json:"score"`
	Reason    string  `json:"reason"`
}

// EchoCount is how many people threw a statement back.
type EchoCount struct {
	Statement string `json:"statement"`
	People    int    `json:"people"`  // in any way
	Words     int    `json:"words"`   // that repeat its words
	Speaker   int    `json:"speaker"` // that name its speaker
	Responses int    `json:"responses"`
	Struck    int    `json:"struck,omitempty"` // links that a person struck
}

// Echoes is the join of responses and statements.
type Echoes struct {
	Counts []EchoCount `json:"counts"`
	Echoes []Echo      `json:"echoes"`
}

// Feed is a feed that is watched.
type Feed struct {
	ID       string        `json:"id"`
	URL      string        `json:"url"`
	Title    string        `json:"title,omitempty"`
	Every    int           `json:"every"` // minutes between two looks, at least
	State    FeedState     `json:"state,omitzero"`
	LookedAt voxpop.Moment `json:"looked_at,omitzero"`
	NextAt   voxpop.Moment `json:"next_at,omitzero"`
	Error    string        `json:"error,omitempty"` // of the last look
	Hint     string        `json:"hint,omitempty"`
	Failures int           `json:"failures,omitempty"` // in a row
	Articles int           `json:"articles"`           // that came of it
	Stopped  bool          `json:"stopped,omitempty"`
	By       string        `json:"by"`
	Rev      string        `json:"rev"`
}

// Looked says what a look at feeds brought.
type Looked struct {
	Feeds    int `json:"feeds"`
	Articles int `json:"articles"`
	Found    int `json:"found"`
	Failed   int `json:"failed"`
}
