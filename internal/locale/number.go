package locale

import (
	"math"
	"strconv"
	"strings"
)

// Plural is a plural category of Unicode CLDR.
type Plural string

// The categories.
const (
	Zero  Plural = "zero"
	One   Plural = "one"
	Two   Plural = "two"
	Few   Plural = "few"
	Many  Plural = "many"
	Other Plural = "other"
)

// PluralOf returns the category that n takes in a language, by the CLDR rules
// for whole numbers of English, Persian and Arabic. Other languages take
// English's.
func PluralOf(tag string, n int) Plural {
	if n < 0 {
		n = -n
	}
	switch base(tag) {
	case "fa":
		if n <= 1 {
			return One
		}
		return Other
	case "ar":
		switch hundreds := n % 100; {
		case n == 0:
			return Zero
		case n == 1:
			return One
		case n == 2:
			return Two
		case hundreds >= 3 && hundreds <= 10:
			return Few
		case hundreds >= 11:
			return Many
		}
		return Other
	}
	if n == 1 {
		return One
	}
	return Other
}

// Categories lists the categories that whole numbers take in a language.
func Categories(tag string) []Plural {
	if base(tag) == "ar" {
		return []Plural{Zero, One, Two, Few, Many, Other}
	}
	return []Plural{One, Other}
}

// Int writes a whole number in the language's digits, in groups of three from
// ten thousand on: a year keeps its four digits together.
func (l *Locale) Int(n int) string {
	s := strconv.Itoa(n)
	sign, digits := "", s
	if n < 0 {
		sign, digits = "\u2212", s[1:]
	}
	if len(digits) > 4 {
		var groups []string
		for len(digits) > 3 {
			groups = append([]string{digits[len(digits)-3:]}, groups...)
			digits = digits[:len(digits)-3]
		}
		digits = strings.Join(append([]string{digits}, groups...), l.group)
	}
	return sign + l.Digits(digits)
}

// Float writes x with a fixed number of decimals, rounded half away from zero.
func (l *Locale) Float(x float64, decimals int) string {
	sign := ""
	if x < 0 {
		sign, x = "\u2212", -x
	}
	s := strconv.FormatFloat(roundHalfUp(x, decimals), 'f', decimals, 64)
	if strings.Trim(s, "0.") == "" {
		sign = ""
	}
	return sign + l.Digits(strings.Replace(s, ".", l.point, 1))
}

// Percent writes a fraction of 1 as a percentage.
func (l *Locale) Percent(fraction float64, decimals int) string {
	return l.Float(fraction*100, decimals) + l.pct
}

// Digits replaces the ASCII digits of s with the language's.
func (l *Locale) Digits(s string) string {
	if l.digits == '0' {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return l.digits + r - '0'
		}
		return r
	}, s)
}

// ASCIIDigits replaces Persian and Arabic digits, decimal point and percent
// sign with the ASCII ones and drops group marks: what a number on a page says
// to a program.
func ASCIIDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r == '٫':
			return '.'
		case r == '٪':
			return '%'
		case r == '٬':
			return -1
		}
		return r
	}, s)
}

// roundHalfUp rounds a non-negative x. The nudge makes 0.285, which a float
// holds as a little less, the half that it was written as.
func roundHalfUp(x float64, decimals int) float64 {
	scale := math.Pow(10, float64(decimals))
	return math.Floor(x*scale+.5+1e-9) / scale
}
