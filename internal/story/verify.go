package story

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	gmtext "github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/prevalence"
)

// The codes of [Verify].
const (
	CodeMissing  Code = "missing"  // a file that the manifest names is not there
	CodeExtra    Code = "extra"    // a file that the manifest does not name
	CodeHash     Code = "hash"     // a file's bytes are not those that were published
	CodeManifest Code = "manifest" // the manifest itself was changed, or is no manifest
	CodeEvidence Code = "evidence" // a quote or figure is not where its annotation says, or not in story.md
	CodeFigure   Code = "figure"   // a figure is not the one of figures.csv
)

// verifyMax bounds a file that Verify reads, in bytes.
const verifyMax = 256 << 20

// Verify re-checks a published folder from its own files, offline: every
// hash, every quote and figure at its place on the page and in story.md, every
// figure against figures.csv, and nothing extra. It needs no record. The
// result is sorted by file; an error means that the folder could not be read.
//
// The hashes show that a folder was changed after it was built. They do not
// show who built it: for that a newsroom publishes the manifest's hash
// elsewhere, or signs it.
func Verify(dir fs.FS) (*Result, error) {
	v := &verifier{dir: dir, bodies: map[string][]byte{}}
	v.res.Checked = map[string]int{}
	if err := v.run(); err != nil {
		return nil, err
	}
	v.res.sort()
	return &v.res, nil
}

type verifier struct {
	dir    fs.FS
	res    Result
	bodies map[string][]byte
	list   manifest
}

func (v *verifier) found(file string, code Code, hint, format string, args ...any) {
	v.res.Findings = append(v.res.Findings, Finding{File: file, Line: 1, Column: 1, Severity: SeverityError, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint})
}

const rebuild = "build the story again, or fetch the folder again from where it was published"

func (v *verifier) run() error {
	body, err := v.read(ManifestFile)
	if errors.Is(err, fs.ErrNotExist) {
		v.found(ManifestFile, CodeMissing, "this is not a published story, or its manifest was lost", "there is no %s", ManifestFile)
		return nil
	}
	if err != nil {
		return err
	}
	if !v.readManifest(body) {
		return nil
	}
	if err := v.hashes(); err != nil {
		return err
	}
	if v.res.OK() {
		v.evidence()
	}
	return nil
}

func (v *verifier) read(name string) ([]byte, error) {
	info, err := fs.Stat(v.dir, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > verifyMax {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: "story.Verify", Place: name, Message: "is not a file that a story is published in"}
	}
	return fs.ReadFile(v.dir, name)
}

// readManifest reads the manifest; any byte of it that was changed shows.
func (v *verifier) readManifest(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&v.list); err != nil {
		v.found(ManifestFile, CodeManifest, rebuild, "is not a manifest of a story")
		return false
	}
	if sealed, err := v.list.sealed(); err != nil || !bytes.Equal(sealed, body) {
		v.found(ManifestFile, CodeManifest, rebuild, "was changed after it was written")
		return false
	}
	for _, want := range []string{PageFile, TextFile, EvidenceFile, FiguresFile} {
		if !slices.ContainsFunc(v.list.Files, func(f manifestFile) bool { return f.Name == want }) {
			v.found(ManifestFile, CodeManifest, rebuild, "does not name %s", want)
		}
	}
	return v.res.OK()
}

// hashes compares every file with the manifest, and looks for others.
func (v *verifier) hashes() error {
	named := map[string]bool{ManifestFile: true}
	for _, f := range v.list.Files {
		named[f.Name] = true
		v.res.Checked["file"]++
		if !fs.ValidPath(f.Name) {
			v.found(ManifestFile, CodeManifest, rebuild, "names a file outside the folder")
			continue
		}
		body, err := v.read(f.Name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			v.found(f.Name, CodeMissing, rebuild, "is missing")
		case voxpop.KindOf(err) == voxpop.Invalid:
			v.found(f.Name, CodeHash, rebuild, "is not a file that a story is published in")
		case err != nil:
			return err
		case len(body) != f.Bytes || sum(body) != f.SHA256:
			v.found(f.Name, CodeHash, rebuild, "is not the file that was published: its SHA-256 differs")
		default:
			v.bodies[f.Name] = body
		}
	}
	return fs.WalkDir(v.dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && name != "." && !named[name] {
			v.found(name, CodeExtra, "take it out of the folder", "does not belong to the story")
			if d.IsDir() {
				return fs.SkipDir
			}
		}
		// What a link leads to may be another file tomorrow, or on another machine.
		if err == nil && named[name] && !d.Type().IsRegular() {
			v.found(name, CodeHash, rebuild, "is a link or a device, not a file of the folder")
			if d.IsDir() {
				return fs.SkipDir
			}
		}
		return err
	})
}

// seenAnnotation is what Verify reads of an annotation.
type seenAnnotation struct {
	ID   string `json:"id"`
	Body []struct {
		Type     string `json:"type"`
		Evidence string `json:"evidence"`
		Figure   string `json:"figure"`
		Code     string `json:"code"`
		N        *int   `json:"n"`
		Of       *int   `json:"of"`
	} `json:"body"`
	Target []struct {
		Source   string `json:"source"`
		Selector []struct {
			Type   string `json:"type"`
			Exact  string `json:"exact"`
			Prefix string `json:"prefix"`
			Suffix string `json:"suffix"`
			Start  int    `json:"start"`
			End    int    `json:"end"`
		} `json:"selector"`
	} `json:"target"`
}

// evidence looks up every annotation on the page and in the plain text.
func (v *verifier) evidence() {
	page, err := readPage(v.bodies[PageFile])
	if err != nil {
		v.found(PageFile, CodeEvidence, rebuild, "%v", err)
		return
	}
	var list []seenAnnotation
	if err := json.Unmarshal(v.bodies[EvidenceFile], &list); err != nil {
		v.found(EvidenceFile, CodeEvidence, rebuild, "is not a list of annotations")
		return
	}
	figures, err := readFigures(v.bodies[FiguresFile])
	if err != nil {
		v.found(FiguresFile, CodeFigure, rebuild, "%v", err)
		return
	}
	plain := squeeze(markdownText(v.bodies[TextFile]))
	source := hashName(v.bodies[PageFile])
	known := map[string]bool{}
	for _, data := range page.media {
		if _, body, ok := strings.Cut(data, ";base64,"); ok {
			if piece, err := base64.StdEncoding.DecodeString(body); err == nil {
				known[hashName(piece)] = true
			}
		}
	}
	used := map[string]bool{}
	times := map[string]int{} // how often words of evidence stand in the story
	for _, a := range list {
		if len(a.Body) == 0 || a.Body[0].Evidence == "" {
			v.found(EvidenceFile, CodeEvidence, rebuild, "an annotation has no evidence number")
			continue
		}
		id := a.Body[0].Evidence
		used[id] = true
		v.res.Checked["annotation"]++
		exact := ""
		for _, t := range a.Target {
			if t.Source != source {
				if !known[t.Source] {
					v.found(EvidenceFile, CodeEvidence, rebuild, "%s is about a page or a recording that is not in the folder", id)
				}
				continue
			}
			words, ok := "", false
			for _, s := range t.Selector {
				switch s.Type {
				case "TextPositionSelector":
					words, ok = page.at(s.Start, s.End)
				}
			}
			for _, s := range t.Selector {
				if s.Type == "TextQuoteSelector" {
					exact = s.Exact
				}
			}
			switch span, there := page.spans[id]; {
			case !ok || words != exact || exact == "":
				v.found(EvidenceFile, CodeEvidence, rebuild, "the words of %s are not at their place on the page", id)
			case !there || !strings.Contains(string(page.runes[span.Start:span.End]), exact):
				v.found(EvidenceFile, CodeEvidence, rebuild, "the page does not mark %s", id)
			default:
				words := squeeze(exact)
				if times[words]++; occurrences(plain, words) < times[words] {
					v.found(TextFile, CodeEvidence, rebuild, "the words of %s are not in it", id)
				}
			}
		}
		b := a.Body[0]
		switch {
		case b.Code != "":
			v.share(figures, id, b.Code, exact, b.N, b.Of)
		case b.Figure != "":
			v.callout(figures, page, id, b.Figure, exact)
		}
	}
	v.numbers()
	for id := range page.spans {
		if evidenceID.MatchString(id) && !used[id] {
			v.found(PageFile, CodeEvidence, rebuild, "%s has no annotation", id)
		}
	}
	for _, row := range figures {
		if id := row["evidence"]; id != "" && !used[id] {
			v.found(FiguresFile, CodeFigure, rebuild, "%s has no annotation", id)
		}
	}
}

// numbers holds each paragraph of story.md that holds a number against the
// page: it must stand there, letter by letter and digit by digit, for the
// prose around a figure may turn it into another.
func (v *verifier) numbers() {
	all := marksOut(wholeText(v.bodies[PageFile]))
	for _, s := range markdownBlocks(v.bodies[TextFile]) {
		if strings.ContainsFunc(s, unicode.IsDigit) && !strings.Contains(all, marksOut(s)) {
			v.found(TextFile, CodeFigure, rebuild, "a paragraph with a number is not the one on the page: “%s”", short(squeeze(s)))
		}
	}
}

// wholeText is all the text of a page that [readPage] could read, and after it
// the labels that stand in attributes.
func wholeText(page []byte) string {
	var out, labels strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(page)); ; {
		tok, err := d.Token()
		if err != nil {
			return out.String() + labels.String()
		}
		switch tok := tok.(type) {
		case xml.CharData:
			out.Write(tok)
		case xml.StartElement:
			for _, a := range tok.Attr {
				if name := a.Name.Local; name == "aria-label" || name == "alt" || name == "title" {
					labels.WriteString("\n" + a.Value)
				}
			}
		}
	}
}

// marksOut keeps letters and digits: a list of figures and a table of them
// differ in the rest.
func marksOut(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, s)
}

// occurrences counts words in text; a number is not found inside a longer one.
func occurrences(text, words string) int {
	digit := func(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
	n := 0
	for at := 0; words != ""; {
		k := strings.Index(text[at:], words)
		if k < 0 {
			break
		}
		from, to := at+k, at+k+len(words)
		if !(digit(words) && from > 0 && digit(text[from-1:])) && !(digit(words[len(words)-1:]) && digit(text[to:])) {
			n++
		}
		at = to
	}
	return n
}

var evidenceID = regexp.MustCompile(`^[ef][0-9]+$`)

// share holds a share's annotation, its words and its rows of figures.csv
// against one another.
func (v *verifier) share(figures []map[string]string, id, code, words string, n, of *int) {
	v.res.Checked["figure"]++
	var share, use map[string]string
	for _, row := range figures {
		if row["code"] == code && (row["kind"] == string(voxpop.Theme) || row["kind"] == string(voxpop.Control)) {
			share = row
		}
		if row["kind"] == "used" && row["evidence"] == id {
			use = row
		}
	}
	if share == nil || use == nil || n == nil || of == nil {
		v.found(FiguresFile, CodeFigure, rebuild, "%s is not in it", id)
		return
	}
	count, err := strconv.ParseFloat(use["n"], 64)
	switch {
	case err != nil, prevalence.Whole(count) != *n, use["of"] != itoa(*of), use["code"] != code,
		use["group"] == "" && (use["n"] != share["n"] || use["of"] != share["of"]):
		v.found(FiguresFile, CodeFigure, rebuild, "%s: the annotation and figures.csv give other figures", id)
	case strings.TrimPrefix(use["text"], "'") != words:
		v.found(FiguresFile, CodeFigure, rebuild, "%s: the page and figures.csv give other words", id)
	case !agrees(words, *n, *of):
		v.found(PageFile, CodeFigure, rebuild, "%s: the figure on the page is not that of figures.csv", id)
	}
}

var numberIn = regexp.MustCompile(`[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?\s*%?`)

// agrees reports whether every number in words is the count, the base, or the
// percentage at the decimals it is written with.
func agrees(words string, n, of int) bool {
	for _, s := range numberIn.FindAllString(locale.ASCIIDigits(words), -1) {
		s = strings.ReplaceAll(s, ",", "")
		s = strings.TrimRightFunc(s, func(r rune) bool { return r == '%' || unicode.IsSpace(r) })
		_, decimals, _ := strings.Cut(s, ".")
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return false
		}
		if x == float64(n) || x == float64(of) {
			continue
		}
		want, err := strconv.ParseFloat(prevalence.Percent(n, of, len(decimals)), 64)
		if err != nil || math.Abs(want-x) > 1e-9 {
			return false
		}
	}
	return true
}

// callout holds a figure of the call-out on the page against figures.csv.
func (v *verifier) callout(figures []map[string]string, page *pageText, id, name, words string) {
	v.res.Checked["figure"]++
	attrs := page.attrs[id]
	value := attrs["value"]
	if value == "" {
		value = attrs["datetime"]
	}
	for _, row := range figures {
		if row["kind"] != "callout" || row["name"] != name {
			continue
		}
		l := locale.For(v.list.Lang)
		want, said := row["n"], ""
		if want == "" {
			want = row["text"]
			said = l.Date(voxpop.Date(want))
		} else if n, err := strconv.Atoi(want); err == nil {
			said = l.Int(n)
		}
		if want != value || printed(said) != words {
			v.found(PageFile, CodeFigure, rebuild, "%s: the figure on the page is not that of figures.csv", id)
		}
		return
	}
	v.found(FiguresFile, CodeFigure, rebuild, "%s is not in it", name)
}

// readFigures reads figures.csv by the names of its columns.
func readFigures(body []byte) ([]map[string]string, error) {
	r := csv.NewReader(bytes.NewReader(body))
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 || !slices.Equal(all[0], figureColumns) {
		return nil, errors.New("is not a table of a story's figures")
	}
	out := make([]map[string]string, 0, len(all)-1)
	for _, line := range all[1:] {
		row := make(map[string]string, len(line))
		for i, c := range figureColumns {
			row[c] = line[i]
		}
		out = append(out, row)
	}
	return out, nil
}

// markdownText is the text of a Markdown file without its marks, front matter
// included: its lines are text too.
func markdownText(src []byte) string {
	if rest, ok := bytes.CutPrefix(src, []byte("---\n")); ok {
		if front, body, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			return yamlText(front) + "\n" + markdownText(body)
		}
	}
	root := goldmark.DefaultParser().Parse(gmtext.NewReader(src))
	var out strings.Builder
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				out.WriteString(plainText(n.Segment.Value(src), n.IsRaw()))
				if n.SoftLineBreak() || n.HardLineBreak() {
					out.WriteByte('\n')
				}
			}
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			if entering {
				out.WriteString(lines(n, src))
			}
		default:
			if !entering && n.Type() == ast.TypeBlock {
				out.WriteByte('\n')
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

// markdownBlocks is the text of each paragraph, heading and list item of
// story.md, and the title and standfirst of its front matter.
func markdownBlocks(src []byte) []string {
	var out []string
	if rest, ok := bytes.CutPrefix(src, []byte("---\n")); ok {
		if front, body, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			var head struct{ Title, Standfirst string }
			if yaml.Unmarshal(front, &head) == nil {
				out = append(out, head.Title, head.Standfirst)
			}
			src = body
		}
	}
	root := goldmark.DefaultParser().Parse(gmtext.NewReader(src))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() != ast.TypeBlock || n.FirstChild() == nil || n.FirstChild().Type() == ast.TypeBlock {
			return ast.WalkContinue, nil
		}
		var w strings.Builder
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if t, ok := n.(*ast.Text); ok && entering {
				w.WriteString(plainText(t.Segment.Value(src), t.IsRaw()))
				if t.SoftLineBreak() || t.HardLineBreak() {
					w.WriteByte('\n')
				}
			}
			return ast.WalkContinue, nil
		})
		out = append(out, w.String())
		return ast.WalkSkipChildren, nil
	})
	return out
}

// squeeze makes runs of space one space, and drops the isolates that plain
// text needs where a page has markup.
func squeeze(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
