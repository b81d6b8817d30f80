package vector

// table numbers keys in the order in which they are added: open addressing
// with linear probing. Keys are hashes already; 0 is no key of ours in practice
// and stands for an empty slot.
type table struct {
	keys []uint64
	ids  []uint32
	n    int
}

func newTable(size int) table {
	c := 64
	for c < size {
		c *= 2
	}
	return table{keys: make([]uint64, c), ids: make([]uint32, c)}
}

// add returns the number of k, a new one if k is new.
func (t *table) add(k uint64) uint32 {
	if 3*t.n >= 2*len(t.keys) {
		t.grow()
	}
	mask := uint64(len(t.keys) - 1)
	for i := k & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case k:
			return t.ids[i]
		case 0:
			t.keys[i], t.ids[i] = k, uint32(t.n)
			t.n++
			return uint32(t.n - 1)
		}
	}
}

func (t *table) grow() {
	old := *t
	t.keys, t.ids = make([]uint64, 2*len(old.keys)), make([]uint32, 2*len(old.keys))
	mask := uint64(len(t.keys) - 1)
	for j, k := range old.keys {
		if k == 0 {
			continue
		}
		i := k & mask
		for t.keys[i] != 0 {
			i = (i + 1) & mask
		}
		t.keys[i], t.ids[i] = k, old.ids[j]
	}
}

func (t *table) get(k uint64) (uint32, bool) {
	if len(t.keys) == 0 {
		return 0, false
	}
	mask := uint64(len(t.keys) - 1)
	for i := k & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case k:
			return t.ids[i], true
		case 0:
			return 0, false
		}
	}
}

func (t *table) each(f func(k uint64, id uint32)) {
	for i, k := range t.keys {
		if k != 0 {
			f(k, t.ids[i])
		}
	}
}
