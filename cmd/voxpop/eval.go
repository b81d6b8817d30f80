package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"voxpop"
	"voxpop/internal/app"
	"voxpop/internal/eval"
)

// evalCmd measures the methods on labelled data of the user's own. It needs no
// workspace and keeps nothing.
type evalCmd struct {
	Coding         evalCodingCmd         `cmd:"" help:"Suggested codes, against the labels of a test set."`
	Themes         evalThemesCmd         `cmd:"" help:"Themes found, against the labels."`
	Duplicates     evalDuplicatesCmd     `cmd:"" help:"Groups of copies, against the labels."`
	Prevalence     evalPrevalenceCmd     `cmd:"" help:"How often the range of a share holds the share, and how wide it is."`
	Agreement      evalAgreementCmd      `cmd:"" help:"How far raters agree."`
	Languages      evalLanguagesCmd      `cmd:"" help:"The language of short messages, against what they are in."`
	Quotes         evalQuotesCmd         `cmd:"" help:"Who said what in articles, against what people marked."`
	Contradictions evalContradictionsCmd `cmd:"" help:"Hints that two texts contradict each other, against what people said."`
}

// rows is the shape of most data, for the help texts.
const rowsHelp = `DATA is lines of JSON: {"id":"1","text":"…","labels":["a","b"]}; - reads standard input.`

type evalCodingCmd struct {
	Train    []string `required:"" help:"Rows to learn from; may be given several times." placeholder:"FILE"`
	Test     []string `required:"" help:"Rows to be told apart; may be given several times." placeholder:"FILE"`
	PerLabel int      `help:"Learn from so many rows of each label; the rest may be used without their labels." placeholder:"K"`
	Budget   int      `help:"Learn from so many rows in all; the rest may be used without their labels." placeholder:"N"`
	Choose   string   `help:"How the rows of --budget are chosen: at random, or by what is worth coding next." enum:"random,active" default:"random"`
	Seed     uint64   `help:"Of what is drawn." default:"1"`
	JSON     bool     `help:"As one JSON object."`
}

func (evalCodingCmd) Help() string {
	return `Learns from labelled rows, suggests labels for others, and compares them with what people said:
accuracy (rows whose labels are all right), macro and micro F1. Rows have one label or several.

  ` + rowsHelp + `

Example:
  voxpop eval coding --train train.jsonl --test test.jsonl --budget 200 --choose active`
}

func (c evalCodingCmd) Run(s *session) error {
	if c.PerLabel > 0 && c.Budget > 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "eval", Message: "--per-label and --budget say two things", Hint: "give one of them, or neither to learn from every row"}
	}
	if c.Choose == "active" && c.Budget == 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "eval", Message: "--choose active wants --budget N", Hint: "say how many rows may be coded"}
	}
	if err := positive("--per-label", c.PerLabel, "--budget", c.Budget); err != nil {
		return err
	}
	train, err := readData(s, c.Train, eval.ReadRows)
	if err != nil {
		return err
	}
	test, err := readData(s, c.Test, eval.ReadRows)
	if err != nil {
		return err
	}
	got, err := s.measures().Coding(train, test, eval.CodingOptions{PerLabel: c.PerLabel, Budget: c.Budget, Choose: c.Choose, Seed: c.Seed})
	return s.result(c.JSON, got, err)
}

type evalThemesCmd struct {
	Data []string `arg:"" help:"Labelled rows." placeholder:"DATA"`
	K    int      `help:"Find so many themes; without it the data decide." placeholder:"K"`
	Seed uint64   `help:"Of what is drawn." default:"1"`
	JSON bool     `help:"As one JSON object."`
}

func (evalThemesCmd) Help() string {
	return `Finds themes without looking at the labels, and compares them with the first label of each row:
acc (the share of rows in the right theme, themes and labels matched one to one), nmi
(normalised mutual information), ari (adjusted Rand index), and k, the number of themes.

  ` + rowsHelp + `

Example:
  voxpop eval themes answers.jsonl --k 20`
}

func (c evalThemesCmd) Run(s *session) error {
	if err := positive("--k", c.K); err != nil {
		return err
	}
	rows, err := readData(s, c.Data, eval.ReadRows)
	if err != nil {
		return err
	}
	got, err := s.measures().Themes(rows, eval.ThemesOptions{K: c.K, Seed: c.Seed})
	return s.result(c.JSON, got, err)
}

type evalDuplicatesCmd struct {
	Data []string `arg:"" help:"Labelled rows." placeholder:"DATA"`
	JSON bool     `help:"As one JSON object."`
}

func (evalDuplicatesCmd) Help() string {
	return `Groups rows that say the same, and compares the groups with the labels: rows that share a label
are copies of one another, a row without a label is a copy of none.

  ` + rowsHelp + `

Example:
  voxpop eval duplicates answers.jsonl`
}

func (c evalDuplicatesCmd) Run(s *session) error {
	rows, err := readData(s, c.Data, eval.ReadRows)
	if err != nil {
		return err
	}
	got, err := s.measures().Duplicates(rows, eval.DuplicatesOptions{})
	return s.result(c.JSON, got, err)
}

type evalPrevalenceCmd struct {
	Data   []string `arg:"" help:"Labelled rows." placeholder:"DATA"`
	Scores []string `help:"What a model from outside the sample gave each row; without it the sample trains its own." placeholder:"FILE"`
	Coded  int      `help:"How many rows are coded in each trial; without it 100, or half of fewer than 200." placeholder:"N"`
	Trials int      `help:"How many samples are drawn." default:"300" placeholder:"T"`
	Label  string   `help:"Only this label." placeholder:"L"`
	Design string   `help:"How rows are drawn: all alike, or by strata of the score." enum:"simple,strata" default:"simple"`
	Seed   uint64   `help:"Of what is drawn." default:"1"`
	JSON   bool     `help:"As one JSON object."`
}

func (evalPrevalenceCmd) Help() string {
	return `Takes the labels of a few rows as coded, bounds the share of each label among all rows, and does
so again and again: coverage is how often the range held the share (95 % is promised), worst the
lowest of any label, width the mean width of the range, width_ratio that width over the width of
Wilson's interval on the coded rows alone.

  ` + rowsHelp + `
  A scores file has lines {"id":"1","scores":{"a":0.7}}.

Example:
  voxpop eval prevalence answers.jsonl --scores model.jsonl --coded 100 --trials 500`
}

func (c evalPrevalenceCmd) Run(s *session) error {
	if err := positive("--coded", c.Coded, "--trials", c.Trials-1); err != nil {
		return err
	}
	rows, err := readData(s, c.Data, eval.ReadRows)
	if err != nil {
		return err
	}
	if c.Coded == 0 {
		c.Coded = min(100, len(rows)/2)
	}
	var scores map[string]map[string]float64
	if len(c.Scores) > 0 {
		scores = map[string]map[string]float64{}
		for _, name := range c.Scores {
			if err := s.openData(name, func(r io.Reader) error {
				more, err := eval.ReadScores(filepath.Base(name), r)
				for id, p := range more {
					scores[id] = p
				}
				return err
			}); err != nil {
				return err
			}
		}
	}
	got, err := s.measures().Prevalence(rows, scores, eval.PrevalenceOptions{Coded: c.Coded, Trials: c.Trials, Label: c.Label, Design: c.Design, Seed: c.Seed})
	return s.result(c.JSON, got, err)
}

type evalAgreementCmd struct {
	Data []string `arg:"" help:"Units with their raters' labels." placeholder:"DATA"`
	Seed uint64   `help:"Of the intervals." default:"1"`
	JSON bool     `help:"As one JSON object."`
}

func (evalAgreementCmd) Help() string {
	return `How far raters agree: Krippendorff's alpha, kappa, and the share of pairs that agree, each with an
interval. A rater who is absent from a unit did not see it.

  DATA is lines of JSON: {"id":"1","ratings":{"ann":"yes","bo":["yes","no"]}}; - reads standard input.

Example:
  voxpop eval agreement ratings.jsonl`
}

func (c evalAgreementCmd) Run(s *session) error {
	units, err := readData(s, c.Data, eval.ReadRatings)
	if err != nil {
		return err
	}
	got, err := s.measures().Agreement(units, eval.AgreementOptions{Seed: c.Seed})
	return s.result(c.JSON, got, err)
}

type evalLanguagesCmd struct {
	Data  []string `arg:"" help:"Rows with their language." placeholder:"DATA"`
	Words int      `help:"Only the first so many words of each text." placeholder:"N"`
	JSON  bool     `help:"As one JSON object."`
}

func (evalLanguagesCmd) Help() string {
	return `Tells the language of each text and compares it with the row's own: accuracy (of the rows in a
language that is known here), precision (of the answers that were given), unknown (rows without
an answer), for each language its recall and precision, and what was taken for what. Rows in
other languages, "outside", should get no answer; outside_named did.

  DATA is lines of JSON: {"id":"1","text":"…","lang":"fa"}; also "pes_Arab". - reads standard input.

Example:
  voxpop eval languages answers.jsonl --words 5`
}

func (c evalLanguagesCmd) Run(s *session) error {
	if err := positive("--words", c.Words); err != nil {
		return err
	}
	rows, err := readData(s, c.Data, eval.ReadRows)
	if err != nil {
		return err
	}
	got, err := s.measures().Languages(rows, eval.LanguagesOptions{Words: c.Words})
	return s.result(c.JSON, got, err)
}

// positive refuses numbers under 0: a flag's name, then its value.
func positive(flags ...any) error {
	for i := 0; i < len(flags); i += 2 {
		if flags[i+1].(int) < 0 {
			return &voxpop.Error{Kind: voxpop.Invalid, Op: "eval", Place: flags[i].(string), Message: "is too small", Hint: "give a whole number from 1"}
		}
	}
	return nil
}

// openData opens a file, or standard input for "-", and gives it to fn.
func (s *session) openData(name string, fn func(io.Reader) error) error {
	if name == "-" {
		return fn(s.stdin)
	}
	f, err := os.Open(name)
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		return &voxpop.Error{Kind: voxpop.NotFound, Op: "eval", Place: name, Message: "cannot be read", Err: err, Hint: "name a file of lines of JSON"}
	}
	defer f.Close()
	return fn(f)
}

// readData reads files one after the other as one data set.
func readData[T any](s *session, names []string, read func(string, io.Reader) ([]T, error)) (all []T, err error) {
	for _, name := range names {
		if err := s.openData(name, func(r io.Reader) error {
			more, err := read(filepath.Base(name), r)
			all = append(all, more...)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// measures are the methods, with their progress on the screen of a terminal.
func (s *session) measures() app.Measures {
	if !s.terminal(s.screen) {
		return app.Measures{}
	}
	return app.Measures{Progress: func(step string) { fmt.Fprintln(s.stderr, step) }}
}

// result writes what a measure found: as JSON, or a line for each figure and a
// table for each list.
func (s *session) result(asJSON bool, got any, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		return s.json(got)
	}
	// One figure a line, the first in the place of a heading; lists come after.
	var single table
	single.right = map[int]bool{1: true}
	var lists []func() error
	fields(reflect.ValueOf(got), "", func(name string, f reflect.Value) {
		switch {
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			if f.Len() > 0 {
				lists = append(lists, func() error { return s.list(name, f) })
			}
		case single.head == nil:
			single.head = []string{name, figure(f)}
		default:
			single.add(name, figure(f))
		}
	})
	if err := single.write(s.stdout); err != nil {
		return err
	}
	for _, write := range lists {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// list writes a list of objects as a table.
func (s *session) list(name string, list reflect.Value) error {
	if _, err := fmt.Fprintf(s.stdout, "\n%s\n", name); err != nil {
		return err
	}
	t := table{right: map[int]bool{}}
	for i := range list.Len() {
		var cells []string
		fields(list.Index(i), "", func(name string, c reflect.Value) {
			if i == 0 {
				t.right[len(t.head)] = c.Kind() != reflect.String
				t.head = append(t.head, name)
			}
			cells = append(cells, figure(c))
		})
		t.add(cells...)
	}
	return t.write(s.stdout)
}

// fields calls fn with the fields of a result by their JSON names, those of
// objects within as "outer inner".
func fields(v reflect.Value, under string, fn func(name string, f reflect.Value)) {
	for i := range v.NumField() {
		f, ft := v.Field(i), v.Type().Field(i)
		if !ft.IsExported() {
			continue
		}
		name, opts, _ := strings.Cut(ft.Tag.Get("json"), ",")
		if name == "-" || opts == "omitempty" && f.IsZero() {
			continue
		}
		if f.Kind() == reflect.Pointer && !f.IsNil() {
			f = f.Elem()
		}
		switch {
		case ft.Anonymous && f.Kind() == reflect.Struct:
			fields(f, under, fn)
		case f.Kind() == reflect.Struct:
			fields(f, strings.TrimSpace(under+" "+name), fn)
		default:
			fn(strings.TrimSpace(under+" "+name), f)
		}
	}
}

// figure writes one value for people.
func figure(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "–"
		}
		return figure(v.Elem())
	case reflect.Float64, reflect.Float32:
		return fmt.Sprintf("%.4g", v.Float())
	}
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	// A list in a row: "yes 3, no 1".
	var all []string
	for i := range v.Len() {
		if v.Index(i).Kind() != reflect.Struct {
			all = append(all, figure(v.Index(i)))
			continue
		}
		var one []string
		fields(v.Index(i), "", func(_ string, f reflect.Value) { one = append(one, figure(f)) })
		all = append(all, strings.Join(one, " "))
	}
	return strings.Join(all, ", ")
}
