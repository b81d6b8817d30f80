package caption

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
)

// heard is the JSON of Whisper in all its shapes: OpenAI's servers (words at
// the top), whisper.cpp's server and whisper's own program (words in segments),
// and whisper.cpp's program (transcription, times in milliseconds).
type heard struct {
	Task          string          `json:"task,omitempty"`
	Language      string          `json:"language"`
	Duration      number          `json:"duration,omitzero"`
	Text          string          `json:"text"`
	Segments      []segment       `json:"segments"`
	Words         []heardWord     `json:"words,omitempty"`
	Transcription []transcription `json:"transcription,omitempty"`
	Result        *struct {
		Language string `json:"language"`
	} `json:"result,omitempty"`
}

type segment struct {
	ID    any         `json:"id"` // a number; other programs write strings, and it says nothing
	Start *float64    `json:"start"`
	End   *float64    `json:"end"`
	Text  string      `json:"text"`
	Words []heardWord `json:"words,omitempty"`
}

type heardWord struct {
	Word        string   `json:"word"`
	Start       *float64 `json:"start"`
	End         *float64 `json:"end"`
	Probability *float64 `json:"probability,omitempty"`
	Score       *float64 `json:"score,omitempty"` // the same in other programs' files
}

type transcription struct {
	Offsets struct {
		From float64 `json:"from"`
		To   float64 `json:"to"`
	} `json:"offsets"` // milliseconds
	Text   string `json:"text"`
	Tokens []struct {
		Text    string `json:"text"`
		Offsets struct {
			From float64 `json:"from"`
			To   float64 `json:"to"`
		} `json:"offsets"`
		P float64 `json:"p"`
	} `json:"tokens"`
}

// number is a length, which some servers write as a string; what is none is 0.
type number float64

// UnmarshalJSON never fails.
func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	if *n = number(v); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		*n = 0
	}
	return nil
}

// mended is JSON without what programs write that JSON knows not: Python's NaN
// and Infinity become null. Line ends stay where they are.
func mended(b []byte) []byte {
	if !bytes.Contains(b, []byte("NaN")) && !bytes.Contains(b, []byte("Infinity")) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i, quoted := 0, false; i < len(b); i++ {
		c := b[i]
		switch {
		case quoted && c == '\\' && i+1 < len(b):
			out = append(out, c)
			i++
			c = b[i]
		case c == '"':
			quoted = !quoted
		case !quoted && (c == 'N' || c == 'I' || c == '-'):
			n := 0
			for _, w := range []string{"NaN", "Infinity", "-Infinity"} {
				if bytes.HasPrefix(b[i:], []byte(w)) {
					n = len(w)
				}
			}
			if n > 0 {
				out = append(out, "null"...)
				i += n - 1
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

func readWhisper(b []byte) (Captions, error) {
	var in heard
	b = mended(b)
	if err := json.Unmarshal(b, &in); err != nil {
		return Captions{}, broken(Whisper, b, err)
	}
	length := float64(in.Duration)
	if in.Result != nil && in.Language == "" {
		in.Language = in.Result.Language
	}
	for _, t := range in.Transcription {
		from, to := t.Offsets.From/1000, t.Offsets.To/1000
		in.Segments = append(in.Segments, segment{Start: &from, End: &to, Text: t.Text, Words: wordsOfTokens(t)})
	}
	if len(in.Segments) > maxCues {
		return Captions{}, refuse(Whisper, 0, fmt.Sprintf("has more than %d segments", maxCues), "cut the file in two")
	}
	var cues []voxpop.Cue
	var words []voxpop.Word
	for i, s := range in.Segments {
		from, to, err := between(s.Start, s.End)
		if err != "" {
			return Captions{}, refuse(Whisper, 0, fmt.Sprintf("segment %d %s", i, err), "start and end are seconds from the start of the recording")
		}
		t := clean(s.Text)
		if !visible(t) {
			continue
		}
		cues = append(cues, voxpop.Cue{Start: from, End: to, Text: t})
		words = appendWords(words, s.Words)
	}
	if len(words) == 0 {
		words = appendWords(words, in.Words)
	}
	if len(words) > maxWords {
		return Captions{}, refuse(Whisper, 0, fmt.Sprintf("has more than %d words", maxWords), "cut the file in two")
	}
	c := captionsOf(cues)
	if len(cues) == 0 {
		c.Text = clean(in.Text)
		if len(words) == 0 && c.Text != "" && length > 0 && length*1000 <= maxTime {
			c.Cues = []voxpop.Cue{{End: length, Text: c.Text}}
		}
	}
	c.Words, c.Lang = words, tag(in.Language)
	if length > 0 && length*1000 <= maxTime {
		c.Seconds = length
	}
	return c, nil
}

// between are the two times of a segment, or what is wrong with them.
func between(start, end *float64) (from, to float64, wrong string) {
	if start == nil || end == nil {
		return 0, 0, "has no start or no end"
	}
	if from, to = *start, *end; from < 0 || to*1000 > maxTime || from*1000 > maxTime {
		return 0, 0, "is at an impossible time"
	}
	return from, max(to, from+.001), ""
}

// appendWords adds the words that have a time; some programs give none to
// numbers.
func appendWords(words []voxpop.Word, in []heardWord) []voxpop.Word {
	for _, w := range in {
		t := clean(w.Word)
		if !visible(t) || w.Start == nil || w.End == nil || *w.Start < 0 || *w.Start*1000 > maxTime || *w.End*1000 > maxTime {
			continue
		}
		p := w.Probability
		if p == nil {
			p = w.Score
		}
		if p != nil && !(*p >= 0 && *p <= 1) {
			p = nil
		}
		words = append(words, voxpop.Word{Start: *w.Start, End: max(*w.End, *w.Start), Text: t, P: p})
	}
	return words
}

// wordsOfTokens puts the tokens of whisper.cpp's program together to words: one
// begins with a space. What stands in brackets of its own is no speech.
func wordsOfTokens(t transcription) []heardWord {
	var out []heardWord
	for _, k := range t.Tokens {
		if strings.HasPrefix(k.Text, "[_") || k.Text == "" {
			continue
		}
		from, to, p := k.Offsets.From/1000, k.Offsets.To/1000, k.P
		if n := len(out) - 1; n >= 0 && !unicode.IsSpace([]rune(k.Text)[0]) {
			out[n].Word += k.Text
			out[n].End = &to
			*out[n].Probability = math.Min(*out[n].Probability, p)
			continue
		}
		out = append(out, heardWord{Word: k.Text, Start: &from, End: &to, Probability: &p})
	}
	return spelled(out, t.Text)
}

// spelled gives words that were put together of halves of letters, where a file
// holds them, the spelling of their segment; where it has another number of
// words, none are better than wrong ones.
func spelled(words []heardWord, said string) []heardWord {
	whole := true
	for _, w := range words {
		whole = whole && !strings.ContainsRune(w.Word, utf8.RuneError)
	}
	if whole {
		return words
	}
	fields := strings.Fields(said)
	if len(fields) != len(words) {
		return nil
	}
	for i := range words {
		words[i].Word = fields[i]
	}
	return words
}

// broken says where JSON is at fault.
func broken(f Format, b []byte, err error) error {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	at, message := int64(len(b)), "is no JSON"
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &typed):
		at, message = typed.Offset, "has a value of the wrong kind"
	}
	return refuse(f, 1+bytes.Count(b[:min(max(at, 0), int64(len(b)))], []byte("\n")), message, "export the file again; a transcript as JSON has segments with start, end and text")
}

func writeWhisper(c Captions) ([]byte, error) {
	out := heard{Task: "transcribe", Duration: number(seconds(millis(c.Seconds))), Text: clean(c.Text), Segments: []segment{}}
	if languageTag.MatchString(c.Lang) {
		out.Language = c.Lang
	}
	for _, w := range c.Words {
		t := clean(w.Text)
		if !visible(t) {
			continue
		}
		from, to := seconds(millis(w.Start)), seconds(max(millis(w.End), millis(w.Start)))
		p := w.P
		if p != nil && !(*p >= 0 && *p <= 1) {
			p = nil
		}
		out.Words = append(out.Words, heardWord{Word: t, Start: &from, End: &to, Probability: p})
	}
	ls := lines(c.Cues, clean)
	next := 0
	for i, l := range ls {
		from, to := seconds(l.start), seconds(l.end)
		s := segment{ID: i, Start: &from, End: &to, Text: l.text}
		first := next
		for next < len(out.Words) && (i == len(ls)-1 || (*out.Words[next].Start+*out.Words[next].End)/2 < seconds(ls[i+1].start)) {
			next++
		}
		s.Words = out.Words[first:next:next]
		out.Segments = append(out.Segments, s)
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Internal, Op: "caption", Place: string(Whisper), Message: "cannot be written", Err: err}
	}
	return append(b, '\n'), nil
}

// tag is the tag of a language that Whisper names by tag or in English.
func tag(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	if t, ok := names[name]; ok {
		return t
	}
	if languageTag.MatchString(name) && len(strings.SplitN(name, "-", 2)[0]) <= 3 {
		return name
	}
	return ""
}

// names are Whisper's names of the languages that this program is asked about.
var names = map[string]string{
	"english": "en", "persian": "fa", "farsi": "fa", "arabic": "ar", "german": "de", "french": "fr", "spanish": "es", "turkish": "tr", "azerbaijani": "az", "russian": "ru", "ukrainian": "uk",
	"urdu": "ur", "pashto": "ps", "hebrew": "he", "hindi": "hi", "tajik": "tg", "chinese": "zh", "japanese": "ja", "korean": "ko", "italian": "it", "portuguese": "pt", "dutch": "nl", "polish": "pl",
	"swahili": "sw", "uzbek": "uz", "kazakh": "kk", "turkmen": "tk", "armenian": "hy", "georgian": "ka", "greek": "el", "romanian": "ro", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi",
	"hungarian": "hu", "czech": "cs", "bulgarian": "bg", "serbian": "sr", "croatian": "hr", "bosnian": "bs", "albanian": "sq", "somali": "so", "amharic": "am", "bengali": "bn", "punjabi": "pa", "sindhi": "sd",
	"indonesian": "id", "malay": "ms", "vietnamese": "vi", "thai": "th", "catalan": "ca", "galician": "gl",
}
