package eval

import (
	"math"
	"testing"
)

// The figures are those of scikit-learn 1.2 on the same labels.
func TestAgreementOfPartitions(t *testing.T) {
	for _, c := range []struct {
		a, b          []int
		acc, nmi, ari float64
	}{
		{[]int{0, 0, 1, 1}, []int{1, 1, 0, 0}, 1, 1, 1},
		{[]int{0, 0, 1, 1}, []int{0, 0, 0, 0}, 0.5, 0, 0},
		{[]int{0, 0, 0, 1, 1, 1}, []int{0, 0, 1, 1, 2, 2}, 4. / 6, 0.5158037429793888, 0.24242424242424243},
		{[]int{0, 1, 2, 3, 0, 1, 2, 3, 0, 0}, []int{5, 5, 6, 7, 5, 6, 6, 7, 8, 5}, 0.7, 0.7015919313018382, 0.4},
	} {
		got := crossed(c.a, c.b)
		for name, pair := range map[string][2]float64{"acc": {got.accuracy(), c.acc}, "nmi": {got.information(), c.nmi}, "ari": {got.rand(), c.ari}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Errorf("%v and %v: %s is %v, want %v", c.a, c.b, name, pair[0], pair[1])
			}
		}
	}
}

func TestPairingIsTheBest(t *testing.T) {
	cost := [][]float64{{4, 1, 3}, {2, 0, 5}, {3, 2, 2}}
	got := pairing(cost)
	sum := 0.0
	for r, k := range got {
		sum += cost[r][k]
	}
	if sum != 5 {
		t.Errorf("pairing %v costs %v, want 5", got, sum)
	}
}
