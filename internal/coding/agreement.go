package coding

import (
	"slices"

	"voxpop"
	"voxpop/internal/prevalence"
)

// Ratings are the answers that two or more people coded, as what each of them
// marked: the adjudicator is left out, and so is what is withdrawn or set aside.
func (c *Corpus) Ratings() []prevalence.Rated {
	var all []prevalence.Rated
	for i := range c.Answers {
		a := &c.Answers[i]
		if a.Response.Withdrawn() || a.Response.SetAside != "" {
			continue
		}
		unit := prevalence.Rated{}
		for _, k := range a.Codings {
			if k.Origin != voxpop.ByPerson || k.Coder == voxpop.Final {
				continue
			}
			if unit[k.Coder] == nil {
				unit[k.Coder] = []string{}
			}
			if k.Present && k.Code != voxpop.NoCode && !slices.Contains(unit[k.Coder], k.Code) {
				unit[k.Coder] = append(unit[k.Coder], k.Code)
			}
		}
		if len(unit) > 1 {
			all = append(all, unit)
		}
	}
	return all
}

// RatingsOf reduces ratings to one code: marked or not.
func RatingsOf(units []prevalence.Rated, code string) []prevalence.Rated {
	all := make([]prevalence.Rated, len(units))
	for i, u := range units {
		all[i] = prevalence.Rated{}
		for coder, codes := range u {
			said := "0"
			if slices.Contains(codes, code) {
				said = "1"
			}
			all[i][coder] = []string{said}
		}
	}
	return all
}
