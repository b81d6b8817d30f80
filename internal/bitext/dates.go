package bitext

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"voxpop/internal/text"
)

// day is a date. A zero year is not said.
type day struct{ y, m, d int }

func (a day) valid() bool { return a.m >= 1 && a.m <= 12 && a.d >= 0 && a.d <= 31 }

// same reports whether two dates may be the same, where each may leave out a part.
func (a day) same(b day) bool {
	return a.m == b.m && (a.d == b.d || a.d == 0 || b.d == 0) && (a.y == b.y || a.y == 0 || b.y == 0)
}

// monthLists name the months of the Gregorian calendar, from January; further
// names of a month are parted by /. _ stands for a space.
var monthLists = map[string]string{
	"en": "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept october/oct november/nov december/dec",
	"es": "enero/ene febrero/feb marzo/mar abril/abr mayo junio/jun julio/jul agosto/ago septiembre/setiembre/sept octubre/oct noviembre/nov diciembre/dic",
	"fr": "janvier/janv février/févr mars avril/avr mai juin juillet/juil août septembre/sept octobre/oct novembre/nov décembre/déc",
	"de": "januar/jänner/jan februar/feber/feb märz april/apr mai juni/jun juli/jul august/aug september/sept oktober/okt november/nov dezember/dez",
	"tr": "ocak/ocakta şubat/şubatta mart/martta nisan/nisanda mayıs/mayısta haziran/haziranda temmuz/temmuzda ağustos/ağustosta eylül/eylülde ekim/ekimde kasım/kasımda aralık/aralıkta",
	"ru": "январь/января/январе февраль/февраля/феврале март/марта/марте апрель/апреля/апреле май/мая/мае июнь/июня/июне июль/июля/июле август/августа/августе сентябрь/сентября/сентябре октябрь/октября/октябре ноябрь/ноября/ноябре декабрь/декабря/декабре",
	"fa": "ژانویه/جنوری فوریه/فبروری مارس/مارچ آوریل/آپریل/اپریل مه/می ژوئن/جون ژوئیه/جولای اوت/آگوست/اگست سپتامبر/سپتمبر اکتبر/اکتوبر نوامبر/نومبر دسامبر/دسمبر",
	"ar": "يناير/كانون_الثاني/جانفي فبراير/شباط/فيفري مارس/آذار أبريل/نيسان/إبريل/أفريل مايو/أيار/ماي يونيو/حزيران/جوان يوليو/تموز/جويلية أغسطس/آب/أوت سبتمبر/أيلول أكتوبر/تشرين_الأول نوفمبر/تشرين_الثاني ديسمبر/كانون_الأول",
	"ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
}

// solarMonths are those of the calendar of Iran and Afghanistan, from the
// month that begins at the spring equinox.
const solarMonths = "فروردین/حمل اردیبهشت/ثور خرداد/جوزا تیر/سرطان مرداد/امرداد/اسد شهریور/سنبله مهر/میزان آبان/عقرب آذر/قوس دی/جدی بهمن/دلو اسفند/حوت"

// solarLatin are the same in Latin letters.
const solarLatin = "farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand"

type month struct {
	n     int
	solar bool
}

var monthTables = sync.OnceValue(func() map[string]map[string]month {
	all := map[string]map[string]month{}
	put := func(lang, list string, solar bool) {
		if all[lang] == nil {
			all[lang] = map[string]month{}
		}
		for i, names := range strings.Fields(list) {
			for name := range strings.SplitSeq(names, "/") {
				a, b, two := strings.Cut(name, "_")
				key := text.LooseString(a)
				if two {
					key += "_" + text.LooseString(b)
				}
				if _, taken := all[lang][key]; !taken {
					all[lang][key] = month{i + 1, solar}
				}
			}
		}
	}
	put("fa", solarMonths, true)
	for lang, list := range monthLists {
		put(lang, list, false)
	}
	for _, lang := range []string{"en", "es", "fr", "de", "tr"} {
		put(lang, solarLatin, true)
	}
	return all
})

// solarYear reports whether y is a year of the solar calendar in which people
// who are alive would write.
func solarYear(y int) bool { return y >= 1290 && y <= 1450 }

// gregorian is the date of a day of the solar calendar, by the 33-year cycle,
// which is right for the years of [solarYear].
func gregorian(jy, jm, jd int) day {
	jy += 1595
	days := -355668 + 365*jy + jy/33*8 + (jy%33+3)/4 + jd
	if jm < 7 {
		days += (jm - 1) * 31
	} else {
		days += (jm-7)*30 + 186
	}
	y := 400 * (days / 146097)
	days %= 146097
	if days > 36524 {
		days--
		y += 100 * (days / 36524)
		days %= 36524
		if days >= 365 {
			days++
		}
	}
	y += 4 * (days / 1461)
	days %= 1461
	if days > 365 {
		y += (days - 1) / 365
		days = (days - 1) % 365
	}
	d := days + 1
	lengths := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if y%4 == 0 && y%100 != 0 || y%400 == 0 {
		lengths[1] = 29
	}
	m := 0
	for m < 11 && d > lengths[m] {
		d -= lengths[m]
		m++
	}
	return day{y, m + 1, d}
}

// readings are the Gregorian dates that a date of parts may be.
func readings(d, m, y int, solar bool) []day {
	a := day{y, m, d}
	if !a.valid() {
		return nil
	}
	if !solar && !solarYear(y) {
		return []day{a}
	}
	// As it stands: a translation may keep the calendar.
	out := []day{{y, m + 100, d}}
	if d == 0 {
		if solar && solarYear(y) { // a month of it lies in two of the other
			for _, jd := range []int{1, 29} {
				g := gregorian(y, m, jd)
				out = append(out, day{g.y, g.m, 0})
			}
		}
		return out
	}
	years := []int{y}
	if y == 0 {
		years = []int{1402, 1403}
	}
	for _, jy := range years {
		g := gregorian(jy, m, d)
		if y == 0 {
			g.y = 0
		}
		if !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// numericDate reads three numbers parted by / - or . as a date.
func numericDate(a, b, c int, lang string) []day {
	var out []day
	add := func(y, m, d int) {
		if (day{y, m, d}).valid() && d > 0 {
			out = append(out, readings(d, m, y, false)...)
		}
	}
	switch {
	case a >= 1000:
		add(a, b, c)
	case c >= 1000:
		add(c, b, a)
		if lang == "en" {
			add(c, a, b)
		}
	case c < 100:
		for _, century := range []int{2000, 1900} {
			add(century+c, b, a)
			if lang == "en" {
				add(century+c, a, b)
			}
		}
		if lang == "fa" {
			add(1300+a, b, c)
			add(1400+a, b, c)
		}
	}
	return out
}

// month reads a month at i; next is behind it.
func (q *reader) month(i int) (m month, next int, ok bool) {
	if i >= len(q.items) || q.items[i].word == "" {
		return month{}, i, false
	}
	table := monthTables()[q.lang]
	w := q.items[i].word
	if i+1 < len(q.items) && q.items[i+1].spaced {
		if m, ok := table[w+"_"+q.items[i+1].word]; ok {
			return m, i + 2, true
		}
	}
	if m, ok := table[w]; ok {
		return m, i + 1, true
	}
	if q.lang == "tr" {
		if j := strings.IndexByte(w, '\''); j > 0 {
			m, ok := table[w[:j]]
			return m, i + 1, ok
		}
	}
	return month{}, i, false
}

// plain is the number of an item of digits without separators, at most most.
func (q *reader) plain(i, most int) (int, bool) {
	if i < 0 || i >= len(q.items) || len(q.items[i].digits) == 0 || len(q.items[i].digits) > 4 {
		return 0, false
	}
	n, err := strconv.Atoi(string(q.items[i].digits))
	return n, err == nil && n <= most && n > 0
}

var between = sync.OnceValue(func() map[string]bool { return setOf("de del of the den سال ماه من шел") })

// date reads “12 March 2024”, “March 12, 2024”, “۱۲ اسفند ۱۴۰۲” or
// “12/03/2024” at i and returns what is behind it; i when there is none.
func (q *reader) date(i int) int {
	it := q.items[i]
	if it.digits != nil {
		if days, parts := q.numeric(it); days != nil {
			q.out = append(q.out, quantity{Span: it.Span, days: days, parts: parts})
			return i + 1
		}
	}
	d, dayAt, monthAt := 0, -1, i
	if n, ok := q.plain(i, 31); ok {
		d, dayAt, monthAt = n, i, i+1
	} else if it.digits == nil && it.word != "" { // “the third of May”, «سوم خرداد»
		if n, _, ok := numberOf(q.lang, it.word); ok && n.ordinal && n.value >= 1 && n.value <= 31 {
			d, dayAt, monthAt = int(n.value), i, i+1
		}
	}
	if dayAt >= 0 {
		// “12th of March”, “12. März”, “le 1er mai”, “12 de marzo”
		for k := 0; k < 2 && monthAt < len(q.items); k++ {
			w := q.items[monthAt].word
			if between()[w] || w == "st" || w == "nd" || w == "rd" || w == "th" || w == "er" || w == "o" {
				monthAt++
			}
		}
	}
	m, next, ok := q.month(monthAt)
	if !ok || monthAt > i && !q.items[monthAt].spaced && !q.items[monthAt].comma {
		return i
	}
	if q.lang == "en" && !q.items[monthAt].upper && len(q.items[monthAt].word) < 6 {
		return i // may, march
	}
	if dayAt < 0 {
		if n, ok := q.plain(next, 31); ok && q.items[next].spaced && q.lang == "en" {
			d, dayAt, next = n, next, next+1
			if next < len(q.items) && slices.Contains([]string{"st", "nd", "rd", "th"}, q.items[next].word) {
				next++
			}
		}
	}
	y, yearAt := 0, -1
	k := next
	for k < len(q.items) && between()[q.items[k].word] && q.items[k].spaced {
		k++
	}
	if n, ok := q.plain(k, 2999); ok && n >= 1200 && (q.items[k].spaced || q.items[k].comma) {
		y, yearAt, next = n, k, k+1
	} else if n, ok := q.plain(k, 99); ok && m.solar && n >= 50 && q.items[k].spaced && q.lang == "fa" { // آبان ۹۸
		y, yearAt, next = 1300+n, k, k+1
	}
	if d == 0 && y == 0 {
		return i // a month alone is a word like others
	}
	span := text.Span{Start: it.Start, End: q.items[next-1].End}
	var parts []quantity
	for _, at := range []int{dayAt, yearAt} {
		if at >= 0 {
			n := quantity{Span: q.items[at].Span}
			if q.items[at].digits != nil {
				n.reads = []string{canonical(string(q.items[at].digits))}
			} else {
				n.reads = []string{strconv.Itoa(d)}
			}
			if at == yearAt {
				n.reads = append(n.reads, years(q.lang, y)...)
			}
			parts = append(parts, n)
		}
	}
	days := readings(d, m.n, y, m.solar)
	if days == nil {
		return i
	}
	q.out = append(q.out, quantity{Span: span, days: days, parts: parts})
	return next
}

// numeric reads digits with two separators of one kind as a date.
func (q *reader) numeric(it item) ([]day, []quantity) {
	s := string(it.digits)
	for _, sep := range []string{"/", "-", "."} {
		parts := strings.Split(s, sep)
		if len(parts) != 3 || strings.ContainsAny(strings.Join(parts, ""), separators) {
			continue
		}
		var n [3]int
		for k, p := range parts {
			if len(p) > 4 || len(p) == 3 {
				return nil, nil
			}
			n[k], _ = strconv.Atoi(p)
		}
		days := numericDate(n[0], n[1], n[2], q.lang)
		if days == nil {
			return nil, nil
		}
		var out []quantity
		for k := range parts {
			// A month may have become a word on the other side.
			out = append(out, quantity{Span: it.Span, reads: append([]string{canonical(parts[k])}, years(q.lang, n[k])...), soft: k == 1})
		}
		return days, out
	}
	return nil, nil
}

// years are the Gregorian years that a year of the solar calendar is part of,
// and the other way round.
func years(lang string, y int) []string {
	if solarYear(y) {
		return []string{strconv.Itoa(y + 621), strconv.Itoa(y + 622)}
	}
	return nil
}
