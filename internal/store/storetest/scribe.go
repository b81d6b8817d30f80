package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/media"
	"voxpop/internal/record"
	"voxpop/internal/scribe"
	"voxpop/internal/store"
)

// Engines are engines of a test: they make something of everything. At is
// called at each stage, by its name; an error of it is the stage's.
type Engines struct {
	Sound []byte // Ogg Opus, what every recording becomes
	At    func(stage string) error
}

func (e *Engines) at(stage string) error {
	if e.At == nil {
		return nil
	}
	return e.At(stage)
}

// Speech reads a real recording, from the folder of a package of the store.
func Speech(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../cast/kiosk/umbrellas.ogg")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Service is a scribe on a store that reads with these engines and translates
// into English.
func (e *Engines) Service(db *store.DB) *scribe.Service {
	return &scribe.Service{Store: db, Cleaner: e, Transcriber: ear{e}, Into: []string{"en"}, Now: NewClock().Now,
		Translator: func(from, to string) scribe.Translator { return tongue{e} }}
}

// Clean implements [scribe.Cleaner].
func (e *Engines) Clean(_ context.Context, o scribe.Original, progress func(float64)) (*scribe.Cleaned, error) {
	original, err := io.ReadAll(o.Body)
	if err != nil {
		return nil, err
	}
	progress(.5)
	if err := e.at("clean"); err != nil {
		return nil, err
	}
	part := func(kind scribe.Kind, body []byte) scribe.Part {
		return scribe.Part{Derivative: scribe.Derivative{Kind: kind, Type: "audio/ogg", Tool: "test 1", Of: o.SHA256}, Body: bytes.NewReader(body)}
	}
	return &scribe.Cleaned{
		Parts: []scribe.Part{part(scribe.Audio, e.Sound), part(scribe.Peaks, append([]byte("waveform::"), original...))},
		Marks: []scribe.Mark{{Kind: scribe.StreamMark, Value: o.SHA256}, {Kind: scribe.PictMark, Value: "00ff"}, {Kind: scribe.PictMark, Value: "ff00"}},
	}, nil
}

type ear struct{ *Engines }

func (ear) Name() string { return "ear 1" }
func (e ear) Transcribe(_ context.Context, s media.Sound, _ scribe.Hint) (scribe.Heard, error) {
	if err := e.at("transcribe"); err != nil {
		return scribe.Heard{}, err
	}
	sure := .5
	return scribe.Heard{Lang: "es", Segments: []voxpop.Cue{{End: s.Seconds(), Text: "Nunca más."}},
		Words: []voxpop.Word{{Start: 0, End: .5, Text: "Nunca", P: &sure}, {Start: .5, End: 1, Text: "más", P: &sure}}}, nil
}

type tongue struct{ *Engines }

func (tongue) Name() string { return "tongue 1" }
func (e tongue) Translate(_ context.Context, some []string, _, _ string, _ []scribe.Term) (out []string, _ error) {
	if err := e.at("translate"); err != nil {
		return nil, err
	}
	for _, s := range some {
		out = append(out, "EN "+s)
	}
	return out, nil
}

// Work does the steps that are open until none is.
func Work(t testing.TB, db *store.DB, s store.Scribe) {
	t.Helper()
	jobs, err := db.Jobs(store.JobsConfig{Scribe: s})
	if err != nil {
		t.Fatal(err)
	}
	if err := jobs.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	limit := time.NewTimer(time.Minute)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for n := -1; n != 0; {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("%d steps are not done", n)
		}
		if n, err = db.OpenSteps(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := jobs.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

// taskOf is a task as a word and why: "clean done", "transcribe waiting: …".
func tasksOf(t testing.TB, db *store.DB, ids ...string) (all []string) {
	t.Helper()
	tasks, err := db.Tasks(context.Background(), "tram", ids...)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range tasks {
		line := k.Response + " " + string(k.Step) + " " + string(k.State)
		if k.Reason != "" {
			line += ": " + k.Reason
		}
		all = append(all, line)
	}
	return all
}

var transcriptOf = scribe.Ref{Callout: "tram", Response: "C3", Of: voxpop.OfTranscript}
var englishOf = scribe.Ref{Callout: "tram", Response: "C3", Of: voxpop.OfTranslation, Lang: "en"}

// unknown makes the language of C3 one to be found out.
func unknown() *Record {
	r := Small()
	r.Responses[2].Lang = ""
	return r
}

// scribes follows a recording from its original to a reviewed translation.
func scribes(t *testing.T, db *store.DB, blobs *Blobs) {
	r := unknown()
	r.Import(t, db)
	n := len(blobs.Keys())
	same(t, "tasks", tasksOf(t, db), []string{"B2 clean waiting", "C3 clean waiting"})
	e := &Engines{Sound: Speech(t)}
	s := e.Service(db)
	Work(t, db, s)
	same(t, "tasks", tasksOf(t, db), []string{"B2 clean done", "C3 clean done", "C3 transcribe done", "C3 translate:en done"})
	if made, err := s.Derivatives(t.Context(), "tram", "C3"); err != nil || len(made) != 2 || made[0].Kind != scribe.Audio || made[0].Size != int64(len(e.Sound)) {
		t.Errorf("derivatives %+v, %v", made, err)
	}
	_, body, err := s.OpenDerivative(t.Context(), "tram", "C3", scribe.Audio)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(body); err != nil || !bytes.Equal(b, e.Sound) {
		t.Errorf("the sound is another: %v", err)
	}
	body.Close()
	if _, _, err := s.OpenDerivative(t.Context(), "tram", "C3", scribe.Video); voxpop.KindOf(err) != voxpop.NotFound || !strings.Contains(voxpop.HintOf(err), "audio, peaks") {
		t.Errorf("a video: %v", err)
	}
	view(t, db, func(v *store.View) {
		if marks, err := v.Marks(); err != nil || len(marks) != 6 || marks[0].Response != "B2" || marks[3].Kind == "" {
			t.Errorf("marks %v %v", marks, err)
		}
	})
	x := find(t, db, "C3")
	if x.Lang != "es" || x.Transcript == nil || x.Transcript.State != voxpop.Machine || !strings.HasPrefix(x.Transcript.Text, "Nunca más.") || len(x.Transcript.Cues) == 0 ||
		len(x.Translations) != 1 || !strings.HasPrefix(x.Translations[0].Text, "EN Nunca") {
		t.Fatalf("read: %+v", x)
	}
	if line := lastAudit(t, db, "translate"); line.Actor != "scribe" || line.At.Truncate(24*time.Hour) != line.At || strings.Contains(text(line), "Nunca") {
		t.Errorf("audit %+v", line)
	}
	byPeople(t, db, s)
	comesBack(t, db)

	// It all goes with whom it is of.
	if err := db.Withdraw(t.Context(), "desk", "tram", moment("2026-03-21"), "C3", "B2"); err != nil {
		t.Fatal(err)
	}
	if left := tasksOf(t, db); len(left) != 0 || len(blobs.Keys()) != n-2 {
		t.Errorf("left: %v, %d blobs", left, len(blobs.Keys()))
	}
	view(t, db, func(v *store.View) {
		marks, err := v.Marks()
		some := slices.DeleteFunc(collect(t, v.Versions()), func(v voxpop.TextVersion) bool { return v.Response == "A1" })
		if len(some) != 0 || len(marks) != 0 || err != nil {
			t.Errorf("left: %v %v %v", some, marks, err)
		}
	})
	if _, err := s.Edit(t.Context(), "ann", transcriptOf, 0, "I say it for them"); voxpop.KindOf(err) != voxpop.Withdrawn {
		t.Errorf("a withdrawn response was given words: %v", err)
	}
	comesBack(t, db)
}

// byPeople is what people do with what machines read.
func byPeople(t *testing.T, db *store.DB, s *scribe.Service) {
	ctx := t.Context()
	must := func(v voxpop.TextVersion, err error) voxpop.TextVersion {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	all, err := s.Versions(ctx, transcriptOf)
	if err != nil || len(all) != 1 || len(all[0].Words) < 2 || all[0].Engine != "ear 1" || !all[0].At.DateOnly {
		t.Fatalf("versions %+v %v", all, err)
	}
	if v := must(s.Review(ctx, "bo", transcriptOf, 1)); v.N != 2 || v.State != voxpop.Reviewed || v.By != "bo" {
		t.Errorf("reviewed %+v", v)
	}
	if v := must(s.Review(ctx, "bo", transcriptOf, 2)); v.N != 2 {
		t.Errorf("reviewed twice: %d", v.N)
	}
	_, err = s.Edit(ctx, "ann", transcriptOf, 1, "Otra cosa.")
	kindIs(t, err, voxpop.Conflict)
	if v := must(s.Review(ctx, "chiara", englishOf, 1)); v.N != 2 || v.Source != 2 {
		t.Errorf("translation reviewed %+v", v)
	}
	// New words of the transcript: nobody has checked the translation against them.
	before := all[0]
	edited := must(s.Edit(ctx, "ann", transcriptOf, 2, strings.Replace(before.Text, "más", "jamás", 1)))
	if edited.N != 3 || edited.State != voxpop.Edited || len(edited.Words) == 0 || edited.Words[0] != before.Words[0] && edited.Words[0].Start != before.Words[0].Start {
		t.Errorf("edited %+v", edited)
	}
	x := find(t, db, "C3")
	english, err := db.Texts(ctx, englishOf)
	if err != nil || len(english.Versions) != 3 || x.Translations[0].State != voxpop.Edited || !scribe.OutOfDate(english.Versions[2], english.Transcripts) {
		t.Errorf("a translation of other words is still %s: %d versions, %v", x.Translations[0].State, len(english.Versions), err)
	}
	if v := must(s.Undo(ctx, "ann", transcriptOf, 3, 0)); v.N != 4 || v.State != voxpop.Reviewed || v.Text != before.Text {
		t.Errorf("undone %+v", v)
	}
	if v := must(s.Undo(ctx, "ann", transcriptOf, 4, 1)); v.N != 5 || v.State != voxpop.Machine || v.By != "ann" || len(v.Words) != len(before.Words) {
		t.Errorf("undone to the first: %+v", v)
	}
	_, err = s.Undo(ctx, "ann", transcriptOf, 5, 9)
	kindIs(t, err, voxpop.NotFound)
	v := must(s.Import(ctx, "ann", transcriptOf, 5, voxpop.TextVersion{Lang: "es", Text: "De otro programa.", Cues: []voxpop.Cue{{End: 2, Text: "De otro programa."}}}))
	if v.N != 6 || v.State != voxpop.Edited || len(v.Cues) != 1 || len(v.Words) != 0 {
		t.Errorf("imported %+v", v)
	}
	same := voxpop.TextVersion{Lang: "es", Text: v.Text, Cues: []voxpop.Cue{{End: 2.0004, Text: v.Text}}}
	if v := must(s.Import(ctx, "ann", transcriptOf, 6, same)); v.N != 6 {
		t.Errorf("the same file is version %d", v.N)
	}
	// It was heard as another language than it is in.
	catalan := transcriptOf
	catalan.Lang = "ca"
	if v := must(s.Edit(ctx, "ann", catalan, 6, v.Text)); v.N != 7 || v.Lang != "ca" || len(v.Cues) != 1 {
		t.Errorf("corrected %+v", v)
	}
	if x := find(t, db, "C3"); x.Lang != "ca" || x.Transcript.Lang != "ca" {
		t.Errorf("the response is in %s, its transcript in %s", x.Lang, x.Transcript.Lang)
	}
	// What a person wrote is not written over by a machine.
	if n, err := s.Run(ctx, "ann", "tram", []string{"C3"}, scribe.Transcribe, true); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	Work(t, db, s)
	if x := find(t, db, "C3"); x.Transcript.Text != "De otro programa." {
		t.Errorf("a machine wrote over a person: %+v", x.Transcript)
	}
	// A text from before versions were kept gets its past with its first change.
	if _, err := s.Edit(ctx, "ann", scribe.Ref{Callout: "tram", Response: "A1", Of: voxpop.OfTranslation, Lang: "de"}, 0, "Sie sagten nie."); err != nil {
		t.Error(err)
	}
	_, err = s.Edit(ctx, "ann", scribe.Ref{Callout: "tram", Response: "A1", Of: voxpop.OfTranscript}, 0, "never")
	kindIs(t, err, voxpop.Invalid)
}

// comesBack asks that the record is exported and imported to the same.
func comesBack(t testing.TB, db *store.DB) {
	t.Helper()
	view(t, db, func(v *store.View) { copied(t, v) })
}

func copied(t testing.TB, v *store.View) {
	t.Helper()
	dir := t.TempDir()
	if _, err := record.Write(context.Background(), v, dir, record.WriteOptions{}); err != nil {
		t.Fatal(err)
	}
	m, err := record.Load(os.DirFS(dir)) // strict: versions and texts agree
	if err != nil {
		t.Fatal(err)
	}
	want, err := record.Hash(v)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := record.Hash(m); err != nil || got != want {
		t.Errorf("what comes back is another record: %v", err)
	}
}

// scribeFails is about steps that cannot be done.
func scribeFails(t *testing.T, db *store.DB, blobs *Blobs) {
	ctx := t.Context()
	r := unknown()
	r.Import(t, db)
	keys := blobs.Keys()
	var fault error
	e := &Engines{Sound: Speech(t), At: func(string) error { return fault }}
	s := e.Service(db)
	s.Cleaner, s.Transcriber, s.Translator = nil, nil, nil
	Work(t, db, s)
	if got := tasksOf(t, db, "C3"); len(got) != 1 || !strings.HasPrefix(got[0], "C3 clean waiting: nothing is set") {
		t.Errorf("without a cleaner: %v", got)
	}
	s.Cleaner = e
	if n, err := db.OpenSteps(ctx); n != 0 || err != nil {
		t.Errorf("%d steps are open that wait for a tool, %v", n, err)
	}
	if err := db.Rouse(ctx); err != nil { // the tool is there now
		t.Error(err)
	}
	if n, err := db.OpenSteps(ctx); n != 2 || err != nil {
		t.Errorf("%d steps are open, %v", n, err)
	}
	fault = &voxpop.Error{Kind: voxpop.Invalid, Message: "is no recording", Hint: "ask for another"}
	Work(t, db, s) // what waits is looked at again by a process that starts
	same(t, "failed", tasksOf(t, db, "C3"), []string{"C3 clean failed: is no recording"})
	fault = errors.New("tag of the file: call 555 0199")
	if n, err := s.Run(ctx, "ann", "tram", []string{"B2", "C3"}, "", false); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	Work(t, db, s)
	if got := tasksOf(t, db, "C3"); len(got) != 1 || strings.Contains(got[0], "555") || !strings.Contains(got[0], "failed") {
		t.Errorf("an unknown reason: %v", got)
	}
	fault = &voxpop.Error{Kind: voxpop.Unavailable, Message: "is busy"}
	s.Run(ctx, "ann", "tram", []string{"C3"}, scribe.Clean, true)
	Work(t, db, s)
	same(t, "tried again later", tasksOf(t, db, "C3"), []string{"C3 clean waiting: is busy"})
	same(t, "blobs", blobs.Keys(), keys)
	// A body that breaks leaves nothing.
	fault = nil
	s.Cleaner = broken{e}
	Work(t, db, s)
	if got := tasksOf(t, db, "C3"); strings.Contains(got[0], "done") {
		t.Errorf("a broken body: %v", got)
	}
	same(t, "blobs", blobs.Keys(), keys)
	// Withdrawn in the middle: the step ends quietly and keeps nothing.
	s.Cleaner = e
	e.At = func(string) error { return db.Withdraw(ctx, "desk", "tram", moment("2026-03-21"), "C3", "B2") }
	s.Run(ctx, "ann", "tram", []string{"B2", "C3"}, scribe.Clean, true)
	Work(t, db, s)
	if got := tasksOf(t, db); len(got) != 0 || len(blobs.Keys()) != len(keys)-2 {
		t.Errorf("left: %v, %d blobs of %d", got, len(blobs.Keys()), len(keys))
	}
}

// scribeAgain is about steps that go on once something else is there.
func scribeAgain(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	unknown().Import(t, db)
	var fault error = &voxpop.Error{Kind: voxpop.Invalid, Message: "is no recording", Hint: "ask for another"}
	e := &Engines{Sound: Speech(t), At: func(string) error { return fault }}
	s := e.Service(db)
	s.Transcriber = nil
	run := func(want int, step scribe.Step, again bool) {
		t.Helper()
		if n, err := s.Run(ctx, "ann", "tram", []string{"C3"}, step, again); n != want || err != nil {
			t.Fatal(n, err)
		}
		Work(t, db, s)
	}
	Work(t, db, s)
	run(2, scribe.Transcribe, false) // to hear it is to make it safe first
	same(t, "not clean", tasksOf(t, db, "C3"), []string{"C3 clean failed: is no recording", "C3 transcribe waiting: no engine for speech is set"})
	s.Transcriber = ear{e}
	Work(t, db, s)
	same(t, "not clean", tasksOf(t, db, "C3"), []string{"C3 clean failed: is no recording", "C3 transcribe failed: the recording could not be made safe"})
	// A decoder that panics over what was sent.
	e.At = func(string) error { panic("call 555 0199") }
	run(1, scribe.Clean, true)
	if got := tasksOf(t, db, "C3"); !strings.HasPrefix(got[0], "C3 clean failed: it failed") {
		t.Errorf("a panic: %v", got)
	}
	e.At = nil
	run(1, scribe.Clean, true)
	same(t, "clean", tasksOf(t, db, "C3"), []string{"C3 clean done", "C3 transcribe done", "C3 translate:en done"})
}

// broken is a cleaner whose second body cannot be read to its end.
type broken struct{ *Engines }

func (b broken) Clean(ctx context.Context, o scribe.Original, progress func(float64)) (*scribe.Cleaned, error) {
	c, err := b.Engines.Clean(ctx, o, progress)
	if err == nil {
		c.Parts[1].Body = cutOff{bytes.NewReader([]byte("half"))}
	}
	return c, err
}

type cutOff struct{ *bytes.Reader }

func (c cutOff) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// scribeArrives is about what comes from doors, and what goes all at once.
func scribeArrives(t *testing.T, db *store.DB, blobs *Blobs) {
	Small().Import(t, db)
	arrive(t, db, answer(1, "voice", receiptNo(1)), false)
	e := &Engines{Sound: Speech(t)}
	Work(t, db, e.Service(db))
	if got := tasksOf(t, db); len(got) < 5 || slices.ContainsFunc(got, func(s string) bool { return !strings.HasSuffix(s, "done") }) {
		t.Errorf("tasks %v", got)
	}
	if _, _, err := db.TakeBack(t.Context(), "door", takeBack(2, receiptNo(1))); err != nil {
		t.Fatal(err)
	}
	if got := tasksOf(t, db); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "W") }) {
		t.Errorf("left: %v", got)
	}
	if _, err := db.EraseCallout(t.Context(), "desk", "tram"); err != nil {
		t.Fatal(err)
	}
	if got := tasksOf(t, db); len(got) != 0 || len(blobs.Keys()) != 1 { // the archived source
		t.Errorf("left: %v, %v", got, blobs.Keys())
	}
}

// replacesTexts is about folders that bring other texts, or another past.
func replacesTexts(t *testing.T, db *store.DB, _ *Blobs) {
	r := Small()
	r.Import(t, db)
	ref := scribe.Ref{Callout: "tram", Response: "B2", Of: voxpop.OfTranscript}
	// A folder of answers alone, in which somebody corrected a transcript.
	other := r.Clone()
	other.Versions = nil
	now := *r.Responses[1].Transcript
	now.Text, now.By = "گفتند دیگر هرگز", "ann"
	other.Responses[1].Transcript = &now
	_, err := db.Import(t.Context(), "ann", false, other.Fill)
	kindIs(t, err, voxpop.Conflict)
	if _, err := db.Import(t.Context(), "ann", true, other.Fill); err != nil {
		t.Fatal(err)
	}
	all, err := db.Texts(t.Context(), ref)
	if err != nil || len(all.Versions) != 3 || all.Versions[2].Text != now.Text || all.Versions[2].By != "ann" {
		t.Errorf("versions: %+v, %v", all.Versions, err)
	}
	comesBack(t, db)
	// A folder with a past of its own puts it in the place of this one.
	if _, err := db.Import(t.Context(), "ann", true, r.Fill); err != nil {
		t.Fatal(err)
	}
	before := stateOf(t, db)
	same(t, "record", before.Rec, r)
	if line := lastAudit(t, db, "import"); !strings.Contains(text(line), "versions_dropped:1") {
		t.Errorf("what ann wrote went without a word: %s", text(line))
	}
	done, err := db.Import(t.Context(), "ann", true, r.Fill)
	if err != nil || done.Versions != (record.Change{Same: 3}) {
		t.Errorf("a third time: %+v, %v", done.Versions, err)
	}
	same(t, "state", stateOf(t, db), before)
	// Texts that contradict their past are refused, also where nothing is known yet.
	r.Callout.Slug = "other"
	r.Versions[1].Text = "گفتند"
	r.Versions[1].Cues, r.Versions[1].Words = nil, nil
	_, err = db.Import(t.Context(), "ann", false, r.Fill)
	kindIs(t, err, voxpop.Invalid)
	if err == nil || strings.Contains(err.Error(), "گفتند") {
		t.Errorf("error %v", err)
	}
}

// saysNothing is about folders from before somebody, or a machine, read.
func saysNothing(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	r := unknown()
	r.Import(t, db)
	e := &Engines{Sound: Speech(t)}
	s := e.Service(db)
	Work(t, db, s)
	read := stateOf(t, db)
	for _, replace := range []bool{false, true} {
		done, err := db.Import(ctx, "ann", replace, r.Fill)
		if err != nil || done.Responses.Added+done.Responses.Replaced > 0 || done.Files.Replaced > 0 || done.VersionsDropped > 0 {
			t.Fatalf("the same folder again: %+v, %v", done, err)
		}
		same(t, "after the same folder", stateOf(t, db), read)
	}
	// People's words stay too; what else the folder changes is taken.
	person := func(v voxpop.TextVersion, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	person(s.Review(ctx, "bo", transcriptOf, 1))
	person(s.Review(ctx, "bo", englishOf, 1))
	other := r.Clone()
	c3 := &other.Responses[2]
	c3.Contacted = !c3.Contacted
	_, err := db.Import(ctx, "ann", false, other.Fill)
	kindIs(t, err, voxpop.Conflict)
	done, err := db.Import(ctx, "ann", true, other.Fill)
	if err != nil || done.Responses.Replaced != 1 || done.VersionsDropped > 0 {
		t.Fatalf("one thing changed: %+v, %v", done, err)
	}
	x := find(t, db, "C3")
	all, err := s.Versions(ctx, transcriptOf)
	if err != nil || len(all) != 2 || x.Contacted != c3.Contacted || x.Lang != "es" || x.Transcript.State != voxpop.Reviewed || x.Translations[0].State != voxpop.Reviewed {
		t.Errorf("%d versions, %v, %+v", len(all), err, x)
	}
	// Another transcript is the next version, and nobody checked the translation against it.
	c3.Transcript = &voxpop.Transcript{Lang: "es", Text: "Nunca jamás.", State: voxpop.Reviewed, By: "ann"}
	for _, replaced := range []int{1, 0} {
		if done, err := db.Import(ctx, "ann", true, other.Fill); err != nil || done.Responses.Replaced != replaced || done.VersionsDropped > 0 {
			t.Fatalf("another transcript: %+v, %v", done, err)
		}
	}
	x = find(t, db, "C3")
	if all, err = s.Versions(ctx, transcriptOf); err != nil || len(all) != 3 || all[2].Text != c3.Transcript.Text || x.Translations[0].State != voxpop.Edited {
		t.Errorf("%d versions, %v, %+v", len(all), err, x)
	}
	comesBack(t, db)
	// Another recording: what a machine heard in the former is heard anew.
	person(s.Undo(ctx, "bo", transcriptOf, 3, 1))
	other.Responses[2].Transcript = nil
	for i := range other.Files {
		other.Files[i].Body = append([]byte("new "), other.Files[i].Body...)
	}
	if _, err := db.Import(ctx, "ann", true, other.Fill); err != nil {
		t.Fatal(err)
	}
	same(t, "tasks", tasksOf(t, db, "C3"), []string{"C3 clean waiting", "C3 transcribe waiting"})
	Work(t, db, s)
	comesBack(t, db)
}

// shorterPast is about a folder whose past of a transcript is shorter than the
// translations here say.
func shorterPast(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := t.Context()
	unknown().Import(t, db)
	s := (&Engines{Sound: Speech(t)}).Service(db)
	Work(t, db, s)
	var then *Record
	view(t, db, func(v *store.View) { then = Read(t, v) })
	for _, verb := range []func() (voxpop.TextVersion, error){
		func() (voxpop.TextVersion, error) { return s.Edit(ctx, "bo", transcriptOf, 1, "Nunca, nunca.") },
		func() (voxpop.TextVersion, error) { return s.Review(ctx, "bo", transcriptOf, 2) },
		func() (voxpop.TextVersion, error) { return s.Review(ctx, "bo", englishOf, 1) },
	} {
		if _, err := verb(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range then.Responses {
		then.Responses[i].Translations = nil
	}
	then.Versions = slices.DeleteFunc(then.Versions, func(v voxpop.TextVersion) bool { return v.Of == voxpop.OfTranslation })
	if done, err := db.Import(ctx, "ann", true, then.Fill); err != nil || done.VersionsDropped != 2 {
		t.Errorf("%+v, %v", done, err)
	}
	if all, err := s.Versions(ctx, englishOf); err != nil || len(all) != 3 || all[2].State != voxpop.Edited || all[2].Source > 1 {
		t.Errorf("translation: %+v, %v", all, err)
	}
	comesBack(t, db)
}

// madeAgain is what a backup keeps of recordings that were read.
func madeAgain(t *testing.T, db *store.DB, blobs *Blobs, open OpenWith) {
	unknown().Import(t, db)
	e := &Engines{Sound: Speech(t)}
	Work(t, db, e.Service(db))
	var archive bytes.Buffer
	if _, err := db.Backup(t.Context(), &archive); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(archive.Bytes(), []byte("waveform::")) {
		t.Error("a derivative is in the backup")
	}
	want := stateOf(t, db)
	again := open(t, blobs.Fresh())
	if _, err := again.Restore(t.Context(), &archive); err != nil {
		t.Fatal(err)
	}
	same(t, "record", stateOf(t, again).Rec, want.Rec)
	same(t, "tasks", tasksOf(t, again), []string{"B2 clean waiting", "C3 clean waiting", "C3 transcribe done", "C3 translate:en done"})
	s := e.Service(again)
	Work(t, again, s)
	same(t, "tasks", tasksOf(t, again), tasksOf(t, db))
	if made, err := s.Derivatives(t.Context(), "tram", "C3"); err != nil || len(made) != 2 {
		t.Errorf("derivatives %+v, %v", made, err)
	}
	same(t, "record", stateOf(t, again).Rec, want.Rec)
}

// anyTexts does anything with texts in any order: what the response says is
// always the newest version, and the record comes back from an export.
func anyTexts(t *testing.T, db *store.DB, _ *Blobs) {
	ctx := context.Background()
	r := unknown()
	r.Import(t, db)
	e := &Engines{Sound: Speech(t)}
	s := e.Service(db)
	Work(t, db, s)
	refs := []scribe.Ref{transcriptOf, englishOf, {Callout: "tram", Response: "B2", Of: voxpop.OfTranscript}, {Callout: "tram", Response: "B2", Of: voxpop.OfTranslation, Lang: "en"},
		{Callout: "tram", Response: "B2", Of: voxpop.OfTranslation, Lang: "ckb"}, {Callout: "tram", Response: "A1", Of: voxpop.OfTranslation, Lang: "fa"}}
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 6).Draw(rt, "verbs") {
			ref := rapid.SampledFrom(refs).Draw(rt, "of")
			all, err := s.Versions(ctx, ref)
			if err != nil {
				rt.Fatal(err)
			}
			base := len(all)
			said := rapid.OneOf(rapid.SampledFrom(Hostile[:12]), rapid.SampledFrom([]string{"Nunca más.", "Nunca. Más. Y otra.", ""})).Draw(rt, "text")
			switch rapid.IntRange(0, 4).Draw(rt, "verb") {
			case 0, 1:
				_, err = s.Edit(ctx, "ann", ref, base, said)
			case 2:
				_, err = s.Review(ctx, "bo", ref, base)
			case 3:
				_, err = s.Undo(ctx, "ann", ref, base, rapid.IntRange(0, base+1).Draw(rt, "to"))
			case 4:
				_, err = s.Import(ctx, "ann", ref, base, voxpop.TextVersion{Text: said, Lang: "es", Cues: []voxpop.Cue{{Start: 1, End: 2, Text: said}}})
			}
			if kind := voxpop.KindOf(err); err != nil && kind != voxpop.NotFound && kind != voxpop.Invalid {
				rt.Fatalf("%v", err)
			}
		}
		if err := db.View(ctx, "tram", func(v *store.View) error {
			newest := map[string]voxpop.TextVersion{}
			for x, err := range v.Versions() {
				if err != nil {
					return err
				}
				newest[x.Response+x.Work()] = x
			}
			for _, x := range newest {
				r, _, err := v.Response(x.Response)
				if err == nil {
					err = x.Agrees(r)
				}
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			rt.Fatal(err)
		}
	})
	comesBack(t, db)
}
