package app

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
)

// These tests read the configuration without a file, hence inside the package.

func base() Config { return Config{Dir: ".", Listen: DefaultListen, House: voxpop.DefaultHouse()} }

func TestConfigDefaults(t *testing.T) {
	got, err := parseConfig(base(), "")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(voxpop.DefaultHouse(), got.House); d != "" {
		t.Error(d)
	}
}

func TestConfigMerges(t *testing.T) {
	got, err := parseConfig(base(), `
[listen]
desk = "127.0.0.1:9999"

[database]
url = "postgres://localhost/voxpop"

[house]
min_alpha = 0.7
dominate = {lead = 3.0}

[house.ladder.many]
low = 0.25
words.en = ["many", "a great many"]

[house.ladder."about half"]
off = true

[house.ladder."a good few"]
after = "some"
from = 0.15
to = 0.30
people = 10
words = {en = ["a good few"], fa = ["خیلی زیاد"], ar = ["غير قليل"]}
`)
	if err != nil {
		t.Fatal(err)
	}
	h := got.House
	if got.Listen != "127.0.0.1:9999" || got.DatabaseURL != "postgres://localhost/voxpop" || h.MinAlpha != .7 || h.Dominate.Lead != 3 || h.Dominate.Share != .5 {
		t.Errorf("got %+v", got)
	}
	var ids []string
	for _, r := range h.Ladder {
		ids = append(ids, r.ID)
		if r.ID == "many" && (r.Low != .25 || r.From != .30 || len(r.Words["en"]) != 2 || len(r.Words["fa"]) == 0) {
			t.Errorf("many = %+v", r)
		}
	}
	want := []string{"a few", "several", "some", "a good few", "others", "many", "a majority", "most", "almost all", "all"}
	if d := cmp.Diff(want, ids); d != "" {
		t.Error(d)
	}
	for _, r := range voxpop.DefaultHouse().Ladder {
		if r.ID == "many" && (r.Low != .20 || len(r.Words["en"]) != 1) {
			t.Error("a merge changed the defaults")
		}
	}
}

// TestConfigExamples holds the examples of docs/HOUSE-RULES.md to the program.
func TestConfigExamples(t *testing.T) {
	doc, err := os.ReadFile("../../docs/HOUSE-RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(doc), "```toml\n")[1:]
	if len(blocks) == 0 {
		t.Fatal("the document has no example")
	}
	for _, b := range blocks {
		src, _, _ := strings.Cut(b, "```")
		if _, err := parseConfig(base(), src); err != nil {
			t.Errorf("%v in\n%s", err, src)
		}
	}
	if _, err := parseConfig(base(), configText); err != nil {
		t.Errorf("a new workspace's configuration: %v", err)
	}
	var bare strings.Builder
	for line := range strings.Lines(configText) {
		if rest, ok := strings.CutPrefix(line, "# "); ok && strings.ContainsAny(rest, "[=") {
			bare.WriteString(rest)
		}
	}
	got, err := parseConfig(base(), bare.String())
	if err != nil || got.DatabaseURL == "" {
		t.Errorf("a new workspace's configuration, its marks taken away: %v", err)
	}
}

func TestConfigRefuses(t *testing.T) {
	tests := []struct{ name, src, place, says string }{
		{"a broken line", "[house]\nmin_alpha == 3\n", "voxpop.toml:2", ""},
		{"a wrong type", "[house]\n\nmin_cell = \"five\"\n", "voxpop.toml:3: house.min_cell", "incompatible types"},
		{"an unknown table", "[hose]\nx = 1\n", "voxpop.toml:1: hose", "is not a key"},
		{"an unknown key", "[house]\nmin_cell = 5\nmin_cells = 6\n", "voxpop.toml:3: house.min_cells", "is not a key"},
		{"an unknown key of a rung", "[house.ladder.\"a few\"]\npeople = 3\nupto = 1\n", `voxpop.toml:3: house.ladder."a few".upto`, "is not a key"},
		{"an unknown key in an inline table", "[house]\ndominate = {sher = 0.5}\n", "voxpop.toml:2: house.dominate.sher", "is not a key"},
		{"a share over one", "[house]\nmin_alpha = 1.5\n", "voxpop.toml:2: house.min_alpha", "between 0 and 1"},
		{"a share that is no number", "[house]\nmin_alpha = nan\n", "voxpop.toml:2: house.min_alpha", "between 0 and 1"},
		{"a negative count", "[house]\ndelay_days = -1\n", "voxpop.toml:2: house.delay_days", "negative"},
		{"a lead under one", "[house.dominate]\nlead = 0.5\n", "voxpop.toml:2: house.dominate.lead", "at least 1"},
		{"number first under numbers only", "[house]\nnumbers_only = 40\n", "voxpop.toml:1: house.number_first", "numbers_only (40)"},
		{"a rung upside down", "[house.ladder.many]\nfrom = 0.6\nto = 0.5\n", "voxpop.toml:1: house.ladder.many", "below where it begins"},
		{"a rung for nothing", "[house.ladder.many]\nfrom = 0.5\n", "voxpop.toml:1: house.ladder.many", "holds for no share"},
		{"a ladder out of order", "[house.ladder.most]\nfrom = 0.4\nlow = 0.3\n", "voxpop.toml:2: house.ladder.most.from", "weakest word to the strongest"},
		{"a low end above the band", "[house.ladder.many]\nlow = 0.45\n", "voxpop.toml:2: house.ladder.many.low", "could never carry"},
		{"a word of two rungs", "[house.ladder.many]\nwords.en = [\"Most\"]\n", "voxpop.toml:2: house.ladder.many.words.en", "already belongs to"},
		{"a word of dominate", "[house.ladder.most]\nwords.en = [\"dominant\"]\n", "voxpop.toml:2: house.ladder.most.words.en", "already belongs to house.dominate"},
		{"no word in a language", "[house.ladder.many]\nwords.fa = []\n", "voxpop.toml:2: house.ladder.many.words.fa", "at least one word"},
		{"a language without stories", "[house.ladder.many]\nwords.de = [\"viele\"]\n", "voxpop.toml:2: house.ladder.many.words.de", "not a language of stories"},
		{"stray spaces", "[house.ladder.many]\nwords.en = [\"a  lot\"]\n", "voxpop.toml:2: house.ladder.many.words.en", "stray spaces"},
		{"a new rung nowhere", "[house.ladder.loads]\nfrom = 0.5\nto = 0.6\n", "voxpop.toml:1: house.ladder.loads.after", "stands after"},
		{"a new rung without a band", "[house.ladder.loads]\nafter = \"many\"\n", "voxpop.toml:1: house.ladder.loads", "needs from"},
		{"a new rung without words", "[house.ladder.loads]\nafter = \"many\"\nfrom = 0.4\nto = 0.5\npeople = 3\n", "voxpop.toml:1: house.ladder.loads.words.en", "at least one word"},
		{"a needed rung turned off", "[house.ladder.some]\noff = true\n", "voxpop.toml:2: house.ladder.some.off", "cannot be turned off"},
		{"a rung moved out of order", "[house.ladder.many]\nafter = \"most\"\n", "voxpop.toml:1: house.ladder.many.from", "weakest word to the strongest"},
		{"two rungs after each other", "[house.ladder.some]\nafter = \"others\"\n[house.ladder.others]\nafter = \"some\"\n", "voxpop.toml:4: house.ladder.others.after", "could stand after"},
		{"after one that is turned off", "[house.ladder.many]\noff = true\n[house.ladder.\"about half\"]\nafter = \"many\"\n", "voxpop.toml:4: house.ladder.\"about half\".after", "could stand after"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := parseConfig(base(), tt.src)
			if err == nil {
				t.Fatal("accepted")
			}
			if voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
				t.Errorf("kind %q, hint %q", voxpop.KindOf(err), voxpop.HintOf(err))
			}
			if !strings.HasPrefix(err.Error(), tt.place) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %q, want %q … %q", err, tt.place, tt.says)
			}
		})
	}
}

// What the desk writes of a ladder is read back as it was: rungs that came,
// went and moved, the first and the last of them too.
func TestLaddersAreReadBack(t *testing.T) {
	words := func(w string) map[string][]string { return map[string][]string{"en": {w}, "fa": {w}, "ar": {w}} }
	for name, change := range map[string]func(l []voxpop.Rung) []voxpop.Rung{
		"two that are equal change places": func(l []voxpop.Rung) []voxpop.Rung { l[2], l[3] = l[3], l[2]; return l },
		"a new first one": func(l []voxpop.Rung) []voxpop.Rung {
			return slices.Insert(l, 0, voxpop.Rung{ID: "next to none", To: .1, Words: words("zzz")})
		},
		"the second becomes the first": func(l []voxpop.Rung) []voxpop.Rung { l[0], l[1] = l[1], l[0]; return l },
		"new ones, one after the other, in no order of the alphabet": func(l []voxpop.Rung) []voxpop.Rung {
			return slices.Insert(l, 4, voxpop.Rung{ID: "zig", From: .15, To: .3, Words: words("zig")}, voxpop.Rung{ID: "alpha", From: .15, To: .3, Words: words("alpha")}, voxpop.Rung{ID: "mid \"q\"", From: .15, To: .3, Words: words("mid")})
		},
		"one goes, and a new one stands where it was": func(l []voxpop.Rung) []voxpop.Rung {
			r := l[4]
			r.ID = "a great many"
			return slices.Insert(slices.Delete(l, 4, 5), 4, r)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := voxpop.DefaultHouse()
			h.Ladder = change(h.Ladder)
			table, err := houseTableOf(h)
			if err != nil {
				t.Fatal(err)
			}
			got, err := parseConfig(Config{House: voxpop.DefaultHouse()}, table)
			if err != nil || !sameHouse(got.House, h) {
				t.Errorf("%v\n%s\n(-want +got):\n%s", err, table, cmp.Diff(h.Ladder, got.House.Ladder))
			}
		})
	}
}
