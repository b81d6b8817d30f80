package story_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/story"
)

// studio records what it was asked for, and gives a little of it.
type studio struct {
	jobs   []story.ClipJob
	photos int
	fail   error
}

func (s *studio) Clip(j story.ClipJob) (story.Piece, error) {
	s.jobs = append(s.jobs, j)
	if s.fail != nil {
		return story.Piece{}, s.fail
	}
	p := story.Piece{Type: "audio/ogg", Body: fmt.Appendf(nil, "sound %v", j), Seconds: j.To - j.From}
	if j.Show == story.ShowVideo {
		p.Type = "video/mp4"
	}
	if j.Show != story.ShowAudio {
		p.Still, p.Width, p.Height = []byte("\xff\xd8\xff a frame"), 64, 48
	}
	return p, nil
}

func (s *studio) Photo([]byte) ([]byte, int, int, error) {
	s.photos++
	return nil, 0, 0, errors.New("not asked here")
}

// filmed is the library with one more message of a person, a video that may be
// published as is said.
func filmed(t testing.TB, c voxpop.Consent) *library {
	l := newLibrary(t)
	r := l.responses["PERA"]
	r.ID, r.Medium, r.Media, r.Consent = "VIDE", voxpop.Video, "media/VIDE.mp4", c
	r.Person.Name = "تالار"
	l.responses[r.ID], l.files[r.Media] = r, l.files["media/PERA.wav"]
	return l
}

func TestWhatAClipAsksFor(t *testing.T) {
	all := voxpop.Consent{Quote: true, Voice: true, Face: true, Name: voxpop.FullName}
	without := func(edit func(*voxpop.Consent)) voxpop.Consent { c := all; edit(&c); return c }
	noFace := without(func(c *voxpop.Consent) { c.Face = false })
	noVoice := without(func(c *voxpop.Consent) { c.Voice = false })
	noQuote := without(func(c *voxpop.Consent) { c.Quote = false })
	noName := without(func(c *voxpop.Consent) { c.Name = voxpop.NoName })
	for _, tc := range []struct {
		name, dest string
		consent    voxpop.Consent
		edit       func(*voxpop.Response)
		codes      []string
	}{
		{"a video shows a frame and is heard", "clip:VIDE#t=0,1", all, nil, nil},
		{"its voice alone", "clip:VIDE?show=audio#t=0,1", noFace, nil, nil},
		{"a face without consent", "clip:VIDE#t=0,1", noFace, nil, []string{"consent"}},
		{"a face without consent, moving", "clip:VIDE?show=video#t=0,1", noFace, nil, []string{"consent"}},
		{"a covered face is a face", "clip:VIDE?show=still&fill=40,10,20,30#t=0,1", noFace, nil, []string{"consent"}},
		{"a voice without consent", "clip:VIDE?show=audio#t=0,1", noVoice, nil, []string{"consent"}},
		{"a changed voice is a voice", "clip:VIDE?show=audio&disguise=signal#t=0,1", noVoice, nil, []string{"consent"}},
		{"read by another voice", "clip:VIDE?show=audio&disguise=revoice#t=0,1", noVoice, nil, nil},
		{"read by another voice, beside a face", "clip:VIDE?show=still&disguise=revoice#t=0,1", noVoice, nil, nil},
		{"words without consent", "clip:VIDE?show=audio&disguise=revoice#t=0,1", noQuote, nil, []string{"consent"}},
		{"another voice on moving lips", "clip:VIDE?show=video&disguise=revoice#t=0,1", all, nil, []string{"link"}},
		{"an unreviewed text read aloud", "clip:VIDE?show=audio&disguise=revoice#t=0,1", all, func(r *voxpop.Response) { r.Transcript.State = voxpop.Machine }, []string{"verbatim"}},
		{"a piece of a text without times", "clip:VIDE?show=audio&disguise=revoice#t=0,1", all, func(r *voxpop.Response) { r.Transcript.Cues = nil }, []string{"verbatim"}},
		{"all of a text without times", "clip:VIDE?show=audio&disguise=revoice#t=0,2", all, func(r *voxpop.Response) { r.Transcript.Cues = nil }, nil},
		{"silence read aloud", "clip:VIDE?show=audio&disguise=revoice#t=0.9,0.95", all, nil, []string{"verbatim"}},
		{"their own name is said", "clip:VIDE?show=audio#t=0,1", noName, nil, []string{"privacy"}},
		{"their own name is said elsewhere", "clip:VIDE?show=audio#t=1,2", noName, nil, nil},
		{"a number is said", "clip:VIDE?show=audio#t=0,2", all, func(r *voxpop.Response) { r.Transcript.Cues[0].Text = "Call me on 555 0142 77" }, []string{"privacy"}},
		{"parts of what is not shown", "clip:VIDE?show=audio&fill=1,1,2,2#t=0,1", all, nil, []string{"link"}},
		{"a picture of a voice", "clip:VIDE?show=still#t=0,1", all, func(r *voxpop.Response) { r.Medium = voxpop.Voice }, []string{"link"}},
		{"an unknown setting", "clip:VIDE?blur=1#t=0,1", all, nil, []string{"link"}},
		{"an unknown show", "clip:VIDE?show=gif#t=0,1", all, nil, []string{"link"}},
		{"an unknown disguise", "clip:VIDE?disguise=robot#t=0,1", all, nil, []string{"link"}},
		{"a part of three numbers", "clip:VIDE?fill=1,2,3#t=0,1", all, nil, []string{"link"}},
		{"a part outside", "clip:VIDE?fill=100,2,3,4#t=0,1", all, nil, []string{"link"}},
		{"a part over the edge", "clip:VIDE?fill=90,10,30,40#t=0,1", all, nil, []string{"link"}},
		{"words that nobody reviewed are heard", "clip:VIDE?show=audio#t=0,1", all, func(r *voxpop.Response) { r.Transcript.State = voxpop.Machine }, []string{"(privacy)"}},
		{"a part of no size", "clip:VIDE?fill=1,2,0,4#t=0,1", all, nil, []string{"link"}},
		{"a part that is no number", "clip:VIDE?fill=1,2,NaN,4#t=0,1", all, nil, []string{"link"}},
		{"a setting twice", "clip:VIDE?show=audio&show=video#t=0,1", all, nil, []string{"link"}},
		{"too many parts", "clip:VIDE?" + strings.Repeat("fill=1,1,1,1&", 17) + "show=still#t=0,1", all, nil, []string{"link"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := filmed(t, tc.consent)
			if tc.edit != nil {
				r := l.responses["VIDE"]
				tr := *r.Transcript
				tr.Cues = append([]voxpop.Cue(nil), tr.Cues...)
				r.Transcript = &tr
				tc.edit(&r)
				l.responses["VIDE"] = r
			}
			res := check(t, l, source(t, "en.md")+"\n![A message]("+tc.dest+")\n")
			var got []string
			for _, f := range res.Findings {
				if f.Severity == story.SeverityError {
					got = append(got, string(f.Code))
				} else if f.Code == story.CodePrivacy && len(tc.codes) == 1 && tc.codes[0] == "(privacy)" {
					got = append(got, "("+string(f.Code)+")")
				}
				if strings.ContainsAny(f.Message, "چت") {
					t.Errorf("the finding repeats the respondent: %s", f.Message)
				}
			}
			if d := cmp.Diff(tc.codes, got); d != "" {
				t.Errorf("codes (-want +got):\n%s\n%v", d, res.Findings)
			}
		})
	}
}

func TestClipsOnThePage(t *testing.T) {
	all := voxpop.Consent{Quote: true, Voice: true, Face: true, Name: voxpop.FullName}
	for _, tc := range []struct {
		query      string
		job        story.ClipJob
		has, hasNo []string
	}{
		{"", story.ClipJob{Show: story.ShowStill}, []string{"<img src=\"data:image/jpeg", "<audio"}, []string{"<video", "Software can", "synthetic", "covered"}},
		{"?show=audio", story.ClipJob{Show: story.ShowAudio}, []string{"<audio"}, []string{"<video", "data:image/jpeg"}},
		{"?show=video&fill=40,10,20.5,30&fill=0,0,5,5", story.ClipJob{Show: story.ShowVideo, Fill: []story.Box{{X: 40, Y: 10, W: 20.5, H: 30}, {W: 5, H: 5}}}, []string{"<video", "poster=\"data:image/jpeg", "We covered parts of the picture."}, []string{"<audio"}},
		{"?show=audio&disguise=signal", story.ClipJob{Show: story.ShowAudio, Disguise: story.Signal}, []string{"<audio", "Software can recognise this voice."}, []string{"synthetic"}},
		{"?show=audio&disguise=revoice", story.ClipJob{Show: story.ShowAudio, Disguise: story.Revoice, Words: "چراغ آن تالار چراغ خانهٔ ما بود.", Lang: "fa"},
			[]string{"<audio", "A synthetic voice reads the words of this message.", "reviewed transcript"}, []string{"Software can", "From a recording that"}},
	} {
		t.Run(tc.query, func(t *testing.T) {
			l, s := filmed(t, all), &studio{}
			doc, err := story.Parse("en.md", []byte(source(t, "en.md")+"\n![A video message about the light](clip:VIDE"+tc.query+"#t=0,1)\n"))
			if err != nil {
				t.Fatal(err)
			}
			files, res, err := story.Build(l, l.house, doc, story.BuildOptions{Program: "voxpop test", Studio: s})
			if err != nil || !res.OK() {
				t.Fatal(err, res.Findings)
			}
			tc.job.Video, tc.job.To, tc.job.Body = true, 1, l.files["media/VIDE.mp4"]
			if d := cmp.Diff([]story.ClipJob{tc.job}, s.jobs); d != "" {
				t.Errorf("the studio was asked (-want +got):\n%s", d)
			}
			page, text := string(files[0].Body), string(files[1].Body)
			_, figure, _ := strings.Cut(page, `<figure class="clip"`)
			figure, _, _ = strings.Cut(figure, "</figure>")
			for _, want := range tc.has {
				if !strings.Contains(figure, want) {
					t.Errorf("the page lacks %q:\n%s", want, figure)
				}
				if !strings.HasPrefix(want, "<") && !strings.HasPrefix(want, "poster") && !strings.Contains(text, strings.TrimSuffix(want, ".")) {
					t.Errorf("the text lacks %q", want)
				}
			}
			for _, no := range tc.hasNo {
				if strings.Contains(figure, no) {
					t.Errorf("the page has %q", no)
				}
			}
			elements(t, files[0].Body) // well-formed
			again, _, err := story.Build(l, l.house, doc, story.BuildOptions{Program: "voxpop test", Studio: s})
			if err != nil {
				t.Fatal(err)
			}
			for i := range files {
				if !bytes.Equal(files[i].Body, again[i].Body) {
					t.Errorf("%s is not the same twice", files[i].Name)
				}
			}
		})
	}
}

func TestClipThatCannotBeMade(t *testing.T) {
	all := voxpop.Consent{Quote: true, Voice: true, Face: true}
	doc, err := story.Parse("en.md", []byte(source(t, "en.md")+"\n![A video message](clip:VIDE#t=1,2)\n"))
	if err != nil {
		t.Fatal(err)
	}
	broken := &voxpop.Error{Kind: voxpop.Invalid, Message: "the picture is damaged", Hint: "ask for it again", Err: errors.New("/secret/path")}
	for _, s := range []story.Studio{nil, &studio{fail: broken}} {
		l := filmed(t, all)
		files, _, err := story.Build(l, l.house, doc, story.BuildOptions{Studio: s})
		e, ok := errors.AsType[*voxpop.Error](err)
		if !ok || files != nil || e.Place == "" || e.Hint == "" || strings.Contains(err.Error(), "/secret") {
			t.Errorf("with %T: %v, files %d", s, err, len(files))
		}
	}
}
