package stories

import (
	"strconv"
	"unicode/utf8"

	"voxpop/internal/locale"
	"voxpop/internal/page"
	"voxpop/internal/story"
)

// refusedPage is the preview of a story that cannot be built: its text with the
// errors where they stand.
type refusedPage struct {
	page.Base
	Verdict    verdict
	StoryLang  string
	Dir        string // as asked for, else of the language
	Headline   string
	Standfirst string
	Errors     []refusedError
	Blocks     []refusedBlock
}

// refusedError is an error of the list. Mark names its mark in the text; "" =
// it is about no word of the text.
type refusedError struct {
	No                   int
	Where, Says, Message string
	English              bool // Message is
	start, end           int  // code points of the file
	Mark                 string
}

// refusedBlock is a heading or a paragraph, cut at the errors.
type refusedBlock struct {
	Heading bool
	Pieces  []refusedPiece
}

// refusedPiece is a piece of a text. No is the number of the error that it is
// marked with, 0 = of none; First says that the mark begins here.
type refusedPiece struct {
	Text   string
	No     int
	First  bool
	Number string // No, in the digits of the page
	Says   string
}

// marked cuts a story at its errors. An error that stands where nothing is read
// – the address of a link, a picture, a blank line – marks the word before it.
func marked(t *locale.Locale, doc *story.Document, found []finding) (blocks []refusedBlock, errors []refusedError) {
	for _, f := range found {
		if f.Severity == string(story.SeverityError) {
			errors = append(errors, refusedError{No: len(errors) + 1, Where: f.Place, Says: f.Says, Message: f.Message, English: f.English, start: f.Start, end: f.End})
		}
	}
	at := byteOf(doc.Source)
	type place struct{ block, from, to int }
	places := make([]place, len(errors))
	for i, e := range errors {
		p := place{block: -1}
		from, to := at(e.start), at(max(e.end, e.start+1))
		for b := range doc.Blocks {
			x := doc.Blocks[b]
			if len(x.Offset) == 0 || x.Offset[0] >= to {
				break
			}
			first, last := -1, -1
			near := 0
			for r, o := range x.Offset {
				if o < from {
					near = r
				}
				if o >= from && o < to {
					if first < 0 {
						first = r
					}
					last = r
				}
			}
			if first >= 0 {
				p = place{b, first, last + 1}
				break
			}
			p = place{b, near, near + 1}
		}
		places[i] = p
	}
	for b := range doc.Blocks {
		x := doc.Blocks[b]
		if len(x.Runes) == 0 {
			continue
		}
		of := make([]int, len(x.Runes)) // number of the error, the first wins
		for i, p := range places {
			if p.block != b {
				continue
			}
			for r := p.from; r < min(p.to, len(of)); r++ {
				if of[r] == 0 {
					of[r] = i + 1
				}
			}
		}
		block := refusedBlock{Heading: x.Heading}
		for from := 0; from < len(of); {
			to := from
			for to < len(of) && of[to] == of[from] {
				to++
			}
			piece := refusedPiece{Text: string(x.Runes[from:to]), No: of[from]}
			if n := piece.No; n > 0 {
				e := &errors[n-1]
				piece.First, piece.Number, piece.Says = e.Mark == "", t.Int(n), e.Says
				e.Mark = "mark-" + strconv.Itoa(n)
			}
			block.Pieces = append(block.Pieces, piece)
			from = to
		}
		blocks = append(blocks, block)
	}
	return blocks, errors
}

// byteOf returns what turns a code point of a file into its place in bytes.
func byteOf(src []byte) func(point int) int {
	return func(point int) int {
		at := 0
		for range point {
			if at >= len(src) {
				break
			}
			_, n := utf8.DecodeRune(src[at:])
			at += n
		}
		return at
	}
}
