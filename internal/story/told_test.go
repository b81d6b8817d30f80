package story_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"voxpop/internal/locale"
)

// told reads the formats of all that a check says from its source.
func told(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at := -1
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				if fun.Name == "tell" {
					at = 0
				}
			case *ast.SelectorExpr:
				if fun.Sel.Name == "suggest" {
					at = 2
				}
			}
			if at < 0 || at >= len(call.Args) {
				return true
			}
			lit, ok := call.Args[at].(*ast.BasicLit)
			if !ok { // suggest's own, and tell's: what is passed on
				return true
			}
			s, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestEveryFindingIsSaidInEveryLanguage(t *testing.T) {
	formats := told(t)
	if len(formats) < 150 {
		t.Fatalf("only %d formats were found in the source", len(formats))
	}
	for _, f := range formats {
		if !locale.Tells(f) {
			t.Errorf("not in the catalogue: %q", f)
		}
	}
	for _, f := range locale.Tellings() {
		if !slices.Contains(formats, f) {
			t.Errorf("the catalogue holds %q, which no check says", f)
		}
	}
}
