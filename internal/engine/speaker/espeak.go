package speaker

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"voxpop"
	"voxpop/internal/engine/cage"
	"voxpop/internal/media"
)

const installEspeak = "install it, as with apt-get install espeak-ng"

// espeakVoices are the languages of espeak-ng 1.51 and its names for them. What
// it has only for dead or invented languages is left out, and Kurdish, which it
// knows in Latin letters only, stands under kmr and ku.
var espeakVoices = func() map[string]string {
	all := map[string]string{"en": "en-us", "en-gb": "en-gb", "fr": "fr-fr", "fr-be": "fr-be", "fr-ch": "fr-ch", "pt-br": "pt-br", "es-419": "es-419", "zh": "cmn", "no": "nb", "vi": "vi",
		"kmr": "ku", "prs": "fa", "pes": "fa", "azj": "az", "arb": "ar", "hyw": "hyw"}
	for code := range strings.FieldsSeq("af am an ar as az ba be bg bn bs ca cmn cs cv cy da de el es et eu fa fi ga gd gn gu hak haw he hi hr ht hu hy id is it ja ka kk kn ko kok ku ky lb lt lv mi mk ml mr ms mt my nb ne nl om or pa pap pl pt ro ru sd si sk sl sq sr sv sw ta te th tk tn tr tt ug uk ur uz yue") {
		all[code] = code
	}
	return all
}()

// Espeak is espeak-ng. Its voices are plain and easily told from a person's,
// which is what a label says they are; where a newsroom wants to be listened
// to for long, a server is better. The fields are set before the first call and
// then left alone; calls may run at once.
type Espeak struct {
	Cage    *cage.Cage
	Program string            // absolute path
	Voices  map[string]string // espeak-ng's name of a voice by BCP 47 tag, before its own choice, as "en-gb" or "fa+f2"
	Speed   int               // words a minute; 0 = 160
}

// FindEspeak returns the installed one. The error is of kind unavailable, with
// what to do.
func FindEspeak(c *cage.Cage) (*Espeak, error) {
	p, err := cage.Find("espeak-ng")
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Unavailable, Op: "speaker.FindEspeak", Message: "espeak-ng is not installed", Hint: installEspeak}
	}
	return &Espeak{Cage: c, Program: p}, nil
}

// Check says what is wrong with the fields. It runs nothing.
func (e *Espeak) Check() error {
	if _, err := os.Stat(e.Program); err != nil || !filepath.IsAbs(e.Program) {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "speaker.Check", Message: "espeak-ng is not installed", Hint: installEspeak}
	}
	for lang, v := range e.Voices {
		if !voxpop.ValidLang(lang) || !plainName(v) {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "speaker.Check", Place: "voices", Message: "holds something that is no language and voice", Hint: `write voices = { en = "en-gb", fa = "fa+f2" }; espeak-ng --voices lists them`}
		}
	}
	if e.Speed != 0 && (e.Speed < 80 || e.Speed > 450) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "speaker.Check", Place: "speed", Message: "is not between 80 and 450 words a minute"}
	}
	return nil
}

// plainName reports whether v can be the name of a voice: nothing that is a
// path or an option.
func plainName(v string) bool {
	return v != "" && len(v) <= 40 && v[0] != '-' && strings.Trim(v, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+_") == ""
}

// Name is that of the program.
func (e *Espeak) Name() string { return "espeak-ng" }

// Langs lists the languages that it has a voice for, sorted, as BCP 47 tags.
func (e *Espeak) Langs() []string {
	var all []string
	for l := range espeakVoices {
		all = append(all, l)
	}
	for l := range e.Voices {
		all = append(all, strings.ToLower(l))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Probe has it say three numbers, in the cage.
func (e *Espeak) Probe(ctx context.Context) error {
	_, err := e.Speak(ctx, "1, 2, 3.", "en")
	return err
}

// Speak returns text as espeak-ng reads it, at 22,050 samples a second. A
// language that it has no voice for is an error of kind not_found.
func (e *Espeak) Speak(ctx context.Context, text, lang string) (media.Sound, error) {
	const op = "speaker.Speak"
	if err := ctx.Err(); err != nil {
		return media.Sound{}, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "was not waited for", Err: err}
	}
	if err := e.Check(); err != nil {
		return media.Sound{}, err
	}
	voice, ok := byLang(e.Voices, lang)
	if !ok {
		voice, ok = byLang(espeakVoices, lang)
	}
	if !ok {
		return media.Sound{}, noVoice(op)
	}
	text, err := prepare(op, text)
	if err != nil {
		return media.Sound{}, err
	}
	// The text is in a memory file: arguments can be read by every user.
	in, err := cage.FileOf(bytes.NewReader(append([]byte(text), '\n')), 1<<20)
	if err != nil {
		return media.Sound{}, err
	}
	defer in.Close()
	speed := e.Speed
	if speed == 0 {
		speed = 160
	}
	r, err := e.Cage.Run(ctx, cage.Job{
		Program: e.Program,
		Args:    []string{"-v", voice, "-s", strconv.Itoa(speed), "-b", "1", "-f", cage.FD(0), "--stdout"},
		Files:   []*cage.File{in},
		Limits:  cage.Limits{Wall: 2 * time.Minute, Memory: 256 << 20, Stdout: 96 << 20, Threads: 8},
	})
	if err != nil {
		return media.Sound{}, err
	}
	if err := r.Err(); err != nil {
		return media.Sound{}, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "espeak-ng did not get to the end", Hint: "look at the names under [voice] voices (espeak-ng --voices), and at voxpop doctor", Err: err}
	}
	s, reason := hear(r.Stdout)
	if reason != "" {
		// It ends with status 0 when it has no such voice.
		return media.Sound{}, &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Message: "espeak-ng " + reason, Hint: "look at the names under [voice] voices: espeak-ng --voices lists them"}
	}
	return s, nil
}
