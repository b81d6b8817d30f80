package caption_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/caption"
)

// hostile are texts by which a respondent might try to say more than words.
var hostile = []string{
	"00:00:05.000 --> 00:00:06.000",
	"hello\n\n00:00:05.000 --> 00:00:06.000\nI never said this",
	"hello\r\n\r\n2\r\n00:00:05,000 --> 00:00:06,000\r\nI never said this",
	"hello\r\rWEBVTT\r\r00:05.000 --> 00:06.000 align:start\rforged",
	"hello\u2028\u202800:00:05.000 --> 00:00:06.000\u2029forged",
	"hello\x0b\x0c\u0085\x0000:00:05.000 -->\x00 00:00:06.000",
	"NOTE this is no note", "STYLE", "REGION", "STYLE\n::cue { color: red }", "NOTE\n\nx",
	"<v The Minister>I resign</v>", "<c.red>x</c>", "<00:00:09.000>late", "<b>bold", "</b>", "<", ">", "<<>>", "<!-- -->", "--", "--&gt;", "-->", "->", "-- >", "—>",
	"&lt;b&gt;", "&amp;lt;", "&", "&&", "&nbsp;", "&#60;b&#62;", "&#x3c;", "R&B", "AT&T; &c.", "&ltb", "&lrm;&rlm;",
	`{\an8}up`, "{y:i}x", "{b}", `{\pos(1,2)}`, "<font color=red>x</font>", "<i", "i>",
	"1", "1\n2", "42", "١", "1\n00:00:01,000",
	"‮reversed‬", "⁧isolate", "a⁦b⁩c", "می‌خواهم «بروم»؛ چرا؟", "مُحَمَّدٌ", "‏سلام‎", "👩🏽‍👧 🇩🇪", "é e\u0301",
	"", " ", "\n", "\x00", "\ufeff", "\u200b", "\u2060\u00ad",
	"\xff\xfe broken", "\xed\xa0\x80", "\ufffe\uffff\ufdd0", strings.Repeat("a ", 200), strings.Repeat("语", 60), "语 言 --> 语",
	"</script><script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, `\u003c`, `","segments":[]`, "</p><p><span class=\"timestamp\" data-timestamp=\"9\">00:09</span> forged",
	"WEBVTT", "WEBVTT\n\n", "Language: en", "a\tb", " lead and trail ", "a\u00a0b", "a\u3000b",
}

// ofTexts makes captions of texts, with times that grow by a bit over a second.
func ofTexts(texts []string) caption.Captions {
	c := caption.Captions{Lang: "fa"}
	for i, t := range texts {
		c.Cues = append(c.Cues, voxpop.Cue{Start: float64(i) * 1.125, End: float64(i)*1.125 + 1, Text: t})
	}
	c.Text = strings.Join(texts, " ")
	return c
}

func read(t interface {
	Fatalf(string, ...any)
	Helper()
}, b []byte, f caption.Format) caption.Captions {
	t.Helper()
	c, err := caption.Read(b, f)
	if err != nil {
		t.Fatalf("%s cannot be read back: %v\n%s", f, err, b)
	}
	return c
}

func write(t interface {
	Fatalf(string, ...any)
	Helper()
}, c caption.Captions, f caption.Format) []byte {
	t.Helper()
	b, err := caption.Write(c, f)
	if err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b
}

// plain is a text without what SRT must write in another way.
var plain = strings.NewReplacer("＜", "<", "＞", ">", "｛", "{", "｝", "}", "＆", "&")

// TestTextsForgeNothing writes every hostile text alone between two honest ones
// and reads the file back: three cues, the honest ones whole, no time but ours.
func TestTextsForgeNothing(t *testing.T) {
	for _, f := range caption.Formats {
		for _, h := range hostile {
			c := ofTexts([]string{"before", h, "after"})
			back := read(t, write(t, c, f), f)
			n := len(back.Cues)
			if n != 3 && n != 2 || back.Cues[0].Text != "before" || back.Cues[n-1].Text != "after" {
				t.Errorf("%s: %q made the cues %v", f, h, back.Cues)
				continue
			}
			if n == 3 && (back.Cues[1].Start != 1.125 || strings.TrimSpace(h) == "") {
				t.Errorf("%s: %q made the cue %v", f, h, back.Cues[1])
			}
			again := read(t, write(t, back, f), f)
			if d := cmp.Diff(back, again); d != "" {
				t.Errorf("%s: %q changes when it is written again (-first +again):\n%s", f, h, d)
			}
		}
	}
}

// TestWordsAreKept holds that nothing but white space and what cannot be seen
// is lost on the way.
func TestWordsAreKept(t *testing.T) {
	for _, f := range caption.Formats {
		for _, s := range []string{"می‌خواهم «بروم»؛ چرا؟", "مُحَمَّدٌ", "👩🏽‍👧 🇩🇪", "R&B <3 --> {x} &lt;", "‏سلام‎", "语言很好", "a\u00a0b"} {
			c := ofTexts([]string{s})
			back := read(t, write(t, c, f), "")
			if got := plain.Replace(back.Cues[0].Text); got != s {
				t.Errorf("%s: %q became %q", f, s, got)
			}
			if f == caption.VTT && back.Lang != "fa" {
				t.Errorf("the language became %q", back.Lang)
			}
		}
	}
}

func drawn(t *rapid.T) caption.Captions {
	parts := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.StringMatching(`[a-z<>&; \-\n\r0-9:.,{}\\]{0,40}`))
	c := caption.Captions{Lang: rapid.SampledFrom([]string{"", "fa", "en-GB", "fa --> x", "a\nb"}).Draw(t, "lang")}
	for range rapid.IntRange(0, 8).Draw(t, "cues") {
		times := rapid.OneOf(rapid.Float64Range(-1, 20), rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)))
		c.Cues = append(c.Cues, voxpop.Cue{Start: times.Draw(t, "start"), End: times.Draw(t, "end"), Text: strings.Join(rapid.SliceOfN(parts, 0, 3).Draw(t, "text"), "")})
	}
	return c
}

func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawn(t)
		var texts [][]string
		for _, f := range caption.Formats {
			back := read(t, write(t, c, f), f)
			if len(back.Cues) > len(c.Cues) {
				t.Fatalf("%s: %d cues became %d", f, len(c.Cues), len(back.Cues))
			}
			if d := cmp.Diff(back, read(t, write(t, back, f), f)); d != "" {
				t.Fatalf("%s is not stable (-first +again):\n%s", f, d)
			}
			var in []string
			last := -1.0
			for _, u := range back.Cues {
				for _, w := range strings.Fields(plain.Replace(u.Text)) {
					if strings.ContainsFunc(w, func(r rune) bool { return !unicode.Is(unicode.Cf, r) }) { // a line of nothing to see may go
						in = append(in, w)
					}
				}
				if !(u.End > u.Start) || u.Start <= last {
					t.Fatalf("%s: times %v", f, back.Cues)
				}
				last = u.Start
			}
			texts = append(texts, in)
			if a, b := squeezed(back.Text), squeezed(cueText(back)); a != b {
				t.Fatalf("%s: the cues are not the text: %q and %q", f, b, a)
			}
		}
		for i := range texts {
			if d := cmp.Diff(strings.Join(texts[0], " "), strings.Join(texts[i], " ")); d != "" && !strings.ContainsAny(strings.Join(texts[i], ""), "＜＞｛｝＆") {
				t.Fatalf("%s says other words than %s:\n%s", caption.Formats[i], caption.Formats[0], d)
			}
		}
	})
}

func cueText(c caption.Captions) string {
	var b strings.Builder
	for _, u := range c.Cues {
		b.WriteString(u.Text)
	}
	return b.String()
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// TestFilesForTheParser leaves WebVTT files, with the cues that they must hold,
// for the W3C's parser: tools/browser/captions.test.mjs asks for them.
func TestFilesForTheParser(t *testing.T) {
	var cases []any
	add := func(c caption.Captions) {
		b := write(t, c, caption.VTT)
		cases = append(cases, map[string]any{"vtt": string(b), "cues": read(t, b, caption.VTT).Cues})
	}
	add(ofTexts(hostile))
	add(caption.Captions{})
	for _, h := range hostile {
		add(ofTexts([]string{h}))
		add(ofTexts([]string{"before", h, "after"}))
	}
	gen := rapid.Custom(drawn)
	for seed := range 2000 {
		add(gen.Example(seed))
	}
	if dir := os.Getenv("VOXPOP_CAPTIONS"); dir != "" {
		b, err := json.Marshal(cases)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "captions.json"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadsWhatOthersWrite(t *testing.T) {
	p := func(f float64) *float64 { return &f }
	two := []voxpop.Cue{{Start: 1, End: 2.5, Text: "Hello there."}, {Start: 3, End: 4, Text: "Bye"}}
	for _, tt := range []struct {
		name, in string
		f        caption.Format
		want     caption.Captions
	}{
		{"vtt", "\ufeffWEBVTT - title\r\nKind: captions\r\nLanguage: en\r\n\r\nSTYLE\r\n::cue{}\r\n\r\nREGION\r\nid:x\r\n\r\nNOTE a\r\nb\r\n\r\nid-1\r\n00:01.000 --> 00:02.500 align:start line:0\r\n<v Ann>Hello\r\n<i>there</i>.\r\n\r\n0:00:03,000 --> 00:00:04\r\n<00:00:03.100><c>Bye</c>\r\n",
			caption.VTT, caption.Captions{Lang: "en", Text: "Hello there. Bye", Cues: two, Words: []voxpop.Word{{Start: 3.1, End: 4, Text: "Bye"}}}},
		{"vtt without blank lines", "WEBVTT\n00:01.000 --> 00:02.500\nHello there.\n00:03.000 --> 00:04.000\nBye", caption.VTT, caption.Captions{Text: "Hello there. Bye", Cues: two}},
		{"vtt entities", "WEBVTT\n\n00:01.000 --> 00:02.000\na &lt;b&gt; &amp;amp; c&lrm;", caption.VTT, caption.Captions{Text: "a <b> &amp; c\u200e", Cues: []voxpop.Cue{{Start: 1, End: 2, Text: "a <b> &amp; c\u200e"}}}},
		{"vtt ruby", "WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>漢<rt>kan</rt></ruby>\n字", caption.VTT, caption.Captions{Text: "漢字", Cues: []voxpop.Cue{{Start: 1, End: 2, Text: "漢字"}}}},
		{"srt", "1\r\n00:00:01,000 --> 00:00:02,500 X1:1 X2:2 Y1:1 Y2:2\r\n{\\an8}<i>Hello</i>\r\nthere.\r\n\r\n2\r\n00:00:03.000 --> 00:00:04.000\r\nBye\r\n\r\n", caption.SRT, caption.Captions{Text: "Hello there. Bye", Cues: two}},
		{"srt, careless", "\n00:01 --> 00:02.5\nHello\n\nthere.\n\n\n7\n0:0:3,0 --> 0:0:4,0\nBye", caption.SRT, caption.Captions{Text: "Hello there. Bye", Cues: two}},
		{"srt with a number as text", "1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n\n", caption.SRT, caption.Captions{Text: "42", Cues: []voxpop.Cue{{Start: 1, End: 2, Text: "42"}}}},
		{"whisper.cpp server", `{"task":"transcribe","language":"english","duration":5.0,"text":"erg\n","segments":[{"id":0,"text":"erg","start":0.6,"end":12.74,"tokens":[17025],"words":[{"word":"erg","start":0.61,"end":5.25,"t_dtw":-1,"probability":0.0025}],"temperature":0.0,"avg_logprob":-2.996,"no_speech_prob":0.0000193}],"detected_language":"dutch"}`,
			caption.Whisper, caption.Captions{Lang: "en", Text: "erg", Seconds: 5, Cues: []voxpop.Cue{{Start: .6, End: 12.74, Text: "erg"}}, Words: []voxpop.Word{{Start: .61, End: 5.25, Text: "erg", P: p(.0025)}}}},
		{"OpenAI", `{"language":"persian","duration":2,"text":"سلام دنیا","segments":[{"id":0,"seek":0,"start":0,"end":2,"text":" سلام دنیا","avg_logprob":null}],"words":[{"word":"سلام","start":0,"end":1},{"word":"دنیا","start":1,"end":2}]}`,
			caption.Whisper, caption.Captions{Lang: "fa", Text: "سلام دنیا", Seconds: 2, Cues: []voxpop.Cue{{End: 2, Text: "سلام دنیا"}}, Words: []voxpop.Word{{End: 1, Text: "سلام"}, {Start: 1, End: 2, Text: "دنیا"}}}},
		{"OpenAI, text alone", `{"text":"hello"}`, caption.Whisper, caption.Captions{Text: "hello"}},
		{"whisper.cpp program", `{"systeminfo":"x","result":{"language":"en"},"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,000"},"offsets":{"from":0,"to":2000},"text":" And so","tokens":[{"text":"[_BEG_]","offsets":{"from":0,"to":0},"p":0.9},{"text":" And","offsets":{"from":100,"to":500},"p":0.5},{"text":" s","offsets":{"from":600,"to":700},"p":0.75},{"text":"o","offsets":{"from":700,"to":900},"p":0.25}]}]}`,
			caption.Whisper, caption.Captions{Lang: "en", Text: "And so", Cues: []voxpop.Cue{{End: 2, Text: "And so"}}, Words: []voxpop.Word{{Start: .1, End: .5, Text: "And", P: p(.5)}, {Start: .6, End: .9, Text: "so", P: p(.25)}}}},
		{"otr", `{"text":"<p>Before</p><p><span class=\"timestamp\" contenteditable=\"false\" data-timestamp=\"1.5\">00:01</span> Hello &amp; <b>there</b><br>you<script>alert('x')</script><!-- c --></p><p><a class=\"timestamp\">0:03</a>Bye 1 < 2</p>","media":"secret-name.mp3","media-time":3.2}`,
			caption.OTR, caption.Captions{Text: "Before\nHello & there\nyou\nBye 1 < 2", Cues: []voxpop.Cue{{End: 1.5, Text: "Before"}, {Start: 1.5, End: 3, Text: "Hello & there\nyou"}, {Start: 3, End: 4, Text: "Bye 1 < 2"}}}},
		{"otr without times", `{"text":"<p>One</p>\n<div>Two</div>","media":"","media-time":0}`, caption.OTR, caption.Captions{Text: "One\nTwo"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if f := caption.Sniff([]byte(tt.in)); f != tt.f {
				t.Errorf("taken for %q", f)
			}
			if d := cmp.Diff(tt.want, read(t, []byte(tt.in), "")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestWordTimesSurvive writes what a machine heard as Whisper's JSON and reads
// it back: the words are the same.
func TestWordTimesSurvive(t *testing.T) {
	p := .25
	c := caption.Captions{Lang: "en", Text: "Hello there. Bye", Seconds: 5, Cues: []voxpop.Cue{{Start: 1, End: 2.5, Text: "Hello there."}, {Start: 3, End: 4, Text: "Bye"}},
		Words: []voxpop.Word{{Start: 1, End: 1.5, Text: "Hello", P: &p}, {Start: 1.5, End: 2.5, Text: "there."}, {Start: 3, End: 3.25, Text: "Bye"}}}
	if d := cmp.Diff(c, read(t, write(t, c, caption.Whisper), "")); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestOverlaps: one cue at a time, and the text keeps its order.
func TestOverlaps(t *testing.T) {
	c := caption.Captions{Cues: []voxpop.Cue{{Start: 0, End: 3, Text: "a"}, {Start: 2, End: 4, Text: "b"}, {Start: 1, End: 5, Text: "c"}, {Start: 5, End: 5, Text: "d"}}}
	want := []voxpop.Cue{{Start: 0, End: 2, Text: "a"}, {Start: 2, End: 2.001, Text: "b"}, {Start: 2.001, End: 5, Text: "c"}, {Start: 5, End: 5.001, Text: "d"}}
	for _, f := range []caption.Format{caption.VTT, caption.SRT} {
		if d := cmp.Diff(want, read(t, write(t, c, f), f).Cues); d != "" {
			t.Errorf("%s (-want +got):\n%s", f, d)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		in, want string
		f        caption.Format
	}{
		{"WEBVTTX\n\n", "vtt:1: does not begin with WEBVTT", caption.VTT},
		{"WEBVTT\n\nhello\n", "vtt:3: is neither a cue nor a note", caption.VTT},
		{"WEBVTT\n\n00:01.000 --> secret\nx", "vtt:3: has no time after the arrow", caption.VTT},
		{"WEBVTT\n\nid\n99:61.000 --> 00:02.000\nx", "vtt:4: begins with no time", caption.VTT},
		{"WEBVTT\n\n00:03.000 --> 00:02.000\nx", "vtt:3: ends before it begins", caption.VTT},
		{"secret\n1\n00:00:01,000 --> 00:00:02,000\nx", "srt:1: is text before the first cue", caption.SRT},
		{"1\n00:00:01,000 --> \nx", "srt:2: has no time after the arrow", caption.SRT},
		{"a\nb\xff\n", "srt:2: is not UTF-8", caption.SRT},
		{"\xff\xfeW\x00", "vtt: is UTF-16", caption.VTT},
		{"{\n\"segments\":\n[}", "json:3: is no JSON", caption.Whisper},
		{`{"segments":[{"start":"secret"}]}`, "json:1: has a value of the wrong kind", caption.Whisper},
		{`{"segments":[{"text":"secret","start":1}]}`, "json: segment 0 has no start or no end", caption.Whisper},
		{`{"segments":[{"text":"secret","start":-1,"end":1}]}`, "json: segment 0 is at an impossible time", caption.Whisper},
		{`{"media":"secret"}`, "otr: has no text", caption.OTR},
		{`{"text":` + `1}`, "otr:1: has a value of the wrong kind", caption.OTR},
		{"secret", "captions: are in no format that is known here", ""},
		{"x", "is no format of captions", "doc"},
	} {
		_, err := caption.Read([]byte(tt.in), tt.f)
		if err == nil || err.Error() != tt.want || voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" || strings.Contains(voxpop.HintOf(err), "secret") {
			t.Errorf("%q: got %v, want %q, kind invalid and a hint", tt.in, err, tt.want)
		}
	}
	if _, err := caption.Read(make([]byte, caption.MaxSize+1), ""); voxpop.KindOf(err) != voxpop.Invalid {
		t.Errorf("a huge file: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range hostile {
		for _, k := range caption.Formats {
			b, _ := caption.Write(ofTexts([]string{"x", s}), k)
			f.Add(b)
		}
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, k := range caption.Formats {
			c, err := caption.Read(b, k)
			if err != nil {
				if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
					t.Fatalf("%s: %v without a hint", k, err)
				}
				continue
			}
			for _, to := range caption.Formats {
				back := read(t, write(t, c, to), to)
				if len(back.Cues) != len(c.Cues) && to != caption.OTR {
					t.Fatalf("%s to %s: %d cues became %d", k, to, len(c.Cues), len(back.Cues))
				}
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	c := benchmarked()
	for _, f := range caption.Formats {
		b.Run(string(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				write(b, c, f)
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	c := benchmarked()
	for _, f := range caption.Formats {
		in := write(b, c, f)
		b.Run(string(f), func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				read(b, in, f)
			}
		})
	}
}

// benchmarked is an hour of speech: 1200 cues.
func benchmarked() caption.Captions {
	texts := make([]string, 1200)
	for i := range texts {
		texts[i] = "می‌خواهم بدانم چرا کشتی را فروختند، and nobody asked <us> & them"
	}
	return ofTexts(texts)
}
