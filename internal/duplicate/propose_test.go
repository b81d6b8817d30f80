package duplicate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"voxpop/internal/duplicate"
)

// TestManySenders holds that the more send one text, the less alike their
// copies need be to be proposed as a campaign.
func TestManySenders(t *testing.T) {
	for _, n := range []int{50, 2000} {
		if g := duplicate.Find(spun(n), duplicate.Options{}); len(g) == 0 || g[0].Proposal != duplicate.Campaign {
			t.Errorf("%d senders: %v", n, sizesOf(g))
		}
	}
}

// TestShortHonest holds that short answers which many people give are not
// called a campaign when some happen to come close together.
func TestShortHonest(t *testing.T) {
	at := time.Date(2026, 9, 8, 9, 0, 0, 0, time.UTC)
	v := latin(21)
	var phrases []string
	for range 300 {
		phrases = append(phrases, v.plain(1+v.r.IntN(3)))
	}
	var messages []duplicate.Message
	for i := range 6000 {
		text := v.message(8 + v.r.IntN(20))
		if i%2 == 0 {
			text = phrases[v.zipf.Uint64()%300]
		}
		messages = append(messages, duplicate.Message{ID: fmt.Sprintf("m%05d", i), Text: text, Person: fmt.Sprint("p-", i),
			At: at.Add(time.Duration(min(14, v.r.ExpFloat64()*3) * 24 * float64(time.Hour)))})
	}
	wrong := 0
	for _, g := range duplicate.Find(messages, duplicate.Options{}) {
		if g.Proposal == duplicate.Campaign {
			wrong += g.Size
			t.Logf("%d: %s %+v", g.Size, textOf(messages, g.Representative), g.Evidence.Burst)
		}
	}
	if wrong > 6 {
		t.Errorf("%d of 6,000 honest messages were proposed as campaign", wrong)
	}
}

// TestOwnWords holds that who quotes a text among words of their own is named.
func TestOwnWords(t *testing.T) {
	against := "I do not agree with those who write this: " + ferry + " My cousin works on that ferry and has not been paid since March, nobody has fixed the engine for years, and the company that wants it promised wages, an engine and a winter timetable to us in writing."
	_, groups := groupsOf(ferry, ferry+"!", "Hello! "+ferry, against)
	if len(groups) != 1 || !slices.Equal(groups[0].Evidence.OwnWords, []string{"3"}) {
		t.Errorf("%+v", groups)
	}
}

// TestOneIDTwice holds that of two messages with one id the same one stands in
// whatever order they come.
func TestOneIDTwice(t *testing.T) {
	a := []duplicate.Message{{ID: "1", Text: ferry}, {ID: "1", Text: garden}, {ID: "2", Text: garden}, {ID: "3", Text: ferry}}
	b := slices.Clone(a)
	slices.Reverse(b)
	if x, y := fmt.Sprint(duplicate.Find(a, duplicate.Options{})), fmt.Sprint(duplicate.Find(b, duplicate.Options{})); x != y {
		t.Errorf("%s\n%s", x, y)
	}
}

// TestHostileLetters holds that texts which are all the same again, or all
// signs that are no letters, are compared at no great cost.
func TestHostileLetters(t *testing.T) {
	for name, c := range map[string][2]string{
		"vote":  {strings.Repeat("vote yes now ", 50), strings.Repeat("vote yes now ", 60)},
		"many":  {strings.Repeat("vote yes now ", 50), strings.Repeat("vote yes now ", 500)},
		"jamo":  {strings.Repeat("\u1100\u1102", 200000), strings.Repeat("\u1100\u1102", 100000)},
		"marks": {ferry + strings.Repeat("\u0301", 1<<20), ferry + strings.Repeat("\xff", 1<<20)},
	} {
		if got, _ := groupsOf(c[0], c[1]); got != "0 1" {
			t.Errorf("%s: groups %q", name, got)
		}
	}
}
