package suggest

import (
	"voxpop/internal/vector"
)

// Pool is every message at hand, coded or not, as numbers. It is made once and
// only read afterwards.
type Pool struct {
	messages []vector.Message
	space    *vector.Space
	m        *matrix
	place    int // columns of the dense part that are the place among all messages
}

// PoolOptions of [NewPool].
type PoolOptions struct {
	Seed uint64
	// Languages are the languages of the texts (BCP 47), if known: nil, or one
	// a text.
	Languages []string
	// Embeddings are vectors of the texts from elsewhere, such as a language
	// model that the editor runs: nil, or one a text, of one length; nil for a
	// text that has none. They are one more view beside the pool's own.
	Embeddings [][]float32
}

// The features of a message: its words and pairs of words, runs of letters
// within words, and its place among all messages of the pool.
const (
	dimensions = 128 // of the place
	neighbours = 20
	steps      = 8
	keep       = .1
)

var recipe = vector.Recipe{Words: 2, LettersMin: 2, LettersMax: 5, MinDF: 2}

// NewPool reads texts. The place of a message is its row of a truncated
// singular value decomposition, moved towards those of its nearest neighbours
// ([vector.Smooth]): what the unlabelled messages teach. With few labels it is
// worth more than any other part.
func NewPool(texts []string, o PoolOptions) *Pool {
	p := &Pool{messages: make([]vector.Message, len(texts))}
	for i, t := range texts {
		p.messages[i].Text = t
		if i < len(o.Languages) {
			p.messages[i].Lang = o.Languages[i]
		}
	}
	space, rows := vector.Learn(p.messages, recipe)
	space.Weigh(rows, vector.Weighting{})
	p.space = space
	place := vector.Decompose(rows, dimensions, 0, o.Seed).U
	place.Normalize()
	place = vector.Smooth(place, vector.Neighbours(rows, neighbours, 0), steps, keep)
	place.Normalize()
	p.place = place.Cols
	p.m = newMatrix(rows, beside(place, o.Embeddings))
	return p
}

// hints returns a row for each of texts, which are no messages of the pool:
// what a code is called and means. Its place is where its nearest messages are.
func (p *Pool) hints(texts []string) *matrix {
	messages := make([]vector.Message, len(texts))
	for i, t := range texts {
		messages[i].Text = t
	}
	rows := p.space.Rows(messages)
	p.space.Weigh(rows, vector.Weighting{})
	g := vector.Nearest(rows, p.m.sparse, neighbours, 0)
	place := vector.NewDense(len(texts), p.m.dense.Cols)
	for i := range texts {
		at := place.Row(i)
		to, sim := g.Near(i)
		for k, j := range to {
			if j >= 0 {
				for c, v := range p.m.dense.Row(int(j)) {
					at[c] += sim[k] * v
				}
			}
		}
	}
	place.Normalize()
	return newMatrix(rows, place)
}

// blank reports whether nothing is known of row i, such as a recording without
// a transcript.
func (p *Pool) blank(i int) bool { return p.m.norm[i] <= constant*constant }

// Len is the number of messages.
func (p *Pool) Len() int { return len(p.messages) }

// beside puts embeddings, made as long as one, behind the rows of place.
func beside(place vector.Dense, embeddings [][]float32) vector.Dense {
	width := 0
	for _, e := range embeddings {
		width = max(width, len(e))
	}
	if width == 0 {
		return place
	}
	extra := vector.NewDense(place.Len(), width)
	for i, e := range embeddings {
		if i < extra.Len() && finite(e) {
			copy(extra.Row(i), e)
		}
	}
	extra.Normalize()
	both := vector.NewDense(place.Len(), place.Cols+width)
	for i := range both.Len() {
		copy(both.Row(i), place.Row(i))
		copy(both.Row(i)[place.Cols:], extra.Row(i))
	}
	return both
}

func finite(v []float32) bool {
	for _, x := range v {
		if x-x != 0 {
			return false
		}
	}
	return true
}
