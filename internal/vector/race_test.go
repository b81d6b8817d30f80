package vector

import (
	"math"
	"testing"
)

// A row more changes no pick but by being picked itself, and rows are picked in
// proportion to their weights.
func TestRace(t *testing.T) {
	const rows, times = 50, 20000
	keys, weight := make([]uint64, rows), make([]float64, rows)
	total := 0.0
	for i := range keys {
		keys[i], weight[i] = mix(uint64(i)+7), float64(i%5)
		total += weight[i]
	}
	picked := make([]float64, rows)
	for salt := range uint64(times) {
		all := race(mix(salt), keys, weight, false)
		if few := race(mix(salt), keys[:rows-1], weight[:rows-1], false); few != all && all != rows-1 {
			t.Fatalf("row %d is picked of %d, row %d of one more", few, rows-1, all)
		}
		picked[all]++
	}
	for i, n := range picked {
		want := times * weight[i] / total
		if math.Abs(n-want) > 6*math.Sqrt(want) {
			t.Errorf("row %d of weight %v was picked %v times, want about %.0f", i, weight[i], n, want)
		}
	}
}
