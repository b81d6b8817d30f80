package media

import "math"

// Loudness is the integrated loudness of the sound in LUFS after ITU-R
// BS.1770-4: K-weighted, in blocks of 400 ms that overlap by three quarters,
// without the blocks below -70 LUFS and below 10 LU under the rest. It is minus
// infinity for silence and for a sound shorter than a block.
func (s Sound) Loudness() float64 {
	step := s.Rate / 10
	if step == 0 || len(s.Samples) < 4*step {
		return math.Inf(-1)
	}
	shelf, high := kWeighting(float64(s.Rate))
	var quarters []float64 // power of each 100 ms
	sum, n := 0., 0
	for _, v := range s.Samples {
		y := high.next(shelf.next(float64(v) / 32768))
		sum += y * y
		if n++; n == step {
			quarters = append(quarters, sum)
			sum, n = 0, 0
		}
	}
	var blocks []float64
	for i := range len(quarters) - 3 {
		blocks = append(blocks, (quarters[i]+quarters[i+1]+quarters[i+2]+quarters[i+3])/float64(4*step))
	}
	loud := gated(blocks, math.Pow(10, (-70+.691)/10))
	return -.691 + 10*math.Log10(gated(blocks, loud/10))
}

// gated is the mean of what lies above a gate.
func gated(blocks []float64, gate float64) float64 {
	sum, n := 0., 0
	for _, b := range blocks {
		if b > gate {
			sum += b
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// biquad is a filter of second order, in the direct form II transposed.
type biquad struct {
	b0, b1, b2, a1, a2 float64
	z1, z2             float64
}

func (f *biquad) next(x float64) float64 {
	y := f.b0*x + f.z1
	f.z1 = f.b1*x - f.a1*y + f.z2
	f.z2 = f.b2*x - f.a2*y
	return y
}

// kWeighting are the two filters of BS.1770 for a rate. The standard gives
// their coefficients for 48 kHz; these are the analogue filters behind them,
// brought to the rate by the bilinear transform.
func kWeighting(rate float64) (shelf, high *biquad) {
	const (
		f0, gain, q0 = 1681.974450955533, 3.999843853973347, .7071752369554196
		f1, q1       = 38.13547087602444, .5003270373238773
	)
	k := math.Tan(math.Pi * f0 / rate)
	vh := math.Pow(10, gain/20)
	vb := math.Pow(vh, .4996667741545416)
	a := 1 + k/q0 + k*k
	shelf = &biquad{b0: (vh + vb*k/q0 + k*k) / a, b1: 2 * (k*k - vh) / a, b2: (vh - vb*k/q0 + k*k) / a,
		a1: 2 * (k*k - 1) / a, a2: (1 - k/q0 + k*k) / a}
	k = math.Tan(math.Pi * f1 / rate)
	a = 1 + k/q1 + k*k
	high = &biquad{b0: 1, b1: -2, b2: 1, a1: 2 * (k*k - 1) / a, a2: (1 - k/q1 + k*k) / a}
	return shelf, high
}
