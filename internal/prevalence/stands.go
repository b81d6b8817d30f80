package prevalence

// Stands tells, for each response that counts towards the call-out's figures,
// the key of the counted person that it stands for: its sender, the sender of
// the response that it is a duplicate of, or the one who stands for its
// campaign. Withdrawn responses and those set aside are not in it. There are
// as many different keys as the waterfall counts people.
func Stands(answers []Answer) map[string]string {
	out := make(map[string]string, len(answers))
	first := map[string]*Answer{} // person → kept answer
	byID := make(map[string]*Answer, len(answers))
	for i := range answers {
		a := &answers[i]
		byID[a.ID] = a
		if a.step() != "" {
			continue
		}
		if f := first[a.Who]; f == nil || a.before(f) {
			first[a.Who] = a
		}
	}
	lead := map[string]*Answer{} // campaign → the kept answer that stands for it
	for _, f := range first {
		if f.Campaign == "" {
			continue
		}
		if l := lead[f.Campaign]; l == nil || f.before(l) {
			lead[f.Campaign] = f
		}
	}
	for i := range answers {
		a := &answers[i]
		if a.Withdrawn || a.SetAside != "" {
			continue
		}
		who := a.Who
		if a.DuplicateOf != "" {
			kept := byID[a.DuplicateOf]
			if kept == nil || kept.step() != "" {
				continue // of an answer that does not count itself
			}
			who = kept.Who
		}
		f := first[who]
		if f == nil {
			continue
		}
		if f.Campaign != "" {
			who = lead[f.Campaign].Who
		}
		out[a.ID] = who
	}
	return out
}
