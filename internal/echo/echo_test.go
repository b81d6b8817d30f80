package echo_test

import (
	"fmt"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/echo"
	"voxpop/internal/prevalence"
)

// figure is an invented statement by an invented minister.
var figure = []voxpop.Statement{{
	ID: "toll", Speaker: "Ilse Varga", Role: "minister of bridges", Names: voxpop.Localized{"fa": "ایلزه وارگا"}, Roles: voxpop.Localized{"fa": "وزیر پل‌ها"},
	SaidOn: "2026-03-10", Lang: "en", Text: "A modest toll is the sensible contribution of every crossing citizen.",
	Translations: []voxpop.Translation{{Lang: "fa", Text: "عوارضی ناچیز، سهم معقول هر شهروندی است که از پل می‌گذرد."}},
}}

func answer(id, lang, text string) echo.Answer {
	return echo.Answer{ID: id, Texts: []echo.Text{{Lang: lang, Text: text}}}
}

// crowd is answers that echo nothing, so that words can be rare.
func crowd() (out []echo.Answer) {
	for i := range 40 {
		out = append(out, answer(fmt.Sprintf("crowd-%d", i), "en", "I walk there in the morning and nobody asks me anything."))
		out = append(out, answer(fmt.Sprintf("jam-%d", i), "fa", "صبح‌ها پیاده می‌روم و کسی چیزی نمی‌پرسد."))
	}
	return out
}

// TestFind holds each way of an echo and, next to it, what is none.
func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, lang, text string
		how              echo.How // "" = no echo of words
		words            string
	}{
		{"run", "en", "So it is the sensible contribution of every taxpayer now.", echo.ByRun, "is the sensible contribution of every"},
		{"run, inflected", "en", "They call these the sensible contributions of every crossing citizen!", echo.ByRun, "the sensible contributions of every crossing citizen"},
		{"Persian, half-space and letters", "fa", "به ما گفتند سهم معقول هر شهروندي است", echo.ByRun, "سهم معقول هر شهروندي است"},
		{"marked", "en", "Nine coins is “modest” if you own the bank.", echo.ByMark, "modest"},
		{"marked, derived", "en", "I was told to admire their 'sensibly' again", echo.ByMark, "sensibly"},
		{"alone", "en", "Sensible? My pension is sensible.", echo.ByMark, "Sensible"},
		{"looked at", "en", "What they call sensible I call greedy.", echo.ByMark, "sensible"},
		{"common words", "en", "The bridge is of the city and every day is the same.", "", ""},
		{"unmarked", "en", "Wear sensible shoes when you walk.", "", ""},
		{"one short word in marks", "en", "The sign says “of” and nothing else.", "", ""},
		{"an apostrophe is no mark", "en", "It's the ministers' modest house, isn't it", "", ""},
		{"marks too far apart", "en", "“I have a modest house, a boat and four goats”, she said.", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := append(crowd(), answer("this", c.lang, c.text))
			var got []echo.Echo
			for _, e := range echo.Find(figure, all, echo.Options{Only: echo.Words}) {
				if e.Response != "this" {
					t.Errorf("%s is linked: %+v", e.Response, e)
					continue
				}
				got = append(got, e)
			}
			switch {
			case c.how == "" && len(got) == 0:
				return
			case c.how == "" || len(got) != 1:
				t.Fatalf("links %+v, want how %q", got, c.how)
			}
			e := got[0]
			words := string([]rune(c.text)[e.Spans[0].Start:e.Spans[0].End])
			if e.How != c.how || words != c.words || e.Reason == "" || e.Score <= 0 || e.Score > 1 {
				t.Errorf("got %+v of %q, want %s of %q", e, words, c.how, c.words)
			}
			text := figure[0].Text
			if e.Lang == "fa" {
				text = figure[0].Translations[0].Text
			}
			if s := e.Said[0]; s.End > len([]rune(text)) || s.Start >= s.End {
				t.Errorf("said at %v of %q", s, text)
			}
		})
	}
}

func TestFindSpeaker(t *testing.T) {
	for text, how := range map[string]echo.How{
		"Ask Ilse Varga where the money goes.": echo.ByName,
		"varga should walk it once":            echo.BySurname,
		"Varga's toll, Varga's bridge":         echo.BySurname,
		"the minister of bridges walks free":   echo.ByRole,
		"وارگا خودش از پل رد نمی‌شود":          echo.BySurname,
		"وزیر پل‌ها کجاست؟":                    echo.ByRole,
		"Ilse, my neighbour, walks":            "",
		"the bridge needs paint":               "",
	} {
		lang := "en"
		if !strings.ContainsAny(text, "abcdef") {
			lang = "fa"
		}
		got := echo.Find(figure, append(crowd(), answer("this", lang, text)), echo.Options{Only: echo.Speaker})
		switch {
		case how == "" && len(got) == 0:
		case len(got) != 1 || got[0].How != how || got[0].Kind != echo.Speaker:
			t.Errorf("%q: %+v, want %q", text, got, how)
		}
	}
	// A surname that two speakers share names neither.
	two := append([]voxpop.Statement{{ID: "other", Speaker: "Odo Varga", Lang: "en", Text: "No."}}, figure...)
	if got := echo.Find(two, []echo.Answer{answer("this", "en", "Varga again")}, echo.Options{}); len(got) != 0 {
		t.Errorf("a shared surname: %+v", got)
	}
	if got := echo.Find(two, []echo.Answer{answer("this", "en", "Odo Varga again")}, echo.Options{}); len(got) != 1 || got[0].Statement != "other" {
		t.Errorf("a full name: %+v", got)
	}
}

// TestFindBefore: nobody echoes what was not said yet.
func TestFindBefore(t *testing.T) {
	a := answer("this", "en", "the sensible contribution of every crossing citizen, says Varga")
	for day, want := range map[voxpop.Date]int{"2026-03-09": 0, "2026-03-10": 2, "2026-03": 2, "": 2, "2025": 0} {
		a.On = day
		if got := echo.Find(figure, append(crowd(), a), echo.Options{}); len(got) != want {
			t.Errorf("on %q: %d links, want %d", day, len(got), want)
		}
	}
}

func TestStruckAndPeople(t *testing.T) {
	all := append(crowd(), answer("a", "en", "the sensible contribution of every citizen"), answer("b", "en", "Varga!"), answer("c", "en", "“modest”"), answer("d", "en", "“modest”"))
	links := echo.Find(figure, all, echo.Options{})
	person := map[string]string{"a": "p", "b": "q", "c": "p"} // d is set aside
	if got, want := echo.People(figure, links, person)[0], (echo.Count{Statement: "toll", Words: 1, Speaker: 1, People: 2, Responses: 4}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	links = echo.Find(figure, all, echo.Options{Struck: []echo.Pair{{Response: "b", Statement: "toll"}}})
	if got, want := echo.People(figure, links, person)[0], (echo.Count{Statement: "toll", Words: 1, People: 1, Responses: 3}); got != want {
		t.Errorf("after striking %+v, want %+v", got, want)
	}
}

// mocked are the answers of the cast, found by reading all of them, that throw
// the word “honourable” of one statement back.
var mocked = []string{"B4Z4", "EQS4", "F85Q", "GGYA", "GXZ4", "JPJU", "M5N7", "MZCW", "N5ZF", "PFU7", "PJ48", "Q4U8", "Q6WU", "U68V", "UKQ2", "UZ34", "VD7T", "X3AG"}

// notEchoes are the links of words in the cast that its readers call wrong.
var notEchoes = map[string]string{
	"WYA2 orlo-2023-05-30":            "a fund has run dry, not the strait",
	"DSVV orlo-2023-05-30":            "a sale in marks is the deed, not the word",
	"NPYF orlo-2026-09-01-honourable": "honoured guests",
	"DZPT orlo-2022-10-19":            "the word promise, of another statement",
	"DSVV orlo-2026-09-01":            "a sale in marks is the deed, not the word",
}

// TestCast measures the links of the invented call-out, which were looked at
// one by one; docs/ECHOES.md repeats the figures.
func TestCast(t *testing.T) {
	statements, all := castRecord(t)
	found := map[string]bool{}
	right, wrong := 0, 0
	texts := map[string]echo.Answer{}
	for _, a := range all {
		texts[a.ID] = a
	}
	links := echo.Find(statements, all, echo.Options{})
	for _, e := range links {
		runes := []rune(texts[e.Response].Texts[e.In].Text)
		for _, s := range e.Spans {
			if s.Start < 0 || s.End > len(runes) || s.Start >= s.End {
				t.Fatalf("%s: no such place %v", e.Response, s)
			}
		}
		if e.Kind != echo.Words {
			continue
		}
		if e.Statement == "orlo-2026-09-01-honourable" {
			found[e.Response] = true
		}
		if notEchoes[e.Response+" "+e.Statement] != "" {
			wrong++
		} else {
			right++
		}
	}
	t.Logf("links of words: %d, called right by hand: %d", right+wrong, right)
	if p := float64(right) / float64(right+wrong); p < 0.95 {
		t.Errorf("precision %.3f of %d links", p, right+wrong)
	}
	missed := 0
	for _, id := range mocked {
		if !found[id] {
			missed++
			t.Logf("missed: %s", id)
		}
	}
	if missed > 1 {
		t.Errorf("%d of %d answers that mock “honourable” are missed", missed, len(mocked))
	}
	var counted []prevalence.Answer
	for _, r := range lines[voxpop.Response](t, cast.Record(), "responses.jsonl") {
		counted = append(counted, prevalence.AnswerOf(voxpop.Callout{}, r, nil))
	}
	for _, c := range echo.People(statements, links, prevalence.Stands(counted)) {
		if c.People > 0 {
			t.Logf("%-30s words %3d, speaker only %3d people; %3d responses", c.Statement, c.Words, c.Speaker, c.Responses)
		}
		if c.People > c.Responses || c.People != c.Words+c.Speaker {
			t.Errorf("%+v", c)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("A modest toll", "“modest” toll?", "en")
	f.Add("هرگز", "«هرگز»\xff!", "fa")
	f.Fuzz(func(t *testing.T, said, text, lang string) {
		s := []voxpop.Statement{{ID: "s", Speaker: said, Role: lang, Text: said, Lang: lang}}
		for _, e := range echo.Find(s, []echo.Answer{answer("a", lang, text), answer("b", "", said)}, echo.Options{Run: 2}) {
			of := text
			if e.Response == "b" {
				of = said
			}
			for _, sp := range e.Spans {
				if sp.Start < 0 || sp.Start >= sp.End || sp.End > len([]rune(of)) {
					t.Fatalf("span %v of %q", sp, of)
				}
			}
			for _, sp := range e.Said {
				if sp.Start < 0 || sp.Start >= sp.End || sp.End > len([]rune(said)) {
					t.Fatalf("said %v of %q", sp, said)
				}
			}
		}
	})
}

// BenchmarkFind: 100,000 answers and 50 statements.
func BenchmarkFind(b *testing.B) {
	statements, some := castRecord(b)
	for len(statements) < 50 {
		statements = append(statements, statements[len(statements)-30])
	}
	var all []echo.Answer
	size := 0
	for len(all) < 100_000 {
		for _, a := range some {
			a.Texts = a.Texts[:min(1, len(a.Texts))]
			all = append(all, a)
			for _, t := range a.Texts {
				size += len(t.Text)
			}
		}
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		echo.Find(statements[:50], all[:100_000], echo.Options{})
	}
}
