package record

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReader reads one JSON text by RFC 8259, and stricter: no key twice, no
// half of a surrogate pair, no invalid UTF-8, nothing after the value.
type jsonReader struct {
	b    []byte
	at   int
	line int
}

// parseJSON reads the one value of a line.
func parseJSON(b []byte, line int) (*node, error) {
	r := &jsonReader{b: b, line: line}
	r.space()
	n, err := r.value(0)
	if err != nil {
		return nil, err
	}
	r.space()
	if r.at < len(b) {
		return nil, r.fail("has something after its object", "write one object a line")
	}
	return n, nil
}

func (r *jsonReader) fail(message, hint string) error {
	return wrongIn("", fmt.Sprintf("%s (byte %d of the line)", message, r.at+1), hint)
}

func (r *jsonReader) space() {
	for r.at < len(r.b) {
		switch r.b[r.at] {
		case ' ', '\t', '\r', '\n':
			r.at++
		default:
			return
		}
	}
}

func (r *jsonReader) value(depth int) (*node, error) {
	if depth > maxDepth {
		return nil, r.fail("is nested too deeply", "write it as the folder's description shows")
	}
	if r.at >= len(r.b) {
		return nil, r.fail("ends in the middle", "copy or export the file again, or close the quotation marks and brackets of this line")
	}
	n := &node{line: r.line}
	var err error
	switch c := r.b[r.at]; {
	case c == '{':
		err = r.object(n, depth)
	case c == '[':
		err = r.array(n, depth)
	case c == '"':
		n.kind = textNode
		n.text, err = r.str()
	case c == '-' || c >= '0' && c <= '9':
		n.kind = numberNode
		n.text, err = r.number()
	case r.word("true"):
		n.kind, n.text = boolNode, "true"
	case r.word("false"):
		n.kind, n.text = boolNode, "false"
	case r.word("null"):
	default:
		err = r.fail("is not JSON", "check the quotation marks and commas of this line")
	}
	return n, err
}

func (r *jsonReader) word(w string) bool {
	if len(r.b)-r.at < len(w) || string(r.b[r.at:r.at+len(w)]) != w {
		return false
	}
	r.at += len(w)
	return true
}

// next skips spaces and takes one of the two bytes.
func (r *jsonReader) next(a, b byte) (byte, error) {
	r.space()
	if r.at >= len(r.b) {
		return 0, r.fail("ends in the middle", "copy or export the file again, or close the quotation marks and brackets of this line")
	}
	c := r.b[r.at]
	if c != a && c != b {
		return 0, r.fail("is not JSON", "check the quotation marks and commas of this line")
	}
	r.at++
	return c, nil
}

func (r *jsonReader) object(n *node, depth int) error {
	n.kind = objectNode
	r.at++
	r.space()
	if r.at < len(r.b) && r.b[r.at] == '}' {
		r.at++
		return nil
	}
	var seen map[string]bool // only for objects too large for a plain look
	for {
		if _, err := r.next('"', '"'); err != nil {
			return err
		}
		r.at--
		key, err := r.str()
		if err != nil {
			return err
		}
		if len(n.keys) == 32 {
			seen = make(map[string]bool)
			for _, k := range n.keys {
				seen[k] = true
			}
		}
		if seen[key] || seen == nil && n.get(key) != nil {
			return r.fail("has a key twice in one object", "keep one of the two")
		}
		if seen != nil {
			seen[key] = true
		}
		if _, err := r.next(':', ':'); err != nil {
			return err
		}
		r.space()
		v, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.keys, n.list = append(n.keys, key), append(n.list, v)
		if c, err := r.next(',', '}'); err != nil || c == '}' {
			return err
		}
	}
}

func (r *jsonReader) array(n *node, depth int) error {
	n.kind = listNode
	r.at++
	r.space()
	if r.at < len(r.b) && r.b[r.at] == ']' {
		r.at++
		return nil
	}
	for {
		r.space()
		v, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.list = append(n.list, v)
		if c, err := r.next(',', ']'); err != nil || c == ']' {
			return err
		}
	}
}

// number takes a number as JSON writes it.
func (r *jsonReader) number() (string, error) {
	start := r.at
	digits := func() int {
		from := r.at
		for r.at < len(r.b) && r.b[r.at] >= '0' && r.b[r.at] <= '9' {
			r.at++
		}
		return r.at - from
	}
	if r.b[r.at] == '-' {
		r.at++
	}
	first := r.at
	if n := digits(); n == 0 || n > 1 && r.b[first] == '0' {
		return "", r.fail("has a number that is not JSON", "write digits, as 12 or 2.4")
	}
	if r.at < len(r.b) && r.b[r.at] == '.' {
		r.at++
		if digits() == 0 {
			return "", r.fail("has a number that is not JSON", "write digits, as 12 or 2.4")
		}
	}
	if r.at < len(r.b) && (r.b[r.at] == 'e' || r.b[r.at] == 'E') {
		r.at++
		if r.at < len(r.b) && (r.b[r.at] == '+' || r.b[r.at] == '-') {
			r.at++
		}
		if digits() == 0 {
			return "", r.fail("has a number that is not JSON", "write digits, as 12 or 2.4")
		}
	}
	return string(r.b[start:r.at]), nil
}

// str takes a text; r.at stands on its opening quotation mark.
func (r *jsonReader) str() (string, error) {
	r.at++
	start := r.at
	var out []byte // nil while the text has no escapes
	for r.at < len(r.b) {
		switch c := r.b[r.at]; {
		case c == '"':
			s := out
			if out == nil {
				s = r.b[start:r.at]
			}
			r.at++
			return string(s), nil
		case c < 0x20:
			return "", r.fail("has a control character in a text", `write it as an escape, as \n`)
		case c == '\\':
			if out == nil {
				out = append(make([]byte, 0, 2*(r.at-start)+64), r.b[start:r.at]...)
			}
			var err error
			if out, err = r.escape(out); err != nil {
				return "", err
			}
		case c < utf8.RuneSelf:
			if out != nil {
				out = append(out, c)
			}
			r.at++
		default:
			char, size := utf8.DecodeRune(r.b[r.at:])
			if char == utf8.RuneError && size == 1 {
				return "", r.fail("is not UTF-8", "save the file in the encoding UTF-8")
			}
			if out != nil {
				out = append(out, r.b[r.at:r.at+size]...)
			}
			r.at += size
		}
	}
	return "", r.fail("ends in the middle of a text", "copy or export the file again, or close the quotation marks and brackets of this line")
}

// escapes are the letters that may follow a backslash, and what they mean.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (r *jsonReader) escape(out []byte) ([]byte, error) {
	if r.at+1 >= len(r.b) {
		return nil, r.fail("ends in the middle of a text", "copy or export the file again, or close the quotation marks and brackets of this line")
	}
	c := r.b[r.at+1]
	if plain, ok := escapes[c]; ok {
		r.at += 2
		return append(out, plain), nil
	}
	if c != 'u' {
		return nil, r.fail("has an escape that is not JSON", "write a backslash itself as \\\\")
	}
	u, ok := r.hex(r.at + 2)
	if !ok {
		return nil, r.fail("has an escape that is not JSON", "write a backslash itself as \\\\")
	}
	if !utf16.IsSurrogate(u) {
		r.at += 6
		return utf8.AppendRune(out, u), nil
	}
	const hint = "the text was damaged before it came here: export it again, or take the broken character out"
	if r.at+7 >= len(r.b) || r.b[r.at+6] != '\\' || r.b[r.at+7] != 'u' {
		return nil, r.fail("has half of a surrogate pair", hint)
	}
	low, ok := r.hex(r.at + 8)
	char := utf16.DecodeRune(u, low)
	if !ok || char == utf8.RuneError {
		return nil, r.fail("has half of a surrogate pair", hint)
	}
	r.at += 12
	return utf8.AppendRune(out, char), nil
}

func (r *jsonReader) hex(from int) (rune, bool) {
	if from+4 > len(r.b) {
		return 0, false
	}
	v, err := strconv.ParseUint(string(r.b[from:from+4]), 16, 32)
	return rune(v), err == nil
}
