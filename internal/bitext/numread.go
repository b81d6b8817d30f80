package bitext

import (
	"strings"

	"voxpop/internal/text"
)

// words reads a number in words at i: “two hundred and five”, «بیست و پنج»,
// “ثلاثة وعشرون”, “quatre-vingt-douze”.
func (q *reader) words(i int) int {
	if !saysNumbers(q.lang) {
		return i
	}
	total, group := 0.0, 0.0
	lastScale := 1e18
	hundreds := false // the group has its hundreds
	n, next := 0, i   // number words, and what is behind them
	soft, ordinal := true, false
	lead := numberWord{}
	for k := i; k < len(q.items); {
		at, and := k, false
		if n > 0 && glueWords()[q.lang][q.items[k].word] && q.items[k].spaced {
			at, and = k+1, true
		}
		if n > 0 && q.lang == "en" && q.wordAt(at) == "a" {
			at++
		}
		if at >= len(q.items) || n > 0 && !q.items[at].spaced || q.items[at].word == "" {
			break
		}
		vs, glued := q.valuesAt(at)
		if len(vs) == 0 {
			break
		}
		and = and || glued && n > 0
		ok := true
		g, t, ls, hd := group, total, lastScale, hundreds
		for _, v := range vs {
			if g, t, ls, hd, ok = q.join(g, t, ls, hd, v, n > 0, and); !ok {
				break
			}
		}
		if !ok || ordinal {
			break
		}
		group, total, lastScale, hundreds = g, t, ls, hd
		if n == 0 {
			lead = vs[0]
		}
		for _, v := range vs {
			soft = soft && v.soft
			ordinal = ordinal || v.ordinal
		}
		n += len(vs)
		k = at + 1
		next = k
		if lead.value == half {
			break
		}
	}
	if n == 0 {
		return i
	}
	value := total + group
	switch {
	case n == 1 && (lead.value >= 100) && q.lang != "fa" && !ordinal:
		// “hundred” or “thousand” alone says “many” as often as a number.
		soft = true
	case n > 1:
		soft = false
	}
	// A word that is also another word, and stands alone with a small one.
	reads := []string{format(value)}
	if value == half {
		reads = append(reads, "50")
	}
	if lead.value == 30 && q.lang == "fa" && n > 1 {
		soft = false
	}
	if q.lang == "en" && strings.HasPrefix(q.wordAt(next), "quarter") || q.lang == "en" && q.wordAt(next) == "thirds" {
		soft = true // other languages write a fraction in their own ways
	}
	out := quantity{Span: text.Span{Start: q.items[i].Start, End: q.items[next-1].End}, reads: reads, soft: soft}
	if lastScale < 1e18 && group == 0 {
		if d, end := q.rest(next, lastScale); end > next {
			out.reads, out.End, next = []string{format(value + d)}, q.items[end-1].End, end
		}
	}
	return q.percentAfter(out, next)
}

// valuesAt are the number words that an item consists of: one, or several that
// are written together («بیست‌وپنج»). glued: it begins with a written-on “and”.
func (q *reader) valuesAt(k int) (vs []numberWord, glued bool) {
	w := q.items[k].word
	if q.lang == "fr" && percentPairs()[w+"_"+q.wordAt(k+1)] || percentPairs()[w+"_"+q.wordAt(k+1)] {
		return nil, false
	}
	if v, and, ok := numberOf(q.lang, w); ok {
		return []numberWord{v}, and
	}
	if q.lang == "fa" {
		for at := 0; ; {
			j := strings.Index(w[at:], "و")
			if j < 0 {
				break
			}
			at += j
			a, _, oka := numberOf("fa", w[:at])
			b, _, okb := numberOf("fa", w[at+len("و"):])
			if oka && okb && a.value > b.value && a.value >= 20 && a.value < 1000 && b.value >= 1 {
				return []numberWord{a, b}, false
			}
			at += len("و")
		}
	}
	return nil, false
}

// join puts one more number word behind those read so far.
func (q *reader) join(group, total, last float64, hundreds bool, w numberWord, more, and bool) (float64, float64, float64, bool, bool) {
	v := w.value
	no := func() (float64, float64, float64, bool, bool) { return group, total, last, hundreds, false }
	if v == half || v == 1.5 {
		switch {
		case !more:
			return v, total, last, hundreds, true
		case group >= 1 && (and || q.lang == "tr" || q.lang == "fa") && group == float64(int(group)) && v == half:
			return group + half, total, last, hundreds, true // two and a half
		}
		return no()
	}
	if !more {
		if v >= 1000 {
			return 0, v, v, false, true
		}
		return v, total, last, v >= 100, true
	}
	if v == 0 {
		return no()
	}
	in := int(group) % 100 // the tens and ones so far
	switch {
	case v >= 1000:
		if v >= last || group == 0 && total > 0 || and && q.lang != "ar" {
			if group == 0 && total > 0 && v < last && (and || q.lang == "es" || q.lang == "fr" || q.lang == "ru" || q.lang == "tr" || q.lang == "de") {
				return 0, total + v, v, false, true // mille after million
			}
			return no()
		}
		return 0, total + max(group, 1)*v, v, false, true
	case group == 0:
		return v, total, last, v >= 100, true
	case group == half || group != float64(int(group)):
		return no()
	case v == 100:
		if group < 100 && !hundreds && !and {
			return group * 100, total, last, true, true
		}
		return no()
	case v > 100:
		return no()
	case q.lang == "fr" && group == 4 && v == 20 && !and, q.lang == "fr" && hundreds && in == 4 && v == 20 && !and:
		return group - 4 + 80, total, last, hundreds, true
	case q.lang == "fr" && (in == 60 || in == 80) && v < 20:
		return group + v, total, last, hundreds, true
	case q.lang == "fr" && v >= 11 && v <= 19 && in == 0:
		return group + v, total, last, hundreds, true
	case q.lang == "fr" && in == 10 && v >= 7 && v <= 9 || q.lang == "fr" && (in == 70 || in == 90) && v >= 7 && v <= 9:
		return group + v, total, last, hundreds, true // dix-sept
	case in == 0 && hundreds:
		return group + v, total, last, hundreds, true
	case in >= 20 && in%10 == 0 && v < 10:
		return group + v, total, last, hundreds, true
	case in == 10 && v < 10 && q.lang == "tr":
		return group + v, total, last, hundreds, true // on beş
	case q.lang == "ar" && in < 10 && in > 0 && v == 10 && !and:
		return group + v, total, last, hundreds, true // خمسة عشر
	case q.lang == "ar" && in < 10 && in > 0 && v >= 20 && and:
		return group + v, total, last, hundreds, true // خمسة وعشرون
	}
	return no()
}
