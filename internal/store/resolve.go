package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/store/sqldb"
)

// Where a folder says what codings and positions point at.
const (
	codebookPlace = "codebook.yaml"
	pointsPlace   = "points.yaml"
	speakersPlace = "speakers.yaml"
)

// otherCallout refuses a call-out that is there with other content than doc,
// and says in which fields: closing one changes what the folder it came from says.
func (b *batch) otherCallout(doc string) error {
	have, _, err := document(b.c.doc.Slug, b.c.doc)
	if err != nil {
		return err
	}
	fields, err := differing(have, doc)
	if err != nil {
		return err
	}
	slug := b.c.doc.Slug
	return &voxpop.Error{Kind: voxpop.Conflict, Op: "store.Import", Message: "call-out " + slug + " is there already and differs in " + strings.Join(fields, ", "),
		Hint: "voxpop export " + slug + " DIR first: that folder says what the workspace holds; --replace takes what this folder holds; nothing was imported"}
}

// differing lists the keys of two JSON objects whose values are not the same.
func differing(a, b string) ([]string, error) {
	var x, y map[string]json.RawMessage
	if err := errors.Join(parse("call-out", a, &x), parse("call-out", b, &y)); err != nil {
		return nil, err
	}
	keys := map[string]bool{}
	for _, pair := range [][2]map[string]json.RawMessage{{x, y}, {y, x}} {
		for k, v := range pair[0] {
			if string(pair[1][k]) != string(v) {
				keys[k] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(keys)), nil
}

// resolve refuses an import after which something would point at nothing: the
// reader of a folder looks at what the folder holds, and beside it the call-out
// may hold more.
func (b *batch) resolve() error {
	if b.changes > 0 {
		if err := b.originals(); err != nil {
			return err
		}
	}
	// What came with the codebook or the points was read against them.
	if b.book != nil && !b.noCodings {
		if err := b.codes(); err != nil {
			return err
		}
	}
	if b.points != nil && b.done.CalloutChanged.Added == 0 {
		return b.positions()
	}
	return nil
}

// originals checks that what responses repeat is there.
func (b *batch) originals() error {
	lost, err := b.t.q.LostOriginal(b.t.ctx, b.c.id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	} else if err != nil {
		return err
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Place: lost.ID + ": duplicate_of",
		Message: "names " + lost.DuplicateOf + ", a response that the record does not hold",
		Hint:    "import the response that is kept with it; nothing was imported"}
}

// codes checks that every coding's code is in the codebook, and every code's parent.
func (b *batch) codes() error {
	for _, c := range b.book.Codes {
		if _, ok := b.book.Code(c.Parent); c.Parent != "" && !ok {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Place: codebookPlace,
				Message: "the parent " + c.Parent + " of code " + c.ID + " is missing", Hint: "add it, or take the parent away; nothing was imported"}
		}
	}
	used, err := b.t.q.CodesInUse(b.t.ctx, b.c.id)
	if err != nil {
		return err
	}
	var missing []string
	for _, u := range used {
		if _, ok := b.book.Code(u.Code); !ok && u.Code != voxpop.NoCode {
			missing = append(missing, u.Code+" ("+number(u.Codings, "coding")+")")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Place: codebookPlace, Message: "leaves out what is in use: " + strings.Join(missing, ", "),
		Hint: "keep the code; to retire one, export the call-out, edit the folder and import it into a new workspace; nothing was imported"}
}

// positions checks that every position's point and value are there.
func (b *batch) positions() error {
	known := map[[2]string]bool{}
	for _, p := range *b.points {
		known[[2]string{p.ID}] = true
		for _, v := range p.Values {
			known[[2]string{p.ID, v.ID}] = true
		}
	}
	missing := map[string]int64{}
	for after := ""; ; {
		rows, err := b.t.q.StatementsPage(b.t.ctx, sqldb.StatementsPageParams{CalloutID: b.c.id, After: after, N: pageRows})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			var s voxpop.Statement
			if err := parse("statement", row.Doc, &s); err != nil {
				return err
			}
			for _, p := range s.Positions {
				switch {
				case !known[[2]string{p.Point}]:
					missing[p.Point]++
				case !known[[2]string{p.Point, p.Value}]:
					missing["the value "+p.Value+" of "+p.Point]++
				}
			}
		}
		after = rows[len(rows)-1].ID
	}
	if len(missing) == 0 {
		return nil
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		names = append(names, name+" ("+number(missing[name], "position")+")")
	}
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "store.Import", Place: pointsPlace, Message: "leaves out what is in use: " + strings.Join(names, ", "),
		Hint: "keep it, or bring the statements without those positions in the same folder; nothing was imported"}
}

// number is n with its noun.
func number(n int64, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
