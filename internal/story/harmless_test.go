package story_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"voxpop"
	"voxpop/internal/prevalence"
)

// rewrite is a story said in another way that is as true.
type rewrite struct{ kind, src string }

// printed is what the front matter quotes from the body.
func (b bed) printed() []string {
	var out []string
	end := strings.Index(b.src[4:], "\n---\n") + 4
	for _, m := range regexp.MustCompile(`[“«]([^”»]+)[”»]`).FindAllStringSubmatch(b.src[:end], -1) {
		out = append(out, m[1])
	}
	return out
}

// rewrites makes harmless rewrites, up to most of each kind.
func (b bed) rewrites(most int) []rewrite {
	var out []rewrite
	n := map[string]int{}
	add := func(kind, src string) {
		if src != b.src && n[kind] < most {
			n[kind]++
			out = append(out, rewrite{kind, src})
		}
	}
	b.otherMarks(add)
	b.shorter(add)
	b.otherShares(add)
	b.otherPeople(add)

	add("line ends of another system", strings.ReplaceAll(b.src, "\n", "\r\n"))
	add("byte order mark", "\ufeff"+b.src)
	add("blank lines", strings.Replace(b.src, "\n\n", "\n\n\n\n", -1))
	plain := map[string][]string{
		"en": {"The public transport office did not comment.", "It rained that week.", "The library opened in 1932 and closed for many years.", "None of this is new to the town hall’s clerks.", "The *Constance* carries 412 passengers.", "Several of the lamps were out."},
		"fa": {"آن هفته باران آمد.", "کتابخانه در سال ۱۳۱۱ باز شد.", "این برای منشی شورا تازه نیست."},
		"ar": {"هطل المطر في ذلك الأسبوع.", "افتتحت المكتبة عام ١٩٣٢.", "لم يعلق أحد."},
	}[b.lang]
	for _, s := range plain {
		for i, at := range b.paragraphEnds() {
			if i%4 == 1 {
				add("a plain paragraph", b.insert(at, "\n\n"+s))
			}
		}
	}
	return out
}

// otherMarks changes marks, spaces and spelling that a reader does not see.
func (b bed) otherMarks(add func(kind, src string)) {
	for _, r := range b.of("response", "statement") {
		front, back := []rune(b.src[:r.at]), []rune(b.src[r.end:])
		if r.inQuotes && len(back) > 0 && strings.ContainsAny(string(back[0]), "”»\"") && !strings.ContainsAny(r.text, "«»“”\"") {
			for _, m := range []string{"“”", "«»", "\"\"", "„“"} {
				mm := []rune(m)
				if front[len(front)-1] == mm[0] {
					continue
				}
				add("quotation marks "+m, string(front[:len(front)-1])+string(mm[0])+b.src[r.at:r.end]+string(mm[1])+string(back[1:]))
			}
		}
		if r.kind == "statement" && !r.inQuotes {
			continue
		}
		add("two spaces", b.with(r, strings.ReplaceAll(r.text, " ", "  ")))
		add("spaces that do not break", b.with(r, strings.Replace(r.text, " ", "\u00a0", 1)))
		if i := strings.IndexByte(r.text, ' '); i > 0 && i+1 < len(r.text) && (unicode.IsLetter([]rune(r.text[i+1:])[0])) && !r.heading {
			add("a line break", b.with(r, r.text[:i]+"\n"+r.text[i+1:]))
		}
		add("decomposed letters", b.with(r, norm.NFD.String(r.text)))
		if strings.Contains(r.text, "’") {
			add("straight apostrophes", b.with(r, strings.ReplaceAll(r.text, "’", "'")))
		}
		if strings.Contains(r.text, "'") {
			add("typographic apostrophes", b.with(r, strings.ReplaceAll(r.text, "'", "’")))
			add("apostrophes as entities", b.with(r, strings.ReplaceAll(r.text, "'", "&#39;")))
		}
		if !strings.ContainsAny(r.text, "*_[]«»“”\"") {
			add("emphasis around the words", b.with(r, "*"+r.text+"*"))
		}
		if strings.ContainsAny(r.text, "!.,") {
			add("escaped marks", b.with(r, strings.NewReplacer("!", `\!`, ",", `\,`).Replace(r.text)))
		}
		if b.lang != "en" && strings.Contains(r.text, "\u200c") {
			add("half-spaces as spaces", b.with(r, strings.ReplaceAll(r.text, "\u200c", " ")))
		}
		add("direction marks", b.with(r, "\u2067"+r.text+"\u2069"))
		add("reference link", b.src[:r.at]+strings.Replace(b.src[r.at:r.end], "]("+r.kind+":"+r.id+")", "][k]", 1)+b.src[r.end:]+"\n\n[k]: "+r.kind+":"+r.id+"\n")
	}
	for _, r := range b.of("reversal") {
		add("an encoded address", b.to(r, "reversal:"+strings.ReplaceAll(r.id, "-", "%2D")))
	}
}

// shorter cuts quotations where words end.
func (b bed) shorter(add func(kind, src string)) {
	printed := b.printed()
	for _, r := range b.of("response", "statement") {
		if r.kind == "statement" && !r.inQuotes || strings.ContainsAny(r.text, "[]«»“”\"") ||
			slices.ContainsFunc(printed, func(p string) bool { return strings.Contains(r.text, p) || strings.Contains(p, r.text) }) ||
			r.heading || b.inHeading(r) {
			continue
		}
		w := words.FindAllStringIndex(r.text, -1)
		if len(w) < 5 {
			continue
		}
		k := len(w)
		add("the first words", b.with(r, strings.TrimRight(r.text[:w[k-2][1]], ",،;:")))
		add("the last words", b.with(r, r.text[w[2][0]:]))
		add("a cut […]", b.with(r, r.text[:w[1][1]]+" […] "+r.text[w[3][0]:]))
		add("a cut [...]", b.with(r, r.text[:w[0][1]]+" [...] "+r.text[w[k-2][0]:]))
		add("two cuts", b.with(r, r.text[:w[0][1]]+" […] "+r.text[w[2][0]:w[2][1]]+" […] "+r.text[w[k-1][0]:]))
		add("an addition", b.with(r, r.text[:w[2][1]]+" [sic]"+r.text[w[2][1]:]))
		first := []rune(r.text)
		if unicode.IsUpper(first[0]) && len(first) > 1 && unicode.IsLetter(first[1]) {
			add("a changed capital", b.with(r, "["+string(unicode.ToLower(first[0]))+"]"+string(first[1:])))
		} else if unicode.IsLower(first[0]) && len(first) > 1 && unicode.IsLetter(first[1]) {
			add("a changed capital", b.with(r, "["+string(unicode.ToUpper(first[0]))+"]"+string(first[1:])))
		}
	}
}

// inHeading reports whether a heading repeats words of the quotation.
func (b bed) inHeading(r ref) bool {
	return slices.ContainsFunc(b.refs, func(o ref) bool { return o.heading && o.id == r.id })
}

// otherShares says the same numbers otherwise, or less.
func (b bed) otherShares(add func(kind, src string)) {
	for _, r := range b.of("share") {
		n, of := b.share(r.id)
		nums := digitsRE.FindAllStringIndex(r.text, -1)
		if len(nums) == 0 {
			s, _ := b.rec.figures.Share(r.id)
			if of < 30 || s.Alpha != nil && *s.Alpha < .667 {
				continue
			}
			for i, band := range bands[:len(bands)-1] {
				if share := float64(n) / float64(of); share >= band.from && n >= band.people && (i+1 == len(bands) || share > band.from+.02) {
					if band.from >= .45 && s.Low <= .52 {
						continue
					}
					add("a weaker word", b.with(r, band.word[b.lang]))
				}
			}
			continue
		}
		if len(nums) != 2 {
			continue
		}
		for _, like0 := range []string{"0", "۰", "٠"} {
			a, z := like(n, like0), like(of, like0)
			add("digits of another script", b.with(r, r.text[:nums[0][0]]+a+r.text[nums[0][1]:nums[1][0]]+z+r.text[nums[1][1]:]))
		}
		if b.lang == "en" {
			add("out of", b.with(r, strings.Replace(r.text, " of ", " out of ", 1)))
		}
		pct := prevalence.Percent(n, of, 0)
		add("a percentage beside it", b.src[:r.end]+", ["+pct+"%](share:"+r.id+")"+b.src[r.end:])
		add("a percentage with decimals", b.src[:r.end]+", ["+prevalence.Percent(n, of, 1)+" %](share:"+r.id+")"+b.src[r.end:])
		add("the bare number too", b.src[:r.end]+" ["+like(n, r.text)+"](share:"+r.id+")"+b.src[r.end:])
	}
}

// otherPeople attributes the same answer in other true words.
func (b bed) otherPeople(add func(kind, src string)) {
	ways := map[string]map[voxpop.Medium][]string{
		"en": {voxpop.Text: {"one person wrote", "wrote somebody", "one respondent wrote to us"}, voxpop.Voice: {"one person said in a voice message", "said one voice message", "in a voice message, somebody said"}, voxpop.Video: {"one person said in a video message", "somebody said in a video"}},
		"fa": {voxpop.Text: {"یک نفر نوشت", "کسی نوشته است"}, voxpop.Voice: {"یک نفر در پیامی صوتی گفت", "در پیامی صوتی کسی گفت"}, voxpop.Video: {"یک نفر در پیامی ویدئویی گفت"}},
		"ar": {voxpop.Text: {"كتب أحدهم", "كتبت إحداهن"}, voxpop.Voice: {"قال أحدهم في رسالة صوتية"}, voxpop.Video: {"قال أحدهم في مقطع فيديو"}},
	}[b.lang]
	named := map[string]map[voxpop.Channel]string{
		"en": {voxpop.Email: "one person wrote in an email", voxpop.Telegram: "one person wrote in a message", voxpop.WhatsApp: "one person wrote in a WhatsApp message", voxpop.Signal: "one person wrote in a message", voxpop.SMS: "one person wrote in a text message"},
		"fa": {voxpop.Email: "یک نفر در ایمیلی نوشت", voxpop.Telegram: "یک نفر در پیامی نوشت", voxpop.WhatsApp: "یک نفر در پیامی در واتساپ نوشت"},
		"ar": {voxpop.Email: "كتب أحدهم في رسالة إلكترونية", voxpop.Telegram: "كتب أحدهم في رسالة"},
	}[b.lang]
	for _, r := range b.of("by") {
		p := b.people[r.id]
		for _, w := range ways[p.Medium] {
			add("another attribution", b.with(r, w))
		}
		if w := named[p.Channel]; w != "" && p.Medium == voxpop.Text {
			add("the channel named", b.with(r, w))
		}
	}
}

func TestHarmlessRewritesPass(t *testing.T) {
	kinds := map[string][2]int{}
	total, passed := 0, 0
	for _, b := range beds(t) {
		for _, w := range b.rewrites(12) {
			res := check(t, b.rec, w.src)
			k := kinds[w.kind]
			k[1]++
			total++
			if res.OK() {
				k[0]++
				passed++
			} else {
				var s strings.Builder
				_ = res.WriteText(&s)
				t.Errorf("%s: %s is refused:\n%s%s", b.name, w.kind, changed(b.src, w.src), s.String())
			}
			kinds[w.kind] = k
		}
	}
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%4d of %4d  %s", kinds[k][0], kinds[k][1], k)
	}
	t.Logf("passed: %d of %d harmless rewrites of %d kinds", passed, total, len(kinds))
	if total < 300 {
		t.Errorf("%d rewrites are too few to show anything", total)
	}
}
