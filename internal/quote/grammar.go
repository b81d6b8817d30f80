package quote

// grammar is the word order of a language. read is called with every
// sentence in order, those inside marks last, and emits what it finds; finish
// is called once after them.
type grammar interface {
	read(d *doc, s sentence)
	finish(d *doc)
}

// grammarOf returns the grammar of a language; nil = marks alone.
func grammarOf(lang string) grammar {
	switch lang {
	case "en":
		return &svo{}
	case "fa":
		return &sov{}
	case "tr":
		return &before{}
	case "ar":
		return &vso{}
	case "fr", "es", "ru":
		return &que{}
	case "de":
		return &v2{}
	}
	return nil
}
