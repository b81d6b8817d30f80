package story

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
	"go.yaml.in/yaml/v3"

	"voxpop"
	"voxpop/internal/locale"
)

// maxFront bounds the front matter, in bytes.
const maxFront = 64 << 10

// MaxSize bounds a story file, in bytes. A long read is some 100 kB.
const MaxSize = 4 << 20

// Parse reads a story. Mistakes that an author can make in it are kept in the
// document and reported by [Check]; an error means that the file cannot be
// read as text at all.
func Parse(name string, src []byte) (*Document, error) {
	const op = "story.Parse"
	if len(src) > MaxSize {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: name,
			Message: fmt.Sprintf("a story may have %d bytes, this one has %d", MaxSize, len(src)), Hint: "split it, or take pasted data out"}
	}
	if i, ok := invalidUTF8(src); ok {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: fmt.Sprintf("%s:%d", name, 1+bytes.Count(src[:i], []byte("\n"))),
			Message: "not UTF-8 text", Hint: "save the story as UTF-8"}
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: fmt.Sprintf("%s:%d", name, 1+bytes.Count(src[:i], []byte("\n"))),
			Message: "a NUL byte in the text", Hint: "this does not look like a story; save it as plain text"}
	}
	if line, ok := tooDeep(src); ok {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: fmt.Sprintf("%s:%d", name, line),
			Message: "more marks than a story has", Hint: "a line may open 64 brackets and 16 quotes or lists in one another, a paragraph hold 1,000 marks of emphasis and 1,000 of <, a line stand 200 columns in, a story hold 1,000 link definitions"}
	}
	src = lineFeeds(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")))
	d := &Document{Name: name, Source: src}
	d.parseFront()
	named := parser.NewContext()
	d.Root = goldmark.DefaultParser().Parse(gmtext.NewReader(d.Body), parser.WithContext(named))
	d.collect()
	for _, ref := range named.References() { // of those that no link uses too
		d.definition(ref)
	}
	return d, nil
}

// definition reports what could lead to a person in the title of a link
// definition, which is no text of any block.
func (d *Document) definition(ref parser.Reference) {
	for _, f := range reach(first(scrub(string(ref.Title())))) {
		at := max(0, bytes.Index(d.Body, ref.Title()))
		p := d.place(d.bodyAt + at)
		d.report(CodePrivacy, p.line, p.col, tell("%s in the title of a link definition", f.what), tell("take it out"))
	}
}

// lineFeeds writes a carriage return that ends a line by itself as a line feed, so
// that the parsers agree on where lines are. No byte moves.
func lineFeeds(src []byte) []byte {
	out := src
	for i, c := range src {
		if c == '\r' && (i+1 == len(src) || src[i+1] != '\n') {
			if &out[0] == &src[0] {
				out = bytes.Clone(src)
			}
			out[i] = '\n'
		}
	}
	return out
}

// noBreaks writes the line ends that only YAML knows as spaces.
var noBreaks = strings.NewReplacer("\u0085", "\u00a0", "\u2028", "\u00a0", "\u2029", "\u00a0")

func invalidUTF8(b []byte) (int, bool) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i, true
		}
		i += n
	}
	return 0, false
}

// tooDeep finds a line of which only an attack would be made: the Markdown
// parser's cost grows with the square of open marks and of definitions.
func tooDeep(src []byte) (line int, deep bool) {
	emphasis, angles, definitions := 0, 0, 0 // marks of this paragraph, definitions of all
	for l := range bytes.Lines(src) {
		line++
		depth, most, quotes, marks, open, column := 0, 0, 0, 0, 0, 0
		lead := true
		for i, c := range l {
			switch c {
			case '(': // of an address that is never closed the parser reads the whole line
				if i > 0 && l[i-1] == ']' {
					open++
					most = max(most, open)
				}
			case ')':
				open = 0
			case '[':
				depth++
				most = max(most, depth)
			case ']':
				depth = max(0, depth-1)
			}
			if lead {
				switch c {
				case '>', '-', '+':
					quotes++
				case ' ':
					column++
				case '\t':
					column += 4
				case '*':
					marks++
				default:
					lead = false
				}
			}
		}
		switch t := bytes.TrimSpace(l); {
		case len(t) == 0:
			emphasis, angles, column = 0, 0, 0
		case t[0] == '[' && bytes.Contains(t, []byte("]:")):
			definitions++
		}
		emphasis += bytes.Count(l, []byte("*")) + bytes.Count(l, []byte("_"))
		angles += bytes.Count(l, []byte("<"))
		if emphasis > 1000 || angles > 1000 || definitions > 1000 || column > 200 {
			return line, true
		}
		if most > 64 || quotes > 16 && bytes.ContainsAny(l, ">+") || marks > 64 {
			return line, true
		}
	}
	return 0, false
}

// spot is a position in the file: line and column count from 1, the column
// in code points.
type spot struct{ line, col int }

func (d *Document) place(offset int) spot {
	if d.starts == nil {
		d.starts = []int{0}
		for i, c := range d.Source {
			if c == '\n' {
				d.starts = append(d.starts, i+1)
			}
		}
	}
	offset = min(offset, len(d.Source))
	n, found := slices.BinarySearch(d.starts, offset)
	if !found {
		n--
	}
	return spot{n + 1, 1 + d.runesBefore(offset) - d.runesBefore(d.starts[n])}
}

// runeStep is the distance in bytes of the places for which the number of code
// points before them is kept, so that a long line is not counted for each finding.
const runeStep = 1024

func (d *Document) runesBefore(offset int) int {
	if d.counts == nil {
		d.counts = make([]int, 0, len(d.Source)/runeStep+1)
		n := 0
		for at := 0; at <= len(d.Source); at += runeStep {
			d.counts = append(d.counts, n)
			n += starts(d.Source[at:min(at+runeStep, len(d.Source))])
		}
	}
	k := offset / runeStep
	return d.counts[k] + starts(d.Source[k*runeStep:offset])
}

// starts counts the bytes that begin a code point.
func starts(b []byte) int {
	n := 0
	for _, c := range b {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

func (d *Document) report(code Code, line, col int, message, hint told) {
	d.problems = append(d.problems, newFinding(d.Name, spot{line, col}, SeverityError, code, message, hint))
}

// parseFront splits the front matter off and reads it.
func (d *Document) parseFront() {
	d.Front.lines = map[string]int{}
	first, rest, _ := bytes.Cut(d.Source, []byte("\n"))
	if string(bytes.TrimRight(first, " \t\r")) != "---" {
		d.Body, d.BodyLine = d.Source, 1
		d.report(CodeFront, 1, 1, tell("the story has no front matter"),
			tell("begin the file with a line ---, the keys callout, lang, headline, standfirst and date, and a line ---"))
		return
	}
	front, line, end := rest, 1, -1
	for at := 0; at < len(rest); {
		l, _, _ := bytes.Cut(rest[at:], []byte("\n"))
		line++
		if string(bytes.TrimRight(l, " \t\r")) == "---" {
			front, end = rest[:at], min(len(rest), at+len(l)+1)
			break
		}
		at += len(l) + 1
	}
	if end < 0 {
		d.Body, d.BodyLine = nil, line
		d.report(CodeFront, 1, 1, tell("the front matter is not closed"), tell("end it with a line ---"))
		return
	}
	d.Body, d.BodyLine = rest[end:], line+1
	if end == len(rest) && !bytes.HasSuffix(rest, []byte("\n")) {
		d.BodyLine = line // there is no line after it
	}
	d.bodyAt = len(d.Source) - len(d.Body)

	if len(front) > maxFront {
		d.report(CodeFront, 1, 1, tell("the front matter has %d bytes; it may have %d", len(front), maxFront), tell("the story itself stands below the second line ---"))
		return
	}
	front = []byte(noBreaks.Replace(string(front)))
	var doc, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(plainColons(front)))
	err := dec.Decode(&doc)
	if err == nil {
		if again := dec.Decode(&more); again == nil {
			err = fmt.Errorf("yaml: line %d: the keys end and begin again", max(1, more.Line))
		} else if again != io.EOF {
			err = again
		}
	}
	if err != nil && err != io.EOF {
		msg, line := yamlProblem(err), brokenLine(front)
		d.report(CodeFront, line+1, 1, tell("the front matter is not YAML: %s", msg), tell("put values that hold a colon or begin with a mark between quotation marks"))
		return
	}
	if len(doc.Content) == 0 {
		d.report(CodeFront, 1, 1, tell("the front matter is empty"), tell("it needs callout, lang, headline, standfirst and date"))
		return
	}
	m := doc.Content[0]
	if m.Kind != yaml.MappingNode {
		d.report(CodeFront, m.Line+1, m.Column, tell("the front matter is not a list of keys"), tell("write lines like lang: en"))
		return
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		d.frontKey(m.Content[i], m.Content[i+1])
	}
	for _, key := range []string{"callout", "lang", "headline", "standfirst", "date"} {
		if _, ok := d.Front.lines[key]; !ok {
			d.report(CodeFront, 1, 1, tell("the front matter lacks %s", key), tell("add a line %s: …", key))
		}
	}
	if d.Front.Dir == "" {
		d.Front.Dir = locale.Dir(d.Front.Lang)
	}
}

func (d *Document) frontKey(k, v *yaml.Node) {
	f, line, col := &d.Front, k.Line+1, k.Column
	if _, twice := f.lines[k.Value]; twice {
		d.report(CodeFront, line, col, tell("%s is written twice", k.Value), tell("keep one"))
		return
	}
	f.lines[k.Value] = line
	if k.Value == "corrections" {
		d.corrections(v)
		return
	}
	text := map[string]*string{
		"callout": &f.Callout, "lang": &f.Lang, "dir": &f.Dir, "headline": &f.Headline, "standfirst": &f.Standfirst,
		"lead": &f.Lead, "alt": &f.Alt, "caption": &f.Caption, "credit": &f.Credit, "reply": &f.Reply, "order": &f.Order,
	}
	value := strings.TrimSpace(v.Value)
	target, known := text[k.Value]
	switch {
	case !known && k.Value != "date" && k.Value != "delay":
		d.report(CodeFront, line, col, tell("unknown key %q", k.Value),
			tell("known are callout, lang, dir, headline, standfirst, date, lead, alt, caption, credit, reply, order, delay, corrections"))
		return
	case v.Kind != yaml.ScalarNode:
		d.report(CodeFront, line, col, tell("%s is not one value", k.Value), tell("write it on one line"))
		return
	case value == "":
		d.report(CodeFront, line, col, tell("%s is empty", k.Value), tell("fill it in, or take the line out"))
		return
	case known:
		*target = value
	}
	switch k.Value {
	case "date":
		f.Date = voxpop.Date(value)
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			f.Date = ""
			d.report(CodeFront, v.Line+1, v.Column, tell("%q is not a day that exists", value), tell("write the date as 2026-03-14"))
		}
	case "delay":
		who, ok := strings.CutPrefix(value, "waived by ")
		if f.Waived = strings.TrimSpace(who); !ok || f.Waived == "" {
			f.Waived = ""
			d.report(CodeFront, v.Line+1, v.Column, tell("delay is not signed"), tell("write delay: waived by NAME"))
		}
	case "order":
		if value != "editorial" {
			d.report(CodeFront, v.Line+1, v.Column, tell("order %q is not known", value), tell("the only other order than by share is order: editorial"))
		}
	case "dir":
		if value != "ltr" && value != "rtl" {
			d.report(CodeFront, v.Line+1, v.Column, tell("dir is ltr or rtl"), tell("leave it out: it follows from lang"))
		}
	case "lang":
		if languageOf(value) == nil {
			d.report(CodeFront, v.Line+1, v.Column, tell("there are no rules of wording for %q", value),
				tell("a story can be checked in %s", strings.Join(Languages(), ", ")))
		}
	}
}

func (d *Document) corrections(v *yaml.Node) {
	if v.Kind != yaml.SequenceNode {
		d.report(CodeFront, v.Line+1, v.Column, tell("corrections is not a list"), tell("write each as - {date: 2026-03-15, text: …}"))
		return
	}
	for _, n := range v.Content {
		var c struct{ Date, Text string }
		bad := n.Kind != yaml.MappingNode
		for i := 0; !bad && i+1 < len(n.Content); i += 2 {
			switch n.Content[i].Value {
			case "date":
				c.Date = n.Content[i+1].Value
			case "text":
				c.Text = n.Content[i+1].Value
			default:
				bad = true
			}
		}
		if _, err := time.Parse(time.DateOnly, c.Date); bad || err != nil || strings.TrimSpace(c.Text) == "" {
			d.report(CodeFront, n.Line+1, n.Column, tell("a correction needs a date and a text, and nothing else"), tell("write - {date: 2026-03-15, text: …}"))
			continue
		}
		d.Front.Corrections = append(d.Front.Corrections, Correction{Date: voxpop.Date(c.Date), Text: c.Text})
	}
}

var (
	keyLine = regexp.MustCompile(`^([a-z_]+):[ \t]+([^\s"'\[{|>&*!%@\x60#].*)$`)
	// textLine is a key of which the value is text, and begins with a mark that
	// means something else to YAML.
	textLine = regexp.MustCompile(`^(callout|headline|standfirst|lead|alt|caption|credit|reply):[ \t]+([\[{%@\x60].*)$`)
)

// plainColons puts a value that holds a colon, or text that begins with a
// bracket or a brace, between quotation marks: headlines hold colons and
// figures stand in braces, and YAML would take them for its own.
func plainColons(front []byte) []byte {
	var out bytes.Buffer
	open := false // a value that was begun between marks goes on
	for l := range bytes.Lines(front) {
		line := strings.TrimRight(string(l), "\r\n \t")
		if open {
			if strings.HasPrefix(line, " ") {
				fmt.Fprintf(&out, "\n%s", strings.ReplaceAll(line, "'", "''"))
				continue
			}
			out.WriteString("'\n")
			open = false
		}
		if m := textLine.FindStringSubmatch(line); m != nil {
			fmt.Fprintf(&out, "%s: '%s", m[1], strings.ReplaceAll(m[2], "'", "''"))
			open = true
			continue
		}
		m := keyLine.FindStringSubmatch(line)
		if m == nil || !strings.Contains(m[2], ": ") && !strings.HasSuffix(m[2], ":") {
			out.Write(l)
			continue
		}
		fmt.Fprintf(&out, "%s: '%s'\n", m[1], strings.ReplaceAll(m[2], "'", "''"))
	}
	if open {
		out.WriteString("'\n")
	}
	return out.Bytes()
}

// brokenLine is the line, from 1, at which front matter stops being YAML: the
// one after the longest run of first lines that are. The YAML library names
// the line at which it gave up, which for a mark never closed is the last.
func brokenLine(front []byte) int {
	var ends []int
	for i, c := range front {
		if c == '\n' {
			ends = append(ends, i+1)
		}
	}
	if len(ends) > 200 { // no front matter that a person wrote
		return 0
	}
	for k := len(ends) - 1; k > 0; k-- {
		var n, more yaml.Node
		dec := yaml.NewDecoder(bytes.NewReader(plainColons(front[:ends[k-1]])))
		if dec.Decode(&n) == nil && dec.Decode(&more) == io.EOF {
			return k + 1
		}
	}
	return 1
}

// yamlProblem takes the place out of the YAML library's message.
func yamlProblem(err error) string {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		if _, what, ok := strings.Cut(rest, ": "); ok {
			return what
		}
	}
	return msg
}

// Block is a run of text that is read as one: a paragraph, a heading, a list
// item's text. Runes holds its text without marks; Offset the byte of Source
// that each rune came from; Link the index in Links of the link it stands in, or -1.
type Block struct {
	Node    ast.Node
	Heading bool
	Runes   []rune
	Offset  []int
	Link    []int
	Links   []*Link

	first int // index of the block in the document
}

// Link is a link or a picture of the story.
type Link struct {
	Kind  LinkKind // "" for an address of the web
	Dest  string   // as written
	ID    string   // response, statement, code, point, chart
	Who   string   // of a reversal: the person
	Query url.Values
	From  float64 // of a clip, seconds
	To    float64
	Image bool
	Text  string // the words, or the alternative text of a picture
	Start int    // first rune in the block
	End   int
	Node  ast.Node

	Block  *Block
	Offset int // byte in Source of the opening bracket, or of the first text
	broken told
}

// collect walks the tree and gathers blocks and links.
func (d *Document) collect() {
	_ = ast.Walk(d.Root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
			_, heading := n.(*ast.Heading)
			b := &Block{Node: n, Heading: heading, first: len(d.Blocks)}
			d.inline(b, n, -1)
			d.Blocks = append(d.Blocks, b)
			return ast.WalkSkipChildren, nil
		case *ast.HTMLBlock:
			at := d.bodyAt
			if n.Lines().Len() > 0 {
				at += n.Lines().At(0).Start
			}
			d.html(at)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			at := d.bodyAt
			b := &Block{Node: n, first: len(d.Blocks)}
			for i := range n.Lines().Len() {
				seg := n.Lines().At(i)
				d.runes(b, at+seg.Start, d.Body[seg.Start:seg.Stop], -1, true)
			}
			d.Blocks = append(d.Blocks, b)
		}
		return ast.WalkContinue, nil
	})
}

func (d *Document) html(offset int) {
	p := d.place(offset)
	d.report(CodeUnlinked, p.line, p.col, tell("HTML in a story cannot be checked"), tell("write it in Markdown, or take it out"))
}

func (d *Document) inline(b *Block, parent ast.Node, link int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			d.runes(b, d.bodyAt+n.Segment.Start, n.Segment.Value(d.Body), link, n.IsRaw())
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.add(' ', d.bodyAt+n.Segment.Stop, link)
			}
		case *ast.String:
			at := d.bodyAt
			if len(b.Offset) > 0 {
				at = b.Offset[len(b.Offset)-1]
			}
			for _, r := range string(n.Value) {
				b.add(r, at, link)
			}
		case *ast.Link:
			l := &Link{Dest: string(n.Destination), Node: n, Block: b, Start: len(b.Runes)}
			l.read()
			b.Links = append(b.Links, l)
			index := len(b.Links) - 1
			d.inline(b, n, index)
			l.finish(d)
		case *ast.Image:
			l := &Link{Dest: string(n.Destination), Node: n, Block: b, Start: len(b.Runes), Image: true}
			l.read()
			alt := &Block{}
			d.inline(alt, n, -1)
			l.Text = strings.TrimSpace(string(alt.Runes))
			l.End = l.Start
			l.Offset = d.offsetOf(b, n)
			b.Links = append(b.Links, l)
			b.add('\ufffc', l.Offset, len(b.Links)-1) // the picture's place in the line
		case *ast.AutoLink:
			l := &Link{Dest: string(n.URL(d.Body)), Node: n, Block: b, Start: len(b.Runes)}
			l.read()
			b.Links = append(b.Links, l)
			at := d.offsetOf(b, n)
			for _, r := range string(n.Label(d.Body)) {
				b.add(r, at, len(b.Links)-1)
			}
			l.finish(d)
		case *ast.RawHTML:
			at := d.bodyAt
			if n.Segments.Len() > 0 {
				at += n.Segments.At(0).Start
			}
			d.html(at)
		default: // emphasis, code span
			d.inline(b, n, link)
		}
	}
}

// offsetOf is the byte of Source at which a node begins. Where the parser does
// not say, it is that of the node's first text, or after what the block held so far.
func (d *Document) offsetOf(b *Block, n ast.Node) int {
	if at := n.Pos(); at >= 0 {
		return d.bodyAt + at
	}
	var at int
	found := false
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			at, found = d.bodyAt+t.Segment.Start, true
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	switch {
	case found:
		return at
	case len(b.Offset) > 0:
		return b.Offset[len(b.Offset)-1] + 1
	case b.Node != nil && b.Node.Type() == ast.TypeBlock && b.Node.Lines().Len() > 0:
		return d.bodyAt + b.Node.Lines().At(0).Start
	}
	return d.bodyAt
}

func (b *Block) add(r rune, offset, link int) {
	b.Runes = append(b.Runes, r)
	b.Offset = append(b.Offset, offset)
	b.Link = append(b.Link, link)
}

// runes adds a piece of source, with escapes and entities resolved as a
// renderer would.
func (d *Document) runes(b *Block, offset int, s []byte, link int, raw bool) {
	for i := 0; i < len(s); {
		if !raw && s[i] == '\\' && i+1 < len(s) && isPunct(s[i+1]) {
			b.add(rune(s[i+1]), offset+i, link)
			i += 2
			continue
		}
		if !raw && s[i] == '&' {
			if end := bytes.IndexByte(s[i:min(len(s), i+34)], ';'); end > 0 {
				if got := html.UnescapeString(string(s[i : i+end+1])); got != string(s[i:i+end+1]) {
					for _, r := range got {
						b.add(r, offset+i, link)
					}
					i += end + 1
					continue
				}
			}
		}
		r, n := utf8.DecodeRune(s[i:])
		b.add(r, offset+i, link)
		i += n
	}
}

func isPunct(c byte) bool {
	return '!' <= c && c <= '/' || ':' <= c && c <= '@' || '[' <= c && c <= '`' || '{' <= c && c <= '~'
}

func (l *Link) finish(d *Document) {
	l.End = len(l.Block.Runes)
	l.Text = string(l.Block.Runes[l.Start:l.End])
	l.Offset = d.offsetOf(l.Block, l.Node)
}

var linkKinds = []LinkKind{LinkResponse, LinkBy, LinkShare, LinkStatement, LinkReversal, LinkContradiction, LinkChart, LinkClip}

// read takes the destination apart. What is wrong with it is kept in broken,
// for the check to report with its place.
func (l *Link) read() {
	scheme, rest, ok := strings.Cut(l.Dest, ":")
	if !ok || strings.ContainsAny(scheme, "/?#. ") {
		return // a path or a fragment
	}
	kind := LinkKind(strings.ToLower(scheme))
	if !slices.Contains(linkKinds, kind) {
		switch kind {
		case "http", "https", "mailto", "tel":
		default:
			l.broken = tell("unknown scheme %q", scheme)
		}
		return
	}
	l.Kind = kind
	rest, fragment, _ := strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	id, err := url.PathUnescape(rest)
	if err != nil {
		l.broken = tell("the address is not well formed")
		return
	}
	if l.Query, err = url.ParseQuery(query); err != nil {
		l.broken = tell("the address is not well formed after the question mark")
	}
	l.ID = id
	if kind == LinkReversal {
		var ok bool
		if l.Who, l.ID, ok = strings.Cut(id, "/"); !ok || l.Who == "" || l.ID == "" {
			l.broken = tell("a reversal link is written reversal:PERSON/POINT")
		}
	}
	if kind == LinkClip {
		a, b, ok := strings.Cut(strings.TrimPrefix(fragment, "t="), ",")
		from, err1 := strconv.ParseFloat(a, 64)
		to, err2 := strconv.ParseFloat(b, 64)
		if !ok || err1 != nil || err2 != nil || !strings.HasPrefix(fragment, "t=") || !(from >= 0 && to > from && to <= 1e6) { // NaN is neither
			l.broken = tell("a clip needs its times, as in clip:%s#t=3.2,9.8", id)
		}
		l.From, l.To = from, to
	}
	if l.ID == "" && l.broken.Empty() {
		l.broken = tell("nothing is named after %s:", kind)
	}
	switch picture := kind == LinkChart || kind == LinkClip; {
	case picture && !l.Image && l.broken.Empty():
		l.broken = tell("a %s is placed with ! before the bracket", kind)
	case !picture && l.Image && l.broken.Empty():
		l.broken = tell("a %s link is not a picture: leave out the !", kind)
	}
}
