// Package story parses a story, checks it against a frozen record as a compiler checks a program, and builds what is published.
package story

import (
	"iter"
	"slices"

	"github.com/yuin/goldmark/ast"

	"voxpop"
	"voxpop/internal/prevalence"
)

// Record is the frozen record that a story is checked against. Everything one
// Record answers belongs to one snapshot.
type Record interface {
	Callout() voxpop.Callout
	Codebook() voxpop.Codebook
	Points() []voxpop.Point
	// Figures are those of this snapshot, never older ones.
	Figures() (*prevalence.Figures, error)
	AllStatements() ([]voxpop.Statement, error)
	// Responses and Decisions yield everything, in order of id; they are read
	// only for what shows which words people threw back.
	Responses() iter.Seq2[voxpop.Response, error]
	Decisions() iter.Seq2[voxpop.Decision, error]
	// Response returns the response with that id; ok is false if there is none.
	Response(id string) (r voxpop.Response, ok bool, err error)
	// ReadFile returns a file of media/ or sources/ by its path inside the
	// folder; ok is false if the record holds no such file.
	ReadFile(path string) (body []byte, ok bool, err error)
	// Hash is the SHA-256, lower-case hex, of the record's content: the same
	// after export and import into another workspace.
	Hash() (string, error)
}

// Document is a parsed story.
type Document struct {
	Name   string // of the file, as diagnostics print it
	Source []byte // the whole file
	Front  Front
	Body   []byte   // Source without the front matter
	Root   ast.Node // of Body
	// BodyLine is the line of Source on which Body starts, from 1.
	BodyLine int
	// Blocks are the runs of text of Body, in order; each holds its links.
	Blocks []*Block

	bodyAt   int   // byte of Source at which Body starts
	starts   []int // byte at which each line starts; see place
	counts   []int // see runesBefore
	problems []Finding
}

// Links returns every link and picture of the body, in order.
func (d *Document) Links() []*Link {
	var out []*Link
	for _, b := range d.Blocks {
		out = append(out, b.Links...)
	}
	return out
}

// Problems is what is wrong with the story itself, whatever the record holds:
// all that can be said of one whose front matter does not name a record.
func (d *Document) Problems() *Result {
	res := &Result{Findings: slices.Clone(d.problems), Checked: map[string]int{}}
	d.locate(res.Findings)
	res.sort()
	return res
}

// Front is the front matter.
type Front struct {
	Callout     string
	Lang        string
	Dir         string // "ltr" or "rtl": as written, or from Lang
	Headline    string
	Standfirst  string
	Date        voxpop.Date // a day
	Lead        string
	Alt         string
	Caption     string
	Credit      string
	Reply       string // what the accused answered
	Order       string // "editorial" or ""
	Waived      string // who waived the delay; "" = not waived
	Corrections []Correction

	lines map[string]int // line of Source of each key
}

// Correction is a published correction.
type Correction struct {
	Date voxpop.Date
	Text string
}

// LinkKind is the scheme of an evidence link.
type LinkKind string

// The evidence links, and the two kinds of picture.
const (
	LinkResponse      LinkKind = "response"
	LinkBy            LinkKind = "by"
	LinkShare         LinkKind = "share"
	LinkStatement     LinkKind = "statement"
	LinkReversal      LinkKind = "reversal"
	LinkContradiction LinkKind = "contradiction"
	LinkChart         LinkKind = "chart"
	LinkClip          LinkKind = "clip"
)
