package suggest

import (
	"math"
	"math/rand/v2"
	"testing"

	"voxpop/internal/vector"
)

// random returns n rows of a sparse and a dense part, and a label that depends
// on both, with mistakes.
func random(n int) (*matrix, []bool) {
	r := rand.New(rand.NewPCG(1, 2))
	const cols = 60
	rows := vector.Rows{Start: []int32{0}, Cols: cols}
	dense := vector.NewDense(n, 3)
	has := make([]bool, n)
	for i := range n {
		sum := -.3
		for c := range int32(cols) {
			if r.IntN(8) == 0 {
				v := r.Float32()
				rows.Col, rows.Val = append(rows.Col, c), append(rows.Val, v)
				sum += float64(v) * (float64(c%7) - 3)
			}
		}
		rows.Start = append(rows.Start, int32(len(rows.Col)))
		for c := range 3 {
			dense.Row(i)[c] = float32(r.NormFloat64())
		}
		has[i] = sum+float64(dense.Row(i)[0])+r.NormFloat64() > 0
	}
	return newMatrix(rows, dense), has
}

// What the descent minimises cannot be below what its dual says: where the two
// are near each other both are near the least there is.
func TestDescentReachesTheOptimum(t *testing.T) {
	m, has := random(400)
	for _, logistic := range []bool{false, true} {
		for _, cost := range []float64{.05, .5, 1.5} {
			k := task{rows: places(400), has: has, with: 2 * cost, without: cost, logistic: logistic}
			model := trained{w: m.weights(), alpha: make([]float32, 400)}
			m.learn(&model, k)
			square := float64(model.w.shift * model.w.shift)
			for _, part := range [][]float32{model.w.sparse, model.w.dense} {
				for _, v := range part {
					square += float64(v * v)
				}
			}
			primal, dual := square/2, -square/2
			for j, i := range k.rows {
				c := k.without
				if has[j] {
					c = k.with
				}
				margin, a := float64(sign(has[j])*m.dot(i, &model.w)), float64(model.alpha[j])
				if logistic {
					primal += c * math.Log1p(math.Exp(-margin))
					dual += c*math.Log(c) - a*math.Log(a) - (c-a)*math.Log(c-a)
				} else {
					primal += c * max(0, 1-margin) * max(0, 1-margin)
					dual += a - a*a/(4*c)
				}
			}
			if gap := (primal - dual) / primal; gap < -1e-3 || gap > .02 {
				t.Errorf("logistic %v, cost %v: %.4f, and no less than %.4f is possible: gap %.4f", logistic, cost, primal, dual, gap)
			}
		}
	}
}

// A row that goes away leaves nothing: the weights are the sum of their rows.
func TestWeightsAreTheSumOfRows(t *testing.T) {
	m, has := random(100)
	k := task{rows: places(100), has: has, with: 1, without: 1}
	model := trained{w: m.weights(), alpha: make([]float32, 100)}
	m.learn(&model, k)
	for j, i := range k.rows {
		m.add(i, -model.alpha[j]*sign(has[j]), &model.w)
	}
	for _, part := range [][]float32{model.w.sparse, model.w.dense, {model.w.shift}} {
		for c, v := range part {
			if math.Abs(float64(v)) > 1e-4 {
				t.Fatalf("weight %d is %v without any row", c, v)
			}
		}
	}
}

func TestThresholdIsTheBestExpectedF1(t *testing.T) {
	for _, x := range []struct {
		p    []float64
		want float64
	}{
		{[]float64{.9, .8, .1, .05}, .8},
		{[]float64{.2, .2, .2}, .2},
		{[]float64{.5}, .5},
		{nil, 1},
	} {
		if got := threshold(x.p); got != x.want {
			t.Errorf("threshold(%v) = %v, want %v", x.p, got, x.want)
		}
	}
}

func TestCurveOfFewMarksIsThatOfAll(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var scores [2][]float64
	var has [2][]bool
	for range 500 {
		s := r.NormFloat64() * 2
		scores[0], has[0] = append(scores[0], s), append(has[0], r.Float64() < sigmoid(2*s-1))
	}
	scores[1], has[1] = []float64{1, -1, -2}, []bool{false, true, false} // by chance the wrong way round
	got := calibrate(scores[:], has[:])
	if c := got[0]; math.Abs(c.slope-2) > .5 || math.Abs(c.shift+1) > .4 {
		t.Errorf("curve is %+v, want slope 2 and shift -1", c)
	}
	if got[1].slope <= 0 {
		t.Errorf("three marks turned the curve round: %+v", got[1])
	}
}
