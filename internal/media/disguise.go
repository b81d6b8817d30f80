package media

import (
	"math"
	"math/rand/v2"
)

// Disguise makes a voice less easily recognised by people who hear it. It is no
// anonymisation: software that compares voices recognises it hardly less well,
// above all when it treats another recording of the person in the same way, so
// nothing may be published as anonymous by it. The speech stays as it was:
// names, dialect, turns of phrase. docs/MEDIA.md has the figures.
//
// What it does is the method of McAdams (Patino and others 2021: Speaker
// Anonymisation Using the McAdams Coefficient) and a shift of the pitch. Neither
// number may be kept beside the result: whoever has them can turn it back.
type Disguise struct {
	Alpha float64 // the angle of each pole of the voice's filter to this power; 0 and 1 leave it
	Pitch float64 // factor of the pitch; 0 and 1 leave it
}

// NewDisguise draws a disguise from a seed: alpha from 0.85 to 0.92 and
// a pitch that is 6 to 10 % higher or lower, where speech stays easy to understand.
// The seed must be a secret, and another one for every recording: made with a key
// from the recording's id, never from what is public alone.
func NewDisguise(seed uint64) Disguise {
	rnd := rand.New(rand.NewPCG(seed, 0x766f69636573))
	d := Disguise{Alpha: .85 + .07*rnd.Float64(), Pitch: 1.06 + .04*rnd.Float64()}
	if rnd.IntN(2) == 0 {
		d.Pitch = 1 / d.Pitch
	}
	return d
}

// disguiseRate is the rate at which the voice is taken apart: the filter of 20
// poles is made for it, and what lies above says more about who speaks than
// about what is said.
const disguiseRate = 16000

// Apply returns the disguised sound, of the same length and rate. A sound at a
// higher rate than 16 kHz loses what lies above 8 kHz. The disguise that leaves
// everything returns the sound as it is.
func (d Disguise) Apply(s Sound) Sound {
	alpha, pitch := d.Alpha, d.Pitch
	if alpha == 0 {
		alpha = 1
	}
	if pitch == 0 {
		pitch = 1
	}
	if alpha == 1 && pitch == 1 || s.Rate <= 0 || len(s.Samples) == 0 {
		return s
	}
	low := s
	if s.Rate > disguiseRate {
		low = s.Resample(disguiseRate)
	}
	x := make([]float64, len(low.Samples))
	for i, v := range low.Samples {
		x[i] = float64(v) / 32768
	}
	if alpha != 1 {
		x = mcadams(x, low.Rate, alpha)
	}
	if pitch != 1 {
		x = shiftPitch(x, low.Rate, min(max(pitch, .5), 2))
	}
	out := Sound{Rate: low.Rate, Samples: make([]int16, len(x))}
	for i, v := range x {
		out.Samples[i] = clip(v * 32768)
	}
	out = out.Resample(s.Rate)
	// Conversion there and back may be a sample or two short.
	for len(out.Samples) < len(s.Samples) {
		out.Samples = append(out.Samples, 0)
	}
	out.Samples = out.Samples[:len(s.Samples)]
	return out
}

const (
	order   = 20   // poles of the filter
	lpcTime = .020 // seconds of a frame; the next begins half of that later
)

// mcadams takes the voice apart into a filter and what drives it, frame by
// frame, turns the poles of the filter, and puts it together again.
func mcadams(x []float64, rate int, alpha float64) []float64 {
	size := int(lpcTime*float64(rate)) / 2 * 2
	hop := size / 2
	if hop <= order {
		return x
	}
	window := make([]float64, size) // its square, shifted by half, adds up to one
	for i := range window {
		window[i] = math.Sin(math.Pi * (float64(i) + .5) / float64(size))
	}
	out := make([]float64, len(x)+2*size)
	frame, residual := make([]float64, size), make([]float64, size)
	var roots [order]complex128
	warm := false
	for at := -hop; at < len(x); at += hop {
		energy := 0.
		for i := range frame {
			frame[i] = 0
			if j := at + i; j >= 0 && j < len(x) {
				frame[i] = x[j] * window[i]
			}
			energy += frame[i] * frame[i]
		}
		if energy > 1e-9 {
			a, ok := predictor(frame)
			if ok {
				ok = aberth(a, &roots, warm)
				warm = ok
			}
			if b, turned := turn(a, &roots, alpha); ok && turned {
				filter(frame, residual, a, b)
				level(residual, energy)
				copy(frame, residual)
			}
		}
		for i, v := range frame {
			out[at+hop+i] += v * window[i]
		}
	}
	return out[hop : hop+len(x)]
}

// predictor returns the coefficients of the filter, a[0] = 1, by autocorrelation
// and the recursion of Levinson and Durbin.
func predictor(x []float64) (a [order + 1]float64, ok bool) {
	var r [order + 1]float64
	for k := range r {
		for i := k; i < len(x); i++ {
			r[k] += x[i] * x[i-k]
		}
	}
	r[0] *= 1 + 1e-6 // noise 60 dB below: no pole on the circle
	if r[0] <= 0 {
		return a, false
	}
	a[0] = 1
	e := r[0]
	for i := 1; i <= order; i++ {
		k := r[i]
		for j := 1; j < i; j++ {
			k += a[j] * r[i-j]
		}
		k = -k / e
		b := a
		for j := 1; j < i; j++ {
			a[j] = b[j] + k*b[i-j]
		}
		a[i] = k
		if e *= 1 - k*k; e <= 0 {
			return a, false
		}
	}
	return a, true
}

// aberth finds the roots of the filter all at once (Aberth 1973), from those of
// the frame before where there are any. false: they were not found.
func aberth(a [order + 1]float64, z *[order]complex128, warm bool) bool {
	if !warm {
		for i := range z {
			angle := 2*math.Pi*float64(i)/order + .4
			z[i] = complex(.9*math.Cos(angle), .9*math.Sin(angle))
		}
	}
	for range 60 {
		worst := 0.
		for i := range z {
			// The filter and its derivative at z, after Horner.
			zr, zi := real(z[i]), imag(z[i])
			pr, pi, dr, di := a[0], 0., 0., 0.
			for _, c := range a[1:] {
				dr, di = dr*zr-di*zi+pr, dr*zi+di*zr+pi
				pr, pi = pr*zr-pi*zi+c, pr*zi+pi*zr
			}
			if pr == 0 && pi == 0 {
				continue
			}
			var sr, si float64
			for j := range z {
				if j == i {
					continue
				}
				xr, xi := zr-real(z[j]), zi-imag(z[j])
				n := xr*xr + xi*xi
				if n < 1e-24 {
					n, xr = 1e-24, 1e-12
				}
				sr += xr / n
				si -= xi / n
			}
			// w = p / (d - p*s)
			nr, ni := dr-(pr*sr-pi*si), di-(pr*si+pi*sr)
			n := nr*nr + ni*ni
			if n == 0 || n != n {
				return false
			}
			wr, wi := (pr*nr+pi*ni)/n, (pi*nr-pr*ni)/n
			z[i] = complex(zr-wr, zi-wi)
			worst = max(worst, wr*wr+wi*wi)
		}
		if worst < 1e-16 {
			return true
		}
		if worst != worst {
			return false
		}
	}
	return false
}

// turn returns the filter with the angle of each pair of poles to the power of
// alpha; poles on the real axis stay. false when the poles do not make pairs.
func turn(a [order + 1]float64, z *[order]complex128, alpha float64) (b [order + 1]float64, ok bool) {
	b[0] = 1
	n := 0
	// times multiplies the filter by 1 + c1 x + c2 x².
	times := func(c1, c2 float64) {
		for i := order; i >= 0; i-- {
			if i >= 1 {
				b[i] += c1 * b[i-1]
			}
			if i >= 2 {
				b[i] += c2 * b[i-2]
			}
		}
	}
	for _, p := range z {
		switch re, im := real(p), imag(p); {
		case math.Abs(im) < 1e-6:
			n++
			if n > order {
				return a, false
			}
			times(-max(-.999, min(.999, re)), 0)
		case im > 0:
			if n += 2; n > order {
				return a, false
			}
			radius := min(math.Hypot(re, im), .999)
			angle := math.Min(math.Pow(math.Atan2(im, re), alpha), math.Pi)
			times(-2*radius*math.Cos(angle), radius*radius)
		}
	}
	return b, n == order
}

// filter takes the filter a off a frame and puts b in its place.
func filter(in, out []float64, a, b [order + 1]float64) {
	for i := range in {
		e := in[i]
		for k := 1; k <= min(order, i); k++ {
			e += a[k]*in[i-k] - b[k]*out[i-k]
		}
		out[i] = e
	}
}

// level brings a frame to an energy: poles that moved together resonate.
func level(x []float64, energy float64) {
	sum := 0.
	for _, v := range x {
		sum += v * v
	}
	if sum == 0 || sum != sum {
		return
	}
	g := math.Sqrt(energy / sum)
	for i := range x {
		x[i] *= g
	}
}

// shiftPitch multiplies all frequencies by a factor: the sound is made longer by
// it, piece by piece where the pieces fit each other best (WSOLA: Verhelst and
// Roelands 1993), and then played so much faster.
func shiftPitch(x []float64, rate int, factor float64) []float64 {
	size := int(.040*float64(rate)) / 2 * 2
	hop, reach := size/2, int(.012*float64(rate))
	faster := int(math.Round(float64(rate)/factor/50)) * 50 // a rate for which little has to be worked out
	if hop == 0 || len(x) < 2*size || faster == 0 {
		return x
	}
	factor = float64(rate) / float64(faster)
	window := make([]float64, size)
	for i := range window {
		window[i] = .5 - .5*math.Cos(2*math.Pi*(float64(i)+.5)/float64(size))
	}
	n := int(math.Ceil(float64(len(x))*factor)) + size
	long := make([]float64, n+size)
	margin := 2*size + reach // silence around it, so that no piece reaches beyond
	wide := make([]float64, len(x)+2*margin+int(float64(2*size)/factor))
	copy(wide[margin:], x)
	last := 0 // where the piece before was taken
	for out := 0; out < n; out += hop {
		from := min(int(float64(out)/factor), len(x))
		if out > 0 {
			from = bestFit(wide, margin-hop+last+hop, margin-hop+from, reach, size) - margin + hop
		}
		for i, v := range wide[margin-hop+from:][:size] {
			long[out+i] += v * window[i]
		}
		last = min(from, len(x))
	}
	// The first piece lies half before the start.
	y := make([]float64, len(x))
	s := Sound{Rate: rate, Samples: make([]int16, len(long)-hop)}
	for i := range s.Samples {
		s.Samples[i] = clip(long[hop+i] * 32768)
	}
	fast := s.Resample(faster)
	for i := range y {
		if i < len(fast.Samples) {
			y[i] = float64(fast.Samples[i]) / 32768
		}
	}
	return y
}

// bestFit returns where near want the sound goes on most like it would by
// itself, from natural on; the last steps are finer.
func bestFit(x []float64, natural, want, reach, size int) int {
	goal := x[natural:][:size]
	alike := func(from, step int) float64 {
		var dot, b float64
		piece := x[from:][:size]
		for i := 0; i < size; i += step {
			dot += goal[i] * piece[i]
			b += piece[i] * piece[i]
		}
		return dot / math.Sqrt(b+1e-9)
	}
	best, most := want, alike(want, 4)
	for d := -reach; d <= reach; d += 3 {
		if v := alike(want+d, 4); v > most {
			best, most = want+d, v
		}
	}
	center, most := best, alike(best, 2)
	for d := -2; d <= 2; d++ {
		if v := alike(center+d, 2); v > most {
			best, most = center+d, v
		}
	}
	return best
}
