package story_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/story"
)

const storyDoc = "../../docs/STORY.md"

var example = regexp.MustCompile("(?s)```(markdown|yaml) check([^\n]*)\n(.*?)```\n\n```text\n(.*?)```\n")

// Every example of docs/STORY.md is checked, and what stands under it is what
// the check prints; -update writes it anew.
func TestStoryDoc(t *testing.T) {
	b, err := os.ReadFile(storyDoc)
	if err != nil {
		t.Fatal(err)
	}
	rec := load(t, os.DirFS(tram), nil)
	seen := map[story.Code]bool{}
	got := example.ReplaceAllStringFunc(string(b), func(s string) string {
		m := example.FindStringSubmatch(s)
		src := "---\n" + m[3] + "---\n\n[11 of 98](share:misled) felt misled.\n"
		if m[1] == "markdown" {
			front := head
			if option := strings.TrimSpace(m[2]); option == "warnings" {
				front = strings.Replace(head, "order: editorial\nreply: Nothing to add.\n", "", 1)
			} else if option != "" {
				front = strings.Replace(head, "2026-03-14", option, 1)
			}
			src = front + m[3]
		}
		res := check(t, rec, src)
		for _, f := range res.Findings {
			seen[f.Code] = true
		}
		var out strings.Builder
		if err := res.WriteText(&out); err != nil {
			t.Fatal(err)
		}
		return "```" + m[1] + " check" + m[2] + "\n" + m[3] + "```\n\n```text\n" + out.String() + "```\n"
	})
	if *update {
		if err := os.WriteFile(storyDoc, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(string(b), got); d != "" {
		t.Errorf("docs/STORY.md does not print what the check prints (-doc +check); go test ./internal/story -run Doc -update\n%s", d)
	}
	for _, c := range story.Codes {
		if !seen[c.Code] {
			t.Errorf("docs/STORY.md has no example of %s", c.Code)
		}
		if !strings.Contains(got, "`"+string(c.Code)+"`") {
			t.Errorf("docs/STORY.md does not name %s", c.Code)
		}
	}
	for _, name := range story.Charts {
		if !strings.Contains(got, "`"+name) {
			t.Errorf("docs/STORY.md does not name the chart %s", name)
		}
	}
	if !slices.Equal(story.Languages(), []string{"ar", "en", "fa"}) || !strings.Contains(got, "`en`, `fa` or `ar`") {
		t.Errorf("docs/STORY.md names other languages than %v", story.Languages())
	}
}
