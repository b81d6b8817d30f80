package quote

import "unicode/utf8"

// offsets turns byte offsets into code points. Every byte that is no valid
// UTF-8 is one code point, as in []rune(text).
type offsets struct {
	text  string
	ascii bool
	every []int // code points before each 256th byte's rune
}

const stride = 256

func offsetsOf(text string) offsets {
	o := offsets{text: text, ascii: true}
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			o.ascii = false
			break
		}
	}
	if o.ascii {
		return o
	}
	o.every = make([]int, 0, 2*(len(text)/stride+1))
	n, next := 0, 0
	for i := range text {
		if i >= next { // two ints per step: a rune's first byte, and how many came before
			o.every = append(o.every, i, n)
			next = (i/stride + 1) * stride
		}
		n++
	}
	return o
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
