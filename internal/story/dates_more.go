package story

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"voxpop/internal/calendar"
)

// decimal is the value of a digit of any script.
func decimal(r rune) (int, bool) {
	if r < 0x80 {
		return int(r - '0'), '0' <= r && r <= '9'
	}
	if !unicode.IsDigit(r) {
		return 0, false
	}
	// Unicode keeps the digits of a script together, from nought to nine.
	for _, t := range unicode.Nd.R16 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10, true
		}
	}
	for _, t := range unicode.Nd.R32 {
		if r >= rune(t.Lo) && r <= rune(t.Hi) {
			return int(r-rune(t.Lo)) % 10, true
		}
	}
	return 0, false
}

// decimals writes the digits of every script as ASCII.
func decimals(s string) string {
	return strings.Map(func(r rune) rune {
		if n, ok := decimal(r); ok {
			return rune('0' + n)
		}
		return r
	}, s)
}

func (l *language) oneOf(tokens []token, k int, list []string) bool {
	return k >= 0 && k < len(tokens) && slices.ContainsFunc(tokens[k].alts, func(w string) bool { return slices.Contains(list, w) })
}

// numeric reads a date in figures: 2024-05-02, 17/04/2026, 4.17.2026. Of day and
// month either may stand first; the word segmenter keeps some together.
func (l *language) numeric(tokens []token, runes []rune, i int) (stated, bool) {
	var n [3]int
	var text [3]string
	used := 0
	if parts := strings.Split(decimals(tokens[i].word), "."); len(parts) == 3 {
		copy(text[:], parts)
		used = 1
	} else if joined(runes, tokens, i, i+2, "-/.／．－") {
		for k := range text {
			text[k] = decimals(tokens[i+k].word)
		}
		used = 3
	} else {
		return stated{}, false
	}
	for k, s := range text {
		v, err := strconv.Atoi(s)
		if err != nil || len(s) > 4 {
			return stated{}, false
		}
		n[k] = v
	}
	s := stated{first: i, last: i + used}
	add := func(y, m, d int) {
		if m < 1 || m > 12 || d < 1 || d > 31 {
			return
		}
		t := calendarDay(y, m, d)
		if y >= 1300 && y < 1500 {
			t = calendar.FromSolar(y, m, d)
		}
		s.any = append(s.any, days{t, t})
	}
	switch {
	case len(text[0]) == 4 && n[0] >= 1300:
		add(n[0], n[1], n[2])
	case len(text[2]) == 4 && n[2] >= 1300:
		add(n[2], n[1], n[0])
		if n[0] != n[1] {
			add(n[2], n[0], n[1])
		}
	}
	if len(s.any) == 0 {
		return stated{}, false
	}
	s.from, s.to = s.any[0].from, s.any[0].to
	return s, true
}

// yearWords reads the year after a month or a day: 2024, “of 2024”, “last
// year”, “of last year”, “the year before last”, سال گذشته. n is its words.
func (l *language) yearWords(tokens []token, runes []rune, k int, today time.Time, solar bool) (y, n int, ok bool) {
	d := l.dates
	at := k
	now := today.Year()
	if solar {
		now, _, _, _ = calendar.Solar(today)
	}
	if y, ok := l.yearAt(tokens, runes, at); ok {
		return y, 1, true
	}
	if l.oneOf(tokens, at, d.ofMonth) {
		at++
	}
	if l.oneOf(tokens, at, d.lastYear) {
		return now - 1, at + 1 - k, true
	}
	if y, ok := l.yearAt(tokens, runes, at); ok && at > k {
		return y, at + 1 - k, true
	}
	isYear := func(k int) bool {
		return k < len(tokens) && slices.ContainsFunc(tokens[k].alts, func(w string) bool { u, ok := d.units[w]; return ok && u == year })
	}
	word := func(k int, w string) bool { return k < len(tokens) && tokens[k].word == w }
	if l.tag == "en" {
		the := at
		if word(the, "the") {
			the++
		}
		switch {
		case word(the, "year") && word(the+1, "before") && word(the+2, "last"):
			return now - 2, the + 3 - k, true
		case word(at, "last") && word(at+1, "year"):
			return now - 1, at + 2 - k, true
		case word(at, "this") && word(at+1, "year"):
			return now, at + 2 - k, true
		}
		if l.oneOf(tokens, the, d.yearWord) {
			if y, ok := l.yearAt(tokens, runes, the+1); ok {
				return y, the + 2 - k, true
			}
		}
		return 0, 0, false
	}
	if l.oneOf(tokens, at, d.yearWord) {
		if y, ok := l.yearAt(tokens, runes, at+1); ok {
			return y, at + 2 - k, true
		}
	}
	switch {
	case isYear(at) && l.oneOf(tokens, at+1, d.last):
		return now - 1, at + 2 - k, true
	case isYear(at) && l.oneOf(tokens, at+1, d.this), isYear(at+1) && l.oneOf(tokens, at, d.this):
		return now, at + 2 - k, true
	}
	return 0, 0, false
}

// partOf is a month or, after “early”, “mid” or “late”, a part of one, with
// some days more than the word says. With y 0 it is the latest.
func (l *language) partOf(tokens []token, i, words, y, m int, solar bool, today time.Time) (stated, bool) {
	d := l.dates
	from, to := 1, 31
	switch {
	case l.oneOf(tokens, i-1, d.early):
		to = 12
	case l.oneOf(tokens, i-1, d.mid):
		from, to = 8, 22
	case l.oneOf(tokens, i-1, d.late), l.tag == "en" && l.oneOf(tokens, i-1, d.ofMonth) && i > 1 && tokens[i-2].word == "end":
		from = 17
	}
	span := func(y int) (time.Time, time.Time) {
		first, last := monthSpan(y, m, solar)
		a, b := first.AddDate(0, 0, from-1), first.AddDate(0, 0, to-1)
		if b.After(last) {
			b = last
		}
		return a, b
	}
	if y == 0 {
		y = today.Year()
		if solar {
			y, _, _, _ = calendar.Solar(today)
		}
		if a, _ := span(y); a.After(today) {
			y--
		}
	}
	a, b := span(y)
	return stated{from: a, to: b, first: i, last: i + words}, true
}

// season reads “in summer 2025”, “the spring of 2024”, “last winter”, بهار ۱۴۰۳:
// the three months of it with half a month before and the days after by which
// astronomers end one later, for nobody agrees on when one begins; in the Solar calendar a season is three whole months.
func (l *language) season(tokens []token, runes []rune, i int, today time.Time) (stated, bool) {
	d := l.dates
	k := -1
	for _, w := range tokens[i].alts {
		if n, ok := d.seasons[w]; ok {
			k = n
		}
	}
	if k < 0 {
		return stated{}, false
	}
	spans := func(y int) []days {
		if y >= 1300 && y < 1500 {
			from, _ := monthSpan(y, 3*k+1, true)
			_, to := monthSpan(y, 3*k+3, true)
			return []days{{from, to}}
		}
		around := func(y int) days {
			from := calendarDay(y, 3*k+3, 1)
			return days{from.AddDate(0, 0, -16), from.AddDate(0, 3, 23)}
		}
		if k == 3 { // the winter of a year begins it, or ends it
			return []days{around(y - 1), around(y)}
		}
		return []days{around(y)}
	}
	s := stated{first: i, last: i + 1}
	if y, n, ok := l.yearWords(tokens, runes, i+1, today, false); ok {
		s.any, s.last = spans(y), i+1+n
	} else if last := l.oneOf(tokens, i-1, d.last) || l.oneOf(tokens, i+1, d.last); last || l.oneOf(tokens, i-1, d.this) || l.oneOf(tokens, i+1, d.this) {
		for y := today.Year(); y > today.Year()-3; y-- {
			begun := calendarDay(y, 3*k+3, 1)
			if begun.After(today) {
				continue
			}
			s.any = append(s.any, days{begun.AddDate(0, -1, 0), begun.AddDate(0, 4, -1)})
			if !last || today.Sub(begun) > 200*24*time.Hour {
				break // it cannot be this year's that somebody calls the last
			}
			if len(s.any) == 2 {
				break
			}
		}
		if l.oneOf(tokens, i+1, d.last) || l.oneOf(tokens, i+1, d.this) {
			s.last++
		}
	}
	if len(s.any) == 0 {
		return stated{}, false
	}
	s.from, s.to = s.any[0].from, s.any[len(s.any)-1].to
	return s, true
}

// spoken reads what only some languages say: “the day before yesterday”, “last
// night”, “over the weekend”, “in the 1990s”, “on the 18th”.
func (l *language) spoken(tokens []token, runes []rune, i int, today time.Time) (stated, bool) {
	d := l.dates
	word := func(k int, list ...string) bool {
		return k >= 0 && k < len(tokens) && slices.Contains(list, tokens[k].word)
	}
	at := func(from, to time.Time, n int) (stated, bool) {
		return stated{from: from, to: to, first: i, last: i + n}, true
	}
	switch {
	case word(i, "day") && word(i+1, "before") && word(i+2, "yesterday"):
		t := today.AddDate(0, 0, -2)
		return at(t, t, 3)
	case word(i, "last") && l.oneOf(tokens, i+1, d.nights):
		return at(today.AddDate(0, 0, -1), today, 2)
	case word(i, "this") && l.oneOf(tokens, i+1, d.parts):
		return at(today, today, 2)
	case l.oneOf(tokens, i, d.weekend):
		// On a Sunday the weekend may be the one that ends, or the one before.
		saturday := today.AddDate(0, 0, -int(today.Weekday()+1)%7)
		s := stated{first: i, last: i + 1, any: []days{{saturday, saturday.AddDate(0, 0, 1)}}}
		if today.Sub(saturday) < 48*time.Hour || word(i-1, "last") {
			before := saturday.AddDate(0, 0, -7)
			s.any = append(s.any, days{before, before.AddDate(0, 0, 1)})
		}
		s.from, s.to = s.any[len(s.any)-1].from, s.any[0].to
		return s, true
	}
	if n := l.hoursAgo(tokens, i); n > 0 {
		return at(today.AddDate(0, 0, -1), today, n)
	}
	if l.tag != "en" {
		return stated{}, false
	}
	if w, ok := strings.CutSuffix(decimals(tokens[i].word), "s"); ok && len(w) == 4 && w[3] == '0' && word(i-1, "the") {
		if y, err := strconv.Atoi(w); err == nil && y >= 1800 && y < 2200 {
			return at(calendarDay(y, 1, 1), calendarDay(y+9, 12, 31), 1)
		}
	}
	w := decimals(tokens[i].word)
	n, err := strconv.Atoi(ordinal(w))
	if err != nil || ordinal(w) == w || n < 1 || n > 31 || !word(i-1, "the") || !word(i-2, "on") {
		return stated{}, false
	}
	if word(i+1, "of") && word(i+2, "last", "this") && word(i+3, "month") {
		first := calendarDay(today.Year(), int(today.Month()), 1)
		if tokens[i+2].word == "last" {
			first = first.AddDate(0, -1, 0)
		}
		t := first.AddDate(0, 0, n-1)
		return at(t, t, 4)
	}
	if !standsAlone(tokens, runes, i) {
		return stated{}, false
	}
	for y, m := today.Year(), int(today.Month()); ; m-- {
		if m == 0 {
			y, m = y-1, 12
		}
		if t := calendarDay(y, m, n); t.Day() == n && !t.After(today) {
			return at(t, t, 1)
		}
	}
}

// hoursAgo returns the words of “hours ago”, «ساعتی پیش», «قبل ساعات».
func (l *language) hoursAgo(tokens []token, i int) int {
	d := l.dates
	switch {
	case d.beforeAgo && l.oneOf(tokens, i, d.ago) && l.oneOf(tokens, i+1, d.hours),
		!d.beforeAgo && l.oneOf(tokens, i, d.hours) && l.oneOf(tokens, i+1, d.ago):
		return 2
	}
	return 0
}

// standsAlone reports whether no noun follows: “on the 18th she”, not “on the
// 18th floor”.
func standsAlone(tokens []token, runes []rune, i int) bool {
	if i+1 == len(tokens) {
		return true
	}
	next := tokens[i+1]
	if strings.TrimSpace(string(runes[tokens[i].End:next.Start])) != "" || unicode.IsUpper(runes[next.Start]) {
		return true
	}
	return slices.Contains([]string{"she", "he", "they", "the", "and", "but", "a"}, next.word)
}
