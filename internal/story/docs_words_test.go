package story

import (
	stdflag "flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"voxpop"
)

// The lists that docs/STORY.md prints have no exported name, so this test
// stands inside the package. -update writes them anew.
func TestStoryDocWords(t *testing.T) {
	const doc = "../../docs/STORY.md"
	b, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	got := string(b)
	for _, part := range []struct{ name, text string }{{"fills", fillList()}, {"accused", accusedTable(t)}, {"words", wordTables()}} {
		re := regexp.MustCompile(`(?s)<!-- ` + part.name + ` -->\n.*?<!-- end -->`)
		if !re.MatchString(got) {
			t.Fatalf("docs/STORY.md has no place for %s", part.name)
		}
		got = re.ReplaceAllLiteralString(got, "<!-- "+part.name+" -->\n"+part.text+"<!-- end -->")
	}
	if got == string(b) {
		return
	}
	if stdflag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(doc, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Error("the lists of docs/STORY.md are not the program's: go test ./internal/story -run Doc -update")
}

func fillList() string {
	var out []string
	for _, n := range FillNames {
		out = append(out, "`{"+n+"}`")
	}
	return strings.Join(out, ", ") + ".\n"
}

func accusedTable(t *testing.T) string {
	var b strings.Builder
	b.WriteString("The words of accusation were measured on invented sentences, half of them accusations of a named person, half plain. Sentences and\nlists are by one hand: of other people's accusations less will be found.\n\n| Language | Sentences | Accusations found | Findings that are accusations |\n|---|---|---|---|\n")
	for _, lang := range []string{"en", "fa", "ar"} {
		m := measure(t, lang)
		fmt.Fprintf(&b, "| %s | %d | %.0f %% | %.0f %% |\n", lang, m.n, 100*m.recall(), 100*m.precision())
	}
	return b.String()
}

func wordTables() string {
	var b strings.Builder
	house := voxpop.DefaultHouse()
	for _, lang := range []struct{ tag, name string }{{"en", "English"}, {"fa", "Persian"}, {"ar", "Arabic"}} {
		l := langs[lang.tag]
		fmt.Fprintf(&b, "\n### %s\n\n| Used for | Words |\n|---|---|\n", lang.name)
		row := func(what string, words []string) {
			if len(words) == 0 {
				return
			}
			fmt.Fprintf(&b, "| %s | %s |\n", what, strings.ReplaceAll(strings.Join(words, ", "), "|", "\\|"))
		}
		for _, r := range house.Ladder {
			row("the ladder: "+r.ID, r.Words[lang.tag])
		}
		row("the ladder: dominated", house.Dominate.Words[lang.tag])
		row("people and their answers", l.people)
		row("more than one person", l.plural)
		row("one of several", l.singular)
		row("saying, thinking, wanting", l.opinion)
		row("of a written answer", l.wrote)
		row("of a spoken answer", l.spoke)
		var nouns []string
		for _, n := range l.nouns {
			nouns = append(nouns, n.words+" ("+cameBy(n)+")")
		}
		row("how an answer came", nouns)
		row("the same person again", l.again)
		row("stand for a speaker", l.she)
		row("reported, not quoted", l.report)
		v := l.voice
		row("give words to somebody", v.said)
		row("say that somebody did not say them", v.unsaid)
		row("somebody else, beside a speaker's name", v.kin)
		row("somebody without a name", slices.Concat(v.some, v.article))
		row("… but not these", v.papers)
		row("turn a sentence round", slices.Concat(v.not, stems(v.begins, "", "…"), stems(v.ends, "…", "")))
		row("… but not these", v.still)
		row("no source, after “according to”", v.plans)
		row("the other side of a clash", v.others)
		row("no clash", v.agree)
		row("claims about everybody", l.scope)
		row("everybody, before a verb of saying or thinking", l.groups)
		row("… but not these", l.notScope)
		row("accusations", accusationWords(l))
		row("… but not these", l.innocent)
	}
	return b.String()
}

// stems marks the beginnings and endings of words as such.
func stems(list []string, before, after string) []string {
	var out []string
	for _, s := range list {
		out = append(out, before+s+after)
	}
	return out
}

func cameBy(n mediumNoun) string {
	var out []string
	switch {
	case n.never:
		return "none"
	case n.medium != "":
		out = append(out, string(n.medium))
	}
	for _, c := range n.channels {
		out = append(out, string(c))
	}
	return strings.Join(out, " ")
}

// accusationWords leaves out the forms that Arabic verbs are given by rule.
func accusationWords(l *language) []string {
	if l.tag != "ar" {
		return l.accuse
	}
	var out []string
	for _, w := range l.accuse {
		if !slices.Contains(arabicForms(), w) || slices.Contains(strings.Fields(arabicVerbs), w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
