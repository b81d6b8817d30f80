package duplicate

// How alike is alike. The figures were chosen on the development part of a
// synthetic set (docs/DUPLICATES.md): of pairs that share so much, hardly any
// were of people who wrote for themselves.
const (
	least    = 10  // what passages must weigh, in letters, less what each owes to chance
	firm     = 60  // from here on half of the shorter message is enough
	loose    = 0.4 // part of the shorter message that makes a pair worth a second look
	lopsided = 1.2
	sure     = 200
	moved    = 2
	inside   = 14
	all      = 0.92
	strict   = 0.8  // part of the shorter message that must be shared where passages weigh the least
	lax      = 0.55 // and where they are firm
	half     = 0.5
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
