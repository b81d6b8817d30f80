package stance_test

import (
	"testing"

	"voxpop"
	"voxpop/internal/stance"
)

// sides is an invented point with words that are easily misread.
var sides = []voxpop.Point{{
	ID: "records", Exclusive: [][]string{{"public", "private"}},
	Values: []voxpop.PointValue{
		{ID: "public", Words: map[string][]string{"en": {"public"}, "fa": {"عمومی"}, "de": {"öffentlich"}, "fr": {"publics"}, "es": {"públicos"}, "ar": {"علنية"}}},
		{ID: "private", Words: map[string][]string{"en": {"private", "closed"}, "fa": {"خصوصی"}, "de": {"geheim"}, "fr": {"secrets"}, "ar": {"سرية"}}},
	},
}, {
	ID: "bridge", Exclusive: [][]string{{"keep", "sell"}},
	Values: []voxpop.PointValue{
		{ID: "keep", Words: map[string][]string{"en": {"keep the bridge", "never sell"}}},
		{ID: "sell", Words: map[string][]string{"en": {"sell the bridge", "selling the bridge"}, "fa": {"پل را می‌فروشیم", "بفروشیم", "فروش پل"}, "de": {"verkaufen die Brücke"}, "tr": {"satıyoruz"}}},
	},
}, {
	ID: "tram", Exclusive: [][]string{{"for", "against"}},
	Values: []voxpop.PointValue{
		{ID: "for", Words: map[string][]string{"en": {"build the tram"}, "fa": {"می‌سازیم"}, "de": {"bauen die Bahn"}, "tr": {"yapıyoruz"}}},
		{ID: "against", Words: map[string][]string{"en": {"no tram"}}},
	},
}}

// TestProposeSide holds sentences whose side a word alone would get wrong. Weak
// proposals are those below .6, which carry a note.
func TestProposeSide(t *testing.T) {
	for _, c := range []struct {
		lang, text, want string // "" = none
		weak             bool
	}{
		// A preposition is no prefix.
		{"en", "He spoke in public on Monday.", "records=public", false},
		{"de", "Er sprach in öffentlicher Sitzung, die Akten sind öffentlich.", "records=public", false},
		{"en", "The records are non-public.", "records=private", true},
		{"en", "The records are non public.", "records=private", true},
		// Verbs and phrases of refusing.
		{"en", "We refuse to sell the bridge.", "bridge=keep", true},
		{"en", "We are against plans to sell the bridge.", "bridge=keep", true},
		{"en", "It would be a mistake to sell the bridge.", "bridge=keep", true},
		{"en", "Stop trying to sell the bridge.", "bridge=keep", true},
		{"en", "We rule out selling the bridge.", "bridge=keep", true},
		{"en", "We do not refuse to sell the bridge.", "bridge=sell", true},
		{"en", "It is false that the records are public.", "records=private", true},
		{"en", "I doubt that the records are public.", "records=private", true},
		{"en", "The records are far from public.", "records=private", true},
		{"en", "The records are anything but public.", "records=private", true},
		{"en", "I did not say that the records are private.", "records=public", true},
		{"de", "Die Akten sind keineswegs öffentlich.", "records=private", true},
		{"de", "Niemand glaubt, dass die Akten öffentlich sind.", "records=private", true},
		{"de", "Das Wetter ist nicht gut, die Akten sind öffentlich.", "records=public", false},
		{"fa", "مخالفیم که پل را بفروشیم", "bridge=keep", true},
		{"fa", "ما با فروش پل مخالفیم", "bridge=keep", true},
		{"en", "We will not rest until we build the tram.", "tram=for", false},
		{"en", "We will not fail to build the tram.", "tram=for", false},
		{"en", "It is impossible not to build the tram.", "tram=for", true},
		{"en", "He was not there when we decided to build the tram.", "tram=for", false},
		{"en", "We don't know whether to build the tram.", "tram=for", true},
		{"en", "To build the tram is a mistake.", "tram=against", true},
		{"en", "To build the tram is not a mistake.", "tram=for", false},
		{"fa", "فروش پل بی‌فایده است", "bridge=keep", true},
		{"fa", "فروش پل را رد می‌کنیم", "bridge=keep", true},
		{"tr", "Onlarla satıyoruz demedim.", "bridge=keep", true},
		// Negations that affirm.
		{"en", "Without doubt the records are public.", "records=public", false},
		{"en", "There is no doubt that the records are public.", "records=public", false},
		{"en", "The records are nothing but public.", "records=public", false},
		{"fa", "شک نکنید که اسناد عمومی است", "records=public", false},
		{"fr", "Les dossiers ne sont que publics.", "records=public", false},
		{"fr", "Les dossiers ne sont pas publics.", "records=private", true},
		{"fr", "Je ne pense pas que les dossiers soient publics.", "records=private", true},
		// Negation inside a verb.
		{"fa", "ما پل را نمی‌فروشیم", "bridge=keep", false},
		{"fa", "ما پل را می‌فروشیم", "bridge=sell", false},
		{"fa", "ما پل را هرگز نمی فروشیم", "bridge=keep", true},
		{"fa", "نفروشیم", "bridge=keep", true},
		{"tr", "Köprüyü satmıyoruz.", "bridge=keep", true},
		// The negation of another clause.
		{"fa", "ما تراموا را می‌سازیم و دیگر عقب نمی‌نشینیم.", "tram=for", false},
		{"fa", "ما عقب نمی‌نشینیم و تراموا را می‌سازیم.", "tram=for", false},
		{"en", "We will not retreat and we will build the tram.", "tram=for", false},
		{"en", "We will not retreat and build the tram.", "tram=against", true},
		{"de", "Wir bauen die Bahn und weichen nicht zurück.", "tram=for", false},
		{"de", "Wir bauen die Bahn nicht.", "tram=against", false},
		{"de", "Wir bauen die Bahn und den Turm nicht.", "tram=against", true},
		{"fa", "اسناد عمومی و کامل نیست", "records=private", true},
	} {
		got := stance.Propose(sides, c.text, c.lang)
		switch {
		case c.want == "" && len(got) == 0:
		case len(got) != 1 || got[0].Point+"="+got[0].Value != c.want || got[0].Sure < 0.6 != c.weak:
			t.Errorf("%q: %+v, want %s, weak %v", c.text, got, c.want, c.weak)
		}
	}
}

// TestProposeWhole: a word that begins like a negated one is another word.
func TestProposeWhole(t *testing.T) {
	points := []voxpop.Point{{ID: "port", Exclusive: [][]string{{"open", "shut"}}, Values: []voxpop.PointValue{
		{ID: "open", Words: map[string][]string{"en": {"port"}}}, {ID: "shut", Words: map[string][]string{"en": {"shut"}}}}}}
	if got := stance.Propose(points, "We import salt.", "en"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}
