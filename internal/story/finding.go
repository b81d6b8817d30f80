package story

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"voxpop/internal/locale"
)

// Code names what a diagnostic refuses.
type Code string

// The codes, in the order of docs/STORY.md.
const (
	CodeVerbatim      Code = "verbatim"
	CodeQuantifier    Code = "quantifier"
	CodeNumber        Code = "number"
	CodeBase          Code = "base"
	CodeScope         Code = "scope"
	CodeAttribution   Code = "attribution"
	CodeConsent       Code = "consent"
	CodePrivacy       Code = "privacy"
	CodeStatement     Code = "statement"
	CodeReversal      Code = "reversal"
	CodeContradiction Code = "contradiction"
	CodeRepeat        Code = "repeat"
	CodeDelay         Code = "delay"
	CodeOrder         Code = "order"
	CodeSpread        Code = "spread"
	CodeAccused       Code = "accused"
	CodeLink          Code = "link"
	CodeAlt           Code = "alt"
	CodeUnlinked      Code = "unlinked"
	CodeFront         Code = "front-matter"
)

// CodeInfo describes a code in one line, for SARIF and for help.
type CodeInfo struct {
	Code    Code
	Refuses string
}

// Codes lists every code with what it refuses.
var Codes = []CodeInfo{
	{CodeVerbatim, "words nobody said, or a transcript or translation that no person has reviewed"},
	{CodeQuantifier, "a word that the share does not carry"},
	{CodeNumber, "a figure that is not the record's"},
	{CodeBase, "a quantifier or a chart of themes without n of N"},
	{CodeScope, "a claim about more people than those who answered"},
	{CodeAttribution, "a verb or a noun that does not fit how the answer came, or more of a person than consent allows"},
	{CodeConsent, "a quote, clip or photo without the consent that its use needs, or of a withdrawn response"},
	{CodePrivacy, "what could lead to a respondent"},
	{CodeStatement, "words, speaker, date or source that the statement does not hold"},
	{CodeReversal, "a change of position that the record does not hold"},
	{CodeContradiction, "a clash of positions that the record does not hold"},
	{CodeRepeat, "the same respondent quoted twice without saying so"},
	{CodeDelay, "a story too soon after a response that it quotes"},
	{CodeOrder, "themes out of the order of their shares"},
	{CodeSpread, "quotes that come mostly from one channel, language or place"},
	{CodeAccused, "an accusation beside a named person without a reply"},
	{CodeLink, "an unknown id, code, chart or scheme"},
	{CodeAlt, "a picture, clip, chart or lead without alternative text"},
	{CodeUnlinked, "a quotation or a claim of how many that no link shows"},
	{CodeFront, "front matter that is missing, unknown or malformed"},
}

// Severity of a finding: an error refuses the story, a warning does not.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is one diagnostic. Line and Column count from 1, the column in code
// points; Start and End are what it is about, in code points of the file from 0
// (a byte order mark is not counted). Each of Fixes takes the finding away.
type Finding struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Fixes    []Fix    `json:"fixes,omitempty"`

	message, hint told
}

// told is a sentence whose reader is not known yet.
type told = locale.Told

func tell(format string, args ...any) told { return locale.Tell(format, args...) }

func newFinding(file string, at spot, sev Severity, code Code, message, hint told) Finding {
	return Finding{File: file, Line: at.line, Column: at.col, Severity: sev, Code: code, Message: message.String(), Hint: hint.String(), message: message, hint: hint}
}

// In is what a finding of [Check] says, and its hint, in a language of the
// program; ok is false where one of them is only known in English.
func (f Finding) In(l *locale.Locale) (message, hint string, ok bool) {
	if f.message.Empty() { // it came out of a file
		return f.Message, f.Hint, false
	}
	message, one := f.message.In(l)
	hint, two := f.hint.In(l)
	return message, hint, one && two
}

// Result is the verdict on one story.
type Result struct {
	Findings []Finding      `json:"findings"` // sorted by place
	Checked  map[string]int `json:"checked"`  // evidence links checked, by scheme
}

// OK reports whether nothing refuses the story; warnings do not.
func (r *Result) OK() bool { return r.Errors() == 0 }

// Errors counts the findings that refuse the story.
func (r *Result) Errors() int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == SeverityError {
			n++
		}
	}
	return n
}

// Warnings counts the findings that do not refuse the story.
func (r *Result) Warnings() int { return len(r.Findings) - r.Errors() }

func (r *Result) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column, strings.Compare(string(a.Code), string(b.Code)))
	})
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool {
		return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.Severity == b.Severity && a.Code == b.Code && a.Message == b.Message && a.Hint == b.Hint
	})
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
}

// WriteText writes one line a finding and its hint below, indented. Controls in
// the texts that findings repeat do not reach the terminal.
func (r *Result) WriteText(w io.Writer) error {
	for _, f := range r.Findings {
		if _, err := fmt.Fprintf(w, "%s:%d:%d: %s[%s]: %s\n", locale.Printable(f.File), f.Line, f.Column, f.Severity, f.Code, locale.Printable(f.Message)); err != nil {
			return err
		}
		if f.Hint != "" {
			if _, err := fmt.Fprintf(w, "    hint: %s\n", locale.Printable(f.Hint)); err != nil {
				return err
			}
		}
	}
	return nil
}

// WriteJSON writes the verdict as one JSON object.
func (r *Result) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
