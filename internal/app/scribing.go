package app

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/caption"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
	"voxpop/internal/transcript"
)

// service is what reads recordings, without any tool: enough for the verbs of
// people. [App.reading] has the tools.
func (a *App) service() *scribe.Service {
	return &scribe.Service{Store: a.Store, Into: a.Config.Translate.Into, Langs: a.Config.Speech.Languages, Now: time.Now,
		After: func(d time.Duration, fn func()) scribe.Timer { return time.AfterFunc(d, fn) }}
}

// reading lets a worker do the steps of recordings, with the tools that the
// configuration names and those that are found.
func (a *App) reading(work *store.JobsConfig) (*Tools, error) {
	if a.Config.Media.Off {
		return &Tools{}, nil
	}
	t, err := a.Config.Tools()
	if err != nil {
		return nil, err
	}
	s := a.service()
	s.Cleaner, s.Transcriber, s.Translator, s.Glossary = t.Cleaner, t.Transcriber, t.Translator, glossary(t.Terms)
	work.Scribe, work.Lanes = s, a.Config.lanes()
	return t, nil
}

// Drained says what came of the steps that a worker did.
type Drained struct {
	Done    int `json:"done"`
	Failed  int `json:"failed"`
	Waiting int `json:"waiting"` // for a tool, the keys, or another try later
}

// drainPoll is how often [App.Drain] looks how far the steps are.
const drainPoll = 200 * time.Millisecond

// Drain runs the jobs that verbs have left, and the steps of recordings, until
// none can go on. progress may be nil.
func (a *App) Drain(ctx context.Context, progress func(done, of int)) (got Drained, err error) {
	count := func() (c Drained, err error) {
		all, err := a.Store.Counts(ctx)
		for _, x := range all {
			switch x.State {
			case scribe.Done:
				c.Done += x.N
			case scribe.Failed:
				c.Failed += x.N
			case scribe.Waiting:
				c.Waiting += x.N
			}
		}
		return c, err
	}
	before, err := count()
	if err == nil { // what it waits for may be there now
		err = a.Store.Rouse(ctx)
	}
	if err != nil {
		return got, err
	}
	worker, cancel := context.WithCancel(ctx)
	ran := make(chan error, 1)
	go func() { ran <- a.Run(worker, Parts{Worker: true, brief: true, steps: true}) }()
	tick := time.NewTicker(drainPoll)
	defer tick.Stop()
	for {
		open, err := a.Store.OpenSteps(ctx)
		jobs := 0
		if err == nil {
			jobs, err = a.Store.Waiting(ctx)
		}
		now, countErr := count()
		err = errors.Join(err, countErr)
		// A step that is asked for anew leaves its old state: never below zero.
		got = Drained{Done: max(now.Done-before.Done, 0), Failed: max(now.Failed-before.Failed, 0), Waiting: now.Waiting}
		if progress != nil && err == nil {
			ended := got.Done + got.Failed
			progress(ended, ended+open)
		}
		if err != nil || open+jobs == 0 {
			cancel()
			return got, errors.Join(err, <-ran)
		}
		select {
		case err := <-ran:
			cancel()
			return got, errors.Join(err, ctx.Err())
		case <-tick.C:
		}
	}
}

// demoPatience is how long the demo waits for recordings to be cleaned.
const demoPatience = time.Minute

// CleanDemo runs a worker until the recordings of a call-out went through their
// steps, or cannot, and returns whose they are and how long it took. It is for
// the demo: a newsroom has a worker that stays.
func (a *App) CleanDemo(ctx context.Context, slug string) (ids []string, took time.Duration, err error) {
	began := time.Now()
	worker, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	ran := make(chan error, 1)
	go func() { ran <- a.Run(worker, Parts{Worker: true, brief: true, steps: true}) }()
	tick := time.NewTicker(drainPoll)
	defer tick.Stop()
	for {
		tasks, err := a.service().Tasks(ctx, slug)
		ids = ids[:0]
		open := false
		for _, t := range tasks {
			if !slices.Contains(ids, t.Response) {
				ids = append(ids, t.Response)
			}
			open = open || t.State == scribe.Running || t.State == scribe.Waiting && t.Reason == ""
		}
		if err != nil || !open {
			cancel()
			took = time.Since(began)
			return ids, took, errors.Join(err, <-ran)
		}
		select {
		case err := <-ran:
			return ids, time.Since(began), errors.Join(err, ctx.Err())
		case <-tick.C:
		}
	}
}

// firstSteps are the steps with which what people send begins.
func firstSteps(cfg Config) func(voxpop.Response) []scribe.Step {
	if cfg.Media.Off {
		return func(voxpop.Response) []scribe.Step { return nil }
	}
	return (&scribe.Service{Into: cfg.Translate.Into}).First
}

// lanes is how many steps of each kind run at once.
func (c Config) lanes() map[scribe.Lane]int {
	or := func(n, def int) int {
		if n == 0 {
			return def
		}
		return n
	}
	return map[scribe.Lane]int{scribe.MediaLane: or(c.Media.Workers, 2), scribe.SpeechLane: or(c.Speech.Workers, 1), scribe.TranslateLane: or(c.Translate.Workers, 1)}
}

// Recording says how far a response is that has steps: a recording or picture,
// or a text that is translated.
type Recording struct {
	Response   string        `json:"response"`
	Medium     voxpop.Medium `json:"medium"`
	Lang       string        `json:"lang,omitempty"`
	Steps      []scribe.Task `json:"steps"`
	Transcript voxpop.State  `json:"transcript,omitempty"` // how far people checked it; "" = there is none
	// Translations has the state of each translation by its language.
	Translations map[string]voxpop.State `json:"translations,omitempty"`
	// Made lists what was made of the original, where responses were named.
	Made []scribe.Derivative `json:"made,omitempty"`
}

// Step returns the task of a step, if there is one.
func (r Recording) Step(step scribe.Step) (scribe.Task, bool) {
	i := slices.IndexFunc(r.Steps, func(t scribe.Task) bool { return t.Step == step })
	if i < 0 {
		return scribe.Task{}, false
	}
	return r.Steps[i], true
}

// Recordings is the answer of `voxpop media`.
type Recordings struct {
	Callout    string         `json:"callout"`
	Recordings []Recording    `json:"recordings"`
	Counts     []scribe.Count `json:"counts"`
	Off        bool           `json:"off,omitempty"` // [media] off
}

// Media lists the responses of a call-out that have steps, by id; those named,
// when some are.
func (a *App) Media(ctx context.Context, slug string, ids ...string) (Recordings, error) {
	got := Recordings{Callout: slug, Recordings: []Recording{}, Counts: []scribe.Count{}, Off: a.Config.Media.Off}
	s := a.service()
	tasks, err := s.Tasks(ctx, slug, ids...)
	if err != nil {
		return got, err
	}
	steps := map[string][]scribe.Task{}
	for _, t := range tasks {
		steps[t.Response] = append(steps[t.Response], t)
	}
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		add := func(r voxpop.Response) {
			one := Recording{Response: r.ID, Medium: r.Medium, Lang: r.Lang, Steps: steps[r.ID]}
			if one.Steps == nil {
				one.Steps = []scribe.Task{}
			}
			if r.Transcript != nil {
				one.Transcript = r.Transcript.State
				one.Lang = r.Transcript.Lang
			}
			for _, t := range r.Translations {
				if one.Translations == nil {
					one.Translations = map[string]voxpop.State{}
				}
				one.Translations[t.Lang] = t.State
			}
			got.Recordings = append(got.Recordings, one)
		}
		if len(ids) > 0 {
			for _, id := range ids {
				r, ok, err := v.Response(id)
				if err == nil && !ok {
					err = noResponse(slug, id)
				}
				if err != nil {
					return err
				}
				add(r)
			}
			return nil
		}
		for r, err := range v.Responses() {
			if err != nil {
				return err
			}
			if !r.Withdrawn() && (len(steps[r.ID]) > 0 || r.Media != "" && r.Medium != voxpop.Text) {
				add(r)
			}
		}
		return nil
	})
	if err != nil {
		return got, err
	}
	if len(ids) > 0 {
		for i := range got.Recordings {
			if got.Recordings[i].Made, err = s.Derivatives(ctx, slug, got.Recordings[i].Response); err != nil {
				return got, err
			}
		}
	}
	counts, err := s.Counts(ctx, slug)
	got.Counts = append(got.Counts, counts...)
	return got, err
}

func noResponse(slug, id string) error {
	return &voxpop.Error{Kind: voxpop.NotFound, Op: "app.Media", Place: slug, Message: "no response has the id " + id, Hint: "voxpop responses " + slug + " lists the ids"}
}

// RunSteps asks for steps of responses; see [scribe.Service.Run].
func (a *App) RunSteps(ctx context.Context, by voxpop.Actor, slug string, ids []string, step scribe.Step, again bool) (int, error) {
	if a.Config.Media.Off {
		return 0, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.RunSteps", Place: "media.off", Message: "recordings are left as they came", Hint: "take off = true out of [media] in " + ConfigFile}
	}
	return a.service().Run(ctx, by, slug, ids, step, again)
}

// Derivative opens clean media of a response. The keys have to be open where
// there are any.
func (a *App) Derivative(ctx context.Context, slug, id string, kind scribe.Kind) (scribe.Derivative, io.ReadCloser, error) {
	if a.Keys != nil {
		if err := a.Keys.Wake(); err != nil {
			return scribe.Derivative{}, nil, err
		}
	}
	return a.service().OpenDerivative(ctx, slug, id, kind)
}

// Text is a transcript or translation with what it is of.
type Text struct {
	Versions  []voxpop.TextVersion // the oldest first; at least one
	Source    string               // of a translation: the text that it is of
	From      string               // and its language
	OutOfDate bool                 // of a translation: its source reads otherwise now
}

// Newest is the version that the record shows.
func (t Text) Newest() voxpop.TextVersion { return t.Versions[len(t.Versions)-1] }

// At returns version n; 0 is the newest.
func (t Text) At(n int) (voxpop.TextVersion, error) {
	if n == 0 {
		return t.Newest(), nil
	}
	i := slices.IndexFunc(t.Versions, func(v voxpop.TextVersion) bool { return v.N == n })
	if i < 0 {
		return voxpop.TextVersion{}, &voxpop.Error{Kind: voxpop.NotFound, Op: "app.Text", Message: "there is no such version", Hint: "voxpop transcript versions, and translation versions, list them"}
	}
	return t.Versions[i], nil
}

// Text returns every version of a work. One that has none is an error of kind
// not_found that says what would make one.
func (a *App) Text(ctx context.Context, ref scribe.Ref) (t Text, err error) {
	r, err := a.response(ctx, ref.Callout, ref.Response)
	if err != nil {
		return t, err
	}
	s := a.service()
	if t.Versions, err = s.Versions(ctx, ref); err != nil {
		return t, err
	}
	if ref.Of == voxpop.OfTranslation {
		spoken, err := s.Versions(ctx, scribe.Ref{Callout: ref.Callout, Response: ref.Response, Of: voxpop.OfTranscript})
		if err != nil {
			return t, err
		}
		t.Source, t.From = r.Text, r.Lang
		if len(spoken) > 0 {
			t.Source, t.From = spoken[len(spoken)-1].Text, spoken[len(spoken)-1].Lang
		}
		if len(t.Versions) > 0 {
			t.OutOfDate = scribe.OutOfDate(t.Newest(), spoken)
		}
	}
	if len(t.Versions) == 0 {
		return t, a.noText(ctx, ref, r)
	}
	return t, nil
}

// noText says why there is no text, and what would make one.
func (a *App) noText(ctx context.Context, ref scribe.Ref, r voxpop.Response) error {
	e := &voxpop.Error{Kind: voxpop.NotFound, Op: "app.Text", Place: ref.Callout + " " + ref.Response}
	step, verb := scribe.Transcribe, "transcript"
	switch {
	case ref.Of == voxpop.OfTranslation:
		step, verb = scribe.Translate+scribe.Step(ref.Lang), "translation"
		e.Message, e.Hint = "has no translation into "+ref.Lang, "name the language under into of [translate], or write one: voxpop translation edit "+ref.Callout+" "+ref.Response+" "+ref.Lang
	case r.Medium == voxpop.Text:
		e.Message, e.Hint = "was written, not spoken", "voxpop responses "+ref.Callout+" shows its text"
		return e
	case r.Medium == voxpop.Photo:
		e.Message, e.Hint = "is a photo: nobody speaks in it", "voxpop media get "+ref.Callout+" "+ref.Response+" still shows it; what stands written in it is typed with voxpop transcript edit"
		return e
	default:
		e.Message, e.Hint = "has no transcript", "voxpop media run "+ref.Callout+" "+ref.Response+" asks for one; or write it: voxpop transcript edit "+ref.Callout+" "+ref.Response
	}
	// What the task says of itself is nearer to the cause.
	tasks, err := a.service().Tasks(ctx, ref.Callout, ref.Response)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if (t.Step == step || step == scribe.Transcribe && t.Step == scribe.Clean) && t.State != scribe.Done {
			e.Message = "has no " + verb + " yet: " + string(t.Step) + " is " + string(t.State)
			if t.Reason != "" {
				e.Message += ": " + t.Reason
			}
			if e.Hint = t.Hint; e.Hint == "" {
				e.Hint = "voxpop desk, serve and work do what waits"
			}
			break
		}
	}
	return e
}

func (a *App) response(ctx context.Context, slug, id string) (r voxpop.Response, err error) {
	err = a.Store.View(ctx, slug, func(v *store.View) error {
		var ok bool
		if r, ok, err = v.Response(id); err == nil && !ok {
			err = noResponse(slug, id)
		}
		return err
	})
	return r, err
}

// EditText writes the next version of a work; base is the number of the newest
// that the person saw, 0 where there was none.
func (a *App) EditText(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base int, text string) (voxpop.TextVersion, error) {
	return a.service().Edit(ctx, by, ref, base, text)
}

// ReviewText says that a person has checked the newest version of a work.
func (a *App) ReviewText(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base int) (voxpop.TextVersion, error) {
	return a.service().Review(ctx, by, ref, base)
}

// UndoText makes an older version the newest: to, or with 0 the one before.
func (a *App) UndoText(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base, to int) (voxpop.TextVersion, error) {
	return a.service().Undo(ctx, by, ref, base, to)
}

// ImportTranscript takes a transcript in any format of internal/caption as the
// next version; format "" is told from the content, lang "" is what the file
// says, else what the transcript before had, else the response's.
func (a *App) ImportTranscript(ctx context.Context, by voxpop.Actor, ref scribe.Ref, base int, file []byte, format caption.Format, lang string) (voxpop.TextVersion, error) {
	c, err := caption.Read(file, format)
	if err != nil {
		return voxpop.TextVersion{}, err
	}
	if lang == "" {
		lang = c.Lang
	}
	ref.Lang = lang
	return a.service().Import(ctx, by, ref, base, voxpop.TextVersion{Text: c.Text, Lang: lang, Cues: c.Cues, Words: c.Words, Seconds: c.Seconds})
}

// ExportTranscript writes a version in a format of internal/caption.
func ExportTranscript(v voxpop.TextVersion, format caption.Format) ([]byte, error) {
	c := caption.Captions{Lang: v.Lang, Text: v.Text, Cues: v.Cues, Words: v.Words, Seconds: v.Seconds}
	if len(c.Cues) == 0 {
		c.Cues = transcript.Cues(v.Text, v.Words, v.Seconds, transcript.CueOptions{})
	}
	return caption.Write(c, format)
}

// Differences compares names, numbers and the glossary's terms of a
// translation with its source.
func (a *App) Differences(t Text, v voxpop.TextVersion) ([]bitext.Difference, error) {
	terms, err := a.Config.terms()
	if err != nil {
		return nil, err
	}
	return bitext.Compare(t.Source, v.Text, v.Pairs, t.From, v.Lang, terms), nil
}

// Revoiced is a reviewed text, read aloud.
type Revoiced struct {
	Body    []byte // WAV, or Opus in Ogg
	Seconds float64
	Engine  string
	Lang    string
	N       int // the version that was read
}

// Revoice reads the reviewed transcript of a response aloud in another voice,
// or its reviewed translation into lang. Format is wav or ogg.
func (a *App) Revoice(ctx context.Context, slug, id, lang, format string) (got Revoiced, err error) {
	ref := scribe.Ref{Callout: slug, Response: id, Of: voxpop.OfTranscript}
	verb := "transcript review " + slug + " " + id
	if lang != "" {
		ref.Of, ref.Lang = voxpop.OfTranslation, lang
		verb = "translation review " + slug + " " + id + " " + lang
	}
	t, err := a.Text(ctx, ref)
	if err != nil {
		return got, err
	}
	v := t.Newest()
	if v.State != voxpop.Reviewed {
		return got, &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Revoice", Place: slug + " " + id, Message: "nobody has reviewed the text that would be read", Hint: "read it, and then: voxpop " + verb}
	}
	r, err := a.Config.Tools()
	if err != nil {
		return got, err
	}
	defer r.Close()
	if r.Speaker == nil {
		return got, &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.Revoice", Place: "voice", Message: "no voice is set", Hint: "name one under [voice] in " + ConfigFile + "; docs/ENGINES.md explains"}
	}
	sound, err := r.Speaker.Speak(ctx, v.Text, v.Lang)
	if err != nil {
		return got, err
	}
	got.Engine, got.Lang, got.N, got.Seconds = r.Speaker.Name(), v.Lang, v.N, sound.Seconds()
	got.Body, err = r.encode(ctx, sound, format)
	return got, err
}
