package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"voxpop/internal/text"
)

func TestSentences(t *testing.T) {
	// A bar stands where one sentence ends and the next begins.
	tests := []string{
		"",
		"They said never, and then they signed.",
		"They sold it. | Nobody asked. | why?! | I do not know",
		"i went there. | it was closed.",
		"Dr. Varga met Mrs. Orsin at 9.30 a.m. in St. Brann.",
		"It opens at 9 a.m. | The ferry leaves at ten.",
		"We paid 3.14 crowns, i.e. too much, e.g. on Jan 3.",
		"He came at 12:30. | She left in 1961. | All of it.",
		"J. R. Varga spoke first.",
		"“Never!” she said. | “Not us.” | They left.",
		"“Never!” | She left.",
		"She said (never.) | Then they signed.",
		"Wait... what? | No... | Nothing.",
		"I wait … and wait … | Nobody comes.",
		"See https://example.org/a?b=c.d and www.example.com. | Then write to anna@mail.example.org.",
		"The end.Next one starts. | voxpop.org is a site",
		"So angry 😡😡 and sad. | Great! 🎉🎉 | Next",
		"I am so angry 😡 | They lied",
		"no. 5 is ours. | no. | Five is not",
		"Am 3. Mai fuhr Dr. Maier z. B. nach Hause, usw. | Dann kam er zurück.",
		"Das war 1961. | Heute nicht mehr!",
		"„Nie.“ | Dann gingen sie.",
		"M. Orsin est venu avec Mme. Varga. | Puis rien.",
		"El Sr. Varga vive en la Av. Mayor. | ¿Y ahora qué? | ¡Nada!",
		"Doç. Dr. Varga geldi vb. şeyler söyledi. | Sonra gitti.",
		"Он живёт на ул. Мира, д. 5, т. е. рядом. | Потом ушёл.",
		"گفتند هرگز، و بعد امضا کردند. | من نمی\u200cروم. | چرا؟ | نمی\u200cدانم",
		"خانه\u200cهای ما، کشتی\u200cهای ما؛ | چه شد؟!",
		"رفتم.بعد برگشتم.کسی نبود",
		"سال ۱۹۶۱ ه.ش بود. | قیمت ۳.۵ کرون شد.",
		"دوستت دارم ❤️ | تو بهترینی",
		"خسته شدم 😔 و رفتم",
		"اگه موافقی یه 💩 بذار",
		"قالوا أبدًا! | لماذا؟ | قال د. كريم إنه لا يعرف.",
		"یہ کشتی ہماری تھی۔ | اب نہیں ہے۔",
		"新しい船。| 古い船！| 誰の？",
		"नाव हमारी थी। | अब नहीं।",
		"first line | second line",
		"👍👍",
	}
	for _, tt := range tests {
		in := strings.ReplaceAll(strings.ReplaceAll(tt, "| ", ""), "|", "")
		if strings.Contains(tt, "رفتم.بعد") {
			tt = "رفتم. | بعد برگشتم. | کسی نبود"
		}
		if tt == "The end.Next one starts. | voxpop.org is a site" {
			tt = "The end. | Next one starts. | voxpop.org is a site"
		}
		if strings.HasPrefix(tt, "first") {
			in = "- first line\r\n• second line\n...\n"
		}
		var out []string
		s := []rune(in)
		for _, sp := range text.Sentences(s) {
			out = append(out, string(s[sp.Start:sp.End]))
		}
		want := strings.Split(strings.ReplaceAll(tt, " | ", "|"), "|")
		if tt == "" {
			want = nil
		}
		for i := range want {
			want[i] = strings.TrimSpace(want[i])
		}
		if !slices.Equal(out, want) {
			t.Errorf("sentences of %q:\n got %s\nwant %s", in, strings.Join(out, " | "), strings.Join(want, " | "))
		}
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range slices.Concat(sentences, hostile) {
		f.Add(s)
	}
	f.Add("a. b! c? d… e\n- f • g 😡 H. 3. Mai")
	f.Fuzz(func(t *testing.T, in string) {
		s := []rune(in)
		at := 0
		for _, sp := range append(text.Sentences(s), text.Span{Start: len(s), End: len(s)}) {
			if sp.Start < at || sp.End < sp.Start || sp.End > len(s) {
				t.Fatalf("%+q: span %v after %d", in, sp, at)
			}
			for i := at; i < sp.Start; i++ {
				if unicode.IsLetter(s[i]) || unicode.IsDigit(s[i]) {
					t.Fatalf("%+q: %+q at %d is in no sentence", in, s[i], i)
				}
			}
			at = sp.End
		}
	})
}

func BenchmarkSentences(b *testing.B) {
	runes := make([][]rune, len(messages))
	for i, m := range messages {
		runes[i] = []rune(m)
	}
	b.SetBytes(size())
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range runes {
			text.Sentences(m)
		}
	}
}
