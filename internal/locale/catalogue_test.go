package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"voxpop/internal/locale"
)

var place = regexp.MustCompile(`\{([a-z_]+)(\|[^}]*)?\}`)

// raw returns the sentence with its places still in it.
func raw(tag, key string) string { return locale.For(tag).Say(key) }

func TestEverySentenceIsCompleteInEveryLanguage(t *testing.T) {
	for _, key := range locale.Keys() {
		for _, tag := range locale.Supported() {
			if strings.TrimSpace(raw(tag, key)) == "" {
				t.Errorf("%s has no sentence in %s", key, tag)
			}
		}
	}
}

// The template of a sentence is only seen by what it does, so the places are
// probed: each language must react to the same arguments.
func TestEveryLanguageUsesTheSamePlaces(t *testing.T) {
	for key, forms := range sentences(t) {
		var want []string
		for i, form := range forms {
			var got []string
			for _, m := range place.FindAllStringSubmatch(form, -1) {
				got = append(got, m[1])
			}
			slices.Sort(got)
			got = slices.Compact(got)
			if i == 0 {
				want = got
			} else if !slices.Equal(got, want) {
				t.Errorf("%s: %s has the places %v, en has %v", key, locale.Supported()[i], got, want)
			}
		}
	}
}

func TestPluralFormsAreThoseOfTheLanguage(t *testing.T) {
	for key, forms := range sentences(t) {
		for i, form := range forms {
			tag := locale.Supported()[i]
			for _, m := range place.FindAllStringSubmatch(form, -1) {
				if m[2] == "" {
					continue
				}
				var got []locale.Plural
				for f := range strings.SplitSeq(m[2][1:], "|") {
					name, _, ok := strings.Cut(f, "=")
					if !ok {
						t.Errorf("%s (%s): a form without =: %q", key, tag, f)
					}
					got = append(got, locale.Plural(name))
				}
				if want := locale.Categories(tag); !slices.Equal(got, want) {
					t.Errorf("%s (%s): forms %v of {%s}, want %v", key, tag, got, m[1], want)
				}
			}
		}
	}
}

// Persian and Arabic write some letters differently, and keyboards mix them up.
func TestEachLanguageUsesItsOwnLetters(t *testing.T) {
	for key, forms := range sentences(t) {
		if i := strings.IndexAny(forms[1], "كيىة"); i >= 0 {
			t.Errorf("%s: the Persian sentence holds an Arabic letter at byte %d", key, i)
		}
		if i := strings.IndexAny(forms[2], "کیگچپژ"); i >= 0 {
			t.Errorf("%s: the Arabic sentence holds a Persian letter at byte %d", key, i)
		}
		for i, form := range forms[1:] {
			if plain := place.ReplaceAllString(form, ""); strings.ContainsAny(plain, "0123456789,;?") {
				t.Errorf("%s: %s holds Latin digits or marks: %q", key, locale.Supported()[i+1], plain)
			}
		}
	}
}

func TestPagesNeverSpeakOfAMarginOfError(t *testing.T) {
	for key, forms := range sentences(t) {
		for _, form := range forms {
			for _, banned := range []string{"±", "margin of error", "حاشیهٔ خطا", "هامش الخطأ", "the public thinks"} {
				if strings.Contains(form, banned) {
					t.Errorf("%s says %q", key, banned)
				}
			}
		}
	}
}

// sentences reads the catalogue's source: key to its sentences in the order
// of Supported.
func sentences(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("*_messages.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no catalogue files", err)
	}
	out := map[string][]string{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			kv, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			key, ok := kv.Key.(*ast.BasicLit)
			body, ok2 := kv.Value.(*ast.CompositeLit)
			if !ok || !ok2 {
				return true
			}
			forms := make([]string, 3)
			for _, e := range body.Elts {
				e := e.(*ast.KeyValueExpr)
				s, _ := strconv.Unquote(e.Value.(*ast.BasicLit).Value)
				forms[slices.Index(locale.Supported(), e.Key.(*ast.Ident).Name)] = s
			}
			k, _ := strconv.Unquote(key.Value)
			out[k] = forms
			return false
		})
	}
	if len(out) < len(locale.Keys()) {
		t.Fatalf("the source holds %d sentences, the catalogue %d", len(out), len(locale.Keys()))
	}
	return out
}

// A key that does not exist would come out on a page as itself.
func TestEveryKeyInTheProgramExists(t *testing.T) {
	call := regexp.MustCompile(`(?:\bSay\(|\bsay )"([a-z][a-z_.-]*)"`)
	found := 0
	err := filepath.WalkDir("../..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, "_test.go") ||
			filepath.Ext(path) != ".go" && filepath.Ext(path) != ".html" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range call.FindAllStringSubmatch(string(src), -1) {
			found++
			// A key that ends in a dot is completed by a value of the record.
			if !strings.HasSuffix(m[1], ".") && !locale.Has(m[1]) {
				t.Errorf("%s asks for %q, which is not in the catalogue", path, m[1])
			}
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Fatalf("%d keys found, error %v", found, err)
	}
}
