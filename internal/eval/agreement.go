package eval

import (
	"fmt"
	"maps"
	"slices"

	"voxpop/internal/prevalence"
)

// AgreementOptions of [Agreement].
type AgreementOptions struct {
	Seed uint64
}

// AgreementResult is what [Agreement] found.
type AgreementResult struct {
	prevalence.Measures
	// Labels are measured each as there or not, where raters choose among more
	// than two or give sets; by name.
	Labels []LabelAgreement `json:"labels"`
	// Sharpen ranks the labels by how much raters part over them, and says
	// with which others they are confused.
	Sharpen []prevalence.Sharper `json:"sharpen"`
	Seconds float64              `json:"seconds"`
}

// LabelAgreement is the agreement on one label.
type LabelAgreement struct {
	Label string `json:"label"`
	prevalence.Measures
}

// manyLabels are too many to measure each with an interval.
const manyLabels = 100

// Agreement measures how far raters of the same units agree: Krippendorff's
// alpha, Cohen's and Fleiss' kappa and percent, each with a bootstrap interval
// over units. Seed 0 is taken from the ratings.
func Agreement(units []Ratings, opts AgreementOptions) (AgreementResult, error) {
	r := AgreementResult{Labels: []LabelAgreement{}}
	labels := map[string]bool{}
	sets := false
	all := make([]prevalence.Rated, len(units))
	for i, u := range units {
		all[i] = u.Ratings
		for _, said := range u.Ratings {
			sets = sets || len(said) != 1
			for _, l := range said {
				labels[l] = true
			}
		}
	}
	o := prevalence.Options{Seed: opts.Seed}
	r.Measures = prevalence.Reliability(all, o)
	if r.Units == 0 {
		return r, refuse("agreement", fmt.Sprintf("none of %d units has two raters", len(units)), "agreement is of what two or more people rated")
	}
	r.Sharpen = prevalence.Sharpen(all)
	if names := slices.Sorted(maps.Keys(labels)); len(names) <= manyLabels && (sets || len(names) > 2) {
		for _, l := range names {
			r.Labels = append(r.Labels, LabelAgreement{l, prevalence.Reliability(prevalence.Label(all, l), o)})
		}
	}
	return r, nil
}
