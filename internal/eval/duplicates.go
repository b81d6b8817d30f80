package eval

// DuplicatesOptions of [Duplicates].
type DuplicatesOptions struct {
	Progress Progress
}

// DuplicatesResult is what [Duplicates] found.
type DuplicatesResult struct {
	Seconds float64 `json:"seconds"`
}

// Duplicates measures.
func Duplicates(rows []Row, opts DuplicatesOptions) (DuplicatesResult, error) {
	return DuplicatesResult{}, refuse("duplicates", "is not there yet", "")
}
