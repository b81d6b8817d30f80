package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/store/sqldb"
)

// The kinds of things that a deed changes.
const (
	aStatement = "statement"
	aCandidate = "candidate"
	aDecision  = "decision"
	aSource    = "source"
	thePoints  = "points"
	speakers   = "speakers"
)

// touch is a thing as it was before a verb and is after it: documents, "" where
// it is not there.
type touch struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// deed is what an undo puts back. Of is the deed that an undo undid.
type deed struct {
	Of      int64   `json:"of,omitempty"`
	Touched []touch `json:"touched"`
}

func (d deed) things() []string {
	all := []string{}
	for _, t := range d.Touched {
		all = append(all, t.Kind+" "+t.ID)
	}
	return all
}

// ledgerTx is a verb of the ledger that is going on.
type ledgerTx struct {
	ledgerView
	verb    string
	by      voxpop.Actor
	touched []touch
	of      int64    // of an undo
	more    []Change // of the audit line, for what no deed keeps
	file    *filed   // the file of the article that this verb puts
	used    bool     // … and it did
}

// filed is a stored file.
type filed struct {
	blob, sha string
	header    []byte
	size      int64
}

// machines are the verbs that no undo takes back: what they bring is rejected
// or left alone.
var machines = map[string]bool{"take_source": true, "extract": true, "look": true, "watch": true, "unwatch": true}

// ChangeLedger implements [ledger.Store]. The file is stored before the
// transaction, as that of an arrival is, and taken away when it does not come
// about.
func (db *DB) ChangeLedger(ctx context.Context, by voxpop.Actor, verb, slug string, file []byte, fn func(ledger.Tx) error) (op int64, err error) {
	name := "store." + verb
	var put *filed
	if file != nil {
		sum := sha256.Sum256(file)
		put = &filed{sha: hex.EncodeToString(sum[:])}
		if put.blob, put.header, put.size, err = db.cfg.Blobs.Put(ctx, SourceKeys, bytes.NewReader(file)); err != nil {
			return 0, wrap(name, err)
		}
	}
	used := false
	err = db.write(ctx, func(t *tx) error {
		if put != nil {
			if err := t.lockBlobs(); err != nil {
				return err
			}
			if _, err := db.cfg.Blobs.Stat(ctx, put.blob); errors.Is(err, fs.ErrNotExist) { // a sweep came between
				return &voxpop.Error{Kind: voxpop.Unavailable, Op: name, Message: "the files were swept meanwhile", Hint: "try again"}
			} else if err != nil {
				return err
			}
		}
		lt, err := t.ledger(by, verb, slug)
		if err != nil {
			return err
		}
		lt.file = put
		if err := fn(lt); err != nil {
			return err
		}
		op, err = lt.end()
		used = lt.used
		return err
	})
	if put != nil && (err != nil || !used) {
		if gone := db.dropBlobs(context.WithoutCancel(ctx), map[string]bool{put.blob: true}); gone != nil { // a sweep finds it
			db.cfg.Logger.Warn("a file that was not kept is still on the disk", "error", wrap(name, gone))
		}
	}
	if err != nil {
		return 0, wrap(name, err)
	}
	return op, nil
}

// ledger begins a verb.
func (t *tx) ledger(by voxpop.Actor, verb, slug string) (*ledgerTx, error) {
	c, err := t.lock(slug, 0)
	if err != nil {
		return nil, err
	}
	v, err := t.view(c)
	if err != nil {
		return nil, err
	}
	return &ledgerTx{ledgerView: ledgerView{v}, verb: verb, by: by}, nil
}

// touch notes a change. One thing that is put twice is one change.
func (x *ledgerTx) touch(kind, id, before, after string) {
	for i := range x.touched {
		if t := &x.touched[i]; t.Kind == kind && t.ID == id {
			t.After = after
			return
		}
	}
	x.touched = append(x.touched, touch{kind, id, before, after})
}

// end writes the deed and the audit line.
func (x *ledgerTx) end() (op int64, err error) {
	var all []touch
	inRecord, placed := false, false
	for _, t := range x.touched {
		if t.Before == t.After {
			continue
		}
		all = append(all, t)
		inRecord = inRecord || t.Kind != aCandidate && t.Kind != aSource
		placed = placed || t.Kind == aStatement || t.Kind == thePoints
	}
	if len(all) == 0 && len(x.more) == 0 {
		return 0, nil
	}
	if placed {
		if err := x.positionsHold(); err != nil {
			return 0, err
		}
		if err := x.files(all); err != nil {
			return 0, err
		}
	}
	if inRecord {
		if _, err := x.t.lock(x.c.doc.Slug, 1); err != nil {
			return 0, err
		}
		if err := x.t.estimateAfter(x.c); err != nil {
			return 0, err
		}
	}
	if !machines[x.verb] && len(all) > 0 {
		if op, err = x.deed(all); err != nil {
			return 0, err
		}
	}
	return op, x.t.audit(x.by, x.verb, x.c.doc.Slug, append(changesOf(all, machines[x.verb]), x.more...))
}

// changesOf is a deed as the audit log keeps it: which things changed, from
// which revision to which. What responses are in it is theirs to be erased.
func changesOf(all []touch, counted bool) (changes []Change) {
	if counted && len(all) > 0 {
		return []Change{{Field: all[0].Kind + "s", New: len(all)}}
	}
	for _, t := range all {
		c := Change{Field: t.Kind + " " + t.ID}
		if t.Before != "" {
			c.Old = revOf(hashOf([]byte(t.Before)))
		}
		if t.After != "" {
			c.New = revOf(hashOf([]byte(t.After)))
		}
		if t.Kind == aDecision {
			var d voxpop.Decision
			if parse("decision", t.Before+t.After, &d) == nil && len(d.Responses) == 1 {
				c = Change{ID: d.Responses[0], Field: string(d.Kind) + " " + d.Statement, Old: t.Before != "", New: t.After != ""}
			}
		}
		changes = append(changes, c)
	}
	return changes
}

func (x *ledgerTx) deed(all []touch) (n int64, err error) {
	n, err = x.t.q.LastDeed(x.t.ctx, x.c.id)
	if err := ignoreNoRows(err); err != nil {
		return 0, err
	}
	n++
	doc, err := toJSON(x.c.doc.Slug, deed{Of: x.of, Touched: all})
	if err != nil {
		return 0, err
	}
	if err := x.t.q.InsertDeed(x.t.ctx, sqldb.InsertDeedParams{CalloutID: x.c.id, N: n, At: x.t.db.now(), Actor: key(string(x.by)), Verb: x.verb, Doc: doc}); err != nil {
		return 0, err
	}
	for _, t := range all {
		if err := x.t.q.InsertDeedOf(x.t.ctx, sqldb.InsertDeedOfParams{CalloutID: x.c.id, Thing: key(t.ID), N: n}); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// positionsHold refuses a record in which a statement takes a side that no
// point has.
func (x *ledgerTx) positionsHold() error {
	known := map[[2]string]bool{}
	for _, p := range x.points {
		for _, v := range p.Values {
			known[[2]string{p.ID, v.ID}] = true
		}
	}
	all, err := x.AllStatements()
	if err != nil {
		return err
	}
	for _, s := range all {
		for _, p := range s.Positions {
			if !known[[2]string{p.Point, p.Value}] {
				return &voxpop.Error{Kind: voxpop.Conflict, Op: "store." + x.verb, Message: "statement " + s.ID + " takes the side " + p.Value + " on " + p.Point + ", which no point has then",
					Hint: "take that position back first; nothing was changed"}
			}
		}
	}
	return nil
}

// files brings the archived files into the record that statements name since,
// and takes those out that none names any more.
func (x *ledgerTx) files(all []touch) error {
	was, is := map[string]bool{}, map[string]bool{}
	for _, t := range all {
		if t.Kind != aStatement {
			continue
		}
		for doc, into := range map[string]map[string]bool{t.Before: was, t.After: is} {
			var s voxpop.Statement
			if doc == "" {
				continue
			}
			if err := parse("statement", doc, &s); err != nil {
				return err
			}
			for _, src := range append([]voxpop.Source{s.Source}, s.Appearances...) {
				into[src.File] = true
			}
		}
	}
	for path := range is {
		if err := x.addFile(path); err != nil {
			return err
		}
	}
	for path := range was {
		if !is[path] {
			if err := x.leaveFile(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// articleFile is the shape of an archived file's path: the article's id names it.
var articleFile = regexp.MustCompile(`^sources/([a-z0-9]+)\.[a-z]+$`)

// ofArticle returns the row of the article that owns a path; ok is false when
// none does.
func (x *ledgerTx) ofArticle(path string) (row sqldb.ArticleFileOfRow, ok bool, err error) {
	m := articleFile.FindStringSubmatch(path)
	if m == nil {
		return row, false, nil
	}
	a, err := x.t.q.ArticleOf(x.t.ctx, sqldb.ArticleOfParams{CalloutID: x.c.id, ID: m[1]})
	if err != nil {
		return row, false, ignoreNoRows(err)
	}
	var doc voxpop.Article
	if err := parse("source", a.Doc, &doc); err != nil || doc.File != path {
		return row, false, err
	}
	row, err = x.t.q.ArticleFileOf(x.t.ctx, sqldb.ArticleFileOfParams{CalloutID: x.c.id, ID: m[1]})
	return row, err == nil, err
}

func (x *ledgerTx) addFile(path string) error {
	row, ok, err := x.ofArticle(path)
	if err != nil || !ok {
		return err
	}
	have, err := x.t.q.FileOf(x.t.ctx, sqldb.FileOfParams{CalloutID: x.c.id, Path: path})
	if err == nil {
		if have.Sha == row.FileSha {
			return nil
		}
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "store." + x.verb, Place: path, Message: "the record holds another file of this name", Hint: "an import brought it; import it under another name"}
	}
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	return x.t.q.PutFile(x.t.ctx, sqldb.PutFileParams{CalloutID: x.c.id, Path: path, Size: row.Size, Sha: row.FileSha, Blob: row.Blob, Header: orEmpty(row.Header)})
}

// leaveFile takes a file out of the record that no statement names. Its article
// keeps it.
func (x *ledgerTx) leaveFile(path string) error {
	row, ok, err := x.ofArticle(path)
	if err != nil || !ok {
		return err
	}
	_, err = x.t.q.StatementNaming(x.t.ctx, sqldb.StatementNamingParams{CalloutID: x.c.id, Pattern: `%"file":"` + path + `"%`})
	if err == nil {
		return nil
	}
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	have, err := x.t.q.FileOf(x.t.ctx, sqldb.FileOfParams{CalloutID: x.c.id, Path: path})
	if err != nil || have.Blob != row.Blob { // an import brought it
		return ignoreNoRows(err)
	}
	return x.t.q.DeleteFile(x.t.ctx, sqldb.DeleteFileParams{CalloutID: x.c.id, Path: path})
}

// docOf is a thing as it stands; "" when it is not there.
func (x *ledgerTx) docOf(kind, id string) (doc string, err error) {
	switch kind {
	case aStatement:
		var row sqldb.StatementDocRow
		row, err = x.t.q.StatementDoc(x.t.ctx, sqldb.StatementDocParams{CalloutID: x.c.id, ID: key(id)})
		doc = row.Doc
	case aCandidate:
		var row sqldb.CandidateOfRow
		article, n := cutCandidate(id)
		row, err = x.t.q.CandidateOf(x.t.ctx, sqldb.CandidateOfParams{CalloutID: x.c.id, Article: article, N: n})
		doc = row.Doc
	case aDecision:
		var row sqldb.DecisionOfRow
		row, err = x.t.q.DecisionOf(x.t.ctx, sqldb.DecisionOfParams{CalloutID: x.c.id, ID: id})
		doc = row.Doc
	case aSource:
		var row sqldb.ArticleOfRow
		row, err = x.t.q.ArticleOf(x.t.ctx, sqldb.ArticleOfParams{CalloutID: x.c.id, ID: key(id)})
		doc = row.Doc
	case thePoints:
		var row sqldb.PointsOfRow
		row, err = x.t.q.PointsOf(x.t.ctx, x.c.id)
		doc = row.Doc
	case speakers:
		var row sqldb.SpeakersOfRow
		row, err = x.t.q.SpeakersOf(x.t.ctx, x.c.id)
		doc = row.Doc
	default:
		err = fmt.Errorf("no kind %s", kind)
	}
	return doc, ignoreNoRows(err)
}

// put writes a thing; doc "" takes it away.
func (x *ledgerTx) put(kind, id, doc string) error {
	before, err := x.docOf(kind, id)
	if err != nil || before == doc {
		return err
	}
	sha := hashOf([]byte(doc))
	switch kind {
	case aStatement:
		if doc == "" {
			if err := x.uncited(id); err != nil {
				return err
			}
			err = x.t.q.DeleteStatement(x.t.ctx, sqldb.DeleteStatementParams{CalloutID: x.c.id, ID: id})
		} else {
			err = x.t.q.PutStatement(x.t.ctx, sqldb.PutStatementParams{CalloutID: x.c.id, ID: id, Doc: doc, Sha: sha})
		}
	case aCandidate:
		err = x.putCandidate(id, doc, sha)
	case aSource: // one that is there
		var a voxpop.Article
		if err = parse("source", doc, &a); err == nil {
			err = x.t.q.UpdateArticle(x.t.ctx, sqldb.UpdateArticleParams{CalloutID: x.c.id, ID: id, Outlet: key(a.Outlet), Feed: key(a.Feed), CopyOf: a.CopyOf, Doc: doc, Sha: sha})
		}
	case aDecision:
		if doc == "" {
			err = x.t.q.DeleteDecision(x.t.ctx, sqldb.DeleteDecisionParams{CalloutID: x.c.id, ID: id})
		} else {
			err = x.t.q.PutDecision(x.t.ctx, sqldb.PutDecisionParams{CalloutID: x.c.id, ID: id, Doc: doc, Sha: sha})
		}
	case thePoints:
		if doc == "" {
			doc, sha = "[]", hashOf([]byte("[]"))
		}
		x.points = nil
		if err = parse("list of points", doc, &x.points); err == nil {
			err = x.t.q.PutPoints(x.t.ctx, sqldb.PutPointsParams{CalloutID: x.c.id, Doc: doc, Sha: sha})
		}
	case speakers:
		if doc == "" {
			doc, sha = "[]", hashOf([]byte("[]"))
		}
		x.people = nil
		if err = parse("list of speakers", doc, &x.people); err == nil {
			err = x.t.q.PutSpeakers(x.t.ctx, sqldb.PutSpeakersParams{CalloutID: x.c.id, Doc: doc, Sha: sha})
		}
	}
	if err == nil {
		x.touch(kind, id, before, doc)
	}
	return err
}

func (x *ledgerTx) putCandidate(id, doc, sha string) error {
	article, n := cutCandidate(id)
	if doc == "" {
		return x.t.q.DeleteCandidate(x.t.ctx, sqldb.DeleteCandidateParams{CalloutID: x.c.id, Article: article, N: n})
	}
	var c ledger.Candidate
	if err := parse("candidate", doc, &c); err != nil {
		return err
	}
	row, err := x.t.q.ArticleOf(x.t.ctx, sqldb.ArticleOfParams{CalloutID: x.c.id, ID: article})
	if err != nil {
		return found(err, "source", article)
	}
	return x.t.q.PutCandidate(x.t.ctx, sqldb.PutCandidateParams{CalloutID: x.c.id, Article: article, N: n, Age: row.Age, State: string(c.State), Same: c.SameAs != "",
		Speaker: key(voxpop.NameKey(c.Who())), Statement: key(c.Statement), Doc: doc, Sha: sha})
}

// uncited refuses to take a statement out that a story of the record cites.
func (x *ledgerTx) uncited(id string) error {
	for s, err := range x.Stories() {
		if err != nil {
			return err
		}
		if strings.HasSuffix(s.Name, ".md") && cites(string(s.Body), id) {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: "store." + x.verb, Message: "the story " + s.Name + " cites statement " + id,
				Hint: "take the words out of the story and import it, then say it again; nothing was changed"}
		}
	}
	return nil
}

// cites reports whether a story links a statement.
func cites(body, id string) bool {
	for rest := body; ; {
		_, after, ok := strings.Cut(rest, "statement:"+id)
		if !ok {
			return false
		}
		if after == "" || strings.ContainsAny(after[:1], ")# \"'>]\n\r") {
			return true
		}
		rest = after
	}
}

// UndoLedger implements [ledger.Store].
func (db *DB) UndoLedger(ctx context.Context, by voxpop.Actor, slug string, op int64) (done ledger.Undone, err error) {
	const name = "store.undo"
	err = db.write(ctx, func(t *tx) error {
		x, err := t.ledger(by, "undo", slug)
		if err != nil {
			return err
		}
		row, err := t.q.DeedOf(ctx, sqldb.DeedOfParams{CalloutID: x.c.id, N: op})
		if err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return &voxpop.Error{Kind: voxpop.NotFound, Op: name, Message: fmt.Sprintf("nothing that was done has the number %d", op), Hint: "voxpop statements history shows what was done, with its numbers"}
			}
			return err
		}
		if row.Undone {
			return &voxpop.Error{Kind: voxpop.Conflict, Op: name, Message: fmt.Sprintf("%d was undone already", op), Hint: "undo the undo to have it again: voxpop statements undo lists what was done"}
		}
		var d deed
		if err := parse("deed", row.Doc, &d); err != nil {
			return err
		}
		// Backwards: a statement goes before the point that it takes a side on.
		for i := len(d.Touched) - 1; i >= 0; i-- {
			k := d.Touched[i]
			now, err := x.docOf(k.Kind, k.ID)
			if err != nil {
				return err
			}
			if now != k.After {
				return &voxpop.Error{Kind: voxpop.Conflict, Op: name, Message: strings.TrimSpace(k.Kind+" "+k.ID) + " was changed since", Hint: "undo what was done to it later first; nothing was changed"}
			}
			if err := x.put(k.Kind, k.ID, k.Before); err != nil {
				return err
			}
		}
		x.of = op
		if err := t.q.MarkUndone(ctx, sqldb.MarkUndoneParams{CalloutID: x.c.id, N: op, Undone: true}); err != nil {
			return err
		}
		if d.Of != 0 { // an undo was undone: what it undid holds again
			if err := t.q.MarkUndone(ctx, sqldb.MarkUndoneParams{CalloutID: x.c.id, N: d.Of, Undone: false}); err != nil {
				return err
			}
		}
		done = ledger.Undone{Verb: row.Verb, Of: op, Changed: d.things()}
		done.Op, err = x.end()
		return err
	})
	return done, wrap(name, err)
}
