package caption_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/caption"
)

// rolling is a file as video sites give it: two lines at a time.
const rolling = "WEBVTT\nKind: captions\nLanguage: en\n\n" +
	"00:00:00.000 --> 00:00:02.000 align:start position:0%\n \nso<00:00:00.320><c> we</c><00:00:00.640><c> went</c><00:00:01.000><c> home</c>\n\n" +
	"00:00:02.000 --> 00:00:02.010 align:start position:0%\nso we went home\n \n\n" +
	"00:00:02.010 --> 00:00:04.000 align:start position:0%\nso we went home\nand<00:00:02.500><c> nobody</c><00:00:03.000><c> came</c>\n\n" +
	"00:00:04.000 --> 00:00:04.010 align:start position:0%\nand nobody came\n \n\n" +
	"00:00:04.010 --> 00:00:06.000 align:start position:0%\nand nobody came\nfor<00:00:05.000><c> days</c>\n\n" +
	"00:00:06.000 --> 00:00:06.010 align:start position:0%\nfor days\n \n\n"

func TestRollingCaptions(t *testing.T) {
	w := func(a, b float64, s string) voxpop.Word { return voxpop.Word{Start: a, End: b, Text: s} }
	want := caption.Captions{
		Lang: "en", Text: "so we went home and nobody came for days",
		Cues: []voxpop.Cue{{Start: 0, End: 2, Text: "so we went home"}, {Start: 2.01, End: 4, Text: "and nobody came"}, {Start: 4.01, End: 6, Text: "for days"}},
		Words: []voxpop.Word{w(0, .32, "so"), w(.32, .64, "we"), w(.64, 1, "went"), w(1, 2, "home"), w(2.01, 2.5, "and"), w(2.5, 3, "nobody"), w(3, 4, "came"),
			w(4.01, 5, "for"), w(5, 6, "days")},
	}
	if d := cmp.Diff(want, read(t, []byte(rolling), "")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// What somebody says again is no rolling.
	said := "WEBVTT\n\n00:01.000 --> 00:02.000\nNo.\n\n00:02.000 --> 00:03.000\nNo.\n\n00:03.000 --> 00:04.000\nI said\nno.\n\n00:05.000 --> 00:06.000\nno.\n\n00:07.000 --> 00:08.000\nThere.\n"
	if c := read(t, []byte(said), ""); c.Text != "No. No. I said no. no. There." || len(c.Cues) != 5 {
		t.Errorf("%+v", c)
	}
	if c := read(t, []byte("WEBVTT\n\n00:01.000 --> 00:02.000\nbe<00:01.500>gin <00:09.000>&lt;<00:00.100>b\n"), ""); c.Text != "begin <b" || len(c.Words) != 2 || c.Words[0].Text != "begin" || c.Words[1].Text != "<b" || c.Words[1].End != 2 {
		t.Errorf("%+v", c)
	}
}

// TestJSONOfTools: what common programs write that is nearly JSON, or nearly
// the same fields.
func TestJSONOfTools(t *testing.T) {
	for name, in := range map[string]string{
		"diarized":         `{"duration":"2.5","text":"a b","segments":[{"id":"seg_001","type":"transcript.text.segment","start":0,"end":2.5,"text":"a b","speaker":"A"}]}`,
		"null duration":    `{"duration":null,"text":"a b","segments":[{"id":null,"start":0,"end":2.5,"text":"a b"}]}`,
		"NaN":              "{\"text\":\"a b\",\n\"segments\":[{\"start\":0,\"end\":2.5,\"text\":\"a b\",\"avg_logprob\":NaN,\"words\":[{\"word\":\"a\",\"start\":0,\"end\":1,\"score\":NaN},{\"word\":\"b\",\"score\":-Infinity}]}]}",
		"halves of a rune": "{\"transcription\":[{\"offsets\":{\"from\":0,\"to\":2500},\"text\":\" a b\",\"tokens\":[{\"text\":\" \xd8\",\"offsets\":{\"from\":0,\"to\":1000},\"p\":0.5},{\"text\":\"\xa7\",\"offsets\":{\"from\":1000,\"to\":1200},\"p\":0.5},{\"text\":\" b\",\"offsets\":{\"from\":1200,\"to\":2500},\"p\":0.5}]}]}",
	} {
		c, err := caption.Read([]byte(in), "")
		if err != nil || c.Text != "a b" || len(c.Cues) != 1 || c.Cues[0].End != 2.5 {
			t.Errorf("%s: %+v, %v", name, c, err)
			continue
		}
		for _, w := range c.Words {
			if w.Text != "a" && w.Text != "b" || w.P != nil && name == "NaN" {
				t.Errorf("%s: the word %+v", name, w)
			}
		}
		if name == "halves of a rune" && (len(c.Words) != 2 || c.Words[0].End != 1.2) {
			t.Errorf("%+v", c.Words)
		}
	}
	const said = `say "NaN" \\" is -Infinity`
	if c := read(t, []byte(`{"text":"say \"NaN\" \\\\\" is -Infinity","score":NaN}`), ""); c.Text != said {
		t.Errorf("%q", c.Text)
	}
}

// TestPeoplesCaptions: files that people wrote or changed by hand.
func TestPeoplesCaptions(t *testing.T) {
	for name, in := range map[string]string{
		"arrow in a text": "1\n00:00:01,000 --> 00:00:02,000\nwe go --> there\n\n2\n00:00:02,000 --> 00:00:03,000\nb\n",
		"digits, marks":   "۱\n\u200f۰۰:۰۰:۰۱،۰۰۰\u200e --> \u200f۰۰:۰۰:۰۲،۰۰۰\u200f\nwe go --> there\n\n٢\n٠٠:٠٠:٠٢٫٠٠٠ --> ٠٠:٠٠:٠٣٫٠٠٠\nb\n",
		"end by rounding": "1\n00:00:01,000 --> 00:00:02,000\nwe go --> there\n\n2\n00:00:02,000 --> 00:00:01,980\nb\n",
		"nbsp":            "1\n00:00:01,000 --> 00:00:02,000\n\u00a0we go --> there\u00a0\n\n2\n00:00:02,000 --> 00:00:03,000\n\u00a0b",
	} {
		c, err := caption.Read([]byte(in), caption.SRT)
		if err != nil || len(c.Cues) != 2 || c.Cues[0].Text != "we go --> there" || c.Cues[1].Text != "b" || c.Cues[1].Start != 2 || !(c.Cues[1].End > 2) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if c := read(t, []byte("1\n100:00:01,000 --> 100:00:02,000\na\n"), ""); c.Cues[0].Start != 360001 {
		t.Errorf("%+v", c)
	}
	c := read(t, []byte(`{"text":"<p><span class=\"timestamp\" data-timestamp=\"1\">0:01</span>&nbsp;Hello</p><p><span class=\"timestamp\" data-timestamp=\"2\">0:02</span>&nbsp;you&nbsp;<br></p>","media":"","media-time":0}`), "")
	if strings.Contains(c.Text, "\u00a0") || c.Cues[0].Text != "Hello" || c.Cues[1].Text != "you" {
		t.Errorf("%+v", c)
	}
}
