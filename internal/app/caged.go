package app

import (
	"voxpop/internal/engine/cage"
	"voxpop/internal/engine/still"
)

// Caged has to be the first call of the program: in a process that the cage
// started it never returns.
func Caged() { cage.Main(still.Inside) }
