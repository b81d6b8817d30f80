package record

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"voxpop"
)

// The files of a record folder, and the folders in it.
const (
	calloutFile    = "callout.yaml"
	codebookFile   = "codebook.yaml"
	pointsFile     = "points.yaml"
	responsesFile  = "responses.jsonl"
	speakersFile   = "speakers.yaml"
	codingsFile    = "codings.csv"
	decisionsFile  = "decisions.jsonl"
	versionsFile   = "versions.jsonl"
	statementsFile = "statements.jsonl"
	mediaDir       = "media"
	sourcesDir     = "sources"
	storiesDir     = "stories"
)

// textResponse is a response in text, whose text is written even when empty:
// the folder asks for the field. The conversion holds only while the fields of
// both types are the same, so a new field cannot be forgotten here.
type textResponse struct {
	ID           string               `json:"id"`
	Respondent   string               `json:"respondent,omitempty"`
	ReceivedAt   voxpop.Moment        `json:"received_at"`
	Channel      voxpop.Channel       `json:"channel"`
	Medium       voxpop.Medium        `json:"medium"`
	Lang         string               `json:"lang"`
	Media        string               `json:"media,omitempty"`
	Text         string               `json:"text"`
	Transcript   *voxpop.Transcript   `json:"transcript,omitempty"`
	Translations []voxpop.Translation `json:"translations,omitempty"`
	Consent      voxpop.Consent       `json:"consent"`
	Person       voxpop.Person        `json:"person,omitzero"`
	Contacted    bool                 `json:"contacted,omitempty"`
	SetAside     voxpop.SetAside      `json:"set_aside,omitempty"`
	DuplicateOf  string               `json:"duplicate_of,omitempty"`
	Campaign     string               `json:"campaign,omitempty"`
	WithdrawnAt  voxpop.Moment        `json:"withdrawn_at,omitzero"`
}

// ResponseLine returns the response as its line of responses.jsonl, with the
// newline: stable order of keys, empty fields left out, no HTML escapes. Equal
// responses have equal lines.
func ResponseLine(r voxpop.Response) ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, placed(r.ID, err)
	}
	if r.Medium == voxpop.Text && !r.Withdrawn() {
		return jsonLine(textResponse(r))
	}
	return jsonLine(r)
}

// DecisionLine returns the decision as its line of decisions.jsonl.
func DecisionLine(d voxpop.Decision) ([]byte, error) {
	if err := d.Validate(); err != nil {
		return nil, placed(d.ID, err)
	}
	return jsonLine(d)
}

// StatementLine returns the statement as its line of statements.jsonl.
func StatementLine(s voxpop.Statement) ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, placed(s.ID, err)
	}
	return jsonLine(s)
}

// VersionLine returns the version as its line of versions.jsonl.
func VersionLine(v voxpop.TextVersion) ([]byte, error) {
	if err := v.Validate(); err != nil {
		return nil, placed(v.Response, err)
	}
	return jsonLine(v)
}

// versionKey orders versions by response, work and number.
func versionKey(v voxpop.TextVersion) string {
	return fmt.Sprintf("%s\x00%s\x00%09d", v.Response, v.Work(), v.N)
}

func jsonLine(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "record.Write", Message: "cannot be written as JSON"}
	}
	return b.Bytes(), nil
}

// codingColumns are the columns of codings.csv; the last is optional when read.
var codingColumns = []string{"response", "code", "coder", "value", "origin", "at", "draw"}

// codingRow returns the coding as a row of codings.csv. A draw left empty is
// written as what it means.
func codingRow(c voxpop.Coding) []string {
	value := "0"
	if c.Present {
		value = "1"
	}
	if c.Draw == "" {
		c.Draw = voxpop.DrawAll
	}
	return []string{c.Response, c.Code, c.Coder, value, string(c.Origin), c.At.String(), string(c.Draw)}
}

// counts says how much a source held.
type counts struct{ responses, codings, decisions, statements, versions int }

// table is one file of the folder that is made of the source's rows.
type table struct {
	name  string
	write func(w io.Writer, src Source, n *counts) error
	// missing reports whether the file is left out: nothing would stand in it.
	// nil: it is always written.
	missing func(src Source) (bool, error)
}

// tables lists the files in the order of their names.
var tables = []table{
	{name: calloutFile, write: func(w io.Writer, src Source, _ *counts) error {
		c := src.Callout()
		if err := c.Validate(); err != nil {
			return placed(calloutFile, err)
		}
		_, err := w.Write(calloutYAML(c))
		return err
	}},
	{name: codebookFile, write: func(w io.Writer, src Source, _ *counts) error {
		b := src.Codebook()
		if err := b.Validate(); err != nil {
			return placed(codebookFile, err)
		}
		_, err := w.Write(codebookYAML(b))
		return err
	}},
	{name: codingsFile, write: writeCodings},
	{name: decisionsFile, missing: noDecisions, write: func(w io.Writer, src Source, n *counts) (err error) {
		n.decisions, err = writeLines(w, decisionsFile, src.Decisions(), DecisionLine, func(d voxpop.Decision) string { return d.ID })
		return err
	}},
	{name: pointsFile, write: func(w io.Writer, src Source, _ *counts) error {
		for _, p := range src.Points() {
			if err := p.Validate(); err != nil {
				return placed(pointsFile, err)
			}
		}
		_, err := w.Write(pointsYAML(src.Points()))
		return err
	}},
	{name: responsesFile, write: func(w io.Writer, src Source, n *counts) (err error) {
		n.responses, err = writeLines(w, responsesFile, src.Responses(), ResponseLine, func(r voxpop.Response) string { return r.ID })
		return err
	}},
	{name: speakersFile, missing: func(src Source) (bool, error) { return len(src.Speakers()) == 0, nil }, write: func(w io.Writer, src Source, _ *counts) error {
		if err := voxpop.ValidSpeakers(src.Speakers()); err != nil {
			return placed(speakersFile, err)
		}
		_, err := w.Write(speakersYAML(src.Speakers()))
		return err
	}},
	{name: statementsFile, write: func(w io.Writer, src Source, n *counts) (err error) {
		n.statements, err = writeLines(w, statementsFile, src.Statements(), StatementLine, func(s voxpop.Statement) string { return s.ID })
		return err
	}},
	{name: versionsFile, missing: noVersions, write: func(w io.Writer, src Source, n *counts) (err error) {
		n.versions, err = writeLines(w, versionsFile, src.Versions(), VersionLine, versionKey)
		return err
	}},
}

// noVersions reports whether no text has a past: then a record is written as
// it was before there were versions.
func noVersions(src Source) (bool, error) {
	for _, err := range src.Versions() {
		return false, err
	}
	return true, nil
}

// noDecisions reports whether the desk decided nothing: then a record is
// written as it was before there were decisions, to the same bytes.
func noDecisions(src Source) (bool, error) {
	for _, err := range src.Decisions() {
		return false, err
	}
	return true, nil
}

// written yields the tables that a source fills.
func written(src Source) ([]table, error) {
	all := make([]table, 0, len(tables))
	for _, t := range tables {
		if t.missing != nil {
			if none, err := t.missing(src); err != nil {
				return nil, err
			} else if none {
				continue
			}
		}
		all = append(all, t)
	}
	return all, nil
}

func writeLines[T any](w io.Writer, file string, rows iter.Seq2[T, error], line func(T) ([]byte, error), id func(T) string) (int, error) {
	n, last := 0, ""
	for row, err := range rows {
		if err != nil {
			return n, err
		}
		b, err := line(row)
		if err != nil {
			return n, placed(file, err)
		}
		if next := id(row); n > 0 && next <= last {
			return n, disordered(file)
		} else {
			last = next
		}
		if _, err := w.Write(b); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func writeCodings(w io.Writer, src Source, n *counts) error {
	out := csv.NewWriter(w)
	if err := out.Write(codingColumns); err != nil {
		return err
	}
	var last voxpop.Coding
	for c, err := range src.Codings() {
		if err != nil {
			return err
		}
		if err := c.Validate(); err != nil {
			return placed(codingsFile, placed(c.Response, err))
		}
		if n.codings > 0 && compareCodings(last, c) >= 0 {
			return disordered(codingsFile)
		}
		if err := out.Write(codingRow(c)); err != nil {
			return err
		}
		last = c
		n.codings++
	}
	out.Flush()
	return out.Error()
}

// compareCodings orders codings by response, code and coder, byte by byte.
func compareCodings(a, b voxpop.Coding) int {
	for _, pair := range [][2]string{{a.Response, b.Response}, {a.Code, b.Code}, {a.Coder, b.Coder}} {
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return 0
}

// disordered reports a source that breaks its promise of order, without which
// two exports of one record would differ.
func disordered(file string) error {
	return &voxpop.Error{Kind: voxpop.Internal, Op: "record.Write", Place: file,
		Message: "the rows came out of order, or one came twice", Hint: "order by bytes, not by a language's alphabet"}
}

// placed puts a place in front of that of err.
func placed(place string, err error) error {
	e, ok := errors.AsType[*voxpop.Error](err)
	if !ok {
		return &voxpop.Error{Kind: voxpop.Internal, Place: place, Err: err}
	}
	c := *e
	if c.Place == "" {
		c.Place = place
	} else {
		c.Place = place + ": " + c.Place
	}
	return &c
}
