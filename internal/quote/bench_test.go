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

func BenchmarkExtract(b *testing.B) {
	text := strings.Repeat(report, 40)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		quote.Extract(text, quote.Options{Lang: "en"})
	}
}
