package scribe

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"voxpop"
)

func TestStep(t *testing.T) {
	for step, want := range map[Step]struct {
		lane  Lane
		lang  string
		valid bool
	}{
		Clean:            {MediaLane, "", true},
		Transcribe:       {SpeechLane, "", true},
		Translate + "en": {TranslateLane, "en", true},
		Translate:        {MediaLane, "", false},
		"translate:../x": {TranslateLane, "../x", false},
		"":               {MediaLane, "", false},
	} {
		if step.Lane() != want.lane || step.Lang() != want.lang || step.Valid() != want.valid {
			t.Errorf("%q: %s, %q, %v", step, step.Lane(), step.Lang(), step.Valid())
		}
	}
}

// What fails is told by kind; what is not of ours says nothing of its own.
func TestEnding(t *testing.T) {
	of := func(kind voxpop.Kind) error { return &voxpop.Error{Kind: kind, Message: "why", Hint: "what to do"} }
	for _, tt := range []struct {
		name  string
		err   error
		late  bool
		tries int
		state TaskState
		in    time.Duration
	}{
		{"the file is at fault", of(voxpop.Invalid), false, 1, Failed, 0},
		{"a pair nobody knows", of(voxpop.NotFound), false, 1, Failed, 0},
		{"busy", of(voxpop.Unavailable), false, 1, Waiting, firstPause},
		{"busy again", of(voxpop.Unavailable), false, 3, Waiting, 4 * firstPause},
		{"busy all day", of(voxpop.Unavailable), false, maxTries, Failed, 0},
		{"the keys are locked", of(voxpop.Forbidden), false, maxTries + 9, Waiting, enginePause},
		{"an engine that is not set", &wait{reason: "none", in: enginePause}, false, maxTries + 9, Waiting, enginePause},
		{"too long", context.DeadlineExceeded, true, 1, Waiting, firstPause},
		{"anything else", errors.New("call 555 0199"), false, 1, Failed, 0},
	} {
		got := ending(tt.err, tt.late, tt.tries)
		if got.State != tt.state || got.In != tt.in || got.Reason == "" || strings.Contains(got.Reason+got.Hint, "555") {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
	if pause(100) != longPause {
		t.Errorf("the longest pause is %s", pause(100))
	}
}

func TestFirst(t *testing.T) {
	s := &Service{Into: []string{"en", "fa"}}
	for name, tt := range map[string]struct {
		r    voxpop.Response
		want string
	}{
		"voice":      {voxpop.Response{Medium: voxpop.Voice, Media: "media/a.ogg"}, "clean"},
		"text":       {voxpop.Response{Medium: voxpop.Text, Lang: "fa-IR", Text: "نه"}, "translate:en"},
		"unknown":    {voxpop.Response{Medium: voxpop.Text, Text: "?"}, "translate:en translate:fa"},
		"translated": {voxpop.Response{Medium: voxpop.Text, Lang: "es", Text: "no", Translations: []voxpop.Translation{{Lang: "en"}}}, "translate:fa"},
		"illegal":    {voxpop.Response{Medium: voxpop.Voice, Media: "media/a.ogg", SetAside: voxpop.Illegal}, ""},
		"nothing":    {voxpop.Response{Medium: voxpop.Voice}, ""},
	} {
		var got []string
		for _, step := range s.First(tt.r) {
			got = append(got, string(step))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What an engine says is held to its piece and to its own text.
func TestTimed(t *testing.T) {
	got := timed(Heard{
		Segments: []voxpop.Cue{{Start: -1, End: 2, Text: " One two. "}, {Start: 2, End: 99, Text: "Three\xff."}, {Text: "  "}},
		Words:    []voxpop.Word{{Start: 0, End: 1, Text: " One"}, {Start: .5, End: .2, Text: "two"}, {Text: "four"}, {Start: 0, End: 9, Text: "Three"}},
	}, 5)
	if got.Text != "One two. Three\ufffd." || len(got.Cues) != 2 || got.Cues[0].Start != 0 || got.Cues[1].End != 5 {
		t.Errorf("%+v", got)
	}
	v := voxpop.TextVersion{Response: "R", Of: voxpop.OfTranscript, N: 1, State: voxpop.Machine, Text: got.Text, Words: got.Words, Cues: got.Cues}
	if err := v.Validate(); err != nil || len(got.Words) != 3 {
		t.Errorf("%v, %+v", err, got.Words)
	}
	if got := timed(Heard{Words: []voxpop.Word{{End: 1, Text: "a"}, {Start: 1, End: 2, Text: "b"}}}, 2); got.Text != "a b" || len(got.Words) != 2 {
		t.Errorf("words alone: %+v", got)
	}
	if got := timed(Heard{}, 2); got.Text != "" || len(got.Words)+len(got.Cues) != 0 {
		t.Errorf("silence: %+v", got)
	}
}

func TestLanguage(t *testing.T) {
	s := &Service{}
	if got := s.language(Hint{Lang: "ckb"}, map[string]float64{"fa": 9}, ""); got != "ckb" {
		t.Errorf("known: %s", got)
	}
	if got := s.language(Hint{}, map[string]float64{"fa": 9, "ar": 3, "not a tag": 99}, ""); got != "fa" {
		t.Errorf("heard: %s", got)
	}
	if got := s.language(Hint{}, nil, ""); got != "" {
		t.Errorf("nothing: %s", got)
	}
}

func TestOutOfDate(t *testing.T) {
	transcript := []voxpop.TextVersion{{N: 1, Text: "a"}, {N: 2, Text: "b"}, {N: 3, Text: "b"}}
	for source, want := range map[int]bool{0: true, 1: true, 2: false, 3: false} {
		if got := OutOfDate(voxpop.TextVersion{Source: source}, transcript); got != want {
			t.Errorf("of version %d: %v", source, got)
		}
	}
	other := append(transcript, voxpop.TextVersion{N: 4, Text: "b", Lang: "ckb"})
	if !OutOfDate(voxpop.TextVersion{Source: 3}, other) {
		t.Error("a translation out of another language is in date")
	}
	if OutOfDate(voxpop.TextVersion{}, nil) {
		t.Error("a translation of a text is never out of date")
	}
}

// When the language of a transcript is corrected, what was translated out of
// the other one follows.
func TestFollowsTheLanguage(t *testing.T) {
	of := func(lang string, state voxpop.State) voxpop.TextVersion {
		return voxpop.TextVersion{Of: voxpop.OfTranslation, Lang: lang, N: 1, Source: 1, State: state, Text: "no"}
	}
	old := voxpop.TextVersion{Of: voxpop.OfTranscript, Lang: "fa", N: 1, Text: "نه"}
	now := old
	now.Lang = "ckb"
	all, redo := (&Service{}).follow(Texts{Newest: []voxpop.TextVersion{old, of("de", voxpop.Reviewed), of("en", voxpop.Machine)}}, now, nil)
	if len(all) != 1 || all[0].Lang != "de" || all[0].State != voxpop.Edited || len(redo) != 1 || redo[0] != "translate:en" {
		t.Errorf("%+v, %v", all, redo)
	}
}

// How long a step may take follows from the recording, not from what the
// call-out allows: older ones and those of tables may be longer.
func TestLongest(t *testing.T) {
	if got := longestHear(3600); got != 10*time.Hour {
		t.Errorf("an hour of speech: %s", got)
	}
	if got := longestClean(4_000_000, 3*time.Minute); got < time.Hour {
		t.Errorf("a long file of a call-out for short ones: %s", got)
	}
	if got := longestClean(10, 3*time.Minute); got != 12*time.Minute {
		t.Errorf("a short file: %s", got)
	}
}
