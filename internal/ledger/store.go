package ledger

import (
	"cmp"
	"context"
	"io"
	"iter"
	"slices"

	"voxpop"
)

// Store keeps what the ledger knows. Every method is one transaction.
type Store interface {
	// Ledger calls fn with a snapshot of a call-out.
	Ledger(ctx context.Context, callout string, fn func(Snapshot) error) error
	// ChangeLedger is one verb: what fn puts is kept together, with an audit
	// line, or not at all. It waits for other verbs on the call-out. Nothing put
	// is nothing written. File is the archived file of the one article that fn
	// puts; nil when it puts none. Fn may run again. The number is what an undo
	// names, 0 when there is nothing to undo.
	ChangeLedger(ctx context.Context, by voxpop.Actor, verb, callout string, file []byte, fn func(Tx) error) (op int64, err error)
	// UndoLedger puts back what a verb changed, as a verb of its own. It is a
	// conflict when something changed since, or when a story cites a statement
	// that would go.
	UndoLedger(ctx context.Context, by voxpop.Actor, callout string, op int64) (Undone, error)
	// DueFeeds lists feeds of all call-outs that are to be looked at, the longest
	// due first.
	DueFeeds(ctx context.Context, limit int) ([]DueFeed, error)
}

// DueFeed names a feed of a call-out.
type DueFeed struct{ Callout, Feed string }

// Snapshot is what the ledger holds on a call-out at one moment. What is not
// there is an error of kind not_found.
type Snapshot interface {
	Callout() voxpop.Callout
	Points() []voxpop.Point
	Speakers() []voxpop.Speaker
	Statement(id string) (Statement, error)
	// StatementRows lists the statements by id, with the candidates they came from.
	StatementRows() ([]Statement, error)
	AllStatements() ([]voxpop.Statement, error) // by id
	Decisions() iter.Seq2[voxpop.Decision, error]
	Responses() iter.Seq2[voxpop.Response, error]
	// Stands tells for each response that counts which person it stands for.
	Stands() (map[string]string, error)

	Article(id string) (Article, error)
	ArticleText(id string) (string, error)
	ArticleFile(id string) (io.ReadCloser, error)
	ArticleAt(url string) (id string, ok bool, err error) // the newest from an address
	Articles(f SourceFilter) (list []Article, total int, err error)
	// Alike lists the articles that have the most of the marks, the most first.
	Alike(marks []int64, limit int) ([]Alike, error)
	Candidate(id string) (Candidate, error)
	CandidatesOf(article string) ([]Candidate, error) // by number
	Candidates(f CandidateFilter) (list []Candidate, total int, err error)
	// CandidatesSaidBy lists the candidates that are taken for a speaker's.
	CandidatesSaidBy(speaker string) ([]Candidate, error)
	// AcceptedAs lists the candidates that became a statement.
	AcceptedAs(statement string) ([]Candidate, error)
	Ops(of string, p OpPager) ([]Op, error)
	Feed(id string) (Feed, error)
	Feeds() ([]Feed, error)
	// Seen tells which items of a feed were dealt with.
	Seen(feed string, keys []string) (map[string]bool, error)
}

// OpPager bounds a list of ops, the newest first: those before one, 0 = all.
type OpPager struct {
	Before int64
	Limit  int // 0 = 50
}

// Alike is an article with how many marks it shares.
type Alike struct {
	Article string
	Shared  int
}

// Tx is a snapshot that can be changed. What is put is seen by what is read
// after it.
type Tx interface {
	Snapshot
	PutStatement(voxpop.Statement) error
	// DropStatement takes a statement out; it is a conflict when a story cites it.
	DropStatement(id string) error
	PutPoints([]voxpop.Point) error
	PutSpeakers([]voxpop.Speaker) error
	PutDecision(voxpop.Decision) error
	DropDecision(id string) error
	// PutArticle keeps an article; text and marks nil leave those that are there.
	PutArticle(a voxpop.Article, text *string, marks []int64) error
	PutCandidate(Candidate) error
	PutFeed(Feed) error
	PutSeen(feed, key string) error
}

// Most lists the articles that share the most, the most first.
func Most(shared map[string]int, limit int) []Alike {
	all := make([]Alike, 0, len(shared))
	for id, n := range shared {
		all = append(all, Alike{id, n})
	}
	slices.SortFunc(all, func(a, b Alike) int {
		return cmp.Or(cmp.Compare(b.Shared, a.Shared), cmp.Compare(a.Article, b.Article))
	})
	return all[:min(limit, len(all))]
}
