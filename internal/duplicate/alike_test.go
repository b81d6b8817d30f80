package duplicate_test

import (
	"fmt"
	"testing"

	"voxpop/internal/duplicate"
)

// TestRecordingsOfDifferentPeople holds that recordings that are only near do
// not make one person, or a campaign, of few people who are known; equal sound
// does.
func TestRecordingsOfDifferentPeople(t *testing.T) {
	const a, b = "We have had no water for three days and nobody came to our street to mend it.", "The school was closed because of the snow and my daughter sits at home all day."
	star := func(n int) (p []duplicate.Pair) {
		for i := 1; i < n; i++ {
			p = append(p, duplicate.Pair{A: "m0", B: fmt.Sprint("m", i), Similarity: .95})
		}
		return p
	}
	clique := func(n int) (p []duplicate.Pair) {
		for i := range n {
			for j := range i {
				p = append(p, duplicate.Pair{A: fmt.Sprint("m", j), B: fmt.Sprint("m", i), Similarity: .95})
			}
		}
		return p
	}
	equal := func(p []duplicate.Pair) []duplicate.Pair {
		for i := range p {
			p[i].Equal = true
		}
		return p
	}
	known := func(n int) (p []string) {
		for i := range n {
			p = append(p, fmt.Sprint("r-", i))
		}
		return p
	}
	for name, c := range map[string]struct {
		people []string
		texts  []string
		pairs  []duplicate.Pair
		want   duplicate.Proposal
	}{
		"two, near":                         {known(2), nil, clique(2), duplicate.Coincidence},
		"two, near, other words":            {known(2), []string{a, b}, clique(2), duplicate.Coincidence},
		"two, near, the same words but one": {known(2), []string{a, a + " Ok."}, clique(2), duplicate.SamePerson},
		"two, equal":                        {known(2), nil, equal(clique(2)), duplicate.SamePerson},
		"one of two unknown, near":          {[]string{"r-1", ""}, nil, clique(2), duplicate.SamePerson},
		"one person, near":                  {[]string{"r-1", "r-1", "r-1"}, nil, clique(3), duplicate.SamePerson},
		"three, near":                       {known(3), nil, clique(3), duplicate.Coincidence},
		"three, near, long words of one":    {known(3), []string{a, b, b + " And."}, clique(3), duplicate.Coincidence},
		"three, equal":                      {known(3), nil, equal(star(3)), duplicate.Campaign},
		"three, two of them equal":          {known(3), nil, append(equal(clique(2)), star(3)[1]), duplicate.Coincidence},
		"six, each near each":               {known(6), nil, clique(6), duplicate.Campaign},
		"six, all near one only":            {known(6), nil, star(6), duplicate.Coincidence},
		"hundred, each near each":           {known(100), nil, clique(100), duplicate.Campaign},
	} {
		t.Run(name, func(t *testing.T) {
			var messages []duplicate.Message
			for i, p := range c.people {
				m := duplicate.Message{ID: fmt.Sprint("m", i), Person: p}
				if c.texts != nil {
					m.Text = c.texts[i]
				}
				messages = append(messages, m)
			}
			groups := duplicate.Find(messages, duplicate.Options{}, c.pairs...)
			if len(groups) != 1 || groups[0].Size != len(messages) || groups[0].Reason != duplicate.Recording || groups[0].Proposal != c.want {
				t.Errorf("%+v, want %s", groups, c.want)
			}
		})
	}
}
