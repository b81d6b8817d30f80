package claim_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/claim"
)

var update = flag.Bool("update", false, "rewrite testdata")

// example is an invented record with what an export can hold.
func example() claim.Export {
	at := func(n int) *int { return &n }
	return claim.Export{
		Callout: voxpop.Callout{Slug: "tram"},
		Points: []voxpop.Point{{
			ID: "build", Question: voxpop.Localized{"en": "Shall the tram be built?", "fa": "تراموا ساخته شود؟"},
			Values: []voxpop.PointValue{
				{ID: "for", Name: voxpop.Localized{"en": "Build it"}}, {ID: "against", Name: voxpop.Localized{"en": "Do not build it"}}, {ID: "later", Name: voxpop.Localized{"en": "Later"}},
			},
			Exclusive: [][]string{{"for", "against"}},
		}},
		Speakers: []voxpop.Speaker{
			{Name: "Ilse Varga", Names: voxpop.Localized{"fa": "ایلزه وارگا"}, Aliases: []string{"I. Varga"}},
			{Name: "Never Spoke"},
		},
		People: map[string]int{"varga-2024": 12},
		Statements: []voxpop.Statement{
			{
				ID: "varga-2026", Speaker: "Ilse Varga", Role: "mayor", SaidOn: "2026-03", Kind: voxpop.Reported, AssertedBy: "two aides", Lang: "en", Text: "She will let it be built.",
				Source: voxpop.Source{URL: "https://gazette.example/b"}, Positions: []voxpop.Position{{Point: "build", Value: "for", By: "ann"}},
				Verdict: &voxpop.Verdict{Change: "half", Reason: "she set conditions", By: "ann"},
			},
			{
				ID: "varga-2024", Speaker: "Ilse Varga", Role: "mayor", SaidOn: "2024-05-02", PublishedOn: "2024-05-03", Kind: voxpop.Quoted, Lang: "en", Text: "The plan is </script> reckless.",
				Medium: "speech", Place: "town hall", Addressee: "the council",
				Translations: []voxpop.Translation{
					{Lang: "fa", Text: "این طرح بی‌پرواست.", State: voxpop.Reviewed, By: "bayo"},
					{Lang: "ar", Text: "لم تُراجع", State: voxpop.Machine},
				},
				Source:      voxpop.Source{URL: "https://gazette.example/a", Title: "Mayor against tram", Outlet: "The Gazette", File: "sources/a.html", SHA256: strings.Repeat("ab", 32), Start: at(120), End: at(141)},
				Positions:   []voxpop.Position{{Point: "build", Value: "against", By: "ann"}},
				Appearances: []voxpop.Source{{URL: "https://lantern.example/a", Outlet: "The Lantern"}, {URL: "javascript:alert(1)", File: "sources/c.html"}},
			},
			{
				ID: "reyl-2025", Speaker: "Tomas Reyl", SaidOn: "2025-01-01/2025-02-10", Kind: voxpop.Quoted, Lang: "en", Text: "=Build it now",
				Source: voxpop.Source{File: "sources/d.txt"}, Positions: []voxpop.Position{{Point: "build", Value: "for"}},
			},
		},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-file +written); go test -update ./internal/claim\n%s", name, d)
	}
}

func TestGolden(t *testing.T) {
	j, err := example().JSONLD()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "statements.jsonld", j)
	c, err := example().CSV()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "statements.csv", c)
}

// The order in which a record is read changes no byte, and writing changes no record.
func TestSameBytes(t *testing.T) {
	a, b := example(), example()
	slices.Reverse(b.Statements)
	slices.Reverse(b.Speakers)
	for range 3 {
		ja, _ := a.JSONLD()
		jb, _ := b.JSONLD()
		ca, _ := a.CSV()
		cb, _ := b.CSV()
		if !bytes.Equal(ja, jb) || !bytes.Equal(ca, cb) {
			t.Fatal("the order of statements changes the export")
		}
	}
	if d := cmp.Diff(example(), a); d != "" {
		t.Errorf("writing changed the record:\n%s", d)
	}
}

// schemaOrg are the names of schema.org that the export uses.
var schemaOrg = []string{
	"Person", "Claim", "Quotation", "DefinedTerm", "DefinedTermSet", "CreativeWork", "WebPage", "MediaObject", "Organization", "Place",
	"name", "alternateName", "text", "inLanguage", "author", "spokenByCharacter", "dateCreated", "datePublished", "claimInterpreter", "locationCreated", "firstAppearance", "appearance",
	"workTranslation", "headline", "publisher", "associatedMedia", "sha256", "inDefinedTermSet", "hasDefinedTerm", "about", "agent",
}

// Every name is one of schema.org or of the context, every reference leads to a
// node of the file, and no value is empty.
func TestJSONLDHoldsTogether(t *testing.T) {
	b, err := example().JSONLD()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Context map[string]any   `json:"@context"`
		Graph   []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Context["@vocab"] != "https://schema.org/" {
		t.Errorf("vocabulary %v", doc.Context["@vocab"])
	}
	ids := map[string]bool{}
	for _, n := range doc.Graph {
		id, _ := n["@id"].(string)
		if ids[id] || !strings.HasPrefix(id, "urn:voxpop:") {
			t.Errorf("node %q is there twice or has no name", id)
		}
		ids[id] = true
	}
	refers := func(key string) bool {
		m, ok := doc.Context[key].(map[string]any)
		return ok && m["@type"] == "@id" && key != "url" && key != "contentUrl"
	}
	var walk func(key string, v any, top bool)
	walk = func(key string, v any, top bool) {
		switch v := v.(type) {
		case nil:
			t.Errorf("%s is null", key)
		case string:
			if v == "" {
				t.Errorf("%s is empty", key)
			}
			if key == "@type" && !slices.Contains(schemaOrg, v) && doc.Context[v] == nil {
				t.Errorf("type %q is in no vocabulary", v)
			}
			if refers(key) && !ids[v] {
				t.Errorf("%s leads to %q, which is not there", key, v)
			}
		case []any:
			if len(v) == 0 {
				t.Errorf("%s is an empty list", key)
			}
			for _, e := range v {
				walk(key, e, false)
			}
		case map[string]any:
			if id, ok := v["@id"].(string); ok && !top && !ids[id] {
				t.Errorf("%s leads to %q, which is not there", key, id)
			}
			for k, e := range v {
				if !strings.HasPrefix(k, "@") && !slices.Contains(schemaOrg, k) && doc.Context[k] == nil {
					t.Errorf("%q is in no vocabulary", k)
				}
				walk(k, e, false)
			}
		}
	}
	for _, n := range doc.Graph {
		walk("@graph", n, true)
	}
	for _, never := range []string{"</script", "ann", "bayo", "javascript:", "لم تُراجع", "Never Spoke"} {
		if strings.Contains(string(b), never) {
			t.Errorf("the export holds %q", never)
		}
	}
	for _, must := range []string{`"Reversal"`, `"Contradiction"`, `"Quotation"`, `"reverses"`, `"contradicts"`, `"verdict": "half"`, `"primarySource": false`, `"echoedBy": 12`, `"echoedBy": 0`, `"saidOn": "2025-01-01/2025-02-10"`} {
		if !strings.Contains(string(b), must) {
			t.Errorf("the export lacks %s", must)
		}
	}
	if strings.Contains(string(b), `"dateCreated": "2025-01-01/`) {
		t.Error("an interval is given as a date of schema.org")
	}
}

func TestCSVIsNoProgram(t *testing.T) {
	for _, words := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "＝1", "\u200e=1", "\ufeff=1", "−1"} {
		e := example()
		e.Statements = e.Statements[:1]
		e.Statements[0].Text, e.Statements[0].Speaker, e.Statements[0].Source.Title = words, words, words
		b, err := e.CSV()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %d rows, %v", words, len(rows), err)
		}
		n := 0
		for i, c := range rows[1] {
			if strings.ReplaceAll(c, "'", "") == words {
				n++
				if at := strings.IndexAny(c, "=+-@＝−"); at < 1 || c[at-1] != '\'' {
					t.Errorf("%s: %q would run", rows[0][i], c)
				}
			}
		}
		if n != 3 {
			t.Errorf("%q stands in %d cells, want 3", words, n)
		}
	}
}

// TestCSVInOtherCells: spreadsheets of much of Europe begin a cell at a
// semicolon, and all of them take what is pasted apart at a tab.
func TestCSVInOtherCells(t *testing.T) {
	for _, words := range []string{"Nothing;=1+1", "Nothing; =1+1", "Nothing\t@SUM(A1)", "Nothing;\"=1+1", "Nothing\n=1+1"} {
		e := example()
		e.Statements = e.Statements[:1]
		e.Statements[0].Text = words
		b, err := e.CSV()
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range strings.FieldsFunc(string(b), func(r rune) bool { return strings.ContainsRune(";\t\n\r", r) }) {
			if cell = strings.TrimLeft(cell, ` "`); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("%q: %q would run", words, cell)
			}
		}
		if !strings.Contains(string(b), `"Nothing`) {
			t.Errorf("%q stands without quotation marks", words)
		}
		rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
		if err != nil || strings.ReplaceAll(rows[1][9], "'", "") != words {
			t.Errorf("%q: %v, %v", words, rows, err)
		}
	}
	e := example()
	e.Statements = e.Statements[:1]
	e.Statements[0].Text = "We wait; we do not leave - not now; \"never\"."
	b, _ := e.CSV()
	if rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll(); err != nil || rows[1][9] != e.Statements[0].Text {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestNothing(t *testing.T) {
	var e claim.Export
	j, err := e.JSONLD()
	if err != nil || !json.Valid(j) || !strings.Contains(string(j), `"@graph": []`) {
		t.Errorf("%s %v", j, err)
	}
	if c, err := e.CSV(); err != nil || !strings.HasPrefix(string(c), "id,speaker,") {
		t.Errorf("%s %v", c, err)
	}
}
