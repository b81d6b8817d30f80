package whisper

import (
	"math"
	"runtime"
	"strings"
	"testing"

	"voxpop/internal/engine/enginetest"
	"voxpop/internal/media"
)

// Servers are strangers too. These look inside the package, where an answer is
// read without a server around it.

func sound(seconds float64) media.Sound {
	s := media.Sound{Rate: Rate, Samples: make([]int16, int(seconds*Rate))}
	for i := range s.Samples {
		s.Samples[i] = int16(8000 * math.Sin(float64(i)/10))
	}
	return s
}

func FuzzAnswer(f *testing.F) {
	s := sound(6)
	for _, kind := range enginetest.WhisperKinds {
		for _, twist := range []enginetest.Twist{"", enginetest.EndsBeyond, enginetest.NullNumbers, enginetest.Repeats} {
			w := &enginetest.Whisper{Kind: kind}
			w.Hears("fa", func(media.Sound) []enginetest.Utterance {
				return []enginetest.Utterance{{Start: 1, End: 3, Text: "سلام، اجاره‌ها دو برابر شده است.", P: .5}, {Start: 3, End: 5, Text: "租金涨了 a lot.", P: .9}}
			})
			w.Twist(twist)
			f.Add(w.Transcript(s))
		}
	}
	for _, seed := range []string{
		`{"text":"a b","words":[{"word":"b","start":5,"end":1},{"word":"a","start":-3,"end":1e300}]}`,
		`{"segments":[{"text":"x","start":9,"end":2},{"text":"y","start":"1.5","end":null},{"text":"\u202ez\n","start":1}]}`,
		`{"segments":[{"text":"a\ufffdb c","words":[{"word":"\ufffd","start":1,"end":2,"probability":7},{"word":"c","start":0}]}]}`,
		`{"segments":[{"text":"租金","start":0,"end":1,"words":[{"word":"租","start":0,"end":0.5},{"word":"金","end":1}]}],"language":"chinese"}`,
		`{"text":"","segments":null,"words":null,"language":null}`, `[]`, `{}`, `null`, `{"segments":{}}`, `{"text":"[BLANK_AUDIO]"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, fault := read(body)
		if fault != "" {
			if len(body) > 8 && strings.Contains(fault, string(body)) {
				t.Error("the fault repeats the answer")
			}
			return
		}
		enginetest.CheckHeard(t, a.heard(s, "", "Corvane."), s.Seconds())
	})
}

// TestNames: every language of Whisper comes back from its name and its code.
func TestNames(t *testing.T) {
	if len(names) != 100 {
		t.Errorf("%d languages, Whisper has 100", len(names))
	}
	for c, n := range names {
		want := c
		if other, ok := tags[c]; ok {
			want = other
		}
		if tag(c) != want || tag(n) != want || tag(" "+strings.ToUpper(n)) != want {
			t.Errorf("%s, %s: %q, %q", c, n, tag(c), tag(n))
		}
		if back, ok := code(want); !ok || back != c {
			t.Errorf("%s goes out as %q", want, back)
		}
	}
	for said, want := range map[string]string{"farsi": "fa", "burmese": "my", "azeri": "az", "ckb": "", "kurdish": "", "": "", "auto": "", "en-US": "en", "zz": "", "../../etc": ""} {
		if got := tag(said); got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
	for hint, known := range map[string]bool{"fa": true, "fa-IR": true, "ar": true, "az": true, "ckb": false, "ku": false, "": true, "und": true, "zxx": false, "pt_BR": true} {
		if _, ok := code(hint); ok != known {
			t.Errorf("%q is known: %v", hint, ok)
		}
	}
}

// TestMatch: parts that are half letters, scripts without spaces, words that
// the server left out or made up.
func TestMatch(t *testing.T) {
	at := func(text string, start float64) word {
		return word{Text: text, Start: number{start, true}, End: number{start + 1, true}, P: number{.5, true}}
	}
	for _, tt := range []struct {
		name, text, want string
		said             []word
	}{
		{"half letters", "سلام دنیا", "سلام@0|دنیا@3", []word{at(" سل", 0), at("\ufffd", 1), at("\ufffdم", 2), at(" دنیا", 3)}},
		{"half letters at the end", "سلام", "سلام@0", []word{at("سلا", 0), at("\ufffd", 1)}},
		{"all half letters", "م ن", "م@0|ن@0", []word{at("\ufffd", 0), at("\ufffd", 1)}},
		{"no spaces", "租金涨了。", "租金@0|涨了。@1", []word{at("租金", 0), at("涨了", 1)}},
		{"left out", "one two three", "one@0|three@2", []word{at("one", 0), at("three", 2)}},
		{"made up", "one two", "one@0|two@2", []word{at("one", 0), at("apple", 1), at("two", 2)}},
		{"in parts", "twenty-one cats", "twenty-one@0|cats@2", []word{at("twenty", 0), at("one", 1), at("cats", 2)}},
		{"twice", "no no yes", "no@0|no@1|yes@2", []word{at("no", 0), at("no", 1), at("yes", 2)}},
		{"without times", "one two", "two@1", []word{{Text: "one"}, at("two", 1)}},
		{"none", "one two", "", nil},
	} {
		var got []string
		for _, w := range match([]string{tt.text}, tt.said)[0] {
			got = append(got, w.Text+"@"+string(rune('0'+int(w.Start))))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, s, tt.want)
		}
	}
}

func TestLoops(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "no no no no": false, "a b a b a b a b": true, "very very very long day at work today and tomorrow too": false,
		"we were told to wait and we were told to leave": false, "the the the the the the the the": true,
		"go home and go home and go home and go home and rest": true,
	} {
		if got := loops(strings.Fields(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func BenchmarkHeard(b *testing.B) {
	s := sound(600)
	w := &enginetest.Whisper{Kind: enginetest.WhisperCPP}
	w.Hears("en", enginetest.Murmur)
	body := w.Transcript(s)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		a, fault := read(body)
		if fault != "" {
			b.Fatal(fault)
		}
		a.heard(s, "", "")
	}
}

// TestAnswersOfNothing: lists that are far too long are refused before they
// fill the memory.
func TestAnswersOfNothing(t *testing.T) {
	fill := func(head, item string) []byte {
		return []byte(head + strings.Repeat(item+",", (8<<20-len(head))/(len(item)+1)) + item + "]}")
	}
	for name, body := range map[string][]byte{
		"segments": fill(`{"text":"x","segments":[`, `{}`),
		"nulls":    fill(`{"text":"x","segments":[`, `null`),
		"lists":    fill(`{"text":"x","segments":[`, `[]`),
		"words":    fill(`{"text":"x","words":[`, `{}`),
		"nested":   fill(`{"text":"x","segments":[`, `{"words":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}]}`),
		"twice":    append(fill(`{"words":[`, `{}`)[:4<<20], []byte(`{}],"words":[{}],"text":"x"}`)...),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a, fault := read(body)
		runtime.ReadMemStats(&after)
		if a != nil || fault == "" || name != "lists" && name != "twice" && fault != tooMuch {
			t.Errorf("%s: read, %q", name, fault)
		}
		if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 80 {
			t.Errorf("%s: %d MB are taken", name, mb)
		}
	}
	a, fault := read([]byte(`{"text":"x","segments":null,"words":null,"language_probabilities":null}`))
	if a == nil || fault != "" {
		t.Errorf("nulls are refused: %q", fault)
	}
	if a, _ = read([]byte(`{"segments":[{"text":"a","words":[{"word":"a"}]},null],"language_probabilities":{"fa":0.5}}`)); len(a.Segments) != 2 || len(a.Segments[0].Words) != 1 || a.Languages["fa"].v != .5 {
		t.Errorf("%+v", a)
	}
}
