package quote_test

import (
	"strings"
	"testing"

	"voxpop/internal/quote"
)

// report is an invented report of the usual kind.
const report = `PORT SELANE (Coast Wire) — The ferry to the islands will stop in May, the mayor of Port Selane said on Tuesday, calling the decision “painful but right.”

“Nobody likes it,” Ada Brandt told reporters outside the town hall. “But the boats are older than I am, and the harbour has no money for new ones.”

Residents disagreed. Ilse Varga, who runs the bakery on the quay, said that she had heard nothing of the plan until Monday and that her suppliers would need a year to find another way. The company that owns the boats did not answer questions about the price of the tickets.

According to a report that the ministry published last week, about 4,000 people use the ferry every day, most of them between six and nine in the morning. The report, which runs to 80 pages, names three reasons for the losses: fuel, repairs and a summer of storms.

The weather stayed cold for most of the week. Fishermen mended their nets, the school opened late, and a lorry with flour from the mainland waited at the pier until the wind turned. Nothing of this was new to anybody in the town, where winters are long and boats are few.

“We were promised a bridge in 1998,” said Jon Tamm, a teacher. “We are still waiting.” He added that the town should ask for its money back.

`

const bericht = `Ostheim (Küstenbote) – Die Fähre zu den Inseln wird im Mai eingestellt, sagte der Bürgermeister von Ostheim am Dienstag. „Niemand mag das“, erklärte Ada Brandt vor dem Rathaus. „Aber die Boote sind älter als ich.“

Die Gesellschaft habe kein Geld mehr für neue Schiffe, teilte das Hafenamt mit. Nach Angaben des Ministeriums fahren jeden Tag 4000 Menschen mit der Fähre. Das Wetter blieb die ganze Woche kalt. Die Fischer flickten ihre Netze, und ein Lastwagen mit Mehl wartete am Kai.

`

const gozaresh = `شهردار بندر سلانه روز سه‌شنبه گفت که کشتی جزیره‌ها در ماه آینده متوقف می‌شود. آدا برانت افزود: «هیچ‌کس این را دوست ندارد، اما قایق‌ها از من پیرترند.»

به گزارش خبرگزاری ساحل، وزیر آب اعلام کرد هر روز چهار هزار نفر از این کشتی استفاده می‌کنند. هوا بیشتر هفته سرد بود. ماهیگیران تورهای خود را دوختند و مدرسه دیر باز شد.

`

func BenchmarkExtract(b *testing.B) {
	for lang, text := range map[string]string{"en": report, "de": bericht, "fa": gozaresh} {
		text = strings.Repeat(text, 1+60_000/len(text))
		b.Run(lang, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				quote.Extract(text, quote.Options{Lang: lang, Published: "2026-05-05"})
			}
		})
	}
}

// TestExtractGrowsWithItsText takes what a text of twice the length asks from
// the heap for the sign of work that grows faster than the text.
func TestExtractGrowsWithItsText(t *testing.T) {
	for name, text := range map[string]string{
		"news": report, "german": bericht, "persian": gozaresh,
		"marks": "“‘« ", "quotes": `"No," he said. `, "words": "said that ", "names": "Ada Brandt, ", "one word": "ab", "mostly plain": strings.Repeat("plain ", 50) + "é ",
	} {
		lang := map[string]string{"german": "de", "persian": "fa"}[name]
		if lang == "" {
			lang = "en"
		}
		asks := func(n int) float64 {
			s := strings.Repeat(text, 1+n/len(text))
			return testing.AllocsPerRun(1, func() { quote.Extract(s, quote.Options{Lang: lang, Published: "2026-05-05"}) })
		}
		if one, two := asks(100_000), asks(200_000); two > 3*one+200 {
			t.Errorf("%s: %.0f allocations, %.0f for twice the text", name, one, two)
		}
	}
}

// BenchmarkLong is one document of 5 MB, and hostile ones of 1 MB: their MB/s
// stay within reach of BenchmarkExtract when nothing grows faster than the text.
func BenchmarkLong(b *testing.B) {
	for name, text := range map[string]string{
		"news": strings.Repeat(report, 5<<20/len(report)), "marks": strings.Repeat("“‘« ", 1<<20/9), "quotes": strings.Repeat(`"No," he said. `, 1<<20/15),
		"one word": strings.Repeat("ab", 1<<19), "names": strings.Repeat("Ada Brandt, ", 1<<20/12), "mostly plain": strings.Repeat("“Plain,” he said. ", 1<<20/18) + "é",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				quote.Extract(text, quote.Options{Lang: "en", Published: "2026-05-05"})
			}
		})
	}
}
