package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"voxpop/internal/ledger"
)

// filled holds so many articles with so many candidates each.
func filled(b *testing.B, articles, candidates int) world {
	b.Helper()
	w := open(b)
	for i := range articles {
		var s strings.Builder
		for n := range candidates {
			fmt.Fprintf(&s, "%x %x %x. “Ship %d carries %d lamps to pier %d,” said %s %s.\n\n", i*7919+n, n*104729+i, i*n, i, n, i*n,
				[]string{"Mara", "Ivo", "Ada", "Ilse"}[i%4], []string{"Quill", "Stern", "Lamp", "Varga"}[n%4])
		}
		_, err := w.Take(b.Context(), "bo", "tram", ledger.Input{Text: s.String(), Outlet: fmt.Sprint("outlet ", i%40), Lang: "en", Published: "2026-03-02"})
		if err != nil {
			b.Fatal(err)
		}
	}
	return w
}

// BenchmarkTake holds one more source beside a thousand others.
func BenchmarkTake(b *testing.B) {
	w := filled(b, 1000, 3)
	n := 0
	for b.Loop() {
		n++
		must(w.Take(b.Context(), "bo", "tram", ledger.Input{Text: fmt.Sprintf("“Number %d is here,” said Mara Quill. It was the %d. time that %d came.", n, n, n*3), Lang: "en"}))
	}
}

// BenchmarkLists turns pages of 1,000 articles and 100,000 candidates.
func BenchmarkLists(b *testing.B) {
	w := filled(b, 1000, 100)
	page := must(w.Candidates(b.Context(), "tram", ledger.CandidateFilter{}))
	deep := page
	for range 20 {
		deep = must(w.Candidates(b.Context(), "tram", ledger.CandidateFilter{Pager: ledger.Pager{After: deep.Next, Limit: 1000}}))
	}
	b.Run("candidates", func(b *testing.B) {
		for b.Loop() {
			must(w.Candidates(b.Context(), "tram", ledger.CandidateFilter{}))
		}
	})
	b.Run("candidates far down", func(b *testing.B) {
		for b.Loop() {
			must(w.Candidates(b.Context(), "tram", ledger.CandidateFilter{Pager: ledger.Pager{After: deep.Next}}))
		}
	})
	b.Run("candidates of a speaker", func(b *testing.B) {
		for b.Loop() {
			must(w.Candidates(b.Context(), "tram", ledger.CandidateFilter{Speaker: "Mara Quill"}))
		}
	})
	b.Run("sources", func(b *testing.B) {
		for b.Loop() {
			must(w.Sources(b.Context(), "tram", ledger.SourceFilter{}))
		}
	})
	b.Run("accept and undo", func(b *testing.B) {
		for b.Loop() {
			done := must(w.Accept(b.Context(), "bo", "tram", ledger.Acceptance{Candidate: page.Candidates[0].ID}))
			must(w.Undo(b.Context(), "bo", "tram", done.Op, ""))
		}
	})
	if n := must(w.Candidates(b.Context(), "tram", ledger.CandidateFilter{State: ledger.Proposed})).Total; n != 100_000 {
		b.Fatal(n)
	}
}
