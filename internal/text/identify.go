package text

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Identify returns the language that s is written in, by its code of two
// letters, or of three where it has none of two, and by how much it is ahead of
// the next, from 0 to 1. It answers "" when the text does not tell, or is in a
// language that is not among these: am, ar, az (Latin script), azb (its Arabic
// script), ckb, de, el, en, es, fa (Dari too), fr, he, hi, hy, ja, ka, ko, ps, ru,
// tg, th, tr, uk, ur and zh.
//
// Scripts that one language of these has decide alone. In the others it adds
// what letters, function words, endings and beginnings say, for each language
// and for one that is not here. Romanised Persian and Arabic, names and numbers
// alone are unknown.
func Identify(s string) (lang string, margin float64) {
	z := identifiers.Get().(*identifier)
	lang, margin = z.identify(s)
	if cap(z.z.src) < 1<<16 {
		identifiers.Put(z)
	}
	return lang, margin
}

var identifiers = sync.Pool{New: func() any { return &identifier{t: identifyTable(), seen: map[uint64]uint8{}} }}

type identifier struct {
	z    Tokenizer
	t    *identifyTables
	seen map[uint64]uint8 // words, by hash
}

type identifyTables struct {
	letters    map[rune]*[identified]float32 // logarithm of the letter's share, over that of none
	words      map[string]identifyWord
	ends       map[string]uint32
	begins     map[string]uint32
	maxAffix   int
	unexpected float32
}

// identifyWord is which languages have a word, and what it weighs in them.
type identifyWord struct {
	in     uint32
	weight float64
}

// maxIdentified is how many code points are looked at: a language shows in
// fewer.
const maxIdentified = 4000

func (d *identifier) identify(s string) (string, float64) {
	if len(s) > maxIdentified {
		n := 0
		for i := range s {
			if n++; n > maxIdentified {
				s = s[:i]
				break
			}
		}
	}
	d.z.Tokens(s)
	sc, share := d.script()
	if share < .6 {
		return "", 0
	}
	switch sc {
	case Latin:
		return d.scored(sc, latinTongues|none, share)
	case Arabic:
		return d.scored(sc, arabicTongues|none|azb, share)
	case Cyrillic:
		return d.scored(sc, cyrillicTongues|none|tg, share)
	}
	if lang := d.byScript(sc); lang != "" {
		return lang, share
	}
	return "", 0
}

// script is the script of most letters, and its share of them. Han and kana are one.
func (d *identifier) script() (Script, float64) {
	var n [OtherSpaceless + 1]int
	all := 0
	for _, t := range d.z.tokens {
		if t.Kind == Word || t.Kind == Bigram {
			sc := t.Script
			if sc == Kana {
				sc = Han
			}
			w := t.End - t.Start
			if sc == Han { // a character is more than a letter
				w *= 2
			}
			n[sc] += w
			all += w
		}
	}
	best := NoScript
	for sc, v := range n {
		if v > n[best] {
			best = Script(sc)
		}
	}
	if all == 0 {
		return NoScript, 0
	}
	return best, float64(n[best]) / float64(all)
}

// byScript are the languages that are alone here with their script. What tells
// another language of the script is looked for.
func (d *identifier) byScript(sc Script) string {
	src := d.z.src
	switch sc {
	case Greek:
		return "el"
	case Hebrew:
		if has(src, "ױײװ") || d.anyWord(`און איז דער נישט`) {
			return "" // Yiddish
		}
		return "he"
	case Devanagari:
		if has(src, "ळॲॅ") || d.anyWord(`आहे आणि नाही छ छन् गर्न भएको छैन हुन्छ पनि`) {
			return "" // Marathi, Nepali
		}
		return "hi"
	case Hangul:
		return "ko"
	case Thai:
		return "th"
	case Han:
		kana, han := 0, 0
		for _, r := range src {
			switch {
			case unicode.In(r, unicode.Hiragana, unicode.Katakana):
				kana++
			case unicode.Is(unicode.Han, r):
				han++
			}
		}
		switch {
		case kana > 0 && 20*kana >= han:
			return "ja"
		case han >= 3 && kana == 0:
			return "zh"
		}
	case OtherScript:
		return d.other(src)
	}
	return ""
}

// other tells scripts that the tokens do not name.
func (d *identifier) other(src []rune) string {
	for _, r := range src {
		switch {
		case unicode.Is(unicode.Armenian, r):
			return "hy"
		case unicode.Is(unicode.Georgian, r):
			return "ka"
		case unicode.Is(unicode.Ethiopic, r):
			if d.anyWord(`ናይ እዩ ኣብ ካብ`) {
				return "" // Tigrinya
			}
			return "am"
		}
	}
	return ""
}

func has(src []rune, letters string) bool {
	for _, r := range src {
		if strings.ContainsRune(letters, r) {
			return true
		}
	}
	return false
}

// anyWord reports whether a token is one of a few words.
func (d *identifier) anyWord(list string) bool {
	for w := range strings.FieldsSeq(list) {
		f := LooseString(w)
		for _, t := range d.z.tokens {
			if string(t.Text) == f {
				return true
			}
		}
	}
	return false
}

// What evidence weighs, in natural logarithms: how much likelier it is in a
// language that has it.
const (
	letterWeight = .55 // letters of a word depend on each other
	ownLetter    = 4.5 // the most that one word's letters may speak for or against a language
	strange      = 2   // what a language that is not here is ahead by when a text begins
	leastMargin  = .4
	// A text without a word of ownWeight that only one language has must lead by
	// more, but for Arabic script, whose letters tell more; and Turkish before Azerbaijani by more still: without ə, x and q a
	// short text may be either.
	ownWeight    = 2.8
	shared       = 1.4
	sharedTurkic = 2
)

// scored adds up what is said for each language of the script.
func (d *identifier) scored(sc Script, of uint32, share float64) (string, float64) {
	var score [identified]float64
	said := uint32(0) // languages for which a word or an ending spoke
	letters := 0
	own := uint32(0)         // languages of which a word stands here that no other has
	words, strangers := 0, 0 // different words, and those that only languages have that are not here
	clear(d.seen)
	var word [48]byte
	for _, t := range d.z.tokens {
		if t.Kind != Word || t.Script != sc {
			continue
		}
		h := hashed(t.Text)
		n := d.seen[h] + 1
		d.seen[h] = min(n, 3)
		switch {
		case n == 1:
			words++
		case n == 2 && words > 2: // said again, a word says little that is new
			w := d.t.words[string(t.Text)]
			add(&score, w.in&of&^none, w.weight/2)
			continue
		default:
			continue
		}
		d.letters(t, &score, &letters)
		if w := d.t.words[string(t.Text)]; w.in&of != 0 {
			ls := w.in & of
			if ls&(ls-1) == 0 && w.weight >= ownWeight {
				own |= ls
			}
			if ls == none && w.weight >= 2.8 {
				strangers++
			}
			if ls&none != 0 && ls != none { // no language has the words of all those that are not here
				score[13] += .6 * w.weight
				ls &^= none
			}
			add(&score, ls, w.weight)
			said |= ls
			continue
		}
		if mixedDigits(t.Text) { // 3ala, 7abibi
			add(&score, none, 2.5)
		}
		if len(t.Text) <= len(word) {
			said |= d.affixes(t.Text, &score, of)
		}
	}
	if letters < 4 {
		return "", 0
	}
	score[15] -= 3 // seldom written, and half its words are Persian
	alone := 2.2   // what letters without any word must bring
	if sc == Latin {
		score[13] += strange
	} else {
		score[13] += strange / 2
		alone = 1.7
	}
	best, second := -1, -1
	for b := range score {
		if of&(1<<b) == 0 {
			continue
		}
		switch {
		case best < 0 || score[b] > score[best]:
			best, second = b, best
		case second < 0 || score[b] > score[second]:
			second = b
		}
	}
	lead := score[best] - score[second]
	margin := math.Tanh(lead/2) * share // the difference of two chances
	if own&(1<<best) == 0 && (sc != Arabic && lead < shared || best == 7 && score[7]-score[8] < sharedTurkic) {
		return "", 0
	}
	if strangers >= 2 && 4*strangers >= words { // a part of it is in another language
		return "", 0
	}
	if best == 13 || margin < leastMargin || said&(1<<best) == 0 && lead < alone {
		return "", 0
	}
	return identifyCodes[best], margin
}

// hashed is FNV-1a.
func hashed(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func add(score *[identified]float64, ls uint32, weight float64) {
	for b := 0; ls != 0; b, ls = b+1, ls>>1 {
		if ls&1 != 0 {
			score[b] += weight
		}
	}
}

// wordWeight: the shorter a word, the likelier another language has it too.
func wordWeight(w string) float64 {
	switch utf8.RuneCountInString(w) {
	case 1:
		return 1.2
	case 2:
		return 2
	case 3:
		return 2.8
	}
	return 3.4
}

// letters adds what the letters of a word, as they stand, say.
func (d *identifier) letters(t Token, score *[identified]float64, n *int) {
	var sum [identified]float64
	for _, r := range d.z.src[t.Start:t.End] {
		p := d.t.letters[r]
		if p == nil {
			if r < utf8.RuneSelf || !unicode.IsLetter(r) {
				continue
			}
			if p = d.t.letters[unicode.ToLower(r)]; p == nil {
				for b := range sum {
					if b != 13 {
						sum[b] += float64(d.t.unexpected)
					}
				}
				*n++
				continue
			}
		}
		*n++
		for b, v := range p {
			sum[b] += float64(v)
		}
	}
	for b, v := range sum {
		score[b] += max(-ownLetter, min(ownLetter, letterWeight*v))
	}
}

// affixes adds what the ending and the beginning of a word say, the longest of
// each, and returns the languages that have one.
func (d *identifier) affixes(w []byte, score *[identified]float64, of uint32) uint32 {
	said := uint32(0)
	n := 0
	for i := len(w); i > 0 && n < 6; {
		_, size := utf8.DecodeLastRune(w[:i])
		i -= size
		n++
		if utf8.RuneCount(w[:i]) < 2 {
			break
		}
		if ls := d.t.ends[string(w[i:])] & of &^ said; ls != 0 {
			add(score, ls, affixWeight(n))
			if ls == azb && n >= 4 { // whole endings of its verbs
				add(score, ls, 2*affixWeight(n))
			}
			said |= ls
		}
	}
	n = 0
	for i := 0; i < len(w) && n < 4; {
		_, size := utf8.DecodeRune(w[i:])
		i += size
		n++
		if utf8.RuneCount(w[i:]) < 2 {
			break
		}
		if ls := d.t.begins[string(w[:i])] & of; ls != 0 {
			add(score, ls, affixWeight(n))
			said |= ls
		}
	}
	return said
}

func affixWeight(n int) float64 {
	switch n {
	case 1:
		return .4
	case 2:
		return .7
	case 3:
		return 1.1
	}
	return 1.4
}

// mixedDigits reports whether digits stand between letters: Arabic in Latin
// letters writes some of its sounds so.
func mixedDigits(w []byte) bool {
	digit, letter := false, false
	for i, c := range w {
		switch {
		case c == '2' || c == '3' || c == '5' || c == '7' || c == '9':
			digit = digit || i+1 < len(w)
		case 'a' <= c && c <= 'z':
			letter = true
		default:
			return false
		}
	}
	return digit && letter
}

// identifyTable makes the tables ready, once.
var identifyTable = sync.OnceValue(func() *identifyTables {
	t := &identifyTables{letters: map[rune]*[identified]float32{}, words: make(map[string]identifyWord, 5000), ends: map[string]uint32{}, begins: map[string]uint32{}}
	shares := map[rune]*[identified]float64{}
	for b, list := range letterShares {
		for f := range strings.FieldsSeq(list) {
			r, size := utf8.DecodeRuneInString(f)
			v, err := strconv.ParseFloat(f[size:], 64)
			if err != nil {
				panic("text: letterShares: " + f)
			}
			if shares[r] == nil {
				shares[r] = new([identified]float64)
			}
			shares[r][b] = v
		}
	}
	for r, s := range shares {
		p := new([identified]float32)
		floor := .02 // of a hundred: a name, a slip
		if r >= 0x400 {
			floor = .005
		}
		for b := range p {
			p[b] = float32(math.Log(max(s[b], floor) / max(s[13], floor)))
		}
		t.letters[r] = p
		if u := unicode.ToUpper(r); u != r {
			t.letters[u] = p
		}
	}
	dotted := *t.letters['i'] // I is the capital of i, and of ı
	t.letters['I'], t.letters['İ'] = &dotted, t.letters['i']
	dotted[7], dotted[8] = float32(math.Log(13.7/8)), float32(math.Log(11.9/8))
	t.unexpected = float32(math.Log(.02 / .1))
	for w, p := range stopTable() {
		t.words[w] = identifyWord{uint32(p.languages()), wordWeight(w)}
	}
	for b, list := range moreWords {
		for w := range strings.FieldsSeq(list) {
			w = LooseString(w)
			had := t.words[w]
			weight := max(had.weight, wordWeight(w))
			if had.in == 0 && b != 13 { // neighbours borrow nouns, not function words
				weight *= .75
			}
			t.words[w] = identifyWord{had.in | 1<<b, weight}
		}
	}
	for b, list := range commonest {
		for w := range strings.FieldsSeq(list) {
			w = LooseString(w)
			t.words[w] = identifyWord{t.words[w].in | 1<<b, 4.2}
		}
	}
	fill := func(m map[string]uint32, lists [identified]string) {
		for b, list := range lists {
			for w := range strings.FieldsSeq(list) {
				m[LooseString(w)] |= 1 << b
			}
		}
	}
	fill(t.ends, tongueEndings)
	fill(t.begins, tongueBeginnings)
	return t
})

// Identifies reports whether a language, by its tag or its code of three
// letters, is among those that [Identify] tells.
func Identifies(lang string) bool {
	lang = IdentifyCode(lang)
	if slices.Contains(identifyCodes[:], lang) {
		return lang != ""
	}
	return slices.Contains(aloneInScript, lang)
}

var aloneInScript = []string{"am", "el", "he", "hi", "hy", "ja", "ka", "ko", "th", "zh"}

// IdentifyCode is the code that [Identify] answers with for a language: of
// “pes_Arab”, “prs” and “fa-AF” it is fa. A language that it does not know keeps
// its own code.
func IdentifyCode(tag string) string {
	lang := primary(strings.Replace(tag, "_", "-", 1))
	if code, ok := moreCodes[lang]; ok {
		return code
	}
	return lang
}

// moreCodes are codes of three letters that the tables of stems do not know.
var moreCodes = map[string]string{"tgk": "tg", "heb": "he", "iw": "he", "hin": "hi", "jpn": "ja", "zho": "zh", "chi": "zh", "cmn": "zh", "yue": "zh", "kor": "ko", "ell": "el", "gre": "el", "tha": "th",
	"hye": "hy", "arm": "hy", "kat": "ka", "geo": "ka", "amh": "am", "kur": "ku", "arz": "ar", "apc": "ar", "ary": "ar", "acm": "ar", "ajp": "ar"}
