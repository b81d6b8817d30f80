package texts

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/scribe"
	"voxpop/internal/text"
	"voxpop/internal/transcript"
)

// doubtful is under which certainty a word is shown as doubtful, as the command
// line has it.
const doubtful = .5

// timedWords are the words of a version for a script, as JSON: an array of
// [start, end, from, to, doubtful] with places in UTF-16 units of the text, as
// scripts count, and times in seconds. A word that does not stand in the text
// is left out.
func timedWords(shown string, words []voxpop.Word) (js string, unsure int) {
	type timed [5]float64
	all := make([]timed, 0, len(words))
	rest, passed := shown, 0
	for _, w := range words {
		before, after, ok := strings.Cut(rest, w.Text)
		if !ok || w.Text == "" {
			continue
		}
		start := passed + units(before)
		passed = start + units(w.Text)
		rest = after
		t := timed{float64(start), float64(passed), round(w.Start), round(w.End)}
		if w.P != nil && *w.P < doubtful {
			t[4] = 1
			unsure++
		}
		all = append(all, t)
	}
	b, err := json.Marshal(all)
	if err != nil { // a time that is no number: none is stored
		return "[]", 0
	}
	return string(b), unsure
}

func round(seconds float64) float64 { return float64(int(seconds*1000+.5)) / 1000 }

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// unsureParts cuts a text where the machine was unsure, for a page without
// script.
func unsureParts(v voxpop.TextVersion) (parts []part) {
	all := []rune(v.Text)
	at := 0
	for _, span := range transcript.LowConfidence(transcript.From(v), doubtful) {
		if span.Start < at || span.End > len(all) {
			continue
		}
		if at < span.Start {
			parts = append(parts, part{Text: string(all[at:span.Start])})
		}
		parts = append(parts, part{Text: string(all[span.Start:span.End]), Unsure: true})
		at = span.End
	}
	if at < len(all) {
		parts = append(parts, part{Text: string(all[at:])})
	}
	return parts
}

type part struct {
	Text   string
	Unsure bool
}

// heardAt is when a stretch of a transcript is said.
func heardAt(v voxpop.TextVersion, span [2]int) (from, to float64, ok bool) {
	return transcript.TimesOf(transcript.From(v), text.Span{Start: span[0], End: span[1]})
}

// clock is a moment of a recording: always Latin digits, minutes and seconds.
func clock(seconds float64) string {
	s := int(seconds)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// isolate is what people and programs are called, inside a sentence.
func isolate(s string) string { return locale.Isolate(locale.Printable(s)) }

// sourceOf is what a translation is of: the newest transcript, else the text of
// the response as version 0.
func sourceOf(t scribe.Texts) voxpop.TextVersion {
	if n := len(t.Transcripts); n > 0 {
		return t.Transcripts[n-1]
	}
	return voxpop.TextVersion{Response: t.Response.ID, Lang: t.Response.Lang, Text: t.Response.Text}
}
