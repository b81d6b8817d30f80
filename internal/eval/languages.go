package eval

import (
	"fmt"
	"slices"
	"strings"

	"voxpop/internal/text"
)

// LanguagesOptions of [Languages].
type LanguagesOptions struct {
	Words    int // cut each text to its first so many words; 0 = whole
	Progress Progress
}

// LanguagesResult is how well languages are told. Rows in a language that is
// not among those of text.Identify are right when they are unknown.
type LanguagesResult struct {
	Messages  int     `json:"messages"`
	Accuracy  float64 `json:"accuracy"`  // share of the rows in a known language that were told right
	Precision float64 `json:"precision"` // share of all answers that were right
	Unknown   float64 `json:"unknown"`   // share of the rows in a known language that got no answer
	// Outside are rows in other languages, and OutsideNamed those of them that
	// were taken for a known one.
	Outside      int               `json:"outside"`
	OutsideNamed int               `json:"outside_named"`
	Words        int               `json:"words,omitempty"` // the texts were cut to
	Seconds      float64           `json:"seconds"`
	PerSecond    float64           `json:"per_second"` // texts
	Languages    []LanguageMeasure `json:"languages"`  // by code
	Confusions   []Confusion       `json:"confusions"` // the most frequent first
}

// LanguageMeasure is how well one language is told.
type LanguageMeasure struct {
	Lang      string  `json:"lang"`
	Rows      int     `json:"rows"`
	Recall    float64 `json:"recall"`
	Precision float64 `json:"precision"` // of the answers with this language; 1 without one
	Unknown   float64 `json:"unknown"`   // share of the rows
}

// Confusion is one language taken for another.
type Confusion struct {
	Lang string `json:"lang"`
	As   string `json:"as"`
	Rows int    `json:"rows"`
}

// Languages tells the language of every row and compares it with the row's own
// (lang; “pes_Arab” and “prs” are fa). Rows without a language are refused.
func Languages(rows []Row, o LanguagesOptions) (LanguagesResult, error) {
	r := LanguagesResult{Messages: len(rows), Words: o.Words, Languages: []LanguageMeasure{}, Confusions: []Confusion{}}
	type count struct{ rows, right, said, unknown int }
	by := map[string]*count{}
	at := func(l string) *count {
		if by[l] == nil {
			by[l] = &count{}
		}
		return by[l]
	}
	confused := map[Confusion]int{}
	known, answered, right, unknown := 0, 0, 0, 0
	tell(o.Progress, fmt.Sprintf("telling the language of %d messages", len(rows)))
	for i, row := range rows {
		want := text.IdentifyCode(row.Lang)
		if want == "" {
			return LanguagesResult{}, refuse(fmt.Sprintf("row %d", i+1), "has no language", `every row needs "lang", as "fa" or "pes_Arab"`)
		}
		got, _ := text.Identify(firstWords(row.Text, o.Words))
		c := at(want)
		c.rows++
		if got != "" {
			answered++
			at(got).said++
		}
		if !text.Identifies(want) {
			r.Outside++
			if got != "" {
				r.OutsideNamed++
				confused[Confusion{Lang: want, As: got}]++
			} else {
				c.unknown++
			}
			continue
		}
		known++
		switch got {
		case want:
			right++
			c.right++
		case "":
			unknown++
			c.unknown++
		default:
			confused[Confusion{Lang: want, As: got}]++
		}
	}
	r.Accuracy, r.Precision, r.Unknown = part(right, known, 0), part(right, answered, 1), part(unknown, known, 0)
	for l, c := range by {
		if c.rows == 0 && c.said == 0 {
			continue
		}
		r.Languages = append(r.Languages, LanguageMeasure{l, c.rows, part(c.right, c.rows, 0), part(c.right, c.said, 1), part(c.unknown, c.rows, 0)})
	}
	slices.SortFunc(r.Languages, func(a, b LanguageMeasure) int { return strings.Compare(a.Lang, b.Lang) })
	for c, n := range confused {
		c.Rows = n
		r.Confusions = append(r.Confusions, c)
	}
	slices.SortFunc(r.Confusions, func(a, b Confusion) int {
		if a.Rows != b.Rows {
			return b.Rows - a.Rows
		}
		return strings.Compare(a.Lang+" "+a.As, b.Lang+" "+b.As)
	})
	return r, nil
}

func part(n, of int, none float64) float64 {
	if of == 0 {
		return none
	}
	return float64(n) / float64(of)
}

// firstWords is the beginning of a text: n words between spaces, where two
// characters of a script without spaces stand for one.
func firstWords(s string, n int) string {
	if n <= 0 {
		return s
	}
	halves, inside := 0, false
	for i, r := range s {
		switch sc := text.ScriptOf(r); {
		case text.IsSpace(r):
			inside = false
			continue
		case sc == text.Han, sc == text.Kana, sc == text.Thai:
			halves++
			inside = true
		case !inside:
			halves += 2
			inside = true
		}
		if halves > 2*n {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}
