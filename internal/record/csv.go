package record

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"voxpop"
)

// CSVOptions are the ways to read a table of responses.
type CSVOptions struct {
	Name string // of the file, in errors; "" = "table"
	// Key keeps the ids that are made for rows without one from being guessed
	// from what the rows say. The same key gives the same ids; it should be a
	// secret of the workspace.
	Key []byte
}

// fieldSetters are the fields that a column may be mapped to. A setter gets the
// cell without spaces around it, except for the text, which is kept as received.
var fieldSetters = map[string]func(r *voxpop.Response, cell string, zone *time.Location) error{
	"id":         func(r *voxpop.Response, s string, _ *time.Location) error { r.ID = s; return nil },
	"respondent": func(r *voxpop.Response, s string, _ *time.Location) error { r.Respondent = s; return nil },
	"received_at": func(r *voxpop.Response, s string, zone *time.Location) (err error) {
		r.ReceivedAt, err = tableMoment(s, zone)
		return err
	},
	"channel": func(r *voxpop.Response, s string, _ *time.Location) error {
		if s != "" {
			r.Channel = voxpop.Channel(strings.ToLower(s))
		}
		return nil
	},
	"medium": func(r *voxpop.Response, s string, _ *time.Location) error {
		if s != "" {
			r.Medium = voxpop.Medium(strings.ToLower(s))
		}
		return nil
	},
	"lang":     func(r *voxpop.Response, s string, _ *time.Location) error { r.Lang = s; return nil },
	"text":     func(r *voxpop.Response, s string, _ *time.Location) error { r.Text = s; return nil },
	"campaign": func(r *voxpop.Response, s string, _ *time.Location) error { r.Campaign = s; return nil },
	"set_aside": func(r *voxpop.Response, s string, _ *time.Location) error {
		r.SetAside = voxpop.SetAside(s)
		return nil
	},
	"consent.quote": func(r *voxpop.Response, s string, _ *time.Location) error { return yesNo(&r.Consent.Quote, s) },
	"consent.voice": func(r *voxpop.Response, s string, _ *time.Location) error { return yesNo(&r.Consent.Voice, s) },
	"consent.face":  func(r *voxpop.Response, s string, _ *time.Location) error { return yesNo(&r.Consent.Face, s) },
	"consent.name": func(r *voxpop.Response, s string, _ *time.Location) error {
		if s != "" {
			r.Consent.Name = voxpop.NameLevel(strings.ToLower(s))
		}
		return nil
	},
	"person.name":  func(r *voxpop.Response, s string, _ *time.Location) error { r.Person.Name = s; return nil },
	"person.place": func(r *voxpop.Response, s string, _ *time.Location) error { r.Person.Place = s; return nil },
	"person.role":  func(r *voxpop.Response, s string, _ *time.Location) error { r.Person.Role = s; return nil },
	"person.age": func(r *voxpop.Response, s string, _ *time.Location) error {
		if s == "" {
			return nil
		}
		age, err := strconv.Atoi(westernDigits(s))
		if err != nil {
			return wrongIn("", "is not a number of years", "write digits, or leave it empty")
		}
		r.Person.Age = &age
		return nil
	},
}

// ReadCSV reads responses from a table with a line of column names. mapping
// says which field a column is, as "column=field", or "column=-" for a column
// that is to be left out; a column named like a field needs none. Any other
// column is refused, so that nothing is lost unnoticed.
//
// The fields are id, respondent, received_at, channel, medium, lang, text,
// campaign, set_aside, consent.quote, .voice, .face and .name, person.name,
// .age, .place and .role. Only received_at and text must be mapped; without a
// column the channel is import, the medium text and nothing is consented to.
// An empty answer is set aside as blank. The separator (comma, semicolon, tab)
// is found by itself. Line ends inside a cell are read as "\n".
//
// A row without an id gets one made of its content, so that reading the same
// or a longer export again gives the same ids. Errors stop the reading and
// name file, line and field.
func ReadCSV(r io.Reader, mapping []string, callout voxpop.Callout, opts CSVOptions) iter.Seq2[voxpop.Response, error] {
	return func(yield func(voxpop.Response, error) bool) {
		for row, err := range readTable(r, mapping, callout, opts) {
			if !yield(row.Response, err) {
				return
			}
		}
	}
}

// tableRow is a response and the line that its row begins on.
type tableRow struct {
	voxpop.Response
	line int
}

// readTable is [ReadCSV] with the lines of the rows.
func readTable(r io.Reader, mapping []string, callout voxpop.Callout, opts CSVOptions) iter.Seq2[tableRow, error] {
	if opts.Name == "" {
		opts.Name = "table"
	}
	return func(yield func(tableRow, error) bool) {
		t := &answers{callout: callout, opts: opts, seen: map[string]bool{}, same: map[[10]byte]uint32{}}
		if err := t.open(r, mapping); err != nil {
			yield(tableRow{}, err)
			return
		}
		for {
			v, line, err := t.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(tableRow{v, line}, err) || err != nil {
				return
			}
		}
	}
}

// answers is a table of responses that is being read.
type answers struct {
	callout voxpop.Callout
	opts    CSVOptions
	rows    *rows
	fields  []string // of each column; "" = left out
	seen    map[string]bool
	same    map[[10]byte]uint32 // how many rows so far had the same content
}

func (t *answers) open(r io.Reader, mapping []string) error {
	in := bufio.NewReaderSize(r, 1<<16)
	head, err := in.Peek(1 << 15)
	if err != nil && !errors.Is(err, io.EOF) {
		return unreadable(t.opts.Name, err)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return refuse(t.opts.Name, "an XLSX/ZIP file is not read in this release", "save it as CSV (UTF-8)")
	}
	if looksUTF16(head) {
		return refuse(t.opts.Name, "is UTF-16 or not a table of text", "save it as “CSV UTF-8 (comma separated)”")
	}
	t.rows = newRows(t.opts.Name, in, separator(head))
	columns, line, err := t.rows.next()
	if errors.Is(err, io.EOF) {
		return refuse(t.opts.Name, "is empty", "the first line names the columns")
	}
	if err != nil {
		return err
	}
	if err := t.bind(slices.Clone(columns), mapping); err != nil {
		return inFile(t.opts.Name, line, err)
	}
	return nil
}

// separator returns the one of comma, semicolon and tab that stands most often
// in the first line, outside quotation marks.
func separator(head []byte) rune {
	count := map[byte]int{}
	quoted := false
	for _, c := range head {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			count[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if count[c] > count[best] {
			best = c
		}
	}
	return rune(best)
}

// bind finds the field of every column.
func (t *answers) bind(columns, mapping []string) error {
	known := strings.Join(slices.Sorted(maps.Keys(fieldSetters)), ", ")
	t.fields = make([]string, len(columns))
	settled := make([]bool, len(columns))
	taken := map[string]bool{}
	take := func(i int, field string) error {
		if taken[field] {
			return wrongIn(field, "is given by two columns", "map one of them to - to leave it out")
		}
		t.fields[i], settled[i], taken[field] = field, true, true
		return nil
	}
	for _, m := range mapping {
		eq := strings.LastIndexByte(m, '=')
		if eq < 0 {
			return wrongIn("", fmt.Sprintf("--map %q is not column=field", m), "write --map \"Your answer=text\"")
		}
		column, field := strings.TrimSpace(m[:eq]), strings.TrimSpace(m[eq+1:])
		i := slices.IndexFunc(columns, func(c string) bool { return strings.TrimSpace(c) == column })
		if i < 0 {
			return wrongIn("", fmt.Sprintf("has no column %q", column), "the columns are "+quoted(columns))
		}
		if settled[i] {
			return wrongIn("", fmt.Sprintf("the column %q is mapped twice", column), "keep one of the two --map")
		}
		if field == "-" {
			settled[i] = true
			continue
		}
		if fieldSetters[field] == nil {
			return wrongIn("", fmt.Sprintf("--map names a field %q that is not known", field), "the fields are "+known+", and - to leave a column out")
		}
		if err := take(i, field); err != nil {
			return err
		}
	}
	var open []string
	for i, c := range columns {
		name := strings.ToLower(strings.TrimSpace(c))
		switch {
		case settled[i]:
		case fieldSetters[name] != nil:
			if err := take(i, name); err != nil {
				return err
			}
		default:
			open = append(open, c)
		}
	}
	if len(open) > 0 {
		return wrongIn("", "has columns that are not mapped: "+quoted(open), `say what each is with --map "column=field", or --map "column=-" to leave it out; the fields are `+known)
	}
	for _, field := range []string{"received_at", "text"} {
		if !taken[field] {
			return wrongIn(field, "has no column", `say which it is with --map "column=`+field+`"`)
		}
	}
	return nil
}

// quoted lists names of columns, each cut to a length that a line can hold.
func quoted(names []string) string {
	parts := make([]string, len(names))
	for i, n := range names {
		if r := []rune(n); len(r) > 40 {
			n = string(r[:40]) + "…"
		}
		parts[i] = strconv.Quote(n)
	}
	return strings.Join(parts, ", ")
}

// next makes a response of the next row that is not empty, and returns its line.
func (t *answers) next() (r voxpop.Response, line int, err error) {
	for {
		row, line, err := t.rows.next()
		if err != nil {
			return r, line, err
		}
		if !slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		r, err := t.response(row)
		if err != nil {
			return r, line, inFile(t.opts.Name, line, err)
		}
		return r, line, nil
	}
}

func (t *answers) response(row []string) (voxpop.Response, error) {
	r := voxpop.Response{Channel: voxpop.Import, Medium: voxpop.Text, Consent: voxpop.Consent{Name: voxpop.NoName}}
	for i, field := range t.fields {
		if field == "" {
			continue
		}
		cell := strings.Clone(row[i])
		if field != "text" {
			cell = strings.TrimSpace(cell)
		}
		if err := fieldSetters[field](&r, cell, t.callout.Zone()); err != nil {
			e, _ := errors.AsType[*voxpop.Error](err)
			return r, wrongIn(field, e.Message, e.Hint)
		}
	}
	if r.Medium == voxpop.Text && strings.TrimSpace(r.Text) == "" && r.SetAside == "" {
		r.SetAside = voxpop.Blank
	}
	if r.ID == "" {
		r.ID = t.makeID(row)
	}
	if err := r.Validate(); err != nil {
		return r, err
	}
	if t.seen[r.ID] {
		return r, wrongIn("id", "repeats the id of an earlier row", "give every row an id of its own, or map the column to -")
	}
	t.seen[r.ID] = true
	return r, nil
}

// makeID makes an id of what a row says, and of how many earlier rows said the
// same: not of its line, since exports may grow at either end.
func (t *answers) makeID(row []string) string {
	h := hmac.New(sha256.New, t.opts.Key)
	part := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		io.WriteString(h, s)
	}
	part(t.callout.Slug)
	for _, field := range slices.Sorted(maps.Keys(fieldSetters)) { // the order of columns does not matter
		if i := slices.Index(t.fields, field); i >= 0 {
			part(field)
			part(row[i])
		}
	}
	content := [10]byte(h.Sum(nil))
	n := t.same[content]
	t.same[content]++
	if n > 0 {
		part(strconv.FormatUint(uint64(n), 10))
	}
	sum := h.Sum(nil)
	return "csv-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// momentLayouts are the ways in which tables write a time without a zone: it is
// then the call-out's. Ways that leave open which part is the month are refused.
var momentLayouts = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02 3:04:05 PM",
}

func tableMoment(s string, zone *time.Location) (voxpop.Moment, error) {
	s = westernDigits(s)
	if s == "" {
		return voxpop.Moment{}, wrongIn("", "is missing", "every row needs its date")
	}
	if m, err := voxpop.ParseMoment(s); err == nil {
		return m, nil
	}
	// Form services write the zone as GMT+2; other names of zones mean nothing certain.
	if clock, gmt, ok := strings.Cut(s, " GMT"); ok {
		offset := gmtOffset.FindStringSubmatch(gmt)
		if offset == nil {
			return voxpop.Moment{}, errUnsafeDate
		}
		hours, _ := strconv.Atoi(offset[1] + offset[2]) // of "" is 0, as is GMT alone
		minutes, _ := strconv.Atoi(offset[1] + offset[3])
		s, zone = clock, time.FixedZone("", hours*3600+minutes*60)
	}
	for _, layout := range momentLayouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return voxpop.Moment{Time: t}, nil
		}
	}
	if t, err := time.Parse("2006/01/02", s); err == nil {
		return voxpop.Moment{Time: t, DateOnly: true}, nil
	}
	return voxpop.Moment{}, errUnsafeDate
}

// gmtOffset matches what follows GMT: nothing, or hours and perhaps minutes.
var gmtOffset = regexp.MustCompile(`^(?:([+-])(0?\d|1[0-4])(?::?([0-5]\d))?)?$`)

var errUnsafeDate = wrongIn("", "is not a date that can be read safely", "write 2026-03-04, 2026-03-04 18:20, or 2026-03-04T18:20:00+01:00")

// yesWords and noWords are how forms write consent, in lower case.
var (
	yesWords = []string{"yes", "y", "true", "1", "x", "on", "بله", "بلی", "آری", "نعم", "sí", "si", "evet", "oui", "ja"}
	noWords  = []string{"", "no", "n", "false", "0", "off", "نه", "خیر", "لا", "hayır", "hayir", "non", "nein"}
)

func yesNo(to *bool, s string) error {
	switch s = westernDigits(strings.ToLower(s)); {
	case slices.Contains(yesWords, s):
		*to = true
	case slices.Contains(noWords, s):
		*to = false
	default:
		return wrongIn("", "is neither yes nor no", "write yes or no; what is empty is a no")
	}
	return nil
}

// westernDigits writes Persian and Arabic digits as 0–9.
func westernDigits(s string) string {
	if !strings.ContainsFunc(s, func(c rune) bool { return c >= utf8.RuneSelf && unicode.IsDigit(c) }) {
		return s
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '٠' && c <= '٩':
			return '0' + c - '٠'
		case c >= '۰' && c <= '۹':
			return '0' + c - '۰'
		}
		return c
	}, s)
}
