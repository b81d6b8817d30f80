package quote

import (
	"strings"
	"testing"
)

// FuzzPeople feeds strangers' bytes to the resolver in every language: no
// panic, spans inside the text, no name without a way to it.
func FuzzPeople(f *testing.F) {
	f.Add("Ilse Varga, mayor of Port Selane, said “it is old”. Mr. Varga’s lawyer told reporters: 'No'.", uint8(0))
	f.Add("«بله»، ایلزه وارگا، شهردار پورت سلان، به خبرنگاران گفت. او افزود: «نه».", uint8(1))
	f.Add("\xffA J.K. O'B said “\xfe” and the U.S. and\n\nVAN DER: x", uint8(3))
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		o := Options{Lang: Languages[int(n)%len(Languages)], Offices: []Office{{"mayor of Port Selane", "Ilse Varga", "2020", ""}}}
		points := len([]rune(s))
		for _, q := range Extract(s, o) {
			for _, m := range append([]Mention{q.Speaker, q.Addressee, q.Via}, q.With...) {
				if m.Start < 0 || m.End > points || m.Start > m.End {
					t.Fatalf("mention at %v of %d", m.Span, points)
				}
				if (m.Name == "") != (m.How == "") {
					t.Fatalf("name %q, how %q", m.Name, m.How)
				}
				if m.Who == Unnamed && m.Name != "" {
					t.Fatalf("an unnamed one is called %q", m.Name)
				}
			}
			for _, sp := range []Span{q.Medium, q.Place} {
				if sp.Start < 0 || sp.End > points || sp.Start > sp.End {
					t.Fatalf("span %v of %d", sp, points)
				}
			}
		}
		for _, p := range People(s, o) {
			if p.Name == "" || len(p.Mentions) == 0 {
				t.Fatalf("%+v", p)
			}
			for _, m := range p.Mentions {
				if m.Empty() || m.Start < 0 || m.End > points {
					t.Fatalf("mention %v of %d", m, points)
				}
			}
		}
	})
}

// BenchmarkPeople measures the resolver with the grammar, MB of text per second.
func BenchmarkPeople(b *testing.B) {
	for _, c := range []struct{ lang, s string }{
		{"en", "Ilse Varga, mayor of Port Selane, told reporters on Monday that the bridge would close. “It is a hundred years old,” she said. The minister, Tarin Olo, did not answer questions about the money for the new bridge.\n\n"},
		{"fa", "ایلزه وارگا، شهردار پورت سلان، روز دوشنبه به خبرنگاران گفت که پل بسته خواهد شد. او افزود: «این پل صد ساله است و ایمن نیست». تارین اولو، وزیر راه، به پرسش‌ها دربارهٔ هزینهٔ پل تازه پاسخ نداد.\n\n"},
	} {
		s := strings.Repeat(c.s, 200)
		b.Run(c.lang, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Extract(s, Options{Lang: c.lang})
			}
		})
	}
}
