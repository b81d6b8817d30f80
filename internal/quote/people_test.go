package quote

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"voxpop"
)

// invented is one text with its quotations and what a reader would say of them.
type invented struct {
	name, text string
	lang       string
	qs         []Quotation
	num        []int
	want       map[int]map[string]string
	o          Options
}

// readInvented reads a file of testdata/people; README.md there describes it.
func readInvented(t *testing.T, path string) []invented {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lang := strings.Split(filepath.Base(path), ".")[1]
	var out []invented
	for _, block := range strings.Split(strings.TrimSpace(string(b)), "\n\n# ") {
		c := invented{lang: lang, want: map[int]map[string]string{}, o: Options{Lang: lang}}
		var body []string
		for n, line := range strings.Split(block, "\n") {
			switch {
			case n == 0:
				c.name = strings.TrimPrefix(line, "# ")
			case strings.HasPrefix(line, "> "):
				num, rest, _ := strings.Cut(line[2:], " ")
				k, _ := strconv.Atoi(num)
				c.want[k] = map[string]string{}
				for _, f := range strings.Split(rest, ";") {
					key, v, _ := strings.Cut(strings.TrimSpace(f), "=")
					c.want[k][key] = v
				}
			case strings.HasPrefix(line, "@ offices: "):
				for _, row := range strings.Split(line[len("@ offices: "):], ";") {
					f := strings.Split(row, "|")
					for i := range f {
						f[i] = strings.TrimSpace(f[i])
					}
					c.o.Offices = append(c.o.Offices, Office{f[0], f[1], voxpop.Date(f[2]), voxpop.Date(f[3])})
				}
			case strings.HasPrefix(line, "@ published: "):
				c.o.Published = voxpop.Date(line[len("@ published: "):])
			default:
				body = append(body, line)
			}
		}
		c.parse(strings.TrimRight(strings.Join(body, "\n"), "\n"))
		out = append(out, c)
	}
	return out
}

// parse takes the brackets out of the text and notes what they held.
func (c *invented) parse(s string) {
	type open struct {
		kind byte
		num  int
		at   int
	}
	var b strings.Builder
	var stack []open
	spans := map[int]*Quotation{}
	var order []int
	at := func(n int) *Quotation {
		if spans[n] == nil {
			spans[n] = &Quotation{In: -1, Type: Indirect, Class: Say}
			order = append(order, n)
		}
		return spans[n]
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '[':
			j := strings.IndexByte(s[i:], ' ') + i
			n, _ := strconv.Atoi(s[i+2 : j])
			stack = append(stack, open{s[i+1], n, b.Len()})
			i = j
			if s[i-1] == ']' {
				i--
			}
		case s[i] == ']':
			o := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			sp := Span{o.at, b.Len()}
			switch q := at(o.num); o.kind {
			case 's':
				q.Speaker.Span = sp
			case 'c':
				q.Cue = sp
			case 'q':
				q.Parts = append(q.Parts, sp)
				if before := b.String()[:o.at]; strings.HasSuffix(before, "“") || strings.HasSuffix(before, "«") || strings.HasSuffix(before, "‘") || strings.HasSuffix(before, "„") {
					q.Type = Direct
				}
			}
		default:
			b.WriteByte(s[i])
		}
	}
	c.text = b.String()
	for _, n := range order {
		q := *spans[n]
		q.Span = Span{q.Parts[0].Start, q.Parts[len(q.Parts)-1].End}
		c.qs, c.num = append(c.qs, q), append(c.num, n)
	}
	for i := range c.qs { // in the order of their start, as Extract gives them
		for j := i; j > 0 && c.qs[j].Start < c.qs[j-1].Start; j-- {
			c.qs[j], c.qs[j-1] = c.qs[j-1], c.qs[j]
			c.num[j], c.num[j-1] = c.num[j-1], c.num[j]
		}
	}
	for i := range c.qs {
		for j := range i {
			if c.qs[j].Start <= c.qs[i].Start && c.qs[i].End <= c.qs[j].End {
				c.qs[i].In = j
			}
		}
	}
}

// field is what came out for the key of a line of the file.
func field(c *invented, d *doc, q Quotation, key string) string {
	cut := func(s Span) string { return d.text[s.Start:s.End] }
	switch key {
	case "name":
		return q.Speaker.Name
	case "who":
		return string(q.Speaker.Who)
	case "how":
		return q.Speaker.How
	case "role":
		return q.Speaker.Role
	case "with":
		var s []string
		for _, m := range q.With {
			s = append(s, m.Name)
		}
		return strings.Join(s, " + ")
	case "to":
		return cut(q.Addressee.Span)
	case "toname":
		return q.Addressee.Name
	case "medium":
		return cut(q.Medium)
	case "place":
		return cut(q.Place)
	case "via":
		return cut(q.Via.Span)
	case "negated":
		return strconv.FormatBool(q.Negated)
	case "in":
		if q.In < 0 {
			return "-1"
		}
		return strconv.Itoa(c.num[q.In])
	}
	return "no such field: " + key
}

func TestPeople(t *testing.T) {
	files, _ := filepath.Glob("testdata/people/*.txt")
	if len(files) == 0 {
		t.Fatal("no texts")
	}
	for _, f := range files {
		right, all := 0, 0
		for _, c := range readInvented(t, f) {
			d := parseDoc(c.text, tableOf(c.lang))
			qs := append([]Quotation(nil), c.qs...)
			resolve(d, qs, c.o)
			for i, q := range qs {
				for key, want := range c.want[c.num[i]] {
					if want == "-" {
						want = ""
					}
					all++
					if got := field(&c, d, q, key); got != want {
						t.Errorf("%s: %s: %d: %s = %q, want %q (who %s, how %s, notes %q)", f, c.name, c.num[i], key, got, want, q.Speaker.Who, q.Speaker.How, q.Notes)
						continue
					}
					right++
				}
			}
		}
		t.Logf("%s: %d of %d", f, right, all)
		t.Log(endToEnd(t, f))
	}
}

// endToEnd measures, without judging, how many of the speakers of a file come
// out when the grammar finds the quotations.
func endToEnd(t *testing.T, file string) string {
	right, all, miss := 0, 0, ""
	for _, c := range readInvented(t, file) {
		o := c.o
		d, qs := readText(c.text, o)
		resolve(d, qs, o)
		for i, g := range c.qs {
			want, ok := c.want[c.num[i]]["name"]
			if !ok || want == "-" {
				continue
			}
			all++
			best, got := 0, "no quotation"
			for _, q := range qs {
				if n := min(g.End, q.End) - max(g.Start, q.Start); n > best {
					best, got = n, q.Speaker.Name
				}
			}
			if got == want {
				right++
			} else {
				miss += fmt.Sprintf("\n\t%s: %d: %q, want %q", c.name, c.num[i], got, want)
			}
		}
	}
	return fmt.Sprintf("%s: end to end %d of %d%s", file, right, all, miss)
}
