package locale_test

import (
	"testing"

	"voxpop/internal/locale"
)

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain, with a “quote”":          "plain, with a “quote”",
		"می\u200cروم\u200f":              "می\u200cروم\u200f",
		"red \x1b[31m":                   "red \ufffd[31m",
		"a\x00b\x07c\x7fd":               "a\ufffdb\ufffdc\ufffdd",
		"c1 \u009b31m \u0085":            "c1 \ufffd31m \ufffd",
		"two\nlines\r\nand\ta\u2028tab":  "two lines  and a tab",
		"over\u202eride\u202c, \u2066x":  "override, x",
		"not UTF-8: \x9b31m \xff":        "not UTF-8: \ufffd31m \ufffd",
		"\U0001f1eb\U0001f1f7 e\u0301 é": "\U0001f1eb\U0001f1f7 e\u0301 é",
	} {
		if got := locale.Printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
