package voxpop

import "net/url"

// Article is a source that the newsroom holds: a page, a file or a pasted
// text, archived as one file, with the text that a reader sees. Spans of
// quotations count code points of that text.
type Article struct {
	ID          string   `json:"id"`
	URL         string   `json:"url,omitempty"`  // where it was found; "" of a file or a pasted text
	URLs        []string `json:"urls,omitempty"` // other addresses of the same text
	Title       string   `json:"title,omitempty"`
	Outlet      string   `json:"outlet,omitempty"`
	Byline      string   `json:"byline,omitempty"`
	Lang        string   `json:"lang"`
	PublishedOn Date     `json:"published_on,omitempty"`
	Zone        string   `json:"zone,omitempty"` // of the outlet, as "Asia/Tehran"; "" = unknown
	RetrievedAt Moment   `json:"retrieved_at"`
	// File is where the archived file stands in a record folder once a statement
	// names it. SHA256 is of its bytes.
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`   // bytes
	Length int    `json:"length"` // of the text, in code points
	// Feed is the id of the feed that it came by; "" = somebody added it.
	Feed string `json:"feed,omitempty"`
	// CopyOf is the article whose text this one repeats: both are one source.
	// Similarity is how much of the shorter text both share, as a fraction of 1.
	CopyOf     string  `json:"copy_of,omitempty"`
	Similarity float64 `json:"similarity,omitempty"`
}

// Validate returns the first thing wrong with the article, with the field as
// the error's place.
func (a Article) Validate() error {
	if !ValidID(a.ID) {
		return wrong("id", "is not an id", idHint)
	}
	if a.Lang != "" && !ValidLang(a.Lang) {
		return wrong("lang", "is not a language tag", langHint)
	}
	if !a.PublishedOn.Valid() {
		return wrong("published_on", "is not a date that exists", "write 2024-05-02, or leave it out when it is unknown")
	}
	if !ValidName(a.Zone) || !ValidName(a.Byline) {
		return wrong("byline", "or the zone is not one line of text of at most 256 letters", "write it on one line")
	}
	if a.CopyOf != "" && (!ValidID(a.CopyOf) || a.CopyOf == a.ID) {
		return wrong("copy_of", "is not the id of another article", idHint)
	}
	for i, u := range a.URLs {
		if err := (Source{URL: u}).validate(at("urls", i)); err != nil {
			return err
		}
	}
	if !validText(a.Title) {
		return wrong("title", "is not plain text", "write it in UTF-8")
	}
	for _, address := range append([]string{a.URL}, a.URLs...) {
		if u, err := url.Parse(address); err == nil && u.User != nil {
			return wrong("url", "holds a user's name or a password", "write the address without what stands before the @")
		}
	}
	return a.Source().validate("source")
}

// Source is the article as the source of a statement, without a span.
func (a Article) Source() Source {
	return Source{URL: a.URL, Title: a.Title, Outlet: a.Outlet, File: a.File, SHA256: a.SHA256}
}
