package story

import (
	"strconv"
	"strings"
	"unicode"

	"voxpop/internal/locale"
)

// svg is a drawing whose horizontal places are percentages of its width and
// whose letters keep their size, so that one drawing is read on a phone and on
// a desk. Its height is in CSS pixels. Colours are the style sheet's.
type svg struct {
	Height int
	Body   string // markup
}

// narrow is the least width, in CSS pixels, at which nothing may overlap: a
// phone of 320 less its margins. On a wider page places move apart and letters
// stay.
const narrow = 286.0

// pen draws in logical directions: x runs from the start of the line, which
// is the right side in Persian and Arabic.
type pen struct {
	strings.Builder
	rtl bool
	l   *locale.Locale
}

func newPen(l *locale.Locale) *pen { return &pen{rtl: l.Dir == "rtl", l: l} }

// x writes the place at a percentage from the start.
func (p *pen) x(percent float64) string {
	if p.rtl {
		percent = 100 - percent
	}
	return pct(percent)
}

func pct(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		s = "0"
	}
	return s + "%"
}

func px(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// rect draws a bar from x, w wide, in percent; y and h in pixels.
func (p *pen) rect(class string, x, y, w, h float64) {
	left := x
	if p.rtl {
		left = 100 - x - w
	}
	p.WriteString(`<rect class="` + class + `" x="` + pct(left) + `" y="` + px(y) + `" width="` + pct(w) + `" height="` + px(h) + `"/>`)
}

// line draws a line between places in percent and pixels.
func (p *pen) line(class string, x1, y1, x2, y2 float64) {
	p.WriteString(`<line class="` + class + `" x1="` + p.x(x1) + `" y1="` + px(y1) + `" x2="` + p.x(x2) + `" y2="` + px(y2) + `"/>`)
}

// text writes s with its anchor ("start", "middle", "end") at x percent, moved
// on by dx pixels.
func (p *pen) text(class, anchor string, x, dx, y float64, s string) {
	if p.rtl {
		dx = -dx
	}
	p.WriteString(`<text class="` + class + `" x="` + p.x(x) + `" y="` + px(y) + `"`)
	if dx != 0 {
		p.WriteString(` dx="` + px(dx) + `"`)
	}
	if anchor != "start" {
		p.WriteString(` text-anchor="` + anchor + `"`)
	}
	p.WriteString(`>` + escape(s) + `</text>`)
}

// markShapes are drawn around their middle; the shape tells values apart for
// a reader who does not see colours.
var markShapes = [...]string{
	`<circle r="6"/>`,
	`<path d="M0-7.5L7.5 0 0 7.5-7.5 0z"/>`,
	`<path d="M-5.5-5.5h11v11h-11z"/>`,
	`<path d="M0-7L7 5.5H-7z"/>`,
}

// mark draws the shape of a value at a place.
func (p *pen) mark(value int, class string, x, y float64) {
	n := value % len(markShapes)
	p.WriteString(`<svg class="v` + strconv.Itoa(n) + class + `" x="` + p.x(x) + `" y="` + px(y) + `" overflow="visible">` + markShapes[n] + `</svg>`)
}

// ring draws the sign of a changed position around a mark.
func (p *pen) ring(x, y float64) {
	p.WriteString(`<svg class="c-turn" x="` + p.x(x) + `" y="` + px(y) + `" overflow="visible"><circle r="10"/></svg>`)
}

// bars draws one row for each bar: its label above, a pale bar for all of of,
// and the figure at its end.
func (c charts) bars(bars []bar, of int) svg {
	p := newPen(c.l)
	size, line := c.letters()
	bars = bars[:min(len(bars), maxBars)]
	figures := make([]string, len(bars))
	widest := 0.0
	for i, b := range bars {
		figures[i] = c.l.Say("of", "n", b.n, "of", of)
		widest = max(widest, textWidth(figures[i], size-1))
	}
	track := 100 - 100*(widest+10)/narrow
	y := 2.0
	for i, b := range bars {
		for _, s := range wrap(b.label, size, narrow) {
			y += line
			p.text("c-label", "start", 0, 0, y-line*.25, s)
		}
		for _, s := range wrap(b.sub, size-2, narrow) {
			y += line - 2
			p.text("c-tick", "start", 0, 0, y-line*.25, s)
		}
		y += 4
		p.rect("c-track", 0, y, track, 14)
		if w := track * float64(b.n) / float64(max(of, 1)); w > 0 {
			p.rect("c-bar", 0, y, w, 14)
		}
		p.text("c-num", "start", track, 8, y+12, figures[i])
		y += 14 + 10
	}
	return svg{Height: int(y), Body: p.String()}
}

// columns draws one column for each day, with the figure of the day on which
// most came.
func (c charts) columns(days []dayCount, peak dayCount) svg {
	p := newPen(c.l)
	size, line := c.letters()
	const top, tall = 26.0, 120.0
	floor := top + tall
	step := 100 / float64(len(days))
	for i, d := range days {
		x := float64(i) * step
		if h := tall * float64(d.n) / float64(max(peak.n, 1)); h > 0 {
			p.rect("c-bar", x+step*.12, floor-h, step*.76, h)
		}
		if d == peak {
			anchor, at := "middle", x+step/2
			half := textWidth(c.l.Int(d.n), size) / 2 * 100 / narrow
			if at < half {
				anchor, at = "start", 0
			} else if at > 100-half {
				anchor, at = "end", 100
			}
			p.text("c-num", anchor, at, 0, top-8, c.l.Int(d.n))
		}
	}
	p.line("c-axis", 0, floor, 100, floor)
	y := floor + line
	if len(days) == 1 {
		p.text("c-tick", "middle", 50, 0, y, c.l.Day(days[0].at))
		return svg{Height: int(y + 8), Body: p.String()}
	}
	p.text("c-tick", "start", 0, 0, y, c.l.DayMonth(days[0].at))
	p.text("c-tick", "end", 100, 0, y, c.l.DayMonth(days[len(days)-1].at))
	return svg{Height: int(y + 8), Body: p.String()}
}

// letters are the size of a chart's letters and of its lines, in pixels:
// Arabic script stands a step larger and higher.
func (c charts) letters() (size, line float64) {
	if c.l.Dir == "rtl" {
		return 16, 25
	}
	return 15, 20
}

// textWidth estimates the width of s in pixels, on the wide side, for a
// system typeface of that size.
func textWidth(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.IsMark(r) || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
		case r >= 0x2e80 && r < 0xfb00 || r > 0xffff:
			w += 1.05
		case unicode.IsUpper(r) || r == 'm' || r == 'w' || r == 'M' || r == 'W':
			w += .72
		case r == ' ' || r == 'i' || r == 'l' || r == 'j' || r == 't' || r == 'f' || r == '.' || r == ',' || r == '(' || r == ')':
			w += .34
		default:
			w += .57
		}
	}
	return w * size
}

// wrap breaks s at spaces into lines of at most width pixels; a longer word
// is broken where the line is full. A direction isolate that is open where a
// line ends is closed there, and opened again on the next.
func wrap(s string, size, width float64) []string {
	var lines []string
	cur := ""
	for word := range strings.FieldsSeq(s) {
		if next := strings.TrimSpace(cur + " " + word); textWidth(next, size) <= width {
			cur = next
			continue
		}
		if cur != "" {
			lines = append(lines, cur)
		}
		cur = ""
		for _, r := range word {
			if textWidth(cur+string(r), size) > width && cur != "" && !unicode.IsMark(r) {
				lines, cur = append(lines, cur), ""
			}
			cur += string(r)
		}
	}
	if cur != "" {
		lines = append(lines, cur)
	}
	return isolated(lines)
}

// isolated makes each line whole in its direction isolates.
func isolated(lines []string) []string {
	const pop = '\u2069'
	var open []rune
	for i, s := range lines {
		lead := string(open)
		for _, r := range s {
			switch {
			case '\u2066' <= r && r <= '\u2068':
				open = append(open, r)
			case r == pop && len(open) > 0:
				open = open[:len(open)-1]
			}
		}
		lines[i] = lead + s + strings.Repeat(string(pop), len(open))
	}
	return lines
}

// isolate wraps s when it holds a letter that runs against dir; most labels
// need no invisible signs.
func isolate(s, dir string) string {
	for _, r := range s {
		rtl := unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana) && !unicode.IsDigit(r)
		if rtl != (dir == "rtl") && unicode.IsLetter(r) || r >= '\u2066' && r <= '\u2069' || r >= '\u202a' && r <= '\u202e' {
			return locale.Isolate(locale.Balance(s))
		}
	}
	return s
}
