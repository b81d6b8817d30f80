// Package cast holds one invented newsroom and its public: the records of two call-outs, one finished and one half coded, for the demo, the screenshots and the tests.
//
// Nobody in it exists and nothing in it happened. README.md says who is who
// and how the recordings were made.
package cast

import (
	"embed"
	"io/fs"

	"voxpop"
)

// The call-outs. The ferry is finished: every answer coded, statements, stories
// in three languages. The lamps are half done: a random sample and some chosen
// answers coded, repeats waiting for a decision, shares that are estimates.
const (
	Slug      = "ferry"
	LampsSlug = "lamps"
)

// The newsroom: the audience desk of The Selane Lantern.
const (
	Chiara voxpop.Actor = "chiara" // editor; signs quotes and verdicts
	Bayo   voxpop.Actor = "bayo"   // reporter; transcribes and translates
	Ann    voxpop.Actor = "ann"    // codes every answer
	EunJi  voxpop.Actor = "eun-ji" // codes a random part a second time
	Dmitri voxpop.Actor = "dmitri" // security officer; keys and withdrawals
)

//go:embed record record-lamps record-kiosk kiosk
var files embed.FS

// Record is the record folder of the ferry, as `voxpop import` takes it.
func Record() fs.FS { return folder("record") }

// Lamps is the record folder of the lamps.
func Lamps() fs.FS { return folder("record-lamps") }

// Records are the record folders of all call-outs, the ferry first.
func Records() []fs.FS { return []fs.FS{Record(), Lamps()} }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // only for a path that is not valid, and these are constants
	}
	return sub
}
