package audit_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"voxpop/internal/locale"
	"voxpop/internal/scribe"
)

// elsewhere are the places at which a verb is not written as a string, with
// the verbs that it may be there.
var elsewhere = map[string][]string{
	"scribe.go: verb": steps(), // the step that was done
	"triage.go: verb": {"undo_triage", "undo_set_aside", "undo_mark_campaign", "undo_set_contacted", "undo_set_lang"},
}

func steps() (all []string) {
	for _, s := range []scribe.Step{scribe.Clean, scribe.Transcribe, scribe.Translate} {
		name, _, _ := strings.Cut(string(s), ":")
		all = append(all, name)
	}
	return all
}

// Every verb that the program writes into the audit log has its sentence, in
// every language, and no sentence is of a verb that nothing writes. The verbs
// are read from the source: what is given as a parameter called verb, and as
// the field Verb of a deed.
func TestEveryVerbHasItsSentence(t *testing.T) {
	verbs := written(t)
	if len(verbs) < 60 {
		t.Fatalf("only %d verbs were found: %v", len(verbs), slices.Sorted(maps.Keys(verbs)))
	}
	for verb, where := range verbs {
		if !locale.Has("audit.verb." + verb) {
			t.Errorf("%s has no sentence audit.verb.%s (%s)", verb, verb, where)
		}
	}
	for _, key := range locale.Keys() {
		if verb, ok := strings.CutPrefix(key, "audit.verb."); ok && verbs[verb] == "" {
			t.Errorf("%s is the sentence of a verb that nothing writes", key)
		}
	}
}

// types is the name of a type or a field.
func types(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// place is where a function takes a verb: which of how many parameters; more
// may follow.
type place struct {
	at, of int
	more   bool
}

// assigned are the strings that a name gets in a function.
func assigned(fn *ast.FuncDecl, name string) (all []string) {
	take := func(names []ast.Expr, values []ast.Expr) {
		for i, n := range names {
			if id, ok := n.(*ast.Ident); ok && id.Name == name && len(values) == len(names) {
				if lit, ok := values[i].(*ast.BasicLit); ok {
					s, _ := strconv.Unquote(lit.Value)
					all = append(all, s)
				}
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			take(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			var names []ast.Expr
			for _, id := range n.Names {
				names = append(names, id)
			}
			take(names, n.Values)
		}
		return true
	})
	return all
}

func written(t *testing.T) map[string]string {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, dir := range []string{"../../../internal", "../../../cmd"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") || strings.Contains(path, "/engine/") {
				return err
			}
			f, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			files = append(files, f)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Which parameter of which function is a verb; by the function's name.
	takes := map[string][]place{}
	names := func(fields *ast.FieldList) (all []string) {
		for _, f := range fields.List {
			for _, n := range f.Names {
				all = append(all, n.Name)
			}
		}
		return all
	}
	// One that is not exported is its package's.
	called := func(f *ast.File, name string) string {
		if ast.IsExported(name) {
			return name
		}
		return filepath.Dir(fset.Position(f.Pos()).Filename) + " " + name
	}
	note := func(name string, params *ast.FieldList) {
		all := names(params)
		if i := slices.Index(all, "verb"); i >= 0 && (slices.Contains(all, "by") || name == "Saw") {
			_, more := params.List[len(params.List)-1].Type.(*ast.Ellipsis)
			takes[name] = append(takes[name], place{i, len(all), more})
		}
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				note(called(f, n.Name.Name), n.Type.Params)
			case *ast.InterfaceType:
				for _, m := range n.Methods.List {
					if fn, ok := m.Type.(*ast.FuncType); ok && len(m.Names) > 0 {
						note(called(f, m.Names[0].Name), fn.Params)
					}
				}
			}
			return true
		})
	}
	found := map[string]string{}
	see := func(fn *ast.FuncDecl, e ast.Expr, own bool) {
		at := fset.Position(e.Pos())
		switch e := e.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(e.Value); err == nil && s != "" {
				found[s] = fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
			}
			return
		case *ast.Ident:
			if own { // a parameter that is handed on
				return
			}
			if all := assigned(fn, e.Name); len(all) > 0 {
				for _, s := range all {
					found[s] = at.String()
				}
				return
			}
			if all, ok := elsewhere[filepath.Base(at.Filename)+": "+e.Name]; ok {
				for _, s := range all {
					found[s] = at.String()
				}
				return
			}
		case *ast.SelectorExpr: // what a deed or an entry holds is seen where it is made
			if e.Sel.Name == "Verb" || e.Sel.Name == "verb" {
				return
			}
		}
		t.Errorf("%s: this verb cannot be read from the source; write it as a string, or into the list of this test", at)
	}
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			own := slices.Contains(names(fn.Type.Params), "verb")
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					name := ""
					switch fun := n.Fun.(type) {
					case *ast.Ident:
						name = fun.Name
					case *ast.SelectorExpr:
						name = fun.Sel.Name
					}
					for _, p := range takes[called(f, name)] { // of several with one name, the one that fits
						if len(n.Args) == p.of || p.more && len(n.Args) >= p.of-1 {
							see(fn, n.Args[p.at], own)
							break
						}
					}
				case *ast.CompositeLit:
					if !strings.HasSuffix(types(n.Type), "Deed") {
						return true
					}
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok && types(kv.Key) == "Verb" {
							see(fn, kv.Value, own)
						}
					}
				}
				return true
			})
		}
	}
	return found
}
