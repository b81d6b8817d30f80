package fingerprint_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"testing"

	"voxpop/internal/fingerprint"
)

// invented is a print that changes as those of recordings do: most bits stay
// from one item to the next.
func invented(rnd *rand.Rand, n int) fingerprint.Print {
	p := make(fingerprint.Print, n)
	v := rnd.Uint32()
	for i := range p {
		v ^= rnd.Uint32() & rnd.Uint32() & rnd.Uint32() & rnd.Uint32()
		if rnd.IntN(12) == 0 {
			v = rnd.Uint32()
		}
		p[i] = v
	}
	return p
}

// damaged is a copy of which a part of the bits differ, that begins later and ends earlier.
func damaged(rnd *rand.Rand, p fingerprint.Print, errors float64, off, end int) fingerprint.Print {
	q := append(fingerprint.Print{}, p[off:len(p)-end]...)
	for i := range q {
		for b := range 32 {
			if rnd.Float64() < errors {
				q[i] ^= 1 << b
			}
		}
	}
	return q
}

func TestPrintText(t *testing.T) {
	p := fingerprint.Print{0, 0xffffffff, 0x0123abcd}
	if got := p.String(); got != "00000000ffffffff0123abcd" {
		t.Errorf("%s", got)
	}
	q, err := fingerprint.ParsePrint(p.String())
	if err != nil || len(q) != 3 || q[2] != p[2] {
		t.Errorf("%v, %v", q, err)
	}
	if q, err := fingerprint.ParsePrint(""); err != nil || len(q) != 0 {
		t.Errorf("%v, %v", q, err)
	}
	for _, s := range []string{"1", "0000000", "0000000g", "0000000F", "000000000"} {
		if _, err := fingerprint.ParsePrint(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	if _, err := fingerprint.ParsePict("123"); err == nil {
		t.Error("a hash of three digits was taken")
	}
	if h, err := fingerprint.ParsePict(fingerprint.Pict(1<<63 | 5).String()); err != nil || h != 1<<63|5 {
		t.Errorf("%v, %v", h, err)
	}
}

func TestCompare(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	p := invented(rnd, 200)
	for _, tt := range []struct {
		name string
		q    fingerprint.Print
		want float64
		off  int
	}{
		{"itself", p, 0, 0},
		{"begins later", p[16:], 0, 16},
		{"ends earlier", p[:150], 0, 0},
		{"noise", damaged(rnd, p, .05, 0, 0), .05, 0},
		{"noise, cut", damaged(rnd, p, .12, 30, 20), .12, 30},
	} {
		for range 2 {
			got, off := fingerprint.Compare(p, tt.q)
			if math.Abs(got-tt.want) > .015 || off != tt.off {
				t.Errorf("%s: %.3f at %d, want %.3f at %d", tt.name, got, off, tt.want, tt.off)
			}
			p, tt.q, tt.off = tt.q, p, -tt.off
		}
	}
	for name, q := range map[string]fingerprint.Print{
		"another": invented(rnd, 200), "a piece of it too short": p[:10], "half of it and something else": append(append(fingerprint.Print{}, p[:80]...), invented(rnd, 120)...),
		"silence": make(fingerprint.Print, 200), "nothing": nil,
	} {
		if got, _ := fingerprint.Compare(p, q); got <= fingerprint.MostErrors {
			t.Errorf("%s: %.3f", name, got)
		}
	}
	hum := make(fingerprint.Print, 200)
	for i := range hum {
		hum[i] = 0x12345678 ^ uint32(i&1)
	}
	if got, _ := fingerprint.Compare(hum, hum); got != 1 {
		t.Errorf("a hum is like itself: %.3f", got)
	}
}

// TestCompareShared holds that what two recordings share, however much it is,
// does not make them one where the rest is another.
func TestCompareShared(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	join := func(ps ...fingerprint.Print) (q fingerprint.Print) {
		for _, p := range ps {
			q = append(q, p...)
		}
		return q
	}
	for range 20 {
		greeting, end := invented(rnd, 90), invented(rnd, 40)
		for name, c := range map[string][2]fingerprint.Print{
			"a greeting":              {join(greeting, invented(rnd, 22)), join(greeting, invented(rnd, 20))},
			"a greeting, encoded":     {join(greeting, invented(rnd, 22)), damaged(rnd, join(greeting, invented(rnd, 25)), .03, 0, 0)},
			"greeting and end":        {join(greeting, invented(rnd, 20), end), join(greeting, invented(rnd, 20), end)},
			"only the greeting":       {greeting, join(greeting, invented(rnd, 45))},
			"only the greeting, less": {greeting[10:], join(greeting, invented(rnd, 45))},
		} {
			for range 2 {
				if e, off := fingerprint.Compare(c[0], c[1]); e <= fingerprint.MostErrors {
					t.Errorf("%s: %.3f at %d", name, e, off)
				}
				if m := fingerprint.NearPrints(c[:]); len(m) > 0 {
					t.Errorf("%s: %v", name, m)
				}
				c[0], c[1] = c[1], c[0]
			}
		}
		// A copy stays one, also where it was cut at both ends.
		p := join(greeting, invented(rnd, 60))
		if e, _ := fingerprint.Compare(p, damaged(rnd, p, .06, 14, 14)); e > fingerprint.MostErrors {
			t.Errorf("a copy: %.3f", e)
		}
	}
}

// all compares all with all.
func all(prints []fingerprint.Print) map[[2]int]bool {
	out := map[[2]int]bool{}
	for b := range prints {
		for a := range b {
			if e, _ := fingerprint.Compare(prints[a], prints[b]); e <= fingerprint.MostErrors {
				out[[2]int{a, b}] = true
			}
		}
	}
	return out
}

// mixed is prints of which one in three is a copy, damaged by up to the limit.
func mixed(rnd *rand.Rand, n, least, most int, errors float64) []fingerprint.Print {
	var prints []fingerprint.Print
	for len(prints) < n {
		if i := len(prints); i > 0 && rnd.IntN(3) == 0 {
			p := prints[rnd.IntN(i)]
			prints = append(prints, damaged(rnd, p, errors*rnd.Float64(), rnd.IntN(len(p)/8), rnd.IntN(len(p)/8)))
			continue
		}
		prints = append(prints, invented(rnd, least+rnd.IntN(most-least)))
	}
	return prints
}

// TestNearPrintsFindsAll compares with what comparing all with all finds.
func TestNearPrintsFindsAll(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, tt := range []struct {
		least, most int
		errors      float64
	}{{40, 250, .14}, {20, 60, .1}, {100, 300, .05}} {
		prints := mixed(rnd, 200, tt.least, tt.most, tt.errors)
		prints = append(prints, make(fingerprint.Print, 100), make(fingerprint.Print, 100), nil, prints[0][:5])
		want := all(prints)
		got := map[[2]int]bool{}
		for _, m := range fingerprint.NearPrints(prints) {
			got[[2]int{m.A, m.B}] = true
			if m.Similarity < 1-fingerprint.MostErrors || m.Similarity > 1 || m.A >= m.B {
				t.Errorf("%v", m)
			}
			if !want[[2]int{m.A, m.B}] {
				t.Errorf("%v are not alike when all are compared", m)
			}
		}
		for k := range want {
			if !got[k] {
				e, off := fingerprint.Compare(prints[k[0]], prints[k[1]])
				t.Errorf("%v are alike and were missed: %.3f at %d, %d and %d items", k, e, off, len(prints[k[0]]), len(prints[k[1]]))
			}
		}
		t.Logf("%d pairs", len(want))
		if len(want) < 40 {
			t.Errorf("%d pairs only", len(want))
		}
	}
}

// TestNearPrintsCrowd holds that many copies of one are joined, in time that does not grow by their square.
func TestNearPrintsCrowd(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	p := invented(rnd, 120)
	var prints []fingerprint.Print
	for range 1000 {
		prints = append(prints, damaged(rnd, p, .03, rnd.IntN(5), 0))
	}
	into := make([]int, len(prints))
	for i := range into {
		into[i] = i
	}
	root := func(i int) int {
		for into[i] != i {
			i = into[i]
		}
		return i
	}
	matches := fingerprint.NearPrints(prints)
	for _, m := range matches {
		into[root(m.B)] = root(m.A)
	}
	for i := range into {
		if root(i) != root(0) {
			t.Fatalf("copy %d stands alone", i)
		}
	}
	if len(matches) > 40*len(prints) {
		t.Errorf("%d pairs of %d copies", len(matches), len(prints))
	}
}

func TestNearPictsFindsAll(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	var picts []fingerprint.Pict
	for len(picts) < 3000 {
		p := fingerprint.Pict(rnd.Uint64())
		if n := len(picts); n > 0 && rnd.IntN(2) == 0 {
			p = picts[rnd.IntN(n)]
			for range rnd.IntN(11) {
				p ^= 1 << rnd.IntN(64)
			}
		}
		picts = append(picts, p)
	}
	first := map[fingerprint.Pict]int{}
	want := map[[2]int]bool{}
	for b, p := range picts {
		if a, ok := first[p]; ok {
			want[[2]int{a, b}] = true
			continue
		}
		first[p] = b
		for a := range b {
			if first[picts[a]] == a && p.Distance(picts[a]) <= fingerprint.MostDiffering {
				want[[2]int{a, b}] = true
			}
		}
	}
	got := fingerprint.NearPicts(picts)
	for _, m := range got {
		if !want[[2]int{m.A, m.B}] {
			t.Errorf("%v", m)
		}
		delete(want, [2]int{m.A, m.B})
	}
	if len(want) > 0 || len(got) < 500 {
		t.Errorf("%d pairs found, %d missed", len(got), len(want))
	}
}

// scene is a picture of some shapes.
func scene(seed uint64, w, h int) *image.RGBA {
	rnd := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	type disc struct{ x, y, r, v float64 }
	var discs []disc
	for range 12 {
		discs = append(discs, disc{rnd.Float64(), rnd.Float64(), .05 + .3*rnd.Float64(), 255 * rnd.Float64()})
	}
	for y := range h {
		for x := range w {
			v := 120 + 60*float64(y)/float64(h)
			for _, d := range discs {
				if math.Hypot(float64(x)/float64(w)-d.x, float64(y)/float64(h)-d.y) < d.r {
					v = d.v
				}
			}
			img.Set(x, y, color.RGBA{uint8(v), uint8(v * .8), uint8(255 - v), 255})
		}
	}
	return img
}

func encodedAgain(t *testing.T, img image.Image, quality int) image.Image {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	out, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPicture(t *testing.T) {
	hash := func(img image.Image) fingerprint.Pict {
		p, ok := fingerprint.Picture(img)
		if !ok {
			t.Fatal("a picture of discs is said to show nothing")
		}
		return p
	}
	for seed := range uint64(6) {
		img := scene(seed, 640, 480)
		p := hash(img)
		turned := image.NewRGBA(image.Rect(0, 0, 480, 640))
		captioned, brighter := image.NewRGBA(img.Rect), image.NewRGBA(img.Rect)
		for y := range 480 {
			for x := range 640 {
				c := img.RGBAAt(x, y)
				turned.Set(479-y, x, c)
				captioned.Set(x, y, c)
				if y > 440 && y < 455 && x > 100 && x < 500 && x/6%2 == 0 {
					captioned.Set(x, y, color.White)
				}
				brighter.Set(x, y, color.RGBA{uint8(30 + float64(c.R)*.88), uint8(30 + float64(c.G)*.88), uint8(30 + float64(c.B)*.88), 255})
			}
		}
		for name, copied := range map[string]image.Image{"another size": scene(seed, 320, 240), "encoded again": encodedAgain(t, img, 20), "caption": captioned, "brighter": brighter,
			"begins elsewhere": offset(img)} {
			if d := p.Distance(hash(copied)); d > fingerprint.MostDiffering {
				t.Errorf("%d, %s: distance %d", seed, name, d)
			}
		}
		if d := p.Distance(hash(turned)); d <= fingerprint.MostDiffering {
			t.Errorf("%d: turned, it is only %d away", seed, d)
		}
		if d := p.Distance(hash(scene(seed+100, 640, 480))); d <= fingerprint.MostDiffering {
			t.Errorf("%d: another picture is only %d away", seed, d)
		}
	}
	if p, ok := fingerprint.Picture(image.NewGray(image.Rect(0, 0, 100, 100))); ok {
		t.Errorf("a black frame is known as %s", p)
	}
	noisy := image.NewGray(image.Rect(0, 0, 200, 100))
	for i := range noisy.Pix {
		noisy.Pix[i] = 250 + uint8(i*7%5)
	}
	if p, ok := fingerprint.Picture(noisy); ok {
		t.Errorf("a white page is known as %s", p)
	}
	for _, img := range []image.Image{nil, image.NewGray(image.Rect(0, 0, 0, 0)), image.NewGray(image.Rect(0, 0, 1, 1))} {
		if _, ok := fingerprint.Picture(img); ok {
			t.Error("nothing is known by something")
		}
	}
}

func offset(img *image.RGBA) image.Image {
	out := *img
	out.Rect = out.Rect.Add(image.Pt(100, 50))
	return &out
}

func FuzzParsePrint(f *testing.F) {
	f.Add("0123abcdffffffff")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := fingerprint.ParsePrint(s)
		if err != nil {
			return
		}
		if len(p) > fingerprint.MaxItems || len(p) < fingerprint.MaxItems && p.String() != s {
			t.Fatalf("%q is read as %q", s, p)
		}
		if e, _ := fingerprint.Compare(p, p); e != 0 && e != 1 {
			t.Fatalf("it differs from itself by %v", e)
		}
		fingerprint.NearPrints([]fingerprint.Print{p, nil, p})
	})
}

func FuzzParsePict(f *testing.F) {
	f.Add("0123456789abcdef")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := fingerprint.ParsePict(s); err == nil && p.String() != s {
			t.Fatalf("%q is read as %q", s, p)
		}
	})
}

// manyPrints is messages of 10 to 60 s, one in fifty a copy.
func manyPrints(n int) []fingerprint.Print {
	rnd := rand.New(rand.NewPCG(9, 9))
	var prints []fingerprint.Print
	for len(prints) < n {
		if i := len(prints); i > 0 && rnd.IntN(50) == 0 {
			prints = append(prints, damaged(rnd, prints[rnd.IntN(i)], .04, 3, 2))
			continue
		}
		prints = append(prints, invented(rnd, 60+rnd.IntN(400)))
	}
	return prints
}

// howMany is how many marks a benchmark compares: fewer where it is to be short.
func howMany() int {
	if testing.Short() {
		return 1000
	}
	return 10_000
}

func BenchmarkNearPrints(b *testing.B) {
	prints := manyPrints(howMany())
	for b.Loop() {
		if n := len(fingerprint.NearPrints(prints)); n < len(prints)/100 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(b.N*howMany())/b.Elapsed().Seconds(), "prints/s")
}

// BenchmarkNearPrintsGreeting is messages behind one greeting.
func BenchmarkNearPrintsGreeting(b *testing.B) {
	rnd := rand.New(rand.NewPCG(9, 9))
	greeting := invented(rnd, 90)
	var prints []fingerprint.Print
	for range howMany() {
		prints = append(prints, append(damaged(rnd, greeting, .03, 0, 0), invented(rnd, 50)...))
	}
	for b.Loop() {
		if n := len(fingerprint.NearPrints(prints)); n > 0 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(b.N*howMany())/b.Elapsed().Seconds(), "prints/s")
}

// BenchmarkNearPrintsCrowd is copies of one.
func BenchmarkNearPrintsCrowd(b *testing.B) {
	rnd := rand.New(rand.NewPCG(9, 9))
	p := invented(rnd, 220)
	var prints []fingerprint.Print
	for range howMany() {
		prints = append(prints, damaged(rnd, p, .03, 0, 0))
	}
	for b.Loop() {
		fingerprint.NearPrints(prints)
	}
	b.ReportMetric(float64(b.N*howMany())/b.Elapsed().Seconds(), "prints/s")
}

func BenchmarkNearPicts(b *testing.B) {
	rnd := rand.New(rand.NewPCG(9, 9))
	picts := make([]fingerprint.Pict, howMany())
	for i := range picts {
		picts[i] = fingerprint.Pict(rnd.Uint64())
	}
	for b.Loop() {
		fingerprint.NearPicts(picts)
	}
	b.ReportMetric(float64(b.N*howMany())/b.Elapsed().Seconds(), "picts/s")
}

func BenchmarkPicture(b *testing.B) {
	img := scene(1, 1280, 720)
	for b.Loop() {
		fingerprint.Picture(img)
	}
}

func BenchmarkCompare(b *testing.B) {
	rnd := rand.New(rand.NewPCG(9, 9))
	p := invented(rnd, 220)
	q := damaged(rnd, p, .04, 10, 0)
	for b.Loop() {
		fingerprint.Compare(p, q)
	}
}
