package record

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"voxpop"
)

// yamlWriter writes the YAML of the folder: one way to write each thing, so
// that equal values have equal bytes and a change is a small diff.
type yamlWriter struct{ bytes.Buffer }

func calloutYAML(c voxpop.Callout) []byte {
	var w yamlWriter
	w.field("", "slug", c.Slug)
	w.localized("", "question", c.Question)
	w.localized("", "context", c.Context)
	w.line("", "languages", flow(c.Languages))
	w.field("", "opens", c.Opens.String())
	w.field("", "closes", c.Closes.String())
	if len(c.Media) > 0 {
		w.line("", "media", flow(c.Media))
	}
	if l := c.Limits; l != (voxpop.Limits{}) {
		var parts []string
		for _, p := range []struct {
			key string
			n   int64
		}{{"text", int64(l.Text)}, {"seconds", int64(l.Seconds)}, {"bytes", l.Bytes}} {
			if p.n != 0 {
				parts = append(parts, fmt.Sprintf("%s: %d", p.key, p.n))
			}
		}
		w.line("", "limits", "{"+strings.Join(parts, ", ")+"}")
	}
	w.localized("", "consent", c.Consent)
	w.line("", "contact_before_quoting", strconv.FormatBool(c.ContactBeforeQuoting))
	if c.RetentionDays != 0 {
		w.line("", "retention_days", strconv.Itoa(c.RetentionDays))
	}
	return w.Bytes()
}

func codebookYAML(b voxpop.Codebook) []byte {
	var w yamlWriter
	w.line("", "version", scalar(string(b.Version)))
	if len(b.Codes) == 0 {
		w.line("", "codes", "[]")
		return w.Bytes()
	}
	w.WriteString("codes:\n")
	for _, c := range b.Codes {
		w.line("  - ", "id", scalar(c.ID))
		const in = "    "
		w.localized(in, "name", c.Name)
		w.field(in, "definition", c.Definition)
		w.field(in, "include", c.Include)
		w.field(in, "exclude", c.Exclude)
		w.field(in, "example", c.Example)
		w.field(in, "parent", c.Parent)
		w.field(in, "kind", string(c.Kind))
		w.field(in, "key", c.Key)
		w.field(in, "colour", string(c.Colour))
		if c.Retired {
			w.line(in, "retired", "true")
		}
	}
	return w.Bytes()
}

func pointsYAML(points []voxpop.Point) []byte {
	var w yamlWriter
	if len(points) == 0 {
		w.WriteString("[]\n")
	}
	for _, p := range points {
		w.line("- ", "id", scalar(p.ID))
		w.localized("  ", "question", p.Question)
		w.WriteString("  values:\n")
		for _, v := range p.Values {
			w.line("    - ", "id", scalar(v.ID))
			const in = "      "
			w.localized(in, "name", v.Name)
			if len(v.Words) > 0 {
				w.WriteString(in + "words:\n")
			}
			for _, lang := range slices.Sorted(maps.Keys(v.Words)) {
				w.line(in+"  ", lang, flow(v.Words[lang]))
			}
		}
		if len(p.Exclusive) > 0 {
			var groups []string
			for _, g := range p.Exclusive {
				groups = append(groups, flow(g))
			}
			w.line("  ", "exclusive", "["+strings.Join(groups, ", ")+"]")
		}
	}
	return w.Bytes()
}

func speakersYAML(all []voxpop.Speaker) []byte {
	var w yamlWriter
	for _, s := range all {
		w.line("- ", "name", scalar(s.Name))
		w.localized("  ", "names", s.Names)
		if len(s.Aliases) > 0 {
			w.line("  ", "aliases", flow(s.Aliases))
		}
		if len(s.Offices) > 0 {
			w.WriteString("  offices:\n")
		}
		for _, o := range s.Offices {
			w.line("    - ", "title", flowLocalized(o.Title))
			w.field("      ", "from", string(o.From))
			w.field("      ", "to", string(o.To))
		}
	}
	return w.Bytes()
}

// flowLocalized writes short texts by language on one line.
func flowLocalized(l voxpop.Localized) string {
	var parts []string
	for _, lang := range slices.Sorted(maps.Keys(l)) {
		parts = append(parts, scalar(lang)+": "+scalar(l[lang]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// line writes a key and a value that is YAML already.
func (w *yamlWriter) line(indent, key, value string) {
	fmt.Fprintf(w, "%s%s: %s\n", indent, scalar(key), value)
}

// field writes a key and a text, or nothing when the text is empty. A text of
// several lines stands as a block.
func (w *yamlWriter) field(indent, key, value string) {
	if value == "" {
		return
	}
	head, ok := blockHead(value)
	if !ok {
		w.line(indent, key, scalar(value))
		return
	}
	w.line(indent, key, head)
	for l := range strings.SplitSeq(strings.TrimSuffix(value, "\n"), "\n") {
		if l != "" {
			w.WriteString(indent + "  " + l)
		}
		w.WriteString("\n")
	}
}

func (w *yamlWriter) localized(indent, key string, l voxpop.Localized) {
	if len(l) == 0 {
		return
	}
	fmt.Fprintf(w, "%s%s:\n", indent, scalar(key))
	for _, lang := range slices.Sorted(maps.Keys(l)) {
		if l[lang] == "" {
			w.line(indent+"  ", lang, `""`)
			continue
		}
		w.field(indent+"  ", lang, l[lang])
	}
}

func flow[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = scalar(string(s))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// plain matches what every YAML reader takes for the same plain text, a date
// or a time; reserved are the words that old readers take for something else.
var (
	plain    = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]*|[0-9]+|\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:\d\d))?)$`)
	reserved = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null|0[0-9]+)$`)
)

// scalar writes a text on one line, plain where that is safe, else in double
// quotes with every character escaped that a YAML reader would refuse or fold.
func scalar(s string) string {
	if plain.MatchString(s) && !reserved.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case !printable(c):
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// blockHead returns the head of the block scalar that holds s exactly; ok is
// false when s has one line or no block can hold it.
func blockHead(s string) (head string, ok bool) {
	body, ended := strings.CutSuffix(s, "\n")
	if !strings.Contains(body, "\n") || strings.HasSuffix(body, "\n") || !utf8.ValidString(s) {
		return "", false
	}
	for i, l := range strings.Split(body, "\n") {
		if l != strings.Trim(l, " \t") || i == 0 && l == "" || strings.ContainsFunc(l, func(c rune) bool { return !printable(c) }) {
			return "", false
		}
	}
	if ended {
		return "|", true
	}
	return "|-", true
}

// printable reports whether a YAML reader takes c as it stands, on one line.
func printable(c rune) bool {
	switch {
	case c == '\t':
		return true
	case c < 0x20, c >= 0x7F && c < 0xA0, c == 0x2028, c == 0x2029, c == 0xFEFF, c == 0xFFFE, c == 0xFFFF:
		return false
	}
	return true
}
