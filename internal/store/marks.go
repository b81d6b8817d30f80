package store

import "voxpop/internal/coding"

// Marks implements [coding.Record].
func (v *View) Marks() ([]coding.Mark, error) { return nil, nil }
