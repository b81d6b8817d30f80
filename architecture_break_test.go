package voxpop_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestArchitectureCatches breaks each rule on purpose in a small invented tree
// and asks that the finding names the rule and the reason; the same tree
// without the break is clean.
func TestArchitectureCatches(t *testing.T) {
	tests := []struct {
		name, file, src string
		rule, says      string // rule "" = allowed
	}{
		{"a service imports a service", "internal/coding/x.go", `import _ "embed"; import "voxpop/internal/record"; var X = record.X`, "layer", "services never import each other"},
		{"a service imports the store", "internal/coding/x.go", `import "voxpop/internal/store"; var X = store.X`, "layer", "may not reach up to a door or adapter"},
		{"a method imports a service", "internal/text/x.go", `import "voxpop/internal/record"; var X = record.X`, "layer", "a method may not reach up to a service"},
		{"a word imports a method", "x.go", `import "voxpop/internal/text"; var X = text.X`, "layer", "a word may not reach up"},
		{"a method imports a method", "internal/text/x.go", `import "voxpop/internal/locale"; var X = locale.X`, "layer", "needs a reason"},
		{"a channel imports an engine", "internal/channel/sms/x.go", `import "voxpop/internal/engine/ffmpeg"; var X = ffmpeg.X`, "layer", "needs a reason"},
		{"the desk imports the front", "internal/desk/x.go", `import "voxpop/internal/front"; var X = front.X`, "layer", "needs a reason"},
		{"a verb imports the store", "cmd/voxpop/x.go", `import "voxpop/internal/store"; var X = store.X`, "layer", "only internal/app names doors and adapters"},
		{"the cast imports the store", "internal/cast/x.go", `import "voxpop/internal/store"; var X = store.X`, "layer", "only internal/app names doors and adapters"},
		{"a package on no layer", "internal/util/x.go", ``, "layer", "internal/util stands on no layer"},
		{"an import of a package on no layer", "internal/app/x.go", `import "voxpop/internal/util2"; var X = util2.X`, "layer", "which stands on no layer"},
		{"a method imports a library", "internal/text/x.go", `import "example.org/lib"; var X = lib.X`, "pure", "words and methods compute"},
		{"a method reads files", "internal/text/x.go", `import "os"; var X = os.Args`, "pure", "imports os"},
		{"a word opens a connection", "x.go", `import "net"; var X net.Conn`, "pure", "imports net"},
		{"a method takes secret chance", "internal/text/x.go", `import "crypto/rand"; var X = rand.Reader`, "pure", "chance"},
		{"a method uses old chance", "internal/text/x.go", `import "math/rand"; var X = rand.Int`, "pure", "chance"},
		{"SQL in a service", "internal/record/x.go", `import "database/sql"; var X *sql.DB`, "kept", "SQL lives in the store"},
		{"a driver in app", "internal/app/x.go", `import "github.com/jackc/pgx/v5"; var X = pgx.Connect`, "kept", "SQL lives in the store"},
		{"HTTP in a service", "internal/story/x.go", `import "net/http"; var X http.Handler`, "kept", "know how a message travels"},
		{"HTTP in a verb", "cmd/voxpop/x.go", `import "net/http/httptest"; var X httptest.Server`, "kept", "know how a message travels"},
		{"a program run by the store", "internal/store/x.go", `import "os/exec"; var X = exec.Command`, "kept", "in the engines"},
		{"keys outside the vault", "internal/store/x.go", `import "filippo.io/age"; var X age.Identity`, "kept", "keys live in one room"},
		{"the clock in a service", "internal/story/x.go", `import "time"; var X = func() time.Time { return time.Now() }`, "clock", "elsewhere time is a field"},
		{"the clock in an adapter", "internal/store/x.go", `import "time"; var X = time.Now`, "clock", "elsewhere time is a field"},
		{"the clock in a verb under another name", "cmd/voxpop/x.go", `import clock "time"; var X = clock.Now`, "clock", "elsewhere time is a field"},
		{"waiting in a method", "internal/text/x.go", `import "time"; var X = time.After`, "clock", "time.After reads the clock"},
		{"chance without a seed", "internal/text/x.go", `import "math/rand/v2"; var X = rand.IntN`, "chance", "has no seed"},
		{"an init", "internal/channel/sms/x.go", `func init() {}`, "init", "nothing registers itself"},
		{"an import for its side effect", "internal/app/x.go", `import _ "voxpop/internal/store"`, "init", "for its side effect"},
		{"a call at start-up", "internal/store/x.go", `var _ = register(); func register() int { return 0 }`, "init", "a call at start-up"},
		{"no package comment", "internal/quote/doc.go", "\npackage quote\n", "caption", "0 package comments"},
		{"two package comments", "internal/text/x.go", "// Package text again.\npackage text\n", "caption", "2 package comments"},
		{"a caption that does not begin well", "internal/quote/doc.go", "// Quotes and more.\npackage quote\n", "caption", `want one line that begins "Package quote "`},
		{"a caption of two lines", "internal/quote/doc.go", "// Package quote finds\n// quotations.\npackage quote\n", "caption", "want one line"},
		{"testing in the program", "internal/record/x.go", `import "testing"; var X testing.TB`, "testing", "tests never reach the binary"},
		{"a test library in the program", "internal/record/x.go", `import "github.com/google/go-cmp/cmp"; var X = cmp.Diff`, "testing", "tests never reach the binary"},
		{"a contract suite in the program", "internal/app/x.go", `import "voxpop/internal/store/storetest"; var X = storetest.Run`, "testing", "a contract suite is for tests"},

		{"the desk uses the page", "internal/desk/x.go", `import "voxpop/internal/page"; var X = page.X`, "", ""},
		{"a seed", "internal/text/x.go", `import "math/rand/v2"; var X = rand.New(rand.NewPCG(1, 2))`, "", ""},
		{"a guard", "internal/store/x.go", `type T struct{}; var _ interface{} = (*T)(nil)`, "", ""},
		{"a variable called time", "internal/text/x.go", `type c struct{ Now int }; func F(time c) int { return time.Now }`, "", ""},
		{"a driver in the store", "internal/store/x.go", `import _ "modernc.org/sqlite"`, "", ""},
		{"a suite uses testing", "internal/store/storetest/x.go", `import "testing"; import "time"; func F(testing.TB) time.Time { return time.Now() }`, "", ""},
		{"a test does what it likes", "internal/text/x_test.go", `import "os"; var X = os.Args`, "", ""},
		{"a module of its own", "tools/x.go", `import "os/exec"; var X = exec.Command`, "", ""},
	}
	caught := map[string]bool{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := cleanTree()
			src := tt.src
			if !strings.Contains(src, "package ") {
				src = "package " + packageName(tt.file) + "\n" + src + "\n"
			}
			tree[tt.file] = &fstest.MapFile{Data: []byte(src)}
			found, err := architectureFindings(tree)
			if err != nil {
				t.Fatal(err)
			}
			if tt.rule == "" {
				if len(found) > 0 {
					t.Errorf("refused: %q", found)
				}
				return
			}
			if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, tt.rule+": ") && strings.Contains(f, tt.says) }) {
				t.Errorf("not caught; findings: %q", found)
			}
			caught[tt.rule] = true
		})
	}
	for _, rule := range architectureRules {
		if !caught[rule] {
			t.Errorf("no break of rule %q is caught", rule)
		}
	}
}

// cleanTree is a small program that keeps every rule.
func cleanTree() fstest.MapFS {
	tree := fstest.MapFS{
		"tools/go.mod":                  {Data: []byte("module tools\n")},
		"testdata/broken/x.go":          {Data: []byte("this is not Go")},
		"doc.go":                        {Data: []byte("// Package voxpop holds words.\npackage voxpop\n")},
		"cmd/voxpop/doc.go":             {Data: []byte("// Command voxpop is the verbs.\npackage main\n")},
		"internal/store/storetest/t.go": {Data: []byte("// Package storetest is a promise.\npackage storetest\nvar Run = 0\n")},
	}
	for _, dir := range []string{"text", "locale", "quote", "record", "coding", "story", "store", "page", "desk", "front", "channel/sms", "engine/ffmpeg", "app", "cast"} {
		name := packageName("internal/" + dir + "/doc.go")
		tree["internal/"+dir+"/doc.go"] = &fstest.MapFile{Data: []byte("// Package " + name + " does one thing.\npackage " + name + "\n\n// X is something.\nvar X = 0\n")}
	}
	return tree
}

func packageName(file string) string {
	parts := strings.Split(file, "/")
	switch {
	case len(parts) == 1:
		return "voxpop"
	case parts[0] == "cmd":
		return "main"
	}
	return parts[len(parts)-2]
}
