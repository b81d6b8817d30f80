package media_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"voxpop/internal/media"
)

var sentences = []string{
	"We have had no water in this street since the third of March.", "Nobody came to look at the pump.",
	"My neighbour carries it up four floors every morning.", "They said it would last a week.",
	"The school was closed on Monday and again on Tuesday.", "I do not know whom to ask any more.",
	"Please write about it before the summer.", "The bridge shakes when a lorry goes over it.",
	"Six of us share one tap.", "Thank you for listening.",
}

// conversation is sentences with pauses of .4 to 1.5 s between them, at 16 kHz,
// and where somebody speaks: frames of 10 ms that are louder than 40 dB below
// the loudest of their sentence.
func conversation(t testing.TB, rnd *rand.Rand, seconds float64) (s media.Sound, speech []bool, pauses []media.Span) {
	t.Helper()
	var spoken []media.Sound
	for i, text := range sentences {
		one := said(t, []string{"rms", "slt"}[i%2], text).Resample(16000)
		one.Samples = one.Samples[:len(one.Samples)-one.Rate/2]
		spoken = append(spoken, one)
	}
	s.Rate = 16000
	for i := 0; s.Seconds() < seconds; i++ {
		gap := 6400 + rnd.IntN(17600)
		pauses = append(pauses, media.Span{From: len(s.Samples), To: len(s.Samples) + gap})
		s.Samples = append(s.Samples, make([]int16, gap)...)
		s.Samples = append(s.Samples, spoken[i%len(spoken)].Samples...)
	}
	loudest := 0.
	var level []float64
	for i := 0; i+160 <= len(s.Samples); i += 160 {
		level = append(level, rms(s.Samples[i:i+160]))
		loudest = max(loudest, level[len(level)-1])
	}
	for _, l := range level {
		speech = append(speech, l > loudest/100)
	}
	return s, speech, pauses
}

// noisy adds pink noise so many dB below the voice.
func noisy(s media.Sound, rnd *rand.Rand, snr float64) media.Sound {
	out := media.Sound{Rate: s.Rate, Samples: make([]int16, len(s.Samples))}
	var b [3]float64
	noise, power := make([]float64, len(s.Samples)), 0.
	for i := range noise {
		w := rnd.NormFloat64()
		b[0] = .99765*b[0] + w*.0990460
		b[1] = .96300*b[1] + w*.2965164
		b[2] = .57000*b[2] + w*1.0526913
		noise[i] = b[0] + b[1] + b[2] + w*.1848
		power += noise[i] * noise[i]
	}
	scale := rms(s.Samples) / math.Pow(10, snr/20) / math.Sqrt(power/float64(len(noise)))
	for i, v := range s.Samples {
		out.Samples[i] = int16(max(-32768, min(32767, math.Round(float64(v)+scale*noise[i]))))
	}
	return out
}

// TestVoiced holds what a voice under noise may be missed by, and how much noise
// is taken for one where there is little of it.
func TestVoiced(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	clean, speech, _ := conversation(t, rnd, 120)
	for _, tt := range []struct{ snr, missed, false float64 }{{40, .005, .35}, {20, .005, .35}, {10, .005, 1}, {5, .005, 1}} {
		s := noisy(clean, rnd, tt.snr)
		heard := make([]bool, len(speech))
		for _, v := range s.Voiced() {
			for i := v.From / 160; i < min(len(heard), v.To/160); i++ {
				heard[i] = true
			}
		}
		var voice, missed, quiet, wrong float64
		for i, is := range speech {
			switch {
			case is && heard[i]:
				voice++
			case is:
				voice++
				missed++
			case heard[i]:
				quiet++
				wrong++
			default:
				quiet++
			}
		}
		t.Logf("%2.0f dB: %.2f %% of the voice missed, %.1f %% of the rest taken for one", tt.snr, 100*missed/voice, 100*wrong/quiet)
		if missed/voice > tt.missed || wrong/quiet > tt.false {
			t.Errorf("%.0f dB: too much", tt.snr)
		}
	}
}

// TestSplit holds that pieces are all of the sound, none too long, and that no
// cut falls into a sentence, since there is a pause in every piece.
func TestSplit(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	clean, _, pauses := conversation(t, rnd, 150)
	for _, snr := range []float64{60, 20, 10} {
		s := noisy(clean, rnd, snr)
		for _, most := range []float64{15, 30, 60} {
			spans := whole(t, s, most)
			for _, p := range spans[1:] {
				inside := false
				for _, q := range pauses {
					inside = inside || p.From >= q.From-1600 && p.From <= q.To+1600
				}
				if !inside {
					t.Errorf("%.0f dB, %.0f s: cut at %.2f s, in the middle of a sentence", snr, most, s.Start(p))
				}
			}
			if n := len(spans); float64(n) > 2.5*s.Seconds()/most {
				t.Errorf("%.0f dB, %.0f s: %d pieces", snr, most, n)
			}
		}
	}
}

// whole checks that pieces follow each other and returns them.
func whole(t *testing.T, s media.Sound, most float64) []media.Span {
	t.Helper()
	at := 0
	spans := media.Split(s, media.SplitOptions{Max: most})
	for _, p := range spans {
		if p.From != at || p.To < p.From || float64(p.To-p.From) > most*float64(s.Rate) {
			t.Fatalf("piece %v after %d", p, at)
		}
		at = p.To
	}
	if at != len(s.Samples) {
		t.Fatalf("the pieces end at %d of %d", at, len(s.Samples))
	}
	return spans
}

func TestSplitWithoutPauses(t *testing.T) {
	if got := whole(t, tone(16000, 300, 100, .5), 30); len(got) > 8 {
		t.Errorf("%d pieces of a tone", len(got))
	}
	if got := whole(t, media.Sound{Rate: 16000, Samples: make([]int16, 16000*100)}, 30); len(got) > 5 {
		t.Errorf("%d pieces of silence", len(got))
	}
	whole(t, media.Sound{Rate: 16000}, 30)
	whole(t, tone(50, 1, 100, .5), 30) // a rate too low for frames
}
