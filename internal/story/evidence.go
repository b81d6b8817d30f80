package story

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"voxpop"
	"voxpop/internal/text"
)

// annotationContext is the JSON-LD context of the W3C Web Annotation data
// model, and after it the few terms of our own.
// https://www.w3.org/TR/annotation-model/
const annotationContext = "http://www.w3.org/ns/anno.jsonld"

var ownTerms = map[string]string{
	"evidence": "urn:voxpop:evidence", "code": "urn:voxpop:code", "n": "urn:voxpop:n", "of": "urn:voxpop:of", "group": "urn:voxpop:group",
	"figure": "urn:voxpop:figure", "sha256": "urn:voxpop:sha256", "saidOn": "urn:voxpop:saidOn",
}

type annotation struct {
	Context    []any              `json:"@context"`
	ID         string             `json:"id"`
	Type       string             `json:"type"`
	Motivation string             `json:"motivation"`
	Body       []any              `json:"body"`
	Target     []annotationTarget `json:"target"`
}

type annotationTarget struct {
	Type     string `json:"type,omitempty"`
	Source   string `json:"source"`
	Selector []any  `json:"selector"`
}

// textualBody says what stands behind the words.
type textualBody struct {
	Type     string `json:"type"`
	Purpose  string `json:"purpose"`
	Format   string `json:"format"`
	Language string `json:"language"`
	Value    string `json:"value"`
	Evidence string `json:"evidence"`
	Figure   string `json:"figure,omitempty"` // name of a figure of the call-out, and its value
	Code     string `json:"code,omitempty"`
	N        *int   `json:"n,omitempty"`
	Of       *int   `json:"of,omitempty"`
	Group    string `json:"group,omitempty"` // the breakdown that n and of are of, as "lang fa"
}

// sourceBody leads to the document that shows a statement.
type sourceBody struct {
	Type     string `json:"type"`
	Purpose  string `json:"purpose"`
	Source   string `json:"source"`
	SaidOn   string `json:"saidOn,omitempty"`
	SHA256   string `json:"sha256,omitempty"` // of the archived copy
	Selector []any  `json:"selector"`
}

type quoteSelector struct {
	Type   string `json:"type"`
	Exact  string `json:"exact"`
	Prefix string `json:"prefix"`
	Suffix string `json:"suffix"`
}

type positionSelector struct {
	Type  string `json:"type"`
	Start int    `json:"start"` // code points, inclusive
	End   int    `json:"end"`   // exclusive
}

type fragmentSelector struct {
	Type       string `json:"type"`
	ConformsTo string `json:"conformsTo"`
	Value      string `json:"value"`
}

const mediaFragments = "http://www.w3.org/TR/media-frags/"

// contextRunes is how much text before and after a quote its selector carries.
const contextRunes = 32

// annotations writes evidence.jsonld: a list of W3C Web Annotations, one for
// each quote, figure and clip, in the order of the page. Its ids are made from
// the record's and the page's hashes and the evidence number.
func (b *builder) annotations(page []byte) ([]byte, error) {
	p, err := readPage(page)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "story.Build", Message: "the page cannot be read back", Err: err}
	}
	snapshot, err := b.rec.Hash()
	if err != nil {
		return nil, err
	}
	source := hashName(page)
	list := []annotation{}
	add := func(id, motivation string, body []any, target []annotationTarget) {
		list = append(list, annotation{
			Context: []any{annotationContext, ownTerms}, ID: hashUUID(snapshot + source + id), Type: "Annotation",
			Motivation: motivation, Body: body, Target: target,
		})
	}
	for _, f := range b.filled {
		span, ok := p.spans[f.id]
		if !ok { // in the frame of the page, outside the story
			continue
		}
		body := b.textual(f.id, b.l.Say("note.fill", "name", b.l.Say("fill."+f.name)))
		body.Figure = f.name
		add(f.id, "describing", []any{body}, []annotationTarget{p.target(source, span)})
	}
	for _, it := range b.items {
		span, ok := p.spans[it.id]
		if !ok {
			return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "story.Build", Message: "evidence " + it.id + " is not on the page"}
		}
		body := b.textual(it.id, b.plainNote(it))
		motivation := "identifying"
		target := []annotationTarget{p.target(source, span)}
		bodies := []any{&body}
		switch it.link.Kind {
		case LinkShare:
			motivation = "describing"
			body.Code, body.N, body.Of, body.Group = it.link.ID, &it.n, &it.of, it.group
		case LinkStatement, LinkReversal, LinkContradiction:
			motivation = "linking"
			for _, s := range it.said {
				if src := sourceOf(s); src != nil {
					bodies = append(bodies, src)
				}
			}
		case LinkClip:
			motivation = "describing"
			c := b.clips[it.link]
			target = b.clipTargets(p, source, span, it, c)
		}
		add(it.id, motivation, bodies, target)
	}
	return marshal(list)
}

func (b *builder) textual(id, value string) textualBody {
	return textualBody{Type: "TextualBody", Purpose: "describing", Format: "text/plain", Language: b.doc.Front.Lang, Value: value, Evidence: id}
}

// plainNote is the note of an item as text.
func (b *builder) plainNote(it *item) string {
	switch it.link.Kind {
	case LinkResponse:
		return b.said(it)
	case LinkShare:
		return b.l.Say("note.share", "name", it.name, "figure", b.shareTitle(it))
	case LinkClip:
		return b.l.Say(b.clips[it.link].noteKey())
	case LinkStatement:
		return b.whoSaid(it) + " " + b.l.Say("quote.marks", "text", isolate(it.said[0].Text, b.l.Dir))
	}
	return b.clashNote(it)
}

// target selects a span of the story's text, by its words and by its place.
func (p *pageText) target(source string, s text.Span) annotationTarget {
	before, after := max(0, s.Start-contextRunes), min(len(p.runes), s.End+contextRunes)
	return annotationTarget{Type: "SpecificResource", Source: source, Selector: []any{
		quoteSelector{"TextQuoteSelector", string(p.runes[s.Start:s.End]), string(p.runes[before:s.Start]), string(p.runes[s.End:after])},
		positionSelector{"TextPositionSelector", s.Start, s.End},
	}}
}

// clipTargets selects what is said in a clip, as the page prints it, and the
// piece of the recording, which is named by its evidence number only.
func (b *builder) clipTargets(p *pageText, source string, figure text.Span, it *item, c *clip) []annotationTarget {
	var out []annotationTarget
	if it.words != "" {
		words := []rune(printed(it.words))
		for at := figure.Start; at+len(words) <= figure.End; at++ {
			if string(p.runes[at:at+len(words)]) == string(words) {
				out = append(out, p.target(source, text.Span{Start: at, End: at + len(words)}))
				break
			}
		}
	}
	return append(out, annotationTarget{Type: "SpecificResource", Source: hashName(c.body), Selector: []any{
		fragmentSelector{"FragmentSelector", mediaFragments, "t=" + seconds(c.from) + "," + seconds(c.to)},
	}})
}

func seconds(s float64) string { return strconv.FormatFloat(s, 'f', -1, 64) }

// sourceOf leads to a statement's document; nil when it has no address.
func sourceOf(s *voxpop.Statement) *sourceBody {
	u := safeURL(s.Source.URL)
	if u == "" {
		return nil
	}
	out := &sourceBody{Type: "SpecificResource", Purpose: "linking", Source: u, SaidOn: string(s.SaidOn), SHA256: s.Source.SHA256,
		Selector: []any{quoteSelector{Type: "TextQuoteSelector", Exact: s.Text}}}
	if s.Source.Start != nil && s.Source.End != nil {
		out.Selector = append(out.Selector, positionSelector{"TextPositionSelector", *s.Source.Start, *s.Source.End})
	}
	return out
}

// hashName names bytes by their SHA-256, as RFC 6920 writes it: an address
// that holds wherever the newsroom puts the page.
func hashName(b []byte) string {
	sum := sha256.Sum256(b)
	return "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// hashUUID makes a version 8 UUID (RFC 9562) from a text.
func hashUUID(s string) string {
	sum := sha256.Sum256([]byte(s))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// marshal writes JSON for people and programs: indented, with a line's end.
func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return out.Bytes(), err
}

// manifest is what a published folder says about itself.
type manifest struct {
	Story   string         `json:"story"`
	Callout string         `json:"callout"`
	Lang    string         `json:"lang"`
	Date    string         `json:"date"`
	Program string         `json:"program"`
	Record  string         `json:"record_sha256"` // of the snapshot
	Files   []manifestFile `json:"files"`
	// SHA256 is that of this file with this field empty, so that a change of
	// the manifest itself is seen.
	SHA256 string `json:"sha256"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func (b *builder) manifest(files []File) ([]byte, error) {
	snapshot, err := b.rec.Hash()
	if err != nil {
		return nil, err
	}
	f := b.doc.Front
	m := manifest{Story: baseName(b.doc.Name), Callout: b.callout.Slug, Lang: f.Lang, Date: string(f.Date), Program: b.opts.Program, Record: snapshot}
	for _, f := range files {
		m.Files = append(m.Files, manifestFile{f.Name, len(f.Body), sum(f.Body)})
	}
	return m.sealed()
}

// sealed writes the manifest with its own hash.
func (m manifest) sealed() ([]byte, error) {
	m.SHA256 = ""
	body, err := marshal(m)
	if err != nil {
		return nil, err
	}
	m.SHA256 = sum(body)
	return marshal(m)
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
