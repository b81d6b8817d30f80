package echo_test

import (
	"fmt"
	"testing"

	"voxpop"
	"voxpop/internal/echo"
)

// TestSurnames: a surname that is a word names nobody where it is used as one.
// All names are invented.
func TestSurnames(t *testing.T) {
	for _, c := range []struct {
		speaker, role, lang, text string
		how                       echo.How
	}{
		{"Mark Long", "", "en", "It was a long day for me.", ""},
		{"Mark Long", "", "en", "Long days are hard.", ""},
		{"Mark Long", "", "en", "it was a long day for me", ""},
		{"Mark Long", "", "en", "Nobody asked Long about it.", echo.BySurname},
		{"Mark Long", "", "en", "Mr Long should come.", echo.BySurname},
		{"Mark Long", "", "en", "we asked mark long about it", echo.ByName},
		{"Anna Klein", "", "de", "Es ist mir zu klein.", ""},
		{"Anna Klein", "", "de", "Klein ist mein Haus.", ""},
		{"Anna Klein", "", "de", "Frau Klein war nie hier.", echo.BySurname},
		{"Jan Wolf", "", "de", "Der Wolf frisst Schafe.", ""},
		{"Jan Torell", "", "de", "Das hat Torell versprochen.", echo.BySurname},
		{"مهر آذر", "", "fa", "در آذر باران بارید", ""},
		{"مهر آذر", "", "fa", "آقای آذر هیچ نگفت", echo.BySurname},
		{"مهر آذر", "", "fa", "مهر آذر هیچ نگفت", echo.ByName},
		{"Ivo Lamp", "", "en", "I carry two lamps to the dock.", ""},
		{"Ivo Lamp", "", "en", "i carry a lamp to the dock", ""},
		{"Transport office", "", "en", "I clean offices and I finish at one.", ""},
		{"Transport Office", "", "en", "The Office is closed.", ""},
		{"Ilse Varga", "", "en", "Doctor Peter Varga treated me well.", ""},
		{"Ilse Varga", "", "en", "I was treated by Peter Varga.", ""},
		{"Ilse Varga", "", "en", "I wrote to Ms Varga-Horn.", ""},
		{"Ilse Varga", "", "en", "Dr. Varga never came.", echo.BySurname},
		{"Ilse Varga", "minister of bridges", "en", "We wrote to Bridges Minister Varga.", echo.BySurname},
		{"Ilse Varga", "", "en", "I TOLD VARGA SO.", echo.BySurname},
		{"Ilse Varga", "mayor of Sandholm", "en", "The mayor of my village is nice.", ""},
		{"Ilse Varga", "mayor of Sandholm", "en", "Every mayor is nice.", ""},
		{"Ilse Varga", "mayor of Sandholm", "en", "The mayor walks free.", echo.ByRole},
		{"Ilse Varga", "mayor of Sandholm", "en", "The mayor of Sandholm walks free.", echo.ByRole},
	} {
		said := []voxpop.Statement{{ID: "s", Speaker: c.speaker, Role: c.role, Lang: c.lang, Text: "Xyz."}}
		got := echo.Find(said, append(crowd(), answer("this", c.lang, c.text)), echo.Options{Only: echo.Speaker})
		switch {
		case c.how == "" && len(got) == 0:
		case len(got) != 1 || got[0].How != c.how || got[0].Response != "this":
			t.Errorf("%s: %q: %+v, want %q", c.speaker, c.text, got, c.how)
		}
	}
}

// TestSurnameAsOthersWrite: a surname that no list knows for a word is told by
// how the answers write it.
func TestSurnameAsOthersWrite(t *testing.T) {
	said := []voxpop.Statement{{ID: "s", Speaker: "Ivo Kettle", Lang: "en", Text: "Xyz."}}
	all := crowd()
	for i := range 5 {
		all = append(all, answer(fmt.Sprint("tea-", i), "en", "We put the kettle on at six."))
	}
	all = append(all, answer("first", "en", "Kettle for sale."), answer("small", "en", "our kettle broke"), answer("named", "en", "Nobody has seen Kettle here."))
	got := echo.Find(said, all, echo.Options{Only: echo.Speaker})
	if len(got) != 1 || got[0].Response != "named" {
		t.Errorf("%+v", got)
	}
}

// TestManyThrowBack: that many answers throw words back makes them no weaker.
func TestManyThrowBack(t *testing.T) {
	said := []voxpop.Statement{{ID: "s", Speaker: "Ilse Varga", Lang: "en", Text: "The lantern tax is dead and buried, and it will stay so."}}
	for _, text := range []string{"She said the lantern tax is dead and buried and now we pay.", "Dead and buried? I pay it every month.", "“Dead and buried”, they told us."} {
		for _, n := range []int{1, 5, 60, 80, 100} {
			var all []echo.Answer
			for i := range 100 {
				if i < n {
					all = append(all, answer(fmt.Sprint("a", i), "en", fmt.Sprint(text, " ", i)))
				} else {
					all = append(all, answer(fmt.Sprint("b", i), "en", fmt.Sprint("I walk there in the morning and nobody asks me anything. ", i)))
				}
			}
			if got := echo.Find(said, all, echo.Options{Only: echo.Words}); len(got) != n {
				t.Errorf("%q, %d of 100 answers: %d links", text, n, len(got))
			}
		}
	}
	// What everybody says anyway tells nothing.
	var all []echo.Answer
	for i := range 100 {
		all = append(all, answer(fmt.Sprint("a", i), "en", "The lantern tax is the tax on a lantern, dead or not, and all are buried here."))
	}
	if got := echo.Find(said, all, echo.Options{Only: echo.Words}); len(got) != 0 {
		t.Errorf("%d links of common words: %+v", len(got), got[0])
	}
}
