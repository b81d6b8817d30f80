package llm

import (
	"context"
	"encoding/json"
	"math"
	"sync"

	"voxpop"
	"voxpop/internal/engine/wire"
)

const (
	// minRunes is how short a text is made before the server is believed that
	// it cannot take it.
	minRunes = 64
	// hopeless is how many texts the server may fail before it has taken one.
	hopeless = 5
)

// embeddingRequest leaves out the wish for a number of dimensions: vLLM
// refuses it for most models, even where it is the model's own.
type embeddingRequest struct {
	Model  string   `json:"model"`
	Input  []string `json:"input"`
	Format string   `json:"encoding_format"`
}

// Embed returns one vector for each text, in the order of texts: all of one
// number of dimensions, each of length 1 (Euclidean). Equal texts are sent
// once and share one vector; the vectors are not to be changed.
//
// A blank text has a vector of zeros. So has a text that the server cannot
// take, even shortened to 64 code points; [Engine.Used] counts those. When the
// server takes none of the first batch, or fails more than one text in a
// hundred, Embed fails: something else is wrong then.
//
// Of a text, the first Limits.TextRunes code points are sent. Results can
// differ in the last digits between two runs of the same server; nothing here
// can help that, and no figure stands on them.
func (e *Engine) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	const op = "llm.Embed"
	if e.EmbeddingModel == "" {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Message: "no embedding model is named", Hint: "set embedding_model under [llm]"}
	}
	if err := e.ready(); err != nil {
		return nil, wire.As(op, err)
	}
	limits := e.Limits.filled()
	var unique []string
	at := make([]int, len(texts)) // where each text stands in unique; -1 = blank
	seen := make(map[string]int, len(texts))
	for i, t := range texts {
		t = cut(clean(t), limits.TextRunes)
		if t == "" {
			at[i] = -1
			continue
		}
		j, ok := seen[t]
		if !ok {
			j = len(unique)
			seen[t] = j
			unique = append(unique, t)
		}
		at[i] = j
	}
	run := &embedding{engine: e, op: op, of: len(unique), allowed: max(1, len(unique)/100)}
	vectors := make([][]float32, len(unique))
	if f := run.all(ctx, batches(unique, limits), unique, vectors); f != nil {
		return nil, f.Error
	}
	e.mu.Lock()
	e.use.Embedded += len(unique) - run.skipped
	e.use.Skipped += run.skipped
	zero := make([]float32, e.dim)
	e.mu.Unlock()
	out := make([][]float32, len(texts))
	for i, j := range at {
		if j < 0 || vectors[j] == nil {
			out[i] = zero
		} else {
			out[i] = vectors[j]
		}
	}
	return out, nil
}

// batches cuts texts into runs [from, to) that fit one request each.
func batches(texts []string, limits Limits) [][2]int {
	var out [][2]int
	from, size := 0, 0
	for i, t := range texts {
		if i > from && (i-from == limits.Batch || size+len(t) > limits.BatchBytes) {
			out = append(out, [2]int{from, i})
			from, size = i, 0
		}
		size += len(t)
	}
	if from < len(texts) {
		out = append(out, [2]int{from, len(texts)})
	}
	return out
}

// embedding is one call of Embed under way.
type embedding struct {
	engine  *Engine
	op      string
	of      int
	allowed int // texts that the server may fail

	mu      sync.Mutex
	done    int
	skipped int
}

// all embeds every batch into out: the first alone, so that what is wrong with
// the server shows in one request, then the others a few at a time.
func (r *embedding) all(ctx context.Context, runs [][2]int, texts []string, out [][]float32) *wire.Fault {
	if len(runs) == 0 {
		return nil
	}
	first := runs[0]
	last := r.batch(ctx, texts[first[0]:first[1]], out[first[0]:first[1]])
	if last != nil && (!last.Input || r.tooMany() || r.skipped == first[1]) {
		return last
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	faults := make([]*wire.Fault, len(runs))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(r.engine.Limits.filled().Parallel, len(runs)-1) {
		wg.Go(func() {
			for i := range next {
				b := runs[i]
				f := r.batch(ctx, texts[b[0]:b[1]], out[b[0]:b[1]])
				if f != nil && (!f.Input || r.tooMany()) {
					faults[i] = f
					cancel()
				}
			}
		})
	}
feed:
	for i := 1; i < len(runs); i++ {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	// The first in order that is not merely an echo of the cancelling.
	var echo *wire.Fault
	for _, f := range faults {
		switch {
		case f == nil:
		case f.Err == context.Canceled:
			echo = f
		default:
			return f
		}
	}
	if echo == nil && ctx.Err() != nil {
		echo = r.engine.line.Stopped(ctx, r.op)
	}
	return echo
}

// tooMany reports whether the trouble is with the server, not with a text. The
// first batch runs alone, so the answer hangs on no race.
func (r *embedding) tooMany() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.skipped > r.allowed || r.skipped == r.done && r.skipped >= hopeless
}

// batch embeds texts into out. A batch that the server cannot take is halved,
// a text that it cannot take is shortened; what it does not take even so is
// left nil and counted. The fault returned has input set if that is all there
// was.
func (r *embedding) batch(ctx context.Context, texts []string, out [][]float32) *wire.Fault {
	f := r.engine.embed(ctx, r.op, texts, out)
	switch {
	case f == nil:
		r.progress(len(texts))
		return nil
	case !f.Input:
		return f
	case len(texts) > 1:
		half := len(texts) / 2
		a := r.batch(ctx, texts[:half], out[:half])
		if a != nil && (!a.Input || r.tooMany()) {
			return a
		}
		if b := r.batch(ctx, texts[half:], out[half:]); b != nil {
			return b
		}
		return a
	}
	for runes := []rune(texts[0]); len(runes) > minRunes; {
		runes = runes[:max(minRunes, len(runes)/2)]
		g := r.engine.embed(ctx, r.op, []string{string(runes)}, out)
		if g == nil {
			r.progress(1)
			return nil
		}
		if !g.Input {
			return g
		}
	}
	r.mu.Lock()
	r.skipped++
	r.mu.Unlock()
	r.progress(1)
	return f
}

func (r *embedding) progress(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done += n
	if r.engine.Progress != nil {
		r.engine.Progress(r.done, r.of)
	}
}

// embed asks once for the vectors of texts.
func (e *Engine) embed(ctx context.Context, op string, texts []string, out [][]float32) *wire.Fault {
	body, f := e.ask(ctx, op, embeddings, embeddingRequest{Model: e.EmbeddingModel, Input: texts, Format: "float"})
	if f != nil {
		return f
	}
	var answer struct {
		Data []struct {
			Index     *int   `json:"index"`
			Embedding vector `json:"embedding"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Data == nil {
		return e.strange(op, "answers with something that holds no vectors")
	}
	if len(answer.Data) != len(texts) {
		return e.strange(op, "answers with another number of vectors than there were texts")
	}
	filled := make([]bool, len(texts))
	for i := range answer.Data {
		d := &answer.Data[i]
		at := i
		if d.Index != nil {
			at = *d.Index
		}
		// An index that is wrong would give somebody's vector to somebody else.
		if at < 0 || at >= len(texts) || filled[at] || (d.Index == nil) != (answer.Data[0].Index == nil) {
			return e.strange(op, "answers with vectors that do not say which text each belongs to")
		}
		filled[at] = true
		if d.Embedding.fault != "" {
			f := e.strange(op, d.Embedding.fault)
			f.Input = d.Embedding.numbers
			return f
		}
		if len(d.Embedding.of) != len(answer.Data[0].Embedding.of) {
			return e.strange(op, "answers with vectors of different lengths")
		}
	}
	if f := e.dimension(op, len(answer.Data[0].Embedding.of)); f != nil {
		return f
	}
	for i := range answer.Data {
		at := i
		if answer.Data[i].Index != nil {
			at = *answer.Data[i].Index
		}
		out[at] = normalize(answer.Data[i].Embedding.of)
	}
	return nil
}

// dimension holds every vector of the engine to one length: another one means
// that the server changed its model under way.
func (e *Engine) dimension(op string, n int) *wire.Fault {
	if n < 2 || n > maxDimension {
		return e.strange(op, "answers with vectors of an impossible length")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.dim == 0 {
		e.dim = n
	}
	if e.dim != n {
		return e.strange(op, "answers with vectors of another length than before: its model was changed")
	}
	return nil
}

// normalize scales v to length 1, in place. A vector of zeros, which has no
// direction, stays.
func normalize(v []float32) []float32 {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return v
	}
	scale := 1 / math.Sqrt(sum)
	for i, x := range v {
		v[i] = float32(float64(x) * scale)
	}
	return v
}
