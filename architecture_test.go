package voxpop_test

// The architecture, checked. Every rule says why it is there, so that a
// failure is its own explanation. The rules are listed in architectureRules;
// TestArchitectureCatches breaks each of them on purpose.

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "voxpop"

var update = flag.Bool("update", false, "rewrite docs/MAP.md from the package comments")

// layers lists the program from the ground up. A package imports the layers
// below its own, and along its own layer only what steps lists.
var layers = []struct {
	name, short string
	packages    []string
}{
	{"Words", "word", []string{"."}},
	{"Methods", "method", []string{
		"internal/cores", "internal/text", "internal/calendar", "internal/vector", "internal/duplicate", "internal/theme", "internal/suggest", "internal/prevalence", "internal/article", "internal/quote", "internal/when", "internal/position", "internal/claim", "internal/stance", "internal/echo", "internal/locale",
		"internal/media", "internal/fingerprint", "internal/caption", "internal/transcript", "internal/bitext", "internal/merge"}},
	{"Services", "service", []string{
		"internal/record/...", "internal/intake", "internal/scribe", "internal/coding", "internal/eval", "internal/ledger", "internal/story", "internal/people"}},
	{"Doors and adapters", "door or adapter", []string{
		"internal/front", "internal/desk/...", "internal/page",
		"internal/channel/...", "internal/engine/...", "internal/store/...", "internal/vault/..."}},
	{"Program", "program", []string{"internal/cast", "internal/app/...", "cmd/..."}},
}

const (
	words = iota
	methods
	services
	outside
	program
)

// steps are the allowed imports along a layer, each with its reason.
var steps = []struct{ from, to, why string }{
	{"internal/vector", "internal/cores", "long sums leave a processor to who waits for a page"},
	{"internal/suggest", "internal/cores", "learning leaves one too"},
	{"internal/prevalence", "internal/cores", "so do ranges"},
	{"internal/duplicate", "internal/cores", "so does the comparison of messages"},
	{"internal/duplicate", "internal/text", "messages are compared after folding"},
	{"internal/vector", "internal/text", "features are folded words and letters"},
	{"internal/theme", "internal/text", "themes are found among folded words"},
	{"internal/theme", "internal/vector", "themes are found among messages as vectors"},
	{"internal/suggest", "internal/text", "the words that spoke for a code are shown as they stand in the message"},
	{"internal/suggest", "internal/vector", "a classifier learns from messages as vectors"},
	{"internal/article", "internal/text", "copies are found after folding, and a language by its words"},
	{"internal/article", "internal/locale", "a language says in which direction it is written"},
	{"internal/article", "internal/calendar", "a page gives its day in the calendar of its readers"},
	{"internal/article", "internal/when", "a page gives its day to readers in words"},
	{"internal/quote", "internal/text", "a quotation is matched after folding"},
	{"internal/quote", "internal/when", "a quotation has a date"},
	{"internal/claim", "internal/position", "statements are written with how they stand to each other"},
	{"internal/when", "internal/text", "dates are read after folding"},
	{"internal/when", "internal/calendar", "prose names days in three calendars"},
	{"internal/locale", "internal/calendar", "a day is written in the calendar of its language"},
	{"internal/stance", "internal/text", "words that voice a side are matched after folding"},
	{"internal/echo", "internal/text", "words thrown back are matched after folding"},
	{"internal/prevalence", "internal/text", "a ladder word is recognised after folding"},
	{"internal/transcript", "internal/text", "words of two versions are compared after folding"},
	{"internal/transcript", "internal/caption", "a transcript is read from and written as captions"},
	{"internal/bitext", "internal/text", "sentences, names and numbers are found by the rules of their script"},
	{"internal/fingerprint", "internal/media", "recordings are compared by their sound"},
	{"internal/record/...", "internal/record/...", "invented records live beside what reads them"},
	{"internal/front", "internal/page", "both doors share forms, errors and safe headers"},
	{"internal/desk/...", "internal/page", "both doors share forms, errors and safe headers"},
	{"internal/desk/...", "internal/desk/...", "screens share a frame, and the desk gathers them"},
	{"internal/channel/...", "internal/channel/...", "channels share the table of arrivals"},
	{"internal/engine/...", "internal/engine/...", "engines share one way to run a tool"},
	{"internal/store/...", "internal/store/...", "generated queries and migrations live beside the store"},
	{"internal/vault/...", "internal/vault/...", "blobs live beside the keys that seal them"},
	{"internal/app", "internal/cast", "the demo runs the invented newsroom"},
	{"internal/app/desktest", "internal/app", "tests of screens open the whole desk"},
	{"internal/app/desktest", "internal/cast", "tests of screens show the invented newsroom"},
	{"cmd/...", "internal/app", "a verb asks the program"},
	{"cmd/...", "internal/cast", "the demo runs the invented newsroom"},
}

// kept lists imports that belong to some packages only.
var kept = []struct {
	imports []string
	only    []string
	why     string
}{
	{[]string{"database/sql/...", "modernc.org/sqlite/...", "github.com/jackc/pgx/...", "github.com/pressly/goose/..."},
		[]string{"internal/store/..."}, "SQL lives in the store"},
	{[]string{"net/http/..."},
		[]string{"internal/front", "internal/desk/...", "internal/page", "internal/channel/...", "internal/engine/...", "internal/store/...", "internal/vault/...", "internal/app/..."},
		"only doors, adapters and app know how a message travels"},
	{[]string{"os/exec"}, []string{"internal/engine/..."}, "other people's programs run in the engines"},
	{[]string{"filippo.io/age/..."}, []string{"internal/vault/..."}, "keys live in one room"},
}

// pure are the libraries that words and methods may stand on besides the
// standard library: they compute and do nothing else.
var pure = []string{"golang.org/x/text/...", "github.com/clipperhouse/uax29/...", "github.com/rivo/uniseg/...",
	"github.com/pion/opus/...", "github.com/corona10/goimagehash/...", "golang.org/x/image/...",
	// They read pages; go-readability can also fetch one, and is not asked to.
	"golang.org/x/net/html/...", "codeberg.org/readeck/go-readability/..."}

// impure are the parts of the standard library that words and methods leave alone.
var impure = []string{"os/...", "net/...", "syscall/...", "io/ioutil", "log/...", "database/...", "plugin", "os/exec", "math/rand", "crypto/rand", "unsafe"}

// blank are the imports for side effect that are allowed, and where.
var blank = []struct {
	path string
	only []string
}{
	{"embed", []string{"..."}},                             // enables a directive, registers nothing
	{"modernc.org/sqlite", []string{"internal/store/..."}}, // database/sql knows no other way
	{"github.com/jackc/pgx/v5/stdlib", []string{"internal/store/..."}},
	{"time/tzdata", []string{"cmd/...", "internal/app"}}, // a machine without zone files
}

// harmless are the parts under impure names that only compute.
var harmless = []string{"net/url", "net/netip"}

// testOnly are imports that never reach the binary.
var testOnly = []string{"testing/...", "github.com/google/go-cmp/...", "github.com/rogpeppe/go-internal/...", "pgregory.net/rapid/...", "go.uber.org/goleak/..."}

// architectureRules names the rules of this test; a finding begins with one.
var architectureRules = []string{"layer", "pure", "kept", "clock", "chance", "init", "caption", "testing"}

type goFile struct {
	name string
	fset *token.FileSet
	ast  *ast.File
}

type goPackage struct {
	dir   string
	files []goFile
}

// packagesOf reads every package of the program under root: no tests, no
// testdata, no nested module (tools), nothing that starts with a dot.
func packagesOf(root fs.FS) (map[string]*goPackage, error) {
	all := map[string]*goPackage{}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if p == "." {
				return nil
			}
			if strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules" {
				return fs.SkipDir
			}
			if _, err := fs.Stat(root, path.Join(p, "go.mod")); err == nil {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		src, err := fs.ReadFile(root, p)
		if err != nil {
			return err
		}
		f := goFile{name: p, fset: token.NewFileSet()}
		if f.ast, err = parser.ParseFile(f.fset, p, src, parser.ParseComments); err != nil {
			return err
		}
		dir := path.Dir(p)
		if all[dir] == nil {
			all[dir] = &goPackage{dir: dir}
		}
		all[dir].files = append(all[dir].files, f)
		return nil
	})
	return all, err
}

// architectureFindings checks the tree under root against the rules and
// returns what breaks them, sorted.
func architectureFindings(root fs.FS) ([]string, error) {
	all, err := packagesOf(root)
	if err != nil {
		return nil, err
	}
	var found []string
	for dir, p := range all {
		report := func(rule, format string, args ...any) {
			found = append(found, rule+": "+fmt.Sprintf(format, args...))
		}
		if layerOf(dir) < 0 {
			report("layer", "%s stands on no layer: say in architecture_test.go what it may import", dir)
			continue
		}
		checkCaption(p, report)
		for _, f := range p.files {
			checkImports(dir, f, report)
			checkBody(dir, f, report)
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

type reporter func(rule, format string, args ...any)

func checkCaption(p *goPackage, report reporter) {
	var docs []string
	for _, f := range p.files {
		if f.ast.Doc != nil {
			docs = append(docs, f.name)
		}
	}
	if len(docs) != 1 {
		report("caption", "%s has %d package comments %v, want one: its first sentence is the package's line in docs/MAP.md", p.dir, len(docs), docs)
		return
	}
	name := p.files[0].ast.Name.Name
	if caption, ok := caption(p); !ok {
		want := "Package " + name + " "
		if name == "main" {
			want = "Command " + path.Base(p.dir) + " "
		}
		report("caption", "%s: the package comment begins %q, want one line that begins %q", docs[0], caption, want)
	}
}

// caption returns the first line of the package comment, less the words every one has.
func caption(p *goPackage) (string, bool) {
	for _, f := range p.files {
		if f.ast.Doc == nil {
			continue
		}
		line, _, _ := strings.Cut(f.ast.Doc.Text(), "\n")
		for _, lead := range []string{"Package " + f.ast.Name.Name + " ", "Command " + path.Base(p.dir) + " "} {
			if rest, ok := strings.CutPrefix(line, lead); ok && strings.HasSuffix(rest, ".") {
				return rest, true
			}
		}
		return line, false
	}
	return "", false
}

func checkImports(dir string, f goFile, report reporter) {
	at := layerOf(dir)
	suite := isSuite(dir)
	for _, spec := range f.ast.Imports {
		imp, _ := strconv.Unquote(spec.Path.Value)
		if spec.Name != nil && spec.Name.Name == "_" && !slices.ContainsFunc(blank, func(b struct {
			path string
			only []string
		}) bool {
			return b.path == imp && (b.only[0] == "..." || matchAny(b.only, dir))
		}) {
			report("init", "%s imports %s for its side effect: what exists is listed in internal/app", f.name, imp)
		}
		if matchAny(testOnly, imp) && !suite {
			report("testing", "%s imports %s: tests never reach the binary", f.name, imp)
		}
		for _, k := range kept {
			if matchAny(k.imports, imp) && !matchAny(k.only, dir) {
				report("kept", "%s imports %s: %s", f.name, imp, k.why)
			}
		}
		to, ours := moduleDir(imp)
		if at <= methods && !ours && !suite {
			foreign := strings.Contains(strings.SplitN(imp, "/", 2)[0], ".")
			if foreign && !matchAny(pure, imp) || !foreign && matchAny(impure, imp) && !slices.Contains(harmless, imp) {
				report("pure", "%s imports %s: words and methods compute, and touch neither files, network nor chance", f.name, imp)
			}
		}
		if !ours {
			continue
		}
		if isSuite(to) && !suite {
			report("testing", "%s imports %s: a contract suite is for tests", f.name, to)
			continue
		}
		checkStep(dir, to, f.name, report)
	}
}

func checkStep(dir, to, file string, report reporter) {
	at, below := layerOf(dir), layerOf(to)
	switch {
	case below < 0:
		report("layer", "%s imports %s, which stands on no layer", file, to)
	case below == outside && at == program && dir != "internal/app":
		report("layer", "%s imports %s: only internal/app names doors and adapters", file, to)
	case below < at:
	case below == at && stepAllowed(dir, to):
	case below == at && at == services:
		report("layer", "%s imports %s: services never import each other; they share words and leave each other jobs", file, to)
	case below == at:
		report("layer", "%s imports %s: one %s does not import another; a step along a layer needs a reason in architecture_test.go", file, to, layers[at].short)
	default:
		report("layer", "%s imports %s: a %s may not reach up to a %s", file, to, layers[at].short, layers[below].short)
	}
}

func stepAllowed(from, to string) bool {
	for _, s := range steps {
		if match(s.from, from) && match(s.to, to) {
			return true
		}
	}
	return false
}

// paces decides when work goes on, never what comes of it: it may read the clock.
const paces = "internal/cores"

// clockReaders are the functions of package time that read the clock or wait for it.
var clockReaders = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer"}

// seeded are the names of math/rand/v2 that take their chance from a seed.
var seeded = []string{"New", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "PCG", "ChaCha8", "Zipf", "Source"}

func checkBody(dir string, f goFile, report reporter) {
	at := layerOf(dir)
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				report("init", "%s: nothing registers itself; list it in internal/app", f.fset.Position(d.Pos()))
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				v, ok := s.(*ast.ValueSpec)
				if !ok || len(v.Names) != 1 || v.Names[0].Name != "_" || len(v.Values) != 1 {
					continue
				}
				call, ok := v.Values[0].(*ast.CallExpr)
				if !ok {
					continue
				}
				if _, conversion := call.Fun.(*ast.ParenExpr); !conversion {
					report("init", "%s: a call at start-up; nothing registers itself, list it in internal/app", f.fset.Position(v.Pos()))
				}
			}
		}
	}
	clock := at == outside && matchAny([]string{"internal/front", "internal/desk/...", "internal/page"}, dir) || dir == "internal/app" || dir == paces || isSuite(dir)
	timeName, randName := importName(f.ast, "time"), importName(f.ast, "math/rand/v2")
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok || id.Obj != nil {
			return true
		}
		pos := f.fset.Position(sel.Pos())
		switch {
		case timeName != "" && id.Name == timeName && !clock && sel.Sel.Name == "Now":
			report("clock", "%s: time.Now is read in app and doors; elsewhere time is a field (Now)", pos)
		case timeName != "" && id.Name == timeName && at <= services && dir != paces && slices.Contains(clockReaders, sel.Sel.Name):
			report("clock", "%s: time.%s reads the clock; words, methods and services take the time as a value", pos, sel.Sel.Name)
		case randName != "" && id.Name == randName && !slices.Contains(seeded, sel.Sel.Name):
			report("chance", "%s: rand.%s has no seed: the same record must give the same figures", pos, sel.Sel.Name)
		}
		return true
	})
}

// importName is the name under which f uses the package at imp, or "".
func importName(f *ast.File, imp string) string {
	for _, s := range f.Imports {
		if p, _ := strconv.Unquote(s.Path.Value); p == imp {
			if s.Name != nil {
				return s.Name.Name
			}
			if imp == "math/rand/v2" {
				return "rand"
			}
			return path.Base(imp)
		}
	}
	return ""
}

func match(pattern, dir string) bool {
	if p, ok := strings.CutSuffix(pattern, "/..."); ok {
		return dir == p || strings.HasPrefix(dir, p+"/")
	}
	return pattern == dir
}

func matchAny(patterns []string, dir string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return match(p, dir) })
}

func layerOf(dir string) int {
	for i, l := range layers {
		if matchAny(l.packages, dir) {
			return i
		}
	}
	return -1
}

// isSuite reports whether dir holds a contract suite (storetest, blobtest, …).
func isSuite(dir string) bool {
	return strings.HasPrefix(dir, "internal/") && strings.HasSuffix(dir, "test")
}

// moduleDir returns the directory of one of our packages.
func moduleDir(imp string) (string, bool) {
	if imp == module {
		return ".", true
	}
	return strings.CutPrefix(imp, module+"/")
}

// mapOf writes docs/MAP.md.
func mapOf(root fs.FS) (string, error) {
	all, err := packagesOf(root)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# The map\n\nEvery package in one line, from the top down: a package imports the layers below its own.\n" +
		"Written from the package comments by `go test -run TestMap -update .`; the rules are in\n[architecture_test.go](../architecture_test.go).\n")
	for i := len(layers) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "\n## %s\n\n", layers[i].name)
		var dirs []string
		for dir := range all {
			if layerOf(dir) == i {
				dirs = append(dirs, dir)
			}
		}
		slices.Sort(dirs)
		for _, dir := range dirs {
			line, _ := caption(all[dir])
			shown := dir
			if dir == "." {
				shown = module
			}
			fmt.Fprintf(&b, "- `%s` %s\n", shown, line)
		}
	}
	return b.String(), nil
}

func TestArchitecture(t *testing.T) {
	found, err := architectureFindings(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

func TestMap(t *testing.T) {
	want, err := mapOf(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("docs/MAP.md", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("docs/MAP.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/MAP.md is not what the package comments say; run: go test -run TestMap -update .")
	}
}
