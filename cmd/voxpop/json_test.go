package main

import (
	"encoding/json"
	"testing"
)

// has fails unless v holds every path: fields by name, "0" the first of a list.
func has(t *testing.T, v any, paths ...[]string) {
	t.Helper()
	for _, path := range paths {
		at := v
		for _, step := range path {
			var ok bool
			switch x := at.(type) {
			case map[string]any:
				at, ok = x[step]
			case []any:
				if ok = len(x) > 0 && step == "0"; ok {
					at = x[0]
				}
			}
			if !ok {
				t.Errorf("no %v", path)
				break
			}
		}
	}
}

// TestJSONShapes holds the answers that scripts read to their fields: shapes
// may gain fields, never lose or rename them.
func TestJSONShapes(t *testing.T) {
	dir := withCast(t)
	get := func(args ...string) any {
		t.Helper()
		status, stdout, stderr := invoke(t, append(args, "--json", "--dir", dir)...)
		if status != done {
			t.Fatalf("%q: %s", args, stderr)
		}
		var v any
		if err := json.Unmarshal([]byte(stdout), &v); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		return v
	}
	fields := func(prefix []string, names ...string) (paths [][]string) {
		for _, n := range names {
			paths = append(paths, append(append([]string{}, prefix...), n))
		}
		return paths
	}

	shares := get("shares", "ferry")
	has(t, shares, fields(nil, "callout", "received", "counted", "shares")...)
	has(t, shares, fields([]string{"waterfall"}, "withdrawn", "blank", "spam", "off-topic", "illegal", "duplicate", "campaign")...)
	has(t, shares, fields([]string{"shares", "0"}, "code", "n", "share", "low", "high", "method", "coded", "alpha", "word")...)

	has(t, shares, fields([]string{"basis"}, "method", "reason", "drawn", "coded")...)
	has(t, get("shares", "ferry", "--need"), fields([]string{"shares", "0", "needs", "0"}, "word", "have", "more")...)
	has(t, get("shares", "ferry", "--by", "lang"), fields([]string{"by", "groups", "0", "shares", "0"}, "code", "n", "share", "low", "high")...)

	repeats := get("duplicates", "ferry")
	has(t, repeats, fields([]string{"groups", "0"}, "id", "reason", "similarity", "size", "proposal", "responses", "representative", "evidence", "decided")...)
	has(t, repeats, fields([]string{"now", "waterfall"}, "withdrawn", "duplicate", "campaign")...)
	has(t, repeats, []string{"proposed", "counted"}, []string{"waiting"})
	themes := get("themes", "ferry", "--all")
	has(t, themes, fields([]string{"themes", "0"}, "id", "label", "words", "size", "examples")...)
	has(t, themes, []string{"set_aside"}, []string{"engines"})
	has(t, get("suggest", "ferry"), fields(nil, "suggestions", "next", "sample", "engines")...)

	agreement := get("agreement", "ferry")
	has(t, agreement, fields([]string{"codes", "0", "kappa"}, "value", "low", "high")...)
	has(t, agreement, fields([]string{"sharpen", "0"}, "code", "part", "confused")...)
	has(t, agreement, fields([]string{"codes", "0"}, "code", "n", "both", "percent", "alpha", "low", "high")...)
	has(t, agreement, fields([]string{"overall"}, "n", "percent", "alpha", "low", "high")...)

	reversals := get("statements", "reversals", "ferry")
	has(t, reversals, fields([]string{"reversals", "0"}, "speaker", "point", "kind", "asserted_by")...)
	has(t, reversals, fields([]string{"reversals", "0", "from"}, "statement", "value", "said_on")...)
	has(t, reversals, fields([]string{"reversals", "0", "to"}, "statement", "value", "said_on")...)

	clashes := get("statements", "contradictions", "ferry")
	has(t, clashes, fields([]string{"contradictions", "0"}, "speakers", "point", "kind", "asserted_by")...)
	has(t, clashes, fields([]string{"contradictions", "0", "from"}, "speaker", "statement", "value", "said_on")...)
	has(t, clashes, fields([]string{"contradictions", "0", "to"}, "speaker", "statement", "value", "said_on")...)

	has(t, get("statements", "list", "ferry"), fields([]string{"statements", "0"}, "id", "speaker", "said_on", "text", "source")...)
	has(t, get("responses", "ferry"), fields([]string{"responses", "0"}, "id", "day", "channel", "medium", "lang", "state", "codes")...)
	has(t, get("callout", "list"), fields([]string{"callouts", "0"}, "slug", "question", "languages")...)
	has(t, get("callout", "show", "ferry"), fields(nil, "slug", "question", "languages", "opens", "closes")...)
	recordings := get("media", "ferry", "AM4Q")
	has(t, recordings, fields(nil, "callout", "recordings", "counts")...)
	has(t, recordings, fields([]string{"recordings", "0"}, "response", "medium", "steps", "transcript")...)
	has(t, recordings, fields([]string{"recordings", "0", "steps", "0"}, "response", "step", "state", "tries", "part", "at")...)
	has(t, get("transcript", "show", "ferry", "AM4Q"), fields(nil, "response", "of", "lang", "n", "state", "text")...)
	has(t, get("transcript", "versions", "ferry", "AM4Q"), fields([]string{"versions", "0"}, "n", "state", "words")...)
	has(t, get("doctor"), []string{"ok"}, []string{"checks", "0", "name"})
	has(t, get("config"), []string{"house", "ladder", "0", "id"}, []string{"house", "min_alpha"})
}
