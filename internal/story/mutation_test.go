package story_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"voxpop"
	"voxpop/internal/cast"
	"voxpop/internal/record"
	"voxpop/internal/story"
)

// The proof that the check checks: stories that hold are falsified in one
// place each, and every falsification must be refused with the right code;
// and they are rewritten in ways that change nothing, and must still pass. The
// generators below know the format of a story and the numbers of the record,
// and nothing of how the check works.

// bed is a story that holds, with its record.
type bed struct {
	name, lang string
	folder     fs.FS
	src        string
	rec        frozen
	refs       []ref
	people     map[string]voxpop.Response
	said       map[string]voxpop.Statement
}

// ref is a link of the source text.
type ref struct {
	at, end     int // of the whole link in src
	text        string
	kind, id    string // id with its query
	image       bool
	para        int // index of the paragraph
	inQuotes    bool
	heading     bool
	front, back string // the runes before and after the link
}

// falsehood is a story, or a record, with one thing changed.
type falsehood struct {
	kind string
	want story.Code
	src  string
	edit func(*edits)
}

var linkRE = regexp.MustCompile(`(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([a-z]+):([^()\s]*)\)`)

func beds(t testing.TB) []bed {
	t.Helper()
	var out []bed
	add := func(name string, folder fs.FS) {
		b, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		rec := load(t, folder, nil)
		bd := bed{name: name, folder: folder, src: string(b), rec: rec, people: map[string]voxpop.Response{}, said: map[string]voxpop.Statement{}}
		for r, err := range rec.Responses() {
			if err != nil {
				t.Fatal(err)
			}
			bd.people[r.ID] = r
		}
		all, err := rec.AllStatements()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			bd.said[s.ID] = s
		}
		bd.lang = regexp.MustCompile(`(?m)^lang: (\w+)`).FindStringSubmatch(bd.src)[1]
		for _, m := range linkRE.FindAllStringSubmatchIndex(bd.src, -1) {
			r := ref{at: m[0], end: m[1], image: m[2] != m[3], text: bd.src[m[4]:m[5]], kind: bd.src[m[6]:m[7]], id: bd.src[m[8]:m[9]]}
			r.para = strings.Count(bd.src[:m[0]], "\n\n")
			line := bd.src[strings.LastIndexByte(bd.src[:m[0]], '\n')+1:]
			r.heading = strings.HasPrefix(line, "#")
			before, after := []rune(bd.src[:m[0]]), []rune(bd.src[m[1]:])
			if len(before) > 0 && len(after) > 0 {
				r.front, r.back = string(before[len(before)-1]), string(after[0])
			}
			r.inQuotes = strings.ContainsAny(r.front, "“«\"") && !r.image
			bd.refs = append(bd.refs, r)
		}
		out = append(out, bd)
	}
	for _, n := range []string{"stories/en.md", "stories/ar.md"} {
		add(n, os.DirFS(tram))
	}
	names, err := fs.Glob(cast.Record(), "stories/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		add(n, cast.Record())
	}
	return out
}

// with replaces the words of a link.
func (b bed) with(r ref, text string) string {
	return b.src[:r.at] + strings.Replace(b.src[r.at:r.end], "["+r.text+"]", "["+text+"]", 1) + b.src[r.end:]
}

// to replaces what a link names.
func (b bed) to(r ref, dest string) string {
	return b.src[:r.at] + strings.Replace(b.src[r.at:r.end], "]("+r.kind+":"+r.id+")", "]("+dest+")", 1) + b.src[r.end:]
}

func (b bed) insert(at int, text string) string { return b.src[:at] + text + b.src[at:] }

func (b bed) of(kinds ...string) []ref {
	var out []ref
	for _, r := range b.refs {
		if slices.Contains(kinds, r.kind) {
			out = append(out, r)
		}
	}
	return out
}

// paragraphEnds are the places where a sentence may be added to running text.
func (b bed) paragraphEnds() []int {
	var out []int
	at := strings.Index(b.src[4:], "\n---\n") + 9
	for _, p := range strings.SplitAfter(b.src[at:], "\n\n") {
		trim := strings.TrimRight(p, "\n")
		if trim != "" && !strings.HasPrefix(trim, "#") && !strings.HasPrefix(trim, "!") {
			out = append(out, at+len(trim))
		}
		at += len(p)
	}
	return out
}

// others are letters of the script of r that are not r.
func others(r rune) string {
	switch {
	case unicode.In(r, unicode.Arabic):
		return "بتسقنملرف"
	case unicode.IsUpper(r):
		return "TRSNLKBQ"
	}
	return "eatorlnkq"
}

// allTexts is every text of the record that a quotation could come from.
func (b bed) allTexts(id string) []string {
	var out []string
	if p, ok := b.people[id]; ok {
		out = append(out, p.Text)
		if p.Transcript != nil {
			out = append(out, p.Transcript.Text)
		}
		for _, t := range p.Translations {
			out = append(out, t.Text)
		}
	}
	if s, ok := b.said[id]; ok {
		out = append(out, s.Text)
		for _, t := range s.Translations {
			out = append(out, t.Text)
		}
	}
	return out
}

// holds reports whether the record of id has these very words: then a change
// made by chance says something true.
func (b bed) holds(id, words string) bool {
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return slices.ContainsFunc(b.allTexts(id), func(t string) bool { return strings.Contains(flat(t), flat(words)) })
}

var (
	words    = regexp.MustCompile(`\S+`)
	bracket  = regexp.MustCompile(`\[[^\]]*\]`)
	digitsRE = regexp.MustCompile(`[0-9۰-۹٠-٩]+`)
)

// number reads and writes digits of any kind.
func number(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case r >= '۰' && r <= '۹':
			r -= '۰' - '0'
		case r >= '٠' && r <= '٩':
			r -= '٠' - '0'
		}
		n = n*10 + int(r-'0')
	}
	return n
}

func like(n int, s string) string {
	out := []rune(strconv.Itoa(n))
	zero := '0'
	for _, r := range s {
		if r >= '۰' && r <= '۹' {
			zero = '۰'
		} else if r >= '٠' && r <= '٩' {
			zero = '٠'
		}
	}
	for i := range out {
		out[i] += zero - '0'
	}
	return string(out)
}

// falsehoods makes every single falsification of a story that the kinds below
// know, up to most of each kind.
func (b bed) falsehoods(most int) []falsehood {
	var out []falsehood
	n := map[string]int{}
	add := func(kind string, want story.Code, src string) {
		if n[kind] < most && src != b.src {
			n[kind]++
			out = append(out, falsehood{kind: kind, want: want, src: src})
		}
	}
	edit := func(kind string, want story.Code, e func(*edits)) {
		if n[kind] < most {
			n[kind]++
			out = append(out, falsehood{kind: kind, want: want, src: b.src, edit: e})
		}
	}
	b.falseWords(add)
	b.falseShares(add)
	b.falsePeople(add)
	b.falseFigures(add)
	b.falseRest(add)
	b.falseRecord(edit)
	return out
}

type adder func(kind string, want story.Code, src string)

func TestFalsehoodsAreRefused(t *testing.T) {
	kinds := map[string][2]int{}
	total, refused := 0, 0
	for _, b := range beds(t) {
		if res := check(t, b.rec, b.src); !res.OK() {
			var s strings.Builder
			_ = res.WriteText(&s)
			t.Fatalf("%s does not hold to begin with:\n%s", b.name, s.String())
		}
		src, err := record.Load(b.folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range b.falsehoods(20) {
			rec := b.rec
			if f.edit != nil {
				rec = edited(t, src, f.edit)
			}
			res := check(t, rec, f.src)
			right := slices.ContainsFunc(res.Findings, func(x story.Finding) bool { return x.Severity == story.SeverityError && x.Code == f.want })
			k := kinds[f.kind]
			k[1]++
			total++
			if right {
				k[0]++
				refused++
			} else {
				t.Errorf("%s: %s is not refused as %s, but as %v:\n%s", b.name, f.kind, f.want, codes(res), changed(b.src, f.src))
			}
			kinds[f.kind] = k
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%4d of %4d  %s", kinds[k][0], kinds[k][1], k)
	}
	t.Logf("refused with the right code: %d of %d falsehoods of %d kinds", refused, total, len(kinds))
	if total < 1000 || len(kinds) < 25 {
		t.Errorf("%d falsehoods of %d kinds are too few to show anything", total, len(kinds))
	}
}

// changed shows the lines that differ.
func changed(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out strings.Builder
	for i := range max(len(x), len(y)) {
		var l, r string
		if i < len(x) {
			l = x[i]
		}
		if i < len(y) {
			r = y[i]
		}
		if l != r {
			fmt.Fprintf(&out, "  - %s\n  + %s\n", l, r)
			break
		}
	}
	return out.String()
}
