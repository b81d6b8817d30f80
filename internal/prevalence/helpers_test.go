package prevalence_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/prevalence"
)

// answer invents the answer with that id, sent by itself on a minute of its own.
func answer(id string, change ...func(*prevalence.Answer)) prevalence.Answer {
	minute := 0
	for _, r := range id {
		minute = minute*31 + int(r)
	}
	a := prevalence.Answer{ID: id, Who: "\x00" + id, At: at(minute % 10_000), Channel: "web", Medium: "text", Lang: "en"}
	for _, c := range change {
		c(&a)
	}
	a.Day = a.At.Format(time.DateOnly)
	return a
}

func at(minute int) time.Time {
	return time.Date(2026, 9, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(minute) * time.Minute)
}

func who(key string) func(*prevalence.Answer) { return func(a *prevalence.Answer) { a.Who = key } }
func minute(n int) func(*prevalence.Answer)   { return func(a *prevalence.Answer) { a.At = at(n) } }
func withdrawn(a *prevalence.Answer)          { a.Withdrawn = true }
func aside(s voxpop.SetAside) func(*prevalence.Answer) {
	return func(a *prevalence.Answer) { a.SetAside = s }
}
func copyOf(id string) func(*prevalence.Answer) {
	return func(a *prevalence.Answer) { a.DuplicateOf = id }
}
func campaign(name string) func(*prevalence.Answer) {
	return func(a *prevalence.Answer) { a.Campaign = name }
}
func channel(name string) func(*prevalence.Answer) {
	return func(a *prevalence.Answer) { a.Channel = name }
}

// coded adds what a coder marked; no code: the coder looked and none applies.
func coded(coder string, codes ...string) func(*prevalence.Answer) {
	return func(a *prevalence.Answer) {
		if len(codes) == 0 {
			codes = []string{voxpop.NoCode}
		}
		for _, c := range codes {
			a.Marks = append(a.Marks, prevalence.Mark{Code: c, Coder: coder, Present: c != voxpop.NoCode, Origin: voxpop.ByPerson})
		}
	}
}

// denied adds a row of value 0.
func denied(coder, code string) func(*prevalence.Answer) {
	return func(a *prevalence.Answer) {
		a.Marks = append(a.Marks, prevalence.Mark{Code: code, Coder: coder, Origin: voxpop.ByPerson})
	}
}

func codebook(ids ...string) voxpop.Codebook {
	var b voxpop.Codebook
	for _, id := range ids {
		b.Codes = append(b.Codes, voxpop.Code{ID: id, Kind: voxpop.Theme})
	}
	return b
}

func figures(b voxpop.Codebook, answers ...prevalence.Answer) *prevalence.Figures {
	return prevalence.Recount(slices.Values(answers)).Figures(b, voxpop.DefaultHouse(), prevalence.Options{Draws: 50})
}

func share(t *testing.T, f *prevalence.Figures, code string) voxpop.Share {
	t.Helper()
	s, ok := f.Share(code)
	if !ok {
		t.Fatalf("no share of %q", code)
	}
	return s
}

func asJSON(t fataler, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(b)
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// crew invents n answers that are all the same but for their ids.
func crew(prefix string, n int, change ...func(*prevalence.Answer)) []prevalence.Answer {
	out := make([]prevalence.Answer, n)
	for i := range out {
		out[i] = answer(fmt.Sprintf("%s%d", prefix, i), change...)
	}
	return out
}
