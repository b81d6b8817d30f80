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
	"voxpop/internal/prevalence"
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

// falseWords changes what is said to have been said.
func (b bed) falseWords(add adder) {
	for _, r := range b.of("response", "statement") {
		want, quoted := story.CodeVerbatim, true
		if r.kind == "statement" {
			want, quoted = story.CodeStatement, r.inQuotes
		}
		if !quoted {
			continue
		}
		say := func(kind, text string) {
			if text != r.text && !b.holds(r.id, bracket.ReplaceAllString(text, " ")) {
				add(r.kind+": "+kind, want, b.with(r, text))
			}
		}
		runes := []rune(r.text)
		letters := 0
		for i, c := range runes {
			if !unicode.IsLetter(c) || inBracket(runes, i) {
				continue
			}
			if letters++; letters%5 != 2 {
				continue
			}
			o := []rune(others(c))
			change := slices.Clone(runes)
			if change[i] = o[i%len(o)]; change[i] == c {
				change[i] = o[(i+1)%len(o)]
			}
			say("a letter", string(change))
			say("a letter dropped", string(slices.Delete(slices.Clone(runes), i, i+1)))
			if len(runes) > 1 && i+1 < len(runes) && unicode.IsLetter(runes[i+1]) && runes[i+1] != c {
				swapped := slices.Clone(runes)
				swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
				say("letters swapped", string(swapped))
			}
			if unicode.IsUpper(c) {
				low := slices.Clone(runes)
				low[i] = unicode.ToLower(c)
				say("a capital lowered", string(low))
			}
		}
		w := words.FindAllStringIndex(r.text, -1)
		for i := 1; i+1 < len(w); i++ {
			if strings.ContainsAny(r.text[w[i][0]:w[i][1]], "[]") {
				continue
			}
			if i%3 == 1 {
				say("a word dropped", r.text[:w[i][0]]+strings.TrimLeft(r.text[w[i][1]:], " "))
				say("a word doubled", r.text[:w[i][1]]+" "+r.text[w[i][0]:])
			}
			next := r.text[w[i+1][0]:w[i+1][1]]
			if i%4 == 2 && !strings.ContainsAny(next, "[]") && next != r.text[w[i][0]:w[i][1]] {
				say("words swapped", r.text[:w[i][0]]+next+r.text[w[i][1]:w[i+1][0]]+r.text[w[i][0]:w[i][1]]+r.text[w[i+1][1]:])
			}
		}
		not := map[string]string{"en": "not", "fa": "هرگز", "ar": "لا"}[b.lang]
		if len(w) > 2 {
			say("a denial added", r.text[:w[1][0]]+not+" "+r.text[w[1][0]:])
			half := w[len(w)/2][0]
			say("a cut out of order", strings.TrimSpace(r.text[half:])+" […] "+strings.TrimSpace(r.text[:half]))
			say("more added at the end", r.text+" "+not)
		}
		if last := w[len(w)-1]; last[1]-last[0] > 3 {
			rs := []rune(strings.TrimRight(r.text, ".!?؟،,…"))
			if len(rs) > 2 && unicode.IsLetter(rs[len(rs)-2]) && unicode.IsLetter(rs[len(rs)-1]) && rs[len(rs)-2] != '\u200c' {
				add(r.kind+": ends inside a word", want, b.with(r, string(rs[:len(rs)-1])))
			}
		}
		for _, o := range b.of(r.kind) {
			if o.id != r.id && !b.holds(o.id, r.text) {
				add(r.kind+": words of another", want, b.to(r, o.kind+":"+o.id))
				break
			}
		}
		add(r.kind+": nobody of that name", story.CodeLink, b.to(r, r.kind+":XX"+strings.ToUpper(r.id)))
		if r.inQuotes && !r.heading {
			add(r.kind+": link taken off a quotation", story.CodeUnlinked, b.src[:r.at]+r.text+b.src[r.end:])
		}
	}
}

func inBracket(s []rune, i int) bool {
	depth := 0
	for _, c := range s[:i] {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		}
	}
	return depth > 0
}

// band is a row of the ladder in docs/HOUSE-RULES.md, with its word in each
// language: the table of the rules, written out for the test.
var bands = []struct {
	from   float64
	people int
	word   map[string]string
}{
	{0, 3, map[string]string{"en": "a few", "fa": "چند نفر", "ar": "قلة"}},
	{0, 6, map[string]string{"en": "several", "fa": "شماری", "ar": "عدد"}},
	{.15, 6, map[string]string{"en": "some", "fa": "برخی", "ar": "بعض"}},
	{.30, 20, map[string]string{"en": "many", "fa": "بسیاری", "ar": "كثيرون"}},
	{.45, 20, map[string]string{"en": "about half", "fa": "حدود نیمی", "ar": "نحو نصف"}},
	{.501, 20, map[string]string{"en": "a majority", "fa": "بیش از نیمی", "ar": "أكثر من نصف"}},
	{.75, 30, map[string]string{"en": "most", "fa": "بیشتر", "ar": "معظم"}},
	{.901, 30, map[string]string{"en": "almost all", "fa": "تقریباً همه", "ar": "جميعهم تقريبًا"}},
	{1, 0, map[string]string{"en": "all", "fa": "همه", "ar": "جميع"}},
}

func (b bed) share(id string) (n, of int) {
	code, _, _ := strings.Cut(id, "?")
	s, _ := b.rec.figures.Share(code)
	return prevalence.Whole(s.N), s.Of
}

// falseShares changes how many are said to have said it.
func (b bed) falseShares(add adder) {
	for _, r := range b.of("share") {
		n, of := b.share(r.id)
		nums := digitsRE.FindAllStringIndex(r.text, -1)
		if len(nums) == 0 {
			share := float64(n) / float64(of)
			for _, band := range bands {
				if share < band.from || n < band.people {
					add("share: a stronger word", story.CodeQuantifier, b.with(r, band.word[b.lang]))
				}
			}
			if share < .5 {
				add("share: said to dominate", story.CodeQuantifier, b.with(r, map[string]string{"en": "dominated", "fa": "غالب", "ar": "هيمن"}[b.lang]))
			}
			add("share: a wrong number word", story.CodeQuantifier, b.with(r, map[string]string{"en": "thirteen", "fa": "سیزده", "ar": "ستة"}[b.lang]))
			add("share: two words", story.CodeQuantifier, b.with(r, r.text+" "+bands[3].word[b.lang]))
			add("share: no word", story.CodeQuantifier, b.with(r, map[string]string{"en": "The", "fa": "آن", "ar": "هذا"}[b.lang]))
			// Its figure taken out of the paragraph.
			for _, f := range b.of("share") {
				if f.para == r.para && f.id == r.id && len(digitsRE.FindAllString(f.text, -1)) == 2 && b.first(r) {
					add("share: without its figure", story.CodeBase, b.src[:f.at]+f.text[:0]+b.src[f.end:])
				}
			}
			continue
		}
		for i, at := range nums {
			v := number(r.text[at[0]:at[1]])
			for _, d := range []int{1, -1, 10} {
				if v+d < 0 {
					continue
				}
				kind := "share: n is wrong"
				if i == 1 {
					kind = "share: N is wrong"
				}
				add(kind, story.CodeNumber, b.with(r, r.text[:at[0]]+like(v+d, r.text[at[0]:at[1]])+r.text[at[1]:]))
			}
		}
		if len(nums) == 2 && n != of {
			pct := prevalence.Percent(n, of, 0)
			p, _ := strconv.Atoi(pct)
			add("share: a wrong percentage", story.CodeNumber, b.src[:r.at]+fmt.Sprintf("[%d%%](share:%s)", p+1, r.id)+" "+b.src[r.at:])
			add("share: n and N exchanged", story.CodeNumber, b.with(r, r.text[:nums[0][0]]+r.text[nums[1][0]:nums[1][1]]+r.text[nums[0][1]:nums[1][0]]+r.text[nums[0][0]:nums[0][1]]+r.text[nums[1][1]:]))
			for _, o := range b.of("share") {
				if on, _ := b.share(o.id); o.id != r.id && on != n {
					add("share: the figure of another theme", story.CodeNumber, b.to(r, "share:"+o.id))
					break
				}
			}
			add("share: no such theme", story.CodeLink, b.to(r, "share:"+r.id+"x"))
		}
	}
	for dim, value := range b.smallCells() {
		code := b.of("share")[0].id
		_, by, _ := b.rec.figures.Group(dim, value)
		at := b.paragraphEnds()[0]
		add("share: a breakdown under 5", story.CodePrivacy, b.insert(at, fmt.Sprintf(" [%s](share:%s?%s=%s).", like(by[code], b.of("share")[1].text), code, dim, strings.ReplaceAll(value, " ", "%20"))))
	}
}

// first reports whether r is the first word linked for its code.
func (b bed) first(r ref) bool {
	for _, o := range b.of("share") {
		if o.id == r.id && len(digitsRE.FindAllString(o.text, -1)) == 0 {
			return o.at == r.at
		}
	}
	return false
}

func (b bed) smallCells() map[string]string {
	out := map[string]string{}
	code := b.of("share")[0].id
	for _, dim := range []string{"lang", "medium", "channel", "place"} {
		for _, total := range b.rec.figures.GroupTotals(dim) {
			if _, by, _ := b.rec.figures.Group(dim, total.Key); by[code] < 5 && !strings.ContainsAny(total.Key, "()&#") {
				out[dim] = total.Key
			}
		}
	}
	return out
}

// falsePeople changes who answered and how.
func (b bed) falsePeople(add adder) {
	how := map[string][6]string{ // written, voice, video, e-mail, by telephone, a plural
		"en": {"one person wrote", "one person said in a voice message", "one person said in a video message", "one person wrote in an email", "one person said on the phone", "respondents"},
		"fa": {"یک نفر نوشت", "یک نفر در پیامی صوتی گفت", "یک نفر در پیامی ویدئویی گفت", "یک نفر در ایمیلی نوشت", "یک نفر تلفنی گفت", "پاسخ‌دهندگان"},
		"ar": {"كتب أحدهم", "قال أحدهم في رسالة صوتية", "قال أحدهم في مقطع فيديو", "كتب أحدهم في رسالة إلكترونية", "قال أحدهم هاتفيًا", "مشاركون"},
	}[b.lang]
	for _, r := range b.of("by") {
		p := b.people[r.id]
		written := p.Medium == voxpop.Text
		if p.Medium == voxpop.Photo {
			continue
		}
		if written {
			add("by: voice for a text", story.CodeAttribution, b.with(r, how[1]))
			add("by: video for a text", story.CodeAttribution, b.with(r, how[2]))
			if p.Channel != voxpop.Email {
				add("by: e-mail for another channel", story.CodeAttribution, b.with(r, how[3]))
			}
		} else {
			add("by: written for a recording", story.CodeAttribution, b.with(r, how[0]))
			other := how[2]
			if p.Medium == voxpop.Video {
				other = how[1]
			}
			add("by: the other kind of recording", story.CodeAttribution, b.with(r, other))
		}
		add("by: a medium that nobody used", story.CodeAttribution, b.with(r, how[4]))
		verb := map[string][2]string{"en": {" wrote", " said"}, "fa": {" نوشتند", " گفتند"}, "ar": {" كتبوا", " قالوا"}}[b.lang]
		v := verb[0]
		if !written {
			v = verb[1]
		}
		add("by: a plural of one", story.CodeAttribution, b.with(r, how[5]+v))
		if p.Consent.Name == voxpop.NoName && len([]rune(p.Person.Name)) > 2 {
			add("by: a name not allowed", story.CodeAttribution, b.with(r, p.Person.Name+v))
		}
		if p.Person.Age == nil {
			age := map[string]string{"en": "one person, 34, wrote", "fa": "یک نفر، ۳۴ ساله، نوشت", "ar": "كتب شخص، ٣٤ عاما"}[b.lang]
			if written {
				add("by: an age that nobody told", story.CodeAttribution, b.with(r, age))
			}
		}
		if b.lang == "en" && !strings.Contains(r.text, "Zelda") {
			add("by: an invented name", story.CodeAttribution, b.with(r, "one Zelda"+v))
		}
		add("by: nobody of that id", story.CodeLink, b.to(r, "by:XX"+r.id))
	}
}

// falseFigures changes who of the public figures said what, and when.
func (b bed) falseFigures(add adder) {
	names := map[string]map[string]string{}
	for _, s := range b.said {
		full := s.Speaker
		if n := s.Names[b.lang]; n != "" {
			full = n
		}
		w := strings.Fields(full)
		names[s.Speaker] = map[string]string{"full": full, "last": w[len(w)-1]}
	}
	for _, r := range b.of("statement", "reversal") {
		s := b.said[r.id]
		who := s.Speaker
		code := story.CodeStatement
		if r.kind == "reversal" {
			code = story.CodeReversal
			slug, _, _ := strings.Cut(r.id, "/")
			for _, o := range b.said {
				if voxpop.Slug(o.Speaker) == slug {
					who = o.Speaker
				}
			}
		}
		// Another's name in place of the speaker's, everywhere near the link.
		from := strings.LastIndex(b.src[:r.at], "\n\n") + 2
		to := len(b.src)
		if i := strings.Index(b.src[r.end:], "\n\n"); i >= 0 {
			to = r.end + i
		}
		para := b.src[from:to]
		if mine := names[who]; mine != nil && strings.Contains(bareText(para), mine["last"]) && b.lang == "en" {
			for _, other := range slices.Sorted(maps.Keys(names)) {
				if other == who || strings.Contains(para, names[other]["last"]) {
					continue
				}
				swapped := outsideLinks(para, func(s string) string {
					s = strings.ReplaceAll(s, mine["full"], names[other]["full"])
					return strings.ReplaceAll(s, mine["last"], names[other]["last"])
				})
				if swapped != para {
					add(r.kind+": given to another", code, b.src[:from]+swapped+b.src[to:])
				}
				break
			}
		}
		if r.kind == "statement" {
			b.falseDays(add, r, s)
		}
	}
	for _, r := range b.of("reversal") {
		slug, point, _ := strings.Cut(r.id, "/")
		for _, p := range b.rec.Points() {
			if p.ID != point && !b.turned(slug, p) {
				add("reversal: on another point", story.CodeReversal, b.to(r, "reversal:"+slug+"/"+p.ID))
			}
		}
		for _, s := range slices.Sorted(maps.Keys(names)) {
			if o := voxpop.Slug(s); o != slug {
				for _, p := range b.rec.Points() {
					if p.ID == point && !b.turned(o, p) {
						add("reversal: of another", story.CodeReversal, b.to(r, "reversal:"+o+"/"+point))
					}
				}
			}
		}
		add("reversal: no such point", story.CodeLink, b.to(r, "reversal:"+slug+"/nothing"))
		add("reversal: no such person", story.CodeLink, b.to(r, "reversal:nobody-known/"+point))
	}
	for _, r := range b.of("contradiction") {
		add("contradiction: no such point", story.CodeLink, b.to(r, "contradiction:nothing"))
	}
}

// falseDays puts another day, month or year beside a statement, where the
// story has one.
func (b bed) falseDays(add adder, r ref, s voxpop.Statement) {
	from := strings.LastIndexAny(b.src[:r.at], ".\n") + 1
	near := b.src[from:r.at]
	first, last, ok := s.SaidOn.Bounds()
	if !ok {
		return
	}
	for _, m := range []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
		"ژانویه", "مارس", "آوریل", "اکتبر", "سپتامبر", "دسامبر", "اوت", "مايو"} {
		if i := strings.LastIndex(near, m); i >= 0 && !strings.Contains(near[i+len(m):], "](") {
			for _, o := range map[string][]string{"en": {"February", "November"}, "fa": {"فوریه", "نوامبر"}, "ar": {"فبراير", "نوفمبر"}}[b.lang] {
				month := map[string]int{"February": 2, "November": 11, "فوریه": 2, "نوامبر": 11, "فبراير": 2, "نوفمبر": 11}[o]
				if int(first.Month()) == month || int(last.Month()) == month {
					continue
				}
				add("statement: another month", story.CodeStatement, b.src[:from+i]+o+b.src[from+i+len(m):])
			}
		}
	}
	for _, at := range digitsRE.FindAllStringIndex(near, -1) {
		if open := strings.LastIndex(near[:at[0]], "]("); open > strings.LastIndex(near[:at[0]], ")") {
			continue // the address of another link
		}
		if v := number(near[at[0]:at[1]]); v >= 2000 && v < 2100 && first.Year() == last.Year() && v == first.Year() && !strings.Contains(near[at[1]:], "](") {
			add("statement: another year", story.CodeStatement, b.src[:from+at[0]]+like(v-1, near[at[0]:at[1]])+b.src[from+at[1]:])
		}
	}
	days := map[string][]string{"en": {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}, "ar": {"الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة"}}[b.lang]
	for _, d := range days {
		if i := strings.LastIndex(near, d); i >= 0 {
			for _, o := range days {
				if o != d {
					add("statement: another weekday", story.CodeStatement, b.src[:from+i]+o+b.src[from+i+len(d):])
				}
			}
		}
	}
}

// turned reports whether the record holds any two exclusive positions of a
// person on a point: then another reversal may be true.
func (b bed) turned(slug string, p voxpop.Point) bool {
	var values []string
	for _, s := range b.said {
		for _, pos := range s.Positions {
			if voxpop.Slug(s.Speaker) == slug && pos.Point == p.ID {
				values = append(values, pos.Value)
			}
		}
	}
	for i, a := range values {
		for _, c := range values[i+1:] {
			if p.Excludes(a, c) {
				return true
			}
		}
	}
	return false
}

func bareText(s string) string { return linkRE.ReplaceAllString(s, " ") }

// outsideLinks changes the text between links only.
func outsideLinks(s string, change func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range linkRE.FindAllStringIndex(s, -1) {
		b.WriteString(change(s[at:m[0]]))
		b.WriteString(s[m[0]:m[1]])
		at = m[1]
	}
	b.WriteString(change(s[at:]))
	return b.String()
}

// falseRest adds what must not stand in any story, and breaks its pictures and
// its front matter.
func (b bed) falseRest(add adder) {
	sentences := map[string]map[story.Code][]string{
		"en": {
			story.CodeScope:    {"The public wants it undone.", "Public opinion has turned.", "The people of the city say it was wrong.", "Most readers think so.", "Residents believe he knew.", "42% of readers agree."},
			story.CodePrivacy:  {"Call 020 7946 0958 to join.", "Write to someone@mail.example.", "Find @her_handle there.", "She lives at 14 Mill Lane.", "It came at 18:20.", "It arrived at 6 pm.", "A 34-year-old nurse in Millbrook wrote too."},
			story.CodeUnlinked: {"“We were never asked.”", "Many respondents were angry.", "Most people who wrote agree.", "One wrote: \"we were never asked\".", "It was 57 of 98 answers.", "«We were never asked.»", "Several said they had left."},
		},
		"fa": {
			story.CodeScope:    {"مردم می‌گویند که اشتباه بود.", "افکار عمومی برگشته است.", "همهٔ مردم این را می‌خواهند.", "شهروندان معتقدند که او می‌دانست.", "۴۲ درصد خوانندگان موافق‌اند."},
			story.CodePrivacy:  {"با ۰۹۱۲ ۳۴۵ ۶۷۸۹ تماس بگیرید.", "به someone@mail.example بنویسید.", "او را در @her_handle بیابید.", "خانه‌اش در خیابان بهار، پلاک ۱۴ است.", "ساعت ۱۸ رسید."},
			story.CodeUnlinked: {"«هیچ‌کس از ما نپرسید.»", "بسیاری از پاسخ‌دهندگان خشمگین بودند.", "“هیچ‌کس از ما نپرسید.”", "برخی گفتند که رفته‌اند."},
		},
		"ar": {
			story.CodeScope:    {"الناس يقولون إنه خطأ.", "تغيّر الرأي العام.", "يريد المواطنون إلغاءه.", "الشعب يعرف ذلك."},
			story.CodePrivacy:  {"اتصلوا على ٠٢٠ ٧٩٤٦ ٠٩٥٨.", "اكتبوا إلى someone@mail.example.", "ابحثوا عن @her_handle.", "تسكن في شارع البحر رقم ١٤.", "وصلت الساعة ٦ مساء."},
			story.CodeUnlinked: {"«لم يسألنا أحد.»", "كثيرون من المشاركين غاضبون.", "“لم يسألنا أحد.”"},
		},
	}[b.lang]
	for _, code := range []story.Code{story.CodeScope, story.CodePrivacy, story.CodeUnlinked} {
		for _, s := range sentences[code] {
			for i, at := range b.paragraphEnds() {
				if i%3 == 0 {
					add(string(code)+": added to a paragraph", code, b.insert(at, "\n\n"+s))
				}
			}
			if !strings.ContainsAny(s, "“«\"") {
				at := strings.Index(b.src, "standfirst:")
				end := at + strings.IndexByte(b.src[at:], '\n')
				value := strings.TrimSuffix(b.src[at:end], `"`)
				add(string(code)+": added to the standfirst", code, b.src[:at]+value+" "+s+strings.TrimPrefix(b.src[at+len(value):end], value)+b.src[end:])
			}
		}
	}
	for _, r := range b.of("chart", "clip") {
		add("picture: no alternative text", story.CodeAlt, b.with(r, ""))
	}
	for _, r := range b.of("chart") {
		add("chart: no such chart", story.CodeLink, b.to(r, "chart:x"+r.id))
	}
	for _, r := range b.of("clip") {
		id, _, _ := strings.Cut(r.id, "#")
		add("clip: past the end", story.CodeLink, b.to(r, "clip:"+id+"#t=1,9999"))
		add("clip: backwards", story.CodeLink, b.to(r, "clip:"+id+"#t=5,2"))
		for _, q := range b.of("response") {
			if p := b.people[q.id]; p.Medium == voxpop.Text {
				add("clip: of a text", story.CodeLink, b.to(r, "clip:"+q.id+"#t=0,1"))
				break
			}
		}
	}
	// A wrong word inside the headline's quotation.
	line := regexp.MustCompile(`(?m)^headline:.*$`).FindStringIndex(b.src)
	h := b.src[line[0]:line[1]]
	for _, m := range regexp.MustCompile(`[“«]([^”»]+)[”»]`).FindAllStringSubmatchIndex(h, -1) {
		runes := []rune(h[m[2]:m[3]])
		for i, c := range runes {
			if unicode.IsLetter(c) && i%2 == 1 {
				change := slices.Clone(runes)
				o := []rune(others(c))
				if change[i] = o[0]; change[i] == c {
					change[i] = o[1]
				}
				add("front matter: a letter of a quotation", story.CodeUnlinked, b.src[:line[0]]+h[:m[2]]+string(change)+h[m[3]:]+b.src[line[1]:])
			}
		}
	}
	date := regexp.MustCompile(`(?m)^date: (.*)$`).FindStringSubmatchIndex(b.src)
	add("front matter: dated before its answers", story.CodeDelay, b.src[:date[2]]+b.lastDay()+b.src[date[3]:])
	add("front matter: a day that is none", story.CodeFront, b.src[:date[2]]+"2026-02-30"+b.src[date[3]:])
	add("front matter: an unknown key", story.CodeFront, b.insert(date[0], "mood: grim\n"))
	add("front matter: an unknown figure", story.CodeNumber, strings.Replace(b.src, "{received}", "{recieved}", 1))
}

// lastDay is the day of the last response that the story quotes.
func (b bed) lastDay() string {
	last := ""
	for _, r := range b.of("response") {
		last = max(last, b.rec.Callout().Day(b.people[r.id].ReceivedAt))
	}
	return last
}

// falseRecord leaves the story alone and takes away what it stands on.
func (b bed) falseRecord(add func(kind string, want story.Code, e func(*edits))) {
	seen := map[string]bool{}
	for _, r := range b.of("response") {
		if seen[r.id] {
			continue
		}
		seen[r.id] = true
		id := r.id
		one := func(change func(*voxpop.Response)) func(*edits) {
			return func(e *edits) {
				e.response = func(r *voxpop.Response) {
					if r.ID == id {
						change(r)
					}
				}
			}
		}
		add("record: withdrawn", story.CodeConsent, one(func(r *voxpop.Response) {
			*r = voxpop.Response{ID: r.ID, Respondent: r.Respondent, ReceivedAt: r.ReceivedAt, Channel: r.Channel, Medium: r.Medium, Lang: r.Lang, WithdrawnAt: r.ReceivedAt}
		}))
		add("record: consent to quote taken back", story.CodeConsent, one(func(r *voxpop.Response) { r.Consent.Quote = false }))
		p := b.people[id]
		if p.Medium == voxpop.Voice || p.Medium == voxpop.Video {
			add("record: nobody reviewed it", story.CodeVerbatim, one(func(r *voxpop.Response) {
				t := *r.Transcript
				t.State = voxpop.Machine
				r.Transcript = &t
				r.Translations = slices.Clone(r.Translations)
				for i := range r.Translations {
					r.Translations[i].State = voxpop.Edited
				}
			}))
		}
		add("record: came on the day of the story", story.CodeDelay, one(func(r *voxpop.Response) {
			m, err := voxpop.ParseMoment(regexp.MustCompile(`(?m)^date: (.*)$`).FindStringSubmatch(b.src)[1])
			if err == nil {
				r.ReceivedAt = m
			}
		}))
		add("record: other words", story.CodeVerbatim, one(func(r *voxpop.Response) {
			r.Text = strings.ToUpper("Nothing of the kind. ") + "هیچ."
			r.Transcript, r.Translations = nil, nil
		}))
	}
	add("record: contact was promised", story.CodeConsent, func(e *edits) {
		e.callout = func(c *voxpop.Callout) { c.ContactBeforeQuoting = true }
		e.response = func(r *voxpop.Response) { r.Contacted = false }
	})
	for _, r := range b.of("clip") {
		id, _, _ := strings.Cut(r.id, "#")
		add("record: no consent to be heard", story.CodeConsent, func(e *edits) {
			e.response = func(r *voxpop.Response) {
				if r.ID == id {
					r.Consent.Voice = false
				}
			}
		})
		add("record: no recording", story.CodeLink, func(e *edits) {
			e.response = func(r *voxpop.Response) {
				if r.ID == id {
					r.Media = ""
				}
			}
		})
	}
	codes := map[string]bool{}
	for _, r := range b.of("share") {
		if codes[r.id] || len(digitsRE.FindAllString(r.text, -1)) == 0 {
			continue
		}
		codes[r.id] = true
		id := r.id
		add("record: a theme is taken off everybody", story.CodeNumber, func(e *edits) {
			e.coding = func(c *voxpop.Coding) bool { return c.Code != id }
		})
	}
	turned := map[string]bool{}
	for _, r := range b.of("reversal") {
		slug, point, _ := strings.Cut(r.id, "/")
		if turned[r.id] {
			continue
		}
		turned[r.id] = true
		add("record: a position is taken back", story.CodeReversal, func(e *edits) {
			e.statement = func(s *voxpop.Statement) {
				if voxpop.Slug(s.Speaker) == slug {
					s.Positions = slices.DeleteFunc(slices.Clone(s.Positions), func(p voxpop.Position) bool { return p.Point == point })
				}
			}
		})
	}
	for _, r := range b.of("contradiction") {
		point := r.id
		add("record: nobody clashes", story.CodeContradiction, func(e *edits) {
			e.statement = func(s *voxpop.Statement) {
				s.Positions = slices.DeleteFunc(slices.Clone(s.Positions), func(p voxpop.Position) bool { return p.Point == point })
			}
		})
	}
	said := map[string]bool{}
	for _, r := range b.of("statement") {
		if said[r.id] || !r.inQuotes {
			continue
		}
		said[r.id] = true
		id := r.id
		add("record: only reported", story.CodeStatement, func(e *edits) {
			e.statement = func(s *voxpop.Statement) {
				if s.ID == id {
					s.Kind = voxpop.Reported
				}
			}
		})
		add("record: said by another", story.CodeStatement, func(e *edits) {
			e.statement = func(s *voxpop.Statement) {
				if s.ID == id {
					s.Speaker, s.Role, s.Names, s.Roles = "Quentin Absent", "archivist", nil, nil
				}
			}
		})
	}
}

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
