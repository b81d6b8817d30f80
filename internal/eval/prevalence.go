package eval

// PrevalenceOptions of [Prevalence].
type PrevalenceOptions struct {
	Coded, Trials int
	Label, Design string
	Seed          uint64
	Progress      Progress
}

// PrevalenceResult is what [Prevalence] found.
type PrevalenceResult struct {
	Seconds float64 `json:"seconds"`
}

// Prevalence measures.
func Prevalence(rows []Row, scores map[string]map[string]float64, opts PrevalenceOptions) (PrevalenceResult, error) {
	return PrevalenceResult{}, refuse("prevalence", "is not there yet", "")
}
