package caption

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"voxpop"
)

// SRT has no escape: what players take for a tag, an entity or an arrow is
// written with the wide form of its bracket, which looks the same and is none.
var (
	wideSRT   = strings.NewReplacer("<", "＜", ">", "＞", "{", "｛", "}", "｝")
	entitySRT = regexp.MustCompile(`&(#?[0-9A-Za-z]{1,32};)`)
)

func cleanSRT(s string) string {
	return entitySRT.ReplaceAllString(wideSRT.Replace(clean(s)), "＆$1")
}

func writeSRT(c Captions) []byte {
	var b strings.Builder
	for i, l := range lines(c.Cues, cleanSRT) {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s\n", i+1, clock(l.start, ','), clock(l.end, ','), wrapped(l.text))
	}
	return []byte(b.String())
}

// tagSRT are the tags that SRT files have.
var tagSRT = regexp.MustCompile(`(?i)</?(?:i|b|u|s|font)(?:\s[^<>\n]*)?>|\{\\[^{}\n]*\}|\{/?[biuyc](?::[^{}\n]*)?\}`)

// arrow reports whether a line is one of times: other texts may hold an arrow too.
func arrow(l string) bool {
	from, _, ok := strings.Cut(l, "-->")
	if !ok {
		return false
	}
	_, ok = readClock(asciiTime(from))
	return ok
}

// asciiTime is a time as editors for scripts from right to left write it, with
// their digits and direction marks, in ASCII.
func asciiTime(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case '\u06f0' <= r && r <= '\u06f9':
			return '0' + r - '\u06f0'
		case '\u0660' <= r && r <= '\u0669':
			return '0' + r - '\u0660'
		case r == '\u066b' || r == '\u060c':
			return ','
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s))
}

func readSRT(s string) (Captions, error) {
	ls := splitLines(s)
	var cues []voxpop.Cue
	var parts []string
	open := false
	closeCue := func() {
		t := trimmed(clean(joined(cleaned(tagSRT.ReplaceAllString(strings.Join(parts, "\n"), "")))))
		if open {
			if visible(t) {
				cues[len(cues)-1].Text = t
			} else {
				cues = cues[:len(cues)-1]
			}
		}
		parts = parts[:0]
	}
	for i := 0; i < len(ls); i++ {
		l := strings.TrimSpace(ls[i])
		if _, number := digits(asciiTime(l), 9); number && i+1 < len(ls) && arrow(ls[i+1]) && (!open || i == 0 || strings.TrimSpace(ls[i-1]) == "") {
			continue
		}
		if arrow(l) || !open && strings.Contains(l, "-->") {
			start, end, err := times(SRT, l, i+1)
			if err != nil {
				return Captions{}, err
			}
			closeCue()
			if len(cues) == maxCues {
				return Captions{}, refuse(SRT, i+1, fmt.Sprintf("is beyond the %dth cue", maxCues), "cut the file in two")
			}
			cues, open = append(cues, voxpop.Cue{Start: seconds(start), End: seconds(end)}), true
			continue
		}
		if l == "" {
			continue // a text may hold empty lines in files of careless programs
		}
		if !open {
			return Captions{}, refuse(SRT, i+1, "is text before the first cue", "a cue begins with its number and a line of times, as 00:00:01,000 --> 00:00:04,000")
		}
		parts = append(parts, ls[i])
	}
	closeCue()
	return captionsOf(cues), nil
}
