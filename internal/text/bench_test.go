package text_test

import (
	"strings"
	"testing"

	"voxpop/internal/text"
)

// messages is invented text of the usual kind, about 100 KB.
var messages = func() []string {
	var out []string
	for range 60 {
		out = append(out, sentences...)
		out = append(out,
			"I really don't know what they were thinking when they sold the ferry, my family used it every day and nobody asked us!!! #SaveTheFerry",
			"واقعا نمی‌دانم وقتی کشتی را می فروختند به چه فکر می‌کردند، خانواده من هر روز با آن می‌رفت و هیچ‌کس از ما نپرسید 😡😡",
			"Wirklich schade, dass die Fähre verkauft wurde; niemand hat uns gefragt, siehe https://example.org/faehre")
	}
	return out
}()

func size() int64 {
	n := 0
	for _, m := range messages {
		n += len(m)
	}
	return int64(n)
}

func BenchmarkFold(b *testing.B) {
	b.SetBytes(size())
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range messages {
			text.FoldString(m)
		}
	}
}

func BenchmarkLoose(b *testing.B) {
	b.SetBytes(size())
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range messages {
			text.LooseString(m)
		}
	}
}

func BenchmarkTokens(b *testing.B) {
	var z text.Tokenizer
	b.SetBytes(size())
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range messages {
			z.Tokens(m)
		}
	}
}

func BenchmarkTokensPersian(b *testing.B) {
	var z text.Tokenizer
	m := strings.Repeat("واقعا نمی‌دانم وقتی کشتی را می فروختند به چه فکر می‌کردند، خانواده من هر روز با آن می‌رفت و هیچ‌کس از ما نپرسید. ", 3)
	b.SetBytes(int64(len(m)))
	b.ReportAllocs()
	for b.Loop() {
		z.Tokens(m)
	}
}

func BenchmarkTokensEnglish(b *testing.B) {
	var z text.Tokenizer
	m := strings.Repeat("I really don't know what they were thinking when they sold the ferry, my family used it every day and nobody asked us. ", 3)
	b.SetBytes(int64(len(m)))
	b.ReportAllocs()
	for b.Loop() {
		z.Tokens(m)
	}
}

func BenchmarkTokensHindi(b *testing.B) {
	tokensOf(b, strings.Repeat("नाव हमारी थी, अब नहीं। हमें किसी ने नहीं पूछा और वह बिक गई। ", 6))
}

func BenchmarkTokensThai(b *testing.B) {
	tokensOf(b, strings.Repeat("เรือข้ามฟากเป็นของเรา ไม่มีใครถามเราเลย ", 8))
}

func BenchmarkTokensDecomposed(b *testing.B) {
	tokensOf(b, strings.Repeat("Le cafe\u0301 e\u0301tait a\u0300 nous, et maintenant plus rien. ", 8))
}

func tokensOf(b *testing.B, m string) {
	var z text.Tokenizer
	b.SetBytes(int64(len(m)))
	b.ReportAllocs()
	for b.Loop() {
		z.Tokens(m)
	}
}
