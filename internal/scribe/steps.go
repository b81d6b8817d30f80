package scribe

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/media"
	"voxpop/internal/text"
	"voxpop/internal/transcript"
)

// speechRate is the rate at which engines hear.
const speechRate = 16000

// maxAudio is the largest audio derivative that is read, in bytes: hours of speech.
const maxAudio = 256 << 20

// atOnce is how many sentences a translator is given at a time.
const atOnce = 16

// clean makes the derivatives and marks of an original.
func (s *Service) clean(ctx context.Context, j Job, b Begun) error {
	if s.Cleaner == nil {
		return &wait{"nothing is set that makes recordings safe", "set [media] in voxpop.toml; voxpop doctor says what is missing", enginePause, true, ""}
	}
	o, err := s.Store.Original(ctx, j)
	if err != nil {
		return err
	}
	defer o.Body.Close()
	b.within(longestClean(o.Size, b.Limit))
	c, err := s.Cleaner.Clean(ctx, o, s.progress(ctx, b, j))
	if err != nil {
		return err
	}
	if c.Close != nil {
		defer c.Close()
	}
	for i := range c.Parts {
		c.Parts[i].Of = o.SHA256
	}
	return s.Store.KeepParts(ctx, j, c, s.after(b.Response))
}

// progress tells the task how far a step is, in steps of a twentieth, and ends
// a step that is lost. What cannot be told is not worth a failure.
func (s *Service) progress(ctx context.Context, b Begun, j Job) func(float64) {
	last := 0.0
	return func(part float64) {
		if part = min(part, 1); part-last >= .05 {
			last = part
			if err := s.Store.Progress(ctx, j, part); errors.Is(err, ErrLost) {
				b.stop()
			}
		}
	}
}

// transcribe makes the first version of a transcript out of the clean sound.
func (s *Service) transcribe(ctx context.Context, j Job, b Begun) error {
	if s.Transcriber == nil {
		return &wait{"no engine for speech is set", "set [speech] in voxpop.toml, or write the transcript by hand", enginePause, true, ""}
	}
	ref := Ref{Callout: j.Callout, Response: j.Response, Of: voxpop.OfTranscript}
	_, body, err := s.Store.OpenDerivative(ctx, j.Callout, j.Response, Audio)
	switch {
	case voxpop.KindOf(err) == voxpop.NotFound && b.Clean == Failed:
		return fault(voxpop.Invalid, "the recording could not be made safe", "the step clean says why")
	case voxpop.KindOf(err) == voxpop.NotFound && b.Clean != Done:
		return &wait{reason: "the recording is not made safe yet", in: firstPause} // which wakes it
	case voxpop.KindOf(err) == voxpop.NotFound:
		return s.Store.KeepText(ctx, j, ref, func(Texts) (Made, error) {
			return Made{Note: "the recording has no sound", Hint: "describe what it shows by hand, if it is needed"}, nil
		})
	case err != nil:
		return err
	}
	defer body.Close()
	ogg, err := io.ReadAll(io.LimitReader(body, maxAudio))
	if err != nil {
		return err
	}
	sound, err := media.DecodeOpus(ogg, speechRate)
	if err != nil {
		return err
	}
	b.within(longestHear(sound.Seconds()))
	heard, lang, err := s.listen(ctx, j, b, sound)
	if err != nil {
		return err
	}
	v := voxpop.TextVersion{Response: j.Response, Of: voxpop.OfTranscript, State: voxpop.Machine, By: machine, Engine: oneLine(s.Transcriber.Name()),
		At: s.today(), Lang: lang, Text: heard.Text, Cues: heard.Cues, Words: heard.Words, Seconds: heard.Seconds}
	return s.Store.KeepText(ctx, j, ref, func(t Texts) (Made, error) {
		old, there := t.Work(voxpop.OfTranscript, "")
		if there && old.State != voxpop.Machine {
			return Made{Note: "a person worked on the text, which stays"}, nil
		}
		made := Made{}
		if !there || old.Text != v.Text || old.Lang != v.Lang || old.Engine != v.Engine {
			made.Versions = []voxpop.TextVersion{v}
		}
		if v.Text == "" {
			made.Note, made.Hint = "no speech was heard", "listen to it; what the machine missed is written by hand"
			return made, nil
		}
		r := t.Response
		r.Transcript = &voxpop.Transcript{Lang: v.Lang, Text: v.Text}
		made.Next = s.translations(r)
		made.Versions, made.Redo = s.follow(t, v, made.Versions)
		return made, nil
	})
}

// machine is the name under which machines write.
const machine = "scribe"

// today is the day, for what machines write: a finer time would tell when an
// answer came.
func (s *Service) today() voxpop.Moment {
	y, m, d := s.Now().UTC().Date()
	day, _ := voxpop.ParseMoment(dayText(y, int(m), d))
	return day
}

// hint tells what is known of a recording before it is heard.
func (s *Service) hint(r voxpop.Response) Hint {
	h := Hint{Lang: r.Lang}
	if h.Lang == "" && len(s.Langs) == 1 {
		h.Lang = s.Langs[0]
	}
	for _, t := range s.Glossary {
		if t.Text != "" && (h.Lang == "" || t.From == "" || sameLang(t.From, h.Lang)) {
			h.Words = append(h.Words, t.Text)
		}
	}
	slices.Sort(h.Words)
	h.Words = slices.Compact(h.Words)
	return h
}

// listen has a sound transcribed, piece by piece.
func (s *Service) listen(ctx context.Context, j Job, b Begun, sound media.Sound) (heard transcript.Timed, lang string, err error) {
	h := s.hint(b.Response)
	spans := media.Split(sound, media.SplitOptions{})
	pieces := make([]transcript.Piece, 0, len(spans))
	spoken := map[string]float64{} // seconds by language
	tell := s.progress(ctx, b, j)
	for i, span := range spans {
		part := sound.Part(span)
		got, err := s.Transcriber.Transcribe(ctx, part, h)
		if err != nil {
			return heard, "", err
		}
		t := timed(got, part.Seconds())
		if got.Lang != "" && t.Text != "" {
			spoken[got.Lang] += part.Seconds()
		}
		pieces = append(pieces, transcript.Piece{At: sound.Start(span), Timed: t})
		tell(float64(i+1) / float64(len(spans)+1))
	}
	heard = transcript.Join(pieces, sound.Seconds())
	if len(heard.Words) > 0 || len(heard.Cues) == 0 && heard.Text != "" {
		heard.Cues = transcript.Cues(heard.Text, heard.Words, heard.Seconds, transcript.CueOptions{})
	}
	return heard, s.language(h, spoken, heard.Text), nil
}

// language is what was spoken: what is known, else what the engine heard
// longest, else what the words tell; "" when nothing tells.
func (s *Service) language(h Hint, spoken map[string]float64, said string) string {
	if h.Lang != "" {
		return h.Lang
	}
	best := ""
	for lang, seconds := range spoken {
		if voxpop.ValidLang(lang) && (best == "" || cmp.Or(cmp.Compare(seconds, spoken[best]), strings.Compare(best, lang)) > 0) {
			best = lang
		}
	}
	if best == "" && said != "" {
		best, _ = text.Identify(said)
	}
	return best
}

// timed is what an engine heard as a text with times. Words that do not stand
// in the text, or not in its order, are left out.
func timed(h Heard, seconds float64) transcript.Timed {
	t := transcript.Timed{Seconds: seconds}
	var parts []string
	for _, c := range h.Segments {
		c.Text = strings.TrimSpace(strings.ToValidUTF8(c.Text, "\ufffd"))
		if c.Text == "" {
			continue
		}
		c.Start = min(max(c.Start, 0), seconds)
		c.End = min(max(c.End, c.Start), seconds)
		parts = append(parts, c.Text)
		t.Cues = append(t.Cues, c)
	}
	t.Text = strings.Join(parts, " ")
	if t.Text == "" {
		for _, w := range h.Words {
			if word := strings.TrimSpace(strings.ToValidUTF8(w.Text, "\ufffd")); word != "" {
				parts = append(parts, word)
			}
		}
		t.Text = strings.Join(parts, " ")
	}
	rest, before := t.Text, 0.0
	for _, w := range h.Words {
		w.Text = strings.TrimSpace(strings.ToValidUTF8(w.Text, "\ufffd"))
		_, after, ok := strings.Cut(rest, w.Text)
		if w.Text == "" || !ok {
			continue
		}
		rest = after
		w.Start = min(max(w.Start, before), seconds)
		w.End = min(max(w.End, w.Start), seconds)
		before = w.Start
		t.Words = append(t.Words, w)
	}
	return t
}

// translate makes a translation of the newest transcript, or of the text.
func (s *Service) translate(ctx context.Context, j Job, b Begun) error {
	to := j.Step.Lang()
	ref := Ref{Callout: j.Callout, Response: j.Response, Of: voxpop.OfTranslation, Lang: to}
	t, err := s.Store.Texts(ctx, ref)
	if err != nil {
		return err
	}
	source := sourceOf(t)
	if source.Lang == "" {
		source.Lang, _ = text.Identify(source.Text)
	}
	nothing := func(note, hint string) error {
		return s.Store.KeepText(ctx, j, ref, func(Texts) (Made, error) { return Made{Note: note, Hint: hint}, nil })
	}
	switch old, there := t.Work(voxpop.OfTranslation, to); {
	case there && old.State != voxpop.Machine:
		return nothing("a person worked on the translation, which stays", "")
	case source.Text == "":
		return nothing("there is no text to translate", "")
	case source.Lang == "":
		return fault(voxpop.Invalid, "the language of the text is not known", "correct the language of the response, or write the translation by hand")
	case sameLang(source.Lang, to):
		return nothing("it is in this language", "")
	}
	var engine Translator
	if s.Translator != nil {
		engine = s.Translator(source.Lang, to)
	}
	if engine == nil {
		w := &wait{reason: "no engine is set that translates from " + source.Lang + " into " + to, hint: "set [translate] in voxpop.toml, or write the translation by hand", in: enginePause}
		// Others may be in another language, from which something translates.
		w.lang, w.others = b.Response.Lang, s.Translator == nil || b.Response.Lang == source.Lang
		if s.Translator == nil {
			w.lang = ""
		}
		return w
	}
	spans := bitext.Sentences(source.Text)
	sentences := bitext.Texts(source.Text, spans)
	b.within(longestTranslate(len(sentences)))
	into := make([]string, 0, len(sentences))
	tell := s.progress(ctx, b, j)
	for some := range slices.Chunk(sentences, atOnce) {
		got, err := engine.Translate(ctx, some, source.Lang, to, s.Glossary)
		if err != nil {
			return err
		}
		if len(got) != len(some) {
			return fault(voxpop.Unavailable, "the engine gave another number of sentences than it was given", "try another model")
		}
		for _, one := range got {
			into = append(into, strings.ToValidUTF8(one, "\ufffd"))
		}
		tell(float64(len(into)) / float64(len(sentences)+1))
	}
	whole, pairs, err := bitext.Join(source.Text, spans, into, to)
	if err != nil {
		return err
	}
	v := voxpop.TextVersion{Response: j.Response, Of: voxpop.OfTranslation, Lang: to, State: voxpop.Machine, By: machine, Engine: oneLine(engine.Name()),
		At: s.today(), Source: source.N, Text: whole, Pairs: pairs}
	return s.Store.KeepText(ctx, j, ref, func(t Texts) (Made, error) {
		if old, there := t.Work(voxpop.OfTranslation, to); there && old.State != voxpop.Machine {
			return Made{Note: "a person worked on the translation, which stays"}, nil
		} else if there && old.Text == v.Text && old.Source == v.Source && old.Engine == v.Engine {
			return Made{}, nil
		}
		if sourceOf(t).Text != source.Text { // corrected meanwhile: it is of the past before it is kept
			return Made{Redo: []Step{j.Step}}, nil
		}
		return Made{Versions: []voxpop.TextVersion{v}}, nil
	})
}

// sourceOf is what translations are of: the newest transcript, or the text of
// the response as version 0.
func sourceOf(t Texts) voxpop.TextVersion {
	if v, ok := t.Work(voxpop.OfTranscript, ""); ok {
		return v
	}
	return voxpop.TextVersion{Response: t.Response.ID, Lang: t.Response.Lang, Text: t.Response.Text}
}
