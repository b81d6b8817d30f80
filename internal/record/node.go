package record

import (
	"fmt"
	"strconv"
	"strings"

	"voxpop"
)

// node is a value of a JSON line or a YAML file, kept as it was written: the
// standard decoders match keys without regard to case, take the last of two
// equal keys and mend broken Unicode, and a record must not be read like that.
type node struct {
	kind nodeKind
	text string // of a text or a number: as written; of a truth value "true" or "false"
	keys []string
	list []*node // the items of a list, or the values of keys
	line int     // from 1
	yaml bool    // a plain YAML scalar may be read as a text whatever it looks like
}

type nodeKind byte

const (
	nullNode nodeKind = iota
	boolNode
	numberNode
	textNode
	listNode
	objectNode
)

// maxDepth is how deep lists and objects may stand in each other.
const maxDepth = 32

// get returns the value of key, or nil.
func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return n.list[i]
		}
	}
	return nil
}

// lineOf returns the line of the field that an error names as its place, as
// "codes[2].name.en", or of the deepest part of it that exists.
func (n *node) lineOf(field string) int {
	field, _, _ = strings.Cut(field, ":")
	for part := range strings.SplitSeq(field, ".") {
		name, indexes, _ := strings.Cut(part, "[")
		next := n
		if n.kind == objectNode { // else the file is one list, which the place gives a name
			next = n.get(name)
		}
		if next == nil {
			break
		}
		n = next
		for index := range strings.SplitSeq(indexes, "[") {
			i, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			if err != nil || n.kind != listNode || i >= len(n.list) {
				break
			}
			n = n.list[i]
		}
	}
	return n.line
}

// wrongIn is an error about one field, not yet placed in a file.
func wrongIn(field, message, hint string) error {
	return &voxpop.Error{Kind: voxpop.Invalid, Place: field, Message: message, Hint: hint}
}

// fields takes the fields of an object one by one. The first error stays;
// after it every getter answers with the zero value.
type fields struct {
	n     *node
	path  string // of the object, "" or ending in "."
	asked []string
	err   error
	// absent is the first field that is missing. It waits for done: when there
	// is a field that is not known, the missing one is misspelled.
	absent error
}

// fieldsOf begins an object; path is its field, "" at the top.
func fieldsOf(n *node, path string) *fields {
	f := &fields{n: n}
	if path != "" {
		f.path = path + "."
	}
	if n.kind != objectNode {
		f.err = wrongIn(path, "is not an object", "write it in braces with its fields, as {…}")
		if path == "" {
			f.err = wrongIn("", "is not an object", "write one {…} with its fields")
		}
	}
	return f
}

func (f *fields) fail(key, message, hint string) {
	if f.err == nil {
		f.err = wrongIn(f.path+key, message, hint)
	}
}

// find returns the value of key; nil when it is absent or null.
func (f *fields) find(key string) *node {
	f.asked = append(f.asked, key)
	if f.err != nil {
		return nil
	}
	if n := f.n.get(key); n != nil && n.kind != nullNode {
		return n
	}
	return nil
}

// text returns a text; an absent one is "".
func (f *fields) text(key string) string {
	n := f.find(key)
	if n == nil {
		return ""
	}
	if n.kind == textNode || n.yaml && n.kind < listNode {
		return n.text
	}
	f.fail(key, "is not a text", "write it in quotation marks")
	return ""
}

// need is text, but the key must be there.
func (f *fields) need(key string) string {
	s := f.text(key)
	if n := f.n.get(key); f.err == nil && (n == nil || n.kind == nullNode) {
		f.lack(key, needHints[key])
	}
	return s
}

// needHints say what to write into a field that must be there.
var needHints = map[string]string{
	"id":      "give it an id of its own: letters, digits, dots, underscores and hyphens, at most 64",
	"slug":    "name the call-out, as tram-reversal: small letters, digits and hyphens",
	"lang":    `write a BCP 47 tag, as en, fa or zh-Hant; of a response also "" to have it identified`,
	"speaker": "write the person's full name",
	"said_on": `write 2024-05-02, 2024-05, 2024, an interval of two such dates with "/", or "" when it is unknown`,
	"text":    "write the words as they were said or written",
	"point":   "write the id of a point of points.yaml",
	"value":   "write the id of one of the values that the point has in points.yaml",
}

// lack notes that a field is missing.
func (f *fields) lack(key, hint string) {
	if f.absent == nil {
		f.absent = wrongIn(f.path+key, "is missing", hint)
	}
}

func (f *fields) truth(key string) bool {
	n := f.find(key)
	if n == nil {
		return false
	}
	if n.kind != boolNode {
		f.fail(key, "is not true or false", "write it without quotation marks")
		return false
	}
	return n.text == "true"
}

// whole returns a whole number; nil when it is absent.
func (f *fields) whole(key string) *int {
	n := f.find(key)
	if n == nil {
		return nil
	}
	i, err := strconv.Atoi(n.text)
	if n.kind != numberNode || err != nil {
		f.fail(key, "is not a whole number", "write digits, without quotation marks")
		return nil
	}
	return &i
}

func (f *fields) number(key string) float64 {
	n := f.find(key)
	if n == nil {
		return 0
	}
	x, err := strconv.ParseFloat(n.text, 64)
	if n.kind != numberNode || err != nil {
		f.fail(key, "is not a number", "write digits, without quotation marks")
		return 0
	}
	return x
}

func (f *fields) moment(key string) voxpop.Moment {
	s := f.text(key)
	if s == "" {
		return voxpop.Moment{}
	}
	if f.n.get(key).yaml && len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + s[11:] // YAML's own way to write a time
	}
	m, err := voxpop.ParseMoment(s)
	if err != nil {
		f.fail(key, "is neither a date that exists nor a time with a zone", "write 2026-03-04, or 2026-03-04T18:20:00+01:00")
	}
	return m
}

func (f *fields) localized(key string) voxpop.Localized {
	n := f.find(key)
	if n == nil {
		return nil
	}
	if n.kind != objectNode {
		f.fail(key, "is not a list of texts by language", "write it as {en: …, fa: …}")
		return nil
	}
	l := make(voxpop.Localized, len(n.keys))
	sub := fieldsOf(n, f.path+key)
	for _, lang := range n.keys {
		l[lang] = sub.text(lang)
	}
	if f.err == nil {
		f.err = sub.err
	}
	if len(l) == 0 {
		return nil
	}
	return l
}

// texts returns a list of texts.
func (f *fields) texts(key string) []string {
	return list(f, key, func(n *node, field string) (string, error) {
		if n.kind == textNode || n.yaml && n.kind < listNode && n.kind != nullNode {
			return n.text, nil
		}
		return "", wrongIn(field, "is not a text", "write it in quotation marks")
	})
}

// list returns what one makes of each item of a list; nil when it is absent or
// empty.
func list[T any](f *fields, key string, one func(n *node, field string) (T, error)) []T {
	n := f.find(key)
	if n == nil {
		return nil
	}
	if n.kind != listNode {
		f.fail(key, "is not a list", "write it in square brackets")
		return nil
	}
	var all []T
	for i, item := range n.list {
		v, err := one(item, fmt.Sprintf("%s%s[%d]", f.path, key, i))
		if err != nil {
			if f.err == nil {
				f.err = err
			}
			return nil
		}
		all = append(all, v)
	}
	return all
}

// object returns what one makes of an object; nil when it is absent.
func object[T any](f *fields, key string, one func(n *node, field string) (T, error)) *T {
	n := f.find(key)
	if n == nil {
		return nil
	}
	v, err := one(n, f.path+key)
	if err != nil {
		if f.err == nil {
			f.err = err
		}
		return nil
	}
	return &v
}

// done returns the first error. A field that nobody asked for is one, and comes
// before a field that is missing.
func (f *fields) done() error {
	if f.err != nil {
		return f.err
	}
next:
	for _, k := range f.n.keys {
		for _, a := range f.asked {
			if a == k {
				continue next
			}
		}
		if safe := len(k) <= 32 && voxpop.ValidID(k); !safe {
			return wrongIn(strings.TrimSuffix(f.path, "."), "has a field that is not known", "known are "+f.known())
		}
		return wrongIn(f.path+k, "is not a known field", f.meant(k))
	}
	return f.absent
}

// meant says what somebody who wrote the field k may have meant.
func (f *fields) meant(k string) string {
	near, least := "", 3
	for _, a := range f.asked {
		if strings.EqualFold(a, k) {
			return "write " + a + ": upper and lower case differ"
		}
		if d := edits(strings.ToLower(k), a); d < least && d < len(a) {
			near, least = a, d
		}
	}
	if near != "" {
		return "did you mean " + near + "? known are " + f.known()
	}
	return "known are " + f.known()
}

// edits counts the letters to put in, take out or change to make b of a
// (Levenshtein's distance, of short names).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func (f *fields) known() string {
	var names []string
	seen := map[string]bool{}
	for _, a := range f.asked {
		if !seen[a] {
			names = append(names, a)
		}
		seen[a] = true
	}
	return strings.Join(names, ", ")
}
