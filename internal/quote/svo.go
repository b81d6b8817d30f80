package quote

// svo reads languages that put the speaker before the verb and the content
// after it, or the other way round after a quotation.
type svo struct{}

func (g *svo) read(d *doc, s sentence) {}

func (g *svo) finish(d *doc) {}
