package quote

import "unicode/utf8"

// offsets turns byte offsets into code points. Every byte that is no valid
// UTF-8 is one code point, as in []rune(text).
type offsets struct {
	text  string
	ascii bool
	every []int // code points before each 64th byte's rune
}

const stride = 64

func offsetsOf(text string) offsets {
	o := offsets{text: text}
	if o.ascii = plain(text) == len(text); o.ascii {
		return o
	}
	o.every = make([]int, 0, 2*(len(text)/stride+1))
	n, next := 0, 0
	for i := 0; i < len(text); {
		if i >= next { // two ints per step: a rune's first byte, and how many came before
			o.every = append(o.every, i, n)
			next = (i/stride + 1) * stride
		}
		if _, two := pair(text, i); two == 2 {
			i, n = i+2, n+1
			continue
		}
		if k := plain(text[i:min(next, len(text))]); k > 0 {
			i, n = i+k, n+k
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i, n = i+size, n+1
	}
	return o
}

// plain returns the number of ASCII bytes that s begins with.
func plain(s string) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if e := s[i : i+8]; (e[0]|e[1]|e[2]|e[3]|e[4]|e[5]|e[6]|e[7])&0x80 != 0 {
			break
		}
	}
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// point returns the number of code points before byte i, which begins a rune.
func (o offsets) point(i int) int {
	if o.ascii || i <= 0 {
		return max(i, 0)
	}
	k := min(i/stride, len(o.every)/2-1)
	for k > 0 && o.every[2*k] > i {
		k--
	}
	return o.every[2*k+1] + utf8.RuneCountInString(o.text[o.every[2*k]:i])
}

func (o offsets) span(s Span) Span { return Span{o.point(s.Start), o.point(s.End)} }
