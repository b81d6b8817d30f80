package caption

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
)

// rawCue is a cue of WebVTT before its text is made: its lines as they are read
// and, one for one, as they stand in the file, where tags hold the times of words.
type rawCue struct {
	start, end int64
	lines      []string
	marked     []string
}

// unrolled are the cues of a file without what rolls. Video sites show two lines
// at a time, the one before and the new one, with a moment between two such cues
// in which nothing is new: read as they stand, every line is there two or three
// times. Only a file whose cues mostly roll is taken for one.
func unrolled(cues []rawCue) []rawCue {
	const (
		touch  = 20 // milliseconds between two cues that belong together
		moment = 50 // the longest cue that only holds the screen
		most   = 4  // lines that are there again
	)
	again := make([]int, len(cues)) // lines at the start of a cue that the one before ends with
	rolls := 0
	for i := 1; i < len(cues); i++ {
		a, b := cues[i-1], cues[i]
		if b.start < a.start || b.start > a.end+touch {
			continue
		}
		for k := min(len(a.lines), len(b.lines), most); k > 0 && again[i] == 0; k-- {
			if slices.Equal(a.lines[len(a.lines)-k:], b.lines[:k]) {
				again[i] = k
			}
		}
		if again[i] > 0 {
			rolls++
		}
	}
	if rolls < 3 || 2*rolls <= len(cues)-1 {
		return cues
	}
	out := make([]rawCue, 0, len(cues))
	for i, c := range cues {
		switch k := again[i]; {
		case k == len(c.lines) && c.end-c.start <= moment:
			continue
		case k < len(c.lines):
			c.lines, c.marked = c.lines[k:], c.marked[k:]
		}
		out = append(out, c)
	}
	return out
}

var timeTag = regexp.MustCompile(`<(?:\d{1,3}:)?\d{2}:\d{2}\.\d{3}>`)

// words are the words of a cue that tags give times; nil without such tags.
func (c rawCue) words() []voxpop.Word {
	type piece struct {
		at   int64
		text string
	}
	var pieces []piece
	tagged := false
	at := c.start
	for _, l := range c.marked {
		for l += "\n"; l != ""; {
			tag := timeTag.FindStringIndex(l)
			if tag == nil {
				tag = []int{len(l), len(l)}
			}
			// A part of a line before its first time has that of the cue.
			pieces = append(pieces, piece{at, plainVTT(l[:tag[0]])})
			if tag[1] > tag[0] {
				tagged = true
				if ms, ok := readClock(l[tag[0]+1 : tag[1]-1]); ok {
					at = max(at, min(ms, c.end))
				}
			}
			l = l[tag[1]:]
		}
	}
	if !tagged {
		return nil
	}
	type span struct {
		from, to int64
		text     string
	}
	var spans []span
	open := false // the last word goes on in what follows
	for n, p := range pieces {
		to := c.end
		if n+1 < len(pieces) {
			to = pieces[n+1].at
		}
		fields := strings.Fields(p.text)
		letters, done := 0, 0
		for _, f := range fields {
			letters += utf8.RuneCountInString(f)
		}
		for k, f := range fields {
			first, _ := utf8.DecodeRuneInString(p.text)
			from := p.at + (to-p.at)*int64(done)/int64(letters)
			done += utf8.RuneCountInString(f)
			until := p.at + (to-p.at)*int64(done)/int64(letters)
			if k == 0 && open && len(spans[len(spans)-1].text) < 200 && !unicode.IsSpace(first) && !spaceless(first) {
				spans[len(spans)-1].text += f
				spans[len(spans)-1].to = until
				continue
			}
			spans = append(spans, span{from, until, f})
		}
		if last, _ := utf8.DecodeLastRuneInString(p.text); p.text != "" {
			open = len(spans) > 0 && !unicode.IsSpace(last)
		}
	}
	var out []voxpop.Word
	for _, s := range spans {
		if t := trimmed(clean(s.text)); visible(t) {
			out = append(out, voxpop.Word{Start: seconds(s.from), End: seconds(s.to), Text: t})
		}
	}
	return out
}
