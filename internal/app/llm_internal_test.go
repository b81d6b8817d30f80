package app

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestEngineKeysDocumented: docs/ENGINES.md has a row for every key of [llm],
// and no other. Inside the package for the table's shape.
func TestEngineKeysDocumented(t *testing.T) {
	src, err := os.ReadFile("../../docs/ENGINES.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(src), "## Keys of `[llm]`")
	table, _, _ = strings.Cut(table, "\n## ")
	shape := reflect.TypeFor[llmTable]()
	for i := range shape.NumField() {
		if row := fmt.Sprintf("\n| `%s` | ", shape.Field(i).Tag.Get("toml")); !strings.Contains(table, row) {
			t.Errorf("docs/ENGINES.md lacks the row that begins %s", row)
		}
	}
	if n := strings.Count(table, "\n| `"); n != shape.NumField() {
		t.Errorf("docs/ENGINES.md has %d rows for %d keys", n, shape.NumField())
	}
	for _, name := range []string{envKey, envEmbeddingKey} {
		if !strings.Contains(table, "`"+name+"`") {
			t.Errorf("docs/ENGINES.md does not name %s", name)
		}
	}
}
