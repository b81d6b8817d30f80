package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/app"
)

const withComments = `# our newsroom
[listen]
desk = "127.0.0.1:8080" # [house] is below

[house] # wording
min_cell = 6

[house.ladder.many]
low = 0.25

[web]
off = true # nothing is fetched
`

func TestHouseRulesAreKeptInTheFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, app.ConfigFile)
	if err := os.WriteFile(name, []byte(withComments), 0o640); err != nil {
		t.Fatal(err)
	}
	load := func() app.Config {
		c, err := app.LoadConfig(dir, func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	a, err := app.Open(context.Background(), load())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	ctx := t.Context()
	old := a.House()
	if old.MinCell != 6 {
		t.Fatalf("%+v", old)
	}
	next := a.House()
	next.Ladder = append([]voxpop.Rung{}, old.Ladder...)
	next.MinAlpha, next.DelayDays = .7, 3
	for i, r := range next.Ladder {
		if r.ID == "about half" {
			next.Ladder[i].Words = map[string][]string{"en": {"about half", `one in "two"`}, "fa": r.Words["fa"], "ar": r.Words["ar"]}
		}
	}
	if err := a.SetHouse(ctx, "ana", old, next); err != nil {
		t.Fatal(err)
	}
	if got := a.House(); got.MinAlpha != .7 || got.MinCell != 6 {
		t.Errorf("in force: %+v", got)
	}
	if got := load().House; got.MinAlpha != .7 || got.DelayDays != 3 || got.MinCell != 6 {
		t.Errorf("after a new start: %+v", got)
	}
	b, _ := os.ReadFile(name)
	for _, want := range []string{"# our newsroom", `desk = "127.0.0.1:8080" # [house] is below`, "off = true # nothing is fetched"} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the file lost %q:\n%s", want, b)
		}
	}
	if strings.Count(string(b), "min_cell") != 1 {
		t.Errorf("min_cell stands twice:\n%s", b)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	// Who saw other rules is told; what contradicts itself is refused; neither writes.
	if err := a.SetHouse(ctx, "bo", old, old); voxpop.KindOf(err) != voxpop.Conflict {
		t.Errorf("from rules that hold no more: %v", err)
	}
	wrong := a.House()
	wrong.NumberFirst = 2
	if err := a.SetHouse(ctx, "bo", next, wrong); voxpop.KindOf(err) != voxpop.Invalid || !strings.Contains(err.Error(), "number_first") {
		t.Errorf("rules that contradict themselves: %v", err)
	}
	after, _ := os.ReadFile(name)
	if string(after) != string(b) {
		t.Error("a refusal changed the file")
	}
	// Back to the defaults leaves no table behind, and there is one line for each change in the log.
	if err := a.SetHouse(ctx, "ana", next, voxpop.DefaultHouse()); err != nil {
		t.Fatal(err)
	}
	if after, _ = os.ReadFile(name); strings.Contains(string(after), "min_cell") || !strings.Contains(string(after), "[web]") {
		t.Errorf("%s", after)
	}
	var verbs []string
	for l, err := range a.Store.Audit(ctx, "", 0) {
		if err != nil {
			t.Fatal(err)
		}
		verbs = append(verbs, l.Verb+" by "+string(l.Actor))
	}
	if strings.Join(verbs, ", ") != "set_house by ana, set_house by ana" {
		t.Errorf("the log has %v", verbs)
	}
}

// A file that writes the rules otherwise is left alone.
func TestHouseRulesThatTheDeskCannotChange(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, app.ConfigFile)
	const src = "house.min_cell = 7\n"
	if err := os.WriteFile(name, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := app.LoadConfig(dir, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	next := a.House()
	next.MinCell = 8
	if err := a.SetHouse(t.Context(), "ana", a.House(), next); err == nil {
		t.Error("it was changed")
	}
	if b, _ := os.ReadFile(name); string(b) != src {
		t.Errorf("the file is %q", b)
	}
}
