package voxpop

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NameKey is a name as names are compared: [Slug] without what keyboards and
// outlets write differently in one name, such as accents, Arabic letters in a
// Persian name, and half-spaces ("José Ruiz" and "Jose Ruiz" are "jose-ruiz").
// The key of a slug is that of its name. It stands in no link.
func NameKey(name string) string {
	slug := Slug(name)
	if plainName(slug) {
		return slug
	}
	var b strings.Builder
	gap, arabic := false, false
	for _, r := range norm.NFKD.String(slug) {
		switch {
		case r == '-':
			gap = true
			continue
		case accent(r) || r == 'ـ':
			continue
		}
		// Names in Arabic script are written with a space, a half-space or none
		// between the same two words.
		was := arabic
		arabic = unicode.Is(unicode.Arabic, r)
		if gap && b.Len() > 0 && !(was && arabic) {
			b.WriteByte('-')
		}
		gap = false
		if s, ok := oneLetter[r]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// SameName reports whether two names are one name, however it is written; two
// empty ones are none.
func SameName(a, b string) bool {
	k := NameKey(a)
	return k != "" && k == NameKey(b)
}

func plainName(slug string) bool {
	for i := range len(slug) {
		if slug[i] >= 0x80 {
			return false
		}
	}
	return true
}

// accent reports whether a mark may be left out of a name. In the scripts of
// India and its neighbours marks are vowels.
func accent(r rune) bool {
	return r >= 0x0300 && r <= 0x036f || r >= 0x0610 && r <= 0x061a || r >= 0x064b && r <= 0x065f || r == 0x0670 || r >= 0x06d6 && r <= 0x06ed && unicode.IsMark(r)
}

// oneLetter is how letters are compared that keyboards give another code, or
// languages write with two.
var oneLetter = map[rune]string{
	'ي': "ی", 'ى': "ی", 'ې': "ی", 'ك': "ک", 'ڪ': "ک", 'ۀ': "ه", 'ة': "ه", 'ە': "ه", 'ہ': "ه", 'ھ': "ه", 'ٱ': "ا",
	'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h",
	'٠': "0", '١': "1", '٢': "2", '٣': "3", '٤': "4", '٥': "5", '٦': "6", '٧': "7", '٨': "8", '٩': "9",
	'۰': "0", '۱': "1", '۲': "2", '۳': "3", '۴': "4", '۵': "5", '۶': "6", '۷': "7", '۸': "8", '۹': "9",
}

// SpeakerFinder returns what [FindSpeaker] does for many names, with the names
// of the speakers read once.
func SpeakerFinder(all []Speaker) func(name string) (Speaker, bool) {
	at := map[string]int{}
	for i, s := range all {
		for _, n := range s.spellings() {
			k := NameKey(n)
			if _, taken := at[k]; !taken && k != "" {
				at[k] = i
			}
		}
	}
	return func(name string) (Speaker, bool) {
		if i, ok := at[NameKey(name)]; ok {
			return all[i], true
		}
		return Speaker{}, false
	}
}

// OneName returns statements in which every speaker is written in one way: as
// the list of speakers does, else as the first of the statements that name them.
// The list that is given stays as it is.
func OneName(statements []Statement, speakers []Speaker) []Statement {
	find := SpeakerFinder(speakers)
	first := map[string]string{}
	out := make([]Statement, len(statements))
	for i, st := range statements {
		if sp, ok := find(st.Speaker); ok {
			names := Localized{}
			for lang, n := range sp.Names {
				names[lang] = n
			}
			for lang, n := range st.Names {
				names[lang] = n
			}
			if st.Speaker != sp.Name && names[st.Lang] == "" && st.Lang != "" {
				names[st.Lang] = st.Speaker
			}
			if st.Speaker = sp.Name; len(names) > 0 {
				st.Names = names
			}
		} else if k := NameKey(st.Speaker); first[k] == "" {
			first[k] = st.Speaker
		} else {
			st.Speaker = first[k]
		}
		out[i] = st
	}
	return out
}
