package text

import "strings"

// affixed reports whether a, then spaces, then b is one word of Persian: b is
// a suffix written apart, or a is می, نمی or بی before what can carry it. Both
// are folded. Arabic words (with ال) carry none of them, and what would come
// out as an affix itself stays apart.
func affixed(a, b []rune) bool {
	if len(a) < 2 || len(a) >= 4 && article(a) || len(a)+len(b) > 40 {
		return false
	}
	if prefix(a) {
		return verbal(a, b)
	}
	if len(b) > 6 || !suffixes[string(b)] { // most words are longer
		return false
	}
	if b[0] == 'ی' || len(b) == 2 && b[1] == 'ی' { // ی, ای: only after the silent h, «خانه ی», «خانه ای»
		return len(a) >= 3 && a[len(a)-1] == 'ه'
	}
	return true
}

func article(a []rune) bool { return a[0] == 'ا' && a[1] == 'ل' }

// verbal reports whether b may be the verb after the prefix a: it ends as the
// forms with می do (م ی د ه ن ت, or ش of an object). After بی stands a noun.
func verbal(a, b []rune) bool {
	if len(b) < 2 || len(b) > 15 || article(b) {
		return false
	}
	if a[0] == 'ب' {
		return len(b) >= 3
	}
	switch b[len(b)-1] {
	case 'م', 'ی', 'د', 'ه', 'ن', 'ت', 'ش':
		return true
	}
	return false
}

// prefix reports whether a is می, نمی or بی.
func prefix(a []rune) bool {
	switch {
	case a[len(a)-1] != 'ی':
		return false
	case len(a) == 2:
		return a[0] == 'م' || a[0] == 'ب'
	}
	return len(a) == 3 && a[0] == 'ن' && a[1] == 'م'
}

var suffixes = setOf(`
	ها های هایی هایم هایت هایش هایمان هایتان هایشان هام هات هاش هامون هاتون هاشون هامو هاتو هاشو هارو
	تر تری ترین ترها ترینها
	ام ات اش ایم اید اند
	مان تان شان مون تون شون
	ی یی ای`)

// setOf is the set of the words of a list.
func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
