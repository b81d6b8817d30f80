package app

import (
	"math"
	"time"

	"voxpop/internal/eval"
	"voxpop/internal/quote"
)

// Measures are the methods that [internal/eval] measures, timed. They need no
// workspace: the data are the caller's.
type Measures struct {
	Progress eval.Progress // nil keeps silence
}

// Coding learns from train and suggests labels for test.
func (m Measures) Coding(train, test []eval.Row, o eval.CodingOptions) (eval.CodingResult, error) {
	o.Progress = m.Progress
	start := time.Now()
	got, err := eval.Coding(train, test, o)
	got.Seconds = seconds(start)
	return got, err
}

// Themes finds themes among rows and compares them with their labels.
func (m Measures) Themes(rows []eval.Row, o eval.ThemesOptions) (eval.ThemesResult, error) {
	o.Progress = m.Progress
	start := time.Now()
	got, err := eval.Themes(rows, o)
	got.Seconds = seconds(start)
	return got, err
}

// Duplicates groups rows that say the same and compares the groups with their labels.
func (m Measures) Duplicates(rows []eval.Row, o eval.DuplicatesOptions) (eval.DuplicatesResult, error) {
	o.Progress = m.Progress
	start := time.Now()
	got, err := eval.Duplicates(rows, o)
	got.Seconds = seconds(start)
	return got, err
}

// Prevalence draws samples of rows again and again, and counts how often the
// range of a share holds the share of all.
func (m Measures) Prevalence(rows []eval.Row, scores map[string]map[string]float64, o eval.PrevalenceOptions) (eval.PrevalenceResult, error) {
	o.Progress = m.Progress
	start := time.Now()
	got, err := eval.Prevalence(rows, scores, o)
	got.Seconds = seconds(start)
	return got, err
}

// Languages tells the language of rows and compares it with theirs.
func (m Measures) Languages(rows []eval.Row, o eval.LanguagesOptions) (eval.LanguagesResult, error) {
	o.Progress = m.Progress
	start := time.Now()
	got, err := eval.Languages(rows, o)
	got.Seconds = seconds(start)
	got.PerSecond = math.Round(float64(got.Messages) / max(time.Since(start).Seconds(), 1e-9))
	return got, err
}

// leastTimed is over how much text, in bytes, the speed of finding quotations is
// taken; less is read again.
const leastTimed = 4 << 20

// Quotes finds the quotations of articles and compares them with what people
// marked. Its speed is that of finding them alone, with the tables of words
// loaded.
func (m Measures) Quotes(articles []eval.Article, o eval.QuotesOptions) (eval.QuotesResult, error) {
	o.Progress = m.Progress
	start := time.Now()
	loaded := map[string]bool{}
	for _, a := range articles {
		if !loaded[a.Lang] {
			loaded[a.Lang] = true
			quote.Extract(a.Text, quote.Options{Lang: a.Lang, Thoughts: o.Thoughts})
		}
	}
	var spent time.Duration
	var bytes int
	o.Extract = func(text string, q quote.Options) []quote.Quotation {
		began := time.Now()
		found := quote.Extract(text, q)
		spent += time.Since(began)
		bytes += len(text)
		return found
	}
	got, err := eval.Quotes(articles, o)
	for bytes > 0 && bytes < leastTimed && spent < time.Second {
		for _, a := range articles {
			o.Extract(a.Text, quote.Options{Lang: a.Lang, Thoughts: o.Thoughts})
		}
	}
	got.Seconds = seconds(start)
	got.MBPerS = math.Round(float64(bytes)/max(spent.Seconds(), 1e-9)/1e4) / 100
	return got, err
}

// Contradictions hints at contradictions within pairs of texts.
func (m Measures) Contradictions(pairs []eval.Pair) eval.ContradictionsResult {
	start := time.Now()
	got := eval.Contradictions(pairs, m.Progress)
	got.Seconds = seconds(start)
	return got
}

// Agreement says how far raters agree.
func (m Measures) Agreement(units []eval.Ratings, o eval.AgreementOptions) (eval.AgreementResult, error) {
	start := time.Now()
	got, err := eval.Agreement(units, o)
	got.Seconds = seconds(start)
	return got, err
}

// seconds since start, to the millisecond.
func seconds(start time.Time) float64 { return float64(time.Since(start).Milliseconds()) / 1000 }
