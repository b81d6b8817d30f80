package vector_test

import (
	"fmt"
	"testing"

	"voxpop/internal/vector"
)

// Each step of the way from messages to clusters, by number of messages.
func BenchmarkSteps(b *testing.B) {
	for _, n := range []int{1000, 10000, 20000} {
		ms := crowd(n, 20)
		s, r := vector.Learn(ms, recipe)
		s.Weigh(r, vector.Weighting{})
		x := vector.Decompose(r, 100, 0, 1).U
		x.Normalize()
		g := vector.Neighbours(r, 20, 0)
		steps := []struct {
			name string
			run  func()
		}{
			{"Learn", func() { vector.Learn(ms, recipe) }},
			{"Decompose", func() { vector.Decompose(r, 100, 0, 1) }},
			{"Neighbours", func() { vector.Neighbours(r, 20, 0) }},
			{"Smooth", func() { vector.Smooth(x, g, 8, 0.1) }},
			{"KMeans", func() { vector.KMeans(x, 20, 0, 1) }},
		}
		for _, step := range steps {
			b.Run(fmt.Sprintf("%s/%d", step.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					step.run()
				}
			})
		}
	}
}
