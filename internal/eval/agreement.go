package eval

// AgreementOptions of [Agreement].
type AgreementOptions struct {
	Seed uint64
}

// AgreementResult is what [Agreement] found.
type AgreementResult struct {
	Seconds float64 `json:"seconds"`
}

// Agreement measures.
func Agreement(units []Ratings, opts AgreementOptions) (AgreementResult, error) {
	return AgreementResult{}, refuse("agreement", "is not there yet", "")
}
