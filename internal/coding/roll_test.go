package coding_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/coding"
)

// book is the ground truth of a call-out, changed by hand; it says what
// changed, as the log of a store does.
type book struct {
	callout   voxpop.Callout
	codes     voxpop.Codebook
	rev       int64
	responses map[string]voxpop.Response
	codings   map[[3]string]voxpop.Coding
	reach     string
	log       [][]string // ids of responses that a change named; nil: all
	looked    int        // responses that were read one by one
	whole     int        // times that all were read
	last      struct {
		drawn coding.Drawn
		marks []voxpop.Coding
	}
}

func newBook() *book {
	return &book{callout: voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"}},
		codes:     voxpop.Codebook{Version: "1", Codes: []voxpop.Code{{ID: "cost"}, {ID: "noise"}, {ID: "late"}}},
		responses: map[string]voxpop.Response{}, codings: map[[3]string]voxpop.Coding{}}
}

func (b *book) change(ids ...string) {
	b.rev++
	b.log = append(b.log, ids)
}

func sorted[K comparable, V any](m map[K]V, by func(a, b V) int) []V {
	var all []V
	for _, v := range m {
		all = append(all, v)
	}
	slices.SortFunc(all, by)
	return all
}

func (b *book) Rev() int64                { return b.rev }
func (b *book) Callout() voxpop.Callout   { return b.callout }
func (b *book) Codebook() voxpop.Codebook { return b.codes }
func (b *book) Responses() iter.Seq2[voxpop.Response, error] {
	b.whole++
	return all(sorted(b.responses, func(x, y voxpop.Response) int { return strings.Compare(x.ID, y.ID) }))
}
func (b *book) Codings() iter.Seq2[voxpop.Coding, error] { return all(b.sortedCodings("")) }
func (b *book) Decisions() iter.Seq2[voxpop.Decision, error] {
	if b.reach == "" {
		return all[voxpop.Decision](nil)
	}
	return all([]voxpop.Decision{{ID: voxpop.SampleID, Kind: voxpop.Sample, UpTo: b.reach}})
}
func (b *book) MediaSums() (map[string]string, error) { return nil, nil }
func (b *book) Marks() ([]coding.Mark, error)         { return nil, nil }
func (b *book) Head() (int64, error)                  { return int64(len(b.log)), nil }
func (b *book) Response(id string) (voxpop.Response, bool, error) {
	b.looked++
	r, ok := b.responses[id]
	return r, ok, nil
}
func (b *book) CodingsOf(id string) ([]voxpop.Coding, error) { return b.sortedCodings(id), nil }
func (b *book) Since(head int64) (ids []string, whole bool, err error) {
	for _, line := range b.log[head:] {
		if line == nil {
			return nil, true, nil
		}
		ids = append(ids, line...)
	}
	return ids, false, nil
}
func (b *book) Follow(_ context.Context, _ string, fn func(coding.Following) error) error {
	return fn(b)
}
func (b *book) Read(_ context.Context, _ string, fn func(coding.Record) error) error { return fn(b) }

func (b *book) Code(_ context.Context, by voxpop.Actor, _ string, d coding.Drawn, marks ...voxpop.Coding) error {
	if d.Rev != b.rev {
		return &voxpop.Error{Kind: voxpop.Conflict}
	}
	b.last.drawn, b.last.marks = d, marks
	var ids []string
	put := func(k voxpop.Coding) {
		b.codings[[3]string{k.Response, k.Code, k.Coder}] = k
		ids = append(ids, k.Response)
	}
	for _, k := range d.Promoted {
		k.Draw = voxpop.DrawRandom
		put(k)
	}
	for _, k := range marks {
		put(k)
	}
	b.reach = max(b.reach, d.UpTo)
	b.change(ids...)
	return nil
}

func (b *book) sortedCodings(id string) []voxpop.Coding {
	var some []voxpop.Coding
	for _, k := range b.codings {
		if id == "" || k.Response == id {
			some = append(some, k)
		}
	}
	slices.SortFunc(some, byMark)
	return some
}

func byMark(a, b voxpop.Coding) int {
	return cmp.Or(strings.Compare(a.Response, b.Response), strings.Compare(a.Code, b.Code), strings.Compare(a.Coder, b.Coder))
}

func all[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// plain says in the plainest way what a coder's codes for one response write,
// from a corpus that was read whole.
func plain(c *coding.Corpus, by string, t coding.Taking, draw voxpop.Draw) (upto string, promoted, marks []voxpop.Coding, kind voxpop.Kind) {
	a, ok := c.Find(t.Response)
	if !ok {
		return "", nil, nil, voxpop.NotFound
	}
	if a.Response.Withdrawn() {
		return "", nil, nil, voxpop.Withdrawn
	}
	number := func(p *coding.Person) string { return fmt.Sprintf("%016x", p.Number) }
	reach := ""
	if c.Sample != nil {
		reach = c.Sample.UpTo
	}
	me := &c.People[a.Person]
	drawn := me.Counted() && reach != "" && number(me) <= reach
	copied := map[string]bool{}
	for i := range c.Answers {
		if o := &c.Answers[i]; o.Coded && o.Response.DuplicateOf != "" && o.Response.SetAside == "" && !o.Response.Withdrawn() {
			copied[o.Response.DuplicateOf] = true
		}
	}
	if draw == voxpop.DrawRandom {
		if !me.Counted() || !a.Stands {
			return "", nil, nil, voxpop.Invalid
		}
		before := 0
		for i := range c.People {
			p := &c.People[i]
			if !p.Counted() || cmp.Or(cmp.Compare(p.Number, me.Number), strings.Compare(p.Key, me.Key)) >= 0 {
				continue
			}
			if slices.ContainsFunc(p.Answers, func(j int) bool {
				o := &c.Answers[j]
				return o.Stands && !o.Coded && !copied[o.Response.ID]
			}) {
				before++
			}
		}
		if !drawn && before >= 200 {
			return "", nil, nil, voxpop.Invalid
		}
		reach = max(reach, number(me))
		upto = reach
	}
	for i := range c.Answers {
		p := &c.People[c.Answers[i].Person]
		if reach == "" || !p.Counted() || number(p) > reach {
			continue
		}
		for _, k := range c.Answers[i].Codings {
			if k.Origin == voxpop.ByPerson && k.Draw == voxpop.DrawActive {
				promoted = append(promoted, k)
			}
		}
	}
	if draw == "" {
		if draw = voxpop.DrawActive; drawn {
			draw = voxpop.DrawRandom
		}
	}
	mark := func(code string, present bool) {
		marks = append(marks, voxpop.Coding{Response: t.Response, Code: code, Coder: by, Present: present, Origin: voxpop.ByPerson, Draw: draw})
	}
	for _, code := range t.Codes {
		mark(code, true)
	}
	if len(t.Codes) == 0 {
		mark(voxpop.NoCode, false)
	}
	for _, k := range a.Codings {
		if k.Coder == by && k.Origin == voxpop.ByPerson && k.Present && k.Code != voxpop.NoCode && !slices.Contains(t.Codes, k.Code) {
			mark(k.Code, false)
		}
	}
	return upto, promoted, marks, ""
}

// One roll that is only ever brought up to date keeps every promise of the
// random sample: through arrivals, withdrawals, repeats, campaigns, answers that
// change hands and marks of others, it writes what a record that is read whole
// says, and it reads no more than what changed.
func TestTheRollKeepsTheSample(t *testing.T) {
	for seed := range uint64(4) {
		dice := rand.New(rand.NewPCG(seed, 7))
		b := newBook()
		ids := []string{}
		arrive := func() string {
			id := fmt.Sprintf("R%05d", dice.IntN(100_000))
			r := voxpop.Response{ID: id, ReceivedAt: moment(fmt.Sprintf("2026-03-%02d", 1+dice.IntN(28))), Medium: voxpop.Text, Text: "words"}
			if dice.IntN(4) == 0 {
				r.Respondent = fmt.Sprintf("p%d", dice.IntN(60))
			}
			if dice.IntN(6) == 0 {
				r.Campaign = []string{"red", "blue"}[dice.IntN(2)]
			}
			b.responses[id] = r
			ids = append(ids, id)
			return id
		}
		for range 150 + 200*int(seed%2) {
			arrive()
		}
		rolls := &coding.Rolls{Store: b, Wait: time.Minute}
		refused := 0
		for step := range 250 {
			id := ids[dice.IntN(len(ids))]
			if dice.IntN(20) == 0 {
				id = "nobody"
			}
			r := b.responses[id]
			switch dice.IntN(10) {
			case 0:
				b.change(arrive())
				continue
			case 1:
				if r.ID == "" {
					continue
				}
				switch dice.IntN(6) {
				case 0:
					r.WithdrawnAt = moment("2026-04-01")
				case 1:
					r.SetAside = []voxpop.SetAside{"", voxpop.Spam}[dice.IntN(2)]
				case 2:
					r.DuplicateOf = ids[dice.IntN(len(ids))]
					if dice.IntN(2) == 0 || r.DuplicateOf == id || b.responses[r.DuplicateOf].DuplicateOf != "" {
						r.DuplicateOf = ""
					}
				case 3:
					r.Campaign = []string{"", "red", "blue"}[dice.IntN(3)]
				case 4:
					r.Respondent = fmt.Sprintf("p%d", dice.IntN(60))
				case 5:
					k := voxpop.Coding{Response: id, Code: "cost", Coder: "model", Present: true, Origin: voxpop.ByModel, Draw: voxpop.DrawAll}
					b.codings[[3]string{k.Response, k.Code, k.Coder}] = k
				}
				b.responses[id] = r
				b.change(id)
				continue
			case 2:
				if step%40 != 2 {
					continue
				}
				delete(b.responses, id)
				for k := range b.codings {
					if k[0] == id {
						delete(b.codings, k)
					}
				}
				ids = slices.DeleteFunc(ids, func(x string) bool { return x == id })
				b.change(id)
				continue
			}
			c, err := coding.Load(b)
			if err != nil {
				t.Fatal(err)
			}
			draw := []voxpop.Draw{"", voxpop.DrawActive, voxpop.DrawRandom, voxpop.DrawRandom}[dice.IntN(4)]
			if next := c.NextRandom(1 + dice.IntN(3)); draw == voxpop.DrawRandom && len(next) > 0 && dice.IntN(4) > 0 {
				id = c.Answers[next[len(next)-1]].Response.ID
			}
			by := []voxpop.Actor{"noa", "sam"}[dice.IntN(2)]
			taking := coding.Taking{Response: id, Codes: [][]string{nil, {"cost"}, {"late", "cost"}}[dice.IntN(3)]}
			upto, promoted, marks, kind := plain(c, string(by), taking, draw)
			whole := b.whole
			_, err = rolls.Take(t.Context(), by, "tram", func(l *coding.Roll) (coding.Drawn, []voxpop.Coding, error) {
				if s := l.State(); s != c.SampleState() {
					t.Fatalf("seed %d step %d: sample %+v, want %+v", seed, step, s, c.SampleState())
				}
				return l.Take(by, []coding.Taking{taking}, draw, voxpop.Moment{})
			})
			if step > 20 && b.whole != whole {
				t.Fatalf("seed %d step %d: the record was read whole", seed, step)
			}
			if kind != "" || err != nil {
				refused++
				if voxpop.KindOf(err) != kind {
					t.Fatalf("seed %d step %d: %v, want %s", seed, step, err, kind)
				}
				continue
			}
			got := b.last
			for _, list := range [][]voxpop.Coding{got.marks, got.drawn.Promoted, marks, promoted} {
				slices.SortFunc(list, byMark)
			}
			if got.drawn.UpTo != upto || !reflect.DeepEqual(got.drawn.Promoted, promoted) || !reflect.DeepEqual(got.marks, marks) {
				t.Fatalf("seed %d step %d %s %q:\nup to %s, want %s\npromoted %v\nwant %v\nmarks %v\nwant %v", seed, step, id, draw, got.drawn.UpTo, upto, got.drawn.Promoted, promoted, got.marks, marks)
			}
		}
		if refused == 0 || b.reach == "" {
			t.Errorf("seed %d: refused %d, reach %q: the dice never tried", seed, refused, b.reach)
		}
	}
}

// What changes more than it names is read anew, and a mark that is worked out
// while others write is worked out again.
func TestTheRollStartsAgain(t *testing.T) {
	b := newBook()
	for i := range 5 {
		b.responses[fmt.Sprint("R", i)] = voxpop.Response{ID: fmt.Sprint("R", i), ReceivedAt: moment("2026-03-01"), Text: "w"}
	}
	rolls := &coding.Rolls{Store: b, Wait: time.Minute}
	people := func() (n int) {
		if err := rolls.Use(t.Context(), "tram", func(l *coding.Roll) error { n = l.State().People; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if people() != 5 {
		t.Fatal(people())
	}
	b.responses["S"] = voxpop.Response{ID: "S", ReceivedAt: moment("2026-03-01"), Text: "w"}
	b.rev, b.log = b.rev+1, append(b.log, nil)
	if people() != 6 || b.whole != 2 {
		t.Errorf("%d people, read whole %d times", people(), b.whole)
	}
	runs := 0
	_, err := rolls.Take(t.Context(), "noa", "tram", func(l *coding.Roll) (coding.Drawn, []voxpop.Coding, error) {
		if runs++; runs < 4 {
			defer b.change("R1")
		}
		return l.Take("noa", []coding.Taking{{Response: "R0", Codes: []string{"cost"}}}, "", voxpop.Moment{})
	})
	if err != nil || runs != 4 || len(b.codings) != 1 {
		t.Errorf("%v, %d runs, %v", err, runs, b.codings)
	}
}
