package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"maps"

	"voxpop"
	"voxpop/internal/record"
	"voxpop/internal/store/sqldb"
)

// recountFrom is the number of changed rows from which an import counts the
// call-out anew in one pass instead of person by person.
const recountFrom = 500

// Import implements [record.Store]: all of it in one transaction. Blobs are
// written before the commit; when it does not come about they are taken away
// again. Nothing is written, not even an audit line, when all is there already.
// fill must use the batch alone: another verb of the store would wait for it.
func (db *DB) Import(ctx context.Context, by voxpop.Actor, replace bool, fill func(record.Batch) error) (record.Imported, error) {
	const op = "store.Import"
	b := &batch{by: by, replace: replace, blobs: map[string]bool{}, left: map[string]bool{}, media: map[string]bool{}, newFiles: map[string]bool{}}
	err := db.write(ctx, func(t *tx) error {
		if err := t.lockBlobs(); err != nil {
			return err
		}
		b.t = t
		if err := fill(b); err != nil {
			return err
		}
		return b.end()
	})
	// Blobs that a failed import brought, or that nothing names any more.
	if err != nil {
		if len(b.blobs) > 0 {
			db.dropBlobs(context.WithoutCancel(ctx), b.blobs)
		}
		return record.Imported{}, wrap(op, err)
	}
	if b.out { // what somebody took back must be gone
		return b.done, db.clean(ctx, "import", b.left)
	}
	if err := db.dropBlobs(context.WithoutCancel(ctx), b.left); err != nil { // a sweep finds them
		db.cfg.Logger.Warn("what an import took the place of is still on the disk", "error", wrap(op, err))
	}
	return b.done, nil
}

// batch implements [record.Batch].
type batch struct {
	t       *tx
	by      voxpop.Actor
	replace bool
	done    record.Imported

	c *callout
	// The call-out held none of them before, so nothing has to be looked up.
	noResponses, noCodings bool
	anew                   bool // every day may have moved: count anew

	responses, codings *inserter
	changed            []string // ids of changed responses, up to recountFrom
	changes            int
	touched            bool             // something other than responses and codings changed
	book               *voxpop.Codebook // written by this import; nil: none was
	points             *[]voxpop.Point
	blobs              map[string]bool // written by this import
	left               map[string]bool // named by nothing since
	out                bool            // a response came withdrawn that was not
	media              map[string]bool // files of responses that came withdrawn
	texts              []string        // responses whose texts and versions have to agree
	lastVersion        sqldb.DropVersionsAfterParams
	past               []sqldb.VersionsAfterRow // what is here of the text that is read; Doc "" of what stays
	versioned          *bool                    // no version was there before; nil: not known yet
	recordings         []recording
	newFiles           map[string]bool // files that came; true: in the place of another
}

func (b *batch) opened() error {
	if b.c == nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "store.Import", Message: "the call-out comes first"}
	}
	return nil
}

// conflict refuses what is there with other content.
func (b *batch) conflict(what, id string) error {
	if b.replace {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Import", Message: what + " " + id + " is there already, with other content",
		Hint: "--replace takes what the folder holds; nothing was imported"}
}

// decide counts what becomes of a row and says whether to write it.
func (b *batch) decide(what, id, have, sha string, n *record.Change) (write bool, err error) {
	switch have {
	case "":
		n.Added++
	case sha:
		n.Same++
		return false, nil
	default:
		if err := b.conflict(what, id); err != nil {
			return false, err
		}
		n.Replaced++
	}
	return true, nil
}

func (b *batch) Callout(c voxpop.Callout) error {
	if err := c.Validate(); err != nil {
		return err
	}
	doc, sha, err := document("callout.yaml", c)
	if err != nil {
		return err
	}
	b.done.Callout = c.Slug
	if _, err := b.t.q.InsertCallout(b.t.ctx, sqldb.InsertCalloutParams{Slug: c.Slug, Doc: doc, Sha: sha}); err == nil {
		b.touched = true
		b.noResponses, b.noCodings = true, true
		b.done.CalloutChanged.Added++
	} else if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if b.c, err = b.t.lock(c.Slug, 0); err != nil {
		return err
	}
	if b.c.sha == sha {
		b.done.CalloutChanged.Same = 1 - b.done.CalloutChanged.Added
	} else {
		if !b.replace {
			return b.otherCallout(doc)
		}
		b.done.CalloutChanged.Replaced++
		if err := b.t.keepsPromise(b.c.id, b.c.doc, c); err != nil {
			return err
		}
		b.anew = offset(c) != offset(b.c.doc)
		if err := b.t.q.UpdateCallout(b.t.ctx, sqldb.UpdateCalloutParams{ID: b.c.id, Doc: doc, Sha: sha}); err != nil {
			return err
		}
		b.touched = true
		b.c.doc, b.c.sha = c, sha
	}
	if !b.noResponses {
		_, err := b.t.q.AnyResponse(b.t.ctx, b.c.id)
		b.noResponses = errors.Is(err, sql.ErrNoRows)
		if err := ignoreNoRows(err); err != nil {
			return err
		}
		_, err = b.t.q.AnyCoding(b.t.ctx, b.c.id)
		b.noCodings = errors.Is(err, sql.ErrNoRows)
		if err := ignoreNoRows(err); err != nil {
			return err
		}
	}
	b.responses = b.t.inserter("response", responseColumns)
	b.codings = b.t.inserter("coding", codingColumns)
	return nil
}

func (b *batch) Codebook(book voxpop.Codebook) error {
	if err := b.opened(); err != nil {
		return err
	}
	doc, sha, err := document(codebookPlace, book)
	if err != nil {
		return err
	}
	have, err := b.t.q.CodebookOf(b.t.ctx, b.c.id)
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if write, err := b.decide("the codebook of", b.c.doc.Slug, have.Sha, sha, &b.done.CodebookChanged); err != nil || !write {
		return err
	}
	b.touched, b.book = true, &book
	return b.t.q.PutCodebook(b.t.ctx, sqldb.PutCodebookParams{CalloutID: b.c.id, Doc: doc, Sha: sha})
}

func (b *batch) Points(points []voxpop.Point) error {
	if err := b.opened(); err != nil {
		return err
	}
	doc, sha, err := document(pointsPlace, points)
	if err != nil {
		return err
	}
	have, err := b.t.q.PointsOf(b.t.ctx, b.c.id)
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if have.Sha == "" && len(points) == 0 {
		return nil
	}
	if write, err := b.decide("the points of", b.c.doc.Slug, have.Sha, sha, &b.done.PointsChanged); err != nil || !write {
		return err
	}
	b.touched, b.points = true, &points
	return b.t.q.PutPoints(b.t.ctx, sqldb.PutPointsParams{CalloutID: b.c.id, Doc: doc, Sha: sha})
}

func (b *batch) Speakers(all []voxpop.Speaker) error {
	if err := b.opened(); err != nil {
		return err
	}
	if err := voxpop.ValidSpeakers(all); err != nil {
		return err
	}
	doc, sha, err := document(speakersPlace, all)
	if err != nil {
		return err
	}
	have, err := b.t.q.SpeakersOf(b.t.ctx, b.c.id)
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if have.Sha == "" && len(all) == 0 {
		return nil
	}
	if write, err := b.decide("the list of speakers of", b.c.doc.Slug, have.Sha, sha, &b.done.SpeakersChanged); err != nil || !write {
		return err
	}
	b.touched = true
	return b.t.q.PutSpeakers(b.t.ctx, sqldb.PutSpeakersParams{CalloutID: b.c.id, Doc: doc, Sha: sha})
}

func (b *batch) Response(r voxpop.Response) error {
	if err := b.opened(); err != nil {
		return err
	}
	row, err := b.c.responseRow(r)
	if err != nil {
		return err
	}
	if b.noResponses {
		b.begins(recording{r: r})
		b.done.Responses.Added++
		b.change(r.ID)
		return b.responses.add(row.values(b.c.id)...)
	}
	have, err := b.t.q.ResponseSHA(b.t.ctx, sqldb.ResponseSHAParams{CalloutID: b.c.id, ID: r.ID})
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	begun := recording{r: r}
	if have != "" && have != row.sha {
		old, err := b.t.response(b.c, r.ID)
		if err != nil {
			return err
		}
		begun.r, begun.redo = keepUnsaid(r, old)
		begun.moved = old.Media != r.Media
		if row, err = b.c.responseRow(begun.r); err != nil {
			return err
		}
	}
	b.begins(begun)
	write, err := b.decide("response", r.ID, have, row.sha, &b.done.Responses)
	if err != nil || !write {
		return err
	}
	if have == "" {
		b.change(r.ID)
		return b.responses.add(row.values(b.c.id)...)
	}
	return b.replaceResponse(&row)
}

// replaceResponse writes a response over another of its id. What somebody
// withdrew stays withdrawn: an older folder does not bring it back.
func (b *batch) replaceResponse(row *responseRow) error {
	old, err := b.t.response(b.c, row.r.ID)
	if err != nil {
		return err
	}
	if old.Withdrawn() && !row.r.Withdrawn() {
		return &voxpop.Error{Kind: voxpop.Withdrawn, Op: "store.Import", Message: "response " + row.r.ID + " was withdrawn and is not brought back",
			Hint: "take its words out of the folder: what remains of it is in a fresh export"}
	}
	b.out = b.out || row.r.Withdrawn() && !old.Withdrawn()
	if old.Media != "" && row.r.Withdrawn() {
		b.media[old.Media] = true // whether another response names it is known at the end
	}
	if row.r.Withdrawn() {
		if err := b.t.dropReceipt(b.c, row.r.ID); err != nil {
			return err
		}
		if _, err := b.t.redactStories(b.c, map[string][]string{row.r.ID: saidBy(old)}); err != nil {
			return err
		}
	}
	switch drop := b.t.dropMade; {
	case row.r.Withdrawn():
		drop = b.t.dropTexts
		fallthrough
	case old.Media != row.r.Media:
		blobs, err := drop(b.c, row.r.ID)
		if err != nil {
			return err
		}
		maps.Copy(b.left, blobs)
	}
	b.text(row.r.ID)
	b.change(row.r.ID)
	return b.t.replaceResponse(b.c, row)
}

// change remembers a response whose people have to be counted again.
func (b *batch) change(id string) {
	b.changes++
	b.t.listing(b.c).response(id)
	if b.changes <= recountFrom {
		b.changed = append(b.changed, id)
	}
}

var codingColumns = []string{"callout_id", "response", "code", "coder", "present", "origin", "marked_at", "draw"}

func (b *batch) Coding(k voxpop.Coding) error {
	if err := b.opened(); err != nil {
		return err
	}
	if err := k.Validate(); err != nil {
		return err
	}
	if k.Draw == "" {
		k.Draw = voxpop.DrawAll
	}
	if b.noCodings {
		b.done.Codings.Added++
	} else {
		have, err := b.t.coding(b.c, k)
		if err != nil {
			return err
		}
		old, now := "", codingText(k)
		if have != nil {
			old = codingText(*have)
		}
		write, err := b.decide("the coding of", k.Response+" by "+k.Coder, old, now, &b.done.Codings)
		if err != nil || !write {
			return err
		}
		if have != nil {
			b.change(k.Response)
			return b.t.q.PutCoding(b.t.ctx, codingParams(b.c, k))
		}
	}
	// The responses that codings name are written before them.
	if err := b.responses.flush(); err != nil {
		return err
	}
	if n := len(b.changed); n == 0 || b.changed[n-1] != k.Response {
		b.change(k.Response)
	}
	return unanswered(b.codings.add(b.c.id, k.Response, k.Code, k.Coder, k.Present, string(k.Origin), k.At.String(), string(k.Draw)))
}

// unanswered says what it means when the database refuses codings: the only
// rule they can break is that their response is there.
func unanswered(err error) error {
	if err == nil {
		return nil
	}
	if breaksRules(err) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Message: "a coding names a response that the record does not hold",
			Hint: "import its response with it; nothing was imported"}
	}
	return err
}

func (b *batch) Decision(d voxpop.Decision) error {
	if err := b.opened(); err != nil {
		return err
	}
	if err := d.Validate(); err != nil {
		return err
	}
	// The responses that decisions name are written before them.
	if err := b.responses.flush(); err != nil {
		return err
	}
	if err := b.t.allThere(b.c, d.Responses); err != nil {
		return err
	}
	_, sha, err := document(d.ID, d)
	if err != nil {
		return err
	}
	have, err := b.t.q.DecisionOf(b.t.ctx, sqldb.DecisionOfParams{CalloutID: b.c.id, ID: d.ID})
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if write, err := b.decide("the decision", d.ID, have.Sha, sha, &b.done.Decisions); err != nil || !write {
		return err
	}
	b.touched = true
	return b.t.putDecision(b.c, d)
}

func (b *batch) Statement(s voxpop.Statement) error {
	if err := b.opened(); err != nil {
		return err
	}
	line, err := record.StatementLine(s)
	if err != nil {
		return unkept(s.ID, err)
	}
	line = line[:len(line)-1]
	sha := hashOf(line)
	have, err := b.t.q.StatementOf(b.t.ctx, sqldb.StatementOfParams{CalloutID: b.c.id, ID: s.ID})
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if write, err := b.decide("statement", s.ID, have, sha, &b.done.Statements); err != nil || !write {
		return err
	}
	b.touched = true
	return b.t.q.PutStatement(b.t.ctx, sqldb.PutStatementParams{CalloutID: b.c.id, ID: s.ID, Doc: string(line), Sha: sha})
}

func (b *batch) File(path string, size int64, body io.Reader) error {
	if err := b.opened(); err != nil {
		return err
	}
	if len(path) > 4*longKey || key(path[:min(len(path), longKey)])[0] == '#' {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Message: "a file's path cannot be kept", Hint: "give the file a shorter name"}
	}
	sum := sha256.New()
	blob, header, n, err := b.t.db.cfg.Blobs.Put(b.t.ctx, keysFor(b.c.doc.Slug, path), io.TeeReader(body, sum))
	if err != nil {
		return err
	}
	b.blobs[blob] = true
	if size >= 0 && n != size {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Place: path, Message: "the file changed while it was read", Hint: "try again"}
	}
	have, err := b.t.q.FileOf(b.t.ctx, sqldb.FileOfParams{CalloutID: b.c.id, Path: path})
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	sha := hex.EncodeToString(sum.Sum(nil))
	if write, err := b.decide("file", path, have.Sha, sha, &b.done.Files); err != nil || !write {
		b.left[blob] = true // sealed anew, it is another blob than the one that is there
		return err
	}
	b.touched = true
	b.newFiles[path] = have.Blob != ""
	if have.Blob != "" && have.Blob != blob {
		b.left[have.Blob] = true
	}
	return b.t.q.PutFile(b.t.ctx, sqldb.PutFileParams{CalloutID: b.c.id, Path: path, Size: n, Sha: sha, Blob: blob, Header: orEmpty(header)})
}

func (b *batch) Story(name string, body []byte) error {
	if err := b.opened(); err != nil {
		return err
	}
	sha := hashOf(body)
	have, err := b.t.q.StoryOf(b.t.ctx, sqldb.StoryOfParams{CalloutID: b.c.id, Name: name})
	if err := ignoreNoRows(err); err != nil {
		return err
	}
	if write, err := b.decide("story", name, have.Sha, sha, &b.done.Stories); err != nil || !write {
		return err
	}
	b.touched = true
	return b.t.q.PutStory(b.t.ctx, sqldb.PutStoryParams{CalloutID: b.c.id, Name: name, Body: orEmpty(body), Sha: sha})
}

// end writes what is held back, the figures, the audit line and the job.
func (b *batch) end() error {
	if err := b.opened(); err != nil {
		return err
	}
	if err := b.responses.flush(); err != nil {
		return err
	}
	if err := unanswered(b.codings.flush()); err != nil {
		return err
	}
	if n := &b.done; b.responses.written != int64(n.Responses.Added) || b.codings.written != int64(n.Codings.Added) {
		what := "a response"
		if b.codings.written != int64(n.Codings.Added) {
			what = "a coding"
		}
		return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Import", Message: what + " came twice", Hint: "each id once; nothing was imported"}
	}
	if err := b.endOfText(); err != nil {
		return err
	}
	if b.changes == 0 && !b.touched && !b.anew {
		return nil
	}
	if err := b.resolve(); err != nil {
		return err
	}
	if err := b.agree(); err != nil {
		return err
	}
	if err := b.tasks(); err != nil {
		return err
	}
	blobs, err := b.t.dropFiles(b.c, b.media)
	if err != nil {
		return err
	}
	maps.Copy(b.left, blobs)
	if _, err := b.t.lock(b.c.doc.Slug, 1); err != nil {
		return err
	}
	_, counted, err := b.t.tally(b.c)
	if err != nil {
		return err
	}
	if b.anew || !counted || b.changes > recountFrom {
		if b.anew {
			if err := b.t.movedDays(b.c); err != nil {
				return err
			}
		}
		if err := b.t.rebuild(b.c); err != nil {
			return err
		}
		if err := b.t.estimateFirst(b.c.id); err != nil {
			return err
		}
	} else if b.changes > 0 {
		for _, id := range b.changed {
			if err := b.t.dirty(b.c, id); err != nil {
				return err
			}
		}
		if err := b.t.enqueue(FiguresArgs{b.c.id}, oncePending); err != nil {
			return err
		}
	}
	if b.out {
		if err := b.t.forget(b.c, b.left); err != nil {
			return err
		}
	}
	if err := b.t.estimateAfter(b.c); err != nil {
		return err
	}
	return b.t.audit(b.by, "import", b.c.doc.Slug, []Change{{New: b.done}})
}
