package whisper

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/media"
	"voxpop/internal/scribe"
)

// What of an answer is looked at: ten minutes hold 6,000 words.
const (
	maxSegments = 10_000
	maxWords    = 50_000
	maxText     = 1 << 20 // bytes of all segments together
)

// number is one that may be missing: servers write null where they have none,
// and some write numbers as strings.
type number struct {
	v  float64
	ok bool
}

// UnmarshalJSON never fails: what is no finite number is none.
func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	*n = number{}
	if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		*n = number{v, true}
	}
	return nil
}

func (n number) or(v float64) float64 {
	if n.ok {
		return n.v
	}
	return v
}

// answer is one of either interface: verbose_json of whisper.cpp has the words
// in their segments and what it makes of the language, that of OpenAI has the
// words beside the segments, and json of both has a text and no more.
type answer struct {
	Text      *string         `json:"text"`
	Language  string          `json:"language"`
	Segments  segments        `json:"segments"`
	Words     words           `json:"words"`
	Error     json.RawMessage `json:"error"`
	Detected  string          `json:"detected_language"`
	DetectedP number          `json:"detected_language_probability"`
	Languages languages       `json:"language_probabilities"`
}

// segments, words and languages stop being read at their bound: looked at
// afterwards, lists of nothing in an answer of some megabytes would have filled
// the memory already.
type (
	segments  []segment
	words     []word
	languages map[string]number
)

var errTooMany = errors.New("more than anybody says")

// UnmarshalJSON reads at most maxSegments with maxWords in them.
func (s *segments) UnmarshalJSON(b []byte) error {
	*s = nil
	n := 0
	return elements(b, maxSegments, func(d *json.Decoder) error {
		var one segment
		err := d.Decode(&one)
		*s = append(*s, one)
		if n += len(one.Words); n > maxWords {
			return errTooMany
		}
		return err
	})
}

// UnmarshalJSON reads at most maxWords.
func (w *words) UnmarshalJSON(b []byte) error {
	*w = nil
	return elements(b, maxWords, func(d *json.Decoder) error {
		var one word
		err := d.Decode(&one)
		*w = append(*w, one)
		return err
	})
}

// UnmarshalJSON reads none where there are more than all languages need.
func (l *languages) UnmarshalJSON(b []byte) error {
	if len(b) > 64<<10 {
		return nil
	}
	return json.Unmarshal(b, (*map[string]number)(l))
}

// elements hands over each element of a list; null is none. The first error ends it.
func elements(b []byte, most int, each func(*json.Decoder) error) error {
	if string(b) == "null" {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.New("no list")
	}
	for n := 0; d.More(); n++ {
		if n == most {
			return errTooMany
		}
		if err := each(d); err != nil {
			return err
		}
	}
	return nil
}

type segment struct {
	Text        string `json:"text"`
	Start       number `json:"start"`
	End         number `json:"end"`
	Words       words  `json:"words"`
	Likelihood  number `json:"avg_logprob"`
	Silence     number `json:"no_speech_prob"`
	Compression number `json:"compression_ratio"`
}

// word is a word, or a part of one: whisper.cpp gives every token.
type word struct {
	Text  string `json:"word"`
	Start number `json:"start"`
	End   number `json:"end"`
	P     number `json:"probability"`
}

const tooMuch = "answers with more words than anybody says in that time"

// read reads an answer; fault says why it is none, without anything of it.
func read(body []byte) (a *answer, fault string) {
	a = &answer{}
	if err := json.Unmarshal(body, a); errors.Is(err, errTooMany) {
		return nil, tooMuch
	} else if err != nil {
		return nil, "answers with something that is no transcript"
	}
	if a.Text == nil && a.Segments == nil {
		if len(a.Error) > 0 {
			return nil, "answers with an error of its own; look at its log"
		}
		return nil, "answers with something that is no transcript"
	}
	size, words := 0, len(a.Words)
	for _, s := range a.Segments {
		size += len(s.Text)
		words += len(s.Words)
	}
	if a.Text != nil {
		size = max(size, len(*a.Text))
	}
	if len(a.Segments) > maxSegments || words > maxWords || size > maxText {
		return nil, tooMuch
	}
	return a, ""
}

// tidy is s without what would only confuse a reader or a log: broken UTF-8,
// control characters and line ends (as spaces), direction marks. Spaces are
// single, and none at the ends.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == unicode.ReplacementChar, unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	return strings.Join(strings.Fields(s), " ")
}

// blank are what whisper.cpp writes where it heard nothing.
var blank = map[string]bool{"[BLANK_AUDIO]": true, "[SILENCE]": true, "[ SILENCE ]": true, "(SILENCE)": true, "[ BLANK_AUDIO ]": true}

// stretch is a segment on its way to a cue.
type stretch struct {
	of segment
	voxpop.Cue
	words []voxpop.Word
	p     *float64 // of all its words; nil = not said
}

// heard is the answer as words with times inside the sound. lang is the hint,
// prompt what the server was shown of the glossary.
func (a *answer) heard(s media.Sound, lang, prompt string) scribe.Heard {
	seconds := s.Seconds()
	all := a.stretches(seconds)
	if len(all) == 0 {
		// Of silence a server knows no language, and whisper.cpp names that of
		// the request before.
		return scribe.Heard{}
	}
	inSegments := false
	for i, seg := range all {
		if len(seg.of.Words) > 0 {
			inSegments = true
			all[i].words = match([]string{seg.Text}, seg.of.Words)[0]
		}
	}
	if !inSegments && len(a.Words) > 0 {
		texts := make([]string, len(all))
		for i, seg := range all {
			texts[i] = seg.Text
		}
		for i, words := range match(texts, a.Words) {
			all[i].words = words
		}
	}
	out := scribe.Heard{}
	at := 0.
	doubts := doubt(all, s, prompt)
	for i, seg := range all {
		out.Segments = append(out.Segments, seg.Cue)
		words := seg.words
		if len(words) == 0 && doubts[i] {
			words = spread(seg.Cue)
		}
		for _, w := range words {
			w.Start = min(max(w.Start, at), seconds)
			w.End = min(max(w.End, w.Start), seconds)
			at = w.Start
			if n := len(out.Words); n > 0 && out.Words[n-1].End > w.Start {
				out.Words[n-1].End = w.Start
			}
			if w.P == nil && seg.p != nil {
				p := *seg.p
				w.P = &p
			}
			if doubts[i] && (w.P == nil || *w.P > doubtful) {
				p := doubtful
				w.P = &p
			}
			out.Words = append(out.Words, w)
		}
	}
	out.Lang, out.LangP = a.spoken(lang)
	return out
}

// spoken is the language and how sure the server is of it, 0 = it does not say.
func (a *answer) spoken(hint string) (string, float64) {
	said := tag(a.Language)
	if said == "" && a.Language == "" {
		said = tag(a.Detected)
	}
	if hint != "" {
		base, _ := code(hint)
		if said == "" || sameLanguage(base, said) {
			return hint, 0
		}
	}
	p := 0.
	if said != "" {
		base, _ := code(said)
		p = a.Languages[base].or(0)
		if p == 0 && tag(a.Detected) == said {
			p = a.DetectedP.or(0)
		}
	}
	return said, min(max(p, 0), 1)
}

// stretches are the segments that hold text, inside the sound, in order, none
// over another.
func (a *answer) stretches(seconds float64) []stretch {
	segments := a.Segments
	if len(segments) == 0 && a.Text != nil {
		segments = []segment{{Text: *a.Text}}
	}
	var out []stretch
	at := 0.
	for _, s := range segments {
		text := tidy(s.Text)
		if text == "" || blank[strings.ToUpper(text)] {
			continue
		}
		start := min(max(s.Start.or(at), 0), seconds)
		if n := len(out); n > 0 {
			prev := &out[n-1]
			if start = max(start, prev.Start); start < prev.End {
				if start > prev.Start {
					prev.End = start
				} else {
					start = prev.End
				}
			}
		}
		end := min(max(s.End.or(seconds), start), seconds)
		at = end
		one := stretch{of: s, Cue: voxpop.Cue{Start: start, End: end, Text: text}}
		if s.Likelihood.ok {
			p := min(math.Exp(s.Likelihood.v), 1)
			one.p = &p
		}
		out = append(out, one)
	}
	return out
}

// spread gives the words of a cue times by their letters.
func spread(c voxpop.Cue) []voxpop.Word {
	var out []voxpop.Word
	runes := []rune(c.Text)
	at := func(i int) float64 { return c.Start + (c.End-c.Start)*float64(i)/float64(len(runes)) }
	for _, f := range fields(runes) {
		if slices.ContainsFunc(runes[f[0]:f[1]], spokenRune) {
			out = append(out, voxpop.Word{Start: at(f[0]), End: at(f[1]), Text: string(runes[f[0]:f[1]])})
		}
	}
	return out
}

func spokenRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// fields are the stretches [from, to) between spaces.
func fields(runes []rune) [][2]int {
	var out [][2]int
	from := -1
	for i, r := range runes {
		switch space := unicode.IsSpace(r); {
		case space && from >= 0:
			out, from = append(out, [2]int{from, i}), -1
		case !space && from < 0:
			from = i
		}
	}
	if from >= 0 {
		out = append(out, [2]int{from, len(runes)})
	}
	return out
}
