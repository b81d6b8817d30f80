package story

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"voxpop/internal/text"
)

// StoryElement is the id of the page's element whose text annotations count
// in: code points of its textContent, as a browser gives it.
const StoryElement = "story"

// pageText is the text of a published page's story.
type pageText struct {
	runes []rune
	spans map[string]text.Span // of the elements with an id inside the story
	attrs map[string]map[string]string
	media []string // data: URIs of recordings
}

// readPage reads a page that [Build] wrote. Such pages are well-formed XML, so
// a strict parser reads the same text as a browser; a page that is not has
// been changed.
func readPage(page []byte) (*pageText, error) {
	p := &pageText{spans: map[string]text.Span{}, attrs: map[string]map[string]string{}}
	d := xml.NewDecoder(bytes.NewReader(page))
	type open struct {
		id    string
		start int
	}
	var stack []open
	inside := -1 // depth of the story's element
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the page is not well formed: %w", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			o := open{start: len(p.runes)}
			attrs := map[string]string{}
			for _, a := range tok.Attr {
				attrs[a.Name.Local] = a.Value
			}
			o.id = attrs["id"]
			if o.id == StoryElement && inside < 0 {
				inside = len(stack)
			}
			if inside >= 0 && o.id != "" {
				p.attrs[o.id] = attrs
			}
			if name := tok.Name.Local; (name == "audio" || name == "video") && strings.HasPrefix(attrs["src"], "data:") {
				p.media = append(p.media, attrs["src"])
			}
			stack = append(stack, o)
		case xml.EndElement:
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if inside >= 0 && o.id != "" {
				p.spans[o.id] = text.Span{Start: o.start, End: len(p.runes)}
			}
			if len(stack) == inside {
				inside = -2 // ids are unique: the story does not come again
			}
		case xml.CharData:
			if inside >= 0 {
				p.runes = append(p.runes, []rune(string(tok))...)
			}
		}
	}
	if inside != -2 {
		return nil, fmt.Errorf("the page has no element with the id %q", StoryElement)
	}
	return p, nil
}

// at returns the text of a span; ok is false when it lies outside.
func (p *pageText) at(start, end int) (string, bool) {
	if start < 0 || end < start || end > len(p.runes) {
		return "", false
	}
	return string(p.runes[start:end]), true
}
