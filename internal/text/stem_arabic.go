package text

import (
	"bytes"
	"slices"
)

// All letters here are two bytes long, folded by Loose: ی for ي, ک for ك, ه
// for ة and ە.

func stemArabicScript(lang string, w []byte) (from, to int, tail string) {
	switch lang {
	case "fa":
		return stemFa(w)
	case "ar":
		from, to = stemAr(w)
		return from, to, ""
	case "ckb":
		if len(w) >= 10 && string(w[:4]) == "ده" { // of verbs; its denial is نا or نه
			from = 4
		}
		return from, from + offs(w[from:], endingsCkb, 2, 3), ""
	case "ur":
		return 0, off(w, endingsUr, 2), ""
	case "ps":
		return 0, off(w, endingsPs, 2), ""
	}
	for _, a := range articles {
		if len(w)-len(a.s) >= a.keep*2 && string(w[:len(a.s)]) == a.s && !wholeFa[string(w)] {
			from = len(a.s)
			break
		}
	}
	return from, from + off(w[from:], endingsBoth, 2), ""
}

// stemAr takes the article with what is written on it, then one ending.
func stemAr(w []byte) (from, to int) {
	for _, a := range articles {
		if len(w)-len(a.s) >= a.keep*2 && string(w[:len(a.s)]) == a.s {
			from = len(a.s)
			break
		}
	}
	return from, from + off(w[from:], endingsAr, 2)
}

// stemFa is the stem of a Persian word: a verb with می by its root, anything
// else without the endings of nouns and adjectives.
func stemFa(w []byte) (from, to int, tail string) {
	if from, to, tail = looseEndsFa(w); (to-from < len(w) || tail != "") && wholeFa[string(w)] {
		return 0, len(w), ""
	}
	return from, to, tail
}

// looseEndsFa is stemFa without regard to the words that only look inflected.
func looseEndsFa(w []byte) (from, to int, tail string) {
	for _, p := range [...]string{"نمی", "می"} {
		if !bytes.HasPrefix(w, []byte(p)) {
			continue
		}
		to, tail, ok := rootFa(w[len(p):])
		if !ok {
			break
		}
		if p == "می" {
			return len(p), len(p) + to, tail
		}
		return 0, len(p) + to, tail // what is denied stays denied
	}
	n := off(w, pluralsFa, 2)
	if n == len(w) {
		n = off(w, personsFa, 2)
	}
	if n < len(w) && wholeFa[string(w[:n])] {
		return 0, n, ""
	}
	switch {
	case bytes.HasSuffix(w[:n], []byte("ندگان")), bytes.HasSuffix(w[:n], []byte("دگان")) && n >= 14:
		return 0, n - 6, "ه" // نمایندگان, بازداشت‌شدگان
	case n >= 10 && (bytes.HasSuffix(w[:n], []byte("دگی")) || bytes.HasSuffix(w[:n], []byte("تگی"))):
		return 0, n - 4, "ه" // زندگی and زنده
	case bytes.HasSuffix(w[:n], []byte("ترین")):
		if n >= 14 {
			n = off(w[:n-8], endingsFa, 2)
		} else {
			n -= 4 // بهترین and بهتر
		}
	case n >= 10 && bytes.HasSuffix(w[:n], []byte("تر")):
		n = off(w[:n-4], endingsFa, 2)
	case n >= 12 && manyFa(w[n-6:n]):
		n -= 4
	default:
		n = off(w[:n], endingsFa, 2)
	}
	return 0, n, ""
}

// manyFa reports whether a word that ends in these three letters is a plural
// in ان: after ک, ل, ن and ی it seldom is anything else.
func manyFa(end []byte) bool {
	switch string(end) {
	case "کان", "لان", "نان", "یان":
		return true
	}
	return false
}

// rootFa is the root of what follows می: v without its personal ending, or the
// written root of a spoken one.
func rootFa(v []byte) (to int, tail string, ok bool) {
	if len(v) < 4 {
		return 0, "", false
	}
	n := len(v)
	switch {
	case rootsPast[string(v)]:
		return n, "", true
	case bytes.HasSuffix(v, []byte("ند")):
		if n -= 4; rootsN[string(v[:n+2])] {
			n += 2
		}
	default:
		n = off(v, verbEndings, 2)
		if n == len(v) {
			return 0, "", false
		}
	}
	if full, found := spokenRoots[string(v[:n])]; found {
		return 0, full, true
	}
	if n < 4 {
		return 0, "", false
	}
	return n, "", true
}

var (
	articles = []affix{{"وال", 2}, {"بال", 3}, {"کال", 3}, {"فال", 3}, {"لل", 3}, {"ال", 2}}

	endingsAr = append(affixes(3, "هما", "تها", "ها", "هم", "هن", "کم", "نا", "ات", "ان", "ون", "ین", "یه", "ته"), affixes(3, "ه", "ی", "ک")...)

	endingsBoth = append(affixes(3, "هایشان", "هایمان", "هایتان", "هایش", "هایم", "هایت", "هایی", "های", "ها", "ترین"), affixes(4, "ات", "یی", "ی")...)

	pluralsFa = append(affixes(2, "هایشان", "هایمان", "هایتان", "هایش", "هایم", "هایت", "هایی", "هاشون", "هامون", "هاتون", "هاشان", "هامان", "هاتان", "هاست", "های", "هاش", "هام", "هات", "هاشو", "هامو", "هاتو", "هارو", "ها"), affix{"جات", 4})
	personsFa = append(affixes(4, "مان", "شان"), affixes(3, "مون", "شون", "تون")...)
	endingsFa = append(affixes(4, "ات", "ش", "م"), affixes(3, "یی", "ی", "ند", "ید", "یم")...)

	verbEndings = affixes(1, "یم", "ید", "ین", "م", "ی", "د", "ن", "ه")

	endingsCkb = slices.Concat(affixes(2, "هکانیان", "هکانمان", "هکانتان", "هکانی", "هکانم", "هکان", "هکهیان", "هکهمان", "هکهی", "هکهم", "هکه", "یهکان", "یهکه"),
		affixes(3, "یهوه", "هوه", "یدا", "هدا", "دا", "هکی", "یکی", "یک", "یان", "مان", "تان", "انی", "انه", "ان", "یش", "هی", "ی", "ه", "ن", "م"))
	endingsUr = append(affixes(3, "یون", "یان", "ون", "ین"), affixes(3, "ا", "ی", "ه")...)
	endingsPs = append(affixes(3, "گانی", "گانو", "ونه", "ونو", "انو", "ان"), affixes(3, "و", "ی", "ه")...)
)

// rootsN are the roots in ن, whose third person ends in د alone.
var rootsN = setOf(`کن بین زن دان توان مان خوان تون دون خون رسان نشین چین گردان`)

// rootsPast are the commonest pasts, which end in what looks like a person.
var rootsPast = setOf(`کرد شد رفت گفت داد زد دید بود داشت خورد خواست دانست توانست تونست امد اومد اورد برد گرفت گذاشت ماند موند رسید نوشت خواند خوند ساخت فروخت خرید کشید پرسید فهمید شنید پوشید ترسید خندید`)

// spokenRoots are roots as they are spoken, or before a vowel, and as written
// elsewhere.
var spokenRoots = map[string]string{
	"گ": "گو", "گوی": "گو", "ر": "رو", "د": "ده", "خوا": "خواه", "ش": "شو", "شو": "شو", "تون": "توان", "دون": "دان", "مون": "مان", "خون": "خوان",
	"ذار": "گذار", "ا": "ای", "ای": "ای", "ار": "اور", "یار": "اور", "شین": "نشین", "شناس": "شناس",
}

// wholeFa are words that look as if they had an affix.
var wholeFa = setOf(`تنها انتها منتها بها میدان میهن میوه میراث میلیون میلیارد میزان میزبان میلاد میانه میمون میکروب مینا میخک فیلتر توییتر کبوتر کامپیوتر کاراکتر هلیکوپتر دفتر دختر دکتر بستر مشتری
	ساختمان قهرمان سازمان گفتمان پیرامون کارتون تلویزیون خیابان درخشان دبستان البته الان الکی الهی التماس الگو الماس الکل الکترونیک الهام المپیک الزام الحاق الفبا القا
	نگران گران دیگران ادبیات حیات ثبات نجات امارات نابسامان پارلمان میانی میانبر میانگین`)
