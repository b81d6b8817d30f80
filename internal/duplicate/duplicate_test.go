package duplicate_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"voxpop/internal/duplicate"
)

// groupsOf returns the messages of each group by number, as "0 2 | 1 3".
func groupsOf(texts ...string) (string, []duplicate.Group) {
	var m []duplicate.Message
	for i, s := range texts {
		m = append(m, duplicate.Message{ID: fmt.Sprint(i), Text: s})
	}
	groups := duplicate.Find(m, duplicate.Options{})
	var out []string
	for _, g := range groups {
		out = append(out, strings.Join(g.Responses, " "))
	}
	return strings.Join(out, " | "), groups
}

const (
	ferry  = "The ferry to the island has been free since my grandmother was young. Do not sell what belongs to all of us. We will stand on the pier until you listen."
	garden = "Every child in Fennel Row learned to read in that library garden. Close it and you close the street."
	khat   = "کشتی جزیره از جوانی مادربزرگم رایگان بوده است. آنچه مال همه است را نفروشید. ما روی اسکله می‌ایستیم."
)

func TestFind(t *testing.T) {
	long := strings.Repeat("something else entirely stands before it and behind it as well, ", 3)
	for name, c := range map[string]struct {
		texts []string
		want  string
	}{
		"exact":                 {[]string{ferry, garden, ferry}, "0 2"},
		"case and punctuation":  {[]string{ferry, strings.ToUpper(strings.ReplaceAll(ferry, ".", " !!!"))}, "0 1"},
		"yeh, kaf, half-spaces": {[]string{khat, strings.NewReplacer("ی", "ي", "ک", "ك", "\u200c", "").Replace(khat)}, "0 1"},
		"half-space as space":   {[]string{khat, strings.ReplaceAll(khat, "\u200c", " ")}, "0 1"},
		"stretched":             {[]string{khat, strings.ReplaceAll(khat, "رایگان", "راااایگااان")}, "0 1"},
		"digits":                {[]string{"شش سال گفتند هرگز و در ۱۳۹۹ فروختند به قیمت ۴۵۰۰", "شش سال گفتند هرگز و در 1399 فروختند به قیمت 4500"}, "0 1"},
		"accents":               {[]string{"Nos vendieron el transbordador sin preguntar a nadie, así fue también el año pasado", "Nos vendieron el transbordador sin preguntar a nadie, asi fue tambien el ano pasado"}, "0 1"},
		"decomposed":            {[]string{"Le bac était gratuit dès l’été où nous sommes nés près du port", "Le bac e\u0301tait gratuit de\u0300s l’e\u0301te\u0301 ou\u0300 nous sommes ne\u0301s pre\u0300s du port"}, "0 1"},
		"typos":                 {[]string{ferry, strings.NewReplacer("island", "islnad", "grandmother", "grandmothr", "listen", "lissten").Replace(ferry)}, "0 1"},
		"frame":                 {[]string{ferry, "Dear editors, please print this: " + ferry + " Thank you! #ferry"}, "0 1"},
		"sentences moved":       {[]string{ferry, strings.Join([]string{sentences(ferry)[2], sentences(ferry)[0], sentences(ferry)[1]}, " ")}, "0 1"},
		"sentence left out":     {[]string{ferry, strings.Join(sentences(ferry)[:2], " ")}, "0 1"},
		"inside a long text":    {[]string{garden, long + garden + long}, "0 1"},
		"without spaces":        {[]string{"渡船从我祖母年轻时起就免费请不要卖掉属于我们大家的东西", "亲爱的编辑：渡船从我祖母年轻时起就免费，请不要卖掉属于我们大家的东西！"}, "0 1"},
		"letters of Hangul":     {[]string{"섬으로 가는 배는 우리 모두의 것이니 팔지 말아 주세요", norm.NFD.String("섬으로 가는 배는 우리 모두의 것이니 팔지 말아 주세요")}, "0 1"},
		"address and name":      {[]string{"@lantern " + garden, garden + " https://garden.example/sign?id=5"}, "0 1"},
		"only signs":            {[]string{"😡😡", "😡😡", "👍"}, "0 1"},
		"empty":                 {[]string{"", "", "  "}, ""},
		"another":               {[]string{ferry, garden, khat}, ""},
		"same question, other words": {[]string{
			"How do I change my PIN at the machine?", "Where can I see the PIN of my new card?", "Can I pick a PIN by post?"}, ""},
		"opposite by a shared turn": {[]string{
			"We should keep the ferry because the island has no other way home in winter",
			"We should keep the ferry because tourists pay for it and nobody loses"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := groupsOf(c.texts...)
			if got != c.want {
				t.Errorf("groups %q, want %q", got, c.want)
			}
		})
	}
}

// TestMerged holds that a text merged of two does not join two campaigns: it
// is counted with the one that more people sent, and named in the other.
func TestMerged(t *testing.T) {
	got, groups := groupsOf(ferry, garden, ferry+" "+garden, ferry+"!", "Hello! "+ferry, garden+" Please.", "A friend sent this. "+ferry)
	if got != "0 2 3 4 6 | 1 5" {
		t.Fatalf("groups %q", got)
	}
	if d := cmp.Diff([]string{"2"}, groups[1].Also); d != "" {
		t.Errorf("also: %s", d)
	}
}

// TestChain holds that what resembles only its neighbour does not join ends
// that have nothing in common.
func TestChain(t *testing.T) {
	v := latin(3)
	w := strings.Fields(v.plain(60))
	var texts []string
	for i := 0; i+20 <= len(w); i += 4 {
		texts = append(texts, strings.Join(w[i:i+20], " "))
	}
	_, groups := groupsOf(texts...)
	for _, g := range groups {
		if slices.Contains(g.Responses, "0") && slices.Contains(g.Responses, fmt.Sprint(len(texts)-1)) {
			t.Errorf("the ends of a chain are in one group: %v", g.Responses)
		}
	}
}

func TestTemplate(t *testing.T) {
	var texts []string
	for _, s := range [][2]string{{"Mara", "Northgate"}, {"Tomas", "Old Quay"}, {"Ilen", "the Saltworks"}, {"Odra", "Lantern Hill"}} {
		texts = append(texts, fmt.Sprintf("My name is %s and I live in %s. Keep the ferry free for everyone on the island.", s[0], s[1]))
	}
	_, groups := groupsOf(texts...)
	if len(groups) != 1 || groups[0].Reason != duplicate.Template {
		t.Fatalf("groups %+v", groups)
	}
	if want := "My name is … and I live in …. Keep the ferry free for everyone on the island."; groups[0].Template != want {
		t.Errorf("template %q", groups[0].Template)
	}
}

func TestRecordings(t *testing.T) {
	m := []duplicate.Message{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d", Text: ferry}}
	groups := duplicate.Find(m, duplicate.Options{}, duplicate.Pair{A: "c", B: "a", Similarity: 0.9}, duplicate.Pair{A: "a", B: "zz", Similarity: 1})
	if len(groups) != 1 || groups[0].Reason != duplicate.Recording || !slices.Equal(groups[0].Responses, []string{"a", "c"}) {
		t.Fatalf("groups %+v", groups)
	}
}

// TestRecordingsChain holds that recordings without words have a similarity also
// where one was found only by way of another.
func TestRecordingsChain(t *testing.T) {
	m := []duplicate.Message{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}}
	groups := duplicate.Find(m, duplicate.Options{}, duplicate.Pair{A: "a", B: "b", Similarity: 0.9}, duplicate.Pair{A: "b", B: "c", Similarity: 0.95},
		duplicate.Pair{A: "c", B: "d", Similarity: 0.92}, duplicate.Pair{A: "d", B: "e", Similarity: 0.97})
	if len(groups) != 1 || groups[0].Reason != duplicate.Recording || groups[0].Size != 5 {
		t.Fatalf("groups %+v", groups)
	}
	if s := groups[0].Similarity; !(s >= 0.9 && s < 1) {
		t.Errorf("similarity %v", s)
	}
}

func TestProposals(t *testing.T) {
	at := time.Date(2026, 9, 8, 9, 0, 0, 0, time.UTC)
	messages := func(text string, n int, person func(int) string, every time.Duration) (m []duplicate.Message) {
		for i := range n {
			m = append(m, duplicate.Message{ID: fmt.Sprintf("%s%03d", text[:3], i), Text: text, Person: person(i), Channel: "web", At: at.Add(time.Duration(i) * every)})
		}
		return m
	}
	one := func(int) string { return "r-1" }
	many := func(i int) string { return fmt.Sprint("r-", i) }
	var others []duplicate.Message
	v := latin(8)
	for i := range 300 {
		others = append(others, duplicate.Message{ID: fmt.Sprint("other", i), Text: v.message(14), Person: fmt.Sprint("p-", i), At: at.Add(time.Duration(i) * time.Hour)})
	}
	for name, c := range map[string]struct {
		m     []duplicate.Message
		want  duplicate.Proposal
		burst bool
	}{
		"one person":              {messages(ferry, 3, one, 40*time.Hour), duplicate.SamePerson, false},
		"two, long":               {messages(ferry, 2, many, time.Hour), duplicate.SamePerson, false},
		"two, short":              {messages("I agree with that.", 2, many, time.Hour), duplicate.Coincidence, false},
		"twenty, short, all year": {messages("I do not know.", 20, many, 15*time.Hour), duplicate.Coincidence, false},
		"twenty, short, at once":  {messages("Keep it free!", 20, many, time.Minute), duplicate.Campaign, true},
		"twenty, long":            {messages(ferry, 20, many, 15*time.Hour), duplicate.Campaign, false},
		"four, long, at once":     {messages(garden, 4, many, time.Minute), duplicate.Campaign, true},
	} {
		t.Run(name, func(t *testing.T) {
			groups := duplicate.Find(append(slices.Clone(others), c.m...), duplicate.Options{})
			if len(groups) != 1 {
				t.Fatalf("%d groups", len(groups))
			}
			if g := groups[0]; g.Proposal != c.want || (g.Evidence.Burst != nil) != c.burst || g.Size != len(c.m) {
				t.Errorf("%s, burst %v, size %d; want %s, %v", g.Proposal, g.Evidence.Burst, g.Size, c.want, c.burst)
			}
		})
	}
}

// TestKinds measures the ways to make a copy, those that the program was not
// tuned on among them, in two scripts.
func TestKinds(t *testing.T) {
	for name, v := range map[string]*invented{"latin": latin(1), "persian": persian(2)} {
		t.Run(name, func(t *testing.T) {
			messages, of, kind := v.crowd(3000, 60, 9)
			groups := duplicate.Find(messages, duplicate.Options{})
			home := map[int]int{} // group that holds most of a campaign
			in := map[string]int{}
			for g := range groups {
				copies := 0
				for _, id := range groups[g].Responses {
					in[id] = g + 1
					if of[id] > 0 {
						copies++
					}
				}
				if copies < groups[g].Size && (copies > 0 || groups[g].Proposal == duplicate.Campaign) {
					t.Errorf("honest messages in %+v", groups[g])
				}
			}
			for c := 1; c <= 60; c++ {
				count := map[int]int{}
				for id, n := range of {
					if n == c && in[id] > 0 {
						count[in[id]]++
					}
				}
				for g, n := range count {
					if n > count[home[c]] || n == count[home[c]] && g < home[c] {
						home[c] = g
					}
				}
			}
			found, all := map[string]int{}, map[string]int{}
			for id, k := range kind {
				all[k]++
				if in[id] > 0 && in[id] == home[of[id]] {
					found[k]++
				}
			}
			for k := range kinds {
				if share := float64(found[k]) / float64(all[k]); share < 0.95 {
					t.Errorf("%s: %.2f of %d copies found", k, share, all[k])
				}
			}
		})
	}
}

// TestStable holds what a decision about a group relies on: neither the order
// of the input nor other messages nor the number of cores change it.
func TestStable(t *testing.T) {
	v := latin(5)
	messages, _, _ := v.crowd(400, 20, 9)
	want := duplicate.Find(messages, duplicate.Options{Workers: 1})
	if len(want) < 20 {
		t.Fatalf("%d groups", len(want))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		r.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
		if d := cmp.Diff(want, duplicate.Find(messages, duplicate.Options{})); d != "" {
			t.Fatalf("another order (-want +got):\n%s", d)
		}
	}
	other := persian(6)
	more := slices.Clone(messages)
	for i := range 300 {
		more = append(more, duplicate.Message{ID: fmt.Sprint("a", i), Text: other.message(12)})
	}
	if d := cmp.Diff(want, duplicate.Find(more, duplicate.Options{})); d != "" {
		t.Errorf("unrelated messages (-want +got):\n%s", d)
	}
	// a later copy joins its group under the same id
	late := append(slices.Clone(messages), duplicate.Message{ID: "z", Text: textOf(messages, want[0].Representative)})
	for _, g := range duplicate.Find(late, duplicate.Options{}) {
		if slices.Contains(g.Responses, "z") && g.ID != want[0].ID {
			t.Errorf("id %s became %s", want[0].ID, g.ID)
		}
	}
}

func textOf(messages []duplicate.Message, id string) string {
	for _, m := range messages {
		if m.ID == id {
			return m.Text
		}
	}
	return ""
}

// TestAdd holds that messages that come one by one find the group that all of
// them together make.
func TestAdd(t *testing.T) {
	messages, of, _ := latin(9).crowd(500, 20, 9)
	x := duplicate.New(duplicate.Options{})
	first := map[int]bool{}
	missed := 0
	for _, m := range messages {
		got := x.Add(m)
		switch c := of[m.ID]; {
		case c == 0 && got.Group != "":
			t.Errorf("honest message %s: %+v", m.ID, got)
		case c > 0 && !first[c]:
			first[c] = true
		case c > 0 && got.Group == "":
			missed++
		case c > 0 && of[got.Message] != c:
			t.Errorf("%s of campaign %d is like %s of %d", m.ID, c, got.Message, of[got.Message])
		}
	}
	if missed > 4 {
		t.Errorf("%d of 160 copies found nothing", missed)
	}
	if got := x.Add(messages[0]); got.Group != "" {
		t.Errorf("a known id was added: %+v", got)
	}
	if n := len(x.Groups()); n < 20 || n > 21 {
		t.Errorf("%d groups", n)
	}
}

func TestFollowAndCount(t *testing.T) {
	old := []duplicate.Group{{ID: "d-a", Responses: []string{"a", "b", "c"}}, {ID: "d-x", Responses: []string{"x", "y"}}, {ID: "d-q", Responses: []string{"q", "r"}}}
	now := []duplicate.Group{{ID: "d-0", Size: 3, Responses: []string{"0", "b", "c"}, Proposal: duplicate.Campaign}, {ID: "d-x", Size: 2, Responses: []string{"x", "y"}, Proposal: duplicate.SamePerson}}
	if d := cmp.Diff(map[string]string{"d-a": "d-0", "d-x": "d-x"}, duplicate.Follow(old, now)); d != "" {
		t.Error(d)
	}
	want := duplicate.Counts{Received: 10, Grouped: 5, SamePerson: 1, Campaign: 2, Without: 7}
	if d := cmp.Diff(want, duplicate.Count(10, now)); d != "" {
		t.Error(d)
	}
}
