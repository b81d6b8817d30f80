// Package cast holds one invented newsroom and its public: the record of a whole call-out, for the demo, the screenshots and the tests.
//
// Nobody in it exists and nothing in it happened. README.md says who is who
// and how the recordings were made.
package cast

import (
	"embed"
	"io/fs"

	"voxpop"
)

// Slug is the call-out of the record.
const Slug = "ferry"

// The newsroom: the audience desk of The Selane Lantern.
const (
	Chiara voxpop.Actor = "chiara" // editor; signs quotes and verdicts
	Bayo   voxpop.Actor = "bayo"   // reporter; transcribes and translates
	Ann    voxpop.Actor = "ann"    // codes every answer
	EunJi  voxpop.Actor = "eun-ji" // codes a random part a second time
	Dmitri voxpop.Actor = "dmitri" // security officer; keys and withdrawals
)

//go:embed record
var files embed.FS

// Record is the record folder of the call-out, as `voxpop import` takes it.
func Record() fs.FS {
	sub, err := fs.Sub(files, "record")
	if err != nil {
		panic(err) // only for a path that is not valid, and this one is a constant
	}
	return sub
}
