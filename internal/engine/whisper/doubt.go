package whisper

import (
	"math"
	"strings"

	"voxpop/internal/media"
	"voxpop/internal/text"
)

// doubtful is the most that a word of a segment that is likely invented has as
// its P.
const doubtful = .1

// Bounds of doubt. The first three are those of Whisper's own program.
const (
	compressed = 2.4  // text that packs this well repeats itself
	silence    = .6   // probability that nobody spoke …
	unlikely   = -1.  // … and mean logarithm of the words' probability
	hush       = 30.  // root mean square of samples, of 32,768, that no speech is below: -61 dB
	fastest    = 40.  // letters in a second
	fastAbove  = 40   // letters, for so short a text times say little
	thrice     = 3    // segments in a row with one text
	looped     = 4    // times in a row that a phrase …
	loopWords  = 8    // … with so many words in all stands in a text
	loopPhrase = 12   // words of a phrase that is looked for
	frame      = 1600 // samples of a tenth of a second
)

// doubt says of which stretches it is likely that nobody said them: where the
// server says so, where it repeats itself or the glossary, where it writes
// faster than anybody speaks, and where there is no sound.
func doubt(all []stretch, s media.Sound, prompt string) []bool {
	out := make([]bool, len(all))
	folded := make([]string, len(all))
	shown := text.FoldString(prompt)
	for i, one := range all {
		folded[i] = text.FoldString(one.Text)
		letters := float64(len([]rune(one.Text)))
		out[i] = one.of.Compression.or(0) > compressed ||
			one.of.Silence.or(0) > silence && one.of.Likelihood.or(0) < unlikely ||
			shown != "" && folded[i] == shown ||
			letters > fastAbove && letters > fastest*(one.End-one.Start) ||
			loops(strings.Fields(folded[i])) ||
			quiet(s, one.Start, one.End)
	}
	for i := 0; i < len(folded); {
		j := i + 1
		for j < len(folded) && folded[j] == folded[i] {
			j++
		}
		if j-i >= thrice && folded[i] != "" {
			for k := i; k < j; k++ {
				out[k] = true
			}
		}
		i = j
	}
	return out
}

// loops reports whether a phrase stands in a row more often than people say one.
func loops(words []string) bool {
	for n := 1; n <= loopPhrase && n*2 <= len(words); n++ {
		same := 0 // words that are as n words before
		for i := n; i < len(words); i++ {
			if words[i] != words[i-n] {
				same = 0
				continue
			}
			same++
			if total := same + n; total >= looped*n && total >= loopWords {
				return true
			}
		}
	}
	return false
}

// quiet reports whether no tenth of a second between start and end is loud
// enough to be speech.
func quiet(s media.Sound, start, end float64) bool {
	from := min(max(int(start*float64(s.Rate)), 0), len(s.Samples))
	to := min(max(int(math.Ceil(end*float64(s.Rate))), from), len(s.Samples))
	if to-from < frame {
		// Too little to say: the times of short segments are often beside them.
		return false
	}
	for at := from; at < to; at += frame {
		sum, part := 0., s.Samples[at:min(at+frame, to)]
		for _, v := range part {
			sum += float64(v) * float64(v)
		}
		if math.Sqrt(sum/float64(len(part))) >= hush {
			return false
		}
	}
	return true
}
