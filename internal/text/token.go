package text

import (
	"unicode"
	"unicode/utf8"
)

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	Word    Kind = iota + 1
	Number       // “1500”, “3.14”, “12:30”, in ASCII digits, without the commas between thousands
	Emoji        // one picture, whole, without skin tone and variation selector
	Hashtag      // “#savetheferry”; its words follow
	Handle       // “@name”
	URL          // the host, without “www.”
	Email        // “@” and the domain: whose address it is, is nothing to learn from
	Bigram       // two neighbouring characters of a script without spaces
)

// Token is one token of a text: what learning methods count.
type Token struct {
	Text   []byte // folded by Loose, UTF-8, never empty
	Stem   []byte // Text without light affixes; Text itself for every kind but Word
	Span          // code points of the text as it was given
	Kind   Kind
	Script Script // of its first letter
	Stop   bool   // a function word of the text's language
	Break  bool   // no phrase reaches from the token before into this one
	InTag  bool   // a word of the hashtag before it
	Long   bool   // was written elongated (“soooo”)
}

// Tokenizer cuts texts into tokens, in buffers that it keeps from one text to
// the next. The zero value is ready. It is not safe for concurrent use.
type Tokenizer struct {
	// Lang fixes the language of stems and stop words, by its tag (“fa”, “fa-AF”,
	// “prs”); empty or “und”, it is guessed for each text.
	Lang string
	// Likely is taken for the language of a text that does not tell it, if it is
	// written in the script of most letters: the commonest language of a call-out.
	Likely string

	l      looser
	src    []rune
	buf    []byte
	tokens []Token
	table  map[string]part // the stop words
	found  []part          // what the table says of each Word
	lang   string
	brk    bool
	parts  parts
}

// parts says what a text may hold, so that the scans for it can be left out.
type parts struct{ at, address bool }

// Tokens cuts a text into tokens and keeps nothing else alive.
func Tokens(s string) []Token {
	var z Tokenizer
	return z.Tokens(s)
}

// Tokens returns the tokens of s in the order in which they begin. They, and
// the bytes they point to, are good until the next call. A hashtag is followed
// by its words, whose spans lie inside it; neighbouring bigrams share a
// character; no other spans overlap.
func (z *Tokenizer) Tokens(s string) []Token {
	z.src, z.buf, z.tokens, z.found, z.parts = z.src[:0], z.buf[:0], z.tokens[:0], z.found[:0], parts{}
	z.table = stopTable()
	last := rune(0)
	for _, r := range s {
		switch {
		case r == '@' || r == '＠':
			z.parts.at = true
		case last == '.' && r > ' ', last == '/' && r == '/':
			z.parts.address = true
		}
		z.src, last = append(z.src, r), r
	}
	z.l.fold(z.src)
	z.brk = true
	for i := 0; i < len(z.l.runes); {
		i = z.next(i)
	}
	z.finish()
	return z.tokens
}

// Language is the language that the stems and stop words of the last text were
// taken from; empty when it was not recognised.
func (z *Tokenizer) Language() string { return z.lang }

// cls is the class of the folded code point at i, without the mark of
// elongation; other past the end.
func (z *Tokenizer) cls(i int) class {
	if i >= len(z.l.class) {
		return other
	}
	return z.l.class[i] &^ long
}

// next reads what begins at i and returns where it ends.
func (z *Tokenizer) next(i int) int {
	switch c := z.cls(i); {
	case c == space:
		return i + 1
	case c.letter():
		if Script(c).spaceless() {
			return z.bigrams(i)
		}
		if c == class(Latin) && (z.parts.at || z.parts.address) {
			if j := z.address(i); j > i {
				return j
			}
		}
		return z.word(i, false)
	case c == digit:
		return z.number(i)
	case c == picture:
		return z.emoji(i)
	case c == half:
		if z.cls(i+1) == half {
			return z.token(Emoji, NoScript, i, i+2)
		}
		return z.token(Emoji, NoScript, i, i+1)
	}
	switch r := z.l.runes[i]; {
	case r == '#' && i+1 < len(z.l.runes):
		if z.l.runes[i+1] == '\u20e3' {
			return z.token(Emoji, NoScript, i, i+2)
		}
		if j := z.hashtag(i); j > i {
			return j
		}
	case r == '*' && i+1 < len(z.l.runes) && z.l.runes[i+1] == '\u20e3':
		return z.token(Emoji, NoScript, i, i+2)
	case r == '@':
		if j := z.handle(i); j > i {
			return j
		}
	case r == '-' && i > 0 && z.cls(i-1).letter() && z.cls(i+1).letter(), r == '_':
		return i + 1 // a compound
	}
	z.brk = true
	return i + 1
}

// word reads letters of one family of scripts, the marks on them, the digits
// after Latin ones, and apostrophes between them.
func (z *Tokenizer) word(i int, tag bool) int {
	first := z.cls(i)
	if first == digit {
		first = class(Latin)
	}
	j := i + 1
	for j < len(z.l.runes) {
		c := z.cls(j)
		switch {
		case c == mark, c == first, c.letter() && alphabetic(first) && alphabetic(c), c == digit && alphabetic(first):
			if tag && z.hump(j) {
				return z.token(Word, Script(first), i, j)
			}
			j++
			continue
		case c == quote && !tag && z.cls(j+1).letter() && alphabetic(first) && alphabetic(z.cls(j+1)):
			j += 2
			continue
		}
		break
	}
	return z.token(Word, Script(first), i, j)
}

func alphabetic(c class) bool { return c <= class(Cyrillic) && c != 0 }

// hump reports whether a capital of the original begins at j after a small
// letter: “saveTheFerry”.
func (z *Tokenizer) hump(j int) bool {
	return unicode.IsUpper(z.src[z.l.pos[j]]) && !unicode.IsUpper(z.src[z.l.pos[j-1]])
}

// bigrams reads a run of scripts without spaces in pairs of characters, each
// with the marks on it.
func (z *Tokenizer) bigrams(i int) int {
	first := Script(z.cls(i))
	a := i
	b := z.cluster(a)
	for z.cls(b).letter() && Script(z.cls(b)).spaceless() {
		c := z.cluster(b)
		z.token(Bigram, first, a, c)
		a, b, first = b, c, Script(z.cls(b))
	}
	if a == i {
		z.token(Bigram, first, a, b)
	}
	return b
}

func (z *Tokenizer) cluster(i int) int {
	for i++; z.cls(i) == mark; i++ {
	}
	return i
}

// number reads digits and what groups them; followed by a Latin letter it is a
// word (“2nd”), followed by U+20E3 the picture of a key.
func (z *Tokenizer) number(i int) int {
	j := i + 1
	for ; z.cls(j) == digit; j++ {
	}
	if j < len(z.l.runes) && z.l.runes[j] == '\u20e3' && j == i+1 {
		return z.token(Emoji, NoScript, i, j+1)
	}
	if z.cls(j) == class(Latin) {
		if z.parts.at || z.parts.address {
			if j := z.address(i); j > i {
				return j
			}
		}
		return z.word(i, false)
	}
	for j+1 < len(z.l.runes) && z.cls(j+1) == digit {
		switch z.l.runes[j] {
		case '.', ',', ':', '/', '\'':
		default:
			return z.token(Number, NoScript, i, j)
		}
		for j += 2; z.cls(j) == digit; j++ {
		}
	}
	return z.token(Number, NoScript, i, j)
}

// emoji reads a picture and what joiners and tags make of it.
func (z *Tokenizer) emoji(i int) int {
	j := i + 1
	for j < len(z.l.runes) {
		switch r := z.l.runes[j]; {
		case r == zwj && z.cls(j+1) == picture:
			j += 2
		case 0xe0020 <= r && r < 0xe0080, r == '\u20e3':
			j++
		default:
			return z.token(Emoji, NoScript, i, j)
		}
	}
	return z.token(Emoji, NoScript, i, j)
}

// hashtag reads a tag and its words; i where there is none.
func (z *Tokenizer) hashtag(i int) int {
	if i > 0 && (z.cls(i-1).letter() || z.cls(i-1) == digit) {
		return i
	}
	j, letters := i+1, false
	for ; j < len(z.l.runes); j++ {
		c := z.cls(j)
		if c.letter() {
			letters = true
		} else if c != digit && c != mark && c != under {
			break
		}
	}
	if !letters {
		return i
	}
	z.token(Hashtag, NoScript, i, j)
	at := len(z.tokens)
	for k := i + 1; k < j; {
		switch c := z.cls(k); {
		case c.letter() && Script(c).spaceless():
			k = z.bigrams(k)
		case c.letter():
			k = z.word(k, true)
		case c == digit:
			n := k + 1
			for n < j && z.cls(n) == digit {
				n++
			}
			k = z.token(Number, NoScript, k, n)
		default:
			k++
		}
	}
	for t := at; t < len(z.tokens); t++ {
		z.tokens[t].InTag = true
		z.tokens[t].Break = t == at
	}
	z.brk = true
	return j
}

// handle reads the name after an @; i where there is none.
func (z *Tokenizer) handle(i int) int {
	if i > 0 && (z.cls(i-1).letter() || z.cls(i-1) == digit) {
		return i
	}
	j, letters := i+1, false
	for ; j < len(z.l.runes) && (z.cls(j) == class(Latin) || z.cls(j) == digit || z.cls(j) == under || z.l.runes[j] == '.' && z.cls(j+1) == class(Latin)); j++ {
		letters = letters || z.cls(j) == class(Latin)
	}
	if !letters {
		return i
	}
	return z.token(Handle, Latin, i, j)
}

// token writes the token of the folded code points from i to j.
func (z *Tokenizer) token(k Kind, sc Script, i, j int) int {
	from := len(z.buf)
	elongated := false
	for n := i; n < j; n++ {
		r := z.l.runes[n]
		switch {
		case k == Number && r == ',' && z.thousands(n, j), k == Hashtag && r == '_':
			continue
		}
		elongated = elongated || z.l.class[n]&long != 0
		z.buf = utf8.AppendRune(z.buf, r)
	}
	z.add(k, sc, i, j, from)
	if elongated {
		z.elongated(i, j)
	}
	if k == Word {
		z.found = append(z.found, z.table[string(z.tokens[len(z.tokens)-1].Stem)])
	}
	return j
}

// elongated marks the last token, of the folded code points from i to j, as
// drawn out. Its stem is made of the word with one letter where two were left:
// at the end of a word, and in Arabic script anywhere.
func (z *Tokenizer) elongated(i, j int) {
	t := &z.tokens[len(z.tokens)-1]
	t.Long = true
	from := len(z.buf)
	for n := i; n < j; n++ {
		if z.l.class[n]&long != 0 && n > i && z.l.runes[n-1] == z.l.runes[n] && (n == j-1 || t.Script == Arabic) {
			continue
		}
		z.buf = utf8.AppendRune(z.buf, z.l.runes[n])
	}
	if t.Kind == Word {
		t.Stem = z.buf[from:len(z.buf):len(z.buf)]
	}
}

func (z *Tokenizer) add(k Kind, sc Script, i, j, from int) {
	t := Token{Text: z.buf[from:len(z.buf):len(z.buf)], Span: z.span(i, j), Kind: k, Script: sc, Break: z.brk}
	t.Stem = t.Text
	z.brk = false
	if k != Word && k != Number && k != Bigram {
		t.Break, z.brk = true, true
	}
	z.tokens = append(z.tokens, t)
}

// thousands reports whether three digits and no more follow the comma at n.
func (z *Tokenizer) thousands(n, end int) bool {
	return n+3 < end && z.cls(n+1) == digit && z.cls(n+2) == digit && z.cls(n+3) == digit && (n+4 >= end || z.cls(n+4) != digit)
}

// span is where the folded code points from i to j stand in the original: up
// to what follows, without the spaces and invisible characters that folding
// dropped there.
func (z *Tokenizer) span(i, j int) Span {
	end := len(z.src)
	if j < len(z.l.pos) {
		end = int(z.l.pos[j])
	}
	least := int(z.l.pos[j-1]) + 1
	for end > least && (joiner(z.src[end-1]) || IsSpace(z.src[end-1])) {
		end--
	}
	return Span{int(z.l.pos[i]), max(end, least)}
}

// finish adds what needs the whole text: its language, and with it stems and
// stop words.
func (z *Tokenizer) finish() {
	if z.lang = primary(z.Lang); z.lang == "" {
		z.lang = z.guess()
	}
	if z.lang == "" && z.Likely != "" {
		if likely := primary(z.Likely); tongueBit(likely)&scriptTongues(z.mainScript()) != 0 {
			z.lang = likely
		}
	}
	bit := tongueBit(z.lang)
	for i, n := 0, 0; i < len(z.tokens); i++ {
		t := &z.tokens[i]
		if t.Kind != Word {
			continue
		}
		p := z.found[n]
		n++
		if bit != 0 && scriptTongues(t.Script)&bit != 0 {
			t.Stop = p.stop&bit != 0
		} else {
			t.Stop = p.common&scriptTongues(t.Script) != 0
		}
		w := t.Stem
		lo, hi, tail := stem(z.lang, w, t.Script)
		if tail == "" {
			t.Stem = w[lo:hi:hi]
			continue
		}
		from := len(z.buf)
		z.buf = append(append(z.buf, w[lo:hi]...), tail...)
		t.Stem = z.buf[from:len(z.buf):len(z.buf)]
	}
}
