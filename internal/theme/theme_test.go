package theme_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/theme"
)

// topics are invented matters of an invented town, with the words people use.
var topics = []struct {
	name, lang string
	words      string
}{
	{"ferry", "en", "ferry boat crossing harbour timetable captain deck passengers sailing quay ticket island"},
	{"bread", "en", "bread bakery flour price loaf oven queue baker grain breakfast subsidy"},
	{"school", "en", "school teacher pupils classroom lessons homework exam books headmaster playground"},
	{"water", "fa", "آب لوله قطع فشار شیر منبع تصفیه کمبود مخزن آلوده بطری"},
	{"bus", "fa", "اتوبوس ایستگاه راننده بلیت تاخیر مسیر شلوغ صندلی خط میدان"},
	{"park", "de", "park bäume rasen spielplatz bänke hunde brunnen wiese schatten gärtner"},
}

// crowd invents n messages on the topics, in turn, with words of every day
// between them.
func crowd(n int, seed uint64) (messages []theme.Message, of []int) {
	rng := rand.New(rand.NewPCG(seed, 2))
	common := map[string][]string{
		"en": strings.Fields("people think really always again today every week old new street town we the is and it of"),
		"fa": strings.Fields("مردم همیشه دوباره امروز هر هفته کوچه شهر ما این است و از که"),
		"de": strings.Fields("leute immer wieder heute jede woche strasse stadt wir das ist und es von"),
	}
	for i := range n {
		t := topics[i%len(topics)]
		own := strings.Fields(t.words)
		var b strings.Builder
		for range 7 + rng.IntN(8) {
			w := own[int(rng.Float64()*rng.Float64()*float64(len(own)))]
			if rng.IntN(2) == 0 {
				w = common[t.lang][rng.IntN(len(common[t.lang]))]
			}
			b.WriteString(w + " ")
		}
		messages = append(messages, theme.Message{ID: fmt.Sprintf("A%05d", i), Text: b.String()})
		of = append(of, i%len(topics))
	}
	return messages, of
}

// agreement is the adjusted Rand index between themes and the truth, over the
// messages that are in a theme.
func agreement(themes []theme.Theme, truth map[string]int) float64 {
	cell := map[[2]int]float64{}
	row, col := map[int]float64{}, map[int]float64{}
	n := 0.0
	for i, t := range themes {
		for _, id := range t.Members {
			k, ok := truth[id]
			if !ok {
				continue
			}
			cell[[2]int{i, k}]++
			row[i]++
			col[k]++
			n++
		}
	}
	pairs := func(n float64) float64 { return n * (n - 1) / 2 }
	var both, a, b float64
	for _, c := range cell {
		both += pairs(c)
	}
	for _, c := range row {
		a += pairs(c)
	}
	for _, c := range col {
		b += pairs(c)
	}
	chance := a * b / pairs(n)
	return (both - chance) / ((a+b)/2 - chance)
}

func truthOf(ms []theme.Message, of []int) map[string]int {
	out := map[string]int{}
	for i, m := range ms {
		out[m.ID] = of[i]
	}
	return out
}

func TestPlantedThemesAreFound(t *testing.T) {
	ms, of := crowd(900, 1)
	for _, k := range []int{6, 0} {
		got := theme.Find(ms, theme.Options{K: k, Seed: 1})
		if ari := agreement(got.Themes, truthOf(ms, of)); ari < 0.9 {
			t.Errorf("k %d: %d themes, agreement %.3f", k, len(got.Themes), ari)
		}
		if n := len(got.Themes); n != 6 && (k == 6 || n < 5 || n > 9) {
			t.Errorf("k %d: %d themes, want 6 or about", k, n)
		}
		for _, th := range got.Themes {
			if len(th.Examples) != 3 || len(th.Members) != th.Size || th.Label == "" {
				t.Errorf("theme %+v", th)
			}
			if k == 0 {
				continue
			}
			// Its words are those of one topic.
			var own string
			for _, tp := range topics {
				if slices.Contains(strings.Fields(tp.words), th.Words[0]) {
					own = tp.words
				}
			}
			for _, w := range strings.Fields(strings.Join(th.Words[:4], " ")) {
				if !slices.Contains(strings.Fields(own), w) {
					t.Errorf("theme %q has the word %q", th.Label, w)
				}
			}
		}
	}
}

func TestSteered(t *testing.T) {
	ms, _ := crowd(900, 1)
	at := func(finer int) int { return len(theme.Find(ms, theme.Options{Finer: finer, Seed: 1}).Themes) }
	if coarse, plain, fine := at(-2), at(0), at(3); !(coarse < plain && plain <= fine) {
		t.Errorf("coarser %d, as it is %d, finer %d", coarse, plain, fine)
	}
	for _, k := range []int{1, 2, 10} {
		if n := len(theme.Find(ms, theme.Options{K: k, Seed: 1}).Themes); n > k || n < (k+1)/2 {
			t.Errorf("asked for %d themes, got %d", k, n)
		}
	}
}

func TestOrderAndProcessorsDoNotMatter(t *testing.T) {
	ms, _ := crowd(1200, 3)
	old := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(old)
	one := theme.Find(ms, theme.Options{Seed: 1})
	runtime.GOMAXPROCS(4)
	if two := theme.Find(ms, theme.Options{Seed: 1}); !cmp.Equal(one, two) {
		t.Error("another number of processors gives other themes")
	}
	turned := slices.Clone(ms)
	rng := rand.New(rand.NewPCG(1, 1))
	rng.Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
	if three := theme.Find(turned, theme.Options{Seed: 1}); !cmp.Equal(one, three) {
		t.Error("another order of the messages gives other themes", cmp.Diff(one, three))
	}
}

// One message in fifty is new: themes, their ids and their names hardly move.
func TestLittleMovesLittle(t *testing.T) {
	ms, _ := crowd(1530, 5)
	before := theme.Find(ms[:1500], theme.Options{Seed: 1})
	after := theme.Find(ms, theme.Options{Seed: 1})
	was := map[string]int{}
	ids := map[string]bool{}
	for i, th := range before.Themes {
		ids[th.ID] = true
		for _, id := range th.Members {
			was[id] = i
		}
	}
	if ari := agreement(after.Themes, was); ari < 0.9 {
		t.Errorf("agreement with the run before %.3f", ari)
	}
	kept := 0
	for _, th := range theme.Align(before.Themes, after.Themes) {
		if ids[th.ID] {
			kept++
		}
	}
	if kept < len(before.Themes)-1 {
		t.Errorf("%d of %d ids kept", kept, len(before.Themes))
	}
}

func TestSetAside(t *testing.T) {
	ms, _ := crowd(300, 1)
	for i, s := range []string{"", "...", "😶‍🌫️!?", "No comment.", "نظری ندارم", "لا أعرف", "keine Meinung", "Je ne sais pas", "zzyzx qwghlm", "No"} {
		ms = append(ms, theme.Message{ID: fmt.Sprintf("B%d", i), Text: s})
	}
	got := theme.Find(ms, theme.Options{Seed: 1})
	why := map[string]string{}
	for _, a := range got.Aside {
		why[a.ID] = a.Why
		if a.Theme < -1 || a.Theme >= len(got.Themes) {
			t.Errorf("%s is near theme %d", a.ID, a.Theme)
		}
	}
	want := map[string]string{"B0": theme.NoWords, "B1": theme.NoWords, "B3": theme.NoOpinion, "B4": theme.NoOpinion,
		"B5": theme.NoOpinion, "B6": theme.NoOpinion, "B7": theme.NoOpinion, "B8": theme.Alone}
	for id, w := range want {
		if why[id] != w {
			t.Errorf("%s: %q, want %q", id, why[id], w)
		}
	}
	if got.SetAside != len(got.Aside) {
		t.Errorf("set aside %d, listed %d", got.SetAside, len(got.Aside))
	}
	everyone(t, ms, got)
}

// Many people who say the same are not alone, whatever words they say it in.
func TestSameWords(t *testing.T) {
	times := func(n int, texts ...string) (ms []theme.Message) {
		for i := range n {
			ms = append(ms, theme.Message{ID: fmt.Sprintf("S%05d", i), Text: texts[i%len(texts)]})
		}
		return ms
	}
	topical, _ := crowd(600, 1)
	words := strings.Fields("rent school water bread ferry parking noise trees buses police")
	for _, c := range []struct {
		name      string
		ms        []theme.Message
		k         int
		min, max  int // themes
		aside, of int // at most set aside; size of the theme of S00000
	}{
		{"one text", times(500, "close the old mill now"), 0, 1, 1, 0, 500},
		{"one text, five themes asked for", times(500, "close the old mill now"), 5, 1, 1, 0, 500},
		{"one word each", times(400, words...), 0, 10, 10, 0, 40},
		{"one word each, four asked for", times(400, words...), 4, 4, 4, 240, 0}, // the first of the alphabet
		{"a call in words of its own", append(times(200, "Zamykajte zaraz tartak na brzegu"), topical...), 0, 6, 10, 0, 200},
		{"a call, six asked for", append(times(200, "Zamykajte zaraz tartak na brzegu"), topical...), 6, 4, 6, 0, 200},
		{"two people are not many", append(times(2, "Zamykajte zaraz tartak na brzegu"), topical...), 0, 4, 9, 2, 0},
	} {
		got := theme.Find(c.ms, theme.Options{K: c.k, Seed: 1})
		everyone(t, c.ms, got)
		if n := len(got.Themes); n < c.min || n > c.max || got.SetAside > c.aside {
			t.Errorf("%s: %d themes, %d set aside", c.name, n, got.SetAside)
		}
		of := 0
		for _, th := range got.Themes {
			if slices.Contains(th.Members, "S00000") {
				of = th.Size
			}
			if th.Label == "" {
				t.Errorf("%s: a theme of %d has no name", c.name, th.Size)
			}
		}
		if of != c.of {
			t.Errorf("%s: the first is in a theme of %d, want %d", c.name, of, c.of)
		}
	}
}

// A theme has a name whatever is in it, and answers are not “no opinion”.
func TestNames(t *testing.T) {
	ms, _ := crowd(300, 1)
	for _, th := range theme.Find(ms, theme.Options{Finer: -50, Seed: 1}).Themes {
		if th.Label == "" {
			t.Errorf("a theme of %d has no name", th.Size)
		}
	}
	for i, s := range []string{"None.", "ok", "not sure", "No preference"} {
		ms = append(ms, theme.Message{ID: fmt.Sprint("N", i), Text: s})
	}
	ms = append(ms, theme.Message{ID: "L", Text: strings.Repeat("the ferry is late and ", 100000)})
	for i := range 20 {
		ms = append(ms, theme.Message{ID: fmt.Sprint("P", i), Text: fmt.Sprint("ferry crossing call 5551234567 now please ", i)})
	}
	got := theme.Find(ms, theme.Options{Seed: 1})
	everyone(t, ms, got)
	for _, a := range got.Aside {
		if a.Why == theme.NoOpinion {
			t.Errorf("%s gives an answer and is set aside: %s", a.ID, a.Why)
		}
	}
	for _, th := range got.Themes {
		for _, w := range th.Words {
			if strings.Contains(w, "555") {
				t.Errorf("a telephone number is a word of a theme: %q", th.Words)
			}
		}
	}
}

// The names of themes hold no negations, numbers, pronouns and words of saying.
func TestPlainWordsNameNothing(t *testing.T) {
	var ms []theme.Message
	for i, pattern := range []struct{ lang, frame, words string }{
		{"en", "I said we can't and will not come at two or three with the %s and the %s", "lamps lantern dark lamps corner lamps stairs lamps"},
		{"fa", "من گفتم که نمی‌روم و سه سال است نه با %s و نه با %s", "چراغ کوچه تاریک چراغ فانوس چراغ پله چراغ"},
		{"ar", "قالت وأنا لا أريد يوم أو ثلاثة أيام مع %s و %s", "المصباح الحارة العتمة المصباح الدرج المصباح الشارع المصباح"},
	} {
		words := strings.Fields(pattern.words)
		for j := range 40 {
			ms = append(ms, theme.Message{ID: fmt.Sprintf("%d-%02d", i, j), Lang: pattern.lang,
				Text: fmt.Sprintf(pattern.frame, words[j%len(words)], words[(j/3+1)%len(words)])})
		}
	}
	crowded, _ := crowd(300, 4)
	ms = append(ms, crowded...)
	plain := strings.Fields("said can't will not come two three گفتم نمی‌روم سه سال نه قالت وأنا لا أريد يوم ثلاثة أيام")
	named := ""
	for _, th := range theme.Find(ms, theme.Options{K: 9, Seed: 1}).Themes {
		named += th.Label + "; "
		for _, w := range th.Words {
			for _, part := range strings.Fields(w) {
				if slices.Contains(plain, part) {
					t.Errorf("the theme %q is named by %q", th.Label, part)
				}
			}
		}
	}
	for _, w := range []string{"lamps", "چراغ", "المصباح"} {
		if !strings.Contains(named, w) {
			t.Errorf("no theme is named by %q: %s", w, named)
		}
	}
}

// everyone fails unless each message is in one theme or set aside, once.
func everyone(t *testing.T, ms []theme.Message, r theme.Result) {
	t.Helper()
	seen := map[string]int{}
	for _, th := range r.Themes {
		for _, id := range th.Members {
			seen[id]++
		}
	}
	for _, a := range r.Aside {
		seen[a.ID]++
	}
	if len(seen) != len(ms) {
		t.Errorf("%d messages came back of %d", len(seen), len(ms))
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s came back %d times", id, n)
		}
	}
}

func TestSmall(t *testing.T) {
	for _, texts := range [][]string{nil, {""}, {"the ferry is late"}, {"same words here", "same words here", "Same words, here!"}, {"the ferry", "the bread"}, {"a", "b", "c", "d"}} {
		var ms []theme.Message
		for i, s := range texts {
			ms = append(ms, theme.Message{ID: fmt.Sprint(i), Text: s})
		}
		for _, k := range []int{0, 1, 5} {
			got := theme.Find(ms, theme.Options{K: k})
			everyone(t, ms, got)
			if got.Themes == nil {
				t.Errorf("%q: themes are nil, which is null in JSON", texts)
			}
		}
	}
}

func TestMergeAndSplit(t *testing.T) {
	ms, of := crowd(600, 1)
	got := theme.Find(ms, theme.Options{K: 6, Seed: 1})
	a, b := got.Themes[0], got.Themes[1]
	both := theme.Merge(ms, a, b)
	if both.Size != a.Size+b.Size || both.ID != a.ID && both.ID != b.ID || len(both.Words) == 0 || len(both.Examples) == 0 {
		t.Errorf("merged %+v", both)
	}
	parts := theme.Split(ms, both, theme.Options{Seed: 1})
	if len(parts) != 2 {
		t.Fatalf("%d parts, want the two that were merged", len(parts))
	}
	if parts[0].Size+parts[1].Size != both.Size {
		t.Errorf("%d and %d of %d messages", parts[0].Size, parts[1].Size, both.Size)
	}
	if ari := agreement(parts, truthOf(ms, of)); ari < 0.9 {
		t.Errorf("the parts agree %.3f with what was merged", ari)
	}
	if theme.Split(ms, theme.Theme{Members: []string{ms[0].ID}}, theme.Options{}) != nil {
		t.Error("one message was split")
	}
}

// The invented newsroom's call-out: several languages, a few hundred answers.
func TestCast(t *testing.T) {
	f, err := os.Open("../cast/record/responses.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var ms []theme.Message
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var r struct {
			ID, Text   string
			Lang       string
			Transcript struct{ Text string }
		}
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		ms = append(ms, theme.Message{ID: r.ID, Text: r.Text + " " + r.Transcript.Text, Lang: r.Lang})
	}
	got := theme.Find(ms, theme.Options{Seed: 1})
	everyone(t, ms, got)
	if n := len(got.Themes); n < 4 || n > 60 {
		t.Errorf("%d themes among %d answers", n, len(ms))
	}
	for _, th := range got.Themes {
		if testing.Verbose() {
			t.Log(th.Size, th.ID, th.Label, th.Words)
		}
		if th.Label == "" {
			t.Errorf("a theme of %d has no name", th.Size)
		}
	}
	t.Log(got.SetAside, "set aside of", len(ms))
}

func FuzzFind(f *testing.F) {
	f.Add("the ferry is late", "ferry late again", "نان گران", uint8(0))
	f.Add("", "\xff", "a a a", uint8(2))
	f.Fuzz(func(t *testing.T, a, b, c string, k uint8) {
		var ms []theme.Message
		for i, s := range []string{a, b, c, a + b, b + " " + c, a + " " + c} {
			ms = append(ms, theme.Message{ID: fmt.Sprint(i), Text: s})
		}
		got := theme.Find(ms, theme.Options{K: int(k % 8)})
		everyone(t, ms, got)
		for _, th := range got.Themes {
			theme.Split(ms, th, theme.Options{})
		}
		if len(got.Themes) > 1 {
			theme.Merge(ms, got.Themes[0], got.Themes[1])
		}
	})
}

// With vectors from outside, a theme may hold several languages.
func TestGivenVectors(t *testing.T) {
	ms, _ := crowd(600, 1)
	rng := rand.New(rand.NewPCG(9, 9))
	truth := map[string]int{}
	for i := range ms {
		// Topics 0 and 3, 1 and 4, 2 and 5 mean the same in two languages.
		truth[ms[i].ID] = i % 3
		v := make([]float32, 12)
		v[i%3] = 1
		for d := range v {
			v[d] += 0.1*float32(rng.NormFloat64()) + 0.5
		}
		ms[i].Vector = v
	}
	got := theme.Find(ms, theme.Options{K: 3, Seed: 1})
	everyone(t, ms, got)
	if ari := agreement(got.Themes, truth); ari < 0.95 {
		t.Errorf("agreement %.3f", ari)
	}
	// Vectors of zeros, from texts that the adapter could not take, are no theme.
	for i := 0; i < 60; i++ {
		ms[i].Vector = make([]float32, 12)
	}
	zeros := theme.Find(ms, theme.Options{K: 3, Seed: 1})
	everyone(t, ms, zeros)
	for _, th := range zeros.Themes {
		n := 0
		for _, id := range th.Members {
			if id < "A00060" {
				n++
			}
		}
		if 2*n > th.Size {
			t.Errorf("a theme of %d holds %d messages whose vectors say nothing", th.Size, n)
		}
	}
	// One without a vector: none is used.
	ms[7].Vector = nil
	everyone(t, ms, theme.Find(ms, theme.Options{K: 3, Seed: 1}))
}
