package story

import (
	"strconv"
	"strings"

	"voxpop/internal/text"
)

// wordNumber is a number written in words: its tokens and its value.
type wordNumber struct {
	from, to int // tokens, to exclusive
	value    int
}

// wordNumbers finds the numbers that are written in words: “forty-two”, “one
// hundred and twelve”, چهل و دو, اثنان وأربعون.
func (c *checker) wordNumbers(tokens []token) []wordNumber {
	var out []wordNumber
	for i := 0; i < len(tokens); {
		n, next, ok := c.wordNumber(tokens, i)
		if !ok {
			i++
			continue
		}
		out = append(out, wordNumber{i, next, n})
		i = next
	}
	return out
}

func (c *checker) wordNumber(tokens []token, i int) (total, next int, ok bool) {
	one := func(k int) (n, to int, ok bool) {
		if k >= len(tokens) {
			return 0, 0, false
		}
		if h, found := c.ladder.at(tokens, k); found && c.rungs[h.id].number > 0 {
			return c.rungs[h.id].number, h.to, true
		}
		return 0, 0, false
	}
	total, next, ok = one(i)
	if !ok {
		return 0, 0, false
	}
	for {
		k := next
		if k < len(tokens) && (tokens[k].word == "and" || tokens[k].word == "و") {
			k++
		}
		n, to, ok := one(k)
		if !ok {
			return total, next, true
		}
		switch {
		case n == 100 && total < 10 && k == next:
			total *= 100
		case total%100 == 0 && n < 100, total%10 == 0 && total%100 >= 20 && n < 10:
			total += n
		case total < 10 && n%10 == 0 && n >= 20 && n < 100 && (k > next || strings.HasPrefix(tokens[k].word, "و")): // Arabic counts the ones first
			total += n
		default:
			return total, next, true
		}
		next = to
	}
}

// digitsFor is the text of a link with its number words written as digits.
func digitsFor(runes []rune, tokens []token, numbers []wordNumber, offset int) []rune {
	var out []rune
	at := 0
	for _, n := range numbers {
		from, to := tokens[n.from].Start-offset, tokens[n.to-1].End-offset
		out = append(out, runes[at:from]...)
		out = append(out, []rune(strconv.Itoa(n.value))...)
		at = to
	}
	return append(out, runes[at:]...)
}

// skewed returns a word that makes a figure say another than the record's:
// “more than 42”, “42 million”, “not many”. It looks in the words given, which
// are those of the link but its number or ladder word, and those just before it.
func (c *checker) skewed(tokens []token) (string, bool) {
	for _, h := range c.lang.ix.skew.all(tokens) {
		return c.lang.skew[h.id], true
	}
	return "", false
}

// before returns the words that stand directly before a link, at most three,
// with no mark between.
func (c *checker) before(r *reading, l *Link) []token {
	var out []token
	end := l.Start
	for i := r.wordAt(l.Start) - 1; i >= 0 && len(out) < 3; i-- {
		t := r.tokens[i]
		if t.End > end {
			continue
		}
		if strings.TrimSpace(string(r.Runes[t.End:end])) != "" || r.Link[t.Start] >= 0 {
			break
		}
		out = append([]token{t}, out...)
		end = t.Start
	}
	return out
}

// mixedScript reports whether a word joins letters of Latin with those of
// Cyrillic or Greek: two words that look alike and are read as different.
func mixedScript(word []rune) bool {
	latin, other := false, false
	for _, r := range word {
		latin = latin || r < 0x250 && text.IsWord(r) && (r < '0' || r > '9')
		other = other || r >= 0x370 && r < 0x530
	}
	return latin && other
}
