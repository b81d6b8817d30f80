package record_test

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"voxpop"
	"voxpop/internal/record"
)

// archiveOf writes a folder as one text: a line "-- name --" before each file.
func archiveOf(fsys fstest.MapFS) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fsys)) {
		b.WriteString("-- " + name + " --\n" + string(fsys[name].Data))
	}
	return b.String()
}

// folderOf reads what archiveOf wrote.
func folderOf(text string) fstest.MapFS {
	out := fstest.MapFS{}
	var now *fstest.MapFile
	for line := range strings.SplitAfterSeq(text, "\n") {
		name, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "-- ")
		name, tail := strings.CutSuffix(name, " --")
		if ok && tail {
			now = &fstest.MapFile{}
			out[name] = now
		} else if now != nil {
			now.Data = append(now.Data, line...)
		}
	}
	return out
}

// FuzzReadFolder asks of any folder: it is refused with a place, or it can be
// written, read back and is then the same to the byte.
func FuzzReadFolder(f *testing.F) {
	f.Add(archiveOf(sound()))
	f.Add("-- callout.yaml --\nslug: tram\nquestion: {en: Why}\n-- responses.jsonl --\n" + gone + "\n")
	f.Add("-- callout.yaml --\n{slug: tram, question: &a {en: \"\\x85\\u2028\"}, context: *a}\n-- codings.csv --\nresponse,code,coder,value,origin,at\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := record.Load(folderOf(text))
		if err != nil {
			if e, ok := errors.AsType[*voxpop.Error](err); !ok || e.Place == "" || e.Message == "" {
				t.Fatalf("an error without a place: %#v", err)
			}
			return
		}
		sameAgain(t, m)
	})
}

// sameAgain writes a record, reads it back and writes it again.
func sameAgain(t *testing.T, m *record.Memory) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "out")
	first, err := record.Write(t.Context(), m, dir, record.WriteOptions{})
	if err != nil {
		t.Fatalf("a record cannot be written: %v", err)
	}
	back, err := record.Load(os.DirFS(dir))
	if err != nil {
		t.Fatalf("a written record cannot be read: %v", err)
	}
	second, err := record.Write(t.Context(), back, filepath.Join(t.TempDir(), "again"), record.WriteOptions{})
	if err != nil {
		t.Fatalf("a record that was read back cannot be written: %v", err)
	}
	if first != second {
		t.Fatalf("the second export differs from the first: %+v, %+v", first, second)
	}
}

// FuzzLine compares the reader of lines with the one of the standard library:
// what it takes, that one takes too.
func FuzzLine(f *testing.F) {
	f.Add(response)
	f.Add(voice)
	f.Add(gone)
	f.Add(`{"id":"R1","id":"R1"}`)
	f.Add(`{"text":"\ud83d\ude00\ud83d"}`)
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\n\r") || strings.Contains(line, "duplicate_of") {
			return
		}
		fsys := files(map[string]string{"callout.yaml": "slug: tram\nquestion: {en: Why}\n", "responses.jsonl": line + "\n"})
		m, err := record.Load(fsys)
		if err != nil {
			if e, ok := errors.AsType[*voxpop.Error](err); !ok || !strings.HasPrefix(e.Place, "responses.jsonl:1") {
				t.Fatalf("an error without its line: %#v", err)
			}
			return
		}
		line = strings.TrimPrefix(line, "\ufeff")
		for r := range m.Responses() {
			var std voxpop.Response
			if err := json.Unmarshal([]byte(line), &std); err != nil {
				t.Fatalf("encoding/json refuses what was read: %v", err)
			}
			if std.ID != r.ID || std.Text != r.Text || std.Who() != r.Who() || std.Consent.Quote != r.Consent.Quote {
				t.Fatalf("encoding/json reads it differently")
			}
		}
	})
}
