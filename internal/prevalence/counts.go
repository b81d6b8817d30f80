package prevalence

import (
	"encoding/json"
	"slices"
	"strings"
)

// Counts are how many of each of a few things, sorted by key; in JSON an object.
type Counts []Count

func (c *Counts) add(key string, n int) {
	i, ok := slices.BinarySearchFunc(*c, key, func(e Count, k string) int { return strings.Compare(e.Key, k) })
	if ok {
		(*c)[i].N += n
		return
	}
	*c = slices.Insert(*c, i, Count{key, n})
}

// MarshalJSON implements json.Marshaler.
func (c Counts) MarshalJSON() ([]byte, error) {
	m := make(map[string]int, len(c))
	for _, e := range c {
		m[e.Key] = e.N
	}
	return json.Marshal(m)
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *Counts) UnmarshalJSON(b []byte) error {
	var m map[string]int
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*c = nil
	for k, n := range m {
		c.add(k, n)
	}
	return nil
}

// tallied is a count by key that never keeps a zero, so that what was added
// and removed again leaves no trace.
type tallied map[string]int

func (t *tallied) add(key string, n int) {
	if n == 0 {
		return
	}
	if *t == nil {
		*t = tallied{}
	}
	if v := (*t)[key] + n; v != 0 {
		(*t)[key] = v
	} else {
		delete(*t, key)
		if len(*t) == 0 {
			*t = nil
		}
	}
}

// descending lists the counts, the largest first, equal ones by key.
func (t tallied) descending() []Count {
	out := make([]Count, 0, len(t))
	for k, n := range t {
		out = append(out, Count{k, n})
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.N != b.N {
			return b.N - a.N
		}
		return strings.Compare(a.Key, b.Key)
	})
	return out
}

// ascending lists the counts by key.
func (t tallied) ascending() []Count {
	out := t.descending()
	slices.SortFunc(out, func(a, b Count) int { return strings.Compare(a.Key, b.Key) })
	return out
}
