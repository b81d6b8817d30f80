package eval_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"voxpop/internal/eval"
	"voxpop/internal/quote"
)

// span returns the place of words in text, in code points.
func span(t *testing.T, text, words string) quote.Span {
	t.Helper()
	i := strings.Index(text, words)
	if i < 0 {
		t.Fatalf("%q is not in %q", words, text)
	}
	from := len([]rune(text[:i]))
	return quote.Span{Start: from, End: from + len([]rune(words))}
}

// TestQuotes works the measures out by hand: of three marked quotations one is
// found exactly, one by a half and with another speaker, one not at all; one
// more is found that nobody marked.
func TestQuotes(t *testing.T) {
	const text = "ایلزه says: “We will build it.” The clerk said that the plan was dead and buried. Rain fell. Omid wrote: “No.”"
	at := func(words string) quote.Span { return span(t, text, words) }
	gold := func(words, speaker, kind string) eval.Quote {
		q, s := at(words), at(speaker)
		return eval.Quote{Start: q.Start, End: q.End, Type: kind, SpeakerStart: &s.Start, SpeakerEnd: &s.End}
	}
	articles := []eval.Article{{ID: "1", Text: text, Lang: "en", Quotes: []eval.Quote{
		gold("We will build it", "ایلزه", "direct"),
		gold("that the plan was dead and buried", "The clerk", "indirect"),
		gold("No", "Omid", "direct"),
	}}}
	found := func(words, speaker string, kind quote.Type, rule string) quote.Quotation {
		q := quote.Quotation{Span: at(words), Parts: []quote.Span{at(words)}, Type: kind, Rule: rule}
		q.Speaker.Span = at(speaker)
		return q
	}
	got, err := eval.Quotes(articles, eval.QuotesOptions{Extract: func(string, quote.Options) []quote.Quotation {
		return []quote.Quotation{
			found("“We will build it.”", "ایلزه", quote.Direct, "a"), // marks do not count
			found("the plan was dead", "Rain", quote.Indirect, "b"),  // 14 of 27 letters
			found("Rain fell", "Omid", quote.Indirect, "b"),
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	rate := func(p, r float64) eval.Rate { return eval.Rate{P: p, R: r, F1: 2 * p * r / (p + r)} }
	want := eval.QuotesResult{
		Articles:  1,
		All:       eval.QuoteMeasure{Gold: 3, Found: 3, Exact: rate(1./3, 1./3), IoU50: rate(2./3, 2./3), Speaker: .5},
		Direct:    eval.QuoteMeasure{Gold: 2, Found: 1, Exact: rate(1, .5), IoU50: rate(1, .5), Speaker: 1},
		Indirect:  eval.QuoteMeasure{Gold: 1, Found: 2, IoU50: rate(.5, 1)},
		IoU80:     rate(1./3, 1./3),
		Covered30: rate(2./3, 2./3),
		Types:     1,
		Rules: []eval.RuleResult{
			{Rule: "b", Lang: "en", Found: 2, Right: 1, Precision: .5},
			{Rule: "a", Lang: "en", Found: 1, Right: 1, Precision: 1},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestQuotesSetAside holds the measure to its word: what is set aside is
// neither missed nor a false alarm, and nothing is when every one counts.
func TestQuotesSetAside(t *testing.T) {
	const text = "Der Rat irrt, und alle schweigen."
	aside := eval.Quote{Start: 0, End: 12, Type: "indirect", OriginalType: "FreeIndirect"}
	articles := []eval.Article{{ID: "1", Text: text, Lang: "de", Quotes: []eval.Quote{aside}}}
	o := eval.QuotesOptions{Extract: func(string, quote.Options) []quote.Quotation {
		return []quote.Quotation{{Span: quote.Span{Start: 0, End: 8}, Parts: []quote.Span{{Start: 0, End: 8}}, Type: quote.Indirect}}
	}}
	got, err := eval.Quotes(articles, o)
	if err != nil || got.SetAside != 1 || got.All.Gold != 0 || got.All.Found != 0 {
		t.Errorf("set aside %d, gold %d, found %d, error %v; want 1, 0, 0", got.SetAside, got.All.Gold, got.All.Found, err)
	}
	o.Every = true
	if got, err = eval.Quotes(articles, o); err != nil || got.SetAside != 0 || got.All.Gold != 1 || got.All.IoU50.F1 != 1 {
		t.Errorf("every one: set aside %d, gold %d, iou50 %v, error %v; want 0, 1, 1", got.SetAside, got.All.Gold, got.All.IoU50, err)
	}
}

func TestReadArticlesRefuses(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"no text":      {`{"id":"1"}`, "a.jsonl:1: has no text"},
		"outside":      {`{"id":"1","text":"سلام","quotes":[{"start":0,"end":5}]}`, "quotes[0]: 0 to 5 does not lie in the text of 4 code points"},
		"part outside": {`{"id":"1","text":"abc","quotes":[{"start":0,"end":2,"parts":[[0,1],[2,9]]}]}`, "2 to 9 does not lie"},
		"turned round": {`{"id":"1","text":"abc","quotes":[{"start":2,"end":1}]}`, "2 to 1 does not lie"},
	} {
		_, err := eval.ReadArticles("a.jsonl", strings.NewReader(c.line+"\n"))
		if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "\n", " "), c.want) {
			t.Errorf("%s: %v; want %q", name, err, c.want)
		}
	}
}
