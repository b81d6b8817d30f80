package record_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"voxpop"
)

// TestDocs reads the folder that docs/RECORD.md shows, so that the page stays true.
func TestDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/RECORD.md")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{
		"media/K7Q2.ogg":                  {Data: []byte("sound")},
		"sources/gazette-2025-05-03.html": {Data: []byte("<p>The clock will be repaired.</p>")},
	}
	for _, block := range regexp.MustCompile("(?s)```[a-z]+ ([a-z.]+)\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		fsys[block[1]] = &fstest.MapFile{Data: []byte(block[2])}
	}
	if len(fsys) != 11 {
		t.Fatalf("the page shows %d files, want the nine of a record", len(fsys)-2)
	}
	if _, warnings, err := read(t, fsys); err != nil || len(warnings) > 0 {
		t.Fatalf("%v, warnings %q", err, warnings)
	}
}

// TestDocsNameEveryField asks the page for every field that a record can have.
func TestDocsNameEveryField(t *testing.T) {
	page, err := os.ReadFile("../../docs/RECORD.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, noun := range []any{voxpop.Callout{}, voxpop.Limits{}, voxpop.Codebook{}, voxpop.Code{}, voxpop.Point{}, voxpop.PointValue{},
		voxpop.Response{}, voxpop.Transcript{}, voxpop.Cue{}, voxpop.Translation{}, voxpop.Consent{}, voxpop.Person{},
		voxpop.TextVersion{}, voxpop.Word{}, voxpop.Pair{}, voxpop.Decision{}, voxpop.Speaker{}, voxpop.Office{}, voxpop.Statement{}, voxpop.Source{}, voxpop.Position{}, voxpop.Verdict{}} {
		typ := reflect.TypeOf(noun)
		for f := range typ.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !regexp.MustCompile(`\b` + name + `\b`).Match(page) {
				t.Errorf("the page does not name %q of a %s", name, typ.Name())
			}
		}
	}
}
