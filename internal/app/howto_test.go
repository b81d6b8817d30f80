package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/prevalence"
)

// What docs/HOWTO.md tells to write into voxpop.toml is a configuration.
func TestHowToConfiguration(t *testing.T) {
	page, err := os.ReadFile("../../docs/HOWTO.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllSubmatch(page, -1)
	dir := t.TempDir()
	var all []byte
	for _, b := range blocks {
		all = append(all, b[1]...)
	}
	if err := os.WriteFile(filepath.Join(dir, app.ConfigFile), all, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.LoadConfig(dir, noEnv)
	if err != nil || cfg.DatabaseURL != "postgres://voxpop@localhost/voxpop" || len(cfg.Doors) != 1 || cfg.Doors[0].Name != "city" {
		t.Errorf("got %q, %v, %v", cfg.DatabaseURL, cfg.Doors, err)
	}
	cfg, err = app.LoadConfig(dir, func(name string) string {
		if name == "VOXPOP_DATABASE_URL" {
			return "postgres://elsewhere/voxpop"
		}
		return ""
	})
	if err != nil || cfg.DatabaseURL != "postgres://elsewhere/voxpop" {
		t.Errorf("the environment does not come before the file: %q, %v", cfg.DatabaseURL, err)
	}
}

// What docs/RECORD.md says of "-" beside a mark of the same coder.
func TestMarksThatContradict(t *testing.T) {
	for name, tt := range map[string]struct {
		codings      []voxpop.Coding
		memory, cost float64
	}{
		"the coder's mark wins": {[]voxpop.Coding{{Coder: "noa", Code: voxpop.NoCode}, {Coder: "noa", Code: "memory", Present: true}}, 1, 0},
		"final names one": {[]voxpop.Coding{{Coder: "noa", Code: "cost", Present: true}, {Coder: voxpop.Final, Code: voxpop.NoCode},
			{Coder: voxpop.Final, Code: "memory", Present: true}}, 1, 0},
		"final names none": {[]voxpop.Coding{{Coder: "noa", Code: "cost", Present: true}, {Coder: voxpop.Final, Code: voxpop.NoCode}}, 0, 0},
	} {
		r := voxpop.Response{ID: "K7Q2", Channel: voxpop.Web, Medium: voxpop.Text, Lang: "en", Text: "Yes."}
		for i := range tt.codings {
			tt.codings[i].Response, tt.codings[i].Origin = r.ID, voxpop.ByPerson
		}
		book := voxpop.Codebook{Version: "1", Codes: []voxpop.Code{{ID: "memory", Kind: voxpop.Theme}, {ID: "cost", Kind: voxpop.Theme}}}
		f := prevalence.Recount(func(yield func(prevalence.Answer) bool) {
			yield(prevalence.AnswerOf(voxpop.Callout{}, r, tt.codings))
		}).Figures(book, voxpop.DefaultHouse(), prevalence.Options{})
		got := map[string]float64{}
		for _, s := range f.Shares {
			got[s.Code] = s.N
		}
		if got["memory"] != tt.memory || got["cost"] != tt.cost {
			t.Errorf("%s: %v, want memory %g and cost %g", name, got, tt.memory, tt.cost)
		}
	}
}
