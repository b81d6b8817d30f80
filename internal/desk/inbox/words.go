package inbox

import (
	"strconv"
	"strings"

	"voxpop"
)

// lowConfidence is how sure a machine has to be of a word, as a fraction of 1,
// for it not to be marked.
const lowConfidence = .5

// piece is a stretch of a text; the pieces in order are the text. One with a
// time can be played from.
type piece struct {
	Text       string
	Start, End string // seconds, as a script reads them; "" without a time
	Unsure     bool
}

// pieces cuts the text of a version at its words; where it has none, at its
// cues. A word that is not found where it should be gives its stretch no time.
func pieces(v voxpop.TextVersion) []piece {
	if len(v.Words) == 0 {
		return cued(v)
	}
	var all []piece
	rest := v.Text
	for _, w := range v.Words {
		i := strings.Index(rest, w.Text)
		if w.Text == "" || i < 0 || i > maxGap {
			continue
		}
		if i > 0 {
			all = append(all, piece{Text: rest[:i]})
		}
		all = append(all, piece{rest[i : i+len(w.Text)], seconds(w.Start), seconds(w.End), w.P != nil && *w.P < lowConfidence})
		rest = rest[i+len(w.Text):]
	}
	return tail(all, rest)
}

// maxGap is how far, in bytes, the next word may stand from the last one. A
// word without a time stands between two with one; pages of them do not.
const maxGap = 4096

func cued(v voxpop.TextVersion) (all []piece) {
	rest := v.Text
	for _, c := range v.Cues {
		i := strings.Index(rest, c.Text)
		if c.Text == "" || i < 0 || strings.TrimSpace(rest[:i]) != "" {
			continue
		}
		if i > 0 {
			all = append(all, piece{Text: rest[:i]})
		}
		all = append(all, piece{Text: c.Text, Start: seconds(c.Start), End: seconds(c.End)})
		rest = rest[i+len(c.Text):]
	}
	return tail(all, rest)
}

func tail(all []piece, rest string) []piece {
	if rest != "" {
		all = append(all, piece{Text: rest})
	}
	return all
}

func seconds(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// timed reports whether something of a text can be played from.
func timed(all []piece) bool {
	for _, p := range all {
		if p.Start != "" {
			return true
		}
	}
	return false
}
