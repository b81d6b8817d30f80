package story_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"voxpop"
	"voxpop/internal/story"
)

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
			b.falseVoices(add, r)
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
		add("reversal: in a year before the record", story.CodeReversal, b.with(r, r.text+map[string]string{"en": " in 1999", "fa": " در سال ۱۹۹۹", "ar": " في عام ١٩٩٩"}[b.lang]))
		add("reversal: no such point", story.CodeLink, b.to(r, "reversal:"+slug+"/nothing"))
		add("reversal: no such person", story.CodeLink, b.to(r, "reversal:nobody-known/"+point))
	}
	for _, r := range b.of("contradiction") {
		add("contradiction: none", story.CodeContradiction, b.with(r, map[string]string{"en": "agree", "fa": "موافقند", "ar": "متفقان"}[b.lang]))
		add("contradiction: no such point", story.CodeLink, b.to(r, "contradiction:nothing"))
	}
}

// falseVoices gives quoted words to somebody beside their speaker, who stays
// named in the sentence before.
func (b bed) falseVoices(add adder, r ref) {
	if !r.inQuotes || r.heading {
		return
	}
	s := b.said[r.id]
	name := s.Speaker
	if n := s.Names[b.lang]; n != "" {
		name = n
	}
	words := b.src[r.at:r.end]
	for kind, said := range map[string]map[string]string{
		"said by somebody":      {"en": "%s spoke. A baker said: “", "fa": "%s حرف زد. منتقدی گفت: «", "ar": "تحدث %s. قال أحدهم: «"},
		"told to the speaker":   {"en": "A baker told %s: “", "fa": "یک نانوا به %s گفت: «", "ar": "قال خباز ل%s: «"},
		"said by one of theirs": {"en": "%s's cousin said: “", "fa": "دوست %s گفت: «", "ar": "قال صديق %s: «"},
	} {
		mark := "»"
		if b.lang == "en" {
			mark = "”"
		}
		at := b.paragraphEnds()[0]
		add("statement: "+kind, story.CodeStatement, b.insert(at, "\n\n"+fmt.Sprintf(said[b.lang], name)+words+mark+"."))
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
