package story_test

import (
	"os"
	"strings"
	"testing"

	"voxpop"
)

// A “not” that is added or cut says the opposite with the record's own words.
func TestTurnedRound(t *testing.T) {
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	ar := strings.Replace(head, "lang: en", "lang: ar", 1)
	refused, warned := []string{"verbatim"}, []string{"(verbatim)"}
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"added", "Varga said “[The plan is [not] reckless](statement:varga-2024-05-02)”.", refused},
		{"added with its verb", "Varga said “[The plan is [did not] reckless](statement:varga-2024-05-02)”.", refused},
		{"added as a contraction", "Varga said “[We [won’t] build the tram](statement:varga-2026-03-10)”.", []string{"statement"}},
		{"never", "Varga said “[We will [never] build the tram](statement:varga-2026-03-10)”.", refused},
		{"an addition that holds one", "Varga said “[We will build the tram [and not the bridge]](statement:varga-2026-03-10)”.", warned},
		{"cut", "Reyl said “[There will be […] tram](statement:reyl-2026-02)”.", warned},
		{"cut and written again", "Reyl said “[There will be […] [not a] tram](statement:reyl-2026-02)”.", warned},
		{"of a respondent", "“[They said […] and then they signed](response:K7Q2)”, [one person said](by:K7Q2).", warned},
		{"added to a respondent", "“[They said never, and then they [never] signed](response:K7Q2)”, [one person said](by:K7Q2).", refused},
		{"persian", fa + "وارگا گفت: «[تراموا را [نه] می‌سازیم](statement:varga-2026-03-10)».", refused},
		{"persian, prefixed", fa + "وارگا گفت: «[تراموا را [نمی] می‌سازیم](statement:varga-2026-03-10)».", refused},
		{"arabic", ar + "قالت فارغا: «[هذه الخطة [ليست] متهورة](statement:varga-2024-05-02)».", refused},
		{"an addition", "Varga said “[The plan [of the council] is reckless](statement:varga-2024-05-02)”.", nil},
		{"sic", "Varga said “[The plan is [sic] reckless](statement:varga-2024-05-02)”.", nil},
		{"a cut", "Varga said “[We will […] the tram](statement:varga-2026-03-10)”.", nil},
		{"a note", "Varga said “[We will build the tram [knot]](statement:varga-2026-03-10)”.", nil},
	})
	long := load(t, os.DirFS(tram), func(e *edits) {
		e.statement = func(s *voxpop.Statement) {
			if s.ID == "varga-2026-03-10" {
				s.Text = "We will build the tram. It is not easy. We begin in May, not in June, at the depot."
			}
		}
	})
	bodies(t, long, []struct {
		name, body string
		want       []string
	}{
		{"a whole sentence cut", "Varga said “[We will build the tram. […] We begin in May](statement:varga-2026-03-10)”.", nil},
		{"from one sentence to another", "Varga said “[We will build […] We begin in May](statement:varga-2026-03-10)”.", nil},
		{"the end of a sentence cut", "Varga said “[It is […] We begin in May](statement:varga-2026-03-10)”.", warned},
		{"an addition that only looks so", "Varga said “[We begin [not only] in May](statement:varga-2026-03-10)”.", nil},
		{"a clause cut", "Varga said “[We begin in May […] at the depot](statement:varga-2026-03-10)”.", warned},
	})
}

// Marks of TeX are quotation marks.
func TestTeXMarks(t *testing.T) {
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"invented", "Varga said [The plan is reckless](statement:varga-2024-05-02), and that ``no tram ever'' will come.", []string{"unlinked"}},
		{"never closed", "Varga called it [reckless](statement:varga-2024-05-02) and ``mad.", []string{"unlinked"}},
		{"curved", "Varga called it [reckless](statement:varga-2024-05-02) and ``mad’’.", []string{"unlinked"}},
		{"right words", "Varga called it ``[reckless](statement:varga-2024-05-02)''.", nil},
		{"wrong words", "Varga called it ``[foolish](statement:varga-2024-05-02)''.", []string{"statement"}},
		{"an apostrophe inside", "“[They said never](response:K7Q2)”, [one person said](by:K7Q2), and ``[nobody told us](response:A2B3)'', [one wrote](by:A2B3); the workers' tram was not asked.", nil},
		{"one accent is no mark", "`Ali called. Varga called it “[reckless](statement:varga-2024-05-02)”.", nil},
		{"code", "Varga called `it` “[reckless](statement:varga-2024-05-02)”.", nil},
	})
}

// What is said of the newest change is not lent by an older one, and a source
// is behind “according to”.
func TestTurns(t *testing.T) {
	thrice := load(t, os.DirFS(tram), func(e *edits) {
		e.statement = func(s *voxpop.Statement) {
			switch s.ID {
			case "varga-2026-03-10":
				s.Kind, s.AssertedBy = voxpop.Reported, "two aides"
			case "reyl-2026-02":
				s.Speaker, s.SaidOn, s.Role = "Ilse Varga", "2022-01-01", "mayor"
				s.Positions[0].Value = "for"
			}
		}
	})
	refused := []string{"reversal"}
	bodies(t, thrice, []struct {
		name, body string
		want       []string
	}{
		{"only the older turn was quoted", "The mayor [has turned again, and now wants the tram](reversal:ilse-varga/build-the-tram).", refused},
		{"said to be reported", "The mayor [has reportedly turned again](reversal:ilse-varga/build-the-tram).", nil},
		{"the older turn by its date", "In May 2024 the mayor [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"the newest by its date", "On Tuesday the mayor [changed her mind](reversal:ilse-varga/build-the-tram).", refused},
	})
	bodies(t, load(t, os.DirFS(tram), nil), []struct {
		name, body string
		want       []string
	}{
		{"not reported", "Not reported by anyone, Reyl [has turned](reversal:tomas-reyl/free-fares).", refused},
		{"never officially reported", "It was never officially reported that Reyl [has turned](reversal:tomas-reyl/free-fares).", refused},
		{"not reported there but here", "Not reported in the north, Reyl [has reportedly turned](reversal:tomas-reyl/free-fares).", nil},
		{"not only", "Not only was it reported that Reyl [has turned](reversal:tomas-reyl/free-fares).", nil},
		{"according to plan", "According to plan, Reyl [has turned](reversal:tomas-reyl/free-fares).", refused},
		{"according to his own schedule", "According to the schedule, Reyl [has turned](reversal:tomas-reyl/free-fares).", refused},
		{"according to himself", "According to Reyl, he [has turned](reversal:tomas-reyl/free-fares).", refused},
		{"according to councillors near him", "According to two councillors close to Reyl, he [has turned](reversal:tomas-reyl/free-fares).", nil},
		{"persian, himself", strings.Replace(head, "lang: en", "lang: fa", 1) + "به گفتهٔ ریل [از حرف خود برگشته است](reversal:tomas-reyl/free-fares).", refused},
		{"arabic plan", strings.Replace(head, "lang: en", "lang: ar", 1) + "بحسب الخطة [تراجع ريل](reversal:tomas-reyl/free-fares).", refused},

		{"before all of it", "In 2019 Varga [changed her mind](reversal:ilse-varga/build-the-tram).", refused},
		{"after all of it", "On Thursday Varga [changed her mind](reversal:ilse-varga/build-the-tram).", refused},
		{"between the two", "Varga [reversed herself last year](reversal:ilse-varga/build-the-tram).", []string{"(reversal)"}},
		{"behind the link", "Varga [changed her mind](reversal:ilse-varga/build-the-tram) in 2019.", refused},
		{"on the day", "On Tuesday Varga [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"this month", "This month Varga [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"of the old position", "In May 2024 she was against it, and Varga [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"the day of another thing", "On Thursday, after Varga [changed her mind](reversal:ilse-varga/build-the-tram), the shop closed.", nil},
		{"the day of what came of it", "Varga [changed her mind](reversal:ilse-varga/build-the-tram) and on Thursday the shop closed.", nil},
		{"since", "Varga, mayor since 2019, [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"a thing of that year", "In the hall built in 1932 Varga [changed her mind](reversal:ilse-varga/build-the-tram).", nil},
		{"persian year", strings.Replace(head, "lang: en", "lang: fa", 1) + "در سال ۲۰۱۹ وارگا [نظرش را عوض کرد](reversal:ilse-varga/build-the-tram).", refused},
		{"arabic year", strings.Replace(head, "lang: en", "lang: ar", 1) + "في عام ٢٠١٩ [غيّرت فارغا موقفها](reversal:ilse-varga/build-the-tram).", refused},
	})
}
