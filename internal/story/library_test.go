package story_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/story"
)

// library is a small record in memory: what 60 people said about a reading
// room that the council closed at night. It implements story.Record.
type library struct {
	callout    voxpop.Callout
	book       voxpop.Codebook
	points     []voxpop.Point
	responses  map[string]voxpop.Response
	codings    []voxpop.Coding
	statements []voxpop.Statement
	decisions  []voxpop.Decision
	files      map[string][]byte
	house      voxpop.House
}

func (l *library) Callout() voxpop.Callout                    { return l.callout }
func (l *library) Codebook() voxpop.Codebook                  { return l.book }
func (l *library) Points() []voxpop.Point                     { return l.points }
func (l *library) AllStatements() ([]voxpop.Statement, error) { return l.statements, nil }

func (l *library) Responses() iter.Seq2[voxpop.Response, error] {
	return func(yield func(voxpop.Response, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(l.responses)) {
			if !yield(l.responses[id], nil) {
				return
			}
		}
	}
}

func (l *library) Decisions() iter.Seq2[voxpop.Decision, error] {
	return func(yield func(voxpop.Decision, error) bool) {
		for _, d := range l.decisions {
			if !yield(d, nil) {
				return
			}
		}
	}
}

func (l *library) Response(id string) (voxpop.Response, bool, error) {
	r, ok := l.responses[id]
	return r, ok, nil
}

func (l *library) ReadFile(path string) ([]byte, bool, error) {
	b, ok := l.files[path]
	return b, ok, nil
}

func (l *library) Figures() (*prevalence.Figures, error) {
	marks := map[string][]voxpop.Coding{}
	for _, c := range l.codings {
		marks[c.Response] = append(marks[c.Response], c)
	}
	answers := func(yield func(prevalence.Answer) bool) {
		for _, id := range slices.Sorted(maps.Keys(l.responses)) {
			if !yield(prevalence.AnswerOf(l.callout, l.responses[id], marks[id])) {
				return
			}
		}
	}
	return prevalence.Recount(answers).Figures(l.book, l.house, prevalence.Options{}), nil
}

func (l *library) Hash() (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, v := range []any{l.callout, l.book, l.points, l.statements, l.codings} {
		if err := e.Encode(v); err != nil {
			return "", err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.responses)) {
		if err := e.Encode(l.responses[id]); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func moment(t testing.TB, s string) voxpop.Moment {
	t.Helper()
	m, err := voxpop.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// hostileWords are what somebody sent who wanted to see the page break.
const hostileWords = `They closed it </script><script>alert(1)</script> and {{.}} laughed`

// newLibrary makes the record. The responses that stories quote:
//
//	ENGA  an English text             PERA  a Persian voice message with a recording
//	HOST  hostile words in a text     ARAB  an Arabic text with translations
func newLibrary(t testing.TB) *library {
	l := &library{
		house: voxpop.DefaultHouse(),
		callout: voxpop.Callout{
			Slug: "library", Languages: []string{"en", "fa", "ar", "tr"},
			Question: voxpop.Localized{"en": "Why does the reading room close at six?", "fa": "چرا تالار مطالعه ساعت شش بسته می‌شود؟", "ar": "لماذا تُغلق قاعة المطالعة في السادسة؟"},
			Opens:    moment(t, "2026-03-01T08:00:00+01:00"), Closes: moment(t, "2026-03-08T20:00:00+01:00"),
		},
		book: voxpop.Codebook{Version: "1", Codes: []voxpop.Code{
			{ID: "students", Name: voxpop.Localized{"en": "Students lose out", "fa": "زیان دانشجویان", "ar": "الطلاب يخسرون"}, Kind: voxpop.Theme},
			{ID: "money", Name: voxpop.Localized{"en": "Money", "fa": "پول", "ar": "المال"}, Kind: voxpop.Theme},
			{ID: "safety", Name: voxpop.Localized{"en": "Safety at night <b>", "fa": "امنیت شبانه"}, Kind: voxpop.Theme},
			{ID: "unclear", Name: voxpop.Localized{"en": "Unclear"}, Kind: voxpop.Control},
		}},
		points: []voxpop.Point{{
			ID: "night", Question: voxpop.Localized{"en": "Should the room stay open at night?", "fa": "آیا تالار باید شب‌ها باز بماند؟"},
			Values: []voxpop.PointValue{
				{ID: "open", Name: voxpop.Localized{"en": "stay open", "fa": "باز بماند"}},
				{ID: "close", Name: voxpop.Localized{"en": "close", "fa": "بسته شود"}}},
			Exclusive: [][]string{{"open", "close"}},
		}},
		statements: []voxpop.Statement{
			{ID: "holm-2024", Speaker: "Ada Holm", Role: "head of libraries", SaidOn: "2024-05-02", Text: "The room stays open while I work here.", Lang: "en", Kind: voxpop.Quoted,
				Translations: []voxpop.Translation{{Lang: "fa", Text: "تا من این‌جا کار می‌کنم تالار باز می‌ماند.", State: voxpop.Reviewed, By: "bayo"}},
				Source:       voxpop.Source{URL: "https://gazette.example/holm?a=1&b=2", Title: "Holm & the <room>", Outlet: "Harbour Gazette"},
				Positions:    []voxpop.Position{{Point: "night", Value: "open", By: "ann"}}},
			{ID: "holm-2026", Speaker: "Ada Holm", Role: "head of libraries", SaidOn: "2026-02-20", Text: "We will close at six.", Lang: "en", Kind: voxpop.Quoted,
				Translations: []voxpop.Translation{{Lang: "fa", Text: "ساعت شش تعطیل می‌کنیم.", State: voxpop.Reviewed, By: "bayo"}},
				Source:       voxpop.Source{URL: "https://radio.example/holm", Title: "Morning talk", Outlet: "Strait Radio"},
				Positions:    []voxpop.Position{{Point: "night", Value: "close", By: "ann"}}},
			{ID: "sund-2025", Speaker: "Bo Sund", Role: "treasurer", SaidOn: "2025-10", Text: "The treasurer wants the room to stay open.", Lang: "en", Kind: voxpop.Reported, AssertedBy: "two council members",
				Source: voxpop.Source{URL: "javascript:alert(1)", Title: "Council notes", Outlet: "Harbour Gazette"}, Positions: []voxpop.Position{{Point: "night", Value: "open", By: "ann"}}},
		},
		responses: map[string]voxpop.Response{}, files: map[string][]byte{},
	}
	langs, channels := []string{"en", "fa", "ar"}, []voxpop.Channel{voxpop.Web, voxpop.Telegram, voxpop.Email}
	texts := map[string]string{"en": "I read there after work.", "fa": "من بعد از کار آن‌جا می‌خوانم.", "ar": "أقرأ هناك بعد العمل."}
	for i := range 68 {
		id := fmt.Sprintf("Z%c%c%c", "23456789ABCDEFGH"[i%16], "JKMNPQRS"[i/16], 'T')
		switch i {
		case 0:
			id = "ENGA"
		case 1:
			id = "PERA"
		case 2:
			id = "ARAB"
		case 3:
			id = "HOST"
		}
		r := voxpop.Response{
			ID: id, Respondent: fmt.Sprintf("r-%d", 7000+i), ReceivedAt: moment(t, fmt.Sprintf("2026-03-%02dT%02d:10:00+01:00", 1+i%6, 8+i%12)),
			Channel: channels[i%3], Medium: voxpop.Text, Lang: langs[i%3], Text: texts[langs[i%3]],
			Consent: voxpop.Consent{Quote: true, Voice: true, Name: voxpop.NoName},
			Person:  voxpop.Person{Name: "Rosalind Quarry"},
		}
		switch {
		case id == "ENGA":
			r.Text = "My daughter learned to read there. Now the door is shut when I come from work."
		case id == "PERA":
			r.Medium, r.Text, r.Media = voxpop.Voice, "", "media/PERA.wav"
			r.Transcript = &voxpop.Transcript{Lang: "fa", Text: "چراغ آن تالار چراغ خانهٔ ما بود. حالا تاریک است.", State: voxpop.Reviewed, By: "bayo",
				Cues: []voxpop.Cue{{Start: 0, End: 1, Text: "چراغ آن تالار چراغ خانهٔ ما بود."}, {Start: 1, End: 2, Text: "حالا تاریک است."}}}
			r.Translations = []voxpop.Translation{{Lang: "en", Text: "The light of that room was the light of our home. Now it is dark.", State: voxpop.Reviewed, By: "chiara"}}
		case id == "ARAB":
			r.Text = "أغلقوا الباب\u202e ونحن في الداخل"
			r.Translations = []voxpop.Translation{{Lang: "fa", Text: "در را بستند و ما تو بودیم", State: voxpop.Reviewed, By: "bayo"}, {Lang: "en", Text: "They shut the door while we were inside", State: voxpop.Reviewed, By: "bayo"}}
		case id == "HOST":
			r.Text = hostileWords
			r.Lang = "en"
		case i >= 57 && i < 60:
			r.Lang, r.Text = "tr", "Akşam okuyorum."
		case i == 60, i == 61:
			r.SetAside, r.Text = voxpop.Blank, " "
		case i == 62:
			r.WithdrawnAt, r.Text = moment(t, "2026-03-09"), ""
		case i == 63:
			r.SetAside = voxpop.Spam
		case i == 64:
			r.Respondent = "r-7005"
		case i >= 65:
			r.Campaign = "keep-it-lit"
		}
		l.responses[id] = r
		if r.SetAside != "" || r.Withdrawn() || i >= 60 {
			continue
		}
		mark := func(coder, code string, present bool) {
			l.codings = append(l.codings, voxpop.Coding{Response: id, Code: code, Coder: coder, Present: present, Origin: voxpop.ByPerson, Draw: voxpop.DrawAll})
		}
		for _, coder := range []string{"ann", "eun-ji"} {
			if coder == "eun-ji" && i >= 24 {
				continue
			}
			mark(coder, voxpop.NoCode, true)
			mark(coder, "students", i < 33)
			mark(coder, "money", i%5 == 0)
			mark(coder, "safety", i%12 == 1 && !(coder == "eun-ji" && i == 1))
		}
	}
	l.files["media/PERA.wav"] = tone(2)
	return l
}

// tone is a WAV of so many seconds, 8 kHz mono.
func tone(seconds int) []byte {
	const rate = 8000
	data := make([]byte, 0, 2*rate*seconds)
	for i := range rate * seconds {
		data = binary.LittleEndian.AppendUint16(data, uint16(int16(8000*math.Sin(float64(i)*.2))))
	}
	var b bytes.Buffer
	b.WriteString("RIFF")
	_ = binary.Write(&b, binary.LittleEndian, uint32(36+len(data)))
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate), uint16(2), uint16(16)} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	_ = binary.Write(&b, binary.LittleEndian, uint32(len(data)))
	b.Write(data)
	return b.Bytes()
}

// build parses, checks and builds a story about the library; it must hold.
func build(t testing.TB, l *library, name, src string) map[string][]byte {
	t.Helper()
	doc, err := story.Parse(name, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	files, res, err := story.Build(l, l.house, doc, story.BuildOptions{Program: "voxpop test", Publisher: "The Reading Lamp"})
	if err != nil {
		t.Fatal(err)
	}
	if !res.OK() {
		var b bytes.Buffer
		_ = res.WriteText(&b)
		t.Fatalf("the story does not hold:\n%s", b.String())
	}
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Name] = f.Body
	}
	return out
}
