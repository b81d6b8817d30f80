package bitext_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/text"
)

// shown are the pairs as the words they stand for.
func shown(source, target string, pairs []voxpop.Pair) []string {
	s, t := []rune(source), []rune(target)
	var out []string
	for _, p := range pairs {
		out = append(out, string(s[p.From[0]:p.From[1]])+" = "+string(t[p.To[0]:p.To[1]]))
	}
	return out
}

func join(t *testing.T, source, to string, say func(string) string) (string, []voxpop.Pair) {
	t.Helper()
	spans := bitext.Sentences(source)
	var out []string
	for _, s := range bitext.Texts(source, spans) {
		out = append(out, say(s))
	}
	target, pairs, err := bitext.Join(source, spans, out, to)
	if err != nil {
		t.Fatal(err)
	}
	return target, pairs
}

func TestJoin(t *testing.T) {
	source := "آب قطع است. برق هم نیست!\r\n\r\n• نان گران شد\n- کار نیست.خسته‌ایم\n"
	n := 0
	target, pairs := join(t, source, "en", func(string) string { n++; return fmt.Sprintf(" number\n%d. ", n) })
	if want := "number 1. number 2.\n\n• number 3.\n- number 4. number 5."; target != want {
		t.Errorf("%q, want %q", target, want)
	}
	want := []string{"آب قطع است. = number 1.", "برق هم نیست! = number 2.", "نان گران شد = number 3.", "کار نیست. = number 4.", "خسته‌ایم = number 5."}
	if d := cmp.Diff(want, shown(source, target, pairs)); d != "" {
		t.Error(d)
	}
	target, pairs = join(t, "One. Two. Three.", "zh", func(s string) string {
		if s == "Two." {
			return " "
		}
		return "一。"
	})
	if target != "一。一。" || len(pairs) != 2 || pairs[1].From != [2]int{10, 16} {
		t.Errorf("%q %v", target, pairs)
	}
	if _, _, err := bitext.Join("One. Two.", bitext.Sentences("One. Two."), []string{"x"}, "fa"); err == nil {
		t.Error("one translation for two sentences")
	}
	if _, _, err := bitext.Join("One.", []text.Span{{Start: 0, End: 99}}, []string{"x"}, "fa"); err == nil {
		t.Error("a sentence outside the text")
	}
}

func TestRepair(t *testing.T) {
	source := "آب قطع است. برق هم نیست. نان ۳۰ هزار تومان شد. کسی جواب نمی‌دهد. خسته‌ایم."
	said := []string{"The water is cut.", "There is no power either.", "Bread costs 30 thousand toman.", "Nobody answers.", "We are tired."}
	old, pairs, err := bitext.Join(source, bitext.Sentences(source), said, "en")
	if err != nil {
		t.Fatal(err)
	}
	src := bitext.Texts(source, bitext.Sentences(source))
	for name, tt := range map[string]struct {
		edited string
		want   []string
	}{
		"nothing": {old, []string{src[0] + " = " + said[0], src[1] + " = " + said[1], src[2] + " = " + said[2], src[3] + " = " + said[3], src[4] + " = " + said[4]}},
		"a word": {strings.Replace(old, "is cut", "has been cut off", 1),
			[]string{src[0] + " = The water has been cut off.", src[1] + " = " + said[1], src[2] + " = " + said[2], src[3] + " = " + said[3], src[4] + " = " + said[4]}},
		"two made one": {strings.Replace(old, "cut. There is no power either", "cut, and there is no power either", 1),
			[]string{src[0] + " " + src[1] + " = The water is cut, and there is no power either.", src[2] + " = " + said[2], src[3] + " = " + said[3], src[4] + " = " + said[4]}},
		"one made two": {strings.Replace(old, "Bread costs 30 thousand toman.", "Look at the bread. It costs 30 thousand toman.", 1),
			[]string{src[0] + " = " + said[0], src[1] + " = " + said[1], src[2] + " = Look at the bread. It costs 30 thousand toman.", src[3] + " = " + said[3], src[4] + " = " + said[4]}},
		"one taken out": {strings.Replace(old, "Nobody answers. ", "", 1),
			[]string{src[0] + " = " + said[0], src[1] + " = " + said[1], src[2] + " = " + said[2], src[4] + " = " + said[4]}},
		"one put before": {"As they told us. " + old,
			[]string{src[0] + " = " + said[0], src[1] + " = " + said[1], src[2] + " = " + said[2], src[3] + " = " + said[3], src[4] + " = " + said[4]}},
		"paragraphs": {strings.ReplaceAll(old, ". ", ".\n\n"),
			[]string{src[0] + " = " + said[0], src[1] + " = " + said[1], src[2] + " = " + said[2], src[3] + " = " + said[3], src[4] + " = " + said[4]}},
		"emptied": {"", nil},
	} {
		got := shown(source, tt.edited, bitext.Repair(source, old, pairs, tt.edited))
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	// Two made one, and apart again.
	one := strings.Replace(old, "cut. There is no power either", "cut, and there is no power either", 1)
	merged := bitext.Repair(source, old, pairs, one)
	if d := cmp.Diff(pairs, bitext.Repair(source, one, merged, old)); d != "" {
		t.Errorf("apart again: %s", d)
	}
}

func TestSourceEdited(t *testing.T) {
	source := "water is of. there is no power. bread is dear."
	target, pairs := join(t, source, "es", func(s string) string { return "x " + s })
	edited := strings.Replace(source, "water is of", "the water is off", 1)
	got := shown(edited, target, bitext.Resource(source, edited, pairs, target))
	want := []string{"the water is off. = x water is of.", "there is no power. = x there is no power.", "bread is dear. = x bread is dear."}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAlign(t *testing.T) {
	source := "The ferry costs 12 euros. It is late again. I wrote to Marta Quindell on 3 May and she never answered my letter about it. We wait."
	target := "El transbordador cuesta 12 euros y otra vez llega tarde. Escribí a Marta Quindell el 3 de mayo. Ella nunca contestó a mi carta sobre el asunto. Esperamos."
	got := shown(source, target, bitext.Align(source, target))
	want := []string{
		"The ferry costs 12 euros. It is late again. = El transbordador cuesta 12 euros y otra vez llega tarde.",
		"I wrote to Marta Quindell on 3 May and she never answered my letter about it. = Escribí a Marta Quindell el 3 de mayo. Ella nunca contestó a mi carta sobre el asunto.",
		"We wait. = Esperamos.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestMoved: a number in the next sentence is no difference, a sentence without
// a translation is one.
func TestMoved(t *testing.T) {
	source := "Three families left. In 2019 there were 40."
	target := "سه خانواده در ۲۰۱۹ رفتند. آن وقت ۴۰ بودند."
	if got := bitext.Compare(source, target, nil, "en", "fa", nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	got := bitext.Compare("One street. Nobody came to repair the road.", "یک خیابان.", []voxpop.Pair{{From: [2]int{0, 11}, To: [2]int{0, 10}}}, "en", "fa", nil)
	if len(got) != 1 || got[0].Kind != bitext.Missing || got[0].From != [2]int{12, 43} || got[0].To != [2]int{10, 10} {
		t.Errorf("%+v", got)
	}
	if got := bitext.Compare("Something.", " ", nil, "en", "fa", nil); len(got) != 1 || got[0].Kind != bitext.Missing {
		t.Errorf("%+v", got)
	}
	if got := bitext.Compare("", "", nil, "en", "fa", nil); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	// Where the number stands is said on both sides.
	source, target = "It cost 12 euros.", "۱۳ یورو بود."
	got = bitext.Compare(source, target, nil, "en", "fa", nil)
	if len(got) != 1 || string([]rune(source)[got[0].From[0]:got[0].From[1]]) != "12" || string([]rune(target)[got[0].To[0]:got[0].To[1]]) != "۱۳" {
		t.Errorf("%+v", got)
	}
}

func TestGlossary(t *testing.T) {
	terms, err := bitext.ParseGlossary(strings.NewReader("\ufefffrom,to,term,as,note\n# a comment\nfa,en,سازمان آب,Water Board|the Board,\nar,en,البلدية,municipality,\n\nfa,en,وردیم,Vardim,\"a village, in the hills\"\nen,fa,Vardim,وردیم\nfa,en,وردیم,Vardim,again\n"))
	if err != nil || len(terms) != 4 || terms[2].Note != "a village, in the hills" || terms[0].Write() != "Water Board" {
		t.Fatalf("%+v, %v", terms, err)
	}
	for _, tt := range []struct {
		from, to, source, target string
		ok                       bool
	}{
		{"fa", "en", "سازمان آب جواب نداد.", "The Water Board did not answer.", true},
		{"fa", "en", "سازمانِ آب‌ها را ندیدیم.", "We did not see the office.", false},
		{"fa", "en", "از سازمان آبمان خبری نیست.", "No word from the water office.", false},
		{"fa", "en", "به وردیمی‌ها بگو.", "Tell the people of Vardim.", true},
		{"ar", "en", "ذهبت إلى بلديتنا.", "I went to our municipality.", true},
		{"ar", "en", "وبالبلدية لا يرد أحد.", "And at the town hall nobody answers.", false},
		{"en", "fa", "Vardim's road is closed.", "راه وردیم‌ها بسته است.", true},
		{"en", "fa", "Vardim's road is closed.", "راه روستا بسته است.", false},
	} {
		found := false
		for _, d := range bitext.Compare(tt.source, tt.target, nil, tt.from, tt.to, terms) {
			found = found || d.Kind == bitext.GlossaryTerm
		}
		if found == tt.ok {
			t.Errorf("%s | %s: flagged %v", tt.source, tt.target, found)
		}
	}
	if got := bitext.For(terms, "fa-AF", "en", "راه وردیم بسته است"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestGlossaryErrors(t *testing.T) {
	for in, place := range map[string]string{
		"":                                                            "glossary",
		"from,to,term\nfa,en,x":                                       "glossary:1",
		"from,to,term,as,term\n":                                      "glossary:1",
		"from,to,term,as\nfa,en,x":                                    "glossary:2",
		"from,to,term,as\nfa,en,x,\n":                                 "glossary:2",
		"from,to,term,as\n\nfarsi,en,x,y\n":                           "glossary:3",
		"from,to,term,as\nfa,fa-IR,x,y\n":                             "glossary:2",
		"from,to,term,as\nfa,en,\"x,y\n":                              "glossary",
		"from,to,term,as\nfa,en,\xff,y\n":                             "glossary:2",
		"from,to,term,as\nfa,en,…,y\n":                                "glossary:2",
		"from,to,term,as\nfa,en,x,!|y\n":                              "glossary:2",
		"from,to,term,as\nfa,en,x,\"a\nb\"\n":                         "glossary:2",
		"from,to,term,as\nfa,en,x,y\nfa,en,X,z\n":                     "glossary:3",
		"from,to,term,as\nfa,en,x," + strings.Repeat("y", 300) + "\n": "glossary:2",
	} {
		_, err := bitext.ParseGlossary(strings.NewReader(in))
		e, ok := err.(*voxpop.Error)
		if !ok || e.Kind != voxpop.Invalid || e.Hint == "" || !strings.HasPrefix(e.Place, place) {
			t.Errorf("%q: %v (%+v)", in, err, e)
		}
	}
}

func FuzzCompare(f *testing.F) {
	for _, l := range fresh {
		f.Add(l.source, l.target, l.from, l.to, l.target+" x.")
	}
	f.Fuzz(func(t *testing.T, source, target, from, to, edited string) {
		if len(source)+len(target)+len(edited) > 1500 {
			return
		}
		n, m := utf8.RuneCountInString(edited), utf8.RuneCountInString(source)
		for _, d := range bitext.Compare(source, target, nil, from, to, []bitext.Term{{From: from, To: to, Text: "a b", As: "c"}}) {
			check(t, source, target, d)
		}
		pairs := bitext.Align(source, target)
		last := voxpop.Pair{}
		for _, p := range bitext.Repair(source, target, pairs, edited) {
			if p.From[0] < last.From[1] || p.To[0] < last.To[1] || p.From[1] <= p.From[0] || p.To[1] <= p.To[0] || p.From[1] > m || p.To[1] > n {
				t.Fatalf("%v after %v", p, last)
			}
			last = p
		}
		spans := bitext.Sentences(source)
		out, joined, err := bitext.Join(source, spans, bitext.Texts(source, spans), to)
		if err != nil || len(joined) > len(spans) {
			t.Fatal(err)
		}
		for _, p := range joined {
			if p.To[1] > utf8.RuneCountInString(out) {
				t.Fatalf("%v of %q", p, out)
			}
		}
	})
}

func FuzzGlossary(f *testing.F) {
	f.Add("from,to,term,as,note\nfa,en,x,y,z\n")
	f.Fuzz(func(t *testing.T, in string) {
		terms, err := bitext.ParseGlossary(strings.NewReader(in))
		if err != nil && voxpop.HintOf(err) == "" {
			t.Error(err)
		}
		for _, t1 := range terms {
			if t1.Write() == "" {
				t.Errorf("%+v", t1)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	source, target := "", ""
	var pairs []voxpop.Pair
	for range 20 { // a message of about a minute
		for _, l := range fresh[:1] {
			from, to := utf8.RuneCountInString(source), utf8.RuneCountInString(target)
			source, target = source+l.source+" ", target+l.target+" "
			pairs = append(pairs, voxpop.Pair{From: [2]int{from, from + utf8.RuneCountInString(l.source)}, To: [2]int{to, to + utf8.RuneCountInString(l.target)}})
		}
	}
	for b.Loop() {
		bitext.Compare(source, target, pairs, "fa", "en", nil)
	}
}

func BenchmarkAlign(b *testing.B) {
	source := strings.Repeat("The ferry costs 12 euros. Nobody answers my letters about it. ", 50)
	target := strings.Repeat("El transbordador cuesta 12 euros. Nadie contesta a mis cartas sobre el asunto. ", 50)
	b.Run("100", func(b *testing.B) {
		for b.Loop() {
			bitext.Align(source, target)
		}
	})
	pairs := bitext.Align(source, target)
	edited := strings.Replace(target, "Nadie contesta", "No contesta nadie", 1)
	b.Run("repair", func(b *testing.B) {
		for b.Loop() {
			bitext.Repair(source, target, pairs, edited)
		}
	})
}
