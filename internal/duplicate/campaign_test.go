package duplicate_test

import (
	"fmt"
	"strings"
	"testing"

	"voxpop/internal/duplicate"
)

// spun is n copies of one text, each with three words changed.
func spun(n int) (messages []duplicate.Message) {
	v := latin(4)
	for i := range n {
		w := strings.Fields("The bridge should be repaired before the winter comes say all of us here who use it every day to go to work")
		for range 3 {
			w[v.r.IntN(len(w))] = v.word()
		}
		messages = append(messages, duplicate.Message{ID: fmt.Sprintf("s%06d", i), Text: strings.Join(w, " "), Person: fmt.Sprint("s-", i)})
	}
	return messages
}

// TestSpun holds that a campaign is found however many take part: those who
// share one text do not make its phrases common.
func TestSpun(t *testing.T) {
	for _, n := range []int{50, 500, 5000} {
		v := latin(14)
		messages := spun(n)
		for i := range n {
			messages = append(messages, duplicate.Message{ID: fmt.Sprintf("h%06d", i), Text: v.message(8 + v.r.IntN(20)), Person: fmt.Sprint("h-", i)})
		}
		groups := duplicate.Find(messages, duplicate.Options{})
		if len(groups) == 0 || groups[0].Size < n*97/100 || groups[0].Size > n {
			t.Errorf("of %d copies: %d groups, the largest %+v", n, len(groups), sizesOf(groups))
		}
	}
}

func sizesOf(groups []duplicate.Group) (n []int) {
	for _, g := range groups[:min(5, len(groups))] {
		n = append(n, g.Size)
	}
	return n
}

// TestAlternatives holds that a text put together anew for every sender, out
// of two alternatives for each sentence, is one campaign, and that two such
// texts are two.
func TestAlternatives(t *testing.T) {
	v := latin(15)
	var messages []duplicate.Message
	for c := range 2 {
		var choices [8][2]string
		for i := range choices {
			choices[i] = [2]string{v.message(8), v.message(8)}
		}
		for i := range 400 {
			var s []string
			for _, two := range choices {
				s = append(s, two[v.r.IntN(2)])
			}
			id := fmt.Sprint(c, "-", i)
			messages = append(messages, duplicate.Message{ID: id, Text: strings.Join(s, " ") + " " + v.plain(2), Person: id})
		}
	}
	groups := duplicate.Find(messages, duplicate.Options{})
	if len(groups) < 2 || groups[0].Size < 380 || groups[1].Size < 380 || groups[0].Size > 400 {
		t.Fatalf("sizes %v, want two of 400", sizesOf(groups))
	}
	for _, g := range groups[:2] {
		if g.Proposal != duplicate.Campaign {
			t.Errorf("%s of %d: %s, alike %.2f", g.ID, g.Size, g.Proposal, g.Similarity)
		}
	}
}
