package voxpop_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents returns every Markdown file of the repository that people read.
func documents(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == "record" || d.Name() == "voxpop-data") {
			return filepath.SkipDir
		}
		if filepath.Ext(p) == ".md" {
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			docs[filepath.ToSlash(p)] = string(b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

var (
	fence   = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	docLink = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)|src="([^"]+)"`)
)

// TestLinksOfDocuments: a link that leads nowhere is a promise not kept.
func TestLinksOfDocuments(t *testing.T) {
	seen := 0
	for name, text := range documents(t) {
		for _, m := range docLink.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			to := m[1] + m[2]
			if strings.Contains(to, ":") {
				continue
			}
			seen++
			if _, err := os.Stat(filepath.FromSlash(path.Join(path.Dir(name), to))); err != nil {
				t.Errorf("%s links to %s, which is not there", name, to)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d links were looked at", seen)
	}
}

// TestTestsOfPromises: docs/THREATS.md and docs/UPGRADING.md name the test
// that keeps each promise; a test that was renamed or dropped is noticed here.
func TestTestsOfPromises(t *testing.T) {
	have := map[string]bool{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, "_test.go") {
			return err
		}
		b, err := os.ReadFile(p)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllStringSubmatch(string(b), -1) {
			have[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{"docs/THREATS.md", "docs/UPGRADING.md"} {
		b, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(b), -1)
		if len(names) == 0 {
			t.Errorf("%s names no test", doc)
		}
		for _, m := range names {
			if !have[m[1]] {
				t.Errorf("%s names %s, which does not exist", doc, m[1])
			}
		}
	}
}
