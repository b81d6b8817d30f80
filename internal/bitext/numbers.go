package bitext

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"voxpop/internal/text"
)

// quantity is a number, a time or a date as it stands in a sentence.
type quantity struct {
	text.Span
	reads   []string // what it may be: “1234.5”, “T8:30”; of a date none
	days    []day    // what date it may be
	percent bool
	soft    bool       // answers, but raises nothing
	parts   []quantity // of a date: its numbers
}

// item is what a sentence is made of for the reading of numbers.
type item struct {
	text.Span
	word   string // folded loosely; "" of digits
	digits []rune // ASCII digits and separators; of digits only
	spaced bool   // white space, a hyphen or nothing stands before it, and no other mark
	comma  bool   // before it stands a comma and space
	upper  bool
}

const separators = ".,٫٬،'’/:-–"

// items cuts a sentence into words and numbers.
func items(runes []rune) []item {
	var out []item
	spaced, comma := true, false
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsDigit(r):
			it := item{Span: text.Span{Start: i}, spaced: spaced, comma: comma}
			for i < len(runes) {
				if unicode.IsDigit(runes[i]) {
					it.digits = append(it.digits, ascii(runes[i]))
				} else if strings.ContainsRune(separators, runes[i]) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]) {
					it.digits = append(it.digits, runes[i])
				} else if text.Invisible(runes[i]) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]) {
				} else {
					break
				}
				i++
			}
			it.End = i
			out = append(out, it)
			spaced, comma = true, false
		case text.IsWord(r):
			j := i
			for j < len(runes) && !unicode.IsDigit(runes[j]) {
				if text.IsWord(runes[j]) || j > i && j+1 < len(runes) && text.IsWord(runes[j+1]) && !unicode.IsDigit(runes[j+1]) &&
					(runes[j] == '\u200c' || runes[j] == '\u200d' || runes[j] == '\'' || runes[j] == '’' || text.Invisible(runes[j])) {
					j++
					continue
				}
				break
			}
			out = append(out, item{Span: text.Span{Start: i, End: j}, word: text.LooseString(string(runes[i:j])), spaced: spaced, comma: comma, upper: unicode.IsUpper(r)})
			spaced, comma = true, false
			i = j
		default:
			switch {
			case text.IsSpace(r) || r == '-' || r == '‐' || r == '‑' || r == '\u200c' || text.Invisible(r):
			case (r == ',' || r == '،' || r == '.') && i+1 < len(runes) && text.IsSpace(runes[i+1]):
				spaced, comma = false, true
			default:
				spaced, comma = false, false
			}
			i++
		}
	}
	return out
}

// ascii is a digit of any script as ASCII.
func ascii(r rune) rune {
	if r < 0x80 {
		return r
	}
	for v := rune(0); v < 10; v++ {
		if !unicode.IsDigit(r - v - 1) {
			return '0' + v
		}
	}
	switch { // blocks that stand side by side
	case 0x1d7ce <= r && r <= 0x1d7ff:
		return '0' + (r-0x1d7ce)%10
	}
	return '0'
}

// quantities are the numbers of a sentence, in order.
func quantities(runes []rune, lang string) []quantity {
	q := &reader{runes: runes, lang: lang, items: items(runes)}
	for i := 0; i < len(q.items); {
		if q.weekday(i) {
			i += 2
			continue
		}
		if n, ok := q.andHalf(i); ok {
			q.out = append(q.out, n)
			i += 5
			continue
		}
		next := q.date(i)
		if next == i {
			next = q.number(i)
		}
		i = max(next, i+1)
	}
	return q.out
}

// weekday reports «سه شنبه», which is Tuesday and no three.
func (q *reader) weekday(i int) bool {
	if q.lang != "fa" || !strings.HasPrefix(q.wordAt(i+1), text.LooseString("شنبه")) || !q.items[i+1].spaced {
		return false
	}
	n, _, ok := numberOf("fa", q.items[i].word)
	return ok && n.value >= 1 && n.value <= 5
}

// andHalf reads “a year and a half”.
func (q *reader) andHalf(i int) (quantity, bool) {
	w := q.items[i].word
	if q.lang != "en" || w != "a" && w != "an" && w != "one" || q.wordAt(i+2) != "and" || q.wordAt(i+3) != "a" || q.wordAt(i+4) != "half" {
		return quantity{}, false
	}
	return quantity{Span: text.Span{Start: q.items[i].Start, End: q.items[i+4].End}, reads: []string{"1.5"}, soft: true}, true
}

// hourPoint reads 17.30 as a time where the language writes so and the words
// beside it say so.
func (q *reader) hourPoint(i int) []string {
	h, m, ok := strings.Cut(string(q.items[i].digits), ".")
	if !ok || len(h) > 2 || len(m) != 2 || strings.ContainsAny(h+m, separators) {
		return nil
	}
	before, after := q.wordAt(i-1), q.wordAt(i+1)
	end := q.items[i].End
	switch q.lang {
	case "tr":
		ok = strings.HasPrefix(before, "saat") || end < len(q.runes) && (q.runes[end] == '\'' || q.runes[end] == '’')
	case "de":
		ok = after == "uhr"
	case "ru":
		ok = before == text.LooseString("в") || before == text.LooseString("к")
	default:
		ok = false
	}
	if reads := clock(h, m); ok && strings.HasPrefix(reads[0], "T") {
		return reads
	}
	return nil
}

type reader struct {
	runes []rune
	lang  string
	items []item
	out   []quantity
}

// number reads a number in digits, words or both at i.
func (q *reader) number(i int) int {
	it := q.items[i]
	if q.lang == "tr" && percentFirst()[it.word] && i+1 < len(q.items) {
		before := len(q.out)
		if next := q.number(i + 1); len(q.out) > before {
			q.out[before].percent, q.out[before].Start, q.out[before].soft = true, it.Start, false
			return next
		}
		return i + 1
	}
	if it.digits == nil {
		return q.words(i)
	}
	pieces := q.pieces(it)
	if len(pieces) > 1 {
		q.out = append(q.out, pieces...)
		return i + 1
	}
	n := pieces[0]
	n.reads = append(n.reads, q.hourPoint(i)...)
	next := i + 1
	// 12 300 with a space between the thousands.
	if len(it.digits) <= 3 && it.digits[0] != '0' {
		whole, fraction := string(it.digits), ""
		for next < len(q.items) && fraction == "" && q.grouped(q.items[next-1], q.items[next]) {
			group := string(q.items[next].digits)
			if len(group) > 3 && group[3] != ',' && group[3] != '.' || len(group) < 3 || strings.ContainsAny(group[:3], separators) {
				break
			}
			if len(group) > 3 {
				fraction = "." + group[4:]
			}
			whole += group[:3]
			n.reads, n.End = []string{canonical(whole + fraction)}, q.items[next].End
			next++
		}
	}
	// What is written on it or after it.
	if next < len(q.items) && q.items[next].Start == n.End {
		w := q.items[next].word
		switch {
		case (w == "h" || w == "u") && next+1 < len(q.items) && len(q.items[next+1].digits) == 2: // 20h30
			n.reads = clock(n.reads[0], string(q.items[next+1].digits))
			n.End = q.items[next+1].End
			q.out = append(q.out, n)
			return next + 2
		case w == "k" && q.lang != "":
			n.reads = times(n.reads, 1000)
			n.End = q.items[next].End
			q.out = append(q.out, n)
			return next + 1
		case w == "s" && len(n.reads[0]) == 2: // the 80s
			n.soft = true
		}
	}
	if q.lang == "en" && next < len(q.items) && (q.items[next].word == "pm" || q.items[next].word == "p" && next+1 < len(q.items) && q.items[next+1].word == "m") {
		for _, r := range slices.Clone(n.reads) {
			if v, err := strconv.Atoi(r); err == nil && v < 12 {
				n.reads = append(n.reads, strconv.Itoa(v+12), "T"+strconv.Itoa(v)+":0", "T"+strconv.Itoa(v+12)+":0")
			}
		}
	}
	if v, err := strconv.ParseFloat(n.reads[0], 64); err == nil && len(n.reads[0]) < 15 {
		total, end, multiplied := q.after(v, next, n.reads)
		if multiplied != nil {
			n.reads, n.End, next = multiplied, q.items[end-1].End, end
			_ = total
		}
	}
	n.reads = append(n.reads, yearsOf(q.lang, n.reads[0])...)
	return q.percentAfter(n, next)
}

func yearsOf(lang, read string) []string {
	if len(read) != 4 {
		return nil
	}
	y, err := strconv.Atoi(read)
	if err != nil {
		return nil
	}
	return years(lang, y)
}

// grouped reports whether b goes on with the number a after a space.
func (q *reader) grouped(a, b item) bool {
	if b.Start != a.End+1 {
		return false
	}
	switch q.runes[a.End] {
	case '\u00a0', '\u202f', '\u2009':
		return true
	case ' ':
		return slices.Contains([]string{"fr", "ru", "es", "uk", "pl"}, q.lang)
	}
	return false
}

// after reads scales behind digits: “2.5 million”, «۲ هزار و ۵۰۰». reads is
// nil when there is none.
func (q *reader) after(v float64, k int, reads []string) (float64, int, []string) {
	if k >= len(q.items) || !q.items[k].spaced || q.items[k].word == "" {
		return v, k, nil
	}
	scale, ok := scales[q.lang][q.items[k].word]
	if !ok {
		n, and, found := numberOf(q.lang, q.items[k].word)
		if !found || and || n.value < 1000 && (n.value != 100 || v >= 100) || n.ordinal {
			return v, k, nil
		}
		scale = n.value
	}
	out := times(reads, scale)
	total, err := strconv.ParseFloat(out[0], 64)
	if err != nil {
		return v, k, nil
	}
	k++
	if rest, end := q.rest(k, scale); end > k {
		total += rest
		out, k = []string{format(total)}, end
	}
	return total, k, out
}

// rest reads what goes on in digits behind a scale: «۲ هزار و ۵۰۰», «۱۲ میلیون و
// ۵۰۰ هزار». Only Persian writes so; elsewhere “3 million and 25” are two.
func (q *reader) rest(k int, scale float64) (rest float64, next int) {
	if q.lang != "fa" || q.wordAt(k) != text.LooseString("و") || !q.items[k].spaced {
		return 0, k
	}
	n, ok := q.plain(k+1, 999)
	if !ok || q.signAfter(k+1) {
		return 0, k
	}
	rest, next = float64(n), k+2
	if w, _, ok := numberOf("fa", q.wordAt(next)); ok && q.items[next].spaced && w.value >= 1000 && w.value < scale {
		rest, next = rest*w.value, next+1
	}
	if percentWords()[q.wordAt(next)] || rest >= scale {
		return 0, k
	}
	return rest, next
}

// signAfter reports whether a percent sign follows item k.
func (q *reader) signAfter(k int) bool {
	for i := q.items[k].End; i < len(q.runes); i++ {
		switch r := q.runes[i]; {
		case r == '%' || r == '٪' || r == '﹪' || r == '％':
			return true
		case !text.IsSpace(r) && !text.Invisible(r):
			return false
		}
	}
	return false
}

func (q *reader) wordAt(k int) string {
	if k < 0 || k >= len(q.items) {
		return ""
	}
	return q.items[k].word
}

// percentAfter appends n, with the percent sign or word that follows.
func (q *reader) percentAfter(n quantity, next int) int {
	k := n.End
	for k < len(q.runes) && (text.IsSpace(q.runes[k]) || text.Invisible(q.runes[k])) {
		k++
	}
	sign := func(at int) bool {
		return at >= 0 && at < len(q.runes) && (q.runes[at] == '%' || q.runes[at] == '٪' || q.runes[at] == '﹪' || q.runes[at] == '％')
	}
	switch {
	case sign(k):
		n.percent, n.End = true, k+1
	case sign(n.Start - 1):
		n.percent, n.Start = true, n.Start-1
	case next < len(q.items) && q.items[next].spaced && percentWords()[q.items[next].word]:
		n.percent, n.End, next = true, q.items[next].End, next+1
	case next+1 < len(q.items) && q.items[next].spaced && q.items[next+1].spaced && percentPairs()[q.items[next].word+"_"+q.items[next+1].word]:
		n.percent, n.End, next = true, q.items[next+1].End, next+2
	}
	if n.percent {
		n.soft = false
	}
	q.out = append(q.out, n)
	return next
}

// pieces reads an item of digits: one number, or several (a range, a phone
// number, a time).
func (q *reader) pieces(it item) []quantity {
	s := string(it.digits)
	if h, m, ok := strings.Cut(s, ":"); ok && len(h) <= 2 && len(m) == 2 && !strings.ContainsAny(h+m, separators) {
		return []quantity{{Span: it.Span, reads: clock(h, m)}}
	}
	if a, b, ok := strings.Cut(s, "/"); ok && q.lang == "fa" && !strings.ContainsAny(a+b, separators) { // ۳/۵ is 3.5
		return []quantity{{Span: it.Span, reads: []string{canonical(a + "." + b), a + "/" + b}}}
	}
	if a, b, ok := strings.Cut(s, "/"); ok && !strings.ContainsAny(a+b, separators) && len(a) <= 2 && len(b) <= 2 {
		return []quantity{{Span: it.Span, reads: []string{strings.TrimLeft(a, "0") + "/" + strings.TrimLeft(b, "0")}}}
	}
	var out []quantity
	at, from := it.Start, 0
	runes := it.digits
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && !strings.ContainsRune("/:-–", runes[i]) {
			continue
		}
		if i > from {
			piece := string(runes[from:i])
			end := at + i - from
			if i == len(runes) {
				end = it.End
			}
			out = append(out, quantity{Span: text.Span{Start: at, End: end}, reads: decimal(piece, q.lang)})
			at = end + 1
		}
		from = i + 1
	}
	return out
}

// clock is a time of day, on both halves of the day: which one is often in
// words that are not compared.
func clock(h, m string) []string {
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	if err1 != nil || err2 != nil || hour > 24 || minute > 59 {
		return []string{h + ":" + m}
	}
	out := []string{"T" + strconv.Itoa(hour) + ":" + strconv.Itoa(minute), "T" + strconv.Itoa((hour+12)%24) + ":" + strconv.Itoa(minute)}
	if minute == 0 {
		out = append(out, strconv.Itoa(hour), strconv.Itoa((hour+12)%24))
	}
	return out
}

// decimal reads digits with points and commas as the language writes them.
// Where a language writes both ways, both readings are given.
func decimal(s, lang string) []string {
	s = strings.NewReplacer("٬", "’", "'", "’").Replace(s)
	bare := strings.ReplaceAll(s, "’", "")
	if strings.Contains(bare, "٫") {
		i := strings.LastIndex(bare, "٫")
		return []string{canonical(strip(bare[:i]) + "." + strip(bare[i+len("٫"):]))}
	}
	bare = strings.ReplaceAll(bare, "،", ",")
	dot, comma := strings.Count(bare, "."), strings.Count(bare, ",")
	whole, point := canonical(strip(bare)), ""
	if i := strings.LastIndexAny(bare, ".,"); i >= 0 {
		point = canonical(strip(bare[:i]) + "." + strip(bare[i+1:]))
	}
	switch {
	case dot+comma == 0:
		return []string{whole}
	case dot > 0 && comma > 0:
		if last := bare[strings.LastIndexAny(bare, ".,")]; strings.Count(bare, string(last)) > 1 {
			return []string{whole}
		}
		return []string{point}
	case dot+comma > 1:
		if grouped(bare) {
			return []string{whole}
		}
		return []string{bare} // a version, an address
	}
	i := strings.IndexAny(bare, ".,")
	if len(bare)-i-1 != 3 || i > 3 || i == 0 || bare[0] == '0' {
		return []string{point}
	}
	// 1.234 or 1,234
	thousands := bare[i] == ','
	switch lang {
	case "de", "tr", "ru", "uk", "az":
		thousands = !thousands
	case "fr":
		if bare[i] == '.' {
			return []string{whole, point}
		}
	case "es", "":
		return []string{whole, point}
	case "ar", "fa", "ur", "ps", "ckb":
		if bare[i] == '.' {
			return []string{whole, point}
		}
	}
	if thousands {
		return []string{whole}
	}
	return []string{point}
}

// grouped reports whether all groups behind a separator have three digits.
func grouped(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	for i, p := range parts {
		if i > 0 && len(p) != 3 || i == 0 && len(p) > 3 {
			return false
		}
	}
	return true
}

func strip(s string) string { return strings.NewReplacer(".", "", ",", "", "٫", "").Replace(s) }

// canonical is a number without zeros that say nothing.
func canonical(s string) string {
	whole, part, _ := strings.Cut(s, ".")
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part == "" {
		return whole
	}
	return whole + "." + part
}

func times(reads []string, scale float64) []string {
	var out []string
	for _, r := range reads {
		if v, err := strconv.ParseFloat(r, 64); err == nil {
			out = append(out, format(v*scale))
		}
	}
	if out == nil {
		return reads
	}
	return out
}

func format(v float64) string {
	return strconv.FormatFloat(v, 'f', -1, 64)
}
