package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/prevalence"
	"voxpop/internal/store/sqldb"
)

var (
	_ ledger.Store    = (*DB)(nil)
	_ ledger.Snapshot = (*ledgerView)(nil)
	_ ledger.Tx       = (*ledgerTx)(nil)
)

// ledgerView is what the ledger holds, in the snapshot of a view.
type ledgerView struct{ *View }

// revOf is a revision as a person is shown it: the start of a document's hash.
func revOf(sha string) string { return sha[:min(12, len(sha))] }

// whereIs says which list holds the ids of a thing.
var whereIs = map[string]string{
	"statement": "voxpop statements list shows the statements",
	"candidate": "voxpop statements candidates shows those that wait, and with --state those that were decided",
	"source":    "voxpop statements sources shows the articles",
	"feed":      "voxpop statements feeds shows the feeds",
}

func gone(op, what, id string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "no " + what + " has the id " + id, Hint: whereIs[what]}
}

// found turns a missing row into an error that says what is missing.
func found(err error, what, id string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return gone("store.Ledger", what, id)
	}
	return err
}

// Ledger implements [ledger.Store].
func (db *DB) Ledger(ctx context.Context, slug string, fn func(ledger.Snapshot) error) error {
	return db.View(ctx, slug, func(v *View) error { return fn(&ledgerView{v}) })
}

// Statement implements [ledger.Snapshot].
func (v *ledgerView) Statement(id string) (s ledger.Statement, err error) {
	row, err := v.t.q.StatementDoc(v.t.ctx, sqldb.StatementDocParams{CalloutID: v.c.id, ID: key(id)})
	if err != nil {
		return s, found(err, "statement", id)
	}
	s.Rev = revOf(row.Sha)
	return s, parse("statement", row.Doc, &s.Statement)
}

// Statements of the record with their revisions, by id.
func (v *ledgerView) StatementRows() ([]ledger.Statement, error) {
	of := map[string][]string{}
	rows, err := v.t.q.StatementsOfCandidates(v.t.ctx, v.c.id)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		of[r.Statement] = append(of[r.Statement], candidateID(r.Article, r.N))
	}
	var all []ledger.Statement
	for s, err := range pages(v.t.ctx, func(after string) ([]sqldb.StatementsPageRow, error) {
		return v.t.q.StatementsPage(v.t.ctx, sqldb.StatementsPageParams{CalloutID: v.c.id, After: after, N: pageRows})
	}, func(r sqldb.StatementsPageRow) string { return r.ID }, func(r sqldb.StatementsPageRow) (ledger.Statement, error) {
		s := ledger.Statement{Rev: revOf(r.Sha), Candidates: of[r.ID]}
		return s, parse("statement", r.Doc, &s.Statement)
	}) {
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Stands implements [ledger.Snapshot].
func (v *ledgerView) Stands() (map[string]string, error) {
	var all []prevalence.Answer
	for r, err := range v.Responses() {
		if err != nil {
			return nil, err
		}
		all = append(all, prevalence.AnswerOf(v.c.doc, r, nil))
	}
	return prevalence.Stands(all), nil
}

// Article implements [ledger.Snapshot].
func (v *ledgerView) Article(id string) (a ledger.Article, err error) {
	row, err := v.t.q.ArticleOf(v.t.ctx, sqldb.ArticleOfParams{CalloutID: v.c.id, ID: key(id)})
	if err != nil {
		return a, found(err, "source", id)
	}
	return v.article(row.Doc, row.Sha)
}

// article adds to a stored article what stands in other tables.
func (v *ledgerView) article(doc, sha string) (a ledger.Article, err error) {
	a.Rev, a.Candidates = revOf(sha), map[ledger.State]int{}
	if err := parse("source", doc, &a.Article); err != nil {
		return a, err
	}
	if a.Copies, err = v.t.q.CopiesOf(v.t.ctx, sqldb.CopiesOfParams{CalloutID: v.c.id, CopyOf: a.ID}); err != nil {
		return a, err
	}
	states, err := v.t.q.StatesOfArticle(v.t.ctx, sqldb.StatesOfArticleParams{CalloutID: v.c.id, Article: a.ID})
	for _, state := range states {
		a.Candidates[ledger.State(state)]++
	}
	return a, err
}

// ArticleText implements [ledger.Snapshot].
func (v *ledgerView) ArticleText(id string) (string, error) {
	text, err := v.t.q.ReadingOf(v.t.ctx, sqldb.ReadingOfParams{CalloutID: v.c.id, ID: key(id)})
	return text, found(err, "source", id)
}

// ArticleFile implements [ledger.Snapshot].
func (v *ledgerView) ArticleFile(id string) (io.ReadCloser, error) {
	row, err := v.t.q.ArticleFileOf(v.t.ctx, sqldb.ArticleFileOfParams{CalloutID: v.c.id, ID: key(id)})
	if err != nil {
		return nil, found(err, "source", id)
	}
	return v.t.db.cfg.Blobs.Get(v.t.ctx, SourceKeys, row.Blob, row.Header, row.Size, 0, -1)
}

// ArticleAt implements [ledger.Snapshot].
func (v *ledgerView) ArticleAt(url string) (id string, ok bool, err error) {
	id, err = v.t.q.ArticleAt(v.t.ctx, sqldb.ArticleAtParams{CalloutID: v.c.id, Url: key(url)})
	return id, err == nil, ignoreNoRows(err)
}

// The bounds of a page.
const (
	pageDefault = 50
	pageMost    = 1000
)

func limitOf(n int) int64 {
	if n <= 0 {
		n = pageDefault
	}
	return int64(min(n, pageMost))
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Articles implements [ledger.Snapshot].
func (v *ledgerView) Articles(f ledger.SourceFilter) (list []ledger.Article, total int, err error) {
	p := sqldb.ArticlesPageParams{CalloutID: v.c.id, Age: math.MinInt64, AnyOutlet: flag(f.Outlet == ""), Outlet: key(f.Outlet),
		AnyFeed: flag(f.Feed == ""), Feed: key(f.Feed), Copies: flag(f.Copies), Limited: limitOf(f.Limit)}
	if f.After != "" {
		last, err := v.t.q.ArticleOf(v.t.ctx, sqldb.ArticleOfParams{CalloutID: v.c.id, ID: key(f.After)})
		if err != nil {
			return nil, 0, found(err, "source", f.After)
		}
		p.Age, p.After = last.Age, f.After
	}
	rows, err := v.t.q.ArticlesPage(v.t.ctx, p)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range rows {
		a, err := v.article(r.Doc, r.Sha)
		if err != nil {
			return nil, 0, err
		}
		list = append(list, a)
	}
	n, err := v.t.q.CountArticles(v.t.ctx, sqldb.CountArticlesParams{CalloutID: v.c.id, AnyOutlet: p.AnyOutlet, Outlet: p.Outlet,
		AnyFeed: p.AnyFeed, Feed: p.Feed, Copies: p.Copies})
	return list, int(n), err
}

// likesOfOne is how many articles of one mark are looked at: what more share
// is a line that an outlet puts below everything.
const likesOfOne = 40

// Alike implements [ledger.Snapshot].
func (v *ledgerView) Alike(marks []int64, limit int) ([]ledger.Alike, error) {
	shared := map[string]int{}
	for _, m := range marks {
		ids, err := v.t.q.LikenessOf(v.t.ctx, sqldb.LikenessOfParams{CalloutID: v.c.id, Value: m, N: likesOfOne})
		if err != nil {
			return nil, err
		}
		if len(ids) == likesOfOne {
			continue
		}
		for _, id := range ids {
			shared[id]++
		}
	}
	return ledger.Most(shared, limit), nil
}

func candidateID(article string, n int64) string { return article + "-" + strconv.FormatInt(n, 10) }

// cutCandidate splits the id of a candidate; n is -1 when it is none.
func cutCandidate(id string) (article string, n int64) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return key(id), -1
	}
	n, err := strconv.ParseInt(id[i+1:], 10, 64)
	if err != nil || n < 0 || candidateID(id[:i], n) != id {
		return key(id), -1
	}
	return key(id[:i]), n
}

func candidateOf(doc, sha string) (c ledger.Candidate, err error) {
	err = parse("candidate", doc, &c)
	c.Rev = revOf(sha)
	return c, err
}

// Candidate implements [ledger.Snapshot].
func (v *ledgerView) Candidate(id string) (c ledger.Candidate, err error) {
	article, n := cutCandidate(id)
	row, err := v.t.q.CandidateOf(v.t.ctx, sqldb.CandidateOfParams{CalloutID: v.c.id, Article: article, N: n})
	if err != nil {
		return c, found(err, "candidate", id)
	}
	return candidateOf(row.Doc, row.Sha)
}

// CandidatesOf implements [ledger.Snapshot].
func (v *ledgerView) CandidatesOf(article string) (all []ledger.Candidate, err error) {
	rows, err := v.t.q.CandidatesOfArticle(v.t.ctx, sqldb.CandidatesOfArticleParams{CalloutID: v.c.id, Article: key(article)})
	if err != nil {
		return nil, err
	}
	return candidates(rows, func(r sqldb.CandidatesOfArticleRow) (string, string) { return r.Doc, r.Sha })
}

func candidates[R any](rows []R, of func(R) (doc, sha string)) (all []ledger.Candidate, err error) {
	for _, r := range rows {
		c, err := candidateOf(of(r))
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// AcceptedAs implements [ledger.Snapshot].
func (v *ledgerView) AcceptedAs(statement string) ([]ledger.Candidate, error) {
	rows, err := v.t.q.CandidatesOfStatement(v.t.ctx, sqldb.CandidatesOfStatementParams{CalloutID: v.c.id, Statement: key(statement)})
	if err != nil {
		return nil, err
	}
	return candidates(rows, func(r sqldb.CandidatesOfStatementRow) (string, string) { return r.Doc, r.Sha })
}

// CandidatesSaidBy implements [ledger.Snapshot].
func (v *ledgerView) CandidatesSaidBy(speaker string) ([]ledger.Candidate, error) {
	rows, err := v.t.q.CandidatesSaidBy(v.t.ctx, sqldb.CandidatesSaidByParams{CalloutID: v.c.id, Speaker: key(voxpop.NameKey(speaker))})
	if err != nil {
		return nil, err
	}
	return candidates(rows, func(r sqldb.CandidatesSaidByRow) (string, string) { return r.Doc, r.Sha })
}

// Candidates implements [ledger.Snapshot].
func (v *ledgerView) Candidates(f ledger.CandidateFilter) (list []ledger.Candidate, total int, err error) {
	if f.State == "" {
		f.State = ledger.Proposed
	}
	age, article, n := int64(math.MinInt64), "", int64(0)
	if f.After != "" {
		article, n = cutCandidate(f.After)
		last, err := v.t.q.ArticleOf(v.t.ctx, sqldb.ArticleOfParams{CalloutID: v.c.id, ID: article})
		if err != nil {
			return nil, 0, found(err, "candidate", f.After)
		}
		age = last.Age
	}
	switch {
	case f.Article != "":
		return v.candidatesOfOne(f, n)
	case f.Speaker != "":
		p := sqldb.CandidatesPageByParams{CalloutID: v.c.id, Speaker: key(voxpop.NameKey(f.Speaker)), State: string(f.State), Age: age, Article: article, After: n, Same: flag(f.Same), Limited: limitOf(f.Limit)}
		rows, err := v.t.q.CandidatesPageBy(v.t.ctx, p)
		if err != nil {
			return nil, 0, err
		}
		count, err := v.t.q.CountCandidatesBy(v.t.ctx, sqldb.CountCandidatesByParams{CalloutID: v.c.id, Speaker: p.Speaker, State: p.State, Same: p.Same})
		if err != nil {
			return nil, 0, err
		}
		list, err = candidates(rows, func(r sqldb.CandidatesPageByRow) (string, string) { return r.Doc, r.Sha })
		return list, int(count), err
	case f.Same:
		rows, err := v.t.q.CandidatesPage(v.t.ctx, sqldb.CandidatesPageParams{CalloutID: v.c.id, State: string(f.State), Age: age, Article: article, After: n, Limited: limitOf(f.Limit)})
		if err != nil {
			return nil, 0, err
		}
		count, err := v.t.q.CountCandidates(v.t.ctx, sqldb.CountCandidatesParams{CalloutID: v.c.id, State: string(f.State)})
		if err != nil {
			return nil, 0, err
		}
		list, err = candidates(rows, func(r sqldb.CandidatesPageRow) (string, string) { return r.Doc, r.Sha })
		return list, int(count), err
	}
	rows, err := v.t.q.FirstCandidatesPage(v.t.ctx, sqldb.FirstCandidatesPageParams{CalloutID: v.c.id, State: string(f.State), Age: age, Article: article, After: n, Limited: limitOf(f.Limit)})
	if err != nil {
		return nil, 0, err
	}
	count, err := v.t.q.CountFirstCandidates(v.t.ctx, sqldb.CountFirstCandidatesParams{CalloutID: v.c.id, State: string(f.State)})
	if err != nil {
		return nil, 0, err
	}
	list, err = candidates(rows, func(r sqldb.FirstCandidatesPageRow) (string, string) { return r.Doc, r.Sha })
	return list, int(count), err
}

// candidatesOfOne lists the candidates of one article after a number.
func (v *ledgerView) candidatesOfOne(f ledger.CandidateFilter, after int64) (list []ledger.Candidate, total int, err error) {
	all, err := v.CandidatesOf(f.Article)
	for _, c := range all {
		if c.State != f.State || c.SameAs != "" && !f.Same || f.Speaker != "" && !voxpop.SameName(c.Who(), f.Speaker) {
			continue
		}
		total++
		if int64(c.N) > after && int64(len(list)) < limitOf(f.Limit) {
			list = append(list, c)
		}
	}
	return list, total, err
}

// Ops implements [ledger.Snapshot].
func (v *ledgerView) Ops(of string, p ledger.OpPager) (all []ledger.Op, err error) {
	before := p.Before
	if before <= 0 {
		before = math.MaxInt64
	}
	var rows []sqldb.DeedsPageRow
	if of == "" {
		rows, err = v.t.q.DeedsPage(v.t.ctx, sqldb.DeedsPageParams{CalloutID: v.c.id, Before: before, Limited: limitOf(p.Limit)})
	} else {
		some, e := v.t.q.DeedsPageOf(v.t.ctx, sqldb.DeedsPageOfParams{CalloutID: v.c.id, Thing: key(of), Before: before, Limited: limitOf(p.Limit)})
		for _, r := range some {
			rows = append(rows, sqldb.DeedsPageRow(r))
		}
		err = e
	}
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		var d deed
		if err := parse("deed", r.Doc, &d); err != nil {
			return nil, err
		}
		all = append(all, ledger.Op{ID: r.N, At: voxpop.Moment{Time: time.UnixMicro(r.At).UTC()}, By: r.Actor, Verb: r.Verb, Of: d.Of, Changed: d.things(), Undone: r.Undone})
	}
	return all, nil
}

// Feed implements [ledger.Snapshot].
func (v *ledgerView) Feed(id string) (f ledger.Feed, err error) {
	row, err := v.t.q.FeedOf(v.t.ctx, sqldb.FeedOfParams{CalloutID: v.c.id, ID: key(id)})
	if err != nil {
		return f, found(err, "feed", id)
	}
	return v.feed(row.Doc, row.Sha)
}

func (v *ledgerView) feed(doc, sha string) (f ledger.Feed, err error) {
	if err := parse("feed", doc, &f); err != nil {
		return f, err
	}
	f.Rev = revOf(sha)
	n, err := v.t.q.CountFeedArticles(v.t.ctx, sqldb.CountFeedArticlesParams{CalloutID: v.c.id, Feed: f.ID})
	f.Articles = int(n)
	return f, err
}

// Feeds implements [ledger.Snapshot].
func (v *ledgerView) Feeds() (all []ledger.Feed, err error) {
	rows, err := v.t.q.FeedsOf(v.t.ctx, v.c.id)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		f, err := v.feed(r.Doc, r.Sha)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Seen implements [ledger.Snapshot].
func (v *ledgerView) Seen(feed string, keys []string) (map[string]bool, error) {
	seen := map[string]bool{}
	for _, k := range keys {
		_, err := v.t.q.FeedItemOf(v.t.ctx, sqldb.FeedItemOfParams{CalloutID: v.c.id, Feed: key(feed), Item: key(k)})
		if err == nil {
			seen[k] = true
		} else if err := ignoreNoRows(err); err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// DueFeeds implements [ledger.Store].
func (db *DB) DueFeeds(ctx context.Context, limit int) (all []ledger.DueFeed, err error) {
	err = db.read(ctx, func(t *tx) error {
		rows, err := t.q.DueFeeds(ctx, sqldb.DueFeedsParams{Now: db.now(), N: int64(limit)})
		for _, r := range rows {
			all = append(all, ledger.DueFeed{Callout: r.Slug, Feed: r.ID})
		}
		return err
	})
	return all, wrap("store.DueFeeds", err)
}
