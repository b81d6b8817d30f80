// Package record reads, checks whole and writes back the record folder: everything a newsroom holds on one call-out, as plain files.
package record

import (
	"context"
	"io"
	"iter"

	"voxpop"
)

// Batch takes one folder into a store inside one transaction. Read calls it in
// this order: Callout, Codebook, Points, Speakers, Response…, Version…, Coding…,
// Decision…, Statement…, File…, Story…. Any error ends the import and nothing of it stays.
//
// A known id with the same content is skipped; with other content it is an
// error of kind conflict, unless the batch was begun to replace. A response
// without a transcript, without a translation into some language or without a
// language says nothing of these: it is the same as one that has them, and they stay. Reading goes on
// after a conflict about a response, version, coding, decision, statement or story,
// only to count them: the import ends with the first all the same.
type Batch interface {
	Callout(voxpop.Callout) error
	Codebook(voxpop.Codebook) error
	Points([]voxpop.Point) error
	Speakers([]voxpop.Speaker) error
	Response(voxpop.Response) error
	// Version takes the versions of a work in their order, works by response,
	// the transcript first.
	Version(voxpop.TextVersion) error
	Coding(voxpop.Coding) error
	Decision(voxpop.Decision) error
	Statement(voxpop.Statement) error
	// File takes a file of media/ or sources/, by its path inside the folder.
	File(path string, size int64, body io.Reader) error
	// Story takes a file of stories/, by its base name.
	Story(name string, body []byte) error
}

// Store takes a whole import as one verb: fill runs inside one transaction.
type Store interface {
	Import(ctx context.Context, by voxpop.Actor, replace bool, fill func(Batch) error) (Imported, error)
}

// Imported says what an import did. The call-out, its codebook, its points
// and its speakers count as one thing each; one that the folder does not hold is not counted.
type Imported struct {
	Callout    string `json:"callout"`
	Responses  Change `json:"responses"`
	Codings    Change `json:"codings"`
	Statements Change `json:"statements"`
	Files      Change `json:"files"`
	Stories    Change `json:"stories"`
	Decisions  Change `json:"decisions,omitzero"`
	Versions   Change `json:"versions,omitzero"`
	// VersionsDropped counts the versions that persons made of texts and that
	// are gone, since the folder brought another past of the same texts.
	VersionsDropped int `json:"versions_dropped,omitzero"`

	CalloutChanged  Change `json:"callout_changed"`
	CodebookChanged Change `json:"codebook_changed"`
	PointsChanged   Change `json:"points_changed"`
	SpeakersChanged Change `json:"speakers_changed,omitzero"`
}

// Change counts the rows of one kind by what became of them.
type Change struct {
	Added    int `json:"added"`
	Same     int `json:"same"`
	Replaced int `json:"replaced"`
}

// Source is one call-out's record, frozen: everything it yields belongs to one
// snapshot. Responses come in order of id, versions by response, work and
// number, codings by response, code and coder, decisions and statements by id, files and stories by name.
type Source interface {
	Callout() voxpop.Callout
	Codebook() voxpop.Codebook
	Points() []voxpop.Point
	Speakers() []voxpop.Speaker // in their order
	Responses() iter.Seq2[voxpop.Response, error]
	Versions() iter.Seq2[voxpop.TextVersion, error]
	Codings() iter.Seq2[voxpop.Coding, error]
	Decisions() iter.Seq2[voxpop.Decision, error]
	Statements() iter.Seq2[voxpop.Statement, error]
	Files() iter.Seq2[File, error]
	Stories() iter.Seq2[Story, error]
}

// File is a file of media/ or sources/.
type File struct {
	Path   string // inside the folder
	Size   int64
	SHA256 string // lower-case hex
	Open   func() (io.ReadCloser, error)
}

// Story is a file of stories/.
type Story struct {
	Name string
	Body []byte
}
