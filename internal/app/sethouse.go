package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"voxpop"
)

// House is the rules of wording in force.
func (a *App) House() voxpop.House {
	if h := a.house.Load(); h != nil {
		return *h
	}
	return a.Config.House
}

// writing is held while voxpop.toml is changed.
var writing sync.Mutex

// SetHouse puts other rules of wording in force, and keeps them in [house] of
// voxpop.toml; everything else in the file stays as it is. old are the rules
// that the person saw: others meanwhile are a conflict.
func (a *App) SetHouse(ctx context.Context, by voxpop.Actor, old, h voxpop.House) error {
	const op = "app.SetHouse"
	writing.Lock()
	defer writing.Unlock()
	if !sameHouse(a.House(), old) {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Message: "somebody else changed the house rules meanwhile; nothing was changed", Hint: "look at them as they are now, then change them again"}
	}
	if err := checkHouse(h); err != nil {
		return err
	}
	// A word that two rules claim is blamed on the one that changed.
	changed := houseTable{Ladder: map[string]rungTable{}}
	for _, r := range h.Ladder {
		if was, ok := old.Rung(r.ID); !ok || !reflect.DeepEqual(was.Words, r.Words) {
			changed.Ladder[r.ID] = rungTable{}
		}
	}
	if err := changed.checkWords(h); err != nil {
		return err
	}
	table, err := houseTableOf(h)
	if err != nil {
		return err
	}
	name := filepath.Join(a.Config.Dir, ConfigFile)
	src, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: ConfigFile, Message: "cannot be read", Err: cause(err)}
	}
	next := withoutHouse(string(src)) + table
	// What was written is read back before it is believed.
	got, err := parseConfig(Config{Dir: a.Config.Dir, House: voxpop.DefaultHouse()}, next)
	if err != nil {
		return err
	}
	if !sameHouse(got.House, h) {
		return &voxpop.Error{Kind: voxpop.Conflict, Op: op, Place: ConfigFile, Message: "sets house rules in a way that the desk cannot change", Hint: "write them as tables, [house] and [house.ladder.…], or change them in the file"}
	}
	changes := houseChanges(old, h)
	if len(changes) == 0 {
		return nil
	}
	if err := writeWhole(name, []byte(next)); err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: op, Place: ConfigFile, Message: "cannot be written; nothing was changed", Err: cause(err)}
	}
	if err := a.Store.Saw(ctx, by, "set_house", "", changes...); err != nil {
		return errors.Join(err, writeWhole(name, src))
	}
	a.house.Store(&h)
	a.Store.SetHouse(h)
	return nil
}

// writeWhole is [replaceFile] for a file whose permissions stay.
func writeWhole(name string, body []byte) error {
	info, err := os.Stat(name)
	if wrote := replaceFile(name, body); wrote != nil || err != nil {
		return wrote
	}
	return os.Chmod(name, info.Mode().Perm())
}

func sameHouse(a, b voxpop.House) bool { return reflect.DeepEqual(normalHouse(a), normalHouse(b)) }

// normalHouse has no empty maps, which mean the same as none.
func normalHouse(h voxpop.House) voxpop.House {
	h.Ladder = slices.Clone(h.Ladder)
	for i := range h.Ladder {
		if len(h.Ladder[i].Words) == 0 {
			h.Ladder[i].Words = nil
		}
	}
	return h
}

// houseChanges names the keys in which two sets of rules differ.
func houseChanges(a, b voxpop.House) []string {
	var keys []string
	add := func(key string, differs bool) {
		if differs {
			keys = append(keys, key)
		}
	}
	add("min_alpha", a.MinAlpha != b.MinAlpha)
	add("numbers_only", a.NumbersOnly != b.NumbersOnly)
	add("number_first", a.NumberFirst != b.NumberFirst)
	add("min_cell", a.MinCell != b.MinCell)
	add("delay_days", a.DelayDays != b.DelayDays)
	add("dominate", !reflect.DeepEqual(a.Dominate, b.Dominate))
	for _, r := range b.Ladder {
		was, ok := a.Rung(r.ID)
		add("ladder."+r.ID, !ok || !reflect.DeepEqual(was, r))
	}
	for _, r := range a.Ladder {
		_, ok := b.Rung(r.ID)
		add("ladder."+r.ID, !ok)
	}
	ids := func(h voxpop.House) (all []string) {
		for _, r := range h.Ladder {
			all = append(all, r.ID)
		}
		return all
	}
	add("ladder", !slices.Equal(ids(a), ids(b))) // which there are, and their order
	return keys
}

// houseFile is [house] with what differs from the defaults only.
type houseFile struct {
	House houseKeys `toml:"house"`
}

type houseKeys struct {
	MinAlpha    *float64            `toml:"min_alpha,omitempty"`
	NumbersOnly *int                `toml:"numbers_only,omitempty"`
	NumberFirst *int                `toml:"number_first,omitempty"`
	MinCell     *int                `toml:"min_cell,omitempty"`
	DelayDays   *int                `toml:"delay_days,omitempty"`
	Dominate    map[string]any      `toml:"dominate,omitempty"`
	Ladder      map[string]rungKeys `toml:"ladder,omitempty"`
}

type rungKeys map[string]any

// houseTableOf writes rules as [house]; empty when they are the defaults.
func houseTableOf(h voxpop.House) (string, error) {
	d := voxpop.DefaultHouse()
	var k houseKeys
	diff(&k.MinAlpha, d.MinAlpha, h.MinAlpha)
	diff(&k.NumbersOnly, d.NumbersOnly, h.NumbersOnly)
	diff(&k.NumberFirst, d.NumberFirst, h.NumberFirst)
	diff(&k.MinCell, d.MinCell, h.MinCell)
	diff(&k.DelayDays, d.DelayDays, h.DelayDays)
	dom := map[string]any{}
	differ(dom, "share", d.Dominate.Share, h.Dominate.Share)
	differ(dom, "lead", d.Dominate.Lead, h.Dominate.Lead)
	differ(dom, "counted", d.Dominate.Counted, h.Dominate.Counted)
	differ(dom, "words", d.Dominate.Words, h.Dominate.Words)
	if len(dom) > 0 {
		k.Dominate = dom
	}
	ladder := map[string]rungKeys{}
	before, reached := "", -1
	for _, r := range h.Ladder {
		was, ok := d.Rung(r.ID)
		at := slices.IndexFunc(d.Ladder, func(g voxpop.Rung) bool { return g.ID == r.ID })
		t := rungKeys{}
		if !ok || at < reached { // new, or moved before one that stands before it by default
			t["after"] = before
		} else {
			reached = at
		}
		if !ok {
			t["from"], t["to"], t["people"], t["words"] = r.From, r.To, r.People, r.Words
		} else {
			differ(t, "from", was.From, r.From)
			differ(t, "to", was.To, r.To)
			differ(t, "people", was.People, r.People)
			differ(t, "words", was.Words, r.Words)
		}
		differ(t, "over", was.Over, r.Over)
		differ(t, "low", was.Low, r.Low)
		if len(t) > 0 {
			ladder[r.ID] = t
		}
		before = r.ID
	}
	for _, r := range d.Ladder {
		if _, ok := h.Rung(r.ID); !ok {
			ladder[r.ID] = rungKeys{"off": true}
		}
	}
	if len(ladder) > 0 {
		k.Ladder = ladder
	}
	if reflect.DeepEqual(k, houseKeys{}) {
		return "", nil
	}
	var b bytes.Buffer
	e := toml.NewEncoder(&b)
	e.Indent = ""
	if err := e.Encode(houseFile{k}); err != nil {
		return "", &voxpop.Error{Kind: voxpop.Internal, Op: "app.SetHouse", Message: "the rules cannot be written", Err: err}
	}
	return "\n" + b.String(), nil
}

func diff[T comparable](to **T, was, is T) {
	if was != is {
		*to = &is
	}
}

func differ(to map[string]any, key string, was, is any) {
	if !reflect.DeepEqual(was, is) {
		to[key] = is
	}
}

// withoutHouse is the text of voxpop.toml without the tables of [house]; every
// other line stays as it is, comments too.
func withoutHouse(src string) string {
	var out []string
	in := false
	for _, line := range strings.Split(src, "\n") {
		if head, ok := strings.CutPrefix(strings.TrimSpace(line), "["); ok {
			head, _, _ = strings.Cut(strings.TrimLeft(head, "["), "]")
			if key := splitKey(head); !strings.Contains(line, "=") || key[0] != "" {
				in = key[0] == "house"
			}
		}
		if !in {
			out = append(out, line)
		}
	}
	text := strings.TrimRight(strings.Join(out, "\n"), "\n")
	if text != "" {
		text += "\n"
	}
	return text
}
