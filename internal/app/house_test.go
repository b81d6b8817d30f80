package app_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"voxpop"
)

// TestHouseRulesDocument holds docs/HOUSE-RULES.md to the defaults: every
// rung's row and every key's value stand there as the program has them.
func TestHouseRulesDocument(t *testing.T) {
	src, err := os.ReadFile("../../docs/HOUSE-RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(src)
	h := voxpop.DefaultHouse()
	var rows []string
	for _, r := range h.Ladder {
		band := fmt.Sprintf("%g–%g", r.From, r.To)
		if r.Over {
			band = fmt.Sprintf("over %g", r.From)
		} else if r.From == r.To {
			band = fmt.Sprintf("%g", r.From)
		}
		low := "–"
		if r.Low > 0 {
			low = fmt.Sprintf("%g", r.Low)
		}
		people := fmt.Sprint(r.People)
		if r.ID == voxpop.RungAll {
			people = "everybody"
		}
		rows = append(rows, fmt.Sprintf("| `%s` | %s | %s | %s | %s | %s | %s |", r.ID, band, people, low,
			strings.Join(r.Words["en"], ", "), strings.Join(r.Words["fa"], "، "), strings.Join(r.Words["ar"], "، ")))
	}
	d := h.Dominate
	for key, value := range map[string]string{
		"min_alpha": fmt.Sprint(h.MinAlpha), "numbers_only": fmt.Sprint(h.NumbersOnly), "number_first": fmt.Sprint(h.NumberFirst),
		"min_cell": fmt.Sprint(h.MinCell), "delay_days": fmt.Sprint(h.DelayDays),
		"dominate.share": fmt.Sprint(d.Share), "dominate.lead": fmt.Sprint(d.Lead), "dominate.counted": fmt.Sprint(d.Counted),
	} {
		rows = append(rows, fmt.Sprintf("| `%s` | %s |", key, value))
	}
	for _, row := range rows {
		if !strings.Contains(doc, row) {
			t.Errorf("docs/HOUSE-RULES.md lacks the row that begins:\n%s", row)
		}
	}
	if n := len(regexp.MustCompile("(?m)^\\| `").FindAllString(doc, -1)); n != len(rows) {
		t.Errorf("docs/HOUSE-RULES.md has %d rows for %d rules", n, len(rows))
	}
}
