// Package claim writes what public figures said for other programs: schema.org Quotations and Claims with the contradictions and reversals between them as JSON-LD, and one statement a line as CSV.
package claim

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"voxpop"
	"voxpop/internal/position"
)

// Export is what is written. Neither writing changes it. Names of the desk
// (who accepted, translated or judged) are left out of both.
type Export struct {
	Callout    voxpop.Callout
	Points     []voxpop.Point
	Speakers   []voxpop.Speaker // may be empty: statements name their speakers
	Statements []voxpop.Statement
	// People is how many people threw the words of a statement back, by its id;
	// nil = not counted.
	People map[string]int
}

// sorted returns the statements by id.
func (e Export) sorted() []voxpop.Statement {
	all := slices.Clone(e.Statements)
	slices.SortStableFunc(all, func(a, b voxpop.Statement) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// points returns the points by id.
func (e Export) points() []voxpop.Point {
	all := slices.Clone(e.Points)
	slices.SortStableFunc(all, func(a, b voxpop.Point) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// relations are the changes and clashes, in the order that position gives them
// for statements and points that are in order.
func (e Export) relations() ([]position.Reversal, []position.Contradiction) {
	return position.Reversals(e.points(), e.sorted()), position.Contradictions(e.points(), e.sorted())
}

// verdict is the editor's judgement of a change: it stands at one of the
// statements of the new position.
func verdict(byID map[string]*voxpop.Statement, r position.Reversal) *voxpop.Verdict {
	for _, id := range append([]string{r.To.Statement}, r.After...) {
		if s := byID[id]; s != nil && s.Verdict != nil {
			return s.Verdict
		}
	}
	return nil
}

func index(all []voxpop.Statement) map[string]*voxpop.Statement {
	byID := make(map[string]*voxpop.Statement, len(all))
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	return byID
}

// web returns an address that leads to the web, or "".
func web(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(s, " \t\r\n\"<>\\^`{|}") {
		return ""
	}
	return s
}

// reviewed lists the translations that a person has reviewed, by language.
func reviewed(s voxpop.Statement) []voxpop.Translation {
	var out []voxpop.Translation
	for _, t := range s.Translations {
		if t.State == voxpop.Reviewed {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b voxpop.Translation) int { return cmp.Compare(a.Lang, b.Lang) })
	return out
}
