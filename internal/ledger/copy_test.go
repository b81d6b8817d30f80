package ledger_test

import (
	"strings"
	"testing"
)

const (
	bridge = "The bridge board voted on Monday to shut the eastern span for repairs after cracks were found in two bearings. Surveyor Nela Sorin told reporters that the work would take three months and cost nine million crowns. Ferrymen gathered in front of the hall and asked for a licence for the time in which no lorry can cross the river. The mayor said that she would see them on Friday."
	desk   = "The bridge authority voted Monday to shut the east span for repairs because cracks were found in two of its bearings. Surveyor Nela Sorin told journalists the work would take three months, and cost 9 million crowns. Ferrymen gathered outside the hall and asked for a licence for the time in which no lorry can cross the river. The mayor said she would see them Friday."
	known  = " The dispute over the northern pier began in 2019 when the council refused to pay for repairs that engineers had asked for. Since then two ferries have been damaged and the port has lost a third of its traffic. The region has about forty thousand inhabitants, and most of them live from the sea."
	leaves = "Council leader Orlo Brandt resigned on Tuesday, saying that he could not go on after the vote of last week, and left the hall without answering questions." + known
	rescue = "Two fishermen were rescued on Friday near the pier after their boat had lost its rudder in heavy wind, the coast guard reported late in the evening." + known
)

// TestCopyOrNote: what a desk has edited is the article that it was; a story
// with the background of another stays one of its own, and a note says so.
func TestCopyOrNote(t *testing.T) {
	w := open(t)
	first := w.take(t, bridge)
	if two := w.take(t, desk); two.Article.CopyOf != first.Article.ID || len(two.Notes) > 0 {
		t.Errorf("%+v", two)
	}
	first = w.take(t, leaves)
	two := w.take(t, rescue)
	if two.Article.CopyOf != "" || len(two.Notes) != 1 || !strings.Contains(two.Notes[0], "may be the same story as "+first.Article.ID) {
		t.Errorf("%q is a copy of %q: %q", two.Article.ID, two.Article.CopyOf, two.Notes)
	}
}
