package eval

// ThemesOptions of [Themes].
type ThemesOptions struct {
	K        int
	Seed     uint64
	Progress Progress
}

// ThemesResult is what [Themes] found.
type ThemesResult struct {
	Seconds float64 `json:"seconds"`
}

// Themes measures.
func Themes(rows []Row, opts ThemesOptions) (ThemesResult, error) {
	return ThemesResult{}, refuse("themes", "is not there yet", "")
}
