package story

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"voxpop"
)

// figureColumns are those of figures.csv. The rows are of kind
//
//	callout    a figure of the call-out: name, value in n (or a day in text)
//	waterfall  a step from received to counted: name, n
//	theme, control   the share of a code
//	used       a share's figure or word where the story uses it: evidence, text;
//	           group when it is the share of a breakdown, as "lang fa"
//	filled     a figure of the call-out where the story uses it: evidence, text
//
// share, low, high and alpha are fractions of 1; low and high bound how far
// the share could move among the answers received, and are no margin of error.
var figureColumns = []string{"kind", "evidence", "code", "group", "name", "text", "n", "of", "share", "low", "high", "method", "coded", "alpha", "word"}

// figuresCSV writes every figure that the story uses, and all shares (RFC
// 4180, UTF-8).
func (b *builder) figuresCSV(page []byte) ([]byte, error) {
	p, err := readPage(page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	row := func(cells map[string]string) {
		line := make([]string, len(figureColumns))
		for i, c := range figureColumns {
			line[i] = cells[c]
		}
		_ = w.Write(line) // a bytes.Buffer takes everything
	}
	_ = w.Write(figureColumns)
	for _, name := range FillNames {
		f := b.fill[name]
		cells := map[string]string{"kind": "callout", "name": name}
		if f.date {
			cells["text"] = f.value
		} else {
			cells["n"] = f.value
		}
		row(cells)
	}
	steps := b.figures.Waterfall
	row(map[string]string{"kind": "waterfall", "name": "received", "n": strconv.Itoa(steps.Received)})
	for _, s := range steps.Steps() {
		row(map[string]string{"kind": "waterfall", "name": s.Name, "n": strconv.Itoa(s.N)})
	}
	row(map[string]string{"kind": "waterfall", "name": "counted", "n": strconv.Itoa(steps.Counted)})
	for _, s := range b.figures.Shares {
		code, _ := b.book.Code(s.Code)
		cells := shareCells(s)
		cells["kind"], cells["name"] = string(code.Kind), safeCell(code.Name.In(b.l.Tag, b.callout.Languages...))
		row(cells)
	}
	for _, f := range b.filled {
		span, ok := p.spans[f.id]
		if !ok {
			continue
		}
		words, _ := p.at(span.Start, span.End)
		row(map[string]string{"kind": "filled", "evidence": f.id, "name": f.name, "text": safeCell(words)})
	}
	for _, it := range b.items {
		if it.link.Kind != LinkShare {
			continue
		}
		span := p.spans[it.id]
		words, _ := p.at(span.Start, span.End)
		cells := shareCells(it.share)
		if it.group != "" {
			cells = shareCells(voxpop.Share{Code: it.link.ID, N: float64(it.n), Of: it.of, Share: float64(it.n) / float64(max(it.of, 1)), Method: it.share.Method})
			cells["group"], cells["low"], cells["high"], cells["coded"] = safeCell(it.group), "", "", ""
		}
		cells["kind"], cells["evidence"], cells["text"] = "used", it.id, safeCell(words)
		row(cells)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func shareCells(s voxpop.Share) map[string]string {
	float := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	cells := map[string]string{
		"code": safeCell(s.Code), "n": strconv.FormatFloat(s.N, 'f', -1, 64), "of": strconv.Itoa(s.Of),
		"share": float(s.Share), "low": float(s.Low), "high": float(s.High), "method": s.Method, "coded": strconv.Itoa(s.Coded), "word": s.Word,
	}
	if s.Alpha != nil {
		cells["alpha"] = float(*s.Alpha)
	}
	return cells
}

// safeCell keeps a spreadsheet from running a text as a formula.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
