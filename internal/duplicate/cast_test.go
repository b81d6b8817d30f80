package duplicate_test

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/cast"
	"voxpop/internal/duplicate"
)

type response struct {
	ID         string    `json:"id"`
	Respondent string    `json:"respondent"`
	ReceivedAt time.Time `json:"received_at"`
	Channel    string    `json:"channel"`
	Lang       string    `json:"lang"`
	Text       string    `json:"text"`
	Transcript struct {
		Text string `json:"text"`
	} `json:"transcript"`
	Campaign    string `json:"campaign"`
	SetAside    string `json:"set_aside"`
	DuplicateOf string `json:"duplicate_of"`
}

func castMessages(t testing.TB) (messages []duplicate.Message, campaign map[string][]string, twice [][]string) {
	f, err := cast.Record().Open("responses.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.(fs.File).Close()
	campaign = map[string][]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var r response
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if r.SetAside == "blank" {
			continue
		}
		m := duplicate.Message{ID: r.ID, Text: r.Text, Lang: r.Lang, Channel: r.Channel, Person: r.Respondent, At: r.ReceivedAt}
		if m.Text == "" {
			m.Text = r.Transcript.Text
		}
		messages = append(messages, m)
		if r.DuplicateOf != "" {
			twice = append(twice, slices.Sorted(slices.Values([]string{r.ID, r.DuplicateOf})))
		}
		if r.Campaign != "" {
			campaign[r.Lang] = append(campaign[r.Lang], r.ID)
		}
	}
	return messages, campaign, twice
}

// TestCast finds in the invented newsroom what is there and nothing else: its
// campaign, one text in each of three languages, and the eight texts that came
// twice. The Persian copy that is written in Latin letters is beyond a
// comparison of letters.
func TestCast(t *testing.T) {
	messages, campaign, twice := castMessages(t)
	campaign["fa"] = slices.DeleteFunc(campaign["fa"], func(id string) bool { return id == "T6QY" })
	var campaigns, pairs [][]string
	for _, g := range duplicate.Find(messages, duplicate.Options{}) {
		list := slices.Sorted(slices.Values(g.Responses))
		switch {
		case g.Proposal == duplicate.Campaign:
			campaigns = append(campaigns, list)
			if g.Evidence.Burst == nil && g.Size > 4 { // three of four within a day and a half is nothing
				t.Errorf("%s: most of the campaign came within two days", g.ID)
			}
		default:
			pairs = append(pairs, list)
			if short := g.Evidence.Letters < 45; short != (g.Proposal == duplicate.Coincidence) {
				t.Errorf("%s of %d letters: %s", g.ID, g.Evidence.Letters, g.Proposal)
			}
			if g.Reason != duplicate.Exact {
				t.Errorf("%s: %s", g.ID, g.Reason)
			}
		}
		if g.ID != "d-"+g.Responses[0] {
			t.Errorf("id %s of a group that begins with %s", g.ID, g.Responses[0])
		}
		if g.Evidence.People != g.Size || g.Evidence.Anonymous != 0 {
			t.Errorf("%s: evidence %+v", g.ID, g.Evidence)
		}
	}
	var want [][]string
	for _, lang := range []string{"en", "fa", "ar"} {
		want = append(want, slices.Sorted(slices.Values(campaign[lang])))
	}
	if d := cmp.Diff(want, campaigns); d != "" {
		t.Errorf("campaigns (-want +got):\n%s", d)
	}
	slices.SortFunc(pairs, slices.Compare)
	slices.SortFunc(twice, slices.Compare)
	if d := cmp.Diff(twice, pairs); d != "" {
		t.Errorf("sent twice (-want +got):\n%s", d)
	}
}
