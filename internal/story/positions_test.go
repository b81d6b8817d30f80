package story_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"voxpop"
)

// What design and docs say of links to statements, reversals and
// contradictions, beyond the bodies of TestBody.
func TestPositions(t *testing.T) {
	rec := load(t, os.DirFS(tram), nil)
	fa := strings.Replace(head, "lang: en", "lang: fa", 1)
	for _, c := range []struct {
		name, story string
		want        []string
	}{
		// A new position that nobody heard from the person is worded as reported.
		{"reportedly", "Reportedly, Reyl [has turned](reversal:tomas-reyl/free-fares).", nil},
		{"is said to", "Reyl [is said to have turned](reversal:tomas-reyl/free-fares).", nil},
		{"is understood to", "Reyl [is understood to have turned](reversal:tomas-reyl/free-fares).", nil},
		{"as reported", "Two councillors reported that Reyl [had turned](reversal:tomas-reyl/free-fares).", nil},
		{"said", "Reyl [said that he had turned](reversal:tomas-reyl/free-fares).", []string{"reversal"}},
		{"announced", "Reyl [has announced a turn](reversal:tomas-reyl/free-fares).", []string{"reversal"}},
		{"the sentence before does not do", "It is reported. Reyl [has turned](reversal:tomas-reyl/free-fares).", []string{"reversal"}},
		{"reported, in quotation marks", "Reyl [has turned](reversal:tomas-reyl/free-fares) “[reportedly](statement:reyl-2026-02)”.", []string{"reversal", "statement"}},
		{"persian, reported", fa + "به گزارش دو عضو شورا، ریل [از حرف خود برگشته است](reversal:tomas-reyl/free-fares).", nil},
		{"persian, said", fa + "ریل گفت [از حرف خود برگشته است](reversal:tomas-reyl/free-fares).", []string{"reversal"}},
		// Who and what.
		{"percent-encoded", "The mayor [changed her mind](reversal:Ilse%20Varga/build-the-tram).", nil},
		{"capitals", "The mayor [changed her mind](reversal:Ilse-Varga/build-the-tram).", nil},
		{"named in the sentence before", "Ilse Varga spoke on Tuesday. She [had turned](reversal:ilse-varga/build-the-tram).", nil},
		{"nobody named", "There was [a turn](reversal:ilse-varga/build-the-tram).", nil},
		{"unknown point", "The mayor [changed her mind](reversal:ilse-varga/trams).", []string{"link"}},
		{"no point", "The mayor [changed her mind](reversal:ilse-varga).", []string{"link"}},
		{"a picture of a reversal", "The mayor ![changed](reversal:ilse-varga/build-the-tram).", []string{"link"}},
		// Contradictions.
		{"nobody named in a clash", "The two [do not agree](contradiction:build-the-tram).", []string{"(contradiction)"}},
		{"one of the two", "Varga [is contradicted](contradiction:build-the-tram) by others.", nil},
		{"nobody of the clash", "The baker and the butcher [clash](contradiction:build-the-tram).", []string{"(contradiction)"}},
		{"somebody outside the record", "Varga [contradicts](contradiction:build-the-tram) the governor of the province.", []string{"(contradiction)"}},
		{"the other in the paragraph", "Reyl spoke in February. It was cold. Varga [contradicts](contradiction:build-the-tram) him.", nil},
		{"no clash at all", "Varga and Reyl [agree](contradiction:build-the-tram).", []string{"contradiction"}},
		{"agree on nothing", "Varga and Reyl [agree](contradiction:build-the-tram) on nothing.", nil},
		{"do not agree", "Varga and Reyl [do not agree](contradiction:build-the-tram).", nil},
		{"agree to differ", "Varga and Reyl [agree to differ](contradiction:build-the-tram).", nil},
		{"unknown clash", "Varga and Reyl [disagree](contradiction:trams).", []string{"link"}},
		{"one person is no clash", "Reyl [contradicts](contradiction:free-fares) himself.", []string{"contradiction"}},
		// Statements.
		{"a sentence inside the marks", "Varga said: “It is enough. [The plan is reckless](statement:varga-2024-05-02).”" + "\n\n[11 of 98](share:misled) agreed.", []string{"unlinked"}},
		{"a date finer than the record's", "On 3 February Reyl [said there would be none](statement:reyl-2026-02).", []string{"statement"}},
		{"half a word", "Varga called it “[reck](statement:varga-2024-05-02)”.", []string{"statement"}},
		{"no words", "Varga said [—](statement:varga-2024-05-02).", []string{"statement"}},
		{"unknown statement", "Varga said “[reckless](statement:varga-2024)”.", []string{"link"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := c.story
			if !strings.HasPrefix(src, "---") {
				src = head + src
			}
			if got := codes(check(t, rec, src)); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// A change needs an order: dates that may be the same day have none, and what
// a person never left was not changed.
func TestReversalNeedsAnOrder(t *testing.T) {
	const src = "The mayor [changed her mind](reversal:ilse-varga/build-the-tram)."
	for said, want := range map[voxpop.Date][]string{
		"2024-05-02": nil,
		"2025":       nil,
		"2026-03-09": nil,
		"2026":       {"reversal"},
		"2026-03":    {"reversal"},
		"2025/2026":  {"reversal"},
		"":           {"reversal"},
		"2026-03-10": {"reversal"},
		"2026-03-11": nil, // the other way round is a change too
	} {
		rec := load(t, os.DirFS(tram), func(e *edits) {
			e.statement = func(s *voxpop.Statement) {
				if s.ID == "varga-2024-05-02" {
					s.SaidOn = said
				}
			}
		})
		if got := codes(check(t, rec, head+src)); !slices.Equal(got, want) {
			t.Errorf("said on %q: %v, want %v", said, got, want)
		}
	}
}

// A quoted statement of the new position lifts the demand to say “reported”.
func TestReversalThatIsQuotedLater(t *testing.T) {
	rec := load(t, os.DirFS(tram), func(e *edits) {
		e.statement = func(s *voxpop.Statement) {
			if s.ID == "reyl-fares-2026" {
				s.Kind, s.AssertedBy = voxpop.Quoted, ""
			}
		}
	})
	if got := codes(check(t, rec, head+"Reyl [has turned](reversal:tomas-reyl/free-fares).")); got != nil {
		t.Errorf("%v, want nothing", got)
	}
}

// The note behind a reversal has both statements, and says when nobody has the
// new position from the person, and what an editor found.
func TestReversalNote(t *testing.T) {
	l := newLibrary(t)
	l.statements[1].Kind, l.statements[1].AssertedBy = voxpop.Reported, "two librarians"
	l.statements[1].Verdict = &voxpop.Verdict{Change: "half", Reason: "read it twice", By: "ann"}
	files := build(t, l, "x.md", echoHead+"Ada Holm has, two librarians reported, [changed course](reversal:ada-holm/night).\n")
	page := string(files["index.html"])
	for _, want := range []string{
		"first “stay open”, then “close”. No primary source: the new position is only reported. In our judgement a change in part.",
		"The room stays open while I work here.", "as reported by two librarians", "We will close at six.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the note lacks %q", want)
		}
	}
	if strings.Contains(page, "read it twice") || strings.Contains(page, "ann<") {
		t.Error("the page holds what the desk wrote for itself")
	}
	if !strings.Contains(string(files["evidence.jsonld"]), "No primary source") {
		t.Error("the evidence does not say that nobody has it from the person")
	}
}

// The timeline tells a change that an editor judged, and rings only one that
// is one.
func TestTimelineTellsChanges(t *testing.T) {
	for verdict, want := range map[string]string{"": "changed position", "half": "changed position, in our judgement a change in part", "full": "changed position, in our judgement a full change", "none": "in our judgement no change"} {
		l := newLibrary(t)
		if verdict != "" {
			l.statements[1].Verdict = &voxpop.Verdict{Change: verdict, Reason: "read it twice", By: "ann"}
		}
		l.statements[2].SaidOn = ""
		page := string(build(t, l, "x.md", echoHead+"![a](chart:statements?point=night)\n")["index.html"])
		if !strings.Contains(page, "close (20 February 2026, "+want+")") || !strings.Contains(page, "close ("+want+"): ") {
			t.Errorf("%q: the page does not tell %q", verdict, want)
		}
		if rings := strings.Count(page, `class="c-turn"`); (rings > 0) != (verdict != "none") {
			t.Errorf("%q: %d rings", verdict, rings)
		}
		if !strings.Contains(page, "1 statement of unknown date is only in the table.") {
			t.Errorf("%q: the statement without a date is not named", verdict)
		}
	}
}

// A clash of which one side is only reported is worded so.
func TestClashThatIsReported(t *testing.T) {
	rec := load(t, os.DirFS(tram), func(e *edits) {
		e.statement = func(s *voxpop.Statement) {
			if s.ID == "reyl-2026-02" {
				s.Kind, s.AssertedBy = voxpop.Reported, "an aide"
			}
		}
	})
	for body, want := range map[string][]string{
		"Varga and Reyl [contradict each other](contradiction:build-the-tram).":                                                   {"(contradiction)"},
		"Varga and Reyl, an aide reported, [contradict each other](contradiction:build-the-tram).":                                nil,
		"According to an aide Reyl [contradicts the mayor](contradiction:build-the-tram).":                                        nil,
		"“[We will build the tram](statement:varga-2026-03-10)”, said Varga. Reyl [is against it](contradiction:build-the-tram).": nil,
	} {
		if got := codes(check(t, rec, head+body)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
}
