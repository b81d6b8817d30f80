package record_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/record"
)

var tram = voxpop.Callout{Slug: "tram", Question: voxpop.Localized{"en": "Why?"}, Languages: []string{"en"},
	Opens: voxpop.Moment{Time: time.Date(2026, 3, 1, 8, 0, 0, 0, time.FixedZone("", 3600))}}

// rowsOf reads a table and returns one line for each response.
func rowsOf(table string, mapping ...string) ([]voxpop.Response, error) {
	var all []voxpop.Response
	for r, err := range record.ReadCSV(strings.NewReader(table), mapping, tram, record.CSVOptions{Name: "answers.csv", Key: []byte("k")}) {
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

func TestReadCSV(t *testing.T) {
	table := "\ufeffTimestamp;Your answer;May we quote you?;How old are you?;Town;E-mail\r\n" +
		"2026-03-04 18:20;\"They said never.\nThen \"\"yes\"\".\";Yes;۳۴;Aldmoor;a@b.example\r\n" +
		";;;;;\r\n" +
		"2026/03/05 6:20:00 PM GMT+2;=SUM(A1);;;;\r\n" +
		"2026-03-06; ;no;;;\r\n"
	got, err := rowsOf(table, "Timestamp=received_at", "Your answer=text", "May we quote you?=consent.quote", "How old are you?=person.age", "Town=person.place", "E-mail=-")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range got {
		if !strings.HasPrefix(r.ID, "csv-") || !voxpop.ValidID(r.ID) {
			t.Errorf("id %q", r.ID)
		}
		r.ID = "X"
		b, err := record.ResponseLine(r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(b))
	}
	const rest = `"channel":"import","medium":"text","lang":"",`
	want := []string{
		`{"id":"X","received_at":"2026-03-04T18:20:00+01:00",` + rest + `"text":"They said never.\nThen \"yes\".","consent":{"quote":true,"voice":false,"face":false,"name":"none"},"person":{"age":34,"place":"Aldmoor"}}` + "\n",
		`{"id":"X","received_at":"2026-03-05T18:20:00+02:00",` + rest + `"text":"=SUM(A1)","consent":{"quote":false,"voice":false,"face":false,"name":"none"}}` + "\n",
		`{"id":"X","received_at":"2026-03-06",` + rest + `"text":" ","consent":{"quote":false,"voice":false,"face":false,"name":"none"},"set_aside":"blank"}` + "\n",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("responses (-want +got):\n%s", diff)
	}
}

// TestMadeIDs holds the ids to what makes a second import add nothing.
func TestMadeIDs(t *testing.T) {
	ids := func(table string, mapping ...string) string {
		t.Helper()
		all, err := rowsOf(table, mapping...)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, r := range all {
			ids = append(ids, r.ID)
		}
		return strings.Join(ids, " ")
	}
	const head, a, b = "received_at,text\n", "2026-03-04,never\n", "2026-03-04,always\n"
	two := ids(head + a + b)
	if again := ids(head + a + b); again != two {
		t.Errorf("the same table gave %s, then %s", two, again)
	}
	if reversed := ids(head + b + a); reversed != strings.Fields(two)[1]+" "+strings.Fields(two)[0] {
		t.Errorf("rows in another order have other ids: %s, %s", two, reversed)
	}
	if turned := ids("text\treceived_at\nnever\t2026-03-04\nalways\t2026-03-04\n"); turned != two {
		t.Errorf("columns in another order give other ids: %s, %s", two, turned)
	}
	same := strings.Fields(ids(head + a + a + a))
	if same[0] == same[1] || same[1] == same[2] || !strings.HasPrefix(two, same[0]) {
		t.Errorf("equal rows have the ids %q after %q", same, two)
	}
	for r := range record.ReadCSV(strings.NewReader(head+a), nil, tram, record.CSVOptions{Key: []byte("other")}) {
		if r.ID == same[0] {
			t.Error("another key gives the same id, so ids can be guessed from the words")
		}
	}
}

func TestReadCSVRefused(t *testing.T) {
	tests := []struct {
		name, table, mapping string
		place, says          string
	}{
		{"empty", "", "", "answers.csv", "is empty"},
		{"UTF-16", "\xff\xfea\x00", "", "answers.csv", "UTF-16"},
		{"older encoding", "received_at,text\n2026-03-04,\xe3\xd1\xcd\n", "", "answers.csv:2", "not UTF-8"},
		{"column not mapped", "received_at,text,Phone\n", "", "answers.csv:1", `"Phone"`},
		{"column not there", "received_at,text\n", "Answer=text", "answers.csv:1", `no column "Answer"`},
		{"field not known", "received_at,text,x\n", "x=colour", "answers.csv:1", `"colour"`},
		{"mapping without field", "received_at,text,x\n", "x", "answers.csv:1", "column=field"},
		{"two columns for one", "received_at,text,Answer\n", "Answer=text", "answers.csv:1: text", "two columns"},
		{"no column of time", "text\n", "", "answers.csv:1: received_at", "no column"},
		{"no column of text", "received_at\n", "", "answers.csv:1: text", "no column"},
		{"month or day", "received_at,text\n03/04/2026,a\n", "", "answers.csv:2: received_at", "safely"},
		{"no such day", "received_at,text\n2026-02-30,a\n", "", "answers.csv:2: received_at", "safely"},
		{"no time", "received_at,text\n,a\n", "", "answers.csv:2: received_at", "is missing"},
		{"maybe", "received_at,text,consent.quote\n2026-03-04,a,maybe\n", "", "answers.csv:2: consent.quote", "neither yes nor no"},
		{"age in words", "received_at,text,person.age\n2026-03-04,a,young\n", "", "answers.csv:2: person.age", "years"},
		{"age of a mountain", "received_at,text,person.age\n2026-03-04,a,2026\n", "", "answers.csv:2: person.age", "not an age"},
		{"unknown channel", "received_at,text,channel\n2026-03-04,a,fax\n", "", "answers.csv:2: channel", "fax"},
		{"language spelled out", "received_at,text,lang\n2026-03-04,a,Persian\n", "", "answers.csv:2: lang", "language tag"},
		{"id twice", "received_at,text,id\n2026-03-04,a,1\n2026-03-04,b,1\n", "", "answers.csv:3: id", "repeats"},
		{"id with spaces", "received_at,text,id\n2026-03-04,a,1 2\n", "", "answers.csv:2: id", "not an id"},
		{"row too short", "received_at,text\n2026-03-04,a\n2026-03-04\n2026-03-04,b\n", "", "answers.csv:3", "columns"},
		{"cut off", "received_at,text\n2026-03-04,a\n2026-0", "", "answers.csv:3", "cut off"},
		{"line of the second row", "received_at,text\n2026-03-04,\"a\nb\nc\"\n2026,a\n", "", "answers.csv:5: received_at", "safely"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var mapping []string
			if tt.mapping != "" {
				mapping = append(mapping, tt.mapping)
			}
			_, err := rowsOf(tt.table, mapping...)
			e, ok := errors.AsType[*voxpop.Error](err)
			if !ok || e.Kind != voxpop.Invalid || e.Place != tt.place || !strings.Contains(e.Message, tt.says) {
				t.Errorf("got %v, want an error at %q that says %q", err, tt.place, tt.says)
			}
		})
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("received_at,text\n2026-03-04,never\n"), "received_at=received_at")
	f.Add([]byte("\ufeffa;b\r\n2026/03/05 6:20:00 PM GMT+2;\"x\r\ny\"\r\n"), "a=received_at")
	f.Add([]byte("received_at\ttext\tperson.age\n2026-03-04 10:00\t=1+1\t۳۴\n"), "x=-")
	f.Add([]byte("received_at,text\n2026-03-04,\"never"), "")
	f.Fuzz(func(t *testing.T, table []byte, mapping string) {
		seen := map[string]bool{}
		for r, err := range record.ReadCSV(strings.NewReader(string(table)), []string{mapping, "b=text"}, tram, record.CSVOptions{}) {
			if err != nil {
				if e, ok := errors.AsType[*voxpop.Error](err); !ok || e.Place == "" || e.Message == "" {
					t.Fatalf("an error without a place: %v", err)
				}
				return
			}
			if seen[r.ID] {
				t.Fatal("two responses have one id")
			}
			seen[r.ID] = true
			if _, err := record.ResponseLine(r); err != nil {
				t.Fatalf("a response that was read cannot be written: %v", err)
			}
		}
	})
}

// What docs/RECORD.md says of ids made of a row: all mapped cells count, others
// do not, and an id of the table's own stays.
func TestMadeIDsDependOnMappedCells(t *testing.T) {
	ids := func(table string, mapping ...string) string {
		var all []string
		for r, err := range record.ReadCSV(strings.NewReader(table), mapping, voxpop.Callout{Slug: "tram"}, record.CSVOptions{Key: []byte("k")}) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r.ID)
		}
		return strings.Join(all, " ")
	}
	const table = "received_at,text,Town,No\n2026-03-04,It was late.,Aldmoor,A1\n"
	was := ids(table, "Town=-", "No=-")
	if got := ids(strings.Replace(table, "Aldmoor", "Aldmore", 1), "Town=-", "No=-"); got != was {
		t.Error("a cell that is left out changed the id")
	}
	if got := ids(table, "Town=person.place", "No=-"); got == was {
		t.Error("one column more did not change the id")
	}
	if got := ids(strings.Replace(table, "late", "early", 1), "Town=-", "No=-"); got == was {
		t.Error("another text did not change the id")
	}
	if got := ids(strings.Replace(table, "late", "early", 1), "Town=person.place", "No=id"); got != "A1" {
		t.Errorf("with a column for the id it is %s", got)
	}
}
