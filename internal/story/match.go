package story

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"voxpop/internal/text"
)

// Quotable is a text that may be quoted, made ready for matching.
type Quotable struct {
	text []rune // as stored
	fold []rune // quotation marks of one kind, single spaces, NFC
	pos  []int  // code point of text that each rune of fold came from
	str  string // fold as a string, and
	at   []int  // the byte of str at which each rune of fold starts
}

// NewQuotable prepares a stored text. Only what a quotation may differ in is
// folded: the style of quotation marks, the width and number of spaces,
// invisible direction marks, and the Unicode normalization form.
func NewQuotable(s string) *Quotable {
	q := &Quotable{text: []rune(s)}
	q.fold, q.pos = foldQuote(q.text)
	var b strings.Builder
	q.at = make([]int, len(q.fold)+1)
	for i, r := range q.fold {
		q.at[i] = b.Len()
		b.WriteRune(r)
	}
	q.at[len(q.fold)] = b.Len()
	q.str = b.String()
	return q
}

// mark stands for any quotation mark.
const mark = '"'

func foldQuote(s []rune) (fold []rune, pos []int) {
	nfc := text.NFC(s)
	fold = make([]rune, 0, len(nfc.Runes))
	pos = make([]int, 0, len(nfc.Runes))
	for i, r := range nfc.Runes {
		switch {
		case text.Invisible(r):
			continue
		case text.IsQuote(r):
			// Spaces beside a mark belong to the style of the mark: « oui ».
			if n := len(fold); n > 0 && fold[n-1] == ' ' {
				fold, pos = fold[:n-1], pos[:n-1]
			}
			r = mark
		case text.IsSpace(r) || r == '\u200c':
			if n := len(fold); n == 0 || fold[n-1] == ' ' || fold[n-1] == mark {
				continue
			}
			r = ' '
		}
		fold = append(fold, r)
		pos = append(pos, nfc.Pos[i])
	}
	if n := len(fold); n > 0 && fold[n-1] == ' ' {
		fold, pos = fold[:n-1], pos[:n-1]
	}
	return fold, pos
}

// Match says where a quotation stands in a text, or why it does not.
type Match struct {
	OK bool
	// Spans are the code points of the stored text that each piece of the
	// quotation covers, in order; cuts lie between them.
	Spans []text.Span
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
)

// Find looks for a quotation. “[…]” or “[...]” stands for a cut, “[word]” for
// an editor's addition, “[T]he” for a changed capital. Pieces keep their
// order, and each begins and ends at a word boundary.
func (q *Quotable) Find(quotation string) Match {
	whole := []rune(quotation)
	if m := q.find([][]rune{whole}); m.OK || !strings.ContainsRune(quotation, '[') {
		return m
	}
	best := Match{}
	for i, pieces := range capitals(whole) {
		m := q.find(pieces)
		if m.OK {
			return m
		}
		if i == 0 {
			best = m
		}
	}
	return best
}

// capitals returns the pieces of a quotation between its cuts, once for each
// way to read its changed capitals.
func capitals(s []rune) [][][]rune {
	type letter struct{ piece, at int }
	var pieces [][]rune
	var letters []letter
	var cur []rune
	for i := 0; i < len(s); i++ {
		if s[i] != '[' {
			cur = append(cur, s[i])
			continue
		}
		end := slices.Index(s[i:], ']')
		if end < 0 {
			cur = append(cur, s[i])
			continue
		}
		inside := s[i+1 : i+end]
		next := i + end + 1
		switch {
		case isCut(inside):
			pieces = append(pieces, cur)
			cur = nil
		case len(inside) == 1 && unicode.IsLetter(inside[0]) && next < len(s) && unicode.IsLetter(s[next]) && len(letters) < 4:
			letters = append(letters, letter{len(pieces), len(cur)})
			cur = append(cur, inside[0])
		default:
			cur = append(cur, ' ')
		}
		i += end
	}
	pieces = append(pieces, cur)
	// A cut at the very start or end leaves an empty piece there.
	out := [][][]rune{}
	for bits := range 1 << len(letters) {
		var one [][]rune
		for i, p := range pieces {
			p = slices.Clone(p)
			for k, l := range letters {
				if l.piece != i {
					continue
				}
				if bits&(1<<k) == 0 {
					p[l.at] = unicode.ToLower(p[l.at])
				} else {
					p[l.at] = unicode.ToUpper(p[l.at])
				}
			}
			if f, _ := foldQuote(p); len(f) > 0 {
				one = append(one, p)
			}
		}
		out = append(out, one)
	}
	return out
}

func isCut(inside []rune) bool {
	s := strings.ReplaceAll(string(inside), " ", "")
	return s == "…" || s == "..." || s == "…"+"…" || s == "...."
}

func (q *Quotable) find(pieces [][]rune) Match {
	var m Match
	words := false
	from := 0
	for _, p := range pieces {
		fold, _ := foldQuote(p)
		words = words || slices.ContainsFunc(fold, text.IsWord) || slices.ContainsFunc(fold, unicode.IsSymbol)
		if len(fold) == 0 {
			continue
		}
		piece := string(fold)
		start, end, ok, inside := q.next(piece, from)
		if !ok {
			m.Piece, m.Problem = strings.TrimSpace(string(p)), ProblemAbsent
			if _, _, earlier, _ := q.next(piece, 0); earlier {
				m.Problem = ProblemOrder
			} else if inside {
				m.Problem = ProblemWord
			} else {
				m.Nearest, m.Differs = q.nearest(fold)
			}
			return m
		}
		m.Spans = append(m.Spans, text.Span{Start: q.pos[start], End: q.end(end)})
		from = end
	}
	if !words {
		return Match{Problem: ProblemEmpty}
	}
	m.OK = true
	return m
}

// next finds the first place of piece at or after the folded rune from that
// begins and ends at word boundaries. inside reports that it stands somewhere,
// but within a word.
func (q *Quotable) next(piece string, from int) (start, end int, ok, inside bool) {
	n := text.Len(piece)
	for at := from; at <= len(q.fold)-n; {
		i := strings.Index(q.str[q.at[at]:], piece)
		if i < 0 {
			return 0, 0, false, inside
		}
		start, _ = slices.BinarySearch(q.at, q.at[at]+i)
		end = start + n
		if q.boundary(q.pos[start]) && q.boundary(q.end(end)) {
			return start, end, true, inside
		}
		inside = true
		at = start + 1
	}
	return 0, 0, false, inside
}

// end is the code point of the stored text at which the folded runes before i end.
func (q *Quotable) end(i int) int {
	last := q.pos[i-1] + 1
	limit := len(q.text)
	if i < len(q.pos) {
		limit = q.pos[i]
	}
	for last < limit && (unicode.IsMark(q.text[last]) || q.text[last] == '\u200d') {
		last++
	}
	return last
}

// boundary reports whether the stored text may be cut at code point i,
// looking through invisible characters.
func (q *Quotable) boundary(i int) bool {
	if !text.Boundary(q.text, i) {
		return false
	}
	a, b := i-1, i
	for a >= 0 && text.Invisible(q.text[a]) {
		a--
	}
	for b < len(q.text) && text.Invisible(q.text[b]) {
		b++
	}
	if a < 0 || b >= len(q.text) || a == i-1 && b == i {
		return true
	}
	return text.Boundary([]rune{q.text[a], q.text[b]}, 1)
}

// nearest finds the part of the text that differs least from the folded
// piece, by edit distance with free ends (Sellers 1980), widened to words. It
// gives up on long inputs, and when more than a third of the letters differ.
func (q *Quotable) nearest(piece []rune) (string, int) {
	n, m := len(q.fold), len(piece)
	if n == 0 || m == 0 || n*m > 4_000_000 {
		return "", 0
	}
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
	for a > 0 && !q.boundary(q.pos[a]) {
		a--
	}
	for b < n && !q.boundary(q.end(b)) {
		b++
	}
	found := q.fold[a:b]
	d := distance(piece, found)
	return strings.TrimSpace(string(q.text[q.pos[a]:q.end(b)])), d
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
func (m Match) explain(quotation, where string) (message, hint string) {
	switch m.Problem {
	case ProblemEmpty:
		return "no words are quoted", "put the respondent's words between the brackets"
	case ProblemOrder:
		return fmt.Sprintf("“%s” stands in %s, but in another order", short(m.Piece), where), "a cut […] keeps the order of the words"
	case ProblemWord:
		return fmt.Sprintf("“%s” is part of a longer word in %s", short(m.Piece), where), "quote the whole word"
	}
	message = fmt.Sprintf("“%s” is not in %s", short(m.Piece), where)
	hint = "copy the words from the response; a cut is written […], an addition [word]"
	if m.Nearest != "" {
		unit := "letters differ"
		if m.Differs == 1 {
			unit = "letter differs"
		}
		message += fmt.Sprintf("; nearest: “%s” (%d %s)", short(m.Nearest), m.Differs, unit)
	}
	if strings.Contains(m.Piece, "…") || strings.Contains(m.Piece, "...") {
		hint = "a cut is written […] with brackets; bare dots must stand in the text itself"
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
