package record

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxYAMLNodes bounds what a YAML file may grow to through its aliases.
const maxYAMLNodes = 200_000

var yamlLine = regexp.MustCompile(`line (\d+)`)

// parseYAML reads the one document of a YAML file; nil for a file without one.
func parseYAML(b []byte) (n *node, line int, err error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if looksUTF16(b) {
		return nil, 1, wrongIn("", "is UTF-16", "save the file in the encoding UTF-8")
	}
	if !utf8.Valid(b) {
		return nil, 1, wrongIn("", "is not UTF-8", "save the file in the encoding UTF-8")
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	var doc yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, 1, nil
		}
		return nil, lineIn(err), wrongIn("", "is not YAML: "+yamlReason(err),
			`check the indentation and the colons around this line, and put texts with any of ? : , # in quotation marks`)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, doc.Line, wrongIn("", "holds more than one document", "keep one, without a line ---")
	}
	left := maxYAMLNodes
	return fromYAML(&doc, 0, &left)
}

// yamlReason is what the YAML reader says, without its name and line. Only the
// newsroom's own files are YAML, so it cannot quote a respondent.
func yamlReason(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	return strings.TrimPrefix(s, yamlLine.FindString(s)+": ")
}

// lineIn finds the line that an error of the YAML reader names.
func lineIn(err error) int {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n
		}
	}
	return 1
}

func fromYAML(y *yaml.Node, depth int, left *int) (*node, int, error) {
	if *left--; *left < 0 || depth > maxDepth {
		return nil, y.Line, wrongIn("", "is nested too deeply or repeats itself too often", "write it without anchors")
	}
	n := &node{line: y.Line}
	switch y.Kind {
	case yaml.DocumentNode:
		return fromYAML(y.Content[0], depth, left)
	case yaml.AliasNode:
		return fromYAML(y.Alias, depth+1, left)
	case yaml.ScalarNode:
		n.text, n.yaml = y.Value, true
		switch y.ShortTag() {
		case "!!null":
			n.kind = nullNode
		case "!!bool":
			n.kind = boolNode
		case "!!int", "!!float":
			n.kind = numberNode
		case "!!str", "!!timestamp":
			n.kind = textNode
		default:
			return nil, y.Line, wrongIn("", "has a tag that is not known", "write plain values")
		}
		if n.kind == boolNode && n.text != "true" && n.text != "false" {
			n.kind = textNode // True, yes and their like are texts here
		}
	case yaml.SequenceNode:
		n.kind = listNode
		for _, item := range y.Content {
			v, line, err := fromYAML(item, depth+1, left)
			if err != nil {
				return nil, line, err
			}
			n.list = append(n.list, v)
		}
	case yaml.MappingNode:
		n.kind = objectNode
		seen := map[string]bool{}
		for i := 0; i+1 < len(y.Content); i += 2 {
			k := y.Content[i]
			if k.Kind != yaml.ScalarNode || k.ShortTag() == "!!merge" {
				return nil, k.Line, wrongIn("", "has a key that is not a word", "write keys as plain words")
			}
			if seen[k.Value] {
				return nil, k.Line, wrongIn("", "has a key twice in one place", "keep one of the two")
			}
			seen[k.Value] = true
			v, line, err := fromYAML(y.Content[i+1], depth+1, left)
			if err != nil {
				return nil, line, err
			}
			if v.kind < listNode {
				v.line = k.Line
			}
			n.keys, n.list = append(n.keys, k.Value), append(n.list, v)
		}
	default:
		return nil, y.Line, wrongIn("", "is not YAML", "write texts, lists and objects only")
	}
	return n, n.line, nil
}
