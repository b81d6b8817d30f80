package media_test

import (
	"math"
	"slices"
	"testing"

	"voxpop/internal/media"
)

func TestDisguiseLeaves(t *testing.T) {
	s := said(t, "rms", sentences[:3]...)
	for _, d := range []media.Disguise{{}, {Alpha: 1}, {Alpha: 1, Pitch: 1}} {
		if got := d.Apply(s); !slices.Equal(got.Samples, s.Samples) {
			t.Errorf("%v changes the sound", d)
		}
	}
	// The whole way through filter and poles, with angles that stay: what
	// comes out is what went in.
	low := s.Resample(16000)
	got := media.Disguise{Alpha: 1 + 1e-12}.Apply(low)
	if db := ratio(low.Samples, got.Samples); db < 60 {
		t.Errorf("taken apart and put together again it is %.1f dB from what it was", db)
	}
}

// TestDisguise holds that the filter moves, that the pitch goes where it is to
// go, and that the sound lasts as long and is about as loud.
func TestDisguise(t *testing.T) {
	for _, tt := range []struct {
		voice string
		rate  int
		d     media.Disguise
	}{
		{"rms", 16000, media.Disguise{Alpha: .8}}, {"rms", 16000, media.Disguise{Alpha: .9}}, {"slt", 16000, media.Disguise{Alpha: .85}},
		{"rms", 16000, media.Disguise{Pitch: 1.12}}, {"slt", 16000, media.Disguise{Pitch: .89}}, {"slt", 48000, media.Disguise{Pitch: 1.12}},
		{"rms", 48000, media.Disguise{Alpha: .85, Pitch: 1.12}}, {"slt", 8000, media.Disguise{Alpha: .85, Pitch: .89}},
	} {
		s := said(t, tt.voice, sentences[:2]...).Resample(tt.rate)
		got := tt.d.Apply(s)
		if got.Rate != tt.rate || len(got.Samples) != len(s.Samples) {
			t.Fatalf("%v: %d samples at %d, want %d", tt, len(got.Samples), got.Rate, len(s.Samples))
		}
		if l := got.Loudness() - s.Loudness(); math.Abs(l) > 3 {
			t.Errorf("%v: %.1f LU louder", tt, l)
		}
		if tt.d.Alpha == 0 {
			if pitch, was := fundamental(got), fundamental(s); math.Abs(pitch/was/tt.d.Pitch-1) > .04 {
				t.Errorf("%v: pitch from %.0f to %.0f Hz", tt, was, pitch)
			}
		}
		e := envelope(s.Resample(8000), got.Resample(8000))
		t.Logf("%v: the envelope moved by %.1f dB", tt, e)
		if e < 4 {
			t.Errorf("%v: the envelope moved by %.1f dB only", tt, e)
		}
	}
}

func TestNewDisguise(t *testing.T) {
	seen := map[float64]bool{}
	up := 0
	for seed := range uint64(1000) {
		d := media.NewDisguise(seed)
		if d.Alpha < .85 || d.Alpha > .92 || math.Abs(math.Log(d.Pitch)) < .058 || math.Abs(math.Log(d.Pitch)) > .096 {
			t.Fatalf("%v", d)
		}
		seen[d.Alpha] = true
		if d.Pitch > 1 {
			up++
		}
		if d != media.NewDisguise(seed) {
			t.Fatal("one seed gives two disguises")
		}
	}
	if len(seen) < 990 || up < 400 || up > 600 {
		t.Errorf("%d different ones of 1000, %d higher", len(seen), up)
	}
}

func TestDisguiseOddSounds(t *testing.T) {
	loud := media.Sound{Rate: 16000, Samples: make([]int16, 16000)}
	for i := range loud.Samples {
		loud.Samples[i] = int16(32767 * (1 - 2*(i/40%2)))
	}
	for _, s := range []media.Sound{{}, {Rate: 16000}, {Rate: 16000, Samples: []int16{1}}, {Rate: 1, Samples: []int16{1, 2}}, {Rate: 900, Samples: make([]int16, 5000)},
		{Rate: 16000, Samples: make([]int16, 16000)}, tone(16000, 440, 1, 1), loud} {
		got := media.Disguise{Alpha: .8, Pitch: 1.1}.Apply(s)
		if len(got.Samples) != len(s.Samples) || got.Rate != s.Rate {
			t.Errorf("%d samples at %d became %d at %d", len(s.Samples), s.Rate, len(got.Samples), got.Rate)
		}
	}
}

// fundamental is the median pitch of a voice, by autocorrelation.
func fundamental(s media.Sound) float64 {
	s = s.Resample(8000)
	var all []float64
	for at := 0; at+480 <= len(s.Samples); at += 480 {
		x := s.Samples[at : at+480]
		if rms(x) < 500 {
			continue
		}
		corr := func(lag int) float64 {
			var xy, xx, yy float64
			for i := range len(x) - lag {
				a, b := float64(x[i]), float64(x[i+lag])
				xy, xx, yy = xy+a*b, xx+a*a, yy+b*b
			}
			return xy / math.Sqrt(xx*yy+1)
		}
		best, lag := 0., 0
		for l := 8000 / 350; l <= 8000/70; l++ {
			if c := corr(l); c > best {
				best, lag = c, l
			}
		}
		if best > .7 {
			// The vertex of the parabola through the best and its neighbours.
			a, b, c := corr(lag-1), corr(lag), corr(lag+1)
			all = append(all, 8000/(float64(lag)+(a-c)/(2*(a-2*b+c))))
		}
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// envelope is how far two sounds are apart in strength in 20 bands, in dB, as
// the mean over frames in which both are loud.
func envelope(a, b media.Sound) float64 {
	sum, n := 0., 0
	for at := 0; at+256 <= min(len(a.Samples), len(b.Samples)); at += 4 * 256 {
		x, y := a.Samples[at:at+256], b.Samples[at:at+256]
		if rms(x) < 500 || rms(y) < 500 {
			continue
		}
		for band := range 20 {
			var e [2]float64
			for k, v := range [][]int16{x, y} {
				for h := range 4 {
					var re, im float64
					w := math.Pi * float64(band*6+h+3) / 128
					for i, c := range v {
						re += float64(c) * math.Cos(w*float64(i))
						im += float64(c) * math.Sin(w*float64(i))
					}
					e[k] += re*re + im*im
				}
			}
			sum += math.Abs(10 * math.Log10((e[0]+1)/(e[1]+1)))
			n++
		}
	}
	return sum / float64(n)
}
