package coding

import (
	"slices"
	"testing"
	"time"

	"voxpop"
	"voxpop/internal/duplicate"
)

// The verb and the desk keep the same answer of a person who sent several: the
// earliest that repeats none of the others, as docs/METHOD.md counts people.
func TestSamePersonKeepsTheEarliest(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 4, n, 9, 0, 0, 0, time.UTC) }
	for name, test := range map[string]struct {
		of   map[string]string // what repeats what already
		kept string
	}{
		"nothing is decided":                {nil, "R3"},
		"the earliest repeats another":      {map[string]string{"R3": "R0"}, "R1"},
		"all but the latest repeat another": {map[string]string{"R3": "R2", "R1": "R2"}, "R2"},
		"all repeat another":                {map[string]string{"R1": "R0", "R2": "R0", "R3": "R0"}, "R3"},
	} {
		received := map[string]time.Time{"R3": day(1), "R1": day(2), "R2": day(3)}
		r := &repeats{rows: map[string]*repeatRow{}}
		c := &Corpus{at: map[string]int{}}
		for _, id := range []string{"R1", "R2", "R3"} {
			doc := voxpop.Response{ID: id, ReceivedAt: voxpop.Moment{Time: received[id]}, DuplicateOf: test.of[id]}
			r.rows[id] = &repeatRow{Said: SaidOf(doc), At: received[id]}
			c.at[id] = len(c.Answers)
			c.Answers = append(c.Answers, Answer{Response: doc})
		}
		byTime := []string{"R3", "R1", "R2"}
		desk := r.judgement(&Group{Group: duplicate.Group{Responses: []string{"R2", "R3", "R1"}}}, SamePerson)
		verb := judgement(byTime, SamePerson, c.repeats)
		if desk.Kept != test.kept || verb.Kept != test.kept || !slices.Equal(desk.Responses, verb.Responses) {
			t.Errorf("%s: the desk keeps %s of %v, the verb %s of %v, want %s", name, desk.Kept, desk.Responses, verb.Kept, verb.Responses, test.kept)
		}
	}
}
