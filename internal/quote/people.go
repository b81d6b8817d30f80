package quote

// resolve says who the mentions are. The spans of qs count bytes of d.text.
func resolve(d *doc, qs []Quotation, o Options) {}
