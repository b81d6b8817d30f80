package duplicate

// copiers is how many senders of recordings that are only near make a campaign.
const copiers = 5

// alike is the pairs by message, for what a group of recordings is proposed as.
type alike struct {
	equal map[int32][]int32
	near  map[int32][]int32
}

func (x *Index) alike() *alike {
	k := &alike{map[int32][]int32{}, map[int32][]int32{}}
	for _, p := range x.pairs {
		a, ok := x.byID[p.A]
		b, known := x.byID[p.B]
		if !ok || !known || a == b {
			continue
		}
		of := k.near
		if p.Equal {
			of = k.equal
		}
		of[a], of[b] = append(of[a], b), append(of[b], a)
	}
	return k
}

// sure reports whether the recordings of a group are so certainly one that its
// senders need no look beyond it. Equal sound is: nobody speaks it twice. What
// is only near may be what two recordings share, a greeting or music, so of few
// senders it says nothing about who they are; of more it does, when most of
// them are near each other, and not all to one that holds only what they share.
func (k *alike) sure(x *Index, messages []int32, senders int) bool {
	into, person := map[int32]int32{}, map[string]int32{}
	var root func(m int32) int32
	root = func(m int32) int32 {
		if up := into[m]; up != m {
			into[m] = root(up)
		}
		return into[m]
	}
	for _, m := range messages {
		into[m] = m
		if p := x.messages[m].Person; p != "" {
			if first, ok := person[p]; ok {
				into[m] = root(first)
			} else {
				person[p] = m
			}
		}
	}
	for _, m := range messages {
		for _, o := range k.equal[m] {
			if _, ok := into[o]; ok {
				into[root(o)] = root(m)
			}
		}
	}
	parts, near := map[int32]bool{}, map[[2]int32]bool{}
	for _, m := range messages {
		parts[root(m)] = true
	}
	if len(parts) == 1 {
		return true
	}
	if senders < copiers {
		return false
	}
	for _, m := range messages {
		for _, o := range k.near[m] {
			if _, ok := into[o]; ok && root(m) < root(o) {
				near[[2]int32{root(m), root(o)}] = true
			}
		}
	}
	// Of very many copies not all pairs are told: twenty of each at least.
	n := len(parts)
	return len(near)*2 >= min(n*(n-1)/2, 20*n)
}

// wordsAlike is how alike the texts of a group are to that of its centre, 0
// where one has none.
func (x *Index) wordsAlike(c int32, messages []int32) float64 {
	var z scratch
	centre := x.nodes[c].letters
	if len(centre) == 0 {
		return 0
	}
	z.cover.with(centre)
	known, least := map[int32]bool{c: true}, float32(1)
	for _, m := range messages {
		n := x.nodeOf[m]
		if known[n] {
			continue
		}
		known[n] = true
		letters := x.nodes[n].letters
		if len(letters) == 0 {
			return 0
		}
		least = min(least, like(z.cover.compare(letters, nil, nil), centre, letters))
	}
	return float64(least)
}
