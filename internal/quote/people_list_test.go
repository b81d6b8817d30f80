package quote_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/quote"
)

// TestPeopleOfAText lists who is named: with the office, every mention, and
// without what only looks like a name.
func TestPeopleOfAText(t *testing.T) {
	text := "ELM HARBOUR — Ilse Varga, mayor of Port Selane, met Tarin Olo on Monday. The Kremlin was silent.\n\n" +
		"“The bridge is old,” Varga told the Ministry of Inland Waters. Olo, the transport minister, agreed. An official said it was late."
	type row struct {
		Name, Role string
		Who        quote.Who
		Mentions   int
	}
	var got []row
	runes := []rune(text)
	for _, p := range quote.People(text, quote.Options{Lang: "en"}) {
		got = append(got, row{p.Name, p.Role, p.Who, len(p.Mentions)})
		for _, m := range p.Mentions {
			if m.Empty() || string(runes[m.Start:m.End]) == "" {
				t.Errorf("%s: a mention without words at %v", p.Name, m)
			}
		}
	}
	want := []row{
		{"Ilse Varga", "mayor of Port Selane", quote.Person, 2},
		{"Tarin Olo", "transport minister", quote.Person, 2},
		{"Kremlin", "presidency of Russia", quote.Metonym, 1},
		{"Ministry of Inland Waters", "", quote.Body, 1},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestUnnamedNeverMerged gives unnamed people no name, whoever else is named,
// and a place or a date no hearer.
func TestUnnamedNeverMerged(t *testing.T) {
	text := "An official said the gate was shut. Another official said it was open. Ilse Varga said on 2 March 2026 that nobody knew."
	qs := quote.Extract(text, quote.Options{Lang: "en"})
	if len(qs) != 3 {
		t.Fatalf("%d quotations", len(qs))
	}
	for i, q := range qs {
		named := q.Speaker.Name != ""
		if named != (i == 2) || !q.Place.Empty() || !q.Addressee.Empty() {
			t.Errorf("%d: %+v, place %v, addressee %+v", i, q.Speaker, q.Place, q.Addressee)
		}
	}
}
