package story_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/story"
)

func TestTextThatBeginsWithAMark(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"{received} answers came in", "{received} answers came in"},
		{"[sic] it's said", "[sic] it's said"},
		{"{received} answers:\n  and more", "{received} answers: and more"},
		{"@home", "@home"},
		{"{never closed", "{never closed"},
		{`"{quoted}"`, "{quoted}"},
	} {
		doc, err := story.Parse("s.md", []byte(strings.Replace(head, "What you sent us about the tram.", tt.line, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if res := doc.Problems(); doc.Front.Standfirst != tt.want || !res.OK() || doc.Front.Date == "" {
			t.Errorf("%q is read as %q, with %v", tt.line, doc.Front.Standfirst, res.Findings)
		}
	}
}

func TestProblemsNeedNoRecord(t *testing.T) {
	doc, err := story.Parse("s.md", []byte("---\nlang: en\nheadline: \"open\n---\n"+goodBody))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"3:1 front-matter"}, places(doc.Problems())); d != "" {
		t.Error(d)
	}
}

func TestHostileMarkdownIsRefusedEarly(t *testing.T) {
	var nested strings.Builder
	for i := range 2000 {
		nested.WriteString(strings.Repeat("  ", i) + "- a\n")
	}
	for name, src := range map[string]string{"tags": strings.Repeat("<a ", 200_000), "nested lists": nested.String(), "tabs": strings.Repeat("\t", 60) + "- a"} {
		begun := time.Now()
		_, err := story.Parse("s.md", []byte(head+src))
		if voxpop.KindOf(err) != voxpop.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		if d := time.Since(begun); d > 2*time.Second {
			t.Errorf("%s: refused after %v", name, d)
		}
	}
	if _, err := story.Parse("s.md", []byte(head+strings.Repeat(" ", 500)+"\n\n3 < 4 and 5 < 6\n")); err != nil {
		t.Error(err)
	}
}

// bodies tries bodies under head and wants the codes.
func bodies(t *testing.T, rec story.Record, tests []struct {
	name, body string
	want       []string
}) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := tt.body
			if !strings.HasPrefix(src, "---") {
				src = head + src
			}
			res := check(t, rec, src)
			if d := cmp.Diff(tt.want, codes(res)); d != "" {
				var b strings.Builder
				_ = res.WriteText(&b)
				t.Errorf("codes (-want +got):\n%s%s", d, b.String())
			}
		})
	}
}

func TestClipTimesAreNumbers(t *testing.T) {
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"NaN end", "![x](clip:K7Q2#t=0,NaN)", []string{"link"}},
		{"NaN start", "![x](clip:K7Q2#t=NaN,1)", []string{"link"}},
		{"Inf", "![x](clip:K7Q2#t=0,Inf)", []string{"link"}},
		{"-Inf", "![x](clip:K7Q2#t=-Inf,1)", []string{"link"}},
	})
}

func TestYearOfAThing(t *testing.T) {
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"of a thing", "On Tuesday Varga [said the line built in 1974 would grow](statement:varga-2026-03-10).", nil},
		{"only of a thing", "Varga [said the line built in 1974 would grow](statement:varga-2026-03-10).", nil},
		{"of the words", "Varga [said in 1974 that the line would grow](statement:varga-2026-03-10).", []string{"statement"}},
		{"finer than the record", "On 5 February 2026 Reyl [said there would be none](statement:reyl-2026-02).", []string{"statement"}},
	})
}

func TestWhoSpeaks(t *testing.T) {
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	ar := strings.Replace(head, "lang: en", "lang: ar", 1)
	bad := []string{"statement"}
	rec := load(t, os.DirFS(tram), nil)
	bodies(t, rec, []struct {
		name, body string
		want       []string
	}{
		{"deputy", "The deputy mayor called it “[reckless](statement:varga-2024-05-02)”.", bad},
		{"former", "The former mayor called it “[reckless](statement:varga-2024-05-02)”.", bad},
		{"ex-", "An ex-mayor called it “[reckless](statement:varga-2024-05-02)”.", bad},
		{"deputy after the speaker", "Varga spoke. The deputy mayor called it “[reckless](statement:varga-2024-05-02)”.", bad},
		{"former with the name", "Former mayor Ilse Varga called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"once another", "Varga, a former council leader, called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"another beside the speaker", "Varga was there, and the deputy mayor [said it was rash](statement:varga-2024-05-02).", bad},
		{"persian acting", fa + "سرپرست شهردار گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", bad},
		{"persian deputy", fa + "معاون شهردار گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", bad},
		{"persian former", fa + "شهردار سابق گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", bad},
		{"persian plain", fa + "شهردار گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", nil},
		{"arabic deputy", ar + "قالت نائبة رئيسة البلدية: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", bad},
		{"arabic former", ar + "قالت رئيسة البلدية السابقة: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", bad},
		{"arabic plain", ar + "قالت رئيسة البلدية: «[هذه الخطة متهورة](statement:varga-2024-05-02)».", nil},

		{"told the speaker", "“[The plan is reckless](statement:varga-2024-05-02),” Tomas Reyl told Ilse Varga.", bad},
		{"said another, not she", "“[The plan is reckless](statement:varga-2024-05-02)”, said Reyl, not the mayor.", bad},
		{"said the other", "“[The plan is reckless](statement:varga-2024-05-02)”, said the council leader to Varga.", bad},
		{"told another", "“[The plan is reckless](statement:varga-2024-05-02),” Ilse Varga told Reyl.", nil},
		{"said she to another", "“[The plan is reckless](statement:varga-2024-05-02)”, said Varga to Reyl.", nil},
		{"unlike", "Unlike the mayor, Reyl was blunt: “[The plan is reckless](statement:varga-2024-05-02)”.", bad},
		{"unlike the other", "Unlike Reyl, the mayor was blunt: “[The plan is reckless](statement:varga-2024-05-02)”.", nil},
		{"to another", "Varga replied to Reyl: “[The plan is reckless](statement:varga-2024-05-02)”.", nil},
		{"asked by another", "Varga, asked by Reyl, was blunt: “[The plan is reckless](statement:varga-2024-05-02)”.", nil},
		{"persian unlike", fa + "برخلاف شهردار، ریل صریح بود: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", bad},
		{"persian to another", fa + "شهردار در پاسخ به ریل گفت: «[این طرح بی‌پرواست](statement:varga-2024-05-02)».", nil},
		{"no change of a stranger", "The former mayor [changed her mind](reversal:ilse-varga/build-the-tram).", []string{"reversal"}},
	})
	deputy := load(t, os.DirFS(tram), func(e *edits) {
		e.statement = func(s *voxpop.Statement) {
			if s.Speaker == "Ilse Varga" {
				s.Role = "deputy mayor"
			}
		}
	})
	bodies(t, deputy, []struct {
		name, body string
		want       []string
	}{
		{"the deputy of the record", "The deputy mayor called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"not the mayor", "The mayor called it “[reckless](statement:varga-2024-05-02)”.", bad},
	})
}

func TestPrivacyInDisguise(t *testing.T) {
	const linked = "\n\n[11 of 98](share:misled) felt misled."
	bad := []string{"privacy"}
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"fullwidth digits", "Call ０２０ ７９４６ ０９５８." + linked, bad},
		{"devanagari digits", "Call ०२० ७९४६ ०९५८." + linked, bad},
		{"zero-width space", "Call 020\u200b7946\u200b0958." + linked, bad},
		{"zero-width non-joiner", "Call 0207\u200c946\u200c0958." + linked, bad},
		{"word joiner in a mail", "Write to rosa@\u2060mail.example." + linked, bad},
		{"title", "[the gazette](https://gazette.example \"Call 020 7946 0958\")" + linked, bad},
		{"plain title", "[the gazette](https://gazette.example \"The gazette of 2026-03-14\")" + linked, nil},
		{"definition", "See [the gazette][g].\n\n[g]: https://gazette.example \"Call 020 7946 0958\"\n" + linked, bad},
		{"unused definition", "[g]: https://gazette.example \"Write to rosa@mail.example\"\n" + linked, bad},
		{"street before the number", "She lives at Tanner Street 14." + linked, bad},
		{"street in a sentence", "She of Tanner Street 14 in Elmford knows." + linked, bad},
		{"people in a street", "On Tanner Street 14 stalls were shut." + linked, nil},
		{"year of a street", "Tanner Street 2019 was another place." + linked, nil},
		{"telegram", "[write](https://t.me/rosa_imre)" + linked, bad},
		{"whatsapp", "[write](https://wa.me/442079460958)" + linked, bad},
		{"a page", "[read](https://gazette.example/t.me/1)" + linked, nil},
		{"18h20", "It came at 18h20." + linked, bad},
		{"twenty past six", "It came at twenty past six." + linked, bad},
		{"half past two", "It came at half past two." + linked, bad},
		{"half past 2", "It came at half past 2." + linked, bad},
		{"ten minutes to six", "It came ten minutes to six." + linked, bad},
		{"the past", "Ten past mayors agreed to six lines." + linked, nil},
		{"quarter to six", "It came at quarter to six." + linked, bad},
		{"a quarter to charity", "She gave a quarter to charity." + linked, nil},
		{"fullwidth hour", "It came at １８:２０." + linked, bad},
		{"arabic evening", strings.Replace(head, "lang: en", "lang: ar", 1) + "وصلت السادسة مساء.\n\n[١١ من ٩٨](share:misled).", bad},
		{"arabic evening with its ending", strings.Replace(head, "lang: en", "lang: ar", 1) + "وصلت السادسة مساءً.\n\n[١١ من ٩٨](share:misled).", bad},
		{"arabic half past", strings.Replace(head, "lang: en", "lang: ar", 1) + "وصلت السادسة والنصف صباحًا.\n\n[١١ من ٩٨](share:misled).", bad},
		{"arabic ordinal", strings.Replace(head, "lang: en", "lang: ar", 1) + "المرة السادسة كانت أصعب.\n\n[١١ من ٩٨](share:misled).", nil},
	})
}

// A name or a role that comes ten thousand times in one sentence: a search that
// looks at each pair of them would not end within the time of a test run.
func TestManyRolesTakeNotLong(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	check(t, rec, head+"Varga [said](statement:varga-2024-05-02) "+strings.Repeat("deputy mayor Varga ", 60_000))
	check(t, rec, head+"Varga “[reckless](statement:varga-2024-05-02)” "+strings.Repeat("unlike Reyl, the mayor ", 20_000))
}
