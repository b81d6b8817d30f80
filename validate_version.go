package voxpop

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Validate returns the first thing wrong with the version, with the field as
// the error's place. No word of anybody is in the error.
func (v TextVersion) Validate() error {
	if !ValidID(v.Response) {
		return wrong("response", "is not an id", idHint)
	}
	if err := oneOf("of", v.Of, OfTranscript, OfTranslation); err != nil {
		return err
	}
	if v.Lang == "" && v.Of == OfTranscript {
		// nobody knows yet
	} else if !ValidLang(v.Lang) {
		return wrong("lang", "is not a language tag", langHint)
	}
	if v.N < 1 {
		return wrong("n", "is not the number of a version", "the first version of a text is 1")
	}
	if err := oneOf("state", v.State, Machine, Edited, Reviewed); err != nil {
		return err
	}
	for _, f := range []struct{ field, text string }{{"by", v.By}, {"engine", v.Engine}} {
		if !ValidName(f.text) {
			return wrong(f.field, "is not one line of text", "write it on one line, without control characters, at most 256 letters")
		}
	}
	if v.Source < 0 || v.Source > 0 && v.Of != OfTranslation {
		return wrong("source", "is not the number of a version of the transcript", "only a translation has a source; 0, or left out, is the response's text")
	}
	if !utf8.ValidString(v.Text) {
		return wrong("text", "is not UTF-8", "save it in the encoding UTF-8")
	}
	if !finite(v.Seconds) {
		return wrong("seconds", "is not the length of a recording", "write seconds, 0 or more")
	}
	return v.validTimes()
}

// validTimes checks what hangs on the text: cues, words and pairs.
func (v TextVersion) validTimes() error {
	for i, c := range v.Cues {
		field := at("cues", i)
		if !finite(c.Start) || !finite(c.End) || c.End < c.Start {
			return wrong(field, "has impossible times", "start and end are seconds from the start of the recording, end not before start")
		}
		if !utf8.ValidString(c.Text) {
			return wrong(field+".text", "is not UTF-8", "save it in the encoding UTF-8")
		}
	}
	rest := v.Text
	for i, w := range v.Words {
		field := at("words", i)
		if !finite(w.Start) || !finite(w.End) || w.End < w.Start {
			return wrong(field, "has impossible times", "s and e are seconds from the start of the recording, e not before s")
		}
		if w.P != nil && !(*w.P >= 0 && *w.P <= 1) {
			return wrong(field+".p", "is not a fraction of 1", "write how sure the engine was, from 0 to 1")
		}
		_, after, there := strings.Cut(rest, w.Text)
		if w.Text == "" || !there {
			return wrong(field+".w", "does not stand in the text after the words before it", "words come in the order of the text, as they stand in it")
		}
		rest = after
	}
	if len(v.Pairs) > 0 && v.Of != OfTranslation {
		return wrong("pairs", "stand in a transcript", "only a translation has pairs")
	}
	letters, last := 0, 0
	if len(v.Pairs) > 0 {
		letters = utf8.RuneCountInString(v.Text)
	}
	for i, p := range v.Pairs {
		if p.From[0] < 0 || p.From[1] < p.From[0] {
			return wrong(at("pairs", i)+".from", "is not a stretch of a text", "write its start and its end in code points")
		}
		if p.To[0] < last || p.To[1] < p.To[0] || p.To[1] > letters {
			return wrong(at("pairs", i)+".to", "is not a stretch of the text after the one before", "write its start and its end in code points; pairs come in the order of the translation")
		}
		last = p.To[1]
	}
	return nil
}

// Work names the work of a version inside its response: a response has one
// transcript, whose language may be corrected from version to version, and one
// translation into each language.
func (v TextVersion) Work() string {
	if v.Of == OfTranscript {
		return string(OfTranscript)
	}
	return string(OfTranslation) + " " + v.Lang
}

// Agrees returns what is wrong when v, the newest version of a work, is not
// what its response says. The error's place is the field of v.
func (v TextVersion) Agrees(r Response) error {
	const hint = "the newest version of a text is what responses.jsonl says: bring both from one export"
	differs := func(field, message string) error { return wrong(field, message, hint) }
	switch {
	case r.Withdrawn():
		return differs("response", "was withdrawn, and has a version of a text left")
	case v.Of == OfTranscript && r.Transcript == nil:
		return differs("of", "is of a transcript, and the response has none")
	}
	lang, text, state, by := "", "", State(""), ""
	if t := r.Transcript; v.Of == OfTranscript {
		lang, text, state, by = t.Lang, t.Text, t.State, t.By
		if !slices.Equal(v.Cues, t.Cues) {
			return differs("cues", "are not those of the response")
		}
	} else {
		i := slices.IndexFunc(r.Translations, func(t Translation) bool { return t.Lang == v.Lang })
		if i < 0 {
			return differs("lang", "is of a translation that the response has not")
		}
		t := r.Translations[i]
		lang, text, state, by = t.Lang, t.Text, t.State, t.By
	}
	switch {
	case v.Lang != lang:
		return differs("lang", "is not the language that the response says")
	case v.Text != text:
		return differs("text", "is not the text of the response")
	case v.State != state:
		return differs("state", fmt.Sprintf("is %s, and the response says %s", v.State, state))
	case v.By != by:
		return differs("by", "is not who the response says")
	}
	return nil
}

// Apply returns the response with v as the newest version of its work. The
// response's own lists are left alone.
func (v TextVersion) Apply(r Response) Response {
	if v.Of == OfTranscript {
		r.Transcript = &Transcript{Lang: v.Lang, Text: v.Text, State: v.State, By: v.By, Cues: v.Cues}
		return r
	}
	now := Translation{Lang: v.Lang, Text: v.Text, State: v.State, By: v.By}
	r.Translations = slices.Clone(r.Translations)
	if i := slices.IndexFunc(r.Translations, func(t Translation) bool { return t.Lang == v.Lang }); i >= 0 {
		r.Translations[i] = now
	} else {
		r.Translations = append(r.Translations, now)
	}
	return r
}

// VersionsOf returns the texts of a response as versions: what there is of a
// response from before versions were kept.
func VersionsOf(r Response) (all []TextVersion) {
	if t := r.Transcript; t != nil {
		all = append(all, TextVersion{Response: r.ID, Of: OfTranscript, Lang: t.Lang, N: 1, State: t.State, By: t.By, Text: t.Text, Cues: t.Cues})
	}
	seen := map[string]bool{}
	for _, t := range r.Translations {
		if seen[t.Lang] { // the first is the one that counts
			continue
		}
		seen[t.Lang] = true
		v := TextVersion{Response: r.ID, Of: OfTranslation, Lang: t.Lang, N: 1, State: t.State, By: t.By, Text: t.Text}
		if r.Transcript != nil {
			v.Source = 1
		}
		all = append(all, v)
	}
	return all
}
