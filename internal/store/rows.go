package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/record"
)

// callout is a call-out with its row.
type callout struct {
	id, rev int64
	sha     string
	doc     voxpop.Callout
}

// document is the stored form of v and its SHA-256.
func document(place string, v any) (doc, sha string, err error) {
	doc, err = toJSON(place, v)
	return doc, hashOf([]byte(doc)), err
}

// toJSON is v as it is stored. What JSON cannot hold, a time beyond the year
// 9999 for one, is refused with its place; the cause may repeat the value and
// is left out.
func toJSON(place string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: "store", Place: place, Message: "holds a number or a time that cannot be kept", Hint: "look at its dates and numbers; nothing was changed"}
	}
	return string(b), nil
}

// unkept turns the failure to write a thing down into what is wrong with it.
func unkept(id string, err error) error {
	if voxpop.KindOf(err) != voxpop.Internal {
		return err
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "store", Place: id, Message: "holds a number or a time that cannot be kept", Hint: "look at its dates and numbers; nothing was changed"}
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// parse reads a stored document. Its error holds nothing of the document.
func parse(what, doc string, into any) error {
	if err := json.Unmarshal([]byte(doc), into); err != nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "store", Message: "a stored " + what + " cannot be read",
			Hint: "restore a backup"}
	}
	return nil
}

func parseResponse(doc string) (voxpop.Response, error) {
	var r voxpop.Response
	return r, parse("response", doc, &r)
}

var responseColumns = []string{"callout_id", "id", "person", "received_at", "channel", "medium", "lang",
	"withdrawn", "set_aside", "duplicate_of", "campaign", "doc", "sha"}

// responseRow is a response as its row.
func (c *callout) responseRow(r voxpop.Response) (row responseRow, err error) {
	line, err := record.ResponseLine(r) // checks it too
	if err != nil {
		return row, unkept(r.ID, err)
	}
	line = line[:len(line)-1]
	at := r.ReceivedAt.InZone(c.doc.Zone())
	// A zone can carry a time over the edge of what a part can hold.
	if y := at.UTC().Year(); y < 1 || y > 9999 || at.Year() < 1 || at.Year() > 9999 {
		return row, &voxpop.Error{Kind: voxpop.Invalid, Op: "store", Place: r.ID + ": received_at", Message: "lies outside the years that can be kept",
			Hint: "is the year right? nothing was changed"}
	}
	return responseRow{r: r, received: at.UnixMicro(), doc: string(line), sha: hashOf(line)}, nil
}

type responseRow struct {
	r        voxpop.Response
	received int64
	doc, sha string
}

func (w *responseRow) values(callout int64) []any {
	r := &w.r
	return []any{callout, r.ID, personKey(*r), w.received, string(r.Channel), string(r.Medium), r.Lang,
		r.Withdrawn(), string(r.SetAside), r.DuplicateOf, campaignKey(r.Campaign), w.doc, w.sha}
}

// orEmpty is b for a column that holds bytes and is never null.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// longKey is the longest text that is its own key; both engines index it.
const longKey = 200 // bytes

// key makes a text that anybody may have written fit for an index column: a
// long one, or one with bytes that a database refuses, becomes its hash. Keys
// are only compared, never shown.
func key(s string) string {
	if len(s) > longKey || strings.HasPrefix(s, "#") || strings.Contains(s, "\x00") || !utf8.ValidString(s) {
		return "#" + hashOf([]byte(s))
	}
	return s
}

// personKey is the key of Response.Who: ":" and the id of a response that
// names no respondent, "@" and the respondent's own key otherwise.
func personKey(r voxpop.Response) string {
	if r.Respondent == "" {
		return ":" + key(r.ID)
	}
	return "@" + key(r.Respondent)
}

func campaignKey(name string) string { return key(name) }

// inserter writes many rows with few statements.
type inserter struct {
	t       *tx
	table   string
	columns []string
	args    []any
	rows    int
	written int64
}

const rowsPerInsert = 200

func (t *tx) inserter(table string, columns []string) *inserter {
	return &inserter{t: t, table: table, columns: columns}
}

func (in *inserter) add(values ...any) error {
	in.args = append(in.args, values...)
	in.rows++
	if in.rows < rowsPerInsert {
		return nil
	}
	return in.flush()
}

// flush writes the rows held. A row whose key is taken is left out: written
// falls behind.
func (in *inserter) flush() error {
	if in.rows == 0 {
		return nil
	}
	res, err := in.t.x.ExecContext(in.t.ctx, insertSQL(in.t.db.engine, in.table, in.columns, in.rows), in.args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	in.written += n
	in.args, in.rows = in.args[:0], 0
	return err
}

// insertSQL numbers the placeholders for PostgreSQL only: SQLite looks a number
// up in a list that grows with the rows.
func insertSQL(on engine, table string, columns []string, rows int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		for j := range columns {
			b.WriteString([]string{"(?", ", ?"}[min(j, 1)])
			if n++; on == onPostgres {
				b.WriteString(strconv.Itoa(n))
			}
		}
		b.WriteByte(')')
	}
	b.WriteString(" ON CONFLICT DO NOTHING")
	return b.String()
}
