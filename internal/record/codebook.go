package record

import (
	"voxpop"
)

// CodebookYAML writes a codebook as codebook.yaml holds it.
func CodebookYAML(b voxpop.Codebook) []byte { return codebookYAML(b) }

// ParseCodebook reads a codebook.yaml that stands alone. Its errors name the
// line and the field.
func ParseCodebook(text []byte) (book voxpop.Codebook, err error) {
	if len(text) > maxYAMLBytes {
		return book, inFile(codebookFile, 1, wrongIn("", "is too large", "choose a codebook.yaml"))
	}
	n, line, err := parseYAML(text)
	if err == nil && (n == nil || n.kind == nullNode) {
		line, err = 1, wrongIn("", "is empty", "choose a codebook.yaml")
	}
	if err != nil {
		return book, inFile(codebookFile, line, err)
	}
	if book, err = decodeCodebook(n); err != nil {
		line = n.line
		if e, ok := err.(*voxpop.Error); ok {
			line = n.lineOf(e.Place)
		}
		return book, inFile(codebookFile, line, err)
	}
	return book, nil
}
