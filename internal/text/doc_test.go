package text_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"voxpop/internal/text"
)

var code = regexp.MustCompile("`([^`]+)`")

// TestTextPage holds every row of the tables of docs/TEXT.md against the code.
func TestTextPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/TEXT.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	table := ""
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			table = ""
			continue
		}
		if table == "" {
			table = line
			continue
		}
		if strings.HasPrefix(line, "|---") {
			continue
		}
		rows[table]++
		cells := strings.Split(strings.Trim(line, "|"), "|")
		lang := strings.TrimSpace(cells[0])
		var words [][]string
		for _, c := range cells {
			var in []string
			for _, m := range code.FindAllStringSubmatch(c, -1) {
				in = append(in, m[1])
			}
			words = append(words, in)
		}
		switch table {
		case "| Written | `Fold` | `Loose` |":
			in := words[0][0]
			same(t, "Fold", in, text.FoldString(in), words[1][0])
			same(t, "Loose", in, text.LooseString(in), words[2][0])
		case "| Written | Tokens |":
			var got []string
			for _, k := range text.Tokens(words[0][0]) {
				got = append(got, string(k.Text))
			}
			same(t, "Tokens", words[0][0], strings.Join(got, " "), strings.Join(words[1], " "))
		case "| Language | Written | Stem |":
			same(t, "stem", words[1][0], text.Stem(lang, text.LooseString(words[1][0])), words[2][0])
		case "| Language | Kept, because it says something |":
			for _, w := range words[1] {
				if text.Stopword(lang, text.LooseString(w)) {
					t.Errorf("%s: %s is a stop word", lang, w)
				}
			}
		case "| Text | Guess |":
			want := strings.TrimSpace(cells[1])
			if want == "unknown" {
				want = ""
			}
			same(t, "language", words[0][0], text.Language(words[0][0]), want)
		case "| Message | Language |":
			want := strings.TrimSpace(cells[1])
			if want == "unknown" {
				want = ""
			}
			got, _ := text.Identify(words[0][0])
			same(t, "the language", words[0][0], got, want)
		case "| Set | whole | 8 words | 5 words | 3 words |": // measured by voxpop eval languages
		case "| Written | Sentences |":
			s := []rune(words[0][0])
			var got []string
			for _, sp := range text.Sentences(s) {
				got = append(got, string(s[sp.Start:sp.End]))
			}
			same(t, "sentences", words[0][0], strings.Join(got, "|"), strings.Join(words[1], "|"))
		default:
			t.Errorf("no test reads the table %s", table)
		}
	}
	if len(rows) != 8 {
		t.Errorf("%d tables were read", len(rows))
	}
}

func same(t *testing.T, what, in, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s of %q is %q, docs/TEXT.md says %q", what, in, got, want)
	}
}
