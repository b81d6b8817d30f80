package texts

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"voxpop"
	"voxpop/internal/bitext"
	"voxpop/internal/text"
)

// row is a sentence of a source beside what stands for it.
type row struct {
	N      int
	From   [2]int // in the source, in code points; empty: the translation adds it
	Source string
	To     [2]int // in the translation; empty: it has no translation
	Target string
	Gap    string // the white space before Target
	Order  int    // of Target among the translations
}

// span names the row to a form: it stays the same when the translation changes.
func (r row) span() string {
	if r.From[0] < r.From[1] {
		return strconv.Itoa(r.From[0]) + "-" + strconv.Itoa(r.From[1])
	}
	return "to" + strconv.Itoa(r.Order)
}

// grid lays a translation beside its source, in the order of the source. What
// the pairs leave out on either side has rows of its own. Sentences that share
// a place on one side are one row.
func grid(source, target string, pairs []voxpop.Pair) []row {
	from, to := []rune(source), []rune(target)
	if pairs == nil && target != "" {
		pairs = bitext.Align(source, target)
	}
	rows := joined(pairs, len(from), len(to))
	rows = append(rows, alone(rows, bitext.Sentences(source), func(r row) [2]int { return r.From }, func(s [2]int) row { return row{From: s} })...)
	rows = append(rows, alone(rows, bitext.Sentences(target), func(r row) [2]int { return r.To }, func(s [2]int) row { return row{To: s} })...)

	// The order of the translation says what stands before each.
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.To[0], b.To[0]) })
	end, order := 0, 0
	after := map[[2]int]int{} // of what the translation adds: which source it follows
	last := -1
	for i := range rows {
		r := &rows[i]
		if r.To[0] == r.To[1] {
			continue
		}
		r.Gap, r.Target = string(to[min(end, r.To[0]):r.To[0]]), string(to[r.To[0]:r.To[1]])
		if strings.TrimSpace(r.Gap) != "" { // words between sentences: none that we know of
			r.Target, r.Gap = strings.TrimLeft(r.Gap+r.Target, " \n"), " "
		}
		r.Order, end, order = order, r.To[1], order+1
		if r.From[0] == r.From[1] {
			after[r.To] = last
		} else {
			last = r.From[0]
		}
	}
	place := func(r row) int {
		if r.From[0] == r.From[1] {
			return after[r.To]
		}
		return r.From[0]
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		added := func(r row) int {
			if r.From[0] == r.From[1] {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(added(a), added(b)), cmp.Compare(a.Order, b.Order))
	})
	for i := range rows {
		r := &rows[i]
		r.N, r.Source = i+1, string(from[r.From[0]:r.From[1]])
		if r.To[0] == r.To[1] {
			r.Order = -1
		}
	}
	return rows
}

// joined makes rows of pairs: those that overlap on a side are one.
func joined(pairs []voxpop.Pair, from, to int) (rows []row) {
	for _, p := range pairs {
		if p.From[0] < 0 || p.From[1] > from || p.From[0] >= p.From[1] || p.To[0] < 0 || p.To[1] > to || p.To[0] >= p.To[1] {
			continue
		}
		r := row{From: p.From, To: p.To}
		for changed := true; changed; { // what it joins may reach others
			changed = false
			for i, o := range rows {
				if r.From[0] < o.From[1] && o.From[0] < r.From[1] || r.To[0] < o.To[1] && o.To[0] < r.To[1] {
					r.From = [2]int{min(r.From[0], o.From[0]), max(r.From[1], o.From[1])}
					r.To = [2]int{min(r.To[0], o.To[0]), max(r.To[1], o.To[1])}
					rows = slices.Delete(rows, i, i+1)
					changed = true
					break
				}
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// alone makes rows of the stretches of sentences that no row holds yet.
func alone(rows []row, sentences []text.Span, side func(row) [2]int, of func([2]int) row) (more []row) {
	var held [][2]int
	for _, r := range rows {
		if s := side(r); s[0] < s[1] {
			held = append(held, s)
		}
	}
	slices.SortFunc(held, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	for _, s := range sentences {
		at := s.Start
		for _, h := range held {
			if h[1] <= at || h[0] >= s.End {
				continue
			}
			if h[0] > at {
				more = append(more, of([2]int{at, h[0]}))
			}
			at = max(at, h[1])
		}
		if at < s.End {
			more = append(more, of([2]int{at, s.End}))
		}
	}
	return more
}

// compose writes the translation that a form holds row by row, with its pairs:
// fields f.N, t.N, g.N and o.N are the row's place in the source, its text, the
// white space before it, and its order. ok is false when the form is not whole.
func compose(form url.Values, source, to string) (target string, pairs []voxpop.Pair, ok bool) {
	n, err := strconv.Atoi(form.Get("rows"))
	if err != nil || n < 0 || n > maxRows {
		return "", nil, false
	}
	length := utf8.RuneCountInString(source)
	rows := make([]row, 0, n)
	for i := 1; i <= n; i++ {
		at := "." + strconv.Itoa(i)
		if !form.Has("t"+at) || !form.Has("f"+at) {
			return "", nil, false
		}
		r := row{N: i, Target: strings.TrimSpace(lines(form.Get("t" + at))), Gap: lines(form.Get("g" + at))}
		if first, last, both := strings.Cut(form.Get("f"+at), "-"); both {
			a, errA := strconv.Atoi(first)
			b, errB := strconv.Atoi(last)
			if errA != nil || errB != nil || a < 0 || a > b || b > length {
				return "", nil, false
			}
			r.From = [2]int{a, b}
		}
		if r.Order, err = strconv.Atoi(form.Get("o" + at)); err != nil {
			r.Order = -1
		}
		if strings.TrimSpace(r.Gap) != "" {
			r.Gap = " "
		}
		rows = append(rows, r)
	}
	// A row that had no place yet stands behind the one before it.
	last := -1.0
	place := make(map[int]float64, n)
	for i, r := range rows {
		if r.Order >= 0 {
			last = float64(r.Order)
			place[r.N] = last
			continue
		}
		place[r.N] = last + float64(i+1)/float64(n+2)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(place[a.N], place[b.N]) })
	var b strings.Builder
	count := 0
	for _, r := range rows {
		if r.Target == "" {
			continue
		}
		if b.Len() > 0 {
			gap := r.Gap
			if gap == "" && !spaceless(to) {
				gap = " "
			}
			b.WriteString(gap)
			count += utf8.RuneCountInString(gap)
		}
		start := count
		b.WriteString(r.Target)
		count += utf8.RuneCountInString(r.Target)
		if r.From[0] < r.From[1] {
			pairs = append(pairs, voxpop.Pair{From: r.From, To: [2]int{start, count}})
		}
	}
	return b.String(), pairs, true
}

// maxRows bounds the rows of a form; it is more than an hour's speech has.
const maxRows = 5000

// lines is a text as a browser sends it, in one form of line ends.
func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// spaceless reports whether sentences of a language follow each other without
// a space.
func spaceless(lang string) bool {
	lang, _, _ = strings.Cut(lang, "-")
	return slices.Contains([]string{"zh", "ja", "th", "lo", "km", "my", "yue"}, lang)
}
