package quote

// KnownPerson is somebody whom a text names: a person, a body or a place that
// stands for a government.
type KnownPerson struct {
	Name     string // as the text first gives it in full
	Role     string // the office or description that the text gives, "" when none
	Who      Who    // Person, Body or Metonym
	Mentions []Span // in order, in code points; pronouns and offices are not among them
}

// People lists who is named in a text, in the order of first mention. It reads
// o.Lang; names that only look like a person's are left out.
func People(text string, o Options) []KnownPerson { return nil }

// resolve says who the mentions are. The spans of qs count bytes of d.text.
func resolve(d *doc, qs []Quotation, o Options) {}
