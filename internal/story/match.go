package story

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"voxpop/internal/text"
)

// Quotable is a text that may be quoted, made ready for matching.
type Quotable struct {
	text []rune // as stored
	fold []rune // quotation marks of one kind, single spaces, NFC
	pos  []int  // code point of text at which the character of each rune of fold begins,
	stop []int  // and at which it ends
	str  string // fold as a string, and
	at   []int  // the byte of str at which each rune of fold starts
}

// NewQuotable prepares a stored text. Only what a quotation may differ in is
// folded: the style of quotation marks, the width and number of spaces,
// invisible direction marks, how an emoji is drawn, and the Unicode
// normalization form.
func NewQuotable(s string) *Quotable {
	q := &Quotable{text: []rune(s)}
	q.fold, q.pos, q.stop = foldQuote(q.text)
	q.at = make([]int, len(q.fold)+1)
	q.str = string(q.fold)
	at := 0
	for i, r := range q.fold {
		q.at[i] = at
		at += utf8.RuneLen(r)
	}
	q.at[len(q.fold)] = at
	return q
}

// mark stands for any quotation mark.
const mark = '"'

func foldQuote(s []rune) (fold []rune, pos, stop []int) {
	nfc := text.NFC(s)
	fold = make([]rune, 0, len(nfc.Runes))
	pos = make([]int, 0, len(nfc.Runes))
	stop = make([]int, 0, len(nfc.Runes))
	drop := func() {
		if n := len(fold); n > 0 && fold[n-1] == ' ' {
			fold, pos, stop = fold[:n-1], pos[:n-1], stop[:n-1]
		}
	}
	end := 0
	for i, r := range nfc.Runes {
		if end <= nfc.Pos[i] {
			end = len(s)
			for k := i + 1; k < len(nfc.Pos); k++ {
				if nfc.Pos[k] > nfc.Pos[i] {
					end = nfc.Pos[k]
					break
				}
			}
		}
		switch {
		case text.Invisible(r), r == '\ufe0e', r == '\ufe0f':
			continue
		case text.IsQuote(r):
			drop() // Spaces beside a mark belong to the style of the mark: « oui ».
			r = mark
		case text.IsSpace(r) || r == '\u200c':
			if n := len(fold); n == 0 || fold[n-1] == ' ' || fold[n-1] == mark {
				continue
			}
			r = ' '
		case !utf8.ValidRune(r):
			r = utf8.RuneError
		}
		fold = append(fold, r)
		pos = append(pos, nfc.Pos[i])
		stop = append(stop, end)
	}
	drop()
	return fold, pos, stop
}

// Match says where a quotation stands in a text, or why it does not.
type Match struct {
	OK bool
	// Spans are the code points of the stored text that each piece of the
	// quotation covers, in order; cuts lie between them.
	Spans []text.Span
	// Added is what an editor wrote between brackets, Cut what the text holds
	// between two pieces, with the stop before it.
	Added, Cut []string
	// Problem says why not, Nearest what the text holds instead.
	Problem MatchProblem
	Piece   string // the piece that failed
	Nearest string
	Differs int // letters by which Nearest differs
}

// MatchProblem is the reason why a quotation is not in a text.
type MatchProblem string

// The reasons.
const (
	ProblemEmpty  MatchProblem = "empty"  // nothing is quoted
	ProblemAbsent MatchProblem = "absent" // the words are not there
	ProblemOrder  MatchProblem = "order"  // the pieces stand in another order
	ProblemWord   MatchProblem = "word"   // a piece begins or ends inside a word
	ProblemCuts   MatchProblem = "cuts"   // there are more than MaxCuts cuts
)

// MaxCuts bounds the cuts of one quotation.
const MaxCuts = 200

// nearestCells bounds the search for the nearest words of one quotation:
// letters of the text times letters of the quotation.
const nearestCells = 4_000_000

// Find looks for a quotation. “[…]” or “[...]” stands for a cut, “[word]” for
// an editor's addition, “[T]he” for a changed capital. Pieces keep their
// order, and each begins and ends at a word boundary.
func (q *Quotable) Find(quotation string) Match {
	cells := nearestCells
	return q.find(quotation, &cells)
}

// find is Find with a bound on the search for the nearest words; what the
// search used is taken off cells.
func (q *Quotable) find(quotation string, cells *int) Match {
	whole := []rune(quotation)
	if !strings.ContainsRune(quotation, '[') {
		return q.pieces([]piece{{[][]rune{whole}}}, cells)
	}
	none := 0
	if m := q.pieces([]piece{{[][]rune{whole}}}, &none); m.OK { // the text's own brackets
		return m
	}
	pieces, added := cutUp(whole)
	m := q.pieces(pieces, cells)
	if m.OK {
		m.Added = added
		for i := 1; i < len(m.Spans); i++ {
			from, to := m.Spans[i-1].End, m.Spans[i].Start
			if from > 0 && isStop(q.text[from-1]) {
				from-- // what is cut begins with a sentence
			}
			m.Cut = append(m.Cut, string(q.text[from:max(from, to)]))
		}
	}
	return m
}

// piece is the words between two cuts, once for each way to read the changed
// capitals in them; the first is the one that diagnostics show.
type piece struct{ readings [][]rune }

// maxCapitals bounds the changed capitals that are read either way: in one
// piece, and in a quotation.
const maxCapitals, maxAllCapitals = 4, 32

// cutUp splits a quotation at its cuts, and returns what was added to it.
func cutUp(s []rune) (out []piece, added []string) {
	var cur []rune
	var capitals []int
	all := 0
	end := func() {
		var p piece
		for bits := range 1 << len(capitals) {
			one := slices.Clone(cur)
			for k, at := range capitals {
				if bits&(1<<k) == 0 {
					one[at] = unicode.ToLower(one[at])
				} else {
					one[at] = unicode.ToUpper(one[at])
				}
			}
			p.readings = append(p.readings, one)
		}
		out = append(out, p)
		cur, capitals = cur[:0], capitals[:0]
	}
	close := -1 // the next closing bracket
	for i := 0; i < len(s); i++ {
		if s[i] == '[' && close < i {
			if k := slices.Index(s[i:], ']'); k >= 0 {
				close = i + k
			} else {
				close = len(s)
			}
		}
		if s[i] != '[' || close == len(s) {
			cur = append(cur, s[i])
			continue
		}
		inside, next := s[i+1:close], close+1
		switch {
		case isCut(inside):
			end()
		case len(inside) == 1 && unicode.IsLetter(inside[0]) && next < len(s) && unicode.IsLetter(s[next]) && len(capitals) < maxCapitals && all < maxAllCapitals:
			capitals = append(capitals, len(cur))
			all++
			cur = append(cur, inside[0])
		default:
			added = append(added, string(inside))
			cur = append(cur, ' ')
		}
		i = close
	}
	end()
	return out, added
}

func isCut(inside []rune) bool {
	s := strings.ReplaceAll(string(inside), " ", "")
	return s == "…" || s == "..." || s == "…"+"…" || s == "...."
}

// pieces looks for the pieces of a quotation, one after the other.
func (q *Quotable) pieces(all []piece, cells *int) Match {
	var m Match
	if len(all) > MaxCuts+1 {
		return Match{Problem: ProblemCuts, Piece: fmt.Sprint(len(all) - 1)}
	}
	words := false
	from := 0
	for _, p := range all {
		first, _, _ := foldQuote(p.readings[0])
		words = words || slices.ContainsFunc(first, text.IsWord) || slices.ContainsFunc(first, unicode.IsSymbol)
		if len(first) == 0 { // a cut at the very start or end
			continue
		}
		start, end, inside, earlier := -1, 0, false, false
		for i, reading := range p.readings {
			fold := first
			if i > 0 {
				fold, _, _ = foldQuote(reading)
			}
			a, b, in := q.next(fold, from)
			if a >= 0 && (start < 0 || b < end) {
				start, end = a, b
			}
			inside = inside || in
			if start < 0 && from > 0 {
				a, _, _ := q.next(fold, 0)
				earlier = earlier || a >= 0
			}
		}
		if start < 0 {
			m.Piece, m.Problem = strings.TrimSpace(string(p.readings[0])), ProblemAbsent
			switch {
			case earlier:
				m.Problem = ProblemOrder
			case inside:
				m.Problem = ProblemWord
			default:
				m.Nearest, m.Differs = q.nearest(first, cells)
			}
			return m
		}
		m.Spans = append(m.Spans, text.Span{Start: q.pos[start], End: q.stop[end-1]})
		from = end
	}
	if !words {
		return Match{Problem: ProblemEmpty}
	}
	m.OK = true
	return m
}

// next finds the first place of piece at or after the folded rune from that
// begins and ends at word boundaries; start is -1 when there is none, and
// inside then says that it stands within a word.
func (q *Quotable) next(piece []rune, from int) (start, end int, inside bool) {
	if from > len(q.fold)-len(piece) {
		return -1, 0, false
	}
	s := string(piece)
	const plain = 16 // tries before a text of many false places is walked in one go
	for at, try := from, 0; try < plain; try++ {
		i := strings.Index(q.str[q.at[at]:], s)
		if i < 0 {
			return -1, 0, inside
		}
		start, _ = slices.BinarySearch(q.at, q.at[at]+i)
		if end = start + len(piece); q.bounded(start, end) {
			return start, end, false
		}
		inside = true
		if at = start + 1; at > len(q.fold)-len(piece) {
			return -1, 0, inside
		}
	}
	// Knuth, Morris and Pratt (1977): every place in time linear in the text.
	back := make([]int, len(piece))
	for i, k := 1, 0; i < len(piece); i++ {
		for k > 0 && piece[i] != piece[k] {
			k = back[k-1]
		}
		if piece[i] == piece[k] {
			k++
		}
		back[i] = k
	}
	k := 0
	for i := start + 1; i < len(q.fold); i++ {
		for k > 0 && q.fold[i] != piece[k] {
			k = back[k-1]
		}
		if q.fold[i] == piece[k] {
			k++
		}
		if k == len(piece) {
			if q.bounded(i+1-k, i+1) {
				return i + 1 - k, i + 1, false
			}
			k = back[k-1]
		}
	}
	return -1, 0, true
}

func (q *Quotable) bounded(start, end int) bool { return q.boundary(start) && q.boundary(end) }

// boundary reports whether a quotation may begin or end before rune i of fold.
func (q *Quotable) boundary(i int) bool {
	if i == 0 || i == len(q.fold) {
		return true
	}
	if q.pos[i] == q.pos[i-1] {
		return false // inside one character
	}
	return text.Boundary(q.text, q.stop[i-1]) && text.Boundary(q.text, q.pos[i])
}

// nearest finds the part of the text that differs least from the folded
// piece, by edit distance with free ends (Sellers 1980), widened to words. It
// gives up on long inputs, and when more than a third of the letters differ.
func (q *Quotable) nearest(piece []rune, cells *int) (string, int) {
	n, m := len(q.fold), len(piece)
	if n == 0 || m == 0 || n*m > min(*cells, nearestCells) {
		return "", 0
	}
	*cells -= n * m
	type cell struct{ cost, start int }
	prev, cur := make([]cell, n+1), make([]cell, n+1)
	for j := range prev {
		prev[j] = cell{0, j}
	}
	for i := 1; i <= m; i++ {
		cur[0] = cell{i, 0}
		for j := 1; j <= n; j++ {
			sub := 1
			if piece[i-1] == q.fold[j-1] {
				sub = 0
			}
			c := cell{prev[j-1].cost + sub, prev[j-1].start}
			if up := prev[j].cost + 1; up < c.cost {
				c = cell{up, prev[j].start}
			}
			if left := cur[j-1].cost + 1; left < c.cost {
				c = cell{left, cur[j-1].start}
			}
			cur[j] = c
		}
		prev, cur = cur, prev
	}
	best := 0
	for j := 1; j <= n; j++ {
		if prev[j].cost < prev[best].cost {
			best = j
		}
	}
	if prev[best].cost*3 > m || best == 0 {
		return "", 0
	}
	a, b := prev[best].start, best
	if a >= b {
		return "", 0
	}
	for a > 0 && !q.boundary(a) {
		a--
	}
	for b < n && !q.boundary(b) {
		b++
	}
	return strings.TrimSpace(string(q.text[q.pos[a]:q.stop[b-1]])), distance(piece, q.fold[a:b])
}

// distance is the Levenshtein distance between two short texts.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// explain words a failed match for a person.
func (m Match) explain(where told) (message, hint told) {
	switch m.Problem {
	case ProblemEmpty:
		return tell("no words are quoted"), tell("put the respondent's words between the brackets")
	case ProblemCuts:
		return tell("the quotation has %s cuts; it may have %d", m.Piece, MaxCuts), tell("quote in several links")
	case ProblemOrder:
		return tell("“%s” stands in %s, but in another order", short(m.Piece), where), tell("a cut […] keeps the order of the words")
	case ProblemWord:
		return tell("“%s” is part of a longer word in %s", short(m.Piece), where), tell("quote the whole word")
	}
	switch {
	case m.Nearest == "":
		message = tell("“%s” is not in %s", short(m.Piece), where)
	case m.Differs == 1:
		message = tell("“%s” is not in %s; nearest: “%s” (%d letter differs)", short(m.Piece), where, short(m.Nearest), m.Differs)
	default:
		message = tell("“%s” is not in %s; nearest: “%s” (%d letters differ)", short(m.Piece), where, short(m.Nearest), m.Differs)
	}
	hint = tell("copy the words from the response; a cut is written […], an addition [word]")
	if strings.Contains(m.Piece, "…") || strings.Contains(m.Piece, "...") {
		hint = tell("a cut is written […] with brackets; bare dots must stand in the text itself")
	}
	return message, hint
}

// short keeps a quotation readable inside a diagnostic.
func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= 120 {
		return string(r)
	}
	return string(r[:70]) + " … " + string(r[len(r)-40:])
}
