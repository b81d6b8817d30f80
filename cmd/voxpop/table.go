package main

import (
	"bufio"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"
	"golang.org/x/text/unicode/bidi"

	"voxpop/internal/locale"
)

// table writes aligned columns. Cells that may hold any script are isolated,
// so that a right-to-left name does not reorder its row.
type table struct {
	head []string
	rows [][]string
	// right marks the columns that are aligned to the end: numbers.
	right map[int]bool
}

// add takes a row. Cells may be anybody's text.
func (t *table) add(cells ...string) {
	for i, c := range cells {
		cells[i] = locale.Printable(c)
	}
	t.rows = append(t.rows, cells)
}

func (t *table) write(w io.Writer) error {
	b := bufio.NewWriter(w)
	width := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, c := range row {
			width[i] = max(width[i], runewidth.StringWidth(c))
		}
	}
	for _, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, c := range row {
			pad := strings.Repeat(" ", max(0, width[i]-runewidth.StringWidth(c)))
			shown := c
			if mixed(c) {
				shown = locale.Isolate(c)
			}
			if i > 0 {
				line.WriteString("  ")
			}
			if t.right[i] {
				line.WriteString(pad + shown)
			} else {
				line.WriteString(shown + pad)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.Flush()
}

// mixed reports whether s holds letters that run from the right.
func mixed(s string) bool {
	for _, r := range s {
		if r < 0x590 {
			continue
		}
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.R || p.Class() == bidi.AL {
			return true
		}
	}
	return false
}

// clip shortens s to at most n columns on one line.
func clip(s string, n int) string {
	return runewidth.Truncate(strings.Join(strings.Fields(locale.Printable(s)), " "), n, "…")
}
