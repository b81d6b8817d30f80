// Package speaker reads a checked transcript aloud in a voice that is nobody's: by a server with the OpenAI interface, or by espeak-ng.
//
// It is the safe way to let somebody be heard whose voice must not be known.
// The text is what a respondent said, so the rules of internal/engine/wire hold
// for a server, and espeak-ng gets it in a memory file, caged.
package speaker

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/media"
)

// longest is the text that is read in one call, in code points: a quarter of an
// hour.
const longest = 10_000

// prepare is the text as it is read: in one line for each of its paragraphs,
// without characters that nobody can hear. espeak-ng takes two brackets for
// the beginning of sounds in its own spelling.
func prepare(op, text string) (string, error) {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\u2028', r == '\u2029':
			return '\n'
		case r == unicode.ReplacementChar, unicode.IsControl(r):
			return ' '
		case r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		case r == '[', r == ']', r == '<', r == '>', r == '{', r == '}':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	text = strings.TrimSpace(text)
	switch {
	case strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) < 0:
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "text", Message: "holds no word", Hint: "give the transcript to be read"}
	case utf8.RuneCountInString(text) > longest:
		return "", &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: "text", Message: "is too long to be read at once", Hint: "choose a part of it"}
	}
	return text, nil
}

// byLang finds what stands for a language, by its whole tag or its base.
func byLang(voices map[string]string, lang string) (string, bool) {
	lang = strings.ToLower(lang)
	if v, ok := voices[lang]; ok {
		return v, true
	}
	for l, v := range voices { // as people write them: pt-BR
		if strings.EqualFold(l, lang) {
			return v, true
		}
	}
	base, _, _ := strings.Cut(lang, "-")
	v, ok := voices[base]
	return v, ok
}

func noVoice(op string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: op, Place: "lang", Message: "there is no voice for this language", Hint: "name one under [voice] voices, set another engine, or have the text read by a person"}
}

// parts cuts a text at the ends of its sentences, else at spaces, so that none
// has more than most code points.
func parts(text string, most int) []string {
	var out []string
	runes := []rune(text)
	for len(runes) > most {
		cut, space := 0, 0
		for i := most; i > most/4 && cut == 0; i-- {
			switch {
			case !unicode.IsSpace(runes[i]):
			case strings.ContainsRune(".!?…。！？؟۔।", runes[i-1]), runes[i] == '\n':
				cut = i
			case space == 0:
				space = i
			}
		}
		if cut == 0 {
			cut = space
		}
		if cut == 0 {
			cut = most
		}
		out = append(out, strings.TrimSpace(string(runes[:cut])))
		runes = []rune(strings.TrimSpace(string(runes[cut:])))
	}
	return append(out, string(runes))
}

// hear reads a WAV file that an engine wrote; reason says why it is no speech.
func hear(wav []byte) (s media.Sound, reason string) {
	s, err := media.ReadWAV(wav)
	switch {
	case err != nil:
		return s, "answers with something that is no WAV file"
	case s.Seconds() < .02:
		return s, "answers with no sound"
	}
	return s, ""
}
