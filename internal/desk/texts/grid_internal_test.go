package texts

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"voxpop"
	"voxpop/internal/bitext"
)

// form is what a browser sends of rows.
func form(rows []row, change func(*row)) url.Values {
	v := url.Values{"rows": {strconv.Itoa(len(rows))}}
	for _, r := range rows {
		if change != nil {
			change(&r)
		}
		at := "." + strconv.Itoa(r.N)
		v.Set("f"+at, fmt.Sprintf("%d-%d", r.From[0], r.From[1]))
		v.Set("t"+at, strings.ReplaceAll(r.Target, "\n", "\r\n"))
		v.Set("g"+at, strings.ReplaceAll(r.Gap, "\n", "\r\n"))
		v.Set("o"+at, strconv.Itoa(r.Order))
	}
	return v
}

func table(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s | %s\n", r.Source, r.Target)
	}
	return b.String()
}

func TestGrid(t *testing.T) {
	source := "نان گران شد. گوشت نمی‌خریم.\nدیگر چه بگویم؟"
	spans := bitext.Sentences(source)
	target, pairs, err := bitext.Join(source, spans, []string{"Bread got dear.", "We buy no meat.", "What more is there to say?"}, "en")
	if err != nil {
		t.Fatal(err)
	}
	rows := grid(source, target, pairs)
	if got, want := table(rows), "نان گران شد. | Bread got dear.\nگوشت نمی‌خریم. | We buy no meat.\nدیگر چه بگویم؟ | What more is there to say?\n"; got != want {
		t.Fatalf("%s", got)
	}
	same, again, ok := compose(form(rows, nil), source, "en")
	if !ok || same != target || len(again) != 3 || again[2] != pairs[2] {
		t.Errorf("nothing typed gives %q, %v", same, again)
	}
	// A row that is emptied leaves its source without a translation, and can be
	// filled again at its place.
	less, pairs, ok := compose(form(rows, func(r *row) {
		if r.N == 2 {
			r.Target = " "
		}
	}), source, "en")
	if !ok || less != "Bread got dear.\nWhat more is there to say?" || len(pairs) != 2 {
		t.Fatalf("emptied: %q %v", less, pairs)
	}
	rows = grid(source, less, pairs)
	if len(rows) != 3 || rows[1].Target != "" || rows[1].Source != "گوشت نمی‌خریم." {
		t.Fatalf("%s", table(rows))
	}
	full, _, _ := compose(form(rows, func(r *row) {
		if r.N == 2 {
			r.Target = "No meat."
		}
	}), source, "en")
	if full != "Bread got dear. No meat.\nWhat more is there to say?" {
		t.Errorf("filled again: %q", full)
	}
}

// Sentences that changed places, that are two of one, that are nobody's.
func TestGridOfOddPairs(t *testing.T) {
	source, target := "One. Two. Three. Four.", "Zwei. Eins. Und noch. Drei und vier."
	pairs := []voxpop.Pair{{From: [2]int{0, 4}, To: [2]int{6, 11}}, {From: [2]int{5, 9}, To: [2]int{0, 5}}, {From: [2]int{10, 16}, To: [2]int{22, 36}}, {From: [2]int{17, 22}, To: [2]int{22, 36}},
		{From: [2]int{0, 99}, To: [2]int{0, 1}}, {From: [2]int{3, 3}, To: [2]int{2, 1}}} // what does not fit is left out
	rows := grid(source, target, pairs)
	if got, want := table(rows), "One. | Eins.\n | Und noch.\nTwo. | Zwei.\nThree. Four. | Drei und vier.\n"; got != want {
		t.Fatalf("%s", got)
	}
	got, again, ok := compose(form(rows, nil), source, "de")
	if !ok || got != target || len(again) != 3 {
		t.Errorf("%q %v", got, again)
	}
	rows = grid(source, "", nil)
	if len(rows) != 4 || rows[3].Order != -1 {
		t.Fatalf("%s", table(rows))
	}
	typed, pairs, ok := compose(form(rows, func(r *row) { r.Target = "T" + strconv.Itoa(r.N) + "." }), source, "de")
	if !ok || typed != "T1. T2. T3. T4." || len(pairs) != 4 || pairs[3] != (voxpop.Pair{From: [2]int{17, 22}, To: [2]int{12, 15}}) {
		t.Errorf("typed from nothing: %q %v", typed, pairs)
	}
	if got, _, _ := compose(form(rows, func(r *row) { r.Target = "文。" }), source, "zh"); got != "文。文。文。文。" {
		t.Errorf("a language without spaces: %q", got)
	}
}

func TestComposeRefuses(t *testing.T) {
	for name, spoil := range map[string]func(url.Values){
		"no rows":           func(v url.Values) { v.Del("rows") },
		"a million rows":    func(v url.Values) { v.Set("rows", "1000000") },
		"a row missing":     func(v url.Values) { v.Set("rows", "5") },
		"beyond the source": func(v url.Values) { v.Set("f.1", "0-999") },
		"backwards":         func(v url.Values) { v.Set("f.1", "4-0") },
	} {
		v := form(grid("One. Two.", "Eins. Zwei.", nil), nil)
		spoil(v)
		if got, _, ok := compose(v, "One. Two.", "de"); ok {
			t.Errorf("%s gives %q", name, got)
		}
	}
}

// Whatever the pairs, opening a grid and saving it changes no letter, and
// every letter of both sides is shown.
func TestGridKeepsEverything(t *testing.T) {
	sentence := rapid.SampledFrom([]string{"Bread got dear.", "نه!", "Why? ", "5", "日本。", "a b c."})
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string {
			return strings.TrimSpace(strings.Join(rapid.SliceOfN(sentence, 0, 6).Draw(t, name), rapid.SampledFrom([]string{" ", "\n", "\n\n"}).Draw(t, "gap")))
		}
		source, target := text("source"), text("target")
		place := func(s string) [2]int {
			n := len([]rune(s))
			a := rapid.IntRange(0, n).Draw(t, "a")
			return [2]int{a, rapid.IntRange(a, n).Draw(t, "b")}
		}
		var pairs []voxpop.Pair
		for range rapid.IntRange(0, 5).Draw(t, "pairs") {
			pairs = append(pairs, voxpop.Pair{From: place(source), To: place(target)})
		}
		rows := grid(source, target, pairs)
		var shown strings.Builder
		for _, r := range rows {
			shown.WriteString(r.Source)
		}
		if bare(shown.String()) != bare(source) {
			t.Fatalf("the source is shown as %q", shown.String())
		}
		got, again, ok := compose(form(rows, nil), source, "en")
		if !ok || bare(got) != bare(target) {
			t.Fatalf("the translation became %q", got)
		}
		v := voxpop.TextVersion{Response: "R", Of: voxpop.OfTranslation, Lang: "en", N: 1, State: voxpop.Edited, Text: got, Pairs: again}
		if err := v.Validate(); err != nil {
			t.Fatal(err)
		}
		if twice, _, _ := compose(form(grid(source, got, again), nil), source, "en"); twice != got {
			t.Fatalf("saved twice: %q, then %q", got, twice)
		}
	})
}

func bare(s string) string { return strings.Join(strings.Fields(s), "") }
