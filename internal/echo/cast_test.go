package echo_test

import (
	"bufio"
	"encoding/json"
	"io/fs"
	"testing"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/echo"
)

// lines reads the lines of a file of JSON objects.
func lines[T any](t testing.TB, f fs.FS, name string) (out []T) {
	t.Helper()
	r, err := f.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<22)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// answers are the responses of a record as echoes read them.
func answers(responses []voxpop.Response) (out []echo.Answer) {
	for _, r := range responses {
		if r.Withdrawn() {
			continue
		}
		a := echo.Answer{ID: r.ID, On: voxpop.Date(r.ReceivedAt.Time.Format("2006-01-02"))}
		switch {
		case r.Text != "":
			a.Texts = append(a.Texts, echo.Text{Lang: r.Lang, Text: r.Text})
		case r.Transcript != nil:
			a.Texts = append(a.Texts, echo.Text{Lang: r.Transcript.Lang, Text: r.Transcript.Text})
		}
		for _, tr := range r.Translations {
			a.Texts = append(a.Texts, echo.Text{Lang: tr.Lang, Text: tr.Text})
		}
		out = append(out, a)
	}
	return out
}

func castRecord(t testing.TB) ([]voxpop.Statement, []echo.Answer) {
	return lines[voxpop.Statement](t, cast.Record(), "statements.jsonl"), answers(lines[voxpop.Response](t, cast.Record(), "responses.jsonl"))
}
