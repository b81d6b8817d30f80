package record_test

import (
	"fmt"
	"io"

	"voxpop"
)

// order is a batch that notes in which order it is called.
type order []string

func (o *order) note(format string, args ...any) error {
	*o = append(*o, fmt.Sprintf(format, args...))
	return nil
}

func (o *order) Callout(voxpop.Callout) error     { return o.note("callout") }
func (o *order) Codebook(voxpop.Codebook) error   { return o.note("codebook") }
func (o *order) Points([]voxpop.Point) error      { return o.note("points") }
func (o *order) Speakers([]voxpop.Speaker) error  { return o.note("speakers") }
func (o *order) Response(r voxpop.Response) error { return o.note("response %s", r.ID) }
func (o *order) Version(v voxpop.TextVersion) error {
	return o.note("version %s %s %d", v.Response, v.Work(), v.N)
}
func (o *order) Coding(c voxpop.Coding) error       { return o.note("coding %s", c.Response) }
func (o *order) Decision(d voxpop.Decision) error   { return o.note("decision %s", d.ID) }
func (o *order) Statement(s voxpop.Statement) error { return o.note("statement %s", s.ID) }
func (o *order) Story(name string, _ []byte) error  { return o.note("story %s", name) }
func (o *order) File(path string, size int64, _ io.Reader) error {
	return o.note("file %s %d", path, size)
}
