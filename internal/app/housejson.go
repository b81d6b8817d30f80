package app

import "voxpop"

// HouseJSON is the rules of wording in the names and order of voxpop.toml.
func HouseJSON(h voxpop.House) map[string]any {
	ladder := []map[string]any{}
	for _, r := range h.Ladder {
		ladder = append(ladder, map[string]any{
			"id": r.ID, "from": r.From, "over": r.Over, "to": r.To, "people": r.People, "low": r.Low, "words": r.Words,
		})
	}
	return map[string]any{"house": map[string]any{
		"ladder":    ladder,
		"dominate":  map[string]any{"share": h.Dominate.Share, "lead": h.Dominate.Lead, "counted": h.Dominate.Counted, "words": h.Dominate.Words},
		"min_alpha": h.MinAlpha, "numbers_only": h.NumbersOnly, "number_first": h.NumberFirst, "min_cell": h.MinCell, "delay_days": h.DelayDays,
	}}
}
