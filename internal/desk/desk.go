// Package desk is the newsroom's pages: it gathers the screens in their frame, behind one sign-in.
//
// Pages are written on the server and work without script, and show figures
// only together with their base.
package desk

import (
	"io/fs"
	"net/http"

	"voxpop/internal/desk/frame"
	"voxpop/internal/page"
)

// Screens is a part of the desk: it says what it answers to.
type Screens interface{ Routes(f *frame.Frame) }

// Desk is the newsroom's door: a frame and the screens in it.
type Desk struct {
	Frame     *frame.Frame
	Screens   []Screens
	Published fs.FS // built stories: SLUG/LANG/index.html
}

// Handler returns the desk's routes; they are the whole site. Built stories are
// what the public will read, and need no sign-in.
func (d *Desk) Handler() http.Handler {
	for _, s := range d.Screens {
		s.Routes(d.Frame)
	}
	d.Frame.Mount("GET /published/", http.StripPrefix("/published/", page.Published(d.Published)))
	return d.Frame.Handler()
}
