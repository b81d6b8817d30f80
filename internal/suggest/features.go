package suggest

// Features returns a row of numbers for each message, as long as one, the
// nearer the more alike: its place among all messages of the pool, without
// embeddings. Rows are shared with the pool, to be read only.
func (p *Pool) Features() [][]float32 {
	rows := make([][]float32, p.Len())
	for i := range rows {
		rows[i] = p.m.dense.Row(i)[:p.place]
	}
	return rows
}
