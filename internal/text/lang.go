package text

import "strings"

// Language is a light guess at the language of s, from its script, the letters
// that few languages have, and function words; empty when they do not tell.
// It knows en, fa, ar, ckb, de, fr, es, tr, az, ru, uk, ur and ps. It chooses
// stems and stop words, where a wrong guess costs little; it is no language
// identification.
func Language(s string) string {
	var z Tokenizer
	z.Tokens(s)
	return z.Language()
}

// primary is the language of a tag by the code that the tables use, the code
// itself where they do not know it, and empty where the tag says nothing.
func primary(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	if tongueBit(tag) != 0 {
		return tag
	}
	tag = strings.ToLower(tag)
	if code, ok := codes[tag]; ok {
		return code
	}
	return tag
}

// codes are other codes of the languages of the tables (ISO 639-2 and 639-3).
var codes = map[string]string{
	"und": "", "mul": "", "zxx": "", "eng": "en", "fas": "fa", "per": "fa", "pes": "fa", "prs": "fa", "ara": "ar", "arb": "ar", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
	"spa": "es", "tur": "tr", "aze": "az", "azj": "az", "rus": "ru", "ukr": "uk", "urd": "ur", "pus": "ps", "pbt": "ps", "pst": "ps",
}

// guess is the language of the tokens read so far.
func (z *Tokenizer) guess() string {
	sc := z.mainScript()
	of := scriptTongues(sc)
	if of == 0 {
		return ""
	}
	var score [16]int
	n := 0
	for i := range z.tokens {
		if z.tokens[i].Kind != Word {
			continue
		}
		p := z.found[n]
		n++
		ls := p.languages() & (of | none)
		if z.tokens[i].Script != sc || ls == 0 {
			continue
		}
		points := 4                                 // for one language
		if ls&(ls-1) != 0 || p.common|p.kept == 0 { // or it is a word elsewhere
			points = 1
		}
		for b := 0; ls != 0; b, ls = b+1, ls>>1 {
			if ls&1 != 0 {
				score[b] += points
			}
		}
	}
	own := uint16(0) // languages with a letter of their own here
	for _, r := range z.src {
		if 0xbf <= r && r < letterEnd {
			if h := letterTable[r]; h.points != 0 {
				for b, ls := 0, h.in; ls != 0; b, ls = b+1, ls>>1 {
					if ls&1 != 0 {
						score[b] += int(h.points)
						own |= 1 << b
					}
				}
			}
		}
	}
	if own&az == 0 {
		score[8] /= 4 // what Azerbaijani shares with Turkish, and no ə
	}
	if sc == Arabic {
		z.arabicScript(&score, own)
	}
	best, second := -1, 0
	for b, v := range score {
		if b < len(tongues) && of&(1<<b) == 0 {
			continue
		}
		if best < 0 || v > score[best] {
			if best >= 0 {
				second = max(second, score[best])
			}
			best = b
		} else {
			second = max(second, v)
		}
	}
	if best >= len(tongues) || score[best] < 4 || score[best]*4 < second*5 {
		return ""
	}
	return tongues[best]
}

// arabicScript adds what Persian and Arabic words look like. Urdu, Kurdish and
// Pashto are not written for long without a letter of their own; without one,
// the words they share with Persian do not speak for them.
func (z *Tokenizer) arabicScript(score *[16]int, own uint16) {
	for b := range tongues {
		if (ckb|ur|ps)&(1<<b) != 0 && own&(1<<b) == 0 {
			score[b] /= 4
		}
	}
	for i := range z.tokens {
		t := &z.tokens[i]
		if t.Kind != Word || t.Script != Arabic || len(t.Text) < 8 {
			continue
		}
		w := string(t.Text)
		switch {
		case strings.HasPrefix(w, "می"), strings.HasPrefix(w, "نمی"):
			score[1] += 2
		case strings.HasSuffix(w, "ها"), strings.HasSuffix(w, "های"), strings.HasSuffix(w, "مون"), strings.HasSuffix(w, "شون"), strings.HasSuffix(w, "تون"):
			score[1] += 2
		case strings.HasPrefix(w, "ال") && !wholeFa[w], strings.HasPrefix(w, "وال"):
			score[2] += 2
		}
	}
}

// mainScript is the script of most letters.
func (z *Tokenizer) mainScript() Script {
	var n [OtherSpaceless + 1]int
	for i := range z.tokens {
		if k := z.tokens[i].Kind; k == Word || k == Bigram {
			n[z.tokens[i].Script] += z.tokens[i].End - z.tokens[i].Start
		}
	}
	best := NoScript
	for s, v := range n {
		if v > n[best] {
			best = Script(s)
		}
	}
	return best
}

const letterEnd = 0x700

// letterTable says which languages a letter of the stored text speaks for.
var letterTable [letterEnd]struct {
	in     uint16
	points uint8
}

// letters are those that few of the languages have. Farsi yeh and kaf say
// little, because Arabic keyboards type Persian too.
var letters = []struct {
	s      string
	in     uint16
	points uint8
}{
	{"پچژگ", fa, 2}, {"یک", fa, 1}, {"ةأإ", ar, 2}, {"ٹڈڑںےہھ", ur, 2}, {"ێۆڕڵە", ckb, 2}, {"ټډړږښڼۍېځڅګ", ps, 3}, {"ۇۈۋ", none, 6},
	{"ßẞ", de, 6}, {"äÄ", de, 3}, {"öÖüÜ", de | tr | az, 1}, {"ñÑ¿¡", es, 4}, {"áíóúÁÍÓÚ", es, 1}, {"éÉ", es | fr, 1}, {"èêàùûîôâëïœÈÊÀÔÂŒ", fr, 2}, {"çÇ", fr | tr | az, 1}, {"ğşıĞŞİ", tr, 2}, {"əƏ", az, 8},
	{"ãõåøłąężźśćńřůěšžățșőűČčĀāēīū", none, 3}, {"ыэёъЫЭЁ", ru, 3}, {"іїєґІЇЄ", uk, 3}, {"ўјљњђћџѓќәқңғүұһөҳҷӣӯ", none, 4},
}

func buildLetters() {
	for _, l := range letters {
		for _, r := range l.s {
			if r < letterEnd {
				letterTable[r].in, letterTable[r].points = l.in, l.points
			}
		}
	}
}
