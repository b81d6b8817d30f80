package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	mrand "math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// A search that finds nothing proves nothing unless it finds what is there.
func TestSearchFindsEveryForm(t *testing.T) {
	for _, text := range []string{"k3vq7zxw2m5hjdtrypab", "ترانزیتستونپلچراغدریا"} {
		s := newSearcher()
		s.plant("it", text)
		wide := utf16.Encode([]rune(text))
		var le, escaped strings.Builder
		for _, u := range wide {
			le.WriteString(string([]byte{byte(u), byte(u >> 8)}))
			fmt.Fprintf(&escaped, "\\u%04x", u)
		}
		percent := ""
		for _, b := range []byte(text) {
			percent += fmt.Sprintf("%%%02X", b)
		}
		forms := map[string]string{
			"plain": text, "cut off": text[:len(text)*2/3], "its end": text[len(text)/3:], "capitals": strings.ToUpper(text), "utf-16": le.String(), "escaped": escaped.String(),
			"hex": hex.EncodeToString([]byte(text)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(text))),
			"percent": percent, "lower percent": strings.ToLower(percent), "query": url.QueryEscape("a b" + text),
		}
		for lead := range 6 {
			for name, e := range map[string]*base64.Encoding{"std": base64.StdEncoding, "url": base64.URLEncoding} {
				forms[fmt.Sprintf("base64 %s after %d", name, lead)] = e.EncodeToString([]byte("?>~~~~"[:lead] + text + "~?>"))
			}
		}
		for name, form := range forms {
			hits := map[hit]int{}
			noise := make([]byte, 5000)
			for i := range noise {
				noise[i] = byte(mrand.Uint32())
			}
			s.in([]byte(string(noise)+form+string(noise)), "here", hits)
			if len(hits) == 0 {
				t.Errorf("%q as %s is not found", text, name)
			}
		}
		hits := map[hit]int{}
		noise := make([]byte, 8<<20)
		for i := range noise {
			noise[i] = byte(mrand.Uint32())
		}
		if s.in(noise, "noise", hits); len(hits) > 0 {
			t.Errorf("found in noise: %v", hits)
		}
	}
}

func TestSearchOfFolder(t *testing.T) {
	dir := t.TempDir()
	s := newSearcher()
	s.plant("a", "aaaabbbbccccddddeeee")
	s.plant("b", "namedafteritselfhere")
	s.plantBytes("c", []byte{0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
	// Across the edge of what is read at once.
	b := make([]byte, 8<<20+100)
	copy(b[8<<20-10:], "aaaabbbbccccddddeeee")
	copy(b[100:], []byte{0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
	if err := os.MkdirAll(filepath.Join(dir, "x", "namedafteritselfhere"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "x", "f"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	hits := map[hit]int{}
	if err := s.under(dir, true, hits); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for h := range hits {
		found[h.what] = true
	}
	if !found["a"] || !found["b"] || !found["c"] {
		t.Errorf("found only %v", hits)
	}
	clear(hits)
	if err := s.under(filepath.Join(dir, "x", "f"), true, hits); err != nil || len(hits) != 0 {
		t.Errorf("an unchanged file was searched again: %v %v", hits, err)
	}
}

func TestParseForm(t *testing.T) {
	f, err := parseForm(`<form id="search"><input name="q"></form>
<form method=post id="answer"><input type="hidden" name="ticket" value="a&#43;b"><textarea name="text" rows="4"></textarea>
<input name="web" tabindex="-1"><input type="radio" name="c" value="1"><input type="radio" name="c" value="2"><input type="checkbox" name="receipt" value="yes">
<select name="s"><option value="x">X</option><option value="y">Y</option></select><input type="file" name="file"><button name="b">Send</button></form><input name="after">`)
	if err != nil || f.ticket != "a+b" {
		t.Fatalf("%+v %v", f, err)
	}
	body := string(answer{form: f, text: "hello", receipt: true}.body("B"))
	for _, want := range []string{"name=\"text\"\r\n\r\nhello\r\n", "name=\"c\"\r\n\r\n1\r\n", "name=\"s\"\r\n\r\nx\r\n", "name=\"receipt\"\r\n\r\nyes\r\n", "name=\"web\"\r\n\r\n\r\n", "name=\"file\"; filename=\"\""} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
	for _, not := range []string{"name=\"q\"", "after", "\r\n\r\n2\r\n"} {
		if strings.Contains(body, not) {
			t.Errorf("%q in\n%s", not, body)
		}
	}
}

func TestReadReceipt(t *testing.T) {
	list := map[string]bool{}
	for _, w := range strings.Fields("otter lamp rain tram moss kite fern bell") {
		list[w] = true
	}
	r, ok := readReceipt("<p>Thank you</p><ol><li>otter</li> <li>lamp</li> <li>rain</li> <li>tram</li> <li>moss</li> <li>kite</li> <li>fern</li> <li>bell</li></ol><code>0000 1234 5678 9012 3456 7890 1234 5678</code>", list)
	if !ok || len(r.words) != 8 || r.words[0] != "otter" || r.digits != "00001234567890123456789012345678" {
		t.Errorf("%v %v", r, ok)
	}
}

func TestWelch(t *testing.T) {
	random := mrand.New(mrand.NewPCG(1, 2))
	sample := func(shift float64) []float64 {
		v := make([]float64, 20_000)
		for i := range v {
			v[i] = 100 + shift + 10*random.NormFloat64()
		}
		return v
	}
	if x := tValue(sample(0), sample(0)); math.Abs(x) > 4.5 {
		t.Errorf("equal samples: %.2f", x)
	}
	if x := tValue(sample(0), sample(1)); math.Abs(x) < 4.5 {
		t.Errorf("a tenth of a standard deviation in 20,000 is not seen: %.2f", x)
	}
}

func TestWhole(t *testing.T) {
	for size, want := range map[int64]bool{24<<10 + 3300: true, 64<<10 + 3300: true, 0: false, 10_000: false, 50 << 10: false, 79 << 10: false, 80<<10 + 3300: true} {
		if whole(size) != want {
			t.Errorf("whole(%d) = %v", size, !want)
		}
	}
}
