// Package article reads what an outlet published: a page is archived as one file without anything that runs, and its words are found in it again.
//
// The text that a reader sees is worked out from the archived file alone, so it
// can be worked out again at any time, and a [Map] leads from a place in it to
// the place in the file. What counts as the article is the choice of
// go-readability, the port of Mozilla's Readability; the words, their order and
// their places are taken from the page itself. docs/SOURCES.md says how well
// that works, on what.
package article

import (
	"path"
	"strings"
	"time"

	"voxpop"
)

// Page is something as it was fetched, opened or pasted.
type Page struct {
	URL  string    // where it ended after redirects; "" of a file or a pasted text
	Type string    // media type with its parameters, as text/html; charset=windows-1256; "" = unknown
	Body []byte    // as received, in whatever encoding
	At   time.Time // when; zero = not said
}

// Part is a picture or a style sheet of a page, as it was fetched.
type Part struct {
	Type string
	Body []byte
}

// File is an archived page: one file in UTF-8 that refers to nothing outside
// itself and does nothing when it is opened.
type File struct {
	Bytes  []byte
	Ext    string // .html, .txt or .md
	SHA256 string // of Bytes, in hex
	// Notes say what was left out, for an editor, in English; sorted.
	Notes []string
}

// Article is what a reader sees of a page.
type Article struct {
	Title  string
	Byline string
	Outlet string // as the page names it, else its site
	URL    string // where the page was; "" = unknown
	// Published is the day at the outlet, as the page says it; PublishedAt the
	// moment, zero when the page has no time of day.
	Published   voxpop.Date
	PublishedAt time.Time
	// Zone is the offset of PublishedAt as the page writes it: +03:30, Z, or ""
	// when it has none. Z is often what a system writes for any outlet: the
	// outlet's day may be another.
	Zone string
	Lang string // a language tag; "" = unknown
	Dir  string // ltr or rtl
	// Text is the article without its title. A blank line parts paragraphs;
	// the words are as received, with references such as &amp; resolved.
	Text string
	// Partial is set where the page says of itself that the rest is for
	// subscribers.
	Partial bool
}

const (
	// maxBody is the largest page that is archived, in bytes.
	maxBody = 16 << 20
	// maxFile is the largest archived file that is read, in bytes: a page and its pictures.
	maxFile = 64 << 20
)

// The media types that are told apart.
const (
	typeHTML     = "text/html"
	typeText     = "text/plain"
	typeMarkdown = "text/markdown"
)

// TypeOf is the media type of a file by its name, "" if the name does not tell.
func TypeOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml", ".shtml":
		return typeHTML
	case ".mhtml", ".mht":
		return typeSaved
	case ".txt", ".text":
		return typeText
	case ".md", ".markdown":
		return typeMarkdown
	case ".webarchive":
		return "application/x-webarchive"
	case ".pdf":
		return "application/pdf"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".odt":
		return "application/vnd.oasis.opendocument.text"
	case ".doc":
		return "application/msword"
	case ".rtf":
		return "application/rtf"
	}
	return ""
}

// Read returns the article that an archived file holds, and the way from its
// text to the file. Of name only the ending counts (.html, .txt, .md); without
// one that is known, the file is looked at. The same file always gives the same
// text. A file without an article is an error of kind not found.
func Read(file []byte, name string) (Article, Map, error) {
	const op = "article.Read"
	if len(file) > maxFile {
		return Article{}, Map{}, tooLarge(op)
	}
	kind := kindOf(TypeOf(name), file)
	var (
		a   Article
		m   Map
		err error
	)
	switch kind {
	case typeHTML:
		a, m, err = readHTML(op, file)
	case typeText, typeMarkdown:
		a, m = readText(file, kind)
	default:
		return Article{}, Map{}, notText(op, kind)
	}
	if err != nil {
		return Article{}, Map{}, err
	}
	if strings.TrimSpace(a.Text) == "" {
		return Article{}, Map{}, &voxpop.Error{Kind: voxpop.NotFound, Op: op, Message: "holds no article: there is no running text on it",
			Hint: "the text may come by a script, or the page asks for consent first: save the page from a browser and give that file, or paste the text"}
	}
	a.settle()
	return a, m, nil
}

func tooLarge(op string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "is too large for an article", Hint: "paste the text instead"}
}

func notText(op, kind string) error {
	e := &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "is not a page and not text", Hint: "give a page, a .txt or .md file, or paste the text"}
	switch {
	case kind == "application/pdf":
		e.Message, e.Hint = "is a PDF, whose words cannot be taken out without guessing their order", "pdftotext makes a .txt of it; or paste the text"
	case strings.Contains(kind, "word") || strings.Contains(kind, "opendocument") || kind == "application/rtf":
		e.Message, e.Hint = "is a word processor's file", "save it as plain text (.txt), or paste the text"
	case strings.HasPrefix(kind, "audio/") || strings.HasPrefix(kind, "video/"):
		e.Message, e.Hint = "is a recording", "voxpop transcribes recordings; give the transcript"
	case kind == typeSaved || kind == "application/x-webarchive":
		e.Message, e.Hint = "is a saved page that cannot be opened here", "save it as HTML, or paste the text"
	case strings.HasPrefix(kind, "image/"):
		e.Message, e.Hint = "is a picture", "type or paste the text that it shows"
	}
	return e
}
