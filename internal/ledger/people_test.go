package ledger_test

import (
	"testing"

	"voxpop"
	"voxpop/internal/ledger"
	"voxpop/internal/quote"
)

// sides gives the statements of a text their sides on the point of storetest.
func (w world) sides(t *testing.T, text string, values ...string) (ids []string) {
	t.Helper()
	one := w.take(t, text)
	for i, v := range values {
		on := voxpop.Date([]string{"2024-01-01", "2025-01-01"}[i])
		st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: w.candidates(t, one.Article.ID)[i].ID, SaidOn: &on})).Statements[0]
		must(w.TakePosition(t.Context(), "bo", "tram", ledger.Stance{Statement: st.ID, Point: "build", Value: v}))
		ids = append(ids, st.ID)
	}
	return ids
}

// One person whose names are known only afterwards is one person everywhere.
func TestNamesKnownLater(t *testing.T) {
	w := open(t)
	ids := w.sides(t, "“It will not go,” said Mara Quill. “It will go now,” said Mary Kwill.", "against", "for")
	w.take(t, "“Nobody knows the price,” said Mary Kwill.")
	of := func(who string) (changes, clashes int) {
		for _, c := range must(w.Reversals(t.Context(), "tram")) {
			if c.Speaker == who {
				changes++
			}
		}
		for _, c := range must(w.Contradictions(t.Context(), "tram")) {
			if c.Speakers[0] != "Ilse Varga" && c.Speakers[1] != "Ilse Varga" {
				clashes++
			}
		}
		return
	}
	if changes, clashes := of("Mara Quill"); changes != 0 || clashes != 1 {
		t.Fatalf("before: %d changes, %d clashes", changes, clashes)
	}
	must(w.PutSpeaker(t.Context(), "bo", "tram", voxpop.Speaker{Name: "Mara Quill", Names: voxpop.Localized{"de": "Mary Kwill"}}))
	if changes, clashes := of("Mara Quill"); changes != 1 || clashes != 0 {
		t.Errorf("after: %d changes, %d clashes", changes, clashes)
	}
	for _, name := range []string{"Mara Quill", "mara-quill", "Mary Kwill", "mary-kwill"} {
		if n := len(must(w.Statements(t.Context(), "tram", ledger.StatementFilter{Speaker: name}))); n != 2 {
			t.Errorf("%d statements of %s", n, name)
		}
		if n := len(must(w.Candidates(t.Context(), "tram", ledger.CandidateFilter{Speaker: name})).Candidates); n != 1 {
			t.Errorf("%d candidates of %s wait", n, name)
		}
	}
	if got := must(w.VerdictOn(t.Context(), "bo", "tram", "mary-kwill", "build", voxpop.Verdict{Change: "full"})); got.Statements[0].ID != ids[1] {
		t.Errorf("%+v", got)
	}
	// Merging says it once more, and then the statement is hers by name.
	if done := must(w.Merge(t.Context(), "bo", "tram", "Mary Kwill", "Mara Quill")); len(done.Statements) != 1 || done.Statements[0].Speaker != "Mara Quill" {
		t.Errorf("%+v", done)
	}
	_, err := w.Merge(t.Context(), "bo", "tram", "Mary Kwill", "Mara Quill")
	kindIs(t, err, voxpop.Invalid)
}

// Two spellings of one name need nobody to say so.
func TestNamesTypedOtherwise(t *testing.T) {
	w := open(t)
	w.sides(t, "“It will not go,” said Mara Quill. “It will go now,” said MARA Quill.", "against", "for")
	all := must(w.Speakers(t.Context(), "tram"))
	for _, sp := range all {
		if sp.Key == "mara-quill" && sp.Statements != 2 {
			t.Errorf("%+v", sp)
		}
	}
	if n := len(must(w.Reversals(t.Context(), "tram"))); n != 1 {
		t.Errorf("%d reversals", n)
	}
}

func TestMergeIntoNobody(t *testing.T) {
	w := open(t)
	one := w.take(t, "“It will go,” said Mara Quill.")
	must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1"}))
	for _, into := range []string{"nobody2", "Mara Qiull", "Ada Quill"} {
		_, err := w.Merge(t.Context(), "bo", "tram", "Mara Quill", into)
		kindIs(t, err, voxpop.NotFound)
	}
	for _, into := range []string{"Mara B. Quill", "Mara Bea Quill"} {
		if done := must(w.Merge(t.Context(), "bo", "tram", "mara-quill", into)); len(done.Statements) != 1 || done.Statements[0].Speaker != into {
			t.Errorf("%s: %+v", into, done)
		}
		must(w.UndoLast(t.Context(), "bo", "tram", ""))
	}
	_, err := w.PutSpeakers(t.Context(), "bo", "tram", voxpop.Speaker{Name: "Bob Stern"}, voxpop.Speaker{Name: "bob stern"})
	kindIs(t, err, voxpop.Invalid)
}

// Nothing that somebody else did is taken back by a verb that did nothing.
func TestUndoNothing(t *testing.T) {
	w := open(t)
	one := w.take(t, "“It will go,” said Mara Quill.")
	must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1"}))
	done := must(w.Accept(t.Context(), "ann", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1"}))
	_, err := w.Undo(t.Context(), "ann", "tram", done.Op, "")
	kindIs(t, err, voxpop.Invalid)
	if w.candidates(t, one.Article.ID)[0].State != ledger.Accepted {
		t.Error("what bo did is taken back")
	}
	_, err = w.Accept(t.Context(), "ann", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1", Speaker: "Ivo Stern"})
	kindIs(t, err, voxpop.Conflict) // not silently thrown away
}

// Ends do not cut words, and what is no quotation does not become one.
func TestWholeWords(t *testing.T) {
	w := open(t)
	one := w.take(t, "“It was unfair to them,” said Mara Quill.")
	at := func(n int) *int { return &n }
	for _, a := range []ledger.Acceptance{{Start: at(10)}, {End: at(11)}} {
		a.Candidate = one.Article.ID + "-1"
		_, err := w.Accept(t.Context(), "bo", "tram", a)
		kindIs(t, err, voxpop.Invalid)
		if voxpop.HintOf(err) != "the word “unfair” begins at 8 and ends at 14" {
			t.Errorf("hint %q", voxpop.HintOf(err))
		}
	}
	st := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: one.Article.ID + "-1", Start: at(8), End: at(14), Report: true})).Statements[0]
	if st.Text != "unfair" || st.Kind != voxpop.Reported {
		t.Fatalf("%+v", st)
	}
	if got := must(w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Start: at(4)})).Statements[0]; got.Kind != voxpop.Reported || got.AssertedBy == "" || got.Text != "was unfair" {
		t.Errorf("a report is not one any more: %+v", got)
	}
	quoted := voxpop.Quoted
	if got := must(w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Kind: &quoted})).Statements[0]; got.Kind != quoted || got.AssertedBy != "" {
		t.Errorf("words in marks: %+v", got)
	}
	w.Quotes = func(text string, o quote.Options) []quote.Quotation {
		all := rules{`(that [^,.]+), said ([A-Z]\w+ [A-Z]\w+)`}.extract(text, o)
		for i := range all {
			all[i].Type, all[i].Parts = quote.Indirect, nil
		}
		return append(all, all...)
	}
	two := w.take(t, "It was known that it would be built, said Mara Quill.")
	st = must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: two.Article.ID + "-1"})).Statements[0]
	_, err := w.Edit(t.Context(), "bo", "tram", st.ID, ledger.Edit{Kind: &quoted})
	kindIs(t, err, voxpop.Invalid)
	// Other words are no appearance of a statement.
	three := w.take(t, "Nobody would say that rain is wet, said Ivo Stern.")
	_, err = w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: three.Article.ID + "-1", Into: st.ID})
	kindIs(t, err, voxpop.Invalid)
	_, err = w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: three.Article.ID + "-1", Speaker: "!!!"})
	kindIs(t, err, voxpop.Invalid)
	// Words that are a statement already are not another.
	again := must(w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: two.Article.ID + "-2"}))
	if again.Statements[0].ID != st.ID || again.Candidates[0].State != ledger.Accepted {
		t.Errorf("%+v", again)
	}
	must(w.Undo(t.Context(), "bo", "tram", again.Op, ""))
	_, err = w.Accept(t.Context(), "bo", "tram", ledger.Acceptance{Candidate: two.Article.ID + "-2", Speaker: "Ivo Stern"})
	kindIs(t, err, voxpop.Conflict)
}
