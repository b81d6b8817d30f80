package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"voxpop"
	"voxpop/internal/eval"
)

type evalQuotesCmd struct {
	Data        []string `arg:"" help:"Articles with the quotations that people marked." placeholder:"DATA"`
	Every       bool     `help:"Count also what is set aside otherwise."`
	Thoughts    bool     `help:"Also find what people think, feel and want."`
	Predictions string   `help:"Write what was found, a line of JSON for each article." placeholder:"FILE" type:"path"`
	Rules       string   `help:"Write how often each rule was right, in the form that internal/quote/precision.txt has." placeholder:"FILE" type:"path"`
	Set         string   `help:"The name of the data in that file." placeholder:"NAME" default:"own"`
	JSON        bool     `help:"As one JSON object."`
}

func (evalQuotesCmd) Help() string {
	return `Finds who said what in each article, and compares it with what people marked. For all, and for
direct, mixed and indirect quotations: exact (the same after marks, punctuation and a leading
“that” are trimmed), iou50 (at least half of the letters of either are in both; one to one), and
speaker (of those matched, the share whose speaker overlaps). mb_s is the speed of finding them.
rules tells for each rule how often it was right.

What the rules do not look for is set aside, and counts neither as found nor as missed: cues that
are no speech (“believes”, “wants”), and in sets that tell them apart free indirect speech, speech
that is only summed up, and speech inside other speech. --every counts all.

  DATA is lines of JSON: {"id":"1","text":"…","lang":"en","quotes":[{"start":0,"end":9,
  "parts":[[0,9]],"type":"direct","speaker_start":16,"speaker_end":20,"cue":"said"}]}; spans count
  code points; - reads standard input. A file of pairs of texts, as voxpop eval contradictions reads
  them, is measured as that verb does.

Example:
  voxpop eval quotes articles.jsonl`
}

func (c evalQuotesCmd) Run(s *session) (err error) {
	articles, pairs, err := c.read(s)
	if err != nil {
		return err
	}
	if len(articles) == 0 && len(pairs) > 0 {
		return s.result(c.JSON, s.measures().Contradictions(pairs), nil)
	}
	o := eval.QuotesOptions{Every: c.Every, Thoughts: c.Thoughts}
	var out *os.File
	if c.Predictions != "" {
		if out, err = createFile("eval quotes", c.Predictions); err != nil {
			return err
		}
		defer out.Close()
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		o.Found = func(a eval.Article, found []eval.Quote) error {
			return enc.Encode(map[string]any{"id": a.ID, "quotes": found})
		}
	}
	got, err := s.measures().Quotes(articles, o)
	if err == nil && out != nil {
		err = out.Close()
	}
	if err == nil && c.Rules != "" {
		err = c.writeRules(got)
	}
	if len(pairs) == 0 || err != nil {
		return s.result(c.JSON, got, err)
	}
	both := struct {
		eval.QuotesResult
		Contradictions eval.ContradictionsResult `json:"contradictions"`
	}{got, s.measures().Contradictions(pairs)}
	if c.JSON {
		return s.json(both)
	}
	if err := s.result(false, got, nil); err != nil {
		return err
	}
	fmt.Fprintln(s.stdout)
	return s.result(false, both.Contradictions, nil)
}

// read reads articles, and pairs of texts where a file holds those.
func (c evalQuotesCmd) read(s *session) (articles []eval.Article, pairs []eval.Pair, err error) {
	for _, name := range c.Data {
		err := s.openData(name, func(r io.Reader) error {
			lines, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			base, from := filepath.Base(name), bytes.NewReader(lines)
			if eval.HoldsPairs(lines) {
				more, err := eval.ReadPairs(base, from)
				pairs = append(pairs, more...)
				return err
			}
			more, err := eval.ReadArticles(base, from)
			articles = append(articles, more...)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	return articles, pairs, nil
}

// writeRules writes how often each rule was right.
func (c evalQuotesCmd) writeRules(got eval.QuotesResult) error {
	f, err := createFile("eval quotes", c.Rules)
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Fprintln(f, "# language rule found right set")
	for _, r := range got.Rules {
		if _, err := fmt.Fprintln(f, r.Lang, r.Rule, r.Found, r.Right, c.Set); err != nil {
			return err
		}
	}
	return f.Close()
}

// createFile creates a file that a verb writes, over one that is there.
func createFile(op, name string) (*os.File, error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, &voxpop.Error{Kind: voxpop.Invalid, Op: op, Place: name, Message: "cannot be written", Err: bare(err), Hint: "name a file in a folder that you may write to"}
	}
	return f, nil
}

type evalContradictionsCmd struct {
	Data []string `arg:"" help:"Pairs of texts with their label." placeholder:"DATA"`
	JSON bool     `help:"As one JSON object."`
}

func (evalContradictionsCmd) Help() string {
	return `Hints where the two texts of a pair may contradict each other (one denies what the other says, or
says the opposite, or another number), and compares the hints with what people said: precision,
recall, f1, and base, the precision of hinting at every pair.

  DATA is lines of JSON: {"id":"1","lang":"en","a":"…","b":"…","label":"inconsistent"}; - reads
  standard input.

Example:
  voxpop eval contradictions pairs.jsonl`
}

func (c evalContradictionsCmd) Run(s *session) error {
	pairs, err := readData(s, c.Data, eval.ReadPairs)
	if err != nil {
		return err
	}
	return s.result(c.JSON, s.measures().Contradictions(pairs), nil)
}
