package scribe

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/transcript"
)

// Edit takes what a person made of a text: its next version, of state edited.
// Times of words that were left alone stay as they are, and so do the pairs of
// sentences. Base is the number of the version that the person saw; 0 writes
// the first one by hand.
func (s *Service) Edit(ctx context.Context, by voxpop.Actor, ref Ref, base int, text string) (voxpop.TextVersion, error) {
	text, err := typed(text)
	if err != nil {
		return voxpop.TextVersion{}, err
	}
	return s.Store.Change(ctx, by, "edit_text", ref, base, func(t Texts) (Made, error) {
		old, there := t.Work(ref.Of, ref.Lang)
		lang := old.Lang
		if ref.Of == voxpop.OfTranscript && ref.Lang != "" { // it was heard as another
			lang = ref.Lang
		}
		if there && old.Text == text && old.Lang == lang {
			return Made{}, nil
		}
		v := s.byPerson(by, old, voxpop.Edited)
		v.Text, v.Lang = text, lang
		if ref.Of == voxpop.OfTranslation {
			source := sourceOf(t)
			if there {
				v.Pairs = bitext.Repair(s.translated(t, old), old.Text, old.Pairs, text)
			} else {
				v.Source, v.Pairs = source.N, bitext.Align(source.Text, text)
			}
		} else {
			now := transcript.Edit(transcript.From(old), text)
			v.Cues, v.Words = now.Cues, now.Words
		}
		return s.made(t, ref, v)
	})
}

// EditPairs is [Service.Edit] of a translation by somebody who saw it sentence
// by sentence: pairs say which stretch of the source each stretch of the text
// stands for. Source is the version of the transcript that they saw, 0 for the
// text of the response; when it reads otherwise now, when the translation is out
// of date, or when the pairs do not fit, that is a conflict.
func (s *Service) EditPairs(ctx context.Context, by voxpop.Actor, ref Ref, base, source int, text string, pairs []voxpop.Pair) (voxpop.TextVersion, error) {
	clean, err := typed(text)
	if err == nil && (clean != text || ref.Of != voxpop.OfTranslation) {
		err = fault(voxpop.Invalid, "the pairs are of another text", "")
	}
	if err != nil {
		return voxpop.TextVersion{}, err
	}
	return s.Store.Change(ctx, by, "edit_text", ref, base, func(t Texts) (Made, error) {
		old, there := t.Work(ref.Of, ref.Lang)
		now := sourceOf(t)
		saw := voxpop.TextVersion{Source: source}
		if s.translated(t, saw) != now.Text || there && s.translated(t, old) != now.Text {
			return Made{}, fault(voxpop.Conflict, "the text that it translates was changed meanwhile", "look at it, then say it again")
		}
		if there && old.Text == text && slices.Equal(old.Pairs, pairs) {
			return Made{}, nil
		}
		v := s.byPerson(by, old, voxpop.Edited)
		v.Text, v.Lang, v.Pairs = text, ref.Lang, pairs
		if !there {
			v.Source = now.N
		}
		from, to := utf8.RuneCountInString(now.Text), utf8.RuneCountInString(text)
		for _, p := range pairs {
			if p.From[0] < 0 || p.From[0] > p.From[1] || p.From[1] > from || p.To[0] < 0 || p.To[0] > p.To[1] || p.To[1] > to {
				return Made{}, fault(voxpop.Conflict, "the sentences are not those of the text", "look at it, then say it again")
			}
		}
		return s.made(t, ref, v)
	})
}

// Review says that a person checked a text: only then may it be quoted. Of a
// translation it also says that it was checked against the newest transcript.
func (s *Service) Review(ctx context.Context, by voxpop.Actor, ref Ref, base int) (voxpop.TextVersion, error) {
	return s.Store.Change(ctx, by, "review_text", ref, base, func(t Texts) (Made, error) {
		old, there := t.Work(ref.Of, ref.Lang)
		if !there || strings.TrimSpace(old.Text) == "" {
			return Made{}, fault(voxpop.Invalid, "there is no text to review", "write it first")
		}
		v := s.byPerson(by, old, voxpop.Reviewed)
		if ref.Of == voxpop.OfTranslation {
			source := sourceOf(t)
			if was := s.translated(t, old); was != source.Text {
				v.Pairs = bitext.Resource(was, source.Text, old.Pairs, old.Text)
			}
			v.Source = source.N
		}
		if old.State == voxpop.Reviewed && v.Source == old.Source {
			return Made{}, nil
		}
		return s.made(t, ref, v)
	})
}

// Undo goes back to an earlier version, with a new one that equals it: to is
// its number, 0 the one before the newest.
func (s *Service) Undo(ctx context.Context, by voxpop.Actor, ref Ref, base, to int) (voxpop.TextVersion, error) {
	return s.Store.Change(ctx, by, "undo_text", ref, base, func(t Texts) (Made, error) {
		n := to
		if n == 0 {
			n = len(t.Versions) - 1
		}
		if n < 1 || n >= len(t.Versions) {
			return Made{}, fault(voxpop.NotFound, "there is no such earlier version", fmt.Sprintf("there are %d; versions lists them", len(t.Versions)))
		}
		v := t.Versions[n-1]
		v.By, v.At = string(by), voxpop.Moment{Time: s.Now().UTC()}
		if v.State == voxpop.Reviewed && ref.Of == voxpop.OfTranslation && OutOfDate(v, t.Transcripts) {
			v.State = voxpop.Edited // it was checked against other words
		}
		return s.made(t, ref, v)
	})
}

// Import takes a text with its times from a file that a person brought, as the
// next version: of v the text, language, cues, words and length are read.
func (s *Service) Import(ctx context.Context, by voxpop.Actor, ref Ref, base int, in voxpop.TextVersion) (voxpop.TextVersion, error) {
	text, err := typed(in.Text)
	if err != nil {
		return voxpop.TextVersion{}, err
	}
	return s.Store.Change(ctx, by, "import_text", ref, base, func(t Texts) (Made, error) {
		old, there := t.Work(ref.Of, ref.Lang)
		v := s.byPerson(by, old, voxpop.Edited)
		v.Text, v.Words, v.Cues, v.Pairs = text, nil, nil, nil
		switch {
		case ref.Of == voxpop.OfTranslation:
			source := sourceOf(t)
			v.Source, v.Pairs = source.N, bitext.Align(source.Text, text)
		case text == in.Text:
			v.Cues, v.Words = in.Cues, in.Words
			if in.Lang != "" {
				v.Lang = in.Lang
			}
			if in.Seconds > 0 {
				v.Seconds = in.Seconds
			}
		}
		// A file without the times of words takes none away.
		if there && old.Text == v.Text && old.Lang == v.Lang && sameCues(old.Cues, v.Cues) && (len(v.Words) == 0 || sameWords(old.Words, v.Words)) {
			return Made{}, nil
		}
		return s.made(t, ref, v)
	})
}

// sameCues compares cues as files keep them, to the millisecond.
func sameCues(a, b []voxpop.Cue) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) < .0015 }
	return slices.EqualFunc(a, b, func(x, y voxpop.Cue) bool { return x.Text == y.Text && near(x.Start, y.Start) && near(x.End, y.End) })
}

// byPerson begins the next version of a text, by a person.
func (s *Service) byPerson(by voxpop.Actor, old voxpop.TextVersion, state voxpop.State) voxpop.TextVersion {
	v := old
	v.N, v.State, v.By, v.Engine, v.At = 0, state, string(by), "", voxpop.Moment{Time: s.Now().UTC()}
	return v
}

// made is a version with what follows from it.
func (s *Service) made(t Texts, ref Ref, v voxpop.TextVersion) (Made, error) {
	v.Response, v.Of = ref.Response, ref.Of
	r := t.Response
	switch {
	case r.Withdrawn():
		return Made{}, fault(voxpop.Withdrawn, "the response was withdrawn", "")
	case r.SetAside == voxpop.Illegal:
		return Made{}, fault(voxpop.Withdrawn, "what the response held was taken out", "")
	case ref.Of == voxpop.OfTranscript && r.Medium == voxpop.Text:
		return Made{}, fault(voxpop.Invalid, "a response in text has no transcript", "a translation can be made of its text")
	}
	if v.Lang == "" {
		v.Lang = ref.Lang
	}
	if v.Lang == "" && ref.Of == voxpop.OfTranscript {
		v.Lang = r.Lang
	}
	if ref.Of == voxpop.OfTranslation {
		if v.Lang != ref.Lang {
			return Made{}, fault(voxpop.Internal, "a translation has another language than it is asked for in", "")
		}
		if _, there := t.Work(ref.Of, ref.Lang); !there && strings.EqualFold(sourceOf(t).Lang, ref.Lang) {
			return Made{}, fault(voxpop.Invalid, "the text is in this language", "a translation is into another")
		}
		return Made{Versions: []voxpop.TextVersion{v}}, nil
	}
	m := Made{}
	m.Versions, m.Redo = s.follow(t, v, []voxpop.TextVersion{v})
	r.Transcript = &voxpop.Transcript{Lang: v.Lang, Text: v.Text}
	m.Next = s.translations(r)
	return m, nil
}

// follow adds to a new version of a transcript what becomes of the
// translations when its words, or their language, changed: one that a machine made is made anew;
// one that was reviewed is so no more, since nobody checked it against these
// words; one that is being edited stays as it is.
func (s *Service) follow(t Texts, v voxpop.TextVersion, all []voxpop.TextVersion) (_ []voxpop.TextVersion, redo []Step) {
	old, there := t.Work(voxpop.OfTranscript, "")
	if !there || old.Text == v.Text && old.Lang == v.Lang {
		return all, nil
	}
	for _, tr := range t.Newest {
		if tr.Of != voxpop.OfTranslation {
			continue
		}
		switch tr.State {
		case voxpop.Machine:
			redo = append(redo, Translate+Step(tr.Lang))
		case voxpop.Reviewed:
			back := tr
			back.N, back.State, back.By, back.At = 0, voxpop.Edited, v.By, v.At
			all = append(all, back)
		}
	}
	return all, redo
}

// translated is the text that a translation is of.
func (s *Service) translated(t Texts, translation voxpop.TextVersion) string {
	for _, v := range t.Transcripts {
		if v.N == translation.Source {
			return v.Text
		}
	}
	return sourceOf(t).Text
}

// OutOfDate reports whether a translation is of other words than the newest
// transcript has. Transcript are all versions of it, the oldest first; a
// version that only reviewed or timed the same words leaves it in date. The
// same words said to be in another language are other words.
func OutOfDate(translation voxpop.TextVersion, transcript []voxpop.TextVersion) bool {
	if len(transcript) == 0 {
		return false
	}
	newest := transcript[len(transcript)-1]
	for _, v := range transcript {
		if v.N == translation.Source {
			return v.Text != newest.Text || v.Lang != newest.Lang
		}
	}
	return true
}

// typed is a text as people type it, in one form of line ends.
func typed(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", fault(voxpop.Invalid, "the text is not UTF-8", "save it in the encoding UTF-8")
	}
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)), nil
}

func sameWords(a, b []voxpop.Word) bool {
	return slices.EqualFunc(a, b, func(x, y voxpop.Word) bool {
		return x.Start == y.Start && x.End == y.End && x.Text == y.Text
	})
}

// sameLang reports whether two tags name one language, whatever its script or
// country.
func sameLang(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return a != "" && strings.EqualFold(a, b)
}

func dayText(year, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", year, month, day) }

// oneLine is the name of an engine as a version keeps it.
func oneLine(name string) string {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	if r := []rune(name); len(r) > voxpop.MaxName {
		name = string(r[:voxpop.MaxName])
	}
	if !voxpop.ValidName(name) {
		return "engine"
	}
	return name
}
