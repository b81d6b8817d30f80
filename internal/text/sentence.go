package text

import "unicode"

// Sentences returns the sentences of s in order, without the space and the
// bullets around them. They end at a stop (with the quotes, brackets and emoji
// right after it), at ؛, at a line's end, before a bullet, and at emoji that
// stand where a stop would. Dots of abbreviations, initials, numbers, times,
// dates and addresses end nothing, nor does an ellipsis inside a sentence.
// What holds neither a word nor an emoji is no sentence; every word and every
// emoji is in exactly one.
//
// Unicode's default rules (UAX #29) do not know abbreviations, split at a line's
// end inside nothing else, and need the space after a stop that hurried writers
// leave out; these rules are made for messages.
func Sentences(s []rune) []Span {
	var out []Span
	start := 0
	for i := 0; i < len(s); {
		from, to := i, 0
		switch {
		case newline(s[i]):
			to = i + 1
		case bullet(s[i]):
			out = sentence(out, s, start, i)
			start = i + 1
			i++
			continue
		case stop(s[i]):
			to = stopEnd(s, start, i)
			i = stopRun(s, i)
		case emojiAt(s, i):
			i = emojiRun(s, i)
			if pauses(s, start, from, i) {
				to = i
			}
		default:
			i++
			continue
		}
		if to == 0 {
			continue
		}
		out = sentence(out, s, start, to)
		start, i = to, max(i, to)
	}
	return sentence(out, s, start, len(s))
}

// sentence appends what is between from and to, if it says anything.
func sentence(out []Span, s []rune, from, to int) []Span {
	for from < to && blank(s[from]) {
		from++
	}
	for to > from && blank(s[to-1]) {
		to--
	}
	if m := listMark(s, from, to); m > from {
		for from = m; from < to && blank(s[from]); from++ {
		}
	}
	for i := from; i < to; i++ {
		if IsWord(s[i]) || emojiAt(s, i) {
			return append(out, Span{from, to})
		}
	}
	return out
}

// listMark is where the mark of a list at from ends: “-”, “*”, “–” and a space.
func listMark(s []rune, from, to int) int {
	if from+1 < to && IsSpace(s[from+1]) {
		switch s[from] {
		case '-', '*', '–', '—', '+', '>':
			return from + 1
		}
	}
	return from
}

func blank(r rune) bool { return IsSpace(r) || newline(r) || Invisible(r) }

func newline(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085' || r == '\v' || r == '\f'
}

func bullet(r rune) bool {
	switch r {
	case '•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '∙', '⁃', '►', '▶':
		return true
	}
	return false
}

// stop reports whether r may end a sentence.
func stop(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '؟', '؛', '۔', '।', '॥', '。', '！', '？', '．', '｡', '‼', '⁇', '⁈', '⁉', '։', '።', '؞':
		return true
	}
	return false
}

// stopRun is the end of the stops that begin at i.
func stopRun(s []rune, i int) int {
	for i < len(s) && (stop(s[i]) || s[i] == '\ufe0f') {
		i++
	}
	return i
}

// stopEnd is the end of the sentence from start that the stops at i end, with
// what closes it; 0 where they end none.
func stopEnd(s []rune, start, i int) int {
	j := stopRun(s, i)
	end := closing(s, j)
	quoted := end > j
	next := end
	for next < len(s) && IsSpace(s[next]) {
		next++
	}
	if next == len(s) || newline(s[next]) {
		return end
	}
	spaced := next > end
	if emojiAt(s, next) { // a face after the stop belongs to what it is about
		end = emojiRun(s, next)
		return end
	}
	switch c := s[i]; {
	case hard(c):
		return end
	case c == '.' && j == i+1 && !fullStop(s, start, i, next, spaced):
		return 0
	case c == '…', j-i >= 2 && allDots(s[i:j]):
		if !spaced || !opens(s, next) {
			return 0
		}
	case !spaced && !caseless(s[next]):
		if c != '.' {
			return 0
		}
	case quoted && unicode.IsLower(s[next]):
		return 0 // “Never!” she said
	}
	return end
}

// hard reports whether c ends a sentence whatever follows.
func hard(c rune) bool { return c != '.' && c != '!' && c != '?' && c != '…' && c != '．' }

func allDots(s []rune) bool {
	for _, r := range s {
		if r != '.' && r != '…' {
			return false
		}
	}
	return true
}

// closing is the end of the quotes and brackets that close at i.
func closing(s []rune, i int) int {
	for i < len(s) {
		switch s[i] {
		case '"', '\'', '”', '’', '»', '›', ')', ']', '}', '」', '』', '）', '】':
			i++
			continue
		case '“': // closes in German
			if i+1 == len(s) || !IsWord(s[i+1]) {
				i++
				continue
			}
		}
		if !stop(s[i]) {
			break
		}
		i++
	}
	return i
}

// opens reports whether a sentence may begin at i: not with a small letter.
func opens(s []rune, i int) bool {
	for i < len(s) && !IsWord(s[i]) && !IsSpace(s[i]) {
		i++
	}
	return i == len(s) || !unicode.IsLower(s[i])
}

// caseless reports whether r is a letter of a script without capitals.
func caseless(r rune) bool {
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r) && !unicode.IsTitle(r)
}

// fullStop reports whether the single dot at i ends the sentence from start;
// next is what follows.
func fullStop(s []rune, start, i, next int, spaced bool) bool {
	w := i
	for w > start && (IsWord(s[w-1]) || joiner(s[w-1])) {
		w--
	}
	word := s[w:i]
	if len(word) == 0 {
		return spaced
	}
	last := base(s, i-1)
	if !spaced { // nothing between the dot and what follows
		if len(word) < 3 || !unicode.IsLetter(last) {
			return false
		}
		return caseless(last) && caseless(s[next]) || unicode.IsLower(last) && unicode.IsUpper(s[next]) && next == i+1 && !within(s, start, w)
	}
	if allDigits(word) {
		if len(word) > 2 || unicode.IsLetter(s[next]) && caseless(s[next]) {
			return !onlyBefore(s, start, w)
		}
		return !onlyBefore(s, start, w) && !unicode.IsLower(s[next]) && !months[FoldString(wordAt(s, next))]
	}
	if countLetters(word) == 1 && !spaceless(last) {
		return afterDot(s, start, w) && unicode.IsUpper(s[next]) && !unicode.IsUpper(last) // “z.B.” no, “p.m. The” yes
	}
	f := FoldString(string(word))
	switch {
	case shortNumber[f]:
		return !unicode.IsDigit(s[next])
	case shortSoft[f]:
		return opens(s, next) && !unicode.IsDigit(s[next])
	}
	return !shortened[f]
}

// within reports whether the word at w follows a mark that addresses hold.
func within(s []rune, start, w int) bool {
	return w > start && (s[w-1] == '/' || s[w-1] == '.' || s[w-1] == '@' || s[w-1] == '_' || s[w-1] == '-')
}

func afterDot(s []rune, start, w int) bool { return w > start && s[w-1] == '.' }

// onlyBefore reports whether nothing but marks stands between start and w: the
// number of a list.
func onlyBefore(s []rune, start, w int) bool {
	for ; start < w; start++ {
		if IsWord(s[start]) {
			return false
		}
	}
	return true
}

func allDigits(w []rune) bool {
	for _, r := range w {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// countLetters counts the letters of w, up to two.
func countLetters(w []rune) int {
	n := 0
	for _, r := range w {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func wordAt(s []rune, i int) string {
	j := i
	for j < len(s) && IsWord(s[j]) && j < i+16 {
		j++
	}
	return string(s[i:j])
}

// emojiAt reports whether an emoji begins at i: a picture, or half a flag.
// Signs of business such as © are none here.
func emojiAt(s []rune, i int) bool {
	r := s[i]
	return r >= 0x2300 && (pictograph(r) && !bullet(r) && r != '〰' || flag(r))
}

// emojiRun is the end of the emoji from i, and of the spaces between them.
func emojiRun(s []rune, i int) int {
	end := i
	for i < len(s) {
		switch r := s[i]; {
		case emojiAt(s, i), skinTone(r), onSymbol(r), r == zwj && i > 0 && i+1 < len(s), 0xe0020 <= r && r < 0xe0080:
			i++
			end = i
			continue
		case r == ' ' && i+1 < len(s) && emojiAt(s, i+1):
			i++
			continue
		}
		break
	}
	return end
}

// pauses reports whether the emoji from i to j end the sentence from start:
// something was said, and what follows begins anew. Where a script has no
// capitals, that is anything but a conjunction.
func pauses(s []rune, start, i, j int) bool {
	next := j
	for next < len(s) && IsSpace(s[next]) {
		next++
	}
	if next == len(s) || next == j || onlyBefore(s, start, i) {
		return false
	}
	switch r := s[next]; {
	case unicode.IsUpper(r):
		return i > start && IsSpace(s[i-1]) && wordAt(s, next) != "I"
	case caseless(r):
		words := 0
		for k := start; k < i; k++ {
			if IsWord(s[k]) && (k == start || !IsWord(s[k-1]) && !joiner(s[k-1])) {
				words++
			}
		}
		return words >= 2 && !joins[FoldString(wordAt(s, next))] && !announces[FoldString(wordBefore(s, start, i))]
	}
	return false
}

// wordBefore is the word that ends before the spaces before i.
func wordBefore(s []rune, start, i int) string {
	for i > start && IsSpace(s[i-1]) {
		i--
	}
	j := i
	for j > start && IsWord(s[j-1]) && i-j < 16 {
		j--
	}
	return string(s[j:i])
}

// Abbreviations, folded by Fold. Those in shortSoft may also end a sentence,
// those in shortNumber are short before a number only.
var (
	shortened = foldedSet(`mr mrs ms dr prof st vs eg ie approx dept fig gen gov hon rev sen rep lt col sgt capt ave blvd mt messrs viz cf al
		hr fr nr bzw ca evtl ggf inkl exkl vgl str geb gest tel zzgl abzgl mio mrd sog bspw
		mme mlle mm env av bd vol chap
		sr sra srta dra ud uds avda núm pág págs ee uu fdo
		doç sn bkz örn cad mah sok apt
		ул просп кв рис см стр тыс млн млрд им проф акад св обл гл напр тел пл вул`)
	shortSoft   = foldedSet(`etc jr inc ltd co corp am pm usw vb vd др пр руб коп гг`)
	shortNumber = foldedSet(`no nos pp art abs`)
	months      = foldedSet(`januar jänner februar märz april mai juni juli august september oktober november dezember
		january february march may june july october december ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık`)
	announces = foldedSet(`یه یک این اون آن هذا هذه ایک یہ یەک ئەم`) // an emoji after these stands for a word
	joins     = foldedSet(`و که ولی اما یا تا چون هم ثم او لكن بل اور لیکن یا بەڵام يان`)
)

func foldedSet(words string) map[string]bool { return setOf(FoldString(words)) }
