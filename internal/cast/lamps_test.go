package cast_test

import (
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/coding"
	"voxpop/internal/duplicate"
	"voxpop/internal/prevalence"
	"voxpop/internal/record"
)

// snapshot is a record in memory as the coding reads one.
type snapshot struct{ *record.Memory }

func (snapshot) Rev() int64                            { return 1 }
func (snapshot) MediaSums() (map[string]string, error) { return nil, nil }
func (snapshot) Marks() ([]coding.Mark, error)         { return nil, nil }

// still is a store with one record, for those who only read.
type still struct {
	coding.Store // nil: whoever writes fails the test
	snapshot
}

func (s still) Read(_ context.Context, _ string, fn func(coding.Record) error) error {
	return fn(s.snapshot)
}

func lamps(t *testing.T) (*record.Memory, *coding.Corpus) {
	t.Helper()
	m, err := record.Load(cast.Lamps())
	if err != nil {
		t.Fatalf("the record of the lamps does not load: %v", err)
	}
	c, err := coding.Load(snapshot{m})
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

// estimated are the figures of a record of which a random sample was coded, as
// the store works them out.
func estimated(t *testing.T, m *record.Memory, c *coding.Corpus) *prevalence.Figures {
	t.Helper()
	all := map[string][]voxpop.Coding{}
	for k, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		all[k.Response] = append(all[k.Response], k)
	}
	tally := prevalence.Recount(func(yield func(prevalence.Answer) bool) {
		for _, r := range responses(t, m) {
			if !yield(prevalence.AnswerOf(m.Callout(), r, all[r.ID])) {
				return
			}
		}
	})
	crowd := c.Crowd()
	c.Score(crowd)
	return tally.Figures(m.Codebook(), voxpop.DefaultHouse(), prevalence.Options{Crowd: crowd})
}

// truth holds the codes of every answer to the lamps, also of those that
// nobody in the record has coded: what a coder would find.
func truth(t *testing.T) map[string][]string {
	t.Helper()
	f, err := os.Open("testdata/lamps-truth.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string][]string{}
	for _, row := range rows[1:] {
		codes[row[0]] = strings.Split(row[1], "+")
	}
	return codes
}

func TestTheTruthOfTheLampsIsComplete(t *testing.T) {
	m, c := lamps(t)
	said := truth(t)
	n := 0
	for _, a := range c.Answers {
		if a.Response.Withdrawn() || a.Response.SetAside != "" {
			continue
		}
		n++
		if len(said[a.Response.ID]) == 0 {
			t.Errorf("nobody knows what %s says", a.Response.ID)
		}
		for _, code := range said[a.Response.ID] {
			if _, ok := m.Codebook().Code(code); !ok {
				t.Errorf("%s says %s, and the codebook has no such code", a.Response.ID, code)
			}
		}
	}
	if n != len(said) {
		t.Errorf("%d answers stand, and the truth knows %d", n, len(said))
	}
}

func TestTheLampsAreHalfDone(t *testing.T) {
	m, c := lamps(t)
	counts := map[string]int{}
	for _, r := range responses(t, m) {
		counts["lang "+r.Lang]++
		counts["channel "+string(r.Channel)]++
		counts["medium "+string(r.Medium)]++
		if r.SetAside != "" {
			counts["aside "+string(r.SetAside)]++
		}
		if r.Withdrawn() {
			counts["withdrawn"]++
		}
		if len(r.Translations) > 0 {
			counts["translated"]++
		}
		if r.Medium == voxpop.Voice && r.Transcript != nil && r.Transcript.State == voxpop.Reviewed {
			counts["voice in words"]++
		}
		if r.Campaign != "" || r.DuplicateOf != "" {
			t.Errorf("%s: somebody has decided about repeats already", r.ID)
		}
		if r.Media != "" {
			t.Errorf("%s names a file; the lamps have none", r.ID)
		}
	}
	coded, twice := map[string]bool{}, map[string]bool{}
	for k, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		counts["draw "+string(k.Draw)]++
		coded[k.Response] = true
		if k.Coder == string(cast.EunJi) {
			twice[k.Response] = true
		}
	}
	for what, want := range map[string]int{
		"lang en": 150, "lang fa": 120, "lang ar": 90, "lang es": 35, "lang tr": 30,
		"channel web": 100, "channel telegram": 40, "channel whatsapp": 40, "channel signal": 10, "channel email": 10, "channel sms": 10,
		"medium text": 450, "voice in words": 10, "translated": 30,
		"withdrawn": 3, "aside blank": 3, "aside spam": 4, "aside off-topic": 3, "draw random": 90, "draw active": 20,
	} {
		atLeast(t, what, counts[what], want)
	}
	atLeast(t, "answers coded twice", len(twice), 25)
	if n := len(coded); n < 100 || n > 150 {
		t.Errorf("%d answers are coded, want a quarter of them", n)
	}
	if s := c.SampleState(); s.Drawn < 70 || s.Coded != s.Drawn || s.People < 400 {
		t.Errorf("the sample is %+v, want at least 70 people, all coded, of more than 400", s)
	}
}

// The people coded at random are the first of the fixed order, nobody else: so
// it is for anybody who works it out again from the record.
func TestTheSampleIsTheBeginningOfTheOrder(t *testing.T) {
	m, c := lamps(t)
	if c.Sample == nil {
		t.Fatal("the record holds no sample")
	}
	random := map[string]bool{}
	for k, err := range m.Codings() {
		if err != nil {
			t.Fatal(err)
		}
		if k.Draw == voxpop.DrawRandom {
			random[k.Response] = true
		}
	}
	last := uint64(0)
	for _, p := range c.People {
		if !p.Counted() {
			continue
		}
		for _, i := range p.Answers {
			a := &c.Answers[i]
			if !a.Stands {
				continue
			}
			if random[a.Response.ID] {
				last = max(last, p.Number)
			}
		}
	}
	for _, p := range c.People {
		if !p.Counted() || p.Number > last {
			continue
		}
		for _, i := range p.Answers {
			if a := &c.Answers[i]; a.Stands && !random[a.Response.ID] {
				t.Errorf("%s comes before the last one drawn and was not drawn", a.Response.ID)
			}
		}
	}
}

func TestTheRangesHoldTheTruth(t *testing.T) {
	m, c := lamps(t)
	f := estimated(t, m, c)
	if f.Basis.Method != prevalence.MethodPPI {
		t.Fatalf("the shares are not estimates: %+v", f.Basis)
	}
	said := truth(t)
	people, voice := 0, map[string]int{}
	for _, p := range c.People {
		if !p.Counted() {
			continue
		}
		people++
		codes := map[string]bool{}
		for _, i := range p.Answers {
			if a := &c.Answers[i]; a.Stands {
				for _, code := range said[a.Response.ID] {
					codes[code] = true
				}
			}
		}
		for code := range codes {
			voice[code]++
		}
	}
	missed := 0
	for _, code := range m.Codebook().Codes {
		s, ok := f.Share(code.ID)
		if !ok || s.Of != people {
			t.Fatalf("%s is a share of %d people, want %d", code.ID, s.Of, people)
		}
		whole := float64(voice[code.ID]) / float64(people)
		t.Logf("%-10s %.3f in %.3f–%.3f, estimated %.3f", code.ID, whole, s.Low, s.High, s.Share)
		if s.Method != prevalence.MethodPPI {
			t.Errorf("%s was made by %s", code.ID, s.Method)
		}
		if s.High-s.Low > .30 {
			t.Errorf("%s: the range %.3f–%.3f says nothing", code.ID, s.Low, s.High)
		}
		if whole < s.Low || whole > s.High {
			missed++
		}
	}
	if missed > 1 {
		t.Errorf("%d of %d ranges do not hold the share that coding everything would find, want at most 1", missed, len(m.Codebook().Codes))
	}
	house := voxpop.DefaultHouse()
	if got := prevalence.Strongest(house, f, "fear"); got != "many" {
		t.Errorf("of fear the ladder says %q, want many", got)
	}
}

func TestSuggestionsAreMostlyRight(t *testing.T) {
	m, _ := lamps(t)
	s := coding.Service{Store: still{snapshot: snapshot{m}}}
	got, err := s.Suggest(t.Context(), cast.LampsSlug, coding.SuggestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said := truth(t)
	sure, right, first, seen := 0, 0, 0, map[string]bool{}
	for _, x := range got.Suggestions {
		ok := slices.Contains(said[x.Response], x.Code)
		if x.P >= .5 {
			sure++
			if ok {
				right++
			}
		}
		if !seen[x.Response] && len(seen) < 60 {
			seen[x.Response] = true
			if ok {
				first++
			}
		}
	}
	t.Logf("%d of %d with p ≥ .5 right; first code right for %d of the %d surest answers", right, sure, first, len(seen))
	atLeast(t, "suggestions with p ≥ .5", sure, 40)
	atLeast(t, "share of them that is right", float64(right)/float64(sure), .65)
	atLeast(t, "share of the surest answers whose first code is right", float64(first)/float64(len(seen)), .7)
	whys := map[string]bool{}
	for _, n := range got.Next {
		whys[n.Why] = true
	}
	if !whys[coding.Random] || len(whys) < 2 {
		t.Errorf("next to code: %v, want random ones and chosen ones", whys)
	}
}

func TestThemesOfTheLampsResembleTheCodes(t *testing.T) {
	m, c := lamps(t)
	s := coding.Service{Store: still{snapshot: snapshot{m}}}
	got, err := s.Themes(t.Context(), "", cast.LampsSlug, coding.ThemesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	said := truth(t)
	if n := len(got.Themes); n < 8 || n > 40 {
		t.Errorf("%d themes proposed", n)
	}
	var ids []string
	for _, a := range c.Answers {
		if !a.Coded && len(said[a.Response.ID]) > 0 {
			ids = append(ids, a.Response.ID)
		}
	}
	// Of each theme, how many of its answers share the code that leads it.
	pure, members := 0, 0
	for _, th := range got.Themes {
		pure, members = pure+leading(said, th.Members), members+len(th.Members)
	}
	inside, without := float64(pure)/float64(members), float64(leading(said, ids))/float64(len(ids))
	t.Logf("%d themes; %.2f of their answers share the leading code, %.2f of all answers do", len(got.Themes), inside, without)
	atLeast(t, "answers that share the leading code of their theme", inside, without+.10)
}

// leading is how many of the answers have the code that most of them have.
func leading(said map[string][]string, ids []string) (n int) {
	count := map[string]int{}
	for _, id := range ids {
		for _, c := range said[id] {
			count[c]++
			n = max(n, count[c])
		}
	}
	return n
}

func TestRepeatsOfTheLampsWaitForADecision(t *testing.T) {
	m, _ := lamps(t)
	s := coding.Service{Store: still{snapshot: snapshot{m}}}
	got, err := s.Duplicates(t.Context(), cast.LampsSlug, false)
	if err != nil {
		t.Fatal(err)
	}
	waiting := map[duplicate.Proposal]int{}
	for _, g := range got.Groups {
		if g.Decided == "" {
			waiting[g.Proposal]++
			if g.Proposal == duplicate.Campaign && g.Size != 12 {
				t.Errorf("the campaign has %d answers, want 12", g.Size)
			}
		}
	}
	if waiting[duplicate.Campaign] != 1 || waiting[duplicate.SamePerson] != 3 || waiting[duplicate.Coincidence] != 2 {
		t.Errorf("waiting: %v, want 1 campaign, 3 people who sent twice, 2 coincidences", waiting)
	}
}
