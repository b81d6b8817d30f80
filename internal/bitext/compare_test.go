package bitext_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/bitext"
)

// score counts what was found against what was wanted, by kind.
type score struct{ right, wrong, missed int }

func measure(t *testing.T, list []labelled, show bool) (total score) {
	t.Helper()
	by := map[bitext.Kind]*score{}
	clean, alarms := 0, 0
	for _, l := range list {
		var got []bitext.Kind
		for _, d := range bitext.Compare(l.source, l.target, whole(l.source, l.target), l.from, l.to, nil) {
			if !slices.Contains(got, d.Kind) {
				got = append(got, d.Kind)
			}
			check(t, l.source, l.target, d)
		}
		for _, k := range append(slices.Clone(got), l.want...) {
			if by[k] == nil {
				by[k] = &score{}
			}
		}
		for _, k := range got {
			if slices.Contains(l.want, k) {
				by[k].right++
			} else {
				by[k].wrong++
			}
		}
		for _, k := range l.want {
			if !slices.Contains(got, k) {
				by[k].missed++
			}
		}
		if len(l.want) == 0 {
			clean++
			if len(got) > 0 {
				alarms++
			}
		}
		if show && !sameKinds(got, l.want) {
			t.Logf("%s→%s want %v got %v: %s | %s", l.from, l.to, l.want, got, l.source, l.target)
		}
	}
	for _, k := range []bitext.Kind{bitext.Number, bitext.Name, bitext.Negation, bitext.Untranslated, bitext.Length, bitext.Missing} {
		if s := by[k]; s != nil {
			t.Logf("%-13s precision %s recall %s", k, part(s.right, s.right+s.wrong), part(s.right, s.right+s.missed))
			total.right, total.wrong, total.missed = total.right+s.right, total.wrong+s.wrong, total.missed+s.missed
		}
	}
	t.Logf("%-13s precision %s recall %s; false alarms on %d of %d good translations", "all", part(total.right, total.right+total.wrong), part(total.right, total.right+total.missed), alarms, clean)
	return total
}

func part(a, of int) string { return fmt.Sprintf("%d/%d", a, of) }

func sameKinds(a, b []bitext.Kind) bool {
	for _, k := range a {
		if !slices.Contains(b, k) {
			return false
		}
	}
	return len(a) == len(b)
}

func whole(source, target string) []voxpop.Pair {
	return []voxpop.Pair{{From: [2]int{0, utf8.RuneCountInString(source)}, To: [2]int{0, utf8.RuneCountInString(target)}}}
}

// check holds a difference to its promises.
func check(t *testing.T, source, target string, d bitext.Difference) {
	t.Helper()
	n, m := utf8.RuneCountInString(source), utf8.RuneCountInString(target)
	if d.From[0] < 0 || d.From[1] < d.From[0] || d.From[1] > n || d.To[0] < 0 || d.To[1] < d.To[0] || d.To[1] > m {
		t.Errorf("%+v lies outside", d)
	}
	if d.Say == "" || strings.ContainsAny(d.Say, "\n") {
		t.Errorf("%+v says nothing", d)
	}
}

func TestTuned(t *testing.T) {
	s := measure(t, tuned, true)
	if s.wrong > 2 || s.missed > 2 {
		t.Errorf("%+v", s)
	}
}

func TestFresh(t *testing.T) {
	s := measure(t, fresh, true)
	if s.right*100 < 85*(s.right+s.wrong) || s.right*100 < 85*(s.right+s.missed) {
		t.Errorf("%+v", s)
	}
}
