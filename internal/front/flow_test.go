package front_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/locale"
	"voxpop/internal/vault"
)

var receiptWord = regexp.MustCompile(`<li>([^<]+)</li>`)

// TestEveryFlowWithoutScript walks what a respondent can do, in every language
// of the pages.
func TestEveryFlowWithoutScript(t *testing.T) {
	for _, lang := range locale.Supported() {
		t.Run(lang, func(t *testing.T) {
			s := newSite(t)
			say := locale.For(lang)
			q := "?lang=" + lang

			if w := s.get("/" + q); w.Code != 303 || w.Header().Get("Location") != "/q/ferry"+q {
				t.Fatalf("the only question is not gone to: %d %q", w.Code, w.Header().Get("Location"))
			}
			page := s.get("/q/ferry" + q).Body.String()
			for _, want := range []string{`lang="` + lang + `" dir="` + say.Dir + `"`, say.Say("front.consent.quote"), say.Say("front.retention", "n", 90), s.cards[0].Callout.Question[lang]} {
				if !strings.Contains(page, want) {
					t.Errorf("the form does not hold %q", want)
				}
			}
			if len(page) >= 30<<10 {
				t.Errorf("the form has %d bytes, want less than 30 kB", len(page))
			}
			if strings.Contains(page, "style=") || strings.Contains(page, " on") && regexp.MustCompile(`\son[a-z]+=`).MatchString(page) {
				t.Error("the form holds something inline")
			}

			// An answer with a recording and a receipt.
			w := s.post("/q/ferry"+q, []pair{{"ticket", s.ticket("/q/ferry" + q), ""}, {"text", "یک پاسخ\r\nmixed", ""}, {"quote", "yes", ""}, {"voice", "yes", ""},
				{"name_level", "first", ""}, {"name", "آرش", ""}, {"age", "۴۱", ""}, {"place", "", ""}, {"role", "", ""}, {"hollow", "", ""}, {"receipt", "yes", ""}, {"file", ogg, "secret.ogg"}})
			if w.Code != 200 || !strings.Contains(w.Body.String(), say.Say("front.thanks.title")) {
				t.Fatalf("status %d\n%s", w.Code, w.Body)
			}
			var words []string
			for _, m := range receiptWord.FindAllStringSubmatch(w.Body.String(), -1) {
				words = append(words, m[1])
			}
			receipt, err := intake.ParseReceipt(strings.Join(words, " "))
			if err != nil || len(words) != 8 || !strings.Contains(w.Body.String(), receipt.Digits()) {
				t.Fatalf("the receipt cannot be read back: %v", err)
			}
			got := s.only()
			age := 41
			want := intake.Envelope{Version: 1, Kind: intake.Answer, Callout: "ferry", Form: lang, Text: "یک پاسخ\nmixed",
				Consent: voxpop.Consent{Quote: true, Voice: true, Name: voxpop.FirstName}, Person: voxpop.Person{Name: "آرش", Age: &age},
				Media: &intake.Attached{Medium: voxpop.Voice, Type: "audio/ogg"}}
			id, _ := vault.IdentityFromSeed(receipt.ReplySeed())
			address := receipt.Address(id.Recipient())
			want.Receipt = &address
			if d := cmp.Diff(want, got.Envelope); d != "" || got.file != ogg {
				t.Fatalf("sealed (-want +got)\n%s\nfile %q", d, got.file)
			}

			// Coming back: no reply, then one.
			w = s.send("/return"+q, url.Values{"receipt": {strings.Join(words, " ")}})
			if w.Code != 200 || !strings.Contains(w.Body.String(), say.Say("front.box.none")) {
				t.Fatalf("%d\n%s", w.Code, w.Body)
			}
			plain, err := intake.Reply{Day: "2026-09-11", Lang: lang, Text: "We ask <you> back"}.Encode()
			if err != nil {
				t.Fatal(err)
			}
			sealed, err := vault.SealReply(address.To, plain)
			if err != nil {
				t.Fatal(err)
			}
			s.replies[address.Box] = [][]byte{sealed}
			w = s.send("/return"+q, url.Values{"receipt": {receipt.Digits()}})
			if !strings.Contains(w.Body.String(), "We ask &lt;you&gt; back") {
				t.Fatalf("the reply is not shown:\n%s", w.Body)
			}

			// Adding something under the receipt.
			w = s.send("/return/add"+q, hiddenFields(w.Body.String(), "/return/add"))
			fields := hiddenFields(w.Body.String(), "/q/ferry")
			if fields.Get("held") != receipt.Digits() {
				t.Fatalf("the form does not carry the receipt:\n%s", w.Body)
			}
			s.clock.pass(10e9)
			w = s.post("/q/ferry"+q, []pair{{"ticket", fields.Get("ticket"), ""}, {"held", fields.Get("held"), ""}, {"text", "and one thing more", ""}})
			if w.Code != 200 || !strings.Contains(w.Body.String(), say.Say("front.thanks.added")) {
				t.Fatalf("%d\n%s", w.Code, w.Body)
			}
			// Taking it back: asked once more, then sealed.
			w = s.send("/return"+q, url.Values{"receipt": {strings.Join(words, "-")}})
			w = s.send("/return/withdraw"+q, hiddenFields(w.Body.String(), "/return/withdraw"))
			if w.Code != 200 || !strings.Contains(w.Body.String(), say.Say("front.take.final")) || len(s.items) != 2 {
				t.Fatalf("%d with %d items\n%s", w.Code, len(s.items), w.Body)
			}
			confirm := hiddenFields(w.Body.String(), "/return/withdraw")
			for range 2 { // a double click
				w = s.send("/return/withdraw"+q, confirm)
				if w.Code != 200 || !strings.Contains(w.Body.String(), say.Say("front.take.done.title")) {
					t.Fatalf("%d\n%s", w.Code, w.Body)
				}
			}
			counts := map[intake.EnvelopeKind]int{}
			for _, e := range s.envelopes() {
				counts[e.Kind]++
				switch {
				case e.Kind == intake.Withdrawal && (*e.Receipt != receipt.Withdrawal() || e.Text != ""):
					t.Errorf("a withdrawal of %+v", e.Receipt)
				case e.Text == "and one thing more" && *e.Receipt != address:
					t.Error("what was added stands under another receipt")
				}
			}
			if counts[intake.Answer] != 2 || counts[intake.Withdrawal] != 1 {
				t.Errorf("kept %v", counts)
			}

			for _, path := range []string{"/about", "/return"} {
				if w := s.get(path + q); w.Code != 200 || !strings.Contains(w.Body.String(), say.Say("front.leave")) || len(w.Body.String()) >= 30<<10 {
					t.Errorf("%s: %d, %d bytes", path, w.Code, w.Body.Len())
				}
			}
			if w := s.get("/leave"); w.Code != 303 || w.Header().Get("Location") == "" || w.Header().Get("Clear-Site-Data") != "" {
				t.Errorf("the quick exit: %d %v", w.Code, w.Header())
			}
			if s.log.Len() > 0 {
				t.Errorf("the log says %s", s.log)
			}
		})
	}
}

// A question may be asked in more languages than the pages speak.
func TestAQuestionInALanguageThatThePagesDoNotSpeak(t *testing.T) {
	s := newSite(t)
	page := s.get("/q/ferry?lang=es").Body.String()
	for _, want := range []string{`<html lang="en" dir="ltr">`, `<h1 lang="es" dir="ltr">¿Por qué se vendió?</h1>`, `action="/q/ferry?lang=es"`, "Español", "In your own words"[:2]} {
		if !strings.Contains(page, want) {
			t.Errorf("the form does not hold %q", want)
		}
	}
	s.post("/q/ferry?lang=es", []pair{{"ticket", s.ticket("/q/ferry?lang=es"), ""}, {"text", "porque sí", ""}})
	if got := s.only(); got.Form != "es" || got.Receipt != nil || int64(got.size) != vault.SealedSize(intake.TextSize, 2) {
		t.Errorf("kept %+v in %d bytes", got.Envelope, got.size)
	}
}

func TestWhatIsWrongComesBackWithTheText(t *testing.T) {
	text := "What I typed & will not type again"
	tests := []struct {
		name   string
		fields []pair
		early  bool // sent at once
		status int
		say    string
	}{
		{"blank", []pair{{"text", " \r\n ", ""}, {"place", text, ""}, {"file", "", ""}}, false, 422, "front.again.blank"},
		{"nothing that can be seen", []pair{{"text", "\u200f\u2060", ""}, {"place", text, ""}}, false, 422, "front.again.blank"},
		{"no field at all", []pair{{"place", text, ""}}, false, 422, "front.again.blank"},
		{"too long", []pair{{"text", text + strings.Repeat("x", 4000), ""}}, false, 422, "front.again.long"},
		{"at once", []pair{{"text", text, ""}}, true, 422, "front.again.fast"},
		{"an age in words", []pair{{"text", text, ""}, {"age", "old", ""}}, false, 422, "front.again.age"},
		{"a place like a novel", []pair{{"text", text, ""}, {"place", strings.Repeat("y", 300), ""}}, false, 422, "front.again.field"},
		{"a program as file", []pair{{"text", text, ""}, {"file", "MZ\x90\x00\x03" + strings.Repeat("\x00", 100), "voice.ogg"}}, false, 415, "front.again.kind"},
		{"a page as file", []pair{{"text", text, ""}, {"file", "<html><script>alert(1)</script>", "photo.jpg"}}, false, 415, "front.again.kind"},
		{"a file too large", []pair{{"text", text, ""}, {"file", ogg + strings.Repeat("a", 2<<20), "a.ogg"}}, false, 413, "front.again.large"},
		{"a receipt that is none", []pair{{"text", text, ""}, {"held", "1234", ""}}, false, 422, "front.again.receipt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			ticket := s.ticket("/q/ferry?lang=en")
			if tt.early {
				s.clock.pass(-9e9)
			}
			w := s.post("/q/ferry?lang=en", append([]pair{{"ticket", ticket, ""}}, tt.fields...))
			page := w.Body.String()
			say := locale.For("en").Say(tt.say, "kinds", "voice recording · video · photo", "size", "2 MB")
			if w.Code != tt.status || !strings.Contains(page, say) {
				t.Fatalf("status %d, want %d with %q\n%s", w.Code, tt.status, say, page)
			}
			if !strings.Contains(page, "What I typed &amp; will not type again") {
				t.Errorf("what was typed is lost:\n%s", page)
			}
			if len(s.items) != 0 {
				t.Error("something was kept")
			}
			// The form that came back can be sent.
			s.clock.pass(10e9)
			again := hiddenFields(page, "/q/ferry").Get("ticket")
			if w := s.post("/q/ferry?lang=en", []pair{{"ticket", again, ""}, {"text", text, ""}}); w.Code != 200 || s.only().Text != text {
				t.Errorf("status %d", w.Code)
			}
		})
	}
}

// The check next to the ones above: what is nearly wrong passes.
func TestWhatIsNearlyWrongPasses(t *testing.T) {
	tests := []struct {
		name   string
		fields []pair
	}{
		{"as long as it may be", []pair{{"text", strings.Repeat("ش", 4000), ""}}},
		{"only a recording", []pair{{"text", "", ""}, {"file", ogg, "x"}}},
		{"a photo with a wrong name", []pair{{"file", jpeg, "x.exe"}}},
		{"a file as large as it may be", []pair{{"file", ogg + strings.Repeat("a", 2<<20-len(ogg)), "x"}}},
		{"less-than signs", []pair{{"text", strings.Repeat("<&>", 1300), ""}}},
		{"an Arabic age", []pair{{"text", "x", ""}, {"age", "٦٠", ""}}},
		{"fields that nobody knows", []pair{{"text", "x", ""}, {"colour", "blue", ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSite(t)
			if w := s.post("/q/ferry", append([]pair{{"ticket", s.ticket("/q/ferry"), ""}}, tt.fields...)); w.Code != 200 || len(s.envelopes()) != 1 {
				t.Fatalf("status %d\n%s", w.Code, w.Body)
			}
		})
	}
}

func TestAnOldFormComesBackWithAFreshTicket(t *testing.T) {
	s := newSite(t, func(s *site) { s.cards[0].Callout.Closes = voxpop.Moment{} })
	old := s.ticket("/q/ferry")
	s.clock.pass(25 * 3600e9)
	w := s.post("/q/ferry?lang=en", []pair{{"ticket", old, ""}, {"text", "a long thought", ""}})
	if w.Code != 410 || !strings.Contains(w.Body.String(), "a long thought") {
		t.Fatalf("status %d\n%s", w.Code, w.Body)
	}
	fresh := hiddenFields(w.Body.String(), "/q/").Get("ticket")
	s.clock.pass(10e9)
	if w := s.post("/q/ferry?lang=en", []pair{{"ticket", fresh, ""}, {"text", "a long thought", ""}}); fresh == old || w.Code != 200 {
		t.Errorf("the fresh form: %d", w.Code)
	}
	swapped := []byte(fresh)
	swapped[91] ^= 1 // another letter, or none of the alphabet
	for _, bad := range []string{"x", strings.Repeat("A", 92), string(swapped)} {
		if w := s.post("/q/ferry", []pair{{"ticket", bad, ""}, {"text", "kept", ""}}); w.Code != 410 || !strings.Contains(w.Body.String(), "kept") {
			t.Errorf("a ticket of nobody: %d", w.Code)
		}
	}
}

// What a program filled in is not kept, and not thanked for: it may have done
// so for a person, who sees the form again with the text and the field.
func TestTheTrap(t *testing.T) {
	s := newSite(t)
	ticket := s.ticket("/q/ferry")
	field := regexp.MustCompile(`class="trap".*name="([a-z]+)"`).FindStringSubmatch(s.get("/q/ferry?lang=en").Body.String())
	if field == nil {
		t.Fatal("the form has no field for programs")
	}
	for _, known := range []string{"name", "mail", "web", "url", "site", "tel", "phone", "address", "city", "zip", "user", "pass", "company", "card"} {
		if strings.Contains(field[1], known) {
			t.Errorf("browsers fill in a field called %q", field[1])
		}
	}
	w := s.post("/q/ferry?lang=en", []pair{{"ticket", ticket, ""}, {"text", "my own words", ""}, {"receipt", "yes", ""}, {field[1], "http://x", ""}})
	page := w.Body.String()
	if w.Code != 422 || !strings.Contains(page, "my own words") || !strings.Contains(page, locale.For("en").Say("front.trap")) || strings.Contains(page, `class="trap"`) {
		t.Errorf("%d\n%s", w.Code, page)
	}
	if len(s.items) != 0 {
		t.Error("it was kept")
	}
	w = s.post("/q/ferry?lang=en", []pair{{"ticket", hiddenFields(page, "/q/").Get("ticket"), ""}, {"text", "my own words", ""}, {field[1], "", ""}})
	if w.Code != 200 || s.only().Text != "my own words" {
		t.Errorf("sent again: %d", w.Code)
	}
}

func TestQuestionsThatTakeNoAnswer(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*intake.Card)
		status int
		say    string
	}{
		"closed":  {func(c *intake.Card) { c.Callout.Closes = moment("2026-09-10") }, 410, "front.gone.title"},
		"early":   {func(c *intake.Card) { c.Callout.Opens = moment("2026-09-11T00:00:00+03:00") }, 403, "front.early.title"},
		"unknown": {func(c *intake.Card) { c.Callout.Slug = "other" }, 404, "front.none.title"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			ticket := s.ticket("/q/ferry")
			tt.change(&s.cards[0])
			s.clock.pass(10e9) // cards are read again
			for _, lang := range locale.Supported() {
				if w := s.get("/q/ferry?lang=" + lang); w.Code != tt.status || !strings.Contains(w.Body.String(), locale.For(lang).Say(tt.say)) {
					t.Errorf("%s: %d\n%s", lang, w.Code, w.Body)
				}
			}
			w := s.post("/q/ferry?lang=en", []pair{{"ticket", ticket, ""}, {"text", "written meanwhile", ""}})
			if w.Code != tt.status || len(s.items) != 0 {
				t.Errorf("an answer: %d", w.Code)
			}
			if name == "closed" && !strings.Contains(w.Body.String(), "written meanwhile") {
				t.Error("what was typed is lost")
			}
		})
	}
	s := newSite(t, func(s *site) { s.cards = nil })
	if w := s.get("/?lang=en"); w.Code != 200 || !strings.Contains(w.Body.String(), "No question is open") {
		t.Errorf("no question: %d\n%s", w.Code, w.Body)
	}
	s = newSite(t, func(s *site) { s.cards = append(s.cards, card("lamps")) })
	if w := s.get("/?lang=fa"); w.Code != 200 || strings.Count(w.Body.String(), "/q/") != 2 {
		t.Errorf("two questions: %d\n%s", w.Code, w.Body)
	}
}

func TestTheTrialRunIsNamedOnEveryPage(t *testing.T) {
	s := newSite(t, func(s *site) { s.cards[0].Evaluation = true })
	for _, path := range []string{"/q/ferry", "/about", "/return", "/nothing", "/q/nothing"} {
		if w := s.get(path + "?lang=en"); !strings.Contains(w.Body.String(), locale.For("en").Say("page.evaluation")) {
			t.Errorf("%s (%d) does not say it", path, w.Code)
		}
	}
	if w := s.get("/about?lang=en"); strings.Contains(w.Body.String(), "is not on this server") {
		t.Error("a trial run says that its key is elsewhere")
	}
	for _, sentence := range []string{"front.send.hint", "front.thanks.text"} {
		if strings.Contains(s.get("/q/ferry?lang=en").Body.String(), locale.For("en").Say(sentence)) {
			t.Errorf("a trial run says %s", sentence)
		}
	}
	if w := newSite(t).get("/about?lang=en"); strings.Contains(w.Body.String(), locale.For("en").Say("page.evaluation")) {
		t.Error("a door of its own says it too")
	}
}
