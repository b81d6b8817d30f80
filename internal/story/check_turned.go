package story

// turned looks at a quotation that is in the record but for what an editor
// added or cut: a “not” more or less says the opposite. An addition that is
// nothing but a denial is refused. Other additions, and cuts, may be right: a
// “not” may belong to a clause that nobody needs.
func (c *checker) turned(r *reading, l *Link, m Match, id string) {
	cut := false
	for _, s := range m.Cut {
		for _, lang := range langs {
			cut = cut || lang.cutDenies(s)
		}
	}
	for _, s := range m.Added {
		for _, lang := range langs {
			n, only := lang.denied(s)
			switch {
			case n == 0:
				continue
			case only && !cut:
				c.linkError(r, l, CodeVerbatim, tell("“[%s]” turns the words of %s round", short(s), id), tell("leave the addition out, or quote more of what was said"))
			default:
				c.at(r, l.Offset, SeverityWarning, CodeVerbatim, tell("the addition “[%s]” may turn the words of %s round", short(s), id), tell("read the whole text again, and quote more of it if the sense is another"))
			}
			return
		}
	}
	if cut {
		c.at(r, l.Offset, SeverityWarning, CodeVerbatim, tell("a cut leaves a denial out of the words of %s", id), tell("read the whole text again, and quote more of it if the sense is another"))
	}
}
