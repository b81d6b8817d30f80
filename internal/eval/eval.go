// Package eval measures the methods on labelled data: how well they group copies, find themes, suggest codes, bound shares and quote, against what people said.
//
// A data set is lines of JSON. Nothing of it is kept, and no figure is tuned to
// it: what is measured is what the verbs of the same names do.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"voxpop"
)

// Row is a message with what people said of it: `{"id","text","lang","labels":[…]}`.
// Other fields are passed over.
type Row struct {
	ID     string   `json:"id"`
	Text   string   `json:"text"`
	Lang   string   `json:"lang"`
	Labels []string `json:"labels"`
}

// Ratings is what each rater said of one unit: `{"id","ratings":{rater: label
// or [labels]}}`. A rater who said nothing of the unit is absent; an empty list
// is a rater who looked and gave no label.
type Ratings struct {
	ID      string
	Ratings map[string][]string
}

// A line longer than maxLine is refused: no message is.
const maxLine = 16 << 20

// ReadRows reads messages from lines of JSON. name stands in errors.
func ReadRows(name string, r io.Reader) ([]Row, error) {
	var rows []Row
	err := eachLine(name, r, func(line []byte) error {
		var got struct {
			Row
			Text *string `json:"text"`
		}
		if err := json.Unmarshal(line, &got); err != nil {
			return err
		}
		if got.Text == nil {
			return errors.New("has no field text")
		}
		got.Row.Text = *got.Text
		rows = append(rows, got.Row)
		return nil
	})
	return rows, err
}

// ReadRatings reads units with their raters' labels from lines of JSON.
func ReadRatings(name string, r io.Reader) ([]Ratings, error) {
	var units []Ratings
	err := eachLine(name, r, func(line []byte) error {
		var got struct {
			ID      string                     `json:"id"`
			Ratings map[string]json.RawMessage `json:"ratings"`
		}
		if err := json.Unmarshal(line, &got); err != nil {
			return err
		}
		if got.Ratings == nil {
			return errors.New("has no field ratings")
		}
		u := Ratings{ID: got.ID, Ratings: make(map[string][]string, len(got.Ratings))}
		for rater, raw := range got.Ratings {
			labels, ok, err := labelsOf(raw)
			if err != nil {
				return fmt.Errorf("ratings: %s: %w", rater, err)
			}
			if ok {
				u.Ratings[rater] = labels
			}
		}
		units = append(units, u)
		return nil
	})
	return units, err
}

// labelsOf reads a label or a list of labels; null is a rater who said nothing.
func labelsOf(raw json.RawMessage) (labels []string, ok bool, err error) {
	switch raw = bytes.TrimSpace(raw); {
	case string(raw) == "null":
		return nil, false, nil
	case len(raw) > 0 && raw[0] == '[':
		labels = []string{}
		err = json.Unmarshal(raw, &labels)
		return labels, true, err
	case len(raw) > 0 && raw[0] == '"':
		var one string
		err = json.Unmarshal(raw, &one)
		return []string{one}, true, err
	}
	var number json.Number
	if err := json.Unmarshal(raw, &number); err != nil {
		return nil, false, errors.New("is neither a label nor a list of labels")
	}
	return []string{number.String()}, true, nil
}

// ReadScores reads what a model from outside gave each message, as
// `{"id","scores":{label: p}}`: by id, then by label, in [0, 1].
func ReadScores(name string, r io.Reader) (map[string]map[string]float64, error) {
	scores := map[string]map[string]float64{}
	err := eachLine(name, r, func(line []byte) error {
		var got struct {
			ID     string             `json:"id"`
			Scores map[string]float64 `json:"scores"`
		}
		if err := json.Unmarshal(line, &got); err != nil {
			return err
		}
		if got.ID == "" || got.Scores == nil {
			return errors.New("wants the fields id and scores")
		}
		for label, p := range got.Scores {
			if !(p >= 0 && p <= 1) {
				return fmt.Errorf("the score of %s is %v, not between 0 and 1", label, p)
			}
		}
		scores[got.ID] = got.Scores
		return nil
	})
	return scores, err
}

// eachLine calls fn with every line that is not blank. An error names the
// line, never what it says.
func eachLine(name string, r io.Reader, fn func([]byte) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxLine)
	n, seen := 0, 0
	refuse := func(err error) error {
		message := err.Error()
		var typed *json.UnmarshalTypeError
		switch {
		case errors.As(err, &typed):
			message = strings.TrimPrefix(strings.TrimPrefix(typed.Field, "Row.")+": ", ": ") + "is " + article(typed.Value) + ", want " + article(jsonName(typed.Type.Kind().String()))
		case errors.As(err, new(*json.SyntaxError)):
			message = "is no JSON object"
		}
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "eval", Place: fmt.Sprintf("%s:%d", name, n), Message: message,
			Hint: "voxpop help eval coding, or another measure, shows the rows that it reads"}
	}
	for s.Scan() {
		n++
		line := s.Bytes()
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff"))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if !utf8.Valid(line) {
			return refuse(errors.New("is not UTF-8"))
		}
		if err := fn(line); err != nil {
			return refuse(err)
		}
		seen++
	}
	n++
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return refuse(fmt.Errorf("is longer than %d MB", maxLine>>20))
	}
	if s.Err() != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "eval", Place: name, Message: "cannot be read", Err: s.Err()}
	}
	if seen == 0 {
		return &voxpop.Error{Kind: voxpop.Invalid, Op: "eval", Place: name, Message: "holds no row",
			Hint: "voxpop help eval coding, or another measure, shows the rows that it reads"}
	}
	return nil
}

func article(noun string) string {
	if strings.HasPrefix(noun, "a") || strings.HasPrefix(noun, "o") {
		return "an " + noun
	}
	return "a " + noun
}

func jsonName(kind string) string {
	switch kind {
	case "slice":
		return "list"
	case "map", "struct":
		return "object"
	case "float64", "int":
		return "number"
	}
	return kind
}

// Progress is told in words how far long work is; nil keeps silence.
type Progress func(step string)

// refuse is an error about how a measure was asked for.
func refuse(place, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Op: "eval", Place: place, Message: message, Hint: hint}
}
