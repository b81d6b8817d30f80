package coding

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"voxpop/internal/theme"
)

// Shelf keeps what people arranged and have not decided yet, so that a restart
// does not lose it: how groups of repeats were taken apart and joined, and the
// themes that are proposed. What lies on it names answers by their ids and holds
// none of their words.
type Shelf interface {
	// Shelved returns what was put there last; ok is false when there is nothing.
	Shelved(ctx context.Context, slug, what string) (doc []byte, ok bool, err error)
	Shelve(ctx context.Context, slug, what string, doc []byte) error
}

// What lies on a shelf.
const (
	shelvedRepeats = "repeats"
	shelvedThemes  = "themes"
)

// keptStep is an [arrangement] as it is kept.
type keptStep struct {
	ID    string   `json:"id"`
	Split []string `json:"split,omitempty"`
	Merge []string `json:"merge,omitempty"`
}

type keptSteps struct {
	Last  int        `json:"last"`
	Steps []keptStep `json:"steps"`
}

// recall brings back how groups were arranged before the program was started.
func (x *Repeats) recall(ctx context.Context, slug string, r *repeats) error {
	if x.Shelf == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.recalled {
		return nil
	}
	doc, ok, err := x.Shelf.Shelved(ctx, slug, shelvedRepeats)
	if err != nil {
		return err
	}
	r.recalled = true
	var k keptSteps
	if !ok || json.Unmarshal(doc, &k) != nil {
		return nil // of another version: the groups are as they were found
	}
	r.lastID = k.Last
	for _, s := range k.Steps {
		r.steps = append(r.steps, arrangement{id: s.ID, split: s.Split, merge: s.Merge})
	}
	return nil
}

// shelve keeps how the groups are arranged; r.mu is held.
func (x *Repeats) shelve(ctx context.Context, slug string, r *repeats) error {
	if x.Shelf == nil {
		return nil
	}
	k := keptSteps{Last: r.lastID, Steps: []keptStep{}}
	for _, s := range r.steps {
		k.Steps = append(k.Steps, keptStep{s.id, s.split, s.merge})
	}
	doc, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return x.Shelf.Shelve(ctx, slug, shelvedRepeats, doc)
}

// shape is a state of the themes by ids alone.
type shape []struct {
	ID      string   `json:"id"`
	Members []string `json:"members"`
}

// keptThemes are the proposed themes of a call-out as they are kept. Words,
// labels that a machine made, and examples are found anew in what is said now.
type keptThemes struct {
	At       time.Time         `json:"at"`
	Version  int               `json:"version"`
	Options  ThemesOptions     `json:"options"`
	All      bool              `json:"all"`
	Looked   int               `json:"looked"`
	SetAside int               `json:"set_aside"`
	Aside    map[string]int    `json:"aside,omitempty"`
	Vectors  Vectors           `json:"vectors"`
	Themes   shape             `json:"themes"`
	Earlier  map[int]shape     `json:"earlier,omitempty"`
	Renamed  map[string]string `json:"renamed,omitempty"`
	Taken    map[string]string `json:"taken,omitempty"`
}

// earlierShelved is how many earlier states of the themes are kept.
const earlierShelved = 5

func shapeOf(themes []theme.Theme) shape {
	s := make(shape, len(themes))
	for i, t := range themes {
		s[i].ID, s[i].Members = t.ID, t.Members
	}
	return s
}

// themes are those of a shape as the messages speak now. A message that is no
// longer there is in none, and a theme without messages is gone.
func (s shape) themes(messages []theme.Message, renamed map[string]string) (all []theme.Theme) {
	there := make(map[string]bool, len(messages))
	for _, m := range messages {
		there[m.ID] = true
	}
	var parts [][]string
	var ids []string
	for _, t := range s {
		members := slices.DeleteFunc(slices.Clone(t.Members), func(id string) bool { return !there[id] })
		if len(members) > 0 {
			parts, ids = append(parts, members), append(ids, t.ID)
		}
	}
	all = theme.Describe(messages, parts)
	for i := range all {
		all[i].ID = ids[i]
		if label, ok := renamed[ids[i]]; ok {
			all[i].Label = label
		}
	}
	return all
}

// shelve keeps the themes of a call-out; p.mu is held.
func (p *Proposals) shelve(slug string, x *proposal) {
	if p.Shelf == nil || !x.ready {
		return
	}
	k := keptThemes{At: x.at, Version: x.version, Options: x.options, All: x.now.All, Looked: x.now.Uncoded, SetAside: x.now.SetAside, Aside: x.now.Aside, Vectors: x.now.Vectors,
		Themes: shapeOf(x.now.Themes), Earlier: map[int]shape{}, Renamed: x.renamed, Taken: x.taken}
	for _, v := range slices.Backward(slices.Sorted(maps.Keys(x.earlier))) {
		if len(k.Earlier) == earlierShelved {
			break
		}
		k.Earlier[v] = shapeOf(x.earlier[v])
	}
	doc, err := json.Marshal(k)
	if err == nil {
		err = p.Shelf.Shelve(context.WithoutCancel(p.ctx), slug, shelvedThemes, doc)
	}
	if err != nil && p.Failed != nil {
		p.Failed(slug, err)
	}
}

// recall brings back the themes that were proposed before the program was
// started, in the background.
func (p *Proposals) recall(ctx context.Context, slug string) {
	p.mu.Lock()
	x := p.of(slug)
	if p.Shelf == nil || x.recalled || x.ready || x.busy != nil {
		p.mu.Unlock()
		return
	}
	x.recalled = true
	p.mu.Unlock()
	doc, ok, err := p.Shelf.Shelved(ctx, slug, shelvedThemes)
	var k keptThemes
	if err == nil && ok {
		err = json.Unmarshal(doc, &k)
	}
	if err != nil && p.Failed != nil {
		p.Failed(slug, err)
	}
	if err != nil || !ok {
		return
	}
	_ = p.work(ctx, slug, -1, "reading", func(ctx context.Context, x *proposal) (func(), error) {
		s, end, err := p.Open(func(what string) { p.tell(x, what) })
		if err != nil {
			return nil, err
		}
		defer end()
		c, messages, err := s.open(ctx, slug, true)
		if err != nil {
			return nil, err
		}
		now := Proposed{Callout: c.Callout.Slug, Corpus: c, messages: messages, Uncoded: k.Looked, All: k.All, SetAside: k.SetAside, Aside: k.Aside, Vectors: k.Vectors, Themes: k.Themes.themes(messages, k.Renamed)}
		earlier := map[int][]theme.Theme{}
		for v, was := range k.Earlier {
			earlier[v] = was.themes(messages, k.Renamed)
		}
		return func() {
			x.now, x.earlier, x.version, x.options, x.at, x.ready = now, earlier, k.Version, k.Options, k.At, true
			for from, to := range map[*map[string]string]map[string]string{&x.renamed: k.Renamed, &x.taken: k.Taken} {
				if *from = map[string]string{}; to != nil {
					*from = to
				}
			}
		}, nil
	})
}
