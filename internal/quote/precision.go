package quote

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// precisionText is how often each rule was right, a line each: language, rule,
// how many it found, how many of them were right, and the set they were
// counted on. `voxpop eval quotes --rules FILE` writes it.
//
//go:embed precision.txt
var precisionText string

// fewest results from which a rate is told; under it a rule is not measured.
const fewest = 20

var precisions = sync.OnceValue(func() map[string]float64 {
	m := map[string]float64{}
	for line := range strings.Lines(precisionText) {
		f := strings.Fields(line)
		if len(f) < 5 || strings.HasPrefix(f[0], "#") {
			continue
		}
		found, err1 := strconv.Atoi(f[2])
		right, err2 := strconv.Atoi(f[3])
		if err1 == nil && err2 == nil && found >= fewest {
			m[f[0]+" "+f[1]] = float64(right) / float64(found)
		}
	}
	return m
})

// precisionOf returns how often a rule was right in a language, as a fraction
// of 1; 0 when it was not measured.
func precisionOf(lang, rule string) float64 { return precisions()[lang+" "+rule] }
