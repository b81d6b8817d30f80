package article_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"voxpop/internal/article"
)

func wire(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/wire/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// edits are what outlets do to a story that they take over.
var edits = map[string]func(paragraphs []string) []string{
	"as it is":            func(p []string) []string { return p },
	"without its end":     func(p []string) []string { return p[:(len(p)+1)/2] },
	"without its lead":    func(p []string) []string { return p[1:] },
	"a paragraph of ours": func(p []string) []string { return append([]string{p[0], ours}, p[1:]...) },
	"two of ours, cut": func(p []string) []string {
		return append([]string{ours, p[0], p[1], p[2], p[3]}, "Readers have told us what the crossing means to them; we publish some of their letters on page four of this edition, with thanks.")
	},
	"a credit": func(p []string) []string {
		return append([]string{"SELANE, May 2 (Sound Wire) - " + p[0]}, append(p[1:len(p):len(p)], "(Reporting by Odile Marsh; Editing by Ren Takk)")...)
	},
	"other marks": func(p []string) []string {
		s := strings.NewReplacer("“", "\"", "”", "\"", "«", "\"", "»", "\"", "’", "'", "ی", "ي", "ک", "ك").Replace(strings.Join(p, "\x00"))
		return strings.Split(s, "\x00")
	},
	"words changed": func(p []string) []string {
		// One word in eighteen: what a sub-editor changes.
		w := strings.Fields(strings.Join(p, " \x00 "))
		for i := 7; i < len(w); i += 18 {
			if w[i] != "\x00" {
				w[i] = "there"
			}
		}
		return strings.Split(strings.Join(w, " "), " \x00 ")
	},
	"paragraphs joined": func(p []string) []string { return []string{strings.Join(p, " ")} },
}

// doubtful is what is proposed only: a new beginning, and an end that is not
// theirs, may as well be those of another story that tells again what was.
const doubtful = "two of ours, cut"

const ours = "This newspaper has reported on the matter for two years, and its archive is open to everybody who wants to read how it began and who had a hand in it."

var wires = []string{"ferry-wire", "ferry-other", "ferry-later", "mine-wire", "mine-other", "statement-news", "kashti-wire", "kashti-other"}

// TestCopies: however an outlet edits a story, it is that story; and no two
// stories are one, though they have quotations, people and a paragraph of
// background in common.
func TestCopies(t *testing.T) {
	least, most := 1.0, 0.0
	for i, a := range wires {
		one := wire(t, a)
		for name, edit := range edits {
			two := strings.Join(edit(strings.Split(strings.TrimSpace(one), "\n\n")), "\n\n")
			c := article.Same(one, two)
			if name == doubtful && c.Likely {
				continue
			}
			if !c.Same || c.Likely || c.Shared == 0 || c.Reason == "" {
				t.Errorf("%s, %s: %+v", a, name, c)
			}
			if d := article.Same(two, one); d != c {
				t.Errorf("%s, %s: %+v one way, %+v the other", a, name, c, d)
			}
			least = min(least, c.Of)
		}
		for _, b := range wires[i+1:] {
			for name, edit := range edits {
				c := article.Same(one, strings.Join(edit(strings.Split(strings.TrimSpace(wire(t, b)), "\n\n")), "\n\n"))
				if c.Same {
					t.Errorf("%s and %s, %s: %+v", a, b, name, c)
				}
				most = max(most, c.Of)
			}
		}
	}
	t.Logf("copies share at least %.2f, others at most %.2f", least, most)
}

// stories are pairs in testdata/pairs, parted by a line of dashes: whether they
// are one story, may be one, or are not.
var stories = map[string]string{
	"desk-en": "same", "desk-de": "same", "desk-fa": "same", "desk-short": "same", "quotes-single": "same",
	"background": "likely", "notice": "likely", "match": "likely", "match-de": "likely", "office-fa": "likely", "toll": "likely", "follow-up": "likely", "weather-fa": "likely",
	"two-reporters": "none", "speech-single": "none", "speech-german": "none",
}

// TestStories: a desk touches every line, and it is the story that it was; two
// stories with one background, one notice under them, one pattern or one speech
// are two.
func TestStories(t *testing.T) {
	for name, want := range stories {
		b, err := os.ReadFile("testdata/pairs/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		one, two, ok := strings.Cut(string(b), "\n-----\n")
		if !ok {
			t.Fatalf("%s: no line of dashes", name)
		}
		c := article.Same(one, two)
		got := "none"
		switch {
		case c.Same && c.Likely:
			got = "both"
		case c.Same:
			got = "same"
		case c.Likely:
			got = "likely"
		}
		if got != want {
			t.Errorf("%s: %s, want %s: %+v", name, got, want, c)
		}
		t.Logf("%s: %.2f", name, c.Of)
		if d := article.Same(two, one); d != c {
			t.Errorf("%s: %+v one way, %+v the other", name, c, d)
		}
	}
}

// TestStatement: a statement that was sent to all is one source, and an
// article that quotes most of it is not it.
func TestStatement(t *testing.T) {
	s := wire(t, "statement")
	if c := article.Same(s, "The council sent this out tonight:\n\n"+s); !c.Same {
		t.Errorf("%+v", c)
	}
	if c := article.Same(s, wire(t, "statement-news")); c.Same {
		t.Errorf("%+v", c)
	}
	for _, short := range []string{"", "The ferry sails again.", "…"} {
		if c := article.Same(short, short); c.Same {
			t.Errorf("%q: %+v", short, c)
		}
	}
}

// TestShelf: the copies of a story among many others, in ten outlets one source.
func TestShelf(t *testing.T) {
	s := article.NewShelf()
	for _, n := range wires[1:] {
		s.Add(n, wire(t, n))
	}
	for i := range 200 {
		var p []string
		for k := range 6 {
			p = append(p, fmt.Sprintf("Report %d, part %d: the %d. boat of the %d. day came in at %d, with %d people and nothing to declare but %d crates of fish, the harbour board said.", i, k, i*7+k, i, i+k*3, i*k+1, i+11*k))
		}
		s.Add(fmt.Sprint("other ", i), strings.Join(p, "\n\n"))
	}
	paragraphs := strings.Split(strings.TrimSpace(wire(t, "ferry-wire")), "\n\n")
	if m := s.Find(wire(t, "ferry-wire")); len(m) > 0 && m[0].Same {
		t.Errorf("%+v", m[0])
	}
	n := 0
	for name, edit := range edits {
		if name == doubtful {
			continue
		}
		s.Add(name, strings.Join(edit(paragraphs), "\n\n"))
		n++
	}
	m := s.Find(wire(t, "ferry-wire"))
	for i, x := range m {
		if x.Same != (i < n) {
			t.Errorf("%d: %+v", i, x)
		}
	}
	if len(m) < n || m[0].Of != 1 {
		t.Errorf("%d found of %d: %+v", len(m), n, m)
	}
}

func BenchmarkShelf(b *testing.B) {
	s := article.NewShelf()
	var texts []string
	for i := range 2000 {
		texts = append(texts, strings.ReplaceAll(wire(b, wires[i%len(wires)]), "the", fmt.Sprint("the", i)))
		s.Add(fmt.Sprint(i), texts[i])
	}
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		s.Find(texts[i%len(texts)])
	}
}
