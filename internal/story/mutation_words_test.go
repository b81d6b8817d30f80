package story_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/prevalence"
	"voxpop/internal/story"
)

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
			if !strings.ContainsAny(r.text, "[]") {
				add(r.kind+": a denial added in brackets", story.CodeVerbatim, b.with(r, r.text[:w[1][0]]+"["+not+"] "+r.text[w[1][0]:]))
			}
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
