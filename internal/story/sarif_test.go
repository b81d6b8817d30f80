package story_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/story"
)

func TestSARIF(t *testing.T) {
	doc, err := story.Parse("stories/my story.md", []byte(head+"“[They newer said](response:K7Q2)”.\n\n[Many](share:humiliation) ([61 of 98](share:humiliation)).\n"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := story.Check(load(t, os.DirFS(tram), nil), voxpop.DefaultHouse(), doc)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := res.WriteSARIF(&b, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Schema  string `json:"$schema"`
		Version string
		Runs    []struct {
			ColumnKind string
			Tool       struct {
				Driver struct {
					Name, SemanticVersion string
					Rules                 []struct {
						ID               string
						ShortDescription struct{ Text string }
					}
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn int }
					}
				}
			}
		}
	}
	d := json.NewDecoder(&b)
	if err := d.Decode(&log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || !strings.Contains(log.Schema, "sarif-2.1.0") || run.ColumnKind != "unicodeCodePoints" || run.Tool.Driver.SemanticVersion != "1.2.3" {
		t.Errorf("head of the log: %+v", log)
	}
	if len(run.Tool.Driver.Rules) != len(story.Codes) {
		t.Errorf("%d rules for %d codes", len(run.Tool.Driver.Rules), len(story.Codes))
	}
	if len(run.Results) != len(res.Findings) || len(run.Results) != 2 {
		t.Fatalf("%d results for %d findings", len(run.Results), len(res.Findings))
	}
	for i, r := range run.Results {
		f := res.Findings[i]
		at := r.Locations[0].PhysicalLocation
		if r.RuleID != string(f.Code) || run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Level != string(f.Severity) || !strings.HasPrefix(r.Message.Text, f.Message) || !strings.Contains(r.Message.Text, f.Hint) {
			t.Errorf("result %+v of finding %+v", r, f)
		}
		if at.ArtifactLocation.URI != "stories/my%20story.md" || at.Region.StartLine != f.Line || at.Region.StartColumn != f.Column {
			t.Errorf("place %+v of finding %+v", at, f)
		}
	}
	if levels := []string{run.Results[0].Level, run.Results[1].Level}; !slices.Equal(levels, []string{"error", "warning"}) {
		t.Errorf("levels %v", levels)
	}
}

func TestSARIFOfNothing(t *testing.T) {
	res := check(t, load(t, os.DirFS(tram), nil), tramStory(t))
	var b bytes.Buffer
	if err := res.WriteSARIF(&b, ""); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"results": []`) || strings.Contains(b.String(), "semanticVersion") {
		t.Errorf("a log without findings:\n%s", b.String())
	}
	var again bytes.Buffer
	if err := res.WriteJSON(&again); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(again.String(), `"findings": []`) {
		t.Errorf("findings that are none:\n%s", again.String())
	}
}
