package quote

import (
	"strings"
	"testing"
)

func TestGermanThat(t *testing.T) {
	readsAs(t, "de", "Bürgermeisterin Ines Valmer sagte, dass die Brücke gesperrt bleibt.",
		"that Bürgermeisterin Ines Valmer > dass die Brücke gesperrt bleibt")
	readsAs(t, "de", "Am Dienstag teilte das Hafenamt in Solmund mit, dass die Fähre bis Mai ausfällt.",
		"that das Hafenamt > dass die Fähre bis Mai ausfällt")
	readsAs(t, "de", "Valmer räumte ein, dass der Bericht, den sie im März bekam, Lücken hat, und kündigte eine Prüfung an.",
		"that Valmer > dass der Bericht, den sie im März bekam, Lücken hat")
	readsAs(t, "de", "Nachdem die Behörde mitgeteilt hatte, dass das Wasser steigt, flohen die Bewohner.",
		"that die Behörde > dass das Wasser steigt")
	readsAs(t, "de", "Es wurde bekannt, dass der Hafen verkauft wird.", "that - > dass der Hafen verkauft wird")
}

func TestGermanClause(t *testing.T) {
	readsAs(t, "de", "Der Sprecher der Reederei, Jonas Tarn, erklärte am Montag, die Fähre sei sicher.",
		"clause Der Sprecher der Reederei > die Fähre sei sicher")
	readsAs(t, "de", "Ihm zufolge habe niemand gewarnt.", "source-after Ihm > habe niemand gewarnt")
	readsAs(t, "de", "Die Fähre sei sicher, erklärte Tarn am Montag in Solmund.",
		"behind Tarn > Die Fähre sei sicher")
	readsAs(t, "de", "Die Gewerkschaft wirft der Reederei vor, sie habe die Mängel verschwiegen.",
		"clause Die Gewerkschaft > sie habe die Mängel verschwiegen")
	readsAs(t, "de", "Auf die Frage, ob er zurücktrete, antwortete Tarn, er bleibe im Amt.",
		"clause Tarn > er bleibe im Amt")
}

func TestGermanInfinitive(t *testing.T) {
	readsAs(t, "de", "Die Opposition forderte, den Hafen sofort zu schließen.",
		"infinitive Die Opposition > den Hafen sofort zu schließen")
	readsAs(t, "de", "Tarn kündigte an, die Linie im Mai wieder aufzunehmen.",
		"infinitive Tarn > die Linie im Mai wieder aufzunehmen")
	readsAs(t, "de", "Sie ging in den Hafen, um die Fähre zu sehen.")
}

func TestGermanSource(t *testing.T) {
	readsAs(t, "de", "Nach Angaben der Polizei wurden zwei Arbeiter verletzt.",
		"view der Polizei > wurden zwei Arbeiter verletzt")
	readsAs(t, "de", "Laut Hafenamt fällt die Fähre aus.", "source Hafenamt > fällt die Fähre aus")
	readsAs(t, "de", "Die Fähre fällt laut Hafenamt bis Mai aus.", "source Hafenamt > Die Fähre fällt … bis Mai aus")
	readsAs(t, "de", "Die Brücke ist marode, so das Gutachten.", "so das Gutachten > Die Brücke ist marode")
	readsAs(t, "de", "Wie die Reederei mitteilte, wird die Linie eingestellt.", "as die Reederei > wird die Linie eingestellt")
	readsAs(t, "de", "Die Linie wird eingestellt, wie die Reederei mitteilte.", "as die Reederei > Die Linie wird eingestellt")
	readsAs(t, "de", "Tarn widersprach Berichten, wonach der Hafen verkauft wird.", "source-clause Berichten > der Hafen verkauft wird")
	readsAs(t, "de", "Nach dem Unfall wurde die Brücke gesperrt.")
	readsAs(t, "de", "Die Fähre ist so alt, dass sie ersetzt wird.")
}

func TestGermanMarks(t *testing.T) {
	readsAs(t, "de", "„Wir bleiben hier“, sagte Valmer. „Wir gehen nicht.“",
		"behind Valmer > Wir bleiben hier", "floating =Valmer > Wir gehen nicht.")
	readsAs(t, "de", "»Wir bleiben«, sagte Valmer, »und zwar alle.«", "behind Valmer > Wir bleiben … und zwar alle.")
	readsAs(t, "de", "Valmer sagte: \"Die Brücke ist sicher.\"", "colon Valmer > Die Brücke ist sicher.")
	readsAs(t, "de", "Tarn nannte den Plan „völlig überzogen“.", "object Tarn > völlig überzogen")
	readsAs(t, "de", "Die Zeitung „Solmunder Bote“ erscheint täglich.")
	readsAs(t, "de", "Die Fähre „Stern von Solmund“ legte am Montag ab.")
}

func TestGermanThis(t *testing.T) {
	readsAs(t, "de", "Die Linie wird eingestellt. Das teilte die Reederei am Montag mit.",
		"this die Reederei > Die Linie wird eingestellt.")
}

func TestGermanMood(t *testing.T) {
	readsAs(t, "de", "Valmer sagte, die Brücke sei sicher. Sie werde jeden Tag geprüft. Es gebe keinen Grund zur Sorge. Die Stadt zählt 40.000 Einwohner.",
		"clause Valmer > die Brücke sei sicher",
		"mood-run =Valmer > Sie werde jeden Tag geprüft. Es gebe keinen Grund zur Sorge.")
}

func TestGermanNoun(t *testing.T) {
	readsAs(t, "de", "Den Vorwurf, er habe Akten vernichtet, wies Tarn zurück.", "noun-clause - > er habe Akten vernichtet")
	readsAs(t, "de", "Die Forderung der Gewerkschaft, den Hafen zu schließen, fand keine Mehrheit.",
		"noun-infinitive der Gewerkschaft > den Hafen zu schließen")
}

func TestGermanNested(t *testing.T) {
	text := "Laut der Zeitung sagte Tarn, dass die Fähre sicher sei. „Der Chef hat mir gesagt, dass Akten fehlen“, sagte Valmer."
	for _, nested := range []bool{false, true} {
		qs := Extract(text, Options{Lang: "de", Nested: nested})
		inner := 0
		for _, q := range qs {
			if q.In >= 0 {
				inner++
			}
		}
		if want := map[bool]int{false: 0, true: 2}[nested]; inner != want || len(qs) != 2+want {
			t.Errorf("nested %v: %d of %d quotations lie inside another, want %d of %d", nested, inner, len(qs), want, 2+want)
		}
	}
}

func BenchmarkGerman(b *testing.B) {
	text := strings.Repeat("Nach Angaben der Polizei wurden am Montag, dem 3. November, zwei Arbeiter verletzt. „Wir bleiben hier“, sagte Bürgermeisterin Ines Valmer. "+
		"Die Brücke war 1912 gebaut worden und trägt seitdem den Verkehr zwischen den Ufern der Stadt. Sie betonte, dass das Bauwerk, das im März geprüft wurde, sicher sei.\n\n"+
		"Im Hafen liegen derzeit neun Schiffe, die auf besseres Wetter warten. Die Reederei wirft der Stadt vor, sie habe die Mängel verschwiegen.\n\n", 200)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Extract(text, Options{Lang: "de"})
	}
}
