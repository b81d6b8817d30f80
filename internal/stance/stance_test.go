package stance_test

import (
	"slices"
	"testing"

	"voxpop"
	"voxpop/internal/stance"
)

// bridge is an invented point: who owns the records of an invented bridge, and
// whether a toll is taken.
var bridge = []voxpop.Point{{
	ID: "records", Exclusive: [][]string{{"public", "private"}},
	Values: []voxpop.PointValue{
		{ID: "public", Words: map[string][]string{"en": {"public", "open to all"}, "fa": {"عمومی"}, "ar": {"علنية"}, "de": {"öffentlich"}, "fr": {"publics"}, "es": {"públicos"}, "tr": {"açık"}, "ru": {"открыты"}}},
		{ID: "private", Words: map[string][]string{"en": {"private", "behind closed doors"}, "fa": {"خصوصی"}, "ar": {"سرية"}, "de": {"geheim"}, "fr": {"secrets"}, "es": {"secretos"}, "tr": {"gizli"}, "ru": {"секретны"}}},
	},
}, {
	ID: "bridge", Exclusive: [][]string{{"keep", "sell"}},
	Values: []voxpop.PointValue{
		{ID: "keep", Words: map[string][]string{"en": {"not for sale", "never sell"}, "fa": {"فروشی نیست"}, "de": {"unverkäuflich"}, "tr": {"satılık değil"}}},
		{ID: "sell", Words: map[string][]string{"en": {"for sale", "sell the bridge", "sold the bridge"}, "fa": {"می‌فروشیم", "پل را فروختیم"}, "ar": {"بيع الجسر"}, "de": {"verkaufen die Brücke"}, "fr": {"vendre le pont"}, "es": {"vender el puente"}, "tr": {"satılık"}, "ru": {"продать мост"}}},
	},
}}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		lang, text string
		want       string // point=value, "" = none
		words      string
		negated    bool
		notes      []stance.NoteKind
	}{
		{"en", "The records are public.", "records=public", "public", false, nil},
		{"en", "The records are not public.", "records=private", "public", true, nil},
		{"en", "These are non-public records.", "records=private", "public", true, nil},
		{"en", "The bridge is not for sale.", "bridge=keep", "not for sale", false, nil},
		{"en", "The bridge is for sale.", "bridge=sell", "for sale", false, nil},
		{"en", "The bridge is not only for sale, it is a bargain.", "bridge=sell", "for sale", false, nil},
		{"en", "If the river freezes, we would sell the bridge.", "bridge=sell", "sell the bridge", false, []stance.NoteKind{stance.Conditional}},
		{"en", "Shall we sell the bridge?", "bridge=sell", "sell the bridge", false, []stance.NoteKind{stance.Question}},
		{"en", "They say we will sell the bridge.", "bridge=sell", "sell the bridge", false, []stance.NoteKind{stance.Hearsay}},
		{"en", "We once said we would never sell.", "bridge=keep", "never sell", false, []stance.NoteKind{stance.Past}},
		{"en", "It is absolutely not for sale.", "bridge=keep", "not for sale", false, []stance.NoteKind{stance.Escalation}},
		{"en", "We did not sell it, we have sold the bridge tolls.", "bridge=sell", "sold the bridge", false, nil},
		{"en", "We will not sell the bridge.", "bridge=keep", "sell the bridge", true, nil},
		{"en", "Nobody should have to sell the bridge.", "bridge=keep", "sell the bridge", true, nil},
		{"en", "The weather is not the point, sell the bridge.", "bridge=sell", "sell the bridge", false, nil},
		{"en", "The river is wide.", "", "", false, nil},
		{"fa", "پل فروشی نیست.", "bridge=keep", "فروشی نیست", false, nil},
		{"fa", "اسناد عمومی نیست", "records=private", "عمومی", true, nil},
		{"fa", "اسناد غیرعمومی‌اند", "", "", false, nil},
		{"fa", "اگر یخ بزند می فروشيم", "bridge=sell", "می فروشيم", false, []stance.NoteKind{stance.Conditional}},
		{"ar", "لن يتم بيع الجسر", "bridge=keep", "بيع الجسر", true, nil},
		{"ar", "قررنا بيع الجسر", "bridge=sell", "بيع الجسر", false, nil},
		{"ar", "الوثائق ليست علنية", "records=private", "علنية", true, nil},
		{"de", "Die Akten sind nicht öffentlich.", "records=private", "öffentlich", true, nil},
		{"de", "Wir verkaufen die Brücke nicht.", "bridge=keep", "verkaufen die Brücke", true, nil},
		{"fr", "Nous n'allons pas vendre le pont", "bridge=keep", "vendre le pont", true, nil},
		{"es", "Nunca vamos a vender el puente", "bridge=keep", "vender el puente", true, nil},
		{"tr", "Köprü satılık değil.", "bridge=keep", "satılık değil", false, nil},
		{"tr", "Belgeler açık değil.", "records=private", "açık", true, nil},
		{"ru", "Мы не будем продать мост", "bridge=keep", "продать мост", true, nil},
	} {
		got := stance.Propose(bridge, c.text, c.lang)
		if c.want == "" {
			if len(got) != 0 {
				t.Errorf("%q: %+v, want none", c.text, got)
			}
			continue
		}
		if len(got) != 1 {
			t.Errorf("%q: %+v, want %s", c.text, got, c.want)
			continue
		}
		p := got[0]
		words := string([]rune(c.text)[p.Start:p.End])
		var notes []stance.NoteKind
		for _, n := range p.Notes {
			notes = append(notes, n.Kind)
		}
		if p.Point+"="+p.Value != c.want || words != c.words || p.Negated != c.negated || !slices.Equal(notes, c.notes) || p.Reason == "" {
			t.Errorf("%q: %+v of %q with %v, want %+v", c.text, p, words, notes, c)
		}
		if (len(notes) > 0 && notes[0] != stance.Escalation) && p.Sure > 0.6 {
			t.Errorf("%q: sure %.2f in spite of %v", c.text, p.Sure, notes)
		}
	}
}

func TestProposeMixed(t *testing.T) {
	got := stance.Propose(bridge, "The accounts stay private, the plans are public.", "en")
	if len(got) != 2 || got[0].Value != "public" || got[1].Value != "private" || got[0].Notes[0].Kind != stance.Mixed || got[1].Notes[0].Kind != stance.Mixed {
		t.Errorf("%+v", got)
	}
}

func TestHint(t *testing.T) {
	for _, c := range []struct {
		lang, a, b string
		kind       stance.Kind // "" = no hint
	}{
		{"en", "We reject a harbour levy for small boats.", "We support the introduction of a harbour levy.", stance.Polarity},
		{"en", "Lanterns should be banned in the old town.", "Lanterns are necessary for the night market.", stance.Polarity},
		{"en", "A harbour levy would hurt the fishermen.", "The harbour levy must be kept.", stance.Polarity},
		{"en", "A ban on lanterns protects the roofs.", "Lanterns should not be allowed.", ""},
		{"en", "We do not oppose lanterns.", "We support lanterns.", ""},
		{"en", "The ferry timetable should be kept secret.", "The ferry timetable must be published.", stance.Antonym},
		{"en", "Crossing the ferry bridge costs 3 crowns per wagon.", "Crossing the ferry bridge costs 5 crowns per wagon.", stance.Number},
		{"en", "Lanterns should be banned.", "Kites are necessary for festivals.", ""},
		{"en", "", "", ""},
		{"xx", "nothing", "no table", ""},
		{"fa", "پل قدیمی شهر تعمیر شد.", "پل قدیمی شهر تعمیر نشد.", stance.Polarity},
		{"fa", "پل قدیمی شهر تعمیر شد.", "پل قدیمی شهر زود تعمیر شد.", ""},
		{"fa", "بهای بلیت پل ۵ سکه است.", "بهای بلیت پل ۷ سکه است.", stance.Number},
		{"ar", "سيباع الجسر القديم", "لن يباع الجسر القديم", stance.Polarity},
		{"de", "Die alte Brücke wird verkauft.", "Die alte Brücke wird nicht verkauft.", stance.Polarity},
		{"fr", "Le vieux pont sera vendu.", "Le vieux pont ne sera jamais vendu.", stance.Polarity},
		{"es", "El puente viejo se vende.", "El puente viejo no se vende.", stance.Polarity},
		{"tr", "Eski köprü satılık.", "Eski köprü satılık değil.", stance.Polarity},
		{"ru", "Старый мост продан.", "Старый мост не продан.", stance.Polarity},
	} {
		got, ok := stance.Hint(c.a, c.b, c.lang)
		if ok != (c.kind != "") || got.Kind != c.kind {
			t.Errorf("%q / %q: %+v, want %q", c.a, c.b, got, c.kind)
			continue
		}
		check := func(text string, spans []stance.Span) {
			for _, s := range spans {
				if s.Start < 0 || s.Start >= s.End || s.End > len([]rune(text)) {
					t.Errorf("%q: no such place %v", text, s)
				}
			}
		}
		check(c.a, append(got.A, got.SharedA...))
		check(c.b, append(got.B, got.SharedB...))
		if ok && (got.Reason == "" || len(got.A) == 0 || len(got.B) == 0 || len(got.SharedA) != len(got.SharedB)) {
			t.Errorf("%q / %q: %+v", c.a, c.b, got)
		}
	}
}

func FuzzStance(f *testing.F) {
	f.Add("We will not sell the bridge", "We never ban lanterns\xff", "en")
	f.Add("پل فروشی نیست", "اگر", "fa")
	f.Fuzz(func(t *testing.T, a, b, lang string) {
		for _, p := range stance.Propose(bridge, a, lang) {
			if p.Start < 0 || p.Start >= p.End || p.End > len([]rune(a)) {
				t.Fatalf("%v of %q", p.Span, a)
			}
		}
		stance.Hint(a, b, lang)
	})
}

func BenchmarkHint(b *testing.B) {
	for b.Loop() {
		stance.Hint("We reject a harbour levy for small boats, because it would hurt the fishermen.", "We support the introduction of a harbour levy to protect the quays.", "en")
	}
}

func BenchmarkClash(b *testing.B) {
	x := stance.Prepare("We reject a harbour levy for small boats, because it would hurt the fishermen.", "en")
	y := stance.Prepare("We support the introduction of a harbour levy to protect the quays.", "en")
	for b.Loop() {
		x.Clash(y)
	}
}

func BenchmarkPropose(b *testing.B) {
	for b.Loop() {
		stance.Propose(bridge, "If the river freezes, we would sell the bridge. The records are not public, they say.", "en")
	}
}
