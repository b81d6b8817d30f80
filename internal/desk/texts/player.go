package texts

import (
	"net/url"
	"slices"

	"voxpop"
	"voxpop/internal/desk/frame"
	"voxpop/internal/desk/wave"
	"voxpop/internal/scribe"
)

// player is the strip that plays a recording.
type player struct {
	Media   []source
	Video   bool
	Wave    string // the path of the waveform; "" = none
	Seconds float64
	Presets []preset
	Chosen  preset
	Pause   bool // while somebody types
	To      string
}

// source is a file that the browser may play.
type source struct{ URL, Type string }

// Width and height of a drawn waveform, in units of its own.
const (
	waveWidth  = 800
	waveHeight = 64
)

// player is the strip of a response; nil when there is nothing to play yet.
func (s *Screens) player(q *frame.Request, id string) (*player, error) {
	made, err := s.Records.Derivatives(q.Context(), q.Slug(), id)
	if err != nil {
		return nil, err
	}
	p := player{To: q.URL.RequestURI()}
	add := func(kind scribe.Kind) {
		for _, d := range made {
			if d.Kind == kind {
				p.Media = append(p.Media, source{responsePath(q.Slug(), id) + "/media/" + string(kind), d.Type})
				p.Seconds = max(p.Seconds, d.Seconds)
			}
		}
	}
	add(scribe.Audio)
	add(scribe.AAC)
	if len(p.Media) == 0 {
		add(scribe.Video)
		p.Video = len(p.Media) > 0
	}
	if len(p.Media) == 0 {
		return nil, nil
	}
	if slices.ContainsFunc(made, func(d scribe.Derivative) bool { return d.Kind == scribe.Peaks }) {
		// Without the waveform the recording can be heard all the same.
		if _, body, err := s.Records.Derivative(q.Context(), q.Slug(), id, scribe.Peaks); err == nil {
			peaks, err := wave.Read(body)
			body.Close()
			if err == nil {
				p.Wave = wave.Path(peaks, waveWidth, waveHeight)
			}
		}
	}
	p.Presets = presets(q)
	p.Chosen, p.Pause, err = s.chosen(q, p.Presets)
	return &p, err
}

// preset is a set of keys that somebody has in their fingers.
type preset struct {
	ID, Name string
	Keys     []presetKey
	Current  bool
}

// presetKey is one key: Code is matched against event.code, with Ctrl+, Alt+ or
// Shift+ before it.
type presetKey struct {
	Do, Code string
	Shown    string // as it is written on the keyboard
	Says     string
}

// presets are the keys of other programs, so that nobody has to learn new ones:
// oTranscribe's (its default), the BBC's transcript editor's, Express Scribe's,
// and what foot pedals send. Tab is in none of them: it leaves the field.
func presets(q *frame.Request) []preset {
	key := func(do, code, shown string) presetKey {
		return presetKey{Do: do, Code: code, Shown: shown, Says: q.T.Say("texts.do." + do)}
	}
	all := []preset{
		{ID: "otranscribe", Name: "oTranscribe", Keys: []presetKey{
			key("toggle", "Escape", "Esc"), key("back", "F1", "F1"), key("forward", "F2", "F2"), key("slower", "F3", "F3"), key("faster", "F4", "F4"),
			key("back", "Ctrl+Digit1", "Ctrl+1"), key("forward", "Ctrl+Digit2", "Ctrl+2"), key("slower", "Ctrl+Digit3", "Ctrl+3"), key("faster", "Ctrl+Digit4", "Ctrl+4"),
			key("stamp", "Ctrl+KeyJ", "Ctrl+J")}},
		{ID: "bbc", Name: "BBC", Keys: []presetKey{
			key("toggle", "Alt+KeyK", "Alt+K"), key("back", "Alt+KeyJ", "Alt+J"), key("forward", "Alt+KeyL", "Alt+L"), key("slower", "Alt+Minus", "Alt+-"), key("faster", "Alt+Equal", "Alt+="),
			key("roll", "Alt+KeyR", "Alt+R"), key("stamp", "Alt+KeyT", "Alt+T")}},
		{ID: "express", Name: "Express Scribe", Keys: []presetKey{
			key("play", "F9", "F9"), key("pause", "F4", "F4"), key("back", "F7", "F7"), key("forward", "F8", "F8"), key("slower", "F10", "F10"), key("faster", "F11", "F11"), key("stamp", "Ctrl+KeyJ", "Ctrl+J")}},
		{ID: "pedal", Name: q.T.Say("texts.preset.pedal"), Keys: []presetKey{
			key("hold", "F4", "F4"), key("back", "F3", "F3"), key("forward", "F5", "F5"), key("hold", "F9", "F9"), key("back", "F7", "F7"), key("forward", "F8", "F8"), key("stamp", "Ctrl+KeyJ", "Ctrl+J")}},
		{ID: "none", Name: q.T.Say("texts.preset.none")},
	}
	return all
}

// How the player is set is kept for the person, as a draft of no form.
func playerKey(q *frame.Request) frame.DraftKey {
	return frame.DraftKey{Kind: "setting", Name: "player", Person: q.Who.ID}
}

func (s *Screens) chosen(q *frame.Request, all []preset) (preset, bool, error) {
	d, there, err := q.F.Store.Draft(q.Context(), playerKey(q))
	if err != nil {
		return preset{}, false, err
	}
	i, pause := 0, true
	if there {
		i = max(0, slices.IndexFunc(all, func(p preset) bool { return p.ID == d.Fields.Get("preset") }))
		pause = d.Fields.Get("pause") != ""
	}
	all[i].Current = true
	return all[i], pause, nil
}

// keepPlayer keeps which keys somebody uses, and whether typing pauses.
func (s *Screens) keepPlayer(q *frame.Request) error {
	chosen := q.PostFormValue("preset")
	if !slices.ContainsFunc(presets(q), func(p preset) bool { return p.ID == chosen }) {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "texts.player", Message: "there are no such keys"}
	}
	d := frame.Draft{Fields: url.Values{"preset": {chosen}, "pause": {q.PostFormValue("pause")}}, At: q.Now}
	if err := q.F.Store.PutDraft(q.Context(), playerKey(q), d); err != nil {
		return err
	}
	if err := q.Done(q.T.Say("texts.done.keys"), nil); err != nil {
		return err
	}
	return q.Redirect(frame.Local(q.PostFormValue("to")))
}
