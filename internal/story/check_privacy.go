package story

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"

	"voxpop/internal/text"
)

var (
	emailRE  = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+\.[\p{L}]{2,}`)
	handleRE = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_@])(@[\p{L}\p{N}_][\p{L}\p{N}_.]{1,})|(?i:\b(?:t\.me|wa\.me|telegram\.me)/[\w+]+)`)
	phoneRE  = regexp.MustCompile(`(?:\+|\b00)?\(?\d[\d\s\x{00a0}().\-–/]{5,}\d`)
	isoDate  = regexp.MustCompile(`^\d{4}[-/.–]\d{1,2}[-/.–]\d{1,2}$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$`)
	years    = regexp.MustCompile(`^(1[2-9]|20|21)\d\d\s*[-–/]\s*(1[2-9]|20|21)?\d\d$`)
	grouped  = regexp.MustCompile(`^\d{1,3}(?:[\s\x{00a0}.]\d{3})+$`)

	streetRE = []*regexp.Regexp{
		regexp.MustCompile(`\b(\d{1,5})[a-zA-Z]?,?\s+(?:\p{Lu}[\p{L}'’.-]*\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Square|Boulevard|Blvd|Way|Close|Court|Row|Quay|Terrace|Place|Alley|Crescent|Gardens|Hill|Wharf|Embankment)\b`),
		regexp.MustCompile(`\b(?:\p{Lu}[\p{L}'’.-]*\s+){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Boulevard|Blvd|Square|Quay|Terrace|Crescent|Gardens|Alley|Wharf|Embankment),?\s+(\d{1,3})[a-zA-Z]?(?:$|[^\p{L}\p{N}\s%:]|\s+(?:[^\p{Ll}\s]|(?:in|and|or|since|until|where|near|at|with|is|was)\b))`),
		regexp.MustCompile(`\b(?:Street|Road|Avenue|Lane|Boulevard|Calle|Avenida|Rue|Via|Sokak|Caddesi|Mahallesi)\b[\p{L}\s.'’-]{0,40}\bNo\.?\s*(\d{1,5})\b|\b(?:Calle|Avenida|Rue|Via)\s+(?:\p{L}+\s+){1,4}(\d{1,5})\b`),
		regexp.MustCompile(`\p{L}+(?:straße|strasse|gasse|weg)\s+(\d{1,5})\b`),
		regexp.MustCompile(`(?:خیابان|کوچه|کوچهٔ|کوی|بلوار|بن‌بست|شارع|زقاق)[^.؛،!?؟]{0,40}?(?:پلاک|شماره|شمارهٔ|رقم|بناية|مبنى|منزل)?[\s:]*(\d{1,5})\b`),
		regexp.MustCompile(`(?:پلاک)\s*(\d{1,5})\b`),
	}
	clockRE = []clock{
		{regexp.MustCompile(`\b([01]?\d|2[0-4]):[0-5]\d\b`), []string{}},
		{regexp.MustCompile(`(?i)\b\d{1,2}(?:[.:]\d{2})?\s*(?:am|pm|a\.m\.|p\.m\.|o[’']clock)(?:[^\p{L}]|$)`), []string{}},
		{regexp.MustCompile(`(?i)\b(?:at|around|about|before|after|until|past)\s+(?:noon|midnight)\b|\b(?:half|quarter)\s+past\s+(?:\d{1,2}\b|\p{L}+)|\bquarter\s+to\s+` + hourWord), []string{"noon", "midnight", "past", "quarter"}},
		{regexp.MustCompile(`(?i)\b(?:five|ten|twenty|twenty[- ]five|\d{1,2})(?:\s+minutes?)?\s+past\s+` + hourWord + `|\b(?:five|ten|twenty|twenty[- ]five|\d{1,2})\s+minutes?\s+to\s+` + hourWord + `|\bat\s+(?:five|ten|twenty|twenty[- ]five)\s+to\s+` + hourWord), []string{"past", "minute", " to "}},
		{regexp.MustCompile(`(?i)\b(?:[01]?\d|2[0-4])\s?h\s?[0-5]\d\b`), []string{}},
		{regexp.MustCompile(`(?i)\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+in\s+the\s+(?:morning|afternoon|evening)\b`), []string{"in the"}},
		{regexp.MustCompile(`(?i)\b(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty)\s+(?:seconds?|minutes?|hours?)\s+(?:after|before|later|earlier|ago)\b`), []string{"second", "minute", "hour"}},
		{regexp.MustCompile(`ساعت\s*\d{1,2}|ساعت\s+(?:یک|دو|سه|چهار|پنج|شش|هفت|هشت|نه|ده|یازده|دوازده)(?:[^\p{L}]|$)`), []string{"ساعت"}},
		{regexp.MustCompile(`الساعة\s*(?:\d{1,2}|الواحدة|الثانية|الثالثة|الرابعة|الخامسة|السادسة|السابعة|الثامنة|التاسعة|العاشرة|الحادية|الثانية عشرة)`), []string{"الساعة"}},
		{regexp.MustCompile(`(?:الواحدة|الثانية|الثالثة|الرابعة|الخامسة|السادسة|السابعة|الثامنة|التاسعة|العاشرة|الحادية|عشرة)(?:\s+(?:و\p{L}+|إلا\s+\p{L}+|من))?\s+(?:صباح|مساء|ظهر|ليل|فجر|عصر)[اًاء]*(?:[^\p{L}]|$)`), []string{"صباح", "مساء", "ظهر", "ليل", "فجر", "عصر"}},
	}
)

const hourWord = `(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b`

// clock is a way to tell the hour. Most texts hold none of its words (in lower
// case; none given: a digit), and then need not be searched for it.
type clock struct {
	*regexp.Regexp
	words []string
}

const digitsASCII = "0123456789"

func (k clock) maybe(lower string) bool {
	if len(k.words) == 0 {
		return strings.ContainsAny(lower, digitsASCII)
	}
	return slices.ContainsFunc(k.words, func(w string) bool { return strings.Contains(lower, w) })
}

// private refuses what could lead to a person, wherever it stands.
func (c *checker) private(r *reading) {
	all := text.Span{Start: 0, End: len(r.Runes)}
	whole, at := scrub(r.mask(all, func(int) bool { return false }))
	report := func(at []int, s string, byteAt int, message, hint told) {
		c.runeError(r, at[len([]rune(s[:byteAt]))], CodePrivacy, message, hint)
	}
	for _, f := range reach(whole) {
		report(at, whole, f.at, f.what, tell("cut it out with […], or leave it out"))
	}
	// Words that somebody said stay as they were said; nothing else tells the hour.
	free := r.mask(all, func(i int) bool { return r.verbatimAt(i) || r.linkedAt(i, LinkStatement) })
	free, at = scrub(free)
	lower := strings.ToLower(free)
	for _, re := range clockRE {
		if !re.maybe(lower) {
			continue
		}
		if m := re.FindStringIndex(free); m != nil {
			report(at, free, m[0], tell("“%s” is finer than a day", strings.TrimSpace(strings.ReplaceAll(free[m[0]:m[1]], "\ufffc", ""))), tell("give the day at most"))
			break
		}
	}
	for _, l := range r.Links {
		if l.Image && emailRE.MatchString(l.Text) {
			c.linkError(r, l, CodePrivacy, tell("an e-mail address in the alternative text"), tell("take it out"))
		}
		for _, f := range reach(first(scrub(titleOf(l)))) {
			c.linkError(r, l, CodePrivacy, tell("%s in the title of a link", f.what), tell("take it out"))
		}
		if messengerRE.MatchString(l.Dest) {
			c.linkError(r, l, CodePrivacy, tell("a link to somebody's account"), tell("take it out of the story"))
		}
	}
}

// messengerRE is an address at which somebody can be written to.
var messengerRE = regexp.MustCompile(`(?i)^(?:https?:)?//(?:www\.)?(?:t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|signal\.me|m\.me)/[^\s]|^(?:tg|whatsapp|sgnl|sms|skype):`)

// titleOf is the title that stands after a link's address, here or in the
// definition it refers to; a reader sees it under the pointer.
func titleOf(l *Link) string {
	switch n := l.Node.(type) {
	case *ast.Link:
		return string(n.Title)
	case *ast.Image:
		return string(n.Title)
	}
	return ""
}

func first(s string, _ []int) string { return s }

// scrub writes the digits of every script as ASCII and drops what is not seen,
// but for the joiners between letters. at gives for each code point of the
// result, and for its end, the place in s.
func scrub(s string) (out string, at []int) {
	runes := []rune(s)
	kept := make([]rune, 0, len(runes))
	at = make([]int, 0, len(runes)+1)
	letter := func(i int) bool {
		return i >= 0 && i < len(runes) && (unicode.IsLetter(runes[i]) || unicode.IsMark(runes[i]))
	}
	for i, r := range runes {
		hidden := text.Invisible(r) || unicode.Is(unicode.Cf, r)
		if r == '\u200c' || r == '\u200d' {
			hidden = !letter(i-1) || !letter(i+1)
		}
		if hidden {
			continue
		}
		if n, ok := decimal(r); ok {
			r = rune('0' + n)
		}
		kept, at = append(kept, r), append(at, i)
	}
	return string(kept), append(at, len(runes))
}

// lead is a place of a text that leads to a person: its byte, and what it is.
type lead struct {
	at   int
	what told
}

// reach finds what a person could be reached by, one of each kind.
func reach(whole string) []lead {
	var out []lead
	if !strings.ContainsAny(whole, "@/") {
		// neither an address nor a handle
	} else if m := emailRE.FindStringIndex(whole); m != nil {
		out = append(out, lead{m[0], tell("an e-mail address")})
	} else if m := handleRE.FindStringSubmatchIndex(whole); m != nil {
		at := m[0]
		if m[2] >= 0 {
			at = m[2]
		}
		out = append(out, lead{at, tell("a handle")})
	}
	if strings.ContainsAny(whole, digitsASCII) {
		for _, m := range phoneRE.FindAllStringIndex(whole, -1) {
			if phone(whole[m[0]:m[1]]) {
				out = append(out, lead{m[0], tell("what looks like a phone number")})
				break
			}
		}
		if at := street(whole); at >= 0 {
			out = append(out, lead{at, tell("a street address")})
		}
	}
	return out
}

// street is the byte at which the first street address of s begins, or -1.
func street(s string) int {
	for _, re := range streetRE {
		for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
			if !yearBefore(s, m) {
				return m[0]
			}
		}
	}
	return -1
}

// phone reports whether digits with separators look like a phone number
// rather than a date, a span of years or a large number.
func phone(s string) bool {
	s = strings.TrimSpace(s)
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits < 7 || digits > 15 || isoDate.MatchString(s) || years.MatchString(s) {
		return false
	}
	if grouped.MatchString(s) && !strings.HasPrefix(s, "0") {
		return false
	}
	// Two figures that happen to stand side by side: “2024. 2026”.
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if len(part) != 4 || part < "1200" || part > "2199" {
			return true
		}
	}
	return false
}

// yearBefore reports whether the number of an address is a year: “in 2019
// Harbour Road was closed”.
func yearBefore(s string, m []int) bool {
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] < 0 {
			continue
		}
		n := s[m[i]:m[i+1]]
		if len(n) != 4 || n < "1800" || n > "2199" {
			return false
		}
		before := strings.Fields(s[max(0, m[i]-40):m[i]])
		return len(before) > 0 && slices.Contains([]string{"in", "In", "since", "Since", "by", "By", "of", "until", "در", "سال", "في", "عام", "منذ"}, before[len(before)-1])
	}
	return false
}

var inPlaceRE = regexp.MustCompile(`\b(?:in|from|of|at|near)\s+(?:the\s+)?\p{Lu}\p{L}+`)

var jobs = newLexicon("teacher", "nurse", "doctor", "student", "baker", "driver", "engineer", "lawyer", "farmer", "worker", "shopkeeper", "fisherman", "clerk", "cook", "carpenter", "mechanic", "pensioner",
	"journalist", "soldier", "officer", "pharmacist", "electrician", "plumber", "tailor", "barber", "welder", "deckhand", "docker", "captain", "accountant", "programmer", "translator", "librarian", "cleaner", "waiter", "waitress", "sailor", "midwife", "surgeon", "architect", "painter", "musician",
	"معلم", "پرستار", "پزشک", "دانشجو", "نانوا", "راننده", "مهندس", "وکیل", "کشاورز", "کارگر", "مغازه‌دار", "ماهیگیر", "کارمند", "آشپز", "نجار", "مکانیک", "بازنشسته", "خیاط", "آرایشگر", "حسابدار", "ملوان", "قابله",
	"مدرس", "ممرضة", "ممرض", "طبيب", "طبيبة", "طالب", "طالبة", "خباز", "سائق", "محام", "مزارع", "عامل", "صياد", "موظف", "طباخ", "نجار", "متقاعد", "خياط", "حلاق", "محاسب", "بحار")

// jigsaw refuses age, job and small place of one respondent together.
func (c *checker) jigsaw(r *reading, s text.Span) {
	runes := r.Runes[s.Start:s.End]
	if !slices.ContainsFunc(runes, unicode.IsDigit) || len(c.agesIn(runes)) == 0 {
		return
	}
	tokens := r.within(s, func(i int) bool { return !r.verbatimAt(i) })
	job := jobs.any(tokens)
	place := false
	for _, l := range r.linksIn(s) {
		if l.Kind != LinkBy && l.Kind != LinkResponse {
			continue
		}
		for _, id := range strings.Split(l.ID, ",") {
			resp := c.seen[id]
			if resp == nil {
				continue
			}
			job = job || resp.Person.Role != "" && newLexicon(resp.Person.Role).any(tokens)
			place = place || resp.Person.Place != "" && newLexicon(resp.Person.Place).any(tokens)
		}
	}
	if !place && c.lang.tag == "en" {
		place = inPlaceRE.MatchString(r.mask(s, r.verbatimAt))
	}
	if job && place {
		c.runeError(r, s.Start, CodePrivacy, tell("age, job and place together can lead to one person"), tell("leave one of the three out"))
	}
}
