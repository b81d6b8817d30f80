package media

import "math"

const (
	crossings = 32   // of the kernel on each side, at the lower rate
	passband  = 0.92 // of half the lower rate is kept
	maxPhases = 4096 // of the kernel; rates with a greater common multiple get the nearest
)

// Resample returns the sound at another rate, through a sinc of 64 crossings
// under a Kaiser window: what lies below 85 % of half the lower rate is kept, what
// lies above 100 % is gone by about 70 dB, so no high sound comes back as a low
// one. Sounds and rates that make no sense are returned as they are.
func (s Sound) Resample(rate int) Sound {
	if rate == s.Rate || rate <= 0 || s.Rate <= 0 {
		return s
	}
	k := newKernel(s.Rate, rate)
	n := int64(len(s.Samples)) * int64(rate) / int64(s.Rate)
	out := make([]int16, n)
	in := make([]float32, len(s.Samples)+2*k.half)
	for i, v := range s.Samples {
		in[i+k.half] = float32(v)
	}
	whole, part := 0, int64(0) // where the next sample lies in the sound: whole + part/rate
	stepWhole, stepPart := s.Rate/rate, int64(s.Rate%rate)
	for i := range out {
		taps := k.phase(part, int64(rate))
		window := in[min(whole+1, len(in)-len(taps)):]
		var a, b float32
		for j := 0; j+1 < len(taps); j += 2 {
			a += taps[j] * window[j]
			b += taps[j+1] * window[j+1]
		}
		out[i] = clip(float64(a + b))
		whole += stepWhole
		if part += stepPart; part >= int64(rate) {
			whole, part = whole+1, part-int64(rate)
		}
	}
	return Sound{Rate: rate, Samples: out}
}

// kernel is a windowed sinc, sampled for each place between two samples that a
// conversion meets.
type kernel struct {
	half   int // samples of the sound on each side
	phases int
	taps   [][]float32
}

func newKernel(from, to int) *kernel {
	cut := passband * min(1, float64(to)/float64(from)) // of half the sound's rate
	k := &kernel{half: int(math.Ceil(crossings * max(1, float64(from)/float64(to))))}
	k.phases = min(to/gcd(from, to), maxPhases)
	k.taps = make([][]float32, k.phases+1)
	const beta = 7 // about 70 dB
	norm := bessel(beta)
	for p := range k.taps {
		frac := float64(p) / float64(k.phases)
		taps := make([]float32, 2*k.half)
		row, sum := make([]float64, 2*k.half), 0.
		for j := range row {
			x := float64(j+1-k.half) - frac // from the place that is looked for
			w := 1 - x*x/float64(k.half*k.half)
			if w <= 0 {
				continue
			}
			v := cut
			if x != 0 {
				v = math.Sin(math.Pi*cut*x) / (math.Pi * x)
			}
			row[j] = v * bessel(beta*math.Sqrt(w)) / norm
			sum += row[j]
		}
		for j, v := range row {
			taps[j] = float32(v / sum) // the same strength at every place: no tone of the grid
		}
		k.taps[p] = taps
	}
	return k
}

func (k *kernel) phase(part, rate int64) []float32 {
	return k.taps[(part*int64(k.phases)+rate/2)/rate]
}

// bessel is the modified Bessel function of order zero.
func bessel(x float64) float64 {
	sum, term := 1., 1.
	for i := 1.; term > 1e-12*sum; i++ {
		term *= x * x / (4 * i * i)
		sum += term
	}
	return sum
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
