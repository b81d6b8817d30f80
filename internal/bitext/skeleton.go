package bitext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"voxpop/internal/text"
)

func cased(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) }

// Sounds stand for the consonants that scripts exchange when a name is written
// by its sound: B b/ب, P, T t/ت/ط, S s/س/ص/ث, $ sh/ش, C ch/چ, J j/ج/ژ, X kh/خ/х, K
// k/q/ق/ک, G g/گ/غ, F, M, N, L, R, Z, D, V v/w/و. H and the vowels are left out:
// scripts and people disagree about them.
var (
	arabicSound = map[rune]string{
		'ب': "B", 'پ': "P", 'ت': "T", 'ط': "T", 'ٹ': "T", 'ث': "S", 'س': "S", 'ص': "S", 'ش': "$", 'چ': "C", 'ج': "J", 'ژ': "J", 'خ': "X", 'ق': "K", 'ک': "K", 'ك': "K",
		'گ': "G", 'غ': "G", 'ف': "F", 'ڤ': "V", 'م': "M", 'ن': "N", 'ں': "N", 'ل': "L", 'ر': "R", 'ڑ': "R", 'ز': "Z", 'ذ': "Z", 'ظ': "Z", 'ض': "Z", 'د': "D", 'ڈ': "D", 'و': "V",
	}
	cyrillicSound = map[rune]string{
		'б': "B", 'п': "P", 'т': "T", 'с': "S", 'ц': "S", 'ш': "$", 'щ': "$", 'ч': "C", 'ж': "J", 'х': "X", 'к': "K", 'г': "G", 'ф': "F", 'м': "M", 'н': "N", 'л': "L", 'р': "R", 'з': "Z", 'д': "D", 'в': "V",
	}
	latinPairs = []struct{ from, to string }{
		{"tsch", "C"}, {"sch", "$"}, {"dzh", "J"}, {"tch", "C"}, {"sh", "$"}, {"ch", "C"}, {"kh", "X"}, {"gh", "G"}, {"zh", "J"}, {"dj", "J"}, {"dh", "Z"}, {"th", "T"}, {"ph", "F"}, {"ck", "K"}, {"qu", "K"}, {"ts", "S"}, {"tz", "S"}, {"ce", "S"}, {"ci", "S"}, {"ge", "J"}, {"gi", "J"}, {"ou", "V"}, {"oo", "V"},
	}
	latinSound = map[rune]string{
		'b': "B", 'p': "P", 't': "T", 's': "S", 'ş': "$", 'š': "$", 'ç': "C", 'č': "C", 'c': "K", 'j': "J", 'ž': "J", 'k': "K", 'q': "K", 'g': "G", 'ğ': "G", 'f': "F", 'm': "M", 'n': "N", 'ñ': "N", 'l': "L", 'r': "R", 'z': "Z", 'd': "D", 'v': "V", 'w': "V", 'x': "KS", 'ß': "S",
	}
)

// skeleton is the consonants of a word, the same for each of its spellings in
// Latin, Arabic and Cyrillic letters as far as can be; "" for other scripts.
func skeleton(w string) string {
	w = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s"))
	w = norm.NFC.String(w)
	var out strings.Builder
	last := ""
	put := func(s string) {
		if s != last {
			out.WriteString(s)
		}
		last = s
	}
	for i := 0; i < len(w); {
		r, size := rune(w[i]), 1
		if r >= 0x80 {
			for _, r = range w[i:] {
				break
			}
			size = len(string(r))
		}
		if cut := strings.IndexAny(w[:i]+"\x00", "'’"); cut > 0 && cut >= 3 && i > cut {
			break // Ankara'da
		}
		found := false
		if r < 0x80 {
			for _, p := range latinPairs {
				if strings.HasPrefix(w[i:], p.from) {
					switch p.from {
					case "ce", "ci", "ge", "gi": // the vowel stays out anyhow
						put(p.to)
						size = 1
					default:
						put(p.to)
						size = len(p.from)
					}
					found = true
					break
				}
			}
		}
		if strings.HasPrefix(w[i:], "дж") { // Джон, Таджикистан
			put("J")
			size, found = len("дж"), true
		}
		if !found {
			switch {
			case latinSound[r] != "":
				put(latinSound[r])
			case arabicSound[r] != "":
				put(arabicSound[r])
			case cyrillicSound[r] != "":
				put(cyrillicSound[r])
			case unicode.Is(unicode.Latin, r):
				if d := []rune(norm.NFD.String(string(r))); latinSound[d[0]] != "" {
					put(latinSound[d[0]])
				} else {
					last = "" // a vowel parts two of a sound
				}
			default:
				last = ""
			}
		}
		i += size
	}
	return out.String()
}

// near says how much of a sound is lost when one is written for another.
func near(a, b byte) float64 {
	if a == b {
		return 0
	}
	if a > b {
		a, b = b, a
	}
	switch string([]byte{a, b}) {
	case "BP", "FV", "GK", "GJ", "KX", "GX", "CJ", "DT", "SZ", "$S", "$C", "CK", "CX", "DZ", "JZ", "FP", "BV", "CS", "JX", "ST", "$J", "MN", "KS", "TZ":
		return .45
	}
	return 1
}

// soundsLike says how alike two skeletons are, from 0 to 1. A و or w may be a
// vowel and counts little.
func soundsLike(a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	drop := func(c byte) float64 {
		if c == 'V' {
			return .2
		}
		return 1
	}
	prev := make([]float64, len(b)+1)
	row := make([]float64, len(b)+1)
	for j := 1; j <= len(b); j++ {
		prev[j] = prev[j-1] + drop(b[j-1])
	}
	for i := 1; i <= len(a); i++ {
		row[0] = prev[0] + drop(a[i-1])
		for j := 1; j <= len(b); j++ {
			row[j] = min(prev[j-1]+near(a[i-1], b[j-1]), prev[j]+drop(a[i-1]), row[j-1]+drop(b[j-1]))
		}
		prev, row = row, prev
	}
	size := 0.0
	for i := range len(a) {
		size += drop(a[i])
	}
	other := 0.0
	for i := range len(b) {
		other += drop(b[i])
	}
	if m := max(size, other); m > 0 {
		return max(0, 1-prev[len(b)]/m)
	}
	return 1
}

// forms are the skeletons under which a word may carry a name: as it stands,
// without what its language writes on it, and with the next one.
func forms(s side, i int) []string {
	w := s.words[i].fold
	out := []string{skeleton(s.text(s.words[i].Span)), skeleton(text.Stem(s.lang, text.LooseString(w)))}
	switch s.lang {
	case "ar":
		for _, p := range arabicBefore {
			if rest, ok := strings.CutPrefix(w, p); ok && len(rest) >= 4 {
				out = append(out, skeleton(rest))
			}
		}
	case "fa", "ur", "ps", "ckb":
		for e := range persianAfter() {
			if rest, ok := strings.CutSuffix(w, e); ok && len(rest) >= 6 {
				out = append(out, skeleton(rest))
			}
		}
	case "ru", "uk":
		r := []rune(w)
		for n := 1; n <= 3 && len(r)-n >= 3; n++ {
			out = append(out, skeleton(string(r[:len(r)-n])))
		}
	}
	if i+1 < len(s.words) {
		out = append(out, skeleton(s.text(s.words[i].Span)+s.text(s.words[i+1].Span)))
	}
	return out
}
