package suggest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Number is the permanent random number of a person: the first eight bytes of
// HMAC-SHA256 of the person under key. A simple random sample of people is
// everybody below a number, whoever joins or leaves (Ohlsson 1995, Coordination
// of samples using permanent random numbers).
func Number(key []byte, person string) uint64 {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(person))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// Order returns all rows in the order of their persons' numbers; people[i] is
// the person of row i. Rows of one person stand together, in their own order.
func Order(key []byte, people []string) []int {
	number := make(map[string]uint64, len(people))
	order := make([]int, len(people))
	for i, p := range people {
		order[i] = i
		if _, ok := number[p]; !ok {
			number[p] = Number(key, p)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(number[people[a]], number[people[b]]), cmp.Compare(people[a], people[b]), cmp.Compare(a, b))
	})
	return order
}
