package record_test

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"voxpop"
	"voxpop/internal/record"
)

// wide writes s as UTF-16, little-endian, as office programs on Windows do.
func wide(s string, mark bool) []byte {
	var b []byte
	if mark {
		b = []byte{0xff, 0xfe}
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// TestEncodings gives files as other programs save them; the error says what
// they are, not that they are broken.
func TestEncodings(t *testing.T) {
	const r = "responses.jsonl"
	persian := `{"id":"R4","received_at":"2026-03-07","channel":"web","medium":"text","lang":"fa","text":"نه","consent":{}}`
	tests := []struct {
		name, file string
		body       func(was string) []byte
		place      string
		message    string
	}{
		{"UTF-16 with its mark", r, func(s string) []byte { return wide(s, true) }, r + ":1", "is UTF-16"},
		{"UTF-16 without", r, func(s string) []byte { return wide(s, false) }, r + ":1", "is UTF-16"},
		{"UTF-16 table with its mark", "codings.csv", func(s string) []byte { return wide(s, true) }, "codings.csv:1", "is UTF-16"},
		{"UTF-16 table without", "codings.csv", func(s string) []byte { return wide(s, false) }, "codings.csv:1", "is UTF-16"},
		{"UTF-16 call-out", "callout.yaml", func(s string) []byte { return wide(s, true) }, "callout.yaml:1", "is UTF-16"},
		{"older encoding, last line without end", r, func(s string) []byte { return []byte(s + strings.Replace(persian, "نه", "\xe4\xe5", 1)) }, r + ":4", "is not UTF-8 (byte 91 of the line)"},
		{"older encoding, with end", r, func(s string) []byte { return []byte(s + strings.Replace(persian, "نه", "\xe4\xe5", 1) + "\n") }, r + ":4", "is not UTF-8 (byte 91 of the line)"},
		{"older encoding outside of a text", r, func(s string) []byte { return []byte(s + "{\xe4\xe5") }, r + ":4", "is not UTF-8 (byte 2 of the line)"},
		{"cut inside a letter", r, func(s string) []byte { return []byte(s + persian[:strings.Index(persian, "نه")+1]) }, r + ":4", "is not a whole line: the file looks cut off"},
		{"cut between letters", r, func(s string) []byte { return []byte(s + persian[:strings.Index(persian, "نه")+2]) }, r + ":4", "is not a whole line: the file looks cut off"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := sound()
			fsys[tt.file].Data = tt.body(string(fsys[tt.file].Data))
			_, _, err := read(t, fsys)
			e, ok := errors.AsType[*voxpop.Error](err)
			if !ok || e.Place != tt.place || e.Message != tt.message || e.Hint == "" {
				t.Errorf("got %v, want %q at %s, with a hint", err, tt.message, tt.place)
			}
		})
	}
}

// A name that is nearly right is said before what is missing because of it.
func TestMisspelledFields(t *testing.T) {
	const r, s, y = "responses.jsonl", "statements.jsonl", "callout.yaml"
	tests := []struct{ file, old, new, place, hint string }{
		{r, `"lang":"en"`, `"langg":"en"`, "responses.jsonl:1: langg", "did you mean lang?"},
		{r, `"received_at"`, `"recieved_at"`, "responses.jsonl:1: recieved_at", "did you mean received_at?"},
		{r, `"consent":{"quote":true,"voice":false`, `"concent":{"quote":true,"voice":false`, "responses.jsonl:1: concent", "did you mean consent?"},
		{r, `"face":false`, `"fase":false`, "responses.jsonl:1: consent.fase", "did you mean face?"},
		{r, `"id":"R1"`, `"ID":"R1"`, "responses.jsonl:1: ID", "write id: upper and lower case differ"},
		{r, `"lang":"en"`, `"lang":"en","mood":"glad"`, "responses.jsonl:1: mood", "known are id, respondent"},
		{s, `"source"`, `"sources"`, "statements.jsonl:1: sources", "did you mean source?"},
		{y, "slug: tram", "slag: tram", "callout.yaml:1: slag", "did you mean slug?"},
	}
	for _, tt := range tests {
		fsys := sound()
		was := string(fsys[tt.file].Data)
		fsys[tt.file].Data = []byte(strings.Replace(was, tt.old, tt.new, 1))
		_, _, err := read(t, fsys)
		e, ok := errors.AsType[*voxpop.Error](err)
		if !ok || e.Place != tt.place || e.Message != "is not a known field" || !strings.HasPrefix(e.Hint, tt.hint) {
			t.Errorf("%s: got %v (%s), want %s: is not a known field (%s)", tt.new, err, voxpop.HintOf(err), tt.place, tt.hint)
		}
	}
}

// A spreadsheet is not a table of text, whatever it is called.
func TestSpreadsheet(t *testing.T) {
	for _, err := range record.ReadCSV(strings.NewReader("PK\x03\x04\x14\x00\x06\x00"), nil, voxpop.Callout{Slug: "tram"}, record.CSVOptions{Name: "form.xlsx"}) {
		if err == nil || err.Error() != "form.xlsx: an XLSX/ZIP file is not read in this release" || voxpop.HintOf(err) != "save it as CSV (UTF-8)" {
			t.Errorf("got %v (%s)", err, voxpop.HintOf(err))
		}
		return
	}
	t.Error("a spreadsheet was read as an empty table")
}
