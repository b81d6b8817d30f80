package record

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"voxpop"
)

// rows reads a table row by row and knows what its reader does not say: the
// line of a row, whether the last one ends, and that none is endless.
type rows struct {
	csv  *csv.Reader
	in   *bounded
	file string
}

// bounded hands bytes on, drops a byte order mark, remembers the last byte and
// stops when one row takes too many.
type bounded struct {
	r    io.Reader
	left int
	last byte
	any  bool
}

var errLongRow = errors.New("a row is too long")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongRow
	}
	if !b.any {
		b.any = true
		var head [3]byte
		n, err := io.ReadFull(b.r, head[:])
		rest := head[:n]
		if string(rest) == "\ufeff" {
			rest = nil
		}
		if err == nil {
			b.r = io.MultiReader(strings.NewReader(string(rest)), b.r)
		} else {
			b.r = strings.NewReader(string(rest))
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return 0, err
			}
		}
	}
	n, err := b.r.Read(p)
	b.left -= n
	if n > 0 {
		b.last = p[n-1]
	}
	return n, err
}

func newRows(file string, r io.Reader, comma rune) *rows {
	in := &bounded{r: r}
	c := csv.NewReader(in)
	c.Comma = comma
	c.ReuseRecord = true
	return &rows{csv: c, in: in, file: file}
}

// next returns a row and its line; io.EOF at the end.
func (t *rows) next() (row []string, line int, err error) {
	t.in.left = maxLine
	row, err = t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, 0, io.EOF
	}
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		switch line = e.Line; {
		case t.torn():
			return nil, line, refuse(lineOf(t.file, line), "is not a whole row: the file looks cut off", "copy or export the file again")
		case errors.Is(e.Err, csv.ErrFieldCount):
			return nil, line, refuse(lineOf(t.file, line), "has more or fewer columns than the first line", "put a value that holds the separator in quotation marks")
		default:
			return nil, line, refuse(lineOf(t.file, line), "has a quotation mark in the wrong place", `put the whole value in quotation marks and double those inside, as "he said ""no"""`)
		}
	}
	if errors.Is(err, errLongRow) {
		return nil, 0, refuse(t.file, "has a row longer than 16 MiB", "look for a quotation mark that is never closed")
	}
	if err != nil {
		return nil, 0, unreadable(t.file, err)
	}
	line, _ = t.csv.FieldPos(0)
	for _, cell := range row {
		if !utf8.ValidString(cell) {
			if looksUTF16([]byte(cell)) {
				return nil, line, refuse(lineOf(t.file, line), "is UTF-16", "save the table again as “CSV UTF-8”")
			}
			return nil, line, refuse(lineOf(t.file, line), "is not UTF-8", "save the table again as “CSV UTF-8”; an older encoding loses letters")
		}
	}
	return row, line, nil
}

// torn reports whether the row that was just refused is the last and has no
// newline: the file was cut off while it was written.
func (t *rows) torn() bool {
	t.in.left = maxLine
	_, err := t.csv.Read()
	return errors.Is(err, io.EOF) && t.in.last != '\n'
}

func (r *reader) codings() error {
	if _, ok := r.size[codingsFile]; !ok {
		return nil
	}
	f, err := r.open(codingsFile)
	if err != nil {
		return err
	}
	defer f.Close()
	t := newRows(codingsFile, f, ',')
	head, line, err := t.next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	if looksUTF16([]byte(strings.Join(head, ","))) {
		return refuse(lineOf(codingsFile, line), "is UTF-16", "save the table again as “CSV UTF-8”")
	}
	column, err := codingHeader(head)
	if err != nil {
		return inFile(codingsFile, line, err)
	}
	seen := map[uint64]struct{}{} // response, code and coder, each as a number
	coders := map[string]uint64{}
	for {
		row, line, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.ctx.Err(); err != nil {
			return stopped("record.Read", codingsFile, err)
		}
		c, err := r.coding(row, column)
		if err == nil {
			coder, known := coders[c.Coder]
			if !known {
				coder = uint64(len(coders))
				// The row's cells share one buffer; the key must not keep it.
				coders[strings.Clone(c.Coder)] = coder
			}
			code := uint64(1)<<16 - 1
			if c.Code != voxpop.NoCode {
				code = r.codes[c.Code]
			}
			key := uint64(r.ids[c.Response])<<32 | code<<16 | coder
			if _, twice := seen[key]; twice {
				err = wrongIn("", "repeats an earlier row: the same response, code and coder", "keep one of the two")
			}
			seen[key] = struct{}{}
			if len(coders) > 1<<16 || len(r.codes) >= 1<<16-1 {
				err = wrongIn("coder", "has too many different coders", "a record holds marks of at most 65,536 coders and 65,534 codes")
			}
		}
		if err != nil {
			err = inFile(codingsFile, line, err)
			if e, ok := err.(*voxpop.Error); ok && t.torn() {
				e.Message += ", and the file looks cut off here"
				e.Hint = "copy or export the file again"
			}
			return err
		}
		if err := r.fromBatch(codingsFile, line, r.b.Coding(c)); err != nil {
			return unmark(err)
		}
	}
}

// codingHeader finds the columns; -1 for the one that may be missing.
func codingHeader(head []string) (column map[string]int, err error) {
	column = map[string]int{"draw": -1}
	for i, name := range head {
		if !slices.Contains(codingColumns, name) {
			return nil, wrongIn("", "has a column that is not known", "the columns are "+strings.Join(codingColumns, ","))
		}
		if at, twice := column[name]; twice && at >= 0 {
			return nil, wrongIn(name, "is a column twice", "keep one of the two")
		}
		column[name] = i
	}
	for _, name := range codingColumns {
		if _, ok := column[name]; !ok {
			return nil, wrongIn(name, "is missing as a column", "the first line is "+strings.Join(codingColumns, ","))
		}
	}
	return column, nil
}

// coding makes a mark of a row. Errors have the column as their place.
func (r *reader) coding(row []string, column map[string]int) (voxpop.Coding, error) {
	cell := func(name string) string {
		if i := column[name]; i >= 0 {
			return strings.Clone(row[i])
		}
		return ""
	}
	c := voxpop.Coding{
		Response: cell("response"), Code: cell("code"), Coder: cell("coder"),
		Origin: voxpop.Origin(cell("origin")), Draw: voxpop.Draw(cell("draw")),
	}
	if c.Draw == "" {
		c.Draw = voxpop.DrawAll
	}
	switch v := cell("value"); {
	case v == "1":
		c.Present = true
	case v == "0", v == "" && c.Code == voxpop.NoCode:
	default:
		return c, wrongIn("value", "is neither 1 nor 0", "1 is present, 0 is looked at and absent")
	}
	if s := cell("at"); s != "" {
		at, err := voxpop.ParseMoment(s)
		if err != nil {
			return c, wrongIn("at", "is neither a date that exists nor a time with a zone", "write 2026-03-04, or 2026-03-04T18:20:00+01:00")
		}
		c.At = at
	}
	if err := c.Validate(); err != nil {
		return c, err
	}
	if !hasKey(r.ids, c.Response) {
		return c, wrongIn("response", "names a response that is not in the folder", "take the row out, or bring its response back into responses.jsonl")
	}
	if c.Code != voxpop.NoCode && !hasKey(r.codes, c.Code) {
		return c, wrongIn("code", "names a code that is not in codebook.yaml", `a row with code "-" says that none applies`)
	}
	return c, nil
}
