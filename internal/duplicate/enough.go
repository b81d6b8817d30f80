package duplicate

// How alike is alike. Weights are in letters; a letter of an everyday phrase
// weighs less than one. The figures were chosen on the development part of a
// synthetic set and looked at on texts of other sets with kinds of copies of
// our own: docs/DUPLICATES.md.
const (
	least    = 10   // what shared passages must weigh, less what each owes to chance
	firm     = 60   // from here on a little more than half of the shorter message is enough
	strict   = 0.82 // part of the shorter message that must be shared where passages weigh the least
	lax      = 0.57 // and where they are firm
	half     = 0.6  // where less than this of the longer message is shared
	lopsided = 1.0  // more is asked of the shorter one, by so much of the difference,
	sure     = 200  // unless passages weigh this much
	inside   = 14   // what passages must weigh for a message to be found inside a longer one
	all      = 0.92 // when so much of it is there
	slack    = 0.15 // how much less a member of a member may share with the centre of a group
	moved    = 2    // passages that owe nothing to chance in a text that was re-ordered
)

// enough reports whether two messages that weigh ta and tb and share s say
// the same.
func enough(s shared, ta, tb float32) bool { return s.passages >= least && margin(s, ta, tb) >= 0 }

// margin is how far the part that they share is above what is needed.
func margin(s shared, ta, tb float32) float32 {
	short, long := min(ta, tb), max(ta, tb)
	if short <= 0 {
		return -1
	}
	w := min(s.wa, s.wb, s.passages+float32(max(1, min(s.count, moved)))*byChance)
	need := strict - (strict-lax)*min(1, max(0, (s.passages-least)/(firm-least)))
	if both := w / long; both < half { // half of the longer one is something else
		need += (half - both) * lopsided * max(0, 1-s.passages/sure)
	}
	if s.passages >= inside {
		need = min(need, all)
	}
	return w/short - need
}
