package store

import (
	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/record"
	"voxpop/internal/store/sqldb"
)

// PutStatement implements [ledger.Tx].
func (x *ledgerTx) PutStatement(s voxpop.Statement) error {
	line, err := record.StatementLine(s)
	if err != nil {
		return unkept(s.ID, err)
	}
	return x.put(aStatement, s.ID, string(line[:len(line)-1]))
}

// DropStatement implements [ledger.Tx].
func (x *ledgerTx) DropStatement(id string) error { return x.put(aStatement, id, "") }

// PutPoints implements [ledger.Tx].
func (x *ledgerTx) PutPoints(all []voxpop.Point) error {
	for i, p := range all {
		if err := p.Validate(); err != nil {
			return err
		}
		for _, q := range all[:i] {
			if q.ID == p.ID {
				return &voxpop.Error{Kind: voxpop.Invalid, Op: "store." + x.verb, Place: "id", Message: "repeats the id of another point", Hint: "give every point an id of its own"}
			}
		}
	}
	if all == nil {
		all = []voxpop.Point{}
	}
	doc, _, err := document(pointsPlace, all)
	if err != nil {
		return err
	}
	return x.put(thePoints, thePoints, doc)
}

// PutSpeakers implements [ledger.Tx].
func (x *ledgerTx) PutSpeakers(all []voxpop.Speaker) error {
	if err := voxpop.ValidSpeakers(all); err != nil {
		return err
	}
	if all == nil {
		all = []voxpop.Speaker{}
	}
	doc, _, err := document(speakersPlace, all)
	if err != nil {
		return err
	}
	return x.put(speakers, speakers, doc)
}

// PutDecision implements [ledger.Tx].
func (x *ledgerTx) PutDecision(d voxpop.Decision) error {
	if err := d.Validate(); err != nil {
		return err
	}
	if err := x.t.allThere(x.c, d.Responses); err != nil {
		return err
	}
	doc, _, err := document(d.ID, d)
	if err != nil {
		return err
	}
	return x.put(aDecision, d.ID, doc)
}

// DropDecision implements [ledger.Tx].
func (x *ledgerTx) DropDecision(id string) error { return x.put(aDecision, id, "") }

// PutCandidate implements [ledger.Tx].
func (x *ledgerTx) PutCandidate(c ledger.Candidate) error {
	c.Rev = ""
	doc, _, err := document(c.ID, c)
	if err != nil {
		return err
	}
	return x.put(aCandidate, c.ID, doc)
}

var (
	articleColumns  = []string{"callout_id", "id", "age", "outlet", "feed", "copy_of", "doc", "sha", "size", "file_sha", "blob", "header", "reading"}
	likenessColumns = []string{"callout_id", "value", "article"}
)

// PutArticle implements [ledger.Tx].
func (x *ledgerTx) PutArticle(a voxpop.Article, text *string, marks []int64) error {
	if err := a.Validate(); err != nil {
		return err
	}
	doc, sha, err := document(a.ID, a)
	if err != nil {
		return err
	}
	have, err := x.t.q.ArticleOf(x.t.ctx, sqldb.ArticleOfParams{CalloutID: x.c.id, ID: a.ID})
	switch {
	case err == nil:
		if !machines[x.verb] {
			err = x.put(aSource, a.ID, doc)
		} else if have.Sha != sha {
			x.more = append(x.more, Change{Field: "source " + a.ID, Old: revOf(have.Sha), New: revOf(sha)})
			err = x.t.q.UpdateArticle(x.t.ctx, sqldb.UpdateArticleParams{CalloutID: x.c.id, ID: a.ID, Outlet: key(a.Outlet), Feed: key(a.Feed), CopyOf: a.CopyOf, Doc: doc, Sha: sha})
		}
		if err == nil && text != nil {
			err = x.t.q.UpdateReading(x.t.ctx, sqldb.UpdateReadingParams{CalloutID: x.c.id, ID: a.ID, Reading: *text})
		}
	case ignoreNoRows(err) == nil:
		if text == nil || x.file == nil || x.file.sha != a.SHA256 || x.used {
			return &voxpop.Error{Kind: voxpop.Internal, Op: "store." + x.verb, Message: "a new source needs its text and its file"}
		}
		x.used = true
		x.more = append(x.more, Change{Field: "source " + a.ID, New: revOf(sha)})
		err = x.t.q.InsertArticle(x.t.ctx, sqldb.InsertArticleParams{CalloutID: x.c.id, ID: a.ID, Age: -a.RetrievedAt.Time.UnixMicro(), Outlet: key(a.Outlet), Feed: key(a.Feed), CopyOf: a.CopyOf,
			Doc: doc, Sha: sha, Size: x.file.size, FileSha: x.file.sha, Blob: x.file.blob, Header: orEmpty(x.file.header), Reading: *text})
	}
	if err != nil {
		return err
	}
	for _, url := range append([]string{a.URL}, a.URLs...) {
		if url == "" {
			continue
		}
		if err := x.t.q.PutAddress(x.t.ctx, sqldb.PutAddressParams{CalloutID: x.c.id, Url: key(url), Article: a.ID}); err != nil {
			return err
		}
	}
	if marks == nil {
		return nil
	}
	if err := x.t.q.DropLikeness(x.t.ctx, sqldb.DropLikenessParams{CalloutID: x.c.id, Article: a.ID}); err != nil {
		return err
	}
	in := x.t.inserter("likeness", likenessColumns)
	for _, m := range marks {
		if err := in.add(x.c.id, m, a.ID); err != nil {
			return err
		}
	}
	return in.flush()
}

// PutFeed implements [ledger.Tx].
func (x *ledgerTx) PutFeed(f ledger.Feed) error {
	f.Articles, f.Rev = 0, ""
	doc, sha, err := document(f.ID, f)
	if err != nil {
		return err
	}
	have, err := x.t.q.FeedOf(x.t.ctx, sqldb.FeedOfParams{CalloutID: x.c.id, ID: f.ID})
	if err := ignoreNoRows(err); err != nil || have.Sha == sha {
		return err
	}
	if x.verb != "look" { // what is found is in the log, how often was looked is not
		x.more = append(x.more, Change{Field: "feed " + f.ID, Old: revOf(have.Sha), New: revOf(sha)})
	}
	due := int64(0)
	if !f.Stopped {
		due = max(1, f.NextAt.Time.UnixMicro())
	}
	return x.t.q.PutFeed(x.t.ctx, sqldb.PutFeedParams{CalloutID: x.c.id, ID: f.ID, Due: due, Doc: doc, Sha: sha})
}

// PutSeen implements [ledger.Tx].
func (x *ledgerTx) PutSeen(feed, item string) error {
	return x.t.q.PutFeedItem(x.t.ctx, sqldb.PutFeedItemParams{CalloutID: x.c.id, Feed: feed, Item: key(item)})
}
