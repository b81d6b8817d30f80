package pocketsphinx

import (
	"strings"
	"testing"

	"voxpop/internal/engine/enginetest"
)

const report = `the ferry leaves at
<s> 0.000 0.120 1.000100
the(2) 0.130 0.330 0.845845
ferry 0.340 0.690 0.986096
<sil> 0.700 1.990 0.9
[SPEECH] 1.990 1.999 0.9
++NOISE++ 1.999 2.000 0.9
leaves 2.000 2.430 1.000200
at 2.440 9.650 -0.1
</s> 9.660 9.700 1.000000

<s> 3.000 3.100 1.0
o'clock 3.100 3.400 nan
one 3.100 3.400 0.5
`

func TestRead(t *testing.T) {
	h := read([]byte(report), 3.3)
	enginetest.CheckHeard(t, h, 3.3)
	var got []string
	for _, c := range h.Segments {
		got = append(got, c.Text)
	}
	if s := strings.Join(got, "|"); s != "the ferry|leaves at|one" {
		t.Errorf("segments %q", s)
	}
	if len(h.Words) != 5 || *h.Words[2].P != 1 || *h.Words[3].P != 0 || h.Lang != "en" {
		t.Errorf("heard %+v", h)
	}
	if h := read([]byte("\n<s> 0 1 1\n</s> 1 1 1\n"), 1); h.Lang != "" || len(h.Words) > 0 {
		t.Errorf("nothing is %+v", h)
	}
}

func TestClean(t *testing.T) {
	for w, want := range map[string]string{"the": "the", "the(2)": "the", "<sil>": "", "[NOISE]": "", "++NOISE++": "", "o'clock": "o'clock", "(2)": "", "": "", "co-operate(3)": "co-operate"} {
		if got := clean(w); got != want {
			t.Errorf("%q is %q, want %q", w, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(report))
	f.Add([]byte("a 5 1 2\nb -1 1e308 -3\nc Inf NaN 0x1p-2\n\xff 1 2 1\n"))
	f.Fuzz(func(t *testing.T, out []byte) { enginetest.CheckHeard(t, read(out, 4), 4) })
}
