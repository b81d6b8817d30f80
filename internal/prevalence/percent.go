package prevalence

import (
	"math"
	"math/big"
)

// Percent writes n of of as a percentage with so many decimals, half up and
// exact, in ASCII digits without the sign: Percent(1, 8, 0) is "13",
// Percent(1, 8, 1) "12.5". It is "" when of is not positive.
func Percent(n, of, decimals int) string {
	if of <= 0 {
		return ""
	}
	// floor((n·100·10^d)/of + 1/2), in whole numbers
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(decimals, 0))), nil)
	q := new(big.Int).Mul(big.NewInt(int64(n)), big.NewInt(200))
	q.Mul(q, scale).Add(q, big.NewInt(int64(of)))
	q.Div(q, big.NewInt(2*int64(of)))
	return new(big.Rat).SetFrac(q, scale).FloatString(max(decimals, 0))
}

// Whole is the number that a story gives for a count that may be fractional
// (method "ppi"): rounded half up.
func Whole(n float64) int { return int(math.Floor(n + .5)) }
