package transcript_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/text"
	"voxpop/internal/transcript"
)

// heard is a transcript with a word every half second, unsure of every third,
// and a cue of every five words.
func heard(s string) transcript.Timed {
	t := transcript.Timed{Text: s}
	words := strings.Fields(s)
	for i, w := range words {
		v := voxpop.Word{Start: float64(i) * .5, End: float64(i)*.5 + .4, Text: w}
		p := .9
		if i%3 == 2 {
			p = .3
		}
		v.P = &p
		t.Words = append(t.Words, v)
	}
	for i := 0; i < len(words); i += 5 {
		end := min(i+5, len(words))
		t.Cues = append(t.Cues, voxpop.Cue{Start: t.Words[i].Start, End: t.Words[end-1].End, Text: strings.Join(words[i:end], " ")})
	}
	t.Seconds = float64(len(words))*.5 + 1
	return t
}

// times writes words as “word 1.5-1.9 .3”.
func times(words []voxpop.Word) []string {
	var out []string
	for _, w := range words {
		s := fmt.Sprintf("%s %g-%g", w.Text, w.Start, w.End)
		if w.P != nil {
			s += fmt.Sprintf(" %g", *w.P)
		}
		out = append(out, s)
	}
	return out
}

func TestEdit(t *testing.T) {
	const said = "they sold the fairy last spring and nobody asked us"
	for _, tt := range []struct {
		name, old, new string
		words          []string // of those that changed: index=word
		cues           []string
	}{
		{"a word", said, "they sold the ferry last spring and nobody asked us", []string{"3=ferry 1.5-1.9"}, []string{"they sold the ferry last", "spring and nobody asked us"}},
		{"punctuation and case keep what the machine thought", said, "They sold the fairy last spring, and nobody asked us!", []string{"0=They 0-0.4 0.9", "5=spring, 2.5-2.9 0.3", "9=us! 4.5-4.9 0.9"}, []string{"They sold the fairy last", "spring, and nobody asked us!"}},
		{"one word becomes two", said, "they sold the fer ry last spring and nobody asked us", []string{"3=fer 1.5-1.74", "4=ry 1.74-1.9"}, []string{"they sold the fer ry last", "spring and nobody asked us"}},
		{"two become one", said, "they sold the fairylast spring and nobody asked us", []string{"3=fairylast 1.5-2.4"}, []string{"they sold the fairylast", "spring and nobody asked us"}},
		{"a word more", said, "they sold the old fairy last spring and nobody asked us", []string{"3=old 1.4-1.5"}, []string{"they sold the old fairy last", "spring and nobody asked us"}},
		{"at the start", said, "yes they sold the fairy last spring and nobody asked us", []string{"0=yes 0-0"}, []string{"yes they sold the fairy last", "spring and nobody asked us"}},
		{"at the end", said, said + " never", []string{"10=never 4.9-5.1000000000000005"}, []string{"they sold the fairy last", "spring and nobody asked us never"}},
		{"a word less", said, "they sold the last spring and nobody asked us", nil, []string{"they sold the last", "spring and nobody asked us"}},
		{"a cue less", said, "they sold the fairy last", nil, []string{"they sold the fairy last"}},
		{"over the seam of two cues", said, "they sold the fairy this autumn and nobody asked us", []string{"4=this 2-2.4", "5=autumn 2.5-2.9"}, []string{"they sold the fairy this", "autumn and nobody asked us"}},
		{"half-space", "من می روم خانه", "من می‌روم خانه", []string{"1=می‌روم 0.5-1.4"}, []string{"من می‌روم خانه"}},
		{"half-space inside a word", "من میروم خانه", "من می‌روم خانه", []string{"1=می‌روم 0.5-0.9"}, []string{"من می‌روم خانه"}},
		{"vowel marks", "قال محمد لنا", "قال مُحَمَّدٌ لنا", []string{"1=مُحَمَّدٌ 0.5-0.9"}, []string{"قال مُحَمَّدٌ لنا"}},
		{"a quotation mark alone", "he said no way", "he said «no way»", []string{"2=«no 1-1.4 0.3", "3=way» 1.5-1.9 0.9"}, []string{"he said «no way»"}},
		{"a dash has no time", "he said no", "he said — no", nil, []string{"he said — no"}},
		{"lines", "one two three", "one\n\ntwo three", nil, []string{"one\n\ntwo three"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old := heard(tt.old)
			before := fmt.Sprintf("%v", old)
			got := transcript.Edit(old, tt.new)
			if fmt.Sprintf("%v", old) != before {
				t.Error("the old version was changed")
			}
			lines := times(got.Words)
			for _, w := range tt.words {
				at, want, _ := strings.Cut(w, "=")
				var i int
				fmt.Sscan(at, &i)
				if i >= len(lines) || lines[i] != want {
					t.Errorf("word %d: got %v, want %q", i, lines, want)
				}
				lines[i] = ""
			}
			was := strings.Join(times(old.Words), "|") + "|"
			for _, l := range lines {
				if l != "" && !strings.Contains(was, l+"|") {
					t.Errorf("%q is not as it was", l)
				}
			}
			var cues []string
			for _, c := range got.Cues {
				cues = append(cues, c.Text)
			}
			if d := cmp.Diff(tt.cues, cues); d != "" {
				t.Errorf("cues (-want +got):\n%s", d)
			}
		})
	}
}

func TestEditOfNothing(t *testing.T) {
	if got := transcript.Edit(heard("a b c"), " \n"); len(got.Cues)+len(got.Words) != 0 || got.Text != " \n" {
		t.Errorf("an emptied text: %v", got)
	}
	got := transcript.Edit(transcript.Timed{Seconds: 4}, " hello there ")
	if d := cmp.Diff([]voxpop.Cue{{End: 4, Text: "hello there"}}, got.Cues); d != "" {
		t.Errorf("a silent recording (-want +got):\n%s", d)
	}
	got = transcript.Edit(heard("a b c d e f g h i j k"), "entirely other words about quite something else")
	if len(got.Cues) != 3 || got.Words[0].Start != 0 || math.Abs(got.Words[6].End-5.4) > 1e-9 {
		t.Errorf("a complete rewrite: %v", got)
	}
	cuesOnly := heard("a b c d e f")
	cuesOnly.Words = nil
	if got := transcript.Edit(cuesOnly, "a b x d e f"); len(got.Words) != 0 || len(got.Cues) != 2 || got.Cues[0].Text != "a b x d e" {
		t.Errorf("without times of words: %v", got)
	}
}

// TestEditOfUnspaced edits a text without spaces whose words are of several
// characters.
func TestEditOfUnspaced(t *testing.T) {
	old := transcript.Timed{Text: "我们要坐船。", Cues: []voxpop.Cue{{End: 3, Text: "我们要坐船。"}}, Words: []voxpop.Word{{End: 1, Text: "我们"}, {Start: 1, End: 2, Text: "要"}, {Start: 2, End: 3, Text: "坐船。"}}, Seconds: 3}
	got := transcript.Edit(old, "我们想坐船。")
	if d := cmp.Diff([]string{"我们 0-1", "想 1-2", "坐船。 2-3"}, times(got.Words)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	got = transcript.Edit(old, "我要坐车。")
	if d := cmp.Diff([]string{"我 0-0.5", "要 1-2", "坐 2-2.333", "车。 2.333-3"}, times(got.Words)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

var vocabulary = []string{"the", "ferry", "and", "us", "never", "asked", "می‌روم", "کشتی", "را", "و", "فروختند،", "«چرا»", "مُحَمَّد", "船", "our", "—", "1,500", "don't", "!", "é", "👩🏽‍👧"}

func textOf(t *rapid.T, name string, most int) string {
	words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, most).Draw(t, name)
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w)
		b.WriteString(rapid.SampledFrom([]string{" ", " ", " ", "  ", "\n"}).Draw(t, "space"))
	}
	return b.String()
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// lawful holds what is true of every edit.
func lawful(t *rapid.T, old, got transcript.Timed) {
	t.Helper()
	var b strings.Builder
	for i, c := range got.Cues {
		if strings.TrimSpace(c.Text) == "" || c.End < c.Start {
			t.Fatalf("cue %d of %v", i, got.Cues)
		}
		if !strings.Contains(got.Text, c.Text) {
			t.Fatalf("the cue %q is no stretch of the text %q", c.Text, got.Text)
		}
		b.WriteString(c.Text)
	}
	if len(old.Cues) > 0 && squeezed(b.String()) != squeezed(got.Text) {
		t.Fatalf("the cues %q are not the text %q", b.String(), got.Text)
	}
	rest, last := got.Text, 0.0
	for i, w := range got.Words {
		at := strings.Index(rest, w.Text)
		if at < 0 || w.Text == "" {
			t.Fatalf("word %d %q is not in the rest of %q", i, w.Text, got.Text)
		}
		rest = rest[at+len(w.Text):]
		if !(w.Start >= last && w.End >= w.Start && w.End <= old.Seconds) {
			t.Fatalf("word %d is at %v after %v, in %v s", i, w, last, old.Seconds)
		}
		last = w.Start
	}
	next := 0
	for _, c := range got.Cues { // the times are those of old cues, in order
		for next < len(old.Cues) && (old.Cues[next].Start != c.Start || old.Cues[next].End != c.End) {
			next++
		}
		if next == len(old.Cues) && len(old.Cues) > 0 {
			t.Fatalf("cue times %v are not of %v", got.Cues, old.Cues)
		}
		next++
	}
}

func TestEditsAreLawful(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := heard(textOf(t, "old", 40))
		got := old
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			next := transcript.Edit(got, textOf(t, "new", 40))
			lawful(t, got, next)
			got = next
		}
	})
}

// TestUntouchedWordsKeepTheirTimes changes a stretch in the middle: before and
// behind it everything is as it was.
func TestUntouchedWordsKeepTheirTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := textOf(t, "a", 20), textOf(t, "b", 10), textOf(t, "c", 20)
		old := heard(a + b + c)
		fresh := rapid.SliceOfN(rapid.StringMatching(`new[a-z]{1,5}`), 1, 10).Draw(t, "new") // one that stood there could be either
		got := transcript.Edit(old, a+strings.Join(fresh, " ")+" "+c)
		lawful(t, old, got)
		na, nc := len(strings.Fields(a)), len(strings.Fields(c))
		if len(got.Words) < na+nc-unspoken(a)-unspoken(c) {
			t.Fatalf("words were lost: %v", times(got.Words))
		}
		spoken := func(w []voxpop.Word) (out []voxpop.Word) {
			for _, v := range w {
				if unspoken(v.Text) == 0 {
					out = append(out, v)
				}
			}
			return out
		}
		was, is := spoken(old.Words[:na]), spoken(got.Words)
		if d := cmp.Diff(times(was), times(is[:len(was)])); d != "" {
			t.Fatalf("before the edit (-was +is):\n%s", d)
		}
		was = spoken(old.Words[len(old.Words)-nc:])
		if d := cmp.Diff(times(was), times(is[len(is)-len(was):])); d != "" {
			t.Fatalf("behind the edit (-was +is):\n%s", d)
		}
	})
}

func unspoken(s string) int {
	n := 0
	for _, w := range strings.Fields(s) {
		if len(text.Words([]rune(w))) == 0 {
			n++
		}
	}
	return n
}

// TestEditBack changes a word and changes it back: only its confidence is gone.
func TestEditBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := textOf(t, "text", 30)
		words := strings.Fields(s)
		if len(words) == 0 {
			return
		}
		old := heard(s)
		i := rapid.IntRange(0, len(words)-1).Draw(t, "word")
		changed := append([]string(nil), words...)
		changed[i] = "Zwischending"
		got := transcript.Edit(transcript.Edit(old, strings.Join(changed, " ")), s)
		if len(text.Words([]rune(words[i]))) == 0 {
			return
		}
		for k, w := range got.Words {
			if w.Text != old.Words[k].Text || w.Start != old.Words[k].Start || w.End != old.Words[k].End {
				t.Fatalf("word %d: %v was %v", k, w, old.Words[k])
			}
		}
	})
}

func TestCues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := textOf(t, "text", 80)
		old := heard(s)
		at := 0.0
		for i := range old.Words {
			if rapid.IntRange(0, 9).Draw(t, "pause") == 0 {
				at += rapid.Float64Range(0, 4).Draw(t, "long")
			}
			old.Words[i].Start += at
			old.Words[i].End += at
		}
		words := old.Words
		if rapid.Bool().Draw(t, "no words") {
			words = nil
		}
		seconds := old.Seconds + at
		cues := transcript.Cues(s, words, seconds, transcript.CueOptions{})
		var b strings.Builder
		last := 0.0
		for _, c := range cues {
			b.WriteString(c.Text)
			if text.Len(c.Text) > 85 || c.End-c.Start > 8 || c.End <= c.Start || c.Start < last {
				t.Fatalf("a cue of %d letters and %g s: %v after %v", text.Len(c.Text), c.End-c.Start, c, last)
			}
			last = c.End - 1e-9
			if !strings.Contains(s, c.Text) {
				t.Fatalf("the cue %q is no stretch of the text", c.Text)
			}
		}
		if squeezed(b.String()) != squeezed(s) {
			t.Fatalf("the cues %q are not the text %q", b.String(), s)
		}
	})
}

// TestCuesBreakWhereSpeechDoes looks at one text with a sentence, a comma and a pause.
func TestCuesBreakWhereSpeechDoes(t *testing.T) {
	old := heard("We took the ferry every day. My mother went to the market on it, and my sister to school in the town until they sold it then nobody asked us")
	for i := 26; i < len(old.Words); i++ { // a pause before “then”
		old.Words[i].Start += 2
		old.Words[i].End += 2
	}
	var got []string
	for _, c := range transcript.Cues(old.Text, old.Words, 0, transcript.CueOptions{}) {
		got = append(got, c.Text)
	}
	want := []string{"We took the ferry every day.", "My mother went to the market on it,", "and my sister to school in the town until they sold it", "then nobody asked us"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestJoin cuts a transcript into pieces that overlap or touch, and joins them:
// every word is there once, at its time.
func TestJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var words []string
		for i := range rapid.IntRange(1, 60).Draw(t, "words") {
			words = append(words, rapid.SampledFrom([]string{"the", "ferry", "کشتی", "w" + fmt.Sprint(i), "v" + fmt.Sprint(i)}).Draw(t, "word"))
		}
		whole := heard(strings.Join(words, " "))
		whole.Cues = nil
		overlap := rapid.SampledFrom([]float64{0, 0, 2}).Draw(t, "overlap")
		var pieces []transcript.Piece
		for at := 0.0; at < whole.Seconds; at += 6 {
			p := transcript.Piece{At: at, Timed: transcript.Timed{Seconds: min(6+overlap, whole.Seconds-at)}}
			var in []string
			for _, w := range whole.Words {
				if w.Start >= at && w.End <= at+p.Seconds {
					w.Start, w.End = w.Start-at, w.End-at
					p.Words = append(p.Words, w)
					in = append(in, w.Text)
				}
			}
			p.Text = strings.Join(in, " ")
			pieces = append(pieces, p)
		}
		got := transcript.Join(pieces, whole.Seconds)
		if got.Text != whole.Text {
			t.Fatalf("joined with %g s of overlap:\n%q\nwant\n%q", overlap, got.Text, whole.Text)
		}
		for i, w := range got.Words {
			if math.Abs(w.Start-whole.Words[i].Start) > 1e-9 || w.Text != whole.Words[i].Text {
				t.Fatalf("word %d is %v, want %v", i, w, whole.Words[i])
			}
		}
	})
}

// TestJoinWithoutWords joins pieces of an engine that gives no times of words,
// which heard the same words about the seam.
func TestJoinWithoutWords(t *testing.T) {
	a := transcript.Timed{Text: "We took the ferry every day.", Cues: []voxpop.Cue{{End: 10, Text: "We took the ferry every day."}}, Seconds: 10}
	b := transcript.Timed{Text: "every day. Nobody asked us", Cues: []voxpop.Cue{{End: 6, Text: "every day. Nobody asked us"}}, Seconds: 12}
	got := transcript.Join([]transcript.Piece{{Timed: a}, {At: 8, Timed: b}}, 19)
	if got.Text != "We took the ferry every day. Nobody asked us" || len(got.Cues) != 2 || got.Cues[1].Text != "Nobody asked us" || got.Cues[1].Start != 8 {
		t.Errorf("got %v", got)
	}
	// Said twice is heard twice: the pieces touch.
	got = transcript.Join([]transcript.Piece{{Timed: transcript.Timed{Text: "no", Seconds: 1}}, {At: 1, Timed: transcript.Timed{Text: "no", Seconds: 1}}}, 2)
	if got.Text != "no no" {
		t.Errorf("got %q", got.Text)
	}
	// What an engine puts behind the end of its piece ends there.
	got = transcript.Join([]transcript.Piece{{Timed: transcript.Timed{Text: "erg", Seconds: 5, Cues: []voxpop.Cue{{Start: .6, End: 12.7, Text: "erg"}}}}}, 5)
	if got.Cues[0].End != 5 {
		t.Errorf("got %v", got.Cues)
	}
}

func TestSlice(t *testing.T) {
	old := heard("they sold “the ferry”, last spring and nobody asked us")
	p := transcript.Slice(old, .9, 2.1)
	if p.Text != "“the ferry”," || p.Span != (text.Span{Start: 10, End: 22}) || p.Start != 1 || p.End != 1.9 || len(p.Words) != 2 {
		t.Errorf("got %+v", p)
	}
	if p := transcript.Slice(old, 100, 200); p.Text != "" || p.Start != p.End {
		t.Errorf("nothing: %+v", p)
	}
	from, to, ok := transcript.TimesOf(old, text.Span{Start: 11, End: 20})
	if !ok || from != 1 || to != 1.9 {
		t.Errorf("times of “the ferry”: %g–%g %v", from, to, ok)
	}
	old.Words = nil
	if p := transcript.Slice(old, .9, 2.1); p.Text != "they sold “the ferry”, last" {
		t.Errorf("by cues: %+v", p)
	}
	if from, to, ok := transcript.TimesOf(old, text.Span{Start: 11, End: 20}); !ok || from != 0 || to != 2.4 {
		t.Errorf("by cues: %g–%g %v", from, to, ok)
	}
	if _, _, ok := transcript.TimesOf(transcript.Timed{Text: "a"}, text.Span{End: 1}); ok {
		t.Error("a text without times has one")
	}
}

func TestSlicesAreTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := heard(textOf(t, "text", 40))
		at := rapid.Float64Range(-1, 25).Draw(t, "at")
		a, b := transcript.Slice(old, -1, at), transcript.Slice(old, at, 1000)
		if len(a.Words)+len(b.Words) != len(old.Words) || squeezed(a.Text)+squeezed(b.Text) != squeezed(old.Text) {
			t.Fatalf("%q and %q of %q", a.Text, b.Text, old.Text)
		}
	})
}

func TestLowConfidence(t *testing.T) {
	old := heard("one two three, four five six seven eight nine")
	p := .2
	old.Words[3].P = &p
	if d := cmp.Diff([]text.Span{{Start: 8, End: 19}, {Start: 25, End: 28}, {Start: 41, End: 45}}, transcript.LowConfidence(old, .5)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	got := transcript.LowConfidence(transcript.Edit(old, "one two THREE, vier five sechs seven eight nine"), .5)
	if d := cmp.Diff([]text.Span{{Start: 8, End: 14}, {Start: 43, End: 47}}, got); d != "" {
		t.Errorf("after an edit (-want +got):\n%s", d)
	}
}

func TestErrorRate(t *testing.T) {
	for _, tt := range []struct {
		said, heard string
		want        transcript.WER
	}{
		{"", "", transcript.WER{}},
		{"They sold the ferry.", "they sold the ferry", transcript.WER{Words: 4}},
		{"they sold the ferry", "they told a ferry", transcript.WER{Words: 4, Substitutions: 2}},
		{"they sold the ferry", "they sold ferry now", transcript.WER{Words: 4, Deletions: 1, Insertions: 1}},
		{"well-known", "well known", transcript.WER{Words: 2}},
		{"می‌روم به كتابخانه", "میروم به کتابخانه", transcript.WER{Words: 3}},
		{"我们坐船", "我们坐车", transcript.WER{Words: 4, Substitutions: 1}},
		{"a", "", transcript.WER{Words: 1, Deletions: 1}},
		{"", "a b", transcript.WER{Insertions: 2}},
	} {
		if got := transcript.ErrorRate(tt.said, tt.heard); got != tt.want {
			t.Errorf("%q heard as %q: %+v, want %+v", tt.said, tt.heard, got, tt.want)
		}
	}
	// Beyond the first band.
	if got := transcript.ErrorRate(strings.Repeat("a ", 300)+"x", strings.Repeat("b ", 500)+"x"); got != (transcript.WER{Words: 301, Substitutions: 300, Insertions: 200}) {
		t.Errorf("all other: %+v", got)
	}
}

// TestErrorRateIsLevenshtein compares with the textbook's whole table.
func TestErrorRateIsLevenshtein(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 50)
		a, b := words.Draw(t, "said"), words.Draw(t, "heard")
		row := make([]int, len(b)+1)
		for j := range row {
			row[j] = j
		}
		for i := range a {
			next := append([]int{i + 1}, make([]int, len(b))...)
			for j := range b {
				d := row[j]
				if a[i] != b[j] {
					d++
				}
				next[j+1] = min(d, row[j+1]+1, next[j]+1)
			}
			row = next
		}
		w := transcript.ErrorRate(strings.Join(a, " "), strings.Join(b, " "))
		if got := w.Substitutions + w.Deletions + w.Insertions; got != row[len(b)] || w.Words != len(a) || w.Deletions-w.Insertions != len(a)-len(b) {
			t.Fatalf("%+v, want %d changes", w, row[len(b)])
		}
	})
}

func TestShift(t *testing.T) {
	old := heard("a b c")
	got := transcript.Shift(old, 2)
	if d := cmp.Diff([]string{"a 2-2.4 0.9", "b 2.5-2.9 0.9", "c 3-3.4 0.3"}, times(got.Words)); d != "" || got.Cues[0].Start != 2 || got.Seconds != 4.5 || old.Words[0].Start != 0 {
		t.Errorf("(-want +got):\n%s\n%v, was %v", d, got, old)
	}
	if got := transcript.Shift(old, -1); got.Words[0].Start != 0 || got.Words[2].Start != 0 || math.Abs(got.Words[2].End-.4) > 1e-9 {
		t.Errorf("below 0: %v", times(got.Words))
	}
}

// TestMoved: words that were moved were not said where they stand now, so they
// have no time there; all others keep theirs.
func TestMoved(t *testing.T) {
	old := heard("one two three four. five six seven eight. and that was all")
	got := transcript.Edit(old, "five six seven eight. one two three four. and that was all")
	want := append(append([]voxpop.Word{}, old.Words[4:8]...), old.Words[8:]...)
	if d := cmp.Diff(times(want), times(got.Words)); d != "" {
		if d = cmp.Diff(times(append(append([]voxpop.Word{}, old.Words[:4]...), old.Words[8:]...)), times(got.Words)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
	// What is said again, and was not taken away, is new.
	again := transcript.Edit(old, old.Text+" one two three four")
	if len(again.Words) != len(old.Words)+4 {
		t.Errorf("%d words of %d", len(again.Words), len(old.Words)+4)
	}
}
