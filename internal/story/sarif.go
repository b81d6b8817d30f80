package story

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"
)

// WriteSARIF writes the verdict as a SARIF 2.1.0 log (OASIS, 2020), which
// editors and continuous integration show in place. Columns are code points.
func (r *Result) WriteSARIF(w io.Writer, version string) error {
	type message struct {
		Text string `json:"text"`
	}
	type rule struct {
		ID    string  `json:"id"`
		Short message `json:"shortDescription"`
	}
	type region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
	type artifact struct {
		URI string `json:"uri"`
	}
	type physical struct {
		Artifact artifact `json:"artifactLocation"`
		Region   region   `json:"region"`
	}
	type location struct {
		Physical physical `json:"physicalLocation"`
	}
	type result struct {
		RuleID    string     `json:"ruleId"`
		RuleIndex int        `json:"ruleIndex"`
		Level     string     `json:"level"`
		Message   message    `json:"message"`
		Locations []location `json:"locations"`
	}
	type driver struct {
		Name    string `json:"name"`
		Version string `json:"semanticVersion,omitempty"`
		Rules   []rule `json:"rules"`
	}
	type tool struct {
		Driver driver `json:"driver"`
	}
	type run struct {
		Tool       tool     `json:"tool"`
		ColumnKind string   `json:"columnKind"`
		Results    []result `json:"results"`
	}
	type log struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []run  `json:"runs"`
	}

	index := map[Code]int{}
	d := driver{Name: "voxpop", Version: version}
	for i, c := range Codes {
		index[c.Code] = i
		d.Rules = append(d.Rules, rule{ID: string(c.Code), Short: message{c.Refuses}})
	}
	one := run{Tool: tool{d}, ColumnKind: "unicodeCodePoints", Results: []result{}}
	for _, f := range r.Findings {
		text := f.Message
		if f.Hint != "" {
			text += "\nHint: " + f.Hint
		}
		uri := (&url.URL{Path: strings.ReplaceAll(f.File, "\\", "/")}).EscapedPath()
		one.Results = append(one.Results, result{
			RuleID: string(f.Code), RuleIndex: index[f.Code], Level: string(f.Severity), Message: message{text},
			Locations: []location{{physical{artifact{uri}, region{f.Line, f.Column}}}},
		})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(log{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []run{one}})
}
