package eval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop"
	"voxpop/internal/eval"
)

func TestLanguages(t *testing.T) {
	rows := []eval.Row{
		{Text: "They sold the ferry and nobody asked us", Lang: "eng_Latn"},
		{Text: "They sold the ferry and nobody asked us", Lang: "de"}, // labelled wrongly
		{Text: "چرا کشتی را فروختند؟ هیچ‌کس از ما نپرسید", Lang: "prs_Arab"},
		{Text: "ok", Lang: "en"},
		{Text: "Hakuna mtu aliyetuuliza kuhusu kivuko", Lang: "swh_Latn"},
		{Text: "Nobody asked us about the ferry", Lang: "swh_Latn"},
	}
	got, err := eval.Languages(rows, eval.LanguagesOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := eval.LanguagesResult{Messages: 6, Accuracy: .5, Precision: .5, Unknown: .25, Outside: 2, OutsideNamed: 1,
		Languages: []eval.LanguageMeasure{
			{Lang: "de", Rows: 1, Precision: 1},
			{Lang: "en", Rows: 2, Recall: .5, Precision: 1. / 3, Unknown: .5},
			{Lang: "fa", Rows: 1, Recall: 1, Precision: 1},
			{Lang: "swh", Rows: 2, Precision: 1, Unknown: .5},
		},
		Confusions: []eval.Confusion{{Lang: "de", As: "en", Rows: 1}, {Lang: "swh", As: "en", Rows: 1}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	cut, err := eval.Languages(rows[:1], eval.LanguagesOptions{Words: 1})
	if err != nil || cut.Words != 1 {
		t.Errorf("cut: %+v, %v", cut, err)
	}
	if _, err := eval.Languages([]eval.Row{{Text: "x"}}, eval.LanguagesOptions{}); voxpop.KindOf(err) != voxpop.Invalid || voxpop.HintOf(err) == "" {
		t.Errorf("a row without a language: %v", err)
	}
}
