package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"voxpop"
)

// houseTable is [house] of voxpop.toml. Every key is optional: what is absent
// keeps the value of [voxpop.DefaultHouse].
type houseTable struct {
	MinAlpha    *float64             `toml:"min_alpha"`
	NumbersOnly *int                 `toml:"numbers_only"`
	NumberFirst *int                 `toml:"number_first"`
	MinCell     *int                 `toml:"min_cell"`
	DelayDays   *int                 `toml:"delay_days"`
	Dominate    dominateTable        `toml:"dominate"`
	Ladder      map[string]rungTable `toml:"ladder"`
}

type dominateTable struct {
	Share   *float64            `toml:"share"`
	Lead    *float64            `toml:"lead"`
	Counted *int                `toml:"counted"`
	Words   map[string][]string `toml:"words"`
}

// rungTable is [house.ladder.ID]: it changes a rung of that id, or adds one;
// either stands above the rung that after names.
type rungTable struct {
	From   *float64            `toml:"from"`
	Over   *bool               `toml:"over"`
	To     *float64            `toml:"to"`
	People *int                `toml:"people"`
	Low    *float64            `toml:"low"`
	Words  map[string][]string `toml:"words"`
	Off    bool                `toml:"off"`   // the newsroom does not use this rung
	After  *string             `toml:"after"` // "" = the first
}

// HouseLanguages are the languages in which every rung has words: those that
// a story may be written in.
var HouseLanguages = []string{"en", "fa", "ar"}

// merge lays t over the default rules and checks the whole.
func (t houseTable) merge(h voxpop.House) (voxpop.House, error) {
	set(&h.MinAlpha, t.MinAlpha)
	set(&h.NumbersOnly, t.NumbersOnly)
	set(&h.NumberFirst, t.NumberFirst)
	set(&h.MinCell, t.MinCell)
	set(&h.DelayDays, t.DelayDays)
	set(&h.Dominate.Share, t.Dominate.Share)
	set(&h.Dominate.Lead, t.Dominate.Lead)
	set(&h.Dominate.Counted, t.Dominate.Counted)
	h.Dominate.Words = mergeWords(h.Dominate.Words, t.Dominate.Words)

	var err error
	if h.Ladder, err = t.ladder(h.Ladder); err != nil {
		return h, err
	}
	if err := checkHouse(h); err != nil {
		return h, err
	}
	return h, t.checkWords(h)
}

// checkWords checks the words of what t leaves alone before those of what it
// changes, so that a clash is blamed on the newsroom's line, not on a default.
func (t houseTable) checkWords(h voxpop.House) error {
	taken := map[string]string{}
	for _, changed := range []bool{false, true} {
		if changed == (len(t.Dominate.Words) > 0) {
			if err := checkWords("house.dominate", h.Dominate.Words, taken); err != nil {
				return err
			}
		}
		for _, r := range h.Ladder {
			if _, ok := t.Ladder[r.ID]; ok != changed {
				continue
			}
			if err := checkWords(fmt.Sprintf("house.ladder.%q", r.ID), r.Words, taken); err != nil {
				return err
			}
		}
	}
	return nil
}

// ladder changes a ladder as the tables of the rungs say.
func (t houseTable) ladder(from []voxpop.Rung) ([]voxpop.Rung, error) {
	ladder := slices.Clone(from)
	var moved []voxpop.Rung // those that stand after another one
	for _, id := range slices.Sorted(maps.Keys(t.Ladder)) {
		r, place := t.Ladder[id], fmt.Sprintf("house.ladder.%q", id)
		i := slices.IndexFunc(ladder, func(g voxpop.Rung) bool { return g.ID == id })
		g := voxpop.Rung{ID: id}
		switch {
		case i < 0 && r.Off:
			return nil, houseError(place+".off", "missing", "there is no such rung")
		case r.Off && needed(id):
			return nil, houseError(place+".off", "needed", "this rung is needed by other rules and cannot be turned off")
		case r.Off:
			ladder = slices.Delete(ladder, i, i+1)
			continue
		case i < 0 && r.After == nil:
			return nil, houseError(place+".after", "after", "a new rung names the rung that it stands after")
		case i < 0 && (r.From == nil || r.To == nil || r.People == nil):
			return nil, houseError(place, "whole", "a new rung needs from, to, people and words")
		case i >= 0:
			g = ladder[i]
		}
		set(&g.From, r.From)
		set(&g.Over, r.Over)
		set(&g.To, r.To)
		set(&g.People, r.People)
		set(&g.Low, r.Low)
		g.Words = mergeWords(g.Words, r.Words)
		switch {
		case r.After == nil:
			ladder[i] = g
		case i >= 0:
			ladder = slices.Delete(ladder, i, i+1)
			moved = append(moved, g)
		default:
			moved = append(moved, g)
		}
	}
	// One may stand after another that is moved too.
	for len(moved) > 0 {
		put := slices.IndexFunc(moved, func(g voxpop.Rung) bool {
			after := *t.Ladder[g.ID].After
			return after == "" || slices.ContainsFunc(ladder, func(x voxpop.Rung) bool { return x.ID == after })
		})
		if put < 0 {
			return nil, houseError(fmt.Sprintf("house.ladder.%q.after", moved[0].ID), "after", "names no rung that it could stand after")
		}
		g := moved[put]
		at := slices.IndexFunc(ladder, func(x voxpop.Rung) bool { return x.ID == *t.Ladder[g.ID].After })
		ladder, moved = slices.Insert(ladder, at+1, g), slices.Delete(moved, put, put+1)
	}
	return ladder, nil
}

// needed are the rungs that other rules name.
func needed(id string) bool {
	return id == voxpop.RungSome || id == voxpop.RungOthers || id == voxpop.RungAll
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// mergeWords replaces the words of the languages that over names.
func mergeWords(words, over map[string][]string) map[string][]string {
	out := maps.Clone(words)
	if out == nil {
		out = map[string][]string{}
	}
	maps.Copy(out, over)
	return out
}

// checkHouse refuses numbers that contradict themselves.
func checkHouse(h voxpop.House) error {
	for _, f := range []struct {
		key string
		v   float64
	}{{"min_alpha", h.MinAlpha}, {"dominate.share", h.Dominate.Share}} {
		if !share(f.v) {
			return houseError("house."+f.key, "share", "must lie between 0 and 1")
		}
	}
	if !(h.Dominate.Lead >= 1) {
		return houseError("house.dominate.lead", "lead", "must be at least 1: what dominates is not the smaller")
	}
	for _, n := range []struct {
		key string
		v   int
	}{{"numbers_only", h.NumbersOnly}, {"number_first", h.NumberFirst}, {"min_cell", h.MinCell}, {"delay_days", h.DelayDays}, {"dominate.counted", h.Dominate.Counted}} {
		if n.v < 0 {
			return houseError("house."+n.key, "negative", "must not be negative")
		}
	}
	if h.NumberFirst < h.NumbersOnly {
		return houseError("house.number_first", "first", "must not be less than numbers_only (%d)", h.NumbersOnly)
	}
	for i, r := range h.Ladder {
		place := fmt.Sprintf("house.ladder.%q", r.ID)
		switch {
		case !share(r.From):
			return houseError(place+".from", "share", "must lie between 0 and 1")
		case !share(r.To):
			return houseError(place+".to", "share", "must lie between 0 and 1")
		case r.From > r.To:
			return houseError(place, "band", "ends (to = %v) below where it begins (from = %v)", r.To, r.From)
		case r.From == r.To && (r.Over || r.From != 1):
			return houseError(place, "empty", "holds for no share: from and to are both %v", r.From)
		case r.People < 0:
			return houseError(place+".people", "negative", "must not be negative")
		case !share(r.Low):
			return houseError(place+".low", "share", "must lie between 0 and 1")
		case r.Low > r.From:
			return houseError(place+".low", "low", "lies above from: a share of %v could never carry the word", r.From)
		case i > 0 && r.From < h.Ladder[i-1].From:
			return houseError(place+".from", "order", "lies below the rung before it (%q, from = %v): the ladder goes from the weakest word to the strongest", h.Ladder[i-1].ID, h.Ladder[i-1].From)
		case i > 0 && r.To < h.Ladder[i-1].To:
			return houseError(place+".to", "order", "lies below the rung before it (%q, to = %v): the ladder goes from the weakest word to the strongest", h.Ladder[i-1].ID, h.Ladder[i-1].To)
		}
	}
	return nil
}

func share(v float64) bool { return v >= 0 && v <= 1 } // false for NaN

// checkWords asks for words in every language of stories and refuses a word
// that two rules claim. taken maps a word to the rule that has it.
func checkWords(place string, words map[string][]string, taken map[string]string) error {
	for _, lang := range HouseLanguages {
		if len(words[lang]) == 0 {
			return houseError(place+".words."+lang, "words", "needs at least one word: stories are written in %s", strings.Join(HouseLanguages, ", "))
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(words)) {
		if !slices.Contains(HouseLanguages, lang) {
			return houseError(place+".words."+lang, "language", "is not a language of stories (%s)", strings.Join(HouseLanguages, ", "))
		}
		for _, w := range words[lang] {
			plain := strings.ToLower(strings.Join(strings.Fields(w), " "))
			if plain == "" || plain != strings.ToLower(w) {
				return houseError(place+".words."+lang, "spaces", "has an empty word or one with stray spaces")
			}
			if other, ok := taken[lang+" "+plain]; ok {
				return houseError(place+".words."+lang, "taken", "%q already belongs to %s: a word has one meaning", w, other)
			}
			taken[lang+" "+plain] = place
		}
	}
	return nil
}

// houseError refuses a rule; why is the refusal's name, by which the desk says it
// in its own languages.
func houseError(key, why, format string, args ...any) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "app.Config", Place: key, Message: fmt.Sprintf(format, args...), Hint: "docs/HOUSE-RULES.md explains every key", Err: refusal(why)}
}

// refusal names what a rule was refused for. The message says it in English, so
// as an error it adds nothing.
type refusal string

func (r refusal) Error() string { return "" }

// Refusal returns that name.
func (r refusal) Refusal() string { return string(r) }
