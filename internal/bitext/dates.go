package bitext

import (
	"slices"
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
