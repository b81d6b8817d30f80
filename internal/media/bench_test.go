package media_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"voxpop/internal/media"
)

// minute is a minute of something like a voice: pulses through two resonances,
// in syllables and pauses. It needs no other program.
func minute(rate int) media.Sound {
	rnd := rand.New(rand.NewPCG(1, 1))
	s := media.Sound{Rate: rate, Samples: make([]int16, 60*rate)}
	var y [4]float64
	next := 0
	for i := range s.Samples {
		second := float64(i) / float64(rate)
		x := rnd.NormFloat64() * .002
		if i >= next {
			next = i + rate/(100+rnd.IntN(20))
			if int(second*4)%4 != 3 && int(second)%8 != 7 {
				x = 1
			}
		}
		v := x + 1.6*y[0] - .9*y[1]
		y[1], y[0] = y[0], v
		w := v + 1.1*y[2] - .8*y[3]
		y[3], y[2] = y[2], w
		s.Samples[i] = int16(max(-30000, min(30000, w*1500)))
	}
	return s
}

// message is 20 s of Opus at 16 kbit/s, as messengers send it: the voice rms of
// flite.
func message(b testing.TB) []byte {
	data, err := os.ReadFile("testdata/voice.ogg")
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// perSecond says how many times faster than real a thing is done with a sound of
// so many seconds.
func perSecond(b *testing.B, seconds float64, do func()) {
	for b.Loop() {
		do()
	}
	b.ReportMetric(seconds/(b.Elapsed().Seconds()/float64(b.N)), "×real")
}

func perMinute(b *testing.B, do func()) { perSecond(b, 60, do) }

func BenchmarkDecodeOpus(b *testing.B) {
	data := message(b)
	b.ReportAllocs()
	perSecond(b, 20, func() {
		if _, err := media.DecodeOpus(data, 16000); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkRepack(b *testing.B) {
	data := message(b)
	perSecond(b, 20, func() {
		if _, err := media.Repack(data); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkStreamSum(b *testing.B) {
	data := message(b)
	perSecond(b, 20, func() {
		if _, err := media.StreamSum(data); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkResample(b *testing.B) {
	s := minute(48000)
	perMinute(b, func() { s.Resample(16000) })
}

func BenchmarkSplit(b *testing.B) {
	s := minute(16000)
	perMinute(b, func() { media.Split(s, media.SplitOptions{Max: 20}) })
}

func BenchmarkPeaks(b *testing.B) {
	s := minute(16000)
	perMinute(b, func() { s.Peaks(0) })
}

func BenchmarkLoudness(b *testing.B) {
	s := minute(48000)
	perMinute(b, func() { s.Loudness() })
}

func BenchmarkWAV(b *testing.B) {
	s := minute(16000)
	perMinute(b, func() {
		if _, err := media.ReadWAV(s.WAV()); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkDisguise(b *testing.B) {
	s := minute(16000)
	b.Run("McAdams", func(b *testing.B) { perMinute(b, func() { media.Disguise{Alpha: .85}.Apply(s) }) })
	b.Run("pitch", func(b *testing.B) { perMinute(b, func() { media.Disguise{Pitch: 1.12}.Apply(s) }) })
	b.Run("both", func(b *testing.B) { perMinute(b, func() { media.NewDisguise(1).Apply(s) }) })
}
