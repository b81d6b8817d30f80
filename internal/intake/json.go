package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// errJSON stands for everything that is wrong with JSON of strangers: what the
// standard library says of it repeats their words.
var errJSON = errors.New("not the JSON that belongs here")

// decodeJSON reads exactly one value into v: valid UTF-8, no unknown field, no
// key twice, nothing behind it. With exact, keys are lower-case ASCII letters;
// the standard library would else take KIND for kind.
func decodeJSON(b []byte, v any, exact bool) error {
	if !utf8.Valid(b) || checkKeys(b, exact) != nil {
		return errJSON
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if d.Decode(v) != nil {
		return errJSON
	}
	if _, err := d.Token(); err != io.EOF {
		return errJSON
	}
	return nil
}

// maxDepth is deeper than anything that is read here.
const maxDepth = 16

// checkKeys walks the tokens of b for a key that an object has twice. Keys
// that differ in case only count as the same.
func checkKeys(b []byte, exact bool) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	type level struct {
		keys map[string]bool // nil in an array
		key  bool            // the next token is a key
	}
	var stack []level
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errJSON
		}
		at := len(stack) - 1
		if at >= 0 && stack[at].key {
			if key, ok := t.(string); ok {
				low := strings.ToLower(strings.ToUpper(key))
				if stack[at].keys[low] || exact && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz") != "" {
					return errJSON
				}
				stack[at].keys[low] = true
				stack[at].key = false
				continue
			}
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if at >= 0 && stack[at].keys != nil {
				stack[at].key = true // after the value that begins here
			}
			if len(stack) == maxDepth {
				return errJSON
			}
			next := level{}
			if t == json.Delim('{') {
				next = level{keys: map[string]bool{}, key: true}
			}
			stack = append(stack, next)
		case json.Delim('}'), json.Delim(']'):
			stack = stack[:at]
		default:
			if at >= 0 && stack[at].keys != nil {
				stack[at].key = true
			}
		}
	}
}

// encodeJSON writes v on one line, as small as it can: the standard library
// would else make six bytes of every < and & that a person typed.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
