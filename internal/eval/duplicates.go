package eval

import (
	"fmt"
	"slices"

	"voxpop/internal/duplicate"
)

// DuplicatesOptions of [Duplicates].
type DuplicatesOptions struct {
	Progress Progress
}

// DuplicatesResult is how well the groups found agree with the labels.
//
// The figures at the top are of pairs: of all pairs of rows that share a label
// (recall) and that were put in one group (precision). Under Cluster they are
// B-cubed (Bagga and Baldwin 1998): the mean over labelled rows of the part of
// the row's own label that stands in its group (recall), and over grouped and
// labelled rows of the part of its group that has its label (precision). A
// campaign of 300 weighs 44,850 pairs and 300 rows, so look at both.
type DuplicatesResult struct {
	Precision float64          `json:"precision"`
	Recall    float64          `json:"recall"`
	F1        float64          `json:"f1"`
	Cluster   DuplicateCluster `json:"cluster"`
	// HonestInCampaign is the part of the rows without a label that were put
	// in one group with a labelled row or into a group proposed as a campaign.
	HonestInCampaign float64 `json:"honest_in_campaign"`
	HonestGrouped    float64 `json:"honest_grouped"` // part of the rows without a label that were put in any group
	Messages         int     `json:"messages"`
	Labelled         int     `json:"labelled"` // rows with a label
	Groups           int     `json:"groups"`
	Seconds          float64 `json:"seconds"`
}

// DuplicateCluster is B-cubed precision, recall and F1.
type DuplicateCluster struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Duplicates groups rows and compares the groups with their labels: rows that
// share a label are duplicates, a row without one stands alone.
func Duplicates(rows []Row, opts DuplicatesOptions) (DuplicatesResult, error) {
	if len(rows) == 0 {
		return DuplicatesResult{}, refuse("duplicates", "no rows", "")
	}
	messages := make([]duplicate.Message, len(rows))
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		id := fmt.Sprintf("%09d", i) // ids of rows need not be different
		messages[i] = duplicate.Message{ID: id, Text: r.Text, Lang: r.Lang}
		at[id] = i
	}
	tell(opts.Progress, fmt.Sprintf("comparing %d messages", len(messages)))
	groups := duplicate.Find(messages, duplicate.Options{})
	tell(opts.Progress, fmt.Sprintf("measuring %d groups", len(groups)))
	group := make([]int, len(rows)) // number of the group plus 1
	campaign := make([]bool, len(groups))
	members := make([][]int, len(groups))
	for g := range groups {
		campaign[g] = groups[g].Proposal == duplicate.Campaign
		for _, id := range groups[g].Responses {
			group[at[id]] = g + 1
			members[g] = append(members[g], at[id])
		}
	}
	res := DuplicatesResult{Messages: len(rows), Groups: len(groups)}
	byLabel := map[string][]int{}
	for i, r := range rows {
		for _, l := range r.Labels {
			byLabel[l] = append(byLabel[l], i)
		}
		if len(r.Labels) > 0 {
			res.Labelled++
		}
	}
	var wanted, found, right int
	for _, list := range byLabel {
		wanted += len(list) * (len(list) - 1) / 2
	}
	wanted -= sharedTwice(rows, byLabel)
	var precision, recall float64
	labelled := map[groupLabel]int{} // rows with a label in a group
	for g, list := range members {
		found += len(list) * (len(list) - 1) / 2
		have := map[string]int{}
		for _, i := range list {
			for _, l := range rows[i].Labels {
				have[l]++
				labelled[groupLabel{g + 1, l}]++
			}
		}
		for _, i := range list {
			switch len(rows[i].Labels) {
			case 0:
			case 1:
				right += have[rows[i].Labels[0]] - 1
			default:
				for _, j := range list {
					if i != j && shareLabel(rows[i], rows[j]) {
						right++
					}
				}
			}
		}
	}
	right /= 2
	grouped := 0
	for i, r := range rows {
		if len(r.Labels) == 0 {
			continue
		}
		all, same := mates(rows, byLabel, i, labelled, group)
		if group[i] == 0 {
			recall += 1 / float64(all)
			continue
		}
		grouped++
		recall += float64(same) / float64(all)
		precision += float64(same) / float64(len(members[group[i]-1]))
	}
	res.Precision, res.Recall, res.F1 = rates(right, found, wanted)
	if grouped > 0 {
		res.Cluster.Precision = precision / float64(grouped)
	}
	if res.Labelled > 0 {
		res.Cluster.Recall = recall / float64(res.Labelled)
	}
	res.Cluster.F1 = harmonic(res.Cluster.Precision, res.Cluster.Recall)
	honest, any := 0, 0
	for g, list := range members {
		mixed := slices.ContainsFunc(list, func(i int) bool { return len(rows[i].Labels) > 0 })
		for _, i := range list {
			if len(rows[i].Labels) == 0 {
				any++
				if mixed || campaign[g] {
					honest++
				}
			}
		}
	}
	if n := len(rows) - res.Labelled; n > 0 {
		res.HonestInCampaign = float64(honest) / float64(n)
		res.HonestGrouped = float64(any) / float64(n)
	}
	return res, nil
}

type groupLabel struct {
	group int
	label string
}

// mates counts the rows that share a label with row i, itself among them: all,
// and those in its group.
func mates(rows []Row, byLabel map[string][]int, i int, labelled map[groupLabel]int, group []int) (all, same int) {
	if l := rows[i].Labels; len(l) == 1 {
		return len(byLabel[l[0]]), labelled[groupLabel{group[i], l[0]}]
	}
	seen := map[int]bool{}
	for _, l := range rows[i].Labels {
		for _, j := range byLabel[l] {
			if !seen[j] {
				seen[j] = true
				if group[i] > 0 && group[j] == group[i] {
					same++
				}
			}
		}
	}
	return len(seen), same
}

// sharedTwice is how many pairs of rows are counted too often because they
// share more than one label.
func sharedTwice(rows []Row, byLabel map[string][]int) int {
	seen := map[[2]int]int{}
	for _, r := range rows {
		if len(r.Labels) < 2 {
			continue
		}
		for _, l := range r.Labels {
			for _, i := range byLabel[l] {
				if len(rows[i].Labels) < 2 {
					continue
				}
				for _, j := range byLabel[l] {
					if j > i && len(rows[j].Labels) > 1 {
						seen[[2]int{i, j}] = 0
					}
				}
			}
		}
	}
	extra := 0
	for p := range seen {
		n := 0
		for _, l := range rows[p[0]].Labels {
			if slices.Contains(rows[p[1]].Labels, l) {
				n++
			}
		}
		extra += n - 1
	}
	return extra
}

func shareLabel(a, b Row) bool {
	for _, l := range a.Labels {
		if slices.Contains(b.Labels, l) {
			return true
		}
	}
	return false
}

// rates returns precision, recall and F1 of right among found and wanted.
func rates(right, found, wanted int) (p, r, f float64) {
	if found > 0 {
		p = float64(right) / float64(found)
	}
	if wanted > 0 {
		r = float64(right) / float64(wanted)
	}
	return p, r, harmonic(p, r)
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}
