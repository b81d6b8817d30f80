package record

import (
	"crypto/sha256"
	"encoding/hex"
	"html"
	"io"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"voxpop"
)

// maxSourceText is the largest archived page whose spans are compared, in bytes.
const maxSourceText = 64 << 20

// archive remembers the hashes of archived sources, and the text of the last
// one, so that many statements of one document cost one reading.
type archive struct {
	sums map[string]string
	last string // path of text
	text []byte
}

// source checks what a statement says of an archived file against the file.
// text is the statement's, "" when the span is not to be compared.
func (r *reader) source(s voxpop.Source, text string, line int, field string) error {
	place := lineOf(statementsFile, line) + ": " + field
	if s.File == "" {
		return nil
	}
	size, ok := r.size[s.File]
	if !ok {
		r.warn(place+".file", "the folder has no such file")
		return nil
	}
	if s.SHA256 != "" {
		sum, err := r.sum(s.File)
		if err != nil {
			return err
		}
		if !strings.EqualFold(sum, s.SHA256) {
			return wrongIn(field+".sha256", "is not that of the archived file", "the file was changed after it was archived, or another one took its name")
		}
	}
	if s.Start == nil || text == "" {
		return nil
	}
	if size > maxSourceText {
		r.warn(place, "the archived file is too large to compare its words")
		return nil
	}
	if r.archived.last != s.File {
		b, err := r.reread(s.File)
		if err != nil {
			return err
		}
		r.archived.last, r.archived.text = s.File, b
	}
	if !utf8.Valid(r.archived.text) {
		r.warn(place, "the archived file is not UTF-8 text, so its words were not compared")
		return nil
	}
	span, ok := codePoints(r.archived.text, *s.Start, *s.End)
	switch {
	case !ok:
		r.warn(place+".end", "lies beyond the end of the archived file")
	case !sameWords(span, text, path.Ext(s.File)):
		r.warn(place, "the words between start and end of the archived file are not the statement's text")
	}
	return nil
}

// sum returns the SHA-256 of a file of the folder.
func (r *reader) sum(p string) (string, error) {
	if s, ok := r.archived.sums[p]; ok {
		return s, nil
	}
	f, err := r.fsys.Open(p)
	if err != nil {
		return "", unreadable(p, err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", unreadable(p, err)
	}
	if r.archived.sums == nil {
		r.archived.sums = map[string]string{}
	}
	s := hex.EncodeToString(h.Sum(nil))
	r.archived.sums[p] = s
	return s, nil
}

// reread reads a file that will be read once more as a part of the folder, so
// it does not count as progress.
func (r *reader) reread(p string) ([]byte, error) {
	f, err := r.fsys.Open(p)
	if err != nil {
		return nil, unreadable(p, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSourceText))
	if err != nil {
		return nil, unreadable(p, err)
	}
	return b, nil
}

// codePoints returns b[start:end] counted in code points; ok is false when it
// is shorter.
func codePoints(b []byte, start, end int) (span string, ok bool) {
	from, n := 0, 0
	for i := 0; ; {
		if n == start {
			from = i
		}
		if n == end {
			return string(b[from:i]), true
		}
		if i >= len(b) {
			return "", false
		}
		_, size := utf8.DecodeRune(b[i:])
		i += size
		n++
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// sameWords compares a span of an archived page with a statement's text: as
// they are but for spaces and the composition of letters, or with the page's
// markup taken away. A gap in the text, […], is words of the page that the
// statement leaves out, as those between the parts of a broken quotation.
func sameWords(span, text, ext string) bool {
	parts := strings.Split(squeeze(text), gap)
	if inOneSpan(squeeze(span), parts) {
		return true
	}
	switch strings.ToLower(ext) {
	case ".html", ".htm", ".xhtml", ".xml":
		return inOneSpan(squeeze(html.UnescapeString(tag.ReplaceAllString(span, ""))), parts) ||
			inOneSpan(squeeze(html.UnescapeString(tag.ReplaceAllString(span, " "))), parts)
	}
	return false
}

// gap stands in a statement's text for words of the source that are not its own.
const gap = " […] "

// inOneSpan reports whether the parts stand in span in order, the first at its
// start and the last at its end.
func inOneSpan(span string, parts []string) bool {
	rest, ok := strings.CutPrefix(span, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	last := len(parts) - 1
	for _, p := range parts[1:last] {
		if _, rest, ok = strings.Cut(rest, p); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, parts[last])
}

func squeeze(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }
